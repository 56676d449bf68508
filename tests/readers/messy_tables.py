"""Wage tables whose truth is known: what was drawn, where it lies on the sheet, what it means."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bargaining.rules.wage_posts import BonusSpan, Category, Form, HoursSystem, WagePost
from tests.readers import messy_words as words

KINDS = ("xlsx", "raw", "ods", "xls", "csv")


@dataclass
class Cell:
    """One cell: what it holds, and how; a formula without `stored` holds no result."""

    value: str | Decimal | date | None
    is_formula: bool = False
    stored: bool = True
    is_percent: bool = False
    look: str = ""  # a number format, in an xlsx


@dataclass
class Grid:
    """A sheet as it is to be written: rows and columns from 0."""

    rows: list[dict[int, Cell]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    width: int = 0  # of a csv's lines; 0: as wide as the widest

    def put(self, row: int, column: int, value: object, **how: bool) -> None:
        if value is not None:
            self.rows[row][column] = value if isinstance(value, Cell) else Cell(value, **how)


@dataclass
class Made:
    """A messy table and what it means."""

    kind: str
    chance: random.Random
    grid: Grid = field(default_factory=Grid)
    others: list[tuple[str, Grid, bool]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    units: list[list[str]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    header: tuple[int, int] = (0, 0)
    bonus_span: BonusSpan | None = None
    rows: list[dict[str, object]] = field(default_factory=list)
    post_rows: list[int] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    subtotals: dict[int, int] = field(default_factory=dict)

    @property
    def can_merge(self) -> bool:
        return self.kind != "csv"

    @property
    def first_column(self) -> int:
        return min(self.places.values())

    @property
    def width(self) -> int:
        return max(self.places.values()) + 1

    def likes(self, share: float) -> bool:
        return self.chance.random() < share

    @property
    def remarked(self) -> set[int]:
        """The rows over which something was assumed, and said."""
        known = {
            "written_form": words.FORMS,
            "category": words.CATEGORIES,
            "hours_system": words.HOURS,
        }
        return {
            row + 1
            for values, row in zip(self.rows, self.post_rows, strict=True)
            if ("people" in self.keys and values["people"] is None)
            or any(values.get(key) and values[key] not in dict(known[key]) for key in known)
        }

    @property
    def posts(self) -> tuple[WagePost, ...]:
        """The truth, with the rows as the sheet numbers them."""
        return tuple(
            replace(_post(self, values), row=row + 1)
            for values, row in zip(self.rows, self.post_rows, strict=True)
        )


def _post(made: Made, values: Mapping[str, object]) -> WagePost:
    texts = {key: str(values.get(key) or "") for key in words.WORDS}
    numbers = {key: values.get(key) for key in words.NUMBERS if key in made.keys}
    people = numbers.pop("people", None)
    forms, kinds, hours = (dict(found) for found in (words.FORMS, words.CATEGORIES, words.HOURS))
    has_bonus = numbers.get("bonus_amount") is not None
    return WagePost(
        row=0,
        post=texts["post"],
        people=1 if people is None else int(people),
        form=Form(forms.get(texts["written_form"], "contract")),
        written_form=texts["written_form"],
        category=Category(kinds[texts["category"]]) if texts["category"] in kinds else None,
        hours_system=HoursSystem(hours[texts["hours_system"]])
        if texts["hours_system"] in hours
        else None,
        note=texts["note"],
        bonus_span=made.bonus_span if has_bonus else None,
        more=_more(made, values),
        **numbers,
    )


def _more(made: Made, values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    kept = []
    for name in sorted(made.further, key=made.places.__getitem__):
        value = values[name]
        if value is None:
            continue
        match value:
            case Decimal() if name == "涨幅" and made.kind == "csv":
                kept.append((name, f"{value * 100:.2f}%"))
            case Decimal():
                kept.append((name, format(value.normalize(), "f")))
            case date():
                kept.append((name, value.isoformat()))
            case _:
                kept.append((name, str(value)))
    return tuple(kept)
