"""A renewal in a real browser: from a chair's first screen to the complete filing pack."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from bargaining import clock
from bargaining.rules.roles import Role
from tests.journeys.loads import Loads
from tests.journeys.test_chairs_year import FIRM, POSTS, SAMPLES, TABLE, fill, go_on
from tests.rules.cases import PEOPLE

pytestmark = pytest.mark.browser

MOST = 12
DRAFT = "草稿·未完整"  # printed over a paper in which something is blank
TODAY = clock.today()
DAY = timedelta(days=1)
ENDS = TODAY + 30 * DAY
TERMS = {
    "wage_system": "岗位绩效工资制", "wage_forms": "计时工资", "overtime_base": "岗位工资",
    "bonus_rule": "按考核分配", "allowance_rule": "夜班津贴每班 20 元", "pay_day": "次月十日",
    "pay_method": "银行转账", "employer_address": "海淀区某路一号",
}  # fmt: skip


def days_ago(days):
    return (TODAY - days * DAY).isoformat()


@pytest.fixture
def old(site, bargaining, tmp_path):
    """Last year's contract of the chair's enterprise, in force for another month."""
    _, open_account = site
    assert bargaining("import", "enterprises", SAMPLES / "enterprises.xlsx", "--json").code == 0
    open_account("chair", Role.UNION_CHAIR, firm=FIRM)
    firm = row_of_register()
    opened = bargaining(
        "case", "open", firm["统一社会信用代码"], "--year", ENDS.year - 1, "--on", days_ago(340)
    )
    number = re.search(r"\d{6}-\d{4}-\d{4}", opened.out)[0]
    table = tmp_path / "上期.csv"
    table.write_text(TABLE + POSTS)

    def move(name, on, files=(), **given):
        sheet = tmp_path / "given.json"
        sheet.write_text(json.dumps(given))
        answer = bargaining("case", "move", number, name, "--on", on, "--data", sheet, *files)
        assert answer.code == 0, answer.err

    term = {"term_from": (ENDS - 364 * DAY).isoformat(), "term_to": ENDS.isoformat()}
    move("send_proposal", days_ago(335), meeting_place="二楼会议室", counterpart="赵总")
    move("record_reply", days_ago(330), answer="agree")
    heads = {"甲一": firm["工会主席"], "乙一": firm["法定代表人"]}
    people = [{**one, "name": heads.get(one["name"], one["name"])} for one in PEOPLE]
    move("appoint_representatives", days_ago(329), people=people, consulted="yes",
         published_on=days_ago(328))  # fmt: skip
    move("record_meeting", days_ago(325), conclusion="agreed")
    move("submit_wages", days_ago(324), ("--file", f"file={table}"), **term)
    move("record_clauses", days_ago(324), **TERMS)
    move("record_congress", days_ago(320), form="assembly", entitled=24, present=24, in_favour=24)
    move("sign", days_ago(319), workers_covered=24, **term)
    move("file", days_ago(318), proof="receipt")
    move("record_no_objection", days_ago(310))
    move("publish", days_ago(309), side="both")
    return number


def row_of_register():
    """The chair's enterprise as the register's file has it."""
    rows = CalamineWorkbook.from_path(SAMPLES / "enterprises.xlsx").get_sheet_by_index(0)
    head, *listed = rows.to_python()
    found = (dict(zip(head, row, strict=True)) for row in listed)
    return next(one for one in found if one["单位名称"] == FIRM)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_renewal_takes_no_more_than_twelve_pages_to_the_filing_pack(
    old, sign_in, tmp_path, width
):
    chair = sign_in("chair", width=width)
    loads = Loads(chair)

    chair.goto("/")
    assert "到期，可以开始新一轮" in chair.locator("main").inner_text()
    chair.get_by_role("button", name=re.compile("^开始 .* 年度协商")).click()
    chair.wait_for_url("**/moves/prepare_proposal?then=1")
    number = re.search(r"/cases/([\d-]+)/", chair.url)[1]
    assert number != old
    assert chair.get_by_label("拟议协商地点").input_value() == "二楼会议室"
    fill(chair, 拟定之日=days_ago(29), 拟议协商日期=days_ago(20), 对方收到之日=days_ago(29))
    go_on(chair, number, "/moves/record_reply?then=1")

    # Who sat at the table last year is offered again.
    assert chair.locator("input[name$='-name']").nth(1).input_value() == "甲二"
    fill(chair, 书面答复之日=days_ago(25), 代表产生之日=days_ago(24), 在本单位公布之日=days_ago(23))
    go_on(chair, number, "/moves/record_meeting?then=1")
    fill(chair, 会议结论="达成一致")
    go_on(chair, number, "/wages?then=1")

    # The last table is drawn up for this round; the new wages are filled in and handed in.
    with chair.expect_download() as kept:
        chair.get_by_role("link", name="下载工资表底稿").click()
    assert kept.value.path().stat().st_size > 0
    table = tmp_path / "工资表.csv"
    table.write_text(TABLE + "厨师,10,6300,6500,800,500\n服务员,14,5460,5600,760,400\n")
    chair.locator("input[type=file]").set_input_files(table)
    fill(chair, 方案提出之日=days_ago(19))
    assert chair.get_by_label("合同期限自").input_value() == (ENDS + DAY).isoformat()
    go_on(chair, number, "/moves/record_clauses?then=1")

    # The old terms are proposals; one is put otherwise.
    assert "沿用上期" in chair.locator("form.form").inner_text()
    assert "都沿用上期" in chair.locator("main").inner_text()
    fill(chair, 津贴补贴标准="夜班津贴每班 30 元", 草案形成之日=days_ago(18))
    go_on(chair, number, "/moves/record_congress?then=1")

    # Before the signature: what is kept, what is changed, term by term and post by post.
    beside = chair.locator("section[aria-labelledby=renewal]").inner_text()
    assert "有变动的：津贴补贴标准" in beside
    chair.get_by_role("link", name="逐条、逐岗对照").click()
    chair.wait_for_url("**/renewal")
    shown = chair.locator("main").inner_text()
    assert "夜班津贴每班 20 元" in shown
    assert "夜班津贴每班 30 元" in shown
    assert "多 200.00 元" in shown
    chair.go_back()
    chair.wait_for_url("**/moves/record_congress?then=1")
    # The resolution that is filed states every vote; who filled in only the needful would see
    # it marked as a draft.
    chair.locator("form.form details").evaluate_all("all => all.forEach(one => one.open = true)")
    fill(chair, 反对="0", 弃权="0")
    fill(chair, 会议日期=days_ago(12), 实到人数="24", 赞成="24", 签字之日=days_ago(11))
    assert chair.get_by_label("应到人数").input_value() == "24"
    go_on(chair, number, "/moves/file?then=1")

    # The pack is whole: nothing in it is a draft, nothing is left blank.
    assert len(loads.seen) <= MOST, loads.seen
    pack = chair.request.get(f"/cases/{number}/packs/filing.pdf")
    assert pack.ok
    pages = [
        re.sub(r"\s+", "", page.extract_text())
        for page in pypdf.PdfReader(io.BytesIO(pack.body())).pages
    ]
    assert any("夜班津贴每班30元" in page for page in pages)
    assert [page for page in pages if DRAFT in page] == []
    assert len(loads.seen) == 10, loads.seen
