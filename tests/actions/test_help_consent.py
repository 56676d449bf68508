"""A union's consent that others record for it: given, taken back, written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining import audit, errors
from bargaining.actions import help_consent
from bargaining.queries import unions as union_queries
from bargaining.rules import register
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_stage
from tests.register_stage import AT, TODAY

DAY = timedelta(days=1)
ELSEWHERE = Actor(
    user_id=9, name="别处社工", role=Role.STREET_STAFF, places=frozenset({"110101001"})
)


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def union(session):
    return register_stage.union_of(session, register_stage.import_one(session))


def chair_of(union):
    return Actor(user_id=7, name="主席", role=Role.UNION_CHAIR, union_ids=frozenset({union.id}))


def staff_of(union):
    return Actor(user_id=8, name="社工", role=Role.STREET_STAFF,
                 places=frozenset({union.place_code}))  # fmt: skip


def agree(session, union, *, actor=OPERATOR, agreed_on=TODAY, ground=""):
    return help_consent.agree_to_help(
        session, union.id, agreed_on=agreed_on, ground=ground, actor=actor, at=AT, today=TODAY
    )


def withdraw(session, union, *, actor=OPERATOR, ground=""):
    return help_consent.withdraw_help(
        session, union.id, ground=ground, actor=actor, at=AT, today=TODAY
    )


class TestAgreeing:
    def test_the_chair_agrees_without_a_paper_and_the_history_says_who(self, session, union):
        agree(session, union, actor=chair_of(union))

        newest = register_stage.union_changes(session, union)[-1]
        assert union.agreed_to_help_on == TODAY
        assert (newest.actor_name, newest.source) == ("主席", help_consent.BY_CHAIR)
        assert newest.fields == {"agreed_to_help_on": TODAY.isoformat()}

    def test_the_street_names_the_paper_and_the_day_it_was_signed(self, session, union):
        agree(session, union, actor=staff_of(union), agreed_on=TODAY - 9 * DAY, ground="王某签字")

        newest = register_stage.union_changes(session, union)[-1]
        assert newest.effective_on == TODAY - 9 * DAY
        assert newest.source == "凭纸面登记：王某签字"

    @pytest.mark.parametrize("ground", ["", "   "])
    def test_the_street_without_a_paper_is_refused(self, session, union, ground):
        with pytest.raises(errors.Refused, match="请写明依据") as refused:
            agree(session, union, actor=staff_of(union), ground=ground)

        assert refused.value.refusal.field == "ground"
        assert union.agreed_to_help_on is None

    def test_today_is_fine_and_tomorrow_is_not(self, session, union):
        agree(session, union, agreed_on=TODAY)

        with pytest.raises(errors.Refused, match="还没有到"):
            agree(session, union, agreed_on=TODAY + DAY)

    def test_a_union_elsewhere_is_not_there(self, session, union):
        with pytest.raises(errors.NotVisible):
            agree(session, union, actor=ELSEWHERE, ground="同意书")

    @pytest.mark.parametrize("role", [Role.DISTRICT, Role.CITY, Role.INSTRUCTOR, Role.REVIEWER])
    def test_nobody_else_speaks_for_a_union(self, session, union, role):
        somebody = Actor(
            user_id=5, name="某人", role=role, places=frozenset({"110000"}),
            union_ids=frozenset({union.id}),
        )  # fmt: skip

        refusal = help_consent.why_not_speak_for(session, union, actor=somebody)

        assert refusal is not None
        assert "主席" in refusal.message

    def test_the_chair_of_another_union_does_not_speak_for_it(self, session, union):
        other = Actor(
            user_id=7, name="主席", role=Role.UNION_CHAIR, union_ids=frozenset({union.id + 1})
        )

        assert help_consent.why_not_speak_for(session, union, actor=other) is not None

    def test_it_is_written_down_and_saying_it_again_writes_nothing(self, session, union):
        audit.forget(session)
        agree(session, union)
        (entry,) = session.info["pending_entries"]
        written = len(register_stage.union_changes(session, union))

        agree(session, union)

        assert (entry.event, entry.subject) == ("union.agree_to_help", f"union:{union.id}")
        assert len(session.info["pending_entries"]) == 1
        assert len(register_stage.union_changes(session, union)) == written


class TestWithdrawing:
    def test_it_ends_today_and_the_history_keeps_that_it_was_given(self, session, union):
        agree(session, union, agreed_on=TODAY - 5 * DAY)

        withdraw(session, union, actor=chair_of(union))

        history = union_queries.union_histories(session, [union.id])[union.id]
        before = register.fields_on(history, on=TODAY - DAY) or {}
        assert union.agreed_to_help_on is None
        assert before["agreed_to_help_on"] == (TODAY - 5 * DAY).isoformat()

    def test_what_was_never_given_is_not_taken_back(self, session, union):
        with pytest.raises(errors.Refused, match="还没有同意代录"):
            withdraw(session, union)

    def test_the_street_names_the_paper_here_too(self, session, union):
        agree(session, union)

        with pytest.raises(errors.Refused, match="请写明依据"):
            withdraw(session, union, actor=staff_of(union))

    def test_a_paper_from_before_the_withdrawal_does_not_bring_it_back(self, session, union):
        agree(session, union, agreed_on=TODAY - 5 * DAY)
        withdraw(session, union)

        with pytest.raises(errors.Refused, match="那天或以后"):
            agree(session, union, agreed_on=TODAY - DAY)
        agree(session, union, agreed_on=TODAY)

        assert union.agreed_to_help_on == TODAY

    @settings(
        max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.lists(st.sampled_from([-2, -1, 0, None]), max_size=5))
    def test_the_row_is_what_the_history_says_in_the_end(self, session, union, steps):
        with session.begin_nested() as point:
            for days in steps:
                try:
                    if days is None:
                        withdraw(session, union)
                    else:
                        agree(session, union, agreed_on=TODAY + days * DAY)
                except errors.Refused:
                    continue

            history = union_queries.union_histories(session, [union.id])[union.id]
            said = (register.fields_on(history, on=None) or {}).get("agreed_to_help_on")
            row = union.agreed_to_help_on
            assert said == (row.isoformat() if row else None)
            point.rollback()
