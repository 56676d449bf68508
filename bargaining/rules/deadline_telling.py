"""What is a deadline's proof told from? Its rule, its days, the sources, and the steps told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bargaining.rules.basis import Basis
from bargaining.rules.calendar import Bounds, Calendar, Reading
from bargaining.rules.deadline_rules import UNIT_LABELS, Circumstances, ContractKind, DeadlineRule
from bargaining.rules.festivals import ONE_DAY

# What a step is about, by its kind; a reader sees the word before the sentence.
STEP_LABELS = {
    "start": "起算",
    "restart": "改从",
    "no_length": "期限",
    "count": "数日子",
    "skip": "放假",
    "make_up": "补班",
    "extend": "延长",
    "roll_over": "顺延",
    "readings": "两种算法",
    "opens": "从哪天起",
    "closes": "到哪天止",
    "interval": "还没定",
    "source": "各项规定",
    "remind": "提醒",
    "overdue": "提醒与逾期",
    "may_extend": "可以延长",
    "every": "每年",
    "effect": "生效",
    "version": "条文版本",
}


@dataclass(frozen=True)
class Step:
    """One step of a proof (推算步骤): what happens on a day, after how many days, in words."""

    kind: str
    on: date | None
    days: int | None
    text: str

    @property
    def label(self) -> str:
        """The word that says what the step is about (步骤名称)."""
        return STEP_LABELS.get(self.kind, "")


@dataclass(frozen=True)
class Span:
    """One rule counted from one event (单项推算结果); empty where the rule names no length.

    `rolls` says whether its last day rolls over, so that the reading decides about it.
    """

    raw: date | None = None
    by_a: date | None = None
    by_b: date | None = None
    bounds: Bounds | None = None
    opens_on: date | None = None
    rolls: bool = False

    def last_day(self, reading: Reading) -> date | None:
        """Return the last day in time by a reading, at its latest (最晚一日)."""
        if self.rolls and reading is Reading.A:
            return self.by_a
        return self.bounds.latest if self.bounds else None

    @property
    def reminder(self) -> date | None:
        """Return the day to remind on: before any roll-over, a window's first (提醒日)."""
        if self.opens_on is not None:
            return self.opens_on
        return min(self.raw, self.bounds.earliest) if self.raw and self.bounds else None

    @property
    def effective_on(self) -> date | None:
        """Return the day after the end, None while no one can know it (届满次日)."""
        if self.by_b is None or self.bounds is None or not self.bounds.certain:
            return None
        return self.by_b + ONE_DAY


@dataclass(frozen=True)
class Ruling:
    """The source that decides, and the day it decides on (起决定作用的规则)."""

    on: date
    rule: DeadlineRule


@dataclass(frozen=True)
class Source:
    """One rule of a duty, counted by itself (一项来源)."""

    rule: DeadlineRule
    span: Span


@dataclass(frozen=True)
class Telling:
    """All that a proof is told from (推算材料).

    `sources` are all rules of the same duty. `begin` is the day really counted from, where it
    is not the start; `other_end` what the second start alone would give; `extends_to` the last
    day an extension could still lead to.
    """

    rule: DeadlineRule
    start: date
    span: Span
    remind: Ruling | None
    judge: Ruling | None
    kind: ContractKind
    calendar: Calendar
    counted_by: Basis | None
    rolled_by: Basis | None
    circumstances: Circumstances
    reading: Reading
    sources: tuple[Source, ...]
    begin: date
    other_end: date | None = None
    extends_to: date | None = None


def step_as_json(step: Step) -> dict[str, Any]:
    """Put a step into the shape that is stored and printed (推算步骤的 JSON)."""
    return {
        "kind": step.kind,
        "label": step.label,
        "on": step.on.isoformat() if step.on else None,
        "days": step.days,
        "text": step.text,
    }


def length_in_words(rule: DeadlineRule) -> str:
    """Write a rule's length with its unit: 20 日, 15 个工作日, 3 个月 (期限写法)."""
    return f"{rule.length} {UNIT_LABELS[rule.unit]}" if rule.length else "及时"
