"""The steps when the other side does not answer: 催办、约谈、一函两书、提请责令改正、诚信档案.

Each is chosen by a person of the right level, never by the clock: none waits for another, and
one that was left out is only pointed at (notices).
"""

from __future__ import annotations

from functools import partial

from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.local_basis import UNION_MEASURES as MEASURES
from bargaining.rules.move import Move, MoveKind, Topic, leads, stays
from bargaining.rules.procedure_talks import (
    BEIJING,
    BY_UNION,
    DELIVERY,
    IN_SHANGHAI,
    NATIONAL,
    SHANGHAI,
    TOPICS,
    TRIAL,
    S,
)
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

UNION_LAW = "工会法"
# Every step is cited by the numbers of the text of 2026; `local_basis` tells the older ones.
BY_UPPER = frozenset({Role.STREET, Role.DISTRICT})
IN_BEIJING_AND_SHANGHAI = ("11", *IN_SHANGHAI)
BY_DISTRICT = frozenset({Role.DISTRICT})
UNANSWERED = (
    S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED, S.DEADLOCKED, S.COORDINATING,
)  # fmt: skip

LETTER_ASKS = (
    Ask("number", "文号", help="本单位发文编号，没有的可以不填"),
    Ask("issuer", "发函单位", required=True, help="盖章的工会或其劳动法律监督组织"),
    Ask("facts_found", "事实", AskKind.LONG_TEXT, required=True, no_numbers=True,
        help="何时要约、何时签收、至今如何；系统已按登记写好，可以修改"),
    Ask("asked_for", "要求", AskKind.LONG_TEXT, required=True, no_numbers=True),
    Ask("answer_by", "请答复之日", AskKind.DAY, help="由发函单位确定，不是法定期限"),
    Ask("delivery_method", "送达方式", AskKind.CHOICE, default="hand", choices=DELIVERY,
        later=True),
    Ask("received_by", "签收人", no_numbers=True, later=True),
    Ask("photos", "签收页照片", AskKind.FILES, later=True),
)  # fmt: skip

# What an office above does in its own name; most of it while the answer is still wanting.
_rung = partial(Move, own_act=True, topic=Topic.NO_ANSWER, transitions=stays(*UNANSWERED))

OFFER_FOR_UNION = _rung(
    name="offer_for_union",
    label="登记上级工会代为要约",
    explain="企业工会提出有困难的，由上级工会受其委托代为要约；要约书写明“受××工会委托”。"
    "代为要约如何起算答复期，没有查到明文，期限标“依据待确认”。",
    holder=Holder.UNION,
    by=BY_UPPER,
    transitions=leads(S.PREPARING, S.DECLINED, to=S.PROPOSED),
    basis=(Basis(UNION_LAW, "第21条"), Basis(TRIAL, "第17条")),
    day_label="对方收到之日",
    needs=("proposal", "delivery_receipt", "entrust_offer"),
    starts=("T-OFFER-REPLY",),
    asks=(
        Ask("upper_union", "代为要约的上级工会", required=True, basis="工会法第21条"),
        Ask("entrusted_on", "企业工会书面委托之日", AskKind.DAY, required=True,
            help="委托书由企业工会盖章，一并存档"),
        Ask("delivered", "对方已经签收", AskKind.YES_NO, default="yes", basis="试行办法第17条"),
        Ask("delivery_method", "送达方式", AskKind.CHOICE, default="hand", choices=DELIVERY),
        Ask("received_by", "签收人", no_numbers=True, help="在送达回证上签字的人"),
        Ask("counterpart", "对方负责人", no_numbers=True, help="一般是法定代表人", later=True),
        Ask("meeting_on", "拟议协商日期", AskKind.DAY, basis="试行办法第17条", later=True),
        Ask("meeting_place", "拟议协商地点", basis="试行办法第17条", later=True),
        Ask("topics", "协商内容", AskKind.LONG_TEXT, no_numbers=True,
            basis="试行办法第17条", default=TOPICS,
            later=True),
        Ask("photos", "委托书、送达回证照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_URGING = _rung(
    name="record_urging",
    label="登记催办",
    explain="打电话、发微信提醒对方书面答复，都记在这里。催办不影响任何期限。",
    holder=Holder.UNION,
    by=BY_UNION | {Role.DISTRICT},
    basis=(Basis(TRIAL, "第17条"), Basis(NATIONAL, "第32条"), Basis(SHANGHAI, "第15条")),
    day_label="催办之日",
    asks=(
        Ask("method", "方式", AskKind.CHOICE, required=True, default="phone",
            choices=(("phone", "电话"), ("message", "微信"), ("visit", "上门"),
                     ("letter", "书面"))),
        Ask("with_whom", "联系对象", help="姓名、职务，不写电话", no_numbers=True),
        Ask("result", "对方怎么说", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("next_on", "约定下次联系之日", AskKind.DAY),
    ),
)  # fmt: skip

RECORD_INTERVIEW = _rung(
    name="record_interview",
    label="登记走访约谈",
    explain="指导员或街道三方（街道、工会、企业方面）到企业走访，或者约企业负责人面谈，说明法定义务。",
    holder=Holder.UNION,
    by=frozenset({Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT}),
    basis=(Basis(UNION_LAW, "第21条"), Basis(BEIJING, "第32条"), Basis(SHANGHAI, "第34条")),
    day_label="走访约谈之日",
    leaves=("interview_record",),
    asks=(
        Ask("form", "方式", AskKind.CHOICE, required=True, default="visit",
            choices=(("visit", "走访"), ("interview", "约谈"))),
        Ask("attending", "参加的单位和人员", required=True, no_numbers=True,
            help="例如街道总工会、司法所、指导员"),
        Ask("with_whom", "企业参加人员", required=True, no_numbers=True, help="姓名、职务"),
        Ask("place", "地点", later=True),
        Ask("told", "说明的法定义务", AskKind.LONG_TEXT, no_numbers=True, later=True),
        Ask("result", "企业的意见", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("agreed", "商定的事项", AskKind.LONG_TEXT, no_numbers=True),
        Ask("next_on", "约定下次联系之日", AskKind.DAY),
        Ask("photos", "记录照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

ISSUE_REMINDER = _rung(
    name="issue_reminder",
    label="发出提示函",
    explain="上级工会向企业发《工会劳动法律监督提示函》，提示书面答复、开展协商的义务。",
    holder=Holder.UNION,
    by=BY_UPPER,
    basis=(Basis(MEASURES, "第24条"), Basis(UNION_LAW, "第21条")),
    day_label="企业收到之日",
    needs=("reminder_letter",),
    asks=LETTER_ASKS,
)

ISSUE_OPINION = _rung(
    name="issue_opinion",
    label="发出意见书",
    explain="提示以后仍不答复、不协商的，向企业发《工会劳动法律监督意见书》，书面提出意见和建议。",
    holder=Holder.UNION,
    by=BY_UPPER,
    basis=(Basis(MEASURES, "第24条"),),
    day_label="企业收到之日",
    needs=("opinion_letter",),
    places=("11",),
    asks=LETTER_ASKS,
)

ISSUE_RECTIFICATION = _rung(
    name="issue_rectification",
    label="发出整改意见书",
    explain="企业无正当理由拒绝或者拖延集体协商的，市、区总工会可以作出整改意见书，要求企业改正。",
    holder=Holder.UNION,
    by=BY_DISTRICT,
    basis=(Basis(SHANGHAI, "第39条第1款"),),
    day_label="企业收到之日",
    needs=("rectification_letter",),
    places=IN_SHANGHAI,
    asks=LETTER_ASKS,
)

ISSUE_RECOMMENDATION = _rung(
    name="issue_recommendation",
    label="发出建议书",
    explain="企业拒不改正的，向区人力资源和社会保障局发《工会劳动法律监督建议书》，提请依法处理。",
    holder=Holder.UNION,
    by=BY_DISTRICT,
    basis=(Basis(MEASURES, "第24条"), Basis(SHANGHAI, "第34条")),
    day_label="人社部门收到之日",
    needs=("recommendation_letter",),
    places=IN_BEIJING_AND_SHANGHAI,
    asks=LETTER_ASKS,
)

REQUEST_ORDER = _rung(
    name="request_order",
    label="提请区政府责令改正",
    explain="拒绝或者拖延平等协商的，可以提请区人民政府责令改正、依法处理。由区总工会决定是否提请。",
    holder=Holder.UNION,
    by=BY_DISTRICT,
    basis=(Basis(UNION_LAW, "第54条"), Basis(MEASURES, "第55条")),
    day_label="区政府收到之日",
    needs=("order_request",),
    asks=LETTER_ASKS,
)

RECORD_ORDER = _rung(
    name="record_order",
    label="登记政府、部门处理结果",
    explain="区政府或有关部门作出处理决定的，照文书登记。决定作出后 15 个工作日内应书面告知工会。",
    holder=Holder.GOVERNMENT,
    by=BY_DISTRICT,
    basis=(Basis(MEASURES, "第51条"), Basis(UNION_LAW, "第54条"), Basis(SHANGHAI, "第34条")),
    day_label="处理决定作出之日",
    starts=("T-GOV-FEEDBACK",),
    ends=("T-GOV-FEEDBACK",),
    asks=(
        Ask("decided_by", "作出决定的机关", required=True),
        Ask("outcome", "处理结果", AskKind.CHOICE, required=True, default="ordered",
            choices=(("ordered", "责令改正"), ("guided", "约谈、指导后同意协商"),
                     ("none", "不予处理"), ("other", "其他"))),
        Ask("told_on", "书面告知工会之日", AskKind.DAY, help="还没有收到书面告知的先不填"),
        Ask("notes", "文号和内容", AskKind.LONG_TEXT, no_numbers=True),
        Ask("photos", "文书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_CREDIT_ENTRY = _rung(
    name="record_credit_entry",
    label="登记纳入诚信档案",
    explain="企业拒不改正，人社部门已把它纳入劳动保障守法诚信档案的，照文书登记；系统只记录，不作认定。",
    holder=Holder.AUTHORITY,
    by=BY_DISTRICT,
    basis=(Basis(MEASURES, "第55条"), Basis(SHANGHAI, "第39条第3款")),
    day_label="纳入之日",
    places=IN_BEIJING_AND_SHANGHAI,
    asks=(
        Ask("decided_by", "作出决定的机关", required=True),
        Ask("notes", "文号和内容", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("photos", "文书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

CONFIRM_REFUSAL = _rung(
    name="confirm_refusal",
    label="认定拒绝协商",
    explain="系统只说“尚未答复”“暂不同意”。经街道或区总工会核实、由人认定拒绝或者拖延协商的，在这里登记，"
    "文书和页面才使用“拒绝协商”的说法。",
    holder=Holder.UNION,
    by=BY_UPPER,
    basis=(Basis(BEIJING, "第32条"), Basis(MEASURES, "第21条"), Basis(SHANGHAI, "第15条"),
           Basis(UNION_LAW, "第54条")),
    day_label="认定之日",
    asks=(
        Ask("ground", "认定", AskKind.CHOICE, required=True, default="refused",
            choices=(("refused", "拒绝协商"), ("delayed", "拖延协商"))),
        Ask("facts_found", "核实的情况", AskKind.LONG_TEXT, required=True, no_numbers=True,
            help="写明向谁核实、对方怎么说"),
    ),
)  # fmt: skip

RECORD_FEEDBACK = _rung(
    name="record_feedback",
    label="登记处理结果书面告知",
    explain="区政府、有关部门作出处理决定后，书面告知工会的，收到时在这里登记。",
    holder=Holder.GOVERNMENT,
    by=BY_DISTRICT,
    transitions=stays(*(state for state in S if state is not S.CLOSED)),
    basis=(Basis(MEASURES, "第26条第2款"), Basis(MEASURES, "第51条第2款"),
           Basis(UNION_LAW, "第54条")),
    day_label="收到书面告知之日",
    ends=("T-GOV-FEEDBACK",),
    after=("record_order",),
    asks=(
        Ask("notes", "文号和内容", AskKind.LONG_TEXT, no_numbers=True),
        Ask("photos", "文书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

ISSUE_LETTER = _rung(
    name="issue_letter",
    label="生成上级工会文书",
    explain="上级工会的函件、记录按写好的内容生成，按原样存档；送达以后再登记发出之日。",
    holder=Holder.UNION,
    by=frozenset({Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT}),
    kind=MoveKind.PRODUCING,
    transitions=stays(S.PREPARING, *UNANSWERED),
    basis=(Basis(UNION_LAW, "第21条"),),
    day_label="生成之日",
    asks=(
        Ask("paper", "文书", required=True),
        Ask("override_reason", "仍要生成的理由", no_numbers=True),
        Ask("version", "版次", AskKind.WHOLE),
        Ask("docx_hash", "DOCX 哈希"),
        Ask("pdf_hash", "PDF 哈希"),
    ),
)

LADDER = (
    OFFER_FOR_UNION, RECORD_URGING, RECORD_INTERVIEW, ISSUE_REMINDER, ISSUE_OPINION,
    ISSUE_RECTIFICATION, ISSUE_RECOMMENDATION, REQUEST_ORDER, RECORD_ORDER, RECORD_FEEDBACK,
    RECORD_CREDIT_ENTRY, CONFIRM_REFUSAL, ISSUE_LETTER,
)  # fmt: skip
