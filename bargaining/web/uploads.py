"""What somebody sent and has not confirmed yet: kept for them alone, and not for long."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import g

from bargaining import clock
from bargaining.store import Store
from bargaining.web.settings import settings

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    """A file on trial (待确认文件)."""

    ticket: str
    kind: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """What an import did, and the user's own file with it (导入结果)."""

    kind: str
    name: str
    answer: dict[str, Any]
    returned: bytes


def keep(kind: str, name: str, content: bytes) -> str:
    """Keep a file for its sender (暂存); the ticket opens it again for nobody else."""
    _sweep()
    return _put({"kind": kind, "name": name, "file": _mine().put(content)})


def find(ticket: str) -> Upload | None:
    """Find a file on trial, None where it was taken in already or is too old (取暂存)."""
    known = _get(ticket)
    if known is None or "answer" in known:
        return None
    return Upload(ticket, known["kind"], known["name"], _mine().get(known["file"]))


def finish(upload: Upload, answer: dict[str, Any], returned: bytes) -> str:
    """Put an import's result in the place of the file that was on trial (办结)."""
    known = _get(upload.ticket)
    ticket = _put(
        {
            "kind": upload.kind,
            "name": upload.name,
            "answer": answer,
            "file": _mine().put(returned),
        }
    )
    if known is not None:
        _mine().drop(upload.ticket)
        _mine().drop(known["file"])
    return ticket


def outcome(ticket: str) -> Outcome | None:
    """Find what an import did, None where it is too old (取导入结果)."""
    known = _get(ticket)
    if known is None or "answer" not in known:
        return None
    return Outcome(known["kind"], known["name"], known["answer"], _mine().get(known["file"]))


def _put(entry: dict[str, Any]) -> str:
    marked = {**entry, "at": clock.now().isoformat()}
    return _mine().put(json.dumps(marked, ensure_ascii=False).encode())


def _get(ticket: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(_mine().get(ticket))
        held = isinstance(entry, dict) and _mine().holds(entry.get("file", ""))
    except (FileNotFoundError, ValueError):
        return None
    return entry if held else None


def _mine() -> Store:
    """Each account's own folder: nobody finds another's file, whatever the address says."""
    return Store(_folder() / str(g.actor.user_id))


def _folder() -> Path:
    return settings().instance / "incoming"


def _sweep() -> None:
    for folder in _folder().glob("*"):
        Store(folder).sweep(before=clock.now() - KEPT_FOR)
