"""The reviewer's first screen and list: what silence ends next, and one click to record it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook

from bargaining.actions.cases import Step
from bargaining.rules.roles import Role
from bargaining.rules.silence_guard import NEAR
from tests.chair_stage import as_sent
from tests.review_stage import TODAY, VOTED, filed, recorded, shown, signed

DAY = timedelta(days=1)
ROW = re.compile(r'<tr role="row"[^>]*>\s*<th role="rowheader".*?</tr>', flags=re.S)


@pytest.fixture
def reviewer(as_):
    """The authority's own account, inside."""
    return as_(Role.REVIEWER)


@pytest.fixture
def under_review(cases):
    """Bring a case under review: so many days ago, with or without proof."""

    def brought(days, proof="receipt", **more):
        return cases(*VOTED, signed(TODAY - (days + 2) * DAY), filed(TODAY - days * DAY, proof),
                     **more)  # fmt: skip

    return brought


def rows_of(page, *numbers):
    """The rows of these cases, in the order in which they stand."""
    found = [row for row in ROW.findall(page.text) if any(one in row for one in numbers)]
    return [next(one for one in numbers if one in row) for row in found], found


def effect(seen, number):
    review = next(one for one in seen(number)["deadlines"] if one["rule"] == "T-REVIEW")
    return date.fromisoformat(review["earliest"] or review["due_on"]) + DAY


class TestTheFirstScreen:
    def test_lists_by_the_day_on_which_silence_ends_it(self, reviewer, under_review):
        late, soon = under_review(2), under_review(9)

        order, _rows = rows_of(reviewer.get("/"), late, soon)
        assert order == [soon, late]

    def test_counts_what_is_near_and_what_has_no_proof(self, reviewer, under_review, seen):
        numbers = [under_review(days) for days in (3, 14, 18)]
        unproved = under_review(13, "none")

        text = reviewer.get("/").text
        tiles = dict(re.findall(
            r'tile-label">([^<]+)</span><span class="tile-value">\s*(\d+)', text
        ))  # fmt: skip
        proved = set(re.findall(r"\d{6}-\d{4}-\d{4}", reviewer.get("/reviews").text))
        near = sum(
            (effect(seen, one) - TODAY).days <= NEAR for one in proved if has_proof(seen, one)
        )
        assert int(tiles["在审查"]) == len(proved)
        assert {*numbers, unproved} <= proved
        assert int(tiles["默示生效将至"]) == near
        assert int(tiles["没有收到凭证"]) == sum(not has_proof(seen, one) for one in proved)

    def test_warns_in_the_row_and_on_both_sides_case_pages(self, as_, reviewer, under_review, seen):
        number = under_review(14)
        left = (effect(seen, number) - TODAY).days

        _order, [row] = rows_of(reviewer.get("/"), number)
        assert ("is-amber" in row) is (left <= NEAR)
        for browser in (reviewer, as_(Role.UNION_CHAIR)):
            text = shown(browser.get(f"/cases/{number}"))
            assert ("合同即默示生效" in text) is (0 < left <= NEAR)

    def test_says_what_to_do_where_nothing_is_under_review(self, as_):
        elsewhere = as_(Role.REVIEWER, place="310101")

        assert "没有在审查的报送" in shown(elsewhere.get("/"))

    def test_shows_what_was_filed_elsewhere_to_nobody(self, reviewer, as_, under_review):
        outside = under_review(3, side="outside")

        assert outside not in reviewer.get("/").text
        assert outside not in reviewer.get("/reviews").text
        assert outside in as_(Role.REVIEWER, place="310101").get("/reviews").text

    def test_sends_as_many_statements_for_many_as_for_one(self, reviewer, under_review, counted):
        under_review(3)
        few = counted(lambda: reviewer.get("/"))
        for days in (4, 5, 6):
            under_review(days, "none")

        assert counted(lambda: reviewer.get("/")) == few

    def test_leads_to_coordination_and_changes_as_well(self, reviewer, cases):
        number = cases(
            *VOTED[:4],
            Step("record_deadlock", date(2026, 2, 10),
                 {"items": "增幅", "union_position": "百分之五", "employer_position": "不增"}),
            Step("apply_coordination", date(2026, 2, 12),
                 {"authority": "海淀区人力资源和社会保障局", "facts_found": "增幅谈不拢",
                  "asked_for": "协调增幅"}),
        )  # fmt: skip
        assert "申请协调，尚未受理 1 件" in shown(reviewer.get("/"))

        recorded(reviewer, number, "accept_coordination", (TODAY - DAY).isoformat(),
                 authority="海淀区人力资源和社会保障局")  # fmt: skip
        assert number in reviewer.get("/").text


def has_proof(seen, number):
    return seen(number)["facts"]["received_on"] is not None


class TestOneClick:
    def test_records_the_receipt_from_the_row(self, reviewer, under_review, seen):
        number = under_review(4, "none")
        _order, [row] = rows_of(reviewer.get("/"), number)
        form = re.search(r'<form class="inline-form review-receipt".*?</form>', row, flags=re.S)[0]
        action = re.search(r'action="([^"]+)"', form)[1]

        answer = reviewer.submit(action, page="/change-password", **as_sent(form))

        assert answer.status_code == 302
        assert seen(number)["facts"]["received_on"] == TODAY.isoformat()
        _order, [row] = rows_of(reviewer.get("/"), number)
        assert "登记收件" not in row
        assert "今天收到" in row

    def test_a_day_before_the_filing_is_said_on_the_steps_own_page(self, reviewer, under_review):
        number = under_review(4, "none")
        answer = reviewer.submit(
            f"/cases/{number}/moves/record_receipt", page="/change-password",
            on=(TODAY - 9 * DAY).isoformat(), proof="receipt",
        )  # fmt: skip

        assert answer.status_code == 422
        assert "不能早于报送之日" in shown(answer)

    def test_an_objection_opens_with_today_and_asks_which_clause(
        self, reviewer, under_review, seen
    ):
        number = under_review(4)
        _order, [row] = rows_of(reviewer.get("/"), number)
        href = re.search(r'href="([^"]+/record_objection)"', row)[1]
        form = as_sent(reviewer.get(href).text)

        assert form["on"] == TODAY.isoformat()
        recorded(reviewer, number, "record_objection", form["on"], clause="pay_day",
                 article="第八条", opinion="支付日没有写明")  # fmt: skip
        assert seen(number)["state"] == "objected"
        assert number not in reviewer.get("/reviews").text


class TestTheList:
    def test_is_narrowed_by_its_address_and_exported_as_it_stands(self, reviewer, under_review):
        proved, unproved = under_review(5), under_review(6, "none")

        page = reviewer.get("/reviews?state=unproved")
        assert unproved in page.text
        assert proved not in page.text
        export = re.search(r'href="([^"]*export[^"]*)"', page.text)[1].replace("&amp;", "&")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(reviewer.get(export).data))
        cells = sheet.get_sheet_by_index(0).to_python()
        assert cells[0][:2] == ["企业", "案号"]
        listed = {row[1] for row in cells[1:]}
        assert unproved in listed
        assert proved not in listed

    def test_can_be_turned_round(self, reviewer, under_review):
        late, soon = under_review(2), under_review(9)

        order, _rows = rows_of(reviewer.get("/reviews?sort=-day"), late, soon)
        assert order == [late, soon]

    def test_that_finds_nothing_offers_to_clear_the_filter(self, reviewer, under_review):
        under_review(5)

        text = shown(reviewer.get("/reviews?text=没有这家"))
        assert "没有符合条件的报送" in text
        assert "清除条件" in text

    def test_marks_an_office_that_is_still_to_be_found_out(self, as_, reviewer, under_review):
        number = under_review(5)
        recorded(as_(Role.UNION_CHAIR), number, "confirm_filing_office",
                 (TODAY - DAY).isoformat(), governed="across")  # fmt: skip

        _order, [row] = rows_of(reviewer.get("/reviews"), number)
        assert "报送机关待人工确认" in row
