"""What stands in the authority's own paper: 审查意见书."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bargaining.documents import contexts_parties as shared
from bargaining.documents.contexts_parties import Context
from bargaining.queries.dossier import Dossier
from bargaining.rules import clocks, letter_words
from bargaining.rules.basis import Basis
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.objections import Objection
from bargaining.rules.paper import CONTRACT_LAW, CONTRACT_RULES, WAGE_MEASURES
from bargaining.rules.states import KIND_WORDS

RESULTS = {"none": "无异议", "objection": "有异议"}
_BASIS = (
    Basis(CONTRACT_LAW, "第54条"),
    Basis(CONTRACT_RULES, "第44条"),
    Basis(CONTRACT_RULES, "第45条"),
)


def context(of: Dossier, given: Mapping[str, str]) -> Context:
    """Fill in an opinion on a review (审查意见书): as written, else as it was last recorded."""
    said: dict[str, Any] = {**_written(of), **{k: value for k, value in given.items() if value}}
    objected = said.get("result") == "objection"
    filing = of.facts.filing
    completion = of.facts.completion
    address = _address(of)
    return {
        "number": said.get("number"),
        "authority": said.get("authority") or shared.filing_office_name(of),
        "contract": KIND_WORDS.get(of.case.kind),
        "basis_words": letter_words.in_full(_basis(of)),
        "employer_address": said.get("employer_address") or address,
        "workers_address": said.get("workers_address") or address,
        "received_on": clocks.received(of.facts, filing)[0] if filing else None,
        "completed_on": completion.occurred_on if completion else None,
        "objected": objected,
        "result": RESULTS.get(said.get("result", "")),
        "about": _headline(said) if objected else None,
        "opinions": _lines(said) if objected else None,
        "effect_words": None if objected else _effect(of),
        "made_on": date.fromisoformat(said["made_on"]) if said.get("made_on") else None,
    }


def _written(of: Dossier) -> Mapping[str, Any]:
    """What was written in the opinion on the filing that counts."""
    newest, filing = of.facts.last("issue_review_opinion"), of.facts.filing
    if newest is None or filing is None or newest.sequence < filing.sequence:
        return {}
    return newest.payload


def _basis(of: Dossier) -> tuple[Basis, ...]:
    if of.facts.kind is ContractKind.WAGE:
        return (*_BASIS, Basis(WAGE_MEASURES, "第22条"))
    return _BASIS


def _effect(of: Dossier) -> str:
    """Only a wage contract takes effect by the service of an opinion (试行办法 第22条)."""
    if of.facts.kind is ContractKind.WAGE:
        return "自本意见书送达双方之日起，该合同即行生效。"
    return "自本机关收到合同文本之日起十五日期满，该合同即行生效。"


def _headline(said: Mapping[str, Any]) -> str:
    return Objection(Event(0, "record_objection", date.min, said)).headline


def _lines(said: Mapping[str, Any]) -> list[str]:
    return [line.strip() for line in str(said.get("opinion", "")).splitlines() if line.strip()]


def _address(of: Dossier) -> str | None:
    if of.enterprise is None:
        return None
    return of.enterprise.registered_at or of.enterprise.operates_at or None
