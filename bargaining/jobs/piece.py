"""What is one piece of long work, and what came of it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions.persons import PersonKey
from bargaining.config import Settings
from bargaining.rules.roles import Actor
from bargaining.store import Store


@dataclass(frozen=True)
class Work:
    """One piece of long work as its kind sees it (任务内容).

    `tell` notes how far it is, at most as often as somebody could see it change. `conclude` writes
    the end of it inside the transaction that did it, so that neither stands without the other.
    """

    actor: Actor
    asked: Mapping[str, Any]
    tell: Callable[[int, int], None]
    conclude: Callable[[Session, Result], None]
    settings: Settings
    store: Store
    key: PersonKey
    at: datetime
    today: date


@dataclass(frozen=True)
class Result:
    """What came of it (任务结果): a sentence, plain values, and a file where there is one."""

    message: str
    answer: Mapping[str, Any] = field(default_factory=dict)
    file_name: str = ""
    content: bytes = b""
