"""Which enterprises and unions stand in the example data's register?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.actions import enterprise_steps, register_entries, unions
from bargaining.actions.demo_names import CATERING, TRADES, Names, Trade
from bargaining.actions.enterprise_unions import JOINT, SINGLE
from bargaining.actions.persons import PersonKey
from bargaining.actions.register_entries import Mark
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody, UnionKind

DISTRICT = "110108"
SMALL = 25  # below this many workers a union is joint, as 工会法 第11条 has it
_BLOCKS = ("西区", "东区", "创业园")
_OWNERSHIPS = (
    "私营有限责任公司", "私营有限责任公司", "私营有限责任公司", "其他有限责任公司",
    "其他有限责任公司", "国有独资公司", "股份有限公司", "集体企业", "合资经营企业(港澳台)",
    "外资企业",
)  # fmt: skip
_CODELESS = 20
_TRADELESS, _UNCOUNTED = 33, 41  # every so many of the small are not fully entered
_REACHED = 0.85  # of the enterprises have a telephone number in the register
_TERM_OVER = 0.06
_FIRST_STREET = 0.07  # of a district's enterprises lie in the street whose accounts are there
_LIMITED = "有限公司"
_EMPTY = ("停业，街道走访核实", "注册地无人办公，街道走访核实")


@dataclass
class Firm:
    """One enterprise of the example data while it is made (示例企业)."""

    name: str
    trade: Trade
    fields: dict[str, Any]
    phone: str | None = None
    union_name: str | None = None
    id: int = 0
    union_id: int | None = None
    agreed: bool = field(default=False)

    @property
    def workers(self) -> int:
        """Count its workers (职工人数)."""
        return int(self.fields.get("workers", 0))

    @property
    def has_own_union(self) -> bool:
        """Tell whether it has a union for itself (单独建会)."""
        return self.fields.get("union_form") == SINGLE

    @property
    def in_joint_union(self) -> bool:
        """Tell whether it belongs to a joint union (联合建会)."""
        return self.fields.get("union_form") == JOINT

    @property
    def operates(self) -> bool:
        """Tell whether it is in business (正常经营)."""
        return bool(self.fields.get("operating", True))


def invent_firms(
    chance: random.Random, names: Names, *, streets: Sequence[Place], count: int
) -> list[Firm]:
    """Invent the register (示例名册); the first is the restaurant whose chair signs in."""
    firms = [_restaurant(names, street=streets[0])]
    trades = [trade for trade in TRADES for _time in range(trade.weight)]
    for number in range(1, count):
        street = _street(chance, streets, number)
        firm = _firm(chance, names, trade=chance.choice(trades), street=street)
        _leave_gaps(firm, number)
        firms.append(firm)
    return firms


def _street(chance: random.Random, streets: Sequence[Place], number: int) -> Place:
    """Every street has some; the streets nearer the front of the list have more."""
    if number < len(streets):
        return streets[number]
    if chance.random() < _FIRST_STREET:
        return streets[0]
    return streets[int(len(streets) * chance.random() ** 1.4)]


def _leave_gaps(firm: Firm, number: int) -> None:
    """A few of the small come without a code, a trade or a head count, as in life."""
    if number % _CODELESS == 0 and not firm.has_own_union:
        del firm.fields["code"]
    if not firm.fields["unionised"] and number % _TRADELESS < 3:
        del firm.fields["industry_code"]
    if not firm.fields["unionised"] and number % _UNCOUNTED < 5:
        for name in ("workers", "women", "migrants", "dispatched"):
            del firm.fields[name]


def _restaurant(names: Names, *, street: Place) -> Firm:
    name = f"北京示例和顺餐饮{_LIMITED}"
    fields: dict[str, Any] = {
        "code": names.code(district=DISTRICT),
        "name": name,
        "district_code": DISTRICT,
        "street_code": street.code,
        "registered_at": f"北京市海淀区{street.name}示例路1号",
        "operates_at": f"北京市海淀区{street.name}示例路1号",
        "industry_code": CATERING.code,
        "ownership": "私营有限责任公司",
        "workers": 53,
        "women": 29,
        "migrants": 31,
        "dispatched": 0,
        "unionised": True,
        "union_form": SINGLE,
        "members": 50,
        "chair_name": "周敏",
        "legal_representative": "赵海川",
        "operating": True,
    }
    return Firm(name, CATERING, fields, phone="13900000001")


def _firm(chance: random.Random, names: Names, *, trade: Trade, street: Place) -> Firm:
    name = f"北京示例{names.brand()}{chance.choice(trade.words)}{_LIMITED}"
    # Most are small: the cube of a fraction lies near zero.
    workers = 6 + int(trade.largest * chance.random() ** 3)
    women = int(workers * (0.25 + chance.random() * 0.4))
    place = f"北京市海淀区{street.name}示例路{chance.randint(2, 180)}号"
    fields: dict[str, Any] = {
        "code": names.code(district=DISTRICT),
        "name": name,
        "district_code": DISTRICT,
        "street_code": street.code,
        "registered_at": place,
        "operates_at": place,
        "industry_code": trade.code,
        "ownership": chance.choice(_OWNERSHIPS),
        "workers": workers,
        "women": women,
        "migrants": int(workers * chance.random() * 0.5),
        "dispatched": int(workers * chance.random() * 0.1),
        "legal_representative": names.person(),
        "operating": True,
    }
    firm = Firm(name, trade, fields)
    if chance.random() < _REACHED:
        firm.phone = f"13{chance.randint(0, 9)}0000{chance.randint(1000, 9999)}"
    _invent_union(chance, names, firm, street=street)
    if chance.random() < 0.04:
        fields |= {"operating": False, "operating_ground": chance.choice(_EMPTY)}
    return firm


def _invent_union(chance: random.Random, names: Names, firm: Firm, *, street: Place) -> None:
    small = firm.workers < SMALL
    firm.fields["unionised"] = chance.random() < (0.7 if small else 0.86)
    if not firm.fields["unionised"]:
        return
    firm.fields["union_form"] = JOINT if small else SINGLE
    firm.fields["members"] = int(firm.workers * (0.8 + chance.random() * 0.2))
    firm.fields["chair_name"] = names.person()
    if small:
        firm.union_name = f"{street.name}{chance.choice(_BLOCKS)}企业联合工会委员会"


def write_register(
    session: Session, firms: Sequence[Firm], *, since: date, mark: Mark, key: PersonKey
) -> None:
    """Write the invented register with its unions and its history (写入示例名册)."""
    register_entries.lock_register(session)
    steps = [
        enterprise_steps.plan_new(firm.fields, phone=firm.phone, union_name=firm.union_name)
        for firm in firms
    ]
    enterprise_steps.write_steps(
        session, steps, effective_on=None, later_on=since, mark=mark, key=key
    )
    for firm, step in zip(firms, steps, strict=True):
        if step.enterprise is None:
            raise AssertionError("a written step has its row")
        firm.id, firm.union_id = step.enterprise.id, step.enterprise.union_id
    audit.record(
        session,
        at=mark.at,
        actor=mark.actor,
        event="register.import",
        subject="register:enterprises",
        detail={"source": mark.source, "read": len(firms), "created": len(firms)},
    )


def settle_unions(
    session: Session,
    firms: Sequence[Firm],
    *,
    chance: random.Random,
    names: Names,
    since: date,
    mark: Mark,
) -> None:
    """Let most unions agree that the street records for them (同意代录), and date the terms."""
    wanted = {firm.union_id for firm in firms if firm.union_id is not None}
    bodies = session.scalars(
        select(UnionBody).where(UnionBody.id.in_(wanted)).order_by(UnionBody.id)
    ).all()
    agreed: set[int] = set()
    deltas: list[tuple[UnionBody, dict[str, Any]]] = []
    for body in bodies:
        # A chair's term lasts five years; a few are over and nobody has held the election yet.
        ends = (100, 400) if chance.random() < _TERM_OVER else (480, 1600)
        delta: dict[str, Any] = {"term_ends_on": since + timedelta(days=chance.randint(*ends))}
        joint = body.kind == UnionKind.JOINT.value
        if joint:
            delta["chair_name"] = names.person()
        if joint or body.id == firms[0].union_id or chance.random() < 0.85:
            delta["agreed_to_help_on"] = since
            agreed.add(body.id)
        if chance.random() < 0.15:
            delta["has_seal"] = False
        deltas.append((body, delta))
    unions.change_unions(session, deltas, effective_on=since, mark=mark)
    audit.record(
        session,
        at=mark.at,
        actor=mark.actor,
        event="union.change",
        subject="register:unions",
        detail={"source": mark.source, "changed": len(deltas)},
    )
    for firm in firms:
        firm.agreed = firm.union_id in agreed
