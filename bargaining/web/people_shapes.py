"""How do the people of a case stand on its page? Both sides, empty seats, changes, advisers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from wtforms import FieldList
from wtforms.form import BaseForm

from bargaining import clock
from bargaining.db import db
from bargaining.models.deadline import Deadline
from bargaining.models.union_body import UnionBody
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import chief_conflicts, people, people_changes, without_union
from bargaining.rules.representatives import CHOSEN, Representative
from bargaining.rules.roles import Sight
from bargaining.rules.states import SIDE_LABELS, Holder, Side
from bargaining.web import due_shapes, filters, move_forms, shapes

ADVISER, VACATED = "add_adviser", "record_vacancy"
SOON = 30  # days before a mandate or a labour contract ends
_UNSTATED = (
    "名册还没有写明是否建立工会。没有建会的，先登记职工推举代表；已经建会的，请在企业资料里补上。"
)


def panel(seen: CaseView, union: UnionBody | None, *, on: date) -> dict[str, Any] | None:
    """Shape the people panel of a case (双方代表); None for those who see no more than states.

    Names are for those who see the case in full; the others read numbers.
    """
    if seen.case.enterprise_id is None or seen.sight not in (Sight.FULL, Sight.FINDINGS):
        return None
    full = seen.sight is Sight.FULL
    return {
        "sides": [_side(seen, side, full=full, on=on) for side in Side],
        "vacancies": [_vacancy(seen, one, full=full, on=on) for one in _open(seen)],
        "history": people_changes.changes(seen.facts) if full else [],
        "words": _of_union(seen, union),
        "conflict": _conflict(seen, union, on=on) if full else None,
        "steps": _steps(seen),
    }


def _open(seen: CaseView) -> tuple[people.Vacancy, ...]:
    return people.open_vacancies(seen.facts)


def _side(seen: CaseView, side: Side, *, full: bool, on: date) -> dict[str, Any]:
    mine = [one for one in people.standing(seen.facts) if one.side is side]
    may_record = _is_open(seen, VACATED)
    return {
        "label": SIDE_LABELS[side],
        "count": sum(1 for one in mine if not one.adviser),
        "people": [
            {**_person(seen, one, on=on), "gone_href": _gone_href(seen, one) if may_record else ""}
            for one in mine
            if full
        ],
    }


def _is_open(seen: CaseView, name: str) -> bool:
    return any(one.move.name == name and one.why_not is None for one in seen.steps)


def _gone_href(seen: CaseView, one: Representative) -> str:
    """Lead to the vacancy of a seat, side and name filled in; an adviser holds none."""
    if one.adviser:
        return ""
    page = url_for("moves.take", number=seen.case.number, name=VACATED)
    return f"{page}?{urlencode({'side': one.side.value, 'name': one.name})}"


def _person(seen: CaseView, one: Representative, *, on: date) -> dict[str, Any]:
    marks = [("首席", "grey")] if one.chief else []
    marks += [("外聘", "grey")] if one.outside else []
    marks += [("顾问，不占名额", "grey")] if one.adviser else []
    return {
        "name": one.name,
        "title": one.title,
        "how": CHOSEN.get(one.chosen_by, ""),
        "marks": marks + _days(seen, one, on=on),
    }


def _days(seen: CaseView, one: Representative, *, on: date) -> list[tuple[str, str]]:
    found = []
    if one.mandate_until is not None:
        day, left = filters.plain_day(one.mandate_until), (one.mandate_until - on).days
        words = f"委托 {day} 已到期" if left < 0 else f"委托至 {day}"
        found.append((_counted(words, left), "amber" if left <= SOON else "grey"))
    duty = people.duty(seen.facts, one.name, one.side)
    if one.contract_ends_on is not None and (duty is None or duty.ends_on is None):
        day, left = filters.plain_day(one.contract_ends_on), (one.contract_ends_on - on).days
        words = f"劳动合同 {day} 期满" + ("，自动延长至完成履职" if left < 0 else "")
        found.append((_counted(words, left), "amber" if left <= SOON else "grey"))
    return found


def _counted(words: str, left: int) -> str:
    return f"{words}，还剩 {left} 天" if 0 <= left <= SOON else words


def _vacancy(seen: CaseView, one: people.Vacancy, *, full: bool, on: date) -> dict[str, Any]:
    due = next(
        (
            row
            for row in seen.deadlines
            if (row.rule_id, row.start_sequence) == ("T-REP-VACANCY", one.event.sequence)
        ),
        None,
    )
    name = f"{one.name}" if full else "一名代表"
    return {
        "words": f"{SIDE_LABELS[one.side]}{name} {filters.plain_day(one.event.occurred_on)}起空缺",
        "due": due_shapes.deadline(due, on=on, still=shapes.why_still(seen.case)) if due else None,
    }


def _of_union(seen: CaseView, union: UnionBody | None) -> str:
    """Say how a case without a union goes on, also when one was founded in between."""
    if without_union.has_union(seen.facts):
        return _UNSTATED if union is None and without_union.is_unstated(seen.facts) else ""
    words = "立案时没有建立工会：职工方代表由职工推举，文书上没有工会印章。"
    if union is not None:
        words += f"名册里已经有工会（{union.name}），登记建立工会以后，文书照工会打印。"
    return words


def duty_without_union(seen: CaseView, one: Deadline) -> dict[str, str]:
    """Say whose a duty is where there is no union (未建会的义务人); nothing is said otherwise."""
    holder = Holder(one.holder)
    if holder is not Holder.UNION or without_union.has_union(seen.facts):
        return {}
    return {"duty": f"{without_union.holder_label(holder, seen.facts)}的义务"}


def _conflict(seen: CaseView, union: UnionBody | None, *, on: date) -> dict[str, Any] | None:
    """E17 as the register has it: the chair and the legal representative are one person."""
    enterprise = seen.case.enterprise
    if union is None or enterprise is None:
        return None
    found = chief_conflicts.chair_conflict(
        chair=union.chair_name or enterprise.chair_name,
        legal_representative=enterprise.legal_representative,
        on=on,
        place=seen.facts.place,
    )
    return {
        "message": found.message,
        "basis": [(one.text, one.article) for one in found.basis],
    } if found else None  # fmt: skip


def _steps(seen: CaseView) -> list[dict[str, str]]:
    """The steps that change the people, as far as they are open to who looks.

    A seat is said to be empty beside the person who left it.
    """
    again = without_union.election(seen.facts) is not None
    labels = {
        without_union.ELECTED: "再次推举代表" if again else "",
        "appoint_representatives": "登记、更换代表" if seen.facts.representatives else "",
        without_union.FOUNDED: "",
    }
    return [
        {
            "label": labels[step.move.name] or step.move.label,
            "href": url_for("moves.take", number=seen.case.number, name=step.move.name),
        }
        for step in seen.steps
        if step.move.name in labels and step.why_not is None
    ]


def adviser_buttons(seen: CaseView) -> list[dict[str, str]]:
    """Offer the instructors of the enterprise as advisers (指导员作顾问), who take no seat."""
    listed = {one.name for one in people.standing(seen.facts)}
    return [
        {"name": ADVISER, "value": name, "label": f"加上指导员{name}（顾问）"}
        for name in _instructors(seen)
        if name not in listed
    ]


def _instructors(seen: CaseView) -> list[str]:
    if seen.case.enterprise_id is None or seen.sight is not Sight.FULL:
        return []
    found = dispatch_queries.carriers(db.session(), seen.case.enterprise_id, on=clock.today())
    return [name for _user, name in found]


def add_adviser(seen: CaseView, forms: Iterable[BaseForm], name: str) -> None:
    """Add one more row to a page's list, with an instructor as adviser (加一名顾问)."""
    if name not in _instructors(seen):
        return
    row = move_forms.person_row(
        {"name": name, "side": Side.UNION.value, "title": "集体协商指导员", "adviser": True}
    )
    for form in forms:
        for box in form:
            if isinstance(box, FieldList) and name not in {one["name"] for one in box.data}:
                box.append_entry(row)
