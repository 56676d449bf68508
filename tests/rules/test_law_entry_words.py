"""What is said when a figure, a holiday notice or a row of the law is entered, word by word?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bargaining.errors import Refused
from bargaining.readers import seeds
from bargaining.rules import (
    figure_entries,
    figure_words,
    holiday_notices,
    holiday_plans,
    law_page,
    lawbook_rows,
)
from bargaining.rules.figure_entries import Draft
from bargaining.rules.figures import (
    Figure,
    FigureKind,
    FigureValue,
    Scope,
    ScopeKind,
    Source,
    Status,
)
from bargaining.rules.holiday_notices import PlannedHoliday
from tests import holiday_years
from tests.rules import golden

TODAY = date(2026, 11, 21)
BOOK = seeds.load_law_book()


def refused(do: Any, *given: Any, **more: Any) -> Iterator[object]:
    try:
        answer = do(*given, **more)
    except Refused as said:
        yield f"{said.refusal.message}（{said.refusal.code}，{said.refusal.field}）"
    else:
        yield "可以" if answer is None else answer


# ── figures ──────────────────────────────────────────────────────────────────────────────────


def value(start: str, amount: str | None, **more: Any) -> FigureValue:
    usual = {
        "source": Source("试拟的通知"),
        "verification": "已核：通知原文",
        "checked_on": TODAY,
        "status": Status.VALUE if amount is not None else Status.NOT_PUBLISHED,
    }
    return FigureValue(
        effective_from=date.fromisoformat(start),
        value=None if amount is None else Decimal(amount),
        **{**usual, **more},
    )


FLOOR = Figure(
    "minimum_wage_monthly", "110000", "月最低工资标准", "元/月", FigureKind.STANDING,
    values=(value("2023-09-01", "2420"), value("2025-09-01", "2540")),
)  # fmt: skip
LINE = Figure(
    "guideline_base_high", "110000", "基准线", "比率", FigureKind.YEARLY,
    values=(value("2023-10-19", "0.051", year=2023),),
)  # fmt: skip
PAY = replace(FLOOR, name="average_wage", label="平均工资")
SEEN = replace(FLOOR, name="seen", kind=FigureKind.OBSERVED)
PART = replace(LINE, name="line", scope=Scope(ScopeKind.INDUSTRY, "餐饮业", "62", "2017"))


def draft(start: str, amount: str | None, *, figure: Figure = FLOOR, **more: Any) -> Draft:
    kept = {key: more.pop(key) for key in ("replaces", "reason") if key in more}
    return Draft(figure=figure, entry=value(start, amount, **more), **kept)


def test_what_is_amiss_with_a_figure():
    first, second = FLOOR.values
    far = TODAY + figure_entries.FARTHEST

    def of(*given: Any, **more: Any) -> list[object]:
        one = draft(*given, **more)
        return [*refused(figure_entries.refuse_amiss, one, on=TODAY), *figure_entries.doubts(one)]

    golden.check(
        "figure_entries",
        {
            "没有出处": of("2027-09-01", "2660", source=Source(" ")),
            "地址不对": of("2027-09-01", "2660", source=Source("通知", link="ftp://a.b")),
            "地址对": of("2027-09-01", "2660", source=Source("通知", link="http://a.b")),
            "更正没有理由": of("2025-09-01", "2541", replaces=second, reason=" "),
            "更正有理由": of("2025-09-01", "2541", replaces=second, reason="看错了"),
            "没有数值": of("2027-09-01", None, status=Status.VALUE),
            "未发布": of("2027-09-01", None),
            "负数": of("2027-09-01", "-1", figure=PAY),
            "零": of("2027-09-01", "0", figure=PAY),
            "最低工资为零": of("2027-09-01", "0"),
            "比率可以为负": of("2026-06-01", "-0.01", figure=LINE, year=2026),
            "太早": of("1949-09-30", "1"),
            "刚好不早": of("1949-10-01", "1"),
            "太远": of((far + timedelta(days=1)).isoformat(), "2600"),
            "刚好不远": of(far.isoformat(), "2600"),
            "太早的年份": of("1949-09-30", "0.05", figure=LINE, year=1949),
            "公布日不在当年": of("2026-01-01", "0.05", figure=LINE, year=2025),
            "最后一天早于起始日": of("2027-09-01", "2600", effective_to=date(2027, 8, 31)),
            "只管一天": of("2027-09-01", "2600", effective_to=date(2027, 9, 1)),
            "同一天已有": of("2025-09-01", "2541"),
            "同一年已有": of("2023-11-01", "0.05", figure=LINE, year=2023),
            "同一天已有，别的年份": of("2023-10-19", "0.05", figure=replace(
                LINE, values=(value("2023-10-19", None, year=2022),)), year=2023),
            "反而低": of("2027-09-01", "2539"),
            "不变": of("2027-09-01", "2540"),
            "涨三成": of("2027-09-01", "3302"),
            "涨过三成": of("2027-09-01", "3302.01"),
            "降过三成": of("2027-09-01", "1777", figure=PAY),
            "比率差十个百分点": of("2026-06-01", "0.151", figure=LINE, year=2026),
            "比率差过十个百分点": of("2026-06-01", "0.1511", figure=LINE, year=2026),
            "早于第一天": of("2020-09-01", "2200"),
            "在两条之间": of("2024-09-01", "2480"),
            "按年的在两条之间": of("2020-01-01", "0.05", figure=LINE, year=2020),
            "前一条没有数": of("2026-06-01", "2500", figure=replace(
                FLOOR, values=(first, value("2025-09-01", None)))),
        },
    )  # fmt: skip


def test_how_a_typed_value_is_understood():
    def of(text: str, unit: str = "元/月") -> list[object]:
        return list(refused(figure_entries.read_value, text, unit=unit))

    golden.check(
        "figure_values",
        {
            "元": [
                *of("2,540.00 元"), *of("0.25万"), *of("0.25万元"), *of(" 两千 "), *of("2540元/年"),
                *of("99999999999999"), *of("999999999999999"), *of("0.123456"), *of("0.1234567"),
            ],
            "比率": [
                *of("5.1%", "比率"), *of("5.1", "比率"), *of("1", "比率"), *of("0.99", "比率"),
                *of("-1", "比率"), *of("5元", "比率"), *of("五", "比率"),
            ],
            "别的单位": [*of("8小时", "小时"), *of("1万", "小时"), *of("9.9万元", "万元/年")],
        },
    )  # fmt: skip


def test_the_entry_that_is_made_of_it():
    def of(figure: Figure, **more: Any) -> list[object]:
        given = {
            "status": Status.VALUE, "value": Decimal(1), "since": date(2026, 9, 1), "year": 2026,
            "source": Source("通知"), "verification": "notice", "checked_on": TODAY,
            "until": date(2026, 12, 31), "onward": True, "note": "备注", **more,
        }  # fmt: skip
        return list(refused(figure_entries.draft_entry, figure, **given))

    golden.check(
        "figure_drafts",
        {
            "长期有效": of(FLOOR),
            "长期有效，没有起始日": of(FLOOR, since=None),
            "按年": of(LINE),
            "按年，公布日不知": of(LINE, since=None),
            "按年，没有年份": of(LINE, year=None),
            "按年，自此不再发布": of(LINE, status=Status.NOT_PUBLISHED),
            "只知一天": of(SEEN),
            "推算": of(FLOOR, verification="computed"),
            "别的核验": of(FLOOR, verification="问过"),
            "数据行": [draft("2027-09-01", "2660").body, draft("2027-01-01", "0.1", figure=PART,
                                                           year=2027).body],
        },
    )  # fmt: skip


def test_how_a_figure_reads():
    rate = value("2023-10-19", "0.051", year=2023)
    plain = Source("通知", document_number="京人社〔2025〕7号", article="第一条")
    golden.check(
        "figure_words",
        {
            "数值": [
                figure_words.written(Decimal("2540"), "元/月"),
                figure_words.written(Decimal("0.0510"), "比率"),
                figure_words.written(Decimal("8"), ""),
                figure_words.number(Decimal("12345.60"), "元"),
                figure_words.number(Decimal("0.2"), "比率"),
            ],
            "记录": [
                figure_words.value_in_words(rate, "比率"),
                figure_words.value_in_words(value("2023-01-01", None), "元"),
                figure_words.value_in_words(
                    value("2023-01-01", None, status=Status.REPEALED), "元"
                ),
                figure_words.value_in_words(value("2023-01-01", None, status=Status.VALUE), "元"),
            ],
            "起始": [
                figure_words.since(value("2025-09-01", "1")),
                figure_words.since(rate),
                figure_words.since(replace(rate, onward=True)),
            ],
            "未收录": [figure_words.missing(one, on=TODAY) for one in (FLOOR, LINE)],
            "出处": [
                figure_words.source_in_words(one)
                for one in (plain, Source("通知"), replace(plain, article=""),
                            Source("通知", article="第一条"))
            ],
        },
    )  # fmt: skip


# ── holiday notices ──────────────────────────────────────────────────────────────────────────

BEFORE = holiday_years.until(2026)
REAL = holiday_years.real_notice()


def notice(festival: str = "", *, off: str = "", worked: str = "", **more: Any) -> list[object]:
    one = holiday_years.with_days(REAL, festival, off=off, worked=worked) if festival else REAL
    return list(holiday_notices.remarks(replace(one, **more), BEFORE, today=TODAY))


def test_what_is_said_of_a_holiday_notice():
    first = "01-01 01-02 01-03"
    golden.check(
        "holiday_notices",
        {
            "如实": notice(),
            "没有收录那年的节日": notice(year=2036),
            "没有标题、文号、印发日": notice(title=" ", document_number=" ", issued_on=None),
            "标题没有年份，文号少见": notice(title="放假通知", document_number="京办7号"),
            "网址不是网址": notice(link="www.gov.cn"),
            "网址不是政府网站": notice(link="https://example.com/a"),
            "印发日没有到": notice(issued_on=TODAY + timedelta(days=1)),
            "当天印发": notice(issued_on=TODAY),
            "印发日早了一年": notice(issued_on=date(2024, 12, 31)),
            "一天也没有": notice(holidays=()),
            "写了两次": notice("元旦", off=first, worked="01-03"),
            "元旦以外在上年十二月": notice(
                holidays=(*REAL.holidays, PlannedHoliday("春节", (date(2025, 12, 25),)))
            ),
            "元旦在上年十二月二十五": notice(
                holidays=(*REAL.holidays, PlannedHoliday("元旦", (date(2025, 12, 25),)))
            ),
            "元旦在上年十二月二十四": notice(
                holidays=(*REAL.holidays, PlannedHoliday("元旦", (date(2025, 12, 24),)))
            ),
            "补班在法定节日": notice("劳动节", off="05-01 05-03 05-04 05-05", worked="05-02"),
            "补班在工作日": notice("元旦", off=first, worked="01-05"),
            "法定节日没有放": notice("元旦", off="01-02 01-03", worked="01-04"),
            "多放一天": notice("元旦", off=first),
            "少放一天": notice("元旦", off=first, worked="01-04 01-10"),
            "名称不认得": notice(
                holidays=(*REAL.holidays, PlannedHoliday("圣诞节", (date(2026, 12, 26),)))
            ),
            "不连续": notice("劳动节", off="05-01 05-02 05-03 05-05", worked="05-09"),
            "太长": notice("元旦", off=" ".join(f"01-{number:02}" for number in range(1, 22))),
            "比历年长": notice("元旦", off="01-01 01-02 01-03 01-04", worked="01-10"),
            "只有补班": notice("元旦", off="", worked="01-04"),
            "补班太远": notice("元旦", off=first, worked="01-18"),
            "补班不太远": notice("元旦", off=first, worked="01-17"),
        },
    )  # fmt: skip


def test_how_stretches_become_days():
    def of(*given: tuple[str, str, str, str]) -> list[object]:
        return list(holiday_notices.spread([
            holiday_notices.Stretch(
                name,
                date.fromisoformat(f"2026-{first}") if first else None,
                date.fromisoformat(f"2026-{last}") if last else None,
                tuple(date.fromisoformat(f"2026-{day}") for day in worked.split()),
            )
            for name, first, last, worked in given
        ]))  # fmt: skip

    golden.check(
        "holiday_stretches",
        {
            "一段": of(("元旦", "01-01", "01-03", "01-04")),
            "只有补班": of(("元旦", "", "", "01-04")),
            "什么都没有": of(("元旦", "", "01-03", "")),
            "没有最后一天": of(("元旦", "01-01", "", "")),
            "一段在另一段里": of(("国庆节", "10-01", "10-08", "10-10"),
                           ("中秋节", "10-04", "10-05", "")),
            "里面的一段在前": of(("中秋节", "10-04", "10-05", ""),
                           ("国庆节", "10-01", "10-08", "")),
            "两段一样": of(("国庆节", "10-01", "10-02", ""), ("中秋节", "10-01", "10-02", "")),
            "只有一部分重": of(("国庆节", "10-01", "10-03", ""), ("中秋节", "10-03", "10-04", "")),
        },
    )  # fmt: skip


def test_what_a_holiday_notice_would_change():
    other = holiday_years.with_days(REAL, "元旦", off="01-01 01-02 01-03", worked="01-10")

    def of(record: Any, one: Any) -> list[object]:
        plan = holiday_plans.plan(record, one)
        return [plan.year, plan.correction, plan.empty, plan.touches, plan.notice, plan.notice_in,
                plan.notice_out, *plan.days_in[:3], *plan.days_out]  # fmt: skip

    whole = holiday_years.WHOLE.holidays
    golden.check(
        "holiday_plans",
        {
            "第一次录入": of(BEFORE, REAL),
            "再录一次": of(whole, REAL),
            "同一文号，改一天": of(whole, other),
            "另一文号，改一天": of(
                whole, replace(other, document_number=" 国办发明电〔2026〕1号 ")
            ),
            "只改标题": of(whole, replace(REAL, title=f"{REAL.title}（更正）")),
            "当年安排": list(holiday_plans.holidays_of(whole, 2026)),
        },
    )


# ── rows of the law book ─────────────────────────────────────────────────────────────────────


def test_which_rows_of_the_law_are_not_taken():
    rows = lawbook_rows.as_rows(BOOK)
    rule = next(row for row in rows["rules"] if row["id"] == "T-OFFER-REPLY")
    counted = next(row for row in rows["rules"] if row["id"] == "T-ARB-ACCEPT")
    entry = lawbook_rows.as_rows(replace(BOOK, figures=(FLOOR,)))["figure_values"][0]
    line = lawbook_rows.as_rows(replace(BOOK, figures=(LINE,)))["figure_values"][0]

    def of_rule(row: Any = rule, **more: Any) -> list[object]:
        return [str(one) if one.__class__ is str else one.id
                for one in refused(lawbook_rows.rule_from, {**row, **more})]  # fmt: skip

    def of_value(row: Any = entry, kind: FigureKind = FigureKind.STANDING, **more: Any) -> Any:
        bare = {name: row[name] for name in row if name not in lawbook_rows.OWNER}
        return refused(lawbook_rows.value_from, {**bare, **more}, kind=kind)

    def of_book(**more: Any) -> Iterator[object]:
        for one in refused(lawbook_rows.from_rows, {**rows, **more}):
            yield one if isinstance(one, str) else "可以"

    stranger = {**entry, "figure": "nobody", "scope": "餐饮业"}
    golden.check(
        "law_rows",
        {
            "规则": of_rule(),
            "规则没有依据": of_rule(basis=[]),
            "规则有长度没有日型": of_rule(unit="none"),
            "规则有日型没有长度": of_rule(length=None),
            "规则长度为零": of_rule(length=0),
            "规则长度为一": of_rule(length=1),
            "工作日倒算": of_rule(counted, direction="backward"),
            "默认种类不在内": of_rule(kinds=["general"]),
            "数值没有出处": of_value(source={"title": " "}),
            "数值没有核验": of_value(verification=" "),
            "数值没有状态": of_value(value=None),
            "状态与数值不符": of_value(status="repealed"),
            "长期的写了年份": of_value(year=2023),
            "按年的没有年份": of_value(line, FigureKind.YEARLY, year=None),
            "按年的起始日在别的年份": of_value(line, FigureKind.YEARLY, year=2022),
            "按年": of_value(line, FigureKind.YEARLY),
            "只知一天的没有止日": of_value(kind=FigureKind.OBSERVED),
            "只知一天": of_value(kind=FigureKind.OBSERVED, effective_to=entry["effective_from"]),
            "整本": of_book(),
            "没有这个标准": of_book(figure_values=[*rows["figure_values"], stranger]),
            "标准重复": of_book(figures=[*rows["figures"], rows["figures"][0]]),
            "规则重复": of_book(rules=[*rows["rules"], rule]),
            "同一天两个数": of_book(figure_values=[*rows["figure_values"],
                                             rows["figure_values"][0]]),
            "条目的键": [
                lawbook_rows.key_of(part, body[0]) for part, body in rows.items() if body
            ],
            "按年的键": [lawbook_rows.key_of("figure_values", line)],
            "别的键": [lawbook_rows.key_of("别的", {"乙": 2, "甲": 1})],
            "补齐字段": [
                lawbook_rows.whole_row("别的", {"甲": 1}),
                lawbook_rows.whole_row("places", rows["places"][0]),
                dict(sorted(lawbook_rows.whole_row("figure_gaps", {
                    "figure": "f", "place": "110000", "effective_from": "2026-01-01",
                    "stated": "2026", "reason": "不知",
                }).items())),
            ],
            "抬头": [lawbook_rows.head_row(one) for one in (FLOOR, PART)],
        },
    )  # fmt: skip


def test_the_page_of_rules():
    kept = ("T-ARB-ACCEPT", "T-RENEW-GEN", "T-PUBLISH-GEN", "T-OFFER-REPLY")
    book = replace(BOOK, rules=tuple(rule for rule in BOOK.rules if rule.id in kept))
    tests = {"tests/a.py": '"T-ARB-ACCEPT" Rule.SICK', "tests/b.py": '"R-EQUAL" Rule.SICK'}
    page = law_page.law_page(book, tests=tests).split("\n")

    golden.check(
        "law_page",
        {
            "页面": [
                line for line in page
                if not line.startswith(("| `W-", "| `R-", "| `C-", "| `P-")) or "`tests/" in line
            ],
            "编号": law_page.rule_ids(book)[:9],
        },
    )  # fmt: skip
