"""Which papers are there, which step needs and leaves them, who signs, and with which seal?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bargaining import errors
from bargaining.rules import (
    moves,
    papers_changes,
    papers_contract,
    papers_disputes,
    papers_keeping,
    papers_ladder,
    papers_letters,
    papers_people,
    papers_review,
    papers_talks,
)
from bargaining.rules.move import Move
from bargaining.rules.paper import Paper, Side, Signer

# In the order of a case's way, then those of no single case.
CATALOGUE: Mapping[str, Paper] = MappingProxyType(
    {
        paper.kind: paper
        for paper in (
            *papers_talks.TALKS,
            *papers_people.PEOPLE,
            *papers_disputes.DISPUTES,
            *papers_ladder.LADDER,
            *papers_contract.CONTRACT,
            *papers_review.REVIEW,
            *papers_keeping.KEEPING,
            *papers_changes.CHANGES,
            *papers_letters.LETTERS,
        )
    }
)


def paper(kind: str) -> Paper:
    """Return one paper of the catalogue (文书目录); raise Unusable where there is none."""
    found = CATALOGUE.get(kind)
    if found is None:
        known = "、".join(f"{each.kind}（{each.title}）" for each in CATALOGUE.values())
        raise errors.Unusable(f"没有“{kind}”这种文书，可选：{known}。", field="kind")
    return found


def of_case() -> tuple[Paper, ...]:
    """List the papers of a case, in the order of its way (案件文书)."""
    return tuple(each for each in CATALOGUE.values() if each.of_case)


def needed_by(move: str) -> tuple[Paper, ...]:
    """List the papers a step is taken with (所需文书)."""
    return _named(moves.get_move(move).needs)


def left_by(move: str) -> tuple[Paper, ...]:
    """List the papers a step leaves behind (形成文书)."""
    return _named(moves.get_move(move).leaves)


def steps_of(kind: str) -> tuple[Move, ...]:
    """List the steps a paper belongs to, in the order of the table (文书所属步骤)."""
    return tuple(move for move in moves.TABLE.values() if kind in move.needs or kind in move.leaves)


def _named(kinds: Iterable[str]) -> tuple[Paper, ...]:
    return tuple(paper(kind) for kind in kinds)


def signers(
    paper: Paper, *, has_union: bool, union_has_seal: bool, by_employer: bool = False
) -> tuple[Signer, ...]:
    """List who signs in this enterprise, and with which seal (签字用印).

    Where there is no union, or the union has no seal of its own, nobody is asked for a union's
    seal and the chief representative's signature stands alone (集体合同规定 第20条).
    """
    unsealed = not (has_union and union_has_seal)
    return tuple(
        Signer(who=each.who, side=each.side)
        if unsealed and _is_workers(each, by_employer=by_employer)
        else each
        for each in paper.signers
    )


def _is_workers(signer: Signer, *, by_employer: bool) -> bool:
    match signer.side:
        case Side.WORKERS:
            return True
        case Side.OFFERING:
            return not by_employer
        case Side.RECEIVING:
            return by_employer
        case Side.EMPLOYER | Side.WITNESS | Side.ISSUING:
            return False
