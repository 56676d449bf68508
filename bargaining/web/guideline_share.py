"""From which share of the workers on is a table held against the guideline? The office sets it."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from bargaining import clock
from bargaining.actions import office_settings as setting_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import places as place_queries
from bargaining.rules import guideline_share
from bargaining.rules.roles import Role
from bargaining.web import forms
from bargaining.web.access import open_to

pages = Blueprint("guideline_share", __name__)


class ShareForm(forms.Form):
    """A percentage of the workers."""

    share = StringField(
        "人数比例",
        [InputRequired("请填写比例。")],
        description="工资表人数占职工人数、可比岗位人数占工资表人数，低于这个比例的不与指导线比较。"
        "50% 至 100%，通用为 80%。",
    )

    def validate_share(self, field: StringField) -> None:
        """Refuse what is no percentage an office may set."""
        if guideline_share.as_setting(field.data or "") is None:
            raise ValidationError("比例应为 50% 至 100% 之间的百分数，例如 80%。")


@pages.route("/settings/guideline-share", methods=["GET", "POST"])
@open_to(Role.STREET, Role.DISTRICT, Role.CITY)
def setting() -> ResponseReturnValue:
    """Set from which share of the workers on the guideline is compared (指导线比较的人数比例)."""
    place = _own_place()
    form = ShareForm()
    if request.method == "POST" and "clear" in request.form:
        with transaction(g.actor) as session:
            setting_actions.clear(
                session, place, guideline_share.SETTING, actor=g.actor, at=clock.now()
            )
        flash("已恢复沿用上级的设置。", "success")
        return redirect(url_for(".setting", place=place))
    if request.method == "POST" and form.validate():
        value = guideline_share.as_setting(forms.given(form.share.data)) or {}
        with transaction(g.actor) as session:
            setting_actions.set_value(
                session, place, guideline_share.SETTING, value, actor=g.actor, at=clock.now()
            )
        flash("已保存。此后上传的工资表按这个比例。", "success")
        return redirect(url_for(".setting", place=place))
    return _page(place, form)


def _own_place() -> str:
    """One of the actor's own places: the one named, else the first."""
    places = sorted(g.actor.places)
    wanted = request.values.get("place", places[0] if places else "")
    if wanted not in places:
        raise NotVisible(wanted)
    return wanted


def _page(place: str, form: ShareForm) -> ResponseReturnValue:
    session = db.session()
    places = setting_queries.chain(session, place)
    row = setting_queries.find_setting(session, guideline_share.SETTING, places=places)
    names = place_queries.place_names(session)
    if request.method == "GET":
        share = guideline_share.read_setting(row.value if row else None)
        form.share.data = f"{(share * 100).normalize():f}%"
    page = render_template(
        "settings/guideline_share.html",
        form=form,
        place=place,
        place_name=names.get(place, ""),
        others=[(code, names.get(code, "")) for code in sorted(g.actor.places - {place})],
        own=row is not None and row.place_code == place,
        setter=row,
        setter_place=names.get(row.place_code, "") if row else "",
    )
    return page, 422 if form.errors else 200
