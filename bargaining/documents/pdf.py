"""How does a filled Word file become a PDF that says exactly the same?"""

from __future__ import annotations

import html
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from bargaining.documents import fonts, pages, walker, word

_SHEET = """
html{text-rendering:geometricPrecision}
body{margin:0}
p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;orphans:2;widows:2}
table{border-collapse:collapse;table-layout:fixed}
thead{display:table-header-group}
.line{font-family:"Noto Serif CJK SC";font-weight:400;letter-spacing:0}
.whole{break-inside:avoid}
.box{white-space:nowrap}
.page::after{content:counter(page)}
.pages::after{content:counter(pages)}
"""

# Pango and fontconfig keep state that two threads must not touch at once.
_PRESS = threading.Lock()


def render_pdf(content: bytes, *, instance: Path = fonts.INSTANCE) -> bytes:
    """Print a filled Word file as PDF (打印为 PDF).

    Raises Refused naming the character that no font can draw, Unusable for a picture, a footnote
    or anything else that would be lost on the way, NotReady without a Chinese font.
    """
    here = fonts.shelf(instance)
    file = word.opened(content)
    walk = walker.Walk(file)
    page = _page(file, walk)
    for face, characters in walk.used.items():
        fonts.check(characters, face=face, here=here)
    with _PRESS:
        loaded = _loaded(here)
        document = weasyprint.HTML(string=page, url_fetcher=loaded.fetcher)
        printed: bytes = document.write_pdf(
            stylesheets=[loaded.sheet], font_config=loaded.configuration
        )
    return printed


def _page(file: word.File, walk: walker.Walk) -> str:
    styles, content = [], []
    for at, section in enumerate(pages.sections(file.body)):
        css, running = pages.laid_out(section, at=at, file=file, inside=walk.blocks)
        styles.append(css)
        inner = "".join(walk.several(section.blocks))
        content.append(f'<section style="page:s{at}">{running}{inner}</section>')
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{html.escape(file.title)}</title><style>{''.join(styles)}{walk.sheet.written()}</style></head>"
        f"<body>{''.join(content)}</body></html>"
    )


class _FontsOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Opens the font files of the instance, and nothing else whatever a template names."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.allowed = allowed

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401 -- weasyprint's own
        """Open a font file; anything else ends the printing."""
        if url not in self.allowed:
            raise FatalURLFetchingError(f"a paper may open its fonts only, not {url}")
        return super().fetch(url, headers)


class _Loaded:
    """The fonts of a shelf, read once and kept for every later paper."""

    def __init__(self, here: fonts.Shelf) -> None:
        faces = [*here.own, *(("added", path) for path in here.added)]
        self.fetcher = _FontsOnly(frozenset(path.as_uri() for _family, path in faces))
        self.configuration = FontConfiguration()
        rules = "".join(
            f'@font-face{{font-family:"{family}";src:url("{path.as_uri()}")}}'
            for family, path in faces
        )
        self.sheet = weasyprint.CSS(
            string=rules + _SHEET, url_fetcher=self.fetcher, font_config=self.configuration
        )


@lru_cache(maxsize=4)
def _loaded(here: fonts.Shelf) -> _Loaded:
    return _Loaded(here)
