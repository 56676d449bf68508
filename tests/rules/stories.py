"""Courses that cases take, straight and crooked, told by their events."""

from __future__ import annotations

from dataclasses import replace

from bargaining.rules.events import Event
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
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

NO_OBJECTION = ("record_no_objection", "2026-04-20",
                {"served_union_on": "2026-04-20", "served_employer_on": "2026-04-22"})  # fmt: skip
OBJECTED = ("record_objection", "2026-04-20", {"about": "content", "opinion": "第五条须修改"})
SILENT = ("take_effect_by_silence", "2026-04-28", {"due_on": "2026-04-27"})
PUBLISHED = ("publish", "2026-04-28", {"side": "both", "photos": [{"hash": "a", "name": "甲.jpg"}]})
WAGES = ("submit_wages", "2026-03-22",
         {"version": 1, "verdict": "pass", "term_from": "2026-07-01", "term_to": "2027-06-30",
          "rise_rate": "0.051", "posts": 4, "people": 53})  # fmt: skip
TALKED = (OFFER, REPLY, NAMED, MEETING)


def _people(**of_chief: object) -> list[dict[str, object]]:
    return [{**one, **of_chief} if one["name"] == "甲一" else one for one in PEOPLE]


def _named(people: list[dict[str, object]], **more: object) -> tuple[str, str, dict[str, object]]:
    return (*NAMED[:2], {**NAMED[2], "people": people, **more})


def _vote(**more: object) -> tuple[str, str, dict[str, object]]:
    return (*CONGRESS[:2], {**VOTE, **more})


def _signed(**more: object) -> tuple[str, str, dict[str, object]]:
    return (*SIGNED[:2], {**TERM, **more})


def _backfilled(*steps: tuple) -> list[Event]:
    """A 补录 begins with its finished text."""
    opening, *rest = history(*steps, origin="backfilled")
    return [replace(opening, payload={**opening.payload, "begins": "vote_passed"}), *rest]


OUTSIDE = [
    {"name": "外一", "side": "union", "title": "", "chief": False, "outside": True},
    {"name": "外二", "side": "union", "title": "", "chief": False, "outside": True},
]

STORIES: dict[str, list[Event]] = {
    "刚立案": history(),
    "听取意见": history(("record_opinions", "2026-02-20", {"way": "survey", "people": 40})),
    "拟定要约书": history(("prepare_proposal", "2026-02-25", {"meeting_on": "2026-03-20"})),
    "送出要约书，等签收": history(
        ("send_proposal", "2026-03-02", {"initiator": "union", "delivered": False})
    ),
    "要约已送达": history(OFFER),
    "要约写明开会日": history((*OFFER[:2], {**OFFER[2], "meeting_on": "2026-03-20"})),
    "企业方要约": history((*OFFER[:2], {**OFFER[2], "initiator": "employer"})),
    "口头暂不同意": history(
        OFFER, ("record_refusal", "2026-03-08", {"reason": "效益不好", "written": False})
    ),
    "五月后书面不同意": history(
        OFFER, ("record_refusal", "2026-05-01", {"reason": "效益不好", "written": True})
    ),
    "不同意之后再次要约": history(
        OFFER, ("record_refusal", "2026-03-08", {"reason": "效益不好", "written": True}),
        ("send_proposal", "2026-04-01", {"initiator": "union", "delivered": True}),
    ),
    "应约": history(OFFER, REPLY),
    "应约写明开会日": history(OFFER, (*REPLY[:2], {**REPLY[2], "meeting_on": "2026-03-25"})),
    "代表已定": history(OFFER, REPLY, NAMED),
    "代表没有征求意见": history(OFFER, REPLY, _named(PEOPLE, consulted=False)),
    "代表人数不等、重复、两边都有": history(
        OFFER, REPLY,
        _named([*PEOPLE, {**PEOPLE[1]}, {**PEOPLE[2], "side": "employer"}, PEOPLE[1]]),
    ),
    "代表不足三人": history(OFFER, REPLY, _named([PEOPLE[0], PEOPLE[3], PEOPLE[4]])),
    "没有首席，外聘过多": history(
        OFFER, REPLY, _named([*_people(chief=False)[:3], *OUTSIDE, *PEOPLE[3:]])
    ),
    "首席是外聘": history(OFFER, REPLY, _named(_people(outside=True))),
    "主席兼人力资源总监": history(OFFER, REPLY, _named(_people(title="工会主席兼人力资源总监"))),
    "每方十一人": history(
        OFFER, REPLY,
        _named([
            *PEOPLE,
            *({**PEOPLE[1], "name": f"甲{number}0"} for number in range(4, 12)),
            *({**PEOPLE[4], "name": f"乙{number}0"} for number in range(4, 12)),
        ]),
    ),
    "没有要约就开会": history(NAMED, MEETING),
    "没有名单就开会": history(OFFER, REPLY, MEETING),
    "名单开会后才公布": history(
        OFFER, REPLY, _named(PEOPLE, published_on="2026-03-21"), MEETING
    ),
    "开会未一致": history(
        OFFER, REPLY, NAMED, (*MEETING[:2], {"conclusion": "continue", "minutes_signed": False})
    ),
    "开会一致，资料已收": history(
        OFFER, REPLY, NAMED,
        (*MEETING[:2], {"conclusion": "agreed", "data_received_on": "2026-03-16", "notes": "x"}),
    ),
    "工资方案通过": history(*TALKED, WAGES),
    "工资方案待核": history(*TALKED, (*WAGES[:2], {**WAGES[2], "verdict": "to_verify"})),
    "草案已成": history(*TALKED, WAGES, DRAFT),
    "草案已成，没有工资方案": history(*TALKED, DRAFT),
    "审议到会不足": history(*TALKED, DRAFT, _vote(present=59, in_favour=59)),
    "审议赞成不足": history(*TALKED, DRAFT, _vote(present=80, in_favour=44)),
    "审议恰好半数": history(*TALKED, DRAFT, _vote(in_favour=45)),
    "审议不是无记名": history(*TALKED, DRAFT, _vote(secret=False)),
    "审议通过": history(*TALKED, DRAFT, CONGRESS),
    "审议未过后修改再审": history(
        *TALKED, DRAFT, _vote(in_favour=44), ("adopt_draft", "2026-04-03", {}),
        ("record_congress", "2026-04-06", VOTE),
    ),
    "签字": history(*STRAIGHT[:-1]),
    "先签字后审议": history(*TALKED, DRAFT, SIGNED, ("record_congress", "2026-04-09", VOTE)),
    "没有审议就签字": history(*TALKED, DRAFT, SIGNED),
    "签字人不是首席": history(
        *STRAIGHT[:-2], _signed(union_signer="别人", employer_signer="乙一")
    ),
    "期限五年": history(*STRAIGHT[:-2], _signed(term_to="2031-06-30")),
    "期限两年": history(*STRAIGHT[:-2], _signed(term_to="2028-06-30")),
    "工资方案阻断仍签字": history(
        *TALKED, (*WAGES[:2], {**WAGES[2], "verdict": "blocked"}), DRAFT, CONGRESS, SIGNED
    ),
    "工资方案期限没有盖住": history(
        *TALKED, (*WAGES[:2], {**WAGES[2], "term_to": "2027-05-31"}), DRAFT, CONGRESS, SIGNED
    ),
    "填写条款后签字": history(
        *TALKED, WAGES,
        ("record_clauses", "2026-03-24",
         {"wage_system": "岗位工资制", "wage_forms": "计时", "overtime_base": "月工资",
          "bonus_rule": "按季", "allowance_rule": "按规定", "pay_day": "十日",
          "pay_method": "转账", "women_rule": "同工同酬"}),
        DRAFT, _vote(photos=[{"hash": "a", "name": "决议.jpg"}]), SIGNED,
    ),
    "报送": history(*STRAIGHT),
    "报送没有凭证": history(*STRAIGHT[:-1], ("file", "2026-04-10", {"proof": "none"})),
    "凭证后补": history(
        *STRAIGHT[:-1], ("file", "2026-04-10", {"proof": "none"}),
        ("record_receipt", "2026-04-13", {"proof": "courier", "receipt_number": "京海 12"}),
    ),
    "无异议生效": history(*STRAIGHT, NO_OBJECTION),
    "默示生效": history(*STRAIGHT, SILENT),
    "审查有异议": history(*STRAIGHT, OBJECTED),
    "异议后重报": history(
        *STRAIGHT, OBJECTED,
        ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "receipt"}),
    ),
    "一方公布": history(*STRAIGHT, NO_OBJECTION, ("publish", "2026-04-24", {"side": "union"})),
    "双方公布": history(*STRAIGHT, NO_OBJECTION, PUBLISHED),
    "生效前公布": history(*STRAIGHT, ("publish", "2026-04-12", {"side": "both"})),
    "履行报告": history(
        *STRAIGHT, NO_OBJECTION, PUBLISHED, ("record_performance", "2026-12-20", {})
    ),
    "办结": history(*STRAIGHT, NO_OBJECTION, PUBLISHED, ("close", "2027-07-01", {})),
    "更正签收日": history(
        OFFER, ("void_event", "2026-03-05", {"sequence": 2, "reason": "日期写错", "voids": (2,)}),
        ("send_proposal", "2026-03-03", {"initiator": "union", "delivered": True}),
    ),
    "补录": _backfilled(
        ("sign", "2026-04-08", TERM), ("file", "2026-04-10", {"proof": "receipt"}),
        ("record_effect", "2026-04-30", {"computed_on": "2026-04-28"}),
    ),
}  # fmt: skip
