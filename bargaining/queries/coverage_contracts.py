"""Which contracts cover which enterprises, as known at a day's end?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.rules import contract_changes, derivation, register
from bargaining.rules import facts as case_facts
from bargaining.rules.coverage import Contract
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.facts import CaseFacts
from bargaining.rules.lawbook import LawBook
from bargaining.rules.states import CaseState, ContractWay

Covering = Mapping[ContractKind, Mapping[int, Sequence[Contract]]]

_ONE_DAY = timedelta(days=1)
_FOLDED_AT_ONCE = 2000
_BACKFILLED = "backfilled"
_WAYS = {way.value: way for way in ContractWay}


def contracts_known(
    session: Session,
    enterprise_ids: Sequence[int],
    *,
    kinds: Iterable[ContractKind],
    known_on: date,
) -> Covering:
    """Read what covers each enterprise (覆盖各企业的合同), by kind, as known at a day's end.

    A case that nothing was written to since is read from its row; the others are folded again
    from what had been written by then.
    """
    until = register.known_until(known_on)
    touched = select(CaseEvent.case_id).where(CaseEvent.recorded_at >= until)
    found: dict[str, dict[int, list[Contract]]] = {kind.value: {} for kind in kinds}
    asked = frozenset(enterprise_ids)
    for kind, enterprise_id, contract in _projected(
        session, enterprise_ids, sorted(found), without=touched
    ):
        found[kind].setdefault(enterprise_id, []).append(contract)
    for kind, enterprise_id, contract in _folded_again(
        session, enterprise_ids, sorted(found), touched=touched, until=until
    ):
        if enterprise_id in asked:
            found[kind].setdefault(enterprise_id, []).append(contract)
    return {ContractKind(kind): listed for kind, listed in found.items()}


# ── from the rows ────────────────────────────────────────────────────────────────────────────


def _projected(
    session: Session, enterprise_ids: Sequence[int], kinds: Sequence[str], *, without: Select[int]
) -> Iterator[tuple[str, int, Contract]]:
    """Read plain columns: at a city's size rows as objects would take most of the time."""
    cases, covers = Case.__table__, CaseEnterprise.__table__
    rows = (
        session.connection()
        .execute(
            select(*_columns())
            .select_from(covers.join(cases, cases.c.id == covers.c.case_id))
            .where(
                covers.c.confirmed,
                cases.c.kind.in_(kinds),
                # Joined as a table: a list of thousands of values would be walked for every row.
                covers.c.enterprise_id.in_(_unnested(enterprise_ids)),
                cases.c.id.not_in(without),
            )
        )
        .all()
    )
    for kind, enterprise_id, number, way, *days, term_before in rows:
        contract = Contract(number, _WAYS[way], *days)
        if term_before:
            contract = contract._replace(term_before=_days_before(term_before))
        yield kind, enterprise_id, contract


def _days_before(written: Sequence[Sequence[str]]) -> tuple[tuple[date, date], ...]:
    return tuple((date.fromisoformat(until), date.fromisoformat(last)) for until, last in written)


def _columns() -> tuple[ColumnElement[Any], ...]:
    """Name what a contract is made of, in its own order.

    Why it was closed and how long the review runs are asked only of cases that are closed, and
    filed.
    """
    cases, covers = Case.__table__.c, CaseEnterprise.__table__.c
    return (
        cases.kind,
        covers.enterprise_id,
        cases.number,
        cases.way,
        cases.signed_on,
        cases.received_on,
        cases.effective_on,
        cases.term_to,
        cases.term_from,
        _out_of_force_on(),
        case((cases.state == CaseState.FILED.value, _review_until() + 1)),
        # A shared contract states the sum of its list, which is nobody's own number.
        func.coalesce(
            covers.workers, case((cases.enterprise_id.is_not(None), cases.workers_covered))
        ),
        cases.opened_on,
        cases.closed_on,
        cases.origin != _BACKFILLED,
        cases.term_before,
    )


def _out_of_force_on() -> ColumnElement[Any]:
    """Say in SQL what `contract_changes.out_of_force_on` says of facts (失效之日)."""
    cases = Case.__table__.c
    closed_for = (
        select(CaseEvent.payload["reason"].astext)
        .where(CaseEvent.case_id == cases.id, CaseEvent.kind == "close")
        .order_by(CaseEvent.sequence.desc())
        .limit(1)
        .correlate(Case.__table__)
        .scalar_subquery()
    )
    reason = case((cases.closed_on.is_not(None), closed_for))
    return case(
        (cases.terminated_on.is_not(None), cases.terminated_on + 1),
        (reason.is_distinct_from(contract_changes.RUNS_ITS_TERM), cases.closed_on),
    )


def _review_until() -> ColumnElement[Any]:
    """The last day of a review that nobody has answered, where it is not sure."""
    cases = Case.__table__.c
    return (
        select(func.max(Deadline.latest))
        .where(
            Deadline.case_id == cases.id,
            Deadline.rule_id == "T-REVIEW",
            Deadline.ended_on.is_(None),
            cases.received_on.is_(None) | Deadline.certain.is_(False),
        )
        .correlate(Case.__table__)
        .scalar_subquery()
    )


def _unnested(ids: Sequence[int]) -> Select[int]:
    return select(func.unnest(literal(list(ids), ARRAY(Integer))))


# ── from the events ──────────────────────────────────────────────────────────────────────────


def _folded_again(
    session: Session,
    enterprise_ids: Sequence[int],
    kinds: Sequence[str],
    *,
    touched: Select[int],
    until: datetime,
) -> Iterator[tuple[str, int, Contract]]:
    """Fold the cases that were written to since, from what had been written before."""
    rows = session.execute(
        select(Case.id, Case.kind, Case.number, Case.way, Case.district_code)
        .where(
            Case.id.in_(touched),
            Case.kind.in_(kinds),
            Case.opened_at < until,
            # Who stood on a shared contract's list then, only its history can tell.
            or_(
                Case.way != ContractWay.OWN.value, Case.enterprise_id.in_(_unnested(enterprise_ids))
            ),
        )
        .order_by(Case.id)
    ).all()
    book = law_queries.law_book(session) if rows else LawBook()
    for start in range(0, len(rows), _FOLDED_AT_ONCE):
        some = rows[start : start + _FOLDED_AT_ONCE]
        ids = [row.id for row in some]
        histories = case_queries.histories(session, ids, known_at=until)
        listed = _confirmed(session, ids)
        for case_id, kind, number, way, district_code in some:
            if not histories.get(case_id):
                continue
            facts = case_facts.fold(histories[case_id])
            contract = _contract(facts, number, ContractWay(way), place=district_code, book=book)
            for enterprise_id, workers in _covered(facts) or listed.get(case_id, []):
                said = contract if workers is None else contract._replace(workers=workers)
                yield kind, enterprise_id, said


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
    finished = contract_changes.finished(facts)
    return Contract(
        number=number,
        way=way,
        signed_on=facts.signed_on,
        received_on=facts.received_on,
        effective_on=facts.effective_on,
        term_to=term_to,
        term_from=term_from,
        ended_on=contract_changes.out_of_force_on(facts),
        presumed_from=_presumed_from(facts, place=place, book=book),
        workers=facts.workers_covered if way is ContractWay.OWN else None,
        opened_on=facts.opening.occurred_on,
        closed_on=finished.occurred_on if finished else None,
        walked=not facts.is_backfilled,
        term_before=tuple(
            (one.effective_on, one.before) for one in contract_changes.term_changes(facts)
        ),
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
