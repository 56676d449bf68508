"""How does a filled Word file become a PDF that says exactly the same? How do several?"""

from __future__ import annotations

import html
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from bargaining.documents import fonts, looks, packs, pages, walker, word

_SHEET = """
html{text-rendering:geometricPrecision}
body{margin:0}
p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;orphans:2;widows:2}
table{border-collapse:collapse;table-layout:fixed}
thead{display:table-header-group}
.line{font-family:"Noto Serif CJK SC";font-weight:400;letter-spacing:0}
.whole{break-inside:avoid}
.box{white-space:nowrap}
.picture{vertical-align:bottom;image-rendering:pixelated}
@page{@bottom-left-corner{vertical-align:top;text-align:left}}
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
    run = PrintRun(instance=instance)
    run.add(content)
    return run.printed()


def print_page(markup: str, *, instance: Path = fonts.INSTANCE) -> bytes:
    """Print a page that we wrote ourselves, and no Word file, as PDF (打印页面).

    Nothing but the fonts is opened. Whether they have every character is checked before, by
    `fonts.check`; raises NotReady without a Chinese font.
    """
    with _PRESS:
        loaded = _loaded(fonts.shelf(instance))
        document = weasyprint.HTML(string=markup, url_fetcher=loaded.fetcher).render(
            stylesheets=[loaded.sheet], font_config=loaded.configuration
        )
        content: bytes = document.write_pdf()
    return content


@dataclass(frozen=True)
class _Proof:
    """One paper ready for the press."""

    content: bytes
    copies: int
    title: str
    styles: str
    body: str

    @property
    def tells_how_many_pages(self) -> bool:
        """Say whether the paper prints its number of pages, which only it alone can know."""
        return 'class="pages"' in self.body


class PrintRun:
    """Several papers printed as one PDF (合并打印).

    Each counts its own pages and begins on an odd one, so that a double-sided printer never puts
    two papers on one sheet. One run costs half the time and a tenth of the space of as many
    single ones, as its fonts are cut out once.
    """

    def __init__(self, *, instance: Path = fonts.INSTANCE) -> None:
        """Begin with no paper."""
        self.instance = instance
        self.here = fonts.shelf(instance)
        self.sheet = looks.Sheet()
        self.proofs: list[_Proof] = []

    def add(self, content: bytes, *, copies: int = 1) -> None:
        """Take a filled Word file in, to be printed so many times; raises as `render_pdf` does.

        A file that is refused leaves the run as it was.
        """
        file = word.opened(content)
        walk = walker.Walk(file, sheet=self.sheet)
        styles, body = _html(file, walk, paper=f"p{len(self.proofs)}")
        for face, characters in walk.used.items():
            fonts.check(characters, face=face, here=self.here)
        self.proofs.append(_Proof(content, copies, file.title, styles, body))

    def printed(self, title: str = "") -> bytes:
        """Print everything taken in as one PDF (打印); it bears the title given, or the paper's."""
        alone = len(self.proofs) == 1 and self.proofs[0].copies == 1
        if not alone and any(each.tells_how_many_pages for each in self.proofs):
            return self._one_by_one()
        bodies = [each.body for each in self.proofs]
        if not alone:
            # One more section, so that the last paper too is followed by the back of its sheet.
            bodies.append('<section id="end" style="break-before:right"></section>')
        with _PRESS:
            loaded = _loaded(self.here)
            document = weasyprint.HTML(
                string=self._page("".join(bodies), title), url_fetcher=loaded.fetcher
            ).render(stylesheets=[loaded.sheet], font_config=loaded.configuration)
            if not alone:
                document = document.copy(self._leaves(document.pages))
            content: bytes = document.write_pdf()
        return content

    def _page(self, bodies: str, title: str) -> str:
        styles = "".join(each.styles for each in self.proofs)
        return (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
            f"<title>{html.escape(title or self.proofs[0].title)}</title>"
            f"<style>{styles}{self.sheet.written()}</style></head><body>{bodies}</body></html>"
        )

    def _leaves(self, laid: Sequence[Any]) -> list[Any]:
        """Repeat the pages of each paper; every copy but the last ends with its sheet's back."""
        at: dict[str, int] = {}
        for number, page in enumerate(laid):
            for name in page.anchors:
                at.setdefault(name, number)
        leaves: list[Any] = []
        for number, proof in enumerate(self.proofs):
            first, last = at[f"p{number}"], at[f"p{number}-last"]
            sheets = list(laid[first : last + 1])
            if len(sheets) % 2:
                sheets.append(laid[last + 1])
            leaves.extend(sheets * proof.copies)
        return leaves[:-1] if at[f"p{number}-last"] % 2 == 0 else leaves

    def _one_by_one(self) -> bytes:
        singles = []
        for proof in self.proofs:
            run = PrintRun(instance=self.instance)
            run.add(proof.content)
            singles.extend([run.printed()] * proof.copies)
        return packs.join(singles)


def _html(file: word.File, walk: walker.Walk, *, paper: str) -> tuple[str, str]:
    """Turn a Word file into the CSS of its pages and the HTML of its text."""
    styles, content = [], []
    for at, section in enumerate(pages.sections(file.body)):
        css, running = pages.laid_out(section, at=at, paper=paper, file=file, inside=walk.several)
        styles.append(css)
        inner = "".join(walk.several(section.blocks))
        here = f"page:{pages.name(paper, at)}"
        opening = f'id="{paper}" style="{here};break-before:right"' if not at else f'style="{here}"'
        content.append(f"<section {opening}>{running}{inner}</section>")
    ending = f'<div id="{paper}-last" style="break-before:avoid"></div></section>'
    content[-1] = content[-1].removesuffix("</section>") + ending
    return "".join(styles), "".join(content)


class _FontsOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Opens the font files of the instance, and nothing else whatever a template names.

    A picture of the Word file comes with its bytes in its name and needs no opening.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self.allowed = allowed

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401 -- weasyprint's own
        """Open a font file or read a picture; anything else ends the printing."""
        if url not in self.allowed and not url.startswith(word.PICTURE):
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
