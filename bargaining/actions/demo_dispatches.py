"""Who was sent where in the example data, and what came of calls and visits?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bargaining.actions import contacts, dispatches
from bargaining.actions.contacts import Entry
from bargaining.actions.dispatches import Order
from bargaining.models.case import Case
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import instructors as instructor_queries
from bargaining.queries import standing
from bargaining.rules.dispatches import Capacity
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState

_HARD: Final = {
    CaseState.PROPOSED: "要约送达后企业一直没有书面答复，请上门说明有关规定，协助取得应约书。",
    CaseState.DECLINED: "企业答复暂不同意，请协助工会了解原因，再次提出要约。",
    CaseState.TALKING: "双方对增幅差距较大，请参加协商，帮助测算。",
    CaseState.VOTE_FAILED: "草案审议没有通过，请协助修改草案，重新征求职工意见。",
    CaseState.OBJECTED: "人社部门提出异议，请协助修改后重新报送。",
}
_DECLINING: Final = ("手上三家正在协商，近期排不开", "曾为该企业提供法律服务，应当回避")
_CALLS: Final = (
    ("phone", "人事经理", "对方说总经理出差，下周答复", "下周再打电话", 5),
    ("visit", "综合办主任", "送去了要约书和有关规定的摘要，对方表示会研究", "等书面答复", 10),
    ("phone", "工会主席", "主席正在征求职工意见，问卷收回一半", "", 0),
    ("message", "工会主席", "发去了协商代表名单的样表", "收代表名单", 7),
    (
        "visit",
        "财务负责人",
        "一起核对了工资表的口径，个别岗位待补社保数据",
        "补数据后再检查一次",
        4,
    ),
)
_LEGAL_ZONE: Final = ZoneInfo("Asia/Shanghai")
_MORNING: Final = time(10)


def send_some(
    session: Session, *, chance: Random, official: Actor, instructors: Sequence[Actor], today: date
) -> int:
    """Send instructors to the hard cases of a territory, and let them call and visit (示例派遣).

    Some sendings wait for an answer, some were declined and another one followed. Returns how
    many were made. Nothing is written before what its case holds already.
    """
    able = {one.user_id: one for one in instructors}
    seen = enterprise_queries.visible_enterprises(official, on=today).order_by(Enterprise.id)
    firms = {one.id: one for one in session.scalars(seen)}
    cases = standing.cases_at_hand(session, firms)
    made = 0
    for enterprise_id in sorted(cases):
        case = cases[enterprise_id]
        hard = _HARD.get(CaseState(case.state))
        firm = firms[enterprise_id]
        people = [
            able[one.user_id]
            for one in instructor_queries.choosable(session, firm, on=today)
            if one.user_id in able
        ]
        if hard and people and chance.random() < 0.3:
            made += _send(session, chance, firm, hard, people, official=official, today=today)
        _contact(session, chance, case, people, today=today)
    return made


def _send(
    session: Session,
    chance: Random,
    firm: Enterprise,
    reason: str,
    people: Sequence[Actor],
    *,
    official: Actor,
    today: date,
) -> int:
    first, *others = chance.sample(people, k=min(2, len(people)))
    fate = chance.choices(("accepted", "offered", "declined"), (6, 2, 2))[0]
    sent_on = today - timedelta(days=chance.randint(0, 3) if fate == "offered" else 9)
    capacity = Capacity.DELEGATE if chance.random() < 0.3 else Capacity.ADVISER
    order = Order(firm.id, first.user_id or 0, reason, capacity.value, recusal_cleared=True)
    sending = _sent(session, order, official, sent_on)
    if fate == "accepted":
        _accept(session, sending, first, sent_on + timedelta(days=chance.randint(0, 2)))
    if fate != "declined":
        return 1
    answered_on = sent_on + timedelta(days=1)
    dispatches.decline(
        session, sending.id, reason=chance.choice(_DECLINING), actor=first,
        at=_moment(answered_on), today=answered_on,
    )  # fmt: skip
    if not others or chance.random() < 0.4:
        return 1
    again_on = answered_on + timedelta(days=1)
    again = Order(firm.id, others[0].user_id or 0, reason, capacity.value, recusal_cleared=True)
    _accept(session, _sent(session, again, official, again_on), others[0], again_on)
    return 2


def _sent(session: Session, order: Order, official: Actor, on: date) -> Dispatch:
    return dispatches.send(session, order, actor=official, at=_moment(on), today=on)


def _accept(session: Session, sending: Dispatch, somebody: Actor, on: date) -> None:
    dispatches.accept(session, sending.id, actor=somebody, at=_moment(on), today=on)


def _contact(
    session: Session, chance: Random, case: Case, people: Sequence[Actor], *, today: date
) -> None:
    """Let whoever carries the enterprise call there, after everything that was written before."""
    newest = case_queries.newest_entry(session, case)
    if newest is None or case.state in (CaseState.PUBLISHED.value, CaseState.CLOSED.value):
        return
    after = newest.recorded_at.astimezone(_LEGAL_ZONE).date() + timedelta(days=1)
    if after > today or chance.random() < 0.4:
        return
    on = after + timedelta(days=chance.randint(0, min(40, (today - after).days)))
    carriers = [
        one
        for one in people
        if case.enterprise_id in enterprise_queries.assigned_ids(session, one, on=on)
    ]
    if not carriers or case.enterprise_id is None:
        return
    method, with_whom, result, next_step, days = chance.choice(_CALLS)
    entry = Entry(
        on=on,
        method=method,
        result=result,
        with_whom=with_whom,
        next_step=next_step,
        next_on=on + timedelta(days=days) if days else None,
    )
    contacts.log(session, case.enterprise_id, entry, actor=carriers[0], at=_moment(on), today=on)


def _moment(day: date) -> datetime:
    return datetime.combine(day, _MORNING, _LEGAL_ZONE).astimezone(UTC)
