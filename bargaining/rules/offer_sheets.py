"""Who may print an offer for a union to use, before or beside its case?"""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.roles import OFFICIALS, RECORDERS, Role

# The sheet holds what the register knows: the names of both sides, the head of the enterprise,
# the chair. No wages, no telephone, nothing of the case. It is the union's own paper, signed and
# sealed by it alone; to help with it is the upper union's duty, so officials may print it though
# the papers of the case itself stay closed to them.
BASIS = (Basis("工会法", "第21条"),)
REASON = "样张只填登记里的单位和工会名称，其余留空手写；由企业工会签字盖章后送达，上级工会帮助。"
MOST_AT_ONCE = 50
AT_ONCE_BESIDE = 6  # more than these are printed while one waits, on a page that shows how far


def may_print(role: Role | None) -> bool:
    """Tell whether somebody may print offers from the register (能否打印要约书样张)."""
    return role is None or role in OFFICIALS or role in RECORDERS
