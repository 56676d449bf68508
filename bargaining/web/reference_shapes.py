"""How do the figures of 协商参考 stand on a page? Each with its year, its meaning, its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from flask import url_for

from bargaining.documents.reference_charts import Bar
from bargaining.queries.wage_reference import PastAgreement
from bargaining.rules import figure_words, wage_market
from bargaining.rules.figures import Figure, FigureKind, FigureValue
from bargaining.rules.wage_market import IndustryReference, PriceFamily
from bargaining.rules.wage_reference import FloorStep, Pair, Panel, Reference, Side
from bargaining.rules.wage_rises import Guideline
from bargaining.web import filters

NOT_RECORDED = "未收录"


def source(found: FigureValue) -> dict[str, str]:
    """Shape where a figure was read (出处)."""
    return {
        "words": figure_words.source_in_words(found.source),
        "link": found.source.link,
        "checked": figure_words.days_in_words(found.verification),
    }


def figure_href(figure: Figure) -> str:
    """Lead to the page of a figure with its whole history (标准页)."""
    return url_for(
        "figures.show", name=figure.name, place=figure.place, scope=figure.scope_name or None
    )


def row(found: Reference, *, own: Decimal | None = None) -> dict[str, Any]:
    """Shape one figure (参考数): what is not recorded says so, an earlier year beside it."""
    entry, unit = found.shown, found.figure.unit
    line: dict[str, Any] = {
        "label": found.figure.full_label,
        "href": figure_href(found.figure),
        "definition": figure_words.days_in_words(
            (entry.definition if entry else "") or found.figure.definition
        ),
        "missing": "" if found.is_of_the_year else _missing(found),
        "value": "" if entry is None else figure_words.value_in_words(entry, unit),
        "year": "" if entry is None else figure_words.since(entry),
        "is_earlier": entry is not None and not found.is_of_the_year,
        "computed": entry is not None and entry.computed,
        "source": None if entry is None else source(entry),
        "note": "",
    }
    monthly = found.monthly_amount
    if own is not None and monthly and found.is_of_the_year:
        share = filters.rate(own / monthly)
        by_month = "" if unit.endswith("/月") else f"折合每月 {filters.money(monthly)}，"
        line["note"] = f"{by_month}本方案协商后平均为它的 {share}"
    return line


def _missing(found: Reference) -> str:
    if found.entry is not None:
        words = figure_words.value_in_words(found.entry, found.figure.unit)
        return f"{found.year} 年{words}"
    if found.figure.kind is FigureKind.YEARLY:
        return f"{found.year} 年{NOT_RECORDED}"
    return NOT_RECORDED


def averages(panel: Panel, *, own: Decimal | None) -> list[dict[str, Any]]:
    """Shape the average wages (平均工资): those of the asked year first, never as one line."""
    ordered = sorted(panel.averages, key=lambda one: -_year(one))
    return [row(one, own=own) for one in ordered]


def _year(found: Reference) -> int:
    return 0 if found.shown is None else found.shown.year or 0


def industry(found: Iterable[IndustryReference]) -> list[dict[str, Any]]:
    """Shape what is recorded of the industry (行业参考)."""
    lines, missing = [], []
    for one in found:
        if one.found is None:
            missing.append(one.label)
            continue
        line = row(one.found)
        scope = one.found.figure.scope
        if one.by_name and scope is not None and scope.edition not in line["definition"]:
            line["definition"] = f"按 {scope.edition} 的同名行业；{line['definition']}"
        lines.append(line)
    return [*lines, _nothing(missing)] if missing else lines


def _nothing(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "label": "其他行业参考",
        "href": "",
        "definition": "、".join(labels),
        "missing": f"本行业{NOT_RECORDED}",
        "value": "",
        "year": "",
        "is_earlier": False,
        "computed": False,
        "source": None,
        "note": "",
    }


def guideline(panel: Panel) -> dict[str, Any]:
    """Shape the guideline (工资指导线): this year's, else the last recorded, for reference."""
    lines = panel.guideline or panel.last_guideline
    missing = "" if panel.guideline else f"{panel.guideline_year} 年{NOT_RECORDED}"
    first = lines.entries[0] if lines else None
    return {
        "label": f"{panel.place_name}工资指导线",
        "href": figure_href(panel.guideline_figure),
        "definition": figure_words.days_in_words(panel.guideline_figure.definition),
        "missing": missing,
        "value": "" if lines is None else lines.words(),
        "year": "" if lines is None else f"{lines.year} 年",
        "is_earlier": lines is not None and panel.guideline is None,
        "computed": False,
        "source": None if first is None else source(first),
        "note": "",
    }


def floor_steps(steps: Sequence[FloorStep], *, limit: int) -> list[dict[str, Any]]:
    """Shape the newest steps of the minimum wage (最低工资标准沿革)."""
    return [
        {
            "cells": {
                "since": filters.plain_day(step.entry.effective_from),
                "amount": step.amount,
                "rise": step.rise_amount,
                "rate": step.rise_rate,
            }
        }
        for step in steps[:limit]
    ]


def pair(found: Pair) -> dict[str, Any]:
    """Shape two growths that are to keep pace (双同步)."""
    return {"label": found.label, "left": _side(found.left), "right": _side(found.right)}


def _side(side: Side) -> dict[str, str]:
    asked = side.asked_year
    missing = ""
    if side.rate is None or (asked is not None and side.year != asked):
        missing = f"{asked} 年{NOT_RECORDED}" if asked is not None else "没有数"
    value = "" if side.rate is None else filters.rate(side.rate)
    year = "" if side.year is None or side.rate is None else f"{side.year} 年"
    return {
        "label": side.label, "note": side.note, "missing": missing, "value": value, "year": year,
    }  # fmt: skip


def families(
    found: Iterable[PriceFamily], *, posts: Sequence[str], chosen: Sequence[str]
) -> list[dict[str, Any]]:
    """Shape the market wages by occupation (市场工资价位); `picked` go on the sheet."""
    shaped = []
    for number, family in enumerate(found):
        rows = [
            {
                "occupation": one.occupation,
                "scope": f"{one.place_name}，{one.unit}",
                "year": f"{one.year} 年",
                "definition": one.source.definition,
                "values": ["—" if value is None else f"{value.value:,f}" for value in one.values],
                "named": [
                    (head, f"{value.value:,f}")
                    for head, value in zip(family.heads, one.values, strict=True)
                    if value is not None
                ],
                "source": source(one.source),
                "is_alike": number == 0 and wage_market.is_alike(one.occupation, posts),
                "is_chosen": one.occupation in chosen,
            }
            for one in family.rows
        ]
        shaped.append(
            {
                "label": family.label,
                "heads": family.heads,
                "definition": family.definition,
                "rows": rows,
                "picked": [one for one in rows if one["is_alike"] or one["is_chosen"]],
            }
        )
    return shaped


def past(found: Iterable[PastAgreement]) -> list[dict[str, Any]]:
    """Shape the earlier agreements (上几轮协议)."""
    return [
        {
            "number": one.number,
            "cells": {
                "year": f"{one.year} 年度",
                "signed": one.signed_on,
                "term": _term(one),
                "rise": one.rise_rate,
                "average": one.average_after,
                "lowest": {
                    "text": None if one.lowest_amount is None else filters.money(one.lowest_amount),
                    "note": one.lowest_post,
                },
            },
        }
        for one in found
    ]


def _term(one: PastAgreement) -> str:
    if one.term_from is None or one.term_to is None:
        return ""
    return f"{filters.plain_day(one.term_from)} 至 {filters.plain_day(one.term_to)}"


# ── the bars ─────────────────────────────────────────────────────────────────────────────────


def bars(
    panel: Panel,
    *,
    own_rate: Decimal | None,
    past_agreement: PastAgreement | None,
    of_industry: Iterable[IndustryReference],
) -> tuple[Bar, ...]:
    """Gather the rates that can stand beside the proposal's rise (增幅对照)."""
    found = []
    if own_rate is not None:
        found.append(Bar("本方案平均增幅", own_rate, is_own=True))
    if past_agreement is not None and past_agreement.rise_rate is not None:
        label = f"上轮协议（{past_agreement.year} 年度）"
        found.append(Bar(label, past_agreement.rise_rate, is_own=True))
    found += _guideline_bars(panel.guideline or panel.last_guideline, panel)
    found += [
        _bar(one.label.removeprefix("行业"), one.found)
        for one in of_industry
        if one.found is not None and one.label.startswith("行业工资指导线平均")
    ]
    step = panel.floor_steps[0] if panel.floor_steps else None
    if step is not None and step.rise_rate is not None:
        on = step.entry.effective_from
        label = f"最低工资上调（{on.year} 年 {on.month} 月）"
        found.append(Bar(label, step.rise_rate))
    income = panel.income_pair.left
    if income.rate is not None:
        found.append(Bar(f"人均可支配收入（{income.year} 年）", income.rate))
    return (*found, *(_bar(label, one) for label, one in _economy(panel)))


def _economy(panel: Panel) -> list[tuple[str, Reference]]:
    labels = {"gdp_growth_rate": "地区生产总值", "cpi_change_rate": "居民消费价格"}
    return [
        (labels[one.figure.name], one)
        for one in panel.economy
        if one.figure.name in labels and one.shown is not None
    ]


def _guideline_bars(lines: Guideline | None, panel: Panel) -> list[Bar]:
    if lines is None:
        return []
    base = lines.base_low_rate
    named = (("基准线", base), ("下线", lines.lower_rate))
    earlier = panel.guideline is None
    return [
        Bar(f"工资指导线{name}（{lines.year} 年）", rate, is_earlier=earlier)
        for name, rate in named
        if rate is not None
    ]


def _bar(label: str, found: Reference) -> Bar:
    entry = found.shown
    if entry is None or entry.value is None:
        raise ValueError("a figure without a value was drawn")
    return Bar(f"{label}（{entry.year} 年）", entry.value, is_earlier=not found.is_of_the_year)
