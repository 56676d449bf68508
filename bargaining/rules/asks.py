"""What a move asks for: one list that the page, the command line and the file all answer to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from bargaining.errors import Refusal
from bargaining.rules import asks_people, mobiles
from bargaining.rules.day_words import parse_day as parse_day


class AskKind(StrEnum):
    """What sort of answer is wanted (填写类型)."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DAY = "day"
    WHOLE = "whole"
    RATE = "rate"
    AMOUNT = "amount"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PEOPLE = "people"
    FILE = "file"
    FILES = "files"


@dataclass(frozen=True)
class Ask:
    """One thing a move asks for (填写项).

    `required` is asked of the filled form as a whole; `default` is what an empty answer means;
    `suggest` only stands in the empty form; `basis` is the article shown beside the field. What
    can wait is `later`: the page folds it away. Text is at most `longest` characters; with
    `no_numbers` no mobile or identity number may stand in it, for an entry is never erased.
    `places` are the provinces it is asked in; none means everywhere. `offers` are texts that a
    page lays before people to choose from, value and label, under headings; a text stays a text.
    """

    name: str
    label: str
    kind: AskKind = AskKind.TEXT
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    default: str | None = None
    suggest: str = ""
    help: str = ""
    basis: str = ""
    longest: int = 200
    later: bool = False
    no_numbers: bool = False
    places: tuple[str, ...] = ()
    offers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True)
class Answers:
    """What came out of reading somebody's answers (填写结果): JSON values, or what is wrong."""

    payload: dict[str, Any]
    refusals: tuple[Refusal, ...]


YES_WORDS = frozenset({"yes", "y", "true", "1", "是", "on"})
NO_WORDS = frozenset({"no", "n", "false", "0", "否", ""})
MAX_LONG = 4000


def read_answers(asks: Sequence[Ask], given: Mapping[str, Any]) -> Answers:
    """Read answers as text or JSON into a payload (读取填写内容).

    An empty optional answer leaves no key, so absent and zero stay apart. Keys nobody asked for
    are refused by name.
    """
    payload: dict[str, Any] = {}
    refusals = [
        Refusal("unknown_key", f"这一步没有“{key}”这一项。", field=key)
        for key in given
        if key not in {ask.name for ask in asks}
    ]
    for ask in asks:
        raw = given.get(ask.name)
        if isinstance(raw, str):
            raw = raw.strip()
        if raw in (None, "", []):
            raw = ask.default
        if raw is None:
            if ask.required:
                refusals.append(Refusal("missing", f"请填写{ask.label}。", field=ask.name))
            continue
        value = _READERS[ask.kind](ask, raw)
        if isinstance(value, Refusal):
            refusals.append(value)
        else:
            payload[ask.name] = value
    return Answers(payload, tuple(refusals))


def _text(ask: Ask, raw: Any) -> str | Refusal:  # noqa: ANN401 -- JSON
    limit = MAX_LONG if ask.kind is AskKind.LONG_TEXT else ask.longest
    value = str(raw)
    if len(value) > limit:
        return Refusal("too_long", f"{ask.label}不超过 {limit} 字。", field=ask.name)
    if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in value):
        return Refusal("bad_text", f"{ask.label}含有无法显示的字符，请重新填写。", field=ask.name)
    if ask.no_numbers and mobiles.stands_in(value):
        words = "里请不要写手机号码和身份证号，登记以后不能删去；号码请登记在企业资料里。"
        return Refusal("personal_number", f"{ask.label}{words}", field=ask.name)
    return value


def _day(ask: Ask, raw: Any) -> str | Refusal:  # noqa: ANN401 -- JSON
    day = parse_day(str(raw))
    if day is None:
        return Refusal(
            "bad_day", f"{ask.label}应为日期，例如 2026-03-01，您填的是“{raw}”。", field=ask.name
        )
    if not 1990 <= day.year <= 2100:
        return Refusal("bad_day", f"{ask.label}的年份应在 1990 至 2100 之间。", field=ask.name)
    return day.isoformat()


def _whole(ask: Ask, raw: Any) -> int | Refusal:  # noqa: ANN401 -- JSON
    words = str(raw).strip().removesuffix("人").strip()
    if isinstance(raw, bool) or not re.fullmatch(r"\d{1,7}", words):
        return Refusal("bad_number", f"{ask.label}应为不小于 0 的整数。", field=ask.name)
    return int(words)


def _rate(ask: Ask, raw: Any) -> str | Refusal:  # noqa: ANN401 -- JSON
    words = str(raw).strip()
    percent = words.endswith(("%", "％"))
    try:
        number = Decimal(words.rstrip("%％").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 1000:
        return Refusal("bad_rate", f"{ask.label}应为百分数，例如 4.5%。", field=ask.name)
    fraction = number / 100 if percent else number
    return f"{fraction.normalize():f}" if fraction else "0"


def _amount(ask: Ask, raw: Any) -> str | Refusal:  # noqa: ANN401 -- JSON
    """Read an amount of money, 2540, 2,540.00 or 2540 元, to the cent."""
    words = str(raw).strip().removesuffix("/月").removesuffix("元").strip().replace(",", "")
    if isinstance(raw, bool) or not re.fullmatch(r"\d{1,9}(?:\.\d{1,2})?", words, re.ASCII):
        return Refusal("bad_amount", f"{ask.label}应为金额，例如 2540.00 元。", field=ask.name)
    return words


def _choice(ask: Ask, raw: Any) -> str | Refusal:  # noqa: ANN401 -- JSON
    for code, label in ask.choices:
        if raw in (code, label):
            return code
    named = "、".join(label for _, label in ask.choices)
    return Refusal("bad_choice", f"{ask.label}请从这些中选择：{named}。", field=ask.name)


def _yes_no(ask: Ask, raw: Any) -> bool | Refusal:  # noqa: ANN401 -- JSON
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    return Refusal("bad_choice", f"{ask.label}请填“是”或“否”。", field=ask.name)


def _people(ask: Ask, raw: Any) -> list[dict[str, Any]] | Refusal:  # noqa: ANN401 -- JSON
    """Read representatives: objects, or one line each (协商代表)."""
    people = asks_people.read(raw)
    if isinstance(people, str):
        return Refusal("bad_people", people, field=ask.name)
    return people


def _file(ask: Ask, raw: Any) -> dict[str, str] | Refusal:  # noqa: ANN401 -- JSON
    if isinstance(raw, Mapping) and {"hash", "name"} <= raw.keys():
        return {"hash": str(raw["hash"]), "name": str(raw["name"])[:200]}
    return Refusal("bad_file", f"请选择{ask.label}文件。", field=ask.name)


def _files(ask: Ask, raw: Any) -> list[dict[str, str]] | Refusal:  # noqa: ANN401 -- JSON
    rows = raw if isinstance(raw, list) else [raw]
    files = [_file(ask, row) for row in rows]
    good = [file for file in files if not isinstance(file, Refusal)]
    return (
        good
        if len(good) == len(files)
        else Refusal("bad_file", f"请选择{ask.label}文件。", field=ask.name)
    )


_READERS = {
    AskKind.TEXT: _text,
    AskKind.LONG_TEXT: _text,
    AskKind.DAY: _day,
    AskKind.WHOLE: _whole,
    AskKind.RATE: _rate,
    AskKind.AMOUNT: _amount,
    AskKind.CHOICE: _choice,
    AskKind.YES_NO: _yes_no,
    AskKind.PEOPLE: _people,
    AskKind.FILE: _file,
    AskKind.FILES: _files,
}
