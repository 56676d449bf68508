"""The papers from the text to its publication: 文本、审议、报送、公布."""

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
)

FILING_CONTENTS = Paper(
    kind="filing_contents",
    title="工资专项集体合同报送材料目录",
    copies=2,
    copies_note="随报送材料提交一份，自留一份由收件人签收",
    signers=(
        Signer(who="用人单位经办人", side=Side.EMPLOYER, seal="单位公章"),
        Signer(who="收件人", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(
        Basis(BEIJING_REGULATION, "第46条"),
        Basis(CONTRACT_RULES, "第42条"),
        Basis(WAGE_MEASURES, "第21条"),
    ),
    required=("authority", "year", "employer_name", "workers_name", "materials"),
)

FILING_STATEMENT = Paper(
    kind="filing_statement",
    title="工资专项集体合同报送说明",
    copies=2,
    copies_note="随合同文本报送一份，自留一份",
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
)

PUBLICATION_NOTICE = Paper(
    kind="publication_notice",
    title="工资专项集体合同公布通知",
    copies=3,
    copies_note="双方各向本方公布一份，存档一份",
    signers=(
        Signer(who="用人单位方首席代表", side=Side.EMPLOYER, seal="单位公章"),
        Signer(who="职工方首席代表", side=Side.WORKERS, seal="工会印章"),
    ),
    seam_seal=False,
    basis=(
        Basis(WAGE_MEASURES, "第23条"),
        Basis(CONTRACT_RULES, "第48条"),
        Basis(BEIJING_REGULATION, "第13条"),
    ),
    required=(
        "year",
        "employer_name",
        "workers_name",
        "signed_on",
        "effective_on",
        "term_from",
        "term_to",
    ),
)

CONTRACT = (AGREEMENT, CONGRESS_RESOLUTION, FILING_CONTENTS, FILING_STATEMENT, PUBLICATION_NOTICE)
