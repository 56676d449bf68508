"""What does one case say to the labour authority's site? Plain words, ready to be copied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining.queries.dossier import Dossier
from bargaining.rules import congress
from bargaining.rules.states import KIND_WORDS, Side


def values(of: Dossier) -> Mapping[str, str]:
    """Say every value of a case as a form on another site takes it (抄录栏的值).

    Days as 2026-04-09, money without separators, the rate in per cent; "" is unknown (待补).
    """
    found = {**_parties(of), **_contract(of), **_wages(of), **_procedure(of)}
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _parties(of: Dossier) -> dict[str, Any]:
    firm, clauses = of.enterprise, of.facts.last("record_clauses")
    said: Mapping[str, Any] = clauses.payload if clauses else {}
    chiefs = {one.side: one.name for one in of.facts.representatives if one.chief}
    return {
        "employer_name": firm.name if firm else of.case.title,
        "uscc": firm.code if firm else None,
        "legal_representative": firm.legal_representative if firm else None,
        "employer_address": said.get("employer_address") or (firm.registered_at if firm else None),
        "contact_name": firm.chair_name if firm else None,
        "contact_phone": of.phone,
        "union_name": of.union.name if of.union else None,
        "headcount": firm.workers if firm else None,
        "women": firm.women if firm else None,
        "union_chief": chiefs.get(Side.UNION),
        "employer_chief": chiefs.get(Side.EMPLOYER),
    }


def _contract(of: Dossier) -> dict[str, Any]:
    first, last = of.facts.term
    return {
        "contract_title": f"{of.case.title}{KIND_WORDS.get(of.case.kind, '')}",
        "signed_on": of.facts.signed_on,
        "term_from": first,
        "term_to": last,
        "covered": of.facts.workers_covered or (of.wages.people if of.wages else None),
        "case_number": of.case.number,
    }


def _wages(of: Dossier) -> dict[str, Any]:
    summary: Mapping[str, Any] = of.wages.summary if of.wages else {}
    lowest = summary.get("lowest") or {}
    rate = of.case.rise_rate
    if rate is None and summary.get("rise_rate") is not None:
        rate = Decimal(summary["rise_rate"])
    return {
        "last_average": summary.get("average_before"),
        "this_average": summary.get("average_after"),
        "rise_rate": None if rate is None else f"{round(rate * 100, 2):f}",
        "lowest_pay": lowest.get("gross"),
        "minimum_wage": of.minimum_wage,
    }


def _procedure(of: Dossier) -> dict[str, Any]:
    answer = of.facts.answer
    vote = next((event for event, one in reversed(of.facts.votes) if one.passed), None)
    said: Mapping[str, Any] = vote.payload if vote else {}
    return {
        "delivered_on": of.facts.delivered_on,
        "replied_on": answer.occurred_on if answer else None,
        "congress_form": dict(congress.FORMS).get(said.get("form", "")),
        "congress_on": vote.occurred_on if vote else None,
        "entitled": said.get("entitled"),
        "present": said.get("present"),
        "in_favour": said.get("in_favour"),
    }
