"""What the tests of the clock share: a furnished system."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests import outside
from tests.office import Office, furnished


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
