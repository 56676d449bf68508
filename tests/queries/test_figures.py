"""Whose checks would see a new figure: those still bargained, with a table, where it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from bargaining.models.case import Case
from bargaining.models.stored_file import StoredFile
from bargaining.models.wage_table import WageTable
from bargaining.queries import figures as figure_queries
from tests import stage as stages

AT = datetime(2026, 3, 3, 2, tzinfo=UTC)
HASH = "a" * 64


@pytest.fixture
def tables(session, stage):
    """The case inside and the case outside, each with two versions of a wage table."""
    session.add(StoredFile(hash=HASH, size=1, media_type="text/csv", name="x.csv", stored_at=AT))
    session.flush()
    for case in session.scalars(select(Case)).all():
        for version in (1, 2):
            session.add(
                WageTable(
                    case_id=case.id, version=version, file_hash=HASH, file_name="x.csv",
                    term_from=date(2026, 1, 1), term_to=date(2026, 12, 31), uploaded_at=AT,
                    actor_name="测试", posts=1, people=1, verdict="pass", summary={},
                )
            )  # fmt: skip
    session.flush()


@pytest.mark.usefixtures("tables")
class TestCountOpenChecks:
    @pytest.mark.parametrize(
        ("place", "count"),
        [("110000", 1), ("110108", 1), ("110105", 0), ("310000", 1), ("000000", 2)],
    )
    def test_a_case_counts_once_where_the_figure_holds(self, session, place, count):
        assert figure_queries.count_open_checks(session, place) == count

    @pytest.mark.parametrize(
        "more",
        [{"signed_on": stages.TODAY}, {"closed_on": stages.TODAY}, {"kind": "general"}],
    )
    def test_what_is_signed_closed_or_of_another_kind_is_not_checked_again(
        self, session, stage, more
    ):
        inside = Case.number == stage.inside.case
        session.connection().execute(update(Case.__table__).where(inside).values(**more))

        assert figure_queries.count_open_checks(session, "110000") == 0


def test_a_case_without_a_table_is_not_checked(session, stage):
    assert figure_queries.count_open_checks(session, "000000") == 0
