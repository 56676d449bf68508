"""What does a clause promise a month? An amount, or a share of the minimum or one's own wage."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PayBase(StrEnum):
    """What a share is taken of (待遇的计算基数)."""

    MINIMUM = "minimum"
    OWN = "own"


@dataclass(frozen=True)
class PayPart:
    """One way a clause states a pay (待遇的一种约定): an amount, or a `rate` of something."""

    amount: Decimal | None = None
    rate: Decimal | None = None
    of: PayBase = PayBase.OWN


@dataclass(frozen=True)
class AgreedPay:
    """What a clause promises a month (约定待遇): the highest of its parts, `words` as written."""

    parts: tuple[PayPart, ...]
    words: str

    @property
    def depends_on_own_wage(self) -> bool:
        """Tell whether each worker's own wage decides (是否按本人工资计算)."""
        return any(part.amount is None and part.of is PayBase.OWN for part in self.parts)

    def amount_for(self, *, minimum: Decimal, own: Decimal) -> Decimal:
        """Reckon the pay (折算数额) where the minimum wage and one's own wage are known."""
        return max(_amount(part, minimum=minimum, own=own) for part in self.parts)


def _amount(part: PayPart, *, minimum: Decimal, own: Decimal) -> Decimal:
    if part.amount is not None:
        return part.amount
    return (part.rate or Decimal(0)) * (minimum if part.of is PayBase.MINIMUM else own)


# ── as people write it ───────────────────────────────────────────────────────────────────────

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LEAD = re.compile(
    r"^(?:但|且|并|并且|同时)*(?:(?:最低)?(?:不得?低于|不少于)|按照?|依照|以|为)*(?:每人)?(?:每月)?"
)
_TAIL = re.compile(r"(?:支付|发放|计发|计算|执行|计)*(?:工资|生活费|病假工资)?$")
_FLOORED = re.compile(r"^(?:但|且|并|并且|同时)*(?:最低)?(?:不得?低于|不少于)")
_PLAIN = re.compile(r"(?:人民币)?(\d+(?:\.\d+)?)元?(?:/月|每月|每人每月)?")
_SHARE = re.compile(
    r"(?P<base>[一-鿿]*工资(?:标准|收入|基数)?)"
    r"(?:的)?(?P<share>\d+(?:\.\d+)?%|百分之[零一二两三四五六七八九十百]+|全额)?"
)
_MINIMUM = re.compile(
    r"(?:本市|北京市|上海市|本地|当地|所在地|市|当年|现行|同期|规定|的|月)*最低工资(?:标准)?"
)
# A share of a part of the wage, or of somebody else's, is not a share of the post's own wage.
_NOT_OWN = re.compile(r"基本|平均|绩效|计件|奖金|最低|社会|上年|实发|基数$")


def read_pay(written: str) -> AgreedPay | None:
    """Read a pay as people write it (读约定待遇); None where it cannot be reckoned.

    “2032 元”, “本人岗位工资的百分之八十” and “本人工资的60%，但不低于最低工资标准的80%” can.
    """
    words = _THOUSANDS.sub("", "".join(unicodedata.normalize("NFKC", written).split()))
    pieces = [piece for piece in re.split(r"[,;，；。]", words) if piece]
    if not pieces or any(_FLOORED.match(piece) is None for piece in pieces[1:]):
        return None
    parts = [_part(piece) for piece in pieces]
    found = tuple(part for part in parts if part is not None)
    return AgreedPay(found, written.strip()) if len(found) == len(parts) else None


def _part(piece: str) -> PayPart | None:
    stated = _LEAD.sub("", piece)
    plain = _PLAIN.fullmatch(_TAIL.sub("", stated)) or _PLAIN.fullmatch(stated)
    if plain:
        return PayPart(amount=Decimal(plain[1]))
    share = _SHARE.fullmatch(stated) or _SHARE.fullmatch(_TAIL.sub("", stated))
    if share is None:
        return None
    rate = _rate(share["share"])
    if _MINIMUM.fullmatch(share["base"]):
        return PayPart(rate=rate, of=PayBase.MINIMUM)
    if _NOT_OWN.search(share["base"]):
        return None
    return PayPart(rate=rate, of=PayBase.OWN)


def _rate(written: str | None) -> Decimal:
    if written is None or written == "全额":
        return Decimal(1)
    if written.endswith("%"):
        return Decimal(written[:-1]) / 100
    return Decimal(_whole(written.removeprefix("百分之"))) / 100


_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}


def _whole(written: str) -> int:
    """Read a Chinese number below a thousand."""
    total, digit = 0, 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * (100 if sign == "百" else 10)
            digit = 0
    return total + digit
