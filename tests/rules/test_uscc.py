"""统一社会信用代码: both check digits."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.rules import uscc

SAMPLES = list(
    csv.DictReader((Path(__file__).parent / "uscc_samples.csv").read_text().splitlines())
)
LETTERS = st.sampled_from(uscc.ALPHABET)


@st.composite
def codes(draw: st.DrawFn) -> str:
    """Any code that a registry could give, letters in front and in the body included."""
    front = draw(LETTERS) + draw(LETTERS)
    place = draw(st.text("0123456789", min_size=6, max_size=6))
    body = "".join(draw(st.lists(LETTERS, min_size=8, max_size=8)))
    whole = front + place + body + uscc.organisation_check_digit(body)
    return whole + uscc.check_digit(whole)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["code"])
def test_codes_seen_in_public_pass_exactly_where_both_their_check_digits_hold(sample):
    holds = "True" == sample["check_holds"] == sample["organisation_check_holds"]

    assert uscc.is_valid(sample["code"]) is holds


@given(codes())
def test_a_code_with_right_check_digits_passes_whatever_letters_it_begins_with(code):
    assert uscc.why_wrong(code) is None


@given(codes(), st.integers(0, 17), LETTERS)
def test_any_one_wrong_character_is_found(code, place, letter):
    assume(code[place] != letter)
    wrong = code[:place] + letter + code[place + 1 :]

    assert not uscc.is_valid(wrong)


@given(codes(), st.integers(0, 16))
def test_any_two_swapped_neighbours_are_found(code, place):
    assume(code[place] != code[place + 1])
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert not uscc.is_valid(wrong)


@given(codes(), st.integers(8, 15), LETTERS)
def test_a_wrong_body_is_found_by_its_own_digit_when_the_last_digit_was_made_to_fit(
    code, place, letter
):
    difference = int(letter, 36) - int(code[place], 36)
    assume(difference % 11 != 0)
    wrong = code[:place] + letter + code[place + 1 : 17]

    assert "组织机构代码" in (uscc.why_wrong(wrong + uscc.check_digit(wrong)) or "")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "18 位，现在是 0 位"),
        ("91110112MA3B1G618", "现在是 17 位"),
        ("91110112MA3B1G61899", "现在是 19 位"),
        ("9111O112MA3B1G6189", "不会有“O”"),
        ("911101１2MA3B1G6189", "不会有“１”"),
        ("9111A112MA3B1G6189", "第 3 至 8 位应是数字"),
        ("91110112MA3B1G6188", "校验位不符"),
    ],
)
def test_what_is_wrong_is_said(code, reason):
    assert reason in (uscc.why_wrong(code) or "")


def test_a_code_is_read_however_it_was_typed():
    assert uscc.normalised(" ９１11 0112ma3b1g6189\u3000") == "91110112MA3B1G6189"
