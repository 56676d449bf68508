"""Print offers from the register, one for each enterprise, for their unions to sign and deliver."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pypdf
from sqlalchemy.orm import Session, joinedload

from bargaining.documents import pdf, prefilled
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.queries import enterprises as enterprise_queries
from bargaining.rules import offer_sheets
from bargaining.rules.procedure_talks import TOPICS
from bargaining.rules.roles import Actor

KIND = "proposal"


def print_offers(
    session: Session,
    enterprise_ids: Sequence[int],
    *,
    actor: Actor,
    today: date,
    instance: Path,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """Print one offer for each enterprise as one PDF (打印要约书样张), in the order asked for.

    Raises NotVisible where one of them is not the actor's to see, Refused for none, for too
    many, and for whoever does not help unions.
    """
    found = find_all(session, enterprise_ids, actor=actor, today=today)
    joined = pypdf.PdfWriter()
    for number, one in enumerate(found, start=1):
        filled = _context(one, year=today.year)
        sheet = prefilled.render_prefilled(KIND, filled, place=one.district_code)
        joined.append(io.BytesIO(pdf.render_pdf(sheet, instance=instance)))
        tell(number, len(found))
    written = io.BytesIO()
    joined.write(written)
    return written.getvalue()


def find_all(
    session: Session, enterprise_ids: Sequence[int], *, actor: Actor, today: date
) -> list[Enterprise]:
    """Find the enterprises whose offers may be printed (可打印的企业), in the order asked for.

    Raises as `print_offers` does.
    """
    wanted = list(dict.fromkeys(enterprise_ids))
    _refuse(wanted, actor)
    found = {
        one.id: one
        for one in session.scalars(
            enterprise_queries.visible_enterprises(actor, on=today)
            .where(Enterprise.id.in_(wanted))
            .options(joinedload(Enterprise.union))
        )
    }
    if found.keys() != set(wanted):
        raise NotVisible
    return [found[one] for one in wanted]


def _refuse(wanted: Sequence[int], actor: Actor) -> None:
    if not offer_sheets.may_print(actor.role):
        raise Refused(Refusal("wrong_role", f"{actor.role_label}不打印要约书样张。"))
    if not wanted:
        raise Refused(Refusal("none_chosen", "请先在名单上勾选企业。", field="enterprise"))
    if len(wanted) > offer_sheets.MOST_AT_ONCE:
        most = offer_sheets.MOST_AT_ONCE
        raise Refused(
            Refusal("too_many", f"一次最多打印 {most} 份，请分几次。", field="enterprise")
        )


def _context(one: Enterprise, *, year: int) -> dict[str, prefilled.Given]:
    """What the register knows, and nothing else: no telephone, nothing of a case."""
    union = one.union
    topics = [line.strip(" 。") for line in TOPICS.replace("；", "\n").splitlines()]
    return {
        "by_employer": False,
        "has_union": union is not None,
        "union_has_seal": bool(union and union.has_seal),
        "year": year,
        "employer_name": one.name,
        "workers_name": union.name if union else f"{one.name}职工方",
        "addressee_head": one.legal_representative,
        "topics": [topic for topic in topics if topic],
        "contact_name": union.chair_name if union and union.chair_name else one.chair_name,
    }
