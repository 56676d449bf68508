"""Which terms does a new round keep, and which does it change? The old contract beside the new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bargaining.rules import change_lines, contract_changes, moves
from bargaining.rules.asks import Ask
from bargaining.rules.change_lines import Compared
from bargaining.rules.wage_posts import WageTable

if TYPE_CHECKING:
    from bargaining.rules.facts import CaseFacts

# What was in dispute, approved or earned in one year is not the next one's.
OF_ONE_YEAR = frozenset({"disputes", "minimum_approved", "profit_state"})
_NO_TERMS = OF_ONE_YEAR | {"employer_address"}
_EMPTY = (None, "")


class Kept(StrEnum):
    """What became of a term in the new round (条款对照结果)."""

    CARRIED = "carried"
    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    DROPPED = "dropped"
    UNENTERED = "unentered"

    @property
    def label(self) -> str:
        """Name it as people say it (对照结果名称)."""
        return _LABELS[self]


_LABELS = {
    Kept.CARRIED: "沿用上期（拟）",
    Kept.SAME: "沿用上期",
    Kept.CHANGED: "有变动",
    Kept.NEW: "新增",
    Kept.DROPPED: "本期没有写",
    Kept.UNENTERED: "上期未录入",
}
# What the old contract said of a term that nobody entered is not known: that is no change.
_NO_CHANGE = frozenset({Kept.CARRIED, Kept.SAME, Kept.UNENTERED})


@dataclass(frozen=True)
class Term:
    """One term of two contracts that follow on each other (条款对照); None where it is not said."""

    ask: Ask
    before: Any
    after: Any
    kept: Kept


def is_entered(last: CaseFacts) -> bool:
    """Tell whether the old contract's terms were written down here (上期条款已录入)."""
    return last.last("record_clauses") is not None


def carried(last: CaseFacts) -> dict[str, Any]:
    """Name the terms that a new round may take over (沿用上期的条款): proposals, and no more.

    As they were written then; what a change made of them since stands in `amended`.
    """
    written = last.last("record_clauses")
    payload = written.payload if written else {}
    return {
        name: value
        for name, value in payload.items()
        if name not in OF_ONE_YEAR and value not in _EMPTY
    }


def amended(last: CaseFacts, *, on: date) -> tuple[Compared, ...]:
    """List what changes of the old contract had put otherwise by a day (上期合同已变更的内容)."""
    lines = contract_changes.content_on(last, on=on)
    return tuple(change_lines.compared(line) for line in lines)


def terms(last: CaseFacts, now: CaseFacts) -> tuple[Term, ...]:
    """Lay the old contract's terms beside the new ones (逐条对照), in the order of the form.

    Before the new ones are written down, those of the old stand there as proposals.
    """
    asks = moves.at(moves.TABLE["record_clauses"], now.place).asks
    old = carried(last)
    written = now.last("record_clauses")
    if written is None:
        return tuple(
            Term(ask, old[ask.name], old[ask.name], Kept.CARRIED)
            for ask in asks
            if ask.name in old and ask.name not in _NO_TERMS
        )
    found = (
        _term(ask, old.get(ask.name), written.payload.get(ask.name))
        for ask in asks
        if ask.name not in _NO_TERMS
    )
    told = tuple(one for one in found if one is not None)
    return told if is_entered(last) else tuple(replace(one, kept=Kept.UNENTERED) for one in told)


def _term(ask: Ask, before: Any, after: Any) -> Term | None:  # noqa: ANN401 -- JSON
    if after in _EMPTY:
        return None if before in _EMPTY else Term(ask, before, None, Kept.DROPPED)
    if before in _EMPTY:
        return Term(ask, None, after, Kept.NEW)
    same = _plain(before) == _plain(after)
    return Term(ask, before, after, Kept.SAME if same else Kept.CHANGED)


def _plain(value: Any) -> str:  # noqa: ANN401 -- JSON
    """Nobody means a space or a full stop at the end as a change."""
    return "".join(str(value).split()).rstrip("。；;.")


def differing(found: Iterable[Term]) -> tuple[Term, ...]:
    """Pick the terms that the new round changes (有变动的条款)."""
    return tuple(one for one in found if one.kept not in _NO_CHANGE)


def carried_wages(table: WageTable) -> WageTable:
    """Draw the next table up from the last one (沿用上期工资表): what was agreed is now before.

    What is agreed next stays open; what is paid by the hour stands as it was.
    """
    posts = tuple(
        replace(post, before_amount=post.proposed_amount, proposed_amount=None)
        if post.proposed_amount is not None
        else post
        for post in table.posts
    )
    return WageTable(posts, table.columns | {"before_amount", "proposed_amount"})
