"""How large is the page, and what stands above and below it? Word's sections as CSS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from bargaining import errors
from bargaining.documents import word
from bargaining.documents.word import W

_SELECTORS = {"default": "", "even": ":left", "first": ":first"}

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


def laid_out(section: Section, *, at: int, file: word.File, inside: Inside) -> tuple[str, str]:
    """Return the CSS of a section's pages, and the HTML of what stands above and below them."""
    size = word.merged([section.said])
    margin = size.get("pgMar", {})
    points = {side: float(value) / 20 for side, value in margin.items()}
    paper = size.get("pgSz", {"w": "11906", "h": "16838"})
    around = " ".join(f"{points[side]:g}pt" for side in ("top", "right", "bottom", "left"))
    css = [f"@page s{at}{{size:{_pt(paper, 'w')} {_pt(paper, 'h')};margin:{around}}}"]
    running = []
    if section.said.find(f"{W}titlePg") is not None:
        css.append(_bare_first(at))
    for where, edge in (("header", "top"), ("footer", "bottom")):
        for reference in section.said.findall(f"{W}{where}Reference"):
            kind = word.attribute(reference, "type") or "default"
            part = file.related.get(reference.get(f"{word.R}id", ""))
            if part is None or not _counts(kind, section, file):
                continue
            name = f"s{at}{where}{kind}"
            css.append(
                f"@page s{at}{_SELECTORS[kind]}{{@{edge}-center{{content:element({name});"
                f"width:100%;vertical-align:{edge};padding-{edge}:{points[where]:g}pt}}}}"
            )
            running.append(f'<div style="position:running({name})">{"".join(inside(part))}</div>')
    return "".join(css), "".join(running)


def _bare_first(at: int) -> str:
    """Clear the first page: what stands on the others is not meant for it."""
    if at:
        raise errors.Unusable("文书模板只有第一节可以设置“首页不同”，请在 Word 中改正。")
    return f"@page s{at}:first{{@top-center{{content:none}}@bottom-center{{content:none}}}}"


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
