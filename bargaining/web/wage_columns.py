"""How do proposals stand side by side on a page, and in a spreadsheet?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bargaining.documents import lists
from bargaining.rules import wage_compare, wage_cost
from bargaining.rules.wage_compare import Cell, MatrixRow
from bargaining.rules.wage_cost import Cost, CostLine, Floor, FloorCost, GapLine, PricedPost
from bargaining.rules.wage_findings import WEIGHT_LABELS, Verdict
from bargaining.web import filters

NO_SUCH_POST = "没有此岗位"
SAME = "相同"


@dataclass(frozen=True)
class Column:
    """One proposal of the comparison (对比的一栏): a version that was handed in, or a trial.

    `version` is None for a trial. `counts` are findings by weight.
    """

    version: int | None
    label: str
    said: str
    href: str
    term: tuple[date, date]
    posts: tuple[PricedPost, ...]
    counts: Mapping[Verdict, int]
    cost: Cost
    floor: Floor | None
    taken_back: bool = False

    @property
    def floor_cost(self) -> FloorCost | None:
        """What lifting its posts to the floor costs (补差成本); None where no floor is known."""
        if self.floor is None:
            return None
        return wage_cost.floor_cost(self.posts, floor=self.floor.amount)

    @property
    def lowest(self) -> PricedPost | None:
        """Its post with the least that counts (最低岗位)."""
        return wage_cost.lowest_post(self.posts)


# ── in a few figures ─────────────────────────────────────────────────────────────────────────


def tiles(column: Column) -> list[dict[str, Any]]:
    """Put a proposal into three figures (三个数): its cost, its rise, a point."""
    cost = column.cost
    average = ""
    if cost.before_average_amount is not None:
        average = f"{filters.money(cost.before_average_amount)} → "
        average += filters.money(cost.after_average_amount)
    return [
        {"label": "一年增加", "value": filters.money(cost.yearly_amount) if cost.lines else "—",
         "note": _counted(cost)},
        {"label": "平均增幅", "value": filters.rate(cost.rise_rate), "note": average},
        {"label": "每增减 1 个百分点", "value": filters.money(cost.one_point_amount)
         if cost.lines else "—", "note": "一年，按协商前工资总额的 1 %"},
    ]  # fmt: skip


def _counted(cost: Cost) -> str:
    said = f"按 {cost.people} 人计"
    return f"{said}，{cost.left_out_people} 人未计入" if cost.left_out else said


def summaries(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Shape each proposal as one row of the comparison (各方案概要)."""
    return [_summary(column) for column in columns]


def _summary(column: Column) -> dict[str, Any]:
    cost, lowest = column.cost, column.lowest
    return {
        "cells": {
            "label": {"text": column.label, "note": column.said},
            "rise": cost.rise_rate,
            "average": cost.after_average_amount,
            "lowest": {
                "text": None if lowest is None else filters.money(lowest.countable_amount),
                "note": "" if lowest is None else lowest.post,
            },
            "found": counts_in_words(column.counts),
            "yearly": {
                "text": filters.money(cost.yearly_amount) if cost.lines else None,
                "note": "" if cost.employer_amount is None else
                f"单位缴费约 {filters.money(cost.employer_amount)} 另计",
            },
            "gap": gap_in_words(column),
        },
        "href": column.href,
    }  # fmt: skip


def counts_in_words(counts: Mapping[Verdict, int]) -> str:
    """Say how many findings of each weight there are (发现条数)."""
    said = [f"{label} {counts[key]}" for key, label in WEIGHT_LABELS.items() if counts.get(key)]
    return "，".join(said) or "无"


def gap_in_words(column: Column) -> str:
    """Say what is lacking to the minimum wage (补差), or that nothing is."""
    gap = column.floor_cost
    if gap is None:
        return "标准未收录"
    return f"{gap.people} 人，一年 {filters.money(gap.yearly_amount)}" if gap.lines else "都已达到"


# ── post by post ─────────────────────────────────────────────────────────────────────────────


def matrix_columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Name the columns of the comparison by posts (逐岗对比的列)."""
    return [{"key": "post", "label": "岗位"}] + [
        {"key": f"c{number}", "label": column.label, "kind": "money"}
        for number, column in enumerate(columns)
    ]


def matrix_rows(found: Sequence[MatrixRow]) -> list[dict[str, Any]]:
    """Shape the comparison by posts (逐岗对比): every difference in words beside the amount."""
    return [
        {
            "cells": {"post": {"text": row.name, "note": _row_note(row)}}
            | {
                f"c{number}": _cell(cell, row.cells[0], first=number == 0, people=_vary(row))
                for number, cell in enumerate(row.cells)
            }
        }
        for row in found
    ]


def _row_note(row: MatrixRow) -> str:
    said = [f"同名第 {row.number} 个"] if row.number > 1 else []
    if not _vary(row):
        people = next(cell.post.people for cell in row.cells if cell.post is not None)
        said.append(f"{people} 人")
    return "，".join(said)


def _vary(row: MatrixRow) -> bool:
    """Say whether the proposals have different numbers of people on a post."""
    return len({cell.post.people for cell in row.cells if cell.post is not None}) > 1


def _cell(cell: Cell, base: Cell, *, first: bool, people: bool) -> dict[str, Any]:
    if cell.post is None:
        return {"text": NO_SUCH_POST, "note": ""}
    said = [] if first else [difference_in_words(cell, base)]
    if people:
        said.append(f"{cell.post.people} 人")
    return {"text": pay_in_words(cell.post), "note": "，".join(filter(None, said))}


def pay_in_words(post: PricedPost) -> str:
    """Write what a post is to get (拟定工资), by the month or by the hour."""
    pay, hourly = wage_compare.pay_of(post)
    if pay is None:
        return "未填"
    return f"{filters.money(pay)}/小时" if hourly else filters.money(pay)


def difference_in_words(cell: Cell, base: Cell) -> str:
    """Say how a post differs from the first proposal's (与第一栏的差异)."""
    if base.post is None:
        return "第一栏没有"
    difference = cell.difference_amount
    if difference is None:
        return "不能比较"
    if not difference:
        return SAME
    return f"{'多' if difference > 0 else '少'} {filters.money(abs(difference))}"


# ── what it costs ────────────────────────────────────────────────────────────────────────────

LONGEST = 30  # lines; whoever wants all of two hundred takes the spreadsheet
COST_COLUMNS = (
    {"key": "post", "label": "岗位"},
    {"key": "people", "label": "人数", "kind": "count"},
    {"key": "before", "label": "协商前", "kind": "money"},
    {"key": "after", "label": "协商后", "kind": "money"},
    {"key": "rise", "label": "每人每月增加", "kind": "money"},
    {"key": "yearly", "label": "一年增加", "kind": "money"},
)


def cost_rows(lines: Sequence[CostLine]) -> list[dict[str, Any]]:
    """Shape what each post costs (逐岗成本), the dearest first; the last of many are one line."""
    ordered = sorted(lines, key=lambda line: -line.yearly_amount)
    if len(ordered) <= LONGEST:
        return _cost_lines(ordered)
    rest = ordered[LONGEST:]
    together = {
        "post": {"text": f"其余 {len(rest)} 个岗位", "note": "逐个列在导出的对比表里"},
        "people": sum(line.post.people for line in rest),
        "yearly": sum((line.yearly_amount for line in rest), Decimal(0)),
    }
    return [*_cost_lines(ordered[:LONGEST]), {"cells": together}]


def _cost_lines(lines: Sequence[CostLine]) -> list[dict[str, Any]]:
    return [
        {
            "cells": {
                "post": line.post.post,
                "people": line.post.people,
                "before": line.post.before_amount,
                "after": line.post.after_amount,
                "rise": line.post.rise_amount,
                "yearly": line.yearly_amount,
            }
        }
        for line in lines
    ]


def cost_total(cost: Cost) -> dict[str, Any]:
    """Shape the last line of the cost by posts (合计)."""
    return {
        "post": "合计", "people": cost.people, "before": None, "after": None, "rise": None,
        "yearly": cost.yearly_amount,
    }  # fmt: skip


def gap_rows(lines: Sequence[GapLine]) -> list[dict[str, Any]]:
    """Shape what each post lacks to the minimum wage (逐岗补差), the dearest first."""
    ordered = sorted(lines, key=lambda line: -line.yearly_amount)
    rows: list[dict[str, Any]] = [
        {
            "cells": {
                "post": line.post.post,
                "people": line.post.people,
                "countable": line.post.countable_amount,
                "gap": line.gap_amount,
                "yearly": line.yearly_amount,
            }
        }
        for line in ordered[:LONGEST]
    ]
    rest = ordered[LONGEST:]
    if rest:
        together = {
            "post": f"其余 {len(rest)} 个岗位",
            "people": sum(line.post.people for line in rest),
            "yearly": sum((line.yearly_amount for line in rest), Decimal(0)),
        }
        rows.append({"cells": together})
    return rows


def left_out_in_words(cost: Cost) -> str:
    """Say who is not reckoned with, and why (未计入的人)."""
    if not cost.left_out:
        return ""
    names = "、".join(dict.fromkeys(post.post for post in cost.left_out[:6]))
    more = "等" if len(cost.left_out) > 6 else ""
    return (
        f"{names}{more} {len(cost.left_out)} 个岗位 {cost.left_out_people} 人没有同时填"
        "协商前、协商后月工资，没有计入。"
    )


# ── as a spreadsheet ─────────────────────────────────────────────────────────────────────────


def book(columns: Sequence[Column], found: Sequence[MatrixRow]) -> bytes:
    """Write the comparison as a spreadsheet (导出方案对比): in short, by posts, what each costs."""
    sheets = [_short_sheet(columns), _matrix_sheet(columns, found)]
    sheets += [_cost_sheet(column) for column in columns]
    return lists.write_book(sheets)


_SHORT = (
    "方案", "说明", "期限起", "期限止", "平均增幅", "协商前平均", "协商后平均", "最低岗位",
    "最低岗位计入最低工资部分", *WEIGHT_LABELS.values(), "计入人数", "未计入人数", "一年增加",
    "每增减一个百分点", "单位缴费增加（假设）", "补足最低工资：人数", "补足最低工资：一年",
)  # fmt: skip


def _short_sheet(columns: Sequence[Column]) -> lists.Sheet:
    return lists.Sheet("概要", _SHORT, [_short(column) for column in columns])


def _short(column: Column) -> list[lists.Value]:
    cost, lowest, gap = column.cost, column.lowest, column.floor_cost
    return [
        column.label, column.said, *column.term, cost.rise_rate, cost.before_average_amount,
        cost.after_average_amount, None if lowest is None else lowest.post,
        None if lowest is None else lowest.countable_amount,
        *(column.counts.get(key, 0) for key in WEIGHT_LABELS),
        cost.people, cost.left_out_people, cost.yearly_amount, cost.one_point_amount,
        cost.employer_amount, None if gap is None else gap.people,
        None if gap is None else gap.yearly_amount,
    ]  # fmt: skip


def _matrix_sheet(columns: Sequence[Column], found: Sequence[MatrixRow]) -> lists.Sheet:
    heads = ["岗位", "同名第几个"]
    for column in columns:
        heads += [f"{column.label}：{name}" for name in ("人数", "协商后", "与第一栏之差")]
    rows = [[row.name, row.number, *_matrix_cells(row)] for row in found]
    return lists.Sheet("逐岗对比", heads, rows)


def _matrix_cells(row: MatrixRow) -> list[lists.Value]:
    cells: list[lists.Value] = []
    for cell in row.cells:
        if cell.post is None:
            cells += [None, NO_SUCH_POST, None]
        else:
            cells += [cell.post.people, wage_compare.pay_of(cell.post)[0], cell.difference_amount]
    return cells


def _cost_sheet(column: Column) -> lists.Sheet:
    heads = ("岗位", "人数", "协商前", "协商后", "每人每月增加", "每月增加", "一年增加")
    rows: list[list[lists.Value]] = [
        [line.post.post, line.post.people, line.post.before_amount, line.post.after_amount,
         line.post.rise_amount, line.monthly_amount, line.yearly_amount]
        for line in column.cost.lines
    ]  # fmt: skip
    cost = column.cost
    rows.append(["合计", cost.people, None, None, None, cost.monthly_amount, cost.yearly_amount])
    return lists.Sheet(f"成本 {column.label}", heads, rows)
