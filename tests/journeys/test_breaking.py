"""Killed in the middle, two at once, two tabs: the whole step or nothing, and told in words."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import psycopg
import pytest

from bargaining import clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.audit import verify
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Role
from tests.app_fixtures import new_browser

CHAIN_LOCK = 7_201_001  # what every commit takes last
TODAY = clock.today()


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture(scope="module")
def signed_number(app, stage):
    """The inside case, as far as the signature."""
    number = stage.inside.case
    with app.app_context():
        with db.transaction() as session:
            law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=clock.now())
        steps = (
            ("send_proposal", "2026-03-03", {}),
            ("record_meeting", "2026-03-24", {"conclusion": "agreed"}),
            ("sign", "2026-04-09", {"term_from": "2026-07-01", "term_to": "2027-06-30",
                                    "workers_covered": "24"}),
        )  # fmt: skip
        for move, on, given in steps:
            with db.transaction() as session:
                case_actions.take(
                    session,
                    number,
                    case_actions.Step(move, date.fromisoformat(on), given),
                    actor=OPERATOR,
                    at=clock.now(),
                    today=TODAY,
                )
    return number


def look(rows, number):
    """What is stored: the newest sequence, the state, the kinds, whether the chain is whole."""
    with rows() as session:
        session.rollback()
        case = session.query(Case).filter_by(number=number).one()
        history = case_queries.history(session, case.id)
        return (
            case.last_sequence,
            case.state,
            [event.kind for event in history],
            list(verify(session)),
        )


def blocked(connection, count=1):
    """Wait until that many sessions stand before the chain's lock."""
    for _ in range(300):
        waiting = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND wait_event = 'advisory'"
        ).fetchone()[0]
        if waiting >= count:
            return
        time.sleep(0.05)
    raise AssertionError("nobody came as far as the commit")


def file_command(database_url: str, number: str, instance: Path) -> subprocess.Popen:
    program = "from bargaining.factory import main; main()"
    words = ["case", "move", number, "file", "--on", "2026-04-13"]
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        env={**os.environ, "DATABASE_URL": database_url, "BARGAINING_INSTANCE": str(instance)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_process_killed_before_the_commit_leaves_nothing(
    database_url, signed_number, rows, tmp_path
):
    before = look(rows, signed_number)
    with psycopg.connect(plain(database_url), autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", (CHAIN_LOCK,))
        filing = file_command(database_url, signed_number, tmp_path)
        blocked(holder)
        filing.send_signal(signal.SIGKILL)
        filing.communicate()
        holder.execute("SELECT pg_advisory_unlock(%s)", (CHAIN_LOCK,))
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and look(rows, signed_number) != before:
        time.sleep(0.1)

    assert look(rows, signed_number) == before
    assert before[1] == "signed"


def test_a_database_session_killed_in_the_middle_leaves_nothing_and_is_told_in_words(
    database_url, signed_number, rows, as_
):
    before = look(rows, signed_number)
    chair = as_(Role.UNION_CHAIR)
    page = f"/cases/{signed_number}/moves/file"
    answers = []

    def send():
        answers.append(chair.submit(page, page=page, on="2026-04-13", method="window",
                                    proof="none", seen_sequence=str(before[0])))  # fmt: skip

    with psycopg.connect(plain(database_url), autocommit=True) as holder:
        chair.get(page)
        holder.execute("SELECT pg_advisory_lock(%s)", (CHAIN_LOCK,))
        filing = threading.Thread(target=send)
        filing.start()
        blocked(holder)
        holder.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND wait_event = 'advisory'"
        )
        filing.join(timeout=30)
        holder.execute("SELECT pg_advisory_unlock(%s)", (CHAIN_LOCK,))

    assert answers[0].status_code == 503
    assert "数据库" in answers[0].text
    assert look(rows, signed_number) == before


def test_two_people_at_the_same_moment_one_succeeds_and_the_other_is_told(
    database_url, signed_number, rows, as_, app
):
    before = look(rows, signed_number)
    page = f"/cases/{signed_number}/moves/record_contact"
    people = [as_(Role.UNION_CHAIR), as_(Role.UNION_CHAIR)]
    answers = []

    def send(person):
        typed = {"method": "phone", "result": "说好下周报送", "seen_sequence": str(before[0])}
        answers.append(person.submit(page, page=page, on="2026-04-10", **typed))

    with psycopg.connect(plain(database_url), autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", (CHAIN_LOCK,))
        threads = [threading.Thread(target=send, args=(person,)) for person in people]
        for thread in threads:
            thread.start()
        blocked(holder)
        holder.execute("SELECT pg_advisory_unlock(%s)", (CHAIN_LOCK,))
        for thread in threads:
            thread.join(timeout=30)

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    told = next(answer for answer in answers if answer.status_code != 302)
    assert "有人先登记了一步" in told.text or "您打开页面之后" in told.text
    assert "说好下周报送" in told.text
    after = look(rows, signed_number)
    assert after[0] == before[0] + 1
    assert after[3] == []


def test_the_second_of_two_tabs_is_told_what_happened_and_keeps_the_typing(
    signed_number, rows, as_
):
    chair = as_(Role.UNION_CHAIR)
    page = f"/cases/{signed_number}/moves/record_contact"
    seen = look(rows, signed_number)[0]
    typed = {"on": "2026-04-11", "method": "visit", "seen_sequence": str(seen)}

    first = chair.submit(page, page=page, result="第一个标签页", **typed)
    second = chair.submit(page, page=page, result="第二个标签页的内容", **typed)

    assert first.status_code == 302
    assert second.status_code == 422
    assert "您打开页面之后" in second.text
    assert "登记联系情况" in second.text
    assert "第二个标签页的内容" in second.text
    assert look(rows, signed_number)[0] == seen + 1

    newest = second.text.index("最新的登记")
    assert "第一个标签页" in second.text[newest:]
    now = re.search(r'name="seen_sequence"[^>]*value="([^"]*)"', second.text)[1]
    again = chair.submit(page, page=page, result="第二个标签页的内容",
                         **typed | {"seen_sequence": now})  # fmt: skip

    assert again.status_code == 302
    assert look(rows, signed_number)[0] == seen + 2


def test_after_all_this_the_filing_goes_through_once(signed_number, rows, as_):
    chair = as_(Role.UNION_CHAIR)
    page = f"/cases/{signed_number}/moves/file"
    seen = str(look(rows, signed_number)[0])

    done = chair.submit(page, page=page, on="2026-04-13", method="window", proof="none",
                        seen_sequence=seen)  # fmt: skip
    again = chair.submit(page, page=f"/cases/{signed_number}", on="2026-04-13", method="window",
                         proof="none", seen_sequence=seen)  # fmt: skip

    assert done.status_code == 302
    assert again.status_code == 422
    sequence, state, kinds, breaks = look(rows, signed_number)
    assert state == "filed"
    assert kinds.count("file") == 1
    assert breaks == []


def test_a_stranger_reaches_nothing_of_it(signed_number, as_, app):
    elsewhere = as_(Role.STREET_STAFF, place="310101002")

    assert elsewhere.get(f"/cases/{signed_number}").status_code == 404
    assert elsewhere.get(f"/cases/{signed_number}/moves/publish").status_code == 404
    assert new_browser(app).get(f"/cases/{signed_number}").status_code == 302
