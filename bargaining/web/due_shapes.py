"""How does a deadline stand on a page? The words of its chip, with or without its proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bargaining.models.deadline import Deadline
from bargaining.rules.states import HOLDER_LABELS, Holder
from bargaining.web import filters, proof_shapes

SOON = 5  # days left from which a deadline is said to be near


def deadline(one: Deadline, *, on: date, still: str = "") -> dict[str, Any]:
    """Shape a stored deadline for the chip and its proof; `still` says why it is not counted."""
    return chip(one, on=on, still=still) | proof_shapes.told(one.proof)


def chip(one: Deadline, *, on: date, still: str = "") -> dict[str, Any]:
    """Shape a stored deadline for the chip alone (期限), as lists show it."""
    return _counted(
        one.proof, on=on, holder=one.holder, ended_on=one.ended_on,
        overdue_after=one.overdue_after, still=still,
    )  # fmt: skip


def due(
    proof: Mapping[str, Any],
    *,
    on: date,
    holder: str,
    ended_on: date | None = None,
    overdue_after: date | None = None,
    still: str = "",
) -> dict[str, Any]:
    """Shape a computed deadline: its state is asked of a day and stored nowhere."""
    counted = _counted(
        proof, on=on, holder=holder, ended_on=ended_on, overdue_after=overdue_after, still=still
    )
    return counted | proof_shapes.told(proof)


def _counted(
    proof: Mapping[str, Any],
    *,
    on: date,
    holder: str,
    ended_on: date | None,
    overdue_after: date | None,
    still: str,
) -> dict[str, Any]:
    due_on = _day(proof.get("due_on"))
    shaped: dict[str, Any] = {
        "label": proof.get("label", ""),
        "rule": proof.get("rule", ""),
        "duty": _whose(holder, is_right=due_on is not None and overdue_after is None),
        "due_on": due_on,
        "earliest": _day(proof.get("earliest")),
        "latest": _day(proof.get("latest")),
        "certain": proof.get("certain", True),
        "remind_on": _day(proof.get("remind_on")),
        "overdue_after": overdue_after,
        "waits": proof_shapes.waits(proof),
        "done_on": ended_on,
        "note": "",
        "window": bool(proof.get("window")),
        "proved": proof.get("proved", True),
        "mark": "依据待确认" if proof.get("unsettled") else "",
    }
    often = proof_shapes.often(proof, ended_on)
    return shaped | ({"note": often} if often else {}) | _state(shaped, on=on, still=still)


def _whose(holder: str, *, is_right: bool) -> str:
    """Say whose a clock is; what may be done and is owed to nobody is a right."""
    who = HOLDER_LABELS[Holder(holder)]
    return f"{who}均可提出" if is_right else f"{who}的义务"


def _state(shaped: Mapping[str, Any], *, on: date, still: str) -> dict[str, Any]:
    if shaped["done_on"]:
        return {"state": "done"}
    if shaped["due_on"] is None and shaped["latest"] is None:
        return {"state": "none"}
    if still:
        return {"state": "past", "note": still}
    if not shaped["certain"] and (shaped["latest"] is None or shaped["latest"] >= on):
        return {"state": "uncertain"}
    last = shaped["overdue_after"] or shaped["due_on"]
    if last < on:
        return _after(shaped, last, on=on)
    return _before(shaped, last, on=on)


def _after(shaped: Mapping[str, Any], last: date, *, on: date) -> dict[str, Any]:
    """The last day is over: overdue, unless it is a right, an advice or not proved."""
    if shaped["window"] or shaped["overdue_after"] is None:
        return {"state": "past", "note": "这段时间已过"}
    if not shaped["proved"]:
        return {"state": "soon", "note": "没有收到凭证，暂按报送之日推算，请补登记回执"}
    return {"state": "overdue", "days": (last - on).days, "due_on": last}


def _before(shaped: Mapping[str, Any], last: date, *, on: date) -> dict[str, Any]:
    """The last day is not over; of several sources of a duty the shortest reminds."""
    left = (shaped["due_on"] - on).days
    if left < 0:
        words = f"已过，{filters.short_day(last)} 前办理仍不算逾期"
        return {"state": "soon", "days": left, "note": words}
    note = "" if shaped["proved"] else "没有收到凭证，暂按报送之日推算"
    if left == 0:
        return {"state": "today", "days": 0, "note": note}
    return {"state": "soon" if left <= SOON else "open", "days": left, "note": note}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
