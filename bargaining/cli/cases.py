"""`bargaining case`: open a case, look at it, take it a step further."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections as correction_actions
from bargaining.actions import files as file_actions
from bargaining.actions import pay_checks as pay_actions
from bargaining.actions import wages as wage_actions
from bargaining.cli import edge
from bargaining.db import transaction
from bargaining.errors import Refusal, Refused, Unusable
from bargaining.queries import case_view, silent_effect
from bargaining.queries import cases as case_queries
from bargaining.rules.asks import AskKind
from bargaining.rules.events import VOID
from bargaining.rules.moves import get_move
from bargaining.rules.roles import Actor
from bargaining.store import Store

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(help="协商案件")
def case() -> None:
    """Hold the commands about cases."""


@case.command("open", help="为企业立案")
@click.argument("code")
@click.option("--year", type=int, required=True, help="年度")
@click.option("--on", "on_", type=DAY, required=True, help="立案日期")
@click.option("--as", "account", default=None, help="以某账号的身份")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def open_(
    ctx: click.Context, code: str, year: int, on_: datetime, account: str | None, as_json: bool
) -> None:
    """Open this year's case of an enterprise and print its number."""
    with edge.open_app(ctx):
        actor = edge.operator(account)
        with transaction(actor) as session:
            opened = case_actions.open_for_code(
                session,
                code,
                year=year,
                on=on_.date(),
                actor=actor,
                at=clock.now(),
                today=clock.today(),
            )
            number = opened.number
    click.echo(json.dumps({"number": number}) if as_json else number)


@case.command("show", help="查看案件")
@click.argument("number")
@click.option("--as", "account", default=None, help="以某账号的身份")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def show(ctx: click.Context, number: str, account: str | None, as_json: bool) -> None:
    """Print a case with its entries, deadlines and open steps."""
    with edge.open_app(ctx):
        actor = edge.operator(account)
        with transaction(actor) as session:
            shown = _shown(session, number, actor)
    _print(shown, as_json=as_json)


@case.command("moves", help="步骤表")
@click.option("--json", "as_json", is_flag=True)
def moves(as_json: bool) -> None:
    """Print the table of steps with what each asks for."""
    table = case_view.moves_as_json()
    if as_json:
        click.echo(json.dumps(table, ensure_ascii=False, indent=2))
        return
    for move in table:
        asked = "、".join(f"{ask['name']}（{ask['label']}）" for ask in move["asks"])
        click.echo(f"{move['name']:26} {move['label']}：{asked or '—'}")


@case.command("move", help="办理一步")
@click.argument("number")
@click.argument("move_name", metavar="MOVE")
@click.option("--on", "on_", type=DAY, required=True, help="发生日期")
@click.option("--set", "pairs", multiple=True, metavar="键=值")
@click.option("--data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--file", "files", multiple=True, metavar="键=路径")
@click.option("--as", "account", default=None, help="以某账号的身份")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def move(
    ctx: click.Context,
    number: str,
    move_name: str,
    on_: datetime,
    pairs: tuple[str, ...],
    data: Path | None,
    files: tuple[str, ...],
    account: str | None,
    as_json: bool,
) -> None:
    """Take one step in a case and print how it stands then."""
    given = _given(pairs, data)
    uploads = _uploads(files)
    step = case_actions.Step(move_name, on_.date(), given)
    with edge.open_app(ctx):
        actor = edge.operator(account)
        with transaction(actor) as session:
            _take(session, number, step, uploads, actor=actor)
            shown = _shown(session, number, actor)
    _print(shown, as_json=as_json)


@case.command("amend", help="改正一条登记：在原处写成正确的内容")
@click.argument("number")
@click.argument("sequence", type=int)
@click.option("--on", "on_", type=DAY, default=None, help="改正后的日期，不写的不变")
@click.option("--set", "pairs", multiple=True, metavar="键=值", help="改正的内容，不写的不变")
@click.option("--data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", required=True, help="更正原因")
@click.option("--as", "account", default=None, help="以某账号的身份")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def amend(
    ctx: click.Context,
    number: str,
    sequence: int,
    on_: datetime | None,
    pairs: tuple[str, ...],
    data: Path | None,
    reason: str,
    account: str | None,
    as_json: bool,
) -> None:
    """Write an entry anew in its place and print how the case stands then."""
    given = _given(pairs, data)
    with edge.open_app(ctx):
        actor = edge.operator(account)
        with transaction(actor) as session:
            correction_actions.amend(
                session, number, sequence, on=on_.date() if on_ else None, given=given,
                keeping=True, reason=reason, actor=actor, at=clock.now(), today=clock.today(),
            )  # fmt: skip
            shown = _shown(session, number, actor)
    _print(shown, as_json=as_json)


def _take(
    session: Session,
    number: str,
    step: case_actions.Step,
    uploads: dict[str, list[file_actions.Upload]],
    *,
    actor: Actor,
) -> None:
    at, today = clock.now(), clock.today()
    store = edge.store()
    if step.move == VOID:
        sequence = str(step.given.get("sequence", ""))
        if not sequence.isdigit():
            raise Unusable("请用 --set sequence=N 写明更正第几条登记。", field="sequence")
        reason = str(step.given.get("reason", ""))
        if step.on > today:
            raise Refused(Refusal("future", "更正日期不能晚于今天。", field="on"))
        correction_actions.void(
            session, number, int(sequence), reason=reason, actor=actor, at=at, today=today
        )
    elif step.move in _TABLES:
        _take_table(session, number, step, uploads, actor=actor)
    elif step.move == "take_effect_by_silence":
        _fall_silent(session, number, step, actor=actor)
    else:
        kept = _keep(session, step.move, uploads, store=store, actor=actor)
        whole = case_actions.Step(step.move, step.on, {**step.given, **kept})
        case_actions.take(session, number, whole, actor=actor, at=at, today=today)


_TABLES = {"submit_wages": "工资表", pay_actions.MOVE: "实发工资表"}


def _take_table(
    session: Session,
    number: str,
    step: case_actions.Step,
    uploads: dict[str, list[file_actions.Upload]],
    *,
    actor: Actor,
) -> None:
    """The two steps that come with a spreadsheet."""
    tables = uploads.get("file")
    if not tables:
        raise Unusable(f"请用 --file file=路径 给出{_TABLES[step.move]}。", field="file")
    at, today, store = clock.now(), clock.today(), edge.store()
    if step.move == pay_actions.MOVE:
        pay_actions.record_pay(
            session, number, step, tables[0], store=store, actor=actor, at=at, today=today
        )
        return
    wage_actions.submit_wages(
        session, number, step, tables[0], store=store, actor=actor, at=at, today=today
    )


def _fall_silent(session: Session, number: str, step: case_actions.Step, *, actor: Actor) -> None:
    found = case_queries.get_case(session, number, actor=actor, on=clock.today())
    day = min(step.on, clock.today())
    if found.id not in {one.id for one in silent_effect.cases_to_fall_silent(session, on=day)}:
        raise Refused(
            Refusal(
                "not_silent",
                f"{day.isoformat()} 本案的审查期没有届满，或者没有收到凭证、届满日尚不确定，"
                "不能登记默示生效。",
                basis="T-REVIEW",
            )
        )
    case_actions.take_effect_by_silence(session, found, at=clock.now())


def _keep(
    session: Session,
    move_name: str,
    uploads: dict[str, list[file_actions.Upload]],
    *,
    store: Store,
    actor: Actor,
) -> dict[str, Any]:
    kinds = {ask.name: ask.kind for ask in get_move(move_name).asks}
    kept: dict[str, Any] = {}
    for key, sent in uploads.items():
        if kinds.get(key) not in (AskKind.FILE, AskKind.FILES):
            raise Unusable(f"这一步没有“{key}”这一项文件。", field=key)
        rows = [
            file_actions.keep_photo(
                session, one.name, one.content, store=store, actor=actor, at=clock.now()
            )
            for one in sent
        ]
        named = [{"hash": row.hash, "name": row.name} for row in rows]
        kept[key] = named if kinds[key] is AskKind.FILES else named[0]
    return kept


def _given(pairs: tuple[str, ...], data: Path | None) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if data is not None:
        try:
            given = json.loads(data.read_text("utf-8"))
        except (ValueError, OSError) as problem:
            raise Unusable(f"{data.name} 不是能读的 JSON 文件。", field="data") from problem
        if not isinstance(given, dict):
            raise Unusable(f"{data.name} 应是一个 JSON 对象。", field="data")
    for pair in pairs:
        key, mark, value = pair.partition("=")
        if not mark or not key:
            raise Unusable(f"“{pair}”应写成 键=值。", field="set")
        given[key] = value
    return given


def _uploads(files: tuple[str, ...]) -> dict[str, list[file_actions.Upload]]:
    uploads: dict[str, list[file_actions.Upload]] = {}
    for pair in files:
        key, mark, path = pair.partition("=")
        source = Path(path)
        if not mark or not source.is_file():
            raise Unusable(f"找不到文件“{path or pair}”。", field="file")
        uploads.setdefault(key, []).append(file_actions.Upload(source.name, source.read_bytes()))
    return uploads


def _shown(session: Session, number: str, actor: Actor) -> dict[str, Any]:
    seen = case_view.view(session, number, actor=actor, on=clock.today())
    return case_view.as_json(seen)


def _print(shown: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    click.echo(f"{shown['number']}  {shown['title']}  {shown['state_label']}")
    click.echo(f"下一步：{shown['next']['sentence']}")
    for one in shown["deadlines"]:
        if one["ended_on"] is None and one["due_on"]:
            click.echo(f"  {one['label']}：{one['due_on']}（{one['rule']}）")
    for one in shown["notices"]:
        click.echo(f"  系统提示：{one['message']}")
