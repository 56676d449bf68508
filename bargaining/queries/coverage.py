"""How many enterprises are covered, and which? On any day, as known on any day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.industry import Industry
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import places as place_queries
from bargaining.queries import register as register_queries
from bargaining.rules import coverage, derivation, register
from bargaining.rules import facts as case_facts
from bargaining.rules.coverage import Contract, Grouping, Line, Member, Question, Standing
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.facts import CaseFacts
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState, ContractWay

_RUNS_ITS_TERM = "expired"  # a closing that only says the term is over ends nothing early
_ONE_DAY = timedelta(days=1)
_FOLDED_AT_ONCE = 2000


@dataclass(frozen=True)
class Report:
    """The figures with the list behind every one of them (覆盖统计)."""

    question: Question
    kind: ContractKind
    known_on: date
    lines: tuple[Line, ...]
    total: Line
    standings: tuple[Standing, ...]
    list_hash: str
    names: Mapping[str, str]

    def behind(self, column: str, *, key: str | None = None) -> list[Standing]:
        """List who is counted in one figure (数字背后的名单); no key is the total."""
        counted = coverage.COLUMNS[column]
        return [
            one
            for one in self.standings
            if counted(one) and key in (None, coverage.group_key(one.member, self.question.by))
        ]


def report(
    session: Session,
    *,
    actor: Actor,
    question: Question,
    kind: ContractKind,
    known_on: date,
    district: str | None = None,
) -> Report:
    """Count coverage among the enterprises an actor sees (覆盖统计), in one district or in all.

    Who sees what goes by the belonging of the day asked about.
    """
    seen = members(session, actor=actor, as_of=question.on, known_on=known_on, kind=kind)
    asked = [one for one in seen if district in (None, one.district)]
    found = tuple(coverage.standings(asked, question))
    names = group_names(session, question.by)
    lines, total = coverage.lines(found, by=question.by, names=names)
    return Report(
        question=question,
        kind=kind,
        known_on=known_on,
        lines=tuple(lines),
        total=total,
        standings=found,
        list_hash=coverage.list_hash(found),
        names=names,
    )


def group_names(session: Session, by: Grouping) -> dict[str, str]:
    """Name the groups that figures are broken down by (分组名称); others name themselves."""
    match by:
        case Grouping.DISTRICT | Grouping.STREET:
            return place_queries.place_names(session)
        case Grouping.INDUSTRY:
            return {one.code: one.name for one in place_queries.list_sections(session)}
        case Grouping.OWNERSHIP | Grouping.SIZE:
            return {}


def members(
    session: Session, *, actor: Actor, as_of: date, known_on: date, kind: ContractKind
) -> list[Member]:
    """List the enterprises an actor sees with the contracts that cover each (计数用企业)."""
    found = register_queries.register_as_of(session, actor, as_of=as_of, known_on=known_on)
    contracts = _contracts(session, [one.id for one in found], kind=kind, known_on=known_on)
    sections = _sections(session)
    return [
        Member(
            id=one.id,
            code=one.code or "",
            name=one.name,
            district=one.district_code,
            street=one.street_code,
            section=sections.get(one.industry_code or "", ""),
            ownership=one.ownership,
            workers=one.workers,
            unionised=one.unionised,
            separate=one.union_form == "单独",
            operating=one.operating,
            contracts=tuple(contracts.get(one.id, ())),
        )
        for one in found
    ]


def _sections(session: Session) -> dict[str, str]:
    """Read the section of every industry code, since an enterprise may state any level."""
    rows = session.execute(select(Industry.code, Industry.section)).all()
    return {row.code: row.section for row in rows}


def _contracts(
    session: Session, enterprise_ids: Sequence[int], *, kind: ContractKind, known_on: date
) -> dict[int, list[Contract]]:
    """Read what covers each enterprise, as known at a day's end.

    A case that nothing was written to since is read from its row; the others are folded again
    from what had been written by then.
    """
    until = register.known_until(known_on)
    touched = select(CaseEvent.case_id).where(CaseEvent.recorded_at >= until)
    found: dict[int, list[Contract]] = {one: [] for one in enterprise_ids}
    for enterprise_id, contract in _projected(session, enterprise_ids, kind, without=touched):
        found[enterprise_id].append(contract)
    for enterprise_id, contract in _folded_again(session, touched, kind=kind, until=until):
        if enterprise_id in found:
            found[enterprise_id].append(contract)
    return found


def _projected(
    session: Session,
    enterprise_ids: Sequence[int],
    kind: ContractKind,
    *,
    without: Select[int],
) -> Iterator[tuple[int, Contract]]:
    """Read plain columns: at a city's size rows as objects would take most of the time."""
    rows = session.execute(
        select(*_columns())
        .join(Case, Case.id == CaseEnterprise.case_id)
        .where(
            CaseEnterprise.confirmed,
            Case.kind == kind.value,
            # Joined as a table: a list of thousands of values would be walked for every row.
            CaseEnterprise.enterprise_id.in_(select(func.unnest(_array(enterprise_ids)))),
            Case.id.not_in(without),
        )
    )
    ways = {way.value: way for way in ContractWay}
    for (
        enterprise_id, workers, number, way, signed_on, received_on, effective_on, term_to,
        term_from, closed_on, reason, review_on,
    ) in rows:  # fmt: skip
        yield (
            enterprise_id,
            Contract(
                number=number,
                way=ways[way],
                signed_on=signed_on,
                received_on=received_on,
                effective_on=effective_on,
                term_to=term_to,
                term_from=term_from,
                ended_on=None if reason == _RUNS_ITS_TERM else closed_on,
                presumed_from=review_on + _ONE_DAY if review_on else None,
                workers=workers,
            ),
        )


def _columns() -> tuple[Any, ...]:
    """Name what a contract is made of; why it was closed and how long the review runs are asked
    only of cases that are closed, and filed.
    """
    closed_for = (
        select(CaseEvent.payload["reason"].astext)
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind == "close")
        .order_by(CaseEvent.sequence.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    review_until = (
        select(func.max(Deadline.latest))
        .where(
            Deadline.case_id == Case.id,
            Deadline.rule_id == "T-REVIEW",
            Deadline.ended_on.is_(None),
            Case.received_on.is_(None) | Deadline.certain.is_(False),
        )
        .correlate(Case)
        .scalar_subquery()
    )
    return (
        CaseEnterprise.enterprise_id,
        # A shared contract states the sum of its list, which is nobody's own number.
        func.coalesce(
            CaseEnterprise.workers,
            case((Case.enterprise_id.is_not(None), Case.workers_covered)),
        ),
        Case.number,
        Case.way,
        Case.signed_on,
        Case.received_on,
        Case.effective_on,
        Case.term_to,
        Case.term_from,
        Case.closed_on,
        case((Case.closed_on.is_not(None), closed_for)),
        case((Case.state == CaseState.FILED.value, review_until)),
    )


def _array(ids: Sequence[int]) -> ColumnElement[list[int]]:
    return literal(list(ids), ARRAY(Integer))


def _folded_again(
    session: Session, touched: Select[int], *, kind: ContractKind, until: datetime
) -> Iterator[tuple[int, Contract]]:
    """Fold the cases that were written to since, from what had been written before."""
    rows = session.execute(
        select(Case.id, Case.number, Case.way, Case.district_code)
        .where(Case.id.in_(touched), Case.kind == kind.value, Case.opened_at < until)
        .order_by(Case.id)
    ).all()
    book = law_queries.law_book(session) if rows else LawBook()
    for start in range(0, len(rows), _FOLDED_AT_ONCE):
        some = rows[start : start + _FOLDED_AT_ONCE]
        ids = [row.id for row in some]
        histories = case_queries.histories(session, ids, known_at=until)
        listed = _confirmed(session, ids)
        for case_id, number, way, district_code in some:
            if not histories.get(case_id):
                continue
            facts = case_facts.fold(histories[case_id])
            contract = _contract(facts, number, ContractWay(way), place=district_code, book=book)
            for enterprise_id, workers in _covered(facts) or listed.get(case_id, []):
                yield (
                    enterprise_id,
                    contract if workers is None else replace(contract, workers=workers),
                )


def _confirmed(
    session: Session, case_ids: Sequence[int]
) -> dict[int, list[tuple[int, int | None]]]:
    listed: dict[int, list[tuple[int, int | None]]] = {}
    for case_id, enterprise_id, workers in session.execute(
        select(CaseEnterprise.case_id, CaseEnterprise.enterprise_id, CaseEnterprise.workers).where(
            CaseEnterprise.case_id.in_(case_ids), CaseEnterprise.confirmed
        )
    ):
        listed.setdefault(case_id, []).append((enterprise_id, workers))
    return listed


def _covered(facts: CaseFacts) -> list[tuple[int, int | None]]:
    """Read the signed list of a 补录 from its entry; it says who was on it then."""
    return [(one["enterprise_id"], one.get("workers")) for one in facts.signed_list]


def _contract(
    facts: CaseFacts, number: str, way: ContractWay, *, place: str, book: LawBook
) -> Contract:
    term_from, term_to = facts.term
    closing = facts.last("close")
    ended = closing is not None and closing.payload.get("reason") != _RUNS_ITS_TERM
    return Contract(
        number=number,
        way=way,
        signed_on=facts.signed_on,
        received_on=facts.received_on,
        effective_on=facts.effective_on,
        term_to=term_to,
        term_from=term_from,
        ended_on=closing.occurred_on if closing and ended else None,
        presumed_from=_presumed_from(facts, place=place, book=book),
        workers=facts.workers_covered if way is ContractWay.OWN else None,
    )


def _presumed_from(facts: CaseFacts, *, place: str, book: LawBook) -> date | None:
    """Name the day after an unanswered review whose receipt or last day is not sure."""
    if facts.state is not CaseState.FILED:
        return None
    ends = [
        one["latest"]
        for one in derivation.derive(facts, place=place, book=book).deadlines
        if one["rule_id"] == "T-REVIEW" and one["ended_on"] is None and one["latest"]
        and (facts.received_on is None or not one["certain"])
    ]  # fmt: skip
    return max(ends) + _ONE_DAY if ends else None
