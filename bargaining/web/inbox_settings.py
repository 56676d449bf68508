"""How do I want to be told? One's own ways and times, by a browser."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from bargaining import clock, queue
from bargaining.actions import contact_ways as way_actions
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions.persons import PersonKey
from bargaining.db import db, transaction
from bargaining.errors import NotVisible, Refused, Unusable
from bargaining.models.delivery import Delivery
from bargaining.queries import contact_ways as way_queries
from bargaining.queries.contact_ways import MORNING, NEVER, NOW, Choice
from bargaining.queries.deliveries import DROPPED, FAILED, SENT, WAITING
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel
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
_GROUP = "提醒会发到整个群，群里的人都能看到企业名称和案号，请只用工作群。"
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
            with transaction(g.actor) as session:
                key = PersonKey(settings().person_key)
                way_actions.set_way(session, way, key=key, actor=g.actor, at=clock.now())
            flash(f"已设定{wanted.label}：{way.shown}。可以发一条试试。", "success")
            return redirect(f"{url_for('.index')}#{wanted.value}")
    now = way_queries.choice_of(db.session(), g.actor)
    return _page(_choice_form(now), wrong=(wanted, form))


@pages.post("/<channel>/remove")
@open_to(*CASE_READERS)
def remove_way(channel: str) -> ResponseReturnValue:
    """Be told by a way no more (停用通知方式)."""
    wanted = _channel(channel, closed_too=True)
    with transaction(g.actor) as session:
        way_actions.remove_way(session, wanted, actor=g.actor, at=clock.now())
    flash(f"已停用{wanted.label}，地址已删除。", "success")
    return redirect(f"{url_for('.index')}#{wanted.value}")


@pages.post("/<channel>/test")
@open_to(*CASE_READERS)
def test_way(channel: str) -> ResponseReturnValue:
    """Have a message sent that only says that the way works (发一条试试)."""
    wanted = _channel(channel)
    if wanted not in way_queries.own_ways(db.session(), g.actor):
        raise NotVisible(channel)
    try:
        with transaction(g.actor) as session:
            asked = delivery_actions.ask_test(
                session, actor=g.actor, channel=wanted, host=settings().mail_host,
                on=clock.today(), at=clock.now(),
            )  # fmt: skip
            if asked is not None:
                queue.send(session, [asked])
    except Refused as no:
        flash(no.refusal.message, "warning")
    else:
        flash("试发的一条正在发出，一分钟后刷新本页可看结果。", "success")
    return redirect(f"{url_for('.index')}#{wanted.value}")


def _channel(name: str, *, closed_too: bool = False) -> Channel:
    """Read the way of an address; one that the office has not opened is not there."""
    if name not in set(Channel):
        raise NotVisible(name)
    channel = Channel(name)
    if channel not in settings().channels and not closed_too:
        raise NotVisible(name)
    return channel


# ── the page ─────────────────────────────────────────────────────────────────────────────────


def _page(form: ChoiceForm, *, wrong: tuple[Channel, WayForm] | None = None) -> ResponseReturnValue:
    session = db.session()
    known = way_queries.own_ways(session, g.actor)
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
                "newest": _went(newest.get(channel)) if channel in known else "",
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
    )
    return page, 422 if form.errors or wrong else 200


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
