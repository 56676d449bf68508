"""The form of an office's reminders for one duty: its lines, one row each."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.core import Field
from wtforms.form import BaseForm
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from bargaining.errors import Unusable
from bargaining.rules import reminder_groups, reminders
from bargaining.rules.reminders import HOLDER_WORDS, WHEN_LABELS, Line, Schedule, When
from bargaining.rules.states import Holder
from bargaining.web import forms

_EVERYBODY = ("", "不论是谁的")
LONGEST_NOTE = 300
_HOLDERS = [_EVERYBODY] + [
    (one.value, words) for one, words in HOLDER_WORDS.items() if one is not Holder.SYSTEM
]
_PROVED = [("", "不论有没有凭证"), *(
    (str(int(proved)), words) for proved, words in reminder_groups.PROVED_WORDS.items()
)]  # fmt: skip
# A line with nothing wrong, in which one part after the other is judged by itself.
_FAULTLESS = Line(when=When.ON_DAY, to=(reminders.AUDIENCES[0],), words="{单位}")
_NEW_LINE = re.compile(r"\s*[\r\n]\s*")


def _short_enough(_form: BaseForm, field: Field) -> None:
    long = len(field.data or "")
    if long > LONGEST_NOTE:
        raise ValidationError(f"原因最多 {LONGEST_NOTE} 个字，现在 {long} 个。")


class LineRow(PlainForm):
    """One line (提醒条目): a row without a token of its own."""

    class Meta(forms.Meta):
        """Our words."""

    when = SelectField(
        "什么时候",
        choices=forms.choices([(one.value, WHEN_LABELS[one]) for one in When]),
        default=When.BEFORE.value,
    )
    days = IntegerField("天数", [Optional()])
    to = SelectMultipleField(
        "提醒谁",
        choices=forms.choices([(one.value, one.label) for one in reminders.AUDIENCES]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = TextAreaField("提醒语", [forms.plain_words])
    holder = SelectField("只用于谁的义务", choices=forms.choices(_HOLDERS), default="")
    proved = SelectField("只用于起算有没有凭证", choices=forms.choices(_PROVED), default="")

    @property
    def is_blank(self) -> bool:
        """Tell that nothing was filled in (空行): a row that was added and left."""
        return not (self.to.data or self.words.data or any(self.days.raw_data or ()))


class ScheduleForm(forms.Form):
    """An office's reminders for one duty (提醒安排).

    `seen` says what held when the page was drawn, `shown` which lines the preview was reckoned
    for, `district` where.
    """

    lines = FieldList(FormField(LineRow), label="提醒")
    note = StringField("一条提醒也不要的，请写明原因", [forms.plain_words, _short_enough])
    district = SelectField("算哪个区的变化", choices=forms.choices([]), validate_choice=False)
    seen = HiddenField()
    shown = HiddenField()


def blank(schedule: Schedule, *, stamp: str) -> ScheduleForm:
    """Make the form with what holds (填好现行安排)."""
    given = {
        "lines": [_as_row(line) for line in schedule.lines],
        "note": schedule.note,
        "seen": stamp,
        "shown": "",
    }
    return ScheduleForm(formdata=None, data=given)


def typed(sent: MultiDict[str, str], *, without: str = "") -> ScheduleForm:
    """Make the form as it was typed (已填写的表单), one of its rows left out."""
    kept = MultiDict(
        (key, value)
        for key, value in sent.items(multi=True)
        if not (without and key.startswith(f"lines-{without}-"))
    )
    return ScheduleForm(formdata=kept)


def _as_row(line: Line) -> dict[str, Any]:
    return {
        "when": line.when.value,
        "days": line.days or None,
        "to": [one.value for one in line.to],
        "words": line.words,
        "holder": line.holder.value if line.holder else "",
        "proved": "" if line.proved is None else str(int(line.proved)),
    }


def read(form: ScheduleForm, base: Schedule) -> Schedule | None:
    """Read the form as a schedule (读取提醒安排); None with every sentence beside its line."""
    rows = [entry.form for entry in form.lines if not entry.form.is_blank]
    is_valid = form.validate()
    lines = {id(row): line for row in rows if (line := _line_or_none(row)) is not None}
    whole = [row for row in rows if id(row) in lines and not row.errors]
    for row in rows:
        if id(row) in lines:
            _judge_parts(row, lines[id(row)])
    for number, problem in reminders.problems([lines[id(row)] for row in whole]).items():
        if not whole[number - 1].errors:
            whole[number - 1].form_errors.append(problem)
    if not is_valid or any(row.errors for row in rows):
        form.lines.errors = [row.errors for row in rows]
        return None
    return _checked(form, base, [lines[id(row)] for row in rows])


def _checked(form: ScheduleForm, base: Schedule, lines: list[Line]) -> Schedule | None:
    note = "" if lines else str(form.note.data or "")
    schedule = replace(base, lines=tuple(lines), note=note)
    try:
        return reminders.read_schedule(reminders.as_setting(schedule))
    except Unusable as problem:
        forms.show_refusal(form, problem.refusal)
        return None


def _judge_parts(row: LineRow, line: Line) -> None:
    """Put beside each field of a row what is wrong with it, all at once (逐项核对)."""
    for field, alone in (
        (row.days, replace(_FAULTLESS, when=line.when, days=line.days)),
        (row.to, replace(_FAULTLESS, to=line.to)),
        (row.words, replace(_FAULTLESS, words=line.words)),
    ):
        problem = reminders.why_not(alone)
        if problem and not field.errors:
            field.errors = [problem]


def wrong(form: ScheduleForm) -> list[tuple[str, str]]:
    """List what is wrong with the form (需要改的地方): where on the page, and its sentence."""
    found = [(form.note.id, str(said)) for said in form.note.errors]
    for number, entry in enumerate(form.lines, start=1):
        row = entry.form
        found += [(f"line-{number}", f"第 {number} 条：{said}") for said in row.form_errors]
        found += [(field.id, f"第 {number} 条：{said}") for field in row for said in field.errors]
    return [*found, *(("", str(said)) for said in form.form_errors)]


def line_of(row: LineRow) -> Line:
    """Read one row as a line (读取一条); whether it can be told is asked afterwards."""
    return Line(
        when=When(row.when.data),
        to=tuple(role for role in reminders.AUDIENCES if role.value in (row.to.data or ())),
        words=_NEW_LINE.sub("", row.words.data or ""),
        days=row.days.data or 0,
        holder=Holder(row.holder.data) if row.holder.data else None,
        proved=bool(int(row.proved.data)) if row.proved.data else None,
    )


def readable(form: ScheduleForm) -> list[Line]:
    """Read what can be read of a form that is being filled in (可读的条目)."""
    return [line for entry in form.lines if (line := _line_or_none(entry.form)) is not None]


def _line_or_none(row: LineRow) -> Line | None:
    try:
        return line_of(row)
    except ValueError:  # a choice that nobody offered; said once the form is sent
        return None


def digest(schedule: Schedule, district: str) -> str:
    """Name a schedule as it was shown before saving (已预览的内容), and where it was reckoned."""
    said = json.dumps([reminders.as_setting(schedule), district], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
