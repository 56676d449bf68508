"""What became of a contract in force? Its changes, its end, a move, the next round."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g

from bargaining.queries.case_view import CaseView
from bargaining.rules import change_lines, contract_changes, moves, notices_changes
from bargaining.rules.contract_changes import Change, ChangeStage
from bargaining.rules.roles import REGISTER_READERS, Sight
from bargaining.web import filters, renewals

_TONES = {
    ChangeStage.EFFECTIVE: "good",
    ChangeStage.PRESUMED: "amber",
    ChangeStage.OBJECTED: "amber",
    ChangeStage.REPLACED: "grey",
}


def panels(seen: CaseView, today: date) -> dict[str, Any]:
    """Shape what a case's page says of its contract in force (合同情况)."""
    away = seen.case.enterprise_id is not None and seen.agreed_to_help is None
    return {
        "again": renewals.again(seen, today),
        "away": moves.MOVED_AWAY.message if away else "",
        # What moved away stands in another district's register.
        "may_read_register": g.actor.role in REGISTER_READERS and not away,
        "changes": _changes(seen, today),
        "ended": _ended(seen),
    }


def _changes(seen: CaseView, today: date) -> dict[str, Any] | None:
    """List the changes, the newest first, and until when the contract runs as it stands now."""
    if seen.sight not in (Sight.FULL, Sight.FINDINGS):
        return None
    draft = contract_changes.drafted(seen.facts)
    found = [*contract_changes.changes(seen.facts), *([draft] if draft else [])]
    if not found:
        return None
    return {
        "listed": [_change(seen, one) for one in reversed(found)],
        "until": contract_changes.term_on(seen.facts, on=today)[1],
    }


def _change(seen: CaseView, change: Change) -> dict[str, Any]:
    before = contract_changes.term_on(seen.facts, on=change.signing.occurred_on)[1]
    full = seen.sight is Sight.FULL
    return {
        "on": change.signing.occurred_on,
        "what": "拟定" if change.stage is ChangeStage.DRAFTED else "签字",
        "stage": change.stage.label,
        "tone": _TONES.get(change.stage, "grey"),
        "words": notices_changes.stage_words(change),
        "lines": change_lines.comparison(change, term_to=before) if full else (),
    }


def _ended(seen: CaseView) -> str:
    """Say how the contract was ended, "" where it was not."""
    ended_on = contract_changes.terminated_on(seen.facts)
    if ended_on is None or seen.sight not in (Sight.FULL, Sight.FINDINGS):
        return ""
    words = f"合同 {filters.plain_day(ended_on)} 解除、终止，当天仍然有效，次日起不再计入覆盖。"
    filed = seen.facts.last("file_termination")
    if filed is None:
        return words
    return f"{words}{filters.plain_day(filed.occurred_on)} 已向人社部门备案。"
