"""A register behind the pages: the reference tables, and people who keep it and read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import reference
from bargaining.actions.persons import PersonKey
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR, Role
from tests import app_fixtures, register_files, register_stage, stage
from tests.app_fixtures import Browser

STREET, ELSEWHERE = "110108011", "110101001"


def furnish(url: str) -> None:
    """Load places, industries and the law for all tests of a module."""
    engine = create_engine(url)
    db.act_as_app(engine)
    with Session(engine) as session:
        reference.load_reference(session, actor=OPERATOR, at=register_stage.AT)
        db.finish(session)
    engine.dispose()


def import_one(app: Flask, url: str, number: int = 1, **cells: str) -> Enterprise:
    """Import one enterprise for good, its telephone sealed with the application's own key."""
    key = PersonKey(app.extensions["bargaining_settings"].person_key)
    engine = create_engine(url)
    db.act_as_app(engine)
    with Session(engine, expire_on_commit=False) as session:
        row = register_files.enterprise(number, **cells)
        result = register_stage.import_rows(session, row, key=key)
        assert result.rejected == ()
        found = register_stage.enterprise_of(session, row["统一社会信用代码"], name=row["单位名称"])
        db.finish(session)
        session.refresh(found)
        session.expunge_all()
    engine.dispose()
    return found


def signs_in(app: Flask) -> Callable[..., Browser]:
    """Return a function that signs somebody in with a role."""

    def sign(role: Role, *, place: str | None = None, **more: Any) -> Browser:
        assigned = more.pop("assigned", 0)
        side = stage.Side(enterprise=assigned, union=0, case="")
        return app_fixtures.signer(app, stage.Stage(side, side))(role, place=place, **more)

    return sign
