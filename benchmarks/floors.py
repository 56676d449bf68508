"""Ten million agreed posts and a new minimum wage: which contracts does it reach?

Ours is the table in PostgreSQL with its index; pandas and OpenFisca-Core hold the same rows in
memory. All three must name the same contracts with the same posts and people. On a server of its
own, in a folder that is gone afterwards. The peers: requirements/bench.txt.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import reference
from bargaining.cli import embedded, server_home
from bargaining.queries import floor_recheck
from bargaining.queries.floor_recheck import Affected, Change, Tally
from bargaining.rules.roles import OPERATOR
from benchmarks import timing
from benchmarks.timing import say

POSTS = int(os.environ.get("BENCH_POSTS", "10000000"))
CHANGE = Change("minimum_wage_monthly", Decimal(2660), "110000", date(2026, 9, 1))
BAR, MEMORY = 5.0, 2048.0
_A_CONTRACT = 13.25  # rows of a contract, on the average: 4 to 21 posts, the part-time ones twice
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)

# Contracts of Beijing (three in five) and of Shanghai, each begun on some day of two and a half
# years around the change, most for one year and from the first of a month; one in twelve has not
# taken effect. Wages lie about what the two cities pay, and not under the floor of the signing.
_CONTRACTS = """
CREATE UNLOGGED TABLE bench_contract AS
SELECT id, place_code, level, first_on, posts,
  (CASE WHEN length < 0.85 THEN first_on + interval '1 year'
        WHEN length < 0.95 THEN first_on + interval '2 years'
        ELSE first_on + interval '3 years' END - interval '1 day')::date AS last_on,
  CASE WHEN effect < 0.92 THEN first_on + (20 + floor(effect * 100))::int END AS effective_on
FROM (
  SELECT id, random() AS length, random() AS effect, (4 + floor(random() * 18))::int AS posts,
    CASE WHEN random() < 0.6 THEN :beijing ELSE :shanghai END || lpad((1 + id % 16)::text, 2, '0')
      AS place_code,
    exp(8.65 + 0.38 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) AS level,
    CASE WHEN random() < 0.7 THEN date_trunc('month', day)::date ELSE day END AS first_on
  FROM (SELECT id, date '2024-10-01' + (random() * 900)::int AS day
        FROM generate_series(1, :contracts) id) begun) drawn
"""
_FIRMS = """
INSERT INTO enterprise (id, name, initials, district_code, street_code, registered_at, operates_at,
  ownership, workers, unionised, union_form, chair_name, legal_representative, operating,
  operating_ground, last_sequence, row_version)
SELECT id, '示例第' || id || '号有限公司', 'sl', place_code, place_code, '', '', '', 40, true, '',
  '', '', true, '', 0, 1 FROM bench_contract
"""
_CASES = """
INSERT INTO bargaining_case (id, number, kind, way, origin, year, title, enterprise_id,
  district_code, opened_on, opened_at, state, initiator, signed_on, effective_on, term_from,
  term_to, filing_number, to_verify, precheck, refusal, last_sequence, row_version)
SELECT id, place_code || '-2026-' || id, 'wage', 'own', 'walked', 2026,
  '示例第' || id || '号有限公司', id, place_code, first_on, now(), 'effective', 'union', first_on,
  effective_on, first_on, last_on, '', false, '', '', 5, 1 FROM bench_contract
"""
_POSTS = """
INSERT INTO agreed_post (case_id, row, post, people, floor, amount, place_code, first_on, last_on,
  last_year, effective_on)
SELECT c.id, n, '岗位' || n, (1 + floor(random() * 12))::int, f.floor,
  CASE f.floor
    WHEN 'minimum_wage_monthly' THEN round(greatest(
      c.level * (0.65 + 0.9 * u),
      (CASE WHEN c.place_code < '3' THEN 2540 ELSE 2740 END) * (1 + 0.10 * v))::numeric, 2)
    WHEN 'minimum_wage_part_time_hourly' THEN round((27.7 + 12 * u)::numeric, 2)
    ELSE round((65.1 + 30 * v)::numeric, 2) END,
  c.place_code, c.first_on, c.last_on, extract(year FROM c.last_on), c.effective_on
FROM bench_contract c
CROSS JOIN LATERAL (SELECT n, random() AS u, random() AS v, random() AS form
                    FROM generate_series(2, 1 + c.posts) n) r
CROSS JOIN LATERAL (SELECT unnest(CASE WHEN form < 0.06
  THEN ARRAY['minimum_wage_part_time_hourly', 'minimum_wage_part_time_holiday_hourly']
  ELSE ARRAY['minimum_wage_monthly'] END) AS floor) f
"""


@contextmanager
def server() -> Iterator[Engine]:
    """Run a server of its own on a new folder, and leave nothing of it behind."""
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(143))  # so that it is cleaned up too
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        url = embedded.start(folder, durable=False)
        db.migrate(url)
        engine = create_engine(url)
        yield engine
        engine.dispose()
    finally:
        embedded.stop(folder)
        home = server_home.find_home(folder)
        if home is not None:
            shutil.rmtree(home.path, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def fill(engine: Engine) -> int:
    """Make the rows; as many, and the same, every time."""
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=AT)
        db.finish(session)
    given = {"beijing": "1101", "shanghai": "3101", "contracts": int(POSTS / _A_CONTRACT)}
    # Without looking up every reference while ten million rows are made.
    maker = create_engine(engine.url.set(username=embedded.SUPERUSER))
    with maker.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.5)"))
        for number in range(1, 17):
            for code in (f"1101{number:02}", f"3101{number:02}"):
                connection.execute(
                    text(
                        "INSERT INTO place VALUES (:code, :code, 'district', :above)"
                        " ON CONFLICT DO NOTHING"
                    ),
                    {"code": code, "above": f"{code[:2]}0000"},
                )
        connection.execute(text(_CONTRACTS), given)
        for statement in (_FIRMS, _CASES, _POSTS):
            connection.execute(text(statement))
    with maker.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        made = int(connection.scalar(text("SELECT count(*) FROM agreed_post")) or 0)
    maker.dispose()
    return made


class Ours:
    """The table in PostgreSQL, asked as the pages ask it."""

    name = "PostgreSQL（本系统）"

    def __init__(self, engine: Engine) -> None:
        self.session = Session(engine)

    def tally(self) -> Tally:
        """Count the posts, people and contracts in force."""
        return floor_recheck.tally(self.session, **vars(CHANGE))

    def affected(self) -> list[Affected]:
        """List the contracts, each with its posts, people and days."""
        return floor_recheck.affected(self.session, CHANGE)

    def named(self) -> list[tuple[object, ...]]:
        """List the contracts with number, title and enterprise, most people first."""
        found = floor_recheck.sinking(self.session, **vars(CHANGE))
        return [tuple(one) for one in (*found.contracts, *found.awaiting)]

    def memory(self) -> tuple[float, float]:
        """Read what our process and the one that serves it held at most, in megabytes."""
        pid = self.session.scalar(text("SELECT pg_backend_pid()"))
        return timing.peak_memory(), timing.peak_memory(pid)


def main() -> None:
    """Print ours beside both peers: the counts, the list, the list with every name."""
    timing.head(f"the floor re-check of {POSTS:,} agreed posts")
    with server() as engine:
        begun = time.perf_counter()
        rows = fill(engine)
        say(f"{rows:,} rows made, with their index, in {time.perf_counter() - begun:.0f} s")
        acting = create_engine(engine.url)
        db.act_as_app(acting)
        _compare(Ours(acting), engine)
        acting.dispose()


def _compare(ours: Ours, engine: Engine) -> None:
    mine = {what: timing.took(getattr(ours, what)) for what in ("tally", "affected", "named")}
    process, backend = ours.memory()
    found = ours.tally()
    say(
        f"reached: {found.posts:,} posts of {found.people:,} people in {found.contracts:,} "
        f"contracts in force, {len(ours.affected()) - found.contracts:,} await their effect"
    )
    kept = "" if process + backend <= MEMORY else "  over"
    say(
        f"memory at most: our process {process:.0f} MB + its server process {backend:.0f} MB"
        f" (shared buffers included), of {MEMORY:.0f} MB allowed{kept}"
    )
    for needed in ("pandas", "openfisca_core"):
        if importlib.util.find_spec(needed) is None:
            say(f"{needed} is not installed (requirements/bench.txt): no comparison")
            return
    from benchmarks import floor_peers

    for peer_class in (floor_peers.WithPandas, floor_peers.WithOpenFisca):
        before = timing.peak_memory()
        begun = time.perf_counter()
        peer = peer_class(engine)
        say(
            f"{peer.name}: the same rows read in {time.perf_counter() - begun:.0f} s, "
            f"our process then at {timing.peak_memory():.0f} MB (before {before:.0f} MB)"
        )
        _same(ours, peer)
        for what, words in (
            ("tally", "posts, people, contracts counted"),
            ("affected", "the contracts listed with their figures"),
            ("named", "… and with number, title, enterprise"),
        ):
            theirs = timing.took(getattr(peer, what))
            timing.show(words, mine[what], peer_name=peer.name, peer=theirs, bar=BAR)
        del peer


def _same(ours: Ours, peer: object) -> None:
    """Refuse to compare answers that are not the same."""
    for what in ("tally", "affected", "named"):
        one, other = getattr(ours, what)(), getattr(peer, what)()
        if what == "affected":
            one, other = sorted(one), sorted(other)
        if what == "named":
            one, other = sorted(one, key=lambda row: row[0]), sorted(other, key=lambda row: row[0])
        if one != other:
            raise SystemExit(f"{what}: the answers differ, ours {one[:3]!r}, theirs {other[:3]!r}")


if __name__ == "__main__":
    main()
