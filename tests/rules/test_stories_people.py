"""What is said when the people at the table change, and of workers without a union?"""

from __future__ import annotations

from bargaining.readers import seeds
from bargaining.rules import derivation, next_steps, notice_words, people, people_changes
from bargaining.rules.facts import fold
from tests.rules import golden
from tests.rules.stories_people import PEOPLE_STORIES, SHANGHAI_PEOPLE

BOOK = seeds.load_law_book()
STORIES = {f"北京：{name}": ("110108", events) for name, events in PEOPLE_STORIES.items()} | {
    f"上海：{name}": ("310101", events) for name, events in SHANGHAI_PEOPLE.items()
}


def clocks(derived):
    return [
        f"{row['rule_id']}#{row['start_sequence']} {row['start_on']} {row['holder']} "
        f"→ {row['remind_on']} / {row['overdue_after']}，办结 {row['ended_on']}"
        for row in derived.deadlines
        if row["rule_id"] == "T-REP-VACANCY"
    ]


def test_the_clocks_the_notices_and_the_next_step_of_every_story():
    told = {}
    for story, (place, events) in STORIES.items():
        facts = fold(events)
        derived = derivation.derive(facts, place=place, book=BOOK)
        step = next_steps.next_step(facts)
        told[story] = [
            f"下一步 {step.move.name if step.move else ''}：{step.sentence}",
            *clocks(derived),
            *(
                line
                for notice in derived.notices
                for line in {notice: None, notice_words.plain(notice): None}
            ),
        ]

    golden.check("people", told)


def test_how_the_people_of_every_story_changed_and_who_sits_there_now():
    told = {}
    for story, (_, events) in STORIES.items():
        facts = fold(events)
        told[story] = [
            *(
                f"{change.on} {sentence}"
                for change in people_changes.changes(facts)
                for sentence in change.sentences
            ),
            "现有：" + "、".join(one.name for one in people.standing(facts)),
        ]

    golden.check("people_changes", golden.together(told, named=3))
