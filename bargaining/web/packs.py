"""Packs by a browser: the papers of one occasion as one file for the printer."""

from __future__ import annotations

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import paper_batches
from bargaining.db import db
from bargaining.errors import NotVisible
from bargaining.queries import cases as case_queries
from bargaining.rules import packs
from bargaining.rules.roles import RECORDERS
from bargaining.web import paper_files
from bargaining.web.access import open_to

pages = Blueprint("packs", __name__, url_prefix="/cases/<number>/packs")


@pages.get("/<pack>.pdf")
@open_to(*RECORDERS)
def download(number: str, pack: str) -> ResponseReturnValue:
    """Send the papers of one occasion, each as many times as it is needed (打印包)."""
    if pack not in packs.PACKS:
        raise NotVisible(pack)
    session, today = db.session(), clock.today()
    case = case_queries.get_case(session, number, actor=g.actor, on=today)
    sheet = paper_batches.print_pack(
        session,
        number,
        pack,
        making=paper_files.making(session, case),
        actor=g.actor,
        today=today,
    )
    return paper_files.sent(sheet, number, "pdf")
