"""Whose row is it? Found by code, else by name, among those the sender sees."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bargaining.actions import calls, offline_packs, papers
from bargaining.errors import NotVisible
from bargaining.queries import contacts as contact_queries
from bargaining.readers import sheets
from bargaining.readers.offline_packs import PackRow
from bargaining.rules.roles import Actor, Role
from bargaining.store import Store
from tests import street_office
from tests.street_office import AT, STAFF, TODAY

CODE = "91110112MA8BBF3369"


def row(**given):
    known = {
        "line": "第 5 行",
        "move": "record_contact",
        "code": "",
        "name": "",
        "on": "2026-03-02",
    }
    return PackRow(**{**known, **given})


def resolve(session, *rows):
    return offline_packs.wishes_of(session, rows, actor=STAFF, today=TODAY)


def test_the_code_decides_and_without_one_the_name(street_register):
    coded = street_office.add_firm(street_register, "北京示例有码有限公司", code=CODE)
    named = street_office.add_firm(street_register, "北京示例无码有限公司")

    wishes, refused = resolve(
        street_register, row(code=CODE), row(name=named.name, on="2026年3月1日")
    )

    assert [one.enterprise_id for one in wishes] == [coded.id, named.id]
    assert [one.on.isoformat() for one in wishes] == ["2026-03-02", "2026-03-01"]
    assert refused == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"code": CODE, "name": "别的公司"}, offline_packs.MISMATCH),
        ({"code": "91110108MA01ABCD1E", "name": "北京示例有码有限公司"}, offline_packs.NOT_FOUND),
        ({"name": "没有这一家"}, offline_packs.NOT_FOUND),
        ({"name": "北京示例同名有限公司"}, offline_packs.SAME_NAME),
        ({"code": CODE, "on": "三月二日"}, "应为日期"),
        ({"code": CODE, "problem": "是公式错误值。"}, "是公式错误值。"),
    ],
)
def test_a_row_that_cannot_be_matched_is_named_by_its_line(street_register, given, reason):
    street_office.add_firm(street_register, "北京示例有码有限公司", code=CODE)
    for _ in range(2):
        street_office.add_firm(street_register, "北京示例同名有限公司")

    wishes, (refused,) = resolve(street_register, row(**given))

    assert wishes == []
    assert refused.line == "第 5 行"
    assert reason in refused.reason


def test_of_another_streets_enterprise_nothing_is_said(street_register):
    theirs = street_office.add_firm(
        street_register, "朝阳示例有限公司", street=street_office.ELSEWHERE, code=CODE
    )

    for given in ({"code": CODE}, {"name": theirs.name}):
        wishes, (refused,) = resolve(street_register, row(**given))
        assert (wishes, refused.name, refused.reason) == ([], "", offline_packs.NOT_FOUND)


def making(tmp_path: Path):
    made = papers.Making(instance=tmp_path, store=Store(tmp_path / "store"))
    return lambda _standing: made


def pack(session, ids, tmp_path, actor=STAFF):
    content = offline_packs.pack(
        session, ids, with_papers=True, making=making(tmp_path), actor=actor, at=AT, today=TODAY
    )
    return zipfile.ZipFile(io.BytesIO(content))


def test_those_who_did_not_agree_get_no_papers_and_no_answers_filled_in(street_register, tmp_path):
    agreed = street_office.add_firm(street_register, "北京示例同意有限公司")
    silent = street_office.add_firm(street_register, "北京示例未同意有限公司", agreed=False)
    for firm in (agreed, silent):
        street_office.open_case(street_register, firm)

    out = pack(street_register, [agreed.id, silent.id], tmp_path)

    assert {name.split("/")[1] for name in out.namelist() if "/" in name} == {agreed.name}
    book = {one.title: one for one in sheets.read_sheets(out.read("离线办理表.xlsx"), name="表")}
    offered = [line.cells[1] for line in book["拟定要约书"].rows[3:]]
    contacts = [line.cells[1] for line in book["登记联系情况"].rows[3:]]
    assert offered == [agreed.name]  # the street may call anybody, but offers for those who agreed
    assert contacts == [agreed.name, silent.name]


def test_an_official_who_reads_no_papers_packs_none(street_register, tmp_path):
    firm = street_office.add_firm(street_register, "北京示例同意有限公司")
    street_office.open_case(street_register, firm)
    official = Actor(None, "街道", Role.STREET, places=frozenset({street_office.STREET}))

    assert pack(street_register, [firm.id], tmp_path, official).namelist() == ["离线办理表.xlsx"]


def test_of_another_street_nothing_is_packed(street_register, tmp_path):
    theirs = street_office.add_firm(
        street_register, "朝阳示例有限公司", street=street_office.ELSEWHERE
    )

    with pytest.raises(NotVisible):
        pack(street_register, [theirs.id], tmp_path)


def test_last_years_contract_stands_beside_the_register(street_register, tmp_path):
    firm = street_office.add_firm(street_register, "北京示例同意有限公司", code=CODE)
    case = street_office.open_case(street_register, firm)
    street_office.take(street_register, case, "record_meeting", TODAY, conclusion="agreed")
    street_office.take(
        street_register, case, "sign", TODAY, term_from="2026-03-02", term_to="2027-03-01",
        workers_covered="40",
    )  # fmt: skip
    street_office.take(street_register, case, "close", TODAY, reason="terminated")

    book = {
        one.title: one
        for one in sheets.read_sheets(
            pack(street_register, [firm.id], tmp_path).read("离线办理表.xlsx"), name="表"
        )
    }

    assert book["登记资料"].rows[1].cells[:2] == (firm.name, CODE)
    assert book["上年合同"].rows[1].cells[:4] == (
        firm.name, "2026-03-02", "2026-03-02", "2027-03-01",
    )  # fmt: skip


class TestTicks:
    def tick(self, session, firm, method="phone", actor=STAFF):
        return calls.tick(
            session, firm.id, method=method, with_whom="张主席", actor=actor, at=AT, today=TODAY
        )

    def test_a_second_press_writes_nothing(self, street_register):
        firm = street_office.add_firm(street_register, "北京示例有限公司")

        assert self.tick(street_register, firm)
        assert not self.tick(street_register, firm)

    def test_a_number_that_stands_among_the_registers_names_is_left_out(self, street_register):
        firm = street_office.add_firm(street_register, "北京示例有限公司")
        calls.tick(street_register, firm.id, method="phone", with_whom="张主席13900001234",
                   actor=STAFF, at=AT, today=TODAY)  # fmt: skip

        assert contact_queries.last_contacts(street_register, [firm.id])[firm.id].with_whom == ""

    def test_another_way_of_contact_is_another_contact(self, street_register):
        firm = street_office.add_firm(street_register, "北京示例有限公司")
        self.tick(street_register, firm)

        assert self.tick(street_register, firm, method="message")
        assert contact_queries.last_contacts(street_register, [firm.id])[firm.id].method in (
            "电话",
            "微信",
        )

    def test_somebody_else_may_tick_the_same_day(self, street_register):
        firm = street_office.add_firm(street_register, "北京示例有限公司")
        self.tick(street_register, firm)
        other = Actor(None, "社工乙", Role.STREET_STAFF, places=STAFF.places)

        assert self.tick(street_register, firm, actor=other)
