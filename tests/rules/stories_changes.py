"""Courses of a contract in force: changed, ended, its enterprise merged, gone or moved."""

from __future__ import annotations

from bargaining.rules.events import Event
from tests.rules.cases import STRAIGHT, history
from tests.rules.stories import NO_OBJECTION, PUBLISHED

Step = tuple[str, str, dict[str, object]]
IN_FORCE = (*STRAIGHT, NO_OBJECTION, PUBLISHED)
CHANGE = (
    "agree_change", "2026-09-01",
    {"ground": "agreed", "deliberated_on": "2026-08-25",
     "changes": "第四条夜班津贴 20 元改为 30 元\n第六条发放日 10 日改为 8 日"},
)  # fmt: skip
LONGER = (*CHANGE[:2], {**CHANGE[2], "term_to": "2027-12-31"})
SHORTER = (*CHANGE[:2], {**CHANGE[2], "term_to": "2026-12-31"})
CHANGE_FILED = ("file_change", "2026-09-08", {"method": "window", "proof": "receipt"})
NO_ANSWER = ("record_change_review", "2026-09-24",
             {"result": "silence", "silence_on": "2026-09-24"})  # fmt: skip
AGREED = ("record_change_review", "2026-09-16",
          {"result": "no_objection", "served_union_on": "2026-09-16",
           "served_employer_on": "2026-09-18", "silence_on": "2026-09-24"})  # fmt: skip
OPPOSED = ("record_change_review", "2026-09-16",
           {"result": "objection", "opinion": "第四条须写明计发办法",
            "silence_on": "2026-09-24"})  # fmt: skip
ENDED = ("terminate", "2026-10-09", {"ground": "agreed", "deliberated_on": "2026-09-29"})
END_FILED = ("file_termination", "2026-10-15", {"receipt_number": "京海 99"})


def with_(step: Step, on: str | None = None, **more: object) -> Step:
    """Take a usual step on another day, or with something else said."""
    return step[0], on or step[1], {**step[2], **more}


def happened(kind: str, on: str = "2026-09-10", **more: object) -> Step:
    """Say what happened to the enterprise."""
    return "record_succession", on, {"kind": kind, **more}


def following(ends_on: str, offered_on: str) -> list[Event]:
    """Begin the round that follows on a contract which ends on a day."""
    opening, offer = history(("send_proposal", offered_on, {"initiator": "union"}))
    return [
        Event(1, "open", opening.occurred_on, {**opening.payload, "follows_to": ends_on}), offer
    ]  # fmt: skip


CHANGES: dict[str, list[Event]] = {
    "变更拟定中": history(
        *IN_FORCE,
        ("draft_change", "2026-08-20", {"ground": "agreed", "changes": "夜班津贴改为 30 元"}),
    ),
    "变更已签字": history(*IN_FORCE, CHANGE),
    "变更没有审议": history(*IN_FORCE, with_(CHANGE, deliberated_on=None)),
    "变更审议晚于签字": history(*IN_FORCE, with_(CHANGE, deliberated_on="2026-09-02")),
    "变更已报送，没有凭证": history(*IN_FORCE, CHANGE, with_(CHANGE_FILED, proof="none")),
    "变更已收到": history(*IN_FORCE, CHANGE, CHANGE_FILED),
    "变更报送恰在最后一天": history(*IN_FORCE, CHANGE, with_(CHANGE_FILED, "2026-09-11")),
    "变更报送迟了": history(*IN_FORCE, CHANGE, with_(CHANGE_FILED, "2026-09-14")),
    "变更无异议送达": history(*IN_FORCE, LONGER, CHANGE_FILED, AGREED),
    "变更期满无异议": history(*IN_FORCE, SHORTER, CHANGE_FILED, NO_ANSWER),
    "变更没有凭证，期满无异议": history(
        *IN_FORCE,
        CHANGE,
        with_(CHANGE_FILED, proof="none"),
        ("record_change_review", "2026-09-24", {"result": "silence"}),
    ),
    "变更有异议": history(*IN_FORCE, LONGER, CHANGE_FILED, OPPOSED),
    "变更有异议，修改后重报": history(
        *IN_FORCE,
        LONGER,
        CHANGE_FILED,
        OPPOSED,
        with_(LONGER, "2026-09-25"),
        with_(CHANGE_FILED, "2026-09-28"),
        with_(NO_ANSWER, "2026-10-14", silence_on="2026-10-14"),
    ),
    "变更异议恰在届满日送达": history(
        *IN_FORCE, CHANGE, CHANGE_FILED, with_(OPPOSED, "2026-09-23")
    ),
    "变更异议送达迟了": history(*IN_FORCE, CHANGE, CHANGE_FILED, with_(OPPOSED, "2026-09-24")),
    "后一次变更没有报送就登记结果": history(
        *IN_FORCE,
        CHANGE,
        CHANGE_FILED,
        AGREED,
        with_(LONGER, "2026-11-02"),
        with_(NO_ANSWER, "2026-11-20", silence_on=None),
    ),
    "变更被后一次代替": history(*IN_FORCE, CHANGE, with_(LONGER, "2026-09-04")),
    "变更原因没有写条文": history(*IN_FORCE, with_(CHANGE, ground="other", changes="依法调整")),
    "变更原因写明条文": history(
        *IN_FORCE, with_(CHANGE, ground="other", changes="依劳动合同法第40条调整")
    ),
    "客观情况变化，北京": history(*IN_FORCE, with_(CHANGE, ground="changed"), place="110108"),
    "客观情况变化，外地": history(*IN_FORCE, with_(CHANGE, ground="changed"), place="000000"),
    "变更生效时已期满": history(
        *IN_FORCE,
        with_(LONGER, "2027-06-21"),
        with_(CHANGE_FILED, "2027-06-25"),
        with_(NO_ANSWER, "2027-07-13", silence_on="2027-07-13"),
    ),
    "变更的止日早于生效日": history(
        *IN_FORCE, with_(CHANGE, term_to="2026-09-20"), CHANGE_FILED, NO_ANSWER
    ),
    "解除，待备案": history(*IN_FORCE, ENDED),
    "解除没有审议": history(*IN_FORCE, with_(ENDED, deliberated_on=None)),
    "解除并备案": history(*IN_FORCE, ENDED, END_FILED),
    "解除备案迟了": history(*IN_FORCE, ENDED, with_(END_FILED, "2026-10-26")),
    "期满之后登记终止": history(*IN_FORCE, with_(ENDED, "2027-07-01", ground="not_renewed")),
    "解除，外地，待办结": history(*IN_FORCE, ENDED, place="000000"),
    "解除，外地，办结": history(
        *IN_FORCE, ENDED, ("close", "2026-10-12", {"reason": "terminated"}), place="000000"
    ),
    "被合并，写明承继单位": history(*IN_FORCE, happened("merged", successor="乙公司")),
    "被合并，没有承继单位": history(*IN_FORCE, happened("merged")),
    "分立": history(*IN_FORCE, happened("split", successor="丙公司、丁公司")),
    "注销": history(*IN_FORCE, happened("dissolved")),
    "注销后终止并备案": history(
        *IN_FORCE, happened("dissolved"), with_(ENDED, ground="merged"), END_FILED
    ),
    "更名": history(*IN_FORCE, happened("renamed", successor="新公司")),
    "迁往朝阳区": history(
        *IN_FORCE, happened("moved", new_place="朝阳区", place_code="110105"), place="110108"
    ),
    "履行中办结，不再进行": history(*IN_FORCE, ("close", "2026-12-01", {"reason": "merged"})),
    "履行中办结，期满": history(*IN_FORCE, ("close", "2026-12-01", {"reason": "expired"})),
    "期满后办结": history(*IN_FORCE, ("close", "2027-07-01", {"reason": "expired"})),
    "窗口前一天提出续约": following("2026-12-31", "2026-10-31"),
    "窗口第一天提出续约": following("2026-12-31", "2026-11-01"),
    "十月中提出续约": following("2026-12-31", "2026-10-15"),
    "三个月前提出续约": following("2026-12-31", "2026-09-29"),
    "三个月的第一天提出续约": following("2026-12-31", "2026-09-30"),
}
