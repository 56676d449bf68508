"""How long does the server take for every first screen and every list of a district?

With `BENCH_DATABASE_URL` on a database that holds the district's example data already (and
`BENCH_INSTANCE` with its keys), else on one that is made here. One process, no network; each page
is warmed, then asked so many times.
"""

from __future__ import annotations

import html
import logging
import os
import re
import runpy
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import event

from bargaining import clock, config, db, factory
from bargaining.actions import demo, reference
from bargaining.actions.demo_accounts import PASSWORD
from bargaining.actions.persons import PersonKey
from bargaining.cli import embedded
from bargaining.rules import passwords
from bargaining.rules.roles import OPERATOR, Role
from bargaining.store import Store
from bargaining.web import access

WARMED, ASKED = 3, 40
FIRST_SCREEN, LIST = 50.0, 100.0  # milliseconds that p95 may take
LOGINS = {
    Role.DISTRICT: "district@demo",
    Role.STREET_STAFF: "staff@demo",
    Role.INSTRUCTOR: "instructor@demo",
    Role.STREET: "street@demo",
    Role.CITY: "city@demo",
    Role.UNION_CHAIR: "chair@demo",
    Role.REVIEWER: "reviewer@demo",
    Role.ADMIN: "admin@demo",
}
# Lists as people narrow, sort and leaf through them; whatever is not there yet is left out.
NARROWED: Sequence[tuple[Role, str]] = (
    (Role.DISTRICT, "/cases?page=40"),
    (Role.DISTRICT, "/cases?sort=term&page=60"),
    (Role.DISTRICT, "/cases?text=餐饮&in_hand=1"),
    (Role.DISTRICT, "/cases?to_verify=1"),
    (Role.CITY, "/cases?page=60&sort=title"),
    (Role.INSTRUCTOR, "/cases?sort=state"),
    (Role.STREET_STAFF, "/cases"),
    (Role.REVIEWER, "/cases"),
    (Role.DISTRICT, "/enterprises?page=40"),
    (Role.DISTRICT, "/enterprises?text=物业&sort=-workers"),
    (Role.INSTRUCTOR, "/enterprises"),
    (Role.CITY, "/enterprises?sort=place&page=20"),
    (Role.DISTRICT, "/backfill/missing?range=all&page=20"),
    (Role.DISTRICT, "/backfill/missing?lack=scan&sort=term"),
    (Role.DISTRICT, "/backfill/missing/enterprises?lack=phone"),
    (Role.DISTRICT, "/coverage?by=street"),
    (Role.DISTRICT, "/coverage/list?column=covered&page=5"),
    (Role.CITY, "/coverage"),
    (Role.DISTRICT, "/coverage/gap?page=5"),
    (Role.DISTRICT, "/instructors?sort=-hot"),
    (Role.DISTRICT, "/duties?list=overdue"),
    (Role.DISTRICT, "/duties?list=hard"),
    (Role.CITY, "/duties"),
    (Role.CITY, "/unions"),
    (Role.STREET, "/street"),
    (Role.STREET, "/street?sort=-name&page=2"),
    (Role.STREET_STAFF, "/street/calls?page=2"),
    (Role.STREET_STAFF, "/street/batch?step=send_proposal"),
    (Role.ADMIN, "/audit?page=150"),
    (Role.ADMIN, "/audit?text=case"),
)
# Pages of one thing, such as one case or one book: asked for the first of it that a list names.
OF_ONE: Sequence[tuple[Role, str, str]] = (
    (Role.DISTRICT, "/instructors", r'href="(/instructors/\d+)"'),
    (Role.DISTRICT, "/cases", r'href="(/cases/[^"/?]+)"'),
    (Role.STREET_STAFF, "/enterprises", r'href="(/enterprises/\d+)"'),
)
# What is not measured, and why not.
LEFT_OUT: Sequence[tuple[str, str]] = (
    (
        r"^/(login|logout|change|confirm|second-factor|verify|reset|tf-|mf-)",
        "signing in: hashes on purpose slowly",
    ),
    (r"^/(static|healthz|readyz|metrics)", "no page"),
    (r"^/audit/chain", "its work is to walk the whole chain"),
    (r"\.(xlsx|pdf|docx|zip|json|csv|png)$", "a file, made when it is asked for"),
)


@dataclass(frozen=True)
class Measured:
    """What one page took (一页用时), in milliseconds, and how often it asked the database.

    `best` is what it takes when nobody else uses the machine, `busy` what of the middle one our own
    process was at work (处理器用时): both tell more than `p95` where other work runs beside.
    """

    role: Role
    path: str
    p95: float
    best: float
    busy: float
    queries: int
    bar: float

    def line(self) -> str:
        """Write it as one line: the page, its time, the ratio to its bar, its queries."""
        ratio = self.p95 / self.bar
        mark = "" if ratio <= 1 else "  over"
        return (
            f"{self.role.value:13} {self.path:46} {self.p95:8.1f} ms  of {self.bar:3.0f} ms "
            f"{ratio:6.2f}×  {self.queries:3} queries  "
            f"(best {self.best:.1f} ms, at work {self.busy:.1f} ms){mark}"
        )


class _Counter:
    """How many statements were sent."""

    def __init__(self) -> None:
        self.sent = 0

    def note(self, *_given: object) -> None:
        self.sent += 1


def measure(
    client: FlaskClient, role: Role, path: str, *, bar: float, counter: _Counter
) -> Measured | str:
    """Ask for one page again and again; say why not where it is not there."""
    took, busy = [], []
    queries = 0
    for number in range(WARMED + ASKED):
        counter.sent = 0
        begun, working = time.perf_counter(), time.process_time()
        answer = client.get(path)
        answer.get_data()
        worked = (time.process_time() - working) * 1000
        passed = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            return f"{role.value:13} {path:46} left out: {answer.status_code}"
        if number >= WARMED:
            took.append(passed)
            busy.append(worked)
            queries = max(queries, counter.sent)
    took.sort()
    p95 = took[int(len(took) * 0.95)]
    return Measured(role, path, p95, took[0], sorted(busy)[len(busy) // 2], queries, bar)


def pages_of(app: Flask) -> Iterator[tuple[Role, str]]:
    """List every page without a name in its address, each as one of the roles it is open to."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        door = access.door_of(app, rule.endpoint)
        plain = not rule.arguments and "GET" in (rule.methods or ()) and rule.rule != "/"
        if door is None or not plain or why_left_out(rule.rule):
            continue
        role = next((role for role in LOGINS if role in door.roles), None)
        if role is not None:
            yield role, rule.rule


def why_left_out(path: str) -> str:
    """Say why a page is not measured; nothing where it is."""
    return next((reason for found, reason in LEFT_OUT if re.search(found, path)), "")


def left_out(app: Flask) -> Iterator[tuple[str, str]]:
    """List every address that is asked for and not measured, each with the reason."""
    measured = {path for _role, path in pages_of(app)} | {"/"}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in (rule.methods or ()) or rule.rule in measured:
            continue
        reason = why_left_out(rule.rule)
        if not reason and rule.arguments:
            reason = "of one thing, not a list"
        yield rule.rule, reason or "closed, or open to nobody who signs in here"


def of_one(clients: Mapping[Role, FlaskClient]) -> Iterator[tuple[Role, str]]:
    """Find a page of one thing behind the lists that name some."""
    for role, path, link in OF_ONE:
        found = re.search(link, clients[role].get(path).text)
        if found is not None:
            yield role, html.unescape(found[1])


def run(app: Flask, *, say: Callable[[str], object]) -> list[Measured]:
    """Measure every first screen and every list, saying each as it is done."""
    counter = _Counter()
    with app.app_context():
        event.listen(db.db.engine, "before_cursor_execute", counter.note)
    clients = {role: _signed_in(app, login) for role, login in LOGINS.items()}
    wanted = [(role, "/", FIRST_SCREEN) for role in LOGINS if role is not Role.ADMIN]
    wanted.append((Role.ADMIN, "/admin/users", FIRST_SCREEN))
    lists = (*pages_of(app), *NARROWED, *of_one(clients))
    wanted += [(role, path, LIST) for role, path in lists]
    found = []
    for role, path, bar in wanted:
        measured = measure(clients[role], role, path, bar=bar, counter=counter)
        say(measured if isinstance(measured, str) else measured.line())
        if isinstance(measured, Measured):
            found.append(measured)
    for path, reason in left_out(app):
        say(f"{'':13} {path:46} not measured: {reason}")
    return found


def _signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/login", follow_redirects=True).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise SystemExit("the sign-in page has no form")
    given = {"csrf_token": html.unescape(token[1]), "email": login, "password": PASSWORD}
    answer = client.post("/login", data=given, headers={"Referer": "http://localhost/login"})
    if answer.status_code != 302:
        raise SystemExit(f"{login} cannot sign in: is this the district's example data?")
    return client


# ── the district ─────────────────────────────────────────────────────────────────────────────


@contextmanager
def district() -> Iterator[Flask]:
    """Open the application on a district's example data, made first where none are given."""
    logging.getLogger().setLevel(logging.ERROR)
    given = os.environ.get("BENCH_DATABASE_URL")
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(os.environ.get("BENCH_INSTANCE") or Path(folder) / "instance")
        settings = config.Settings.from_env({"BARGAINING_INSTANCE": str(instance)})
        if given:
            yield _opened(settings.with_database(given))
            return
        with embedded.database(settings, durable=False) as url:
            db.migrate(url)
            app = _opened(settings.with_database(url))
            sys.stdout.write("making the district's example data …\n")
            begun = time.perf_counter()
            _fill(app, settings)
            sys.stdout.write(f"made in {time.perf_counter() - begun:.0f} s\n")
            yield app
            with app.app_context():
                db.db.engine.dispose()


def _opened(settings: config.Settings) -> Flask:
    app = factory.create_app(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    served = runpy.run_path(str(config.CHECKOUT / "deploy" / "gunicorn.conf.py"))
    served["post_worker_init"](None)  # as every worker of the server begins
    return app


def _fill(app: Flask, settings: config.Settings) -> None:
    with app.app_context():
        with db.transaction(OPERATOR) as session:
            reference.load_reference(session, actor=OPERATOR, at=clock.now())
        making = demo.Making(
            size=demo.Size.DISTRICT,
            today=clock.today(),
            password_hash=hash_password(passwords.normal_password(PASSWORD)),
            store=Store(settings.instance / "files"),
            key=PersonKey(settings.person_key),
        )
        with db.transaction(OPERATOR) as session:
            demo.make_demo(session, making)


def main() -> None:
    """Print every page of the district, as a ratio to what it may take."""
    with district() as app:
        found = run(app, say=lambda line: sys.stdout.write(f"{line}\n"))
    over = [one for one in found if one.p95 > one.bar]
    sys.stdout.write(f"{len(found)} pages, {len(over)} over their bar\n")


if __name__ == "__main__":
    main()
