"""Weak passwords, names in one form, and how long a name stays locked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import passwords
from bargaining.rules.passwords import Failures, LockRule

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RULE = LockRule(failures=5, minutes=15)


def fail(times, *, every=SECOND, rule=RULE):
    state = None
    for number in range(times):
        state = passwords.after_failure(state, at=AT + number * every, rule=rule)
    return state


class TestTheLock:
    def test_four_failures_do_not_lock(self):
        assert fail(4).locked_until is None

    def test_the_fifth_locks_for_fifteen_minutes(self):
        locked = fail(5)

        assert locked.locked_until == AT + 4 * SECOND + timedelta(minutes=15)

    def test_the_lock_holds_to_its_last_moment_and_not_at_it(self):
        locked = fail(5)

        assert locked.is_locked(locked.locked_until - SECOND)
        assert not locked.is_locked(locked.locked_until)

    def test_a_name_that_was_never_locked_is_open(self):
        assert not fail(1).is_locked(AT)

    def test_after_a_lock_the_count_begins_anew(self):
        locked = fail(5)

        again = passwords.after_failure(locked, at=locked.locked_until, rule=RULE)
        assert (again.count, again.locked_until) == (1, None)

    def test_a_failure_as_old_as_a_lock_no_longer_counts(self):
        before = Failures(4, AT, None)

        just_in_time = passwords.after_failure(before, at=AT + RULE.period - SECOND, rule=RULE)
        too_late = passwords.after_failure(before, at=AT + RULE.period, rule=RULE)
        assert just_in_time.locked_until is not None
        assert too_late.count == 1

    @given(st.integers(1, 12), st.integers(1, 60))
    def test_exactly_the_last_allowed_failure_locks(self, failures, minutes):
        rule = LockRule(failures=failures, minutes=minutes)

        assert fail(failures, rule=rule).locked_until is not None
        if failures > 1:
            assert fail(failures - 1, rule=rule).locked_until is None


class TestNames:
    @pytest.mark.parametrize(
        "typed", ["Chair@Demo", " chair@demo ", "ｃｈａｉｒ＠ｄｅｍｏ", "chair @demo"]
    )
    def test_however_it_is_typed_it_is_one_name(self, typed):
        assert passwords.normal_name(typed) == "chair@demo"

    @given(st.text())
    def test_a_name_in_its_form_stays_as_it_is(self, typed):
        once = passwords.normal_name(typed)
        assert passwords.normal_name(once) == once
        assert not any(sign.isspace() for sign in once)


class TestWhyWeak:
    @pytest.mark.parametrize("password", ["abcdef-7", "工资协商2026办案", "correct horse 9"])
    def test_these_will_do(self, password):
        assert passwords.why_weak(password, login="13800000000") is None

    @pytest.mark.parametrize(
        ("password", "sentence"),
        [
            ("abcde-7", "密码至少 8 位，现在是 7 位。"),
            ("a1" * 65, "密码最多 128 位。"),
            ("my13800000000", "密码里不要含有登录名。"),
            ("abcdefgh", "密码须既有数字，也有字母或符号。"),
            ("20261122", "密码须既有数字，也有字母或符号。"),
            ("a1a1a1a1", "密码里重复的字符太多，请换一个。"),
        ],
    )
    def test_what_is_wrong_is_said(self, password, sentence):
        assert passwords.why_weak(password, login="13800000000") == sentence

    def test_the_longest_that_is_allowed(self):
        assert passwords.why_weak("ab1-" * 32, login="") is None

    @given(st.text(alphabet="abc123", min_size=0, max_size=12))
    def test_what_will_do_has_the_length_and_both_kinds(self, password):
        if passwords.why_weak(password, login="") is None:
            assert len(password) >= passwords.SHORTEST
            assert any(sign.isdigit() for sign in password)
            assert not password.isdigit()


def test_a_password_is_hashed_in_one_form_and_no_letter_of_it_is_lost():
    assert passwords.normal_password("Café 9！") == passwords.normal_password("Cafe\u0301 9!")
    assert passwords.normal_password("Abc 9") == "Abc 9"
    assert passwords.normal_password("Abc9") != passwords.normal_password("abc9")
