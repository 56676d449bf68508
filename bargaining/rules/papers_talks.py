"""The papers from the offer to the table: 要约、应约、代表、会议."""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.paper import (
    BEIJING_REGULATION,
    CONTRACT_RULES,
    UNION_LAW,
    WAGE_MEASURES,
    Paper,
    Side,
    Signer,
)

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
        "upper_union",
    ),
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
)

REPLY = Paper(
    kind="reply",
    title="工资集体协商应约书",
    copies=2,
    copies_note="双方各执一份",
    signers=(Signer(who="应约方负责人", side=Side.RECEIVING, seal="应约方印章"),),
    seam_seal=False,
    basis=(
        Basis(WAGE_MEASURES, "第17条"),
        Basis(CONTRACT_RULES, "第32条"),
        Basis(BEIJING_REGULATION, "第32条"),
    ),
    required=("year", "employer_name", "workers_name", "received_on"),
)

CHIEF_MANDATE = Paper(
    kind="chief_mandate",
    title="首席代表委托书",
    copies=3,
    copies_note="委托方、对方各执一份，随报送材料备一份",
    signers=(
        Signer(who="工会主席（职工方委托人）", side=Side.WORKERS, seal="工会印章"),
        Signer(who="法定代表人（企业方委托人）", side=Side.EMPLOYER, seal="单位公章"),
    ),
    seam_seal=False,
    basis=(
        Basis(CONTRACT_RULES, "第20条"),
        Basis(CONTRACT_RULES, "第21条"),
        Basis(BEIJING_REGULATION, "第8条"),
        Basis(BEIJING_REGULATION, "第9条"),
    ),
    required=(
        "year",
        "employer_name",
        "workers_name",
        "workers_principal",
        "workers_agent_name",
        "employer_principal",
        "employer_agent_name",
    ),
)

REPRESENTATIVES = Paper(
    kind="representatives",
    title="集体协商代表名单",
    copies=3,
    copies_note="双方各执一份，随报送材料提交一份",
    signers=(
        Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
    ),
    seam_seal=False,
    basis=(
        Basis(BEIJING_REGULATION, "第46条"),
        Basis(BEIJING_REGULATION, "第7条"),
        Basis(CONTRACT_RULES, "第19条"),
    ),
    required=("year", "employer_name", "workers_name", "workers_people", "employer_people"),
)

REPRESENTATIVES_NOTICE = Paper(
    kind="representatives_notice",
    title="集体协商代表名单公布",
    copies=3,
    copies_note="双方各向本方张贴一份，存档一份",
    signers=(
        Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
    ),
    seam_seal=False,
    basis=(Basis(BEIJING_REGULATION, "第11条"), Basis(BEIJING_REGULATION, "第8条")),
    required=("year", "employer_name", "workers_name", "workers_people", "employer_people"),
)

MINUTES = Paper(
    kind="minutes",
    title="工资集体协商会议记录",
    copies=2,
    copies_note="双方各执一份",
    signers=(
        Signer(who="职工方首席代表", side=Side.WORKERS),
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER),
        Signer(who="记录员", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(
        Basis(BEIJING_REGULATION, "第34条"),
        Basis(BEIJING_REGULATION, "第35条"),
        Basis(CONTRACT_RULES, "第34条"),
        Basis(CONTRACT_RULES, "第33条"),
    ),
    required=("year", "employer_name", "workers_name", "session_number", "agenda"),
)

TALKS = (
    PROPOSAL, DELIVERY_RECEIPT, REPLY, CHIEF_MANDATE, REPRESENTATIVES, REPRESENTATIVES_NOTICE,
    MINUTES,
)  # fmt: skip
