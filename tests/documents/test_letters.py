"""The papers of no single case: what plain values make of them."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining.documents import letters, papers, pdf
from tests.documents import reading

SENDING = letters.Sending(
    issuer_name="海淀区总工会",
    employer_name="北京示例餐饮有限公司",
    workers_name="北京示例餐饮有限公司工会",
    instructor_name="赵天翀",
    capacity=letters.ADVISER,
    reason="要约送达二十日尚未答复。",
    from_on=date(2026, 4, 2),
)
LONG = "北京示例堃昇餐饮管理（集团）有限责任公司海淀中关村第一分公司"


def words(kind, context, **how):
    content = papers.render_docx(kind, context, draft=True, blank=False, **how)
    assert content.missing == ()
    return "\n".join(reading.lines(content.content))


class TestTheDispatchLetter:
    def test_an_adviser_takes_no_seat(self):
        text = words("dispatch_letter", letters.dispatch_letter(SENDING))

        assert "■顾问　□外聘协商代表" in text
        assert "不占协商代表名额" in text
        assert "至本次协商办结时止" in text
        assert "1. 指导准备要约" in text

    def test_a_delegate_counts_and_may_not_be_chief(self):
        sending = letters.Sending(**{**vars(SENDING), "capacity": letters.DELEGATE})

        text = words("dispatch_letter", letters.dispatch_letter(sending))

        assert "□顾问　■外聘协商代表" in text
        assert "须由职工方书面委托" in text
        assert "不占协商代表名额" not in text

    def test_where_there_is_no_union_none_is_addressed(self):
        sending = letters.Sending(**{**vars(SENDING), "workers_name": ""})

        text = words("dispatch_letter", letters.dispatch_letter(sending))

        assert "北京示例餐饮有限公司：" in text
        assert "餐饮有限公司工会" not in text

    def test_own_tasks_and_an_end_replace_the_usual_words(self):
        sending = letters.Sending(
            **{**vars(SENDING), "tasks": ("走访企业",), "to_on": date(2026, 7, 31)}
        )

        text = words("dispatch_letter", letters.dispatch_letter(sending))

        assert "1. 走访企业" in text
        assert "指导准备要约" not in text
        assert "至2026年7月31日止" in text


class TestTheVisitSheet:
    def test_little_knowledge_still_makes_a_sheet_with_room_to_write(self):
        text = words("visit_sheet", letters.visit_sheet(letters.Visit("北京示例餐饮有限公司")))

        assert "未建立工会" in text
        assert f"1. {letters.OPEN_POINT}" in text

    def test_much_knowledge_stays_on_one_page(self):
        visit = letters.Visit(
            employer_name=LONG,
            street="海淀区中关村街道",
            address="北京市海淀区示例路1号示例大厦三层东侧综合办公区",
            workers=1860,
            legal_representative="欧阳翀",
            union_name=f"{LONG}工会委员会",
            chair_name="王喆",
            contact_phone="13800000000",
            case_number="110108-2026-00012",
            state="已要约，尚未答复",
            waiting="等企业书面答复",
            since_on=date(2026, 3, 11),
            holder="企业",
            due_label="书面答复截止",
            due_on=date(2026, 3, 31),
            current_contract="2025年5月1日至2026年4月30日",
            last_contact="2026年3月25日，电话，综合办公室司徒旻：" + "总经理出差，月底前研究。" * 4,
            findings="工资方案有2个岗位在2026年9月1日以后低于最低工资标准，请在协商中调整。",
            points=("请企业方在答复期内出具应约书", "商定会议时间地点", "说明最低工资标准调整"),
        )

        rendered = papers.render_docx(
            "visit_sheet", letters.visit_sheet(visit), draft=True, blank=False
        )

        assert len(reading.pdf_pages(pdf.render_pdf(rendered.content))) == 1


class TestTheHandoverList:
    HANDING = letters.Handing(
        workers_name="北京示例餐饮有限公司工会",
        from_name="王喆",
        to_name="李堃",
        on_day=date(2026, 6, 30),
        cases=(letters.HandedCase("北京示例餐饮有限公司", "110108-2026-0012", "协商中"),),
        contracts=(letters.HandedContract("北京示例餐饮有限公司", "2025年度工资专项集体合同"),),
        papers=(letters.HandedPaper("会议记录", "2份"),),
    )

    def test_names_who_hands_over_what_to_whom(self):
        text = words("handover_list", letters.handover_list(self.HANDING))

        assert "由王喆移交给李堃，交接之日为2026年6月30日" in text
        assert "北京示例餐饮有限公司\t110108-2026-0012\t协商中" in text
        assert "1\t会议记录\t2份" in text
        assert "工会盖章" in text

    @pytest.mark.parametrize("to_name", ["", "李堃"])
    def test_a_vacant_chair_goes_to_whoever_looks_after_the_union(self, to_name):
        handing = letters.Handing(**{**vars(self.HANDING), "vacant": True, "to_name": to_name})

        text = words("handover_list", letters.handover_list(handing))

        assert f"由工会主要负责人{to_name or '＿' * 5}接收" in text

    def test_a_union_without_a_seal_is_asked_for_none(self):
        handing = letters.Handing(**{**vars(self.HANDING), "union_has_seal": False})

        assert "工会盖章" not in words("handover_list", letters.handover_list(handing))

    def test_says_that_there_is_nothing_where_there_is_nothing(self):
        handing = letters.Handing(**{**vars(self.HANDING), "cases": (), "papers": ()})

        lines = words("handover_list", letters.handover_list(handing)).splitlines()

        assert lines.count("无") == 2
