"""The register's history, folded to any day as known at any moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import register
from bargaining.rules.register import Change

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def change(sequence, effective_on, recorded_at=BEGUN, **fields) -> Change:
    return Change(sequence, effective_on, recorded_at, fields)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """A first entry, with or without a day, and later ones on few days so that they collide."""
    made = []
    for sequence in range(1, draw(st.integers(1, 6)) + 1):
        may_be_open = sequence == 1 and draw(st.booleans())
        day = None if may_be_open else FIRST + draw(st.integers(0, 4)) * DAY
        names = draw(st.sets(st.sampled_from(["name", "workers"]), min_size=1))
        made.append(
            Change(
                sequence,
                day,
                BEGUN + (sequence + draw(st.integers(0, 2))) * DAY,
                {name: f"{name}{sequence}" for name in sorted(names)},
            )
        )
    return made


def told_by_hand(changes, *, on, known_before):
    """Say the same slowly: go through the days, and on each through the entries."""
    told: dict[str, object] = {}
    anything = False
    days = [None, *(FIRST + number * DAY for number in range(-2, 8))]
    for day in days:
        if on is not None and day is not None and day > on:
            break
        for each in changes:
            if each.effective_on == day and (
                known_before is None or each.recorded_at < known_before
            ):
                told.update(each.fields)
                anything = True
    return told if anything else None


@given(
    histories(),
    st.none() | st.integers(-1, 6).map(lambda number: FIRST + number * DAY),
    st.none() | st.integers(0, 9).map(lambda number: BEGUN + number * DAY),
)
def test_the_fold_says_what_going_through_the_days_by_hand_says(changes, on, known_before):
    assert register.fields_on(changes, on=on, known_before=known_before) == told_by_hand(
        changes, on=on, known_before=known_before
    )


@given(histories(), st.randoms())
def test_the_order_in_which_entries_are_read_does_not_matter(changes, random):
    shuffled = list(changes)
    random.shuffle(shuffled)

    assert register.fields_on(shuffled, on=None) == register.fields_on(changes, on=None)


def test_a_first_entry_without_a_day_holds_for_every_earlier_day():
    assert register.fields_on([change(1, None, name="甲")], on=date(1990, 1, 1)) == {"name": "甲"}


def test_a_first_entry_with_a_day_holds_from_that_day_and_not_the_day_before():
    changes = [change(1, FIRST, name="甲")]

    assert register.fields_on(changes, on=FIRST - DAY) is None
    assert register.fields_on(changes, on=FIRST) == {"name": "甲"}


def test_a_later_change_holds_from_its_day_and_not_the_day_before():
    changes = [change(1, None, workers=10, name="甲"), change(2, FIRST, workers=12)]

    assert register.fields_on(changes, on=FIRST - DAY) == {"workers": 10, "name": "甲"}
    assert register.fields_on(changes, on=FIRST) == {"workers": 12, "name": "甲"}


def test_an_entry_written_later_about_an_earlier_day_does_not_undo_a_later_day():
    changes = [
        change(1, None, workers=10),
        change(2, FIRST + 5 * DAY, workers=20),
        change(3, FIRST, workers=15),
    ]

    assert register.fields_on(changes, on=FIRST) == {"workers": 15}
    assert register.fields_on(changes, on=None) == {"workers": 20}


def test_of_two_entries_of_one_day_the_one_written_last_holds():
    changes = [change(2, FIRST, workers=12), change(3, FIRST, workers=13), change(1, None)]

    assert register.fields_on(changes, on=FIRST) == {"workers": 13}


def test_what_was_recorded_at_the_moment_itself_was_not_known_before_it():
    changes = [change(1, None, BEGUN, name="甲")]

    assert register.fields_on(changes, on=None, known_before=BEGUN) is None
    assert register.fields_on(changes, on=None, known_before=BEGUN + timedelta(seconds=1))


def test_a_legal_day_ends_at_midnight_in_china():
    assert register.known_until(date(2026, 3, 1)) == datetime(2026, 3, 1, 16, tzinfo=UTC)


def test_a_history_begins_on_its_earliest_day_or_from_ever():
    later, first = change(1, FIRST + DAY), change(2, FIRST)

    assert register.first_day([]) is None
    assert register.first_day([later, first]) == FIRST
    assert register.first_day([later, change(3, None), first]) is None
