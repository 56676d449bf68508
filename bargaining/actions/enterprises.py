"""What can be done with the register? Import a file, register one enterprise, change one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining import audit, errors
from bargaining.actions import (
    enterprise_matching,
    enterprise_steps,
    import_result,
    register_entries,
)
from bargaining.actions.enterprise_matching import Plan
from bargaining.actions.enterprise_steps import Step
from bargaining.actions.import_result import ImportResult, Tell
from bargaining.actions.persons import PersonKey
from bargaining.actions.register_entries import Mark
from bargaining.errors import Refusal, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.place import Place
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import places as place_queries
from bargaining.queries import register as register_queries
from bargaining.readers import registers, tables
from bargaining.readers.place_names import PlaceBook
from bargaining.readers.registers import Reference, RegisterFile
from bargaining.rules import register, uscc
from bargaining.rules.register import Change
from bargaining.rules.roles import REGISTER_KEEPERS, Actor, Role
from bargaining.rules.territory import Territory

CHANGEABLE = frozenset(register_queries.ENTERPRISE_FIELDS) - {"contact_id"}
# What a chair may correct in the own enterprise's entry; the telephone number beside it.
CHAIRS_OWN = frozenset(
    {"workers", "women", "registered_at", "operates_at", "legal_representative"}
)  # fmt: skip
_NEEDED = ("name", "district_code", "street_code")


# ── a file ───────────────────────────────────────────────────────────────────────────────────


def read_register(session: Session, content: bytes, *, name: str) -> RegisterFile:
    """Read a register's file against the recorded places and industries (读取企业名册).

    Raises NotReady while the reference tables are not loaded, Unusable where the file is no
    register.
    """
    places = [
        tables.PlaceRow(place.code, place.name, place.kind, place.parent_code)
        for place in place_queries.list_places(session)
    ]
    if not places:
        raise errors.NotReady("地区、行业参考表还没有装入，请先运行 bargaining migrate。")
    reference = Reference(
        places=PlaceBook(places),
        industries=place_queries.list_industry_codes(session),
        registration_types=frozenset(each.name for each in tables.read_registration_types()),
    )
    return registers.read_register(content, name=name, reference=reference)


def import_enterprises(
    session: Session,
    file: RegisterFile,
    *,
    actor: Actor,
    at: datetime,
    today: date,
    key: PersonKey,
    source: str,
    effective_on: date | None = None,
    dry_run: bool = False,
    tell: Tell = import_result.untold,
) -> ImportResult:
    """Take the readable rows of a register into the system (导入企业名册).

    Found by code, or by name and street while the code is missing; only what a filled cell says
    differently is changed. New ones hold from ever, changes from today, or both from
    `effective_on`. A dry run answers the same and writes nothing.
    """
    _refuse_unless_keeper(actor)
    register_entries.refuse_future(effective_on, today=today)
    register_entries.lock_register(session)
    plan = enterprise_matching.plan_rows(
        session, file, actor=actor, effective_on=effective_on or today, key=key
    )
    result = _result(file, plan)
    if dry_run or not (result.created or result.updated):
        return result
    mark = Mark(actor=actor, at=at, source=source)
    enterprise_steps.write_steps(
        session,
        [step for _row, step in plan.steps],
        effective_on=effective_on,
        later_on=effective_on or today,
        mark=mark,
        key=key,
        tell=tell,
    )
    audit.record(
        session,
        at=at,
        actor=actor,
        event="register.import",
        subject="register:enterprises",
        detail={"source": mark.source, **result.counts()},
    )
    return result


def _result(file: RegisterFile, plan: Plan) -> ImportResult:
    outcomes = plan.outcomes()
    counted = list(outcomes.values())
    return ImportResult(
        read=file.read,
        created=counted.count("created"),
        updated=counted.count("updated"),
        unchanged=counted.count("unchanged"),
        rejected=tuple(sorted((*file.problems, *plan.problems), key=lambda one: one.row)),
        notes=tuple(sorted((*file.notes, *plan.notes), key=lambda one: one.row)),
        outcomes=outcomes,
    )


# ── one ──────────────────────────────────────────────────────────────────────────────────────


def register_enterprise(
    session: Session,
    fields: Mapping[str, Any],
    *,
    effective_on: date | None = None,
    source: str,
    actor: Actor,
    at: datetime,
    today: date,
    key: PersonKey,
    phone: str | None = None,
    union_name: str | None = None,
) -> Enterprise:
    """Register one enterprise (登记企业); it holds for every earlier day unless a day is given.

    Raises Refused for a missing name or street, a wrong or taken code, a double by name and
    street, a place outside the actor's territory, a day to come.
    """
    _refuse_unless_keeper(actor)
    register_entries.refuse_future(effective_on, today=today)
    register_entries.lock_register(session)
    said = _with_district(session, {name: value for name, value in fields.items() if value != ""})
    _refuse_wrong(session, said, needed=_NEEDED)
    _refuse_outside(actor, said)
    _refuse_double(session, said)
    step = enterprise_steps.plan_new(said, phone=phone, union_name=union_name)
    enterprise = _write(
        session, step, effective_on=effective_on, later_on=effective_on or today,
        mark=Mark(actor=actor, at=at, source=source), key=key,
    )  # fmt: skip
    audit.record(
        session,
        at=at,
        actor=actor,
        event="enterprise.register",
        subject=f"enterprise:{enterprise.id}",
    )
    return enterprise


def change_enterprise(
    session: Session,
    enterprise_id: int,
    changes: Mapping[str, Any],
    *,
    effective_on: date | None = None,
    source: str,
    actor: Actor,
    at: datetime,
    today: date,
    key: PersonKey,
    phone: str | None = None,
    seen_sequence: int | None = None,
) -> Enterprise:
    """Change what the register says of one enterprise, from a day or from today (变更企业登记).

    Only what differs is written; nothing is written where nothing differs. A chair corrects
    `CHAIRS_OWN` only. `seen_sequence` is the newest entry the writer had before their eyes.
    Raises NotVisible where the enterprise is not the actor's, Refused as `register_enterprise`
    does, and where somebody else wrote meanwhile.
    """
    _refuse_beyond_own(actor, changes)
    register_entries.refuse_future(effective_on, today=today)
    register_entries.lock_register(session)
    enterprise = enterprise_queries.get_enterprise(session, enterprise_id, actor=actor, on=today)
    _refuse_overtaken(enterprise, seen_sequence)
    said = _with_district(session, changes)
    _refuse_wrong(session, said, needed=[name for name in _NEEDED if name in said])
    _refuse_outside(actor, said, now=enterprise)
    if said.get("code") not in (None, enterprise.code):
        _refuse_taken_code(session, said["code"])
    later_on = effective_on or today
    step = _plan_change(session, enterprise, said, later_on=later_on, phone=phone, key=key)
    if step.changes_nothing:
        return enterprise
    fields = sorted({*step.delta, *(["phone"] if step.phone else [])})
    mark = Mark(actor=actor, at=at, source=source)
    _write(session, step, effective_on=later_on, later_on=later_on, mark=mark, key=key)
    audit.record(
        session,
        at=at,
        actor=actor,
        event="enterprise.change",
        subject=f"enterprise:{enterprise_id}",
        detail={"fields": fields},
    )
    return enterprise


def _plan_change(
    session: Session,
    enterprise: Enterprise,
    said: Mapping[str, Any],
    *,
    later_on: date,
    phone: str | None,
    key: PersonKey,
) -> Step:
    history = register_queries.enterprise_histories(session, [enterprise.id])
    changes = history.get(enterprise.id, [])
    _refuse_before_first(changes, later_on)
    contact = None
    if enterprise.contact_id is not None:
        contact = session.get(Person, enterprise.contact_id)
    return enterprise_steps.plan_change(
        enterprise,
        said,
        history=changes,
        effective_on=later_on,
        phone=enterprise_matching.new_phone(phone, contact, key=key),
        contact=contact,
    )


def _write(
    session: Session,
    step: Step,
    *,
    effective_on: date | None,
    later_on: date,
    mark: Mark,
    key: PersonKey,
) -> Enterprise:
    if step.inconsistency is not None:
        raise Refused(Refusal("inconsistent", f"{step.inconsistency}。", field="women"))
    enterprise_steps.write_steps(
        session, [step], effective_on=effective_on, later_on=later_on, mark=mark, key=key
    )
    if step.enterprise is None:
        raise AssertionError("a written step has its row")
    return step.enterprise


# ── what is refused ──────────────────────────────────────────────────────────────────────────


def _refuse_unless_keeper(actor: Actor) -> None:
    if actor.role is not None and actor.role not in REGISTER_KEEPERS:
        raise Refused(
            Refusal(
                "not_a_keeper", f"{actor.role_label}不能登记企业名册，请联系街道（乡镇）总工会。"
            )
        )


def _refuse_beyond_own(actor: Actor, changes: Mapping[str, Any]) -> None:
    """Let a chair correct some matters of the own enterprise; which one it is, sight decides."""
    if actor.role is Role.UNION_CHAIR and changes.keys() <= CHAIRS_OWN:
        return
    _refuse_unless_keeper(actor)


def _refuse_overtaken(enterprise: Enterprise, seen_sequence: int | None) -> None:
    if seen_sequence not in (None, enterprise.last_sequence):
        raise Refused(
            Refusal("changed", "您打开页面之后，这家企业的登记已有人修改。请看过最新内容再改。")
        )


def _with_district(session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Add the district that a street is counted in; a form gives the street only."""
    said = dict(fields)
    unknown = set(said) - CHANGEABLE
    if unknown:
        raise errors.Unusable(f"企业登记里没有这些事项：{'、'.join(sorted(unknown))}。")
    if said.get("street_code"):
        street = session.get(Place, said["street_code"])
        if street is None or street.kind in ("country", "province", "district"):
            raise Refused(
                Refusal("no_street", "没有这个街道（乡镇），请重选。", field="street_code")
            )
        is_zone = street.kind == "development_zone"
        said["district_code"] = street.code if is_zone else street.parent_code
    return said


def _refuse_wrong(session: Session, fields: Mapping[str, Any], *, needed: Any) -> None:  # noqa: ANN401
    labels = {"name": "单位名称", "district_code": "街道（乡镇）", "street_code": "街道（乡镇）"}
    for name in needed:
        if not fields.get(name):
            raise Refused(Refusal("missing", f"请填写{labels[name]}。", field=name))
    code = fields.get("code")
    if code and (reason := uscc.why_wrong(code)) is not None:
        raise Refused(Refusal("wrong_code", f"{reason}。", field="code"))
    industry = fields.get("industry_code")
    if industry and industry not in place_queries.list_industry_codes(session):
        raise Refused(
            Refusal("no_industry", "国民经济行业代码不在分类表里，请重选。", field="industry_code")
        )
    for name in ("workers", "women", "migrants", "dispatched", "members"):
        if (fields.get(name) or 0) < 0:
            raise Refused(Refusal("negative", "人数不能是负数。", field=name))


def _refuse_outside(
    actor: Actor, fields: Mapping[str, Any], *, now: Enterprise | None = None
) -> None:
    if actor.role is None or actor.role is Role.UNION_CHAIR:
        return
    district = fields.get("district_code") or (now.district_code if now else "")
    street = fields.get("street_code") or (now.street_code if now else "")
    if not Territory.of(actor.places).covers(district_code=district, street_code=street):
        raise Refused(
            Refusal("outside", "该街道（乡镇）不在您的辖区内，不能由您登记。", field="street_code")
        )


def _refuse_before_first(history: Sequence[Change], effective_on: date) -> None:
    first = register.first_day(history)
    if first is not None and effective_on < first:
        raise Refused(
            Refusal(
                "before_first",
                f"该企业自 {first.isoformat()} 起登记，变更日不能早于这一天。",
                field="effective_on",
            )
        )


def _refuse_double(session: Session, fields: Mapping[str, Any]) -> None:
    if fields.get("code"):
        _refuse_taken_code(session, fields["code"])
    alike = session.scalar(
        select(Enterprise.id).where(
            Enterprise.name == fields["name"],
            Enterprise.street_code == fields["street_code"],
            *([Enterprise.code.is_(None)] if fields.get("code") else []),
        )
    )
    if alike is not None:
        raise Refused(
            Refusal("double", "该街道（乡镇）已登记了同名企业，请在原登记上修改。", field="name")
        )


def _refuse_taken_code(session: Session, code: str) -> None:
    if session.scalar(select(Enterprise.id).where(Enterprise.code == code)) is not None:
        raise Refused(
            Refusal("code_taken", "这个统一社会信用代码已经登记在另一家企业名下。", field="code")
        )
