"""What does an issued paper bear at its foot, so that anybody can check it?"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import segno
from lxml import etree

from bargaining import errors
from bargaining.documents.marks import WORD, W
from bargaining.rules import verification

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FOOTER = re.compile(r"word/(footer\d*\.xml)")
_PICTURE = "word/media/verification.png"
_REFERENCE = "rIdVerification"

# Twips: below the text, above what a printer cannot reach.
_WIDTH, _BELOW_TEXT = 4400, 130
_SIDE_EMU = 576_000  # 16 mm: every square of the picture is 0.4 mm, which telephones read
_DOTS = 8  # of the picture to a square
_CODE_SIZE, _ADDRESS_SIZE = 15, 13  # half points
_LINE = 190
_FACE = "仿宋_GB2312"  # what every paper prints with: another one would double its size


@dataclass(frozen=True)
class Stamp:
    """The code of an issued paper, and where it can be checked (核验标记).

    `base` is the address of the site; without it only the code is printed.
    """

    code: str
    base: str = ""


def stamped(parts: Mapping[str, bytes], stamp: Stamp, *, paper: str) -> dict[str, bytes]:
    """Put code and picture at the foot of every page that has one (加印核验码).

    They stand in a frame fixed to the page, opposite the page number, and move no text. Raises
    Unusable where a template has no footer.
    """
    footers = {name: match[1] for name in parts if (match := _FOOTER.fullmatch(name))}
    if not footers:
        raise errors.Unusable(f"文书模板 {paper}/template.docx 没有页脚，无法印上核验码。")
    page = _Page.of(parts["word/document.xml"])
    fresh = {name: _framed(parts[name], stamp, page) for name in footers}
    if stamp.base:
        fresh[_PICTURE] = picture(verification.address(stamp.base, stamp.code))
        fresh["[Content_Types].xml"] = _with_png(parts["[Content_Types].xml"])
        for short in footers.values():
            name = f"word/_rels/{short}.rels"
            fresh[name] = _related(parts.get(name))
    return fresh


def picture(address: str) -> bytes:
    """Draw an address as a PNG (二维码图)."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=_DOTS, border=2)
    return drawn.getvalue()


@dataclass(frozen=True)
class _Page:
    """Where the text ends on a page, in twips from its left and its top."""

    left: int
    right: int
    bottom: int

    @classmethod
    def of(cls, document: bytes) -> _Page:
        section = next(etree.fromstring(document).iter(f"{W}sectPr"))
        size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        if size is None or margin is None:
            raise errors.Unusable("文书模板没有写明纸张和页边距，无法印上核验码。")
        return cls(
            left=_twips(margin, "left"),
            right=_twips(size, "w") - _twips(margin, "right"),
            bottom=_twips(size, "h") - _twips(margin, "bottom"),
        )


def _twips(element: etree._Element, name: str) -> int:
    return int(element.get(f"{W}{name}") or 0)


def _framed(footer: bytes, stamp: Stamp, page: _Page) -> bytes:
    root = etree.fromstring(footer)
    number = root.find(f"{W}p/{W}pPr/{W}jc")
    on_the_right = number is not None and number.get(f"{W}val") in {"left", "start"}
    lines = [("核验码 " + verification.grouped(stamp.code), _CODE_SIZE)]
    if stamp.base:
        lines.append((f"核验地址 {stamp.base}/verify", _ADDRESS_SIZE))
    paragraphs = [_paragraph(page, on_the_right, _words(*line), line=_LINE) for line in lines]
    if stamp.base:
        # Lines of a given height would cut the picture off.
        paragraphs.insert(0, _paragraph(page, on_the_right, _drawing()))
    for at, each in enumerate(paragraphs):
        root.insert(at, each)
    return _written(root)


def _paragraph(
    page: _Page, on_the_right: bool, run: etree._Element, *, line: int = 0
) -> etree._Element:
    """Make one paragraph of the frame; Word joins neighbours with equal frames into one."""
    paragraph = etree.Element(f"{W}p", nsmap={"w": WORD})
    properties = etree.SubElement(paragraph, f"{W}pPr")
    frame = {
        "w": _WIDTH,
        "wrap": "around",
        "vAnchor": "page",
        "hAnchor": "page",
        "x": page.right - _WIDTH if on_the_right else page.left,
        "y": page.bottom + _BELOW_TEXT,
    }
    _child(properties, "framePr", **frame)
    rule = "exact" if line else "auto"
    _child(properties, "spacing", before=0, after=0, line=line or 240, lineRule=rule)
    _child(properties, "ind", left=0, right=0, firstLine=0)
    _child(properties, "jc", val="right" if on_the_right else "left")
    paragraph.append(run)
    return paragraph


def _words(text: str, size: int) -> etree._Element:
    run = etree.Element(f"{W}r")
    properties = etree.SubElement(run, f"{W}rPr")
    _child(properties, "rFonts", ascii=_FACE, hAnsi=_FACE, eastAsia=_FACE)
    _child(properties, "sz", val=size)
    _child(properties, "szCs", val=size)
    words = etree.SubElement(run, f"{W}t")
    words.set(_SPACE, "preserve")
    words.text = text
    return run


def _child(parent: etree._Element, name: str, **attributes: object) -> None:
    child = etree.SubElement(parent, f"{W}{name}")
    for key, value in attributes.items():
        child.set(f"{W}{key}", str(value))


def _drawing() -> etree._Element:
    side = f'cx="{_SIDE_EMU}" cy="{_SIDE_EMU}"'
    return etree.fromstring(
        f'<w:r xmlns:w="{WORD}" xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}/main"'
        f' xmlns:pic="{_DRAWING}/picture" xmlns:wp="{_DRAWING}/wordprocessingDrawing"><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {side}/>'
        '<wp:docPr id="9001" name="核验二维码" descr="扫码核验这份文书"/>'
        f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="9001" name="verification.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{_REFERENCE}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {side}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def _related(relations: bytes | None) -> bytes:
    root = etree.fromstring(relations or f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
    fresh = etree.SubElement(root, f"{{{_RELATIONS}}}Relationship")
    fresh.set("Id", _REFERENCE)
    fresh.set("Type", f"{_OFFICE}/image")
    fresh.set("Target", _PICTURE.removeprefix("word/"))
    return _written(root)


def _with_png(types: bytes) -> bytes:
    root = etree.fromstring(types)
    known = {each.get("Extension") for each in root}
    if "png" not in known:
        fresh = etree.Element(f"{{{_TYPES}}}Default")
        fresh.set("Extension", "png")
        fresh.set("ContentType", "image/png")
        root.insert(0, fresh)
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
