"""Papers of many enterprises by a browser: one PDF for the printer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import paper_batches, persons
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.queries import street_desk
from bargaining.queries.street_desk import Line
from bargaining.rules import papers, street_groups
from bargaining.rules.roles import Role
from bargaining.web import downloads, jobs, street, street_rows, street_tickets
from bargaining.web.access import open_to
from bargaining.web.settings import settings, store

pages = Blueprint("street_papers", __name__, url_prefix="/street/papers")

FEW = 6  # more than these are printed beside the page
MOST = 120  # at once: some minutes of work, and what one printer takes
# What a street prints for its unions; letters of other offices are not among them.
KINDS = (
    "proposal", "delivery_receipt", "reply", "chief_mandate", "representatives",
    "representatives_notice", "minutes", "congress_resolution", "agreement",
    "filing_statement", "filing_contents", "publication_notice",
)  # fmt: skip


@pages.get("")
@open_to(Role.STREET_STAFF)
def index() -> ResponseReturnValue:
    """Choose a paper and a group, and see for whom it would be printed (批量打印)."""
    narrow = street.narrowed()
    kind = request.args.get("kind", "proposal")
    lines = _lines()
    return render_template(
        "street/papers.html",
        kinds=[(one, papers.CATALOGUE[one].title) for one in KINDS if one in papers.CATALOGUE],
        kind=kind if kind in KINDS else "proposal",
        groups=[(one.key, one.words) for one in street_groups.GROUPS],
        group=narrow.group,
        lines=lines,
        most=MOST,
        rows=[
            {"href": street.href(one), "cells": {"name": one.enterprise.name,
             "words": one.group.words, "agreed": "已同意" if one.agreed else "尚未同意"}}
            for one in lines
        ],
    )  # fmt: skip


@pages.post("/<kind>")
@open_to(Role.STREET_STAFF)
def print_many(kind: str) -> ResponseReturnValue:
    """Print one paper of many enterprises: a few at once, more by a worker (批量打印)."""
    numbers = _numbers(kind)
    if not FEW < len(numbers) <= MOST:
        return redirect(url_for(".printed", kind=kind, **street.plain(request.args)))
    title = f"打印{papers.CATALOGUE[kind].title} {len(numbers)} 份"
    asked = {"numbers": numbers, "what": kind, "onward": _onward()}
    with transaction(g.actor) as session:
        page = jobs.ask(session, "papers", title=title, asked=asked)
    return redirect(page)


def _onward() -> list[str]:
    """Where one goes on from the page of the work: the result of the batch, or the choice."""
    ticket = request.args.get("done", "")
    found = street_tickets.mine().outcome(ticket)
    if found is None:
        return ["回到批量打印", url_for(".index")]
    follow = street_rows.following(found.answer, _lines())
    if not follow:
        return ["回到办理结果", url_for("street_batches.done", ticket=ticket)]
    step, label = follow[0]
    onward = url_for("street_batches.form", step=step, done=ticket)
    return [f"为这 {len(found.answer['taken'])} 家{label}", onward]


def _numbers(kind: str) -> list[str]:
    if kind not in KINDS or kind not in papers.CATALOGUE:
        raise NotVisible(kind)
    return [one.case.number for one in _lines() if one.case]


@pages.get("/<kind>.pdf")
@open_to(Role.STREET_STAFF)
def printed(kind: str) -> ResponseReturnValue:
    """Send one paper of a few enterprises as one PDF (打印)."""
    numbers = _numbers(kind)
    try:
        batch = _print(numbers, kind)
    except Refused as problem:
        flash(problem.refusal.message, "error")
        return redirect(url_for(".index", kind=kind, **street.plain(request.args)))
    name = f"{batch.title}-{len(batch.printed)}家-{clock.today().isoformat()}.pdf"
    return downloads.sent(batch.content, media_type=batch.media_type, name=name, inline=False)


def _print(numbers: Sequence[str], kind: str) -> paper_batches.Batch:
    if len(numbers) > MOST:
        raise Refused(Refusal("too_many", f"一次最多打印 {MOST} 家，请分组打印。"))
    known = settings()
    workshop = paper_batches.Workshop(
        instance=known.instance, store=store(), key=persons.PersonKey(known.person_key)
    )
    return paper_batches.print_batch(
        db.session(), numbers, kind, workshop=workshop, actor=g.actor, today=clock.today()
    )


def _lines() -> list[Line]:
    """Those of a batch before, else those the filter lets in, who agreed and have a case."""
    before = street_tickets.mine().outcome(request.args.get("done", ""))
    only = [one["id"] for one in before.answer["taken"]] if before else None
    narrow = street_desk.ALL if before else street.narrowed()
    found = street_desk.every_line(
        db.session(), actor=g.actor, today=clock.today(), narrow=narrow, only=only
    )
    return [one for one in found if one.case is not None and one.agreed]
