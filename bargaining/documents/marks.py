"""What does code add to a filled paper: line breaks, red gaps, the draft mark?"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping

from lxml import etree

from bargaining import errors
from bargaining.documents.values import GAP_CLOSES, GAP_OPENS

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"
DRAFT = "草稿·未完整"
RED = "C00000"

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PIECES = re.compile(f"({GAP_OPENS}[^{GAP_CLOSES}]*{GAP_CLOSES}|\n)")
_HEADER = re.compile(r"word/header\d*\.xml")


def settle(part: bytes) -> bytes:
    """Turn the marks inside texts into runs of Word: new lines, and gaps in red."""
    root = etree.fromstring(part)
    for text in list(root.iter(f"{W}t")):
        if text.text and _PIECES.search(text.text):
            _split(text)
    return _written(root)


def draft(parts: Mapping[str, bytes], *, paper: str) -> dict[str, bytes]:
    """Put the draft mark into every page header; raise Unusable where a template has none."""
    headers = [name for name in parts if _HEADER.fullmatch(name)]
    if not headers:
        raise errors.Unusable(f"文书模板 {paper}/template.docx 没有页眉，无法加盖草稿标记。")
    return {name: _marked(parts[name]) for name in headers}


def _split(text: etree._Element) -> None:
    run = text.getparent()
    if run is None or run.tag != f"{W}r":
        return
    holder = run.getparent()
    if holder is None or text.text is None:
        return
    place = holder.index(run)
    pieces = [piece for piece in _PIECES.split(text.text) if piece]
    following = list(text.itersiblings())
    fresh = [_run(run, piece) for piece in pieces]
    for sibling in following:
        fresh[-1].append(sibling)
    run.remove(text)
    keep = any(child.tag != f"{W}rPr" for child in run)
    for offset, each in enumerate(fresh, start=1):
        holder.insert(place + offset, each)
    if not keep:
        holder.remove(run)


def _run(model: etree._Element, piece: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    properties = model.find(f"{W}rPr")
    if properties is not None:
        run.append(copy.deepcopy(properties))
    if piece == "\n":
        etree.SubElement(run, f"{W}br")
        return run
    if piece.startswith(GAP_OPENS):
        _redden(run)
    words = etree.SubElement(run, f"{W}t")
    words.set(_SPACE, "preserve")
    words.text = piece.strip(GAP_OPENS + GAP_CLOSES)
    return run


def _redden(run: etree._Element) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = etree.Element(f"{W}rPr")
        run.insert(0, properties)
    color = properties.find(f"{W}color")
    if color is None:
        color = _placed(properties)
    color.set(f"{W}val", RED)


def _placed(properties: etree._Element) -> etree._Element:
    """Add a colour where the order of run properties wants it: after these, before the rest."""
    before = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "strike", "vanish")
    color = etree.Element(f"{W}color")
    place = sum(1 for child in properties if etree.QName(child).localname in before)
    properties.insert(place, color)
    return color


def _marked(part: bytes) -> bytes:
    root = etree.fromstring(part)
    paragraph = root.find(f"{W}p")
    if paragraph is None:
        paragraph = etree.SubElement(root, f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    properties = etree.SubElement(run, f"{W}rPr")
    fonts = etree.SubElement(properties, f"{W}rFonts")
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(f"{W}{script}", "黑体")
    etree.SubElement(properties, f"{W}color").set(f"{W}val", RED)
    etree.SubElement(properties, f"{W}sz").set(f"{W}val", "32")
    etree.SubElement(run, f"{W}t").text = DRAFT
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
