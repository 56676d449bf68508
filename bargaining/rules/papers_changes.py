"""The papers that change a contract or end it: 变更协议、解除协议、解除（终止）备案说明."""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.paper import BEIJING_REGULATION, CONTRACT_RULES, Paper, Side, Signer

_BOTH = (
    Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
    Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
)
_CONTRACT = (
    "year", "employer_name", "workers_name", "contract_name", "signed_on", "term_from", "term_to",
)  # fmt: skip

CHANGE_AGREEMENT = Paper(
    kind="change_agreement",
    title="集体合同变更协议",
    copies=5,
    copies_note="双方各执一份，报送人力资源和社会保障部门三份",
    signers=_BOTH,
    seam_seal=True,
    basis=(
        Basis(CONTRACT_RULES, "第39条"),
        Basis(CONTRACT_RULES, "第41条"),
        Basis(BEIJING_REGULATION, "第42条"),
        Basis(BEIJING_REGULATION, "第47条"),
    ),
    required=(*_CONTRACT, "ground", "ground_basis", "changes"),
)

TERMINATION_AGREEMENT = Paper(
    kind="termination_agreement",
    title="集体合同解除协议",
    copies=3,
    copies_note="双方各执一份，备案一份",
    signers=_BOTH,
    seam_seal=False,
    basis=(
        Basis(CONTRACT_RULES, "第39条"),
        Basis(CONTRACT_RULES, "第40条"),
        Basis(BEIJING_REGULATION, "第42条"),
        Basis(BEIJING_REGULATION, "第48条"),
    ),
    required=(*_CONTRACT, "effective_on", "ground", "ground_basis", "ended_on"),
)

TERMINATION_NOTICE = Paper(
    kind="termination_notice",
    title="集体合同解除（终止）备案说明",
    copies=2,
    copies_note="备案一份，自留一份",
    signers=_BOTH,
    seam_seal=False,
    basis=(
        Basis(BEIJING_REGULATION, "第48条"),
        Basis(BEIJING_REGULATION, "第44条"),
        Basis(CONTRACT_RULES, "第40条"),
    ),
    required=("authority", *_CONTRACT, "effective_on", "ground", "ground_basis", "ended_on"),
)

CHANGES = (CHANGE_AGREEMENT, TERMINATION_AGREEMENT, TERMINATION_NOTICE)
