"""A call or a visit, written down in one step; then back to where one came from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from bargaining import clock
from bargaining.actions import contacts as contact_actions
from bargaining.actions.contacts import LONGEST, Entry
from bargaining.db import db, transaction
from bargaining.errors import Invalid, Refusal, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.queries import contacts as contact_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import standing
from bargaining.rules.roles import RECORDERS, Role, Sight, sight
from bargaining.web import back, errors, forms, shapes
from bargaining.web.access import open_to

pages = Blueprint("contacts", __name__, url_prefix="/contacts")

MAY_LOG = (*RECORDERS, Role.STREET, Role.DISTRICT)
SHOWN = 3  # of the earlier contacts, beside the form
_FASTER = Refusal("changed", "就在您提交的同时，有人登记了这个案件的另一步，请再按一次。")


class ContactForm(forms.Form):
    """One call or visit."""

    enterprise = HiddenField()
    back = HiddenField()
    method = RadioField(
        "方式",
        [InputRequired("请选择方式。")],
        choices=forms.choices(contact_queries.METHODS.items()),
        default="phone",
    )
    on = DateField("哪一天", [InputRequired("请填写联系之日。")])
    with_whom = StringField(
        "跟谁", [Length(max=LONGEST["with_whom"])], description="姓名、职务，不写电话"
    )
    result = TextAreaField(
        "谈了什么",
        [InputRequired("请写一句谈了什么。"), Length(max=LONGEST["result"])],
        render_kw={"rows": 3},
    )
    next_step = StringField("下一步", [Length(max=LONGEST["next_step"])])
    next_on = DateField("约定下次联系", [Optional()])


@pages.route("/log", methods=["GET", "POST"])
@open_to(*MAY_LOG)
def log() -> ResponseReturnValue:
    """Write down a call or a visit on one small form (记一次联系)."""
    enterprise = _enterprise()
    form = ContactForm()
    if request.method == "GET":
        form = ContactForm(formdata=None, data=_fresh(enterprise))
        return _page(enterprise, form)
    if form.validate() and _logged(enterprise.id, form):
        flash(f"已记下：{_words(form)}，{enterprise.name}。", "success")
        return redirect(_back(enterprise))
    return _page(_enterprise(), form, status=422)


def _enterprise() -> Enterprise:
    enterprise_id = request.values.get("enterprise", 0, type=int)
    return enterprise_queries.get_enterprise(
        db.session(), enterprise_id, actor=g.actor, on=clock.today()
    )


def _fresh(enterprise: Enterprise) -> dict[str, Any]:
    """Fill in what is usual: today, and whom one spoke to last."""
    newest = contact_queries.last_contacts(db.session(), [enterprise.id]).get(enterprise.id)
    return {
        "enterprise": str(enterprise.id),
        "back": request.args.get("back", ""),
        "method": "phone",
        "on": clock.today(),
        "with_whom": newest.with_whom if newest and _reads_words(enterprise) else "",
    }


def _logged(enterprise_id: int, form: ContactForm) -> bool:
    """Write the form; where it is refused, put every sentence beside its field."""
    entry = Entry(
        on=forms.given(form.on.data),
        method=form.method.data or "",
        result=form.result.data or "",
        with_whom=form.with_whom.data or "",
        next_step=form.next_step.data or "",
        next_on=form.next_on.data,
    )
    try:
        with transaction(g.actor) as session:
            contact_actions.log(
                session, enterprise_id, entry, actor=g.actor, at=clock.now(), today=clock.today()
            )
    except Invalid as problem:
        refusals = problem.refusals
    except Refused as problem:
        refusals = (problem.refusal,)
    except StaleDataError:
        refusals = (_FASTER,)
    else:
        return True
    for one in refusals:
        forms.show_refusal(form, one)
    return False


def _words(form: ContactForm) -> str:
    return contact_queries.METHODS[form.method.data or "phone"]


def _back(enterprise: Enterprise) -> str:
    usual = url_for("enterprises.show", enterprise_id=enterprise.id)
    return back.local_path(request.values.get("back", ""), usual)


def _page(enterprise: Enterprise, form: ContactForm, *, status: int = 200) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    case = standing.cases_at_hand(session, [enterprise.id]).get(enterprise.id)
    waiting = standing.waiting(case) if case else None
    inline = errors.is_fragment() and request.method == "GET"
    earlier = [] if inline else _earlier(enterprise)
    if inline:
        _tell_apart(form, enterprise.id)
    return (
        render_template(
            "contacts/_form.html" if inline else "contacts/log.html",
            enterprise=enterprise,
            case=case,
            state=shapes.case_state(case) if case else ("没有在办案件", "grey"),
            waiting=waiting.words if waiting else "",
            form=form,
            earlier=earlier,
            back=_back(enterprise),
            inline=inline,
            today=today,
        ),
        status,
    )


def _tell_apart(form: ContactForm, enterprise_id: int) -> None:
    """Several forms may be open on one page: each field's id ends in its enterprise."""
    for field in form:
        field.id = field.label.field_id = f"{field.short_name}-{enterprise_id}"


def _reads_words(enterprise: Enterprise) -> bool:
    """What was said and by whom is read by those alone who see the enterprise's case in full."""
    on = enterprise.union.agreed_to_help_on if enterprise.union else None
    unionless = enterprise.union is None and not enterprise.unionised
    agreed = unionless or (on is not None and on <= clock.today())
    return sight(g.actor, agreed_to_help=agreed) is Sight.FULL


def _earlier(enterprise: Enterprise) -> list[dict[str, Any]]:
    """The newest contacts; who sees less than the whole is told the day and the way."""
    tells = _reads_words(enterprise)
    return [
        {"on": one.on, "method": one.method, "by": one.by, "words": one.words if tells else ""}
        for one in contact_queries.list_contacts(db.session(), enterprise.id, limit=SHOWN)
    ]
