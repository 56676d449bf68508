"""A chair's first screen: what is urgent, what may begin anew, what could be better."""

from __future__ import annotations

import re

from bargaining import db
from bargaining.rules.roles import Role
from tests.chair_stage import DAY, LAST_YEAR, TODAY, firm_with_case, take


class TestTheFirstScreen:
    def test_a_contract_about_to_end_can_be_renewed_in_one_press(self, own_chair, rows):
        until = TODAY + 60 * DAY
        with rows() as session:
            for name, given in LAST_YEAR[:4]:
                take(session, own_chair.number, name, **given)
            take(session, own_chair.number, "sign", term_from="2026-01-01",
                 term_to=until.isoformat(), workers_covered=40)  # fmt: skip
            take(session, own_chair.number, "record_effect", source="审查意见书")
            db.finish(session)

        text = own_chair.get("/").text

        assert "到期，可以开始新一轮" in text
        year = re.search(r'name="year" value="(\d+)"', text)[1]
        answer = own_chair.submit("/cases/open", page="/", enterprise=own_chair.firm, year=year)
        assert answer.location.endswith("/moves/prepare_proposal?then=1")

    def test_a_contract_that_runs_on_says_nothing_of_a_new_round(self, own_chair, rows):
        with rows() as session:
            for name, given in LAST_YEAR[:4]:
                take(session, own_chair.number, name, **given)
            take(session, own_chair.number, "sign", term_from="2026-01-01",
                 term_to=(TODAY + 61 * DAY).isoformat(), workers_covered=40)  # fmt: skip
            take(session, own_chair.number, "record_effect", source="审查意见书")
            db.finish(session)

        assert "可以开始新一轮" not in own_chair.get("/").text

    def test_of_several_enterprises_the_most_urgent_stands_first_and_the_count_of_queries_stays(
        self, own_chair, rows, counted, own_union
    ):
        with rows() as session:
            _, late = firm_with_case(session, name="海淀示例甲有限公司", union=own_union[0])
            take(session, late, "send_proposal", on=TODAY - 90 * DAY)
            db.finish(session)
        own_chair.get("/")
        two = counted(lambda: own_chair.get("/"))
        text = own_chair.get("/").text
        assert re.search(r'<section class="home-card stack" aria-label="海淀示例甲有限公司"', text)
        assert "其他企业（1 家" in text

        with rows() as session:
            for place in range(6):
                firm_with_case(session, name=f"海淀示例第{place}有限公司", union=own_union[0])
            db.finish(session)

        assert counted(lambda: own_chair.get("/")) == two
        assert "其他企业（7 家" in own_chair.get("/").text

    def test_what_could_be_better_is_said_to_the_chair_and_not_above(self, own_chair, rows, as_):
        with rows() as session:
            take(session, own_chair.number, "send_proposal")
            db.finish(session)

        assert "可改进之处" in own_chair.get(own_chair.case).text
        for role in (Role.STREET, Role.DISTRICT, Role.CITY, Role.STREET_STAFF):
            assert "可改进之处" not in as_(role).get(own_chair.case).text
