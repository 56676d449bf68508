"""Unions as bodies of their own: founded, changed, their history written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bargaining import audit, errors
from bargaining.actions import unions
from bargaining.actions.unions import NewUnion
from bargaining.models.union_body import UnionKind
from bargaining.queries import unions as union_queries
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_files, register_stage
from tests.register_stage import AT, TODAY

DAY = timedelta(days=1)
HAIDIAN = Actor(user_id=7, name="海淀", role=Role.DISTRICT, places=frozenset({"110108"}))
STREET = "110108011"


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


def found(session, *, actor=OPERATOR, effective_on=None, **more):
    new = NewUnion(
        **{"name": "科技大厦联合工会", "kind": UnionKind.JOINT, "place_code": STREET, **more}
    )
    return unions.found_union(
        session, new, effective_on=effective_on, source="批复", actor=actor, at=AT, today=TODAY
    )


def change(session, union, *, actor=OPERATOR, effective_on=None, **fields):
    return unions.change_union(
        session, union.id, fields, effective_on=effective_on, source="换届", actor=actor, at=AT,
        today=TODAY,
    )  # fmt: skip


class TestFoundUnion:
    def test_its_first_entry_holds_from_the_day_given(self, session):
        audit.forget(session)

        union = found(session, effective_on=date(2026, 1, 5))

        (entry,) = register_stage.union_changes(session, union)
        assert (entry.effective_on, entry.source) == (date(2026, 1, 5), "批复")
        assert entry.fields["kind"] == "joint"
        assert [one.event for one in session.info["pending_entries"]] == ["union.found"]

    def test_a_day_to_come_an_empty_name_and_a_place_outside_are_refused(self, session):
        with pytest.raises(errors.Refused, match="还没有到"):
            found(session, effective_on=TODAY + DAY)
        with pytest.raises(errors.Refused, match="工会名称"):
            found(session, name=" ")
        with pytest.raises(errors.Refused, match="辖区"):
            found(session, actor=HAIDIAN, place_code="110105001")
        assert found(session, actor=HAIDIAN, effective_on=TODAY)

    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.INSTRUCTOR, Role.REVIEWER, Role.ADMIN])
    def test_only_keepers_of_the_register_found_one(self, session, role):
        actor = Actor(user_id=1, name="某", role=role, places=frozenset({"110108"}))

        with pytest.raises(errors.Refused):
            found(session, actor=actor)


class TestChangeUnion:
    def test_the_chair_changes_from_a_day_and_the_history_keeps_both(self, session):
        union = found(session, chair_name="王明")
        audit.forget(session)

        change(session, union, chair_name="赵静", term_ends_on=date(2031, 3, 1))

        entry = register_stage.union_changes(session, union)[-1]
        assert union.chair_name == "赵静"
        assert (entry.effective_on, entry.fields) == (
            TODAY, {"chair_name": "赵静", "term_ends_on": "2031-03-01"},
        )  # fmt: skip
        (written,) = session.info["pending_entries"]
        assert (written.event, written.detail) == (
            "union.change", {"fields": ["chair_name", "term_ends_on"]},
        )  # fmt: skip

    def test_that_the_street_may_record_for_it_is_a_change_like_any_other(self, session):
        union = found(session)

        assert change(session, union, agreed_to_help_on=TODAY).agreed_to_help_on == TODAY

    def test_nothing_new_writes_nothing(self, session):
        union = found(session, chair_name="王明")

        change(session, union, chair_name="王明")

        assert len(register_stage.union_changes(session, union)) == 1

    def test_an_earlier_day_written_later_leaves_the_row_at_the_latest_day(self, session):
        union = found(session)
        change(session, union, members=30, effective_on=date(2026, 2, 10))

        change(session, union, members=20, has_seal=False, effective_on=date(2026, 2, 1))

        assert (union.members, union.has_seal) == (30, False)

    def test_a_day_before_its_first_day_counts_as_that(self, session):
        union = found(session, effective_on=date(2026, 2, 1))

        change(session, union, members=20, effective_on=date(2026, 1, 1))

        assert register_stage.union_changes(session, union)[-1].effective_on == date(2026, 2, 1)

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [({"code": "123"}, "18 位"), ({"code": register_files.code(9)}, "另一个工会")],
    )
    def test_a_wrong_or_taken_code_is_refused(self, session, fields, reason):
        other = found(session, name="别的工会")
        change(session, other, code=register_files.code(9))

        with pytest.raises(errors.Refused, match=reason):
            change(session, found(session), **fields)

    def test_it_does_not_stand_above_itself(self, session):
        above = found(session, kind=UnionKind.FEDERATION)
        below = found(session, parent_id=above.id)

        for wrong in (above.id, below.id):
            with pytest.raises(errors.Refused, match="上级工会不能是"):
                change(session, above, parent_id=wrong)
        street = union_queries.federations(session)[STREET]
        assert change(session, above, parent_id=street).parent_id == street

    def test_one_outside_the_territory_is_not_there(self, session):
        union = found(session, place_code="110105001")

        with pytest.raises(errors.NotVisible):
            change(session, union, actor=HAIDIAN, members=1)

    def test_its_own_chair_sees_but_does_not_change_the_register(self, session):
        union = found(session)
        chair = Actor(1, "主席", Role.UNION_CHAIR, union_ids=frozenset({union.id}))

        with pytest.raises(errors.Refused, match="辖区"):
            change(session, union, actor=chair, members=1)

    def test_an_unknown_field_and_a_day_to_come_are_refused(self, session):
        union = found(session)

        with pytest.raises(errors.Unusable, match="row_version"):
            change(session, union, row_version=9)
        with pytest.raises(errors.Refused, match="还没有到"):
            change(session, union, members=1, effective_on=TODAY + DAY)
