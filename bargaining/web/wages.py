"""The wage table by a browser: upload, findings beside their rows, versions side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm.exc import StaleDataError
from wtforms import DateField, HiddenField
from wtforms.validators import InputRequired

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import wages as wage_actions
from bargaining.db import db, transaction
from bargaining.errors import LawMissing, NotVisible, Refusal, Refused
from bargaining.models.wage_table import WageFinding, WagePost, WageTable
from bargaining.queries import case_view
from bargaining.queries import known as known_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import moves
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.rules.wage_posts import FORM_LABELS, Form
from bargaining.web import filters, forms, shapes
from bargaining.web.access import open_to
from bargaining.web.moves import SOMEBODY_WAS_FASTER
from bargaining.web.settings import store

pages = Blueprint("wages", __name__, url_prefix="/cases/<number>/wages")

VERDICTS = {
    "pass": ("通过", "good"),
    "to_verify": ("待核", "amber"),
    "blocked": ("有岗位低于最低工资标准", "red"),
}


_TOO_FEW = f"工资表不足 {shapes.FEW} 人，不显示平均增幅与工资指导线的比较。"
_HOURLY = frozenset({"W-FLOOR-HOURLY", "W-FLOOR-HOLIDAY"})
_LIMITS = {"W-CUT": "协商前", "W-GUIDE": "指导线", "W-GUIDE-INDUSTRY": "指导线"}
_BRIEFLY = {
    "W-FLOOR-MONTHLY": "月工资低于最低工资标准",
    "W-FLOOR-HOURLY": "小时工资低于非全日制小时最低工资标准",
    "W-FLOOR-HOLIDAY": "法定节假日小时工资低于标准",
    "W-FLOOR-PROBATION": "试用期工资低于标准",
    "W-FLOOR-INPUT": "个人社保、公积金待核",
    "W-CUT": "协商后低于协商前",
}


class UploadForm(forms.Form):
    """A wage table and the term it is meant for."""

    seen_sequence = HiddenField()
    file = FileField("工资表", [FileRequired("请选择工资表文件。")],
                     description="xlsx、xls、ods 或 csv；表头写明岗位、人数、协商前月工资、"
                                 "协商后月工资、个人社保、个人公积金")  # fmt: skip
    term_from = DateField("合同期限自", [InputRequired("请填写合同期限的起日。")])
    term_to = DateField("合同期限至", [InputRequired("请填写合同期限的止日。")])
    on = DateField("方案提出之日", [InputRequired("请填写方案提出之日。")])


@pages.route("", methods=["GET", "POST"])
@open_to(*RECORDERS, Role.STREET, Role.DISTRICT)
def index(number: str) -> ResponseReturnValue:
    """Show the newest table with its findings, and take in a new version (工资方案)."""
    session, today = db.session(), clock.today()
    seen = case_view.view(session, number, actor=g.actor, on=today)
    if seen.sight not in (Sight.FULL, Sight.FINDINGS):
        raise NotVisible(number)
    step = moves.get_move("submit_wages")
    refusal = moves.why_not(step, seen.facts, actor=g.actor, agreed_to_help=seen.agreed_to_help)
    if request.method == "POST":
        if refusal is not None:
            raise Refused(refusal)
        form = UploadForm()
        problems = _taken(number, form) if form.validate() else None
        if problems is not None and not problems:
            flash("工资方案已上传并检查，请看下面的结果。", "success")
            return redirect(url_for("wages.index", number=number))
        seen = case_view.view(db.session(), number, actor=g.actor, on=today)
        changed = any(one.code == "changed" for one in problems or ())
        return _page(seen, form, None, status=422, changed=changed)
    return _page(seen, _fresh_form(seen, today), refusal)


def _fresh_form(seen: case_view.CaseView, today: date) -> UploadForm:
    known = known_queries.known(db.session(), seen.case, seen.facts, "submit_wages")
    values = {key: forms.as_day(one.value) for key, one in known.items()}
    return UploadForm(
        formdata=None,
        data={**values, "on": today, "seen_sequence": str(seen.case.last_sequence)},
    )


def _taken(number: str, form: UploadForm) -> tuple[Refusal, ...]:
    """Take a table in; where it is refused, put every sentence beside its field."""
    refusals: tuple[Refusal, ...] = ()
    try:
        _submit(number, form)
    except case_actions.Invalid as problem:
        refusals = problem.refusals
    except Refused as problem:
        refusals = (_beside_the_file(problem.refusal),)
    except StaleDataError:
        refusals = (SOMEBODY_WAS_FASTER,)
    except LawMissing as problem:
        refusals = (Refusal("law_missing", str(problem), field="term_from"),)
    for one in refusals:
        forms.show_refusal(form, one)
    return refusals


def _beside_the_file(refusal: Refusal) -> Refusal:
    """What is wrong with a table stands beside it; a newer entry is about the whole page."""
    if refusal.code == "changed":
        return refusal
    return Refusal(refusal.code, refusal.message, field="file")


def _submit(number: str, form: UploadForm) -> None:
    upload = form.file.data
    step = case_actions.Step(
        "submit_wages",
        forms.given(form.on.data),
        {
            "term_from": forms.given(form.term_from.data).isoformat(),
            "term_to": forms.given(form.term_to.data).isoformat(),
        },
        seen_sequence=forms.seen_sequence(form.seen_sequence.data),
    )
    with transaction(g.actor) as session:
        wage_actions.submit_wages(
            session,
            number,
            step,
            wage_actions.Upload(upload.filename, upload.read()),
            store=store(),
            actor=g.actor,
            at=clock.now(),
            today=clock.today(),
        )


def _page(
    seen: case_view.CaseView,
    form: UploadForm,
    refusal: Refusal | None,
    *,
    status: int = 200,
    changed: bool = False,
) -> ResponseReturnValue:
    """Show the tables; a form refused because of a newer entry shows that entry too."""
    if changed:
        form.seen_sequence.data = str(seen.case.last_sequence)
    session = db.session()
    versions = wage_queries.list_versions(session, seen.case)
    wanted = request.args.get("version", type=int)
    table = wage_queries.get_version(session, seen.case, wanted) if wanted else None
    table = table or wage_queries.find_standing(session, seen.case, seen.facts)
    standing = {one.payload.get("version") for one in seen.facts.every("submit_wages")}
    full = seen.sight is Sight.FULL
    page = render_template(
        "wages/index.html",
        case=seen.case,
        seen=seen,
        form=form,
        refusal=refusal,
        versions=versions,
        taken_back={one.version for one in versions} - standing,
        table=table,
        full=full,
        verdict=VERDICTS[table.verdict] if table else None,
        newest=shapes.story(seen, may_correct=False)[:1] if changed else [],
        summary=_summary(table, full=full) if table else None,
        general=_general(table, full=full) if table else [],
        rows=_rows(table) if table and full else [],
        affected=_affected(table) if table and not full else [],
    )
    return page, status


def _tells_of_single_persons(table: WageTable, *, full: bool) -> bool:
    """An average over one or two people is somebody's own wage."""
    return table.people < shapes.FEW and not full


def _summary(table: WageTable, *, full: bool) -> dict[str, Any]:
    """The figures of a table as far as somebody sees; in the row they stand as decimal text."""
    stored = {} if _tells_of_single_persons(table, full=full) else table.summary
    lowest = (stored.get("lowest") or {}) if full else {}
    figures = {
        "rise_rate": stored.get("rise_rate"),
        "average_before": stored.get("average_before"),
        "average_after": stored.get("average_after"),
        "lowest": lowest.get("countable"),
    }
    exact = {name: None if text is None else Decimal(text) for name, text in figures.items()}
    return {**exact, "lowest_post": lowest.get("post", "")}


def _general(table: WageTable, *, full: bool) -> list[dict[str, Any]]:
    """What is said of the whole table; what would give an average away is not."""
    found = _findings(table, rows=False)
    if not _tells_of_single_persons(table, full=full):
        return found
    return [
        {**one, "message": _TOO_FEW, "value": "", "limit": ""}
        if one["rule"].startswith("W-GUIDE")
        else one
        for one in found
    ]


def _findings(table: WageTable, *, rows: bool) -> list[dict[str, Any]]:
    found = wage_queries.findings(db.session(), table)
    return [_finding(one) for one in found if (one.row is not None) == rows]


def _finding(one: WageFinding) -> dict[str, Any]:
    return {
        "rule": one.rule_id,
        "severity": one.severity,
        "message": one.message,
        "row": one.row,
        "post": one.post,
        "value": _figure(one.rule_id, one.value),
        "limit": _figure(one.rule_id, one.limit),
        "limit_label": _LIMITS.get(one.rule_id, "标准"),
        "from_on": one.starts_on,
        "basis": [(basis["text"], basis["article"]) for basis in one.basis],
    }


def _figure(rule: str, text: str) -> str:
    """Write a finding's figure in its unit; it stands as decimal text."""
    if not text:
        return ""
    value = Decimal(text)
    if rule.startswith("W-GUIDE"):
        return filters.rate(value)
    return f"{filters.money(value)}/小时" if rule in _HOURLY else filters.money(value)


def _affected(table: WageTable) -> list[dict[str, Any]]:
    """Say for those who see no rows how many posts and people each finding is about."""
    session = db.session()
    people = {post.row: post.people for post in wage_queries.posts(session, table)}
    rows: dict[str, set[int]] = {}
    for one in wage_queries.findings(session, table):
        if one.row is not None:
            rows.setdefault(one.rule_id, set()).add(one.row)
    return [
        {
            "cells": {
                "rule": {"text": _BRIEFLY.get(rule, rule), "note": rule},
                "posts": len(found),
                "people": _people(sum(people.get(row, 0) for row in found)),
            }
        }
        for rule, found in rows.items()
    ]


def _people(count: int) -> int | str:
    return f"不足 {shapes.FEW} 人" if count < shapes.FEW else count


def _rows(table: WageTable) -> list[dict[str, Any]]:
    """Each post with its findings beside it."""
    beside: dict[int, list[dict[str, Any]]] = {}
    for one in _findings(table, rows=True):
        beside.setdefault(one["row"], []).append(one)
    return [
        _post(post, beside.get(post.row, [])) for post in wage_queries.posts(db.session(), table)
    ]


def _post(post: WagePost, findings: list[dict[str, Any]]) -> dict[str, Any]:
    worst = {one["severity"] for one in findings}
    tone = "red" if "block" in worst else "amber" if "warn" in worst else ""
    rise = None
    if post.before_amount and post.after_amount is not None:
        rise = post.after_amount / post.before_amount - 1
    return {
        "cells": {
            "post": {"text": post.post, "note": f"第 {post.row} 行"},
            "people": post.people,
            "form": FORM_LABELS[Form(post.form)],
            "before": post.before_amount,
            "after": post.after_amount if post.after_amount is not None else post.hourly_amount,
            "rise": rise,
            "countable": post.countable_amount,
        },
        "tone": tone,
        "findings": findings,
    }
