"""A street's deadlines on the wall: a month a page, A4 across, black and white."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from bargaining.documents import fonts, pdf
from bargaining.rules.day_words import WEEKDAYS, long_day, month_day

MEDIA_TYPE = "application/pdf"
TITLE = "工资集体协商期限挂历"
OPEN, LAST = "○", "●"

# Measures of the sheet: tenths of a millimetre, and of a character of the small print.
_ROOM = 1660  # for all the weeks of a month
_NUMBER_ROOM, _LINE = 78, 36
_FIRST_LINE, _MORE_LINES = 125, 115  # its mark left aside; later lines may break early
_SIGN, _LETTER, _SPACE = 10, 8, 3
_LONGEST_NAME = 14

_SHEET = """
@page{size:A4 landscape;margin:8mm 8mm 7mm}
body{margin:0;font-family:"Noto Sans CJK SC";font-size:8pt;line-height:3.6mm;color:#000}
.month{break-after:page;position:relative}
.month:last-of-type{break-after:auto}
.head{height:11mm;overflow:hidden}
.head h1{display:inline;font-size:15pt;line-height:10mm;margin:0;font-weight:700}
.head b{font-size:19pt;line-height:10mm;margin-left:5mm}
.head span{float:right;font-size:8pt;line-height:10mm}
table{width:100%;border-collapse:collapse;table-layout:fixed}
th{border:.5pt solid #000;font-size:9pt;font-weight:700;height:6mm;line-height:6mm;padding:0;
text-align:center}
td{border:.5pt solid #000;padding:.6mm .8mm 0;vertical-align:top}
td.off{background:#ececec}
td.none{border-color:#999}
.day{height:7mm;line-height:7mm;font-size:17pt;font-weight:700;white-space:nowrap}
.day em{font-style:normal;font-size:8pt;font-weight:400}
.day i{font-style:normal;font-size:8pt;font-weight:700;border:.6pt solid #000;padding:0 .6mm;
margin:0 1mm 0 1.5mm}
.one{padding-left:1em;text-indent:-1em}
.rest-note{font-weight:700}
.foot{font-size:8pt;line-height:4mm;padding-top:1.2mm}
.rest{break-after:page}
.rest:last-of-type{break-after:auto}
.rest h2{font-size:13pt;line-height:8mm;margin:0 0 2mm;font-weight:700}
.columns{columns:3;column-gap:6mm;column-fill:auto}
.rest h3{font-size:9.5pt;line-height:6mm;margin:0;font-weight:700;border-bottom:.5pt solid #000;
break-after:avoid}
.rest p{break-inside:avoid;padding:.4mm 0 .4mm 1em;text-indent:-1em}
"""


@dataclass(frozen=True)
class WallEntry:
    """One deadline on its day (挂历上的一项); `last` where the day is the last in time."""

    name: str
    full_name: str
    step: str
    full_step: str
    last: bool


@dataclass(frozen=True)
class WallDay:
    """One day (挂历上的一天): `mark` is 休 or 班, `word` which holiday it is for."""

    on: date
    off: bool
    mark: str = ""
    word: str = ""
    entries: Sequence[WallEntry] = ()


@dataclass(frozen=True)
class WallMonth:
    """One month, its weeks from Monday to Sunday (挂历上的一个月); None beside its days."""

    first: date
    weeks: Sequence[Sequence[WallDay | None]]

    @property
    def days(self) -> list[WallDay]:
        """List its days in their order."""
        return [day for week in self.weeks for day in week if day is not None]


@dataclass(frozen=True)
class Wall:
    """What is printed for one street (街道挂历); `remarks` are finished sentences."""

    street: str
    months: Sequence[WallMonth]
    printed_on: date
    remarks: Sequence[str] = ()


def print_wall(wall: Wall, *, instance: Path = fonts.INSTANCE) -> bytes:
    """Print a wall calendar as PDF (打印挂历).

    What does not fit into a day's square stands in full on a page after its month. Raises Refused
    naming a character that no font can draw.
    """
    markup = written(wall)
    fonts.check([markup], face=fonts.HEI, here=fonts.shelf(instance))
    return pdf.print_page(markup, instance=instance)


def written(wall: Wall) -> str:
    """Write the pages as HTML (挂历页面)."""
    body = "".join(_month(wall, month) + _rest(wall, month) for month in wall.months)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{escape(wall.street)}{TITLE}</title><style>{_SHEET}</style></head>"
        f"<body>{body}</body></html>"
    )


def rooms(month: WallMonth) -> list[int]:
    """Share the height of a sheet among its weeks (各周行数): how many lines each square holds.

    A week that needs more gets more, and the rest is spread evenly.
    """
    left = (_ROOM - len(month.weeks) * _NUMBER_ROOM) // _LINE
    needs = [max(_needed(day) for day in week) for week in month.weeks]
    given = [0] * len(needs)
    while left:
        wanting = [at for at, need in enumerate(needs) if given[at] < need]
        for at in (wanting or range(len(given)))[:left]:
            given[at] += 1
            left -= 1
    return given


def _needed(day: WallDay | None) -> int:
    return sum(map(_lines, day.entries)) if day else 0


def fitting(entries: Sequence[WallEntry], *, room: int) -> int:
    """Count how many entries a square of so many lines holds (放得下几项)."""
    if sum(map(_lines, entries)) <= room:
        return len(entries)
    used = 1  # the line that says how many more there are
    for number, one in enumerate(entries):
        used += _lines(one)
        if used > room:
            return number
    return len(entries)


def _lines(one: WallEntry) -> int:
    wide = sum(map(_width, _words(one)))
    return 1 if wide <= _FIRST_LINE else -(-wide // _MORE_LINES)


def _width(sign: str) -> int:
    if sign == " ":
        return _SPACE
    return _LETTER if sign.isascii() else _SIGN


def _words(one: WallEntry) -> str:
    name = one.name
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 1]}…"
    return f"{name} {one.step}"


def _month(wall: Wall, month: WallMonth) -> str:
    heads = "".join(f"<th>周{name}</th>" for name in WEEKDAYS)
    weeks = "".join(
        f'<tr style="height:{(_NUMBER_ROOM + room * _LINE) / 10}mm">'
        f"{''.join(_day(day, room=room) for day in week)}</tr>"
        for week, room in zip(month.weeks, rooms(month), strict=True)
    )
    return (
        f'<section class="month"><div class="head"><span>{LAST} 最后一天　'
        f"{OPEN} 最晚请在这天办</span><h1>{escape(wall.street)}{TITLE}</h1>"
        f"<b>{month.first.year}年{month.first.month}月</b></div>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{weeks}</tbody></table>"
        f'<p class="foot">{escape("".join(_foot(wall, month)))}</p></section>'
    )


def _foot(wall: Wall, month: WallMonth) -> Iterator[str]:
    if not any(day.entries for day in month.days):
        yield "本月没有到期的事项。"
    yield from wall.remarks
    yield f"打印日期：{long_day(wall.printed_on)}，以后的变化以系统当天显示为准。"


def _day(day: WallDay | None, *, room: int) -> str:
    if day is None:
        return '<td class="none"></td>'
    holds = fitting(day.entries, room=room)
    mark = f"<i>{day.mark}</i><em>{escape(day.word)}</em>" if day.mark else ""
    more = len(day.entries) - holds
    return (
        f'<td{" class=off" if day.off else ""}><div class="day">{day.on.day}{mark}</div>'
        + "".join(f'<p class="one">{_sign(one)}{escape(_words(one))}</p>'
                  for one in day.entries[:holds])
        + (f'<p class="rest-note">另有 {more} 项，见附页</p>' if more else "")
        + "</td>"
    )  # fmt: skip


def _sign(one: WallEntry) -> str:
    return LAST if one.last else OPEN


def _rest(wall: Wall, month: WallMonth) -> str:
    left = [
        (day, day.entries[holds:])
        for week, room in zip(month.weeks, rooms(month), strict=True)
        for day in week
        if day and (holds := fitting(day.entries, room=room)) < len(day.entries)
    ]
    if not left:
        return ""
    days = "".join(
        f"<h3>{month_day(day.on)}</h3>"
        + "".join(
            f"<p>{_sign(one)}{escape(one.full_name)}：{escape(one.full_step)}</p>" for one in more
        )
        for day, more in left
    )
    return (
        f'<section class="rest"><h2>{escape(wall.street)}　{month.first.year}年'
        f'{month.first.month}月　当天其余事项</h2><div class="columns">{days}</div></section>'
    )
