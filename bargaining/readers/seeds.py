"""What law do we ship? The YAML seeds of every place, checked and put into one law book."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bargaining import errors
from bargaining.readers import holidays, seed_figures
from bargaining.rules.deadline_rules import CountingBasis
from bargaining.rules.festivals import Decree, HolidayRecord, LunarDay
from bargaining.rules.figures import Figure
from bargaining.rules.lawbook import NATION, LawBook, LeftOut, Place
from bargaining.rules.lawbook_rows import figure_title, refuse_doubles, rule_from
from bargaining.rules.primitives import from_primitive

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
T = TypeVar("T")


def load_law_book(folder: Path | None = None, *, with_figures: bool = True) -> LawBook:
    """Read every place's seeds into one law book (读取规则与标准).

    Without its figures, most of what there is to read, for whoever asks for a deadline alone.
    Raises Unusable with the file and the entry where a seed is not whole, names no source, or
    states one thing twice. `seed_figures` says what becomes of an entry that lacks its day.
    """
    root = folder or SEEDS
    folders = sorted(each for each in root.iterdir() if (each / "place.yaml").is_file())
    rules = [each for place in folders for each in _rules(place)]
    paths = [path for place in folders for path in _figure_files(place) if with_figures]
    read = [_figure(path) for path in paths]
    figures = [figure for found, _left_out in read for figure in found]
    _once([rule.version for rule in rules], within=root)
    _once([figure_title(each) for each in figures], within=root)
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


def _figure(path: Path) -> tuple[list[Figure], list[LeftOut]]:
    """Read one figure's file: the whole, or its parts, or both."""
    place = path.parent.parent.name
    try:
        return seed_figures.read(_document(path), place=place)
    except seed_figures.Amiss as problem:
        raise _in_file(path, problem, number=problem.number) from problem
    except errors.Unusable as problem:
        raise _in_file(path, problem) from problem


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
