"""What may stand in a list of promises? One thing a line, each short enough to be a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bargaining.errors import Refusal

LONGEST, MOST = 120, 60
# A number in front, as people write lists: 1. 1、 （一） 一、; 3.5% and 2026年 are none.
_NUMBERED = re.compile(
    r"^\s*(?:[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[、)）]|[.．](?!\d)))\s*"
)


def read_lines(text: str) -> tuple[str, ...]:
    """Read a list of promises, one a line, without their numbers (读履约事项); no line twice."""
    lines = (_NUMBERED.sub("", line).strip(" \t。；;") for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def listed(payload: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Read the promises an entry lists (已列的履约事项); none where there is no entry."""
    return read_lines(str(payload.get("promises") or "")) if payload else ()


def find(named: str, promises: tuple[str, ...]) -> str | None:
    """Find a promise by its words or its number in the list (查找履约事项); None where none is."""
    wanted = _squeezed(named)
    for one in promises:
        if _squeezed(one) == wanted:
            return one
    number = wanted.removeprefix("第").removesuffix("项")
    if number.isascii() and number.isdigit() and 1 <= int(number) <= len(promises):
        return promises[int(number) - 1]
    return None


def refusals(
    move: str, payload: Mapping[str, Any], *, known: Mapping[str, Any] | None
) -> Iterator[Refusal]:
    """Say which lists and choices cannot be (不可能的履约登记); `known` lists the promises."""
    if move == "record_promises":
        lines = listed(payload)
        if not lines:
            yield Refusal("missing", "请写出至少一项，一项一行。", field="promises")
        if len(lines) > MOST:
            yield Refusal("too_many", f"履约事项最多 {MOST} 项。", field="promises")
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST:
                words = f"第 {number} 项有 {len(line)} 字，请缩短到 {LONGEST} 字以内。"
                yield Refusal("too_long", words, field="promises")
    named = payload.get("promise") if move == "record_performance" else None
    if named and find(str(named), listed(known)) is None:
        words = f"履约事项里没有“{named}”，请从已登记的事项里选，或者先登记履约事项。"
        yield Refusal("unknown_promise", words, field="promise")


def _squeezed(words: str) -> str:
    return "".join(words.split())
