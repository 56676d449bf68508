"""What does every kind of deadline say, word by word? For a lawyer to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from bargaining.errors import LawMissing, Unusable
from bargaining.readers import seeds
from bargaining.rules import deadline_stages, deadlines, proof_words
from bargaining.rules.calendar import Reading
from bargaining.rules.deadline_rules import Circumstances, ContractKind
from tests.rules import golden

BOOK = seeds.load_law_book()
GENERAL, WOMEN = ContractKind.GENERAL, ContractKind.WOMEN


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(rule: str, start: str, **more: Any) -> deadlines.Due:
    known = more.pop("known_until", None)
    moved = {
        name: more.pop(name)
        for name in ("second_on", "completed_on", "extended_by")
        if name in more
    }
    moved = {name: day(value) if isinstance(value, str) else value for name, value in moved.items()}
    given = {"place": "110000", **more}
    return deadlines.due(
        rule,
        day(start),
        book=BOOK,
        calendar=BOOK.calendar(known_until=day(known) if known else None),
        circumstances=Circumstances(**moved),
        **given,
    )


STORED = ("口径A", "规定不一致", "补正和另一种起算", "已延长", "续签工资", "每年报告", "不写生效")


def told(story: str, answer: deadlines.Due) -> Iterator[object]:
    """The sentence, the day, the counting as it is read, then what is stored of it."""
    proof = deadlines.due_as_json(answer)
    yield proof_words.sentence(proof)
    yield f"{proof_words.day(proof)}；{proof_words.sure(proof)}"
    for line in proof_words.lines_in_full(proof):
        yield f"  {line.label}：{line.text}"
    steps = proof.pop("steps")
    yield "  步骤 " + "；".join(f"{step['kind']} {step['on']} {step['days']}" for step in steps)
    if story.endswith(STORED):
        yield proof


STORIES = {
    "答复：遇国庆": due("T-OFFER-REPLY", "2026-09-11"),
    "答复：遇周末": due("T-OFFER-REPLY", "2026-03-01"),
    "答复：判逾期按口径A": due("T-OFFER-REPLY", "2026-09-11", judged_by=Reading.A),
    "答复：上海": due("T-OFFER-REPLY", "2026-03-02", place="310000"),
    "答复：全国": due("T-OFFER-REPLY", "2026-03-02", place="000000"),
    "答复：放假安排没公布": due("T-OFFER-REPLY", "2027-01-20"),
    "答复：安排没公布，仍是工作日": due("T-OFFER-REPLY", "2027-03-02"),
    "答复：只看到年底以前的安排": due("T-OFFER-REPLY", "2026-09-11", known_until="2026-09-30"),
    "资料：倒数的期间": due("T-DATA", "2026-03-20"),
    "资料：跨年": due("T-DATA", "2026-01-02"),
    "恢复协商：没有日数": due("T-SUSPEND", "2026-03-02", place="000000"),
    "恢复协商：北京六十日": due("T-SUSPEND", "2026-03-02"),
    "报送：工资专项，规定不一致": due("T-FILE-WAGE", "2026-04-09"),
    "报送：工资专项，全国": due("T-FILE-WAGE", "2026-04-09", place="000000"),
    "报送：综合合同": due("T-FILE-GEN", "2026-04-09", contract_kind=GENERAL),
    "报送：补班日是工作日": due("T-FILE-BJ", "2026-02-04"),
    "报送：放假安排没公布": due("T-FILE-WAGE", "2026-12-22"),
    "审查": due("T-REVIEW", "2026-04-10"),
    "审查：女职工专项": due("T-REVIEW", "2026-04-10", contract_kind=WOMEN),
    "审查：另一种起算": due("T-REVIEW", "2026-04-10", second_on="2026-04-14"),
    "审查：补正": due("T-REVIEW", "2026-04-10", completed_on="2026-04-20"),
    "审查：补正和另一种起算": due(
        "T-REVIEW", "2026-04-10", completed_on="2026-04-20", second_on="2026-04-17"
    ),
    "审查：放假安排没公布，不写生效": due("T-REVIEW", "2027-01-20"),
    "公布": due("T-PUBLISH-WAGE", "2026-03-08"),
    "公布综合合同：没有日数": due("T-PUBLISH-GEN", "2026-03-08"),
    "续签工资": due("T-RENEW-WAGE", "2026-07-01"),
    "续签综合：按月，取月末": due("T-RENEW-GEN", "2026-05-31"),
    "续签综合：按月": due("T-RENEW-GEN", "2026-07-01", place="000000"),
    "协调处理": due("T-COORD", "2026-03-02"),
    "协调处理：已延长": due("T-COORD", "2026-03-02", extended_by=15),
    "劳动仲裁：工作日": due("T-ARB-ACCEPT", "2026-09-24"),
    "反馈：工作日，有补班日": due("T-GOV-FEEDBACK", "2026-09-11"),
    "反馈：工作日，放假安排没公布": due("T-GOV-FEEDBACK", "2026-12-18"),
    "审议材料：倒数": due("T-CONGRESS-DOC", "2026-03-20"),
    "起诉": due("T-SUE", "2026-03-02"),
    "调整最低工资：按月": due("T-MW-ADJUST", "2025-09-01"),
    "每年报告": due("T-ANNUAL-REPORT", "2026-03-02"),
    "平台协商周期": due("T-PLATFORM-CYCLE", "2026-04-01"),
    "答复工会：旧法最后一天": due("T-UNION-DEMAND-REPLY", "2026-04-30"),
    "答复工会：新法第一天": due("T-UNION-DEMAND-REPLY", "2026-05-01"),
    "公布协商代表：没有日数": due("T-REP-PUBLISH", "2026-03-02"),
    "延期支付": due("T-DELAY-PAY", "2026-01-15"),
}  # fmt: skip


def test_every_kind_of_deadline():
    golden.check("deadlines", {story: told(story, answer) for story, answer in STORIES.items()})


def refused(*given: Any, **more: Any) -> Iterator[object]:
    try:
        due(*given, **more)
    except Unusable as said:
        yield f"{said}（{said.refusal.field}）"
    except LawMissing as said:
        yield str(said)


def test_what_cannot_be_counted():
    golden.check(
        "deadline_refusals",
        {
            "没有这条规则": refused("T-NOTHING", "2026-03-02"),
            "没有这个地方": refused("T-OFFER-REPLY", "2026-03-02", place="990000"),
            "地区代码写错": refused("T-OFFER-REPLY", "2026-03-02", place="1101"),
            "那天还没有这条规则": refused("T-OFFER-REPLY", "2000-11-07", place="000000"),
            "合同种类不对": refused("T-FILE-WAGE", "2026-03-02", contract_kind=GENERAL),
            "没有可以延长的": refused("T-OFFER-REPLY", "2026-03-02", extended_by=1),
            "延长过头": refused("T-COORD", "2026-03-02", extended_by=16),
            "延长负数": refused("T-COORD", "2026-03-02", extended_by=-1),
            "没有另一种起算": refused("T-OFFER-REPLY", "2026-03-02", second_on="2026-03-03"),
            "综合合同没有另一种起算": refused(
                "T-REVIEW", "2026-03-02", second_on="2026-03-03", contract_kind=GENERAL
            ),
            "没有补正": refused("T-OFFER-REPLY", "2026-03-02", completed_on="2026-03-03"),
            "补正早于收到": refused("T-REVIEW", "2026-03-02", completed_on="2026-03-01"),
            "补正当天收到": refused("T-REVIEW", "2026-03-02", completed_on="2026-03-02"),
            "日子太远": refused("T-OFFER-REPLY", "9999-12-30"),
            "节日没有收录": refused("T-OFFER-REPLY", "2055-03-02"),
        },
    )


COURSES = (
    "答复：遇国庆",
    "答复：上海",
    "答复：放假安排没公布",
    "资料：倒数的期间",
    "恢复协商：北京六十日",
    "报送：工资专项，规定不一致",
    "报送：综合合同",
    "报送：放假安排没公布",
    "审查：另一种起算",
    "审查：放假安排没公布，不写生效",
    "续签工资",
    "劳动仲裁：工作日",
    "答复工会：新法第一天",
    "起诉",
)


def leg(one: deadline_stages.Leg) -> str:
    certain = "" if one.due is None else f"，到 {one.due.due_on}"
    return (
        f"{one.rule.id}@{one.rule.place} 从 {one.start_on}{certain}{'' if one.firm else '，待定'}"
    )


def test_what_comes_next_in_a_normal_course():
    calendar = BOOK.calendar()
    golden.check(
        "deadline_course",
        {
            story: [leg(one) for one in deadline_stages.after(due, book=BOOK, calendar=calendar)]
            for story, due in STORIES.items()
            if story in COURSES
        },
    )


def test_the_stages_of_the_year():
    rules = dict.fromkeys(
        rule
        for place in ("110000", "310000", "000000")
        for rule in BOOK.list_rules(on=day("2026-06-01"), place=place)
    )
    yearly = BOOK.rule("T-ANNUAL-REPORT", on=day("2026-06-01"), place="110000")
    rules[replace(yearly, every=2)] = None
    golden.check(
        "deadline_stages",
        {
            stage: [
                f"{rule.id}@{rule.place} {deadline_stages.length_in_words(rule)}"
                f"（{deadline_stages.bare_length(rule)}）"
                f"{'，倒算' if deadline_stages.counts_back(rule) else ''}"
                for rule in found
            ]
            for stage, found in deadline_stages.by_stage(list(rules)).items()
        },
    )


def test_a_proof_that_was_stored_long_ago_still_reads():
    old = {
        "duty": "reply", "label": "书面答复截止", "due_on": "2026-03-23",
        "steps": [
            {"kind": "start", "on": "2026-03-02", "text": "起算：2026-03-02，收到要约。"},
            {"kind": "skip", "text": "2026-03-21 周末"},
            {"kind": "skip", "text": "2026-03-22 周末"},
            {"kind": "count", "text": "数 20 日。"},
        ],
    }  # fmt: skip
    golden.check(
        "proofs_of_old",
        {
            name: [proof_words.sentence(proof), proof_words.day(proof), proof_words.sure(proof),
                   *proof_words.lines_in_full(proof)]
            for name, proof in {
                "没有写是否确定": old,
                "没有写义务人，写了待定": {**old, "certain": False},
                "待定，只有最晚一天": {**old, "certain": False, "latest": "2027-02-15"},
                "待定，两端都有": {**old, "certain": False, "latest": "2027-02-15",
                            "earliest": "2027-02-09", "awaits": [2027, 2028]},
                "没有截止日": {**old, "due_on": None},
                "没有收录的义务": {**old, "duty": "x", "holder": "企业（各自的人员）"},
                "没有推算": {"due_on": None, "label": "某事", "note": "及时办理。"},
            }.items()
        },
    )  # fmt: skip
