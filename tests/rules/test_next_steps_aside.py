"""What comes next off the straight path: an empty seat, a dispute, a filing without a receipt."""

import pytest

from bargaining.rules.facts import fold
from bargaining.rules.next_steps import next_step
from bargaining.rules.states import Holder
from tests.rules.cases import MEETING, NAMED, OFFER, REPLY, SIGNED, STRAIGHT, history

TALKING = (OFFER, REPLY, NAMED, MEETING)
KEPT = (
    *STRAIGHT, ("record_no_objection", "2026-04-20", {}),
    ("publish", "2026-04-22", {"side": "both"}),
)  # fmt: skip
UNSETTLED = ("record_dispute", "2026-08-10", {"about": "津贴", "settled": False})
SETTLED = ("record_dispute", "2026-08-20", {"about": "津贴", "settled": True})
APPLIED = ("apply_arbitration", "2026-08-21", {"commission": "区仲裁委"})
DISPUTED = ("record_performance", "2026-08-05", {"period": "2026年7月", "state": "disputed"})


def arbitrated(result):
    return ("record_arbitration", "2026-09-01", {"result": result})


def waits_for(*steps, **opening):
    found = next_step(fold(history(*steps, **opening)))
    return found.move.name if found.move else None


class TestAnEmptySeat:
    def left(self, name, side):
        return ("record_vacancy", "2026-03-23", {"side": side, "name": name, "reason": "left"})

    @pytest.mark.parametrize(
        ("who", "side", "holder", "words"),
        [("甲二", "union", Holder.UNION, "职工方先补选协商代表"),
         ("乙二", "employer", Holder.EMPLOYER, "企业方先补选协商代表")],
    )  # fmt: skip
    def test_is_filled_before_the_next_meeting_by_the_side_that_lost_somebody(
        self, who, side, holder, words
    ):
        found = next_step(fold(history(*TALKING, self.left(who, side))))

        assert found.move.name == "appoint_representatives"
        assert (found.holder, found.rules) == (holder, ("T-REP-VACANCY",))
        assert found.sentence.startswith(words)

    def test_is_both_sides_where_both_lost_somebody(self):
        lost = (self.left("甲二", "union"), self.left("乙二", "employer"))
        assert next_step(fold(history(*TALKING, *lost))).holder is Holder.BOTH

    def test_is_not_waited_for_once_somebody_was_named(self):
        again = ("appoint_representatives", "2026-03-30", NAMED[2])
        assert waits_for(*TALKING, self.left("甲二", "union"), again) != "appoint_representatives"


class TestADispute:
    @pytest.mark.parametrize(
        ("steps", "name"),
        [
            ((), "record_performance"),
            ((DISPUTED,), "record_dispute"),
            ((DISPUTED, UNSETTLED), "apply_arbitration"),
            ((DISPUTED, UNSETTLED, SETTLED), "record_performance"),
            ((UNSETTLED, APPLIED), "record_arbitration"),
            ((UNSETTLED, APPLIED, arbitrated("accepted")), "record_arbitration"),
            ((UNSETTLED, APPLIED, arbitrated("award")), "record_performance"),
            ((UNSETTLED, APPLIED, arbitrated("declined")), "record_performance"),
            ((UNSETTLED, APPLIED, arbitrated("award"), UNSETTLED), "apply_arbitration"),
        ],
    )
    def test_is_talked_over_then_arbitrated_then_over(self, steps, name):
        assert waits_for(*KEPT, *steps) == name


def test_a_contract_that_is_kept_is_reported_on_once_a_year_in_beijing_alone():
    here, elsewhere = (
        next_step(fold(history(*KEPT, place=place))) for place in ("110108", "440100")
    )

    assert "每年" in here.sentence
    assert here.rules == ("T-ANNUAL-REPORT",)
    assert "每年" not in elsewhere.sentence


def test_the_end_of_the_review_is_no_last_day_of_whoever_looks_for_the_receipt():
    unproved = next_step(fold(history(*TALKING, SIGNED, ("file", "2026-04-10", {"proof": "none"}))))

    assert (unproved.move.name, unproved.rules) == ("record_receipt", ())
