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
from bargaining.rules.reminders import Schedule

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


def move_of(rule_id: str, *, proved: bool = True) -> str:
    """Name the step that ends a rule's duty (办理步骤); `renew` is a page, not a step of a case.

    While the start is not `proved` the step that proves it comes first.
    """
    schedule = standard().get(rule_id)
    if schedule is None:
        return ""
    return (schedule.move_unproved if not proved else "") or schedule.move
