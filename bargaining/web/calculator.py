"""The deadline calculator: any rule from any day, with its proof, and what comes after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from bargaining import clock, errors
from bargaining.db import db
from bargaining.queries import law as law_queries
from bargaining.rules import deadline_stages, deadlines
from bargaining.rules.deadline_rules import (
    CONTRACT_LABELS,
    Circumstances,
    ContractKind,
    DeadlineRule,
)
from bargaining.rules.deadlines import Due
from bargaining.rules.lawbook import NATION, LawBook
from bargaining.rules.roles import SIGNED_IN
from bargaining.web import calculator_shapes, forms
from bargaining.web.access import open_to

pages = Blueprint("calculator", __name__, url_prefix="/law/calculator")

PLACE = "110000"
# What an empty page offers to try: a rule, and the day and month of its start.
EXAMPLES = (
    ("T-OFFER-REPLY", "企业收到要约书", "哪天前应当书面答复"),
    ("T-FILE-WAGE", "双方在工资专项集体合同上签字", "哪天前报送，什么时候生效、公布"),
    ("T-CONGRESS-DOC", "职代会定在这一天开", "材料最晚哪天交给工会"),
)


class CalculatorForm(forms.Form):
    """Which deadline, from which day, at which place (推算条件)."""

    place = SelectField("地方")
    rule = SelectField("推算哪一项")
    kind = SelectField("合同种类")
    start = DateField("哪一天", validators=[InputRequired("请填写日期，例如 2026-09-11。")])
    known_until = DateField("只用这一天以前的放假安排", validators=[Optional()])
    completed_on = DateField("材料补齐之日", validators=[Optional()])
    second_on = DateField("另一个起算日", validators=[Optional()])
    extended_by = IntegerField(
        "决定延长几日", validators=[Optional(), NumberRange(1, 366, "请填写天数，例如 15。")]
    )


@dataclass(frozen=True)
class _Asked:
    """What an address asks: the place, the rule if any, and the kind of contract."""

    place: str
    rule: DeadlineRule | None
    kind: ContractKind | None


@pages.get("")
@open_to(*SIGNED_IN)
def index() -> ResponseReturnValue:
    """Work out a deadline from the address, or say how to ask (推算时限)."""
    book, today = law_queries.law_book(db.session()), clock.today()
    asked = _asked(book, today=today)
    form = _form(book, asked, today=today)
    answer = None
    if "start" in request.args and form.validate() and asked.rule is not None:
        answer = _answer(book, asked, form)
    return render_template(
        "law/calculator.html",
        form=form,
        loaded=bool(book.rules),
        asked=asked.rule,
        hint=calculator_shapes.hint(asked.rule),
        more=[(name, words, bool(request.args.get(name))) for name, words in _more(asked)],
        answer=answer and calculator_shapes.answer(*answer, today=today),
        examples=_examples(book, today=today),
    )


# ── the question ─────────────────────────────────────────────────────────────────────────────


def _asked(book: LawBook, *, today: date) -> _Asked:
    """Read place, rule and kind; what an old address names wrongly falls back to the usual."""
    given = request.args.get("place", PLACE)
    known = [code for code in (given, PLACE) if code[:6] in book.place_names]
    place = known[0] if known else NATION
    rules = {rule.id: rule for rule in _rules(book, place=place, today=today)}
    rule = rules.get(request.args.get("rule", ""))
    kinds = {one.value: one for one in rule.kinds} if rule else {}
    kind = kinds.get(request.args.get("kind", ""), rule.default_kind if rule else None)
    return _Asked(place=place, rule=rule, kind=kind)


def _rules(book: LawBook, *, place: str, today: date) -> list[DeadlineRule]:
    """List every rule a place has, today's wording first, else the one that comes or was."""
    found = {rule.id: rule for rule in book.list_rules(on=today, place=place)}
    chain = book.chain(place)
    for rule in book.rules:
        if rule.place in chain:
            found.setdefault(rule.id, rule)
    return list(found.values())


def _form(book: LawBook, asked: _Asked, *, today: date) -> CalculatorForm:
    form = CalculatorForm(request.args, meta={"csrf": False})
    form.place.choices = forms.grouped_choices(_places(book))
    form.rule.choices = forms.grouped_choices(_options(book, asked.place, today=today))
    form.kind.choices = forms.choices(
        (one.value, CONTRACT_LABELS[one]) for one in (asked.rule.kinds if asked.rule else ())
    )
    form.place.data = asked.place if asked.place in book.place_names else asked.place[:6]
    if asked.rule is None:
        del form.kind
    else:
        form.kind.data = asked.kind.value if asked.kind else None
        form.rule.data = asked.rule.id
    return form


def _places(book: LawBook) -> dict[str, list[tuple[str, str]]]:
    """Offer first what has rules of its own, then its districts, then who follows the nation."""
    own = {rule.place for rule in book.rules}
    grouped: dict[str, list[tuple[str, str]]] = {"有本地规定的": []}
    for place in book.places:
        province = f"{place.code[:2]}0000"
        if place.code in own:
            label = "有本地规定的"
        elif province in own and province != NATION:
            label = f"{book.place_name(province)}各区"
        else:
            label = "其他地方（按全国的规定）"
        grouped.setdefault(label, []).append((place.code, place.name))
    return grouped


def _options(book: LawBook, place: str, *, today: date) -> dict[str, list[tuple[str, str]]]:
    rules = _rules(book, place=place, today=today)
    return {
        stage: [(rule.id, calculator_shapes.option(rule)) for rule in found]
        for stage, found in deadline_stages.by_stage(rules).items()
    }


def _more(asked: _Asked) -> list[tuple[str, str]]:
    """Name the further fields this rule knows, each with its words."""
    rule, kind = asked.rule, asked.kind
    wanted = [("known_until", "假定这天之后的放假安排还没有公布；不填就用已经收录的全部安排。")]
    if rule is None:
        return wanted
    if rule.completion is not None:
        wanted.append(("completed_on", f"{rule.completion.event}的日期；从这天重新起算。"))
    second = rule.second_start
    if second is not None and kind in second.kinds:
        wanted.append(("second_on", f"{second.event}的日期；与上面的日子不同时，取较晚的起算。"))
    if rule.extension is not None:
        wanted.append(("extended_by", f"最多 {rule.extension.length} 日。"))
    return wanted


# ── the answer ───────────────────────────────────────────────────────────────────────────────


def _answer(
    book: LawBook, asked: _Asked, form: CalculatorForm
) -> tuple[Due, Sequence[deadline_stages.Leg]] | None:
    """Work it out; what stands in the way is said beside its field."""
    known = partial(_known, asked)
    calendar = book.calendar(known_until=form.known_until.data)
    try:
        due = deadlines.due(
            asked.rule.id if asked.rule else "",
            forms.given(form.start.data),
            place=asked.place,
            book=book,
            calendar=calendar,
            contract_kind=asked.kind,
            circumstances=Circumstances(
                second_on=form.second_on.data if known("second_on") else None,
                completed_on=form.completed_on.data if known("completed_on") else None,
                extended_by=(form.extended_by.data if known("extended_by") else None) or 0,
            ),
        )
        return due, deadline_stages.after(due, book=book, calendar=calendar)
    except errors.Unusable as problem:
        refusal = problem.refusal
        message = refusal.message.removeprefix(f"{asked.rule.id if asked.rule else ''} ")
        forms.show_refusal(form, errors.Refusal(refusal.code, message, field=refusal.field))
    except errors.LawMissing as problem:
        message = calculator_shapes.missing(problem, asked.rule, book=book, place=asked.place)
        forms.show_refusal(form, errors.Refusal("law_missing", message, field="start"))
    return None


def _known(asked: _Asked, name: str) -> bool:
    """Say whether this rule knows a further field; one left over from another rule is none."""
    return name in dict(_more(asked))


def _examples(book: LawBook, *, today: date) -> list[dict[str, str]]:
    known = {rule.id for rule in book.list_rules(on=today, place=PLACE)}
    return [
        {
            "event": event,
            "question": question,
            "href": url_for("calculator.index", rule=rule, start=today.isoformat(), place=PLACE),
        }
        for rule, event, question in EXAMPLES
        if rule in known
    ]
