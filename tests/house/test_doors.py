"""No view without a declared door, and no second place that commits."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

from bargaining import config
from bargaining.rules.roles import Role
from bargaining.web import access

PACKAGE = config.CHECKOUT / "bargaining"


def test_every_route_has_a_door(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert {one for one in endpoints if access.door_of(app, one) is None} == set()


def test_every_door_given_to_a_library_stands_before_a_route(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert access.LIBRARY_DOORS.keys() - endpoints == set()


def test_none_of_our_own_views_gets_its_door_from_the_table_of_libraries(app):
    ours = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(view, "__module__", "").startswith("bargaining.")
    }

    assert ours & access.LIBRARY_DOORS.keys() == set()


def test_every_path_of_the_navigation_leads_to_a_page_with_a_door_for_somebody(app):
    with app.test_request_context():
        for path, _label in access.NAVIGATION:
            door = access._door_behind(path)
            assert door is None or door.roles, path


def test_a_view_without_a_door_is_closed(app, client):
    bare = Flask("bare")
    bare.view_functions["left.out"] = lambda: "open"

    assert access.door_of(bare, "left.out") is None


def test_a_door_open_to_nobody_cannot_be_declared():
    with pytest.raises(ValueError, match="nobody"):
        access.open_to()


def test_a_view_has_one_door():
    @access.open_to(Role.ADMIN)
    def view() -> None: ...

    with pytest.raises(ValueError, match="two doors"):
        access.open_to_public(view)


def test_only_one_place_commits():
    found = [
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and ast.unparse(node.func.value) in {"session", "connection", "db.session", "db.db.session"}
    ]

    assert set(found) == {Path("db.py")}
