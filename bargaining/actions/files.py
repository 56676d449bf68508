"""Keep what people send: photos, scans, tables, under their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.documents import photo_pdf
from bargaining.models.stored_file import StoredFile
from bargaining.readers import photos
from bargaining.rules.roles import Actor
from bargaining.store import Store

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


@dataclass(frozen=True)
class Upload:
    """A file somebody sends (上传文件)."""

    name: str
    content: bytes


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
    """Keep a photo or scan that proves a step (存证照片), upright and without its place.

    Raises Unusable for what is neither picture nor PDF, told by content, and above 20 MB.
    """
    read = photos.read_photo(content, name=name)
    return _kept(session, _named(name, read.media_type), read.content, store=store, actor=actor,
                 at=at)  # fmt: skip


def keep_photos(
    session: Session,
    uploads: Sequence[Upload],
    *,
    title: str,
    store: Store,
    actor: Actor,
    at: datetime,
) -> list[StoredFile]:
    """Keep what one person sends for one step at once (存证照片).

    Several pictures become one PDF in their order, named by `title`: what was photographed page
    by page is one paper. The pictures stand in it byte for byte, so they are not kept again. One
    picture alone stays a picture, and a PDF stays as it is, for it may carry seals.
    """
    read = [(one.name, photos.read_photo(one.content, name=one.name)) for one in uploads]
    pictures = [photo.content for _name, photo in read if photo.media_type == photos.JPEG]
    if len(pictures) < 2:
        wanted = [(_named(name, photo.media_type), photo.content) for name, photo in read]
    else:
        joined = (pdf_name(title, len(pictures)), photo_pdf.from_pictures(pictures))
        scans = [(name, photo.content) for name, photo in read if photo.media_type == photos.PDF]
        wanted = [joined, *scans]
    return [
        _kept(session, name, content, store=store, actor=actor, at=at) for name, content in wanted
    ]


def pdf_name(title: str, count: int) -> str:
    """Name the PDF that several pictures became (合成文件名)."""
    return f"{title}（{count} 张）.pdf"


def _kept(
    session: Session, name: str, content: bytes, *, store: Store, actor: Actor, at: datetime
) -> StoredFile:
    row = keep(session, name, content, store=store, at=at)
    audit.record(session, at=at, actor=actor, event="file.keep", subject=f"file:{row.hash[:16]}")
    return row


def _named(name: str, kind: str) -> str:
    """Give a picture that became a JPEG the ending that says so."""
    if kind != photos.JPEG or name.lower().endswith((".jpg", ".jpeg")):
        return name
    stem, dot, _ending = name.rpartition(".")
    return f"{stem if dot else name}.jpg"
