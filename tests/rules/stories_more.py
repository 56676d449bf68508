"""Rarer courses of a case, and those of the places that take the steps in another order."""

from __future__ import annotations

from bargaining.rules.events import Event
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    FILED,
    MEETING,
    NAMED,
    OFFER,
    PEOPLE,
    REPLY,
    SIGNED,
    STRAIGHT,
    TERM,
    VOTE,
    history,
)
from tests.rules.stories import NO_OBJECTION, OBJECTED, WAGES
from tests.rules.stories_changes import CHANGES
from tests.rules.stories_ladder import AMONG_OTHERS
from tests.rules.stories_review import REVIEW
from tests.rules.stories_talks import STOPPED

Step = tuple[str, str, dict[str, object]]
TALKED = (OFFER, REPLY, NAMED, MEETING)
UP_TO_VOTE = (*TALKED, DRAFT, CONGRESS)


def _step(usual: Step, on: str | None = None, **more: object) -> Step:
    return usual[0], on or usual[1], {**usual[2], **more}


NAMED_ANEW = (
    "appoint_representatives", "2026-03-18",
    {"people": [{**one, "chief": one["name"] in ("甲二", "乙一")} for one in PEOPLE],
     "published_on": "2026-03-19"},
)  # fmt: skip
CONTACT = ("record_contact", "2026-03-06", {"result": "已说明", "next_on": "2026-03-09"})
PRECHECK = ("record_precheck", "2026-04-09", {"result": "pass"})
RECEIPT = ("record_receipt", "2026-04-13", {"proof": "courier", "receipt_number": "京海 12"})
UNPROVED = ("file", "2026-04-10", {"proof": "none"})

MORE: dict[str, list[Event]] = {
    **CHANGES,
    **REVIEW,
    **AMONG_OTHERS,
    **STOPPED,
    "要约后签收": history(
        _step(OFFER, delivered=False), ("record_delivery", "2026-03-04", {})
    ),
    "要约没有写明提出方": history(("send_proposal", "2026-03-02", {})),
    "联系过，约了下次": history(OFFER, CONTACT),
    "答复恰在最后一天": history(OFFER, _step(REPLY, "2026-03-23")),
    "答复迟了一天": history(OFFER, _step(REPLY, "2026-03-24")),
    "代表更换首席": history(OFFER, REPLY, NAMED, NAMED_ANEW, MEETING),
    "更换首席后由原首席签字": history(
        *TALKED, DRAFT, CONGRESS, NAMED_ANEW, _step(SIGNED, union_signer="甲一")
    ),
    "首席签字人相符": history(
        *UP_TO_VOTE, _step(SIGNED, union_signer="甲一", employer_signer="乙一")
    ),
    "没有登记代表，有签字人": history(
        OFFER, REPLY, MEETING, DRAFT, CONGRESS, _step(SIGNED, union_signer="某人")
    ),
    "名单开会当天公布": history(OFFER, REPLY, _step(NAMED, published_on="2026-03-20"), MEETING),
    "开会后要约才到": history(_step(OFFER, "2026-03-21"), MEETING),
    "开会当天要约送到": history(_step(OFFER, "2026-03-20"), MEETING),
    "两次会议，第二次一致": history(
        OFFER, REPLY, NAMED, _step(MEETING, conclusion="continue"),
        _step(MEETING, "2026-03-24", minutes_signed=False),
    ),
    "工资方案已传，会议未一致": history(
        OFFER, REPLY, NAMED, _step(MEETING, conclusion="continue"), WAGES
    ),
    "草案写明会期": history(*TALKED, _step(DRAFT, congress_on="2026-04-10")),
    "草案送交迟了": history(*TALKED, _step(DRAFT, sent_to_union_on="2026-03-27"), CONGRESS),
    "草案会前七日送交": history(*TALKED, _step(DRAFT, sent_to_union_on="2026-03-25"), CONGRESS),
    "审议多一票过半": history(*TALKED, DRAFT, _step(CONGRESS, in_favour=46)),
    "审议到会、赞成都不足": history(*TALKED, DRAFT, _step(CONGRESS, present=59, in_favour=44)),
    "签字当天审议": history(*TALKED, DRAFT, _step(CONGRESS, "2026-04-08"), SIGNED),
    "审议通过后又未过": history(
        *UP_TO_VOTE, ("adopt_draft", "2026-04-03", {}),
        _step(CONGRESS, "2026-04-06", in_favour=44), SIGNED,
    ),
    "签字写明增幅、不同人数": history(
        *TALKED, WAGES, DRAFT, CONGRESS, _step(SIGNED, rise_rate="0.0333333", workers_covered=0)
    ),
    "恰好一年零一天": history(*UP_TO_VOTE, _step(SIGNED, term_to="2027-07-02")),
    "恰好三年": history(*UP_TO_VOTE, _step(SIGNED, term_to="2029-06-30")),
    "三年零一天": history(*UP_TO_VOTE, _step(SIGNED, term_to="2029-07-01")),
    "综合合同两年": history(*UP_TO_VOTE, _step(SIGNED, term_to="2028-06-30"), kind="general"),
    "工资方案没有写期限": history(
        *TALKED, _step(WAGES, term_from=None), DRAFT, CONGRESS, SIGNED
    ),
    "工资方案从合同第二天起": history(
        *TALKED, _step(WAGES, term_from="2026-07-02"), DRAFT, CONGRESS, SIGNED
    ),
    "预审过": history(*UP_TO_VOTE, SIGNED, PRECHECK),
    "预审后条款又改": history(
        *UP_TO_VOTE, SIGNED, PRECHECK, ("record_clauses", "2026-04-10", {"pay_day": "十日"})
    ),
    "报送恰在最后一天": history(*STRAIGHT[:-1], _step(FILED, "2026-04-20")),
    "报送迟了": history(*STRAIGHT[:-1], _step(FILED, "2026-05-08")),
    "重新签字后报送迟了": history(
        *STRAIGHT, OBJECTED,
        ("refile", "2026-05-20", {"signed_on": "2026-04-26", "proof": "receipt",
                                  "receipt_number": "京海 15"}),
    ),
    "书面补正": history(
        *STRAIGHT, ("record_completion", "2026-04-17", {"told_in_writing": True})
    ),
    "口头补正": history(
        *STRAIGHT, ("record_completion", "2026-04-17", {"told_in_writing": False})
    ),
    "收到之日在后": history(*STRAIGHT[:-1], _step(FILED, received_on="2026-04-14")),
    "意见书写明生效日": history(*STRAIGHT, _step(NO_OBJECTION, effective_on="2026-04-21")),
    "意见书晚于默示之日": history(
        *STRAIGHT, _step(NO_OBJECTION, silence_on="2026-04-21")
    ),
    "综合合同意见书": history(
        *STRAIGHT, _step(NO_OBJECTION, silence_on="2026-04-28"), kind="general"
    ),
    "异议送达迟了": history(*STRAIGHT, _step(OBJECTED, "2026-05-20")),
    "异议一方送达迟了": history(*STRAIGHT, _step(OBJECTED, served_employer_on="2026-05-20")),
    "双方先后公布": history(
        *STRAIGHT, NO_OBJECTION, ("publish", "2026-04-24", {"side": "union"}),
        ("publish", "2026-04-30", {"side": "employer"}),
    ),
    "生效当天公布": history(*STRAIGHT, NO_OBJECTION, ("publish", "2026-04-22", {"side": "both"})),
    "报告过履行情况": history(
        *STRAIGHT, NO_OBJECTION, ("publish", "2026-04-24", {"side": "both"}),
        ("record_performance", "2026-12-20", {"reported": True}),
    ),
    "没有凭证，后来生效": history(
        *STRAIGHT[:-1], UNPROVED, ("record_effect", "2026-04-30", {"filing_number": "京海 13"})
    ),
    "受理号在报送里，又在凭证里": history(
        *STRAIGHT[:-1], ("file", "2026-04-10", {"proof": "none", "receipt_number": "京海 11"}),
        RECEIPT,
    ),
    "受理号在报送里": history(*STRAIGHT[:-1], _step(FILED, receipt_number="京海 11"), NO_OBJECTION),
}  # fmt: skip

DRAFT_SIGNED = ("sign", "2026-03-28", TERM)
TOLD = ("record_vote_notice", "2026-04-07", {"received_by": "某"})
NAMED_WITH_WOMEN = _step(NAMED, women_included=True)
FELL_SHORT = _step(CONGRESS, in_favour=44)
DRAFTED = (*TALKED, DRAFT)


def _in_shanghai(*steps: tuple, **more: str) -> list[Event]:
    return history(*steps, place="310101", **more)


SHANGHAI: dict[str, list[Event]] = {
    "要约已送达": _in_shanghai(OFFER),
    "暂不同意": _in_shanghai(OFFER, ("record_refusal", "2026-03-08", {"written": True})),
    "答复迟了": _in_shanghai(OFFER, _step(REPLY, "2026-03-20")),
    "应约": _in_shanghai(OFFER, REPLY),
    "代表产生迟了": _in_shanghai(OFFER, REPLY, _step(NAMED, "2026-04-01")),
    "代表已定，有女代表": _in_shanghai(OFFER, REPLY, NAMED_WITH_WOMEN),
    "企业方代表多": _in_shanghai(OFFER, REPLY, _step(NAMED, people=PEOPLE[1:])),
    "没有名单就开会": _in_shanghai(OFFER, REPLY, MEETING),
    "草案已成": _in_shanghai(*DRAFTED),
    "草案已签字": _in_shanghai(*DRAFTED, DRAFT_SIGNED),
    "讨论未过": _in_shanghai(*DRAFTED, DRAFT_SIGNED, FELL_SHORT),
    "到会不足、赞成不足": _in_shanghai(
        *DRAFTED, DRAFT_SIGNED, _step(CONGRESS, present=50, in_favour=44)
    ),
    "恰好半数": _in_shanghai(*DRAFTED, DRAFT_SIGNED, _step(CONGRESS, in_favour=45)),
    "未过后重新签字": _in_shanghai(
        *DRAFTED, DRAFT_SIGNED, FELL_SHORT, ("adopt_draft", "2026-04-03", {}),
        ("sign", "2026-04-04", TERM),
    ),
    "讨论通过": _in_shanghai(*DRAFTED, DRAFT_SIGNED, CONGRESS),
    "告知企业": _in_shanghai(*DRAFTED, DRAFT_SIGNED, CONGRESS, TOLD),
    "签字前讨论": _in_shanghai(*DRAFTED, CONGRESS, SIGNED),
    "签字当天讨论": _in_shanghai(*DRAFTED, _step(CONGRESS, "2026-04-08"), SIGNED),
    "报送": _in_shanghai(*DRAFTED, DRAFT_SIGNED, CONGRESS, TOLD, FILED),
    "报送迟了": _in_shanghai(
        *DRAFTED, DRAFT_SIGNED, CONGRESS, TOLD, _step(FILED, "2026-05-08")
    ),
    "没有讨论就报送": _in_shanghai(*DRAFTED, DRAFT_SIGNED, FILED),
    "报送当天讨论": _in_shanghai(
        *DRAFTED, DRAFT_SIGNED, _step(CONGRESS, "2026-04-10"), FILED
    ),
    "报送后才讨论": _in_shanghai(
        *DRAFTED, DRAFT_SIGNED, FILED, ("record_congress", "2026-04-11", VOTE)
    ),
    "异议后重报": _in_shanghai(
        *DRAFTED, DRAFT_SIGNED, CONGRESS, TOLD, FILED, OBJECTED,
        ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"}),
    ),
}  # fmt: skip

ELSEWHERE: dict[str, list[Event]] = {
    "暂不同意": history(OFFER, ("record_refusal", "2026-03-08", {}), place="000000"),
    "应约": history(OFFER, REPLY, place="000000"),
    "会议记录没有签字": history(
        OFFER, REPLY, NAMED, _step(MEETING, minutes_signed=False), place="000000"
    ),
    "签字": history(*UP_TO_VOTE, SIGNED, place="000000"),
}
