"""Did everybody get the month's minimum wage? What was paid, held against the floors of the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bargaining.rules.pay_lines import PayFinding
from bargaining.rules.pay_match import AgreedPosts
from bargaining.rules.wage_clauses import idle_findings, sick_findings
from bargaining.rules.wage_contributions import input_findings
from bargaining.rules.wage_findings import Finding, Severity
from bargaining.rules.wage_floors import floor_findings
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.rules.wage_posts import Form, WagePost, WageTable
from bargaining.rules.wage_question import Clauses, WageQuestion

# What the checks of a proposal say, in the words of a month that was paid.
_IN_WORDS_OF_PAY: Mapping[str, str] = {"协商后月工资": "应发工资", "请补填": "请补上再核对"}


def floors(
    paid: WageTable, *, agreed: AgreedPosts, law: WageLaw, term: Term
) -> Iterator[PayFinding]:
    """Hold every row of a month's pay against the minimum wage (当月最低工资检查), head by head.

    Who was sick or idle the whole month answers to a share of it, who is on probation also to
    80 % of what was agreed. What was paid holds back no paper, so nothing blocks. Raises
    LawMissing where the month's minimum wage is not recorded.
    """
    people = {post.row: post.people for post in paid.posts}
    asked = WageQuestion(table=paid, law=law, term=term, clauses=Clauses())
    found = [
        *_least(paid, agreed=agreed, law=law, term=term),
        *input_findings(paid, law=law, term=term),
        *sick_findings(asked),
        *idle_findings(asked),
    ]
    for one in found:
        yield _of_pay(one, people=people.get(one.row or 0, 0))


def _least(paid: WageTable, *, agreed: AgreedPosts, law: WageLaw, term: Term) -> Iterator[Finding]:
    """The floors; a probation wage by what was agreed for the post, not by what others got."""
    trials = [post for post in paid.posts if post.answers_to is Form.PROBATION]
    others = [post for post in paid.posts if post.answers_to is not Form.PROBATION]
    told: set[str] = set()
    for posts in (others, [_with_agreed(post, agreed) for post in trials]):
        table = replace(paid, posts=tuple(posts))
        for one in floor_findings(table, law=law, term=term) if posts else ():
            if one.row is not None or one.message not in told:
                yield one
            told.add(one.message)


def _with_agreed(post: WagePost, agreed: AgreedPosts) -> WagePost:
    """What the pay table itself says was agreed with a person goes before the table's post."""
    lowest = agreed.lowest_of_regulars(post)
    if post.agreed_amount is not None or lowest is None:
        return post
    return replace(post, agreed_amount=lowest)


def _of_pay(one: Finding, *, people: int) -> PayFinding:
    message = one.message
    for proposed, paid in _IN_WORDS_OF_PAY.items():
        message = message.replace(proposed, paid)
    severity = Severity.NOTE if one.severity is Severity.NOTE else Severity.WARN
    return PayFinding(
        one.rule.value, severity, message, one.row, one.post or "", people, one.value,
        one.limit, one.basis,
    )  # fmt: skip
