"""How has a legal figure moved? A small drawing of its history, steps or points, set inline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html import escape
from math import ceil
from typing import Any, Final

from bargaining.documents.charts import BLUE, INK, LINE, SOFT
from bargaining.rules import figure_words
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Status

WIDTH: Final = 300
HEIGHT: Final = 70
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 20, 20
_TICKS: Final = 5
_STEPS: Final = (1, 2, 5, 10, 20)
_HEAD: Final = re.compile(r"<svg[^>]*>")
# Faces stand once in the style sheet; said again at every word they are half of the drawing.
_FACE: Final = re.compile(r' font-family="[^"]*"| pointer-events="[^"]*"|<rect width="100%"[^>]*>')
_FRACTION: Final = re.compile(r"(\d+\.\d)\d+")
_SPOKEN: Final = re.compile(r' (?:role|aria-[a-z]+|class)="[^"]*"')


@dataclass(frozen=True)
class _Point:
    """One entry with a value: where it stands, and where the line from it ends."""

    x: float
    y: float
    until: float | None
    computed: bool


@dataclass(frozen=True)
class _Ground:
    """The plane a history is drawn on: years across, values up."""

    first: float
    last: float
    low: float
    high: float

    def across(self, x: float) -> float:
        return (x - self.first) / (self.last - self.first) * WIDTH

    def down(self, y: float) -> float:
        return (self.high - y) / (self.high - self.low) * HEIGHT


def history(figure: Figure, *, on: date) -> str:
    """Draw a figure's history as SVG (沿革图), the entry in force on a day marked and written.

    Steps for a standing figure, points for a yearly one; a gap leaves a gap. Empty where there
    are not two values to draw. The drawing is made once for equal figures; only the mark of the
    day is new. It is safe inside a page: no script, no style of its own, no foreign address.
    """
    kept = [one for one in figure.values if one.status is Status.VALUE and one.value is not None]
    if len(kept) < 2:
        return ""
    points = tuple(_points(figure, kept))
    ground = _ground(points, steps=figure.kind is FigureKind.STANDING, on=on)
    body = _drawn(points, ground, figure.kind is FigureKind.STANDING)
    marks = "".join(_marks(figure, kept, points, ground, on=on))
    return f'{_head(figure, kept)}{body}<g transform="translate({_LEFT},{_TOP})">{marks}</g></svg>'


def _points(figure: Figure, kept: Sequence[FigureValue]) -> Iterator[_Point]:
    for entry in kept:
        yield _Point(
            x=_place(entry),
            y=float(entry.value or Decimal(0)),
            until=_until(figure, entry),
            computed=entry.computed,
        )


def _place(entry: FigureValue) -> float:
    """A yearly entry stands at its year, any other at its day."""
    return float(entry.year) if entry.year is not None else _years(entry.effective_from)


def _years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _until(figure: Figure, entry: FigureValue) -> float | None:
    """Find where the line from an entry ends; None for the end of the drawing."""
    begun = [one.effective_from for one in figure.values]
    begun += [gap.effective_from for gap in figure.gaps]
    ends = [day for day in begun if day > entry.effective_from]
    if entry.year is not None:
        following = {one.year for one in figure.values if one.status is Status.VALUE}
        return float(entry.year + 1) if entry.year + 1 in following else float(entry.year)
    if entry.effective_to is not None:
        ends.append(entry.effective_to)
    return _years(min(ends)) if ends else None


def _ground(points: Sequence[_Point], *, steps: bool, on: date) -> _Ground:
    """Choose whole years across, and values with room for what is written above them."""
    first, last = int(points[0].x), int(points[-1].x)
    if steps:
        ends = points[-1].until
        until = max(last, on.year) + 1 if ends is None else max(last + 1, ceil(ends))
        across = (float(first), float(until))
    else:
        across = (first - 0.5, last + 0.5)
    values = [point.y for point in points]
    low, high = min(values), max(values)
    room = (high - low) * 0.45 or abs(high) / 3 or 1.0
    base = low - room if low < 0 or low - room > 0 else 0.0
    return _Ground(*across, low=base, high=high + room / 4)


# ── the drawing itself, the same for every day ───────────────────────────────────────────────


@lru_cache(maxsize=1024)
def _drawn(points: tuple[_Point, ...], ground: _Ground, steps: bool) -> str:
    """Draw line, points and years; what stands inside the SVG element, which is left open.

    A specification of the drawing engine itself: laid out by hand it takes a tenth of the time
    that a chart's general layout takes, and a page of the law holds some sixty of them.
    """
    # Imported here: commands that draw nothing need not wait for it.
    import vl_convert

    svg: str = vl_convert.vega_to_svg(_specification(points, ground, steps=steps))
    bare = _SPOKEN.sub("", _FACE.sub("", _HEAD.sub("", svg, count=1)))
    return _FRACTION.sub(r"\1", bare).strip().removesuffix("</svg>")


def _specification(points: Sequence[_Point], ground: _Ground, *, steps: bool) -> dict[str, Any]:
    line = {
        "x": {"scale": "x", "field": "x"},
        "y": {"scale": "y", "field": "y"},
        "defined": {"field": "drawn"},
        "interpolate": {"value": "step-after" if steps else "linear"},
        "stroke": {"value": INK if steps else SOFT},
        "strokeWidth": {"value": 1.5 if steps else 1},
    }
    dot = {
        "x": {"scale": "x", "field": "x"},
        "y": {"scale": "y", "field": "y"},
        "size": {"value": 14 if steps else 22},
        "fill": {"field": "fill"},
        "stroke": {"value": INK},
        "strokeWidth": {"value": 1},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": WIDTH,
        "height": HEIGHT,
        "padding": {"left": _LEFT, "right": _RIGHT, "top": _TOP, "bottom": _BOTTOM},
        "autosize": "none",
        "data": [
            {"name": "line", "values": list(_line(points, ground))},
            {"name": "dots", "values": [_dot(point) for point in points]},
            {
                "name": "years",
                "values": [{"x": year, "t": str(year)} for year in _years_on(ground)],
            },
        ],
        "scales": [
            _scale("x", "width", ground.first, ground.last),
            _scale("y", "height", ground.low, ground.high),
        ],
        "marks": [
            _mark("rule", "years", _upright()),
            _mark("line", "line", line),
            _mark("symbol", "dots", dot),
            _mark("text", "years", _year_words()),
        ],
    }


def _scale(name: str, along: str, low: float, high: float) -> dict[str, Any]:
    return {"name": name, "type": "linear", "range": along, "domain": [low, high], "zero": False}


def _mark(kind: str, source: str, looks: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "from": {"data": source}, "encode": {"enter": looks}}


def _upright() -> dict[str, Any]:
    return {
        "x": {"scale": "x", "field": "x"},
        "y": {"value": HEIGHT},
        "y2": {"value": HEIGHT + 4},
        "stroke": {"value": SOFT},
        "strokeWidth": {"value": 1},
    }


def _year_words() -> dict[str, Any]:
    return {
        "x": {"scale": "x", "field": "x"},
        "y": {"value": HEIGHT + 16},
        "text": {"field": "t"},
        "align": {"value": "center"},
        "fill": {"value": SOFT},
        "fontSize": {"value": 11},
    }


def _line(points: Sequence[_Point], ground: _Ground) -> Iterator[dict[str, Any]]:
    for number, point in enumerate(points):
        yield {"x": point.x, "y": point.y, "drawn": True}
        until = ground.last if point.until is None else point.until
        following = points[number + 1].x if number + 1 < len(points) else None
        if until == following:
            continue
        yield {"x": until, "y": point.y, "drawn": True}
        yield {"x": until, "y": point.y, "drawn": False}


def _dot(point: _Point) -> dict[str, Any]:
    """A value worked out by formula stands as an open dot."""
    return {"x": point.x, "y": point.y, "fill": "#fff" if point.computed else INK}


def _years_on(ground: _Ground) -> list[int]:
    first, last = int(ground.first + 0.999), int(ground.last)
    step = _STEPS[bisect_left(_STEPS, min((last - first) / _TICKS, _STEPS[-1]))]
    start = first + -first % step
    return [year for year in range(start, last + 1, step) if _fits(ground, year)]


def _fits(ground: _Ground, year: int) -> bool:
    return 10 <= ground.across(year) <= WIDTH - 6


# ── what belongs to the day, and to whoever listens ──────────────────────────────────────────


def _head(figure: Figure, kept: Sequence[FigureValue]) -> str:
    told = "，".join(
        f"{figure_words.since(one)} {figure_words.value_in_words(one, figure.unit)}"
        for one in (kept if len(kept) <= 3 else (kept[0], kept[-1]))
    )
    said = escape(f"{figure.full_label}的沿革，共 {len(kept)} 个数值：{told}", quote=True)
    wide, high = WIDTH + _LEFT + _RIGHT, HEIGHT + _TOP + _BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lawchart" role="img" '
        f'aria-label="{said}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    )


def _marks(
    figure: Figure,
    kept: Sequence[FigureValue],
    points: Sequence[_Point],
    ground: _Ground,
    *,
    on: date,
) -> Iterator[str]:
    """Write the value in force by its point, the first and the last where there is room."""
    held = figure.find(on)
    here = next((number for number, one in enumerate(kept) if one is held), None)
    yield f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}" stroke="{LINE}"></line>'
    taken: list[float] = []
    wanted = [number for number in (here, 0, len(kept) - 1) if number is not None]
    for number in dict.fromkeys(wanted):
        across = ground.across(points[number].x)
        if any(abs(across - other) < 78 for other in taken):
            continue
        taken.append(across)
        words = figure_words.number(kept[number].value or Decimal(0), figure.unit)
        words += " %" if figure.unit == figure_words.RATE else ""
        yield _value(words, points, number, ground, in_force=number == here)


def _value(
    words: str, points: Sequence[_Point], number: int, ground: _Ground, *, in_force: bool
) -> str:
    across, down = ground.across(points[number].x), ground.down(points[number].y)
    to_the_right = across < WIDTH / 2
    side, shift = ("start", -3) if to_the_right else ("end", 3)
    # The words lie over the neighbour's line unless they stand on the other side of the point.
    beside = number + 1 if to_the_right else number - 1
    crowded = 0 <= beside < len(points) and points[beside].y > points[number].y
    below = crowded and down + 16 < HEIGHT
    look = f'fill="{BLUE}" font-weight="600"' if in_force else f'fill="{SOFT}"'
    dot = (
        f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3.5" fill="{BLUE}"></circle>'
        if in_force
        else ""
    )
    x, y = across + shift, down + (14 if below else -8)
    return (
        f'{dot}<text x="{x:.1f}" y="{y:.1f}" text-anchor="{side}" '
        f'font-size="12" {look}>{escape(words)}</text>'
    )
