"""How do I want to be told? One's own ways and times, by a browser."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from bargaining import clock, queue
from bargaining.actions import contact_codes as code_actions
from bargaining.actions import contact_ways as way_actions
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions.persons import PersonKey
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Refusal, Refused, Unusable
from bargaining.models.delivery import Delivery
from bargaining.queries import contact_ways as way_queries
from bargaining.queries.contact_ways import MORNING, NEVER, NOW, Choice
from bargaining.queries.deliveries import DROPPED, FAILED, SENT, WAITING
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel, Way
from bargaining.rules.roles import CASE_READERS, OFFICIALS
from bargaining.web import filters, forms
from bargaining.web.access import open_to
from bargaining.web.settings import settings

pages = Blueprint("inbox_settings", __name__, url_prefix="/inbox/settings")

TIMINGS = (
    (MORNING, "每天汇总成一条"),
    (NOW, "马上：有一条发一条"),
    (NEVER, "只在系统里看，不往外发"),
)
HOURS = range(contact_ways.SILENT_TO, contact_ways.SILENT_FROM)
CLOSED = {
    Channel.EMAIL: "本单位还没有设置发信服务器，需要的请联系系统管理员。",
    Channel.WEBHOOK: "本单位没有开放网址推送，需要的请联系系统管理员。",
    Channel.SMS: "本单位没有接通短信，需要的请联系系统管理员。",
}
_GROUP = "提醒会发到整个群，只写案号、要办的事和日子，不写企业名称；请只用工作群。"
HELPS = {
    Channel.EMAIL: "写明企业、要办什么、到哪一天，附上链接。",
    Channel.WECOM: f"在群设置里添加群机器人，把它的推送地址（Webhook）粘贴到这里。{_GROUP}",
    Channel.DINGTALK: f"在群设置里添加自定义机器人，把它的推送地址（Webhook）粘贴到这里。{_GROUP}",
    Channel.WEBHOOK: "每次提醒都推送到这个网址，供本单位别的系统使用。",
    Channel.SMS: "只说有几件、最近的一天，不写企业名称。",
}
LABELS = {
    Channel.EMAIL: "邮箱地址",
    Channel.WECOM: "机器人地址",
    Channel.DINGTALK: "机器人地址",
    Channel.WEBHOOK: "网址",
    Channel.SMS: "手机号码",
}
WENT = {WAITING: "等待发送", SENT: "已发出", FAILED: "没有发成", DROPPED: "没有发：已经不需要"}


class ChoiceForm(forms.Form):
    """When one wants to be told."""

    timing = RadioField(
        "什么时候告诉我", [InputRequired("请选一个时间。")], choices=forms.choices(TIMINGS)
    )
    hour = SelectField("几点汇总", choices=[])
    weekly = BooleanField(
        "每周一收本周督办周报", description="哪些案件停住了、在谁手里、从哪天起。"
    )


class WayForm(forms.Form):
    """The address of one way; a robot may want its secret too."""

    address = StringField(
        "地址",
        [InputRequired("请填写地址。"), Length(max=contact_ways.LONGEST_ADDRESS)],
        render_kw={"autocomplete": "off", "data-no-draft": True},
    )
    secret = StringField(
        "加签密钥",
        [Length(max=160)],
        description="机器人的安全设置选了“加签”的才填。",
        render_kw={"autocomplete": "off", "data-no-draft": True},
    )


class CodeForm(forms.Form):
    """The code that was sent to an address."""

    code = StringField(
        "验证码",
        [InputRequired("请填写收到的验证码。"), Length(max=20)],
        render_kw={
            "autocomplete": "one-time-code", "inputmode": "numeric", "data-no-draft": True,
        },
    )  # fmt: skip


@pages.route("", methods=["GET", "POST"])
@open_to(*CASE_READERS)
def index() -> ResponseReturnValue:
    """Say when one wants to be told, and see by which ways (通知方式)."""
    now = way_queries.choice_of(db.session(), g.actor)
    form = _choice_form(now)
    if request.method == "POST" and form.validate():
        choice = Choice(
            timing=forms.given(form.timing.data),
            hour=int(forms.given(form.hour.data)),
            weekly=bool(form.weekly.data) if _supervises() else now.weekly,
        )
        with transaction(g.actor) as session:
            way_actions.choose(session, choice, actor=g.actor, at=clock.now())
        flash("已保存。", "success")
        return redirect(url_for(".index"))
    return _page(form)


def _choice_form(now: Choice) -> ChoiceForm:
    form = ChoiceForm(data={"timing": now.timing, "hour": str(now.hour), "weekly": now.weekly})
    hours = sorted({*HOURS, now.hour})
    form.hour.choices = forms.choices((str(hour), f"{hour} 点") for hour in hours)
    return form


def _supervises() -> bool:
    return any(role in OFFICIALS for role in g.actor.roles)


@pages.post("/<channel>")
@open_to(*CASE_READERS)
def set_way(channel: str) -> ResponseReturnValue:
    """Enter or replace the address of one way (设定通知方式)."""
    wanted = _channel(channel)
    form = WayForm(prefix=wanted.value)
    if form.validate():
        try:
            way = contact_ways.read(
                wanted,
                forms.given(form.address.data),
                secret=form.secret.data or "",
                hosts=settings().webhook_hosts,
            )
        except Unusable as no:
            forms.show_refusal(form, no.refusal)
        else:
            refusal = _take(way)
            if refusal is None:
                return _back(wanted)
            forms.show_refusal(form, refusal)
    now = way_queries.choice_of(db.session(), g.actor)
    return _page(_choice_form(now), wrong=(wanted, form))


def _take(way: Way) -> Refusal | None:
    """Take a robot's address into use; a person's own has to be proved first."""
    key, at = PersonKey(settings().person_key), clock.now()
    if way.channel in contact_ways.TO_PROVE:
        known = way_queries.own_ways(db.session(), g.actor).get(way.channel)
        if known is not None and key.open(known.address) == way.address:
            flash(f"{way.shown} 已经在用，不用再验证。", "info")
            return None
        return _send_code(
            way.channel,
            lambda session: code_actions.ask_way(session, way, key=key, actor=g.actor, at=at),
        )
    with transaction(g.actor) as session:
        way_actions.set_way(session, way, key=key, actor=g.actor, at=at)
    flash(f"已设定{way.channel.label}：{way.shown}。可以发一条试试。", "success")
    return None


@pages.post("/<channel>/code")
@open_to(*CASE_READERS)
def send_code(channel: str) -> ResponseReturnValue:
    """Have another code sent to an address that is not proved yet (再发验证码)."""
    wanted, key = _channel(channel), PersonKey(settings().person_key)
    refusal = _send_code(
        wanted,
        lambda session: code_actions.renew_code(
            session, wanted, key=key, actor=g.actor, at=clock.now()
        ),
    )
    if refusal is not None:
        flash(refusal.message, "warning")
    return _back(wanted)


def _send_code(channel: Channel, make: Callable[[Session], None]) -> Refusal | None:
    """Make a code and have it sent, or neither: beyond the day's messages none is made."""
    try:
        with transaction(g.actor) as session:
            if _queued(session, delivery_actions.ask_code, channel):
                make(session)
    except Refused as no:
        return no.refusal
    flash("验证码正在发出，收到后填在下面；填对以后提醒才发到这里。", "success")
    return None


@pages.post("/<channel>/prove")
@open_to(*CASE_READERS)
def prove_way(channel: str) -> ResponseReturnValue:
    """Show the code that was sent to an address: it is used from now on (验证地址)."""
    wanted = _channel(channel)
    form = CodeForm(prefix=wanted.value)
    if form.validate():
        key = PersonKey(settings().person_key)
        with transaction(g.actor) as session:
            refusal = code_actions.prove_way(
                session, wanted, forms.given(form.code.data), key=key, actor=g.actor,
                at=clock.now(),
            )  # fmt: skip
        if refusal is None:
            flash(f"已验证，{wanted.label}可以收到提醒了。", "success")
            return _back(wanted)
        if refusal is code_actions.NOT_ASKED:  # pressed twice, or let go in another window
            flash(refusal.message, "info")
            return _back(wanted)
        forms.show_refusal(form, refusal)
    now = way_queries.choice_of(db.session(), g.actor)
    return _page(_choice_form(now), wrong_code=(wanted, form))


@pages.post("/<channel>/drop")
@open_to(*CASE_READERS)
def drop_way(channel: str) -> ResponseReturnValue:
    """Let go of an address that was not proved (不用这个地址)."""
    wanted = _channel(channel, closed_too=True)
    with transaction(g.actor) as session:
        code_actions.drop_way(session, wanted, actor=g.actor, at=clock.now())
    flash("没有验证的地址已删除。", "success")
    return _back(wanted)


@pages.post("/<channel>/remove")
@open_to(*CASE_READERS)
def remove_way(channel: str) -> ResponseReturnValue:
    """Be told by a way no more (停用通知方式)."""
    wanted = _channel(channel, closed_too=True)
    with transaction(g.actor) as session:
        way_actions.remove_way(session, wanted, actor=g.actor, at=clock.now())
    flash(f"已停用{wanted.label}，地址已删除。", "success")
    return _back(wanted)


@pages.post("/<channel>/test")
@open_to(*CASE_READERS)
def test_way(channel: str) -> ResponseReturnValue:
    """Have a message sent that only says that the way works (发一条试试)."""
    wanted = _channel(channel)
    if wanted not in way_queries.own_ways(db.session(), g.actor):
        raise NotVisible(channel)
    try:
        with transaction(g.actor) as session:
            _queued(session, delivery_actions.ask_test, wanted)
    except Refused as no:
        flash(no.refusal.message, "warning")
    else:
        flash("试发的一条正在发出，一分钟后刷新本页可看结果。", "success")
    return _back(wanted)


def _queued(session: Session, ask: Callable[..., int | None], channel: Channel) -> bool:
    """Ask for a message to oneself and put it into the queue; tell whether it is a new one."""
    asked = ask(
        session, actor=g.actor, channel=channel, host=settings().mail_host, on=clock.today(),
        at=clock.now(),
    )  # fmt: skip
    if asked is None:
        return False
    queue.send(session, [asked])
    return True


def _back(channel: Channel) -> ResponseReturnValue:
    return redirect(f"{url_for('.index')}#{channel.value}")


def _channel(name: str, *, closed_too: bool = False) -> Channel:
    """Read the way of an address; one that the office has not opened is not there."""
    if name not in set(Channel):
        raise NotVisible(name)
    channel = Channel(name)
    if channel not in settings().channels and not closed_too:
        raise NotVisible(name)
    return channel


# ── the page ─────────────────────────────────────────────────────────────────────────────────


def _page(
    form: ChoiceForm,
    *,
    wrong: tuple[Channel, WayForm] | None = None,
    wrong_code: tuple[Channel, CodeForm] | None = None,
) -> ResponseReturnValue:
    session = db.session()
    known = way_queries.own_ways(session, g.actor)
    unproved = way_queries.own_unproved(session, g.actor)
    newest = way_queries.newest_messages(session, g.actor)
    ways = []
    for channel in Channel:
        mine = wrong[1] if wrong and wrong[0] is channel else _way_form(channel)
        mine.address.label.text = LABELS[channel]
        ways.append(
            {
                "channel": channel.value,
                "label": channel.label,
                "help": HELPS[channel],
                "closed": "" if channel in settings().channels else CLOSED[channel],
                "shown": known[channel].shown if channel in known else "",
                "fails": channel in known and _fails(newest.get(channel)),
                "newest": _went(newest.get(channel))
                if channel in known or channel in unproved
                else "",
                "unproved": unproved[channel].shown if channel in unproved else "",
                "code_form": wrong_code[1]
                if wrong_code and wrong_code[0] is channel
                else CodeForm(prefix=channel.value, formdata=None),
                "form": mine,
                "names": ["address", "secret"] if channel is Channel.DINGTALK else ["address"],
                "is_open": wrong is not None and wrong[0] is channel,
                "from_login": channel not in known and bool(mine.address.data) and not mine.errors,
            }
        )
    page = render_template(
        "inbox/settings.html",
        form=form,
        supervises=_supervises(),
        ways=ways,
        has_way=any(channel in settings().channels for channel in known),
        awaits_code=any(channel in settings().channels for channel in unproved),
    )
    return page, 422 if form.errors or wrong or wrong_code else 200


def _way_form(channel: Channel) -> WayForm:
    """A fresh form; the sign-in name is offered where it is such an address."""
    form = WayForm(prefix=channel.value, formdata=None)
    if channel in (Channel.EMAIL, Channel.SMS):
        try:
            form.address.data = contact_ways.read(channel, current_user.email).address
        except Refused:
            form.address.data = ""
    return form


def _fails(message: Delivery | None) -> bool:
    """Tell that the newest message by a way did not go, at last or so far."""
    if message is None:
        return False
    return message.state == FAILED or (message.state == WAITING and message.attempts > 0)


def _went(message: Delivery | None) -> str:
    """Say how the newest message by a way went."""
    if message is None:
        return ""
    at = filters.moment(message.ended_at or message.created_at)
    words = f"最近一次（{at}）{WENT[message.state]}"
    if message.state in (FAILED, WAITING) and message.problem:
        return f"{words}：{message.problem}"
    return f"{words}。"
