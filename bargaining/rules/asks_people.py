"""How is a list of negotiators read: as objects, or as the lines people type?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bargaining.rules.day_words import parse_day
from bargaining.rules.representatives import CAPACITY_LABELS, CHOSEN, Capacity

MOST = 60

_SIDES = {"union": "union", "职工方": "union", "工会": "union",
          "employer": "employer", "企业方": "employer", "企业": "employer"}  # fmt: skip
_CAPACITIES = {
    **{one.value: one for one in Capacity},
    **{label: one for one, label in CAPACITY_LABELS.items()},
    "外聘": Capacity.OUTSIDE,
}
_WAYS = {**{code: code for code in CHOSEN}, **{label: code for code, label in CHOSEN.items()}}
_DAYS = {"mandate_until": "委托到期日", "contract_ends_on": "劳动合同期满日"}
_DAY_WORDS = {"mandate_until": "委托至", "contract_ends_on": "合同至"}


def read(raw: Any) -> list[dict[str, Any]] | str:  # noqa: ANN401 -- JSON
    """Read negotiators (读代表名单): the rows of an event's list, or the sentence why not.

    A line is 姓名，方别，职务, and where they hold 首席, 外聘 or 顾问, the way of choosing, and
    委托至 or 合同至 with a day. What is not stated leaves no key.
    """
    rows = raw if isinstance(raw, list) else _lines(str(raw))
    people = []
    for number, row in enumerate(rows, start=1):
        person = _person(row) if isinstance(row, Mapping) else _UNFINISHED
        if isinstance(person, str):
            return f"第 {number} 位代表{person}"
        people.append(person)
    if len(people) > MOST:
        return f"代表名单最多 {MOST} 人。"
    return people


_UNFINISHED = "没有写全：请写姓名和方别（职工方、企业方）。"


def _lines(text: str) -> list[dict[str, Any]]:
    rows = []
    for line in text.splitlines():
        words = [word.strip() for word in re.split(r"[,，、\t]", line) if word.strip()]
        if words:
            side = words[1] if len(words) > 1 else ""
            rows.append({"name": words[0], "side": side, **_told(words[2:])})
    return rows


def _told(words: list[str]) -> dict[str, Any]:
    """Tell the marks of a line from the post; the first word that is no mark is the post."""
    said: dict[str, Any] = {}
    for word in words:
        day = next((name for name, lead in _DAY_WORDS.items() if word.startswith(lead)), None)
        if word == "首席":
            said["chief"] = True
        elif word in _CAPACITIES:
            said["capacity"] = word
        elif word in _WAYS:
            said["chosen_by"] = word
        elif day is not None:
            said[day] = word.removeprefix(_DAY_WORDS[day])
        else:
            said.setdefault("title", word)
    return said


def _person(row: Mapping[str, Any]) -> dict[str, Any] | str:
    name, side = _text(row, "name"), _SIDES.get(_text(row, "side"))
    if not name or len(name) > 40 or side is None:
        return _UNFINISHED
    capacity = _CAPACITIES.get(_text(row, "capacity"))
    if capacity is None:
        capacity = Capacity.OUTSIDE if row.get("outside") else Capacity.OWN
        capacity = Capacity.ADVISER if row.get("adviser") else capacity
    if capacity is Capacity.ADVISER and row.get("chief"):
        return f"（{name}）是顾问，不占名额，不能同时是首席代表；请改选身份，或者去掉首席。"
    further = _further(row)
    if isinstance(further, str):
        return f"（{name}）的{further}"
    return {
        "name": name,
        "side": side,
        "title": _text(row, "title")[:60],
        "chief": bool(row.get("chief")),
        "outside": capacity is Capacity.OUTSIDE,
        **({"adviser": True} if capacity is Capacity.ADVISER else {}),
        **further,
    }


def _further(row: Mapping[str, Any]) -> dict[str, str] | str:
    """Read what is rarely stated: how somebody was chosen, and the two days."""
    found = {}
    if way := _text(row, "chosen_by"):
        if way not in _WAYS:
            return f"产生方式请从这些中选择：{'、'.join(CHOSEN.values())}。"
        found["chosen_by"] = _WAYS[way]
    for key, label in _DAYS.items():
        if words := _text(row, key):
            day = parse_day(words)
            if day is None or not 1990 <= day.year <= 2100:
                return f"{label}应为日期，例如 2026-12-31，您填的是“{words}”。"
            found[key] = day.isoformat()
    return found


def _text(row: Mapping[str, Any], key: str) -> str:
    return str(row.get(key) or "").strip()
