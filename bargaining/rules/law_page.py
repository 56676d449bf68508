"""Which rule rests on which article, and which test proves it? Written from the seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bargaining.rules.deadline_rules import UNIT_LABELS, DeadlineRule, Direction
from bargaining.rules.lawbook import LawBook
from bargaining.rules.wage_findings import Rule

WAGE_MODULES = {
    Rule.MONTHLY: "rules/wage_floors.py",
    Rule.HOURLY: "rules/wage_floors.py",
    Rule.HOLIDAY: "rules/wage_floors.py",
    Rule.PROBATION: "rules/wage_floors.py",
    Rule.INPUT: "rules/wage_contributions.py",
    Rule.CUT: "rules/wage_rises.py",
    Rule.GUIDE: "rules/wage_rises.py",
    Rule.GUIDE_INDUSTRY: "rules/wage_check.py",
    Rule.TABLE: "rules/wage_check.py",
    Rule.TERMS: "rules/wage_check.py",
}
NOTICE_MODULES = {
    "R-": "rules/representatives.py",
    "C-": "rules/notices.py",
    "P-": "rules/notices.py",
}
PROCEDURE_RULES = (
    "R-EQUAL", "R-THREE", "R-TEN", "R-OUTSIDERS", "R-CHIEF", "R-CHIEF-INSIDE", "R-BOTH-SIDES",
    "R-TWICE", "R-RECORDED", "R-CONSULTED", "C-QUORUM", "C-MAJORITY", "C-EXACT-HALF", "C-SECRET",
    "C-REFUSE", "W-FLOOR", "W-TERM", "W-TERM-CHECKED", "P-OFFER", "P-VOTE-FIRST", "P-SIGNER",
    "P-EFFECT-FIRST",
)  # fmt: skip


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
        "| 规则 | 函数 | 测试 |",
        "|---|---|---|",
        *(
            f"| `{rule.value}` | `{module}` | {_tested(rule.value, tests, name=rule.name)} |"
            for rule, module in WAGE_MODULES.items()
        ),
        "",
        "## 程序提示",
        "",
        "| 规则 | 函数 | 测试 |",
        "|---|---|---|",
        *(
            f"| `{name}` | `{NOTICE_MODULES.get(name[:2], 'rules/notices.py')}` "
            f"| {_tested(name, tests)} |"
            for name in PROCEDURE_RULES
        ),
        "",
    ]
    return "\n".join(lines)


def rule_ids(book: LawBook) -> tuple[str, ...]:
    """Name every rule that has an id (全部规则编号)."""
    return (
        *(rule.id for rule in _rules(book)),
        *(rule.value for rule in WAGE_MODULES),
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
