"""Does `bargaining wages check` answer the sample files as their description says?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bargaining import cli
from tests.readers.workbooks import csv, xlsx

SAMPLES = Path(__file__).parents[1] / "samples"
YEAR_2026 = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture
def wages_check(capsys):
    """Run the command; give its exit code, its printed answer, and its line on stderr."""

    def run(file, *options: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.run(lambda: None, arguments=["wages", "check", str(file), *options])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


@pytest.fixture
def answer(wages_check):
    """Run the command with --json; give its exit code and its answer."""

    def run(file, *options: str) -> tuple[int, dict]:
        code, out, _err = wages_check(file, *options, "--json")
        return code, json.loads(out)

    return run


def of(result: dict, *rules: str) -> list[tuple]:
    return [
        (each["post"], each["value"], each["limit"], each["from"])
        for each in result["findings"]
        if each["rule"] in rules
    ]


FLOORS = ("W-FLOOR-MONTHLY", "W-FLOOR-HOURLY", "W-FLOOR-HOLIDAY", "W-FLOOR-PROBATION")


class TestSamples:
    def test_catering(self, answer):
        code, result = answer(SAMPLES / "wages_catering_2026.xlsx", *YEAR_2026)

        assert (code, result["verdict"]) == (1, "blocked")
        assert (result["rows"], result["posts"], result["people"]) == (10, 10, 53)
        assert of(result, *FLOORS) == [
            ("保洁员", "2519.00", "2540.00", "2026-01-01"),
            ("洗碗工", "2500.00", "2540.00", "2026-01-01"),
        ]
        assert len(of(result, "W-FLOOR-INPUT")) == 10
        assert {"text": "最低工资规定", "article": "第12条"} in result["findings"][0]["basis"]

    def test_property(self, answer):
        code, result = answer(
            SAMPLES / "wages_property_2023.xls", "--from", "2023-07-01", "--to", "2024-06-30"
        )

        assert code == 1
        assert of(result, *FLOORS) == [("秩序维护员", "2380.00", "2420.00", "2023-09-01")]

    def test_part_time(self, answer):
        code, result = answer(SAMPLES / "wages_part_time_2026.csv", *YEAR_2026)

        assert code == 1
        assert of(result, "W-FLOOR-HOURLY") == [("小时工（配送）", "26.50", "27.70", "2026-01-01")]
        assert of(result, "W-FLOOR-HOLIDAY") == [("小时工（保洁）", "60.00", "65.10", "2026-01-01")]
        assert len(result["findings"]) == 2

    def test_messy(self, answer):
        code, result = answer(SAMPLES / "wages_messy_2026.xlsx", *YEAR_2026)

        assert (code, result["rows"], result["people"]) == (1, 5, 29)
        assert of(result, *FLOORS) == [
            ("搬运工", "2539.50", "2540.00", "2026-01-01"),
            ("学徒（试用期）", "2300.00", "2540.00", "2026-01-01"),
        ]
        assert len(of(result, "W-FLOOR-INPUT")) == 5
        assert result["summary"]["skipped"] == [{"row": 10, "text": "合计"}]

    def test_retail(self, answer):
        code, result = answer(SAMPLES / "wages_retail_2026.xlsx", *YEAR_2026)

        assert code == 1
        assert of(result, *FLOORS) == [("保洁", "2365.00", "2540.00", "2026-01-01")]
        assert of(result, "W-FLOOR-INPUT") == []

    def test_a_guideline_year_not_recorded_is_said_with_the_last_one_as_reference(self, answer):
        _code, result = answer(SAMPLES / "wages_retail_2026.xlsx", *YEAR_2026)

        [note] = [each for each in result["findings"] if each["rule"] == "W-GUIDE"]
        assert note["severity"] == "note"
        assert "未收录 2026 年" in note["message"]
        assert "2023 年" in note["message"]
        assert "仅供参考" in note["message"]
        assert note["limit"] is None


class TestAnswers:
    def test_a_table_in_order_ends_with_nought(self, answer, tmp_path):
        file = tmp_path / "表.csv"
        file.write_bytes(
            csv("岗位,协商前月工资,月工资,个人社保,个人公积金", "店长,9000,9600,1100,500")
        )

        code, result = answer(file, *YEAR_2026)

        assert (code, result["verdict"]) == (0, "pass")
        assert result["law_source"] in ("seeds", "database")
        assert result["summary"]["rise_rate"] == "0.0667"

    def test_a_table_to_be_verified_ends_with_nought_too(self, answer, tmp_path):
        file = tmp_path / "表.csv"
        file.write_bytes(csv("岗位,协商前月工资,月工资", "店长,9000,9600"))

        code, result = answer(file, *YEAR_2026)

        assert (code, result["verdict"]) == (0, "to_verify")
        [note] = [each for each in result["findings"] if each["rule"] == "W-FLOOR-INPUT"]
        assert (note["row"], note["gross_needed"]) == (None, "3422.01")
        assert "3,422 元" in note["message"]
        assert "3,433 元" in note["message"]

    def test_a_district_has_the_figures_of_its_city(self, answer):
        _code, result = answer(SAMPLES / "wages_retail_2026.xlsx", *YEAR_2026, "--place", "110108")

        assert "北京市" in result["findings"][0]["message"]

    def test_the_industry_line_nobody_has_is_not_passed_over(self, answer):
        _code, result = answer(SAMPLES / "wages_retail_2026.xlsx", *YEAR_2026, "--industry", "52")

        [note] = [each for each in result["findings"] if each["rule"] == "W-GUIDE-INDUSTRY"]
        assert "行业代码 52" in note["message"]

    def test_clauses_are_checked_or_named(self, answer, tmp_path):
        terms = tmp_path / "条款.json"
        terms.write_text('{"lowest_monthly_amount": "2500", "餐补": "300"}', encoding="utf-8")

        code, result = answer(SAMPLES / "wages_retail_2026.xlsx", *YEAR_2026, "--terms", str(terms))

        assert code == 1
        assert ("约定的最低工资标准", "2500.00", "2540.00", "2026-01-01") in of(
            result, "W-FLOOR-MONTHLY"
        )
        [note] = [each for each in result["findings"] if each["rule"] == "W-TERMS"]
        assert "餐补" in note["message"]

    def test_without_json_it_reads_as_text(self, wages_check):
        code, out, _err = wages_check(SAMPLES / "wages_retail_2026.xlsx", *YEAR_2026)

        assert code == 1
        assert out.startswith("结论：须先处理（4 个岗位，18 人）")
        assert "[须先处理] 第 5 行 W-FLOOR-MONTHLY" in out
        assert "《最低工资规定》第12条" in out
        assert "违法" not in out


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"%PDF-1.7", "这是 PDF 文件"),
            (csv("岗位,人数,月工资", "保洁,-1,3000"), "第 2 行：“人数”填的是“-1”，不能是负数"),
            (xlsx([["a"]]), "没有找到表头"),
        ],
    )
    @pytest.mark.parametrize("options", [(), ("--json",)])
    def test_a_file_that_cannot_be_understood_ends_with_two(
        self, wages_check, tmp_path, content, words, options
    ):
        file = tmp_path / "表.xlsx"
        file.write_bytes(content)

        code, out, err = wages_check(file, *YEAR_2026, *options)

        assert (code, out) == (2, "")
        assert words in err
        assert err.count("\n") == 1

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--from", "2026-1-1", "--to", "2026-12-31"), "--from 的日期"),
            (("--from", "2026-01-01", "--to", "20261231"), "--to 的日期"),
            (("--from", "2026-02-01", "--to", "2026-01-31"), "终止日早于起始日"),
            ((*YEAR_2026, "--industry", "餐饮"), "行业代码“餐饮”"),
            ((*YEAR_2026, "--place", "999999"), "地区代码“999999”"),
            ((*YEAR_2026, "--terms", "没有这个文件.json"), "读不到文件"),
        ],
    )
    def test_options_that_cannot_be_understood_end_with_two(self, wages_check, options, words):
        code, _out, err = wages_check(SAMPLES / "wages_retail_2026.xlsx", *options)

        assert code == 2
        assert words in err

    @pytest.mark.parametrize("file", ["没有这个文件.xlsx", "."])
    def test_a_file_that_is_not_there_ends_with_two(self, wages_check, file):
        code, _out, err = wages_check(file, *YEAR_2026)

        assert code == 2
        assert "读不到文件" in err

    def test_a_term_without_recorded_law_ends_with_three(self, wages_check):
        code, _out, err = wages_check(
            SAMPLES / "wages_retail_2026.xlsx", "--from", "1999-01-01", "--to", "1999-12-31"
        )

        assert code == 3
        assert "未收录" in err


def test_from_start_to_answer_it_takes_less_than_a_second():
    command = [
        *(sys.executable, "-c", "from bargaining.factory import main; main()", "wages", "check"),
        *(str(SAMPLES / "wages_retail_2026.xlsx"), *YEAR_2026, "--json"),
    ]
    took = []
    for _attempt in range(3):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False)
        took.append(time.perf_counter() - start)

    assert done.returncode == 1
    assert min(took) < 1
