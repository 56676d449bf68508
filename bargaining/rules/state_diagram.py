"""How do the states follow one another? Written from the table of moves, never by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bargaining.rules import moves
from bargaining.rules.move import Move
from bargaining.rules.states import HOLDER_LABELS, CaseState


def state_page() -> str:
    """Write docs/states.md: the diagram and the table of steps (状态图)."""
    lines = [
        "# 案件状态与步骤",
        "",
        "本页由步骤表（`bargaining/rules/procedure_*.py`）生成：`bargaining docs`。请勿手改。",
        "",
        "逾期不是状态：任何一天是否逾期，由期限和那一天算出。",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {state.value} : {state.label}" for state in CaseState),
        f"    [*] --> {CaseState.PREPARING.value} : 立案",
        *_arrows(),
        "```",
        "",
        "办结（close）可以从任何状态办理，图中不画；状态不变的步骤也不画。",
        "",
        "## 步骤",
        "",
        "| 步骤 | 名称 | 义务人 | 可在哪些状态登记 | 起算 | 办结 | 依据 |",
        "|---|---|---|---|---|---|---|",
        *(_row(move) for move in moves.TABLE.values()),
        "",
    ]
    return "\n".join(lines)


def _arrows() -> Iterator[str]:
    for move in moves.TABLE.values():
        if move.name == "close":
            continue
        for table, words in ((move.transitions, ""), (move.otherwise or {}, _otherwise(move))):
            for state, target in table.items():
                if state is not target:
                    yield f"    {state.value} --> {target.value} : {move.label}{words}"


def _otherwise(move: Move) -> str:
    if move.otherwise_when is None:
        return "（未达法定人数）"
    answer, others = move.otherwise_when
    choices = next(ask.choices for ask in move.asks if ask.name == answer)
    return f"（{'、'.join(label for code, label in choices if code in others)}）"


def _row(move: Move) -> str:
    basis = "<br>".join(str(one) for one in move.basis)
    starts, ends = ("、".join(rules) or "—" for rules in (move.starts, move.ends))
    return (
        f"| `{move.name}` | {move.label} | {HOLDER_LABELS[move.holder]} | {_states(move)} "
        f"| {starts} | {ends} | {basis} |"
    )


def _states(move: Move) -> str:
    others = [state for state in CaseState if state not in move.transitions]
    if others == [CaseState.CLOSED]:
        return "办结以外的任何状态"
    if len(others) < len(move.transitions):
        return f"除{_listed(others)}以外的任何状态"
    return _listed(move.transitions)


def _listed(states: Iterable[CaseState]) -> str:
    # A label may hold a comma: brackets keep the names apart.
    return "".join(f"「{state.label}」" for state in states)
