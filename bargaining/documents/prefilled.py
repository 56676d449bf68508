"""How does a form come out with some of it printed, and lines for the rest to be written on?"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from bargaining.documents import definitions, marks, templates, values
from bargaining.documents.values import Given as Given

# A package of Word files carries days; ours all carry this one, so equal papers have equal bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)


def render_prefilled(
    kind: str, context: Mapping[str, values.Given], *, folder: Path = definitions.TEMPLATES
) -> bytes:
    """Fill what is known into the form that is otherwise filled by hand (预填样张).

    What is not in the context prints as a line to write on, never as missing and never in red:
    the paper is finished by hand.
    """
    definition = definitions.definition(kind, folder=folder)
    template = templates.compiled(definition.template)
    known = {name: value for name, value in context.items() if value not in (None, "", [])}
    by_hand = values.fill(definition, context, blank=True).values
    printed = values.fill(definition, context, blank=False).values
    sheet = {**by_hand, **{name: printed[name] for name in known}}
    parts = template.parts(sheet)
    for name in template.tagged:
        parts[name] = marks.settle(parts[name])
    return _packed(parts)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    # Word wants the list of content types first.
    names = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, parts[name])
    return buffer.getvalue()
