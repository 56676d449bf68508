"""The steps beside the straight path of a review: 报送机关, and the authority's own 审查意见书."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.rules import bargained_clauses
from bargaining.rules.asks import Ask, AskKind
from bargaining.rules.basis import Basis
from bargaining.rules.filing_office import GOVERNED
from bargaining.rules.move import Move, MoveKind, stays
from bargaining.rules.objections import ABOUT
from bargaining.rules.procedure_talks import BEIJING, BY_UNION, NATIONAL, SHANGHAI, TRIAL, S
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

CONFIRM_FILING_OFFICE = Move(
    name="confirm_filing_office",
    label="登记报送机关",
    explain="中央管辖企业和跨省的用人单位，全国规定与本地规定写的报送机关不一致："
    "由人向人社部门问清楚再登记，系统不代为指定。",
    holder=Holder.UNION,
    by=BY_UNION,
    transitions=stays(S.VOTE_PASSED, S.SIGNED, S.FILED, S.OBJECTED),
    basis=(Basis(NATIONAL, "第43条"), Basis(BEIJING, "第39条"), Basis(SHANGHAI, "第23条")),
    day_label="登记之日",
    asks=(
        Ask("governed", "用人单位属于", AskKind.CHOICE, required=True, default="local",
            choices=GOVERNED, basis="集体合同规定第43条"),
        Ask("authority", "确认的报送机关", help="写全称；还没有问清楚的先空着，问清楚后再登记一次"),
        Ask("confirmed_by", "怎样确认的", later=True, no_numbers=True,
            help="例如某年某月某日人社部门电话答复；请不要写个人电话"),
    ),
)  # fmt: skip

# What the authority writes in its opinion; the step that records its service is filled in from it.
WRITTEN = (
    Ask("result", "审查意见", AskKind.CHOICE, required=True, default="none",
        choices=(("none", "无异议"), ("objection", "有异议"))),
    Ask("about", "异议事项", AskKind.CHOICE, choices=ABOUT, basis="集体合同规定第44条"),
    Ask("clause", "异议涉及的条款", AskKind.CHOICE, choices=bargained_clauses.CHOICES),
    Ask("article", "合同条文", longest=40, help="例如第五条"),
    Ask("opinion", "异议内容", AskKind.LONG_TEXT, no_numbers=True,
        help="写明哪一条、为什么，每段一行"),
    Ask("number", "文号", help="本机关发文编号，没有的可以不填"),
)  # fmt: skip

ISSUE_REVIEW_OPINION = Move(
    name="issue_review_opinion",
    label="生成审查意见书",
    explain="人社部门把审查意见写成《审查意见书》，按原样存档；送达双方以后再登记送达之日。",
    holder=Holder.AUTHORITY,
    by=frozenset({Role.REVIEWER}),
    own_act=True,
    kind=MoveKind.PRODUCING,
    transitions=stays(S.FILED),
    basis=(Basis(NATIONAL, "第45条"), Basis(TRIAL, "第22条")),
    day_label="生成之日",
    leaves=("review_opinion",),
    asks=(
        Ask("paper", "文书", required=True),
        Ask("override_reason", "仍要生成的理由", no_numbers=True),
        Ask("version", "版次", AskKind.WHOLE),
        Ask("docx_hash", "DOCX 哈希"),
        Ask("pdf_hash", "PDF 哈希"),
        *WRITTEN,
    ),
)

REVIEW = (CONFIRM_FILING_OFFICE, ISSUE_REVIEW_OPINION)


def said(given: Mapping[str, str]) -> dict[str, str]:
    """Keep of what was written what the record of its service is filled in from (意见内容)."""
    names = [ask.name for ask in WRITTEN]
    return {name: given[name] for name in names if given.get(name)}
