"""How do a case's values stand on a page? Plain dicts for the components, days asked of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from bargaining.actions import entries
from bargaining.clock import legal_day
from bargaining.models.case import Case
from bargaining.queries import files as file_queries
from bargaining.queries.case_view import CaseView
from bargaining.rules import (
    ladder,
    local_procedure,
    moves,
    notice_words,
    refusal_words,
    representatives,
)
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.events import AMEND_REASON, OPEN, VOID, Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notices import Notice
from bargaining.rules.papers import CATALOGUE
from bargaining.rules.roles import Role, Sight
from bargaining.rules.states import KIND_WORDS, SIDE_LABELS, CaseState
from bargaining.web import filters

FEW = 3  # people; below that a count or an average tells of single persons


_STOPPED = frozenset({
    CaseState.DECLINED, CaseState.SUSPENDED, CaseState.DEADLOCKED, CaseState.OBJECTED,
    CaseState.VOTE_FAILED, CaseState.TERMINATED,
})  # fmt: skip


def case_state(case: Case) -> tuple[str, str]:
    """Name where a case stands, and its tone; of a 补录 nobody knows whether it was published."""
    state = CaseState(case.state)
    label = state.label
    if case.origin == "backfilled" and state is CaseState.EFFECTIVE:
        label = "已生效"
    if case.refusal:
        return refusal_words.state_label(state, case.refusal), "amber"
    if state in _STOPPED:
        return label, "amber"
    return label, "good" if state in (CaseState.EFFECTIVE, CaseState.PUBLISHED) else "grey"


def why_still(case: Case) -> str:
    """Say why a case's days are not counted any more, "" where they are."""
    if case.origin == "backfilled":
        return "补录的合同，不提醒、不计逾期"
    return "案件已办结，不再计算" if case.closed_on else ""


def wages(entry: Event | None, *, sight: Sight) -> dict[str, Any] | None:
    """Shape what the newest wage table came to; its rate stands as text in the entry.

    An average over one or two people is somebody's own wage, so only FULL reads it.
    """
    if entry is None:
        return None
    few = entry.payload.get("compared", entry.payload.get("people", 0)) < FEW
    rate = None if few and sight is not Sight.FULL else entry.payload.get("rise_rate")
    return {**entry.payload, "rise_rate": None if rate is None else Decimal(rate)}


def notice(one: Notice) -> dict[str, Any]:
    """Shape a notice for its component."""
    return {
        "message": one.message,
        "basis": [(basis.text, basis.article) for basis in one.basis],
        "tone": "amber" if one.severity == "warn" else "grey",
        "rule": one.rule_id,
        "severity": one.severity,
    }


STATIONS: tuple[tuple[str, frozenset[CaseState]], ...] = (
    ("准备", frozenset({CaseState.PREPARING})),
    ("要约", frozenset({CaseState.PROPOSED, CaseState.DECLINED})),
    ("应约", frozenset({CaseState.ACCEPTED})),
    ("协商", frozenset({CaseState.TALKING, CaseState.SUSPENDED, CaseState.DEADLOCKED,
                       CaseState.COORDINATING})),
    ("草案", frozenset({CaseState.DRAFTED, CaseState.VOTE_FAILED})),
    ("审议", frozenset({CaseState.VOTE_PASSED})),
    ("签字", frozenset({CaseState.SIGNED})),
    ("报送审查", frozenset({CaseState.FILED, CaseState.OBJECTED})),
    ("生效", frozenset({CaseState.EFFECTIVE})),
    ("公布履行", frozenset({CaseState.PUBLISHED, CaseState.TERMINATED})),
)  # fmt: skip


# Where the chiefs sign the draft itself, the vote comes after the signature.
_SIGNED_FIRST = (*STATIONS[:5], STATIONS[6], STATIONS[5], *STATIONS[7:])


def track(facts: CaseFacts) -> list[dict[str, str]]:
    """Shape the way through the year: what lies behind, where the case stands, what is left."""
    stations, state = STATIONS, facts.state
    if local_procedure.procedure(facts.place).signs_before_vote and not facts.is_backfilled:
        stations = _SIGNED_FIRST
        if state is CaseState.SIGNED and any(vote.passed for _event, vote in facts.votes):
            state = CaseState.VOTE_PASSED
    here = next((n for n, (_, states) in enumerate(stations) if state in states), len(stations))
    return [
        {"label": label, "state": "done" if n < here else "current" if n == here else "todo"}
        for n, (label, _) in enumerate(stations)
    ]


def notices_for(found: Iterable[Notice], sight: Sight) -> list[dict[str, Any]]:
    """Shape the notices as deep as somebody sees: whole, without names, or none at all."""
    if sight is Sight.FULL:
        return [notice(one) for one in found]
    if sight is Sight.FINDINGS:
        return [notice(one) | {"message": notice_words.plain(one)} for one in found]
    return []


def story(
    seen: CaseView, *, may_correct: Callable[[Event], bool] | None = None
) -> list[dict[str, Any]]:
    """Shape a case's entries, newest on top; what was corrected stays and is struck.

    How much of an entry is told goes by how deep somebody sees into the case; `may_correct`
    tells of which entries the correction is offered.
    """
    told = seen.sight in (Sight.FULL, Sight.FINDINGS)
    by_void = {sequence: event for event in seen.entries for sequence in event.voids}
    shaped = []
    for event in reversed(seen.entries):
        void = by_void.get(event.sequence)
        shaped.append(
            {
                "label": _entry_label(event, seen.facts.place),
                "occurred_on": event.occurred_on,
                "recorded": _recorded(event, named=told),
                "lines": entry_lines(event) if reads(seen, event) else [],
                "papers": _photos(seen.case.number, event) if _opens_files(seen, event) else [],
                "notices": notices_for(seen.notices_of(event.place), seen.sight)
                if void is None
                else [],
                "voided": _voided(void, why=told and reads(seen, event)),
                "corrects": _corrects(event, seen.entries, why=told and _reads_why(seen, event)),
                "correct_href": url_for(
                    "cases.correct", number=seen.case.number, sequence=event.sequence
                )
                if may_correct
                and void is None
                and event.kind not in (OPEN, VOID)
                and may_correct(event)
                else "",
            }
        )
    return shaped


def _entry_label(event: Event, place: str) -> str:
    """Name an entry; a finished cycle was taken in, not opened."""
    if event.kind == OPEN and event.payload.get("origin") == "backfilled":
        return "补录"
    return entries.entry_label(event.kind, place=place)


def reads(seen: CaseView, event: Event) -> bool:
    """Tell who reads what an entry says (可看登记内容).

    What the offices above did themselves, they read, and the reviewer what the authority did;
    wages and minutes stand in none of it.
    """
    if seen.sight is Sight.FULL:
        return True
    if seen.sight is Sight.FILED and event.actor_role == Role.REVIEWER:
        return True
    office = event.kind in ladder.OF_OFFICES and seen.agreed_to_help is not None
    return (office and seen.sight is Sight.FINDINGS) or _was_asked(seen, event)


def _reads_why(seen: CaseView, correcting: Event) -> bool:
    """Why an entry was corrected is read by who reads the entry: the reason speaks of it."""
    about = [one for one in seen.entries if one.sequence in correcting.voids]
    return all(reads(seen, one) for one in about)


def _was_asked(seen: CaseView, event: Event) -> bool:
    """The reviewer reads what was put to the authority for coordination, and what came of it."""
    standing = event.sequence not in seen.voided
    return seen.sight is Sight.FILED and event.kind in file_queries.COORDINATED and standing


def _opens_files(seen: CaseView, event: Event) -> bool:
    if seen.sight is Sight.FILED:
        return file_queries.is_reviewed(event, voided=event.sequence in seen.voided)
    return seen.sight is Sight.FULL


def _recorded(event: Event, *, named: bool) -> str:
    behalf = f"代{event.on_behalf}" if event.on_behalf else ""
    day = filters.plain_day(legal_day(event.recorded_at))
    if not named:
        return f"{day}登记"
    return f"{event.actor_name}{behalf}登记，{day}"


def _voided(void: Event | None, *, why: bool) -> dict[str, Any] | None:
    if void is None:
        return None
    reason = _why(void) if why else ""
    return {"reason": reason, "on": legal_day(void.recorded_at)}


def _corrects(event: Event, history: Sequence[Event], *, why: bool) -> str:
    if not event.voids:
        return ""
    kinds = {one.sequence: entries.entry_label(one.kind) for one in history}
    named = "、".join(f"“{kinds[sequence]}”" for sequence in event.voids)
    return f"更正了{named}：{_why(event)}" if why else f"更正了{named}。"


def _why(correcting: Event) -> str:
    key = "reason" if correcting.kind == VOID else AMEND_REASON
    return str(correcting.payload.get(key, ""))


def entry_lines(event: Event) -> list[tuple[str, str]]:
    """Shape what an entry says, in the order its step asks."""
    if event.kind == OPEN:
        kind = KIND_WORDS.get(event.payload.get("kind", ""), "")
        return [("年度", f"{event.payload.get('year', '')}"), ("合同种类", kind)]
    move = moves.TABLE.get(event.kind)
    if move is None:
        return []
    if event.payload.get("paper") in CATALOGUE:
        return _issued_lines(event)
    lines = [
        (ask.label, answer_words(ask, event.payload[ask.name]))
        for ask in move.asks
        if ask.name in event.payload and ask.kind not in (AskKind.FILES, AskKind.FILE)
    ]
    return [(label, words) for label, words in lines if words]


def _issued_lines(event: Event) -> list[tuple[str, str]]:
    """Which paper was issued, by its name as people know it; its file speaks for itself."""
    title, version = CATALOGUE[event.payload["paper"]].title, event.payload.get("version")
    named = [("文书", f"{title}（第 {version} 版）" if version else title)]
    reason = event.payload.get("override_reason")
    return named + ([("仍要生成的理由", reason)] if reason else [])


def answer_words(ask: Ask, value: Any) -> str:  # noqa: ANN401 -- JSON
    """Say an answer as people read it (答案文字)."""
    match ask.kind:
        case AskKind.CHOICE:
            return dict(ask.choices).get(value, str(value))
        case AskKind.YES_NO:
            return "是" if value else "否"
        case AskKind.PEOPLE:
            return "；".join(_person(one) for one in representatives.read(value))
        case AskKind.RATE:
            return _percent(value)
        case AskKind.AMOUNT:
            return filters.money(Decimal(value))
        case AskKind.DAY:
            return filters.plain_day(date.fromisoformat(value) if value else None)
        case AskKind.WHOLE:
            return f"{value:,}"
        case _:
            return str(value)


def _person(one: representatives.Representative) -> str:
    marks = [
        SIDE_LABELS[one.side], one.title, representatives.marks(one),
        representatives.CHOSEN.get(one.chosen_by, ""),
        f"委托至 {filters.plain_day(one.mandate_until)}" if one.mandate_until else "",
        f"劳动合同至 {filters.plain_day(one.contract_ends_on)}" if one.contract_ends_on else "",
    ]  # fmt: skip
    return f"{one.name}（{'，'.join(mark for mark in marks if mark)}）"


def _percent(value: str) -> str:
    return f"{(Decimal(value) * 100).normalize():f} %"


def _photos(number: str, event: Event) -> list[dict[str, str]]:
    files = [*event.payload.get("photos", [])]
    if event.payload.get("file"):
        files.append(event.payload["file"])
    return [
        {"label": file["name"], "href": url_for("cases.file", number=number, digest=file["hash"])}
        for file in files
    ]
