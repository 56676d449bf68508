"""What do all forms share? The token, the words of every complaint, and where a refusal stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, MutableMapping
from datetime import date
from typing import Any, TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import PasswordField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import ValidationError

from bargaining.errors import Refusal, Refused

T = TypeVar("T")

# They turn the direction of what follows round: a text then reads otherwise than it is.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))

# What WTForms says → what we say. A test finds every sentence of the library in this table.
WORDS = {
    "This field is required.": "请填写这一项。",
    "Invalid input.": "这一项的内容不能识别，请重新填写。",
    "Not a valid integer value.": "请填写整数，例如 12。",
    "Not a valid decimal value.": "请填写数字，例如 3200.50。",
    "Not a valid float value.": "请填写数字，例如 3.5。",
    "Not a valid date value.": "请填写日期，例如 2026-09-11。",
    "Not a valid datetime value.": "请填写日期和时间，例如 2026-09-11 14:00。",
    "Not a valid time value.": "请填写时间，例如 14:00。",
    "Not a valid week value.": "请填写周次，例如 2026-W37。",
    "Not a valid choice.": "请从列出的选项中选择。",
    "Invalid Choice: could not coerce.": "请从列出的选项中选择。",
    "Invalid choice(s): one or more data inputs could not be coerced.": "请从列出的选项中选择。",
    "Choices cannot be None.": "请从列出的选项中选择。",
    "Invalid value, must be one of: %(values)s.": "请从这些值中选择：%(values)s。",
    "Invalid value, can't be any of: %(values)s.": "不能填写这些值：%(values)s。",
    "Invalid field name '%s'.": "没有“%s”这一项。",
    "Field must be equal to %(other_name)s.": "两次填写的内容不一样。",
    "Number must be at least %(min)s.": "不能小于 %(min)s。",
    "Number must be at most %(max)s.": "不能大于 %(max)s。",
    "Number must be between %(min)s and %(max)s.": "应在 %(min)s 与 %(max)s 之间。",
    "Date must be at least %(min)s.": "不能早于 %(min)s。",
    "Date must be at most %(max)s.": "不能晚于 %(max)s。",
    "Date must be between %(min)s and %(max)s.": "应在 %(min)s 与 %(max)s 之间。",
    "Field must be between %(min)d and %(max)d characters long.": (
        "应填写 %(min)d 至 %(max)d 个字。"
    ),
    "Invalid email address.": "电子邮箱的写法不对，例如 name@example.cn。",
    "Invalid IP address.": "IP 地址的写法不对。",
    "Invalid Mac address.": "MAC 地址的写法不对。",
    "Invalid URL.": "网址的写法不对。",
    "Invalid UUID.": "编号的写法不对。",
    "This field is disabled and cannot have a value.": "这一项现在不能填写。",
    "This field cannot be edited.": "这一项不能修改。",
    "File does not have an approved extension: {extensions}": (
        "请上传这些格式的文件：{extensions}。"
    ),
    "File does not have an approved extension.": "不能上传这种格式的文件。",
    "CSRF token missing.": "页面放得太久，请再提交一次。",
    "Invalid CSRF Token.": "页面放得太久，请再提交一次。",
    "CSRF token expired.": "页面放得太久，请再提交一次。",
    "CSRF failed.": "页面放得太久，请再提交一次。",
}
PLURALS = {
    "'%(value)s' is not a valid choice for this field.": "请从列出的选项中选择。",
    "Field must be at least %(min)d character long.": "至少填写 %(min)d 个字。",
    "Field cannot be longer than %(max)d character.": "最多填写 %(max)d 个字。",
    "Field must be exactly %(max)d character long.": "须填写 %(max)d 个字。",
}


class Chinese:
    """The library's sentences in our words."""

    def gettext(self, string: str) -> str:
        """Return our sentence; one that is not in the table stays as it was written."""
        return WORDS.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return our sentence, which does not change with the number."""
        return PLURALS.get(singular, plural)


class Meta(DefaultMeta):
    """How our forms translate and bind their fields."""

    locales = ("zh_Hans_CN",)

    def get_translations(self, form: object) -> Chinese:
        """Speak Chinese, whatever the browser asks for."""
        return Chinese()

    def bind_field(
        self, form: BaseForm, unbound_field: UnboundField[Any], options: MutableMapping[str, Any]
    ) -> Any:  # noqa: ANN401 -- whatever field the form declares
        """Bind a field; typed text loses the blanks around it, except where it is secret."""
        kind = unbound_field.field_class
        if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
            own = unbound_field.kwargs.get("filters") or ()
            options = {**options, "filters": [*own, strip]}
        return super().bind_field(form, unbound_field, options)


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form of ours: token, Chinese complaints, trimmed text."""

    Meta = type("Meta", (Meta, FlaskForm.Meta), {})


def given(value: T | None) -> T:
    """Return what a validated field holds; a field that may be empty is never asked like this."""
    if value is None:
        raise TypeError("an optional field was read as if it were required")
    return value


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Make the choices of a field from values and labels."""
    return [SelectChoice(value, label) for value, label in pairs]


def grouped_choices(groups: Mapping[str, Iterable[tuple[str, str]]]) -> list[SelectChoice]:
    """Make the choices of a field from values and labels that stand under headings."""
    return [
        SelectChoice(value, label, optgroup=heading)
        for heading, pairs in groups.items()
        for value, label in pairs
    ]


def show_refusal(form: FlaskForm, refusal: Refusal) -> None:
    """Put a refusal's sentence beside the field it names, else above the form."""
    if refusal.field and refusal.field in form:
        field = form[refusal.field]
        field.errors = [*field.errors, refusal.message]
    else:
        form.form_errors.append(refusal.message)


def plain_words(_form: BaseForm, field: Field) -> None:
    """Refuse signs that nobody sees and that turn a text round or break it (看不见的符号)."""
    typed = field.data if isinstance(field.data, str) else ""
    if any(sign in _TURNING or _breaks(sign) for sign in typed):
        raise ValidationError("这里有看不见的控制符号，请删掉后重新输入这段文字。")


def _breaks(sign: str) -> bool:
    return sign not in "\r\n" and unicodedata.category(sign) in {"Cc", "Cs"}


def strip(value: object) -> object:
    """Take the blanks away around typed text."""
    return value.strip() if isinstance(value, str) else value


def seen_sequence(text: str | None) -> int | None:
    """Read the newest entry that a page's writer saw, None where the page has no such box.

    Raises Refused for what is no number, and for a box that was emptied: then nobody knows what
    the writer saw.
    """
    if text is None:
        return None
    said = text.strip()
    if not (said.isascii() and said.isdigit() and len(said) <= 9):
        raise Refused(Refusal("changed", "这一页的内容不完整，请看过最新情况再办。"))
    return int(said)


def chosen(value: str | None) -> str | None:
    """Read a choice that may be left open, None where it was."""
    return value or None


def as_day(value: object) -> date | None:
    """Read a day that stands as ISO text in a payload; None where there is none."""
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def sent() -> CombinedMultiDict[str, Any]:
    """Return what came with the request, files beside typing (提交的内容)."""
    return CombinedMultiDict([request.files, request.form])
