"""What is handed to a way out, and how does it say that it could not send?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bargaining.documents.mails import Message

TIMEOUT = 15.0  # seconds for a server to answer; so long a message keeps its place in the queue
LONGEST = 20.0  # seconds for a whole answer, however slowly it drips


class NotSent(Exception):
    """A message did not go out (未发出): why, and whether it never will by this address.

    `reason` is a finished sentence that names neither address nor person.
    """

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.permanent = reason, permanent


@dataclass(frozen=True)
class Letter:
    """A message with what its envelope needs (待发的消息): its number and its moment."""

    message: Message
    message_id: str
    at: datetime
