"""What does a reminder say of its deadline? The values that fill a line's words, for one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bargaining.rules import day_words
from bargaining.rules.reminders import HOLDER_WORDS
from bargaining.rules.states import Holder


def given(
    *,
    title: str,
    number: str,
    label: str,
    holder: Holder,
    act_by: date,
    last_on: date | None,
    latest: date | None,
    certain: bool,
    on: date,
) -> dict[str, str]:
    """Say everything a line may name (提醒语的内容): no person, telephone or wage is among it.

    While a holiday notice is not out the day is the earliest one, and said to be so.
    """
    last = last_on or latest or act_by
    return {
        "单位": title,
        "案号": number,
        "事项": label,
        "义务方": HOLDER_WORDS[holder],
        "期限": _day(act_by, latest, certain=certain, on=on),
        "最后": _last(last, certain=certain, on=on),
        "余地": _room(act_by, last_on, certain=certain, on=on),
        "还剩": left(act_by, on=on),
        "已过": f"已过 {max((on - last).days, 0)} 天",
    }


def left(day: date, *, on: date) -> str:
    """Say how far a day is: 还剩 3 天, 就是今天, 已过 2 天 (剩余天数)."""
    days = (day - on).days
    if days > 0:
        return f"还剩 {days} 天"
    return "就是今天" if days == 0 else f"已过 {-days} 天"


@dataclass(frozen=True)
class Dated:
    """The two days a new dating may move (推算的日子): by which to act, and the last in time."""

    act_by: date | None
    last_on: date | None


def moved(
    *, title: str, label: str, before: Dated, now: Dated, certain: bool, why: str, on: date
) -> str:
    """Tell that a deadline was dated anew (重新推算的告知), the old day beside the new one.

    Reminders go by the shortest day, which a holiday notice hardly ever moves: then it is said
    which last day it made, and that the day to act by stays.
    """
    if before.act_by is not None and before.act_by != now.act_by:
        said = (
            f"“{label}”的期限重新推算，原来{_said(before.act_by, on)}，现在{_said(now.act_by, on)}"
        )
        if now.last_on != now.act_by:
            said += f"，最后一天是{_said(now.last_on, on)}"
    elif before.last_on is not None and before.last_on != now.last_on:
        was, now_last = _said(before.last_on, on), _said(now.last_on, on)
        said = (
            f"“{label}”的最后一天重新推算，原来最晚{was}，现在{'' if certain else '最晚'}{now_last}"
        )
    else:
        said = f"“{label}”的日子已经重新推算，最后一天是{_said(now.last_on, on)}"
    stays = before.act_by in (None, now.act_by) and now.act_by != now.last_on
    more = f"请仍按{_said(now.act_by, on)}办理。" if stays else ""
    return f"{title}：{said}（{why}）。{more}"


def _said(day: date | None, on: date) -> str:
    return day_words.day_beside(day, on) if day else "待定"


def _room(act_by: date, last_on: date | None, *, certain: bool, on: date) -> str:
    """Say which later day is still in time; while the days are open the interval says it."""
    if last_on is None or last_on <= act_by or not certain:
        return ""
    return f"，按最长的算法到{day_words.day_beside(last_on, on)}"


def _last(day: date, *, certain: bool, on: date) -> str:
    said = day_words.day_beside(day, on)
    return said if certain else f"{said[:-1]}，放假安排公布后确定）"


def _day(day: date, latest: date | None, *, certain: bool, on: date) -> str:
    said = day_words.day_beside(day, on)
    if certain or latest is None or latest == day:
        return said
    return f"{said}至{day_words.day_beside(latest, on)}之间（放假安排公布后确定）"
