"""How does a deadline prove itself? Each step of its counting as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bargaining.rules import deadline_rulings as rulings
from bargaining.rules.basis import Basis
from bargaining.rules.calendar import NEW_YEAR_REACH_FROM, Calendar, DayKind, Reading
from bargaining.rules.day_words import day_beside, long_day, month_day, weekday
from bargaining.rules.deadline_rules import DatedBasis, Direction, Unit
from bargaining.rules.deadline_telling import (
    Ruling,
    Source,
    Span,
    Step,
    Telling,
    length_in_words,
    step_as_json,
)
from bargaining.rules.festivals import ONE_DAY

__all__ = ["Ruling", "Source", "Span", "Step", "Telling", "step_as_json"]


def tell(telling: Telling) -> tuple[Step, ...]:
    """Tell a deadline's counting step by step (推算过程)."""
    if telling.span.raw is None:
        counted = _without_length(telling)
    elif telling.rule.direction is Direction.FORWARD:
        counted = _forward(telling)
    else:
        counted = _backward(telling)
    return (
        *counted,
        *_later(telling),
        *rulings.tell_sources(telling),
        *rulings.tell_rulings(telling),
        *_effect(telling),
        *rulings.tell_versions(telling),
    )


def awaited_years(telling: Telling) -> tuple[int, ...]:
    """List the years whose holiday notice would settle the day (尚待公布的放假安排)."""
    span = telling.span
    if span.raw is None or span.bounds is None or span.bounds.certain:
        return ()
    counts = telling.rule.unit is Unit.WORKING_DAYS
    day, found = telling.begin + ONE_DAY if counts else span.raw, dict[int, None]()
    while day <= span.bounds.latest:
        if not telling.calendar.is_known(day):
            noticed = day.year in telling.calendar.record.noticed_years
            late = day.month == 12 and day.day >= NEW_YEAR_REACH_FROM
            cut = telling.calendar.known_until is not None and day > telling.calendar.known_until
            found[day.year + 1 if noticed and late and not cut else day.year] = None
        day += ONE_DAY
    return tuple(found)


# ── why a day is off ─────────────────────────────────────────────────────────────────────────


def why(calendar: Calendar, day: date) -> str:
    """Say why a day is off, or worked though a weekend; empty for a plain workday (放假原因)."""
    notice = calendar.notice_on(day)
    known = f"（{notice}）" if notice else ""
    unknown = "" if calendar.is_known(day) else "，放假安排还没有公布"
    match calendar.kind_of(day):
        case DayKind.FESTIVAL:
            return f"{calendar.festival_on(day)}，法定节日{known}"
        case DayKind.REST:
            return f"{calendar.holiday_on(day)}放假调休{known}"
        case DayKind.MAKE_UP:
            return f"{calendar.holiday_on(day)}调休补班，{weekday(day)}照常上班{known}"
        case DayKind.WEEKEND:
            return f"周末{unknown}"
        case DayKind.WORKDAY:
            return f"工作日{unknown}" if unknown else ""


def _cited(basis: Basis | None) -> str:
    return f"（{basis}）" if basis else ""


# ── forward: count, roll over, both readings ─────────────────────────────────────────────────


def _without_length(telling: Telling) -> Iterator[Step]:
    rule, start = telling.rule, telling.start
    yield Step("start", start, None, f"{long_day(start)}，{rule.start}。")
    yield Step("no_length", None, None, rule.note or "条文没有规定日数，不推算最后一天。")


def _forward(telling: Telling) -> Iterator[Step]:
    rule, raw = telling.rule, telling.span.raw
    if raw is None:
        return
    yield from _starts(telling)
    match rule.unit:
        case Unit.WORKING_DAYS:
            yield from _working_days(telling, raw)
        case Unit.MONTHS:
            yield _months(telling, raw)
            yield from _roll_over(telling, raw)
        case _:
            yield from _natural_days(telling, raw)
            yield from _roll_over(telling, raw)
    yield from _interval(telling)


def _starts(telling: Telling) -> Iterator[Step]:
    """Say from which day it is counted: the event, or a later one that takes its place."""
    rule, start, begin, moved = telling.rule, telling.start, telling.begin, telling.circumstances
    by = "" if rule.unit is Unit.MONTHS else _cited(telling.counted_by)
    counted = f"当天不算，从第二天 {day_beside(begin + ONE_DAY, begin)}数起{by}。"
    only = moved.completed_on is None and moved.second_on is None
    text = f"{long_day(start)}，{rule.start}。"
    yield Step("start", start, None, text + counted if only else text)
    if moved.completed_on is not None and rule.completion is not None:
        text = (
            f"{long_day(moved.completed_on)}，{rule.completion.event}；"
            f"从这天重新起算{_articles(telling, rule.completion.basis)}。"
        )
        yield Step("restart", moved.completed_on, None, text)
    if moved.second_on is not None and rule.second_start is not None:
        end = telling.other_end
        text = (
            f"另有规定从“{rule.second_start.event}”起算"
            f"{_articles(telling, rule.second_start.basis)}：{long_day(moved.second_on)}"
            f"{f'，到 {day_beside(end, moved.second_on)}' if end else ''}。"
        )
        yield Step("restart", moved.second_on, None, text)
    if not only:
        yield Step("restart", begin, None, f"取较晚的 {long_day(begin)}，{counted}")


def _articles(telling: Telling, cited: tuple[DatedBasis, ...]) -> str:
    held = [one for one in cited if one.holds(on=telling.start, kind=telling.kind)]
    return f"（{'；'.join(str(one.basis()) for one in held)}）" if held else ""


def _natural_days(telling: Telling, raw: date) -> Iterator[Step]:
    rule, added = telling.rule, telling.circumstances.extended_by
    first_end = raw - added * ONE_DAY
    passing = "，中间的周末、节假日也算在内" if _passes_days_off(telling, raw) else ""
    said = _last_day(telling, raw)
    counted = f"数 {length_in_words(rule)}{passing}，最后一天是 {long_day(first_end)}。"
    if not added:
        yield Step("count", raw, rule.length, counted + said)
        return
    yield Step("count", first_end, rule.length, counted)
    by = _articles(telling, rule.extension.basis) if rule.extension else ""
    text = (
        f"决定延长 {added} 日，从 {month_day(first_end)}接着数，中间不再顺延{by}，"
        f"最后一天是 {long_day(raw)}。{said}"
    )
    yield Step("extend", raw, added, text)


def _last_day(telling: Telling, raw: date) -> str:
    """Say what the last day is, where it is no plain workday that is known to be one."""
    reason, bounds = why(telling.calendar, raw), telling.span.bounds
    if not reason:
        return ""
    if bounds is not None and bounds.latest == raw and not telling.calendar.is_known(raw):
        return "这天离法定节日较远，放假安排不管怎么定都是工作日。"
    return f"这天是{reason}。"


def _passes_days_off(telling: Telling, raw: date) -> bool:
    day = telling.begin + ONE_DAY
    while day < raw:
        if telling.calendar.is_off(day, reading=Reading.B):
            return True
        day += ONE_DAY
    return False


def _months(telling: Telling, raw: date) -> Step:
    rule, start = telling.rule, telling.begin
    text = (
        f"数 {length_in_words(rule)}，到 {raw.year}年{raw.month}月的同一日"
        f"{_month_end(start, raw)}，最后一天是 {long_day(raw)}{_cited(telling.counted_by)}。"
    )
    return Step("count", raw, None, text)


def _month_end(start: date, found: date) -> str:
    if start.day == found.day:
        return ""
    return f"；{found.month}月没有 {start.day} 日，取月末"


def _working_days(telling: Telling, raw: date) -> Iterator[Step]:
    calendar, since = telling.calendar, telling.begin + ONE_DAY
    yield from _skipped(calendar, since, raw)
    day = since
    while day <= raw:
        if calendar.kind_of(day) is DayKind.MAKE_UP:
            yield Step("make_up", day, 1, f"{month_day(day)} {why(calendar, day)}，算一个工作日。")
        day += ONE_DAY
    ends = "最后一天是" if telling.span.bounds and telling.span.bounds.certain else "暂算到"
    text = f"数 {length_in_words(telling.rule)}，休息日、放假日不算，{ends} {long_day(raw)}。"
    yield Step("count", raw, telling.rule.length, text)


def _skipped(calendar: Calendar, since: date, until: date) -> Iterator[Step]:
    day = since
    while day < until:
        if calendar.is_off(day, reading=Reading.B):
            yield Step("skip", day, 1, f"{day_beside(day, until)} {why(calendar, day)}。")
        day += ONE_DAY


def _roll_over(telling: Telling, raw: date) -> Iterator[Step]:
    by_a, by_b, by = telling.span.by_a, telling.span.by_b, _cited(telling.rolled_by)
    if by_a is None or by_b is None:
        return
    yield from _skipped(telling.calendar, raw, by_b)
    for_now = "" if telling.span.bounds and telling.span.bounds.certain else "暂"
    worked = "，这天补班" if telling.calendar.kind_of(by_b) is DayKind.MAKE_UP else ""
    if by_b == raw:
        text = f"这天{'按现有的安排' if for_now else ''}不放假，{for_now}不顺延。"
    elif by_a == by_b:
        text = f"最后一天遇放假，{for_now}顺延到放假后的第一天 {long_day(by_b)}{by}{worked}。"
    else:
        text = f"最后一天遇放假，{for_now}顺延到放假后的第一个工作日 {long_day(by_b)}{by}{worked}。"
    yield Step("roll_over", by_b, (by_b - raw).days, text)
    if by_a != by_b:
        yield _readings(raw, by_a, by_b, reading=telling.reading)


def _readings(raw: date, by_a: date, by_b: date, *, reading: Reading) -> Step:
    judging = "" if reading is Reading.B else "，判断逾期按口径A"
    stays = "不顺延，仍是" if by_a == raw else "顺延到"
    text = (
        "条文只写“法定休假日”，没有写明是否包括周末和调休日。"
        f"口径A只顺延法定节日，{stays} {day_beside(by_a, by_b)}；"
        f"口径B连周末、调休日一并顺延，到 {day_beside(by_b, by_a)}。截止日按口径B{judging}。"
    )
    return Step("readings", by_b, (by_b - by_a).days, text)


def _interval(telling: Telling) -> Iterator[Step]:
    bounds = telling.span.bounds
    if bounds is None or bounds.certain:
        return
    years = "、".join(f"{year} 年" for year in awaited_years(telling))
    text = (
        f"{years}的放假安排还没有公布：最早 {long_day(bounds.earliest)}，"
        f"最晚 {long_day(bounds.latest)}。法定节日一定放假；周末可能要补班，"
        "节日前后的工作日可能放假。安排公布并录入后，自动重新推算。"
    )
    yield Step("interval", bounds.latest, (bounds.latest - bounds.earliest).days, text)


# ── backward: a window, or so many days before ───────────────────────────────────────────────


def _backward(telling: Telling) -> Iterator[Step]:
    rule, start, span = telling.rule, telling.start, telling.span
    yield Step("start", start, None, f"{long_day(start)}，{rule.start}。从这天往前数。")
    if span.opens_on is not None and span.raw is not None:
        month_end = _month_end(start, span.opens_on) if rule.unit is Unit.MONTHS else ""
        by = _cited(telling.counted_by) if rule.unit is Unit.MONTHS else ""
        counted = f"往前数 {length_in_words(rule)}{month_end}{by}"
        text = f"{counted}，从 {long_day(span.opens_on)}起可以办理。"
        yield Step("opens", span.opens_on, rule.length, text)
        text = f"到前一天 {long_day(span.raw)}为止；往前数的期间，遇放假不顺延。"
        yield Step("closes", span.raw, 1, text)
    elif span.raw is not None:
        text = (
            f"往前数 {length_in_words(rule)}，最后一天是 {long_day(span.raw)}；"
            "往前数的期限，遇放假不顺延。"
        )
        yield Step("count", span.raw, rule.length, text)


# ── what follows ─────────────────────────────────────────────────────────────────────────────


def _later(telling: Telling) -> Iterator[Step]:
    """Say what may still move the end: an extension, or that the duty comes again."""
    rule, to = telling.rule, telling.extends_to
    if rule.extension is not None and to is not None:
        text = (
            f"可以决定延长，最多 {rule.extension.length} 日，接着原来的最后一天数，"
            f"最晚到 {long_day(to)}{_articles(telling, rule.extension.basis)}。"
        )
        yield Step("may_extend", to, rule.extension.length, text)
    if rule.every is not None and not rule.note:
        often = "每年" if rule.every == 1 else f"每 {rule.every} 年"
        yield Step("every", None, None, f"{often}至少一次，办完这次，下一次另行起算。")


def _effect(telling: Telling) -> Iterator[Step]:
    if not telling.rule.takes_effect or telling.span.raw is None:
        return
    on = telling.span.effective_on
    if on is None:
        text = "放假安排公布后才能确定，在此以前不写默示生效。"
        yield Step("effect", None, None, text)
    else:
        text = f"到期没有提出异议的，第二天 {long_day(on)}起生效（要有收到凭证）。"
        yield Step("effect", on, 1, text)
