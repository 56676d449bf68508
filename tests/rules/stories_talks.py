"""How two sides talk clause by clause, stop, and are brought together again."""

from __future__ import annotations

from typing import Any

from bargaining.rules.events import Event
from tests.rules.cases import CONGRESS, DRAFT, MEETING, NAMED, OFFER, REPLY, SIGNED, history

Step = tuple[str, str, dict[str, object]]
NAMED_BOTH = (OFFER, REPLY, NAMED)


def said(on: str, side: str, clause: str, position: str, **more: Any) -> Step:
    """One proposal: `agreed` by the other side, `amount`, `rate`, `reason`, `meeting`, `own`."""
    told = {"side": side, "clause": clause, "position": position, "agreed": False, **more}
    return "propose_clause", on, told


def met(on: str, conclusion: str = "continue", **more: Any) -> Step:
    return "record_meeting", on, {"conclusion": conclusion, **more}


ASKED = said("2026-03-20", "union", "average_rise", "平均工资调整8%", rate="0.08", meeting=1,
             reason="三年没有调整")  # fmt: skip
ANSWERED = said("2026-03-20", "employer", "average_rise", "以5%为宜", rate="0.05", meeting=1)
BOTH = said("2026-03-20", "union", "average_rise", "平均工资调整8%", rate="0.08", meeting=1,
            reason="三年没有调整", answer="以5%为宜", answer_rate="0.05")  # fmt: skip
BONUS = said("2026-03-20", "union", "bonus_rule", "按月考核发放", agreed=True, meeting=1)
MET = met("2026-03-20", chair="甲一")
AGREED = said("2026-04-10", "employer", "average_rise", "平均工资调整6%", rate="0.06", agreed=True)

SUSPENDED = ("suspend_talks", "2026-03-21",
             {"reason": "等上半年决算", "agreed": True, "until": "2026-04-20"})  # fmt: skip
DEADLOCK = ("record_deadlock", "2026-04-01",
            {"items": "年度平均工资水平及调整幅度", "union_position": "调整8%",
             "employer_position": "以5%为宜"})  # fmt: skip
APPLIED = ("apply_coordination", "2026-04-03",
           {"applicant": "union", "authority": "海淀区人力资源和社会保障局",
            "facts_found": "调整幅度意见不一", "asked_for": "年度平均工资调整幅度"})  # fmt: skip
ACCEPTED = ("accept_coordination", "2026-04-07", {"authority": "海淀区人力资源和社会保障局"})
EXTENDED = ("extend_coordination", "2026-05-06", {"days": 15})


def ended(on: str, outcome: str = "partly", **more: Any) -> Step:
    return "end_coordination", on, {"outcome": outcome, "signed": True, **more}


TALKS: dict[str, list[Event]] = {
    "逐条协商：一方提出": history(*NAMED_BOTH, MET, ASKED),
    "逐条协商：一条谈定一条未定": history(*NAMED_BOTH, MET, ASKED, ANSWERED, BONUS),
    "逐条协商：一次记下双方意见": history(*NAMED_BOTH, MET, BOTH, BONUS),
    "逐条协商：谈定后签字": history(
        *NAMED_BOTH, MET, ASKED, ANSWERED, BONUS, AGREED, ("record_meeting", "2026-04-10",
        {"conclusion": "agreed", "chair": "乙一"}), ("adopt_draft", "2026-04-12", {}),
        (CONGRESS[0], "2026-04-20", CONGRESS[2]), (SIGNED[0], "2026-04-22", SIGNED[2]),
    ),
    "同一方连续主持": history(*NAMED_BOTH, MET, met("2026-03-27", chair="工会主席甲一")),
    "轮流主持": history(*NAMED_BOTH, MET, met("2026-03-27", chair="乙一（企业方）")),
    "主持人不在名单": history(*NAMED_BOTH, met("2026-03-20", chair="某人"),
                              met("2026-03-27", chair="某人")),
    "协商中止": history(*NAMED_BOTH, MET, SUSPENDED),
    "协商中止后恢复": history(
        *NAMED_BOTH, MET, SUSPENDED, ("resume_talks", "2026-04-20", {}), met("2026-04-21")
    ),
    "协商中止六十日": history(*NAMED_BOTH, MET, SUSPENDED, met("2026-05-20")),
    "协商中止六十一日": history(*NAMED_BOTH, MET, SUSPENDED, met("2026-05-21")),
    "单方中止": history(
        *NAMED_BOTH, MET, (*SUSPENDED[:2], {"reason": "企业方不再出席", "agreed": False})
    ),
    "商定恢复日超过六十日": history(
        *NAMED_BOTH, MET, (*SUSPENDED[:2], {**SUSPENDED[2], "until": "2026-05-21"})
    ),
    "协商不成": history(*NAMED_BOTH, MET, DEADLOCK),
    "协商不成后再谈": history(*NAMED_BOTH, MET, DEADLOCK, met("2026-04-08", "agreed")),
    "已申请协调": history(*NAMED_BOTH, MET, DEADLOCK, APPLIED),
    "申请协调的是履行争议": history(
        *NAMED_BOTH, MET, (*APPLIED[:2], {**APPLIED[2], "dispute": "performance"})
    ),
    "协调中": history(*NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED),
    "人社部门主动协调": history(
        *NAMED_BOTH, MET, (*ACCEPTED[:2], {**ACCEPTED[2], "of_own_accord": True})
    ),
    "协调延长": history(*NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, EXTENDED),
    "协调延长超过十五日": history(
        *NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, EXTENDED,
        ("extend_coordination", "2026-05-20", {"days": 1}),
    ),
    "协调部分一致，继续协商": history(
        *NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, ended("2026-05-06", open_items="加班基数")
    ),
    "协调超过四十五日": history(
        *NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, EXTENDED, ended("2026-05-25")
    ),
    "协调协议没有签字": history(
        *NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, ended("2026-05-06", signed=False)
    ),
    "协调没有一致": history(
        *NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, ended("2026-05-06", "none")
    ),
    "协调没有一致，再谈成": history(
        *NAMED_BOTH, MET, DEADLOCK, APPLIED, ACCEPTED, ended("2026-05-06", "none"),
        met("2026-05-12", "agreed"), ("adopt_draft", "2026-05-13", {}),
    ),
    "谈成草案": history(*NAMED_BOTH, MEETING, DRAFT),
}  # fmt: skip
SHANGHAI_TALKS: dict[str, list[Event]] = {
    "双方共同主持": history(*NAMED_BOTH, met("2026-03-20", chair="甲一、乙一"), place="310101"),
    "一方主持": history(*NAMED_BOTH, MET, place="310101"),
    "中止六十一日，本地没有上限": history(
        *NAMED_BOTH, MET, SUSPENDED, met("2026-05-21"), place="310101"
    ),
}
# One story for each way talks stop and go on: every rule about cases reads these too.
STOPPED: dict[str, list[Event]] = {
    name: TALKS[name]
    for name in (
        "逐条协商：一条谈定一条未定", "协商中止", "协商中止后恢复", "协商不成", "已申请协调",
        "协调中", "协调部分一致，继续协商", "协调没有一致",
    )
}  # fmt: skip
