"""Does silence do it on the right day, and is it said how sure that is?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.silence_watch import CERTAINTY_LABELS, Certainty, silence

DUE = date(2026, 12, 10)
DAY = timedelta(days=1)


def found(on=DUE, *, earliest=DUE, latest=DUE, certain=True, proved=True):
    return silence(
        due_on=DUE, earliest=earliest, latest=latest, certain=certain, proved=proved, on=on
    )


def test_it_takes_effect_on_the_day_after_the_last_day():
    assert (found().first_on, found().last_on) == (DUE + DAY, DUE + DAY)
    assert found().certainty is Certainty.CERTAIN


@pytest.mark.parametrize(("on", "passed"), [(DUE, False), (DUE + DAY, True)])
def test_it_has_passed_when_the_day_is_here(on, passed):
    assert found(on).passed is passed


def test_without_the_holiday_notice_it_is_an_interval():
    one = found(earliest=DUE - DAY, latest=DUE + 2 * DAY, certain=False)

    assert one.certainty is Certainty.INTERVAL
    assert (one.first_on, one.last_on) == (DUE, DUE + 3 * DAY)


def test_an_interval_has_passed_only_after_its_last_day():
    given = {"earliest": DUE - DAY, "latest": DUE + 2 * DAY, "certain": False}

    assert not found(DUE + 2 * DAY, **given).passed
    assert found(DUE + 3 * DAY, **given).passed


@pytest.mark.parametrize("certain", [True, False])
def test_without_proof_of_receipt_nothing_takes_effect_by_itself(certain):
    assert found(proved=False, certain=certain).certainty is Certainty.UNPROVED


@given(st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans())
def test_the_first_day_is_never_after_the_last(before, after, certain, proved):
    one = found(
        earliest=DUE - before * DAY, latest=DUE + after * DAY, certain=certain, proved=proved
    )

    assert one.first_on <= DUE + DAY <= one.last_on
    assert (one.first_on == one.last_on) is (certain or before == after == 0)
    assert one.certainty in CERTAINTY_LABELS
