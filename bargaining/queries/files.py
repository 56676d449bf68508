"""Which stored files belong to which case?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.stored_file import StoredFile


def file_of_case(session: Session, case: Case, digest: str) -> StoredFile:
    """Find a file that one of a case's entries names (案件文件); raise NotVisible otherwise."""
    for payload in session.scalars(select(CaseEvent.payload).where(CaseEvent.case_id == case.id)):
        named = [*payload.get("photos", []), *([payload["file"]] if payload.get("file") else [])]
        if any(file["hash"] == digest for file in named):
            found = session.get(StoredFile, digest)
            if found is not None:
                return found
    raise NotVisible(digest)
