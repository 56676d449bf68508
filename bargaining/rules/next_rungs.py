"""Which rung could come next where the other side does not answer? A suggestion, never a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bargaining.rules import ladder, moves, refusal_words
from bargaining.rules.day_words import plain_day
from bargaining.rules.facts import CaseFacts
from bargaining.rules.roles import Role
from bargaining.rules.states import CaseState


@dataclass(frozen=True)
class NextRung:
    """One rung that makes sense now (建议的下一级): its step, why, and who may take it."""

    move: str
    reason: str
    roles: frozenset[Role]


def next_rungs(facts: CaseFacts, *, on: date, last_on: date | None) -> tuple[NextRung, ...]:
    """Suggest which rungs make sense now (建议下一级), the gentlest first; a person decides.

    `last_on` is the last day in time for the answer, None where it is not settled. The day alone
    never leads higher: there must be an answer that is overdue or a no, and the rung below must
    have been taken and have come to nothing.
    """
    if not ladder.concerns(facts) or facts.state is CaseState.CLOSED:
        return ()
    return tuple(_suggested(facts, on, last_on))


def _suggested(facts: CaseFacts, on: date, last_on: date | None) -> Iterator[NextRung]:
    ground = _ground(facts, on, last_on)
    if not ground:
        if facts.state is CaseState.PROPOSED:
            yield _rung("record_urging", _why_urge(facts, last_on))
        return
    yield _rung("record_urging", f"{ground}，可以再提醒一次。")
    taken = {event.kind for event in ladder.done(facts)}
    if "record_contact" in {event.kind for event in facts.history}:
        taken.add("record_urging")
    asked_until = _asked_until(facts)
    above = [
        name for name in ladder.rungs(facts.place)[1:]
        if name not in taken and not any(_is_above(facts, name, done) for done in taken)
    ]  # fmt: skip
    if not above:
        return
    following = above[0]
    if following == "record_credit_entry" and not ladder.told_to_correct(facts):
        return
    if asked_until is not None and asked_until >= on and following in ladder.LETTERS:
        return
    yield _rung(following, _why(facts, following, ground, asked_until))


def _rung(name: str, reason: str) -> NextRung:
    return NextRung(name, reason, moves.TABLE[name].by)


def _is_above(facts: CaseFacts, name: str, done: str) -> bool:
    """Tell whether a rung that was taken stands above another: then that one is behind."""
    order = ladder.rungs(facts.place)
    return done in order and order.index(done) > order.index(name)


def _ground(facts: CaseFacts, on: date, last_on: date | None) -> str:
    """Say what makes a rung above urging sensible; empty while the other side has its time."""
    words = refusal_words.CONFIRMED.get(ladder.confirmed(facts))
    if words:
        return f"经核实认定{words}"
    if facts.state is CaseState.DECLINED:
        return "对方答复暂不同意"
    if facts.state is CaseState.PROPOSED and facts.delivery and last_on and last_on < on:
        return f"答复期 {plain_day(last_on)} 已满，尚未答复"
    return ""


def _why_urge(facts: CaseFacts, last_on: date | None) -> str:
    if facts.delivery is None:
        return "要约书还没有登记签收，先请对方签收。"
    until = f"答复期到 {plain_day(last_on)}，" if last_on else ""
    return f"{until}可以打电话、发微信提醒对方书面答复。"


def _asked_until(facts: CaseFacts) -> date | None:
    """The day until which the newest letter asked for an answer."""
    newest = facts.last(*ladder.LETTERS)
    return newest.day("answer_by") if newest else None


def _why(facts: CaseFacts, name: str, ground: str, asked_until: date | None) -> str:
    if name == "record_order":
        return "区政府或有关部门有了处理结果的，照文书登记。"
    if name == "record_credit_entry":
        if ladder.in_shanghai(facts):
            return "企业拒不改正、已纳入市公共信用信息服务平台的，照文书登记。"
        return "责令以后仍不改正、人社部门已纳入诚信档案的，照文书登记。"
    newest = facts.last(*ladder.LETTERS)
    if newest is None:
        return f"{ground}。"
    label = moves.TABLE[newest.kind].label.removeprefix("发出")
    day = plain_day(newest.occurred_on)
    if asked_until is None:
        return f"{day} {label}已送达，函里没有写请答复之日，请先确认对方是否已有答复；{ground}。"
    return f"{day} {label}已送达，请答复之日 {plain_day(asked_until)} 已过，{ground}。"
