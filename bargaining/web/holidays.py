"""Holidays by a browser: each year's calendar with its notice, and entering the next one."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import holidays as holiday_actions
from bargaining.db import db, transaction
from bargaining.errors import LawMissing, Refusal, Refused, Unusable
from bargaining.queries import law as law_queries
from bargaining.readers import holiday_files
from bargaining.rules import holiday_plans
from bargaining.rules.calendar import DECEMBER, NEW_YEAR_REACH_FROM
from bargaining.rules.festivals import HolidayRecord
from bargaining.rules.holiday_notices import NoticeDraft, Remark
from bargaining.rules.lawbook import NATION
from bargaining.rules.primitives import as_primitive, from_primitive
from bargaining.rules.roles import SIGNED_IN, Role
from bargaining.web import forms, holiday_forms, holiday_shapes, jobs
from bargaining.web.access import open_to
from bargaining.web.holiday_forms import NoticeForm

pages = Blueprint("holidays", __name__, url_prefix="/law/holidays")

_AHEAD = 2  # years after the last noticed one that are shown and may be entered
LONGEST_DRAFT = 60_000  # characters of what comes back from the preview
TAMPERED = Refusal("holidays", "这一页的内容不完整，请重新填写。")


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Show a year's days off with the notice behind them (放假安排)."""
    book = law_queries.law_book(db.session())
    record, today = book.holidays, clock.today()
    years = _years(record)
    if not years:
        return render_template("law/holidays_none.html")
    wanted = request.args.get("year", type=int) or today.year
    year = wanted if wanted in years else min(years, key=lambda one: abs(one - today.year))
    notices = [one for one in record.notices if one.year == year]
    holidays = holiday_plans.holidays_of(record, year)
    return render_template(
        "law/holidays.html",
        year=year,
        years=years,
        noticed=bool(notices),
        noticed_years=record.noticed_years,
        next_noticed=year + 1 in record.noticed_years,
        notices=[holiday_shapes.notice_line(one) for one in notices],
        months=holiday_shapes.months(book.calendar(), year, today=today),
        rows=holiday_shapes.holiday_rows(record, year, holidays),
        festivals=_festivals(record, year),
        reach_from=NEW_YEAR_REACH_FROM,
        may_enter=g.actor.role is Role.ADMIN,
    )


def _years(record: HolidayRecord) -> list[int]:
    """List the years that can be shown: those noticed, and the next as far as the moon is known."""
    last = max(record.noticed_years, default=clock.today().year - 1)
    return sorted(
        year
        for year in {*record.noticed_years, *range(last + 1, last + _AHEAD + 1)}
        if _is_recorded(record, year)
    )


def _is_recorded(record: HolidayRecord, year: int) -> bool:
    try:
        record.statutory(year)
    except LawMissing:
        return False
    return True


def _festivals(record: HolidayRecord, year: int) -> list[dict[str, str]]:
    return [
        {"name": name, "days": holiday_shapes.said_days(days)}
        for name, days in holiday_forms.statutory_names(record, year).items()
    ]


# ── entering ─────────────────────────────────────────────────────────────────────────────────


@pages.route("/new", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def new() -> ResponseReturnValue:
    """Enter a year's notice, or a correction of it (录入放假安排): form, file, preview."""
    record = law_queries.law_book(db.session()).holidays
    if request.method == "GET":
        return _form_page(holiday_forms.blank(record, _wanted_year(record)), record)
    if "back" in request.form:
        return _form_page(holiday_forms.from_draft(record, _sent_draft()), record)
    form = NoticeForm()
    year = _year_of(form, record)
    if "load" in request.form:
        return _loaded(form, record, year=year)
    fits = form.validate()
    draft, wrong = holiday_forms.read(form, year=year)
    if not fits or wrong:
        return _form_page(form, record, wrong=wrong, status=422)
    outlook = holiday_actions.preview(db.session(), draft, today=clock.today())
    refused = [one for one in outlook.remarks if one.refused]
    if refused:
        return _form_page(form, record, wrong=_placed(form, refused), status=422)
    if outlook.plan.empty:
        form.form_errors.append(f"{year} 年的安排已经是这样，没有需要录入的内容。")
        return _form_page(form, record, status=422)
    return _preview_page(draft, outlook)


@pages.post("/confirm")
@open_to(Role.ADMIN)
def confirm() -> ResponseReturnValue:
    """Enter what the preview showed, and have the deadlines dated anew (确认录入)."""
    draft = _sent_draft()
    try:
        with transaction(g.actor) as session:
            change = holiday_actions.enter(
                session,
                draft,
                seen=request.form.get("seen", ""),
                confirmed=bool(request.form.get("confirmed")),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
            address = jobs.ask(
                session,
                "redating",
                title=f"{draft.year} 年放假安排：重新推算期限",
                asked={"change": str(change.id)},
                once=True,
            )
    except Refused as problem:
        outlook = holiday_actions.preview(db.session(), draft, today=clock.today())
        return _preview_page(draft, outlook, refusal=problem.refusal, status=422)
    flash(f"{draft.year} 年的放假安排已录入，正在重新推算各案期限。", "success")
    return redirect(address)


def _wanted_year(record: HolidayRecord) -> int:
    years = _years(record)
    if not years:
        raise LawMissing("放假安排", clock.today(), place=NATION)
    asked = request.args.get("year", type=int)
    if asked in years:
        return int(asked)
    return next((year for year in years if year not in record.noticed_years), years[-1])


def _year_of(form: NoticeForm, record: HolidayRecord) -> int:
    text = form.year.data or ""
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2027") else 0
    if year not in _years(record):
        raise Refused(TAMPERED)
    return year


def _sent_draft() -> NoticeDraft:
    text = request.form.get("draft", "")
    try:
        sent = json.loads(text) if len(text) < LONGEST_DRAFT else None
        json.dumps(sent, ensure_ascii=False).encode()  # half a character cannot be kept
        return from_primitive(NoticeDraft, sent)
    except (ValueError, RecursionError, Unusable) as problem:
        raise Refused(TAMPERED) from problem


def _loaded(form: NoticeForm, record: HolidayRecord, *, year: int) -> ResponseReturnValue:
    """Fill the form from a file; everything is looked at again before it is entered."""
    upload = form.file.data
    if not upload or not getattr(upload, "filename", ""):
        return _file_refused(form, record, "请先选择文件，再按“读入文件”。")
    try:
        content = upload.read(holiday_files.LARGEST + 1)
        found = holiday_files.read(upload.filename, content, year=year)
        if unfit := holiday_forms.unfit(found.holidays):
            return _file_refused(form, record, unfit)
    except Unusable as problem:
        return _file_refused(form, record, problem.refusal.message)
    said = f"已读入“{upload.filename}”，请核对各节日的日期，补上标题、文号和印发日期。"
    return _form_page(
        holiday_forms.filled(form, record, found.holidays, link=found.link), record, loaded=said
    )


def _file_refused(form: NoticeForm, record: HolidayRecord, message: str) -> ResponseReturnValue:
    form.file.errors = [*form.file.errors, message]
    return _form_page(form, record, status=422)


def _placed(form: NoticeForm, remarks: list[Remark]) -> dict[str, str]:
    """Put each remark beside its field or its festival, else above the form."""
    names = {entry.form.festival.data for entry in form.holidays}
    wrong: dict[str, str] = {}
    for remark in remarks:
        if remark.field in names and remark.field:
            said = wrong.get(remark.field)
            wrong[remark.field] = f"{said} {remark.message}" if said else remark.message
        else:
            forms.show_refusal(form, Refusal("holidays", remark.message, field=remark.field))
    return wrong


def _form_page(
    form: NoticeForm,
    record: HolidayRecord,
    *,
    wrong: dict[str, str] | None = None,
    loaded: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    year = int(form.year.data or 0)
    statutory = holiday_forms.statutory_names(record, year)
    page = render_template(
        "law/holidays_new.html",
        form=form,
        year=year,
        years=_years(record),
        noticed_years=record.noticed_years,
        correction=year in record.noticed_years,
        statutory={name: holiday_shapes.said_days(days) for name, days in statutory.items()},
        wrong=wrong or {},
        loaded=loaded,
        reach=f"{year - 1} 年 {DECEMBER} 月 {NEW_YEAR_REACH_FROM} 日",
    )
    return page, status


def _preview_page(
    draft: NoticeDraft,
    outlook: holiday_actions.Outlook,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    found = outlook.foreseen
    shown: dict[str, Any] = {
        "year": draft.year,
        "draft": json.dumps(as_primitive(draft), ensure_ascii=False),
        "seen": outlook.seen,
        "paper": holiday_shapes.notice_line(outlook.plan.notice),
        "correction": outlook.plan.correction,
        "changes": holiday_shapes.plan_lines(outlook.plan) if outlook.plan.correction else [],
        "warnings": [one.message for one in outlook.remarks if not one.refused],
        "refusal": refusal,
        "refused": [one.message for one in outlook.remarks if one.refused],
        "found": found,
        "rows": holiday_shapes.shift_rows(found) if found else [],
        "holidays": [
            {"festival": one.festival, "off": holiday_shapes.said_days(one.days_off),
             "count": len(one.days_off),
             "workdays": "、".join(holiday_shapes.day_of(on, draft.year) for on in one.workdays)}
            for one in draft.holidays
        ],
    }  # fmt: skip
    return render_template("law/holidays_preview.html", **shown), status
