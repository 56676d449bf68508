"""How do a proposal's rise and the figures beside it look? Bars, each with its own year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from html import escape
from typing import Any, Final

from bargaining.documents.charts import BLUE, FACES, INK, LINE, SOFT

WIDTH: Final = 210
_BAR: Final = 26
_OTHER, _EARLIER = "#8d96a3", "#d3d8de"
_SPOKEN: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True)
class Bar:
    """One bar (图上一条): a rate, whose it is, and whether it is of an earlier year."""

    label: str
    rate: Decimal
    is_own: bool = False
    is_earlier: bool = False


@lru_cache(maxsize=256)
def draw_rises(bars: tuple[Bar, ...]) -> str:
    """Draw rates as bars in SVG (增幅对照图), empty for fewer than two; drawn once for equal bars.

    The answer is safe inside a page: no script, no style of its own, no foreign address. The
    same figures stand beside it as a table.
    """
    if len(bars) < 2:
        return ""
    # Imported here: it takes half a second, and commands that draw nothing need not wait.
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_specification(bars))
    said = "，".join(f"{bar.label} {_written(bar.rate)}" for bar in bars)
    head = f'<svg role="img" aria-label="{escape(said)}" '
    return _SPOKEN.sub("", svg).replace("<svg ", head, 1)


def _specification(bars: tuple[Bar, ...]) -> dict[str, Any]:
    rows = [
        {
            "place": number,
            "label": bar.label,
            "rate": float(bar.rate),
            "written": _written(bar.rate),
            "at": max(float(bar.rate), 0.0),
            "colour": _colour(bar),
        }
        for number, bar in enumerate(bars)
    ]
    return {**_shape(len(bars)), "data": {"values": rows}}


@lru_cache(maxsize=16)
def _shape(count: int) -> dict[str, Any]:
    import altair as alt

    base = alt.Chart({"values": []}).encode(
        y=alt.Y(
            "label:N",
            sort=alt.EncodingSortField("place", order="ascending"),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=260, labelPadding=8),
        )
    )
    scale = alt.Scale(nice=True, zero=True)
    bar = base.mark_bar(height=_BAR * 0.55).encode(
        x=alt.X("rate:Q", scale=scale, axis=None), color=alt.Color("colour:N", scale=None)
    )
    said = base.mark_text(color=INK, align="left", dx=6, fontSize=12).encode(
        x=alt.X("at:Q", scale=scale, axis=None), text="written:N"
    )
    chart = alt.layer(bar, said).properties(width=WIDTH, height=_BAR * count)
    made = (
        chart.configure(font=FACES, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(labelFont=FACES, labelFontSize=12, labelColor=SOFT, gridColor=LINE)
    )
    return dict(made.to_dict())


def _colour(bar: Bar) -> str:
    if bar.is_own:
        return BLUE
    return _EARLIER if bar.is_earlier else _OTHER


def _written(rate: Decimal) -> str:
    rounded = (rate * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{rounded or abs(rounded):f} %"
