"""How do days and what stands on them look on a calendar's pages, and in its spreadsheet?"""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for

from bargaining import errors
from bargaining.documents import lists
from bargaining.queries.calendar_days import LAST, Day, Entry
from bargaining.rules import short_words
from bargaining.rules.calendar import Calendar, DayKind
from bargaining.rules.day_words import long_day, month_day, weekday
from bargaining.rules.states import Holder
from bargaining.web import due_shapes, filters, gap_shapes

Shape = dict[str, Any]
Names = Mapping[str, str]

# Beyond them nobody has an appointment, and a calendar's arithmetic stays far from its ends.
YEARS = range(2000, 2100)
MARKS = {
    DayKind.FESTIVAL: ("休", "法定节日"),
    DayKind.REST: ("休", "放假"),
    DayKind.MAKE_UP: ("班", "补班"),
}
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
COLUMNS = [
    {"key": "name", "label": "企业", "sort": "name"},
    {"key": "street", "label": "街道（乡镇）", "sort": "street"},
    {"key": "duty", "label": "事项", "sort": "rule"},
    {"key": "holder", "label": "义务人", "sort": "holder"},
    {"key": "mark", "label": "这一天", "sort": ""},
    {"key": "due", "label": "期限", "sort": ""},
]
EXPORTED = (
    "日期", "这一天", "企业", "案号", "区", "街道（乡镇）", "事项", "义务人", "最早", "最晚",
    "是否确定", "情况",
)  # fmt: skip


# ── days ─────────────────────────────────────────────────────────────────────────────────────


def days(
    found: Mapping[date, Day],
    calendar: Calendar,
    *,
    first: date,
    last: date,
    today: date,
    places: tuple[str, ...],
    query: Mapping[str, Any],
) -> list[Shape]:
    """Shape every day from one to another: what it is by notice, and what stands on it."""
    shaped, on = [], first
    while on <= last:
        here = found.get(on)
        entries = [entry(one, today=today, places=places) for one in here.entries] if here else []
        total = here.total if here else 0
        shaped.append(
            day(calendar, on, today=today)
            | {
                "entries": entries,
                "total": total,
                "more": total - len(entries),
                "href": url_for("calendar.index", **{**query, "day": on.isoformat()}),
            }
        )
        on += _ONE_DAY
    return shaped


def day(calendar: Calendar, on: date, *, today: date) -> Shape:
    """Shape a day by itself: its number and weekday, a day off or a day to make up (日子)."""
    kind, name = _kind(calendar, on)
    mark, word = MARKS.get(kind, ("", ""))
    return {
        "on": on.isoformat(),
        "number": on.day,
        "column": on.isoweekday(),
        "label": month_day(on),
        "weekday": weekday(on),
        "kind": kind.value,
        "mark": mark,
        "word": (f"{name}{word}" if kind is not DayKind.FESTIVAL else name) if word else "",
        "today": on == today,
        "past": on < today,
    }


def _kind(calendar: Calendar, on: date) -> tuple[DayKind, str]:
    try:
        return calendar.kind_of(on), calendar.holiday_on(on) or ""
    except errors.LawMissing:  # a year far off: only its weeks are known
        return (DayKind.WEEKEND if on.weekday() >= _SATURDAY else DayKind.WORKDAY), ""


def unnoticed(calendar: Calendar, *, first: date, last: date) -> list[int]:
    """List the years among some days whose holiday notice is not recorded (尚未公布的年份)."""
    years = calendar.record.noticed_years
    return [year for year in range(first.year, last.year + 1) if year not in years]


def month_span(month: date) -> tuple[date, date]:
    """Return the first and the last day of a month (当月起止)."""
    return month.replace(day=1), _next_month(month) - _ONE_DAY


def _next_month(month: date) -> date:
    return (month.replace(day=28) + 4 * _ONE_DAY).replace(day=1)


def weeks(month: date) -> list[list[date]]:
    """List the weeks of a month, Monday first, with the days of its neighbours (当月各周)."""
    return Weeks(firstweekday=0).monthdatescalendar(month.year, month.month)


# ── what stands on a day ─────────────────────────────────────────────────────────────────────


def entry(one: Entry, *, today: date, places: tuple[str, ...]) -> Shape:
    """Shape one entry for a square: who in short, which step, how much time is left."""
    due = due_shapes.chip(one.deadline, on=today)
    word, tone = state(one, due, today=today)
    return {
        "href": url_for("cases.show", number=one.case.number),
        "name": short_words.short_name(one.case.title, places=places),
        "full": one.case.title,
        "step": short_words.step_words(one.deadline.proof),
        "label": due["label"],
        "last": one.mark == LAST,
        "word": word,
        "tone": tone,
    }


def state(one: Entry, due: Shape, *, today: date) -> tuple[str, str]:
    """Say in a few words how a deadline stands on its day, with the tone of it (期限状态)."""
    left = (one.on - today).days
    if due["state"] == "overdue":
        return f"已逾期 {abs(due['days'])} 天", "red"
    if due["state"] == "uncertain":
        return "待定", "grey"
    if left > 0:
        return f"还剩 {left} 天", "amber" if left <= due_shapes.SOON else "grey"
    if left == 0:
        return "今天到期" if one.mark == LAST or one.act_by == one.last_on else "今天", "amber"
    if not due["proved"]:
        return "待补收到凭证", "amber"
    if one.last_on is not None and one.last_on >= today:
        return f"最晚 {filters.short_day(one.last_on)}", "amber"
    return "这天已过", "grey"


def row(one: Entry, names: Names, *, today: date, with_district: bool) -> Shape:
    """Shape one entry as a line of a day's list."""
    due = due_shapes.deadline(one.deadline, on=today)
    of = one.case
    return {
        "href": url_for("cases.show", number=of.number),
        "title": of.title,
        "number": of.number,
        "street": names.get(of.street_code or "", "多个街道"),
        "district": names.get(of.district_code, "") if with_district else "",
        "duty": due["label"],
        "holder": gap_shapes.SHORT_HOLDERS[Holder(one.deadline.holder)],
        "mark": mark_words(one),
        "due": due,
        "word": state(one, due, today=today)[0],
        "tone": "red" if due["state"] == "overdue" else "",
    }


def mark_words(one: Entry) -> str:
    """Say what a day is to a deadline: the one to act by, the last, or both (这一天)."""
    if one.mark == LAST:
        return "最后一天"
    return "办理日" if one.last_on is None or one.act_by != one.last_on else "办理日、最后一天"


def exported(entries: Iterable[Entry], names: Names, *, today: date) -> list[list[lists.Value]]:
    """Shape entries for a spreadsheet."""
    return [_exported(one, names, today=today) for one in entries]


def _exported(one: Entry, names: Names, *, today: date) -> list[lists.Value]:
    told, of = row(one, names, today=today, with_district=True), one.case
    deadline = one.deadline
    return [
        one.on, told["mark"], of.title, of.number, told["district"], told["street"],
        told["duty"], told["holder"], deadline.earliest or one.act_by,
        deadline.latest or one.last_on, "确定" if deadline.certain else "待定", told["word"],
    ]  # fmt: skip


# ── words ────────────────────────────────────────────────────────────────────────────────────


def month_label(month: date) -> str:
    """Name a month: 2026年11月 (月份)."""
    return f"{month.year}年{month.month}月"


def week_label(monday: date) -> str:
    """Name a week by its number and its days (周次)."""
    year, number, _ = monday.isocalendar()
    sunday = monday + 6 * _ONE_DAY
    till = f"{sunday.day}日" if sunday.month == monday.month else f"{sunday.month}月{sunday.day}日"
    return f"{year}年第 {number} 周（{monday.month}月{monday.day}日至{till}）"


def day_label(on: date) -> str:
    """Name a day with its weekday (日期)."""
    return long_day(on)


def place_starts(names: Names, codes: Sequence[str]) -> tuple[str, ...]:
    """List the names that may begin an enterprise's: its province first, its district next."""
    provinces = {f"{code[:2]}0000" for code in codes if code}
    districts = {code[:6] for code in codes if code}
    return tuple(names[code] for code in (*sorted(provinces), *sorted(districts)) if code in names)
