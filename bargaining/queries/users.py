"""Who may sign in, as what, and who is locked?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible, Unusable
from bargaining.models.union_body import UnionBody
from bargaining.models.user import RoleGrant, SignInAttempt, User
from bargaining.queries import places as place_queries
from bargaining.rules import grants, passwords
from bargaining.rules.roles import Actor, Role

PAGE = 50


# ── who acts ─────────────────────────────────────────────────────────────────────────────────


def find_actor(user: User, *, on: date, wanted: Role | None) -> Actor | None:
    """Make an account the actor it is on a day (操作人), None where no grant is in force.

    `wanted` is the role the person chose; one they do not hold is passed over for the first
    they do. Several grants of one role add up.
    """
    held = [one for one in user.grants if grants.holds(from_on=one.from_on, to_on=one.to_on, on=on)]
    roles = tuple(dict.fromkeys(Role(one.role) for one in held))
    if not roles:
        return None
    role = wanted if wanted in roles else roles[0]
    mine = [one for one in held if one.role == role]
    return Actor(
        user_id=user.id,
        name=user.name,
        role=role,
        places=frozenset(one.place_code for one in mine if one.place_code is not None),
        union_ids=frozenset(one.union_id for one in mine if one.union_id is not None),
        roles=roles,
    )


def has_demo_account(session: Session) -> bool:
    """Tell whether this is an example system (示例数据)."""
    return bool(session.scalar(select(exists().where(User.is_demo))))


# ── the list of accounts ─────────────────────────────────────────────────────────────────────


def visible_users(actor: Actor) -> Select[User]:
    """Select the accounts an actor may see (可见账号): administrators all, others none."""
    if actor.role in {None, Role.ADMIN}:
        return select(User)
    return select(User).where(false())


@dataclass(frozen=True)
class UserFilter:
    """What the list of accounts is narrowed to (筛选条件)."""

    text: str = ""
    role: Role | None = None
    state: str = ""  # active disabled none


@dataclass(frozen=True)
class UserLine:
    """One account in the list (账号一览)."""

    user: User
    grants: Sequence[RoleGrant]
    locked_until: datetime | None


def list_users(
    session: Session, actor: Actor, *, by: UserFilter, on: date, at: datetime, page: int | None
) -> list[UserLine]:
    """List one page of accounts with what they hold today (账号一览), by name; None is all."""
    statement = visible_users(actor).where(*_conditions(by, on=on)).order_by(User.name, User.id)
    if page is not None:
        statement = statement.offset((page - 1) * PAGE).limit(PAGE)
    users = session.scalars(statement).all()
    locked = _locks(session, [user.email for user in users], at=at)
    return [
        UserLine(
            user,
            [
                one
                for one in user.grants
                if grants.holds(from_on=one.from_on, to_on=one.to_on, on=on)
            ],
            locked.get(name_hash(user.email)),
        )
        for user in users
    ]


def count_users(session: Session, actor: Actor, *, by: UserFilter, on: date) -> int:
    """Count the accounts a filter leaves (账号数)."""
    narrowed = visible_users(actor).where(*_conditions(by, on=on)).subquery()
    return session.scalar(select(func.count()).select_from(narrowed)) or 0


def get_user(session: Session, user_id: int, *, actor: Actor) -> User:
    """Return one account; raise NotVisible where there is none for this actor."""
    user = session.scalar(visible_users(actor).where(User.id == user_id))
    if user is None:
        raise NotVisible
    return user


def find_user_by_login(session: Session, login: str) -> User | None:
    """Return the account with a sign-in name, or None (按登录名查账号)."""
    return session.scalar(select(User).where(User.email == passwords.normal_name(login)))


def get_grant(session: Session, grant_id: int, *, actor: Actor) -> RoleGrant:
    """Return one grant of an account the actor may see; raise NotVisible otherwise."""
    grant = session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotVisible
    get_user(session, grant.user_id, actor=actor)
    return grant


def has_administrator(session: Session, *, on: date, besides: int | None = None) -> bool:
    """Tell whether an open account other than `besides` is administrator on a day (在任管理员)."""
    statement = select(
        exists().where(
            User.id == RoleGrant.user_id,
            User.active,
            User.id != (besides or 0),
            RoleGrant.role == Role.ADMIN.value,
            _in_force(on),
        )
    )
    return bool(session.scalar(statement))


# ── what a grant may name ────────────────────────────────────────────────────────────────────


def get_union(session: Session, said: str) -> UnionBody:
    """Find the union that somebody named by code or by name (按名称或代码查工会).

    Raises Unusable, naming some candidates, unless exactly one fits.
    """
    exact = select(UnionBody).where(or_(UnionBody.name == said, UnionBody.code == said.upper()))
    found = session.scalars(exact.limit(2)).all()
    if not found:
        part = UnionBody.name.contains(said, autoescape=True)
        found = session.scalars(
            select(UnionBody).where(part).order_by(UnionBody.name).limit(4)
        ).all()
    if not found:
        raise Unusable(f"名册里没有“{said}”这家工会，请核对名称。", field="union_id")
    if len(found) > 1:
        names = "、".join(one.name for one in found[:3])
        raise Unusable(f"有几家工会都符合：{names} 等，请写全称或代码。", field="union_id")
    return found[0]


def names_of_territory(session: Session, held: Sequence[RoleGrant]) -> dict[int, str]:
    """Name what each grant is for (授权范围), by the grant's number."""
    places = place_queries.place_names(session)
    ids = {one.union_id for one in held if one.union_id is not None}
    found = session.execute(select(UnionBody.id, UnionBody.name).where(UnionBody.id.in_(ids)))
    unions = {number: name for number, name in found}  # noqa: C416 -- rows are no pairs to mypy
    return {
        one.id: places.get(one.place_code or "") or unions.get(one.union_id or 0) or "全系统"
        for one in held
    }


# ── locks ────────────────────────────────────────────────────────────────────────────────────


def locked_until(session: Session, login: str, *, at: datetime) -> datetime | None:
    """Say until when a name is locked (锁定至), None when it is open; the name need not exist."""
    return _locks(session, [login], at=at).get(name_hash(login))


def name_hash(login: str) -> str:
    """Hash a sign-in name as it stands beside its failures (登录名哈希)."""
    return hashlib.sha256(passwords.normal_name(login).encode()).hexdigest()


def _locks(session: Session, logins: Sequence[str], *, at: datetime) -> dict[str, datetime]:
    rows = session.execute(
        select(SignInAttempt.name_hash, SignInAttempt.locked_until).where(
            SignInAttempt.name_hash.in_([name_hash(login) for login in logins]),
            SignInAttempt.locked_until > at,
        )
    )
    return {name: until for name, until in rows if until is not None}


# ── conditions ───────────────────────────────────────────────────────────────────────────────


def _conditions(by: UserFilter, *, on: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if by.text:
        pattern = f"%{_escaped(by.text)}%"
        found.append(or_(User.name.ilike(pattern), User.email.ilike(pattern)))
    if by.role is not None:
        found.append(_holds(on, RoleGrant.role == by.role.value))
    match by.state:
        case "active":
            found.append(User.active.is_(True))
        case "disabled":
            found.append(User.active.is_(False))
        case "none":
            found.append(~_holds(on))
    return found


def _holds(on: date, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(RoleGrant.user_id == User.id, _in_force(on), *more)


def _in_force(on: date) -> ColumnElement[bool]:
    return (RoleGrant.from_on <= on) & or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= on)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
