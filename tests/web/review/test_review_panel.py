"""The guard on silence on a case's page, and an objection carried to the filing that answers it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bargaining.rules.roles import Role
from bargaining.rules.silence_guard import NEAR
from tests.chair_stage import as_sent, mark
from tests.review_stage import TODAY, VOTED, filed, panel, recorded, shown, signed

DAY = timedelta(days=1)
SIGNED = signed(date(2026, 4, 8))
FILED_LONG_AGO = filed(date(2026, 4, 10), "none")
OBJECTION = {"about": "content", "clause": "overtime_base", "article": "第五条",
             "opinion": "加班工资基数低于规定，请修改。"}  # fmt: skip


class TestTheGuard:
    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.INSTRUCTOR, Role.STREET,
                                      Role.DISTRICT, Role.REVIEWER])  # fmt: skip
    def test_stands_before_the_filer_and_the_reviewer(self, as_, cases, role):
        number = cases(*VOTED, signed(TODAY - 5 * DAY), filed(TODAY - 3 * DAY))

        text = panel(as_(role).get(f"/cases/{number}"))
        assert "审查与默示生效" in text
        assert "异议最迟送达" in text

    def test_is_no_business_of_who_sees_figures(self, as_, cases):
        number = cases(*VOTED, signed(TODAY - 5 * DAY), filed(TODAY - 3 * DAY))

        assert panel(as_(Role.CITY).get(f"/cases/{number}")) == ""

    def test_without_proof_presumes_and_asks_for_the_receipt_first(self, as_, cases, seen):
        chair = as_(Role.UNION_CHAIR)
        number = cases(*VOTED, SIGNED, FILED_LONG_AGO)

        page = chair.get(f"/cases/{number}")
        assert seen(number)["state"] == "filed"
        assert shown(page).count("推定生效·待核回执") == 2  # beside the state, and in the panel
        assert "按报送之日推算的默示生效日 2026年4月28日" in panel(page)
        assert "不能认定默示生效" in shown(page)
        assert panel(page).index("登记收到凭证") < panel(page).index("登记审查无异议")

    def test_shows_the_steps_to_whoever_may_take_them_only(self, as_, cases):
        number = cases(*VOTED, SIGNED, FILED_LONG_AGO)

        assert "登记审查异议" not in panel(as_(Role.DISTRICT).get(f"/cases/{number}"))
        assert "登记审查异议" in panel(as_(Role.REVIEWER).get(f"/cases/{number}"))

    def test_each_side_is_told_its_own_part(self, as_, cases):
        number = cases(*VOTED, signed(TODAY - 5 * DAY), filed(TODAY - 3 * DAY))

        assert "收到异议的，按送达之日登记" in panel(as_(Role.UNION_CHAIR).get(f"/cases/{number}"))
        assert "有异议的，审查意见书最迟" in panel(as_(Role.REVIEWER).get(f"/cases/{number}"))

    def test_the_first_days_look_names_no_person_to_the_reviewer(self, as_, cases):
        number = cases(*VOTED, signed(TODAY - 5 * DAY), filed(TODAY - 3 * DAY))

        text = panel(as_(Role.REVIEWER).get(f"/cases/{number}"))
        assert "收件核对" in text
        for said in ("双方主体、代表资格", "协商程序", "条款内容", "不是审查"):
            assert said in text
        for name in ("甲一", "甲二", "乙一"):
            assert name not in text

    def test_the_first_days_look_finds_the_signature_before_the_vote(self, as_, cases):
        steps = (*VOTED[:-1], signed(date(2026, 2, 10)), VOTED[-1], filed(date(2026, 4, 10)))
        number = cases(*steps)

        text = panel(as_(Role.REVIEWER).get(f"/cases/{number}"))
        assert "2026年2月10日 签字，早于审议通过的 2026年2月13日" in text


class TestTheChairsFirstScreen:
    def test_warns_before_silence_and_says_what_is_wanting_after_it(self, own_chair, take, seen):
        number = own_chair.number
        take(number, *VOTED, signed(TODAY - 16 * DAY), filed(TODAY - 14 * DAY, "none"))
        review = next(one for one in seen(number)["deadlines"] if one["rule"] == "T-REVIEW")
        left = (date.fromisoformat(review["earliest"] or review["due_on"]) + DAY - TODAY).days

        text = shown(own_chair.get("/"))
        assert ("请尽快补登记收到凭证" in text) is (0 < left <= NEAR)

    def test_far_from_it_says_how_the_step_goes(self, own_chair, take):
        take(own_chair.number, *VOTED, signed(TODAY - 3 * DAY), filed(TODAY - DAY))

        text = shown(own_chair.get("/"))
        assert "默示生效" not in text
        assert "收到《审查意见书》（无异议）的，按送达双方之日登记" in text


class TestAnObjectionOnItsWay:
    @pytest.fixture
    def objected(self, as_, cases):
        """A case objected to by the authority itself."""
        number = cases(*VOTED, SIGNED, filed(date(2026, 4, 10)))
        recorded(as_(Role.REVIEWER), number, "record_objection", "2026-04-20", **OBJECTION)
        return number

    def test_is_named_with_its_clause_on_the_case_and_in_the_next_step(self, as_, objected):
        page = as_(Role.UNION_CHAIR).get(f"/cases/{objected}")

        assert "就审查异议（条款内容：第五条（加班工资基数））协商修改" in shown(page)
        assert "加班工资基数低于规定，请修改。" in panel(page)
        assert "合同尚未生效" in panel(page)

    def test_leads_to_the_clause_and_marks_it_there(self, as_, objected):
        chair = as_(Role.UNION_CHAIR)
        page = chair.get(f"/cases/{objected}").text
        href = re.search(r'href="([^"]+)">修改条款：加班工资基数', page)[1]
        others = ("wage_system", "wage_forms", "bonus_rule", "allowance_rule", "pay_method")
        recorded(chair, objected, "record_clauses", "2026-04-20", overtime_base="按实发工资",
                 pay_day="每月五日", **dict.fromkeys(others, "照旧"))  # fmt: skip

        text = chair.get(href.partition("#")[0]).text
        assert href.endswith("#overtime_base")
        assert mark(text, "加班工资基数") == "审查有异议，请修改"
        assert "加班工资基数低于规定，请修改。" in text

    def test_stands_beside_the_new_filing_and_then_beside_its_review(self, as_, objected, seen):
        chair = as_(Role.UNION_CHAIR)
        page = f"/cases/{objected}/moves/refile"
        assert "加班工资基数低于规定，请修改。" in chair.get(page).text
        changed = "第五条改为正常劳动应得工资"
        recorded(chair, objected, "refile", "2026-05-08", signed_on="2026-05-06",
                 changes=changed, method="window", proof="receipt")  # fmt: skip

        for role in (Role.UNION_CHAIR, Role.REVIEWER):
            text = panel(as_(role).get(f"/cases/{objected}"))
            assert "这次报送答复的异议" in text
            assert changed in text
        for role in (Role.STREET, Role.DISTRICT):
            text = panel(as_(role).get(f"/cases/{objected}"))
            assert "这次报送答复的异议" in text
            assert changed not in text
            assert "加班工资基数低于规定" not in text

    def test_both_clocks_begin_anew_with_the_new_filing(self, as_, objected, seen):
        chair = as_(Role.UNION_CHAIR)
        recorded(chair, objected, "refile", "2026-05-08", signed_on="2026-05-06",
                 method="window", proof="receipt")  # fmt: skip

        running = [one for one in seen(objected)["deadlines"] if one["ended_on"] is None]
        [review] = [one for one in running if one["rule"] == "T-REVIEW"]
        assert (review["start"], review["raw_due_on"]) == ("2026-05-08", "2026-05-23")
        filing = [one for one in seen(objected)["deadlines"] if one["rule"] == "T-REFILE-WAGE"]
        assert [(one["start"], one["ended_on"]) for one in filing] == [("2026-05-06", "2026-05-08")]

    def test_is_shown_without_its_words_to_the_offices_above(self, as_, objected):
        text = panel(as_(Role.DISTRICT).get(f"/cases/{objected}"))

        assert "第五条（加班工资基数）" in text
        assert "请修改。" not in text
        assert as_sent(as_(Role.UNION_CHAIR).get(f"/cases/{objected}/moves/refile").text)
