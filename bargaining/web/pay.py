"""Wages really paid, by a browser: a month's table uploaded, each row beside what was agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm.exc import StaleDataError
from wtforms import DateField, HiddenField, MonthField
from wtforms.validators import InputRequired

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import files as file_actions
from bargaining.actions import pay_checks as pay_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Invalid, LawMissing, NotVisible, Refusal, Refused
from bargaining.models.pay_check import PayCheck
from bargaining.queries import case_view
from bargaining.queries import pay_checks as pay_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import few_posts, moves, periods
from bargaining.rules.periods import Span
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import downloads, forms, pay_lists, performance_shapes, shapes, wage_shapes
from bargaining.web.access import open_to
from bargaining.web.cases import SOMEBODY_WAS_FASTER
from bargaining.web.settings import store

pages = Blueprint("pay", __name__, url_prefix="/cases/<number>/pay")

READERS = (*RECORDERS, Role.STREET, Role.DISTRICT)
BRIEFLY = {
    "K-PAY-SHORT": "实发低于约定",
    "K-PAY-RISE": "约定的增资没有发",
    "K-PAY-TIER": "同名岗位有几档，待核",
    "K-PAY-POST": "约定的岗位没有实发记录",
    "K-PAY-PEOPLE": "人数与约定不同",
    "K-PAY-MATCH": "没有对上岗位，未比较",
    "K-PAY-INPUT": "缺少资料，未比较",
    "K-PAY-TERM": "本月不全在执行期内",
}
_WORST = {"warn": 2, "note": 1}


class PayForm(forms.Form):
    """A month's pay table."""

    seen_sequence = HiddenField()
    file = FileField(
        "实发工资表",
        [FileRequired("请选择实发工资表文件。")],
        description="xlsx、xls、ods 或 csv；表头写明岗位、人数、应发工资，有加班工资、个人社保、"
        "个人公积金、应出勤和实出勤天数的一并列出。姓名、身份证号、银行账号等列不会保存。",
    )
    paid_month = MonthField("工资所属月份", [InputRequired("请选择工资所属月份。")])
    on = DateField("核对之日", [InputRequired("请填写核对之日。")])


@pages.route("", methods=["GET", "POST"])
@open_to(*READERS)
def index(number: str) -> ResponseReturnValue:
    """Show a month's pay beside what was agreed, and take in another (核对实发工资)."""
    seen = _seen(number)
    refusal = _why_not(seen)
    if request.method == "GET":
        return _page(seen, _fresh_form(seen), refusal)
    if refusal is not None:
        raise Refused(refusal)
    form = PayForm()
    problems = _taken(number, form) if form.validate() else None
    if problems is not None and not problems:
        flash("实发工资表已上传并核对，请看下面的结果。", "success")
        return redirect(url_for(".index", number=number))
    seen = _seen(number)
    changed = any(one.code == "changed" for one in problems or ())
    return _page(seen, form, None, status=422, changed=changed)


def _seen(number: str) -> CaseView:
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    if seen.sight not in (Sight.FULL, Sight.FINDINGS):
        raise NotVisible(number)
    return seen


def _why_not(seen: CaseView) -> Refusal | None:
    step = moves.get_move(pay_actions.MOVE)
    return moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)


def _fresh_form(seen: CaseView) -> PayForm:
    """The month before is what was paid last."""
    today = clock.today()
    first = today.replace(day=1)
    last_month = (
        first.replace(year=first.year - 1, month=12)
        if first.month == 1
        else first.replace(month=first.month - 1)
    )
    sequence = str(seen.case.last_sequence)
    return PayForm(
        formdata=None, data={"on": today, "paid_month": last_month, "seen_sequence": sequence}
    )


def _taken(number: str, form: PayForm) -> tuple[Refusal, ...]:
    """Take a table in; where it is refused, put every sentence beside its field."""
    refusals: tuple[Refusal, ...] = ()
    try:
        _record(number, form)
    except Invalid as problem:
        refusals = problem.refusals
    except Refused as problem:
        one = problem.refusal
        refusals = (one if one.code == "changed" else Refusal(one.code, one.message, field="file"),)
    except StaleDataError:
        refusals = (SOMEBODY_WAS_FASTER,)
    except LawMissing as problem:
        refusals = (Refusal("law_missing", str(problem), field="paid_month"),)
    for one in refusals:
        forms.show_refusal(form, one)
    return refusals


def _record(number: str, form: PayForm) -> None:
    upload, month = form.file.data, forms.given(form.paid_month.data)
    step = case_actions.Step(
        pay_actions.MOVE,
        forms.given(form.on.data),
        {"paid_month": month.isoformat()},
        seen_sequence=forms.seen_sequence(form.seen_sequence.data),
    )
    with transaction(g.actor) as session:
        pay_actions.record_pay(
            session,
            number,
            step,
            file_actions.Upload(upload.filename, upload.read()),
            store=store(),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
        )


def _page(
    seen: CaseView,
    form: PayForm,
    refusal: Refusal | None,
    *,
    status: int = 200,
    changed: bool = False,
) -> ResponseReturnValue:
    if changed:
        form.seen_sequence.data = str(seen.case.last_sequence)
    number, full = seen.case.number, seen.sight is Sight.FULL
    found = pay_queries.list_checks(db.session(), seen.case, left=seen.left)
    check = _wanted(seen, found)
    listed = pay_lists.Listed(check) if check and full else None
    page = render_template(
        "performance/pay.html",
        case=seen.case,
        seen=seen,
        form=form,
        refusal=refusal,
        uploaders=RECORDERS,
        is_effective=seen.facts.effective_on is not None,
        checks=performance_shapes.pays(seen, found),
        check=check,
        taken_back=check is not None and check.number not in _standing(seen),
        month=_month(check.paid_month) if check else "",
        full=full,
        tiles=_tiles(number, check, listed) if check else [],
        listed=pay_lists.shaped(number, listed) if listed else None,
        general=[pay_lists.shaped_finding(one) for one in check.findings if one["row"] is None]
        if check and full
        else [],
        affected=_affected(check) if check and not full else [],
        newest=shapes.story(seen)[:1] if changed else [],
    )
    return page, status


def _standing(seen: CaseView) -> set[Any]:
    """The checks that were not taken back."""
    return {one.payload.get("check") for one in seen.facts.every("record_pay")}


def _wanted(seen: CaseView, found: Sequence[PayCheck]) -> PayCheck | None:
    """The check the address names, else the newest that was not taken back."""
    number, standing = request.args.get("check", type=int), _standing(seen)
    if number:
        if seen.left is not None and all(one.number != number for one in found):
            raise NotVisible(number)  # of after the case left
        return pay_queries.get_check(db.session(), seen.case, number)
    newest = next((one for one in found if one.number in standing), None)
    return pay_queries.get_check(db.session(), seen.case, newest.number) if newest else None


def _month(day: date) -> str:
    return periods.period_of(day, Span.MONTH).words


def _tiles(number: str, check: PayCheck, listed: pay_lists.Listed | None) -> list[dict[str, Any]]:
    """The check in a few figures; sums and small numbers of people stay in the enterprise."""
    said, full = check.summary, listed is not None

    def opens(show: str) -> str:
        if not full:
            return "#affected"
        return url_for(
            ".index", number=number, check=check.number, by="row", show=show or None, _anchor="rows"
        )

    whole = _people(said["people"], full=full)
    is_few = not full and said["people"] < few_posts.FEW
    compared = [
        {
            "label": "低于约定",
            **_rows(said["short_posts"], said["short_people"], full=full),
            "href": opens("short"),
            "note": _people(said["short_people"], full=full) if said["short_posts"] else "",
        },
        {
            "label": "没有比较",
            **_rows(
                said["rows"] - said["compared"],
                said["people"] - said["compared_people"],
                full=full,
            ),
            "href": opens("open"),
            "note": f"共{whole}" if is_few else f"共 {said['rows']} 行 {whole}",
        },
    ]
    if listed is not None:
        return [*compared, *_inside(check, listed, opens)]
    return [
        *compared,
        {
            "label": "人数",
            "value": f"不足 {few_posts.FEW}" if is_few else said["people"],
            "unit": "人",
            "href": opens(""),
            "note": f"约定{_people(said['agreed_people'], full=full, lead=' ')}",
        },
    ]


def _inside(
    check: PayCheck, listed: pay_lists.Listed, opens: Callable[[str], str]
) -> list[dict[str, Any]]:
    said = check.summary
    return [
        {
            "label": "低于最低工资标准",
            "value": len(listed.below_floor),
            "unit": "行",
            "href": opens("floor"),
        },
        {
            "label": "低于约定合计",
            "value": f"{Decimal(said['short_amount']):,.2f}",
            "unit": "元",
            "href": opens("short"),
            "note": f"实发 {Decimal(said['paid_total']):,.2f} 元，"
            f"约定 {Decimal(said['agreed_total']):,.2f} 元",
        },
    ]


def _people(count: int, *, full: bool, lead: str = "") -> str:
    few = few_posts.FEW
    return f"{lead}{count} 人" if full or count >= few else f"不足 {few} 人"


def _rows(rows: int, people: int, *, full: bool) -> dict[str, Any]:
    """Count rows; where a row is a person, few people's rows would tell how many they are."""
    if rows and not full and people < few_posts.FEW:
        return {"value": "有", "unit": ""}
    return {"value": rows, "unit": "行"}


def _affected(check: PayCheck) -> list[dict[str, Any]]:
    """For those who see no rows: how many rows and people a finding is about (涉及人数)."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in sorted(check.findings, key=lambda one: -_WORST.get(one["severity"], 0)):
        if one["post"]:
            found.setdefault((_brief(one), one["rule"]), []).append(one)
    return [
        {
            "cells": {
                "rule": {"text": brief, "note": rule},
                "rows": _rows(len(told), people, full=False)["value"],
                "people": _people(people, full=False),
            }
        }
        for (brief, rule), told in found.items()
        for people in (sum(one["people"] for one in told),)
    ]


def _brief(one: Mapping[str, Any]) -> str:
    heavy = "block" if one["severity"] == "warn" else one["severity"]
    return BRIEFLY.get(one["rule"]) or wage_shapes.brief(one["rule"], heavy)


@pages.get("/export.xlsx")
@open_to(*READERS)
def export(number: str) -> ResponseReturnValue:
    """Send a check as a spreadsheet (导出核对结果), to those who see the rows."""
    seen = _seen(number)
    check = _wanted(seen, pay_queries.list_checks(db.session(), seen.case, left=seen.left))
    if check is None or seen.sight is not Sight.FULL:
        raise NotVisible(number)
    return downloads.sent(
        pay_lists.written(pay_lists.Listed(check)),
        media_type=lists.MEDIA_TYPE,
        name=f"{seen.case.title}-{_month(check.paid_month)}实发工资核对.xlsx",
        inline=False,
    )
