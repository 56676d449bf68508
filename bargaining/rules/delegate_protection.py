"""What keeps a workers' negotiator safe? 集体合同规定 第28条, 北京市集体合同条例 第17至19条."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bargaining.rules.basis import Basis

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"


@dataclass(frozen=True)
class Prolonging:
    """A labour contract that ends while its holder negotiates (劳动合同期满顺延).

    `until` is the day the duty ends, None while the talks go on. `asked_needed` says that one of
    the texts wants the worker's own request, though the stricter one for the employer does not.
    """

    ends_on: date
    until: date | None
    asked_needed: bool
    words: str
    basis: tuple[Basis, ...]


def prolonging(
    *, contract_ends_on: date, duty_from: date, duty_to: date | None, place: str
) -> Prolonging | None:
    """Say whether a negotiator's labour contract is carried on, and how far (劳动合同顺延).

    None where the contract ends before the duty begins, or not before the duty ends: it covers
    the whole duty by itself. The nation prolongs by itself (第28条); Beijing's rule speaks of the
    worker's request (第18条). What serves the worker is followed, and the request advised.
    """
    if contract_ends_on < duty_from or (duty_to is not None and contract_ends_on >= duty_to):
        return None
    in_beijing = place.startswith("11")
    words = "协商代表履行职责期间劳动合同期满的，期限自动延长至完成履行职责之时。"
    if in_beijing:
        words += "建议本人同时书面提出顺延要求，留存备查。"
    return Prolonging(
        ends_on=contract_ends_on,
        until=duty_to,
        asked_needed=in_beijing,
        words=words,
        basis=(Basis(NATIONAL, "第28条"), *((Basis(BEIJING, "第18条"),) if in_beijing else ())),
    )
