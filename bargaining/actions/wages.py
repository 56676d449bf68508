"""Take in a wage table: read it, check it over the whole term, keep this version for ever."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bargaining.actions import agreed_posts
from bargaining.actions import cases as case_actions
from bargaining.actions import files as file_actions
from bargaining.errors import Unusable
from bargaining.models.case import Case
from bargaining.models.wage_table import WageFinding, WagePost, WageTable
from bargaining.queries import cases as case_queries
from bargaining.queries import law as law_queries
from bargaining.queries import office_settings as setting_queries
from bargaining.queries import wage_parents as parent_queries
from bargaining.readers import wage_tables
from bargaining.rules import (
    case_clauses,
    guideline_share,
    moves,
    wage_check,
    wage_floors,
    wage_law,
)
from bargaining.rules.roles import Actor
from bargaining.rules.wage_check import WageCheck
from bargaining.rules.wage_findings import Finding
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_question import Clauses
from bargaining.store import Store

Upload = file_actions.Upload


def check_upload(
    session: Session, case: Case, upload: Upload, *, term_from: date, term_to: date
) -> tuple[WageCheck, WageLaw]:
    """Read and check a table for a case without keeping anything (预检工资表).

    Raises Unusable with the row and the reason when the file cannot be understood.
    """
    table = wage_tables.read_wage_table(upload.content, name=upload.name)
    law = wage_law.wage_law(law_queries.law_book(session), place=case.district_code)
    firm, term = case.enterprise, Term(first_on=term_from, last_on=term_to)
    checked = wage_check.check(
        table,
        law=law,
        term=term,
        clauses=_clauses(session, case, term),
        industry=firm.industry_code or None if firm else None,
        guideline_share=_guideline_share(session, case),
    )
    return checked, law


def check_again(session: Session, case: Case, table: WageTable, *, store: Store) -> WageCheck:
    """Check a stored version by the law and the clauses of now (重新检查); nothing is kept.

    The file itself is read again, so nothing is lost that a row does not hold. Raises Unusable
    where it is gone.
    """
    try:
        upload = Upload(table.file_name, store.get(table.file_hash))
    except FileNotFoundError as problem:
        raise Unusable(
            f"第 {table.version} 版的原件不在存档里，不能重新检查；请重新上传一版。"
        ) from problem
    checked, _law = check_upload(
        session, case, upload, term_from=table.term_from, term_to=table.term_to
    )
    return checked


def _clauses(session: Session, case: Case, term: Term) -> Clauses:
    """What the case's entries, the register and contracts above say (案件的条款)."""
    firm = case.enterprise
    return case_clauses.clauses_of(
        case_queries.facts(session, case),
        workforce=firm.workers if firm else None,
        parents=parent_queries.list_parents(
            session, case.enterprise_id, first_on=term.first_on, last_on=term.last_on
        ),
    )


def _guideline_share(session: Session, case: Case) -> Decimal:
    places = setting_queries.chain(session, case.street_code, case.district_code)
    row = setting_queries.find_setting(session, guideline_share.SETTING, places=places)
    return guideline_share.read_setting(row.value if row else None)


def submit_wages(
    session: Session,
    number: str,
    step: case_actions.Step,
    upload: Upload,
    *,
    store: Store,
    actor: Actor,
    at: datetime,
    today: date,
) -> WageTable:
    """Record a new version of a case's wage table (上传工资方案); the old ones stay.

    Raises what taking the step raises, and Unusable when the file cannot be understood; then
    nothing of it is stored.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    first, last = _term(session, case, step, upload, today=today)
    checked, law = check_upload(session, case, upload, term_from=first, term_to=last)
    stored = file_actions.keep(session, upload.name, upload.content, store=store, at=at)
    version = _next_version(session, case)
    given = {**step.given, "file": {"hash": stored.hash, "name": upload.name}}
    case_actions.take(
        session,
        number,
        case_actions.Step(step.move, step.on, given, step.seen_sequence),
        actor=actor,
        at=at,
        today=today,
        outcome=_outcome(version, checked),
    )
    table = WageTable(
        case_id=case.id,
        version=version,
        file_hash=stored.hash,
        file_name=upload.name[-200:],
        term_from=first,
        term_to=last,
        uploaded_at=at,
        actor_name=actor.name,
        posts=len(checked.table.posts),
        people=checked.table.people,
        verdict=checked.verdict.value,
        summary=checked.summary.as_json(),
    )
    session.add(table)
    session.flush()
    _keep_rows(session, table, checked, law=law)
    agreed_posts.take_up(session, case)
    return table


def _term(
    session: Session, case: Case, step: case_actions.Step, upload: Upload, *, today: date
) -> tuple[date, date]:
    """Read the term before the file is looked at; what is wrong is refused by its field."""
    named = {**step.given, "file": {"hash": "0" * 64, "name": upload.name}}
    answers = case_actions.check_answers(
        moves.get_move("submit_wages"),
        case_queries.facts(session, case),
        case_actions.Step(step.move, step.on, named),
        today=today,
    )
    return date.fromisoformat(answers["term_from"]), date.fromisoformat(answers["term_to"])


def _next_version(session: Session, case: Case) -> int:
    newest = session.scalar(select(func.max(WageTable.version)).where(WageTable.case_id == case.id))
    return 1 + (newest or 0)


def _outcome(version: int, checked: WageCheck) -> dict[str, Any]:
    rise = checked.summary.rise
    outcome: dict[str, Any] = {
        "version": version,
        "verdict": checked.verdict.value,
        "posts": len(checked.table.posts),
        "people": checked.table.people,
    }
    if rise is not None and rise.rate is not None:
        outcome["rise_rate"] = str(rise.rate)
        outcome["compared"] = rise.people
    return outcome


def _keep_rows(session: Session, table: WageTable, checked: WageCheck, *, law: WageLaw) -> None:
    session.add_all(
        WagePost(
            wage_table_id=table.id,
            row=post.row,
            post=post.post,
            people=post.people,
            form=post.form.value,
            before_amount=post.before_amount,
            after_amount=post.proposed_amount,
            countable_amount=wage_floors.countable_amount(post, law=law),
            hourly_amount=post.hourly_amount,
            holiday_hourly_amount=post.holiday_hourly_amount,
            others={"note": post.note, **dict(post.more)},
            stated=post.stated(),
        )
        for post in checked.table.posts
    )
    session.add_all(_finding(table, finding) for finding in checked.findings)
    session.flush()


def _finding(table: WageTable, finding: Finding) -> WageFinding:
    shown = finding.as_json()
    return WageFinding(
        wage_table_id=table.id,
        rule_id=shown["rule"],
        severity=shown["severity"],
        row=finding.row,
        post=finding.post or "",
        value=shown["value"] or "",
        limit=shown["limit"] or "",
        starts_on=finding.starts_on,
        message=finding.message,
        basis=shown["basis"],
    )
