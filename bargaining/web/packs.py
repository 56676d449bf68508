"""Packs by a browser: the papers of one occasion as one file for the printer."""

from __future__ import annotations

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import paper_batches
from bargaining.actions import papers as paper_actions
from bargaining.actions import persons as person_actions
from bargaining.db import db
from bargaining.errors import NotVisible
from bargaining.queries import cases as case_queries
from bargaining.rules import packs
from bargaining.rules.roles import RECORDERS
from bargaining.web import downloads
from bargaining.web.access import open_to
from bargaining.web.settings import settings, store

pages = Blueprint("packs", __name__, url_prefix="/cases/<number>/packs")


@pages.get("/<pack>.pdf")
@open_to(*RECORDERS)
def download(number: str, pack: str) -> ResponseReturnValue:
    """Send the papers of one occasion, each as many times as it is needed (打印包)."""
    if pack not in packs.PACKS:
        raise NotVisible(pack)
    session, today = db.session(), clock.today()
    case = case_queries.get_case(session, number, actor=g.actor, on=today)
    key = person_actions.PersonKey(settings().person_key)
    sheet = paper_batches.print_pack(
        session,
        number,
        pack,
        making=paper_actions.making(
            session, case, instance=settings().instance, store=store(), key=key
        ),
        actor=g.actor,
        today=today,
    )
    return downloads.sent(
        sheet.content, media_type=sheet.media_type, name=f"{sheet.title}-{number}.pdf", inline=True
    )
