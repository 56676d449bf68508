"""A real mail server of the program's own: it takes what people are sent, unless it is down."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller

from tests import running

_HOW_FAR = re.compile(r"还剩 \d+ 天|就是今天|已过 \d+ 天")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived."""

    to: str
    message_id: str
    subject: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [plain(line) for line in self.text.splitlines()]


def plain(text: str) -> str:
    """Leave out of a text how far its days are, and all space."""
    return _SPACE.sub("", _HOW_FAR.sub("#", text))


@dataclass
class Postbox:
    """What arrived; `down` makes it turn everybody away, `slow` take its time."""

    mails: list[Mail] = field(default_factory=list)
    down: bool = False
    slow: float = 0.0
    turned_away: int = 0

    # The name is the library's.
    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        if self.down:
            self.turned_away += 1
            return "451 try again later"
        parsed = cast(
            "EmailMessage",
            email.message_from_bytes(envelope.content, policy=email.policy.default),
        )
        body = parsed.get_body(("plain",))
        for to in envelope.rcpt_tos:
            self.mails.append(
                Mail(
                    to, str(parsed["Message-ID"]), str(parsed["Subject"]),
                    body.get_content() if body else "",
                )
            )  # fmt: skip
        if self.slow:
            await asyncio.sleep(
                self.slow
            )  # it has the mail, and has not said so: a sender may die now
        return "250 OK"

    def taken(self) -> list[Mail]:
        """Hand over what arrived since the last time."""
        found, self.mails = self.mails, []
        return found


@contextmanager
def opened() -> Iterator[tuple[Postbox, str]]:
    """Run a mail server on a free port; give its postbox, and its address for the settings."""
    box = Postbox()
    port = running.free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}?security=none"
    finally:
        controller.stop()
