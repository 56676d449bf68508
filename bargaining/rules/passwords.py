"""Which passwords are too weak, and when does a name stay locked?"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST, LONGEST = 8, 128


@dataclass(frozen=True)
class LockRule:
    """After how many failures in a row a name is locked, and for how long (锁定规则)."""

    failures: int = 5
    minutes: int = 15

    @property
    def period(self) -> timedelta:
        """How long a lock lasts, and after how long a failure is forgotten (锁定时长)."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Failures:
    """What is remembered of one name's failed sign-ins (登录失败)."""

    count: int
    last_at: datetime
    locked_until: datetime | None

    def is_locked(self, at: datetime) -> bool:
        """Tell whether the name is locked at a moment (是否锁定); at the last one it is open."""
        return self.locked_until is not None and at < self.locked_until


def after_failure(before: Failures | None, *, at: datetime, rule: LockRule) -> Failures:
    """Count one more failure (登录失败一次): the last one allowed locks the name.

    A failure longer ago than a lock lasts no longer counts; a lock that has run out neither.
    """
    stale = before is None or before.locked_until is not None or at - before.last_at >= rule.period
    count = 1 if stale or before is None else before.count + 1
    until = at + rule.period if count >= rule.failures else None
    return Failures(count=count, last_at=at, locked_until=until)


def normal_name(typed: str) -> str:
    """Write a sign-in name in the one form it is kept in (登录名): half-width, lower case."""
    # Twice: without the blanks and in small letters, signs may come to stand together anew.
    once = "".join(unicodedata.normalize("NFKC", typed).split()).lower()
    return "".join(unicodedata.normalize("NFKC", once).split()).lower()


def why_weak(password: str, *, login: str) -> str | None:
    """Say why a password is too weak, or return None when it will do (密码强度)."""
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 位，现在是 {len(password)} 位。"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 位。"
    if login and normal_name(login) in password.lower():
        return "密码里不要含有登录名。"
    if not (any(map(str.isdigit, password)) and any(not sign.isdigit() for sign in password)):
        return "密码须既有数字，也有字母或符号。"
    if len(set(password)) < SHORTEST // 2:
        return "密码里重复的字符太多，请换一个。"
    return None


def normal_password(typed: str) -> str:
    """Write a password in the one form that is hashed (密码写法)."""
    return unicodedata.normalize("NFKD", typed)
