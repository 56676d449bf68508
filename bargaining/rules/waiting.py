"""What does a case wait for, told from its row alone? For lists, which fold no history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bargaining.rules.states import CaseState, Holder, Side


@dataclass(frozen=True)
class Waiting:
    """The step a case stands before, in a few words, and whose it is (卡在哪一步)."""

    move: str
    words: str
    holder: Holder


def waiting_for(
    state: CaseState,
    *,
    initiator: Side | None,
    delivered: bool,
    received: bool,
    published: bool,
    place: str = "110000",
) -> Waiting | None:
    """Say what a case waits for (等哪一步); None once nothing is left to do.

    `delivered`: the offer reached the other side; `received`: receipt by the authority is
    proved; `published`: both sides have published. `next_steps` says the same from the facts,
    in whole sentences and with more detail.
    """
    if state is CaseState.PROPOSED and not delivered:
        return Waiting("record_delivery", "等对方签收要约书", Holder.UNION)
    if state is CaseState.PROPOSED and initiator is Side.EMPLOYER:
        return Waiting("record_reply", "等工会书面答复", Holder.UNION)
    if state is CaseState.FILED and not received:
        return Waiting("record_receipt", "等补记收到凭证", Holder.EMPLOYER)
    if state is CaseState.PUBLISHED and not published:
        return Waiting("publish", "等另一方公布", Holder.BOTH)
    if state is CaseState.TERMINATED and not place.startswith("11"):
        return Waiting("close", "已终止，等办结", Holder.UNION)  # filed in Beijing only
    return _WAITING.get(state)


_WAITING: Mapping[CaseState, Waiting] = {
    CaseState.PREPARING: Waiting("prepare_proposal", "等送达要约书", Holder.UNION),
    CaseState.PROPOSED: Waiting("record_reply", "等企业书面答复", Holder.EMPLOYER),
    CaseState.DECLINED: Waiting("record_contact", "对方暂不同意，等再联系", Holder.UNION),
    CaseState.ACCEPTED: Waiting("record_meeting", "等开协商会议", Holder.BOTH),
    CaseState.TALKING: Waiting("adopt_draft", "等形成草案", Holder.BOTH),
    CaseState.SUSPENDED: Waiting("resume_talks", "协商中止，等恢复", Holder.BOTH),
    CaseState.DEADLOCKED: Waiting(
        "apply_coordination", "协商不成，等继续协商或者申请协调", Holder.BOTH
    ),
    CaseState.COORDINATING: Waiting("end_coordination", "等人社部门协调", Holder.AUTHORITY),
    CaseState.DRAFTED: Waiting("record_congress", "等职代会审议", Holder.UNION),
    CaseState.VOTE_FAILED: Waiting("adopt_draft", "审议未通过，等修改草案", Holder.BOTH),
    CaseState.VOTE_PASSED: Waiting("sign", "等双方签字", Holder.BOTH),
    CaseState.SIGNED: Waiting("file", "等报送", Holder.EMPLOYER),
    CaseState.FILED: Waiting("record_no_objection", "等人社部门审查", Holder.AUTHORITY),
    CaseState.OBJECTED: Waiting("refile", "审查有异议，等修改后重报", Holder.EMPLOYER),
    CaseState.EFFECTIVE: Waiting("publish", "等双方公布", Holder.BOTH),
    CaseState.TERMINATED: Waiting("file_termination", "已终止，等备案", Holder.BOTH),
}
