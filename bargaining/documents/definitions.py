"""What does the folder of a paper say: its fields, its version, its basis?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bargaining import errors
from bargaining.rules import paper, papers
from bargaining.rules.basis import Basis

TEMPLATES = Path(__file__).resolve().parents[2] / "doc_templates"


class Kind(StrEnum):
    """What a field holds, and so how it prints (字段类型)."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True)
class Field:
    """One field of a paper (文书字段).

    `blank` is the length of the line to write on, in characters; `empty` is what stands there
    when nothing was given; `when` names the flag (or `not` and the flag) that brings the field
    into play; `suggest` is wording a form may offer.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    help: str = ""
    blank: int = 8
    empty: str = ""
    when: str = ""
    suggest: str = ""
    default: bool = True
    boxes: bool = False
    options: tuple[str, ...] = ()
    blank_rows: int = 4
    columns: tuple[Field, ...] = ()

    def applies(self, flags: Mapping[str, bool]) -> bool:
        """Say whether the field is in play under these flags."""
        if self.when.startswith("not "):
            return not flags[self.when.removeprefix("not ")]
        return not self.when or flags[self.when]


@dataclass(frozen=True)
class Definition:
    """What `paper.yaml` says of one paper (文书定义)."""

    kind: str
    title: str
    version: str
    basis: tuple[Basis, ...]
    copies: int
    copies_note: str
    signers: tuple[paper.Signer, ...]
    seam_seal: bool
    fields: tuple[Field, ...]
    folder: Path

    @property
    def template(self) -> Path:
        """Name the Word file that officials edit."""
        return self.folder / "template.docx"

    def names(self) -> frozenset[str]:
        """Name every field, the columns of a table as `table.column`."""
        tops = {field.name for field in self.fields}
        inner = {f"{field.name}.{each.name}" for field in self.fields for each in field.columns}
        return frozenset(tops | inner)


def definition(kind: str, *, folder: Path = TEMPLATES) -> Definition:
    """Read what a paper's folder says; raise Unusable where there is no such paper."""
    papers.paper(kind)
    path = folder / kind / "paper.yaml"
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise errors.NotReady(f"缺少文书定义文件 {path}。") from missing
    return _read(path, stamp)


@lru_cache(maxsize=64)
def _read(path: Path, _stamp: int) -> Definition:
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Definition(
        kind=said["kind"],
        title=said["title"],
        version=str(said["version"]),
        basis=tuple(Basis(text, article) for text, article in said["basis"]),
        copies=said["copies"],
        copies_note=said["copies_note"],
        signers=tuple(_signer(each) for each in said["signers"]),
        seam_seal=said["seam_seal"],
        fields=_fields(said["fields"]),
        folder=path.parent,
    )


def _signer(said: Mapping[str, str]) -> paper.Signer:
    return paper.Signer(who=said["who"], side=paper.Side(said["side"]), seal=said.get("seal", ""))


def _fields(said: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(_field(each) for each in said)


def _field(said: Mapping[str, Any]) -> Field:
    plain = {
        name: value for name, value in said.items() if name not in {"kind", "columns", "options"}
    }
    return Field(
        **plain,
        kind=Kind(said.get("kind", "text")),
        options=tuple(said.get("options", ())),
        columns=_fields(said.get("columns", ())),
    )
