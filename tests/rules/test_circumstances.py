"""What moves a deadline's end: an extension, a second start, completed papers, the reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import deadlines
from bargaining.rules.calendar import Reading
from bargaining.rules.deadline_rules import Circumstances, ContractKind
from bargaining.rules.lawbook import ReadingOfPlace

BOOK = seeds.load_law_book()
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(rule: str, start: str, *, place: str = "110000", book=BOOK, judged_by=None, kind=None,
        **happened):  # fmt: skip
    days = {key: day(value) if isinstance(value, str) else value for key, value in happened.items()}
    return deadlines.due(
        rule, day(start), place=place, book=book, calendar=book.calendar(), contract_kind=kind,
        judged_by=judged_by, circumstances=Circumstances(**days),
    )  # fmt: skip


class TestExtension:
    """E5: coordination ends in thirty days and may be prolonged by at most fifteen."""

    def test_e5_an_extension_follows_the_raw_last_day_and_rolls_over_once(self):
        plain = due("T-COORD", "2026-01-17")
        longer = due("T-COORD", "2026-01-17", extended_by=15)

        assert (plain.raw_due_on, plain.due_on) == (day("2026-02-16"), day("2026-02-24"))
        assert longer.raw_due_on == longer.due_on == day("2026-01-17") + 45 * DAY
        assert longer.due_on < plain.due_on + 15 * DAY
        assert longer.overdue_after == day("2026-03-03")

    def test_an_end_that_falls_on_a_holiday_rolls_over_once(self):
        longer = due("T-COORD", "2026-08-18", extended_by=15)

        assert (longer.raw_due_on, longer.due_on) == (day("2026-10-02"), day("2026-10-08"))

    def test_what_it_may_be_prolonged_to_is_told_until_it_is(self):
        assert due("T-COORD", "2026-01-17").extends_to == day("2026-03-03")
        assert due("T-COORD", "2026-01-17", extended_by=1).extends_to is None
        assert due("T-OFFER-REPLY", "2026-01-17").extends_to is None

    @pytest.mark.parametrize("days", [16, 45, -1])
    def test_no_more_than_fifteen_days_are_added(self, days):
        with pytest.raises(errors.Unusable, match="最多延长 15 日（合计不超过 45 日）"):
            due("T-COORD", "2026-01-17", extended_by=days)

    def test_what_the_law_does_not_prolong_cannot_be(self):
        with pytest.raises(errors.Unusable, match="没有可以延长"):
            due("T-OFFER-REPLY", "2026-01-17", extended_by=5)

    @given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.integers(1, 15))
    def test_the_raw_end_is_thirty_and_the_added_days_from_the_start(self, start, days):
        answer = deadlines.due(
            "T-COORD", start, place="110000", book=BOOK, calendar=BOOK.calendar(),
            circumstances=Circumstances(extended_by=days),
        )  # fmt: skip

        assert answer.raw_due_on == start + (30 + days) * DAY
        assert answer.due_on == BOOK.calendar().roll(answer.raw_due_on, reading=Reading.B)


class TestTwoStarts:
    """A wage contract's review counts from its filing too; the later day lets it take effect."""

    def test_the_later_day_counts_and_both_are_told(self):
        answer = due("T-REVIEW", "2026-03-06", second_on="2026-03-03")
        told = deadlines.due_as_json(answer)

        assert answer.due_on == day("2026-03-23")
        assert answer.effective_on == day("2026-03-24")
        assert (told["counted_from"], told["second_on"]) == ("2026-03-06", "2026-03-03")
        assert any("3月18日" in step.text for step in answer.steps)

    def test_a_filing_said_to_be_later_than_the_receipt_counts(self):
        assert due("T-REVIEW", "2026-03-06", second_on="2026-03-10").counted_from == day(
            "2026-03-10"
        )

    def test_a_general_contract_knows_the_receipt_alone(self):
        with pytest.raises(errors.Unusable, match="没有另一种起算"):
            due("T-REVIEW", "2026-03-06", second_on="2026-03-03", kind=ContractKind.GENERAL)

    @pytest.mark.parametrize("rule", ["T-REVIEW-OBJ", "T-OFFER-REPLY"])
    def test_other_rules_have_one_start(self, rule):
        with pytest.raises(errors.Unusable, match="没有另一种起算"):
            due(rule, "2026-03-06", second_on="2026-03-03")

    @pytest.mark.parametrize("place", ["000000", "110000", "310000"])
    def test_it_is_so_everywhere(self, place):
        answer = due("T-REVIEW", "2026-03-06", second_on="2026-03-03", place=place)

        assert answer.due_on == day("2026-03-23")


class TestCompletion:
    """E11: the first receipt counts, unless the authority asked in writing for what lacked."""

    @pytest.mark.parametrize("rule", ["T-REVIEW", "T-REVIEW-OBJ"])
    def test_e11_completed_papers_start_the_review_anew(self, rule):
        answer = due(rule, "2026-03-06", completed_on="2026-03-12")

        assert answer.start == day("2026-03-06")
        assert answer.counted_from == day("2026-03-12")
        assert answer.raw_due_on == day("2026-03-27")

    def test_e11_without_a_written_demand_the_first_day_stands(self):
        assert due("T-REVIEW", "2026-03-06").raw_due_on == day("2026-03-21")

    @pytest.mark.parametrize(
        ("demanded_on", "raw"), [("2026-03-23", "2026-04-10"), ("2026-03-24", "2026-03-21")]
    )
    def test_a_demand_after_the_last_day_moves_nothing_any_more(self, demanded_on, raw):
        answer = due("T-REVIEW", "2026-03-06", completed_on="2026-03-26", demanded_on=demanded_on)

        assert answer.raw_due_on == day(raw)

    def test_papers_are_not_complete_before_they_first_came(self):
        with pytest.raises(errors.Unusable, match="不能早于首次收到"):
            due("T-REVIEW", "2026-03-06", completed_on="2026-03-05")
        assert due("T-REVIEW", "2026-03-06", completed_on="2026-03-06").raw_due_on == day(
            "2026-03-21"
        )

    def test_other_rules_are_not_completed(self):
        with pytest.raises(errors.Unusable, match="没有补正"):
            due("T-OFFER-REPLY", "2026-03-06", completed_on="2026-03-12")

    @pytest.mark.parametrize("place", ["000000", "110000", "310000"])
    def test_it_is_so_everywhere(self, place):
        answer = due("T-REVIEW", "2026-03-06", completed_on="2026-03-12", place=place)

        assert answer.raw_due_on == day("2026-03-27")

    def test_an_older_rule_keeps_what_it_knows(self):
        bare = replace(BOOK.rule("T-REVIEW", on=day("2026-03-06"), place="110000"),
                       second_start=None, completion=None)  # fmt: skip
        moved = Circumstances(day("2026-03-03"), day("2026-03-12"), 15)

        assert bare.knowing(moved, kind=ContractKind.WAGE) == Circumstances()
        review = BOOK.rule("T-REVIEW", on=day("2026-03-06"), place="110000")
        assert review.knowing(moved, kind=ContractKind.WAGE) == replace(moved, extended_by=0)
        assert review.knowing(moved, kind=ContractKind.GENERAL) == Circumstances(
            completed_on=day("2026-03-12")
        )


class TestReading:
    """An office chooses by which reading lateness is judged; all else stays as it is."""

    def test_reading_a_judges_by_festivals_alone(self):
        by_b, by_a = due("T-OFFER-REPLY", "2026-09-11"), due(
            "T-OFFER-REPLY", "2026-09-11", judged_by=Reading.A)  # fmt: skip

        assert (by_b.overdue_after, by_a.overdue_after) == (day("2026-10-08"), day("2026-10-04"))
        assert by_a.due_on == by_b.due_on == day("2026-10-08")
        assert by_a.remind_on == by_b.remind_on == day("2026-10-01")

    def test_a_saturday_is_late_by_reading_a(self):
        assert due("T-REP-VACANCY", "2026-03-06").overdue_after == day("2026-03-23")
        by_a = due("T-REP-VACANCY", "2026-03-06", judged_by=Reading.A)
        assert by_a.overdue_after == day("2026-03-21")

    @pytest.mark.parametrize("rule", ["T-REVIEW", "T-REVIEW-OBJ"])
    def test_silence_and_its_opinion_go_by_reading_b_whatever_is_chosen(self, rule):
        answer = due(rule, "2026-03-06", judged_by=Reading.A)

        assert answer.overdue_after == answer.due_on == day("2026-03-23")
        assert answer.judged_by is Reading.B

    def test_by_reading_a_the_longest_source_still_judges(self):
        answer = due("T-FILE-WAGE", "2026-04-21", judged_by=Reading.A)

        assert (answer.remind_on, answer.overdue_after) == (day("2026-04-28"), day("2026-05-03"))

    def test_by_reading_a_no_notice_moves_the_last_day(self):
        answer = due("T-FILE-GEN", "2027-01-28", judged_by=Reading.A)

        assert not answer.certain
        assert answer.overdue_after == answer.reading_a == day("2027-02-09")

    def test_working_days_and_windows_know_no_reading(self):
        for rule, start in (("T-GOV-FEEDBACK", "2026-09-20"), ("T-DATA", "2026-10-09"),
                            ("T-CONGRESS-DOC", "2026-10-09")):  # fmt: skip
            by_a = due(rule, start, judged_by=Reading.A)
            assert by_a.overdue_after == due(rule, start).overdue_after

    def test_a_places_reading_holds_below_it_until_a_nearer_one(self):
        book = replace(
            BOOK,
            readings=(ReadingOfPlace("110000", Reading.A), ReadingOfPlace("110108", Reading.B)),
        )

        assert book.reading("110105") is book.reading("110105001") is Reading.A
        assert book.reading("110108012") is Reading.B
        assert book.reading("310101") is Reading.B
        answer = due("T-OFFER-REPLY", "2026-09-11", place="110105", book=book)
        assert answer.overdue_after == day("2026-10-04")
        asked = due("T-OFFER-REPLY", "2026-09-11", place="110105", book=book, judged_by=Reading.B)
        assert asked.overdue_after == day("2026-10-08")

    @given(
        st.dates(date(2026, 1, 1), date(2029, 12, 31)),
        st.sampled_from(["T-OFFER-REPLY", "T-FILE-WAGE", "T-REP-VACANCY", "T-MW-NOTICE"]),
    )
    def test_reading_a_is_never_later_than_reading_b_nor_earlier_than_the_reminder(
        self, start, rule
    ):
        by_a, by_b = (
            deadlines.due(rule, start, place="110000", book=BOOK, calendar=BOOK.calendar(),
                          judged_by=reading)
            for reading in Reading
        )  # fmt: skip

        assert by_a.remind_on <= by_a.overdue_after <= by_b.overdue_after
        assert replace(by_a, steps=(), overdue_after=None, judged_by=Reading.B) == replace(
            by_b, steps=(), overdue_after=None
        )


def test_every_source_of_a_duty_is_told():
    told = deadlines.due_as_json(due("T-FILE-GEN", "2026-04-21", kind=ContractKind.WAGE))

    assert [(one["rule"], one["length"], one["due_on"]) for one in told["sources"]] == [
        ("T-FILE-WAGE", 7, "2026-04-28"), ("T-FILE-GEN", 10, "2026-05-06"),
        ("T-FILE-BJ", 10, "2026-05-06"),
    ]  # fmt: skip
    assert all(one["basis"] for one in told["sources"])


def test_shanghai_reminds_by_seven_and_judges_by_ten_from_the_written_word():
    answer = due("T-FILE-WAGE", "2026-04-21", place="310000")

    assert (answer.remind_on, answer.overdue_after) == (day("2026-04-28"), day("2026-05-06"))
    assert "书面告知" in answer.start_event
