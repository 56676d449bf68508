"""Which office receives the contract of this case, and did a person have to say so?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bargaining.rules import succession
from bargaining.rules.basis import Basis
from bargaining.rules.events import Event
from bargaining.rules.filing_authority import filing_authority

if TYPE_CHECKING:  # the steps read from here what an employer can be
    from bargaining.rules.facts import CaseFacts

STEP = "confirm_filing_office"
CENTRAL, ACROSS = "central", "across"
GOVERNED = (
    ("local", "一般用人单位，报所在地"),
    (CENTRAL, "中央管辖企业"),
    (ACROSS, "跨省、自治区、直辖市的用人单位"),
)


@dataclass(frozen=True)
class FilingOffice:
    """Where a case is filed as far as anybody knows (本案报送机关).

    `named` is what a person confirmed, empty until then; `by_person` is True where no district
    may be taken for granted. `said` is the entry that tells so, None where nobody spoke of it.
    """

    named: str
    by_person: bool
    words: str
    basis: tuple[Basis, ...]
    said: Event | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether a person has still to find out (报送机关待人工确认)."""
        return self.by_person and not self.named


def filing_office(facts: CaseFacts) -> FilingOffice:
    """Say where a case is filed (本案报送机关), by what was last recorded of its employer.

    An office that was named before the enterprise moved is the old district's: it holds no more.
    """
    said = facts.last(STEP)
    governed = str(said.payload.get("governed", "")) if said else ""
    found = filing_authority(
        place=facts.place,
        centrally_governed=governed == CENTRAL if said else None,
        across_provinces=governed == ACROSS if said else None,
    )
    named = str(said.payload.get("authority", "")) if said and _holds(said, facts) else ""
    words = f"已确认向{named}报送。" if named else found.words
    return FilingOffice(named, found.by_person, words, found.basis, said)


def _holds(said: Event, facts: CaseFacts) -> bool:
    moves = succession.moves_of(facts)
    return not moves or said.sequence > moves[-1].sequence
