"""How a case's state stands on a page, and why its days are not counted any more."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from bargaining.web import shapes


class TestACase:
    def case(self, **fields):
        usual = {"state": "effective", "origin": "walked", "closed_on": None, "refusal": ""}
        return SimpleNamespace(**{**usual, **fields})

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, ("已生效，待公布", "good")),
            ({"origin": "backfilled"}, ("已生效", "good")),
            ({"state": "declined"}, ("对方暂不同意", "amber")),
            (
                {"state": "declined", "refusal": "refused"},
                ("对方暂不同意（经核实认定拒绝协商）", "amber"),
            ),
            ({"state": "vote_failed"}, ("审议未通过", "amber")),
            ({"state": "preparing"}, ("准备", "grey")),
        ],
    )
    def test_its_state_is_said_in_words_with_a_tone(self, fields, expected):
        assert shapes.case_state(self.case(**fields)) == expected

    def test_a_closed_or_backfilled_case_counts_no_days(self):
        assert shapes.why_still(self.case()) == ""
        assert "办结" in shapes.why_still(self.case(closed_on=date(2026, 10, 8)))
        assert "补录" in shapes.why_still(self.case(origin="backfilled"))
