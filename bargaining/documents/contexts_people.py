"""What stands in the papers when the people change: 推举、外聘、更换代表."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bargaining.documents import contexts_parties as shared
from bargaining.documents import values
from bargaining.documents.contexts_parties import Context
from bargaining.queries.dossier import Dossier
from bargaining.rules import people, people_changes, representatives, without_union
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

FORMS = {"meeting": "职工大会", "signing": "联名签字"}


def workers_election(of: Dossier) -> Context:
    """Fill in the record of the workers' election (职工推举协商代表记录)."""
    held = without_union.election(of.facts)
    if held is None:
        workers = of.enterprise.workers if of.enterprise else None
        return {"guided_by": _street(of), **_half(workers)}
    said: Mapping[str, Any] = held.payload
    return {
        "guided_by": said["guided_by"],
        "held_on": held.occurred_on,
        "place": said.get("place"),
        "form": FORMS.get(said.get("form", "")),
        **_half(said["workers"]),
        "present": said.get("present"),
        "consenting": said["consenting"],
        "consent_rate": shared.share(said["consenting"], said["workers"]),
        "elected": [_row(one) for one in without_union.elected(held)],
        "signed_on": held.occurred_on,
    }


def _street(of: Dossier) -> str | None:
    """The union of the street guides, where nobody has said which one."""
    return f"{of.street}总工会" if of.street else None


def _half(workers: int | None) -> Context:
    if not workers:
        return {}
    return {"workers": workers, "needed": without_union.needed_consent(workers)}


def _row(one: Representative) -> Context:
    return {"name": one.name, "post": one.title, "role": representatives.marks(one)}


def expert_mandate(of: Dossier) -> Context:
    """Fill in the mandates of those from outside (外聘协商代表委托书); advisers need none.

    Where nobody from outside is named, both forms come out to be filled in by hand.
    """
    context: Context = {}
    outside = {side: [one for one in shared.people(of, side) if one.outside] for side in Side}
    for side, prefix in ((Side.UNION, "workers"), (Side.EMPLOYER, "employer")):
        chief = shared.chief(of, side)
        context[f"{prefix}_mandate"] = bool(outside[side]) or not any(outside.values())
        context[f"{prefix}_principal"] = chief.name if chief else None
        context[f"{prefix}_count"] = len(shared.people(of, side)) or None
        context[f"{prefix}_experts"] = [
            {"name": one.name, "post": one.title, "until": _until(one.mandate_until)}
            for one in outside[side]
        ]
    return context


def _until(day: date | None) -> str:
    return values.day(day) if day else ""


def replacement_notice(of: Dossier) -> Context:
    """Fill in the word to the other side that somebody was replaced (更换协商代表通知书).

    Of the newest vacancy; without one, of what the newest list changed.
    """
    gone = _gone(of)
    side = gone[0] if gone else Side.UNION
    said = gone[1] if gone else {}
    has_union = shared.has_union(of)
    mine = [] if not gone or said.get("named_on") is None else shared.people(of, side)
    return {
        "by_employer": side is Side.EMPLOYER,
        "by_workers_vote": side is Side.UNION and not has_union,
        **said,
        "count": len(mine) or None,
        "people": [_row(one) for one in mine],
        "signed_on": said.get("named_on"),
    }


def _gone(of: Dossier) -> tuple[Side, Context] | None:
    vacancies = people.vacancies(of.facts)
    if vacancies:
        newest = max(vacancies, key=lambda one: (one.event.occurred_on, one.event.sequence))
        return newest.side, {
            "former_name": newest.name,
            "reason": people_changes.reason(newest.event),
            "vacated_on": newest.event.occurred_on,
            "named_on": newest.filled.occurred_on if newest.filled else None,
        }
    listed = people.lists(of.facts)
    for before, after in zip(listed[-2::-1], listed[:0:-1], strict=True):
        for side in Side:
            are = {one.name for one in people.named(after) if one.side is side}
            left = [one.name for one in representatives.seated(people.named(before))
                    if one.side is side and one.name not in are]  # fmt: skip
            if left:
                day = after.occurred_on
                return side, {"former_name": "、".join(left), "reason": "更换",
                              "vacated_on": day, "named_on": day}  # fmt: skip
    return None


CONTEXTS: Mapping[str, Callable[[Dossier], Context]] = {
    "workers_election": workers_election,
    "expert_mandate": expert_mandate,
    "replacement_notice": replacement_notice,
}
