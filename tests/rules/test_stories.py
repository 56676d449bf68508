"""What do the rules say at every station of a case? Word by word, for a lawyer to read."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.readers import seeds
from bargaining.rules import (
    derivation,
    filing_materials,
    improvements,
    local_procedure,
    moves,
    next_steps,
    notice_words,
    packs,
    precheck,
)
from bargaining.rules.facts import fold
from bargaining.rules.roles import OPERATOR
from tests.rules import fresh, golden
from tests.rules.stories import STORIES
from tests.rules.stories_more import ELSEWHERE, MORE, SHANGHAI

BOOK = seeds.load_law_book()
BEIJING = {**STORIES, **MORE}
PLACES = {"北京": ("110108", BEIJING), "上海": ("310101", SHANGHAI), "别处": ("000000", ELSEWHERE)}


@pytest.fixture(name="facts_of")
def folded_stories():
    """Fold every story anew, so that each test sees what the rules make of it."""
    return {story: fold(events) for story, events in BEIJING.items()}


@pytest.fixture(name="facts_at")
def folded_stories_of_every_place():
    """Fold the stories of every place, with the place they lie in."""
    return {
        f"{name}：{story}": (fold(events), place)
        for name, (place, stories) in PLACES.items()
        for story, events in stories.items()
    }


def test_the_next_step_at_every_station(facts_at):
    anew = fresh.load(next_steps)
    golden.check(
        "next_steps",
        golden.together(
            {
                story: [
                    [step.move.name if step.move else "", step.holder, step.sentence],
                    [step.move.label if step.move else ""],
                    [step.papers, step.rules, step.others, step.beside, step.pack],
                ]
                for story, (facts, _) in facts_at.items()
                if (step := anew.next_step(facts))
            }
        ),
    )


def test_which_steps_are_open_and_why_the_others_are_not(facts_at):
    told = {}
    for story, (facts, _) in facts_at.items():
        refusals = {
            name: moves.why_not(move, facts, actor=OPERATOR, agreed_to_help=None)
            for name, move in moves.TABLE.items()
        }
        told[story] = [
            "可办理：" + "、".join(name for name, refusal in refusals.items() if refusal is None),
            *(
                f"{name}：{told_refusal(refusal)}"
                for name, refusal in refusals.items()
                if refusal
                and (refusal.code != "wrong_state" or story in {"北京：报送", "北京：办结"})
            ),
        ]
    golden.check("why_not", golden.together(told))


def told_refusal(refusal):
    return f"{refusal.message}（{refusal.code}，{refusal.basis}）"


def test_what_is_unusual(facts_at):
    derived = {
        story: derivation.derive(facts, place=place, book=BOOK)
        for story, (facts, place) in facts_at.items()
    }

    golden.check(
        "notices",
        golden.together(
            {
                story: [
                    line for notice in one.notices for line in (notice, notice_words.plain(notice))
                ]
                for story, one in derived.items()
            }
        ),
    )


def shown(derived):
    """Leave out what is not known, and of a clock how it was reckoned."""
    return [
        {name: value for name, value in derived.columns.items() if value not in (None, "", False)},
        *(
            f"{row['rule_id']}#{row['start_sequence']} {row['start_on']} {row['holder']} "
            f"→ {row['remind_on']} / {row['overdue_after']}，办结 {row['ended_on']}"
            + ("" if row["proof"]["proved"] else "，未证明")
            for row in derived.deadlines
        ),
    ]


def test_the_row_and_the_clocks_of_every_case(facts_at):
    derived = {
        story: derivation.derive(facts, place=place, book=BOOK)
        for story, (facts, place) in facts_at.items()
    }
    whole = ("北京：刚立案", "北京：应约写明开会日", "北京：报送没有凭证", "北京：草案写明会期")

    golden.check(
        "derived",
        {
            **golden.together({story: shown(one) for story, one in derived.items()}),
            **{
                f"全部栏目：{story}": [
                    derived[story].columns,
                    *(
                        {**row, "proof": [row["proof"]["label"], row["proof"]["proved"]]}
                        for row in derived[story].deadlines
                    ),
                ]
                for story in whole
            },
        },
    )


def test_the_papers_that_are_filed(facts_of):
    golden.check(
        "filing_materials",
        golden.together(
            {
                story: filing_materials.materials(
                    facts,
                    mandated=[one for one in facts.representatives if one.chief],
                    statement_is_whole=story != "签字",
                )
                for story, facts in facts_of.items()
            }
        ),
    )


def test_what_could_be_better_next_time(facts_at):
    golden.check(
        "improvements",
        golden.together(
            {story: improvements.improvements(facts) for story, (facts, _) in facts_at.items()}
        ),
    )


def test_which_meeting_is_printed(facts_of):
    golden.check(
        "packs",
        golden.together(
            {story: [packs.meeting_to_print(facts)] for story, facts in facts_of.items()}
        ),
    )


WHOLE = precheck.Materials(
    code="91110112MA3B1G6189", missing={"报送说明": ()}, file_by=date(2026, 4, 20),
    remind_by=date(2026, 4, 15),
)  # fmt: skip
MATERIALS = {
    "资料齐全": WHOLE,
    "代码不对，材料没填全": precheck.Materials(
        code="91110112MA3B1G618X", missing={"报送说明": ("上年平均工资", "涉及人数")},
        file_by=date(2026, 4, 9),
    ),
    "什么都没有": precheck.Materials(),
}  # fmt: skip


def test_the_check_before_filing(facts_at):
    """Point by point: what it says, and of which cases."""
    told = {}
    for story, (facts, _) in facts_at.items():
        for point in precheck.precheck(facts, WHOLE, on=date(2026, 4, 9)):
            told.setdefault(point.label, {})[story] = [point]
    golden.check(
        "precheck",
        {
            f"{label}（{stories}）": said
            for label, found in told.items()
            for stories, said in golden.together(found, named=4).items()
        },
    )


def test_the_papers_beside_a_case_are_looked_at_too(facts_of):
    told = {
        name: precheck.precheck(facts_of["报送"], one, on=date(2026, 4, 9))
        for name, one in MATERIALS.items()
    }
    golden.check(
        "precheck_materials",
        {
            **told,
            "请核对的": precheck.needs_attention(told["什么都没有"]),
            "建议": [precheck.suggestion(told["什么都没有"])],
        },
    )


def test_whether_it_is_filed_in_time(facts_of):
    days = [date(2026, 4, number) for number in (9, 14, 15, 16, 20, 21)]
    told = {}
    for story in ("草案已成", "签字", "报送", "报送恰在最后一天", "报送迟了", "审查有异议"):
        for name, one in MATERIALS.items():
            for on in days:
                [point] = [
                    point
                    for point in precheck.precheck(facts_of[story], one, on=on)
                    if point.key == "in_time"
                ]
                told[f"{story}·{name}·{on.isoformat()}"] = [point]
    golden.check("precheck_in_time", golden.together(told))


def test_every_step_in_the_words_of_each_place():
    golden.check(
        "local_steps",
        {
            f"{place}：{name}": [
                [told.label, told.explain, told.day_label, told.basis],
                *(
                    [ask.name, ask.label, ask.help, ask.suggest, ask.basis]
                    for ask in told.asks
                    if ask not in move.asks
                ),
                "不问：" + "、".join(sorted({ask.name for ask in move.asks}
                                         - {ask.name for ask in told.asks})),
            ]
            for place, (code, _) in PLACES.items()
            for name, move in moves.TABLE.items()
            if local_procedure.is_here(move, code)
            and (told := local_procedure.told(move, code)) != move
        },
    )  # fmt: skip
