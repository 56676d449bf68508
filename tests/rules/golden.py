"""What the rules say, word by word, beside the stories that make them say it.

`expected/<name>.txt` is meant to be read by a lawyer: every sentence, article and day as people
get it. A changed sentence fails; after reading the difference, the file is written anew by
`BARGAINING_WRITE_EXPECTED=1 .venv/bin/pytest tests/rules`.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

FOLDER = Path(__file__).parent / "expected"
WRITE = "BARGAINING_WRITE_EXPECTED"


def told(value: object) -> str:
    """Write a value on one line, field by field; what is empty is left out."""
    if dataclasses.is_dataclass(value) and type(value).__str__ is object.__str__:
        fields = (
            f"{field.name}={told(getattr(value, field.name))}"
            for field in dataclasses.fields(value)
            if getattr(value, field.name) not in (None, False, "", (), frozenset())
        )
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{told(key)}: {told(one)}" for key, one in value.items()) + "}"
    if isinstance(value, frozenset | set):
        return "{" + ", ".join(sorted(told(one) for one in value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(told(one) for one in value) + "]"
    return str(value)


def together(
    stories: Mapping[str, Iterable[object]], *, named: int = 1000
) -> dict[str, list[object]]:
    """Put the stories of which the same is said under one heading, so that a file stays short.

    Of more than `named` stories only so many are named, and their number.
    """
    found: dict[tuple[str, ...], tuple[list[str], list[object]]] = {}
    for story, said in stories.items():
        values = list(said)
        names, _ = found.setdefault(tuple(told(one) for one in values), ([], values))
        names.append(story)
    return {
        "；".join(names[:named]) + (f"；共 {len(names)} 例" if len(names) > named else ""): values
        for names, values in found.values()
    }


def check(name: str, stories: Mapping[str, Iterable[object]]) -> None:
    """Hold what each story makes the rules say against the file of that name."""
    lines: list[str] = []
    for story, said in stories.items():
        lines.append(f"# {story}")
        lines.extend(told(one) for one in said)
        lines.append("")
    text = "\n".join(lines)
    path = FOLDER / f"{name}.txt"
    if os.environ.get(WRITE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.is_file(), f"{path.name} is not written yet: {WRITE}=1"
    assert text == path.read_text("utf-8")
