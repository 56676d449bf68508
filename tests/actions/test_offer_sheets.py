"""Offers from the register: what stands on them, who may print them, and how far it is told."""

from __future__ import annotations

import io

import pypdf
import pytest

from bargaining.actions import offer_sheets
from bargaining.errors import NotVisible, Refused
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import street_office
from tests.street_office import STREET, TODAY

OFFICIAL = Actor(1, "区", Role.DISTRICT, places=frozenset({STREET[:6]}))


@pytest.fixture(scope="module", autouse=True)
def _places(database_url, stage):
    """The stage's places stand in the database."""


def text_of(content) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(one.extract_text() for one in pages).split())


def printed(session, *firms, actor=OFFICIAL, instance, **more):
    ids = [one.id for one in firms]
    return offer_sheets.print_offers(
        session, ids, actor=actor, today=TODAY, instance=instance, **more
    )


class TestWhatStandsOnIt:
    def test_both_sides_their_heads_and_the_usual_matters(self, session, tmp_path):
        firm = street_office.add_firm(session, "北京示例堃昇餐饮有限公司")

        text = text_of(printed(session, firm, instance=tmp_path))

        for said in (firm.name, f"{firm.name}工会", "李经理", "张主席", "工资分配制度", "2026"):
            assert said in text

    def test_without_a_union_the_workers_offer(self, session, tmp_path):
        firm = street_office.add_firm(session, "北京示例未建会有限公司", unionised=False)

        text = text_of(printed(session, firm, instance=tmp_path))

        assert f"{firm.name}职工方" in text

    def test_it_is_no_draft_and_marks_nothing_as_missing(self, session, tmp_path):
        firm = street_office.add_firm(session, "北京示例一号有限公司")

        text = text_of(printed(session, firm, instance=tmp_path))

        assert "草稿" not in text
        assert "（联系电话）" not in text


class TestWhoMayPrint:
    @pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER])
    def test_not_those_who_help_no_union(self, session, tmp_path, role):
        firm = street_office.add_firm(session, "北京示例二号有限公司")
        somebody = Actor(1, "某", role, places=OFFICIAL.places)

        with pytest.raises(Refused):
            printed(session, firm, actor=somebody, instance=tmp_path)

    def test_one_outside_the_territory_stops_them_all(self, session, tmp_path):
        inside = street_office.add_firm(session, "北京示例三号有限公司")
        elsewhere = Actor(1, "区", Role.DISTRICT, places=frozenset({"310101"}))

        with pytest.raises(NotVisible):
            printed(session, inside, actor=elsewhere, instance=tmp_path)
        with pytest.raises(NotVisible):
            offer_sheets.find_all(session, [inside.id, 0], actor=OPERATOR, today=TODAY)

    @pytest.mark.parametrize("count", [0, 51])
    def test_none_and_too_many_are_refused(self, session, tmp_path, count):
        with pytest.raises(Refused):
            offer_sheets.find_all(session, range(count), actor=OFFICIAL, today=TODAY)

    def test_fifty_are_not_too_many(self, session):
        with pytest.raises(NotVisible):
            offer_sheets.find_all(session, range(-50, 0), actor=OFFICIAL, today=TODAY)


def test_it_is_told_how_far_it_is_and_nothing_is_printed_twice(session, tmp_path):
    firms = [street_office.add_firm(session, f"北京示例{number}号店") for number in (7, 8)]
    told: list[tuple[int, int]] = []

    content = printed(
        session, *firms, firms[0], instance=tmp_path,
        tell=lambda done, total: told.append((done, total)),
    )  # fmt: skip

    assert told == [(1, 2), (2, 2)]
    assert text_of(content).count("工资集体协商要约书") >= 2
