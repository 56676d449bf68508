"""Keep what somebody types until the step is taken, on whatever machine they go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bargaining.models.form_draft import FormDraft
from bargaining.rules import drafts
from bargaining.rules.roles import Actor


def of_step(number: str, move: str) -> str:
    """Name the form of a step's page (草稿名称)."""
    return f"case {number}:{move}"


def keepable(typed: Mapping[str, str], fields: Collection[str]) -> dict[str, str]:
    """Pick what may be kept of a form's typing (可存草稿的内容)."""
    return drafts.keepable(typed, fields=fields)


def keep(
    session: Session, form: str, given: Mapping[str, str], *, actor: Actor, at: datetime
) -> None:
    """Keep what is typed in a form (存草稿); the newest typing stands, from any machine.

    `given` has passed `rules.drafts.keepable`. An operator without an account keeps none.
    """
    if actor.user_id is None:
        return
    row = {"user_id": actor.user_id, "form": form, "given": dict(given), "saved_at": at}
    session.execute(
        insert(FormDraft)
        .values(row)
        .on_conflict_do_update(
            index_elements=[FormDraft.user_id, FormDraft.form],
            set_={"given": dict(given), "saved_at": at},
        )
    )


def forget(session: Session, forms: Collection[str], *, actor: Actor) -> None:
    """Drop the actor's own drafts of some forms (不要草稿)."""
    session.execute(
        delete(FormDraft).where(FormDraft.user_id == actor.user_id, FormDraft.form.in_(forms))
    )


def sweep(session: Session, *, at: datetime) -> int:
    """Drop every draft nobody came back to, and count them (清理旧草稿)."""
    dropped = session.execute(delete(FormDraft).where(FormDraft.saved_at < at - drafts.KEPT_FOR))
    return cast("CursorResult[Any]", dropped).rowcount
