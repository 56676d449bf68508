"""How is a deadline's new date said? From the old day to the new one, and because of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from bargaining.clock import legal_day
from bargaining.models.law_change import LawChange, Redating
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.web import filters, holiday_shapes


def both(redating: Redating) -> tuple[str, str]:
    """Write the days before and after (变动前后的日期).

    Where this source's own day stays and another source of the duty moved, the last day in time
    tells the two apart.
    """
    before, after = days(redating.before), days(redating.after)
    if before != after:
        return before, after
    return _with_limit(before, redating.before), _with_limit(after, redating.after)


def days(said: Mapping[str, Any]) -> str:
    """Write the days of one side of a change (期限日期)."""
    due_on, earliest, latest = (_day(said.get(name)) for name in ("due_on", "earliest", "latest"))
    return holiday_shapes.plainly(due_on, earliest, latest, certain=bool(said.get("certain")))


def _with_limit(words: str, said: Mapping[str, Any]) -> str:
    limit = _day(said.get("overdue_after"))
    if limit is not None:
        return f"{words}，过了 {plain_day(limit)} 算逾期"
    remind = _day(said.get("remind_on"))
    return f"{words}，自 {plain_day(remind)} 提醒" if remind else words


def disputed(after: Mapping[str, Any]) -> str:
    """Say that a silent effect stands on a day that is not its own any more, "" where none does."""
    on = _day(after.get("effect_on"))
    if on is None:
        return ""
    return f"本案已登记 {plain_day(on)} 默示生效，与重新推算的日期不一致，请核对"


def sentence(redating: Redating, change: LawChange) -> str:
    """Say in one sentence what moved and why (变动说明)."""
    before, after = both(redating)
    said = f"由 {before} 改为 {after}（因{change.title}）"
    more = disputed(redating.after)
    return f"{said}；{more}" if more else said


def by_deadline(
    found: Sequence[tuple[Redating, LawChange]],
) -> dict[tuple[str, int], str]:
    """Pick the newest sentence of each deadline, for its chip and proof (期限的变动说明)."""
    return {
        (redating.rule_id, redating.start_sequence): sentence(redating, change)
        for redating, change in found
    }


def story(found: Sequence[tuple[Redating, LawChange]]) -> list[dict[str, Any]]:
    """Shape the changes as entries of a case's story, one for each change (经过中的变动)."""
    grouped: dict[int, list[tuple[Redating, LawChange]]] = {}
    for one in found:
        grouped.setdefault(one[1].id, []).append(one)
    return [_entry(one) for one in grouped.values()]


def told_in(
    story_so_far: Sequence[dict[str, Any]],
    entries: Sequence[Event],
    found: Sequence[tuple[Redating, LawChange]],
) -> list[dict[str, Any]]:
    """Put the changes into a case's story where they happened, newest on top (并入经过)."""
    at = [event.recorded_at for event in reversed(entries)]
    dated = list(zip(at, story_so_far, strict=True))
    dated += [(one["at"], one) for one in story(found)]
    return [one for _, one in sorted(dated, key=lambda each: each[0], reverse=True)]


def _entry(found: Sequence[tuple[Redating, LawChange]]) -> dict[str, Any]:
    change = found[0][1]
    at = min(redating.recorded_at for redating, _ in found)
    lines = {(one.label, _moved(one)): None for one, _ in found}
    href = url_for("law_changes.show", change_id=change.id)
    return {
        "label": "期限重新推算",
        "occurred_on": legal_day(at),
        "at": at,
        "recorded": f"系统重新推算，{filters.plain_day(legal_day(at))}",
        "lines": [*lines, {"label": "原因", "value": change.title, "href": href}],
        "papers": [],
        "notices": [],
        "voided": None,
        "corrects": "",
        "correct_href": "",
    }


def _moved(redating: Redating) -> str:
    before, after = both(redating)
    said = f"由 {before} 改为 {after}"
    more = disputed(redating.after)
    return f"{said}；{more}" if more else said


def _day(value: Any) -> date | None:  # noqa: ANN401 -- JSON
    return date.fromisoformat(value) if value else None
