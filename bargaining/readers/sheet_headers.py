"""Where does a table begin? Its header, found by the columns' names, in one row or in two."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bargaining import errors
from bargaining.readers.cells import squeezed, text_of
from bargaining.readers.sheets import Sheet

SEARCHED_ROWS = 10

_UNIT = re.compile(
    r"\((?:单位:?)?(?:人民币)?(?:元|人|名|小时|天|日|件|个)"
    r"(?:/人|/(?:人[/·]?)?(?:年|月|小时|时|天|日|件|个)(?:[/·]人)?)?\)$"
)
_MARKS = re.compile(r"^[*#]+|[*#]+$")
_GROUP = re.compile(r"^其中:?")

Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Header:
    """A header that was found (表头).

    `columns` gives each known column its place, `titles` the words written over every column,
    `doubled` the places beyond the first of a column that is there more than once, `heads` the
    words of the group a column stands in. `joined` counts the names that took head and title both.
    """

    first_row: int
    last_row: int
    columns: Mapping[str, int]
    titles: Mapping[int, str]
    doubled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    heads: Mapping[int, str] = field(default_factory=dict)
    joined: int = 0


def find_header(sheet: Sheet, *, names: Names, required: Collection[str]) -> Header | None:
    """Find the header within the first ten rows (查找表头); None where there is none.

    `names` lists the accepted names of each column, the best first. A header needs every column
    of `required`; among several places the one that knows most columns wins, then the one that
    joins most names from two rows, then the shortest.
    """
    known = _known(names)
    best: Header | None = None
    searched = min(SEARCHED_ROWS, len(sheet.rows))
    for first in range(1, searched + 1):
        for depth in range(1, min(2, searched - first + 1) + 1):
            header = _read(sheet, known, first=first, depth=depth)
            if not set(required) <= set(header.columns):
                continue
            if best is None or _better(header, best):
                best = header
    return best


def find_table(
    sheets: Sequence[Sheet], *, names: Names, required: Collection[str], wanted: str
) -> tuple[Sheet, Header]:
    """Find the one worksheet that holds the table (查找数据表).

    `wanted` says in words which columns are needed. Raises Unusable where no sheet has such a
    header, and where several have: none is left out silently.
    """
    found = [
        (sheet, header)
        for sheet in sheets
        if (header := find_header(sheet, names=names, required=required)) is not None
    ]
    if not found:
        raise errors.Unusable(
            f"前 {SEARCHED_ROWS} 行里没有找到表头：{wanted}。请核对列名后再上传。", field="file"
        )
    if len(found) > 1:
        titles = "".join(f"“{sheet.title}”" for sheet, _header in found)
        raise errors.Unusable(
            f"文件里有几张工作表都有这样的表头：{titles}，请只保留一张，或合并成一张后再上传。",
            field="file",
        )
    return found[0]


def _better(header: Header, other: Header) -> bool:
    def worth(one: Header) -> tuple[int, int, int]:
        return len(one.columns), one.joined, one.first_row - one.last_row

    return worth(header) > worth(other)


def name_of(title: str) -> str:
    """Reduce a column's title to the name that is compared (列名归一)."""
    return _UNIT.sub("", _GROUP.sub("", _MARKS.sub("", squeezed(title))))


def _known(names: Names) -> dict[str, tuple[int, str]]:
    known: dict[str, tuple[int, str]] = {}
    for key, accepted in names.items():
        for rank, name in enumerate(accepted):
            known.setdefault(name_of(name), (rank, key))
    return known


def _read(sheet: Sheet, known: Mapping[str, tuple[int, str]], *, first: int, depth: int) -> Header:
    titles: dict[int, str] = {}
    heads: dict[int, str] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    last = first + depth - 1
    joined, head = 0, ""
    seen = set()
    for column in range(sheet.width):
        span = sheet.span_at(first + depth - 1, column)
        if span is not None and span in seen:
            continue  # a title merged over several columns names the first of them
        seen.add(span)
        over, title = _written(sheet, column=column, first=first, depth=depth, head=head)
        head = "" if sheet.span_at(first, column) else over
        if title:
            titles[column] = title
        if over:
            heads[column] = over
        meaning = _joined(known, over, title)
        joined += meaning is not None
        meaning = meaning or known.get(name_of(title))
        if meaning is None:
            continue
        rank, key = meaning
        places.setdefault(key, []).append((rank, column))
        last = max(last, last if span is None else span.last_row)
    chosen = {key: min(found)[1] for key, found in places.items()}
    return Header(
        first_row=first,
        last_row=last,
        columns=chosen,
        titles=titles,
        doubled={
            key: tuple(column for _rank, column in found if column != chosen[key])
            for key, found in places.items()
            if len(found) > 1
        },
        heads=heads,
        joined=joined,
    )


def _written(sheet: Sheet, *, column: int, first: int, depth: int, head: str) -> tuple[str, str]:
    """Return the group's head over a column, and the column's own title.

    A head that is not merged over its columns (no csv can say so) stands over the titles to its
    right until something else stands there; `head` is the one of the column before.
    """
    upper = text_of(sheet.at(first, column))
    lower = text_of(sheet.at(first + 1, column)) if depth == 2 else ""
    if not lower or lower == upper:
        return "", upper
    return (upper or head), lower


def _joined(known: Mapping[str, tuple[int, str]], head: str, title: str) -> tuple[int, str] | None:
    if not head:
        return None
    upper, lower = name_of(head), name_of(title)
    return known.get(f"{upper}{lower}") or known.get(f"{lower}{upper}")
