"""What can be done with photographs? A link for a telephone, pictures by it, one PDF from them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import files as file_actions
from bargaining.actions.files import Upload
from bargaining.documents import photo_pdf
from bargaining.errors import NotVisible, Refusal, Refused, Unusable
from bargaining.models.case import Case
from bargaining.models.photo import Photo, PhotoLink
from bargaining.models.stored_file import StoredFile
from bargaining.queries import cases as case_queries
from bargaining.queries import photos as photo_queries
from bargaining.readers import photos as photo_reader
from bargaining.rules import moves
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.roles import Actor
from bargaining.store import Store

OPEN_FOR = timedelta(minutes=30)
MOST = 20  # pictures by one link

# Whoever holds a link is nobody the system knows; the audit says by which link.
BY_LINK = Actor(user_id=None, name="拍照链接", role=None)


@dataclass(frozen=True)
class Opened:
    """A link just made: its secret, shown once, and files that no row names any more (新链接)."""

    token: str
    gone: frozenset[str]


def open_link(
    session: Session,
    number: str,
    move_name: str,
    field: str,
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> Opened:
    """Make a link to photograph for one field of a step (新建拍照链接).

    Where pictures wait already they stay and the old secret ends: only the newest code works.
    Raises NotVisible for another's case and a field that takes no pictures, Refused where the
    step is not open to the actor.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    get_ask(move_name, field)
    _refuse_closed(session, case, move_name, actor=actor, today=today)
    gone = forget_old(session, at=at)
    token = secrets.token_urlsafe(24)
    link = photo_queries.find_link(session, case, move_name, field, actor=actor, at=at)
    if link is None:
        link = PhotoLink(
            case_id=case.id, move=move_name, field=field, user_id=actor.user_id or 0, made_at=at
        )
        session.add(link)
    link.token_hash, link.open_until = photo_queries.token_hash(token), at + OPEN_FOR
    session.flush()
    _record(session, "photos.open", link, actor=actor, at=at)
    return Opened(token, gone)


def get_ask(move_name: str, field: str) -> Ask:
    """Find the field of a step that takes pictures (照片栏); raise NotVisible otherwise."""
    for ask in moves.get_move(move_name).asks:
        if ask.name == field and ask.kind is AskKind.FILES:
            return ask
    raise NotVisible(field)


def _refuse_closed(
    session: Session, case: Case, move_name: str, *, actor: Actor, today: date
) -> None:
    refusal = moves.why_not(
        moves.get_move(move_name),
        case_queries.facts(session, case),
        actor=actor,
        agreed_to_help=case_queries.agreed_to_help(session, case, actor=actor, on=today),
    )
    if refusal is not None:
        raise Refused(refusal)


# ── by the link ──────────────────────────────────────────────────────────────────────────────


def add_pictures(
    session: Session, token: str, uploads: Sequence[Upload], *, store: Store, at: datetime
) -> int:
    """Take in pictures that came by a link (收照片); return how many.

    All of them or none. Raises NotVisible for a link that is closed, over or unknown, Unusable
    for what is no picture, Refused past the twentieth.
    """
    link = _locked(session, token, at=at)
    if not uploads:
        raise Unusable("请先拍照，或者从相册里选照片。", field=photo_reader.FIELD)
    held = photo_queries.list_pictures(session, link)
    room = MOST - len(held)
    if len(uploads) > room:
        raise Refused(
            Refusal("too_many", f"一次最多 {MOST} 张，还能再发 {room} 张。", field="photos")
        )
    known = {one.file_hash for one in held}
    added = 0
    for upload in uploads:
        read = photo_reader.read_picture(upload.content, name=upload.name, mark=f"photo {link.id}")
        row = file_actions.keep(session, upload.name, read.content, store=store, at=at)
        if row.hash in known:
            continue  # sent twice, as telephones do when the network falters
        known.add(row.hash)
        session.add(Photo(link_id=link.id, file_hash=row.hash, received_at=at))
        session.flush()
        added += 1
    _record(session, "photos.add", link, actor=BY_LINK, at=at, count=added)
    return added


def remove_by_link(session: Session, token: str, photo_id: int, *, at: datetime) -> frozenset[str]:
    """Take back one picture by the link it came by (撤回照片); return the file nobody names."""
    link = _locked(session, token, at=at)
    picture = photo_queries.get_picture(session, photo_id, link=link)
    _record(session, "photos.remove", link, actor=BY_LINK, at=at, count=1)
    return _drop(session, [picture])


def _locked(session: Session, token: str, *, at: datetime) -> PhotoLink:
    errand = photo_queries.find_errand(session, token, at=at)
    if errand is None:
        raise NotVisible("photo link")
    # Two telephones may send at once: the second counts what the first brought.
    session.refresh(errand.link, with_for_update=True)
    if errand.link.closed_at is not None or errand.link.open_until <= at:
        raise NotVisible("photo link")
    return errand.link


# ── by who made it ───────────────────────────────────────────────────────────────────────────


def close_link(
    session: Session,
    number: str,
    move_name: str,
    field: str,
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> None:
    """Let nobody photograph any more (关闭拍照链接); what came stays until the step is taken."""
    link = _own(session, number, move_name, field, actor=actor, at=at, today=today)
    link.open_until = min(link.open_until, at)
    _record(session, "photos.close", link, actor=actor, at=at)


def discard(
    session: Session,
    number: str,
    move_name: str,
    field: str,
    *,
    photo_id: int | None,
    actor: Actor,
    at: datetime,
    today: date,
) -> frozenset[str]:
    """Take one picture away, or with None all of them and their link (不用这些照片)."""
    link = _own(session, number, move_name, field, actor=actor, at=at, today=today)
    if photo_id is None:
        pictures = list(photo_queries.list_pictures(session, link))
        link.closed_at = at
    else:
        pictures = [photo_queries.get_picture(session, photo_id, link=link)]
    _record(session, "photos.remove", link, actor=actor, at=at, count=len(pictures))
    return _drop(session, pictures)


def _own(
    session: Session,
    number: str,
    move_name: str,
    field: str,
    *,
    actor: Actor,
    at: datetime,
    today: date,
) -> PhotoLink:
    case = case_queries.get_case(session, number, actor=actor, on=today)
    link = photo_queries.find_link(session, case, move_name, field, actor=actor, at=at)
    if link is None:
        raise NotVisible(field)
    return link


# ── when the step is taken ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Place:
    """The field of a step of a case that photographs are for (照片用处)."""

    number: str
    move: str
    ask: Ask


def keep_for(
    session: Session,
    place: Place,
    uploads: Sequence[Upload],
    *,
    store: Store,
    actor: Actor,
    at: datetime,
    today: date,
) -> list[dict[str, str]]:
    """Keep what a step's form brings and what a telephone sent for it (存入本步照片).

    The telephone's pictures become one PDF and their link closes. Returns what the entry names.
    """
    case = case_queries.get_case(session, place.number, actor=actor, on=today)
    rows = file_actions.keep_photos(
        session, uploads, title=place.ask.label, store=store, actor=actor, at=at
    )
    link = photo_queries.find_link(session, case, place.move, place.ask.name, actor=actor, at=at)
    if link is not None:
        session.refresh(link, with_for_update=True)
        rows += _bound(session, link, place.ask, store=store, at=at)
        link.closed_at = at
        _record(session, "photos.use", link, actor=actor, at=at)
    return [{"hash": row.hash, "name": row.name} for row in rows]


def _bound(
    session: Session, link: PhotoLink, ask: Ask, *, store: Store, at: datetime
) -> list[StoredFile]:
    pictures = photo_queries.list_pictures(session, link)
    if not pictures:
        return []
    content = photo_pdf.from_pictures([store.get(one.file_hash) for one in pictures])
    name = file_actions.pdf_name(ask.label, len(pictures))
    return [file_actions.keep(session, name, content, store=store, at=at)]


# ── cleaning up ──────────────────────────────────────────────────────────────────────────────


def forget_old(session: Session, *, at: datetime) -> frozenset[str]:
    """Let go of pictures that stand in a PDF by now, or that nobody came back for (清理照片).

    The answer names the files to remove once this is committed.
    """
    gone: frozenset[str] = frozenset()
    for link in photo_queries.forgotten_links(session, at=at):
        gone |= _drop(session, photo_queries.list_pictures(session, link))
    return gone


def _drop(session: Session, pictures: Iterable[Photo]) -> frozenset[str]:
    """Remove rows; the bytes go after the commit, so that no row ever lacks its file.

    A picture carries its link's mark, so that no other row can name the same bytes.
    """
    digests = []
    for picture in pictures:
        digests.append(picture.file_hash)
        session.delete(picture)
    session.flush()
    for digest in digests:
        session.delete(session.get_one(StoredFile, digest))
    session.flush()
    return frozenset(digests)


def _record(
    session: Session,
    event: str,
    link: PhotoLink,
    *,
    actor: Actor,
    at: datetime,
    count: int | None = None,
) -> None:
    detail: dict[str, int | str] = {"link": link.id, "move": link.move}
    if count is not None:
        detail["pictures"] = count
    number = session.get_one(Case, link.case_id).number
    audit.record(session, at=at, actor=actor, event=event, subject=f"case:{number}", detail=detail)
