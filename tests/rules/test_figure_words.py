"""How a figure reads: value, unit, beginning, source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bargaining.rules import figure_words
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Source, Status

SOURCE = Source(title="一份通知")


def entry(value: str | None = "2540", **more: object) -> FigureValue:
    more.setdefault("status", Status.VALUE if value else Status.NOT_PUBLISHED)
    return FigureValue(
        effective_from=date(2025, 9, 1),
        source=SOURCE,
        verification="已核",
        checked_on=date(2026, 11, 21),
        value=Decimal(value) if value else None,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("2540", "元/月", "2,540 元/月"),
        ("14.6", "元/小时", "14.6 元/小时"),
        ("0.051", "比率", "5.1 %"),
        ("0.8", "比率", "80 %"),
        ("0", "比率", "0 %"),
        ("-0.001", "比率", "-0.1 %"),
        ("101599", "元/年", "101,599 元/年"),
        ("3", "", "3"),
    ],
)
def test_a_value_reads_with_its_unit_and_a_rate_as_percent(value, unit, said):
    assert figure_words.written(Decimal(value), unit) == said


def test_an_entry_without_a_value_says_why():
    assert figure_words.value_in_words(entry(None), "比率") == "未发布"
    assert figure_words.value_in_words(entry(None, status=Status.REPEALED), "元") == "已废止"


def test_it_says_since_which_day_or_for_which_year():
    assert figure_words.since(entry()) == "2025年9月1日"
    assert figure_words.since(entry(year=2025)) == "2025 年"
    assert figure_words.since(entry(year=2025, onward=True)) == "2025 年起"


def test_what_is_missing_names_the_year_only_for_yearly_figures():
    def figure(kind: FigureKind) -> Figure:
        return Figure(name="x", place="110000", label="数", unit="元", kind=kind)

    on = date(2026, 1, 1)
    assert figure_words.missing(figure(FigureKind.YEARLY), on=on) == "2026 年的未收录"
    assert figure_words.missing(figure(FigureKind.STANDING), on=on) == "未收录"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (Source(title="北京晚报 2005-06-27 报道"), "北京晚报 2005年6月27日 报道"),
        (
            Source(title="通知", document_number="京人社劳发〔2025〕7号", article="第1条"),
            "《通知》（京人社劳发〔2025〕7号，第1条）",
        ),
        (Source(title="劳动法", article="第41条"), "劳动法（第41条）"),
    ],
)
def test_a_source_is_cited_with_number_and_article(source, said):
    assert figure_words.source_in_words(source) == said


@pytest.mark.parametrize(
    ("stated", "unit", "said"),
    [
        ("2004 495", "元/月", "2004年 495 元/月"),
        ("2005-01 545", "元/月", "2005年1月 545 元/月"),
        ("2024-01-01 一类 2200、二类 2000", "元/月", "2024年1月1日 一类 2200、二类 2000 元/月"),
        ("2014-04-01 数值缺", "元/小时", "2014年4月1日有过调整，数额没有查到"),
        ("2014 0.8", "比率", "2014年 0.8"),
        ("附件3 部分职业（30 个职位）", "元/年", "附件3 部分职业（30 个职位）"),
    ],
)
def test_what_was_found_and_not_loaded_reads_as_a_day_and_an_amount(stated, unit, said):
    assert figure_words.stated_in_words(stated, unit) == said
