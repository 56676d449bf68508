"""The list of calls by a browser: whom, at which number, what to say, and a tick when done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from bargaining import clock
from bargaining.actions import calls, inbox, persons
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.models.deadline import Deadline
from bargaining.models.person import Person
from bargaining.queries import contacts as contact_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import inbox as inbox_queries
from bargaining.queries import register as register_queries
from bargaining.queries import street_desk
from bargaining.queries.contacts import LastContact
from bargaining.queries.inbox import Item
from bargaining.queries.street_desk import Line, Narrow
from bargaining.rules import reminder_words, street_groups
from bargaining.rules.batches import BATCHERS
from bargaining.rules.roles import CONTACT_READERS
from bargaining.web import downloads, errors, paging, street
from bargaining.web.access import open_to
from bargaining.web.reminder_said import Sayer
from bargaining.web.settings import settings

pages = Blueprint("street_calls", __name__, url_prefix="/street/calls")

METHODS = (("phone", "已打电话"), ("message", "已发微信"))
REACH = ("phone", "只能电话联系的")
EXPORTED = (
    "企业", "联系人", "电话", "卡在哪一步", "停留天数", "期限", "最近联系", "联系方式", "提醒语",
    "我收到的提醒", "已联系",
)  # fmt: skip
HIDDEN = "按您的权限不显示"


@dataclass(frozen=True)
class Around:
    """What stands around a page of lines (相关资料): duties, contacts, people, own reminders."""

    nearest: Mapping[int, Deadline]
    spoken: Mapping[int, LastContact]
    people: Mapping[int, Person]
    key: persons.PersonKey
    told: Mapping[int, Item]
    says: Sayer


@pages.get("")
@open_to(*BATCHERS)
def index() -> ResponseReturnValue:
    """List whom to call, the most urgent first (催办清单)."""
    narrow, page = street.narrowed(), paging.asked_page()
    lines, total = street_desk.list_lines(
        db.session(), actor=g.actor, today=clock.today(), narrow=narrow, page=page
    )
    around = _around(lines)
    query = {key: value for key, value in request.args.items() if value and key != "page"}
    return render_template(
        "street/calls.html",
        rows=[_row(one, around) for one in lines],
        total=total,
        page=page,
        pages=paging.count_pages(total, street_desk.PAGE_SIZE),
        narrow=narrow,
        fields=_fields(narrow),
        kept={**street.plain(query), **({"page": str(page)} if page > 1 else {})},
        query=query,
        methods=METHODS,
        export_href=url_for(".export", **street.plain(query)),
    )


def _fields(narrow: Narrow) -> list[dict[str, Any]]:
    """The street's filters, and who has no account that reads, and no way out."""
    reach = {"name": "reach", "label": "怎么联系", "kind": "select", "value": narrow.reach}
    return [*street.fields(narrow), reach | {"options": [("", "全部"), REACH]}]


def _around(lines: Sequence[Line]) -> Around:
    session, today = db.session(), clock.today()
    cases = [one.case.id for one in lines if one.case]
    ids = [one.enterprise.id for one in lines]
    return Around(
        nearest=street_desk.next_deadlines(session, lines),
        spoken=contact_queries.last_contacts(session, ids),
        people=register_queries.contacts_of(session, ids) if _may_read() else {},
        key=persons.PersonKey(settings().person_key),  # read from its file once, not for each row
        told=inbox_queries.of_cases(session, g.actor, cases, on=today),
        says=Sayer(session, on=today),
    )


def _may_read() -> bool:
    return g.actor.role in CONTACT_READERS


def _row(line: Line, around: Around) -> dict[str, Any]:
    told = around.told.get(line.case.id) if line.case else None
    person = around.people.get(line.enterprise.id)
    contact = around.spoken.get(line.enterprise.id)
    phone = persons.phone_of(person, around.key)
    return {
        "id": line.enterprise.id,
        "line": line,
        "href": street.href(line),
        "days": line.stuck_days(today=clock.today()),
        "due": street.chip(line, around.nearest),
        "who": person.name if person and person.name else line.enterprise.chair_name,
        "phone": phone if _may_read() else HIDDEN,
        "dial": "".join(sign for sign in phone if sign.isdigit() or sign == "+"),
        "words": _words(line, around),
        # What the caller was told themselves: it may name what is not for the enterprise.
        "reminder": around.says.words(told) if told else "",
        "case_id": told.case.id if told else None,
        "contact": contact,
        "done": contact is not None and contact.on == clock.today(),
    }


def _words(line: Line, around: Around) -> str:
    due = around.nearest.get(line.case.id) if line.case else None
    return reminder_words.sentence_of(line.enterprise.name, line.group.waiting, due, clock.today())


@pages.get("/export.xlsx")
@open_to(*BATCHERS)
def export() -> ResponseReturnValue:
    """Send the list of calls as it is narrowed (导出催办清单); numbers for those who call."""
    today = clock.today()
    lines = street_desk.every_line(
        db.session(), actor=g.actor, today=today, narrow=street.narrowed()
    )
    around = _around(lines)
    rows = (_exported(one, around) for one in lines)
    return downloads.sent(
        lists.write_list("催办清单", EXPORTED, rows),
        media_type=lists.MEDIA_TYPE,
        name=f"催办清单-{today.isoformat()}.xlsx",
        inline=False,
    )


def _exported(line: Line, around: Around) -> list[lists.Value]:
    row = _row(line, around)
    contact = row["contact"]
    return [
        line.enterprise.name, row["who"], row["phone"], line.group.words, row["days"],
        line.due_on or line.contract_to if line.group.key == street_groups.LAPSES else line.due_on,
        contact.on if contact else None, contact.method if contact else None, row["words"],
        row["reminder"], "今天已联系" if row["done"] else None,
    ]  # fmt: skip


@pages.post("/<int:enterprise_id>/done")
@open_to(*BATCHERS)
def tick(enterprise_id: int) -> ResponseReturnValue:
    """Write down that an enterprise was contacted today (已联系)."""
    method = request.form.get("method", "phone")
    try:
        with transaction(g.actor) as session:
            firm = enterprise_queries.get_enterprise(
                session, enterprise_id, actor=g.actor, on=clock.today()
            )
            calls.tick(
                session,
                enterprise_id,
                method=method if method in dict(METHODS) else "phone",
                with_whom=firm.chair_name,
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
            if case_id := request.form.get("aside", type=int):
                inbox.put_case_aside(session, case_id, actor=g.actor, at=clock.now())
    except StaleDataError:
        pass  # the same press twice: the first one wrote it
    spoken = contact_queries.last_contacts(db.session(), [enterprise_id])
    if errors.is_fragment():
        return render_template("street/_called.html", contact=spoken.get(enterprise_id))
    flash("已记下今天的联系。", "success")
    kept = street.plain(request.form)
    if page := request.form.get("page", type=int):
        kept["page"] = page
    return redirect(f"{url_for('.index', **kept)}#call-{enterprise_id}")
