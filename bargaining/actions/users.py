"""What can be done with accounts? Who may sign in, as what, and when a name is locked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import Refusal, Refused
from bargaining.models.base import iso
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.models.user import RoleGrant, SignInAttempt, User
from bargaining.queries import users as user_queries
from bargaining.rules import grants, passwords
from bargaining.rules.roles import Actor, Role

ONE_TIME_DAYS = 14  # a slip that lies about opens nothing for longer
_CLEAR_SIGNS = "abcdefghjkmnpqrstuvwxyz"  # none that print alike
_CLEAR_DIGITS = "23456789"


@dataclass(frozen=True)
class NewAccount:
    """What an account begins with (新账号); the password is hashed already."""

    login: str
    name: str
    password_hash: str
    one_time: bool = True
    is_demo: bool = False


@dataclass(frozen=True)
class NewGrant:
    """A role for a place or a union, from a day to a day (新授权)."""

    role: Role
    from_on: date
    to_on: date | None = None
    place_code: str | None = None
    union_id: int | None = None


def one_time_password() -> str:
    """Draw a password to be printed on a slip (一次性密码): three groups, easy to read aloud."""
    letters = [secrets.choice(_CLEAR_SIGNS) for _ in range(8)]
    digits = [secrets.choice(_CLEAR_DIGITS) for _ in range(4)]
    return f"{''.join(letters[:4])}-{''.join(digits)}-{''.join(letters[4:])}"


# ── accounts ─────────────────────────────────────────────────────────────────────────────────


def add_user(session: Session, new: NewAccount, *, actor: Actor, at: datetime) -> User:
    """Open an account (新建账号); raise Refused when the sign-in name is taken or empty."""
    login, name = passwords.normal_name(new.login), new.name.strip()
    if not login:
        raise _refused("login_missing", "请填写登录名。", field="login")
    if not name:
        raise _refused("name_missing", "请填写姓名。", field="name")
    if user_queries.find_user_by_login(session, login) is not None:
        raise _refused("login_taken", f"登录名“{login}”已经有人使用。", field="login")
    user = User(
        email=login,
        name=name,
        active=True,
        fs_uniquifier=secrets.token_hex(16),
        is_demo=new.is_demo,
        created_at=at,
    )
    _set_password(user, new.password_hash, one_time=new.one_time, at=at)
    session.add(user)
    session.flush()
    _record(session, "user.add", user.id, actor=actor, at=at)
    return user


def reset_password(
    session: Session, user_id: int, *, password_hash: str, actor: Actor, at: datetime
) -> User:
    """Give an account a new one-time password (重置密码); whoever is signed in is signed out."""
    user = user_queries.get_user(session, user_id, actor=actor)
    renew_password(session, user, password_hash=password_hash, actor=actor, at=at)
    return user


def renew_password(
    session: Session, user: User, *, password_hash: str, actor: Actor, at: datetime
) -> None:
    """Set a new one-time password (换一次性密码) for whoever the caller may do that for."""
    _set_password(user, password_hash, one_time=True, at=at)
    user.fs_uniquifier = secrets.token_hex(16)
    _forget_failures(session, user.email)
    _record(session, "user.reset_password", user.id, actor=actor, at=at)


def reset_second_factor(session: Session, user_id: int, *, actor: Actor, at: datetime) -> None:
    """Take an account's second factor away, so that it is set up anew (重置第二因子)."""
    user = user_queries.get_user(session, user_id, actor=actor)
    if user.tf_totp_secret is None:
        raise _refused("no_second_factor", "该账号没有启用动态密码，不需要重置。")
    user.tf_totp_secret = user.tf_primary_method = user.tf_last_counter = None
    _record(session, "user.reset_second_factor", user.id, actor=actor, at=at)


def disable_user(session: Session, user_id: int, *, actor: Actor, at: datetime, on: date) -> None:
    """Close an account (停用账号) at once, wherever it is signed in."""
    user = user_queries.get_user(session, user_id, actor=actor)
    if not user.active:
        raise _refused("already_disabled", "该账号已经停用。")
    if user.id == actor.user_id:
        raise _refused("own_account", "不能停用自己的账号，请由另一位管理员办理。")
    user.active = False
    session.flush()
    if any(one.role == Role.ADMIN for one in user.grants):
        _keep_an_administrator(session, on=on)
    _record(session, "user.disable", user.id, actor=actor, at=at)


def enable_user(session: Session, user_id: int, *, actor: Actor, at: datetime) -> None:
    """Open a closed account again (启用账号)."""
    user = user_queries.get_user(session, user_id, actor=actor)
    if user.active:
        raise _refused("already_enabled", "该账号没有停用，不需要启用。")
    user.active = True
    _record(session, "user.enable", user.id, actor=actor, at=at)


# ── grants ───────────────────────────────────────────────────────────────────────────────────


def grant_role(
    session: Session, user_id: int, new: NewGrant, *, actor: Actor, at: datetime
) -> RoleGrant:
    """Give an account a role (授权); raise Refused when it fits neither role nor territory."""
    user = user_queries.get_user(session, user_id, actor=actor)
    return give_role(session, user, new, actor=actor, at=at)


def give_role(
    session: Session, user: User, new: NewGrant, *, actor: Actor, at: datetime
) -> RoleGrant:
    """Write a grant (写入授权) for whoever the caller may give it; refused as `grant_role` does."""
    refusal = grants.why_not_grant(
        new.role,
        place_code=new.place_code,
        union_id=new.union_id,
        from_on=new.from_on,
        to_on=new.to_on,
    )
    if refusal is not None:
        raise Refused(refusal)
    _check_territory(session, new)
    if any(_overlap(held, new) for held in user.grants):
        raise _refused("already_granted", "该账号在这段时间里已经有同样的授权。", field="role")
    grant = RoleGrant(
        user_id=user.id,
        role=new.role.value,
        place_code=new.place_code,
        union_id=new.union_id,
        from_on=new.from_on,
        to_on=new.to_on,
    )
    session.add(grant)
    session.flush()
    session.expire(user, ["grants"])
    _record(session, "user.grant", user.id, actor=actor, at=at, detail=_described(grant))
    return grant


def end_grant(
    session: Session, grant_id: int, *, last_on: date, actor: Actor, at: datetime, on: date
) -> None:
    """End a grant (结束授权): it holds up to and including `last_on`.

    A grant ended before its first day never held, and is removed; the audit keeps it.
    """
    grant = user_queries.get_grant(session, grant_id, actor=actor)
    if grant.to_on is not None and grant.to_on <= last_on:
        raise _refused("already_ended", "该授权在这一天之前已经截止。", field="last_on")
    detail = _described(grant) | {"last_on": iso(last_on)}
    user_id, role = grant.user_id, grant.role
    if last_on < grant.from_on:
        session.delete(grant)
    else:
        grant.to_on = last_on
    session.flush()
    session.expire(user_queries.get_user(session, user_id, actor=actor), ["grants"])
    if role == Role.ADMIN:
        _keep_an_administrator(session, on=max(on, last_on + timedelta(days=1)))
    _record(session, "user.end_grant", user_id, actor=actor, at=at, detail=detail)


# ── failed sign-ins ──────────────────────────────────────────────────────────────────────────


def note_failed_sign_in(
    session: Session, login: str, *, at: datetime, rule: passwords.LockRule
) -> datetime | None:
    """Count a failed sign-in (登录失败计数); return until when the name is locked now, if so.

    Two failures at the same moment count twice: the row is locked while it is counted.
    """
    _forget_old_failures(session, at=at, rule=rule)
    name = user_queries.name_hash(login)
    fresh = {"name_hash": name, "failures": 0, "failed_at": at, "locked_until": None}
    found = session.execute(
        insert(SignInAttempt)
        .values(fresh)
        # Changes nothing, but waits for whoever counts the same name and locks the row.
        .on_conflict_do_update(
            index_elements=[SignInAttempt.name_hash],
            set_={"failures": SignInAttempt.failures},
        )
        .returning(SignInAttempt.failures, SignInAttempt.failed_at, SignInAttempt.locked_until)
    ).one()
    now = passwords.after_failure(passwords.Failures(*found), at=at, rule=rule)
    session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.name_hash == name)
        .values(failures=now.count, failed_at=now.last_at, locked_until=now.locked_until)
    )
    return now.locked_until


def note_sign_in(session: Session, user: User, *, actor: Actor, at: datetime) -> None:
    """Write a sign-in down (登录) and forget the failures before it."""
    _forget_failures(session, user.email)
    _record(session, "user.sign_in", user.id, actor=actor, at=at)


def note_sign_out(session: Session, user: User, *, actor: Actor, at: datetime) -> None:
    """Write a sign-out down (退出)."""
    _record(session, "user.sign_out", user.id, actor=actor, at=at)


def note_password_change(session: Session, user: User, *, actor: Actor, at: datetime) -> None:
    """Write down that somebody changed their own password (修改密码); a slip ends with it."""
    user.must_change_password, user.password_until = False, None
    _record(session, "user.change_password", user.id, actor=actor, at=at)


def note_second_factor(
    session: Session, user: User, *, given_up: bool, actor: Actor, at: datetime
) -> None:
    """Write down that a second factor was set up or given up (第二因子)."""
    event = "user.give_up_second_factor" if given_up else "user.set_second_factor"
    _record(session, event, user.id, actor=actor, at=at)


def unlock(session: Session, user_id: int, *, actor: Actor, at: datetime) -> None:
    """Open a locked name before its time (解除锁定)."""
    user = user_queries.get_user(session, user_id, actor=actor)
    if user_queries.locked_until(session, user.email, at=at) is None:
        raise _refused("not_locked", "该账号没有被锁定，不需要解除。")
    _forget_failures(session, user.email)
    _record(session, "user.unlock", user.id, actor=actor, at=at)


def _forget_failures(session: Session, login: str) -> None:
    name = user_queries.name_hash(login)
    session.execute(delete(SignInAttempt).where(SignInAttempt.name_hash == name))


def _forget_old_failures(session: Session, *, at: datetime, rule: passwords.LockRule) -> None:
    """Keep the table small: names can be made up without end."""
    old = select(SignInAttempt.name_hash).where(
        SignInAttempt.failed_at < at - rule.period,
        SignInAttempt.locked_until.is_(None) | (SignInAttempt.locked_until < at),
    )
    # Rows that somebody else counts on just now are passed over: two clean-ups never wait.
    doomed = old.with_for_update(skip_locked=True)
    session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.name_hash.in_(doomed))
        .execution_options(synchronize_session=False)
    )


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _set_password(user: User, password_hash: str, *, one_time: bool, at: datetime) -> None:
    user.password = password_hash
    user.must_change_password = one_time
    user.password_until = at + timedelta(days=ONE_TIME_DAYS) if one_time else None


def _check_territory(session: Session, new: NewGrant) -> None:
    if new.place_code is not None and session.get(Place, new.place_code) is None:
        raise _refused("place_unknown", f"没有代码为 {new.place_code} 的地方。", field="place_code")
    if new.union_id is not None and session.get(UnionBody, new.union_id) is None:
        raise _refused("union_unknown", "没有这个工会，请先在名册中登记。", field="union_id")


def _overlap(held: RoleGrant, new: NewGrant) -> bool:
    same = (held.role, held.place_code, held.union_id) == (
        new.role.value,
        new.place_code,
        new.union_id,
    )
    begins_before_it_ends = held.to_on is None or new.from_on <= held.to_on
    return same and begins_before_it_ends and (new.to_on is None or held.from_on <= new.to_on)


def _keep_an_administrator(session: Session, *, on: date) -> None:
    if not user_queries.has_administrator(session, on=on):
        raise _refused("last_administrator", "系统须至少有一位在任的系统管理员，请先授权另一位。")


def _described(grant: RoleGrant) -> dict[str, str | int | None]:
    return {
        "grant": grant.id,
        "role": grant.role,
        "place": grant.place_code,
        "union": grant.union_id,
        "from": iso(grant.from_on),
        "to": iso(grant.to_on),
    }


def _record(
    session: Session,
    event: str,
    user_id: int,
    *,
    actor: Actor,
    at: datetime,
    detail: dict[str, str | int | None] | None = None,
) -> None:
    audit.record(session, at=at, actor=actor, event=event, subject=f"user:{user_id}", detail=detail)


def _refused(code: str, message: str, *, field: str = "") -> Refused:
    return Refused(Refusal(code=code, message=message, field=field))
