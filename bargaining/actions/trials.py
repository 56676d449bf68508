"""What somebody sent and has not confirmed yet: sealed, kept for them alone, and not for long."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bargaining.actions import sealed_files
from bargaining.actions.persons import PersonKey
from bargaining.actions.sealed_files import SealedFiles
from bargaining.errors import NotReady

KEPT_FOR = timedelta(days=1)
FOLDER = "incoming"
GONE = "这份文件已经导入，或者放了超过一天，请重新上传。"


@dataclass(frozen=True)
class Upload:
    """A file on trial (待确认文件); `job` is the page of the work that takes it in, if any."""

    ticket: str
    kind: str
    name: str
    content: bytes
    job: str = ""


@dataclass(frozen=True)
class Outcome:
    """What an import did, and the user's own file with it (导入结果)."""

    kind: str
    name: str
    answer: dict[str, Any]
    returned: bytes


class Trials:
    """One account's files on trial (试读文件).

    Each account has a folder of its own: nobody finds another's file, whatever the address says.
    Registers hold telephone numbers, so everything is sealed with the key of personal data.
    """

    def __init__(self, instance: Path, user_id: int | None, *, key: PersonKey) -> None:
        self._folder = instance / FOLDER
        self._store = SealedFiles(self._folder, user_id, key=key)

    def keep(self, kind: str, name: str, content: bytes, *, at: datetime) -> str:
        """Keep a file for its sender (暂存); the ticket opens it again."""
        self._sweep(at=at)
        entry = {"kind": kind, "name": name, "file": self._store.put(content)}
        return self._put(entry, at=at)

    def find(self, ticket: str) -> Upload | None:
        """Find a file on trial, None where it was taken in already or is too old (取暂存)."""
        known = self._get(ticket)
        if known is None or "answer" in known:
            return None
        mark = self._beside(ticket)
        return Upload(
            ticket, known["kind"], known["name"], self._store.get(known["file"]),
            mark.read_text("utf-8") if mark.is_file() else "",
        )  # fmt: skip

    def taken_up(self, ticket: str, *, job: str) -> None:
        """Note which work takes a file in, so that a second click leads to the same (已排队)."""
        self._beside(ticket).write_text(job, "utf-8")

    def finish(
        self, upload: Upload, answer: dict[str, Any], returned: bytes, *, at: datetime
    ) -> str:
        """Put an import's result in the place of the file that was on trial (办结)."""
        ticket = self.keep_outcome(upload, answer, returned, at=at)
        self.drop(upload)
        return ticket

    def keep_outcome(
        self, upload: Upload, answer: dict[str, Any], returned: bytes, *, at: datetime
    ) -> str:
        """Keep an import's result (存导入结果); the file stays on trial until it is dropped."""
        entry = {
            "kind": upload.kind,
            "name": upload.name,
            "answer": answer,
            "file": self._store.put(returned),
        }
        return self._put(entry, at=at)

    def drop(self, upload: Upload) -> None:
        """Take a file away that was taken in (移除暂存)."""
        known = self._get(upload.ticket)
        if known is not None:
            self._store.drop(upload.ticket)
            self._store.drop(known["file"])
            self._beside(upload.ticket).unlink(missing_ok=True)

    def outcome(self, ticket: str) -> Outcome | None:
        """Find what an import did, None where it is too old (取导入结果)."""
        known = self._get(ticket)
        if known is None or "answer" not in known:
            return None
        return Outcome(
            known["kind"], known["name"], known["answer"], self._store.get(known["file"])
        )

    def _put(self, entry: dict[str, Any], *, at: datetime) -> str:
        marked = {**entry, "at": at.isoformat()}
        return self._store.put(json.dumps(marked, ensure_ascii=False).encode())

    def _get(self, ticket: str) -> dict[str, Any] | None:
        try:
            entry = json.loads(self._store.get(ticket))
            held = isinstance(entry, dict) and self._store.holds(entry.get("file", ""))
        except (FileNotFoundError, ValueError, NotReady):
            return None
        return entry if held else None

    def _beside(self, ticket: str) -> Path:
        return self._store.folder / ticket[:2] / f"{ticket}.job"

    def _sweep(self, *, at: datetime) -> None:
        sealed_files.sweep(self._folder, before=at - KEPT_FOR)
