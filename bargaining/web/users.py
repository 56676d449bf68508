"""Accounts by a browser: who may sign in and as what; and the choice of one's own role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password
from sqlalchemy.orm import Session
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from bargaining import clock
from bargaining.actions import users as user_actions
from bargaining.db import db, transaction
from bargaining.documents import lists
from bargaining.errors import Refused
from bargaining.models.user import RoleGrant, User
from bargaining.queries import places as place_queries
from bargaining.queries import users as user_queries
from bargaining.rules import grants
from bargaining.rules.roles import SIGNED_IN, Role
from bargaining.web import chairs, deliveries, downloads, forms, paging
from bargaining.web.access import open_to

pages = Blueprint("users", __name__)

ROLES = [(role.value, role.label) for role in Role]
STATES = (("", "全部"), ("active", "启用"), ("disabled", "停用"), ("none", "没有授权"))


class GrantForm(forms.Form):
    """A role for a place or a union, from a day to a day."""

    role = SelectField(
        "身份", [DataRequired("请选择身份。")], choices=forms.choices([("", "请选择身份"), *ROLES])
    )
    place_code = SelectField(
        "负责的地方",
        [Optional()],
        choices=[],
        description="主席和系统管理员不选；街道工会、社工选街道（乡镇）。",
        render_kw={"data-picker": True},
    )
    union_id = StringField(
        "所在工会",
        [Optional(), Length(max=120)],
        description="只由企业工会主席填写：工会全称，或法人代码。",
    )
    from_on = DateField("自哪一天起", [InputRequired("请填写起始日。")])
    to_on = DateField("至哪一天止", [Optional()], description="不填即长期有效；当天仍然有效。")


class NewUserForm(GrantForm):
    """An account together with its first role."""

    login = StringField(
        "登录名",
        [DataRequired("请填写登录名。"), Length(max=120)],
        description="手机号码，或者便于记住的名称；不区分大小写。",
        render_kw={"autocomplete": "off"},
    )
    name = StringField("姓名", [DataRequired("请填写姓名。"), Length(max=80)])


FormT = TypeVar("FormT", bound=GrantForm)


class EndForm(forms.Form):
    """The last day of a grant."""

    last_on = DateField("最后一天", [InputRequired("请填写最后有效的一天。")])


# ── one's own role ───────────────────────────────────────────────────────────────────────────


@pages.post("/role")
@open_to(*SIGNED_IN)
def switch_role() -> ResponseReturnValue:
    """Act in another of one's own roles from now on (换身份)."""
    wanted = request.form.get("role", "")
    if wanted not in {role.value for role in g.actor.roles}:
        flash("您没有这个身份，仍按现在的身份办理。", "warning")
        return redirect("/")
    session["role"] = wanted
    flash(f"现在以“{Role(wanted).label}”的身份办理。", "info")
    return redirect("/")


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pages.get("/admin/users")
@open_to(Role.ADMIN)
def index() -> ResponseReturnValue:
    """List the accounts (账号)."""
    by = _filter()
    today, page = clock.today(), paging.asked_page()
    lines = user_queries.list_users(
        db.session(), g.actor, by=by, on=today, at=clock.now(), page=page
    )
    total = user_queries.count_users(db.session(), g.actor, by=by, on=today)
    held = [one for line in lines for one in line.grants]
    names = user_queries.names_of_territory(db.session(), held)
    return render_template(
        "users/index.html",
        rows=[_row(line, names) for line in lines],
        by=by,
        roles=[("", "全部"), *ROLES],
        states=STATES,
        total=total,
        page=page,
        pages=paging.count_pages(total, user_queries.PAGE),
        query={key: value for key, value in request.args.items() if value and key != "page"},
        failed=deliveries.failed_lately(),
    )


@pages.get("/admin/users/export.xlsx")
@open_to(Role.ADMIN)
def export() -> ResponseReturnValue:
    """Send the list as it is narrowed, as a spreadsheet (导出账号)."""
    lines = user_queries.list_users(
        db.session(), g.actor, by=_filter(), on=clock.today(), at=clock.now(), page=None
    )
    names = user_queries.names_of_territory(
        db.session(), [one for line in lines for one in line.grants]
    )
    rows = ([line.user.name, line.user.email, _held(line, names), _state(line)["text"]]
            for line in lines)  # fmt: skip
    return downloads.sent(
        lists.write_list("账号", ("姓名", "登录名", "身份与范围", "状态"), rows),
        media_type=lists.MEDIA_TYPE,
        name=f"账号-{clock.today().isoformat()}.xlsx",
        inline=False,
    )


def _filter() -> user_queries.UserFilter:
    role, state = request.args.get("role", ""), request.args.get("state", "")
    return user_queries.UserFilter(
        text=request.args.get("text", "").strip(),
        role=Role(role) if role in set(Role) else None,
        state=state if state in dict(STATES) else "",
    )


def _row(line: user_queries.UserLine, names: dict[int, str]) -> dict[str, object]:
    return {
        "href": url_for("users.show", user_id=line.user.id),
        "cells": {
            "name": {"text": line.user.name, "note": line.user.email},
            "roles": _held(line, names),
            "state": _state(line),
        },
        "tone": "" if line.user.active else "quiet",
    }


def _held(line: user_queries.UserLine, names: dict[int, str]) -> str:
    given = [f"{Role(one.role).label}（{names[one.id]}）" for one in line.grants]
    return "；".join(given) or "没有授权"


def _state(line: user_queries.UserLine) -> dict[str, str]:
    if not line.user.active:
        return {"text": "停用", "tone": "grey"}
    if line.locked_until is not None:
        return {"text": "暂停登录", "tone": "amber"}
    if line.user.must_change_password:
        return {"text": "待首次登录", "tone": "grey"}
    return {"text": "启用", "tone": "good"}


# ── one account ──────────────────────────────────────────────────────────────────────────────


@pages.route("/admin/users/new", methods=["GET", "POST"])
@open_to(Role.ADMIN, fresh=True)
def new() -> ResponseReturnValue:
    """Open an account with its first role and print its slip (新建账号)."""
    form = _with_places(NewUserForm())
    if request.method == "GET":
        form.from_on.data = clock.today()
        return render_template("users/new.html", form=form)
    if not form.validate():
        return render_template("users/new.html", form=form), 422
    password = user_actions.one_time_password()
    account = user_actions.NewAccount(
        forms.given(form.login.data), forms.given(form.name.data), hash_password(password)
    )
    at = clock.now()
    try:
        with transaction(g.actor) as writing:
            user = user_actions.add_user(writing, account, actor=g.actor, at=at)
            user_actions.grant_role(writing, user.id, _grant(writing, form), actor=g.actor, at=at)
            user_id = user.id
    except Refused as refused:
        forms.show_refusal(form, refused.refusal)
        return render_template("users/new.html", form=form), 409
    return _slip(user_id, password)


@pages.get("/admin/users/<int:user_id>")
@open_to(Role.ADMIN, fresh=True)
def show(user_id: int) -> ResponseReturnValue:
    """Show one account, what it holds and what can be done with it (账号)."""
    form = _with_places(GrantForm(formdata=None))
    form.from_on.data = clock.today()
    return _page(user_id, form)


def _page(user_id: int, form: GrantForm, status: int = 200) -> ResponseReturnValue:
    user = user_queries.get_user(db.session(), user_id, actor=g.actor)
    today = clock.today()
    return (
        render_template(
            "users/show.html",
            user=user,
            form=form,
            grants=_grants(user),
            locked_until=user_queries.locked_until(db.session(), user.email, at=clock.now()),
            yesterday=today - timedelta(days=1),
            oneself=user.id == g.actor.user_id,
        ),
        status,
    )


def _grants(user: User) -> list[dict[str, object]]:
    names = user_queries.names_of_territory(db.session(), user.grants)
    today = clock.today()

    def line(one: RoleGrant) -> dict[str, object]:
        return {
            "id": one.id,
            "label": Role(one.role).label,
            "territory": names[one.id],
            "from_on": one.from_on,
            "to_on": one.to_on,
            "holds": grants.holds(from_on=one.from_on, to_on=one.to_on, on=today),
            "over": one.to_on is not None and one.to_on < today,
        }

    return [line(one) for one in user.grants]


@pages.post("/admin/users/<int:user_id>/grants")
@open_to(Role.ADMIN, fresh=True)
def grant(user_id: int) -> ResponseReturnValue:
    """Give an account a role (授权)."""
    form = _with_places(GrantForm())
    if not form.validate():
        return _page(user_id, form, 422)
    try:
        with transaction(g.actor) as writing:
            user_actions.grant_role(
                writing, user_id, _grant(writing, form), actor=g.actor, at=clock.now()
            )
    except Refused as refused:
        forms.show_refusal(form, refused.refusal)
        return _page(user_id, form, 409)
    flash("已授权。", "success")
    return redirect(url_for(".show", user_id=user_id))


@pages.post("/admin/users/<int:user_id>/grants/<int:grant_id>/end")
@open_to(Role.ADMIN, fresh=True)
def end_grant(user_id: int, grant_id: int) -> ResponseReturnValue:
    """End a grant after a day (结束授权)."""
    form = EndForm()
    if not form.validate():
        flash("请填写最后有效的一天。", "error")
        return redirect(url_for(".show", user_id=user_id))
    last_on = forms.given(form.last_on.data)
    return _do(
        user_id,
        lambda writing: user_actions.end_grant(
            writing, grant_id, last_on=last_on, actor=g.actor, at=clock.now(), on=clock.today()
        ),
        done="已结束授权。",
    )


@pages.post("/admin/users/<int:user_id>/disable")
@open_to(Role.ADMIN, fresh=True)
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account (停用)."""
    return _do(
        user_id,
        lambda writing: user_actions.disable_user(
            writing, user_id, actor=g.actor, at=clock.now(), on=clock.today()
        ),
        done="账号已停用，正在使用的登录已经退出。",
    )


@pages.post("/admin/users/<int:user_id>/enable")
@open_to(Role.ADMIN, fresh=True)
def enable(user_id: int) -> ResponseReturnValue:
    """Open a closed account again (启用)."""
    return _do(
        user_id,
        lambda writing: user_actions.enable_user(writing, user_id, actor=g.actor, at=clock.now()),
        done="账号已启用。",
    )


@pages.post("/admin/users/<int:user_id>/unlock")
@open_to(Role.ADMIN, fresh=True)
def unlock(user_id: int) -> ResponseReturnValue:
    """Open a locked name before its time (解除锁定)."""
    return _do(
        user_id,
        lambda writing: user_actions.unlock(writing, user_id, actor=g.actor, at=clock.now()),
        done="已解除，现在可以登录。",
    )


@pages.post("/admin/users/<int:user_id>/second-factor")
@open_to(Role.ADMIN, fresh=True)
def reset_second_factor(user_id: int) -> ResponseReturnValue:
    """Take a lost second factor away (重置动态码)."""
    return _do(
        user_id,
        lambda writing: user_actions.reset_second_factor(
            writing, user_id, actor=g.actor, at=clock.now()
        ),
        done="动态码已重置，本人下次登录时重新设置。",
    )


@pages.post("/admin/users/<int:user_id>/password")
@open_to(Role.ADMIN, fresh=True)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give an account a new one-time password and print its slip (重置密码)."""
    password = user_actions.one_time_password()
    with transaction(g.actor) as writing:
        user_actions.reset_password(
            writing,
            user_id,
            password_hash=hash_password(password),
            actor=g.actor,
            at=clock.now(),
        )
    return _slip(user_id, password)


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _do(user_id: int, act: Callable[[Session], object], *, done: str) -> ResponseReturnValue:
    try:
        with transaction(g.actor) as writing:
            act(writing)
    except Refused as refused:
        flash(refused.refusal.message, "error")
    else:
        flash(done, "success")
    return redirect(url_for(".show", user_id=user_id))


def _slip(user_id: int, password: str) -> ResponseReturnValue:
    # No redirect: the password is shown this once and is written down nowhere on the way.
    user = user_queries.get_user(db.session(), user_id, actor=g.actor)
    return chairs.slips_page(
        [chairs.slip(user, union_name="", password=password)],
        back_href=url_for("users.show", user_id=user_id),
    )


def _with_places(form: FormT) -> FormT:
    places = place_queries.list_places(db.session())
    names = {one.code: one.name for one in places}
    labelled = [(one.code, _label(names.get(one.parent_code or ""), one.name)) for one in places]
    form.place_code.choices = forms.choices([("", "请选择地方"), *labelled])
    return form


def _label(parent: str | None, name: str) -> str:
    return f"{parent} · {name}" if parent and parent != "全国" else name


def _grant(writing: Session, form: GrantForm) -> user_actions.NewGrant:
    union = form.union_id.data
    return user_actions.NewGrant(
        role=Role(form.role.data),
        place_code=form.place_code.data or None,
        union_id=user_queries.get_union(writing, union).id if union else None,
        from_on=forms.given(form.from_on.data),
        to_on=form.to_on.data,
    )
