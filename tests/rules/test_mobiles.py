"""Is it a mobile number, however it is typed, and is its middle hidden?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.mobiles import hidden, masked, read_mobile, stands_in


@pytest.mark.parametrize(
    "typed",
    ["13912345678", " 139 1234 5678 ", "139-1234-5678", "１３９１２３４５６７８", "+86 13912345678",
     "8613912345678", "0086-139 1234 5678"],
)  # fmt: skip
def test_it_is_read_however_it_is_typed(typed):
    assert read_mobile(typed) == "13912345678"


@pytest.mark.parametrize(
    "typed",
    ["", "1391234567", "139123456789", "12912345678", "23912345678", "010-62345678", "王某",
     "13912345678a", "86139123456", "1391234567８９"],
)  # fmt: skip
def test_everything_else_is_none(typed):
    assert read_mobile(typed) is None


@given(st.text(max_size=20))
def test_what_is_read_is_always_eleven_plain_digits(typed):
    found = read_mobile(typed)

    assert found is None or (len(found) == 11 and found.isascii() and found.isdigit())


@pytest.mark.parametrize(
    "text",
    ["王经理13912345678", "电话：139 1234 5678。", "微信 139-1234-5678", "１３９１２３４５６７８",
     "身份证110108199001011234", "110108 19900101 123X"],
)  # fmt: skip
def test_a_number_is_found_within_a_text(text):
    assert stands_in(text)


@pytest.mark.parametrize(
    "text",
    ["", "人事经理，约 2026-03-01 再谈", "办公室 010-62345678", "受理号 202611000123456",
     "涨 3900 元，共 13912 人", "快递 4139123456789"],
)  # fmt: skip
def test_other_figures_are_no_such_number(text):
    assert not stands_in(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("王经理，。 ", max_size=5))
def test_whatever_is_read_as_a_number_is_found_within_words(mobile, words):
    assert stands_in(f"{words}{mobile}{words}")


def test_only_the_ends_of_a_number_are_shown_and_other_names_whole():
    assert masked("13912345678") == "139****5678"
    assert masked("chair@demo") == "chair@demo"


@given(
    st.from_regex(r"1[3-9][0-9]{9}|[0-9]{17}[0-9X]", fullmatch=True),
    st.sampled_from([("0123456789X", "０１２３４５６７８９Ｘ"), ("", ""), ("01", "𝟎𝟏")]),
    st.text("王经理，（）。", max_size=5),
)
def test_no_number_is_left_in_a_text_that_leaves_the_house(number, wide, words):
    written = number.translate(str.maketrans(*wide))

    assert hidden(f"{words}{written}{words}") == f"{words}（号码略）{words}"
    assert not stands_in(hidden(f"电话{written}，{number}。"))


def test_what_is_no_such_number_leaves_as_it_is():
    text = "北京示例第３商贸有限公司（2026-00012），10月8日前，还剩 3 天。"

    assert hidden(text) == text.replace("３", "3")
