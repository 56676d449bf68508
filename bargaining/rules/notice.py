"""What a notice is: one thing in a case that a person should look at."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.rules.basis import Basis


@dataclass(frozen=True)
class Notice:
    """One thing a person should look at (系统提示).

    `sequence` is the event it belongs to; `to_verify` marks the case 待核 until it is settled.
    """

    rule_id: str
    severity: str
    message: str
    basis: tuple[Basis, ...]
    sequence: int
    to_verify: bool = False
