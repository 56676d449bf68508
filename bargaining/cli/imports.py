"""`bargaining import`: an enterprise register, an office's ledger of contracts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy.orm import Session

from bargaining import clock, config, db, errors
from bargaining.actions import backfill, enterprises, persons
from bargaining.actions.import_result import ImportResult
from bargaining.cli import edge
from bargaining.readers import contracts as contract_readers
from bargaining.readers import returned_files, sheets
from bargaining.readers.contracts import LedgerFile
from bargaining.readers.registers import RegisterFile
from bargaining.rules.roles import Actor

_LINES_SHOWN = 50

Import = Callable[[Session, Actor], tuple[RegisterFile | LedgerFile, ImportResult]]


@click.group("import", help="导入企业名册、合同台账")
def import_() -> None:
    """Hold the imports."""


@import_.command("enterprises", help="导入企业名册（xlsx、xls、ods、csv）。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入，也不生成文件。")
@click.option(
    "--errors", "error_path", type=click.Path(path_type=Path), help="有问题时回写的文件。"
)
@click.option("--as", "account", help="以哪个账号办理；默认系统操作员。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def import_enterprises(
    ctx: click.Context,
    file: Path,
    *,
    dry_run: bool,
    error_path: Path | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Take an enterprise register into the system."""
    content = _read(file)

    def take(session: Session, actor: Actor) -> tuple[RegisterFile, ImportResult]:
        register = enterprises.read_register(session, content, name=file.name)
        key = persons.PersonKey(config.Settings.from_env(os.environ).person_key)
        at = clock.now()
        return register, enterprises.import_enterprises(
            session,
            register,
            actor=actor,
            at=at,
            today=clock.legal_day(at),
            key=key,
            source=f"企业名册 {file.name}",
            dry_run=dry_run,
        )

    _run(ctx, take, file=file, dry_run=dry_run, error_path=error_path, account=account,
         as_json=as_json)  # fmt: skip


@import_.command("contracts", help="导入合同台账（xlsx、xls、ods、csv）。")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入，也不生成文件。")
@click.option(
    "--errors", "error_path", type=click.Path(path_type=Path), help="有问题时回写的文件。"
)
@click.option("--as", "account", help="以哪个账号办理；默认系统操作员。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def import_contracts(
    ctx: click.Context,
    file: Path,
    *,
    dry_run: bool,
    error_path: Path | None,
    account: str | None,
    as_json: bool,
) -> None:
    """Take an office's ledger of contracts into the system as finished cycles."""
    content = _read(file)

    def take(session: Session, actor: Actor) -> tuple[LedgerFile, ImportResult]:
        ledger = contract_readers.read_contracts(content, name=file.name)
        at = clock.now()
        result = backfill.import_contracts(
            session,
            ledger.rows,
            actor=actor,
            at=at,
            today=clock.legal_day(at),
            dry_run=dry_run,
        )
        rejected = sorted((*ledger.problems, *result.rejected), key=lambda one: one.row)
        return ledger, replace(result, read=ledger.read, rejected=tuple(rejected))

    _run(ctx, take, file=file, dry_run=dry_run, error_path=error_path, account=account,
         as_json=as_json)  # fmt: skip


def _run(
    ctx: click.Context,
    take: Import,
    *,
    file: Path,
    dry_run: bool,
    error_path: Path | None,
    account: str | None,
    as_json: bool,
) -> None:
    if error_path is not None and not dry_run and error_path.exists():
        raise _exists(error_path)
    written = None
    try:
        with edge.open_app(ctx):
            actor = edge.operator(account)
            with db.transaction(actor) as session:
                sent, result = take(session, actor)
                if result.rejected and not dry_run:
                    # Before the commit: a file that cannot be written leaves nothing half done.
                    written = _write_back(sent, result, file=file, error_path=error_path)
    except BaseException:
        if written is not None:
            Path(written).unlink(missing_ok=True)
        raise
    answer = result.as_json(error_file=written)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print(result, written=written, dry_run=dry_run)


def _read(file: Path) -> bytes:
    try:
        if file.is_file() and file.stat().st_size > sheets.MAX_BYTES:
            raise errors.Unusable(
                f"“{file.name}”超过 {sheets.MAX_BYTES // 1024 // 1024} MB，请拆分后再导入。",
                field="file",
            )
        return file.read_bytes()
    except OSError as problem:
        raise errors.Unusable(f"读不到文件“{file}”，请核对路径。", field="file") from problem


def _write_back(
    sent: RegisterFile | LedgerFile, result: ImportResult, *, file: Path, error_path: Path | None
) -> str:
    content = returned_files.write_returned_file(
        sent.sheet, header=sent.header, reasons=result.reasons()
    )
    if error_path is not None:
        try:
            _write_new(error_path, content)
        except FileExistsError as problem:
            raise _exists(error_path) from problem
        return str(error_path)
    number = 1
    while True:
        mark = "" if number == 1 else f"-{number}"
        path = Path(f"{file.stem}_导入结果{mark}.xlsx")
        try:
            _write_new(path, content)
        except FileExistsError:
            number += 1
            continue
        return str(path)


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise
    except OSError as problem:
        raise errors.Unusable(
            f"写不了文件“{path}”，请换一个位置；没有导入任何一行。", field="errors"
        ) from problem


def _exists(path: Path) -> errors.Unusable:
    return errors.Unusable(f"“{path}”已经存在，系统不覆盖它，请另起一个文件名。", field="errors")


def _print(result: ImportResult, *, written: str | None, dry_run: bool) -> None:
    head = "试导入（没有写入）：" if dry_run else ""
    click.echo(
        f"{head}读取 {result.read} 行，新增 {result.created}，更新 {result.updated}，"
        f"无变化 {result.unchanged}，未导入 {result.rejected_rows}。"
    )
    for problem in result.rejected[:_LINES_SHOWN]:
        click.echo(f"  第 {problem.row} 行 {problem.column}：{problem.reason}")
    if len(result.rejected) > _LINES_SHOWN:
        click.echo(f"  …… 另有 {len(result.rejected) - _LINES_SHOWN} 条，见回写的文件。")
    if written is not None:
        click.echo(f"逐行结果已写入 {written}。")
