"""One step for many enterprises by a browser: one table, one upload, a preview, then for real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage, MultiDict

from bargaining import audit, clock
from bargaining.actions import batch_steps, batch_tickets, offline_packs
from bargaining.actions import files as file_actions
from bargaining.actions.batch_steps import Wish
from bargaining.actions.batch_tickets import Attached, Batch
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Refusal, Refused, Unusable
from bargaining.queries import batches as batch_queries
from bargaining.queries import street_desk
from bargaining.readers import offline_packs as pack_reader
from bargaining.rules import asks, batches, moves, street_groups
from bargaining.rules.batches import BATCHERS
from bargaining.rules.move import Move
from bargaining.web import downloads, forms, jobs, move_forms, street, street_rows, street_tickets
from bargaining.web.access import open_to
from bargaining.web.settings import store

pages = Blueprint("street_batches", __name__, url_prefix="/street/batch")

LONG = 60  # more enterprises than these are recorded by a worker, with the progress on a page
NOBODY = "请至少勾选一家。"
_PARTS = 40_000  # a table of several hundred lines has that many boxes


@pages.url_value_preprocessor
def _take_large_tables(_endpoint: str | None, _values: Mapping[str, Any] | None) -> None:
    """Let a form of many lines in; it is still bounded by its size."""
    request.max_form_parts = _PARTS


# ── the table to fill in ─────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*BATCHERS)
def form() -> ResponseReturnValue:
    """Show one step, what it asks, and the enterprises it can be taken for (批量办理)."""
    step = _step(request.args.get("step", ""))
    before = street_tickets.mine().find(request.args.get("again", ""))
    if before is not None and before.typed:  # back from the preview: all that was typed is there
        g.street_typed = MultiDict(before.typed)
        again = move_forms.build(batches.common_form(step))(formdata=g.street_typed)
        return _page(step, again)
    typed = move_forms.build(batches.common_form(step))(
        formdata=None, data=street_rows.common_start(step)
    )
    return _page(step, typed)


@pages.post("")
@open_to(*BATCHERS)
def check() -> ResponseReturnValue:
    """Read what was filled in and keep it for the preview (核对)."""
    step = _step(request.form.get("step", ""))
    typed = move_forms.build(batches.common_form(step))()
    if not typed.validate():
        return _page(step, typed, status=422)
    try:
        batch = _batch(step, typed)
    except Refused as problem:
        forms.show_refusal(typed, problem.refusal)
        return _page(step, typed, status=422)
    return redirect(url_for(".preview", ticket=street_tickets.mine().keep(batch)))


def _offered(*, in_sheets: bool = False) -> tuple[Move, ...]:
    return batches.steps_for_many(g.actor.role, in_sheets=in_sheets, places=g.actor.places)


def _step(name: str, *, in_sheets: bool = False) -> Move:
    """The step asked for, where it can be taken for many; else the one most begin with."""
    offered = _offered(in_sheets=in_sheets)
    return next((one for one in offered if one.name == name), offered[1])


def _given() -> Mapping[str, str]:
    return request.form if request.method == "POST" else request.args


def _lines() -> list[street_desk.Line]:
    """The enterprises the table is for: those of a batch before, else those the filter lets in."""
    session, today = db.session(), clock.today()
    before = street_tickets.mine().outcome(_given().get("done", ""))
    if before is not None:
        ids = [one["id"] for one in before.answer["taken"]]
        return street_desk.every_line(
            session, actor=g.actor, today=today, narrow=street_desk.ALL, only=ids
        )
    return street_desk.every_line(
        session, actor=g.actor, today=today, narrow=street.narrowed(_given()),
        most=street_desk.MOST + 1,
    )  # fmt: skip


def _page(step: Move, typed: move_forms.MoveForm, *, status: int = 200) -> ResponseReturnValue:
    step = moves.at(step, min(g.actor.places, default=""))
    lines = _lines()
    found, refusals = _standings(lines, step)
    kept = {**street.plain(_given()), "done": _given().get("done", "")}
    query = {key: value for key, value in kept.items() if value}
    rows = [
        street_rows.table_row(
            one, found[one.enterprise.id], step, refusal=refusals[one.enterprise.id]
        )
        for one in lines[: street_desk.MOST]
    ]
    return (
        render_template(
            "street/batch.html",
            step=step,
            form=typed,
            names=[ask.name for ask in batches.simple_asks(step)],
            asks=batches.simple_asks(step),
            bases={ask.name: ask.basis for ask in step.asks if ask.basis},
            basis=[(one.text, one.article) for one in step.basis],
            steps=[(one.name, one.label) for one in _offered()],
            groups=[(one.key, one.words) for one in street_groups.GROUPS],
            rows=sorted(rows, key=lambda row: bool(row["refusal"])),
            ready=sum(1 for row in rows if not row["refusal"]),
            cut=len(lines) > street_desk.MOST,
            most=street_desk.MOST,
            query=query,
            group=query.get("group", ""),
            attach=street_rows.typed().get("attach", "each"),
        ),
        status,
    )


def _standings(
    lines: Sequence[street_desk.Line], step: Move
) -> tuple[dict[int, batch_queries.Standing], dict[int, str]]:
    """Where the lines stand, and why the step is closed to some; last year only of the others."""
    session, today = db.session(), clock.today()
    found = batch_queries.standings(
        session, [one.enterprise.id for one in lines], actor=g.actor, today=today
    )
    refusals = {
        key: batch_steps.why_not(one, step, actor=g.actor, today=today)
        for key, one in found.items()
    }
    ready = {key: one for key, one in found.items() if not refusals[key]}
    return found | batch_queries.add_last(session, ready), refusals


def _batch(step: Move, typed: move_forms.MoveForm) -> Batch:
    """Put the table together: each ticked line with its own answers over those for all."""
    today = clock.today()
    picked = [int(one) for one in request.form.getlist("pick") if one.isascii() and one.isdigit()]
    if not picked:
        raise Refused(Refusal("nobody", NOBODY))
    found = batch_queries.standings(
        db.session(), picked, actor=g.actor, today=today, with_last=True
    )
    common = move_forms.answers(typed, batches.common_form(step))
    wishes: list[Wish] = []
    refused: list[offline_packs.Refused] = []
    for enterprise_id in dict.fromkeys(picked):
        standing = found.get(enterprise_id)
        if standing is None:  # not the actor's, so nothing is said of it but that it is not there
            refused.append(offline_packs.Refused("", "", batch_steps.NOT_THERE))
            continue
        own = street_rows.own_answers(step, enterprise_id)
        on = _own_day(step, enterprise_id, forms.given(typed.on.data))
        if on is None:
            reason = f"{step.day_label}应为日期，例如 2026-03-01。"
            refused.append(offline_packs.Refused("", standing.enterprise.name, reason))
            continue
        known = offline_packs.known_answers(standing, step, actor=g.actor, today=today)
        given = batches.answers_of(
            step, own=own, common=common, known={key: one.value for key, one in known.items()}
        )
        sequence = standing.case.last_sequence if standing.case else 0
        wishes.append(Wish(enterprise_id, step.name, on, given, seen_sequence=sequence))
    files, unmatched = _files([found[one.enterprise_id] for one in wishes])
    query = {**street.plain(request.form), "step": step.name}
    query |= {"done": request.form["done"]} if request.form.get("done") else {}
    typed_in = {name: words for name, words in request.form.lists() if name != "csrf_token"}
    return Batch(
        step.label,
        tuple(wishes),
        tuple(refused),
        files,
        unmatched,
        query=query,
        typed=typed_in,
    )


def _own_day(step: Move, enterprise_id: int, common: date) -> date | None:
    own = request.form.get(f"on-{enterprise_id}", "").strip()
    return asks.parse_day(own) if own else common


def _files(
    standings: Sequence[batch_queries.Standing],
) -> tuple[tuple[Attached, ...], tuple[str, ...]]:
    """Take the uploaded files in: each for everybody, or for whom its name says."""
    sent = [one for one in request.files.getlist("files") if one.filename]
    contents = [(_named(one), one.read()) for one in sent]
    for name, content in contents:
        _refuse_bad(name, content)
    tickets = street_tickets.mine()
    if request.form.get("attach") != "named":
        return tuple(tickets.keep_file(name, content) for name, content in contents), ()
    firms = [
        batches.Named(
            one.enterprise.id, one.enterprise.name, one.enterprise.code or "",
            one.case.number if one.case else "",
        )
        for one in standings
    ]  # fmt: skip
    matched = batches.match_files([name for name, _content in contents], firms)
    kept = [
        tickets.keep_file(*contents[place], owners=[owner])
        for owner, places in matched.files.items()
        for place in places
    ]
    return tuple(kept), tuple(contents[place][0] for place in matched.unmatched)


def _named(upload: FileStorage) -> str:
    return (upload.filename or "")[-200:]


def _refuse_bad(name: str, content: bytes) -> None:
    """Refuse a file now that could not be kept later; nothing of this trial stays."""
    session = db.session()
    try:
        file_actions.keep_photo(
            session, name, content, store=store(), actor=g.actor, at=clock.now()
        )
    except Refused as problem:
        raise Refused(replace(problem.refusal, field="files")) from problem
    finally:
        session.rollback()
        audit.forget(session)


# ── the same table as a spreadsheet ──────────────────────────────────────────────────────────


@pages.get("/table.xlsx")
@open_to(*BATCHERS)
def table() -> ResponseReturnValue:
    """Send the table of a step to be filled in elsewhere (下载办理表)."""
    step = _step(request.args.get("step", ""), in_sheets=True)
    ids = [one.enterprise.id for one in _lines()[: street_desk.MOST]]
    content = offline_packs.step_table(
        db.session(), ids, step.name, actor=g.actor, today=clock.today()
    )
    name = f"{step.label}-{clock.today().isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


@pages.post("/table")
@open_to(*BATCHERS)
def table_in() -> ResponseReturnValue:
    """Read a table that was filled in elsewhere (上传办理表)."""
    step = _step(request.form.get("step", ""), in_sheets=True)
    upload = request.files.get("table")
    if upload is None or not upload.filename:
        flash("请选择填好的表。", "error")
        return redirect(url_for(".form", step=step.name, **street.plain(request.form)))
    try:
        pack = pack_reader.read_step(upload.read(), name=_named(upload), move=step)
    except Unusable as problem:
        flash(problem.refusal.message, "error")
        return redirect(url_for(".form", step=step.name, **street.plain(request.form)))
    wishes, refused = offline_packs.wishes_of(
        db.session(), pack.rows, actor=g.actor, today=clock.today()
    )
    query = {**street.plain(request.form), "step": step.name}
    batch = Batch(step.label, tuple(wishes), tuple(refused), unfilled=pack.unfilled, query=query)
    return redirect(url_for(".preview", ticket=street_tickets.mine().keep(batch)))


# ── the preview, and for real ────────────────────────────────────────────────────────────────


@pages.get("/<ticket>")
@open_to(*BATCHERS)
def preview(ticket: str) -> ResponseReturnValue:
    """Say what recording would bring, line by line; nothing is written (核对)."""
    batch = street_tickets.mine().find(ticket)
    if batch is None:
        return _gone(ticket)
    outlooks = batch_steps.preview(db.session(), batch.wishes, actor=g.actor, today=clock.today())
    return render_template(
        "street/preview.html",
        ticket=ticket,
        batch=batch,
        back_href=url_for(
            ".form",
            **street.plain(batch.query),
            step=batch.query.get("step"),
            again=ticket,
            done=batch.query.get("done"),
        ),
        **street_rows.previewed(batch, outlooks),
    )


@pages.post("/<ticket>")
@open_to(*BATCHERS)
def confirm(ticket: str) -> ResponseReturnValue:
    """Record the good lines in one go (确认登记)."""
    batch = street_tickets.mine().find(ticket)
    if batch is None:
        return _gone(ticket)
    if running := street_tickets.mine().job_of(ticket):
        return redirect(running)
    if len(batch.wishes) > LONG:
        return redirect(_by_a_worker(ticket, batch))
    try:
        with transaction(g.actor) as session:
            outcomes = batch_steps.take_all(
                session,
                batch.wishes,
                batch=ticket,
                photos=street_tickets.mine().photos(session, batch),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
    except Refused as problem:
        flash(problem.refusal.message, "error")
        return redirect(url_for(".preview", ticket=ticket))
    done = street_tickets.mine().finish(ticket, batch, outcomes)
    flash(f"已登记 {sum(1 for one in outcomes if not one.refusal)} 家。", "success")
    return redirect(url_for(".done", ticket=done))


def _by_a_worker(ticket: str, batch: Batch) -> str:
    """Have a long batch recorded beside the page; a second press leads to the same work."""
    title = f"{batch.label}（{len(batch.wishes)} 家）"
    with transaction(g.actor) as session:
        page = jobs.ask(session, "batch", title=title, asked={"ticket": ticket})
    street_tickets.mine().taken_up(ticket, job=page)
    return page


@pages.get("/<ticket>/done")
@open_to(*BATCHERS)
def done(ticket: str) -> ResponseReturnValue:
    """Say what came of a batch, and what can follow (办理结果)."""
    found = street_tickets.mine().outcome(ticket)
    if found is None:
        return _gone(ticket)
    lines = street_desk.every_line(
        db.session(),
        actor=g.actor,
        today=clock.today(),
        narrow=street_desk.ALL,
        only=[one["id"] for one in found.answer["taken"]],
    )
    return render_template(
        "street/done.html",
        ticket=ticket,
        answer=found.answer,
        follow=street_rows.following(found.answer, lines),
        papers=street_rows.papers_of(found.answer, ticket),
        rows=[
            {"href": street.href(one), "cells": {"name": one.enterprise.name,
             "words": one.group.words, "union": one.union_name}}
            for one in lines
        ],
    )  # fmt: skip


@pages.get("/<ticket>/done.xlsx")
@open_to(*BATCHERS)
def done_file(ticket: str) -> ResponseReturnValue:
    """Send what came of a batch as a spreadsheet (下载办理结果)."""
    found = street_tickets.mine().outcome(ticket)
    if found is None:
        return _gone(ticket)
    return downloads.sent(
        found.returned, media_type=lists.MEDIA_TYPE, name=f"{found.name}-办理结果.xlsx",
        inline=False,
    )  # fmt: skip


def _gone(_ticket: str) -> ResponseReturnValue:
    flash(batch_tickets.GONE, "warning")
    return redirect(url_for("street.index"))
