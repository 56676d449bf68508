"""`bargaining docs`: write the pages that are made from the code."""

from __future__ import annotations

from pathlib import Path

import click

from bargaining.config import CHECKOUT
from bargaining.readers import seeds
from bargaining.rules import law_page, state_diagram


@click.command(help="由代码生成 docs/ 中的状态图和法规对照")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=None)
def docs(folder: Path | None) -> None:
    """Write docs/states.md and docs/law.md anew."""
    for name, text in pages().items():
        target = (folder or CHECKOUT / "docs") / name
        target.write_text(text, encoding="utf-8")
        click.echo(str(target))


def pages() -> dict[str, str]:
    """Make every generated page, by file name."""
    tests = sorted((CHECKOUT / "tests").rglob("test_*.py"))
    sources = {str(path.relative_to(CHECKOUT)): path.read_text("utf-8") for path in tests}
    return {
        "states.md": state_diagram.state_page(),
        "law.md": law_page.law_page(seeds.load_law_book(), tests=sources),
    }
