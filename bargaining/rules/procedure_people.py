"""The steps when the people change: 代表空缺、没有工会的企业推举代表."""

from __future__ import annotations

from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move, Topic, stays
from bargaining.rules.procedure_talks import (
    BEIJING,
    BY_UNION,
    NATIONAL,
    SHANGHAI,
    TRIAL,
    S,
)
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

BEFORE_SIGNING = (
    S.PREPARING, S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED, S.DEADLOCKED,
    S.COORDINATING, S.DRAFTED, S.VOTE_FAILED, S.VOTE_PASSED, S.OBJECTED,
)  # fmt: skip

RECORD_VACANCY = Move(
    name="record_vacancy",
    label="登记代表空缺",
    explain="代表更换、辞任或者遇不可抗力空缺的，出缺一方应在 15 日内产生新的代表；"
    "期间不宜开会、签字。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.PEOPLE,
    transitions=stays(*BEFORE_SIGNING),
    basis=(Basis(NATIONAL, "第31条"), Basis(NATIONAL, "第30条")),
    day_label="空缺之日",
    leaves=("replacement_notice",),
    starts=("T-REP-VACANCY",),
    asks=(
        Ask("side", "哪一方", AskKind.CHOICE, required=True, default="union",
            choices=(("union", "职工方"), ("employer", "企业方"))),
        Ask("name", "空缺的代表", no_numbers=True, required=True, help="照代表名单上的姓名写"),
        Ask("reason", "原因", AskKind.CHOICE, required=True, default="replaced",
            choices=(("replaced", "更换"), ("resigned", "辞任"), ("left", "离开本单位"),
                     ("lapsed", "委托到期"), ("force", "不可抗力"))),
        Ask("notes", "说明", AskKind.LONG_TEXT, no_numbers=True, later=True),
    ),
)  # fmt: skip

RECORD_ELECTION = Move(
    name="record_election",
    label="登记职工推举代表",
    explain="没有建立工会的，由上级工会指导职工民主推举协商代表，经本单位半数以上职工同意。"
    "半数按全体职工计算，文书上不出现工会印章。",
    holder=Holder.UNION,
    by=BY_UNION | {Role.DISTRICT},
    own_act=True,
    topic=Topic.PEOPLE,
    transitions=stays(*BEFORE_SIGNING),
    basis=(Basis("劳动合同法", "第51条"), Basis(NATIONAL, "第20条"), Basis(TRIAL, "第9条"),
           Basis(SHANGHAI, "第7条")),
    day_label="推举之日",
    leaves=("workers_election",),
    asks=(
        Ask("workers", "全体职工人数", AskKind.WHOLE, required=True, basis="集体合同规定第20条"),
        Ask("consenting", "同意的职工人数", AskKind.WHOLE, required=True,
            basis="集体合同规定第20条", help="至少全体职工的半数"),
        Ask("guided_by", "指导的上级工会", no_numbers=True,
            required=True, basis="劳动合同法第51条"),
        Ask("elected", "推举的代表", AskKind.LONG_TEXT, no_numbers=True, required=True,
            help="每位一行，写姓名、职务；首席代表在代表中推举，写明“首席”"),
        Ask("place", "推举地点", later=True),
        Ask("present", "到会的职工人数", AskKind.WHOLE, later=True,
            help="召开职工大会推举的，写到会人数"),
        Ask("form", "推举方式", AskKind.CHOICE, default="meeting",
            choices=(("meeting", "职工大会"), ("signing", "联名签字"))),
        Ask("photos", "签名册照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_UNION_FOUNDED = Move(
    name="record_union_founded",
    label="登记建立工会",
    explain="立案时还没有工会、本年度内建立的，在这里登记建立之日。登记以后，职工方代表由工会选派，"
    "首席代表由工会主席担任或者书面委托；已经推举的代表在重新选派之前继续有效，文书上出现工会名称。",
    holder=Holder.UNION,
    by=BY_UNION | {Role.DISTRICT},
    own_act=True,
    topic=Topic.PEOPLE,
    transitions=stays(*BEFORE_SIGNING, S.SIGNED, S.FILED, S.EFFECTIVE, S.PUBLISHED),
    basis=(Basis("工会法", "第12条"), Basis(NATIONAL, "第20条"), Basis(BEIJING, "第8条"),
           Basis(SHANGHAI, "第7条")),
    day_label="建立之日",
    asks=(
        Ask("union", "工会名称", required=True, help="同时请在企业名册里登记工会，文书照名册打印"),
        Ask("chair", "工会主席", no_numbers=True, later=True),
    ),
)  # fmt: skip

PEOPLE = (RECORD_VACANCY, RECORD_ELECTION, RECORD_UNION_FOUNDED)
