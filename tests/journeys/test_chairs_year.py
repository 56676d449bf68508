"""A chair's whole year in a real browser, wide and on a phone: every page that loads is counted."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from bargaining.rules.roles import Role
from tests.journeys.conftest import SAMPLES
from tests.journeys.loads import Loads

pytestmark = pytest.mark.browser

MOST = 12
FIRM = "北京示例餐饮管理有限公司007"
TABLE = "岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金\n"
POSTS = "厨师,10,6000,6300,800,500\n服务员,14,5200,5460,760,400\n"


@pytest.fixture
def register(site, bargaining):
    """The register of a street, with one chair."""
    _, open_account = site
    assert bargaining("import", "enterprises", SAMPLES / "enterprises.xlsx", "--json").code == 0
    open_account("chair", Role.UNION_CHAIR, firm=FIRM)


def fill(page, **fields):
    """Fill in boxes by their labels; a step to be recorded with this one is opened first."""
    page.locator("details.joined").evaluate_all("all => all.forEach(one => one.open = true)")
    for label, value in fields.items():
        box = page.get_by_label(label, exact=True)
        if box.count():
            box.first.fill(value)
        else:
            page.get_by_role("group", name=label).get_by_label(value, exact=True).check()


def go_on(page, number, to):
    """Press the page's one red button; it leads to the next step by itself."""
    page.locator("form.form button.btn-primary").click()
    page.wait_for_url(f"**/cases/{number}{to}", timeout=15_000)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_chairs_whole_year_takes_no_more_than_twelve_pages(register, sign_in, tmp_path, width):
    chair = sign_in("chair", width=width)
    loads = Loads(chair)

    chair.goto("/")
    chair.get_by_role("button", name="为本企业立案").click()
    chair.wait_for_url("**/moves/prepare_proposal?then=1")
    number = re.search(r"/cases/([\d-]+)/", chair.url)[1]

    # The offer: drawn up and delivered, each on its own day; the counterpart is known already.
    assert chair.get_by_label("对方负责人").first.input_value()
    assert "来自登记" in chair.locator("form.form").inner_text()
    fill(chair, 拟定之日="2026-03-02", 拟议协商日期="2026-03-24", 拟议协商地点="本单位会议室",
         对方收到之日="2026-03-03", 签收人="前台小李")  # fmt: skip
    go_on(chair, number, "/moves/record_reply?then=1")
    assert "已保存：拟定要约书。已登记送达要约书。" in chair.locator(".flashes").first.inner_text()
    assert "2026年3月23日" in chair.locator(".arrival").inner_text()
    assert chair.get_by_role("link", name="先到这里").is_visible()

    # The answer, and who sits at the table.
    fill(chair, 书面答复之日="2026-03-10", 代表产生之日="2026-03-12",
         在本单位公布之日="2026-03-13")  # fmt: skip
    names = chair.locator("input[name$='-name']")
    for place in range(names.count()):
        if not names.nth(place).input_value():
            names.nth(place).fill(f"代表{place}")
    go_on(chair, number, "/moves/record_meeting?then=1")

    # The meeting: its agreed day and its chair come from the case.
    assert chair.get_by_label("会议日期").input_value() == "2026-03-24"
    assert "来自本案" in chair.locator("form.form").inner_text()
    fill(chair, 会议结论="达成一致")
    go_on(chair, number, "/wages?then=1")

    table = tmp_path / "工资表.csv"
    table.write_text(TABLE + POSTS)
    chair.locator("input[type=file]").set_input_files(table)
    fill(chair, 方案提出之日="2026-03-25", 合同期限自="2026-07-01", 合同期限至="2027-06-30")
    go_on(chair, number, "/moves/record_clauses?then=1")
    assert "5.0 %" in chair.locator(".split-side").inner_text()

    fill(chair, 草案形成之日="2026-03-27")
    go_on(chair, number, "/moves/record_congress?then=1")

    # Fewer than thirty workers: everybody meets, and everybody is counted.
    assert chair.get_by_label("应到人数").input_value() == "24"
    fill(chair, 会议日期="2026-04-08", 实到人数="20", 赞成="18", 签字之日="2026-04-09")
    assert chair.get_by_label("合同期限至").input_value() == "2027-06-30"
    go_on(chair, number, "/moves/file?then=1")

    # What the authority's own site asks for stands beside the step.
    column = chair.get_by_role("list", name="抄录栏")
    assert "2026-04-09" in column.inner_text()
    chair.get_by_label("报送之日").fill("2026-04-15")
    chair.get_by_label("收到凭证").select_option(label="受理单")
    go_on(chair, number, "/moves/record_no_objection?then=1")

    fill(chair, 送达之日="2026-04-22", 公布之日="2026-04-24", 公布方式="厂务公开栏")
    go_on(chair, number, "")

    assert "已公布" in chair.locator("main").inner_text()
    assert len(loads.seen) <= MOST, loads.seen
    assert len(loads.seen) == 10, loads.seen


def test_each_event_of_a_shared_page_keeps_its_own_day_and_audit(register, sign_in, bargaining):
    chair = sign_in("chair")
    chair.get_by_role("button", name="为本企业立案").click()
    chair.wait_for_url("**/moves/prepare_proposal?then=1")
    number = re.search(r"/cases/([\d-]+)/", chair.url)[1]

    fill(chair, 拟定之日="2026-03-02", 拟议协商日期="2026-03-24", 拟议协商地点="本单位会议室",
         对方收到之日="2026-03-03")  # fmt: skip
    go_on(chair, number, "/moves/record_reply?then=1")

    shown = bargaining("case", "show", number, "--json").json
    assert [(one["kind"], one["occurred_on"]) for one in shown["events"][1:]] == [
        ("prepare_proposal", "2026-03-02"), ("send_proposal", "2026-03-03"),
    ]  # fmt: skip
    sent = shown["events"][-1]["payload"]
    assert sent["meeting_on"] == "2026-03-24"
    assert sent["meeting_place"] == "本单位会议室"
    assert bargaining("audit", "verify").code == 0


def test_typing_goes_on_at_another_machine_until_the_step_is_taken(register, sign_in):
    here = sign_in("chair")
    here.get_by_role("button", name="为本企业立案").click()
    here.wait_for_url("**/moves/prepare_proposal?then=1")
    with here.expect_response(lambda answer: answer.url.endswith("/draft")):
        here.get_by_label("拟议协商地点").fill("三楼小会议室")
    here.get_by_text(re.compile("草稿已保存")).wait_for()

    there = sign_in("chair", width=390)
    there.goto(urlsplit(here.url).path)
    assert there.get_by_text(re.compile("已恢复您 .* 保存的草稿")).is_visible()
    assert there.get_by_label("拟议协商地点").input_value() == "三楼小会议室"
    there.get_by_label("拟议协商日期").fill("2026-12-24")
    there.locator("form.form button.btn-primary").click()
    there.wait_for_url("**/moves/send_proposal?then=1")

    here.goto(urlsplit(here.url).path)
    assert here.get_by_text(re.compile("已恢复")).count() == 0


def test_a_value_is_copied_and_ticked_by_keyboard(register, sign_in):
    chair = sign_in("chair")
    chair.get_by_role("button", name="为本企业立案").click()
    chair.wait_for_url("**/moves/prepare_proposal?then=1")
    number = re.search(r"/cases/([\d-]+)/", chair.url)[1]
    chair.context.grant_permissions(["clipboard-read", "clipboard-write"])

    chair.goto(f"/cases/{number}/filing-values")
    row = chair.locator("[data-copy-row]").first
    row.get_by_role("button", name="复制").focus()
    chair.keyboard.press("Enter")

    row.get_by_text("已抄", exact=True).wait_for()
    assert chair.evaluate("navigator.clipboard.readText()") == FIRM
