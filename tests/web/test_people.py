"""The people of a case through the pages: their form, their panel, and workers without a union."""

from __future__ import annotations

import html
import re

import pytest
from cryptography.fernet import Fernet

from bargaining import audit, db
from bargaining.actions import enterprises
from bargaining.actions.persons import PersonKey
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.rules.roles import OPERATOR, Role
from tests import chair_stage
from tests import stage as stages
from tests.chair_stage import DAY, TODAY, as_sent, page_of
from tests.documents import reading
from tests.stage import AT

ON = TODAY - 100 * DAY
KEY = PersonKey(Fernet.generate_key().decode())
PEOPLE = [
    {"name": name, "side": side, "title": "岗位", "chief": name[1] == "一"}
    for side, names in (("union", ("甲一", "甲二", "甲三")), ("employer", ("乙一", "乙二", "乙三")))
    for name in names
]
SEATS = {name: f"people-{place}" for place, name in enumerate(["甲一", "甲二", "甲三"])}


def page(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def take(browser, number, move, on=ON, **given):
    """Open a step's page and send it as it stands, with some answers changed."""
    path = f"/cases/{number}/moves/{move}"
    sent = browser.submit(
        path, page=path, **{**as_sent(browser.get(path).text), "on": on.isoformat(), **given}
    )
    assert sent.status_code == 302, html.unescape(sent.text)
    return sent


def panel(text):
    found = re.search(r'<section class="panel people".*?</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def last_entry(rows, number, kind):
    return [given for made, _, given in chair_stage.events(rows, number) if made == kind][-1]


@pytest.fixture
def named(rows, own_chair):
    """A chair's case in which both sides have named their people."""
    with rows() as session:
        for number, (name, given) in enumerate((
            ("send_proposal", {}), ("record_reply", {"answer": "agree"}),
            ("appoint_representatives", {"people": PEOPLE}),
        )):  # fmt: skip
            chair_stage.take(session, own_chair.number, name, on=ON - (9 - number) * DAY, **given)
        db.finish(session)
    return own_chair


class TestTheForm:
    def test_keeps_what_is_rarely_stated_folded_away_and_says_what_it_holds(self, named):
        take(named, named.number, "appoint_representatives", **{
            f"{SEATS['甲三']}-capacity": "outside", f"{SEATS['甲三']}-chosen_by": "mandated",
            f"{SEATS['甲三']}-mandate_until": "2030-06-30",
            f"{SEATS['甲二']}-contract_ends_on": "2030-12-31",
        })  # fmt: skip
        text = html.unescape(page_of(named, "appoint_representatives"))

        folded = re.findall(r'<details class="rows-later"([^>]*)>', text)
        assert folded == [""] * 6
        assert "书面委托，委托到期日 2030年6月30日" in text
        assert "劳动合同期满日 2030年12月31日" in text

    def test_writes_down_what_was_folded(self, named, rows):
        take(named, named.number, "appoint_representatives", **{
            f"{SEATS['甲三']}-capacity": "outside",
            f"{SEATS['甲三']}-mandate_until": "2030-06-30",
        })  # fmt: skip
        third = last_entry(rows, named.number, "appoint_representatives")["people"][2]

        assert third == {
            "name": "甲三", "side": "union", "title": "岗位", "chief": False, "outside": True,
            "mandate_until": "2030-06-30",
        }  # fmt: skip

    def test_opens_the_fold_in_which_something_is_wrong(self, named):
        path = f"{named.case}/moves/appoint_representatives"
        sent = {**as_sent(named.get(path).text), "on": ON.isoformat(),
                f"{SEATS['甲二']}-mandate_until": "明年"}  # fmt: skip
        answer = named.submit(path, page=path, **sent)

        assert answer.status_code == 422
        folded = re.findall(r'<details class="rows-later"([^>]*)>', answer.text)
        assert folded == ["", " open", "", "", "", ""]

    def test_offers_the_instructor_as_adviser_who_takes_no_seat(self, as_, stage, rows, law):
        as_(Role.INSTRUCTOR)
        chair = as_(Role.UNION_CHAIR)
        path = f"/cases/{stage.inside.case}/moves/appoint_representatives"
        assert "加上指导员测试员（顾问）" in page(chair, path)

        typed = {**as_sent(chair.get(path).text), "people-1-name": "刚填的人"}
        added = chair.submit(path, page=path, **typed, add_adviser="测试员")
        boxes = as_sent(added.text)
        row = next(name for name, said in boxes.items() if said == "测试员")
        assert boxes["people-1-name"] == "刚填的人"
        assert boxes[row.replace("name", "capacity")] == "adviser"
        assert boxes[row.replace("name", "title")] == "集体协商指导员"

        twice = chair.submit(path, page=path, **boxes, add_adviser="测试员")
        assert list(as_sent(twice.text).values()).count("测试员") == 1
        strange = chair.submit(path, page=path, **typed, add_adviser="不认识的人")
        assert "不认识的人" not in strange.text

        taken = chair.submit(path, page=path, **{**boxes, "on": stages.TODAY.isoformat()})
        assert taken.status_code == 302
        listed = last_entry(rows, stage.inside.case, "appoint_representatives")["people"]
        assert [one["name"] for one in listed if one.get("adviser")] == ["测试员"]
        assert "顾问，不占名额" in panel(page(chair, f"/cases/{stage.inside.case}"))
        assert "加上指导员" not in page(chair, path)

    def test_refuses_an_adviser_as_chief_and_keeps_the_typing(self, named):
        path = f"{named.case}/moves/appoint_representatives"
        sent = {**as_sent(named.get(path).text), "on": ON.isoformat(),
                f"{SEATS['甲一']}-capacity": "adviser"}  # fmt: skip
        answer = named.submit(path, page=path, **sent)

        assert answer.status_code == 422
        assert "第 1 位代表（甲一）是顾问，不占名额，不能同时是首席代表" in html.unescape(
            answer.text
        )
        assert as_sent(answer.text)[f"{SEATS['甲一']}-capacity"] == "adviser"


class TestThePanel:
    def test_names_both_sides_and_what_sets_somebody_apart(self, named):
        shown = panel(page(named, named.case))

        assert "职工方 3 人 甲一 岗位 首席" in shown
        assert "企业方 3 人 乙一 岗位 首席" in shown
        assert "登记、更换代表" in shown

    def test_shows_an_empty_seat_with_its_last_day_until_it_is_filled(self, named):
        gone = f"{named.case}/moves/record_vacancy?side=union&name=甲三"
        assert gone.replace("甲三", "%E7%94%B2%E4%B8%89") in page(named, named.case)
        boxes = as_sent(named.get(gone).text)
        assert (boxes["side"], boxes["name"]) == ("union", "甲三")

        take(named, named.number, "record_vacancy", ON, side="union", name="甲三",
             reason="resigned")  # fmt: skip
        shown = panel(page(named, named.case))
        assert "职工方甲三" in shown
        assert "起空缺" in shown
        assert "职工方 2 人" in shown

        boxes = as_sent(page_of(named, "appoint_representatives"))
        assert "甲三" not in boxes.values()
        take(named, named.number, "appoint_representatives", ON + 5 * DAY,
             **{f"{SEATS['甲三']}-name": "甲四"})  # fmt: skip
        shown = panel(page(named, named.case))
        assert "起空缺" not in shown
        assert "职工方增加甲四；不再担任：甲三。" in shown

    def test_says_how_long_a_mandate_and_a_labour_contract_last(self, named):
        take(named, named.number, "appoint_representatives", **{
            f"{SEATS['甲三']}-capacity": "outside",
            f"{SEATS['甲三']}-mandate_until": (TODAY - DAY).isoformat(),
            f"{SEATS['甲二']}-contract_ends_on": (TODAY + 30 * DAY).isoformat(),
            f"{SEATS['甲一']}-contract_ends_on": (TODAY - DAY).isoformat(),
        })  # fmt: skip
        shown = panel(page(named, named.case))

        assert "已到期" in shown
        assert "期满，还剩 30 天" in shown
        assert "自动延长至完成履职" in shown

    def test_tells_the_street_numbers_and_nobodys_name(self, named, as_):
        shown = panel(page(as_(Role.STREET), named.case))

        assert "职工方 3 人" in shown
        assert "甲一" not in shown
        assert "空缺" not in shown

    @pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER])
    def test_is_not_there_for_those_who_see_states_alone(self, named, as_, role):
        assert panel(as_(role).get(named.case).text) == ""

    def test_asks_about_a_chair_who_is_the_legal_representative(self, named, rows):
        assert "为同一人" not in panel(page(named, named.case))
        with rows() as session:
            firm = session.get_one(Enterprise, named.firm)
            session.get_one(UnionBody, firm.union_id).chair_name = firm.legal_representative
            audit.record(session, at=AT, actor=OPERATOR, event="test.stage", subject="stage:2")
            db.finish(session)

        assert "工会主席赵海川与法定代表人为同一人" in panel(page(named, named.case))


@pytest.fixture
def unionless(rows, stage, law):
    """An enterprise of the street that is known to have no union."""
    with rows() as session:
        firm = enterprises.register_enterprise(
            session,
            {"name": f"海淀示例第{next(_numbers)}面馆", "street_code": stages.STREET,
             "workers": 53, "unionised": False, "legal_representative": "乙一"},
            source="测试", actor=OPERATOR, at=AT, today=TODAY, key=KEY,
        )  # fmt: skip
        found = firm.id
        db.finish(session)
    return found


_numbers = iter(range(1, 100))
_NEEDED = ("workers_election", "proposal", "representatives", "agreement", "filing_statement")
ELECTED = "周小楠 厨师长 首席\n李堃 收银员\n王五 理货员"


def opened(staff, enterprise):
    """Open this year's case through the page of the enterprise."""
    answer = staff.submit(
        "/cases/open", page=f"/enterprises/{enterprise}", enterprise=enterprise, year=TODAY.year
    )
    assert answer.status_code == 302
    return answer.location


class TestWithoutAUnion:
    def test_the_street_guides_the_election_and_the_list_follows_from_it(self, as_, unionless):
        staff = as_(Role.STREET_STAFF)
        first = opened(staff, unionless)
        number = first.removeprefix("/cases/").split("/")[0]
        assert "/moves/record_election" in first
        text = page(staff, first)
        assert as_sent(text)["workers"] == "53"
        assert "来自登记" in text
        assert "职工推举协商代表记录" in text

        take(staff, number, "record_election", consenting="26", elected=ELECTED,
             guided_by="中关村街道总工会")  # fmt: skip
        text = page(staff, f"/cases/{number}")
        assert "推举没有达到全体职工的半数" in text
        assert "至少 27 人" in text

        boxes = as_sent(staff.get(f"/cases/{number}/moves/record_election").text)
        assert (boxes["guided_by"], boxes["elected"].splitlines()) == (
            "中关村街道总工会", ELECTED.splitlines(),
        )  # fmt: skip
        take(staff, number, "record_election", ON + DAY, consenting="27")
        text = page(staff, f"/cases/{number}")
        assert "拟定并送达要约书" in text
        assert "谁来办 职工方" in " ".join(re.sub(r"<[^>]+>", " ", text).split())
        assert "文书上没有工会印章" in panel(text)

        boxes = as_sent(staff.get(f"/cases/{number}/moves/appoint_representatives").text)
        assert [boxes[f"people-{seat}-name"] for seat in range(4)] == [
            "周小楠", "李堃", "王五", "乙一",
        ]  # fmt: skip
        assert boxes["people-0-chosen_by"] == "elected"

    def test_the_whole_way_is_walked_and_no_paper_asks_for_a_union_seal(self, as_, unionless):
        staff = as_(Role.STREET_STAFF)
        number = opened(staff, unionless).removeprefix("/cases/").split("/")[0]
        take(staff, number, "record_election", ON, consenting="40", elected=ELECTED,
             guided_by="中关村街道总工会")  # fmt: skip
        take(staff, number, "send_proposal", ON, counterpart="乙一", meeting_place="会议室",
             meeting_on=(ON + 9 * DAY).isoformat())  # fmt: skip
        take(staff, number, "record_reply", ON + DAY)
        take(staff, number, "appoint_representatives", ON + 2 * DAY,
             **{"people-4-name": "乙二", "people-5-name": "乙三"})  # fmt: skip
        take(staff, number, "record_vacancy", ON + 3 * DAY, side="union", name="王五")
        shown = page(staff, f"/cases/{number}")
        assert "职工方的义务" in shown
        assert "工会的义务" not in shown
        take(staff, number, "record_meeting", ON + 9 * DAY, conclusion="agreed")
        take(staff, number, "record_congress", ON + 10 * DAY, form="assembly", entitled="53",
             present="50", in_favour="40")  # fmt: skip
        take(staff, number, "sign", ON + 11 * DAY, workers_covered="53",
             term_from=ON.isoformat(), term_to=(ON + 300 * DAY).isoformat())  # fmt: skip

        listed = page(staff, f"/cases/{number}/papers")
        assert "工会印章" not in listed
        drafts = set(re.findall(rf"/cases/{number}/papers/\w+\.docx", listed))
        assert {f"/cases/{number}/papers/{kind}.docx" for kind in _NEEDED} <= drafts
        for path in drafts:
            text = "\n".join(reading.lines(staff.get(path).data))
            assert not re.search(r"(?<!总)工会(?:盖章|印章|主席（签字）)", text), path

    def test_the_district_records_an_election_in_its_own_name(self, as_, unionless):
        number = opened(as_(Role.STREET_STAFF), unionless).removeprefix("/cases/").split("/")[0]
        district = as_(Role.DISTRICT)

        take(district, number, "record_election", workers="53", consenting="30", elected=ELECTED,
             guided_by="海淀区总工会")  # fmt: skip

    def test_a_union_in_the_register_is_pointed_out_until_its_founding_is_recorded(
        self, as_, unionless, rows
    ):
        staff = as_(Role.STREET_STAFF)
        number = opened(staff, unionless).removeprefix("/cases/").split("/")[0]
        with rows() as session:
            enterprises.change_enterprise(
                session, unionless, {"unionised": True, "union_form": "单独"}, source="测试",
                actor=OPERATOR, at=AT, today=TODAY, key=KEY,
            )  # fmt: skip
            db.finish(session)
        assert "名册里已经有工会" in panel(page(staff, f"/cases/{number}"))

    def test_where_nobody_stated_it_the_panel_says_what_to_do(self, as_, rows, stage, law):
        with rows() as session:
            firm = enterprises.register_enterprise(
                session,
                {"name": f"海淀示例第{next(_numbers)}书店", "street_code": stages.STREET},
                source="测试", actor=OPERATOR, at=AT, today=TODAY, key=KEY,
            )  # fmt: skip
            number = chair_stage.open_case(session, firm)
            case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            assert "union" not in case_queries.facts(session, case).opening.payload
            db.finish(session)

        shown = panel(page(as_(Role.STREET_STAFF), f"/cases/{number}"))
        assert "名册还没有写明是否建立工会" in shown
        assert "登记职工推举代表" in shown
