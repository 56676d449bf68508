"""Deadlines by rule, event, calendar and place, with their proof."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import deadlines
from bargaining.rules.calendar import Reading
from bargaining.rules.deadline_rules import ContractKind, Direction, Unit

BOOK = seeds.load_law_book()
CALENDAR = BOOK.calendar()
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(rule: str, start: str, *, place: str = "110000", known_until: str | None = None, **more):
    calendar = BOOK.calendar(known_until=day(known_until) if known_until else None)
    return deadlines.due(rule, day(start), place=place, book=BOOK, calendar=calendar, **more)


def days_of(answer: deadlines.Due) -> dict[str, str | None]:
    told = deadlines.due_as_json(answer)
    return {
        "raw": told["raw_due_on"],
        "A": told["readings"]["A"],
        "B": told["readings"]["B"],
        "remind": told["remind_on"],
        "overdue": told["overdue_after"],
    }


class TestLawyerCases:
    @pytest.mark.parametrize(
        ("rule", "start", "raw", "by_a", "by_b"),
        [
            pytest.param(
                "T-OFFER-REPLY", "2026-09-11", "2026-10-01", "2026-10-04", "2026-10-08", id="E1"
            ),
            pytest.param(
                "T-FILE-GEN", "2026-04-21", "2026-05-01", "2026-05-03", "2026-05-06", id="E2"
            ),
            pytest.param(
                "T-FILE-GEN", "2026-02-04", "2026-02-14", "2026-02-14", "2026-02-14", id="E3"
            ),
            pytest.param(
                "T-REVIEW", "2026-03-06", "2026-03-21", "2026-03-21", "2026-03-23", id="E4"
            ),
            pytest.param(
                "T-COORD", "2026-01-17", "2026-02-16", "2026-02-20", "2026-02-24", id="E5"
            ),
        ],
    )
    def test_a_period_ends_by_both_readings(self, rule, start, raw, by_a, by_b):
        answer = due(rule, start)

        assert answer.raw_due_on == day(raw)
        assert answer.reading_a == day(by_a)
        assert answer.reading_b == answer.due_on == day(by_b)
        assert answer.earliest == answer.latest == answer.due_on
        assert answer.certain

    def test_e1_reminds_by_the_plain_count_and_judges_by_the_last_day(self):
        answer = due("T-OFFER-REPLY", "2026-09-11")

        assert answer.remind_on == day("2026-10-01")
        assert answer.overdue_after == day("2026-10-08")
        assert answer.effective_on is None

    def test_e4_silence_takes_effect_on_the_day_after(self):
        assert due("T-REVIEW", "2026-03-06").effective_on == day("2026-03-24")

    def test_e6_the_day_of_the_event_is_not_counted(self):
        answer = due("T-PUBLISH-WAGE", "2026-03-04")

        assert answer.due_on == day("2026-03-09")
        assert answer.due_on - answer.start == 5 * DAY

    def test_e7_material_is_owed_from_five_days_to_one_day_before_the_meeting(self):
        answer = due("T-DATA", "2026-10-09")

        assert answer.window == deadlines.Window(day("2026-10-04"), day("2026-10-08"))
        assert answer.raw_due_on == answer.due_on == day("2026-10-08")
        assert answer.remind_on == day("2026-10-04")
        assert answer.overdue_after == day("2026-10-08")

    @pytest.mark.parametrize("meeting", ["2026-10-03", "2026-02-19", "2026-03-01"])
    def test_e7_a_window_never_rolls_over(self, meeting):
        answer = due("T-DATA", meeting)

        assert answer.reading_a == answer.reading_b == day(meeting) - DAY
        assert answer.window == deadlines.Window(day(meeting) - 5 * DAY, day(meeting) - DAY)

    @pytest.mark.parametrize("rule", ["T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ"])
    def test_e8_a_wage_contract_is_reminded_by_seven_days_and_judged_by_ten(self, rule):
        answer = due(rule, "2026-04-21", contract_kind=ContractKind.WAGE)

        assert answer.remind_on == day("2026-04-28")
        assert answer.overdue_after == day("2026-05-06")

    @pytest.mark.parametrize("rule", ["T-FILE-GEN", "T-FILE-BJ"])
    def test_e8_a_general_contract_knows_ten_days_only(self, rule):
        answer = due(rule, "2026-04-21", contract_kind=ContractKind.GENERAL)

        assert answer.remind_on == day("2026-05-01")
        assert answer.overdue_after == day("2026-05-06")

    def test_e8_each_filing_rule_means_a_contract_kind_when_none_is_said(self):
        kinds = {
            rule: due(rule, "2026-04-21").contract_kind
            for rule in ("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ")
        }

        assert kinds == {
            "T-FILE-WAGE": ContractKind.WAGE,
            "T-FILE-GEN": ContractKind.GENERAL,
            "T-FILE-BJ": ContractKind.WAGE,
        }

    def test_e24_sixty_days_and_three_months_before_expiry(self):
        wage = due("T-RENEW-WAGE", "2026-12-31")
        general = due("T-RENEW-GEN", "2026-12-31")

        assert wage.window == deadlines.Window(day("2026-11-01"), day("2026-12-30"))
        assert wage.raw_due_on == wage.due_on == day("2026-12-30")
        assert wage.remind_on == day("2026-11-01")
        assert general.window == deadlines.Window(day("2026-09-30"), day("2026-12-30"))
        assert wage.overdue_after is None
        assert general.overdue_after is None
        assert wage.certain


class TestDue:
    def test_a_rule_without_days_has_no_due_day(self):
        answer = due("T-PUBLISH-GEN", "2026-03-24")

        assert days_of(answer) == dict.fromkeys(["raw", "A", "B", "remind", "overdue"])
        assert (answer.earliest, answer.latest, answer.window) == (None, None, None)
        assert answer.certain
        assert [step.kind for step in answer.steps] == ["start", "no_length"]

    def test_a_day_counted_back_does_not_roll_over(self):
        answer = due("T-CONGRESS-DOC", "2026-10-09")

        assert days_of(answer) == dict.fromkeys(
            ["raw", "A", "B", "remind", "overdue"], "2026-10-02"
        )

    def test_working_days_pass_the_holiday(self):
        answer = due("T-GOV-FEEDBACK", "2026-09-20")

        assert answer.due_on == answer.raw_due_on == day("2026-10-16")
        assert answer.certain

    def test_months_forward_end_on_the_same_number(self):
        assert due("T-MW-ADJUST", "2023-09-01").raw_due_on == day("2025-09-01")

    def test_while_the_notice_is_missing_nothing_takes_effect(self):
        answer = due("T-REVIEW", "2027-01-20")

        assert not answer.certain
        assert (answer.earliest, answer.latest) == (day("2027-02-04"), day("2027-02-15"))
        assert answer.overdue_after == day("2027-02-15")
        assert answer.remind_on == day("2027-02-04")
        assert answer.effective_on is None
        assert "interval" in [step.kind for step in answer.steps]

    def test_days_after_the_known_ones_are_not_noticed(self):
        answer = due("T-OFFER-REPLY", "2026-09-11", known_until="2025-12-31")

        assert not answer.certain
        assert (answer.earliest, answer.latest) == (day("2026-10-04"), day("2026-10-09"))
        assert answer.reading_a == day("2026-10-04")

    def test_working_days_in_an_unnoticed_year_remind_on_the_earliest(self):
        answer = due("T-ARB-ACCEPT", "2027-03-01")

        assert (answer.earliest, answer.due_on, answer.latest) == (
            day("2027-03-06"),
            day("2027-03-08"),
            day("2027-03-08"),
        )
        assert answer.remind_on == day("2027-03-06")
        assert answer.overdue_after == day("2027-03-08")

    def test_an_unknown_rule_is_unusable(self):
        with pytest.raises(errors.Unusable, match="T-NOTHING"):
            due("T-NOTHING", "2026-01-01")

    @pytest.mark.parametrize(
        "place", ["999999", "110199", "11010", "abc", "", "１１０１０８", "1101080"]
    )
    def test_an_unknown_place_is_unusable(self, place):
        with pytest.raises(errors.Unusable, match="地区代码"):
            due("T-OFFER-REPLY", "2026-01-01", place=place)

    def test_a_contract_kind_the_rule_is_not_about_is_unusable(self):
        with pytest.raises(errors.Unusable, match="不适用于综合集体合同"):
            due("T-FILE-WAGE", "2026-04-21", contract_kind=ContractKind.GENERAL)

    @pytest.mark.parametrize(
        ("rule", "start"),
        [("T-MW-ADJUST", "9999-12-31"), ("T-OFFER-REPLY", "9999-12-31")],
    )
    def test_a_day_beyond_counting_is_unusable(self, rule, start):
        with pytest.raises(errors.Unusable, match="超出可推算的范围"):
            due(rule, start)

    @pytest.mark.parametrize(
        ("rule", "start", "place"),
        [
            ("T-OFFER-REPLY", "2000-11-07", "110000"),
            ("T-DATA", "0001-01-02", "110000"),
            ("T-FILE-BJ", "2026-04-21", "000000"),
            ("T-OFFER-REPLY", "2036-01-10", "110000"),
        ],
    )
    def test_where_the_law_does_not_reach_it_is_missing(self, rule, start, place):
        with pytest.raises(errors.LawMissing):
            due(rule, start, place=place)

    @pytest.mark.parametrize(("start", "held"), [("2000-11-07", False), ("2000-11-08", True)])
    def test_a_rule_holds_from_its_first_day(self, start, held):
        found = BOOK.find_rule("T-OFFER-REPLY", on=day(start), place="000000")

        assert (found is not None) is held

    def test_a_rule_ends_with_its_last_day(self):
        rule = BOOK.rule("T-FILE-BJ", on=day("2026-01-01"), place="110000")
        ended = replace(rule, effective_to=day("2026-06-30"))

        assert ended.holds(on=day("2026-06-30"))
        assert not ended.holds(on=day("2026-07-01"))


class TestPlaces:
    @pytest.mark.parametrize("place", ["110000", "110108", "110108012", "110108012001"])
    def test_a_street_inherits_from_its_district_and_city(self, place):
        texts = [each.text for each in due("T-OFFER-REPLY", "2026-09-11", place=place).basis]

        assert "北京市集体合同条例" in texts

    def test_the_nation_does_not_cite_beijing(self):
        answer = due("T-OFFER-REPLY", "2026-09-11", place="000000")

        assert [str(each) for each in answer.basis] == [
            "《工资集体协商试行办法》第17条",
            "《集体合同规定》第32条",
        ]

    def test_beijing_inherits_what_it_does_not_state(self):
        answer = due("T-DATA", "2026-10-09")

        assert answer.rule_version == "T-DATA@000000/2000-11-08"

    @pytest.mark.parametrize(
        ("start", "version"),
        [
            ("2005-10-31", "T-OFFER-REPLY@000000/2000-11-08"),
            ("2005-11-01", "T-OFFER-REPLY@110000/2005-11-01"),
        ],
    )
    def test_a_case_answers_to_the_law_of_its_start(self, start, version):
        assert due("T-OFFER-REPLY", start).rule_version == version

    @pytest.mark.parametrize(
        ("start", "article"),
        [("2026-04-30", "第46条第2款"), ("2026-05-01", "第41条第2款")],
    )
    def test_the_beijing_measures_are_cited_by_the_number_of_their_day(self, start, article):
        assert [each.article for each in due("T-CONGRESS-DOC", start).basis] == [article]

    @pytest.mark.parametrize(
        ("start", "articles"),
        [
            ("2026-04-30", {"第24条", "第66条第2项"}),
            ("2026-05-01", {"第21条", "第55条第4项"}),
        ],
    )
    def test_the_consequence_is_cited_by_the_number_of_its_day(self, start, articles):
        cited = due("T-OFFER-REPLY", start).consequence_basis

        assert {each.article for each in cited if "实施" in each.text} == articles

    def test_a_general_contract_is_not_told_the_wage_rules(self):
        answer = due("T-OFFER-REPLY", "2026-09-11", contract_kind=ContractKind.GENERAL)

        assert "工资集体协商试行办法" not in [each.text for each in answer.basis]

    def test_counting_is_cited_by_the_law_of_the_day(self):
        assert "《民法典》第201条" in due("T-OFFER-REPLY", "2021-01-01").steps[0].text
        assert "《民法总则》第201条" in due("T-OFFER-REPLY", "2020-12-31").steps[0].text
        assert "《民法通则》第154条" in due("T-OFFER-REPLY", "2017-09-30").steps[0].text


rules_and_kinds = st.sampled_from(
    [
        (rule.id, kind)
        for rule in BOOK.list_rules(on=day("2024-11-07"), place="110000")
        for kind in rule.kinds
    ]
)
starts = st.dates(date(2024, 11, 7), date(2030, 12, 31))


def counted_by_walking(rule, start: date) -> date:
    """Count day by day, the start not included; a second, plain way to the raw day."""
    on = start
    for _each in range(rule.length):
        on += DAY
    return on


class TestEveryRule:
    @given(rules_and_kinds, starts)
    def test_the_days_of_an_answer_are_in_order(self, rule_and_kind, start):
        rule, kind = rule_and_kind
        answer = deadlines.due(
            rule, start, place="110000", book=BOOK, calendar=CALENDAR, contract_kind=kind
        )

        if answer.unit is Unit.NONE:
            assert answer.due_on is None
            return
        assert answer.earliest <= answer.due_on <= answer.latest
        assert answer.certain == (answer.earliest == answer.latest)
        assert answer.raw_due_on <= answer.reading_a <= answer.reading_b
        assert answer.remind_on <= answer.due_on
        assert answer.overdue_after is None or answer.overdue_after >= answer.latest
        assert answer.basis
        assert answer.steps[0].kind == "start"
        if answer.direction is Direction.FORWARD:
            assert answer.due_on > start
        else:
            assert answer.due_on < start
            assert answer.certain

    @given(rules_and_kinds, starts)
    def test_skipped_days_are_all_days_off_from_the_raw_day_to_the_due_day(
        self, rule_and_kind, start
    ):
        rule, kind = rule_and_kind
        answer = deadlines.due(
            rule, start, place="110000", book=BOOK, calendar=CALENDAR, contract_kind=kind
        )
        told = [step.on for step in answer.steps if step.kind == "skip"]

        if answer.unit is Unit.NATURAL_DAYS and answer.direction is Direction.FORWARD:
            assert told == [
                answer.raw_due_on + DAY * number
                for number in range((answer.due_on - answer.raw_due_on).days)
            ]
            assert all(CALENDAR.is_off(each, reading=Reading.B) for each in told)

    @given(rules_and_kinds, starts)
    def test_natural_days_agree_with_counting_day_by_day(self, rule_and_kind, start):
        rule = BOOK.rule(rule_and_kind[0], on=start, place="110000")

        if rule.unit is Unit.NATURAL_DAYS and rule.direction is Direction.FORWARD:
            span = deadlines.reach(rule, start, calendar=CALENDAR)
            assert span.raw == counted_by_walking(rule, start)

    @given(starts, st.sampled_from(list(ContractKind)))
    def test_sources_of_filing_remind_by_the_shortest_and_judge_by_the_longest(self, start, kind):
        answer = deadlines.due(
            "T-FILE-GEN", start, place="110000", book=BOOK, calendar=CALENDAR, contract_kind=kind
        )

        assert answer.remind_on == start + (7 if kind is ContractKind.WAGE else 10) * DAY
        assert answer.overdue_after == CALENDAR.roll_bounds(start + 10 * DAY).latest

    @given(st.dates(), st.sampled_from([rule.id for rule in BOOK.rules]))
    def test_no_day_at_all_breaks_the_counting(self, start, rule):
        with suppress(errors.Unusable, errors.LawMissing):
            deadlines.due(rule, start, place="110000", book=BOOK, calendar=CALENDAR)
