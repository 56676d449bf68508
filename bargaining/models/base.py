"""What every row shares: the metadata, the names of constraints, the column types."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, Numeric, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# A JSON object as it is stored: strings, numbers, booleans, None, lists and objects of these.
Json = dict[str, Any]


class Moment(TypeDecorator[datetime]):
    """A moment: aware in Python, timestamptz in the database, always UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Hand back UTC whatever zone the connection has."""
        return None if value is None else value.astimezone(UTC)


Amount = Numeric(14, 2)
Rate = Numeric(12, 6)
Code = String(32)


class Base(DeclarativeBase):
    """The declarative base of every row."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: Moment,
            Decimal: Amount,
            dict[str, Any]: JSONB,
            list[str]: JSONB,
            list[dict[str, Any]]: JSONB,
        },
    )


# Tables whose rows are never changed or removed: triggers refuse it, and so does the role `app`.
APPEND_ONLY = (
    "audit_entry",
    "case_event",
    "register_change",
    "wage_table",
    "wage_post",
    "wage_finding",
    "issued_paper",
    "wage_opening",
    "enterprise_contact",
    "handover",
    "redating",
    "private_note",
    "pay_check",
)


def iso(day: date | None) -> str | None:
    """Write a day as it stands in JSON."""
    return None if day is None else day.isoformat()
