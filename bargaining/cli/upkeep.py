"""What keeps the system going: its structure, its projections, its audit chain, its parts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import click
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from bargaining import audit as audit_chain
from bargaining import cli, clock, config, db
from bargaining.actions import rebuild as rebuild_actions
from bargaining.actions import reference as reference_actions
from bargaining.cli import edge, embedded, parts, register_rebuild
from bargaining.errors import NotReady
from bargaining.queries import audit as audit_queries
from bargaining.queries import structure
from bargaining.rules.roles import OPERATOR

_SHOWN = 20  # breaks told in words; one change in a chain may show in many places
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")


def print_json(answer: object) -> None:
    """Print an answer for machines."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


# ── structure ────────────────────────────────────────────────────────────────────────────────


@click.command(help="更新数据库结构，并装入缺少的地方、行业、标准与规则。")
@click.pass_context
def migrate(ctx: click.Context) -> None:
    """Bring the structure up to date and load what a new system must know."""
    settings = config.Settings.from_env(os.environ)
    with embedded.database(settings) as url:
        bring_up_to_date(settings.with_database(url))
        with edge.open_app(ctx):
            loaded = load_reference()
            again = _rebuild_what_is_older()
    click.echo("数据库结构已是最新。")
    if again:
        click.echo(f"已按新的结构重算 {again} 件案件。")
    if loaded.tables or loaded.law:
        click.echo(f"已装入参考表 {loaded.tables} 行，标准与规则 {loaded.law} 条。")


def bring_up_to_date(settings: config.Settings) -> None:
    """Migrate as the owner, and let the user of the web and the worker act as `app`.

    Raises NotReady where no database answers or the owner may not do it.
    """
    owner_url = settings.owner_url or ""
    try:
        db.migrate(owner_url)
        _let_in(settings)
    except OperationalError as problem:
        raise NotReady(f"数据库没有回答：{' '.join(str(problem.orig).split())}") from problem
    except ProgrammingError as problem:
        raise NotReady(
            "更新结构所用的数据库账号权限不够，它须是该数据库的所有者，并能建立角色"
            f"（CREATEROLE）：{' '.join(str(problem.orig).split())}"
        ) from problem


def _let_in(settings: config.Settings) -> None:
    owner, user = make_url(settings.owner_url or ""), make_url(settings.database_url or "")
    if not user.username or user.username == owner.username:
        return
    engine = create_engine(owner)
    try:
        with engine.begin() as connection:
            name = connection.dialect.identifier_preparer.quote(user.username)
            connection.execute(text(f"GRANT {db.APP_ROLE} TO {name}"))
    finally:
        engine.dispose()


def load_reference() -> reference_actions.Loaded:
    """Load places, industries and the law where they are missing."""
    with db.transaction(OPERATOR) as session:
        return reference_actions.load_reference(session, actor=OPERATOR, at=clock.now())


def _rebuild_what_is_older() -> int:
    """Fold the cases whose rows were written before the structure had all of its columns."""
    if not structure.has_older_rows(db.db.session()):
        return 0
    rebuild_all = partial(rebuild_actions.rebuild, actor=OPERATOR, at=clock.now())
    return sum(len(batch.found) for batch in _batches(rebuild_all))


# ── projections ──────────────────────────────────────────────────────────────────────────────


@click.command(help="由事件重算每一个案件、由登记经过重算名册；加 --check 时只比对，不改动。")
@click.option("--check", is_flag=True, help="只比对；有差异时退出码为 1。")
@json_option
@click.pass_context
def rebuild(ctx: click.Context, *, check: bool, as_json: bool) -> int:
    """Fold every case again, to compare or to write it anew."""
    with edge.open_app(ctx):
        step: Callable[..., rebuild_actions.Batch | None] = (
            rebuild_actions.compare
            if check
            else partial(rebuild_actions.rebuild, actor=OPERATOR, at=clock.now())
        )
        cases, found = 0, list[rebuild_actions.Difference]()
        for batch in _batches(step):
            cases += batch.cases
            found += batch.found
        register = register_rebuild.run(check=check)
    broken = [one for one in (*found, *register.found) if not one.foldable]
    if as_json:
        print_json({**_rebuilt_as_json(cases, found, check=check), "register": register.as_json()})
    else:
        for one in (*found, *register.found):
            click.echo(f"{one.number}：{'；'.join(one.differences)}")
        done = "有差异" if check else "已重算"
        mended = [one for one in found if check or one.foldable]
        click.echo(f"共 {cases} 件，{done} {len(mended)} 件。")
        click.echo(register.in_words(done))
    found += register.found
    return cli.NO if broken or (check and found) else cli.FINE


def _batches(step: Callable[..., rebuild_actions.Batch | None]) -> Iterator[rebuild_actions.Batch]:
    """Take one batch of cases after the other, each in a transaction of its own."""
    last_id = 0
    while True:
        with db.transaction(OPERATOR) as session:
            batch = step(session, after_id=last_id)
        if batch is None:
            return
        yield batch
        last_id = batch.last_id


def _rebuilt_as_json(
    cases: int, found: list[rebuild_actions.Difference], *, check: bool
) -> dict[str, Any]:
    return {
        "check": check,
        "cases": cases,
        "different": len(found),
        "differences": [
            {"number": one.number, "differences": list(one.differences)} for one in found
        ],
    }


# ── the audit chain ──────────────────────────────────────────────────────────────────────────


@click.group(help="审计")
def audit() -> None:
    """Hold the commands about the audit."""


@audit.command("verify", help="核验审计链：有没有被改动、抽走或截断；不完整时退出码为 1。")
@json_option
@click.pass_context
def verify(ctx: click.Context, *, as_json: bool) -> int:
    """Walk the audit chain and name every break."""
    with edge.open_app(ctx), db.transaction(OPERATOR) as session:
        breaks = list(audit_chain.verify(session))
        entries = audit_queries.count_entries(session, OPERATOR, by=audit_queries.AuditFilter())
    if as_json:
        print_json(
            {
                "ok": not breaks,
                "entries": entries,
                "breaks": [{"number": one.number, "reason": one.reason} for one in breaks],
            }
        )
    else:
        for one in breaks[:_SHOWN]:
            click.echo(f"第 {one.number} 条：{one.reason}")
        if len(breaks) > _SHOWN:
            click.echo(f"……共 {len(breaks)} 处，全部请加 --json。")
        click.echo(f"审计链共 {entries} 条，{'不完整' if breaks else '完整'}。")
    return cli.NO if breaks else cli.FINE


# ── all parts ────────────────────────────────────────────────────────────────────────────────


@click.command(help="检查系统各部分是否齐备；缺少任何一部分时退出码为 1。")
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> int:
    """Look at every part the system needs and say what to do about what is missing."""
    found = parts.examine(ctx)
    whole = all(part.ok for part in found)
    if as_json:
        print_json({"ok": whole, "parts": [part.as_json() for part in found]})
    else:
        for part in found:
            click.echo(str(part))
        click.echo("各部分齐备。" if whole else "有缺少的部分，请按上面的提示处理。")
    return cli.FINE if whole else cli.NO
