"""Dossiers as values: a case, its enterprise and its union that no database knows."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries.dossier import Dossier
from bargaining.rules import facts
from tests.rules import cases

EMPLOYER, UNION = "北京示例餐饮有限公司", "北京示例餐饮有限公司工会"
PLAIN = MappingProxyType(
    {"has_union": True, "union_has_seal": True, "chair": "甲一", "head": "乙一"}
)


def dossier(*steps, deadlines=(), **more) -> Dossier:
    """Gather a case that went these steps; `chair` and `head` name who stands for the sides."""
    known = {**PLAIN, **more}
    union = (
        UnionBody(name=UNION, kind="single", chair_name=known["chair"],
                  has_seal=known["union_has_seal"])
        if known["has_union"]
        else None
    )  # fmt: skip
    enterprise = Enterprise(
        name=EMPLOYER,
        code="91110108MA00EXAM7C",
        chair_name=known["chair"] if known["has_union"] else "",
        legal_representative=known["head"],
        registered_at="示例路1号",
        operates_at="示例路2号",
        workers=53,
    )
    case = Case(number="110108-2026-0001", year=2026, title=EMPLOYER, filing_number="")
    return Dossier(
        case=case,
        facts=facts.fold(cases.history(*steps)),
        enterprise=enterprise,
        union=union,
        district="海淀区",
        street="中关村街道",
        deadlines=deadlines,
        wages=None,
        posts=(),
        minimum_wage=None,
        hourly_minimum=None,
        phone="13800000000",
    )


def day(text: str) -> date:
    """Read a day, for short."""
    return date.fromisoformat(text)
