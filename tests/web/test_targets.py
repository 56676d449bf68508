"""Targets on their page, and what they do to the coverage page."""

from __future__ import annotations

import io
import re

import pytest
from python_calamine import CalamineWorkbook

from bargaining.rules.roles import Role
from tests import stage as stages

YEAR = 2026
FIELDS = {
    "place_code": stages.DISTRICT, "year": YEAR, "kind": "wage", "denominator": "all",
    "numerator": "any", "rate": "80", "source": "区总工会工作要点",
}  # fmt: skip
PAGE = f"/coverage/targets?year={YEAR}"


@pytest.fixture
def district(as_):
    return as_(Role.DISTRICT)


def send(browser, **changed):
    return browser.submit(f"/coverage/targets?year={YEAR}", page=PAGE, **(FIELDS | changed))


def test_without_targets_it_says_what_to_do(as_):
    assert "还没有覆盖目标" in as_(Role.CITY).get("/coverage/targets?year=2030").text
    assert "由区总工会或市总工会设定" in as_(Role.STREET).get("/coverage/targets?year=2030").text


def test_a_target_is_set_shown_and_taken_back(district):
    assert send(district).headers["Location"] == PAGE
    text = district.get(PAGE).text
    assert "80.0 %" in text
    assert "区总工会工作要点" in text
    coverage = district.get("/coverage?denominator=all&as_of=2026-03-02").text
    assert "还差 1 家" in coverage
    assert "2026 年目标" in coverage

    drop = re.search(r'action="([^"]*/drop[^"]*)"', text)[1]
    district.submit(drop, page=PAGE)

    assert "80.0 %" not in district.get(PAGE).text
    assert "还差" not in district.get("/coverage?denominator=all&as_of=2026-03-02").text


def test_the_streets_below_answer_to_it(district, as_):
    send(district)

    text = as_(Role.STREET).get("/coverage?denominator=all&as_of=2026-03-02").text

    assert "还差 1 家" in text
    assert "海淀区" in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rate": ""}, "请填写目标，例如 80。"),
        ({"rate": "100.5"}, "目标应大于 0、不超过 100。"),
        ({"rate": "80.123"}, "目标最多写到百分数的两位小数"),
        ({"year": "26"}, "请填写四位年份"),
        ({"place_code": stages.DISTRICT_ELSEWHERE}, "请从列出的选项中选择。"),
        ({"place_code": stages.CITY}, "请从列出的选项中选择。"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(district, changed, said):
    answer = send(district, **changed, source="留着的出处")

    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert "留着的出处" in answer.text


def test_a_target_from_above_cannot_be_taken_back_below(as_, district):
    city = as_(Role.CITY)
    send(city, place_code=stages.CITY, denominator="unionised")
    drop = re.findall(r'action="([^"]*/drop[^"]*)"', city.get(PAGE).text)

    assert "由上级设定" in district.get(PAGE).text
    answers = {district.submit(one, page=PAGE).status_code for one in drop}
    assert 404 in answers


def test_it_leaves_as_a_spreadsheet(district):
    send(district, numerator="own")
    answer = district.get(f"/coverage/targets/export.xlsx?year={YEAR}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()

    assert rows[0][0] == "地方"
    assert ["海淀区", 2026, "工资专项集体合同", "全部企业", "单独签订", 0.8] in [
        row[:6] for row in rows[1:]
    ]
