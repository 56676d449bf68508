"""A chair's account by a browser: the street opens it and prints the slip that is shown once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import hash_password
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from bargaining import clock
from bargaining.actions import chairs as chair_actions
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey
from bargaining.db import db, transaction
from bargaining.errors import Refused
from bargaining.models.union_body import UnionBody
from bargaining.models.user import User
from bargaining.queries import chairs as chair_queries
from bargaining.rules.roles import Role
from bargaining.web import forms, unions
from bargaining.web.access import open_to
from bargaining.web.settings import settings

pages = Blueprint("chairs", __name__, url_prefix="/unions")

STREET = (Role.STREET_STAFF, Role.STREET)


class AccountForm(forms.Form):
    """Whose telephone signs in for the union."""

    name = StringField("主席姓名", [DataRequired("请填写主席姓名。"), Length(max=80)])
    mobile = StringField(
        "手机号码",
        [DataRequired("请填写手机号码。"), Length(max=30)],
        description="11 位，就是登录名。号码加密保存，办理记录里不出现。",
        render_kw={"inputmode": "tel", "autocomplete": "off", "data-no-draft": True},
    )


def key() -> PersonKey:
    """Return the key that seals telephone numbers (个人信息密钥)."""
    return PersonKey(settings().person_key)


@pages.route("/<int:union_id>/account", methods=["GET", "POST"])
@open_to(*STREET, fresh=True)
def account(union_id: int) -> ResponseReturnValue:
    """Open the account of a union's chair (开通主席账号)."""
    union = chair_queries.get_union(db.session(), union_id, actor=g.actor, on=clock.today())
    if request.method == "GET":
        form = AccountForm(formdata=None, data={"name": union.chair_name})
        form.mobile.data = chair_actions.known_mobile(db.session(), union, key=key())
        return _page(union, form)
    form = AccountForm()
    if not form.validate():
        return _page(union, form, status=422)
    password = user_actions.one_time_password()
    new = chair_actions.NewChair(
        forms.given(form.mobile.data), forms.given(form.name.data), hash_password(password)
    )
    try:
        with transaction(g.actor) as session:
            given = chair_actions.open_account(
                session, union_id, new, actor=g.actor, at=clock.now(), on=clock.today(), key=key()
            )
            is_new = given.is_new
            made = slip(given.user, union_name=union.name, password=password)
    except Refused as refused:
        union = chair_queries.get_union(db.session(), union_id, actor=g.actor, on=clock.today())
        forms.show_refusal(form, refused.refusal)
        return _page(union, form, status=409)
    if not is_new:
        flash("本人已有账号，已加上这家工会，用原来的密码登录，不用再打登录单。", "success")
        return redirect(url_for("chairs.account", union_id=union_id))
    return slips_page([made], back_href=url_for("unions.show", union_id=union_id))


@pages.post("/<int:union_id>/account/reset")
@open_to(*STREET, fresh=True)
def reset(union_id: int) -> ResponseReturnValue:
    """Print a new slip for a chair who forgot the password (重打登录单)."""
    password = user_actions.one_time_password()
    try:
        with transaction(g.actor) as session:
            user = chair_actions.renew_slip(
                session,
                union_id,
                password_hash=hash_password(password),
                actor=g.actor,
                at=clock.now(),
                on=clock.today(),
            )
            union = chair_actions.get_union(session, union_id, actor=g.actor, on=clock.today())
            made = slip(user, union_name=union.name, password=password)
    except Refused as refused:
        flash(refused.refusal.message, "error")
        return redirect(url_for("chairs.account", union_id=union_id))
    return slips_page([made], back_href=url_for("unions.show", union_id=union_id))


@pages.post("/slips")
@open_to(*STREET, fresh=True)
def slips() -> ResponseReturnValue:
    """Print the slips of several unions' chairs at once (批量打印登录单)."""
    ids = [int(one) for one in request.form.getlist("union") if one.isascii() and one.isdigit()]
    wanted = list(dict.fromkeys(ids))[: chair_actions.MOST_SLIPS + 1]
    passwords = {union_id: user_actions.one_time_password() for union_id in wanted}
    with transaction(g.actor) as session:
        answered = chair_actions.print_slips(
            session,
            wanted,
            hashes={union_id: hash_password(word) for union_id, word in passwords.items()},
            actor=g.actor,
            at=clock.now(),
            on=clock.today(),
            key=key(),
        )
        made = [
            slip(one.user, union_name=one.union.name, password=passwords[one.union.id])
            for one in answered
            if one.user is not None
        ]
        left = [(one.union.name, one.why_not) for one in answered if one.user is None]
    return slips_page(made, left=left, back_href=url_for("unions.index"))


# ── the slip ─────────────────────────────────────────────────────────────────────────────────


def slip(user: User, *, union_name: str, password: str) -> dict[str, Any]:
    """Shape one slip (登录单); its password stands nowhere else."""
    return {
        "name": user.name,
        "union": union_name,
        "login": user.email,
        "password": password,
        "until": user.password_until,
    }


def slips_page(
    made: list[dict[str, Any]],
    *,
    back_href: str,
    left: list[tuple[str, str]] | None = None,
    back_label: str = "完成",
) -> ResponseReturnValue:
    """Show slips to be printed. No redirect: the passwords are shown this once."""
    page = render_template(
        "users/slip.html",
        slips=made,
        left=left or [],
        site=request.host_url.rstrip("/"),
        back_href=back_href,
        back_label=back_label,
    )
    return page, 200, {"Cache-Control": "no-store"}


def _page(union: UnionBody, form: AccountForm, *, status: int = 200) -> ResponseReturnValue:
    held = chair_queries.accounts(db.session(), [union.id], on=clock.today()).get(union.id, [])
    refusal = (
        chair_actions.why_not_renew(db.session(), held[-1].user, actor=g.actor) if held else None
    )
    page = render_template(
        "unions/account.html",
        union=union,
        form=form,
        accounts=[unions.account(one) for one in held],
        why_not_renew=refusal.message if refusal else "",
    )
    return page, status
