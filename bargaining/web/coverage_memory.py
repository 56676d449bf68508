"""Need the figures be counted again? Not while nothing was written since."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from flask import Flask, current_app
from sqlalchemy.orm import Session

from bargaining.queries import coverage as coverage_queries
from bargaining.queries.coverage import Board, Ground
from bargaining.rules.roles import Actor
from bargaining.web.coverage_question import Asked

_NAME = "coverage_memory"
# Of what was read: enterprises and contracts of a whole city weigh a hundred megabytes.
_HEAVIEST = 120_000
_BOARDS = 64
T = TypeVar("T")


class Memory:
    """What one process has counted already (统计缓存), the longest unused forgotten first.

    Everything is kept under the end of the audit chain: nothing is ever written without an
    entry, and entries are numbered in the order of their commits. What was counted after that
    end was read can only be newer, so it is never shown stale. The actor's own sight is part of
    every key.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, count: Callable[[], T], weigh: Callable[[T], int]) -> T:
        """Return what was counted under a key, counting it where it was not."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]  # type: ignore[return-value]
        found = count()
        weight = weigh(found)
        with self._lock:
            if weight <= _HEAVIEST:
                self._kept[key] = (found, weight)
            while sum(weight for _, weight in self._kept.values()) > _HEAVIEST:
                self._kept.popitem(last=False)
        return found


def board(session: Session, asked: Asked, *, actor: Actor) -> Board:
    """Answer a question from memory, or count (覆盖看板)."""
    scope = _scope(session, asked, actor)
    key = ("board", *scope, asked.question, asked.kind, asked.within)

    def count() -> Board:
        return coverage_queries.board(
            session,
            _ground(session, asked, actor, scope),
            actor=actor,
            question=asked.question,
            kind=asked.kind,
            within=asked.within,
        )

    found: Board = _memory(current_app).recall(
        key, count, lambda found: _in_bounds(len(found.report.standings))
    )
    return found


def ground(session: Session, asked: Asked, *, actor: Actor) -> Ground:
    """Give what is counted from, from memory or read anew (统计底数)."""
    return _ground(session, asked, actor, _scope(session, asked, actor))


def _ground(session: Session, asked: Asked, actor: Actor, scope: tuple[Hashable, ...]) -> Ground:
    return _memory(current_app).recall(
        ("ground", *scope),
        lambda: coverage_queries.ground(
            session, actor=actor, on=asked.question.on, known_on=asked.known_on
        ),
        _weight,
    )


def _scope(session: Session, asked: Asked, actor: Actor) -> tuple[Hashable, ...]:
    return (
        coverage_queries.newest_mark(session), asked.question.on, asked.known_on, actor.role,
        actor.user_id, actor.places, actor.union_ids, actor.enterprise_ids,
    )  # fmt: skip


def _memory(app: Flask) -> Memory:
    found: Memory = app.extensions.setdefault(_NAME, Memory())
    return found


def _weight(read: Ground) -> int:
    contracts = sum(
        len(listed) for covering in read.contracts.values() for listed in covering.values()
    )
    return _in_bounds(len(read.members) + contracts)


def _in_bounds(weight: int) -> int:
    """Small answers are kept in bounds too."""
    return max(weight, _HEAVIEST // _BOARDS)
