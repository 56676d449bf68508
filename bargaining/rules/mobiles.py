"""Is it a mobile number, does one stand in a text, and how is it shown to who need not call it?"""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
DIGITS = 11
# A mobile number, or an identity number of 18 signs, however it is spaced.
_WITHIN = re.compile(
    r"(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|\d{6} ?\d{8} ?\d{3}[\dXx])(?!\d)", re.ASCII
)


def read_mobile(typed: str) -> str | None:
    """Read a mobile number however it is typed (手机号码); None where it is none.

    Full-width digits, blanks, hyphens and a +86 in front are how people write it.
    """
    plain = unicodedata.normalize("NFKC", typed)
    digits = re.sub(r"[\s\-‐-―]", "", plain)
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
    found = digits.isascii() and _MOBILE.fullmatch(digits)
    return digits if found else None


def stands_in(text: str) -> bool:
    """Tell whether a mobile or identity number stands in a text (含手机号码或身份证号)."""
    return _WITHIN.search(unicodedata.normalize("NFKC", text)) is not None


def hidden(text: str) -> str:
    """Leave mobile and identity numbers out of a text that leaves the house (隐去号码)."""
    return _WITHIN.sub("（号码略）", "".join(map(_narrow, text)))


def _narrow(sign: str) -> str:
    """Write digits, X, hyphen and blank narrow; a Chinese bracket or comma stays as it is."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain in "0123456789Xx- " else sign


def masked(mobile: str) -> str:
    """Hide the middle of a sign-in name that is a mobile number (手机号码掩码), else leave it."""
    return f"{mobile[:3]}****{mobile[-4:]}" if _MOBILE.fullmatch(mobile) else mobile
