"""Which steps are there, and which may be taken now? One table, one question: why_not()."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bargaining.errors import Refusal, Unusable
from bargaining.rules import (
    congress,
    disputes,
    keeping_checks,
    ladder,
    local_procedure,
    procedure_positions,
    promise_lines,
    succession,
    without_union,
)
from bargaining.rules.events import OFFERINGS, Event
from bargaining.rules.move import Move, Topic
from bargaining.rules.procedure_contract import CONTRACT
from bargaining.rules.procedure_disputes import DISPUTES
from bargaining.rules.procedure_keeping import KEEPING
from bargaining.rules.procedure_ladder import LADDER
from bargaining.rules.procedure_people import PEOPLE
from bargaining.rules.procedure_positions import POSITIONS
from bargaining.rules.procedure_review import REVIEW
from bargaining.rules.procedure_talks import TALKS
from bargaining.rules.roles import Actor, Role
from bargaining.rules.states import CaseState

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

TABLE: Mapping[str, Move] = MappingProxyType(
    {
        move.name: move
        for move in (*TALKS, *POSITIONS, *LADDER, *PEOPLE, *DISPUTES, *CONTRACT, *REVIEW, *KEEPING)
    }
)

PAST_DAYS = (
    "received_on", "served_union_on", "served_employer_on", "signed_on", "data_received_on",
    "published_on", "sent_to_union_on", "told_on", "deliberated_on", "decided_on",
)  # fmt: skip

NOT_THEIRS = Refusal(
    "not_theirs", "这是区域性、行业性合同，由签订它的上级工会登记和更正，参加的企业只能查看。"
)

MOVED_AWAY = Refusal(
    "moved_away",
    "企业已经迁往别的区，本案由迁入的区登记和更正；原来的区可以查看，不再办理。",
)

TAKEN_ON = Refusal("taken_on", "迁入的区已经接着办理，这次迁移由迁入的区更正。")

OFFICE_CORRECTS = Refusal(
    "office_corrects", "这一条是上级工会以自己的名义办理的，由登记它的单位更正。"
)

AUTHORITY_CORRECTS = Refusal("authority_corrects", "这一条是人社部门登记的，由人社部门更正。")

HELPERS = frozenset({Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR})
_DAYS_OF: Mapping[str, tuple[str, ...]] = {
    "sent_on": OFFERINGS,
    "objected_on": ("record_objection",),
    "suspended_on": ("suspend_talks",),
    "coordinated_from": ("accept_coordination",),
    "arbitrated_from": ("apply_arbitration",),
    "changed_on": ("agree_change",),
    "change_filed_on": ("file_change",),
    "terminated_on": ("terminate",),
}
_STATIONS = tuple(CaseState)  # in the order of a year


def get_move(name: str) -> Move:
    """Find a move by its name (查步骤); raise Unusable for an unknown one."""
    if name not in TABLE:
        raise Unusable(f"没有“{name}”这一步。可用的步骤：{'、'.join(TABLE)}。", field="move")
    return TABLE[name]


def at(move: Move, place: str) -> Move:
    """Tell a step in the words and with the articles of a place (本地步骤).

    Asked twice it gives the same step again, so that steps can be compared.
    """
    if move.name in TABLE:
        return _at(move.name, place[:2])
    return local_procedure.told(move, place)


@lru_cache(maxsize=512)
def _at(name: str, province: str) -> Move:
    return local_procedure.told(TABLE[name], province)


def list_moves(place: str) -> list[Move]:
    """List the steps that the law of a place knows (本地全部步骤), in its words."""
    return [at(move, place) for move in TABLE.values() if local_procedure.is_here(move, place)]


def follow(state: CaseState, event: Event, *, before: Collection[str]) -> CaseState | None:
    """Name the state after an event, None where it cannot follow (事件后的状态).

    `before` holds the kinds of the entries that stand before it.
    """
    move = TABLE.get(event.kind)
    if move is None or not _answers(move, before):
        return None
    return _way(move, event.payload).get(state)


def _answers(move: Move, before: Collection[str]) -> bool:
    return not move.after or any(kind in before for kind in move.after)


def beginning(opening: Event) -> CaseState:
    """Name the state a case begins in (起始状态): a 补录 begins with its finished text.

    Where the ledger states no day of signing, no signing can be written; the 补录 then begins
    as signed, its day 待补.
    """
    return CaseState(opening.payload.get("begins", CaseState.PREPARING))


def _way(move: Move, payload: Mapping[str, Any]) -> Mapping[CaseState, CaseState]:
    if move.otherwise is None:
        return move.transitions
    if move.otherwise_when is not None:
        answer, others = move.otherwise_when
        return move.otherwise if payload.get(answer) in others else move.transitions
    vote = congress.Vote(payload["entitled"], payload["present"], payload["in_favour"])
    return move.transitions if vote.passed else move.otherwise


def why_not(
    move: Move, facts: CaseFacts, *, actor: Actor, agreed_to_help: bool | None
) -> Refusal | None:
    """Say why a step may not be taken, or return None when it may (步骤可行性).

    A page asks so as to show the reason; the action asks again and raises. Nothing else in the
    system decides whether a step is open. The actor's territory is not asked here: what is not
    theirs they never reach.
    """
    return (
        _moved_away(facts, agreed_to_help=agreed_to_help)
        or why_not_by(move, actor, agreed_to_help=agreed_to_help)
        or disputes.why_not_arbitrated(move.name, facts.state)
        or _not_from(at(move, facts.place), facts)
        or without_union.why_not(move.name, facts)
        or ladder.why_not(move.name, facts)
    )


def _moved_away(facts: CaseFacts, *, agreed_to_help: bool | None) -> Refusal | None:
    """Of a case that is somebody else's since it moved, the old place only reads."""
    if agreed_to_help is None and succession.moved_to(facts) is not None:
        return MOVED_AWAY
    return None


def _not_here(move: Move, place: str) -> Refusal | None:
    if local_procedure.is_here(move, place):
        return None
    return Refusal("not_here", f"本地的规定没有“{move.label}”这一步。")


def why_not_by(move: Move, actor: Actor, *, agreed_to_help: bool | None) -> Refusal | None:
    """Say why a step is not this person's, wherever the case stands (能否由本人办理)."""
    if actor.role is None:
        return None
    if not move.by:
        return Refusal("by_system", f"“{move.label}”到期由系统登记，不需要人工办理。")
    if actor.role not in move.by:
        return Refusal("wrong_role", f"{actor.role.label}不办理“{move.label}”{_whose(move)}。")
    if agreed_to_help is None:
        return NOT_THEIRS
    if actor.role in HELPERS and not agreed_to_help and not move.own_act:
        return Refusal(
            "not_agreed",
            "这家工会还没有同意代录。请先在企业页面登记“同意代录”，再代为办理。",
        )
    return None


def _whose(move: Move) -> str:
    """Of a step of the offices above the level is told to whom it belongs."""
    if move.topic is not Topic.NO_ANSWER:
        return ""
    return f"，由{'、'.join(role.label for role in Role if role in move.by)}办理"


def why_not_correct(
    actor: Actor,
    *,
    agreed_to_help: bool | None,
    entry: Event | None = None,
    left: bool = False,
    taken_on: bool = False,
) -> Refusal | None:
    """Say why somebody may not take an entry back, or None when they may (能否更正).

    What an office above or the authority did in its own name, it takes back itself, and nobody
    else does. `left`: the case moved away from whoever asks; `taken_on`: somebody went on with
    it since.
    """
    along = succession.goes_along_with(entry) if entry is not None else ""
    if along:
        return Refusal("goes_along", f"这一条随案件 {along} 一并登记，请在那一件更正。")
    if actor.role is None:
        return None
    if _undoes_own_move(actor, entry):
        return TAKEN_ON if left and taken_on else None
    if left:
        return MOVED_AWAY
    return _why_not_theirs(actor, agreed_to_help=agreed_to_help, entry=entry)


def _why_not_theirs(
    actor: Actor, *, agreed_to_help: bool | None, entry: Event | None
) -> Refusal | None:
    """Say why an entry that nobody's move led away is not this person's to take back."""
    if entry is not None and entry.actor_role == Role.REVIEWER:
        return None if actor.role is Role.REVIEWER else AUTHORITY_CORRECTS
    if agreed_to_help is None:
        return NOT_THEIRS
    own = _office_corrects(actor, entry) if entry is not None else None
    if own is not None:
        return None if own else OFFICE_CORRECTS
    if actor.role is Role.UNION_CHAIR:
        return None
    if actor.role not in HELPERS:
        return Refusal("wrong_role", f"{actor.role_label}不更正案件登记。")
    if not agreed_to_help:
        return Refusal("not_agreed", "这家工会还没有同意代录，请由工会主席更正。")
    return None


def _undoes_own_move(actor: Actor, entry: Event | None) -> bool:
    """Who led a case away by mistake leads it back: nobody else at the old place could."""
    if entry is None or entry.kind != "record_succession":
        return False
    return bool(entry.payload.get("from_place")) and actor.role == entry.actor_role


def _office_corrects(actor: Actor, entry: Event) -> bool | None:
    """Tell whether an entry is the actor's own office's to correct; None for other entries."""
    move = TABLE.get(entry.kind)
    if move is None or move.topic is not Topic.NO_ANSWER or not move.own_act:
        return None
    mine = actor.role in move.by and entry.actor_role in (actor.role, "system", "")
    if mine:
        return True
    # Urging and the like are the union's as well: there the usual rights go on.
    return None if Role.UNION_CHAIR in move.by else False


def _not_from(move: Move, facts: CaseFacts) -> Refusal | None:
    basis = str(move.basis[0]) if move.basis else ""
    elsewhere = _not_here(move, facts.place)
    if elsewhere is not None and facts.state is not CaseState.CLOSED:
        return elsewhere
    if facts.state in move.transitions:
        if not _answers(move, {event.kind for event in facts.history}):
            first = TABLE[move.after[0]].label.removeprefix("登记")
            return Refusal("nothing_before", f"请先登记{first}。", basis=basis)
        if move.name == "record_delivery" and facts.delivery is not None:
            return Refusal("already_delivered", "要约已经登记签收，不需要再登记。", basis=basis)
        if move.name == "record_completion" and facts.receipt is None:
            return Refusal("not_received", "请先登记收到凭证，再登记补正补齐。", basis=basis)
        if move.name == "record_receipt" and facts.receipt is not None:
            return Refusal("already_received", "收到凭证已经登记。", basis=basis)
        return None
    if facts.state is CaseState.CLOSED:
        return Refusal("closed", "本案已办结；登记有误的可以更正。", basis=basis)
    no_more = all(_STATIONS.index(one) < _STATIONS.index(facts.state) for one in move.transitions)
    not_now = "不能再" if no_more else "还不能"
    return Refusal(
        "wrong_state", f"本案现在是“{facts.state.label}”，{not_now}{move.label}。", basis=basis
    )


def impossible(
    move: Move, facts: CaseFacts, payload: Mapping[str, Any], *, on: date, today: date
) -> tuple[Refusal, ...]:
    """Say what cannot be, whatever the law asks for (不可能的登记).

    A day in the future, a step before the one it answers, more votes than people. What is
    unlawful or unusual is not asked here: it is recorded as it was.
    """
    found = []
    move = at(move, facts.place)
    if on > today:
        found.append(Refusal("future", f"{move.day_label}不能晚于今天。", field="on"))
    for fact, words in move.not_before:
        earlier = fact_day(facts, fact)
        if earlier is not None and on < earlier:
            found.append(
                Refusal(
                    "too_early",
                    f"{move.day_label}（{on.isoformat()}）不能早于{words}"
                    f"（{earlier.isoformat()}）。",
                    basis=str(move.basis[0]) if move.basis else "",
                    field="on",
                )
            )
    found.extend(_impossible_answers(move, facts, payload, on=on, today=today))
    return tuple(found)


def _impossible_answers(
    move: Move, facts: CaseFacts, payload: Mapping[str, Any], *, on: date, today: date
) -> Iterator[Refusal]:
    days = {key: date.fromisoformat(payload[key]) for key in PAST_DAYS if payload.get(key)}
    for key, day in days.items():
        if day > today:
            yield Refusal("future", "不能登记今天以后的日期。", field=key)
    if {"term_from", "term_to"} <= payload.keys() and payload["term_from"] > payload["term_to"]:
        yield Refusal("term_order", "合同期限的起日晚于止日，请核对。", field="term_to")
    if move.name == "record_congress":
        votes = congress.impossible(
            entitled=payload["entitled"],
            present=payload["present"],
            in_favour=payload["in_favour"],
            against=payload.get("against"),
            abstained=payload.get("abstained"),
        )
        if votes:
            yield votes
    yield from procedure_positions.impossible(move.name, facts, payload, on=on)
    list_of_promises = facts.last("record_promises")
    yield from promise_lines.refusals(
        move.name, payload, known=list_of_promises.payload if list_of_promises else None
    )
    yield from keeping_checks.impossible(move.name, facts, payload, today=today)
    if move.name == without_union.ELECTED and (refusal := without_union.impossible(payload)):
        yield refusal
    yield from _impossible_order(days, facts, on=on)


def _impossible_order(days: Mapping[str, date], facts: CaseFacts, *, on: date) -> Iterator[Refusal]:
    if "received_on" in days and days["received_on"] < on:
        yield Refusal("too_early", "人社部门收到之日不能早于报送之日。", field="received_on")
    for key in ("served_union_on", "served_employer_on"):
        if key in days and facts.filed_on and days[key] < facts.filed_on:
            yield Refusal("too_early", "送达之日不能早于报送之日。", field=key)
    if "signed_on" in days and days["signed_on"] > on:
        yield Refusal("too_early", "重新报送之日不能早于重新签字之日。", field="signed_on")


def fact_day(facts: CaseFacts, name: str) -> date | None:
    """Look up the day that a move may not precede (先后关系)."""
    if name in _DAYS_OF:
        newest = facts.last(*_DAYS_OF[name])
        return newest.occurred_on if newest else None
    match name:
        case "delivered_on" | "signed_on" | "filed_on" | "received_on" | "effective_on":
            day: date | None = getattr(facts, name)
            return day
        case _:
            raise KeyError(name)
