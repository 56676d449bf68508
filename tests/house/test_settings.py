"""Settings: read once, documented every one, refused in words when malformed."""

from __future__ import annotations

import ast
import base64
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import config, errors
from bargaining.rules.contact_ways import Channel
from bargaining.web import security

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


class Remembering(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, *pairs: object) -> None:
        super().__init__(*pairs)
        self.asked: set[str] = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)


def read(**environ: str) -> config.Settings:
    return config.Settings.from_env(environ)


class TestTheHouse:
    def test_every_setting_is_in_the_readme(self):
        environ = Remembering()
        config.Settings.from_env(environ)
        security.Policy.from_env(environ)
        readme = (config.CHECKOUT / "README.md").read_text(encoding="utf-8")

        assert {name for name in environ.asked if f"`{name}`" not in readme} == set()

    def test_the_readme_names_no_setting_that_is_not_read(self):
        environ = Remembering()
        config.Settings.from_env(environ)
        security.Policy.from_env(environ)
        readme = (config.CHECKOUT / "README.md").read_text(encoding="utf-8")

        named = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, flags=re.MULTILINE))
        assert named == environ.asked

    def test_only_the_edge_reads_the_environment(self):
        edge = {"factory.py", "cli", "jobs"}
        readers = set()
        for path in (config.CHECKOUT / "bargaining").rglob("*.py"):
            room = path.relative_to(config.CHECKOUT / "bargaining").parts[0]
            names = {
                node.attr
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Attribute)
            }
            if names & {"environ", "getenv", "environb"} and room not in edge:
                readers.add(str(path))

        assert readers == set()


class TestDatabaseUrl:
    def test_without_one_the_embedded_database_is_meant(self):
        settings = read()

        assert settings.database_url is None
        assert settings.owner_url is None

    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
    def test_every_usual_spelling_becomes_our_drivers(self, scheme):
        settings = read(DATABASE_URL=f"{scheme}://app:pass@db.example:5433/wages?sslmode=require")

        wanted = "postgresql+psycopg://app:pass@db.example:5433/wages?sslmode=require"
        assert settings.database_url == wanted
        assert settings.owner_url == wanted

    def test_the_owner_may_have_an_address_of_its_own(self):
        settings = read(
            DATABASE_URL="postgresql://app@db/w", DATABASE_OWNER_URL="postgres://o@db/w"
        )

        assert settings.owner_url == "postgresql+psycopg://o@db/w"

    def test_an_owner_without_a_database_is_refused(self):
        with pytest.raises(errors.NotReady, match="DATABASE_OWNER_URL"):
            read(DATABASE_OWNER_URL="postgres://o@db/w")

    @pytest.mark.parametrize(
        "url",
        ["sqlite:///x.db", "mysql://u@h/d", "nonsense", "postgresql://u@h", "postgresql://u@h/",
         "postgresql://u@h:port/d", "postgresql://u@h:99999/d", "postgresql://[::1/d"],
    )  # fmt: skip
    def test_an_address_that_cannot_be_used_is_refused_by_name(self, url):
        with pytest.raises(errors.NotReady, match="DATABASE_URL"):
            read(DATABASE_URL=url)

    def test_the_address_of_the_embedded_one_is_filled_in_later(self):
        settings = read().with_database("postgresql+psycopg://bargaining_owner@/bargaining?host=/s")

        assert settings.database_url == settings.owner_url
        assert settings.database_url.endswith("?host=/s")

    def test_an_address_behind_a_socket_is_accepted(self):
        url = "postgresql+psycopg://bargaining_owner@/bargaining?host=/var/lib/x/socket"

        assert read(DATABASE_URL=url).database_url == url


class TestPort:
    @given(st.sampled_from([1, 2, 80, 8000, 65534, 65535]) | st.integers(1, 65535))
    def test_every_port_is_taken(self, port):
        assert read(BARGAINING_PORT=str(port)).port == port

    @given(st.sampled_from([-1, 0, 65536, 65537]) | st.integers(65536) | st.integers(max_value=0))
    def test_a_number_that_is_no_port_is_refused(self, port):
        with pytest.raises(errors.NotReady, match="BARGAINING_PORT"):
            read(BARGAINING_PORT=str(port))

    @pytest.mark.parametrize("port", ["http", "8000a", "8 000", "8e3", "８０００", "²"])
    def test_what_is_no_number_is_refused(self, port):
        with pytest.raises(errors.NotReady, match="BARGAINING_PORT"):
            read(BARGAINING_PORT=port)

    def test_without_one_it_is_8000_on_this_machine_alone(self):
        settings = read()

        assert (settings.host, settings.port) == ("127.0.0.1", 8000)


class TestPublicUrl:
    def test_without_one_papers_name_the_address_they_are_made_at(self):
        assert read().public_url == ""

    @pytest.mark.parametrize(
        ("given_url", "kept"),
        [("https://xieshang.example.cn", "https://xieshang.example.cn"),
         ("https://example.cn/gongzi/", "https://example.cn/gongzi"),
         ("http://10.1.2.3:8000/", "http://10.1.2.3:8000"),
         ("http://[fd00::1]:8000", "http://[fd00::1]:8000")],
    )  # fmt: skip
    def test_an_address_is_kept_without_its_last_stroke(self, given_url, kept):
        assert read(BARGAINING_PUBLIC_URL=f" {given_url} ").public_url == kept

    @pytest.mark.parametrize(
        "url",
        ["xieshang.example.cn", "ftp://example.cn", "https://", "https://协商.cn",
         "https://example.cn?a=1", "https://example.cn#a", "https://a@example.cn",
         "https://example.cn/a b", "https://example.cn:99999", "https://example.cn:0"],
    )  # fmt: skip
    def test_what_cannot_stand_on_a_paper_is_refused_by_name(self, url):
        with pytest.raises(errors.NotReady, match="BARGAINING_PUBLIC_URL"):
            read(BARGAINING_PUBLIC_URL=url)

    @given(st.integers(0, 1))
    def test_one_too_long_for_a_small_picture_is_refused(self, more):
        url = "https://" + "a" * (config.LONGEST_PUBLIC_URL - 11 + more) + ".cn"

        if more:
            with pytest.raises(errors.NotReady, match="最多 80 个字符"):
                read(BARGAINING_PUBLIC_URL=url)
        else:
            assert read(BARGAINING_PUBLIC_URL=url).public_url == url


class TestInstance:
    def test_without_one_it_lies_in_the_checkout(self):
        assert read().instance == config.CHECKOUT / "instance"

    def test_a_relative_one_becomes_absolute(self):
        assert read(BARGAINING_INSTANCE="there").instance == Path.cwd() / "there"


class TestKeys:
    def test_the_secret_key_is_made_once_and_kept_for_its_owner_alone(self, tmp_path):
        settings = read(BARGAINING_INSTANCE=str(tmp_path / "new"))

        first = settings.secret_key

        assert len(first) >= config.SHORTEST_SECRET
        assert read(BARGAINING_INSTANCE=str(tmp_path / "new")).secret_key == first
        assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600

    def test_the_person_key_is_made_once_and_fernet_takes_it(self, tmp_path):
        from cryptography.fernet import Fernet

        first = read(BARGAINING_INSTANCE=str(tmp_path)).person_key

        again = read(BARGAINING_INSTANCE=str(tmp_path)).person_key
        assert Fernet(again.encode()).decrypt(Fernet(first.encode()).encrypt(b"x")) == b"x"
        assert stat.S_IMODE((tmp_path / "person_key").stat().st_mode) == 0o600

    def test_two_installations_have_different_keys(self, tmp_path):
        here = read(BARGAINING_INSTANCE=str(tmp_path / "here"))
        there = read(BARGAINING_INSTANCE=str(tmp_path / "there"))

        assert here.secret_key != there.secret_key
        assert here.person_key != there.person_key

    def test_reading_the_settings_writes_nothing(self, tmp_path):
        read(BARGAINING_INSTANCE=str(tmp_path / "new"))

        assert not (tmp_path / "new").exists()

    def test_several_processes_that_start_at_once_agree_on_the_key(self, tmp_path):
        code = (
            "from bargaining import config; import sys\n"
            "settings = config.Settings.from_env({'BARGAINING_INSTANCE': sys.argv[1]})\n"
            "print(settings.secret_key, settings.person_key)"
        )
        starters = [
            subprocess.Popen(
                [sys.executable, "-c", code, tmp_path / "new"],
                stdout=subprocess.PIPE,
                text=True,
                cwd=config.CHECKOUT,
            )
            for _ in range(4)
        ]

        assert len({starter.communicate()[0] for starter in starters}) == 1
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
            "person_key",
            "secret_key",
        ]

    @given(st.integers(0, 1))
    def test_a_secret_key_counts_from_32_characters_on(self, more):
        given_key = "k" * (31 + more)

        if more:
            assert read(SECRET_KEY=given_key).secret_key == given_key
        else:
            with pytest.raises(errors.NotReady, match="SECRET_KEY"):
                read(SECRET_KEY=given_key)

    @pytest.mark.parametrize("key", [KEY[:-4], "密钥", "k" * 44, KEY[:-1]])
    def test_a_person_key_that_fernet_would_not_take_is_refused(self, key):
        from cryptography.fernet import Fernet

        with pytest.raises(ValueError, match=r"."):
            Fernet(key.encode())
        with pytest.raises(errors.NotReady, match="PERSON_KEY"):
            read(PERSON_KEY=key)

    def test_a_person_key_that_is_given_is_used(self):
        assert read(PERSON_KEY=KEY).person_key == KEY

    def test_a_key_file_cut_short_is_refused_not_replaced(self, tmp_path):
        (tmp_path / "person_key").write_text(KEY[:20])

        with pytest.raises(errors.NotReady, match="person_key"):
            _ = read(BARGAINING_INSTANCE=str(tmp_path)).person_key
        assert (tmp_path / "person_key").read_text() == KEY[:20]

    def test_a_damaged_person_key_file_is_refused(self, tmp_path):
        (tmp_path / "person_key").write_text("?" * 44)

        with pytest.raises(errors.NotReady, match="person_key"):
            _ = read(BARGAINING_INSTANCE=str(tmp_path)).person_key

    def test_keys_are_not_shown_with_the_settings(self):
        settings = read(SECRET_KEY="s" * 40, PERSON_KEY=KEY)

        assert "s" * 40 not in repr(settings)
        assert KEY not in repr(settings)


class TestWaysOut:
    FROM = "xieshang@example.cn"

    def server(self, url: str) -> config.MailServer:
        found = read(BARGAINING_SMTP_URL=url, BARGAINING_MAIL_FROM=self.FROM).mail_server
        assert found is not None
        return found

    def test_without_any_only_robots_are_open(self):
        settings = read()

        assert settings.mail_server is None
        assert settings.channels == {Channel.WECOM, Channel.DINGTALK}
        assert settings.mail_host == "localhost"

    def test_what_is_set_is_open(self):
        settings = read(
            BARGAINING_SMTP_URL="smtp://mail.example.cn",
            BARGAINING_MAIL_FROM=self.FROM,
            BARGAINING_WEBHOOK_HOSTS=" hook.example.cn，10.0.0.5:8443 ",
            BARGAINING_SMS_URL="https://sms.example.cn/send",
        )

        assert settings.channels == set(Channel)
        assert settings.webhook_hosts == {"hook.example.cn", "10.0.0.5:8443"}
        assert settings.mail_host == "example.cn"

    @pytest.mark.parametrize(
        ("url", "port", "security"),
        [("smtp://mail.example.cn", 587, "starttls"),
         ("smtp://mail.example.cn:587", 587, "starttls"),
         ("smtp://mail.example.cn:465", 465, "tls"),
         ("smtp://mail.example.cn:25", 25, "starttls"),
         ("smtp://mail.example.cn?security=none", 25, "none"),
         ("smtp://mail.example.cn/?security=tls", 465, "tls"),
         ("smtp://mail.example.cn:2525?security=none", 2525, "none")],
    )  # fmt: skip
    def test_the_way_to_the_server_is_kept_unless_said_otherwise(self, url, port, security):
        server = self.server(url)

        assert (server.port, server.security) == (port, security)

    def test_name_and_password_are_read_and_never_shown(self):
        url = "smtp://office%40example.cn:p%40ss%2Fword@mail.example.cn"
        settings = read(
            BARGAINING_SMTP_URL=url, BARGAINING_MAIL_FROM=self.FROM,
            BARGAINING_SMS_URL="https://sms.example.cn/send?key=geheim",
            BARGAINING_SMS_TOKEN="t0ken-of-the-gateway",
        )  # fmt: skip
        server = settings.mail_server

        assert server is not None
        assert (server.user, server.password) == ("office@example.cn", "p@ss/word")
        for secret in ("p@ss/word", "p%40ss", "geheim", "t0ken"):
            assert secret not in repr(settings)

    @pytest.mark.parametrize(
        "url",
        ["mail.example.cn", "smtps://mail.example.cn", "smtp://", "smtp://mail.example.cn:0",
         "smtp://mail.example.cn:99999", "smtp://mail.example.cn?security=ssl",
         "smtp://mail.example.cn?secure=tls", "smtp://u:geheim@mail.example.cn/inbox",
         "smtp://mail.example.cn?security=tls&security=none"],
    )  # fmt: skip
    def test_a_server_that_cannot_be_is_refused_without_its_password(self, url):
        with pytest.raises(errors.NotReady, match="BARGAINING_SMTP_URL") as refused:
            read(BARGAINING_SMTP_URL=url, BARGAINING_MAIL_FROM=self.FROM)

        assert "geheim" not in str(refused.value)

    def test_a_server_without_a_sender_is_refused(self):
        with pytest.raises(errors.NotReady, match="BARGAINING_MAIL_FROM"):
            read(BARGAINING_SMTP_URL="smtp://mail.example.cn")

    @pytest.mark.parametrize(
        "sender",
        ["xieshang", "工资集体协商", "a@example.cn, b@example.cn", "a@example.cn\nBcc: b@c.cn"],
    )
    def test_a_sender_that_is_no_address_is_refused(self, sender):
        with pytest.raises(errors.NotReady, match="BARGAINING_MAIL_FROM"):
            read(BARGAINING_MAIL_FROM=sender)

    def test_a_sender_may_have_a_name(self):
        sender = "工资集体协商 <xieshang@Example.cn>"

        assert read(BARGAINING_MAIL_FROM=sender).mail_from == "工资集体协商 <xieshang@example.cn>"

    @pytest.mark.parametrize("hosts", ["https://hook.example.cn", "*.example.cn", "a b", "a/b"])
    def test_what_is_no_host_is_refused(self, hosts):
        with pytest.raises(errors.NotReady, match="BARGAINING_WEBHOOK_HOSTS"):
            read(BARGAINING_WEBHOOK_HOSTS=f"hook.example.cn,{hosts}")

    def test_a_gateway_that_is_no_address_is_refused(self):
        with pytest.raises(errors.NotReady, match="BARGAINING_SMS_URL"):
            read(BARGAINING_SMS_URL="sms.example.cn")
