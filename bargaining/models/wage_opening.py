"""Who from above opened an enterprise's wage table, and why: the enterprise sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class WageOpening(Base):
    """One opening of a case's wage table from above (查看工资表登记); append-only.

    It opens the case's wage table to that account until `open_until`.
    """

    __tablename__ = "wage_opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("bargaining_case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(String(80))
    actor_role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(400))
    opened_at: Mapped[datetime]
    open_until: Mapped[datetime]
