"""Names by their pinyin initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.readers.initials import LONGEST, initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("北京示例餐饮管理有限公司007", "bjslcyglyxgs007"),
        ("北京A-1（海淀）公司", "bja1hdgs"),
        ("ＡＢ", ""),
        ("", ""),
    ],
)
def test_a_name_is_written_by_its_initials_letters_and_digits(name, expected):
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆小面", ["cqxm", "zqxm"]),
        ("工商银行", ["gsyh"]),
        ("朝阳货运", ["cyhy", "zyhy"]),
        ("长乐", ["cl", "cy", "zl", "zy"]),
    ],
)
def test_every_reading_that_people_use_is_found(name, typed):
    forms = initials(name).split()

    assert set(typed) <= set(forms)


@given(st.text("长乐行重会单朝甲乙（）A1 ", max_size=200))
def test_the_forms_fit_their_column_and_hold_nothing_but_what_is_typed(name):
    written = initials(name)

    assert len(written) <= LONGEST
    assert written == " ".join(written.split())
    assert not written or written.replace(" ", "").isalnum()
    assert written.isascii()
