"""Which rules are reminded of alike? Those of one duty, as an office sets reminders for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bargaining.rules.lawbook import LawBook
from bargaining.rules.reminders import Line, Schedule
from bargaining.rules.states import HOLDER_LABELS

PROVED_WORDS: Mapping[bool, str] = {True: "起算有凭证的", False: "起算没有凭证的"}


@dataclass(frozen=True)
class Group:
    """The rules of one duty (同一义务的提醒): what an office sets, it sets for all of them.

    `rules` are every rule of the duty, in the order of the standard schedules; the first names
    the group. `label` and `holder` are those of the rules that hold at the place. Where the
    standard knows no step that ends the duty nothing runs, and nobody is ever reminded.
    """

    rules: tuple[str, ...]
    label: str
    holder: str
    standard: Schedule

    @property
    def key(self) -> str:
        """Name the group by its first rule (组的编号)."""
        return self.rules[0]

    @property
    def runs(self) -> bool:
        """Tell whether deadlines of this duty run in cases (是否推算)."""
        return bool(self.standard.move)


def groups(book: LawBook, standard: Mapping[str, Schedule], *, place: str, on: date) -> list[Group]:
    """List the duties that hold at a place with the rules that state them (各项义务)."""
    duties = {rule.id: rule.duty for rule in book.rules}
    holding = {rule.id: rule for rule in book.list_rules(on=on, place=place)}
    by_duty: dict[str, list[str]] = {}
    for rule_id in standard:
        if rule_id in duties:
            by_duty.setdefault(duties[rule_id], []).append(rule_id)
    found = []
    for ids in by_duty.values():
        here = [holding[rule_id] for rule_id in ids if rule_id in holding]
        if here:
            found.append(
                Group(
                    rules=tuple(ids),
                    label="、".join(dict.fromkeys(rule.label for rule in here)),
                    holder="、".join(dict.fromkeys(rule.holder for rule in here)),
                    standard=standard[ids[0]],
                )
            )
    return found


def narrowed(line: Line) -> str:
    """Say what a line is narrowed to: 企业的义务 (适用情形); empty for all."""
    said = []
    if line.holder is not None:
        said.append(f"{HOLDER_LABELS[line.holder]}的义务")
    if line.proved is not None:
        said.append(PROVED_WORDS[line.proved])
    return "，".join(said)


def told(line: Line) -> str:
    """Say when a line is told and to whom: 到期前 5 天 → 企业工会主席 (提醒谁)."""
    to = "、".join(role.label for role in line.to)
    more = narrowed(line)
    return f"{line.label} → {to}" + (f"（{more}）" if more else "")
