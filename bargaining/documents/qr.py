"""A link that a telephone's camera reads from the screen or from paper."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> str:
    """Draw an address as a QR code (二维码): inline SVG without styles, as large as its place."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, nl=False
    )
    return drawn.getvalue().decode()
