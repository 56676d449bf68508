"""The form for one value of a figure: what is asked of which kind, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from bargaining.rules import figure_entries
from bargaining.rules.figure_entries import Understood
from bargaining.rules.figure_words import RATE
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Source, Status
from bargaining.web import forms

STATUSES = {
    Status.VALUE: "有数值",
    Status.NOT_PUBLISHED: "未发布（有关部门说明不发布）",
    Status.REPEALED: "已废止",
}
YEARS = range(1990, 2100)
# What each kind of figure is asked about its days.
_DAYS = {
    FigureKind.STANDING: ("since", "until"),
    FigureKind.YEARLY: ("year", "since", "onward"),
    FigureKind.OBSERVED: ("since",),
}
_SINCE = {
    FigureKind.STANDING: ("从哪一天起适用", "以后的日子也可以，例如 2026年9月1日。"),
    FigureKind.YEARLY: ("公布日", "从这一天起到当年年末适用；不知道的、在以后年份才公布的，不填。"),
    FigureKind.OBSERVED: ("哪一天在用", "只对这一天，只作参考。"),
}


class FigureForm(forms.Form):
    """One value of a figure with its source (录入标准)."""

    scope_name = StringField(
        "名称", validators=[Optional(), Length(max=60)], description="例如 餐饮业。"
    )
    scope_code = StringField(
        "国民经济行业代码",
        validators=[Optional(), Length(max=4)],
        description="例如 62，或门类 H；填了，企业才能按行业对上。",
    )
    status = RadioField(
        "状态",
        choices=forms.choices((status.value, label) for status, label in STATUSES.items()),
        default=Status.VALUE.value,
    )
    value = StringField("数值", validators=[Length(max=40)])
    year = IntegerField(
        "年份",
        validators=[
            Optional(),
            NumberRange(YEARS.start, YEARS.stop - 1, "请填写四位年份，例如 2026。"),
        ],
    )
    since = DateField("从哪一天起适用", validators=[Optional()])
    until = DateField(
        "到哪一天为止",
        validators=[Optional()],
        description="一般不填，用到下一次调整为止；写明了期限的才填，例如缴费年度的 6 月 30 日。",
    )
    onward = BooleanField(
        "以后各年也是如此", description="只用于未发布和已废止；有数值的只对所写的年份。"
    )
    title = StringField(
        "出处",
        validators=[
            InputRequired("请写明出处，例如 某年调整最低工资标准的通知。"),
            Length(max=200),
        ],
        description="文件或报道的名称，不加书名号。",
    )
    document_number = StringField(
        "文号", validators=[Length(max=60)], description="例如 京人社劳发〔2025〕7号。"
    )
    article = StringField("条款", validators=[Length(max=60)], description="例如 第1条。")
    link = StringField("原文地址", validators=[Length(max=400)])
    verification = SelectField(
        "核验情况", choices=forms.choices(figure_entries.VERIFICATIONS.items())
    )
    note = TextAreaField("说明", validators=[Length(max=500)])
    reason = StringField("更正的原因", validators=[Length(max=200)])
    entry = HiddenField()

    def asked(self, figure: Figure, *, is_new_scope: bool) -> list[str]:
        """Name the fields that are asked for this figure, in order (要填的项)."""
        scope = ["scope_name"] if is_new_scope else []
        if is_new_scope and figure.scope is not None and figure.scope.kind.value == "industry":
            scope.append("scope_code")
        reason = ["reason"] if self.entry.data else []
        source = ["title", "document_number", "article", "link", "verification", "note"]
        return [*scope, "status", "value", *_DAYS[figure.kind], *source, *reason]

    def suit(self, figure: Figure) -> None:
        """Word the day's field as the figure's kind has it."""
        label, help_text = _SINCE[figure.kind]
        self.since.label.text = label
        self.since.description = help_text

    def is_complete(self, figure: Figure) -> bool:
        """Tell whether value and day are typed (填齐); what is empty is said beside its field."""
        yearly = figure.kind is FigureKind.YEARLY
        wanted = {"year": figure_entries.NO_YEAR} if yearly else {"since": figure_entries.NO_DAY}
        if self.status.data == Status.VALUE.value:
            wanted["value"] = figure_entries.NO_VALUE
        empty = [name for name in wanted if self[name].data in (None, "")]
        for name in empty:
            self[name].errors = [*self[name].errors] or [wanted[name]]
        return not empty

    def understood(self, figure: Figure) -> Understood | None:
        """Read the value typed, None where none is asked for; raise Unusable."""
        if self.status.data != Status.VALUE.value or not (self.value.data or "").strip():
            return None
        return figure_entries.read_value(self.value.data or "", unit=figure.unit)

    def entered(self, figure: Figure, *, on: date) -> FigureValue:
        """Put together what was typed as one entry; raise Unusable."""
        understood = self.understood(figure)
        return figure_entries.draft_entry(
            figure,
            status=Status(self.status.data or Status.VALUE.value),
            value=understood.value if understood else None,
            since=self.since.data,
            until=self.until.data,
            year=self.year.data,
            onward=bool(self.onward.data),
            source=Source(
                title=self.title.data or "",
                document_number=self.document_number.data or "",
                link=self.link.data or "",
                article=self.article.data or "",
            ),
            verification=self.verification.data or "",
            checked_on=on,
            note=self.note.data or "",
        )

    def typed(self) -> dict[str, str]:
        """Return what was typed as it goes through an address or hidden fields (填写的内容)."""
        kept = {}
        for it in self:
            if it.short_name == "csrf_token":
                continue
            value = it.data.isoformat() if isinstance(it.data, date) else it.data
            if value not in (None, "", False):
                kept[it.short_name] = "1" if value is True else str(value)
        return kept


def of_entry(figure: Figure, value: FigureValue) -> Mapping[str, Any]:
    """Fill the form with an entry that is to be corrected (带入原记录)."""
    verifications = {label: key for key, label in figure_entries.VERIFICATIONS.items()}
    published = figure.kind is not FigureKind.YEARLY or value.effective_from != date(
        value.effective_from.year, 1, 1
    )
    return {
        "status": value.status.value,
        "value": "" if value.value is None else _plain(value, figure.unit),
        "year": value.year,
        "since": value.effective_from if published else None,
        "until": value.effective_to if figure.kind is FigureKind.STANDING else None,
        "onward": value.onward,
        "title": value.source.title,
        "document_number": value.source.document_number,
        "article": value.source.article,
        "link": value.source.link,
        "verification": verifications.get(value.verification, _kind_of(value)),
        "note": value.note,
    }


def _plain(value: FigureValue, unit: str) -> str:
    if value.value is None:
        return ""
    if unit == RATE:
        return f"{(value.value * 100).normalize():f}%"
    return f"{value.value:f}"


def _kind_of(value: FigureValue) -> str:
    """Shipped entries word it freely; the beginning says which of the choices comes nearest."""
    if value.computed or value.verification.startswith("推算"):
        return figure_entries.COMPUTED
    if not value.verification.startswith("已核"):
        return "secondary"
    for key, words in (("official", "官方"), ("copy", "转"), ("press", "报道")):
        if words in value.verification:
            return key
    return "notice"
