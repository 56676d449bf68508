"""The papers when the people change: 推举、外聘、更换代表."""

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

WORKERS_ELECTION = Paper(
    kind="workers_election",
    title="职工推举协商代表记录",
    copies=2,
    copies_note="职工方、指导的上级工会各留存一份，报送时复印",
    signers=(
        Signer(who="主持人", side=Side.WORKERS),
        Signer(who="职工方首席代表", side=Side.WORKERS),
        Signer(who="上级工会指导人", side=Side.ISSUING),
        Signer(who="记录人", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(
        Basis(CONTRACT_LAW, "第51条"),
        Basis(CONTRACT_RULES, "第20条"),
        Basis(WAGE_MEASURES, "第9条"),
    ),
    required=(
        "year",
        "employer_name",
        "guided_by",
        "held_on",
        "form",
        "workers",
        "consenting",
        "consent_rate",
        "elected",
    ),
)

EXPERT_MANDATE = Paper(
    kind="expert_mandate",
    title="外聘协商代表委托书",
    copies=3,
    copies_note="委托方、受托人、对方各执一份",
    signers=(
        Signer(who="职工方首席代表（职工方外聘的）", side=Side.WORKERS, seal="工会印章"),
        Signer(who="用人单位方首席代表（用人单位方外聘的）", side=Side.EMPLOYER, seal="单位公章"),
    ),
    seam_seal=False,
    basis=(
        Basis(CONTRACT_RULES, "第23条"),
        Basis(BEIJING_REGULATION, "第10条"),
        Basis(WAGE_MEASURES, "第12条"),
    ),
    required=(
        "year",
        "employer_name",
        "workers_name",
        "workers_principal",
        "workers_experts",
        "employer_principal",
        "employer_experts",
    ),
)

REPLACEMENT_NOTICE = Paper(
    kind="replacement_notice",
    title="更换协商代表通知书",
    copies=2,
    copies_note="双方各执一份",
    signers=(
        Signer(who="职工方首席代表（职工方更换的）", side=Side.WORKERS, seal="工会印章"),
        Signer(who="用人单位方首席代表（用人单位方更换的）", side=Side.EMPLOYER, seal="单位公章"),
    ),
    seam_seal=False,
    basis=(Basis(CONTRACT_RULES, "第30条"), Basis(CONTRACT_RULES, "第31条")),
    required=(
        "year",
        "employer_name",
        "workers_name",
        "former_name",
        "reason",
        "vacated_on",
        "named_on",
        "people",
    ),
)

PEOPLE = (WORKERS_ELECTION, EXPERT_MANDATE, REPLACEMENT_NOTICE)
