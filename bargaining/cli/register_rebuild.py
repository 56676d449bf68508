"""The register's part of `bargaining rebuild`: enterprises and unions against their history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bargaining import clock, db
from bargaining.actions import rebuild_register
from bargaining.actions.rebuild import Batch, Difference
from bargaining.actions.rebuild_register import Subject
from bargaining.rules.roles import OPERATOR


@dataclass(frozen=True)
class Rebuilt:
    """What came of the register's rows (名册重算结果)."""

    enterprises: int
    unions: int
    found: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Put it into the command's answer."""
        return {
            "enterprises": self.enterprises,
            "unions": self.unions,
            "different": len(self.found),
            "differences": [
                {"number": one.number, "differences": list(one.differences)} for one in self.found
            ],
        }

    def in_words(self, done: str) -> str:
        """Say it in one line; `done` is what was done with what differs."""
        return f"名册 {self.enterprises} 户、工会 {self.unions} 个，{done} {len(self.found)} 处。"


def run(*, check: bool) -> Rebuilt:
    """Compare every row of the register, or write anew what differs, batch by batch."""
    counted: dict[Subject, int] = dict.fromkeys(Subject, 0)
    found: list[Difference] = []
    for subject in Subject:
        last_id = 0
        while (batch := _batch(subject, last_id, check=check)) is not None:
            counted[subject] += batch.cases
            found += batch.found
            last_id = batch.last_id
    return Rebuilt(counted[Subject.ENTERPRISE], counted[Subject.UNION], tuple(found))


def _batch(subject: Subject, after_id: int, *, check: bool) -> Batch | None:
    with db.transaction(OPERATOR) as session:
        if check:
            return rebuild_register.compare(session, subject, after_id=after_id)
        return rebuild_register.rebuild(
            session, subject, after_id=after_id, actor=OPERATOR, at=clock.now()
        )
