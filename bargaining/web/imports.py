"""Imports by a browser: a trial first, row by row, then for real, then one's own file back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired

from bargaining import clock
from bargaining.actions import backfill, persons
from bargaining.actions import enterprises as enterprise_actions
from bargaining.actions.import_result import ImportResult
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import NotVisible, Refused, Unusable
from bargaining.readers import contracts, registers, returned_files
from bargaining.readers.contracts import LedgerFile
from bargaining.readers.registers import RegisterFile
from bargaining.rules.roles import REGISTER_KEEPERS
from bargaining.web import downloads, forms, uploads
from bargaining.web.access import open_to
from bargaining.web.settings import settings
from bargaining.web.uploads import Upload

pages = Blueprint("imports", __name__, url_prefix="/import")

SHOWN = 200
GONE = "这份文件已经导入，或者放了超过一天，请重新上传。"

Sent = RegisterFile | LedgerFile


@dataclass(frozen=True)
class Kind:
    """One kind of file that can be brought in (导入种类)."""

    label: str
    columns: Sequence[str]
    read: Callable[[Session, str, bytes], Sent]
    take: Callable[[Session, Any, str, bool], ImportResult]
    list_label: str
    list_endpoint: str


def _read_register(session: Session, name: str, content: bytes) -> RegisterFile:
    return enterprise_actions.read_register(session, content, name=name)


def _take_register(
    session: Session,
    file: RegisterFile,
    name: str,
    dry_run: bool,
) -> ImportResult:
    return enterprise_actions.import_enterprises(
        session,
        file,
        actor=g.actor,
        at=clock.now(),
        today=clock.today(),
        key=persons.PersonKey(settings().person_key),
        source=f"企业名册 {name}",
        dry_run=dry_run,
    )


def _read_ledger(_session: Session, name: str, content: bytes) -> LedgerFile:
    return contracts.read_contracts(content, name=name)


def _take_ledger(
    session: Session,
    file: LedgerFile,
    _name: str,
    dry_run: bool,
) -> ImportResult:
    result = backfill.import_contracts(
        session, file.rows, actor=g.actor, at=clock.now(), today=clock.today(), dry_run=dry_run
    )
    rejected = sorted((*file.problems, *result.rejected), key=lambda one: one.row)
    return replace(result, read=file.read, rejected=tuple(rejected))


KINDS: Mapping[str, Kind] = {
    "enterprises": Kind(
        "企业名册", tuple(registers.NAMES), _read_register, _take_register,
        "看企业名册", "enterprises.index",
    ),
    "contracts": Kind(
        "合同台账", tuple(contracts.NAMES), _read_ledger, _take_ledger,
        "看案件", "cases.index",
    ),
}  # fmt: skip


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
    return redirect(url_for(".check", ticket=uploads.keep(kind, upload.filename, content)))


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
    upload = uploads.find(ticket)
    if upload is None:
        return _gone()
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
    upload = uploads.find(ticket)
    if upload is None:
        return _gone()
    sent, result = _trial(upload)
    return _send(_with_reasons(sent, _on_trial(result)), f"{_stem(upload.name)}-试读.xlsx")


def _trial(upload: Upload) -> tuple[Sent, ImportResult]:
    session = db.session()
    kind = KINDS[upload.kind]
    try:
        sent = kind.read(session, upload.name, upload.content)
        return sent, kind.take(session, sent, upload.name, True)
    finally:
        session.rollback()  # the lock that an import takes is given back at once


def _on_trial(result: ImportResult) -> dict[int, str]:
    """A trial has imported nothing yet, and its file says so."""
    return {
        row: reason.replace("已导入：", "试读：将").replace("未导入", "试读：不能导入")
        for row, reason in result.reasons().items()
    }


def _with_reasons(sent: Sent, reasons: Mapping[int, str]) -> bytes:
    return returned_files.write_returned_file(sent.sheet, header=sent.header, reasons=reasons)


def _gone() -> ResponseReturnValue:
    flash(GONE, "warning")
    return redirect(url_for(".index"))


# ── for real ─────────────────────────────────────────────────────────────────────────────────


@pages.post("/check/<ticket>")
@open_to(*REGISTER_KEEPERS)
def confirm(ticket: str) -> ResponseReturnValue:
    """Import for real, all rows that can be taken in one go (确认导入)."""
    upload = uploads.find(ticket)
    if upload is None:
        return _gone()
    kind = KINDS[upload.kind]
    try:
        with transaction(g.actor) as session:
            sent = kind.read(session, upload.name, upload.content)
            result = kind.take(session, sent, upload.name, False)
            returned = _with_reasons(sent, result.reasons())
    except Refused as problem:
        flash(problem.refusal.message, "error")
        return redirect(url_for(".index"))
    done = uploads.finish(upload, result.as_json(error_file=None), returned)
    flash(f"已导入：新增 {result.created} 行，更新 {result.updated} 行。", "success")
    return redirect(url_for(".done", ticket=done))


@pages.get("/done/<ticket>")
@open_to(*REGISTER_KEEPERS)
def done(ticket: str) -> ResponseReturnValue:
    """Say what the import did (导入结果)."""
    found = uploads.outcome(ticket)
    if found is None:
        return _gone()
    return render_template(
        "imports/done.html",
        outcome=found,
        ticket=ticket,
        kind=KINDS[found.kind],
        answer=_shown(found.answer),
    )


@pages.get("/done/<ticket>/file.xlsx")
@open_to(*REGISTER_KEEPERS)
def done_file(ticket: str) -> ResponseReturnValue:
    """Send the user's own file back with what became of every row (带结果的原表)."""
    found = uploads.outcome(ticket)
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
