"""What does the address ask of the coverage figures, and how is it asked again?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from flask import g, request

from bargaining import clock
from bargaining.queries.coverage import Within
from bargaining.rules import coverage as rules
from bargaining.rules import coverage_words as words
from bargaining.rules.coverage import Denominator, Grouping, Numerator, Question, Stage
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.roles import Role

# Who sees more than one district first compares districts; all others their streets.
_ABOVE_DISTRICTS = frozenset({Role.CITY})
_YEARS = (1990, 2100)
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Asked:
    """What the address asks for (统计条件), and what of it could not be read."""

    question: Question
    kind: ContractKind
    known_on: date
    within: Within
    unread: tuple[str, ...]

    @property
    def in_words(self) -> list[str]:
        """Say what is divided by what (统计口径)."""
        return [
            f"分母：{words.denominator_in_words(self.question)}",
            f"分子：{words.numerator_in_words(self.question, kind=self.kind)}",
        ]


def read() -> Asked:
    """Read the question from the address (统计条件)."""
    unread: list[str] = []
    today = clock.today()
    question = Question(
        on=_day("as_of", "时点", unread) or today,
        denominator=_word("denominator", Denominator, Denominator.UNIONISED),
        numerator=_word("numerator", Numerator, Numerator.ANY),
        stage=_word("stage", Stage, Stage.LIVE),
        by=_word(
            "by",
            Grouping,
            Grouping.DISTRICT if g.actor.role in _ABOVE_DISTRICTS else Grouping.STREET,
        ),
    )
    return Asked(
        question=question,
        kind=_word("kind", ContractKind, ContractKind.WAGE),
        known_on=_day("known_on", "登记情况截至", unread) or today,
        within=Within(
            district=request.args.get("district") or None,
            street=request.args.get("street") or None,
        ),
        unread=tuple(unread),
    )


def _word(name: str, kind: type[Word], default: Word) -> Word:
    """Read a choice; an address that somebody typed wrong is answered with the usual one."""
    given = request.args.get(name, "")
    return kind(given) if given in set(kind) else default


def _day(name: str, label: str, unread: list[str]) -> date | None:
    given = request.args.get(name, "").strip()
    try:
        day = date.fromisoformat(given) if given else None
    except ValueError:
        unread.append(f"{label}“{given}”看不明白，已按今天统计；请写成 2026-09-30 的样子。")
        return None
    if day is not None and not _YEARS[0] <= day.year < _YEARS[1]:
        unread.append(f"{label}“{given}”不在可以统计的年份内，已按今天统计。")
        return None
    return day


def query(asked: Asked) -> dict[str, Any]:
    """Write the question as it stands in the address (地址); days only where one was chosen."""
    question = asked.question
    found: dict[str, Any] = {
        "denominator": question.denominator.value,
        "numerator": question.numerator.value,
        "stage": question.stage.value,
        "kind": asked.kind.value,
        "by": question.by.value,
    }
    for name, day in (("as_of", question.on), ("known_on", asked.known_on)):
        if request.args.get(name):
            found[name] = day.isoformat()
    return found | _narrowed(asked.within)


def _narrowed(within: Within) -> dict[str, str]:
    places = {"district": within.district, "street": within.street}
    return {name: code for name, code in places.items() if code}


def fields(asked: Asked) -> list[dict[str, Any]]:
    """Describe the boxes of the filter bar (筛选栏)."""
    question = asked.question
    choices: tuple[tuple[str, str, StrEnum, Mapping[Any, str]], ...] = (
        ("denominator", "分母", question.denominator, rules.DENOMINATOR_LABELS),
        ("numerator", "分子", question.numerator, rules.NUMERATOR_LABELS),
        ("stage", "阶段", question.stage, rules.STAGE_LABELS),
        ("kind", "合同种类", asked.kind, CONTRACT_LABELS),
        ("by", "分组", question.by, rules.GROUPING_LABELS),
    )
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "label": label,
            "kind": "select",
            "value": value.value,
            "options": [(one.value, said) for one, said in labels.items()],
        }
        for name, label, value, labels in choices
    ]
    days = (("as_of", "时点", question.on), ("known_on", "登记情况截至", asked.known_on))
    found += [
        {"name": name, "label": label, "kind": "day", "value": day.isoformat()}
        for name, label, day in days
    ]
    places = _narrowed(asked.within).items()
    return found + [{"name": name, "kind": "hidden", "value": code} for name, code in places]


def list_fields(asked_for: Mapping[str, Any], column: str, text: str) -> list[dict[str, Any]]:
    """Describe the boxes above a list of names; the question itself is kept (名单筛选栏)."""
    found: list[dict[str, Any]] = [
        {"name": "text", "label": "单位名称或代码", "kind": "search", "value": text},
        {
            "name": "column",
            "label": "名单",
            "kind": "select",
            "value": column,
            "options": [(one, words.LIST_NAMES[one]) for one in rules.COLUMNS],
        },
    ]
    hidden = (item for item in asked_for.items() if item[0] not in ("text", "column"))
    return found + [{"name": name, "kind": "hidden", "value": value} for name, value in hidden]
