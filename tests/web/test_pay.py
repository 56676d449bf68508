"""Is a month's pay taken in by the page, compared row by row, and nobody's name kept of it?"""

from __future__ import annotations

import html
import io
import re

import pytest
import python_calamine
from sqlalchemy import func, select

from bargaining.documents import lists
from bargaining.models.assignment import Assignment
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case_event import CaseEvent
from bargaining.models.pay_check import PayCheck
from bargaining.models.stored_file import StoredFile
from bargaining.readers import wage_tables
from bargaining.rules.roles import Role
from bargaining.web.settings import store
from tests.app_fixtures import SINCE
from tests.chair_stage import DAY, TODAY
from tests.web import pay_stage
from tests.web.pay_stage import EFFECT, MONTH_WORDS, NAMES, PAID, upload, walk
from tests.web.pay_stage import seen as page_of
from tests.web.wage_stage import sheets

keeping = pay_stage.keeping
HEAD = PAID.splitlines()[0]


def checks(rows):
    with rows() as session:
        return session.scalar(select(func.count()).select_from(PayCheck))


def said(answer):
    return html.unescape(answer.text)


def figures(text):
    """Every figure of the page's tiles by its label."""
    found = re.findall(r'tile-label">([^<]+)</span><span class="tile-value">([^<]+)', text)
    return {label: value.strip() for label, value in found}


class TestTheComparison:
    def test_finds_the_one_row_a_cent_below_and_no_other(self, keeping):
        sent = upload(keeping, PAID)
        assert sent.status_code == 302
        text = page_of(keeping, "/pay")

        assert figures(text) == {
            "低于约定": "1", "没有比较": "0", "低于最低工资标准": "0", "低于约定合计": "0.01",
        }  # fmt: skip
        assert MONTH_WORDS in text
        assert "与工资方案第 1 版比较" in text
        rows = page_of(keeping, "/pay?by=row&show=short")
        assert "共 1 行" in rows
        assert "第 5 行" in rows
        assert "实发 4,199.99 元，低于约定的 4,200.00 元，差 0.01 元，涉及 1 人" in rows

    def test_by_post_the_rows_stand_together_and_lead_to_them(self, keeping):
        upload(keeping, PAID)
        text = page_of(keeping, "/pay")

        assert "共 3 个岗位" in text
        assert "合同制，3 行" in text
        link = re.search(r'href="([^"]*by=row[^"]*)">\s*服务员', html.unescape(text))
        assert "共 3 行" in said(keeping.get(link[1]))

    def test_the_list_is_narrowed_and_sorted_by_its_address(self, keeping):
        upload(keeping, PAID)
        first = re.compile(r'rowheader" scope="row" class="">(?:<a[^>]*>)?([^<]+)')

        by_pay = first.findall(page_of(keeping, "/pay?by=row&sort=-paid"))
        by_difference = first.findall(page_of(keeping, "/pay?by=row&sort=difference"))

        assert by_pay[0] == "店长"
        assert by_difference[0] == "服务员"
        assert "共 2 行" in page_of(keeping, "/pay?by=row&q=洗碗")
        assert "没有符合条件的记录" in page_of(keeping, "/pay?by=row&q=没有这个岗位")
        assert page_of(keeping, "/pay?by=nothing&show=nothing&sort=nothing&page=99")

    def test_who_pays_what_was_agreed_is_told_nothing(self, keeping):
        upload(keeping, PAID.replace("4199.99", "4200"))
        text = page_of(keeping, "/pay?by=row&show=noted")

        assert figures(text)["低于约定"] == "0"
        assert "没有符合条件的记录" in text
        assert "K-PAY" not in page_of(keeping)

    def test_a_wage_below_the_months_minimum_is_said_head_by_head(self, keeping):
        upload(keeping, f"{HEAD}\n某,,保安,3500,0,800,200,\n")
        text = page_of(keeping, "/pay?by=row&show=floor")

        assert figures(text)["低于最低工资标准"] == "1"
        assert "计入最低工资的工资为 2,500.00 元" in text
        assert "没有“保安”这个岗位" in text

    def test_once_the_contract_was_changed_less_is_only_to_be_looked_at(self, keeping, rows):
        walk(rows, keeping.number, (
            ("agree_change", 1, {"ground": "agreed", "changes": "服务员 4200 元改为 4100 元",
                                 "deliberated_on": EFFECT.isoformat()}),
            ("file_change", 2, {"proof": "receipt"}),
            ("record_change_review", 5, {"result": "no_objection"}),
        ))  # fmt: skip
        upload(keeping, PAID)

        assert figures(page_of(keeping, "/pay"))["低于约定"] == "0"
        assert "服务员 4200 元改为 4100 元" in page_of(keeping, "/pay?by=row&show=noted")

    def test_a_month_before_the_effect_is_only_to_be_looked_at(self, keeping):
        early = (EFFECT - 35 * DAY).strftime("%Y-%m")
        upload(keeping, PAID, month=early)
        text = page_of(keeping, "/pay")

        assert figures(text)["低于约定"] == "0"
        assert "本月不全在其内" in text

    def test_it_stands_in_the_case_and_in_its_ledger(self, keeping):
        upload(keeping, PAID)

        assert f"{MONTH_WORDS}实发工资有 1 行低于约定" in page_of(keeping)
        assert "1 行低于约定" in page_of(keeping, "/performance")

    def test_a_workbook_says_the_same(self, keeping):
        head, *lines = [line.split(",") for line in PAID.splitlines()]
        book = lists.write_list("十月", head, lines)

        assert upload(keeping, book, name="十月.xlsx").status_code == 302
        assert figures(page_of(keeping, "/pay"))["低于约定"] == "1"

    def test_a_second_table_of_the_month_stands_beside_the_first(self, keeping):
        upload(keeping, PAID)
        upload(keeping, PAID.replace("4199.99", "4200"))

        assert figures(page_of(keeping, "/pay"))["低于约定"] == "0"
        assert figures(page_of(keeping, "/pay?check=1"))["低于约定"] == "1"
        assert keeping.get(f"{keeping.case}/pay?check=3").status_code == 404

    def test_one_taken_back_is_shown_as_such(self, keeping, rows):
        upload(keeping, PAID)
        with rows() as session:
            sequence = session.scalars(
                select(CaseEvent.sequence).where(CaseEvent.kind == "record_pay")
                .order_by(CaseEvent.id.desc())
            ).first()  # fmt: skip
        page = f"{keeping.case}/correct/{sequence}"
        sent = keeping.submit(page, page=page, reason="传错了月份", confirm="yes")
        assert sent.status_code == 302, said(sent)

        assert "还没有核对过实发工资" in page_of(keeping, "/pay")
        assert "已更正作废" in page_of(keeping, "/pay?check=1")


class TestWhatIsKept:
    def test_no_name_and_no_number_of_a_person_enters_the_system(self, keeping, rows):
        upload(keeping, PAID)
        with rows() as session:
            check = session.scalars(select(PayCheck).order_by(PayCheck.id.desc())).first()
            kept = store().get(check.file_hash)
            file = session.get_one(StoredFile, check.file_hash)
            written = [
                str(check.lines), str(check.findings), str(check.summary), file.name,
                *(str(one.payload) for one in session.scalars(select(CaseEvent))),
                *(str(vars(one)) for one in session.scalars(select(AuditEntry))),
            ]  # fmt: skip
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(kept))
        cells = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])

        for name in NAMES:
            assert name not in cells
            assert not any(name in text for text in written)
            assert name not in page_of(keeping, "/pay?by=row")

    def test_the_copy_says_row_by_row_what_the_table_said(self, keeping, rows):
        upload(keeping, PAID)
        with rows() as session:
            check = session.scalars(select(PayCheck).order_by(PayCheck.id.desc())).first()
            kept = store().get(check.file_hash)

        wanted = wage_tables.read_wage_table(PAID.encode(), name="工资.csv").posts
        again = wage_tables.read_wage_table(kept, name="工资.xlsx").posts
        assert [(one.row, one.post, one.proposed_amount) for one in again] == [
            (one.row, one.post, one.proposed_amount) for one in wanted
        ]

    def test_a_person_in_the_column_of_posts_is_refused_with_the_row(self, keeping, rows):
        before = checks(rows)
        sent = upload(keeping, PAID.replace("洗碗工,3800", "洗碗工13912345678,3800", 1))

        assert sent.status_code == 422
        assert "第 6 行" in said(sent)
        assert "请改成岗位名称" in said(sent)
        assert "文件需要重新选择" in said(sent)
        assert "还有一处需要改一下" in said(sent)
        assert checks(rows) == before


class TestWhatCannotBeUnderstood:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("", "空文件"),
            (b"%PDF-1.7 something", "PDF"),
            (b"\x89PNG\r\n\x1a\n", "图片"),
            (b"\x00\x01\x02\x03 nonsense", "请"),
            ("甲,乙\n1,2\n", "岗位"),
            (f"{HEAD}\n", "没有岗位"),
            ("岗位,人数\n店长,1\n", "应发工资"),
            (PAID.replace("9540,0", "九千,0"), "第 2 行"),
            (PAID.replace("9540,0", "-1,0"), "第 2 行"),
        ],
    )
    def test_is_refused_with_the_reason_and_nothing_is_kept(self, keeping, rows, content, words):
        before = checks(rows)
        with rows() as session:
            files = session.scalar(select(func.count()).select_from(StoredFile))

        sent = upload(keeping, content)

        assert sent.status_code == 422
        assert words in said(sent)
        assert "协商后月工资" not in said(sent)
        assert checks(rows) == before
        with rows() as session:
            assert session.scalar(select(func.count()).select_from(StoredFile)) == files

    def test_a_later_month_than_this_is_refused_beside_its_field(self, keeping):
        later = (TODAY.replace(day=28) + 10 * DAY).strftime("%Y-%m")

        assert "工资所属月份不能晚于本月" in said(upload(keeping, PAID, month=later))
        assert upload(keeping, PAID, month=TODAY.strftime("%Y-%m")).status_code == 302

    def test_a_month_without_a_floor_on_record_is_said(self, keeping):
        sent = upload(keeping, PAID, month="1990-01")

        assert sent.status_code == 422

    def test_a_form_without_a_file_or_a_month_is_asked_for_both(self, keeping):
        page = f"{keeping.case}/pay"
        sent = keeping.submit(page, page=page)

        assert "请选择实发工资表文件" in said(sent)
        assert "请选择工资所属月份" in said(sent)

    def test_who_was_overtaken_is_told(self, keeping):
        page = f"{keeping.case}/pay"
        upload(keeping, PAID)
        sent = keeping.submit(
            page, page=page, file=(io.BytesIO(PAID.encode()), "工资.csv"),
            paid_month=pay_stage.MONTH, on=TODAY.isoformat(), seen_sequence="1",
        )  # fmt: skip

        assert sent.status_code == 422
        assert "最新的登记" in said(sent)


def test_ten_thousand_people_are_taken_in_and_shown_page_by_page(keeping, counted):
    lines = [f"某人{one},,服务员,4200,0,800,200," for one in range(9_999)]
    assert (
        upload(keeping, "\n".join([HEAD, *lines, "某,,服务员,4100,0,800,200,"])).status_code == 302
    )

    text = page_of(keeping, "/pay?by=row")
    assert "共 10,000 行" in text
    assert "第 1 / 200 页" in text
    assert text.count('role="rowheader"') == 50
    assert figures(text)["低于约定"] == "1"
    many = counted(lambda: page_of(keeping, "/pay?by=row"))
    upload(keeping, PAID)
    assert counted(lambda: page_of(keeping, "/pay?by=row")) == many


class TestWhoSeesWhat:
    def test_from_above_there_are_counts_and_no_post_and_no_wage(self, keeping, as_):
        upload(keeping, PAID)
        for role in (Role.DISTRICT, Role.STREET):
            above = as_(role)
            above.case = keeping.case
            text = page_of(above, "/pay")

            assert "实发低于约定" in text
            assert "不足 3 人" in text
            for word in ("洗碗工", "4,199.99", "低于约定合计", "上传并核对"):
                assert word not in text
            assert above.get(f"{keeping.case}/pay/export.xlsx").status_code == 404
            assert above.get(f"{keeping.case}/pay?by=row&q=洗碗").status_code == 200

    def test_where_a_row_is_a_person_the_rows_of_few_are_not_counted_either(self, keeping, as_):
        # One waiter is a cent short; the two dishwashers stand under a post that nobody knows.
        upload(keeping, PAID.replace("洗碗工", "临时帮工"))
        above = as_(Role.DISTRICT)
        above.case = keeping.case
        text = page_of(above, "/pay")

        found = figures(text)
        assert (found["低于约定"], found["没有比较"], found["人数"]) == ("有", "有", "6")
        rows = re.findall(r'data-label="行">(?:<[^>]*>)*([^<]+)<', text)
        assert rows
        assert set(rows) == {"有"}
        for page in (text, page_of(above)):
            assert "行低于约定" not in page
            assert "有低于约定的" in page
        assert "1 行低于约定" in page_of(keeping, "/pay")

    def test_of_two_people_neither_rows_nor_people_are_counted(self, keeping, as_):
        upload(keeping, "\n".join(PAID.splitlines()[:3]))
        above = as_(Role.DISTRICT)
        above.case = keeping.case
        text = page_of(above, "/pay")

        assert figures(text)["人数"] == "不足 3"
        assert "共不足 3 人" in text
        assert "2 人" not in text

    def test_the_copy_is_opened_by_those_who_see_the_rows_alone(self, keeping, as_, rows):
        upload(keeping, PAID)
        with rows() as session:
            digest = session.scalars(
                select(PayCheck.file_hash).order_by(PayCheck.id.desc())
            ).first()  # fmt: skip

        assert keeping.get(f"{keeping.case}/files/{digest}").status_code == 200
        for role in (Role.DISTRICT, Role.STREET, Role.REVIEWER):
            assert as_(role).get(f"{keeping.case}/files/{digest}").status_code in (403, 404)

    @pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER, Role.ADMIN])
    def test_others_do_not_come_in(self, keeping, as_, role):
        assert as_(role).get(f"{keeping.case}/pay").status_code in (403, 404)

    def test_another_unions_chair_finds_nothing(self, keeping, as_):
        assert as_(Role.UNION_CHAIR).get(f"{keeping.case}/pay").status_code == 404

    def test_the_instructor_hands_one_in_once_the_union_agreed(self, keeping, as_, rows, agreed):
        helper = as_(Role.INSTRUCTOR)
        helper.case = keeping.case
        with rows() as session:
            session.add(
                Assignment(user_id=helper.user_id, enterprise_id=keeping.firm, from_on=SINCE)
            )
            session.commit()

        assert upload(helper, PAID).status_code == 302
        assert "低于约定合计" in page_of(helper, "/pay")

    def test_the_export_holds_what_the_page_shows(self, keeping):
        upload(keeping, PAID)
        book = sheets(keeping.get(f"{keeping.case}/pay/export.xlsx?by=row&show=short"))

        assert [line[0] for line in book["逐岗对照"]] == ["岗位", "服务员"]
        assert len(book["逐行对照"]) == 2
        assert "低于约定的 4,200.00 元" in book["逐行对照"][1][-1]
        assert not any(name in str(book) for name in NAMES)


def test_without_an_agreed_table_the_floor_alone_is_asked(own_chair, rows):
    pay_stage.walk(rows, own_chair.number, pay_stage.WALK)
    pay_stage.walk(rows, own_chair.number, pay_stage.TO_EFFECT)
    upload(own_chair, PAID)

    assert "只检查了最低工资标准" in page_of(own_chair, "/pay")
