"""A subscribed calendar by a browser: its page, and the feed that calendar programs ask for."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import calendar_feeds as feed_actions
from bargaining.actions.persons import PersonKey
from bargaining.db import db, set_actor, transaction
from bargaining.documents import calendar_feed
from bargaining.documents.calendar_feed import Entry
from bargaining.errors import NotVisible
from bargaining.models.contact_way import CalendarFeed
from bargaining.queries import calendar_feeds as feed_queries
from bargaining.queries.calendar_feeds import FeedLine
from bargaining.rules import calendar_words, mobiles
from bargaining.rules.roles import CASE_READERS, Role
from bargaining.web.access import open_to, open_to_public
from bargaining.web.settings import only_on_this_machine, public_address, settings

pages = Blueprint("calendar_feeds", __name__, url_prefix="/calendar")


# ── the page of who subscribes ───────────────────────────────────────────────────────────────


@pages.get("/subscription")
@open_to(*CASE_READERS)
def show() -> ResponseReturnValue:
    """Show one's subscription: its address, how to enter it, how to end it (日历订阅)."""
    feed = feed_queries.find_own(db.session(), g.actor)
    page = render_template(
        "calendar/subscription.html",
        feed=feed,
        role_label=g.actor.role_label,
        several=len(g.actor.roles) > 1,
        most=feed_queries.MOST,
        **(_addresses(feed) if feed else {}),
    )
    # The address is a secret: no page of it is kept anywhere.
    return page, 200, {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


def _addresses(feed: CalendarFeed) -> dict[str, Any]:
    address = _in_full(url_for(".feed", token=feed_actions.open_token(feed, _key())))
    return {
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}",
        "unreachable": only_on_this_machine(address),
    }


def _in_full(path: str) -> str:
    """Put the site before a path; the address that is set names the folder it lies in itself."""
    if settings().public_url:
        return settings().public_url + path.removeprefix(request.script_root)
    return (public_address() or request.host_url.rstrip("/")) + path


@pages.post("/subscription")
@open_to(*CASE_READERS)
def subscribe() -> ResponseReturnValue:
    """Open a subscription (开通日历订阅)."""
    with transaction(g.actor) as session:
        feed_actions.subscribe(session, actor=g.actor, at=clock.now(), key=_key())
    flash("已开通，把下面的地址添加到您的日历里。", "success")
    return redirect(url_for(".show"), code=303)


@pages.post("/subscription/renew")
@open_to(*CASE_READERS)
def renew() -> ResponseReturnValue:
    """Give the subscription another address (更换订阅地址)."""
    with transaction(g.actor) as session:
        feed_actions.renew(session, actor=g.actor, at=clock.now(), key=_key())
    flash("已换成新地址，旧地址从现在起打不开，请在您的日历里改用新地址。", "success")
    return redirect(url_for(".show"), code=303)


@pages.post("/subscription/names")
@open_to(*CASE_READERS)
def set_names() -> ResponseReturnValue:
    """Choose whether the subscription names enterprises (订阅带单位名称)."""
    wanted = "with_names" in request.form
    with transaction(g.actor) as session:
        feed_actions.set_names(session, with_names=wanted, actor=g.actor, at=clock.now())
    flash("已保存，以后的更新带单位名称。" if wanted else "已保存，只写案号和步骤。", "success")
    return redirect(url_for(".show"), code=303)


@pages.post("/subscription/revoke")
@open_to(*CASE_READERS)
def revoke() -> ResponseReturnValue:
    """Close the subscription (停用日历订阅)."""
    with transaction(g.actor) as session:
        feed_actions.revoke(session, actor=g.actor, at=clock.now())
    flash("已停用，原来的地址从现在起打不开。", "success")
    return redirect(url_for(".show"), code=303)


def _key() -> PersonKey:
    return PersonKey(settings().person_key)


# ── what a calendar program reads ────────────────────────────────────────────────────────────


@pages.get("/feed/<token>.ics")
@open_to_public
def feed(token: str) -> ResponseReturnValue:
    """Send the deadlines of whoever the secret belongs to (日历订阅内容); nothing is written."""
    session, today = db.session(), clock.today()
    found = feed_queries.find_reader(session, token, on=today)
    if found is None:
        raise NotVisible("calendar feed")
    feed, actor = found
    set_actor(session, actor)
    lines = feed_queries.list_lines(session, actor, today=today)
    content = calendar_feed.write_calendar(
        f"工资集体协商期限（{Role(feed.role).label}）", [_entry(one, feed) for one in lines]
    )
    return _sent(content)


def _sent(content: bytes) -> Response:
    response = Response(content, content_type=f"{calendar_feed.MEDIA_TYPE}; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response


def _entry(line: FeedLine, feed: CalendarFeed) -> Entry:
    name = mobiles.hidden(line.title) if feed.with_names else ""
    path = url_for("cases.show", number=line.number) if settings().public_url else ""
    return Entry(
        key=f"{line.number}-{line.rule_id}-{line.start_sequence}",
        first_on=min(line.opens_on or line.act_by, line.act_by),
        last_on=line.act_by,
        summary=calendar_words.summary(line.number, line.proof, name=name),
        description=calendar_words.description(line.proof, act_by=line.act_by),
        revision=line.revision,
        changed_at=max(line.changed_at, feed.set_at),
        url=_in_full(path) if path else "",
    )
