"""Which paper does each step need and leave, who signs it, and with which seal?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bargaining import errors
from bargaining.rules.basis import Basis

WAGE_MEASURES = "工资集体协商试行办法"
CONTRACT_RULES = "集体合同规定"
BEIJING_REGULATION = "北京市集体合同条例"
UNION_LAW = "工会法"
CONTRACT_LAW = "劳动合同法"


class Side(StrEnum):
    """For whom a signature stands (签字方)."""

    WORKERS = "workers"
    EMPLOYER = "employer"
    OFFERING = "offering"
    RECEIVING = "receiving"
    WITNESS = "witness"


@dataclass(frozen=True)
class Signer:
    """One place to sign, and the seal beside it (签字人与用印).

    `seal` is empty where a signature alone is asked for.
    """

    who: str
    side: Side
    seal: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper of the procedure (文书).

    `needed_by` names the moves that cannot be taken without it, `left_by` those that leave it
    behind as their proof. `required` names the fields without which it is a draft.
    """

    kind: str
    title: str
    copies: int
    copies_note: str
    signers: tuple[Signer, ...]
    seam_seal: bool
    basis: tuple[Basis, ...]
    required: tuple[str, ...]
    needed_by: tuple[str, ...] = ()
    left_by: tuple[str, ...] = ()


PROPOSAL = Paper(
    kind="proposal",
    title="工资集体协商要约书",
    copies=2,
    copies_note="双方各执一份",
    signers=(Signer(who="要约方首席代表", side=Side.OFFERING, seal="要约方印章"),),
    seam_seal=False,
    basis=(
        Basis(WAGE_MEASURES, "第17条"),
        Basis(BEIJING_REGULATION, "第32条"),
        Basis(UNION_LAW, "第21条"),
    ),
    required=(
        "year",
        "employer_name",
        "workers_name",
        "addressee_head",
        "contact_name",
        "contact_phone",
        "meeting_on",
        "meeting_place",
        "topics",
    ),
    needed_by=("send_proposal",),
)

DELIVERY_RECEIPT = Paper(
    kind="delivery_receipt",
    title="送达回证",
    copies=2,
    copies_note="送达方、签收方各留存一份",
    signers=(
        Signer(who="送达人", side=Side.OFFERING),
        Signer(who="签收人", side=Side.RECEIVING, seal="签收单位印章"),
        Signer(who="见证人", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(Basis(WAGE_MEASURES, "第17条"), Basis(BEIJING_REGULATION, "第32条")),
    required=("document_title", "sender_name", "recipient_name"),
    left_by=("send_proposal",),
)

CONGRESS_RESOLUTION = Paper(
    kind="congress_resolution",
    title="职代会决议",
    copies=2,
    copies_note="工会留存一份，随报送材料提交一份",
    signers=(
        Signer(who="会议主持人", side=Side.WORKERS, seal="工会印章"),
        Signer(who="计票人", side=Side.WITNESS),
        Signer(who="监票人", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(
        Basis(BEIJING_REGULATION, "第38条"),
        Basis(CONTRACT_RULES, "第36条"),
        Basis(WAGE_MEASURES, "第19条"),
        Basis(CONTRACT_LAW, "第51条"),
    ),
    required=(
        "employer_name",
        "workers_name",
        "body_name",
        "year",
        "held_on",
        "entitled",
        "present",
        "vote_method",
        "approve",
        "against",
        "abstain",
        "approval_rate",
        "outcome",
    ),
    needed_by=("file",),
    left_by=("record_congress",),
)

AGREEMENT = Paper(
    kind="agreement",
    title="工资专项集体合同",
    copies=5,
    copies_note="双方各执一份，报送人力资源和社会保障部门三份",
    signers=(
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
        Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
    ),
    seam_seal=True,
    basis=(
        Basis(WAGE_MEASURES, "第7条"),
        Basis(WAGE_MEASURES, "第20条"),
        Basis(BEIJING_REGULATION, "第21条"),
        Basis(BEIJING_REGULATION, "第39条"),
        Basis(CONTRACT_LAW, "第52条"),
    ),
    required=(
        "year",
        "employer_name",
        "uscc",
        "legal_representative",
        "employer_chief_name",
        "workers_name",
        "workers_chief_name",
        "headcount",
        "term_from",
        "term_to",
        "wage_system",
        "wage_forms",
        "minimum_wage_amount",
        "lowest_post_amount",
        "last_average_amount",
        "this_average_amount",
        "raise_rate",
        "bonus_rule",
        "allowance_rule",
        "pay_day",
        "pay_method",
        "overtime_base",
        "piece_rule",
        "posts",
    ),
    needed_by=("sign", "file"),
    left_by=("adopt_draft", "sign"),
)

FILING_STATEMENT = Paper(
    kind="filing_statement",
    title="工资专项集体合同报送说明",
    copies=1,
    copies_note="随合同文本报送一份，另自留一份",
    signers=(Signer(who="用人单位经办人", side=Side.EMPLOYER, seal="单位公章"),),
    seam_seal=False,
    basis=(
        Basis(WAGE_MEASURES, "第21条"),
        Basis(CONTRACT_RULES, "第42条"),
        Basis(BEIJING_REGULATION, "第39条"),
        Basis(BEIJING_REGULATION, "第46条"),
    ),
    required=(
        "authority",
        "year",
        "employer_name",
        "uscc",
        "employer_address",
        "legal_representative",
        "contact_name",
        "contact_phone",
        "headcount",
        "workers_name",
        "signed_on",
        "term_from",
        "term_to",
        "election_note",
        "representatives",
        "proposed_on",
        "replied_on",
        "meetings",
        "body_name",
        "congress_on",
        "entitled",
        "present",
        "approve",
        "disputes",
        "last_average_amount",
        "this_average_amount",
        "raise_rate",
        "covered_count",
        "wage_system",
    ),
    needed_by=("file",),
)

CATALOGUE: Mapping[str, Paper] = MappingProxyType(
    {
        paper.kind: paper
        for paper in (PROPOSAL, DELIVERY_RECEIPT, CONGRESS_RESOLUTION, AGREEMENT, FILING_STATEMENT)
    }
)


def paper(kind: str) -> Paper:
    """Return one paper of the catalogue (文书目录); raise Unusable where there is none."""
    found = CATALOGUE.get(kind)
    if found is None:
        known = "、".join(f"{each.kind}（{each.title}）" for each in CATALOGUE.values())
        raise errors.Unusable(f"没有“{kind}”这种文书，可选：{known}。", field="kind")
    return found


def needed_by(move: str) -> tuple[Paper, ...]:
    """List the papers a move cannot be taken without (所需文书)."""
    return tuple(each for each in CATALOGUE.values() if move in each.needed_by)


def left_by(move: str) -> tuple[Paper, ...]:
    """List the papers a move leaves behind (形成文书)."""
    return tuple(each for each in CATALOGUE.values() if move in each.left_by)


def signers(
    paper: Paper, *, has_union: bool, union_has_seal: bool, by_employer: bool = False
) -> tuple[Signer, ...]:
    """List who signs in this enterprise, and with which seal (签字用印).

    Where there is no union, or the union has no seal of its own, nobody is asked for a union's
    seal and the chief representative's signature stands alone (集体合同规定 第20条).
    """
    unsealed = not (has_union and union_has_seal)
    return tuple(
        Signer(who=each.who, side=each.side)
        if unsealed and _is_workers(each, by_employer=by_employer)
        else each
        for each in paper.signers
    )


def _is_workers(signer: Signer, *, by_employer: bool) -> bool:
    match signer.side:
        case Side.WORKERS:
            return True
        case Side.OFFERING:
            return not by_employer
        case Side.RECEIVING:
            return by_employer
        case Side.EMPLOYER | Side.WITNESS:
            return False
