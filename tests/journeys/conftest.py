"""What the journeys share: a new system with its reference data, and commands run in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bargaining import audit, clock, db, factory
from bargaining import cli as commands
from bargaining.actions import reference
from bargaining.rules.roles import OPERATOR
from tests import cluster as clusters

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.fixture(scope="session")
def furnished_template(cluster: clusters.Cluster, migrated_template: str) -> str:
    """The name of a database with places, industries and the law, and nothing else."""
    url = cluster.create(template=migrated_template)
    engine = create_engine(url)
    db.act_as_app(engine)
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=clock.now())
        session.flush()
        audit.seal(session)
        db.finish(session)
    engine.dispose()
    return clusters.name_of(url)


@pytest.fixture
def system_url(cluster: clusters.Cluster, furnished_template: str) -> Iterator[str]:
    """A new system of one's own."""
    url = cluster.create(template=furnished_template)
    yield url
    cluster.drop(url)


class Answer:
    """What a command said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def bargaining(
    system_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Answer]:
    """Run `bargaining …` on the new system."""
    monkeypatch.setenv("DATABASE_URL", system_url)
    monkeypatch.setenv("BARGAINING_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.chdir(tmp_path)

    def run(*words: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            commands.run(factory.create_app, arguments=[str(word) for word in words])
        said = capsys.readouterr()
        return Answer(end.value.code, said.out, said.err)

    return run
