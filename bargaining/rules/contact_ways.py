"""By which ways can somebody be told, is an address one of them, and how is it shown?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, quote, urlsplit

from bargaining.errors import Unusable
from bargaining.rules import mobiles


class Channel(StrEnum):
    """One way out of the house (通知方式)."""

    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    WEBHOOK = "webhook"
    SMS = "sms"

    @property
    def label(self) -> str:
        """Name the way as people say it (方式名称)."""
        return LABELS[self]


LABELS: Mapping[Channel, str] = {
    Channel.EMAIL: "电子邮件",
    Channel.WECOM: "企业微信群机器人",
    Channel.DINGTALK: "钉钉群机器人",
    Channel.WEBHOOK: "网址推送",
    Channel.SMS: "短信",
}

# A mistyped one would be a stranger's: it is used once who typed it shows what was sent there.
TO_PROVE = frozenset({Channel.EMAIL, Channel.SMS})
CODE_DIGITS = 6
CODE_HOLDS = timedelta(days=1)
MOST_TRIES = 5  # with one code
SILENT_FROM, SILENT_TO = 22, 7  # hours of legal time between which nothing is sent
LONGEST_MAIL = 120
LONGEST_ADDRESS = 400
SHOWN = 80  # signs of an address that a page shows
_MAIL_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST_PART = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL_HOST = re.compile(rf"({_HOST_PART}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_NETLOC = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_WECOM_KEY = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_DING_TOKEN = re.compile(r"[0-9A-Za-z]{32,128}")
_DING_SECRET = re.compile(r"SEC[0-9A-Za-z]{16,128}")
_USUAL_PORT = 443
_WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
_DING = "https://oapi.dingtalk.com/robot/send"


@dataclass(frozen=True)
class Way:
    """One address that can be used (可用的地址): as it is kept, and as a page may show it."""

    channel: Channel
    address: str
    shown: str


@dataclass(frozen=True)
class DingTalk:
    """The parts of a DingTalk robot's address (钉钉机器人地址)."""

    token: str
    secret: str


def read(
    channel: Channel, typed: str, *, secret: str = "", hosts: Collection[str] = frozenset()
) -> Way:
    """Read an address however it was typed (读地址).

    `secret` is a DingTalk robot's 加签 secret, `hosts` to which hosts the office lets plain
    webhooks go. Raises Unusable with a finished sentence, its field `address` or `secret`.
    """
    plain = _plain(typed, blanks=channel is Channel.SMS)
    match channel:
        case Channel.EMAIL:
            return _mail(plain)
        case Channel.WECOM:
            return _wecom(plain)
        case Channel.DINGTALK:
            return _dingtalk(plain, unicodedata.normalize("NFKC", secret).strip())
        case Channel.WEBHOOK:
            return _webhook(plain, hosts)
        case Channel.SMS:
            return _mobile(plain)


def _plain(typed: str, *, blanks: bool) -> str:
    """Refuse what no address is; a telephone number may be typed with blanks in it."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain:
        raise Unusable("请填写地址。", field="address")
    strange = not plain.isprintable() or (" " in plain and not blanks)
    if strange or len(plain) > LONGEST_ADDRESS:
        raise Unusable("地址里有空格或者太长，请核对。", field="address")
    return plain


def awake(local: datetime) -> datetime:
    """Name the first moment from another one on when people are not asleep (发送时间).

    `local` is legal time, as is what comes back.
    """
    if local.hour >= SILENT_FROM:
        local += timedelta(days=1)
    elif local.hour >= SILENT_TO:
        return local
    return local.replace(hour=SILENT_TO, minute=0, second=0, microsecond=0)


def read_code(typed: str) -> str:
    """Read a code however it was typed (读验证码); empty where it is none."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    return plain if re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", plain) else ""


# ── by mail and by telephone ─────────────────────────────────────────────────────────────────


def _mail(typed: str) -> Way:
    local, mark, host = typed.rpartition("@")
    fits = mark and _MAIL_LOCAL.fullmatch(local) and _MAIL_HOST.fullmatch(host)
    if not fits or len(typed) > LONGEST_MAIL or len(local) > 64:
        raise Unusable("邮箱地址写得不完整，例如 zhang@example.cn。", field="address")
    return Way(Channel.EMAIL, f"{local}@{host.lower()}", f"{local[0]}***@{host.lower()}"[:SHOWN])


def _mobile(typed: str) -> Way:
    number = mobiles.read_mobile(typed)
    if number is None:
        raise Unusable("请填写 11 位手机号码。", field="address")
    return Way(Channel.SMS, number, mobiles.masked(number))


# ── robots ───────────────────────────────────────────────────────────────────────────────────


def _wecom(typed: str) -> Way:
    """Take the robot's address as WeCom shows it, or its key alone."""
    key = typed if _WECOM_KEY.fullmatch(typed) else _one(_query(typed, _WECOM), "key")
    if not _WECOM_KEY.fullmatch(key):
        raise Unusable(
            f"请粘贴企业微信群机器人的 Webhook 地址，以 {_WECOM}?key= 开头。", field="address"
        )
    return Way(Channel.WECOM, f"{_WECOM}?key={key}", f"群机器人 …{key[-4:]}")


def _dingtalk(typed: str, secret: str) -> Way:
    """Take the robot's address as DingTalk shows it, or its token alone."""
    given = _query(typed, _DING)
    token = typed if _DING_TOKEN.fullmatch(typed) else _one(given, "access_token")
    if not _DING_TOKEN.fullmatch(token):
        raise Unusable(
            f"请粘贴钉钉群机器人的 Webhook 地址，以 {_DING}?access_token= 开头。", field="address"
        )
    secret = secret or _one(given, "secret")
    if secret and not _DING_SECRET.fullmatch(secret):
        raise Unusable("加签密钥以 SEC 开头，请从机器人的安全设置里复制。", field="secret")
    kept = f"{_DING}?access_token={token}" + (f"&secret={secret}" if secret else "")
    return Way(Channel.DINGTALK, kept, f"群机器人 …{token[-4:]}{'（加签）' if secret else ''}")


def dingtalk(address: str) -> DingTalk:
    """Take a kept DingTalk address apart (拆分钉钉地址)."""
    given = _query(address, _DING)
    return DingTalk(_one(given, "access_token"), _one(given, "secret"))


def wecom_key(address: str) -> str:
    """Take the key out of a kept WeCom address (企业微信机器人密钥)."""
    return _one(_query(address, _WECOM), "key")


# ── a plain webhook ──────────────────────────────────────────────────────────────────────────


def _webhook(typed: str, hosts: Collection[str]) -> Way:
    """Take an address on one of the hosts that the office named: no other may be reached."""
    if not hosts:
        raise Unusable("本单位没有开放网址推送，请联系系统管理员。", field="address")
    host = webhook_host(typed)
    if host is None or not _is_encrypted(typed):
        raise Unusable("请填写以 https:// 开头的完整网址。", field="address")
    if not may_reach(typed, hosts):
        raise Unusable(f"只能推送到本单位允许的网址，{host} 不在其中。", field="address")
    parts = urlsplit(typed)
    path = quote(parts.path, safe="/%~:@!$&'()*+,;=-._")
    kept = f"{parts.scheme}://{parts.netloc.lower()}{path}" + (
        f"?{quote(parts.query, safe='%&=+~:@!$()*,;/?-._')}" if parts.query else ""
    )
    return Way(Channel.WEBHOOK, kept, f"{parts.scheme}://{host}/…"[:SHOWN])


def webhook_host(address: str) -> str | None:
    """Name the host of a web address, with its port if any; None where it is none (主机)."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    # Libraries differ in how they read a netloc with odd signs in it: none may stand there.
    if parts.scheme not in ("https", "http") or not host or not _NETLOC.fullmatch(parts.netloc):
        return None
    return f"{host}:{port}" if port else host


def _is_encrypted(address: str) -> bool:
    """What is not may be read on its way by others."""
    return urlsplit(address).scheme == "https"


def may_reach(address: str, hosts: Collection[str]) -> bool:
    """Tell whether a webhook goes to a host that the office named (是否允许的主机).

    A host that is named with a port is that port alone; one without takes the usual port.
    """
    host = webhook_host(address)
    if host is None or not _is_encrypted(address):
        return False
    if host in hosts:
        return True
    parts = urlsplit(address)
    return parts.port == _USUAL_PORT and parts.hostname in hosts


def _query(address: str, start: str) -> dict[str, list[str]]:
    site, _mark, query = address.partition("?")
    return parse_qs(query) if site == start else {}


def _one(query: Mapping[str, list[str]], name: str) -> str:
    found = query.get(name, [])
    return found[0] if len(found) == 1 else ""
