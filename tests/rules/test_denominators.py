"""Is it said why an enterprise came into a denominator, and why it left?"""

from __future__ import annotations

import pytest

from bargaining.rules.coverage import HUNDRED, Denominator
from bargaining.rules.denominators import why_came, why_left

USUAL = {
    "unionised": True, "union_form": "单独", "workers": HUNDRED, "operating": True,
    "operating_ground": "",
}  # fmt: skip


def said(**changed):
    return USUAL | changed


@pytest.mark.parametrize(
    ("denominator", "other", "came", "left"),
    [
        (Denominator.UNIONISED, {"unionised": False}, "新建工会", "不再建会"),
        (Denominator.SEPARATE, {"union_form": "联合"}, "改为单独建会", "不再单独建会"),
        (Denominator.UNIONISED_100, {"workers": 99}, "职工达到一百人", "职工不足一百人"),
        (Denominator.UNIONISED_100, {"workers": None}, "职工达到一百人", "职工人数待补"),
        (Denominator.OPERATING, {"operating": False}, "恢复正常经营", "不再正常经营"),
        (
            Denominator.UNIONISED_100_OPERATING,
            {"operating": False, "operating_ground": "注销"},
            "恢复正常经营",
            "不再正常经营（注销）",
        ),
        (
            Denominator.UNIONISED_100_OPERATING,
            {"workers": 99, "unionised": False},
            "新建工会，职工达到一百人",
            "不再建会，职工不足一百人",
        ),
    ],
)
def test_what_changed_is_the_reason(denominator, other, came, left):
    assert why_came(said(**other), said(), denominator) == came
    assert why_left(said(), said(**other), denominator) == left


@pytest.mark.parametrize("denominator", Denominator)
def test_who_is_new_in_the_register_or_gone_from_it(denominator):
    assert why_came(None, said(), denominator) == "新登记入册"
    assert why_left(said(), None, denominator) == "不在名册"


@pytest.mark.parametrize("denominator", Denominator)
def test_with_nothing_changed_it_moved(denominator):
    assert why_came(said(), said(), denominator) == "划入本地"
    assert why_left(said(), said(), denominator) == "划出本地"


def test_what_the_denominator_does_not_ask_for_is_no_reason():
    assert why_left(said(), said(workers=9, operating=False), Denominator.UNIONISED) == "划出本地"
