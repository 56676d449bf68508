"""Is it a mobile number, does one stand in a text, and how is it shown to who need not call it?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bargaining.rules import uscc

_MOBILE = re.compile(r"1[3-9]\d{9}")
DIGITS = 11
_INSTEAD = "（号码略）"

# What people put between the digits of one number: blanks, hyphens, dots, brackets, and signs
# that nobody sees. A line's end or a full stop parts two numbers.
_BLANKS, _HYPHENS, _DOTS = " \t\xa0\u2002-\u200a\u202f\u3000", r"\-‐-―−﹘﹣－_", ".·•・．/"
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_GAP = f"[{_BLANKS}{_HYPHENS}{_DOTS}{_UNSEEN}()（）,，]{{1,3}}"
_RUN = re.compile(f"[0-9]+(?:{_GAP}[0-9]+)*(?:{_GAP})?(?:[Xx](?![0-9A-Za-z]))?")
_GROUP = re.compile(r"[0-9]+")
_KINDS = tuple(
    (re.compile(f"[{signs}]"), kind)
    for signs, kind in ((_HYPHENS, "-"), (_DOTS, "."), (",，", ","), ("()（）", "("))
)
_MOST_GROUPS = 18
_LENGTHS = frozenset({8, 10, 11, 12, 13, 15, 18})  # digits of all the kinds there are

# These have digits and hyphens as well and are never numbers of people.
_CASE_NUMBER = re.compile(r"(?<![\d-])\d{6}-20\d{2}-\d{4,6}(?!-?\d)", re.ASCII)
_CREDIT_CODE = re.compile(f"(?<![0-9A-Za-z])[{uscc.ALPHABET}]{{{uscc.LENGTH}}}(?![0-9A-Za-z])")
_MONEY = re.compile(r"(?:\.\d{1,2})? ?[万亿]{0,2}元(?!旦)", re.ASCII)

_PROVINCES = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{4}"
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"{_PROVINCES}(?:18|19|20)\d\d{_MONTH_AND_DAY}\d{{3}}[\dXx]", re.ASCII)
# Of fifteen digits: the old ones with two digits of the year, and a new one cut short.
_OLD_IDENTITY = re.compile(
    rf"{_PROVINCES}(?:\d\d{_MONTH_AND_DAY}\d{{3}}|(?:19|20)\d\d{_MONTH_AND_DAY}\d)", re.ASCII
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_AREA = r"(?:10|2\d|[3-9]\d\d)"
_LANDLINE = re.compile(rf"0{_AREA}[2-8]\d{{6,7}}", re.ASCII)
_LANDLINE_ABROAD = re.compile(rf"86{_AREA}[2-8]\d{{6,7}}", re.ASCII)
_AREA_IN_FRONT = re.compile(rf"^(?:86)?0?{_AREA}", re.ASCII)
_LOCAL = re.compile(r"(?!20)[2-8]\d{7}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)
_SUBSCRIBER_GROUPS = ((7,), (8,), (3, 4), (4, 4), (4, 3), (2, 2, 2, 2))


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
    return any(True for _ in _found(_narrowed(text), _PERSONAL))


def has_any(text: str) -> bool:
    """Tell whether any number of a person or a telephone stands in a text (含电话或证件号码)."""
    return any(True for _ in _found(_narrowed(text), _EVERY))


def hidden(text: str) -> str:
    """Leave telephone and identity numbers out of a text that leaves the house (隐去号码)."""
    plain, kept, at = _narrowed(text), [], 0
    for start, end in _found(plain, _EVERY):
        kept += [plain[at:start], _INSTEAD]
        at = end
    return "".join([*kept, plain[at:]])


def masked(mobile: str) -> str:
    """Hide the middle of a sign-in name that is a mobile number (手机号码掩码), else leave it."""
    return f"{mobile[:3]}****{mobile[-4:]}" if _MOBILE.fullmatch(mobile) else mobile


# ── finding them ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Digits:
    """Some groups of digits that follow each other, and how they are set apart."""

    groups: Sequence[str]
    gaps: frozenset[str]
    before: str
    after: str

    @property
    def joined(self) -> str:
        return "".join(self.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))

    @property
    def is_money(self) -> bool:
        return len(self.groups) == 1 and _MONEY.match(self.after) is not None


def _narrowed(text: str) -> str:
    return "".join(map(_narrow, text))


def _narrow(sign: str) -> str:
    """Write digits, X, hyphen and blank narrow; a Chinese bracket or comma stays as it is."""
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain in "0123456789Xx+- " else sign


def _found(plain: str, kinds: Sequence[Callable[[_Digits], bool]]) -> Iterator[tuple[int, int]]:
    """Find where such numbers stand, from the front, of several readings the longest."""
    aside = [one.span() for one in _CASE_NUMBER.finditer(plain)]
    aside += [one.span() for one in _CREDIT_CODE.finditer(plain) if _is_credit_code(one[0])]
    for run in _RUN.finditer(plain):
        groups = [one.span() for one in _GROUP.finditer(plain, *run.span())]
        if plain[run.end() - 1] in "Xx":
            groups = _with_x(groups, run.end())
        groups = [one for one in groups if not any(a <= one[0] < b for a, b in aside)]
        at = 0
        while at < len(groups):
            length = _longest(plain, groups[at : at + _MOST_GROUPS], kinds)
            if length:
                end = groups[at + length - 1][1]
                yield _begin(plain, groups[at][0], end), end
            at += length or 1


def _with_x(groups: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """The X of an identity number belongs to the digits before it, or stands for itself."""
    start, last = groups[-1]
    return [*groups[:-1], (start, end)] if last == end - 1 else [*groups, (end - 1, end)]


def _longest(
    plain: str, groups: Sequence[tuple[int, int]], kinds: Sequence[Callable[[_Digits], bool]]
) -> int:
    digits = list(accumulate(end - start for start, end in groups))
    for length in range(len(groups), 0, -1):
        if digits[length - 1] in _LENGTHS:
            read = _read(plain, groups[:length])
            if any(kind(read) for kind in kinds):
                return length
    return 0


def _read(plain: str, spans: Sequence[tuple[int, int]]) -> _Digits:
    start, end = spans[0][0], spans[-1][1]
    return _Digits(
        groups=[plain[a:b] for a, b in spans],
        gaps=frozenset(
            _gap(plain[one[1] : two[0]]) for one, two in zip(spans, spans[1:], strict=False)
        ),
        before=plain[max(start - 3, 0) : start],
        after=plain[end : end + 8],
    )


def _gap(between: str) -> str:
    return next((kind for signs, kind in _KINDS if signs.search(between)), " ")


def _begin(plain: str, start: int, end: int) -> int:
    """Take along the plus before a number, and a bracket that is closed within it."""
    before, within = plain[max(start - 1, 0) : start], plain[start:end]
    closed = {"(": ")", "（": "）"}.get(before, "+")
    return start - 1 if before == "+" or closed in within else start


# ── the kinds ────────────────────────────────────────────────────────────────────────────────


def _is_mobile(read: _Digits) -> bool:
    digits = re.sub(r"^(?:00)?86", "", read.joined)
    if not _MOBILE.fullmatch(digits) or read.is_money:
        return False
    sizes = read.sizes if len(digits) == len(read.joined) else _without(read, len(digits))
    if not sizes:
        return False
    if "," in read.gaps or "." in read.gaps:
        return len(sizes) > 2 and max(sizes) < 6 and not _is_figure(sizes, read.gaps)
    return len(read.gaps) <= 2 and (sizes[0] >= 3 or set(sizes) == {1})


def _is_figure(sizes: Sequence[int], gaps: Collection[str]) -> bool:
    """Tell whether commas set thousands apart, and a point decimals: 130,000,000.00."""
    whole = sizes[:-1] if {",", "."} <= set(gaps) else sizes
    return whole[0] <= 3 and set(whole[1:]) == {3}


def _without(read: _Digits, digits: int) -> tuple[int, ...]:
    """The sizes of the groups behind a country's code, () where it is only part of a figure."""
    front = len(read.joined) - digits
    sizes = list(read.sizes)
    if sizes[0] == front:
        return tuple(sizes[1:])
    return (sizes[0] - front, *sizes[1:]) if sizes[0] > front else ()


def _is_identity(read: _Digits) -> bool:
    joined = read.joined
    if len(joined) != uscc.LENGTH or len(read.gaps) > 1:
        return False
    if len(read.groups) == 1:
        return True
    return _IDENTITY.fullmatch(joined) is not None and read.sizes[0] in (1, 3, 4, 6)


def _is_old_identity(read: _Digits) -> bool:
    if _OLD_IDENTITY.fullmatch(read.joined) is None or len(read.gaps) > 1:
        return False
    return len(read.groups) == 1 or read.sizes in ((6, 6, 3), (6, 2, 2, 2, 3), (6, 9), (12, 3))


def _is_landline(read: _Digits) -> bool:
    abroad = _LANDLINE_ABROAD.fullmatch(read.joined) and read.before.endswith("+")
    if read.before.endswith("-") or not (_LANDLINE.fullmatch(read.joined) or abroad):
        return False
    groups = list(read.groups)
    if abroad and groups[0] == "86":
        groups = groups[1:]
    sizes = [len(_AREA_IN_FRONT.sub("", groups[0])), *map(len, groups[1:])]
    return len(groups) == 1 or tuple(size for size in sizes if size) in _SUBSCRIBER_GROUPS


def _is_local(read: _Digits) -> bool:
    """A number without its area: four and four digits; of two years it is not one."""
    if read.before.endswith(("-", ".", ",")) or read.sizes != (4, 4) or read.gaps != {"-"}:
        return False
    return _LOCAL.fullmatch(read.joined) is not None


def _is_service(read: _Digits) -> bool:
    if not _SERVICE.fullmatch(read.joined) or read.is_money or "," in read.gaps:
        return False
    return read.sizes in ((10,), (3, 7), (3, 3, 4), (3, 4, 3))


def _is_credit_code(code: str) -> bool:
    """Tell a credit code from an identity number that might pass for one."""
    if code.startswith("0") or not uscc.is_valid(code):
        return False
    return not (_IDENTITY.fullmatch(code) and code[-1] == _identity_check(code[:-1]))


def _identity_check(front: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(front, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


_PERSONAL = (_is_mobile, _is_identity, _is_old_identity)
_EVERY = (*_PERSONAL, _is_landline, _is_local, _is_service)
