"""What does the law say? Deadlines with their proof and figures with their source, by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bargaining import errors
from bargaining.cli import holidays, law_rules, lawbooks

if TYPE_CHECKING:
    from bargaining.rules.figures import Figure, FigureValue

DEFAULT_PLACE = "110000"
KINDS = ("wage", "general", "women", "safety")


@click.group(help="时限与标准：推算期限，查询最低工资等标准，都带依据。")
def law() -> None:
    """Hold the questions together."""


law.add_command(holidays.holidays)
law.add_command(holidays.enter_notice)
law.add_command(law_rules.rules)


@law.command(help="推算一项期限。RULE 为规则编号，例如 T-OFFER-REPLY。")
@click.argument("rule")
@click.option("--start", required=True, help="起算事件之日，倒算的规则为被倒算之日（2026-09-11）。")
@click.option("--place", default=DEFAULT_PLACE, show_default=True, help="地区代码。")
@click.option("--days-known-until", default=None, help="此日之后的放假安排视为尚未公布。")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="合同种类。")
@click.option("--extended-by", type=int, default=0, help="经决定延长的日数，例如协调 15 日。")
@click.option("--second-start", default=None, help="另一种起算之日，例如审查期的报送之日。")
@click.option("--completed", default=None, help="经书面告知补正后，材料补齐之日。")
@click.option("--judged-by", type=click.Choice(("A", "B")), default=None, help="判断逾期的口径。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def due(
    rule: str,
    *,
    start: str,
    place: str,
    days_known_until: str | None,
    kind: str | None,
    extended_by: int,
    second_start: str | None,
    completed: str | None,
    judged_by: str | None,
    as_json: bool,
) -> None:
    """Work out one deadline and print it with its proof."""
    from bargaining.rules import deadlines
    from bargaining.rules.calendar import Reading
    from bargaining.rules.deadline_rules import Circumstances, ContractKind

    started_on = _day(start, name="--start")
    known_until = _day(days_known_until, name="--days-known-until") if days_known_until else None
    book, source = lawbooks.find_law_book(with_figures=False)
    answer = deadlines.due(
        rule,
        started_on,
        place=place,
        book=book,
        calendar=book.calendar(known_until=known_until),
        contract_kind=ContractKind(kind) if kind else None,
        judged_by=Reading(judged_by) if judged_by else None,
        circumstances=Circumstances(
            second_on=_day(second_start, name="--second-start") if second_start else None,
            completed_on=_day(completed, name="--completed") if completed else None,
            extended_by=extended_by,
        ),
    )
    told = deadlines.due_as_json(answer)
    if as_json:
        _print_json({**told, "law_source": source})
        return
    for line in _due_lines(told):
        click.echo(line)


@law.command(help="查询一项标准。NAME 例如 minimum_wage_monthly。")
@click.argument("name")
@click.option("--on", "on_text", required=True, help="适用之日（2026-01-01）。")
@click.option("--place", default=DEFAULT_PLACE, show_default=True, help="地区代码。")
@click.option("--scope", default="", help="行业、职业或类别的名称或代码，例如 餐饮业。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def figure(name: str, *, on_text: str, place: str, scope: str, as_json: bool) -> int:
    """Look up one figure and print it with its source; 1 where it was not published."""
    on = _day(on_text, name="--on")
    book, source = lawbooks.find_law_book()
    history = book.figure_history(name, place=place, scope=scope)
    entry = history.find(on)
    if entry is None:
        raise errors.LawMissing(history.full_label, on, place=place)
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


@law.command(help="列出一地收录的标准：名称、单位、时效和最近收录的数。")
@click.option("--place", default=DEFAULT_PLACE, show_default=True, help="地区代码。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def figures(*, place: str, as_json: bool) -> None:
    """List the figures a place has, with the scopes they are divided by."""
    book, source = lawbooks.find_law_book()
    divided = book.list_divided(place=place)
    whole = {one.name: one for one in book.list_figures(place=place)}
    listed = [
        _listed(whole.get(name), divided.get(name, []))
        for name in dict.fromkeys([*whole, *divided])
    ]
    if as_json:
        _print_json({"place": place, "figures": listed, "law_source": source})
        return
    for one in listed:
        scopes = f"  按范围 {len(one['scopes'])} 项" if one["scopes"] else ""
        click.echo(f"{one['figure']}  {one['label']}（{one['unit']}）{scopes}")


def _listed(whole: Figure | None, parts: list[Figure]) -> dict[str, Any]:
    shown = whole or parts[0]
    return {
        "figure": shown.name,
        "label": shown.label,
        "unit": shown.unit,
        "kind": shown.kind.value,
        "stated_by": shown.place,
        "scopes": [one.scope_name for one in parts],
        "divided_only": whole is None,
    }


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
        "scope": _scope_as_json(history),
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
        "definition": entry.definition or history.definition,
        "purpose": history.purpose,
        "note": entry.note,
        "law_source": law_source,
    }


def _scope_as_json(history: Figure) -> dict[str, str] | None:
    scope = history.scope
    if scope is None:
        return None
    return {
        "kind": scope.kind.value,
        "name": scope.name,
        "code": scope.code,
        "edition": scope.edition,
    }


def _figure_lines(history: Figure, entry: FigureValue) -> Iterator[str]:
    first = entry.effective_from.isoformat()
    scope = f"{entry.year}年" if entry.year else f"自 {first} 起"
    if history.kind.value == "observed":
        scope = f"{first} 在用，只作参考"
    mark = "（推算）" if entry.computed else ""
    yield f"{history.full_label}  {entry.value} {history.unit}{mark}  {scope}"
    number = f"（{entry.source.document_number}）" if entry.source.document_number else ""
    yield f"出处：{entry.source.title}{number}"
    if entry.source.link:
        yield f"链接：{entry.source.link}"
    yield f"核验：{entry.verification}（{entry.checked_on.isoformat()}）"
    for said, text in (
        ("说明", entry.note),
        ("定义", entry.definition or history.definition),
        ("用途", history.purpose),
    ):
        if text:
            yield f"{said}：{text}"


def _due_lines(answer: dict[str, Any]) -> Iterator[str]:
    from bargaining.rules import proof_words

    yield f"{answer['label']}  {proof_words.day(answer)}  {proof_words.sure(answer)}"
    yield proof_words.sentence(answer)
    for line in proof_words.lines_in_full(answer):
        yield f"{line.label}：{line.text}"
