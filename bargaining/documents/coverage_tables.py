"""Which tables do the coverage figures make? The same for page and spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bargaining.documents import lists
from bargaining.documents.lists import Sheet, Value
from bargaining.queries.coverage import Board
from bargaining.rules import coverage, coverage_words
from bargaining.rules.coverage import Grouping, Line, Numerator, Stage, Standing
from bargaining.rules.deadline_rules import CONTRACT_LABELS
from bargaining.rules.states import WAY_LABELS

# What a cell's list is asked by, beside the question of the page: words of the address.
Behind = Mapping[str, str]
_PEOPLE = {"workers": "enterprises", "workers_covered": "covered"}


@dataclass(frozen=True)
class Column:
    """One column of a table (列); kind: text count rate day."""

    key: str
    label: str
    kind: str = "count"


@dataclass(frozen=True)
class Row:
    """One row (行): its values, and for a count the question whose list it is the length of.

    `opens` is the question behind the row's name; `chosen`: it is the one asked about.
    """

    key: str
    cells: Mapping[str, Value]
    behind: Mapping[str, Behind] = field(default_factory=dict)
    opens: Behind = field(default_factory=dict)
    chosen: bool = False


@dataclass(frozen=True)
class Table:
    """One table of figures (统计表)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None


def tables(board: Board) -> tuple[Table, ...]:
    """Set the figures out as tables (统计表): groups, denominators, kinds, trend."""
    return groups(board), denominators(board), kinds(board), trend(board)


def groups(board: Board) -> Table:
    """Set out the groups and their total (分组表)."""
    aimed = bool(board.targets)
    aims = (Column("target", "目标", "rate"), Column("missing", "还差", "count"))
    # Whose contract has ended is told in two parts: with a new round under way, and without.
    shown = [name for name in coverage.COUNTS if name != "expired"]
    counted = [Column(name, coverage_words.COLUMN_LABELS[name]) for name in shown]
    by = board.report.question.by
    return Table(
        title="分组",
        columns=(
            Column("name", coverage.GROUPING_LABELS[by], "text"),
            *counted[:2],
            Column("rate", "覆盖率", "rate"),
            *(aims if aimed else ()),
            *counted[2:],
        ),
        rows=tuple(_group(board, line, by) for line in board.report.lines),
        total=_group(board, board.report.total, None),
    )


def _group(board: Board, line: Line, by: Grouping | None) -> Row:
    target = board.targets.get(board.place if by is None else line.key)
    key: Behind = {"key": line.key} if by else {}
    deeper: dict[str, str] = {**key, "column": "enterprises"}
    if by is Grouping.DISTRICT:
        deeper = {"by": Grouping.STREET.value, "district": line.key}
    elif by is Grouping.STREET:
        deeper = {"by": Grouping.STREET.value, "street": line.key}
    behind = {name: {**key, "column": _PEOPLE.get(name, name)} for name in coverage.COUNTS}
    return Row(
        key=line.key,
        cells={
            "name": line.name,
            **{name: getattr(line, name) for name in coverage.COUNTS},
            "rate": line.rate,
            "target": target.rate if target else None,
            "missing": board.missing(line),
        },
        behind=behind | {"missing": {**key, "column": "uncovered"}},
        opens=deeper,
    )


def denominators(board: Board) -> Table:
    """Set out every denominator with every numerator (分母与分子并列)."""
    asked = board.report.question
    rows = []
    for one in board.denominators:
        cells: dict[str, Value] = {
            "name": coverage.DENOMINATOR_LABELS[one.denominator],
            "enterprises": one.enterprises,
            "presumed": one.presumed,
            "in_talks": one.in_talks,
            "lapsed": one.lapsed,
        }
        here = {"denominator": one.denominator.value}
        behind = {name: {**here, "column": name} for name in (*cells.keys() - {"name"},)}
        for numerator in Numerator:
            cells[numerator.value] = one.covered[numerator]
            cells[f"{numerator.value}_rate"] = one.rate(numerator)
            behind[numerator.value] = {
                **here, "numerator": numerator.value, "column": "covered",
            }  # fmt: skip
        chosen = one.denominator is asked.denominator
        rows.append(Row(one.denominator.value, cells, behind, here, chosen))
    return Table(
        title="分母与分子",
        columns=(
            Column("name", "分母", "text"),
            Column("enterprises", "企业"),
            *_with_rates({one.value: coverage.NUMERATOR_LABELS[one] for one in Numerator}),
            *(Column(one, coverage_words.COLUMN_LABELS[one]) for one in _BESIDE),
        ),
        rows=tuple(rows),
    )


_BESIDE = ("presumed", "in_talks", "lapsed")


def _with_rates(labels: Mapping[str, str]) -> Iterator[Column]:
    for key, label in labels.items():
        yield Column(key, label)
        yield Column(f"{key}_rate", f"{label}的比率", "rate")


def kinds(board: Board) -> Table:
    """Set out every kind of contract with every stage (种类与阶段并列)."""
    rows = []
    for one in board.kinds:
        here = {"kind": one.kind.value}
        cells: dict[str, Value] = {
            "name": CONTRACT_LABELS[one.kind],
            "enterprises": one.enterprises,
            "presumed": one.presumed,
            "lapsing_90": one.lapsing_90,
            "in_talks": one.in_talks,
            "lapsed": one.lapsed,
        }
        behind = {name: {**here, "column": name} for name in (*cells.keys() - {"name"},)}
        for stage in Stage:
            cells[stage.value] = one.reached[stage]
            cells[f"{stage.value}_rate"] = one.rate(stage)
            behind[stage.value] = {**here, "stage": stage.value, "column": "covered"}
        rows.append(Row(one.kind.value, cells, behind, here, one.kind is board.report.kind))
    return Table(
        title="种类与阶段",
        columns=(
            Column("name", "合同种类", "text"),
            Column("enterprises", "企业"),
            *_with_rates({one.value: coverage.STAGE_LABELS[one] for one in Stage}),
            *(Column(one, coverage_words.COLUMN_LABELS[one]) for one in ("lapsing_90", *_BESIDE)),
        ),
        rows=tuple(rows),
    )


def trend(board: Board) -> Table:
    """Set out the ends of twelve months, the day itself and the same day of last year (走势)."""
    points = [("去年同日", board.year_ago), *(("", one) for one in board.trend)]
    rows = []
    for note, one in points:
        day = {"as_of": one.on.isoformat()}
        rows.append(
            Row(
                key=one.on.isoformat(),
                cells={
                    "on": one.on,
                    "note": note,
                    "enterprises": one.enterprises,
                    "covered": one.covered,
                    "rate": one.rate,
                },
                behind={name: {**day, "column": name} for name in ("enterprises", "covered")},
                opens=day,
                chosen=one is board.trend[-1],
            )
        )
    return Table(
        title="走势",
        columns=(
            Column("on", "日期", "day"),
            Column("enterprises", "企业"),
            Column("covered", "覆盖"),
            Column("rate", "覆盖率", "rate"),
        ),
        rows=tuple(rows),
    )


# ── as spreadsheets ──────────────────────────────────────────────────────────────────────────


def write_board(board: Board, *, words: Sequence[str]) -> bytes:
    """Write all tables as one xlsx (导出统计表); the first page says what is counted."""
    said = Sheet("口径", ("统计口径",), [(sentence,) for sentence in words])
    return lists.write_book([said, *(_sheet(one) for one in tables(board))])


def _sheet(table: Table) -> Sheet:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return Sheet(
        table.title,
        [column.label for column in table.columns],
        [[row.cells[column.key] for column in table.columns] for row in rows],
    )


NAMED = (
    "单位名称", "统一社会信用代码", "区", "街道（乡镇）", "职工", "合同（案号）", "签订方式",
    "签字日", "生效日", "期满日", "情况",
)  # fmt: skip


def write_names(
    title: str, found: Sequence[Standing], *, on: date, names: Mapping[str, str]
) -> bytes:
    """Write a list of enterprises as xlsx (导出名单)."""
    return lists.write_list(title, NAMED, (_named(one, on, names) for one in found))


def _named(one: Standing, on: date, names: Mapping[str, str]) -> Sequence[Value]:
    member, contract = one.member, one.contract
    head: list[Value] = [
        member.name,
        member.code,
        names.get(member.district, member.district),
        names.get(member.street, member.street),
        member.workers,
    ]
    of_contract: list[Value] = [None] * 5
    if contract is not None:
        of_contract = [
            contract.number, WAY_LABELS[contract.way], contract.signed_on, contract.effective_on,
            contract.term_to,
        ]  # fmt: skip
    return [*head, *of_contract, coverage_words.state(one, on=on).words]
