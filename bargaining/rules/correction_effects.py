"""What changes when an entry is taken back? The case before and after, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bargaining.rules import next_steps
from bargaining.rules.derivation import Derived
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notices import Notice
from bargaining.rules.states import CaseState

Stored = Mapping[str, Any]
# What is shown of a deadline; a proof that only reads otherwise has not moved.
_SHOWN = ("due_on", "overdue_after", "earliest", "latest", "certain", "ended_on")
# What is shown of a case besides its state, in the order of its page.
SHOWN_COLUMNS: Mapping[str, str] = {
    "delivered_on": "要约送达日",
    "replied_on": "应约日",
    "signed_on": "签字日",
    "filed_on": "报送日",
    "received_on": "收到之日",
    "effective_on": "生效日",
    "published_on": "公布日",
    "term_from": "期限起",
    "term_to": "期限止",
    "workers_covered": "覆盖职工数",
    "filing_number": "受理或备案号",
}


@dataclass(frozen=True)
class Effects:
    """What taking an entry back changes (更正的影响).

    `columns` are (label, before, after); `moved` holds a deadline as it was and as it will be;
    `gone` and `begun` those that stop or start to be counted. `next_before`, `next_after` are
    the sentences of the next step.
    """

    state_before: CaseState
    state_after: CaseState
    next_before: str
    next_after: str
    columns: tuple[tuple[str, Any, Any], ...]
    moved: tuple[tuple[Stored, Stored], ...]
    gone: tuple[Stored, ...]
    begun: tuple[Stored, ...]
    notices_gone: tuple[Notice, ...]
    notices_new: tuple[Notice, ...]

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing but the entry itself changes (没有其他影响)."""
        return (
            self.state_before is self.state_after
            and self.next_before == self.next_after
            and not (self.columns or self.moved or self.gone or self.begun)
            and not (self.notices_gone or self.notices_new)
        )


def effects(before: CaseFacts, after: CaseFacts, *, known: Derived, derived: Derived) -> Effects:
    """Lay what followed and what will follow side by side (更正前后对照)."""
    old, new = _by_key(known.deadlines), _by_key(derived.deadlines)
    return Effects(
        state_before=before.state,
        state_after=after.state,
        next_before=next_steps.next_step(before).sentence,
        next_after=next_steps.next_step(after).sentence,
        columns=tuple(_columns(known.columns, derived.columns)),
        moved=tuple(
            (old[key], new[key]) for key in old if key in new and _differ(old[key], new[key])
        ),
        gone=tuple(one for key, one in old.items() if key not in new),
        begun=tuple(one for key, one in new.items() if key not in old),
        notices_gone=tuple(_without(known.notices, derived.notices)),
        notices_new=tuple(_without(derived.notices, known.notices)),
    )


def _by_key(deadlines: Iterable[Stored]) -> dict[tuple[str, int], Stored]:
    """Of several sources of one duty the first is shown, as on the case's page."""
    shown: dict[tuple[str, int], Stored] = {}
    for one in sorted(deadlines, key=lambda row: row["rule_id"]):
        shown.setdefault((one["proof"].get("duty", one["rule_id"]), one["start_sequence"]), one)
    return shown


def _differ(old: Stored, new: Stored) -> bool:
    return any(old[name] != new[name] for name in _SHOWN)


def _columns(old: Stored, new: Stored) -> Iterator[tuple[str, Any, Any]]:
    for name, label in SHOWN_COLUMNS.items():
        if old[name] != new[name]:
            yield label, old[name], new[name]


def _without(found: Sequence[Notice], others: Sequence[Notice]) -> Iterator[Notice]:
    known = {(one.rule_id, one.message) for one in others}
    return (one for one in found if (one.rule_id, one.message) not in known)
