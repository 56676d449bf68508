"""What stands in the papers of talks that need more than a meeting: 资料清单、中止、协调."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bargaining.documents import contexts_parties as shared
from bargaining.documents.contexts_parties import Context
from bargaining.documents.values import day
from bargaining.queries import known_talks
from bargaining.queries.dossier import Dossier
from bargaining.rules import basis as bases
from bargaining.rules import meetings, papers_disputes, positions
from bargaining.rules.events import OFFERINGS, Event
from bargaining.rules.states import Side

_APPLICANTS = {"union": "职工方", "employer": "用人单位方", "both": "双方"}
_OUTCOMES = {"agreed": "全部达成一致", "partly": "部分达成一致", "none": "没有达成一致"}
_TURNS = {
    "suspend_talks": "中止协商",
    "resume_talks": "恢复协商",
    "record_deadlock": "双方确认协商没有达成一致",
}
_BEFORE = timedelta(days=1)  # 试行办法 第18条: the last day is the one before the talks begin
_IN_GOOD_TIME = timedelta(days=5)


def data_request(of: Dossier) -> Context:
    """Fill in what one side asks the other to provide (资料提供清单); the rest is by hand."""
    mine = shared.offered_by(of)
    meeting_on = _first_meeting(of)
    other = Side.EMPLOYER if mine is Side.UNION else Side.UNION
    return {
        "requested_by": shared.PAPER_SIDES[mine],
        "provided_by": shared.PAPER_SIDES[other],
        "meeting_on": meeting_on,
        "provide_by": meeting_on - _BEFORE if meeting_on else None,
        "suggested_by": meeting_on - _IN_GOOD_TIME if meeting_on else None,
        "items": list(_data_items(meeting_on or _newest(of), of.case.year, mine)),
    }


def _newest(of: Dossier) -> date:
    return max(event.occurred_on for event in of.facts.history)


def _first_meeting(of: Dossier) -> date | None:
    held = meetings.held(of.facts)
    if held:
        return held[0].occurred_on
    planned = (
        event.day("meeting_on")
        for event in reversed(of.facts.every("record_reply", "prepare_proposal", *OFFERINGS))
    )
    return next((one for one in planned if one is not None), None)


def _data_items(on: date, year: int, asking: Side) -> Iterator[Context]:
    """What was earned and paid is known of the year before the talks, and of this one so far."""
    if asking is Side.EMPLOYER:
        yield {"item": "职工对工资分配制度和工资水平的意见、建议", "period": "现行"}
        yield {"item": "职工方关于调整工资水平的方案及理由", "period": f"{year}年度"}
        return
    last = f"{on.year - 1}年度"
    so_far = last if on.month == 1 else f"{last}和{on.year}年截至上月"
    yield {"item": "营业（销售）收入、利润总额", "period": so_far}
    yield {"item": "资产负债情况", "period": f"{on.year - 1}年末"}
    yield {"item": "职工工资总额、职工平均工资和人工成本", "period": last}
    yield {"item": "社会保险和住房公积金缴纳情况", "period": last}
    yield {"item": "现行工资分配制度、岗位工资标准、劳动定额和计件单价", "period": "现行"}
    yield {"item": "职工人数、用工形式和各岗位人数", "period": "现行"}


def suspension_record(of: Dossier) -> Context:
    """Fill in the record of a suspension (中止协商记录), the newest or the one to come."""
    event = of.facts.last("suspend_talks")
    said: Mapping[str, Any] = event.payload if event else {}
    agreement = "双方商定" if said.get("agreed", True) else "一方提出"
    return {
        "suspended_on": event.occurred_on if event else None,
        "agreement": agreement if event else None,
        "reason": said.get("reason"),
        "settled": list(_settled(of)),
        "open_items": _items(said, "open_items") or list(_open(of)),
        "until": event.day("until") if event else None,
        "limit_on": _limit(of, event),
    }


def _limit(of: Dossier, event: Event | None) -> date | None:
    """Where the place knows a limit, its last day; a paper promises the earliest reading."""
    days = (
        one.remind_on or one.due_on
        for one in of.deadlines
        if event and one.rule_id == "T-SUSPEND" and one.start_sequence == event.sequence
    )
    return next((one for one in days if one is not None), None)


def _settled(of: Dossier) -> Iterator[str]:
    for one in positions.positions(of.facts):
        if one.settled is not None:
            yield f"{one.title}：{positions.words_of(one.settled)}"


def _open(of: Dossier) -> Iterator[str]:
    return (one.title for one in positions.still_open(of.facts))


def coordination_request(of: Dossier) -> Context:
    """Fill in the application for coordination (协调处理申请书), as recorded or as known so far."""
    event = of.facts.last("apply_coordination")
    said: Mapping[str, Any] = event.payload if event else known_talks.SAID["apply_coordination"](
        of.facts
    )  # fmt: skip
    applicant = said.get("applicant", "union")
    stated = bases.at(papers_disputes.COORDINATION_REQUEST.basis, of.facts.place)
    return {
        "by_employer": applicant == "employer",
        "by_both": applicant == "both",
        "authority": said.get("authority") or f"{of.district}人力资源和社会保障局",
        "basis_words": "、".join(str(one) for one in stated),
        "employer_address": _address(of),
        **_chiefs(of),
        "applicant": _APPLICANTS[applicant],
        # The union's telephone is no contact of the employer.
        **({"contact_phone": None} if applicant == "employer" else {}),
        "course": list(_course(of)),
        "facts_found": _items(said, "facts_found"),
        "asked_for": _items(said, "asked_for"),
        "signed_on": event.occurred_on if event else None,
    }


def _address(of: Dossier) -> str | None:
    if of.enterprise is None:
        return None
    return of.enterprise.operates_at or of.enterprise.registered_at or None


def _chiefs(of: Dossier) -> Context:
    found = {side: shared.chief(of, side) for side in Side}
    names = {side: one.name if one else None for side, one in found.items()}
    return {"workers_chief": names[Side.UNION], "employer_chief": names[Side.EMPLOYER]}


def _course(of: Dossier) -> Iterator[str]:
    """Say how the talks went: the offer, the answer, every meeting."""
    mine = shared.offered_by(of)
    other = Side.EMPLOYER if mine is Side.UNION else Side.UNION
    if of.facts.delivered_on:
        words = f"{shared.PAPER_SIDES[other]}收到{shared.PAPER_SIDES[mine]}的工资集体协商要约书"
        yield f"{day(of.facts.delivered_on)}，{words}"
    number = 0
    for event in sorted(of.facts.history, key=lambda one: (one.occurred_on, one.sequence)):
        match event.kind:
            case "record_reply":
                yield f"{day(event.occurred_on)}，{shared.PAPER_SIDES[other]}书面同意协商"
            case "record_refusal":
                words = f"{shared.PAPER_SIDES[other]}答复暂不同意：{event.payload['reason']}"
                yield f"{day(event.occurred_on)}，{words}"
            case "record_meeting":
                number += 1
                words = shared.CONCLUSIONS[event.payload["conclusion"]]
                yield f"{day(event.occurred_on)}，召开第{number}次协商会议，结论为{words}"
            case "suspend_talks" | "resume_talks" | "record_deadlock":
                yield f"{day(event.occurred_on)}，{_TURNS[event.kind]}"
            case _:
                continue


def coordination_agreement(of: Dossier) -> Context:
    """Fill in the agreement a coordination ends with (协调处理协议书).

    Before its outcome is recorded nothing is promised in anybody's name: that is left to the pen.
    """
    accepted = of.facts.last("accept_coordination")
    ended = of.facts.last("end_coordination")
    if ended is not None and accepted is not None and ended.sequence < accepted.sequence:
        ended = None
    said: Mapping[str, Any] = ended.payload if ended else {}
    applied = of.facts.last("apply_coordination")
    asked: Mapping[str, Any] = applied.payload if applied else {}
    authority = accepted.payload.get("authority") if accepted else asked.get("authority")
    return {
        "authority": authority or f"{of.district}人力资源和社会保障局",
        "accepted_on": accepted.occurred_on if accepted else None,
        "coordinators": said.get("coordinators"),
        **_chiefs(of),
        "asked_for": _items(asked, "asked_for"),
        "facts_found": _items(asked, "facts_found"),
        "outcome": _OUTCOMES[said["outcome"]] if ended else None,
        "agreed_items": _items(said, "agreed_items"),
        "open_items": _items(said, "open_items"),
    }


def _items(said: Mapping[str, Any], name: str) -> list[str]:
    """People type a list a line each; a line that only announces the next joins it."""
    found: list[str] = []
    for line in str(said.get(name) or "").splitlines():
        words = line.strip()
        if not words:
            continue
        if found and found[-1].endswith("："):
            found[-1] += words
        else:
            found.append(words)
    return found


CONTEXTS: Mapping[str, Callable[[Dossier], Context]] = {
    "data_request": data_request,
    "suspension_record": suspension_record,
    "coordination_request": coordination_request,
    "coordination_agreement": coordination_agreement,
}
