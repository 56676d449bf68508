"""The street by a browser: its first screen by what is stuck, and the list behind each figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.models.deadline import Deadline
from bargaining.queries import contacts as contact_queries
from bargaining.queries import street_desk
from bargaining.queries.contacts import LastContact
from bargaining.queries.street_desk import Line, Narrow, Tally
from bargaining.rules import batches, street_groups
from bargaining.rules.batches import BATCHERS
from bargaining.rules.roles import CONTACT_READERS
from bargaining.rules.street_groups import LAPSES, OPEN, SETTLED, UNOPENED
from bargaining.web import downloads, due_shapes, enterprise_forms, filters, paging
from bargaining.web.access import open_to

pages = Blueprint("street", __name__, url_prefix="/street")

IDLE = (14, 30, 60)
AGREED = (("yes", "已同意代录"), ("no", "尚未同意"))
DUES = (("overdue", "已过期限"), ("soon", "七日内到期"))
PRECHECKS = (("awaited", "待预审"), ("pass", "可以报送"), ("return", "请补正后再报"))
PRECHECK_WORDS = dict(PRECHECKS)
NARROWED = ("text", "group", "street", "agreed", "due", "idle", "precheck", "reach", "sort")
EXPORTED = (
    "企业", "统一社会信用代码", "工会", "卡在哪一步", "自", "停留天数", "最近期限", "届满日",
    "合同期满", "代录", "最近联系", "联系方式", "联系人员", "预审", "案号",
)  # fmt: skip


def home() -> ResponseReturnValue:
    """Show the street by what is stuck and since when (街道社工首页)."""
    session, today = db.session(), clock.today()
    found = street_desk.tallies(session, actor=g.actor, today=today)
    return render_template(
        "street/home.html",
        groups=[_group(one) for one in found if one.group.key != SETTLED],
        settled=next((one.enterprises for one in found if one.group.key == SETTLED), 0),
        awaiting=street_desk.count_awaiting_precheck(session, actor=g.actor, today=today),
        unions=[
            {"line": one, "words": _union_words(one)}
            for one in street_desk.unions_to_renew(session, actor=g.actor, today=today)
        ],
        may_call=g.actor.role in CONTACT_READERS,
    )


def _group(tally: Tally) -> dict[str, Any]:
    """One group as a row: its list behind the figure, its step behind the button."""
    today, group = clock.today(), tally.group
    opens = group.move == OPEN  # whoever opens a case draws up the offer with it
    step = batches.get_step("prepare_proposal" if opens else group.move)
    days = (today - tally.oldest).days if tally.oldest else None
    return {
        "key": group.key,
        "words": group.words,
        "enterprises": tally.enterprises,
        "overdue": tally.overdue,
        "agreed": tally.agreed,
        "days": days,
        "oldest": tally.oldest,
        "step": f"立案并{step.label}" if opens else step.label,
        "href": url_for("street.index", group=group.key),
        "overdue_href": url_for("street.index", group=group.key, due="overdue"),
        "batch_href": url_for("street_batches.form", step=step.name, group=group.key),
    }


def _union_words(one: street_desk.UnionLine) -> str:
    union, today = one.union, clock.today()
    if not union.chair_name:
        return "主席空缺"
    ends = filters.plain_day(union.term_ends_on)
    past = union.term_ends_on is not None and union.term_ends_on < today
    return f"任期已于 {ends} 届满" if past else f"任期将于 {ends} 届满"


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*BATCHERS)
def index() -> ResponseReturnValue:
    """List the street's enterprises by what they are stuck at (街道企业列表)."""
    session, today = db.session(), clock.today()
    narrow, page = narrowed(), paging.asked_page()
    lines, total = street_desk.list_lines(
        session, actor=g.actor, today=today, narrow=narrow, page=page
    )
    nearest = street_desk.next_deadlines(session, lines)
    spoken = contact_queries.last_contacts(session, [one.enterprise.id for one in lines])
    query = {key: value for key, value in request.args.items() if value and key != "page"}
    return render_template(
        "street/index.html",
        rows=[row(one, nearest=nearest, spoken=spoken) for one in lines],
        total=total,
        page=page,
        pages=paging.count_pages(total, street_desk.PAGE_SIZE),
        narrow=narrow,
        group=street_groups.find_group(narrow.group),
        fields=fields(narrow),
        query=query,
        export_href=url_for(".export", **plain(query)),
        batch_href=_batch_href(narrow, query),
        pack_href=url_for("street_packs.index", **plain(query)),
    )


def _batch_href(narrow: Narrow, query: Mapping[str, str]) -> str:
    group = street_groups.find_group(narrow.group)
    asked = plain(query)
    if group and group.move:
        asked["step"] = group.move
    return url_for("street_batches.form", **asked)


@pages.get("/export.xlsx")
@open_to(*BATCHERS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出街道企业)."""
    session, today = db.session(), clock.today()
    lines = street_desk.every_line(session, actor=g.actor, today=today, narrow=narrowed())
    nearest = street_desk.next_deadlines(session, lines)
    spoken = contact_queries.last_contacts(session, [one.enterprise.id for one in lines])
    rows = (_exported(one, nearest=nearest, spoken=spoken) for one in lines)
    return downloads.sent(
        lists.write_list("本街道企业", EXPORTED, rows),
        media_type=lists.MEDIA_TYPE,
        name=f"本街道企业-{today.isoformat()}.xlsx",
        inline=False,
    )


def _exported(
    line: Line, *, nearest: Mapping[int, Deadline], spoken: Mapping[int, LastContact]
) -> list[lists.Value]:
    due = nearest.get(line.case.id) if line.case else None
    contact = spoken.get(line.enterprise.id)
    return [
        line.enterprise.name, line.enterprise.code, line.union_name, line.group.words, line.since,
        line.stuck_days(today=clock.today()),
        due.proof.get("label") if due else None, due.overdue_after if due else None,
        line.contract_to, "已同意" if line.agreed else "尚未同意",
        contact.on if contact else None,
        contact.method if contact else None, contact.by if contact else None,
        PRECHECK_WORDS.get(line.case.precheck, "") if line.case else "",
        line.case.number if line.case else None,
    ]  # fmt: skip


# ── what a line looks like, here and on the other pages of the street ────────────────────────


def row(
    line: Line, *, nearest: Mapping[int, Deadline], spoken: Mapping[int, LastContact]
) -> dict[str, Any]:
    """Shape one enterprise for a list (列表行)."""
    return {
        "line": line,
        "enterprise": line.enterprise,
        "case": line.case,
        "href": href(line),
        "days": line.stuck_days(today=clock.today()),
        "due": chip(line, nearest),
        "contact": spoken.get(line.enterprise.id),
        "precheck": _precheck(line),
    }


def href(line: Line) -> str:
    """Name the page an enterprise's line opens (去处): its case, else its own page."""
    if line.case is not None and line.group.key not in (UNOPENED, LAPSES, SETTLED):
        return url_for("cases.show", number=line.case.number)
    return url_for("enterprises.show", enterprise_id=line.enterprise.id)


def chip(line: Line, nearest: Mapping[int, Deadline]) -> dict[str, Any] | None:
    """Shape the nearest day of a line (期限): its duty's, else its contract's last."""
    today = clock.today()
    if line.group.key in (LAPSES, SETTLED) and line.contract_to:
        days = (line.contract_to - today).days
        state = "soon" if line.group.key == LAPSES else "open"
        return {"label": "合同期满", "state": state, "days": days, "due_on": line.contract_to}
    found = nearest.get(line.case.id) if line.case else None
    return due_shapes.chip(found, on=today) if found else None


def _precheck(line: Line) -> tuple[str, str] | None:
    if line.case is None:
        return None
    if line.case.precheck:
        words = PRECHECK_WORDS[line.case.precheck]
        return words, "good" if line.case.precheck == "pass" else "amber"
    return ("待预审", "grey") if line.case.state == "signed" else None


def narrowed(given: Mapping[str, str] | None = None) -> Narrow:
    """Read what the street's list is narrowed to from an address or a form (筛选)."""
    said = request.args if given is None else given
    idle = said.get("idle", "")
    return Narrow(
        text=said.get("text", ""),
        group=said.get("group", "") if street_groups.find_group(said.get("group", "")) else "",
        street=said.get("street", ""),
        agreed=said.get("agreed", ""),
        due=said.get("due", ""),
        idle=int(idle) if idle.isascii() and idle.isdigit() and len(idle) < 5 else 0,
        precheck=said.get("precheck", ""),
        reach=said.get("reach", ""),
        sort=said.get("sort", "due"),
    )


def plain(query: Mapping[str, str]) -> dict[str, Any]:
    """Keep of an address what the list is narrowed by, so that nothing else reaches `url_for`."""
    return {name: query[name] for name in NARROWED if query.get(name)}


def fields(narrow: Narrow) -> list[dict[str, Any]]:
    """Offer what the street's list can be narrowed by (筛选栏)."""
    groups = [(one.key, one.words) for one in street_groups.GROUPS]
    found: list[dict[str, Any]] = [
        {"name": "text", "label": "企业名称、代码或拼音首字母", "kind": "search",
         "value": narrow.text, "placeholder": "输入其中几个字"},
        _select("group", "卡在哪一步", groups, narrow.group),
    ]  # fmt: skip
    streets = enterprise_forms.street_choices(db.session(), g.actor)
    if len(streets) > 1:
        found.append(_select("street", "街道（乡镇）", streets, narrow.street) | {"picker": True})
    days = [(str(one), f"{one} 天以上") for one in IDLE]
    return [
        *found,
        _select("due", "期限", DUES, narrow.due),
        _select("idle", "停留", days, str(narrow.idle or "")),
        _select("agreed", "代录", AGREED, narrow.agreed),
        _select("precheck", "预审", PRECHECKS, narrow.precheck),
    ]


def _select(name: str, label: str, options: Any, value: str) -> dict[str, Any]:  # noqa: ANN401
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "value": value,
        "options": [("", "全部"), *options],
    }
