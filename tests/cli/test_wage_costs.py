"""Does `bargaining wages cost` say what the page says?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bargaining import cli

SAMPLES = Path(__file__).parents[1] / "samples"
CATERING = SAMPLES / "wages_catering_2026.xlsx"


@pytest.fixture
def wages_cost(capsys):
    """Run the command; give its exit code, its printed answer, and its line on stderr."""

    def run(file, *options: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.run(lambda: None, arguments=["wages", "cost", str(file), *options])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


def test_the_catering_sample_by_hand(wages_cost):
    code, out, _err = wages_cost(CATERING, "--from", "2026-01-01", "--to", "2026-12-31", "--json")
    found = json.loads(out)

    assert code == 0
    assert found["yearly"] == "168720.00"
    assert (found["people"], found["left_out_people"]) == (53, 0)
    # 保洁员 21 × 4 × 12 and 洗碗工 40 × 3 × 12
    assert (found["floor"]["people"], found["floor"]["yearly"]) == (7, "2448.00")
    assert found["employer"] is None
    assert found["lines"][0] == {
        "row": 2, "post": "店长", "people": 2, "monthly": "1200.00", "yearly": "14400.00",
    }  # fmt: skip


def test_a_person_reads_the_same(wages_cost):
    code, out, _err = wages_cost(CATERING, "--employer", "26.3")

    assert code == 0
    assert "一年增加：168,720.00 元（53 人）" in out
    assert "单位缴费按假设的费率另加约 44,373.36 元" in out
    assert "补到最低工资标准" not in out


def test_part_time_work_without_monthly_wages_is_left_out(wages_cost):
    _code, out, _err = wages_cost(SAMPLES / "wages_part_time_2026.csv")

    assert "13 人没有同时填协商前、协商后月工资，没有计入" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "2026-01-01"), "--from 和 --to 请一起给出"),
        (("--from", "2026-12-31", "--to", "2026-01-01"), "终止日早于起始日"),
        (("--employer", "abc"), "请填 0 至 100 之间的数"),
        (("--employer", "NaN"), "请填 0 至 100 之间的数"),
        (("--employer", "100.1"), "请填 0 至 100 之间的数"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(wages_cost, options, said):
    code, out, err = wages_cost(CATERING, *options)

    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
