"""Where does a case go when its enterprise moves to another district?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import relocations
from bargaining.errors import Refusal, Refused
from bargaining.models.case import Case
from bargaining.queries import places as place_queries
from bargaining.rules import succession


def whereto(session: Session, case: Case, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Find the place a move names (迁入地), and note where the case was before.

    Raises Refused where no district has that name, and where the law of another province would
    begin to hold: such a case is closed here and opened there.
    """
    if payload.get("kind") != succession.MOVED:
        return {}
    if case.enterprise_id is None:
        raise _no("kind", "区域性、行业性合同不随一家企业迁移，请在企业资料里登记这家企业的变动。")
    province = case.district_code[:2]
    districts = {one.code: one.name for one in place_queries.list_districts(session)}
    code = _district(str(payload.get("new_place", "")), districts, province=province)
    street = _street(session, str(payload.get("new_street", "")), code, districts[code])
    # Which street it is may be known, and is then added, later than the district.
    adds_the_street = bool(street) and case.moved_on is not None and case.street_code is None
    if code == case.district_code and not adds_the_street:
        raise _no("new_place", f"本案现在就在{districts[code]}，请核对迁入的区。")
    # The names as they are, whatever short form was typed.
    named = {"new_place": districts[code], "place_code": code}
    return {**named, **relocations.before(session, case), **street}


def _district(name: str, districts: Mapping[str, str], *, province: str) -> str:
    if not name:
        raise _no("new_place", "请写明迁入的区，例如朝阳区。")
    here = {code: one for code, one in districts.items() if code.startswith(province)}
    code = succession.named(name, here)
    if code is not None:
        return code
    if succession.named(name, districts) is not None:
        raise _no(
            "new_place",
            f"“{name}”在外省市，适用当地的规定：请把本案办结（原因选“企业合并、注销或迁出”），"
            "由迁入地另行立案。",
        )
    alike = "、".join(succession.near(name, here))
    known = f"名称相近的有：{alike}。" if alike else "请填区的全称，例如朝阳区。"
    raise _no("new_place", f"没有名叫“{name}”的区。{known}")


def _street(session: Session, name: str, district: str, district_name: str) -> dict[str, str]:
    """The street may be left open: nobody need know it yet."""
    if not name:
        return {}
    streets = {
        one.code: one.name
        for one in place_queries.list_streets(session, district_code=district)
    }  # fmt: skip
    code = succession.named(name, streets)
    if code is None:
        alike = "、".join(succession.near(name, streets))
        known = f"名称相近的有：{alike}。" if alike else ""
        raise _no("new_street", f"{district_name}没有名叫“{name}”的街道、乡镇。{known}")
    return {"new_street": streets[code], "street_code": code}


def _no(field: str, message: str) -> Refused:
    return Refused(Refusal("no_such_place", message, basis="集体合同规定第43条", field=field))
