"""How does a stored proof stand on a page? Its sentence, its counting, where to try it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bargaining.rules import proof_words

Shape = dict[str, Any]


def told(proof: Mapping[str, Any]) -> Shape:
    """Shape what a proof tells; one stored by an earlier version tells as much as it holds."""
    return {
        "sentence": proof_words.sentence(proof) if proof.get("label") else "",
        "steps": grouped(proof),
        "basis": _cited(proof, "basis"),
        "consequence": proof.get("consequence", ""),
        "consequence_basis": _cited(proof, "consequence_basis"),
        "remark": "".join(proof.get(key) or "" for key in ("unsettled", "note")),
        "calculator": address(proof),
    }


def waits(proof: Mapping[str, Any]) -> str:
    """Say what a day waits for that is not certain yet (待定的原因), "" for one that is."""
    return "" if proof.get("certain", True) else proof_words.sure(proof)


def often(proof: Mapping[str, Any], ended_on: date | None) -> str:
    """Tell a yearly duty that counts from no day, as the law has it or as done (每年至少一次)."""
    if proof.get("every_years") != 1 or proof.get("due_on") or proof.get("latest"):
        return ""
    if ended_on is None:
        return "每年至少一次"
    is_report = str(proof.get("rule", "")).startswith("T-ANNUAL-REPORT")
    return f"{ended_on.year}年已报告" if is_report else ""


def _cited(proof: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    return [(one["text"], one["article"]) for one in proof.get(name, [])]


def grouped(proof: Mapping[str, Any]) -> list[Shape]:
    """Put lines about one thing under one label."""
    found: list[Shape] = []
    for line in proof_words.lines(proof):
        if found and found[-1]["label"] == line.label:
            found[-1]["texts"].append(line.text)
        else:
            found.append({"label": line.label, "texts": [line.text]})
    return found


def address(proof: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a proof asks, as the calculator's address; empty where it does not say enough."""
    if not proof.get("rule") or not proof.get("start"):
        return {}
    given = {
        "place": proof.get("place"),
        "rule": proof["rule"],
        "kind": proof.get("contract_kind"),
        "start": proof["start"],
        "completed_on": proof.get("completed_on"),
        "second_on": proof.get("second_on"),
        "extended_by": proof.get("extended_by"),
    }
    return {name: str(value) for name, value in given.items() if value}
