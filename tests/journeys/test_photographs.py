"""A paper is photographed with the telephone that lies beside the screen, in two real browsers."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from bargaining.rules.roles import Role
from tests import pictures
from tests.journeys.conftest import SAMPLES
from tests.journeys.test_in_the_browser import CODE, FIRM, fetched

pytestmark = pytest.mark.browser


def test_what_the_telephone_sends_appears_on_the_screen_and_becomes_the_steps_pdf(
    site, sign_in, bargaining, chromium
):
    address, open_account = site
    assert bargaining("import", "enterprises", SAMPLES / "enterprises.xlsx", "--json").code == 0
    opened = bargaining("case", "open", CODE, "--year", 2026, "--on", "2026-03-02")
    number = re.search(r"110112-2026-\d{4}", opened.out).group()
    open_account("chair", Role.UNION_CHAIR, firm=FIRM)
    chair = sign_in("chair")
    chair.goto(f"/cases/{number}/moves/appoint_representatives")
    names = chair.locator("input[name$='-name']")
    for place in range(names.count()):
        names.nth(place).fill(f"代表{place}")
    chair.get_by_label("代表产生之日").fill("2026-03-12")

    # The code appears in its place, what was typed stays.
    chair.get_by_role("button", name="用手机拍照").click()
    chair.locator(".photos-code svg").wait_for()
    assert names.nth(0).input_value() == "代表0"
    token = re.search(
        r"link=([\w-]+)", chair.get_by_role("link", name="刷新").get_attribute("href")
    )

    # The telephone needs no account, and sends what it takes at once.
    context = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto(f"/p/{token[1]}")
    assert FIRM in phone.locator("main").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#camera").set_input_files(
        {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": pictures.jpeg(900, 1200)}
    )
    phone.get_by_text("已收到 1 张").wait_for()
    phone.locator("#album").set_input_files(
        [{"name": "2.heic", "mimeType": "image/heic", "buffer": pictures.heic(900, 1200, seed=60)},
         {"name": "3.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}]
    )  # fmt: skip
    phone.get_by_text("“3.jpg”不是照片").wait_for()
    phone.get_by_text("已收到 2 张").wait_for()
    phone.get_by_role("link", name="完成").click()
    phone.get_by_text("已经送到电脑上").wait_for()

    # Without a reload the screen has them, and the step takes them along as one paper.
    chair.get_by_text("手机已传 2 张").wait_for(timeout=15_000)
    chair.locator("form.form button.btn-primary").click()
    chair.wait_for_url(lambda url: "appoint_representatives" not in url)
    chair.goto(f"/cases/{number}")
    paper = chair.get_by_role("link", name="公布照片（2 张）.pdf")
    book = pypdf.PdfReader(io.BytesIO(fetched(chair, paper.get_attribute("href"))))
    assert len(book.pages) == 2
    phone.goto(f"/p/{token[1]}")
    assert "这个拍照链接不能用了" in phone.locator("main").inner_text()
    context.close()
