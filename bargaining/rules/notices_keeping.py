"""What is unusual after the contract took effect? 公布、履行、实发工资、仲裁."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bargaining.rules import pay_months, promises, publication
from bargaining.rules.basis import Basis
from bargaining.rules.clocks_aside import first_after
from bargaining.rules.day_words import plain_day
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notice import Notice
from bargaining.rules.states import SIDE_LABELS

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
LABOUR_LAW = "劳动法"
ARBITRATION = "劳动人事争议仲裁办案规则"
_PERFORMANCE = (Basis(NATIONAL, "第55条"), Basis(BEIJING, "第45条"), Basis(SHANGHAI, "第36条"))


def notices(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """List what is unusual about how a contract is kept (履行中的系统提示)."""
    if not facts.is_backfilled:
        yield from _publication(facts, last_days)
    yield from _disputed(facts)
    yield from _pay(facts)
    yield from _arbitration(facts, last_days)


def _publication(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """Each side publishes to its own people; the one does not answer for the other."""
    if facts.effect is None:
        return
    told = publication.sides(facts)
    for one, other in (told, told[::-1]):
        if one.published_on is not None and other.published_on is None:
            yield Notice(
                "P-PUBLISH-ONE", "note",
                f"{SIDE_LABELS[one.side]}已经公布，{SIDE_LABELS[other.side]}还没有登记公布；"
                "双方各向本方全体人员公布。",
                (Basis(TRIAL, "第23条"), Basis(NATIONAL, "第48条")), one.events[0].sequence,
            )  # fmt: skip
    last = last_days.get(("T-PUBLISH-WAGE", facts.effect.sequence))
    yield from _late(told, last=last) if last else ()


def _late(told: Sequence[publication.SidePublication], *, last: date) -> Iterator[Notice]:
    """What both did at once is said once."""
    late: dict[tuple[int, date], list[str]] = {}
    for one in told:
        if one.published_on is not None and one.published_on > last:
            when = one.events[0].sequence, one.published_on
            late.setdefault(when, []).append(SIDE_LABELS[one.side])
    for (sequence, day), labels in late.items():
        who = labels[0] if len(labels) == 1 else "双方"
        yield Notice(
            "T-PUBLISH-WAGE", "note",
            f"{who}公布之日（{plain_day(day)}）晚于最后期限 {plain_day(last)}。",
            (Basis(TRIAL, "第23条"),), sequence,
        )  # fmt: skip


def _disputed(facts: CaseFacts) -> Iterator[Notice]:
    """A promise in dispute is talked over first; it goes to arbitration, not to coordination.

    It is named by its place in the list: whoever sees no papers reads notices too.
    """
    listed = promises.promises(facts)
    for one in promises.open_disputes(facts):
        place = f"第 {listed.index(one.promise) + 1} 项" if one.promise in listed else "一项"
        name = f"{place}履约事项" if one.promise else promises.WHOLE
        what = f"{name}（{one.period_words}）"
        yield Notice(
            "P-PROMISE-OPEN", "note",
            f"{what}登记为有争议：先由双方协商解决，协商不成的可以申请仲裁；"
            "解决以后再登记一次这一期的履行情况。",
            _PERFORMANCE, one.event.sequence,
        )  # fmt: skip


def _pay(facts: CaseFacts) -> Iterator[Notice]:
    """Counts only: neither a post nor an amount is told to those who see no rows."""
    for when, event in pay_months.newest(facts):
        posts, people = event.payload.get("short_posts", 0), event.payload.get("short_people", 0)
        if posts:
            who = f"、{people} 人" if people >= FEW else ""
            yield Notice(
                "K-PAY-SHORT", "warn",
                f"{when}实发工资有 {posts} 行{who}低于约定，请双方核对是否缺勤、请假。",
                (Basis("劳动合同法", "第54条"), Basis("劳动合同法", "第56条")), event.sequence,
            )  # fmt: skip


FEW = 3  # people; a smaller number tells of single persons


def _arbitration(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for applied in facts.every("apply_arbitration"):
        before = [one for one in facts.every("record_dispute") if one.sequence < applied.sequence]
        if not before:
            yield Notice(
                "P-ARB-TALK", "note",
                "申请仲裁以前没有登记双方协商的情况：履行集体合同的争议先协商解决，协商不成的可以申请仲裁。",
                _PERFORMANCE, applied.sequence,
            )  # fmt: skip
        yield Notice(
            "P-ARB-PANEL", "note",
            "履行集体合同的争议，仲裁庭按三方原则组成，请在申请书里写明。",
            (Basis(ARBITRATION, "第65条"),), applied.sequence,
        )  # fmt: skip
        decided = first_after(facts, applied, "record_arbitration")
        last = last_days.get(("T-ARB-ACCEPT", applied.sequence))
        if decided and last and decided.occurred_on > last:
            yield Notice(
                "T-ARB-ACCEPT", "note",
                f"收到仲裁委决定之日（{plain_day(decided.occurred_on)}）晚于"
                f" {plain_day(last)}，请核对仲裁委作出决定的日期。",
                (Basis(ARBITRATION, "第64条"), Basis(ARBITRATION, "第80条")), decided.sequence,
            )  # fmt: skip
    yield from _award(facts, last_days)


def _award(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for event in facts.every("record_arbitration"):
        if event.payload.get("result") != "award":
            continue
        last = last_days.get(("T-SUE", event.sequence))
        until = f"（最后一天 {plain_day(last)}）" if last else ""
        yield Notice(
            "T-SUE", "note",
            f"收到仲裁裁决书，对裁决不服的，自收到之日起 15 日内{until}可以起诉；"
            "期满不起诉的，裁决生效。",
            (Basis(LABOUR_LAW, "第84条"),), event.sequence,
        )  # fmt: skip
