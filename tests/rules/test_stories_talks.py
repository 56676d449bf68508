"""What is said of talks clause by clause, of talks that stopped, and of a coordination?"""

from __future__ import annotations

from bargaining.readers import seeds
from bargaining.rules import derivation, disputes, moves, next_steps, notice_words, positions
from bargaining.rules.disputes import Dispute
from bargaining.rules.facts import fold
from bargaining.rules.roles import OPERATOR
from tests.rules import golden
from tests.rules.stories_talks import SHANGHAI_TALKS, TALKS

BOOK = seeds.load_law_book()
STORIES = {f"北京：{name}": ("110108", events) for name, events in TALKS.items()} | {
    f"上海：{name}": ("310101", events) for name, events in SHANGHAI_TALKS.items()
}


def shown(derived):
    return [
        f"{row['rule_id']}#{row['start_sequence']} {row['start_on']} {row['holder']} "
        f"→ {row['remind_on']} / {row['overdue_after']}，办结 {row['ended_on']}"
        for row in derived.deadlines
        if row["rule_id"] in ("T-SUSPEND", "T-COORD")
    ]


def test_the_state_the_clocks_and_the_notices_of_every_story():
    told = {}
    for story, (place, events) in STORIES.items():
        facts = fold(events)
        derived = derivation.derive(facts, place=place, book=BOOK)
        step = next_steps.next_step(facts)
        told[story] = [
            f"{facts.state.label}；下一步 {step.move.name if step.move else ''}：{step.sentence}",
            *shown(derived),
            *(
                line
                for notice in derived.notices
                for line in {notice: None, notice_words.plain(notice): None}
            ),
        ]

    golden.check("talks", told)


def test_where_the_clauses_stand_in_every_story():
    golden.check(
        "positions",
        golden.together(
            {
                story: [
                    [one.title, one.settled, one.amount_apart, one.rate_apart, *one.history]
                    for one in positions.positions(fold(events))
                ]
                for story, (_, events) in STORIES.items()
            },
            named=3,
        ),
    )


def test_why_a_dispute_over_concluding_is_not_arbitrated():
    told = {
        story: [moves.why_not(moves.get_move("apply_arbitration"), fold(events), actor=OPERATOR,
                              agreed_to_help=True)]
        for story, (_, events) in STORIES.items()
    }  # fmt: skip
    told |= {
        f"{kind.value} {place}": list(disputes.ways_out(kind, place=place))
        for kind in Dispute
        for place in ("110108", "310101", "000000")
    }

    golden.check("ways_out", golden.together(told, named=3))
