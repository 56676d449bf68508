"""Was normal work done on a row of a paid table? 病假, 停工 and 事假 answer to other floors."""

from __future__ import annotations

import re
from enum import Enum

from bargaining.rules.wage_posts import Form, WagePost


class Absence(Enum):
    """Why a whole month was not worked (未提供正常劳动的原因)."""

    SICK = "病假"
    IDLE = "停工"
    PERSONAL = "事假"


_LENGTH = r"(?:全月|整月|满月|长期|当月|连续)?"
_SPAN = r"(?:满?[一1](?:个)?月|期间|人员|职工|待遇)?"
# The whole mark has to say it: “病假工资另计” on a normal post must not lower its floor.
_MARKS = (
    (Absence.SICK, re.compile(rf"{_LENGTH}(?:休|请)?病假{_SPAN}")),
    (
        Absence.IDLE,
        re.compile(
            rf"{_LENGTH}(?:单位)?(?:停工(?:停产|停业)?|停产|停业|待岗){_SPAN}"
            r"(?:[,;，；]?(?:单位)?(?:未|没有?)安排工作)?"
        ),
    ),
    (
        Absence.PERSONAL,
        re.compile(rf"(?:因?本人)?{_LENGTH}(?:请)?事假{_SPAN}|(?:因?本人)(?:请假|缺勤)"),
    ),
)
_MENTION = re.compile("[假停待缺]")  # one of them is in every mark; nearly no post has any
_IN_BRACKETS = re.compile(r"[（(\[【]([^）)\]】]+)[）)\]】]\s*$")


def absence_of(post: WagePost) -> Absence | None:
    """Say why the row's people did no normal work (缺勤原因), None for an ordinary post.

    The 备注 has to say it as a whole, or the brackets behind the post's name; who attended some
    days is held to the share of those days.
    """
    if post.form is Form.PART_TIME or post.attended_days:
        return None
    if not _MENTION.search(post.note) and not _MENTION.search(post.post):
        return None
    bracketed = _IN_BRACKETS.search(post.post.strip())
    for words in (post.note, bracketed[1] if bracketed else "", post.post):
        stated = "".join(words.split()).strip("。.")
        for absence, mark in _MARKS:
            if mark.fullmatch(stated):
                return absence
    return None
