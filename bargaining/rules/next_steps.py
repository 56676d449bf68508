"""What is the next step, and for whom?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bargaining.rules import (
    contract_changes,
    filing_office,
    local_procedure,
    moves,
    next_steps_people,
    objections,
    promises,
)
from bargaining.rules.contract_changes import ChangeStage
from bargaining.rules.day_words import plain_day
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.procedure_contract import FILED_PAPERS
from bargaining.rules.states import CaseState, Holder, Side


@dataclass(frozen=True)
class NextStep:
    """The step a case waits for (下一步).

    `holder` is whose act it is; `sentence` says it to the chair; `rules` are the deadlines it
    answers to; `others` are further steps worth taking now, `beside` those as near as it.
    `papers` are what to print for it, `pack` names those that are printed together.
    """

    move: Move | None
    holder: Holder
    sentence: str
    papers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    pack: str = ""


FILE_RULES = ("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ")


def next_step(facts: CaseFacts) -> NextStep:
    """Say what a case waits for now (下一步是什么)."""
    depends = _DEPENDS.get(facts.state)
    found = _elected_first(facts) or (
        depends(facts) if depends is not None else _ALWAYS[facts.state]
    )
    return replace(found, move=found.move and moves.at(found.move, facts.place))


def _elected_first(facts: CaseFacts) -> NextStep | None:
    """Where there is no union, the workers elect those who speak for them before anything else.

    An empty seat is filled before the two sides meet again.
    """
    first = next_steps_people.first_step(facts) or next_steps_people.filled_first(facts)
    if first is None:
        return None
    return _step(first.move, first.holder, first.sentence, papers=first.papers,
                 rules=first.rules, others=first.others)  # fmt: skip


def _step(
    name: str,
    holder: Holder,
    sentence: str,
    *,
    papers: tuple[str, ...] = (),
    rules: tuple[str, ...] = (),
    others: tuple[str, ...] = (),
    pack: str = "",
) -> NextStep:
    return NextStep(moves.TABLE[name], holder, sentence, papers, rules, others, pack=pack)


def _offer(facts: CaseFacts) -> NextStep:
    """The offer is drawn up, printed and delivered; who has it on paper already delivers it."""
    papers = ("proposal", "delivery_receipt")
    others = ("record_opinions", "appoint_representatives", "submit_wages")
    if facts.last("prepare_proposal"):
        return _step("send_proposal", Holder.UNION, "向对方送达要约书", papers=papers,
                     others=("prepare_proposal", *others), pack="offer")  # fmt: skip
    drawn_up = _step("prepare_proposal", Holder.UNION, "拟定并送达要约书", papers=papers,
                     others=("send_proposal", *others), pack="offer")  # fmt: skip
    return replace(drawn_up, beside=("send_proposal",))


def _answer(facts: CaseFacts) -> NextStep:
    if facts.delivery is None:
        return _step("record_delivery", Holder.UNION, "等对方签收要约书，签收后登记签收之日",
                     papers=("delivery_receipt",), others=("record_contact",))  # fmt: skip
    mine = facts.initiator is Side.EMPLOYER
    return _step(
        "record_reply",
        Holder.UNION if mine else Holder.EMPLOYER,
        "工会书面答复企业的要约" if mine else "等企业书面答复",
        papers=("reply",),
        rules=("T-OFFER-REPLY",),
        others=("record_refusal", "record_urging", "record_contact", "appoint_representatives"),
    )


def _meeting(facts: CaseFacts) -> NextStep:
    together = facts.place.startswith("31")  # 上海市集体合同条例 第18条
    if not facts.representatives:
        after = "书面告知对方" if together else "开会前在本单位公布"
        return _step("appoint_representatives", Holder.BOTH, f"双方确定协商代表，{after}",
                     papers=("representatives", "representatives_notice"),
                     rules=("T-REP-APPOINT", "T-DATA"),
                     others=("record_meeting", "submit_wages"), pack="meeting")  # fmt: skip
    words = "召开协商会议，首席代表共同主持" if together else "召开协商会议，首席代表轮流主持"
    return _step("record_meeting", Holder.BOTH, words,
                 papers=("representatives_notice", "minutes"), rules=("T-DATA",),
                 others=("submit_wages", "appoint_representatives"), pack="meeting")  # fmt: skip


def _suspended(facts: CaseFacts) -> NextStep:
    until = facts.last("suspend_talks")
    day = until.day("until") if until else None
    words = f"双方商定 {plain_day(day)} 恢复协商" if day else "双方商定恢复协商的日子"
    return _step("resume_talks", Holder.BOTH, f"{words}；谈不拢的可以申请人社部门协调",
                 papers=("minutes",), rules=("T-SUSPEND",),
                 others=("record_meeting", "apply_coordination", "record_deadlock"))  # fmt: skip


def _deadlocked(facts: CaseFacts) -> NextStep:
    """Disputes over concluding are coordinated, never arbitrated (劳动法 第84条)."""
    newest = facts.last("apply_coordination", "end_coordination", "record_deadlock")
    if newest is not None and newest.kind == "apply_coordination":
        return _step("accept_coordination", Holder.AUTHORITY, "等人社部门受理协调申请，受理后登记",
                     others=("record_meeting", "resume_talks"))  # fmt: skip
    return _step("apply_coordination", Holder.UNION,
                 "继续协商，或者书面申请人社部门协调；签订中的争议不能申请仲裁",
                 papers=("coordination_request",),
                 others=("record_meeting", "resume_talks", "record_interview"))  # fmt: skip


def _draft(facts: CaseFacts) -> NextStep:
    newest = facts.last("record_meeting")
    if facts.wages is None:
        return _step("submit_wages", Holder.BOTH, "上传工资方案，逐岗检查最低工资",
                     others=("record_meeting", "adopt_draft"))  # fmt: skip
    if newest is None or newest.payload.get("conclusion") != "agreed":
        return _step("record_meeting", Holder.BOTH, "继续协商；每开一次会登记一次",
                     papers=("minutes",), others=("adopt_draft", "submit_wages"),
                     pack="meeting")  # fmt: skip
    return _step("adopt_draft", Holder.EMPLOYER, "企业方制作文本草案，双方首席代表签字",
                 papers=("agreement",), others=("record_meeting", "submit_wages"),
                 pack="review")  # fmt: skip


def _drafted(facts: CaseFacts) -> NextStep:
    """Where the chiefs sign the draft itself, that comes before the vote."""
    if local_procedure.procedure(facts.place).signs_before_vote:
        return _step("sign", Holder.BOTH, "双方首席代表在草案上签字，作为交付讨论的正式文本",
                     papers=("agreement",), others=("record_clauses", "record_congress"),
                     pack="review")  # fmt: skip
    return _vote(facts)


def _signed(facts: CaseFacts) -> NextStep:
    """Where the signed draft is deliberated, it is filed after the vote and the word about it."""
    local = local_procedure.procedure(facts.place)
    if not local.signs_before_vote or facts.is_backfilled:
        return _file(facts)
    since = facts.signing.sequence if facts.signing else 0
    held = [one for one in facts.votes if one[0].sequence > since or one[1].passed]
    if not held:
        return _vote(facts)
    voted, vote = held[-1]
    if not vote.passed:
        return _step("adopt_draft", Holder.BOTH, "讨论没有通过：修改草案后重新签字、再次讨论",
                     papers=("agreement",), others=("record_congress",),
                     pack="review")  # fmt: skip
    if not any(told.sequence > voted.sequence for told in facts.every("record_vote_notice")):
        return _step("record_vote_notice", Holder.UNION,
                     "职工方首席代表把讨论通过的情况书面告知企业", papers=("congress_resolution",),
                     others=("file",))  # fmt: skip
    return _file(facts)


def _file(facts: CaseFacts) -> NextStep:
    """Where two texts name two offices, a person asks first which of them it is."""
    office = filing_office.filing_office(facts)
    if not office.by_person:
        return _FILE
    if office.named:
        return replace(_FILE, sentence=f"企业向{office.named}报送（工会协助）")
    return replace(
        _FILE, sentence="先由人确认报送机关，再由企业报送（工会协助）",
        others=(filing_office.STEP, *_FILE.others),
    )  # fmt: skip


def _vote(facts: CaseFacts) -> NextStep:
    return _step(
        "record_congress",
        Holder.UNION,
        "把草案提交职代会或职工大会审议",
        papers=("agreement", "congress_resolution"),
        pack="review",
        others=("record_clauses",) if facts.wages else ("submit_wages", "record_clauses"),
    )


def _review(facts: CaseFacts) -> NextStep:
    if facts.receipt is None:
        return _step("record_receipt", Holder.EMPLOYER,
                     "补记人社部门的收到凭证，没有凭证不能认定默示生效",
                     others=("record_no_objection", "record_objection"))  # fmt: skip
    return _step("record_no_objection", Holder.AUTHORITY, "等人社部门审查，收到意见书后登记",
                 rules=("T-REVIEW",), others=("record_objection", "record_effect"))  # fmt: skip


def _objected(facts: CaseFacts) -> NextStep:
    """What was objected to is named, so that nobody looks for it in the opinion."""
    found = objections.standing(facts)
    named = f"（{found.headline}）" if found else ""
    return _step("refile", Holder.EMPLOYER, f"就审查异议{named}协商修改，重新签字后再次报送",
                 papers=FILED_PAPERS, others=("record_clauses", "record_meeting", "adopt_draft"),
                 pack="filing")  # fmt: skip


def _performance(facts: CaseFacts) -> NextStep:
    if facts.published_on is None:
        return _step("publish", Holder.BOTH, "另一方也应向本方全体人员公布，公布后登记",
                     papers=("publication_notice",), rules=("T-PUBLISH-WAGE",),
                     others=("record_performance",), pack="posting")  # fmt: skip
    changed = contract_changes.changes(facts)
    if changed and changed[-1].stage in _CHANGING:
        return _CHANGING[changed[-1].stage]
    if (disputed := _disputed(facts)) is not None:
        return disputed
    yearly = "，每年至少向职代会报告一次履行情况" if facts.place.startswith("11") else ""
    return _step("record_performance", Holder.BOTH, f"履行合同{yearly or '，登记履行情况'}",
                 rules=("T-ANNUAL-REPORT",), others=("close",))  # fmt: skip


def _disputed(facts: CaseFacts) -> NextStep | None:
    """A dispute over keeping is talked over first; then the union may go to arbitration."""
    others = ("record_performance",)
    applied, told = facts.last("apply_arbitration"), facts.last("record_dispute")
    answered = facts.last("record_arbitration")
    if applied is not None and (
        answered is None
        or answered.sequence < applied.sequence
        or answered.payload.get("result") == "accepted"
    ):
        return _step("record_arbitration", Holder.AUTHORITY, "等仲裁委办理，收到文书后登记结果",
                     rules=("T-ARB-ACCEPT",), others=others)  # fmt: skip
    newest = max((one.sequence for one in (applied, told) if one is not None), default=0)
    if told is not None and told.sequence == newest and not told.payload.get("settled"):
        return _step("apply_arbitration", Holder.UNION,
                     "履行有争议：先协商解决，协商不成可以申请仲裁",
                     papers=("arbitration_request",),
                     others=("record_dispute", *others))  # fmt: skip
    if any(one.event.sequence > newest for one in promises.open_disputes(facts)):
        return _step("record_dispute", Holder.UNION,
                     "有一项履约事项登记为有争议：先与对方协商，把经过登记下来",
                     others=(*others, "apply_arbitration"))  # fmt: skip
    return None


def _terminated(facts: CaseFacts) -> NextStep:
    """Only Beijing's regulation has the end of a contract filed (条例第48条)."""
    if local_procedure.is_here(moves.TABLE["file_termination"], facts.place):
        return _step("file_termination", Holder.BOTH, "合同已解除、终止：双方向人社部门备案",
                     papers=("termination_notice",), rules=("T-TERMINATE-FILE",),
                     others=("record_dispute",))  # fmt: skip
    return _step("close", Holder.UNION, "合同已解除、终止，本地没有备案的规定：手续办完后办结",
                 others=("record_dispute",))  # fmt: skip


_FILE = _step(
    "file",
    Holder.EMPLOYER,
    "企业向区人力资源和社会保障局报送（工会协助）",
    papers=FILED_PAPERS,
    pack="filing",
    rules=FILE_RULES,
    others=("record_precheck",),
)

_CHANGE_RULES = ("T-CHANGE-FILE",)
_CHANGING: Mapping[ChangeStage, NextStep] = {
    ChangeStage.SIGNED: _step(
        "file_change", Holder.EMPLOYER,
        "变更文本已签字：企业报送人社部门；变更生效以前按原合同履行",
        papers=("change_agreement",), rules=_CHANGE_RULES, others=("record_performance",),
    ),
    **dict.fromkeys(
        (ChangeStage.FILED, ChangeStage.IN_REVIEW),
        _step(
            "record_change_review", Holder.AUTHORITY,
            "等人社部门审查变更；变更生效以前按原合同履行",
            rules=("T-REVIEW",), others=("record_performance",),
        ),
    ),
    ChangeStage.PRESUMED: _step(
        "file_change", Holder.EMPLOYER,
        "变更报送没有收到凭证，期满无异议只是推定：取得凭证的更正变更报送，没有送到的重新报送；"
        "核实以前按原合同履行",
        papers=("change_agreement",), others=("record_performance",),
    ),
    ChangeStage.OBJECTED: _step(
        "agree_change", Holder.BOTH,
        "变更审查有异议：就异议修改后重新签字、报送；不再变更的，继续按原合同履行",
        papers=("change_agreement",), others=("record_performance",),
    ),
}  # fmt: skip

_DEPENDS: Mapping[CaseState, Callable[[CaseFacts], NextStep]] = {
    CaseState.PREPARING: _offer,
    CaseState.PROPOSED: _answer,
    CaseState.ACCEPTED: _meeting,
    CaseState.TALKING: _draft,
    CaseState.SUSPENDED: _suspended,
    CaseState.DEADLOCKED: _deadlocked,
    CaseState.DRAFTED: _drafted,
    CaseState.SIGNED: _signed,
    CaseState.FILED: _review,
    CaseState.OBJECTED: _objected,
    CaseState.PUBLISHED: _performance,
    CaseState.TERMINATED: _terminated,
}

_ALWAYS: Mapping[CaseState, NextStep] = {
    CaseState.DECLINED: _step(
        "record_contact",
        Holder.UNION,
        "对方暂不同意：联系、走访说明法定义务，请上级工会或指导员到场；对方同意后登记应约",
        others=("record_reply", "prepare_proposal", "send_proposal"),
    ),
    CaseState.COORDINATING: _step(
        "end_coordination",
        Holder.AUTHORITY,
        "人社部门协调处理中：参加协调，结束后照《协调处理协议书》登记",
        papers=("coordination_agreement",),
        rules=("T-COORD",),
        others=("record_meeting", "extend_coordination"),
    ),
    CaseState.VOTE_FAILED: _step(
        "adopt_draft",
        Holder.BOTH,
        "审议没有通过：修改草案后再次审议",
        papers=("agreement", "congress_resolution"),
        pack="review",
        others=("record_meeting", "record_congress"),
    ),
    CaseState.VOTE_PASSED: _step(
        "sign", Holder.BOTH, "双方首席代表在正式文本上签字、盖章", papers=("agreement",)
    ),
    CaseState.EFFECTIVE: _step(
        "publish",
        Holder.BOTH,
        "双方各向本方全体人员公布合同",
        papers=("publication_notice",),
        pack="posting",
        rules=("T-PUBLISH-WAGE", "T-PUBLISH-GEN"),
        others=("record_performance",),
    ),
    CaseState.CLOSED: NextStep(None, Holder.UNION, "本案已办结"),
}
