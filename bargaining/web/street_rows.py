"""How does a line of the street's table read, before it is recorded and after?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, request, url_for
from werkzeug.datastructures import MultiDict

from bargaining import clock
from bargaining.actions import batch_steps, offline_packs
from bargaining.actions.batch_steps import Outlook
from bargaining.actions.batch_tickets import Batch
from bargaining.queries.batches import Standing
from bargaining.queries.street_desk import Line
from bargaining.rules import asks, batches, papers
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.move import Move
from bargaining.rules.street_groups import OPEN
from bargaining.web import filters, street

SHOWN = 200
# What is done next with the same enterprises; elsewhere what most of them wait for.
_AFTER = {OPEN: "prepare_proposal", "prepare_proposal": "send_proposal"}
_PRINTED = {"prepare_proposal": ("proposal", "delivery_receipt"), "sign": ("filing_statement",)}


def common_start(step: Move) -> dict[str, Any]:
    """Fill in what is the same for all at first (共同初值): the day, the usual choices."""
    usual = {
        ask.name: ask.default
        for ask in step.asks
        if ask.kind in (AskKind.CHOICE, AskKind.YES_NO) and ask.default
    }
    return {"on": clock.today(), **usual}


def table_row(line: Line, standing: Standing, step: Move, *, refusal: str) -> dict[str, Any]:
    """Shape one line of the table to fill in (办理表的一行); `refusal`: why the step is closed."""
    today = clock.today()
    known = {}
    if not refusal:
        known = offline_packs.known_answers(standing, step, actor=g.actor, today=today)
    labels = {ask.name: ask.label for ask in batches.simple_asks(step)}
    form = typed()
    picked = str(line.enterprise.id) in form.getlist("pick") if form else not refusal
    opens = batch_steps.opening(standing, step, today=today)
    return {
        "id": line.enterprise.id,
        "line": line,
        "href": street.href(line),
        "days": line.stuck_days(today=today),
        "refusal": refusal,
        "picked": picked and not refusal,
        "opens": opens if step.name != OPEN and not refusal else None,
        "known": [
            (labels[key], _short(one.value), one.source)
            for key, one in known.items()
            if key in labels
        ],
        "own": own_answers(step, line.enterprise.id),
        "own_day": form.get(f"on-{line.enterprise.id}", ""),
    }


def _short(words: str) -> str:
    return words if len(words) <= 16 else f"{words[:15]}…"


def own_answers(step: Move, enterprise_id: int) -> dict[str, str]:
    """Read what one line says for itself (单独填写)."""
    form = typed()
    said = {
        ask.name: form.get(f"{ask.name}-{enterprise_id}", "") for ask in batches.simple_asks(step)
    }
    return {name: words for name, words in said.items() if words.strip()}


def typed() -> MultiDict[str, str]:
    """Return what stands in the table's form: as it was sent, or as it was before the preview."""
    found: MultiDict[str, str] = g.get("street_typed") or request.form
    return found


# ── the preview ──────────────────────────────────────────────────────────────────────────────


def previewed(batch: Batch, outlooks: Sequence[Outlook]) -> dict[str, Any]:
    """Shape what recording would bring (核对页)."""
    good = [one for one in outlooks if not one.refusal]
    bad = [one for one in outlooks if one.refusal]
    owned = Counter(owner for one in batch.files for owner in one.owners)
    everybody = sum(1 for one in batch.files if not one.owners)
    refused = [
        *({"name": one.name or "—", "line": one.wish.line, "reason": one.refusal} for one in bad),
        *({"name": one.name or "—", "line": one.line, "reason": one.reason}
          for one in batch.refused),
    ]  # fmt: skip
    return {
        "good": len(good),
        "refused": refused,
        "opens": sum(1 for one in good if one.opens and one.wish.move != OPEN),
        "consequences": consequences(good),
        "several": len({one.wish.move for one in good}) > 1,
        "shown": SHOWN,
        "rows": [
            {
                "cells": {
                    "name": {
                        "text": one.name,
                        "note": f"先立 {one.opens} 年度的案件" if one.opens else one.number,
                    },
                    "step": batches.get_step(one.wish.move).label,
                    "on": filters.plain_day(one.wish.on),
                    "answers": _answers(one),
                    "due": _due(one),
                    "files": owned[one.wish.enterprise_id] + everybody,
                }
            }
            for one in good[:SHOWN]
        ],
        "files": len(batch.files),
        "without_files": sum(1 for one in good if not owned[one.wish.enterprise_id])
        if owned
        else 0,
    }


def _answers(one: Outlook) -> str:
    step = batches.get_step(one.wish.move)
    said = []
    for ask in batches.simple_asks(step, in_sheets=True):
        words = one.wish.given.get(ask.name, "")
        if words:
            said.append(f"{ask.label}：{_short(_label(ask, words))}")
    return "；".join(said)


def _label(ask: Ask, words: str) -> str:
    if ask.kind is AskKind.YES_NO:
        return {"yes": "是", "no": "否"}.get(words, words)
    if ask.kind is AskKind.DAY:
        day = asks.parse_day(words)
        return filters.plain_day(day) if day else words
    return dict(ask.choices).get(words, " ".join(words.split()))


def _due(one: Outlook) -> str:
    if one.due is None:
        return ""
    return f"{one.due['proof']['label']} {filters.plain_day(one.due['due_on'])}"


def consequences(good: Sequence[Outlook]) -> list[str]:
    """Say in a few sentences what would follow for all together (登记以后)."""
    said = []
    opened = Counter(one.opens for one in good if one.opens and one.wish.move != OPEN)
    said += [f"先为 {count} 家立 {year} 年度的案件。" for year, count in sorted(opened.items())]
    moving = [one for one in good if _moves_on(one)]
    if good and not moving:
        said.append("案件所在的步骤不变。")
    states = Counter(one.state for one in moving)
    said += [f"{count} 家的案件为“{state}”。" for state, count in states.most_common()]
    days = Counter((one.due["proof"]["label"], one.due["due_on"]) for one in good if one.due)
    for (label, day), count in sorted(days.items(), key=lambda pair: pair[0][1]):
        said.append(f"{label}：{filters.day(day)}，{count} 家。")
    return said


def _moves_on(one: Outlook) -> bool:
    """Tell whether a row's step leads anywhere else; a contact or a pre-check does not."""
    ways = batches.get_step(one.wish.move).transitions
    return any(target is not state for state, target in ways.items())


# ── after ────────────────────────────────────────────────────────────────────────────────────


def labels() -> dict[str, str]:
    """Name the steps somebody can take for many, by their names (可批量办理的步骤)."""
    offered = batches.steps_for_many(g.actor.role, places=g.actor.places)
    return {one.name: one.label for one in offered}


def following(answer: Mapping[str, Any], lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Name the steps that can follow for the same enterprises (接着办)."""
    offered = labels()
    waits = Counter(one.group.move for one in lines if one.group.move)
    said = [_AFTER[step] for step in answer["steps"] if step in _AFTER]
    near = [step for step, _count in waits.most_common() if step not in answer["steps"]]
    wanted = dict.fromkeys([*said, *near])
    return [(name, offered[name]) for name in wanted if name in offered][:3]


def papers_of(answer: Mapping[str, Any], ticket: str) -> list[dict[str, str]]:
    """Name the papers that can be printed for the same enterprises (打印文书)."""
    kinds = [kind for step in answer["steps"] for kind in _PRINTED.get(step, ())]
    return [
        {
            "label": f"打印{papers.CATALOGUE[kind].title}",
            "href": url_for("street_papers.print_many", kind=kind, done=ticket),
        }
        for kind in kinds
    ]
