"""What does the law say? Deadlines with their proof and figures with their source, by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bargaining import errors
from bargaining.cli import lawbooks

if TYPE_CHECKING:
    from bargaining.rules.deadlines import Due
    from bargaining.rules.figures import Figure, FigureValue

DEFAULT_PLACE = "110000"
KINDS = ("wage", "general", "women", "safety")


@click.group(help="时限与标准：推算期限，查询最低工资等标准，都带依据。")
def law() -> None:
    """Hold the two questions together."""


@law.command(help="推算一项期限。RULE 为规则编号，例如 T-OFFER-REPLY。")
@click.argument("rule")
@click.option("--start", required=True, help="起算事件之日，倒算的规则为被倒算之日（2026-09-11）。")
@click.option("--place", default=DEFAULT_PLACE, show_default=True, help="地区代码。")
@click.option("--days-known-until", default=None, help="此日之后的放假安排视为尚未公布。")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="合同种类。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def due(
    rule: str,
    *,
    start: str,
    place: str,
    days_known_until: str | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Work out one deadline and print it with its proof."""
    from bargaining.rules import deadlines
    from bargaining.rules.deadline_rules import ContractKind

    started_on = _day(start, name="--start")
    known_until = _day(days_known_until, name="--days-known-until") if days_known_until else None
    book, source = lawbooks.find_law_book()
    answer = deadlines.due(
        rule,
        started_on,
        place=place,
        book=book,
        calendar=book.calendar(known_until=known_until),
        contract_kind=ContractKind(kind) if kind else None,
    )
    if as_json:
        _print_json({**deadlines.due_as_json(answer), "law_source": source})
        return
    for line in _due_lines(answer):
        click.echo(line)


@law.command(help="查询一项标准。NAME 例如 minimum_wage_monthly。")
@click.argument("name")
@click.option("--on", "on_text", required=True, help="适用之日（2026-01-01）。")
@click.option("--place", default=DEFAULT_PLACE, show_default=True, help="地区代码。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def figure(name: str, *, on_text: str, place: str, as_json: bool) -> int:
    """Look up one figure and print it with its source; 1 where it was not published."""
    on = _day(on_text, name="--on")
    book, source = lawbooks.find_law_book()
    history = book.figure_history(name, place=place)
    entry = history.find(on)
    if entry is None:
        raise errors.LawMissing(history.label, on, place=place)
    if as_json:
        _print_json(_figure_as_json(history, entry, place=place, on=on, law_source=source))
    try:
        history.value_on(on)
    except errors.NotPublished as problem:
        click.echo(str(problem), err=True)
        return 1
    if not as_json:
        for line in _figure_lines(history, entry):
            click.echo(line)
    return 0


def _day(text: str, *, name: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise errors.Unusable(f"{name} 的日期“{text}”无法识别，请写成 2026-09-11。", field=name)
    return day


def _print_json(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _figure_as_json(
    history: Figure, entry: FigureValue, *, place: str, on: date, law_source: str
) -> dict[str, Any]:
    source = entry.source
    return {
        "figure": history.name,
        "label": history.label,
        "place": place,
        "stated_by": history.place,
        "on": on.isoformat(),
        "status": entry.status.value,
        "value": None if entry.value is None else str(entry.value),
        "unit": history.unit,
        "kind": history.kind.value,
        "year": entry.year,
        "effective_from": entry.effective_from.isoformat(),
        "effective_to": entry.effective_to.isoformat() if entry.effective_to else None,
        "computed": entry.computed,
        "source": {
            "title": source.title,
            "document_number": source.document_number,
            "link": source.link,
            "article": source.article,
            "verification": entry.verification,
            "checked_on": entry.checked_on.isoformat(),
        },
        "definition": history.definition,
        "purpose": history.purpose,
        "note": entry.note,
        "law_source": law_source,
    }


def _figure_lines(history: Figure, entry: FigureValue) -> Iterator[str]:
    scope = f"{entry.year}年" if entry.year else f"自 {entry.effective_from.isoformat()} 起"
    mark = "（推算）" if entry.computed else ""
    yield f"{history.label}  {entry.value} {history.unit}{mark}  {scope}"
    number = f"（{entry.source.document_number}）" if entry.source.document_number else ""
    yield f"出处：{entry.source.title}{number}"
    if entry.source.link:
        yield f"链接：{entry.source.link}"
    yield f"核验：{entry.verification}（{entry.checked_on.isoformat()}）"
    for said, text in (
        ("说明", entry.note),
        ("定义", history.definition),
        ("用途", history.purpose),
    ):
        if text:
            yield f"{said}：{text}"


def _due_lines(answer: Due) -> Iterator[str]:
    from bargaining.rules import deadline_proofs

    sure = "确定" if answer.certain else "待定：放假安排尚未公布"
    if answer.window is not None:
        day = " 至 ".join(
            deadline_proofs.long_day(each)
            for each in (answer.window.opens_on, answer.window.closes_on)
        )
    else:
        day = deadline_proofs.long_day(answer.due_on) if answer.due_on else "没有固定日数"
    yield f"{answer.label}  {day}  {sure}"
    yield from _grouped(answer.steps)
    yield "依据：" + " · ".join(f"{each.text} {each.article}" for each in answer.basis)
    yield f"义务人：{answer.holder}"
    if answer.consequence:
        yield f"后果：{answer.consequence}"


def _grouped(steps: tuple[Any, ...]) -> Iterator[str]:
    """Put days skipped in a row for one reason into one line."""
    since: str | None = None
    for number, step in enumerate(steps):
        if step.kind != "skip":
            yield step.text
            continue
        day, _, reason = step.text.partition(" ")
        since = since or day
        after = steps[number + 1] if number + 1 < len(steps) else None
        if after is None or after.kind != "skip" or after.text.partition(" ")[2] != reason:
            yield f"　不计 {since}{'' if since == day else f' 至 {day}'}：{reason}"
            since = None
