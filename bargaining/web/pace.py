"""How often may somebody ask who has not signed in? Counted in this process alone."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta


class Pace:
    """At most so many acts of one kind in a while (频次上限).

    Each process counts for itself: several of them let that many times more through, which is
    enough against a flood and keeps the database out of it.
    """

    def __init__(self, limit: int, *, per: timedelta) -> None:
        self._limit, self._per = limit, per
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str, *, at: datetime) -> bool:
        """Count one act and tell whether it is still within the limit (是否放行)."""
        with self._lock:
            self._forget(at)
            acts = self._seen.setdefault(key, deque())
            if len(acts) >= self._limit:
                return False
            acts.append(at)
            return True

    def _forget(self, at: datetime) -> None:
        """Names can be made up without end: what is too old is not kept."""
        for key in list(self._seen):
            acts = self._seen[key]
            while acts and acts[0] <= at - self._per:
                acts.popleft()
            if not acts:
                del self._seen[key]
