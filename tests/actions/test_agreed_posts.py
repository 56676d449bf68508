"""Agreed posts stand and fall with their case, in the same transaction, and can be rebuilt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select, update

from bargaining import audit
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections, entries, rebuild, reference
from bargaining.actions import wages as wage_actions
from bargaining.models.agreed_post import AgreedPost
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.wage_table import WageTable
from bargaining.queries import agreed_posts as agreed_queries
from bargaining.queries import structure
from bargaining.rules.agreed_posts import Agreed
from bargaining.rules.roles import OPERATOR
from bargaining.store import Store
from tests.statements import watched

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2027, 12, 31)
SIGNED_ON = date(2026, 3, 9)
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
TERM = {"term_from": FIRST.isoformat(), "term_to": LAST.isoformat()}
DAY = timedelta(days=1)
SHEET = """岗位,人数,用工形式,协商后月工资,个人社保,个人公积金,小时工资,法定节假日小时工资
店长,1,合同制,6500,700,325,,
保洁员,3,合同制,3300,770,165,,
配送,2,非全日制,,,,28,66
"""
MONTHLY = "minimum_wage_monthly"


@pytest.fixture(scope="module", autouse=True)
def _law(database_url):
    """Places and the law, committed once."""
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from bargaining import db

    engine = create_engine(database_url)
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=AT)
        db.finish(session)
    engine.dispose()


@pytest.fixture
def case(session):
    enterprise = Enterprise(
        name="海淀示例餐饮有限公司", initials="hdsl", district_code="110108",
        street_code="110108012", unionised=True, workers=40,
    )  # fmt: skip
    session.add(enterprise)
    session.flush()
    return case_actions.open_case(
        session, enterprise, year=2026, on=date(2026, 2, 2), actor=OPERATOR, at=AT, today=TODAY
    )


@pytest.fixture
def take(session, case):
    def taken(move: str, on: date, **given: object) -> None:
        step = case_actions.Step(move, on, given)
        case_actions.take(session, case.number, step, actor=OPERATOR, at=AT, today=TODAY)

    return taken


@pytest.fixture
def submit(session, case, tmp_path):
    def submitted(sheet: str = SHEET, *, on: date = date(2026, 3, 2)) -> WageTable:
        return wage_actions.submit_wages(
            session, case.number, case_actions.Step("submit_wages", on, TERM),
            wage_actions.Upload("工资表.csv", sheet.encode()),
            store=Store(tmp_path), actor=OPERATOR, at=AT, today=TODAY,
        )  # fmt: skip

    return submitted


@pytest.fixture
def sign(take):
    def signed(**more: object) -> None:
        take("record_meeting", date(2026, 3, 5), conclusion="agreed")
        take("sign", SIGNED_ON, workers_covered=40, **{**TERM, **more})

    return signed


@pytest.fixture
def posts(session, case):
    def read() -> tuple[Agreed, ...]:
        session.flush()
        return agreed_queries.stored(session, [case.id]).get(case.id, ())

    return read


def amounts(posts: tuple[Agreed, ...]) -> list[tuple[int, str, Decimal]]:
    return [(one.row, one.floor.removeprefix("minimum_wage_"), one.amount) for one in posts]


WHOLE = [
    (2, "monthly", Decimal(5475)),
    (3, "monthly", Decimal(2365)),
    (4, "part_time_holiday_hourly", Decimal(66)),
    (4, "part_time_hourly", Decimal(28)),
]


class TestRecordingASigning:
    def test_a_proposed_table_agrees_on_nothing_yet(self, submit, posts):
        submit()

        assert posts() == ()

    def test_signing_writes_every_post_down_with_its_floor(self, submit, sign, posts):
        submit()
        sign()

        assert amounts(posts()) == WHOLE
        assert {(one.place_code, one.first_on, one.last_on, one.effective_on)
                for one in posts()} == {("110108", FIRST, LAST, None)}  # fmt: skip

    def test_a_table_sent_after_the_signing_takes_the_place_of_the_old_one(
        self, submit, sign, posts
    ):
        submit()
        sign()
        submit(SHEET.replace("3300", "3600"), on=date(2026, 3, 10))

        assert amounts(posts())[1] == (3, "monthly", Decimal(2665))
        assert len(posts()) == len(WHOLE)

    def test_the_first_table_may_come_after_the_signing(self, submit, sign, posts):
        sign()
        assert posts() == ()
        submit(on=date(2026, 3, 10))

        assert amounts(posts()) == WHOLE

    def test_taking_effect_is_written_to_every_post(self, submit, sign, take, posts):
        submit()
        sign()
        take("file", date(2026, 3, 12), proof="receipt")
        take("record_no_objection", date(2026, 3, 20))

        assert {one.effective_on for one in posts()} == {date(2026, 3, 20)}

    def test_a_termination_shortens_the_days(self, submit, sign, take, posts):
        submit()
        sign()
        take("record_effect", date(2026, 3, 20), source="审查意见书")
        take("close", date(2026, 12, 1), reason="terminated")

        assert {one.last_on for one in posts()} == {date(2026, 11, 30)}

    def test_taking_the_signing_back_removes_the_posts(self, session, case, submit, sign, posts):
        submit()
        sign()
        sequence = case.last_sequence

        corrections.void(session, case.number, sequence, reason="日期有误", actor=OPERATOR,
                         at=AT, today=TODAY)  # fmt: skip

        assert posts() == ()

    def test_taking_the_newest_table_back_brings_the_one_before_back(
        self, session, case, submit, sign, posts
    ):
        submit()
        sign()
        submit(SHEET.replace("3300", "3600"), on=date(2026, 3, 10))

        corrections.void(session, case.number, case.last_sequence, reason="传错了文件",
                         actor=OPERATOR, at=AT, today=TODAY)  # fmt: skip

        assert amounts(posts()) == WHOLE

    def test_a_step_that_changes_none_of_it_writes_no_post_anew(
        self, session, case, submit, sign, take
    ):
        submit()
        sign()
        written = select(AgreedPost.id).where(AgreedPost.case_id == case.id)
        before = session.scalars(written.order_by(AgreedPost.id)).all()

        take("file", date(2026, 3, 12), proof="receipt")

        assert session.scalars(written.order_by(AgreedPost.id)).all() == before

    def test_a_step_before_the_signing_asks_nothing_about_agreed_posts(self, session, submit, take):
        submit()
        with watched(session) as sent:
            take("record_meeting", date(2026, 3, 5), conclusion="agreed")

        assert not [one for one in sent if "agreed_post" in one or "wage_post" in one]

    def test_a_step_after_it_asks_twice(self, session, submit, sign, take):
        submit()
        sign()
        with watched(session) as sent:
            take("file", date(2026, 3, 12), proof="receipt")

        assert len([one for one in sent if "agreed_post" in one or "wage_post" in one]) == 2


class TestRebuilding:
    @pytest.fixture
    def signed(self, submit, sign):
        submit()
        sign()

    def test_what_stands_is_as_it_must_be(self, session, signed):
        batch = rebuild.compare(session, after_id=0)

        assert batch is not None
        assert batch.found == ()

    @pytest.mark.parametrize(
        ("broken", "said"),
        [
            (delete(AgreedPost).where(AgreedPost.row == 3), f"约定岗位第 3 行 {MONTHLY}：缺少"),
            (update(AgreedPost).where(AgreedPost.row == 3).values(amount=1), "amount"),
            (update(AgreedPost).values(last_on=LAST + DAY), "last_on"),
            (update(AgreedPost).where(AgreedPost.row == 3).values(row=9), "多余"),
        ],
    )
    def test_what_is_broken_is_named_and_mended(self, session, case, signed, posts, broken, said):
        session.execute(broken)

        compared = rebuild.compare(session, after_id=0)
        assert compared is not None
        assert any(said in one for one in compared.found[0].differences)

        audit.forget(session)
        rebuild.rebuild(session, after_id=0, actor=OPERATOR, at=AT)
        assert amounts(posts()) == WHOLE

    def test_a_post_written_twice_is_seen(self, session, case, signed, posts):
        first = posts()[0]
        session.add(AgreedPost(case_id=case.id, **first._asdict()))
        session.flush()

        compared = rebuild.compare(session, after_id=0)

        assert compared is not None
        assert compared.found[0].differences == ("约定岗位：5 ≠ 4",)

    def test_posts_of_a_case_that_agreed_on_none_are_removed(self, session, case, submit, posts):
        submit()
        session.add(
            AgreedPost(case_id=case.id, row=2, post="店长", people=1, floor=MONTHLY,
                       amount=Decimal(1), place_code="110108", first_on=FIRST, last_on=LAST,
                       last_year=LAST.year)
        )  # fmt: skip
        session.flush()

        rebuild.rebuild(session, after_id=0, actor=OPERATOR, at=AT)

        assert posts() == ()

    def test_a_database_from_before_is_known_by_having_none_at_all(self, session, signed):
        assert not structure.has_older_rows(session)
        session.execute(delete(AgreedPost))
        assert structure.has_older_rows(session)

        rebuild.rebuild(session, after_id=0, actor=OPERATOR, at=AT)

        assert not structure.has_older_rows(session)

    def test_cases_without_a_wage_table_are_no_older_rows(self, session, sign):
        sign()

        assert not structure.has_older_rows(session)

    def test_many_cases_are_compared_by_as_many_queries_as_a_few(self, session, case, signed):
        def asked() -> int:
            with watched(session) as sent:
                rebuild.compare(session, after_id=0)
            return len([one for one in sent if "agreed_post" in one or "wage_post" in one])

        few = asked()
        enterprise = session.get_one(Enterprise, case.enterprise_id)
        for year in (2024, 2025):
            case_actions.open_case(session, enterprise, year=year, on=date(2026, 2, 2),
                                   actor=OPERATOR, at=AT, today=TODAY)  # fmt: skip

        assert session.scalar(select(func.count()).select_from(Case)) == 3
        assert asked() == few == 2


def test_a_wage_table_that_is_not_written_yet_leaves_no_post(session, case, sign, posts):
    sign()
    payload = {"file": {"hash": "0" * 64, "name": "工资表.xlsx"}, "version": 1, **TERM}
    entries.append(session, case, "submit_wages", on=SIGNED_ON, payload=payload,
                   actor=OPERATOR, at=AT)  # fmt: skip

    assert posts() == ()
