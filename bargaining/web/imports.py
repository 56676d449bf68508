"""Imports by a browser: a trial first, row by row, then for real, then one's own file back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import InputRequired

from bargaining import clock
from bargaining.actions import imports, persons, trials
from bargaining.actions.import_result import ImportResult
from bargaining.actions.imports import KINDS, Sent
from bargaining.actions.trials import Trials, Upload
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import NotVisible, Refused, Unusable
from bargaining.rules.roles import REGISTER_KEEPERS
from bargaining.web import downloads, forms, jobs
from bargaining.web.access import open_to
from bargaining.web.settings import settings

pages = Blueprint("imports", __name__, url_prefix="/import")

SHOWN = 200

LISTS: Mapping[str, tuple[str, str]] = {
    "enterprises": ("看企业名册", "enterprises.index"),
    "contracts": ("看案件", "cases.index"),
}
LONG = 500  # rows: more of them are taken in by a worker, with the progress on a page of its own


class UploadForm(forms.Form):
    """Which file, and what it is."""

    kind = RadioField(
        "这是什么表",
        [InputRequired("请选择是企业名册还是合同台账。")],
        choices=forms.choices(
            [
                ("enterprises", "企业名册：一行一家企业"),
                ("contracts", "合同台账：一行一份已签的合同，记为补录"),
            ]
        ),
    )
    file = FileField(
        "文件",
        [FileRequired("请选择文件。")],
        description="xlsx、xls、ods 或 csv，不超过 30 MB；列的先后不限，表头在前十行以内。",
    )


# ── the trial ────────────────────────────────────────────────────────────────────────────────


@pages.route("", methods=["GET", "POST"])
@open_to(*REGISTER_KEEPERS)
def index() -> ResponseReturnValue:
    """Take a file in for a trial (上传试读)."""
    form = UploadForm()
    if request.method == "GET":
        form.kind.data = "enterprises"
        return _form_page(form)
    if not form.validate():
        return _form_page(form, 422)
    upload, kind = form.file.data, forms.given(form.kind.data)
    content = upload.read()
    try:
        KINDS[kind].read(db.session(), upload.filename, content)
    except Unusable as problem:
        forms.show_refusal(form, replace(problem.refusal, field="file"))
        return _form_page(form, 422)
    ticket = _trials().keep(kind, upload.filename, content, at=clock.now())
    return redirect(url_for(".check", ticket=ticket))


def _form_page(form: UploadForm, status: int = 200) -> ResponseReturnValue:
    return render_template("imports/index.html", form=form, kinds=KINDS), status


@pages.get("/blank/<kind>.xlsx")
@open_to(*REGISTER_KEEPERS)
def blank(kind: str) -> ResponseReturnValue:
    """Send an empty table with the columns that are read (空白表)."""
    if kind not in KINDS:
        raise NotVisible(kind)
    label = KINDS[kind].label
    return _send(lists.write_list(label, KINDS[kind].columns, []), f"{label}-空白表.xlsx")


@pages.get("/check/<ticket>")
@open_to(*REGISTER_KEEPERS)
def check(ticket: str) -> ResponseReturnValue:
    """Say row by row what the import would do; nothing is written (试读结果)."""
    upload = _trials().find(ticket)
    if upload is None:
        return _gone()
    if upload.job:
        return redirect(upload.job)
    _sent, result = _trial(upload)
    return render_template(
        "imports/check.html",
        upload=upload,
        kind=KINDS[upload.kind],
        answer=_shown(result.as_json(error_file=None)),
        confirm=bool(result.created or result.updated),
    )


@pages.get("/check/<ticket>/file.xlsx")
@open_to(*REGISTER_KEEPERS)
def checked_file(ticket: str) -> ResponseReturnValue:
    """Send the user's own file back with a reason beside every row (带原因的原表)."""
    upload = _trials().find(ticket)
    if upload is None:
        return _gone()
    sent, result = _trial(upload)
    return _send(imports.with_reasons(sent, _on_trial(result)), f"{_stem(upload.name)}-试读.xlsx")


def _trial(upload: Upload) -> tuple[Sent, ImportResult]:
    session = db.session()
    try:
        bringing = _bringing(dry_run=True)
        return imports.bring_in(session, upload.kind, upload.name, upload.content, bringing)
    finally:
        session.rollback()  # the lock that an import takes is given back at once


def _on_trial(result: ImportResult) -> dict[int, str]:
    """A trial has imported nothing yet, and its file says so."""
    return {
        row: reason.replace("已导入：", "试读：将").replace("未导入", "试读：不能导入")
        for row, reason in result.reasons().items()
    }


def _bringing(*, dry_run: bool) -> imports.Bringing:
    key = persons.PersonKey(settings().person_key)
    return imports.Bringing(g.actor, clock.now(), clock.today(), key, dry_run)


def _trials() -> Trials:
    key = persons.PersonKey(settings().person_key)
    return Trials(settings().instance, g.actor.user_id, key=key)


def _gone() -> ResponseReturnValue:
    flash(trials.GONE, "warning")
    return redirect(url_for(".index"))


# ── for real ─────────────────────────────────────────────────────────────────────────────────


@pages.post("/check/<ticket>")
@open_to(*REGISTER_KEEPERS)
def confirm(ticket: str) -> ResponseReturnValue:
    """Import for real, all rows that can be taken in one go (确认导入)."""
    upload = _trials().find(ticket)
    if upload is None:
        return _gone()
    if upload.job:
        return redirect(upload.job)
    sent = KINDS[upload.kind].read(db.session(), upload.name, upload.content)
    if sent.read > LONG:
        return redirect(_by_a_worker(upload, rows=sent.read))
    try:
        with transaction(g.actor) as session:
            sent, result = imports.bring_in(
                session, upload.kind, upload.name, upload.content, _bringing(dry_run=False)
            )
            returned = imports.with_reasons(sent, result.reasons())
    except Refused as problem:
        flash(problem.refusal.message, "error")
        return redirect(url_for(".index"))
    answer = result.as_json(error_file=None)
    done = _trials().finish(upload, answer, returned, at=clock.now())
    flash(f"已导入：新增 {result.created} 行，更新 {result.updated} 行。", "success")
    return redirect(url_for(".done", ticket=done))


def _by_a_worker(upload: Upload, *, rows: int) -> str:
    """Have a long file taken in beside the page; a second click leads to the same work."""
    label = KINDS[upload.kind].label
    with transaction(g.actor) as session:
        page = jobs.ask(
            session,
            "import",
            title=f"导入{label}“{upload.name}”（{rows} 行）",
            asked={"ticket": upload.ticket},
            once=True,
        )
    _trials().taken_up(upload.ticket, job=page)
    return page


@pages.get("/done/<ticket>")
@open_to(*REGISTER_KEEPERS)
def done(ticket: str) -> ResponseReturnValue:
    """Say what the import did (导入结果)."""
    found = _trials().outcome(ticket)
    if found is None:
        return _gone()
    return render_template(
        "imports/done.html",
        outcome=found,
        ticket=ticket,
        kind=KINDS[found.kind],
        leads_to=LISTS[found.kind],
        answer=_shown(found.answer),
    )


@pages.get("/done/<ticket>/file.xlsx")
@open_to(*REGISTER_KEEPERS)
def done_file(ticket: str) -> ResponseReturnValue:
    """Send the user's own file back with what became of every row (带结果的原表)."""
    found = _trials().outcome(ticket)
    if found is None:
        return _gone()
    return _send(found.returned, f"{_stem(found.name)}-导入结果.xlsx")


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _shown(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Put the findings into rows of a table; a long list ends in the file."""
    return {
        **answer,
        "rejected_shown": [_line(one) for one in answer["rejected"][:SHOWN]],
        "notes_shown": [_line(one) for one in answer["notes"][:SHOWN]],
    }


def _line(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "cells": {
            "row": f"第 {finding['row']} 行",
            "column": finding["column"],
            "reason": finding["reason"],
        }
    }


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _send(content: bytes, name: str) -> Response:
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)
