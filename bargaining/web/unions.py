"""Unions by a browser: who has no chair, whose term is over, who cannot sign in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from bargaining import clock
from bargaining.actions import unions as union_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Refused
from bargaining.models.union_body import UNION_KIND_LABELS, UnionBody, UnionKind
from bargaining.queries import chairs as chair_queries
from bargaining.queries import handovers as handover_queries
from bargaining.queries import places as place_queries
from bargaining.queries import union_list
from bargaining.queries.union_list import UnionFilter, UnionLine
from bargaining.rules import chair_terms, mobiles
from bargaining.rules.chair_terms import TERM_LABELS, TermState
from bargaining.rules.roles import REGISTER_KEEPERS, Role, place_prefixes
from bargaining.web import downloads, forms, paging
from bargaining.web.access import open_to

pages = Blueprint("unions", __name__, url_prefix="/unions")

STREET = (Role.STREET_STAFF, Role.STREET)
TERM_TONES = {
    TermState.VACANT: "red",
    TermState.EXPIRED: "red",
    TermState.SOON: "amber",
    TermState.UNKNOWN: "grey",
    TermState.RUNNING: "good",
}
EXPORTED = (
    "工会名称", "种类", "所在地", "主席", "主席情况", "任期届满日", "主席账号", "同意代录之日",
    "会员人数", "涵盖单位",
)  # fmt: skip


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*REGISTER_KEEPERS)
def index() -> ResponseReturnValue:
    """List the unions the actor sees, those without a chair among them (工会)."""
    by, today = _filter(), clock.today()
    page = paging.asked_page()
    total = union_list.count_unions(db.session(), g.actor, by=by, on=today)
    lines = union_list.list_unions(db.session(), g.actor, by=by, on=today, page=page)
    query = {key: value for key, value in request.args.items() if value and key != "page"}
    return render_template(
        "unions/index.html",
        rows=[_row(line) for line in lines],
        fields=_fields(by),
        total=total,
        page=page,
        pages=paging.count_pages(total, union_list.PAGE_SIZE),
        query=query,
        export_href=url_for("unions.export", **_plain()),
        of_street=g.actor.role in STREET,
    )


@pages.get("/export.xlsx")
@open_to(*REGISTER_KEEPERS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出工会)."""
    today = clock.today()
    lines = union_list.list_unions(db.session(), g.actor, by=_filter(), on=today, page=None)
    content = lists.write_list("工会", EXPORTED, (_exported(line) for line in lines))
    name = f"工会-{today.isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _filter() -> UnionFilter:
    given = request.args
    state = given.get("state", "")
    return UnionFilter(
        text=given.get("text", "").strip(),
        state=state if state in union_list.STATES else "",
        district=given.get("district", ""),
        street=given.get("street", ""),
        sort=given.get("sort", "name"),
    )


def _plain() -> dict[str, Any]:
    known = UnionFilter.__dataclass_fields__
    return {name: value for name, value in request.args.items() if name in known and value}


def _fields(by: UnionFilter) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {"name": "text", "label": "工会名称或主席", "kind": "search", "value": by.text,
         "placeholder": "输入其中几个字"},
        {"name": "state", "label": "情况", "kind": "select", "value": by.state,
         "options": [("", "全部"), *union_list.STATES.items()]},
    ]  # fmt: skip
    if g.actor.role is Role.CITY:
        mine = place_prefixes(g.actor.places)
        options = [
            (one.code, one.name)
            for one in place_queries.list_districts(db.session())
            if one.code.startswith(mine)
        ]
        fields.append(_place("district", "区", by.district, options))
    if g.actor.role is Role.DISTRICT:
        options = [
            (one.code, one.name)
            for code in sorted(g.actor.places)
            for one in place_queries.list_streets(db.session(), district_code=code)
        ]
        fields.append(_place("street", "街道（乡镇）", by.street, options))
    return fields


def _place(name: str, label: str, value: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "value": value,
            "options": [("", "全部"), *options], "picker": True}  # fmt: skip


def _row(line: UnionLine) -> dict[str, Any]:
    union, street = line.union, g.actor.role in STREET
    return {
        "id": union.id,
        "name": union.name,
        "href": url_for("unions.show", union_id=union.id) if street else "",
        "kind": UNION_KIND_LABELS[UnionKind(union.kind)],
        "place": line.place_name,
        "chair": union.chair_name,
        "term": (TERM_LABELS[line.term], TERM_TONES[line.term]),
        "term_ends_on": union.term_ends_on,
        "account": account_words(line),
        "agreed_on": union.agreed_to_help_on,
        "members": union.members,
        "enterprises": line.enterprises,
        "enterprise_id": line.enterprise_id,
    }


def account_words(line: UnionLine) -> tuple[str, str]:
    """Say how a union's chair stands with signing in (账号情况)."""
    if not line.accounts:
        return "没有账号", "grey"
    if any(not one.is_waiting for one in line.accounts):
        return "在用", "good"
    return "待首次登录", "amber"


def _exported(line: UnionLine) -> list[lists.Value]:
    union = line.union
    return [
        union.name, UNION_KIND_LABELS[UnionKind(union.kind)], line.place_name, union.chair_name,
        TERM_LABELS[line.term], union.term_ends_on, account_words(line)[0],
        union.agreed_to_help_on, union.members, line.enterprises,
    ]  # fmt: skip


# ── one union ────────────────────────────────────────────────────────────────────────────────


class ChairForm(forms.Form):
    """The chair and the term as the register says them."""

    chair_name = StringField(
        "主席姓名",
        [Optional(), Length(max=80)],
        description="主席空缺就留空。换人请办交接，这里只更正姓名。",
    )
    term_ends_on = DateField("任期届满日", [Optional()], description="这一天仍在任期内。")
    effective_on = DateField("自哪一天起", [InputRequired("请填写从哪一天起是这样。")])
    source = StringField(
        "依据",
        [DataRequired("请写明依据。"), Length(max=100)],
        description="例如“2026年换届选举结果报告单”。",
    )


@pages.route("/<int:union_id>", methods=["GET", "POST"])
@open_to(*STREET)
def show(union_id: int) -> ResponseReturnValue:
    """Show a union's chair, term and account, and change chair and term (工会)."""
    union = chair_queries.get_union(db.session(), union_id, actor=g.actor, on=clock.today())
    form = ChairForm()
    if request.method == "GET":
        form = ChairForm(formdata=None, obj=union)
        form.effective_on.data = clock.today()
        return _page(union, form)
    if form.validate():
        try:
            with transaction(g.actor) as session:
                union_actions.change_union(
                    session,
                    union_id,
                    {
                        "chair_name": form.chair_name.data or "",
                        "term_ends_on": form.term_ends_on.data,
                    },
                    effective_on=forms.given(form.effective_on.data),
                    source=forms.given(form.source.data),
                    actor=g.actor,
                    at=clock.now(),
                    today=clock.today(),
                )
        except Refused as problem:
            forms.show_refusal(form, problem.refusal)
        else:
            flash("已保存。", "success")
            return redirect(url_for("unions.show", union_id=union_id))
        union = chair_queries.get_union(db.session(), union_id, actor=g.actor, on=clock.today())
    return _page(union, form, status=422)


def _page(union: UnionBody, form: ChairForm, *, status: int = 200) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    state = chair_terms.term_state(union.chair_name, union.term_ends_on, on=today)
    held = chair_queries.accounts(session, [union.id], on=today).get(union.id, [])
    page = render_template(
        "unions/show.html",
        union=union,
        kind=UNION_KIND_LABELS[UnionKind(union.kind)],
        term=(TERM_LABELS[state], TERM_TONES[state]),
        accounts=[account(one) for one in held],
        handovers=handover_queries.list_handovers(session, union),
        form=form,
    )
    return page, status


def account(one: chair_queries.ChairAccount) -> dict[str, Any]:
    """Shape an account for those who look after it: the number stands there in part only."""
    return {
        "name": one.user.name,
        "login": mobiles.masked(one.user.email),
        "state": ("待首次登录", "amber") if one.is_waiting else ("在用", "good"),
        "from_on": one.grant.from_on,
        "to_on": one.grant.to_on,
        "until": one.user.password_until if one.is_waiting else None,
    }
