"""The wage table by a browser: upload, findings beside their rows, versions side by side."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm.exc import StaleDataError
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import wage_openings as opening_actions
from bargaining.actions import wages as wage_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Invalid, LawMissing, NotVisible, Refusal, Refused
from bargaining.models.wage_table import WageTable
from bargaining.queries import case_view
from bargaining.queries import figures as figure_queries
from bargaining.queries import known as known_queries
from bargaining.queries import wage_openings as opening_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import moves, wage_openings
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import (
    downloads,
    forms,
    onward,
    renewals,
    shapes,
    wage_groups,
    wage_prospect,
    wage_shapes,
)
from bargaining.web.access import open_to
from bargaining.web.cases import SOMEBODY_WAS_FASTER
from bargaining.web.settings import store

pages = Blueprint("wages", __name__, url_prefix="/cases/<number>/wages")

READERS = (*RECORDERS, Role.STREET, Role.DISTRICT)


class UploadForm(forms.Form):
    """A wage table and the term it is meant for."""

    seen_sequence = HiddenField()
    file = FileField("工资表", [FileRequired("请选择工资表文件。")],
                     description="xlsx、xls、ods 或 csv；表头写明岗位、人数、协商前月工资、"
                                 "协商后月工资、个人社保、个人公积金")  # fmt: skip
    term_from = DateField("合同期限自", [InputRequired("请填写合同期限的起日。")])
    term_to = DateField("合同期限至", [InputRequired("请填写合同期限的止日。")])
    on = DateField("方案提出之日", [InputRequired("请填写方案提出之日。")])


class OpenForm(forms.Form):
    """Why somebody from above wants to see the table."""

    reason = TextAreaField(
        "查看理由",
        [InputRequired("请写明查看的理由。")],
        description="企业会看到是谁、什么时候、为什么查看；今天之内有效。",
        render_kw={"rows": 3},
    )


@pages.route("", methods=["GET", "POST"])
@open_to(*READERS)
def index(number: str) -> ResponseReturnValue:
    """Show the newest table with its findings, and take in a new version (工资方案)."""
    session, today = db.session(), clock.today()
    seen = case_view.view(session, number, actor=g.actor, on=today)
    if seen.sight not in (Sight.FULL, Sight.FINDINGS):
        raise NotVisible(number)
    step = moves.get_move("submit_wages")
    refusal = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    if request.method == "POST":
        if refusal is not None:
            raise Refused(refusal)
        form = UploadForm()
        problems = _taken(number, form) if form.validate() else None
        if problems is not None and not problems:
            words, href = onward.after_wages(number, before=seen.next)
            flash(words, "success")
            return redirect(href)
        seen = case_view.view(db.session(), number, actor=g.actor, on=today)
        changed = any(one.code == "changed" for one in problems or ())
        return _page(seen, form, None, status=422, changed=changed)
    return _page(seen, _fresh_form(seen, today), refusal)


def _fresh_form(seen: case_view.CaseView, today: date) -> UploadForm:
    known = known_queries.known(db.session(), seen.case, seen.facts, "submit_wages")
    values = {key: forms.as_day(one.value) for key, one in known.items()}
    return UploadForm(
        formdata=None,
        data={**values, "on": today, "seen_sequence": str(seen.case.last_sequence)},
    )


def _marks(seen: case_view.CaseView) -> dict[str, str]:
    """Say where the values of a fresh form come from."""
    known = known_queries.known(db.session(), seen.case, seen.facts, "submit_wages")
    return {**{key: one.source for key, one in known.items()}, "on": known_queries.TODAY}


def _taken(number: str, form: UploadForm) -> tuple[Refusal, ...]:
    """Take a table in; where it is refused, put every sentence beside its field."""
    refusals: tuple[Refusal, ...] = ()
    try:
        _submit(number, form)
    except Invalid as problem:
        refusals = problem.refusals
    except Refused as problem:
        refusals = (_beside_the_file(problem.refusal),)
    except StaleDataError:
        refusals = (SOMEBODY_WAS_FASTER,)
    except LawMissing as problem:
        refusals = (Refusal("law_missing", str(problem), field="term_from"),)
    for one in refusals:
        forms.show_refusal(form, one)
    return refusals


def _beside_the_file(refusal: Refusal) -> Refusal:
    """What is wrong with a table stands beside it; a newer entry is about the whole page."""
    if refusal.code == "changed":
        return refusal
    return Refusal(refusal.code, refusal.message, field="file")


def _submit(number: str, form: UploadForm) -> None:
    upload = form.file.data
    step = case_actions.Step(
        "submit_wages",
        forms.given(form.on.data),
        {
            "term_from": forms.given(form.term_from.data).isoformat(),
            "term_to": forms.given(form.term_to.data).isoformat(),
        },
        seen_sequence=forms.seen_sequence(form.seen_sequence.data),
    )
    with transaction(g.actor) as session:
        wage_actions.submit_wages(
            session,
            number,
            step,
            wage_actions.Upload(upload.filename, upload.read()),
            store=store(),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
        )


def _page(
    seen: case_view.CaseView,
    form: UploadForm,
    refusal: Refusal | None,
    *,
    status: int = 200,
    changed: bool = False,
    opening: OpenForm | None = None,
) -> ResponseReturnValue:
    """Show the tables; a form refused because of a newer entry shows that entry too."""
    if changed:
        form.seen_sequence.data = str(seen.case.last_sequence)
    session = db.session()
    versions = wage_queries.list_versions(session, seen.case, left=seen.left)
    table = _wanted(seen)
    standing = {one.payload.get("version") for one in seen.facts.every("submit_wages")}
    full, opened = seen.sight is Sight.FULL, _is_open(seen)
    page = render_template(
        "wages/index.html",
        case=seen.case,
        seen=seen,
        form=form,
        refusal=refusal,
        uploaders=RECORDERS,
        versions=versions,
        taken_back={one.version for one in versions} - standing,
        table=table,
        full=full,
        opened=opened,
        open_form=_open_form(seen, table, opening) if not (full or opened) else None,
        verdict=wage_shapes.VERDICTS[table.verdict] if table else None,
        newest=shapes.story(seen)[:1] if changed else [],
        arrival=onward.arrival(seen),
        onward=onward.link(seen),
        marks=_marks(seen) if status == 200 and refusal is None else {},
        summary=wage_shapes.summary(table, full=full) if table else None,
        groups=wage_groups.groups(table) if table and full else [],
        general=wage_shapes.general(table, full=full) if table and not full else [],
        prospect=wage_prospect.panel(seen.case, table) if table and full else None,
        newer=_newer(seen, table) if table and full else "",
        fresh=_fresh_check(seen, table) if table and full else None,
        rows=wage_shapes.rows(table) if table and full else [],
        further=wage_shapes.further(table) if table and full else {"rows": []},
        above=wage_shapes.above(table) if table and opened else [],
        affected=wage_shapes.affected(table) if table and not full else [],
        looked=_looked(seen),
        carried_href="" if versions or refusal is not None else renewals.wages_href(seen),
    )
    return page, status


def _newer(seen: case_view.CaseView, table: WageTable) -> str:
    """Say what was recorded since a version was checked, empty where nothing was."""
    floors = figure_queries.newer_than(
        db.session(), seen.case.district_code, table.uploaded_at, until=table.term_to
    )
    filled = seen.facts.last("record_clauses")
    said = []
    if floors:
        said.append("最低工资标准有了新的数值")
    if filled is not None and filled.recorded_at and filled.recorded_at > table.uploaded_at:
        said.append("合同条款重新填写过")
    return f"这一版检查以后，{'，'.join(said)}。" if said else ""


def _fresh_check(seen: case_view.CaseView, table: WageTable) -> dict[str, object] | None:
    """Check the shown version again where the address asks for it; nothing is kept."""
    if request.args.get("check") != "now":
        return None
    checked = wage_actions.check_again(db.session(), seen.case, table, store=store())
    return wage_groups.fresh(checked, table)


def _refuse_later(seen: case_view.CaseView, version: int) -> None:
    """To whoever the case has left, no version of after that opens."""
    if seen.left is not None:
        known = wage_queries.list_versions(db.session(), seen.case, left=seen.left)
        if all(one.version != version for one in known):
            raise NotVisible(version)


def _wanted(seen: case_view.CaseView) -> WageTable | None:
    """The version the address names, else the one that stands."""
    version = request.args.get("version", type=int)
    if version:
        _refuse_later(seen, version)
        return wage_queries.get_version(db.session(), seen.case, version)
    return wage_queries.find_standing(db.session(), seen.case, seen.facts)


def _looked(seen: case_view.CaseView) -> list[dict[str, object]]:
    """Who opened the table from above: the enterprise sees all of it."""
    if seen.sight is not Sight.FULL:
        return []
    return wage_shapes.looked_into(seen.case)


# ── from above ───────────────────────────────────────────────────────────────────────────────


def _is_open(seen: case_view.CaseView) -> bool:
    if seen.sight is Sight.FULL or _why_not_open(seen) is not None:
        return False
    return opening_queries.is_open(db.session(), seen.case, actor=g.actor, at=clock.now())


def _why_not_open(seen: case_view.CaseView) -> Refusal | None:
    return wage_openings.why_not_open(g.actor, agreed_to_help=seen.agreed_to_help)


def _open_form(
    seen: case_view.CaseView, table: WageTable | None, opening: OpenForm | None
) -> OpenForm | None:
    if opening is not None:
        return opening
    if table is None or _why_not_open(seen) is not None:
        return None
    return OpenForm(formdata=None)


@pages.post("/open")
@open_to(*READERS)
def open_table(number: str) -> ResponseReturnValue:
    """Write down why the table is opened from above, and show it (查看工资表)."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    refusal = _why_not_open(seen)
    if refusal is not None:
        raise Refused(refusal)
    form = OpenForm()
    if form.validate():
        try:
            with transaction(g.actor) as session:
                opening_actions.open_table(
                    session,
                    number,
                    reason=form.reason.data or "",
                    until=_end_of_day(),
                    actor=g.actor,
                    at=clock.now(),
                    today=clock.today(),
                )
        except Refused as problem:
            forms.show_refusal(form, problem.refusal)
        else:
            flash("已登记，今天之内可以查看。企业会看到您的理由。", "success")
            return redirect(url_for("wages.index", number=number))
        seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    step = moves.get_move("submit_wages")
    closed = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    return _page(seen, _fresh_form(seen, clock.today()), closed, status=422, opening=form)


def _end_of_day() -> datetime:
    tomorrow = clock.today() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=clock.LEGAL_ZONE)


@pages.get("/export.xlsx")
@open_to(*READERS)
def export(number: str) -> ResponseReturnValue:
    """Send the table as a spreadsheet, as much of it as the page shows (导出工资表)."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    table = _wanted(seen) if seen.sight in (Sight.FULL, Sight.FINDINGS) else None
    if table is None:
        raise NotVisible(number)
    if seen.sight is not Sight.FULL and not _is_open(seen):
        raise Refused(
            _why_not_open(seen) or Refusal("no_reason", "请先写明查看的理由，再导出工资表。")
        )
    whole = seen.sight is Sight.FULL
    return downloads.sent(
        wage_shapes.exported(table) if whole else wage_shapes.exported_above(table),
        media_type=lists.MEDIA_TYPE,
        name=f"{seen.case.title}-工资方案-第{table.version}版.xlsx",
        inline=False,
    )
