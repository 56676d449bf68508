"""How is it said where a move that is taken back leads? The case, the register, who goes along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bargaining.queries.relocations import Place, WayBack
from bargaining.web.correction_words import Line


def lines(found: Iterable[WayBack], *, places: Mapping[str, str]) -> list[Line]:
    """Shape what goes back with a move (更正迁移的后果): from where and to where, by name."""
    return [line for way in found for line in _lines(way, places)]


def _lines(way: WayBack, places: Mapping[str, str]) -> Iterator[Line]:
    yield _line("本案归属", *way.case, places)
    if way.register is not None:
        yield _line("名册登记", *way.register, places)
    for other, before, after in way.others:
        yield _line(f"一并退回：{other.title}（{other.number}）", before, after, places)


def _line(label: str, before: Place, after: Place, places: Mapping[str, str]) -> Line:
    return {"label": label, "before": _named(before, places), "after": _named(after, places)}


def _named(place: Place, places: Mapping[str, str]) -> str:
    return "".join(places.get(code, code) for code in place if code)
