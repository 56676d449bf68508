"""What stands in the papers from the text to its publication: 文本、审议、报送、公布."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bargaining.documents import contexts_parties as shared
from bargaining.documents import definitions, values
from bargaining.documents.contexts_parties import Context
from bargaining.models.wage_table import WagePost
from bargaining.queries.dossier import Dossier
from bargaining.rules import congress, filing_materials, meetings, without_union
from bargaining.rules.events import Event
from bargaining.rules.filing_materials import Material, Readiness
from bargaining.rules.representatives import Representative
from bargaining.rules.states import SIDE_LABELS, Side
from bargaining.rules.wage_posts import FORM_LABELS, Form

_COPIES = {1: "一份", 2: "两份", 3: "三份"}
_READINESS = {Readiness.READY: "已备", Readiness.MISSING: "待补"}


def congress_resolution(of: Dossier) -> Context:
    """Fill in the resolution of the staff congress (职代会决议)."""
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
        "attendance_rate": shared.share(votes.present, votes.entitled),
        "vote_method": "无记名投票" if event.payload.get("secret", True) else "举手表决",
        "approve": votes.in_favour,
        "against": event.payload.get("against"),
        "abstain": _abstained(event, votes),
        "approval_rate": shared.share(votes.in_favour, votes.entitled),
        "outcome": "获得通过" if votes.passed else "未通过",
    }


def _abstained(event: Event, votes: congress.Vote) -> int | None:
    """Who came and voted neither way abstained, once both other counts are stated."""
    stated: int | None = event.payload.get("abstained")
    against: int | None = event.payload.get("against")
    if stated is None and against is not None:
        return votes.present - votes.in_favour - against
    return stated


# Stands in the statement, or only says how the wage table is to be checked.
_NOT_IN_THE_TEXT = frozenset(
    {
        "disputes", "lowest_wage", "includes_own", "idle_rule", "escalator", "minimum_approved",
        "profit_state",
    }
)  # fmt: skip


def agreement(of: Dossier) -> Context:
    """Fill in the contract (工资专项集体合同)."""
    enterprise, clauses = of.enterprise, of.facts.last("record_clauses")
    said: Mapping[str, Any] = clauses.payload if clauses else {}
    first, last = shared.term(of)
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
        **{key: value for key, value in said.items() if key not in _NOT_IN_THE_TEXT},
    }


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


def filing_statement(of: Dossier) -> Context:
    """Fill in the statement that goes with the filing (报送说明)."""
    facts, enterprise = of.facts, of.enterprise
    clauses, appointed = facts.last("record_clauses"), facts.last("appoint_representatives")
    said: Mapping[str, Any] = clauses.payload if clauses else {}
    first, last = shared.term(of)
    answer = facts.answer
    return {
        "by_employer": of.facts.initiator is Side.EMPLOYER,
        "authority": shared.filing_office_name(of),
        "employer_address": said.get("employer_address")
        or (enterprise.registered_at if enterprise else None),
        "headcount": enterprise.workers if enterprise else None,
        "chair_name": enterprise.chair_name if enterprise else None,
        "term_from": first,
        "term_to": last,
        "signed_on": facts.signed_on,
        "election_note": _election(of, appointed),
        "published_on": appointed.day("published_on") if appointed else None,
        "proposed_on": facts.delivered_on,
        "replied_on": answer.occurred_on if answer else None,
        "meetings": [_meeting(event) for event in meetings.held(facts)],
        **_vote(of),
        "disputes": said.get("disputes"),
        **{
            key: value
            for key, value in _averages(of).items()
            if key in ("last_average_amount", "this_average_amount", "raise_rate")
        },
        "covered_count": _covered(of),
        "wage_system": said.get("wage_system"),
        "filed_on": facts.filed_on,
        "representatives": [_roster(one, of) for one in facts.representatives],
    }


def _election(of: Dossier, appointed: Event | None) -> str | None:
    people = of.facts.representatives
    if appointed is None or not people:
        return None
    counts = {side: sum(1 for one in people if one.side is side) for side in Side}
    return (
        f"职工方协商代表 {counts[Side.UNION]} 人，{_chosen(of, appointed)}；"
        f"企业方协商代表 {counts[Side.EMPLOYER]} 人，由法定代表人指派。"
    )


def _chosen(of: Dossier, appointed: Event) -> str:
    """Say how the workers' side came about: sent by its union, or elected by the workers."""
    if shared.has_union(of):
        consulted = "征求职工意见后" if appointed.payload.get("consulted", True) else ""
        return f"由工会{consulted}选派"
    held = without_union.election(of.facts)
    if held is None:
        return "由职工民主推举"
    said = held.payload
    return (
        f"在{said['guided_by']}指导下由职工民主推举"
        f"（全体职工 {said['workers']} 人，同意 {said['consenting']} 人）"
    )


def _meeting(event: Event) -> Context:
    row: Context = {
        "held_on": event.occurred_on,
        "outcome": shared.CONCLUSIONS[event.payload["conclusion"]],
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
        "approval_rate": shared.share(vote.in_favour, vote.entitled),
    }


def _roster(one: Representative, of: Dossier) -> Context:
    row: Context = {
        "side": SIDE_LABELS[one.side],
        "name": one.name,
        "unit": "外聘" if one.outside else of.case.title,
    }
    if one.title:
        row["post"] = one.title
    if marks := shared.marks(one):
        row["role"] = marks
    return row


def filing_contents(of: Dossier) -> Context:
    """Fill in the list of what is filed (报送材料目录): what is there, what is missing."""
    listed = filing_materials.materials(
        of.facts, mandated=shared.mandated(of), statement_is_whole=_statement_is_whole(of)
    )
    return {
        "authority": shared.filing_office_name(of),
        "materials": [_material(one) for one in listed],
        "filed_on": of.facts.filed_on,
        "received_on": of.facts.received_on,
        "receipt_number": of.case.filing_number,
    }


def _statement_is_whole(of: Dossier) -> bool:
    definition = definitions.definition("filing_statement")
    context = shared.fitting(definition, {**shared.parties(of), **filing_statement(of)})
    return not values.fill(definition, context, blank=False).missing


def _material(one: Material) -> Context:
    row: Context = {"name": one.name, "copies": _COPIES[one.copies]}
    if one.state in _READINESS:
        row["state"] = _READINESS[one.state]
    row["note"] = f"{values.day(one.on)}{one.note}" if one.on else one.note or "请核对"
    return row


def publication_notice(of: Dossier) -> Context:
    """Fill in the posting of the contract (合同公布通知)."""
    facts, published = of.facts, of.facts.last("publish")
    first, last = facts.term
    vote = _vote(of)
    averages = _averages(of)
    return {
        "signed_on": facts.signed_on,
        "effective_on": facts.effective_on,
        "by_silence": facts.took_effect_by_silence,
        "term_from": first,
        "term_to": last,
        "filing_number": of.case.filing_number,
        "body_name": vote.get("body_name"),
        "congress_on": vote.get("congress_on"),
        "covered_count": _covered(of),
        "last_average_amount": averages.get("last_average_amount"),
        "this_average_amount": averages.get("this_average_amount"),
        "raise_rate": averages.get("raise_rate", of.case.rise_rate),
        "lowest_post_amount": averages.get("lowest_post_amount"),
        "posted_on": published.occurred_on if published else None,
        "posted_at": _posted_at(published),
        "posted_until": published.day("until") if published else None,
    }


def _posted_at(published: Event | None) -> str | None:
    said = (published.payload.get(name) for name in ("place", "method")) if published else ()
    return "，".join(words for words in said if words) or None


def _covered(of: Dossier) -> int | None:
    return of.facts.workers_covered or (of.wages.people if of.wages else None)
