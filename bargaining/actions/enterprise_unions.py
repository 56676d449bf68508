"""Which union does an enterprise belong to? Its own, or the joint one of its street."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import unions
from bargaining.actions.register_entries import Mark
from bargaining.actions.unions import NewUnion
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody, UnionKind
from bargaining.queries import places as place_queries
from bargaining.queries import unions as union_queries

SINGLE, JOINT = "单独", "联合"
_MOVING = frozenset({"unionised", "union_form"})
# What decides in which union an enterprise is.
DECIDING = _MOVING | {"street_code", "union_id"}


@dataclass
class Wish:
    """The union that an enterprise should be in (应归属工会).

    `name` is given where the file names a joint union; `union_id` is filled in when the union
    has been found or founded.
    """

    form: str
    place_code: str
    enterprise_name: str
    name: str | None
    chair_name: str
    members: int | None
    union_id: int | None = None


def wish_of_new(fields: Mapping[str, Any], *, union_name: str | None) -> Wish | None:
    """Tell the union of a new enterprise (新企业归属工会).

    None where it has no union, or where nobody said which form: that is 待补, not a guess.
    """
    if not fields.get("unionised") or not fields.get("union_form"):
        return None
    return Wish(
        form=fields["union_form"],
        place_code=fields["street_code"],
        enterprise_name=fields["name"],
        name=union_name,
        chair_name=fields.get("chair_name") or "",
        members=fields.get("members"),
    )


def wish_of_changed(
    enterprise: Enterprise, delta: Mapping[str, Any], *, union_name: str | None
) -> Wish | None:
    """Tell the union that a changed enterprise moves to, None where it stays (变更后归属工会).

    Only a change of 建会, of its form, of the street or of the named union moves it: where
    somebody put it by hand into another union, the next import leaves it there.
    """
    if "union_id" in delta:
        return None

    def after(name: str) -> Any:  # noqa: ANN401 -- any field of the row
        return delta[name] if name in delta else getattr(enterprise, name)

    wish = wish_of_new(
        {
            name: after(name)
            for name in (
                "unionised", "union_form", "street_code", "name", "chair_name", "members",
            )
        },
        union_name=union_name,
    )  # fmt: skip
    if wish is None:
        return None
    union = enterprise.union
    if union is None:
        return wish
    if union_name is not None and wish.form == JOINT:
        return None if union.name == union_name else wish
    if _MOVING & delta.keys():
        kind = UnionKind.SINGLE if wish.form == SINGLE else UnionKind.JOINT
        return None if union.kind == kind.value else wish
    moved = "street_code" in delta and union.kind == UnionKind.JOINT.value
    return wish if moved else None


def fulfil(
    session: Session, wishes: Sequence[Wish], *, effective_on: date | None, mark: Mark
) -> None:
    """Find or found the union of every wish (落实归属工会), in as few statements as for one."""
    if not wishes:
        return
    names = place_queries.place_names(session)
    federations = union_queries.federations(session)
    joint = {
        (body.place_code, body.name): body.id
        for body in union_queries.joint_unions(session, {wish.place_code for wish in wishes})
    }
    founding: dict[tuple[str, str], NewUnion] = {}
    for number, wish in enumerate(wishes):
        key = _key(wish, number, street_name=names[wish.place_code])
        if key not in joint and key not in founding:
            founding[key] = _new(wish, street_name=names[wish.place_code], federations=federations)
    bodies = unions.found_unions(
        session, list(founding.values()), effective_on=effective_on, mark=mark
    )
    made = {key: body.id for key, body in zip(founding, bodies, strict=True)}
    for number, wish in enumerate(wishes):
        key = _key(wish, number, street_name=names[wish.place_code])
        wish.union_id = joint.get(key) or made[key]


def follow(
    session: Session,
    changed: Sequence[tuple[Enterprise, Mapping[str, Any]]],
    *,
    effective_on: date,
    mark: Mark,
) -> None:
    """Carry an enterprise's change over to the union it has for itself (同步单独工会).

    Name (where it was made from the enterprise's), chair, members and street go along.
    """
    federations: dict[str, int] | None = None
    following: list[tuple[UnionBody, dict[str, Any]]] = []
    for enterprise, delta in changed:
        union = enterprise.union
        if union is None or union.kind != UnionKind.SINGLE.value or "union_id" in delta:
            continue
        wanted = {name: delta[name] for name in ("chair_name", "members") if name in delta}
        if "name" in delta and union.name == unions.single_union_name(enterprise.name):
            wanted["name"] = unions.single_union_name(delta["name"])
        if "street_code" in delta:
            federations = federations or union_queries.federations(session)
            wanted["place_code"] = delta["street_code"]
            wanted["parent_id"] = federations.get(delta["street_code"])
        news = {name: value for name, value in wanted.items() if getattr(union, name) != value}
        if news:
            following.append((union, news))
    if following:
        unions.change_unions(session, following, effective_on=effective_on, mark=mark)


def _key(wish: Wish, number: int, *, street_name: str) -> tuple[str, str]:
    if wish.form == SINGLE:
        return wish.place_code, f"#{number}"
    return wish.place_code, wish.name or unions.joint_union_name(street_name)


def _new(wish: Wish, *, street_name: str, federations: Mapping[str, int]) -> NewUnion:
    parent_id = federations.get(wish.place_code)
    if wish.form == SINGLE:
        return NewUnion(
            name=wish.name or unions.single_union_name(wish.enterprise_name),
            kind=UnionKind.SINGLE,
            place_code=wish.place_code,
            parent_id=parent_id,
            chair_name=wish.chair_name,
            members=wish.members,
        )
    # Each enterprise's row names its own person in charge: none of them is the joint chair.
    return NewUnion(
        name=wish.name or unions.joint_union_name(street_name),
        kind=UnionKind.JOINT,
        place_code=wish.place_code,
        parent_id=parent_id,
    )
