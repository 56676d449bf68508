"""Addresses by which somebody is told: read however typed, refused in words, shown masked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import Unusable
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel, read

KEY = "0a1b2c3d-1111-2222-3333-44445555abcd"
TOKEN = "a" * 60 + "9f3c"
SECRET = "SEC" + "0" * 60
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
DING = "https://oapi.dingtalk.com/robot/send"


class TestMail:
    @pytest.mark.parametrize(
        ("typed", "kept", "shown"),
        [("zhang@example.cn", "zhang@example.cn", "z***@example.cn"),
         (" Zhang.San@Example.CN ", "Zhang.San@example.cn", "Z***@example.cn"),
         ("ｚｈａｎｇ＠example.cn", "zhang@example.cn", "z***@example.cn"),
         ("13800138000@139.com", "13800138000@139.com", "1***@139.com")],
    )  # fmt: skip
    def test_an_address_is_kept_and_shown_without_its_name(self, typed, kept, shown):
        assert read(Channel.EMAIL, typed) == contact_ways.Way(Channel.EMAIL, kept, shown)

    @pytest.mark.parametrize(
        "typed",
        ["zhang", "zhang@", "@example.cn", "zhang@example", "zhang@example.cn\nBcc: a@b.cn",
         "a b@example.cn", "zhang@-example.cn", "zhang@example.1", "a@b@example.cn",
         ".zhang@example.cn", "张三@example.cn", "zhang@例子.cn", "<zhang@example.cn>",
         "zhang@example.cn,li@example.cn"],
    )  # fmt: skip
    def test_what_is_no_address_is_refused(self, typed):
        with pytest.raises(Unusable) as refused:
            read(Channel.EMAIL, typed)

        assert refused.value.refusal.field == "address"

    @given(st.integers(0, 1))
    def test_120_signs_are_the_most(self, more):
        local = "z" * 64
        typed = f"{local}@{'a' * (contact_ways.LONGEST_MAIL - 68 - 10 + more)}.{'b' * 9}.cn"
        assert len(typed) == contact_ways.LONGEST_MAIL + more

        if more:
            with pytest.raises(Unusable):
                read(Channel.EMAIL, typed)
        else:
            assert read(Channel.EMAIL, typed).address == typed

    @given(st.integers(70, 90))
    def test_what_is_shown_fits_its_column(self, length):
        host = f"{'a' * 60}.{'b' * (length - 64)}.cn"

        shown = read(Channel.EMAIL, f"z@{host}").shown

        assert shown == f"z***@{host}"[: contact_ways.SHOWN]


class TestRobots:
    @pytest.mark.parametrize("typed", [KEY, f"{WECOM}?key={KEY}", f" {WECOM}?key={KEY} "])
    def test_wecom_takes_the_whole_address_or_the_key(self, typed):
        way = read(Channel.WECOM, typed)

        assert way.address == f"{WECOM}?key={KEY}"
        assert contact_ways.wecom_key(way.address) == KEY
        assert way.shown == "群机器人 …abcd"

    @pytest.mark.parametrize(
        "typed",
        ["", f"{WECOM}?key=", f"{WECOM}?key=1&key=2", f"http://qyapi.weixin.qq.com/?key={KEY}",
         f"https://qyapi.weixin.qq.com.example.cn/cgi-bin/webhook/send?key={KEY}", KEY[:-1]],
    )  # fmt: skip
    def test_wecom_refuses_what_leads_elsewhere(self, typed):
        with pytest.raises(Unusable):
            read(Channel.WECOM, typed)

    @pytest.mark.parametrize("secret", ["", SECRET])
    @pytest.mark.parametrize("typed", [TOKEN, f"{DING}?access_token={TOKEN}"])
    def test_dingtalk_keeps_token_and_secret(self, typed, secret):
        way = read(Channel.DINGTALK, typed, secret=secret)

        assert contact_ways.dingtalk(way.address) == contact_ways.DingTalk(TOKEN, secret)
        assert way.shown == "群机器人 …9f3c" + ("（加签）" if secret else "")
        assert read(Channel.DINGTALK, way.address) == way  # what is kept can be read again

    def test_a_secret_that_is_none_is_refused_beside_its_field(self):
        with pytest.raises(Unusable) as refused:
            read(Channel.DINGTALK, TOKEN, secret="工资")

        assert refused.value.refusal.field == "secret"

    def test_dingtalk_refuses_another_site(self):
        with pytest.raises(Unusable):
            read(Channel.DINGTALK, f"https://example.cn/robot/send?access_token={TOKEN}")


class TestWebhooks:
    HOSTS = frozenset({"hook.example.cn", "10.0.0.5:8443"})

    @pytest.mark.parametrize(
        "typed",
        ["https://hook.example.cn/a?b=c", "https://hook.example.cn", "https://HOOK.example.cn/x",
         "https://hook.example.cn:443/x", "https://10.0.0.5:8443/x"],
    )  # fmt: skip
    def test_a_host_that_is_allowed_is_taken(self, typed):
        way = read(Channel.WEBHOOK, typed, hosts=self.HOSTS)

        assert contact_ways.may_reach(way.address, self.HOSTS)
        assert way.shown.endswith("/…")
        assert "b=c" not in way.shown

    @pytest.mark.parametrize(
        "typed",
        ["https://example.cn/", "https://hook.example.cn.evil.cn/", "https://127.0.0.1/",
         "https://hook.example.cn:8080/", "https://10.0.0.5/", "https://hook.example.cn@evil.cn/",
         "https://evil.cn\\@hook.example.cn/", "ftp://hook.example.cn/", "hook.example.cn",
         "https://hook.example.cn:99999/", "http://hook.example.cn:443/", "https:///x"],
    )  # fmt: skip
    def test_no_other_host_is_reached(self, typed):
        assert not contact_ways.may_reach(typed, self.HOSTS)
        with pytest.raises(Unusable):
            read(Channel.WEBHOOK, typed, hosts=self.HOSTS)

    @pytest.mark.parametrize(
        "typed", ["http://hook.example.cn/", "HTTP://hook.example.cn:443/", "http://10.0.0.5:8443/"]
    )
    def test_one_that_is_not_encrypted_is_refused(self, typed):
        assert not contact_ways.may_reach(typed, self.HOSTS)
        with pytest.raises(Unusable, match="https://"):
            read(Channel.WEBHOOK, typed, hosts=self.HOSTS)

    def test_without_any_host_the_way_is_closed(self):
        with pytest.raises(Unusable, match="没有开放网址推送"):
            read(Channel.WEBHOOK, "https://hook.example.cn/")

    def test_an_address_that_is_kept_is_plain_signs(self):
        way = read(Channel.WEBHOOK, "https://hook.example.cn/提醒?名=值", hosts=self.HOSTS)

        assert way.address.isascii()
        assert read(Channel.WEBHOOK, way.address, hosts=self.HOSTS) == way


class TestTelephones:
    @pytest.mark.parametrize("typed", ["13800138000", "138 0013 8000", "+86 138-0013-8000"])
    def test_a_mobile_number_is_kept_plain_and_shown_masked(self, typed):
        assert read(Channel.SMS, typed) == contact_ways.Way(
            Channel.SMS, "13800138000", "138****8000"
        )

    @pytest.mark.parametrize("typed", ["1380013800", "010-62000000", "电话"])
    def test_anything_else_is_refused(self, typed):
        with pytest.raises(Unusable, match="11 位"):
            read(Channel.SMS, typed)


NIGHT = datetime(2026, 12, 31, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("made", "sent"),
    [("00:00:00", "07:00:00"), ("06:59:59", "07:00:00"), ("07:00:00", "07:00:00"),
     ("07:00:01", "07:00:01"), ("21:59:59", "21:59:59")],
)  # fmt: skip
def test_until_seven_nobody_is_told_and_until_ten_everybody_at_once(made, sent):
    made_at, sent_at = (datetime.combine(NIGHT, time.fromisoformat(one)) for one in (made, sent))

    assert contact_ways.awake(made_at.replace(tzinfo=NIGHT.tzinfo)) == sent_at.replace(
        tzinfo=NIGHT.tzinfo
    )


@given(
    st.timedeltas(
        timedelta(hours=22),
        timedelta(hours=24),
    )
)
def test_from_ten_on_it_is_told_the_next_morning(after):
    made = NIGHT + min(after, timedelta(hours=24, microseconds=-1))

    assert contact_ways.awake(made) == NIGHT + timedelta(days=1, hours=7)


@pytest.mark.parametrize("channel", list(Channel))
def test_every_way_has_a_name_and_refuses_nothing_and_too_much(channel):
    assert channel.label
    for typed in ("", "  ", "a" * (contact_ways.LONGEST_ADDRESS + 1), "1\x00380013800"):
        with pytest.raises(Unusable):
            read(channel, typed, hosts={"hook.example.cn"})
