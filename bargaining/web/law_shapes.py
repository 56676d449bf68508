"""How do figures and deadlines in force stand on their page? By group and by stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup

from bargaining.documents import law_charts
from bargaining.rules import deadline_stages, figure_words
from bargaining.rules.deadline_rules import DeadlineRule
from bargaining.rules.figures import SCOPE_LABELS, Figure, FigureKind, FigureValue, Status
from bargaining.rules.lawbook import LawBook
from bargaining.web import figure_shapes

Shape = dict[str, Any]

# By the beginning of a figure's name, groups and figures in the order they are shown; the rest
# comes last. The second word says whether the group stands open: what a wage table is held
# against does.
GROUPS = (
    ("最低工资", True, ("minimum_wage_monthly", "minimum_wage_part_time", "minimum_wage")),
    ("工资支付与工时", True, ("sick_pay", "idle_living", "overtime_pay", "monthly_", "overtime",
                       "daily_")),
    ("工资指导线", True, ("guideline_base", "guideline_upper", "guideline_lower", "guideline")),
    ("社会保险", False, ("social_insurance",)),
    ("住房公积金", False, ("housing_fund",)),
    ("平均工资", False, ("average_wage",)),
    ("职业工资价位与人工成本", False, ("occupation_wage", "labour_cost")),
    ("经济参考数", False, ("",)),
)  # fmt: skip
# Stages that concern few cases stand folded.
FOLDED = frozenset({"工会监督与争议", "工资支付与最低工资", "平台协商", deadline_stages.ELSEWHERE})


def speaks_of(words: Iterable[str], *texts: str) -> bool:
    """Say whether every word asked for stands somewhere in the texts."""
    whole = " ".join(texts).casefold()
    return all(word.casefold() in whole for word in words)


# ── figures ──────────────────────────────────────────────────────────────────────────────────


def groups(book: LawBook, *, on: date, place: str, words: Sequence[str]) -> list[Shape]:
    """Shape the figures a place has, group by group; with words only those that speak of them."""
    shown = {label: _group(label, opened or bool(words)) for label, opened, _ in GROUPS}
    for figure in sorted(book.list_figures(place=place), key=lambda one: _rank(one.name)):
        group = shown[_group_of(figure.name)]
        if speaks_of(words, group["label"], figure.name, figure.label, figure.definition):
            group["figures"].append(_figure(figure, book, on=on, place=place))
    for name, parts in book.list_divided(place=place).items():
        group = shown[_group_of(name)]
        scopes = (part.scope_name for part in parts)
        if speaks_of(words, group["label"], name, parts[0].label, *scopes):
            group["divided"].append(_divided(parts, place=place))
    found = [group for group in shown.values() if group["figures"] or group["divided"]]
    for number, group in enumerate(found):
        group["id"] = f"group-{number}"
        group["note"] = _shared_note(group["figures"])
    return found


def _group(label: str, opened: bool) -> Shape:
    return {"label": label, "open": opened, "figures": [], "divided": []}


def _group_of(name: str) -> str:
    return next(label for label, _, starts in GROUPS if name.startswith(starts))


def _rank(name: str) -> int:
    starts = next(starts for _, _, starts in GROUPS if name.startswith(starts))
    return next(number for number, start in enumerate(starts) if name.startswith(start))


def _shared_note(figures: list[Shape]) -> str:
    """What all figures of a group say alike is said once."""
    said = {one["definition"] for one in figures}
    return said.pop() if len(figures) > 1 and len(said) == 1 else ""


def _figure(figure: Figure, book: LawBook, *, on: date, place: str) -> Shape:
    held = figure.find(on)
    known = held is not None and held.status is Status.VALUE and held.value is not None
    return {
        "name": figure.name,
        "label": figure.label,
        "href": url_for("figures.show", name=figure.name, place=place),
        "definition": figure.definition or figure.purpose,
        "inherited": "" if figure.place == place else f"沿用{book.place_name(figure.place)}",
        "known": known,
        "now": figure_words.value_in_words(held, figure.unit)
        if held
        else figure_words.missing(figure, on=on),
        "tone": "grey" if held else "amber",
        "computed": held.computed if held else False,
        "last": "" if held else _last_known(figure, on),
        "since": _since(held, figure) if held else "",
        "source": figure_shapes.source(held) if held else None,
        # Drawn by ourselves: no script, no style, every word of it escaped.
        "chart": Markup(law_charts.history(figure, on=on)),  # noqa: S704
        "history": [_entry(value, figure) for value in reversed(figure.values)],
    }


def _divided(parts: Sequence[Figure], *, place: str) -> Shape:
    """A figure by industries or occupations: how many, up to which year; its page lists them."""
    first = parts[0]
    kinds = "、".join(dict.fromkeys(SCOPE_LABELS[one.scope.kind] for one in parts if one.scope))
    newest = max(value.effective_from.year for part in parts for value in part.values)
    return {
        "label": first.label,
        "href": url_for("figures.show", name=first.name, place=place),
        "words": f"按{kinds}收录 {len(parts)} 项，最近 {newest} 年",
    }


def _last_known(figure: Figure, on: date) -> str:
    """Name the last value before a day without one: for reference, never for a verdict."""
    earlier = [
        one for one in figure.values if one.effective_from <= on and one.status is Status.VALUE
    ]
    if not earlier:
        return ""
    last = max(earlier, key=lambda one: one.effective_from)
    used = "在用" if figure.kind is FigureKind.OBSERVED else ""
    value = figure_words.value_in_words(last, figure.unit)
    return f"最近收录的是 {figure_words.since(last)}{used}的 {value}，只供参考，不用来判断。"


def _since(value: FigureValue, figure: Figure) -> str:
    said = figure_words.since(value)
    if figure.kind is FigureKind.OBSERVED:
        return f"{said}在用"
    return f"{said}起" if figure.kind is FigureKind.STANDING else said


def _entry(value: FigureValue, figure: Figure) -> Shape:
    mark = "（推算）" if value.computed else ""
    return {
        "since": figure_words.since(value),
        "value": f"{figure_words.value_in_words(value, figure.unit)}{mark}",
        "source": figure_shapes.source(value),
        "note": value.note,
    }


# ── deadlines ────────────────────────────────────────────────────────────────────────────────


def stages(book: LawBook, *, on: date, place: str, words: Sequence[str]) -> list[Shape]:
    """Shape the deadlines in force, stage by stage; with words only those that speak of them."""
    shaped = []
    by_stage = deadline_stages.by_stage(book.list_rules(on=on, place=place))
    for number, (stage, rules) in enumerate(by_stage.items()):
        found = [
            _rule(rule, on=on, place=place)
            for rule in rules
            if speaks_of(words, stage, *_words_of(rule, on))
        ]
        if found:
            opened = bool(words) or stage not in FOLDED
            shaped.append({"id": f"stage-{number}", "label": stage, "open": opened, "rules": found})
    return shaped


def _words_of(rule: DeadlineRule, on: date) -> list[str]:
    cited = [str(one) for one in rule.cited(on=on, kind=rule.default_kind)]
    return [rule.id, rule.label, rule.start, rule.holder, rule.consequence, rule.note, *cited]


def _rule(rule: DeadlineRule, *, on: date, place: str) -> Shape:
    return {
        "id": rule.id,
        "label": rule.label,
        "start": rule.start,
        "length": deadline_stages.length_in_words(rule),
        "holder": rule.holder,
        "consequence": rule.consequence,
        "note": rule.note,
        "basis": [(one.text, one.article) for one in rule.cited(on=on, kind=rule.default_kind)],
        "try_href": url_for("calculator.index", rule=rule.id, place=place),
    }
