"""What does the old district read of a case that moved away, and who leads a move back?"""

from __future__ import annotations

import html
import io

import pytest
from python_calamine import CalamineWorkbook

from bargaining import db
from bargaining.actions import files as file_actions
from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import settings
from tests import chair_stage, pictures
from tests import stage as stages
from tests.chair_stage import DAY, LAST_YEAR, TODAY, as_sent
from tests.keeping_stage import done, row_of, send
from tests.ladder_stage import written
from tests.stage import DISTRICT_EAST, STREET_EAST
from tests.web import pay_stage

pytestmark = pytest.mark.usefixtures("another_district")

MOVED_ON = TODAY - 30 * DAY
STEPS = dict(LAST_YEAR)
BEFORE_FILING = list(STEPS)[: list(STEPS).index("file")]
OLD_OFFICES = (Role.DISTRICT, Role.STREET, Role.STREET_STAFF)

keeping = pay_stage.keeping


@pytest.fixture
def coming(in_force, rows):
    """Next year's case of the same enterprise, open beside the contract in force."""
    with rows() as session:
        firm = session.get_one(Enterprise, in_force.firm)
        number = chair_stage.open_case(session, firm, year=TODAY.year + 1, on=TODAY)
        db.finish(session)
    return number


@pytest.fixture
def signed(own_chair, rows, law):
    """A chair whose contract is signed, and not filed yet."""
    walk(rows, own_chair.number, BEFORE_FILING)
    return own_chair


def walk(rows, number, names):
    with rows() as session:
        for name in names:
            chair_stage.take(session, number, name, **STEPS[name])
        db.finish(session)


def move(browser, number, **given):
    return done(
        browser, number, "record_succession", MOVED_ON, kind="moved",
        **{"new_place": "朝阳", "new_street": "建外街道", **given},
    )  # fmt: skip


def taken_with_photo(app, number, name, seed, **given):
    """Take a step with a photo; return the photo's hash."""
    with app.app_context():
        with db.transaction(OPERATOR) as session:
            row = file_actions.keep_photo(
                session, "照片.png", pictures.png(seed=seed), store=settings.store(),
                actor=OPERATOR, at=stages.AT,
            )  # fmt: skip
            digest = row.hash
        with db.transaction(OPERATOR) as session:
            chair_stage.take(
                session, number, name, photos=[{"hash": digest, "name": "照片.png"}], **given
            )
    return digest


def opinion_printed(reviewer, number):
    """The authority prints its opinion; return where it can be read again."""
    page = f"/cases/{number}/review-opinion"
    sent = as_sent(reviewer.get(page).text) | {
        "employer_address": "示例街1号", "workers_address": "示例街1号",
        "made_on": TODAY.isoformat(),
    }  # fmt: skip
    answer = reviewer.submit(page, page="/change-password", **sent, print="1")
    assert answer.status_code == 302, html.unescape(answer.text)
    return answer.location


def listed(browser):
    answer = browser.get("/cases/export.xlsx?moved_away=1")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def text_of(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text)


class TestTheReviewerOfTheOldDistrict:
    @pytest.mark.parametrize("street", ["建外街道", ""])
    def test_reads_nothing_of_a_case_that_moved_before_it_was_filed(self, app, as_, signed, street):
        move(signed, signed.number, new_street=street)
        photo = taken_with_photo(app, signed.number, "file", 3, **STEPS["file"])
        east, old = as_(Role.REVIEWER, place=DISTRICT_EAST), as_(Role.REVIEWER)
        opinion = opinion_printed(east, signed.number)

        for address in (signed.case, f"{signed.case}/files/{photo}", opinion):
            assert east.get(address).status_code == 200
            assert old.get(address).status_code == 404
        assert signed.number not in old.get("/cases?moved_away=1").text
        assert listed(old) == []

    def test_keeps_what_was_filed_before_and_nothing_of_what_came_after(self, app, as_, signed):
        filing = taken_with_photo(app, signed.number, "file", 4, method="online", proof="none")
        old, east = as_(Role.REVIEWER), as_(Role.REVIEWER, place=DISTRICT_EAST)
        before = opinion_printed(old, signed.number)
        move(signed, signed.number)
        receipt = taken_with_photo(
            app, signed.number, "record_receipt", 5, receipt_number="朝人社收〔2026〕9号"
        )
        after = opinion_printed(east, signed.number)

        text = text_of(old, signed.case)
        assert "朝人社收〔2026〕9号" not in text
        assert receipt not in text
        for address in (f"{signed.case}/files/{filing}", before):
            assert old.get(address).status_code == 200
        for address in (f"{signed.case}/files/{receipt}", after):
            assert east.get(address).status_code == 200
            assert old.get(address).status_code == 404
        assert signed.number in old.get("/cases?moved_away=1").text

    def test_reads_no_further_though_the_street_is_not_known_yet(self, app, as_, signed, rows):
        walk(rows, signed.number, ["file"])
        move(signed, signed.number, new_street="")
        paper = taken_with_photo(app, signed.number, "record_no_objection", 6)

        old = as_(Role.REVIEWER)
        assert "已生效" in text_of(signed, signed.case)
        assert "已生效" not in text_of(old, signed.case)
        assert old.get(f"{signed.case}/files/{paper}").status_code == 404

    def test_a_filing_taken_back_before_the_move_was_none(self, as_, signed, rows):
        walk(rows, signed.number, ["file"])
        sequence = len(chair_stage.events(rows, signed.number))
        signed.submit(f"{signed.case}/correct/{sequence}", page="/change-password", reason="未报")
        move(signed, signed.number)
        walk(rows, signed.number, ["file"])

        assert as_(Role.REVIEWER).get(signed.case).status_code == 404


class TestTheOfficesOfTheOldDistrict:
    def test_see_the_case_as_it_was_when_it_left(self, as_, signed, rows):
        move(signed, signed.number)
        walk(rows, signed.number, ["file", "record_no_objection"])

        assert row_of(rows, signed.number).state == "effective"
        assert "已生效" in text_of(signed, signed.case)
        for role in OLD_OFFICES:
            old = as_(role)
            text = text_of(old, signed.case)
            assert "迁往" in text
            assert "报送人社部门" not in text
            assert "已生效" not in text
            row = next(one for one in listed(old) if one["案号"] == signed.number)
            assert (row["报送日"], row["生效日"]) == ("", "")
            assert row["签字日"]
            assert row["状态"] == "已签字，待报送"

    def test_open_the_letters_of_before_and_none_of_after(self, as_, own_chair, rows, law):
        walk(rows, own_chair.number, ["send_proposal"])
        old = as_(Role.DISTRICT)
        written(old, own_chair.number, "opinion_letter", signed_on=MOVED_ON.isoformat())
        move(own_chair, own_chair.number)
        east = as_(Role.DISTRICT, place=DISTRICT_EAST)
        written(east, own_chair.number, "opinion_letter", signed_on=TODAY.isoformat())

        paper = f"{own_chair.case}/papers/issued/opinion_letter-{{}}.pdf"
        for role in OLD_OFFICES:
            browser = as_(role)
            if role is not Role.STREET_STAFF:
                assert browser.get(paper.format(1)).status_code == 200
            assert browser.get(paper.format(2)).status_code == 404
        assert east.get(paper.format(2)).status_code == 200

    def test_see_no_pay_table_of_after_the_move(self, as_, keeping):
        move(keeping, keeping.number)
        assert pay_stage.upload(keeping, pay_stage.PAID).status_code == 302

        assert pay_stage.MONTH_WORDS in text_of(keeping, f"{keeping.case}/performance")
        for role in (Role.DISTRICT, Role.STREET_STAFF):
            old = as_(role)
            for page in ("/performance", "/pay"):
                assert "check=1" not in text_of(old, keeping.case + page)
            assert old.get(f"{keeping.case}/pay?check=1").status_code == 404
            assert "第 1 版" in text_of(old, f"{keeping.case}/wages")

    def test_see_the_pay_table_of_before_the_move(self, as_, keeping):
        assert pay_stage.upload(keeping, pay_stage.PAID).status_code == 302
        move(keeping, keeping.number)

        old = as_(Role.DISTRICT)
        assert "check=1" in text_of(old, f"{keeping.case}/performance")
        assert old.get(f"{keeping.case}/pay?check=1").status_code == 200

    def test_see_no_wage_table_of_after_the_move(self, as_, own_chair, rows, law):
        pay_stage.walk(rows, own_chair.number, pay_stage.WALK)
        move(own_chair, own_chair.number)
        page = f"{own_chair.case}/wages"
        sent = own_chair.submit(
            page, page=page, file=(io.BytesIO(pay_stage.AGREED.encode()), "工资.csv"),
            on=TODAY.isoformat(), **pay_stage.TERM,
        )  # fmt: skip
        assert sent.status_code == 302, html.unescape(sent.text)

        assert "第 1 版" in text_of(own_chair, page)
        old = as_(Role.DISTRICT)
        assert "第 1 版" not in text_of(old, page)
        assert old.get(f"{page}?version=1").status_code == 404


class TestLeadingAMoveBack:
    def correction(self, rows, number):
        return f"/cases/{number}/correct/{len(chair_stage.events(rows, number))}"

    def test_the_page_tells_the_register_and_every_case_before_anything_is_confirmed(
        self, as_, in_force, coming, rows
    ):
        old = as_(Role.DISTRICT)
        move(old, in_force.number)

        text = text_of(old, self.correction(rows, in_force.number))
        assert text.count("朝阳区建外街道") == 3
        for said in ("本案归属", "名册登记", "一并退回", coming):
            assert said in text, said

    def test_what_went_along_is_led_back_only_with_the_case_it_went_along_with(
        self, as_, in_force, coming, rows
    ):
        old = as_(Role.DISTRICT)
        move(old, in_force.number)
        address = self.correction(rows, coming)

        for browser in (old, in_force):
            answer = browser.submit(address, page="/change-password", reason="看错了企业")
            assert answer.status_code == 409
            said = f"这一条随案件 {in_force.number} 一并登记，请在那一件更正。"
            assert said in html.unescape(answer.text)
            assert browser.get(address).status_code == 409
        assert address not in text_of(in_force, f"/cases/{coming}")
        assert row_of(rows, coming).district_code == DISTRICT_EAST

    @pytest.mark.parametrize("along", [False, True])
    def test_the_old_district_no_more_once_the_new_place_went_on(
        self, as_, in_force, coming, rows, along
    ):
        old, east = as_(Role.DISTRICT), as_(Role.STREET, place=STREET_EAST)
        move(old, in_force.number)
        address = self.correction(rows, in_force.number)
        assert address in text_of(old, in_force.case)
        number = coming if along else in_force.number
        done(east, number, "record_contact", TODAY, method="phone", result="问过")

        answer = old.submit(address, page="/change-password", reason="看错了企业")

        assert answer.status_code == 409
        assert "这次迁移由迁入的区更正" in html.unescape(answer.text)
        assert row_of(rows, in_force.number).district_code == DISTRICT_EAST
        assert address not in text_of(old, in_force.case)
        there = as_(Role.DISTRICT, place=DISTRICT_EAST)
        assert there.submit(address, page="/change-password", reason="迁错").status_code == 302
        assert row_of(rows, in_force.number).district_code == stages.DISTRICT

    def test_what_was_taken_back_again_does_not_count_as_going_on(self, as_, in_force, rows):
        old, east = as_(Role.DISTRICT), in_force
        move(old, in_force.number)
        address = self.correction(rows, in_force.number)
        done(east, in_force.number, "record_contact", TODAY, method="phone", result="问过")
        gone = self.correction(rows, in_force.number)
        assert east.submit(gone, page="/change-password", reason="没有").status_code == 302

        assert old.submit(address, page="/change-password", reason="错").status_code == 302

    def test_any_other_entry_is_refused_for_having_moved_away(self, as_, in_force, rows):
        street = as_(Role.STREET)
        move(as_(Role.DISTRICT), in_force.number)

        for address in (f"{in_force.case}/correct/2", f"{in_force.case}/correct/2/amend"):
            answer = street.get(address)
            assert answer.status_code == 409
            text = html.unescape(answer.text)
            assert "企业已经迁往别的区" in text
            assert "区域性、行业性合同" not in text
        assert send(street, in_force.number, "close", TODAY).status_code == 409
