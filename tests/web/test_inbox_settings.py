"""How does somebody say how they want to be told? Their ways and times, by a browser."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bargaining import clock
from bargaining.actions.persons import PersonKey
from bargaining.config import MailServer
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.contact_way import ContactWay, ReminderChoice
from bargaining.models.delivery import Delivery
from bargaining.rules.roles import Role

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4-97a0-0ec2a5fa5aaa"
TOKEN = "a" * 64
DING = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
HOME = "/inbox/settings"


@pytest.fixture
def chair(as_):
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def opened(app):
    """An office that has a mail server, a webhook's host and a gateway for short messages."""
    known = app.extensions["bargaining_settings"]
    app.extensions["bargaining_settings"] = replace(
        known,
        mail_server=MailServer("mail.example.cn", 587, "starttls"),
        mail_from="xieshang@example.cn",
        webhook_hosts=frozenset({"hook.example.cn"}),
        sms_url="https://sms.example.cn/send",
    )
    yield
    app.extensions["bargaining_settings"] = known


def page(browser, path=HOME):
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def send(browser, path="", **fields):
    return browser.submit(f"{HOME}{path}", page=HOME, **fields)


def way_of(rows, browser, channel):
    with rows() as session:
        return session.scalars(
            select(ContactWay).where(
                ContactWay.user_id == browser.user_id, ContactWay.channel == channel
            )
        ).one_or_none()


def choice_of(rows, browser):
    with rows() as session:
        row = session.get(ReminderChoice, browser.user_id)
        return (row.timing, row.hour, row.weekly) if row else None


def events(rows, browser):
    with rows() as session:
        return [
            (one.event, one.detail)
            for one in session.scalars(
                select(AuditEntry).where(
                    AuditEntry.actor_id == browser.user_id, AuditEntry.event.startswith("contact.")
                ).order_by(AuditEntry.number)
            )
        ]  # fmt: skip


class TestWhen:
    def test_whoever_chose_nothing_is_told_in_the_morning_at_eight(self, chair, rows):
        said = page(chair)

        assert re.search(r'<input checked[^>]*value="morning"', said)
        assert '<option selected value="8">8 点</option>' in said
        assert "还没有设定往外发的方式" in said
        assert choice_of(rows, chair) is None

    def test_the_night_is_said_and_no_hour_of_it_is_offered(self, chair):
        said = page(chair)

        assert "晚上 10 点到早上 7 点不发，7 点再发。" in said
        offered = re.findall(r'<option[^>]*value="(\d+)">', said)
        assert (offered[0], offered[-1]) == ("7", "21")

    def test_a_choice_is_kept_and_shown(self, chair, rows):
        assert send(chair, timing="now", hour="7").status_code == 302

        assert choice_of(rows, chair) == ("now", 7, True)
        assert '<option selected value="7">' in page(chair)
        assert events(rows, chair) == [("contact.choose", {"timing": "now"})]

    def test_the_usual_choice_needs_no_row(self, chair, rows):
        send(chair, timing="never", hour="8")
        send(chair, timing="morning", hour="8")

        assert choice_of(rows, chair) is None

    def test_the_same_choice_again_is_no_act(self, chair, rows):
        for _ in range(2):
            send(chair, timing="never", hour="8")

        assert len(events(rows, chair)) == 1

    @pytest.mark.parametrize(
        "given", [{"timing": "x", "hour": "8"}, {"timing": "now", "hour": "3"}]
    )
    def test_what_is_not_offered_is_refused(self, chair, rows, given):
        assert send(chair, **given).status_code == 422
        assert choice_of(rows, chair) is None

    def test_supervisors_choose_the_weekly_report(self, as_, rows):
        district = as_(Role.DISTRICT)
        assert "本周督办周报" in page(district)

        send(district, timing="morning", hour="8")
        assert choice_of(rows, district) == ("morning", 8, False)

        send(district, timing="morning", hour="8", weekly="y")
        assert choice_of(rows, district) is None

    def test_others_are_not_asked_for_it_and_keep_what_they_had(self, chair, rows):
        assert "本周督办周报" not in page(chair)

        send(chair, timing="now", hour="8", weekly="")

        assert choice_of(rows, chair) == ("now", 8, True)


class TestTheWays:
    def test_a_robot_is_set_shown_masked_and_kept_sealed(self, app, chair, rows):
        answer = send(chair, "/wecom", **{"wecom-address": WECOM})

        assert answer.location == f"{HOME}#wecom"
        said = page(chair)
        assert "群机器人 …5aaa" in said
        assert WECOM not in said
        kept = way_of(rows, chair, "wecom")
        assert WECOM.encode() not in kept.address
        with app.app_context():
            key = PersonKey(app.extensions["bargaining_settings"].person_key)
            assert key.open(kept.address) == WECOM

    def test_a_new_address_takes_the_place_of_the_old(self, chair, rows):
        send(chair, "/dingtalk", **{"dingtalk-address": DING})
        send(chair, "/dingtalk", **{"dingtalk-address": DING[:-4] + "bbbb",
                                    "dingtalk-secret": "SEC" + "c" * 32})  # fmt: skip

        assert way_of(rows, chair, "dingtalk").shown == "群机器人 …bbbb（加签）"

    def test_a_way_is_removed_for_good_and_twice_does_no_harm(self, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})

        for _ in range(2):
            assert send(chair, "/wecom/remove").status_code == 302

        assert way_of(rows, chair, "wecom") is None

    def test_every_act_stands_in_the_audit_and_no_address(self, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})
        send(chair, "/wecom/remove")
        send(chair, "/wecom/remove")

        assert events(rows, chair) == [
            ("contact.set_way", {"channel": "wecom"}),
            ("contact.remove_way", {"channel": "wecom"}),
        ]

    def test_a_wrong_address_is_said_beside_its_field_and_kept_typed(self, chair, rows):
        answer = send(chair, "/wecom", **{"wecom-address": "https://example.cn/x"})

        assert answer.status_code == 422
        said = html.unescape(answer.text)
        assert "请粘贴企业微信群机器人的" in said
        assert 'value="https://example.cn/x"' in said
        assert '<details class="more" open>' in said
        assert way_of(rows, chair, "wecom") is None

    def test_what_the_office_has_not_opened_is_grey_with_its_reason(self, chair):
        said = page(chair)

        for words in ("还没有设置发信服务器", "没有开放网址推送", "没有接通短信"):
            assert words in said
        assert f'action="{HOME}/email"' not in said

    @pytest.mark.parametrize("path", ["/email", "/email/test", "/sms", "/webhook", "/pigeon"])
    def test_what_is_not_open_is_not_there(self, chair, path):
        assert send(chair, path).status_code == 404

    def test_what_was_closed_since_can_still_be_removed(self, chair, rows, app, opened):
        send(chair, "/sms", **{"sms-address": "13900001234"})
        app.extensions["bargaining_settings"] = replace(
            app.extensions["bargaining_settings"], sms_url=""
        )

        assert "139****1234" in page(chair)
        assert send(chair, "/sms/test").status_code == 404
        assert send(chair, "/sms/remove").status_code == 302
        assert way_of(rows, chair, "sms") is None

    def test_mail_telephone_and_webhook_are_read_by_the_offices_rules(self, chair, rows, opened):
        assert send(chair, "/email", **{"email-address": "Zhang@Example.CN"}).status_code == 302
        assert send(chair, "/sms", **{"sms-address": "139 0000 1234"}).status_code == 302
        for site, status in (("hook.example.cn", 302), ("10.0.0.1", 422)):
            answer = send(chair, "/webhook", **{"webhook-address": f"https://{site}/in"})
            assert answer.status_code == status

        said = page(chair)
        assert "Z***@example.cn" in said
        assert "139****1234" in said
        assert "https://hook.example.cn/…" in said
        assert "还没有设定往外发的方式" not in said

    def test_a_way_is_of_the_person_alone(self, as_, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})
        other = as_(Role.UNION_CHAIR)

        send(other, "/wecom/remove")

        assert "5aaa" not in page(other)
        assert way_of(rows, chair, "wecom") is not None


class TestATrial:
    def test_it_is_queued_once_a_minute_with_its_message(self, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})

        send(chair, "/wecom/test")
        send(chair, "/wecom/test")

        with rows() as session:
            messages = session.scalars(
                select(Delivery).where(Delivery.user_id == chair.user_id)
            ).all()
            queued = session.scalars(
                text(
                    "SELECT (args ->> 'delivery_id')::int FROM procrastinate.procrastinate_jobs"
                    " WHERE task_name = 'delivery'"
                )
            ).all()
        assert {(one.channel, one.kind, one.state) for one in messages} == {
            ("wecom", "test", "waiting")
        }
        assert {one.id for one in messages} <= set(queued)
        said = page(chair)
        assert "等待发送" in said
        assert "试发的一条正在发出，一分钟后刷新本页可看结果。" in said
        assert ">已设定<" in said

    def test_how_the_last_one_went_is_said(self, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})
        send(chair, "/wecom/test")
        with rows() as session:
            row = session.scalars(select(Delivery).where(Delivery.user_id == chair.user_id)).first()
            row.state, row.problem, row.ended_at = "failed", "机器人已停用。", row.created_at
            session.commit()

        said = page(chair)
        assert "没有发成：机器人已停用。" in said
        assert ">发不到<" in said
        assert ">已设定<" not in said

    def test_a_way_whose_message_waits_to_be_tried_again_is_not_shown_as_good(self, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})
        send(chair, "/wecom/test")
        with rows() as session:
            row = session.scalars(select(Delivery).where(Delivery.user_id == chair.user_id)).first()
            row.attempts, row.problem = 1, "对方没有应答。"
            session.commit()

        said = page(chair)
        assert "等待发送：对方没有应答。" in said
        assert ">发不到<" in said

    def test_after_ten_of_a_day_the_page_says_so(self, chair, rows):
        send(chair, "/wecom", **{"wecom-address": WECOM})
        with rows() as session:
            for number in range(10):
                session.add(
                    Delivery(
                        user_id=chair.user_id, role="union_chair", channel="email", kind="test",
                        key=f"test:{chair.user_id}:{number}", for_on=clock.today(),
                        message_id=f"<{chair.user_id}.{number}@x>", state="sent", attempts=1,
                        created_at=clock.now(), ended_at=clock.now(),
                    )
                )  # fmt: skip
            session.commit()

        send(chair, "/wecom/test")

        said = page(chair)
        assert "今天已经试发 10 条，请明天再试。" in said
        assert "已经交给后台" not in said

    def test_without_an_address_there_is_nothing_to_try(self, chair):
        assert send(chair, "/wecom/test").status_code == 404
