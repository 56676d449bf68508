"""The papers after a contract took effect: 公布记录、履行情况报告、仲裁申请书."""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.paper import (
    BEIJING_REGULATION,
    CONTRACT_LAW,
    CONTRACT_RULES,
    WAGE_MEASURES,
    Paper,
    Side,
    Signer,
)

PUBLICATION_RECORD = Paper(
    kind="publication_record",
    title="工资专项集体合同公布记录",
    copies=2,
    copies_note="双方各存一份",
    signers=(
        Signer(who="用人单位方经办人", side=Side.EMPLOYER, seal="单位公章"),
        Signer(who="职工方经办人", side=Side.WORKERS, seal="工会印章"),
    ),
    seam_seal=False,
    basis=(
        Basis(WAGE_MEASURES, "第23条"),
        Basis(CONTRACT_RULES, "第48条"),
        Basis(BEIJING_REGULATION, "第13条"),
    ),
    required=("year", "employer_name", "workers_name", "effective_on", "postings"),
)

PERFORMANCE_REPORT = Paper(
    kind="performance_report",
    title="集体合同履行情况报告",
    copies=3,
    copies_note="双方各执一份，随会议材料存档一份",
    signers=(
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
        Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
    ),
    seam_seal=False,
    basis=(Basis(BEIJING_REGULATION, "第41条"), Basis(CONTRACT_LAW, "第56条")),
    required=(
        "year",
        "period",
        "body_name",
        "employer_name",
        "workers_name",
        "signed_on",
        "effective_on",
        "term_from",
        "term_to",
        "promises",
    ),
)

ARBITRATION_REQUEST = Paper(
    kind="arbitration_request",
    title="仲裁申请书",
    copies=3,
    copies_note="仲裁委一份，被申请人一份，申请人存档一份",
    signers=(Signer(who="工会主席（申请人）", side=Side.WORKERS, seal="工会印章"),),
    seam_seal=False,
    basis=(
        Basis("劳动法", "第84条"),
        Basis(CONTRACT_LAW, "第56条"),
        Basis(CONTRACT_RULES, "第55条"),
        Basis(BEIJING_REGULATION, "第45条"),
        Basis("劳动人事争议仲裁办案规则", "第65条"),
    ),
    required=(
        "workers_name",
        "employer_name",
        "legal_representative",
        "claims",
        "year",
        "signed_on",
        "effective_on",
        "term_from",
        "term_to",
        "about",
        "talks",
        "commission",
    ),
)

KEEPING = (PUBLICATION_RECORD, PERFORMANCE_REPORT, ARBITRATION_REQUEST)
