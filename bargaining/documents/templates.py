"""How is a Word template read: compiled once, fenced in, its fields known?"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
from docxtpl import DocxTemplate
from jinja2 import nodes, sandbox
from lxml import etree

from bargaining import errors
from bargaining.documents import local_words

BODY = "word/document.xml"
# A package of Word files carries days; ours all carry this one, so equal papers have equal bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)
# Always there beside the declared fields: whether the form prints blank; Jinja's own counter.
BUILT_IN = frozenset({"blank", "loop"})


class _Fence(sandbox.ImmutableSandboxedEnvironment):
    """A template prints values and repeats rows; it calls nothing and filters nothing."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 -- jinja2's
        return not callable(value) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 -- jinja2's own signature
        """Leave `format` to the rule above: it is a call like any other."""

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 -- jinja2's own signature
        return False


@dataclass(frozen=True)
class Compiled:
    """A template ready to be filled: its tagged parts, and all others as they are."""

    name: str
    tagged: Mapping[str, jinja2.Template]
    sources: Mapping[str, str]
    plain: Mapping[str, bytes]

    def parts(self, values: Mapping[str, object]) -> dict[str, bytes]:
        """Fill every part, keyed by its name in the package; raise Unusable where a tag fails."""
        try:
            filled = {name: each.render(values).encode() for name, each in self.tagged.items()}
        except jinja2.TemplateError as problem:
            raise _unusable(self.name, problem) from problem
        return {**self.plain, **filled}

    def fields(self) -> frozenset[str]:
        """Name every field the template uses, columns as `table.column`."""
        fence = _fence()
        used: set[str] = set()
        for source in self.sources.values():
            used |= _used(fence.parse(source), rows={})
        return frozenset(used - BUILT_IN)


def compiled(path: Path, *, place: str = "") -> Compiled:
    """Read and compile a Word template in a place's words; a changed file is read again."""
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError as missing:
        raise errors.NotReady(f"缺少文书模板 {path}。") from missing
    return _compiled(path, stamp, local_words.local_words(path.parent, place))


@lru_cache(maxsize=64)
def _compiled(path: Path, _stamp: int, words: local_words.Words) -> Compiled:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    # Word breaks a tag into several runs as it is typed; docxtpl puts it together again.
    joiner = DocxTemplate(str(path))
    sources = {
        name: local_words.put(
            joiner.patch_xml(etree.tostring(etree.fromstring(blob), encoding="unicode")), words
        )
        for name, blob in parts.items()
        if name.startswith("word/") and name.endswith(".xml") and b"{" in blob
    }
    fence = _fence()
    try:
        tagged = {name: fence.from_string(source) for name, source in sources.items()}
    except jinja2.TemplateError as problem:
        raise _unusable(path.parent.name, problem) from problem
    return Compiled(
        name=path.parent.name,
        tagged=MappingProxyType(tagged),
        sources=MappingProxyType(sources),
        plain=MappingProxyType({n: blob for n, blob in parts.items() if n not in tagged}),
    )


def _fence() -> _Fence:
    fence = _Fence(autoescape=True, undefined=jinja2.StrictUndefined, loader=jinja2.DictLoader({}))
    fence.globals.clear()
    fence.filters.clear()
    fence.tests.clear()
    return fence


def _unusable(name: str, problem: jinja2.TemplateError) -> errors.Unusable:
    match problem:
        case jinja2.UndefinedError():
            reason = "用了 paper.yaml 里没有登记的字段"
        case jinja2.exceptions.SecurityError():
            reason = "含有不允许的写法"
        case _:
            reason = "标记写得不完整"
    return errors.Unusable(f"文书模板 {name}/template.docx {reason}：{problem.message}")


def _used(node: nodes.Node, *, rows: Mapping[str, str]) -> set[str]:
    """Collect the names a piece of template reads; `rows` maps a row's name to its table."""
    match node:
        case nodes.For(target=nodes.Name(name=row), iter=nodes.Name(name=table)):
            inner = {**rows, row: table}
            return {table} | _all(node.body, rows=inner) | _all(node.else_, rows=rows)
        case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if name in rows:
            return {f"{rows[name]}.{attr}"}
        case nodes.Getattr(node=nodes.Name(name="loop")):
            return set()
        case nodes.Name(name=name):
            return set() if name in rows else {name}
        case _:
            return _all(node.iter_child_nodes(), rows=rows)


def _all(several: Iterator[nodes.Node] | list[nodes.Node], *, rows: Mapping[str, str]) -> set[str]:
    return {name for each in several for name in _used(each, rows=rows)}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Put the parts of a Word file into one package (打包); equal parts make equal bytes."""
    # Word wants the list of content types first.
    names = sorted(parts, key=lambda name: (name != "[Content_Types].xml", name))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=_STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, parts[name])
    return buffer.getvalue()
