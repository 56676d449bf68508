"""The case: the projection that lists need, and who it covers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bargaining.models.base import Base, Rate
from bargaining.models.enterprise import Enterprise


class Case(Base):
    """One bargaining cycle (协商案件); the row is the fold of its events and nothing else.

    Nothing here depends on today. `enterprise_id` is None for a regional or industry contract,
    whose enterprises stand in `case_enterprise`. `term_before` holds, for each change of the last
    day, until when the old one held and which it was. `last_sequence` rises with every event, so
    the row version fires for every two people on one case.
    """

    __tablename__ = "bargaining_case"
    __table_args__ = (
        Index("ix_bargaining_case_district_state", "district_code", "state"),
        # Nearly no case ever moves.
        Index(
            "ix_bargaining_case_moved_on", "moved_on", postgresql_where=text("moved_on IS NOT NULL")
        ),
        CheckConstraint("term_to IS NULL OR term_to >= term_from", name="term_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    kind: Mapped[str] = mapped_column(String(20))  # wage general women safety
    way: Mapped[str] = mapped_column(String(20))  # own group region industry
    origin: Mapped[str] = mapped_column(String(20))  # walked backfilled
    year: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(200))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    district_code: Mapped[str] = mapped_column(ForeignKey("place.code"))
    street_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"), index=True)
    opened_on: Mapped[date]
    opened_at: Mapped[datetime]

    state: Mapped[str] = mapped_column(String(30), index=True)
    initiator: Mapped[str] = mapped_column(String(10), default="")  # union employer
    delivered_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    received_on: Mapped[date | None]  # 人社收到之日，有凭证
    effective_on: Mapped[date | None]
    published_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    terminated_on: Mapped[date | None]  # 解除、终止之日，当天仍有效
    moved_on: Mapped[date | None]  # 最近一次迁往别的区之日
    term_before: Mapped[list[list[str]] | None] = mapped_column(JSONB(none_as_null=True))
    term_from: Mapped[date | None]
    term_to: Mapped[date | None]
    workers_covered: Mapped[int | None]
    rise_rate: Mapped[Decimal | None] = mapped_column(Rate)
    filing_number: Mapped[str] = mapped_column(String(60), default="", index=True)
    to_verify: Mapped[bool] = mapped_column(default=False)  # 待核
    state_since: Mapped[date | None]  # 进入现状态之日
    last_contact_on: Mapped[date | None]
    next_contact_on: Mapped[date | None]  # 约定的下次联系之日
    precheck: Mapped[str] = mapped_column(String(10), default="")  # 预审结论：pass return
    refusal: Mapped[str] = mapped_column(String(10), default="")  # 经人认定：refused delayed
    last_sequence: Mapped[int] = mapped_column(default=0)
    row_version: Mapped[int] = mapped_column(default=1)

    enterprise: Mapped[Enterprise | None] = relationship(lazy="raise")
    covers: Mapped[list[CaseEnterprise]] = relationship(
        back_populates="case", order_by="CaseEnterprise.enterprise_id", lazy="raise"
    )

    __mapper_args__ = {"version_id_col": row_version}


class CaseEnterprise(Base):
    """One enterprise that a contract covers (覆盖企业); counted only when confirmed."""

    __tablename__ = "case_enterprise"
    __table_args__ = (UniqueConstraint("case_id", "enterprise_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    confirmed: Mapped[bool]
    workers: Mapped[int | None]

    case: Mapped[Case] = relationship(back_populates="covers")
