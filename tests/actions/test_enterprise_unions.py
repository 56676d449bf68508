"""The contact and the union of an enterprise that is imported."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bargaining import audit, errors
from bargaining.actions import persons
from bargaining.models.person import Person
from bargaining.models.union_body import UnionBody
from bargaining.queries import unions as union_queries
from bargaining.rules.roles import OPERATOR
from tests import register_files, register_stage
from tests.register_files import enterprise
from tests.register_stage import AT, KEY, TODAY, change, counts

DAY = timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _reference(database_url):
    register_stage.load_for_good(database_url)


class TestContact:
    def test_a_telephone_is_sealed_and_stands_nowhere_else(self, session):
        made = register_stage.import_one(session, 联系电话="13800138000")

        contact = session.get_one(Person, made.contact_id)
        assert persons.phone_of(contact, KEY) == "13800138000"
        assert (contact.name, b"138001" in (contact.phone or b"")) == ("王明", False)
        assert "138001" not in str(
            [entry.fields for entry in register_stage.changes_of(session, made)]
        )

    def test_a_new_number_replaces_the_old_one_and_the_history_says_that_it_did(self, session):
        made = register_stage.import_one(session, 联系电话="13800138000")

        result = register_stage.import_rows(session, enterprise(联系电话="13900139000"))

        contact = session.get_one(Person, made.contact_id)
        assert counts(result) == (1, 0, 1, 0, 0)
        assert persons.phone_of(contact, KEY) == "13900139000"
        assert register_stage.changes_of(session, made)[-1].fields == {"contact_id": contact.id}
        assert session.scalar(select(func.count()).select_from(Person)) == 1

    def test_an_erased_contact_is_empty_for_good(self, session):
        made = register_stage.import_one(session)
        audit.forget(session)

        persons.erase_person(session, made.contact_id, actor=OPERATOR, at=AT)

        contact = session.get_one(Person, made.contact_id)
        assert (contact.name, contact.phone, contact.erased_at) == ("", None, AT)
        assert persons.phone_of(contact, KEY) == ""
        assert [one.event for one in session.info["pending_entries"]] == ["person.erase"]

    def test_nobody_is_not_erased(self, session):
        with pytest.raises(errors.NotVisible):
            persons.erase_person(session, 999, actor=OPERATOR, at=AT)

    def test_another_key_opens_nothing(self, session):
        made = register_stage.import_one(session)
        other = persons.PersonKey("A" * 43 + "=")

        with pytest.raises(errors.NotReady, match="不是同一把"):
            persons.phone_of(session.get(Person, made.contact_id), other)

    def test_a_malformed_key_is_said(self):
        with pytest.raises(errors.NotReady, match="PERSON_KEY"):
            persons.PersonKey("short")


class TestUnion:
    def test_a_single_union_bears_the_enterprise_s_name_below_the_street_s(self, session):
        made = register_stage.import_one(session)

        union = register_stage.union_of(session, made)
        assert (union.name, union.kind) == ("北京示例餐饮有限公司1工会委员会", "single")
        assert (union.chair_name, union.members, union.place_code) == ("王明", 40, "110108011")
        assert union.parent_id == union_queries.federations(session)["110108011"]
        assert register_stage.changes_of(session, made)[0].fields["union_id"] == union.id

    def test_joint_ones_of_a_street_share_its_joint_union(self, session):
        rows = [enterprise(number, 建会形式="联合") for number in (1, 2)]
        register_stage.import_rows(session, *rows)

        register_stage.import_rows(session, enterprise(3, 建会形式="联合"))

        found = {
            register_stage.enterprise_of(session, register_files.code(number)).union_id
            for number in (1, 2, 3)
        }
        (union_id,) = found
        union = session.get_one(UnionBody, union_id)
        assert (union.name, union.kind) == ("中关村街道企业联合工会委员会", "joint")
        assert (union.chair_name, union.members) == ("", None)

    def test_a_joint_union_that_the_file_names_is_another_one(self, session):
        register_stage.import_rows(
            session,
            enterprise(1, 建会形式="联合", 工会名称=""),
            enterprise(2, 建会形式="联合", 工会名称="科技大厦联合工会"),
            enterprise(3, 建会形式="联合", 工会名称="科技大厦联合工会"),
        )

        names = [
            register_stage.union_of(
                session, register_stage.enterprise_of(session, register_files.code(number))
            ).name
            for number in (1, 2, 3)
        ]
        assert names == ["中关村街道企业联合工会委员会", *["科技大厦联合工会"] * 2]

    @pytest.mark.parametrize("cells", [{"是否建会": "否", "建会形式": ""}, {"建会形式": ""}])
    def test_without_a_union_or_its_form_there_is_none(self, session, cells):
        assert register_stage.import_one(session, **cells).union_id is None

    def test_who_founds_a_union_later_belongs_to_it_from_that_day(self, session):
        made = register_stage.import_one(session, 是否建会="否", 建会形式="")

        register_stage.import_rows(session, enterprise())

        union = register_stage.union_of(session, made)
        entry = register_stage.changes_of(session, made)[-1]
        assert (entry.effective_on, entry.fields["union_id"]) == (TODAY, union.id)
        assert register_stage.union_changes(session, union)[0].effective_on == TODAY

    def test_who_has_none_any_more_leaves_it(self, session):
        made = register_stage.import_one(session)

        register_stage.import_rows(session, enterprise(是否建会="否", 建会形式=""))

        assert (made.unionised, made.union_form, made.union_id) == (False, "", None)

    def test_a_change_of_form_moves_it(self, session):
        made = register_stage.import_one(session)

        register_stage.import_rows(session, enterprise(建会形式="联合"))

        assert register_stage.union_of(session, made).kind == "joint"

    def test_a_change_of_street_moves_a_joint_one_and_takes_a_single_one_along(self, session):
        joint = register_stage.import_one(session, 1, 建会形式="联合")
        single = register_stage.import_one(session, 2)
        moved = {"街道（乡镇）": "上地街道"}

        register_stage.import_rows(
            session, enterprise(1, 建会形式="联合", **moved), enterprise(2, **moved)
        )

        union = register_stage.union_of(session, single)
        assert register_stage.union_of(session, joint).name == "上地街道企业联合工会委员会"
        assert union.place_code == single.street_code
        assert union.parent_id == union_queries.federations(session)[single.street_code]
        assert register_stage.union_changes(session, union)[-1].fields["place_code"] == (
            single.street_code
        )

    def test_a_single_union_follows_name_chair_and_members(self, session):
        made = register_stage.import_one(session)
        union = register_stage.union_of(session, made)

        register_stage.import_rows(
            session, enterprise(单位名称="北京示例新名公司", 工会主席="赵静", 会员人数="44")
        )

        assert (union.name, union.chair_name, union.members) == (
            "北京示例新名公司工会委员会", "赵静", 44,
        )  # fmt: skip
        assert register_stage.union_changes(session, union)[-1].fields == {
            "name": "北京示例新名公司工会委员会", "chair_name": "赵静", "members": 44,
        }  # fmt: skip

    def test_a_union_that_somebody_chose_by_hand_stays(self, session):
        made = register_stage.import_one(session)
        chosen = UnionBody(name="示例集团工会", kind="group", place_code="110108011")
        session.add(chosen)
        session.flush()
        change(session, made, union_id=chosen.id)
        session.expire_all()

        register_stage.import_rows(session, enterprise(职工人数="70"))

        assert (made.workers, made.union_id) == (70, chosen.id)
