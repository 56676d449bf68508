"""Many papers at once: what is printed, what is left out and why, and how often one hears of it."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from cryptography.fernet import Fernet

from bargaining.actions import paper_batches, persons
from bargaining.actions import papers as paper_actions
from bargaining.errors import NotVisible, Refused, Unusable
from bargaining.queries import cases as case_queries
from bargaining.rules.packs import PACKS
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.store import Store
from tests import street_office
from tests.documents import reading
from tests.rules import cases
from tests.street_office import AT, STAFF, STREET, TODAY

OFFICIAL = Actor(None, "街道甲", Role.STREET, places=frozenset({STREET}))
UNDRAWN = "\U00030001"
DAY = timedelta(days=1)


@pytest.fixture
def workshop(tmp_path):
    key = persons.PersonKey(Fernet.generate_key().decode())
    return paper_batches.Workshop(tmp_path, Store(tmp_path / "store"), key)


def opened(session, count, **more):
    firms = street_office.add_firms(session, count, **more)
    return [street_office.open_case(session, firm) for firm in firms]


def print_batch(session, numbers, what, workshop, *, actor=STAFF, tell=None):
    return paper_batches.print_batch(
        session, numbers, what, workshop=workshop, actor=actor, today=TODAY, tell=tell
    )


def made_for(session, case, workshop):
    found = case_queries.get_case(session, case.number, actor=OPERATOR, on=TODAY)
    return workshop.making(session, found)


def print_pack(session, case, name, workshop, *, actor=OPERATOR):
    making = made_for(session, case, workshop)
    return paper_batches.print_pack(
        session, case.number, name, making=making, actor=actor, today=TODAY
    )


def starts(content):
    """Return the beginnings of the papers in a PDF, in order."""
    pages = reading.pdf_pages(content)
    return [page[:9] for page in pages if page.endswith("—1—")]


class TestABatch:
    def test_prints_the_offers_of_a_street_in_the_order_asked_for(self, street_register, workshop):
        made = opened(street_register, 3)
        numbers = [made[2].number, made[0].number, made[2].number, made[1].number]

        batch = print_batch(street_register, numbers, "proposal", workshop)

        assert batch.printed == (made[2].number, made[0].number, made[1].number)
        assert batch.left_out == ()
        pages = reading.pdf_pages(batch.content)
        firsts = [page for page in pages if page.endswith("—1—")]
        assert [page[:9] for page in firsts] == ["工资集体协商要约书"] * 3
        for page, firm in zip(firsts, ("第003商贸", "第001商贸", "第002商贸"), strict=True):
            assert firm in page
        assert pypdf.PdfReader(io.BytesIO(batch.content)).metadata.title == "工资集体协商要约书"

    def test_says_what_the_single_paper_says(self, street_register, workshop):
        (case,) = opened(street_register, 1)

        batch = print_batch(street_register, [case.number], "proposal", workshop)

        single = paper_actions.draft(
            street_register, case.number, "proposal", form="pdf", blank=False,
            making=made_for(street_register, case, workshop), actor=STAFF, today=TODAY,
        )  # fmt: skip
        assert batch.content == single.content

    def test_names_with_its_reason_whatever_cannot_be_printed(self, street_register, workshop):
        (helped,) = opened(street_register, 1)
        shy = street_office.open_case(
            street_register, street_office.add_firm(street_register, "未同意企业", agreed=False)
        )
        away = street_office.open_case(
            street_register,
            street_office.add_firm(street_register, "外区企业", street=street_office.ELSEWHERE),
        )
        rare = street_office.open_case(
            street_register, street_office.add_firm(street_register, f"示例{UNDRAWN}企业")
        )
        numbers = [helped.number, shy.number, away.number, rare.number, "没有的案号"]

        batch = print_batch(street_register, numbers, "proposal", workshop)

        assert batch.printed == (helped.number,)
        left = {one.number: (one.title, one.reason) for one in batch.left_out}
        assert left[shy.number] == ("未同意企业", "工会还没有同意代录，文书由工会主席自己打印。")
        assert left[away.number] == ("", "没有这个案号，或者不在您的工作范围内。")
        assert left["没有的案号"] == left[away.number]
        assert f"没有“{UNDRAWN}”字" in left[rare.number][1]
        assert "外区企业" not in str(batch.left_out)
        assert starts(batch.content) == ["工资集体协商要约书"]

    def test_who_only_watches_prints_nothing(self, street_register, workshop):
        made = opened(street_register, 1)

        with pytest.raises(Refused, match=r"没有可以打印的案件.*001商贸有限公司：按您的身份只看"):
            print_batch(street_register, [made[0].number], "proposal", workshop, actor=OFFICIAL)

    def test_nothing_asked_for_is_nothing_to_print(self, street_register, workshop):
        with pytest.raises(Refused, match="没有可以打印的案件。$"):
            print_batch(street_register, [], "proposal", workshop)

    def test_tells_how_far_it_is(self, street_register, workshop, monkeypatch):
        monkeypatch.setattr(paper_batches, "TOGETHER", 2)
        made, heard = opened(street_register, 5), []

        batch = print_batch(
            street_register, [one.number for one in made], "delivery_receipt", workshop,
            tell=lambda done, total: heard.append((done, total)),
        )  # fmt: skip

        assert heard == [(2, 5), (4, 5), (5, 5)]
        pages = reading.pdf_pages(batch.content)
        assert [page[:4] for page in pages] == ["送达回证", ""] * 4 + ["送达回证"]

    def test_a_pack_comes_whole_or_not_at_all(self, street_register, workshop):
        (good,) = opened(street_register, 1)
        bad = street_office.open_case(
            street_register, street_office.add_firm(street_register, "示例二企业")
        )
        street_office.take(street_register, bad, "prepare_proposal", TODAY, counterpart="李经理",
                           meeting_on="2026-03-20", meeting_place=f"三层{UNDRAWN}",
                           topics="工资")  # fmt: skip

        batch = print_batch(street_register, [bad.number, good.number], "offer", workshop)

        assert batch.printed == (good.number,)
        assert starts(batch.content) == ["工资集体协商要约书"] * 2 + ["送达回证送达文书工"] * 2

    @pytest.mark.parametrize("what", ["visit_sheet", "handover_list", "dispatch_letter"])
    def test_a_paper_of_no_case_is_not_printed_by_cases(self, street_register, workshop, what):
        with pytest.raises(Unusable, match="不能按案件批量打印"):
            print_batch(street_register, [], what, workshop)

    def test_an_unknown_paper_is_refused(self, street_register, workshop):
        with pytest.raises(Unusable, match="没有“poem”这种文书"):
            print_batch(street_register, [], "poem", workshop)


class TestAPack:
    def walked(self, street_register, *steps):
        (case,) = opened(street_register, 1)
        for move, on, given in steps:
            street_office.take(street_register, case, move, cases.day(on) - 20 * DAY, **given)
        return case

    OFFER = ("send_proposal", "2026-03-10", {"counterpart": "李经理", "meeting_on": "2026-03-20"})
    REPLY = ("record_reply", "2026-03-12", {"answer": "agree"})
    NAMED = ("appoint_representatives", "2026-03-13", {"people": cases.PEOPLE})

    @pytest.mark.parametrize("name", sorted(PACKS))
    def test_comes_out_at_the_very_beginning(self, street_register, workshop, name):
        case = self.walked(street_register)

        content = print_pack(street_register, case, name, workshop).content

        assert len(reading.pdf_pages(content)) >= 2

    def test_holds_each_paper_as_often_as_it_is_needed(self, street_register, workshop):
        case = self.walked(street_register, self.OFFER, self.REPLY)

        content = print_pack(street_register, case, "meeting", workshop).content

        assert starts(content) == [
            *["集体协商代表名单（"] * 3, *["集体协商代表名单公"] * 3, *["工资集体协商会议记"] * 2,
        ]  # fmt: skip

    def test_nameless_lists_are_forms_to_write_in_and_no_drafts(self, street_register, workshop):
        case = self.walked(street_register, self.OFFER, self.REPLY)

        content = print_pack(street_register, case, "meeting", workshop).content

        assert "草稿" not in "".join(reading.pdf_pages(content))

    def test_a_deputy_s_mandate_goes_along(self, street_register, workshop):
        case = self.walked(street_register, self.OFFER, self.REPLY, self.NAMED)

        content = print_pack(street_register, case, "meeting", workshop).content

        pages = reading.pdf_pages(content)
        found = [at for at, page in enumerate(pages) if page.startswith("首席代表委托书")]
        # 甲一 and 乙一 are neither 张主席 nor 李经理: each side's mandate, on sheets of its own.
        assert len(found) == 6
        assert all(at % 2 == 0 for at in found)
        assert "受托人：甲一" in pages[found[0]]
        assert "受托人：乙一" in pages[found[3]]

    def test_the_minutes_are_the_form_for_the_meeting_to_come(self, street_register, workshop):
        held = ("record_meeting", "2026-03-20", {"conclusion": "continue"})
        case = self.walked(street_register, self.OFFER, self.REPLY, self.NAMED, held)

        text = "".join(
            reading.pdf_pages(print_pack(street_register, case, "meeting", workshop).content)
        )

        assert "第2次会议" in text
        assert "第1次会议" not in text

    def test_the_contract_is_the_issued_one(self, street_register, workshop):
        case = self.walked(street_register)
        making = made_for(street_register, case, workshop)
        paper_actions.issue(
            street_register, case.number, "agreement", override_reason="先签文本", making=making,
            actor=OPERATOR, at=AT, today=TODAY,
        )  # fmt: skip
        street_office.take(street_register, case, "record_clauses", TODAY,
                           wage_system="后来改的制度", wage_forms="计时",
                           overtime_base="月工资", bonus_rule="按月",
                           allowance_rule="按规定", pay_day="十日", pay_method="转账")  # fmt: skip

        def text(name):
            return "".join(
                reading.pdf_pages(print_pack(street_register, case, name, workshop).content)
            )

        assert "后来改的制度" not in text("review")
        paper_actions.issue(
            street_register, case.number, "agreement", override_reason="改后再签", making=making,
            actor=OPERATOR, at=AT, today=TODAY,
        )  # fmt: skip
        assert "后来改的制度" in text("review")

    @pytest.mark.parametrize("actor", [OFFICIAL, STAFF])
    def test_is_closed_to_who_may_not_read_papers(self, street_register, workshop, actor):
        shy = street_office.open_case(
            street_register, street_office.add_firm(street_register, "未同意企业", agreed=False)
        )

        with pytest.raises(NotVisible):
            print_pack(street_register, shy, "offer", workshop, actor=actor)

    def test_is_open_to_the_street_that_helps(self, street_register, workshop):
        (case,) = opened(street_register, 1)

        assert print_pack(street_register, case, "offer", workshop, actor=STAFF).title == "要约包"
