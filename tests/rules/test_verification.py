"""The code of a paper: however it is typed it is found, and what was corrected since is named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import facts, verification
from tests.rules import cases

CODES = st.text(alphabet=verification.SIGNS, min_size=12, max_size=12)
WRITINGS = (
    str,
    str.lower,
    verification.grouped,
    lambda code: " ".join(code),
    lambda code: verification.grouped(code).replace("-", "－").lower(),
    lambda code: code.replace("0", "O"),
    lambda code: code.replace("0", "o").replace("1", "l"),
    lambda code: code.replace("1", "I"),
    lambda code: "".join(chr(ord(sign) + 0xFEE0) for sign in code),
    lambda code: verification.address("https://example.cn/gongzi", code),
    lambda code: f"  {code[:6]}\u3000{code[6:]}\n",
)


@given(CODES, st.sampled_from(WRITINGS))
def test_however_a_code_is_written_it_is_the_same_one(code, written):
    assert verification.normal_code(written(code)) == code
    assert verification.why_no_code(written(code)) is None


@given(CODES, CODES)
def test_two_codes_stay_two(one, other):
    assert (verification.normal_code(one) == verification.normal_code(other)) == (one == other)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_told_why_not(typed):
    problem = verification.why_no_code(typed)

    assert (problem is None) == verification.is_code(verification.normal_code(typed))


@pytest.mark.parametrize("length", [11, 13])
def test_a_sign_more_or_less_is_counted(length):
    assert f"现在是 {length} 位" in verification.why_no_code("7" * length)


def test_nothing_and_a_letter_that_no_code_has_are_told_apart():
    assert "请输入" in verification.why_no_code(" -- ")
    assert "没有字母 U" in verification.why_no_code("7KQ4-M2XP-9TRU")


def test_a_code_is_printed_in_three_groups():
    assert verification.grouped("7KQ4M2XP9TRW") == "7KQ4-M2XP-9TRW"
    assert verification.address("https://a.cn", "7KQ4M2XP9TRW") == (
        "https://a.cn/verify/7KQ4-M2XP-9TRW"
    )


# ── what was corrected since ─────────────────────────────────────────────────────────────────

ISSUED = ("issue_paper", "2026-04-09", {"paper": "agreement", "version": 1})
NO_OBJECTION = ("record_no_objection", "2026-04-20", {})
EFFECT = (*cases.STRAIGHT, NO_OBJECTION)
TO_SIGNING = cases.STRAIGHT[:-1]  # the signing is number 8, the paper number 9
SIGNED_LATER = ("sign", "2026-04-09", cases.TERM)


def corrected(*steps, after=9):
    return verification.corrected(cases.history(*TO_SIGNING, ISSUED, *steps), after=after)


def void(*sequences):
    return ("void_event", "2026-04-10", {"voids": sequences})


class TestWhatWasCorrectedSince:
    def test_is_nothing_where_nothing_was_taken_back(self):
        assert corrected(cases.FILED, NO_OBJECTION) == ()

    def test_is_the_signing_that_another_day_replaced(self):
        assert corrected(void(8), SIGNED_LATER) == ("签订日期",)

    def test_is_all_that_stood_in_the_signing_and_stands_no_more(self):
        assert corrected(void(8)) == ("签订日期", "合同期限")

    def test_is_the_term_alone_where_only_the_term_was_wrong(self):
        longer = {**cases.TERM, "term_to": "2028-06-30"}

        assert corrected(void(8), ("sign", "2026-04-08", longer)) == ("合同期限",)

    def test_is_nothing_where_the_same_was_entered_again(self):
        assert corrected(void(8), cases.SIGNED) == ()

    def test_is_nothing_where_the_correction_touched_no_day(self):
        assert corrected(void(5)) == ()

    def test_is_nothing_where_the_correction_came_before_the_paper(self):
        history = cases.history(*TO_SIGNING, void(8), SIGNED_LATER, ISSUED)

        assert verification.corrected(history, after=11) == ()

    def test_a_term_that_was_changed_by_agreement_is_no_correction(self):
        change = ("agree_change", "2026-09-01", {"ground": "agreed", "term_to": "2027-12-31"})

        assert corrected(cases.FILED, NO_OBJECTION, change, void(5)) == ()


class TestTheDays:
    def test_are_those_of_the_contract_as_it_stands(self):
        found = verification.dates(facts.fold(cases.history(*EFFECT)))

        assert found == verification.Dates(
            signed_on=date(2026, 4, 8),
            term_from=date(2026, 7, 1),
            term_to=date(2027, 6, 30),
            effective_on=date(2026, 4, 20),
        )

    def test_are_all_open_before_anything_is_signed(self):
        found = verification.dates(facts.fold(cases.history(cases.OFFER)))

        assert found == verification.Dates()

    def test_name_a_change_and_an_ending(self):
        change = ("agree_change", "2026-09-01", {"ground": "agreed"})
        ending = ("terminate", "2026-10-08", {"ground": "agreed"})

        found = verification.dates(facts.fold(cases.history(*EFFECT, change, ending)))

        assert (found.changed_on, found.terminated_on) == (date(2026, 9, 1), date(2026, 10, 8))

    @pytest.mark.parametrize(
        ("reason", "ended"),
        [("terminated", True), ("merged", True), ("expired", False), ("withdrawn", False)],
    )
    def test_a_closing_ends_the_contract_only_for_a_reason_that_does(self, reason, ended):
        closing = ("close", "2026-10-08", {"reason": reason})

        found = verification.dates(facts.fold(cases.history(*EFFECT, closing)))

        assert (found.terminated_on == date(2026, 10, 8)) is ended
