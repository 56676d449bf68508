"""What must a new system know before anybody can work with it? Places, industries, the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bargaining.actions import law as law_actions
from bargaining.actions import places as place_actions
from bargaining.readers import seeds
from bargaining.rules.roles import Actor


@dataclass(frozen=True)
class Loaded:
    """What was written (装入结果): rows of the reference tables, entries of the law."""

    tables: int
    law: int


def load_reference(session: Session, *, actor: Actor, at: datetime) -> Loaded:
    """Load places, industries, federations and the law where they are missing (装入基础数据).

    Asked again it changes nothing; what an administrator wrote is left alone. Raises Unusable
    where a shipped file is not whole.
    """
    # The tables take the register's lock, so of two who load at once the second finds all there.
    tables = place_actions.load_reference_tables(session, at=at, actor=actor)
    law = law_actions.load_law(session, seeds.load_law_book(), actor=actor, at=at)
    return Loaded(tables=tables, law=law)
