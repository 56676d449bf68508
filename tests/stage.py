"""Two small territories: one that the tests' accounts belong to, and one that is nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from bargaining import audit, db
from bargaining.actions import cases as case_actions
from bargaining.models.enterprise import Enterprise
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.rules.roles import OPERATOR

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DISTRICT, STREET, CITY = "110108", "110108012", "110000"
DISTRICT_EAST, STREET_EAST = "110105", "110105001"  # where `another_district` is asked for
DISTRICT_ELSEWHERE, STREET_ELSEWHERE = "310101", "310101002"

PLACES = (
    ("000000", "全国", "country", None),
    (CITY, "北京市", "province", "000000"),
    (DISTRICT, "海淀区", "district", CITY),
    (STREET, "中关村街道", "street", DISTRICT),
    ("310000", "上海市", "province", "000000"),
    (DISTRICT_ELSEWHERE, "黄浦区", "district", "310000"),
    (STREET_ELSEWHERE, "外滩街道", "street", DISTRICT_ELSEWHERE),
)


@dataclass(frozen=True)
class Side:
    """One enterprise with its union and its case."""

    enterprise: int
    union: int
    case: str


@dataclass(frozen=True)
class Stage:
    """What the tests' accounts may see, and the same outside of their territory."""

    inside: Side
    outside: Side


def build(session: Session) -> Stage:
    """Write both territories into an empty database."""
    for code, name, kind, parent in PLACES:
        session.add(Place(code=code, name=name, kind=kind, parent_code=parent))
        session.flush()
    audit.record(session, at=AT, actor=OPERATOR, event="test.stage", subject="stage:1")
    stage = Stage(
        inside=_side(session, "海淀示例餐饮有限公司", DISTRICT, STREET),
        outside=_side(session, "黄浦示例物业有限公司", DISTRICT_ELSEWHERE, STREET_ELSEWHERE),
    )
    db.finish(session)
    return stage


def _side(session: Session, name: str, district: str, street: str) -> Side:
    union = UnionBody(name=f"{name}工会", kind="single", place_code=street)
    session.add(union)
    session.flush()
    enterprise = Enterprise(
        name=name,
        initials="sl",
        district_code=district,
        street_code=street,
        unionised=True,
        union_id=union.id,
        workers=40,
    )
    session.add(enterprise)
    session.flush()
    case = case_actions.open_case(
        session, enterprise, year=2026, on=TODAY, actor=OPERATOR, at=AT, today=TODAY
    )
    return Side(enterprise.id, union.id, case.number)
