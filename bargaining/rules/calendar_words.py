"""What does a subscribed calendar say of a deadline? Words that outsiders may read too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bargaining.rules import proof_words, short_words
from bargaining.rules.basis import titled
from bargaining.rules.day_words import long_day

Proof = Mapping[str, Any]


def summary(number: str, proof: Proof, *, name: str = "") -> str:
    """Head one entry: case number and step, the enterprise's name where asked for (日历标题)."""
    head = f"{number} {short_words.step_words(proof)}"
    return f"{head} {name}" if name else head


def description(proof: Proof, *, act_by: date) -> str:
    """Say who does what by when, how sure the day is, and by which articles (日历说明).

    Nobody's name stands in it.
    """
    lines = (
        proof_words.sentence(proof),
        _why_this_day(proof, act_by),
        _sure(proof),
        "" if proof.get("proved", True) else "没有收到凭证，暂按报送之日推算。",
        str(proof.get("unsettled") or ""),
        _basis(proof),
    )
    return "\n".join(line for line in lines if line)


def _why_this_day(proof: Proof, act_by: date) -> str:
    due_on = proof.get("due_on")
    if due_on is None:
        return f"{long_day(act_by)}满一年，请在这以前办。"
    if due_on == act_by.isoformat():
        return ""
    return f"请按 {long_day(act_by)}办，留出余地。"


def _sure(proof: Proof) -> str:
    """An interval is told by the sentence itself, a window's by nothing else."""
    if proof.get("due_on") is None:
        return ""
    if proof.get("certain", True):
        return "日期已经确定。"
    return f"{proof_words.sure(proof)}。" if proof.get("window") else "日期待定。"


def _basis(proof: Proof) -> str:
    cited = [titled(one["text"]) + one["article"] for one in proof.get("basis", ())]
    return f"依据：{'；'.join(cited)}。" if cited else ""
