"""Puts the application together."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from flask import Flask

    from bargaining.config import Settings
    from bargaining.web.security import Policy

_TOP = Path(__file__).resolve().parents[1]
_MEGABYTE = 1024 * 1024

# Every blueprint of ours: the module's `pages`. A new page is registered here and nowhere else.
PAGES = (
    "health", "home", "cases", "amendments", "moves", "drafts", "filing_values", "wages",
    "wage_compare",
    "renewals", "wage_reference", "papers", "office_papers", "packs", "performance", "pay",
    "enterprises", "imports", "backfill", "missing", "law",
    "figures", "calculator", "holidays", "law_changes", "counting", "coverage", "targets", "gap",
    "duties", "guideline_share", "reminder_settings", "reminder_preview",
    "inbox", "inbox_settings", "calendar", "calendar_feeds", "wall_calendar",
    "users", "admin_jobs", "deliveries", "audit", "photos",
    "unions", "chairs", "handovers", "jobs", "street", "street_batches", "street_calls",
    "street_papers", "street_packs", "talks", "prechecks", "contacts", "instructor_desk",
    "instructors", "dispatches", "visits", "books", "verify", "review_desk", "review_opinions",
)  # fmt: skip


def create_app(settings: Settings | None = None, policy: Policy | None = None) -> Flask:
    """Build the web application, from the settings in the environment if none are given."""
    # Imported here: `bargaining --help` and `bargaining law` must not wait for the web.
    from flask import Flask
    from jinja2 import StrictUndefined

    from bargaining.config import Settings
    from bargaining.web import access, errors, headers, health, security, worker_notice

    known = settings or Settings.from_env(os.environ)
    rules = policy or security.Policy.from_env(os.environ)
    app = Flask(
        "bargaining",
        template_folder=str(_TOP / "templates"),
        static_folder=str(_TOP / "static"),
        instance_path=str(known.instance.absolute()),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = False
    app.config.update(
        MAX_CONTENT_LENGTH=30 * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * _MEGABYTE,
        SEND_FILE_MAX_AGE_DEFAULT=0,
    )
    app.extensions["bargaining_settings"] = known
    _open_database(app, known)
    health.init_app(app)
    access.init_app(app)
    security.init_app(app, known, rules)
    worker_notice.init_app(app)
    headers.init_app(app, https=rules.https)
    errors.init_app(app)
    for name in PAGES:
        app.register_blueprint(import_module(f"bargaining.web.{name}").pages)
    return app


def _open_database(app: Flask, settings: Settings) -> None:
    from bargaining import db
    from bargaining.errors import NotReady

    if settings.database_url is None:
        raise NotReady("没有指明数据库，请用 bargaining up 启动，或者设置 DATABASE_URL。")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": 5,
        "max_overflow": 15,  # a worker has a message in hand for every server that is slow
        "pool_timeout": 10,
        "pool_recycle": 1800,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 5},
        "hide_parameters": True,  # names and wages, which no log may hold
    }
    db.db.init_app(app)
    with app.app_context():
        db.act_as_app(db.db.engine)


def main() -> NoReturn:
    """Run the `bargaining` command."""
    from bargaining import cli

    cli.run(create_app, elsewhere={"work": ("bargaining.jobs.schedule:work", "定时任务")})
