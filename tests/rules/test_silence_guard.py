"""What is to be done before silence does it: whose warning comes when, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.facts import fold
from bargaining.rules.silence_guard import NEAR, guard, warning
from bargaining.rules.silence_watch import Certainty, Silence, label, silence
from tests.rules.cases import FILED, SIGNED, STRAIGHT, history

DAY = timedelta(days=1)
LAST = date(2026, 4, 27)  # the fifteenth day after 10 April is a Saturday
EFFECT = LAST + DAY
CERTAIN = Silence(Certainty.CERTAIN, EFFECT, EFFECT, passed=False)
UNPROVED_FILING = ("file", "2026-04-10", {"method": "window", "proof": "none"})
OBJECTED = ("record_objection", "2026-04-20", {"about": "content", "opinion": "请修改"})
WHOLE = ("record_completion", "2026-04-15", {"told_in_writing": True, "told_on": "2026-04-13"})


def seen(on, *, proved=True, certain=True, earliest=LAST, latest=LAST):
    return silence(
        due_on=LAST, earliest=earliest, latest=latest, certain=certain, proved=proved, on=on
    )


def guarded(*steps, on=date(2026, 4, 13), of=CERTAIN, kind="wage", **more):
    return guard(fold(history(*steps, kind=kind, **more)), of, on=on)


class TestTheWarning:
    @pytest.mark.parametrize(("before", "said"), [(NEAR + 1, ""), (NEAR, "再过 5 天"),
                                                  (2, "再过 2 天"), (1, "明天")])  # fmt: skip
    def test_comes_five_days_before_and_names_the_day(self, before, said):
        words = warning(seen(EFFECT - before * DAY), on=EFFECT - before * DAY)

        assert words.startswith(said)
        assert ("2026年4月28日" in words) is bool(said)

    def test_after_the_day_it_says_that_the_contract_is_in_force(self):
        words = warning(seen(EFFECT), on=EFFECT)

        assert "自 2026年4月28日 起默示生效" in words

    def test_without_proof_nothing_takes_effect_before_or_after(self):
        before = warning(seen(EFFECT - DAY, proved=False), on=EFFECT - DAY)
        after = warning(seen(EFFECT, proved=False), on=EFFECT)

        assert "推定生效·待核回执" in before
        assert "不能认定默示生效" in after
        for words in (before, after):
            assert "请" in words
            assert "即默示生效" not in words

    def test_an_open_calendar_is_warned_of_from_its_earliest_day(self):
        open_one = {"certain": False, "earliest": LAST, "latest": LAST + 3 * DAY}

        assert "最早明天（2026年4月28日）" in warning(
            seen(EFFECT - DAY, **open_one), on=EFFECT - DAY
        )
        between = warning(seen(EFFECT, **open_one), on=EFFECT)
        assert "最晚 2026年5月1日" in between
        assert "暂作推定" in warning(seen(EFFECT + 3 * DAY, **open_one), on=EFFECT + 3 * DAY)

    @given(st.integers(-40, 40), st.booleans(), st.booleans(), st.integers(0, 9))
    def test_is_silent_only_while_it_is_far(self, days, proved, certain, spread):
        on = EFFECT + days * DAY
        of = seen(on, proved=proved, certain=certain, earliest=LAST, latest=LAST + spread * DAY)

        assert bool(warning(of, on=on)) is ((of.first_on - on).days <= NEAR)


class TestTheGuard:
    def test_keeps_filing_receipt_and_proof_apart(self):
        filed = ("file", "2026-04-10", {"proof": "none"})
        got = ("record_receipt", "2026-04-14", {"proof": "courier", "receipt_number": "京海 7"})
        found = guarded(*STRAIGHT[:-1], filed, got)

        assert (found.filed_on, found.received_on) == (date(2026, 4, 10), date(2026, 4, 14))
        assert (found.proof, found.receipt_number) == ("快递签收", "京海 7")

    def test_an_opinion_is_served_in_time_until_the_day_before(self):
        found = guarded(*STRAIGHT, on=date(2026, 4, 20))

        assert found.serve_by == LAST
        assert found.days_left == 8
        assert "最迟 2026年4月27日 送达" in " ".join(one.words for one in found.reviewer)

    def test_without_proof_the_receipt_comes_first_for_both(self):
        of = replace(CERTAIN, certainty=Certainty.UNPROVED)
        found = guarded(*STRAIGHT[:-1], UNPROVED_FILING, of=of)

        assert found.proof == ""
        assert found.filer[0].move == found.reviewer[0].move == "record_receipt"
        assert "record_completion" not in {one.move for one in (*found.filer, *found.reviewer)}

    def test_with_proof_nobody_is_asked_for_it(self):
        found = guarded(*STRAIGHT)

        assert "record_receipt" not in {one.move for one in (*found.filer, *found.reviewer)}

    @pytest.mark.parametrize(("written", "counts"), [(True, True), (False, False)])
    def test_says_whether_a_completion_moved_the_review(self, written, counts):
        whole = (WHOLE[0], WHOLE[1], {"told_in_writing": written})
        found = guarded(*STRAIGHT, whole)

        assert found.completed.occurred_on == date(2026, 4, 15)
        assert found.counts is counts

    def test_a_completion_of_an_earlier_filing_is_not_shown_for_the_new_one(self):
        again = ("refile", "2026-05-06", {"signed_on": "2026-05-04", "proof": "receipt"})
        found = guarded(*STRAIGHT, WHOLE, OBJECTED, again)

        assert found.completed is None
        assert found.filed_on == date(2026, 5, 6)

    def test_only_a_wage_contract_is_told_to_take_effect_by_service(self):
        def told(kind):
            return " ".join(one.words for one in guarded(*STRAIGHT, kind=kind).reviewer)

        assert "送达双方即行生效" in told("wage")
        assert "送达双方即行生效" not in told("general")

    def test_presumes_only_once_even_the_last_day_is_here(self):
        of = Silence(Certainty.UNPROVED, EFFECT, EFFECT, passed=True)

        assert guarded(*STRAIGHT[:-1], UNPROVED_FILING, of=of).presumed == "推定生效·待核回执"
        assert label(of) == "推定生效·待核回执"
        assert guarded(*STRAIGHT, of=replace(CERTAIN, passed=True)).presumed == ""

    @pytest.mark.parametrize("steps", [(*STRAIGHT[:-2], SIGNED), (*STRAIGHT, OBJECTED)])
    def test_there_is_none_where_no_review_runs(self, steps):
        assert guarded(*steps) is None

    def test_a_backfilled_contract_waits_for_nobody(self):
        events = history(SIGNED, FILED, origin="backfilled")
        opening = replace(events[0], payload={**events[0].payload, "begins": "vote_passed"})

        assert guard(fold([opening, *events[1:]]), CERTAIN, on=EFFECT) is None
