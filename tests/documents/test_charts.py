"""Drawings: every point a link of ours, and nothing that a strict page would refuse."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from bargaining.documents import charts
from bargaining.documents.charts import Mark

SVG = "{http://www.w3.org/2000/svg}"


def mark(number: int, rate: str | None = "0.75", target: str | None = None) -> Mark:
    return Mark(
        label=f"{number}月",
        rate=None if rate is None else Decimal(rate),
        href=f"/coverage?as_of=2026-{number:02d}-28&by=street",
        said=f"2026年{number}月28日：<75 %>",
        target=None if target is None else Decimal(target),
    )


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- drawn by ourselves


@pytest.fixture(scope="module")
def drawn() -> str:
    marks = [mark(number, f"0.6{number}85", "0.8") for number in range(1, 10)]
    return charts.draw_trend(tuple(marks))


def test_no_foreign_address_stands_in_it(drawn):
    names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}

    assert set(re.findall(r"[a-z]+://[^\"'<> ]+", drawn)) == names
    assert "link.invalid" not in drawn


def test_nothing_in_it_needs_a_looser_page(drawn):
    tree = parsed(drawn)

    assert not [one for one in tree.iter() if one.tag in (f"{SVG}script", f"{SVG}style")]
    names = {name for one in tree.iter() for name in one.attrib}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]


def test_every_point_is_a_link_that_says_where_it_leads(drawn):
    links = list(parsed(drawn).iter(f"{SVG}a"))

    assert [one.get("href") for one in links] == [mark(number).href for number in range(1, 10)]
    assert [one.get("aria-label") for one in links] == [
        mark(number).said for number in range(1, 10)
    ]
    assert all(len(one) for one in links)


def test_it_speaks_no_english(drawn):
    said = [one.text or "" for one in parsed(drawn).iter(f"{SVG}text")]

    assert "1月" in said
    assert not re.search("[A-Za-z]", "".join(said))
    assert "axis titled" not in drawn


def test_the_figures_are_rounded_as_everywhere_on_the_page(drawn):
    said = {one.text for one in parsed(drawn).iter(f"{SVG}text")}

    assert "61.9" in said  # 61.85, half up


def test_equal_figures_are_drawn_once():
    marks = (mark(1), mark(2))
    before = charts.draw_trend.cache_info().hits

    assert charts.draw_trend(marks) == charts.draw_trend(marks)
    assert charts.draw_trend.cache_info().hits == before + 1


@pytest.mark.parametrize(
    "marks", [(), (mark(1, None),), (mark(1, "0"), mark(2, "1")), (mark(1, "0.5"), mark(2, None))]
)
def test_few_or_missing_figures_are_drawn_too(marks):
    tree = parsed(charts.draw_trend(marks))

    assert tree.tag == f"{SVG}svg"
