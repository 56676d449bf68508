"""What is unusual when a contract is changed, ended, or its enterprise itself changes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bargaining.rules import (
    change_grounds,
    clocks_aside,
    contract_changes,
    filing_authority,
    local_procedure,
    renewal,
    succession,
)
from bargaining.rules.basis import Basis
from bargaining.rules.contract_changes import Change, ChangeStage
from bargaining.rules.day_words import plain_day
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.events import OFFERINGS, Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notice import Notice

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
LAW = "劳动合同法"
_BY_PROCEDURE = (
    Basis(NATIONAL, "第41条"), Basis(NATIONAL, "第36条"), Basis(BEIJING, "第38条"),
    Basis(SHANGHAI, "第22条"),
)  # fmt: skip

Days = Mapping[tuple[str, int], date]


def notices(facts: CaseFacts, last_days: Days) -> Iterator[Notice]:
    """List what is unusual about changes and the end of a contract (变更、终止的系统提示)."""
    for change in contract_changes.changes(facts):
        yield from _deliberated(change, facts.place)
        yield from _ground(change.signing, facts)
        yield from _reviewed(change, facts, last_days)
    yield from _unfiled(facts)
    yield from _needless(facts)
    yield from _refiled(facts)
    yield from _terms(facts)
    if not facts.is_backfilled:  # a 补录 is never called late
        yield from _late(facts, last_days)
    yield from _ended(facts)
    yield from _succession(facts)
    yield from _closed(facts)
    yield from _early(facts)


# ── changes ──────────────────────────────────────────────────────────────────────────────────


def _deliberated(change: Change, place: str) -> Iterator[Notice]:
    """A change goes the way of the contract: deliberated first, then signed; Shanghai's, signed."""
    passed_on, signed_on = change.signing.day("deliberated_on"), change.signing.occurred_on
    if local_procedure.procedure(place).signs_before_vote:
        yield from _discussed(change, passed_on)
    elif passed_on is None:
        yield Notice(
            "P-CHANGE-VOTE", "warn",
            "变更集体合同适用集体协商程序，变更文本应当先经职代会或职工大会审议通过再签字；"
            "本次变更没有登记审议通过之日，请核对。",
            _BY_PROCEDURE, change.signing.sequence,
        )  # fmt: skip
    elif passed_on > signed_on:
        yield Notice(
            "P-CHANGE-VOTE", "warn",
            f"变更文本的审议通过之日（{plain_day(passed_on)}）晚于签字之日"
            f"（{plain_day(signed_on)}），请核对。",
            _BY_PROCEDURE, change.signing.sequence,
        )  # fmt: skip


def _discussed(change: Change, passed_on: date | None) -> Iterator[Notice]:
    """Where the chiefs sign first it is discussed before it is filed, never before they sign."""
    signed_on, is_filed = change.signing.occurred_on, change.filing is not None
    if passed_on is None:
        yield Notice(
            "P-CHANGE-VOTE", "warn" if is_filed else "note",
            "变更集体合同适用集体协商程序：双方首席代表签字的变更文本应当提交职代会或者全体职工讨论，"
            f"通过后再报送；本次变更{'报送时' if is_filed else '还'}没有登记讨论通过之日，"
            f"{'请核对' if is_filed else '通过后请补记'}。",
            _BY_PROCEDURE, change.signing.sequence,
        )  # fmt: skip
    elif passed_on < signed_on:
        yield Notice(
            "P-CHANGE-VOTE", "warn",
            f"变更文本的讨论通过之日（{plain_day(passed_on)}）早于签字之日"
            f"（{plain_day(signed_on)}）；本市由双方首席代表先签字，再提交职代会或者全体职工讨论，"
            "请核对。",
            _BY_PROCEDURE, change.signing.sequence,
        )  # fmt: skip


def _ground(event: Event, facts: CaseFacts) -> Iterator[Notice]:
    """The ground is one that an article names; another one names its own article."""
    words = change_grounds.wanting(
        str(event.payload.get("ground", "")),
        said=f"{event.payload.get('changes', '')}{event.payload.get('notes', '')}",
        place=facts.place,
    )
    if words:
        yield Notice(
            "P-CHANGE-GROUND", "note", words,
            (Basis(BEIJING, "第42条"), Basis(NATIONAL, "第39条"), Basis(NATIONAL, "第40条")),
            event.sequence,
        )  # fmt: skip


def _reviewed(change: Change, facts: CaseFacts, last_days: Days) -> Iterator[Notice]:
    review, filing = change.review, change.filing
    if review is None or filing is None:
        return
    if review.payload.get("result") == "silence":
        if not contract_changes.is_proved(filing):
            yield Notice(
                "P-CHANGE-SILENCE", "warn",
                "变更报送没有收到凭证，期满未提出异议只能推定：推定生效，待核回执；"
                "核实以前按原合同履行，取得凭证后请更正变更报送。",
                (Basis(LAW, "第54条"), Basis(NATIONAL, "第47条")), review.sequence,
                to_verify=True,
            )  # fmt: skip
        return
    yield from _unsettled(review, facts)
    last = last_days.get(("T-REVIEW", filing.sequence))
    served_on = contract_changes.served_on(review)
    if last is not None and served_on > last:
        yield Notice(
            "T-REVIEW-OBJ", "warn",
            f"变更的审查意见书送达之日（{plain_day(served_on)}）晚于审查期届满日 "
            f"{plain_day(last)}，届满未送达异议的变更已经生效，本案请人工核定。",
            (Basis(NATIONAL, "第45条"), Basis(NATIONAL, "第47条")), review.sequence,
            to_verify=True,
        )  # fmt: skip


def _unsettled(review: Event, facts: CaseFacts) -> Iterator[Notice]:
    """No text lets a change of no wage contract take effect before its fifteen days are over."""
    if facts.kind is ContractKind.WAGE or review.payload.get("result") != "no_objection":
        return
    if review.day("silence_on") is None:
        yield Notice(
            "P-CHANGE-EFFECT", "warn",
            "没有异议即提前生效的规定只写工资专项，本类合同的变更以审查期届满为准；没有收到凭证，"
            "或者届满日还不确定，暂按送达之日登记，请人工核定变更生效日。",
            (Basis(LAW, "第54条"), Basis(NATIONAL, "第47条")), review.sequence, to_verify=True,
        )  # fmt: skip


def _refiled(facts: CaseFacts) -> Iterator[Notice]:
    for filing in contract_changes.refiled_unsigned(facts):
        yield Notice(
            "P-CHANGE-REFILED", "warn",
            "变更审查有异议，又报送时没有登记重新签字：就异议的事项协商一致、重新签字后，"
            "再按期报送；请补登记变更签字。",
            (Basis(NATIONAL, "第46条"), Basis(NATIONAL, "第42条")), filing.sequence,
        )  # fmt: skip


def _unfiled(facts: CaseFacts) -> Iterator[Notice]:
    for review in contract_changes.unfiled_reviews(facts):
        yield Notice(
            "P-CHANGE-FILED", "warn",
            "登记了变更的审查结果，这次变更却没有登记报送：没有报送的变更不生效，"
            "请补登记报送，再登记审查结果。",
            (Basis(NATIONAL, "第42条"), Basis(BEIJING, "第47条")), review.sequence,
            to_verify=True,
        )  # fmt: skip


def _needless(facts: CaseFacts) -> Iterator[Notice]:
    for filing in contract_changes.needless_filings(facts):
        yield Notice(
            "P-CHANGE-AGAIN", "warn",
            "这次变更已经生效，以后的这次报送不改变它。又协商变更过的，请补登记变更签字；"
            "登记有误的，请撤回这一条。",
            (Basis(NATIONAL, "第42条"), Basis(BEIJING, "第47条")), filing.sequence,
            to_verify=True,
        )  # fmt: skip


def _terms(facts: CaseFacts) -> Iterator[Notice]:
    """A contract that has run out cannot be lengthened, and none ends before the change works."""
    for one in contract_changes.term_changes(facts):
        if one.is_too_late:
            yield Notice(
                "P-CHANGE-TERM", "warn",
                f"变更 {plain_day(one.effective_on)} 才生效，合同已于 {plain_day(one.before)} "
                "期满，期满的合同不因变更延长；需要继续的请续订。",
                (Basis(BEIJING, "第43条"), Basis(BEIJING, "第44条"), Basis(NATIONAL, "第38条")),
                one.sequence,
            )  # fmt: skip
        elif one.stated < one.after:
            yield Notice(
                "P-CHANGE-TERM", "note",
                f"变更后的止日（{plain_day(one.stated)}）早于变更生效之日"
                f"（{plain_day(one.effective_on)}）：生效以前按原合同履行，"
                f"合同到 {plain_day(one.after)} 为止。",
                (Basis(NATIONAL, "第41条"), Basis(NATIONAL, "第47条")), one.sequence,
            )  # fmt: skip


def _late(facts: CaseFacts, last_days: Days) -> Iterator[Notice]:
    for change in contract_changes.changes(facts):
        last = last_days.get(("T-CHANGE-FILE", change.signing.sequence))
        filed = clocks_aside.first_after(facts, change.signing, "file_change", "agree_change")
        if last and filed and filed.kind == "file_change" and filed.occurred_on > last:
            yield Notice(
                "T-CHANGE-FILE", "warn",
                f"变更报送（{plain_day(filed.occurred_on)}）晚于最后期限 {plain_day(last)}；"
                "报送是企业的义务，工会协助。",
                (Basis(NATIONAL, "第42条"), Basis(BEIJING, "第47条")), filed.sequence,
            )  # fmt: skip
    ended, filing = facts.last("terminate"), facts.last("file_termination")
    if ended is None or filing is None:
        return
    last = last_days.get(("T-TERMINATE-FILE", ended.sequence))
    if last is not None and filing.occurred_on > last:
        yield Notice(
            "T-TERMINATE-FILE", "warn",
            f"解除、终止备案（{plain_day(filing.occurred_on)}）晚于最后期限 {plain_day(last)}，"
            "双方均有备案的义务。",
            (Basis(BEIJING, "第48条"),), filing.sequence,
        )  # fmt: skip


# ── the end ──────────────────────────────────────────────────────────────────────────────────


def _ended(facts: CaseFacts) -> Iterator[Notice]:
    ended = facts.last("terminate")
    if ended is None:
        return
    yield from _ground(ended, facts)
    last = facts.term[1]
    if last is not None and ended.occurred_on > last:
        yield Notice(
            "P-TERMINATE-EXPIRED", "note",
            f"合同已于 {plain_day(last)} 期满终止，登记的解除、终止之日在期满之后，请核对。",
            (Basis(BEIJING, "第44条"), Basis(NATIONAL, "第38条")), ended.sequence,
        )  # fmt: skip
    if ended.payload.get("ground") == "agreed" and ended.day("deliberated_on") is None:
        yield Notice(
            "P-TERMINATE-VOTE", "note",
            "双方协商解除集体合同适用集体协商程序，本次没有登记职代会或职工大会审议之日，请核对。",
            _BY_PROCEDURE, ended.sequence,
        )  # fmt: skip


def _closed(facts: CaseFacts) -> Iterator[Notice]:
    """To close a case is no end of the contract: what it counts as is told."""
    closing, last = facts.last("close"), facts.term[1]
    in_force = facts.effective_on is not None and facts.last("terminate") is None
    if closing is None or not in_force or last is None or closing.occurred_on > last:
        return
    runs_on = closing.payload.get("reason") == contract_changes.RUNS_ITS_TERM
    words = (
        f"办结时合同还没有期满：合同继续有效到 {plain_day(last)}，办结只表示本案不再办理。"
        if runs_on
        else f"合同期限到 {plain_day(last)}，办结时没有登记解除、终止：覆盖统计自办结之日起"
        "不再计入；合同提前终止的，请更正办结，先登记解除、终止。"
    )
    yield Notice(
        "P-CLOSE-IN-FORCE", "note", words,
        (Basis(BEIJING, "第44条"), Basis(NATIONAL, "第40条")), closing.sequence,
    )  # fmt: skip


# ── the enterprise ───────────────────────────────────────────────────────────────────────────


def _succession(facts: CaseFacts) -> Iterator[Notice]:
    """Said, and nothing done: what becomes of the contract the two sides settle."""
    for event in facts.every("record_succession"):
        kind = str(event.payload.get("kind", ""))
        if kind == succession.MOVED:
            yield _moved(event, facts)
        elif kind in _AFTER and not _settled(event, facts):
            words, cited = _LOCAL.get((facts.place[:2], kind), _AFTER[kind])
            successor = event.payload.get("successor")
            named = f"由{successor}" if successor else "由承继其权利义务的单位"
            if kind in ("merged", "split") and not successor:
                words += "承继的单位还没有登记，请补记。"
            said = words.format(successor=named)
            yield Notice("N-SUCCESSION", "note", said, cited, event.sequence)


def _settled(event: Event, facts: CaseFacts) -> bool:
    """Tell whether the contract was ended after what happened: nothing is left to be settled."""
    ended = facts.last("terminate")
    return ended is not None and ended.sequence > event.sequence


_SETTLED = "集体合同由双方商定变更或者终止，商定后另行登记。登记终止以前，合同照常计入覆盖。"
_GONE = "名册里请同时登记不再正常经营。"
_AFTER: Mapping[str, tuple[str, tuple[Basis, ...]]] = {
    "merged": (
        "企业合并、被兼并的，原劳动合同{successor}继续履行；" + _SETTLED,
        (Basis(LAW, "第34条"), Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
    ),
    "split": (
        "企业分立的，原劳动合同{successor}继续履行；" + _SETTLED,
        (Basis(LAW, "第34条"), Basis(NATIONAL, "第40条"), Basis(BEIJING, "第42条")),
    ),
    "dissolved": (
        "企业注销、破产，集体合同无法履行的，可以解除：请登记解除、终止之日；" + _GONE,
        (Basis(NATIONAL, "第40条"),),
    ),
    "renamed": (
        "企业变更名称，不影响合同的履行；请在企业名册里更改名称，此后的文书就用新的名称。",
        (Basis(LAW, "第33条"),),
    ),
}


_ANEW = (
    "合并、分立、重组后的企业应当就集体合同继续履行同职工一方协商：协商一致的，原集体合同可以"
    "继续履行；不一致的，就与劳动关系有关的事项重新协商。原劳动合同{successor}继续履行；"
    "变更或者终止集体合同的，商定后另行登记，登记终止以前，合同照常计入覆盖。"
)
_BY_SHANGHAI = (Basis(SHANGHAI, "第20条"), Basis(LAW, "第34条"), Basis(NATIONAL, "第40条"))
_LOCAL: Mapping[tuple[str, str], tuple[str, tuple[Basis, ...]]] = {
    # Only Beijing lets such a contract end by itself and has the end filed.
    ("11", "dissolved"): (
        "企业依法破产、解散的，集体合同终止：请登记终止之日，再办理备案；" + _GONE,
        (Basis(BEIJING, "第44条"), Basis(BEIJING, "第48条")),
    ),
    ("31", "merged"): (_ANEW, _BY_SHANGHAI),
    ("31", "split"): (_ANEW, _BY_SHANGHAI),
}


def _moved(event: Event, facts: CaseFacts) -> Notice:
    """The new district's office receives what is filed from then on."""
    place = str(event.payload.get("place_code", facts.place))
    office = filing_authority.filing_authority(
        place=place, centrally_governed=None, across_provinces=None
    )
    name = event.payload.get("new_place", "")
    effective_on = facts.effective_on
    in_force = effective_on is not None and effective_on <= event.occurred_on
    what = "合同继续有效" if in_force else "协商继续进行"
    words = (
        f"企业自 {plain_day(event.occurred_on)} 起迁入{name}，{what}，已经起算的期限不变；"
        f"此后的报送、备案向{name}的人社部门办理。"
    )
    if not succession.street_known(facts):
        words += "名册和覆盖统计按街道归口，请补填迁入的街道（乡镇）：再登记一次企业变动就行。"
    return Notice("N-MOVED", "note", words, office.basis, event.sequence)


# ── the next round ───────────────────────────────────────────────────────────────────────────


def _early(facts: CaseFacts) -> Iterator[Notice]:
    """E24: earlier than the sixty days of 试行办法, in time for 规定: said, never refused.

    The sixty days are a wage contract's; any other has the three months of 规定 alone.
    """
    ends_on = facts.opening.day("follows_to")
    first = next(iter(facts.every(*OFFERINGS)), None)
    if ends_on is None or first is None:
        return
    is_wage = facts.kind is ContractKind.WAGE
    earlier = renewal.earlier_than_window if is_wage else renewal.earlier_than_months
    found = earlier(ends_on, on=first.occurred_on)
    if found is None:
        return
    words, cited = found
    rule_id = "T-RENEW-WAGE" if is_wage else "T-RENEW-GEN"
    yield Notice(rule_id, "note", words, cited, first.sequence)


def stage_words(change: Change) -> str:
    """Say beside the stage of a change what holds (变更情况)."""
    if change.effective_on is not None:
        return f"自 {plain_day(change.effective_on)} 起生效"
    return "" if change.stage is ChangeStage.REPLACED else "生效以前按原合同履行"
