"""How do figures become a drawing? One specification, drawn once as SVG for page and paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from html import escape
from typing import Any

from bargaining.rules import coverage

# The drawing library turns a relative link into one to its own site; this host is taken off again.
NOWHERE = "http://link.invalid"
FACES = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
INK, SOFT, LINE, BLUE = "#1c2127", "#545d69", "#dfe2e6", "#1a54a0"

_WIDTH, _HEIGHT = 660, 300
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_LINK = re.compile(r'<a xlink:href="([^"]*)"[^>]*>')
_TENTH = Decimal("0.1")
_LEAST_SPAN = Decimal("0.2")


@dataclass(frozen=True)
class Mark:
    """One point of a line (图上一点): `said` is read aloud and shown on hovering.

    A point without a rate leaves a gap in the line.
    """

    label: str
    rate: Decimal | None
    href: str
    said: str
    target: Decimal | None = None


@lru_cache(maxsize=256)
def draw_trend(marks: tuple[Mark, ...]) -> str:
    """Draw rates over time as SVG (走势图); every point is a link. Drawn once for equal figures.

    The answer is safe inside a page: no script, no style of its own, no foreign address.
    """
    # Imported here: it takes half a second, and commands that draw nothing need not wait.
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_specification(marks))
    return _for_a_page(svg, {mark.href: mark.said for mark in marks})


def _specification(marks: Sequence[Mark]) -> dict[str, Any]:
    rows = [
        {
            "place": number,
            "label": mark.label,
            "rate": None if mark.rate is None else float(mark.rate),
            "target": None if mark.target is None else float(mark.target),
            "written": "" if mark.rate is None else str(coverage.percent(mark.rate)),
            "href": f"{NOWHERE}{mark.href}",
        }
        for number, mark in enumerate(marks)
    ]
    shape = _shape(*_span([rate for mark in marks for rate in (mark.rate, mark.target) if rate]))
    return {**shape, "data": {"values": rows}}


@lru_cache(maxsize=64)
def _shape(low: Decimal, high: Decimal) -> dict[str, Any]:
    import altair as alt

    base = alt.Chart({"values": []}).encode(
        x=alt.X(
            "label:N",
            sort=alt.EncodingSortField("place", order="ascending"),
            axis=alt.Axis(title=None, labelAngle=0, labelLineHeight=15),
        )
    )
    scale = alt.Scale(domain=[float(low), float(high)], nice=False, zero=False)
    rate = alt.Y(
        "rate:Q",
        scale=scale,
        axis=alt.Axis(title=None, format=".0%", tickCount=4, grid=True),
    )
    target = base.mark_line(color=SOFT, strokeWidth=1.25, strokeDash=[5, 4]).encode(
        y=alt.Y("target:Q", scale=scale)
    )
    line = base.mark_line(color=INK, strokeWidth=1.5).encode(y=rate)
    points = base.mark_circle(color=BLUE, opacity=1, size=64).encode(y=rate, href="href:N")
    said = base.mark_text(color=INK, dy=-13, fontSize=12).encode(y=rate, text="written:N")
    chart = alt.layer(target, line, points, said).properties(width=_WIDTH, height=_HEIGHT)
    return dict(_calm(chart).to_dict())


def _calm(chart: Any) -> Any:  # noqa: ANN401 -- the library's own classes are made at run time
    return (
        chart.configure(font=FACES, background="transparent", padding=4, lineBreak="\n")
        .configure_view(stroke=None)
        .configure_axis(
            labelFont=FACES,
            labelFontSize=12,
            labelColor=SOFT,
            domainColor=LINE,
            tickColor=LINE,
            gridColor=LINE,
        )
        .configure_axisX(grid=False, labelPadding=6)
        .configure_axisY(domain=False, ticks=False, labelPadding=8)
    )


def _span(rates: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Choose whole tenths around the rates, with room for the figures above the line."""
    low, high = min(rates, default=Decimal(0)), max(rates, default=Decimal(1))
    low = (low / _TENTH).to_integral_value(ROUND_FLOOR) * _TENTH
    high = (high / _TENTH).to_integral_value(ROUND_CEILING) * _TENTH
    if high - low < _LEAST_SPAN:
        low = max(Decimal(0), high - _LEAST_SPAN)
    return low, max(high, low + _LEAST_SPAN)


def _for_a_page(svg: str, spoken: dict[str, str]) -> str:
    """Take off the library's English and its host; say of every link where it leads."""

    def link(found: re.Match[str]) -> str:
        href = found[1].removeprefix(NOWHERE)
        said = spoken.get(href.replace("&amp;", "&"), "")
        return f'<a href="{href}" aria-label="{escape(said)}">'

    return _LINK.sub(link, _SPOKEN.sub("", svg))
