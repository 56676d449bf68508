"""The page of a finished contract: what its papers say, as one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from bargaining.readers import contracts
from bargaining.readers.contracts import Annex
from bargaining.rules import congress
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.ledger_contract import EARLIEST_YEAR, Covered, LedgerContract, Papers
from bargaining.rules.procedure_contract import PROOFS
from bargaining.rules.states import WAY_LABELS, ContractWay
from bargaining.web import forms

_MOST_PEOPLE = 1_000_000
_HIGHEST_WAGE = Decimal(10_000_000)
_PAPER_FIELDS = (
    "vote_form", "entitled", "present", "in_favour", "proof", "received_on", "published_on",
    "women", "average_wage", "lowest_wage", "note",
)  # fmt: skip


def _day(label: str, help_text: str = "") -> DateField:
    return DateField(label, [Optional()], description=help_text)


def _people(label: str, help_text: str = "") -> IntegerField:
    checks = [Optional(), NumberRange(min=0, max=_MOST_PEOPLE)]
    return IntegerField(label, checks, description=help_text)


class PapersForm(forms.Form):
    """What the papers of one contract say; nothing of it must be known."""

    seen_sequence = HiddenField()
    filing_number = StringField(
        "受理或备案号", [Optional(), Length(max=60)],
        description="台账里有同一个号的，以后导入不会重复。",
    )  # fmt: skip
    stated_year = IntegerField(
        "年度", [Optional(), NumberRange(min=EARLIEST_YEAR, max=2100)],
        description="一个日期都不知道时才填。",
    )  # fmt: skip
    signed_on = _day("签字日", "双方首席代表签字之日；只知道落款日的，先空着。")
    term_from = _day("期限起")
    term_to = _day("期限止", "起止两天都算在内。")
    deliberated_on = _day("审议日", "职代会或职工大会审议通过之日。")
    vote_form = SelectField(
        "会议形式", [Optional()], choices=forms.choices([("", "没有写明"), *congress.FORMS])
    )
    entitled = _people("应到")
    present = _people("实到")
    in_favour = _people("赞成")
    filed_on = _day("报送日", "报送人力资源和社会保障局之日。")
    proof = SelectField(
        "收到凭证", [Optional()],
        choices=forms.choices([("", PROOFS[0][1]), *PROOFS[1:]]),
        description="受理单、网上回执或快递签收；备案号本身不是凭证。",
    )  # fmt: skip
    received_on = _day("收到之日", "凭证上的日期；不填时按报送日。")
    effective_on = _day("生效日", "审查意见书或登记簿写明的日期；没有写明的先空着，不要推算。")
    workers = _people("覆盖职工数")
    women = _people("其中女职工")
    rise_rate = StringField("年度增幅", [Optional(), Length(max=20)], description="例如 4.5%。")
    average_wage = DecimalField(
        "协商后月平均工资", [Optional(), NumberRange(min=0, max=_HIGHEST_WAGE)], places=2
    )
    lowest_wage = DecimalField(
        "约定的最低工资标准", [Optional(), NumberRange(min=0, max=_HIGHEST_WAGE)], places=2,
        description="区域、行业合同填写后，名册内企业的工资表会与它比较。",
    )  # fmt: skip
    published_on = _day("公布日", "双方公布在不同日期的，填后一天。")
    note = TextAreaField(
        "备注", [Optional(), Length(max=1000)], render_kw={"rows": 2},
        description="原件存在哪里、缺什么、向谁核对过。",
    )  # fmt: skip
    scans = MultipleFileField(
        "扫描件或照片",
        description="签字盖章的合同、受理单等；照片可以一次选多张，按次序合成一份 PDF。"
        "每份不超过 20 MB。",
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png,.heic,image/*", "multiple": True},
    )

    def validate_rise_rate(self, field: StringField) -> None:
        """Refuse what is no percentage, or could be two."""
        try:
            contracts.rate(field.data or "")
        except ValueError as problem:
            raise ValidationError("年度增幅应为百分数，例如 4.5%。") from problem


class NewForm(PapersForm):
    """A contract that is not there yet: whose it is, and of what kind."""

    enterprise = StringField(
        "企业", [Optional(), Length(max=120)],
        description="统一社会信用代码、单位全称，或其中几个字。",
    )  # fmt: skip
    kind = RadioField(
        "合同种类", default=ContractKind.WAGE.value,
        choices=forms.choices([(one.value, label) for one, label in CONTRACT_LABELS.items()]),
    )  # fmt: skip
    way = SelectField(
        "签订方式", default=ContractWay.OWN.value,
        choices=forms.choices([(one.value, label) for one, label in WAY_LABELS.items()]),
    )  # fmt: skip
    with_annex = BooleanField("综合合同里有工资附件")
    annex_from = _day("附件期限起")
    annex_to = _day("附件期限止", "工资附件按自己的期限计入工资覆盖。")


class SharedMixin:
    """The signed list of a contract of several enterprises."""

    units = TextAreaField(
        "签字名册", [Optional(), Length(max=200_000)], render_kw={"rows": 8},
        description="一行一家：统一社会信用代码或单位全称，后面可以写覆盖人数，"
        "例如“北京某某餐饮有限公司 36”。",
    )  # fmt: skip
    unit_file = FileField(
        "或者上传名册", description="xlsx、xls、ods 或 csv，有“统一社会信用代码”或“单位名称”一列。"
    )


class NewContractForm(NewForm, SharedMixin):
    """A new contract, of one enterprise or of several."""


class SharedForm(PapersForm, SharedMixin):
    """A contract of several enterprises that is there already."""


def contract_of(
    form: PapersForm, *, kind: ContractKind, way: ContractWay, covers: Sequence[Covered]
) -> LedgerContract:
    """Take a form's typing as a contract (表单所载); what cannot be read counts as not said."""
    workers, rise = _read(form, "workers"), _rise(form)
    shared = way is not ContractWay.OWN
    listed = tuple(covers) if shared else tuple(replace(one, workers=workers) for one in covers)
    listed = tuple(replace(one, rise_rate=rise) for one in listed)
    summed = sum(one.workers or 0 for one in listed)
    contract = LedgerContract(
        kind=kind,
        way=way,
        covers=listed,
        filing_number=_read(form, "filing_number") or "",
        deliberated_on=_read(form, "deliberated_on"),
        signed_on=_read(form, "signed_on"),
        filed_on=_read(form, "filed_on"),
        effective_on=_read(form, "effective_on"),
        term_from=_read(form, "term_from"),
        term_to=_read(form, "term_to"),
        total_workers=workers if shared and workers != summed else None,
        papers=Papers(**{name: value for name in _PAPER_FIELDS
                         if (value := _read(form, name)) is not None}),
    )  # fmt: skip
    year = None if contract.begun_on else _read(form, "stated_year")
    return replace(contract, stated_year=year)


def _read(form: PapersForm, name: str) -> Any:  # noqa: ANN401 -- what the field holds
    field = form[name]
    value = None if field.errors else field.data
    if isinstance(value, Decimal):
        return value.quantize(Decimal("0.01"))
    return value


def _rise(form: PapersForm) -> Decimal | None:
    try:
        return contracts.rate(form.rise_rate.data or "")
    except ValueError:
        return None


def annex_of(form: NewForm) -> Annex | None:
    """Take the wage annex of a general contract (工资附件), None where there is none."""
    stated = (form.annex_from.data, form.annex_to.data)
    if form.kind.data != ContractKind.GENERAL.value:
        return None
    return Annex(*stated) if form.with_annex.data or stated != (None, None) else None


def fill(form: PapersForm, contract: LedgerContract) -> None:
    """Put what a case states into a fresh form (填入已登记)."""
    for name in (
        "filing_number", "stated_year", "signed_on", "term_from", "term_to", "deliberated_on",
        "filed_on", "effective_on",
    ):  # fmt: skip
        form[name].data = getattr(contract, name)
    for name in _PAPER_FIELDS:
        form[name].data = getattr(contract.papers, name)
    form.workers.data = contract.workers
    form.rise_rate.data = percent(contract.rise_rate)


def percent(rate: Decimal | None) -> str:
    """Write a rise as people do (增幅)."""
    return "" if rate is None else f"{(rate * 100).normalize():f}%"


def with_untouched(asked: LedgerContract, shown: LedgerContract) -> LedgerContract:
    """Keep what the form does not ask for, such as scans and a list's own rises (未问及的)."""
    covers, total = asked.covers, asked.total_workers
    if asked.is_shared:
        before = {one.enterprise_id: one for one in shown.covers}
        if asked.rise_rate == shown.rise_rate or asked.rise_rate is None:
            covers = tuple(
                replace(one, rise_rate=before.get(one.enterprise_id, one).rise_rate)
                for one in covers
            )
    before_it = [(one.enterprise_id, one.workers) for one in shown.covers]
    if [(one.enterprise_id, one.workers) for one in covers] != before_it and (
        total == shown.workers and shown.total_workers is None
    ):
        total = None  # the sum that the page showed is no statement of its own
    year = shown.stated_year if asked.begun_on is None else asked.stated_year
    return replace(
        asked,
        covers=covers,
        total_workers=total,
        annex=shown.annex,
        stated_year=year,
        papers=replace(asked.papers, scans=shown.papers.scans),
    )
