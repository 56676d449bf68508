"""How many enterprises are covered? `bargaining coverage`: any day, as known on any day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import click

from bargaining import clock, db
from bargaining.cli import edge
from bargaining.queries import coverage as coverage_queries
from bargaining.rules import coverage as rules
from bargaining.rules import coverage_words
from bargaining.rules.coverage import Denominator, Grouping, Numerator, Question, Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR

if TYPE_CHECKING:
    from decimal import Decimal

    from bargaining.queries.coverage import Board, Report
    from bargaining.rules.coverage import Line
    from bargaining.rules.coverage_board import DenominatorLine, KindLine
    from bargaining.rules.trend import Point

DAY = click.DateTime(formats=["%Y-%m-%d"])
_HEADS = (*(coverage_words.COLUMN_LABELS[name] for name in rules.COUNTS), "覆盖率")


def _one_of(words: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([one.value for one in words])


@click.command(help="覆盖率：分子、分母、时点都可以选，每行的数字相加等于合计。")
@click.option("--as-of", type=DAY, default=None, help="统计时点，默认今天。")
@click.option("--known-on", type=DAY, default=None, help="按这一天终了时已登记的情况，默认今天。")
@click.option(
    "--by",
    type=_one_of(Grouping),
    default=Grouping.DISTRICT.value,
    show_default=True,
    help="分组。",
)
@click.option(
    "--denominator",
    type=_one_of(Denominator),
    default=Denominator.UNIONISED.value,
    show_default=True,
    help="分母口径。",
)
@click.option(
    "--numerator",
    type=_one_of(Numerator),
    default=Numerator.ANY.value,
    show_default=True,
    help="分子口径。",
)
@click.option(
    "--kind",
    type=_one_of(ContractKind),
    default=ContractKind.WAGE.value,
    show_default=True,
    help="合同种类。",
)
@click.option(
    "--stage", type=_one_of(Stage), default=Stage.LIVE.value, show_default=True, help="统计阶段。"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def coverage(
    ctx: click.Context,
    *,
    as_of: datetime | None,
    known_on: datetime | None,
    by: str,
    denominator: str,
    numerator: str,
    kind: str,
    stage: str,
    as_json: bool,
) -> None:
    """Count coverage and print it."""
    question = Question(
        on=as_of.date() if as_of else clock.today(),
        denominator=Denominator(denominator),
        numerator=Numerator(numerator),
        stage=Stage(stage),
        by=Grouping(by),
    )
    with edge.open_app(ctx), db.transaction(OPERATOR) as session:
        read = coverage_queries.ground(
            session,
            actor=OPERATOR,
            on=question.on,
            known_on=known_on.date() if known_on else clock.today(),
        )
        board = coverage_queries.board(
            session, read, actor=OPERATOR, question=question, kind=ContractKind(kind)
        )
    if as_json:
        click.echo(json.dumps(board_as_json(board), ensure_ascii=False, indent=2))
        return
    for line in _written(board.report):
        click.echo(line)


def board_as_json(board: Board) -> dict[str, Any]:
    """Put the figures into the shape of `--json`: rates are decimals as text, days ISO."""
    report = board.report
    return {
        "as_of": report.question.on.isoformat(),
        "known_on": report.known_on.isoformat(),
        "denominator": report.question.denominator.value,
        "numerator": report.question.numerator.value,
        "kind": report.kind.value,
        "stage": report.question.stage.value,
        "by": report.question.by.value,
        "rows": [_line_as_json(board, line) for line in report.lines],
        "total": _line_as_json(board, report.total),
        "list_hash": report.list_hash,
        "denominators": [_denominator_as_json(one) for one in board.denominators],
        "kinds": [_kind_as_json(one) for one in board.kinds],
        "trend": [_point_as_json(one) for one in board.trend],
        "year_ago": _point_as_json(board.year_ago),
    }


def _line_as_json(board: Board, line: Line) -> dict[str, Any]:
    target = board.targets.get(line.key)
    return {
        "key": line.key,
        "name": line.name,
        **{name: getattr(line, name) for name in rules.COUNTS},
        "rate": _as_text(line.rate),
        "target": _as_text(target.rate if target else None),
        "missing": board.missing(line),
    }


def _denominator_as_json(one: DenominatorLine) -> dict[str, Any]:
    return {
        "denominator": one.denominator.value,
        "enterprises": one.enterprises,
        **{numerator.value: one.covered[numerator] for numerator in Numerator},
        **{f"{numerator.value}_rate": _as_text(one.rate(numerator)) for numerator in Numerator},
        **{name: getattr(one, name) for name in ("presumed", "in_talks", "lapsed")},
    }


def _kind_as_json(one: KindLine) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "enterprises": one.enterprises,
        **{stage.value: one.reached[stage] for stage in Stage},
        **{f"{stage.value}_rate": _as_text(one.rate(stage)) for stage in Stage},
        **{name: getattr(one, name) for name in ("presumed", "lapsing_90", "in_talks", "lapsed")},
    }


def _point_as_json(one: Point) -> dict[str, Any]:
    return {
        "on": one.on.isoformat(),
        "enterprises": one.enterprises,
        "covered": one.covered,
        "rate": _as_text(one.rate),
    }


def _as_text(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)


def _written(report: Report) -> list[str]:
    asked, kind = report.question, report.kind
    rows: list[Sequence[str]] = [(rules.GROUPING_LABELS[asked.by], *_HEADS)]
    rows += [
        (line.name, *(str(getattr(line, name)) for name in rules.COUNTS), _percent(line))
        for line in (*report.lines, report.total)
    ]
    known_on = report.known_on.isoformat()
    return [
        f"时点：{asked.on.isoformat()}，按 {known_on} 终了时已登记的情况。",
        f"分母：{coverage_words.denominator_in_words(asked)}",
        f"分子：{coverage_words.numerator_in_words(asked, kind=kind)}",
        *_aligned(rows),
        f"名单哈希：{report.list_hash}",
    ]


def _percent(line: Line) -> str:
    return "—" if line.rate is None else f"{rules.percent(line.rate)} %"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        row[0]
        + " " * (widths[0] - _width(row[0]))
        + "".join(
            "  " + " " * (width - _width(cell)) + cell
            for cell, width in zip(row[1:], widths[1:], strict=True)
        )
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
