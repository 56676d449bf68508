"""What was agreed, and what is agreed instead? A change's lines, before and after."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from bargaining.rules.contract_changes import Change
from bargaining.rules.day_words import plain_day

_INSTEAD = re.compile(r"\s*[，,；;]?\s*(?:→|=>|改为|变更为|调整为)\s*[:：]?\s*")


class Compared(NamedTuple):
    """One agreed point, before and after (变更前后对照); `before` empty where nobody wrote it."""

    before: str
    after: str


def compared(line: str) -> Compared:
    """Cut one line into what was agreed and what is agreed instead (对照).

    People write 夜班津贴 20 元改为 30 元 or 20 元 → 30 元; a line without such a word is new.
    """
    parts = _INSTEAD.split(line.strip(), maxsplit=1)
    if len(parts) == 2 and all(parts):
        return Compared(parts[0].strip(" 。"), parts[1].strip(" 。"))
    return Compared("", line.strip(" 。"))


def comparison(change: Change, *, term_to: date | None) -> tuple[Compared, ...]:
    """List a change point by point (变更前后对照), a new last day at the end of the list.

    `term_to` is the last day as it was before.
    """
    lines = [compared(line) for line in change.lines]
    if change.term_to is not None and term_to is not None and change.term_to != term_to:
        lines.append(
            Compared(f"合同期限至{plain_day(term_to)}", f"合同期限至{plain_day(change.term_to)}")
        )
    return tuple(lines)
