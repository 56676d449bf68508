"""How does a filled Word file become a page: its paragraphs, runs, tables as HTML?

Whatever cannot be shown faithfully is refused, so that the PDF never says less than the Word file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from bargaining import errors
from bargaining.documents import fonts, looks, tables, word
from bargaining.documents.word import Properties, W

# Elements that say nothing on paper.
_SILENT = frozenset(
    {
        "pPr",
        "rPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "permStart",
        "permEnd",
        "lastRenderedPageBreak",
        "commentRangeStart",
        "commentRangeEnd",
        "sdtPr",
        "sdtEndPr",
    }
)
_WRAPPERS = frozenset({"hyperlink", "smartTag", "sdt", "sdtContent"})
_COUNTERS = {"PAGE": "page", "NUMPAGES": "pages"}
_BOXES = re.compile(r"([□■][\w（）]+)")
_LINES = re.compile("(＿+)")
_EMU = 12700  # Word's unit of a picture, to a point
_NAMES = {
    "drawing": "图片",
    "pict": "图片或文本框",
    "object": "嵌入对象",
    "ins": "未接受的修订",
    "del": "未接受的修订",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
    "commentReference": "批注",
    "numPr": "自动编号",
}


@dataclass
class Walk:
    """One walk through a Word file: the HTML it gives, and the characters it needs (转换)."""

    file: word.File
    used: dict[fonts.Face, set[str]] = field(default_factory=dict)
    sheet: looks.Sheet = field(default_factory=looks.Sheet)

    def blocks(self, holder: etree._Element) -> Iterator[str]:
        """Turn the paragraphs and tables inside an element into HTML, in their order."""
        return self.several(child for _name, child in word.children(holder))

    def several(self, elements: Iterable[etree._Element]) -> Iterator[str]:
        """Turn paragraphs and tables into HTML."""
        for each in elements:
            match etree.QName(each).localname:
                case "p":
                    yield self.paragraph(each)
                case "tbl":
                    yield tables.table(each, inside=self.blocks, file=self.file, sheet=self.sheet)
                case "sdt" | "sdtContent":
                    yield from self.blocks(each)
                case name if name not in _SILENT:
                    raise _unshown(name)

    def paragraph(self, element: etree._Element) -> str:
        """Turn one paragraph into HTML; a page break inside begins another."""
        own = word.merged([element.find(f"{W}pPr")])
        style, style_run = self.file.style(own.get("pStyle", {}).get("val"))
        properties = word.over(style, own)
        if "numPr" in properties:
            raise _unshown("numPr")
        base = word.over(self.file.default_run(), style_run)
        css = looks.of_paragraph(properties, run=base)
        css |= looks.of_run(base)
        plain = self.sheet.name(looks.of_run(base))
        pieces = "".join(_Runs(self, base, plain).inline(element)).split("\f")
        # A page break inside ends one paragraph and begins another; Word keeps the mark that
        # ends a paragraph on the page before the break.
        later = {**css, "break-before": "page", "text-indent": "0"}
        after = later if pieces[-1] else {"break-after": "page"}
        shown = [css, *([later] * (len(pieces) - 2)), *([after] if len(pieces) > 1 else [])]
        return "".join(
            f'<p class="{self.sheet.name(each)}">{piece}</p>'
            for each, piece in zip(shown, pieces, strict=True)
        )

    def need(self, face: fonts.Face, text: str) -> None:
        """Remember which characters a face must draw."""
        self.used.setdefault(face, set()).update(text)


@dataclass
class _Runs:
    """The runs of one paragraph; a field of Word stretches over several of them."""

    walk: Walk
    base: Properties
    plain: str
    instruction: str | None = None
    skipping: bool = False

    def inline(self, holder: etree._Element) -> Iterator[str]:
        for name, child in word.children(holder):
            if name == "r":
                yield self._run(child)
            elif name == "fldSimple":
                yield _counter(word.attribute(child, "instr"))
            elif name in _WRAPPERS:
                yield from self.inline(child)
            elif name not in _SILENT:
                raise _unshown(name)

    def _run(self, element: etree._Element) -> str:
        own = word.merged([element.find(f"{W}rPr")])
        named = own.get("rStyle", {}).get("val")
        style = self.walk.file.style(named)[1] if named else {}
        look = word.over(self.base, style, own)
        if word.is_on(look, "vanish"):
            return ""
        inside = "".join(self._piece(name, child, look) for name, child in word.children(element))
        name = self.walk.sheet.name(looks.of_run(look))
        # The paragraph already looks as plain text does.
        if not inside or name == self.plain:
            return inside
        return f'<span class="{name}">{inside}</span>'

    def _piece(self, name: str, child: etree._Element, look: Properties) -> str:
        reading: dict[str, Callable[[], str]] = {
            "t": lambda: self._text(child.text or "", look),
            "tab": lambda: self._text("\u3000", look),
            "noBreakHyphen": lambda: self._text("-", look),
            "br": lambda: "\f" if word.attribute(child, "type") == "page" else "<br>",
            "cr": lambda: "<br>",
            "drawing": lambda: _picture(child),
            "fldChar": lambda: self._field(word.attribute(child, "fldCharType"), look),
            "instrText": lambda: self._instruct(child.text or ""),
        }
        if name in reading:
            return reading[name]()
        if name in _SILENT:
            return ""
        raise _unshown(name)

    def _text(self, text: str, look: Properties) -> str:
        if self.skipping:
            return ""
        self.walk.need(looks.face(look), text)
        # Most faces leave gaps in a line to write on; a box stays with the words it ticks.
        lined = _LINES.sub(r'<span class="line">\1</span>', html.escape(text))
        return _BOXES.sub(r'<span class="box">\1</span>', lined)

    def _instruct(self, text: str) -> str:
        self.instruction = (self.instruction or "") + text
        return ""

    def _field(self, kind: str, look: Properties) -> str:
        match kind:
            case "begin":
                self.instruction, self.skipping = "", False
                return ""
            case "separate":
                self.skipping = True
                return ""
            case _:
                instruction, self.instruction, self.skipping = self.instruction, None, False
                self.walk.need(looks.face(look), "0123456789")
                return _counter(instruction or "")


def _picture(drawing: etree._Element) -> str:
    """Show a picture that stands in a line above or below the text; any other is refused."""
    extent = drawing.find(f"{word.DRAWN}inline/{word.DRAWN}extent")
    sources = [each.get(f"{word.R}embed", "") for each in drawing.iter(f"{word.A}blip")]
    if extent is None or len(sources) != 1 or not sources[0].startswith(word.PICTURE):
        raise _unshown("drawing")
    width, height = (int(extent.get(side, "0")) / _EMU for side in ("cx", "cy"))
    style = f"width:{width:g}pt;height:{height:g}pt"
    return f'<img class="picture" src="{sources[0]}" alt="" style="{style}">'


def _counter(instruction: str) -> str:
    word_of_it = instruction.split()[0].upper() if instruction.split() else ""
    if word_of_it not in _COUNTERS:
        raise errors.Unusable(f"文书中的域“{instruction.strip()}”不能转为 PDF，请改为普通文字。")
    return f'<span class="{_COUNTERS[word_of_it]}"></span>'


def _unshown(name: str) -> errors.Unusable:
    return errors.Unusable(
        f"文书中有{_NAMES.get(name, f'“{name}”')}，不能转为 PDF；请在 Word 模板中去掉后再试。"
    )
