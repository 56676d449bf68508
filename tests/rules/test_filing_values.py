"""The order in which an office has its values copied."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import filing_values

KEYS = st.lists(st.sampled_from([*filing_values.LABELS, "unknown", ""]), max_size=40)


@given(KEYS)
def test_what_is_stored_is_read_back_in_its_order_without_doubles(order):
    known = [key for key in dict.fromkeys(order) if key in filing_values.LABELS]

    read = filing_values.read_setting(filing_values.as_setting(order))

    assert read == (tuple(known) or filing_values.DEFAULT)


def test_an_office_that_set_nothing_has_the_usual_order():
    assert filing_values.read_setting(None) == filing_values.DEFAULT
    assert filing_values.read_setting({"other": 1}) == filing_values.DEFAULT
    assert filing_values.DEFAULT[:3] == ("employer_name", "uscc", "legal_representative")
    assert set(filing_values.DEFAULT) < filing_values.LABELS.keys()
