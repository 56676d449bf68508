"""The shipped seeds load whole; a seed that is not whole is refused with file and entry."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules import lawbook_rows
from bargaining.rules.calendar import DayKind
from bargaining.rules.deadline_rules import Unit

BOOK = seeds.load_law_book()

FIGURE = """
figure: lunch_allowance
label: 午餐补贴
unit: 元/日
kind: standing
values:
  - effective_from: 2026-01-01
    value: "20"
    source: {title: 试拟的通知}
    verification: 已核
    checked_on: 2026-11-21
"""

RULE = {
    "id": "T-LUNCH",
    "label": "午餐",
    "start": "上午",
    "length": 1,
    "unit": "natural_days",
    "direction": "forward",
    "duty": "lunch",
    "holder": "双方",
    "effective_from": date(2026, 1, 1),
    "basis": [{"text": "试拟规定", "article": "第1条", "effective_from": date(2026, 1, 1)}],
    "checked_on": date(2026, 11, 21),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped seeds, to be changed at will."""
    return Path(shutil.copytree(seeds.SEEDS, tmp_path / "seeds"))


def write_figure(folder: Path, text: str) -> None:
    path = folder / "110000" / "figures" / "lunch_allowance.yaml"
    path.write_text(text, encoding="utf-8")


def write_rule(folder: Path, **changes) -> None:
    rule = {**RULE, **changes}
    kept = {name: value for name, value in rule.items() if value is not None}
    path = folder / "000000" / "deadlines.yaml"
    path.write_text(yaml.safe_dump({"rules": [kept]}, allow_unicode=True), encoding="utf-8")


class TestShippedSeeds:
    def test_every_figure_file_is_loaded_under_its_own_name(self):
        files = {path.stem for path in seeds.SEEDS.glob("*/figures/*.yaml")}

        assert {figure.name for figure in BOOK.figures} == files

    def test_every_value_has_a_source_and_the_day_it_was_checked(self):
        for figure in BOOK.figures:
            assert figure.values, figure.name
            for value in figure.values:
                assert value.source.title
                assert value.verification
                assert value.checked_on <= date(2026, 11, 21)

    def test_every_rule_has_a_basis_on_each_day_it_holds(self):
        for rule in BOOK.rules:
            for kind in rule.kinds:
                since = max(rule.effective_from, date(2004, 5, 1))
                assert rule.cited(on=since, kind=kind), rule.version
                until = min(rule.effective_to or date.max, date(2026, 11, 21))
                assert rule.cited(on=until, kind=kind), rule.version

    @pytest.mark.parametrize(
        ("rule_id", "length", "unit"),
        [
            ("T-OFFER-REPLY", 20, Unit.NATURAL_DAYS),
            ("T-DATA", 5, Unit.NATURAL_DAYS),
            ("T-REP-PUBLISH", None, Unit.NONE),
            ("T-REP-VACANCY", 15, Unit.NATURAL_DAYS),
            ("T-SUSPEND", 60, Unit.NATURAL_DAYS),
            ("T-CONGRESS-DOC", 7, Unit.NATURAL_DAYS),
            ("T-FILE-WAGE", 7, Unit.NATURAL_DAYS),
            ("T-FILE-GEN", 10, Unit.NATURAL_DAYS),
            ("T-FILE-BJ", 10, Unit.NATURAL_DAYS),
            ("T-FILE-INDUSTRY", 10, Unit.NATURAL_DAYS),
            ("T-REVIEW", 15, Unit.NATURAL_DAYS),
            ("T-REVIEW-OBJ", 15, Unit.NATURAL_DAYS),
            ("T-REFILE", 10, Unit.NATURAL_DAYS),
            ("T-REFILE-WAGE", 7, Unit.NATURAL_DAYS),
            ("T-PUBLISH-WAGE", 5, Unit.NATURAL_DAYS),
            ("T-PUBLISH-GEN", None, Unit.NONE),
            ("T-RENEW-WAGE", 60, Unit.NATURAL_DAYS),
            ("T-RENEW-GEN", 3, Unit.MONTHS),
            ("T-COORD", 30, Unit.NATURAL_DAYS),
            ("T-TERMINATE-FILE", 10, Unit.NATURAL_DAYS),
            ("T-CHANGE-FILE", 10, Unit.NATURAL_DAYS),
            ("T-ANNUAL-REPORT", None, Unit.NONE),
            ("T-UNION-DEMAND-REPLY", 15, Unit.NATURAL_DAYS),
            ("T-GOV-FEEDBACK", 15, Unit.WORKING_DAYS),
            ("T-ARB-ACCEPT", 5, Unit.WORKING_DAYS),
            ("T-ARB-NOTICE", 5, Unit.WORKING_DAYS),
            ("T-SUE", 15, Unit.NATURAL_DAYS),
            ("T-DELAY-PAY", 30, Unit.NATURAL_DAYS),
            ("T-MW-NOTICE", 10, Unit.NATURAL_DAYS),
            ("T-MW-ADJUST", 24, Unit.MONTHS),
            ("T-PLATFORM-PUBLISH", 10, Unit.NATURAL_DAYS),
            ("T-PLATFORM-CYCLE", None, Unit.NONE),
        ],
    )
    def test_every_rule_of_the_law_has_its_length(self, rule_id, length, unit):
        rule = BOOK.rule(rule_id, on=date(2026, 11, 21), place="110000")

        assert (rule.length, rule.unit) == (length, unit)

    def test_no_rule_is_in_force_beside_these(self):
        listed = BOOK.list_rules(on=date(2026, 11, 21), place="110000")

        assert len(listed) == 32

    def test_amounts_without_a_full_day_are_left_out_and_listed(self):
        listed = {(each.figure, each.entry) for each in BOOK.left_out}

        assert ("minimum_wage_monthly", "2004 495") in listed
        assert ("minimum_wage_monthly", "2005-01 545") in listed
        assert ("minimum_wage_part_time_hourly", "2014-04-01 数值缺") in listed
        assert all(each.reason for each in BOOK.left_out)

    def test_every_noticed_day_has_its_notice(self):
        keys = {notice.key for notice in BOOK.holidays.notices}

        assert {each.notice for each in BOOK.holidays.days} <= keys

    def test_new_year_days_of_december_are_from_the_next_years_notice(self):
        noticed = {each.on: each.notice for each in BOOK.holidays.days}

        assert noticed[date(2018, 12, 31)] == "2019"
        assert noticed[date(2011, 12, 31)] == "2012"

    def test_years_without_a_recorded_number_say_so(self):
        assert "文号未收录" in str(BOOK.calendar().notice_on(date(2005, 10, 5)))

    def test_the_streets_of_every_district_are_known(self):
        assert BOOK.place_name("110108012") == "海淀区"
        assert BOOK.place_name("000000") == "全国"


class TestRoundTrip:
    def test_the_book_comes_back_from_its_rows(self):
        rows = json.loads(json.dumps(lawbook_rows.as_rows(BOOK)))

        assert lawbook_rows.from_rows(rows) == BOOK

    def test_rows_are_plain(self):
        def leaves(value):
            if isinstance(value, dict):
                assert all(isinstance(key, str) for key in value)
                return [leaf for each in value.values() for leaf in leaves(each)]
            if isinstance(value, list):
                return [leaf for each in value for leaf in leaves(each)]
            return [value]

        kinds = {type(leaf) for leaf in leaves(lawbook_rows.as_rows(BOOK))}

        assert kinds <= {str, int, bool, type(None)}

    def test_a_value_of_no_figure_is_refused(self):
        rows = lawbook_rows.as_rows(BOOK)
        rows["figure_values"][0]["figure"] = "nobody"

        with pytest.raises(errors.Unusable, match="nobody"):
            lawbook_rows.from_rows(rows)

    @pytest.mark.parametrize("table", ["figures", "rules", "figure_values"])
    def test_a_row_given_twice_is_refused(self, table):
        rows = lawbook_rows.as_rows(BOOK)
        rows[table].append(rows[table][0])

        with pytest.raises(errors.Unusable, match="重复收录"):
            lawbook_rows.from_rows(rows)


class TestSeedThatIsNotWhole:
    def test_a_whole_one_loads(self, folder):
        write_figure(folder, FIGURE)

        book = seeds.load_law_book(folder)

        assert book.figure("lunch_allowance", on=date(2026, 1, 1), place="110000").value == 20

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("    source: {title: 试拟的通知}\n", "", "缺少字段 source"),
            ("{title: 试拟的通知}", '{title: " "}', "没有写明出处"),
            ("{title: 试拟的通知}", "{link: http://example.com}", "缺少字段 title"),
            ("{title: 试拟的通知}", "某通知", "source"),
            ("    verification: 已核\n", '    verification: ""\n', "核验"),
            ("    checked_on: 2026-11-21\n", "", "缺少字段 checked_on"),
            ('value: "20"', "value: 20.5", "请加引号"),
            ('value: "20"', 'value: "二十"', "无法识别"),
            ('value: "20"', 'value: "NaN"', "无法识别"),
            ('    value: "20"\n', "", "状态与数值不符"),
            ('value: "20"', 'value: "20"\n    status: repealed', "状态与数值不符"),
            ('value: "20"', 'value: "20"\n    status: maybe', "status"),
            ('value: "20"', 'value: "20"\n    price: 1', "不认识的字段 price"),
            ('value: "20"', 'value: "20"\n    year: 2026', "年份"),
            ('value: "20"', 'value: "20"\n    computed: 1', "computed"),
            ("effective_from: 2026-01-01", "effective_from: soon", "effective_from"),
        ],
    )
    def test_a_value_not_whole_is_refused_with_file_and_entry(self, folder, old, new, said):
        assert old in FIGURE
        write_figure(folder, FIGURE.replace(old, new))

        with pytest.raises(errors.Unusable) as problem:
            seeds.load_law_book(folder)

        assert "110000/figures/lunch_allowance.yaml 第 1 条" in str(problem.value)
        assert said in str(problem.value)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (FIGURE.replace("kind: standing\n", ""), "缺少字段 kind"),
            (FIGURE.split("values:")[0], "缺少 values"),
            ("- 1", "没有内容"),
            ("a: [", "不是正确的 YAML"),
            (FIGURE + FIGURE.split("values:\n")[1], "重复收录"),
            (FIGURE.replace("lunch_allowance", "minimum_wage_monthly"), "重复收录"),
            (FIGURE.replace("standing", "yearly"), "year"),
        ],
    )
    def test_a_file_not_whole_is_refused(self, folder, text, said):
        write_figure(folder, text)

        with pytest.raises(errors.Unusable, match=said):
            seeds.load_law_book(folder)

    @pytest.mark.parametrize("start", ["2026", '"2026-03"', "2026-03-01\n    status: missing"])
    def test_an_entry_that_cannot_be_loaded_still_needs_its_source(self, folder, start):
        text = FIGURE.replace("2026-01-01", start).replace("试拟的通知", "''")
        write_figure(folder, text)

        with pytest.raises(errors.Unusable, match="没有写明出处"):
            seeds.load_law_book(folder)

    TABLE = """
figure: lunch_allowance
label: 午餐补贴
unit: 元/日
kind: yearly
scope_kind: industry
edition: GB/T 4754-2017
codes: {餐饮业: "62"}
tables:
  - year: 2026
    source: {title: 试拟的通知}
    verification: 已核
    checked_on: 2026-11-21
    values:
      餐饮业: "20"
      零售业: {value: "18", note: 试拟}
"""

    def test_a_table_gives_each_scope_a_history_of_its_own(self, folder):
        write_figure(folder, self.TABLE)

        book = seeds.load_law_book(folder)

        on = date(2026, 6, 30)
        found = book.figure("lunch_allowance", on=on, place="110000", scope="62")
        other = book.figure("lunch_allowance", on=on, place="110000", scope="零售业")
        assert (found.value, other.value, other.note) == (20, 18, "试拟")

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("    source: {title: 试拟的通知}\n", "", "第 1 条：“餐饮业”：缺少字段 source"),
            ('零售业: {value: "18"', '零售业: {value: "x"', "“零售业”"),
            ("  - year: 2026\n", "  - note: x\n", "缺少年份"),
            ("scope_kind: industry\n", "", "kind"),
            ("scope_kind: industry\n", "scope_kind: colour\n", "kind"),
            (
                '    values:\n      餐饮业: "20"\n      零售业: {value: "18", note: 试拟}\n',
                "",
                "没有 values",
            ),
            ('      餐饮业: "20"\n', '      餐饮业: {value: "20", surprise: 1}\n', "surprise"),
        ],
    )
    def test_a_table_not_whole_is_refused_with_entry_and_scope(self, folder, old, new, said):
        assert old in self.TABLE
        write_figure(folder, self.TABLE.replace(old, new))

        with pytest.raises(errors.Unusable, match="lunch_allowance.yaml") as problem:
            seeds.load_law_book(folder)

        assert said in str(problem.value)

    def test_one_scope_in_two_tables_of_a_year_is_refused(self, folder):
        table = self.TABLE.split("tables:\n")[1]
        write_figure(folder, self.TABLE + table)

        with pytest.raises(errors.Unusable, match="重复收录"):
            seeds.load_law_book(folder)

    def test_what_was_only_seen_on_a_day_is_loaded_for_it_and_listed(self, folder):
        text = self.TABLE.replace("yearly", "observed").replace(
            "year: 2026", "observed_on: 2026-01-01"
        )
        write_figure(folder, text)

        book = seeds.load_law_book(folder)

        seen = book.figure_history("lunch_allowance", place="110000", scope="餐饮业")
        assert seen.find(date(2026, 1, 1)).value == 20
        assert seen.find(date(2026, 1, 2)) is None
        assert "lunch_allowance" in {one.figure for one in book.left_out}

    def test_a_yearly_value_published_in_another_year_is_refused(self, folder):
        text = FIGURE.replace("standing", "yearly").replace(
            "effective_from: 2026-01-01", "year: 2026\n    published_on: 2027-01-01"
        )
        write_figure(folder, text)

        with pytest.raises(errors.Unusable, match="不在所写的年份内"):
            seeds.load_law_book(folder)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"basis": []}, "没有依据"),
            ({"basis": None}, "缺少字段 basis"),
            ({"length": None}, "期限与日型不符"),
            ({"unit": "none"}, "期限与日型不符"),
            ({"length": 0}, "至少为 1"),
            ({"length": "7"}, "length"),
            ({"unit": "working_days", "direction": "backward"}, "工作日只能顺算"),
            ({"kinds": ["general"]}, "默认合同种类"),
            ({"surprise": 1}, "不认识的字段 surprise"),
        ],
    )
    def test_a_rule_not_whole_is_refused_with_file_and_entry(self, folder, changes, said):
        write_rule(folder, **changes)

        with pytest.raises(errors.Unusable) as problem:
            seeds.load_law_book(folder)

        assert "000000/deadlines.yaml 第 1 条" in str(problem.value)
        assert said in str(problem.value)

    def test_two_versions_of_a_rule_may_not_start_on_one_day(self, folder):
        path = folder / "000000" / "deadlines.yaml"
        path.write_text(yaml.safe_dump({"rules": [RULE, RULE]}), encoding="utf-8")

        with pytest.raises(errors.Unusable, match="T-LUNCH@000000/2026-01-01 重复收录"):
            seeds.load_law_book(folder)

    def test_lunar_days_without_a_source_are_refused(self, folder):
        path = folder / "000000" / "holidays" / "lunar_days.yaml"
        path.write_text("lunar_days:\n  2027: {春节: 2027-02-06}\n", encoding="utf-8")

        with pytest.raises(errors.Unusable, match="没有写明出处"):
            seeds.load_law_book(folder)


class TestNoticeInASeed:
    NOTICE = (
        '  - {key: "2027", year: 2027, title: 试拟的2027年通知, holidays: ['
        "{festival: 元旦, days_off: [2026-12-31, 2027-01-01, 2027-01-02], "
        "workdays: [2027-01-03]}]}\n"
    )

    def append(self, folder: Path, text: str) -> None:
        path = folder / "000000" / "holidays" / "notices.yaml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def test_its_days_hold_and_its_year_is_known(self, folder):
        self.append(folder, self.NOTICE)

        calendar = seeds.load_law_book(folder).calendar()

        assert calendar.kind_of(date(2026, 12, 31)) is DayKind.REST
        assert calendar.kind_of(date(2027, 1, 3)) is DayKind.MAKE_UP
        assert calendar.is_known(date(2026, 12, 28))
        assert calendar.roll_bounds(date(2027, 1, 1)).certain

    def test_a_year_listed_here_is_not_taken_from_the_package(self, folder):
        path = folder / "000000" / "holidays" / "notices.yaml"
        path.write_text(
            'notices:\n  - {key: "2026", year: 2026, title: 试拟, '
            "holidays: [{festival: 国庆节, days_off: [2026-10-01]}]}\n",
            encoding="utf-8",
        )

        calendar = seeds.load_law_book(folder).calendar()

        assert calendar.kind_of(date(2026, 10, 5)) is DayKind.WORKDAY
        assert calendar.kind_of(date(2025, 10, 7)) is DayKind.REST

    def test_a_notice_without_days_is_refused(self, folder):
        self.append(folder, '  - {key: "2027", year: 2027, title: 试拟的2027年通知}\n')

        with pytest.raises(errors.Unusable, match="没有放假日期"):
            seeds.load_law_book(folder)
