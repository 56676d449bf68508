"""What does the ledger say already? Promises in dispute, for the steps that take them further."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bargaining.rules import promises
from bargaining.rules.facts import CaseFacts
from bargaining.rules.promises import Record


def _listed(facts: CaseFacts) -> dict[str, Any]:
    """What was listed before stands; else what the clauses and the wage table promise."""
    listed = promises.promises(facts) or promises.suggest(facts)
    return {"promises": "\n".join(listed)}


def _dispute(facts: CaseFacts) -> dict[str, Any]:
    """A dispute is over what the ledger shows as disputed."""
    return {"about": "\n".join(_told(one) for one in promises.open_disputes(facts))}


def _told(one: Record) -> str:
    what = f"{one.promise or promises.WHOLE}（{one.period_words}）"
    notes = " ".join(str(one.event.payload.get("notes") or "").split())
    return f"{what}：{notes}" if notes else what


def _arbitration(facts: CaseFacts) -> dict[str, Any]:
    """What was demanded in the talks is what is claimed."""
    dispute = facts.last("record_dispute")
    return {"asked_for": dispute.payload.get("asked_for") if dispute else None}


SAID: Mapping[str, Callable[[CaseFacts], dict[str, Any]]] = MappingProxyType(
    {
        "record_promises": _listed,
        "record_dispute": _dispute,
        "apply_arbitration": _arbitration,
    }
)
