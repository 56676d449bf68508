"""The papers that belong to no single case: 派遣函、走访单、主席交接清单."""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.paper import (
    BEIJING_REGULATION,
    UNION_LAW,
    Paper,
    Side,
    Signer,
)

DISPATCH_LETTER = Paper(
    kind="dispatch_letter",
    title="集体协商指导员派遣函",
    copies=3,
    copies_note="企业工会、用人单位、派出工会各一份",
    signers=(Signer(who="派出工会经办人", side=Side.ISSUING, seal="派出工会印章"),),
    seam_seal=False,
    basis=(Basis(UNION_LAW, "第21条"), Basis(BEIJING_REGULATION, "第10条")),
    required=("issuer_name", "employer_name", "workers_name", "instructor_name", "capacity",
              "reason", "from_on"),
    of_case=False,
)  # fmt: skip

VISIT_SHEET = Paper(
    kind="visit_sheet",
    title="企业走访单",
    copies=1,
    copies_note="走访后交回派出工会存档",
    signers=(Signer(who="走访人", side=Side.ISSUING),),
    seam_seal=False,
    basis=(Basis(UNION_LAW, "第21条"),),
    required=("employer_name",),
    of_case=False,
)

HANDOVER_LIST = Paper(
    kind="handover_list",
    title="工会主席工作交接清单",
    copies=3,
    copies_note="移交人、接收人各执一份，工会存档一份",
    signers=(
        Signer(who="移交人", side=Side.WORKERS),
        Signer(who="接收人", side=Side.WORKERS, seal="工会印章"),
        Signer(who="监交人", side=Side.ISSUING),
    ),
    seam_seal=False,
    basis=(Basis(UNION_LAW, "第18条"),),
    required=("workers_name", "from_name", "on_day"),
    of_case=False,
)

LETTERS = (DISPATCH_LETTER, VISIT_SHEET, HANDOVER_LIST)
