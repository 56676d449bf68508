"""The way through the year and the names of its entries, as the law of the place has them."""

from __future__ import annotations

from datetime import timedelta

from bargaining import clock
from bargaining.actions import entries
from bargaining.rules import moves
from bargaining.rules.facts import fold
from bargaining.rules.roles import Role
from bargaining.web import shapes
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    FILED,
    MEETING,
    NAMED,
    OFFER,
    REPLY,
    SIGNED,
    TERM,
    history,
)

SHANGHAI, BEIJING = "310101", "110108"
TODAY = clock.today()
OF_BEIJING = ("北京市集体合同条例", "北京市实施", "北京市工资支付规定", "20 日内")
TALKS = (OFFER, REPLY, NAMED, MEETING, DRAFT)
SIGNED_DRAFT = ("sign", "2026-03-28", TERM)
TOLD = ("record_vote_notice", "2026-04-07", {})


class TestTheWayThroughTheYear:
    def current(self, *steps, place=SHANGHAI):
        shown = shapes.track(fold(history(*steps, place=place)))
        return [one["label"] for one in shown if one["state"] == "current"], [
            one["label"] for one in shown
        ]

    def test_in_shanghai_the_signature_stands_before_the_vote(self):
        here, stations = self.current(*TALKS, SIGNED_DRAFT)
        assert here == ["签字"]
        assert stations.index("签字") < stations.index("审议")
        assert self.current(*TALKS, SIGNED_DRAFT, CONGRESS)[0] == ["审议"]
        assert self.current(*TALKS, SIGNED_DRAFT, CONGRESS, TOLD, FILED)[0] == ["报送审查"]

    def test_elsewhere_it_stands_after_it(self):
        here, stations = self.current(*TALKS, CONGRESS, SIGNED, place=BEIJING)
        assert here == ["签字"]
        assert stations.index("审议") < stations.index("签字")

    def test_an_entry_bears_the_name_the_step_has_there(self):
        assert entries.entry_label("sign", place=SHANGHAI) == "登记草案签字"
        assert entries.entry_label("sign", place=BEIJING) == entries.entry_label("sign")


class TestAChairInShanghai:
    """Every page of a case there, as its chair sees it."""

    def test_no_page_of_the_case_names_the_law_of_beijing(self, as_, stage, law):
        chair = as_(Role.UNION_CHAIR, union=stage.outside.union)
        page = f"/cases/{stage.outside.case}"
        for path in ("", "/papers", *(f"/moves/{name}" for name in moves.TABLE)):
            answer = chair.get(f"{page}{path}", follow_redirects=True)
            assert answer.status_code in (200, 403, 409), path
            assert not [words for words in OF_BEIJING if words in answer.text], path

    def test_the_steps_are_taken_in_the_order_of_the_place(self, as_, stage, law):
        chair = as_(Role.UNION_CHAIR, union=stage.outside.union)
        page = f"/cases/{stage.outside.case}"
        days = iter(TODAY - timedelta(days=back) for back in range(9, 0, -1))

        def take(move, **given):
            answer = chair.submit(
                f"{page}/moves/{move}", page=f"{page}/moves/{move}", on=next(days).isoformat(),
                **given,
            )  # fmt: skip
            assert answer.status_code == 302, answer.text

        take("record_meeting", conclusion="agreed")
        take("adopt_draft")
        text = chair.get(page).text
        assert "双方首席代表在草案上签字，作为交付讨论的正式文本" in text
        assert "登记草案签字" in text
        take("sign", term_from="2026-10-01", term_to="2027-09-30", workers_covered="40")
        take("record_congress", form="congress", entitled="40", present="36", in_favour="30")
        assert "把讨论通过的情况书面告知企业" in chair.get(page).text
        take("record_vote_notice", received_by="某经理")
        text = chair.get(page).text
        assert "报送工资专项集体合同（7日）" in text
        assert "《上海市集体合同条例》第23条第1款" in text
        assert "P-VOTE-FIRST" not in text
