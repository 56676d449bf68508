"""How does a union's chair come to an account? By mobile number, with a slip the street prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import persons
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey
from bargaining.errors import Refusal, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.union_body import UnionBody
from bargaining.models.user import User
from bargaining.queries import chairs as chair_queries
from bargaining.queries import unions as union_queries
from bargaining.queries import users as user_queries
from bargaining.rules import mobiles
from bargaining.rules.roles import Actor, Role

OPENERS = frozenset({Role.STREET_STAFF, Role.STREET})
MOST_SLIPS = 60


@dataclass(frozen=True)
class NewChair:
    """Who becomes able to sign in for a union (主席账号); the password is hashed already."""

    mobile: str
    name: str
    password_hash: str


@dataclass(frozen=True)
class Given:
    """An account that may act for a union now (已授权账号); a new one needs its slip."""

    user: User
    is_new: bool


def open_account(
    session: Session,
    union_id: int,
    new: NewChair,
    *,
    actor: Actor,
    at: datetime,
    on: date,
    key: PersonKey,
) -> Given:
    """Open an account for a union's chair (开通主席账号).

    An account that is there already is given the union and keeps its password. Raises NotVisible
    outside the actor's territory, Refused for a wrong number, another's name, or where the union
    has an account in use.
    """
    union = get_union(session, union_id, actor=actor, on=on)
    if chair_queries.accounts(session, [union.id], on=on).get(union.id):
        raise _no(
            "has_account",
            "这家工会的主席已经有账号。换人请办交接，忘记密码请重打登录单。",
            field="mobile",
        )
    given = find_or_add(session, new, actor=actor, at=at)
    user_actions.give_role(
        session,
        given.user,
        user_actions.NewGrant(Role.UNION_CHAIR, from_on=on, union_id=union.id),
        actor=actor,
        at=at,
    )
    note_contact(session, union, name=given.user.name, mobile=given.user.email, key=key)
    audit.record(
        session,
        at=at,
        actor=actor,
        event="union.open_account",
        subject=f"union:{union.id}",
        detail={"user": given.user.id, "new": given.is_new},
    )
    return given


def get_union(session: Session, union_id: int, *, actor: Actor, on: date) -> UnionBody:
    """Find a union whose chair's account is the actor's to look after (本辖区工会)."""
    union = chair_queries.get_union(session, union_id, actor=actor, on=on)
    if actor.role is not None and actor.role not in OPENERS:
        raise _no("not_yours", "主席的账号由所在街道（乡镇）开通。")
    return union


def find_or_add(session: Session, new: NewChair, *, actor: Actor, at: datetime) -> Given:
    """Find the account with a mobile number, or open it (按手机号码取账号); no password changes.

    A number that is somebody else's by name is refused: a slip of one digit would give a
    stranger the enterprise's wages.
    """
    mobile, name = mobiles.read_mobile(new.mobile), new.name.strip()
    if mobile is None:
        raise _no("bad_mobile", f"请填写 {mobiles.DIGITS} 位手机号码。", field="mobile")
    if not name:
        raise _no("no_name", "请填写主席姓名。", field="name")
    known = user_queries.find_user_by_login(session, mobile)
    if known is None:
        account = user_actions.NewAccount(mobile, name, new.password_hash)
        return Given(user_actions.add_user(session, account, actor=actor, at=at), is_new=True)
    if not known.active:
        raise _no("closed", "这个手机号码的账号已经停用，请联系系统管理员。", field="mobile")
    if known.name.strip() != name:
        raise _no(
            "other_name",
            "这个手机号码已有账号，但登记的姓名与您填的不同，请核对号码和姓名。",
            field="mobile",
        )
    if not known.grants:
        # Somebody is about to become something; whoever sets this password would be that too.
        raise _no(
            "no_role_yet",
            "这个手机号码已有账号，但管理员还没有授权，请联系系统管理员。",
            field="mobile",
        )
    return Given(known, is_new=False)


def note_contact(
    session: Session, union: UnionBody, *, name: str, mobile: str, key: PersonKey
) -> None:
    """Keep a chair's number with the union, encrypted (登记主席联系方式)."""
    person = session.get(Person, union.chair_person_id) if union.chair_person_id else None
    if person is None:
        person = Person(name=name, phone=None)
        session.add(person)
        session.flush()
        union.chair_person_id = person.id
    person.name, person.erased_at = name, None
    person.phone = key.seal(mobile) if mobiles.read_mobile(mobile) else None
    session.flush()


# ── a slip again ─────────────────────────────────────────────────────────────────────────────


def renew_slip(
    session: Session,
    union_id: int,
    *,
    password_hash: str,
    actor: Actor,
    at: datetime,
    on: date,
) -> User:
    """Give a chair who forgot the password a new slip (重打登录单); who is signed in is out.

    Raises Refused where there is no account, or where it is more than a chair of this territory.
    """
    union = get_union(session, union_id, actor=actor, on=on)
    held = chair_queries.accounts(session, [union.id], on=on).get(union.id, [])
    if not held:
        raise _no("no_account", "这家工会的主席还没有账号，请先开通。")
    user = held[-1].user
    refusal = why_not_renew(session, user, actor=actor)
    if refusal is not None:
        raise Refused(refusal)
    user_actions.renew_password(session, user, password_hash=password_hash, actor=actor, at=at)
    return user


def why_not_renew(session: Session, user: User, *, actor: Actor) -> Refusal | None:
    """Say why the street may not set an account's password (不可重置的理由), None when it may.

    Only an account that never was anything but a chair, of unions in this territory alone:
    whoever sets a password can act as its owner.
    """
    if any(grant.role != Role.UNION_CHAIR for grant in user.grants):
        return Refusal("more_than_chair", "这个账号还有别的身份，请由系统管理员重置密码。")
    inside = (
        union_queries.lies_in_territory(session, actor, place_code=union.place_code)
        for union in chair_queries.unions_of(session, user)
    )
    if actor.role is not None and not all(inside):
        return Refusal("elsewhere", "这个账号还负责您辖区以外的工会，请由系统管理员重置密码。")
    return None


# ── many slips ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Slip:
    """What came of one union's slip (登录单): the account, or why there is none."""

    union: UnionBody
    user: User | None
    why_not: str = ""


def print_slips(
    session: Session,
    union_ids: Sequence[int],
    *,
    hashes: Mapping[int, str],
    actor: Actor,
    at: datetime,
    on: date,
    key: PersonKey,
) -> list[Slip]:
    """Make the slips of several unions at once (批量打印登录单).

    Who has no account gets one, by the number that the register holds; who never signed in gets
    a new password. Whoever has a password of their own keeps it, and is named in the answer.
    """
    if not union_ids:
        raise _no("none_chosen", "请先勾选要打印登录单的工会。")
    if len(union_ids) > MOST_SLIPS:
        raise _no("too_many", f"一次最多打印 {MOST_SLIPS} 张，请分几次办。")
    slips = []
    for union_id in dict.fromkeys(union_ids):
        union = get_union(session, union_id, actor=actor, on=on)
        try:
            # What is refused has changed nothing: every check comes before the first write.
            made = _slip(session, union, hashes[union_id], actor=actor, at=at, on=on, key=key)
        except Refused as problem:
            made = Slip(union, None, problem.refusal.message)
        slips.append(made)
    return slips


def _slip(
    session: Session,
    union: UnionBody,
    password_hash: str,
    *,
    actor: Actor,
    at: datetime,
    on: date,
    key: PersonKey,
) -> Slip:
    held = chair_queries.accounts(session, [union.id], on=on).get(union.id, [])
    if held and not held[-1].is_waiting:
        raise _no("in_use", "已经在用，不用重打；忘记密码的请单独重打。")
    if held:
        user = renew_slip(session, union.id, password_hash=password_hash, actor=actor, at=at, on=on)
        return Slip(union, user)
    new = NewChair(known_mobile(session, union, key=key), union.chair_name, password_hash)
    if not new.name.strip():
        raise _no("vacant", "主席空缺，没有可以开通的人。")
    if not new.mobile:
        raise _no("no_mobile", "登记里没有主席的手机号码，请单独开通。")
    given = open_account(session, union.id, new, actor=actor, at=at, on=on, key=key)
    if not given.is_new:
        return Slip(union, None, "本人已有账号，已加上这家工会，请用原来的密码登录。")
    return Slip(union, given.user)


def known_mobile(session: Session, union: UnionBody, *, key: PersonKey) -> str:
    """Read the chair's mobile number from the register (登记的主席手机号码), "" without one.

    It stands with the union, or as the contact of the one enterprise whose union it is, where
    the chair is named there.
    """
    person = session.get(Person, union.chair_person_id) if union.chair_person_id else None
    if person is None:
        person = _contact_of_only_enterprise(session, union)
    return mobiles.read_mobile(persons.phone_of(person, key)) or ""


def _contact_of_only_enterprise(session: Session, union: UnionBody) -> Person | None:
    found = session.scalars(
        select(Enterprise).where(Enterprise.union_id == union.id).limit(2)
    ).all()
    if len(found) != 1 or found[0].contact_id is None:
        return None
    same = found[0].chair_name.strip() == union.chair_name.strip()
    return session.get(Person, found[0].contact_id) if same else None


def _no(code: str, message: str, *, field: str = "") -> Refused:
    return Refused(Refusal(code, message, field=field))
