"""Is the drawing of a term safe inside a page, and does it say what it shows?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bargaining.documents.wage_charts import Level, Step, draw_prospect

STEPS = (
    Step(date(2026, 11, 1), Decimal(2540), projected=False),
    Step(date(2027, 9, 1), Decimal(2670), projected=True),
)
LEVELS = (Level("保洁员 2,130", Decimal(2130), sinks=True),)
UNTIL = date(2027, 11, 1)


def drawn(steps=STEPS, levels=LEVELS, said="全期对照"):
    return draw_prospect(steps, levels, until=UNTIL, said=said)


def test_it_holds_the_steps_the_posts_and_a_dashed_projection():
    svg = drawn()

    assert ">2,540<" in svg
    assert ">2,670<" in svg
    assert ">保洁员 2,130<" in svg
    assert "stroke-dasharray" in svg
    assert "stroke-dasharray" not in drawn(steps=STEPS[:1])


def test_it_is_one_picture_with_words_of_ours_and_nothing_foreign():
    svg = drawn(said='标准 <"与"> 岗位 & 对照')

    assert svg.startswith('<svg role="img" aria-label="标准 &lt;&quot;与&quot;> 岗位 &amp; 对照" ')
    assert svg.count("aria-") == 1
    for foreign in ("<script", "<style", "<a ", "vega.github", "href"):
        assert foreign not in svg


def test_a_term_that_is_all_projected_is_drawn_too():
    assert "stroke-dasharray" in drawn(steps=(Step(date(2027, 1, 1), Decimal(2670), True),))
