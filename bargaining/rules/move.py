"""What a move is: one row of the table of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bargaining.rules.asks import Ask
from bargaining.rules.basis import Basis
from bargaining.rules.roles import Role
from bargaining.rules.states import CaseState, Holder


class Topic(StrEnum):
    """What leads a case off the straight path (特别情形): the heading its steps stand under."""

    NO_ANSWER = "no_answer"
    PEOPLE = "people"
    TALKS = "talks"
    KEEPING = "keeping"


TOPIC_LABELS: Mapping[Topic, str] = {
    Topic.NO_ANSWER: "对方尚未答复、暂不同意",
    Topic.PEOPLE: "代表有变动",
    Topic.TALKS: "协商停下来了",
    Topic.KEEPING: "履行、变更和终止",
}


class MoveKind(StrEnum):
    """Whether a move says what happened, or makes something (步骤性质).

    A recording move is refused only when it is impossible; what is unlawful is recorded as it
    was and shown. A producing move may be held back and overridden with a reason.
    """

    RECORDING = "recording"
    PRODUCING = "producing"


@dataclass(frozen=True)
class Move:
    """One step of the procedure (办理步骤).

    `transitions` leads from each state the step can be taken in to the state after it;
    `otherwise` is taken instead when a vote fell short, or where the answer named in
    `otherwise_when` is one of those beside it. `by` may record it; `holder` is whose
    duty it is. `needs`/`leaves` are paper kinds, `starts`/`ends` deadline rules. `not_before`
    names a fact whose day this step cannot precede. An `own_act` is done by whoever records it,
    in their own name: no union need have agreed to it. `topic` is the heading of a step off the
    straight path, which nobody need see until a case leaves it. `after` names the steps one of
    which it answers. `places` are the provinces, by the first
    two digits of their codes, whose law knows the step; none means everywhere.
    """

    name: str
    label: str
    explain: str
    holder: Holder
    by: frozenset[Role]
    transitions: Mapping[CaseState, CaseState]
    basis: tuple[Basis, ...]
    asks: tuple[Ask, ...] = ()
    day_label: str = "日期"
    otherwise: Mapping[CaseState, CaseState] | None = None
    otherwise_when: tuple[str, frozenset[str]] | None = None
    topic: Topic | None = None
    kind: MoveKind = MoveKind.RECORDING
    own_act: bool = False
    needs: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    not_before: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def stays(*states: CaseState) -> dict[CaseState, CaseState]:
    """Lead every one of these states to itself (状态不变)."""
    return {state: state for state in states}


def leads(*states: CaseState, to: CaseState) -> dict[CaseState, CaseState]:
    """Lead every one of these states to one (转入)."""
    return dict.fromkeys(states, to)
