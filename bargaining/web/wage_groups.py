"""How do the findings of a wage table stand on a page? By their weight, then by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bargaining.models.wage_table import WageTable
from bargaining.rules.wage_check import WageCheck
from bargaining.rules.wage_findings import (
    VERDICT_LABELS,
    WEIGHT_LABELS,
    Finding,
    Verdict,
    weight_of,
)
from bargaining.web import wage_shapes

_TONES = {Verdict.BLOCKED: "red", Verdict.TO_VERIFY: "amber", Verdict.PASS: "grey"}
# How a finding looks goes by what it does to the verdict, like the group it stands in.
_LOOKS = {Verdict.BLOCKED: "block", Verdict.TO_VERIFY: "warn", Verdict.PASS: "note"}
_FOLDED = 3  # more of one kind than this are folded together
_LEADS = {
    Verdict.BLOCKED: "处理好了，才能生成正式文本。",
    Verdict.TO_VERIFY: "请核对或补齐后再上传。",
    Verdict.PASS: "供协商参考，不影响检查结论。",
}


def groups(table: WageTable) -> list[dict[str, Any]]:
    """Shape what was found when a table was taken in (检查发现，按分量)."""
    return _grouped(wage_shapes.findings(table))


def fresh(checked: WageCheck, table: WageTable) -> dict[str, Any]:
    """Shape a check by the law and clauses of now beside what was found then (重新检查)."""
    found = [_shaped(one) for one in checked.findings]
    before = {_key(one) for one in wage_shapes.findings(table)}
    now = {_key(one) for one in found}
    return {
        "verdict": VERDICT_LABELS[checked.verdict],
        "same_verdict": checked.verdict.value == table.verdict,
        "more": len(now - before),
        "fewer": len(before - now),
        "groups": _grouped(one for one in found if _key(one) not in before),
    }


def _shaped(one: Finding) -> dict[str, Any]:
    shown = one.as_json()
    return wage_shapes.shape_finding(
        rule=shown["rule"],
        severity=shown["severity"],
        message=one.message,
        row=one.row,
        post=one.post or "",
        figures=(shown["value"] or "", shown["limit"] or ""),
        starts_on=one.starts_on,
        basis=shown["basis"],
    )


def _key(one: Mapping[str, Any]) -> tuple[str, int | None, str, str]:
    return one["rule"], one["row"], one["post"] or "", one["message"]


def _grouped(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    listed = list(found)
    return [
        {
            "key": weight.value,
            "label": label,
            "tone": _TONES[weight],
            "lead": _LEADS[weight],
            "count": len(mine),
            "kinds": _kinds([{**one, "severity": _LOOKS[weight]} for one in mine]),
        }
        for weight, label in WEIGHT_LABELS.items()
        if (mine := [one for one in listed if weight_of(one["rule"], one["severity"]) is weight])
    ]


def _kinds(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put findings of one rule together; many of them are folded under one line."""
    by_rule: dict[str, list[Mapping[str, Any]]] = {}
    for one in found:
        by_rule.setdefault(one["rule"], []).append(one)
    return [
        {
            "label": wage_shapes.brief(mine[0]["rule"], mine[0]["severity"]),
            "count": len(mine),
            "folded": len(mine) > _FOLDED,
            "findings": mine,
        }
        for mine in by_rule.values()
    ]
