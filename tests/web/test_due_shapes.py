"""How a deadline stands on a page: its state is asked of a day and stored nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.web import due_shapes

DAY = timedelta(days=1)
DUE = date(2026, 10, 8)


def shaped(on, *, due_on=DUE, last=DUE, done_on=None, still="", **proof):
    known = {
        "label": "书面答复截止", "due_on": due_on and due_on.isoformat(),
        "earliest": due_on and due_on.isoformat(), "latest": last and last.isoformat(),
        "certain": True, "steps": [{"text": "次日起 20 日"}],
        "basis": [{"text": "试行办法", "article": "第17条"}], **proof,
    }  # fmt: skip
    return due_shapes.due(
        known, on=on, holder="employer", ended_on=done_on, overdue_after=last, still=still
    )


class TestTheState:
    @pytest.mark.parametrize(
        ("days", "state", "left"),
        [(6, "open", 6), (5, "soon", 5), (1, "soon", 1), (0, "today", 0), (-1, "overdue", -1)],
    )
    def test_it_goes_by_the_days_left(self, days, state, left):
        one = shaped(DUE - days * DAY)

        assert (one["state"], one["days"]) == (state, left)

    def test_between_the_shortest_and_the_longest_source_nobody_is_late_yet(self):
        last = DUE + 3 * DAY

        just_after, at_last, over = (
            shaped(DUE + days * DAY, last=last) for days in (1, 3, 4)
        )  # fmt: skip

        assert just_after["state"] == at_last["state"] == "soon"
        assert "10-11 前办理仍不算逾期" in just_after["note"]
        assert (over["state"], over["due_on"]) == ("overdue", last)

    def test_what_is_done_is_done_however_late(self):
        assert shaped(DUE + 30 * DAY, done_on=DUE + 9 * DAY)["state"] == "done"

    def test_without_days_it_says_none(self):
        assert shaped(DUE, due_on=None, last=None)["state"] == "none"

    @pytest.mark.parametrize(("days", "state"), [(0, "uncertain"), (1, "overdue")])
    def test_an_interval_is_uncertain_until_its_last_day(self, days, state):
        one = shaped(DUE + days * DAY, certain=False)

        assert one["state"] == state

    def test_a_window_that_is_over_is_nobodys_delay(self):
        one = shaped(DUE + DAY, window={"opens_on": "2026-10-01", "closes_on": "2026-10-08"})

        assert (one["state"], one["note"]) == ("past", "这段时间已过")

    @pytest.mark.parametrize(("left", "state"), [(6, "open"), (5, "soon"), (1, "soon")])
    def test_a_window_that_closes_soon_is_near_like_any_other_day(self, left, state):
        one = shaped(DUE - left * DAY, window={"opens_on": "2026-09-01", "closes_on": "2026-10-08"})

        assert one["state"] == state

    def test_a_review_without_proof_of_receipt_is_not_called_overdue(self):
        one = shaped(DUE + DAY, proved=False)

        assert one["state"] == "soon"
        assert "没有收到凭证" in one["note"]

    @given(st.sampled_from([-40, -1, 0, 1, 400]))
    def test_what_is_not_counted_is_never_late(self, days):
        one = shaped(DUE + days * DAY, still="补录的合同，不提醒、不计逾期")

        assert (one["state"], one["note"]) == ("past", "补录的合同，不提醒、不计逾期")


def test_the_chip_alone_says_the_same_without_the_proof():
    whole = shaped(DUE - 3 * DAY)
    stored = SimpleNamespace(
        proof={
            "label": "书面答复截止", "due_on": DUE.isoformat(), "earliest": DUE.isoformat(),
            "latest": DUE.isoformat(), "certain": True, "steps": [{"text": "次日起 20 日"}],
        },
        holder="employer", ended_on=None, overdue_after=DUE,
    )  # fmt: skip

    alone = due_shapes.chip(stored, on=DUE - 3 * DAY)

    assert alone == {name: whole[name] for name in alone}
    assert whole["steps"]
    assert "steps" not in alone
