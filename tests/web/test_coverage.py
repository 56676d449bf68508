"""The coverage page: figures, and the list behind every one of them."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html import unescape
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining.models.enterprise import Enterprise
from bargaining.rules.roles import Role
from bargaining.web import coverage_tiles
from tests import app_fixtures, ledger_rows, stage
from tests.ledger_rows import OTHER, UNION

THEN = "as_of=2026-11-21&known_on=2026-11-21"
CELL = re.compile(r'data-label="([^"]*)"><span><a href="([^"]*)">\s*([\d,]+)\s*</a>')
TILE = re.compile(r'<a class="tile" href="([^"]*)">.*?<span class="tile-value">([\d,]+)', re.S)


@pytest.fixture(scope="module", autouse=True)
def sample(database_url, app):
    """The sample register and ledger in the application's database."""
    ledger_rows.prepare(database_url)
    ledger_rows.take_sample(database_url)


@pytest.fixture(scope="module")
def union_id(database_url, sample):
    engine = create_engine(database_url)
    with Session(engine) as session:
        found = session.scalar(select(Enterprise.union_id).where(Enterprise.code == UNION))
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def sign(app, sample):
    """Sign people in; the stage's two enterprises are not there."""

    def signed(role, *, place=None, union=None):
        nobody = stage.Side(enterprise=0, union=0, case="")
        return app_fixtures.signer(app, stage.Stage(nobody, nobody))(role, place=place, union=union)

    return signed


@pytest.fixture(scope="module")
def city(sign):
    return sign(Role.CITY)


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.text


def listed(browser, address) -> int:
    text = page(browser, unescape(address))
    return int(re.search(r"共 ([\d,]+) 家", text).group(1).replace(",", ""))


class TestTheFigures:
    def test_the_terms_stand_in_words_above_the_figures(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")

        assert "工资专项集体合同有效覆盖率 <strong>26.7 %</strong>" in text
        assert "32 / 120 家" in text
        assert "分母：该日名册上的全部企业，不论是否建会。" in text
        assert text.index("分母：该日") < text.index("合计")

    def test_every_tile_opens_a_list_of_that_length(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")
        tiles = TILE.findall(text)

        assert [int(figure) for _, figure in tiles] == [120, 32, 88, 4, 0, 6, 2]
        for address, figure in tiles:
            assert int(figure) == 0 or listed(city, address) == int(figure)

    @pytest.mark.parametrize("by", ["district", "size"])
    def test_every_figure_of_the_table_opens_a_list_of_that_length(self, city, by):
        text = page(city, f"/coverage?{THEN}&by={by}&denominator=all")

        cells = CELL.findall(text)

        assert {label for label, _, _ in cells} >= {"企业", "覆盖", "单独签订", "职工", "覆盖职工"}
        for label, address, figure in cells:
            count = listed(city, address)
            # Workers are counted in heads; their list is the enterprises that have them.
            assert count > 0 if "职工" in label else count == int(figure.replace(",", ""))

    def test_a_zero_has_no_list(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")

        assert 'data-label="行业覆盖"><span>0</span>' in text

    def test_a_district_opens_its_streets_with_the_question_kept(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all&numerator=own")
        link = unescape(re.search(r'<a href="(/coverage\?[^"]*district=110105[^"]*)">', text)[1])

        streets = page(city, link)

        asked = parse_qs(urlsplit(link).query)
        assert (asked["by"], asked["numerator"], asked["as_of"]) == (
            ["street"], ["own"], ["2026-11-21"],
        )  # fmt: skip
        assert "<h1>朝阳区集体合同覆盖</h1>" in streets
        assert "建外街道" in streets
        assert "东华门街道" not in streets
        assert "各区覆盖" in streets

    def test_a_street_opens_its_names(self, city):
        text = page(city, f"/coverage?{THEN}&by=street&district=110105&denominator=all")
        address = re.search(r'<a href="([^"]*)">建外街道</a>', text)[1]

        street = page(city, unescape(address))

        assert "street=110105001" in address
        assert "<h1>建外街道集体合同覆盖</h1>" in street
        assert "北京示例货运有限公司002" in street
        whole = re.search(r'<a href="([^"]*)">全部 22 家</a>', street)[1]
        assert "建外街道 · 全部企业" in page(city, unescape(whole))
        assert listed(city, whole) == 22

    def test_the_city_begins_with_districts_and_a_district_with_streets(self, city, sign):
        district = sign(Role.DISTRICT, place="110105")

        assert '<option value="district" selected>' in page(city, "/coverage")
        assert '<option value="street" selected>' in page(district, "/coverage")

    def test_a_day_that_cannot_be_read_is_said_and_today_taken(self, city):
        text = page(city, "/coverage?as_of=昨天&denominator=什么")

        assert "时点“昨天”看不明白" in text
        assert '<option value="unionised" selected>' in text

    def test_without_enterprises_it_says_what_to_do(self, city):
        text = page(city, "/coverage?as_of=2026-11-21&known_on=2026-11-20")

        assert "这个口径下没有企业" in text


class TestTheList:
    def test_a_name_leads_to_the_enterprise_and_its_contract_to_the_case(self, city, database_url):
        engine = create_engine(database_url)
        with Session(engine) as session:
            one = session.scalars(select(Enterprise).where(Enterprise.code == OTHER)).one()
        engine.dispose()

        text = page(city, f"/coverage/list?{THEN}&column=covered&text={OTHER.lower()}")

        assert "共 1 家" in text
        assert f'href="/enterprises/{one.id}"' in text
        assert re.search(r'href="/cases/110105-2026-\d{4}"', text)
        for words in (one.name, OTHER, "建外街道", "2026年7月11日", "2027年6月30日", "已覆盖"):
            assert words in text

    @pytest.mark.parametrize(
        ("column", "count", "said"),
        [
            ("uncovered", 88, "未覆盖"),
            ("covered_region", 4, "区域性"),
            ("lapsing_90", 4, "40 天后期满"),
            ("expired", 6, "断档"),
            ("lapsed", 6, "断档"),
            ("presumed", 2, "推定待核"),
        ],
    )
    def test_every_list_says_how_each_stands(self, city, column, count, said):
        text = page(city, f"/coverage/list?{THEN}&denominator=all&column={column}")

        assert f"共 {count} 家" in text
        body = text[text.index("<tbody") :]
        assert said in body

    def test_what_counts_at_an_early_stage_is_still_shown_for_what_it_is(self, city):
        text = page(
            city, f"/coverage/list?{THEN}&denominator=all&column=covered&stage=signed&sort=term"
        )

        assert "计入，断档" in text
        assert "计入，推定待核" in text

    def test_it_is_paged_and_the_pages_hold_everybody_once(self, city):
        seen = []
        for number in (1, 2, 3):
            text = page(city, f"/coverage/list?{THEN}&denominator=all&page={number}")
            seen += re.findall(r'href="/enterprises/(\d+)"', text)

        assert len(seen) == len(set(seen)) == 120

    @pytest.mark.parametrize(
        ("sort", "label"),
        [("workers", "职工"), ("term", "期满日"), ("street", "街道（乡镇）")],
    )
    @pytest.mark.parametrize("turned", [False, True])
    def test_it_is_sorted_by_its_address_and_what_is_missing_stands_last(
        self, city, sort, label, turned
    ):
        word = f"-{sort}" if turned else sort
        pages = (
            page(city, f"/coverage/list?{THEN}&denominator=all&sort={word}&page={number}")
            for number in (1, 2, 3)
        )
        shown = [
            said
            for text in pages
            for said in re.findall(rf'data-label="{label}"><span>([^<]*)', text)
        ]
        known = [said for said in shown if said != "—"]

        assert len(shown) == 120
        assert shown[: len(known)] == known
        runs = [known[0], *(now for before, now in pairwise(known) if now != before)]
        assert len(runs) == len(set(runs))
        if sort == "workers":
            assert runs == sorted(runs, key=int, reverse=turned)

    def test_an_unknown_column_or_order_is_answered_with_the_usual_one(self, city):
        text = page(city, f"/coverage/list?{THEN}&denominator=all&column=x&sort=y&key=")

        assert "共 120 家" in text

    def test_an_empty_list_says_so(self, city):
        text = page(city, f"/coverage/list?{THEN}&column=covered_industry")

        assert "名单是空的" in text


class TestSideBySide:
    def test_every_denominator_stands_beside_the_others(self, city):
        text = page(city, f"/coverage?{THEN}")
        table = text[text.index("换一个口径看") :]

        names = ("建会企业", "百人以上建会企业", "单独建会企业", "正常经营企业", "全部企业")
        assert all(f">{name}</a>" in table for name in names)
        cells = CELL.findall(table)
        assert {label for label, _, _ in cells} >= {"企业", "各种方式（去重）", "单独签订"}
        for _label, address, figure in cells:
            assert listed(city, address) == int(figure)

    def test_every_kind_stands_with_every_stage(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")
        table = text[text.index("四类合同") : text.index("换一个口径看")]

        assert all(name in table for name in ("工资专项", "综合", "女职工", "劳动安全卫生"))
        counts = {label: int(figure) for label, _, figure in CELL.findall(table)}
        assert counts["已签订"] >= counts["已报送（有回执）"] >= counts["期内有效"] == 32
        for _label, address, figure in CELL.findall(table):
            assert listed(city, address) == int(figure)


class TestTrend:
    def test_every_day_stands_in_the_table_and_leads_to_its_figures(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")
        table = text[text.index('class="daytable"') :]
        days = re.findall(r'<th scope="row"><a href="([^"]*)">([^<]*)</a>', table)

        assert len(days) == 14
        assert days[0][1] == "2025年11月21日"
        assert "去年同日" in table
        june = next(address for address, day in days if day == "2026年6月30日")
        assert "14 / 120 家" in page(city, unescape(june))

    def test_the_drawing_leads_to_the_same_days(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")
        drawing = text[text.index("<svg") : text.index("</svg>")]
        links = re.findall(r'<a href="([^"]*)" aria-label="([^"]*)"', drawing)

        assert len(links) == 13
        address, said = next(one for one in links if "2026年6月30日" in one[1])
        assert "14 / 120 家" in page(city, unescape(address))
        assert "11.7 %" in said
        assert "link.invalid" not in text


class TestTiles:
    def test_the_city_is_drawn_whole_and_every_tile_leads_on(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all")
        tiles = text[text.index('class="tilemap is-city"') : text.index("点开方块")]

        assert len(re.findall(r'class="at-row-\d at-column-\d"', tiles)) == 17
        address = re.search(r'<a class="heat heat-\d" href="([^"]*district=110105[^"]*)"', tiles)[1]
        assert "朝阳区集体合同覆盖" in page(city, unescape(address))

    def test_streets_are_tiles_in_a_plain_grid(self, city):
        text = page(city, f"/coverage?{THEN}&denominator=all&by=street")

        assert '<ul class="tilemap">' in text

    def test_no_two_districts_share_a_place(self):
        assert len(set(coverage_tiles.BEIJING.values())) == len(coverage_tiles.BEIJING) == 17

    @pytest.mark.parametrize(
        ("rate", "step"),
        [(None, None), ("0", 0), ("0.1999", 0), ("0.2", 1), ("0.7999", 3), ("0.8", 4), ("1", 4)],
    )
    def test_the_steps(self, rate, step):
        assert coverage_tiles.heat(None if rate is None else Decimal(rate)) == step


class TestSpreadsheets:
    def test_the_page_as_a_spreadsheet(self, city):
        answer = city.get(f"/coverage/export.xlsx?{THEN}&denominator=all")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))

        assert answer.status_code == 200
        assert book.sheet_names == ["口径", "分组", "分母与分子", "种类与阶段", "走势"]
        rows = book.get_sheet_by_name("分组").to_python()
        total = dict(zip(rows[0], rows[-1], strict=True))
        assert (total["企业"], total["覆盖"], total["断档"]) == (120, 32, 6)

    def test_a_list_as_a_spreadsheet_with_its_filter(self, city):
        whole = city.get(f"/coverage/list.xlsx?{THEN}&denominator=all&column=covered")
        one = city.get(f"/coverage/list.xlsx?{THEN}&denominator=all&column=covered&text={OTHER}")
        read = [
            CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
            for answer in (whole, one)
        ]

        assert [len(sheet.to_python()) for sheet in read] == [33, 2]
        assert read[1].to_python()[1][1] == OTHER

    def test_it_holds_what_its_reader_may_see(self, sign):
        street = sign(Role.STREET, place="110105001")
        answer = street.get(f"/coverage/list.xlsx?{THEN}&denominator=all")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)

        assert {row[3] for row in rows.to_python()[1:]} == {"建外街道"}


class TestWhoSeesWhat:
    def test_a_street_sees_its_own(self, sign):
        street = sign(Role.STREET, place="110105001")
        text = page(street, f"/coverage?{THEN}&denominator=all")

        assert "北京示例货运有限公司002" in text
        assert "全部 22 家" in text

    def test_a_chair_sees_the_own_enterprise_only(self, sign, union_id):
        chair = sign(Role.UNION_CHAIR, union=union_id)
        text = page(chair, f"/coverage/list?{THEN}&denominator=all")

        assert "北京示例软件技术有限公司001" in text
        assert OTHER not in text

    @pytest.mark.parametrize("path", ["/coverage", "/coverage/list"])
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER])
    def test_reviewer_and_administrator_have_no_business_here(self, sign, role, path):
        assert sign(role).get(path).status_code == 403

    def test_a_chair_is_shown_the_own_contracts_and_no_rates(self, sign, union_id):
        chair = sign(Role.UNION_CHAIR, union=union_id)
        text = page(chair, f"/coverage?{THEN}")

        assert "本单位的集体合同" in text
        assert "北京示例软件技术有限公司001" in text
        for words in ("工资专项集体合同", "女职工专项集体合同", "未覆盖"):
            assert words in text
        assert "覆盖率" not in text[text.index("<main") :]

    def test_a_district_outside_is_empty_for_the_others(self, sign):
        street = sign(Role.DISTRICT, place="110108")
        text = page(street, f"/coverage?{THEN}&denominator=all&district=110105&by=street")

        assert "这个口径下没有企业" in text


class TestAddress:
    @pytest.mark.parametrize("given", ["0001-01-01", "9999-12-31", "昨天"])
    def test_a_day_nobody_can_count_is_said(self, city, given):
        assert "已按今天统计" in page(city, f"/coverage?as_of={given}&known_on={given}")
