"""Can the union's chair speak freely for the workers? E17: whose man is the chief negotiator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bargaining.rules.basis import Basis
from bargaining.rules.representatives import Representative
from bargaining.rules.states import Side

UNION_MEASURES = "北京市实施《工会法》办法"
RENUMBERED = date(2026, 5, 1)  # the third revision left out what the chair may not be besides

# Posts that answer for labour, pay or personnel, or lead the enterprise.
_FOR_THE_EMPLOYER = re.compile(
    r"人力|人事|劳资|行政(?:负责人|总监|经理)|总经理|副总|厂长|董事|企业负责人"
)


@dataclass(frozen=True)
class Conflict:
    """One reason to look twice at who leads the workers' side (职务冲突).

    `to_person` hands it to a person: the texts no longer decide it.
    """

    rule_id: str
    severity: str
    message: str
    basis: tuple[Basis, ...]
    to_person: bool = False


def post_conflict(people: tuple[Representative, ...], *, on: date, place: str) -> Conflict | None:
    """Ask about a workers' chief who also answers for personnel or leads the firm (主席兼职).

    A note, never a bar: no text forbids it. Until 2026-04-30 Beijing called it 不宜.
    """
    chief = next((one for one in people if one.side is Side.UNION and one.chief), None)
    if chief is None or not _FOR_THE_EMPLOYER.search(chief.title):
        return None
    named = _beijing("第14条") if place.startswith("11") and on < RENUMBERED else ()
    return Conflict(
        rule_id="R-CHIEF-POST",
        severity="note",
        message=f"职工方首席代表{chief.name}同时担任“{chief.title}”，建议委托其他职工代表任首席，"
        "或者请指导员到场。",
        basis=(*named, Basis("集体合同规定", "第20条")),
    )


def chair_conflict(
    *, chair: str, legal_representative: str, on: date, place: str
) -> Conflict | None:
    """Say that chair and legal representative are one person (主席为法定代表人).

    Until 2026-04-30 Beijing's measures forbade it (2015 第14条); since then a person decides.
    """
    name = chair.strip()
    if not name or name != legal_representative.strip():
        return None
    if place.startswith("11") and on < RENUMBERED:
        return Conflict(
            rule_id="R-CHAIR-EMPLOYER",
            severity="warn",
            message=f"工会主席{name}与法定代表人为同一人，工会主席不得由法定代表人兼任，请核对。",
            basis=_beijing("第14条"),
        )
    return Conflict(
        rule_id="R-CHAIR-EMPLOYER",
        severity="warn",
        message=f"工会主席{name}与法定代表人为同一人，请人工核定由谁代表职工方。",
        basis=(Basis("集体合同规定", "第24条"),),
        to_person=True,
    )


def relative_in_committee(*, on: date, place: str) -> Conflict | None:
    """Say that a leader's near relative may not sit on the committee (近亲属任工会委员).

    Beijing only: 2015 第14条第2款, from 2026-05-01 第9条第3款.
    """
    if not place.startswith("11"):
        return None
    article = "第14条第2款" if on < RENUMBERED else "第9条第3款"
    return Conflict(
        rule_id="R-CHAIR-RELATIVE",
        severity="warn",
        message="企业主要负责人的近亲属不得作为本企业基层工会委员会的成员，请核对。",
        basis=_beijing(article),
    )


def _beijing(article: str) -> tuple[Basis, ...]:
    return (Basis(UNION_MEASURES, article),)


def heads(people: tuple[Representative, ...], *, counterpart: str = "") -> tuple[str, str]:
    """Name the union's chair and the legal representative as a list shows them (双方负责人).

    By their posts; `counterpart` is whom the union's offer was addressed to. Empty where the
    list does not say.
    """
    chair = _by_post(people, Side.UNION, "工会主席")
    return chair, _by_post(people, Side.EMPLOYER, "法定代表人") or counterpart


def _by_post(people: tuple[Representative, ...], side: Side, post: str) -> str:
    return next((one.name for one in people if one.side is side and post in one.title), "")
