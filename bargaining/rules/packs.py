"""Which papers go together to one occasion, and how many of each?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bargaining import errors
from bargaining.rules import meetings
from bargaining.rules.facts import CaseFacts


@dataclass(frozen=True)
class PackedPaper:
    """One paper of a pack, so many times (包内文书).

    `if_mandated`: only where a chief sits there for somebody else.
    """

    kind: str
    copies: int
    if_mandated: bool = False


@dataclass(frozen=True)
class Pack:
    """The papers of one occasion, printed as one file (打印包)."""

    name: str
    title: str
    explain: str
    papers: tuple[PackedPaper, ...]

    def contents(self, *, mandated: bool) -> tuple[PackedPaper, ...]:
        """List what is in it (包内文书); `mandated`: a chief sits there for somebody else."""
        return tuple(one for one in self.papers if mandated or not one.if_mandated)


_PACKS = (
    Pack(
        "offer",
        "要约包",
        "送达要约书时带上：要约书和送达回证，双方各一份。",
        (PackedPaper("proposal", 2), PackedPaper("delivery_receipt", 2)),
    ),
    Pack(
        "meeting",
        "会议包",
        "开会前准备：代表名单、公布用的名单、会议记录；首席代表受委托的，还有委托书。",
        (
            PackedPaper("representatives", 3),
            PackedPaper("representatives_notice", 3),
            PackedPaper("chief_mandate", 3, if_mandated=True),
            PackedPaper("minutes", 2),
        ),
    ),
    Pack(
        "review",
        "审议包",
        "提交职代会审议：合同草案和决议。",
        (PackedPaper("agreement", 2), PackedPaper("congress_resolution", 2)),
    ),
    Pack(
        "filing",
        "报送包",
        "报送人社部门：目录、说明、合同正式文本三份、决议、代表名单；用人单位注册登记证明另备。",
        (
            PackedPaper("filing_contents", 2),
            PackedPaper("filing_statement", 1),
            PackedPaper("agreement", 3),
            PackedPaper("congress_resolution", 1),
            PackedPaper("representatives", 1),
            PackedPaper("chief_mandate", 1, if_mandated=True),
        ),
    ),
    Pack(
        "posting",
        "公布包",
        "双方各向本方公布：公布通知和合同全文。",
        (PackedPaper("publication_notice", 2), PackedPaper("agreement", 2)),
    ),
)

PACKS: Mapping[str, Pack] = MappingProxyType({pack.name: pack for pack in _PACKS})


def pack(name: str) -> Pack:
    """Return one pack (打印包); raise Unusable where there is none."""
    found = PACKS.get(name)
    if found is None:
        known = "、".join(f"{each.name}（{each.title}）" for each in PACKS.values())
        raise errors.Unusable(f"没有“{name}”这种打印包，可选：{known}。", field="pack")
    return found


def meeting_to_print(facts: CaseFacts) -> int:
    """Say which meeting's minutes a pack holds (第几次会议).

    Once a meeting agreed it is that one's, else the form for the one that is still to come.
    """
    held = meetings.held(facts)
    if held and held[-1].payload["conclusion"] == "agreed":
        return len(held)
    return len(held) + 1
