"""Which accounts act as chairs of which unions?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, lazyload

from bargaining.errors import NotVisible
from bargaining.models.union_body import UnionBody
from bargaining.models.user import RoleGrant, User
from bargaining.queries import unions as union_queries
from bargaining.rules.roles import Actor, Role


@dataclass(frozen=True)
class ChairAccount:
    """An account and its grant for one union, in force or still to begin (主席账号)."""

    user: User
    grant: RoleGrant

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has signed in with the slip yet (待首次登录)."""
        return self.user.must_change_password


def get_union(session: Session, union_id: int, *, actor: Actor, on: date) -> UnionBody:
    """Find a union that has a chair of its own (基层工会); NotVisible for a 总工会 too."""
    union = union_queries.get_union(session, union_id, actor=actor, on=on)
    if union.kind in union_queries.FEDERATION_KINDS:
        raise NotVisible(union_id)
    return union


def accounts(
    session: Session, union_ids: Iterable[int], *, on: date
) -> dict[int, list[ChairAccount]]:
    """List the accounts of some unions' chairs that hold on a day or later (主席账号).

    One statement for a whole page; an account that was closed counts as none.
    """
    rows = session.execute(
        select(RoleGrant, User)
        .join(User, User.id == RoleGrant.user_id)
        .options(lazyload(User.grants))
        .where(
            RoleGrant.union_id.in_(list(union_ids)),
            RoleGrant.role == Role.UNION_CHAIR.value,
            or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on),
            User.active,
        )
        .order_by(RoleGrant.from_on, RoleGrant.id)
    )
    found: dict[int, list[ChairAccount]] = {}
    for grant, user in rows:
        found.setdefault(grant.union_id or 0, []).append(ChairAccount(user, grant))
    return found


def has_account(on: date) -> ColumnElement[bool]:
    """Say in SQL whether a union's chair has an account on a day or later (有账号)."""
    return exists().where(
        RoleGrant.union_id == UnionBody.id,
        RoleGrant.role == Role.UNION_CHAIR.value,
        or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on),
        User.id == RoleGrant.user_id,
        User.active,
    )


def unions_of(session: Session, user: User) -> Sequence[UnionBody]:
    """List every union an account was ever given (账号所属工会)."""
    ids = {grant.union_id for grant in user.grants if grant.union_id is not None}
    return session.scalars(select(UnionBody).where(UnionBody.id.in_(ids))).all()
