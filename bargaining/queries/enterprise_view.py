"""How does one enterprise look to somebody? Its entry, its union, its cycles, its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.enterprise import Enterprise
from bargaining.models.industry import Industry
from bargaining.models.person import Person
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises, unions
from bargaining.queries import places as place_queries
from bargaining.rules.coverage import Contract, Stage
from bargaining.rules.roles import CONTACT_READERS, Actor
from bargaining.rules.states import CaseState, ContractWay


@dataclass(frozen=True)
class Cycle:
    """One case that covers the enterprise (协商周期)."""

    case: Case
    workers: int | None
    confirmed: bool

    def is_live(self, *, on: date) -> bool:
        """Tell whether its contract is in force for the enterprise on a day (期内有效)."""
        return self.confirmed and self._contract.counts(Stage.LIVE, on=on)

    def is_over(self, *, on: date) -> bool:
        """Tell whether its term has run out by a day (已期满)."""
        return self._contract.has_ended(on=on)

    @property
    def _contract(self) -> Contract:
        return Contract(
            number=self.case.number,
            way=ContractWay(self.case.way),
            signed_on=self.case.signed_on,
            received_on=self.case.received_on,
            effective_on=self.case.effective_on,
            term_to=self.case.term_to,
            ended_on=_out_of_force(self.case),
        )


def _out_of_force(case: Case) -> date | None:
    """A contract that was ended holds on that day still; a closing says no more than it did."""
    return case.terminated_on + timedelta(days=1) if case.terminated_on else case.closed_on


@dataclass(frozen=True)
class EnterpriseView:
    """Everything an enterprise's page shows (企业全貌).

    `line` is the union's line from the top down, the union itself last. `contact` is None where
    the actor may not read telephone numbers; `has_contact` says whether one is recorded.
    """

    enterprise: Enterprise
    names: Mapping[str, str]
    line: Sequence[UnionBody]
    cycles: Sequence[Cycle]
    changes: Sequence[RegisterChange]
    contact: Person | None
    has_contact: bool
    fellow_enterprises: int

    @property
    def union(self) -> UnionBody | None:
        """The union it belongs to (所属工会)."""
        return self.line[-1] if self.line else None

    def years_to_open(self, *, on: date) -> list[int]:
        """Name the years a case can be opened for (可立案年度); next year's from October on."""
        wanted = [on.year, on.year + 1] if on.month >= 10 else [on.year]
        taken = {
            one.case.year
            for one in self.cycles
            if one.case.enterprise_id == self.enterprise.id
            and one.case.kind == "wage"
            and one.case.state != CaseState.CLOSED.value
        }
        return [year for year in wanted if year not in taken]


def view(session: Session, enterprise_id: int, *, actor: Actor, on: date) -> EnterpriseView:
    """Read everything that an enterprise's page shows (企业全貌); raise NotVisible."""
    enterprise = enterprises.get_enterprise(session, enterprise_id, actor=actor, on=on)
    changes = _changes(session, enterprise)
    may_read = actor.role is None or actor.role in CONTACT_READERS
    contact_id = enterprise.contact_id
    return EnterpriseView(
        enterprise=enterprise,
        names=_names(session, enterprise, changes),
        line=_line(session, enterprise),
        cycles=cycles(session, enterprise_id, actor=actor, on=on),
        changes=changes,
        contact=session.get(Person, contact_id) if contact_id and may_read else None,
        has_contact=contact_id is not None,
        fellow_enterprises=_fellows(session, enterprise),
    )


def cycles(session: Session, enterprise_id: int, *, actor: Actor, on: date) -> list[Cycle]:
    """List the cases that cover an enterprise and that the actor sees, newest first (周期)."""
    seen = case_queries.visible_cases(actor, on=on).with_only_columns(Case.id)
    rows = session.execute(
        select(Case, CaseEnterprise.workers, CaseEnterprise.confirmed)
        .join(CaseEnterprise, CaseEnterprise.case_id == Case.id)
        .where(CaseEnterprise.enterprise_id == enterprise_id, Case.id.in_(seen))
        .order_by(Case.year.desc(), Case.id.desc())
    )
    return [
        Cycle(row[0], row[1] or (row[0].workers_covered if row[0].enterprise_id else None), row[2])
        for row in rows
    ]


def covered(
    session: Session, case: Case, *, actor: Actor, on: date
) -> list[tuple[Enterprise, int | None, bool]]:
    """List the enterprises on a contract's list that the actor sees (覆盖企业).

    Each with its workers, and whether it stands on the signed list.
    """
    rows = session.execute(
        select(Enterprise, CaseEnterprise.workers, CaseEnterprise.confirmed)
        .join(CaseEnterprise, CaseEnterprise.enterprise_id == Enterprise.id)
        .where(CaseEnterprise.case_id == case.id, enterprises.may_see(actor, on=on))
        .order_by(Enterprise.name, Enterprise.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def newest_cases(
    session: Session, enterprise_ids: Sequence[int], *, actor: Actor, on: date
) -> dict[int, Case]:
    """Find the newest case that covers each enterprise (最近案件): one statement for a page."""
    seen = case_queries.visible_cases(actor, on=on).with_only_columns(Case.id)
    rows = session.execute(
        select(CaseEnterprise.enterprise_id, Case)
        .join(Case, Case.id == CaseEnterprise.case_id)
        .where(CaseEnterprise.enterprise_id.in_(enterprise_ids), Case.id.in_(seen))
        .order_by(Case.year, Case.id)
    )
    return {row[0]: row[1] for row in rows}


def _changes(session: Session, enterprise: Enterprise) -> Sequence[RegisterChange]:
    """Newest first; what was written about the union stands among it."""
    of_this = RegisterChange.enterprise_id == enterprise.id
    of_union = RegisterChange.union_id == enterprise.union_id
    return session.scalars(
        select(RegisterChange)
        .where(or_(of_this, of_union) if enterprise.union_id else of_this)
        .order_by(RegisterChange.recorded_at.desc(), RegisterChange.id.desc())
    ).all()


def _line(session: Session, enterprise: Enterprise) -> Sequence[UnionBody]:
    if enterprise.union_id is None:
        return ()
    ids = unions.ancestor_ids(session, enterprise.union_id)
    above = {
        body.id: body for body in session.scalars(select(UnionBody).where(UnionBody.id.in_(ids)))
    }
    line: list[UnionBody] = []
    body = above.get(enterprise.union_id)
    while body is not None and body not in line:
        line.insert(0, body)
        body = above.get(body.parent_id or 0)
    return line


def _fellows(session: Session, enterprise: Enterprise) -> int:
    """Count the enterprises of its union, itself among them."""
    if enterprise.union_id is None:
        return 0
    same_union = Enterprise.union_id == enterprise.union_id
    return session.scalar(select(func.count()).where(same_union)) or 0


def _names(
    session: Session, enterprise: Enterprise, changes: Sequence[RegisterChange]
) -> dict[str, str]:
    """Name every place, industry and union that the entry or its history speaks of by code."""
    said = [(name, value) for change in changes for name, value in change.fields.items()]
    industries = {str(value) for name, value in said if name == "industry_code" and value}
    bodies = {value for name, value in said if name in ("union_id", "parent_id") and value}
    found = {f"place:{code}": name for code, name in place_queries.place_names(session).items()}
    wanted = industries | {enterprise.industry_code or ""}
    for industry in session.scalars(select(Industry).where(Industry.code.in_(sorted(wanted)))):
        found[f"industry:{industry.code}"] = industry.name
    for body in session.scalars(select(UnionBody).where(UnionBody.id.in_(sorted(bodies)))):
        found[f"union:{body.id}"] = body.name
    return found
