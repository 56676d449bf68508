"""Which rule rests on which article, and which test proves it? Written from the seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bargaining.rules.deadline_rules import UNIT_LABELS, DeadlineRule, Direction
from bargaining.rules.lawbook import LawBook
from bargaining.rules.wage_findings import Rule


@dataclass(frozen=True)
class Kept:
    """Where a rule stands and what it rests on (规则出处).

    `function` is path:name below `bargaining/`; `articles` is how a lawyer quotes them, with the
    places that state a rule otherwise.
    """

    function: str
    articles: str


WAGE_RULES: Mapping[Rule, Kept] = {
    Rule.MONTHLY: Kept(
        "rules/wage_floors.py:floor_findings", "最低工资规定第12条；各年最低工资通知"
    ),
    Rule.HOURLY: Kept("rules/wage_floors.py:floor_findings", "劳动合同法第72条；各年最低工资通知"),
    Rule.HOLIDAY: Kept("rules/wage_floors.py:floor_findings", "劳动合同法第72条；各年最低工资通知"),
    Rule.PROBATION: Kept(
        "rules/wage_floors.py:floor_findings", "劳动合同法第20条；劳动合同法实施条例第15条"
    ),
    Rule.INPUT: Kept(
        "rules/wage_contributions.py:input_findings", "各年最低工资通知；各年社会保险缴费基数通知"
    ),
    Rule.PIECE: Kept("rules/wage_piece.py:piece_findings", "最低工资规定第12条；劳动法第37条"),
    Rule.SICK: Kept("rules/wage_clauses.py:sick_findings", "北京市工资支付规定第21条"),
    Rule.IDLE: Kept("rules/wage_clauses.py:idle_findings", "北京市工资支付规定第27条"),
    Rule.OVERTIME_BASE: Kept(
        "rules/wage_clauses.py:overtime_base_findings",
        "北京市工资支付规定第44条；京高法发〔2024〕534号解答第57条",
    ),
    Rule.HOURS: Kept("rules/wage_hours.py:hours_findings", "劳动法第41条、第44条"),
    Rule.PARENT: Kept(
        "rules/wage_parent.py:parent_findings",
        "北京市实施工会法办法第22条（2026-05-01 前第25条）；劳社部发〔2005〕5号",
    ),
    Rule.ONLY_MINIMUM: Kept(
        "rules/wage_minimum_only.py:minimum_only_findings", "劳社部函〔2007〕20号三（三）"
    ),
    Rule.EQUAL_PAY: Kept(
        "rules/wage_equality.py:equal_pay_findings", "妇女权益保障法第45条；劳动合同法第63条"
    ),
    Rule.FRONTLINE: Kept(
        "rules/wage_equality.py:frontline_findings", "工资集体协商试行办法第7条、第8条"
    ),
    Rule.RETIRED: Kept("rules/wage_retired.py:retired_findings", "超龄劳动者基本权益保障暂行规定"),
    Rule.CUT: Kept(
        "rules/wage_rises.py:cut_findings", "劳动合同法第35条；工资集体协商试行办法第19条"
    ),
    Rule.GUIDE: Kept("rules/wage_guidelines.py:guideline_findings", "工资集体协商试行办法第8条"),
    Rule.GUIDE_INDUSTRY: Kept(
        "rules/wage_guidelines.py:guideline_findings", "工资集体协商试行办法第8条"
    ),
    Rule.PROJECTED: Kept("rules/wage_projection.py:projected_findings", "最低工资规定第10条"),
    Rule.TERM: Kept(
        "rules/wage_term.py:term_findings",
        "集体合同规定第38条；试行办法第24条；北京条例第36条；上海条例第25条",
    ),
    Rule.TABLE: Kept("rules/wage_check.py:check", "最低工资规定第12条"),
    Rule.TERMS: Kept("rules/wage_check.py:check", "—"),
}

_TALKS, _PEOPLE = "rules/notices.py:notices", "rules/representatives.py:shortfalls"
_PAY, _KEEPING = "rules/pay_check.py:check", "rules/notices_keeping.py:notices"
_AT_THE_TABLE = "rules/notices_people.py:notices"
_STOPPED = "rules/notices_talks.py:notices"
_RUNGS = "rules/notices_ladder.py:notices"
_REVIEW = "rules/notices_review.py:notices"
_CHANGES = "rules/notices_changes.py:notices"
PROCEDURE_RULES: Mapping[str, Kept] = {
    "R-EQUAL": Kept(_PEOPLE, "集体合同规定第19条；北京条例第7条；上海条例第6条"),
    "R-THREE": Kept(_PEOPLE, "集体合同规定第19条；上海条例第6条"),
    "R-TEN": Kept(_PEOPLE, "北京条例第7条"),
    "R-OUTSIDERS": Kept(_PEOPLE, "集体合同规定第23条；北京条例第10条；上海条例第7条"),
    "R-CHIEF": Kept(_PEOPLE, "集体合同规定第19条"),
    "R-CHIEF-INSIDE": Kept(_PEOPLE, "集体合同规定第23条；北京条例第10条"),
    "R-BOTH-SIDES": Kept(_PEOPLE, "集体合同规定第24条"),
    "R-TWICE": Kept(_PEOPLE, "集体合同规定第19条"),
    "R-ELECTED": Kept(_AT_THE_TABLE, "劳动合同法第51条；集体合同规定第20条；试行办法第9条"),
    "R-ELECTION": Kept(
        _AT_THE_TABLE, "劳动合同法第51条；集体合同规定第20条、第30条；试行办法第9条"
    ),
    "R-VACANCY-NAME": Kept(_AT_THE_TABLE, "集体合同规定第31条"),
    "R-MANDATE": Kept(_AT_THE_TABLE, "集体合同规定第20条、第21条、第22条、第23条；北京条例第10条"),
    "R-CONTRACT": Kept(_AT_THE_TABLE, "集体合同规定第28条；北京条例第18条"),
    "R-CHIEF-AFTER": Kept(_AT_THE_TABLE, "集体合同规定第30条、第37条"),
    "R-RECORDED": Kept(_TALKS, "集体合同规定第19条；上海条例第17条"),
    "R-CONSULTED": Kept(_AT_THE_TABLE, "北京条例第8条"),
    "R-WOMEN-CLAUSE": Kept(
        "rules/women_clauses.py:women_notice", "妇女权益保障法第44条第2款、第45条"
    ),
    "R-WOMEN": Kept(_AT_THE_TABLE, "上海条例第7条"),
    "R-CHIEF-POST": Kept(
        "rules/chief_conflicts.py:post_conflict",
        "集体合同规定第20条；北京市实施工会法办法（2015）第14条",
    ),
    "R-CHAIR-EMPLOYER": Kept(
        "rules/chief_conflicts.py:chair_conflict",
        "北京市实施工会法办法（2015）第14条；集体合同规定第24条",
    ),
    "R-CHAIR-RELATIVE": Kept(
        "rules/chief_conflicts.py:relative_in_committee",
        "北京市实施工会法办法第9条第3款（2026-05-01 前第14条第2款）",
    ),
    "C-QUORUM": Kept(_TALKS, "集体合同规定第36条；北京条例第38条"),
    "C-MAJORITY": Kept(_TALKS, "集体合同规定第36条；北京条例第38条；上海条例第22条"),
    "C-EXACT-HALF": Kept(_TALKS, "集体合同规定第36条；民法典第1259条；企业民主管理规定第20条"),
    "C-SECRET": Kept(_TALKS, "企业民主管理规定第20条"),
    "C-REFUSE": Kept(
        _TALKS, "北京市实施工会法办法第21条、第55条（2026-05-01 前第24条、第66条）；北京条例第32条"
    ),
    "W-FLOOR": Kept(_TALKS, "劳动合同法第55条；最低工资规定第12条"),
    "W-TERM-CHECKED": Kept(_TALKS, "劳动合同法第55条"),
    "P-OFFER": Kept(_TALKS, "试行办法第17条；北京条例第32条；上海条例第15条"),
    "P-VOTE-FIRST": Kept(_TALKS, "试行办法第19条；集体合同规定第36条、第37条；北京条例第38条"),
    "P-SIGN-FIRST": Kept(_TALKS, "上海条例第22条"),
    "P-VOTE-FILE": Kept(_TALKS, "上海条例第22条、第23条"),
    "P-REPLY-WRITTEN": Kept(_TALKS, "试行办法第17条；北京条例第32条；上海条例第15条"),
    "P-SIGNER": Kept(_AT_THE_TABLE, "集体合同规定第37条；上海条例第22条"),
    "P-EFFECT-FIRST": Kept(_TALKS, "试行办法第23条"),
    "C-REFUSE-LATE": Kept(
        _RUNGS,
        "北京市实施工会法办法第21条、第55条；北京条例第32条；上海条例第15条、第39条；工会法第54条",
    ),
    "P-UPPER-OFFER": Kept(_RUNGS, "工会法第21条；试行办法第17条"),
    "P-ENTRUSTED": Kept(_RUNGS, "工会法第21条"),
    "P-RUNG-SKIPPED": Kept(
        _RUNGS, "北京市实施工会法办法第24条、第55条；上海条例第34条、第39条；工会法第54条"
    ),
    "P-RUNG-EARLY": Kept(_RUNGS, "试行办法第17条；北京条例第32条；上海条例第15条"),
    "P-CREDIT-NO-ORDER": Kept(_RUNGS, "北京市实施工会法办法第55条；上海条例第39条第3款"),
    "F-OFFICE": Kept(_REVIEW, "集体合同规定第43条；北京条例第39条；上海条例第23条"),
    "T-COMPLETION": Kept(_REVIEW, "劳动合同法第54条；集体合同规定第47条"),
    "P-EFFECT-STATED": Kept(_REVIEW, "试行办法第22条；劳动合同法第54条"),
    "P-TERM-BEFORE": Kept(_REVIEW, "劳动合同法第54条；试行办法第22条"),
    "P-EFFECT-RECOUNT": Kept(_REVIEW, "劳动合同法第54条；试行办法第22条；集体合同规定第47条"),
    "P-EFFECT-OPEN": Kept(_REVIEW, "劳动合同法第54条；集体合同规定第47条"),
    "K-PAY-SHORT": Kept(_PAY, "劳动合同法第54条、第56条"),
    "K-PAY-RISE": Kept(_PAY, "劳动合同法第54条、第56条"),
    "K-PAY-TIER": Kept(_PAY, "劳动合同法第54条、第56条"),
    "K-PAY-TERM": Kept(_PAY, "劳动合同法第54条、第56条"),
    "K-PAY-POST": Kept(_PAY, "北京条例第41条"),
    "K-PAY-PEOPLE": Kept(_PAY, "北京条例第41条"),
    "K-PAY-MATCH": Kept(_PAY, "劳动合同法第54条、第56条"),
    "K-PAY-INPUT": Kept(_PAY, "北京条例第41条"),
    "P-CHAIR": Kept(_STOPPED, "试行办法第11条；集体合同规定第34条；北京条例第34条；上海条例第18条"),
    "P-COORD-SIGN": Kept(_STOPPED, "集体合同规定第54条"),
    "P-DISPUTE-WAY": Kept(_STOPPED, "劳动法第84条；集体合同规定第55条；北京条例第45条"),
    "P-ARB-TALK": Kept(_KEEPING, "北京条例第45条；集体合同规定第55条；上海条例第36条"),
    "P-ARB-PANEL": Kept(_KEEPING, "劳动人事争议仲裁办案规则第65条"),
    "P-PUBLISH-ONE": Kept(_KEEPING, "试行办法第23条"),
    "P-CHANGE-VOTE": Kept(_CHANGES, "集体合同规定第36条、第41条；北京条例第38条；上海条例第22条"),
    "P-CHANGE-GROUND": Kept(_CHANGES, "集体合同规定第39条、第40条；北京条例第42条"),
    "P-CHANGE-SILENCE": Kept(_CHANGES, "劳动合同法第54条；集体合同规定第47条"),
    "P-CHANGE-EFFECT": Kept(_CHANGES, "劳动合同法第54条；集体合同规定第47条"),
    "P-CHANGE-FILED": Kept(_CHANGES, "集体合同规定第42条；北京条例第47条"),
    "P-CHANGE-AGAIN": Kept(_CHANGES, "集体合同规定第42条；北京条例第47条"),
    "P-CHANGE-REFILED": Kept(_CHANGES, "集体合同规定第42条、第46条"),
    "P-CHANGE-TERM": Kept(_CHANGES, "集体合同规定第38条、第41条、第47条；北京条例第43条、第44条"),
    "P-TERMINATE-EXPIRED": Kept(_CHANGES, "集体合同规定第38条；北京条例第44条"),
    "P-TERMINATE-VOTE": Kept(_CHANGES, "集体合同规定第36条、第41条；北京条例第38条"),
    "P-CLOSE-IN-FORCE": Kept(_CHANGES, "集体合同规定第40条；北京条例第44条"),
    "N-SUCCESSION": Kept(
        _CHANGES,
        "劳动合同法第33条、第34条；集体合同规定第40条；北京条例第42条、第44条、第48条；"
        "上海条例第20条",
    ),
    "N-MOVED": Kept(_CHANGES, "集体合同规定第43条；北京条例第39条；上海条例第23条"),
    "P-PROMISE-OPEN": Kept(_KEEPING, "北京条例第45条；集体合同规定第55条；上海条例第36条"),
}


def law_page(book: LawBook, *, tests: Mapping[str, str]) -> str:
    """Write docs/law.md: rule → article → function → tests (法规对照).

    `tests` is the text of every test file by its path.
    """
    lines = [
        "# 规则、条文、函数与测试对照",
        "",
        "本页由种子数据和测试生成：`bargaining docs`。请勿手改。",
        "",
        "## 时限",
        "",
        "| 规则 | 内容 | 长度 | 义务人 | 依据 | 函数 | 测试 |",
        "|---|---|---|---|---|---|---|",
        *(_deadline(rule, tests) for rule in _rules(book)),
        "",
        "## 工资检查",
        "",
        *_HEAD,
        *(_kept(rule.value, kept, tests, name=rule.name) for rule, kept in WAGE_RULES.items()),
        "",
        "## 程序提示",
        "",
        *_HEAD,
        *(_kept(name, kept, tests) for name, kept in PROCEDURE_RULES.items()),
        "",
    ]
    return "\n".join(lines)


_HEAD = ("| 规则 | 依据 | 函数 | 测试 |", "|---|---|---|---|")


def _kept(rule_id: str, kept: Kept, tests: Mapping[str, str], *, name: str = "") -> str:
    tested = _tested(rule_id, tests, name=name)
    return f"| `{rule_id}` | {kept.articles} | `{kept.function}` | {tested} |"


def rule_ids(book: LawBook) -> tuple[str, ...]:
    """Name every rule that has an id (全部规则编号)."""
    return (
        *(rule.id for rule in _rules(book)),
        *(rule.value for rule in WAGE_RULES),
        *PROCEDURE_RULES,
    )


def _rules(book: LawBook) -> Iterator[DeadlineRule]:
    seen = set()
    for rule in sorted(book.rules, key=lambda one: (one.id, one.place)):
        if (rule.id, rule.place) not in seen:
            seen.add((rule.id, rule.place))
            yield rule


def _deadline(rule: DeadlineRule, tests: Mapping[str, str]) -> str:
    length = "—"
    if rule.length is not None:
        window = "届满前 " if rule.direction is not Direction.FORWARD else ""
        length = f"{window}{rule.length}{UNIT_LABELS[rule.unit]}"
    basis = "<br>".join(dict.fromkeys(str(one.basis()) for one in rule.basis))
    return (
        f"| `{rule.id}` | {rule.label} | {length} | {rule.holder} | {basis} "
        f"| `rules/deadlines.py:due` | {_tested(rule.id, tests)} |"
    )


def _tested(rule_id: str, tests: Mapping[str, str], *, name: str = "") -> str:
    marks = [f'"{rule_id}"', *([f"Rule.{name}"] if name else [])]
    found = [path for path, text in tests.items() if any(mark in text for mark in marks)]
    return "<br>".join(f"`{path}`" for path in found) or "—"
