"""How does a sheet show a number: as it is stored, or as a share, in 万, in another currency?

A cell of 0.105 that shows 10.5% and one of 0.54 that shows 0.54万元 mean another number than the
one they hold; a reader of amounts has to know.
"""

from __future__ import annotations

import re
from typing import Literal

Look = Literal["percent", "scaled", "foreign"]

_PERCENTS = frozenset({9, 10})
_BIG = re.compile(r"[万千百亿]")
# A comma behind the last digit has the program divide: what the cell holds is the whole number.
_DIVIDED = re.compile(r"[0#?],+(?![,0#?])|[!\\]\.")
_FOREIGN = re.compile(
    r"\[\$(?:[A-Z]{0,2}\$|[€£]|USD|HKD|EUR|GBP|JPY|¥-(?:0?411|[0-9A-F]*0411))|US\$|HK\$|[€£]"
    r"|\"\$\"|\\\$|^\$|美元|美金|港[元币]|欧元|英镑|日元"
)


def look_of(number: int, code: str) -> Look | None:
    """Say what a number format makes of a number (数字格式); None where it shows it as it is."""
    if number in _PERCENTS or "%" in code or "‰" in code:
        return "percent"
    if _BIG.search(code) and not _DIVIDED.search(code):
        return "scaled"
    return "foreign" if _FOREIGN.search(code) else None
