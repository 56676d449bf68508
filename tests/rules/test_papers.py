"""Is the catalogue of papers right?"""

from __future__ import annotations

import pytest

from bargaining.errors import Unusable
from bargaining.rules import facts, moves, next_steps, packs, papers, papers_contract, papers_talks
from bargaining.rules.paper import Side, Signer
from bargaining.rules.states import CaseState
from tests.rules import cases

KINDS = sorted(papers.CATALOGUE)
LETTERS = {"dispatch_letter", "visit_sheet", "handover_list"}


@pytest.mark.parametrize("kind", KINDS)
class TestEveryPaper:
    def test_has_a_title_a_basis_signers_and_copies(self, kind):
        paper = papers.paper(kind)

        assert paper.kind == kind
        assert paper.title
        assert paper.basis
        assert all(each.text and each.article.startswith("第") for each in paper.basis)
        assert paper.signers
        assert paper.copies >= 1
        assert paper.copies_note

    def test_belongs_to_a_step_or_to_no_case(self, kind):
        assert bool(papers.steps_of(kind)) is papers.paper(kind).of_case

    def test_requires_no_field_twice(self, kind):
        required = papers.paper(kind).required

        assert required
        assert len(set(required)) == len(required)


class TestWhichPaper:
    def test_an_unknown_one_is_refused_with_the_choice(self):
        with pytest.raises(
            Unusable, match="没有“poem”这种文书，可选：.*proposal（工资集体协商要约书）"
        ):
            papers.paper("poem")

    def test_an_offer_needs_its_letter_and_the_receipt_and_drawing_it_up_leaves_both(self):
        both = ["proposal", "delivery_receipt"]

        assert [each.kind for each in papers.needed_by("send_proposal")] == both
        assert [each.kind for each in papers.left_by("prepare_proposal")] == both

    @pytest.mark.parametrize("move", ["file", "refile"])
    def test_a_filing_needs_everything_that_is_filed(self, move):
        needed = {each.kind for each in papers.needed_by(move)}

        assert needed == {
            "filing_contents", "filing_statement", "agreement", "congress_resolution",
            "representatives",
        }  # fmt: skip

    def test_naming_the_negotiators_leaves_their_lists_and_mandates(self):
        left = {each.kind for each in papers.left_by("appoint_representatives")}

        assert left == {
            "representatives", "representatives_notice", "chief_mandate", "expert_mandate",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("move", "kind"),
        [
            ("record_reply", "reply"),
            ("record_meeting", "minutes"),
            ("record_congress", "congress_resolution"),
            ("publish", "publication_notice"),
        ],
    )
    def test_a_step_with_one_paper_names_it(self, move, kind):
        assert [each.kind for each in papers.needed_by(move)] == [kind]

    def test_every_paper_a_step_names_is_in_the_catalogue(self):
        named = {kind for move in moves.TABLE.values() for kind in (*move.needs, *move.leaves)}

        assert named == {each.kind for each in papers.of_case()}

    def test_three_belong_to_no_case_and_come_last(self):
        assert {kind for kind in KINDS if not papers.paper(kind).of_case} == LETTERS
        assert set(list(papers.CATALOGUE)[-3:]) == LETTERS

    def test_a_move_without_papers_has_none(self):
        assert papers.needed_by("close") == ()
        assert papers.left_by("close") == ()

    def test_only_the_contract_and_what_changes_it_bear_a_seal_across_their_pages(self):
        sealed = [kind for kind, paper in papers.CATALOGUE.items() if paper.seam_seal]

        assert sealed == ["agreement", "change_agreement"]

    def test_the_contract_has_one_for_each_side_and_three_to_file(self):
        assert papers_contract.AGREEMENT.copies == 5


class TestWhoSigns:
    @pytest.mark.parametrize(
        ("has_union", "union_has_seal", "seal"),
        [(True, True, "工会印章"), (True, False, ""), (False, True, ""), (False, False, "")],
    )
    def test_the_union_seals_only_where_it_has_one(self, has_union, union_has_seal, seal):
        employer, workers = papers.signers(
            papers_contract.AGREEMENT, has_union=has_union, union_has_seal=union_has_seal
        )

        assert employer.seal == "单位公章"
        assert workers == Signer(who="职工方首席代表", side=Side.WORKERS, seal=seal)

    @pytest.mark.parametrize(("by_employer", "seal"), [(True, "要约方印章"), (False, "")])
    def test_an_offer_is_sealed_by_the_side_that_makes_it(self, by_employer, seal):
        (offering,) = papers.signers(
            papers_talks.PROPOSAL, has_union=False, union_has_seal=False, by_employer=by_employer
        )

        assert offering.seal == seal

    @pytest.mark.parametrize(("by_employer", "seal"), [(False, "签收单位印章"), (True, "")])
    def test_a_receipt_is_sealed_by_the_side_that_receives(self, by_employer, seal):
        _sender, receiver, witness = papers.signers(
            papers_talks.DELIVERY_RECEIPT,
            has_union=True,
            union_has_seal=False,
            by_employer=by_employer,
        )

        assert receiver.seal == seal
        assert witness.seal == ""

    @pytest.mark.parametrize("kind", KINDS)
    def test_without_a_union_nobody_is_asked_for_its_seal(self, kind):
        signers = papers.signers(papers.paper(kind), has_union=False, union_has_seal=False)

        assert not [one for one in signers if "工会" in one.seal and one.side is not Side.ISSUING]


class TestTheNextStep:
    def folded(self, count):
        return facts.fold(cases.history(*cases.STRAIGHT[:count]))

    @pytest.mark.parametrize(
        ("count", "offered", "pack"),
        [
            (0, ("proposal", "delivery_receipt"), "offer"),
            (1, ("reply",), ""),
            (2, ("representatives", "representatives_notice"), "meeting"),
            (3, ("representatives_notice", "minutes"), "meeting"),
            (5, ("agreement", "congress_resolution"), "review"),
            (6, ("agreement",), ""),
            (7, ("filing_contents", "filing_statement", "agreement", "congress_resolution",
                 "representatives"), "filing"),
        ],
    )  # fmt: skip
    def test_offers_the_papers_of_the_straight_way(self, count, offered, pack):
        step = next_steps.next_step(self.folded(count))

        assert (step.papers, step.pack) == (offered, pack)

    def test_a_contract_in_force_is_posted(self):
        in_force = ("record_no_objection", "2026-04-20", {})
        step = next_steps.next_step(facts.fold(cases.history(*cases.STRAIGHT, in_force)))

        assert (step.papers, step.pack) == (("publication_notice",), "posting")

    def test_an_offer_on_its_way_wants_the_receipt_signed(self):
        sent = ("send_proposal", "2026-03-02", {"initiator": "union", "delivered": False})
        step = next_steps.next_step(facts.fold(cases.history(sent)))

        assert step.papers == ("delivery_receipt",)

    @pytest.mark.parametrize("state", list(CaseState))
    def test_names_only_papers_and_packs_that_there_are(self, state):
        step = next_steps._ALWAYS.get(state)
        if step is not None:
            assert set(step.papers) <= set(papers.CATALOGUE)
            assert step.pack in ("", *packs.PACKS)
