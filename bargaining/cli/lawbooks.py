"""Where does a command without a database take the law from? The database when it answers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bargaining import config
from bargaining.cli import embedded

if TYPE_CHECKING:
    from bargaining.rules.lawbook import LawBook

_QUERY = (
    "SELECT part, body FROM law_entry WHERE retired_at IS NULL AND NOT part = ANY(%s)"
    " ORDER BY part, position, id"
)
_FIGURES = ["figures", "figure_values", "figure_gaps"]


def find_law_book(*, with_figures: bool = True) -> tuple[LawBook, str]:
    """Return the law and where it was read: "database" when one answers, else "seeds" (取标准).

    The driver alone is used, without the ORM, so that the answer comes at once; figures, nine
    tenths of the law, are left out where none is asked for.
    """
    found = _from_database(with_figures=with_figures)
    if found is not None:
        return found, "database"
    from bargaining.readers import seeds

    return seeds.load_law_book(with_figures=with_figures), "seeds"


def _from_database(*, with_figures: bool) -> LawBook | None:
    settings = config.Settings.from_env(os.environ)
    url = settings.database_url or embedded.find_running(settings.instance)
    if url is None:
        return None
    import psycopg

    address = url.replace(f"{config.DRIVER}://", "postgresql://", 1)
    try:
        with psycopg.connect(address, connect_timeout=2) as connection:
            left_out = [] if with_figures else _FIGURES
            entries = connection.execute(_QUERY, [left_out]).fetchall()
    except psycopg.Error:
        return None
    if not entries:
        return None
    from bargaining.rules import lawbook_rows

    rows: dict[str, list[dict[str, object]]] = {}
    for part, body in entries:
        rows.setdefault(part, []).append(body)
    return lawbook_rows.from_rows(rows)
