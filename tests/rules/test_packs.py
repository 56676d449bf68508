"""Which papers go together, and how many of each?"""

from __future__ import annotations

import pytest

from bargaining.errors import Unusable
from bargaining.rules import facts, packs, papers
from tests.rules import cases

NAMES = sorted(packs.PACKS)


def copies(name, *, mandated=False):
    return {one.kind: one.copies for one in packs.pack(name).contents(mandated=mandated)}


@pytest.mark.parametrize("name", NAMES)
class TestEveryPack:
    def test_has_a_title_and_says_what_it_is_for(self, name):
        pack = packs.pack(name)

        assert pack.title.endswith("包")
        assert pack.explain.endswith("。")

    def test_holds_papers_of_a_case_each_once_and_never_more_than_are_made(self, name):
        held = [one.kind for one in packs.pack(name).papers]

        assert len(set(held)) == len(held)
        assert set(held) <= {each.kind for each in papers.of_case()}
        for one in packs.pack(name).papers:
            assert 1 <= one.copies <= papers.paper(one.kind).copies

    def test_has_a_name_that_no_paper_has(self, name):
        assert name not in papers.CATALOGUE


class TestWhatIsInside:
    def test_an_offer_goes_out_twice_with_its_receipt(self):
        assert copies("offer") == {"proposal": 2, "delivery_receipt": 2}

    def test_the_contract_is_filed_three_times(self):
        assert copies("filing") == {
            "filing_contents": 2,
            "filing_statement": 1,
            "agreement": 3,
            "congress_resolution": 1,
            "representatives": 1,
        }

    @pytest.mark.parametrize("name", ["meeting", "filing"])
    def test_a_mandate_is_in_it_only_where_a_chief_needs_one(self, name):
        assert "chief_mandate" not in copies(name)
        assert "chief_mandate" in copies(name, mandated=True)

    def test_an_unknown_pack_is_refused_with_the_choice(self):
        with pytest.raises(Unusable, match="没有“poem”这种打印包") as problem:
            packs.pack("poem")

        assert problem.value.refusal.field == "pack"
        assert problem.value.refusal.message.endswith(
            "可选：offer（要约包）、meeting（会议包）、review（审议包）、filing（报送包）、posting（公布包）。"
        )


class TestWhichMeeting:
    def meeting(self, on, conclusion):
        return ("record_meeting", on, {"conclusion": conclusion})

    @pytest.mark.parametrize(
        ("conclusions", "number"),
        [((), 1), (("continue",), 2), (("apart",), 2), (("agreed",), 1),
         (("continue", "agreed"), 2), (("agreed", "continue"), 3)],
    )  # fmt: skip
    def test_the_minutes_are_those_to_come_until_a_meeting_agreed(self, conclusions, number):
        held = [self.meeting(f"2026-03-{20 + at}", word) for at, word in enumerate(conclusions)]
        folded = facts.fold(cases.history(cases.OFFER, cases.REPLY, *held))

        assert packs.meeting_to_print(folded) == number
