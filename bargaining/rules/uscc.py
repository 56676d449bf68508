"""Is this a 统一社会信用代码? Both check digits, GB 32100-2015 and GB 11714-1997."""

from __future__ import annotations

import unicodedata

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 leaves out I O S V Z
_PLACE = slice(2, 8)
_BODY = slice(8, 16)
_BODY_CHECK = 16
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def normalised(written: str) -> str:
    """Write a code as it is stored (统一社会信用代码规整): half-width, capitals, without blanks."""
    half_width = unicodedata.normalize("NFKC", written)
    return "".join(letter for letter in half_width if not letter.isspace()).upper()


def why_wrong(code: str) -> str | None:
    """Say what is wrong with a normalised code, or None where nothing is (代码校验).

    The first check digit finds every single wrong character and every swap of two neighbours;
    the organisation code's own finds much of what two mistakes would hide from it.
    """
    if len(code) != LENGTH:
        return f"统一社会信用代码应为 {LENGTH} 位，现在是 {len(code)} 位"
    strange = sorted({letter for letter in code if letter not in ALPHABET})
    if strange:
        return f"统一社会信用代码里不会有“{''.join(strange)}”（不用字母 I、O、S、V、Z）"
    if not code[_PLACE].isdigit():
        return "统一社会信用代码第 3 至 8 位应是数字（登记机关行政区划码）"
    if code[-1] != check_digit(code[:-1]):
        return "统一社会信用代码校验位不符，请核对有无错字"
    if code[_BODY_CHECK] != organisation_check_digit(code[_BODY]):
        return "统一社会信用代码第 9 至 17 位（组织机构代码）校验位不符，请核对有无错字"
    return None


def is_valid(code: str) -> bool:
    """Tell whether a normalised code passes both checks (代码有效)."""
    return why_wrong(code) is None


def check_digit(front: str) -> str:
    """Compute the last character from the first seventeen (GB 32100 校验码)."""
    total = sum(
        ALPHABET.index(letter) * weight for letter, weight in zip(front, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def organisation_check_digit(body: str) -> str:
    """Compute an organisation code's check character from its eight (GB 11714 校验码)."""
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(body, _BODY_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]
