"""What does a wage table of the example data hold? A small sheet, as an office would send it."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from bargaining.actions.demo_register import Firm

_TITLES = (
    "岗位", "人数", "用工形式", "协商前月工资", "协商后月工资", "加班工资", "特殊津贴", "福利",
    "个人社保", "个人公积金",
)  # fmt: skip
# Above what the law asks of the lowest paid, so that only what is meant to stand out does.
_INSURANCE = 790
_HOUSING_FUND = 380
_MADE_AT = datetime(2020, 1, 1)  # noqa: DTZ001 -- the file's own stamp, which has no zone


def wage_sheet(firm: Firm, *, rise_percent: int, flaw: str = "") -> bytes:
    """Write a wage table (示例工资表) in which every amount rises alike.

    `flaw` is `floor` for a post below the minimum wage, `cut` for one that falls, `absent` for
    a table without 个人社保 and 个人公积金.
    """
    titles = [title for title in _TITLES if flaw != "absent" or not title.startswith("个人")]
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _MADE_AT})
    sheet = book.add_worksheet("工资方案")
    heading = book.add_format({"bold": True})
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, heading)
    for line, values in enumerate(_rows(firm, rise_percent=rise_percent, flaw=flaw), start=1):
        for column, title in enumerate(titles):
            value = values[title]
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            else:
                sheet.write_number(line, column, value)
    book.close()
    return buffer.getvalue()


def _rows(firm: Firm, *, rise_percent: int, flaw: str) -> list[dict[str, str | int]]:
    rows: list[dict[str, str | int]] = []
    posts = firm.trade.posts
    left = firm.workers
    for number, post in enumerate(posts):
        last = number == len(posts) - 1
        people = left if last else min(left - (len(posts) - 1 - number), _share(firm, post.share))
        left -= people
        before, after = post.amount, post.amount * (100 + rise_percent) // 100
        if last and flaw == "floor":
            before, after = 3200, 3300
        if last and flaw == "cut":
            after = before - 200
        values: tuple[str | int, ...] = (
            post.name, people, "合同制", before, after, 0, 0, 0, _INSURANCE, _HOUSING_FUND,
        )  # fmt: skip
        rows.append(dict(zip(_TITLES, values, strict=True)))
    return rows


def _share(firm: Firm, share: int) -> int:
    return max(1, round(firm.workers * share / 100))
