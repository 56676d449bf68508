"""What is said of a contract in force: each side's publication, promises, pay, arbitration."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import seeds
from bargaining.rules import derivation, moves, pay_months, promises, publication
from bargaining.rules.facts import fold
from bargaining.rules.periods import Span
from bargaining.rules.states import Side
from tests.rules.cases import STRAIGHT, day, history
from tests.rules.stories import NO_OBJECTION

BOOK = seeds.load_law_book()
TODAY = date(2027, 3, 1)
LIST = ("record_promises", "2026-05-10", {"promises": "工资次月十日支付\n每年培训二十学时"})
DISPUTE = ("record_dispute", "2026-09-01", {"about": "迟发工资", "settled": False})
APPLIED = ("apply_arbitration", "2026-09-10", {"commission": "仲裁委", "asked_for": "补发"})
BEIJING, SHANGHAI = "110108", "310101"


def published(on, side):
    return ("publish", on, {"side": side})


def kept(on, state, **more):
    return ("record_performance", on, {"state": state, "period": "2026年第三季度", **more})


def decided(on, result):
    return ("record_arbitration", on, {"result": result, "notes": "文书"})


def paid(on, month="2026-10-01", **more):
    given = {"paid_month": month, "short_posts": 2, "short_people": 5, "check": 1, **more}
    return ("record_pay", on, given)


def said(*steps, place=BEIJING, origin="walked"):
    facts = fold(history(*STRAIGHT, NO_OBJECTION, *steps, place=place, origin=origin))
    found = derivation.derive(facts, place=place, book=BOOK).notices
    return [one for one in found if one.rule_id.startswith(("P-PUB", "P-PROM", "P-ARB", "K-PAY",
            "T-PUBLISH", "T-ARB", "T-SUE"))]  # fmt: skip


def rules(*steps, **more):
    return [one.rule_id for one in said(*steps, **more)]


class TestPublication:
    """The contract took effect on 20 April 2026; five days end on Saturday 25, so on the 27th."""

    def test_of_both_on_the_last_day_has_nothing_to_be_said(self):
        assert said(published("2026-04-27", "both")) == []

    @pytest.mark.parametrize(("side", "other"), [("union", "企业方"), ("employer", "职工方")])
    def test_of_one_side_names_the_other(self, side, other):
        (one,) = said(published("2026-04-22", side))

        assert one.rule_id == "P-PUBLISH-ONE"
        assert f"{other}还没有登记公布" in one.message

    def test_each_side_is_late_by_itself(self):
        (one,) = said(published("2026-04-27", "union"), published("2026-04-28", "employer"))

        assert one.rule_id == "T-PUBLISH-WAGE"
        assert one.message.startswith("企业方公布之日（2026年4月28日）晚于最后期限 2026年4月27日")

    def test_both_at_once_are_late_together(self):
        (one,) = said(published("2026-04-28", "both"))

        assert one.message.startswith("双方公布之日（2026年4月28日）晚于")

    def test_a_later_entry_of_the_same_side_does_not_make_it_late(self):
        again = published("2026-05-10", "union")

        assert said(published("2026-04-22", "both"), again) == []

    def test_of_a_backfilled_case_nothing_is_said(self):
        assert rules(published("2026-04-22", "union"), origin="backfilled") == []

    def test_what_was_before_the_effect_does_not_count(self):
        facts = fold(history(*STRAIGHT, published("2026-04-15", "both"), NO_OBJECTION))

        assert [one.published_on for one in publication.sides(facts)] == [None, None]
        assert publication.waiting(facts) == (Side.UNION, Side.EMPLOYER)

    def test_waits_for_the_side_that_is_left(self):
        facts = fold(history(*STRAIGHT, NO_OBJECTION, published("2026-04-22", "union")))

        assert publication.waiting(facts) == (Side.EMPLOYER,)
        assert publication.waiting(fold(history(*STRAIGHT))) == ()

    def test_says_the_newest_word_of_its_way_and_counts_all_photos(self):
        facts = fold(history(*STRAIGHT, NO_OBJECTION, *(
            ("publish", on, {"side": "union", "method": method, "photos": photos})
            for on, method, photos in (("2026-04-22", "公告栏", [1, 2]), ("2026-04-23", "", [3]))
        )))  # fmt: skip
        (union, employer) = publication.sides(facts)

        assert (union.said("method"), union.photos) == ("公告栏", 3)
        assert union.published_on == day("2026-04-22")
        assert (employer.said("method"), employer.photos) == ("", 0)


class TestPromises:
    def test_one_in_dispute_is_talked_over_first(self):
        (one,) = said(LIST, kept("2026-10-08", "disputed", promise="2"))

        assert one.rule_id == "P-PROMISE-OPEN"
        assert one.message.startswith("第 2 项履约事项（2026年第三季度）登记为有争议")
        assert "可以申请仲裁" in one.message

    def test_a_newer_word_on_the_same_period_settles_it(self):
        asked = kept("2026-10-08", "disputed", promise="2")

        assert rules(LIST, asked, kept("2026-11-08", "done", promise="2")) == []
        assert rules(LIST, asked, kept("2026-11-08", "done", promise="1")) == ["P-PROMISE-OPEN"]

    def test_is_named_without_its_words_for_those_who_see_no_papers(self):
        again = ("record_promises", "2026-11-01", {"promises": "另一件事"})
        (off,) = said(LIST, kept("2026-10-08", "disputed", promise="2"), again)
        (whole,) = said(kept("2026-10-08", "disputed"))

        assert off.message.startswith("一项履约事项（")
        assert whole.message.startswith("整份合同（")

    def test_partly_kept_is_no_dispute(self):
        assert rules(LIST, kept("2026-10-08", "partly", promise="2")) == []

    @pytest.mark.parametrize(
        ("place", "text"), [(BEIJING, "北京市集体合同条例"), (SHANGHAI, "上海市集体合同条例")]
    )
    def test_the_article_is_the_place_s_own(self, place, text):
        (one,) = said(LIST, kept("2026-10-08", "disputed", promise="2"), place=place)

        assert text in {basis.text for basis in one.basis}
        other = "上海" if place == BEIJING else "北京"
        assert not any(other in basis.text for basis in one.basis)


class TestPay:
    def test_what_was_short_is_said_in_numbers(self):
        (one,) = said(paid("2026-11-10"))

        assert one.rule_id == "K-PAY-SHORT"
        assert "2026年10月实发工资有 2 行、5 人低于约定" in one.message

    @pytest.mark.parametrize(("people", "named"), [(2, False), (3, True)])
    def test_few_people_are_not_counted_out(self, people, named):
        (one,) = said(paid("2026-11-10", short_people=people))

        assert (f"{people} 人" in one.message) is named

    def test_of_a_month_looked_at_again_the_newest_counts(self):
        again = paid("2026-11-20", month="2026-10-31", short_posts=0)
        other = paid("2026-11-21", month="2026-09-01")

        assert said(paid("2026-11-10"), again) == []
        facts = fold(history(*STRAIGHT, NO_OBJECTION, paid("2026-11-10"), again, other))
        assert [(words, event.sequence) for words, event in pay_months.newest(facts)] == [
            ("2026年9月", 13),
            ("2026年10月", 12),
        ]

    def test_a_month_without_any_is_not_mentioned(self):
        assert said(paid("2026-11-10", short_posts=0, short_people=0)) == []

    @pytest.mark.parametrize(("month", "refused"), [("2027-03-31", False), ("2027-04-01", True)])
    def test_a_month_that_has_not_begun_cannot_have_been_paid(self, month, refused):
        facts = fold(history(*STRAIGHT, NO_OBJECTION))
        given = {"paid_month": month, "file": {"hash": "0" * 64, "name": "表"}}

        found = moves.impossible(moves.get_move("record_pay"), facts, given, on=TODAY, today=TODAY)

        assert [one.field for one in found] == (["paid_month"] if refused else [])

    @pytest.mark.parametrize(("period", "refused"), [("2027年3月", False), ("2027年4月", True)])
    def test_a_period_that_has_not_begun_cannot_have_been_kept(self, period, refused):
        facts = fold(history(*STRAIGHT, NO_OBJECTION))
        move, given = moves.get_move("record_performance"), {"period": period, "state": "done"}

        found = moves.impossible(move, facts, given, on=TODAY, today=TODAY)

        assert [one.field for one in found] == (["period"] if refused else [])


class TestArbitration:
    def test_after_talks_only_its_panel_is_spoken_of(self):
        (one,) = said(DISPUTE, APPLIED)

        assert one.rule_id == "P-ARB-PANEL"
        assert ("劳动人事争议仲裁办案规则", "第65条") in {
            (basis.text, basis.article) for basis in one.basis
        }

    def test_without_talks_before_it_that_is_said(self):
        assert rules(APPLIED) == ["P-ARB-TALK", "P-ARB-PANEL"]
        assert rules(APPLIED, (DISPUTE[0], "2026-09-20", DISPUTE[2])) == [
            "P-ARB-TALK", "P-ARB-PANEL",
        ]  # fmt: skip

    @pytest.mark.parametrize(("on", "late"), [("2026-09-17", False), ("2026-09-18", True)])
    def test_a_decision_after_five_working_days_is_to_be_looked_at(self, on, late):
        assert ("T-ARB-ACCEPT" in rules(DISPUTE, APPLIED, decided(on, "accepted"))) is late

    def test_an_award_says_until_when_it_can_be_sued_over(self):
        found = said(DISPUTE, APPLIED, decided("2026-09-15", "accepted"),
                     decided("2026-11-02", "award"))  # fmt: skip

        assert [one.rule_id for one in found] == ["P-ARB-PANEL", "T-SUE"]
        assert "最后一天 2026年11月17日" in found[1].message

    @pytest.mark.parametrize("result", ["accepted", "declined", "mediated", "sued"])
    def test_anything_but_an_award_starts_no_such_day(self, result):
        assert "T-SUE" not in rules(DISPUTE, APPLIED, decided("2026-09-15", result))


class TestTheLastDay:
    """E34: a term to 31 December counts that day and not the next."""

    TERM = {"term_from": "2026-01-01", "term_to": "2026-12-31", "workers_covered": 53}

    def facts(self):
        path = [(one, on, self.TERM if one == "sign" else given) for one, on, given in STRAIGHT]
        return fold(history(*path, NO_OBJECTION, LIST))

    @pytest.mark.parametrize("until", ["2026-12-31", "2027-01-01", "2027-06-30"])
    def test_the_ledger_ends_with_it(self, until):
        found = promises.ledger(self.facts(), span=Span.MONTH, until=day(until))

        assert found.periods[-1].words == "2026年12月"
        assert promises.binding(self.facts(), until=day(until))[1] == day("2026-12-31")

    @pytest.mark.parametrize(("on", "is_due"), [("2026-12-31", False), ("2027-01-01", True)])
    def test_the_last_month_is_looked_at_the_day_after(self, on, is_due):
        found = promises.due(self.facts(), span=Span.MONTH, on=day(on))

        assert ("2026年12月" in {one.period.words for one in found}) is is_due


class TestTheReports:
    def test_stand_by_the_years_of_the_contract(self):
        told = {"reported": True}
        facts = fold(history(*STRAIGHT, NO_OBJECTION, kept("2026-12-18", "done", **told),
                             kept("2027-02-01", "done")))  # fmt: skip

        years = promises.report_years(facts, until=day("2027-03-01"))

        assert [(year.words, len(found)) for year, found in years] == [("2026年", 1), ("2027年", 0)]

    def test_before_the_effect_there_is_no_year(self):
        assert promises.report_years(fold(history(*STRAIGHT)), until=TODAY) == ()
