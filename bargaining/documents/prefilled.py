"""How does a form come out with some of it printed, and lines for the rest to be written on?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bargaining.documents import definitions, marks, templates, values
from bargaining.documents.values import Given as Given


def render_prefilled(
    kind: str,
    context: Mapping[str, values.Given],
    *,
    place: str = "",
    folder: Path = definitions.TEMPLATES,
) -> bytes:
    """Fill what is known into the form that is otherwise filled by hand (预填样张).

    What is not in the context prints as a line to write on, never as missing and never in red:
    the paper is finished by hand.
    """
    definition = definitions.definition(kind, folder=folder)
    template = templates.compiled(definition.template, place=place)
    known = {name: value for name, value in context.items() if value not in (None, "", [])}
    by_hand = values.fill(definition, context, blank=True).values
    printed = values.fill(definition, context, blank=False).values
    sheet = {**by_hand, **{name: printed[name] for name in known}}
    parts = template.parts(sheet)
    for name in template.tagged:
        parts[name] = marks.settle(parts[name])
    return templates.packed(parts)
