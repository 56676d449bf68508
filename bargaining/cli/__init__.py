"""How is it reached by an operator? The `bargaining` command; each part is imported when used."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from bargaining import errors

if TYPE_CHECKING:
    from flask import Flask

# name → (module:attribute, one line for `bargaining --help`), in the order they are shown.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "up": ("bargaining.cli.up:up", "启动全部：数据库、网站、定时任务"),
    "serve": ("bargaining.cli.up:serve", "只启动网站"),
    "demo": ("bargaining.cli.demo:demo", "生成示例数据"),
    "user": ("bargaining.cli.users:user", "账号"),
    "law": ("bargaining.cli.law:law", "时限与标准"),
    "wages": ("bargaining.cli.wages:wages", "工资表检查"),
    "import": ("bargaining.cli.imports:import_", "导入企业名册、合同台账"),
    "case": ("bargaining.cli.cases:case", "协商案件"),
    "paper": ("bargaining.cli.papers:paper", "文书"),
    "coverage": ("bargaining.cli.coverage:coverage", "覆盖率"),
    "rebuild": ("bargaining.cli.upkeep:rebuild", "由事件重算案件状态"),
    "audit": ("bargaining.cli.upkeep:audit", "核验审计链"),
    "doctor": ("bargaining.cli.upkeep:doctor", "检查系统各部分是否齐备"),
    "docs": ("bargaining.cli.docs:docs", "由代码生成文档"),
    "migrate": ("bargaining.cli.upkeep:migrate", "更新数据库结构"),
}

FINE, NO, UNUSABLE, NOT_READY = 0, 1, 2, 3


@dataclass(frozen=True)
class Edge:
    """What the commands are handed by the program's entry point."""

    make_app: Callable[[], Flask]

    def opened(self, ctx: click.Context) -> AbstractContextManager[Flask]:
        """Open the application on its database, for commands that live in other rooms."""
        from bargaining.cli import edge

        return edge.open_app(ctx)


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are called."""

    def __init__(self, name: str, *, text: str, places: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(
            name=name, help=text, context_settings={"help_option_names": ["-h", "--help"]}
        )
        self.places = dict(places)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command without importing any."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.places:
            return None
        place, _summary = self.places[cmd_name]
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, so that `--help` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.places.items()])


def run(
    make_app: Callable[[], Flask],
    *,
    elsewhere: Mapping[str, tuple[str, str]] | None = None,
    arguments: Sequence[str] | None = None,
) -> NoReturn:
    """Run one command and end with its exit code: 0 fine, 1 no, 2 unusable input, 3 not ready."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    group = LazyGroup(
        "bargaining", text="工资集体协商办案系统", places={**COMMANDS, **(elsewhere or {})}
    )
    try:
        answer = group.main(args=given, obj=Edge(make_app), standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(UNUSABLE)
    except click.ClickException as problem:
        _say(problem.format_message())
        sys.exit(UNUSABLE)
    except Exception as problem:
        code = exit_code(problem)
        if code is None:
            raise
        if code == NO and "--json" in given:
            click.echo(json.dumps(refusal_as_json(problem), ensure_ascii=False, indent=2))
        _say(_sentence(problem))
        sys.exit(code)
    sys.exit(answer if isinstance(answer, int) else FINE)


def _sentence(problem: Exception) -> str:
    """Name what was asked for where nobody may say whether it is there."""
    if isinstance(problem, errors.NotVisible):
        asked = f"“{problem}”" if str(problem) else ""
        return f"没有找到{asked}，或者您无权查看。"
    return str(problem)


def exit_code(problem: Exception) -> int | None:
    """Name the exit code of an expected problem; None for a bug."""
    match problem:
        case errors.Unusable() | errors.NotVisible():
            return UNUSABLE
        case errors.Refused() | errors.NotPublished():
            return NO
        case errors.LawMissing() | errors.NotReady():
            return NOT_READY
        case _:
            return None


def refusal_as_json(problem: Exception) -> dict[str, dict[str, str]]:
    """Put a refusal into the shape that `--json` prints on stdout."""
    match problem:
        case errors.Refused(refusal=refusal):
            return {
                "refused": {
                    "code": refusal.code,
                    "message": refusal.message,
                    "basis": refusal.basis,
                    "field": refusal.field,
                }
            }
        case _:
            return {"refused": {"code": type(problem).__name__, "message": str(problem)}}


def _say(sentence: str) -> None:
    click.echo(" ".join(sentence.split()), err=True)
