"""What do the chair and the employer of one enterprise do this year, and when?

A story is drawn once; it says what is done next and how many days later, never what the system
will say of it. Some are early, some late, some do a thing twice, some never.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from benchmarks.year.town import Firm

NEVER = None
OPEN, CORRECT, AMEND, HAND_OVER = "open", "correct", "amend", "hand over"


@dataclass(frozen=True)
class Deed:
    """One thing somebody does, `after` so many days; `ago` days before it is written down.

    `once_in_force` waits until the contract has taken effect, `repeat` is done although it was
    done before: it may be refused.
    """

    move: str
    after: int
    given: dict[str, Any] = field(default_factory=dict)
    ago: int = 0
    once_in_force: bool = False
    repeat: bool = False


class Teller:
    """Draws one enterprise's deeds, in their order."""

    def __init__(self, firm: Firm, chance: random.Random) -> None:
        self.firm, self._chance = firm, chance

    def deeds(self, *, days: int) -> Iterator[Deed]:
        """Tell the year of an enterprise, which begins within so many days.

        A story that breaks off has an end of its own.
        """
        kind = self._chance.random()
        if kind < 0.08:
            yield Deed(OPEN, 0, ago=200)
            yield from self._of_last_year()
        elif kind < 0.25:
            yield Deed(OPEN, self._chance.randrange(days), ago=40)
            yield from self._caught_up()
        else:
            yield Deed(OPEN, self._chance.randrange(days))
            yield from self._talks()
        yield from self._next_round()

    def _odds(self, share: float) -> bool:
        return self._chance.random() < share

    def _days(self, *choices: tuple[float, int, int]) -> int | None:
        """Draw a number of days: pairs of a share and the days between which; else never."""
        drawn = self._chance.random()
        for share, least, most in choices:
            if drawn < share:
                return self._chance.randint(least, most)
            drawn -= share
        return NEVER

    # ── talks ────────────────────────────────────────────────────────────────────────────────

    def _talks(self) -> Iterator[Deed]:
        yield Deed("record_opinions", self._chance.randint(0, 4), {"method": "survey"})
        if self._odds(0.02):
            yield self._closed("withdrawn", self._chance.randint(1, 9))
            return
        yield from self._offer()
        if self._odds(0.03):
            yield Deed(AMEND, 2, {"by": self._chance.choice([-3, -1, 1])})
        if self._odds(0.03):
            yield Deed(CORRECT, 3)
            yield from self._offer()
        answered = self._days((0.4, 3, 12), (0.15, 20, 20), (0.25, 22, 45), (0.1, 13, 19))
        if answered is NEVER:
            if self._odds(0.3):
                yield self._closed("withdrawn", self._chance.randint(30, 60))
            return
        yield from self._answer(answered)
        yield from self._meetings()

    def _offer(self) -> Iterator[Deed]:
        initiator = "employer" if self._odds(0.1) else "union"
        posted = self._odds(0.12)
        yield Deed(
            "send_proposal", self._chance.randint(1, 5),
            {"initiator": initiator, "delivered": "no" if posted else "yes",
             "counterpart": self.firm.director},
        )  # fmt: skip
        if posted:
            yield Deed("record_delivery", self._chance.randint(2, 6))

    def _answer(self, after: int) -> Iterator[Deed]:
        if self._odds(0.06):
            oral = self._odds(0.5)
            yield Deed(
                "record_refusal", after,
                {"reason": "希望明年再谈。", "written": "no" if oral else "yes"},
            )  # fmt: skip
            after = self._chance.randint(5, 30)
        meeting = self._chance.randint(8, 25) if self._odds(0.5) else 0
        yield Deed("record_reply", after, {"answer": "agree", "meeting_in": meeting})
        if self._odds(0.05):
            yield Deed("record_reply", 1, {"answer": "agree"}, repeat=True)

    def _meetings(self) -> Iterator[Deed]:
        appointed = self._days((0.6, 1, 6), (0.3, 12, 30))
        if appointed is not NEVER:
            yield Deed("appoint_representatives", appointed, {"people": self._people()})
        yield Deed("record_meeting", self._chance.randint(3, 12), {"conclusion": "continue"})
        if self._odds(0.05):
            yield Deed("suspend_talks", 2, {"reason": "等待上级批复。"})
            resumed = self._days((0.5, 10, 50), (0.3, 61, 80))
            if resumed is NEVER:
                return
            yield Deed("resume_talks", resumed)
        yield Deed("record_meeting", self._chance.randint(2, 10), {"conclusion": "agreed"})
        congress = self._chance.randint(9, 20) if self._odds(0.4) else 0
        yield Deed("adopt_draft", self._chance.randint(1, 4), {"congress_in": congress})
        yield Deed("record_congress", congress or self._chance.randint(3, 12), self._vote())
        yield from self._signed()

    def _people(self) -> list[dict[str, Any]]:
        chiefs = {"union": self.firm.chair, "employer": self.firm.director}
        return [
            {"name": chiefs[side] if number == 0 else f"{side}{number}", "side": side,
             "title": "", "chief": number == 0}
            for side in chiefs for number in range(3)
        ]  # fmt: skip

    def _vote(self) -> dict[str, Any]:
        return {"form": "assembly", "entitled": 60, "present": 55, "in_favour": 50}

    # ── contract ─────────────────────────────────────────────────────────────────────────────

    def _signed(self, *, again: bool = False) -> Iterator[Deed]:
        # Some contracts run for a part of a year only, so that this year sees their end.
        lasts = self._chance.choice([364, 364, 729, 120, 150, 180]) if not again else 364
        yield Deed(
            "sign", self._chance.randint(1, 5),
            {"lasts": lasts, "workers_covered": self.firm.workers},
        )  # fmt: skip
        filed = self._days((0.35, 1, 3), (0.25, 5, 7), (0.1, 10, 10), (0.22, 12, 28))
        if filed is NEVER:
            return
        yield Deed("file", filed, self._proof())
        if self._odds(0.04):
            yield Deed("file", 1, self._proof(), repeat=True)
        yield from self._reviewed()

    def _proof(self) -> dict[str, Any]:
        return {"method": "window", "proof": "receipt" if self._odds(0.75) else "none"}

    def _reviewed(self) -> Iterator[Deed]:
        if self._odds(0.3):
            yield Deed("record_receipt", self._chance.randint(3, 30), {"proof": "online"})
        course = self._chance.random()
        if course < 0.15:
            yield Deed("record_no_objection", self._chance.randint(5, 12))
        elif course < 0.25:
            yield from self._objected()
        yield from self._kept()

    def _objected(self) -> Iterator[Deed]:
        yield Deed(
            "record_objection", self._chance.randint(4, 12),
            {"about": "content", "opinion": "加班工资基数的约定请修改。"},
        )  # fmt: skip
        again = self._days((0.5, 3, 8), (0.3, 15, 30))
        if again is not NEVER:
            yield Deed("refile", again, {"signed_ago": 2, **self._proof()})

    def _kept(self) -> Iterator[Deed]:
        published = self._days((0.5, 0, 4), (0.3, 6, 25))
        if published is not NEVER and self._odds(0.25):
            yield Deed("publish", published, {"side": "union"}, once_in_force=True)
            published = self._days((0.7, 1, 20))
        if published is not NEVER:
            side = {"side": "both"}
            yield Deed("publish", published, side, once_in_force=True)
        reported = self._days((0.5, 30, 330))
        if reported is not NEVER:
            yield Deed(
                "record_performance", reported,
                {"reported": "yes" if self._odds(0.8) else "no", "state": "done"},
                once_in_force=True,
            )  # fmt: skip

    def _closed(self, reason: str, after: int) -> Deed:
        return Deed("close", after, {"reason": reason})

    # ── what was before, and what comes after ────────────────────────────────────────────────

    def _of_last_year(self) -> Iterator[Deed]:
        """What happened last year is written down on the first day, with its own days."""
        yield from self._written_down((195, 185, 184, 180, 175, 174, 170))
        yield from self._kept()

    def _caught_up(self) -> Iterator[Deed]:
        """Nobody wrote anything down until the contract was filed, some days ago."""
        filed = self._chance.choice([0, 1, 3, 6, 9, 12, 14])
        yield from self._written_down((38, 30, 29, 26, 20, 15 + filed // 10, filed))
        yield from self._reviewed()

    def _written_down(self, ago: tuple[int, ...]) -> Iterator[Deed]:
        """A whole history on one day: so many days ago each."""
        lasts = self._chance.choice([ago[5] + 120, 200, 230, 260, 364])
        steps = (
            ("send_proposal", {"initiator": "union", "delivered": "yes"}),
            ("record_reply", {"answer": "agree"}),
            ("appoint_representatives", {"people": self._people()}),
            ("record_meeting", {"conclusion": "agreed"}),
            ("record_congress", self._vote()),
            ("sign", {"lasts": lasts, "workers_covered": self.firm.workers}),
            ("file", {"method": "window", "proof": "receipt"}),
        )  # fmt: skip
        for (move, given), days in zip(steps, ago, strict=True):
            yield Deed(move, 0, given, ago=days)

    def _next_round(self) -> Iterator[Deed]:
        """Begun before the contract ends, on its last day, or not at all."""
        before = self._days((0.3, 35, 58), (0.2, 5, 25), (0.1, 0, 0), (0.1, -20, -1))
        if before is not NEVER:
            yield Deed(OPEN, 0, {"before_end": before})
            yield from self._offer()


def day_of(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def term(on: date, lasts: int) -> dict[str, str]:
    """A term from the day of signing."""
    last = on + timedelta(days=lasts)
    return {"term_from": on.isoformat(), "term_to": last.isoformat()}
