"""How does a Word file look: its parts, and the properties that styles hand down?"""

from __future__ import annotations

import base64
import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from bargaining import errors

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PNG = b"\x89PNG"
PICTURE = "data:image/png;base64,"

# Property name → its attributes, both without their namespace.
Properties = dict[str, dict[str, str]]

_OFF = frozenset({"0", "false", "off", "none"})


@dataclass
class File:
    """A Word file taken apart (Word 文件)."""

    body: etree._Element
    styles: dict[str, etree._Element]
    defaults: etree._Element | None
    default_style: str
    related: dict[str, etree._Element]
    title: str
    even_and_odd: bool
    _chains: dict[str, tuple[Properties, Properties]] = field(default_factory=dict)

    def style(self, name: str | None) -> tuple[Properties, Properties]:
        """Return a style's paragraph and run properties, its ancestors' included."""
        key = name or self.default_style
        if key not in self._chains:
            self._chains[key] = self._resolve(key)
        return self._chains[key]

    def _resolve(self, name: str) -> tuple[Properties, Properties]:
        lineage: list[etree._Element] = []
        while name in self.styles and len(lineage) < 32:
            lineage.insert(0, self.styles[name])
            parent = lineage[0].find(f"{W}basedOn")
            name = "" if parent is None else attribute(parent, "val")
        return (
            merged(each.find(f"{W}pPr") for each in lineage),
            merged(each.find(f"{W}rPr") for each in lineage),
        )

    def default_run(self) -> Properties:
        """Return what every run starts from."""
        if self.defaults is None:
            return {}
        return merged([self.defaults.find(f"{W}rPrDefault/{W}rPr")])


def opened(content: bytes) -> File:
    """Take a Word file apart; raise Unusable where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        document = etree.fromstring(parts["word/document.xml"])
        styles = etree.fromstring(parts["word/styles.xml"])
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        raise errors.Unusable("这不是完整的 Word 文件（.docx）。") from problem
    body = document.find(f"{W}body")
    if body is None:
        raise errors.Unusable("这份 Word 文件没有正文。")
    by_id = {attribute(each, "styleId"): each for each in styles.iter(f"{W}style")}
    settings = etree.fromstring(parts.get("word/settings.xml", b"<none/>"))
    return File(
        body=body,
        styles=by_id,
        defaults=styles.find(f"{W}docDefaults"),
        default_style=next((n for n, each in by_id.items() if _is_default(each)), ""),
        related=_related(parts),
        title=_title(parts),
        even_and_odd=settings.find(f"{W}evenAndOddHeaders") is not None,
    )


def merged(several: Iterable[etree._Element | None]) -> Properties:
    """Lay sets of properties over each other, the later over the earlier."""
    together: Properties = {}
    for each in several:
        for child in each if each is not None else ():
            if isinstance(child.tag, str):
                said = {etree.QName(key).localname: text for key, text in child.attrib.items()}
                together.setdefault(etree.QName(child).localname, {}).update(said)
    return together


def over(*several: Properties) -> Properties:
    """Lay resolved properties over each other, attribute by attribute."""
    together: Properties = {}
    for each in several:
        for name, said in each.items():
            together[name] = {**together.get(name, {}), **said}
    return together


def is_on(properties: Properties, name: str) -> bool:
    """Say whether a property that is either on or off is on."""
    return name in properties and properties[name].get("val", "1") not in _OFF


def number(properties: Properties, name: str, key: str = "val") -> float | None:
    """Read a number of a property, or None where it says nothing."""
    said = properties.get(name, {}).get(key)
    return None if said is None else float(said)


def attribute(element: etree._Element, name: str) -> str:
    """Read an attribute of Word's namespace, empty where it is not there."""
    return element.get(f"{W}{name}") or ""


def children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Go through the elements inside another, each with its short name."""
    for child in element:
        if isinstance(child.tag, str):
            yield etree.QName(child).localname, child


def _is_default(style: etree._Element) -> bool:
    return attribute(style, "type") == "paragraph" and attribute(style, "default") == "1"


def _related(parts: dict[str, bytes]) -> dict[str, etree._Element]:
    listed = etree.fromstring(parts.get("word/_rels/document.xml.rels", b"<none/>"))
    found = {}
    for each in listed:
        target = f"word/{each.get('Target', '')}"
        if target in parts and (each.get("Type") or "").endswith(("/header", "/footer")):
            found[each.get("Id", "")] = _with_pictures(parts, target)
    return found


def _with_pictures(parts: dict[str, bytes], name: str) -> etree._Element:
    """Read a header or footer, its pictures named by their bytes instead of by a relation."""
    root = etree.fromstring(parts[name])
    folder, short = posixpath.split(name)
    listed = etree.fromstring(parts.get(f"{folder}/_rels/{short}.rels", b"<none/>"))
    targets = {each.get("Id"): f"{folder}/{each.get('Target', '')}" for each in listed}
    for blip in root.iter(f"{A}blip"):
        content = parts.get(targets.get(blip.get(f"{R}embed"), ""), b"")
        if content.startswith(PNG):
            blip.set(f"{R}embed", PICTURE + base64.b64encode(content).decode())
    return root


def _title(parts: dict[str, bytes]) -> str:
    core = etree.fromstring(parts.get("docProps/core.xml", b"<none/>"))
    return next((each.text or "" for each in core if str(each.tag).endswith("}title")), "")
