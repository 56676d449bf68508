"""Photographs for a step: a code on the step's page, one page on the telephone, thumbnails here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bargaining import clock
from bargaining.actions import photos as photo_actions
from bargaining.actions.files import Upload
from bargaining.db import db, transaction
from bargaining.documents import qr
from bargaining.errors import NotVisible, Refused
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.queries import photos as photo_queries
from bargaining.readers import photos as photo_reader
from bargaining.rules import moves
from bargaining.rules.asks import AskKind
from bargaining.rules.move import Move
from bargaining.rules.roles import RECORDERS, SYSTEM, Role
from bargaining.web import downloads
from bargaining.web.access import open_to, open_to_public
from bargaining.web.pace import Pace
from bargaining.web.settings import store

pages = Blueprint("photos", __name__)

MAY_RECORD = (*RECORDERS, Role.STREET, Role.DISTRICT, Role.REVIEWER)
_STEP = "/cases/<number>/moves/<name>/photos"
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


# ── beside the step ──────────────────────────────────────────────────────────────────────────


def panels(case: Case, step: Move, *, token: str = "") -> list[dict[str, Any]]:
    """Shape what stands beside each field of a step that takes pictures (拍照栏).

    `token` is the secret of a link just made; only then can its code be drawn.
    """
    asks = [ask for ask in step.asks if ask.kind is AskKind.FILES]
    if not asks:
        return []
    found = photo_queries.waiting(db.session(), case, step.name, actor=g.actor, at=clock.now())
    return [_panel(case, step, ask.name, ask.label, found.get(ask.name), token) for ask in asks]


def _panel(
    case: Case, step: Move, field: str, label: str, sheaf: photo_queries.Sheaf | None, token: str
) -> dict[str, Any]:
    link = sheaf.link if sheaf else None
    open_now = link is not None and link.open_until > clock.now()
    named = link is not None and link.token_hash == photo_queries.token_hash(token)
    address = url_for("photos.phone", token=token, _external=True) if open_now and named else ""
    here: dict[str, Any] = {"number": case.number, "name": step.name}
    return {
        "field": field,
        "label": label,
        "open": open_now,
        "until": link.open_until if link else None,
        "code": Markup(qr.svg(address)) if address else "",  # noqa: S704 -- drawn by us
        "address": address,
        "unreachable": bool(address) and request.host.split(":")[0] in _THIS_MACHINE,
        "pictures": [
            {"id": one.id, "href": url_for("photos.picture", **here, photo_id=one.id)}
            for one in (sheaf.pictures if sheaf else [])
        ],
        "most": photo_actions.MOST,
        "show": url_for("photos.show", **here, field=field, link=token if address else None),
        "open_href": url_for("photos.open_link", **here),
        "close_href": url_for("photos.close", **here),
        "discard_href": url_for("photos.discard", **here),
    }


@pages.get(_STEP)
@open_to(*MAY_RECORD)
def show(number: str, name: str) -> ResponseReturnValue:
    """Show what came for a step so far, and the code while its secret is in the address."""
    step = moves.get_move(name)
    case = case_queries.get_case(db.session(), number, actor=g.actor, on=clock.today())
    wanted = request.args.get("field", "")
    found = panels(case, step, token=request.args.get("link", ""))
    return render_template(
        "photos/show.html",
        case=case,
        step=step,
        panels=[one for one in found if wanted in ("", one["field"])],
    )


@pages.post(_STEP)
@open_to(*MAY_RECORD)
def open_link(number: str, name: str) -> ResponseReturnValue:
    """Make a link for a telephone and show its code (用手机拍照)."""
    field = request.form.get("field", "")
    with transaction(g.actor) as session:
        made = photo_actions.open_link(
            session, number, name, field, actor=g.actor, at=clock.now(), today=clock.today()
        )
    _drop(made.gone)
    return _shown(number, name, field, link=made.token)


@pages.post(f"{_STEP}/close")
@open_to(*MAY_RECORD)
def close(number: str, name: str) -> ResponseReturnValue:
    """Let nobody photograph any more; what came stays (收好了)."""
    field = request.form.get("field", "")
    with transaction(g.actor) as session:
        photo_actions.close_link(
            session, number, name, field, actor=g.actor, at=clock.now(), today=clock.today()
        )
    return _shown(number, name, field)


@pages.post(f"{_STEP}/discard")
@open_to(*MAY_RECORD)
def discard(number: str, name: str) -> ResponseReturnValue:
    """Take one picture away, or all (删去照片)."""
    field, token = request.form.get("field", ""), request.form.get("link", "")
    with transaction(g.actor) as session:
        gone = photo_actions.discard(
            session,
            number,
            name,
            field,
            photo_id=request.form.get("photo", type=int),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
        )
    _drop(gone)
    return _shown(number, name, field, link=token)


def _shown(number: str, name: str, field: str, *, link: str = "") -> ResponseReturnValue:
    address = url_for("photos.show", number=number, name=name, field=field, link=link or None)
    return redirect(address, code=303)


@pages.get(f"{_STEP}/<int:photo_id>.jpg")
@open_to(*MAY_RECORD)
def picture(number: str, name: str, photo_id: int) -> ResponseReturnValue:
    """Show one picture small, to who made the link (缩略图)."""
    session = db.session()
    case = case_queries.get_case(session, number, actor=g.actor, on=clock.today())
    found = photo_queries.waiting(session, case, name, actor=g.actor, at=clock.now())
    for sheaf in found.values():
        for one in sheaf.pictures:
            if one.id == photo_id:
                return _thumbnail(one.file_hash)
    raise NotVisible(photo_id)


def _thumbnail(digest: str) -> ResponseReturnValue:
    small = photo_reader.thumbnail(store().get(digest))
    return downloads.sent(small, media_type=photo_reader.JPEG, name="photo.jpg", inline=True)


def _drop(digests: Iterable[str]) -> None:
    """Let the bytes go after the rows went, unless somebody named them again meanwhile."""
    for digest in photo_queries.unnamed(db.session(), digests):
        store().drop(digest)


# ── on the telephone ─────────────────────────────────────────────────────────────────────────


@pages.route("/p/<token>", methods=["GET", "POST"])
@open_to_public
def phone(token: str) -> ResponseReturnValue:
    """Take pictures for one step, by the link alone (手机拍照)."""
    errand = photo_queries.find_errand(db.session(), token, at=clock.now())
    if errand is None:
        return _no_such_link()
    if request.method == "GET":
        return _phone_page(token, errand)
    if not _pace("send", limit=60).allows(str(errand.link.id), at=clock.now()):
        return _phone_page(token, errand, problem="发得太快了，请过几分钟再发。", status=429)
    uploads = [
        Upload(one.filename or "照片", one.read())
        for one in request.files.getlist("pictures")
        if one.filename
    ]
    try:
        with transaction(SYSTEM) as session:
            photo_actions.add_pictures(session, token, uploads, store=store(), at=clock.now())
    except Refused as problem:
        errand = photo_queries.find_errand(db.session(), token, at=clock.now())
        if errand is None:
            return _no_such_link()
        return _phone_page(token, errand, problem=problem.refusal.message, status=422)
    except NotVisible:
        return _no_such_link()
    return redirect(url_for("photos.phone", token=token), code=303)


@pages.post("/p/<token>/remove")
@open_to_public
def take_back(token: str) -> ResponseReturnValue:
    """Take back one picture sent by mistake (撤回照片)."""
    try:
        with transaction(SYSTEM) as session:
            gone = photo_actions.remove_by_link(
                session, token, request.form.get("photo", 0, type=int), at=clock.now()
            )
    except NotVisible:
        return _no_such_link()
    _drop(gone)
    return redirect(url_for("photos.phone", token=token), code=303)


@pages.get("/p/<token>/<int:photo_id>.jpg")
@open_to_public
def phone_picture(token: str, photo_id: int) -> ResponseReturnValue:
    """Show a picture small, to who sent it by this link (缩略图)."""
    errand = photo_queries.find_errand(db.session(), token, at=clock.now())
    found = [one for one in errand.pictures if one.id == photo_id] if errand else []
    return _thumbnail(found[0].file_hash) if found else _no_such_link()


def _phone_page(
    token: str, errand: photo_queries.Errand, *, problem: str = "", status: int = 200
) -> ResponseReturnValue:
    link = errand.link
    page = render_template(
        "photos/phone.html",
        token=token,
        title=errand.title,
        step=moves.get_move(link.move).label,
        label=photo_actions.get_ask(link.move, link.field).label,
        until=link.open_until,
        pictures=[
            {"id": one.id, "href": url_for("photos.phone_picture", token=token, photo_id=one.id)}
            for one in errand.pictures
        ],
        most=photo_actions.MOST,
        problem=problem,
        done="done" in request.args,
    )
    return page, status, {"Cache-Control": "private, no-store"}


def _no_such_link() -> ResponseReturnValue:
    """Closed, over, unknown, or asked too often: one answer, which tells nobody anything."""
    known = _pace("miss", limit=60).allows(request.remote_addr or "", at=clock.now())
    page = render_template("photos/over.html")
    return page, 404 if known else 429, {"Cache-Control": "private, no-store"}


def _pace(kind: str, *, limit: int) -> Pace:
    paces: dict[str, Pace] = current_app.extensions.setdefault("photo_paces", {})
    return paces.setdefault(kind, Pace(limit, per=timedelta(minutes=10)))
