"""Who is told of a deadline, when, and in which words? Lines as data; which one is due on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from bargaining import errors
from bargaining.rules import mobiles, primitives
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

GRACE = 14  # days a line may still be told after its own, when the clock stood still
LATE_ENTRY = 120  # days after its last day that a deadline may be entered and still be told of
LONGEST_LEAD = 120
MOST_LINES = 12
LONGEST_WORDS = 300


class When(StrEnum):
    """At which moment of a deadline a line is told (提醒时点)."""

    STARTED = "started"
    OPENS = "opens"
    BEFORE = "before"
    ON_DAY = "on_day"
    AFTER = "after"
    ESCALATE = "escalate"


WHEN_LABELS: Mapping[When, str] = {
    When.STARTED: "期限开始当天",
    When.OPENS: "可以办理的第一天",
    When.BEFORE: "到期前",
    When.ON_DAY: "到期当天",
    When.AFTER: "逾期后",
    When.ESCALATE: "逾期后上报",
}
_COUNTED_LABELS: Mapping[When, str] = {
    When.BEFORE: "到期前 {} 天",
    When.AFTER: "逾期 {} 天后",
    When.ESCALATE: "逾期 {} 天上报",
}
CASE = "case"  # a line's step where it leads to the case as a whole
COUNTED = frozenset({When.BEFORE, When.AFTER, When.ESCALATE})
LATE = frozenset({When.AFTER, When.ESCALATE})


# Who may be told (提醒对象), in the order in which a page offers them.
AUDIENCES = (
    Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT,
    Role.REVIEWER,
)  # fmt: skip

# Whom to tell where nobody has such an account: nothing may be told to nobody.
INSTEAD: Mapping[Role, Role] = {
    Role.UNION_CHAIR: Role.STREET_STAFF,
    Role.STREET_STAFF: Role.STREET,
    Role.STREET: Role.DISTRICT,
}

# Many enterprises have no instructor, and the authority reviews outside of the system.
NOT_EVERYWHERE = frozenset({Role.INSTRUCTOR, Role.REVIEWER})


@dataclass(frozen=True)
class Line:
    """One line of a schedule (提醒条目): when, to whom, in which words.

    `days` counts from the day to act by (before) or from the last day in time (after, escalate).
    `holder` narrows it to deadlines whose duty is that side's, `proved` to those whose start is
    proved or is not. `step` is what it leads to where that is not what ends the duty: another
    step, or the case.
    """

    when: When
    to: tuple[Role, ...]
    words: str
    days: int = 0
    holder: Holder | None = None
    proved: bool | None = None
    step: str = ""

    @property
    def stage(self) -> str:
        """Name the line as it is noted beside what was told: before:5, on_day (提醒阶段)."""
        return f"{self.when.value}:{self.days}" if self.when in COUNTED else self.when.value

    @property
    def label(self) -> str:
        """Say when it is told: 到期前 5 天 (时点写法)."""
        return _COUNTED_LABELS.get(self.when, WHEN_LABELS[self.when]).format(self.days)


@dataclass(frozen=True)
class Schedule:
    """How one deadline rule is reminded of (提醒安排).

    `move` is the step that ends the duty. Without lines nobody is reminded, and `note` says why.
    """

    rule: str
    move: str = ""
    lines: tuple[Line, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Days:
    """The days of one running deadline as reminders count them (提醒用的日子).

    `act_by` is the shortest source's day, a window's last; `last_on` the last day in time, None
    where nobody can be late. `known_on` is when the system learnt of its start, or of the newest
    correction that may bear on it. `is_open_ended`: there is no last day that could pass, by law
    or while its start is not proved.
    """

    start_on: date
    opens_on: date | None
    act_by: date
    last_on: date | None
    holder: Holder
    proved: bool
    known_on: date | None = None
    is_open_ended: bool = False


@dataclass(frozen=True)
class Chosen:
    """The line that is due for one audience (到时的提醒): since when, and of which day."""

    line: Line
    fired_on: date
    about_on: date


def fires_on(line: Line, days: Days) -> date | None:
    """Name the day a line is told on (提醒日); None where it does not fit the deadline.

    Nobody is called late by a right, or on an unproved start: there only a line speaks that is
    about the missing proof.
    """
    if line.holder not in (None, days.holder) or line.proved not in (None, days.proved):
        return None
    match line.when:
        case When.STARTED:
            return days.start_on
        case When.OPENS:
            return days.opens_on
        case When.BEFORE:
            return days.act_by - timedelta(days=line.days)
        case When.ON_DAY:
            return days.act_by
        case When.AFTER | When.ESCALATE:
            if days.last_on is None or not (days.proved or line.proved is False):
                return None
            return days.last_on + timedelta(days=line.days)


def due(lines: Iterable[Line], days: Days, *, on: date) -> dict[Role, Chosen]:
    """Choose for each audience the newest line whose day has come (到时的提醒).

    After a stop of days only the newest is told. Once the last day in time is over nobody is
    asked to be in time any more, and what came more than `GRACE` days ago is let go; what was
    entered late counts from the day it was.
    """
    found: dict[Role, Chosen] = {}
    for line in lines:
        fired_on = fires_on(line, days)
        if fired_on is None or not _is_news(fired_on, days, on) or _is_past(line, days, on):
            continue
        about_on = days.last_on if line.when in LATE and days.last_on else days.act_by
        chosen = Chosen(line, fired_on, about_on)
        for audience in line.to:
            known = found.get(audience)
            if known is None or known.fired_on <= fired_on:
                found[audience] = chosen
    return found


def _is_news(fired_on: date, days: Days, on: date) -> bool:
    since = max(fired_on, days.known_on or fired_on)
    return fired_on <= on <= since + timedelta(days=GRACE)


def _is_past(line: Line, days: Days, on: date) -> bool:
    if line.when in LATE or (line.when is When.ON_DAY and days.is_open_ended):
        return False
    return on > max(days.act_by, days.last_on or days.act_by)


# ── the words ────────────────────────────────────────────────────────────────────────────────

PLACEHOLDERS: Mapping[str, str] = {
    "单位": "企业名称",
    "案号": "案件编号",
    "事项": "期限名称",
    "义务方": "谁应当办理",
    "期限": "最短的一天，未定时写明区间",
    "最后": "各项规定里最晚的一天",
    "余地": "最晚的一天在期限之后的，写明那一天；同一天的不写",
    "还剩": "离期限还有几天，如“还剩 3 天”",
    "已过": "最后一天过了几天，如“已过 3 天”",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LONG_NUMBER = re.compile(r"\d{7,}")

HOLDER_WORDS: Mapping[Holder, str] = {
    Holder.UNION: "工会",
    Holder.EMPLOYER: "企业",
    Holder.BOTH: "双方",
    Holder.AUTHORITY: "人社部门",
    Holder.GOVERNMENT: "政府有关部门",
    Holder.SYSTEM: "系统",
}


def say(words: str, given: Mapping[str, str]) -> str:
    """Fill the words of a line (填写提醒语); `given` has every placeholder."""
    return _PLACEHOLDER.sub(lambda found: given[found[1]], words)


# ── as data ──────────────────────────────────────────────────────────────────────────────────


def read_schedule(row: object) -> Schedule:
    """Build a schedule from its primitives (读取提醒安排).

    Raises Unusable, naming the line, where it is not whole or says what nobody could tell.
    """
    schedule = primitives.from_primitive(Schedule, row)
    if len(schedule.lines) > MOST_LINES:
        raise errors.Unusable(f"一项期限最多 {MOST_LINES} 条提醒。", field="lines")
    if not schedule.lines and not schedule.note.strip():
        raise errors.Unusable("没有提醒的，请写明原因。", field="note")
    for number, problem in problems(schedule.lines).items():
        raise errors.Unusable(f"第 {number} 条：{problem}", field="lines")
    return schedule


def problems(lines: Sequence[Line]) -> dict[int, str]:
    """Say what is wrong with each line (逐条问题), by its number from one; empty where all is well.

    Of two lines that tell the same people at the same moment the second is the one too many.
    """
    found: dict[int, str] = {}
    seen: set[tuple[str, Role, Holder | None, bool | None]] = set()
    for number, line in enumerate(lines, start=1):
        twice = [audience for audience in line.to if _key(line, audience) in seen]
        problem = why_not(line)
        if not problem and twice:
            names = "、".join(audience.label for audience in twice)
            problem = f"“{line.label}”提醒{names}，前面已经写了一条，请合成一条。"
        if problem:
            found[number] = problem
        seen |= {_key(line, audience) for audience in line.to}
    return found


def _key(line: Line, audience: Role) -> tuple[str, Role, Holder | None, bool | None]:
    return line.stage, audience, line.holder, line.proved


def why_not(line: Line) -> str:
    """Say in a sentence what is wrong with a line (条目问题); empty where nothing is."""
    if not line.to or set(line.to) - set(AUDIENCES):
        return "请选择提醒谁。"
    if line.when in COUNTED and not 1 <= line.days <= LONGEST_LEAD:
        return f"天数应在 1 至 {LONGEST_LEAD} 之间。"
    if line.when not in COUNTED and line.days:
        return f"“{WHEN_LABELS[line.when]}”不用填天数。"
    return _wrong_words(line.words)


def _wrong_words(words: str) -> str:
    if not words.strip():
        return "请写提醒语。"
    if len(words) > LONGEST_WORDS:
        return f"提醒语最多 {LONGEST_WORDS} 个字，现在 {len(words)} 个。"
    unknown = [name for name in _PLACEHOLDER.findall(words) if name not in PLACEHOLDERS]
    if unknown or "{" in _PLACEHOLDER.sub("", words) or "}" in _PLACEHOLDER.sub("", words):
        known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
        return f"花括号里只能写：{known}。"
    if _LONG_NUMBER.search(words) or mobiles.has_any(words):
        return "提醒语里不要写电话、证件号码这样的长数字。"
    return ""


def as_setting(schedule: Schedule) -> dict[str, Any]:
    """Put a schedule into the shape that an office's setting stores (提醒安排的存储)."""
    stored = primitives.as_primitive(schedule)
    assert isinstance(stored, dict)  # noqa: S101 -- a dataclass becomes an object
    return stored


@dataclass(frozen=True)
class Schedules:
    """The schedules in force everywhere (现行提醒安排): standard ones, and what offices changed.

    `changed` is by place, then by rule.
    """

    standard: Mapping[str, Schedule]
    changed: Mapping[str, Mapping[str, Schedule]]

    def of(self, rule_id: str, *, places: Iterable[str]) -> Schedule:
        """Find the schedule of a rule at a place (某地提醒安排): that of the nearest office.

        `places` are the place and those above it, the nearest first.
        """
        for place in places:
            found = self.changed.get(place, {}).get(rule_id)
            if found is not None:
                return found
        return self.standard.get(rule_id, Schedule(rule_id))

    def with_own(self, place: str, rules: Iterable[str], schedule: Schedule | None) -> Schedules:
        """Say what would hold if a place set some rules so (改后的安排), with None set nothing."""
        own = dict(self.changed.get(place, {}))
        for rule in rules:
            own.pop(rule, None)
            if schedule is not None:
                own[rule] = replace(schedule, rule=rule)
        return Schedules(self.standard, {**self.changed, place: own})

    def reach(self) -> tuple[int, int]:
        """Say how many days before and after its day any line speaks of a deadline (提醒跨度)."""
        every = [
            line
            for held in (self.standard, *self.changed.values())
            for schedule in held.values()
            for line in schedule.lines
        ]
        before = [line.days for line in every if line.when is When.BEFORE]
        after = [line.days for line in every if line.when in LATE]
        return max(before, default=0), max(after, default=0) + GRACE + LATE_ENTRY


SETTING = "reminder:"  # the name of an office's setting is this and the rule


def setting_name(rule_id: str) -> str:
    """Name the setting that holds an office's own schedule (设置名)."""
    return f"{SETTING}{rule_id}"
