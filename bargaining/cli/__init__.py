"""How is it reached by an operator? The `bargaining` command; each part is imported when used."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bargaining import errors

if TYPE_CHECKING:
    from flask import Flask

# name → module:attribute. The order is the order of `bargaining --help`.
COMMANDS: Mapping[str, str] = {
    "up": "bargaining.cli.up:up",
    "serve": "bargaining.cli.up:serve",
    "demo": "bargaining.cli.demo:demo",
    "user": "bargaining.cli.users:user",
    "law": "bargaining.cli.law:law",
    "wages": "bargaining.cli.wages:wages",
    "import": "bargaining.cli.imports:import_",
    "case": "bargaining.cli.cases:case",
    "paper": "bargaining.cli.papers:paper",
    "coverage": "bargaining.cli.coverage:coverage",
    "rebuild": "bargaining.cli.upkeep:rebuild",
    "audit": "bargaining.cli.upkeep:audit",
    "doctor": "bargaining.cli.upkeep:doctor",
    "migrate": "bargaining.cli.upkeep:migrate",
}

FINE, NO, UNUSABLE, NOT_READY = 0, 1, 2, 3


@dataclass(frozen=True)
class Edge:
    """What the commands are handed by the program's entry point."""

    make_app: Callable[[], Flask]


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are called."""

    def __init__(self, *, places: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.places = dict(places)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Name every command without importing any."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place} is no command")
        return command


def run(
    make_app: Callable[[], Flask],
    *,
    elsewhere: Mapping[str, str] | None = None,
    arguments: Sequence[str] | None = None,
) -> NoReturn:
    """Run one command and end with its exit code: 0 fine, 1 no, 2 unusable input, 3 not ready."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    group = LazyGroup(
        name="bargaining",
        places={**COMMANDS, **(elsewhere or {})},
        help="工资集体协商办案系统",
        context_settings={"help_option_names": ["-h", "--help"]},
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
        _say(str(problem) or "没有找到，或者您无权查看。")
        sys.exit(code)
    sys.exit(answer if isinstance(answer, int) else FINE)


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
