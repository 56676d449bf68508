"""A register in the database: the reference tables, and rows imported as people import them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import enterprises, places
from bargaining.actions.import_result import ImportResult
from bargaining.actions.persons import PersonKey
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.queries import register as register_queries
from bargaining.rules import register
from bargaining.rules.roles import OPERATOR, Actor
from tests import register_files

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = PersonKey(Fernet.generate_key().decode())


def load(session: Session) -> Session:
    """Load the reference tables."""
    places.load_reference_tables(session, at=AT, actor=OPERATOR)
    return session


def load_for_good(url: str) -> None:
    """Load the reference tables into a database for all tests of a module."""
    engine = create_engine(url)
    db.act_as_app(engine)
    with Session(engine) as session:
        db.finish(load(session))
    engine.dispose()


def import_content(
    session: Session, content: bytes, *, actor: Actor = OPERATOR, **more: Any
) -> ImportResult:
    """Import a register's file."""
    file = enterprises.read_register(session, content, name="名册")
    given = {"at": AT, "today": TODAY, "key": KEY, "source": "名册", **more}
    return enterprises.import_enterprises(session, file, actor=actor, **given)


def import_rows(session: Session, *rows: dict[str, str], **more: Any) -> ImportResult:
    """Import some rows."""
    return import_content(session, register_files.register_csv(*rows), **more)


def import_one(session: Session, number: int = 1, **cells: str) -> Enterprise:
    """Import one row and return its enterprise."""
    row = register_files.enterprise(number, **cells)
    result = import_rows(session, row)
    assert result.rejected == ()
    return enterprise_of(session, row["统一社会信用代码"], name=row["单位名称"])


def enterprise_of(session: Session, code: str, *, name: str = "") -> Enterprise:
    """Find an enterprise by its code, or by its name while it has none."""
    condition = Enterprise.code == code if code else Enterprise.name == name
    return session.scalars(select(Enterprise).where(condition)).one()


def union_of(session: Session, enterprise: Enterprise) -> UnionBody:
    """Find the union of an enterprise that has one."""
    assert enterprise.union_id is not None
    union = session.get(UnionBody, enterprise.union_id)
    assert union is not None
    return union


def changes_of(session: Session, enterprise: Enterprise) -> list[RegisterChange]:
    """Return an enterprise's history."""
    return list(
        session.scalars(
            select(RegisterChange)
            .where(RegisterChange.enterprise_id == enterprise.id)
            .order_by(RegisterChange.sequence)
        )
    )


def union_changes(session: Session, union: UnionBody) -> list[RegisterChange]:
    """Return a union's history."""
    return list(
        session.scalars(
            select(RegisterChange)
            .where(RegisterChange.union_id == union.id)
            .order_by(RegisterChange.sequence)
        )
    )


def counts(result):
    """Return the counts of an import."""
    return result.read, result.created, result.updated, result.unchanged, result.rejected_rows


def change(session, subject, *, actor=OPERATOR, effective_on=None, phone=None, **fields):
    """Change an enterprise."""
    return enterprises.change_enterprise(
        session, subject.id, fields, effective_on=effective_on, source="变更登记", actor=actor,
        at=AT, today=TODAY, key=KEY, phone=phone,
    )  # fmt: skip


def registered(session, *, actor=OPERATOR, effective_on=None, phone=None, **fields):
    """Register an enterprise; name and street are lawful unless given."""
    said = {"name": "北京示例新设公司", "street_code": "110108011", **fields}
    return enterprises.register_enterprise(
        session, said, effective_on=effective_on, source="登记", actor=actor, at=AT,
        today=TODAY, key=KEY, phone=phone,
    )  # fmt: skip


def row_as_fields(subject):
    """Return what an enterprise's row says."""
    return {name: getattr(subject, name) for name in register_queries.ENTERPRISE_FIELDS}


def folded(session, subject):
    """Return what an enterprise's history says in the end."""
    history = register_queries.enterprise_histories(session, [subject.id])[subject.id]
    return register.fields_on(history, on=None) or {}
