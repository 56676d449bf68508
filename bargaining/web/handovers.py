"""Handing over a union's chair by a browser: what goes over, the change, the list to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from bargaining import clock
from bargaining.actions import handovers as handover_actions
from bargaining.actions import users as user_actions
from bargaining.db import db, transaction
from bargaining.documents import letters, papers, pdf
from bargaining.errors import Refused
from bargaining.models.handover import Handover
from bargaining.models.union_body import UnionBody
from bargaining.queries import chairs as chair_queries
from bargaining.queries import handovers as handover_queries
from bargaining.rules import handover as handover_rules
from bargaining.rules import mobiles
from bargaining.rules.roles import Role
from bargaining.web import chairs, downloads, filters, forms
from bargaining.web.access import open_to

pages = Blueprint("handovers", __name__, url_prefix="/unions")

MAY_HAND_OVER = (Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET)
KIND = "handover_list"
_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class HandoverForm(forms.Form):
    """Who follows whom, and from which day on."""

    from_user = SelectField("原主席账号", [Optional()], choices=[])
    on_day = DateField(
        "交接日",
        [InputRequired("请填写交接日。")],
        description="原主席的账号用到这一天为止（当天仍可用），新主席自第二天起办理。",
    )
    to_name = StringField(
        "新主席姓名", [Optional(), Length(max=80)], description="还没有选出的留空，登记为主席空缺。"
    )
    to_mobile = StringField(
        "新主席手机号码",
        [Optional(), Length(max=30)],
        description="11 位，就是登录名。不填就暂不开通账号。",
        render_kw={"inputmode": "tel", "autocomplete": "off", "data-no-draft": True},
    )
    term_ends_on = DateField("新任期届满日", [Optional()])


@pages.route("/<int:union_id>/handover", methods=["GET", "POST"])
@open_to(*MAY_HAND_OVER)
def change(union_id: int) -> ResponseReturnValue:
    """Show what a chair hands over, and record who follows (主席交接)."""
    union = chair_queries.get_union(db.session(), union_id, actor=g.actor, on=clock.today())
    if request.method == "GET":
        form = _with_accounts(HandoverForm(formdata=None), union)
        form.on_day.data = clock.today()
        return _page(union, form)
    form = _with_accounts(HandoverForm(), union)
    if not form.validate():
        return _page(union, form, status=422)
    password = user_actions.one_time_password()
    try:
        with transaction(g.actor) as session:
            done = handover_actions.hand_over(
                session,
                union_id,
                _change(form, password),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
                key=chairs.key(),
            )
            number, user = done.handover.id, done.new_user
            slip = chairs.slip(user, union_name=union.name, password=password) if user else None
    except Refused as refused:
        union = chair_queries.get_union(db.session(), union_id, actor=g.actor, on=clock.today())
        forms.show_refusal(form, refused.refusal)
        return _page(union, form, status=409)
    done_href = url_for("handovers.show", union_id=union_id, handover_id=number)
    flash("已登记主席交接。请打印交接清单，由双方签字。", "success")
    # A slip opens the account: the one who leaves does not get the next one's.
    if slip is not None and g.actor.role is not Role.UNION_CHAIR:
        return chairs.slips_page([slip], back_href=done_href, back_label="看交接清单")
    return redirect(done_href)


def _change(form: HandoverForm, password: str) -> handover_actions.Change:
    return handover_actions.Change(
        on_day=forms.given(form.on_day.data),
        to_name=form.to_name.data or "",
        to_mobile=form.to_mobile.data or "",
        password_hash=hash_password(password),
        from_user=int(form.from_user.data) if form.from_user.data else None,
        term_ends_on=form.term_ends_on.data,
    )


def _with_accounts(form: HandoverForm, union: UnionBody) -> HandoverForm:
    held = chair_queries.accounts(db.session(), [union.id], on=clock.today()).get(union.id, [])
    named = [
        (str(one.user.id), f"{one.user.name}（{mobiles.masked(one.user.email)}）") for one in held
    ]
    form.from_user.choices = forms.choices([("", "请选择"), *named])
    return form


def _page(union: UnionBody, form: HandoverForm, *, status: int = 200) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    held = chair_queries.accounts(session, [union.id], on=today).get(union.id, [])
    old = held[0] if len(held) == 1 else None
    name = union.chair_name or (old.user.name if old else "")
    found = handover_queries.contents(
        session, union, user_id=old.user.id if old else None, name=name, on=today
    )
    page = render_template(
        "handovers/change.html",
        union=union,
        name=name,
        form=form,
        old=_account(old) if old else None,
        several=len(held) > 1,
        contents=found.as_json,
        tables=_tables(found.as_json),
        mandates=found.mandates,
        earlier=handover_queries.list_handovers(session, union),
        is_chair=g.actor.role is Role.UNION_CHAIR,
    )
    return page, status


def _account(one: chair_queries.ChairAccount) -> str:
    return f"{one.user.name}（{mobiles.masked(one.user.email)}）"


def _tables(contents: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Shape what goes over for its tables; who has no case to open reads without links."""
    return {
        "cases": [
            {
                "href": url_for("cases.show", number=one["number"]),
                "cells": {
                    "title": {"text": one["title"], "note": one["number"]},
                    "state": one["state"],
                    "step": one["step"],
                    "due": _day(one["due"]),
                },
            }
            for one in contents["cases"]
        ],
        "contracts": [
            {
                "href": url_for("cases.show", number=one["number"]),
                "cells": {
                    "title": {"text": one["title"], "note": one["name"]},
                    "signed_on": _day(one["signed_on"]),
                    "term": _term(one),
                },
            }
            for one in contents["contracts"]
        ],
        "papers": [
            {"cells": {"name": one["name"], "case": one["case"], "on": _day(one["on"])}}
            for one in contents["papers"]
        ],
        "drafts": [
            {"cells": {"case": one["case"], "step": one["step"]}} for one in contents["drafts"]
        ],
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _term(one: Mapping[str, Any]) -> str:
    first, last = _day(one["term_from"]), _day(one["term_to"])
    return f"{filters.plain_day(first)} 至 {filters.plain_day(last)}"


# ── one handing over ─────────────────────────────────────────────────────────────────────────


@pages.get("/<int:union_id>/handovers/<int:handover_id>")
@open_to(*MAY_HAND_OVER)
def show(union_id: int, handover_id: int) -> ResponseReturnValue:
    """Show a handing over with the list as it was that day (交接清单)."""
    union, row = handover_queries.get_handover(
        db.session(), union_id, handover_id, actor=g.actor, on=clock.today()
    )
    return render_template(
        "handovers/show.html",
        union=union,
        row=row,
        first=handover_rules.starts_on(row.on_day),
        done=handover_rules.is_due(row.on_day, today=clock.today()),
        term_ends_on=_day(row.contents.get("term_ends_on")),
        tables=_tables(row.contents),
        has_account=row.to_user_id is not None,
        is_chair=g.actor.role is Role.UNION_CHAIR,
    )


@pages.get("/<int:union_id>/handovers/<int:handover_id>/list.<form>")
@open_to(*MAY_HAND_OVER)
def listed(union_id: int, handover_id: int, form: str) -> ResponseReturnValue:
    """Send the list to be signed, as a PDF or a Word file (打印交接清单)."""
    union, row = handover_queries.get_handover(
        db.session(), union_id, handover_id, actor=g.actor, on=clock.today()
    )
    upper = db.session().get(UnionBody, union.parent_id) if union.parent_id else None
    drawn = papers.render_docx(
        KIND, letters.handover_list(_handing(union, upper, row)), draft=True, blank=False
    )
    content = pdf.render_pdf(drawn.content) if form == "pdf" else drawn.content
    return downloads.sent(
        content,
        media_type=_MEDIA["pdf" if form == "pdf" else "docx"],
        name=f"交接清单-{union.name}-{row.on_day.isoformat()}.{'pdf' if form == 'pdf' else 'docx'}",
        inline=form == "pdf",
    )


def _handing(union: UnionBody, upper: UnionBody | None, row: Handover) -> letters.Handing:
    contents = row.contents
    return letters.Handing(
        workers_name=union.name,
        from_name=row.from_name,
        on_day=row.on_day,
        to_name=row.to_name,
        upper_name=upper.name if upper else "",
        vacant=not row.to_name,
        union_has_seal=union.has_seal,
        cases=tuple(
            letters.HandedCase(
                employer_name=one["title"],
                number=one["number"],
                state=one["state"],
                waiting=one["step"],
                due_on=_day(one["due"]),
            )
            for one in contents["cases"]
        ),
        contracts=tuple(
            letters.HandedContract(
                employer_name=one["title"],
                title=one["name"],
                term_from=_day(one["term_from"]),
                term_to=_day(one["term_to"]),
            )
            for one in contents["contracts"]
        ),
        papers=_handed_papers(contents),
        note=_note(contents),
    )


def _handed_papers(contents: Mapping[str, Any]) -> tuple[letters.HandedPaper, ...]:
    return tuple(
        letters.HandedPaper(
            name=one["name"], note=f"{one['case']}，{filters.plain_day(_day(one['on']))}"
        )
        for one in contents["papers"]
    )


def _note(contents: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """What stands under the tables: names that stay, and what was begun."""
    sentences = []
    if contents["contracts"]:
        sentences.append("以前签字的合同和文书仍为原主席的签字，不因交接改变。")
    begun = "；".join(f"{one['case']} {one['step']}" for one in contents["drafts"])
    if begun:
        sentences.append(f"填了一半、没有办完的：{begun}。")
    return "".join(sentences)
