"""What a paper is: one row of the catalogue of papers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bargaining.rules.basis import Basis

WAGE_MEASURES = "工资集体协商试行办法"
CONTRACT_RULES = "集体合同规定"
BEIJING_REGULATION = "北京市集体合同条例"
UNION_LAW = "工会法"
CONTRACT_LAW = "劳动合同法"


class Side(StrEnum):
    """For whom a signature stands (签字方).

    `ISSUING` is the body above both sides that sends a letter or watches a handing over.
    """

    WORKERS = "workers"
    EMPLOYER = "employer"
    OFFERING = "offering"
    RECEIVING = "receiving"
    WITNESS = "witness"
    ISSUING = "issuing"


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
    """One paper (文书).

    `required` names the fields without which it is a draft. `of_case` is False for the papers
    that belong to no single case: they are filled elsewhere and stand on no case's page. What
    is `of_office` is written by the union above the enterprise's and belongs to it: who takes
    the paper's step writes it, and reads it again, without seeing anything else of the case. What
    is `of_authority` is the labour authority's own and written by its account alone.
    Which step needs or leaves a paper stands in the table of steps.
    """

    kind: str
    title: str
    copies: int
    copies_note: str
    signers: tuple[Signer, ...]
    seam_seal: bool
    basis: tuple[Basis, ...]
    required: tuple[str, ...]
    of_case: bool = True
    of_office: bool = False
    of_authority: bool = False
