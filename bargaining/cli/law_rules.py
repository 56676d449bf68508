"""Which deadline rules hold at a place on a day? The list with lengths and articles, by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from bargaining.cli import lawbooks

if TYPE_CHECKING:
    from bargaining.rules.deadline_rules import DatedBasis, DeadlineRule

DAY = click.DateTime(formats=["%Y-%m-%d"])
DEFAULT_PLACE = "110000"


@click.command(help="列出一地某日施行的期限规则：长度、起算、义务人、依据。")
@click.option("--place", default=DEFAULT_PLACE, show_default=True, help="地区代码。")
@click.option("--on", "at", type=DAY, default=None, help="哪一天（2026-01-01），不写为今天。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def rules(*, place: str, at: datetime | None, as_json: bool) -> None:
    """List the rules in force on a day at a place, each with the articles of that day."""
    from bargaining import clock

    on = at.date() if at else clock.today()
    book, source = lawbooks.find_law_book()
    listed = sorted(book.list_rules(on=on, place=place), key=lambda rule: rule.id)
    told = [rule_as_json(rule, on=on) for rule in listed]
    if as_json:
        answer = {"place": place, "on": on.isoformat(), "rules": told, "law_source": source}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    click.echo(f"{book.place_name(place)}，{on.isoformat()}，共 {len(told)} 项。")
    for line in _lines(told):
        click.echo(line)


def rule_as_json(rule: DeadlineRule, *, on: date) -> dict[str, Any]:
    """Put a rule into the shape that `law rules --json` prints, cited as of a day (规则)."""
    second, extension = rule.second_start, rule.extension
    return {
        "rule": rule.id,
        "label": rule.label,
        "stated_by": rule.place,
        "start": rule.start,
        "length": rule.length,
        "unit": rule.unit.value,
        "direction": rule.direction.value,
        "every_years": rule.every,
        "kinds": [kind.value for kind in rule.kinds],
        "duty": rule.duty,
        "holder": rule.holder,
        "right": rule.right,
        "takes_effect": rule.takes_effect,
        "extension_days": extension.length if extension else None,
        "second_start": second.event if second else None,
        "completion": rule.completion.event if rule.completion else None,
        "effective_from": rule.effective_from.isoformat(),
        "effective_to": rule.effective_to.isoformat() if rule.effective_to else None,
        "basis": _cited(rule.basis, on),
        "consequence": rule.consequence,
        "consequence_basis": _cited(rule.consequence_basis, on),
        "note": rule.note,
        "checked_on": rule.checked_on.isoformat(),
    }


def _cited(stated: tuple[DatedBasis, ...], on: date) -> list[dict[str, Any]]:
    """Cite what is in force on the day, whatever the contract kind."""
    return [
        {"text": each.text, "article": each.article, "kinds": [kind.value for kind in each.kinds]}
        for each in stated
        if each.effective_from <= on and (each.effective_to is None or on <= each.effective_to)
    ]


def _lines(told: list[dict[str, Any]]) -> Iterator[str]:
    from bargaining.rules.deadline_rules import UNIT_LABELS, Unit

    ways = {"forward": "", "backward": "倒算 ", "window": "期间 "}
    for one in told:
        length = f"{ways[one['direction']]}{one['length']} {UNIT_LABELS[Unit(one['unit'])]}"
        if one["length"] is None:
            length = "每年" if one["every_years"] == 1 else "没有日数"
        yield f"{one['rule']}  {one['label']}  {length}  自：{one['start']}"
        cited = "；".join(f"《{each['text']}》{each['article']}" for each in one["basis"])
        yield f"　{one['holder']}　{cited}（{one['stated_by']}）"
