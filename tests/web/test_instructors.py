"""The instructor's desk, contacts, sendings and books by a browser: who sees and does what."""

from __future__ import annotations

import io
import re
import threading
from datetime import timedelta

import pypdf
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from bargaining import audit, clock, db
from bargaining.actions import books, dispatches, persons
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises as enterprise_actions
from bargaining.actions import law as law_actions
from bargaining.actions import users as user_actions
from bargaining.actions.dispatches import Order
from bargaining.models.assignment import Assignment
from bargaining.models.dispatch import Dispatch
from bargaining.models.enterprise import Enterprise
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.models.union_body import UnionBody
from bargaining.models.user import User
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import back
from tests import app_fixtures, running
from tests import stage as stages
from tests.web.test_pages import check

FIRM = "海淀示例餐饮有限公司"
REASON = "企业收到要约后一直没有答复"
DAY = timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _dated(app, stage):
    """The case of the stage lies in the past; the law that dates it is loaded."""
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=stages.AT)


@pytest.fixture
def instructor(as_):
    return as_(Role.INSTRUCTOR)


@pytest.fixture
def district(as_):
    return as_(Role.DISTRICT)


@pytest.fixture
def newcomer(app, stage):
    """An instructor of the district who carries nothing yet."""
    grant = user_actions.NewGrant(Role.INSTRUCTOR, app_fixtures.SINCE, place_code=stages.DISTRICT)
    login, user_id = app_fixtures.add_account(app, grant)
    browser = app_fixtures.new_browser(app)
    browser.user_id = user_id
    assert browser.sign_in(login).status_code == 302
    return browser


@pytest.fixture
def spare(app, stage):
    """Make enterprises in the district, each with a case of its own where wanted."""

    def make(name, *, with_case=True):
        with app.app_context(), db.transaction() as session:
            one = Enterprise(
                name=name, initials="bj", district_code=stages.DISTRICT,
                street_code=stages.STREET, unionised=True, union_id=stage.inside.union,
                workers=50,
            )  # fmt: skip
            session.add(one)
            session.flush()
            if with_case:
                case_actions.open_case(
                    session, one, year=2026, on=stages.TODAY, actor=OPERATOR, at=stages.AT,
                    today=clock.today(),
                )  # fmt: skip
            else:
                audit.record(
                    session, at=stages.AT, actor=OPERATOR, event="test.firm", subject="x:1"
                )
            return one.id

    return make


def fill(browser, enterprise_id, **changed):
    """Send the form on which an official sends somebody."""
    page = f"/instructors/send?enterprise={enterprise_id}&back=/cases"
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', browser.get(page).text)
    given = {
        "enterprise": enterprise_id, "back": "/cases", "seen": seen[1] if seen else "",
        "capacity": "adviser", "reason": REASON, "recusal_cleared": "y", "instead_of": "",
    }  # fmt: skip
    return browser.submit("/instructors/send", page=page, **(given | changed))


def newest(rows, enterprise_id):
    with rows() as session:
        return session.scalar(
            select(Dispatch.id)
            .where(Dispatch.enterprise_id == enterprise_id)
            .order_by(Dispatch.id.desc())
            .limit(1)
        )


def said(answer):
    return said_text(answer.text)


def said_text(text):
    return re.sub(r"<[^>]+>", "", text)


class TestWhereOneGoesBackTo:
    @pytest.mark.parametrize(
        "path", ["/", "/?when=today&page=2", "/cases/110108-2026-0001", "/a#b"]
    )
    def test_to_a_page_of_ours(self, path):
        assert back.local_path(path, "/usual") == path

    @pytest.mark.parametrize(
        "path",
        [
            "", "cases", "https://evil.example/", "//evil.example/", "/\\evil.example",
            "\\\\evil.example", "/\t/evil.example", "/\n/evil", "javascript:alert(1)",
            "http:/evil", " //evil.example", "///evil.example", "/ok\r\nSet-Cookie: a=b",
            "//[bad", "/ /evil",
        ],
    )  # fmt: skip
    def test_to_no_other_place(self, path):
        assert back.local_path(path, "/usual") == "/usual"


class TestTheDesk:
    def test_a_line_says_why_and_has_one_button(self, instructor, stage):
        text = instructor.get("/").text

        assert FIRM in text
        assert "还没有联系" in text
        assert f"/contacts/log?enterprise={stage.inside.enterprise}" in text
        assert "排序分量 20" in text
        check(text, "/")

    def test_a_book_without_anything_says_what_to_do(self, newcomer):
        text = newcomer.get("/").text

        assert "您还没有联系的企业" in text
        check(text, "/")

    def test_the_address_narrows_and_turns_it(self, instructor, stage):
        assert FIRM in instructor.get("/?when=week&reason=very_silent&state=preparing").text
        assert FIRM not in instructor.get("/?when=today").text
        assert FIRM not in instructor.get("/?text=物业").text
        assert FIRM in instructor.get(f"/?street={stages.STREET}&sort=-contact").text
        assert FIRM in instructor.get("/?sort=nonsense&state=&reason=").text
        assert "没有符合条件的企业" in instructor.get("/?reason=offered").text

    def test_the_export_holds_what_is_shown(self, instructor, stage):
        full = instructor.get("/desk/export.xlsx?sort=name")
        none = instructor.get("/desk/export.xlsx?reason=offered")

        sheet = CalamineWorkbook.from_filelike(io.BytesIO(full.data)).get_sheet_by_index(0)
        (row,) = sheet.to_python()[1:]
        assert row[0] == FIRM
        assert stage.inside.case in row
        empty = CalamineWorkbook.from_filelike(io.BytesIO(none.data)).get_sheet_by_index(0)
        assert len(empty.to_python()) == 1

    def test_the_number_of_statements_does_not_grow_with_the_book(
        self, app, newcomer, spare, counted
    ):
        def carry(numbers):
            ids = [spare(f"北京示例{number}有限公司") for number in numbers]
            with app.app_context(), db.transaction() as session:
                for one in ids:
                    session.add(
                        Assignment(
                            user_id=newcomer.user_id, enterprise_id=one, from_on=stages.TODAY
                        )
                    )
                audit.record(
                    session, at=stages.AT, actor=OPERATOR, event="test.book", subject="x:1"
                )

        carry(range(2))
        newcomer.get("/")
        with app.app_context():
            mine = select(Assignment.enterprise_id).where(Assignment.user_id == newcomer.user_id)
            two = db.db.session.scalars(mine).all()
        few = counted(lambda: newcomer.get("/"))
        day = counted(lambda: newcomer.get(f"/instructors/today?e={two[0]}&e={two[1]}"))
        carry(range(2, 12))
        with app.app_context():
            every = "&".join(f"e={one}" for one in db.db.session.scalars(mine))

        assert counted(lambda: newcomer.get("/")) == few
        assert counted(lambda: newcomer.get(f"/instructors/today?{every}")) == day


class TestLoggingAContact:
    def form(self, browser, enterprise_id, **changed):
        page = f"/contacts/log?enterprise={enterprise_id}&back=/?when=today"
        given = {
            "enterprise": enterprise_id, "back": "/?when=today", "method": "visit",
            "on": clock.today().isoformat(), "result": "见到人事经理", "with_whom": "人事经理",
        }  # fmt: skip
        return browser.submit("/contacts/log", page=page, **(given | changed))

    def test_one_form_and_back_to_where_one_came_from(self, instructor, stage):
        page = instructor.get(f"/contacts/log?enterprise={stage.inside.enterprise}&back=/")
        check(page.text, "contacts.log")
        assert clock.today().isoformat() in page.text

        answer = self.form(
            instructor, stage.inside.enterprise, next_step="送测算表",
            next_on=(clock.today() + DAY).isoformat(),
        )  # fmt: skip

        assert answer.location == "/?when=today"
        text = said(instructor.get("/"))
        assert "今天已联系" in text
        assert "见到人事经理" in text
        assert "见到人事经理" in said(instructor.get(f"/cases/{stage.inside.case}"))

    @pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "/\\evil.example"])
    def test_it_never_leads_out_of_here(self, instructor, stage, evil):
        usual = f"/enterprises/{stage.inside.enterprise}"
        page = f"/contacts/log?enterprise={stage.inside.enterprise}&back={evil}"

        answer = self.form(instructor, stage.inside.enterprise, back=evil)

        assert answer.location == usual
        assert f'href="{usual}"' in instructor.get(page).text
        assert f'href="{evil}' not in instructor.get(page).text

    def test_what_is_wrong_stands_beside_its_field_and_the_typing_stays(self, instructor, stage):
        answer = self.form(
            instructor, stage.inside.enterprise, result="谈过",
            on=(clock.today() + DAY).isoformat(), next_on=clock.today().isoformat(),
        )  # fmt: skip

        assert answer.status_code == 422
        assert "联系之日不能晚于今天" in answer.text
        assert "约定下次联系之日不能早于" in answer.text
        assert "谈过" in answer.text
        check(answer.text, "contacts.log")
        assert self.form(instructor, stage.inside.enterprise, result="").status_code == 422

    def test_without_a_case_it_is_kept_with_the_enterprise(self, as_, spare, rows):
        official = as_(Role.DISTRICT)
        enterprise_id = spare("北京示例没有案件有限公司", with_case=False)

        assert self.form(official, enterprise_id).status_code == 302

        with rows() as session:
            kept = session.scalars(
                select(EnterpriseContact).where(EnterpriseContact.enterprise_id == enterprise_id)
            ).one()
        assert kept.result == "见到人事经理"

    def test_who_comes_from_above_reads_the_day_and_not_the_words(
        self, instructor, district, stage
    ):
        self.form(instructor, stage.inside.enterprise, result="对方只肯谈百分之三")
        page = f"/contacts/log?enterprise={stage.inside.enterprise}"

        assert "对方只肯谈百分之三" in instructor.get(page).text
        assert "对方只肯谈百分之三" not in district.get(page).text
        assert "人事经理" in instructor.get(page).text
        assert "人事经理" not in district.get(page).text
        assert "以前的联系" in district.get(page).text

    def test_street_staff_read_the_words_once_the_union_agreed(self, instructor, as_, stage, rows):
        self.form(instructor, stage.inside.enterprise, result="对方只肯谈百分之四",
                  with_whom="刘经理")  # fmt: skip
        staff = as_(Role.STREET_STAFF)
        page = f"/contacts/log?enterprise={stage.inside.enterprise}"
        before = staff.get(page).text
        with rows() as session:
            session.get_one(UnionBody, stage.inside.union).agreed_to_help_on = stages.TODAY
            session.flush()
            audit.record(session, at=stages.AT, actor=OPERATOR, event="test.agree",
                         subject="union:1")  # fmt: skip
            db.finish(session)
        after = staff.get(page).text
        with rows() as session:
            session.get_one(UnionBody, stage.inside.union).agreed_to_help_on = None
            session.flush()
            audit.record(session, at=stages.AT, actor=OPERATOR, event="test.agree",
                         subject="union:1")  # fmt: skip
            db.finish(session)

        assert "以前的联系" in before
        for secret in ("对方只肯谈百分之四", "刘经理"):
            assert secret not in before
            assert secret in after

    def test_nothing_is_there_outside_of_ones_territory(self, instructor, as_, stage):
        page = f"/contacts/log?enterprise={stage.outside.enterprise}"
        for browser in (instructor, as_(Role.UNION_CHAIR), as_(Role.STREET)):
            assert browser.get(page).status_code == 404
            assert self.form(browser, stage.inside.enterprise).status_code == 302
            sent = browser.submit(
                "/contacts/log", page="/change-password", enterprise=stage.outside.enterprise,
                method="phone", on=clock.today().isoformat(), result="试试",
            )  # fmt: skip
            assert sent.status_code == 404
        assert instructor.get("/contacts/log").status_code == 404

    def test_on_the_desk_only_the_form_is_sent_and_its_fields_are_told_apart(
        self, instructor, stage
    ):
        enterprise_id = stage.inside.enterprise
        page = f"/contacts/log?enterprise={enterprise_id}&back=/"

        part = instructor.get(page, headers={"HX-Request": "true"}).text

        assert "<html" not in part
        assert f'id="result-{enterprise_id}"' in part
        assert f'for="result-{enterprise_id}"' in part
        assert 'name="csrf_token"' in part


class TestTheDaysList:
    def test_by_street_with_telephones_that_can_be_tapped(self, app, instructor, stage):
        with app.app_context(), db.transaction() as session:
            key = persons.PersonKey(app.extensions["bargaining_settings"].person_key)
            enterprise_actions.change_enterprise(
                session, stage.inside.enterprise, {"operates_at": "海淀区示例路8号"},
                effective_on=None, source="测试", actor=OPERATOR, at=clock.now(),
                today=clock.today(), key=key, phone="139 0000 1234",
            )  # fmt: skip

        text = instructor.get(f"/instructors/today?e={stage.inside.enterprise}").text

        assert re.search(r"中关村街道\s*1 家", said_text(text))
        assert "海淀区示例路8号" in text
        assert 'href="tel:13900001234"' in text
        check(text.replace('href="tel:', 'href="#'), "visits.today")

    def test_somebody_elses_enterprise_is_left_out(self, instructor, stage):
        text = instructor.get(f"/instructors/today?e={stage.outside.enterprise}").text

        assert "今天没有要走访的企业" in text
        sheets = f"/instructors/today/visit-sheets.pdf?e={stage.outside.enterprise}"
        assert instructor.get(sheets).status_code in (400, 422)

    def test_one_pdf_with_a_sheet_for_each(self, instructor, stage):
        answer = instructor.get(f"/instructors/today/visit-sheets.pdf?e={stage.inside.enterprise}")

        printed = "".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages
        )
        assert answer.mimetype == "application/pdf"
        assert FIRM in printed.replace("\n", "")
        assert "还没有联系" not in printed  # that is not to be talked about at the enterprise


class TestSending:
    def test_from_the_case_to_the_book(self, district, newcomer, spare, rows):
        firm = spare("北京示例待派有限公司")
        page = district.get(f"/instructors/send?enterprise={firm}&back=/cases")
        check(page.text, "instructors.send")
        assert "没有应回避的情形" in page.text
        assert "不得任首席代表" in page.text

        answer = fill(district, firm, user_id=newcomer.user_id, capacity="delegate")
        dispatch_id = newest(rows, firm)

        assert answer.location == "/cases"
        desk = newcomer.get("/").text
        assert "新派给您，待答复 1 家" in said_text(desk)
        assert REASON in desk
        check(desk, "/")
        assert newcomer.get(f"/enterprises/{firm}").status_code == 404
        shown = newcomer.get(f"/instructors/dispatches/{dispatch_id}").text
        assert "北京示例待派有限公司" in shown
        assert "接受以后可以看到案件" in shown
        assert "/cases/" not in shown
        check(shown, "dispatches.show")

        accepted = newcomer.submit(
            f"/instructors/dispatches/{dispatch_id}/accept",
            page=f"/instructors/dispatches/{dispatch_id}", back="/",
        )  # fmt: skip

        assert accepted.location == "/"
        assert newcomer.get(f"/enterprises/{firm}").status_code == 200
        assert "北京示例待派有限公司" in newcomer.get("/").text

    def test_declining_tells_the_official_why_and_no_one_else(
        self, district, newcomer, spare, rows, as_, app, stage
    ):
        firm = spare("北京示例婉谢有限公司")
        fill(district, firm, user_id=newcomer.user_id)
        dispatch_id = newest(rows, firm)
        path = f"/instructors/dispatches/{dispatch_id}"

        empty = newcomer.submit(f"{path}/decline", page=path, reason=" ")
        assert empty.status_code == 422
        assert "请写明不能接受的原因" in empty.text
        check(empty.text, path)
        newcomer.submit(f"{path}/decline", page=path, reason="曾是该企业的代理人")

        assert "曾是该企业的代理人" in district.get("/instructors").text
        assert "曾是该企业的代理人" in district.get(f"/enterprises/{firm}").text
        chair = as_(Role.UNION_CHAIR)
        seen = chair.get(f"/enterprises/{firm}").text
        assert "未接受" in seen
        assert "曾是该企业的代理人" not in seen
        assert newcomer.get(f"/enterprises/{firm}").status_code == 404

    def test_what_the_page_saw_cannot_be_made_up(self, district, newcomer, spare):
        firm = spare("北京示例伪造有限公司")

        answer = fill(district, firm, user_id=newcomer.user_id, seen=f"{firm}:²")

        assert answer.status_code == 422

    def test_the_same_press_twice_is_one_sending(self, district, newcomer, spare, rows):
        firm = spare("北京示例连按有限公司")
        page = f"/instructors/send?enterprise={firm}"
        seen = re.search(r'name="seen"[^>]*value="([^"]*)"', district.get(page).text)[1]
        given = {
            "enterprise": firm, "seen": seen, "capacity": "adviser", "reason": REASON,
            "recusal_cleared": "y", "instead_of": "", "user_id": newcomer.user_id,
        }  # fmt: skip

        first = district.submit("/instructors/send", page=page, **given)
        second = district.submit("/instructors/send", page=page, **given)

        assert first.status_code == 302
        assert second.status_code == 422
        assert "已经派到这家企业" in second.text
        with rows() as session:
            made = session.scalars(select(Dispatch).where(Dispatch.enterprise_id == firm)).all()
        assert len(made) == 1

    def test_somebody_was_faster_is_told_and_the_next_press_goes(
        self, district, as_, app, newcomer, spare
    ):
        firm = spare("北京示例抢先有限公司")
        other = as_(Role.INSTRUCTOR)
        page = f"/instructors/send?enterprise={firm}"
        seen = re.search(r'name="seen"[^>]*value="([^"]*)"', district.get(page).text)[1]
        fill(district, firm, user_id=other.user_id)

        late = fill(district, firm, user_id=newcomer.user_id, seen=seen)

        assert late.status_code == 422
        assert "已经派测试员去这家企业" in late.text
        assert REASON in late.text
        again = re.search(r'name="seen"[^>]*value="([^"]*)"', late.text)[1]
        assert again != seen
        assert fill(district, firm, user_id=newcomer.user_id, seen=again).status_code == 302

    def test_taking_over_ends_the_former_ones_sight_and_keeps_the_history(
        self, district, as_, newcomer, spare, rows, app
    ):
        firm = spare("北京示例改派有限公司")
        former = as_(Role.INSTRUCTOR)
        fill(district, firm, user_id=former.user_id)
        path = f"/instructors/dispatches/{newest(rows, firm)}"
        former.submit(f"{path}/accept", page=path)

        answer = fill(
            district, firm, user_id=newcomer.user_id, instead_of=former.user_id,
            reason="原指导员长期病假",
        )  # fmt: skip

        assert answer.status_code == 302
        with rows() as session:
            line = session.scalars(
                select(Assignment).where(
                    Assignment.user_id == former.user_id, Assignment.enterprise_id == firm
                )
            ).one()
            assert line.to_on == clock.today()
        ended = former.get(path).text
        assert "已结束" in ended
        assert "改派：原指导员长期病假" in ended
        assert "改派：原指导员长期病假" in district.get(f"/enterprises/{firm}").text

    def test_several_enterprises_at_once_or_none_of_them(self, district, newcomer, spare, rows):
        firms = [spare(f"北京示例一批{number}有限公司") for number in range(3)]
        query = "&".join(f"enterprise={one}" for one in firms)
        page = f"/instructors/send?{query}"
        shown = district.get(page).text
        seen = re.search(r'name="seen"[^>]*value="([^"]*)"', shown)[1]
        check(shown, page)
        fill(district, firms[1], user_id=newcomer.user_id)
        given = {
            "enterprise": firms, "capacity": "adviser", "reason": REASON, "instead_of": "",
            "recusal_cleared": "y", "user_id": newcomer.user_id,
        }  # fmt: skip

        refused = district.submit("/instructors/send", page=page, seen=seen, **given)
        rest = given | {"enterprise": [firms[0], firms[2]]}
        sent = district.submit("/instructors/send", page=page, seen=seen, **rest)

        assert refused.status_code == 422
        assert "北京示例一批1有限公司：测试员已经派到这家企业" in refused.text
        assert sent.status_code == 302
        assert [newest(rows, one) is not None for one in firms] == [True, True, True]

    def test_what_is_missing_is_said_and_nothing_is_sent(self, district, spare, rows):
        firm = spare("北京示例缺项有限公司")

        answer = fill(district, firm, reason="", recusal_cleared="")

        assert answer.status_code == 422
        assert "请选择一位指导员" in answer.text
        assert newest(rows, firm) is None
        check(answer.text, "instructors.send")

    def test_only_those_who_serve_there_can_be_chosen(self, district, spare, app, rows):
        firm = spare("北京示例越区有限公司")
        elsewhere = user_actions.NewGrant(
            Role.INSTRUCTOR, app_fixtures.SINCE, place_code=stages.DISTRICT_ELSEWHERE
        )
        _login, user_id = app_fixtures.add_account(app, elsewhere)

        answer = fill(district, firm, user_id=user_id)

        assert answer.status_code == 422
        assert newest(rows, firm) is None

    def test_without_any_enterprise_it_says_where_to_begin(self, district):
        text = district.get("/instructors/send").text

        assert "先选企业，再派指导员" in text
        check(text, "instructors.send")

    def test_another_districts_enterprise_and_sending_are_not_there(
        self, district, as_, newcomer, spare, rows, stage
    ):
        firm = spare("北京示例外区有限公司")
        fill(district, firm, user_id=newcomer.user_id)
        path = f"/instructors/dispatches/{newest(rows, firm)}"
        elsewhere = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)
        another = as_(Role.INSTRUCTOR)

        assert (
            district.get(f"/instructors/send?enterprise={stage.outside.enterprise}").status_code
            == 404
        )
        both = f"/instructors/send?enterprise={firm}&enterprise={stage.outside.enterprise}"
        assert district.get(both).status_code == 404
        for browser in (elsewhere, another):
            assert browser.get(path).status_code == 404
            assert browser.get(f"{path}/letter.pdf").status_code == 404
        assert elsewhere.get(f"/instructors/{newcomer.user_id}").status_code == 404
        assert another.get(f"/instructors/{newcomer.user_id}").status_code == 404
        assert "北京示例外区有限公司" not in elsewhere.get("/instructors").text
        stop = elsewhere.submit(f"{path}/end", page="/change-password", reason="试试")
        assert stop.status_code == 404
        stolen = another.submit(f"{path}/accept", page="/change-password")
        assert stolen.status_code == 404

    def test_the_letter_names_who_goes_where_and_why(self, district, newcomer, spare, rows):
        firm = spare("北京示例派函有限公司")
        fill(district, firm, user_id=newcomer.user_id, capacity="delegate")
        path = f"/instructors/dispatches/{newest(rows, firm)}/letter"

        for browser in (district, newcomer):
            pdf = browser.get(f"{path}.pdf")
            printed = "".join(
                page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.data)).pages
            ).replace("\n", "")
            for words in ("北京示例派函有限公司", "测试员", REASON, "海淀区总工会", "外聘协商代表"):
                assert words in printed
        assert district.get(f"{path}.docx").data[:2] == b"PK"
        assert district.get(f"{path}.exe").status_code in (400, 422)


class TestTheListOfInstructors:
    def test_it_counts_what_each_carries_and_exports_the_same(
        self, as_, stage, spare, rows, district
    ):
        carrier = as_(Role.INSTRUCTOR)
        with rows() as session:
            user = session.get(User, carrier.user_id)
            user.name = "欧阳独秀"
            audit.record(session, at=stages.AT, actor=OPERATOR, event="x.y", subject="x:1")
            db.finish(session)

        text = district.get("/instructors?text=欧阳独秀").text
        content = district.get("/instructors/export.xlsx?text=欧阳独秀").data

        check(text, "/instructors")
        (row,) = (
            CalamineWorkbook.from_filelike(io.BytesIO(content))
            .get_sheet_by_index(0)
            .to_python()[1:]
        )
        assert row[:2] == ["欧阳独秀", "海淀区"]
        assert row[3:5] == [1, 1]
        assert "共 1 人" in said_text(text)
        for sort in ("name", "-hot", "contacts", "nonsense"):
            assert district.get(f"/instructors?sort={sort}").status_code == 200

    def test_the_number_of_statements_does_not_grow_with_people(self, district, as_, counted):
        district.get("/instructors")
        few = counted(lambda: district.get("/instructors"))
        for _ in range(4):
            as_(Role.INSTRUCTOR)

        assert counted(lambda: district.get("/instructors")) == few

    def test_ones_own_page_shows_book_and_history(self, instructor, district, stage):
        for browser in (instructor, district):
            text = browser.get(f"/instructors/{instructor.user_id}").text
            assert FIRM in text
            assert "派遣经过" in text
            check(text, "instructors.show")
        assert "整本移交" not in instructor.get(f"/instructors/{instructor.user_id}").text


class TestHandingABookOver:
    def test_to_a_colleague_by_street(self, app, as_, district, newcomer, stage, rows):
        former = as_(Role.INSTRUCTOR)
        page = f"/instructors/{former.user_id}/handover"
        check(district.get(page).text, page)

        nobody = district.submit(page, page=page, reason="调离", **{f"to-{stages.STREET}": ""})
        assert nobody.status_code == 422
        assert "至少为一个街道" in nobody.text
        unsaid = district.submit(page, page=page, everything=newcomer.user_id,
                                 **{f"to-{stages.STREET}": ""})  # fmt: skip
        assert unsaid.status_code == 422
        assert "请写明移交的原因" in unsaid.text
        check(unsaid.text, page)

        done = district.submit(
            page, page=page, reason="调离", everything=newcomer.user_id,
            **{f"to-{stages.STREET}": ""},
        )  # fmt: skip

        assert done.status_code == 302
        assert FIRM in newcomer.get("/").text
        with rows() as session:
            line = session.scalars(
                select(Assignment).where(Assignment.user_id == former.user_id)
            ).one()
            assert line.to_on == clock.today()
        history = district.get(f"/enterprises/{stage.inside.enterprise}").text
        assert "整本移交：调离" in history

    def test_of_another_district_there_is_nothing(self, as_, newcomer):
        elsewhere = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)
        page = f"/instructors/{newcomer.user_id}/handover"

        assert elsewhere.get(page).status_code == 404
        sent = elsewhere.submit(page, page="/change-password", reason="试试", everything="1")
        assert sent.status_code == 404

    def test_an_answer_at_the_same_moment_goes_over_with_the_book(
        self, app, as_, newcomer, spare, rows
    ):
        firm, leaver = spare("接受与移交同时有限公司"), as_(Role.INSTRUCTOR)
        with rows() as session:
            order = Order(firm, leaver.user_id, REASON, recusal_cleared=True)
            sending = dispatches.send(
                session, order, actor=OPERATOR, at=clock.now(), today=clock.today()
            ).id
            db.finish(session)

        def hand_over():
            with app.app_context(), db.transaction(OPERATOR) as session:
                books.hand_over(
                    session, leaver.user_id, [books.Share(stages.STREET, newcomer.user_id)],
                    reason="任期届满", actor=OPERATOR, at=clock.now(), today=clock.today(),
                )  # fmt: skip

        going = threading.Thread(target=hand_over)
        with app.app_context(), db.transaction(OPERATOR) as session:
            dispatches.accept(session, sending, actor=OPERATOR, at=clock.now(), today=clock.today())
            going.start()
            waits = text(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
            )
            running.until(lambda: session.scalar(waits))
        going.join(timeout=30)

        with rows() as session:
            lines = session.scalars(select(Assignment).where(Assignment.enterprise_id == firm))
            held = {one.user_id: one.to_on for one in lines}
        assert held == {leaver.user_id: clock.today(), newcomer.user_id: None}


class TestTheCasePage:
    def test_it_says_who_looks_after_the_enterprise(self, instructor, as_, stage):
        for role in (Role.UNION_CHAIR, Role.STREET_STAFF, Role.DISTRICT, Role.CITY):
            text = as_(role).get(f"/cases/{stage.inside.case}").text
            assert 'id="instructors"' in text, role
            assert ("派指导员" in text) is (role in (Role.DISTRICT, Role.CITY))
            check(text, role)
