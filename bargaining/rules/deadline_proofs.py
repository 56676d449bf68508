"""How does a deadline prove itself? Each step of its counting as a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bargaining.rules.basis import Basis
from bargaining.rules.calendar import Bounds, Calendar, DayKind, Reading
from bargaining.rules.deadline_rules import (
    UNIT_LABELS,
    ContractKind,
    DeadlineRule,
    Direction,
    Unit,
)
from bargaining.rules.festivals import ONE_DAY

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Step:
    """One step of a proof (推算步骤): what happens on a day, after how many days, in words."""

    kind: str
    on: date | None
    days: int | None
    text: str


@dataclass(frozen=True)
class Span:
    """One rule counted from one event (单项推算结果); empty where the rule names no length."""

    raw: date | None = None
    by_a: date | None = None
    by_b: date | None = None
    bounds: Bounds | None = None
    opens_on: date | None = None

    @property
    def reminder(self) -> date | None:
        """Return the day to remind on: before any roll-over, a window's first (提醒日)."""
        if self.opens_on is not None:
            return self.opens_on
        return min(self.raw, self.bounds.earliest) if self.raw and self.bounds else None

    @property
    def effective_on(self) -> date | None:
        """Return the day after the end, None while no one can know it (届满次日)."""
        if self.by_b is None or self.bounds is None or not self.bounds.certain:
            return None
        return self.by_b + ONE_DAY


@dataclass(frozen=True)
class Ruling:
    """The source that decides, and the day it decides on (起决定作用的规则)."""

    on: date
    rule: DeadlineRule


@dataclass(frozen=True)
class Telling:
    """All that a proof is told from (推算材料)."""

    rule: DeadlineRule
    start: date
    span: Span
    remind: Ruling | None
    judge: Ruling | None
    kind: ContractKind
    calendar: Calendar
    counted_by: Basis | None
    rolled_by: Basis | None


def tell(telling: Telling) -> tuple[Step, ...]:
    """Tell a deadline's counting step by step (推算过程)."""
    if telling.span.raw is None:
        return tuple(_without_length(telling))
    if telling.rule.direction is Direction.FORWARD:
        return (*_forward(telling), *_rulings(telling), *_effect(telling))
    return (*_backward(telling), *_rulings(telling))


def long_day(day: date) -> str:
    """Write a day out with its weekday: 2026年10月8日（周四） (日期写法)."""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def short_day(day: date, *, beside: date) -> str:
    """Write a day as 10-08, with its year where it differs from the day beside it (日期简写)."""
    return day.isoformat() if day.year != beside.year else f"{day:%m-%d}"


def length_in_words(rule: DeadlineRule) -> str:
    """Write a rule's length with its unit: 20日, 15个工作日, 3个月 (期限写法)."""
    return f"{rule.length}{UNIT_LABELS[rule.unit]}" if rule.length else "及时"


def _without_length(telling: Telling) -> Iterator[Step]:
    rule, start = telling.rule, telling.start
    yield Step("start", start, None, f"起算：{start.isoformat()} {rule.start}")
    yield Step("no_length", None, None, rule.note or "条文没有规定日数，不推算届满日。")


def _by(basis: Basis | None) -> str:
    return f"，{basis.text}{basis.article}" if basis else ""


def _in_brackets(basis: Basis | None) -> str:
    return f"（{basis.text}{basis.article}）" if basis else ""


def _start(telling: Telling) -> Step:
    text = (
        f"起算：{telling.start.isoformat()} {telling.rule.start}，"
        f"当日不计，次日起算{_in_brackets(telling.counted_by)}"
    )
    return Step("start", telling.start, None, text)


def _forward(telling: Telling) -> Iterator[Step]:
    rule, raw, calendar = telling.rule, telling.span.raw, telling.calendar
    if raw is None:
        return
    yield _start(telling)
    if rule.unit is Unit.WORKING_DAYS:
        yield from _skipped(calendar, telling.start + ONE_DAY, raw)
        yield Step("count", raw, rule.length, f"＋{length_in_words(rule)} → {raw.isoformat()}")
    else:
        reason = why(calendar, raw)
        said = f"（{reason}）" if reason else ""
        days = None if rule.unit is Unit.MONTHS else rule.length
        text = f"＋{length_in_words(rule)} → {raw.isoformat()}{said}"
        yield Step("count", raw, days, text)
        yield from _roll_over(telling, raw)
    yield from _interval(telling)


def _roll_over(telling: Telling, raw: date) -> Iterator[Step]:
    by_a, by_b = telling.span.by_a, telling.span.by_b
    if by_a is None or by_b is None:
        return
    yield from _skipped(telling.calendar, raw, by_b)
    days = (by_b - raw).days
    if by_a == by_b == raw:
        text = f"届满日不是放假日，不顺延 → {raw.isoformat()}（口径A、B相同）"
    elif by_a == by_b:
        text = f"顺延至法定节日后首日 → {by_b.isoformat()}（口径A、B相同{_by(telling.rolled_by)}）"
    else:
        text = (
            f"顺延至放假后首个工作日 → {by_b.isoformat()}"
            f"（口径B；口径A为 {short_day(by_a, beside=by_b)}，仅法定节日顺延"
            f"{_by(telling.rolled_by)}）"
        )
    yield Step("roll_over", by_b, days, text)


def _skipped(calendar: Calendar, since: date, until: date) -> Iterator[Step]:
    day = since
    while day < until:
        if calendar.is_off(day, reading=Reading.B):
            yield Step("skip", day, 1, f"{short_day(day, beside=until)} {why(calendar, day)}")
        day += ONE_DAY


def why(calendar: Calendar, day: date) -> str:
    """Say why a day is off, or worked though a weekend; empty for a plain workday (放假原因)."""
    notice = calendar.notice_on(day)
    known = f"，{notice}" if notice else ""
    unknown = "" if calendar.is_known(day) else "，当年放假安排尚未公布"
    weekday = f"周{WEEKDAYS[day.weekday()]}"
    holiday = calendar.holiday_on(day)
    match calendar.kind_of(day):
        case DayKind.FESTIVAL:
            return f"{calendar.festival_on(day)}，法定节日{known}"
        case DayKind.REST:
            return f"{holiday}放假调休{known}"
        case DayKind.MAKE_UP:
            return f"{weekday}，{holiday}调休补班，照常上班{known}"
        case DayKind.WEEKEND:
            return f"{weekday}休息{unknown}"
        case DayKind.WORKDAY:
            return unknown.removeprefix("，")


def _interval(telling: Telling) -> Iterator[Step]:
    bounds = telling.span.bounds
    if bounds is None or bounds.certain:
        return
    text = (
        f"放假安排尚未公布：届满日最早 {bounds.earliest.isoformat()}，"
        f"最晚 {bounds.latest.isoformat()}；法定节日必放，双休日可能补班，"
        "节日前后的工作日可能放假，通知公布后自动确定"
    )
    yield Step("interval", bounds.latest, (bounds.latest - bounds.earliest).days, text)


def _backward(telling: Telling) -> Iterator[Step]:
    rule, start, span = telling.rule, telling.start, telling.span
    yield Step("start", start, None, f"起算：{start.isoformat()} {rule.start}，自该日倒算")
    counted = length_in_words(rule)
    by = _in_brackets(telling.counted_by) if rule.unit is Unit.MONTHS else ""
    if span.opens_on is not None and span.raw is not None:
        text = f"－{counted} → {span.opens_on.isoformat()} 起可以办理{by}"
        yield Step("opens", span.opens_on, rule.length, text)
        text = f"前一日 → {span.raw.isoformat()} 止，放假日不顺延"
        yield Step("closes", span.raw, 1, text)
    else:
        day = span.raw
        said = day.isoformat() if day else ""
        yield Step("count", day, rule.length, f"－{counted} → {said}，放假日不顺延")


def _rulings(telling: Telling) -> Iterator[Step]:
    remind, judge = telling.remind, telling.judge
    if remind is None:
        return
    if judge is None:
        text = f"提醒按 {remind.on.isoformat()}；这是权利，不判断逾期"
        yield Step("remind", remind.on, None, text)
        return
    if telling.span.opens_on is not None:
        text = f"自 {remind.on.isoformat()} 起提醒，{judge.on.isoformat()} 后判断逾期"
        yield Step("overdue", judge.on, None, text)
        return
    if remind.on == judge.on:
        yield Step("overdue", judge.on, None, f"提醒、判断逾期均按 {judge.on.isoformat()}")
        return
    alone = remind.rule.id == judge.rule.id
    told = "" if alone else f"（{_named(telling, remind)}）"
    judged = "规则冲突时从宽判逾期" if alone else f"{_named(telling, judge)}；从宽判逾期"
    text = (
        f"提醒按 {short_day(remind.on, beside=judge.on)}{told}，"
        f"判断逾期按 {judge.on.isoformat()}（{judged}）"
    )
    yield Step("overdue", judge.on, None, text)


def _named(telling: Telling, ruling: Ruling) -> str:
    cited = ruling.rule.cited(on=telling.start, kind=telling.kind)
    source = f"{cited[0].text}{cited[0].article}" if cited else ruling.rule.id
    return f"{source}，{length_in_words(ruling.rule)}"


def _effect(telling: Telling) -> Iterator[Step]:
    if not telling.rule.takes_effect:
        return
    on = telling.span.effective_on
    if on is None:
        yield Step("effect", None, None, "生效日待放假安排公布后确定，期间不写默示生效")
    else:
        text = f"届满的次日 → {on.isoformat()} 未提出异议即行生效（以收到凭证为前提）"
        yield Step("effect", on, 1, text)
