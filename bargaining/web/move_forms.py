"""A step's form, made from what the step asks for: one field for each ask, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional

from bargaining.rules import sheets
from bargaining.rules.asks import MAX_LONG, Ask, AskKind
from bargaining.rules.move import Move
from bargaining.web import forms

YES_NO = [("yes", "是"), ("no", "否")]
SIDES = [("union", "职工方"), ("employer", "企业方")]
ROWS_AT_FIRST = 6


class PersonForm(PlainForm):
    """One negotiator: a row of its own, without a token of its own."""

    class Meta(forms.Meta):
        """Our words."""

    name = StringField("姓名", [Length(max=40)])
    side = SelectField("方别", choices=forms.choices(SIDES))
    title = StringField("职务", [Length(max=60)])
    chief = BooleanField("首席")
    outside = BooleanField("外聘")


class MoveForm(forms.Form):
    """What every step's form has: the day, and the newest entry its writer saw."""

    seen_sequence = HiddenField()
    on = DateField("日期", [InputRequired("请填写日期。")])


class JoinedForm(PlainForm):
    """The form of a step recorded with another; the page's token covers it."""

    class Meta(forms.Meta):
        """Our words."""

    on = DateField("日期", [Optional()])


def build_joined(move: Move, shares: Sequence[str]) -> type[JoinedForm]:
    """Make the form class of a step recorded with another (一并登记表单)."""
    fields: dict[str, Any] = {"on": DateField(move.day_label, [Optional()])}
    fields |= {ask.name: _field(ask) for ask in sheets.own_asks(move, shares)}
    return type(f"joined_{move.name}_form", (JoinedForm,), fields)


def build(move: Move) -> type[MoveForm]:
    """Make the form class of a step (办理表单)."""
    # The library keeps fields in the order they are made; the day stands first on the page.
    fields: dict[str, Any] = {
        "on": DateField(move.day_label, [InputRequired(f"请填写{move.day_label}。")])
    }
    fields |= {ask.name: _field(ask) for ask in move.asks}
    return type(f"{move.name}_form", (MoveForm,), fields)


def _field(ask: Ask) -> Any:  # noqa: ANN401 -- a field that is not bound yet
    match ask.kind:
        case AskKind.CHOICE | AskKind.YES_NO:
            return _choice(ask)
        case AskKind.PEOPLE:
            return FieldList(
                FormField(PersonForm), label=ask.label, description=ask.help, max_entries=60
            )
        case AskKind.FILE:
            return FileField(ask.label, description=ask.help)
        case AskKind.FILES:
            return MultipleFileField(ask.label, description=ask.help or "手机照片或扫描件，可多选")
        case _:
            return _typed(ask)


def _choice(ask: Ask) -> Any:  # noqa: ANN401 -- a field that is not bound yet
    choices = YES_NO if ask.kind is AskKind.YES_NO else list(ask.choices)
    default = ask.default
    if default is None and not ask.required:
        choices, default = [("", "没有说明"), *choices], ""
    kind = RadioField if len(choices) <= 3 else SelectField
    return kind(ask.label, choices=forms.choices(choices), default=default, description=ask.help)


def _typed(ask: Ask) -> Any:  # noqa: ANN401 -- a field that is not bound yet
    must = ask.required and ask.default is None
    needed: list[Any] = [InputRequired(f"请填写{ask.label}。") if must else Optional()]
    if ask.kind is AskKind.DAY:
        return DateField(ask.label, needed, description=ask.help)
    if ask.kind is AskKind.WHOLE:
        return IntegerField(ask.label, needed, description=ask.help)
    if ask.kind is AskKind.LONG_TEXT:
        return TextAreaField(
            ask.label,
            [*needed, Length(max=MAX_LONG)],
            description=ask.help,
            default=ask.suggest or ask.default or "",
            render_kw={"rows": 3},
        )
    return StringField(
        ask.label,
        [*needed, Length(max=ask.longest)],
        description=ask.help,
        default=ask.suggest,
    )


def initial(move: Move, known: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what is known already into a fresh form's values (初始值)."""
    values: dict[str, Any] = {}
    for ask in move.asks:
        value = known.get(ask.name)
        if ask.kind is AskKind.PEOPLE:
            values[ask.name] = _people_rows(value or [])
        elif value is None:
            continue
        elif ask.kind is AskKind.YES_NO:
            values[ask.name] = "yes" if value else "no"
        elif ask.kind is AskKind.DAY:
            values[ask.name] = forms.as_day(value)
        else:
            values[ask.name] = value
    return values


def _people_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Three a side at least, so that a list without a script has room."""
    filled = list(rows)
    for side in ("union", "employer"):
        there = sum(1 for row in filled if row["side"] == side)
        filled += [{"side": side} for _ in range(max(0, ROWS_AT_FIRST // 2 - there))]
    return sorted(filled, key=lambda row: row["side"] != "union")


def answers(form: BaseForm, move: Move) -> dict[str, Any]:
    """Take a form's typing as the step's answers (填写内容); files are taken elsewhere."""
    found: dict[str, Any] = {}
    for ask in move.asks:
        if ask.kind in (AskKind.FILE, AskKind.FILES) or ask.name not in form:
            continue
        value = form[ask.name].data
        if ask.kind is AskKind.PEOPLE:
            found[ask.name] = [row for row in value if row.get("name")]
        elif ask.kind is AskKind.DAY:
            found[ask.name] = value.isoformat() if value else ""
        elif value is not None:
            found[ask.name] = str(value)
    return found
