"""The posts of signed wage agreements, as a new minimum wage is held against them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class AgreedPost(Base):
    """One post of a signed agreement and one floor it answers to (已约定的岗位工资).

    A projection of the case and its standing wage table; a part-time post has two rows.
    `floor` names the figure it answers to, `amount` what counts towards it, `place_code` the
    district whose figure that is. The agreement binds from `first_on` to `last_on`, both included;
    `effective_on` is None until it takes effect. `last_year`, that of its last day, lets the index
    skip what ended long ago.
    """

    __tablename__ = "agreed_post"
    __table_args__ = (
        # Whoever asks which posts a new minimum wage reaches is answered from the index alone.
        Index(
            "ix_agreed_post_floor", "floor", "place_code", "last_year", "amount",
            postgresql_include=["last_on", "effective_on", "first_on", "case_id", "people"],
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    row: Mapped[int]
    post: Mapped[str] = mapped_column(String(120))
    people: Mapped[int]
    floor: Mapped[str] = mapped_column(String(50))
    amount: Mapped[Decimal]
    place_code: Mapped[str] = mapped_column(String(9))
    first_on: Mapped[date]
    last_on: Mapped[date]
    last_year: Mapped[int]
    effective_on: Mapped[date | None]
