"""Which words of which text is a rule built on?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Basis:
    """One article of one text (依据条文).

    `text` is the full title without brackets, `article` as it is quoted, for example 第17条.
    """

    text: str
    article: str

    def __str__(self) -> str:
        return f"《{self.text}》{self.article}"
