"""What does an address ask of the gap, and how does the same question stand in a link?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from bargaining.queries import gap_rows
from bargaining.queries.gap_rows import Narrow
from bargaining.rules.coverage import (
    DENOMINATOR_LABELS,
    NUMERATOR_LABELS,
    STAGE_LABELS,
    Numerator,
)
from bargaining.rules.deadline_rules import CONTRACT_LABELS
from bargaining.rules.gap import GAP_LABELS, GapCategory
from bargaining.web import coverage_question
from bargaining.web.coverage_question import Asked

Choice = tuple[str, str]


@dataclass(frozen=True)
class Address:
    """What was asked (地址中的条件): the figures' question, and how the list is narrowed."""

    asked: Asked
    narrow: Narrow
    page: int
    given: Mapping[str, str]

    @property
    def figures(self) -> dict[str, Any]:
        """Write what the figures are asked, without what the list is narrowed to (统计口径)."""
        return {name: self.query[name] for name in _FIGURES if name in self.query}

    @property
    def query(self) -> dict[str, Any]:
        """Write everything that was chosen as it stands in an address, but the page (筛选条件)."""
        return {name: value for name, value in self.given.items() if value and name in _KNOWN}


# Not a category: all of them but those who are covered and end soon.
UNCOVERED = "uncovered"
_FIGURES = (
    "denominator", "numerator", "stage", "kind", "as_of", "known_on", "district", "street",
)  # fmt: skip
_KNOWN = frozenset({*_FIGURES, "category", "text", "sort"})


def read(given: MultiDict[str, str]) -> Address:
    """Read an address (读取条件); what was typed wrong is answered with the usual, and said."""
    sort, category = given.get("sort", ""), given.get("category", "")
    return Address(
        asked=coverage_question.read(),
        narrow=Narrow(
            category=GapCategory(category) if category in set(GapCategory) else None,
            uncovered=category == UNCOVERED,
            text=given.get("text", "").strip(),
            sort=sort if sort.removeprefix("-") in gap_rows.SORTS else "category",
        ),
        page=max(1, given.get("page", 1, type=int)),
        given=given.to_dict(),
    )


def fields(
    address: Address, *, districts: list[Choice], streets: list[Choice]
) -> list[dict[str, Any]]:
    """Shape the filter bar (筛选栏); a place is asked for only where there is a choice."""
    asked, question, narrow = address.asked, address.asked.question, address.narrow
    bar: list[dict[str, Any]] = [
        _search("text", "单位名称或代码", narrow.text),
        _select("category", "缺口类别", narrow.category or (UNCOVERED if narrow.uncovered else ""),
                [("", "全部"), (UNCOVERED, "未覆盖的"), *_choices(GAP_LABELS)]),
        _select("denominator", "分母", question.denominator, _choices(DENOMINATOR_LABELS)),
        _select("kind", "合同种类", asked.kind, _choices(CONTRACT_LABELS)),
    ]  # fmt: skip
    if len(districts) > 1:
        bar.append(
            _select("district", "区", asked.within.district or "", [("", "全部"), *districts])
        )
    elif asked.within.district:
        bar.append({"name": "district", "kind": "hidden", "value": asked.within.district})
    if len(streets) > 1 or asked.within.street:
        picker = _select(
            "street", "街道（乡镇）", asked.within.street or "", [("", "全部"), *streets]
        )
        bar.append(picker | {"picker": True})
    bar.append({"name": "as_of", "label": "时点", "kind": "day", "value": question.on.isoformat()})
    kept = ("numerator", "stage", "known_on", "sort")
    return bar + [
        {"name": name, "kind": "hidden", "value": address.query[name]}
        for name in kept
        if name in address.query
    ]


def _choices(labels: Mapping[Any, str]) -> list[Choice]:
    return [(one.value, said) for one, said in labels.items()]


def _select(name: str, label: str, value: str, options: list[Choice]) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": str(value), "options": options}


def _search(name: str, label: str, value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "search", "value": value}


def in_words(asked: Asked) -> str:
    """Say in a few words how it is counted (口径简述)."""
    question = asked.question
    parts = [DENOMINATOR_LABELS[question.denominator], CONTRACT_LABELS[asked.kind]]
    if question.numerator is not Numerator.ANY:
        parts.append(NUMERATOR_LABELS[question.numerator])
    return "、".join([*parts, STAGE_LABELS[question.stage]])
