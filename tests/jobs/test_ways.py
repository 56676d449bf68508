"""The ways out, each against a real server on this machine."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import socket
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from bargaining.config import Settings
from bargaining.documents.mails import Message
from bargaining.jobs.ways import letter as letters
from bargaining.jobs.ways import mail, robots, sms, web
from bargaining.jobs.ways.letter import Letter, NotSent
from tests import outside, running

AT = datetime(2026, 10, 8, 0, 30, tzinfo=UTC)
TO = "zhang@example.cn"
SUBJECT = "[工资集体协商] 13 件事要办：其中 11 件期限已过，最近一件 2027年10月8日（周五）前"
LETTER = Letter(
    Message(
        subject=SUBJECT,
        text="张主席，您好：\n\n. 一行以点开头\n",
        html="<p>张主席，您好</p>",
        brief="工资集体协商：1 件事要办。",
        sms="【工资集体协商】您有1件事要办。",
        settings_href="https://xieshang.example.cn/inbox/settings",
    ),
    "<0a1b@example.cn>",
    AT,
)
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d-1111-2222-3333-44445555abcd"
TOKEN = "a" * 64
DING = f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}"
SECRET = "SEC" + "0" * 60


def settings(**environ: object) -> Settings:
    given = {"BARGAINING_MAIL_FROM": "工资集体协商 <xieshang@example.cn>", **environ}
    return Settings.from_env({name: str(value) for name, value in given.items()})


def by_mail(port: int, *, security: str = "none", user: str = "") -> Settings:
    server = f"smtp://{user}127.0.0.1:{port}?security={security}"
    return settings(BARGAINING_SMTP_URL=server)


@pytest.fixture
def post():
    with outside.mail_server() as opened:
        yield opened


@pytest.fixture
def ear():
    with outside.web_server() as opened:
        yield opened


@pytest.fixture
def papers(tmp_path):
    """A certificate for this machine, and a server's way to use it."""
    return outside.papers(tmp_path)


@pytest.fixture
def hook(papers, monkeypatch):
    """A web server that nobody reads along with, and that is trusted."""
    trusted, context = papers
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with outside.web_server(tls=context) as opened:
        yield opened


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(letters, "TIMEOUT", 0.3)


class TestMail:
    def test_it_arrives_as_text_and_html_under_a_chinese_subject(self, post):
        mail.send(by_mail(post.port), TO, LETTER)

        (got,) = post.taken
        assert post.to == [TO]
        assert got["Subject"] == SUBJECT
        assert got["From"] == "工资集体协商 <xieshang@example.cn>"
        assert got["To"] == TO
        assert got["Message-ID"] == "<0a1b@example.cn>"
        assert got["Date"].datetime == AT
        assert got["Auto-Submitted"] == "auto-generated"
        assert got["List-Unsubscribe"] == "<https://xieshang.example.cn/inbox/settings>"
        assert got.get_content_type() == "multipart/alternative"
        text, rich = got.iter_parts()
        assert text.get_content_type() == "text/plain"
        assert text.get_content().replace("\r\n", "\n") == LETTER.message.text
        assert rich.get_content_type() == "text/html"
        assert "张主席，您好" in rich.get_content()

    def test_every_line_of_it_fits_any_server(self, post):
        mail.send(by_mail(post.port), TO, LETTER)

        written = mail.written(LETTER, sender="xieshang@example.cn", to=TO).as_bytes()
        assert written.isascii()
        assert max(map(len, written.split(b"\r\n"))) <= 998

    def test_nothing_tracks_whoever_reads_it(self):
        written = mail.written(LETTER, sender="xieshang@example.cn", to=TO)

        names = {name.lower() for name, _value in written.items()}
        assert not names & {"disposition-notification-to", "return-receipt-to"}

    @pytest.mark.parametrize(
        ("answer", "permanent"),
        [("550 5.1.1 <zhang@example.cn>: no such user", True), ("553 bad name", True),
         ("451 4.7.1 greylisted, try later", False), ("450 busy", False), ("421 closing", False)],
    )  # fmt: skip
    def test_a_recipient_that_is_refused(self, post, answer, permanent):
        post.at_recipient = answer

        with pytest.raises(NotSent) as refused:
            mail.send(by_mail(post.port), TO, LETTER)

        assert refused.value.permanent is permanent
        assert answer[:3] in refused.value.reason
        assert "zhang" not in refused.value.reason
        assert post.taken == []

    @pytest.mark.parametrize(("answer", "permanent"), [("554 spam", True), ("452 full", False)])
    def test_a_content_that_is_refused(self, post, answer, permanent):
        post.at_content = answer

        with pytest.raises(NotSent) as refused:
            mail.send(by_mail(post.port), TO, LETTER)

        assert refused.value.permanent is permanent

    def test_a_server_that_is_dead(self):
        with pytest.raises(NotSent, match="没有应答") as refused:
            mail.send(by_mail(running.free_port()), TO, LETTER)

        assert not refused.value.permanent

    def test_a_server_that_never_says_a_word(self, impatient):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()

            with pytest.raises(NotSent, match="没有应答") as refused:
                mail.send(by_mail(silent.getsockname()[1]), TO, LETTER)

        assert not refused.value.permanent

    def test_a_server_that_breaks_off_after_it_took_the_mail_has_taken_it(self, impatient):
        """A farewell that goes wrong must not let the mail be sent again."""
        took = []
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()

            def serve():
                link, _ = listening.accept()
                with link, link.makefile("rwb") as lines:
                    for answer in (b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"):
                        lines.write(answer + b"\r\n")
                        lines.flush()
                        if answer != b"220 hi":
                            continue
                    while (line := lines.readline()) != b".\r\n":
                        took.append(line)
                    lines.write(b"250 taken\r\n")
                    lines.flush()

            thread = threading.Thread(target=serve)
            thread.start()
            mail.send(by_mail(listening.getsockname()[1]), TO, LETTER)
            thread.join()

        assert any(line.startswith(b"Message-ID: <0a1b@example.cn>") for line in took)

    def test_without_encryption_on_the_server_nothing_leaves(self, post):
        with pytest.raises(NotSent, match="不支持") as refused:
            mail.send(by_mail(post.port, security="starttls"), TO, LETTER)

        assert not refused.value.permanent
        assert post.taken == []

    def test_a_password_is_not_given_to_a_server_that_asks_for_none(self, post):
        with pytest.raises(NotSent, match="不支持"):
            mail.send(by_mail(post.port, user="office:geheim@"), TO, LETTER)

    def test_without_a_server_it_says_so(self):
        with pytest.raises(NotSent, match="没有设置"):
            mail.send(settings(), TO, LETTER)


class TestRobots:
    @pytest.fixture
    def wecom(self, ear, monkeypatch):
        monkeypatch.setattr(robots.WeCom, "notify_url", ear.address + "/send?key={key}")
        return ear

    @pytest.fixture
    def dingtalk(self, ear, monkeypatch):
        address = ear.address + "/robot/send?access_token={token}"
        monkeypatch.setattr(robots.DingTalk, "notify_url", address)
        return ear

    def test_their_own_addresses_are_those_of_the_services(self):
        assert robots.WeCom(key="abc-1").api_url == WECOM.partition("key=")[0] + "key=abc-1"
        assert robots.DingTalk(token=TOKEN).notify_url.format(token=TOKEN) == DING

    def test_wecom_hears_the_text(self, wecom):
        robots.send_wecom(settings(), WECOM, LETTER)

        (heard,) = wecom.heard
        assert heard.path == "/send?key=0a1b2c3d-1111-2222-3333-44445555abcd"
        assert heard.content == {"msgtype": "text", "text": {"content": LETTER.message.brief}}

    def test_dingtalk_hears_the_text(self, dingtalk):
        robots.send_dingtalk(settings(), DING, LETTER)

        (heard,) = dingtalk.heard
        assert parse_qs(urlsplit(heard.path).query) == {"access_token": [TOKEN]}
        assert heard.content == {"msgtype": "text", "text": {"content": LETTER.message.brief}}

    def test_dingtalk_reads_the_signature_as_it_is_documented(self, dingtalk):
        """Decoded once from the address, it is the keyed hash of moment, line break and secret."""
        robots.send_dingtalk(settings(), f"{DING}&secret={SECRET}", LETTER)

        given = {
            name: one[0] for name, one in parse_qs(urlsplit(dingtalk.heard[0].path).query).items()
        }
        words = f"{given['timestamp']}\n{SECRET}".encode()
        sign = hmac.new(SECRET.encode(), words, hashlib.sha256).digest()
        assert base64.b64decode(given["sign"]) == sign
        assert len(given["timestamp"]) == 13

    @pytest.mark.parametrize(("code", "permanent"), [(93000, True), (45009, False), (-1, False)])
    def test_wecom_says_no_with_a_200(self, wecom, code, permanent):
        wecom.answer = b'{"errcode":%d,"errmsg":"invalid webhook url"}' % code

        with pytest.raises(NotSent) as refused:
            robots.send_wecom(settings(), WECOM, LETTER)

        assert refused.value.permanent is permanent
        assert str(code) in refused.value.reason

    @pytest.mark.parametrize(("code", "permanent"), [(310000, True), (130101, False)])
    def test_dingtalk_says_no_with_a_200(self, dingtalk, code, permanent):
        dingtalk.answer = b'{"errcode":%d,"errmsg":"keywords not in content"}' % code

        with pytest.raises(NotSent) as refused:
            robots.send_dingtalk(settings(), DING, LETTER)

        assert refused.value.permanent is permanent

    @pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"errcode":"x"}'])
    def test_an_answer_that_nobody_understands_is_no_yes(self, wecom, answer):
        wecom.answer = answer

        with pytest.raises(NotSent, match="看不懂"):
            robots.send_wecom(settings(), WECOM, LETTER)

    def test_a_text_as_long_as_wecom_takes_goes_in_one(self, wecom):
        long = Letter(Message("s", "t", "h", "工" * 600, "m"), LETTER.message_id, LETTER.at)

        robots.send_wecom(settings(), WECOM, long)

        assert [one.content["text"]["content"] for one in wecom.heard] == ["工" * 600]


class TestWebhooks:
    def test_an_allowed_host_hears_title_and_text(self, hook):
        known = settings(BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{hook.port}")

        robots.send_webhook(known, f"{hook.address}/hook?room=1", LETTER)

        (heard,) = hook.heard
        assert heard.path == "/hook?room=1"
        assert heard.content["title"] == SUBJECT
        assert heard.content["message"] == LETTER.message.brief

    def test_a_host_that_was_closed_meanwhile_hears_nothing(self, hook):
        with pytest.raises(NotSent) as refused:
            robots.send_webhook(settings(), f"{hook.address}/hook", LETTER)

        assert refused.value.permanent
        assert hook.heard == []

    def test_nobody_is_followed_to_another_address(self, hook):
        hook.status, hook.headers = 302, {"Location": f"{hook.address}/inner"}
        known = settings(BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{hook.port}")

        with pytest.raises(NotSent, match="不跟随"):
            robots.send_webhook(known, f"{hook.address}/hook", LETTER)

        assert [one.path for one in hook.heard] == ["/hook"]

    @pytest.mark.parametrize(
        ("status", "permanent"),
        [(404, True), (410, True), (400, True), (401, False), (429, False), (500, False),
         (503, False)],
    )  # fmt: skip
    def test_what_an_answer_means(self, hook, status, permanent):
        hook.status = status
        known = settings(BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{hook.port}")

        with pytest.raises(NotSent) as refused:
            robots.send_webhook(known, f"{hook.address}/hook?key=geheim", LETTER)

        assert refused.value.permanent is permanent
        assert str(status) in refused.value.reason
        assert "geheim" not in refused.value.reason
        assert "127.0.0.1" not in refused.value.reason

    def test_one_that_is_not_encrypted_hears_nothing(self, ear):
        known = settings(BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{ear.port}")

        with pytest.raises(NotSent) as refused:
            robots.send_webhook(known, f"{ear.address}/hook", LETTER)

        assert refused.value.permanent
        assert ear.heard == []

    def test_one_that_nobody_vouches_for_hears_nothing(self, papers):
        _paper, context = papers
        with outside.web_server(tls=context) as stranger:
            known = settings(BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{stranger.port}")
            with pytest.raises(NotSent, match="证书"):
                robots.send_webhook(known, f"{stranger.address}/hook", LETTER)

        assert stranger.heard == []


class TestPosting:
    def posted(self, address):
        return web.post(address, {"a": 1}, whose="对方")

    def test_neither_a_proxy_nor_a_password_of_the_environment_is_used(
        self, ear, monkeypatch, tmp_path
    ):
        with outside.web_server() as proxy:
            for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, proxy.address)
            for name in ("no_proxy", "NO_PROXY"):
                monkeypatch.delenv(name, raising=False)
            netrc = tmp_path / "netrc"
            netrc.write_text("default login office password geheim\n")
            netrc.chmod(0o600)
            monkeypatch.setenv("NETRC", str(netrc))
            self.posted(f"{ear.address}/x")

        assert proxy.heard == []
        assert "Authorization" not in ear.heard[0].headers

    def test_an_answer_that_drips_without_a_code_has_an_end(self, monkeypatch):
        monkeypatch.setattr(letters, "LONGEST", 0.5)
        with dripping(b"") as port:
            began = time.monotonic()
            with pytest.raises(NotSent, match="没有应答"):
                self.posted(f"http://127.0.0.1:{port}/")

        assert time.monotonic() - began < 5

    def test_an_encryption_that_never_comes_about_has_an_end(self, monkeypatch):
        monkeypatch.setattr(letters, "LONGEST", 0.5)
        hello = b"\x16\x03\x03\x40\x00"  # the head of a record that is long
        with dripping(hello) as port:
            began = time.monotonic()
            with pytest.raises(NotSent):
                self.posted(f"https://127.0.0.1:{port}/")

        assert time.monotonic() - began < 5

    @pytest.mark.parametrize("more", [b"X-Slow: ", b"Content-Length: 100000\r\n\r\n"])
    def test_a_head_or_body_that_drips_has_an_end_and_its_code_holds(self, monkeypatch, more):
        """The server has said that it took the message: once more would tell it twice."""
        monkeypatch.setattr(letters, "LONGEST", 0.5)
        with dripping(b"HTTP/1.1 200 OK\r\n" + more) as port:
            began = time.monotonic()
            said = self.posted(f"http://127.0.0.1:{port}/")

        assert time.monotonic() - began < 5
        assert said.strip(b"a") == b""

    def test_an_answer_without_end_is_read_at_its_beginning(self, ear):
        ear.answer = b"a" * (web._MOST_READ * 20)

        said = self.posted(f"{ear.address}/x")

        assert web._MOST_READ <= len(said) < web._MOST_READ + web._PIECE

    def test_an_answer_is_not_unfolded(self, ear):
        ear.answer = gzip.compress(b"a" * 10_000_000)
        ear.headers = {"Content-Encoding": "gzip"}

        assert len(self.posted(f"{ear.address}/x")) == len(ear.answer)
        assert ear.heard[0].headers["Accept-Encoding"] == "identity"


@contextmanager
def dripping(begin):
    """Serve a beginning at once, and then one byte every tenth of a second."""
    over = threading.Event()

    def serve(listening):
        link, _ = listening.accept()
        with link:
            link.sendall(begin)
            while not over.wait(0.1):
                try:
                    link.sendall(b"a")
                except OSError:
                    return

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()


class TestShortMessages:
    def test_the_gateway_hears_number_and_text(self, ear):
        known = settings(BARGAINING_SMS_URL=f"{ear.address}/send", BARGAINING_SMS_TOKEN="t0ken")
        ear.answer = b""

        sms.send(known, "13800138000", LETTER)

        (heard,) = ear.heard
        assert heard.content == {"to": "13800138000", "text": LETTER.message.sms}
        assert heard.headers["Authorization"] == "Bearer t0ken"

    def test_without_a_gateway_it_says_so(self):
        with pytest.raises(NotSent, match="没有设置"):
            sms.send(settings(), "13800138000", LETTER)

    def test_a_gateway_that_never_answers_is_not_waited_for(self, impatient):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            known = settings(BARGAINING_SMS_URL=f"http://127.0.0.1:{silent.getsockname()[1]}/")

            with pytest.raises(NotSent, match="短信网关没有应答") as refused:
                sms.send(known, "13800138000", LETTER)

        assert not refused.value.permanent
        assert "138" not in refused.value.reason
