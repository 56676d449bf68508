"""How does somebody say how they want to be told? Their ways and times, by a browser."""

from __future__ import annotations

import html
import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bargaining import clock
from bargaining.actions.persons import PersonKey
from bargaining.config import MailServer
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.contact_way import ContactWay, ReminderChoice, UnprovedWay
from bargaining.models.delivery import Delivery
from bargaining.rules.roles import Role
from tests import cluster
from tests.running import until

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4-97a0-0ec2a5fa5aaa"
TOKEN = "a" * 64
DING = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
HOME = "/inbox/settings"
WHO_WAITS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


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


def code_of(app, rows, browser, channel="email"):
    """Read the code that was sent, as whoever gets the message does."""
    with rows() as session:
        row = session.get(UnprovedWay, (browser.user_id, channel))
        if row is None:
            return None
        return PersonKey(app.extensions["bargaining_settings"].person_key).open(row.code)


def proved(app, rows, browser, channel, address):
    """Enter an address and show its code."""
    send(browser, f"/{channel}", **{f"{channel}-address": address})
    code = code_of(app, rows, browser, channel)
    return send(browser, f"/{channel}/prove", **{f"{channel}-code": code})


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
        proved(app, rows, chair, "sms", "13900001234")
        app.extensions["bargaining_settings"] = replace(
            app.extensions["bargaining_settings"], sms_url=""
        )

        assert "139****1234" in page(chair)
        assert send(chair, "/sms/test").status_code == 404
        assert send(chair, "/sms/remove").status_code == 302
        assert way_of(rows, chair, "sms") is None

    def test_mail_telephone_and_webhook_are_read_by_the_offices_rules(
        self, app, chair, rows, opened
    ):
        for channel, address in (("email", "Zhang@Example.CN"), ("sms", "139 0000 1234")):
            assert proved(app, rows, chair, channel, address).status_code == 302
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


class TestAnAddressOfOnesOwn:
    """A mistyped one is a stranger's: nothing but a code goes there until the code is shown."""

    def typed(self, chair, address="zhang@example.cn"):
        answer = send(chair, "/email", **{"email-address": address})
        assert answer.location == f"{HOME}#email"

    def a_second_goes_by(self, rows, chair):
        """Two codes asked for within one second are one."""
        with rows() as session:
            session.execute(
                text("UPDATE delivery SET key = key || '-' || id WHERE user_id = :user"),
                {"user": chair.user_id},
            )
            session.commit()

    def messages(self, rows, chair):
        with rows() as session:
            wanted = select(Delivery).where(Delivery.user_id == chair.user_id)
            return [(one.kind, one.state) for one in session.scalars(wanted.order_by(Delivery.id))]

    def test_is_not_used_before_its_code_is_shown(self, app, chair, rows, opened):
        self.typed(chair)

        assert way_of(rows, chair, "email") is None
        assert self.messages(rows, chair) == [("code", "waiting")]
        said = page(chair)
        assert "填写的地址还没有验证，现在只在系统里提醒。收到验证码以后填在下面。" in said
        assert "等待发送" in said
        assert ">待验证<" in said
        assert "z***@example.cn" in said
        assert code_of(app, rows, chair) not in said
        assert send(chair, "/email/test").status_code == 404

    def test_is_used_once_it_is_and_kept_sealed(self, app, chair, rows, opened):
        self.typed(chair)
        code = code_of(app, rows, chair)

        answer = send(chair, "/email/prove", **{"email-code": f" {code[:3]} {code[3:]} "})

        assert answer.location == f"{HOME}#email"
        kept = way_of(rows, chair, "email")
        assert b"zhang@" not in kept.address
        assert code_of(app, rows, chair) is None
        said = page(chair)
        assert "已验证，电子邮件可以收到提醒了。" in said
        assert ">待验证<" not in said
        assert events(rows, chair) == [
            ("contact.ask_way", {"channel": "email"}), ("contact.set_way", {"channel": "email"}),
        ]  # fmt: skip

    @pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567"])
    def test_what_is_no_code_is_said_beside_its_field(self, chair, rows, opened, typed):
        self.typed(chair)

        answer = send(chair, "/email/prove", **{"email-code": typed})

        assert answer.status_code == 422
        assert "验证码" in html.unescape(answer.text)
        assert way_of(rows, chair, "email") is None

    def test_after_five_wrong_codes_the_right_one_is_refused_too(self, app, chair, rows, opened):
        self.typed(chair)
        code = code_of(app, rows, chair)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for _ in range(5):
            said = html.unescape(send(chair, "/email/prove", **{"email-code": wrong}).text)
            assert "验证码不对，请照收到的最近一条填写。" in said

        said = html.unescape(send(chair, "/email/prove", **{"email-code": code}).text)

        assert "验证码填错的次数太多，请再发一次。" in said
        assert way_of(rows, chair, "email") is None
        assert [event for event, _detail in events(rows, chair)].count("contact.wrong_code") == 5
        self.a_second_goes_by(rows, chair)
        send(chair, "/email/code")
        again = code_of(app, rows, chair)
        assert send(chair, "/email/prove", **{"email-code": again}).status_code == 302

    def test_two_tries_at_once_are_counted_one_after_the_other(
        self, app, chair, rows, opened, database_url
    ):
        self.typed(chair)
        wrong = f"{(int(code_of(app, rows, chair)) + 1) % 10**6:06d}"
        trying = threading.Thread(
            target=send, args=(chair, "/email/prove"), kwargs={"email-code": wrong}
        )
        with rows() as session:
            row = session.get(UnprovedWay, (chair.user_id, "email"), with_for_update=True)
            trying.start()
            until(lambda: cluster.ask(database_url, WHO_WAITS) > (0,), patience=15)
            row.tries += 1
            session.commit()
        trying.join(30)

        with rows() as session:
            assert session.get(UnprovedWay, (chair.user_id, "email")).tries == 2

    def test_after_a_day_it_has_to_be_sent_again(self, app, chair, rows, opened):
        self.typed(chair)
        code = code_of(app, rows, chair)
        for ago, status in ((timedelta(hours=24, minutes=1), 422), (timedelta(hours=23), 302)):
            with rows() as session:
                row = session.get(UnprovedWay, (chair.user_id, "email"))
                row.asked_at = clock.now() - ago
                session.commit()
            answer = send(chair, "/email/prove", **{"email-code": code})
            assert answer.status_code == status
            assert ("过了一天" in html.unescape(answer.text)) is (status == 422)

    def test_the_old_one_is_used_until_the_new_one_is_proved(self, app, chair, rows, opened):
        proved(app, rows, chair, "email", "zhang@example.cn")
        self.a_second_goes_by(rows, chair)
        self.typed(chair, "li@example.cn")

        assert way_of(rows, chair, "email").shown == "z***@example.cn"
        assert "新地址 l***@example.cn 待验证；验证以前，提醒仍发到原来的地址。" in page(chair)
        code = code_of(app, rows, chair)
        send(chair, "/email/prove", **{"email-code": code})
        assert way_of(rows, chair, "email").shown == "l***@example.cn"

    def test_the_same_again_needs_no_code(self, app, chair, rows, opened):
        proved(app, rows, chair, "email", "zhang@example.cn")
        self.typed(chair)

        assert code_of(app, rows, chair) is None
        assert "z***@example.cn 已经在用，不用再验证。" in page(chair)

    def test_it_can_be_let_go_twice_and_then_there_is_nothing_to_prove(
        self, app, chair, rows, opened
    ):
        self.typed(chair)
        code = code_of(app, rows, chair)

        for _ in range(2):
            assert send(chair, "/email/drop").status_code == 302

        self.a_second_goes_by(rows, chair)
        assert send(chair, "/email/code").status_code == 404
        assert send(chair, "/email/prove", **{"email-code": code}).status_code == 302
        assert "这个地址已经验证过，或者已经不用。" in page(chair)
        assert way_of(rows, chair, "email") is None

    def test_another_persons_code_proves_nothing(self, app, as_, chair, rows, opened):
        self.typed(chair)
        other = as_(Role.UNION_CHAIR)

        send(other, "/email/prove", **{"email-code": code_of(app, rows, chair)})

        assert way_of(rows, chair, "email") is None
        assert way_of(rows, other, "email") is None

    def test_pressed_twice_it_is_one_code(self, app, chair, rows, opened, monkeypatch):
        at = clock.now()
        monkeypatch.setattr(clock, "now", lambda: at)
        self.typed(chair)
        code = code_of(app, rows, chair)
        self.typed(chair)

        assert code_of(app, rows, chair) == code
        assert self.messages(rows, chair) == [("code", "waiting")]

    def test_beyond_ten_messages_a_day_no_code_is_made(self, app, chair, rows, opened):
        """Else wrong codes could be tried without end."""
        for number in range(10):
            self.typed(chair, f"zhang{number}@example.cn")
            self.a_second_goes_by(rows, chair)
        code = code_of(app, rows, chair)
        send(chair, "/email/prove", **{"email-code": f"{(int(code) + 1) % 10**6:06d}"})

        answer = send(chair, "/email", **{"email-address": "li@example.cn"})

        assert answer.status_code == 422
        said = html.unescape(answer.text)
        assert "今天试发和验证码已经有 10 条，请明天再试。" in said
        assert 'value="li@example.cn"' in said
        send(chair, "/email/code")
        assert "今天试发和验证码已经有 10 条，请明天再试。" in page(chair)
        assert code_of(app, rows, chair) == code
        with rows() as session:
            assert session.get(UnprovedWay, (chair.user_id, "email")).tries == 1
        assert len(self.messages(rows, chair)) == 10


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
        assert "今天试发和验证码已经有 10 条，请明天再试。" in said
        assert "已经交给后台" not in said

    def test_without_an_address_there_is_nothing_to_try(self, chair):
        assert send(chair, "/wecom/test").status_code == 404
