"""The steps of a contract in force: 履行、变更、终止、企业变动、办结."""

from __future__ import annotations

from bargaining.rules import succession
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move, MoveKind, Topic, leads, stays
from bargaining.rules.procedure_contract import BY_REVIEW, FILING_ASKS, LAW, SERVED
from bargaining.rules.procedure_talks import BEIJING, BY_UNION, NATIONAL, TRIAL, S
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

IN_FORCE = (S.EFFECTIVE, S.PUBLISHED)
SIGNED_ON = (S.SIGNED, S.FILED, S.OBJECTED, *IN_FORCE)
GROUNDS = (
    ("agreed", "双方协商一致"),
    ("merged", "企业被兼并、解散、破产，合同无法履行"),
    ("force", "不可抗力等原因，合同无法履行"),
    ("changed", "订立时的客观情况发生重大变化"),
    ("condition", "合同约定的条件出现"),
    ("other", "法律、法规规定的其他情形"),
)
NOT_RENEWED = ("not_renewed", "期满，一方不同意续订")

RECORD_PERFORMANCE = Move(
    name="record_performance",
    label="登记履行情况",
    explain="每年至少一次向职代会或职工大会报告履行情况；工资按约定支付的情况也记在这里。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions=stays(*IN_FORCE, S.TERMINATED),
    basis=(Basis(BEIJING, "第41条"), Basis(LAW, "第56条")),
    day_label="报告或检查之日",
    needs=("performance_report",),
    ends=("T-ANNUAL-REPORT",),
    not_before=(("effective_on", "生效之日"),),
    asks=(
        Ask("promise", "履约事项", help="已登记的履约事项，写全文或者第几项；不填就是整份合同"),
        Ask("period", "所属期间", required=True,
            help="写成 2026年7月、2026年第三季度、2026年下半年或 2026年"),
        Ask("state", "履行情况", AskKind.CHOICE, required=True, default="done",
            choices=(("done", "已履行"), ("partly", "部分履行"), ("disputed", "有争议"))),
        Ask("reported", "已向职代会（职工大会）报告", AskKind.YES_NO, default="no",
            basis="北京市集体合同条例第41条"),
        Ask("notes", "说明", AskKind.LONG_TEXT, no_numbers=True),
        Ask("photos", "凭证照片", AskKind.FILES),
    ),
)  # fmt: skip

CLOSE = Move(
    name="close",
    label="办结",
    explain="合同期满、终止，或者本次协商不再进行的，在这里办结。办结后仍可更正。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=leads(*(state for state in S if state is not S.CLOSED), to=S.CLOSED),
    basis=(Basis(BEIJING, "第44条"), Basis(NATIONAL, "第38条")),
    day_label="办结之日",
    asks=(
        Ask("reason", "办结原因", AskKind.CHOICE, required=True, default="expired",
            choices=(("expired", "合同期满"), ("terminated", "合同终止、解除"),
                     ("withdrawn", "本次协商不再进行"), ("merged", "企业合并、注销或迁出"))),
        Ask("notes", "说明", AskKind.LONG_TEXT, no_numbers=True),
    ),
)  # fmt: skip

ISSUE_PAPER = Move(
    name="issue_paper",
    label="生成正式文书",
    explain="按已登记的内容生成正式文书，生成后按原样存档，随时可以再看、再印。",
    holder=Holder.UNION,
    by=BY_UNION,
    kind=MoveKind.PRODUCING,
    transitions=stays(*(state for state in S if state is not S.CLOSED)),
    basis=(Basis(TRIAL, "第20条"),),
    day_label="生成之日",
    asks=(
        Ask("paper", "文书", required=True),
        Ask("override_reason", "仍要生成的理由", no_numbers=True),
        Ask("version", "版次", AskKind.WHOLE),
        Ask("docx_hash", "DOCX 哈希"),
        Ask("pdf_hash", "PDF 哈希"),
    ),
)

RECORD_PROMISES = Move(
    name="record_promises",
    label="登记履约事项",
    explain="把合同里要兑现的事一项一行列出来，按期核对；可以再次登记，以最后一次为准。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(*SIGNED_ON),
    basis=(Basis(BEIJING, "第41条"), Basis(LAW, "第56条")),
    day_label="登记之日",
    asks=(
        Ask("promises", "履约事项", AskKind.LONG_TEXT, no_numbers=True, required=True,
            help="一项一行，例如“七月起月工资增加 200 元”"),
    ),
)  # fmt: skip

RECORD_PAY = Move(
    name="record_pay",
    label="核对实发工资",
    explain="上传一个月的实发工资表，与约定的工资表逐岗比较：低于约定的、低于最低标准的，一行一条。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(*IN_FORCE, S.TERMINATED),
    basis=(Basis(LAW, "第55条"), Basis(BEIJING, "第41条")),
    day_label="核对之日",
    not_before=(("effective_on", "生效之日"),),
    asks=(
        Ask("file", "实发工资表", AskKind.FILE, required=True, help="xlsx、xls、ods 或 csv"),
        Ask("paid_month", "工资所属月份", AskKind.DAY, required=True, help="填这个月的任意一天"),
    ),
)  # fmt: skip

DRAFT_CHANGE = Move(
    name="draft_change",
    label="拟定变更内容",
    explain="双方商谈变更的，先把变更的内容写下来：变更协议照此印出变更前后对照，"
    "交审议、签字；签字以后再登记变更签字。可以再拟，以最后一次为准。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(*IN_FORCE),
    basis=(Basis(BEIJING, "第42条"), Basis(NATIONAL, "第39条"), Basis(NATIONAL, "第41条")),
    day_label="拟定之日",
    leaves=("change_agreement",),
    not_before=(("effective_on", "生效之日"),),
    asks=(
        Ask("ground", "变更的原因", AskKind.CHOICE, required=True, default="agreed",
            choices=GROUNDS, basis="北京市集体合同条例第42条"),
        Ask("changes", "变更的内容", AskKind.LONG_TEXT, no_numbers=True, required=True,
            help="一条一行，例如：夜班津贴每班 20 元改为 30 元；变更协议照此列出变更前后对照"),
        Ask("term_to", "变更后的期限至", AskKind.DAY, later=True, help="没有改期限的不填"),
        Ask("deliberated_on", "职代会（职工大会）审议通过之日", AskKind.DAY, later=True,
            basis="集体合同规定第41条", help="已经审议的填，印出的协议就写明"),
    ),
)  # fmt: skip

AGREE_CHANGE = Move(
    name="agree_change",
    label="登记变更签字",
    explain="双方协商一致变更合同的，同签订一样经审议后签字；企业自签字次日起 10 日内报送。"
    "变更生效以前，按原合同履行。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(*IN_FORCE),
    basis=(Basis(BEIJING, "第42条"), Basis(NATIONAL, "第39条"), Basis(NATIONAL, "第41条")),
    day_label="变更文本签字之日",
    needs=("change_agreement",),
    starts=("T-CHANGE-FILE",),
    not_before=(("effective_on", "生效之日"),),
    asks=(
        Ask("ground", "变更的原因", AskKind.CHOICE, required=True, default="agreed",
            choices=GROUNDS, basis="北京市集体合同条例第42条"),
        Ask("changes", "变更的内容", AskKind.LONG_TEXT, no_numbers=True, required=True,
            help="一条一行，例如：夜班津贴每班 20 元改为 30 元；变更协议照此列出变更前后对照"),
        Ask("deliberated_on", "职代会（职工大会）审议通过之日", AskKind.DAY,
            basis="集体合同规定第41条"),
        Ask("term_to", "变更后的期限至", AskKind.DAY, later=True, help="没有改期限的不填"),
        Ask("photos", "签字页照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

FILE_CHANGE = Move(
    name="file_change",
    label="登记变更报送",
    explain="变更后的文本和说明报送人社部门，15 日审查期与签订时相同。",
    holder=Holder.EMPLOYER,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=stays(*IN_FORCE),
    basis=(Basis(NATIONAL, "第42条"), Basis(BEIJING, "第47条")),
    day_label="报送之日",
    needs=("change_agreement",),
    starts=("T-REVIEW",),
    ends=("T-CHANGE-FILE",),
    after=("agree_change",),
    not_before=(("changed_on", "变更文本签字之日"),),
    asks=FILING_ASKS,
)

RECORD_CHANGE_REVIEW = Move(
    name="record_change_review",
    label="登记变更审查结果",
    explain="收到变更的审查意见书，或者 15 日内没有收到异议的，在这里登记。"
    "变更的默示生效只作推定显示，由人核对凭证和届满日后登记，到期不会自动登记；登记以前按原合同履行。",
    holder=Holder.AUTHORITY,
    by=BY_REVIEW,
    topic=Topic.KEEPING,
    transitions=stays(*IN_FORCE),
    basis=(Basis(NATIONAL, "第47条"), Basis(LAW, "第54条")),
    day_label="送达之日（没有意见书的，届满次日）",
    ends=("T-REVIEW",),
    after=("file_change",),
    not_before=(("change_filed_on", "变更报送之日"),),
    asks=(
        Ask(
            "result",
            "结果",
            AskKind.CHOICE,
            required=True,
            default="no_objection",
            choices=(
                ("no_objection", "审查无异议"),
                ("silence", "期满未提出异议"),
                ("objection", "有异议"),
            ),
        ),
        Ask("opinion", "异议内容", AskKind.LONG_TEXT, no_numbers=True),
        *SERVED,
    ),
)

TERMINATE = Move(
    name="terminate",
    label="登记解除、终止",
    explain="合同期满前解除，或者出现终止情形的，登记解除、终止之日；合同当天仍然有效，"
    "次日起不再计入覆盖。双方应在 10 日内向人社部门备案。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=leads(*IN_FORCE, to=S.TERMINATED),
    basis=(Basis(BEIJING, "第42条"), Basis(BEIJING, "第44条"), Basis(NATIONAL, "第40条")),
    day_label="解除、终止之日",
    needs=("termination_agreement", "termination_notice"),
    starts=("T-TERMINATE-FILE",),
    not_before=(("effective_on", "生效之日"),),
    asks=(
        Ask("ground", "解除、终止的原因", AskKind.CHOICE, required=True, default="agreed",
            choices=(*GROUNDS, NOT_RENEWED)),
        Ask("notes", "说明", AskKind.LONG_TEXT, no_numbers=True),
        Ask("deliberated_on", "职代会（职工大会）审议之日", AskKind.DAY, later=True),
        Ask("photos", "解除协议照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

FILE_TERMINATION = Move(
    name="file_termination",
    label="登记解除、终止备案",
    explain="已向人社部门备案的，登记备案之日，本案办结。",
    holder=Holder.BOTH,
    by=BY_UNION,
    topic=Topic.KEEPING,
    transitions=leads(S.TERMINATED, to=S.CLOSED),
    basis=(Basis(BEIJING, "第48条"),),
    day_label="备案之日",
    needs=("termination_notice",),
    ends=("T-TERMINATE-FILE",),
    places=("11",),
    not_before=(("terminated_on", "解除、终止之日"),),
    asks=(
        Ask("receipt_number", "受理或备案号"),
        Ask("photos", "凭证照片", AskKind.FILES, later=True),
    ),
)

RECORD_SUCCESSION = Move(
    name="record_succession",
    label="登记企业变动",
    explain="企业合并、分立、注销、更名或者迁往别的区的，如实登记；合同怎么办由双方商定后"
    "另行登记变更或者终止。迁往别的区的，登记后名册、本案和本企业没有办结的其他案件都归入"
    "迁入的区，原来的区仍可查看。",
    holder=Holder.EMPLOYER,
    by=BY_UNION | {Role.DISTRICT},
    own_act=True,
    topic=Topic.KEEPING,
    transitions=stays(*(state for state in S if state is not S.CLOSED)),
    basis=(Basis("劳动合同法", "第33条"), Basis("劳动合同法", "第34条"), Basis(NATIONAL, "第40条")),
    day_label="变动之日",
    asks=(
        Ask("kind", "变动", AskKind.CHOICE, required=True, default="merged",
            choices=succession.KINDS),
        Ask("successor", "承继的单位", help="合并、分立、更名后的名称"),
        Ask("new_place", "迁入的区", help="迁往别的区的必填，填区的名称，例如朝阳区"),
        Ask("new_street", "迁入的街道（乡镇）",
            help="覆盖统计按街道归口，填了街道，名册才一起归过去；一时不知道的可以以后补填"),
        Ask("notes", "说明", AskKind.LONG_TEXT, no_numbers=True),
        Ask("photos", "登记通知书照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

KEEPING = (
    RECORD_PROMISES, RECORD_PERFORMANCE, RECORD_PAY, DRAFT_CHANGE, AGREE_CHANGE, FILE_CHANGE,
    RECORD_CHANGE_REVIEW, TERMINATE, FILE_TERMINATION, RECORD_SUCCESSION, CLOSE, ISSUE_PAPER,
)  # fmt: skip
