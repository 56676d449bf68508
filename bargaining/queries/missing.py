"""What is still missing (待补): of contracts taken from papers, and in the register?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, any_, exists, func, literal_column, or_, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session, aliased

from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.place import Place
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.rules.events import OPEN
from bargaining.rules.ledger_contract import Lack
from bargaining.rules.roles import Actor

PAGE_SIZE = 50
Line = TypeVar("Line")


# ── contracts ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ContractFilter:
    """What the list of incomplete contracts is narrowed to (待补合同筛选)."""

    text: str = ""
    lack: str = ""
    kind: str = ""
    way: str = ""
    street: str = ""
    year: int | None = None
    with_ended: bool = False
    sort: str = "-lacks"


@dataclass(frozen=True)
class ContractLine:
    """One contract with what it lacks (待补合同)."""

    case: Case
    street_name: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class Missing(Generic[Line]):
    """One page of what is missing, with the figures beside it (待补清单)."""

    lines: Sequence[Line]
    total: int
    counts: Mapping[str, int]


def _scanned() -> ColumnElement[bool]:
    """Say in SQL that a scan of the papers stands in the case (有扫描件).

    The key is written into the statement, so that the small index of entries with photos serves.
    """
    correction = aliased(CaseEvent)
    taken_back = exists(
        select(correction.id).where(
            correction.case_id == CaseEvent.case_id,
            CaseEvent.sequence == any_(correction.voids),
        )
    )
    return Case.id.in_(
        select(CaseEvent.case_id).where(
            CaseEvent.payload.op("?")(literal_column("'photos'")),
            CaseEvent.kind.in_((OPEN, "sign")),
            ~taken_back,
        )
    )


def _absent() -> dict[Lack, ColumnElement[bool]]:
    """Say in SQL what `rules.ledger_contract.lacks` says of a contract."""
    return {
        Lack.SIGNED: Case.signed_on.is_(None),
        Lack.FILED: Case.filed_on.is_(None),
        Lack.RECEIPT: Case.received_on.is_(None),
        Lack.EFFECTIVE: Case.effective_on.is_(None),
        Lack.TERM: Case.term_from.is_(None) | Case.term_to.is_(None),
        Lack.WORKERS: Case.workers_covered.is_(None),
        Lack.SCAN: ~_scanned(),
    }


_LACKING = sum(
    (
        sql_case((absent, 1), else_=0)
        for lack, absent in _absent().items()
        if lack is not Lack.SCAN  # asked for every row it would be the dearest of all
    ),
    start=sql_case((Case.id.is_(None), 1), else_=0),
)
CONTRACT_SORTS: Mapping[str, tuple[Any, ...]] = {
    "lacks": (_LACKING, Case.term_to.nulls_first(), Case.id),
    "-lacks": (_LACKING.desc(), Case.term_to.desc().nulls_first(), Case.id.desc()),
    "title": (Case.title, Case.id),
    "-title": (Case.title.desc(), Case.id.desc()),
    "year": (Case.year, Case.id),
    "-year": (Case.year.desc(), Case.id.desc()),
    "term": (Case.term_to.nulls_last(), Case.id),
    "-term": (Case.term_to.desc().nulls_last(), Case.id.desc()),
}


def list_contracts(
    session: Session, *, actor: Actor, on: date, narrow: ContractFilter, page: int = 1
) -> Missing[ContractLine]:
    """List one page of the contracts that lack something (待补合同), in two statements."""
    counts = _contract_counts(session, actor=actor, on=on, narrow=narrow)
    total = counts[narrow.lack or "any"]
    wanted = _sorted_contracts(actor, on=on, narrow=narrow)
    rows = session.execute(wanted.limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE))
    return Missing([_contract_line(row) for row in rows], total, counts)


def every_contract(
    session: Session, *, actor: Actor, on: date, narrow: ContractFilter
) -> list[ContractLine]:
    """List all contracts that lack something, for an export (待补合同清单)."""
    rows = session.execute(_sorted_contracts(actor, on=on, narrow=narrow))
    return [_contract_line(row) for row in rows]


def _contract_line(row: Any) -> ContractLine:  # noqa: ANN401 -- a row of the statement
    lacks = tuple(lack for lack, absent in zip(Lack, row[2:], strict=True) if absent)
    return ContractLine(case=row[0], street_name=row[1] or "", lacks=lacks)


def _contract_counts(
    session: Session, *, actor: Actor, on: date, narrow: ContractFilter
) -> dict[str, int]:
    """Count the contracts that lack each thing, and those that lack any."""
    absent = _absent()
    asked = _narrowed_contracts(actor, on=on, narrow=narrow)
    flags = asked.with_only_columns(
        *(condition.label(lack.value) for lack, condition in absent.items())
    ).subquery()
    columns = [flags.c[lack.value] for lack in absent]
    found = session.execute(
        select(
            func.count(sql_case((or_(*columns), 1))),
            *(func.count(sql_case((column, 1))) for column in columns),
        )
    ).one()
    return dict(zip(("any", *(lack.value for lack in absent)), found, strict=True))


def _sorted_contracts(actor: Actor, *, on: date, narrow: ContractFilter) -> Select[Any]:
    absent = _absent()
    wanted = _narrowed_contracts(actor, on=on, narrow=narrow)
    chosen = absent[Lack(narrow.lack)] if narrow.lack else None
    wanted = wanted.where(or_(*absent.values()) if chosen is None else chosen)
    order = CONTRACT_SORTS.get(narrow.sort, CONTRACT_SORTS["-lacks"])
    return (
        wanted.outerjoin(Place, Place.code == Case.street_code)
        .add_columns(Place.name, *absent.values())
        .order_by(*order)
    )


def _narrowed_contracts(actor: Actor, *, on: date, narrow: ContractFilter) -> Select[Case]:
    wanted = case_queries.visible_cases(actor, on=on).where(Case.origin == "backfilled")
    words = narrow.text.strip()
    if words:
        wanted = wanted.where(
            or_(
                *(
                    column.icontains(words, autoescape=True)
                    for column in (Case.title, Case.number, Case.filing_number)
                )
            )
        )
    equal = {
        Case.kind: narrow.kind,
        Case.way: narrow.way,
        Case.street_code: narrow.street,
        Case.year: narrow.year,
    }
    for column, value in equal.items():
        if value:
            wanted = wanted.where(column == value)
    if not narrow.with_ended:
        wanted = wanted.where(Case.term_to.is_(None) | (Case.term_to >= on))
    return wanted


# ── the register ─────────────────────────────────────────────────────────────────────────────


class RegisterLack(StrEnum):
    """Something the register should say of an enterprise and does not (名册待补)."""

    CODE = "code"
    WORKERS = "workers"
    INDUSTRY = "industry"
    PHONE = "phone"


REGISTER_LABELS: Mapping[RegisterLack, str] = {
    RegisterLack.CODE: "统一社会信用代码",
    RegisterLack.WORKERS: "职工人数",
    RegisterLack.INDUSTRY: "行业",
    RegisterLack.PHONE: "联系电话",
}


@dataclass(frozen=True)
class EnterpriseFilter:
    """What the list of incomplete entries is narrowed to (待补企业筛选)."""

    text: str = ""
    lack: str = ""
    street: str = ""
    unionised: bool = False
    sort: str = "name"


@dataclass(frozen=True)
class EnterpriseLine:
    """One enterprise with what its entry lacks (待补企业)."""

    enterprise: Enterprise
    street_name: str
    lacks: tuple[RegisterLack, ...]


_ABSENT: Mapping[RegisterLack, ColumnElement[bool]] = {
    RegisterLack.CODE: Enterprise.code.is_(None),
    RegisterLack.WORKERS: Enterprise.workers.is_(None),
    RegisterLack.INDUSTRY: Enterprise.industry_code.is_(None),
    RegisterLack.PHONE: Person.phone.is_(None),
}
ENTERPRISE_SORTS: Mapping[str, tuple[Any, ...]] = {
    "name": (Enterprise.initials, Enterprise.name, Enterprise.id),
    "-name": (Enterprise.initials.desc(), Enterprise.name.desc(), Enterprise.id.desc()),
    "place": (Enterprise.street_code, Enterprise.id),
    "-place": (Enterprise.street_code.desc(), Enterprise.id.desc()),
    "workers": (Enterprise.workers.nulls_last(), Enterprise.id),
    "-workers": (Enterprise.workers.desc().nulls_last(), Enterprise.id.desc()),
}


def list_enterprises(
    session: Session, *, actor: Actor, on: date, narrow: EnterpriseFilter, page: int = 1
) -> Missing[EnterpriseLine]:
    """List one page of the enterprises whose entry lacks something (待补企业)."""
    asked = _narrowed_enterprises(actor, on=on, narrow=narrow)
    found = session.execute(
        asked.with_only_columns(
            func.count(sql_case((or_(*_ABSENT.values()), 1))),
            *(func.count(sql_case((absent, 1))) for absent in _ABSENT.values()),
        )
    ).one()
    counts = dict(zip(("any", *(lack.value for lack in _ABSENT)), found, strict=True))
    rows = session.execute(
        _sorted_enterprises(asked, narrow).limit(PAGE_SIZE).offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return Missing([_line(row) for row in rows], counts[narrow.lack or "any"], counts)


def every_enterprise(
    session: Session, *, actor: Actor, on: date, narrow: EnterpriseFilter
) -> list[EnterpriseLine]:
    """List all enterprises whose entry lacks something, for an export (待补企业清单)."""
    asked = _narrowed_enterprises(actor, on=on, narrow=narrow)
    return [_line(row) for row in session.execute(_sorted_enterprises(asked, narrow))]


def _line(row: Any) -> EnterpriseLine:  # noqa: ANN401 -- a row of the statement
    lacks = tuple(lack for lack, absent in zip(_ABSENT, row[2:], strict=True) if absent)
    return EnterpriseLine(enterprise=row[0], street_name=row[1], lacks=lacks)


def _sorted_enterprises(asked: Select[Enterprise], narrow: EnterpriseFilter) -> Select[Any]:
    chosen = _ABSENT[RegisterLack(narrow.lack)] if narrow.lack else None
    return (
        asked.where(or_(*_ABSENT.values()) if chosen is None else chosen)
        .join(Place, Place.code == Enterprise.street_code)
        .add_columns(Place.name, *_ABSENT.values())
        .order_by(*ENTERPRISE_SORTS.get(narrow.sort, ENTERPRISE_SORTS["name"]))
    )


def _narrowed_enterprises(
    actor: Actor, *, on: date, narrow: EnterpriseFilter
) -> Select[Enterprise]:
    wanted = enterprise_queries.visible_enterprises(actor, on=on).outerjoin(
        Person, Person.id == Enterprise.contact_id
    )
    words = narrow.text.strip()
    if words:
        wanted = wanted.where(
            Enterprise.name.icontains(words, autoescape=True)
            | Enterprise.initials.contains(words.lower(), autoescape=True)
        )
    if narrow.street:
        wanted = wanted.where(Enterprise.street_code == narrow.street)
    if narrow.unionised:
        wanted = wanted.where(Enterprise.unionised)
    return wanted
