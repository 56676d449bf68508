"""The form of a year's notice: its head, and a row for each festival of that year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, FieldList, FormField, HiddenField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional

from bargaining.errors import Unusable
from bargaining.readers import day_lists
from bargaining.rules import holiday_notices, holiday_plans
from bargaining.rules.day_words import month_day, plain_day
from bargaining.rules.festivals import HolidayRecord
from bargaining.rules.holiday_notices import NoticeDraft, PlannedHoliday, Stretch
from bargaining.web import forms

LONGEST = timedelta(days=60)  # beyond it a range is a slip of the year


class HolidayRow(PlainForm):
    """One festival's holiday (假期): a row without a token of its own."""

    class Meta(forms.Meta):
        """Our words."""

    festival = StringField("节日名称", [Length(max=30)])
    first = DateField("放假第一天", [Optional()])
    last = DateField("放假最后一天", [Optional()])
    workdays = StringField("补班日", [Length(max=200)])


class NoticeForm(forms.Form):
    """A year's notice (放假安排)."""

    year = HiddenField(validators=[InputRequired()])
    title = StringField(
        "通知标题",
        [InputRequired("请填写通知的标题。"), Length(max=200)],
        description="照原文抄写，例如 国务院办公厅关于2027年部分节假日安排的通知。",
    )
    document_number = StringField(
        "文号",
        [InputRequired("请填写文号。"), Length(max=60)],
        description="例如 国办发明电〔2026〕7号。",
    )
    issued_on = DateField("印发日期", [InputRequired("请填写印发日期。")])
    link = StringField(
        "网址",
        [Length(max=400)],
        description="中国政府网（gov.cn）上这份通知的网址，方便以后核对。",
    )
    holidays = FieldList(FormField(HolidayRow))
    file = FileField("放假安排文件")


def blank(record: HolidayRecord, year: int) -> NoticeForm:
    """Make the form for a year: empty, or with what is recorded where it is a correction."""
    recorded = holiday_plans.holidays_of(record, year)
    given = {"year": str(year), "holidays": _rows(record, year, recorded)}
    return NoticeForm(formdata=None, data=given)


def from_draft(record: HolidayRecord, draft: NoticeDraft) -> NoticeForm:
    """Make the form as it was filled in before the preview."""
    given = {
        "year": str(draft.year),
        "title": draft.title,
        "document_number": draft.document_number,
        "link": draft.link,
        "issued_on": draft.issued_on,
        "holidays": _rows(record, draft.year, draft.holidays),
    }
    return NoticeForm(formdata=None, data=given)


def filled(
    form: NoticeForm, record: HolidayRecord, holidays: Sequence[PlannedHoliday], *, link: str
) -> NoticeForm:
    """Make the form with the days of a file; what is typed of the head stays."""
    year = int(form.year.data or 0)
    given = {
        "year": str(year),
        "title": form.title.data,
        "document_number": form.document_number.data,
        "link": form.link.data or link,
        "issued_on": form.issued_on.data,
        "holidays": _rows(record, year, holidays),
    }
    return NoticeForm(formdata=None, data=given)


def read(form: NoticeForm, *, year: int) -> tuple[NoticeDraft, dict[str, str]]:
    """Read the form as a notice, and what could not be read of it, by festival."""
    wrong: dict[str, str] = {}
    stretches = []
    for entry in form.holidays:
        stretch, complaint = _stretch(entry.form, year=year)
        if complaint:
            wrong[stretch.festival] = complaint
        stretches.append(stretch)
    draft = NoticeDraft(
        year=year,
        title=form.title.data or "",
        document_number=form.document_number.data or "",
        link=form.link.data or "",
        issued_on=form.issued_on.data,
        holidays=holiday_notices.spread(stretches),
    )
    return draft, wrong


def unfit(holidays: Sequence[PlannedHoliday]) -> str:
    """Say which of a file's holidays the form has no row for, "" where it can hold them all."""
    for each in holidays:
        if not each.days_off:
            continue
        around = {on for other in holidays if other is not each for on in other.days_off} | set(
            each.days_off
        )
        day = min(each.days_off)
        while day <= max(each.days_off):
            if day not in around:
                return f"{each.festival}的放假中间缺 {plain_day(day)}，请核对文件。"
            day += timedelta(days=1)
    return ""


def _stretch(row: Any, *, year: int) -> tuple[Stretch, str]:  # noqa: ANN401 -- a form's row
    festival = (row.festival.data or "").strip()
    first, last, complaint = row.first.data, row.last.data, ""
    workdays: tuple[date, ...] = ()
    if (first is None) != (last is None):
        complaint = "请同时填写放假的第一天和最后一天；只放一天的，两处填同一天。"
    elif first and last and last < first:
        complaint = f"放假最后一天 {plain_day(last)} 早于第一天 {plain_day(first)}。"
    elif first and last and last - first > LONGEST:
        complaint = f"从 {plain_day(first)} 到 {plain_day(last)} 太长，请核对年份和月份。"
    try:
        workdays = day_lists.read_days(row.workdays.data or "", year=year, field=festival)
    except Unusable as problem:
        complaint = complaint or problem.refusal.message
    if not festival and (first or last or workdays):
        complaint = "请写明这是什么假期。"
    if complaint:
        first = last = None
    return Stretch(festival, first, last, workdays), complaint


def _rows(
    record: HolidayRecord, year: int, holidays: Sequence[PlannedHoliday]
) -> list[Mapping[str, Any]]:
    """Give every festival of the year a row, then what else there is, and one row to spare."""
    known = {each.festival: each for each in holidays}
    names = list(dict.fromkeys([*statutory_names(record, year), *known]))
    return [_row(name, known.get(name), year=year) for name in names] + [_row("", None, year=year)]


def _row(name: str, each: PlannedHoliday | None, *, year: int) -> dict[str, Any]:
    off = each.days_off if each else ()
    worked = each.workdays if each else ()
    return {
        "festival": name,
        "first": min(off, default=None),
        "last": max(off, default=None),
        "workdays": "、".join(_said(on, year=year) for on in worked),
    }


def _said(on: date, *, year: int) -> str:
    return month_day(on) if on.year == year else f"{on.year}年{month_day(on)}"


def statutory_names(record: HolidayRecord, year: int) -> dict[str, list[date]]:
    """Name a year's festivals with their statutory days, in the order of the year (法定节日)."""
    found: dict[str, list[date]] = {}
    for on, names in sorted(record.statutory(year).items()):
        for name in names.split("、"):
            found.setdefault(name, []).append(on)
    return found
