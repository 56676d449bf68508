"""How does the law book travel through tables? Its rows as plain primitives, and back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from bargaining import errors
from bargaining.rules.deadline_rules import CountingBasis, DeadlineRule, Direction, Unit
from bargaining.rules.festivals import Decree, HolidayRecord, LunarDay, Notice, NoticedDay
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Gap, Status
from bargaining.rules.lawbook import LawBook, LeftOut, Place
from bargaining.rules.primitives import Row, as_primitive, from_primitive

Rows = Mapping[str, Sequence[Row]]

T = TypeVar("T")
OWNER = frozenset({"figure", "place", "scope"})  # which figure a value or gap belongs to
_OF_FIGURES = frozenset({"figure_values", "figure_gaps"})


def as_rows(book: LawBook) -> dict[str, list[Row]]:
    """Take a law book apart into tables of primitives (汇编转为数据行).

    The tables are places, rules, counting, left_out, decrees, lunar_days, notices,
    noticed_days, figures, figure_values and figure_gaps; the last two name their figure, its
    place and, where it is divided, its scope.
    """
    holidays = book.holidays
    return {
        "places": as_primitive(book.places),
        "rules": as_primitive(book.rules),
        "counting": as_primitive(book.counting),
        "left_out": as_primitive(book.left_out),
        "decrees": as_primitive(holidays.decrees),
        "lunar_days": as_primitive(holidays.lunar_days),
        "notices": as_primitive(holidays.notices),
        "noticed_days": as_primitive(holidays.days),
        "figures": [head_row(figure) for figure in book.figures],
        "figure_values": [_entry(f, value) for f in book.figures for value in f.values],
        "figure_gaps": [_entry(f, gap) for f in book.figures for gap in f.gaps],
    }


def from_rows(rows: Rows) -> LawBook:
    """Put a law book together from tables of primitives (数据行还原为汇编).

    Raises Unusable for a row that is not whole, and for two of one thing on the same day.
    """
    values, gaps = _by_figure(rows, "figure_values"), _by_figure(rows, "figure_gaps")
    figures = [
        figure_from(row, values=values[_key(row)], gaps=gaps[_key(row)])
        for row in rows.get("figures", ())
    ]
    known = {(each.name, each.place, each.scope_name) for each in figures}
    strangers = sorted((set(values) | set(gaps)) - known)
    if strangers:
        name = "·".join(part for part in (strangers[0][0], strangers[0][2]) if part)
        raise errors.Unusable(f"没有名为“{name}”的标准（{strangers[0][1]}）。")
    rules = tuple(rule_from(row) for row in rows.get("rules", ()))
    refuse_doubles([figure_title(each) for each in figures])
    refuse_doubles([rule.version for rule in rules])
    return LawBook(
        places=_read(rows, "places", Place),
        rules=rules,
        figures=tuple(figures),
        counting=_read(rows, "counting", CountingBasis),
        holidays=HolidayRecord(
            decrees=_read(rows, "decrees", Decree),
            lunar_days=_read(rows, "lunar_days", LunarDay),
            notices=_read(rows, "notices", Notice),
            days=_read(rows, "noticed_days", NoticedDay),
        ),
        left_out=_read(rows, "left_out", LeftOut),
    )


def _read(rows: Rows, table: str, kind: type[T]) -> tuple[T, ...]:
    return tuple(from_primitive(kind, row) for row in rows.get(table, ()))


def rule_from(row: Row) -> DeadlineRule:
    """Build one deadline rule; Unusable without a basis or with a length amiss (期限规则)."""
    rule = from_primitive(DeadlineRule, row)
    if not rule.basis:
        raise errors.Unusable(f"规则 {rule.id} 没有依据，不予收录。", field="basis")
    if (rule.length is None) != (rule.unit is Unit.NONE):
        raise errors.Unusable(f"规则 {rule.id} 的期限与日型不符。", field="length")
    if rule.length is not None and rule.length < 1:
        raise errors.Unusable(f"规则 {rule.id} 的期限应至少为 1。", field="length")
    if rule.unit is Unit.WORKING_DAYS and rule.direction is not Direction.FORWARD:
        raise errors.Unusable(f"规则 {rule.id}：工作日只能顺算。", field="direction")
    if rule.default_kind not in rule.kinds:
        raise errors.Unusable(f"规则 {rule.id} 的默认合同种类不在适用范围内。", field="kinds")
    return rule


def figure_from(row: Row, *, values: Sequence[Row], gaps: Sequence[Row]) -> Figure:
    """Build one figure with its history; Unusable where an entry is not whole (标准)."""
    bare = from_primitive(Figure, row)
    entries = [value_from(each, kind=bare.kind) for each in values]
    days = [each.effective_from.isoformat() for each in entries]
    refuse_doubles([f"{figure_title(bare)} 自 {day} 起" for day in days])
    return Figure(
        name=bare.name,
        place=bare.place,
        label=bare.label,
        unit=bare.unit,
        kind=bare.kind,
        values=tuple(sorted(entries, key=lambda each: each.effective_from)),
        gaps=tuple(from_primitive(Gap, each) for each in gaps),
        definition=bare.definition,
        purpose=bare.purpose,
        scope=bare.scope,
    )


def figure_title(figure: Figure) -> str:
    """Name a figure as the messages about seeds do (标准的编号): name, place, scope."""
    return f"{figure.name}{f'·{figure.scope_name}' if figure.scope else ''}（{figure.place}）"


def value_from(row: Row, *, kind: FigureKind) -> FigureValue:
    """Build one entry of a history; Unusable without source, or without value (标准的记录)."""
    value = from_primitive(FigureValue, row)
    if not value.source.title.strip():
        raise errors.Unusable("没有写明出处，不予收录。", field="source")
    if not value.verification.strip():
        raise errors.Unusable("没有写明核验情况，不予收录。", field="verification")
    if (value.value is None) == (value.status is Status.VALUE):
        raise errors.Unusable("状态与数值不符：有数值的状态为 value。", field="value")
    if (value.year is None) == (kind is FigureKind.YEARLY):
        raise errors.Unusable("按年适用的标准须写明年份，其他标准不写。", field="year")
    if kind is FigureKind.OBSERVED and value.effective_to != value.effective_from:
        raise errors.Unusable("某日在用的数只对那一天，起止应为同一天。", field="effective_to")
    if value.year is not None and value.effective_from.year != value.year:
        raise errors.Unusable("起始日不在所写的年份内。", field="effective_from")
    return value


def head_row(figure: Figure) -> Row:
    """Write a figure without its values (标准的抬头) as a row."""
    row: Row = as_primitive(figure)
    # What belongs to every figure is written always, a scope only where there is one.
    left = {"values", "gaps"} if figure.scope else {"values", "gaps", "scope"}
    return {name: row[name] for name in row if name not in left}


def _entry(figure: Figure, entry: FigureValue | Gap) -> Row:
    scope = {"scope": figure.scope_name} if figure.scope else {}
    return {"figure": figure.name, "place": figure.place, **scope, **as_primitive(entry)}


# What each part's entry is known by; an entry of another part is known by all it says.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "places": ("code",),
    "rules": ("id", "place", "effective_from"),
    "counting": ("matter", "effective_from"),
    "left_out": ("figure", "place", "entry"),
    "decrees": ("from_year",),
    "lunar_days": ("anchor", "on"),
    "notices": ("key",),
    "noticed_days": ("on", "notice"),
    "figures": ("name", "place", "scope"),
    "figure_values": ("figure", "place", "scope", "effective_from"),
    "figure_gaps": ("figure", "place", "scope", "effective_from"),
}
_TYPES: Mapping[str, type] = {
    "places": Place,
    "rules": DeadlineRule,
    "counting": CountingBasis,
    "left_out": LeftOut,
    "decrees": Decree,
    "lunar_days": LunarDay,
    "notices": Notice,
    "noticed_days": NoticedDay,
    "figures": Figure,
    "figure_values": FigureValue,
    "figure_gaps": Gap,
}


def key_of(part: str, row: Row) -> tuple[str, ...]:
    """Say what an entry is known by within its table (条目的键); a yearly one by its year."""
    if part == "figures":
        return _key(row)
    names = _KEYS.get(part)
    if names is None:
        return (json.dumps(row, sort_keys=True, ensure_ascii=False),)
    if part == "figure_values" and row.get("year"):
        names = (*names[:-1], "year")
    return tuple(str(row.get(name) or "") for name in names)


def whole_row(part: str, row: Row) -> Row:
    """Write an entry with every field it may have (补齐字段), so that two can be compared."""
    if part not in _TYPES:
        return row
    owner = {name: row.get(name) or "" for name in OWNER if part in _OF_FIGURES}
    bare = {name: row[name] for name in row if name not in owner}
    return owner | dict(as_primitive(from_primitive(_TYPES[part], bare)))


FigureKey = tuple[str, str, str]


def _key(row: Row) -> FigureKey:
    scope = row.get("scope")
    named = scope.get("name", "") if isinstance(scope, Mapping) else scope or ""
    return str(row.get("name")), str(row.get("place")), str(named)


def _by_figure(rows: Rows, table: str) -> defaultdict[FigureKey, list[Row]]:
    found: defaultdict[FigureKey, list[Row]] = defaultdict(list)
    for row in rows.get(table, ()):
        entry = {name: row[name] for name in row if name not in OWNER}
        owner = str(row.get("figure")), str(row.get("place")), str(row.get("scope") or "")
        found[owner].append(entry)
    return found


def refuse_doubles(names: Sequence[str]) -> None:
    """Raise Unusable where one thing is stated twice (重复收录)."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise errors.Unusable(f"{name} 重复收录。")
        seen.add(name)
