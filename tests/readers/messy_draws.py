"""What stands in a wage table: its columns and its posts, drawn to the edges of what may be."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from tests.readers import messy_words as words
from tests.readers.messy_tables import Made


def draw_columns(made: Made) -> None:
    """Draw which columns there are."""
    chance = made.chance
    wages = chance.choice(
        (
            ["proposed_amount"],
            ["proposed_amount"],
            ["hourly_amount"],
            ["proposed_amount", "hourly_amount"],
        )
    )
    share = chance.choice((0.15, 0.4, 0.8))
    optional = [key for key in words.TITLES if key != "post" and key not in wages]
    made.keys = ["post", *wages, *(key for key in optional if made.likes(share))]
    made.further = [name for name in words.FURTHER if made.likes(0.15)]
    if made.likes(0.05):
        made.further.append("工种名称")


def draw_values(made: Made) -> dict[str, object]:
    """Draw one post."""
    values: dict[str, object] = {}
    for key in made.keys:
        values[key] = _DRAWN.get(key, _money)(made.chance)
    if values.get("women") is not None:
        people = values.get("people", 1)
        values["women"] = min(int(values["women"]), 1 if people is None else int(people))
    for name in made.further:
        values[name] = _further(made.chance, name)
    return values


def _money(chance: random.Random) -> Decimal | None:
    if chance.random() < 0.12:
        return None
    edges = ("0", "0.01", "2540", "2539.99", "2539.5", "9999999999.99", "27.7", "1000", "5400.1")
    if chance.random() < 0.4:
        return Decimal(chance.choice(edges))
    return Decimal(chance.randrange(0, 3_000_000)) / 100


def _count(chance: random.Random) -> int | None:
    return None if chance.random() < 0.15 else chance.choice((0, 1, 2, 3, 12, 29, 1200))


def _measure(most: int, places: int) -> Callable[[random.Random], Decimal | None]:
    def drawn(chance: random.Random) -> Decimal | None:
        if chance.random() < 0.2:
            return None
        number = Decimal(chance.randrange(0, most * 10**places + 1)).scaleb(-places)
        return chance.choice((number, Decimal(most), Decimal(0), number.quantize(Decimal(1))))

    return drawn


def _word(choices: Sequence[tuple[str, str] | str]) -> Callable[[random.Random], str]:
    def drawn(chance: random.Random) -> str:
        found = chance.choice(("", *choices))
        return found if isinstance(found, str) else found[0]

    return drawn


_DRAWN: Mapping[str, Callable[[random.Random], object]] = {
    "post": lambda chance: chance.choice(words.POSTS),
    "people": _count,
    "women": _count,
    "written_form": _word((*words.FORMS, "临时")),
    "category": _word((*words.CATEGORIES, "后勤")),
    "hours_system": _word((*words.HOURS, "弹性")),
    "note": _word(words.NOTES),
    "due_days": _measure(31, 2),
    "attended_days": _measure(31, 1),
    "month_hours": _measure(744, 2),
    "unit_price": _measure(100, 4),
    "daily_quota": _measure(5000, 1),
}


def _further(chance: random.Random, name: str) -> object:
    if name == "涨幅":
        return Decimal(chance.randrange(0, 2000)) / 10000
    if name == "调整日期":
        return date(2026, 1, 1) + timedelta(days=chance.randrange(300))
    if name in ("序号", "实发工资", "基本工资"):
        return Decimal(chance.randrange(1, 9000))
    return chance.choice((None, "甲", "后勤部", "a,b", 'he said "1"', "第一行\n第二行"))
