"""Which contracts of the example data were taken in one by one, from signed papers with a scan?"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from bargaining.actions import backfill_papers
from bargaining.actions.backfill_papers import Hand
from bargaining.actions.demo_register import Firm
from bargaining.actions.files import Upload
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract, Papers
from bargaining.rules.roles import Actor
from bargaining.rules.states import ContractWay
from bargaining.store import Store

_FEW = 6
_PAGE = (420, 594)  # dots: a small page of A4


def take_papers_in(
    session: Session,
    chance: random.Random,
    firms: Sequence[Firm],
    *,
    actor: Actor,
    at: datetime,
    today: date,
    store: Store,
) -> None:
    """Take a few contracts in as the street does from paper (照文书补录示例), with their scans."""
    street = firms[0].fields["street_code"]
    near = [
        firm for firm in firms[1:]
        if firm.fields["street_code"] == street and firm.in_joint_union and firm.operates
    ]  # fmt: skip
    hand = Hand(actor, at, today, store)
    for number, firm in enumerate(near[:_FEW], start=1):
        signed_on = today - timedelta(days=chance.randint(60, 200))
        contract = LedgerContract(
            kind=(ContractKind.WAGE, ContractKind.WOMEN)[number % 2],
            way=ContractWay.OWN,
            covers=(Covered(firm.id, firm.workers, Decimal("0.05")),),
            filing_number=f"示例受字〔{signed_on.year}〕Z{number:03d}号",
            signed_on=signed_on,
            filed_on=signed_on + timedelta(days=5),
            effective_on=signed_on + timedelta(days=22) if number % 3 else None,
            term_from=signed_on,
            term_to=signed_on + timedelta(days=364),
            papers=Papers(proof="receipt", note="原件存街道档案室"),
        )
        upload = Upload(f"签字盖章件{number}.jpg", _scan(number))
        backfill_papers.take_contract(session, contract, uploads=[upload], hand=hand)


def _scan(number: int) -> bytes:
    """Draw something that looks like a scanned page from afar."""
    page = Image.new("L", _PAGE, 250)
    pen = ImageDraw.Draw(page)
    for line in range(60, 480, 22):
        pen.line([(50, line), (370 - (line * number) % 90, line)], fill=120, width=3)
    pen.ellipse([(250, 470), (350, 570)], outline=90, width=4)
    written = io.BytesIO()
    page.save(written, "JPEG", quality=70)
    return written.getvalue()
