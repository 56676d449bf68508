"""Agreed posts: from which step on, on which days, against which floors, of which place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import agreed_posts, wage_floors
from bargaining.rules import facts as case_facts
from bargaining.rules.agreed_posts import Agreed, Agreement, StandingPost
from bargaining.rules.figures import Figure, FigureKind
from bargaining.rules.lawbook import LawBook, Place
from bargaining.rules.wage_findings import CENT
from bargaining.rules.wage_law import Term
from bargaining.rules.wage_month import attendance_of
from bargaining.rules.wage_posts import Form, WagePost
from tests.rules.cases import DRAFT, FILED, MEETING, SIGNED, STRAIGHT, TERM, history
from tests.rules.wage_figures import entry

WAGES = ("submit_wages", "2026-03-24",
         {"version": 2, "term_from": "2026-07-01", "term_to": "2027-06-30"})  # fmt: skip
EFFECT = ("record_no_objection", "2026-04-20", {})


def binding(*steps: tuple, **more: str) -> Agreement | None:
    return agreed_posts.agreement(case_facts.fold(history(*steps, **more)))


def standing(amount: str | None = "2540", **given) -> StandingPost:
    post = WagePost(row=2, post="保洁员", people=3, **given)
    return StandingPost(post, None if amount is None else Decimal(amount))


MONTHLY = "minimum_wage_monthly"
TALKS = STRAIGHT[:5]
YEAR = Agreement(2, date(2026, 7, 1), date(2027, 6, 30), None)


class TestFromWhichStepOn:
    def test_nothing_is_agreed_before_the_signing(self):
        assert binding(*TALKS, WAGES) is None

    def test_a_signed_contract_binds_for_its_term(self):
        assert binding(*TALKS, WAGES, SIGNED) == YEAR

    def test_a_contract_without_a_wage_table_has_no_posts_to_agree_on(self):
        assert binding(*TALKS, SIGNED) is None

    def test_a_wage_table_that_comes_after_the_signing_counts(self):
        later = ("submit_wages", "2026-04-09", {**WAGES[2], "version": 3})

        assert binding(*TALKS, WAGES, SIGNED, later) == replace(YEAR, wages_version=3)

    def test_the_day_it_takes_effect_is_known_once_it_has(self):
        found = binding(*TALKS, WAGES, SIGNED, FILED, EFFECT)

        assert found == replace(YEAR, effective_on=date(2026, 4, 20))

    def test_taking_the_signing_back_takes_the_agreed_posts_back(self):
        voided = ("void_event", "2026-04-08", {"voids": (6,)})

        assert binding(MEETING, DRAFT, WAGES, SIGNED) is not None
        assert binding(*TALKS[:3], WAGES, SIGNED, voided) is None

    def test_a_contract_signed_anew_after_an_objection_still_binds(self):
        objection = ("record_objection", "2026-04-20", {"about": "content"})
        anew = ("refile", "2026-05-06", {"signed_on": "2026-05-04", "proof": "receipt"})

        assert binding(*TALKS, WAGES, SIGNED, FILED, objection, anew) == YEAR

    def test_a_contract_taken_in_from_its_papers_needs_no_day_of_signing(self):
        events = history(WAGES, origin="backfilled")
        opened = {**events[0].payload, "begins": "signed", **TERM}
        opening = replace(events[0], payload=opened)

        facts = case_facts.fold([opening, *events[1:]])
        assert agreed_posts.agreement(facts) == YEAR


class TestOnWhichDays:
    def test_days_the_signing_does_not_state_are_those_of_the_wage_table(self):
        unstated = ("sign", "2026-04-08", {"workers_covered": 53})

        assert binding(*TALKS, WAGES, unstated) == YEAR

    def test_the_term_as_signed_goes_before_that_of_the_wage_table(self):
        shorter = ("sign", "2026-04-08", {**TERM, "term_to": "2027-03-31"})

        assert binding(*TALKS, WAGES, shorter) == replace(YEAR, last_on=date(2027, 3, 31))

    @pytest.mark.parametrize("reason", ["terminated", "merged", "withdrawn"])
    def test_a_contract_ended_early_binds_until_the_day_before(self, reason):
        closed = ("close", "2026-12-01", {"reason": reason})

        found = binding(*TALKS, WAGES, SIGNED, FILED, EFFECT, closed)
        assert found is not None
        assert found.last_on == date(2026, 11, 30)

    def test_a_closing_that_only_says_the_term_is_over_ends_nothing_early(self):
        closed = ("close", "2027-05-01", {"reason": "expired"})

        found = binding(*TALKS, WAGES, SIGNED, FILED, EFFECT, closed)
        assert found is not None
        assert found.last_on == date(2027, 6, 30)

    @pytest.mark.parametrize(("on", "binds"), [("2026-07-01", False), ("2026-07-02", True)])
    def test_a_contract_ended_before_its_first_day_is_over_never_binds(self, on, binds):
        closed = ("close", on, {"reason": "withdrawn"})

        assert (binding(*TALKS, WAGES, SIGNED, closed) is not None) is binds


class TestAgainstWhichFloors:
    def floors(self, *posts: StandingPost) -> list[tuple[str, Decimal]]:
        found = agreed_posts.agreed(YEAR, posts, place="110108")
        return [(one.floor, one.amount) for one in found]

    @pytest.mark.parametrize(
        "form", [Form.CONTRACT, Form.DISPATCH, Form.PROBATION, Form.PIECE_RATE, Form.OVERAGE]
    )
    def test_a_monthly_post_is_held_against_the_monthly_floor_with_what_counts(self, form):
        assert self.floors(standing("2540", form=form, proposed_amount=Decimal(3300))) == [
            ("minimum_wage_monthly", Decimal(2540))
        ]

    def test_a_part_time_post_answers_to_two_floors(self):
        part_time = standing(
            None, form=Form.PART_TIME, hourly_amount=Decimal("27.7"),
            holiday_hourly_amount=Decimal("65.1"),
        )  # fmt: skip

        assert self.floors(part_time) == [
            ("minimum_wage_part_time_holiday_hourly", Decimal("65.1")),
            ("minimum_wage_part_time_hourly", Decimal("27.7")),
        ]

    @given(
        amount=st.integers(1, 400_000).map(lambda cents: Decimal(cents) / 100),
        attended=st.integers(0, 22),
        near=st.sampled_from([-1, 0, 1]),
    )
    def test_a_month_not_worked_in_full_is_held_against_a_whole_one(self, amount, attended, near):
        days = {"due_days": Decimal("21.75"), "attended_days": Decimal(attended)}
        ((_floor, whole),) = self.floors(standing(str(amount), **days)) or [("", None)]
        if whole is None:
            assert attended == 0
            return
        floor = whole + near * CENT  # a floor on, just under and just over what is written down
        figure = Figure(MONTHLY, "110000", "", "元", FigureKind.STANDING,
                        values=(entry("2020-01-01", str(floor)),))  # fmt: skip

        sinks = wage_floors.first_sinking(
            amount, figure=figure, term=Term(date(2026, 7, 1), date(2026, 7, 31)),
            attendance=attendance_of(standing(str(amount), **days).post),
        )  # fmt: skip

        assert (sinks is not None) is (whole < floor)

    def test_a_row_of_people_who_did_not_work_answers_to_no_floor_of_work(self):
        assert self.floors(standing("1800", note="长期病假")) == []

    def test_an_amount_that_is_not_stated_is_held_against_nothing(self):
        assert self.floors(standing(None), standing(None, form=Form.PART_TIME)) == []

    def test_each_row_says_people_place_and_days(self):
        effective = replace(YEAR, effective_on=date(2026, 8, 1))

        assert agreed_posts.agreed(effective, [standing("2540")], place="110108") == (
            Agreed(2, "保洁员", 3, "minimum_wage_monthly", Decimal(2540), "110108",
                   date(2026, 7, 1), date(2027, 6, 30), 2027, date(2026, 8, 1)),
        )  # fmt: skip

    def test_without_an_agreement_there_are_none(self):
        assert agreed_posts.agreed(None, [standing("2540")], place="110108") == ()


class TestOverTheWholeTerm:
    BOOK = LawBook(
        places=(Place("000000", "全国"), Place("110000", "北京市"), Place("110108", "海淀区")),
        figures=(
            Figure("minimum_wage_monthly", "110000", "月最低工资标准", "元", FigureKind.STANDING,
                   values=(entry("2026-01-01", "2540"), entry("2026-09-01", "2660"))),
            Figure("minimum_wage_part_time_hourly", "110000", "小时最低工资标准", "元",
                   FigureKind.STANDING, values=(entry("2026-09-01", "30"),)),
            Figure("minimum_wage_part_time_holiday_hourly", "000000", "节假日小时最低工资标准",
                   "元", FigureKind.STANDING),
        ),
    )  # fmt: skip

    def sinking(self, *posts: StandingPost) -> list[tuple[date, Decimal]]:
        agreed = agreed_posts.agreed(YEAR, posts, place="110108")
        found = agreed_posts.sinking_posts(agreed, book=self.BOOK)
        return [(one.sinking.on, one.sinking.floor_amount) for one in found]

    def test_a_post_sinks_from_the_day_a_known_later_floor_begins(self):
        assert self.sinking(standing("2659.99")) == [(date(2026, 9, 1), Decimal(2660))]

    def test_a_post_under_the_floor_of_the_first_day_sinks_from_the_first_day(self):
        assert self.sinking(standing("2539.99")) == [(date(2026, 7, 1), Decimal(2540))]

    def test_a_post_that_holds_the_highest_floor_never_sinks(self):
        assert self.sinking(standing("2660")) == []

    def test_nothing_is_said_where_a_day_has_no_floor_on_record(self):
        part_time = standing(None, form=Form.PART_TIME, hourly_amount=Decimal(1),
                             holiday_hourly_amount=Decimal(1))  # fmt: skip

        assert self.sinking(part_time) == []


class TestOfWhichPlace:
    @pytest.mark.parametrize(
        ("code", "stating", "answers_to"),
        [
            ("110108", {"110000"}, "110000"),
            ("110108", {"110000", "000000"}, "110000"),
            ("110108", {"310000"}, None),
            ("310101", {"110000", "000000"}, "000000"),
            ("110108", {"110000", "110108"}, "110108"),
            ("110105", {"110000", "110108"}, "110000"),
            ("110115403", {"110000"}, "110000"),
            ("110115403", {"110000", "110115"}, "110115"),
            ("110108", {"110108012", "110000"}, "110000"),
        ],
    )
    def test_a_post_answers_to_the_nearest_place_that_states_the_figure(
        self, code, stating, answers_to
    ):
        assert agreed_posts.answers_to_place(code, stating=stating) == answers_to

    def test_a_place_inherits_as_the_law_book_has_it(self):
        book = TestOverTheWholeTerm.BOOK
        for figure in book.figures:
            stating = {one.place for one in book.figures if one.name == figure.name}
            for place in ("110108", "110000", "000000"):
                history = book.figure_history(figure.name, place=place)
                found = agreed_posts.answers_to_place(place, stating=stating)
                assert (found or place) == history.place
