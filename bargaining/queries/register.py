"""What did the register say? One subject's history, and all enterprises as of a past day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import Integer, any_, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.register_change import RegisterChange
from bargaining.queries import enterprises
from bargaining.rules import register
from bargaining.rules.roles import Actor

# The fields of an enterprise that its history holds; all others of the row follow from them.
ENTERPRISE_FIELDS = (
    "code", "name", "district_code", "street_code", "registered_at", "operates_at",
    "industry_code", "ownership", "workers", "women", "migrants", "dispatched", "unionised",
    "union_form", "union_id", "members", "chair_name", "legal_representative", "contact_id",
    "operating", "operating_ground",
)  # fmt: skip
# What an enterprise's row says where nothing was ever written.
BLANK: Mapping[str, object] = {
    "registered_at": "", "operates_at": "", "ownership": "", "unionised": False,
    "union_form": "", "chair_name": "", "legal_representative": "", "operating": True,
    "operating_ground": "",
}  # fmt: skip


@dataclass(frozen=True)
class EnterpriseAsOf:
    """An enterprise as the register had it on a day (某日企业登记)."""

    id: int
    code: str | None
    name: str
    district_code: str
    street_code: str
    industry_code: str | None
    ownership: str
    workers: int | None
    women: int | None
    members: int | None
    unionised: bool
    union_form: str
    union_id: int | None
    operating: bool

    @classmethod
    def of(cls, enterprise_id: int, fields: Mapping[str, Any]) -> Self:
        """Take the figures' fields out of a fold (取统计字段)."""
        said = {name: fields.get(name, BLANK.get(name)) for name in _COUNTED}
        return cls(id=enterprise_id, **said)


_COUNTED = tuple(name for name in EnterpriseAsOf.__dataclass_fields__ if name != "id")


def list_changes(
    session: Session, enterprise_id: int, *, actor: Actor, on: date
) -> Sequence[RegisterChange]:
    """List what was written about an enterprise, first entry first (登记变更历史).

    Raises NotVisible where the enterprise is not the actor's to see.
    """
    enterprises.get_enterprise(session, enterprise_id, actor=actor, on=on)
    return session.scalars(
        select(RegisterChange)
        .where(RegisterChange.enterprise_id == enterprise_id)
        .order_by(RegisterChange.sequence)
    ).all()


def enterprise_histories(
    session: Session, enterprise_ids: Iterable[int]
) -> dict[int, list[register.Change]]:
    """Load the histories of some enterprises in one statement (登记历史)."""
    ids = any_(literal(list(enterprise_ids), ARRAY(Integer)))
    wanted = select(RegisterChange).where(RegisterChange.enterprise_id == ids)
    return _histories(session.scalars(wanted))


def says_union(session: Session, enterprise: Enterprise) -> bool | None:
    """Tell whether an enterprise has a union (是否建会); None where nobody stated it yet.

    A row says no until somebody says otherwise, so that nobody said anything is in the history.
    """
    if enterprise.unionised or enterprise.union_id is not None:
        return True
    history = enterprise_histories(session, [enterprise.id]).get(enterprise.id, [])
    said = register.fields_on(history, on=None) or {}
    return False if said.get("unionised") is False else None


def register_as_of(
    session: Session, actor: Actor, *, as_of: date, known_on: date
) -> list[EnterpriseAsOf]:
    """List the enterprises as they were on a day, as known at another day's end (时点企业名册).

    Who sees what goes by the belonging of that day, so a past figure stays the same after an
    enterprise moved. An enterprise without a later entry is read from its row; the histories of
    the others are folded again.
    """
    until = register.known_until(known_on)
    later = _ids_with_later_entries(session, as_of=as_of, until=until)
    rows = session.execute(
        select(Enterprise.id, *(getattr(Enterprise, name) for name in _COUNTED)).where(
            enterprises.may_see(actor, on=as_of)
        )
    )
    listed = [EnterpriseAsOf(*row) for row in rows if row[0] not in later]
    changes = select(RegisterChange).where(
        RegisterChange.enterprise_id == any_(literal(sorted(later), ARRAY(Integer))),
        RegisterChange.recorded_at < until,
    )
    assigned = enterprises.assigned_ids(session, actor, on=as_of)
    listed += (
        one
        for one in _folded(_histories(session.scalars(changes)), as_of=as_of)
        if enterprises.sees(
            actor,
            district_code=one.district_code,
            street_code=one.street_code,
            union_id=one.union_id,
            is_assigned=one.id in assigned,
        )
    )
    return sorted(listed, key=lambda one: one.id)


def _ids_with_later_entries(session: Session, *, as_of: date, until: datetime) -> set[int]:
    found = session.scalars(
        select(RegisterChange.enterprise_id)
        .where(or_(RegisterChange.effective_on > as_of, RegisterChange.recorded_at >= until))
        .distinct()
    )
    return {one for one in found if one is not None}


def _folded(
    histories: Mapping[int, Sequence[register.Change]], *, as_of: date
) -> Iterator[EnterpriseAsOf]:
    for enterprise_id, changes in histories.items():
        fields = register.fields_on(changes, on=as_of)
        if fields is not None:
            yield EnterpriseAsOf.of(enterprise_id, fields)


def _histories(rows: Iterable[RegisterChange]) -> dict[int, list[register.Change]]:
    histories: defaultdict[int, list[register.Change]] = defaultdict(list)
    for row in rows:
        if row.enterprise_id is not None:
            histories[row.enterprise_id].append(
                register.Change(row.sequence, row.effective_on, row.recorded_at, row.fields)
            )
    return dict(histories)


def contacts_of(session: Session, enterprise_ids: Iterable[int]) -> dict[int, Person]:
    """Load the contacts of some enterprises in one statement (联系人), by enterprise."""
    ids = any_(literal(list(enterprise_ids), ARRAY(Integer)))
    found = session.execute(
        select(Enterprise.id, Person)
        .join(Person, Person.id == Enterprise.contact_id)
        .where(Enterprise.id == ids)
    )
    return {row[0]: row[1] for row in found}
