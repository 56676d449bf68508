"""Who is to be told by somebody else, as nobody there has an account?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bargaining.rules.reminders import INSTEAD
from bargaining.rules.roles import Role

# Who has no account, by whom a reminder was meant for and with whom it ended.
_MISSING: Mapping[tuple[Role, Role], str] = {
    (Role.UNION_CHAIR, Role.STREET_STAFF): "该企业没有账号",
    (Role.UNION_CHAIR, Role.STREET): "该企业和街道社工没有账号",
    (Role.UNION_CHAIR, Role.DISTRICT): "该企业和街道没有账号",
    (Role.STREET_STAFF, Role.STREET): "街道社工没有账号",
    (Role.STREET_STAFF, Role.DISTRICT): "街道没有账号",
    (Role.STREET, Role.DISTRICT): "街道没有账号",
}
# A contract of several enterprises has no chair of its own, whatever accounts there are.
OF_SEVERAL = "几家企业合订的合同，请转告各企业工会"


def words(meant: Collection[Role], receiver: Role, *, of_several: bool = False) -> str:
    """Say for whom a receiver was told (请转告); empty where it was meant for the receiver."""
    if receiver in meant:
        return ""
    if of_several and Role.UNION_CHAIR in meant:
        return OF_SEVERAL if (Role.UNION_CHAIR, receiver) in _MISSING else ""
    for role in INSTEAD:  # the enterprise first: it is the farthest away
        if role in meant and (role, receiver) in _MISSING:
            return f"{_MISSING[role, receiver]}，请转告"
    return ""
