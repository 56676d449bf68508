"""How do workers without a union of their own sit at the table? 集体合同规定 第20条."""

from __future__ import annotations

from bargaining.rules.basis import Basis

BASIS = (
    Basis("劳动合同法", "第51条"),
    Basis("集体合同规定", "第20条"),
    Basis("工资集体协商试行办法", "第9条"),
)


def needed_consent(workers: int) -> int:
    """Count how many workers must agree to their representatives (推举代表的最少同意人数).

    Half of ALL workers of the enterprise, the half included (半数以上, 民法典 第1259条).
    """
    return -(-workers // 2)


def is_elected(*, workers: int, consenting: int) -> bool:
    """Tell whether enough of all workers agreed to the representatives (推举是否成立)."""
    return workers > 0 and consenting >= needed_consent(workers)
