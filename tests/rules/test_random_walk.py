"""Whatever course a case takes: there is a next step or an end, nothing is lost, no day changes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from bargaining.readers import seeds
from bargaining.rules import events, moves, next_steps
from bargaining.rules.clocks import clocks
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.deadlines import due
from bargaining.rules.derivation import derive
from bargaining.rules.events import Event
from bargaining.rules.facts import fold
from bargaining.rules.primitives import as_primitive
from bargaining.rules.states import CaseState
from tests import random_walk

BOOK = seeds.load_law_book()
SEEDS = 2_000
PARTS = 20
# A second start, completed papers or an extension move these (tests/rules/test_circumstances.py).
MOVED_BY_MORE = frozenset({"T-REVIEW", "T-REVIEW-OBJ", "T-COORD"})
RIGHTS = frozenset({"T-SUE"})  # whoever leaves a right is never late
PLACES = ("110108", "110105", "310101", "000000")


# A new list, draft or text begins a duty of its own, even on the day of the one before it. Nobody
# is told of the papers for a meeting before the other side agreed to it.
BEGINS_ANEW = frozenset({
    ("T-REP-PUBLISH", "appoint_representatives"), ("T-CONGRESS-DOC", "adopt_draft"),
    ("T-CHANGE-FILE", "agree_change"), ("T-DATA", "record_reply"),
})  # fmt: skip


def read_again(history: list[Event]) -> list[Event]:
    """Write the entries as JSON and read them, as the database does."""
    return [
        Event(
            one.sequence,
            one.kind,
            one.occurred_on,
            json.loads(json.dumps(dict(one.payload))),
            one.voids,
            one.recorded_at,
        )  # fmt: skip
        for one in history
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_no_course_ends_nowhere_loses_an_entry_or_changes_a_day(part):
    for seed in range(part, SEEDS, PARTS):
        place = PLACES[seed % len(PLACES)]
        history = random_walk.walk(seed, place=place)
        where = f"seed {seed}: {[one.kind for one in history]}"
        facts = fold(history)

        step = next_steps.next_step(facts)
        assert (step.move is None) == (facts.state is CaseState.CLOSED), where
        if step.move is not None:
            assert facts.state in step.move.transitions, where
            assert moves.at(step.move, place) in moves.list_moves(place), where
        assert len(history) == facts.last_sequence, where
        assert {one.sequence for one in history} == {
            *(one.written_as for one in facts.history),
            *(one.sequence for one in history if one.kind == events.VOID),
            *(sequence for one in history for sequence in one.voids),
        }, where

        derived = derive(facts, place=place, book=BOOK)
        again = derive(fold(read_again(history)), place=place, book=BOOK)
        assert as_primitive(again.columns) == as_primitive(derived.columns), where
        assert again.deadlines == derived.deadlines, where
        for one in derived.deadlines:
            _counts_alike(one, place=place, where=where)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_goes_on_running_to_the_same_day_is_the_same_deadline(part):
    """Else people would be told of it a second time: they are told by rule and beginning."""
    for seed in range(part, SEEDS // 3, PARTS):
        history = random_walk.walk(seed, place=PLACES[seed % len(PLACES)])
        before = _running(history[:1])
        for length in range(2, len(history) + 1):
            after = _running(history[:length])
            if not history[length - 1].voids:
                kind = history[length - 1].kind
                for days in before.keys() & after.keys():
                    is_same = before[days] <= after[days] or (days[0], kind) in BEGINS_ANEW
                    assert is_same, f"seed {seed}, {kind}: {days}"
            before = after


def _running(history: list[Event]) -> dict[tuple[object, ...], set[int]]:
    """Which entries began what still runs, by rule, first day and whose duty it is."""
    found: defaultdict[tuple[object, ...], set[int]] = defaultdict(set)
    for one in clocks(fold(history)):
        if one.ended_on is None:
            found[one.rule_id, one.start_on, one.holder].add(one.start_sequence)
    return found


def _counts_alike(one: dict[str, Any], *, place: str, where: str) -> None:
    """A day that nothing moved is the one the law gives for its rule and its start."""
    if one["rule_id"] in MOVED_BY_MORE:
        return
    found = due(
        one["rule_id"], one["start_on"], place=place, book=BOOK, calendar=BOOK.calendar(),
        contract_kind=ContractKind.WAGE,
    )  # fmt: skip
    assert found.due_on == one["due_on"], where
    assert one["overdue_after"] in (found.overdue_after, None), where
    assert (one["overdue_after"] is None) == (one["rule_id"] in RIGHTS or not found.overdue_after)


def test_every_state_and_every_step_is_reached():
    kinds: Counter[str] = Counter()
    states, anew = set(), 0
    for seed in range(1_000):
        history = random_walk.walk(seed, place=PLACES[seed % 3])
        kinds.update(one.kind for one in history)
        states.add(fold(history).state)
        anew += sum(events.AMENDS in one.payload for one in history)

    assert anew > 100
    drawn = set(moves.TABLE) - random_walk.NOT_DRAWN
    assert not drawn - set(kinds), "never taken"
    assert states == set(CaseState)
