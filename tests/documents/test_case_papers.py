"""What does a case put into its papers?"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bargaining.documents import contexts, papers, values
from bargaining.errors import Unusable
from bargaining.rules import papers as catalogue
from tests.documents import reading
from tests.documents.dossiers import EMPLOYER, UNION, day, dossier
from tests.rules import cases

KINDS = [each.kind for each in catalogue.of_case()]
BY_EMPLOYER = ("send_proposal", "2026-03-02", {"initiator": "employer", "delivered": True})


def words(kind, of, **how):
    filled = contexts.context(kind, of, **how)
    return "\n".join(
        reading.lines(papers.render_docx(kind, filled, draft=True, blank=False).content)
    )


def deputies(union="甲二", employer="乙二"):
    people = [{**one, "chief": one["name"] in (union, employer)} for one in cases.PEOPLE]
    return ("appoint_representatives", "2026-03-12", {"people": people})


@pytest.mark.parametrize("kind", KINDS)
class TestEveryPaper:
    @pytest.mark.parametrize("count", range(len(cases.STRAIGHT) + 1))
    def test_comes_out_at_every_station(self, kind, count):
        filled = contexts.context(kind, dossier(*cases.STRAIGHT[:count]))

        assert papers.render_docx(kind, filled, draft=True, blank=False).content

    def test_without_a_union_no_union_seal_is_anywhere(self, kind):
        text = words(kind, dossier(*cases.STRAIGHT, has_union=False))

        assert "工会盖章" not in text
        assert "工会主席（签字）" not in text

    def test_without_a_seal_of_its_own_the_union_is_asked_for_none(self, kind):
        assert "工会盖章" not in words(kind, dossier(*cases.STRAIGHT, union_has_seal=False))


class TestTheReply:
    def test_before_the_answer_it_is_a_form_with_all_that_is_known(self):
        filled = contexts.context("reply", dossier(cases.OFFER))

        assert filled["received_on"] == day("2026-03-02")
        assert "answer" not in filled
        assert "contact_phone" not in filled
        assert filled["representatives"] == [{}, {}, {}]
        text = words("reply", dossier(cases.OFFER))
        assert f"{UNION}：" in text
        assert f"应约方：{EMPLOYER}（盖章）" in text
        assert "□同意协商　□同意协商，时间地点另议" in text

    def test_afterwards_it_says_what_was_answered(self):
        answered = ("record_reply", "2026-03-10", {
            "answer": "other_terms", "meeting_on": "2026-03-20", "meeting_place": "会议室",
            "employer_chief": "乙一", "opinion": "增加夜班津贴",
        })  # fmt: skip

        text = words("reply", dossier(cases.OFFER, answered))

        assert "■同意协商，时间地点另议" in text
        assert "2026年3月20日；地点：会议室" in text
        assert "首席代表：乙一" in text
        assert "增加夜班津贴" in text
        assert "2026年3月10日" in text

    def test_a_plain_yes_is_a_yes_to_the_day_and_place_offered(self):
        offer = ("send_proposal", "2026-03-02", {
            "initiator": "union", "meeting_on": "2026-03-24", "meeting_place": "三层",
        })  # fmt: skip

        filled = contexts.context("reply", dossier(offer, cases.REPLY))

        assert (filled["meeting_on"], filled["meeting_place"]) == (day("2026-03-24"), "三层")

    def test_other_terms_are_not_those_offered(self):
        offer = ("send_proposal", "2026-03-02", {"initiator": "union", "meeting_on": "2026-03-24"})
        reply = ("record_reply", "2026-03-10", {"answer": "other_terms"})

        assert "meeting_on" not in contexts.context("reply", dossier(offer, reply))

    def test_an_employer_s_offer_is_answered_by_the_union(self):
        filled = contexts.context("reply", dossier(BY_EMPLOYER, cases.NAMED))

        assert filled["by_employer"] is True
        assert filled["contact_phone"] == "13800000000"
        assert filled["chief_name"] == "甲一"
        text = words("reply", dossier(BY_EMPLOYER))
        assert f"应约方：{UNION}（工会盖章）" in text
        assert f"应约方：{EMPLOYER}（" not in text


class TestTheMandate:
    def test_names_the_deputy_of_the_side_that_needs_one(self):
        of = dossier(cases.OFFER, cases.REPLY, deputies(union="甲一"))

        text = words("chief_mandate", of)

        assert "受托人：乙二" in text
        assert "委托人：乙一（法定代表人）" in text
        assert "（职工方）" not in text

    def test_both_sides_print_on_pages_of_their_own(self):
        text = words("chief_mandate", dossier(cases.OFFER, cases.REPLY, deputies()))

        assert text.count("首席代表委托书") == 2
        assert "受托人：甲二" in text
        assert "受托人：乙二" in text

    def test_where_nobody_needs_one_it_is_a_form_that_lacks_the_deputies(self):
        filled = contexts.context("chief_mandate", dossier(*cases.STRAIGHT[:3]))

        missing = papers.render_docx("chief_mandate", filled, draft=True, blank=False).missing
        assert [name for name, _label in missing] == ["workers_agent_name", "employer_agent_name"]

    def test_without_a_union_only_the_employer_gives_one(self):
        filled = contexts.context(
            "chief_mandate", dossier(cases.OFFER, cases.REPLY, deputies(), has_union=False)
        )

        assert (filled["workers_mandate"], filled["employer_mandate"]) == (False, True)


class TestTheListOfNegotiators:
    def test_has_what_beijing_asks_for_and_leaves_the_identity_number_to_the_pen(self):
        filled = contexts.context("representatives", dossier(*cases.STRAIGHT[:3]))

        first = filled["workers_people"][0]
        assert first == {"name": "甲一", "unit": EMPLOYER, "post": "工会主席", "role": "首席"}
        assert filled["workers_count"] == filled["employer_count"] == 3
        assert "居民身份证号码" in words("representatives", dossier(*cases.STRAIGHT[:3]))

    def test_an_outsider_s_unit_is_not_ours(self):
        people = [{**cases.PEOPLE[1], "outside": True}]
        named = ("appoint_representatives", "2026-03-12", {"people": people})

        row = contexts.context("representatives", dossier(cases.OFFER, named))["workers_people"][0]

        assert (row["unit"], row["role"]) == ("", "外聘")

    @pytest.mark.parametrize(("consulted", "said"), [(True, True), (False, False)])
    def test_says_that_workers_were_consulted_only_if_they_were(self, consulted, said):
        people = {"people": cases.PEOPLE, "consulted": consulted}
        of = dossier(cases.OFFER, ("appoint_representatives", "2026-03-12", people))

        assert ("征求职工意见后" in words("representatives", of)) is said

    def test_without_a_union_the_workers_chose_them(self):
        text = words("representatives", dossier(*cases.STRAIGHT[:3], has_union=False))

        assert "由职工民主推荐" in text
        assert "由工会" not in text

    def test_the_posting_tells_no_ages_and_no_numbers(self):
        text = words("representatives_notice", dossier(*cases.STRAIGHT[:3]))

        assert "甲一" in text
        assert "身份证" not in text
        assert "年龄" not in text


class TestTheMinutes:
    CONTINUED = ("record_meeting", "2026-03-18", {
        "conclusion": "continue", "chair": "甲一", "recorder": "丙", "place": "三层",
        "notes": "双方交换意见",
    })  # fmt: skip
    TWICE = (*cases.STRAIGHT[:3], CONTINUED, cases.MEETING)

    def test_are_those_of_the_newest_meeting(self):
        filled = contexts.context("minutes", dossier(*self.TWICE))

        assert (filled["session_number"], filled["held_on"]) == (2, day("2026-03-20"))
        assert filled["conclusion"] == "达成一致"

    def test_an_earlier_one_is_named_by_its_number(self):
        filled = contexts.context("minutes", dossier(*self.TWICE), meeting=1)

        assert (filled["held_on"], filled["recorder"]) == (day("2026-03-18"), "丙")
        assert filled["notes"] == "双方交换意见"
        assert len(filled["attendance"]) == 6

    def test_are_numbered_by_their_days_and_not_by_when_they_were_written(self):
        late = (*cases.STRAIGHT[:3], cases.MEETING, self.CONTINUED)

        first = contexts.context("minutes", dossier(*late), meeting=1)
        assert (first["held_on"], first["notes"]) == (day("2026-03-18"), "双方交换意见")
        assert contexts.context("minutes", dossier(*late))["held_on"] == day("2026-03-20")

    def test_the_next_one_is_a_form_with_room_to_write(self):
        of = dossier(*self.TWICE)

        filled = contexts.context("minutes", of, meeting=3)

        assert not {"held_on", "conclusion", "notes"} & set(filled)
        text = words("minutes", of, meeting=3)
        assert "第3次会议" in text
        assert "职工方意见" in text
        assert "□达成一致　□继续协商　□未达成一致" in text

    def test_the_first_one_knows_the_day_that_was_agreed_on(self):
        reply = (
            "record_reply",
            "2026-03-10",
            {"answer": "other_terms", "meeting_on": "2026-03-21"},
        )

        filled = contexts.context("minutes", dossier(cases.OFFER, reply))

        assert (filled["session_number"], filled["held_on"]) == (1, day("2026-03-21"))
        assert len(filled["attendance"]) == 6
        assert not any("name" in row for row in filled["attendance"])

    @pytest.mark.parametrize("number", [-1, 4, 99])
    def test_a_meeting_that_never_was_is_refused(self, number):
        with pytest.raises(Unusable, match=f"登记了 2 次协商会议，没有第 {number} 次"):
            contexts.context("minutes", dossier(*self.TWICE), meeting=number)


class TestWhatIsFiled:
    def rows(self, *steps, **more):
        return contexts.context("filing_contents", dossier(*steps, **more))["materials"]

    def test_says_of_each_whether_it_is_there(self):
        rows = self.rows(*cases.STRAIGHT[:7])

        assert [(row["copies"], row.get("state")) for row in rows] == [
            ("三份", "已备"), ("一份", "待补"), ("一份", "已备"), ("一份", "已备"), ("一份", None),
        ]  # fmt: skip
        assert rows[0]["note"] == "2026年4月8日签字"
        assert rows[4]["note"] == "请核对"

    def test_what_nobody_knows_prints_both_boxes_open(self):
        text = words("filing_contents", dossier(*cases.STRAIGHT[:7]))

        assert "□已备　□待补" in text
        assert "■已备　□待补" in text

    def test_a_deputy_s_mandate_goes_along(self):
        rows = self.rows(cases.OFFER, cases.REPLY, deputies(union="甲一"))

        assert rows[-1]["note"] == "受托人乙二"

    def test_the_blank_form_lists_what_the_law_asks_for(self):
        content = papers.render_docx("filing_contents", {}, draft=False, blank=True).content

        text = "\n".join(reading.lines(content))
        for name in ("正式文本", "报送说明", "决议", "代表名单", "注册登记证明"):
            assert name in text


class TestThePublication:
    def test_says_by_silence_only_where_nobody_objected(self):
        silent = ("take_effect_by_silence", "2026-04-28", {"due_on": "2026-04-27"})
        served = ("record_no_objection", "2026-04-20", {})

        quiet = words("publication_notice", dossier(*cases.STRAIGHT, silent))
        told = words("publication_notice", dossier(*cases.STRAIGHT, served))

        assert "十五日内未提出异议" in quiet
        assert "自2026年4月28日起生效" in quiet
        assert "十五日内未提出异议" not in told
        assert "自2026年4月20日起生效" in told


class TestTheVisitSheetOfACase:
    def test_says_what_it_waits_for_and_what_was_said_last(self):
        contact = ("record_contact", "2026-03-09", {
            "method": "phone", "with_whom": "乙二", "result": "月底前研究",
        })  # fmt: skip
        due = SimpleNamespace(rule_id="T-OFFER-REPLY", ended_on=None, due_on=day("2026-03-23"),
                              proof={"label": "书面答复"})  # fmt: skip
        later = SimpleNamespace(rule_id="T-DATA", ended_on=None, due_on=day("2026-04-23"),
                                proof={"label": "提供资料"})  # fmt: skip
        done = SimpleNamespace(rule_id="T-FILE-BJ", ended_on=day("2026-03-03"),
                               due_on=day("2026-03-03"), proof={"label": "报送"})  # fmt: skip

        filled = contexts.context(
            "visit_sheet", dossier(cases.OFFER, contact, deadlines=(later, done, due))
        )

        assert filled["waiting"] == "等企业书面答复"
        assert filled["holder"] == "企业"
        assert filled["last_contact"] == "2026年3月9日，电话，乙二：月底前研究"
        assert (filled["due_label"], filled["due_on"]) == ("书面答复", day("2026-03-23"))
        assert filled["address"] == "示例路2号"
        assert filled["street"] == "海淀区中关村街道"
        assert filled["points"] == [values.LINE * 18] * 3

    @pytest.mark.parametrize("kind", ["dispatch_letter", "handover_list"])
    def test_the_other_papers_of_no_case_say_so_in_one_line(self, kind):
        with pytest.raises(Unusable, match="不是按案件填写的文书；要空白表请加 --blank。"):
            contexts.context(kind, dossier())
