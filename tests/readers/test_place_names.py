"""The district and street that people mean."""

from __future__ import annotations

import pytest

from bargaining.readers import place_names, tables

BOOK = place_names.PlaceBook(tables.read_places())
NAMED = {place.name: place for place in BOOK.districts}
ZONE = "110115403"


def street(district: str, written: str) -> place_names.FoundStreet:
    return BOOK.find_street(written, district=BOOK.find_district(district).place)


def test_two_cities_have_sixteen_districts_each_the_zone_and_their_streets():
    assert (len(BOOK.districts), len(BOOK.streets)) == (2 * 16 + 1, 348 + 234)


@pytest.mark.parametrize("written", ["浦东新区", "浦东", "上海市浦东新区", "310115"])
def test_a_district_of_shanghai_is_found_too(written):
    assert BOOK.find_district(written).place.code == "310115"


@pytest.mark.parametrize("written", ["海淀区", "海淀", "北京市海淀区", " 海淀 区", "110108"])
def test_a_district_is_found_with_or_without_its_ending(written):
    assert BOOK.find_district(written).place.code == "110108"


@pytest.mark.parametrize(
    "written", ["经开区", "北京经济技术开发区（亦庄）", "北京经济技术开发区", "亦庄开发区"]
)
def test_the_zone_is_found_by_every_name_it_has(written):
    assert BOOK.find_district(written).place.code == ZONE


def test_an_unknown_district_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="没有“海定区”这个区，相近的有“海淀区”"):
        BOOK.find_district("海定区")


@pytest.mark.parametrize("district", NAMED)
def test_every_street_is_found_by_its_name_its_code_and_its_stem(district):
    for place in BOOK.streets:
        found_in = BOOK.by_code[place.parent_code or ""]
        if found_in.name != district:
            continue
        for written in (place.name, place.code, place_names.stem(place.name)):
            assert BOOK.find_street(written, district=found_in).place == place


@pytest.mark.parametrize(
    ("district", "written", "name"),
    [
        ("朝阳区", "建国门外街道", "建外街道"),
        ("朝阳区", "朝阳门外街道办事处", "朝外街道"),
        ("朝阳区", "高碑店乡", "高碑店地区"),
        ("西城区", "广外街道", "广安门外街道"),
        ("顺义区", "杨镇", "杨镇地区"),
        ("顺义区", "张镇", "张镇"),
        ("怀柔区", "长哨营乡", "长哨营满族乡"),
    ],
)
def test_a_street_is_found_by_what_people_call_it(district, written, name):
    found = street(district, written)

    assert found.place.name == name
    assert found.note == ("" if written == name else f"“{written}”按“{name}”登记")


@pytest.mark.parametrize(
    ("district", "written", "reason"),
    [
        ("西城区", "广安街道", "可能是“广安门内街道”、“广安门外街道”，请写全称"),
        ("昌平区", "天通苑", "可能是“天通苑北街道”、“天通苑南街道”"),
        ("东城区", "建外街道", "东城区没有“建外街道”，同名街道（乡镇）在“朝阳区”"),
        ("海淀区", "中关屯街道", "相近的有“中关村街道”"),
        ("海淀区", "田", "海淀区没有“田”"),
        ("北京经济技术开发区", "亦庄地区", "同名街道（乡镇）在“大兴区”"),
    ],
)
def test_what_is_ambiguous_or_unknown_is_refused_with_its_reason(district, written, reason):
    with pytest.raises(ValueError, match=reason):
        street(district, written)


@pytest.mark.parametrize(
    ("district", "written", "code"),
    [
        ("经开区", "荣华街道", "110115012"),
        ("大兴区", "荣华街道", "110115012"),
        ("大兴区", "博兴", "110115013"),
        ("大兴区", "经开区", ZONE),
        ("经开区", "北京经济技术开发区", ZONE),
    ],
)
def test_what_lies_in_the_zone_is_counted_there_whatever_district_is_written(
    district, written, code
):
    found = street(district, written)

    assert (found.place.code, found.district_code) == (code, ZONE)


def test_a_street_of_the_district_around_the_zone_is_counted_in_the_district():
    assert street("大兴区", "亦庄").district_code == "110115"
