"""How does a message go to a group's robot, or to an address that somebody listens at?

The services are Apprise's; only the posting is ours, because WeCom and DingTalk say no with a
200 and a number within, which Apprise takes for a yes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from apprise import AppriseAsset, NotifyFormat, NotifyType
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

from bargaining import clock
from bargaining.config import Settings
from bargaining.jobs.ways import web
from bargaining.jobs.ways.letter import Letter, NotSent
from bargaining.rules import contact_ways

_INFO = NotifyType.INFO
_ASSET = AppriseAsset(app_id="bargaining", app_desc="工资集体协商", secure_logging=True)


class WeCom(NotifyWeComBot):  # type: ignore[no-untyped-call]
    """A robot in a WeCom group (企业微信群机器人)."""

    GONE: ClassVar = frozenset({93000, 93004, 93008, 40058})

    def send(
        self, body: str, title: str = "", notify_type: NotifyType = _INFO, **kwargs: object
    ) -> bool:
        """Post one text, and hear what WeCom answers."""
        said = web.post(
            self.api_url, {"msgtype": "text", "text": {"content": body}}, whose="企业微信"
        )
        _heard(said, whose="企业微信", gone=self.GONE)
        return True


class DingTalk(NotifyDingTalk):  # type: ignore[no-untyped-call]
    """A robot in a DingTalk group (钉钉群机器人)."""

    # The robot or its group is gone, is switched off, or its safety settings keep us out.
    GONE: ClassVar = frozenset(
        {300001, 300005, 310000, 400013, 400101, 400102, 400105, 400106, 404}
    )

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: NotifyType = _INFO,
        body_format: NotifyFormat | None = None,
        **kwargs: object,
    ) -> bool:
        """Post one text, and hear what DingTalk answers."""
        said = web.post(
            self.notify_url.format(token=self.token),
            {"msgtype": "text", "text": {"content": body}},
            whose="钉钉",
            query=signed(self.secret) if self.secret else None,
        )
        _heard(said, whose="钉钉", gone=self.GONE)
        return True


class Webhook(NotifyJSON):  # type: ignore[no-untyped-call]
    """An address that takes Apprise's JSON (网址推送)."""

    def __init__(self, address: str) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            host=contact_ways.webhook_host(address), schema="jsons", asset=_ASSET
        )
        self.address = address

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: NotifyType = _INFO,
        attach: object = None,
        **kwargs: object,
    ) -> bool:
        """Post title and text as this service has always named them."""
        content = {"version": self.json_version, "title": title, "message": body, "type": "info"}
        web.post(self.address, content, whose="推送的网址")
        return True


def send_wecom(_settings: Settings, address: str, letter: Letter) -> None:
    """Send a message to a WeCom group (发到企业微信群)."""
    robot = WeCom(key=contact_ways.wecom_key(address), asset=_ASSET)  # type: ignore[no-untyped-call]
    robot.notify(body=letter.message.brief)


def send_dingtalk(_settings: Settings, address: str, letter: Letter) -> None:
    """Send a message to a DingTalk group (发到钉钉群)."""
    known = contact_ways.dingtalk(address)
    robot = DingTalk(  # type: ignore[no-untyped-call]
        token=known.token, secret=known.secret or None, asset=_ASSET
    )
    robot.notify(body=letter.message.brief)


def send_webhook(settings: Settings, address: str, letter: Letter) -> None:
    """Send a message to an address (推送到网址); the office may have closed its host meanwhile."""
    if not contact_ways.may_reach(address, settings.webhook_hosts):
        raise NotSent("这个网址的主机没有开放推送。", permanent=True)
    Webhook(address).notify(body=letter.message.brief, title=letter.message.subject)


def signed(secret: str) -> Mapping[str, str]:
    """Sign this moment with a DingTalk robot's secret (加签); the query encodes it, once only."""
    moment = str(int(clock.now().timestamp() * 1000))
    sign = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": moment, "sign": base64.b64encode(sign).decode()}


def _heard(said: bytes, *, whose: str, gone: frozenset[int]) -> None:
    """Raise NotSent unless a robot's answer says that all is well."""
    try:
        answer: Any = json.loads(said)
        code = int(answer["errcode"])
    except (ValueError, TypeError, KeyError):
        raise NotSent(f"{whose}的答复看不懂。") from None
    if code in gone:
        reason = f"{whose}不接受这个群机器人：可能已被移除或停用，或者安全设置不符（{code}）。"
        raise NotSent(reason, permanent=True)
    if code != 0:
        raise NotSent(f"{whose}没有接受这条消息（{code}）。")
