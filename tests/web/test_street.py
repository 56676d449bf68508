"""The street's pages: what is stuck, one table for many, the calls, the pre-check, the pack."""

from __future__ import annotations

import contextlib
import html
import io
import re
import threading
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bargaining import audit, clock, db
from bargaining.actions import batch_steps, persons
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions.batch_steps import Wish
from bargaining.jobs import runner
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.models.person import Person
from bargaining.models.place import Place
from bargaining.models.stored_file import StoredFile
from bargaining.readers import seeds, sheets
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import street_batches
from bargaining.web.settings import settings
from tests import pictures, street_office
from tests import stage as stages

PHONE = "13900001234"
EMPTY = "110108011"
TICKET = re.compile(r"/street/batch/([0-9a-f]{64})")
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def street(app, stage):
    """A street of small unions, one of which did not agree, and one firm of another street."""
    with app.app_context():
        with db.transaction() as session:
            law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=stages.AT)
        with db.transaction() as session:
            session.add(
                Place(code=EMPTY, name="海淀街道", kind="street", parent_code=stages.DISTRICT)
            )
            firms = street_office.add_firms(session, 60)
            refusing = street_office.add_firm(session, "北京示例未同意有限公司", agreed=False)
            theirs = street_office.add_firm(
                session, "上海示例外滩有限公司", street=stages.STREET_ELSEWHERE
            )
            key = persons.PersonKey(settings().person_key)
            person = Person(name="王联系人", phone=key.seal(PHONE))
            session.add(person)
            session.flush()
            firms[0].contact_id = person.id
            return {
                "firms": [one.id for one in firms],
                "names": [one.name for one in firms],
                "refusing": refusing.id,
                "theirs": theirs.id,
            }


@pytest.fixture
def staff(as_, street):
    return as_(Role.STREET_STAFF)


def send(browser, path, **fields):
    """Send a form, files among its fields."""
    given = {"csrf_token": browser.token("/street"), **fields}
    return browser.post(path, data=given, content_type="multipart/form-data")


def fill(browser, step, picks, **fields):
    """Fill in the table of a step and return the answer."""
    given = {"step": step, "on": clock.today().isoformat(), "pick": [str(one) for one in picks]}
    return send(browser, "/street/batch", **given, **fields)


def ticket_of(answer):
    assert answer.status_code == 302, answer.text
    return TICKET.search(answer.location).group(1)


def opened(browser, firms):
    """Open the year's cases of some firms through the page."""
    answer = fill(browser, "open_case", firms)
    done = browser.submit(f"/street/batch/{ticket_of(answer)}", page="/street")
    assert done.status_code == 302, done.text
    return done


def entries(rows, kind, firms):
    with rows() as session:
        return session.scalar(
            select(func.count(CaseEvent.id))
            .join(Case, Case.id == CaseEvent.case_id)
            .where(CaseEvent.kind == kind, Case.enterprise_id.in_(firms))
        )


def text_of(answer):
    return html.unescape(answer.text)


class TestFirstScreen:
    def test_it_groups_by_what_is_stuck_with_counts_that_open_their_list(self, staff):
        page = text_of(staff.get("/"))

        assert "本街道今天" in page
        assert 'href="/street?group=unopened"' in page
        assert 'href="/street/batch?step=prepare_proposal&group=unopened"' in page

    def test_it_takes_as_many_statements_for_sixty_firms_as_for_two(self, as_, staff, counted):
        few = as_(Role.STREET_STAFF, place=stages.STREET_ELSEWHERE)
        few.get("/"), staff.get("/")

        assert counted(lambda: staff.get("/")) == counted(lambda: few.get("/"))

    def test_lists_take_as_many_statements_for_fifty_rows_as_for_one(self, staff, counted):
        for path in ("/street", "/street/calls"):
            staff.get(f"{path}?text=第001"), staff.get(path)
            few = counted(lambda p=path: staff.get(f"{p}?text=第001"))
            assert counted(lambda p=path: staff.get(p)) == few, path

    def test_the_table_to_fill_takes_as_many_statements_for_sixty_as_for_one(self, staff, counted):
        path = "/street/batch?step=record_contact"
        staff.get(f"{path}&text=第001"), staff.get(path)
        few = counted(lambda: staff.get(f"{path}&text=第001"))

        assert counted(lambda: staff.get(path)) == few

    def test_an_empty_street_is_told_what_to_do(self, as_, street):
        empty = as_(Role.STREET_STAFF, place=EMPTY)

        assert "眼下没有卡住的企业" in empty.get("/").text
        assert "没有符合条件的企业" in empty.get("/street").text
        assert "没有要催办的单位" in empty.get("/street/calls").text
        assert "这一组里没有企业" in empty.get("/street/batch").text
        assert "没有符合条件的企业" in empty.get("/street/packs").text
        assert "这一组没有可以打印的" in empty.get("/street/papers").text

    @pytest.mark.parametrize(
        "query", ["group=nonsense", "idle=x", "sort=nonsense", "page=99", "due=x&agreed=maybe"]
    )
    def test_an_address_typed_wrong_is_answered_all_the_same(self, staff, query):
        for path in ("/street", "/street/calls", "/street/export.xlsx", "/street/batch",
                     "/street/packs", "/street/papers"):  # fmt: skip
            assert staff.get(f"{path}?{query}").status_code == 200, path

    def test_the_export_holds_what_the_list_holds(self, staff, street):
        answer = staff.get("/street/export.xlsx?text=第00")

        (sheet,) = sheets.read_sheets(answer.data, name="表")
        assert [row.cells[0] for row in sheet.rows[1:]] == street["names"][:9]


class TestOneStepForMany:
    def test_the_whole_way_from_the_table_to_the_result(self, staff, street, rows):
        firms = street["firms"][:3]
        answer = fill(
            staff, "prepare_proposal", firms,
            **{"meeting_on": "2027-01-08", "meeting_place": "街道会议室",
               f"meeting_place-{firms[1]}": "本单位会议室"},
        )  # fmt: skip
        ticket = ticket_of(answer)

        page = text_of(staff.get(f"/street/batch/{ticket}"))
        assert "可以登记" in page
        assert f"先为 3 家立 {clock.today().year} 年度的案件。" in page
        assert entries(rows, "prepare_proposal", firms) == 0

        done = staff.submit(f"/street/batch/{ticket}", page="/street")
        result = text_of(staff.get(done.location))

        assert entries(rows, "prepare_proposal", firms) == 3
        assert "打印工资集体协商要约书 3 份" in result
        assert "为这 3 家登记送达要约书" in result
        with rows() as session:
            places = session.scalars(
                select(CaseEvent.payload["meeting_place"].as_string())
                .join(Case, Case.id == CaseEvent.case_id)
                .where(CaseEvent.kind == "prepare_proposal", Case.enterprise_id.in_(firms))
                .order_by(Case.enterprise_id)
            ).all()
            said = session.scalars(
                select(CaseEvent.payload["counterpart"].as_string()).where(
                    CaseEvent.kind == "prepare_proposal"
                )
            ).all()
        assert places == ["街道会议室", "本单位会议室", "街道会议室"]
        assert set(said) == {"李经理"}  # known from the register, so nobody typed it

    def test_a_second_press_writes_nothing_again(self, staff, street, rows):
        firms = street["firms"][3:6]
        ticket = ticket_of(fill(staff, "open_case", firms))

        first = staff.submit(f"/street/batch/{ticket}", page="/street")
        second = staff.submit(f"/street/batch/{ticket}", page="/street")

        assert first.location.endswith("/done")
        assert second.location == "/street"
        assert "没有重复登记" in staff.get("/street").text
        assert entries(rows, "open", firms) == 3

    def test_a_table_of_several_hundred_lines_is_taken_whole(self, staff, street):
        """Each line sends its own boxes, most of them empty: far more than an ordinary form."""
        empty = {f"{name}-{line}": "" for line in range(10_000, 10_400)
                 for name in ("on", "year", "meeting_on", "meeting_place")}  # fmt: skip

        answer = fill(staff, "open_case", street["firms"][20:29], **empty)

        assert "登记 9 家" in staff.get(answer.location).text

    def test_an_enterprise_of_another_street_is_refused_without_its_name(self, staff, street, rows):
        mine = street["firms"][6]
        answer = fill(staff, "open_case", [mine, street["theirs"]])
        ticket = ticket_of(answer)

        page = staff.get(f"/street/batch/{ticket}").text
        staff.submit(f"/street/batch/{ticket}", page="/street")

        assert "不在您的范围内" in page
        assert "外滩" not in page
        assert entries(rows, "open", [mine]) == 1
        assert entries(rows, "open", [street["theirs"]]) == 0

    def test_a_union_that_did_not_agree_is_refused_in_its_row(self, staff, street, rows):
        answer = fill(staff, "open_case", [street["refusing"], street["firms"][7]])
        ticket = ticket_of(answer)

        page = staff.get(f"/street/batch/{ticket}").text
        staff.submit(f"/street/batch/{ticket}", page="/street")

        assert "还没有同意代录" in page
        assert entries(rows, "open", [street["refusing"]]) == 0
        assert entries(rows, "open", [street["firms"][7]]) == 1

    def test_nobody_opens_somebody_elses_batch(self, as_, staff, street):
        ticket = ticket_of(fill(staff, "open_case", street["firms"][8:9]))
        other = as_(Role.STREET_STAFF)

        assert other.get(f"/street/batch/{ticket}").status_code == 302
        assert other.submit(f"/street/batch/{ticket}", page="/street").location == "/street"

    def test_the_right_is_asked_again_when_it_is_confirmed(self, staff, street, rows):
        firm = street["firms"][9]
        ticket = ticket_of(fill(staff, "open_case", [firm]))
        with rows() as session:
            with db.transaction() as writing:
                moved = writing.get(Enterprise, firm)
                moved.street_code, moved.district_code = (
                    stages.STREET_ELSEWHERE, stages.DISTRICT_ELSEWHERE,
                )  # fmt: skip
                audit.record(writing, at=clock.now(), actor=OPERATOR, event="test.move",
                             subject=f"firm:{firm}")  # fmt: skip
            assert session is not None

        done = staff.submit(f"/street/batch/{ticket}", page="/street")

        assert entries(rows, "open", [firm]) == 0
        assert "第010商贸" not in staff.get(done.location).text

    def test_what_is_wrong_comes_back_with_what_was_typed(self, staff, street):
        firms = street["firms"][10:12]

        nobody = fill(staff, "prepare_proposal", [], meeting_place="街道会议室")
        no_day = send(
            staff, "/street/batch", step="prepare_proposal", on="", pick=[str(firms[0])],
            **{f"counterpart-{firms[0]}": "赵经理"},
        )  # fmt: skip

        assert nobody.status_code == no_day.status_code == 422
        assert "请至少勾选一家。" in nobody.text
        assert 'value="街道会议室"' in nobody.text
        assert "请填写拟定之日。" in no_day.text
        assert 'value="赵经理"' in no_day.text

    def test_who_goes_back_from_the_preview_finds_everything_as_it_was_typed(self, staff, street):
        firms = street["firms"][10:12]
        answer = fill(
            staff, "prepare_proposal", firms[:1], meeting_place="街道会议室", attach="named",
            **{f"counterpart-{firms[0]}": "赵经理", f"on-{firms[0]}": "2026-03-02"},
        )  # fmt: skip
        page = staff.get(answer.location).text
        back = html.unescape(re.search(r'href="(/street/batch\?[^"]*again=[^"]*)"', page).group(1))

        form = staff.get(back).text

        assert 'value="街道会议室"' in form
        assert 'value="赵经理"' in form
        assert 'value="2026-03-02"' in form
        assert re.search(rf'value="{firms[0]}" checked', form)
        assert not re.search(rf'value="{firms[1]}" checked', form)
        assert re.search(r'value="named" checked', form)

    def test_one_line_with_a_day_that_is_none_is_named_and_the_others_go_on(self, staff, street):
        firms = street["firms"][10:12]
        answer = fill(staff, "open_case", firms, **{f"on-{firms[0]}": "2026-02-30"})

        page = staff.get(answer.location).text

        assert "立案之日应为日期" in page
        assert "登记 1 家" in page

    @pytest.mark.parametrize("step", ["issue_paper", "submit_wages", "nonsense", ""])
    def test_a_step_that_is_none_for_many_is_answered_with_the_usual_one(self, staff, step):
        assert "拟定要约书" in staff.get(f"/street/batch?step={step}").text or (
            "登记职工意见" in staff.get(f"/street/batch?step={step}").text
        )

    def test_one_scan_is_attached_to_each_and_kept_once(self, staff, street, rows):
        firms = street["firms"][12:14]
        opened(staff, firms)
        answer = fill(
            staff, "record_contact", firms, result="上门送达", method="visit", attach="each",
            files=[(io.BytesIO(pictures.png(seed=41)), "全部回证.png")],
        )  # fmt: skip
        staff.submit(f"/street/batch/{ticket_of(answer)}", page="/street")

        with rows() as session:
            payloads = session.scalars(
                select(CaseEvent.payload)
                .join(Case, Case.id == CaseEvent.case_id)
                .where(CaseEvent.kind == "record_contact", Case.enterprise_id.in_(firms))
            ).all()
            (digest,) = {one["photos"][0]["hash"] for one in payloads}
            assert session.get(StoredFile, digest) is not None
        assert len(payloads) == 2

    def test_files_go_to_whom_their_names_say(self, staff, street, rows):
        firms = street["firms"][14:16]
        opened(staff, firms)
        answer = fill(
            staff, "record_contact", firms, result="上门送达", attach="named",
            files=[
                (io.BytesIO(pictures.png(seed=51)), f"{street['names'][14]}.png"),
                (io.BytesIO(pictures.png(seed=52)), "IMG_0001.png"),
            ],
        )  # fmt: skip
        ticket = ticket_of(answer)

        page = staff.get(f"/street/batch/{ticket}").text
        staff.submit(f"/street/batch/{ticket}", page="/street")

        assert "这些文件没有对上单位" in page
        assert "IMG_0001.png" in page
        with rows() as session:
            payloads = session.scalars(
                select(CaseEvent.payload)
                .join(Case, Case.id == CaseEvent.case_id)
                .where(CaseEvent.kind == "record_contact", Case.enterprise_id.in_(firms))
                .order_by(Case.enterprise_id)
            ).all()
        assert [len(one.get("photos", ())) for one in payloads] == [1, 0]

    def test_a_file_that_is_no_picture_is_refused_before_anything_else(self, staff, street, rows):
        with rows() as session:
            before = session.scalar(select(func.count(StoredFile.hash)))

        answer = fill(
            staff, "open_case", street["firms"][10:11],
            files=[(io.BytesIO(b"MZ not a picture"), "回证.exe")],
        )  # fmt: skip

        assert answer.status_code == 422
        assert "回证.exe" in answer.text
        with rows() as session:
            assert session.scalar(select(func.count(StoredFile.hash))) == before

    def test_who_does_not_see_the_case_in_full_gets_nothing_filled_in(self, as_, street):
        official = as_(Role.STREET)

        page = official.get("/street/batch?step=prepare_proposal&group=unopened").text

        assert "来自登记" not in page


class TestTheTableAsASpreadsheet:
    def test_it_goes_out_filled_in_and_comes_back_through_the_preview(self, staff, street, rows):
        firms = street["firms"][16:18]
        opened(staff, firms)
        sent = staff.get("/street/batch/table.xlsx?step=record_contact&text=第017")
        (sheet,) = sheets.read_sheets(sent.data, name="表")
        assert sheet.rows[3].cells[1] == street["names"][16]

        filled = table(
            ["单位名称", "联系之日", "情况", "方式"],
            [street["names"][16], clock.today().isoformat(), "已经说好", "电话"],
            ["上海示例外滩有限公司", clock.today().isoformat(), "不是我们街道的", "电话"],
            ["没有这一家", clock.today().isoformat(), "写错了", "电话"],
        )
        answer = send(staff, "/street/batch/table", step="record_contact",
                      table=(io.BytesIO(filled), "联系.csv"))  # fmt: skip
        ticket = ticket_of(answer)
        page = staff.get(f"/street/batch/{ticket}").text

        assert page.count("您的范围内没有这一家") == 2
        assert "外滩" not in page
        assert "登记 1 家" in page
        staff.submit(f"/street/batch/{ticket}", page="/street")
        assert entries(rows, "record_contact", firms) == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "空文件"),
            (b"%PDF-1.7", "这是 PDF 文件"),
            ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        ],
    )
    def test_a_wrong_file_is_answered_in_words(self, staff, content, words):
        answer = send(staff, "/street/batch/table", step="record_contact",
                      table=(io.BytesIO(content), "表.csv"))  # fmt: skip

        assert words in staff.get(answer.location).text

    def test_without_a_file_it_is_asked_for(self, staff):
        answer = send(staff, "/street/batch/table", step="record_contact")

        assert "请选择填好的表。" in staff.get(answer.location).text

    def test_the_result_can_be_taken_away(self, staff, street):
        done = opened(staff, street["firms"][18:19])
        sent = staff.get(done.location + ".xlsx")

        (sheet,) = sheets.read_sheets(sent.data, name="表")
        assert sheet.rows[1].cells[0] == street["names"][18]
        assert sheet.rows[1].cells[4] == "已登记"


def table(*lines):
    return "\n".join(",".join(line) for line in lines).encode()


class TestCalls:
    def test_numbers_are_shown_to_those_who_call_and_to_nobody_else(self, as_, staff):
        theirs = as_(Role.STREET).get("/street/calls?text=第001").text

        assert PHONE in staff.get("/street/calls?text=第001").text
        assert PHONE not in theirs
        assert "王联系人" not in theirs
        assert "按您的权限不显示" in theirs

    def test_the_export_keeps_numbers_from_those_who_do_not_call(self, as_, staff):
        def cells(browser):
            sent = browser.get("/street/calls/export.xlsx?text=第001")
            (sheet,) = sheets.read_sheets(sent.data, name="表")
            return sheet.rows[1].cells

        assert PHONE in cells(staff)
        assert PHONE not in cells(as_(Role.STREET))

    def test_no_number_stands_in_the_audit(self, staff, street, rows):
        staff.submit(f"/street/calls/{street['firms'][0]}/done", page="/street", method="phone")

        with rows() as session:
            for entry in session.scalars(select(AuditEntry)):
                assert PHONE not in f"{entry.detail}{entry.subject}"

    def test_a_tick_writes_one_contact_however_often_it_is_pressed(self, staff, street, rows):
        firm = street["firms"][30]
        for _ in range(3):
            answer = staff.submit(f"/street/calls/{firm}/done", page="/street", method="message")
            assert answer.location.endswith(f"#call-{firm}")

        with rows() as session:
            found = session.scalars(
                select(EnterpriseContact).where(EnterpriseContact.enterprise_id == firm)
            ).all()
        assert [(one.method, one.result) for one in found] == [("message", "已联系")]
        assert "今天已联系（微信）" in staff.get("/street/calls?text=第031").text

    def test_with_a_case_at_hand_the_tick_stands_in_the_case(self, staff, street, rows):
        firm = street["firms"][31]
        opened(staff, [firm])

        staff.submit(f"/street/calls/{firm}/done", page="/street", method="phone")

        assert entries(rows, "record_contact", [firm]) == 1

    def test_the_filter_and_the_page_are_kept_by_a_tick(self, staff, street):
        firm = street["firms"][32]
        answer = staff.submit(
            f"/street/calls/{firm}/done", page="/street", method="phone", group="unopened",
            text="第0", nonsense="1",
        )  # fmt: skip

        assert "group=unopened" in answer.location
        assert "nonsense" not in answer.location

    def test_a_firm_of_another_street_is_not_there(self, staff, street, rows):
        answer = staff.submit(f"/street/calls/{street['theirs']}/done", page="/street")

        assert answer.status_code == 404
        with rows() as session:
            assert not session.scalars(
                select(EnterpriseContact).where(EnterpriseContact.enterprise_id == street["theirs"])
            ).all()

    def test_each_line_has_its_sentence_as_text_and_to_copy(self, staff, street):
        page = text_of(staff.get("/street/calls?text=第040"))
        words = f"您好，{street['names'][39]}："

        assert page.count(words) == 2  # on the page, and on the button
        assert f'data-copy="{words}' in page


class TestPrecheck:
    @pytest.fixture
    def signed(self, app, street):
        with app.app_context(), db.transaction() as session:
            firm = session.get(Enterprise, street["firms"][50])
            newest = session.scalars(
                select(Case).where(Case.enterprise_id == firm.id, Case.state == "signed")
            ).first()
            if newest is not None:
                return newest.number
            today = clock.today()
            case = case_actions.open_case(
                session, firm, year=today.year, on=today, actor=OPERATOR, at=clock.now(),
                today=today,
            )  # fmt: skip
            for move, given in (
                ("record_meeting", {"conclusion": "agreed"}),
                ("sign", {"term_from": today.isoformat(),
                          "term_to": (today + 364 * DAY).isoformat(), "workers_covered": "40"}),
            ):  # fmt: skip
                case_actions.take(
                    session, case.number, case_actions.Step(move, today, given),
                    actor=OPERATOR, at=clock.now(), today=today,
                )  # fmt: skip
            return case.number

    def test_each_point_is_shown_with_its_article_and_the_word_is_prepared(self, staff, signed):
        page = text_of(staff.get(f"/cases/{signed}/precheck"))

        assert "还没有登记协商代表名单" in page
        assert "《北京市集体合同条例》第46条" in page
        assert "合同条款：还没有填" in page  # the draft of what the chair is told
        assert "待预审" in staff.get("/").text

    def test_the_word_is_recorded_and_shown_to_the_chair(self, as_, staff, signed, rows):
        answer = staff.submit(
            f"/cases/{signed}/precheck", page="/street", on=clock.today().isoformat(),
            result="return", notes="请补代表名单",
        )  # fmt: skip
        assert answer.location == f"/cases/{signed}"

        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == signed)).one()
            union = session.get(Enterprise, case.enterprise_id).union_id
            assert case.precheck == "return"
        page = as_(Role.UNION_CHAIR, union=union).get(f"/cases/{signed}").text
        assert "请补正后再报" in page
        assert "请补代表名单" in page

    def test_a_page_that_has_grown_old_is_refused_and_keeps_the_typing(self, staff, signed):
        answer = staff.submit(
            f"/cases/{signed}/precheck", page="/street", on=clock.today().isoformat(),
            result="pass", notes="看过了", seen_sequence="1",
        )  # fmt: skip

        assert answer.status_code == 422
        assert "看过了" in answer.text

    def test_above_the_street_no_name_is_read_and_nothing_of_what_was_told(self, as_, signed):
        page = as_(Role.DISTRICT).get(f"/cases/{signed}/precheck").text

        assert "请补代表名单" not in page
        assert "系统核对" in page

    def test_a_case_before_its_draft_is_looked_at_but_not_judged(self, staff, stage):
        page = staff.get(f"/cases/{stage.inside.case}/precheck").text

        assert "还不能登记预审" in page
        assert staff.submit(
            f"/cases/{stage.inside.case}/precheck", page="/street", on="2026-03-02", result="pass"
        ).status_code in (403, 409, 422)

    def test_the_case_page_leads_there(self, staff, signed):
        assert f"/cases/{signed}/precheck" in staff.get(f"/cases/{signed}").text


class TestThePack:
    def test_it_holds_the_workbook_and_the_papers_of_the_next_step(self, staff, street):
        firms = street["firms"][40:42]
        opened(staff, firms)

        answer = send(staff, "/street/packs/out", pick=[str(one) for one in firms], papers="1")

        pack = zipfile.ZipFile(io.BytesIO(answer.data))
        names = pack.namelist()
        assert "离线办理表.xlsx" in names
        for number in (40, 41):
            folder = f"文书/{street['names'][number]}/"
            assert any(name.startswith(folder) and name.endswith(".docx") for name in names)
        found = {one.title for one in sheets.read_sheets(pack.read("离线办理表.xlsx"), name="表")}
        assert {"填写说明", "登记资料", "拟定要约书", "登记联系情况"} <= found

    def test_what_was_filled_in_outside_comes_in_through_the_preview(self, staff, street, rows):
        firms = street["firms"][42:45]
        opened(staff, firms)
        answer = send(staff, "/street/packs/out", pick=[str(one) for one in firms])
        pack = zipfile.ZipFile(io.BytesIO(answer.data))
        book = pack.read("离线办理表.xlsx")
        staff.submit(f"/street/calls/{firms[1]}/done", page="/street", method="phone")

        filled = filled_in(book, "拟定要约书", {
            street["names"][42]: {"拟定之日": clock.today().isoformat(),
                                  "拟议协商日期": "2027-01-08", "拟议协商地点": "会议室"},
            street["names"][43]: {"拟定之日": clock.today().isoformat(),
                                  "拟议协商日期": "2027-01-08", "拟议协商地点": "会议室"},
        })  # fmt: skip
        back = send(staff, "/street/packs/in", table=(io.BytesIO(filled), "离线办理表.xlsx"))
        ticket = ticket_of(back)
        page = text_of(staff.get(f"/street/batch/{ticket}"))

        assert "登记 1 家" in page
        assert "在您核对之后有人先登记了一步" in page  # somebody called the second meanwhile
        assert "没有填日期" in page
        staff.submit(f"/street/batch/{ticket}", page="/street")
        assert entries(rows, "prepare_proposal", firms) == 1

    def test_another_offices_workbook_is_refused_without_naming_anybody(
        self, as_, staff, street, rows
    ):
        firms = street["firms"][45:46]
        opened(staff, firms)
        answer = send(staff, "/street/packs/out", pick=[str(firms[0])])
        book = zipfile.ZipFile(io.BytesIO(answer.data)).read("离线办理表.xlsx")
        filled = filled_in(book, "登记联系情况", {
            street["names"][45]: {"联系之日": clock.today().isoformat(), "情况": "已联系"}
        })  # fmt: skip
        elsewhere = as_(Role.STREET_STAFF, place=stages.STREET_ELSEWHERE)

        back = send(elsewhere, "/street/packs/in", table=(io.BytesIO(filled), "表.xlsx"))
        page = elsewhere.get(back.location).text

        assert "您的范围内没有这一家" in page
        assert street["names"][45] not in page
        assert entries(rows, "record_contact", firms) == 0

    def test_firms_of_another_street_are_not_packed(self, staff, street):
        answer = send(staff, "/street/packs/out", pick=[str(street["theirs"])])

        assert "不在您的范围内" in staff.get(answer.location).text

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\x00\x01"])
    def test_a_wrong_file_is_answered_in_words(self, staff, content):
        answer = send(staff, "/street/packs/in", table=(io.BytesIO(content), "表.xlsx"))

        assert answer.location == "/street/packs"
        assert "tone-red" in staff.get("/street/packs").text

    def test_nobody_ticked_is_answered_in_words(self, staff):
        answer = send(staff, "/street/packs/out")

        assert "请至少勾选一家。" in staff.get(answer.location).text


def filled_in(book, title, answers):
    """Fill some rows of one sheet of a pack in, as a person does, and save it anew."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as out:
        for sheet in sheets.read_sheets(book, name="表"):
            page = out.add_worksheet(sheet.title)
            head: list = []
            for row in sheet.rows:
                cells = list(row.cells)
                if "单位名称" in cells and sheet.title == title:
                    head = cells
                elif head and cells[1] in answers:
                    for label, words in answers[cells[1]].items():
                        cells[head.index(label)] = words
                for place, cell in enumerate(cells):
                    if cell is not None:
                        page.write_string(row.number - 1, place, str(cell))
    return made.getvalue()


class TestPapers:
    def test_only_the_papers_of_a_case_can_be_chosen(self, staff):
        assert staff.get("/street/papers/dispatch_letter.pdf").status_code == 404
        assert staff.get("/street/papers/nonsense.pdf").status_code == 404

    def test_one_paper_of_several_is_one_file(self, staff, street):
        firms = street["firms"][47:49]
        done = opened(staff, firms)
        ticket = TICKET.search(done.location).group(1)

        answer = staff.get(f"/street/papers/delivery_receipt.pdf?done={ticket}")

        assert answer.data.startswith(b"%PDF")
        assert answer.mimetype == "application/pdf"

    def test_too_many_are_refused_in_words(self, staff, monkeypatch):
        from bargaining.web import street_papers

        monkeypatch.setattr(street_papers, "MOST", 1)
        answer = staff.get("/street/papers/proposal.pdf?group=preparing")

        assert "一次最多打印 1 家" in staff.get(answer.location).text

    def test_more_than_a_few_are_printed_beside_the_page_and_lead_on(self, app, staff, street):
        firms = street["firms"][52:59]
        done = opened(staff, firms)
        ticket = TICKET.search(done.location).group(1)

        answer = staff.submit(f"/street/papers/delivery_receipt?done={ticket}", page="/")

        assert answer.location.startswith("/jobs/")
        runner.work_off(app)
        page = staff.get(answer.location).text
        assert "打开结果" in page
        assert "为这 7 家" in page
        assert staff.get(f"{answer.location}/result").data.startswith(b"%PDF")


class TestALongBatch:
    def test_it_is_recorded_by_a_worker_once_and_leads_to_its_result(
        self, app, staff, street, rows, monkeypatch
    ):
        monkeypatch.setattr(street_batches, "LONG", 2)
        firms = street["firms"][21:25]
        ticket = ticket_of(fill(staff, "open_case", firms))

        first = staff.submit(f"/street/batch/{ticket}", page="/street")
        again = staff.submit(f"/street/batch/{ticket}", page="/street")

        assert first.location.startswith("/jobs/")
        assert again.location == first.location
        assert entries(rows, "open", firms) == 0
        runner.work_off(app)
        assert entries(rows, "open", firms) == 4
        done = staff.get(first.location).location
        assert "已登记" in staff.get(done).text


class TestTwoBatchesAtOnce:
    def test_over_the_same_enterprises_in_another_order_both_come_to_their_end(
        self, app, staff, street
    ):
        firms = street["firms"][50:53]
        opened(staff, firms)
        both_inside = threading.Barrier(2)
        answers = {}

        def wait_for_the_other(done, _total):
            if done == 1:
                with contextlib.suppress(threading.BrokenBarrierError):
                    both_inside.wait(timeout=1)

        def record(name, order):
            said = {"method": "phone", "result": name}
            wishes = [Wish(one, "record_contact", clock.today(), said) for one in order]
            try:
                with app.app_context(), db.transaction(OPERATOR) as session:
                    answers[name] = batch_steps.take_all(
                        session, wishes, batch=name * 64, actor=OPERATOR, at=clock.now(),
                        today=clock.today(), tell=wait_for_the_other,
                    )  # fmt: skip
            except OperationalError as problem:
                answers[name] = problem

        threads = [
            threading.Thread(target=record, args=("a", firms)),
            threading.Thread(target=record, args=("b", firms[::-1])),
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join(timeout=30)

        for name in ("a", "b"):
            assert [one.refusal for one in answers[name]] == ["", "", ""]
