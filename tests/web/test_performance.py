"""A contract in force through its pages: published, kept, reported, disputed, arbitrated."""

from __future__ import annotations

import html
import io
import re
import urllib.parse

import pytest

from bargaining.documents import contexts
from bargaining.queries import case_view, dossier
from bargaining.queries import cases as case_queries
from bargaining.rules import periods
from bargaining.rules.periods import Span
from bargaining.rules.roles import OPERATOR, Role
from tests import chair_stage, pictures
from tests.chair_stage import DAY, TODAY, as_sent
from tests.web import pay_stage
from tests.web.pay_stage import EFFECT, LAST_MONTH, MONTH_WORDS, PAID, seen, take, upload
from tests.web.wage_stage import sheets

keeping = pay_stage.keeping
LISTED = "工资支付日：每月十日\n夜班津贴每班三十元\n每年培训二十学时"


def events(rows, browser, kind):
    return [given for one, _on, given in chair_stage.events(rows, browser.number) if one == kind]


def deadlines(rows, browser, rule):
    with rows() as session:
        found = case_view.view(session, browser.number, actor=OPERATOR, on=TODAY)
        return [one for one in found.deadlines if one.rule_id == rule]


def paper(rows, browser, kind):
    with rows() as session:
        case = case_queries.get_case(session, browser.number, actor=OPERATOR, on=TODAY)
        return contexts.context(kind, dossier.dossier(session, case, phone="", on=TODAY))


def cells(browser, path=f"/performance?span={Span.MONTH}"):
    """The ledger as it stands on the page: each promise with what each period says."""
    rows = re.findall(r'<tr role="row"[^>]*>(.*?)</tr>', seen(browser, path), re.DOTALL)
    found = {}
    for row in rows:
        name = re.search(r'rowheader"[^>]*>([^<]+)', row)
        if name:
            found[name[1]] = {
                label: re.search(r"statetag[^>]*>([^<]+)", cell)[1]
                for label, cell in re.findall(r'data-label="([^"]+)">(.*?)</td>', row, re.DOTALL)
            }
    return found


@pytest.fixture
def listed(keeping):
    take(keeping, "record_promises", EFFECT + 5 * DAY, promises=LISTED)
    return keeping


class TestBothSidesPublish:
    def test_each_to_its_own_people_with_its_own_day_and_photo(self, keeping, rows):
        page = f"{keeping.case}/moves/publish"
        boxes = as_sent(keeping.get(page).text)
        sent = keeping.submit(page, page=page, **{
            **boxes, "on": (EFFECT + 3 * DAY).isoformat(), "side": "union", "method": "公告栏",
            "photos": (io.BytesIO(pictures.jpeg()), "公告栏.jpg"),
        })  # fmt: skip
        assert sent.status_code == 302, html.unescape(sent.text)

        assert "职工方已经公布，企业方还没有登记公布" in seen(keeping)
        shown = seen(keeping, "/performance")
        assert "照片 1 张" in shown
        assert shown.count("尚未登记公布") == 1
        assert deadlines(rows, keeping, "T-PUBLISH-WAGE")[0].ended_on is None
        assert as_sent(keeping.get(page).text)["side"] == "employer"

        take(keeping, "publish", EFFECT + 4 * DAY, side="employer", method="内网")
        assert "还没有登记公布" not in seen(keeping)
        assert "尚未登记公布" not in seen(keeping, "/performance")
        assert deadlines(rows, keeping, "T-PUBLISH-WAGE")[0].ended_on == EFFECT + 4 * DAY
        told = paper(rows, keeping, "publication_record")["postings"]
        assert [(one["side"], one["from_on"]) for one in told] == [
            ("职工方", EFFECT + 3 * DAY), ("用人单位方", EFFECT + 4 * DAY),
        ]  # fmt: skip

    def test_the_side_that_is_late_is_named_and_the_other_is_not(self, keeping):
        take(keeping, "publish", EFFECT + 2 * DAY, side="union")
        take(keeping, "publish", EFFECT + 20 * DAY, side="employer")
        shown = seen(keeping)

        assert "企业方公布之日" in shown
        assert "职工方公布之日" not in shown


class TestTheLedger:
    def test_the_list_is_suggested_from_the_contract(self, keeping):
        page = keeping.get(f"{keeping.case}/moves/record_promises").text
        suggested = as_sent(page)["promises"]

        assert "按约定的工资表支付工资" in suggested
        assert "工资支付日：每月十日，银行转账" in suggested
        assert "津贴补贴：夜班津贴每班三十元" in suggested
        assert "先列出履约事项" in seen(keeping, "/performance")

    def test_period_by_period_with_evidence(self, listed, rows):
        assert set(cells(listed)["每年培训二十学时"].values()) == {"未登记"}
        assert "到期待登记 " in seen(listed, f"/performance?span={Span.MONTH}")

        page = f"{listed.case}/moves/record_performance"
        boxes = as_sent(
            listed.get(f"{page}?promise=工资支付日：每月十日&period={MONTH_WORDS}").text
        )
        assert (boxes["promise"], boxes["period"]) == ("工资支付日：每月十日", MONTH_WORDS)
        sent = listed.submit(page, page=page, **{
            **boxes, "on": TODAY.isoformat(), "state": "done", "notes": "工资条存工会",
            "photos": (io.BytesIO(pictures.jpeg(seed=7)), "工资条.jpg"),
        })  # fmt: skip
        assert sent.status_code == 302, html.unescape(sent.text)
        take(listed, "record_performance", promise="夜班津贴每班三十元", period=MONTH_WORDS,
             state="partly", notes="补发了一半")  # fmt: skip

        found = cells(listed)
        assert found["工资支付日：每月十日"][MONTH_WORDS] == "已履行"
        assert found["夜班津贴每班三十元"][MONTH_WORDS] == "部分履行"
        assert found["每年培训二十学时"][MONTH_WORDS] == "未登记"
        quarter = periods.period_of(LAST_MONTH, Span.QUARTER).words
        by_quarter = cells(listed, f"/performance?span={Span.QUARTER}")
        assert by_quarter["夜班津贴每班三十元"][quarter] == "部分履行"
        shown = seen(listed, "/performance")
        assert "照片 1 张" in shown
        assert "工资条存工会" in shown
        photo = re.search(rf'href="({listed.case}/files/[0-9a-f]+)"', shown)
        assert listed.get(photo[1]).status_code == 200
        assert "已履行 1，部分履行 1" in seen(listed)

    def test_a_link_cannot_choose_what_the_case_does_not_offer(self, listed):
        page = f"{listed.case}/moves/record_performance?promise=别的事&period=1999年"
        boxes = as_sent(listed.get(page).text)

        assert (boxes.get("promise", ""), boxes.get("period", "")) == ("", "")

    def test_what_is_not_of_the_case_or_has_not_begun_is_refused_with_words(self, listed):
        page = f"{listed.case}/moves/record_performance"
        boxes = as_sent(listed.get(page).text)
        later = f"{TODAY.year + 1}年"
        for given in ({"promise": "涨工资", "period": MONTH_WORDS}, {"period": later}):
            sent = listed.submit(page, page=page, **{**boxes, "on": TODAY.isoformat(), **given})
            assert sent.status_code == 422

    def test_the_export_holds_every_cell(self, listed):
        take(listed, "record_performance", promise="每年培训二十学时", period=MONTH_WORDS,
             state="disputed", notes="没有安排")  # fmt: skip
        (lines,) = sheets(listed.get(f"{listed.case}/performance/export.xlsx?span=month")).values()

        assert lines[0] == [
            "履约事项",
            "所属期间",
            "履行情况",
            "登记日期",
            "登记人",
            "凭证照片",
            "说明",
        ]
        row = next(one for one in lines if one[:2] == ["每年培训二十学时", MONTH_WORDS])
        assert row[2] == "有争议"
        assert row[-1] == "没有安排"

    def test_before_the_effect_the_page_says_so(self, own_chair):
        assert "合同还没有生效" in seen(own_chair, "/performance")
        assert "合同还没有生效" in seen(own_chair, "/pay")
        assert "还没有核对过实发工资" not in seen(own_chair, "/pay")


class TestADispute:
    def test_from_the_ledger_to_the_award_and_on(self, listed, rows):
        take(listed, "record_performance", promise="夜班津贴每班三十元", period=MONTH_WORDS,
             state="disputed", notes="按每班二十元发放")  # fmt: skip
        assert "登记为有争议：先由双方协商解决" in seen(listed)

        boxes = as_sent(listed.get(f"{listed.case}/moves/record_dispute").text)
        assert boxes["about"] == f"夜班津贴每班三十元（{MONTH_WORDS}）：按每班二十元发放"
        take(listed, "record_dispute", TODAY - 10 * DAY, settled="no", notes="谈了两次没有谈成",
             asked_for="补发差额\n今后按约定发放")  # fmt: skip

        shown = seen(listed, "/performance")
        assert "登记申请仲裁" in shown
        assert "三方原则" in shown
        request = paper(rows, listed, "arbitration_request")
        assert request["claims"] == ["补发差额", "今后按约定发放"]
        assert listed.get(f"{listed.case}/papers/arbitration_request.pdf").data[:4] == b"%PDF"

        boxes = take(listed, "apply_arbitration", TODAY - 8 * DAY, commission="海淀区仲裁委")
        assert boxes["asked_for"].splitlines() == ["补发差额", "今后按约定发放"]
        assert deadlines(rows, listed, "T-ARB-ACCEPT")[0].ended_on is None
        assert "仲裁庭按三方原则组成" in seen(listed)
        take(listed, "record_arbitration", TODAY - 5 * DAY, result="accepted", notes="受理通知书")
        assert deadlines(rows, listed, "T-ARB-ACCEPT")[0].ended_on == TODAY - 5 * DAY
        take(listed, "record_arbitration", TODAY - 2 * DAY, result="award", notes="裁决补发差额")

        (court,) = deadlines(rows, listed, "T-SUE")
        assert court.proof["raw_due_on"] == (TODAY + 13 * DAY).isoformat()
        assert court.overdue_after is None  # a right that may be left
        assert "期满不起诉的，裁决生效" in seen(listed)
        assert "作出裁决。" in seen(listed, "/performance")

        take(listed, "record_performance", promise="夜班津贴每班三十元", period=MONTH_WORDS,
             state="done", notes="已经补发")  # fmt: skip
        take(listed, "record_dispute", TODAY, about="夜班津贴", settled="yes")
        shown = seen(listed, "/performance")
        assert cells(listed)["夜班津贴每班三十元"][MONTH_WORDS] == "已履行"
        assert "没有尚未解决的争议" in shown
        report = paper(rows, listed, "performance_report")["disputes"]
        assert "申请仲裁；" in report
        assert "收到仲裁文书：作出裁决" in report
        with rows() as session:
            case = case_queries.get_case(session, listed.number, actor=OPERATOR, on=TODAY)
            assert case.state == "effective"

    def test_without_talks_before_it_the_page_says_what_comes_first(self, listed):
        take(listed, "apply_arbitration", commission="海淀区仲裁委", asked_for="补发差额")

        assert "申请仲裁以前没有登记双方协商的情况" in seen(listed)

    def test_one_over_concluding_does_not_go_this_way(self, own_chair, rows):
        pay_stage.walk(rows, own_chair.number, pay_stage.WALK)
        page = own_chair.get(f"{own_chair.case}/moves/apply_arbitration")

        assert "不能申请仲裁" in html.unescape(page.text)
        assert "劳动法" in html.unescape(page.text)


class TestWhatStandsInNoPeriod:
    def test_is_counted_beside_the_figures_on_both_pages(self, listed, rows):
        given = {"promise": "夜班津贴每班三十元", "period": "生效以来", "state": "disputed"}
        pay_stage.walk(rows, listed.number, [("record_performance", 20, given)])

        told = "另有 1 条没有写明期间（有争议 1）"
        assert told in seen(listed, "/performance")
        assert told in seen(listed)

    def test_nothing_is_said_where_there_is_none(self, listed):
        take(listed, "record_performance", promise="夜班津贴每班三十元", period=MONTH_WORDS)

        assert "没有写明期间" not in seen(listed, "/performance")


class TestTheYearlyReport:
    def test_is_printed_told_and_recorded(self, listed, rows):
        take(listed, "record_performance", promise="工资支付日：每月十日", period=MONTH_WORDS)
        upload(listed, PAID)
        shown = seen(listed, "/performance/report")
        assert "每年至少一次" in shown
        assert "尚未登记报告" in shown
        assert deadlines(rows, listed, "T-ANNUAL-REPORT")[0].ended_on is None

        told = paper(rows, listed, "performance_report")
        assert [one["promise"] for one in told["promises"]] == LISTED.splitlines()
        assert [one["evidence"] for one in told["promises"]][1:] == ["尚未登记"] * 2
        assert [(one["people"], one["short"]) for one in told["pays"]] == [(6, 1)]
        answer = listed.get(f"{listed.case}/papers/performance_report.docx")
        assert answer.status_code == 200

        link = re.search(r'href="([^"]*record_performance[^"]*reported=yes[^"]*)"', shown)
        boxes = as_sent(listed.get(html.unescape(link[1])).text)
        assert boxes["reported"] == "yes"
        assert boxes["period"] == f"{TODAY.year}年"
        page = f"{listed.case}/moves/record_performance"
        sent = listed.submit(page, page=page, **{**boxes, "on": TODAY.isoformat()})
        assert sent.status_code == 302

        shown = seen(listed, "/performance/report")
        assert f"{TODAY.year}年已报告" in shown
        assert 'duechip-day">—' not in listed.get(f"{listed.case}/performance/report").text
        assert "已经报告 1 次" in shown
        assert "已报告 1 次" in shown
        assert deadlines(rows, listed, "T-ANNUAL-REPORT")[0].ended_on == TODAY
        assert paper(rows, listed, "performance_report")["reported_on"] == TODAY

    def test_an_issued_one_stays_as_it_was(self, listed, rows):
        page = f"{listed.case}/papers"
        sent = listed.submit(f"{page}/performance_report/issue", page=page)
        assert sent.status_code == 302, html.unescape(sent.text)

        first = listed.get(f"{page}/issued/performance_report-1.docx").data
        take(listed, "record_performance", promise="每年培训二十学时", period=MONTH_WORDS)
        assert listed.get(f"{page}/issued/performance_report-1.docx").data == first

    def test_without_a_list_of_promises_it_is_held_back_and_says_what_is_missing(self, keeping):
        page = f"{keeping.case}/papers"
        sent = keeping.submit(f"{page}/performance_report/issue", page=page)

        assert "约定事项的履行情况" in html.unescape(sent.text)
        assert keeping.get(f"{page}/issued/performance_report-1.docx").status_code == 404


class TestWhoSeesWhat:
    def test_from_above_the_states_and_no_promise_in_words(self, listed, as_):
        take(listed, "record_performance", promise="夜班津贴每班三十元", period=MONTH_WORDS,
             state="disputed", notes="按每班二十元发放")  # fmt: skip
        above = as_(Role.DISTRICT)
        above.case = listed.case
        shown = seen(above, f"/performance?span={Span.MONTH}")

        assert cells(above)["第 2 项"][MONTH_WORDS] == "有争议"
        for word in ("夜班津贴", "二十元", "登记履行情况"):
            assert word not in shown
        assert above.get(f"{listed.case}/performance/report").status_code == 404
        book = str(sheets(above.get(f"{listed.case}/performance/export.xlsx")))
        assert "夜班津贴" not in book
        assert "二十元" not in book

    def test_from_above_a_promise_is_chosen_by_its_number(self, listed, as_, rows, agreed):
        street = as_(Role.STREET)
        street.case, street.number = listed.case, listed.number
        ledger = seen(street, f"/performance?span={Span.MONTH}")
        form = seen(street, "/moves/record_performance")
        for page in (urllib.parse.unquote(ledger), form):
            for words in LISTED.split("\n"):
                assert words not in page
        assert "第 2 项履约事项" in form
        href = re.search(r'href="([^"]*promise=[^"]*)"', ledger)[1]
        assert as_sent(street.get(href).text)["promise"].startswith("第 ")

        take(street, "record_performance", promise="第 2 项", period=MONTH_WORDS)
        assert events(rows, listed, "record_performance")[-1]["promise"] == "夜班津贴每班三十元"
        assert cells(street)["第 2 项"][MONTH_WORDS] == "已履行"

    @pytest.mark.parametrize("path", ["", "/export.xlsx", "/report"])
    def test_others_find_nothing(self, listed, as_, path):
        address = f"{listed.case}/performance{path}"

        assert as_(Role.UNION_CHAIR).get(address).status_code == 404
        for role in (Role.CITY, Role.REVIEWER, Role.ADMIN):
            assert as_(role).get(address).status_code == 403


def test_the_page_asks_no_more_of_the_database_as_the_ledger_grows(listed, counted):
    take(listed, "record_performance", promise="每年培训二十学时", period=MONTH_WORDS)
    few = counted(lambda: seen(listed, "/performance"))
    for state in ("partly", "disputed", "done"):
        take(listed, "record_performance", promise="夜班津贴每班三十元", period=MONTH_WORDS,
             state=state)  # fmt: skip

    assert counted(lambda: seen(listed, "/performance")) == few
