"""Rows of an office's ledger, and a database with law, places and the sample register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import backfill, enterprises, law, places
from bargaining.actions.persons import PersonKey
from bargaining.readers import contracts, seeds
from bargaining.readers.contracts import ContractRow
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR
from bargaining.rules.states import ContractWay

SAMPLES = Path(__file__).parent / "samples"
AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
# The first three of the sample register: 通州区 and 朝阳区 with a union, 丰台区 without.
UNION, OTHER, NO_UNION = "91110112MA3B1G6189", "91110105MAH536B3X3", "91110106MAE923GD8H"


def prepare(url: str) -> None:
    """Write law, places and the sample register into a database, for good."""
    engine = create_engine(url)
    with Session(engine) as session:
        law.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
        places.load_reference_tables(session, at=AT, actor=OPERATOR)
        file = enterprises.read_register(
            session, (SAMPLES / "enterprises.xlsx").read_bytes(), name="enterprises.xlsx"
        )
        enterprises.import_enterprises(
            session,
            file,
            actor=OPERATOR,
            at=AT,
            today=TODAY,
            key=PersonKey(Fernet.generate_key().decode()),
            source="enterprises.xlsx",
        )
        db.finish(session)
    engine.dispose()


def sample() -> tuple[ContractRow, ...]:
    """The sample ledger's rows."""
    content = (SAMPLES / "contracts.xlsx").read_bytes()
    return contracts.read_contracts(content, name="contracts.xlsx").rows


def row(**changed: object) -> ContractRow:
    """One row of an own contract that took its usual course."""
    usual = ContractRow(
        row=2,
        code=UNION,
        name="",
        kind=ContractKind.WAGE,
        way=ContractWay.OWN,
        signed_on=date(2026, 6, 20),
        deliberated_on=date(2026, 6, 18),
        filed_on=date(2026, 6, 25),
        effective_on=date(2026, 7, 11),
        term_from=date(2026, 7, 1),
        term_to=date(2027, 6, 30),
        workers=49,
        rise_rate=None,
        filing_number="备2026-1",
    )
    return replace(usual, **changed)


def take_sample(url: str) -> None:
    """Take the sample ledger into a prepared database, for good."""
    engine = create_engine(url)
    with Session(engine) as session:
        backfill.import_contracts(session, sample(), actor=OPERATOR, at=AT, today=TODAY)
        db.finish(session)
    engine.dispose()
