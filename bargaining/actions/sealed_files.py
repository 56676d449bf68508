"""Files with personal data in them that wait for somebody: sealed, and not for long."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from bargaining.actions.persons import PersonKey
from bargaining.store import Store


class SealedFiles:
    """One account's folder of sealed files (密存文件).

    Nobody finds another's file, whatever the address says; without the key of personal data
    nobody reads one.
    """

    def __init__(self, folder: Path, user_id: int | None, *, key: PersonKey) -> None:
        self.folder = folder / str(user_id)
        self._store, self._key = Store(self.folder), key

    def put(self, content: bytes) -> str:
        """Seal bytes and keep them (密存); the answer finds them again."""
        return self._store.put(self._key.seal(base64.b64encode(content).decode()))

    def get(self, digest: str) -> bytes:
        """Open a file (取密存文件); raise FileNotFoundError where it is gone."""
        return base64.b64decode(self._key.open(self._store.get(digest)))

    def holds(self, digest: str) -> bool:
        """Tell whether a file is there (是否在)."""
        return self._store.holds(digest)

    def drop(self, digest: str) -> None:
        """Take a file away (移除)."""
        self._store.drop(digest)


def sweep(folder: Path, *, before: datetime) -> None:
    """Take away what any account left there before a moment (清理密存文件)."""
    for one in folder.glob("*"):
        Store(one).sweep(before=before)
