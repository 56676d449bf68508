"""How does a case's next step stand on a page? One card, the largest thing there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import g, url_for

from bargaining.actions import backfill_papers
from bargaining.db import db
from bargaining.queries import review_desk
from bargaining.queries.case_view import CaseView, OpenStep
from bargaining.rules import packs, papers, sheets, silence_guard, without_union
from bargaining.rules.move import Move
from bargaining.rules.roles import RECORDERS, Sight
from bargaining.rules.silence_watch import REVIEW_RULE
from bargaining.rules.states import CaseState
from bargaining.web import due_shapes, shapes

SPECIAL_PAGES = {
    "submit_wages": "wages.index",
    "issue_paper": "papers.index",
    "issue_letter": "cases.show",
    "record_precheck": "prechecks.show",
    "record_pay": "pay.index",
    "issue_review_opinion": "review_opinions.write",
}


def next_card(seen: CaseView, today: date) -> dict[str, Any]:
    """Shape the next-step card of a case (下一步)."""
    step, move = seen.next, seen.next.move
    if seen.case.origin == "backfilled":
        return _backfilled_card(seen, today)
    running = seen.deadlines_of(step.rules)
    still = shapes.why_still(seen.case)
    return {
        "title": step.sentence,
        "who": without_union.holder_label(step.holder, seen.facts) if move else "",
        "due": due_shapes.deadline(running[0], on=today, still=still) if running else None,
        "papers": _papers(seen) if seen.sight is Sight.FULL else [],
        "actions": _action(seen, kind="primary"),
        "how": _warning(seen, today) or (move.explain if move else ""),
        "basis": [(one.text, one.article) for one in move.basis] if move else [],
    }


def _warning(seen: CaseView, today: date) -> str:
    """Before silence lets the contract take effect, both sides are told on their first screens."""
    running = seen.deadlines_of((REVIEW_RULE,))
    if seen.facts.state is not CaseState.FILED or not running:
        return ""
    silence = review_desk.silence_of(running[0], today=today)
    return silence_guard.warning(silence, on=today) if silence else ""


def _backfilled_card(seen: CaseView, today: date) -> dict[str, Any]:
    """A contract taken from its papers waits for nothing; what is known later can be added."""
    refused = backfill_papers.why_not_complete(db.session(), seen.case, g.actor, today=today)
    complete = {
        "label": "照文书补齐",
        "href": url_for("backfill.complete", number=seen.case.number),
    }
    return {
        "title": "补录的合同，没有待办的步骤",
        "who": "",
        "due": None,
        "papers": [],
        "actions": [*([] if refused else [complete]), *_action(seen, kind="plain")],
        "how": "这份合同是照已签的文书补录的，不提醒、不计逾期；后来的情况可以继续登记。",
        "basis": [],
    }


def _action(seen: CaseView, *, kind: str) -> list[dict[str, str]]:
    """The button of the next step; whoever records but may not now sees it grey, and why."""
    step = next((one for one in seen.steps if one.move is seen.next.move), None)
    if step is None:
        return []
    if step.why_not is None:
        page = sheets.page_of(step.move, seen.facts)
        label = step.move.label if page is step.move else f"{page.label}，{step.move.label}"
        near = [one.move for one in seen.steps if one.move.name in seen.next.beside]
        return [
            {"label": label, "href": move_href(seen.case.number, page), "kind": kind},
            *({"label": one.label, "href": move_href(seen.case.number, one)} for one in near),
        ]
    if g.actor.role in RECORDERS:
        return [{"label": step.move.label, "reason": step.why_not}]
    return []


def first_page(seen: CaseView) -> str:
    """Name where somebody who opened a case goes on (立案后去哪里): its first step, if theirs."""
    step = _open_next(seen)
    if step is None or g.actor.role not in RECORDERS or seen.sight is not Sight.FULL:
        return url_for("cases.show", number=seen.case.number)
    return f"{move_href(seen.case.number, sheets.page_of(step.move, seen.facts))}?then=1"


def _open_next(seen: CaseView) -> OpenStep | None:
    return next(
        (one for one in seen.steps if one.move is seen.next.move and one.why_not is None), None
    )


def _papers(seen: CaseView) -> list[dict[str, str]]:
    """Link the papers of the next step, those that are printed together first."""
    number, step = seen.case.number, seen.next
    packed = packs.PACKS.get(step.pack)
    if packed is None:
        return paper_links(number, step.papers)
    href = url_for("packs.download", number=number, pack=packed.name)
    whole = {"label": f"{packed.title}（一次打印）", "href": href}
    return [whole, *paper_links(number, step.papers)]


def paper_links(number: str, kinds: Iterable[str]) -> list[dict[str, str]]:
    """Name some papers of a case, each with its place on the papers page (文书链接)."""
    href = url_for("papers.index", number=number)
    return [
        {"label": papers.CATALOGUE[kind].title, "href": f"{href}#{kind}"}
        for kind in kinds
        if kind in papers.CATALOGUE
    ]


def office_links(number: str, kinds: Iterable[str]) -> list[dict[str, str]]:
    """Name papers of the office above, each with the page it is written on (上级工会文书链接)."""
    return [
        {
            "label": papers.CATALOGUE[kind].title,
            "href": url_for("office_papers.write", number=number, kind=kind),
        }
        for kind in kinds
    ]


def move_href(number: str, move: Move) -> str:
    """Name the page a step is taken on (步骤页面)."""
    if move.name in SPECIAL_PAGES:
        return url_for(SPECIAL_PAGES[move.name], number=number)
    return url_for("moves.take", number=number, name=move.name)
