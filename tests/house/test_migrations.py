"""Is the structure what the rows say, does every migration go both ways, is history guarded?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import errors, sql
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine, inspect

from bargaining import db
from bargaining.cli import embedded
from bargaining.models import registry
from bargaining.models.base import APPEND_ONLY
from bargaining.rules import verification
from tests import cluster

REVISIONS = [
    script.revision
    for script in reversed(
        list(ScriptDirectory.from_config(db.alembic_config(None)).walk_revisions())
    )
]
BY_TYPE = {
    "VARCHAR": "x",
    "TEXT": "x",
    "INTEGER": 1,
    "BIGINT": 1,
    "NUMERIC": 1,
    "BOOLEAN": False,
    "DATE": date(2026, 1, 5),
    "TIMESTAMP": datetime(2026, 1, 5, tzinfo=UTC),
    "JSONB": Jsonb({}),
    "ARRAY": [],
    "BYTEA": b"x",
}
LEFT_EMPTY = {("register_change", "union_id")}  # a change is about one subject or the other


def connected(url: str, user: str) -> psycopg.Connection:
    return psycopg.connect(
        host=cluster.socket_of(url), user=user, dbname=cluster.name_of(url), autocommit=True
    )


def fill(url: str) -> dict[str, int]:
    """Put one row into every table; its references need lead nowhere."""
    engine = create_engine(url)
    columns = {table: inspect(engine).get_columns(table) for table in tables(url)}
    engine.dispose()
    with connected(url, embedded.SUPERUSER) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, described in columns.items():
            given = {
                one["name"]: BY_TYPE[type(one["type"]).__name__]
                for one in described
                if (table, one["name"]) not in LEFT_EMPTY
            }
            connection.execute(
                sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                    sql.Identifier(table),
                    sql.SQL(", ").join(map(sql.Identifier, given)),
                    sql.SQL(", ").join(sql.Placeholder() * len(given)),
                ),
                list(given.values()),
            )
    return {table: cluster.ask(url, f"SELECT count(*) FROM {table}")[0] for table in columns}  # noqa: S608


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    return sorted(found)


def structure(url: str) -> set[str]:
    """Name the schemas, our tables and their indexes with what these include."""
    engine = create_engine(url)
    inspector = inspect(engine)
    indexes = {
        f"{index['name']} {index.get('dialect_options', {}).get('postgresql_include')}"
        for table in tables(url) for index in inspector.get_indexes(table)
    }  # fmt: skip
    found = {*inspector.get_schema_names(), *tables(url), *indexes}
    engine.dispose()
    return found


def test_the_structure_from_the_migrations_is_the_one_the_rows_say(bare_database_url):
    db.migrate(bare_database_url)

    engine = create_engine(bare_database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), registry.METADATA)
        assert db.structure_is_current(connection)
    engine.dispose()
    assert differences == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_migration_goes_up_down_and_up_again_with_data(bare_database_url, revision):
    for earlier in REVISIONS[: REVISIONS.index(revision)]:
        db.migrate(bare_database_url, revision=earlier)
    below = structure(bare_database_url)
    db.migrate(bare_database_url, revision=revision)
    above = structure(bare_database_url)
    assert set(fill(bare_database_url).values()) == {1}

    db.migrate(bare_database_url, revision="-1")
    assert structure(bare_database_url) == below != above
    db.migrate(bare_database_url, revision=revision)

    assert structure(bare_database_url) == above


def test_what_people_entered_and_took_out_of_the_law_outlives_a_rollback(bare_database_url):
    loaded, entered, upgraded, taken_out = (
        datetime(2026, 1, day, tzinfo=UTC) for day in (5, 6, 7, 8)
    )
    rows = [
        (1, loaded, True, None, None),
        (2, entered, False, None, None),
        (3, loaded, True, upgraded, None),
        (4, loaded, True, taken_out, "甲"),
    ]
    db.migrate(bare_database_url, revision="0005")
    with connected(bare_database_url, embedded.SUPERUSER) as connection:
        for number, (event, at) in enumerate([("law.load", loaded), ("law.upgrade", upgraded)], 1):
            connection.execute(
                "INSERT INTO audit_entry (number, at, actor_name, actor_role, event, subject,"
                " detail, previous_hash, hash) VALUES (%s, %s, 'x', 'x', %s, 'x', '{}', 'x', %s)",
                [number, at, event, str(number)],
            )
        for row in rows:
            connection.execute(
                "INSERT INTO law_entry (id, part, position, body, actor_name, recorded_at, seeded,"
                " retired_at, retired_by) VALUES (%s, 'x', 0, '{}', 'x', %s, %s, %s, %s)",
                row,
            )

    db.migrate(bare_database_url, revision="-1")
    db.migrate(bare_database_url, revision="0005")

    kept = "SELECT seeded FROM law_entry ORDER BY id"
    with connected(bare_database_url, embedded.SUPERUSER) as connection:
        assert [row[0] for row in connection.execute(kept)] == [True, False, True, True]
        kept = "SELECT retired_by IS NOT NULL FROM law_entry ORDER BY id"
        assert [row[0] for row in connection.execute(kept)] == [False, False, False, True]


def test_papers_issued_before_there_were_codes_get_one_each_and_nothing_else(bare_database_url):
    db.migrate(bare_database_url, revision="0005")
    kept = "SELECT id, version, context, docx_hash, pdf_hash FROM issued_paper ORDER BY id"
    with connected(bare_database_url, embedded.SUPERUSER) as connection:
        connection.execute("SET session_replication_role = replica")
        for number in range(1, 41):
            connection.execute(
                "INSERT INTO issued_paper (id, case_id, kind, version, issued_on, issued_at,"
                " actor_name, template_version, context, docx_hash, pdf_hash, override_reason)"
                " VALUES (%s, 1, 'reply', %s, '2026-01-05', now(), 'x', '1', '{}', %s, %s, '')",
                [number, number, str(number), str(number)],
            )
        before = list(connection.execute(kept))

    db.migrate(bare_database_url, revision="0006")

    with connected(bare_database_url, embedded.OWNER) as connection:
        codes = [row[0] for row in connection.execute("SELECT code FROM issued_paper")]
        assert list(connection.execute(kept)) == before
        assert len(set(codes)) == 40
        assert all(verification.is_code(code) for code in codes)
        assert len(set("".join(codes))) > 20  # drawn from all signs, not counted up
        with pytest.raises(errors.RestrictViolation, match="append-only"):
            connection.execute("UPDATE issued_paper SET code = 'x'")
        assert connection.execute(
            "SELECT count(*) FROM pg_proc WHERE proname = 'fresh_paper_code'"
        ).fetchone() == (0,)


def test_an_old_structure_is_told_from_the_newest(bare_database_url):
    engine = create_engine(bare_database_url)
    with engine.connect() as connection:
        assert not db.structure_is_current(connection)
    engine.dispose()


@pytest.fixture(scope="module")
def filled_url(make_database):
    url = make_database()
    fill(url)
    return url


class TestTheGuardOfHistory:
    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}",
                                           "TRUNCATE {0} CASCADE"])  # fmt: skip
    def test_the_application_has_no_right_to_rewrite_and_the_owner_is_refused_by_a_trigger(
        self, filled_url, table, statement
    ):
        column = "number" if table == "audit_entry" else "id"
        rewriting = sql.SQL(statement).format(sql.Identifier(table), sql.Identifier(column))
        with connected(filled_url, embedded.OWNER) as connection:
            with pytest.raises(errors.RestrictViolation, match="append-only"):
                connection.execute(rewriting)
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(db.APP_ROLE)))
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(rewriting)

        assert cluster.ask(filled_url, f"SELECT count(*) FROM {table}") == (1,)  # noqa: S608

    def test_the_application_may_write_every_other_table_and_change_no_structure(self, filled_url):
        others = set(registry.METADATA.tables) - set(APPEND_ONLY)
        for table in others:
            assert cluster.ask(
                filled_url,
                f"SELECT has_table_privilege('{db.APP_ROLE}', '{table}', 'UPDATE')"
                f" AND has_table_privilege('{db.APP_ROLE}', '{table}', 'INSERT')",
            ) == (True,)
        with connected(filled_url, embedded.OWNER) as connection:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(db.APP_ROLE)))
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE beside (id int)")

    def test_the_role_of_the_application_is_no_superuser_and_cannot_sign_in(self, filled_url):
        assert cluster.ask(
            filled_url,
            "SELECT rolsuper, rolcanlogin, rolcreaterole, rolcreatedb, rolbypassrls"  # noqa: S608
            f" FROM pg_roles WHERE rolname = '{db.APP_ROLE}'",
        ) == (False, False, False, False, False)
