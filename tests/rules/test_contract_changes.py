"""What holds because a contract was changed or ended: the term of every day, stage by stage."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import change_grounds, change_lines, contract_changes, keeping_checks
from bargaining.rules.clocks import clocks
from bargaining.rules.contract_changes import ChangeStage
from bargaining.rules.events import Event
from bargaining.rules.facts import fold
from bargaining.rules.notices import notices
from tests.rules.cases import history
from tests.rules.stories_changes import (
    AGREED,
    CHANGE,
    CHANGE_FILED,
    CHANGES,
    IN_FORCE,
    LONGER,
    NO_ANSWER,
    OPPOSED,
    with_,
)

UNPROVED_SILENCE = ("record_change_review", "2026-09-24", {"result": "silence"})
LAST = date(2027, 6, 30)  # of the contract of these stories
DAY = timedelta(days=1)


def facts(*steps, **more):
    return fold(history(*IN_FORCE, *steps, **more))


def stages(*steps):
    return [one.stage for one in contract_changes.changes(facts(*steps))]


class TestHowFarItHasCome:
    @pytest.mark.parametrize(
        ("steps", "stage"),
        [
            ((CHANGE,), ChangeStage.SIGNED),
            ((CHANGE, with_(CHANGE_FILED, proof="none")), ChangeStage.FILED),
            ((CHANGE, CHANGE_FILED), ChangeStage.IN_REVIEW),
            ((CHANGE, CHANGE_FILED, AGREED), ChangeStage.EFFECTIVE),
            ((CHANGE, CHANGE_FILED, OPPOSED), ChangeStage.OBJECTED),
            (
                (CHANGE, with_(CHANGE_FILED, proof="none"), UNPROVED_SILENCE),
                ChangeStage.PRESUMED,
            ),
            ((CHANGE, CHANGE_FILED, UNPROVED_SILENCE), ChangeStage.EFFECTIVE),
        ],
    )
    def test_step_by_step(self, steps, stage):
        assert stages(*steps) == [stage]

    def test_a_later_one_replaces_what_was_not_finished_and_leaves_what_was(self):
        assert stages(CHANGE, LONGER) == [ChangeStage.REPLACED, ChangeStage.SIGNED]
        assert stages(CHANGE, CHANGE_FILED, AGREED, LONGER) == [
            ChangeStage.EFFECTIVE, ChangeStage.SIGNED,
        ]  # fmt: skip

    def test_filed_again_it_is_reviewed_again(self):
        again = with_(CHANGE_FILED, "2026-09-30")
        assert stages(CHANGE, CHANGE_FILED, OPPOSED, again) == [ChangeStage.IN_REVIEW]

    def test_what_is_in_effect_is_not_filed_again(self):
        again = with_(CHANGE_FILED, "2026-09-30")
        found = facts(CHANGE, CHANGE_FILED, AGREED, again)

        (change,) = contract_changes.changes(found)
        assert change.stage is ChangeStage.EFFECTIVE
        (needless,) = contract_changes.needless_filings(found)
        assert needless.occurred_on == date(2026, 9, 30)
        assert [one.ended_on for one in clocks(found) if one.rule_id == "T-REVIEW"][1:] == [
            date(2026, 9, 16)
        ]
        assert {one.rule_id for one in notices(found, last_days={})} >= {"P-CHANGE-AGAIN"}

    @pytest.mark.parametrize(
        ("before", "refused"),
        [((CHANGE, CHANGE_FILED, AGREED), True), ((CHANGE, CHANGE_FILED, AGREED, LONGER), False),
         ((CHANGE, CHANGE_FILED, OPPOSED), False), ((CHANGE,), False)],
    )  # fmt: skip
    def test_a_filing_is_refused_where_the_change_is_in_effect(self, before, refused):
        found = keeping_checks.impossible(
            "file_change", facts(*before), {"method": "window"}, today=date(2026, 10, 1)
        )
        assert [one.code for one in found] == ["in_effect"] * refused

    def test_after_silence_without_proof_it_is_filed_again_with_proof(self):
        unproved = with_(CHANGE_FILED, proof="none")
        again = with_(CHANGE_FILED, "2026-09-30")
        assert stages(CHANGE, unproved, UNPROVED_SILENCE, again) == [ChangeStage.IN_REVIEW]

    def test_a_second_answer_to_one_filing_answers_nothing(self):
        found = facts(CHANGE, CHANGE_FILED, AGREED, with_(OPPOSED, "2026-09-20"))

        (change,) = contract_changes.changes(found)
        assert change.stage is ChangeStage.EFFECTIVE
        assert len(contract_changes.unfiled_reviews(found)) == 1

    def test_what_is_drawn_up_is_no_change_until_it_is_signed(self):
        draft = ("draft_change", "2026-08-20", {"ground": "agreed", "changes": "夜班津贴"})
        found = facts(draft)
        assert contract_changes.changes(found) == ()
        assert contract_changes.drafted(found).lines == ("夜班津贴",)
        assert contract_changes.drafted(found).stage is ChangeStage.DRAFTED
        assert contract_changes.drafted(facts(draft, CHANGE)) is None
        assert contract_changes.drafted(facts(CHANGE, with_(draft, "2026-09-02"))) is not None

    def test_every_stage_has_a_name(self):
        assert len({stage.label for stage in ChangeStage}) == len(ChangeStage)

    @pytest.mark.parametrize(
        ("steps", "wants"),
        [
            ((OPPOSED, CHANGE_FILED), 1),
            ((OPPOSED, CHANGE, CHANGE_FILED), 0),
            ((OPPOSED, CHANGE_FILED, CHANGE_FILED), 1),
            ((OPPOSED, CHANGE_FILED, OPPOSED, CHANGE_FILED), 2),
            ((AGREED, CHANGE_FILED), 0),
            ((with_(OPPOSED, "2026-09-24"), CHANGE_FILED), 0),
        ],
    )
    def test_what_was_objected_to_is_signed_anew_before_it_is_filed_again(self, steps, wants):
        found = facts(CHANGE, CHANGE_FILED, *steps)
        assert len(contract_changes.refiled_unsigned(found)) == wants


class TestWhenItWorks:
    @pytest.mark.parametrize("served", ["served_union_on", "served_employer_on"])
    @pytest.mark.parametrize(("on", "works"), [("2026-09-23", False), ("2026-09-24", True)])
    def test_an_objection_that_came_too_late_stops_nothing(self, served, on, works):
        late = with_(OPPOSED, **{served: on})
        (change,) = contract_changes.changes(facts(CHANGE, CHANGE_FILED, late))

        assert change.effective_on == (date(2026, 9, 24) if works else None)
        assert change.stage is (ChangeStage.EFFECTIVE if works else ChangeStage.OBJECTED)

    def test_silence_about_an_unproved_filing_changes_no_term(self):
        unproved = with_(CHANGE_FILED, proof="none")
        found = facts(LONGER, unproved, UNPROVED_SILENCE)
        (change,) = contract_changes.changes(found)

        assert change.effective_on is None
        assert contract_changes.last_day(found) == LAST
        assert contract_changes.in_effect(found, on=date.max) == ()

    def test_by_an_opinion_from_the_later_of_both_services(self):
        (change,) = contract_changes.changes(facts(CHANGE, CHANGE_FILED, AGREED))
        assert change.effective_on == date(2026, 9, 18)

    def test_never_after_the_day_silence_would_have_done_it(self):
        late = with_(AGREED, served_employer_on="2026-09-25")
        (change,) = contract_changes.changes(facts(CHANGE, CHANGE_FILED, late))
        assert change.effective_on == date(2026, 9, 24)

    def test_of_another_kind_not_before_the_fifteen_days_are_over(self):
        (change,) = contract_changes.changes(facts(CHANGE, CHANGE_FILED, AGREED, kind="women"))
        assert change.effective_on == date(2026, 9, 24)

    def test_by_silence_from_the_day_after_the_last(self):
        (change,) = contract_changes.changes(facts(CHANGE, CHANGE_FILED, NO_ANSWER))
        assert change.effective_on == date(2026, 9, 24)


def changed(effective_on, stated):
    """One change of the last day that works on a day."""
    review = ("record_change_review", effective_on.isoformat(), {"result": "no_objection"})
    return (
        ("agree_change", "2026-05-10", {"ground": "agreed", "term_to": stated.isoformat()}),
        ("file_change", "2026-05-12", {"proof": "receipt"}),
        review,
    )


_near_last = st.sampled_from([LAST - DAY, LAST, LAST + DAY, LAST + 2 * DAY, date(2026, 9, 1)])
_stated = st.sampled_from(
    [date(2026, 8, 30), date(2026, 8, 31), date(2026, 9, 1), LAST - DAY, LAST, LAST + DAY,
     date(2028, 6, 30)]
)  # fmt: skip


@given(_near_last, _stated, st.integers(-2, 2))
def test_the_last_day_of_every_day_is_what_a_naive_reading_gives(effective_on, stated, offset):
    found = facts(*changed(effective_on, stated))
    on = effective_on + offset * DAY

    expected = LAST
    if on >= effective_on and effective_on <= LAST + DAY:
        expected = stated if stated >= effective_on - DAY else effective_on - DAY

    assert contract_changes.term_on(found, on=on)[1] == expected
    assert contract_changes.term_on(found, on=date.max)[1] == contract_changes.last_day(found)


@given(st.lists(st.tuples(_near_last, _stated), max_size=3))
def test_no_change_brings_a_day_back_on_which_the_contract_had_ended(pairs):
    steps = [step for works, stated in sorted(pairs) for step in changed(works, stated)]
    found = facts(*steps)

    dead = [
        one.effective_on for one in contract_changes.term_changes(found)
        if one.before < one.effective_on - DAY
    ]  # fmt: skip
    for works in dead:
        before = contract_changes.term_on(found, on=works - DAY)[1]
        assert contract_changes.term_on(found, on=works)[1] == before


class TestTheEnd:
    @pytest.mark.parametrize(
        ("story", "first_day_without"),
        [
            ("解除，待备案", date(2026, 10, 10)),
            ("解除并备案", date(2026, 10, 10)),
            ("履行中办结，不再进行", date(2026, 12, 1)),
            ("履行中办结，期满", None),
            ("期满后办结", None),
        ],
    )
    def test_it_holds_on_the_day_it_is_ended_and_no_longer(self, story, first_day_without):
        assert contract_changes.out_of_force_on(fold(CHANGES[story])) == first_day_without

    def test_filed_in_beijing_it_is_finished(self):
        finished = contract_changes.finished(fold(CHANGES["解除并备案"]))
        assert finished is not None
        assert finished.kind == "file_termination"
        assert contract_changes.finished(fold(CHANGES["解除，待备案"])) is None


class TestGrounds:
    def test_each_rests_on_an_article_of_the_place(self):
        for ground in ("agreed", "merged", "force", "condition", "not_renewed"):
            assert change_grounds.basis_of(ground, place="310101"), ground
            assert len(change_grounds.basis_of(ground, place="110108")) == 2

    @pytest.mark.parametrize(
        ("ground", "gone", "here", "elsewhere"),
        [
            ("merged", "dissolved", ["第40条", "第44条"], ["第40条"]),
            ("merged", "merged", ["第40条", "第42条"], ["第40条"]),
            ("merged", "", ["第40条", "第42条", "第44条"], ["第40条"]),
            ("condition", "", ["第38条", "第40条", "第42条", "第44条"], ["第38条", "第40条"]),
            ("agreed", "dissolved", ["第39条", "第42条"], ["第39条"]),
        ],
    )
    def test_an_end_rests_on_what_lets_a_contract_end(self, ground, gone, here, elsewhere):
        """北京条例 第44条: dissolved or bankrupt, or a condition of its end: it ends by itself."""
        for place, wanted in (("110108", here), ("310101", elsewhere)):
            cited = change_grounds.basis_of(ground, place=place, ending=True, gone=gone)
            assert [one.article for one in cited] == wanted
        changing = change_grounds.basis_of(ground, place="110108", gone=gone)
        assert "第44条" not in [one.article for one in changing]

    def test_changed_circumstances_are_beijings_own(self):
        assert not change_grounds.wanting("changed", said="", place="110108")
        assert "没有单列" in change_grounds.wanting("changed", said="", place="310101")

    @pytest.mark.parametrize(
        ("said", "wants"),
        [("依劳动合同法第40条", False), ("依第四十条", False), ("依法调整", True), ("", True)],
    )
    def test_another_one_names_its_article(self, said, wants):
        assert bool(change_grounds.wanting("other", said=said, place="110108")) is wants


class TestLines:
    @pytest.mark.parametrize(
        ("line", "before", "after"),
        [
            ("夜班津贴 20 元改为 30 元", "夜班津贴 20 元", "30 元"),
            ("20 元 → 30 元。", "20 元", "30 元"),
            ("发放日由 10 日，调整为：8 日", "发放日由 10 日", "8 日"),
            ("每年体检一次", "", "每年体检一次"),
            ("改为 30 元", "", "改为 30 元"),
        ],
    )
    def test_people_write_what_was_and_what_is_in_many_ways(self, line, before, after):
        assert change_lines.compared(line) == (before, after)

    def test_a_new_last_day_ends_the_list_and_the_same_one_does_not(self):
        (change,) = contract_changes.changes(facts(LONGER))
        assert change_lines.comparison(change, term_to=LAST)[-1] == (
            "合同期限至2027年6月30日", "合同期限至2027年12月31日",
        )  # fmt: skip
        assert len(change_lines.comparison(change, term_to=date(2027, 12, 31))) == 2


def test_an_empty_history_has_no_change():
    opened = Event(1, "open", date(2026, 1, 5), {"year": 2026, "kind": "wage"})
    assert contract_changes.changes(fold([opened])) == ()
    assert contract_changes.last_day(fold([opened])) is None
