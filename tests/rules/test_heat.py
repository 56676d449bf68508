"""Why an enterprise stands on an instructor's desk today, and in which order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules import heat
from bargaining.rules.heat import Duty, Heat, Reason, Situation, When
from bargaining.rules.states import CaseState, Holder

DAY = timedelta(days=1)
ON = date(2026, 11, 20)
WORKING = Situation(state=CaseState.PROPOSED, in_hand=True, opened_on=ON)


def duty(*, remind=10, last=None, holder=Holder.EMPLOYER, is_answer=True, proved=True):
    """A duty whose days lie so many days from today."""
    last = remind if last is None else last
    return Duty(
        "书面答复截止", holder, is_answer, ON + remind * DAY, ON + last * DAY, proved=proved
    )


def situation(**changed):
    return Situation(**{**vars(WORKING), **changed})


def kinds(one):
    return [reason.heat for reason in heat.reasons(one, on=ON)]


def words(one):
    return [reason.words for reason in heat.reasons(one, on=ON)]


def when(one):
    return heat.when(one, heat.reasons(one, on=ON), on=ON)


class TestLate:
    @pytest.mark.parametrize(("last", "late"), [(0, False), (-1, True), (-2, True)])
    def test_only_after_the_last_day_over_everything(self, last, late):
        one = situation(duties=(duty(remind=-3, last=last),))

        assert (Heat.UNANSWERED in kinds(one)) is late

    def test_the_days_are_said(self):
        assert words(situation(duties=(duty(remind=-9, last=-4),))) == ["对方逾期未答复 4 天"]

    def test_what_the_union_owes_is_said_as_the_unions(self):
        one = situation(duties=(duty(remind=-2, holder=Holder.UNION),))

        assert kinds(one) == [Heat.OVERDUE]
        assert words(one) == ["书面答复截止：已逾期 2 天（工会）"]

    def test_another_duty_of_the_employer_is_no_missing_answer(self):
        one = situation(duties=(duty(remind=-2, is_answer=False),))

        assert kinds(one) == [Heat.OVERDUE]

    def test_a_presumed_start_makes_nobody_late(self):
        assert kinds(situation(duties=(duty(remind=-2, proved=False),))) == []

    def test_of_two_the_one_that_is_longer_overdue_is_told(self):
        one = situation(duties=(duty(remind=-1), duty(remind=-8), duty(remind=-3)))

        assert words(one) == ["对方逾期未答复 8 天"]


class TestNear:
    @pytest.mark.parametrize(("left", "near"), [(6, False), (5, True), (1, True), (0, True)])
    def test_from_five_days_before(self, left, near):
        assert (Heat.NEAR in kinds(situation(duties=(duty(remind=left),)))) is near

    def test_the_last_day_itself_is_today(self):
        one = situation(duties=(duty(remind=0),))

        assert words(one) == ["书面答复截止：今天到期"]
        assert when(one) is When.TODAY

    def test_a_day_before_there_is_still_this_week(self):
        one = situation(duties=(duty(remind=1),))

        assert words(one) == ["书面答复截止：还剩 1 天"]
        assert when(one) is When.WEEK

    def test_after_the_shortest_source_it_counts_to_the_longest(self):
        one = situation(duties=(duty(remind=-1, last=9),))

        assert words(one) == ["书面答复截止：还剩 9 天"]


class TestAgreed:
    @pytest.mark.parametrize(
        ("days", "said"),
        [(1, []), (0, ["约定今天联系"]), (-1, ["约定的联系日已过 1 天"])],
    )
    def test_from_the_agreed_day_on(self, days, said):
        one = Situation(last_contact_on=ON - 9 * DAY, next_contact_on=ON + days * DAY)

        assert words(one) == said

    def test_another_one_agreed_for_today_stays_for_today(self):
        assert when(Situation(last_contact_on=ON, next_contact_on=ON)) is When.TODAY


class TestStuck:
    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (CaseState.DECLINED, Heat.DECLINED),
            (CaseState.DEADLOCKED, Heat.DEADLOCKED),
            (CaseState.OBJECTED, Heat.OBJECTED),
            (CaseState.VOTE_FAILED, Heat.VOTE_FAILED),
        ],
    )
    def test_the_states_that_need_somebody(self, state, reason):
        assert kinds(situation(state=state)) == [reason]

    @pytest.mark.parametrize(
        "state",
        sorted(
            set(CaseState)
            - {
                CaseState.DECLINED,
                CaseState.DEADLOCKED,
                CaseState.OBJECTED,
                CaseState.VOTE_FAILED,
            }
        ),
    )
    def test_every_other_state_is_no_reason_by_itself(self, state):
        assert kinds(situation(state=state)) == []

    def test_findings_that_come_first(self):
        assert kinds(situation(blocked=True)) == [Heat.BLOCKED]

    def test_nothing_of_a_case_that_waits_for_no_step(self):
        one = situation(
            state=CaseState.DECLINED, in_hand=False, blocked=True, opened_on=ON - 90 * DAY
        )

        assert kinds(one) == []


class TestSilent:
    @pytest.mark.parametrize(
        ("days", "reason"),
        [(13, None), (14, Heat.SILENT), (29, Heat.SILENT), (30, Heat.VERY_SILENT)],
    )
    def test_from_the_last_contact(self, days, reason):
        one = situation(opened_on=ON - 99 * DAY, last_contact_on=ON - days * DAY)

        assert kinds(one) == ([reason] if reason else [])
        assert words(one) == ([f"{days} 天未联系"] if reason else [])

    @pytest.mark.parametrize(
        ("days", "reason"), [(13, None), (14, Heat.SILENT), (30, Heat.VERY_SILENT)]
    )
    def test_without_any_from_the_opening(self, days, reason):
        one = situation(opened_on=ON - days * DAY)

        assert kinds(one) == ([reason] if reason else [])

    def test_a_contact_before_the_case_was_opened_is_none_of_it(self):
        one = situation(opened_on=ON - 15 * DAY, last_contact_on=ON - 300 * DAY)

        assert words(one) == ["立案 15 天，还没有联系"]

    def test_an_enterprise_without_a_case_is_never_silent(self):
        assert kinds(Situation(last_contact_on=ON - 300 * DAY)) == []


class TestOffered:
    def test_a_new_sending_waits_for_its_answer(self):
        assert words(Situation(offered_on=ON)) == ["新派给您，待答复"]
        assert words(Situation(offered_on=ON - 2 * DAY)) == ["新派给您，待答复（已 2 天）"]

    def test_a_contact_does_not_answer_it(self):
        assert when(Situation(offered_on=ON, last_contact_on=ON)) is When.TODAY


class TestWhen:
    def test_nothing_is_for_later(self):
        assert when(Situation()) is When.LATER

    def test_what_was_contacted_today_is_done_for_today(self):
        late = situation(duties=(duty(remind=-3),))

        assert when(late) is When.TODAY
        assert when(situation(duties=(duty(remind=-3),), last_contact_on=ON)) is When.WEEK
        assert when(situation(duties=(duty(remind=-3),), last_contact_on=ON - DAY)) is When.TODAY


class TestOrder:
    def test_every_reason_has_its_weight_and_its_words_and_none_shares_a_weight(self):
        assert set(heat.WEIGHTS) == set(heat.LABELS) == set(Heat)
        assert len(set(heat.WEIGHTS.values())) == len(Heat)
        assert [*Heat] == sorted(Heat, key=lambda one: -heat.WEIGHTS[one])

    def test_the_weightiest_decides_before_any_number_of_others(self):
        one = (Reason(Heat.UNANSWERED, ""),)
        many = tuple(Reason(each, "") for each in Heat if heat.WEIGHTS[each] < 90)

        assert sum(each.weight for each in many) > 90
        assert heat.order(one) < heat.order(many)

    def test_of_equals_the_one_with_more_reasons_and_then_with_more_days(self):
        late = Reason(Heat.UNANSWERED, "", urgency=2)
        more = heat.order((late, Reason(Heat.SILENT, "")))
        later = heat.order((Reason(Heat.UNANSWERED, "", urgency=3),))

        assert more < later < heat.order((late,)) < heat.order(())


days_around = st.integers(-40, 12)
duties = st.builds(
    lambda remind, more, holder, is_answer, proved: duty(
        remind=remind, last=remind + more, holder=holder, is_answer=is_answer, proved=proved
    ),
    days_around,
    st.integers(0, 12),
    st.sampled_from(Holder),
    st.booleans(),
    st.booleans(),
)
maybe = st.none() | st.integers(-40, 0).map(lambda days: ON + days * DAY)
situations = st.builds(
    Situation,
    state=st.sampled_from(CaseState),
    in_hand=st.booleans(),
    opened_on=maybe,
    duties=st.lists(duties, max_size=4).map(tuple),
    last_contact_on=maybe,
    next_contact_on=st.none() | st.integers(-2, 2).map(lambda days: ON + days * DAY),
    blocked=st.booleans(),
    offered_on=maybe,
)


class TestOfAnySituation:
    @given(situations)
    def test_each_kind_is_told_once_the_weightiest_first(self, one):
        found = heat.reasons(one, on=ON)

        assert len({reason.heat for reason in found}) == len(found)
        weights = [reason.weight for reason in found]
        assert weights == sorted(weights, reverse=True)
        assert all(reason.words for reason in found)

    @given(situations)
    def test_late_and_near_say_what_the_days_say(self, one):
        found = {reason.heat: reason for reason in heat.reasons(one, on=ON)}
        late = [each for each in one.duties if each.last_on < ON and each.proved]
        near = [
            each
            for each in one.duties
            if each.last_on >= ON and (each.remind_on - ON).days <= heat.NEAR_DAYS
        ]

        assert ({Heat.UNANSWERED, Heat.OVERDUE} & found.keys() != set()) is bool(late)
        assert (Heat.NEAR in found) is bool(near)
        if late:
            told = [found[key] for key in (Heat.UNANSWERED, Heat.OVERDUE) if key in found]
            assert max(each.urgency for each in told) == max(
                (ON - each.last_on).days for each in late
            )

    @given(situations)
    def test_a_day_with_a_reason_is_never_for_later(self, one):
        found = heat.reasons(one, on=ON)

        assert (heat.when(one, found, on=ON) is When.LATER) is (found == ())

    @given(situations, st.integers(1, 60))
    def test_late_only_grows_while_nothing_happens(self, one, days):
        now, then = (heat.reasons(one, on=ON + more * DAY) for more in (0, days))
        for kind in (Heat.UNANSWERED, Heat.OVERDUE):
            before = {each.heat: each.urgency for each in now}.get(kind)
            after = {each.heat: each.urgency for each in then}.get(kind)
            if before is not None:
                assert after == before + days or after > before
