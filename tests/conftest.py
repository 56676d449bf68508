"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import hypothesis
import pytest
import pytest_socket

from bargaining import db
from tests import cluster as clusters
from tests import office

pytest_plugins = ["tests.app_fixtures", "tests.street_office"]


# How long an example takes says nothing here: two cores run the whole suite at once. `make
# mutants` runs a test many times in one process: without the second line every change would
# seem to be noticed by a method that hypothesis refuses to run again.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.differing_executors],
)
hypothesis.settings.load_profile("house")


def pytest_runtest_setup() -> None:
    """Keep the tests on this machine; `libpq` speaks through unix sockets of its own."""
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


# ── databases ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def cluster() -> Iterator[clusters.Cluster]:
    """The tests' own PostgreSQL."""
    with clusters.running() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_template(cluster: clusters.Cluster) -> str:
    """The name of a database with our structure and no rows, to be copied and never used."""
    url = cluster.create()
    db.migrate(url)
    return clusters.name_of(url)


@pytest.fixture(scope="session")
def make_database(cluster: clusters.Cluster, migrated_template: str) -> Iterator[Callable[[], str]]:
    """Make fresh migrated databases on demand."""
    made: list[str] = []

    def make() -> str:
        made.append(cluster.create(template=migrated_template))
        return made[-1]

    yield make
    for url in made:
        cluster.drop(url)


@pytest.fixture(scope="session")
def make_furnished(
    cluster: clusters.Cluster,
    migrated_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], str]]:
    """Make databases on demand that hold places, industries and the law, loaded only once."""
    loaded = cluster.create(template=migrated_template)
    office.load(loaded, tmp_path_factory.mktemp("loaded"))
    made: list[str] = []

    def make() -> str:
        made.append(cluster.create(template=clusters.name_of(loaded)))
        return made[-1]

    yield make
    for url in made:
        cluster.drop(url)


@pytest.fixture(scope="module")
def database_url(cluster: clusters.Cluster, migrated_template: str) -> Iterator[str]:
    """A fresh migrated database for the tests of one module."""
    url = cluster.create(template=migrated_template)
    yield url
    cluster.drop(url)


@pytest.fixture
def bare_database_url(cluster: clusters.Cluster) -> Iterator[str]:
    """A database without any structure, for the tests of migrations."""
    url = cluster.create()
    yield url
    cluster.drop(url)
