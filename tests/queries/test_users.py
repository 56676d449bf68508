"""Accounts as the administrator's list finds them, and whom an account acts as."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bargaining.actions import users as user_actions
from bargaining.errors import Unusable
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.queries import users as user_queries
from bargaining.rules.roles import OPERATOR, Role

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def places(session):
    session.add(Place(code="110000", name="北京市", kind="province"))
    session.flush()
    session.add(Place(code="110108", name="海淀区", kind="district", parent_code="110000"))
    session.flush()


def add(session, login="wang", *, name="王芳"):
    new = user_actions.NewAccount(login, name, "hash")
    return user_actions.add_user(session, new, actor=OPERATOR, at=AT)


def grant(session, user, role=Role.ADMIN, *, from_on=TODAY, to_on=None, **more):
    new = user_actions.NewGrant(role, from_on, to_on, **more)
    return user_actions.grant_role(session, user.id, new, actor=OPERATOR, at=AT)


def disable(session, user):
    user_actions.disable_user(session, user.id, actor=OPERATOR, at=AT, on=TODAY)


class TestTheList:
    def found(self, session, **by):
        lines = user_queries.list_users(
            session, OPERATOR, by=user_queries.UserFilter(**by), on=TODAY, at=AT, page=1
        )
        assert user_queries.count_users(
            session, OPERATOR, by=user_queries.UserFilter(**by), on=TODAY
        ) == len(lines)
        return [line.user.email for line in lines]

    @pytest.fixture(autouse=True)
    def accounts(self, session, places):
        grant(session, add(session, "a_1", name="甲"))
        grant(session, add(session, "b%2", name="乙"), Role.DISTRICT, place_code="110108")
        grant(session, add(session, "c", name="丙"), to_on=TODAY, from_on=TODAY - DAY)
        disable(session, add(session, "d", name="丁"))
        grant(session, add(session, "e", name="戊"), to_on=TODAY - DAY, from_on=TODAY - DAY)

    def test_a_filter_leaves_what_it_names(self, session):
        assert self.found(session, text="乙") == ["b%2"]
        assert self.found(session, text="%") == ["b%2"]
        assert self.found(session, text="_") == ["a_1"]
        assert set(self.found(session, role=Role.ADMIN)) == {"a_1", "c"}
        assert self.found(session, state="disabled") == ["d"]
        assert set(self.found(session, state="none")) == {"d", "e"}
        assert len(self.found(session)) == 5


class TestGetUnion:
    def test_a_union_is_named_by_its_name_its_code_or_a_part(self, session):
        for name, code in (("示例餐饮工会", "81110000MC00000001"), ("示例餐饮工会联合会", None)):
            session.add(UnionBody(name=name, code=code, kind="single"))
        session.flush()

        assert user_queries.get_union(session, "示例餐饮工会").code == "81110000MC00000001"
        assert user_queries.get_union(session, "81110000mc00000001").name == "示例餐饮工会"
        assert user_queries.get_union(session, "联合会").name == "示例餐饮工会联合会"
        with pytest.raises(Unusable, match="有几家工会都符合"):
            user_queries.get_union(session, "餐饮")
        with pytest.raises(Unusable, match="没有“物业”这家工会"):
            user_queries.get_union(session, "物业")


class TestFindActor:
    def test_several_grants_of_one_role_add_up(self, session, places):
        user = add(session)
        grant(session, user, Role.REVIEWER, place_code="110108")
        grant(session, user, Role.REVIEWER, place_code="110000")
        grant(session, user)

        reviewer = user_queries.find_actor(user, on=TODAY, wanted=None)
        assert reviewer.places == {"110108", "110000"}
        assert reviewer.roles == (Role.REVIEWER, Role.ADMIN)
        admin = user_queries.find_actor(user, on=TODAY, wanted=Role.ADMIN)
        assert (admin.role, admin.places) == (Role.ADMIN, frozenset())
        assert user_queries.find_actor(user, on=TODAY, wanted=Role.CITY).role is Role.REVIEWER
