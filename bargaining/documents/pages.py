"""How large is the page, and what stands above and below it? Word's sections as CSS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from bargaining import errors
from bargaining.documents import word
from bargaining.documents.word import W

_SELECTORS = {"default": "", "even": ":left"}

Inside = Callable[[etree._Element], Iterator[str]]


@dataclass(frozen=True)
class Section:
    """A stretch of the file with one kind of page."""

    blocks: tuple[etree._Element, ...]
    said: etree._Element


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
    points = {side: float(value) / 20 for side, value in margin.items()}
    sheet = size.get("pgSz", {"w": "11906", "h": "16838"})
    around = " ".join(f"{points[side]:g}pt" for side in ("top", "right", "bottom", "left"))
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
            running_name = f"{here}{where}{kind}"
            selector = _first(here) if kind == "first" else f"{here}{_SELECTORS[kind]}"
            css.append(
                f"@page {selector}{{@{edge}-center{{content:element({running_name});"
                f"width:100%;vertical-align:{edge};padding-{edge}:{points[where]:g}pt}}}}"
            )
            above = "".join(inside(part))
            running.append(f'<div style="position:running({running_name})">{above}</div>')
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
    return f"@page {_first(here)}{{@top-center{{content:none}}@bottom-center{{content:none}}}}"


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
