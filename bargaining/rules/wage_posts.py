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


class Category(enum.StrEnum):
    """What kind of work a post does (岗位类别)."""

    FRONTLINE = "frontline"
    TECHNICAL = "technical"
    MANAGEMENT = "management"


CATEGORY_LABELS = {
    Category.FRONTLINE: "一线",
    Category.TECHNICAL: "技术",
    Category.MANAGEMENT: "管理",
}


class HoursSystem(enum.StrEnum):
    """How a post's working time is reckoned (工时制度)."""

    STANDARD = "standard"
    AVERAGED = "averaged"
    FLEXIBLE = "flexible"


HOURS_LABELS = {
    HoursSystem.STANDARD: "标准工时",
    HoursSystem.AVERAGED: "综合计算工时",
    HoursSystem.FLEXIBLE: "不定时",
}


class BonusSpan(enum.StrEnum):
    """What a bonus not paid by the month is stated for (非按月发放的口径).

    A month's part stands inside the monthly wage, a year's beside it.
    """

    MONTH = "month"
    YEAR = "year"


# What a row may state beyond the columns that are kept by themselves, as it is shown.
STATED_LABELS = {
    "overtime_amount": "加班工资",
    "allowance_amount": "特殊津贴",
    "welfare_amount": "福利",
    "own_insurance_amount": "个人社保",
    "own_housing_fund_amount": "个人公积金",
    "agreed_amount": "约定工资",
    "category": "岗位类别",
    "women": "女职工人数",
    "due_days": "应出勤天数",
    "attended_days": "实出勤天数",
    "hours_system": "工时制度",
    "month_hours": "月工时",
    "unit_price": "计件单价",
    "daily_quota": "日定额",
    "bonus_amount": "年终奖等非按月发放",
    "bonus_span": "年终奖等的口径",
    "board_amount": "折现食宿补贴",
}

# The words that decide, in this order: 非全日制 before anything with 全日制 in it.
_FORM_WORDS = (
    (Form.PART_TIME, re.compile(r"非全日|小时工|钟点工")),
    (Form.PROBATION, re.compile(r"试用")),
    (Form.DISPATCH, re.compile(r"派遣")),
    (Form.PIECE_RATE, re.compile(r"计件")),
    # 超龄劳动者基本权益保障暂行规定 第23条: who retires later by choice keeps his contract.
    (Form.CONTRACT, re.compile(r"延迟退休|延退")),
    (Form.OVERAGE, re.compile(r"超龄|返聘|退休")),
    (Form.INTERN, re.compile(r"实习|见习")),
    (Form.CONTRACT, re.compile(r"合同|全日制|正式|固定期限|^(?:本单位)?职工$")),
)
_CATEGORY_WORDS = (
    (Category.FRONTLINE, re.compile(r"一线|生产|操作")),
    (Category.TECHNICAL, re.compile(r"技术|技能|研发")),
    (Category.MANAGEMENT, re.compile(r"管理")),
)
_HOURS_WORDS = (
    (HoursSystem.FLEXIBLE, re.compile(r"不定时")),
    (HoursSystem.AVERAGED, re.compile(r"综合")),
    (HoursSystem.STANDARD, re.compile(r"标准")),
)
_OVERAGE_MARK = re.compile(r"超龄|返聘|(?<!延迟)退休人员")
_NO_PROBATION = re.compile(r"(?:非|无|没有|已过|过了|不设)试用|试用期?(?:满|后|已过|结束)|转正后")
_PROBATION_MARK = re.compile(r"[（(\[【]?\s*试用(?:期|期间|人员|员工)?\s*[)）\]】]?[-—·]?")


@dataclass(frozen=True)
class WagePost:
    """One row of the wage table (岗位).

    An amount is None where its cell is empty or its column absent; which of the two, the table's
    `columns` say. `form` is the form as written, resolved; what the checks go by is `answers_to`.
    The optional columns stand the same way; `bonus_span` is None where the column's title does
    not say whether its amount is inside the monthly wage.
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
    category: Category | None = None
    women: int | None = None
    due_days: Decimal | None = None
    attended_days: Decimal | None = None
    hours_system: HoursSystem | None = None
    month_hours: Decimal | None = None
    unit_price: Decimal | None = None
    daily_quota: Decimal | None = None
    bonus_amount: Decimal | None = None
    bonus_span: BonusSpan | None = None
    board_amount: Decimal | None = None
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
        return self.form is Form.PART_TIME or self.is_overage

    @property
    def is_overage(self) -> bool:
        """Say whether the post's people are past their retiring age (超龄、退休返聘)."""
        if self.form is Form.OVERAGE:
            return True
        return any(_OVERAGE_MARK.search(words) for words in (self.post, self.note))

    @property
    def yearly_bonus_amount(self) -> Decimal | None:
        """Return what one person gets a year beside the monthly wage (全年另发的奖金).

        None where nothing is stated, and where the amount is a part of the monthly wage.
        """
        return None if self.bonus_span is BonusSpan.MONTH else self.bonus_amount

    def stated(self) -> dict[str, str]:
        """Write down by field what is stated and has no place of its own (其余已填各项)."""
        given = ((field, getattr(self, field)) for field in STATED_LABELS)
        return {
            field: format(value, "f") if isinstance(value, Decimal) else str(value)
            for field, value in given
            if value is not None
        }

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


def category_of(written: str) -> Category | None:
    """Read a kind of work (识别岗位类别); None where the words say none, or more than one."""
    found = [category for category, words in _CATEGORY_WORDS if words.search(written)]
    return found[0] if len(found) == 1 else None


def hours_system_of(written: str) -> HoursSystem | None:
    """Read how working time is reckoned (识别工时制度); None where the words say none."""
    for system, words in _HOURS_WORDS:
        if words.search(written):
            return system
    return None


def form_of(written: str) -> Form | None:
    """Read a form of employment (识别用工形式); None where the words say none."""
    for form, words in _FORM_WORDS:
        if words.search(written):
            return form
    return None
