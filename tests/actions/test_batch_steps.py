"""One step for many: the good rows in one go, the others named, nothing twice, nothing half."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from bargaining import audit
from bargaining.actions import batch_steps
from bargaining.actions.batch_steps import Wish
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.rules.roles import Actor, Role
from tests import street_office
from tests.street_office import AT, STAFF, TODAY

DAY = timedelta(days=1)
OFFER = {"counterpart": "李经理", "meeting_on": "2026-03-20", "meeting_place": "会议室"}


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


def test_each_good_row_gets_its_own_entry_with_both_names(street_register):
    firms = street_office.add_firms(street_register, 3)
    for firm in firms:
        street_office.open_case(street_register, firm)

    outcomes = take_all(street_register, wishes(firms))

    assert [one.refusal for one in outcomes] == ["", "", ""]
    for firm in firms:
        case = street_office.case_of(street_register, firm)
        entry = street_register.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.sequence == 2)
        ).one()
        assert (entry.actor_name, entry.on_behalf) == ("社工甲", f"{firm.name}工会")
        assert case.state == "proposed"
        assert street_register.scalars(select(Deadline).where(Deadline.case_id == case.id)).first()


def test_every_row_is_audited_by_itself_and_the_batch_as_a_whole(street_register):
    firms = street_office.add_firms(street_register, 2)
    cases = [street_office.open_case(street_register, firm) for firm in firms]
    audit.forget(street_register)

    take_all(street_register, wishes(firms))

    recorded = [(one.event, one.subject) for one in street_register.info["pending_entries"]]
    assert recorded[:2] == [("case.send_proposal", f"case:{case.number}") for case in cases]
    assert recorded[2][0] == "batch.take"


def test_a_row_that_cannot_be_taken_is_named_and_the_others_stand(street_register):
    good, silent, late = street_office.add_firms(street_register, 3)
    for firm in (good, silent, late):
        street_office.open_case(street_register, firm)
    silent_union = silent.union_id
    street_register.execute(
        update(street_office.UnionBody)
        .where(street_office.UnionBody.id == silent_union)
        .values(agreed_to_help_on=None)
    )
    street_register.expire_all()
    rows = [*wishes([good, silent]), *wishes([late], on=TODAY + DAY)]

    outcomes = take_all(street_register, rows)

    assert outcomes[0].refusal == ""
    assert "还没有同意代录" in outcomes[1].refusal
    assert "不能晚于今天" in outcomes[2].refusal
    assert kinds(street_register, silent) == ["open"]
    assert kinds(street_register, late) == ["open"]


def test_a_refused_row_leaves_neither_an_opened_case_nor_a_record_of_it(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    audit.forget(street_register)

    (outcome,) = take_all(
        street_register, wishes([firm], move="prepare_proposal", counterpart="李经理")
    )

    assert "请填写" in outcome.refusal
    assert street_office.case_of(street_register, firm) is None
    assert street_register.info.get("pending_entries", []) == []


def test_where_no_case_is_at_hand_it_is_opened_along_with_the_first_step(street_register):
    (firm,) = street_office.add_firms(street_register, 1)

    (outcome,) = take_all(street_register, wishes([firm], move="prepare_proposal"))

    assert (outcome.refusal, outcome.opened) == ("", True)
    assert kinds(street_register, firm) == ["open", "prepare_proposal"]
    assert street_office.case_of(street_register, firm).number == outcome.number


def test_a_later_step_opens_nothing(street_register):
    (firm,) = street_office.add_firms(street_register, 1)

    (outcome,) = take_all(street_register, wishes([firm], move="record_reply", answer="agree"))

    assert outcome.refusal == "还没有立案，请先立案。"


@pytest.mark.parametrize("move", ["open_case", "prepare_proposal", "record_contact"])
def test_the_same_batch_twice_writes_once_and_answers_alike(street_register, move):
    firms = street_office.add_firms(street_register, 3)
    if move == "record_contact":
        for firm in firms:
            street_office.open_case(street_register, firm)
    given = {"record_contact": {"result": "电话联系"}, "open_case": {"year": "2026"}}
    rows = [Wish(firm.id, move, TODAY, given.get(move, OFFER)) for firm in firms]
    first = take_all(street_register, rows)
    before = entries(street_register)

    second = take_all(street_register, rows)

    assert entries(street_register) == before
    assert [(one.number, one.refusal) for one in second] == [
        (one.number, one.refusal) for one in first
    ]


def test_another_batch_of_the_same_content_is_another_act(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    street_office.open_case(street_register, firm)
    rows = [Wish(firm.id, "record_contact", TODAY, {"result": "电话联系"})]
    take_all(street_register, rows)

    take_all(street_register, rows, batch="b" * 64)

    assert kinds(street_register, firm).count("record_contact") == 2


def test_an_enterprise_of_another_street_is_neither_touched_nor_named(street_register):
    theirs = street_office.add_firm(
        street_register, "朝阳示例有限公司", street=street_office.ELSEWHERE
    )
    street_office.open_case(street_register, theirs)
    rows = wishes([theirs])

    (seen,) = batch_steps.preview(street_register, rows, actor=STAFF, today=TODAY)
    (outcome,) = take_all(street_register, rows)

    for one in (seen, outcome):
        assert (one.name, one.number) == ("", "")
        assert one.refusal == batch_steps.NOT_THERE
    assert kinds(street_register, theirs) == ["open"]


def test_who_may_not_record_a_step_is_told_so_for_every_row(street_register):
    firms = street_office.add_firms(street_register, 2)
    for firm in firms:
        street_office.open_case(street_register, firm)
    reviewer = Actor(None, "审查员", Role.DISTRICT, places=frozenset({"110108"}))

    outcomes = take_all(street_register, wishes(firms), actor=reviewer)

    assert all(one.refusal for one in outcomes)


def test_what_somebody_wrote_since_the_preview_refuses_the_row(street_register):
    changed, still = street_office.add_firms(street_register, 2)
    cases = [street_office.open_case(street_register, firm) for firm in (changed, still)]
    rows = [
        Wish(firm.id, "send_proposal", TODAY, OFFER, seen_sequence=case.last_sequence)
        for firm, case in zip((changed, still), cases, strict=True)
    ]
    street_office.take(street_register, cases[0], "record_contact", TODAY, result="又打了一次电话")

    outcomes = take_all(street_register, rows)

    assert outcomes[0].refusal == batch_steps.CHANGED
    assert outcomes[1].refusal == ""


def test_a_case_opened_since_the_preview_refuses_the_row(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    row = Wish(firm.id, "prepare_proposal", TODAY, OFFER, seen_sequence=0)
    street_office.open_case(street_register, firm)

    (outcome,) = take_all(street_register, [row])

    assert outcome.refusal == batch_steps.CHANGED


def test_one_enterprise_twice_is_taken_once(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    street_office.open_case(street_register, firm)
    rows = wishes([firm, firm])

    seen = batch_steps.preview(street_register, rows, actor=STAFF, today=TODAY)
    outcomes = take_all(street_register, rows)

    assert [one.refusal for one in seen] == ["", batch_steps.TWICE]
    assert kinds(street_register, firm).count("send_proposal") == 1
    assert [bool(one.refusal) for one in outcomes] == [False, True]


def test_the_preview_says_what_would_be_taken_and_writes_nothing(street_register):
    firms = street_office.add_firms(street_register, 2)
    case = street_office.open_case(street_register, firms[0])
    before = entries(street_register)

    first, second = batch_steps.preview(street_register, wishes(firms), actor=STAFF, today=TODAY)

    assert entries(street_register) == before
    assert (first.number, first.opens, first.state) == (case.number, None, "已要约，尚未答复")
    assert first.due["due_on"] == date(2026, 3, 23)  # twenty days, the last one a Sunday
    assert (second.number, second.opens) == ("", 2026)
    outcomes = take_all(street_register, wishes(firms))
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
def test_preview_and_recording_refuse_with_the_same_sentence(street_register, move, given, words):
    (firm,) = street_office.add_firms(street_register, 1)
    case = street_office.open_case(street_register, firm)
    street_office.take(street_register, case, "send_proposal", TODAY, **OFFER)
    rows = [Wish(firm.id, move, TODAY, given)]

    (seen,) = batch_steps.preview(street_register, rows, actor=STAFF, today=TODAY)
    (outcome,) = take_all(street_register, rows)

    assert words in seen.refusal
    assert outcome.refusal == seen.refusal


@pytest.mark.parametrize("year", [2024, 2028])
def test_a_year_far_off_is_not_opened(street_register, year):
    (firm,) = street_office.add_firms(street_register, 1)
    rows = [Wish(firm.id, "open_case", TODAY, {"year": str(year)})]

    (seen,) = batch_steps.preview(street_register, rows, actor=STAFF, today=TODAY)

    assert "年度应在" in seen.refusal


def test_what_is_open_already_is_not_opened_again(street_register):
    (firm,) = street_office.add_firms(street_register, 1)
    street_office.open_case(street_register, firm)

    (seen,) = batch_steps.preview(
        street_register, [Wish(firm.id, "open_case", TODAY)], actor=STAFF, today=TODAY
    )
    (outcome,) = take_all(street_register, [Wish(firm.id, "open_case", TODAY)])

    assert "已经立案" in seen.refusal
    assert "已经立案" in outcome.refusal
    assert (
        street_register.scalar(select(func.count(Case.id)).where(Case.enterprise_id == firm.id))
        == 1
    )


def test_the_files_of_each_are_attached_to_its_own_entry(street_register):
    mine, other = street_office.add_firms(street_register, 2)
    for firm in (mine, other):
        street_office.open_case(street_register, firm)
    photo = {"hash": "c" * 64, "name": "回证.pdf"}

    take_all(street_register, wishes([mine, other]), photos={mine.id: [photo]})

    payloads = {
        firm.id: street_register.scalars(
            select(CaseEvent.payload).where(
                CaseEvent.case_id == street_office.case_of(street_register, firm).id,
                CaseEvent.kind == "send_proposal",
            )
        ).one()
        for firm in (mine, other)
    }
    assert payloads[mine.id]["photos"] == [photo]
    assert "photos" not in payloads[other.id]


def test_three_hundred_rows_are_previewed_with_few_statements_and_taken_in_one_go(street_register):
    firms = street_office.add_firms(street_register, 300)
    told = []

    outcomes = take_all(
        street_register,
        wishes(firms, move="prepare_proposal"),
        tell=lambda done, total: told.append((done, total)),
    )

    assert {one.refusal for one in outcomes} == {""}
    assert len({one.number for one in outcomes}) == 300
    assert told[-1] == (300, 300)
