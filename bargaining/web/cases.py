"""Cases by a browser: the list, one case's page, its steps, its corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from bargaining import clock
from bargaining.actions import case_seen as seen_actions
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections as correction_actions
from bargaining.actions import entries
from bargaining.actions import files as file_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.case import Case
from bargaining.queries import case_seen as seen_queries
from bargaining.queries import case_view, moved_cases
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import files as file_queries
from bargaining.queries import law_changes as change_queries
from bargaining.queries import places as place_queries
from bargaining.queries import preview as preview_queries
from bargaining.queries import relocations as relocation_queries
from bargaining.rules import corrections
from bargaining.rules.events import Event
from bargaining.rules.roles import CASE_READERS, REGISTER_READERS, Role, Sight
from bargaining.rules.states import KIND_WORDS, WAY_LABELS, CaseState, ContractWay
from bargaining.web import (
    case_panels,
    case_steps,
    case_story,
    contract_panels,
    correction_words,
    downloads,
    due_shapes,
    errors,
    forms,
    ladder_panel,
    next_cards,
    paging,
    people_shapes,
    performance,
    prechecks,
    redating_words,
    relocation_words,
    review_panel,
    shapes,
    talks_shapes,
    wage_shapes,
)
from bargaining.web.access import open_to
from bargaining.web.settings import store

pages = Blueprint("cases", __name__, url_prefix="/cases")

SOMEBODY_WAS_FASTER = Refusal(
    "changed", "就在您提交的同时，有人先登记了一步。请看过最新情况再办，您填的内容还在。"
)
# What a person can put right on the page itself; any other refusal is about who asks.
_MENDABLE = frozenset({"missing", "changed", "personal_number"})

EXPORTED = (
    "企业", "案号", "年度", "合同种类", "签订方式", "状态", "来源",
    "要约送达日", "签字日", "报送日", "生效日", "公布日", "期限起", "期限止",
    "覆盖职工数", "受理或备案号",
)  # fmt: skip


@pages.get("")
@open_to(*CASE_READERS)
def index() -> ResponseReturnValue:
    """List the cases the actor sees (案件列表)."""
    narrow = _filter()
    page = paging.asked_page()
    rows, total = case_queries.list_cases(
        db.session(), actor=g.actor, on=clock.today(), narrow=narrow, page=page
    )
    if narrow.moved_away:
        rows = relocation_queries.as_they_left(db.session(), rows, actor=g.actor)
    waiting = [] if narrow.moved_away else [row.id for row in rows]
    nearest = case_queries.next_deadlines(db.session(), waiting)
    return render_template(
        "cases/index.html",
        rows=[_line(row, nearest.get(row.id)) for row in rows],
        total=total,
        page=page,
        pages=paging.count_pages(total, case_queries.PAGE_SIZE),
        narrow=narrow,
        fields=_fields(narrow),
        may_read_register=g.actor.role in REGISTER_READERS,
        query={key: value for key, value in request.args.items() if value and key != "page"},
        export_href=url_for(".export", **_plain(request.args)),
    )


@pages.get("/export.xlsx")
@open_to(*CASE_READERS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出案件)."""
    today = clock.today()
    narrow = _filter()
    rows = case_queries.every_case(db.session(), actor=g.actor, on=today, narrow=narrow)
    if narrow.moved_away:
        rows = relocation_queries.as_they_left(db.session(), rows, actor=g.actor)
    return downloads.sent(
        lists.write_list("案件", EXPORTED, (_exported(row) for row in rows)),
        media_type=lists.MEDIA_TYPE,
        name=f"案件-{today.isoformat()}.xlsx",
        inline=False,
    )


def _exported(row: Case) -> list[lists.Value]:
    return [
        row.title, row.number, row.year, KIND_WORDS[row.kind], WAY_LABELS[ContractWay(row.way)],
        shapes.case_state(row)[0], "补录" if row.origin == "backfilled" else "",
        row.delivered_on, row.signed_on, row.filed_on, row.effective_on, row.published_on,
        row.term_from, row.term_to, row.workers_covered, row.filing_number,
    ]  # fmt: skip


def _plain(query: Mapping[str, str]) -> dict[str, Any]:
    """Keep of an address what a list is narrowed by, so that nothing else reaches `url_for`."""
    known = {*case_queries.CaseFilter.__dataclass_fields__, "enterprise"}
    return {name: value for name, value in query.items() if name in known}


def _fields(narrow: case_queries.CaseFilter) -> list[dict[str, Any]]:
    years = range(clock.today().year + 1, clock.today().year - 9, -1)
    shown = [("in_hand", "在办"), ("to_verify", "待核")]
    if g.actor.role in moved_cases.BY_TERRITORY:
        shown.append(("moved_away", "已迁出"))
    fields: list[dict[str, Any]] = [
        {"name": "text", "label": "企业、案号或备案号", "kind": "search", "value": narrow.text,
         "placeholder": "输入其中几个字"},
        {"name": "state", "label": "状态", "kind": "select", "value": narrow.state,
         "options": [("", "全部"), *((state.value, state.label) for state in CaseState)]},
        {"name": "year", "label": "年度", "kind": "select", "value": narrow.year or "",
         "options": [("", "全部"), *((year, f"{year} 年") for year in years)]},
    ]  # fmt: skip
    return fields + [
        {"name": name, "label": label, "kind": "select", "value": "1" if request.args.get(name)
         else "", "options": [("", "全部"), ("1", f"只看{label}的")]}
        for name, label in shown
    ]  # fmt: skip


def _filter() -> case_queries.CaseFilter:
    given = request.args
    return case_queries.CaseFilter(
        text=given.get("text", ""),
        state=given.get("state", ""),
        year=given.get("year", type=int),
        street=given.get("street", ""),
        district=given.get("district", ""),
        enterprise_id=given.get("enterprise", type=int),
        in_hand=bool(given.get("in_hand")),
        to_verify=bool(given.get("to_verify")),
        moved_away=bool(given.get("moved_away")),
        sort=given.get("sort", "-opened"),
    )


def _line(row: Any, deadline: Any) -> dict[str, Any]:  # noqa: ANN401 -- rows
    shaped = None
    if deadline is not None and not shapes.why_still(row):
        shaped = due_shapes.chip(deadline, on=clock.today())
    return {"case": row, "state": shapes.case_state(row), "deadline": shaped}


@pages.post("/open")
@open_to(Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET, Role.INSTRUCTOR)
def open_case() -> ResponseReturnValue:
    """Open this year's case of an enterprise (立案)."""
    enterprise_id = request.form.get("enterprise", type=int) or 0
    year = request.form.get("year", type=int) or clock.today().year
    with transaction(g.actor) as session:
        enterprise = enterprise_queries.get_enterprise(
            session, enterprise_id, actor=g.actor, on=clock.today()
        )
        case = case_actions.open_case(
            session,
            enterprise,
            year=year,
            on=clock.today(),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
        )
        number = case.number
    flash(f"已立案：{number}。", "success")
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    return redirect(next_cards.first_page(seen))


@pages.get("/<number>")
@open_to(*CASE_READERS)
def show(number: str) -> ResponseReturnValue:
    """Show where a case stands, what is next, and its story (案件页)."""
    session = db.session()
    today = clock.today()
    seen = case_view.view(session, number, actor=g.actor, on=today)
    full = seen.sight is Sight.FULL
    redated = change_queries.of_case(session, seen.case.id)
    moved = redating_words.by_deadline(redated)
    looked = seen_queries.last_look(session, seen.case, actor=g.actor)
    told = shapes.story(seen, may_correct=case_steps.correctable(seen))
    story = case_story.marked(told, seen, looked)
    return render_template(
        "cases/show.html",
        seen=seen,
        case=seen.case,
        state=shapes.case_state(seen.case),
        track=shapes.track(seen.facts),
        next=next_cards.next_card(seen, today),
        deadlines=[
            due_shapes.deadline(one, on=today, still=shapes.why_still(seen.case))
            | {"redated": moved.get((one.rule_id, one.start_sequence), "")}
            | people_shapes.duty_without_union(seen, one)
            for one in case_panels.one_of_each_duty(seen.deadlines)
        ],
        notices=shapes.notices_for(seen.notices, seen.sight),
        story=redating_words.told_in(story, seen.entries, redated),
        since=case_story.since(story, looked),
        filed=case_panels.filed(seen),
        others=case_steps.others(seen),
        aside=case_steps.aside(seen, overdue=case_panels.is_overdue(seen, today)),
        closed=case_steps.closed(seen),
        full=full,
        union=case_queries.union_of(session, seen.case),
        looked=wage_shapes.looked_into(seen.case) if full else [],
        **contract_panels.panels(seen, today),
        covered=case_panels.covered(seen),
        wages=shapes.wages(seen.facts.wages, sight=seen.sight),
        precheck=prechecks.summary(seen),
        may_precheck=prechecks.may_look(seen),
        improvements=case_panels.improvements(seen),
        keeping=performance.panel(seen),
        ladder=ladder_panel.panel(seen, today),
        review=review_panel.panel(seen, today),
        objection=review_panel.objection(seen),
        talks=talks_shapes.panel(seen),
        talks_href=talks_shapes.href(seen),
        instructors=case_panels.instructors(seen),
        people_panel=people_shapes.panel(seen, case_queries.union_of(session, seen.case), on=today),
    )


@pages.get("/<number>/days/<rule_id>/<int:sequence>")
@open_to(*CASE_READERS)
def day_proof(number: str, rule_id: str, sequence: int) -> ResponseReturnValue:
    """Say how one of a case's days was counted (期限怎么算的), for lists that have many days."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    about = (rule_id, sequence)
    found = [one for one in seen.deadlines if (one.rule_id, one.start_sequence) == about]
    if not found:
        return errors.answer(404, heading="没有这个期限", message="期限已经变了，请刷新后再看。")
    due = due_shapes.deadline(found[0], on=clock.today(), still=shapes.why_still(seen.case))
    return render_template("cases/day_proof.html", case=seen.case, due=due)


@pages.post("/<number>/seen")
@open_to(*CASE_READERS)
def look(number: str) -> ResponseReturnValue:
    """Note up to where somebody has read the case (标为已看)."""
    with transaction(g.actor) as session:
        case = case_queries.get_case(session, number, actor=g.actor, on=clock.today())
        sequence = forms.seen_sequence(request.form.get("seen_sequence"))
        if sequence is not None:
            seen_actions.look(session, case, sequence=sequence, actor=g.actor, at=clock.now())
    if request.headers.get("HX-Request"):
        return "", 204
    return redirect(url_for(".show", number=number))


@pages.route("/<number>/correct/<int:sequence>", methods=["GET", "POST"])
@open_to(*case_steps.CORRECTORS)
def correct(number: str, sequence: int) -> ResponseReturnValue:
    """Take a wrong entry back: what falls with it is shown first (更正)."""
    reason = request.form.get("reason", "")
    if request.method == "GET":
        return _correction(number, sequence)
    try:
        with transaction(g.actor) as writing:
            correction_actions.void(
                writing,
                number,
                sequence,
                reason=reason,
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
                seen_sequence=forms.seen_sequence(request.form.get("seen_sequence")),
            )
    except Refused as problem:
        if problem.refusal.code not in _MENDABLE:
            raise
        return _correction(number, sequence, refusal=problem.refusal, reason=reason)
    except StaleDataError:
        return _correction(number, sequence, refusal=SOMEBODY_WAS_FASTER, reason=reason)
    flash("已更正。原来的登记仍然保留，并标明已更正。", "success")
    return redirect(url_for("cases.show", number=number))


def _correction(
    number: str, sequence: int, *, refusal: Refusal | None = None, reason: str = ""
) -> ResponseReturnValue:
    """Show what would be taken back; one that was refused keeps the reason that was typed."""
    session, today = db.session(), clock.today()
    case, correction = correction_actions.preview_void(
        session, number, sequence, actor=g.actor, today=today
    )
    seen = case_view.view(session, number, actor=g.actor, on=today)
    # Whoever a case has left sees it cut at the move; what would fall with that comes after it.
    history = {one.sequence: one for one in case_queries.history(session, case.id)}
    fallen = [history[one] for one in correction.voided]
    changed = refusal is not None and refusal.code == "changed"
    page = render_template(
        "cases/correct.html",
        case=case,
        entry=history[sequence],
        label=entries.entry_label(history[sequence].kind),
        lines=shapes.entry_lines(history[sequence]) if seen.sight is Sight.FULL else [],
        also=[
            (entries.entry_label(history[one].kind), history[one].occurred_on)
            for one in correction.also
        ],
        effects=[
            *correction_words.lines(
                preview_queries.of_correction(session, case, correction.voided, on=today),
                sight=seen.sight,
            ),
            *relocation_words.lines(
                relocation_queries.way_back(session, case, fallen),
                places=place_queries.place_names(session),
            ),
        ],
        amend_href=_amend_href(seen, history[sequence]),
        refusal=refusal,
        reason=reason,
        newest=shapes.story(seen)[:1] if changed else [],
    )
    return page, 422 if refusal else 200


def _amend_href(seen: case_view.CaseView, entry: Event) -> str:
    """Lead to where an entry is written anew; "" where it can only be taken back."""
    if corrections.why_not_amend(seen.entries, entry.sequence) or not shapes.reads(seen, entry):
        return ""
    return url_for("amendments.amend", number=seen.case.number, sequence=entry.sequence)


@pages.get("/<number>/files/<digest>")
@open_to(Role.UNION_CHAIR, Role.STREET_STAFF, Role.INSTRUCTOR, Role.REVIEWER)
def file(number: str, digest: str) -> ResponseReturnValue:
    """Show a photo or table that belongs to a case (存证文件)."""
    session = db.session()
    seen = case_view.view(session, number, actor=g.actor, on=clock.today())
    if seen.sight not in (Sight.FULL, Sight.FILED):
        raise NotVisible(digest)
    found = file_queries.file_of_case(
        session, seen.case, digest, only_filed=seen.sight is Sight.FILED, left=seen.left
    )
    media_type = found.row.media_type
    return downloads.sent(
        store().get(found.row.hash),
        media_type=media_type,
        name=found.name,
        inline=media_type in file_actions.PHOTO_TYPES,
    )
