"""What of somebody's typing may be kept before it is sent?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

KEPT_FOR = timedelta(days=30)
MOST_FIELDS = 400
LONGEST = 4000

# A mobile number, or an identity number of 15 or 18 signs, however it is spaced.
_PERSONAL = re.compile(
    r"(?<!\d)(1[3-9]\d(?:[ -]?\d{4}){2}|\d{6}[ ]?\d{8}[ ]?\d{3}[\dXx]|\d{15})(?!\d)"
)


def keepable(typed: Mapping[str, str], *, fields: Iterable[str]) -> dict[str, str]:
    """Pick what may be kept of a form's typing (可存草稿的内容).

    Only the form's own fields, and nothing that holds a mobile or identity number: a draft lies
    open in the database until the step is taken.
    """
    own = set(fields)
    kept = {
        name: words[:LONGEST]
        for name, words in typed.items()
        if name in own and not _PERSONAL.search(words)
    }
    return dict(list(kept.items())[:MOST_FIELDS])
