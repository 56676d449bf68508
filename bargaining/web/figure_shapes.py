"""How does a figure's history stand on its page, and in its spreadsheet?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask import url_for

from bargaining.documents import lists
from bargaining.queries.figures import Entered
from bargaining.rules import figure_words
from bargaining.rules.figure_entries import Draft
from bargaining.rules.figures import KIND_LABELS, Figure, FigureKind, FigureValue, Status
from bargaining.rules.lawbook import LawBook
from bargaining.web import filters

EXPORTED = (
    "标准", "范围", "地方", "起始日", "最后一天", "年份", "数值", "单位", "状态", "推算", "出处",
    "文号", "条款", "原文地址", "核验情况", "核对日", "定义", "说明",
)  # fmt: skip


def head(
    figure: Figure, book: LawBook, *, on: date, whole: bool, alike: bool = True
) -> dict[str, Any]:
    """Shape what a figure is: its value now, what it means, how long an entry answers.

    `figure` is the whole, else the first of its parts; `alike` says whether the others are
    defined as it is.
    """
    later = [one for one in figure.values if one.effective_from > on and whole]
    held = figure.find(on) if whole else None
    known = held is not None and held.value is not None
    return {
        "label": figure.full_label if whole else figure.label,
        "code": figure.name,
        "unit": figure.unit,
        "stated_by": book.place_name(figure.place),
        "kind": KIND_LABELS[figure.kind],
        "definition": figure.definition if alike else "",
        "later": [said(one, figure) for one in later],
        "purpose": figure.purpose,
        "whole": whole,
        "known": known,
        "now": figure_words.value_in_words(held, figure.unit)
        if held
        else figure_words.missing(figure, on=on),
        "computed": held.computed if held else False,
        "since": figure_words.since(held) if held else "",
        "source": source(held) if held else None,
        "latest": "" if held or not whole else latest(figure),
    }


def latest(figure: Figure) -> str:
    """Name the newest value, where there is one: for reference."""
    valued = [one for one in figure.values if one.value is not None]
    if not valued:
        return ""
    last = valued[-1]
    return f"{figure_words.since(last)}：{figure_words.value_in_words(last, figure.unit)}"


def source(value: FigureValue) -> dict[str, str]:
    """Shape where an entry was read."""
    checked = filters.plain_day(value.checked_on)
    return {
        "words": figure_words.source_in_words(value.source),
        "link": value.source.link,
        "checked": f"{figure_words.days_in_words(value.verification)}，核对于 {checked}",
    }


def said(value: FigureValue, figure: Figure) -> str:
    """Say in a few words what an entry says."""
    return f"{figure_words.since(value)}　{figure_words.value_in_words(value, figure.unit)}"


def history_row(one: Entered, figure: Figure, *, place: str, may_enter: bool) -> dict[str, Any]:
    """Shape one entry of the history, with who entered it and what may be done about it."""
    value = one.value
    where: dict[str, Any] = {"name": figure.name, "place": place, "entry": one.id}
    if figure.scope:
        where["scope"] = figure.scope_name
    standing = one.retired_at is None
    return {
        "since": figure_words.since(value),
        "until": _until(value, figure),
        "value": figure_words.value_in_words(value, figure.unit),
        "known": value.status is Status.VALUE,
        "computed": value.computed,
        "source": source(value),
        "note": value.note,
        "definition": value.definition,
        "entered": "随系统提供" if one.seeded else f"{one.actor_name}录入",
        "entered_on": None if one.seeded else one.recorded_at,
        "change_href": url_for("law_changes.show", change_id=one.change_id)
        if one.change_id
        else "",
        "retired": "" if standing else f"{one.retired_by}更正或撤下",
        "retired_on": one.retired_at,
        "correct_href": url_for("figures.new", **where) if may_enter and standing else "",
        "withdraw_href": url_for("figures.withdraw", **where) if may_enter and standing else "",
    }


def _until(value: FigureValue, figure: Figure) -> str:
    if value.year is not None and value.effective_from != date(value.year, 1, 1):
        return f"{filters.plain_day(value.effective_from)}公布"
    if figure.kind is FigureKind.STANDING and value.effective_to is not None:
        return f"到{filters.plain_day(value.effective_to)}"
    return ""


def part(figure: Figure, book: LawBook, *, on: date, place: str) -> dict[str, Any]:
    """Shape one part of a divided figure: its newest value and the way to its history.

    What is inherited is not of this place: an occupation's price of the nation says so.
    """
    held = figure.find(on)
    newest = held if held is not None and held.value is not None else figure.values[-1]
    code = figure.scope.code if figure.scope else ""
    return {
        "href": url_for("figures.show", name=figure.name, place=place, scope=figure.scope_name),
        "cells": {
            "scope": {"text": figure.scope_name, "note": _classified(figure) if code else ""},
            "value": {
                "text": figure_words.value_in_words(newest, figure.unit),
                "note": "推算" if newest.computed else "",
            },
            "place": book.place_name(figure.place),
            "since": figure_words.since(newest),
            "count": len(figure.values),
        },
    }


def _classified(figure: Figure) -> str:
    scope = figure.scope
    return f"{scope.edition} {scope.code}" if scope else ""


def gaps(figure: Figure) -> list[dict[str, str]]:
    """List the stretches on which nothing is answered, and why."""
    return [
        {
            "since": filters.plain_day(gap.effective_from),
            "stated": gap.stated,
            "words": figure_words.stated_in_words(gap.stated, figure.unit),
            "reason": gap.reason,
        }
        for gap in figure.gaps
    ]


def left_out(
    book: LawBook, name: str, *, place: str, told: list[dict[str, str]]
) -> list[dict[str, str]]:
    """List what is known of a figure here and not loaded, with the reason, beside what is told."""
    reached, gaps_told = book.chain(place), {one["stated"] for one in told}
    unit = next((one.unit for one in book.figures if one.name == name), "")
    return [
        {"entry": figure_words.stated_in_words(one.entry, unit), "reason": one.reason}
        for one in book.left_out
        if one.figure == name and one.place in reached and one.entry not in gaps_told
    ]


def preview_lines(draft: Draft, understood: str) -> list[tuple[str, str]]:
    """Write out an entry that is about to be made, line by line."""
    entry, figure = draft.entry, draft.figure
    value = figure_words.value_in_words(entry, figure.unit)
    lines = [
        ("标准", figure.full_label),
        ("数值", f"{value}。{understood}" if understood else value),
    ]
    if entry.year is not None:
        published = entry.effective_from != date(entry.year, 1, 1)
        said_on = f"，{filters.plain_day(entry.effective_from)}公布" if published else ""
        lines.append(("年份", f"{figure_words.since(entry)}{said_on}"))
    else:
        lines.append(("起始日", filters.plain_day(entry.effective_from)))
    if entry.effective_to is not None and figure.kind is FigureKind.STANDING:
        lines.append(("最后一天", filters.plain_day(entry.effective_to)))
    if draft.before is not None:
        lines.append(("上一条", said(draft.before, figure)))
    lines += [
        ("出处", figure_words.source_in_words(entry.source)),
        ("原文地址", entry.source.link or "没有填写"),
        ("核验情况", entry.verification),
    ]
    lines += [("说明", entry.note)] if entry.note else []
    return lines + ([("更正的原因", draft.reason)] if draft.reason else [])


def exported(figures: Iterable[Figure]) -> Iterator[Sequence[lists.Value]]:
    """Write every entry of some figures as rows of a spreadsheet."""
    for figure in figures:
        for one in figure.values:
            yield (
                figure.label, figure.scope_name, figure.place, one.effective_from,
                one.effective_to, one.year, one.value, figure.unit,
                figure_words.STATUS_WORDS.get(one.status, "有数值"), "是" if one.computed else "",
                one.source.title, one.source.document_number, one.source.article, one.source.link,
                one.verification, one.checked_on, one.definition or figure.definition, one.note,
            )  # fmt: skip
