"""Where does one go back to after a side step? Only ever to a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(said: str, otherwise: str) -> str:
    """Return the path somebody came from, or the usual one where it leads out of here (返回处).

    A browser drops blanks and control signs from an address and reads a backslash as a slash, so
    none of them may stand in it.
    """
    if any(sign <= " " or sign == "\\" or sign == "\x7f" for sign in said):
        return otherwise
    if not said.startswith("/") or said.startswith("//"):
        return otherwise
    try:
        parts = urlsplit(said)
    except ValueError:
        return otherwise
    return otherwise if parts.scheme or parts.netloc else said
