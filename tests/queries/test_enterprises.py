"""Lists of enterprises: who sees which, and how they are found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from bargaining import errors
from bargaining.models.assignment import Assignment
from bargaining.models.enterprise import Enterprise
from bargaining.models.user import User
from bargaining.queries import enterprises
from bargaining.queries.enterprises import Filters
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_files, register_stage
from tests.register_files import enterprise
from tests.register_stage import AT, TODAY

DAY = timedelta(days=1)
STREET = "街道（乡镇）"
WHERE = {  # number → (district, street)
    1: ("海淀区", "中关村街道"),
    2: ("海淀区", "上地街道"),
    3: ("朝阳区", "建外街道"),
    4: ("大兴区", "清源街道"),
    5: ("经开区", "荣华街道"),
}


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


@pytest.fixture
def peopled(session):
    """Five enterprises in four districts; the first is in an instructor's book."""
    register_stage.import_rows(
        session,
        *(
            enterprise(number, 区=district, **{STREET: street})
            for number, (district, street) in WHERE.items()
        ),
    )
    return session


def number_of(one: Enterprise) -> int:
    return int(one.name.removeprefix("北京示例餐饮有限公司"))


def book(session, number=1, *, from_on=TODAY, to_on=None) -> Actor:
    """Put an enterprise into an instructor's book."""
    user = User(email="instructor", name="指导员", password="x", fs_uniquifier="x", created_at=AT)
    session.add(user)
    session.flush()
    one = register_stage.enterprise_of(session, register_files.code(number))
    session.add(Assignment(user_id=user.id, enterprise_id=one.id, from_on=from_on, to_on=to_on))
    session.flush()
    return Actor(user_id=user.id, name="指导员", role=Role.INSTRUCTOR)


def chair(session, *numbers) -> Actor:
    found = [register_stage.enterprise_of(session, register_files.code(one)) for one in numbers]
    return Actor(
        user_id=1,
        name="主席",
        role=Role.UNION_CHAIR,
        union_ids=frozenset(one.union_id for one in found if one.union_id),
    )


def at(role, *places) -> Actor:
    return Actor(user_id=1, name="某", role=role, places=frozenset(places))


def seen(session, actor, *, on=TODAY) -> list[int]:
    found = session.scalars(enterprises.visible_enterprises(actor, on=on))
    return sorted(number_of(one) for one in found)


class TestWhoSeesWhich:
    @pytest.mark.parametrize(
        "role", [Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER]
    )
    @pytest.mark.parametrize(
        ("places", "numbers"),
        [
            (["110000"], [1, 2, 3, 4, 5]),
            (["110108"], [1, 2]),
            (["110108011"], [1]),
            (["110108011", "110105"], [1, 3]),
            (["110115"], [4]),
            (["110115403"], [5]),
            (["110115012"], [5]),
            (["310000"], []),
            ([], []),
        ],
    )
    def test_officials_see_their_territory(self, peopled, role, places, numbers):
        assert seen(peopled, at(role, *places)) == numbers

    def test_a_chair_sees_the_enterprises_of_the_union(self, peopled):
        assert seen(peopled, chair(peopled, 2)) == [2]
        assert seen(peopled, chair(peopled)) == []

    @pytest.mark.parametrize(
        ("on", "numbers"),
        [(TODAY - DAY, []), (TODAY, [1]), (TODAY + DAY, [1]), (TODAY + 2 * DAY, [])],
    )
    def test_an_instructor_sees_the_book_from_its_first_to_its_last_day(self, peopled, on, numbers):
        instructor = book(peopled, to_on=TODAY + DAY)

        assert seen(peopled, instructor, on=on) == numbers

    def test_an_open_book_does_not_end_and_is_nobody_else_s(self, peopled):
        instructor = book(peopled)

        assert seen(peopled, instructor, on=TODAY + 1000 * DAY) == [1]
        assert seen(peopled, Actor(user_id=0, name="乙", role=Role.INSTRUCTOR)) == []

    def test_the_administrator_sees_none_and_the_operator_all(self, peopled):
        assert seen(peopled, at(Role.ADMIN, "110000")) == []
        assert seen(peopled, OPERATOR) == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("role", [None, *Role])
    @pytest.mark.parametrize("place", ["110000", "110108", "110115", "110115403", "110108011"])
    def test_the_statement_and_the_plain_question_agree(self, peopled, role, place):
        actor = Actor(
            user_id=book(peopled).user_id,
            name="某",
            role=role,
            places=frozenset({place}),
            union_ids=chair(peopled, 1, 4).union_ids,
        )
        assigned = enterprises.assigned_ids(peopled, actor, on=TODAY)

        asked = [
            number_of(one)
            for one in peopled.scalars(select(Enterprise))
            if enterprises.sees(
                actor,
                district_code=one.district_code,
                street_code=one.street_code,
                union_id=one.union_id,
                is_assigned=one.id in assigned,
            )
        ]

        assert sorted(asked) == seen(peopled, actor)


class TestOne:
    def test_is_found_with_its_union_by_id_and_by_code_however_typed(self, peopled):
        code = register_files.code(1)
        one = register_stage.enterprise_of(peopled, code)
        staff = at(Role.STREET_STAFF, "110108011")

        got = enterprises.get_enterprise(peopled, one.id, actor=staff, on=TODAY)
        found = enterprises.find_by_code(peopled, f" {code.lower()} ", actor=staff, on=TODAY)

        assert got is one is found
        assert got.union is not None
        assert enterprises.union_name(peopled, one.id) == got.union.name

    def test_outside_the_territory_it_is_not_there(self, peopled):
        one = register_stage.enterprise_of(peopled, register_files.code(1))
        staff = at(Role.STREET_STAFF, "110105001")

        with pytest.raises(errors.NotVisible):
            enterprises.get_enterprise(peopled, one.id, actor=staff, on=TODAY)
        assert enterprises.find_by_code(peopled, one.code, actor=staff, on=TODAY) is None

    def test_without_a_union_it_has_no_union_name(self, peopled):
        register_stage.import_one(peopled, 6, 是否建会="否", 建会形式="")
        one = register_stage.enterprise_of(peopled, register_files.code(6))

        assert enterprises.union_name(peopled, one.id) == ""


@pytest.fixture
def listed(session):
    """Four enterprises that differ in everything a list can ask for."""
    register_stage.import_rows(
        session,
        enterprise(1, 单位名称="北京重庆小面（海淀）有限公司", 职工人数="30"),
        enterprise(2, 单位名称="示例长城软件公司", 国民经济行业代码="6513", 职工人数="",
                   女职工数="", 是否建会="否", 建会形式=""),
        enterprise(3, 单位名称="朝阳100%物业", 国民经济行业代码="7020", 区="朝阳区",
                   职工人数="20", **{STREET: "建外街道"}),
        enterprise(4, 单位名称="示例A_1货运", 统一社会信用代码="", 国民经济行业代码="54",
                   是否正常经营="否"),
    )  # fmt: skip
    return session


def names(page) -> list[str]:
    return [line.enterprise.name[:4] for line in page.lines]


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("小面", ["北京重庆"]),
            ("示例 软件", ["示例长城"]),
            ("示例 小面", []),
            ("bjcqxm", ["北京重庆"]),
            ("CQXM", ["北京重庆"]),
            ("zqxm", ["北京重庆"]),
            ("slccrj", ["示例长城"]),
            ("slzcrj", ["示例长城"]),
            ("cy100", ["朝阳10"]),
            ("100%", ["朝阳10"]),
            ("%", ["朝阳10"]),
            ("_", ["示例A_"]),
            ("a_1", ["示例A_"]),
            ("\\", []),
            ("(海淀)", []),
            ("没有", []),
        ],
    )
    def test_every_word_is_part_of_the_name_or_its_initials(self, listed, text, found):
        page = enterprises.search_enterprises(
            listed, OPERATOR, on=TODAY, filters=Filters(text=text)
        )

        assert names(page) == found
        assert page.total == len(found)

    def test_part_of_a_code_finds_it_however_typed(self, listed):
        part = register_files.code(3)[9:].lower()

        page = enterprises.search_enterprises(
            listed, OPERATOR, on=TODAY, filters=Filters(text=part)
        )

        assert names(page) == ["朝阳10"]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            (Filters(), 4),
            (Filters(district="110108"), 3),
            (Filters(street="110105001"), 1),
            (Filters(section="I"), 1),
            (Filters(section="G"), 1),
            (Filters(unionised=False), 1),
            (Filters(unionised=True), 3),
            (Filters(operating=False), 1),
            (Filters(without_code=True), 1),
            (Filters(without_code=False), 3),
            (Filters(text="示例", operating=True, district="110108"), 1),
            (Filters(district="", street="", section=""), 4),
        ],
    )
    def test_filters_narrow_together(self, listed, filters, found):
        assert (
            enterprises.search_enterprises(listed, OPERATOR, on=TODAY, filters=filters).total
            == found
        )

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("name", ["北京重庆", "朝阳10", "示例A_", "示例长城"]),
            ("-name", ["示例长城", "示例A_", "朝阳10", "北京重庆"]),
            ("workers", ["朝阳10", "北京重庆", "示例A_", "示例长城"]),
            ("-workers", ["示例A_", "北京重庆", "朝阳10", "示例长城"]),
            ("place", ["朝阳10", "北京重庆", "示例长城", "示例A_"]),
        ],
    )
    def test_it_is_sorted_with_the_unknown_last(self, listed, sort, order):
        page = enterprises.search_enterprises(listed, OPERATOR, on=TODAY, sort=sort)

        assert names(page) == order

    @pytest.mark.parametrize("sort", [*enterprises.SORTS, *(f"-{s}" for s in enterprises.SORTS)])
    def test_every_order_can_be_asked_for(self, listed, sort):
        assert enterprises.search_enterprises(listed, OPERATOR, on=TODAY, sort=sort).total == 4

    def test_an_unknown_order_is_refused(self, listed):
        with pytest.raises(errors.Unusable, match="password"):
            enterprises.search_enterprises(listed, OPERATOR, on=TODAY, sort="password")

    @pytest.mark.parametrize(("page", "rows"), [(1, 3), (2, 1), (3, 0), (0, 3)])
    def test_pages_hold_their_size_and_the_last_one_the_rest(self, listed, page, rows):
        found = enterprises.search_enterprises(listed, OPERATOR, on=TODAY, page=page, size=3)

        assert (len(found.lines), found.total, found.pages) == (rows, 4, 2)

    def test_a_line_bears_the_names_it_shows(self, listed):
        (line,) = enterprises.search_enterprises(
            listed, OPERATOR, on=TODAY, filters=Filters(text="小面")
        ).lines

        assert (line.district_name, line.street_name) == ("海淀区", "中关村街道")
        assert line.industry_name == "正餐服务"
        assert line.union_name == "北京重庆小面（海淀）有限公司工会委员会"

    def test_only_the_visible_are_listed_counted_and_exported(self, listed):
        staff = at(Role.STREET, "110105001")

        page = enterprises.search_enterprises(listed, staff, on=TODAY)
        whole = enterprises.list_enterprises(listed, staff, on=TODAY)

        assert (names(page), page.total) == (["朝阳10"], 1)
        assert [line.enterprise.name for line in whole] == ["朝阳100%物业"]

    def test_two_statements_whatever_the_number_of_rows(self, listed):
        statements = []
        connection = listed.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))
        listed.expunge_all()

        page = enterprises.search_enterprises(listed, OPERATOR, on=TODAY)
        assert [line.enterprise.name and line.union_name for line in page.lines]

        assert len(statements) == 2
