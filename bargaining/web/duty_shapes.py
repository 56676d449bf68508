"""How do the watched lists stand on their page, and in their spreadsheets?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import g, url_for

from bargaining.documents import lists
from bargaining.models.case import Case
from bargaining.queries.duties import PROVED, UNPROVED, Hard, Overdue, Silent
from bargaining.queries.unanswered import Unanswered
from bargaining.queries.union_terms import VACANT, WORDS, UnionLine
from bargaining.rules import moves, office_papers, silence_watch
from bargaining.rules.events import Event
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.silence_watch import Certainty
from bargaining.rules.states import CaseState, Holder
from bargaining.web import due_shapes, filters, gap_shapes

Names = Mapping[str, str]
Row = dict[str, Any]

LATE = ((7, "7 天以上"), (15, "15 天以上"), (30, "30 天以上"))
SOON = ((3, "3 天内"), (7, "7 天内"), (15, "15 天内"))
PROOFS = ((PROVED, "有收到凭证"), (UNPROVED, "没有收到凭证"))
NO_PRECHECK = "没有预审"
PRECHECKS: Mapping[str, str] = {
    "": NO_PRECHECK,
    **dict(
        next(one.choices for one in moves.get_move("record_precheck").asks if one.name == "result")
    ),
}

_NAME = {"key": "name", "label": "企业", "kind": "text", "sort": "name"}
_STREET = {"key": "street", "label": "街道（乡镇）", "kind": "text", "sort": "street"}
COLUMNS: Mapping[str, list[dict[str, str]]] = {
    "silence": [
        _NAME, _STREET,
        {"key": "day", "label": "默示生效日", "kind": "text", "sort": "day"},
        {"key": "certainty", "label": "是否确定", "kind": "tag"},
        {"key": "received", "label": "收到凭证", "kind": "text"},
        {"key": "precheck", "label": "预审", "kind": "tag"},
    ],
    "overdue": [
        _NAME, _STREET,
        {"key": "duty", "label": "事项", "kind": "text", "sort": "rule"},
        {"key": "holder", "label": "义务人", "kind": "text", "sort": "holder"},
        {"key": "due", "label": "期限", "kind": "chip", "sort": "days"},
    ],
    "unanswered": [
        _NAME, _STREET,
        {"key": "stance", "label": "对方态度", "kind": "text"},
        {"key": "due", "label": "答复期限", "kind": "text", "sort": "days"},
        {"key": "newest", "label": "最近办过", "kind": "text"},
        {"key": "next", "label": "可以办", "kind": "text"},
    ],
    "hard": [
        _NAME, _STREET,
        {"key": "reason", "label": "为什么要派", "kind": "tag"},
        {"key": "since", "label": "停留", "kind": "text", "sort": "since"},
        {"key": "send", "label": "办理", "kind": "text"},
    ],
    "unions": [
        {"key": "name", "label": "工会", "kind": "text", "sort": "name"},
        {"key": "street", "label": "街道（乡镇）", "kind": "text"},
        {"key": "state", "label": "情况", "kind": "tag"},
        {"key": "chair", "label": "登记的主席", "kind": "text"},
        {"key": "term", "label": "任期到", "kind": "day", "sort": "term"},
        {"key": "enterprises", "label": "企业数", "kind": "count"},
    ],
}  # fmt: skip
EXPORTED: Mapping[str, tuple[str, ...]] = {
    "silence": ("企业", "案号", "区", "街道（乡镇）", "最早默示生效日", "最晚默示生效日",
                "是否确定", "收到凭证之日", "报送日", "预审"),
    "overdue": ("企业", "案号", "区", "街道（乡镇）", "事项", "义务人", "起算日", "最晚日",
                "逾期天数"),
    "unanswered": ("企业", "案号", "区", "街道（乡镇）", "对方态度", "要约送达日", "答复最后一天",
                   "最近办过", "办理之日"),
    "hard": ("企业", "案号", "区", "街道（乡镇）", "为什么要派", "停留自", "停留天数"),
    "unions": ("工会", "街道（乡镇）", "情况", "登记的主席", "任期到", "企业数"),
}  # fmt: skip


def row(key: str, one: Any, names: Names, *, today: date, back: str, may_send: bool) -> Row:  # noqa: ANN401
    """Shape one line of a list for the page."""
    if key == "hard":
        return _hard(one, names, today=today, back=back if may_send else "")
    return _SHAPES[key](one, names, today=today)


def _case_cells(of: Case, names: Names) -> Row:
    return {
        "name": {"text": of.title, "note": of.number},
        "street": {
            "text": names.get(of.street_code or "", "多个街道"),
            "note": names.get(of.district_code, ""),
        },
    }


def _case_row(of: Case, cells: Row, *, tone: str = "") -> Row:
    return {"href": url_for("cases.show", number=of.number), "cells": cells, "tone": tone}


def _silent(one: Silent, names: Names, *, today: date) -> Row:
    found = one.silence
    tone = {Certainty.CERTAIN: "good", Certainty.INTERVAL: "grey", Certainty.UNPROVED: "amber"}
    received = one.case.received_on
    cells = _case_cells(one.case, names) | {
        "day": {"text": _days(one), "note": _left(one, today)},
        "certainty": {"text": silence_watch.label(one.silence), "tone": tone[found.certainty]},
        "received": filters.plain_day(received)
        if received
        else {"text": "没有", "note": f"报送日 {filters.plain_day(one.case.filed_on)}"},
        "precheck": {
            "text": PRECHECKS.get(one.case.precheck, NO_PRECHECK),
            "tone": {"pass": "good", "return": "amber"}.get(one.case.precheck, "grey"),
        },
    }
    return _case_row(one.case, cells, tone="amber" if found.passed else "")


def _days(one: Silent) -> str:
    first, last = one.silence.first_on, one.silence.last_on
    if first == last:
        return filters.day(first)
    return f"{filters.plain_day(first)} 至 {filters.plain_day(last)}"


def _left(one: Silent, today: date) -> str:
    days = (one.silence.first_on - today).days
    if one.silence.passed:
        return "已过"
    if days <= 0:
        return "随时可能" if one.silence.first_on != one.silence.last_on else "今天"
    return f"还有 {days} 天"


def _overdue(one: Overdue, names: Names, *, today: date) -> Row:
    due = due_shapes.deadline(one.deadline, on=today)
    cells = _case_cells(one.case, names) | {
        "duty": due["label"],
        "holder": gap_shapes.SHORT_HOLDERS[Holder(one.deadline.holder)],
        "due": due,
    }
    return _case_row(one.case, cells, tone="red")


def _hard(one: Hard, names: Names, *, today: date, back: str) -> Row:
    of = one.case
    send: Any = {"text": "由街道、区总工会派"}
    if back and of.enterprise_id is not None:
        send = {"text": "派指导员", "href": gap_shapes.send_href(of.enterprise_id, back=back)}
    since = of.state_since
    cells = _case_cells(of, names) | {
        "reason": {"text": one.reason, "tone": "amber"},
        "since": {
            "text": f"{(today - since).days} 天" if since else "",
            "note": f"{filters.plain_day(since)}起，{CaseState(of.state).label}" if since else "",
        },
        "send": send,
    }
    return _case_row(of, cells)


def _unanswered(one: Unanswered, names: Names, *, today: date) -> Row:
    due = due_shapes.chip(one.deadline, on=today) if one.deadline else None
    newest = one.newest
    cells = _case_cells(one.case, names) | {
        "stance": one.stance,
        "due": {"text": filters.day(due["due_on"]), "note": _due_words(due)}
        if due and due["due_on"]
        else "",
        "newest": {"text": _step_label(newest), "note": filters.plain_day(newest.occurred_on)}
        if newest
        else "",
        "next": _next_letter(one),
    }
    late = due is not None and due["state"] == "overdue"
    return _case_row(one.case, cells, tone="red" if late else "")


def _due_words(due: Row) -> str:
    mark = f"，{due['mark']}" if due["mark"] else ""
    match due["state"]:
        case "overdue":
            return f"已逾期 {abs(due['days'])} 天{mark}"
        case "open" | "soon" | "today":
            return (due["note"] or (f"还剩 {due['days']} 天" if due["days"] else "今天到期")) + mark
        case _:
            return f"{due['note']}{mark}"


def _step_label(event: Event) -> str:
    return moves.get_move(event.kind).label.removeprefix("登记")


def _next_letter(one: Unanswered) -> Any:  # noqa: ANN401 -- words, or a link
    """The papers of the rungs that make sense next, where they are the viewer's to write."""
    reason = one.suggested[-1].reason if one.suggested else ""
    steps = [rung.move for rung in one.suggested]
    if "record_interview" in steps:  # whoever may write a letter need not call there first
        steps.append("issue_reminder")
    links = [
        {
            "text": f"写{CATALOGUE[kind].title.removeprefix('工会劳动法律监督')}",
            "href": url_for("office_papers.write", number=one.case.number, kind=kind),
        }
        for step in steps
        for kind in office_papers.BY_MOVE.get(step, ())
        if g.actor.role in moves.TABLE[step].by & office_papers.WRITERS
    ]
    return {**links[0], "more": links[1:], "note": reason} if links else reason


def _union(one: UnionLine, names: Names, *, today: date) -> Row:
    ends = one.union.term_ends_on
    late = f"已过 {(today - ends).days} 天" if ends and ends < today else ""
    return {
        "href": url_for("enterprises.show", enterprise_id=one.enterprise_id),
        "cells": {
            "name": one.union.name,
            "street": names.get(one.street_code, one.street_code),
            "state": {"text": WORDS[one.state], "tone": "red" if one.state == VACANT else "amber"},
            "chair": one.union.chair_name,
            "term": {"text": ends, "note": late},
            "enterprises": one.enterprises,
        },
    }


_SHAPES: Mapping[str, Callable[..., Row]] = {
    "silence": _silent,
    "overdue": _overdue,
    "unanswered": _unanswered,
    "unions": _union,
}


# ── the spreadsheets ─────────────────────────────────────────────────────────────────────────


def exported(key: str, one: Any, names: Names, *, today: date) -> list[lists.Value]:  # noqa: ANN401
    """Shape one line of a list's spreadsheet."""
    return _EXPORTS[key](one, names, today=today)


def _case_values(of: Case, names: Names) -> list[lists.Value]:
    return [
        of.title,
        of.number,
        names.get(of.district_code, of.district_code),
        names.get(of.street_code or "", ""),
    ]


def _silent_values(one: Silent, names: Names, *, today: date) -> list[lists.Value]:
    del today
    return [
        *_case_values(one.case, names), one.silence.first_on, one.silence.last_on,
        silence_watch.label(one.silence), one.case.received_on, one.case.filed_on,
        PRECHECKS.get(one.case.precheck, NO_PRECHECK),
    ]  # fmt: skip


def _overdue_values(one: Overdue, names: Names, *, today: date) -> list[lists.Value]:
    return [
        *_case_values(one.case, names), one.deadline.proof.get("label", ""),
        gap_shapes.SHORT_HOLDERS[Holder(one.deadline.holder)], one.deadline.start_on,
        one.last_on, one.days(today=today),
    ]  # fmt: skip


def _unanswered_values(one: Unanswered, names: Names, *, today: date) -> list[lists.Value]:
    del today
    return [
        *_case_values(one.case, names), one.stance, one.case.delivered_on,
        one.deadline.overdue_after if one.deadline else None,
        _step_label(one.newest) if one.newest else "",
        one.newest.occurred_on if one.newest else None,
    ]  # fmt: skip


def _hard_values(one: Hard, names: Names, *, today: date) -> list[lists.Value]:
    since = one.case.state_since
    return [
        *_case_values(one.case, names), one.reason, since, (today - since).days if since else None,
    ]  # fmt: skip


def _union_values(one: UnionLine, names: Names, *, today: date) -> list[lists.Value]:
    del today
    return [
        one.union.name, names.get(one.street_code, one.street_code), WORDS[one.state],
        one.union.chair_name, one.union.term_ends_on, one.enterprises,
    ]  # fmt: skip


_EXPORTS: Mapping[str, Callable[..., list[lists.Value]]] = {
    "silence": _silent_values,
    "overdue": _overdue_values,
    "unanswered": _unanswered_values,
    "hard": _hard_values,
    "unions": _union_values,
}
