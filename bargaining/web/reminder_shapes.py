"""How do an office's reminders stand on their pages? Plain dicts, and one example to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import url_for

from bargaining.clock import legal_day
from bargaining.documents import lists
from bargaining.queries import reminder_choice
from bargaining.queries.reminder_plan import Running
from bargaining.queries.reminder_settings import Held
from bargaining.rules import day_words, reminder_groups, reminders
from bargaining.rules.reminder_groups import Group
from bargaining.rules.reminders import Chosen, Days, Line, Schedule
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

STANDARD, ABOVE, OWN, NONE = "standard", "above", "own", "none"
ORIGINS: Mapping[str, str] = {
    STANDARD: "标准安排", ABOVE: "沿用上级", OWN: "本级自己的", NONE: "不提醒",
}  # fmt: skip
COLUMNS = [
    {"label": "事项", "sort": "label"},
    {"label": "什么时候提醒谁", "sort": ""},
    {"label": "用的是", "sort": "origin"},
]
EXPORTED = (
    "事项", "义务人", "什么时候", "提醒谁", "只用于", "提醒语", "用的是", "谁设定的", "设定日期",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One duty with what holds for it at a place (一项提醒安排)."""

    group: Group
    schedule: Schedule
    held: Held | None
    place: str

    @property
    def origin(self) -> str:
        """Tell whose schedule it is (来源)."""
        if not self.schedule.lines:
            return NONE
        if self.held is None:
            return STANDARD
        return OWN if self.held.place == self.place else ABOVE

    @property
    def roles(self) -> frozenset[Role]:
        """Name who is told at all (提醒对象)."""
        return frozenset(role for line in self.schedule.lines for role in line.to)


def entries(groups: Iterable[Group], held: Mapping[str, Held], *, place: str) -> list[Entry]:
    """Join each duty with what holds for it (各项提醒安排)."""
    return [
        Entry(
            group,
            held[group.key].schedule if group.key in held else group.standard,
            held.get(group.key),
            place,
        )
        for group in groups
    ]


def row(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    """Shape one duty for the list (提醒安排一行)."""
    return {
        "label": entry.group.label,
        "holder": entry.group.holder,
        "href": url_for("reminder_settings.edit", rule=entry.group.key, place=entry.place)
        if entry.group.runs
        else "",
        "lines": [reminder_groups.told(line) for line in entry.schedule.lines],
        "note": entry.schedule.note,
        "origin": origin(entry, names),
        "tone": "good" if entry.origin == OWN else "grey",
        "set_by": _set_by(entry.held),
    }


def origin(entry: Entry, names: Mapping[str, str]) -> str:
    """Say whose schedule it is, the place above by its name (来源写法)."""
    if entry.origin == ABOVE and entry.held is not None:
        return f"沿用{names.get(entry.held.place, '上级')}的"
    return ORIGINS[entry.origin]


def _set_by(held: Held | None) -> str:
    if held is None:
        return ""
    return f"{held.set_by_name}，{day_words.plain_day(legal_day(held.set_at))}"


def exported(entry: Entry, names: Mapping[str, str]) -> list[Sequence[lists.Value]]:
    """Shape one duty for the spreadsheet, a line each (导出提醒安排)."""
    group, held = entry.group, entry.held
    last = [
        origin(entry, names),
        held.set_by_name if held else "",
        legal_day(held.set_at) if held else None,
    ]
    if not entry.schedule.lines:
        return [[group.label, group.holder, "", "", "", entry.schedule.note, *last]]
    return [
        [
            group.label, group.holder, line.label, "、".join(role.label for role in line.to),
            reminder_groups.narrowed(line), line.words, *last,
        ]
        for line in entry.schedule.lines
    ]  # fmt: skip


# ── one example ──────────────────────────────────────────────────────────────────────────────


def made_up(label: str, *, on: date) -> Running:
    """Make an example where no deadline of the kind runs (举例)."""
    last_on = on + timedelta(days=20)
    return Running(
        case_id=0, number="（案号）", title="示例餐饮有限公司", union_id=None, enterprise_id=None,
        street_code=None, district_code="", rule_id="", start_sequence=0, label=label, duty="",
        days=Days(
            start_on=on, opens_on=on, act_by=last_on, last_on=last_on,
            holder=Holder.EMPLOYER, proved=True,
        ),
        latest=last_on, last_day=last_on, certain=True,
    )  # fmt: skip


def read_out(line: Line, found: Running | None, *, label: str, on: date) -> dict[str, str]:
    """Say a line as it would read on its day (试读), of a real deadline where one fits."""
    for one in (found, made_up(label, on=on)):
        if one is None:
            continue
        days = replace(
            one.days,
            holder=line.holder or one.days.holder,
            proved=one.days.proved if line.proved is None else line.proved,
        )
        fired_on = reminders.fires_on(line, days)
        if fired_on is not None:
            chosen = Chosen(line, fired_on, days.act_by)
            words = reminder_choice.words_of_line(replace(one, days=days), chosen, on=fired_on)
            when = f"{line.label}，{day_words.month_day(fired_on)}"
            return {"when": when, "words": words}
    return {"when": line.label, "words": line.words}


def examples(
    lines: Sequence[Line], found: Running | None, *, label: str, on: date
) -> list[dict[str, str]]:
    """Say every line that can be said (逐条试读)."""
    return [
        read_out(line, found, label=label, on=on) for line in lines if not reminders.why_not(line)
    ]
