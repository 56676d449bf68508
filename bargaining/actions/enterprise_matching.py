"""Which rows of a register are enterprises that we know? Planned row by row, nothing written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import String, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, joinedload

from bargaining.actions import enterprise_steps, import_result
from bargaining.actions.enterprise_steps import Step
from bargaining.actions.persons import PersonKey, phone_of
from bargaining.errors import RowProblem
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.queries import register as register_queries
from bargaining.readers.registers import EnterpriseRow, RegisterFile
from bargaining.rules import register
from bargaining.rules.register import Change
from bargaining.rules.roles import Actor
from bargaining.rules.territory import Territory

_CODE, _NAME, _STREET = "统一社会信用代码", "单位名称", "街道（乡镇）"


@dataclass
class Plan:
    """What the rows of a file come to (导入计划)."""

    steps: list[tuple[EnterpriseRow, Step]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[RowProblem] = field(default_factory=list)

    def outcomes(self) -> dict[int, str]:
        """Name what becomes of every row that is taken (逐行结果)."""
        return {row.row: _outcome(step) for row, step in self.steps}


@dataclass(frozen=True)
class _Known:
    """The enterprises that rows of one file may mean, with what a change needs of each."""

    by_code: Mapping[str | None, Enterprise]
    by_name: Mapping[str, Sequence[Enterprise]]
    histories: Mapping[int, Sequence[Change]]
    contacts: Mapping[int, Person]


def plan_rows(
    session: Session, file: RegisterFile, *, actor: Actor, effective_on: date, key: PersonKey
) -> Plan:
    """Match every readable row with what is known and say what it changes (对照名册).

    Five statements, whatever the number of rows.
    """
    known = _known(session, file.rows)
    territory = None if actor.role is None else Territory.of(actor.places)
    plan = Plan()
    taken: dict[int, int] = {}
    for row in file.rows:
        enterprise, problem = _match(row, known)
        problem = problem or _outside(row, enterprise, territory)
        problem = problem or _too_early(row, enterprise, known, effective_on)
        if problem is None and enterprise is not None:
            first = taken.setdefault(enterprise.id, row.row)
            if first != row.row:
                problem = RowProblem(row.row, _NAME, f"与第 {first} 行是同一家已登记的企业")
        if problem is not None:
            plan.problems.append(problem)
            continue
        step = _step(row, enterprise, known, effective_on=effective_on, key=key)
        if step.inconsistency is not None:
            plan.problems.append(
                RowProblem(row.row, "女职工数", f"与已登记的人数对不上：{step.inconsistency}")
            )
            continue
        plan.steps.append((row, step))
        plan.notes += _notes(row, enterprise, known)
    return plan


def new_phone(phone: str | None, contact: Person | None, *, key: PersonKey) -> str | None:
    """Return a telephone number that differs from the one recorded (新号码), else None."""
    return phone if phone and phone != phone_of(contact, key) else None


def _outcome(step: Step) -> str:
    if step.is_new:
        return import_result.CREATED
    return import_result.UNCHANGED if step.changes_nothing else import_result.UPDATED


def _known(session: Session, rows: Sequence[EnterpriseRow]) -> _Known:
    whole = select(Enterprise).options(joinedload(Enterprise.union))
    codes = any_(literal([row.code for row in rows if row.code], ARRAY(String)))
    by_code = {each.code: each for each in session.scalars(whole.where(Enterprise.code == codes))}
    unmatched = any_(literal([row.name for row in rows if row.code not in by_code], ARRAY(String)))
    by_name: defaultdict[str, list[Enterprise]] = defaultdict(list)
    for each in session.scalars(whole.where(Enterprise.name == unmatched).order_by(Enterprise.id)):
        by_name[each.name].append(each)
    found = [*by_code.values(), *(each for alike in by_name.values() for each in alike)]
    ids = register_queries.enterprise_histories(session, [each.id for each in found])
    contacts = register_queries.contacts_of(session, [each.id for each in found])
    return _Known(by_code=by_code, by_name=by_name, histories=ids, contacts=contacts)


def _match(row: EnterpriseRow, known: _Known) -> tuple[Enterprise | None, RowProblem | None]:
    if row.code is not None and row.code in known.by_code:
        return known.by_code[row.code], None
    alike = [
        each
        for each in known.by_name.get(row.name, [])
        if each.street_code == row.street_code and (row.code is None or each.code is None)
    ]
    if len(alike) > 1:
        return None, RowProblem(
            row.row, _CODE, f"该街道（乡镇）登记有 {len(alike)} 家同名企业，请填写统一社会信用代码"
        )
    return (alike[0] if alike else None), None


def _outside(
    row: EnterpriseRow, enterprise: Enterprise | None, territory: Territory | None
) -> RowProblem | None:
    if territory is None:
        return None
    if not territory.covers(district_code=row.district_code, street_code=row.street_code):
        return RowProblem(row.row, _STREET, "该街道（乡镇）不在您的辖区内，不能由您导入")
    if enterprise is not None and not territory.covers(
        district_code=enterprise.district_code, street_code=enterprise.street_code
    ):
        return RowProblem(
            row.row, _CODE, "该企业已登记在您辖区以外的街道（乡镇），请联系区总工会办理迁移"
        )
    return None


def _too_early(
    row: EnterpriseRow, enterprise: Enterprise | None, known: _Known, effective_on: date
) -> RowProblem | None:
    history = known.histories.get(enterprise.id, []) if enterprise else []
    first = register.first_day(history)
    if first is None or effective_on >= first:
        return None
    return RowProblem(row.row, _CODE, f"该企业自 {first.isoformat()} 起登记，变更日不能早于这一天")


def _step(
    row: EnterpriseRow,
    enterprise: Enterprise | None,
    known: _Known,
    *,
    effective_on: date,
    key: PersonKey,
) -> Step:
    if enterprise is None:
        return enterprise_steps.plan_new(row.fields, phone=row.phone, union_name=row.union_name)
    contact = known.contacts.get(enterprise.id)
    return enterprise_steps.plan_change(
        enterprise,
        row.fields,
        history=known.histories.get(enterprise.id, []),
        effective_on=effective_on,
        union_name=row.union_name,
        phone=new_phone(row.phone, contact, key=key),
        contact=contact,
    )


def _notes(row: EnterpriseRow, enterprise: Enterprise | None, known: _Known) -> list[RowProblem]:
    if enterprise is not None:
        return []
    notes = []
    if row.code is None and known.by_name.get(row.name):
        notes.append(
            RowProblem(row.row, _NAME, "其他街道（乡镇）已登记有同名企业，请核对是否为同一家")
        )
    if "unionised" not in row.fields:
        notes.append(RowProblem(row.row, "是否建会", "没有填是否建会，暂按未建会登记"))
    elif row.fields["unionised"] and "union_form" not in row.fields:
        notes.append(RowProblem(row.row, "建会形式", "没有填建会形式，所属工会待补"))
    return notes
