"""Without a union no paper has a place for a union's seal: filled, half filled and blank."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest

from bargaining.documents import contexts, letters, papers
from bargaining.rules import facts as case_facts
from bargaining.rules import papers as catalogue
from tests.documents import reading
from tests.documents.dossiers import UNION, dossier
from tests.rules import cases
from tests.rules.stories_people import ELECTED, elected, left, listed, unionless

OF_CASE = sorted(one.kind for one in catalogue.of_case())
# The union above puts its own seal under its own letters; nobody else's union does.
UNION_SEAL = re.compile(r"(?<!总)工会(?:委员会)?[（(]?(?:盖章|印章|公章|章）)")
CHAIR = re.compile(r"(?<!总)工会(?:主席|负责人)（签[字名]）")

BEFORE = (
    elected("2026-02-20"), cases.OFFER, cases.REPLY, listed("2026-03-12", ELECTED),
    cases.MEETING, left("2026-03-23", "王五"),
    listed("2026-03-27", [{**one, "name": "陆七"} if one["name"] == "王五" else one
                          for one in ELECTED]),
    cases.DRAFT, cases.CONGRESS, cases.SIGNED, cases.FILED,
)  # fmt: skip
AFTER = (
    ("record_no_objection", "2026-04-20", {}),
    ("publish", "2026-04-22", {"side": "both", "method": "公告栏"}),
    ("agree_change", "2026-06-01", {"what": "加班工资基数", "reason": "双方协商一致"}),
    ("terminate", "2026-08-03", {"reason": "agreed"}),
)
STATIONS = {"开始": (), "推举": BEFORE[:1], "报送": BEFORE, "终止": (*BEFORE, *AFTER)}


def of(*steps, registered=False):
    """A case of an enterprise without a union; since then the register may know one."""
    made = dossier(*cases.STRAIGHT, has_union=registered)
    return dataclasses.replace(made, facts=case_facts.fold(unionless(*steps)))


def printed(kind, context, *, blank=False, place="110108"):
    rendered = papers.render_docx(kind, context, draft=True, blank=blank, place=place)
    return "\n".join(reading.lines(rendered.content))


def sealed(text):
    return [line for line in text.splitlines() if UNION_SEAL.search(line) or CHAIR.search(line)]


@pytest.mark.parametrize("kind", OF_CASE)
class TestEveryPaperOfACase:
    @pytest.mark.parametrize("station", STATIONS)
    def test_has_no_place_for_a_union_seal(self, kind, station):
        made = of(*STATIONS[station])
        for how in ({}, {"blank": True}, {"place": "310101"}):
            text = printed(kind, contexts.context(kind, made), **how)
            assert sealed(text) == [], how
            assert UNION not in text

    def test_nor_where_the_register_knows_a_union_that_the_case_does_not(self, kind):
        text = printed(kind, contexts.context(kind, of(*BEFORE, registered=True)))

        assert sealed(text) == []
        assert UNION not in text

    def test_of_a_union_founded_since_names_it_again(self, kind):
        founded = ("record_union_founded", "2026-03-28", {"union": UNION})
        context = contexts.context(kind, of(*BEFORE[:-4], founded, *BEFORE[-4:], registered=True))

        assert context.get("has_union", True)

    def test_names_nobody_who_seals_for_a_union(self, kind):
        signers = catalogue.signers(catalogue.paper(kind), has_union=False, union_has_seal=False)

        assert not [one for one in signers if "工会" in one.seal and "总工会" not in one.seal]


def test_the_letter_an_instructor_brings_has_none_either():
    sending = letters.Sending(
        issuer_name="海淀区总工会", employer_name="北京示例餐饮有限公司", workers_name="",
        instructor_name="赵指导", capacity="adviser", reason="帮助推举协商代表",
        from_on=date(2026, 3, 2), year=2026,
    )  # fmt: skip
    text = printed("dispatch_letter", letters.dispatch_letter(sending))

    assert "现派赵指导为集体协商指导员" in text
    assert sealed(text) == []


def test_a_union_with_a_seal_is_found_by_the_same_look():
    """What the tests above look for is there as soon as there is a union."""
    text = printed("agreement", contexts.context("agreement", dossier(*cases.STRAIGHT)))

    assert sealed(text)


class TestTheElection:
    def test_is_printed_before_it_is_held_with_what_the_register_knows(self):
        text = printed("workers_election", contexts.context("workers_election", of()))

        assert "由中关村街道总工会指导" in text
        assert "全体职工53人" in text
        assert "至少27人" in text

    def test_is_printed_as_it_was_held(self):
        text = printed("workers_election", contexts.context("workers_election", of(*BEFORE[:1])))

        assert "全体职工53人" in text
        assert "同意27人，占全体职工的50.94%" in text
        assert "1\t周小楠\t厨师长\t首席" in text

    def test_stands_in_the_statement_that_is_filed(self):
        text = printed("filing_statement", contexts.context("filing_statement", of(*BEFORE)))

        assert "在中关村街道总工会指导下由职工民主推举（全体职工 53 人，同意 27 人）" in text
        assert "由工会" not in text


class TestTheReplacement:
    def test_names_who_left_and_who_is_there_now(self):
        text = printed("replacement_notice", contexts.context("replacement_notice", of(*BEFORE)))

        assert "我方协商代表王五因辞任，自2026年3月23日起不再担任我方协商代表" in text
        assert "我方于2026年3月27日产生新的协商代表" in text
        assert "陆七" in text
        assert "半数以上职工同意" in text

    def test_before_somebody_new_is_named_leaves_their_place_empty(self):
        context = contexts.context("replacement_notice", of(*BEFORE[:6]))

        assert not {"named_on", "count", "people"} & context.keys()
        assert "我方于＿＿" in printed("replacement_notice", context)

    def test_by_the_employer_speaks_for_the_employer(self):
        gone = (*BEFORE[:5], left("2026-03-23", "乙三", "employer", "left"))
        text = printed("replacement_notice", contexts.context("replacement_notice", of(*gone)))

        assert "乙三因离开本单位" in text
        assert "半数以上职工同意" not in text

    def test_without_a_vacancy_tells_what_the_newest_list_changed(self):
        of_two = (*BEFORE[:5], BEFORE[6])
        context = contexts.context("replacement_notice", of(*of_two))

        assert (context["former_name"], context["reason"]) == ("王五", "更换")


class TestTheMandate:
    def test_is_for_those_from_outside_alone(self):
        people = [{**one, "outside": True, "title": "律师", "mandate_until": "2026-06-30"}
                  if one["name"] == "王五" else one for one in ELECTED]  # fmt: skip
        adviser = {"name": "赵指导", "side": "union", "adviser": True}
        made = of(*BEFORE[:3], listed("2026-03-12", [*people, adviser]))
        text = printed("expert_mandate", contexts.context("expert_mandate", made))

        assert "1\t王五\t律师\t2026年6月30日" in text
        assert "赵指导" not in text
        assert "（用人单位方）" not in text
        assert "首席代表）" in text

    def test_comes_out_for_both_sides_by_hand_where_nobody_is_from_outside(self):
        text = printed("expert_mandate", contexts.context("expert_mandate", of(*BEFORE[:4])))

        assert "（职工方）" in text
        assert "（用人单位方）" in text
