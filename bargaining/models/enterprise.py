"""Enterprises: the register's projection."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bargaining.models.base import Base
from bargaining.models.union_body import UnionBody


class Enterprise(Base):
    """One enterprise (企业); the row is the projection of its register changes.

    `code` is the 18-character 统一社会信用代码, None while it is still missing (缺码).
    `street_code` is 统计归属街道; `district_code` is the district the street is counted in.
    Empty numbers are unknown (待补), never zero.
    """

    __tablename__ = "enterprise"
    __table_args__ = (
        CheckConstraint("workers >= 0", name="workers_not_negative"),
        CheckConstraint("women <= workers", name="women_within_workers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(120), index=True)  # 拼音首字母
    district_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    street_code: Mapped[str] = mapped_column(ForeignKey("place.code"), index=True)
    registered_at: Mapped[str] = mapped_column(String(200), default="")  # 注册地
    operates_at: Mapped[str] = mapped_column(String(200), default="")  # 经营地
    industry_code: Mapped[str | None] = mapped_column(ForeignKey("industry.code"), index=True)
    ownership: Mapped[str] = mapped_column(String(60), default="")  # 登记注册类型
    workers: Mapped[int | None]
    women: Mapped[int | None]
    migrants: Mapped[int | None]
    dispatched: Mapped[int | None]
    unionised: Mapped[bool] = mapped_column(default=False)
    union_form: Mapped[str] = mapped_column(String(10), default="")  # 单独／联合
    union_id: Mapped[int | None] = mapped_column(ForeignKey("union_body.id"), index=True)
    members: Mapped[int | None]
    chair_name: Mapped[str] = mapped_column(String(80), default="")
    legal_representative: Mapped[str] = mapped_column(String(80), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    operating: Mapped[bool] = mapped_column(default=True)
    operating_ground: Mapped[str] = mapped_column(String(120), default="")
    last_sequence: Mapped[int] = mapped_column(default=0)
    row_version: Mapped[int] = mapped_column(default=1)

    union: Mapped[UnionBody | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}
