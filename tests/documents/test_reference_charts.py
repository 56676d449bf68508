"""The bars of 协商参考: nothing that a strict page would refuse, and every figure said aloud."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from bargaining.documents import reference_charts
from bargaining.documents.reference_charts import Bar

SVG = "{http://www.w3.org/2000/svg}"
BARS = (
    Bar("本方案平均增幅", Decimal("0.0633"), is_own=True),
    Bar("工资指导线基准线（2023 年）", Decimal("0.051"), is_earlier=True),
    Bar("居民消费价格（2025 年）<&>", Decimal("-0.001")),
)


@pytest.fixture(scope="module")
def drawn():
    return reference_charts.draw_rises(BARS)


def test_every_bar_is_named_and_written(drawn):
    tree = ElementTree.fromstring(drawn)  # noqa: S314 -- drawn by ourselves
    words = ["".join(one.itertext()) for one in tree.iter(f"{SVG}text")]

    assert {"6.3 %", "5.1 %", "-0.1 %", "居民消费价格（2025 年）<&>"} <= set(words)
    assert tree.get("role") == "img"
    assert "本方案平均增幅 6.3 %" in tree.get("aria-label")


def test_it_fits_into_a_strict_page(drawn):
    tree = ElementTree.fromstring(drawn)  # noqa: S314 -- drawn by ourselves

    assert not [one for one in tree.iter() if one.tag in (f"{SVG}script", f"{SVG}style")]
    names = {name for one in tree.iter() for name in one.attrib}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    assert set(re.findall(r"[a-z]+://[^\"'<> ]+", drawn)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_one_figure_alone_is_no_comparison():
    assert reference_charts.draw_rises(BARS[:1]) == ""
    assert reference_charts.draw_rises(()) == ""


def test_equal_bars_are_drawn_once(drawn):
    before = reference_charts.draw_rises.cache_info().hits

    assert reference_charts.draw_rises(tuple(BARS)) == drawn
    assert reference_charts.draw_rises.cache_info().hits == before + 1
