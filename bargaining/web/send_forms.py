"""The form to send an instructor: why it is hard, who there is, and who was there before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, request
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from bargaining import clock
from bargaining.actions.dispatches import Order
from bargaining.db import db
from bargaining.errors import NotVisible, Refusal
from bargaining.models.enterprise import Enterprise
from bargaining.queries import dispatches as dispatch_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import instructor_desk, visits
from bargaining.queries import instructors as instructor_queries
from bargaining.queries.instructor_desk import DeskLine
from bargaining.queries.instructors import Instructor, Load
from bargaining.queries.visits import Been
from bargaining.rules import dispatches
from bargaining.rules.dispatches import CAPACITY_LABELS, Capacity
from bargaining.rules.heat import Heat
from bargaining.web import filters, forms

MOST = 100  # enterprises at a time
HELP = tuple((CAPACITY_LABELS[one], dispatches.CAPACITY_HELP[one]) for one in Capacity)
RECUSAL = dispatches.RECUSAL


def basis() -> list[tuple[str, str]]:
    """List the articles on negotiators from outside where the sender works (依据)."""
    return [(one.text, one.article) for one in dispatches.capacity_basis(g.actor.places)]


class SendForm(forms.Form):
    """Whom, in which capacity, why, and in whose place."""

    back = HiddenField()
    seen = HiddenField()
    user_id = RadioField("派谁去", [InputRequired("请选择一位指导员。")])
    instead_of = RadioField("与现在联系这家企业的人")
    capacity = RadioField(
        "身份",
        [InputRequired("请选择身份。")],
        choices=forms.choices((one.value, CAPACITY_LABELS[one]) for one in Capacity),
        default=Capacity.ADVISER.value,
    )
    reason = TextAreaField(
        "派遣事由",
        [InputRequired("请写明派遣事由。"), Length(max=dispatches.LONGEST_REASON)],
        render_kw={"rows": 3},
    )
    recusal_cleared = BooleanField("已向本人核对，没有应回避的情形")


@dataclass(frozen=True)
class Where:
    """Where somebody is to be sent, and who could go (派往何处)."""

    lines: Sequence[DeskLine]
    people: Sequence[Instructor]
    loads: Mapping[int, Load]
    been: Mapping[int, Been]
    carriers: Sequence[tuple[int, str]]
    newest: Mapping[int, int]

    @property
    def names(self) -> dict[int, str]:
        """Name the enterprises by id (企业名称)."""
        return {one.enterprise_id: one.name for one in self.lines}

    def person(self, user_id: str | None) -> str:
        """Name one of those who could go (姓名)."""
        return next((one.name for one in self.people if str(one.user_id) == user_id), "指导员")


def where(ids: Sequence[int]) -> Where:
    """Read where somebody is to be sent and who could go (派往何处); raise NotVisible."""
    session, today = db.session(), clock.today()
    seen = enterprise_queries.visible_enterprises(g.actor, on=today)
    firms = {one.id: one for one in session.scalars(seen.where(Enterprise.id.in_(ids[:MOST])))}
    if len(firms) < len(ids):
        raise NotVisible(ids)
    people = [
        one
        for one in instructor_queries.every_instructor(session, on=today)
        if all(
            one.serves_at(district_code=firm.district_code, street_code=firm.street_code)
            for firm in firms.values()
        )
    ]
    return Where(
        lines=instructor_desk.book(session, actor=g.actor, on=today, among=ids),
        people=people,
        loads=instructor_queries.loads(
            session, [one.user_id for one in people], actor=g.actor, on=today
        ),
        been=visits.been_there(session, ids),
        carriers=dispatch_queries.carriers(session, ids[0], on=today) if len(ids) == 1 else (),
        newest=dispatch_queries.newest_ids(session, ids),
    )


def fresh(there: Where) -> SendForm:
    """Make the form as it is first shown: the reason says what the desk says (空白派遣单)."""
    form = SendForm(
        formdata=None,
        data={
            "back": request.args.get("back", ""),
            "seen": _seen(there),
            "capacity": Capacity.ADVISER.value,
            "instead_of": "",
            "reason": _suggested(there),
        },
    )
    return _with_choices(form, there)


def bound(there: Where) -> SendForm:
    """Make the form with what was sent (已填派遣单)."""
    return _with_choices(SendForm(), there)


def refreshed(there: Where, form: SendForm) -> SendForm:
    """Let the form speak of the newest sending, once that is shown (更新派遣单)."""
    form.seen.data = _seen(there)
    return _with_choices(form, there)


def _with_choices(form: SendForm, there: Where) -> SendForm:
    form.user_id.choices = forms.choices((str(one.user_id), one.name) for one in there.people)
    kept = "仍由原来的人联系，这次另外派人" if there.carriers else "没有人联系"
    form.instead_of.choices = forms.choices(
        [("", kept), *((str(key), f"改派：接替{name}") for key, name in there.carriers)]
    )
    if form.instead_of.data is None:
        form.instead_of.data = ""
    return form


def orders(there: Where, form: SendForm) -> Iterator[Order]:
    """Turn a filled form into one order for each enterprise (派遣单)."""
    seen = dict(pair.split(":", 1) for pair in (form.seen.data or "").split(",") if ":" in pair)
    for line in there.lines:
        known = seen.get(str(line.enterprise_id), "")
        yield Order(
            enterprise_id=line.enterprise_id,
            user_id=int(form.user_id.data or 0),
            reason=form.reason.data or "",
            capacity=form.capacity.data or "",
            recusal_cleared=bool(form.recusal_cleared.data),
            instead_of=int(form.instead_of.data) if form.instead_of.data else None,
            seen=int(known) if known.isascii() and known.isdigit() else -1,
        )


def named(refusal: Refusal, name: str, there: Where) -> Refusal:
    """Say which of several enterprises a refusal is about (指明企业)."""
    if len(there.lines) == 1:
        return refusal
    return replace(refusal, message=f"{name}：{refusal.message}")


def _seen(there: Where) -> str:
    return ",".join(f"{one}:{there.newest.get(one, 0)}" for one in there.names)


def _suggested(there: Where) -> str:
    if len(there.lines) != 1:
        return ""
    words = [one.words for one in there.lines[0].reasons if one.heat is not Heat.OFFERED]
    return "；".join(words) + ("，请协助协商。" if words else "")


def candidates(there: Where) -> list[dict[str, Any]]:
    """Shape who could go: the load, and who knows the place already first (可派人选)."""
    rows = [_candidate(one, there) for one in there.people]
    return sorted(rows, key=lambda one: (not one["been"], one["hot"], one["enterprises"]))


def _candidate(one: Instructor, there: Where) -> dict[str, Any]:
    load = there.loads[one.user_id]
    return {
        "id": str(one.user_id),
        "name": one.name,
        "places": "、".join(one.place_names),
        "enterprises": load.enterprises,
        "in_hand": load.in_hand,
        "hot": load.hot,
        "open": load.offered + load.accepted,
        "been": _been_words(there.been.get(one.user_id)),
    }


def _been_words(been: Been | None) -> str:
    if been is None:
        return ""
    words = []
    if been.from_on is not None:
        until = filters.plain_day(been.to_on) if been.to_on else "今"
        words.append(f"{filters.plain_day(been.from_on)}至{until}联系")
    if been.contacts:
        words.append(f"联系过 {been.contacts} 次，最近 {filters.plain_day(been.last_on)}")
    return "；".join(words)
