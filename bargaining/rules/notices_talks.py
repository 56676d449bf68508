"""What is unusual while the two sides talk, stop talking, or are brought together again?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bargaining.rules import chairing, clocks_aside, disputes, meetings
from bargaining.rules.basis import Basis
from bargaining.rules.day_words import plain_day
from bargaining.rules.disputes import Dispute
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notice import Notice
from bargaining.rules.procedure_disputes import LONGEST_EXTENSION

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
LABOUR_LAW = "劳动法"


def notices(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """List what is unusual about the talks of a case (协商过程的系统提示)."""
    yield from _chairs(facts)
    yield from _suspensions(facts, last_days)
    yield from _extensions(facts)
    yield from _coordination(facts, last_days)
    yield from _ways(facts)


def _chairs(facts: CaseFacts) -> Iterator[Notice]:
    """The chiefs take turns; in Shanghai both lead together."""
    in_order = meetings.held(facts)
    sides = [chairing.sides_of(meeting, facts) for meeting in in_order]
    if facts.place.startswith("31"):
        for meeting, led in zip(in_order, sides, strict=True):
            if len(led) == 1:
                yield Notice(
                    "P-CHAIR", "note",
                    "协商会议由双方首席代表共同主持，本次登记的主持人只有一方，请核对。",
                    (Basis(SHANGHAI, "第18条"),), meeting.sequence,
                )  # fmt: skip
        return
    for before, meeting, led in zip(sides, in_order[1:], sides[1:], strict=False):
        if len(led) == 1 and led == before:
            yield Notice(
                "P-CHAIR", "note",
                "会议由双方首席代表轮流主持，上一次会议也由同一方主持，请核对。",
                (Basis(TRIAL, "第11条"), Basis(NATIONAL, "第34条"), Basis(BEIJING, "第34条")),
                meeting.sequence,
            )  # fmt: skip


def _suspensions(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """Sixty days are Beijing's own limit; elsewhere the two sides settle how long."""
    ended = {
        clock.start_sequence: clock.ended_on
        for clock in clocks_aside.clocks(facts)
        if clock.rule_id == "T-SUSPEND"
    }
    for event in facts.every("suspend_talks"):
        if not event.payload.get("agreed", True):
            yield Notice(
                "T-SUSPEND", "warn",
                "中止协商应当由双方商定，本次登记为没有经双方同意；请与对方确认中止和恢复的日子。",
                (Basis(NATIONAL, "第35条"), Basis(BEIJING, "第37条")), event.sequence,
            )  # fmt: skip
        last, resumed = last_days.get(("T-SUSPEND", event.sequence)), ended.get(event.sequence)
        until = event.day("until")
        if last and resumed and resumed > last:
            yield Notice(
                "T-SUSPEND", "warn",
                f"中止协商不得超过 60 日，最后一天是 {plain_day(last)}，"
                f"本次中止到 {plain_day(resumed)} 才结束。",
                (Basis(BEIJING, "第37条"),), event.sequence,
            )  # fmt: skip
        elif last and until and until > last:
            yield Notice(
                "T-SUSPEND", "note",
                f"商定恢复协商之日（{plain_day(until)}）晚于中止的最后一天 {plain_day(last)}，"
                "请与对方改约，或者申请协调。",
                (Basis(BEIJING, "第37条"),), event.sequence,
            )  # fmt: skip


def _extensions(facts: CaseFacts) -> Iterator[Notice]:
    """Of one coordination all extensions together are fifteen days at most."""
    for accepted in facts.every("accept_coordination"):
        following = clocks_aside.first_after(facts, accepted, "accept_coordination")
        total = 0
        for event in facts.every("extend_coordination"):
            if event.sequence < accepted.sequence or (
                following is not None and event.sequence > following.sequence
            ):
                continue
            total += event.payload["days"]
            if total > LONGEST_EXTENSION:
                yield Notice(
                    "T-COORD", "warn",
                    f"协调期最多延长 {LONGEST_EXTENSION} 日，登记的合计 {total} 日；"
                    f"期限按延长 {LONGEST_EXTENSION} 日推算。",
                    (Basis(NATIONAL, "第52条"), Basis(BEIJING, "第50条")), event.sequence,
                )  # fmt: skip


def _coordination(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for clock in clocks_aside.clocks(facts):
        last = last_days.get((clock.rule_id, clock.start_sequence))
        if clock.rule_id != "T-COORD" or clock.ended_on is None or last is None:
            continue
        if clock.ended_on > last:
            yield Notice(
                "T-COORD", "note",
                f"协调处理应当在 {plain_day(last)} 前结束，登记的结束之日是"
                f" {plain_day(clock.ended_on)}。",
                (Basis(NATIONAL, "第52条"), Basis(BEIJING, "第50条")), clock.start_sequence,
            )  # fmt: skip
    for event in facts.every("end_coordination"):
        agreed = event.payload.get("outcome") != "none"
        if agreed and not event.payload.get("signed", True):
            yield Notice(
                "P-COORD-SIGN", "warn",
                "协调处理协议书由协调人员和双方首席代表签字盖章后生效，本次登记为还没有签字盖章。",
                (Basis(NATIONAL, "第54条"),), event.sequence,
            )  # fmt: skip


def _ways(facts: CaseFacts) -> Iterator[Notice]:
    """Concluding is coordinated and keeping is arbitrated, never the other way round."""
    for event in facts.every("apply_coordination"):
        if event.payload.get("dispute") == Dispute.PERFORMANCE.value:
            yield Notice(
                "P-DISPUTE-WAY", "warn",
                "履行集体合同发生的争议，协商不成的可以申请仲裁；"
                "人社部门协调处理的是签订过程中的争议，请核对。",
                (Basis(LABOUR_LAW, "第84条"), Basis(NATIONAL, "第55条"), Basis(BEIJING, "第45条")),
                event.sequence,
            )  # fmt: skip
    for event in facts.every("apply_arbitration"):
        if event.payload.get("dispute") == Dispute.CONCLUDING.value:
            yield Notice(
                "P-DISPUTE-WAY", "warn", disputes.NO_ARBITRATION.words,
                disputes.NO_ARBITRATION.basis, event.sequence,
            )  # fmt: skip
