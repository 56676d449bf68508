"""Take in a month's pay table: read it, hold it against what was agreed, keep the outcome."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import cases as case_actions
from bargaining.actions import files as file_actions
from bargaining.actions.files import Upload
from bargaining.documents import pay_sheets
from bargaining.errors import Unusable
from bargaining.models.case import Case
from bargaining.models.pay_check import PayCheck
from bargaining.models.stored_file import StoredFile
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import pay_checks as pay_queries
from bargaining.readers import wage_tables
from bargaining.rules import contract_changes, mobiles, moves, pay_check, periods, wage_law
from bargaining.rules.roles import Actor
from bargaining.rules.wage_findings import FLOOR_RULES, Severity
from bargaining.rules.wage_posts import WageTable
from bargaining.store import Store

MOVE = "record_pay"
_FLOORS = frozenset(rule.value for rule in FLOOR_RULES)
# What the reader says of a table to be proposed, said of one that was paid.
_PAID = (
    ("“协商后月工资”（非全日制为“小时工资”）", "“应发工资”（非全日制为“小时工资”）"),
    ("协商后月工资", "应发工资"),
)


def check_upload(
    session: Session, case: Case, upload: Upload, *, month: date
) -> tuple[pay_check.PayCheck, WageTable, int | None]:
    """Read and check a pay table without keeping anything (预检实发工资表).

    Returns the table as read and the version of the wage table it was held against too. Raises
    Unusable with the row and the reason when the file cannot be understood, LawMissing where
    the month has no floor.
    """
    paid = _read(upload)
    facts = case_queries.facts(session, case)
    bound = pay_queries.find_agreed_table(session, case, facts)
    agreed = pay_queries.agreed_rows(session, bound[0]) if bound else ()
    law = wage_law.wage_law(law_queries.law_book(session), place=case.district_code)
    checked = pay_check.check(
        agreed,
        paid,
        month=month,
        law=law,
        in_force=bound[1] if bound else None,
        changes=contract_changes.changes(facts),
    )
    return checked, paid, bound[0].version if bound else None


def _read(upload: Upload) -> WageTable:
    try:
        paid = wage_tables.read_wage_table(upload.content, name=upload.name)
    except Unusable as problem:
        said = problem.refusal
        raise Unusable(_in_words_of_pay(said.message), field="file", code=said.code) from problem
    for post in paid.posts:
        if mobiles.stands_in(post.post):
            raise Unusable(
                f"第 {post.row} 行：“岗位”里有身份证号码或者手机号码，请改成岗位名称。",
                field="file",
            )
    return paid


def _in_words_of_pay(message: str) -> str:
    for proposed, paid in _PAID:
        message = message.replace(proposed, paid)
    return message


def record_pay(
    session: Session,
    number: str,
    step: case_actions.Step,
    upload: Upload,
    *,
    store: Store,
    actor: Actor,
    at: datetime,
    today: date,
) -> PayCheck:
    """Record a check of a month's pay (核对实发工资); earlier ones stay.

    What is kept of the file is a copy of the columns that were compared: names, identity and
    account numbers of a pay table never enter the system's store.

    Raises what taking the step raises, and Unusable when the file cannot be understood; then
    nothing of it is stored.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    month = _month(session, case, step, upload, today=today)
    checked, paid, version = check_upload(session, case, upload, month=month)
    name = f"{periods.period_of(month, periods.Span.MONTH).words}实发工资表.xlsx"
    copy = pay_sheets.write_pay_table(paid)
    stored = file_actions.keep(session, name, copy, store=store, at=at)
    check_number = pay_queries.next_number(session, case)
    given = {**step.given, "file": {"hash": stored.hash, "name": name}}
    case_actions.take(
        session,
        number,
        case_actions.Step(MOVE, step.on, given, step.seen_sequence),
        actor=actor,
        at=at,
        today=today,
        outcome=_outcome(check_number, checked),
    )
    row = _row(checked, stored, number=check_number, wages_version=version)
    row.case_id, row.checked_at, row.actor_name = case.id, at, actor.name
    session.add(row)
    session.flush()
    return row


def _row(
    checked: pay_check.PayCheck, stored: StoredFile, *, number: int, wages_version: int | None
) -> PayCheck:
    return PayCheck(
        number=number,
        paid_month=checked.month,
        file_hash=stored.hash,
        file_name=stored.name,
        wages_version=wages_version,
        summary=checked.summary(),
        lines=[line.as_json() for line in checked.lines],
        findings=[finding.as_json() for finding in checked.findings],
    )


def _month(
    session: Session, case: Case, step: case_actions.Step, upload: Upload, *, today: date
) -> date:
    """Read the month before the file is looked at; what is wrong is refused by its field."""
    named = {**step.given, "file": {"hash": "0" * 64, "name": upload.name}}
    answers = case_actions.check_answers(
        moves.get_move(MOVE),
        case_queries.facts(session, case),
        case_actions.Step(MOVE, step.on, named),
        today=today,
    )
    return date.fromisoformat(answers["paid_month"])


def _outcome(number: int, checked: pay_check.PayCheck) -> dict[str, Any]:
    """What the entry itself keeps: counts, no post and no amount."""
    summary = checked.summary()
    floors = {
        one.row
        for one in checked.findings
        if one.rule in _FLOORS and one.severity is Severity.WARN and one.row is not None
    }
    kept = ("rows", "people", "compared", "short_posts", "short_people", "unmatched")
    return {"check": number, "floor_posts": len(floors), **{key: summary[key] for key in kept}}
