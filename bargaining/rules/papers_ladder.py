"""The papers when the other side does not answer: 一函两书、提请责令改正、走访约谈、代为要约."""

from __future__ import annotations

from bargaining.rules import letter_words
from bargaining.rules.basis import Basis
from bargaining.rules.paper import UNION_LAW, WAGE_MEASURES, Paper, Side, Signer

_ISSUER = Signer(who="经办人", side=Side.ISSUING, seal="发函单位印章")
_REQUIRED = ("issuer_name", "addressee", "year", "basis_words", "facts_found", "asked_for")


def _letter(kind: str, title: str, *, copies: int, note: str, about: bool = False) -> Paper:
    return Paper(
        kind=kind,
        title=title,
        copies=copies,
        copies_note=note,
        signers=(_ISSUER,),
        seam_seal=False,
        basis=letter_words.CITED[kind],
        required=(*_REQUIRED, *(("employer_name",) if about else ())),
        of_office=True,
    )


REMINDER_LETTER = _letter(
    letter_words.REMINDER, "工会劳动法律监督提示函", copies=2, note="企业一份，发函单位存档一份"
)
OPINION_LETTER = _letter(
    letter_words.OPINION, "工会劳动法律监督意见书", copies=2, note="企业一份，发函单位存档一份"
)
RECTIFICATION_LETTER = _letter(
    letter_words.RECTIFICATION, "集体协商整改意见书", copies=2, note="企业一份，发函单位存档一份"
)
RECOMMENDATION_LETTER = _letter(
    letter_words.RECOMMENDATION,
    "工会劳动法律监督建议书",
    copies=2,
    note="人力资源和社会保障局一份，发函单位存档一份",
    about=True,
)
ORDER_REQUEST = _letter(
    letter_words.ORDER_REQUEST,
    "关于提请责令改正的函",
    copies=2,
    note="区人民政府一份，发函单位存档一份",
    about=True,
)

INTERVIEW_RECORD = Paper(
    kind="interview_record",
    title="走访约谈记录",
    copies=2,
    copies_note="企业一份，走访约谈单位存档一份",
    signers=(
        Signer(who="走访约谈人", side=Side.ISSUING),
        Signer(who="企业参加人", side=Side.EMPLOYER),
        Signer(who="记录人", side=Side.WITNESS),
    ),
    seam_seal=False,
    basis=(Basis(UNION_LAW, "第21条"),),
    required=("employer_name", "year", "held_on", "with_whom", "result"),
    of_office=True,
)

ENTRUST_OFFER = Paper(
    kind="entrust_offer",
    title="代为要约委托书",
    copies=2,
    copies_note="企业工会、上级工会各一份",
    signers=(Signer(who="工会主席", side=Side.WORKERS, seal="工会印章"),),
    seam_seal=False,
    basis=(Basis(UNION_LAW, "第21条"), Basis(WAGE_MEASURES, "第17条")),
    required=("workers_name", "employer_name", "upper_union", "year"),
)

LADDER = (
    ENTRUST_OFFER, INTERVIEW_RECORD, REMINDER_LETTER, OPINION_LETTER, RECTIFICATION_LETTER,
    RECOMMENDATION_LETTER, ORDER_REQUEST,
)  # fmt: skip
