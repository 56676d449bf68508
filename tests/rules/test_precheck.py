"""Before filing the machine looks at each point once, and says what it saw with its article."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.facts import fold
from bargaining.rules.precheck import Answer, Materials, needs_attention, precheck, suggestion
from bargaining.rules.procedure_talks import RECORD_CLAUSES
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    MEETING,
    NAMED,
    OFFER,
    PEOPLE,
    REPLY,
    SIGNED,
    TERM,
    VOTE,
    history,
)

CLAUSES = (
    "record_clauses",
    "2026-03-24",
    {ask.name: "约定" for ask in RECORD_CLAUSES.asks if ask.required},
)
WAGES = (
    "submit_wages",
    "2026-03-22",
    {"verdict": "pass", "term_from": "2026-07-01", "term_to": "2027-06-30"},
)
RESOLVED = ("record_congress", "2026-04-02", {**VOTE, "photos": [{"hash": "a", "name": "决议"}]})
WHOLE = (OFFER, REPLY, NAMED, MEETING, WAGES, CLAUSES, DRAFT, RESOLVED, SIGNED)
CODE = "91110112MA8BBF3369"
FILE_BY = date(2026, 4, 20)
GOOD = Materials(code=CODE, missing={"工资专项集体合同": ()}, file_by=FILE_BY)
ON = date(2026, 4, 10)


def points(*steps, materials=GOOD, on=ON):
    return {one.key: one for one in precheck(fold(history(*steps)), materials, on=on)}


def without(*steps):
    return tuple(step for step in WHOLE if step not in steps)


def instead(old, new):
    return tuple(new if step is old else step for step in WHOLE)


def test_a_contract_in_order_leaves_only_what_a_person_must_see():
    found = points(*WHOLE)

    assert needs_attention(tuple(found.values())) == ()
    by_hand = {key for key, one in found.items() if one.answer is Answer.BY_HAND}
    assert by_hand == {"authority", "material-people", "material-text", "material-licence"}


def test_every_point_has_an_article_and_a_finished_sentence():
    for found in (points(*WHOLE), points(materials=Materials())):
        for one in found.values():
            assert one.basis, one.key
            assert one.message.endswith(("。", "）。")), one.key
            assert "违法" not in one.message


def names(found):
    return {key for key, one in found.items() if one.answer is Answer.ATTENTION}


@pytest.mark.parametrize(
    ("steps", "key", "words"),
    [
        (without(NAMED), "people", "还没有登记协商代表名单"),
        (
            instead(NAMED, (*NAMED[:2], {**NAMED[2], "people": PEOPLE[:5]})),
            "people",
            "双方代表人数应当对等",
        ),
        (
            instead(
                NAMED,
                (
                    *NAMED[:2],
                    {
                        **NAMED[2],
                        "people": [
                            {**one, "outside": one["name"] in ("甲二", "甲三")} for one in PEOPLE
                        ],
                    },
                ),
            ),
            "people",
            "不得超过本方代表的三分之一",
        ),
        (
            instead(NAMED, (*NAMED[:2], {"people": PEOPLE})),
            "published",
            "没有登记代表名单在本单位公布的日期",
        ),
        (
            instead(NAMED, (*NAMED[:2], {**NAMED[2], "published_on": "2026-03-21"})),
            "published",
            "晚于首次协商会议 2026年3月20日",
        ),
        (without(MEETING), "meeting", "没有登记协商会议"),
        (
            instead(MEETING, ("record_meeting", "2026-03-20", {"conclusion": "continue"})),
            "meeting",
            "达成一致",
        ),
        (
            instead(MEETING, (*MEETING[:2], {"conclusion": "agreed", "minutes_signed": False})),
            "meeting",
            "还没有双方首席代表签字",
        ),
        (without(RESOLVED), "vote", "没有登记职代会或职工大会的审议"),
        (without(RESOLVED), "order", "没有登记审议通过的决议"),
        (
            instead(RESOLVED, (*RESOLVED[:2], {**RESOLVED[2], "present": 59})),
            "vote",
            "实到 59 人，至少要 60 人",
        ),
        (
            instead(RESOLVED, (*RESOLVED[:2], {**RESOLVED[2], "in_favour": 44})),
            "vote",
            "赞成 44 票，至少要 45 票",
        ),
        (
            instead(RESOLVED, (*RESOLVED[:2], {**RESOLVED[2], "in_favour": 45})),
            "vote",
            "恰为全体的半数",
        ),
        (instead(RESOLVED, CONGRESS), "material-resolution", "还没有上传决议"),
        (without(WAGES), "floor", "没有逐岗检查"),
        (
            instead(WAGES, (*WAGES[:2], {**WAGES[2], "verdict": "blocked"})),
            "floor",
            "低于最低工资标准",
        ),
        (
            instead(WAGES, (*WAGES[:2], {**WAGES[2], "verdict": "to_verify"})),
            "floor",
            "还不能判断",
        ),
        (
            instead(WAGES, (*WAGES[:2], {**WAGES[2], "term_to": "2027-06-29"})),
            "floor",
            "没有盖住合同期限",
        ),
        (
            instead(SIGNED, (*SIGNED[:2], {**TERM, "term_to": "2029-07-01"})),
            "term",
            "超过三年",
        ),
        (without(CLAUSES), "clauses", "还没有填：工资分配制度"),
        (without(SIGNED), "order", "还没有登记正式签字"),
        (without(SIGNED), "in_time", "签字之后才起算"),
    ],
)
def test_what_is_amiss_is_said_at_its_own_point(steps, key, words):
    found = points(*steps)

    assert found[key].answer is Answer.ATTENTION
    assert words in found[key].message


def test_a_contract_signed_before_the_vote_is_said_with_both_days():
    late = ("record_congress", "2026-04-09", RESOLVED[2])
    found = points(*without(RESOLVED), late)

    assert found["order"].answer is Answer.ATTENTION
    assert "2026年4月8日 签字，早于审议通过的 2026年4月9日" in found["order"].message


def test_a_vote_on_the_day_of_signing_is_before_it():
    found = points(*instead(RESOLVED, ("record_congress", "2026-04-08", RESOLVED[2])))

    assert found["order"].answer is Answer.FINE


@pytest.mark.parametrize(
    ("code", "words"),
    [("", "还没有登记代码"), ("91110112MA8BBF3368", ""), ("123", "")],
)
def test_a_code_that_is_missing_or_wrong_is_said(code, words):
    found = points(*WHOLE, materials=Materials(code=code, file_by=FILE_BY))

    assert found["code"].answer is Answer.ATTENTION
    assert words in found["code"].message


def test_a_paper_with_blanks_names_them():
    missing = {"工资专项集体合同": ("期限", "岗位"), "报送说明": ()}
    found = points(*WHOLE, materials=Materials(code=CODE, missing=missing, file_by=FILE_BY))

    assert found["paper-工资专项集体合同"].message == "还缺：期限、岗位。"
    assert found["paper-报送说明"].answer is Answer.FINE


@given(st.integers(min_value=-15, max_value=15))
def test_filing_is_in_time_up_to_and_with_its_last_day(days):
    found = points(*WHOLE, on=FILE_BY + timedelta(days=days))["in_time"]

    assert (found.answer is Answer.FINE) is (days <= 0)


@given(st.integers(min_value=0, max_value=15))
def test_what_was_filed_is_judged_by_its_own_day(days):
    filed_on = date(2026, 4, 8) + timedelta(days=days)
    filed = ("file", filed_on.isoformat(), {"method": "window", "proof": "none"})
    found = points(*WHOLE, filed, on=date(2026, 6, 1))["in_time"]

    assert (found.answer is Answer.FINE) is (filed_on <= FILE_BY)


@given(st.integers(min_value=-15, max_value=15))
def test_the_shortest_source_is_advised_and_the_longest_makes_late(days):
    on = FILE_BY + timedelta(days=days)
    materials = Materials(code=CODE, file_by=FILE_BY, remind_by=FILE_BY - timedelta(days=3))
    found = points(*WHOLE, materials=materials, on=on)["in_time"]

    assert (found.answer is Answer.FINE) is (days <= -3)
    assert ("2026年4月17日（含当日）前报送" in found.message) is (days <= -3)
    assert ("最迟 2026年4月20日" in found.message) is (days <= 0)
    assert ("已经过了" in found.message) is (days > 0)


def test_after_an_objection_the_days_run_from_the_new_signing():
    filed = ("file", "2026-04-12", {"method": "window", "proof": "receipt"})
    objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "请改"})
    found = points(*WHOLE, filed, objected, on=date(2026, 5, 10))["in_time"]

    assert found.answer is Answer.FINE
    assert "另行起算" in found.message
    assert "第46条" in {one.article for one in found.basis}


def test_exactly_half_names_the_article_that_asks_for_more():
    vote = {"form": "congress", "entitled": 90, "present": 60, "in_favour": 45}
    found = points(OFFER, MEETING, DRAFT, ("record_congress", "2026-04-02", vote))["vote"]

    assert ("企业民主管理规定", "第20条") in {(one.text, one.article) for one in found.basis}


@given(
    st.integers(min_value=1, max_value=300).flatmap(
        lambda entitled: st.tuples(
            st.just(entitled),
            st.integers(min_value=0, max_value=entitled),
            st.integers(min_value=0, max_value=entitled),
        )
    )
)
def test_the_vote_is_in_order_exactly_with_two_thirds_present_and_more_than_half(numbers):
    entitled, present, in_favour = numbers
    vote = {"form": "congress", "entitled": entitled, "present": present,
            "in_favour": in_favour}  # fmt: skip
    found = points(OFFER, MEETING, DRAFT, ("record_congress", "2026-04-02", vote))["vote"]

    fine = present * 3 >= entitled * 2 and in_favour * 2 > entitled
    assert (found.answer is Answer.FINE) is fine


@given(st.dates(date(2026, 3, 1), date(2026, 4, 7)))
def test_the_list_is_published_in_time_up_to_the_day_of_the_first_meeting(day):
    named = (*NAMED[:2], {**NAMED[2], "published_on": day.isoformat()})
    found = points(*instead(NAMED, named))["published"]

    assert (found.answer is Answer.FINE) is (day <= date(2026, 3, 20))


@given(st.sets(st.sampled_from([ask.name for ask in RECORD_CLAUSES.asks if ask.required])))
def test_the_clauses_are_in_order_exactly_when_none_is_empty(emptied):
    said = {key: "" if key in emptied else words for key, words in CLAUSES[2].items()}
    found = points(*instead(CLAUSES, (*CLAUSES[:2], said)))["clauses"]

    assert (found.answer is Answer.FINE) is (not emptied)


def test_the_suggestion_is_one_line_for_each_point_that_needs_it():
    found = precheck(fold(history(*without(CLAUSES, NAMED))), GOOD, on=ON)

    lines = suggestion(found).splitlines()

    assert len(lines) == len(needs_attention(found))
    assert any(line.startswith("合同条款：还没有填") for line in lines)
