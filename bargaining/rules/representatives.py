"""Who may sit at the table? 集体合同规定 第19至24条, and what the place's regulation adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bargaining.rules import basis as bases
from bargaining.rules.basis import Basis
from bargaining.rules.states import SIDE_LABELS, Side

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"


@dataclass(frozen=True)
class Representative:
    """One negotiator (协商代表)."""

    name: str
    side: Side
    title: str = ""
    chief: bool = False
    outside: bool = False


@dataclass(frozen=True)
class Shortfall:
    """One way in which a list of negotiators does not meet the law (代表名单提示)."""

    rule_id: str
    severity: str
    message: str
    basis: tuple[Basis, ...]


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Representative, ...]:
    """Turn an event's list into values (代表名单)."""
    return tuple(
        Representative(
            name=row["name"],
            side=Side(row["side"]),
            title=row.get("title", ""),
            chief=row.get("chief", False),
            outside=row.get("outside", False),
        )
        for row in rows
    )


def shortfalls(people: Iterable[Representative], *, place: str = "110000") -> tuple[Shortfall, ...]:
    """Say where a list of negotiators does not meet the law of a place (核对协商代表)."""
    everyone = tuple(people)
    sides = {side: [one for one in everyone if one.side is side] for side in Side}
    found: list[Shortfall] = _numbers(
        len(sides[Side.UNION]), len(sides[Side.EMPLOYER]), in_shanghai=place.startswith("31")
    )
    for side, members in sides.items():
        found.extend(_of_one_side(SIDE_LABELS[side], members))
    both = {one.name for one in sides[Side.UNION]} & {one.name for one in sides[Side.EMPLOYER]}
    found.extend(
        _say(
            "R-BOTH-SIDES",
            f"{name}同时列入双方名单，双方代表不得相互兼任。",
            Basis(NATIONAL, "第24条"),
        )  # fmt: skip
        for name in sorted(both)
    )
    return tuple(
        replace(one, basis=bases.at(one.basis, place))
        for one in found
        if one.rule_id != "R-TEN" or place.startswith("11")
    )


def _numbers(union: int, employer: int, *, in_shanghai: bool) -> list[Shortfall]:
    """Both sides are equal in number; in Shanghai the employer's is only not the larger one."""
    if in_shanghai:
        if employer <= union:
            return []
        words = f"企业方代表不得多于职工方：职工方 {union} 人，企业方 {employer} 人。"
        return [_say("R-EQUAL", words, Basis(SHANGHAI, "第6条"))]
    if union == employer:
        return []
    words = f"双方代表人数应当对等：职工方 {union} 人，企业方 {employer} 人。"
    return [_say("R-EQUAL", words, Basis(NATIONAL, "第19条"), Basis(BEIJING, "第7条"))]


def most_outsiders(members: int) -> int:
    """Count how many outsiders a side may have (外聘代表上限): a third, rounded down."""
    return members // 3


def _of_one_side(name: str, members: list[Representative]) -> list[Shortfall]:
    found: list[Shortfall] = []
    count = len(members)
    if count < 3:
        found.append(
            _say(
                "R-THREE",
                f"{name}代表至少 3 人，还差 {3 - count} 人。",
                Basis(NATIONAL, "第19条"),
                Basis(SHANGHAI, "第6条"),
            )
        )
    if count > 10:
        found.append(
            _say(
                "R-TEN",
                f"{name}代表一般为 3 至 10 人，现为 {count} 人。",
                Basis(BEIJING, "第7条"),
                severity="note",
            )
        )
    outsiders = sum(one.outside for one in members)
    if outsiders > most_outsiders(count):
        found.append(
            _say(
                "R-OUTSIDERS",
                f"{name}外聘代表 {outsiders} 人，不得超过本方代表的三分之一"
                f"（{count} 人中最多 {most_outsiders(count)} 人）。",
                Basis(NATIONAL, "第23条"),
                Basis(BEIJING, "第10条"),
                Basis(SHANGHAI, "第7条"),
            )
        )
    found.extend(_of_chiefs(name, [one for one in members if one.chief]))
    names = [one.name for one in members]
    found.extend(
        _say("R-TWICE", f"{name}名单中{twice}重复出现。", Basis(NATIONAL, "第19条"))
        for twice in sorted({one for one in names if names.count(one) > 1})
    )
    return found


def _of_chiefs(name: str, chiefs: list[Representative]) -> list[Shortfall]:
    if len(chiefs) != 1:
        return [
            _say(
                "R-CHIEF",
                f"{name}应有首席代表 1 名，现为 {len(chiefs)} 名。",
                Basis(NATIONAL, "第19条"),
            )
        ]
    if chiefs[0].outside:
        return [
            _say(
                "R-CHIEF-INSIDE",
                f"{name}首席代表{chiefs[0].name}为外聘人员，首席代表不得由非本单位人员担任。",
                Basis(BEIJING, "第10条"),
                Basis(NATIONAL, "第23条"),
            )
        ]
    return []


def _say(rule_id: str, message: str, *basis: Basis, severity: str = "warn") -> Shortfall:
    return Shortfall(rule_id, severity, message, basis)
