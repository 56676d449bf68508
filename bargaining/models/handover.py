"""A chair's office passes to the next person on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bargaining.models.base import Base


class Handover(Base):
    """One handing over of a union's chair (主席交接); append-only.

    `on_day` is the last day of the old account's rights; the new one's begin the day after.
    `contents` is the 交接清单 as it was that day: case numbers, steps, days and paper names.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    union_id: Mapped[int] = mapped_column(ForeignKey("union_body.id"), index=True)
    from_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    from_name: Mapped[str] = mapped_column(String(80))
    to_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    to_name: Mapped[str] = mapped_column(String(80))  # empty: 主席空缺
    on_day: Mapped[date]
    contents: Mapped[dict[str, Any]]
    actor_name: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime]
