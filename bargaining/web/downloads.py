"""How is a file sent, whatever its name is written in?"""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response

# Control signs, halves of signs, and the invisible ones that turn a name's direction round.
_CONTROL = frozenset({"Cc", "Cs", "Cf"})


def sent(content: bytes, *, media_type: str, name: str, inline: bool) -> Response:
    """Send a file under a name that may be Chinese (RFC 6266); nobody on the way keeps it.

    A header holds Latin letters only, so the name stands percent-encoded beside a plain one.
    """
    response = Response(content, mimetype=media_type)
    name = "".join(sign for sign in name if unicodedata.category(sign) not in _CONTROL)
    ending = name.rsplit(".", 1)[-1] if "." in name else "bin"
    if not (ending.isascii() and ending.isalnum()):
        ending = "bin"
    plain = name if name.isascii() and not set(name) & {'"', "\\"} else f"file.{ending}"
    response.headers["Content-Disposition"] = (
        f'{"inline" if inline else "attachment"}; filename="{plain}"; '
        f"filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
