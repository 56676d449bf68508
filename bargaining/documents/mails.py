"""What does a message say? As a mail in text and HTML, for a group's robot, as a short message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from bargaining.rules import day_words, mobiles, reminder_lines

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MARK = "[工资集体协商]"
MOST = 30  # things told one by one; the others are counted
MOST_BRIEF = 5
LONGEST_SMS = 140


@dataclass(frozen=True)
class Message:
    """One message in every form it may leave in (一条消息).

    `brief` is for a group's robot and names neither enterprise nor person, `sms` is shorter yet.
    `settings_href` is empty where nobody said what the site's address is.
    """

    subject: str
    text: str
    html: str
    brief: str
    sms: str
    settings_href: str = ""


@dataclass(frozen=True)
class Thing:
    """One thing to do, as a message tells it (一件事).

    `words` are those of the day it is told, it was told first on `told_on`; `about_on` is the
    day to act by or, once it `is_late`, the last day in time; `last_on` is the last day in time
    where that is a later one. `sure` is empty where the day is certain. Nobody is late on a day
    that is not `proved`: it was reckoned from a filing without a receipt.
    """

    title: str
    number: str
    label: str
    words: str
    told_on: date
    about_on: date
    is_late: bool
    sure: str = ""
    basis: tuple[str, ...] = ()
    last_on: date | None = None
    proved: bool = True

    def has_passed(self, *, on: date) -> bool:
        """Tell of a day that is over without anybody being late (已过而不算逾期)."""
        return not self.is_late and self.next_on(on=on) < on

    def next_on(self, *, on: date) -> date:
        """Name the day that matters next (下一个日子): the last in time once the first is over."""
        return self.last_on if self.last_on and self.about_on < on else self.about_on


@dataclass(frozen=True)
class Reader:
    """Whom a message is for (收件人), and by which address their pages are reached."""

    name: str
    role_label: str
    site: str = ""

    def href(self, path: str) -> str:
        """Make a path an address (网址); empty where the site has none."""
        return f"{self.site}{path}" if self.site else ""


@dataclass(frozen=True)
class Stuck:
    """One duty that was not done in time, as the week's message tells it (逾期事项).

    `keeper` is who looks after the enterprise: an instructor's name, nobody else's.
    """

    title: str
    number: str
    label: str
    holder: str
    keeper: str
    since: date
    days: int


@dataclass(frozen=True)
class Count:
    """One figure of the week's message with the page that lists it (一项数字)."""

    label: str
    number: int
    path: str


@dataclass(frozen=True)
class Week:
    """What is stuck in somebody's territory (督办周报)."""

    total: int
    stuck: tuple[Stuck, ...]
    by_place: tuple[Count, ...]
    figures: tuple[Count, ...]


# ── reminders ────────────────────────────────────────────────────────────────────────────────


def reminders(
    things: Sequence[Thing], *, reader: Reader, kind: str, older: int = 0, on: date
) -> Message:
    """Tell somebody what they have to do (提醒消息), the nearest day first.

    `older` is how many more stand open in the inbox that were told before.
    """
    told = [_told(one, reader, on=on) for one in things[:MOST]]
    subject = f"{MARK} {_headline(things, on=on)}"
    values = {
        "reader": _greeted(reader),
        "is_digest": kind == "morning",
        "things": told,
        "count": len(things),
        "more": len(things) - len(told),
        "older": older,
        "inbox": reader.href("/inbox"),
        "settings": reader.href("/inbox/settings"),
        "on": day_words.long_day(on),
    }
    return _message(
        "reminders", subject, values, brief=_brief(things, on=on), sms=_short(things, on=on)
    )


def _headline(things: Sequence[Thing], *, on: date) -> str:
    """Say in one line how much there is to do and by when."""
    late = sum(1 for one in things if one.is_late)
    coming = [one for one in things if not one.is_late and not one.has_passed(on=on)]
    next_on = min((one.next_on(on=on) for one in coming), default=None)
    told = []
    if late:
        told.append("期限已过" if late == len(things) else f"其中 {late} 件期限已过")
    if next_on is not None:
        nearest = "今天到期" if next_on == on else f"最晚{day_words.day_beside(next_on, on)}"
        told.append(nearest if len(things) == 1 else f"最近一件{nearest}")
    return f"{len(things)} 件事要办：{'，'.join(told) or '请尽快办理'}"


def _told(one: Thing, reader: Reader, *, on: date) -> Mapping[str, object]:
    title = _on_one_line(mobiles.hidden(one.title))
    words = _on_one_line(mobiles.hidden(one.words))
    words = words.removeprefix(title).removeprefix(f"（{one.number}）").removeprefix("：")
    return {
        "title": title,
        "number": one.number,
        "label": one.label,
        "words": words,
        "day": _day(one, on=on),
        "tone": "late" if one.is_late else ("soon" if (one.about_on - on).days <= 3 else "calm"),
        "sure": one.sure or ("日子确定" if one.proved else "没有凭证，日子不能确定"),
        "basis": "、".join(one.basis[:2]),
        "told": "" if one.told_on == on else day_words.day_beside(one.told_on, on),
        "href": reader.href(f"/cases/{one.number}"),
    }


def _day(one: Thing, *, on: date) -> str:
    day = day_words.day_beside(one.about_on, on)
    left = reminder_lines.left(one.next_on(on=on), on=on)
    if one.is_late:
        return f"最后一天{day}，{left}"
    if one.has_passed(on=on):
        return f"{day}已过" if one.proved else f"按报送之日推算到{day}，还没有收到凭证"
    if one.next_on(on=on) != one.about_on:
        last = day_words.day_beside(one.next_on(on=on), on)
        return f"{day}已过，最晚{last}，{left}"
    return f"最晚{day}，{left}"


def _brief(things: Sequence[Thing], *, on: date) -> str:
    """Say it to a group: others read it, so cases by number only."""
    lines = [f"工资集体协商：{_headline(things, on=on)}。"]
    lines += [
        _on_one_line(f"· {one.number} {one.label}：{_day(one, on=on)}")
        for one in things[:MOST_BRIEF]
    ]
    if len(things) > MOST_BRIEF:
        lines.append(f"· 另有 {len(things) - MOST_BRIEF} 件")
    return "\n".join([*lines, "请登录系统办理，已经办好的不用理会。"])


def _short(things: Sequence[Thing], *, on: date) -> str:
    return f"【工资集体协商】您有{_headline(things, on=on)}。请登录系统查看。"[:LONGEST_SMS]


# ── the week, and a test ─────────────────────────────────────────────────────────────────────


def week(found: Week, *, reader: Reader, on: date) -> Message:
    """Tell a supervisor what is stuck, with whom and since when (督办周报)."""
    headline = f"本周督办：逾期 {found.total} 项"
    values = {
        "reader": _greeted(reader),
        "total": found.total,
        "stuck": [
            {
                "title": mobiles.hidden(one.title),
                "number": one.number,
                "label": one.label,
                "holder": one.holder,
                "keeper": mobiles.hidden(one.keeper),
                "since": day_words.day_beside(one.since, on),
                "days": one.days,
                "href": reader.href(f"/cases/{one.number}"),
            }
            for one in found.stuck
        ],
        "more": found.total - len(found.stuck),
        "by_place": _counts(found.by_place, reader),
        "figures": _counts(found.figures, reader),
        "list": reader.href("/duties?list=overdue&sort=-days"),
        "settings": reader.href("/inbox/settings"),
        "on": day_words.long_day(on),
    }
    return _message(
        "week",
        f"{MARK} {headline}",
        values,
        brief=f"工资集体协商{headline}。名单请登录系统在“督办”里查看。",
        sms=f"【工资集体协商】{headline}。请登录系统查看。",
    )


def _counts(counts: Sequence[Count], reader: Reader) -> list[Mapping[str, object]]:
    return [
        {"label": one.label, "number": one.number, "href": reader.href(one.path)} for one in counts
    ]


def trial(*, reader: Reader, channel_label: str, on: date) -> Message:
    """Say that a way works, and that this is only a trial (试发消息)."""
    words = f"这是一条试发的消息：您的{channel_label}可以收到提醒。这次没有要办的事。"
    values = {
        "reader": _greeted(reader),
        "words": words,
        "settings": reader.href("/inbox/settings"),
        "on": day_words.long_day(on),
    }
    return _message(
        "trial",
        f"{MARK} 试发：提醒能够收到",
        values,
        brief=f"工资集体协商：{_on_one_line(words)}",
        sms=f"【工资集体协商】{words}",
    )


def code(digits: str, *, reader: Reader, channel_label: str, on: date) -> Message:
    """Send the code that proves an address (验证码).

    It may come to a stranger: neither the reader's name nor their part stands in it.
    """
    words = (
        f"验证码 {digits}，24 小时内有效。请在“通知方式”的{channel_label}里填写，"
        "填对以后提醒才发到这里。不是您要的，不用理会，也不要告诉别人。"
    )
    values = {
        "reader": {"name": "", "role": "", "site": reader.site},
        "digits": digits,
        "channel_label": channel_label,
        "settings": reader.href("/inbox/settings"),
        "on": day_words.long_day(on),
    }
    return _message(
        "code",
        f"{MARK} 验证码：确认这是您的{channel_label}地址",
        values,
        brief=f"工资集体协商：{words}",
        sms=f"【工资集体协商】{words}",
    )


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _on_one_line(words: str) -> str:
    """Fold the blanks: nobody's name breaks a line of the message it stands in."""
    return " ".join(words.split())


def _written(value: object) -> object:
    """Write a value into a template; what a template wrote itself stays as it is laid out."""
    is_ours = isinstance(value, Markup) or not isinstance(value, str)
    return value if is_ours else _on_one_line(str(value))


def _greeted(reader: Reader) -> Mapping[str, str]:
    return {"name": mobiles.hidden(reader.name), "role": reader.role_label, "site": reader.site}


def _message(
    name: str, subject: str, values: Mapping[str, object], *, brief: str, sms: str
) -> Message:
    given = {**values, "subject": subject, "headline": subject.removeprefix(f"{MARK} ")}
    text = _forms().get_template(f"mails/{name}.txt").render(given)
    return Message(
        subject=_on_one_line(subject),
        text=text.strip() + "\n",
        html=_forms().get_template(f"mails/{name}.html").render(given),
        brief=brief,
        sms=_on_one_line(sms),
        settings_href=str(values["settings"]),
    )


@lru_cache(maxsize=1)
def _forms() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
    )
