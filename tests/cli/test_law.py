"""`bargaining law due` and `law figure`, through the program's own entry."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bargaining import cli
from bargaining.rules import proof_words


@pytest.fixture
def call(capsys):
    """Run one command; give its exit code, what it printed, and what it said on stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.run(lambda: None, arguments=["law", *arguments])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


class TestDue:
    def test_json_has_the_agreed_keys_and_the_source_of_the_law(self, call):
        code, out, err = call("due", "T-OFFER-REPLY", "--start", "2026-09-11", "--json")
        told = json.loads(out)

        assert (code, err) == (0, "")
        assert told["rule"] == "T-OFFER-REPLY"
        assert told["place"] == "110000"
        assert told["start"] == "2026-09-11"
        assert told["raw_due_on"] == "2026-10-01"
        assert told["due_on"] == "2026-10-08"
        assert told["readings"] == {"A": "2026-10-04", "B": "2026-10-08"}
        assert told["window"] is None
        assert told["remind_on"] == "2026-10-01"
        assert told["overdue_after"] == "2026-10-08"
        assert told["effective_on"] is None
        assert told["earliest"] == told["latest"] == "2026-10-08"
        assert told["certain"] is True
        assert told["law_source"] in {"seeds", "database"}

    def test_a_proof_is_printed_for_people(self, call):
        code, out, _err = call("due", "T-OFFER-REPLY", "--start", "2026-09-11")
        lines = out.splitlines()

        assert code == 0
        assert lines[:2] == [
            "书面答复截止  2026年10月8日（周四）  确定",
            "收到要约的一方应在 2026年10月8日（周四）前（含当天）书面答复。",
        ]
        notice = "国办发明电〔2025〕7号"
        assert f"放假：10月1日（周四）至 10月3日（周六）：国庆节，法定节日（{notice}）。" in lines
        assert f"放假：10月4日（周日）至 10月7日（周三）：国庆节放假调休（{notice}）。" in lines
        assert any(line.startswith("依据：") and "第32条第2款" in line for line in lines)
        assert any(line.startswith("后果：") and "第54条第4项" in line for line in lines)

    def test_the_command_says_what_the_page_says(self, call):
        _code, out, _err = call("due", "T-FILE-WAGE", "--start", "2026-04-21")
        _code, told, _err = call("due", "T-FILE-WAGE", "--start", "2026-04-21", "--json")
        proof = json.loads(told)

        assert out.splitlines()[1:] == [
            proof_words.sentence(proof),
            *(f"{line.label}：{line.text}" for line in proof_words.lines_in_full(proof)),
        ]

    def test_a_window_is_printed_with_both_ends(self, call):
        _code, out, _err = call("due", "T-RENEW-WAGE", "--start", "2026-12-31")

        assert "2026年11月1日（周日）至 12月30日（周三）" in out

    def test_a_rule_without_days_says_so(self, call):
        code, out, _err = call("due", "T-PUBLISH-GEN", "--start", "2026-03-24")

        assert code == 0
        assert "没有固定日数" in out

    def test_an_open_holiday_is_said_to_be_open(self, call):
        _code, out, _err = call(
            "due", "T-OFFER-REPLY", "--start", "2026-09-11", "--days-known-until", "2025-12-31"
        )

        assert "待定" in out
        assert "最早 2026年10月4日（周日），最晚 10月9日（周五）" in out

    def test_the_contract_kind_chooses_the_sources(self, call):
        _code, out, _err = call(
            "due", "T-FILE-GEN", "--start", "2026-04-21", "--kind", "wage", "--json"
        )

        assert json.loads(out)["remind_on"] == "2026-04-28"

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (["T-NOTHING", "--start", "2026-01-01"], 2, "T-NOTHING"),
            (["T-DATA", "--start", "2026-02-30"], 2, "2026-02-30"),
            (["T-DATA", "--start", "20260101"], 2, "20260101"),
            (["T-DATA", "--start", "2026-01-01", "--days-known-until", "x"], 2, "--days-known"),
            (["T-DATA", "--start", "2026-01-01", "--place", "990000"], 2, "990000"),
            (["T-DATA"], 2, "--start"),
            (["T-OFFER-REPLY", "--start", "9999-12-31"], 2, "9999-12-31"),
            (["T-OFFER-REPLY", "--start", "1999-01-01"], 3, "T-OFFER-REPLY"),
        ],
    )
    def test_what_cannot_be_answered_is_said_in_one_line(self, call, arguments, code, said):
        given, out, err = call("due", *arguments)

        assert given == code
        assert out == ""
        assert len(err.splitlines()) == 1
        assert said in err


class TestFigure:
    def test_json_has_the_agreed_keys(self, call):
        code, out, _err = call("figure", "minimum_wage_monthly", "--on", "2026-01-01", "--json")
        told = json.loads(out)

        assert code == 0
        assert told["figure"] == "minimum_wage_monthly"
        assert (told["place"], told["on"]) == ("110000", "2026-01-01")
        assert (told["status"], told["value"], told["unit"]) == ("value", "2540", "元/月")
        assert told["effective_from"] == "2025-09-01"
        assert told["source"]["title"]
        assert told["source"]["document_number"] == "京人社劳发〔2025〕7号"
        assert told["law_source"] in {"seeds", "database"}

    def test_it_is_printed_for_people_with_its_source(self, call):
        code, out, _err = call("figure", "minimum_wage_monthly", "--on", "2026-01-01")

        assert code == 0
        assert out.splitlines()[0] == "月最低工资标准  2540 元/月  自 2025-09-01 起"
        assert "出处：关于调整北京市2025年最低工资标准的通知（京人社劳发〔2025〕7号）" in out

    def test_a_yearly_computed_or_small_figure_says_its_scope(self, call):
        _code, yearly, _err = call("figure", "guideline_lower", "--on", "2022-12-01")
        _code, computed, _err = call("figure", "social_insurance_base_lower", "--on", "2026-11-21")

        assert "0.0312 比率  2022年" in yearly
        assert "7270 元/月（推算）" in computed

    def test_not_published_is_told_on_stdout_and_in_one_line(self, call):
        code, out, err = call("figure", "guideline_upper", "--on", "2026-01-01", "--json")
        told = json.loads(out)

        assert code == 1
        assert (told["status"], told["value"]) == ("not_published", None)
        assert len(err.splitlines()) == 1
        assert "未发布" in err

    def test_not_published_prints_nothing_else_for_people(self, call):
        code, out, err = call("figure", "guideline_upper", "--on", "2026-01-01")

        assert (code, out) == (1, "")
        assert "未发布" in err

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["nothing", "--on", "2026-01-01"], 2),
            (["minimum_wage_monthly", "--on", "yesterday"], 2),
            (["minimum_wage_monthly", "--on", "2026-01-01", "--place", "1"], 2),
            (["guideline_base_low", "--on", "2026-01-01"], 3),
            (["minimum_wage_monthly", "--on", "2026-01-01", "--place", "000000"], 3),
        ],
    )
    def test_what_cannot_be_answered_is_said_in_one_line(self, call, arguments, code):
        given, out, err = call("figure", *arguments, "--json")

        assert given == code
        assert out == ""
        assert len(err.splitlines()) == 1


class TestScopes:
    LINE = ("figure", "guideline_industry_upper", "--on", "2023-12-31")

    @pytest.mark.parametrize("scope", ["餐饮业", "62"])
    def test_a_part_is_asked_for_by_name_or_code(self, call, scope):
        code, out, _err = call(*self.LINE, "--scope", scope, "--json")
        told = json.loads(out)

        assert (code, told["value"]) == (0, "0.091")
        assert told["scope"] == {
            "kind": "industry",
            "name": "餐饮业",
            "code": "62",
            "edition": "GB/T 4754-2017",
        }

    def test_for_people_its_name_stands_beside_the_figure(self, call):
        _code, out, _err = call(*self.LINE, "--scope", "62")

        assert out.splitlines()[0] == "行业工资指导线上线（餐饮业）  0.091 比率  2023年"

    @pytest.mark.parametrize("more", [(), ("--scope", "零售业")])
    def test_without_a_known_part_the_parts_are_named(self, call, more):
        code, out, err = call(*self.LINE, *more)

        assert (code, out) == (2, "")
        assert "通用设备制造业、餐饮业、金融业" in err

    def test_what_was_only_seen_on_a_day_says_so(self, call):
        name = "minimum_wage_monthly_as_of"
        code, out, _err = call(
            "figure", name, "--place", "120000", "--on", "2024-01-01", "--scope", "一类"
        )

        assert code == 0
        assert "2024-01-01 在用，只作参考" in out
        assert call("figure", name, "--place", "120000", "--on", "2024-01-02", "--scope",
                    "一类")[0] == 3  # fmt: skip


class TestFigures:
    def test_the_names_of_a_place_are_listed_with_their_parts(self, call):
        code, out, _err = call("figures", "--json")
        told = {one["figure"]: one for one in json.loads(out)["figures"]}

        assert code == 0
        assert told["minimum_wage_monthly"]["scopes"] == []
        assert told["guideline_industry_upper"]["divided_only"]
        assert not told["average_wage_non_private_annual"]["divided_only"]
        assert "金融业" in told["average_wage_non_private_annual"]["scopes"]

    def test_for_people_a_line_each(self, call):
        _code, out, _err = call("figures", "--place", "120000")

        assert "minimum_wage_monthly_as_of  月最低工资标准（某日在用）（元/月）" in out
        assert "\nminimum_wage_monthly  " not in out


class TestStart:
    def test_the_law_is_answered_without_the_web(self):
        script = (
            "import sys\n"
            "from bargaining import cli\n"
            "try:\n"
            "    cli.run(lambda: None, arguments='law due T-DATA --start 2026-03-09'.split())\n"
            "except SystemExit as ended:\n"
            "    assert not ended.code\n"
            "print(*sorted({'flask', 'jinja2', 'weasyprint', 'docx'} & set(sys.modules)))\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == ""
