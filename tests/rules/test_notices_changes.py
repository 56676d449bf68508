"""What is said of a contract that is changed or ended, or whose enterprise changes."""

from __future__ import annotations

import pytest

from bargaining.readers import seeds
from bargaining.rules import derivation
from bargaining.rules.facts import fold
from tests.rules.cases import history
from tests.rules.stories_changes import (
    CHANGES,
    ENDED,
    IN_FORCE,
    happened,
    with_,
)

BOOK = seeds.load_law_book()
# Story → the rules that speak up because of it; every other story of a change says nothing.
SAID = {
    "变更没有审议": {"P-CHANGE-VOTE"},
    "变更审议晚于签字": {"P-CHANGE-VOTE"},
    "变更报送迟了": {"T-CHANGE-FILE"},
    "变更无异议送达": {"W-TERM"},
    "变更没有凭证，期满无异议": {"P-CHANGE-SILENCE"},
    "变更有异议，修改后重报": {"W-TERM"},
    "变更异议送达迟了": {"T-REVIEW-OBJ"},
    "后一次变更没有报送就登记结果": {"P-CHANGE-FILED"},
    "变更原因没有写条文": {"P-CHANGE-GROUND"},
    "客观情况变化，外地": {"P-CHANGE-GROUND"},
    "变更生效时已期满": {"P-CHANGE-TERM"},
    "变更的止日早于生效日": {"P-CHANGE-TERM"},
    "解除没有审议": {"P-TERMINATE-VOTE"},
    "解除备案迟了": {"T-TERMINATE-FILE"},
    "期满之后登记终止": {"P-TERMINATE-EXPIRED"},
    "被合并，写明承继单位": {"N-SUCCESSION"},
    "被合并，没有承继单位": {"N-SUCCESSION"},
    "分立": {"N-SUCCESSION"},
    "注销": {"N-SUCCESSION"},
    "更名": {"N-SUCCESSION"},
    "迁往朝阳区": {"N-MOVED"},
    "履行中办结，不再进行": {"P-CLOSE-IN-FORCE"},
    "履行中办结，期满": {"P-CLOSE-IN-FORCE"},
    "窗口前一天提出续约": {"T-RENEW-WAGE"},
    "十月中提出续约": {"T-RENEW-WAGE"},
    "三个月前提出续约": {"T-RENEW-WAGE"},
    "三个月的第一天提出续约": {"T-RENEW-WAGE"},
}
TO_VERIFY = {"变更没有凭证，期满无异议", "变更异议送达迟了", "后一次变更没有报送就登记结果"}


def derived(events, *, place=""):
    facts = fold(events)
    return derivation.derive(facts, place=place or facts.place, book=BOOK)


def notices(events, *, place=""):
    return derived(events, place=place).notices


USUAL = {one.rule_id: one for one in notices(history(*IN_FORCE))}


@pytest.mark.parametrize("story", sorted(CHANGES))
def test_each_course_is_shown_for_what_it_is_and_nothing_more(story):
    found = notices(CHANGES[story])
    own = {
        one.rule_id for one in found
        if one.rule_id not in USUAL or one.message != USUAL[one.rule_id].message
    }  # fmt: skip

    assert own == SAID.get(story, set())
    assert all(one.basis for one in found)
    assert any(one.to_verify for one in found) is (story in TO_VERIFY)


def said(*steps, place="110108"):
    found = notices(history(*IN_FORCE, *steps, place=place), place=place)
    return next((one.message for one in found if one.rule_id == "N-SUCCESSION"), "")


class TestWhatBecameOfTheEnterprise:
    def test_who_goes_on_is_named_or_asked_for(self):
        assert "由乙公司继续履行" in said(happened("merged", successor="乙公司"))
        assert "承继的单位还没有登记，请补记" in said(happened("split"))
        assert "请补记" not in said(happened("split", successor="丙公司"))

    def test_the_end_is_filed_in_beijing_only(self):
        assert "再办理备案" in said(happened("dissolved"))
        assert "再办理备案" not in said(happened("dissolved"), place="310101")

    @pytest.mark.parametrize("kind", ["merged", "split", "dissolved"])
    def test_once_the_contract_is_ended_nothing_is_left_to_be_settled(self, kind):
        assert said(happened(kind))
        assert not said(happened(kind), with_(ENDED, "2026-10-09", ground="merged"))

    def test_what_happened_after_the_end_is_told_still(self):
        assert said(with_(ENDED, ground="merged"), happened("merged", "2026-10-20"))

    def test_a_backfilled_contract_is_never_called_late(self):
        steps = (with_(ENDED, "2026-10-09"), ("file_termination", "2026-12-01", {}))
        walked = {one.rule_id for one in notices(history(*IN_FORCE, *steps))}
        taken = {one.rule_id for one in notices(history(*IN_FORCE, *steps, origin="backfilled"))}

        assert "T-TERMINATE-FILE" in walked
        assert "T-TERMINATE-FILE" not in taken
