"""Write down what one side keeps to itself; the audit says that it was done, never what it says."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import NotVisible, Refused
from bargaining.models.private_note import PrivateNote
from bargaining.queries import cases as case_queries
from bargaining.queries import private_notes as note_queries
from bargaining.rules import private_notes
from bargaining.rules.roles import Actor


def write(
    session: Session, number: str, *, text: str, actor: Actor, at: datetime, today: date
) -> PrivateNote:
    """Keep a note of the actor's own side (记备忘); a text sent twice is kept once.

    Raises NotVisible for a case whose notes are not the actor's to read, Refused for a text
    that cannot be kept.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    agreed = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    side = private_notes.side_of(actor)
    if side is None or not private_notes.may_read(actor, agreed_to_help=agreed):
        raise NotVisible(number)
    refusal = private_notes.why_wrong(text)
    if refusal is not None:
        raise Refused(refusal)
    # One after another: of two clicks the second finds what the first has written.
    session.refresh(case, with_for_update=True)
    newest = note_queries.newest_of(session, case, actor=actor, on=today)
    if newest is not None and newest.text == text.strip():
        return newest
    note = PrivateNote(
        case_id=case.id,
        side=side.value,
        author_user_id=actor.user_id,
        author_name=actor.name,
        text=text.strip(),
        written_at=at,
    )
    session.add(note)
    session.flush()
    audit.record(
        session,
        at=at,
        actor=actor,
        event="note.write",
        subject=f"case:{case.number}",
        detail={"note": note.id},
    )
    return note
