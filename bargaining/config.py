"""With which settings does it run? Read once from the environment; refuses to start if short."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Self, TypedDict
from urllib.parse import parse_qs, unquote, urlsplit

from bargaining.errors import NotReady, Unusable
from bargaining.rules import contact_ways
from bargaining.rules.contact_ways import Channel

CHECKOUT = Path(__file__).resolve().parents[1]
DRIVER = "postgresql+psycopg"
SHORTEST_SECRET = 32
LONGEST_PUBLIC_URL = 80  # a longer one makes the picture on a paper too fine for telephones
PERSON_KEY_BYTES = 32
_SITE = re.compile(r"https?://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:[0-9]+)?(/[A-Za-z0-9._~-]+)*")
_WEBHOOK_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_SENDER = re.compile(r"(?:([^<>,;\"\r\n]+?)\s*(?=<))?<?([^<>\s,;]+)>?")
_USUAL_SECURITY = {465: "tls"}
_SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class MailServer:
    """Through which server mail leaves, and how the way to it is kept (发信服务器)."""

    host: str
    port: int
    security: str  # starttls tls none
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """What one process needs to know about its surroundings.

    `database_url` is None where the embedded database is meant and its address is not known
    yet; whoever starts or finds it fills it in by `with_database`. `public_url` is the address
    that papers name, empty where nobody set one. Without `mail_server` no mail leaves, without
    `webhook_hosts` no plain webhook, without `sms_url` no short message.
    """

    database_url: str | None
    owner_url: str | None
    instance: Path
    host: str
    port: int
    public_url: str = ""
    given_secret_key: str | None = field(default=None, repr=False)
    given_person_key: str | None = field(default=None, repr=False)
    mail_server: MailServer | None = None
    mail_from: str = ""
    webhook_hosts: frozenset[str] = frozenset()
    sms_url: str = field(default="", repr=False)
    sms_token: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings; raise NotReady with a finished sentence where one is malformed."""
        database_url = _database_url("DATABASE_URL", environ.get("DATABASE_URL", ""))
        owner_url = _database_url("DATABASE_OWNER_URL", environ.get("DATABASE_OWNER_URL", ""))
        if owner_url is not None and database_url is None:
            raise NotReady("设置了 DATABASE_OWNER_URL 却没有 DATABASE_URL，请两者都设，或都不设。")
        instance = environ.get("BARGAINING_INSTANCE", "").strip()
        return cls(
            database_url=database_url,
            owner_url=owner_url or database_url,
            instance=Path(instance).expanduser().absolute() if instance else CHECKOUT / "instance",
            host=environ.get("BARGAINING_HOST", "").strip() or "127.0.0.1",
            port=_port(environ.get("BARGAINING_PORT", "").strip() or "8000"),
            public_url=public_url(environ.get("BARGAINING_PUBLIC_URL", "").strip()),
            given_secret_key=_secret_key(environ.get("SECRET_KEY", "")),
            given_person_key=_person_key("PERSON_KEY", environ.get("PERSON_KEY", "")),
            **_ways_out(environ),
        )

    @property
    def channels(self) -> frozenset[Channel]:
        """The ways by which this office can tell somebody (开通的通知方式)."""
        closed = {
            Channel.EMAIL: self.mail_server is None,
            Channel.WEBHOOK: not self.webhook_hosts,
            Channel.SMS: not self.sms_url,
        }
        return frozenset(one for one in Channel if not closed.get(one, False))

    @property
    def mail_host(self) -> str:
        """The host that messages are numbered by (邮件编号的主机), a made-up one without mail."""
        return parseaddr(self.mail_from)[1].rpartition("@")[2] or "localhost"

    def with_database(self, url: str) -> Self:
        """Return the same settings with the embedded database's address filled in."""
        return replace(self, database_url=url, owner_url=self.owner_url or url)

    @property
    def secret_key(self) -> str:
        """The key that signs sessions and forms: given, else kept in the instance folder."""
        return self.given_secret_key or _kept(
            self.instance / "secret_key", fresh=secrets.token_urlsafe(48)
        )

    @property
    def person_key(self) -> str:
        """The Fernet key of personal data; losing its file loses every encrypted field."""
        fresh = base64.urlsafe_b64encode(secrets.token_bytes(PERSON_KEY_BYTES)).decode()
        kept = self.given_person_key or _kept(self.instance / "person_key", fresh=fresh)
        return _person_key(str(self.instance / "person_key"), kept) or fresh


def _database_url(name: str, given: str) -> str | None:
    if not given.strip():
        return None
    scheme, mark, rest = given.strip().partition("://")
    if not mark or scheme not in {"postgresql", "postgres", DRIVER}:
        raise NotReady(
            f"{name} 应以 postgresql:// 开头，例如 postgresql://用户@主机/数据库名；本系统只支持 "
            "PostgreSQL 及其兼容数据库。"
        )
    try:
        parts = urlsplit(f"{DRIVER}://{rest}")
        named = len(parts.path.strip("/")) > 0 and (parts.port is None or parts.port > 0)
    except ValueError as problem:
        raise NotReady(f"{name} 的地址写法有误，请核对主机与端口。") from problem
    if not named:
        raise NotReady(f"{name} 没有写明数据库名，例如 postgresql://用户@主机/bargaining。")
    return f"{DRIVER}://{rest}"


def _port(given: str) -> int:
    # isascii: int() would also take full-width digits, which then differ from what is printed.
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise NotReady(f"BARGAINING_PORT 应是 1 至 65535 的整数，现在是“{given}”。")
    return int(given)


def public_url(given: str) -> str:
    """Check the address of the site as papers name it; raise NotReady where it cannot be."""
    if not given:
        return ""
    address = given.rstrip("/")
    try:
        known = bool(_SITE.fullmatch(address)) and urlsplit(address).port != 0
    except ValueError:
        known = False
    if not known:
        raise NotReady(
            "BARGAINING_PUBLIC_URL 应是网站的地址，例如 https://xieshang.example.cn，"
            f"现在是“{given}”。"
        )
    if len(address) > LONGEST_PUBLIC_URL:
        raise NotReady(
            f"BARGAINING_PUBLIC_URL 最多 {LONGEST_PUBLIC_URL} 个字符，请用短一些的域名。"
        )
    return address


# ── ways out of the house ────────────────────────────────────────────────────────────────────


class _Ways(TypedDict):
    mail_server: MailServer | None
    mail_from: str
    webhook_hosts: frozenset[str]
    sms_url: str
    sms_token: str


def _ways_out(environ: Mapping[str, str]) -> _Ways:
    server = _mail_server(environ.get("BARGAINING_SMTP_URL", "").strip())
    mail_from = _mail_from(environ.get("BARGAINING_MAIL_FROM", "").strip())
    if server is not None and not mail_from:
        raise NotReady(
            "设置了 BARGAINING_SMTP_URL，还请设置发信地址 BARGAINING_MAIL_FROM，"
            "例如 xieshang@example.cn。"
        )
    return {
        "mail_server": server,
        "mail_from": mail_from,
        "webhook_hosts": _webhook_hosts(environ.get("BARGAINING_WEBHOOK_HOSTS", "")),
        "sms_url": _sms_url(environ.get("BARGAINING_SMS_URL", "").strip()),
        "sms_token": environ.get("BARGAINING_SMS_TOKEN", "").strip(),
    }


def _mail_server(given: str) -> MailServer | None:
    """Read the mail server's address; what is wrong with it is said without its password."""
    if not given:
        return None
    try:
        parts = urlsplit(given)
        host, port = parts.hostname, parts.port
        asked = parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError as problem:
        raise NotReady(_NO_SERVER) from problem
    security = asked.pop("security", [_USUAL_SECURITY.get(port or 0, "starttls")])
    usable = parts.scheme == "smtp" and host and port != 0 and parts.path in ("", "/")
    if not usable or not host or asked or len(security) != 1 or security[0] not in _SMTP_PORTS:
        raise NotReady(_NO_SERVER)
    return MailServer(
        host=host,
        port=port or _SMTP_PORTS[security[0]],
        security=security[0],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


_NO_SERVER = (
    "BARGAINING_SMTP_URL 的写法有误，应类似 smtp://用户:密码@主机:587?security=starttls；"
    "security 可以是 starttls、tls 或 none，密码里的特殊符号用 % 编码。"
)


def _mail_from(given: str) -> str:
    """Read the sender: an address, or a name with its address in angle brackets."""
    if not given:
        return ""
    parts = _SENDER.fullmatch(given)
    name, address = parts.groups() if parts else ("", "")
    try:
        known = contact_ways.read(Channel.EMAIL, address).address
    except Unusable as problem:
        raise NotReady(
            "BARGAINING_MAIL_FROM 应是一个邮箱地址，例如 xieshang@example.cn 或者 "
            f"工资集体协商 <xieshang@example.cn>，现在是“{given}”。"
        ) from problem
    return str(Address(name, addr_spec=known)) if name else known


def _webhook_hosts(given: str) -> frozenset[str]:
    hosts = frozenset(one.strip().lower() for one in re.split("[,，]", given) if one.strip())
    for host in hosts:
        if not _WEBHOOK_HOST.fullmatch(host):
            raise NotReady(
                "BARGAINING_WEBHOOK_HOSTS 应是用逗号隔开的主机名，例如 hook.example.cn,"
                f"10.0.0.5:8443，不写 https://；“{host}”不是。"
            )
    return hosts


def _sms_url(given: str) -> str:
    # The address may carry a secret: it is never repeated in what is said about it.
    if given and contact_ways.webhook_host(given) is None:
        raise NotReady("BARGAINING_SMS_URL 应是短信网关的网址，例如 https://sms.example.cn/send。")
    return given


# ── keys ─────────────────────────────────────────────────────────────────────────────────────


def _secret_key(given: str) -> str | None:
    if not given:
        return None
    if len(given) < SHORTEST_SECRET:
        raise NotReady(f"SECRET_KEY 太短：至少 {SHORTEST_SECRET} 个字符，现在是 {len(given)} 个。")
    return given


def _person_key(name: str, given: str) -> str | None:
    if not given:
        return None
    try:
        length = len(base64.urlsafe_b64decode(given.encode()))
    except (ValueError, binascii.Error):
        length = 0
    if length != PERSON_KEY_BYTES:
        raise NotReady(
            f"{name} 应是 {PERSON_KEY_BYTES} 字节的 base64（Fernet 密钥），现在的值不是。"
        )
    return given


def _kept(path: Path, *, fresh: str) -> str:
    """Read a key from its file, making it first where there is none.

    The file appears whole or not at all, and the first of several processes wins.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            part.touch(mode=0o600, exist_ok=False)
            with part.open("w", encoding="utf-8") as file:
                file.write(fresh)
                file.flush()
                os.fsync(file.fileno())
            try:
                path.hardlink_to(part)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        kept = path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise NotReady(f"无法读写 {path}，请检查该文件夹的权限。") from problem
    if len(kept) < SHORTEST_SECRET:
        raise NotReady(f"{path} 的内容不完整，请从备份恢复该文件。")
    return kept
