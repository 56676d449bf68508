"""What can be done with unions? Found them, change them, and find the one an enterprise is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit, errors
from bargaining.actions import register_entries
from bargaining.actions.register_entries import Mark
from bargaining.errors import Refusal, Refused
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody, UnionKind
from bargaining.queries import unions as union_queries
from bargaining.rules import register, uscc
from bargaining.rules.roles import REGISTER_KEEPERS, Actor

CHANGEABLE = frozenset(
    {
        "code", "name", "kind", "parent_id", "place_code", "chair_name", "term_ends_on", "members",
        "has_seal", "agreed_to_help_on",
    }
)  # fmt: skip


@dataclass(frozen=True)
class NewUnion:
    """What a union begins with (新建工会)."""

    name: str
    kind: UnionKind
    place_code: str
    parent_id: int | None = None
    chair_name: str = ""
    members: int | None = None


def single_union_name(enterprise_name: str) -> str:
    """Name the union that one enterprise has for itself (单独基层工会名称)."""
    return f"{enterprise_name}工会委员会"


def joint_union_name(street_name: str) -> str:
    """Name the joint union of a street's small enterprises (联合基层工会名称)."""
    return f"{street_name}企业联合工会委员会"


# ── many at once ─────────────────────────────────────────────────────────────────────────────


def found_unions(
    session: Session, wanted: Sequence[NewUnion], *, effective_on: date | None, mark: Mark
) -> list[UnionBody]:
    """Found unions, each with the first entry of its history (批量建立工会); in their order."""
    bodies = [
        UnionBody(
            name=each.name,
            kind=each.kind.value,
            place_code=each.place_code,
            parent_id=each.parent_id,
            chair_name=each.chair_name,
            members=each.members,
            last_sequence=1,
        )
        for each in wanted
    ]
    session.add_all(bodies)
    session.flush()
    for body, each in zip(bodies, wanted, strict=True):
        register_entries.first_entry(
            session,
            body,
            {**each.__dict__, "kind": each.kind.value},
            effective_on=effective_on,
            mark=mark,
        )
    return bodies


def found_federations(session: Session, *, mark: Mark) -> int:
    """Found the 总工会 of every place that has none, parents first (建立各级总工会).

    Returns how many were founded.
    """
    federations = union_queries.federations(session)
    places = session.scalars(select(Place).where(Place.code != "000000")).all()
    founded = 0
    for level, kind in _LEVELS:
        missing = [place for place in places if level(place) and place.code not in federations]
        bodies = found_unions(
            session,
            [
                NewUnion(
                    name=f"{place.name}总工会",
                    kind=kind,
                    place_code=place.code,
                    parent_id=federations.get(place.parent_code or ""),
                )
                for place in missing
            ],
            effective_on=None,
            mark=mark,
        )
        federations |= {body.place_code or "": body.id for body in bodies}
        founded += len(bodies)
    return founded


def _is_province(place: Place) -> bool:
    return place.kind == "province"


def _is_district(place: Place) -> bool:
    return place.kind in ("district", "development_zone")


def _is_street(place: Place) -> bool:
    return not _is_province(place) and not _is_district(place)


_LEVELS = (
    (_is_province, UnionKind.CITY),
    (_is_district, UnionKind.DISTRICT),
    (_is_street, UnionKind.STREET),
)


# ── one ──────────────────────────────────────────────────────────────────────────────────────


def found_union(
    session: Session,
    new: NewUnion,
    *,
    effective_on: date | None,
    source: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> UnionBody:
    """Found one union (建立工会).

    Raises Refused for a day to come, a missing name, or a place outside the actor's territory.
    """
    register_entries.refuse_future(effective_on, today=today)
    _refuse_unless_keeper(session, actor, place_code=new.place_code)
    if not new.name.strip():
        raise Refused(Refusal("no_name", "请填写工会名称。", field="name"))
    mark = Mark(actor=actor, at=at, source=source)
    (body,) = found_unions(session, [new], effective_on=effective_on, mark=mark)
    audit.record(session, at=at, actor=actor, event="union.found", subject=f"union:{body.id}")
    return body


def change_union(
    session: Session,
    union_id: int,
    changes: Mapping[str, Any],
    *,
    effective_on: date | None,
    source: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> UnionBody:
    """Change a union's fields from a day on, today where none is given (变更工会登记).

    Raises NotVisible where the union is not the actor's, Refused for a day to come, a wrong code
    or a parent that stands below the union itself. What says nothing new writes nothing.
    """
    body = union_queries.get_union(session, union_id, actor=actor, on=today)
    register_entries.refuse_future(effective_on, today=today)
    _refuse_unless_keeper(session, actor, place_code=body.place_code)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise errors.Unusable(f"工会登记里没有这些事项：{'、'.join(sorted(unknown))}。")
    delta = {name: value for name, value in changes.items() if getattr(body, name) != value}
    _refuse_wrong(session, body, delta)
    if delta:
        mark = Mark(actor=actor, at=at, source=source)
        change_unions(session, [(body, delta)], effective_on=effective_on or today, mark=mark)
        audit.record(
            session,
            at=at,
            actor=actor,
            event="union.change",
            subject=f"union:{body.id}",
            detail={"fields": sorted(delta)},
        )
    return body


def change_unions(
    session: Session,
    deltas: Iterable[tuple[UnionBody, Mapping[str, Any]]],
    *,
    effective_on: date,
    mark: Mark,
) -> None:
    """Write changes of unions, row and history (批量变更工会登记).

    A day before an entry that stands already changes the past and leaves the row as it is; a day
    before the union's first day counts as that first day.
    """
    wanted = list(deltas)
    histories = union_queries.union_histories(session, [body.id for body, _delta in wanted])
    for body, delta in wanted:
        history = histories.get(body.id, [])
        day = max(effective_on, register.first_day(history) or effective_on)
        register_entries.later_entry(session, body, delta, effective_on=day, mark=mark)
        for name, value in delta.items():
            if not is_overtaken(history, name, effective_on=day):
                setattr(body, name, value)


def is_overtaken(history: Sequence[register.Change], name: str, *, effective_on: date) -> bool:
    """Tell whether a later entry of a field stands already (已有更晚的登记)."""
    return any(
        name in change.fields
        and change.effective_on is not None
        and change.effective_on > effective_on
        for change in history
    )


def _refuse_wrong(session: Session, body: UnionBody, delta: Mapping[str, Any]) -> None:
    code = delta.get("code")
    if code and (reason := uscc.why_wrong(code)) is not None:
        raise Refused(Refusal("wrong_code", f"{reason}。", field="code"))
    if code and session.scalar(select(UnionBody.id).where(UnionBody.code == code)) is not None:
        raise Refused(Refusal("code_taken", "这个代码已经登记在另一个工会名下。", field="code"))
    parent_id = delta.get("parent_id")
    if parent_id is not None and body.id in union_queries.ancestor_ids(session, parent_id):
        raise Refused(Refusal("circle", "上级工会不能是它自己或它的下级工会。", field="parent_id"))


def _refuse_unless_keeper(session: Session, actor: Actor, *, place_code: str | None) -> None:
    if actor.role is None:
        return
    if actor.role not in REGISTER_KEEPERS or not union_queries.lies_in_territory(
        session, actor, place_code=place_code
    ):
        raise Refused(
            Refusal("outside", "这个工会不在您的辖区内，不能由您登记。", field="place_code")
        )
