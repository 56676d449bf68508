"""What is unusual about urging, letters and orders: 系统提示 with its article, never a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bargaining.rules import ladder, local_basis, moves
from bargaining.rules.basis import Basis
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts, Offer
from bargaining.rules.local_basis import TRIAL, UNION_LAW
from bargaining.rules.notice import Notice
from bargaining.rules.states import Side

# What usually comes before a rung; one of each group is enough.
_BEFORE: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "issue_reminder": (ladder.CONTACTS,),
    "issue_opinion": (("issue_reminder",),),
    "issue_rectification": (("record_interview", "issue_reminder"),),
    "issue_recommendation": (("issue_opinion", "issue_rectification"),),
    "request_order": (("issue_opinion", "issue_rectification"), ("issue_recommendation",)),
}
# Where the law of a place knows none of these, the first letter of all.
_FIRST_LETTER = (("issue_reminder",),)
_CREDIT = "record_credit_entry"


def notices(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """List what is unusual about the rungs of a case (催办与升级的提示)."""
    yield from _for_union(facts)
    yield from _skipped(facts)
    yield from _credit(facts)
    if not facts.is_backfilled:  # a 补录 is never called late, nor early
        yield from _early(facts, last_days)
        yield from _late_and_no(facts, last_days)


def _for_union(facts: CaseFacts) -> Iterator[Notice]:
    """No text says from when the answer runs that the upper union asked for."""
    for event in facts.every("offer_for_union"):
        yield Notice(
            "P-UPPER-OFFER", "note", ladder.UPPER_OFFER,
            (Basis(UNION_LAW, "第21条"), Basis(TRIAL, "第17条")), event.sequence,
        )  # fmt: skip
        entrusted_on = event.day("entrusted_on")
        if entrusted_on is not None and entrusted_on > event.occurred_on:
            yield Notice(
                "P-ENTRUSTED", "note",
                f"委托书的日期（{plain_day(entrusted_on)}）晚于对方收到要约书之日"
                f"（{plain_day(event.occurred_on)}），请核对。",
                (Basis(UNION_LAW, "第21条"),), event.sequence,
            )  # fmt: skip


def _skipped(facts: CaseFacts) -> Iterator[Notice]:
    """Nothing waits for anything; what was left out is only pointed at."""
    for event in facts.every(*ladder.LETTERS):
        kinds = {one.kind for one in facts.history if one.sequence < event.sequence}
        left_out = [group for group in _usual(facts, event.kind) if not kinds & set(group)]
        if left_out:
            yield Notice(
                "P-RUNG-SKIPPED", "note",
                f"{_name(event.kind)}之前没有登记{_names(left_out)}："
                "做过的请补记；没有做过的，是否先做由工会决定。",
                _cited(facts, event), event.sequence,
            )  # fmt: skip


def _usual(facts: CaseFacts, kind: str) -> tuple[tuple[str, ...], ...]:
    """What comes before a rung at a place: what its law does not know is not looked for."""
    here = {*ladder.rungs(facts.place), *ladder.CONTACTS}
    groups = (tuple(one for one in group if one in here) for group in _BEFORE[kind])
    return tuple(group for group in groups if group) or _FIRST_LETTER


def _name(kind: str) -> str:
    return moves.TABLE[kind].label.removeprefix("发出").removeprefix("登记")


def _names(groups: Sequence[tuple[str, ...]]) -> str:
    words = ["、".join(_name(one) for one in group if _is_told(one)) for group in groups]
    return "，也没有登记".join(words)


def _is_told(kind: str) -> bool:
    return kind != "record_contact"


def _cited(facts: CaseFacts, event: Event) -> tuple[Basis, ...]:
    """The articles of a rung, by their numbers of its day."""
    stated = moves.at(moves.TABLE[event.kind], facts.place).basis
    return local_basis.as_of(stated, event.occurred_on) or stated


def _credit(facts: CaseFacts) -> Iterator[Notice]:
    """What is not put right is entered; where nobody asked for it there is nothing to be."""
    words = (
        "纳入公共信用信息服务平台以企业拒不改正为前提，"
        "本案没有登记整改意见书，也没有登记责令改正的处理结果，请核对文书。"
        if ladder.in_shanghai(facts)
        else "纳入诚信档案以责令改正后拒不改正为前提，本案没有登记责令改正的处理结果，请核对文书。"
    )
    for event in facts.every(_CREDIT):
        if not ladder.told_to_correct(facts, until=event.sequence):
            yield Notice("P-CREDIT-NO-ORDER", "note", words, _cited(facts, event), event.sequence)


def _early(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """A letter about an answer that is not overdue; after a no there is nothing to wait for."""
    for event in facts.every(*ladder.LETTERS, "confirm_refusal"):
        offer = _offer_before(facts, event)
        if offer is None:
            yield Notice(
                "P-RUNG-EARLY", "note",
                f"{_name(event.kind)}之前没有登记对方收到要约书，答复期还没有起算，请核对。",
                local_basis.of_answer(facts.place), event.sequence,
            )  # fmt: skip
            continue
        last = last_days.get(("T-OFFER-REPLY", offer.delivery.sequence))
        if last is None or event.occurred_on > last or _answered(facts, offer, event):
            continue
        yield Notice(
            "P-RUNG-EARLY", "note",
            f"{_name(event.kind)}的日期（{plain_day(event.occurred_on)}）还在答复期内，"
            f"答复期最后一天是 {plain_day(last)}，请核对。",
            local_basis.of_answer(facts.place), event.sequence,
        )  # fmt: skip


def _offer_before(facts: CaseFacts, event: Event) -> Offer | None:
    """Find the offer a letter speaks of: the newest that had arrived when it was written down."""
    before = [one for one in facts.offers if one.delivery.sequence < event.sequence]
    return before[-1] if before else None


def _answered(facts: CaseFacts, offer: Offer, event: Event) -> bool:
    return any(
        offer.delivery.sequence < one.sequence < event.sequence
        for one in facts.every("record_refusal", "record_reply", "record_meeting")
    )


def _late_and_no(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """Late and refused at once (E19): what follows, in which order, and what does not."""
    for offer in facts.offers:
        last = last_days.get(("T-OFFER-REPLY", offer.delivery.sequence))
        no = _first_no(facts, offer)
        if last is None or no is None or no.occurred_on <= last:
            continue
        if offer.initiator is Side.EMPLOYER:  # a late no of the union's: nobody is urged
            continue
        yield Notice(
            "C-REFUSE-LATE", "note",
            f"答复既过了 {plain_day(last)} 的期限，又暂不同意协商。{_what_follows(facts.place)}",
            local_basis.of_refusal(no.occurred_on, place=facts.place), no.sequence,
        )  # fmt: skip


def _first_no(facts: CaseFacts, offer: Offer) -> Event | None:
    return next(
        (
            one
            for one in facts.every("record_refusal")
            if one.sequence > offer.delivery.sequence and _offer_before(facts, one) == offer
        ),
        None,
    )


def _what_follows(place: str) -> str:
    """Say what the unions can do, in its order; it is no matter of fines."""
    if place.startswith("31"):
        return (
            "可以依次走访约谈、发提示函，没有正当理由的，由市、区总工会作出整改意见书，"
            "再提请人社部门协调处理，或者提请区人民政府责令改正；这不是劳动监察的罚款事项。"
        )
    if place.startswith("11"):
        return (
            "可以依次发提示函、意见书、建议书，再提请区人民政府责令改正；这不是劳动监察的罚款事项。"
        )
    return "可以走访约谈、发提示函，再提请县级以上人民政府责令改正。"
