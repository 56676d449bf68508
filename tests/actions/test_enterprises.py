"""The register: files imported, enterprises registered and changed, their history written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bargaining import audit, errors
from bargaining.actions import enterprises, persons
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.queries import register as register_queries
from bargaining.queries import unions as union_queries
from bargaining.rules import register
from bargaining.rules.roles import OPERATOR, REGISTER_KEEPERS, Actor, Role
from tests import register_files, register_stage
from tests.register_files import enterprise
from tests.register_stage import AT, KEY, TODAY

DAY = timedelta(days=1)
HAIDIAN = Actor(user_id=7, name="海淀区干部", role=Role.DISTRICT, places=frozenset({"110108"}))


@pytest.fixture
def loaded(session):
    return register_stage.load(session)


def counts(result):
    return result.read, result.created, result.updated, result.unchanged, result.rejected_rows


def change(session, subject, *, actor=OPERATOR, effective_on=None, phone=None, **fields):
    return enterprises.change_enterprise(
        session, subject.id, fields, effective_on=effective_on, source="变更登记", actor=actor,
        at=AT, today=TODAY, key=KEY, phone=phone,
    )  # fmt: skip


def registered(session, *, actor=OPERATOR, effective_on=None, phone=None, **fields):
    said = {"name": "北京示例新设公司", "street_code": "110108011", **fields}
    return enterprises.register_enterprise(
        session, said, effective_on=effective_on, source="登记", actor=actor, at=AT,
        today=TODAY, key=KEY, phone=phone,
    )  # fmt: skip


def row_as_fields(subject):
    return {name: getattr(subject, name) for name in register_queries.ENTERPRISE_FIELDS}


def folded(session, subject):
    history = register_queries.enterprise_histories(session, [subject.id])[subject.id]
    return register.fields_on(history, on=None) or {}


class TestSamples:
    def test_120_are_created_and_a_second_import_changes_nothing(self, loaded):
        content = (register_files.SAMPLES / "enterprises.xlsx").read_bytes()

        first = register_stage.import_content(loaded, content)
        entries = loaded.scalar(select(func.count()).select_from(RegisterChange))
        second = register_stage.import_content(loaded, content)

        assert counts(first) == (120, 120, 0, 0, 0)
        assert counts(second) == (120, 0, 0, 120, 0)
        assert loaded.scalar(select(func.count()).select_from(RegisterChange)) == entries

    def test_of_104_unionised_50_have_their_own_union_and_54_a_joint_one(self, loaded):
        content = (register_files.SAMPLES / "enterprises.xlsx").read_bytes()

        register_stage.import_content(loaded, content)

        kinds = loaded.execute(
            select(UnionBody.kind, func.count(Enterprise.id), func.count(UnionBody.id.distinct()))
            .join(Enterprise, Enterprise.union_id == UnionBody.id)
            .where(Enterprise.unionised)
            .group_by(UnionBody.kind)
            .order_by(UnionBody.kind)
        ).all()
        assert [tuple(row) for row in kinds] == [("joint", 54, 8), ("single", 50, 50)]

    def test_the_file_with_errors_creates_four_and_rejects_eight(self, loaded):
        content = (register_files.SAMPLES / "enterprises_with_errors.csv").read_bytes()

        result = register_stage.import_content(loaded, content)

        assert counts(result) == (12, 4, 0, 0, 8)
        assert [one.row for one in result.rejected] == [3, 5, 6, 7, 8, 9, 10, 11]


class TestImport:
    def test_a_new_enterprise_holds_from_ever_and_its_row_is_the_fold(self, loaded):
        made = register_stage.import_one(loaded)

        (entry,) = register_stage.changes_of(loaded, made)
        assert (entry.sequence, entry.effective_on, entry.source) == (1, None, "名册")
        assert (entry.recorded_at, entry.actor_name) == (AT, "系统操作员")
        assert row_as_fields(made).items() >= folded(loaded, made).items()
        assert made.initials.startswith("bjslcy")

    def test_a_given_day_is_the_new_one_s_first_day(self, loaded):
        register_stage.import_rows(loaded, enterprise(), effective_on=date(2026, 1, 1))

        made = register_stage.enterprise_of(loaded, register_files.code(1))
        assert register_stage.changes_of(loaded, made)[0].effective_on == date(2026, 1, 1)

    def test_only_what_differs_is_written_from_today(self, loaded):
        made = register_stage.import_one(loaded)

        result = register_stage.import_rows(loaded, enterprise(职工人数="60", 法定代表人="李钢"))

        entry = register_stage.changes_of(loaded, made)[-1]
        assert counts(result) == (1, 0, 1, 0, 0)
        assert entry.fields == {"workers": 60, "legal_representative": "李钢"}
        assert (entry.sequence, entry.effective_on, made.last_sequence) == (2, TODAY, 2)
        assert (made.workers, made.legal_representative) == (60, "李钢")

    def test_empty_cells_change_nothing(self, loaded):
        made = register_stage.import_one(loaded)
        before = row_as_fields(made)
        kept = ("统一社会信用代码", "单位名称", "区", "街道（乡镇）")

        result = register_stage.import_rows(
            loaded, {name: text if name in kept else "" for name, text in enterprise().items()}
        )

        assert counts(result) == (1, 0, 0, 1, 0)
        assert row_as_fields(made) == before

    def test_a_missing_code_is_filled_in_later(self, loaded):
        made = register_stage.import_one(loaded, 统一社会信用代码="")

        result = register_stage.import_rows(loaded, enterprise())

        assert counts(result) == (1, 0, 1, 0, 0)
        assert made.code == register_files.code(1)

    def test_a_row_without_code_is_the_like_named_one_of_its_street(self, loaded):
        made = register_stage.import_one(loaded)

        result = register_stage.import_rows(loaded, enterprise(统一社会信用代码="", 职工人数="51"))

        assert counts(result) == (1, 0, 1, 0, 0)
        assert (made.workers, made.code) == (51, register_files.code(1))

    def test_a_like_named_one_of_another_street_is_new_and_gets_a_note(self, loaded):
        register_stage.import_one(loaded)

        result = register_stage.import_rows(
            loaded, enterprise(统一社会信用代码="", **{"街道（乡镇）": "上地街道"})
        )

        assert counts(result) == (1, 1, 0, 0, 0)
        assert any("同名企业" in note.reason for note in result.notes)

    def test_a_row_without_code_is_refused_where_several_have_its_name(self, loaded):
        for number in (1, 2):
            register_stage.import_one(loaded, number, 单位名称="北京示例甲公司")

        result = register_stage.import_rows(
            loaded, enterprise(统一社会信用代码="", 单位名称="北京示例甲公司")
        )

        assert counts(result) == (1, 0, 0, 0, 1)
        assert "2 家同名企业" in result.rejected[0].reason

    def test_another_code_of_a_like_named_one_is_another_enterprise(self, loaded):
        register_stage.import_one(loaded, 1, 单位名称="北京示例甲公司")

        register_stage.import_one(loaded, 2, 单位名称="北京示例甲公司")

        assert loaded.scalar(select(func.count()).select_from(Enterprise)) == 2

    def test_two_rows_of_one_known_enterprise_are_not_both_taken(self, loaded):
        register_stage.import_one(loaded, 1)

        result = register_stage.import_rows(
            loaded,
            enterprise(1, 单位名称="北京示例新名公司"),
            enterprise(1, 统一社会信用代码=""),
        )

        assert counts(result) == (2, 0, 1, 0, 1)
        assert (result.rejected[0].row, result.rejected[0].reason) == (
            3, "与第 2 行是同一家已登记的企业",
        )  # fmt: skip

    def test_fewer_workers_than_the_women_recorded_is_refused(self, loaded):
        made = register_stage.import_one(loaded, 职工人数="50", 女职工数="20")

        refused = register_stage.import_rows(loaded, enterprise(职工人数="19", 女职工数=""))
        taken = register_stage.import_rows(loaded, enterprise(职工人数="20", 女职工数=""))

        assert counts(refused) == (1, 0, 0, 0, 1)
        assert "女职工数 20 多于职工人数 19" in refused.rejected[0].reason
        assert counts(taken) == (1, 0, 1, 0, 0)
        assert made.workers == 20

    def test_a_dry_run_says_the_same_and_writes_nothing(self, loaded):
        loaded.flush()
        audit.forget(loaded)
        rows = [enterprise(1), enterprise(2, 职工人数="-1")]

        dry = register_stage.import_rows(loaded, *rows, dry_run=True)

        loaded.flush()
        assert not loaded.info.get("written")
        assert not loaded.info.get("pending_entries")
        assert dry == register_stage.import_rows(loaded, *rows)

    def test_a_day_to_come_is_refused(self, loaded):
        with pytest.raises(errors.Refused, match="还没有到"):
            register_stage.import_rows(loaded, enterprise(), effective_on=TODAY + DAY)

    def test_a_day_before_an_enterprise_s_first_day_refuses_its_row(self, loaded):
        register_stage.import_rows(loaded, enterprise(), effective_on=date(2026, 2, 1))

        result = register_stage.import_rows(
            loaded, enterprise(职工人数="60"), effective_on=date(2026, 1, 31)
        )

        assert counts(result) == (1, 0, 0, 0, 1)
        assert "自 2026-02-01 起登记" in result.rejected[0].reason

    def test_what_was_done_is_written_down_with_its_counts(self, loaded):
        audit.forget(loaded)

        register_stage.import_rows(loaded, enterprise(1), enterprise(2, 区="没有"))

        (entry,) = loaded.info["pending_entries"]
        assert entry.event == "register.import"
        assert entry.detail == {
            "source": "名册", "read": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1,
        }  # fmt: skip

    def test_without_the_reference_tables_it_is_not_ready(self, session):
        with pytest.raises(errors.NotReady, match="参考表"):
            register_stage.import_rows(session, enterprise())

    def test_the_ground_that_somebody_looked_up_stays(self, loaded):
        made = register_stage.import_one(loaded, 是否正常经营="否")
        change(loaded, made, operating_ground="工商公示：2026-01 吊销")

        result = register_stage.import_rows(loaded, enterprise(是否正常经营="否"))

        assert counts(result) == (1, 0, 0, 1, 0)
        assert made.operating_ground == "工商公示：2026-01 吊销"

    def test_what_is_not_said_about_the_union_gets_a_note(self, loaded):
        result = register_stage.import_rows(
            loaded,
            enterprise(1, 是否建会="", 建会形式=""),
            enterprise(2, 建会形式=""),
        )

        assert [(note.row, note.column) for note in result.notes] == [
            (2, "是否建会"), (3, "建会形式"),
        ]  # fmt: skip

    def test_the_reasons_go_back_row_by_row(self, loaded):
        register_stage.import_one(loaded, 1)

        result = register_stage.import_rows(
            loaded,
            enterprise(1),
            enterprise(2),
            enterprise(1, 单位名称="又一家"),
            enterprise(3, 登记注册类型="别的"),
        )

        assert result.reasons() == {
            2: "无变化",
            3: "已导入：新增",
            4: "未导入：与第 2 行的统一社会信用代码相同",
            5: "已导入：新增：登记注册类型“别的”不在标准分类里，按原文登记",
        }


class TestWhoMayImport:
    def test_rows_outside_the_territory_are_refused(self, loaded):
        rows = [enterprise(1), enterprise(2, 区="朝阳区", **{"街道（乡镇）": "建外街道"})]

        result = register_stage.import_rows(loaded, *rows, actor=HAIDIAN)

        assert counts(result) == (2, 1, 0, 0, 1)
        assert (result.rejected[0].row, result.rejected[0].column) == (3, "街道（乡镇）")

    def test_an_enterprise_registered_elsewhere_cannot_be_drawn_in(self, loaded):
        made = register_stage.import_one(loaded, 区="朝阳区", **{"街道（乡镇）": "建外街道"})

        result = register_stage.import_rows(loaded, enterprise(), actor=HAIDIAN)

        assert counts(result) == (1, 0, 0, 0, 1)
        assert "请联系区总工会办理迁移" in result.rejected[0].reason
        assert made.district_code == "110105"

    @pytest.mark.parametrize("role", sorted(set(Role) - REGISTER_KEEPERS))
    def test_only_keepers_of_the_register_import(self, loaded, role):
        actor = Actor(user_id=1, name="某", role=role, places=frozenset({"110000"}))

        with pytest.raises(errors.Refused, match="不能登记企业名册"):
            register_stage.import_rows(loaded, enterprise(), actor=actor)


class TestContact:
    def test_a_telephone_is_sealed_and_stands_nowhere_else(self, loaded):
        made = register_stage.import_one(loaded, 联系电话="13800138000")

        contact = loaded.get_one(Person, made.contact_id)
        assert persons.phone_of(contact, KEY) == "13800138000"
        assert (contact.name, b"138001" in (contact.phone or b"")) == ("王明", False)
        assert "138001" not in str([entry.fields for entry in register_stage.changes_of(loaded, made)])

    def test_a_new_number_replaces_the_old_one_and_the_history_says_that_it_did(self, loaded):
        made = register_stage.import_one(loaded, 联系电话="13800138000")

        result = register_stage.import_rows(loaded, enterprise(联系电话="13900139000"))

        contact = loaded.get_one(Person, made.contact_id)
        assert counts(result) == (1, 0, 1, 0, 0)
        assert persons.phone_of(contact, KEY) == "13900139000"
        assert register_stage.changes_of(loaded, made)[-1].fields == {"contact_id": contact.id}
        assert loaded.scalar(select(func.count()).select_from(Person)) == 1

    def test_an_erased_contact_is_empty_for_good(self, loaded):
        made = register_stage.import_one(loaded)
        audit.forget(loaded)

        persons.erase_person(loaded, made.contact_id, actor=OPERATOR, at=AT)

        contact = loaded.get_one(Person, made.contact_id)
        assert (contact.name, contact.phone, contact.erased_at) == ("", None, AT)
        assert persons.phone_of(contact, KEY) == ""
        assert [one.event for one in loaded.info["pending_entries"]] == ["person.erase"]

    def test_nobody_is_not_erased(self, loaded):
        with pytest.raises(errors.NotVisible):
            persons.erase_person(loaded, 999, actor=OPERATOR, at=AT)

    def test_another_key_opens_nothing(self, loaded):
        made = register_stage.import_one(loaded)
        other = persons.PersonKey("A" * 43 + "=")

        with pytest.raises(errors.NotReady, match="不是同一把"):
            persons.phone_of(loaded.get(Person, made.contact_id), other)

    def test_a_malformed_key_is_said(self):
        with pytest.raises(errors.NotReady, match="PERSON_KEY"):
            persons.PersonKey("short")


class TestUnion:
    def test_a_single_union_bears_the_enterprise_s_name_below_the_street_s(self, loaded):
        made = register_stage.import_one(loaded)

        union = register_stage.union_of(loaded, made)
        assert (union.name, union.kind) == ("北京示例餐饮有限公司1工会委员会", "single")
        assert (union.chair_name, union.members, union.place_code) == ("王明", 40, "110108011")
        assert union.parent_id == union_queries.federations(loaded)["110108011"]
        assert register_stage.changes_of(loaded, made)[0].fields["union_id"] == union.id

    def test_joint_ones_of_a_street_share_its_joint_union(self, loaded):
        rows = [enterprise(number, 建会形式="联合") for number in (1, 2)]
        register_stage.import_rows(loaded, *rows)

        register_stage.import_rows(loaded, enterprise(3, 建会形式="联合"))

        found = {
            register_stage.enterprise_of(loaded, register_files.code(number)).union_id
            for number in (1, 2, 3)
        }
        (union_id,) = found
        union = loaded.get_one(UnionBody, union_id)
        assert (union.name, union.kind) == ("中关村街道企业联合工会委员会", "joint")
        assert (union.chair_name, union.members) == ("", None)

    def test_a_joint_union_that_the_file_names_is_another_one(self, loaded):
        register_stage.import_rows(
            loaded,
            enterprise(1, 建会形式="联合", 工会名称=""),
            enterprise(2, 建会形式="联合", 工会名称="科技大厦联合工会"),
            enterprise(3, 建会形式="联合", 工会名称="科技大厦联合工会"),
        )

        names = [
            register_stage.union_of(
                loaded, register_stage.enterprise_of(loaded, register_files.code(number))
            ).name
            for number in (1, 2, 3)
        ]
        assert names == ["中关村街道企业联合工会委员会", *["科技大厦联合工会"] * 2]

    @pytest.mark.parametrize("cells", [{"是否建会": "否", "建会形式": ""}, {"建会形式": ""}])
    def test_without_a_union_or_its_form_there_is_none(self, loaded, cells):
        assert register_stage.import_one(loaded, **cells).union_id is None

    def test_who_founds_a_union_later_belongs_to_it_from_that_day(self, loaded):
        made = register_stage.import_one(loaded, 是否建会="否", 建会形式="")

        register_stage.import_rows(loaded, enterprise())

        union = register_stage.union_of(loaded, made)
        entry = register_stage.changes_of(loaded, made)[-1]
        assert (entry.effective_on, entry.fields["union_id"]) == (TODAY, union.id)
        assert register_stage.union_changes(loaded, union)[0].effective_on == TODAY

    def test_who_has_none_any_more_leaves_it(self, loaded):
        made = register_stage.import_one(loaded)

        register_stage.import_rows(loaded, enterprise(是否建会="否", 建会形式=""))

        assert (made.unionised, made.union_form, made.union_id) == (False, "", None)

    def test_a_change_of_form_moves_it(self, loaded):
        made = register_stage.import_one(loaded)

        register_stage.import_rows(loaded, enterprise(建会形式="联合"))

        assert register_stage.union_of(loaded, made).kind == "joint"

    def test_a_change_of_street_moves_a_joint_one_and_takes_a_single_one_along(self, loaded):
        joint = register_stage.import_one(loaded, 1, 建会形式="联合")
        single = register_stage.import_one(loaded, 2)
        moved = {"街道（乡镇）": "上地街道"}

        register_stage.import_rows(
            loaded, enterprise(1, 建会形式="联合", **moved), enterprise(2, **moved)
        )

        union = register_stage.union_of(loaded, single)
        assert register_stage.union_of(loaded, joint).name == "上地街道企业联合工会委员会"
        assert union.place_code == single.street_code
        assert union.parent_id == union_queries.federations(loaded)[single.street_code]
        assert register_stage.union_changes(loaded, union)[-1].fields["place_code"] == (
            single.street_code
        )

    def test_a_single_union_follows_name_chair_and_members(self, loaded):
        made = register_stage.import_one(loaded)
        union = register_stage.union_of(loaded, made)

        register_stage.import_rows(
            loaded, enterprise(单位名称="北京示例新名公司", 工会主席="赵静", 会员人数="44")
        )

        assert (union.name, union.chair_name, union.members) == (
            "北京示例新名公司工会委员会", "赵静", 44,
        )  # fmt: skip
        assert register_stage.union_changes(loaded, union)[-1].fields == {
            "name": "北京示例新名公司工会委员会", "chair_name": "赵静", "members": 44,
        }  # fmt: skip

    def test_a_union_that_somebody_chose_by_hand_stays(self, loaded):
        made = register_stage.import_one(loaded)
        chosen = UnionBody(name="示例集团工会", kind="group", place_code="110108011")
        loaded.add(chosen)
        loaded.flush()
        change(loaded, made, union_id=chosen.id)
        loaded.expire_all()

        register_stage.import_rows(loaded, enterprise(职工人数="70"))

        assert (made.workers, made.union_id) == (70, chosen.id)


class TestRegisterEnterprise:
    def test_name_and_street_are_enough_and_the_district_follows(self, loaded):
        made = registered(loaded, street_code="110115012")

        assert (made.code, made.district_code, made.workers) == (None, "110115403", None)
        assert folded(loaded, made)["district_code"] == "110115403"

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
    def test_what_cannot_be_is_refused(self, loaded, fields, reason):
        with pytest.raises(errors.Refused, match=reason):
            registered(loaded, **fields)

    def test_a_taken_code_is_refused(self, loaded):
        register_stage.import_one(loaded)

        with pytest.raises(errors.Refused, match="另一家企业名下"):
            registered(loaded, code=register_files.code(1))

    def test_a_double_by_name_and_street_is_refused_unless_both_have_codes(self, loaded):
        registered(loaded)

        with pytest.raises(errors.Refused, match="同名企业"):
            registered(loaded, code=register_files.code(1))
        assert registered(loaded, street_code="110108012")

    def test_a_place_outside_is_refused(self, loaded):
        with pytest.raises(errors.Refused, match="不在您的辖区内"):
            registered(loaded, actor=HAIDIAN, street_code="110105001")
        assert registered(loaded, actor=HAIDIAN)

    def test_an_unknown_field_is_unusable(self, loaded):
        with pytest.raises(errors.Unusable, match="initials"):
            registered(loaded, initials="x")

    def test_it_is_written_down(self, loaded):
        audit.forget(loaded)

        made = registered(loaded, phone="13800138000")

        (entry,) = loaded.info["pending_entries"]
        assert (entry.event, entry.subject) == ("enterprise.register", f"enterprise:{made.id}")


class TestChangeEnterprise:
    def test_it_holds_from_the_day_given_else_from_today(self, loaded):
        made = register_stage.import_one(loaded)

        change(loaded, made, workers=60, effective_on=date(2026, 2, 1))
        change(loaded, made, women=30)

        assert [entry.effective_on for entry in register_stage.changes_of(loaded, made)] == [
            None, date(2026, 2, 1), TODAY,
        ]  # fmt: skip

    def test_today_is_fine_and_tomorrow_is_refused(self, loaded):
        made = register_stage.import_one(loaded)

        assert change(loaded, made, workers=60, effective_on=TODAY).workers == 60
        with pytest.raises(errors.Refused, match="还没有到"):
            change(loaded, made, workers=61, effective_on=TODAY + DAY)

    def test_nothing_new_writes_nothing(self, loaded):
        made = register_stage.import_one(loaded)
        audit.forget(loaded)

        change(loaded, made, workers=50, phone="010-62000001")

        assert made.last_sequence == 1
        assert not loaded.info.get("pending_entries")

    def test_an_earlier_day_written_later_leaves_the_row_at_the_latest_day(self, loaded):
        made = register_stage.import_one(loaded)
        change(loaded, made, workers=80, effective_on=date(2026, 2, 10))

        change(loaded, made, workers=60, effective_on=date(2026, 2, 1))

        assert (made.workers, folded(loaded, made)["workers"]) == (80, 80)

    def test_a_past_day_is_compared_with_what_held_then(self, loaded):
        made = register_stage.import_one(loaded)
        change(loaded, made, workers=80, effective_on=date(2026, 2, 10))

        change(loaded, made, workers=80, effective_on=date(2026, 2, 1))

        assert register_stage.changes_of(loaded, made)[-1].effective_on == date(2026, 2, 1)

    def test_a_past_without_a_union_leaves_the_present_one_alone(self, loaded):
        made = register_stage.import_one(loaded)
        union_id = made.union_id
        change(loaded, made, unionised=True, members=41, effective_on=date(2026, 2, 10))

        change(loaded, made, unionised=False, effective_on=date(2026, 2, 1))
        change(loaded, made, unionised=True, effective_on=date(2026, 2, 10))

        assert (made.unionised, made.union_id) == (True, union_id)

    def test_a_day_before_its_first_day_is_refused(self, loaded):
        made = registered(loaded, effective_on=date(2026, 2, 1))

        assert change(loaded, made, workers=5, effective_on=date(2026, 2, 1)).workers == 5
        with pytest.raises(errors.Refused, match="自 2026-02-01 起登记"):
            change(loaded, made, workers=6, effective_on=date(2026, 1, 31))

    def test_a_name_changes_its_initials(self, loaded):
        made = register_stage.import_one(loaded)

        assert change(loaded, made, name="重庆小面馆").initials.split()[0] == "cqxmg"

    def test_one_outside_is_not_there(self, loaded):
        made = register_stage.import_one(loaded, 区="朝阳区", **{"街道（乡镇）": "建外街道"})

        with pytest.raises(errors.NotVisible):
            change(loaded, made, actor=HAIDIAN, workers=1)

    def test_it_cannot_be_moved_outside(self, loaded):
        made = register_stage.import_one(loaded)

        with pytest.raises(errors.Refused, match="不在您的辖区内"):
            change(loaded, made, actor=HAIDIAN, street_code="110105001")

    def test_a_code_is_corrected_but_never_to_another_one_s(self, loaded):
        made = register_stage.import_one(loaded, 1)
        register_stage.import_one(loaded, 2)

        with pytest.raises(errors.Refused, match="另一家企业名下"):
            change(loaded, made, code=register_files.code(2))
        assert change(loaded, made, code=register_files.code(3)).code == register_files.code(3)

    def test_a_name_cannot_be_taken_away(self, loaded):
        made = register_stage.import_one(loaded)

        with pytest.raises(errors.Refused, match="请填写单位名称"):
            change(loaded, made, name="")

    def test_more_women_than_workers_are_refused_against_what_is_recorded(self, loaded):
        made = register_stage.import_one(loaded)

        with pytest.raises(errors.Refused, match="女职工数 51 多于职工人数 50"):
            change(loaded, made, women=51)

    def test_it_is_written_down_with_the_names_of_what_changed(self, loaded):
        made = register_stage.import_one(loaded)
        audit.forget(loaded)

        change(loaded, made, workers=60, phone="13800138000")

        (entry,) = loaded.info["pending_entries"]
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
    def test_whatever_is_changed_the_row_is_the_fold_of_its_history(self, loaded, steps):
        with loaded.begin_nested() as point:
            made = registered(loaded, name="北京示例甲", workers=50)
            for days, fields in steps:
                change(loaded, made, effective_on=TODAY - days * DAY, **fields)

            assert row_as_fields(made).items() >= folded(loaded, made).items()
            point.rollback()
