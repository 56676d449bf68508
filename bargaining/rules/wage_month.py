"""How much of a month does a wage pay for, and what of it is not paid by the month in money?

What is read into the statutes here, and not written in them:
出勤折算 (floor × attended ÷ due days) is the working formula for a month not worked in full;
最低工资规定 第12条③ takes the worker's own absence out of the rule altogether, while idleness that
is the enterprise's leaves the floor whole. A table does not say which, so a wage between the
two is asked about and never passes.
A bonus paid once a year cannot make up a month: wages are paid by the month (劳动法 第50条), the
floor is a month's. Meals and lodging in money do not count by 劳部发〔1995〕309号 第54条, an older
opinion whose text was not seen; 最低工资规定 第12条 does not name them. Both therefore warn, and
never block.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bargaining.rules.basis import Basis
from bargaining.rules.wage_findings import CENT, to_cent, yuan
from bargaining.rules.wage_posts import BonusSpan, WagePost

BOARD_BASIS = Basis("关于贯彻执行《中华人民共和国劳动法》若干问题的意见", "第54条（条文未核）")
MONTHS = 12


@dataclass(frozen=True)
class Attendance:
    """A month that was not worked in full (出勤折算): fewer days attended than were due."""

    due_days: Decimal
    attended_days: Decimal

    def is_short(self, amount: Decimal, *, of: Decimal) -> bool:
        """Say whether an amount lies under its share of a whole month's (折算后是否不足)."""
        return amount * self.due_days < of * self.attended_days

    def share(self, amount: Decimal) -> Decimal:
        """Return a month's amount for the days attended (折算额), to the cent upwards."""
        exact = amount * self.attended_days / self.due_days
        return exact.quantize(CENT, rounding=ROUND_CEILING)

    def whole(self, amount: Decimal) -> Decimal | None:
        """Return what the days attended come to over a whole month (折算整月), None for no day."""
        if not self.attended_days:
            return None
        exact = amount * self.due_days / self.attended_days
        return exact.quantize(CENT, rounding=ROUND_FLOOR)

    def words(self) -> str:
        """Write the days down for a sentence (出勤文字)."""
        return f"实出勤 {plain(self.attended_days)} 天、应出勤 {plain(self.due_days)} 天"


@dataclass(frozen=True)
class NotByMonth:
    """What a stated wage holds that is not paid by the month in money (不按月以货币支付的部分).

    `sure_amount` is inside the monthly wage by its column; `asked_amount` would be, if the
    bonus beside it were spread over the months.
    """

    sure_amount: Decimal
    asked_amount: Decimal
    sure_words: str
    asked_words: str
    has_board: bool


def attendance_of(post: WagePost) -> Attendance | None:
    """Return a post's attendance where it is short of the days due (缺勤), else None."""
    due, attended = post.due_days, post.attended_days
    if not due or attended is None or attended >= due:
        return None
    return Attendance(due_days=due, attended_days=attended)


def not_by_month(post: WagePost) -> NotByMonth:
    """Say what of a post's wage is not paid by the month in money (不按月以货币支付的部分).

    A bonus whose column does not say whether it is a month's part or a year's sum is asked
    about in full; a year's by its twelfth.
    """
    board = post.board_amount or Decimal(0)
    bonus = post.bonus_amount or Decimal(0)
    sure, parts = board, []
    if board:
        parts.append(f"折现食宿补贴 {yuan(board)}")
    if bonus and post.bonus_span is BonusSpan.MONTH:
        sure += bonus
        parts.append(f"不按月发放的年终奖等 {yuan(bonus)}")
    asked, asked_words = sure, ""
    if bonus and post.bonus_span is BonusSpan.YEAR:
        share = to_cent(bonus / MONTHS)
        asked, asked_words = board + share, f"年终奖等全年 {yuan(bonus)}（每月 {yuan(share)}）"
    elif bonus and post.bonus_span is None:
        asked, asked_words = board + bonus, f"年终奖等 {yuan(bonus)}"
    return NotByMonth(
        sure_amount=sure,
        asked_amount=asked,
        sure_words="、".join(parts),
        asked_words=asked_words,
        has_board=bool(board),
    )


def plain(number: Decimal) -> str:
    """Write a number of days, hours or pieces for a sentence, without idle noughts (数量文字)."""
    return format(number.normalize(), "f")
