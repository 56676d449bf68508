"""What does the market pay? The enterprise's industry, and occupations by city and year.

Percentiles and the older low, middle and high figures are reckoned differently and stand apart;
an industry of an earlier edition of the classification answers only by its very name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bargaining.rules.figures import Figure, FigureValue, ScopeKind
from bargaining.rules.lawbook import LawBook
from bargaining.rules.wage_reference import Reference, has_value, reference


@dataclass(frozen=True)
class IndustryReference:
    """One figure of the enterprise's industry (行业参考数).

    `found` is None where the industry is not recorded; `by_name` says that it was found by its
    name in an earlier edition of the classification.
    """

    label: str
    found: Reference | None
    by_name: bool = False


@dataclass(frozen=True)
class PriceRow:
    """The market wage of one occupation in one year (一个职业的市场工资价位).

    `values` stand in the order of the family's names; what was not published is None.
    """

    occupation: str
    place_name: str
    year: int
    unit: str
    values: tuple[FigureValue | None, ...]

    @property
    def source(self) -> FigureValue:
        """Return the entry its source is read from (出处)."""
        return next(value for value in self.values if value is not None)


@dataclass(frozen=True)
class PriceFamily:
    """Occupations whose wages were reckoned alike (同一口径的市场工资价位)."""

    label: str
    heads: tuple[str, ...]
    definition: str
    rows: tuple[PriceRow, ...]


# Percentiles and the older low, middle and high figures are reckoned differently: two tables.
PRICE_FAMILIES: tuple[tuple[str, Mapping[str, str]], ...] = (
    (
        "企业薪酬调查分位数",
        {
            "occupation_wage_p10": "10 分位",
            "occupation_wage_p25": "25 分位",
            "occupation_wage_p50": "50 分位",
            "occupation_wage_p75": "75 分位",
            "occupation_wage_p90": "90 分位",
        },
    ),
    (
        "早期的低、中、高位数",
        {
            "occupation_wage_low": "低位数",
            "occupation_wage_mid": "中位数",
            "occupation_wage_high": "高位数",
        },
    ),
)


def industry_references(
    book: LawBook, *, place: str, on: date, codes: Sequence[str], names: Sequence[str]
) -> tuple[IndustryReference, ...]:
    """Look up every figure that is divided by industry for one industry (行业参考).

    `codes` and `names` are the industry's own and those above it, nearest first. An industry of
    an earlier edition answers only by its very name, and is marked so.
    """
    found = []
    for name, parts in book.list_divided(place=place).items():
        scopes = [part.scope for part in parts if part.scope is not None]
        if not scopes or scopes[0].kind is not ScopeKind.INDUSTRY:
            continue
        part = book.find_of_industry(name, place=place, codes=codes)
        by_name = part is None
        part = part or _by_name(parts, names)
        asked = on.year if name.startswith("guideline") else on.year - 1
        shown = None if part is None else reference(part, year=asked, on=on)
        if shown is not None and shown.shown is None:
            shown = None
        found.append(IndustryReference(parts[0].label, shown, by_name and shown is not None))
    return tuple(found)


def price_families(book: LawBook, *, place: str, on: date) -> tuple[PriceFamily, ...]:
    """List the market wages by occupation as of a day (市场工资价位), each in its newest year."""
    found = (_family(book, label, heads, place=place, on=on) for label, heads in PRICE_FAMILIES)
    return tuple(family for family in found if family.rows)


def is_alike(occupation: str, posts: Iterable[str]) -> bool:
    """Say whether a post bears an occupation's name (岗位与职业同名)."""
    return any(occupation == post or (len(occupation) > 1 and occupation in post) for post in posts)


def _family(
    book: LawBook, label: str, heads: Mapping[str, str], *, place: str, on: date
) -> PriceFamily:
    named = [name for name in heads if name in book.figure_names]
    parts = {name: book.list_scopes(name, place=place) for name in named}
    cells: dict[tuple[str, str, int, str], dict[str, FigureValue]] = {}
    for name, figures in parts.items():
        for figure in figures:
            for entry in figure.values:
                if entry.year is not None and entry.effective_from <= on and has_value(entry):
                    key = (figure.scope_name, figure.place, entry.year, figure.unit)
                    cells.setdefault(key, {})[name] = entry
    newest: dict[str, int] = {}
    for occupation, _place, year, _unit in cells:
        newest[occupation] = max(year, newest.get(occupation, year))
    rows = [
        PriceRow(
            occupation=key[0],
            place_name=book.place_name(key[1]),
            year=key[2],
            unit=key[3],
            values=tuple(held.get(name) for name in named),
        )
        for key, held in cells.items()
        if key[2] == newest[key[0]]
    ]
    definitions = dict.fromkeys(
        figure.definition for figures in parts.values() for figure in figures if figure.definition
    )
    return PriceFamily(
        label=label,
        heads=tuple(heads[name] for name in named),
        definition=next(iter(definitions), ""),
        rows=tuple(sorted(rows, key=lambda row: -row.year)),
    )


def _by_name(parts: Iterable[Figure], names: Sequence[str]) -> Figure | None:
    held = {part.scope_name: part for part in parts}
    return next((held[name] for name in names if name in held), None)
