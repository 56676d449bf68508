"""Open an enterprise's wage table from above: only with a reason, and the enterprise sees it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining import audit
from bargaining.errors import Refusal, Refused
from bargaining.models.wage_opening import WageOpening
from bargaining.queries import cases as case_queries
from bargaining.queries import wage_openings as opening_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import wage_openings
from bargaining.rules.roles import Actor


def open_table(
    session: Session,
    number: str,
    *,
    reason: str,
    until: datetime,
    actor: Actor,
    at: datetime,
    today: date,
) -> WageOpening:
    """Write down why somebody from above opens a case's wage table (登记查看工资表).

    It is open to that account until the moment given, the end of the day. Raises NotVisible for
    another's case, Refused for who may not, for a reason that says nothing, and where there is
    no table.
    """
    case = case_queries.get_case(session, number, actor=actor, on=today)
    agreed = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    refusal = wage_openings.why_not_open(actor, agreed_to_help=agreed)
    refusal = refusal or wage_openings.why_wrong_reason(reason)
    if refusal is not None:
        raise Refused(refusal)
    if not wage_queries.list_versions(session, case):
        raise Refused(Refusal("no_table", "这家企业还没有上传工资方案。"))
    office = opening_queries.office_of(session, case, actor=actor)
    opening = WageOpening(
        case_id=case.id,
        user_id=actor.user_id,
        actor_name=f"{office} {actor.name}"[:80],
        actor_role=actor.role.value if actor.role else "system",
        reason=reason.strip(),
        opened_at=at,
        open_until=until,
    )
    session.add(opening)
    session.flush()
    audit.record(
        session,
        at=at,
        actor=actor,
        event="wages.open",
        subject=f"case:{case.number}",
        detail={"opening": opening.id},
    )
    return opening
