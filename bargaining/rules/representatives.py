"""Who may sit at the table? 集体合同规定 第19至24条, and what the place's regulation adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bargaining.rules import basis as bases
from bargaining.rules.basis import Basis
from bargaining.rules.states import SIDE_LABELS, Side

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"


class Capacity(StrEnum):
    """As what somebody comes to the table (身份)."""

    OWN = "own"
    OUTSIDE = "outside"
    ADVISER = "adviser"


CAPACITY_LABELS: Mapping[Capacity, str] = MappingProxyType(
    {Capacity.OWN: "本单位", Capacity.OUTSIDE: "外聘代表", Capacity.ADVISER: "顾问"}
)
# How somebody came to be on the list (产生方式), by the code in an entry.
CHOSEN: Mapping[str, str] = MappingProxyType(
    {"sent": "工会选派", "elected": "职工推举", "named": "法定代表人指派", "mandated": "书面委托"}
)


@dataclass(frozen=True)
class Representative:
    """One negotiator, or an adviser of one side (协商代表).

    An `adviser` sits beside the side, takes no seat and is counted in no number. The last two
    days are those of a mandate and of the labour contract, None where nobody stated them.
    """

    name: str
    side: Side
    title: str = ""
    chief: bool = False
    outside: bool = False
    adviser: bool = False
    chosen_by: str = ""
    mandate_until: date | None = None
    contract_ends_on: date | None = None

    @property
    def capacity(self) -> Capacity:
        """Name as what somebody comes to the table (身份)."""
        if self.adviser:
            return Capacity.ADVISER
        return Capacity.OUTSIDE if self.outside else Capacity.OWN


@dataclass(frozen=True)
class Shortfall:
    """One way in which a list of negotiators does not meet the law (代表名单提示)."""

    rule_id: str
    severity: str
    message: str
    basis: tuple[Basis, ...]


def read(rows: Iterable[Mapping[str, Any]]) -> tuple[Representative, ...]:
    """Turn an event's list into values (代表名单), the advisers of the sides included."""
    return tuple(
        Representative(
            name=row["name"],
            side=Side(row["side"]),
            title=row.get("title", ""),
            chief=row.get("chief", False),
            outside=row.get("outside", False),
            adviser=row.get("adviser", False),
            chosen_by=row.get("chosen_by", ""),
            mandate_until=_day(row.get("mandate_until")),
            contract_ends_on=_day(row.get("contract_ends_on")),
        )
        for row in rows
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def as_row(one: Representative) -> dict[str, Any]:
    """Turn a value back into a row of an event's list (名单的一行), without what nobody stated."""
    row: dict[str, Any] = {
        "name": one.name,
        "side": one.side.value,
        "title": one.title,
        "chief": one.chief,
        "outside": one.outside,
    }
    more = {
        "adviser": one.adviser,
        "chosen_by": one.chosen_by,
        "mandate_until": one.mandate_until and one.mandate_until.isoformat(),
        "contract_ends_on": one.contract_ends_on and one.contract_ends_on.isoformat(),
    }
    return row | {key: value for key, value in more.items() if value}


def seated(people: Iterable[Representative]) -> tuple[Representative, ...]:
    """Keep those who take a seat (占名额的代表): advisers are counted in no number."""
    return tuple(one for one in people if not one.adviser)


def marks(one: Representative) -> str:
    """Say in words what sets somebody apart (首席、外聘、顾问)."""
    said = (("首席", one.chief), ("外聘", one.outside), ("顾问", one.adviser))
    return "、".join(word for word, holds in said if holds)


def shortfalls(people: Iterable[Representative], *, place: str = "110000") -> tuple[Shortfall, ...]:
    """Say where a list of negotiators does not meet the law of a place (核对协商代表).

    Advisers take no seat and are not looked at.
    """
    everyone = seated(people)
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
