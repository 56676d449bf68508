"""How is no said? Every expected "no" of the system, each carrying its finished sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Refusal:
    """Why a step may not be taken (不可办理的理由).

    `message` is a finished Chinese sentence; `basis` is a rule id or the article's name, empty
    where no article is behind it; `field` names the input the sentence belongs to.
    """

    code: str
    message: str
    basis: str = ""
    field: str = ""


class Refused(Exception):
    """A step that is not open, with its reason (不予办理)."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class Unusable(Refused):
    """Input that cannot be understood: an unknown name, a file that is no table (无法识别)."""

    def __init__(self, message: str, *, field: str = "", code: str = "unusable") -> None:
        super().__init__(Refusal(code=code, message=message, field=field))


class Invalid(Refused):
    """Answers that cannot be taken, each with its field (填写有误)."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0])
        self.refusals = tuple(refusals)


class NotVisible(Exception):
    """It is not there, or it is not this person's to see; both look the same (不存在或无权查看)."""


class NotPublished(Exception):
    """A figure that was never published, or has been repealed (未发布或已废止)."""

    def __init__(self, figure: str, on: date, *, place: str, status: str) -> None:
        word = {"not_published": "未发布", "repealed": "已废止"}.get(status, status)
        super().__init__(f"{on.isoformat()} 适用的“{figure}”（{place}）{word}。")
        self.figure, self.on, self.place, self.status = figure, on, place, status


class LawMissing(Exception):
    """No figure or rule is recorded for that day and place (未收录)."""

    def __init__(self, figure: str, on: date, *, place: str) -> None:
        super().__init__(
            f"系统未收录 {on.isoformat()} 适用的“{figure}”（{place}），请管理员录入并注明出处。"
        )
        self.figure, self.on, self.place = figure, on, place


@dataclass(frozen=True)
class RowProblem:
    """One thing wrong with one row of somebody's file (表格行的问题).

    `row` is the file's own line number, the header line being part of the count.
    """

    row: int
    column: str
    reason: str
    value: str = field(default="")


class NotReady(Exception):
    """Something the system stands on is not there, for example no database (系统未就绪)."""
