"""The lawyer's cases of filing and review, each walked through the pages by its number."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from bargaining import clock, db
from bargaining.queries import coverage as coverage_queries
from bargaining.rules.coverage import Question
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR, Role
from tests.review_stage import TERM, VOTED, filed, notices, panel, recorded, shown, signed

SIGNED = signed(date(2026, 4, 8))
REVIEWED = (*VOTED, SIGNED, filed(date(2026, 4, 10)))  # fifteen days, then a weekend: 27 April


def deadline(told, rule):
    return [one for one in told["deadlines"] if one["rule"] == rule][-1]


class TestE4SilenceOnTheDayAfter:
    def test_a_last_day_on_a_saturday_moves_the_effect_to_the_tuesday(
        self, as_, cases, seen, fall_silent
    ):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*VOTED, signed(date(2026, 3, 3)))
        recorded(chair, number, "file", "2026-03-06", method="window", proof="receipt")

        assert deadline(seen(number), "T-REVIEW")["due_on"] == "2026-03-23"
        for role in (Role.UNION_CHAIR, Role.REVIEWER):
            assert "2026年3月24日" in panel(as_(role).get(f"/cases/{number}"))
        fall_silent(date(2026, 3, 23))
        assert seen(number)["state"] == "filed"
        fall_silent(date(2026, 3, 24))

        told = seen(number)
        assert (told["state"], told["facts"]["effective_on"]) == ("effective", "2026-03-24")
        assert told["facts"]["effective_by_silence"]
        assert "默示生效" in shown(chair.get(f"/cases/{number}"))


class TestE8SevenOrTenDays:
    @pytest.mark.parametrize(("on", "late"), [("2026-05-06", False), ("2026-05-07", True)])
    def test_a_wage_contract_is_reminded_after_seven_and_judged_by_ten(
        self, as_, cases, seen, on, late
    ):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*VOTED, signed(date(2026, 4, 21)))
        before = seen(number)
        assert deadline(before, "T-FILE-WAGE")["remind_on"] == "2026-04-28"
        assert deadline(before, "T-FILE-BJ")["overdue_after"] == "2026-05-06"

        recorded(chair, number, "file", on, method="window", proof="receipt")

        said = notices(chair.get(f"/cases/{number}"))
        assert ("晚于最后期限 2026年5月6日" in said) is late
        assert seen(number)["state"] == "filed"

    def test_another_contract_knows_the_ten_alone(self, cases, seen):
        number = cases(*VOTED, signed(date(2026, 4, 21)), kind="general")

        rules = {one["rule"] for one in seen(number)["deadlines"]}
        assert {"T-FILE-GEN", "T-FILE-BJ"} <= rules
        assert "T-FILE-WAGE" not in rules


class TestE9NoObjectionServed:
    SERVED = {"served_union_on": "2026-04-20", "served_employer_on": "2026-04-22"}

    def test_a_wage_contract_takes_effect_on_the_later_service(self, as_, cases, seen):
        number = cases(*REVIEWED)
        recorded(as_(Role.REVIEWER), number, "record_no_objection", "2026-04-20", **self.SERVED)

        assert seen(number)["facts"]["effective_on"] == "2026-04-22"
        assert deadline(seen(number), "T-PUBLISH-WAGE")["start"] == "2026-04-22"

    def test_another_contract_waits_for_its_fifteenth_day(self, as_, cases, seen):
        number = cases(*REVIEWED, kind="general")
        recorded(as_(Role.REVIEWER), number, "record_no_objection", "2026-04-20", **self.SERVED)

        assert seen(number)["facts"]["effective_on"] == "2026-04-28"

    def test_a_day_the_opinion_states_is_copied_and_goes_to_a_person(self, as_, cases, seen):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*REVIEWED)
        recorded(chair, number, "record_no_objection", "2026-04-20", **self.SERVED,
                 effective_on="2026-05-01")  # fmt: skip

        page = chair.get(f"/cases/{number}")
        assert seen(number)["facts"]["effective_on"] == "2026-05-01"
        assert seen(number)["facts"]["to_verify"]
        assert "意见书写明的生效日（2026年5月1日）与推算的 2026年4月22日 不同" in notices(page)


class TestE10AnObjectionServedTooLate:
    OBJECTION = {"about": "content", "clause": "overtime_base", "article": "第五条",
                 "opinion": "加班工资基数低于规定"}  # fmt: skip

    def test_after_the_silent_effect_it_is_flagged_and_changes_nothing(
        self, as_, cases, seen, fall_silent
    ):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*REVIEWED)
        fall_silent(date(2026, 4, 28))
        recorded(chair, number, "record_objection", "2026-04-28", **self.OBJECTION)

        told, page = seen(number), chair.get(f"/cases/{number}")
        assert (told["state"], told["facts"]["effective_on"]) == ("effective", "2026-04-28")
        assert told["facts"]["to_verify"]
        assert "（2026年4月28日）晚于审查期届满日 2026年4月27日" in notices(page)
        assert "请人工核定" in notices(page)

    def test_dated_in_time_but_served_late_counts_by_the_service(self, as_, cases, seen):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*REVIEWED)
        recorded(chair, number, "record_objection", "2026-04-24", **self.OBJECTION,
                 served_union_on="2026-04-24", served_employer_on="2026-04-28")  # fmt: skip

        assert seen(number)["facts"]["to_verify"]
        assert "晚于审查期届满日" in notices(chair.get(f"/cases/{number}"))

    def test_served_in_time_and_found_later_it_takes_the_silent_effect_back(
        self, as_, cases, seen, fall_silent
    ):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*REVIEWED)
        fall_silent(date(2026, 4, 28))
        recorded(chair, number, "record_objection", "2026-04-27", **self.OBJECTION)

        told = seen(number)
        assert (told["state"], told["facts"]["effective_on"]) == ("objected", None)
        assert "第五条（加班工资基数）" in panel(chair.get(f"/cases/{number}"))


class TestE11PapersCompleted:
    @pytest.mark.parametrize(
        ("written", "due_on", "words"),
        [("no", "2026-04-27", "没有书面告知，不移动审查期"),
         ("yes", "2026-04-30", "书面告知过补正，自此起算")],
    )  # fmt: skip
    def test_both_days_are_kept_and_only_a_written_demand_moves_the_review(
        self, as_, cases, seen, written, due_on, words
    ):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*REVIEWED)
        recorded(chair, number, "record_completion", "2026-04-15", told_in_writing=written,
                 told_on="2026-04-13")  # fmt: skip

        page = chair.get(f"/cases/{number}")
        assert deadline(seen(number), "T-REVIEW")["due_on"] == due_on
        assert seen(number)["facts"]["received_on"] == "2026-04-10"
        for said in ("2026年4月10日", "2026年4月15日", words):
            assert said in panel(page)
        assert "首次收到 2026年4月10日，补齐 2026年4月15日" in notices(page)
        assert words in panel(as_(Role.REVIEWER).get(f"/cases/{number}"))


class TestE27ATermThatBeginsBeforeTheEffect:
    def test_counts_as_covered_from_the_day_of_effect(self, app, own_chair, as_, take, seen):
        term = {**TERM, "term_from": "2026-01-01", "term_to": "2026-12-31"}
        number = own_chair.number
        take(number, *VOTED, signed(date(2026, 4, 20), **term), filed(date(2026, 4, 22)))
        recorded(as_(Role.REVIEWER), number, "record_no_objection", "2026-05-06")

        told = seen(number)["facts"]
        assert (told["term_from"], told["effective_on"]) == ("2026-01-01", "2026-05-06")
        said = notices(own_chair.get(f"/cases/{number}"))
        assert "合同期限自 2026年1月1日 起，2026年5月6日 才生效" in said
        assert not covered(app, own_chair.firm, date(2026, 5, 5))
        assert covered(app, own_chair.firm, date(2026, 5, 6))


def covered(app, firm, on):
    """Count as the coverage pages do, with everything that is known by now."""
    with app.app_context():
        report = coverage_queries.report(
            db.db.session(), actor=OPERATOR, question=Question(on=on), kind=ContractKind.WAGE,
            known_on=clock.today(),
        )  # fmt: skip
        return next(one.covered for one in report.standings if one.member.id == firm)


class TestE32ACentralEnterpriseInHaidian:
    def test_is_handed_to_a_person_and_no_district_is_named_for_it(self, as_, cases, seen):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*VOTED, SIGNED)
        assert "海淀区人力资源和社会保障局" in self.contents(chair, number)

        recorded(chair, number, "confirm_filing_office", "2026-04-09", governed="central")

        page = chair.get(f"/cases/{number}")
        assert seen(number)["facts"]["to_verify"]
        assert "请人工确认报送机关" in notices(page)
        assert "先由人确认报送机关" in shown(page)
        assert "海淀区人力资源和社会保障局" not in self.contents(chair, number)
        papers = f"/cases/{number}/papers"
        held = chair.submit(f"{papers}/filing_contents/issue", page=papers)
        assert "报送机关" in shown(chair.get(held.location) if held.location else held)

    def test_goes_on_once_a_person_has_asked(self, as_, cases, seen):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*VOTED, SIGNED)
        recorded(chair, number, "confirm_filing_office", "2026-04-09", governed="central")
        recorded(chair, number, "confirm_filing_office", "2026-04-10", governed="central",
                 authority="北京市人力资源和社会保障局", confirmed_by="区人社局来函")  # fmt: skip

        assert not seen(number)["facts"]["to_verify"]
        assert "北京市人力资源和社会保障局" in self.contents(chair, number)
        page = shown(chair.get(f"/cases/{number}"))
        assert "企业向北京市人力资源和社会保障局报送（工会协助）" in page
        recorded(chair, number, "file", "2026-04-13", method="window", proof="receipt")
        assert seen(number)["state"] == "filed"

    def contents(self, chair, number):
        paper = chair.get(f"/cases/{number}/papers/filing_contents.docx").data
        document = docx.Document(io.BytesIO(paper))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "".join([*(one.text for one in document.paragraphs), *cells])
