"""Which steps can be taken for many enterprises at once, and whose is which file?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bargaining.rules import local_procedure, moves
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move, MoveKind, stays
from bargaining.rules.roles import Role
from bargaining.rules.states import CaseState, Holder
from bargaining.rules.street_groups import OPEN

BATCHERS = frozenset({Role.STREET_STAFF, Role.STREET})

# Opening is no step of a case but what comes before all of them; here it stands as one.
OPEN_CASE = Move(
    name=OPEN,
    label="立案",
    explain="为今年还没有立案的单位各立一件工资专项案件，之后的步骤都记在案件里。",
    holder=Holder.UNION,
    by=BATCHERS,
    transitions=stays(CaseState.PREPARING),
    basis=(Basis("劳动合同法", "第51条"), Basis("北京市集体合同条例", "第32条"),
           Basis("上海市集体合同条例", "第15条")),
    day_label="立案之日",
    asks=(Ask("year", "年度", AskKind.WHOLE, help="不填时为今年；今年已有案件的为明年"),),
)  # fmt: skip

# With these the year begins, so where no case is at hand it is opened along with them.
BEGINNINGS = frozenset({"prepare_proposal", "send_proposal"})

_BY_HAND = (AskKind.FILE, AskKind.FILES, AskKind.PEOPLE)
_IN_A_CELL = (AskKind.FILE, AskKind.FILES)


def get_step(name: str) -> Move:
    """Find a step for many by its name (批量步骤); raise Unusable for an unknown one."""
    return OPEN_CASE if name == OPEN else moves.get_move(name)


def steps_for_many(
    role: Role | None, *, in_sheets: bool = False, places: Iterable[str] = ()
) -> tuple[Move, ...]:
    """List the steps somebody can take for many at once (可批量办理的步骤).

    Those that say what happened and whose answers are simple; a list of people fits into a cell
    of a sheet, not into a line of a page. With `places`, what the law of none of them knows is
    left out.
    """
    known = tuple(places)
    unfit = {AskKind.FILE} if in_sheets else {AskKind.FILE, AskKind.PEOPLE}
    return tuple(
        move
        for move in (OPEN_CASE, *moves.TABLE.values())
        if move.kind is MoveKind.RECORDING
        and (role is None or role in move.by)
        and move.by
        and not any(ask.kind in unfit for ask in move.asks)
        and (not known or any(local_procedure.is_here(move, place) for place in known))
    )


def simple_asks(move: Move, *, in_sheets: bool = False) -> tuple[Ask, ...]:
    """List what a step asks of each enterprise in words (逐家填写项); its photos come as files."""
    left_out = _IN_A_CELL if in_sheets else _BY_HAND
    return tuple(ask for ask in move.asks if ask.kind not in left_out)


def common_form(move: Move) -> Move:
    """Turn a step into the form that is filled once for all (共同填写项).

    Nothing in it is required: what it leaves open a single line can say.
    """
    eased = tuple(replace(ask, required=False) for ask in simple_asks(move))
    return replace(move, asks=eased)


def answers_of(
    move: Move, *, own: Mapping[str, str], common: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """Put together what is recorded of one enterprise (合并填写): its own answers first.

    Then the answers given once for all, then what is known already, then what a form suggests.
    """
    found: dict[str, str] = {}
    for ask in simple_asks(move, in_sheets=True):
        layers = (own, common, known, {ask.name: ask.suggest})
        said = (layer.get(ask.name, "").strip() for layer in layers)
        if answer := next((words for words in said if words), ""):
            found[ask.name] = answer
    return found


@dataclass(frozen=True)
class Named:
    """By what a file's name can point to an enterprise (文件对应的依据)."""

    enterprise_id: int
    name: str
    code: str
    number: str


@dataclass(frozen=True)
class Matched:
    """Whose each file is (文件对应结果): places in the list of files, by enterprise."""

    files: Mapping[int, tuple[int, ...]]
    unmatched: tuple[int, ...]


def match_files(names: Sequence[str], firms: Sequence[Named]) -> Matched:
    """Give each file to the enterprise whose name, code or case number its name holds (按名对应).

    Where one name lies within another the longest wins; a name that fits two equally fits none.
    """
    found: dict[int, list[int]] = {}
    unmatched = []
    for place, name in enumerate(names):
        owner = _owner(_plain(name), firms)
        if owner is None:
            unmatched.append(place)
        else:
            found.setdefault(owner, []).append(place)
    return Matched({owner: tuple(files) for owner, files in found.items()}, tuple(unmatched))


def _owner(name: str, firms: Sequence[Named]) -> int | None:
    hits: dict[int, int] = {}
    for firm in firms:
        marks = (_plain(mark) for mark in (firm.name, firm.code, firm.number) if mark)
        longest = max((len(mark) for mark in marks if mark and mark in name), default=0)
        if longest:
            hits[firm.enterprise_id] = longest
    best = max(hits.values(), default=0)
    owners = [owner for owner, length in hits.items() if length == best]
    return owners[0] if len(owners) == 1 else None


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split()).casefold()
