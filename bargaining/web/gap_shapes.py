"""How do the gap's figures and names stand on its page, and in its spreadsheet?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask import g, url_for

from bargaining.documents import lists
from bargaining.queries.coverage import Board
from bargaining.queries.gap import Change, Mover
from bargaining.queries.gap_rows import Line, Prompt
from bargaining.rules import reminder_words
from bargaining.rules.gap import GAP_LABELS, GapCategory
from bargaining.rules.states import HOLDER_LABELS, Holder
from bargaining.rules.targets import SETTERS
from bargaining.web import filters

# The categories that are shown with their count even where nobody is in them.
USUAL = tuple(one for one in GapCategory if one is not GapCategory.UNDATED)
TONES: Mapping[GapCategory, str] = {
    GapCategory.NEVER: "grey",
    GapCategory.LAPSED: "red",
    GapCategory.LAPSING: "amber",
    GapCategory.PRESUMED: "amber",
    GapCategory.UNPROVED: "amber",
    GapCategory.UNFILED: "amber",
}
# The office's full name fills the column; people say it shorter.
SHORT_HOLDERS: Mapping[Holder, str] = {**HOLDER_LABELS, Holder.AUTHORITY: "人社部门"}
NO_CASE = "今年还没有立案"


def head(board: Board, change: Change, *, words: str) -> dict[str, Any]:
    """Shape the figures on top: now, a year ago, the target, and who came and left."""
    now, before = board.report.total, board.year_ago
    return {
        "words": words,
        "on": board.report.question.on,
        "rate": now.rate,
        "covered": now.covered,
        "enterprises": now.enterprises,
        "before_on": before.on,
        "before_rate": before.rate,
        "before_counts": (before.covered, before.enterprises),
        "shift": _shift(now.rate, before.rate),
        "target": board.target,
        "still": board.missing(now),
        "target_href": _target_href(board),
        "grown": now.enterprises - before.enterprises,
        "came": [_mover(one) for one in change.came],
        "left": [_mover(one) for one in change.left],
        "presumed": now.presumed,
    }


def _target_href(board: Board) -> str:
    """Name the page of targets, "" where there is no one place or who asks may not."""
    if board.place is None or g.actor.role not in SETTERS:
        return ""
    return url_for("targets.index", year=board.report.question.on.year)


def _shift(now: Decimal | None, before: Decimal | None) -> str:
    """Say the difference in points of a percent; rates are never said to be better."""
    if now is None or before is None:
        return ""
    points = ((now - before) * 100).quantize(Decimal("0.1"))
    if points == 0:
        return "持平"
    return f"{'高' if points > 0 else '低'} {abs(points)} 个百分点"


def _mover(one: Mover) -> dict[str, str]:
    return {
        "name": one.member.name,
        "reason": one.reason,
        "href": url_for("enterprises.show", enterprise_id=one.member.id),
    }


# ── one name ─────────────────────────────────────────────────────────────────────────────────


def row(
    one: Line, names: Mapping[str, str], *, today: date, back: str, may_open: bool, several: bool
) -> dict[str, Any]:
    """Shape one line of the list with what can be done about it.

    Whoever may open a case is led to the enterprise's page for it, all others are told who does.
    `several`: there are enterprises of more than one district.
    """
    member = one.missing.standing.member
    return {
        "id": member.id,
        "name": member.name,
        "code": member.code or "缺码",
        "workers": member.workers,
        "href": url_for("enterprises.show", enterprise_id=member.id),
        "street": names.get(member.street, member.street),
        "district": names.get(member.district, member.district) if several else "",
        "category": GAP_LABELS[one.missing.category],
        "tone": TONES.get(one.missing.category, "grey"),
        "term": _term_words(one),
        "case_href": _step_href(one, may_open=may_open),
        "stuck": one.waiting.words if one.waiting else _without_waiting(one),
        "stuck_days": _stuck_words(one, today, may_open=may_open),
        "holder": SHORT_HOLDERS[one.waiting.holder] if one.waiting else "",
        "keepers": one.keeper[1],
        "keeper_role": one.keeper[0],
        "contact_on": one.contact.on if one.contact else None,
        "contact_words": _contact_words(one, today),
        "reminder": _reminder(one, today=today),
        "send_href": send_href(member.id, back=back),
        "offer_href": url_for("gap.offer", enterprise_id=member.id),
    }


def send_href(enterprise_id: int, *, back: str) -> str:
    """Name the page on which an official sends an instructor (派指导员)."""
    return url_for("instructors.send", enterprise=enterprise_id, back=back)


def _without_waiting(one: Line) -> str:
    return NO_CASE if one.case is None else "本年步骤已办完"


def _term_words(one: Line) -> str:
    contract = one.missing.standing.contract
    if contract is None or contract.term_to is None:
        return ""
    ended = one.missing.category in (GapCategory.LAPSED, GapCategory.TALKING)
    return f"{filters.plain_day(contract.term_to)} {'已期满' if ended else '期满'}"


def _step_href(one: Line, *, may_open: bool) -> str:
    if one.case is not None:
        return url_for("cases.show", number=one.case.number)
    enterprise_id = one.missing.standing.member.id
    return url_for("enterprises.show", enterprise_id=enterprise_id) if may_open else ""


def _stuck_words(one: Line, today: date, *, may_open: bool) -> str:
    if one.case is None:
        return "在企业页立案" if may_open else "由企业工会或街道立案"
    if one.stuck_since is None or one.waiting is None:
        return ""
    days = (today - one.stuck_since).days
    return f"已 {days} 天" if days else "今天刚到这一步"


def _contact_words(one: Line, today: date) -> str:
    """Say how and by whom, and how long ago; what was said stays with those who record."""
    if one.contact is None:
        return ""
    days = (today - one.contact.on).days
    ago = f"{days} 天前" if days else "今天"
    return f"{ago}，{one.contact.method}，{one.contact.by}"


def _reminder(one: Line, *, today: date) -> str:
    name = one.missing.standing.member.name
    return reminder_words.sentence_of(name, one.waiting, one.deadline, today)


def reminder_row(one: Prompt, *, today: date) -> dict[str, Any]:
    """Shape one sentence with whom it is for."""
    return {
        "name": one.name,
        "href": url_for("enterprises.show", enterprise_id=one.enterprise_id),
        "sentence": reminder_words.sentence_of(one.name, one.waiting, one.deadline, today),
    }


# ── the spreadsheet ──────────────────────────────────────────────────────────────────────────


def exported(one: Line, names: Mapping[str, str], *, today: date) -> list[lists.Value]:
    """Shape one line of the spreadsheet, column by column as on the page."""
    member, contract = one.missing.standing.member, one.missing.standing.contract
    since = one.stuck_since if one.waiting else None
    return [
        member.name,
        member.code,
        names.get(member.district, member.district),
        names.get(member.street, member.street),
        member.workers,
        GAP_LABELS[one.missing.category],
        contract.number if contract else "",
        contract.term_to if contract else None,
        one.waiting.words if one.waiting else _without_waiting(one),
        since,
        (today - since).days if since else None,
        SHORT_HOLDERS[one.waiting.holder] if one.waiting else "",
        one.deadline.due_on if one.deadline else None,
        "、".join(one.keeper[1]),
        one.contact.on if one.contact else None,
        one.contact.method if one.contact else "",
        one.contact.by if one.contact else "",
    ]
