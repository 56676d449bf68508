"""What stands in the papers from the offer to the table: 要约、应约、代表、会议."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bargaining.documents import contexts_parties as shared
from bargaining.documents.contexts_parties import Context
from bargaining.errors import Unusable
from bargaining.queries.dossier import Dossier
from bargaining.rules import meetings, positions, without_union
from bargaining.rules.events import Event
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

DELIVERY_WORDS = {
    "hand": "当面送达",
    "courier": "邮寄（快递）",
    "left": "留置送达",
    "electronic": "电子送达",
}
ANSWERS = {"agree": "同意协商", "other_terms": "同意协商，时间地点另议"}
# Rows to write names into where none are known yet: each side has three at least.
OPEN_ROWS = 3


def proposal(of: Dossier) -> Context:
    """Fill in the offer (要约书)."""
    offer = of.facts.last(*shared.OFFERS)
    said: Mapping[str, Any] = offer.payload if offer else {}
    mine = shared.offered_by(of)
    other_head = shared.heads(of)[_other(mine)]
    by_upper = offer is not None and offer.kind == "offer_for_union"
    return {
        "by_employer": mine is Side.EMPLOYER,
        "by_upper": by_upper,
        "upper_union": said.get("upper_union") if by_upper else None,
        "addressee_head": said.get("counterpart") or other_head,
        "meeting_on": offer.day("meeting_on") if offer else None,
        "meeting_place": said.get("meeting_place"),
        "topics": shared.topics(of),
        **_team(of, mine),
        "reply_due_on": of.reply_due_on,
    }


def _other(side: Side) -> Side:
    return Side.UNION if side is Side.EMPLOYER else Side.EMPLOYER


def _team(of: Dossier, side: Side) -> Context:
    own, chief = shared.people(of, side), shared.chief(of, side)
    return {
        "representative_count": len(own) or None,
        "chief_name": chief.name if chief else None,
        "chief_post": chief.title if chief else None,
        "representatives": [
            {"name": one.name, "post": one.title, "note": shared.marks(one)} for one in own
        ],
    }


def delivery_receipt(of: Dossier) -> Context:
    """Fill in the receipt for the offer (送达回证)."""
    offer, delivery = of.facts.last(*shared.OFFERS), of.facts.delivery
    newest = delivery or offer
    said: Mapping[str, Any] = newest.payload if newest else {}
    names = shared.parties(of)
    by_employer = of.facts.initiator is Side.EMPLOYER
    sides = [names["workers_name"], names["employer_name"]]
    sender, recipient = reversed(sides) if by_employer else sides
    if offer is not None and offer.kind == "offer_for_union":
        sender = offer.payload["upper_union"]
    return {
        "recipient_seal": not by_employer or names["union_has_seal"],
        "document_title": "工资集体协商要约书",
        "document_number": of.case.number,
        "sender_name": sender,
        "recipient_name": recipient,
        "recipient_head": offer.payload.get("counterpart") if offer else None,
        "method": DELIVERY_WORDS.get(said.get("delivery_method", "")) if delivery else None,
        "received_on": delivery.occurred_on if delivery else None,
    }


def reply(of: Dossier) -> Context:
    """Fill in the answer to the offer (应约书), as recorded or to be filled in by hand."""
    offering = shared.offered_by(of)
    mine, answer = _other(offering), of.facts.last("record_reply")
    said: Mapping[str, Any] = answer.payload if answer else {}
    team = _team(of, mine)
    # The union's telephone is no contact of the employer.
    contact = {} if mine is Side.UNION else {"contact_name": None, "contact_phone": None}
    return {
        "by_employer": offering is Side.EMPLOYER,
        "number": None,
        "received_on": of.facts.delivered_on,
        "answer": ANSWERS.get(said.get("answer", "")),
        **_agreed(of, answer),
        "opinion": said.get("opinion"),
        **team,
        "chief_name": team["chief_name"] or _named_chief(said, mine),
        "representatives": team["representatives"] or [{}] * OPEN_ROWS,
        **contact,
        "signed_on": answer.occurred_on if answer else None,
    }


def _named_chief(said: Mapping[str, Any], mine: Side) -> str | None:
    return said.get("employer_chief") if mine is Side.EMPLOYER else None


def _agreed(of: Dossier, answer: Event | None) -> Context:
    """Say when and where to meet: as the answer says, else as offered and plainly agreed to."""
    if answer is None:
        return {}
    offer = of.facts.last(*shared.OFFERS)
    plain = answer.payload.get("answer") == "agree"
    sources = [answer, *([offer] if offer and plain else [])]
    return {
        "meeting_on": next((day for one in sources if (day := one.day("meeting_on"))), None),
        "meeting_place": next(
            (place for one in sources if (place := one.payload.get("meeting_place"))), None
        ),
    }


def chief_mandate(of: Dossier) -> Context:
    """Fill in the mandates of the chiefs who need one (首席代表委托书).

    Where nobody is known to need one, both forms come out to be filled in by hand.
    """
    heads, chiefs = shared.heads(of), {one.side: one for one in shared.mandated(of)}
    has_union = shared.has_union(of)
    context: Context = {
        "workers_mandate": Side.UNION in chiefs or (has_union and not chiefs),
        "employer_mandate": Side.EMPLOYER in chiefs or not chiefs,
        "workers_principal": heads[Side.UNION],
        "employer_principal": heads[Side.EMPLOYER],
    }
    for side, prefix in ((Side.UNION, "workers"), (Side.EMPLOYER, "employer")):
        if side in chiefs:
            context[f"{prefix}_agent_name"] = chiefs[side].name
            context[f"{prefix}_agent_post"] = chiefs[side].title
    return context


def representatives(of: Dossier) -> Context:
    """Fill in the list of negotiators (代表名单); identity numbers are left to the pen."""
    appointed = of.facts.last("appoint_representatives")
    sides = {side: shared.people(of, side) for side in Side}
    return {
        "appointed_on": appointed.occurred_on if appointed else None,
        "published_on": appointed.day("published_on") if appointed else None,
        "consulted": bool(appointed.payload.get("consulted", True)) if appointed else True,
        **_elected(of),
        "workers_count": len(sides[Side.UNION]) or None,
        "employer_count": len(sides[Side.EMPLOYER]) or None,
        "workers_people": [_roster_row(one, of) for one in sides[Side.UNION]],
        "employer_people": [_roster_row(one, of) for one in sides[Side.EMPLOYER]],
    }


def _elected(of: Dossier) -> Context:
    """Where and by how many the workers without a union chose theirs."""
    held = without_union.election(of.facts)
    if held is None:
        return {}
    return {
        "elected_place": held.payload.get("place"),
        "elected_total": held.payload["workers"],
        "elected_agreed": held.payload["consenting"],
    }


def _roster_row(one: Representative, of: Dossier) -> Context:
    unit = "" if one.outside else shared.parties(of)["employer_name"]
    return {"name": one.name, "unit": unit, "post": one.title, "role": shared.marks(one)}


def representatives_notice(of: Dossier) -> Context:
    """Fill in the posting of the negotiators (代表名单公布)."""
    appointed = of.facts.last("appoint_representatives")
    rows = {
        side: [
            {"name": one.name, "post": one.title, "role": shared.marks(one)}
            for one in shared.people(of, side)
        ]
        for side in Side
    }
    return {
        "workers_people": rows[Side.UNION],
        "employer_people": rows[Side.EMPLOYER],
        "meeting_on": _first_meeting(of).get("meeting_on"),
        "published_on": appointed.day("published_on") if appointed else None,
    }


def minutes(of: Dossier, *, meeting: int | None = None) -> Context:
    """Fill in the minutes of a meeting (会议记录), the newest unless its number is given.

    The number after the last one gives the form for the meeting that is still to come.
    """
    held = meetings.held(of.facts)
    number = meeting or len(held) or 1
    if not 1 <= number <= len(held) + 1:
        raise Unusable(
            f"本案登记了 {len(held)} 次协商会议，没有第 {number} 次的会议记录。", field="meeting"
        )
    shown = _held(held[number - 1]) if number <= len(held) else _to_come(of, number)
    return {
        "session_number": number,
        "agenda": shared.topics(of),
        "attendance": [_seat(one) for one in of.facts.representatives]
        or [{"side": word} for word in shared.PAPER_SIDES.values() for _ in range(OPEN_ROWS)],
        **shown,
        **_said_there(of, number),
    }


def _said_there(of: Dossier, number: int) -> Context:
    """What each side proposed at a meeting, and which clauses stood settled after it."""
    there = positions.at_meeting(of.facts, number)
    opinions = {side: _numbered(list(positions.said_lines(there, side))) for side in Side}
    return {
        "workers_opinion": opinions[Side.UNION],
        "employer_opinion": opinions[Side.EMPLOYER],
        "settled": [
            f"{one.title}：{positions.words_of(one.settled)}"
            for one in positions.settled_at(of.facts, number)
            if one.settled
        ],
        "still_open": [one.title for one in positions.open_at(of.facts, number)],
    }


def _numbered(lines: Sequence[str]) -> str:
    """What is long goes over several lines: numbers tell one proposal from the next."""
    if len(lines) < 2:
        return "".join(lines)
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _held(event: Event) -> Context:
    said = event.payload
    return {
        "held_on": event.occurred_on,
        "place": said.get("place"),
        "chair": said.get("chair"),
        "recorder": said.get("recorder"),
        "notes": said.get("notes"),
        "data_received_on": event.day("data_received_on"),
        "conclusion": shared.CONCLUSIONS[said["conclusion"]],
    }


def _to_come(of: Dossier, number: int) -> Context:
    """Of the first meeting the day and place are known once they are agreed on."""
    agreed = _first_meeting(of) if number == 1 else {}
    return {"held_on": agreed.get("meeting_on"), "place": agreed.get("meeting_place")}


def _first_meeting(of: Dossier) -> Context:
    return _agreed(of, of.facts.last("record_reply"))


def _seat(one: Representative) -> Context:
    return {
        "side": shared.PAPER_SIDES[one.side],
        "name": one.name,
        "post": one.title,
        "role": shared.marks(one),
    }
