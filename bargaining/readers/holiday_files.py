"""What days off does a file list? JSON as holiday-cn publishes it, or a plain CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bargaining import errors
from bargaining.rules.day_words import plain_day
from bargaining.rules.festivals import NoticedDay
from bargaining.rules.holiday_notices import PlannedHoliday
from bargaining.rules.holiday_plans import gathered

LARGEST = 200_000  # bytes; a year's list has some 5,000
FIELD = "file"
_COLUMNS = {
    "date": ("date", "日期"),
    "name": ("name", "名称", "节日"),
    "off": ("off", "isoffday", "放假", "是否放假"),
}
_YES = frozenset({"true", "1", "是", "休", "放假", "y", "yes"})
_NO = frozenset({"false", "0", "否", "班", "补班", "上班", "n", "no"})
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
# 国庆节 before 中秋节: a holiday that is both is named by the longer.
_KNOWN = ("元旦", "春节", "清明节", "劳动节", "端午节", "国庆节", "中秋节")
_OTHER_KINDS = (
    (b"PK", "Excel 或压缩文件"),
    (b"\xd0\xcf", "旧版 Excel 或 Word 文件"),
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8", "图片"),
)


@dataclass(frozen=True)
class HolidayFile:
    """What a file says (放假安排文件): the year if it names one, the holidays, the first paper."""

    year: int | None
    holidays: tuple[PlannedHoliday, ...]
    link: str


@dataclass(frozen=True)
class _Line:
    where: str
    on: date
    name: str
    off: bool


def read(name: str, content: bytes, *, year: int) -> HolidayFile:
    """Read a file of days off for a year (读取放假安排文件).

    Raises Unusable, naming the entry, for what is no such file, what is not whole, and a day
    listed twice.
    """
    text = _text(name, content)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    looks_json = text.lstrip()[:1] in ("{", "[")
    if ending == "json" and not looks_json:
        raise _unusable("文件名是 .json，里面却不是 JSON，请换成正确的文件，或改存为 CSV。")
    if ending == "csv" and looks_json:
        raise _unusable("文件名是 .csv，里面却是 JSON，请把扩展名改成 .json 再传。")
    if looks_json:
        stated, link, entries = _json(text)
        lines = [_json_line(number, entry) for number, entry in enumerate(entries, start=1)]
    else:
        stated, link, lines = None, "", list(_csv_lines(text))
    if stated is not None and stated != year:
        raise _unusable(f"文件写的是 {stated} 年，这里要录入的是 {year} 年，请换文件或改年份。")
    if not lines:
        raise _unusable("文件里没有一个日子，请核对。")
    return HolidayFile(stated, _holidays(lines), link)


def _text(name: str, content: bytes) -> str:
    if not content.strip():
        raise _unusable("文件是空的，请重新选择。")
    if len(content) > LARGEST:
        raise _unusable("文件太大，一年的放假安排只有几千字节，请核对是不是选错了。")
    for start, kind in _OTHER_KINDS:
        if content.startswith(start):
            raise _unusable(
                f"“{name}”的内容是{kind}，这里只能读 JSON 或 CSV；Excel 请另存为 CSV 再传。"
            )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unusable("文件的文字读不出来，请另存为 UTF-8 编码的 CSV 或 JSON。")


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────


def _json(text: str) -> tuple[int | None, str, Sequence[Any]]:
    try:
        document = json.loads(text)
        json.dumps(document, ensure_ascii=False).encode()  # half a character cannot be kept
    except (ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", 1)
        raise _unusable(f"JSON 在第 {line} 行写得不完整，请重新下载或导出。") from problem
    if isinstance(document, list):
        return None, "", document
    days, year = document.get("days"), document.get("year")
    if not isinstance(days, list):
        raise _unusable("JSON 里没有 days 列表，请用 holiday-cn 格式：name、date、isOffDay。")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise _unusable(f"JSON 的 year 应是数字，实为“{year}”。")
    papers = document.get("papers")
    first = papers[0] if isinstance(papers, list) and papers else ""
    return year, first if isinstance(first, str) else "", days


def _json_line(number: int, entry: object) -> _Line:
    where = f"第 {number} 个日子"
    if not isinstance(entry, dict):
        raise _unusable(f"{where}应写成 name、date、isOffDay 三项，实为“{entry}”。")
    on, name, off = (entry.get(key) for key in ("date", "name", "isOffDay"))
    if not isinstance(off, bool):
        raise _unusable(f"{where}的 isOffDay 应是 true 或 false，实为“{off}”。")
    if not isinstance(name, str):
        raise _unusable(f"{where}的 name 应是节日名称，实为“{name}”。")
    return _Line(where, _day(on, where), _festival(name, where), off)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────


def _csv_lines(text: str) -> Iterator[_Line]:
    rows = csv.reader(io.StringIO(text))
    places = {"date": 0, "name": 1, "off": 2}
    try:
        for number, row in enumerate(rows, start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if number == 1 and (found := _head(cells)):
                places = found
                continue
            yield _csv_line(f"第 {number} 行", cells, places)
    except csv.Error as problem:
        raise _unusable(f"CSV 第 {rows.line_num} 行写得不完整，请核对引号和换行。") from problem


def _head(cells: Sequence[str]) -> dict[str, int] | None:
    plain = [cell.lower() for cell in cells]
    found = {
        column: plain.index(word)
        for column, words in _COLUMNS.items()
        for word in words
        if word in plain
    }
    if not found:
        return None
    missing = sorted(_COLUMNS.keys() - found.keys())
    if missing:
        raise _unusable("CSV 的表头要有三列：date（日期）、name（节日）、off（是否放假）。")
    return found


def _csv_line(where: str, cells: Sequence[str], places: dict[str, int]) -> _Line:
    if len(cells) <= max(places.values()):
        raise _unusable(f"{where}不足三列，应是日期、节日、是否放假。")
    off = cells[places["off"]].lower()
    if off not in _YES | _NO:
        raise _unusable(f"{where}的“是否放假”写的是“{off}”，请写 true 或 false（放假或补班）。")
    on = _day(cells[places["date"]], where)
    return _Line(where, on, _festival(cells[places["name"]], where), off in _YES)


# ── both ─────────────────────────────────────────────────────────────────────────────────────


def _day(value: object, where: str) -> date:
    parts = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if parts:
            return date(*(int(part) for part in parts.groups()))
    except ValueError:
        pass
    raise _unusable(f"{where}的日期“{value}”看不明白，请写成 2027-02-06。")


def _festival(name: str, where: str) -> str:
    """Take the festival a day is named by; of two in one holiday the first of the decree's."""
    words = name.strip()
    if not words:
        raise _unusable(f"{where}没有写节日名称。")
    named = [known for known in _KNOWN if known.removesuffix("节") in words]
    return named[0] if named else words


def _holidays(lines: Sequence[_Line]) -> tuple[PlannedHoliday, ...]:
    seen: dict[date, str] = {}
    for line in lines:
        if line.on in seen:
            raise _unusable(
                f"{line.where}：{plain_day(line.on)} 写了两次（前面是{seen[line.on]}）。"
            )
        seen[line.on] = line.where
    days = [NoticedDay(line.on, line.off, line.name, notice="") for line in lines]
    return gathered(days)


def _unusable(message: str) -> errors.Unusable:
    return errors.Unusable(message, field=FIELD)
