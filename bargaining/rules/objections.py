"""What did the authority object to, in which clause, and how was it answered?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bargaining.rules.bargained_clauses import BY_KEY, OWN, Clause
from bargaining.rules.events import Event
from bargaining.rules.states import CaseState

if TYPE_CHECKING:  # the steps read from here what an objection can be about
    from bargaining.rules.facts import CaseFacts

# 集体合同规定 第44条: what a review looks at is what it can object to.
ABOUT = (
    ("parties", "双方主体、代表资格"),
    ("procedure", "协商程序"),
    ("content", "条款内容"),
)


@dataclass(frozen=True)
class Objection:
    """One objection of the authority (审查异议) and the re-filing that answered it, if any."""

    event: Event
    answer: Event | None = None

    @property
    def about(self) -> str:
        """Name the matter objected to (异议事项)."""
        return dict(ABOUT).get(str(self.event.payload.get("about", "")), "")

    @property
    def clause(self) -> Clause | None:
        """Find the clause objected to (异议涉及的条款) among those the sides bargain about."""
        return BY_KEY.get(str(self.event.payload.get("clause", "")))

    @property
    def headline(self) -> str:
        """Say in a few words what it is about (异议概要): the matter, the clause, the article."""
        article = str(self.event.payload.get("article", ""))
        clause = self.clause
        named = clause.label if clause and clause.key != OWN else ""
        both = article and named and named not in article
        words = f"{article}（{named}）" if both else article or named
        return f"{self.about}：{words}" if words else self.about

    @property
    def opinion(self) -> str:
        """Quote the opinion (异议内容), as it was recorded."""
        return str(self.event.payload.get("opinion", ""))


def objections(facts: CaseFacts) -> tuple[Objection, ...]:
    """List every objection, oldest first, each with its answer (历次异议)."""
    answers = facts.every("refile")
    return tuple(
        Objection(one, next((e for e in answers if e.sequence > one.sequence), None))
        for one in facts.every("record_objection")
    )


def standing(facts: CaseFacts) -> Objection | None:
    """Find the objection that waits for its answer (待答复的异议)."""
    if facts.state is not CaseState.OBJECTED:
        return None
    found = objections(facts)
    return found[-1] if found and found[-1].answer is None else None


def answered(facts: CaseFacts) -> Objection | None:
    """Find the objection that the filing under review answers (本次报送所答复的异议)."""
    if facts.state is not CaseState.FILED or facts.filing is None:
        return None
    return next((one for one in objections(facts) if one.answer is facts.filing), None)
