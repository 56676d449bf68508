"""A PostgreSQL of the tests' own: one server per process, never the one with somebody's data."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bargaining import config
from bargaining.cli import embedded, server_home

PLACE = config.CHECKOUT / "instance" / "tests"


@dataclass
class Cluster:
    """A running server whose databases come and go with the tests."""

    socket: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def create(self, *, template: str = "template0") -> str:
        """Make a database, as a copy of another where one is named, and return its URL."""
        name = f"test_{next(self.numbers)}"
        self._execute(f'CREATE DATABASE "{name}" OWNER {embedded.OWNER} TEMPLATE "{template}"')
        return embedded.address(self.socket, database=name)

    def drop(self, url: str) -> None:
        """Remove a database, ending whatever is still connected to it."""
        self._execute(f'DROP DATABASE "{name_of(url)}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=self.socket, user=embedded.SUPERUSER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


def name_of(url: str) -> str:
    """Return the database's name within its URL."""
    return url.partition("@/")[2].partition("?")[0]


def socket_of(url: str) -> str:
    """Return the socket folder within a URL."""
    return url.partition("?host=")[2].partition("&")[0]


def ask(url: str, statement: str) -> tuple[object, ...] | None:
    """Put one statement to a database, as its owner, and return the first row of the answer."""
    with psycopg.connect(
        host=socket_of(url), user=embedded.OWNER, dbname=name_of(url), autocommit=True
    ) as connection:
        done = connection.execute(statement)
        return done.fetchone() if done.description else None


@contextmanager
def held_up(url: str, table: str) -> Iterator[psycopg.Connection]:
    """Hold a table, as superuser, so that whoever needs it waits over it."""
    with psycopg.connect(
        host=socket_of(url), user=embedded.SUPERUSER, dbname=name_of(url)
    ) as connection:
        connection.execute(f"LOCK TABLE {table}")
        yield connection
        connection.rollback()


@contextmanager
def running() -> Iterator[Cluster]:
    """Run a new server, and leave nothing of it behind."""
    _remove_what_killed_runs_left()
    instance = PLACE / str(os.getpid())
    try:
        yield Cluster(socket_of(embedded.start(instance, durable=False)))
    finally:
        remove(instance)


def remove(instance: Path) -> None:
    """Stop an instance's server and delete all its files."""
    embedded.stop(instance)
    home = server_home.find_home(instance)
    if home is not None:
        shutil.rmtree(home.path)
    shutil.rmtree(instance, ignore_errors=True)


def _remove_what_killed_runs_left() -> None:
    for left in PLACE.glob("*"):
        if not Path("/proc", left.name).exists():
            remove(left)
