"""Another rise, tried out on a version that was handed in, and kept nowhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from werkzeug.datastructures import MultiDict
from wtforms import DecimalField, SelectField
from wtforms.validators import NumberRange, StopValidation
from wtforms.validators import Optional as MayStayEmpty

from bargaining import clock
from bargaining.actions import wages as wage_actions
from bargaining.db import db
from bargaining.documents import wage_sheets
from bargaining.errors import LawMissing, NotPublished, Refused, Unusable
from bargaining.models.case import Case
from bargaining.models.wage_table import WageTable as StoredTable
from bargaining.queries import law as law_queries
from bargaining.readers import wage_tables
from bargaining.rules import wage_compare, wage_cost
from bargaining.rules.wage_compare import Base, Step, WhatIf
from bargaining.rules.wage_cost import Floor
from bargaining.rules.wage_findings import per_cent, weight_of
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_posts import WageTable
from bargaining.web import forms
from bargaining.web.settings import store
from bargaining.web.wage_columns import Column

PER_CENT = Decimal(100)
TRIAL = "试算"
EMPLOYER_RATES = (
    "social_insurance_pension_employer_rate",
    "social_insurance_medical_employer_rate",
    "social_insurance_unemployment_employer_rate",
)


def _finite(_form: object, field: DecimalField) -> None:
    if field.data is not None and not field.data.is_finite():
        field.data = None
        raise StopValidation("请填写数字，例如 3200.50。")


class TrialForm(forms.Form):
    """Another rise to be tried out, and what is assumed of the employer's contributions."""

    class Meta(forms.Form.Meta):  # type: ignore[misc]
        """A form that asks and writes nothing: it stands in the address."""

        csrf = False

    base = SelectField("在哪一版上试算", validate_choice=False)
    on = SelectField(
        "按哪个数调整", choices=forms.choices((one, wage_compare.BASE_LABELS[one]) for one in Base)
    )
    rate = DecimalField("普调比例", [MayStayEmpty(), _finite], places=None)
    each = DecimalField("每人每月加", [MayStayEmpty(), _finite], places=None)
    lowest = DecimalField("最低岗位补到", [MayStayEmpty(), _finite], places=None)
    step = SelectField(
        "调整后的工资", choices=forms.choices((one, wage_compare.STEP_LABELS[one]) for one in Step)
    )
    employer = DecimalField(
        "单位缴费合计费率",
        [MayStayEmpty(), _finite, NumberRange(0, 100, "单位缴费合计费率请填 0 至 100 之间的数。")],
        places=None,
    )

    @property
    def is_a_trial(self) -> bool:
        """Say whether any rise is asked for."""
        return any(field.data is not None for field in (self.rate, self.each, self.lowest))

    def what_if(self) -> WhatIf:
        """Read the rise that is asked for (试算)."""
        return WhatIf(
            rate=(self.rate.data or Decimal(0)) / PER_CENT,
            amount=self.each.data or Decimal(0),
            lowest_amount=self.lowest.data,
            base=Base(self.on.data or Base.AFTER),
            step=Step(self.step.data or Step.CENT),
        )

    def employer_rate(self) -> Decimal | None:
        """Read what is assumed of the employer's own contributions, as a fraction of one."""
        return None if self.employer.data is None else self.employer.data / PER_CENT


def form_of(given: MultiDict[str, str]) -> TrialForm:
    """Read the form from an address (试算表单); what it leaves out is as usual."""
    usual = {"on": Base.AFTER.value, "step": Step.CENT.value}
    said = MultiDict([*given.items(multi=True)])
    for name, value in usual.items():
        if not said.get(name):
            said[name] = value
    return TrialForm(said)


@dataclass(frozen=True)
class Trial:
    """A trial that can be looked at: the table it makes, as a file and as a column."""

    content: bytes
    column: Column
    words: str


def tried(
    case: Case, base: StoredTable, what_if: WhatIf, *, employer_rate: Decimal | None
) -> Trial:
    """Try a rise out on the file of a version (试算).

    Raises Refused for a rise that is out of bounds, Unusable where the file is gone.
    """
    source = read_file(base)
    refusal = wage_compare.why_not(what_if, source)
    if refusal is not None:
        raise Refused(refusal)
    table = wage_compare.raised(source, what_if)
    titles = {field: names[0] for field, names in wage_tables.NAMES.items()}
    content = wage_sheets.write_wage_table(table, titles=titles)
    # Checked as the upload of just this file would be, so that the two never disagree.
    checked, law = wage_actions.check_upload(
        db.session(),
        case,
        wage_actions.Upload("试算方案.xlsx", content),
        term_from=base.term_from,
        term_to=base.term_to,
    )
    posts = tuple(wage_cost.priced(post, law=law) for post in checked.table.posts)
    term = Term(base.term_from, base.term_to)
    words = f"第 {base.version} 版：{what_if.words()}"
    column = Column(
        version=None,
        label=TRIAL,
        said=words,
        href="",
        term=(base.term_from, base.term_to),
        posts=posts,
        counts=Counter(weight_of(one.rule, one.severity) for one in checked.findings),
        cost=wage_cost.cost(posts, employer_rate=employer_rate),
        floor=floor_of(law, term),
    )
    return Trial(content, column, words)


def read_file(table: StoredTable) -> WageTable:
    """Read a version again as it was handed in (读原件); Unusable where the file is gone."""
    try:
        content = store().get(table.file_hash)
    except FileNotFoundError as problem:
        raise Unusable(
            f"第 {table.version} 版的原件不在存档里，不能在它上面往下做；请重新上传一版。"
        ) from problem
    return wage_tables.read_wage_table(content, name=table.file_name)


def floor_of(law: WageLaw, term: Term) -> Floor | None:
    """Find the highest minimum wage known within a term; None where one is not recorded."""
    try:
        return wage_cost.highest_floor(law, term)
    except (LawMissing, NotPublished):
        return None


def employer_words(place: str) -> str:
    """Say what is recorded of the employer's own rates, as a help for the assumption."""
    book, today = law_queries.law_book(db.session()), clock.today()
    known = []
    for name in EMPLOYER_RATES:
        if name in book.figure_names:
            figure = book.figure_history(name, place=place)
            entry = figure.find(today)
            if entry is not None and entry.value is not None:
                known.append((figure.label, entry.value, entry.verification))
    if not known:
        return "系统没有收录单位缴费费率。"
    said = "、".join(f"{label} {per_cent(value)}" for label, value, _ in known)
    total = per_cent(sum((value for _, value, _ in known), Decimal(0)))
    checked = "；".join(dict.fromkeys(verification for _, _, verification in known))
    beyond = "工伤保险按行业、住房公积金按单位约定，不在其内。"
    return f"收录的有{said}，合计 {total}（{checked}）；{beyond}"
