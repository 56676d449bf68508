"""Enter a figure's value with its source, correct one, take one out: for administrators."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import law as law_actions
from bargaining.actions import law_changes
from bargaining.errors import NotVisible, Refusal, Refused
from bargaining.models.law_change import LawChange
from bargaining.models.law_entry import LawEntry
from bargaining.queries import figures as figure_queries
from bargaining.queries import law as law_queries
from bargaining.queries.figures import Entered
from bargaining.rules import figure_entries, figure_words, lawbook_rows
from bargaining.rules.figure_entries import Draft
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Scope, ScopeKind
from bargaining.rules.lawbook import INDUSTRIES
from bargaining.rules.primitives import as_primitive
from bargaining.rules.roles import Actor, Role


def enter_figure(
    session: Session,
    name: str,
    entry: FigureValue,
    *,
    place: str,
    scope: str,
    actor: Actor,
    at: datetime,
    on: date,
    code: str = "",
    corrects: int | None = None,
    reason: str = "",
) -> LawChange:
    """Enter one value of a figure (录入标准), or with `corrects` in the place of another.

    Sent twice it is entered once. Raises NotVisible for anybody but an administrator, Refused
    where it cannot be entered, or somebody else was faster.
    """
    _refuse_stranger(actor)
    law_actions.lock(session)
    figure = stated(session, name, place=place, scope=scope, code=code)
    same = _entered_before(session, figure, entry)
    if same is not None:
        return same
    old = _to_replace(session, figure, corrects)
    draft = Draft(figure=figure, entry=entry, replaces=old.value if old else None, reason=reason)
    figure_entries.refuse_amiss(draft, on=on)
    if old is not None:
        law_actions.retire(session, old.id, at=at, actor=actor)
    if not figure.values and not figure.gaps:
        law_actions.enter(session, "figures", lawbook_rows.head_row(figure), actor=actor, at=at)
    added = law_actions.enter(session, "figure_values", draft.body, actor=actor, at=at)
    detail = _detail(figure, entry, added) | {
        "replaces": old.id if old else None,
        "replaced": as_primitive(old.value) if old else None,
        "reason": reason,
    }
    return _record(session, figure, _title(figure, entry, corrects=old is not None), detail,
                   actor=actor, at=at)  # fmt: skip


def withdraw_figure(
    session: Session, entry_id: int, *, name: str, place: str, scope: str, reason: str,
    actor: Actor, at: datetime,
) -> LawChange:  # fmt: skip
    """Take one value of a figure out again (撤下标准), with the reason; it stays recorded.

    Raises NotVisible for anybody but an administrator and for no such value, Refused without a
    reason or where it was taken out before.
    """
    _refuse_stranger(actor)
    law_actions.lock(session)
    figure = stated(session, name, place=place, scope=scope)
    if not reason.strip():
        raise Refused(
            Refusal("no_reason", "请写明为什么撤下，例如 录到了别的标准里。", field="reason")
        )
    entered = figure_queries.find_entered(session, figure, entry_id)
    if entered is None:
        raise _gone()
    law_actions.retire(session, entered.id, at=at, actor=actor)
    detail = _detail(figure, entered.value, None) | {"replaces": entered.id, "reason": reason}
    title = f"撤下{figure.full_label}：{_says(figure, entered.value)}"
    return _record(session, figure, title, detail, actor=actor, at=at)


def stated(session: Session, name: str, *, place: str, scope: str = "", code: str = "") -> Figure:
    """Return the figure as the place that states it has it (标准沿革): where one enters it.

    What is inherited is entered where it is stated: a place's own first value would leave its
    earlier days without any. Of a divided figure a `scope` not recorded yet is an empty history
    like the others of its name, `code` its number in the classification.
    """
    book = law_queries.law_book(session)
    parts = book.list_scopes(name, place=place)
    known = {one.scope_name for one in parts} | {one.scope.code for one in parts if one.scope}
    if not scope or scope in known or not parts:
        return book.figure_history(name, place=place, scope=scope)
    like = parts[0]
    kind = like.scope.kind if like.scope else ScopeKind.INDUSTRY
    return replace(
        like,
        values=(),
        gaps=(),
        scope=Scope(kind=kind, name=scope, code=code, edition=INDUSTRIES if code else ""),
    )


def _refuse_stranger(actor: Actor) -> None:
    if actor.role is not None and actor.role is not Role.ADMIN:
        raise NotVisible


def _entered_before(session: Session, figure: Figure, entry: FigureValue) -> LawChange | None:
    """Find the same entry where a person entered it a moment ago: the button pressed twice."""
    for one in figure_queries.list_entered(session, figure):
        if one.retired_at is None and not one.seeded and one.value == entry:
            return figure_queries.find_change(session, one.id)
    return None


def _to_replace(session: Session, figure: Figure, corrects: int | None) -> Entered | None:
    if corrects is None:
        return None
    found = figure_queries.find_entered(session, figure, corrects)
    if found is None:
        raise _gone()
    return found


def _gone() -> Refused:
    return Refused(
        Refusal("changed", "这一条刚才已被更正或撤下，请回到沿革看最新的，再决定要不要改。")
    )


def _detail(figure: Figure, entry: FigureValue, added: LawEntry | None) -> dict[str, Any]:
    return {
        "figure": figure.name,
        "label": figure.full_label,
        "scope": figure.scope_name,
        "unit": figure.unit,
        "entry": added.id if added else None,
        **as_primitive(entry),
    }


def _says(figure: Figure, entry: FigureValue) -> str:
    value = figure_words.value_in_words(entry, figure.unit)
    since = figure_words.since(entry)
    if figure.kind is FigureKind.STANDING:
        return f"自{since}起 {value}"
    return f"{since} {value}"


def _title(figure: Figure, entry: FigureValue, *, corrects: bool) -> str:
    return f"{'更正' if corrects else ''}{figure.full_label}：{_says(figure, entry)}"


def _record(
    session: Session,
    figure: Figure,
    title: str,
    detail: dict[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> LawChange:
    return law_changes.record(
        session,
        kind=law_changes.FIGURE,
        place=figure.place,
        title=title,
        detail=detail,
        actor=actor,
        at=at,
    )
