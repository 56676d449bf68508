"""Coverage targets by a browser: what is set for a year, and setting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DecimalField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from bargaining import clock
from bargaining.actions import targets as target_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Refused
from bargaining.models.coverage_target import CoverageTarget
from bargaining.models.place import Place
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import targets as target_queries
from bargaining.rules import coverage as rules
from bargaining.rules import targets
from bargaining.rules.coverage import Denominator, Grouping, Numerator
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.roles import OFFICIALS
from bargaining.rules.targets import SETTERS, Target
from bargaining.web import downloads, forms
from bargaining.web.access import open_to

pages = Blueprint("targets", __name__, url_prefix="/coverage/targets")

EXPORTED = ("地方", "年度", "合同种类", "分母", "分子", "目标", "出处", "设定人", "设定日")


class TargetForm(forms.Form):
    """What share of whom is to be covered (覆盖目标)."""

    place_code = SelectField("地方")
    year = IntegerField(
        "年度",
        validators=[
            InputRequired("请填写年度，例如 2026。"),
            NumberRange(targets.YEARS.start, targets.YEARS.stop - 1, "请填写四位年份，例如 2026。"),
        ],
    )
    kind = SelectField(
        "合同种类", choices=forms.choices((one.value, CONTRACT_LABELS[one]) for one in ContractKind)
    )
    denominator = SelectField(
        "分母",
        choices=forms.choices((one.value, rules.DENOMINATOR_LABELS[one]) for one in Denominator),
    )
    numerator = SelectField(
        "分子", choices=forms.choices((one.value, rules.NUMERATOR_LABELS[one]) for one in Numerator)
    )
    rate = DecimalField(
        "目标",
        places=None,
        validators=[
            InputRequired("请填写目标，例如 80。"),
            NumberRange(Decimal("0.01"), Decimal(100), "目标应大于 0、不超过 100。"),
        ],
        description="期内有效的合同覆盖到百分之几；没有单独设定的地方，按上一级的目标。",
    )
    source = StringField(
        "目标出处",
        validators=[Length(max=200)],
        description="例如 市总工会 2026 年工作要点。",
    )


# ── what is set ──────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*OFFICIALS)
def index() -> ResponseReturnValue:
    """Show the targets of a year that hold in the actor's territory (覆盖目标)."""
    return _page(_blank() if g.actor.role in SETTERS else None)


@pages.get("/export.xlsx")
@open_to(*OFFICIALS)
def export() -> ResponseReturnValue:
    """Send the targets of a year as a spreadsheet (导出覆盖目标)."""
    year, names = _year(), _names()
    rows = target_queries.list_targets(db.session(), g.actor, year=year)
    content = lists.write_list("覆盖目标", EXPORTED, (_exported(row, names) for row in rows))
    return downloads.sent(
        content, media_type=lists.MEDIA_TYPE, name=f"覆盖目标-{year}.xlsx", inline=False
    )


def _exported(row: CoverageTarget, names: Mapping[str, str]) -> Sequence[lists.Value]:
    return (
        names.get(row.place_code, row.place_code), row.year,
        CONTRACT_LABELS[ContractKind(row.kind)],
        rules.DENOMINATOR_LABELS[Denominator(row.denominator)],
        rules.NUMERATOR_LABELS[Numerator(row.numerator)], row.rate, row.source, row.set_by_name,
        clock.legal_day(row.set_at),
    )  # fmt: skip


def _page(form: TargetForm | None, status: int = 200) -> ResponseReturnValue:
    year, names = _year(), _names()
    rows = target_queries.list_targets(db.session(), g.actor, year=year)
    settable = {one.code for one in target_queries.list_settable(db.session(), g.actor)}
    page = render_template(
        "coverage/targets.html",
        year=year,
        lines=[
            _line(row, names, may_drop=form is not None and row.place_code in settable)
            for row in rows
        ],
        form=form,
        back=url_for("coverage.index"),
        export_href=url_for(".export", year=year),
    )
    return page, status


def _line(row: CoverageTarget, names: Mapping[str, str], *, may_drop: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "place": names.get(row.place_code, row.place_code),
        "kind": CONTRACT_LABELS[ContractKind(row.kind)],
        "denominator": rules.DENOMINATOR_LABELS[Denominator(row.denominator)],
        "numerator": rules.NUMERATOR_LABELS[Numerator(row.numerator)],
        "rate": row.rate,
        "source": row.source,
        "set_by": row.set_by_name,
        "set_on": row.set_at,
        "may_drop": may_drop,
    }


def _names() -> Mapping[str, str]:
    return coverage_queries.group_names(db.session(), Grouping.DISTRICT)


def _year() -> int:
    given = request.args.get("year", type=int)
    return given if given in targets.YEARS and given else clock.today().year


# ── setting and taking back ──────────────────────────────────────────────────────────────────


@pages.post("")
@open_to(*SETTERS)
def set_one() -> ResponseReturnValue:
    """Set a target (设定目标)."""
    form = _offered(TargetForm())
    if not form.validate_on_submit():
        return _page(form, 422)
    target = Target(
        place_code=form.place_code.data,
        year=forms.given(form.year.data),
        denominator=Denominator(form.denominator.data),
        numerator=Numerator(form.numerator.data),
        kind=ContractKind(form.kind.data),
        rate=forms.given(form.rate.data) / 100,
        source=form.source.data or "",
    )
    try:
        with transaction(g.actor) as session:
            target_actions.set_target(session, target, actor=g.actor, at=clock.now())
    except Refused as refused:
        forms.show_refusal(form, refused.refusal)
        return _page(form, 409)
    flash("目标已设定。", "success")
    return redirect(url_for(".index", year=target.year))


@pages.post("/<int:target_id>/drop")
@open_to(*SETTERS)
def drop(target_id: int) -> ResponseReturnValue:
    """Take a target back (撤销目标)."""
    with transaction(g.actor) as session:
        target_actions.drop_target(session, target_id, actor=g.actor, at=clock.now())
    flash("目标已撤销，按上一级的目标计算。", "success")
    return redirect(url_for(".index", year=_year()))


def _blank() -> TargetForm:
    form = _offered(TargetForm(formdata=None))
    form.year.data = _year()
    return form


def _offered(form: TargetForm) -> TargetForm:
    names = _names()
    places = target_queries.list_settable(db.session(), g.actor)
    form.place_code.choices = forms.choices((one.code, _in_full(one, names)) for one in places)
    return form


def _in_full(place: Place, names: Mapping[str, str]) -> str:
    """A street is named with its district: a city has several of one name."""
    above = place.parent_code
    is_street = above is not None and not above.endswith("0000")
    return f"{names.get(above or '', '')} · {place.name}" if is_street else place.name
