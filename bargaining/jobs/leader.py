"""Which of several workers leads? The one that holds a lock of the database's own."""

from __future__ import annotations

from sqlalchemy import URL, create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

_LOCK = 7_201_010
_PATIENCE = 10  # seconds for a connection; a lead on a dead network is lost within a minute
_KEEPALIVE = {
    "keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 4,
}  # fmt: skip


def part_soon(connection: Connection) -> None:
    """Let the server, too, find out soon that we are gone with our network (及早断开).

    Otherwise it keeps a lock for hours that nobody holds any more.
    """
    connection.execute(
        text(
            "SELECT set_config('tcp_keepalives_idle', '20', false),"
            " set_config('tcp_keepalives_interval', '5', false),"
            " set_config('tcp_keepalives_count', '4', false)"
        )
    )


class Lead:
    """The lead among all workers of one database (领头).

    It is a session lock: the database itself lets go of it the moment the holder's connection
    ends, however that came about.
    """

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": _PATIENCE, **_KEEPALIVE},
        )
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Try to get the lead, without waiting (争取领头)."""
        if self._connection is None:
            self._connection = self._engine.connect()
            part_soon(self._connection)
        taken = self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK})
        return bool(taken)

    def is_held(self) -> bool:
        """Ask the database whether the lock is still ours (是否仍领头)."""
        if self._connection is None or self._connection.invalidated:
            return False
        try:
            held = self._connection.scalar(
                text(
                    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
                    " AND pid = pg_backend_pid() AND classid = 0 AND objid = :key)"
                ),
                {"key": _LOCK},
            )
        except SQLAlchemyError:
            return False
        return bool(held)

    def give_up(self) -> None:
        """Let go of the lead and of the connection (放弃领头)."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
        self._engine.dispose()
