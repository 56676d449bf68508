"""At which stage of the year does a deadline belong, and what comes after it in a normal course?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bargaining import errors
from bargaining.rules import deadlines
from bargaining.rules.calendar import Calendar
from bargaining.rules.deadline_rules import (
    UNIT_LABELS,
    ContractKind,
    DeadlineRule,
    Direction,
)
from bargaining.rules.deadlines import Due
from bargaining.rules.lawbook import LawBook

ELSEWHERE: Final = "其他"
# Stage by stage as the year goes, the duties within each in their order.
STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "要约与应约": ("reply",),
    "协商": (
        "representatives_appoint",
        "representatives_publish",
        "representative_vacancy",
        "data",
        "suspend",
        "coordinate",
    ),
    "审议": ("congress_document",),
    "报送": ("file", "file_industry", "refile", "change_file"),
    "审查与生效": ("review", "review_objection"),
    "公布与履行": ("publish", "publish_general", "annual_report"),
    "续签与终止": ("renew_wage", "renew_general", "terminate_file"),
    "工会监督与争议": (
        "union_demand_reply",
        "government_feedback",
        "arbitration_accept",
        "arbitration_notice",
        "sue",
    ),
    "工资支付与最低工资": ("delayed_pay", "minimum_wage_notice", "minimum_wage_adjust"),
    "平台协商": ("platform_publish", "platform_cycle"),
}
_STAGE_BY_DUTY: Final = {duty: stage for stage, duties in STAGES.items() for duty in duties}
_ORDER: Final = {duty: number for number, duty in enumerate(_STAGE_BY_DUTY)}

# What follows each duty once it is done: the next duty, and which of its days starts it; None
# where it starts with an event whose day nobody can know yet.
_DONE, _EFFECT = "due_on", "effective_on"
_AFTER: Final[Mapping[str, tuple[tuple[str, str | None], ...]]] = {
    "reply": (("data", None), ("congress_document", None), ("file", None)),
    "data": (("congress_document", None), ("file", None)),
    "suspend": (("coordinate", None),),
    "coordinate": (("congress_document", None), ("file", None)),
    "congress_document": (("file", None),),
    "file": (("review", _DONE),),
    "file_industry": (("review", _DONE),),
    "refile": (("review", _DONE),),
    "change_file": (("review", _DONE),),
    "review": (("publish", _EFFECT), ("publish_general", _EFFECT)),
    "review_objection": (("refile", None),),
    "publish": (("annual_report", None), ("renew_wage", None)),
    "publish_general": (("annual_report", None), ("renew_general", None)),
    "renew_wage": (("reply", None),),
    "renew_general": (("reply", None),),
    "union_demand_reply": (("government_feedback", None),),
    "arbitration_accept": (("arbitration_notice", None), ("sue", None)),
    "arbitration_notice": (("sue", None),),
}


@dataclass(frozen=True)
class Leg:
    """One deadline of the course after another one (后续的一步).

    `due` is None where its start is not known yet; `start_on` is then None as well. It is
    `firm` where nothing before it waits for a holiday notice.
    """

    rule: DeadlineRule
    firm: bool = True
    start_on: date | None = None
    due: Due | None = None


def stage_of(rule: DeadlineRule) -> str:
    """Name the stage a deadline belongs to (阶段)."""
    return _STAGE_BY_DUTY.get(rule.duty, ELSEWHERE)


def by_stage(rules: Sequence[DeadlineRule]) -> dict[str, list[DeadlineRule]]:
    """Group rules by stage, stages and duties in the order of the year (分阶段的规则)."""
    grouped: dict[str, list[DeadlineRule]] = {stage: [] for stage in (*STAGES, ELSEWHERE)}
    for rule in sorted(rules, key=lambda each: _ORDER.get(each.duty, len(_ORDER))):
        grouped[stage_of(rule)].append(rule)
    return {stage: found for stage, found in grouped.items() if found}


def length_in_words(rule: DeadlineRule) -> str:
    """Say how long a deadline is and which way it is counted (期限长度)."""
    if rule.every is not None:
        return "每年至少一次" if rule.every == 1 else f"每 {rule.every} 年至少一次"
    if rule.length is None:
        return "没有规定日数，要求及时办理"
    length = bare_length(rule)
    match rule.direction:
        case Direction.FORWARD:
            return f"自次日起 {length}"
        case Direction.BACKWARD:
            return f"提前 {length}"
        case Direction.WINDOW:
            return f"之前 {length}内"


def bare_length(rule: DeadlineRule) -> str:
    """Say how long a deadline is, without its direction (期限日数)."""
    return f"{rule.length} {UNIT_LABELS[rule.unit]}" if rule.length else ""


def counts_back(rule: DeadlineRule) -> bool:
    """Say whether a deadline is counted back from its event (是否倒算)."""
    return rule.direction is not Direction.FORWARD


def after(due: Due, *, book: LawBook, calendar: Calendar) -> tuple[Leg, ...]:
    """List what follows in a normal course (后续时限), each step done on its last day.

    A step whose start nobody can know yet stands without a day; so does all that waits for a
    holiday notice.
    """
    legs: list[Leg] = []
    waiting, firm = [due], True
    while waiting:
        before = waiting.pop(0)
        firm = firm and before.certain
        for duty, which in _AFTER.get(before.duty, ()):
            leg = _leg(before, duty, which, book=book, calendar=calendar)
            if leg is None or any(leg.rule.duty == one.rule.duty for one in legs):
                continue
            legs.append(replace(leg, firm=firm))
            if leg.due is not None:
                waiting.append(leg.due)
    return tuple(legs)


def _leg(
    before: Due, duty: str, which: str | None, *, book: LawBook, calendar: Calendar
) -> Leg | None:
    on: date | None = getattr(before, which) if which else None
    rule = _rule_of(duty, before, on=on or before.start, book=book)
    if rule is None or on is None:
        return Leg(rule) if rule else None
    try:
        due = deadlines.due(
            rule.id,
            on,
            place=before.place,
            book=book,
            calendar=calendar,
            contract_kind=before.contract_kind,
        )
    except errors.LawMissing:
        return Leg(rule)
    return Leg(rule, start_on=on, due=due)


def _rule_of(duty: str, before: Due, *, on: date, book: LawBook) -> DeadlineRule | None:
    """Of several sources of a duty the shortest is the one to plan by."""
    kind: ContractKind = before.contract_kind
    found = book.sources(duty, on=on, place=before.place, kind=kind)
    return min(found, key=lambda rule: rule.length or 0, default=None)
