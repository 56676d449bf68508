"""What do all papers of a case share: the two sides, their people, words for what is recorded?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bargaining.documents.definitions import Definition
from bargaining.queries.dossier import Dossier
from bargaining.rules import filing_office, mandates, representatives, without_union
from bargaining.rules.procedure_talks import TOPICS
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

Context = dict[str, Any]

CONCLUSIONS = {"agreed": "达成一致", "continue": "继续协商", "apart": "未达成一致"}
PAPER_SIDES = {Side.UNION: "职工方", Side.EMPLOYER: "用人单位方"}


def parties(of: Dossier) -> Context:
    """Name both sides and what is known of them (双方当事人)."""
    enterprise = of.enterprise
    union = of.union if has_union(of) else None
    return {
        "year": of.case.year,
        "number": of.case.number,
        "has_union": union is not None,
        "union_has_seal": union.has_seal if union else False,
        "employer_name": enterprise.name if enterprise else of.case.title,
        "workers_name": union.name if union else f"{of.case.title}职工方",
        "uscc": enterprise.code if enterprise else None,
        "legal_representative": enterprise.legal_representative if enterprise else None,
        "contact_name": enterprise.chair_name if enterprise else None,
        "contact_phone": of.phone,
    }


def has_union(of: Dossier) -> bool:
    """Tell whether papers name a union and leave room for its seal (文书上有无工会).

    The register knows one, and so does the case: of one founded since, once that is recorded.
    """
    return of.union is not None and without_union.has_union(of.facts)


def fitting(definition: Definition, filled: Mapping[str, Any]) -> Context:
    """Keep what a paper has a field for and what is known (可填内容)."""
    fields = {field.name for field in definition.fields}
    return {
        name: value
        for name, value in filled.items()
        if name in fields and value not in (None, "", [])
    }


def people(of: Dossier, side: Side) -> list[Representative]:
    """List the negotiators of one side (一方代表)."""
    return [one for one in of.facts.representatives if one.side is side]


def chief(of: Dossier, side: Side) -> Representative | None:
    """Find the chief of one side (首席代表)."""
    return next((one for one in people(of, side) if one.chief), None)


def heads(of: Dossier) -> dict[Side, str]:
    """Name the union's chair and the legal representative (双方负责人), empty where unknown.

    Where there is no union, the chief whom the representatives chose speaks for the workers.
    """
    return {
        Side.UNION: _chair(of) if has_union(of) else _name(chief(of, Side.UNION)),
        Side.EMPLOYER: of.enterprise.legal_representative if of.enterprise else "",
    }


def _chair(of: Dossier) -> str:
    known = of.union.chair_name if of.union else ""
    return known or (of.enterprise.chair_name if of.enterprise else "")


def _name(one: Representative | None) -> str:
    return one.name if one else ""


def mandated(of: Dossier) -> tuple[Representative, ...]:
    """List the chiefs who need a written mandate (须委托的首席代表)."""
    return mandates.mandated(of.facts.representatives, heads=heads(of), has_union=has_union(of))


# What draws an offer up or delivers it; the newest says what is offered.
OFFERS = ("send_proposal", "prepare_proposal", "offer_for_union")


def offered_by(of: Dossier) -> Side:
    """Name the side whose offer it is, drawn up or delivered (要约方)."""
    offer = of.facts.last(*OFFERS)
    return Side(offer.payload.get("initiator", "union")) if offer else Side.UNION


def topics(of: Dossier) -> list[str]:
    """List what is bargained about, as last offered (协商内容)."""
    offer = of.facts.last(*OFFERS)
    return items((offer.payload.get("topics") if offer else None) or TOPICS)


def items(text: str) -> list[str]:
    """Cut a list that people type into its items (分项): by lines, else by semicolons."""
    parts = text.splitlines() if "\n" in text else text.replace("；", ";").split(";")
    return [part.strip(" 。\t") for part in parts if part.strip(" 。\t")]


def marks(one: Representative) -> str:
    """Say what sets a negotiator apart (首席、外聘)."""
    return representatives.marks(one)


def share(part: int, whole: int) -> Decimal:
    """Divide, to a hundredth of a percent (占比)."""
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def term(of: Dossier) -> tuple[date | None, date | None]:
    """Name the contract's first and last day, signed or proposed (合同期限)."""
    if of.facts.term[0]:
        return of.facts.signed_term  # a later change has a paper of its own
    return (of.wages.term_from, of.wages.term_to) if of.wages else (None, None)


def filing_office_name(of: Dossier) -> str | None:
    """Name the office a contract is filed with (报送机关); None where a person has still to ask.

    The district's is named unless somebody said that it is not for us to name one.
    """
    office = filing_office.filing_office(of.facts)
    if office.named or office.by_person:
        return office.named or None
    return f"{of.district}人力资源和社会保障局" if of.district else None
