"""What is unusual in a case, said with its article: 系统提示, never a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bargaining.rules import basis as bases
from bargaining.rules import (
    clocks,
    ladder,
    local_basis,
    local_procedure,
    meetings,
    notices_changes,
    notices_keeping,
    notices_ladder,
    notices_people,
    notices_review,
    notices_talks,
    people,
    women_clauses,
)
from bargaining.rules.basis import Basis
from bargaining.rules.congress import needed_in_favour, needed_present
from bargaining.rules.day_words import plain_day
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.facts import CaseFacts, Offer
from bargaining.rules.notice import Notice as Notice

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
DEMOCRACY = "企业民主管理规定"


def notices(facts: CaseFacts, *, last_days: Mapping[tuple[str, int], date]) -> tuple[Notice, ...]:
    """List what is unusual in a case (案件的系统提示).

    `last_days` gives, for a clock's rule id and start sequence, the last day in time over all
    sources of the duty; a clock without one is not compared.
    """
    found: list[Notice] = []
    for part in (_refusals, _talks, _votes, _signing, _signed_wages):
        found.extend(part(facts))
    if not facts.is_backfilled:  # a 补录 is never called late
        found.extend(_lateness(facts, last_days))
    found.extend(notices_review.notices(facts, last_days))
    found.extend(_publication(facts))
    found.extend(women_clauses.notices(facts))
    found.extend(notices_people.notices(facts, last_days))
    found.extend(notices_ladder.notices(facts, last_days))
    found.extend(notices_talks.notices(facts, last_days))
    found.extend(notices_keeping.notices(facts, last_days))
    found.extend(notices_changes.notices(facts, last_days))
    told = (replace(one, basis=bases.at(one.basis, facts.place)) for one in found)
    # What only another place's regulation asks for is no business of this case.
    return tuple(sorted((one for one in told if one.basis), key=lambda notice: notice.sequence))


def _refusals(facts: CaseFacts) -> Iterator[Notice]:
    """On pay Beijing knows no excuse; nobody is fined, the government corrects an employer."""
    for event in facts.every("record_refusal"):
        if ladder.answers_employer(facts, event):
            words = local_basis.union_refusal_words(facts.place)
            cited = local_basis.of_union_refusal(event.occurred_on, place=facts.place)
        else:
            words = local_basis.refusal_words(facts.place)
            cited = local_basis.of_refusal(event.occurred_on, place=facts.place)
        yield Notice("C-REFUSE", "note", words, cited, event.sequence)


def _signed_wages(facts: CaseFacts) -> Iterator[Notice]:
    """What was signed rests on the wage table that stands, checked over its own term."""
    signing, wages = facts.signing, facts.wages
    if signing is None or wages is None:
        return
    if wages.payload.get("verdict") == "blocked":
        yield Notice(
            "W-FLOOR", "warn",
            "签字的合同以现行的工资方案为准，其中有低于最低标准的约定，请与对方协商修改。",
            (Basis("劳动合同法", "第55条"), Basis("最低工资规定", "第12条")), signing.sequence,
        )  # fmt: skip
    first, last = facts.term
    checked = wages.day("term_from"), wages.day("term_to")
    if not (first and last and checked[0] and checked[1]):
        return
    if first < checked[0] or last > checked[1]:
        yield Notice(
            "W-TERM-CHECKED", "note",
            f"工资方案只检查了 {plain_day(checked[0])} 至 {plain_day(checked[1])}，合同期限是 "
            f"{plain_day(first)} 至 {plain_day(last)}，请按合同期限重新上传检查。",
            (Basis("劳动合同法", "第55条"),), signing.sequence,
        )  # fmt: skip


def _talks(facts: CaseFacts) -> Iterator[Notice]:
    held = meetings.held(facts)
    if not held:
        return
    first = held[0]
    if facts.delivered_on is None or facts.delivered_on > first.occurred_on:
        yield Notice(
            "P-OFFER", "note", "首次协商会议前没有登记送达要约书。",
            (Basis(TRIAL, "第17条"), Basis(BEIJING, "第32条"), Basis(SHANGHAI, "第15条")),
            first.sequence,
        )  # fmt: skip
    # Who came later could not be made known before the first meeting.
    appointed = people.list_on(facts, first.occurred_on) or facts.last("appoint_representatives")
    published = appointed.day("published_on") if appointed else None
    if appointed is None:
        yield Notice(
            "R-RECORDED", "warn", "首次协商会议已经召开，还没有登记协商代表名单。",
            (Basis(NATIONAL, "第19条"), Basis(SHANGHAI, "第17条")), first.sequence,
        )  # fmt: skip
    elif published is None or published > first.occurred_on:
        yield Notice(
            "T-REP-PUBLISH", "note", "协商代表应当在协商前于本单位公布，请核对公布日期。",
            (Basis(BEIJING, "第11条"),), appointed.sequence,
        )  # fmt: skip


def _votes(facts: CaseFacts) -> Iterator[Notice]:
    """Two thirds come and half of ALL agree; Shanghai's own rule speaks of the second alone."""
    in_shanghai = facts.place.startswith("31")
    for event, vote in facts.votes:
        if not vote.has_quorum:
            yield Notice(
                "C-QUORUM", "warn",
                f"出席 {vote.present} 人，不足应到 {vote.entitled} 人的三分之二"
                f"（至少 {needed_present(vote.entitled)} 人），本次审议不成立。",
                (Basis(NATIONAL, "第36条"), Basis(BEIJING, "第38条")), event.sequence,
            )  # fmt: skip
        if not vote.has_majority and (vote.has_quorum or in_shanghai):
            yield Notice(
                "C-MAJORITY", "warn",
                f"赞成 {vote.in_favour} 票，不足全体 {vote.entitled} 人的半数"
                f"（至少 {needed_in_favour(vote.entitled)} 票），草案没有通过。",
                (Basis(NATIONAL, "第36条"), Basis(BEIJING, "第38条"),
                 Basis(SHANGHAI, "第22条")), event.sequence,
            )  # fmt: skip
        elif vote.has_quorum and vote.is_exact_half:
            yield Notice(
                "C-EXACT-HALF", "warn",
                f"赞成 {vote.in_favour} 票恰为全体 {vote.entitled} 人的半数：“半数以上”含本数，"
                "但企业民主管理规定要求“过半数”，存在争议，建议重新表决或留存说明。",
                (Basis(NATIONAL, "第36条"), Basis(SHANGHAI, "第22条"), Basis("民法典", "第1259条"),
                 Basis(DEMOCRACY, "第20条")), event.sequence,
            )  # fmt: skip
        if not event.payload.get("secret", True):
            yield Notice(
                "C-SECRET", "note", "重要事项一般采用无记名投票、分项表决。",
                (Basis(DEMOCRACY, "第20条"),), event.sequence,
            )  # fmt: skip


def _signing(facts: CaseFacts) -> Iterator[Notice]:
    signing = facts.last("sign")
    if signing is None:
        return
    passed = [event.occurred_on for event, vote in facts.votes if vote.passed]
    held = [(event.occurred_on, vote.passed) for event, vote in facts.votes]
    if deliberated_on := signing.day("deliberated_on"):
        passed.append(deliberated_on)
        held.append((deliberated_on, True))
    unstated = facts.is_backfilled and not passed
    before = [adopted for day, adopted in held if day <= signing.occurred_on]
    if local_procedure.procedure(facts.place).signs_before_vote:
        yield from _signed_draft(facts, held, unstated=unstated)
    elif not unstated and not (before and before[-1]):
        late = _why_not_adopted(passed, signing.occurred_on)
        yield Notice(
            "P-VOTE-FIRST", "warn",
            f"草案应当先经职代会或职工大会审议通过再正式签字，本案{late}，请核对。",
            (Basis(TRIAL, "第19条"), Basis(NATIONAL, "第36条"), Basis(NATIONAL, "第37条"),
             Basis(BEIJING, "第38条")), signing.sequence, to_verify=True,
        )  # fmt: skip
    yield from _term(facts, signing.sequence)


def _why_not_adopted(passed: Sequence[date], signed_on: date) -> str:
    """Say what speaks against a draft's having been adopted when it was signed."""
    if not passed:
        return "没有登记审议通过的决议"
    return "通过之日晚于签字之日" if min(passed) > signed_on else "签字前最近一次审议没有通过"


def _signed_draft(
    facts: CaseFacts, held: Sequence[tuple[date, bool]], *, unstated: bool
) -> Iterator[Notice]:
    """In Shanghai the chiefs sign the draft, then it is deliberated, then it is filed."""
    signing, filing = facts.signing, facts.filing
    if signing is None or unstated:
        return
    adopted_on = max((day for day, adopted in held if adopted), default=None)
    if signing.kind == "sign" and adopted_on is not None and adopted_on < signing.occurred_on:
        yield Notice(
            "P-SIGN-FIRST", "note",
            "草案应当先经双方首席代表签字，再作为正式文本提交讨论，本案讨论之日早于签字之日，请核对。",
            (Basis(SHANGHAI, "第22条"),), signing.sequence,
        )  # fmt: skip
    if filing is None:
        return
    before = [adopted for day, adopted in held if day <= filing.occurred_on]
    if not (before and before[-1]):
        yield Notice(
            "P-VOTE-FILE", "warn",
            "集体合同应当经职代会或者全体职工讨论通过后报送，本案报送时没有登记讨论通过，请核对。",
            (Basis(SHANGHAI, "第22条"), Basis(SHANGHAI, "第23条")), filing.sequence,
            to_verify=True,
        )  # fmt: skip


def _term(facts: CaseFacts, sequence: int) -> Iterator[Notice]:
    first, last = facts.term
    if first is None or last is None:
        return
    if (last.year - first.year, last.month, last.day) >= (3, first.month, first.day):
        yield Notice(
            "W-TERM", "warn", "合同期限超过三年：集体合同期限一般为一至三年。",
            (Basis(NATIONAL, "第38条"), Basis(BEIJING, "第36条"), Basis(SHANGHAI, "第25条")),
            sequence,
        )  # fmt: skip
    elif facts.kind is ContractKind.WAGE and (last - first).days > 366:
        yield Notice(
            "W-TERM", "note", "工资集体协商一般一年进行一次，本合同期限超过一年。",
            (Basis(TRIAL, "第24条"), Basis(SHANGHAI, "第25条")), sequence,
        )  # fmt: skip


def _lateness(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for offer in facts.offers:
        answer = offer.answer
        last = last_days.get(("T-OFFER-REPLY", offer.delivery.sequence))
        if answer and last and answer.occurred_on > last:
            yield Notice(
                "T-OFFER-REPLY", "warn",
                f"书面答复（{plain_day(answer.occurred_on)}）晚于最后期限 {plain_day(last)}。",
                local_basis.of_answer(facts.place), answer.sequence,
            )  # fmt: skip
        elif answer is None:
            yield from _never_written(facts, offer, last)
    yield from _late_filing(facts, last_days)
    yield from _late_people(facts, last_days)


def _never_written(facts: CaseFacts, offer: Offer, last: date | None) -> Iterator[Notice]:
    """Both sides signed, or the case was closed, and no written answer is on record."""
    end = clocks.reply_end(facts, offer)
    if end is None or last is None or end.occurred_on <= last:
        return
    at_end = "签字" if end.kind == "sign" else "办结"
    yield Notice(
        "P-REPLY-WRITTEN", "note",
        f"书面答复的最后期限是 {plain_day(last)}，到{at_end}之日（{plain_day(end.occurred_on)}）"
        "没有登记书面答复，请核对。",
        local_basis.of_answer(facts.place), end.sequence,
    )  # fmt: skip


def _late_people(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for clock in clocks.clocks(facts):
        last = last_days.get((clock.rule_id, clock.start_sequence))
        if clock.ended_on is None or last is None or clock.ended_on <= last:
            continue
        if clock.rule_id == "T-REP-APPOINT":
            yield Notice(
                "T-REP-APPOINT", "note",
                f"双方同意协商后，应当在 {plain_day(last)} 前产生协商代表并书面告知对方，"
                f"登记的产生之日是 {plain_day(clock.ended_on)}。",
                (Basis(SHANGHAI, "第17条"),), clock.start_sequence,
            )  # fmt: skip
        elif clock.rule_id == "T-CONGRESS-DOC" and _stated_sending(facts):
            yield Notice(
                "T-CONGRESS-DOC", "note",
                f"提交职代会审议的草案应当会前 7 日书面提交工会（最迟 {plain_day(last)}），"
                f"登记的送交之日是 {plain_day(clock.ended_on)}。",
                local_basis.of_congress_papers(clock.start_on), clock.start_sequence,
            )  # fmt: skip


def _stated_sending(facts: CaseFacts) -> bool:
    draft = facts.last("adopt_draft")
    return draft is not None and draft.day("sent_to_union_on") is not None


def _late_filing(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for begun in clocks.filing_starts(facts):
        last = max(
            (day for (rule, start), day in last_days.items()
             if start == begun.sequence and rule.startswith(("T-FILE", "T-REFILE"))),
            default=None,
        )  # fmt: skip
        filing = begun if begun.kind == "refile" else next(
            (event for event in facts.every("file") if event.sequence > begun.sequence), None
        )  # fmt: skip
        if last and filing and filing.occurred_on > last:
            yield Notice(
                "T-FILE", "warn",
                f"报送（{plain_day(filing.occurred_on)}）晚于最后期限 {plain_day(last)}；"
                "报送是企业的义务，工会协助。",
                local_basis.of_filing(facts.place), filing.sequence,
            )  # fmt: skip


def _publication(facts: CaseFacts) -> Iterator[Notice]:
    for event in facts.every("publish"):
        if facts.effective_on is None or event.occurred_on < facts.effective_on:
            yield Notice(
                "P-EFFECT-FIRST", "note", "公布时合同尚未生效，公布的是签字文本；生效后请再公布。",
                (Basis(TRIAL, "第23条"),), event.sequence,
            )  # fmt: skip
