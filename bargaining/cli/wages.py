"""Does a wage table hold? The check of a file over the term of its agreement, by command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bargaining import errors

if TYPE_CHECKING:
    from bargaining.rules.wage_check import WageCheck

_INDUSTRY = re.compile(r"[A-T]|\d{2,4}")


@click.group(help="工资表检查：整个期限内是否低于最低工资，增幅多少，都带依据。")
def wages() -> None:
    """Hold the questions about wage tables together."""


@wages.command(help="检查一张工资表（xlsx、xls、ods、csv）。有须先处理的发现时退出码为 1。")
@click.argument("file")
@click.option("--from", "first", required=True, help="期限首日（2026-01-01）。")
@click.option("--to", "last", required=True, help="期限末日（2026-12-31）。")
@click.option("--place", default="110000", show_default=True, help="地区代码。")
@click.option("--industry", default=None, help="国民经济行业代码，例如 62。")
@click.option("--terms", default=None, help="条款值的 JSON 文件。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def check(
    file: str,
    *,
    first: str,
    last: str,
    place: str,
    industry: str | None,
    terms: str | None,
    as_json: bool,
) -> int:
    """Check one wage table and print what is found; 1 where something blocks."""
    from bargaining.cli import lawbooks
    from bargaining.readers import sheets, wage_clauses, wage_tables
    from bargaining.rules import wage_check, wage_law
    from bargaining.rules.wage_findings import Verdict

    term = wage_law.Term(_day(first, name="--from"), _day(last, name="--to"))
    if industry is not None and not _INDUSTRY.fullmatch(industry):
        raise errors.Unusable(
            f"行业代码“{industry}”无法识别，请填门类字母或 2—4 位数字。", field="industry"
        )
    content = _read(file, limit=sheets.MAX_BYTES)
    table = wage_tables.read_wage_table(content, name=Path(file).name)
    clauses = None
    if terms is not None:
        clauses = wage_clauses.read_clauses(_read(terms, limit=sheets.MAX_BYTES))
    book, source = lawbooks.find_law_book()
    answer = wage_check.check(
        table,
        law=wage_law.wage_law(book, place=place),
        term=term,
        clauses=clauses,
        industry=industry,
    )
    if as_json:
        printed = {**answer.as_json(), "law_source": source}
        click.echo(json.dumps(printed, ensure_ascii=False, indent=2))
    else:
        for line in _lines(answer):
            click.echo(line)
    return 1 if answer.verdict is Verdict.BLOCKED else 0


@wages.command(help="一张工资表一年的成本（只计协商前、协商后都填了的岗位）。")
@click.argument("file")
@click.option("--place", default="110000", show_default=True, help="地区代码。")
@click.option(
    "--from", "first", default=None, help="期限首日；与末日一起给出时，另算达到最低工资的补差。"
)
@click.option("--to", "last", default=None, help="期限末日。")
@click.option("--employer", default=None, help="假设的单位缴费合计费率（百分数），例如 26.3。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def cost(
    file: str,
    *,
    place: str,
    first: str | None,
    last: str | None,
    employer: str | None,
    as_json: bool,
) -> None:
    """Print what a wage table costs a year, by post and in all."""
    from bargaining.cli import lawbooks, wage_costs
    from bargaining.readers import sheets, wage_tables
    from bargaining.rules import wage_law

    if (first is None) != (last is None):
        raise errors.Unusable("--from 和 --to 请一起给出。", field="from" if last else "to")
    table = wage_tables.read_wage_table(_read(file, limit=sheets.MAX_BYTES), name=Path(file).name)
    book, source = lawbooks.find_law_book()
    term = None
    if first is not None and last is not None:
        term = wage_law.Term(_day(first, name="--from"), _day(last, name="--to"))
    answer = wage_costs.reckon(
        table, law=wage_law.wage_law(book, place=place), term=term, employer=employer
    )
    if as_json:
        printed = {**wage_costs.as_json(answer), "law_source": source}
        click.echo(json.dumps(printed, ensure_ascii=False, indent=2))
    else:
        for line in wage_costs.lines(answer):
            click.echo(line)


def _read(file: str, *, limit: int) -> bytes:
    path = Path(file)
    try:
        if path.is_file() and path.stat().st_size > limit:
            raise errors.Unusable(f"“{file}”超过 {limit // 1024 // 1024} MB，系统不予读取。")
        return path.read_bytes()
    except OSError as problem:
        raise errors.Unusable(f"读不到文件“{file}”，请核对路径。", field="file") from problem


def _day(text: str, *, name: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise errors.Unusable(f"{name} 的日期“{text}”无法识别，请写成 2026-09-11。", field=name)
    return day


def _lines(answer: WageCheck) -> Iterator[str]:
    from bargaining.rules.wage_findings import VERDICT_LABELS, per_cent, yuan

    table, summary = answer.table, answer.summary
    yield f"结论：{VERDICT_LABELS[answer.verdict]}（{len(table.posts)} 个岗位，{table.people} 人）"
    if summary.rise is not None and summary.rise.rate is not None:
        rise = summary.rise
        yield (
            f"平均工资：{yuan(rise.before_amount)} → {yuan(rise.after_amount)}，"
            f"增幅 {per_cent(summary.rise.rate)}（{rise.people} 人）"
        )
    if summary.lowest is not None:
        lowest = summary.lowest
        yield f"最低岗位：{lowest.post}（第 {lowest.row} 行），计入 {yuan(lowest.countable_amount)}"
    yield from _finding_lines(answer)
    for row, text in summary.skipped:
        yield f"第 {row} 行“{text}”不是岗位，未计入。"


def _finding_lines(answer: WageCheck) -> Iterator[str]:
    """The findings by their weight, each with its first day and its articles."""
    from bargaining.rules.wage_findings import WEIGHT_LABELS, day_words, weight_of

    for weight, label in WEIGHT_LABELS.items():
        found = [each for each in answer.findings if weight_of(each.rule, each.severity) is weight]
        if found:
            yield f"{label} {len(found)} 条："
        for finding in found:
            place = "全表" if finding.row is None else f"第 {finding.row} 行"
            since = f"（自 {day_words(finding.starts_on)}）" if finding.starts_on else ""
            basis = "；".join(str(each) for each in finding.basis)
            yield f"[{label}] {place} {finding.rule} {finding.message}{since}"
            if basis:
                yield f"    依据：{basis}"
            if finding.remedy:
                yield f"    可约定：{finding.remedy}"
