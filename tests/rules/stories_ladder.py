"""How an offer is not answered, or not agreed to, and what the unions do about it."""

from __future__ import annotations

from typing import Any

from bargaining.rules.events import Event
from tests.rules.cases import MEETING, NAMED, REPLY, history

Step = tuple[str, str, dict[str, Any]]
# Received on 1 June: answered in time until Monday the 22nd, in Shanghai until the 16th.
OFFER = ("send_proposal", "2026-06-01", {"initiator": "union", "delivered": True})
NO_IN_TIME = ("record_refusal", "2026-06-15", {"reason": "订单减少，明年再谈。"})
NO_LATE = ("record_refusal", "2026-06-23", {"reason": "效益差，不谈"})
URGED = ("record_urging", "2026-06-10", {"method": "phone", "result": "说要研究"})
VISITED = ("record_interview", "2026-06-24", {"form": "visit", "result": "总经理出差"})
CREDITED = ("record_credit_entry", "2026-10-12", {"decided_by": "区人社局"})


def letter(kind: str, on: str, **given: Any) -> Step:
    """One letter of the union above."""
    return kind, on, {"issuer": "街道总工会", "facts_found": "甲", "asked_for": "乙", **given}


def confirmed(on: str, ground: str = "refused") -> Step:
    """What a person found out and stands by."""
    return "confirm_refusal", on, {"ground": ground, "facts_found": "向行政总监核实"}


def ordered(on: str, outcome: str = "ordered", **given: Any) -> Step:
    """What the government decided."""
    return "record_order", on, {"decided_by": "区人民政府", "outcome": outcome, **given}


def for_union(on: str = "2026-06-01", **given: Any) -> Step:
    """The offer that the union above made for the enterprise's union."""
    told = {"initiator": "union", "delivered": True, "upper_union": "街道总工会",
            "entrusted_on": "2026-05-26", **given}  # fmt: skip
    return "offer_for_union", on, told


REMINDED = letter(
    "issue_reminder", "2026-06-26", number="中工提〔2026〕3号", answer_by="2026-07-10"
)
ADVISED = letter("issue_opinion", "2026-07-15")
RECTIFIED = letter("issue_rectification", "2026-07-15")
PROPOSED = letter("issue_recommendation", "2026-08-03")
ASKED = letter("request_order", "2026-08-20")
TOLD = ("record_feedback", "2026-09-10", {})
WHOLE = (OFFER, URGED, VISITED, REMINDED, ADVISED, PROPOSED, ASKED, ordered("2026-09-01"), TOLD,
         CREDITED)  # fmt: skip

LADDER: dict[str, list[Event]] = {
    "还没有要约": history(),
    "要约书还没有签收": history(("send_proposal", "2026-06-01", {"delivered": False})),
    "已送达": history(OFFER),
    "催办一次": history(OFFER, URGED),
    "联系过一次": history(OFFER, ("record_contact", "2026-06-10", {"method": "phone"})),
    "走访一次": history(OFFER, URGED, VISITED),
    "提示函已送达": history(OFFER, URGED, VISITED, REMINDED),
    "没有文号、没有请答复之日的提示函": history(
        OFFER, VISITED, letter("issue_reminder", "2026-06-26")
    ),
    "意见书已送达": history(OFFER, URGED, VISITED, REMINDED, ADVISED),
    "建议书已送达": history(OFFER, URGED, VISITED, REMINDED, ADVISED, PROPOSED),
    "已提请责令改正": history(OFFER, URGED, VISITED, REMINDED, ADVISED, PROPOSED, ASKED),
    "从催办到诚信档案": history(*WHOLE),
    "约谈后同意协商": history(OFFER, URGED, VISITED, ("record_reply", "2026-06-30",
                                                     {"answer": "agree"})),
    "提示函后同意协商": history(OFFER, URGED, REMINDED, ("record_reply", "2026-07-01",
                                                        {"answer": "agree"})),
    "提示函后暂不同意": history(OFFER, URGED, REMINDED, ("record_refusal", "2026-07-01",
                                                        {"reason": "等总部批复"})),
    "暂不同意，按时": history(OFFER, NO_IN_TIME),
    "暂不同意，没有说明原因": history(OFFER, ("record_refusal", "2026-06-15", {"reason": " "})),
    "暂不同意，原因很长": history(
        OFFER, ("record_refusal", "2026-06-15", {"reason": "今年的订单减少" * 9})
    ),
    "第22天答复不谈": history(OFFER, NO_LATE),
    "不谈以后发提示函、意见书": history(OFFER, NO_LATE, REMINDED, ADVISED),
    "不谈以后同意协商": history(OFFER, NO_LATE, REMINDED, ("record_reply", "2026-07-02",
                                                           {"answer": "agree"})),
    "认定拒绝协商": history(OFFER, NO_LATE, VISITED, confirmed("2026-07-02")),
    "认定拖延协商": history(OFFER, VISITED, confirmed("2026-07-02", "delayed")),
    "认定以后同意协商": history(OFFER, NO_LATE, confirmed("2026-07-02"),
                                ("record_reply", "2026-07-20", {"answer": "agree"})),
    "认定以后重新要约": history(
        OFFER, NO_LATE, confirmed("2026-07-02"),
        ("send_proposal", "2026-08-03", {"initiator": "union", "delivered": True}),
    ),
    "应约以后一再拖延": history(
        OFFER, REPLY[:1] + ("2026-06-10", {"answer": "agree"}),
        ("appoint_representatives", "2026-06-12", NAMED[2]),
        (MEETING[0], "2026-06-20", {"conclusion": "continue"}), confirmed("2026-08-01", "delayed"),
    ),
    "答复期内就发提示函": history(OFFER, letter("issue_reminder", "2026-06-22")),
    "期满次日发提示函": history(OFFER, letter("issue_reminder", "2026-06-23")),
    "还没有签收就发提示函": history(
        ("send_proposal", "2026-06-01", {"delivered": False}), REMINDED
    ),
    "直接发意见书": history(OFFER, ADVISED),
    "直接提请责令改正": history(OFFER, ASKED),
    "责令前纳入诚信档案": history(OFFER, REMINDED, CREDITED),
    "不予处理": history(OFFER, ASKED, ordered("2026-09-01", "none"), CREDITED),
    "决定当日书面告知": history(OFFER, ASKED, ordered("2026-09-01", told_on="2026-09-01")),
    "上级工会代为要约": history(for_union()),
    "代为要约，委托书晚于签收": history(for_union(entrusted_on="2026-06-02")),
    "代为要约，尚未签收": history(for_union(delivered=False)),
    "代为要约，逾期发提示函": history(for_union(), REMINDED),
    "不谈以后由上级工会代为要约": history(OFFER, NO_LATE, for_union("2026-07-06")),
    "企业要约": history(("send_proposal", "2026-06-01",
                         {"initiator": "employer", "delivered": True})),
    "补录的提示函": history(OFFER, letter("issue_reminder", "2026-06-22"), origin="backfilled"),
}  # fmt: skip
# What the other tests of whole cases are told of it.
AMONG_OTHERS = {
    name: LADDER[name]
    for name in (
        "提示函已送达", "从催办到诚信档案", "认定拒绝协商", "上级工会代为要约", "应约以后一再拖延",
    )
}  # fmt: skip
SHANGHAI_LADDER: dict[str, list[Event]] = {
    "已送达": history(OFFER, place="310101"),
    "第22天答复不谈": history(OFFER, NO_LATE, place="310101"),
    "走访以后": history(OFFER, URGED, VISITED, place="310101"),
    "提示函已送达": history(OFFER, URGED, VISITED, REMINDED, place="310101"),
    "直接发整改意见书": history(OFFER, RECTIFIED, place="310101"),
    "整改意见书已送达": history(OFFER, URGED, VISITED, REMINDED, RECTIFIED, place="310101"),
    "从催办到信用": history(
        OFFER, URGED, VISITED, REMINDED, RECTIFIED, PROPOSED, ordered("2026-09-01"), CREDITED,
        place="310101",
    ),
    "代为要约": history(for_union(), place="310101"),
}  # fmt: skip
ELSEWHERE: dict[str, list[Event]] = {
    "第22天答复不谈": history(OFFER, NO_LATE, place="000000"),
    "提示函已送达": history(OFFER, URGED, VISITED, REMINDED, place="000000"),
}
