"""What all forms share: our words, trimmed text, where a refusal stands."""

from __future__ import annotations

import ast
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange

from bargaining.errors import Refusal
from bargaining.web import forms

# Sentence → the function that says it. What is put together by an f-string cannot be translated;
# FileSize does so and is given a message of its own wherever it is used.
SAID_BY_THE_LIBRARIES = {
    node.args[0].value: node.func.attr
    for library in (wtforms, flask_wtf)
    for path in Path(library.__file__).parent.rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call)
    and getattr(node.func, "attr", "") in {"gettext", "ngettext"}
    and isinstance(node.args[0], ast.Constant)
}


class Sample(forms.Form):
    text = StringField("文字", [DataRequired(), Length(max=3)])
    number = IntegerField("人数", [NumberRange(min=1, max=9)])
    day = DateField("日期")
    choice = SelectField("选项", choices=forms.choices([("a", "甲"), ("b", "乙")]))
    secret = PasswordField("密码")


@pytest.fixture
def filled(app):
    def fill(**given):
        with app.test_request_context(method="POST"):
            form = Sample(MultiDict(given), meta={"csrf": False})
            form.validate()
            return form

    return fill


def test_the_libraries_say_something():
    assert len(SAID_BY_THE_LIBRARIES) > 30


@pytest.mark.parametrize(("sentence", "by"), sorted(SAID_BY_THE_LIBRARIES.items()))
def test_every_sentence_of_the_libraries_is_said_in_chinese(sentence, by):
    chinese = forms.Chinese()
    said = chinese.gettext(sentence) if by == "gettext" else chinese.ngettext(sentence, "none", 2)

    assert any("一" <= sign <= "龥" for sign in said)


@pytest.mark.parametrize("sentence", sorted({**forms.WORDS, **forms.PLURALS}))
def test_no_sentence_stands_in_the_table_for_nothing(sentence):
    assert sentence in SAID_BY_THE_LIBRARIES


class TestComplaints:
    @pytest.mark.parametrize(
        ("field", "typed", "sentence"),
        [
            ("text", "", "请填写这一项。"),
            ("text", "一二三四", "最多填写 3 个字。"),
            ("number", "十", "请填写整数，例如 12。"),
            ("number", "10", "应在 1 与 9 之间。"),
            ("day", "昨天", "请填写日期，例如 2026-09-11。"),
            ("choice", "c", "请从列出的选项中选择。"),
        ],
    )
    def test_they_are_finished_chinese_sentences(self, filled, field, typed, sentence):
        assert sentence in filled(**{field: typed})[field].errors

    def test_typed_text_loses_its_blanks_and_a_password_keeps_them(self, filled):
        form = filled(text=" 甲乙 \n", secret=" a ")

        assert form.text.data == "甲乙"
        assert form.secret.data == " a "

    def test_blanks_alone_are_nothing(self, filled):
        assert "请填写这一项。" in filled(text="   ").text.errors


class TestShowRefusal:
    def test_a_refusal_stands_beside_the_field_it_names(self, filled):
        form = filled(text="甲", number="1")

        forms.show_refusal(form, Refusal("late", "日期太晚。", field="day"))

        assert form.day.errors[-1] == "日期太晚。"
        assert form.form_errors == []

    @pytest.mark.parametrize("field", ["", "elsewhere"])
    def test_any_other_stands_above_the_form(self, filled, field):
        form = filled(text="甲", number="1")

        forms.show_refusal(form, Refusal("late", "不可办理。", field=field))

        assert form.form_errors == ["不可办理。"]


class TestGiven:
    def test_what_was_given_comes_back(self):
        assert forms.given(0) == 0

    def test_an_optional_field_is_not_read_as_if_it_were_required(self):
        with pytest.raises(TypeError):
            forms.given(None)
