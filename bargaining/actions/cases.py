"""Take a case a step further: find it, ask the rule, write the event, derive what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bargaining.actions import contract_changes as change_actions
from bargaining.actions import corrections, entries, relocations, successions
from bargaining.errors import Invalid, Refusal, Refused, Unusable
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import register as register_queries
from bargaining.queries import renewal as renewal_queries
from bargaining.rules import asks, events, moves
from bargaining.rules import facts as case_facts
from bargaining.rules.corrections import correct
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.roles import SYSTEM, Actor
from bargaining.rules.states import CaseState

SERVED = ("served_union_on", "served_employer_on")
_NUMBERING_LOCK = 7_201_004


@dataclass(frozen=True)
class Step:
    """One step somebody wants to take (拟办步骤).

    `seen_sequence` is the newest entry the person had before their eyes; None takes whatever
    is there.
    """

    move: str
    on: date
    given: Mapping[str, Any] = field(default_factory=dict)
    seen_sequence: int | None = None


def open_case(
    session: Session,
    enterprise: Enterprise,
    *,
    year: int,
    on: date,
    actor: Actor,
    at: datetime,
    today: date,
    kind: str = "wage",
    outcome: Mapping[str, Any] | None = None,
) -> Case:
    """Open this year's case of an enterprise (立案); `outcome` is written beside it.

    Raises Refused when the day is in the future, or the year's case of that kind is open
    already.
    """
    _refuse_helper(session, enterprise, actor, on=today)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING_LOCK})
    _refuse_opening(session, enterprise, year=year, on=on, today=today, kind=kind)
    (number,) = next_numbers(session, enterprise.district_code, year, count=1)
    case = Case(
        number=number,
        kind=kind,
        way="own",
        origin="walked",
        year=year,
        title=enterprise.name,
        enterprise_id=enterprise.id,
        district_code=enterprise.district_code,
        street_code=enterprise.street_code,
        opened_on=on,
        opened_at=at,
        state=CaseState.PREPARING.value,
        covers=[CaseEnterprise(enterprise_id=enterprise.id, confirmed=True)],
    )
    session.add(case)
    session.flush()
    payload = {
        "year": year,
        "kind": kind,
        "way": "own",
        "origin": "walked",
        "place": enterprise.district_code,
        **_stated_union(session, enterprise),
        **_follows_on(session, case),
        **(outcome or {}),
    }
    entries.append(session, case, events.OPEN, on=on, payload=payload, actor=actor, at=at)
    return case


def _stated_union(session: Session, enterprise: Enterprise) -> dict[str, bool]:
    """Whether there is a union decides who speaks for the workers; unstated it leaves no key."""
    said = register_queries.says_union(session, enterprise)
    return {} if said is None else {"union": said}


def _follows_on(session: Session, case: Case) -> dict[str, str]:
    """The contract this round follows on, and its last day as it stands now."""
    last = renewal_queries.previous(session, case)
    if last is None or last.term_to is None:
        return {}
    ends_on = min(last.term_to, last.terminated_on or last.term_to)
    return {"follows": last.number, "follows_to": ends_on.isoformat()}


def _refuse_helper(session: Session, enterprise: Enterprise, actor: Actor, *, on: date) -> None:
    """Opening is recording: the street and the instructor need the union's agreement."""
    if actor.role not in moves.HELPERS:
        return
    union = session.get(UnionBody, enterprise.union_id) if enterprise.union_id else None
    agreed_on = union.agreed_to_help_on if union else None
    # Where there is no union nobody can agree, and the upper union guides (劳动合同法 第51条).
    if union is not None and (agreed_on is None or agreed_on > on):
        raise Refused(
            Refusal(
                "not_agreed",
                "这家工会还没有同意代录。请先在企业页面登记“同意代录”，再代为立案。",
            )
        )


def _refuse_opening(
    session: Session, enterprise: Enterprise, *, year: int, on: date, today: date, kind: str
) -> None:
    if on > today:
        raise Refused(Refusal("future", "立案日期不能晚于今天。", field="on"))
    if not 2000 <= year <= today.year + 1:
        raise Refused(
            Refusal("bad_year", f"年度应在 2000 至 {today.year + 1} 之间。", field="year")
        )
    same = session.scalar(
        select(Case.number).where(
            Case.enterprise_id == enterprise.id,
            Case.year == year,
            Case.kind == kind,
            Case.state != CaseState.CLOSED.value,
        )
    )
    if same:
        raise Refused(
            Refusal("already_open", f"{enterprise.name} {year} 年度的案件已经立案：{same}。")
        )


def open_for_code(
    session: Session, code: str, *, year: int, on: date, actor: Actor, at: datetime, today: date
) -> Case:
    """Open a case for the enterprise with a 统一社会信用代码 the actor sees (立案)."""
    enterprise = enterprise_queries.find_by_code(session, code, actor=actor, on=today)
    if enterprise is None:
        raise Unusable(f"名册中没有代码为 {code} 的企业。", field="code", code="no_enterprise")
    return open_case(session, enterprise, year=year, on=on, actor=actor, at=at, today=today)


def next_numbers(session: Session, district_code: str, year: int, *, count: int) -> list[str]:
    """Give out case numbers, district-year-serial, without gaps or doubles (编案号)."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING_LOCK})
    prefix = f"{district_code}-{year}-"
    last = session.scalar(
        select(Case.number)
        .where(Case.number.like(f"{prefix}%"))
        .order_by(func.length(Case.number).desc(), Case.number.desc())
        .limit(1)
    )
    start = int(last.removeprefix(prefix)) if last else 0
    return [f"{prefix}{start + step:04d}" for step in range(1, count + 1)]


def take(
    session: Session,
    number: str,
    step: Step,
    *,
    actor: Actor,
    at: datetime,
    today: date,
    outcome: Mapping[str, Any] | None = None,
) -> Case:
    """Take one step in a case (办理一步); `outcome` is what came of it, written beside it.

    Raises NotVisible when the case is not the actor's, Refused when the step is not open,
    Invalid with every field that cannot be taken.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    move = moves.get_move(step.move)
    facts = case_queries.facts(session, case)
    entries.refuse_changed(session, case, step.seen_sequence)
    late_opinion = _overtakes_silence(session, case, facts, step)
    if late_opinion:
        facts = _without(session, case, late_opinion)
    refusal = moves.why_not(
        move,
        facts,
        actor=actor,
        agreed_to_help=case_queries.agreed_to_help(session, case, actor=actor, on=today),
    )
    if refusal is not None:
        raise Refused(refusal)
    move = moves.at(move, case.district_code)
    payload = {**check_answers(move, facts, step, today=today), **(outcome or {})}
    if move.name == "record_no_objection":
        payload |= _silence_day(session, case, facts)
    if move.name == "record_change_review":
        payload |= change_actions.silence_day(session, case, facts, payload, on=step.on)
    if move.name == "record_succession":
        payload |= successions.whereto(session, case, payload)
    if late_opinion:
        corrections.void_entry(
            session, case, late_opinion, reason="收到期内送达的审查意见书", actor=actor, at=at
        )
    entries.append(session, case, move.name, on=step.on, payload=payload, actor=actor, at=at)
    if move.name == "record_succession":
        relocations.take_along(session, case, payload, on=step.on, actor=actor, at=at)
    return case


def check_answers(move: Move, facts: CaseFacts, step: Step, *, today: date) -> dict[str, Any]:
    """Read a step's answers and refuse the impossible (核对填写); raise Invalid with all of it."""
    answers = asks.read_answers(move.asks, step.given)
    if answers.refusals:
        raise Invalid(answers.refusals)
    impossible = moves.impossible(move, facts, answers.payload, on=step.on, today=today)
    if impossible:
        raise Invalid(impossible)
    return answers.payload


def take_effect_by_silence(session: Session, case: Case, *, at: datetime) -> None:
    """Write down that nobody objected in time (默示生效).

    The day is the one after the review's last day (口径B), however late this is written. Only
    for cases of `queries.silent_effect.cases_to_fall_silent`: receipt proved, last day certain.
    """
    review = next(
        deadline
        for deadline in case_queries.deadlines(session, case)
        if deadline.rule_id == "T-REVIEW" and deadline.ended_on is None
    )
    if review.due_on is None or not review.certain or case.received_on is None:
        raise Refused(Refusal("not_silent", "收到凭证或审查届满日尚不确定，不能登记默示生效。"))
    entries.append(
        session,
        case,
        "take_effect_by_silence",
        on=review.due_on + timedelta(days=1),
        payload={"due_on": review.due_on.isoformat()},
        actor=SYSTEM,
        at=at,
    )


def _overtakes_silence(session: Session, case: Case, facts: CaseFacts, step: Step) -> int | None:
    """An opinion served in time and found later takes the silent effect back; a late one not."""
    opinion = step.move in ("record_no_objection", "record_objection")
    if not opinion or not facts.took_effect_by_silence or facts.effect is None:
        return None
    served = [asks.parse_day(str(step.given.get(key) or "")) for key in SERVED]
    last = _review_ends(session, case, facts)
    in_time = last is not None and max([step.on, *(day for day in served if day)]) <= last
    return facts.effect.sequence if in_time else None


def _review_ends(session: Session, case: Case, facts: CaseFacts) -> date | None:
    """The last day on which an opinion on the filing that counts could be served."""
    for deadline in case_queries.deadlines(session, case):
        if (
            deadline.rule_id == "T-REVIEW"
            and facts.filing is not None
            and deadline.start_sequence == facts.filing.sequence
        ):
            return deadline.overdue_after
    return None


def _without(session: Session, case: Case, sequence: int) -> CaseFacts:
    """Fold as if an entry, and all that falls with it, had been taken back."""
    history = case_queries.history(session, case.id)
    fallen = correct(history, sequence).voided
    void = events.Event(case.last_sequence + 1, events.VOID, case.opened_on, voids=fallen)
    return case_facts.fold([*history, void])


def _silence_day(session: Session, case: Case, facts: CaseFacts) -> dict[str, str]:
    """The day silence would have done it, where receipt is proved and the day certain."""
    if facts.receipt is None or facts.filing is None:
        return {}
    for deadline in case_queries.deadlines(session, case):
        if (
            deadline.rule_id == "T-REVIEW"
            and deadline.start_sequence == facts.filing.sequence
            and deadline.certain
            and deadline.due_on
        ):
            return {"silence_on": (deadline.due_on + timedelta(days=1)).isoformat()}
    return {}
