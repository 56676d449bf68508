"""What the law's change moved: seen by each in their own cases, told once, said on the case."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bargaining import audit, db
from bargaining.actions import cases as case_actions
from bargaining.actions import holidays
from bargaining.jobs import redating as job
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.models.law_change import LawChange, LawChangeSeen
from bargaining.models.user import User
from bargaining.queries import law_changes as change_queries
from bargaining.queries import users as user_queries
from bargaining.rules.roles import CASE_READERS, OPERATOR, Role
from tests import holiday_years

TODAY = date(2026, 12, 31)
LATER = holiday_years.AT + timedelta(days=1)
PEOPLE = sorted(CASE_READERS - {Role.REVIEWER})


def bring_on(session, number, *, signed_on):
    """Bring a case to its signing: three sources say by when it is to be filed."""
    steps = [
        ("record_meeting", signed_on, {"conclusion": "agreed"}),
        ("sign", signed_on, {"workers_covered": 40, "term_from": "2026-10-01",
                             "term_to": "2027-09-30"}),
    ]  # fmt: skip
    for move, on, given in steps:
        step = case_actions.Step(move, on, given)
        case_actions.take(session, number, step, actor=OPERATOR, at=holiday_years.AT, today=TODAY)


@pytest.fixture(scope="module")
def change(app, stage, law):
    """The notice of 2026 comes while both cases wait for their filing; the number of the change."""
    with app.app_context():
        with db.transaction(OPERATOR) as session:
            holiday_years.forget(session)
            for side in (stage.inside, stage.outside):
                bring_on(session, side.case, signed_on=date(2026, 9, 24))
        with db.transaction(OPERATOR) as session:
            draft = holiday_years.real_notice()
            seen = holidays.preview(session, draft, today=TODAY).seen
            change = holidays.enter(
                session, draft, seen=seen, confirmed=False, actor=OPERATOR,
                at=holiday_years.AT, today=TODAY,
            )  # fmt: skip
            change_id = change.id
        job.settle(change_id, at=holiday_years.AT, tell=lambda _done, _total: None)
    return change_id


@pytest.fixture
def somebody(as_, change):
    """Sign somebody in whose account is older than the change."""
    return as_


def _put(session, case, values):
    """Give a case other values, as if it had come about otherwise."""
    for name, value in values.items():
        setattr(case, name, value)
    audit.record(session, at=LATER, actor=OPERATOR, event="test.put", subject="case:1")


def sheet_of(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python()


def is_told(browser):
    return "个期限重新推算" in browser.get("/").text


class TestTold:
    @pytest.mark.parametrize("role", PEOPLE)
    def test_each_is_told_until_they_take_note(self, somebody, role, change):
        browser = somebody(role)
        page = browser.get("/").text
        assert "2026 年放假安排已公布" in page
        assert "您有 1 个期限重新推算" in page

        answer = browser.submit(f"/law/changes/{change}/noted", page="/law/changes")

        assert answer.status_code == 302
        assert not is_told(browser)
        browser.submit(f"/law/changes/{change}/noted", page="/law/changes")  # once more is nothing

    def test_whose_cases_did_not_move_is_not_told(self, change, own_chair):
        assert not is_told(own_chair)

    def test_whoever_came_later_is_not_told(self, somebody, app):
        browser = somebody(Role.STREET)
        with app.app_context(), db.transaction(OPERATOR) as session:
            session.get_one(User, browser.user_id).created_at = LATER
            audit.record(session, at=LATER, actor=OPERATOR, event="test.age", subject="user:1")

        assert not is_told(browser)

    def test_the_administrator_is_not_told(self, somebody):
        assert not is_told(somebody(Role.ADMIN))

    def test_one_reading_is_nobody_elses(self, somebody, change):
        first, second = somebody(Role.STREET), somebody(Role.STREET)
        first.submit(f"/law/changes/{change}/noted", page="/law/changes")

        assert is_told(second)

    def test_newer_changes_that_moved_nothing_of_ones_own_do_not_hide_it(
        self, somebody, app, change
    ):
        browser = somebody(Role.STREET)
        with app.app_context():
            session = db.db.session()
            user = session.get_one(User, browser.user_id)
            actor = user_queries.find_actor(user, on=TODAY, wanted=None)
            assert actor is not None
            session.add_all(
                LawChange(
                    kind="counting", place_code="310000", title="口径", detail={},
                    recorded_at=LATER, settled_at=LATER, actor_name="测试员",
                )
                for _ in range(5)
            )  # fmt: skip
            session.flush()
            told = [one.change.id for one in change_queries.untold(session, actor=actor, on=TODAY)]
            session.rollback()

        assert told == [change]

    def test_taking_note_is_no_act(self, somebody, app, change):
        browser = somebody(Role.STREET)
        with app.app_context():
            before = len(db.db.session().scalars(select(AuditEntry)).all())
        browser.submit(f"/law/changes/{change}/noted", page="/law/changes")

        with app.app_context():
            session = db.db.session()
            assert len(session.scalars(select(AuditEntry)).all()) == before
            seen = session.get_one(LawChangeSeen, (browser.user_id, change))
            assert seen.seen_at is not None

    def test_an_unknown_change_is_not_there(self, somebody):
        assert somebody(Role.STREET).submit(
            "/law/changes/987654/noted", page="/law/changes"
        ).status_code == 404  # fmt: skip

    def test_it_takes_one_more_statement_when_there_is_nothing_new(self, somebody, counted, change):
        browser = somebody(Role.STREET)
        browser.get("/")
        told = counted(lambda: browser.get("/"))
        browser.submit(f"/law/changes/{change}/noted", page="/law/changes")
        quiet = counted(lambda: browser.get("/"))

        assert told - quiet == 1


class TestOneChange:
    def test_each_sees_their_own_cases_only(self, somebody, change, stage):
        browser = somebody(Role.STREET)
        page = browser.get(f"/law/changes/{change}").text

        assert "海淀示例餐饮有限公司" in page
        assert "黄浦示例物业有限公司" not in page
        assert "国办发明电〔2025〕7号" in page
        assert "9月25日（周五）至9月27日（周日）" in page

    @pytest.mark.parametrize(
        ("now", "said"),
        [
            ({"origin": "backfilled"}, "补录的合同"),
            ({"closed_on": TODAY}, "已结案"),
            ({}, "进行中"),
        ],
    )
    def test_only_what_asks_for_somebody_is_running(self, somebody, app, change, stage, now, said):
        with app.app_context(), db.transaction(OPERATOR) as session:
            case = session.scalars(select(Case).where(Case.number == stage.inside.case)).one()
            was = {name: getattr(case, name) for name in now}
            _put(session, case, now)
        page = somebody(Role.STREET).get(f"/law/changes/{change}").text
        with app.app_context(), db.transaction(OPERATOR) as session:
            _put(session, session.merge(case), was)

        assert f'data-label="状态"><span>{said}</span>' in page

    def test_several_sources_of_one_duty_are_one_line(self, somebody, change):
        page = somebody(Role.STREET).get(f"/law/changes/{change}").text

        assert "共 1 个期限" in page

    def test_the_administrator_sees_counts_and_no_case(self, somebody, change):
        page = somebody(Role.ADMIN).get(f"/law/changes/{change}").text

        assert "海淀示例餐饮有限公司" not in page
        assert "涉及案件" in page
        assert somebody(Role.ADMIN).get(f"/law/changes/{change}/export.xlsx").status_code == 403

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("text=餐饮", True),
            ("text=不存在", False),
            ("text=100%25", False),
            ("running=1", True),
            ("label=没有这项", False),
            ("sort=-after", True),
            ("sort=nonsense", True),
            ("page=9", False),
        ],
    )
    def test_the_list_is_narrowed_and_sorted_by_its_address(self, somebody, change, query, found):
        page = somebody(Role.STREET).get(f"/law/changes/{change}?{query}").text

        assert ("海淀示例餐饮有限公司" in page) is found

    @pytest.mark.parametrize("sort", ["after", "before", "case", "label"])
    def test_every_column_sorts_both_ways(self, somebody, change, sort):
        browser = somebody(Role.STREET)

        for way in ("", "-"):
            assert browser.get(f"/law/changes/{change}?sort={way}{sort}").status_code == 200

    def test_the_export_holds_what_is_shown(self, somebody, change):
        answer = somebody(Role.STREET).get(f"/law/changes/{change}/export.xlsx?running=1")
        _, line = sheet_of(answer)

        assert line[0] == "海淀示例餐饮有限公司"
        assert line[7] == "确定"

    def test_a_change_nobody_made_is_not_there(self, somebody):
        assert somebody(Role.STREET).get("/law/changes/987654").status_code == 404


class TestChanges:
    @pytest.mark.parametrize("role", [*PEOPLE, Role.ADMIN, Role.REVIEWER])
    def test_everybody_reads_what_was_changed(self, somebody, role, change):
        page = somebody(role).get("/law/changes").text

        assert "2026 年放假安排已公布" in page
        assert f'href="/law/changes/{change}"' in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [("kind=holidays", True), ("kind=figure", False), ("text=放假", True), ("text=x", False)],
    )
    def test_the_list_is_narrowed(self, somebody, query, found):
        page = somebody(Role.STREET).get(f"/law/changes?{query}").text

        assert ("2026 年放假安排已公布" in page) is found

    def test_an_empty_list_says_what_to_do(self, somebody):
        assert "还没有变动" in somebody(Role.STREET).get("/law/changes?text=x").text

    def test_the_export_holds_the_source(self, somebody):
        answer = somebody(Role.STREET).get("/law/changes/export.xlsx")
        rows = sheet_of(answer)

        assert any("国办发明电〔2025〕7号" in (row[3] or "") for row in rows[1:])


class TestOnTheCase:
    def test_the_deadline_and_the_story_say_what_moved_and_why(self, somebody, stage):
        page = somebody(Role.STREET).get(f"/cases/{stage.inside.case}").text
        (said,) = set(re.findall(r'class="redated">([^<]+)<', page))

        assert said.startswith("由 2026年10月4日至10月9日（待定） 改为 2026年10月8日（因")
        assert "因2026 年放假安排已公布" in said
        assert "期限重新推算" in page
        assert page.index("期限重新推算") < page.index("立案")

    def test_it_takes_no_more_statements_however_many_there_are(self, somebody, stage, counted):
        browser = somebody(Role.STREET)
        browser.get(f"/cases/{stage.inside.case}")

        assert counted(lambda: browser.get(f"/cases/{stage.inside.case}")) < 40
