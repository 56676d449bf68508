"""One figure by a browser: its whole history, who entered what, and entering a new value."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bargaining import clock
from bargaining.actions import figures as figure_actions
from bargaining.db import db, transaction
from bargaining.documents import law_charts, lists
from bargaining.errors import NotVisible, Refused, Unusable
from bargaining.queries import figures as figure_queries
from bargaining.queries import law as law_queries
from bargaining.queries import places as place_queries
from bargaining.queries.figures import Entered
from bargaining.rules import figure_entries
from bargaining.rules.figure_entries import Draft
from bargaining.rules.figures import SCOPE_LABELS, Figure
from bargaining.rules.lawbook import LawBook
from bargaining.rules.roles import SIGNED_IN, Role
from bargaining.web import downloads, figure_effects, figure_forms, figure_shapes, forms
from bargaining.web.access import open_to
from bargaining.web.figure_forms import FigureForm

pages = Blueprint("figures", __name__, url_prefix="/law/figures")

PLACE = "110000"
NEW_SCOPE = "（新的）"  # stands for a part's name until one is typed


# ── looking ──────────────────────────────────────────────────────────────────────────────────


@pages.get("/<name>")
@open_to(*SIGNED_IN)
def show(name: str) -> ResponseReturnValue:
    """Show a figure's whole history with source, verification and who entered it (沿革)."""
    session, on = db.session(), clock.today()
    book = law_queries.law_book(session)
    place, scope = _place(book), request.args.get("scope", "")
    parts = _parts(book, name, place=place)
    figure: Figure | None = _find_whole(book, name, place=place)
    if scope or not parts:
        figure = _whole(book, name, place=place, scope=scope)
    may_enter = g.actor.role is Role.ADMIN
    gaps = figure_shapes.gaps(figure) if figure else []
    chart = law_charts.history(figure, on=on) if figure else ""
    return render_template(
        "law/figure.html",
        name=name,
        place=place,
        place_name=book.place_name(place),
        head=figure_shapes.head(
            figure or parts[0],
            book,
            on=on,
            whole=figure is not None,
            alike=figure is not None or len({one.definition for one in parts}) == 1,
        ),
        figure=figure,
        scope=scope,
        chart=Markup(chart),  # noqa: S704 -- drawn by us
        rows=_rows(figure, place=place) if figure else [],
        parts=[] if scope else [figure_shapes.part(one, book, on=on, place=place) for one in parts],
        parts_by=_parts_by(parts),
        fields=_places_of(book, name, place=place),
        gaps=gaps,
        left_out=figure_shapes.left_out(book, name, place=place, told=gaps),
        may_enter=may_enter,
        affected=_affected_link(figure, place=place),
    )


@pages.get("/<name>/export.xlsx")
@open_to(*SIGNED_IN)
def export(name: str) -> ResponseReturnValue:
    """Send a figure's history, all its parts, as a spreadsheet (导出沿革)."""
    book = law_queries.law_book(db.session())
    place = _place(book)
    parts = _parts(book, name, place=place)
    whole = _find_whole(book, name, place=place) if parts else _whole(book, name, place=place)
    wanted = [*([whole] if whole else []), *parts]
    if scope := request.args.get("scope", ""):
        wanted = [_whole(book, name, place=place, scope=scope)]
    content = lists.write_list("沿革", figure_shapes.EXPORTED, figure_shapes.exported(wanted))
    title = f"{wanted[0].label}-沿革.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=title, inline=False)


def _place(book: LawBook) -> str:
    wanted = request.values.get("place", PLACE)
    try:
        book.chain(wanted)
    except Unusable:
        return PLACE
    return wanted


def _whole(book: LawBook, name: str, *, place: str, scope: str = "") -> Figure:
    try:
        return book.figure_history(name, place=place, scope=scope)
    except Unusable as problem:
        raise NotVisible(name) from problem


def _find_whole(book: LawBook, name: str, *, place: str) -> Figure | None:
    """The undivided history beside the parts, where there is one with anything in it."""
    return next((one for one in book.list_figures(place=place) if one.name == name), None)


def _parts(book: LawBook, name: str, *, place: str) -> list[Figure]:
    if name not in book.figure_names:
        raise NotVisible(name)
    return book.list_scopes(name, place=place)


def _places_of(book: LawBook, name: str, *, place: str) -> list[dict[str, Any]]:
    """Offer the places that state the figure, where there is more than one."""
    stating = {one.place for one in book.figures if one.name == name}
    options = [(one.code, one.name) for one in book.places if one.code in stating]
    if place not in stating:
        options.insert(0, (place, book.place_name(place)))
    field = {"name": "place", "label": "地方", "kind": "select", "value": place,
             "options": options}  # fmt: skip
    return [field] if len(options) > 1 else []


def _parts_by(parts: list[Figure]) -> str:
    kinds = {one.scope.kind for one in parts if one.scope}
    return "、".join(SCOPE_LABELS[kind] for kind in SCOPE_LABELS if kind in kinds)


def _rows(figure: Figure, *, place: str) -> list[dict[str, Any]]:
    entered = figure_queries.list_entered(db.session(), figure)
    return [
        figure_shapes.history_row(one, figure, place=place, may_enter=g.actor.role is Role.ADMIN)
        for one in entered
    ]


def _affected_link(figure: Figure | None, *, place: str) -> str:
    """Where the newest value of a floor leads: whom it concerns."""
    if figure is None or figure.name not in figure_queries.FLOORS or not figure.values:
        return ""
    newest = figure.values[-1]
    if newest.value is None or g.actor.role not in figure_effects.READERS:
        return ""
    return url_for(
        ".affected",
        name=figure.name,
        place=place,
        amount=str(newest.value),
        since=newest.effective_from.isoformat(),
    )


# ── entering ─────────────────────────────────────────────────────────────────────────────────


@pages.get("/<name>/new")
@open_to(Role.ADMIN)
def new(name: str) -> ResponseReturnValue:
    """Ask for a value with its source, then show what it changes before it is entered (录入)."""
    figure, corrected = _wanted(name)
    if "back" in request.args:
        return _form_page(FigureForm(request.args, meta={"csrf": False}), figure)
    if "preview" not in request.args:
        filled = dict(figure_forms.of_entry(figure, corrected.value)) if corrected else {}
        filled["entry"] = str(corrected.id) if corrected else ""
        return _form_page(FigureForm(formdata=None, data=filled), figure)
    form = FigureForm(request.args, meta={"csrf": False})
    try:
        draft = _draft(form, figure, corrected)
    except Refused as refused:
        forms.show_refusal(form, refused.refusal)
        draft = None
    return _form_page(form, figure, 422) if draft is None else _preview(form, draft)


@pages.post("/<name>/new")
@open_to(Role.ADMIN)
def enter(name: str) -> ResponseReturnValue:
    """Enter the value as it was previewed (确认录入)."""
    figure, corrected = _wanted(name, still=False)
    form = FigureForm()
    try:
        if not form.validate():
            return _form_page(form, figure, 422)
        with transaction(g.actor) as session:
            change = figure_actions.enter_figure(
                session,
                name,
                form.entered(figure, on=clock.today()),
                place=figure.place,
                scope=_scope_name(form, figure),
                code=form.scope_code.data or "",
                corrects=corrected,
                reason=form.reason.data or "",
                actor=g.actor,
                at=clock.now(),
                on=clock.today(),
            )
            said = f"已录入：{change.title}。"
    except Refused as refused:
        forms.show_refusal(form, refused.refusal)
        return _form_page(form, figure, 409)
    flash(said, "success")
    return redirect(_back(figure, _scope_name(form, figure)))


@pages.route("/<name>/withdraw", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def withdraw(name: str) -> ResponseReturnValue:
    """Take one value out again, with the reason (撤下)."""
    figure, entry_id = _wanted(name, still=False)
    problem = ""
    if request.method == "POST":
        try:
            with transaction(g.actor) as session:
                change = figure_actions.withdraw_figure(
                    session,
                    entry_id or 0,
                    name=name,
                    place=figure.place,
                    scope=figure.scope_name,
                    reason=request.form.get("reason", ""),
                    actor=g.actor,
                    at=clock.now(),
                )
                said = f"已{change.title}。"
            flash(said, "success")
            return redirect(_back(figure))
        except Refused as refused:
            problem = refused.refusal.message
    entered = figure_queries.find_entered(db.session(), figure, entry_id)
    if entered is None and not problem:
        raise NotVisible(name)
    page = render_template(
        "law/figure_withdraw.html",
        figure=figure,
        row=figure_shapes.said(entered.value, figure) if entered else None,
        entry=entry_id,
        problem=problem,
        reason=request.form.get("reason", ""),
        back=_back(figure),
    )
    return page, 409 if problem else 200


def _wanted(name: str, *, still: bool = True) -> tuple[Figure, Any]:
    """The history that is written in, and the entry that is corrected, if any.

    With `still` it must be there yet; without, only its number is read: the action says it.
    """
    session = db.session()
    book = law_queries.law_book(session)
    place, scope = _place(book), request.values.get("scope", "")
    if name not in book.figure_names:
        raise NotVisible(name)
    if request.values.get("part"):  # a part of a divided figure that is not recorded yet
        scope = NEW_SCOPE
    try:
        figure = figure_actions.stated(session, name, place=place, scope=scope)
    except Unusable as problem:
        raise NotVisible(name) from problem
    entry_id = request.values.get("entry", type=int)
    if not still:
        return figure, entry_id
    corrected = figure_queries.find_entered(session, figure, entry_id)
    if entry_id is not None and corrected is None:
        raise NotVisible(name)
    return figure, corrected


def _draft(form: FigureForm, figure: Figure, corrected: Entered | None) -> Draft | None:
    """Put together what is to be previewed; None where a field is amiss, raise Refused."""
    is_valid = form.validate()
    if not form.is_complete(figure) or not is_valid:
        return None
    named = _named(form, figure)
    draft = Draft(
        figure=named,
        entry=form.entered(named, on=clock.today()),
        replaces=corrected.value if corrected else None,
        reason=form.reason.data or "",
    )
    figure_entries.refuse_amiss(draft, on=clock.today())
    return draft


def _scope_name(form: FigureForm, figure: Figure) -> str:
    return form.scope_name.data or "" if figure.scope_name == NEW_SCOPE else figure.scope_name


def _named(form: FigureForm, figure: Figure) -> Figure:
    """The history with the new part's own name, where one is typed; raise Refused."""
    if figure.scope_name != NEW_SCOPE:
        return figure
    name, code = form.scope_name.data or "", form.scope_code.data or ""
    if not name:
        raise Unusable("请填写名称，例如 餐饮业。", field="scope_name")
    if code and code not in place_queries.industry_names(db.session()):
        raise Unusable(f"没有代码为“{code}”的行业，请核对。", field="scope_code")
    return figure_actions.stated(
        db.session(), figure.name, place=figure.place, scope=name, code=code
    )


def _form_page(form: FigureForm, figure: Figure, status: int = 200) -> ResponseReturnValue:
    form.suit(figure)
    is_new = figure.scope_name == NEW_SCOPE
    page = render_template(
        "law/figure_new.html",
        form=form,
        figure=figure,
        title=figure.label if is_new else figure.full_label,
        asked=form.asked(figure, is_new_scope=is_new),
        place_name=law_queries.law_book(db.session()).place_name(figure.place),
        scope="" if is_new else figure.scope_name,
        is_new=is_new,
        latest=figure_shapes.latest(figure),
        back=_back(figure),
    )
    return page, status


def _preview(form: FigureForm, draft: Draft) -> ResponseReturnValue:
    understood = form.understood(draft.figure)
    figure = draft.figure
    where = {key: request.args[key] for key in ("scope", "part") if request.args.get(key)}
    typed: dict[str, Any] = form.typed() | {"place": figure.place} | where
    return render_template(
        "law/figure_preview.html",
        figure=figure,
        place_name=law_queries.law_book(db.session()).place_name(figure.place),
        lines=figure_shapes.preview_lines(draft, understood.said if understood else ""),
        doubts=figure_entries.doubts(draft),
        effects=figure_effects.effects(draft, actor=g.actor),
        replaces=figure_shapes.said(draft.replaces, figure) if draft.replaces else None,
        typed=typed,
        again_href=url_for(".new", name=figure.name, **typed, back=1),
        back=_back(figure),
    )


def _back(figure: Figure, scope: str = "") -> str:
    named = "" if figure.scope_name == NEW_SCOPE else figure.scope_name
    where: dict[str, Any] = {"scope": scope or named} if scope or named else {}
    return url_for(".show", name=figure.name, place=request.values.get("place", PLACE), **where)


# ── whom it concerns ─────────────────────────────────────────────────────────────────────────


@pages.get("/<name>/affected")
@open_to(*figure_effects.READERS)
def affected(name: str) -> ResponseReturnValue:
    """List the contracts with posts under a value of a minimum wage (受影响合同)."""
    figure, amount, since = _asked(name)
    found = figure_effects.look(figure, amount=amount, since=since, actor=g.actor)
    return render_template(
        "law/figure_affected.html",
        figure=figure,
        effects=found,
        back=_back(figure),
        may_enter=g.actor.role is Role.ADMIN,
    )


@pages.get("/<name>/affected.xlsx")
@open_to(*figure_effects.READERS)
def affected_export(name: str) -> ResponseReturnValue:
    """Send the same list as a spreadsheet (导出受影响合同)."""
    figure, amount, since = _asked(name)
    content = figure_effects.written(figure, amount=amount, since=since, actor=g.actor)
    title = f"{figure.label}-{since.isoformat()}-受影响合同.xlsx"
    return downloads.sent(content, media_type=lists.MEDIA_TYPE, name=title, inline=False)


def _asked(name: str) -> tuple[Figure, Any, Any]:
    book = law_queries.law_book(db.session())
    if name not in figure_queries.FLOORS:
        raise NotVisible(name)
    figure = _whole(book, name, place=_place(book))
    amount, since = figure_effects.asked(figure, actor=g.actor)
    return figure, amount, since
