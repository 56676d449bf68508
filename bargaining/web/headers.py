"""What does every answer carry, so that a browser keeps it safe and does not ask twice?"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Our own forms are told by where they come from; other sites learn nothing.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FOR_EVER = "public, max-age=31536000, immutable"


def init_app(app: Flask, *, https: bool) -> None:
    """Give every answer its headers, and every asset an address that changes with it."""
    hashes: dict[str, tuple[float, str]] = {}

    @app.url_defaults
    def _version(endpoint: str, values: dict[str, object]) -> None:
        name = values.get("filename")
        if endpoint == "static" and isinstance(name, str) and app.static_folder:
            found = _hash_of(Path(app.static_folder) / name, hashes)
            if found:
                values.setdefault("v", found)

    @app.after_request
    def _protect(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        _cache(response)
        return response


def _cache(response: Response) -> None:
    if request.endpoint == "static":
        if response.status_code == 200 and "v" in request.args:
            response.headers["Cache-Control"] = FOR_EVER
        return
    if request.endpoint == "security.logout":
        # Pages may be shown again by the back button, so that typing survives; not after this.
        response.headers["Clear-Site-Data"] = '"cache"'
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.add("Cookie")


def _hash_of(path: Path, hashes: dict[str, tuple[float, str]]) -> str | None:
    try:
        changed = path.stat().st_mtime
        known = hashes.get(str(path))
        if known is None or known[0] != changed:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            known = hashes[str(path)] = (changed, digest)
    except OSError:
        return None
    return known[1]
