"""How does a short message go? By a gateway of the office's own, behind one small door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bargaining.config import Settings
from bargaining.jobs.ways import web
from bargaining.jobs.ways.letter import Letter, NotSent


class Gateway(Protocol):
    """Whoever passes short messages on (短信网关); another provider is another class."""

    def send(self, number: str, text: str) -> None:
        """Pass one short message on; raise NotSent where it was not taken."""


@dataclass(frozen=True)
class HttpGateway:
    """A gateway that takes one message as JSON, {to, text}, and answers 2xx (HTTP 短信网关)."""

    url: str
    token: str

    def send(self, number: str, text: str) -> None:
        """Pass one short message on (发短信)."""
        web.post(self.url, {"to": number, "text": text}, whose="短信网关", token=self.token)


def gateway(settings: Settings) -> Gateway:
    """Return the office's gateway (本单位的短信网关); raise NotSent where there is none."""
    if not settings.sms_url:
        raise NotSent("没有设置短信网关。")
    return HttpGateway(settings.sms_url, settings.sms_token)


def send(settings: Settings, address: str, letter: Letter) -> None:
    """Send the shortest form of a message to a telephone (发短信)."""
    gateway(settings).send(address, letter.message.sms)
