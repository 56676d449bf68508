"""How does a worked-out deadline stand on the calculator's page? Its day, its proof, its course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import url_for

from bargaining import errors
from bargaining.rules import deadline_stages, deadlines, proof_words
from bargaining.rules.day_words import long_day
from bargaining.rules.deadline_rules import CONTRACT_LABELS, DeadlineRule
from bargaining.rules.deadline_stages import Leg
from bargaining.rules.deadlines import Due
from bargaining.rules.lawbook import LawBook
from bargaining.web import filters, proof_shapes

Shape = dict[str, Any]


def option(rule: DeadlineRule) -> str:
    """Describe a rule where one is chosen: what it is, from which event, how long."""
    back = "，往前数" if deadline_stages.counts_back(rule) else ""
    length = f"，{deadline_stages.bare_length(rule)}" if rule.length else "，没有规定日数"
    return f"{rule.label}：从“{rule.start}”算{back}{length}"


def hint(rule: DeadlineRule | None) -> str:
    """Say which day is to be given."""
    if rule is None:
        return "起算的那一天：收到要约书、签字、人社部门收到文本……往前数的，填开会、期满的那一天。"
    if deadline_stages.counts_back(rule):
        return f"“{rule.start}”的那一天，由它往前数。"
    return f"“{rule.start}”的那一天；当天不算，次日起数。"


def missing(
    problem: errors.LawMissing, rule: DeadlineRule | None, *, book: LawBook, place: str
) -> str:
    """Say why a day cannot be worked out, and which one could."""
    if rule is None or problem.figure != rule.id:
        return f"没有收录 {problem.on.year} 年的{problem.figure}，这个日期推算不了，请换一个日期。"
    chain = book.chain(place)
    since = [one.effective_from for one in book.rules if one.id == rule.id and one.place in chain]
    return (
        f"这一天还没有这项规定：它自 {filters.plain_day(min(since))}起施行，请填这天或以后的日期。"
    )


def answer(due: Due, legs: Sequence[Leg], *, today: date) -> Shape:
    """Shape the answer: the day large, one sentence, the counting, and what comes after."""
    proof = deadlines.due_as_json(due)
    sentence = proof_words.sentence(proof)
    cited = "；".join(str(one) for one in due.basis)
    return {
        "label": due.label,
        "day": proof_words.day(proof),
        "sure": proof_words.sure(proof),
        "tone": _tone(due),
        "away": _away(due, today),
        "sentence": sentence,
        "copied": f"{sentence}依据：{cited}。",
        "kind": CONTRACT_LABELS[due.contract_kind],
        "readings": _readings(due),
        "lines": proof_shapes.grouped(proof),
        "basis": [(one.text, one.article) for one in due.basis],
        "consequence": due.consequence,
        "consequence_basis": [(one.text, one.article) for one in due.consequence_basis],
        "note": due.note,
        "course": sorted(_course(due, legs), key=lambda one: (one["on"] is None, one["on"])),
    }


def _tone(due: Due) -> str:
    if due.due_on is None:
        return "grey"
    return "good" if due.certain else "amber"


def _away(due: Due, today: date) -> str:
    if due.due_on is None or not due.certain:
        return ""
    days = (due.due_on - today).days
    if due.window is not None and days >= 0:
        wait = (due.window.opens_on - today).days
        return f"还有 {wait} 天开始" if wait > 0 else f"现在就可以办，还有 {days} 天"
    if days == 0:
        return "就是今天"
    return f"距今天还有 {days} 天" if days > 0 else f"已经过去 {-days} 天"


def _readings(due: Due) -> list[Shape]:
    """Both readings side by side, where they lead to different days."""
    if due.reading_a == due.reading_b or due.reading_a is None or due.reading_b is None:
        return []
    return [
        {
            "name": "口径A",
            "words": "只顺延法定节日",
            "day": long_day(due.reading_a),
            "chosen": False,
        },
        {
            "name": "口径B",
            "words": "周末、调休日一并顺延",
            "day": long_day(due.reading_b),
            "chosen": True,
        },
    ]


# ── the course ───────────────────────────────────────────────────────────────────────────────


def _course(due: Due, legs: Sequence[Leg]) -> Iterator[Shape]:
    yield _stop(due.start, due.start_event, mark="start")
    yield _stop(due.due_on, due.label, due=due, mark="here")
    yield from _effect(due)
    for leg in legs:
        if leg.due is None:
            yield _unknown(leg, due.place)
        else:
            yield _stop(leg.due.due_on, leg.rule.label, due=leg.due, mark="later", firm=leg.firm)
            yield from _effect(leg.due, firm=leg.firm)


def _effect(due: Due, *, firm: bool = True) -> Iterator[Shape]:
    if due.effective_on is not None:
        yield _stop(due.effective_on, "没有提出异议的，合同生效", mark="later", firm=firm)


def _stop(
    on: date | None, label: str, *, due: Due | None = None, mark: str, firm: bool = True
) -> Shape:
    shaped: Shape = {"on": on, "label": label, "mark": mark, "day": "", "note": "", "href": ""}
    if on is None:
        return shaped
    shaped["day"] = long_day(on)
    if due is not None:
        proof = deadlines.due_as_json(due)
        shaped["day"] = proof_words.day(proof)
        shaped["note"] = "" if due.certain else proof_words.sure(proof)
        if mark == "later":
            shaped["href"] = url_for("calculator.index", **proof_shapes.address(proof))
    if not firm:
        shaped["day"] = f"约 {shaped['day']}"
    return shaped


def _unknown(leg: Leg, place: str) -> Shape:
    """A later step whose start nobody can know yet: a link to work it out once it is known."""
    return {
        "on": None,
        "label": leg.rule.label,
        "mark": "open",
        "day": "",
        "note": f"从“{leg.rule.start}”算，{deadline_stages.length_in_words(leg.rule)}",
        "href": url_for("calculator.index", rule=leg.rule.id, place=place),
    }
