"""A whole cycle in a real browser: chair and street staff do it all, 人社 stays outside."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pypdf
import pytest
from docx import Document
from playwright.sync_api import Page

from bargaining.rules.roles import Role
from tests.journeys.conftest import SAMPLES

pytestmark = pytest.mark.browser

FIRM, CODE = "北京示例餐饮管理有限公司007", "91110112MA8BBF3369"
STREET = "110112001"


def take(page: Page, number: str, name: str, **fields: str) -> None:
    """Take a step on its page: days and texts by label, choices by their words."""
    page.goto(f"/cases/{number}/moves/{name}")
    page.locator("details.more").evaluate_all("all => all.forEach(one => one.open = true)")
    for label, value in fields.items():
        box = page.get_by_label(label, exact=True)
        if box.count() and box.first.evaluate("e => e.tagName") in ("INPUT", "TEXTAREA"):
            box.first.fill(value)
        elif box.count():
            box.first.select_option(label=value)
        else:
            page.get_by_role("group", name=label).get_by_label(value, exact=True).check()
    record(page, name)


def record(page: Page, name: str) -> None:
    """Press the step's own button: it leads on, to the next step or to the case."""
    page.locator("form.form button.btn-primary").click()
    page.wait_for_url(lambda url: f"/moves/{name}" not in url, timeout=10_000)


FETCH = """async path => {
    const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192)
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
}"""


def fetched(page: Page, path: str) -> bytes:
    """Fetch a file as the person signed in."""
    return base64.b64decode(page.evaluate(FETCH, path))


def text_of_pdf(content: bytes, folder: Path) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    return "".join("".join(one.extract_text() for one in pypdf.PdfReader(path).pages).split())


def text_of_docx(path: Path) -> str:
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "".join("".join([*(one.text for one in document.paragraphs), *cells]).split())


def test_a_chair_and_the_street_take_an_enterprise_through_the_year(site, sign_in, tmp_path):
    _, open_account = site
    open_account("city", Role.CITY, place="110000")
    city = sign_in("city")

    # The register comes in through the page.
    city.goto("/import")
    city.get_by_label(re.compile("企业名册")).check()
    city.locator("input[type=file]").set_input_files(SAMPLES / "enterprises.xlsx")
    city.get_by_role("button", name="试读").click()
    city.get_by_role("button", name=re.compile("确认导入")).first.wait_for()
    assert "120" in city.locator("main").inner_text()
    city.get_by_role("button", name=re.compile("确认导入")).first.click()
    city.get_by_text(re.compile("已导入|新增")).first.wait_for()
    city.goto("/coverage?denominator=all")
    before = city.locator("main").inner_text()

    open_account("chair", Role.UNION_CHAIR, firm=FIRM)
    open_account("staff", Role.STREET_STAFF, place=STREET)
    chair, staff = sign_in("chair"), sign_in("staff")

    # The chair's first screen says what is next.
    assert FIRM in chair.title()
    chair.get_by_role("button", name="为本企业立案").click()
    chair.wait_for_url("**/moves/prepare_proposal?then=1")
    number = re.search(r"/cases/(110112-\d{4}-0001)/", chair.url)[1]
    assert "拟定并送达要约书" in chair.locator(".arrival").inner_text()
    chair.get_by_role("link", name="回到案件").click()
    assert "拟定并送达要约书" in chair.locator(".nextstep").inner_text()

    # Before the union agreed the street sees why it may not record; then it may.
    staff.goto(f"/cases/{number}/moves/send_proposal")
    assert "还没有同意代录" in staff.locator("main").inner_text()
    chair.get_by_role("link", name=FIRM).first.click()
    chair.get_by_role("button", name=re.compile("同意.*代录")).click()

    take(chair, number, "record_opinions", 征求意见之日="2026-03-02", 参与人数="20")
    take(chair, number, "prepare_proposal", 拟定之日="2026-03-02", 拟议协商日期="2026-03-24",
         拟议协商地点="本单位会议室")  # fmt: skip
    offer = text_of_pdf(fetched(chair, f"/cases/{number}/papers/proposal.pdf"), tmp_path)
    assert "2026年3月24日" in offer
    assert "草稿" not in offer
    take(chair, number, "send_proposal", 对方收到之日="2026-03-03")
    # On the answer's page stands the last day to give it.
    assert "2026年3月23日" in chair.locator(".arrival").inner_text()
    take(staff, number, "record_reply", 书面答复之日="2026-03-10", 商定的协商日期="2026-03-24")
    staff.goto(f"/cases/{number}")
    assert "代" in staff.locator(".story").inner_text()

    # Representatives: three a side, the chiefs filled in from the register.
    chair.goto(f"/cases/{number}/moves/appoint_representatives")
    names = chair.locator("input[name$='-name']")
    for place in range(names.count()):
        if not names.nth(place).input_value():
            names.nth(place).fill(f"代表{place}")
    chair.get_by_label("代表产生之日").fill("2026-03-12")
    chair.get_by_label("在本单位公布之日").fill("2026-03-13")
    record(chair, "appoint_representatives")

    take(staff, number, "record_meeting", 会议日期="2026-03-24", 会议结论="达成一致",
         收到对方资料之日="2026-03-18")  # fmt: skip
    chair.goto(f"/cases/{number}/wages")
    chair.locator("input[type=file]").set_input_files(SAMPLES / "wages_retail_2026.xlsx")
    chair.get_by_label("合同期限自").fill("2026-07-01")
    chair.get_by_label("合同期限至").fill("2027-06-30")
    chair.get_by_role("button", name="上传并检查").click()
    findings = chair.locator("main").inner_text()
    assert "保洁" in findings
    assert "W-FLOOR-MONTHLY" in findings

    # The clauses' page takes the draft in as well: each with its own day.
    take(chair, number, "record_clauses", 草案形成之日="2026-03-27")
    take(chair, number, "record_congress", 会议日期="2026-04-08", 应到人数="24", 实到人数="20",
         赞成="18", 反对="1", 弃权="1")  # fmt: skip
    take(chair, number, "sign", 签字之日="2026-04-09", 合同期限自="2026-07-01",
         合同期限至="2027-06-30", 覆盖职工人数="24")  # fmt: skip
    take(staff, number, "file", 报送之日="2026-04-15", 收到凭证="受理单", 受理或备案号="通备2026-7")
    take(staff, number, "record_no_objection", 送达之日="2026-04-22")
    take(chair, number, "publish", 公布之日="2026-04-24")
    assert "已公布" in chair.locator("main").inner_text()

    # Every paper comes out as Word and PDF and says who and when.
    chair.goto(f"/cases/{number}/papers")
    for kind, words in {
        "proposal": "要约书",
        "delivery_receipt": "送达回证",
        "congress_resolution": "决议",
        "agreement": "工资专项集体合同",
        "filing_statement": "说明",
    }.items():
        answer = fetched(chair, f"/cases/{number}/papers/{kind}.pdf")
        printed = text_of_pdf(answer, tmp_path)
        assert FIRM in printed
        assert words in printed
        word = fetched(chair, f"/cases/{number}/papers/{kind}.docx")
        path = tmp_path / f"{kind}.docx"
        path.write_bytes(word)
        assert FIRM in text_of_docx(path)
        blank = fetched(chair, f"/cases/{number}/papers/{kind}.pdf?blank=1")
        assert FIRM not in text_of_pdf(blank, tmp_path)

    # The figure rises by exactly this enterprise, and the list behind it names it.
    city.goto("/coverage?denominator=all")
    assert city.locator("main").inner_text() != before
    city.goto("/coverage/list?denominator=all&column=covered")
    listed = city.locator("main").inner_text()
    assert FIRM in listed
    assert listed.count("北京示例") == 1
