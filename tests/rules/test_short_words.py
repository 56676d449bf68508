"""Short names for a square of a calendar: known again, never empty, never longer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.readers import seeds
from bargaining.rules import proof_words, short_words

LONGEST = 7
PLACES = ("北京市", "海淀区")
PARTS = st.sampled_from(
    [
        "北京",
        "北京市",
        "海淀",
        "海淀区",
        "示例",
        "餐饮",
        "甲",
        "有限公司",
        "集团",
        "分公司",
        "A",
        " ",
    ]
)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("北京示例景海信息技术有限公司", "示例景海信息技术"),
        ("北京市海淀区示例餐饮管理有限责任公司", "示例餐饮管理"),
        ("海淀示例餐饮有限公司", "示例餐饮"),
        ("示例控股集团股份有限公司", "示例控股"),
        ("示例物流有限公司北京分公司", "示例物流有限公司北京"),
        ("北京有限公司", "北京"),
        ("海淀街道餐饮行业", "街道餐饮行业"),
        ("公司", "公司"),
        ("甲有限公司", "甲有限公司"),
        ("示例事务所", "示例事务所"),
    ],
)
def test_place_and_legal_form_are_left_out(name, short):
    assert short_words.short_name(name, places=PLACES) == short


def test_without_places_only_the_legal_form_is_left_out():
    assert short_words.short_name("北京示例餐饮有限公司") == "北京示例餐饮"


@given(st.lists(PARTS, min_size=1, max_size=6).map("".join).filter(str.strip))
def test_what_is_left_is_a_part_of_the_name_and_never_too_short_to_be_known(name):
    short = short_words.short_name(name, places=PLACES)

    assert short in name
    assert len(short) >= min(2, len(name.strip()))


class TestSteps:
    @pytest.mark.parametrize("duty", sorted(proof_words.DEEDS))
    def test_every_duty_has_a_few_words(self, duty):
        words = short_words.step_words({"duty": duty, "label": "别的"})

        assert words != "别的"
        assert 2 <= len(words) <= LONGEST

    def test_every_rule_of_the_book_has_them(self):
        for rule in seeds.load_law_book().rules:
            assert rule.duty in short_words.STEPS, rule.id

    def test_a_duty_that_is_not_known_is_named_by_its_label_without_what_stands_in_brackets(self):
        assert short_words.step_words({"duty": "new", "label": "备案（10日）"}) == "备案"
        assert short_words.step_words({"label": "备案"}) == "备案"
        assert short_words.step_words({}) == "期限"
