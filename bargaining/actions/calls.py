"""A tick on the list of calls: contacted, by telephone or by message."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bargaining.actions import contacts
from bargaining.actions.contacts import Entry
from bargaining.queries import contacts as contact_queries
from bargaining.rules import mobiles
from bargaining.rules.roles import Actor

DONE = "已联系"
_LOCK = 7_201_012


def tick(
    session: Session,
    enterprise_id: int,
    *,
    method: str,
    with_whom: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> bool:
    """Write down that an enterprise was contacted today (已联系); a second press writes nothing.

    Tells whether anything was written. Raises NotVisible, and Refused as `contacts.log` does.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, :enterprise)"),
        {"lock": _LOCK, "enterprise": enterprise_id},
    )
    newest = contact_queries.last_contacts(session, [enterprise_id]).get(enterprise_id)
    if (
        newest is not None
        and (newest.on, newest.words, newest.by) == (today, DONE, actor.name)
        and newest.method == contact_queries.METHODS.get(method)
    ):
        return False
    # Registers hold numbers among the names; an entry that is never erased does not.
    whom = "" if mobiles.stands_in(with_whom) else with_whom
    entry = Entry(on=today, method=method, result=DONE, with_whom=whom)
    contacts.log(session, enterprise_id, entry, actor=actor, at=at, today=today)
    return True
