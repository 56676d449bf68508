"""What stands in the papers that change a contract or end it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bargaining.documents import contexts_parties as shared
from bargaining.documents.contexts_parties import Context
from bargaining.queries.dossier import Dossier
from bargaining.rules import (
    change_grounds,
    change_lines,
    contract_changes,
    local_procedure,
    moves,
    succession,
)
from bargaining.rules.events import Event
from bargaining.rules.procedure_keeping import GROUNDS, NOT_RENEWED
from bargaining.rules.states import KIND_WORDS

_GROUND_WORDS = dict((*GROUNDS, NOT_RENEWED))


def change_agreement(of: Dossier) -> Context:
    """Fill in the agreement on a change (变更协议): the one drawn up, else the one signed last."""
    changes = contract_changes.changes(of.facts)
    draft = contract_changes.drafted(of.facts)
    newest = draft or (changes[-1] if changes else None)
    filled = {**_contract(of), **_ground(newest.signing if newest else None, of)}
    if newest is None:
        return filled
    _first, last = contract_changes.term_on(of.facts, on=newest.signing.occurred_on)
    return {
        **filled,
        "term_to": last,
        "deliberated_on": newest.signing.day("deliberated_on"),
        "body_name": "职代会（职工大会）",
        "changes": [
            {"before": one.before, "after": one.after} if one.before else {"after": one.after}
            for one in change_lines.comparison(newest, term_to=last)
        ],
        "changed_on": newest.signing.occurred_on if draft is None else None,
    }


def termination_agreement(of: Dossier) -> Context:
    """Fill in the agreement on an end (解除协议)."""
    return {
        **_end(of),
        "files_end": local_procedure.is_here(moves.TABLE["file_termination"], of.facts.place),
    }


def termination_notice(of: Dossier) -> Context:
    """Fill in what is filed about an end (解除、终止备案说明)."""
    gone = of.facts.last("record_succession")
    filed = of.facts.last("file_termination")
    return {
        **_end(of),
        "authority": shared.filing_office_name(of),
        "covered_count": of.facts.workers_covered,
        "successor": gone.payload.get("successor") if gone else None,
        "filed_on": filed.occurred_on if filed else None,
    }


def _end(of: Dossier) -> Context:
    ended = of.facts.last("terminate")
    return {
        **_contract(of),
        "effective_on": of.facts.effective_on,
        **_ground(ended, of, ending=True),
        "deliberated_on": ended.day("deliberated_on") if ended else None,
        "ended_on": ended.occurred_on if ended else None,
        "notes": ended.payload.get("notes") if ended else None,
    }


def _contract(of: Dossier) -> Context:
    first, last = of.facts.term
    return {
        "contract_name": KIND_WORDS[of.facts.kind.value],
        "signed_on": of.facts.signed_on,
        "term_from": first,
        "term_to": last,
        "filing_number": of.case.filing_number,
    }


def _ground(event: Event | None, of: Dossier, *, ending: bool = False) -> Context:
    """The ground in words, and the articles that name it; who is gone need say no ground."""
    code = str(event.payload.get("ground", "")) if event else ""
    happened = succession.of_kinds(of.facts, succession.GONE)
    gone = str(happened.payload["kind"]) if happened else ""
    if event is None and gone:
        code = "merged"
    cited = change_grounds.basis_of(code, place=of.facts.place, ending=ending, gone=gone)
    return {
        "ground": _GROUND_WORDS.get(code),
        "ground_basis": "、".join(str(one) for one in cited),
    }


CONTEXTS: Mapping[str, Callable[[Dossier], Context]] = {
    "change_agreement": change_agreement,
    "termination_agreement": termination_agreement,
    "termination_notice": termination_notice,
}
