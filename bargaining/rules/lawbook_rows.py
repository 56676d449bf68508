"""How does the law book travel through tables? Its rows as plain primitives, and back."""

from __future__ import annotations

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


def as_rows(book: LawBook) -> dict[str, list[Row]]:
    """Take a law book apart into tables of primitives (汇编转为数据行).

    The tables are places, rules, counting, left_out, decrees, lunar_days, notices,
    noticed_days, figures, figure_values and figure_gaps; the last two name their figure and
    place.
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
        "figures": [_head(figure) for figure in book.figures],
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
    strangers = sorted((set(values) | set(gaps)) - {(each.name, each.place) for each in figures})
    if strangers:
        raise errors.Unusable(f"没有名为“{strangers[0][0]}”的标准（{strangers[0][1]}）。")
    rules = tuple(rule_from(row) for row in rows.get("rules", ()))
    refuse_doubles([f"{each.name}（{each.place}）" for each in figures])
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
    refuse_doubles([f"{bare.name} 自 {day} 起" for day in days])
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
    )


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
    if value.year is not None and value.effective_from.year != value.year:
        raise errors.Unusable("起始日不在所写的年份内。", field="effective_from")
    return value


def _head(figure: Figure) -> Row:
    row: Row = as_primitive(figure)
    return {name: row[name] for name in row if name not in {"values", "gaps"}}


def _entry(figure: Figure, entry: FigureValue | Gap) -> Row:
    return {"figure": figure.name, "place": figure.place, **as_primitive(entry)}


def _key(row: Row) -> tuple[str, str]:
    return str(row.get("name")), str(row.get("place"))


def _by_figure(rows: Rows, table: str) -> defaultdict[tuple[str, str], list[Row]]:
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows.get(table, ()):
        entry = {name: row[name] for name in row if name not in {"figure", "place"}}
        found[str(row.get("figure")), str(row.get("place"))].append(entry)
    return found


def refuse_doubles(names: Sequence[str]) -> None:
    """Raise Unusable where one thing is stated twice (重复收录)."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise errors.Unusable(f"{name} 重复收录。")
        seen.add(name)
