"""Histories drawn small: the value in force marked, gaps left open, nothing foreign in them."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from bargaining.documents import law_charts
from bargaining.readers import seeds
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Gap, Source, Status

SVG = "{http://www.w3.org/2000/svg}"
ON = date(2026, 11, 21)
BOOK = seeds.load_law_book()


def entry(since: str, value: str | None, **more: object) -> FigureValue:
    return FigureValue(
        effective_from=date.fromisoformat(since),
        source=Source(title="一份通知"),
        verification="已核",
        checked_on=ON,
        value=Decimal(value) if value else None,
        status=Status.VALUE if value else Status.REPEALED,
        **more,  # type: ignore[arg-type]
    )


def figure(*values: FigureValue, kind: FigureKind = FigureKind.STANDING, **more: object) -> Figure:
    more.setdefault("label", "月最低工资标准")
    return Figure(
        name="x", place="110000", unit="元/月", kind=kind, values=values, **more  # type: ignore[arg-type]
    )  # fmt: skip


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 -- drawn by ourselves


def written(svg: str) -> list[str]:
    return [one.text or "" for one in parsed(svg).iter(f"{SVG}text")]


def line(svg: str) -> str:
    """The path of the history's line: the one drawn with a stroke and no fill of its own."""
    found = [
        one.get("d") or ""
        for one in parsed(svg).iter(f"{SVG}path")
        if one.get("stroke") and not one.get("fill")
    ]
    return max(found, key=len)


def points(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+),([\d.]+)", line(svg))]


def is_stepped(svg: str) -> bool:
    found = points(svg)
    return all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(found))


def reach(svg: str) -> float:
    return max(x for x, _ in points(svg))


THREE = figure(
    entry("2021-08-01", "2320"), entry("2023-09-01", "2420"), entry("2025-09-01", "2540")
)


class TestWhatIsDrawn:
    def test_one_value_is_no_history(self):
        assert law_charts.history(figure(entry("2021-08-01", "2320")), on=ON) == ""
        assert law_charts.history(figure(), on=ON) == ""

    def test_what_was_never_published_is_no_value(self):
        one = figure(entry("2021-08-01", "2320"), entry("2023-09-01", None))

        assert law_charts.history(one, on=ON) == ""

    def test_the_value_in_force_is_marked_and_written_in_blue(self):
        drawn = law_charts.history(THREE, on=date(2024, 1, 1))

        (mark,) = list(parsed(drawn).iter(f"{SVG}circle"))
        bold = [one for one in parsed(drawn).iter(f"{SVG}text") if one.get("font-weight")]
        assert [one.text for one in bold] == ["2,420"]
        assert mark.get("fill") == bold[0].get("fill")

    @pytest.mark.parametrize(
        ("on", "value"),
        [("2023-08-31", "2,320"), ("2023-09-01", "2,420"), ("2025-09-01", "2,540")],
    )
    def test_the_mark_follows_the_day(self, on, value):
        drawn = law_charts.history(THREE, on=date.fromisoformat(on))

        bold = [one.text for one in parsed(drawn).iter(f"{SVG}text") if one.get("font-weight")]
        assert bold == [value]

    def test_a_day_without_a_value_has_no_mark(self):
        drawn = law_charts.history(THREE, on=date(2020, 1, 1))

        assert not list(parsed(drawn).iter(f"{SVG}circle"))
        assert {"2,320", "2,540"} <= set(written(drawn))

    def test_standing_figures_are_steps_and_yearly_ones_slopes(self):
        yearly = figure(
            entry("2021-01-01", "2320", year=2021),
            entry("2022-01-01", "2420", year=2022),
            kind=FigureKind.YEARLY,
        )

        assert is_stepped(law_charts.history(THREE, on=ON))
        assert not is_stepped(law_charts.history(yearly, on=ON))

    def test_a_gap_leaves_a_gap(self):
        gap = Gap(effective_from=date(2022, 6, 1), stated="2022", reason="日子不明")
        whole = law_charts.history(THREE, on=ON)
        torn = law_charts.history(figure(*THREE.values, gaps=(gap,)), on=ON)

        assert line(torn).count("M") == line(whole).count("M") + 1

    def test_a_repeal_ends_the_line(self):
        standing = figure(*THREE.values[:2])
        repealed = figure(*THREE.values[:2], entry("2024-06-01", None))

        assert reach(law_charts.history(standing, on=ON)) == law_charts.WIDTH
        assert reach(law_charts.history(repealed, on=ON)) < law_charts.WIDTH

    def test_a_last_day_ends_the_line_until_the_next_value(self):
        first = entry("2021-08-01", "2320", effective_to=date(2022, 1, 31))

        assert line(law_charts.history(figure(first, THREE.values[1]), on=ON)).count("M") == 2

    def test_years_apart_are_not_joined(self):
        yearly = figure(
            entry("2018-01-01", "0.05", year=2018),
            entry("2021-01-01", "0.06", year=2021),
            kind=FigureKind.YEARLY,
        )

        assert line(law_charts.history(yearly, on=ON)).count("M") == 2

    def test_a_computed_value_is_an_open_dot(self):
        drawn = law_charts.history(
            figure(entry("2021-08-01", "2320"), entry("2023-09-01", "2420", computed=True)), on=ON
        )

        assert 'fill="#fff"' in drawn
        assert 'fill="#fff"' not in law_charts.history(THREE, on=ON)


class TestOnAPage:
    def test_every_figure_of_every_place_draws_safely(self):
        drawn = {
            law_charts.history(one, on=ON)
            for place in ("110000", "310000", "440000")
            for one in (
                *BOOK.list_figures(place=place),
                *(part for parts in BOOK.list_divided(place=place).values() for part in parts),
            )
        } - {""}

        assert len(drawn) > 20
        for svg in drawn:
            tree = parsed(svg)
            assert not [one for one in tree.iter() if one.tag in (f"{SVG}script", f"{SVG}style")]
            names = {name for one in tree.iter() for name in one.attrib}
            assert "style" not in names
            assert not [name for name in names if name.startswith("on")]
            assert set(re.findall(r"[a-z]+://[^\"'<> ]+", svg)) == {"http://www.w3.org/2000/svg"}
            assert not re.search("[A-Za-z]", "".join(written(svg)))

    @pytest.mark.parametrize("on", [date(1996, 1, 1), date(2020, 6, 30), ON, date(2031, 1, 1)])
    def test_no_line_leaves_the_drawing(self, on):
        for one in BOOK.list_figures(place="110000"):
            drawn = law_charts.history(one, on=on)
            for across, down in points(drawn) if drawn else ():
                assert 0 <= across <= law_charts.WIDTH, one.name
                assert 0 <= down <= law_charts.HEIGHT, one.name

    def test_it_says_what_it_shows(self):
        said = parsed(law_charts.history(THREE, on=ON)).get("aria-label")

        assert said == (
            "月最低工资标准的沿革，共 3 个数值：2021年8月1日 2,320 元/月，"
            "2023年9月1日 2,420 元/月，2025年9月1日 2,540 元/月"
        )

    def test_a_label_with_marks_of_its_own_is_escaped(self):
        drawn = law_charts.history(figure(*THREE.values, label='"><b>'), on=ON)

        assert "<b>" not in drawn
        assert (parsed(drawn).get("aria-label") or "").startswith('"><b>')

    def test_equal_figures_are_drawn_once_whatever_the_day(self):
        law_charts.history(THREE, on=date(2026, 1, 1))
        before = law_charts._drawn.cache_info()
        law_charts.history(THREE, on=date(2026, 7, 1))

        assert law_charts._drawn.cache_info().hits == before.hits + 1
        assert law_charts._drawn.cache_info().misses == before.misses

    def test_values_that_never_moved_are_drawn_too(self):
        flat = figure(entry("2021-08-01", "0"), entry("2023-09-01", "0"))

        assert "<svg" in law_charts.history(flat, on=ON)
