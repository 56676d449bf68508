"""The forms of one page: a step's own, and that of the step which may be recorded with it.

The second one has names of its own and counts only when its day is filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, HiddenField
from wtforms.form import BaseForm

from bargaining.errors import Refusal
from bargaining.queries.known import Known
from bargaining.rules.asks import AskKind
from bargaining.rules.move import Move
from bargaining.rules.sheets import Joined
from bargaining.web import forms, move_forms
from bargaining.web.move_forms import JoinedForm, MoveForm

_CHOICES = frozenset({AskKind.CHOICE, AskKind.YES_NO})
_NO_TYPING = (FileField, MultipleFileField, HiddenField)


@dataclass(frozen=True)
class Plan:
    """Which steps a page is for, and what is known of each already (办理页安排)."""

    move: Move
    joined: Joined | None = None
    then: Move | None = None
    known: Mapping[str, Known] = field(default_factory=dict)
    then_known: Mapping[str, Known] = field(default_factory=dict)


@dataclass
class Sheet:
    """The forms of one page (办理页)."""

    plan: Plan
    form: MoveForm
    then_form: JoinedForm | None

    def __iter__(self) -> Iterator[Any]:
        """Go through every field of the page, for the summary of what is wrong."""
        for form in self.forms:
            yield from form

    @property
    def forms(self) -> tuple[BaseForm, ...]:
        """List the forms that stand on the page."""
        return (self.form,) if self.then_form is None else (self.form, self.then_form)

    @property
    def form_errors(self) -> list[str]:
        """List what is wrong with the page as a whole."""
        return [str(error) for form in self.forms for error in form.form_errors]

    @property
    def steps(self) -> list[tuple[Move, BaseForm]]:
        """List the steps to be recorded, in order, each with its form."""
        mine: list[tuple[Move, BaseForm]] = [(self.plan.move, self.form)]
        if self.plan.then is not None and self.then_form is not None and self.is_joined:
            mine.append((self.plan.then, self.then_form))
        return mine

    @property
    def is_joined(self) -> bool:
        """Tell whether the joined step is to be recorded: its day is filled in."""
        raw = self.then_form["on"].raw_data if self.then_form is not None else None
        return bool(raw and str(raw[0]).strip())

    def validate(self) -> bool:
        """Check the fields of what is to be recorded; what stays empty is not looked at."""
        good = bool(self.form.validate())
        if self.then_form is None or self.plan.then is None:
            return good
        if self.is_joined:
            return bool(self.then_form.validate()) and good
        if _is_begun(self.then_form, self.plan):
            day = self.plan.then.day_label
            words = f"填了这一段的，请写上{day}；还没有办的，请把这一段清空。"
            forms.show_refusal(self.then_form, Refusal("missing", words, field="on"))
            return False
        return good

    def show(self, move: str, refusal: Refusal) -> None:
        """Put a refusal beside the field of the step it is about."""
        joined = self.plan.then is not None and self.plan.then.name == move
        forms.show_refusal(self.then_form if joined and self.then_form else self.form, refusal)

    def marks(self) -> dict[str, str]:
        """Say of each box where its value comes from (来源), as long as it stands unchanged."""
        found = _marks(self.form, self.plan.move, self.plan.known)
        if self.then_form is not None and self.plan.then is not None:
            found |= _marks(self.then_form, self.plan.then, self.plan.then_known)
        return found

    def typing(self) -> set[str]:
        """Name every box that holds typing (可存草稿的框); files and tokens are none."""
        return {box.name for one in self for box in _boxes(one) if not isinstance(box, _NO_TYPING)}


def fresh(plan: Plan) -> Sheet:
    """Make a page's forms from what is known already (新办理页); a joined step has no day yet."""
    form = move_forms.build(plan.move)(formdata=None, data=_initial(plan.move, plan.known))
    return Sheet(plan, form, _joined(plan, data=_without_day(plan)))


def filled(plan: Plan, typed: MultiDict[str, Any] | None = None) -> Sheet:
    """Make a page's forms from what somebody typed (已填办理页): a draft, else the request."""
    if typed is None:
        return Sheet(plan, move_forms.build(plan.move)(), _joined(plan, formdata=forms.sent()))
    form = move_forms.build(plan.move)(formdata=typed)
    return Sheet(plan, form, _joined(plan, formdata=typed))


def _initial(move: Move, known: Mapping[str, Known]) -> dict[str, Any]:
    values = move_forms.initial(move, {name: one.value for name, one in known.items()})
    if "on" in known:
        values["on"] = forms.as_day(known["on"].value)
    return values


def _without_day(plan: Plan) -> dict[str, Any]:
    if plan.then is None:
        return {}
    return {**_initial(plan.then, plan.then_known), "on": None}


def _joined(
    plan: Plan, *, formdata: MultiDict[str, Any] | None = None, data: Mapping[str, Any] = {}
) -> JoinedForm | None:
    if plan.joined is None or plan.then is None:
        return None
    kind = move_forms.build_joined(plan.then, plan.joined.shares)
    return kind(formdata=formdata, prefix=f"{plan.then.name}-", data=data)


def _is_begun(form: JoinedForm, plan: Plan) -> bool:
    """Files were chosen or something was typed, but no day: that is hardly meant to be dropped.

    A choice always stands on something, so none tells that anybody touched it.
    """
    offered = _joined(plan, data=_without_day(plan))
    for ask in plan.then.asks if plan.then else ():
        if offered is None or ask.name not in form or ask.kind in _CHOICES:
            continue
        if ask.kind is AskKind.FILES:
            if any(one and one.filename for one in form[ask.name].data or ()):
                return True
        elif _typed(form[ask.name]) not in (_typed(offered[ask.name]), ""):
            return True
    return False


def _typed(box: Any) -> Any:  # noqa: ANN401 -- any field, any value
    """What a box says in words, people by their rows; "" where it is empty."""
    if isinstance(box, FieldList):
        return [_said(row) for row in box.data if row.get("name")] or ""
    if box.data is None:  # empty, or what cannot be read as a day or a number
        return " ".join(str(one) for one in box.raw_data or ()).strip()
    return "\n".join(str(box.data).splitlines()).strip()


def _marks(form: BaseForm, move: Move, known: Mapping[str, Known]) -> dict[str, str]:
    values = _initial(move, known)
    return {
        form[name].name: one.source
        for name, one in known.items()
        if name in form and name in values and _is_same(form[name], values[name])
    }


def _is_same(box: Any, value: Any) -> bool:  # noqa: ANN401 -- any field, any value
    if isinstance(box, FieldList):
        return [_said(row) for row in box.data] == [_said(row) for row in value]
    return bool(box.data == value)


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value}


def _boxes(box: Any) -> Iterator[Any]:  # noqa: ANN401 -- any field
    if isinstance(box, FieldList):
        for entry in box:
            yield from entry
    else:
        yield box


def answers(sheet: Sheet, move: Move, form: BaseForm) -> dict[str, Any]:
    """Take what a page says to one of its steps (填写内容): its own, and what it takes over."""
    own = move_forms.answers(form, move)
    joined = sheet.plan.joined
    if joined is None or move is sheet.plan.move:
        return own
    first = move_forms.answers(sheet.form, sheet.plan.move)
    return {**{name: first[name] for name in joined.shares if name in first}, **own}
