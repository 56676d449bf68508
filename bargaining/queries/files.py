"""Which stored files belong to which case?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.stored_file import StoredFile
from bargaining.queries import cases as case_queries
from bargaining.queries.moved_cases import Left
from bargaining.rules.events import Event

# The entries whose photos went to the reviewer or came from there.
COORDINATED = frozenset(
    {"apply_coordination", "accept_coordination", "extend_coordination", "end_coordination"}
)
REVIEWED = COORDINATED | {
    "file", "refile", "record_receipt", "record_no_objection", "record_objection"
}  # fmt: skip


@dataclass(frozen=True)
class CaseFile:
    """A stored file under the name that a case's entry gives it (案件文件)."""

    row: StoredFile
    name: str


def file_of_case(
    session: Session,
    case: Case,
    digest: str,
    *,
    only_filed: bool = False,
    left: Left | None = None,
) -> CaseFile:
    """Find a file that one of a case's entries names (案件文件); raise NotVisible otherwise.

    `only_filed` looks no further than the photos of the filing and its review, `left` no
    further than the entries before the case left somebody's territory.
    """
    history = case_queries.history(session, case.id)
    history = left.cut(history) if left else history
    voided = {sequence for event in history for sequence in event.voids}
    for event in history:
        if only_filed and not is_reviewed(event, voided=event.sequence in voided):
            continue
        for file in _named(event):
            found = session.get(StoredFile, digest) if file["hash"] == digest else None
            if found is not None:
                return CaseFile(found, file.get("name") or found.name)
    raise NotVisible(digest)


def is_reviewed(event: Event, *, voided: bool) -> bool:
    """Tell whether an entry's photos are the reviewer's to see (报送与审查材料)."""
    return event.kind in REVIEWED and not voided


def _named(event: Event) -> list[dict[str, Any]]:
    table = event.payload.get("file")
    return [*event.payload.get("photos", []), *([table] if table else [])]
