"""The reference tables and the federations of every place."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bargaining import audit, errors
from bargaining.actions import places as place_actions
from bargaining.models.industry import Industry
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.queries import places, unions
from bargaining.rules.roles import OPERATOR
from tests import register_files, register_stage


@pytest.fixture
def loaded(session):
    return register_stage.load(session)


def test_places_and_industries_are_there(loaded):
    assert loaded.scalar(select(func.count()).select_from(Place)) == 367 + 1 + 16 + 234
    assert loaded.scalar(select(func.count()).select_from(Industry)) == 1971


def test_asked_again_it_changes_nothing(loaded):
    again = place_actions.load_reference_tables(loaded, at=register_stage.AT, actor=OPERATOR)

    assert again == 0


def test_a_renamed_place_is_brought_up_to_date(loaded):
    place = loaded.get_one(Place, "110108011")
    place.name = "旧名街道"
    loaded.flush()

    changed = place_actions.load_reference_tables(loaded, at=register_stage.AT, actor=OPERATOR)

    assert (changed, place.name) == (1, "中关村街道")


def test_what_was_loaded_is_written_down(session):
    session.info.pop("pending_entries", None)

    place_actions.load_reference_tables(session, at=register_stage.AT, actor=OPERATOR)

    session.flush()
    audit.check(session)
    assert [one.event for one in session.info["pending_entries"]] == ["reference.load"]


def test_every_street_has_its_federation_below_the_district_s_below_the_city_s(loaded):
    found = unions.federations(loaded)
    names = []
    body = loaded.get_one(UnionBody, found["110105001"])
    while body is not None:
        names.append(body.name)
        body = loaded.get(UnionBody, body.parent_id) if body.parent_id else None

    assert len(found) == 366 + 1 + 16 + 234
    assert names == ["建外街道总工会", "朝阳区总工会", "北京市总工会"]


def test_a_federation_s_history_begins_with_its_first_entry(loaded):
    body = loaded.get_one(UnionBody, unions.federations(loaded)["110105"])

    (entry,) = register_stage.union_changes(loaded, body)

    assert (entry.effective_on, entry.fields["name"]) == (None, "朝阳区总工会")


def test_the_zone_is_a_district_with_its_own_two_streets(loaded):
    districts = [place.code for place in places.list_districts(loaded)]
    streets = places.list_streets(loaded, district_code="110115403")
    around = places.list_streets(loaded, district_code="110115")
    bodies = unions.federations(loaded)

    assert (len(districts), districts[-1]) == (33, "110115403")
    assert [place.code for place in streets] == ["110115012", "110115013", "110115403"]
    assert not {"110115012", "110115013", "110115403"} & {place.code for place in around}
    assert loaded.get_one(UnionBody, bodies["110115012"]).parent_id == bodies["110115403"]
    assert loaded.get_one(UnionBody, bodies["110115403"]).parent_id == bodies["110000"]


def test_all_streets_are_listed_without_districts(loaded):
    assert len(places.list_streets(loaded)) == 348 + 234


def test_sections_are_no_codes_of_enterprises(loaded):
    codes = places.list_industry_codes(loaded)

    assert {"01", "011", "0111"} <= codes
    assert "A" not in codes
    assert len(places.list_sections(loaded)) == 20


def test_without_the_reference_tables_no_register_is_read(session):
    with pytest.raises(errors.NotReady, match="参考表"):
        register_stage.import_rows(session, register_files.enterprise())
