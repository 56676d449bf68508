"""By when must it be done? One rule, one event, one calendar: the day, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bargaining import errors
from bargaining.rules import deadline_proofs as proofs
from bargaining.rules.basis import Basis
from bargaining.rules.calendar import Bounds, Calendar, Reading, add_days, add_months
from bargaining.rules.deadline_rules import (
    CONTRACT_LABELS,
    ContractKind,
    CountingMatter,
    DeadlineRule,
    Direction,
    Unit,
)
from bargaining.rules.lawbook import LawBook


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
    in time, at its latest. All days are None for a rule that names no length.
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
    steps: tuple[proofs.Step, ...]
    basis: tuple[Basis, ...]
    consequence: str
    consequence_basis: tuple[Basis, ...]
    note: str


def due(
    rule_id: str,
    start: date,
    *,
    place: str,
    book: LawBook,
    calendar: Calendar,
    contract_kind: ContractKind | None = None,
) -> Due:
    """Work out a deadline by the law in force on the day of its event (推算期限).

    Raises Unusable for an unknown rule or place, a contract kind the rule is not about, or a
    day beyond counting; LawMissing where rule, festivals or lunar days are not recorded.
    """
    rule = book.rule(rule_id, on=start, place=place)
    kind = contract_kind or rule.default_kind
    if kind not in rule.kinds:
        raise errors.Unusable(f"{rule.id} 不适用于{CONTRACT_LABELS[kind]}。", field="contract_kind")
    span = reach(rule, start, calendar=calendar)
    sources = _sources(rule, start, kind=kind, place=place, book=book, calendar=calendar)
    remind, judge = _resolve(rule, sources)
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
    )
    return _answer(telling, place=place)


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
        steps=proofs.tell(telling),
        basis=rule.cited(on=start, kind=kind),
        consequence=rule.consequence,
        consequence_basis=rule.cited_for_consequence(on=start, kind=kind),
        note=rule.note,
    )


def reach(rule: DeadlineRule, start: date, *, calendar: Calendar) -> proofs.Span:
    """Count one rule alone from its event, without its proof (单项期限)."""
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
    raw = _counted(rule, start, length=rule.length)
    return proofs.Span(
        raw=raw,
        by_a=calendar.roll(raw, reading=Reading.A),
        by_b=calendar.roll(raw, reading=Reading.B),
        bounds=calendar.roll_bounds(raw),
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
        "steps": [
            {"kind": step.kind, "on": _iso(step.on), "days": step.days, "text": step.text}
            for step in answer.steps
        ],
        "basis": _cited(answer.basis),
        "consequence": answer.consequence,
        "consequence_basis": _cited(answer.consequence_basis),
        "note": answer.note,
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


def _sources(
    rule: DeadlineRule,
    start: date,
    *,
    kind: ContractKind,
    place: str,
    book: LawBook,
    calendar: Calendar,
) -> list[tuple[DeadlineRule, proofs.Span]]:
    """Count every source of the duty; the rule asked for is one of them."""
    stated = book.sources(rule.duty, on=start, place=place, kind=kind)
    return [(each, reach(each, start, calendar=calendar)) for each in stated]


def _resolve(
    rule: DeadlineRule, sources: list[tuple[DeadlineRule, proofs.Span]]
) -> tuple[proofs.Ruling | None, proofs.Ruling | None]:
    """Let the shortest source remind and the longest judge."""
    reminders = [
        proofs.Ruling(on=span.reminder, rule=each) for each, span in sources if span.reminder
    ]
    limits = [
        proofs.Ruling(on=span.bounds.latest, rule=each) for each, span in sources if span.bounds
    ]
    remind = min(reminders, key=lambda ruling: ruling.on, default=None)
    judge = max(limits, key=lambda ruling: ruling.on, default=None)
    return remind, None if rule.right else judge


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _cited(articles: tuple[Basis, ...]) -> list[dict[str, str]]:
    return [{"text": each.text, "article": each.article} for each in articles]
