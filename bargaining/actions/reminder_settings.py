"""Set how an office reminds of a duty, for all rules that state it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from bargaining.actions import office_settings as setting_actions
from bargaining.errors import Refusal, Refused
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import places as place_queries
from bargaining.queries import reminder_settings
from bargaining.rules import reminders
from bargaining.rules.reminders import Schedule
from bargaining.rules.roles import Actor

_LOCK = 7_201_015


def set_schedule(
    session: Session,
    place_code: str,
    rules: Sequence[str],
    schedule: Schedule | None,
    *,
    seen: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Set a place's own schedule for some rules, or with None give it that above (改提醒安排).

    `seen` is the stamp of what held when the page was drawn: what somebody set meanwhile is
    never overwritten unread. Raises Refused then, NotVisible where the place is not the actor's.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    _refuse_unread(session, place_code, rules[0], seen=seen)
    for rule in rules:
        name = reminders.setting_name(rule)
        if schedule is None:
            setting_actions.clear(session, place_code, name, actor=actor, at=at)
        else:
            value = reminders.as_setting(replace(schedule, rule=rule))
            setting_actions.set_value(session, place_code, name, value, actor=actor, at=at)


def _refuse_unread(session: Session, place_code: str, rule: str, *, seen: str) -> None:
    places = setting_queries.chain(session, place_code)
    now = reminder_settings.held(session, places=places).get(rule)
    if (now.stamp if now else "") == seen:
        return
    if now is None:
        said = "您打开页面以后，上级或者同事撤销了原来的安排，现在用的是标准安排。"
    else:
        name = place_queries.place_names(session).get(now.place, now.place)
        said = f"您打开页面以后，{now.set_by_name}保存了{name}的安排。"
    message = f"{said}您填写的内容还在下面，请和现在的安排核对以后再保存。"
    raise Refused(Refusal("changed", message))
