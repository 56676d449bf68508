"""What law do we ship? The YAML seeds of every place, checked and put into one law book."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bargaining import errors
from bargaining.readers import holidays
from bargaining.rules.deadline_rules import CountingBasis
from bargaining.rules.festivals import Decree, HolidayRecord, LunarDay
from bargaining.rules.figures import Figure, FigureKind
from bargaining.rules.lawbook import NATION, LawBook, LeftOut, Place
from bargaining.rules.lawbook_rows import figure_from, refuse_doubles, rule_from
from bargaining.rules.primitives import Row, from_primitive

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PARTIAL_DAY = re.compile(r"\d{4}(-\d{2})?")
T = TypeVar("T")


def load_law_book(folder: Path | None = None) -> LawBook:
    """Read every place's seeds into one law book (读取规则与标准).

    Raises Unusable with the file and the entry where a seed is not whole, names no source, or
    states one thing twice. A standing entry without a full day is not loaded but listed in
    `left_out`; from its first possible day on, nothing is answered until the next entry.
    """
    root = folder or SEEDS
    folders = sorted(each for each in root.iterdir() if (each / "place.yaml").is_file())
    rules = [each for place in folders for each in _rules(place)]
    read = [_figure(path) for place in folders for path in _figure_files(place)]
    figures = [figure for figure, _left_out in read]
    _once([rule.version for rule in rules], within=root)
    _once([f"{each.name}（{each.place}）" for each in figures], within=root)
    return LawBook(
        places=tuple(
            each
            for place in folders
            for each in _built(place / "place.yaml", "places", partial(from_primitive, Place))
        ),
        rules=tuple(rules),
        figures=tuple(figures),
        counting=tuple(
            _built(
                root / NATION / "counting.yaml", "counting", partial(from_primitive, CountingBasis)
            )
        ),
        holidays=_holidays(root / NATION / "holidays"),
        left_out=tuple(each for _figure_read, left_out in read for each in left_out),
    )


def _rules(place: Path) -> list[Any]:
    return _built(
        place / "deadlines.yaml", "rules", lambda entry: rule_from({"place": place.name, **entry})
    )


def _figure_files(place: Path) -> list[Path]:
    return sorted((place / "figures").glob("*.yaml"))


def _holidays(folder: Path) -> HolidayRecord:
    path = folder / "notices.yaml"
    try:
        notices, days = holidays.read_notices(_document(path).get("notices", []))
    except errors.Unusable as problem:
        raise _in_file(path, problem) from problem
    return HolidayRecord(
        decrees=tuple(_built(folder / "decrees.yaml", "decrees", partial(from_primitive, Decree))),
        lunar_days=_lunar_days(folder / "lunar_days.yaml"),
        notices=notices,
        days=days,
    )


def _lunar_days(path: Path) -> tuple[LunarDay, ...]:
    document = _document(path)
    if document and not document.get("source"):
        raise errors.Unusable(f"{_shown(path)}：没有写明出处（source），不予收录。")
    return tuple(
        LunarDay(anchor=anchor, on=on)
        for festivals in document.get("lunar_days", {}).values()
        for anchor, on in festivals.items()
    )


def _figure(path: Path) -> tuple[Figure, list[LeftOut]]:
    """Read one figure's file; what cannot be loaded becomes a gap or is listed."""
    document = dict(_document(path))
    entries = document.pop("values", None)
    if not isinstance(entries, list):
        raise errors.Unusable(f"{_shown(path)}：缺少 values。")
    place = path.parent.parent.name
    head: Row = {"name": document.pop("figure", None), "place": place, **document}
    yearly = head.get("kind") == FigureKind.YEARLY.value
    values: list[Row] = []
    gaps: list[Row] = []
    left_out: list[LeftOut] = []
    for number, entry in enumerate(entries, start=1):
        try:
            gap = None if yearly else _gap(entry)
            if gap is None:
                values.append(_yearly(entry) if yearly else entry)
                figure_from(head, values=values[-1:], gaps=[])
            else:
                gaps.append(gap)
        except errors.Unusable as problem:
            raise _in_file(path, problem, number=number) from problem
        if gap is not None:
            left_out.append(
                LeftOut(
                    figure=str(head["name"]),
                    place=place,
                    entry=gap["stated"],
                    reason=gap["reason"],
                )
            )
    try:
        return figure_from(head, values=values, gaps=gaps), left_out
    except errors.Unusable as problem:
        raise _in_file(path, problem) from problem


def _gap(entry: Mapping[str, Any]) -> Row | None:
    """Turn an entry that may not be loaded into a gap from its first possible day.

    That is one without a full day, and one whose amount is missing though the change is known.
    """
    stated = str(entry.get("effective_from"))
    missing = entry.get("status") == "missing"
    if not missing and not PARTIAL_DAY.fullmatch(stated):
        return None
    if not (entry.get("source") or {}).get("title"):
        raise errors.Unusable("没有写明出处，不予收录。", field="source")
    reason = str(entry.get("note") or "没有完整的施行日。")
    return {
        "effective_from": f"{stated}-01-01"[:10],
        "stated": f"{stated} {entry.get('value') or '数值缺'}",
        "reason": reason,
    }


def _yearly(entry: Mapping[str, Any]) -> Row:
    """Give a yearly entry its first day: its publication where known, else New Year's Day."""
    row = dict(entry)
    published_on, year = row.pop("published_on", None), row.get("year")
    if not isinstance(year, int):
        raise errors.Unusable("缺少年份 year。", field="year")
    return {**row, "effective_from": published_on or date(year, 1, 1)}


def _built(path: Path, key: str, build: Callable[[Any], T]) -> list[T]:
    built: list[T] = []
    for number, entry in enumerate(_document(path).get(key, []), start=1):
        try:
            built.append(build(entry))
        except errors.Unusable as problem:
            raise _in_file(path, problem, number=number) from problem
    return built


def _document(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        document = yaml.load(path.read_bytes(), Loader=LOADER)  # noqa: S506 -- a safe loader
    except yaml.YAMLError as problem:
        raise errors.Unusable(f"{_shown(path)} 不是正确的 YAML：{problem}") from problem
    if not isinstance(document, Mapping):
        raise errors.Unusable(f"{_shown(path)} 没有内容。")
    return document


def _once(names: list[str], *, within: Path) -> None:
    try:
        refuse_doubles(names)
    except errors.Unusable as problem:
        raise _in_file(within, problem) from problem


def _in_file(path: Path, problem: errors.Unusable, *, number: int | None = None) -> errors.Unusable:
    entry = f" 第 {number} 条" if number else ""
    return errors.Unusable(f"{_shown(path)}{entry}：{problem}", field=problem.refusal.field)


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:])
