"""An enterprise moves, merges, is dissolved: what its case, the register and the rates say then."""

from __future__ import annotations

import html
import io

import docx
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bargaining import db
from bargaining.actions import rebuild
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.rules.roles import Role
from tests import chair_stage
from tests import stage as stages
from tests.chair_stage import DAY, TODAY
from tests.keeping_stage import done, refused, row_of
from tests.stage import DISTRICT_EAST, STREET_EAST

pytestmark = pytest.mark.usefixtures("another_district")

MOVED_ON = TODAY - 30 * DAY


def move(browser, number, **given):
    return done(
        browser, number, "record_succession", MOVED_ON, kind="moved",
        **{"new_place": "朝阳", "new_street": "建外街道", **given},
    )  # fmt: skip


def firm_of(rows, browser):
    with rows() as session:
        firm = session.get_one(Enterprise, browser.firm)
        union = session.get_one(UnionBody, firm.union_id)
        return firm.district_code, firm.street_code, union.place_code


def seen_by(as_, role, number, *, place):
    return as_(role, place=place).get(f"/cases/{number}").status_code


def exported(browser, query=""):
    answer = browser.get(f"/cases/export.xlsx{query}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    return {row[1] for row in rows.to_python()}


class TestAMoveToAnotherDistrict:
    def taken_back(self, browser, rows):
        sequence = len(chair_stage.events(rows, browser.number))
        answer = browser.submit(
            f"{browser.case}/correct/{sequence}", page="/change-password",
            reason="街道写错了", seen_sequence=sequence,
        )  # fmt: skip
        assert answer.status_code == 302

    def test_case_register_and_union_follow_from_the_day_and_the_register_keeps_both(
        self, as_, in_force, rows
    ):
        move(as_(Role.DISTRICT), in_force.number)

        case = row_of(rows, in_force.number)
        assert (case.district_code, case.street_code, case.moved_on) == (
            DISTRICT_EAST, STREET_EAST, MOVED_ON,
        )  # fmt: skip
        assert firm_of(rows, in_force) == (DISTRICT_EAST, STREET_EAST, STREET_EAST)
        with rows() as session:
            entry = session.scalars(
                select(RegisterChange).where(RegisterChange.enterprise_id == in_force.firm)
            ).one()
            assert entry.effective_on == MOVED_ON
            assert entry.fields == {"district_code": DISTRICT_EAST, "street_code": STREET_EAST}
            assert entry.source == f"案件 {in_force.number} 登记迁移"

    def test_the_new_district_takes_it_on_and_the_old_one_reads_what_it_did(self, as_, in_force):
        number = in_force.number
        assert seen_by(as_, Role.DISTRICT, number, place=DISTRICT_EAST) == 404
        old = as_(Role.DISTRICT)
        move(old, number)

        assert seen_by(as_, Role.DISTRICT, number, place=DISTRICT_EAST) == 200
        assert seen_by(as_, Role.STREET, number, place=STREET_EAST) == 200
        text = html.unescape(old.get(f"/cases/{number}").text)
        assert "企业已经迁往别的区，本案由迁入的区登记和更正" in text
        assert "此后的报送、备案向朝阳区的人社部门办理" in text
        assert f'href="/enterprises/{in_force.firm}"' not in text
        assert number not in old.get("/cases").text
        assert number in old.get("/cases?moved_away=1").text
        assert number in exported(old, "?moved_away=1")
        assert number not in exported(old)
        assert old.get(f"/enterprises/{in_force.firm}").status_code == 404
        other_side = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)
        assert other_side.get(f"/cases/{number}").status_code == 404

    def test_the_old_place_records_nothing_more(self, as_, in_force, rows):
        street = as_(Role.STREET)
        move(as_(Role.DISTRICT), in_force.number)
        before = len(chair_stage.events(rows, in_force.number))

        answer = street.submit(
            f"/cases/{in_force.number}/moves/record_contact", page="/change-password",
            on=TODAY.isoformat(), method="phone", result="问过",
        )  # fmt: skip

        assert answer.status_code == 409
        assert "原来的区可以查看，不再办理" in answer.text
        assert len(chair_stage.events(rows, in_force.number)) == before

    def test_open_cases_go_along_and_closed_ones_stay_with_who_did_them(
        self, as_, in_force, rows, last_year
    ):
        with rows() as session:
            chair_stage.take(session, last_year, "close", on=TODAY - 100 * DAY, reason="expired")
            firm = session.get_one(Enterprise, in_force.firm)
            coming = chair_stage.open_case(session, firm, year=TODAY.year + 1, on=TODAY)
            db.finish(session)
        old = as_(Role.DISTRICT)
        move(old, in_force.number)

        assert row_of(rows, coming).district_code == DISTRICT_EAST
        assert chair_stage.events(rows, coming)[-1][2]["from_place"] == stages.DISTRICT
        closed = row_of(rows, last_year)
        assert (closed.district_code, closed.moved_on) == (stages.DISTRICT, None)
        for number in (in_force.number, coming, last_year):
            assert old.get(f"/cases/{number}").status_code == 200
            assert seen_by(as_, Role.DISTRICT, number, place=DISTRICT_EAST) == 200

    @pytest.mark.parametrize("role", [Role.STREET, Role.STREET_STAFF, Role.REVIEWER])
    def test_everybody_at_the_old_place_reads_on_and_as_deep_as_an_office_does(
        self, as_, in_force, agreed, role
    ):
        browser = as_(role)
        before = browser.get(in_force.case).text
        move(in_force, in_force.number)

        answer = browser.get(in_force.case)
        assert answer.status_code == 200
        assert in_force.number in browser.get("/cases?moved_away=1").text
        # The helpers of a place that is not theirs any more see no more than findings.
        if role is Role.STREET_STAFF:
            assert "计件工资制" in before
        assert "计件工资制" not in answer.text
        assert browser.get(f"{in_force.case}/papers").status_code in (403, 404)

    def test_nobody_of_a_third_place_or_of_none_is_let_in(self, as_, in_force):
        move(in_force, in_force.number)

        for role in (Role.INSTRUCTOR, Role.ADMIN):
            assert as_(role).get(in_force.case).status_code in (403, 404)
        assert as_(Role.CITY).get(in_force.case).status_code == 200

    def test_the_papers_of_the_end_go_to_the_new_districts_office(self, in_force):
        move(in_force, in_force.number)
        done(in_force, in_force.number, "terminate", MOVED_ON + DAY, ground="agreed")

        paper = in_force.get(f"{in_force.case}/papers/termination_notice.docx")
        written = docx.Document(io.BytesIO(paper.data)).paragraphs
        assert any("朝阳区人力资源和社会保障局" in one.text for one in written)

    def test_what_is_opened_at_the_new_place_is_none_of_the_old_ones(self, as_, in_force, rows):
        old = as_(Role.DISTRICT)
        move(old, in_force.number)
        with rows() as session:
            firm = session.get_one(Enterprise, in_force.firm)
            later = chair_stage.open_case(session, firm, year=TODAY.year + 1, on=TODAY)
            db.finish(session)

        assert old.get(f"/cases/{later}").status_code == 404
        assert seen_by(as_, Role.DISTRICT, later, place=DISTRICT_EAST) == 200

    def test_a_move_recorded_by_mistake_is_led_back_with_all_that_went_along(
        self, as_, in_force, rows
    ):
        with rows() as session:
            firm = session.get_one(Enterprise, in_force.firm)
            coming = chair_stage.open_case(session, firm, year=TODAY.year + 1, on=TODAY)
            db.finish(session)
        old = as_(Role.DISTRICT)
        move(old, in_force.number)
        sequence = len(chair_stage.events(rows, in_force.number))

        answer = old.submit(
            f"/cases/{in_force.number}/correct/{sequence}", page="/change-password",
            reason="看错了企业", seen_sequence=sequence,
        )  # fmt: skip

        assert answer.status_code == 302
        for number in (in_force.number, coming):
            case = row_of(rows, number)
            assert (case.district_code, case.street_code, case.moved_on) == (
                stages.DISTRICT, stages.STREET, None,
            )  # fmt: skip
        assert firm_of(rows, in_force) == (stages.DISTRICT, stages.STREET, stages.STREET)
        assert seen_by(as_, Role.DISTRICT, in_force.number, place=DISTRICT_EAST) == 404
        assert seen_by(as_, Role.DISTRICT, in_force.number, place=stages.DISTRICT) == 200

    def test_the_street_may_be_added_later_and_only_then_does_the_register_follow(
        self, as_, in_force, rows
    ):
        move(in_force, in_force.number, new_street="")
        assert firm_of(rows, in_force)[0] == stages.DISTRICT
        assert row_of(rows, in_force.number).street_code is None
        assert "请补填迁入的街道" in html.unescape(in_force.get(in_force.case).text)
        assert seen_by(as_, Role.DISTRICT, in_force.number, place=DISTRICT_EAST) == 200

        move(in_force, in_force.number)

        assert firm_of(rows, in_force)[:2] == (DISTRICT_EAST, STREET_EAST)
        self.taken_back(in_force, rows)
        assert firm_of(rows, in_force)[:2] == (stages.DISTRICT, stages.STREET)
        assert row_of(rows, in_force.number).district_code == DISTRICT_EAST
        move(in_force, in_force.number)
        assert "请补填迁入的街道" not in html.unescape(in_force.get(in_force.case).text)

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"new_place": ""}, "请写明迁入的区"),
            ({"new_place": "海淀区"}, "本案现在就在海淀区"),
            ({"new_place": "朝阳门"}, "没有名叫“朝阳门”的区。名称相近的有：朝阳区"),
            ({"new_place": "黄浦区"}, "在外省市，适用当地的规定"),
            (
                {"new_street": "建国门"},
                "朝阳区没有名叫“建国门”的街道、乡镇。名称相近的有：建外街道",
            ),
        ],
    )
    def test_a_place_that_cannot_be_is_refused_beside_its_field(self, in_force, given, sentence):
        fields = {"new_place": "朝阳", "new_street": "", **given}

        text = refused(
            in_force, in_force.number, "record_succession", MOVED_ON, kind="moved", **fields
        )

        assert sentence in text
        assert "起迁入" not in text  # nothing is foretold of a place that was refused

    def test_what_is_stored_is_what_folding_again_gives(self, as_, in_force, rows):
        move(as_(Role.DISTRICT), in_force.number)
        with rows() as session:
            found = rebuild.compare(session, after_id=0)

        assert found is not None
        assert found.found == ()


class TestWhatElseHappens:
    def test_a_merger_is_told_and_the_contract_goes_on_until_the_two_sides_settle(
        self, in_force, rows
    ):
        done(
            in_force, in_force.number, "record_succession", MOVED_ON, kind="merged",
            successor="海淀示例合并有限公司",
        )  # fmt: skip

        text = html.unescape(in_force.get(in_force.case).text)
        assert "原劳动合同由海淀示例合并有限公司继续履行" in text
        assert "登记终止以前，合同照常计入覆盖" in text
        assert row_of(rows, in_force.number).state == "published"

    def test_a_firm_that_is_gone_ends_its_contract_and_files_that(self, in_force, rows):
        done(in_force, in_force.number, "record_succession", MOVED_ON, kind="dissolved")
        assert "请登记终止之日" in html.unescape(in_force.get(in_force.case).text)
        paper = in_force.get(f"{in_force.case}/papers/termination_notice.docx")
        assert paper.status_code == 200
        cells = [c.text for t in docx.Document(io.BytesIO(paper.data)).tables
                 for row in t.rows for c in row.cells]  # fmt: skip
        assert "《集体合同规定》第40条、《北京市集体合同条例》第44条" in cells
        boxes = chair_stage.as_sent(chair_stage.page_of(in_force, "terminate"))
        assert boxes["ground"] == "merged"
        done(in_force, in_force.number, "terminate", MOVED_ON + DAY, ground="merged")
        assert "请登记终止之日" not in html.unescape(in_force.get(in_force.case).text)
        assert row_of(rows, in_force.number).terminated_on == MOVED_ON + DAY
        done(in_force, in_force.number, "file_termination", MOVED_ON + 5 * DAY)

        case = row_of(rows, in_force.number)
        assert (case.state, case.closed_on) == ("closed", MOVED_ON + 5 * DAY)
