"""Which district and street did they mean? Official names, and the short ones people write."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from bargaining.readers.cells import squeezed
from bargaining.readers.tables import PlaceRow

DISTRICT_KINDS = frozenset({"district", "development_zone"})
STREET_KINDS = frozenset({"street", "town", "area", "township", "ethnic_township", "zone"})

_ZONE_NAMES = frozenset({"经开区", "亦庄经开区", "亦庄开发区", "经济技术开发区"})
_ENDINGS = (
    "街道办事处", "地区办事处", "街道办", "街道", "地区", "回族乡", "满族乡", "民族乡", "镇", "乡",
)  # fmt: skip
_SHORTEST_STEM = 2


@dataclass(frozen=True)
class Found:
    """A place that a text names; `note` says so where the text was not its name (地方识别)."""

    place: PlaceRow
    note: str = ""


@dataclass(frozen=True)
class FoundStreet(Found):
    """A street, with the district that it is counted in (街道识别)."""

    district_code: str = ""


class PlaceBook:
    """The places of a register, looked up by what people write (地方名录)."""

    def __init__(self, places: Iterable[PlaceRow]) -> None:
        known = tuple(places)
        self.by_code = {place.code: place for place in known}
        self.districts = tuple(place for place in known if place.kind in DISTRICT_KINDS)
        self.streets = tuple(place for place in known if place.kind in STREET_KINDS)

    def find_district(self, written: str) -> Found:
        """Find a district by its name, with or without its city and 区, or its code (查找区).

        Raises ValueError with the reason and the nearest names.
        """
        name = squeezed(written).removeprefix("北京市").removeprefix("上海市")
        for place in self.districts:
            short = place.name.removesuffix("区")
            if name in (place.code, place.name, short, short.removesuffix("新")):
                return Found(place)
            if place.kind == "development_zone" and _is_zone(name):
                return Found(place)
        raise ValueError(
            f"没有“{written.strip()}”这个区{_nearest(name, [each.name for each in self.districts])}"
        )

    def find_street(self, written: str, *, district: PlaceRow) -> FoundStreet:
        """Find a street or township of a district (查找街道).

        Its name, its code, its name with another ending (高碑店乡 is 高碑店地区), or a short or
        long form whose characters stand in order in exactly one name (建国门外 is 建外). Raises
        ValueError where that finds none or several.
        """
        name = squeezed(written)
        candidates = self._streets_of(district)
        for wanted in (_is_named, _has_stem, _is_contained):
            hits = [place for place in candidates if wanted(name, place)]
            if len(hits) > 1:
                raise ValueError(
                    f"“{written.strip()}”可能是{_listed(each.name for each in hits)}，请写全称"
                )
            if hits:
                return self._counted(hits[0], name=name, district=district)
        raise ValueError(self._why_none(name, written=written, district=district))

    def _streets_of(self, district: PlaceRow) -> list[PlaceRow]:
        # A zone's streets are still written under the district that surrounds them.
        parents = {district.code} | {
            zone.code for zone in self.districts if zone.code.startswith(district.code)
        }
        zones = [each for each in self.districts if each.kind == "development_zone"]
        return [
            *(place for place in self.streets if place.parent_code in parents),
            *(zone for zone in zones if zone.code in parents),
        ]

    def _counted(self, place: PlaceRow, *, name: str, district: PlaceRow) -> FoundStreet:
        is_zone = place.kind == "development_zone"
        counted = place if is_zone else self.by_code[place.parent_code or ""]
        notes = []
        if not _is_named(name, place):
            notes.append(f"“{name}”按“{place.name}”登记")
        if counted.code not in (district.code, place.code):
            notes.append(f"“{place.name}”计入{counted.name}")
        return FoundStreet(place=place, note="；".join(notes), district_code=counted.code)

    def _why_none(self, name: str, *, written: str, district: PlaceRow) -> str:
        elsewhere = [place for place in self.streets if _is_named(name, place)]
        reason = f"{district.name}没有“{written.strip()}”"
        if elsewhere:
            owners = _listed(self.by_code[place.parent_code or ""].name for place in elsewhere)
            return f"{reason}，同名街道（乡镇）在{owners}"
        return f"{reason}{_nearest(name, [each.name for each in self._streets_of(district)])}"


def stem(name: str) -> str:
    """Cut the ending off a street's name, leaving at least two characters (街道名词干)."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST_STEM:
            return name.removesuffix(ending)
    return name


def _is_zone(name: str) -> bool:
    return name.removesuffix("(亦庄)").removeprefix("北京") in _ZONE_NAMES


def _is_named(name: str, place: PlaceRow) -> bool:
    if place.kind == "development_zone" and _is_zone(name):
        return True
    if name in (place.name, place.code):
        return True
    return "（" in place.name and name == squeezed(place.name)


def _has_stem(name: str, place: PlaceRow) -> bool:
    return bool({name, stem(name)} & {place.name, stem(place.name)})


def _is_contained(name: str, place: PlaceRow) -> bool:
    given, official = stem(name), stem(place.name)
    shorter = min(len(given), len(official))
    return shorter >= _SHORTEST_STEM and (_in_order(given, official) or _in_order(official, given))


def _in_order(few: str, many: str) -> bool:
    rest = iter(many)
    return all(letter in rest for letter in few)


def _nearest(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
    return f"，相近的有{_listed(close)}" if close else "，请核对名称"


def _listed(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in dict.fromkeys(names))
