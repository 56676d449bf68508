"""What stands in the papers of the union above: 函件、走访约谈记录、代为要约的委托书和要约书."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bargaining.documents import contexts_parties as shared
from bargaining.documents import contexts_talks as talks
from bargaining.documents.contexts_parties import Context
from bargaining.queries.dossier import Dossier
from bargaining.rules import letter_words, office_papers, refusal_words
from bargaining.rules.letter_words import Parties
from bargaining.rules.states import Side

Given = Mapping[str, str]

KINDS = frozenset({*letter_words.CITED, "interview_record", "entrust_offer"})
_FORMS = {"visit": "走访", "interview": "约谈"}


def context(kind: str, of: Dossier, given: Given) -> Context:
    """Fill in a paper of the office above (上级工会文书): as written, else as the case knows it."""
    said = {**_recorded(kind, of), **{name: value for name, value in given.items() if value}}
    if kind == "interview_record":
        return _interview(of, said)
    if kind == "entrust_offer":
        return _entrusted(of, said)
    if kind in letter_words.CITED:
        return _letter(kind, of, said)
    return _offer(of, said)


def _recorded(kind: str, of: Dossier) -> dict[str, Any]:
    """What the newest step of this paper says, and its day."""
    event = of.facts.last(office_papers.WRITTEN[kind].move)
    return {**event.payload, "on": event.occurred_on.isoformat()} if event else {}


def parties(of: Dossier) -> Parties:
    """Name both sides and the district for a letter (函件当事人)."""
    names = shared.parties(of)
    return Parties(names["employer_name"], names["workers_name"], of.district)


def last_on(of: Dossier) -> date | None:
    """Name the last day in time for the answer to the newest offer (答复最后一天)."""
    delivery = of.facts.delivery
    return next(
        (
            one.overdue_after
            for one in of.deadlines
            if delivery is not None
            and (one.rule_id, one.start_sequence) == ("T-OFFER-REPLY", delivery.sequence)
        ),
        None,
    )


def _letter(kind: str, of: Dossier, said: Mapping[str, Any]) -> Context:
    day = _day(said, "signed_on") or _day(said, "on") or of.facts.history[-1].occurred_on
    named = parties(of)
    found = said.get("facts_found") or letter_words.facts_found(
        kind, of.facts, named, on=day, last_on=last_on(of)
    )
    asked = said.get("asked_for") or letter_words.asked_for(
        kind, named, state=of.facts.state, place=of.facts.place
    )
    stated = letter_words.cited(kind, place=of.facts.place, on=day)
    return {
        "number": said.get("number"),
        "issuer_name": said.get("issuer"),
        "addressee": said.get("addressee") or letter_words.addressee(kind, named),
        "basis_words": letter_words.in_full(stated),
        "facts_found": _lines(found),
        "asked_for": _lines(asked),
        "answer_by": _day(said, "answer_by"),
        **_contact(said),
        "signed_on": _day(said, "signed_on"),
    }


def _contact(said: Mapping[str, Any]) -> Context:
    """The office's own people; the enterprise union's telephone is not theirs to give out."""
    return {"contact_name": said.get("contact_name"), "contact_phone": said.get("contact_phone")}


def _interview(of: Dossier, said: Mapping[str, Any]) -> Context:
    keys = ("place", "recorder", "attending", "with_whom", "result", "agreed")
    return {
        **{key: said.get(key) for key in keys},
        "form": _FORMS.get(said.get("form", "")),
        "held_on": _day(said, "held_on") or _day(said, "on"),
        "progress": said.get("progress") or refusal_words.of_case(of.facts),
        "told": said.get("told"),
    }


def _entrusted(of: Dossier, said: Mapping[str, Any]) -> Context:
    return {
        "upper_union": said.get("upper_union"),
        "chair_name": shared.heads(of)[Side.UNION],
        "signed_on": _day(said, "entrusted_on"),
    }


def _offer(of: Dossier, said: Mapping[str, Any]) -> Context:
    """Fill in the offer made for the union; whom it will send is not the office's to know."""
    drawn_up = talks.proposal(of)
    return {
        "number": said.get("number"),
        "by_upper": True,
        "upper_union": said.get("upper_union"),
        "addressee_head": said.get("counterpart") or drawn_up["addressee_head"],
        "meeting_on": _day(said, "meeting_on") or drawn_up["meeting_on"],
        "meeting_place": said.get("meeting_place") or drawn_up["meeting_place"],
        "topics": shared.items(said["topics"]) if said.get("topics") else drawn_up["topics"],
        **_contact(said),
        "signed_on": _day(said, "signed_on"),
    }


def _day(said: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(said[name]) if said.get(name) else None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
