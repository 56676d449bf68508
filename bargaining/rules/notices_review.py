"""What is unusual in a review? 报送机关、补正、送达、生效日."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bargaining.rules import clocks, filing_office
from bargaining.rules.basis import Basis
from bargaining.rules.day_words import plain_day
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notice import Notice

LAW = "劳动合同法"
TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
ONE_DAY = timedelta(days=1)


def notices(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """List what a person should look at in the review (审查的系统提示)."""
    yield from _office(facts)
    yield from _completed(facts, last_days)
    yield from _served_late(facts, last_days)
    yield from _stated(facts)
    yield from _counted_before(facts, last_days)
    yield from _unsettled(facts)
    yield from _by_paper(facts)
    yield from _begun_before(facts)


def _office(facts: CaseFacts) -> Iterator[Notice]:
    """E32: two texts name two offices, so no district is chosen for anybody."""
    office = filing_office.filing_office(facts)
    if office.said is not None and office.is_open:
        yield Notice(
            "F-OFFICE", "warn", f"{office.words}问清楚后再登记一次，报送材料上的机关名称先空着。",
            office.basis, office.said.sequence, to_verify=True,
        )  # fmt: skip


def _completed(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """E11: both days are kept; only a written demand within the days moves the review."""
    for filing in facts.every("file", "refile"):
        received_on, _proved = clocks.received(facts, filing)
        for one in _until_next(facts, filing, "record_completion"):
            first, whole = plain_day(received_on), plain_day(one.occurred_on)
            told_on, last = one.day("told_on"), last_days.get(("T-REVIEW", filing.sequence))
            if told_on and last and told_on > last:
                yield Notice(
                    "T-COMPLETION", "warn",
                    f"书面告知补正之日（{plain_day(told_on)}）晚于审查期届满日 {plain_day(last)}，"
                    "届满后的补正不再移动审查期，请人工核定。",
                    (Basis(LAW, "第54条"), Basis(NATIONAL, "第47条")), one.sequence,
                    to_verify=True,
                )  # fmt: skip
                continue
            if one.payload.get("told_in_writing"):
                counted = "办理机关书面告知过补正，审查期改自补齐之日起算，请留好告知书"
            else:
                counted = "办理机关没有书面告知补正，审查期仍自首次收到起算"
            yield Notice(
                "T-COMPLETION", "note", f"首次收到 {first}，补齐 {whole}：{counted}。",
                (Basis(LAW, "第54条"), Basis(NATIONAL, "第47条")), one.sequence,
            )  # fmt: skip


def _until_next(facts: CaseFacts, filing: Event, kind: str) -> list[Event]:
    """The entries of a kind that belong to a filing: those before the next one."""
    following = [e.sequence for e in facts.every("refile") if e.sequence > filing.sequence]
    end = following[0] if following else facts.last_sequence + 1
    return [one for one in facts.every(kind) if filing.sequence < one.sequence < end]


def _served_late(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """E10: what is served after the last day no longer stops the effect; a person decides."""
    for filing in facts.every("file", "refile"):
        last = last_days.get(("T-REVIEW", filing.sequence))
        served = next(
            (event for event in facts.every("record_no_objection", "record_objection")
             if event.sequence > filing.sequence), None,
        )  # fmt: skip
        if last is None or served is None:
            continue
        day = clocks.served_on(served)
        if day > last:
            yield Notice(
                "T-REVIEW-OBJ", "warn",
                f"审查意见书送达之日（{plain_day(day)}）晚于审查期届满日 {plain_day(last)}，"
                "届满未送达异议的合同已经生效，本案请人工核定。",
                (Basis(NATIONAL, "第45条"), Basis(NATIONAL, "第47条"), Basis(TRIAL, "第22条")),
                served.sequence, to_verify=True,
            )  # fmt: skip


def _stated(facts: CaseFacts) -> Iterator[Notice]:
    """E9: a day that the opinion itself states is copied, and a person compares it with ours."""
    effect = facts.last("record_no_objection")
    stated = effect.day("effective_on") if effect else None
    if effect is None or stated is None:
        return
    silence_on = effect.day("silence_on") if facts.receipt else None
    by_service = clocks.served_on(effect)
    computed = silence_on
    if facts.kind is ContractKind.WAGE:
        computed = min(by_service, silence_on) if silence_on else by_service
    if computed is not None and computed != stated:
        yield Notice(
            "P-EFFECT-STATED", "warn",
            f"意见书写明的生效日（{plain_day(stated)}）与推算的 {plain_day(computed)} 不同，"
            "已照意见书登记，请人工核定。",
            (Basis(TRIAL, "第22条"), Basis(LAW, "第54条")), effect.sequence, to_verify=True,
        )  # fmt: skip


def _counted_before(
    facts: CaseFacts, last_days: Mapping[tuple[str, int], date]
) -> Iterator[Notice]:
    """The receipt was corrected after the opinion: the day silence would have done it is another.

    Where receipt is still proved the recorded day goes on limiting the effect, until a person
    records the opinion anew.
    """
    effect = facts.effect
    silence_on = effect.day("silence_on") if effect else None
    if effect is None or silence_on is None or facts.filing is None:
        return
    last = last_days.get(("T-REVIEW", facts.filing.sequence))
    if facts.receipt is None:
        now = "现在没有收到凭证，审查期不能推算，暂按意见书送达之日计"
    elif last is not None and last + ONE_DAY != silence_on:
        now = f"收到之日更正以后，审查期到 {plain_day(last)} 届满"
    else:
        return
    yield Notice(
        "P-EFFECT-RECOUNT", "warn",
        f"登记《审查意见书》时推算审查期到 {plain_day(silence_on - ONE_DAY)} 届满，{now}。"
        "请撤回《审查意见书》的登记，再重新登记，生效日随之重新推算。",
        (Basis(LAW, "第54条"), Basis(TRIAL, "第22条"), Basis(NATIONAL, "第47条")),
        effect.sequence, to_verify=True,
    )  # fmt: skip


def _unsettled(facts: CaseFacts) -> Iterator[Notice]:
    """No text lets a contract that is no wage contract take effect before its fifteen days."""
    effect = facts.last("record_no_objection")
    if effect is None or facts.kind is ContractKind.WAGE or effect.day("effective_on"):
        return
    if effect.day("silence_on") is None:
        yield Notice(
            "P-EFFECT-OPEN", "warn",
            "没有异议即提前生效的规定只写工资专项，本类合同以审查期届满为准；没有收到凭证，"
            "或者届满日还不确定，暂按送达之日登记，请人工核定生效日。",
            (Basis(LAW, "第54条"), Basis(NATIONAL, "第47条")), effect.sequence, to_verify=True,
        )  # fmt: skip


def _by_paper(facts: CaseFacts) -> Iterator[Notice]:
    """A day of effect that a paper states stands, even where ours would be another."""
    effect = facts.last("record_effect")
    computed_on = effect.day("computed_on") if effect else None
    if effect and computed_on and computed_on != effect.occurred_on:
        yield Notice(
            "T-REVIEW", "note",
            f"所载生效日（{plain_day(effect.occurred_on)}）与按报送日推算的"
            f" {plain_day(computed_on)} 不同，已按所载登记，请核对。",
            (Basis(LAW, "第54条"), Basis(TRIAL, "第22条")), effect.sequence,
        )  # fmt: skip


def _begun_before(facts: CaseFacts) -> Iterator[Notice]:
    """E27: the first day of the term is not the day of effect, and pay for before must be said."""
    first, effect, effective_on = facts.term[0], facts.effect, facts.effective_on
    if facts.kind is not ContractKind.WAGE or facts.is_backfilled or effect is None:
        return
    if first is not None and effective_on is not None and first < effective_on:
        yield Notice(
            "P-TERM-BEFORE", "note",
            f"合同期限自 {plain_day(first)} 起，{plain_day(effective_on)} 才生效："
            "有效覆盖自生效之日起算；要从期限的第一天起补发工资差额的，须在合同中写明。",
            (Basis(LAW, "第54条"), Basis(TRIAL, "第22条")), effect.sequence,
        )  # fmt: skip
