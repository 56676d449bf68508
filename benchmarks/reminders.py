"""A hundred thousand open cases: how long does the plan of a day take, and the inbox page?

A whole city on a server of its own, in a folder that is gone afterwards: every enterprise has a
union and a case, most chairs an account, every instructor two hundred enterprises. The plan runs
in a process of its own, so that its memory can be told; a tenth of the cases must take as much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from bargaining import clock, config, db, factory
from bargaining.actions import reference
from bargaining.actions.demo_accounts import PASSWORD
from bargaining.cli import embedded
from bargaining.queries import law as law_queries
from bargaining.rules import deadlines, passwords
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import OPERATOR, Role
from benchmarks import floors, pages, timing
from benchmarks.timing import say

CASES = int(os.environ.get("BENCH_CASES", "100000"))
BAR, SAME_MEMORY = 60.0, 1.25
ONE_DAY = timedelta(days=1)
DISTRICT = "110108"

# Where the cases stand: their share, and how many days ago the newest entry was.
_STANDING = """
INSERT INTO bench_standing VALUES
  ('proposed', 0.00, 0.16, 0, 40), ('talking', 0.16, 0.24, 0, 30), ('signed', 0.24, 0.31, 0, 25),
  ('filed', 0.31, 0.42, 0, 17), ('effective', 0.42, 0.46, 0, 25), ('published', 0.46, 1.00, 20, 340)
"""
# Which clocks each of them has: of which entry, by whose duty, ended or not, how many days after
# the newest entry they begin (before it: less than nought), how many they run, at least and most.
_CLOCKS = """
INSERT INTO bench_clock VALUES
  ('proposed', 'T-OFFER-REPLY', 3, 'employer', false, 0, 20, 20, NULL),
  ('talking', 'T-OFFER-REPLY', 3, 'employer', true, -12, 20, 20, NULL),
  ('talking', 'T-CONGRESS-DOC', 8, 'employer', false, 9, -8, -8, NULL),
  ('signed', 'T-OFFER-REPLY', 3, 'employer', true, -60, 20, 20, NULL),
  ('signed', 'T-FILE-BJ', 9, 'employer', false, 0, 7, 10, NULL),
  ('signed', 'T-FILE-GEN', 9, 'employer', false, 0, 7, 10, NULL),
  ('signed', 'T-FILE-WAGE', 9, 'employer', false, 0, 7, 10, NULL),
  ('signed', 'T-RENEW-WAGE', 9, 'both', false, 365, -1, -1, -60),
  ('filed', 'T-OFFER-REPLY', 3, 'employer', true, -66, 20, 20, NULL),
  ('filed', 'T-FILE-BJ', 9, 'employer', true, -6, 7, 10, NULL),
  ('filed', 'T-FILE-GEN', 9, 'employer', true, -6, 7, 10, NULL),
  ('filed', 'T-FILE-WAGE', 9, 'employer', true, -6, 7, 10, NULL),
  ('filed', 'T-REVIEW', 10, 'authority', false, 0, 15, 15, NULL),
  ('filed', 'T-RENEW-WAGE', 9, 'both', false, 359, -1, -1, -60),
  ('effective', 'T-OFFER-REPLY', 3, 'employer', true, -80, 20, 20, NULL),
  ('effective', 'T-FILE-BJ', 9, 'employer', true, -20, 7, 10, NULL),
  ('effective', 'T-REVIEW', 10, 'authority', true, -16, 15, 15, NULL),
  ('effective', 'T-PUBLISH-WAGE', 11, 'both', false, 0, 5, 5, NULL),
  ('effective', 'T-ANNUAL-REPORT', 11, 'both', false, 0, NULL, NULL, NULL),
  ('effective', 'T-RENEW-WAGE', 9, 'both', false, 345, -1, -1, -60),
  ('published', 'T-OFFER-REPLY', 3, 'employer', true, -80, 20, 20, NULL),
  ('published', 'T-FILE-BJ', 9, 'employer', true, -20, 7, 10, NULL),
  ('published', 'T-REVIEW', 10, 'authority', true, -16, 15, 15, NULL),
  ('published', 'T-PUBLISH-WAGE', 11, 'both', true, 0, 5, 5, NULL),
  ('published', 'T-ANNUAL-REPORT', 11, 'both', false, 0, NULL, NULL, NULL),
  ('published', 'T-RENEW-WAGE', 9, 'both', false, 345, -1, -1, -60)
"""
_TABLES = """
CREATE UNLOGGED TABLE bench_standing
  (state text, share_from float, share_to float, age_from int, age_to int);
CREATE UNLOGGED TABLE bench_clock
  (state text, rule text, sequence int, holder text, ended bool, begins int, soonest int,
   latest int, opens int);
CREATE UNLOGGED TABLE bench_proof (rule text PRIMARY KEY, proof jsonb);
CREATE UNLOGGED TABLE bench_street AS
  SELECT row_number() OVER (ORDER BY code) AS n, code, left(code, 6) AS district
  FROM place WHERE left(code, 2) = '11' AND length(code) = 9
"""
_FIRMS = """
INSERT INTO union_body (id, name, kind, place_code, chair_name, has_seal, last_sequence,
  row_version)
SELECT 1000000 + id, '示例第' || id || '号工会', 'single', s.code, '', true, 0, 1
FROM generate_series(1, :cases) id
JOIN bench_street s ON s.n = 1 + id % (SELECT count(*) FROM bench_street);
INSERT INTO enterprise (id, name, initials, district_code, street_code, registered_at,
  operates_at, ownership, workers, unionised, union_form, union_id, chair_name,
  legal_representative, operating, operating_ground, last_sequence, row_version)
SELECT id, '北京示例第' || id || '号有限公司', 'sl', s.district, s.code, '', '', '', 40, true,
  '单独', 1000000 + id, '', '', true, '', 0, 1
FROM generate_series(1, :cases) id
JOIN bench_street s ON s.n = 1 + id % (SELECT count(*) FROM bench_street)
"""
# Chairs are numbered as their enterprises, all others from a million on.
_PEOPLE = """
INSERT INTO user_account (id, login, name, password, active, fs_uniquifier,
  must_change_password, is_demo, created_at)
SELECT id, 'c' || id || '@demo', '示例', '!', true, 'c' || id, false, true, now()
FROM generate_series(1, :cases) id WHERE id % 10 < 7;
INSERT INTO role_grant (user_id, role, union_id, from_on)
SELECT id, 'union_chair', 1000000 + id, date '2020-01-01'
FROM generate_series(1, :cases) id WHERE id % 10 < 7;
CREATE UNLOGGED TABLE bench_person AS
SELECT 1000000 + row_number() OVER () AS id, role, place FROM (
  SELECT 'street_staff' AS role, code AS place FROM bench_street
  UNION ALL SELECT 'street', code FROM bench_street
  UNION ALL SELECT 'district', district FROM (SELECT DISTINCT district FROM bench_street) d
  UNION ALL SELECT 'reviewer', district FROM (SELECT DISTINCT district FROM bench_street) d
  UNION ALL SELECT 'city', '110000'
  UNION ALL SELECT 'instructor', district FROM (
    SELECT district, generate_series(1, 1 + count(*)::int / 200) FROM enterprise e
    JOIN bench_street s ON s.code = e.street_code GROUP BY 1) i) p;
INSERT INTO user_account (id, login, name, password, active, fs_uniquifier,
  must_change_password, is_demo, created_at)
SELECT id, role || '-' || place || '-' || id || '@demo', '示例', '!', true, 'p' || id, false,
  true, now() FROM bench_person;
INSERT INTO role_grant (user_id, role, place_code, from_on)
SELECT id, role, place, date '2020-01-01' FROM bench_person;
INSERT INTO assignment (user_id, enterprise_id, from_on)
SELECT p.id, e.id, date '2020-01-01'
FROM (SELECT id, district_code,
  row_number() OVER (PARTITION BY district_code ORDER BY id) - 1 AS n FROM enterprise) e
JOIN (SELECT id, place, row_number() OVER (PARTITION BY place ORDER BY id) - 1 AS n
  FROM bench_person WHERE role = 'instructor') p
ON p.place = e.district_code AND p.n = e.n / 200
"""
_CASES = """
CREATE UNLOGGED TABLE bench_case AS
SELECT id, state, CAST(:on AS date) - (age_from + floor(r2 * (age_to - age_from + 1)))::int AS day
FROM (SELECT id, random() AS r1, random() AS r2 FROM generate_series(1, :cases) id) d
JOIN bench_standing s ON d.r1 >= s.share_from AND d.r1 < s.share_to;
INSERT INTO bargaining_case (id, number, kind, way, origin, year, title, enterprise_id,
  district_code, street_code, opened_on, opened_at, state, initiator, delivered_on, signed_on,
  filed_on, received_on, effective_on, term_from, term_to, filing_number, to_verify, state_since,
  precheck, refusal, last_sequence, row_version)
SELECT c.id, e.district_code || '-2026-' || c.id, 'wage', 'own', 'walked', 2026, e.name, e.id,
  e.district_code, e.street_code, c.day - 100, now(), c.state, 'union', c.day - 80,
  CASE WHEN c.state IN ('signed', 'filed', 'effective', 'published') THEN c.day END,
  CASE WHEN c.state IN ('filed', 'effective', 'published') THEN c.day END,
  CASE WHEN c.state IN ('filed', 'effective', 'published') THEN c.day END,
  CASE WHEN c.state IN ('effective', 'published') THEN c.day END,
  CASE WHEN c.state IN ('signed', 'filed', 'effective', 'published') THEN c.day END,
  CASE WHEN c.state IN ('signed', 'filed', 'effective', 'published') THEN c.day + 345 END,
  '', false, c.day, '', '', 12, 1
FROM bench_case c JOIN enterprise e ON e.id = c.id;
INSERT INTO case_enterprise (case_id, enterprise_id, confirmed)
SELECT id, id, true FROM bench_case;
INSERT INTO case_event (case_id, sequence, kind, occurred_on, recorded_at, actor_name,
  actor_role, on_behalf, payload, voids)
SELECT id, 12, 'record_performance', day, now(), '示例', 'union_chair', '',
  '{"reported": true, "period": "2026年", "state": "done"}', '{}'
FROM bench_case WHERE state = 'published' AND id % 3 = 0;
INSERT INTO deadline (case_id, rule_id, start_sequence, start_on, holder, due_on, opens_on,
  remind_on, overdue_after, earliest, latest, certain, ended_on, rule_version, proof)
SELECT c.id, k.rule, k.sequence, begun, k.holder, begun + k.soonest, begun + k.opens,
  begun + k.soonest, CASE WHEN k.opens IS NULL THEN begun + k.latest END, begun + k.soonest,
  begun + k.latest, true, CASE WHEN k.ended THEN begun + 5 END, 'bench', p.proof
FROM bench_case c
JOIN bench_clock k ON k.state = c.state
JOIN bench_proof p ON p.rule = k.rule
CROSS JOIN LATERAL (SELECT c.day + k.begins AS begun) b
"""


def fill(engine: Engine, *, cases: int, on: date) -> None:
    """Make the city; as many, and the same, every time."""
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=clock.now())
        db.finish(session)
        book = law_queries.law_book(session)
    # Without looking up every reference while the rows are made.
    maker = create_engine(engine.url.set(username=embedded.SUPERUSER))
    given = {"cases": cases, "on": on}
    with maker.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.5)"))
        for statement in (*_TABLES.split(";"), _STANDING, _CLOCKS):
            connection.execute(text(statement))
        rules = connection.scalars(text("SELECT DISTINCT rule FROM bench_clock"))
        proofs = [{"rule": rule, "proof": _proof(rule, book, on=on)} for rule in rules]
        connection.execute(text("INSERT INTO bench_proof VALUES (:rule, :proof)"), proofs)
        for whole in (_FIRMS, _PEOPLE, _CASES):
            for statement in whole.split(";"):
                connection.execute(text(statement), given)
        connection.execute(text("GRANT SELECT ON bench_person TO PUBLIC"))
    with maker.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    maker.dispose()


def _proof(rule: str, book: LawBook, *, on: date) -> str:
    """Work out a real proof of a rule, as heavy as it is in life."""
    due = deadlines.due(
        rule, on - 40 * ONE_DAY, place=DISTRICT, book=book, calendar=book.calendar(),
        contract_kind=ContractKind.WAGE,
    )  # fmt: skip
    proof = {**deadlines.due_as_json(due), "proved": True, "label": due.label}
    return json.dumps(proof, ensure_ascii=False)


# ── the plan of a day ────────────────────────────────────────────────────────────────────────

_ONE_PLAN = """
import sys
from datetime import date
from benchmarks import reminders
reminders.plan_once(date.fromisoformat(sys.argv[1]))
"""


def plan_once(on: date) -> None:
    """Plan one day in this process, and print how long it took and what it needed."""
    from bargaining.jobs import reminding

    app = factory.create_app(config.Settings.from_env(os.environ))
    before = timing.peak_memory()
    with app.app_context():
        begun = time.perf_counter()
        outcome = reminding.tell(on=on, at=clock.now())
        seconds = time.perf_counter() - begun
    found = {"seconds": seconds, "told": outcome.done, "memory": timing.peak_memory(),
             "before": before, "problem": outcome.problem}  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")


def _planned(url: str, folder: Path, *, on: date) -> dict[str, float]:
    environ = {**os.environ, "DATABASE_URL": url, "BARGAINING_INSTANCE": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", _ONE_PLAN, on.isoformat()],
        env=environ, cwd=config.CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if found["problem"]:
        raise SystemExit(str(found["problem"]))
    return found


def _plans(url: str, folder: Path, *, cases: int, on: date) -> float:
    """Plan the days before, then a day, then the day again; return the memory of the day."""
    runs = [
        ("the first plan ever, a fortnight's lines", on - ONE_DAY),
        ("the plan of a day", on),
        ("the same again", on),
    ]
    memory = 0.0
    for words, day in runs:
        found = _planned(url, folder, on=day)
        mark = "" if found["seconds"] <= BAR else "  over"
        say(
            f"{cases:>8,} cases  {words:42} {found['told']:>8,} told in"
            f" {timing.in_words(found['seconds']):>8}  of {BAR:.0f} s"
            f" {found['seconds'] / BAR:5.2f}×{mark}   {found['memory']:.0f} MB at most"
        )
        memory = found["memory"] if day == on and not memory else memory
    return memory


# ── the pages ────────────────────────────────────────────────────────────────────────────────

# Each page that answers for many reminders, as whom it is hardest for.
_READERS = """
SELECT DISTINCT ON (role) role, user_id, count(*) AS open FROM reminder
GROUP BY role, user_id ORDER BY role, open DESC
"""
_PAGES = ((Role.UNION_CHAIR, "/inbox"), (Role.INSTRUCTOR, "/inbox"), (Role.STREET, "/inbox"),
          (Role.DISTRICT, "/inbox"), (Role.DISTRICT, "/inbox?page=3"),
          (Role.REVIEWER, "/inbox"), (Role.DISTRICT, "/calendar"),
          (Role.CITY, "/calendar"))  # fmt: skip


def _pages(url: str, folder: Path) -> None:
    settings = config.Settings.from_env({"BARGAINING_INSTANCE": str(folder)}).with_database(url)
    with _served(settings) as app:
        counter = pages._Counter()
        with app.app_context():
            event.listen(db.db.engine, "before_cursor_execute", counter.note)
            logins = _readers(url)
        clients = {role: pages._signed_in(app, login) for role, login in logins.items()}
        for role, path in _PAGES:
            bar = pages.FIRST_SCREEN if path.startswith("/inbox") else pages.LIST
            found = pages.measure(clients[role], role, path, bar=bar, counter=counter)
            say(found if isinstance(found, str) else found.line())


@contextmanager
def _served(settings: config.Settings) -> Iterator[Flask]:
    app = pages._opened(settings)
    yield app
    with app.app_context():
        db.db.engine.dispose()


def _readers(url: str) -> dict[Role, str]:
    """Find for each role whoever has most, and let them sign in."""
    hashed = hash_password(passwords.normal_password(PASSWORD))
    engine = create_engine(url)
    with engine.begin() as connection:
        rows = connection.execute(text(_READERS)).all()
        city = connection.scalar(text("SELECT id FROM bench_person WHERE role = 'city'"))
        found = {Role(role): int(user_id) for role, user_id, _open in rows} | {Role.CITY: city}
        for role, _user_id, number in rows:
            say(f"{role:13} has {number:,} reminders at most")
        connection.execute(
            text("UPDATE user_account SET password = :hashed WHERE id = ANY(:ids)"),
            {"hashed": hashed, "ids": list(found.values())},
        )
        logins = connection.execute(
            text("SELECT id, login FROM user_account WHERE id = ANY(:ids)"),
            {"ids": list(found.values())},
        )
        by_id = {row[0]: row[1] for row in logins}
    engine.dispose()
    return {role: by_id[user_id] for role, user_id in found.items()}


def main() -> None:
    """Print the plan's time and memory for a tenth of the cases and for all, then the pages."""
    on = clock.today()
    timing.head(f"the plan of a day of {CASES:,} open cases")
    memory = []
    for cases in (CASES // 10, CASES):
        with floors.server() as engine, tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            fill(engine, cases=cases, on=on)
            url = engine.url.render_as_string(hide_password=False)
            say(f"{cases:>8,} cases  made in {time.perf_counter() - begun:.0f} s")
            engine.dispose()
            memory.append(_plans(url, Path(folder), cases=cases, on=on))
            if cases == CASES:
                _pages(url, Path(folder))
    ratio = memory[1] / memory[0]
    mark = "" if ratio <= SAME_MEMORY else "  over"
    say(f"memory for ten times the cases: {ratio:.2f}× of {SAME_MEMORY}× allowed{mark}")


if __name__ == "__main__":
    main()
