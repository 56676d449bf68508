"""What the journeys share: a new system with its reference data, commands and browsers in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_security.utils import hash_password
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, clock, db, factory
from bargaining import cli as commands
from bargaining.actions import reference
from bargaining.actions import users as user_actions
from bargaining.config import Settings
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web.security import Policy
from tests import cluster as clusters
from tests import live_server

CHROMIUM = "/usr/bin/chromium"
PASSWORD = "Correct-horse-9"
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


@pytest.fixture
def site(system_url: str, tmp_path: Path) -> Iterator[tuple[str, Callable[..., None]]]:
    """A new system behind a real server, and a way to open accounts."""
    environ = {"DATABASE_URL": system_url, "BARGAINING_INSTANCE": str(tmp_path / "instance")}
    app = factory.create_app(Settings.from_env(environ), Policy())

    def open_account(login: str, role: Role, *, place: str = "", firm: str = "") -> None:
        with app.app_context(), db.transaction() as session:
            union_id = None
            if firm:
                union_id = session.scalar(
                    select(Enterprise.union_id).where(Enterprise.name == firm)
                )
                assert union_id is not None
            new = user_actions.NewAccount(login, login, hash_password(PASSWORD), one_time=False)
            user = user_actions.add_user(session, new, actor=OPERATOR, at=clock.now())
            grant = user_actions.NewGrant(
                role=role,
                from_on=date(2020, 1, 1),
                to_on=None,
                place_code=place or None,
                union_id=union_id,
            )
            user_actions.grant_role(session, user.id, grant, actor=OPERATOR, at=clock.now())

    with live_server.serving(app) as address:
        yield address, open_account


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def sign_in(site: Any, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Sign somebody in with a browser of their own; a script error fails the test."""
    address, _ = site
    contexts, errors = [], []

    def enter(login: str, *, width: int = 1280, height: int = 900, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=address,
            locale="zh-CN",
            accept_downloads=True,
            java_script_enabled=script,
            viewport={"width": width, "height": height},
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/login")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert errors == []
