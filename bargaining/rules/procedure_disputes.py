"""The steps when the talks stop: 中止、协商不成、人社部门协调; and a dispute over keeping: 仲裁."""

from __future__ import annotations

from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.disputes import DISPUTE_LABELS, Dispute
from bargaining.rules.move import Move, Topic, leads, stays
from bargaining.rules.procedure_contract import BY_REVIEW
from bargaining.rules.procedure_talks import BEIJING, BY_UNION, NATIONAL, SHANGHAI, S
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

LABOUR_LAW = "劳动法"
LONGEST_EXTENSION = 15  # days, 集体合同规定 第52条
BY_ALL = BY_REVIEW | {Role.DISTRICT}
KINDS = tuple((kind.value, DISPUTE_LABELS[kind]) for kind in Dispute)

SUSPEND_TALKS = Move(
    name="suspend_talks",
    label="登记中止协商",
    explain="未达成一致或者出现没有料到的情况，经双方同意可以中止协商。"
    "北京市规定中止最长 60 日，到期应当恢复，或者申请协调。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.TALKS,
    transitions=leads(S.ACCEPTED, S.TALKING, to=S.SUSPENDED),
    basis=(Basis(BEIJING, "第37条"), Basis(NATIONAL, "第35条")),
    day_label="中止之日",
    starts=("T-SUSPEND",),
    needs=("suspension_record",),
    asks=(
        Ask("reason", "中止的原因", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("agreed", "双方同意中止", AskKind.YES_NO, required=True, default="yes",
            basis="集体合同规定第35条"),
        Ask("until", "商定恢复协商之日", AskKind.DAY, basis="北京市集体合同条例第37条"),
        Ask("open_items", "留待继续协商的事项", AskKind.LONG_TEXT, no_numbers=True, later=True),
        Ask("photos", "会议记录照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RESUME_TALKS = Move(
    name="resume_talks",
    label="登记恢复协商",
    explain="双方恢复协商的，登记恢复之日；直接开会的登记会议即可。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.TALKS,
    transitions=leads(S.SUSPENDED, S.DEADLOCKED, to=S.TALKING),
    basis=(Basis(BEIJING, "第37条"), Basis(NATIONAL, "第35条")),
    day_label="恢复之日",
    ends=("T-SUSPEND",),
    not_before=(("suspended_on", "中止之日"),),
    asks=(Ask("notes", "说明", AskKind.LONG_TEXT, no_numbers=True),),
)

RECORD_DEADLOCK = Move(
    name="record_deadlock",
    label="登记协商不成",
    explain="经协商没有达成一致的，写明哪些事项、双方各持什么意见。可以继续协商，"
    "也可以书面申请人社部门协调；签订中的争议不能申请仲裁。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.TALKS,
    transitions=leads(S.ACCEPTED, S.TALKING, S.SUSPENDED, S.DRAFTED, S.VOTE_FAILED,
                      to=S.DEADLOCKED),
    basis=(Basis(NATIONAL, "第49条"), Basis(BEIJING, "第49条"), Basis(LABOUR_LAW, "第84条"),
           Basis(SHANGHAI, "第34条")),
    day_label="认定协商不成之日",
    asks=(
        Ask("items", "未达成一致的事项", AskKind.LONG_TEXT, required=True, no_numbers=True,
            help="每项一行"),
        Ask("union_position", "职工方的意见", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("employer_position", "企业方的意见", AskKind.LONG_TEXT, required=True,
            no_numbers=True),
        Ask("photos", "会议记录照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

APPLY_COORDINATION = Move(
    name="apply_coordination",
    label="登记申请协调",
    explain="因签订集体合同发生争议的，一方或者双方可以书面申请区人社部门协调处理。",
    holder=Holder.BOTH,
    by=BY_UNION | {Role.DISTRICT},
    topic=Topic.TALKS,
    transitions=stays(S.PROPOSED, S.DECLINED, S.TALKING, S.SUSPENDED, S.DEADLOCKED),
    basis=(Basis(BEIJING, "第49条"), Basis(NATIONAL, "第49条"), Basis(SHANGHAI, "第34条")),
    day_label="提出申请之日",
    needs=("coordination_request",),
    asks=(
        Ask("applicant", "申请方", AskKind.CHOICE, required=True, default="union",
            choices=(("union", "职工方"), ("employer", "企业方"), ("both", "双方"))),
        Ask("authority", "受理机关", required=True, suggest="区人力资源和社会保障局",
            basis="集体合同规定第51条"),
        Ask("dispute", "争议种类", AskKind.CHOICE, default="concluding", choices=KINDS, later=True,
            basis="劳动法第84条", help="签订中的争议申请协调；履行中的争议申请仲裁"),
        Ask("facts_found", "争议的事实", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("asked_for", "请求协调的事项", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("photos", "申请书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

ACCEPT_COORDINATION = Move(
    name="accept_coordination",
    label="登记受理协调",
    explain="人社部门受理协调申请的，登记受理之日；30 日内结束，可以延长 15 日。"
    "国家规定必要时人社部门也可以主动协调。",
    holder=Holder.AUTHORITY,
    by=BY_ALL,
    topic=Topic.TALKS,
    transitions=leads(S.PROPOSED, S.DECLINED, S.TALKING, S.SUSPENDED, S.DEADLOCKED,
                      to=S.COORDINATING),
    basis=(Basis(NATIONAL, "第52条"), Basis(BEIJING, "第50条"), Basis(SHANGHAI, "第34条")),
    day_label="人社部门受理之日",
    starts=("T-COORD",),
    asks=(
        Ask("authority", "受理机关", required=True, suggest="区人力资源和社会保障局"),
        Ask("of_own_accord", "人社部门主动协调", AskKind.YES_NO, default="no",
            basis="集体合同规定第49条"),
        Ask("notes", "受理文号、协调人员", AskKind.LONG_TEXT, no_numbers=True),
        Ask("photos", "受理通知照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

EXTEND_COORDINATION = Move(
    name="extend_coordination",
    label="登记延长协调期",
    explain="协调期满还需要延长的，最多延长 15 日，从原期满日接着算，合计不超过 45 日。",
    holder=Holder.AUTHORITY,
    by=BY_ALL,
    topic=Topic.TALKS,
    transitions=stays(S.COORDINATING),
    basis=(Basis(NATIONAL, "第52条"), Basis(BEIJING, "第50条")),
    day_label="决定延长之日",
    not_before=(("coordinated_from", "受理之日"),),
    asks=(
        Ask("days", "延长的日数", AskKind.WHOLE, required=True, default=str(LONGEST_EXTENSION),
            basis="集体合同规定第52条", help="最多 15 日"),
        Ask("notes", "原因", AskKind.LONG_TEXT, no_numbers=True),
    ),
)  # fmt: skip

END_COORDINATION = Move(
    name="end_coordination",
    label="登记协调结果",
    explain="协调结束的，照《协调处理协议书》登记一致的事项和继续协商的事项；没有达成协议的也登记。",
    holder=Holder.AUTHORITY,
    by=BY_ALL,
    topic=Topic.TALKS,
    transitions=leads(S.COORDINATING, to=S.TALKING),
    otherwise=leads(S.COORDINATING, to=S.DEADLOCKED),
    otherwise_when=("outcome", frozenset({"none"})),
    basis=(Basis(NATIONAL, "第54条"), Basis(BEIJING, "第51条"), Basis(SHANGHAI, "第35条")),
    day_label="协调结束之日",
    ends=("T-COORD",),
    needs=("coordination_agreement",),
    not_before=(("coordinated_from", "受理之日"),),
    asks=(
        Ask("outcome", "协调结果", AskKind.CHOICE, required=True, default="agreed",
            choices=(("agreed", "全部达成一致"), ("partly", "部分达成一致"),
                     ("none", "没有达成一致"))),
        Ask("agreed_items", "达成一致的事项", AskKind.LONG_TEXT, no_numbers=True),
        Ask("open_items", "继续协商的事项", AskKind.LONG_TEXT, no_numbers=True),
        Ask("coordinators", "协调人员", later=True, no_numbers=True),
        Ask("signed", "双方首席代表和协调人员已签字盖章", AskKind.YES_NO, default="yes",
            basis="集体合同规定第54条"),
        Ask("photos", "协议书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_DISPUTE = Move(
    name="record_dispute",
    label="登记履行争议",
    explain="因履行集体合同发生争议的，先协商解决；协商不成的可以申请仲裁。",
    holder=Holder.UNION,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(S.EFFECTIVE, S.PUBLISHED, S.TERMINATED),
    basis=(Basis(BEIJING, "第45条"), Basis(NATIONAL, "第55条"), Basis(SHANGHAI, "第36条")),
    day_label="发生争议之日",
    asks=(
        Ask("about", "争议事项", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("settled", "已协商解决", AskKind.YES_NO, default="no"),
        Ask("notes", "协商情况", AskKind.LONG_TEXT, no_numbers=True),
        Ask("asked_for", "工会的要求", AskKind.LONG_TEXT, no_numbers=True, later=True,
            help="一项一行；申请仲裁时写作仲裁请求"),
        Ask("photos", "材料照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

APPLY_ARBITRATION = Move(
    name="apply_arbitration",
    label="登记申请仲裁",
    explain="履行集体合同的争议协商不成的，工会可以申请仲裁；"
    "仲裁委收到申请后 5 个工作日内决定是否受理。",
    holder=Holder.UNION,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(S.EFFECTIVE, S.PUBLISHED, S.TERMINATED),
    basis=(Basis(LABOUR_LAW, "第84条"), Basis("劳动合同法", "第56条"),
           Basis("劳动人事争议仲裁办案规则", "第64条")),
    day_label="仲裁委收到申请之日",
    needs=("arbitration_request",),
    starts=("T-ARB-ACCEPT",),
    asks=(
        Ask("commission", "仲裁委", required=True),
        Ask("dispute", "争议种类", AskKind.CHOICE, default="performance", choices=KINDS, later=True,
            basis="劳动法第84条", help="履行中的争议可以申请仲裁；签订中的争议申请协调"),
        Ask("asked_for", "仲裁请求", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("photos", "申请书、收件回执照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

ARBITRATION_RESULTS = (
    ("accepted", "决定受理"),
    ("declined", "不予受理"),
    ("mediated", "调解结案"),
    ("award", "作出裁决"),
    ("sued", "已向法院起诉"),
)

RECORD_ARBITRATION = Move(
    name="record_arbitration",
    label="登记仲裁结果",
    explain="仲裁委受理、不予受理、调解或者裁决的，照文书登记；收到裁决书不服的，15 日内可以起诉。",
    holder=Holder.AUTHORITY,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(S.EFFECTIVE, S.PUBLISHED, S.TERMINATED),
    basis=(Basis("劳动人事争议仲裁办案规则", "第64条"), Basis(LABOUR_LAW, "第84条")),
    day_label="收到文书之日",
    ends=("T-ARB-ACCEPT",),
    after=("apply_arbitration",),
    not_before=(("arbitrated_from", "仲裁委收到申请之日"),),
    asks=(
        Ask("result", "结果", AskKind.CHOICE, required=True, default="accepted",
            choices=ARBITRATION_RESULTS),
        Ask("notes", "文号和内容", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("photos", "文书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

DISPUTES = (
    SUSPEND_TALKS, RESUME_TALKS, RECORD_DEADLOCK, APPLY_COORDINATION, ACCEPT_COORDINATION,
    EXTEND_COORDINATION, END_COORDINATION, RECORD_DISPUTE, APPLY_ARBITRATION, RECORD_ARBITRATION,
)  # fmt: skip
