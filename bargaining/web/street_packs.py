"""The offline pack by a browser: out for the ticked enterprises, in again through the preview."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from bargaining import clock
from bargaining.actions import offline_packs, persons
from bargaining.actions import papers as paper_actions
from bargaining.actions.batch_tickets import Batch
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Unusable
from bargaining.queries import register as register_queries
from bargaining.queries import street_desk
from bargaining.queries.batches import Standing
from bargaining.readers import offline_packs as pack_reader
from bargaining.rules import batches
from bargaining.rules.batches import BATCHERS
from bargaining.web import downloads, street, street_tickets
from bargaining.web.access import open_to
from bargaining.web.settings import settings, store

pages = Blueprint("street_packs", __name__, url_prefix="/street/packs")

MOST = 100  # with their papers; the workbook alone takes as many as a page lists
_ZIP = "application/zip"


@pages.get("")
@open_to(*BATCHERS)
def index() -> ResponseReturnValue:
    """Choose the enterprises to take out, or bring a filled table in (离线包)."""
    narrow = street.narrowed()
    lines = street_desk.every_line(
        db.session(), actor=g.actor, today=clock.today(), narrow=narrow,
        most=street_desk.MOST,
    )  # fmt: skip
    query = {key: value for key, value in request.args.items() if value and key != "page"}
    return render_template(
        "street/packs.html",
        lines=lines,
        fields=street.fields(narrow),
        query=street.plain(query),
        most=MOST,
        few=len(lines) <= MOST,
    )


@pages.post("/out")
@open_to(*BATCHERS)
def out() -> ResponseReturnValue:
    """Pack what is taken out (下载离线包)."""
    picked = [int(one) for one in request.form.getlist("pick") if one.isascii() and one.isdigit()]
    kept = street.plain(request.form)
    if not picked:
        flash("请至少勾选一家。", "error")
        return redirect(url_for(".index", **kept))
    with_papers = bool(request.form.get("papers"))
    if with_papers and len(picked) > MOST:
        flash(f"带文书的一次最多 {MOST} 家；可以少勾一些，或者只要表格。", "error")
        return redirect(url_for(".index", **kept))
    try:
        content = _pack(picked, with_papers=with_papers)
    except NotVisible:
        flash("勾选的单位不在您的范围内。", "error")
        return redirect(url_for(".index", **kept))
    name = f"离线包-{clock.today().isoformat()}.zip"
    return downloads.sent(content, media_type=_ZIP, name=name, inline=False)


def _pack(picked: list[int], *, with_papers: bool) -> bytes:
    with transaction(g.actor) as session:
        return offline_packs.pack(
            session,
            picked,
            with_papers=with_papers,
            making=_making,
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
        )


def _making(standing: Standing) -> paper_actions.Making:
    known, firm = settings(), standing.enterprise.id
    person = register_queries.contacts_of(db.session(), [firm]).get(firm)
    phone = persons.phone_of(person, persons.PersonKey(known.person_key))
    return paper_actions.Making(instance=known.instance, store=store(), phone=phone)


@pages.post("/in")
@open_to(*BATCHERS)
def back() -> ResponseReturnValue:
    """Read a pack that was filled in outside, for a trial (上传离线表)."""
    upload = request.files.get("table")
    if upload is None or not upload.filename:
        flash("请选择填好的表。", "error")
        return redirect(url_for(".index"))
    steps = batches.steps_for_many(g.actor.role, in_sheets=True, places=g.actor.places)
    try:
        pack = pack_reader.read_pack(upload.read(), name=_named(upload), moves=steps)
    except Unusable as problem:
        flash(problem.refusal.message, "error")
        return redirect(url_for(".index"))
    wishes, refused = offline_packs.wishes_of(
        db.session(), pack.rows, actor=g.actor, today=clock.today()
    )
    batch = Batch("离线表", tuple(wishes), tuple(refused), unfilled=pack.unfilled)
    return redirect(url_for("street_batches.preview", ticket=street_tickets.mine().keep(batch)))


def _named(upload: FileStorage) -> str:
    return (upload.filename or "")[-200:]
