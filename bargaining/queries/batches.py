"""Where does each of many enterprises stand before a step? A few statements for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Integer, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import standing
from bargaining.rules import facts as case_facts
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState

NEXT_YEAR_FROM = 10  # the month from which next year's case can be opened
BATCH = "batch"  # the key in an entry's payload that names the batch it was written with


@dataclass(frozen=True)
class Standing:
    """One enterprise before a step (办理前情况).

    `case` is the one at hand with its `history` and `facts`, None where the year has not begun;
    `years` have a case already; `last` is the fold of the newest signed case before this one.
    """

    enterprise: Enterprise
    union: UnionBody | None
    agreed: bool
    years: frozenset[int]
    case: Case | None = None
    history: tuple[Event, ...] = ()
    facts: CaseFacts | None = None
    last: CaseFacts | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether the case at hand waits for nothing more (已走完)."""
        return self.case is not None and standing.waiting(self.case) is None

    def year_to_open(self, *, today: date) -> int:
        """Name the year whose case would be opened now (拟立案年度); the next from October on."""
        idle = self.case is None or self.is_over
        next_one = idle and today.year in self.years and today.month >= NEXT_YEAR_FROM
        return today.year + 1 if next_one else today.year


def standings(
    session: Session,
    enterprise_ids: Iterable[int],
    *,
    actor: Actor,
    today: date,
    with_last: bool = False,
) -> dict[int, Standing]:
    """Read where many enterprises stand (多家现状), those only that the actor sees.

    `with_last` also reads their last signed contracts, from which steps are filled in.
    """
    rows = session.execute(
        select(Enterprise, UnionBody)
        .outerjoin(UnionBody, UnionBody.id == Enterprise.union_id)
        .where(
            Enterprise.id.in_(_unnested(set(enterprise_ids))),
            enterprise_queries.may_see(actor, on=today),
        )
    ).all()
    ids = [row[0].id for row in rows]
    at_hand = standing.cases_at_hand(session, ids)
    histories = case_queries.histories(session, [one.id for one in at_hand.values()])
    years = _years(session, ids)
    found = {
        firm.id: Standing(
            enterprise=firm,
            union=union,
            agreed=_agreed(firm, union, today=today),
            years=frozenset(years.get(firm.id, ())),
        )
        for firm, union in rows
    }
    for enterprise_id, case in at_hand.items():
        history = tuple(histories.get(case.id, ()))
        facts = case_facts.fold(history)
        found[enterprise_id] = replace(
            found[enterprise_id], case=case, history=history, facts=facts
        )
    return add_last(session, found) if with_last else found


def hold(session: Session, enterprise_ids: Iterable[int]) -> None:
    """Let nobody else write to the cases of some enterprises until the transaction ends (锁定案件).

    Always in one order: of two batches over the same enterprises one waits for the other.
    """
    session.execute(
        select(Case.id)
        .where(Case.enterprise_id.in_(sorted(set(enterprise_ids))))
        .order_by(Case.id)
        .with_for_update()
    ).all()


def written_in(session: Session, batch: str, case_ids: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Tell which entries a batch wrote already (已登记的条目): the case and the entry's kind."""
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.kind).where(
            CaseEvent.case_id.in_(_unnested(case_ids)),
            CaseEvent.payload[BATCH].as_string() == batch,
        )
    )
    return frozenset((row[0], row[1]) for row in rows)


def find_firms(
    session: Session, *, codes: Iterable[str], names: Iterable[str], actor: Actor, today: date
) -> list[Enterprise]:
    """Find the enterprises with these codes or names that the actor sees (按代码或名称查找)."""
    return list(
        session.scalars(
            enterprise_queries.visible_enterprises(actor, on=today).where(
                or_(Enterprise.code.in_(list(codes)), Enterprise.name.in_(list(names)))
            )
        )
    )


def _agreed(firm: Enterprise, union: UnionBody | None, *, today: date) -> bool:
    """Where there is no union nobody can agree, and the upper union guides."""
    if firm.union_id is None and not firm.unionised:
        return True
    on = union.agreed_to_help_on if union else None
    return on is not None and on <= today


def _years(session: Session, ids: Iterable[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = session.execute(
        select(Case.enterprise_id, Case.year).where(
            Case.enterprise_id.in_(_unnested(ids)),
            Case.kind == "wage",
            Case.state != CaseState.CLOSED.value,
        )
    )
    for enterprise_id, year in rows:
        if enterprise_id is not None:
            found.setdefault(enterprise_id, set()).add(year)
    return found


def _unnested(ids: Iterable[int]) -> Any:  # noqa: ANN401 -- a statement
    """Send many numbers as one value: the statement stays the same however many there are."""
    return select(func.unnest(literal(sorted(ids), ARRAY(Integer))))


def add_last(session: Session, found: Mapping[int, Standing]) -> dict[int, Standing]:
    """Add the folds of the last signed contracts, from which steps are filled in (带上年合同)."""
    at_hand = [one.case.id for one in found.values() if one.case and not one.is_over]
    newest = session.execute(
        select(Case.id, Case.enterprise_id)
        .ext(distinct_on(Case.enterprise_id))
        .where(
            Case.enterprise_id.in_(_unnested(found)),
            Case.kind == "wage",
            Case.id.not_in(_unnested(at_hand)),
            Case.signed_on.is_not(None),
        )
        .order_by(Case.enterprise_id, Case.signed_on.desc(), Case.id.desc())
    )
    owners = {one.id: one.enterprise_id for one in newest}
    folded = {
        owners[case_id]: case_facts.fold(history)
        for case_id, history in case_queries.histories(session, owners).items()
    }
    return {key: replace(one, last=folded.get(key)) for key, one in found.items()}
