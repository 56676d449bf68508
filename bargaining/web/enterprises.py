"""The register by a browser: the list, one enterprise's page, its changes, its union's consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import backfill_papers, help_consent, persons
from bargaining.actions import enterprises as enterprise_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Refused
from bargaining.queries import enterprise_view
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import places as place_queries
from bargaining.queries.enterprise_view import EnterpriseView
from bargaining.queries.enterprises import Filters
from bargaining.rules.roles import (
    CASE_READERS,
    CONTACT_READERS,
    RECORDERS,
    REGISTER_KEEPERS,
    REGISTER_READERS,
    Role,
)
from bargaining.web import (
    dispatch_shapes,
    downloads,
    enterprise_forms,
    enterprise_shapes,
    filters,
    forms,
    paging,
)
from bargaining.web.access import open_to
from bargaining.web.contacts import MAY_LOG
from bargaining.web.settings import settings

pages = Blueprint("enterprises", __name__, url_prefix="/enterprises")

MAY_OPEN = frozenset({*RECORDERS, Role.STREET})
MAY_CHANGE = frozenset({*REGISTER_KEEPERS, Role.UNION_CHAIR})
MAY_SPEAK = frozenset({Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET})
ANSWERS = {"yes": True, "no": False}


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pages.get("")
@open_to(*REGISTER_READERS)
def index() -> ResponseReturnValue:
    """List the enterprises the actor sees, narrowed by the address (企业名册)."""
    today = clock.today()
    found = enterprise_queries.search_enterprises(
        db.session(),
        g.actor,
        on=today,
        filters=_filters(),
        sort=_sort(),
        page=paging.asked_page(),
    )
    ids = [line.enterprise.id for line in found.lines]
    newest = enterprise_view.newest_cases(db.session(), ids, actor=g.actor, on=today)
    query = {key: value for key, value in request.args.items() if value and key != "page"}
    return render_template(
        "enterprises/index.html",
        found=found,
        rows=[enterprise_shapes.row(line, newest.get(line.enterprise.id)) for line in found.lines],
        fields=_fields(),
        query=query,
        export_href=url_for(".export", **_plain(query)),
    )


@pages.get("/export.xlsx")
@open_to(*REGISTER_READERS)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出企业名册)."""
    lines = enterprise_queries.list_enterprises(
        db.session(), g.actor, on=clock.today(), filters=_filters(), sort=_sort()
    )
    content = lists.write_list(
        "企业名册", enterprise_shapes.EXPORTED, (enterprise_shapes.exported(line) for line in lines)
    )
    name = f"企业名册-{clock.today().isoformat()}.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=name, inline=False)


def _filters() -> Filters:
    given = request.args
    return Filters(
        text=given.get("text", "").strip(),
        district=given.get("district") or None,
        street=given.get("street") or None,
        section=given.get("section") or None,
        unionised=ANSWERS.get(given.get("unionised", "")),
        operating=ANSWERS.get(given.get("operating", "")),
        without_code=True if given.get("code") == "missing" else None,
    )


def _sort() -> str:
    """Read the order; an address that somebody typed wrong is answered in the usual one."""
    given = request.args.get("sort", "name")
    return given if given.removeprefix("-") in enterprise_queries.SORTS else "name"


def _plain(query: Mapping[str, str]) -> dict[str, Any]:
    """Keep of an address what a list is narrowed by, so that nothing else reaches `url_for`."""
    known = ("text", "district", "street", "section", "unionised", "operating", "code", "sort")
    return {name: query[name] for name in known if name in query}


def _fields() -> list[dict[str, Any]]:
    given = request.args
    fields: list[dict[str, Any]] = [
        {
            "name": "text",
            "label": "单位名称、代码或拼音首字母",
            "kind": "search",
            "value": given.get("text", ""),
            "placeholder": "例如 餐饮、9111、slcy",
        }
    ]
    if g.actor.role is not Role.UNION_CHAIR:
        fields += _place_fields()
    sections = [(one.code, f"{one.code} {one.name}") for one in _sections()]
    answers = (
        ("section", "行业门类", sections),
        ("unionised", "建会", [("yes", "已建会"), ("no", "未建会")]),
        ("operating", "经营", [("yes", "正常经营"), ("no", "不在正常经营")]),
        ("code", "信用代码", [("missing", "缺码")]),
    )
    return fields + [_select(name, label, options) for name, label, options in answers]


def _place_fields() -> list[dict[str, Any]]:
    """Offer districts and streets of the territory, each only where there is a choice."""
    streets = enterprise_forms.street_choices(db.session(), g.actor)
    covered = {code[:6] for code, _label in streets} | {code for code, _label in streets}
    districts = [
        (one.code, one.name)
        for one in place_queries.list_districts(db.session())
        if one.code in covered
    ]
    offered = [("district", "区", districts), ("street", "街道（乡镇）", streets)]
    return [
        _select(name, label, options) | {"picker": name == "street"}
        for name, label, options in offered
        if len(options) > 1
    ]


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "value": request.args.get(name, ""),
        "options": [("", "全部"), *options],
    }


def _sections() -> Sequence[Any]:
    return place_queries.list_sections(db.session())


# ── one enterprise ───────────────────────────────────────────────────────────────────────────


@pages.get("/<int:enterprise_id>")
@open_to(*REGISTER_READERS)
def show(enterprise_id: int) -> ResponseReturnValue:
    """Show what is known of an enterprise, its union and its cycles (企业页)."""
    form = enterprise_forms.HelpForm(formdata=None)
    form.agreed_on.data = clock.today()
    return _page(enterprise_id, form)


def _page(
    enterprise_id: int, form: enterprise_forms.HelpForm, status: int = 200
) -> ResponseReturnValue:
    today = clock.today()
    seen = enterprise_view.view(db.session(), enterprise_id, actor=g.actor, on=today)
    role = g.actor.role
    speaks = role in MAY_SPEAK and seen.union is not None and _may_speak(seen)
    page = render_template(
        "enterprises/show.html",
        seen=seen,
        enterprise=seen.enterprise,
        facts=enterprise_shapes.facts(seen, phone=_phone(seen)),
        line=[enterprise_shapes.union(body) for body in seen.line],
        cycles=[enterprise_shapes.cycle(one, on=today) for one in seen.cycles],
        covered=next((one.case.term_to for one in seen.cycles if one.is_live(on=today)), None),
        history=enterprise_shapes.history(seen),
        years=seen.years_to_open(on=today) if role in MAY_OPEN else [],
        may_change=role in MAY_CHANGE,
        may_backfill=role in backfill_papers.MAY_TAKE,
        may_read_cases=role in CASE_READERS,
        form=form,
        speaks=speaks,
        is_chair=role is Role.UNION_CHAIR,
        instructors=dispatch_shapes.panel(
            enterprise_id, back=url_for(".show", enterprise_id=enterprise_id)
        ),
        log_href=url_for(
            "contacts.log",
            enterprise=enterprise_id,
            back=url_for(".show", enterprise_id=enterprise_id),
        )
        if role in MAY_LOG
        else "",
    )
    return page, status


def _may_speak(seen: EnterpriseView) -> bool:
    if seen.union is None:
        return False
    refusal = help_consent.why_not_speak_for(db.session(), seen.union, actor=g.actor)
    return refusal is None


def _phone(seen: EnterpriseView) -> str:
    """Write the number for those who call the enterprise, hidden for everybody else."""
    if not seen.has_contact:
        return ""
    if g.actor.role not in CONTACT_READERS:
        return "已登记（按您的权限不显示号码）"
    return persons.phone_of(seen.contact, _key())


def _key() -> persons.PersonKey:
    return persons.PersonKey(settings().person_key)


# ── changes ──────────────────────────────────────────────────────────────────────────────────


@pages.route("/<int:enterprise_id>/edit", methods=["GET", "POST"])
@open_to(*MAY_CHANGE)
def edit(enterprise_id: int) -> ResponseReturnValue:
    """Change what the register says of an enterprise, from a day on (变更企业登记)."""
    session = db.session()
    enterprise = enterprise_queries.get_enterprise(
        session, enterprise_id, actor=g.actor, on=clock.today()
    )
    form = enterprise_forms.edit_form(session, enterprise, actor=g.actor)
    if request.method == "GET":
        enterprise_forms.fill(form, enterprise)
        form.effective_on.data = clock.today()
        if g.actor.role is Role.UNION_CHAIR:
            form.source.data = "本单位工会核对"
        return _edit_page(enterprise_id, form)
    if form.validate():
        changed = _changed(enterprise_id, form)
        if changed is not None:
            _say_changed(changed, form)
            return redirect(url_for(".show", enterprise_id=enterprise_id))
    return _edit_page(enterprise_id, form, status=422)


def _changed(enterprise_id: int, form: enterprise_forms.ChairForm) -> bool | None:
    """Write a form's changes; tell whether there were any, None where they were refused."""
    try:
        with transaction(g.actor) as session:
            before = enterprise_queries.get_enterprise(
                session, enterprise_id, actor=g.actor, on=clock.today()
            ).last_sequence
            enterprise = enterprise_actions.change_enterprise(
                session,
                enterprise_id,
                enterprise_forms.changes(form),
                effective_on=forms.given(form.effective_on.data),
                source=forms.given(form.source.data),
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
                key=_key(),
                phone=enterprise_forms.phone(form),
                seen_sequence=forms.seen_sequence(form.seen_sequence.data),
            )
            return enterprise.last_sequence > before
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        return None


def _say_changed(changed: bool, form: enterprise_forms.ChairForm) -> None:
    if changed:
        day = filters.plain_day(form.effective_on.data)
        flash(f"已保存，自 {day} 起是这样。", "success")
    else:
        flash("与现在的登记一样，没有需要保存的变动。", "info")


def _edit_page(
    enterprise_id: int, form: enterprise_forms.ChairForm, *, status: int = 200
) -> ResponseReturnValue:
    enterprise = enterprise_queries.get_enterprise(
        db.session(), enterprise_id, actor=g.actor, on=clock.today()
    )
    page = render_template(
        "enterprises/edit.html",
        enterprise=enterprise,
        form=form,
        is_chair=g.actor.role is Role.UNION_CHAIR,
        registration_types=enterprise_forms.registration_types(),
    )
    return page, status


# ── consent ──────────────────────────────────────────────────────────────────────────────────


@pages.post("/<int:enterprise_id>/help")
@open_to(*MAY_SPEAK)
def agree(enterprise_id: int) -> ResponseReturnValue:
    """Write down that the union agreed that others record for it (登记同意代录)."""
    form = enterprise_forms.HelpForm()
    if not form.validate():
        return _page(enterprise_id, form, 422)
    try:
        with transaction(g.actor) as session:
            help_consent.agree_to_help(
                session,
                _union_id(enterprise_id),
                agreed_on=forms.given(form.agreed_on.data),
                ground=form.ground.data or "",
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
        return _page(enterprise_id, form, 422)
    flash("已登记同意代录。代录的每一步都写明是谁办的。", "success")
    return redirect(url_for(".show", enterprise_id=enterprise_id))


@pages.post("/<int:enterprise_id>/help/withdraw")
@open_to(*MAY_SPEAK)
def withdraw(enterprise_id: int) -> ResponseReturnValue:
    """Take the consent back from today on (撤回同意代录)."""
    form = enterprise_forms.WithdrawForm()
    try:
        with transaction(g.actor) as session:
            help_consent.withdraw_help(
                session,
                _union_id(enterprise_id),
                ground=form.reason.data or "",
                actor=g.actor,
                at=clock.now(),
                today=clock.today(),
            )
    except Refused as problem:
        flash(problem.refusal.message, "error")
    else:
        flash("已撤回，自今天起由工会自己办理；以前代录的内容仍然有效。", "success")
    return redirect(url_for(".show", enterprise_id=enterprise_id))


def _union_id(enterprise_id: int) -> int:
    enterprise = enterprise_queries.get_enterprise(
        db.session(), enterprise_id, actor=g.actor, on=clock.today()
    )
    return enterprise.union_id or 0
