"""Offers of many enterprises, filled from the register, printed beside the page."""

from __future__ import annotations

from bargaining import db
from bargaining.actions import offer_sheets
from bargaining.jobs.piece import Result, Work


def print_offers(work: Work) -> Result:
    """Print the offers of many enterprises as one PDF (批量打印要约书样张)."""
    chosen = work.asked["enterprises"]
    content = offer_sheets.print_offers(
        db.db.session(),
        chosen,
        actor=work.actor,
        today=work.today,
        instance=work.settings.instance,
        tell=work.tell,
    )
    return Result(
        f"要约书样张已印好 {len(chosen)} 家。",
        file_name=f"工资集体协商要约书（样张）-{len(chosen)}家-{work.today.isoformat()}.pdf",
        content=content,
    )
