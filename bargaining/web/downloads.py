"""How is a file sent, whatever its name is written in?"""

from __future__ import annotations

from urllib.parse import quote

from flask import Response


def sent(content: bytes, *, media_type: str, name: str, inline: bool) -> Response:
    """Send a file under a name that may be Chinese (RFC 6266); nobody on the way keeps it.

    A header holds Latin letters only, so the name stands percent-encoded beside a plain one.
    """
    response = Response(content, mimetype=media_type)
    ending = name.rsplit(".", 1)[-1] if "." in name else "bin"
    plain = name if name.isascii() and '"' not in name else f"file.{ending}"
    response.headers["Content-Disposition"] = (
        f'{"inline" if inline else "attachment"}; filename="{plain}"; '
        f"filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
