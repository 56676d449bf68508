"""Who may open an enterprise's wage table from above, and with what reason?"""

from __future__ import annotations

from bargaining.errors import Refusal
from bargaining.rules.roles import Actor, Role

SHORTEST, LONGEST = 4, 200  # characters of a reason


def why_not_open(actor: Actor, *, agreed_to_help: bool | None) -> Refusal | None:
    """Say why somebody may not open a wage table from above (不可查看的理由), None when they may.

    `agreed_to_help` as for `roles.sight`: None is a contract of several enterprises that is
    somebody else's, which nobody opens from here. Whoever sees the table anyway needs no reason.
    """
    from_above = actor.role in (Role.STREET, Role.DISTRICT)
    helper = actor.role is Role.STREET_STAFF and agreed_to_help is False
    if agreed_to_help is not None and (from_above or helper):
        return None
    return Refusal(
        "not_from_above",
        "逐岗工资由本企业和指导员查看；街道、区总工会须写明理由，市总工会只看统计数字。",
    )


def why_wrong_reason(reason: str) -> Refusal | None:
    """Say what is wrong with a reason (理由不合要求), None when it will do."""
    said = reason.strip()
    if len(said) < SHORTEST or not any(sign.isalpha() for sign in said):
        return Refusal(
            "no_reason",
            "请写明查看的理由，例如“处理职工来访，核对最低工资”。企业会看到这句话。",
            field="reason",
        )
    if len(said) > LONGEST:
        return Refusal("long_reason", f"理由不超过 {LONGEST} 字。", field="reason")
    return None
