"""By when must it be done? One rule, one event, one calendar: the day, with its proof."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bargaining import errors
from bargaining.rules import deadline_proofs as proofs
from bargaining.rules.basis import Basis
from bargaining.rules.calendar import Bounds, Calendar, Reading, add_days, add_months
from bargaining.rules.deadline_rules import (
    CONTRACT_LABELS,
    Circumstances,
    ContractKind,
    CountingMatter,
    DeadlineRule,
    Direction,
    Unit,
)
from bargaining.rules.lawbook import LawBook

NOTHING_ELSE = Circumstances()


@dataclass(frozen=True)
class Window:
    """From which day to which day a right or duty can be used (可办理的期间)."""

    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Due:
    """A deadline's answer with its proof (期限与推算过程).

    `due_on` is reading B of this rule; while a holiday notice is missing it is a projection
    between `earliest` and `latest`, and `certain` is false. `remind_on` is the shortest and
    `overdue_after` the longest over every source of the same duty; the latter is the last day
    in time by the reading `judged_by`, at its latest. All days are None for a rule that names
    no length. `counted_from` differs from `start` where papers were completed on written demand.
    """

    rule: str
    label: str
    place: str
    start: date
    start_event: str
    contract_kind: ContractKind
    length: int | None
    unit: Unit
    direction: Direction
    duty: str
    holder: str
    effective_from: date
    rule_version: str
    raw_due_on: date | None
    due_on: date | None
    reading_a: date | None
    reading_b: date | None
    window: Window | None
    remind_on: date | None
    overdue_after: date | None
    effective_on: date | None
    earliest: date | None
    latest: date | None
    certain: bool
    awaits: tuple[int, ...]
    steps: tuple[proofs.Step, ...]
    basis: tuple[Basis, ...]
    consequence: str
    consequence_basis: tuple[Basis, ...]
    note: str
    counted_from: date
    circumstances: Circumstances
    judged_by: Reading
    extends_to: date | None
    every: int | None
    sources: tuple[proofs.Source, ...]


def due(
    rule_id: str,
    start: date,
    *,
    place: str,
    book: LawBook,
    calendar: Calendar,
    contract_kind: ContractKind | None = None,
    judged_by: Reading | None = None,
    circumstances: Circumstances = NOTHING_ELSE,
) -> Due:
    """Work out a deadline by the law in force on the day of its event (推算期限).

    `judged_by` is the reading that judges lateness, None for the place's own. Raises Unusable
    for an unknown rule or place, a contract kind the rule is not about, circumstances it does
    not know, or a day beyond counting; LawMissing where rule, festivals or lunar days are not
    recorded.
    """
    rule = book.rule(rule_id, on=start, place=place)
    kind = _kind(rule, contract_kind)
    _refuse(circumstances, rule, start, kind=kind)
    circumstances = _in_time(circumstances, rule, start, calendar=calendar)
    begin = _begin(circumstances, start)
    span = reach(rule, begin, calendar=calendar, extended_by=circumstances.extended_by)
    reading = rule.judged_by or judged_by or book.reading(place)
    sources = tuple(
        proofs.Source(each, span if each is rule else reach(each, begin, calendar=calendar))
        for each in book.sources(rule.duty, on=start, place=place, kind=kind)
    )
    remind, judge = _resolve(rule, sources, reading=reading)
    telling = proofs.Telling(
        rule=rule,
        start=start,
        span=span,
        remind=remind,
        judge=judge,
        kind=kind,
        calendar=calendar,
        counted_by=book.counting_basis(_matter(rule), on=start),
        rolled_by=book.counting_basis(CountingMatter.ROLL_OVER, on=start),
        circumstances=circumstances,
        reading=reading,
        sources=sources,
        begin=begin,
        other_end=_other_end(rule, circumstances, calendar=calendar),
        extends_to=_extends_to(rule, begin, circumstances, calendar=calendar),
    )
    return _answer(telling, place=place)


def due_on(
    rule_id: str, start: date, *, place: str, book: LawBook, calendar: Calendar
) -> date | None:
    """Name a deadline's last day by reading B (期限末日), without its proof and other sources.

    The same day as `due` answers, for many at once. Raises what `due` raises.
    """
    return reach(book.rule(rule_id, on=start, place=place), start, calendar=calendar).by_b


def _kind(rule: DeadlineRule, wanted: ContractKind | None) -> ContractKind:
    kind = wanted or rule.default_kind
    if kind not in rule.kinds:
        raise errors.Unusable(f"{rule.id} 不适用于{CONTRACT_LABELS[kind]}。", field="contract_kind")
    return kind


def _refuse(
    circumstances: Circumstances, rule: DeadlineRule, start: date, *, kind: ContractKind
) -> None:
    """Say which circumstances this rule does not know, or cannot have."""
    if circumstances.extended_by:
        _refuse_extension(circumstances.extended_by, rule)
    if circumstances.second_on is not None:
        second = rule.second_start
        if second is None or kind not in second.kinds:
            raise errors.Unusable(f"{rule.id} 没有另一种起算。", field="second_on")
    if circumstances.completed_on is not None:
        if rule.completion is None:
            raise errors.Unusable(f"{rule.id} 没有补正后重新起算的规定。", field="completed_on")
        if circumstances.completed_on < start:
            raise errors.Unusable("材料补齐之日不能早于首次收到之日。", field="completed_on")


def _refuse_extension(days: int, rule: DeadlineRule) -> None:
    if rule.extension is None or rule.length is None:
        raise errors.Unusable(f"{rule.id} 没有可以延长的规定。", field="extended_by")
    most = rule.extension.length
    if not 0 < days <= most:
        raise errors.Unusable(
            f"{rule.id} 最多延长 {most} 日（合计不超过 {rule.length + most} 日）。",
            field="extended_by",
        )


def _in_time(
    circumstances: Circumstances, rule: DeadlineRule, start: date, *, calendar: Calendar
) -> Circumstances:
    """Leave a completion out that was asked for after the days were over (劳动合同法 第54条)."""
    asked_on = circumstances.demanded_on
    if circumstances.completed_on is None or asked_on is None:
        return circumstances
    first = max(start, circumstances.second_on or start)
    last = reach(rule, first, calendar=calendar).by_b
    if last is None or asked_on <= last:
        return circumstances
    return replace(circumstances, completed_on=None, demanded_on=None)


def _begin(circumstances: Circumstances, start: date) -> date:
    """Of two starts the later one counts; papers completed on written demand start anew."""
    first = circumstances.completed_on or start
    return max(first, circumstances.second_on or first)


def _other_end(
    rule: DeadlineRule, circumstances: Circumstances, *, calendar: Calendar
) -> date | None:
    """Count from the second start alone, so that both days can be shown."""
    if circumstances.second_on is None:
        return None
    return reach(rule, circumstances.second_on, calendar=calendar).by_b


def _extends_to(
    rule: DeadlineRule, begin: date, circumstances: Circumstances, *, calendar: Calendar
) -> date | None:
    """Name the last day an extension could lead to, while none has been decided."""
    if rule.extension is None or circumstances.extended_by:
        return None
    return reach(rule, begin, calendar=calendar, extended_by=rule.extension.length).by_b


def _answer(telling: proofs.Telling, *, place: str) -> Due:
    rule, start, span, kind = telling.rule, telling.start, telling.span, telling.kind
    return Due(
        rule=rule.id,
        label=rule.label,
        place=place,
        start=start,
        start_event=rule.start,
        contract_kind=kind,
        length=rule.length,
        unit=rule.unit,
        direction=rule.direction,
        duty=rule.duty,
        holder=rule.holder,
        effective_from=rule.effective_from,
        rule_version=rule.version,
        raw_due_on=span.raw,
        due_on=span.by_b,
        reading_a=span.by_a,
        reading_b=span.by_b,
        window=_window(span),
        remind_on=telling.remind.on if telling.remind else None,
        overdue_after=telling.judge.on if telling.judge else None,
        effective_on=span.effective_on if rule.takes_effect else None,
        earliest=span.bounds.earliest if span.bounds else None,
        latest=span.bounds.latest if span.bounds else None,
        certain=span.bounds is None or span.bounds.certain,
        awaits=proofs.awaited_years(telling),
        steps=proofs.tell(telling),
        basis=rule.cited(on=start, kind=kind),
        consequence=rule.consequence,
        consequence_basis=rule.cited_for_consequence(on=start, kind=kind),
        note=rule.note,
        counted_from=telling.begin,
        circumstances=telling.circumstances,
        judged_by=telling.reading,
        extends_to=telling.extends_to,
        every=rule.every,
        sources=telling.sources,
    )


def reach(
    rule: DeadlineRule, start: date, *, calendar: Calendar, extended_by: int = 0
) -> proofs.Span:
    """Count one rule alone from its event, without its proof (单项期限).

    An extension is counted on from the raw last day, so that only one end rolls over.
    """
    if rule.length is None:
        return proofs.Span()
    if rule.direction is Direction.WINDOW:
        closes_on = add_days(start, days=-1)
        opens_on = min(_counted(rule, start, length=-rule.length), closes_on)
        return _fixed(closes_on, opens_on=opens_on)
    if rule.direction is Direction.BACKWARD:
        return _fixed(_counted(rule, start, length=-rule.length))
    if rule.unit is Unit.WORKING_DAYS:
        day = calendar.count_workdays(start, days=rule.length)
        return proofs.Span(
            raw=day,
            by_a=day,
            by_b=day,
            bounds=calendar.workday_bounds(start, days=rule.length),
        )
    raw = add_days(_counted(rule, start, length=rule.length), days=extended_by)
    return proofs.Span(
        raw=raw,
        by_a=calendar.roll(raw, reading=Reading.A),
        by_b=calendar.roll(raw, reading=Reading.B),
        bounds=calendar.roll_bounds(raw),
        rolls=True,
    )


def due_as_json(answer: Due) -> dict[str, Any]:
    """Put a deadline into the shape that `law due --json` prints, days ISO (期限的 JSON)."""
    window = answer.window
    return {
        "rule": answer.rule,
        "label": answer.label,
        "place": answer.place,
        "start": _iso(answer.start),
        "start_event": answer.start_event,
        "contract_kind": answer.contract_kind.value,
        "length": answer.length,
        "unit": answer.unit.value,
        "direction": answer.direction.value,
        "duty": answer.duty,
        "holder": answer.holder,
        "effective_from": _iso(answer.effective_from),
        "rule_version": answer.rule_version,
        "raw_due_on": _iso(answer.raw_due_on),
        "due_on": _iso(answer.due_on),
        "readings": {"A": _iso(answer.reading_a), "B": _iso(answer.reading_b)},
        "window": window
        and {"opens_on": _iso(window.opens_on), "closes_on": _iso(window.closes_on)},
        "remind_on": _iso(answer.remind_on),
        "overdue_after": _iso(answer.overdue_after),
        "effective_on": _iso(answer.effective_on),
        "earliest": _iso(answer.earliest),
        "latest": _iso(answer.latest),
        "certain": answer.certain,
        "awaits": list(answer.awaits),
        "steps": [proofs.step_as_json(step) for step in answer.steps],
        "basis": _cited(answer.basis),
        "consequence": answer.consequence,
        "consequence_basis": _cited(answer.consequence_basis),
        "note": answer.note,
        **_more_as_json(answer),
    }


def _more_as_json(answer: Due) -> dict[str, Any]:
    moved = answer.circumstances
    return {
        "judged_by": answer.judged_by.value,
        "counted_from": _iso(answer.counted_from),
        "second_on": _iso(moved.second_on),
        "completed_on": _iso(moved.completed_on),
        "extended_by": moved.extended_by,
        "extends_to": _iso(answer.extends_to),
        "every_years": answer.every,
        "sources": [
            {
                "rule": each.rule.id,
                "length": each.rule.length,
                "unit": each.rule.unit.value,
                "raw_due_on": _iso(each.span.raw),
                "due_on": _iso(each.span.by_b),
                "basis": _cited(each.rule.cited(on=answer.start, kind=answer.contract_kind)),
            }
            for each in answer.sources
        ],
    }


def _counted(rule: DeadlineRule, start: date, *, length: int) -> date:
    if rule.unit is Unit.MONTHS:
        return add_months(start, months=length)
    return add_days(start, days=length)


def _fixed(day: date, *, opens_on: date | None = None) -> proofs.Span:
    """Windows and days counted back never roll over."""
    return proofs.Span(raw=day, by_a=day, by_b=day, bounds=Bounds(day, day), opens_on=opens_on)


def _matter(rule: DeadlineRule) -> CountingMatter:
    return CountingMatter.MONTHS if rule.unit is Unit.MONTHS else CountingMatter.DAYS


def _window(span: proofs.Span) -> Window | None:
    if span.opens_on is None or span.raw is None:
        return None
    return Window(opens_on=span.opens_on, closes_on=span.raw)


def _resolve(
    rule: DeadlineRule, sources: tuple[proofs.Source, ...], *, reading: Reading
) -> tuple[proofs.Ruling | None, proofs.Ruling | None]:
    """Let the shortest source remind and the longest judge."""
    reminders = [
        proofs.Ruling(on=each.span.reminder, rule=each.rule)
        for each in sources
        if each.span.reminder
    ]
    limits = [
        proofs.Ruling(on=last, rule=each.rule)
        for each in sources
        if (last := each.span.last_day(reading)) is not None
    ]
    remind = min(reminders, key=lambda ruling: ruling.on, default=None)
    judge = max(limits, key=lambda ruling: ruling.on, default=None)
    return remind, None if rule.right else judge


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _cited(articles: tuple[Basis, ...]) -> list[dict[str, str]]:
    return [{"text": each.text, "article": each.article} for each in articles]
