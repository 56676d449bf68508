"""The steps from preparation to the draft: 准备、要约、应约、代表、协商、草案."""

from __future__ import annotations

from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move, leads, stays
from bargaining.rules.roles import RECORDERS, Role
from bargaining.rules.states import CaseState, Holder
from bargaining.rules.wage_question import PROFIT_LABELS

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
IN_SHANGHAI = ("31",)
IN_BEIJING = ("11",)
PROFIT_STATES = tuple((state.value, label) for state, label in PROFIT_LABELS.items())

BY_UNION = RECORDERS | {Role.STREET}
S = CaseState

SIDES = (("union", "职工方（工会）"), ("employer", "企业方"))
DELIVERY = (
    ("hand", "当面送交"),
    ("left", "留置送达"),
    ("courier", "快递"),
    ("electronic", "电子送达"),
)

TOPICS = (
    "工资分配制度、工资标准和形式；年度平均工资水平及调整幅度；"
    "奖金、津贴、补贴分配办法；工资支付办法"
)

RECORD_OPINIONS = Move(
    name="record_opinions",
    label="登记职工意见",
    explain="协商前先听职工的意见：问卷、座谈或职工代表团（组）讨论都可以，记下方式、人数和主要诉求。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=stays(S.PREPARING, S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED,
                      S.DEADLOCKED),
    basis=(Basis(TRIAL, "第15条"), Basis(BEIJING, "第8条"), Basis(SHANGHAI, "第17条")),
    day_label="征求意见之日",
    asks=(
        Ask("method", "征求方式", AskKind.CHOICE, required=True, default="survey",
            choices=(("survey", "问卷"), ("forum", "座谈会"), ("group", "代表团（组）讨论"),
                     ("other", "其他"))),
        Ask("people", "参与人数", AskKind.WHOLE, help="填了问卷或到会的职工人数"),
        Ask("demands", "主要诉求", AskKind.LONG_TEXT, no_numbers=True, basis="试行办法第15条",
            help="每项一行，协商时可以对照"),
    ),
)  # fmt: skip

PREPARE_PROPOSAL = Move(
    name="prepare_proposal",
    label="拟定要约书",
    explain="写明拟议的时间、地点和内容，系统填好要约书和送达回证；打印、盖章后送达对方，再登记送达。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=stays(S.PREPARING, S.DECLINED),
    basis=(Basis(TRIAL, "第17条"), Basis(BEIJING, "第32条"), Basis(SHANGHAI, "第15条")),
    day_label="拟定之日",
    leaves=("proposal", "delivery_receipt"),
    asks=(
        Ask("counterpart", "对方负责人", no_numbers=True, required=True, help="一般是法定代表人",
            basis="集体合同规定第21条"),
        Ask("meeting_on", "拟议协商日期", AskKind.DAY, required=True, basis="试行办法第17条",
            help="对方收到后有 20 日答复，请留出时间"),
        Ask("meeting_place", "拟议协商地点", required=True, basis="试行办法第17条",
            help="例如本单位会议室"),
        Ask("topics", "协商内容", AskKind.LONG_TEXT, no_numbers=True,
            required=True, basis="试行办法第17条",
            help="每项一行，或者用分号隔开", default=TOPICS),
        Ask("initiator", "提出方", AskKind.CHOICE, required=True, default="union", choices=SIDES,
            later=True, basis="试行办法第17条", help="企业提出要约的，改选企业方"),
    ),
)  # fmt: skip

SEND_PROPOSAL = Move(
    name="send_proposal",
    label="登记送达要约书",
    explain="一方书面提出协商要求。对方收到之日的次日起，20 日内应当书面答复。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=leads(S.PREPARING, S.DECLINED, to=S.PROPOSED),
    basis=(Basis(TRIAL, "第17条"), Basis(NATIONAL, "第32条"), Basis(BEIJING, "第32条"),
           Basis(SHANGHAI, "第15条")),
    day_label="对方收到之日",
    needs=("proposal", "delivery_receipt"),
    starts=("T-OFFER-REPLY",),
    asks=(
        Ask("delivered", "对方已经签收", AskKind.YES_NO, default="yes", basis="试行办法第17条",
            help="已寄出但还没有签收的，选“否”，签收后再登记签收，答复期从签收次日起算"),
        Ask("delivery_method", "送达方式", AskKind.CHOICE, default="hand", choices=DELIVERY),
        Ask("received_by", "签收人", no_numbers=True, help="在送达回证上签字的人"),
        Ask("counterpart", "对方负责人", no_numbers=True,
            help="一般是法定代表人", basis="集体合同规定第21条",
            later=True),
        Ask("meeting_on", "拟议协商日期", AskKind.DAY, basis="试行办法第17条", later=True),
        Ask("meeting_place", "拟议协商地点", basis="试行办法第17条", later=True),
        Ask("topics", "协商内容", AskKind.LONG_TEXT, no_numbers=True,
            basis="试行办法第17条", default=TOPICS,
            help="每项一行，或者用分号隔开", later=True),
        Ask("initiator", "提出方", AskKind.CHOICE, required=True, default="union", choices=SIDES,
            later=True, basis="试行办法第17条", help="企业提出要约的，改选企业方"),
    ),
)  # fmt: skip

RECORD_DELIVERY = Move(
    name="record_delivery",
    label="登记要约签收",
    explain="要约书已经寄出的，对方签收后在这里登记，20 日答复期从签收次日起算。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=stays(S.PROPOSED),
    basis=(Basis(TRIAL, "第17条"), Basis(SHANGHAI, "第15条")),
    day_label="对方签收之日",
    needs=("delivery_receipt",),
    starts=("T-OFFER-REPLY",),
    not_before=(("sent_on", "要约寄出日"),),
    asks=(
        Ask("received_by", "签收人", no_numbers=True, help="在送达回证或快递单上签字的人"),
        Ask("delivery_method", "送达方式", AskKind.CHOICE, default="courier", choices=DELIVERY),
    ),
)

RECORD_REPLY = Move(
    name="record_reply",
    label="登记应约",
    explain="收到要约的一方书面同意协商。口头同意请登记为“联系情况”，口头同意不停答复期。",
    holder=Holder.EMPLOYER,
    by=BY_UNION,
    transitions={**leads(S.PROPOSED, S.DECLINED, to=S.ACCEPTED), **stays(S.TALKING)},
    basis=(Basis(TRIAL, "第17条"), Basis(NATIONAL, "第32条"), Basis(BEIJING, "第32条"),
           Basis(SHANGHAI, "第15条")),
    day_label="书面答复之日",
    needs=("reply",),
    leaves=("data_request",),
    starts=("T-REP-APPOINT",),
    ends=("T-OFFER-REPLY",),
    not_before=(("delivered_on", "对方收到要约之日"),),
    asks=(
        Ask("answer", "答复", AskKind.CHOICE, required=True, default="agree",
            basis="试行办法第17条",
            choices=(("agree", "同意协商"), ("other_terms", "同意协商，时间地点另议"))),
        Ask("reply_method", "答复方式", AskKind.CHOICE, default="sealed",
            choices=(("sealed", "盖章应约书"), ("letter", "其他书面答复"))),
        Ask("meeting_on", "商定的协商日期", AskKind.DAY, later=True,
            help="与要约书写的不一样的，改成双方商定的日期"),
        Ask("meeting_place", "商定的协商地点", later=True),
        Ask("employer_chief", "企业方首席代表", no_numbers=True,
            later=True, basis="集体合同规定第21条",
            help="一般是法定代表人，也可以书面委托其他管理人员"),
        Ask("opinion", "对议题的意见", AskKind.LONG_TEXT, no_numbers=True, later=True),
    ),
)  # fmt: skip

RECORD_REFUSAL = Move(
    name="record_refusal",
    label="登记暂不同意",
    explain="对方答复暂不同意协商的，如实记下原因和答复方式。劳动报酬事项，另一方不得拒绝或者拖延协商。",
    holder=Holder.EMPLOYER,
    by=BY_UNION,
    transitions=leads(S.PROPOSED, to=S.DECLINED),
    basis=(Basis(BEIJING, "第32条"), Basis(SHANGHAI, "第15条"), Basis(TRIAL, "第17条")),
    day_label="答复之日",
    ends=("T-OFFER-REPLY",),
    not_before=(("delivered_on", "对方收到要约之日"),),
    asks=(
        Ask("reason", "对方说明的原因", AskKind.LONG_TEXT, no_numbers=True, required=True,
            basis="北京市集体合同条例第32条", help="照对方的原话写"),
        Ask("written", "是否书面答复", AskKind.YES_NO, required=True, default="yes",
            basis="试行办法第17条", help="口头答复不停答复期"),
    ),
)  # fmt: skip

RECORD_CONTACT = Move(
    name="record_contact",
    label="登记联系情况",
    explain="电话、走访、口头答复都记在这里：什么时候，跟谁，说了什么，下一步怎么办。不影响任何期限。",
    holder=Holder.UNION,
    by=BY_UNION | {Role.DISTRICT},
    own_act=True,
    transitions=stays(*(state for state in S if state is not S.CLOSED)),
    basis=(Basis("工会法", "第21条"),),
    day_label="联系之日",
    asks=(
        Ask("method", "方式", AskKind.CHOICE, required=True, default="phone",
            choices=(("phone", "电话"), ("visit", "走访"), ("message", "微信"), ("other", "其他"))),
        Ask("with_whom", "联系对象", help="姓名、职务，不写电话", no_numbers=True),
        Ask("result", "情况", AskKind.LONG_TEXT, required=True, no_numbers=True),
        Ask("next_step", "下一步", help="例如送应约书样本、请指导员到场", no_numbers=True),
        Ask("next_on", "约定下次联系之日", AskKind.DAY),
    ),
)  # fmt: skip

APPOINT_REPRESENTATIVES = Move(
    name="appoint_representatives",
    label="登记协商代表",
    explain="双方人数对等，每方至少 3 人，各 1 名首席代表；外聘不超过本方三分之一，不得任首席。"
    "如实登记，系统会提示差在哪里。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions=stays(S.PREPARING, S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED,
                      S.DEADLOCKED, S.COORDINATING, S.DRAFTED, S.VOTE_FAILED, S.VOTE_PASSED,
                      S.SIGNED, S.FILED, S.OBJECTED, S.EFFECTIVE, S.PUBLISHED),
    basis=(Basis(NATIONAL, "第19条"), Basis(BEIJING, "第7条"), Basis(BEIJING, "第11条"),
           Basis(SHANGHAI, "第6条"), Basis(SHANGHAI, "第7条"), Basis(SHANGHAI, "第17条")),
    day_label="代表产生之日",
    leaves=("representatives", "representatives_notice", "chief_mandate", "expert_mandate"),
    starts=("T-REP-PUBLISH",),
    ends=("T-REP-APPOINT", "T-REP-PUBLISH"),
    asks=(
        Ask("people", "代表名单", AskKind.PEOPLE, required=True,
            basis="集体合同规定第19条、第23条",
            help="双方人数一样多，各至少 3 人，各 1 名首席；顾问不占名额"),
        Ask("published_on", "在本单位公布之日", AskKind.DAY, basis="北京市集体合同条例第11条",
            help="协商前公布；还没有公布的先不填"),
        Ask("consulted", "职工方代表已征求职工意见", AskKind.YES_NO, default="yes", later=True,
            basis="北京市集体合同条例第8条"),
        Ask("women_included", "职工方代表中有女职工", AskKind.YES_NO, later=True,
            places=IN_SHANGHAI, help="建立女职工委员会的，应当有女性协商代表"),
        Ask("relatives", "工会委员会中有企业主要负责人的近亲属", AskKind.YES_NO, later=True,
            places=IN_BEIJING),
        Ask("photos", "公布照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_MEETING = Move(
    name="record_meeting",
    label="登记协商会议",
    explain="每开一次会记一次。会议由双方首席代表轮流主持，首席代表在会议记录上签字。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions={
        **leads(S.PREPARING, S.PROPOSED, S.DECLINED, S.ACCEPTED, S.SUSPENDED, S.DEADLOCKED,
                S.VOTE_FAILED, S.OBJECTED, to=S.TALKING),
        **stays(S.TALKING, S.COORDINATING, S.DRAFTED, S.VOTE_PASSED),
    },
    basis=(Basis(BEIJING, "第34条"), Basis(BEIJING, "第35条"), Basis(SHANGHAI, "第18条"),
           Basis(TRIAL, "第11条")),
    day_label="会议日期",
    needs=("minutes",),
    starts=("T-DATA",),
    asks=(
        Ask("chair", "会议主持", no_numbers=True,
            help="双方首席代表轮流主持", basis="试行办法第11条"),
        Ask("conclusion", "会议结论", AskKind.CHOICE, required=True, default="continue",
            basis="集体合同规定第34条",
            choices=(("agreed", "达成一致"), ("continue", "继续协商"), ("apart", "未达成一致"))),
        Ask("place", "会议地点", later=True),
        Ask("recorder", "记录员", no_numbers=True,
            help="由双方共同确定，不是协商代表", basis="集体合同规定第33条",
            later=True),
        Ask("notes", "各方意见和归纳", AskKind.LONG_TEXT, no_numbers=True,
            later=True, help="会议记录按这里打印",
            basis="集体合同规定第34条"),
        Ask("minutes_signed", "双方首席已在会议记录上签字", AskKind.YES_NO, default="yes",
            later=True, basis="北京市集体合同条例第35条"),
        Ask("data_received_on", "收到对方资料之日", AskKind.DAY, basis="试行办法第18条",
            help="协商开始前 5 日内，按对方要求提供", later=True),
        Ask("photos", "会议记录照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

ADOPT_DRAFT = Move(
    name="adopt_draft",
    label="登记合同草案",
    explain="协商一致后由企业方制作文本草案，双方首席代表在草案上签字，再提交职代会审议。",
    holder=Holder.EMPLOYER,
    by=BY_UNION,
    transitions={
        **leads(S.ACCEPTED, S.TALKING, S.SUSPENDED, S.DEADLOCKED, S.COORDINATING, S.VOTE_FAILED,
                S.VOTE_PASSED, S.SIGNED, S.OBJECTED, to=S.DRAFTED),
        **stays(S.DRAFTED),
    },
    basis=(Basis(NATIONAL, "第34条"), Basis(TRIAL, "第19条")),
    day_label="草案形成之日",
    needs=("agreement",),
    starts=("T-CONGRESS-DOC",),
    asks=(
        Ask("signed_by_chiefs", "双方首席已在草案上签字", AskKind.YES_NO, default="yes",
            basis="集体合同规定第34条"),
        Ask("sent_to_union_on", "草案书面送交工会之日", AskKind.DAY, later=True,
            help="提交职代会审议的，会前 7 日以书面送交工会"),
        Ask("congress_on", "拟召开职代会（职工大会）之日", AskKind.DAY, later=True,
            help="填了就倒算草案最迟送交工会的日子"),
        Ask("summary", "主要内容", AskKind.LONG_TEXT, no_numbers=True, later=True),
    ),
)  # fmt: skip

SUBMIT_WAGES = Move(
    name="submit_wages",
    label="上传工资方案",
    explain="上传工资表，系统按合同期限内每一档最低工资标准逐岗检查。再次上传是新的一版，旧版保留。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions=stays(S.PREPARING, S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED,
                      S.DEADLOCKED, S.COORDINATING, S.DRAFTED, S.VOTE_FAILED, S.VOTE_PASSED,
                      S.SIGNED, S.FILED, S.OBJECTED),
    basis=(Basis("最低工资规定", "第12条"), Basis("劳动合同法", "第55条")),
    day_label="方案提出之日",
    asks=(
        Ask("file", "工资表", AskKind.FILE, required=True, help="xlsx、xls、ods 或 csv"),
        Ask("term_from", "合同期限自", AskKind.DAY, required=True, basis="试行办法第24条"),
        Ask("term_to", "合同期限至", AskKind.DAY, required=True, basis="试行办法第24条",
            help="一般一年一次"),
    ),
)  # fmt: skip

RECORD_CLAUSES = Move(
    name="record_clauses",
    label="填写合同条款",
    explain="填写工资专项集体合同的各项约定，用来生成合同文本和报送说明。可以分几次填，以最后一次为准。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions=stays(S.PREPARING, S.PROPOSED, S.DECLINED, S.ACCEPTED, S.TALKING, S.SUSPENDED,
                      S.DEADLOCKED, S.COORDINATING, S.DRAFTED, S.VOTE_FAILED, S.VOTE_PASSED,
                      S.SIGNED, S.OBJECTED),
    basis=(Basis(TRIAL, "第7条"), Basis(BEIJING, "第21条"), Basis(SHANGHAI, "第13条")),
    day_label="填写之日",
    leaves=("agreement",),
    asks=(
        Ask("wage_system", "工资分配制度", required=True, suggest="岗位绩效工资制",
            basis="试行办法第7条"),
        Ask("wage_forms", "工资形式", required=True, suggest="计时工资", basis="试行办法第7条"),
        Ask("overtime_base", "加班工资基数", required=True,
            suggest="职工本人所在岗位的月工资标准", basis="北京市集体合同条例第21条"),
        Ask("bonus_rule", "奖金分配办法", AskKind.LONG_TEXT, required=True,
            basis="试行办法第7条",
            suggest="按照双方协商制定的绩效考核办法，根据岗位职责和考核结果按月分配。"),
        Ask("allowance_rule", "津贴补贴标准", AskKind.LONG_TEXT, required=True,
            basis="最低工资规定第12条",
            suggest="按照国家和北京市规定执行；高温津贴、夜班津贴另行支付，不计入最低工资。"),
        Ask("pay_day", "工资支付日", required=True, suggest="次月十日", basis="试行办法第7条"),
        Ask("pay_method", "工资支付方式", required=True, suggest="银行转账", basis="试行办法第7条"),
        Ask("sick_pay_rule", "病假工资标准", suggest="本人岗位工资的百分之八十",
            help="不得低于本市最低工资标准的百分之八十", basis="北京市工资支付规定第21条",
            later=True),
        Ask("piece_rule", "劳动定额和计件单价", AskKind.LONG_TEXT, help="没有计件岗位的不填",
            later=True),
        Ask("women_rule", "女职工工资的补充约定", AskKind.LONG_TEXT, later=True,
            basis="妇女权益保障法第44条", help="例如同工同酬、产假期间待遇"),
        Ask("leave_rule", "休假工资的补充约定", AskKind.LONG_TEXT, later=True),
        Ask("probation_rule", "试用期工资的补充约定", AskKind.LONG_TEXT, later=True,
            basis="集体合同规定第9条"),
        Ask("lowest_wage", "约定的最低月工资", AskKind.AMOUNT, later=True, basis="试行办法第5条",
            help="合同写明最低工资标准的填写，元／月；上传工资表时一并检查"),
        Ask("includes_own", "约定的最低月工资含个人社保、公积金", AskKind.YES_NO, later=True,
            places=IN_BEIJING, basis="京人社劳发〔2025〕7号",
            help="北京市最低工资标准不含个人应缴部分，应另行支付"),
        Ask("idle_rule", "停工停产没有安排工作时的生活费", later=True, places=IN_BEIJING,
            basis="北京市工资支付规定第27条",
            help="例如“最低工资标准的百分之七十”，不得低于这个数"),
        Ask("escalator", "约定随最低工资标准调整补足", AskKind.YES_NO, later=True,
            basis="最低工资规定第10条",
            help="期限内最低工资标准调整的，低于新标准的岗位自动补足；条文写进“其他约定”"),
        Ask("minimum_approved", "按最低工资支付的岗位已经职代会同意并报备案", AskKind.YES_NO,
            later=True, basis="劳社部函〔2007〕20号三（三）"),
        Ask("profit_state", "企业经营状况", AskKind.CHOICE, later=True, basis="试行办法第8条",
            choices=PROFIT_STATES, help="用来选择参照哪一条工资指导线"),
        Ask("other_terms", "其他约定", AskKind.LONG_TEXT, later=True),
        Ask("employer_address", "企业住所", later=True, help="写进合同文本和报送说明"),
        Ask("disputes", "协商中的主要争议和处理", AskKind.LONG_TEXT, no_numbers=True, later=True,
            suggest="双方经充分协商达成一致，没有重大争议。", help="写进报送说明"),
    ),
)  # fmt: skip

TALKS = (
    RECORD_OPINIONS, PREPARE_PROPOSAL, SEND_PROPOSAL, RECORD_DELIVERY, RECORD_REPLY,
    RECORD_REFUSAL, RECORD_CONTACT, APPOINT_REPRESENTATIVES, RECORD_MEETING, SUBMIT_WAGES,
    RECORD_CLAUSES, ADOPT_DRAFT,
)  # fmt: skip
