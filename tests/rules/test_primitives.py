"""Do values survive the way through tables, and is a wrong row refused by its field?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from bargaining.errors import Refused
from bargaining.readers import seeds
from bargaining.rules import lawbook_rows, primitives
from bargaining.rules.primitives import as_primitive, from_primitive
from tests.rules import golden


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    on: date


@dataclass(frozen=True)
class Outer:
    name: str
    amount: Decimal
    inner: Inner
    colours: tuple[Colour, ...]
    day: date | None = None
    count: int = 0
    good: bool = False
    words: tuple[str, ...] = field(default_factory=tuple)


WHOLE = Outer("甲", Decimal("2540.00"), Inner(date(2026, 1, 1)), (Colour.RED,),
              day=date(2026, 2, 28), count=3, good=True, words=("一", "二"))  # fmt: skip
ROW = {
    "name": "甲", "amount": "2540.00", "inner": {"on": "2026-01-01"}, "colours": ["red"],
    "day": "2026-02-28", "count": 3, "good": True, "words": ["一", "二"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def plans_made_anew(monkeypatch):
    """Work out anew how each type is read; it is kept for the whole run else."""
    monkeypatch.setattr(primitives, "_PLANS", {})


def test_a_value_becomes_primitives_and_itself_again():
    assert as_primitive(WHOLE) == ROW
    assert from_primitive(Outer, ROW) == WHOLE


def test_what_may_be_left_out_takes_its_default():
    short = {name: ROW[name] for name in ("name", "amount", "inner", "colours")}

    assert from_primitive(Outer, short) == replace(WHOLE, day=None, count=0, good=False, words=())


def test_a_day_may_be_a_day_and_an_amount_a_whole_number():
    told = from_primitive(Outer, {**ROW, "day": date(2026, 3, 1), "amount": 12})

    assert (told.day, told.amount) == (date(2026, 3, 1), Decimal(12))


def test_every_wrong_row_is_refused_in_words_with_its_field():
    wrong = {
        "不是一组字段": ["甲"],
        "不认识的字段": {**ROW, "other": 1},
        "缺字段": {name: ROW[name] for name in ROW if name != "amount"},
        "里层缺字段": {**ROW, "inner": {}},
        "里层日期不对": {**ROW, "inner": {"on": "2026-13-01"}},
        "日期不是文字": {**ROW, "day": 20260101},
        "金额是小数": {**ROW, "amount": 2540.0},
        "金额是真假": {**ROW, "amount": True},
        "金额不是数": {**ROW, "amount": "很多"},
        "金额无穷": {**ROW, "amount": "Infinity"},
        "个数是文字": {**ROW, "count": "3"},
        "个数是真假": {**ROW, "count": True},
        "真假是数": {**ROW, "good": 1},
        "名称是数": {**ROW, "name": 1},
        "没有这种颜色": {**ROW, "colours": ["blue"]},
        "颜色不是一列": {**ROW, "colours": "red"},
        "文字里有数": {**ROW, "words": ["一", 2]},
    }
    told = {}
    for name, row in wrong.items():
        with pytest.raises(Refused) as problem:
            from_primitive(Outer, row)
        told[name] = [problem.value.refusal]

    golden.check("primitives", told)


def test_the_shipped_law_survives_the_way_through_tables():
    book = seeds.load_law_book()

    assert lawbook_rows.from_rows(lawbook_rows.as_rows(book)) == book
