"""What stands in each paper? A case's dossier as primitives; rendering never sees a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bargaining.documents import contexts_changes as changes
from bargaining.documents import contexts_contract as contract
from bargaining.documents import contexts_disputes as disputes
from bargaining.documents import contexts_keeping as keeping
from bargaining.documents import contexts_ladder as ladder
from bargaining.documents import contexts_parties as shared
from bargaining.documents import contexts_people as people
from bargaining.documents import contexts_review as review
from bargaining.documents import contexts_talks as talks
from bargaining.documents import definitions, letters
from bargaining.documents.contexts_parties import Context as Context
from bargaining.errors import Unusable
from bargaining.queries.dossier import Dossier
from bargaining.rules.papers import paper


def context(
    kind: str,
    of: Dossier,
    *,
    meeting: int | None = None,
    given: Mapping[str, str] | None = None,
) -> Context:
    """Fill in everything a paper can take from its case (文书内容); unknown fields stay out.

    `meeting` says which meeting's minutes, the newest unless given; `given` is what the office
    above, or the authority, wrote itself. Raises Unusable for a paper that no case can fill.
    """
    named = paper(kind)
    if named.of_authority:
        filled = review.context(of, given or {})
    elif kind in ladder.KINDS or given is not None:
        filled = ladder.context(kind, of, given or {})
    elif kind == "minutes":
        filled = talks.minutes(of, meeting=meeting)
    elif kind in _CONTEXTS:
        filled = _CONTEXTS[kind](of)
    else:
        raise Unusable(f"{named.title}不是按案件填写的文书；要空白表请加 --blank。", field="kind")
    return shared.fitting(definitions.definition(kind), {**shared.parties(of), **filled})


_CONTEXTS: Mapping[str, Callable[[Dossier], Context]] = {
    "proposal": talks.proposal,
    "delivery_receipt": talks.delivery_receipt,
    "reply": talks.reply,
    "chief_mandate": talks.chief_mandate,
    "representatives": talks.representatives,
    "representatives_notice": talks.representatives_notice,
    **people.CONTEXTS,
    **disputes.CONTEXTS,
    "agreement": contract.agreement,
    "congress_resolution": contract.congress_resolution,
    "filing_contents": contract.filing_contents,
    "filing_statement": contract.filing_statement,
    "publication_notice": contract.publication_notice,
    "publication_record": keeping.publication_record,
    "performance_report": keeping.performance_report,
    "arbitration_request": keeping.arbitration_request,
    **changes.CONTEXTS,
    "visit_sheet": letters.visit_of_case,
}
