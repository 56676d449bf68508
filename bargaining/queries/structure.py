"""Is the database built as it must be? Its server, the role we act as, what guards history."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from bargaining.models.agreed_post import AgreedPost
from bargaining.models.base import APPEND_ONLY
from bargaining.models.case import Case
from bargaining.models.wage_table import WageTable

_REWRITING = ("UPDATE", "DELETE", "TRUNCATE")
_GUARDS = 2  # triggers a table: one for its rows, one for TRUNCATE


@dataclass(frozen=True)
class Server:
    """The server that answers, and as whom we act on it (数据库服务)."""

    version: str
    major: int
    role: str
    may_do_all: bool


def server(session: Session) -> Server:
    """Ask the server what it is and what we are to it (数据库服务)."""
    version, number, role, superuser = session.execute(
        text(
            "SELECT current_setting('server_version'),"
            " current_setting('server_version_num')::int, current_user,"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
        )
    ).one()
    return Server(version, number // 10_000, role, superuser)


def rewritable_tables(session: Session) -> list[str]:
    """Name the append-only tables that we might rewrite after all (可被改写的只增表).

    By our own right, or because a trigger that refuses it is gone or switched off.
    """
    rows = session.execute(
        text(
            "SELECT name FROM unnest(CAST(:tables AS text[])) AS name"
            " WHERE has_table_privilege(current_user, name, :rights) OR :guards > ("
            "   SELECT count(*) FROM pg_trigger"
            "   WHERE tgrelid = to_regclass(name) AND tgenabled IN ('O', 'A')"
            "   AND tgname = ANY (ARRAY[name || '_append_only', name || '_no_truncate']))"
        ),
        {"tables": list(APPEND_ONLY), "rights": ",".join(_REWRITING), "guards": _GUARDS},
    )
    return [name for (name,) in rows]


def has_older_rows(session: Session) -> bool:
    """Tell whether cases were last written before their rows had all columns (待重算).

    Or before the posts of signed contracts were written down: then there are none at all.
    """
    signed = exists().where(WageTable.case_id == Case.id, Case.signed_on.is_not(None))
    missing = select(signed & ~exists().where(AgreedPost.id.is_not(None)))
    older = select(exists().where(Case.state_since.is_(None)))
    return bool(session.scalar(older) or session.scalar(missing))
