"""What could be done better: said quietly, and never what is a 系统提示 already."""

from __future__ import annotations

import pytest

from bargaining.rules import improvements, notices
from bargaining.rules.events import OPEN, Event
from bargaining.rules.facts import fold
from tests.rules.test_sheets import DAY, PEOPLE, WAY, facts_after


def said(facts):
    return [one.message for one in improvements.improvements(facts)]


@pytest.mark.parametrize(
    ("word", "lacking", "done"),
    [
        ("职工意见", WAY[:2], (("record_opinions", {}), *WAY[:2])),
        ("工资资料", WAY[:5], (*WAY[:4], ("record_meeting", {"data_received_on": "2026-03-01"}))),
        ("补签", (*WAY[:4], ("record_meeting", {"minutes_signed": False})), WAY[:5]),
        ("各方意见", WAY[:5], (*WAY[:4], ("record_meeting", {"notes": "谈了加班"}))),
        ("女职工", WAY[:7], (*WAY[:6], ("record_clauses", {"women_rule": "同工同酬"}))),
        ("待核", (*WAY[:5], ("submit_wages", {"verdict": "to_verify"})), WAY[:6]),
        ("照片", WAY, (*WAY[:12], ("publish", {"side": "both", "photos": [{"hash": "a"}]}))),
        ("岗位", WAY[:4], (*WAY[:3], ("appoint_representatives", {"people": [
            *PEOPLE, {**PEOPLE[0], "name": "乙", "title": "厨师", "chief": False}]}))),
    ],
)  # fmt: skip
def test_each_is_said_until_it_is_done(word, lacking, done):
    assert any(word in sentence for sentence in said(facts_after(*lacking)))
    assert not any(word in sentence for sentence in said(facts_after(*done)))


def test_nothing_is_said_of_a_case_that_just_began_or_of_a_backfilled_one():
    opening = {"year": 2026, "kind": "wage", "origin": "backfilled", "begins": "vote_passed"}
    backfilled = fold([Event(1, OPEN, DAY, opening), Event(2, "sign", DAY, WAY[9][1])])

    assert said(facts_after()) == []
    assert said(backfilled) == []


def test_no_sentence_repeats_a_notice_or_blames_anybody():
    facts = facts_after(*WAY)
    told = {one.message for one in notices.notices(facts, last_days={})}

    assert told.isdisjoint(said(facts))
    for sentence in said(facts):
        assert not any(word in sentence for word in ("违法", "偏低", "失职", "您没有"))
