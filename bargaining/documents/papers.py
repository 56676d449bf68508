"""How does a paper come out: its Word template filled, what is missing named and marked?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bargaining import errors
from bargaining.documents import definitions, marks, stamps, templates, values
from bargaining.rules import basis as bases


@dataclass(frozen=True)
class Rendered:
    """A filled paper as a Word file, and what it still lacks (文书成品).

    `missing` names each open field and its label; while it is not empty every page bears the
    draft mark.
    """

    content: bytes
    missing: tuple[tuple[str, str], ...]


def render_docx(
    kind: str,
    context: Mapping[str, values.Given],
    *,
    draft: bool,
    blank: bool,
    place: str = "",
    stamp: stamps.Stamp | None = None,
    folder: Path = definitions.TEMPLATES,
) -> Rendered:
    """Fill the Word template of a paper (生成文书).

    A draft prints what is missing as red lines; without `draft` a paper that lacks something is
    Refused with the list. `blank` prints the form to be filled by hand: only the flags of the
    context count then. `place` is where the case lies: its law may want other words. `stamp` is
    what an issued paper bears at its foot, and no other.
    """
    definition = definitions.definition(kind, folder=folder)
    template = templates.compiled(definition.template, place=place)
    sheet = values.fill(definition, context, blank=blank)
    if sheet.missing and not draft:
        raise errors.Refused(_incomplete(definition, sheet, place=place))
    parts = template.parts(sheet.values)
    for name in template.tagged:
        parts[name] = marks.settle(parts[name])
    if sheet.missing:
        parts.update(marks.draft(parts, paper=kind))
    if stamp is not None:
        parts.update(stamps.stamped(parts, stamp, paper=kind))
    return Rendered(content=templates.packed(parts), missing=tuple(sheet.missing))


def _incomplete(
    definition: definitions.Definition, sheet: values.Sheet, *, place: str
) -> errors.Refusal:
    cited = bases.at(definition.basis, place) if place else definition.basis
    labels = "、".join(label for _name, label in sheet.missing)
    return errors.Refusal(
        code="paper_incomplete",
        message=f"{definition.title}还缺：{labels}。请补齐后再生成正式文本。",
        basis=str(cited[0]) if cited else "",
        field=sheet.missing[0][0],
    )
