"""Which chief needs a written mandate? 集体合同规定 第20、21条, 北京市集体合同条例 第8、9条."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side


def mandated(
    people: Iterable[Representative], *, heads: Mapping[Side, str], has_union: bool
) -> tuple[Representative, ...]:
    """List the chiefs who sit there for somebody else (须委托的首席代表).

    `heads` names the union's chair and the employer's legal representative. Where there is no
    union the representatives choose their chief themselves and nobody gives a mandate; where the
    head is not known, nothing can be said.
    """
    return tuple(
        one
        for one in people
        if one.chief
        and (has_union or one.side is Side.EMPLOYER)
        and heads.get(one.side, "").strip()
        and one.name.strip() != heads[one.side].strip()
    )
