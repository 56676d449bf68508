"""Which reminders do we ship? The YAML seed of every deadline rule's schedule, checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import reminders
from bargaining.rules.lawbook import NATION
from bargaining.rules.reminders import Schedule, When
from bargaining.rules.roles import Role

PATH = seeds.SEEDS / NATION / "reminders.yaml"


@cache
def standard() -> Mapping[str, Schedule]:
    """Read the standard schedules, by rule (标准提醒安排); the file never changes while we run."""
    return read(PATH)


def read(path: Path) -> Mapping[str, Schedule]:
    """Read schedules from a file (读取提醒安排); raise Unusable with the entry that is amiss."""
    document = yaml.load(path.read_bytes(), Loader=seeds.LOADER)  # noqa: S506 -- a safe loader
    found: dict[str, Schedule] = {}
    for number, entry in enumerate(document.get("reminders", []), start=1):
        try:
            schedule = reminders.read_schedule(entry)
        except errors.Unusable as problem:
            raise errors.Unusable(f"{path.name} 第 {number} 条：{problem}") from problem
        if schedule.rule in found:
            raise errors.Unusable(f"{path.name} 第 {number} 条：{schedule.rule} 写了两次。")
        found[schedule.rule] = schedule
    return MappingProxyType(found)


def step_of(rule_id: str, *, stage: str, role: Role | None, proved: bool) -> str:
    """Name the step a reminder leads to (去办理的步骤), "" where that is the case as a whole.

    `renew` is a page, not a step of a case. A new date leads to the case.
    """
    schedule = standard().get(rule_id, Schedule(rule_id))
    kind = stage.partition(":")[0]
    if kind not in set(When):
        return ""
    lines = [
        line
        for line in schedule.lines
        if line.when == kind and line.proved in (None, proved)
    ]  # fmt: skip
    meant = [line for line in lines if role in line.to] or lines
    step = (meant[0].step if meant else "") or schedule.move
    return "" if step == reminders.CASE else step
