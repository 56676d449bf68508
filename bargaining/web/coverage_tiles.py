"""Where does each district stand on the tile map, and how dark is its tile?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for

from bargaining.documents.coverage_tables import Row
from bargaining.queries.coverage import Board
from bargaining.rules.coverage import Grouping
from bargaining.rules.roles import place_prefixes

# Roughly as the city lies, one tile each: row and column. No boundary is drawn.
BEIJING: Mapping[str, tuple[int, int]] = {
    "110119": (1, 2), "110116": (1, 3), "110118": (1, 4),
    "110114": (2, 2), "110113": (2, 4), "110117": (2, 5),
    "110109": (3, 1), "110108": (3, 2), "110102": (3, 3), "110101": (3, 4), "110105": (3, 5),
    "110111": (4, 1), "110107": (4, 2), "110106": (4, 3), "110112": (4, 5),
    "110115": (5, 3), "110115403": (5, 4),
}  # fmt: skip
SHORT = {"110115403": "经开区"}
STEPS = (Decimal("0.2"), Decimal("0.4"), Decimal("0.6"), Decimal("0.8"))
STEP_LABELS = ("不满 20 %", "20–40 %", "40–60 %", "60–80 %", "80 % 以上")


@dataclass(frozen=True)
class Tile:
    """One tile (图块): a name, a rate, a link; `place` is its row and column, if it has one."""

    name: str
    rate: Decimal | None
    heat: int | None
    href: str
    said: str
    place: tuple[int, int] | None


@dataclass(frozen=True)
class TileMap:
    """The tiles (图块图), laid as the city lies or in the order of their codes."""

    tiles: tuple[Tile, ...]
    is_city: bool


def draw(board: Board, rows: Sequence[Row], query: Mapping[str, Any]) -> TileMap | None:
    """Lay out the tiles (图块图); None where there is nothing to compare."""
    by = board.report.question.by
    if by not in (Grouping.DISTRICT, Grouping.STREET) or len(rows) < 2:
        return None
    is_city = by is Grouping.DISTRICT and {row.key for row in rows} <= BEIJING.keys()
    tiles = [_tile(row, query, BEIJING.get(row.key) if is_city else None) for row in rows]
    if is_city and board.place in (None, "110000", "000000"):
        tiles += _without_enterprises(board, {row.key for row in rows})
    return TileMap(tuple(tiles), is_city)


def _tile(row: Row, query: Mapping[str, Any], place: tuple[int, int] | None) -> Tile:
    rate = row.cells["rate"]
    rate = rate if isinstance(rate, Decimal) else None
    return Tile(
        name=SHORT.get(row.key, str(row.cells["name"])),
        rate=rate,
        heat=heat(rate),
        href=url_for("coverage.index", **{**query, **row.opens}),
        said=f"{row.cells['covered']} / {row.cells['enterprises']} 家",
        place=place,
    )


def _without_enterprises(board: Board, present: set[str]) -> list[Tile]:
    """The city is drawn whole: a district that nobody is counted in is there, and empty."""
    inside = place_prefixes({board.place or "110000"})
    names = board.report.names
    return [
        Tile(SHORT.get(code, names.get(code, code)), None, None, "", "没有企业", place)
        for code, place in BEIJING.items()
        if code not in present and code.startswith(inside)
    ]


def heat(rate: Decimal | None) -> int | None:
    """Choose one of five calm steps (深浅), the lightest 0; None without a rate."""
    return None if rate is None else sum(rate >= step for step in STEPS)
