"""Is the catalogue of papers right?"""

from __future__ import annotations

import pytest

from bargaining.errors import Unusable
from bargaining.rules import papers
from bargaining.rules.papers import Side, Signer

KINDS = sorted(papers.CATALOGUE)


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

    def test_belongs_to_a_move(self, kind):
        paper = papers.paper(kind)

        assert paper.needed_by or paper.left_by

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

    def test_an_offer_needs_its_letter_and_leaves_the_receipt(self):
        assert [each.kind for each in papers.needed_by("send_proposal")] == ["proposal"]
        assert [each.kind for each in papers.left_by("send_proposal")] == ["delivery_receipt"]

    def test_a_filing_needs_contract_resolution_and_statement(self):
        needed = {each.kind for each in papers.needed_by("file")}

        assert needed == {"agreement", "congress_resolution", "filing_statement"}

    def test_a_vote_leaves_the_resolution(self):
        assert [each.kind for each in papers.left_by("record_congress")] == ["congress_resolution"]

    def test_a_move_without_papers_has_none(self):
        assert papers.needed_by("close") == ()
        assert papers.left_by("close") == ()

    def test_only_the_contract_bears_a_seal_across_its_pages(self):
        sealed = [kind for kind, paper in papers.CATALOGUE.items() if paper.seam_seal]

        assert sealed == ["agreement"]

    def test_the_contract_has_one_for_each_side_and_three_to_file(self):
        assert papers.AGREEMENT.copies == 5


class TestWhoSigns:
    @pytest.mark.parametrize(
        ("has_union", "union_has_seal", "seal"),
        [(True, True, "工会印章"), (True, False, ""), (False, True, ""), (False, False, "")],
    )
    def test_the_union_seals_only_where_it_has_one(self, has_union, union_has_seal, seal):
        employer, workers = papers.signers(
            papers.AGREEMENT, has_union=has_union, union_has_seal=union_has_seal
        )

        assert employer.seal == "单位公章"
        assert workers == Signer(who="职工方首席代表", side=Side.WORKERS, seal=seal)

    @pytest.mark.parametrize(("by_employer", "seal"), [(True, "要约方印章"), (False, "")])
    def test_an_offer_is_sealed_by_the_side_that_makes_it(self, by_employer, seal):
        (offering,) = papers.signers(
            papers.PROPOSAL, has_union=False, union_has_seal=False, by_employer=by_employer
        )

        assert offering.seal == seal

    @pytest.mark.parametrize(("by_employer", "seal"), [(False, "签收单位印章"), (True, "")])
    def test_a_receipt_is_sealed_by_the_side_that_receives(self, by_employer, seal):
        _sender, receiver, witness = papers.signers(
            papers.DELIVERY_RECEIPT, has_union=True, union_has_seal=False, by_employer=by_employer
        )

        assert receiver.seal == seal
        assert witness.seal == ""
