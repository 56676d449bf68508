"""What may be kept of somebody's typing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import drafts


@pytest.mark.parametrize(
    "words",
    ["13800001234", "打 138 0000 1234 找他", "138-0000-1234", "身份证110108199001011234",
     "11010819900101123X", "110108900101123", "电话13800001234，下午"],
)  # fmt: skip
def test_telephones_and_identity_numbers_are_not_kept(words):
    assert drafts.keepable({"notes": words}, fields=["notes"]) == {}


@pytest.mark.parametrize("words", ["2026-03-24", "24", "1234567890123", "010-62345678", "三楼"])
def test_what_is_no_such_number_is_kept(words):
    assert drafts.keepable({"notes": words}, fields=["notes"]) == {"notes": words}


def test_only_the_forms_own_fields_are_kept_and_one_that_was_emptied_stays_empty():
    typed = {"notes": "", "csrf_token": "secret", "seen_sequence": "3"}

    assert drafts.keepable(typed, fields=["notes", "other"]) == {"notes": ""}


@given(st.integers(drafts.LONGEST - 1, drafts.LONGEST + 1))
def test_a_long_text_is_kept_up_to_its_limit(length):
    kept = drafts.keepable({"notes": "字" * length}, fields=["notes"])

    assert len(kept["notes"]) == min(length, drafts.LONGEST)


def test_no_form_fills_the_database():
    typed = {f"people-{place}-name": "甲" for place in range(drafts.MOST_FIELDS + 5)}

    assert len(drafts.keepable(typed, fields=typed)) == drafts.MOST_FIELDS
