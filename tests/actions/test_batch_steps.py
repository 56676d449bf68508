"""One step for many: the good rows in one go, the others named, nothing twice, nothing half."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from bargaining import audit
from bargaining.actions import batch_steps
from bargaining.actions import law as law_actions
from bargaining.actions.batch_steps import Wish
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_stage, street_office
from tests.street_office import AT, STAFF, TODAY

DAY = timedelta(days=1)
OFFER = {"counterpart": "李经理", "meeting_on": "2026-03-20", "meeting_place": "会议室"}


@pytest.fixture(scope="module", autouse=True)
def furnished(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def office(session):
    law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
    return session


def wishes(firms, move="send_proposal", on=TODAY, **given):
    return [Wish(firm.id, move, on, given if given else {**OFFER, **given}) for firm in firms]


def take_all(session, rows, *, batch="a" * 64, actor=STAFF, **more):
    return batch_steps.take_all(session, rows, batch=batch, actor=actor, at=AT, today=TODAY, **more)


def kinds(session, firm):
    case = street_office.case_of(session, firm)
    if case is None:
        return []
    return list(
        session.scalars(
            select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.sequence)
        )
    )


def entries(session):
    return session.scalar(select(func.count(CaseEvent.id)))


def test_each_good_row_gets_its_own_entry_with_both_names(office):
    firms = street_office.add_firms(office, 3)
    for firm in firms:
        street_office.open_case(office, firm)

    outcomes = take_all(office, wishes(firms))

    assert [one.refusal for one in outcomes] == ["", "", ""]
    for firm in firms:
        case = street_office.case_of(office, firm)
        entry = office.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.sequence == 2)
        ).one()
        assert (entry.actor_name, entry.on_behalf) == ("社工甲", f"{firm.name}工会")
        assert case.state == "proposed"
        assert office.scalars(select(Deadline).where(Deadline.case_id == case.id)).first()


def test_every_row_is_audited_by_itself_and_the_batch_as_a_whole(office):
    firms = street_office.add_firms(office, 2)
    cases = [street_office.open_case(office, firm) for firm in firms]
    audit.forget(office)

    take_all(office, wishes(firms))

    recorded = [(one.event, one.subject) for one in office.info["pending_entries"]]
    assert recorded[:2] == [("case.send_proposal", f"case:{case.number}") for case in cases]
    assert recorded[2][0] == "batch.take"


def test_a_row_that_cannot_be_taken_is_named_and_the_others_stand(office):
    good, silent, late = street_office.add_firms(office, 3)
    for firm in (good, silent, late):
        street_office.open_case(office, firm)
    silent_union = silent.union_id
    office.execute(
        update(street_office.UnionBody)
        .where(street_office.UnionBody.id == silent_union)
        .values(agreed_to_help_on=None)
    )
    office.expire_all()
    rows = [*wishes([good, silent]), *wishes([late], on=TODAY + DAY)]

    outcomes = take_all(office, rows)

    assert outcomes[0].refusal == ""
    assert "还没有同意代录" in outcomes[1].refusal
    assert "不能晚于今天" in outcomes[2].refusal
    assert kinds(office, silent) == ["open"]
    assert kinds(office, late) == ["open"]


def test_a_refused_row_leaves_neither_an_opened_case_nor_a_record_of_it(office):
    (firm,) = street_office.add_firms(office, 1)
    audit.forget(office)

    (outcome,) = take_all(office, wishes([firm], move="prepare_proposal", counterpart="李经理"))

    assert "请填写" in outcome.refusal
    assert street_office.case_of(office, firm) is None
    assert office.info.get("pending_entries", []) == []


def test_where_no_case_is_at_hand_it_is_opened_along_with_the_first_step(office):
    (firm,) = street_office.add_firms(office, 1)

    (outcome,) = take_all(office, wishes([firm], move="prepare_proposal"))

    assert (outcome.refusal, outcome.opened) == ("", True)
    assert kinds(office, firm) == ["open", "prepare_proposal"]
    assert street_office.case_of(office, firm).number == outcome.number


def test_a_later_step_opens_nothing(office):
    (firm,) = street_office.add_firms(office, 1)

    (outcome,) = take_all(office, wishes([firm], move="record_reply", answer="agree"))

    assert outcome.refusal == "还没有立案，请先立案。"


@pytest.mark.parametrize("move", ["open_case", "prepare_proposal", "record_contact"])
def test_the_same_batch_twice_writes_once_and_answers_alike(office, move):
    firms = street_office.add_firms(office, 3)
    if move == "record_contact":
        for firm in firms:
            street_office.open_case(office, firm)
    given = {"record_contact": {"result": "电话联系"}, "open_case": {"year": "2026"}}
    rows = [Wish(firm.id, move, TODAY, given.get(move, OFFER)) for firm in firms]
    first = take_all(office, rows)
    before = entries(office)

    second = take_all(office, rows)

    assert entries(office) == before
    assert [(one.number, one.refusal) for one in second] == [
        (one.number, one.refusal) for one in first
    ]


def test_another_batch_of_the_same_content_is_another_act(office):
    (firm,) = street_office.add_firms(office, 1)
    street_office.open_case(office, firm)
    rows = [Wish(firm.id, "record_contact", TODAY, {"result": "电话联系"})]
    take_all(office, rows)

    take_all(office, rows, batch="b" * 64)

    assert kinds(office, firm).count("record_contact") == 2


def test_an_enterprise_of_another_street_is_neither_touched_nor_named(office):
    theirs = street_office.add_firm(office, "朝阳示例有限公司", street=street_office.ELSEWHERE)
    street_office.open_case(office, theirs)
    rows = wishes([theirs])

    (seen,) = batch_steps.preview(office, rows, actor=STAFF, today=TODAY)
    (outcome,) = take_all(office, rows)

    for one in (seen, outcome):
        assert (one.name, one.number) == ("", "")
        assert one.refusal == batch_steps.NOT_THERE
    assert kinds(office, theirs) == ["open"]


def test_who_may_not_record_a_step_is_told_so_for_every_row(office):
    firms = street_office.add_firms(office, 2)
    for firm in firms:
        street_office.open_case(office, firm)
    reviewer = Actor(None, "审查员", Role.DISTRICT, places=frozenset({"110108"}))

    outcomes = take_all(office, wishes(firms), actor=reviewer)

    assert all(one.refusal for one in outcomes)


def test_what_somebody_wrote_since_the_preview_refuses_the_row(office):
    changed, still = street_office.add_firms(office, 2)
    cases = [street_office.open_case(office, firm) for firm in (changed, still)]
    rows = [
        Wish(firm.id, "send_proposal", TODAY, OFFER, seen_sequence=case.last_sequence)
        for firm, case in zip((changed, still), cases, strict=True)
    ]
    street_office.take(office, cases[0], "record_contact", TODAY, result="又打了一次电话")

    outcomes = take_all(office, rows)

    assert outcomes[0].refusal == batch_steps.CHANGED
    assert outcomes[1].refusal == ""


def test_a_case_opened_since_the_preview_refuses_the_row(office):
    (firm,) = street_office.add_firms(office, 1)
    row = Wish(firm.id, "prepare_proposal", TODAY, OFFER, seen_sequence=0)
    street_office.open_case(office, firm)

    (outcome,) = take_all(office, [row])

    assert outcome.refusal == batch_steps.CHANGED


def test_one_enterprise_twice_is_taken_once(office):
    (firm,) = street_office.add_firms(office, 1)
    street_office.open_case(office, firm)
    rows = wishes([firm, firm])

    seen = batch_steps.preview(office, rows, actor=STAFF, today=TODAY)
    outcomes = take_all(office, rows)

    assert [one.refusal for one in seen] == ["", batch_steps.TWICE]
    assert kinds(office, firm).count("send_proposal") == 1
    assert [bool(one.refusal) for one in outcomes] == [False, True]


def test_the_preview_says_what_would_be_taken_and_writes_nothing(office):
    firms = street_office.add_firms(office, 2)
    case = street_office.open_case(office, firms[0])
    before = entries(office)

    first, second = batch_steps.preview(office, wishes(firms), actor=STAFF, today=TODAY)

    assert entries(office) == before
    assert (first.number, first.opens, first.state) == (case.number, None, "已要约，尚未答复")
    assert first.due["due_on"] == date(2026, 3, 23)  # twenty days, the last one a Sunday
    assert (second.number, second.opens) == ("", 2026)
    outcomes = take_all(office, wishes(firms))
    assert [one.refusal for one in outcomes] == ["", ""]


@pytest.mark.parametrize(
    ("move", "given", "words"),
    [
        ("record_refusal", {}, "请填写对方说明的原因。"),
        ("record_reply", {"answer": "也许"}, "答复请从这些中选择"),
        ("record_reply", {"meeting_on": "下周三"}, "应为日期"),
        ("record_delivery", {}, "要约已经登记签收"),
        ("sign", {}, "还不能登记正式签字"),
    ],
)
def test_preview_and_recording_refuse_with_the_same_sentence(office, move, given, words):
    (firm,) = street_office.add_firms(office, 1)
    case = street_office.open_case(office, firm)
    street_office.take(office, case, "send_proposal", TODAY, **OFFER)
    rows = [Wish(firm.id, move, TODAY, given)]

    (seen,) = batch_steps.preview(office, rows, actor=STAFF, today=TODAY)
    (outcome,) = take_all(office, rows)

    assert words in seen.refusal
    assert outcome.refusal == seen.refusal


@pytest.mark.parametrize("year", [2024, 2028])
def test_a_year_far_off_is_not_opened(office, year):
    (firm,) = street_office.add_firms(office, 1)
    rows = [Wish(firm.id, "open_case", TODAY, {"year": str(year)})]

    (seen,) = batch_steps.preview(office, rows, actor=STAFF, today=TODAY)

    assert "年度应在" in seen.refusal


def test_what_is_open_already_is_not_opened_again(office):
    (firm,) = street_office.add_firms(office, 1)
    street_office.open_case(office, firm)

    (seen,) = batch_steps.preview(
        office, [Wish(firm.id, "open_case", TODAY)], actor=STAFF, today=TODAY
    )
    (outcome,) = take_all(office, [Wish(firm.id, "open_case", TODAY)])

    assert "已经立案" in seen.refusal
    assert "已经立案" in outcome.refusal
    assert office.scalar(select(func.count(Case.id)).where(Case.enterprise_id == firm.id)) == 1


def test_the_files_of_each_are_attached_to_its_own_entry(office):
    mine, other = street_office.add_firms(office, 2)
    for firm in (mine, other):
        street_office.open_case(office, firm)
    photo = {"hash": "c" * 64, "name": "回证.pdf"}

    take_all(office, wishes([mine, other]), photos={mine.id: [photo]})

    payloads = {
        firm.id: office.scalars(
            select(CaseEvent.payload).where(
                CaseEvent.case_id == street_office.case_of(office, firm).id,
                CaseEvent.kind == "send_proposal",
            )
        ).one()
        for firm in (mine, other)
    }
    assert payloads[mine.id]["photos"] == [photo]
    assert "photos" not in payloads[other.id]


def test_three_hundred_rows_are_previewed_with_few_statements_and_taken_in_one_go(office):
    firms = street_office.add_firms(office, 300)
    told = []

    outcomes = take_all(
        office,
        wishes(firms, move="prepare_proposal"),
        tell=lambda done, total: told.append((done, total)),
    )

    assert {one.refusal for one in outcomes} == {""}
    assert len({one.number for one in outcomes}) == 300
    assert told[-1] == (300, 300)
