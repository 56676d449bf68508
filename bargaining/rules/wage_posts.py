"""What does a wage table propose? Its posts as plain values, empty and 0 kept apart."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from decimal import Decimal


class Form(enum.StrEnum):
    """How the people of a post are employed (用工形式)."""

    CONTRACT = "contract"
    DISPATCH = "dispatch"
    PART_TIME = "part_time"
    PIECE_RATE = "piece_rate"
    PROBATION = "probation"
    OVERAGE = "overage"
    INTERN = "intern"


FORM_LABELS = {
    Form.CONTRACT: "合同制",
    Form.DISPATCH: "劳务派遣",
    Form.PART_TIME: "非全日制",
    Form.PIECE_RATE: "计件",
    Form.PROBATION: "试用期",
    Form.OVERAGE: "超龄",
    Form.INTERN: "实习",
}

# The words that decide, in this order: 非全日制 before anything with 全日制 in it.
_FORM_WORDS = (
    (Form.PART_TIME, re.compile(r"非全日|小时工|钟点工")),
    (Form.PROBATION, re.compile(r"试用")),
    (Form.DISPATCH, re.compile(r"派遣")),
    (Form.PIECE_RATE, re.compile(r"计件")),
    (Form.OVERAGE, re.compile(r"超龄|返聘|退休")),
    (Form.INTERN, re.compile(r"实习|见习")),
    (Form.CONTRACT, re.compile(r"合同|全日制|正式|固定期限|^(?:本单位)?职工$")),
)
_NO_PROBATION = re.compile(r"(?:非|无|没有|已过|过了|不设)试用|试用期?(?:满|后|已过|结束)|转正后")
_PROBATION_MARK = re.compile(r"[（(\[【]?\s*试用(?:期|期间|人员|员工)?\s*[)）\]】]?[-—·]?")


@dataclass(frozen=True)
class WagePost:
    """One row of the wage table (岗位).

    An amount is None where its cell is empty or its column absent; which of the two, the table's
    `columns` say. `form` is the form as written, resolved; what the checks go by is `answers_to`.
    """

    row: int
    post: str
    people: int = 1
    form: Form = Form.CONTRACT
    before_amount: Decimal | None = None
    proposed_amount: Decimal | None = None
    overtime_amount: Decimal | None = None
    allowance_amount: Decimal | None = None
    welfare_amount: Decimal | None = None
    own_insurance_amount: Decimal | None = None
    own_housing_fund_amount: Decimal | None = None
    hourly_amount: Decimal | None = None
    holiday_hourly_amount: Decimal | None = None
    agreed_amount: Decimal | None = None
    note: str = ""
    written_form: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def answers_to(self) -> Form:
        """Say which form decides the floor (适用口径): 试用期 also by 备注 or the post's name."""
        if self.form is Form.PART_TIME or self.form is Form.PROBATION:
            return self.form
        for words in (self.post, self.note):
            if "试用" in words and not _NO_PROBATION.search(words):
                return Form.PROBATION
        return self.form

    @property
    def is_exempt_from_contributions(self) -> bool:
        """Say whether own 社保 and 公积金 are not to be expected (超龄、退休返聘、非全日制)."""
        if self.form in (Form.PART_TIME, Form.OVERAGE):
            return True
        return any(re.search(r"超龄|返聘|退休人员", words) for words in (self.post, self.note))

    @property
    def same_post_name(self) -> str:
        """Name the post without its mark of probation, to find its like (相同岗位)."""
        return "".join(_PROBATION_MARK.sub("", self.post).split())


@dataclass(frozen=True)
class Skipped:
    """A line that is no post: a total, a heading, a signature line (非岗位行)."""

    row: int
    text: str


@dataclass(frozen=True)
class WageTable:
    """A wage table as it was read (工资表).

    `columns` names the columns that are there, by the names of `WagePost`'s fields; `skipped` the
    lines that are no posts; `remarks` what was assumed while reading, by row.
    """

    posts: tuple[WagePost, ...]
    columns: frozenset[str]
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[tuple[WagePost, str], ...] = ()

    @property
    def people(self) -> int:
        """Count the people of all posts (总人数)."""
        return sum(post.people for post in self.posts)


def form_of(written: str) -> Form | None:
    """Read a form of employment (识别用工形式); None where the words say none."""
    for form, words in _FORM_WORDS:
        if words.search(written):
            return form
    return None
