"""One finished contract from its papers, by a browser; and the lists of what is missing."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from bargaining import clock
from bargaining.actions import law
from bargaining.db import transaction
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import cases as case_queries
from bargaining.readers import seeds, sheets
from bargaining.rules.roles import OPERATOR, Role
from tests import stage as stages

LAST_YEAR = clock.today().year - 1
SIGNED = date(LAST_YEAR, 6, 20)
PAPERS = {
    "kind": "wage",
    "way": "own",
    "signed_on": SIGNED.isoformat(),
    "filed_on": (SIGNED + timedelta(days=5)).isoformat(),
    "effective_on": (SIGNED + timedelta(days=21)).isoformat(),
    "term_from": SIGNED.isoformat(),
    "term_to": date(LAST_YEAR + 9, 6, 19).isoformat(),
    "workers": "40",
    "rise_rate": "4.5%",
    "proof": "receipt",
}
KEEPERS = (Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.CITY)


@pytest.fixture(scope="module", autouse=True)
def _law(app, stage):
    """The law in the database, so that deadlines can be worked out."""
    with app.app_context(), transaction(OPERATOR) as session:
        law.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=stages.AT)


@pytest.fixture
def name(stage, rows):
    with rows() as session:
        return session.get(Enterprise, stage.inside.enterprise).name


def newest(rows) -> Case:
    with rows() as session:
        wanted = select(Case).where(Case.origin == "backfilled").order_by(Case.id.desc()).limit(1)
        return session.scalars(wanted).one()


def taken_in(browser, name, number, **fields):
    given = {**PAPERS, "enterprise": name, "filing_number": number, **fields}
    return browser.submit("/backfill", page="/backfill", **given)


def picture():
    written = io.BytesIO()
    Image.new("L", (60, 80), 90).save(written, "JPEG")
    return (io.BytesIO(written.getvalue()), "合同.jpg")


class TestANewOne:
    def test_the_paper_becomes_a_finished_cycle_with_its_scan(self, as_, rows, name):
        staff = as_(Role.STREET_STAFF)

        answer = taken_in(staff, name, "页1", scans=[picture()])

        case = newest(rows)
        assert answer.status_code == 302
        assert answer.location.endswith(f"/cases/{case.number}")
        assert (case.filing_number, case.signed_on, case.workers_covered) == ("页1", SIGNED, 40)
        with rows() as session:
            (opening, signing, *_rest) = case_queries.history(session, case.id)
        assert opening.payload["source"] == "照文书补录"
        assert signing.payload["photos"][0]["name"] == "合同.jpg"

    def test_part_of_the_name_is_enough_where_it_names_one(self, as_, rows, name):
        answer = taken_in(as_(Role.STREET_STAFF), name[:6], "页2", kind="women")

        assert answer.status_code == 302
        assert newest(rows).title == name

    def test_a_year_is_enough(self, as_, rows, name):
        staff = as_(Role.STREET_STAFF)

        answer = staff.submit(
            "/backfill", page="/backfill", enterprise=name, kind="safety", way="own",
            stated_year="2019",
        )  # fmt: skip

        assert answer.status_code == 302
        assert (newest(rows).year, newest(rows).kind) == (2019, "safety")

    def test_another_one_follows_at_once(self, as_, name):
        answer = taken_in(as_(Role.STREET_STAFF), name, "页3", kind="general", another="1")

        assert "/backfill?" in answer.location
        assert "kind=general" in answer.location

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"enterprise": ""}, "请填写企业"),
            ({"enterprise": "没有这家"}, "没有找到“没有这家”"),
            ({"enterprise": "黄浦示例物业有限公司"}, "没有找到"),
            ({"signed_on": "2999-01-01"}, "晚于今天"),
            ({"filed_on": (SIGNED - timedelta(days=1)).isoformat()}, "早于签字日"),
            ({"women": "41"}, "多于覆盖职工数"),
            ({"rise_rate": "很多"}, "年度增幅应为百分数"),
            ({"workers": "四十"}, "请填写整数"),
        ],
    )
    def test_what_cannot_be_is_said_beside_its_field_and_the_typing_stays(
        self, as_, rows, name, fields, words
    ):
        before = newest_number(rows)

        answer = taken_in(as_(Role.STREET_STAFF), fields.pop("enterprise", name), "页9", **fields)

        assert answer.status_code == 422
        assert words in answer.text
        assert "页9" in answer.text
        assert newest_number(rows) == before

    def test_a_file_that_is_no_picture_leaves_nothing_behind(self, as_, rows, name):
        before = newest_number(rows)

        answer = taken_in(
            as_(Role.STREET_STAFF), name, "页8", scans=[(io.BytesIO(b"nothing"), "a.txt")],
            term_to="2031-08-08",
        )  # fmt: skip

        assert answer.status_code == 422
        assert "a.txt" in answer.text
        assert newest_number(rows) == before

    def test_one_that_is_there_already_is_named(self, as_, rows, name):
        staff = as_(Role.STREET_STAFF)
        taken_in(staff, name, "页4", term_to="2031-01-01")
        number = newest(rows).number

        answer = taken_in(staff, name, "页4", term_to="2031-01-01")

        assert answer.status_code == 422
        assert number in answer.text

    def test_looking_writes_nothing_and_says_what_is_missing(self, as_, rows, name):
        before = newest_number(rows)

        answer = taken_in(as_(Role.STREET_STAFF), name, "页5", effective_on="", look="1")

        assert answer.status_code == 200
        assert "待补生效日" in answer.text
        assert newest_number(rows) == before

    def test_the_summary_follows_the_typing(self, as_):
        staff = as_(Role.STREET_STAFF)

        whole = staff.submit("/backfill/summary", page="/backfill", **PAPERS)
        without = staff.submit("/backfill/summary", page="/backfill", **{**PAPERS, "term_to": ""})

        assert "计入工资覆盖" in whole.text
        assert "待补（1）：扫描件" in whole.text
        assert "待补合同期限" in without.text

    def test_a_wage_annex_comes_with_its_contract(self, as_, rows, name):
        taken_in(
            as_(Role.STREET_STAFF), name, "页6", kind="general", with_annex="y",
            term_to="2030-06-06", annex_from=SIGNED.isoformat(),
            annex_to=(SIGNED + timedelta(days=364)).isoformat(),
        )  # fmt: skip

        with rows() as session:
            both = session.scalars(select(Case).where(Case.filing_number == "页6")).all()
        assert {case.kind for case in both} == {"general", "wage"}


def newest_number(rows):
    with rows() as session:
        return session.scalar(select(Case.number).order_by(Case.id.desc()).limit(1))


class TestASignedList:
    def test_pasted_and_uploaded_lines_are_one_list(self, as_, rows, name):
        answer = taken_in(as_(Role.STREET_STAFF), "", "区1", way="region", units=f"{name} 36")

        case = newest(rows)
        assert answer.status_code == 302
        assert (case.way, case.enterprise_id) == ("region", None)

    def test_a_line_that_names_nobody_inside_is_said_with_its_number(self, as_, name):
        answer = taken_in(
            as_(Role.STREET_STAFF), "", "区2", way="industry",
            units=f"{name}\n黄浦示例物业有限公司\n{name}",
        )  # fmt: skip

        assert answer.status_code == 422
        assert "第 2 行" in answer.text
        assert "第 3 行" in answer.text

    def test_without_its_number_a_list_is_asked_for_one(self, as_, name):
        answer = taken_in(as_(Role.STREET_STAFF), "", "", way="group", units=name)

        assert answer.status_code == 422
        assert "请填受理或备案号" in answer.text

    def test_a_chair_is_not_offered_one_and_cannot_send_one(self, as_, name):
        chair = as_(Role.UNION_CHAIR)

        assert "签字名册" not in chair.get("/backfill").text
        answer = taken_in(chair, "", "区3", way="region", units=name)
        assert answer.status_code == 422


class TestFilledInLater:
    @pytest.fixture
    def incomplete(self, as_, rows, name, request):
        taken_in(
            as_(Role.STREET_STAFF), name, f"补{request.node.name}"[:50], effective_on="",
            term_to=(SIGNED + timedelta(days=400 + len(request.node.name))).isoformat(),
        )  # fmt: skip
        return newest(rows)

    def fields_of(self, browser, number):
        """What the page shows, as a browser would send it back."""
        text = browser.get(f"/backfill/{number}").text
        found = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', text))
        found |= {
            key: value for value, key in re.findall(r'value="([^"]*)"[^>]*?name="(\w+)"', text)
        }
        for name in ("csrf_token", "look"):
            found.pop(name, None)
        chosen = re.findall(
            r'<select[^>]*name="(\w+)".*?<option selected value="([^"]*)"', text, re.S
        )
        return {**found, **dict(chosen)}

    def test_what_was_missing_is_added(self, as_, rows, incomplete):
        staff = as_(Role.STREET_STAFF)
        page = f"/backfill/{incomplete.number}"
        fields = self.fields_of(staff, incomplete.number)

        answer = staff.submit(page, page=page, **{**fields, "effective_on": PAPERS["effective_on"]})

        assert answer.status_code == 302, re.findall(r"field-error[^>]*>([^<]*)", answer.text)
        assert newest(rows).effective_on == date.fromisoformat(PAPERS["effective_on"])

    def test_sending_the_page_as_it_is_changes_nothing(self, as_, rows, incomplete):
        staff = as_(Role.STREET_STAFF)
        page = f"/backfill/{incomplete.number}"

        answer = staff.submit(page, page=page, **self.fields_of(staff, incomplete.number))

        assert answer.status_code == 302
        assert newest(rows).last_sequence == incomplete.last_sequence

    def test_a_page_that_is_out_of_date_is_told(self, as_, incomplete):
        staff = as_(Role.STREET_STAFF)
        page = f"/backfill/{incomplete.number}"
        fields = {**self.fields_of(staff, incomplete.number), "workers": "41", "seen_sequence": "1"}

        answer = staff.submit(page, page=page, **fields)

        assert answer.status_code == 422
        assert "您打开页面之后" in answer.text

    def test_only_who_sees_the_whole_case_opens_its_scans(self, as_, rows, name):
        taken_in(
            as_(Role.STREET_STAFF), name, "扫描", scans=[picture()],
            term_to=(SIGNED + timedelta(days=333)).isoformat(),
        )  # fmt: skip
        number = newest(rows).number

        assert "合同.jpg" in as_(Role.UNION_CHAIR).get(f"/backfill/{number}").text
        district = as_(Role.DISTRICT).get(f"/backfill/{number}").text
        assert "合同.jpg" not in district
        assert "扫描件 1" in district

    def test_a_walked_case_leads_to_its_own_page(self, as_, stage):
        answer = as_(Role.STREET_STAFF).get(f"/backfill/{stage.inside.case}")

        assert answer.status_code == 302
        assert answer.location.endswith(f"/cases/{stage.inside.case}")

    def test_nobody_reaches_one_outside(self, as_, stage):
        for role in (Role.DISTRICT, Role.STREET_STAFF, Role.UNION_CHAIR):
            assert as_(role).get(f"/backfill/{stage.outside.case}").status_code == 404


class TestTheLists:
    @pytest.fixture
    def listed(self, as_, rows, name):
        staff = as_(Role.STREET_STAFF)
        if '"/backfill/1' not in staff.get("/backfill/missing?text=列1").text:
            taken_in(staff, name, "列1", effective_on="", term_to="2033-03-03")
        return staff

    def test_each_line_opens_the_page_that_completes_it(self, listed, rows):
        text = listed.get("/backfill/missing?text=列1").text

        assert "生效日" in text
        number = re.search(r'href="(/backfill/[\d-]+)"', text)[1]
        assert listed.get(number).status_code == 200

    @pytest.mark.parametrize("role", sorted({*KEEPERS, Role.UNION_CHAIR, Role.INSTRUCTOR}))
    @pytest.mark.usefixtures("listed")
    def test_every_order_and_filter_stands_in_the_address(self, as_, role):
        browser = as_(role)
        for path in (
            "/backfill/missing?lack=effective&sort=term", "/backfill/missing?range=all&page=2",
            "/backfill/missing?lack=wrong&sort=wrong&year=x&kind=y",
            "/backfill/missing/enterprises?lack=phone&sort=-workers",
            "/backfill/missing/enterprises?lack=wrong&unionised=yes",
        ):  # fmt: skip
            assert browser.get(path).status_code == 200, path

    def test_the_spreadsheet_holds_what_the_page_shows(self, listed):
        answer = listed.get("/backfill/missing/export.xlsx?text=列1")
        (sheet,) = sheets.read_sheets(answer.data, name="待补.xlsx")

        assert "生效日" in sheet.at(2, 7)

    def test_the_registers_gaps_lead_to_the_entry(self, listed, stage):
        text = listed.get("/backfill/missing/enterprises").text

        assert f"/enterprises/{stage.inside.enterprise}/edit" in text
        assert "黄浦" not in text

    def test_the_number_of_statements_is_the_same_for_all_rows(self, listed, counted):
        few = counted(lambda: listed.get("/backfill/missing?text=nobody"))
        many = counted(lambda: listed.get("/backfill/missing"))

        assert many == few
