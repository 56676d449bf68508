"""The gap by a browser: the rate, what is missing to the target, and the names with what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import offer_sheets as offer_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Unusable
from bargaining.queries import gap as gap_queries
from bargaining.queries import gap_rows
from bargaining.queries.coverage import Board, Ground, Within
from bargaining.queries.gap import Gap
from bargaining.rules import offer_sheets
from bargaining.rules.gap import GAP_LABELS, GAP_MEANINGS, GapCategory
from bargaining.rules.roles import OFFICIALS, Role
from bargaining.web import (
    back,
    coverage_memory,
    coverage_question,
    downloads,
    enterprises,
    gap_address,
    gap_shapes,
    jobs,
)
from bargaining.web.access import open_to
from bargaining.web.gap_address import UNCOVERED, Address
from bargaining.web.settings import settings

pages = Blueprint("gap", __name__, url_prefix="/coverage/gap")

# Who closes the gap: the upper unions, their staff, and instructors in their own book.
READERS = frozenset({*OFFICIALS, Role.STREET_STAFF, Role.INSTRUCTOR})
EXPORTED = (
    "单位名称", "统一社会信用代码", "区", "街道（乡镇）", "职工人数", "缺口类别", "合同（案号）",
    "期满日", "卡在哪一步", "停留自", "停留天数", "义务人", "期限", "责任人", "最近联系",
    "联系方式", "联系人员",
)  # fmt: skip
JOB = "offer_sheets"


@pages.get("")
@open_to(*READERS)
def index() -> ResponseReturnValue:
    """Show the rate against target and last year, and who is missing (覆盖缺口)."""
    session, today = db.session(), clock.today()
    address, here = gap_address.read(request.args), request.full_path.rstrip("?")
    board = coverage_memory.board(session, address.asked, actor=g.actor)
    read = coverage_memory.ground(session, address.asked, actor=g.actor)
    found, names = gap_queries.find_gap(session, board.report), board.report.names
    page = gap_rows.find_page(session, found, narrow=address.narrow, page=address.page, today=today)
    places = _places(read, address, names)
    return render_template(
        "coverage/gap.html",
        address=address,
        place=names.get(board.place or "", ""),
        head=_head(board, read, address),
        kinds=_kinds(found, address),
        meaning=GAP_MEANINGS[address.narrow.category] if address.narrow.category else "",
        meanings=[(GAP_LABELS[one], GAP_MEANINGS[one]) for one in GapCategory],
        fields=gap_address.fields(address, **places),
        rows=[
            gap_shapes.row(
                one,
                names,
                today=today,
                back=here,
                may_open=g.actor.role in enterprises.MAY_OPEN,
                several=len(places["districts"]) > 1,
            )
            for one in page.lines
        ],
        page=page,
        query=address.query,
        words=address.asked.in_words,
        export_href=url_for(".export", **address.query),
        may_send=g.actor.role in OFFICIALS,
        here=here,
    )


@pages.get("/export.xlsx")
@open_to(*READERS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出缺口名单)."""
    session, today = db.session(), clock.today()
    address = gap_address.read(request.args)
    board = coverage_memory.board(session, address.asked, actor=g.actor)
    found, names = gap_queries.find_gap(session, board.report), board.report.names
    rows = gap_rows.every_line(session, found, narrow=address.narrow, today=today)
    exported = (gap_shapes.exported(one, names, today=today) for one in rows)
    return downloads.sent(
        lists.write_list("缺口名单", EXPORTED, exported),
        media_type=lists.MEDIA_TYPE,
        name=f"缺口名单-{address.asked.question.on.isoformat()}.xlsx",
        inline=False,
    )


@pages.get("/reminders")
@open_to(*READERS)
def reminders() -> ResponseReturnValue:
    """Show what to write to each of the enterprises ticked, ready to be copied (催办语)."""
    session, today = db.session(), clock.today()
    chosen = _chosen()
    kind = coverage_question.read().kind
    rows = gap_rows.prompts(session, chosen, actor=g.actor, kind=kind.value, today=today)
    return render_template(
        "coverage/gap_reminders.html",
        sentences=[gap_shapes.reminder_row(one, today=today) for one in rows],
        back=_back(),
    )


@pages.route("/offers", methods=["GET", "POST"])
@open_to(*READERS)
def offers() -> ResponseReturnValue:
    """Print the offers of the enterprises ticked (打印要约书): a few at once, many as long work."""
    chosen = _chosen()
    if request.method == "POST":
        offer_actions.find_all(db.session(), chosen, actor=g.actor, today=clock.today())
        with transaction(g.actor) as session:
            asked = {"enterprises": chosen}
            shown = jobs.ask(session, JOB, title=f"打印要约书样张 {len(chosen)} 份", asked=asked)
        return redirect(shown)
    if len(chosen) <= offer_sheets.AT_ONCE_BESIDE:
        return _printed(chosen)
    found = offer_actions.find_all(db.session(), chosen, actor=g.actor, today=clock.today())
    return render_template(
        "coverage/gap_offers.html",
        names=[one.name for one in found],
        chosen=chosen,
        reason=offer_sheets.REASON,
        basis=[(one.text, one.article) for one in offer_sheets.BASIS],
        back=_back(),
    )


@pages.get("/offers/<int:enterprise_id>.pdf")
@open_to(*READERS)
def offer(enterprise_id: int) -> ResponseReturnValue:
    """Print one enterprise's offer, filled from the register (打印要约书样张)."""
    return _printed([enterprise_id])


def _printed(chosen: Sequence[int]) -> ResponseReturnValue:
    content = offer_actions.print_offers(
        db.session(), chosen, actor=g.actor, today=clock.today(), instance=settings().instance
    )
    return downloads.sent(
        content, media_type="application/pdf", name="工资集体协商要约书（样张）.pdf", inline=True
    )


def _chosen() -> list[int]:
    """Read which enterprises were ticked; none is a slip of the hand, not an error."""
    chosen = request.values.getlist("enterprise", type=int)
    if not chosen:
        raise Unusable("还没有勾选企业，请先在名单左边勾选。", field="enterprise")
    return chosen


def _back() -> str:
    """Lead back to the list as it was narrowed."""
    return back.local_path(request.values.get("back", ""), url_for(".index"))


# ── the head ─────────────────────────────────────────────────────────────────────────────────


def _head(board: Board, read: Ground, address: Address) -> dict[str, Any]:
    """The rate, last year's, the target with what is missing to it, and who came and left."""
    change = gap_queries.find_change(
        db.session(),
        read,
        board.report,
        before_on=board.year_ago.on,
        within=address.asked.within,
    )
    return gap_shapes.head(board, change, words=gap_address.in_words(address.asked))


def _kinds(found: Gap, address: Address) -> list[dict[str, Any]]:
    """All names, those not covered, and each category with its count; one of them is chosen."""
    counts, narrow = found.counts, address.narrow
    shown = [one for one in GapCategory if counts[one] or one in gap_shapes.USUAL]
    uncovered = sum(not one.standing.covered for one in found.missing)
    every = narrow.category is None and not narrow.uncovered
    return [
        _kind("全部", len(found.missing), address, "", now=every),
        _kind("未覆盖", uncovered, address, UNCOVERED, now=narrow.uncovered),
        *(
            _kind(GAP_LABELS[one], counts[one], address, one.value, now=one is narrow.category)
            for one in shown
        ),
    ]


def _kind(label: str, count: int, address: Address, category: str, *, now: bool) -> dict[str, Any]:
    narrowed = {"category": category} if category else {}
    href = url_for(".index", **{**address.figures, **narrowed})
    return {"label": label, "count": count, "href": href, "now": now}


def _places(
    read: Ground, address: Address, names: Mapping[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """The places to choose from: those there are enterprises in."""
    inside = Within(district=address.asked.within.district)
    districts = sorted({one.district for one, _days in read.members})
    streets = sorted({one.street for one, _days in read.members if inside.holds(one)})
    return {
        "districts": [(one, names.get(one, one)) for one in districts],
        "streets": [(one, names.get(one, one)) for one in streets],
    }
