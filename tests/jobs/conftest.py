"""What the tests of the clock share: a furnished system."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests import outside
from tests.office import Office, furnished
from tests.told import Told, told_by_mail


@pytest.fixture(scope="module")
def office(
    make_furnished: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """A system with places, industries and the law."""
    with furnished(make_furnished(), tmp_path_factory.mktemp("instance")) as made:
        yield made


@pytest.fixture
def post() -> Iterator[outside.Post]:
    """A mail server that takes everything."""
    with outside.mail_server() as opened:
        yield opened


@pytest.fixture
def told(office: Office, post: outside.Post) -> Told:
    """People who are reached by mail, in a system where nobody of an earlier test is any more."""
    made = told_by_mail(office, post)
    with made.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM contact_way")
    return made
