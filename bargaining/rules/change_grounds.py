"""On which article does a change or an end of a contract rest? 规定39、40，北京条例42、44."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bargaining.rules import basis as bases
from bargaining.rules.basis import Basis

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"

_ARTICLE = re.compile(r"第\s*[0-9一二三四五六七八九十百]+\s*条")
# In the order of the two texts; Beijing's third is its own.
_GROUNDS: Mapping[str, tuple[Basis, ...]] = {
    "agreed": (Basis(NATIONAL, "第39条"), Basis(BEIJING, "第42条")),
    "merged": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
    "force": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
    "changed": (Basis(BEIJING, "第42条"),),
    "condition": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
    "other": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
    "not_renewed": (Basis(NATIONAL, "第38条"), Basis(BEIJING, "第44条")),
}
# What ends a contract in Beijing: that it is dissolved or bankrupt (44一), that a condition of its
# end came about (44二); one that is merged, or a condition to rescind it, is 第42条's.
_ENDS: Mapping[str, tuple[Basis, ...]] = {
    "merged": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条"), Basis(BEIJING, "第44条")),
    "condition": (
        Basis(NATIONAL, "第38条"), Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条"),
        Basis(BEIJING, "第44条"),
    ),
}  # fmt: skip
_GONE: Mapping[str, tuple[Basis, ...]] = {
    "dissolved": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第44条")),
    "merged": (Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
}


def basis_of(ground: str, *, place: str, ending: bool = False, gone: str = "") -> tuple[Basis, ...]:
    """List the articles a ground rests on at a place (原因的依据), none where none names it.

    `ending` is for a contract that is ended and not changed; `gone` says what is recorded of the
    enterprise then, "" where nothing is.
    """
    stated = _GROUNDS.get(ground, ())
    if ending:
        stated = _ENDS.get(ground, stated)
        if ground == "merged":
            stated = _GONE.get(gone, stated)
    return bases.at(stated, place)


def wanting(ground: str, *, said: str, place: str) -> str:
    """Say what a ground lacks (缺少依据), "" where nothing: an article that names it."""
    if ground == "other" and not _ARTICLE.search(said):
        return (
            "原因登记为“法律、法规规定的其他情形”，没有写明是哪一部法律、法规的第几条，"
            "请在内容里补明。"
        )
    if ground and not basis_of(ground, place=place):
        return (
            "“订立时的客观情况发生重大变化”在集体合同规定里没有单列，"
            "请与对方协商一致，或者写明本地规定的条文。"
        )
    return ""
