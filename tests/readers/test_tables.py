"""The shipped reference tables."""

from __future__ import annotations

import pytest

from bargaining import errors
from bargaining.readers import tables


def test_places_are_a_tree_whose_parents_come_first():
    seen: set[str] = set()
    for place in tables.read_places():
        assert place.parent_code is None or place.parent_code in seen, place
        seen.add(place.code)

    assert len(seen) == (2 + 17 + 348) + (1 + 16 + 234)


def test_industries_are_a_tree_of_four_levels_whose_parents_come_first():
    seen: dict[str, tables.IndustryRow] = {}
    for industry in tables.read_industries():
        parent = industry.parent_code and seen[industry.parent_code]
        assert bool(parent) == (industry.level != "门类")
        assert industry.section == (parent.section if parent else industry.code)
        seen[industry.code] = industry

    levels = [industry.level for industry in seen.values()]
    assert [levels.count(level) for level in ("门类", "大类", "中类", "小类")] == [
        20, 97, 473, 1381,
    ]  # fmt: skip


def test_registration_types_have_no_name_twice():
    names = [each.name for each in tables.read_registration_types()]

    assert len(names) == len(set(names)) == 28


@pytest.mark.parametrize("head", ["", "# 核对日：2026-11-21\n", "# 来源：\n"])
def test_a_table_without_its_source_is_not_read(tmp_path, head):
    path = tmp_path / "places.csv"
    path.write_text(f"{head}code,name,kind,parent_code\n000000,全国,country,\n")

    with pytest.raises(errors.Unusable, match="没有写明来源"):
        tables.read_places(path)
