"""A step's form, made from what the step asks for: one field for each ask, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
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
from bargaining.rules.representatives import CAPACITY_LABELS, CHOSEN, Capacity
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
    capacity = SelectField(
        "身份",
        choices=forms.choices([(one.value, label) for one, label in CAPACITY_LABELS.items()]),
        default=Capacity.OWN.value,
    )
    chief = BooleanField("首席")
    chosen_by = SelectField(
        "产生方式", choices=forms.choices([("", "没有说明"), *CHOSEN.items()]), default=""
    )
    mandate_until = DateField("委托到期日", [Optional()])
    contract_ends_on = DateField("劳动合同期满日", [Optional()])


# What is rarely stated of a person stands folded away in their row.
PERSON_LATER = ("chosen_by", "mandate_until", "contract_ends_on")
_PERSON_DAYS = ("mandate_until", "contract_ends_on")


class MoveForm(forms.Form):
    """What every step's form has: the day, and the newest entry its writer saw."""

    seen_sequence = HiddenField()
    on = DateField("日期", [InputRequired("请填写日期。")])


class JoinedForm(PlainForm):
    """The form of a step recorded with another; the page's token covers it."""

    class Meta(forms.Meta):
        """Our words."""

    on = DateField("日期", [Optional()])


class PaperForm(forms.Form):
    """What the form of a paper has: the newest entry its writer saw; its days are its own."""

    seen_sequence = HiddenField()


def build_paper(kind: str, asks: Sequence[Ask]) -> type[PaperForm]:
    """Make the form class of a paper that an office writes (文书表单)."""
    return type(f"{kind}_form", (PaperForm,), {ask.name: _field(ask) for ask in asks})


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
        case _ if ask.offers:
            return _offered(ask)
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


def _offered(ask: Ask) -> Any:  # noqa: ANN401 -- a field that is not bound yet
    """Lay a case's own texts before people; one that has to be chosen begins with nothing."""
    groups = {heading: list(pairs) for heading, pairs in ask.offers}
    loose = forms.choices(groups.pop("", []))
    first = forms.choices([("", "请选择")]) if ask.required else []
    needed = [InputRequired(f"请选择{ask.label}。") if ask.required else Optional()]
    choices = [*first, *loose, *forms.grouped_choices(groups)]
    return SelectField(ask.label, needed, choices=choices, default="", description="")


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
    filled = [person_row(row) for row in rows]
    for side in ("union", "employer"):
        there = sum(1 for row in rows if row["side"] == side and not row.get("adviser"))
        empty = max(0, ROWS_AT_FIRST // 2 - there)
        filled += [person_row({"side": side}) for _ in range(empty)]
    return sorted(filled, key=lambda row: row["side"] != "union")


def person_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a row of an entry's list into what its boxes hold (代表的一行)."""
    capacity = Capacity.OUTSIDE if row.get("outside") else Capacity.OWN
    capacity = Capacity.ADVISER if row.get("adviser") else capacity
    kept = {key: value for key, value in row.items() if key not in ("outside", "adviser")}
    days = {key: forms.as_day(row[key]) for key in _PERSON_DAYS if row.get(key)}
    return {**kept, **days, "capacity": capacity.value}


def answers(form: BaseForm, move: Move) -> dict[str, Any]:
    """Take a form's typing as the step's answers (填写内容); files are taken elsewhere."""
    found: dict[str, Any] = {}
    for ask in move.asks:
        if ask.kind in (AskKind.FILE, AskKind.FILES) or ask.name not in form:
            continue
        value = form[ask.name].data
        if ask.kind is AskKind.PEOPLE:
            found[ask.name] = [_said(row) for row in value if row.get("name")]
        elif ask.kind is AskKind.DAY:
            found[ask.name] = value.isoformat() if value else ""
        elif value is not None:
            found[ask.name] = str(value)
    return found


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value
            for key, value in row.items()}  # fmt: skip
