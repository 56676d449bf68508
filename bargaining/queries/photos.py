"""Which links to photograph for a step are there, and what came by them?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.photo import Photo, PhotoLink
from bargaining.models.stored_file import StoredFile
from bargaining.rules.roles import Actor

# For how long the pictures of a link wait for their step; what is older was forgotten.
WAIT = timedelta(days=1)


@dataclass(frozen=True)
class Sheaf:
    """A link with the pictures that came by it, in the order they came (照片链接与照片)."""

    link: PhotoLink
    pictures: Sequence[Photo]


def token_hash(token: str) -> str:
    """Hash a link's secret as it stands in the database (链接哈希)."""
    return hashlib.sha256(token.encode()).hexdigest()


def visible_links(actor: Actor) -> Select[PhotoLink]:
    """Select the links an actor may see (可见拍照链接): those they made themselves."""
    return select(PhotoLink).where(PhotoLink.user_id == (actor.user_id or 0))


def find_link(
    session: Session, case: Case, move: str, field: str, *, actor: Actor, at: datetime
) -> PhotoLink | None:
    """Find the link whose pictures wait for one field of one step (待用链接), None without one."""
    return session.scalars(
        visible_links(actor)
        .where(
            PhotoLink.case_id == case.id,
            PhotoLink.move == move,
            PhotoLink.field == field,
            PhotoLink.closed_at.is_(None),
            PhotoLink.made_at > at - WAIT,
        )
        .order_by(PhotoLink.id.desc())
        .limit(1)
    ).one_or_none()


def waiting(
    session: Session, case: Case, move: str, *, actor: Actor, at: datetime
) -> dict[str, Sheaf]:
    """Gather what waits for a step's fields (待用照片), two statements whatever came."""
    links = session.scalars(
        visible_links(actor)
        .where(
            PhotoLink.case_id == case.id,
            PhotoLink.move == move,
            PhotoLink.closed_at.is_(None),
            PhotoLink.made_at > at - WAIT,
        )
        .order_by(PhotoLink.id)
    ).all()
    pictures = _pictures(session, [link.id for link in links])
    return {link.field: Sheaf(link, pictures.get(link.id, [])) for link in links}


def list_pictures(session: Session, link: PhotoLink) -> Sequence[Photo]:
    """List what came by a link, in the order it came (链接照片)."""
    return _pictures(session, [link.id]).get(link.id, [])


def _pictures(session: Session, link_ids: Iterable[int]) -> dict[int, list[Photo]]:
    found: dict[int, list[Photo]] = {}
    rows = session.scalars(
        select(Photo).where(Photo.link_id.in_(list(link_ids))).order_by(Photo.id)
    )
    for row in rows:
        found.setdefault(row.link_id, []).append(row)
    return found


def get_picture(session: Session, photo_id: int, *, link: PhotoLink) -> Photo:
    """Find one picture of a link (照片); raise NotVisible where it is another link's."""
    found = session.get(Photo, photo_id)
    if found is None or found.link_id != link.id:
        raise NotVisible(photo_id)
    return found


# ── by the link alone ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Errand:
    """What somebody with a link learns: whose step it is for, nothing more (拍照事由)."""

    link: PhotoLink
    title: str
    pictures: Sequence[Photo]


def find_errand(session: Session, token: str, *, at: datetime) -> Errand | None:
    """Find what an open link is for (拍照事由); None for one that is closed, over or unknown."""
    found = session.execute(
        select(PhotoLink, Case.title)
        .join(Case, Case.id == PhotoLink.case_id)
        .where(
            PhotoLink.token_hash == token_hash(token),
            PhotoLink.closed_at.is_(None),
            PhotoLink.open_until > at,
        )
    ).one_or_none()
    if found is None:
        return None
    return Errand(found[0], found[1], list_pictures(session, found[0]))


# ── forgotten ones ───────────────────────────────────────────────────────────────────────────


def forgotten_links(session: Session, *, at: datetime, limit: int = 50) -> Sequence[PhotoLink]:
    """List links that are done with and still hold pictures (过期照片)."""
    over = PhotoLink.closed_at.is_not(None) | (PhotoLink.made_at <= at - WAIT)
    return session.scalars(
        select(PhotoLink)
        .where(over, exists().where(Photo.link_id == PhotoLink.id))
        .order_by(PhotoLink.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def unnamed(session: Session, digests: Iterable[str]) -> frozenset[str]:
    """Return which hashes no row names any more (无主文件)."""
    wanted = frozenset(digests)
    known = session.scalars(select(StoredFile.hash).where(StoredFile.hash.in_(wanted)))
    return wanted - frozenset(known)
