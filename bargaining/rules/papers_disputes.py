"""The papers of talks that need more than a meeting: 资料清单、中止、协调."""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.paper import (
    BEIJING_REGULATION,
    CONTRACT_RULES,
    WAGE_MEASURES,
    Paper,
    Side,
    Signer,
)

SHANGHAI_REGULATION = "上海市集体合同条例"

DATA_REQUEST = Paper(
    kind="data_request",
    title="协商资料提供清单",
    copies=2,
    copies_note="双方各执一份",
    signers=(
        Signer(who="提供方经办人", side=Side.RECEIVING),
        Signer(who="要求方首席代表", side=Side.OFFERING),
    ),
    seam_seal=False,
    basis=(Basis(WAGE_MEASURES, "第18条"), Basis(SHANGHAI_REGULATION, "第18条")),
    required=("year", "employer_name", "workers_name", "items"),
)

SUSPENSION_RECORD = Paper(
    kind="suspension_record",
    title="工资集体协商中止记录",
    copies=2,
    copies_note="双方各执一份",
    signers=(
        Signer(who="职工方首席代表", side=Side.WORKERS),
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER),
        Signer(who="记录员", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(Basis(CONTRACT_RULES, "第35条"), Basis(BEIJING_REGULATION, "第37条")),
    required=("year", "employer_name", "workers_name", "suspended_on", "reason"),
)

COORDINATION_REQUEST = Paper(
    kind="coordination_request",
    title="集体协商争议协调处理申请书",
    copies=3,
    copies_note="受理机关、双方各一份",
    signers=(
        Signer(who="职工方首席代表（职工方申请的）", side=Side.WORKERS, seal="工会印章"),
        Signer(who="用人单位方首席代表（企业方申请的）", side=Side.EMPLOYER, seal="单位公章"),
    ),
    seam_seal=False,
    basis=(
        Basis(CONTRACT_RULES, "第49条"),
        Basis(BEIJING_REGULATION, "第49条"),
        Basis(SHANGHAI_REGULATION, "第34条"),
    ),
    required=(
        "year", "authority", "employer_name", "workers_name", "basis_words", "facts_found",
        "asked_for",
    ),
)  # fmt: skip

COORDINATION_AGREEMENT = Paper(
    kind="coordination_agreement",
    title="协调处理协议书",
    copies=3,
    copies_note="协调处理机关、双方各一份",
    signers=(
        Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
        Signer(who="协调处理人员", side=Side.ISSUING, seal="协调处理机关印章"),
    ),
    seam_seal=False,
    basis=(
        Basis(CONTRACT_RULES, "第54条"),
        Basis(BEIJING_REGULATION, "第51条"),
        Basis(SHANGHAI_REGULATION, "第35条"),
    ),
    required=("year", "authority", "accepted_on", "employer_name", "workers_name", "outcome"),
)

DISPUTES = (DATA_REQUEST, SUSPENSION_RECORD, COORDINATION_REQUEST, COORDINATION_AGREEMENT)
