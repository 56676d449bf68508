"""The paper of the labour authority itself: 审查意见书."""

from __future__ import annotations

from bargaining.rules.basis import Basis
from bargaining.rules.paper import (
    CONTRACT_LAW,
    CONTRACT_RULES,
    WAGE_MEASURES,
    Paper,
    Side,
    Signer,
)

REVIEW_OPINION = Paper(
    kind="review_opinion",
    title="审查意见书",
    copies=3,
    copies_note="双方各一份，作出机关存档一份",
    signers=(Signer(who="经办人", side=Side.ISSUING, seal="人力资源和社会保障部门印章"),),
    seam_seal=False,
    basis=(
        Basis(CONTRACT_RULES, "第45条"),
        Basis(WAGE_MEASURES, "第22条"),
        Basis(CONTRACT_LAW, "第54条"),
    ),
    required=(
        "authority", "year", "contract", "basis_words", "employer_name", "employer_address",
        "workers_name", "workers_address", "received_on", "result", "about", "opinions", "made_on",
    ),
    of_authority=True,
)  # fmt: skip

REVIEW = (REVIEW_OPINION,)
