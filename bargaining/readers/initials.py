"""How is a name typed by its pinyin initials? Every reading that people use."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# The library reads the district as a morning.
load_phrases_dict({"朝阳": [["cháo"], ["yáng"]]})

LONGEST = 120
_MOST_FORMS = 8
# Characters that are common in names of enterprises and people and are read with two initials.
_READINGS = {
    "重": "cz", "长": "cz", "行": "hx", "乐": "ly", "厦": "sx", "会": "hk", "单": "sd", "朝": "cz",
    "解": "jx", "曾": "zc", "查": "cz", "石": "sd", "区": "qo", "宿": "sx", "调": "dt", "降": "jx",
    "车": "cj", "校": "xj", "藏": "cz", "莘": "sx", "召": "zs", "参": "cs", "折": "zs", "厂": "ca",
    "卡": "kq", "屏": "pb", "番": "fp", "尉": "wy", "乘": "cs", "弹": "dt", "叶": "yx", "万": "wm",
    "畜": "cx", "圈": "qj", "传": "cz", "仇": "qc", "种": "zc", "晟": "cs", "盛": "cs", "丁": "dz",
    "缪": "mj", "覃": "qt", "翟": "zd", "洗": "xs", "贾": "jg", "柜": "gj", "暴": "bp",
}  # fmt: skip
_TYPED = re.compile(r"[a-z0-9]")


def initials(name: str) -> str:
    """Write a name's initials, other readings after the first, parted by blanks (拼音首字母).

    Digits and letters stay, all else is left out: 北京示例（长城）A厂 → bjslccac bjslzcac …
    """
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_each)  # type: ignore[arg-type]
    choices = [_choices(letter, read) for letter, read in zip(name, letters, strict=True)]
    written = ""
    for form in itertools.islice(_forms(choices), _MOST_FORMS):
        longer = f"{written} {form}".lstrip()
        if len(longer) > LONGEST:
            return written or form[:LONGEST]
        written = longer
    return written


def _each(unread: str) -> list[str]:
    return list(unread)


def _forms(choices: list[list[str]]) -> Iterator[str]:
    """Yield the first readings, then those with one other reading, with two, …"""
    doubtful = [place for place, readings in enumerate(choices) if len(readings) > 1]
    for count in range(len(doubtful) + 1):
        for places in itertools.combinations(doubtful, count):
            yield "".join(
                readings[1] if place in places else readings[0]
                for place, readings in enumerate(choices)
            )


def _choices(letter: str, read: str) -> list[str]:
    first = read.lower()
    first = first if _TYPED.fullmatch(first) else ""
    return [first, *(other for other in _READINGS.get(letter, "") if other != first)]
