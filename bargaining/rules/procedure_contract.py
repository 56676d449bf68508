"""The steps from the vote to the effect: 审议、签字、报送、审查、生效、公布."""

from __future__ import annotations

from bargaining.rules import bargained_clauses, congress, objections
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move, leads, stays
from bargaining.rules.procedure_talks import (
    BEIJING,
    BY_UNION,
    IN_SHANGHAI,
    NATIONAL,
    SHANGHAI,
    TRIAL,
    S,
)
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

BY_REVIEW = BY_UNION | {Role.REVIEWER}
LAW = "劳动合同法"

PROOFS = (
    ("none", "暂无凭证"),
    ("receipt", "受理单"),
    ("online", "网上回执"),
    ("courier", "快递签收"),
)
# What is filed, in the order it is read (条例第46条、试行办法第21条).
FILED_PAPERS = (
    "filing_contents", "filing_statement", "agreement", "congress_resolution", "representatives",
)  # fmt: skip
FILING_METHODS = (("window", "窗口"), ("online", "网上"), ("courier", "快递"))

FILING_ASKS = (
    Ask("method", "报送方式", AskKind.CHOICE, required=True, default="window",
        choices=FILING_METHODS),
    Ask("proof", "收到凭证", AskKind.CHOICE, required=True, default="none", choices=PROOFS,
        basis="劳动合同法第54条", help="没有凭证的，15 日届满后只记“推定生效·待核回执”"),
    Ask("received_on", "人社部门收到之日", AskKind.DAY, help="不填时按报送之日",
        basis="劳动合同法第54条"),
    Ask("receipt_number", "受理或备案号", help="受理单或网上回执上的编号"),
    Ask("photos", "凭证照片", AskKind.FILES, later=True),
)  # fmt: skip

# Where the talks had stopped the two sides may have come to terms without anybody's writing it.
_BEFORE_THE_VOTE = (
    S.TALKING, S.SUSPENDED, S.DEADLOCKED, S.COORDINATING, S.DRAFTED, S.VOTE_FAILED,
)  # fmt: skip

RECORD_CONGRESS = Move(
    name="record_congress",
    label="登记职代会审议",
    explain="草案须经职代会、职工大会或职工代表会议审议：三分之二以上出席，全体半数以上同意。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions={
        **leads(*_BEFORE_THE_VOTE, to=S.VOTE_PASSED),
        **stays(S.SIGNED, S.FILED),
    },
    otherwise={
        **leads(*_BEFORE_THE_VOTE, to=S.VOTE_FAILED),
        **stays(S.SIGNED, S.FILED),
    },
    basis=(Basis(NATIONAL, "第36条"), Basis(BEIJING, "第38条"), Basis(TRIAL, "第19条")),
    day_label="会议日期",
    needs=("congress_resolution",),
    ends=("T-CONGRESS-DOC",),
    asks=(
        Ask("form", "会议形式", AskKind.CHOICE, required=True, default="congress",
            choices=congress.FORMS, help="职工大会的应到人数是全体职工"),
        Ask("entitled", "应到人数", AskKind.WHOLE, required=True, basis="集体合同规定第36条",
            help="全体代表；开职工大会的是全体职工"),
        Ask("present", "实到人数", AskKind.WHOLE, required=True, basis="集体合同规定第36条",
            help="至少应到的三分之二"),
        Ask("in_favour", "赞成", AskKind.WHOLE, required=True, basis="集体合同规定第36条",
            help="按全体计算，至少半数"),
        Ask("against", "反对", AskKind.WHOLE, later=True),
        Ask("abstained", "弃权", AskKind.WHOLE, later=True),
        Ask("secret", "无记名投票", AskKind.YES_NO, default="yes", basis="企业民主管理规定第20条",
            later=True),
        Ask("photos", "决议、签到表照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_VOTE_NOTICE = Move(
    name="record_vote_notice",
    label="登记审议结果书面告知企业",
    explain="草案讨论通过后，由职工方首席代表书面告知企业；企业自收到告知次日起 10 日内报送。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=stays(S.VOTE_PASSED, S.SIGNED),
    basis=(Basis(SHANGHAI, "第23条"),),
    day_label="企业收到书面告知之日",
    starts=("T-FILE-WAGE", "T-FILE-GEN"),
    places=IN_SHANGHAI,
    asks=(
        Ask("received_by", "企业签收人", no_numbers=True),
        Ask("photos", "书面告知的照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

SIGN = Move(
    name="sign",
    label="登记正式签字",
    explain="双方首席代表在正式文本上签字、盖章。从签字次日起，企业应于 7 日内（最迟 10 日）报送。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions=leads(*_BEFORE_THE_VOTE, S.VOTE_PASSED, to=S.SIGNED),
    basis=(Basis(TRIAL, "第20条"), Basis(NATIONAL, "第37条")),
    day_label="签字之日",
    needs=("agreement",),
    starts=("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ", "T-RENEW-WAGE"),
    asks=(
        Ask("term_from", "合同期限自", AskKind.DAY, required=True, basis="试行办法第7条"),
        Ask("term_to", "合同期限至", AskKind.DAY, required=True, basis="试行办法第24条",
            help="一般一年一次"),
        Ask("workers_covered", "覆盖职工人数", AskKind.WHOLE, required=True,
            basis="集体合同规定第6条", help="合同对全体职工有约束力"),
        Ask("rise_rate", "年度平均工资调整幅度", AskKind.RATE, later=True, basis="试行办法第7条",
            help="不填时取工资方案的平均增幅"),
        Ask("union_signer", "职工方首席代表", no_numbers=True,
            later=True, basis="集体合同规定第37条"),
        Ask("employer_signer", "企业方首席代表", no_numbers=True,
            later=True, basis="集体合同规定第37条"),
        Ask("sealed", "双方已盖章", AskKind.YES_NO, default="yes", later=True,
            basis="试行办法第20条"),
        Ask("photos", "签字页照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

FILE = Move(
    name="file",
    label="登记报送",
    explain="企业将合同文本一式三份和说明报送区人力资源和社会保障局，工会协助；代送须有委托。",
    holder=Holder.EMPLOYER,
    by=BY_UNION,
    transitions=leads(S.SIGNED, to=S.FILED),
    basis=(
        Basis(TRIAL, "第21条"),
        Basis(NATIONAL, "第42条"),
        Basis(BEIJING, "第39条"),
        Basis(SHANGHAI, "第23条"),
    ),
    day_label="报送之日",
    needs=FILED_PAPERS,
    starts=("T-REVIEW",),
    ends=("T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ"),
    not_before=(("signed_on", "签字之日"),),
    asks=FILING_ASKS,
)

RECORD_PRECHECK = Move(
    name="record_precheck",
    label="登记预审",
    explain="报送前由街道、指导员或区总工会看一遍材料：缺什么、哪里要改，写明白再报。"
    "预审不是审查，不影响任何期限。",
    holder=Holder.UNION,
    by=frozenset({Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT}),
    own_act=True,
    transitions=stays(S.DRAFTED, S.VOTE_PASSED, S.SIGNED, S.OBJECTED),
    basis=(Basis("工会法", "第21条"),),
    day_label="预审之日",
    asks=(
        Ask("result", "预审结论", AskKind.CHOICE, required=True, default="pass",
            choices=(("pass", "可以报送"), ("return", "请补正后再报"))),
        Ask("notes", "需要补正的内容", AskKind.LONG_TEXT, no_numbers=True,
            help="一项一行，写给工会主席看"),
    ),
)  # fmt: skip

RECORD_RECEIPT = Move(
    name="record_receipt",
    label="登记收到凭证",
    explain="人社部门出具受理单、网上回执，或快递签收后，在这里补记收到之日，"
    "15 日审查期从次日起算。",
    holder=Holder.EMPLOYER,
    by=BY_REVIEW,
    transitions=stays(S.FILED),
    basis=(Basis(LAW, "第54条"), Basis(BEIJING, "第39条"), Basis(SHANGHAI, "第23条")),
    day_label="人社部门收到之日",
    starts=("T-REVIEW",),
    not_before=(("filed_on", "报送之日"),),
    asks=(
        Ask("proof", "收到凭证", AskKind.CHOICE, required=True, default="receipt",
            choices=PROOFS[1:], basis="劳动合同法第54条"),
        Ask("receipt_number", "受理或备案号", help="受理单或网上回执上的编号"),
        Ask("photos", "凭证照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

RECORD_COMPLETION = Move(
    name="record_completion",
    label="登记材料补齐",
    explain="报送后办理机关要求补正、材料又补齐的，在这里登记补齐之日。审查期默认自首次收到起算；"
    "办理机关书面告知过补正的，改自补齐之日起算。",
    holder=Holder.EMPLOYER,
    by=BY_REVIEW,
    transitions=stays(S.FILED),
    basis=(Basis(LAW, "第54条"),),
    day_label="人社部门收到补齐文本之日",
    starts=("T-REVIEW",),
    not_before=(("received_on", "首次收到之日"),),
    asks=(
        Ask("told_in_writing", "办理机关书面告知过补正", AskKind.YES_NO, required=True,
            default="no", basis="劳动合同法第54条", help="只有口头要求的选“否”，审查期不变"),
        Ask("told_on", "书面告知之日", AskKind.DAY),
        Ask("lacking", "补正的内容", AskKind.LONG_TEXT, no_numbers=True, later=True),
        Ask("photos", "补正告知书、收件凭证照片", AskKind.FILES, later=True),
    ),
)  # fmt: skip

SERVED = (
    Ask("served_union_on", "送达职工方之日", AskKind.DAY, help="不填时同送达之日", later=True,
        basis="试行办法第22条"),
    Ask("served_employer_on", "送达企业方之日", AskKind.DAY, help="不填时同送达之日", later=True,
        basis="试行办法第22条"),
    Ask("opinion_number", "审查意见书文号", later=True),
    Ask("photos", "审查意见书照片", AskKind.FILES, later=True),
)  # fmt: skip

RECORD_NO_OBJECTION = Move(
    name="record_no_objection",
    label="登记审查无异议",
    explain="收到《审查意见书》（无异议）的，按送达双方之日登记；工资专项合同自送达双方之日生效。",
    holder=Holder.AUTHORITY,
    by=BY_REVIEW,
    transitions=leads(S.FILED, to=S.EFFECTIVE),
    basis=(Basis(TRIAL, "第22条"), Basis(LAW, "第54条")),
    day_label="送达之日",
    starts=("T-PUBLISH-WAGE",),
    ends=("T-REVIEW",),
    not_before=(("filed_on", "报送之日"),),
    asks=(
        *SERVED,
        Ask("effective_on", "意见书写明的生效日", AskKind.DAY, later=True,
            help="意见书写明了生效日的照录，与推算不同的请人工核定"),
    ),
)  # fmt: skip

RECORD_OBJECTION = Move(
    name="record_objection",
    label="登记审查异议",
    explain="人社部门在 15 日内送达异议的，合同不生效，双方修改后重新报送。"
    "以送达日为准，不是落款日。",
    holder=Holder.AUTHORITY,
    by=BY_REVIEW,
    transitions={**leads(S.FILED, to=S.OBJECTED), **stays(S.EFFECTIVE, S.PUBLISHED)},
    basis=(Basis(NATIONAL, "第45条"), Basis(TRIAL, "第22条")),
    day_label="送达之日",
    ends=("T-REVIEW", "T-REVIEW-OBJ"),
    not_before=(("filed_on", "报送之日"),),
    asks=(
        Ask("about", "异议事项", AskKind.CHOICE, required=True, default="content",
            choices=objections.ABOUT, basis="集体合同规定第44条"),
        Ask("clause", "异议涉及的条款", AskKind.CHOICE, choices=bargained_clauses.CHOICES,
            help="对条款内容有异议的，选出是哪一条；修改和重新报送时会带出来"),
        Ask("article", "合同条文", longest=40, help="例如第五条，照审查意见书写"),
        Ask("opinion", "异议内容", AskKind.LONG_TEXT, no_numbers=True,
            required=True, help="照审查意见书写"),
        *SERVED,
    ),
)  # fmt: skip

REFILE = Move(
    name="refile",
    label="登记修改后重新报送",
    explain="就异议协商修改、重新签字后再次报送，报送期和 15 日审查期都重新计算。",
    holder=Holder.EMPLOYER,
    by=BY_UNION,
    transitions=leads(S.OBJECTED, to=S.FILED),
    basis=(Basis(NATIONAL, "第46条"), Basis(TRIAL, "第22条")),
    day_label="重新报送之日",
    needs=FILED_PAPERS,
    starts=("T-REFILE-WAGE", "T-REFILE", "T-REVIEW"),
    ends=("T-REFILE-WAGE", "T-REFILE", "T-FILE-WAGE", "T-FILE-GEN", "T-FILE-BJ"),
    not_before=(("objected_on", "异议送达之日"),),
    asks=(
        Ask("signed_on", "重新签字之日", AskKind.DAY, required=True, basis="集体合同规定第46条"),
        Ask(
            "changes", "修改内容", AskKind.LONG_TEXT, no_numbers=True, help="对着审查意见，一项一行"
        ),
        *FILING_ASKS,
    ),
)

TAKE_EFFECT_BY_SILENCE = Move(
    name="take_effect_by_silence",
    label="默示生效",
    explain="人社部门收到文本后 15 日内未提出异议，合同于届满次日即行生效，由系统登记。",
    holder=Holder.SYSTEM,
    by=frozenset(),
    transitions=leads(S.FILED, to=S.EFFECTIVE),
    basis=(
        Basis(LAW, "第54条"),
        Basis(TRIAL, "第22条"),
        Basis(BEIJING, "第39条"),
        Basis(SHANGHAI, "第23条"),
    ),
    day_label="生效之日",
    starts=("T-PUBLISH-WAGE",),
    ends=("T-REVIEW",),
    asks=(Ask("due_on", "审查期届满日", AskKind.DAY),),
)

RECORD_EFFECT = Move(
    name="record_effect",
    label="登记生效日（据文书）",
    explain="文书已写明生效日的，照录；与系统计算不一致的会有提示。",
    holder=Holder.AUTHORITY,
    by=BY_UNION,
    transitions=leads(S.SIGNED, S.FILED, to=S.EFFECTIVE),
    basis=(Basis(LAW, "第54条"),),
    day_label="生效之日",
    starts=("T-PUBLISH-WAGE",),
    ends=("T-REVIEW",),
    not_before=(("signed_on", "签字之日"),),
    asks=(
        Ask("source", "依据的文书", required=True),
        Ask("filing_number", "受理或备案号"),
    ),
)

PUBLISH = Move(
    name="publish",
    label="登记公布",
    explain="合同生效后 5 日内，双方各向本方全体人员公布。两方不在同一天的，分两次登记。",
    holder=Holder.BOTH,
    by=BY_UNION,
    transitions={**leads(S.EFFECTIVE, to=S.PUBLISHED), **stays(S.SIGNED, S.FILED, S.PUBLISHED)},
    basis=(Basis(TRIAL, "第23条"), Basis(NATIONAL, "第48条")),
    day_label="公布之日",
    needs=("publication_notice",),
    leaves=("publication_record",),
    ends=("T-PUBLISH-WAGE",),
    not_before=(("signed_on", "签字之日"),),
    asks=(
        Ask("side", "公布方", AskKind.CHOICE, required=True, default="both",
            basis="试行办法第23条",
            choices=(("both", "双方"), ("union", "职工方"), ("employer", "企业方"))),
        Ask("method", "公布方式", basis="集体合同规定第48条",
            help="例如厂务公开栏、职工群、班前会"),
        Ask("place", "公布地点", help="例如一层员工通道公告栏", later=True),
        Ask("until", "公布至", AskKind.DAY, later=True),
        Ask("photos", "公布照片", AskKind.FILES),
    ),
)  # fmt: skip

CONTRACT = (
    RECORD_CONGRESS, RECORD_VOTE_NOTICE, SIGN, RECORD_PRECHECK, FILE, RECORD_RECEIPT,
    RECORD_COMPLETION, RECORD_NO_OBJECTION, RECORD_OBJECTION, REFILE, TAKE_EFFECT_BY_SILENCE,
    RECORD_EFFECT, PUBLISH,
)  # fmt: skip
