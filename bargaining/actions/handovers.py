"""Hand a union's chair over: the old rights end on a day, the new ones begin on the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import chairs as chair_actions
from bargaining.actions import register_entries, unions
from bargaining.actions import users as user_actions
from bargaining.actions.chairs import NewChair
from bargaining.actions.persons import PersonKey
from bargaining.actions.register_entries import Mark
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.base import iso
from bargaining.models.enterprise import Enterprise
from bargaining.models.handover import Handover
from bargaining.models.person import Person
from bargaining.models.union_body import UnionBody, UnionKind
from bargaining.models.user import User
from bargaining.queries import chairs as chair_queries
from bargaining.queries import handovers as handover_queries
from bargaining.queries import register as register_queries
from bargaining.queries.chairs import ChairAccount
from bargaining.rules import grants, handover, register
from bargaining.rules.handover import Handing
from bargaining.rules.roles import Actor, Role

MAY_HAND_OVER = frozenset({Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET})


@dataclass(frozen=True)
class Change:
    """What somebody says of a change of chair (交接登记).

    `to_name` empty is 主席空缺; without a mobile number the new chair gets no account yet.
    `term_ends_on` is the new term's last day, None leaves it as it stands.
    """

    on_day: date
    to_name: str = ""
    to_mobile: str = ""
    password_hash: str = ""
    from_user: int | None = None
    term_ends_on: date | None = None


@dataclass(frozen=True)
class Done:
    """A handing over as recorded, and the new account where one was opened (交接结果)."""

    handover: Handover
    new_user: User | None


def hand_over(
    session: Session,
    union_id: int,
    change: Change,
    *,
    actor: Actor,
    at: datetime,
    today: date,
    key: PersonKey,
) -> Done:
    """Record a change of a union's chair (登记主席交接).

    The old account's grant for this union ends with the day given, the new one's begins the day
    after, and so does the chair's name in the register: at once where that day has come, else
    when the clock comes to it. Raises NotVisible, or Refused with what is wrong.
    """
    register_entries.lock_register(session)
    union = _for(session, union_id, actor=actor, today=today)
    _catch_up(session, union, actor=actor, at=at, today=today, key=key)
    earlier = handover_queries.list_handovers(session, union)
    old = _old_account(session, union, change)
    given = _new_account(session, change, actor=actor, at=at)
    handing = Handing(
        from_name=_name_before(union, earlier, today=today) or (old.user.name if old else ""),
        to_name=change.to_name,
        on_day=change.on_day,
        from_user=old.user.id if old else None,
        to_user=given.user.id if given else None,
    )
    refusal = handover.why_not(
        handing,
        today=today,
        held_from=old.grant.from_on if old else None,
        last_on=earlier[0].on_day if earlier else None,
    )
    if refusal is not None:
        raise Refused(refusal)
    if change.term_ends_on is not None and change.term_ends_on <= change.on_day:
        raise _no("bad_term", "新任期的届满日应在交接日以后。", field="term_ends_on")
    row = _written(session, union, handing, change, mark=Mark(actor, at, ""), today=today)
    if old is not None:
        _end(session, old, change.on_day, actor=actor, at=at)
    if given is not None:
        _begin(session, union, given.user, change.on_day, actor=actor, at=at)
    _tell(session, row, actor=actor, at=at)
    if handover.is_due(change.on_day, today=today):
        write_register(session, row, actor=actor, at=at, key=key)
    return Done(row, given.user if given and given.is_new else None)


def _for(session: Session, union_id: int, *, actor: Actor, today: date) -> UnionBody:
    union = chair_queries.get_union(session, union_id, actor=actor, on=today)
    if actor.role is not None and actor.role not in MAY_HAND_OVER:
        raise NotVisible(union_id)
    return union


def _catch_up(
    session: Session, union: UnionBody, *, actor: Actor, at: datetime, today: date, key: PersonKey
) -> None:
    """Write what the clock has not come to yet, so that the register is written in order."""
    for row in handover_queries.unwritten(session, on=today):
        if row.union_id == union.id:
            write_register(session, row, actor=actor, at=at, key=key)


def _name_before(union: UnionBody, earlier: Sequence[Handover], *, today: date) -> str:
    """Who hands over: the one in the register, or who follows there on a day to come."""
    if earlier and not handover.is_due(earlier[0].on_day, today=today):
        return earlier[0].to_name
    return union.chair_name


def _old_account(session: Session, union: UnionBody, change: Change) -> ChairAccount | None:
    """The account whose rights end: the one named, else the only one there is."""
    held = chair_queries.accounts(session, [union.id], on=change.on_day).get(union.id, [])
    if change.from_user is not None:
        held = [one for one in held if one.user.id == change.from_user]
        if not held:
            raise _no("no_such_account", "请从列出的账号中选择原主席。", field="from_user")
    if len(held) > 1:
        raise _no("which", "这家工会有几个主席账号，请选择是哪一位交接。", field="from_user")
    return held[0] if held else None


def _new_account(
    session: Session, change: Change, *, actor: Actor, at: datetime
) -> chair_actions.Given | None:
    if not change.to_name.strip():
        if change.to_mobile.strip():
            raise _no("no_name", "填了手机号码，请同时填写新主席的姓名。", field="to_name")
        return None
    if not change.to_mobile.strip():
        return None
    new = NewChair(change.to_mobile, change.to_name, change.password_hash)
    try:
        return chair_actions.find_or_add(session, new, actor=actor, at=at)
    except Refused as problem:
        refusal = problem.refusal
        field = {"mobile": "to_mobile", "name": "to_name"}.get(refusal.field, refusal.field)
        raise Refused(Refusal(refusal.code, refusal.message, field=field)) from problem


def _written(
    session: Session,
    union: UnionBody,
    handing: Handing,
    change: Change,
    *,
    mark: Mark,
    today: date,
) -> Handover:
    found = handover_queries.contents(
        session, union, user_id=handing.from_user, name=handing.from_name, on=today
    )
    row = Handover(
        union_id=union.id,
        from_user_id=handing.from_user,
        from_name=handing.from_name,
        to_user_id=handing.to_user,
        to_name=handing.to_name.strip(),
        on_day=handing.on_day,
        contents={**found.as_json, "term_ends_on": iso(change.term_ends_on)},
        actor_name=mark.actor.name,
        recorded_at=mark.at,
    )
    session.add(row)
    session.flush()
    return row


def _end(session: Session, old: ChairAccount, on_day: date, *, actor: Actor, at: datetime) -> None:
    if old.grant.to_on is not None and old.grant.to_on <= on_day:
        return
    old.grant.to_on = on_day
    session.flush()
    session.expire(old.user, ["grants"])
    audit.record(
        session,
        at=at,
        actor=actor,
        event="user.end_grant",
        subject=f"user:{old.user.id}",
        detail={"grant": old.grant.id, "role": old.grant.role, "union": old.grant.union_id,
                "last_on": iso(on_day)},
    )  # fmt: skip


def _begin(
    session: Session, union: UnionBody, user: User, on_day: date, *, actor: Actor, at: datetime
) -> None:
    first = handover.starts_on(on_day)
    for grant in user.grants:
        mine = grant.role == Role.UNION_CHAIR and grant.union_id == union.id
        if mine and grants.holds(from_on=grant.from_on, to_on=grant.to_on, on=first):
            return  # acts for this union already, beside the one who leaves
    new = user_actions.NewGrant(Role.UNION_CHAIR, from_on=first, union_id=union.id)
    user_actions.give_role(session, user, new, actor=actor, at=at)


def _tell(session: Session, row: Handover, *, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        at=at,
        actor=actor,
        event="union.hand_over",
        subject=f"union:{row.union_id}",
        detail={
            "handover": row.id,
            "from_user": row.from_user_id,
            "to_user": row.to_user_id,
            "last_on": iso(row.on_day),
            "vacant": not row.to_name,
        },
    )


# ── when the day has come ────────────────────────────────────────────────────────────────────


def write_register(
    session: Session, row: Handover, *, actor: Actor, at: datetime, key: PersonKey
) -> None:
    """Name the new chair in the register from the first day on (登记新主席).

    The old chair's number goes, and the new one's stands in its place, encrypted.
    """
    union = session.get_one(UnionBody, row.union_id)
    first = handover.starts_on(row.on_day)
    mark = Mark(actor, at, handover_queries.source_of(row.id))
    fields: dict[str, object] = {"chair_name": row.to_name}
    if row.contents.get("term_ends_on"):
        fields["term_ends_on"] = date.fromisoformat(row.contents["term_ends_on"])
    unions.change_unions(session, [(union, fields)], effective_on=first, mark=mark)
    _name_in_enterprises(session, union, row, effective_on=first, mark=mark)
    user = session.get(User, row.to_user_id) if row.to_user_id else None
    if user is not None:
        chair_actions.note_contact(session, union, name=user.name, mobile=user.email, key=key)
    elif union.chair_person_id is not None:
        person = session.get_one(Person, union.chair_person_id)
        person.name, person.phone, person.erased_at = "", None, at
        union.chair_person_id = None
    audit.record(
        session,
        at=at,
        actor=actor,
        event="union.change",
        subject=f"union:{union.id}",
        detail={"fields": sorted(fields), "handover": row.id},
    )


def _name_in_enterprises(
    session: Session, union: UnionBody, row: Handover, *, effective_on: date, mark: Mark
) -> None:
    """The enterprise that has the union for itself names its chair in its own entry too."""
    if union.kind != UnionKind.SINGLE.value:
        return  # in a joint union each enterprise names its own person in charge
    named = session.scalars(
        select(Enterprise).where(
            Enterprise.union_id == union.id, Enterprise.chair_name != row.to_name
        )
    ).all()
    histories = register_queries.enterprise_histories(session, [one.id for one in named])
    for one in named:
        history = histories.get(one.id, [])
        day = max(effective_on, register.first_day(history) or effective_on)
        register_entries.later_entry(
            session, one, {"chair_name": row.to_name}, effective_on=day, mark=mark
        )
        if not unions.is_overtaken(history, "chair_name", effective_on=day):
            one.chair_name = row.to_name


def write_due(session: Session, *, actor: Actor, at: datetime, on: date, key: PersonKey) -> int:
    """Write every handing over whose first day has come (到期交接入册); return how many."""
    register_entries.lock_register(session)
    due = handover_queries.unwritten(session, on=on)
    for row in due:
        write_register(session, row, actor=actor, at=at, key=key)
    return len(due)


def _no(code: str, message: str, *, field: str = "") -> Refused:
    return Refused(Refusal(code, message, field=field))
