"""The gap's page: the figures on top, the names below, what can be done, and the same as xlsx."""

from __future__ import annotations

import io
import re
from html import unescape

import pypdf
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, clock, db
from bargaining.jobs import runner
from bargaining.models.coverage_target import CoverageTarget
from bargaining.models.enterprise import Enterprise
from bargaining.rules import offer_sheets
from bargaining.rules.gap import GAP_LABELS, GapCategory
from bargaining.rules.roles import OFFICIALS, OPERATOR, Role
from tests import app_fixtures, ledger_rows, stage
from tests.ledger_rows import OTHER, UNION

THEN = "as_of=2026-11-21&known_on=2026-11-21"
TONGZHOU = "110112"
READERS = (*OFFICIALS, Role.STREET_STAFF, Role.INSTRUCTOR)
NAME = re.compile(r'<span><a href="/enterprises/\d+">([^<]+)</a><small class="cell-note">')
KIND = re.compile(r'<li><a href="([^"]+)"[^>]*>([^<]+) <strong>([\d,]+)</strong>')


@pytest.fixture(scope="module", autouse=True)
def sample(database_url, app):
    """The sample register and ledger in the application's database."""
    ledger_rows.prepare(database_url)
    ledger_rows.take_sample(database_url)


@pytest.fixture(scope="module")
def firms(database_url, sample):
    """The ids and unions of two enterprises, by code."""
    engine = create_engine(database_url)
    with Session(engine) as session:
        found = {
            one.code: (one.id, one.union_id, one.name)
            for one in session.scalars(
                select(Enterprise).where(Enterprise.code.in_([UNION, OTHER]))
            )
        }
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def sign(app, firms):
    """Sign people in; an instructor carries one enterprise of the sample."""

    def signed(role, *, place=None, union=None):
        side = stage.Side(enterprise=firms[UNION][0], union=0, case="")
        return app_fixtures.signer(app, stage.Stage(side, side))(role, place=place, union=union)

    return signed


@pytest.fixture(scope="module")
def city(sign):
    return sign(Role.CITY)


@pytest.fixture(scope="module")
def tongzhou(sign):
    return sign(Role.DISTRICT, place=TONGZHOU)


def page(browser, address):
    answer = browser.get(unescape(address))
    assert answer.status_code == 200
    return answer.text


def total(text) -> int:
    found = re.search(r"共 ([\d,]+) 家", text)
    assert found or "没有" in text, text  # an empty list says so in words of its own
    return int(found.group(1).replace(",", "")) if found else 0


class TestTheHead:
    def test_it_says_how_it_is_counted_and_against_what(self, city):
        text = page(city, f"/coverage/gap?{THEN}&denominator=all")

        assert "全部企业、工资专项集体合同、期内有效" in text
        assert "26.7 %" in text
        assert "32 / 120 家" in text
        assert "未设目标" in text
        assert "分母：该日名册上的全部企业，不论是否建会。" in text

    def test_the_way_to_set_a_target_is_shown_to_who_may(self, sign, city):
        staff = sign(Role.STREET_STAFF, place="110108012")

        assert "设定目标</a>" in page(city, f"/coverage/gap?{THEN}&denominator=all")
        text = page(staff, f"/coverage/gap?{THEN}&denominator=all")
        assert "未设目标" in text
        assert "设定目标</a>" not in text

    def test_last_year_is_the_same_day(self, city):
        text = page(city, f"/coverage/gap?{THEN}&denominator=all")

        said = re.search(r"<dt>去年同日</dt><dd>(.*?)</dd>", text, re.S).group(1)
        assert "本期高" in said
        assert page(city, "/coverage?as_of=2025-11-21&known_on=2026-11-21&denominator=all").count(
            re.search(r"([\d.]+ %)", said).group(1)
        )

    def test_a_target_says_how_many_are_still_missing(self, rows, tongzhou):
        with rows() as session:
            target = CoverageTarget(
                place_code=TONGZHOU, year=2026, denominator="unionised", numerator="any",
                kind="wage", rate=1, source="区总要点", set_by_name="某", set_at=clock.now(),
            )  # fmt: skip
            session.add(target)
            audit.record(session, at=clock.now(), actor=OPERATOR, event="test", subject="t:1")
            db.finish(session)

        text = page(tongzhou, f"/coverage/gap?{THEN}")

        counted = re.search(r"([\d,]+) / ([\d,]+) 家", text)
        still = int(counted.group(2)) - int(counted.group(1))
        assert f"<dd>{still} 家" in text
        assert "100.0 %" in text
        assert "区总要点" in text

    def test_a_day_that_cannot_be_read_is_said(self, city):
        assert "看不明白" in page(city, "/coverage/gap?as_of=somewhen")


class TestTheNames:
    def test_every_category_opens_a_list_of_its_length(self, city):
        text = page(city, f"/coverage/gap?{THEN}&denominator=all")
        kinds = KIND.findall(text)

        assert [label for _, label, _ in kinds] == [
            "全部", "未覆盖", *(GAP_LABELS[one] for one in GapCategory if one != "undated"),
        ]  # fmt: skip
        assert total(text) == int(kinds[0][2]) == 88 + 4
        assert sum(int(number) for *_, number in kinds[2:]) == int(kinds[0][2])
        for address, _, number in kinds:
            assert total(page(city, address)) == int(number)

    def test_the_list_goes_by_pages_and_keeps_its_question(self, city):
        first = page(city, f"/coverage/gap?{THEN}&denominator=all&sort=name")
        second = page(city, re.search(r'rel="next" href="([^"]+)"', first).group(1))

        names = NAME.findall(first) + NAME.findall(second)
        assert len(names) == len(set(names)) == 92
        assert "denominator=all" in re.search(r'rel="prev" href="([^"]+)"', second).group(1)

    def test_a_district_is_offered_its_streets_and_the_city_its_districts(self, city, tongzhou):
        assert 'name="district"' in page(city, f"/coverage/gap?{THEN}")
        assert 'id="filter-district"' not in page(tongzhou, f"/coverage/gap?{THEN}")
        assert 'id="filter-street"' in page(city, f"/coverage/gap?{THEN}")

    def test_an_unknown_category_or_order_is_answered_with_the_usual_one(self, city):
        text = page(city, f"/coverage/gap?{THEN}&denominator=all&category=x&sort=y&page=0")

        assert total(text) == 92

    def test_an_empty_list_says_what_to_do(self, city):
        assert "没有符合条件的企业" in page(city, f"/coverage/gap?{THEN}&text=没有这家")

    def test_who_has_no_case_is_told_who_opens_it(self, city, sign):
        street = sign(Role.STREET, place="110112001")

        assert "由企业工会或街道立案" in page(city, f"/coverage/gap?{THEN}")
        assert "在企业页立案" in page(street, f"/coverage/gap?{THEN}&denominator=all")

    def test_the_reminder_stands_on_the_page_beside_its_button(self, tongzhou):
        text = page(tongzhou, f"/coverage/gap?{THEN}")

        sentences = re.findall(r'data-copy="([^"]+)"', text)
        assert len(sentences) == total(text)
        for said, name in zip(sentences, NAME.findall(text), strict=True):
            assert said.startswith(f"您好，{name}")
            assert f"<p>{said}</p>" in text


class TestTheSpreadsheet:
    @pytest.mark.parametrize("narrowed", ["", "&category=lapsing", "&sort=-workers", "&text=餐饮"])
    def test_it_is_the_list_on_the_page(self, city, narrowed):
        question = f"{THEN}&denominator=all{narrowed}"
        shown, number = [], 1
        while True:
            text = page(city, f"/coverage/gap?{question}&page={number}")
            shown += [unescape(one) for one in NAME.findall(text)]
            if 'rel="next"' not in text:
                break
            number += 1

        rows = sheet(city.get(f"/coverage/gap/export.xlsx?{question}"))

        assert [one[0] for one in rows[1:]] == shown
        assert len(shown) == total(text)

    def test_its_columns_have_their_names(self, tongzhou):
        rows = sheet(tongzhou.get(f"/coverage/gap/export.xlsx?{THEN}"))

        assert rows[0][:6] == [
            "单位名称",
            "统一社会信用代码",
            "区",
            "街道（乡镇）",
            "职工人数",
            "缺口类别",
        ]
        assert {one[2] for one in rows[1:]} == {"通州区"}
        assert {one[5] for one in rows[1:]} <= set(GAP_LABELS.values())


def sheet(answer) -> list[list[object]]:
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def text_of(answer) -> list[str]:
    assert answer.mimetype == "application/pdf"
    return [
        "".join(one.extract_text().split())
        for one in pypdf.PdfReader(io.BytesIO(answer.data)).pages
    ]


class TestTheOffers:
    def test_one_is_filled_from_the_register_and_the_rest_is_left_to_the_hand(
        self, tongzhou, firms
    ):
        enterprise_id, _, name = firms[UNION]

        text = "".join(text_of(tongzhou.get(f"/coverage/gap/offers/{enterprise_id}.pdf")))

        assert name in text
        assert f"{name}工会" in text or "工会委员会" in text
        assert "草稿" not in text
        assert "拟于年月日" in text.replace("　", "")

    def test_no_telephone_is_on_it(self, rows, tongzhou, firms):
        text = "".join(text_of(tongzhou.get(f"/coverage/gap/offers/{firms[UNION][0]}.pdf")))

        assert re.search(r"电话：＿+|电话：_+", text)

    def test_several_come_as_one_file(self, city, firms):
        one, other = firms[UNION], firms[OTHER]

        answer = city.get(f"/coverage/gap/offers?enterprise={one[0]}&enterprise={other[0]}")

        pages = text_of(answer)
        assert pages[0].find(one[2]) >= 0
        assert any(other[2] in each for each in pages[1:])

    def test_many_are_printed_as_long_work(self, app, rows, city):
        with rows() as session:
            few = offer_sheets.AT_ONCE_BESIDE + 1
            ids = session.scalars(select(Enterprise.id).order_by(Enterprise.id).limit(few)).all()
        query = "&".join(f"enterprise={one}" for one in ids)

        asked = city.get(f"/coverage/gap/offers?{query}&back=/coverage/gap?text=x")
        assert f"为 {few} 家企业打印要约书样张" in asked.text
        answer = city.submit("/coverage/gap/offers", enterprise=[str(one) for one in ids])

        assert answer.location.startswith("/jobs/")
        runner.work_off(app)
        printed = city.get(f"{answer.location}/result")
        assert sum("工资集体协商要约书" in each for each in text_of(printed)) == few
        assert f"已印好 {few} 家" in page(city, answer.location)

    def test_nobody_ticked_is_said_kindly(self, city):
        answer = city.get("/coverage/gap/offers")

        assert 400 <= answer.status_code < 500
        assert "还没有勾选企业" in answer.text

    def test_more_than_fit_are_refused(self, rows, city):
        with rows() as session:
            ids = session.scalars(select(Enterprise.id).limit(51)).all()
        query = "&".join(f"enterprise={one}" for one in ids)

        assert "一次最多打印 50 份" in city.get(f"/coverage/gap/offers?{query}").text


class TestTheReminders:
    def test_all_sentences_stand_on_one_page(self, city, firms):
        query = "&".join(f"enterprise={one[0]}" for one in firms.values())

        text = page(city, f"/coverage/gap/reminders?{query}&back=/coverage/gap?text=abc")

        assert "催办语（2 家）" in text
        assert all(one[2] in text for one in firms.values())
        assert 'href="/coverage/gap?text=abc"' in text

    def test_it_leads_back_only_to_us(self, city, firms):
        enterprise_id = firms[UNION][0]
        asked = f"/coverage/gap/reminders?enterprise={enterprise_id}&back=//elsewhere.example/"

        assert "elsewhere" not in page(city, asked)


class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", sorted(READERS))
    def test_those_who_close_the_gap_see_it(self, sign, role):
        assert sign(role).get(f"/coverage/gap?{THEN}").status_code == 200

    @pytest.mark.parametrize(
        "path", ["", "/export.xlsx", "/reminders?enterprise=1", "/offers?enterprise=1",
                 "/offers/1.pdf"],
    )  # fmt: skip
    def test_a_chair_has_no_business_here(self, sign, firms, path):
        chair = sign(Role.UNION_CHAIR, union=firms[UNION][1])

        assert chair.get(f"/coverage/gap{path}").status_code == 403

    def test_an_official_of_another_district_gets_nothing_by_trying(self, sign, firms):
        elsewhere = sign(Role.DISTRICT, place="110108")
        enterprise_id, _, name = firms[UNION]

        for asked in (f"district={TONGZHOU}", "street=110112001", f"text={UNION}"):
            assert name not in elsewhere.get(f"/coverage/gap?{THEN}&{asked}").text
            rows = sheet(elsewhere.get(f"/coverage/gap/export.xlsx?{THEN}&{asked}"))
            assert name not in {one[0] for one in rows}
        for path in ("reminders", "offers"):
            answer = elsewhere.get(f"/coverage/gap/{path}?enterprise={enterprise_id}")
            assert answer.status_code == 404
        assert elsewhere.get(f"/coverage/gap/offers/{enterprise_id}.pdf").status_code == 404

    def test_only_officials_are_offered_to_send(self, sign, tongzhou):
        staff = sign(Role.STREET_STAFF, place="110112001")

        assert "派指导员" in page(tongzhou, f"/coverage/gap?{THEN}")
        assert "派指导员" not in page(staff, f"/coverage/gap?{THEN}&denominator=all")


def test_the_number_of_statements_is_the_same_for_a_district_and_a_city(counted, city, tongzhou):
    asked = f"/coverage/gap?{THEN}&denominator=all"
    for browser in (city, tongzhou):
        browser.get(asked)

    assert counted(lambda: city.get(asked)) == counted(lambda: tongzhou.get(asked))
