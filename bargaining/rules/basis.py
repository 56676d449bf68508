"""Which words of which text is a rule built on, and where does the text hold?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# A local text bears the name of its place in front; every other text is the nation's.
PROVINCES = {"北京市": "11", "上海市": "31"}


@dataclass(frozen=True, order=True)
class Basis:
    """One article of one text (依据条文).

    `text` is the full title without brackets, `article` as it is quoted, for example 第17条.
    """

    text: str
    article: str

    def __str__(self) -> str:
        return f"{titled(self.text)}{self.article}"


def titled(text: str) -> str:
    """Put a text's title into its marks, a title within it into single ones (书名号)."""
    inner = text.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"


def holds_at(text: str, place: str) -> bool:
    """Tell whether a text holds at a place (是否适用于本地): the nation's everywhere."""
    return all(place.startswith(code) for name, code in PROVINCES.items() if text.startswith(name))


def at(stated: Iterable[Basis], place: str) -> tuple[Basis, ...]:
    """Keep the articles that hold at a place (本地依据), those of other places left out."""
    return tuple(each for each in stated if holds_at(each.text, place))
