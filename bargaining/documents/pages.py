"""How large is the page, and what stands above and below it? Word's sections as CSS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from bargaining import errors
from bargaining.documents import word
from bargaining.documents.word import W

_SELECTORS = {"default": "", "even": ":left"}
# What stands at a fixed place below the text is laid out from here, and may reach beyond it.
_CORNER = "@bottom-left-corner"
_PLACED = frozenset({"x", "y", "w"})

Inside = Callable[[Iterable[etree._Element]], Iterator[str]]


@dataclass(frozen=True)
class Section:
    """A stretch of the file with one kind of page."""

    blocks: tuple[etree._Element, ...]
    said: etree._Element


@dataclass(frozen=True)
class _Strip:
    """What stands above or below the text of some pages, under a name of its own."""

    name: str
    edge: str
    distance: str

    def box(self) -> str:
        return (
            f"@{self.edge}-center{{content:element({self.name});width:100%;"
            f"vertical-align:{self.edge};padding-{self.edge}:{self.distance}}}"
        )

    def held(self, inner: str) -> str:
        return f'<div style="position:running({self.name})">{inner}</div>'

    def fixed(self, inner: str, place: str) -> str:
        return (
            f'<div style="position:running({self.name}fixed)"><div style="{place}">{inner}</div>'
            "</div>"
        )


def sections(body: etree._Element) -> list[Section]:
    """Cut a body into its sections, in their order."""
    found: list[Section] = []
    blocks: list[etree._Element] = []
    for _name, child in word.children(body):
        if child.tag == f"{W}sectPr":
            found.append(Section(tuple(blocks), child))
            blocks = []
            continue
        blocks.append(child)
        ends = child.find(f"{W}pPr/{W}sectPr")
        if ends is not None:
            found.append(Section(tuple(blocks), ends))
            blocks = []
    return found


def laid_out(
    section: Section, *, at: int, paper: str, file: word.File, inside: Inside
) -> tuple[str, str]:
    """Return the CSS of a section's pages, and the HTML of what stands above and below them.

    `paper` names the paper among those that are printed together; each counts its own pages.
    """
    here = name(paper, at)
    size = word.merged([section.said])
    margin = size.get("pgMar", {})
    sheet = size.get("pgSz", {"w": "11906", "h": "16838"})
    around = " ".join(_pt(margin, side) for side in ("top", "right", "bottom", "left"))
    css = [f"@page {here}{{size:{_pt(sheet, 'w')} {_pt(sheet, 'h')};margin:{around}}}"]
    if not at:
        css.append(f"@page {_first(here)}{{counter-reset:page 1}}")
    running = []
    if section.said.find(f"{W}titlePg") is not None:
        css.append(_bare_first(here, at=at))
    for where, edge in (("header", "top"), ("footer", "bottom")):
        for reference in section.said.findall(f"{W}{where}Reference"):
            kind = word.attribute(reference, "type") or "default"
            part = file.related.get(reference.get(f"{word.R}id", ""))
            if part is None or not _counts(kind, section, file):
                continue
            strip = _Strip(f"{here}{where}{kind}", edge, _pt(margin, where))
            selector = _first(here) if kind == "first" else f"{here}{_SELECTORS[kind]}"
            framed, plain = _apart(part)
            css.append(f"@page {selector}{{{strip.box()}}}")
            running.append(strip.held("".join(inside(plain))))
            if framed:
                place = _fixed(framed[0], size=sheet, margin=margin)
                css.append(f"@page {selector}{{{_CORNER}{{content:element({strip.name}fixed)}}}}")
                running.append(strip.fixed("".join(inside(framed)), place))
    return "".join(css), "".join(running)


def name(paper: str, at: int) -> str:
    """Name the pages of one section of a paper."""
    return f"{paper}s{at}"


def _first(here: str) -> str:
    """Select the first page of a section; `:first` would be the first of everything printed."""
    return f"{here}:nth(1 of {here})"


def _bare_first(here: str, *, at: int) -> str:
    """Clear the first page: what stands on the others is not meant for it."""
    if at:
        raise errors.Unusable("文书模板只有第一节可以设置“首页不同”，请在 Word 中改正。")
    edges = ("@top-center", "@bottom-center", _CORNER)
    nothing = "".join(f"{edge}{{content:none}}" for edge in edges)
    return f"@page {_first(here)}{{{nothing}}}"


def _apart(part: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """Tell the paragraphs that Word fixes to a place on the page from those in their line."""
    framed: list[etree._Element] = []
    plain: list[etree._Element] = []
    for _name, child in word.children(part):
        frame = word.merged([child.find(f"{W}pPr")]).get("framePr", {})
        fixed = frame.get("vAnchor") == frame.get("hAnchor") == "page" and frame.keys() >= _PLACED
        (framed if fixed else plain).append(child)
    return framed, plain


def _fixed(block: etree._Element, *, size: dict[str, str], margin: dict[str, str]) -> str:
    """Place a frame, whose place Word counts from the page's corner, from the foot's corner."""
    said = word.merged([block.find(f"{W}pPr")])["framePr"]
    foot = float(size["h"]) - float(margin["bottom"])
    left, top = float(said["x"]) / 20, (float(said["y"]) - foot) / 20
    return f"margin:{top:g}pt 0 0 {left:g}pt;width:{_pt(said, 'w')}"


def _counts(kind: str, section: Section, file: word.File) -> bool:
    match kind:
        case "even":
            return file.even_and_odd
        case "first":
            return section.said.find(f"{W}titlePg") is not None
        case _:
            return True


def _pt(said: dict[str, str], name: str) -> str:
    return f"{float(said[name]) / 20:g}pt"
