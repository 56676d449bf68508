"""Trade unions as bodies of their own, in a tree."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class UnionKind(StrEnum):
    """What kind of body a union is (工会种类)."""

    SINGLE = "single"
    JOINT = "joint"
    FEDERATION = "federation"
    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    SYSTEM = "system"
    GROUP = "group"


UNION_KIND_LABELS: dict[UnionKind, str] = {
    UnionKind.SINGLE: "单独基层工会",
    UnionKind.JOINT: "联合基层工会",
    UnionKind.FEDERATION: "工会联合会",
    UnionKind.STREET: "街道（乡镇）总工会",
    UnionKind.DISTRICT: "区总工会",
    UnionKind.CITY: "市总工会",
    UnionKind.SYSTEM: "产业、系统工会",
    UnionKind.GROUP: "集团工会",
}


class UnionBody(Base):
    """One union (工会组织); the row is the projection of its register changes."""

    __tablename__ = "union_body"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("union_body.id"), index=True)
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    chair_name: Mapped[str] = mapped_column(String(80), default="")
    chair_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    term_ends_on: Mapped[date | None]
    members: Mapped[int | None]
    has_seal: Mapped[bool] = mapped_column(default=True)
    agreed_to_help_on: Mapped[date | None]  # 同意街道代录之日
    last_sequence: Mapped[int] = mapped_column(default=0)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}
