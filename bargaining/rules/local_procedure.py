"""In which order does a place take the steps, and in whose words? The local regulations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bargaining.rules import basis as bases
from bargaining.rules.asks import Ask
from bargaining.rules.basis import Basis
from bargaining.rules.move import Move

BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"


@dataclass(frozen=True)
class LocalWords:
    """How a step is told where the local regulation differs (本地写法).

    What is empty is told as everywhere. `asks` changes single answers: their help, basis or
    suggestion; `left_out` names those that are not asked there.
    """

    label: str = ""
    explain: str = ""
    day_label: str = ""
    basis: tuple[Basis, ...] = ()
    asks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Procedure:
    """What is particular to the procedure of a place (本地程序).

    `signs_before_vote`: the chiefs sign the draft, and what they signed is deliberated.
    `files_after_notice`: filing runs from the day the union's chief told the enterprise in
    writing that the draft was adopted, not from the signature.
    """

    words: Mapping[str, LocalWords] = field(default_factory=dict)
    signs_before_vote: bool = False
    files_after_notice: bool = False


_NATION = Procedure(
    words={
        "record_clauses": LocalWords(
            asks={
                "overtime_base": {"basis": "试行办法第7条"},
                "allowance_rule": {
                    "suggest": "按照国家和本地规定执行；"
                    "高温津贴、夜班津贴另行支付，不计入最低工资。"
                },
                "sick_pay_rule": {"basis": "", "help": "按照国家和本地规定，不写的按规定执行"},
            }
        ),
        "record_refusal": LocalWords(
            explain="对方答复暂不同意协商的，如实记下原因和答复方式。",
            asks={"reason": {"basis": "试行办法第17条"}},
        ),
        "appoint_representatives": LocalWords(
            asks={"published_on": {"basis": ""}, "consulted": {"basis": "试行办法第9条"}}
        ),
        "record_meeting": LocalWords(asks={"minutes_signed": {"basis": "集体合同规定第34条"}}),
        "suspend_talks": LocalWords(
            explain="未达成一致或者出现没有料到的情况，经双方同意可以中止协商。"
            "中止多久、下次什么时候在哪里谈，由双方商定。",
        ),
        "request_order": LocalWords(
            explain="无正当理由拒绝平等协商的，可以提请区人民政府责令改正、依法处理。"
            "由区总工会决定是否提请。",
        ),
        "record_order": LocalWords(
            explain="区政府或有关部门作出处理决定的，照文书登记；书面告知工会的，也记下告知之日。",
        ),
        "terminate": LocalWords(
            explain="合同期满前解除，或者出现终止情形的，登记解除、终止之日；合同当天仍然有效，"
            "次日起不再计入覆盖。登记以后办结本案。",
        ),
        "record_performance": LocalWords(
            explain="工资按约定支付的情况，向职代会或职工大会报告的情况，都记在这里。",
            asks={"reported": {"basis": ""}},
        ),
    }
)

_IN_SHANGHAI = {
    **_NATION.words,
    "prepare_proposal": LocalWords(
        label="拟定集体协商建议书（要约书）",
        asks={"meeting_on": {"help": "对方收到后有 15 日答复，请留出时间"}},
    ),
    "send_proposal": LocalWords(
        explain="一方书面提出集体协商建议。对方收到之日的次日起，15 日内应当书面答复。",
    ),
    "record_delivery": LocalWords(
        explain="建议书已经寄出的，对方签收后在这里登记，15 日答复期从签收次日起算。",
    ),
    "record_refusal": LocalWords(
        explain="对方答复暂不同意协商的，如实记下原因和答复方式。拒绝集体协商的，应当有正当的理由。",
        asks={"reason": {"basis": "上海市集体合同条例第15条"}},
    ),
    "record_reply": LocalWords(
        explain="收到建议书的一方书面同意协商。双方应当自同意之日起 15 日内产生协商代表，"
        "并书面告知对方。口头同意请登记为“联系情况”，口头同意不停答复期。",
    ),
    "appoint_representatives": LocalWords(
        explain="人数由双方商定，每方至少 3 人，企业方不多于职工方，各 1 名首席代表；"
        "外聘不超过本方三分之一。如实登记，系统会提示差在哪里。",
        asks={
            "people": {
                "basis": "上海市集体合同条例第6条、第7条",
                "help": "各至少 3 人，企业方不多于职工方，各 1 名首席；顾问不占名额",
            },
            "published_on": {"basis": ""},
            "women_included": {"basis": "上海市集体合同条例第7条"},
        },
        left_out=("consulted",),
    ),
    "record_meeting": LocalWords(
        explain="每开一次会记一次。会议由双方首席代表共同主持，首席代表在会议记录上签字。",
        asks={
            "chair": {"help": "双方首席代表共同主持", "basis": "上海市集体合同条例第18条"},
            "minutes_signed": {"basis": "上海市集体合同条例第18条"},
        },
    ),
    "adopt_draft": LocalWords(
        explain="协商一致形成集体合同草案。双方首席代表签字后，草案才作为正式文本交职代会讨论；"
        "签字另在“登记草案签字”里记。",
        basis=(Basis(SHANGHAI, "第22条"),),
        left_out=("signed_by_chiefs", "sent_to_union_on", "congress_on"),
    ),
    "sign": LocalWords(
        label="登记草案签字",
        explain="双方首席代表在草案上签字，作为正式文本提交职代会或者全体职工讨论；"
        "讨论通过后书面告知企业，再报送。",
        basis=(Basis(SHANGHAI, "第22条"), Basis("工资集体协商试行办法", "第20条")),
        asks={
            "term_to": {"help": "工资专项集体合同一般一年", "basis": "上海市集体合同条例第25条"},
            "union_signer": {"basis": "上海市集体合同条例第22条"},
            "employer_signer": {"basis": "上海市集体合同条例第22条"},
        },
    ),
    "record_congress": LocalWords(
        explain="双方首席代表签字的草案交职代会或者全体职工讨论，"
        "全体代表半数以上或者全体职工半数以上同意，才算通过；出席人数按全国规定。",
        basis=(Basis(SHANGHAI, "第22条"), Basis("集体合同规定", "第36条")),
        asks={"in_favour": {"basis": "上海市集体合同条例第22条"}},
    ),
    "agree_change": LocalWords(
        explain="双方协商一致变更合同的，同签订一样由双方首席代表先签字，再提交职代会或者全体职工"
        "讨论通过；企业自签字次日起 10 日内报送。变更生效以前，按原合同履行。",
        asks={
            "deliberated_on": {
                "basis": "上海市集体合同条例第22条",
                "help": "签字以后才讨论的，通过后更正本条补记",
            },
        },
    ),
    "file": LocalWords(
        explain="企业自收到审议通过的书面告知之日起 10 日内，将合同和有关材料报送"
        "人力资源和社会保障局，工会协助；代送须有委托。",
    ),
    "issue_recommendation": LocalWords(
        explain="经指导仍未能协商、达成一致的，向区人力资源和社会保障局发"
        "《工会劳动法律监督建议书》，提请协调处理。",
    ),
    "record_credit_entry": LocalWords(
        label="登记纳入公共信用信息平台",
        explain="企业拒不改正，有关信息已纳入市公共信用信息服务平台的，照文书登记；"
        "系统只记录，不作认定。",
    ),
    "record_clauses": LocalWords(
        asks={
            **_NATION.words["record_clauses"].asks,
            "overtime_base": {"basis": "上海市集体合同条例第13条"},
            "sick_pay_rule": {"basis": "上海市集体合同条例第13条", "help": "按照国家和本市规定"},
        }
    ),
}

_PROCEDURES: Mapping[str, Procedure] = {
    "11": Procedure(),
    "31": Procedure(words=_IN_SHANGHAI, signs_before_vote=True, files_after_notice=True),
}


def procedure(place: str) -> Procedure:
    """Find what is particular to the procedure of a place (本地程序), else the nation's."""
    return _PROCEDURES.get(place[:2], _NATION)


def is_here(move: Move, place: str) -> bool:
    """Tell whether a step is taken at a place at all (本地有无此步骤)."""
    return not move.places or place[:2] in move.places


def told(move: Move, place: str) -> Move:
    """Tell a step as the law of a place has it (本地步骤): words, answers and articles."""
    province = place[:2]
    words = procedure(place).words.get(move.name, LocalWords())
    asks = tuple(
        _asked(ask, words, province)
        for ask in move.asks
        if ask.name not in words.left_out and (not ask.places or province in ask.places)
    )
    return replace(
        move,
        label=words.label or move.label,
        explain=words.explain or move.explain,
        day_label=words.day_label or move.day_label,
        basis=words.basis or bases.at(move.basis, province),
        asks=asks,
    )


def _asked(ask: Ask, words: LocalWords, place: str) -> Ask:
    said = words.asks.get(ask.name, {})
    basis = said.get("basis", ask.basis)
    return replace(
        ask,
        help=said.get("help", ask.help),
        suggest=said.get("suggest", ask.suggest),
        basis=basis if bases.holds_at(basis, place) else "",
    )
