"""Keep what people send: photos, scans, tables, under their hash."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import Refusal, Refused
from bargaining.models.stored_file import StoredFile
from bargaining.rules.roles import Actor
from bargaining.store import Store

MAX_BYTES = 20 * 1024 * 1024

# What a file is, told by its first bytes and never by its name.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/vnd.ms-office"),
)
PHOTO_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})


def media_type(content: bytes) -> str:
    """Tell what a file is by its first bytes (识别文件类型)."""
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return name
    return "application/octet-stream"


def keep(session: Session, name: str, content: bytes, *, store: Store, at: datetime) -> StoredFile:
    """Write a file into the store and note it (存档); the same bytes twice are one row."""
    digest = hashlib.sha256(content).hexdigest()
    known = session.get(StoredFile, digest)
    if known is not None and store.holds(digest):
        return known
    store.put(content)
    if known is not None:
        return known
    row = StoredFile(
        hash=digest,
        size=len(content),
        media_type=media_type(content),
        name=name[-200:],
        stored_at=at,
    )
    session.add(row)
    session.flush()
    return row


def keep_photo(
    session: Session, name: str, content: bytes, *, store: Store, actor: Actor, at: datetime
) -> StoredFile:
    """Keep a photo or scan that proves a step (存证照片).

    Raises Refused for anything but JPEG, PNG and PDF, told by content, and above 20 MB.
    """
    if len(content) > MAX_BYTES:
        raise Refused(Refusal("too_large", f"“{name}”超过 20 MB，请压缩后再传。", field="photos"))
    if media_type(content) not in PHOTO_TYPES:
        raise Refused(
            Refusal(
                "bad_photo", f"“{name}”不是 JPG、PNG 图片或 PDF，请换一个文件。", field="photos"
            )
        )
    row = keep(session, name, content, store=store, at=at)
    audit.record(session, at=at, actor=actor, event="file.keep", subject=f"file:{row.hash[:16]}")
    return row
