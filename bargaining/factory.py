"""Puts the application together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from flask import Flask


def create_app() -> Flask:
    """Build the web application from the settings in the environment."""
    from flask import Flask

    return Flask(__name__)


def main() -> NoReturn:
    """Run the `bargaining` command."""
    from bargaining import cli

    cli.run(create_app, elsewhere={"work": ("bargaining.jobs.schedule:work", "定时任务")})
