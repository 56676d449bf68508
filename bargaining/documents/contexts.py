"""What stands in each paper? A case's dossier as primitives; rendering never sees a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bargaining.documents import definitions
from bargaining.errors import Unusable
from bargaining.models.wage_table import WagePost
from bargaining.queries.dossier import Dossier
from bargaining.rules import congress
from bargaining.rules.events import Event
from bargaining.rules.procedure_talks import TOPICS
from bargaining.rules.representatives import Representative
from bargaining.rules.states import SIDE_LABELS, Side
from bargaining.rules.wage_posts import FORM_LABELS, Form

Context = dict[str, Any]

DELIVERY_WORDS = {
    "hand": "当面送达",
    "courier": "邮寄（快递）",
    "left": "留置送达",
    "electronic": "电子送达",
}
CONCLUSIONS = {"agreed": "达成一致", "continue": "继续协商", "apart": "未达成一致"}


def context(kind: str, of: Dossier) -> Context:
    """Fill in everything a paper can take from its case (文书内容); unknown fields stay out."""
    if kind not in _CONTEXTS:
        raise Unusable(f"没有“{kind}”这种文书。", field="kind")
    filled = {**_parties(of), **_CONTEXTS[kind](of)}
    fields = {field.name for field in definitions.definition(kind).fields}
    return {
        name: value
        for name, value in filled.items()
        if name in fields and value not in (None, "", [])
    }


def _parties(of: Dossier) -> Context:
    enterprise = of.enterprise
    has_union = of.union is not None
    return {
        "year": of.case.year,
        "number": of.case.number,
        "has_union": has_union,
        "union_has_seal": of.union.has_seal if of.union else False,
        "employer_name": enterprise.name if enterprise else of.case.title,
        "workers_name": of.union.name if of.union else f"{of.case.title}职工方",
        "uscc": enterprise.code if enterprise else None,
        "legal_representative": enterprise.legal_representative if enterprise else None,
        "contact_name": enterprise.chair_name if enterprise else None,
        "contact_phone": of.phone,
    }


def _proposal(of: Dossier) -> Context:
    offer = of.facts.last("send_proposal", "prepare_proposal")
    said: Mapping[str, Any] = offer.payload if offer else {}
    by_employer = said.get("initiator") == "employer"
    mine = Side.EMPLOYER if by_employer else Side.UNION
    own = [one for one in of.facts.representatives if one.side is mine]
    chief = next((one for one in own if one.chief), None)
    other_head = (
        (of.enterprise.chair_name if by_employer else of.enterprise.legal_representative)
        if of.enterprise
        else None
    )
    return {
        "by_employer": by_employer,
        "addressee_head": said.get("counterpart") or other_head,
        "meeting_on": offer.day("meeting_on") if offer else None,
        "meeting_place": said.get("meeting_place"),
        "topics": _items(said.get("topics") or TOPICS),
        "representative_count": len(own) or None,
        "chief_name": chief.name if chief else None,
        "chief_post": chief.title if chief else None,
        "representatives": [
            {"name": one.name, "post": one.title, "note": _marks(one)} for one in own
        ],
        "reply_due_on": of.reply_due_on,
    }


def _items(text: str) -> list[str]:
    """Cut a list that people type into its items: one a line, else one between semicolons."""
    parts = text.splitlines() if "\n" in text else text.replace("；", ";").split(";")
    return [part.strip(" 。\t") for part in parts if part.strip(" 。\t")]


def _marks(one: Representative) -> str:
    return "、".join(word for word, holds in (("首席", one.chief), ("外聘", one.outside)) if holds)


def _delivery_receipt(of: Dossier) -> Context:
    offer, delivery = of.facts.last("send_proposal", "prepare_proposal"), of.facts.delivery
    newest = delivery or offer
    said: Mapping[str, Any] = newest.payload if newest else {}
    names = _parties(of)
    by_employer = of.facts.initiator is Side.EMPLOYER
    sides = [names["workers_name"], names["employer_name"]]
    sender, recipient = reversed(sides) if by_employer else sides
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


def _congress_resolution(of: Dossier) -> Context:
    event = of.facts.last("record_congress")
    draft = of.facts.last("adopt_draft")
    if event is None:
        return {"draft_sent_on": draft.occurred_on if draft else None}
    votes = of.facts.votes[-1][1]
    return {
        "body_name": dict(congress.FORMS)[event.payload["form"]],
        "held_on": event.occurred_on,
        "draft_sent_on": draft.day("sent_to_union_on") if draft else None,
        "entitled": votes.entitled,
        "present": votes.present,
        "attendance_rate": _share(votes.present, votes.entitled),
        "vote_method": "无记名投票" if event.payload.get("secret", True) else "举手表决",
        "approve": votes.in_favour,
        "against": event.payload.get("against"),
        "abstain": _abstained(event, votes),
        "approval_rate": _share(votes.in_favour, votes.entitled),
        "outcome": "获得通过" if votes.passed else "未通过",
    }


def _abstained(event: Event, votes: congress.Vote) -> int | None:
    """Who came and voted neither way abstained, once both other counts are stated."""
    stated: int | None = event.payload.get("abstained")
    against: int | None = event.payload.get("against")
    if stated is None and against is not None:
        return votes.present - votes.in_favour - against
    return stated


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _agreement(of: Dossier) -> Context:
    enterprise, clauses = of.enterprise, of.facts.last("record_clauses")
    said: Mapping[str, Any] = clauses.payload if clauses else {}
    first, last = _term(of)
    return {
        "piece_rate": bool(said.get("piece_rule")),
        **_chiefs(of),
        "headcount": enterprise.workers if enterprise else None,
        "women_count": enterprise.women if enterprise else None,
        "migrant_count": enterprise.migrants if enterprise else None,
        "dispatched_count": enterprise.dispatched if enterprise else None,
        "term_from": first,
        "term_to": last,
        "minimum_wage_amount": of.minimum_wage,
        "hourly_minimum_amount": of.hourly_minimum,
        **_averages(of),
        **_annex(of.posts),
        **{key: value for key, value in said.items() if key != "disputes"},
    }


def _term(of: Dossier) -> tuple[date | None, date | None]:
    if of.facts.term[0]:
        return of.facts.term
    return (of.wages.term_from, of.wages.term_to) if of.wages else (None, None)


def _chiefs(of: Dossier) -> Context:
    found: Context = {}
    for side, prefix in ((Side.EMPLOYER, "employer"), (Side.UNION, "workers")):
        chief = next(
            (one for one in of.facts.representatives if one.side is side and one.chief), None
        )
        found[f"{prefix}_chief_name"] = chief.name if chief else None
        found[f"{prefix}_chief_post"] = chief.title if chief else None
    return found


def _averages(of: Dossier) -> Context:
    if of.wages is None:
        return {}
    summary = of.wages.summary
    before, after, rate = (
        _decimal(summary.get(key)) for key in ("average_before", "average_after", "rise_rate")
    )
    lowest = summary.get("lowest") or {}
    return {
        "last_average_amount": before,
        "this_average_amount": after,
        "this_annual_average_amount": after * 12 if after is not None else None,
        "raise_rate": rate,
        "lowest_post_amount": _decimal(lowest.get("gross")),
    }


def _decimal(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None


def _annex(posts: Sequence[WagePost]) -> Context:
    return {
        "posts": [_post(post) for post in posts if _pay(post) is not None],
        "people_total": sum(post.people for post in posts) or None,
    }


def _pay(post: WagePost) -> Decimal | None:
    return post.after_amount if post.after_amount is not None else post.hourly_amount


def _post(post: WagePost) -> Context:
    row: Context = {
        "name": post.post,
        "people": post.people,
        "form": FORM_LABELS[Form(post.form)],
        "after_amount": _pay(post),
    }
    if post.before_amount:
        row["before_amount"] = post.before_amount
        if post.after_amount is not None:
            risen = post.after_amount / post.before_amount - 1
            row["raise_rate"] = risen.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    if post.after_amount is None and post.hourly_amount is not None:
        row["note"] = "元／小时"
    return row


def _filing_statement(of: Dossier) -> Context:
    facts, enterprise = of.facts, of.enterprise
    clauses, appointed = facts.last("record_clauses"), facts.last("appoint_representatives")
    said: Mapping[str, Any] = clauses.payload if clauses else {}
    first, last = _term(of)
    answer = facts.answer
    return {
        "by_employer": of.facts.initiator is Side.EMPLOYER,
        "authority": f"{of.district}人力资源和社会保障局" if of.district else None,
        "employer_address": said.get("employer_address")
        or (enterprise.registered_at if enterprise else None),
        "headcount": enterprise.workers if enterprise else None,
        "chair_name": enterprise.chair_name if enterprise else None,
        "term_from": first,
        "term_to": last,
        "signed_on": facts.signed_on,
        "election_note": _election(facts.representatives, appointed),
        "published_on": appointed.day("published_on") if appointed else None,
        "proposed_on": facts.delivered_on,
        "replied_on": answer.occurred_on if answer else None,
        "meetings": [_meeting(event) for event in facts.every("record_meeting")],
        **_vote(of),
        "disputes": said.get("disputes"),
        **{
            key: value
            for key, value in _averages(of).items()
            if key in ("last_average_amount", "this_average_amount", "raise_rate")
        },
        "covered_count": facts.workers_covered or (of.wages.people if of.wages else None),
        "wage_system": said.get("wage_system"),
        "filed_on": facts.filed_on,
        "representatives": [_roster(one, of) for one in facts.representatives],
    }


def _election(people: tuple[Representative, ...], appointed: Event | None) -> str | None:
    if appointed is None or not people:
        return None
    consulted = "征求职工意见后" if appointed.payload.get("consulted", True) else ""
    counts = {side: sum(1 for one in people if one.side is side) for side in Side}
    return (
        f"职工方协商代表 {counts[Side.UNION]} 人，由工会{consulted}选派；"
        f"企业方协商代表 {counts[Side.EMPLOYER]} 人，由法定代表人指派。"
    )


def _meeting(event: Event) -> Context:
    row: Context = {
        "held_on": event.occurred_on,
        "outcome": CONCLUSIONS[event.payload["conclusion"]],
    }
    if event.payload.get("chair"):
        row["host"] = event.payload["chair"]
    return row


def _vote(of: Dossier) -> Context:
    passed = [(event, vote) for event, vote in of.facts.votes if vote.passed]
    if not passed:
        return {}
    event, vote = passed[-1]
    return {
        "body_name": dict(congress.FORMS)[event.payload["form"]],
        "congress_on": event.occurred_on,
        "entitled": vote.entitled,
        "present": vote.present,
        "approve": vote.in_favour,
        "approval_rate": _share(vote.in_favour, vote.entitled),
    }


def _roster(one: Representative, of: Dossier) -> Context:
    row: Context = {
        "side": SIDE_LABELS[one.side],
        "name": one.name,
        "unit": "外聘" if one.outside else of.case.title,
    }
    if one.title:
        row["post"] = one.title
    if marks := _marks(one):
        row["role"] = marks
    return row


_CONTEXTS: Mapping[str, Callable[[Dossier], Context]] = {
    "proposal": _proposal,
    "delivery_receipt": _delivery_receipt,
    "congress_resolution": _congress_resolution,
    "agreement": _agreement,
    "filing_statement": _filing_statement,
}
