"""How does the minimum wage run over a term beside the lowest posts? One small drawing as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from bargaining.documents.charts import BLUE, FACES, INK, LINE, SOFT

Drawn: TypeAlias = Any  # the drawing library's own classes are made at run time
RED = "#a61b1b"
_WIDTH, _HEIGHT = 300, 190
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_HEAD = re.compile(r"<svg ")


@dataclass(frozen=True)
class Step:
    """The minimum wage from a day on; a projected one is drawn dashed (一档标准)."""

    on: date
    amount: Decimal
    projected: bool


@dataclass(frozen=True)
class Level:
    """A post's wage over the term: a level line with its name (岗位的一条线)."""

    name: str
    amount: Decimal
    sinks: bool


@lru_cache(maxsize=256)
def draw_prospect(
    steps: tuple[Step, ...], levels: tuple[Level, ...], *, until: date, said: str
) -> str:
    """Draw a term as SVG (全期对照图); `said` is what is read aloud. Drawn once for equal figures.

    The answer is safe inside a page: no script, no style of its own, no foreign address.
    """
    # Imported here: it takes half a second, and commands that draw nothing need not wait.
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_specification(steps, levels, until=until))
    bare = _SPOKEN.sub("", svg)
    spoken = said.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return _HEAD.sub(f'<svg role="img" aria-label="{spoken}" ', bare, count=1)


def _specification(
    steps: tuple[Step, ...], levels: tuple[Level, ...], *, until: date
) -> dict[str, Any]:
    import altair as alt

    first = steps[0].on
    low, high = _span([*(each.amount for each in steps), *(each.amount for each in levels)])
    across = alt.X(
        "on:T",
        scale=alt.Scale(domain=[first.isoformat(), until.isoformat()], nice=False),
        axis=alt.Axis(title=None, format="%Y-%m", tickCount=4, labelOverlap=True),
    )
    up = alt.Y(
        "amount:Q",
        scale=alt.Scale(domain=[float(low), float(high)], nice=False, zero=False),
        axis=alt.Axis(title=None, format=",.0f", tickCount=4),
    )
    layers = [
        _line(rows, across, up, dashed=dashed)
        for dashed, rows in ((False, _known(steps, until)), (True, _projected(steps, until)))
        if rows
    ]
    layers += [_dots(steps, across, up), *_levels(levels, across, up, first=first, until=until)]
    chart: Drawn = alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)
    return dict(_calm(chart).to_dict())


def _line(rows: list[dict[str, Any]], across: Drawn, up: Drawn, *, dashed: bool) -> Drawn:
    import altair as alt

    line = alt.Chart({"values": rows})
    drawn = (
        line.mark_line(interpolate="step-after", color=SOFT, strokeWidth=1.75, strokeDash=[5, 4])
        if dashed
        else line.mark_line(interpolate="step-after", color=INK, strokeWidth=1.75)
    )
    return drawn.encode(x=across, y=up)


def _dots(steps: tuple[Step, ...], across: Drawn, up: Drawn) -> Drawn:
    """Write every step's amount where it begins."""
    import altair as alt

    rows = [
        {"on": each.on.isoformat(), "amount": float(each.amount), "written": f"{each.amount:,.0f}"}
        for each in steps
    ]
    return (
        alt.Chart({"values": rows})
        .mark_text(align="left", dx=3, dy=-7, fontSize=12, fontWeight=600, color=INK)
        .encode(x=across, y=up, text="written:N")
    )


def _levels(
    levels: tuple[Level, ...],
    across: Drawn,
    up: Drawn,
    *,
    first: date,
    until: date,
) -> Iterator[Drawn]:
    import altair as alt

    for each in levels:
        colour = RED if each.sinks else BLUE
        ends = [
            {"on": day.isoformat(), "amount": float(each.amount), "written": each.name}
            for day in (first, until)
        ]
        line = alt.Chart({"values": ends}).mark_line(color=colour, strokeWidth=1.25)
        name = alt.Chart({"values": ends[1:]}).mark_text(
            align="right", dx=-2, dy=10, fontSize=12, color=colour
        )
        yield line.encode(x=across, y=up)
        yield name.encode(x=across, y=up, text="written:N")


def _known(steps: tuple[Step, ...], until: date) -> list[dict[str, Any]]:
    known = [each for each in steps if not each.projected]
    ahead = next((each.on for each in steps if each.projected), until)
    return _rows(known, ahead)


def _projected(steps: tuple[Step, ...], until: date) -> list[dict[str, Any]]:
    projected = [each for each in steps if each.projected]
    known = [each for each in steps if not each.projected]
    if not projected:
        return []
    # The dashed line begins at the height of the last known step, so that the rise is seen.
    risen_from = [Step(projected[0].on, known[-1].amount, projected=True)] if known else []
    return _rows([*risen_from, *projected], until)


def _rows(steps: list[Step], until: date) -> list[dict[str, Any]]:
    rows = [{"on": each.on.isoformat(), "amount": float(each.amount)} for each in steps]
    return [*rows, {"on": until.isoformat(), "amount": float(steps[-1].amount)}] if steps else []


def _span(amounts: list[Decimal]) -> tuple[Decimal, Decimal]:
    low, high = min(amounts), max(amounts)
    room = max((high - low) / 5, Decimal(40))
    return low - room, high + room


def end_of(last_on: date) -> date:
    """Name where the drawing of a term ends (图的右端): the day after its last."""
    return last_on + timedelta(days=1)


def _calm(chart: Drawn) -> Drawn:
    return (
        chart.configure(font=FACES, background="transparent", padding=4)
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
        .configure_axisY(domain=False, ticks=False, labelPadding=6)
    )
