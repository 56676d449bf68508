"""Does a place lie in somebody's territory? By the district it is counted in, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bargaining.rules import roles

DISTRICT_DIGITS = 6


@dataclass(frozen=True)
class Territory:
    """Somebody's places, sorted by how they are compared (属地).

    A district's code counts exactly, never as a prefix: 经开区 (110115403) stands in the code
    system below 大兴区 (110115), yet is a row, a federation and a right of its own.
    """

    prefixes: tuple[str, ...]
    districts: tuple[str, ...]
    streets: tuple[str, ...]

    @classmethod
    def of(cls, places: Iterable[str]) -> Territory:
        """Sort place codes into prefixes, districts and streets (属地归类)."""
        prefixes = roles.place_prefixes(places)
        return cls(
            prefixes=tuple(one for one in prefixes if len(one) < DISTRICT_DIGITS),
            districts=tuple(one for one in prefixes if len(one) >= DISTRICT_DIGITS),
            streets=tuple(one for one in prefixes if len(one) > DISTRICT_DIGITS),
        )

    def covers(self, *, district_code: str, street_code: str) -> bool:
        """Tell whether what is counted in a street and district lies inside (属地范围)."""
        return (
            any(district_code.startswith(prefix) for prefix in self.prefixes)
            or district_code in self.districts
            or street_code in self.streets
        )
