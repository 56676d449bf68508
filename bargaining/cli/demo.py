"""`bargaining demo`: fill a database with example data, or make them anew."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click
from flask_security.utils import hash_password
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from bargaining import clock, config, db
from bargaining.actions import demo as demo_actions
from bargaining.actions.demo import Size
from bargaining.actions.demo_accounts import PASSWORD
from bargaining.actions.persons import PersonKey
from bargaining.cli import edge, embedded, upkeep
from bargaining.errors import NotReady, Refusal, Refused
from bargaining.models import registry
from bargaining.queries import demo as demo_queries
from bargaining.queries.demo import Contents
from bargaining.rules import passwords
from bargaining.rules.roles import OPERATOR

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DAY = click.DateTime(formats=["%Y-%m-%d"])
_PATIENCE = "10s"  # for whoever is still writing
_QUEUE = "procrastinate"  # the schema of queued work, made by the migrations


@click.command(help="生成示例数据：一个街道或一个区的企业、账号和三年的协商案件。")
@click.option("--size", type=click.Choice([size.value for size in Size]), default=Size.STREET.value,
              show_default=True, help="规模。")  # fmt: skip
@click.option("--on", "on_", type=DAY, default=None, help="以这一天为今天，默认今天。")
@click.option("--replace", is_flag=True, help="清除已有的示例数据后重新生成。")
@click.option("--if-empty", is_flag=True, help="数据库里已有数据时什么也不做。")
@upkeep.json_option
@click.pass_context
def demo(
    ctx: click.Context,
    *,
    size: str,
    on_: datetime | None,
    replace: bool,
    if_empty: bool,
    as_json: bool,
) -> None:
    """Make the example data and tell the accounts."""
    settings = config.Settings.from_env(os.environ)
    with embedded.database(settings) as url:
        if replace:
            _wipe(ctx, settings.with_database(url))
        with edge.open_app(ctx):
            made = _make(settings, Size(size), on_, if_empty=if_empty and not replace)
            with db.transaction(OPERATOR) as session:
                _tell(session, made=made, as_json=as_json)


def _make(settings: config.Settings, size: Size, on_: datetime | None, *, if_empty: bool) -> bool:
    hashed = hash_password(passwords.normal_password(PASSWORD))
    making = demo_actions.Making(
        size=size,
        today=on_.date() if on_ else clock.today(),
        password_hash=hashed,
        store=edge.store(),
        key=PersonKey(settings.person_key),
    )
    with db.transaction(OPERATOR) as session:
        if if_empty and demo_queries.contents(session) is not Contents.EMPTY:
            return False
        demo_actions.make_demo(session, making)
    return True


def _tell(session: Session, *, made: bool, as_json: bool) -> None:
    ours = demo_queries.contents(session) is Contents.DEMO
    accounts = demo_queries.list_accounts(session) if ours else []
    if as_json:
        upkeep.print_json(
            {
                "made": made,
                "password": PASSWORD if accounts else None,
                "accounts": [_as_json(one) for one in accounts if one.is_main],
                "more_accounts": [_as_json(one) for one in accounts if not one.is_main],
            }
        )
        return
    click.echo("示例数据已装入。" if made else "数据库里已有数据，没有装入示例数据。")
    if accounts:
        click.echo(f"示例账号（密码均为 {PASSWORD}）：")
        for one in accounts:
            if one.is_main:
                click.echo(f"  {one.name}  {one.title}")
        more = [one.name for one in accounts if not one.is_main]
        if more:
            click.echo(f"另有 {len(more)} 个指导员、主席账号：{'、'.join(more)}")


def _as_json(account: demo_queries.Account) -> dict[str, str]:
    return {"name": account.name, "title": account.title}


# ── making room ──────────────────────────────────────────────────────────────────────────────


def _wipe(ctx: click.Context, settings: config.Settings) -> None:
    """Build the structure anew, for history cannot be deleted; only where all of it is example.

    Raises Refused where anything is not.
    """
    with edge.open_app(ctx), db.transaction(OPERATOR) as session:
        if demo_queries.contents(session) is Contents.OWN:
            raise Refused(Refusal("own", "数据库里有正式数据，不能清除。", field="replace"))
    _drop_everything(settings.owner_url or "")
    upkeep.bring_up_to_date(settings)
    with edge.open_app(ctx):
        upkeep.load_reference()


def _drop_everything(owner_url: str) -> None:
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            found = connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
            strange = sorted(set(found) - {*registry.METADATA.tables, "alembic_version"})
            if strange:
                raise Refused(
                    Refusal("strange", f"数据库里有别的系统的表（{strange[0]}），不能清除。")
                )
            connection.execute(text(f"DROP SCHEMA IF EXISTS {_QUEUE} CASCADE"))
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    except OperationalError as problem:
        raise NotReady("有人正在使用系统，暂时不能清除示例数据，请稍后再试。") from problem
    finally:
        engine.dispose()
