"""`bargaining law rules`, and what `law due` is told besides its start."""

from __future__ import annotations

import json

import pytest

from bargaining import cli


@pytest.fixture
def call(capsys):
    """Run one command; give its exit code, what it printed, and what it said on stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.run(lambda: None, arguments=["law", *arguments])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


def told(call, *arguments):
    code, out, err = call(*arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


class TestRules:
    def test_every_rule_of_a_place_is_listed_with_length_and_articles(self, call):
        answer = told(call, "rules", "--place", "310000", "--on", "2026-11-21")
        rules = {one["rule"]: one for one in answer["rules"]}

        assert (answer["place"], answer["on"]) == ("310000", "2026-11-21")
        assert answer["law_source"] in {"seeds", "database"}
        reply = rules["T-OFFER-REPLY"]
        assert (reply["length"], reply["unit"], reply["stated_by"]) == (
            15, "natural_days", "310000")  # fmt: skip
        assert [one["article"] for one in reply["basis"]] == ["第15条第1款"]
        assert rules["T-SUSPEND"]["length"] is None
        assert rules["T-COORD"]["extension_days"] == 15
        assert rules["T-REVIEW"]["second_start"] == "企业报送"
        assert "T-FILE-BJ" not in rules

    @pytest.mark.parametrize(
        ("on", "article"), [("2026-04-30", "第46条第2款"), ("2026-05-01", "第41条第2款")]
    )
    def test_articles_are_those_of_the_day(self, call, on, article):
        answer = told(call, "rules", "--on", on)
        (rule,) = [one for one in answer["rules"] if one["rule"] == "T-CONGRESS-DOC"]

        assert [one["article"] for one in rule["basis"]] == [article]

    def test_people_get_a_list_of_lines(self, call):
        code, out, _err = call("rules", "--on", "2026-11-21")

        assert code == 0
        assert out.startswith("北京市，2026-11-21，共 ")
        assert "T-CONGRESS-DOC  职代会事项书面提交工会  倒算 7 日" in out
        assert "T-RENEW-WAGE  提出新一轮工资协商  期间 60 日" in out
        assert "T-ANNUAL-REPORT  报告集体合同履行情况  每年" in out
        assert "T-REP-PUBLISH  公布协商代表  没有日数" in out

    def test_without_a_day_it_is_today(self, call):
        assert len(told(call, "rules")["rules"]) >= 30

    def test_an_unknown_place_cannot_be_used(self, call):
        assert call("rules", "--place", "999999")[0] == 2


class TestDue:
    def test_an_extension_is_counted_on_from_the_raw_end(self, call):
        answer = told(call, "due", "T-COORD", "--start", "2026-01-17", "--extended-by", "15")

        assert (answer["raw_due_on"], answer["due_on"]) == ("2026-03-03", "2026-03-03")
        assert (answer["extended_by"], answer["extends_to"]) == (15, None)
        plain = told(call, "due", "T-COORD", "--start", "2026-01-17")
        assert (plain["due_on"], plain["extends_to"]) == ("2026-02-24", "2026-03-03")
        code, _out, err = call("due", "T-COORD", "--start", "2026-01-17", "--extended-by", "16")
        assert (code, "最多延长 15 日" in err) == (2, True)

    def test_a_review_is_told_its_filing_and_its_completed_papers(self, call):
        asked = ("due", "T-REVIEW", "--start", "2026-03-06")
        both = told(call, *asked, "--second-start", "2026-03-05", "--completed", "2026-03-12")

        assert (both["start"], both["counted_from"], both["due_on"]) == (
            "2026-03-06", "2026-03-12", "2026-03-27")  # fmt: skip
        assert (both["second_on"], both["completed_on"]) == ("2026-03-05", "2026-03-12")
        assert call(*asked, "--completed", "2026-3-12")[0] == 2

    def test_the_reading_that_judges_can_be_named(self, call):
        asked = ("due", "T-OFFER-REPLY", "--start", "2026-09-11")
        by_a = told(call, *asked, "--judged-by", "A")

        assert (by_a["due_on"], by_a["overdue_after"]) == ("2026-10-08", "2026-10-04")
        assert told(call, *asked)["overdue_after"] == "2026-10-08"

    @pytest.mark.parametrize(
        ("rule", "due_on"),
        [("T-OFFER-REPLY", "2026-09-28"), ("T-SUSPEND", None), ("T-REVIEW", "2026-09-28"),
         ("T-FILE-GEN", "2026-09-21")],
    )  # fmt: skip
    def test_shanghai_answers_by_its_own_law(self, call, rule, due_on):
        answer = told(call, "due", rule, "--start", "2026-09-11", "--place", "310000")

        assert answer["due_on"] == due_on
        assert "北京" not in json.dumps(answer, ensure_ascii=False)

    def test_what_a_place_does_not_know_is_missing(self, call):
        code, _out, err = call("due", "T-FILE-BJ", "--start", "2026-09-11", "--place", "310000")

        assert code == 3
        assert "未收录" in err
