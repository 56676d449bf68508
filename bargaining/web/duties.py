"""What has to be watched, by a browser: silence, overdue duties, hard cases, unions to elect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.queries import duties as duty_queries
from bargaining.queries import places as place_queries
from bargaining.queries import unanswered, union_terms
from bargaining.queries.duties import HOLDERS, Narrow
from bargaining.rules.roles import OFFICIALS, Role
from bargaining.web import downloads, duty_shapes, paging
from bargaining.web.access import open_to
from bargaining.web.gap_shapes import SHORT_HOLDERS

pages = Blueprint("duties", __name__, url_prefix="/duties")

READERS = frozenset({*OFFICIALS, Role.STREET_STAFF, Role.INSTRUCTOR})
PAGE_SIZE = duty_queries.PAGE_SIZE
_NAMES = ("text", "district", "street", "holder", "rule", "days", "state", "sort")
Rows = Sequence[Any]


@dataclass(frozen=True)
class List:
    """One of the lists (督办名单): how it is counted, read, shown and exported."""

    key: str
    label: str
    lead: str
    count: Callable[[Session, Narrow], int]
    read: Callable[[Session, Narrow, int | None], Rows]
    empty: tuple[str, str]


def _lists() -> tuple[List, ...]:
    """The lists in the order of their tabs; who asks is known only now."""
    actor, today = g.actor, clock.today()
    return (
        List(
            "silence", "默示生效将至", "审查期满没有收到意见的，次日即行生效；凭证和日子先核清。",
            lambda s, narrow: duty_queries.count_silent(s, actor, today=today, narrow=narrow),
            lambda s, narrow, page: duty_queries.list_silent(
                s, actor, today=today, narrow=narrow, page=page
            ),
            ("没有在审查的报送", "报送并登记收到凭证后，会按审查期列在这里。"),
        ),
        List(
            "overdue", "逾期", "过了各种算法里最晚的一天才算逾期；记在义务人名下，补录的不计。",
            lambda s, narrow: sum(
                duty_queries.count_overdue(s, actor, today=today, narrow=narrow).values()
            ),
            lambda s, narrow, page: duty_queries.list_overdue(
                s, actor, today=today, narrow=narrow, page=page
            ),
            ("没有逾期的事项", "期限都在时间内。"),
        ),
        List(
            "unanswered", "尚未答复",
            "工会要约以后，企业还没有书面答复或者暂不同意的；写函、登记由有权的人决定。",
            lambda s, narrow: unanswered.count_unanswered(s, actor, today=today, narrow=narrow),
            lambda s, narrow, page: unanswered.list_unanswered(
                s, actor, today=today, narrow=narrow, page=page
            ),
            ("没有尚未答复的要约", "要约送达以后，企业还没有答复的会列在这里。"),
        ),
        List(
            "hard", "待派指导员", "对方暂不同意、对方逾期未答复、审议未通过，还没有指导员联系的。",
            lambda s, narrow: duty_queries.count_hard(s, actor, today=today, narrow=narrow),
            lambda s, narrow, page: duty_queries.list_hard(
                s, actor, today=today, narrow=narrow, page=page
            ),
            ("没有待派的难案", "出现难案时会列在这里，可以直接派指导员。"),
        ),
        List(
            "unions", "主席空缺、任期届满", "企业工会没有主席，或者任期已满还没有换届登记的。",
            lambda s, narrow: union_terms.count_unions(s, actor, today=today, narrow=narrow),
            lambda s, narrow, page: union_terms.list_unions(
                s, actor, today=today, narrow=narrow, page=page
            ),
            ("没有须换届补选的工会", "主席空缺或任期届满的工会会列在这里。"),
        ),
    )  # fmt: skip


@pages.get("")
@open_to(*READERS)
def index() -> ResponseReturnValue:
    """Show one of the lists, with the counts of all (督办)."""
    session, every = db.session(), _lists()
    chosen = _chosen(every)
    narrow = _narrow()
    names = place_queries.place_names(session)
    page = paging.asked_page()
    total = chosen.count(session, narrow)
    query = _query(chosen)
    return render_template(
        "duties/index.html",
        chosen=chosen,
        tabs=_tabs(session, every, chosen),
        groups=_groups(session, chosen, narrow),
        fields=_fields(session, chosen, narrow, names),
        rows=_shaped(chosen, chosen.read(session, narrow, page), names),
        columns=duty_shapes.COLUMNS[chosen.key],
        total=total,
        page=page,
        pages=paging.count_pages(total, PAGE_SIZE),
        query=query,
        is_narrowed=any(request.args.get(name) for name in _NAMES if name != "sort"),
        export_href=url_for(".export", **query),
    )


@pages.get("/export.xlsx")
@open_to(*READERS)
def export() -> ResponseReturnValue:
    """Send one of the lists as it is narrowed, as a spreadsheet (导出督办名单)."""
    session, today = db.session(), clock.today()
    chosen = _chosen(_lists())
    names = place_queries.place_names(session)
    rows = chosen.read(session, _narrow(), None)
    content = lists.write_list(
        chosen.label,
        duty_shapes.EXPORTED[chosen.key],
        (duty_shapes.exported(chosen.key, one, names, today=today) for one in rows),
    )
    name = f"{chosen.label}-{today.isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _narrow() -> Narrow:
    """Read from the address what the list is narrowed to; what makes no sense narrows nothing."""
    given = request.args
    days = given.get("days", type=int)
    holder = given.get("holder", "")
    return Narrow(
        text=given.get("text", "").strip(),
        district=given.get("district", ""),
        street=given.get("street", ""),
        holder=holder if holder in {one.value for one in HOLDERS} else "",
        rule=given.get("rule", ""),
        days=days if days and 0 < days < 10_000 else None,
        state=given.get("state", ""),
        sort=given.get("sort", ""),
    )


def _chosen(every: Sequence[List]) -> List:
    """Read which list is asked for; an address typed wrong is answered with the first."""
    asked = request.args.get("list", "")
    return next((one for one in every if one.key == asked), every[0])


def _query(chosen: List) -> dict[str, Any]:
    kept = {name: request.args[name] for name in _NAMES if request.args.get(name)}
    return {"list": chosen.key, **kept}


def _tabs(session: Session, every: Sequence[List], chosen: List) -> list[dict[str, Any]]:
    """Each list with its count in the place asked about; a place stays chosen from tab to tab."""
    given = request.args
    narrow = Narrow(district=given.get("district", ""), street=given.get("street", ""))
    place: dict[str, Any] = {
        name: given[name] for name in ("district", "street") if given.get(name)
    }
    return [
        {
            "label": one.label,
            "count": one.count(session, narrow),
            "href": url_for(".index", **(place | {"list": one.key})),
            "now": one is chosen,
        }
        for one in every
    ]


def _groups(session: Session, chosen: List, narrow: Narrow) -> list[dict[str, Any]]:
    """Of what is overdue, how much is whose."""
    if chosen.key != "overdue":
        return []
    every = replace(narrow, holder="")
    counts = duty_queries.count_overdue(session, g.actor, today=clock.today(), narrow=every)
    query = _query(chosen)
    return [
        {
            "label": SHORT_HOLDERS[one],
            "count": counts[one],
            "href": url_for(".index", **(query | {"holder": one.value})),
            "now": narrow.holder == one.value,
        }
        for one in HOLDERS
    ]


def _shaped(chosen: List, rows: Rows, names: dict[str, str]) -> list[dict[str, Any]]:
    today = clock.today()
    back = request.full_path.rstrip("?")
    shaped = [
        duty_shapes.row(
            chosen.key, one, names, today=today, back=back, may_send=g.actor.role in OFFICIALS
        )
        for one in rows
    ]
    if g.actor.role is not Role.CITY:
        for one in shaped:  # whoever works in one district needs not be told which
            _leave_out_note(one["cells"], "street")
    return shaped


def _leave_out_note(cells: dict[str, Any], key: str) -> None:
    if isinstance(cells[key], dict):
        cells[key] = {"text": cells[key]["text"], "note": ""}


# ── the filter bar ───────────────────────────────────────────────────────────────────────────


def _fields(
    session: Session,
    chosen: List,
    narrow: Narrow,
    names: dict[str, str],
) -> list[dict[str, Any]]:
    bar: list[dict[str, Any]] = [
        {"name": "list", "kind": "hidden", "value": chosen.key},
        {"name": "text", "label": "工会名称" if chosen.key == "unions" else "企业或案号",
         "kind": "search", "value": narrow.text},
    ]  # fmt: skip
    bar += _places(session, narrow, names)
    match chosen.key:
        case "overdue":
            holders = [(one.value, SHORT_HOLDERS[one]) for one in HOLDERS]
            bar.append(_select("holder", "义务人", narrow.holder, holders))
            bar.append(_select("rule", "事项", narrow.rule, _rules(session)))
            bar.append(_select("days", "逾期", narrow.days, duty_shapes.LATE))
        case "silence":
            bar.append(_select("state", "收到凭证", narrow.state, duty_shapes.PROOFS))
            bar.append(_select("days", "生效日", narrow.days, duty_shapes.SOON))
        case "unanswered":
            bar.append(_select("state", "情况", narrow.state, list(unanswered.STATES)))
        case "unions":
            bar.append(_select("state", "情况", narrow.state, list(union_terms.WORDS.items())))
    if narrow.sort:
        bar.append({"name": "sort", "kind": "hidden", "value": narrow.sort})
    return bar


def _rules(session: Session) -> list[tuple[str, str]]:
    return duty_queries.late_rules(session, g.actor, today=clock.today())


def _places(session: Session, narrow: Narrow, names: dict[str, str]) -> list[dict[str, Any]]:
    """Districts and streets of the cases there are; asked for only where there is a choice."""
    found = duty_queries.places(session, g.actor, today=clock.today())
    districts = sorted({district for district, _ in found})
    bar = []
    if len(districts) > 1:
        named = [(one, names.get(one, one)) for one in districts]
        bar.append(_select("district", "区", narrow.district, named))
    elif narrow.district:
        bar.append({"name": "district", "kind": "hidden", "value": narrow.district})
    streets = [
        (street, names.get(street, street))
        for district, street in found
        if street and narrow.district in ("", district)
    ]
    if len(streets) > 1 or narrow.street:
        bar.append(_select("street", "街道（乡镇）", narrow.street, streets) | {"picker": True})
    return bar


def _select(
    name: str, label: str, value: str | int | None, options: Sequence[tuple[object, str]]
) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": value or "",
            "options": [("", "全部"), *options]}  # fmt: skip
