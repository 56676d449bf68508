"""Every page as a whole: it opens, it is made of finished sentences, its links and forms hold."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions.cases import Step
from bargaining.readers import seeds
from bargaining.rules import moves
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import audit_words
from tests import stage as stages

SAMPLES = Path(__file__).parents[1] / "samples"
AT, TODAY = stages.AT, date(2026, 12, 31)
PEOPLE = [
    {"name": name, "side": side, "title": "", "chief": chief, "outside": False}
    for side in ("union", "employer")
    for name, chief in ((f"{side}一", True), (f"{side}二", False), (f"{side}三", False))
]
WAY = (
    Step("record_opinions", date(2026, 3, 2), {"people": "20"}),
    Step("send_proposal", date(2026, 3, 3), {"meeting_on": "2026-03-24"}),
    Step("record_reply", date(2026, 3, 10), {"meeting_on": "2026-03-24"}),
    Step("appoint_representatives", date(2026, 3, 12), {"people": PEOPLE}),
    Step("record_meeting", date(2026, 3, 24), {"conclusion": "agreed"}),
    Step("adopt_draft", date(2026, 3, 27)),
    Step("record_congress", date(2026, 4, 8), {"entitled": "24", "present": "20",
                                               "in_favour": "18", "against": "1"}),
    Step("sign", date(2026, 4, 9), {"term_from": "2026-07-01", "term_to": "2027-06-30",
                                    "workers_covered": "24"}),
    Step("file", date(2026, 4, 15), {"proof": "receipt"}),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def walked(database_url, stage):
    """The inside case on its way as far as the filing, with the law that dates it."""
    engine = create_engine(database_url)
    db.act_as_app(engine)
    with Session(engine) as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
        for step in WAY:
            case_actions.take(session, stage.inside.case, step, actor=OPERATOR, at=AT, today=TODAY)
        db.finish(session)
    engine.dispose()


@pytest.fixture(scope="module")
def chair(as_in_module, walked):
    return as_in_module(Role.UNION_CHAIR)


@pytest.fixture(scope="module")
def readers(as_in_module, walked):
    return {role: as_in_module(role) for role in Role if role is not Role.ADMIN}


def addresses(stage):
    case = f"/cases/{stage.inside.case}"
    return {
        "/": set(Role),
        "/cases": set(Role) - {Role.ADMIN},
        case: set(Role) - {Role.ADMIN},
        f"{case}/wages": {Role.UNION_CHAIR, Role.STREET, Role.DISTRICT, Role.INSTRUCTOR},
        f"{case}/papers": {Role.UNION_CHAIR, Role.INSTRUCTOR},
        f"{case}/correct/3": {Role.UNION_CHAIR},
        "/enterprises": set(Role) - {Role.ADMIN, Role.REVIEWER},
        f"/enterprises/{stage.inside.enterprise}": set(Role) - {Role.ADMIN, Role.REVIEWER},
        "/coverage": set(Role) - {Role.ADMIN, Role.REVIEWER},
        "/law": set(Role),
        "/change-password": set(Role),
    }


def check(text, address):
    """What holds of every page."""
    title = re.search(r"<title>(.*?)</title>", text, re.S)[1]
    heading = re.search(r"<h1>(.*?)</h1>", text, re.S)[1]
    assert title == f"{heading} · 工资集体协商办案系统", address
    assert text.count("<h1") == 1
    for left in (">None<", ">True<", ">False<", "Undefined", "datetime.", "Decimal(", "{{", "}}"):
        assert left not in text, f"{left} on {address}"
    for href in re.findall(r'href="([^"]*)"', text):
        assert re.match(r"(/|#|https?://|\?)", href), f"{href!r} on {address}"
    for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.S):
        assert 'name="csrf_token"' in form, address
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), f"an id twice on {address}"
    for target in re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"', text):
        assert set(target.split()) <= set(ids), f"{target} on {address}"
    assert not re.search(r"\sstyle=|\son\w+=|<script>", text), f"inline on {address}"


class TestEveryPage:
    def test_it_opens_for_whom_it_is_made_and_holds_together(self, readers, stage):
        for address, roles in addresses(stage).items():
            for role in roles & readers.keys():
                answer = readers[role].get(address)

                assert answer.status_code == 200, (role, address)
                check(answer.text, (role, address))

    def test_its_links_lead_somewhere_for_whoever_reads_it(self, readers, stage):
        for role in (Role.UNION_CHAIR, Role.STREET_STAFF, Role.DISTRICT, Role.REVIEWER):
            browser = readers[role]
            seen = set()
            for address, roles in addresses(stage).items():
                if role in roles:
                    text = browser.get(address).text
                    seen |= set(re.findall(r'<a [^>]*href="(/[^"#]*)', text))
            for link in sorted(seen - {"/logout"}):
                if not re.search(r"\.(pdf|docx|xlsx)($|\?)|^/static", link):
                    assert browser.get(html.unescape(link)).status_code in (200, 302), (role, link)

    @pytest.mark.parametrize("name", [name for name, move in moves.TABLE.items() if move.by])
    def test_every_step_has_a_page_open_or_with_its_reason(self, chair, stage, name):
        answer = chair.get(f"/cases/{stage.inside.case}/moves/{name}", follow_redirects=True)

        assert answer.status_code == 200
        check(answer.text, name)


class TestAStep:
    def test_the_day_stands_first_on_the_page_and_in_the_summary_of_errors(self, chair, stage):
        page = f"/cases/{stage.inside.case}/moves/record_congress"

        answer = chair.submit(page, page=page, on="", entitled="", present="", in_favour="")

        assert answer.status_code == 422
        summary = re.search(r'class="errors".*?</div>', answer.text, re.S)[0]
        sentences = re.findall(r'<a href="#[^"]+">([^<]+)</a>', summary)
        assert sentences[:2] == ["请填写会议日期。", "请填写应到人数。"]

    def test_the_consequences_name_each_duty_once(self, chair, stage):
        page = f"/cases/{stage.inside.case}/moves/refile"

        text = chair.submit(
            f"{page}/preview", page=page, on="2026-04-28", signed_on="2026-04-27",
            changes="改了一条", proof="receipt",
        ).text  # fmt: skip

        labels = re.findall(r'dueline-head"><strong>([^<]+)</strong>', text)
        assert len(labels) == len(set(labels))

    def test_what_one_may_not_do_yet_is_said_with_the_way_to_it(self, readers, stage):
        text = readers[Role.STREET_STAFF].get(f"/cases/{stage.inside.case}/moves/publish").text

        assert "还没有同意代录" in text
        assert f'href="/enterprises/{stage.inside.enterprise}#help"' in text

    def test_the_next_step_is_grey_with_its_reason_for_who_may_not_take_it(self, readers, stage):
        text = readers[Role.STREET_STAFF].get(f"/cases/{stage.inside.case}").text

        card = re.search(r'<section class="nextstep".*?</section>', text, re.S)[0]
        assert 'aria-disabled="true"' in card
        assert "还没有同意代录" in card


class TestACaseOnThePage:
    def test_days_read_as_days_and_met_deadlines_are_folded(self, chair, stage):
        text = chair.get(f"/cases/{stage.inside.case}").text

        assert "合同期限自</dt><dd>2026年7月1日" in text
        assert re.search(r"已办结的期限（\d+）", text)

    def test_the_list_is_narrowed_to_what_is_in_hand_or_to_verify(self, chair, stage):
        number = stage.inside.case

        assert number in chair.get("/cases?in_hand=1").text
        assert number not in chair.get("/cases?to_verify=1").text
        assert number in chair.get("/cases?year=2026").text
        assert number not in chair.get("/cases?year=2025").text

    def test_the_export_holds_the_list(self, chair, stage):
        answer = chair.get("/cases/export.xlsx?in_hand=1")

        assert answer.status_code == 200
        assert answer.data[:2] == b"PK"

    def test_findings_stand_beside_their_rows_with_figures_in_their_unit(self, as_, app, stage):
        page = f"/cases/{stage.inside.case}/wages"
        chair = as_(Role.UNION_CHAIR)
        content = (SAMPLES / "wages_catering_2026.xlsx").read_bytes()

        answer = chair.submit(
            page, page=page, file=(io.BytesIO(content), "工资表.xlsx"), on="2026-03-25",
            term_from="2026-01-01", term_to="2026-12-31",
        )  # fmt: skip
        text = chair.get(page).text

        assert answer.status_code == 302
        assert "2,519.00 元，标准 2,540.00 元，自 2026年1月1日" in text
        check(text, page)

    def test_those_above_see_how_many_are_concerned_and_no_wages(self, readers, stage, as_):
        self.test_findings_stand_beside_their_rows_with_figures_in_their_unit(as_, None, stage)

        text = readers[Role.DISTRICT].get(f"/cases/{stage.inside.case}/wages").text

        assert "月工资低于最低工资标准" in text
        assert "保洁员" not in text
        assert "2,519.00" not in text


def test_every_act_has_a_name_on_the_page_of_the_audit():
    source = "\n".join(
        path.read_text()
        for path in (Path(__file__).parents[2] / "bargaining" / "actions").rglob("*.py")
    )

    events = set(re.findall(r'(?:event=|else |record\([^"]*)"([a-z]+\.[a-z_]+)"', source))

    assert len(events) > 30
    assert {event for event in events if audit_words.event_label(event) == event} == set()


def test_an_entry_of_the_audit_is_told_without_codes():
    sent = {"enterprise": 7, "user": 3, "capacity": "adviser", "follows": None, "instead_of": None}
    more = {"method": "visit", "fields": ["chair_name"], "new": True}
    told = audit_words.detail_line(sent | more)

    assert told == "企业 7；账号 3；派遣身份 顾问；方式 走访；项目 工会主席；新开账号 是"
    assert audit_words.subject_label("dispatch:79") == "派遣 79"
    assert audit_words.subject_label("job:ended") == "任务"
    assert audit_words.subject_label("elsewhere:1") == "elsewhere:1"
