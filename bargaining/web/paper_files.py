"""What do all pages of papers share? What making one needs, and how its file is sent."""

from __future__ import annotations

from flask import Response
from sqlalchemy.orm import Session

from bargaining.actions import papers as paper_actions
from bargaining.actions import persons
from bargaining.errors import Unusable
from bargaining.models.case import Case
from bargaining.web import downloads
from bargaining.web.settings import public_address, settings, store

FORMS = ("docx", "pdf")


def refuse_form(form: str) -> None:
    """Refuse any form but Word and PDF (文书格式)."""
    if form not in FORMS:
        raise Unusable("文书只有 docx 和 pdf 两种格式。", field="form")


def making(session: Session, case: Case) -> paper_actions.Making:
    """Gather what making a case's papers needs, with this site's address (制作条件)."""
    return paper_actions.making(
        session,
        case,
        instance=settings().instance,
        store=store(),
        key=persons.PersonKey(settings().person_key),
        base=public_address(),
    )


def sent(sheet: paper_actions.Sheet, number: str, form: str) -> Response:
    """Send a case's paper under its title and the case's number (发送文书).

    A PDF opens in the page, also in WeChat's browser; a Word file is saved.
    """
    return downloads.sent(
        sheet.content,
        media_type=sheet.media_type,
        name=f"{sheet.title}-{number}.{form}",
        inline=form == "pdf",
    )
