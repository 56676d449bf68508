"""A file of days off is read whole or refused with the entry that is wrong."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import Unusable
from bargaining.readers import day_lists, holiday_files
from tests import holiday_years

REAL = holiday_years.real_notice()


def entries(holidays=REAL.holidays):
    return [
        {"name": one.festival, "date": on.isoformat(), "isOffDay": off}
        for one in holidays
        for off, days in ((True, one.days_off), (False, one.workdays))
        for on in days
    ]


def as_json(days=None, **more):
    document = {"year": 2026, "papers": ["https://www.gov.cn/a.htm"], "days": days, **more}
    return json.dumps(document, ensure_ascii=False).encode()


def as_csv(header="date,name,off", *, encoding="utf-8"):
    lines = [f"{one['date']},{one['name']},{str(one['isOffDay']).lower()}" for one in entries()]
    return "\n".join([header, *lines] if header else lines).encode(encoding)


class TestRead:
    def test_json_as_it_is_published(self):
        found = holiday_files.read("2026.json", as_json(entries()), year=2026)

        assert found.holidays == REAL.holidays
        assert (found.year, found.link) == (2026, "https://www.gov.cn/a.htm")

    def test_a_bare_list_of_days(self):
        content = json.dumps(entries()).encode()

        assert holiday_files.read("days", content, year=2026).holidays == REAL.holidays

    @pytest.mark.parametrize("header", ["date,name,off", "日期,名称,放假", ""])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_csv_with_or_without_a_head(self, header, encoding):
        found = holiday_files.read("2026.csv", as_csv(header, encoding=encoding), year=2026)

        assert found.holidays == REAL.holidays

    def test_the_columns_may_stand_in_any_order(self):
        content = "名称,放假,日期\n元旦,是,2026/1/1\n元旦,班,2026.1.4\n".encode()
        (new_year,) = holiday_files.read("a.csv", content, year=2026).holidays

        assert new_year.days_off == (date(2026, 1, 1),)
        assert new_year.workdays == (date(2026, 1, 4),)

    def test_one_holiday_of_two_festivals_goes_by_the_longer(self):
        days = [{"name": "国庆节、中秋节", "date": "2025-10-06", "isOffDay": True}]
        (found,) = holiday_files.read("a.json", as_json(days, year=2025), year=2025).holidays

        assert found.festival == "国庆节"

    def test_the_december_before_belongs_to_the_year(self):
        days = [{"name": "元旦", "date": "2025-12-31", "isOffDay": True}]

        assert holiday_files.read("a.json", as_json(days), year=2026).holidays[0].days_off


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.json", b"", "文件是空的"),
            ("a.json", b" \n ", "文件是空的"),
            ("a.json", b"x" * 200_001, "文件太大"),
            ("a.csv", b"PK\x03\x04....", "Excel"),
            ("a.xls", b"\xd0\xcf\x11\xe0....", "旧版 Excel"),
            ("a.json", b"%PDF-1.4", "PDF"),
            ("a.json", as_csv(), "文件名是 .json，里面却不是 JSON"),
            ("a.csv", as_json(entries()), "文件名是 .csv，里面却是 JSON"),
            ("a.json", b'{"year": 2026,\n "days": [', "JSON 在第 2 行"),
            ("a.json", b'{"year": 2026}', "没有 days 列表"),
            ("a.json", as_json(entries(), year=2027), "文件写的是 2027 年，这里要录入的是 2026 年"),
            ("a.json", as_json(entries(), year="2026"), "year 应是数字"),
            ("a.json", as_json(entries(), year=True), "year 应是数字"),
            ("a.json", as_json([]), "没有一个日子"),
            ("a.json", as_json(["2026-01-01"]), "第 1 个日子应写成"),
            (
                "a.json",
                as_json([{"name": "元旦", "date": "2026-01-01", "isOffDay": "true"}]),
                "第 1 个日子的 isOffDay 应是 true 或 false",
            ),
            (
                "a.json",
                as_json([{"name": 1, "date": "2026-01-01", "isOffDay": True}]),
                "第 1 个日子的 name",
            ),
            ("a.json", b'{"days": ["\\ud800"]}', "JSON 在第 1 行"),
            (
                "a.json",
                as_json([{"name": " ", "date": "2026-01-01", "isOffDay": True}]),
                "没有写节日名称",
            ),
            (
                "a.json",
                as_json([{"name": "元旦", "date": 20260101, "isOffDay": True}]),
                "第 1 个日子的日期“20260101”看不明白",
            ),
            (
                "a.json",
                as_json([{"name": "元旦", "date": "2026-02-30", "isOffDay": True}]),
                "日期“2026-02-30”看不明白",
            ),
            (
                "a.json",
                as_json(entries() + entries()[:1]),
                "2026年1月1日 写了两次（前面是第 1 个日子）",
            ),
            ("a.csv", b"date,name\n2026-01-01,x\n", "表头要有三列"),
            ("a.csv", b"2026-01-01,x\n", "第 1 行不足三列"),
            ("a.csv", "2026-01-01,元旦,也许\n".encode(), "第 1 行的“是否放假”写的是“也许”"),
            (
                "a.csv",
                "日期,名称,放假\n元旦,2026-01-01,是\n".encode(),
                "第 2 行的日期“元旦”看不明白",
            ),
            ("a.csv", '2026-01-01,"元旦,是\n'.encode(), "不足三列"),
        ],
    )
    def test_the_sentence_names_the_place(self, name, content, said):
        with pytest.raises(Unusable) as refused:
            holiday_files.read(name, content, year=2026)

        assert said in refused.value.refusal.message
        assert refused.value.refusal.field == "file"

    def test_deep_nesting_is_no_crash(self):
        with pytest.raises(Unusable):
            holiday_files.read("a.json", b"[" * 100_000, year=2026)

    @given(st.binary(max_size=400), st.sampled_from(["a.json", "a.csv", "a"]))
    def test_whatever_comes_is_read_or_refused(self, content, name):
        with suppress(Unusable):
            assert holiday_files.read(name, content, year=2026).holidays

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["year", "days", "name", "date", "isOffDay"]), inner
                )
            ),
        )
    )
    def test_whatever_json_comes_is_read_or_refused(self, document):
        with suppress(Unusable):
            assert holiday_files.read("a", json.dumps(document).encode(), year=2026).holidays


class TestDayLists:
    @pytest.mark.parametrize(
        "text",
        [
            "2月14日（周六）、2月28日（周六）",
            "2月14日(星期六)和2月28日",
            "2-14，2/28",
            "2026-02-14 2026-02-28",
            "2026年2月14日；2月28日周六",
            "2.14、2.28",
        ],
    )
    def test_days_are_read_as_notices_write_them(self, text):
        found = day_lists.read_days(text, year=2026, field="春节")

        assert found == (date(2026, 2, 14), date(2026, 2, 28))

    def test_another_year_is_kept(self):
        assert day_lists.read_days("2025年12月28日", year=2026, field="") == (date(2025, 12, 28),)

    def test_nothing_is_no_day(self):
        assert day_lists.read_days("  ", year=2026, field="") == ()

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2月14日（周日）", "2026-02-14 是周六"),
            ("2月30日", "没有“2月30日”这一天"),
            ("年后", "“年后”看不明白"),
            ("2月14日、明天", "“明天”看不明白"),
        ],
    )
    def test_what_is_no_day_is_quoted(self, text, said):
        with pytest.raises(Unusable, match=said) as refused:
            day_lists.read_days(text, year=2026, field="春节")
        assert refused.value.refusal.field == "春节"
