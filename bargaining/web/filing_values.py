"""The copy column: what the labour authority's site asks for, in the order the office set."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.actions import office_settings as setting_actions
from bargaining.db import db, transaction
from bargaining.errors import NotVisible
from bargaining.queries import case_view
from bargaining.queries import dossier as dossier_queries
from bargaining.queries import filing_values as value_queries
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import places as place_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import filing_values
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import paper_files
from bargaining.web.access import open_to

pages = Blueprint("filing_values", __name__)

_LAST = 999  # where a value without a rank stands


@pages.get("/cases/<number>/filing-values")
@open_to(*RECORDERS)
def show(number: str) -> ResponseReturnValue:
    """Show the values to be copied into the authority's site (抄录栏)."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    return render_template("cases/filing_values.html", case=seen.case, values=columns(seen))


def columns(seen: CaseView) -> list[dict[str, str]]:
    """Shape a case's values in the order its office set (抄录栏); only for whoever sees all."""
    session = db.session()
    making = paper_files.making(session, seen.case)
    of = dossier_queries.dossier(session, seen.case, phone=making.phone, on=clock.today())
    found = value_queries.values(of)
    places = setting_queries.chain(session, seen.case.street_code, seen.case.district_code)
    return [
        {"key": name, "label": filing_values.LABELS[name], "value": found.get(name, "")}
        for name in _order(places)
    ]


def _order(places: list[str]) -> tuple[str, ...]:
    row = setting_queries.find_setting(db.session(), filing_values.SETTING, places=places)
    return filing_values.read_setting(row.value if row else None)


@pages.route("/settings/filing-values", methods=["GET", "POST"])
@open_to(Role.STREET, Role.DISTRICT, Role.CITY)
def setting() -> ResponseReturnValue:
    """Set which values chairs are given to copy, and in which order (设置抄录栏)."""
    place = _own_place()
    if request.method == "POST":
        return _set(place)
    session = db.session()
    places = setting_queries.chain(session, place)
    row = setting_queries.find_setting(session, filing_values.SETTING, places=places)
    order = filing_values.read_setting(row.value if row else None)
    names = place_queries.place_names(session)
    return render_template(
        "settings/filing_values.html",
        place=place,
        place_name=names.get(place, ""),
        others=[(code, names.get(code, "")) for code in sorted(g.actor.places - {place})],
        own=row is not None and row.place_code == place,
        setter=row,
        setter_place=names.get(row.place_code, "") if row else "",
        rows=[
            {"key": key, "label": filing_values.LABELS[key], "rank": rank, "shown": rank <= shown}
            for shown in [len(order)]
            for rank, key in enumerate(
                [*order, *(key for key in filing_values.LABELS if key not in order)], start=1
            )
        ],
    )


def _own_place() -> str:
    """One of the actor's own places: the one named, else the first."""
    places = sorted(g.actor.places)
    wanted = request.values.get("place", places[0] if places else "")
    if wanted not in places:
        raise NotVisible(wanted)
    return wanted


def _set(place: str) -> ResponseReturnValue:
    with transaction(g.actor) as session:
        if "clear" in request.form:
            setting_actions.clear(
                session, place, filing_values.SETTING, actor=g.actor, at=clock.now()
            )
            said = "已恢复沿用上级的设置。"
        else:
            value = filing_values.as_setting(_ranked())
            setting_actions.set_value(
                session, place, filing_values.SETTING, value, actor=g.actor, at=clock.now()
            )
            said = "已保存。本地方各企业报送时按这个顺序抄录。"
    flash(said, "success")
    return redirect(url_for(".setting", place=place))


def _ranked() -> list[str]:
    """The values that are ticked, by the rank typed beside them; equal ones as they stood."""
    shown = [key for key in request.form.getlist("shown") if key in filing_values.LABELS]
    ranks: dict[str, Any] = {
        key: request.form.get(f"rank-{key}", default=_LAST, type=int) for key in shown
    }
    return sorted(shown, key=lambda key: ranks[key])
