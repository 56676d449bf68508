"""A stored proof on a page: what it says, and the same question in the calculator."""

from __future__ import annotations

from datetime import date

import pytest
from flask import render_template_string

from bargaining.readers import seeds
from bargaining.rules import deadlines
from bargaining.rules.deadline_rules import Circumstances, ContractKind
from bargaining.web import calculator_shapes, proof_shapes

BOOK = seeds.load_law_book()
TODAY = date(2026, 11, 21)


def due(rule: str, start: str, **more: object) -> deadlines.Due:
    return deadlines.due(
        rule,
        date.fromisoformat(start),
        place="110000",
        book=BOOK,
        calendar=BOOK.calendar(),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context():
        yield


class TestTold:
    def test_lines_about_one_thing_stand_under_one_label(self):
        told = proof_shapes.told(deadlines.due_as_json(due("T-OFFER-REPLY", "2026-09-11")))

        off = [one for one in told["steps"] if one["label"] == "放假"]
        assert len(off) == 1
        assert len(off[0]["texts"]) == 2

    def test_it_leads_to_the_same_question(self):
        answer = due("T-FILE-GEN", "2026-04-21", contract_kind=ContractKind.GENERAL)

        told = proof_shapes.told(deadlines.due_as_json(answer)) | {"certain": True}
        page = render_template_string(
            '{% from "_parts/case.html" import proof %}{{ proof(told) }}', told=told
        )

        assert (
            "/law/calculator?place=110000&amp;rule=T-FILE-GEN&amp;kind=general"
            "&amp;start=2026-04-21" in page
        )

    def test_what_moved_the_start_goes_along(self):
        answer = due("T-COORD", "2026-01-17", circumstances=Circumstances(extended_by=15))

        told = proof_shapes.told(deadlines.due_as_json(answer))
        assert told["calculator"]["extended_by"] == "15"

    def test_a_proof_of_an_earlier_version_still_renders(self):
        old = {
            "label": "书面答复截止",
            "due_on": "2026-10-08",
            "steps": [{"kind": "count", "on": None, "days": 20, "text": "＋20日 → 2026-10-01"}],
            "basis": [{"text": "工资集体协商试行办法", "article": "第17条"}],
        }
        page = render_template_string(
            '{% from "_parts/case.html" import proof %}{{ proof(told) }}',
            told=proof_shapes.told(old) | {"certain": True},
        )

        assert "＋20日 → 2026-10-01" in page
        assert "《工资集体协商试行办法》第17条" in page
        assert "在计算器中打开" not in page

    def test_a_whole_proof_renders_whole(self):
        told = proof_shapes.told(deadlines.due_as_json(due("T-RENEW-GEN", "2026-12-31")))
        page = render_template_string(
            '{% from "_parts/case.html" import proof %}{{ proof(told) }}',
            told=told | {"certain": True},
        )

        for words in (
            told["sentence"],
            "往前数 3 个月",
            "第38条第2款",
            "第44条第3项",
            "在计算器中",
        ):
            assert words in page

    def test_a_title_within_a_title_stands_in_single_marks(self):
        page = render_template_string(
            '{% from "_parts/page.html" import basis_line %}{{ basis_line(basis) }}',
            basis=[("北京市实施《中华人民共和国工会法》办法", "第21条")],
        )

        assert "《北京市实施〈中华人民共和国工会法〉办法》第21条" in page


class TestAway:
    @pytest.mark.parametrize(
        ("rule", "start", "said"),
        [
            ("T-CONGRESS-DOC", "2026-11-28", "就是今天"),
            ("T-PUBLISH-WAGE", "2026-11-18", "距今天还有 2 天"),
            ("T-PUBLISH-WAGE", "2026-11-11", "已经过去 5 天"),
            ("T-OFFER-REPLY", "2026-12-10", ""),
            ("T-PUBLISH-GEN", "2026-11-11", ""),
            ("T-RENEW-WAGE", "2026-12-31", "现在就可以办，还有 39 天"),
            ("T-RENEW-WAGE", "2027-02-28", "还有 39 天开始"),
            ("T-RENEW-WAGE", "2026-11-21", "已经过去 1 天"),
        ],
    )
    def test_it_says_how_far_the_day_is_from_today(self, rule, start, said):
        shaped = calculator_shapes.answer(due(rule, start), (), today=TODAY)

        assert shaped["away"] == said
