"""How does the ledger of promises stand on a page? As far as somebody sees into the case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import url_for

from bargaining.documents import lists
from bargaining.models.deadline import Deadline
from bargaining.models.pay_check import PayCheck
from bargaining.queries.case_view import CaseView
from bargaining.rules import asks, disputes, few_posts, periods, promises, publication
from bargaining.rules.disputes import Dispute
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.periods import SPAN_LABELS, Span
from bargaining.rules.procedure_disputes import ARBITRATION_RESULTS
from bargaining.rules.promises import KEEPING_LABELS, Cell, Keeping, Ledger, Record, Row
from bargaining.rules.roles import Sight
from bargaining.rules.states import SIDE_LABELS
from bargaining.web import due_shapes, filters, shapes

TONES = {
    Keeping.DONE: "good",
    Keeping.PARTLY: "amber",
    Keeping.DISPUTED: "red",
    Keeping.UNRECORDED: "grey",
}
EXPORTED = ("履约事项", "所属期间", "履行情况", "登记日期", "登记人", "凭证照片", "说明")
_MOVE = "record_performance"
MOST_DUE = 12  # what is due is said in full up to so many


def columns(laid_out: Ledger) -> list[dict[str, Any]]:
    """Name the columns of the ledger: the promise, then each period (台账栏目)."""
    return [
        {"key": "promise", "label": "履约事项"},
        *({"key": one.words, "label": one.words} for one in laid_out.periods),
    ]


def rows(seen: CaseView, laid_out: Ledger, *, on: date, may_record: bool) -> list[dict[str, Any]]:
    """Shape the ledger, a row a promise (台账); whoever sees no papers sees no promise's words."""
    full = seen.sight is Sight.FULL
    return [
        {
            "cells": {
                "promise": {
                    "text": named(row, place, full=full),
                    "note": "" if row.listed or not row.promise else "已不在履约事项里",
                },
                **{
                    cell.period.words: _cell(seen, row, place, cell, on=on, may_record=may_record)
                    for cell in row.cells
                },
            },
            "tone": _tone(row),
        }
        for place, row in enumerate(laid_out.rows, start=1)
    ]


def named(row: Row, place: int, *, full: bool) -> str:
    """Name a promise, by its number alone to those who see no papers (履约事项)."""
    if not row.promise:
        return promises.WHOLE
    return row.promise if full else f"第 {place} 项"


def _chosen(promise: str, place: int, *, full: bool) -> str:
    """Choose a promise in the form it is recorded by: by its words, else by its number alone."""
    return promise if full or not promise else f"第 {place} 项"


def numbered(step: Move, facts: CaseFacts) -> Move:
    """Offer the promises by their numbers, for those who see no papers (按序号选履约事项)."""
    if step.name != _MOVE:
        return step
    listed = promises.promises(facts)
    whole = ("", f"{promises.WHOLE}（不分事项）")
    offered = [(f"第 {place} 项", f"第 {place} 项履约事项") for place in range(1, len(listed) + 1)]
    asks = [
        replace(ask, offers=(("", (whole, *offered)),)) if ask.name == "promise" else ask
        for ask in step.asks
    ]
    return replace(step, asks=tuple(asks))


def _tone(row: Row) -> str:
    states = {cell.state for cell in row.cells}
    if Keeping.DISPUTED in states:
        return "red"
    return "amber" if Keeping.PARTLY in states else ""


def _cell(
    seen: CaseView, row: Row, place: int, cell: Cell, *, on: date, may_record: bool
) -> dict[str, Any]:
    full = seen.sight is Sight.FULL
    shaped: dict[str, Any] = {
        "text": KEEPING_LABELS[cell.state],
        "tone": TONES[cell.state],
        "note": "；".join(_said(one, cell) for one in cell.records[:2]) if full else "",
    }
    if cell.state is Keeping.UNRECORDED:
        shaped["note"] = "到期待登记" if cell.period.last_on < on else "期间未满"
    if may_record and row.listed:
        shaped["href"] = url_for(
            "moves.take",
            number=seen.case.number,
            name=_MOVE,
            promise=_chosen(row.promise, place, full=full) or None,
            period=cell.period.words,
        )
    return shaped


def _said(one: Record, cell: Cell) -> str:
    """Of one entry: the part it is about, the day, who recorded it, how many photos prove it."""
    part = f"{one.period_words} {KEEPING_LABELS[one.state]}，" if one.period != cell.period else ""
    photos = f"，照片 {one.photos} 张" if one.photos else ""
    return f"{part}{filters.short_day(one.event.occurred_on)} {one.event.actor_name}{photos}"


def entries(seen: CaseView, found: Iterable[Record]) -> list[dict[str, Any]]:
    """Shape single entries with their photos, newest first (履行登记)."""
    if seen.sight is not Sight.FULL:
        return []
    return [
        {
            "promise": one.promise or promises.WHOLE,
            "period": one.period_words,
            "state": KEEPING_LABELS[one.state],
            "tone": TONES[one.state],
            "on": one.event.occurred_on,
            "who": one.event.actor_name,
            "reported": bool(one.event.payload.get("reported")),
            "notes": str(one.event.payload.get("notes") or ""),
            "photos": photos(seen.case.number, one),
        }
        for one in sorted(found, key=lambda one: -one.event.sequence)
    ]


def photos(number: str, one: Record) -> list[dict[str, str]]:
    """Link the photos that prove an entry (凭证照片)."""
    return [
        {"label": file["name"], "href": url_for("cases.file", number=number, digest=file["hash"])}
        for file in one.event.payload.get("photos") or ()
    ]


def due(seen: CaseView, found: Sequence[promises.Due], laid_out: Ledger) -> list[dict[str, str]]:
    """Shape what nobody has recorded of the periods that are over (到期待登记)."""
    full = seen.sight is Sight.FULL
    places = {row.promise: place for place, row in enumerate(laid_out.rows, start=1)}
    return [
        {
            "label": one.promise or promises.WHOLE
            if full or not one.promise
            else f"第 {places[one.promise]} 项",
            "note": one.period.words,
            "href": url_for(
                "moves.take",
                number=seen.case.number,
                name=_MOVE,
                promise=_chosen(one.promise, places[one.promise], full=full) or None,
                period=one.period.words,
            ),
        }
        for one in found[:MOST_DUE]
    ]


def tiles(laid_out: Ledger, *, waiting: int) -> list[dict[str, Any]]:
    """Put the ledger into four figures (台账概要), each over the cells it counts."""
    counts = Counter(cell.state for row in laid_out.rows for cell in row.cells)
    shaped: list[dict[str, Any]] = [
        {"label": KEEPING_LABELS[state], "value": counts[state], "unit": "项次", "href": "#ledger"}
        for state in (Keeping.DONE, Keeping.PARTLY, Keeping.DISPUTED)
    ]
    return [*shaped, {"label": "到期待登记", "value": waiting, "unit": "项次", "href": "#due"}]


def unplaced(laid_out: Ledger) -> str:
    """Say how many entries stand in no cell of the ledger, by their state (没有写明期间的登记)."""
    if not laid_out.others:
        return ""
    counts = Counter(one.state for one in laid_out.others)
    states = "，".join(
        f"{label} {counts[one]}" for one, label in KEEPING_LABELS.items() if counts[one]
    )
    unread = all(one.period is None for one in laid_out.others)
    why = "没有写明期间" if unread else "没有写明期间或者不在履行期间"
    return f"另有 {len(laid_out.others)} 条{why}（{states}）"


def spans(number: str, chosen: Span) -> list[dict[str, Any]]:
    """Link the same ledger by month, quarter, half-year and year (核对周期)."""
    return [
        {
            "label": label,
            "href": url_for("performance.index", number=number, span=span.value),
            "active": span is chosen,
        }
        for span, label in SPAN_LABELS.items()
    ]


def exported(seen: CaseView, laid_out: Ledger) -> bytes:
    """Write the ledger as a spreadsheet, as much of it as the page shows (导出台账)."""
    full = seen.sight is Sight.FULL
    lines: list[list[lists.Value]] = []
    for place, row in enumerate(laid_out.rows, start=1):
        name = named(row, place, full=full)
        for cell in row.cells:
            newest = cell.records[0] if cell.records else None
            lines.append(
                [
                    name,
                    cell.period.words,
                    KEEPING_LABELS[cell.state],
                    newest.event.occurred_on if newest else None,
                    newest.event.actor_name if newest and full else None,
                    sum(one.photos for one in cell.records) if full else None,
                    "；".join(_notes(cell.records)) if full else None,
                ]
            )
    lines += [_other(one, full=full) for one in laid_out.others]
    return lists.write_list("履约台账", EXPORTED, lines)


def _notes(found: Sequence[Record]) -> list[str]:
    notes = (str(one.event.payload.get("notes") or "").strip() for one in found)
    return [words for words in notes if words]


def _other(one: Record, *, full: bool) -> list[lists.Value]:
    return [
        (one.promise if full else "其他事项") or promises.WHOLE,
        one.period_words if full else None,
        KEEPING_LABELS[one.state],
        one.event.occurred_on,
        one.event.actor_name if full else None,
        one.photos if full else None,
        "；".join(_notes([one])) if full else None,
    ]


# ── publication, pay, disputes ───────────────────────────────────────────────────────────────


def published(seen: CaseView, *, on: date) -> list[dict[str, Any]]:
    """Shape how each side published, each with its own day (双方公布情况)."""
    clock = next((one for one in seen.deadlines if one.rule_id.startswith("T-PUBLISH")), None)
    shaped = []
    for one in publication.sides(seen.facts) if seen.facts.effective_on else ():
        until = asks.parse_day(one.said("until"))
        place = "，".join(word for word in (one.said("place"), one.said("method")) if word)
        chip = _of_one_side(seen, clock, one.published_on, on=on) if clock else None
        shaped.append(
            {
                "side": SIDE_LABELS[one.side],
                "on": one.published_on,
                "words": place if seen.sight is Sight.FULL else "",
                "until": until,
                "photos": one.photos,
                "due": chip,
            }
        )
    return shaped


def _of_one_side(
    seen: CaseView, clock: Deadline, published_on: date | None, *, on: date
) -> dict[str, Any]:
    """Whether one side is done or late is asked of that side alone."""
    return due_shapes.due(
        clock.proof,
        on=on,
        holder=clock.holder,
        ended_on=published_on,
        overdue_after=clock.overdue_after,
        still=shapes.why_still(seen.case),
    )


def pays(seen: CaseView, found: Sequence[PayCheck]) -> list[dict[str, Any]]:
    """Name the checks of pay, newest first (实发工资核对)."""
    standing = {one.payload.get("check") for one in seen.facts.every("record_pay")}
    return [
        {
            "label": periods.period_of(one.paid_month, Span.MONTH).words,
            "href": url_for("pay.index", number=seen.case.number, check=one.number),
            "note": _outcome(one, seen.sight) + ("" if one.number in standing else "，已更正作废"),
        }
        for one in found
    ]


def _outcome(one: PayCheck, sight: Sight) -> str:
    """Of few people the rows are not counted to those who see no rows: a row may be a person."""
    short, people = one.summary.get("short_posts", 0), one.summary.get("short_people", 0)
    if short and people < few_posts.FEW and sight is not Sight.FULL:
        return "有低于约定的"
    return f"{short} 行低于约定" if short else "没有低于约定的"


def open_dispute(seen: CaseView, *, on: date) -> dict[str, Any] | None:
    """Shape what is in dispute and where it can go (履行争议); None where nothing is.

    Only a dispute over keeping goes to arbitration; one over concluding has its own panel.
    """
    facts, full = seen.facts, seen.sight is Sight.FULL
    lines = [
        f"{(one.promise if full else '一项履约事项') if one.promise else promises.WHOLE}"
        f"（{one.period_words}）"
        for one in promises.open_disputes(facts)
    ]
    recorded = [one for one in facts.every("record_dispute") if not one.payload.get("settled")]
    newest = facts.last("record_dispute")
    if newest is not None and newest.payload.get("settled"):
        recorded = []
    lines += [
        f"{filters.plain_day(one.occurred_on)}：{one.payload.get('about', '')}"
        if full
        else f"{filters.plain_day(one.occurred_on)}登记的争议"
        for one in recorded
    ]
    arbitrated = facts.last("apply_arbitration")
    if not lines and arbitrated is None:
        return None
    ways = disputes.ways_out(Dispute.PERFORMANCE, place=facts.place)
    steps = {step.move.name: step for step in seen.steps if step.why_not is None}
    wanted = ("record_dispute", "apply_arbitration", "record_arbitration")
    return {
        "lines": lines,
        "arbitrated_on": arbitrated.occurred_on if arbitrated else None,
        "results": [
            (one.occurred_on, dict(ARBITRATION_RESULTS)[one.payload["result"]])
            for one in facts.every("record_arbitration")
        ],
        "deadlines": [
            due_shapes.deadline(one, on=on, still=shapes.why_still(seen.case))
            for one in seen.deadlines
            if one.rule_id in ("T-ARB-ACCEPT", "T-SUE") and one.ended_on is None
        ],
        "ways": [
            {"name": one.name, "words": one.words,
             "basis": [(basis.text, basis.article) for basis in one.basis]}
            for one in ways if one.open
        ],
        "steps": [
            {"label": steps[name].move.label, "note": "",
             "href": url_for("moves.take", number=seen.case.number, name=name)}
            for name in wanted if name in steps
        ],
    }  # fmt: skip
