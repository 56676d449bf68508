"""Where are the bytes? Under their hash: written before they are referenced, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Store:
    """A folder of files named by their SHA-256 (存档库).

    A crash between writing and referencing leaves a file nobody names, never a row without its
    file.
    """

    folder: Path

    def put(self, content: bytes) -> str:
        """Write bytes and return their hash; the same bytes twice are one file (存入).

        A file that is there already is as young as if it were new, so that no sweep takes it
        between this and the row that names it.
        """
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        if _touched(target):
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """Read the bytes back (取出); raise FileNotFoundError when they are gone."""
        return self._path(digest).read_bytes()

    def holds(self, digest: str) -> bool:
        """Tell whether a file is there (是否在库)."""
        return self._path(digest).is_file()

    def drop(self, digest: str) -> None:
        """Take a file away that nobody names any more (移除); one that is gone already is fine."""
        self._path(digest).unlink(missing_ok=True)

    def sweep(self, *, before: datetime) -> None:
        """Take away whatever was written before a moment (清理过期文件)."""
        for path in self.folder.glob("*/*"):
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not all(sign in "0123456789abcdef" for sign in digest):
            raise FileNotFoundError(digest)
        return self.folder / digest[:2] / digest


def _touched(path: Path) -> bool:
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
