"""The register: enterprises registered and changed one by one, their history written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining import audit, errors
from bargaining.actions import enterprises
from bargaining.queries import register
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import register_files, register_stage
from tests.register_stage import TODAY, change, folded, registered, row_as_fields

DAY = timedelta(days=1)
HAIDIAN = Actor(user_id=7, name="海淀区干部", role=Role.DISTRICT, places=frozenset({"110108"}))


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


class TestRegisterEnterprise:
    def test_name_and_street_are_enough_and_the_district_follows(self, session):
        made = registered(session, street_code="110115012")

        assert (made.code, made.district_code, made.workers) == (None, "110115403", None)
        assert folded(session, made)["district_code"] == "110115403"

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"name": ""}, "请填写单位名称"),
            ({"street_code": ""}, "请填写街道"),
            ({"street_code": "999999999"}, "没有这个街道"),
            ({"street_code": "110108"}, "没有这个街道"),
            ({"code": "123"}, "应为 18 位"),
            ({"industry_code": "9999"}, "不在分类表里"),
            ({"workers": -1}, "不能是负数"),
            ({"workers": 5, "women": 6}, "女职工数 6 多于职工人数 5"),
        ],
    )
    def test_what_cannot_be_is_refused(self, session, fields, reason):
        with pytest.raises(errors.Refused, match=reason):
            registered(session, **fields)

    def test_a_taken_code_is_refused(self, session):
        register_stage.import_one(session)

        with pytest.raises(errors.Refused, match="另一家企业名下"):
            registered(session, code=register_files.code(1))

    def test_a_double_by_name_and_street_is_refused_unless_both_have_codes(self, session):
        registered(session)

        with pytest.raises(errors.Refused, match="同名企业"):
            registered(session, code=register_files.code(1))
        assert registered(session, street_code="110108012")

    def test_a_place_outside_is_refused(self, session):
        with pytest.raises(errors.Refused, match="不在您的辖区内"):
            registered(session, actor=HAIDIAN, street_code="110105001")
        assert registered(session, actor=HAIDIAN)

    def test_an_unknown_field_is_unusable(self, session):
        with pytest.raises(errors.Unusable, match="initials"):
            registered(session, initials="x")

    def test_it_is_written_down(self, session):
        audit.forget(session)

        made = registered(session, phone="13800138000")

        (entry,) = session.info["pending_entries"]
        assert (entry.event, entry.subject) == ("enterprise.register", f"enterprise:{made.id}")


class TestChangeEnterprise:
    def test_it_holds_from_the_day_given_else_from_today(self, session):
        made = register_stage.import_one(session)

        change(session, made, workers=60, effective_on=date(2026, 2, 1))
        change(session, made, women=30)

        assert [entry.effective_on for entry in register_stage.changes_of(session, made)] == [
            None, date(2026, 2, 1), TODAY,
        ]  # fmt: skip

    def test_today_is_fine_and_tomorrow_is_refused(self, session):
        made = register_stage.import_one(session)

        assert change(session, made, workers=60, effective_on=TODAY).workers == 60
        with pytest.raises(errors.Refused, match="还没有到"):
            change(session, made, workers=61, effective_on=TODAY + DAY)

    def test_nothing_new_writes_nothing(self, session):
        made = register_stage.import_one(session)
        audit.forget(session)

        change(session, made, workers=50, phone="010-62000001")

        assert made.last_sequence == 1
        assert not session.info.get("pending_entries")

    def test_that_there_is_no_union_is_news_where_nobody_had_said_anything(self, session):
        made = registered(session)
        assert register.says_union(session, made) is None

        change(session, made, unionised=False)
        assert register.says_union(session, made) is False
        written = made.last_sequence
        change(session, made, unionised=False)
        assert made.last_sequence == written

        change(session, made, unionised=True)
        assert register.says_union(session, made) is True

    def test_an_earlier_day_written_later_leaves_the_row_at_the_latest_day(self, session):
        made = register_stage.import_one(session)
        change(session, made, workers=80, effective_on=date(2026, 2, 10))

        change(session, made, workers=60, effective_on=date(2026, 2, 1))

        assert (made.workers, folded(session, made)["workers"]) == (80, 80)

    def test_a_past_day_is_compared_with_what_held_then(self, session):
        made = register_stage.import_one(session)
        change(session, made, workers=80, effective_on=date(2026, 2, 10))

        change(session, made, workers=80, effective_on=date(2026, 2, 1))

        assert register_stage.changes_of(session, made)[-1].effective_on == date(2026, 2, 1)

    def test_a_past_without_a_union_leaves_a_later_union_alone(self, session):
        made = register_stage.import_one(session)
        change(session, made, union_form="联合", effective_on=date(2026, 2, 10))
        union_id = made.union_id

        change(session, made, unionised=False, effective_on=date(2026, 2, 1))

        assert made.union_id == union_id

    def test_no_union_since_a_past_day_leaves_it_though_something_else_changed_later(self, session):
        made = register_stage.import_one(session)
        change(session, made, workers=80, effective_on=date(2026, 2, 10))

        change(session, made, unionised=False, effective_on=date(2026, 2, 1))

        assert (made.unionised, made.union_id, made.workers) == (False, None, 80)

    def test_a_day_before_its_first_day_is_refused(self, session):
        made = registered(session, effective_on=date(2026, 2, 1))

        assert change(session, made, workers=5, effective_on=date(2026, 2, 1)).workers == 5
        with pytest.raises(errors.Refused, match="自 2026-02-01 起登记"):
            change(session, made, workers=6, effective_on=date(2026, 1, 31))

    def test_a_name_changes_its_initials(self, session):
        made = register_stage.import_one(session)

        assert change(session, made, name="重庆小面馆").initials.split()[0] == "cqxmg"

    def test_one_outside_is_not_there(self, session):
        made = register_stage.import_one(session, 区="朝阳区", **{"街道（乡镇）": "建外街道"})

        with pytest.raises(errors.NotVisible):
            change(session, made, actor=HAIDIAN, workers=1)

    def test_it_cannot_be_moved_outside(self, session):
        made = register_stage.import_one(session)

        with pytest.raises(errors.Refused, match="不在您的辖区内"):
            change(session, made, actor=HAIDIAN, street_code="110105001")

    def test_a_code_is_corrected_but_never_to_another_one_s(self, session):
        made = register_stage.import_one(session, 1)
        register_stage.import_one(session, 2)

        with pytest.raises(errors.Refused, match="另一家企业名下"):
            change(session, made, code=register_files.code(2))
        assert change(session, made, code=register_files.code(3)).code == register_files.code(3)

    def test_a_name_cannot_be_taken_away(self, session):
        made = register_stage.import_one(session)

        with pytest.raises(errors.Refused, match="请填写单位名称"):
            change(session, made, name="")

    def test_more_women_than_workers_are_refused_against_what_is_recorded(self, session):
        made = register_stage.import_one(session)

        with pytest.raises(errors.Refused, match="女职工数 51 多于职工人数 50"):
            change(session, made, women=51)

    def test_it_is_written_down_with_the_names_of_what_changed(self, session):
        made = register_stage.import_one(session)
        audit.forget(session)

        change(session, made, workers=60, phone="13800138000")

        (entry,) = session.info["pending_entries"]
        assert entry.event == "enterprise.change"
        assert entry.detail == {"fields": ["phone", "workers"]}

    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 3),
                st.fixed_dictionaries(
                    {}, optional={"workers": st.integers(50, 60), "name": st.sampled_from("甲乙")}
                ),
            ),
            max_size=6,
        )
    )
    def test_whatever_is_changed_the_row_is_the_fold_of_its_history(self, session, steps):
        with session.begin_nested() as point:
            made = registered(session, name="北京示例甲", workers=50)
            for days, fields in steps:
                change(session, made, effective_on=TODAY - days * DAY, **fields)

            assert row_as_fields(made).items() >= folded(session, made).items()
            point.rollback()


class TestAChairsOwnEnterprise:
    def chair(self, enterprise, *, union_id=None):
        own = frozenset({union_id or enterprise.union_id})
        return Actor(user_id=3, name="主席", role=Role.UNION_CHAIR, union_ids=own)

    def test_the_chair_corrects_heads_address_and_telephone(self, session):
        made = register_stage.import_one(session)

        change(
            session, made, actor=self.chair(made), phone="13800138000", workers=61, women=30,
            operates_at="学院路 5 号", registered_at="学院路 3 号", legal_representative="赵某",
        )  # fmt: skip

        assert (made.workers, made.women, made.operates_at) == (61, 30, "学院路 5 号")
        assert made.contact_id is not None

    @pytest.mark.parametrize(
        "fields",
        [{"name": "别名"}, {"unionised": False}, {"street_code": "110101001"}, {"code": None},
         {"workers": 61, "operating": False}],
    )  # fmt: skip
    def test_all_else_is_for_the_keepers_of_the_register(self, session, fields):
        made = register_stage.import_one(session)

        with pytest.raises(errors.Refused, match="不能登记企业名册"):
            change(session, made, actor=self.chair(made), **fields)

    def test_another_enterprise_is_not_there(self, session):
        made = register_stage.import_one(session)
        other = register_stage.import_one(session, number=2)

        with pytest.raises(errors.NotVisible):
            change(session, other, actor=self.chair(made), workers=61)

    def test_whoever_wrote_in_between_is_not_written_over(self, session):
        made = register_stage.import_one(session)
        given = {
            "effective_on": None, "source": "核对", "actor": OPERATOR, "at": register_stage.AT,
            "today": TODAY, "key": register_stage.KEY, "seen_sequence": made.last_sequence,
        }  # fmt: skip
        enterprises.change_enterprise(session, made.id, {"workers": 60}, **given)

        with pytest.raises(errors.Refused, match="已有人修改"):
            enterprises.change_enterprise(session, made.id, {"workers": 70}, **given)

        assert made.workers == 60
