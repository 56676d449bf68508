"""The officials' first screen: every number is the one its list has, and none takes long to ask."""

from __future__ import annotations

import re
from html import unescape

import pytest

from bargaining import audit, clock, db
from bargaining.models.coverage_target import CoverageTarget
from bargaining.rules.roles import OPERATOR, Role
from tests import app_fixtures, ledger_rows, stage

TODAY = clock.today()
TONGZHOU = "110112"
TILE = re.compile(
    r'<a class="tile" href="([^"]+)"><span class="tile-label">([^<]+)</span>'
    r'<span class="tile-value">([\d,]+)'
)
CELL = re.compile(r'data-label="([^"]+)"><span><a href="([^"]+)">\s*([\d,]+)\s*</a>')


@pytest.fixture(scope="module", autouse=True)
def sample(database_url, app):
    """The sample register and ledger in the application's database."""
    ledger_rows.prepare(database_url)
    ledger_rows.take_sample(database_url)


@pytest.fixture(scope="module")
def sign(app, sample):
    def signed(role, *, place=None):
        nobody = stage.Side(enterprise=0, union=0, case="")
        return app_fixtures.signer(app, stage.Stage(nobody, nobody))(role, place=place)

    return signed


@pytest.fixture(scope="module")
def city(sign):
    return sign(Role.CITY)


@pytest.fixture(scope="module")
def tongzhou(sign):
    return sign(Role.DISTRICT, place=TONGZHOU)


def page(browser, address="/"):
    answer = browser.get(unescape(address))
    assert answer.status_code == 200
    return answer.text


def count(text) -> int:
    found = re.search(r"共 ([\d,]+) ", text)
    return int(found.group(1).replace(",", "")) if found else 0


def number(said) -> int:
    return int(said.replace(",", ""))


class TestTheFigures:
    def test_the_rate_stands_beside_what_is_only_nominal(self, city):
        text = page(city, "/?denominator=all&as_of=2026-11-21")

        assert "有效覆盖" in text
        assert re.search(r"<strong>26\.7 %</strong>", text)
        assert "名义（生效过的）" in text
        assert re.search(r"31\.7 %</a><small>38 / 120 家", text)

    def test_the_ladder_never_climbs_up(self, city):
        text = page(city, "/?denominator=all&as_of=2026-11-21")

        steps = [number(one) for one in re.findall(r"</span><strong>([\d,]+)</strong></a>", text)]
        assert steps == [40, 38, 38, 32]

    def test_the_way_to_the_names_says_how_many(self, city):
        text = page(city, "/?denominator=all&as_of=2026-11-21")

        address, said = re.search(
            r'<a class="btn btn-primary" href="([^"]+)">未覆盖 ([\d,]+) 家', text
        ).groups()
        assert number(said) == 88
        assert count(page(city, address)) == 88

    def test_with_a_target_it_says_how_many_are_still_missing(self, rows, tongzhou):
        with rows() as session:
            session.add(
                CoverageTarget(
                    place_code=TONGZHOU, year=TODAY.year, denominator="unionised",
                    numerator="any", kind="wage", rate=1, source="", set_by_name="某",
                    set_at=clock.now(),
                )
            )  # fmt: skip
            audit.record(session, at=clock.now(), actor=OPERATOR, event="test", subject="t:1")
            db.finish(session)

        text = page(tongzhou)

        assert "目标 100.0 %" in text
        covered, asked = map(int, re.search(r'value="(\d+)" max="(\d+)"', text).groups())
        assert f"还差 {asked - covered} 家，看名单" in text
        assert "还差" in re.search(r"<thead.*?</thead>", text, re.S).group(0)

    def test_a_place_without_enterprises_says_what_to_do(self, sign):
        text = page(sign(Role.STREET, place="110119001"))

        assert "这个口径下还没有企业" in text
        assert "需要您办" in text


class TestWhatIsWanted:
    def test_every_number_opens_its_list(self, city):
        tiles = TILE.findall(page(city))

        assert [label for _, label, _ in tiles] == [
            "尚未答复", "派指导员", "默示生效将至", "逾期", "主席空缺、任期届满", "待核",
        ]  # fmt: skip
        for address, _, said in tiles:
            assert count(page(city, address)) == number(said)


class TestThePlaces:
    def test_a_city_compares_districts_and_a_district_its_streets(self, city, tongzhou):
        assert "按区" in page(city)
        assert "朝阳区" in page(city)
        assert "按街道（乡镇）" in page(tongzhou)
        assert "朝阳区" not in page(tongzhou)

    def test_a_street_sees_itself(self, sign):
        text = page(sign(Role.STREET, place="110105001"), "/?denominator=all")

        assert "建外街道" in text
        assert "东华门街道" not in text

    def test_every_number_of_a_line_opens_its_list(self, city):
        cells = CELL.findall(page(city, "/?denominator=all"))

        assert {label for label, *_ in cells} >= {"企业", "有效", "未覆盖"}
        for label, address, said in cells[:12] + cells[-3:]:  # the last are the total's
            assert count(page(city, address)) == number(said), label

    @pytest.mark.parametrize(
        "sort", ["name", "enterprises", "covered", "rate", "still", "gap", "lapsing", "late", "x"]
    )
    @pytest.mark.parametrize("turned", ["", "-"])
    def test_it_can_be_sorted(self, city, sort, turned):
        text = page(city, f"/?denominator=all&sort={turned}{sort}")
        labels = {"enterprises": "企业", "covered": "有效", "gap": "未覆盖"}

        if sort in labels:
            found = re.findall(rf'data-label="{labels[sort]}"><span>(?:<a [^>]+>)?([\d,]+)', text)
            shown = [number(one) for one in found]
            assert shown[:-1] == sorted(shown[:-1], reverse=bool(turned))  # the last is the total


@pytest.mark.parametrize("address", ["/", "/?denominator=all&as_of=2026-01-31"])
def test_the_number_of_statements_is_the_same_for_a_district_and_a_city(
    counted, city, tongzhou, address
):
    for browser in (city, tongzhou):
        browser.get(address)

    few, many = counted(lambda: tongzhou.get(address)), counted(lambda: city.get(address))

    assert few == many <= 14


def test_a_day_that_cannot_be_read_is_said(city):
    assert "看不明白" in page(city, "/?as_of=somewhen")
