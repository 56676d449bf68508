"""A figure's page, and entering a value by it: seen before it is entered, by whom, of whom."""

from __future__ import annotations

import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from bargaining import clock, db
from bargaining.models.agreed_post import AgreedPost
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.industry import Industry
from bargaining.models.law_change import LawChange
from bargaining.queries import law as law_queries
from bargaining.rules.roles import Role
from tests import stage as stages

FLOOR = "/law/figures/minimum_wage_monthly"
SINCE = clock.today() + timedelta(days=40)
GIVEN = {
    "preview": "1", "place": "110000", "status": "value", "value": "2,660元",
    "since": SINCE.isoformat(), "title": "试拟的通知", "document_number": "试〔2026〕1号",
    "verification": "notice",
}  # fmt: skip
CHINESE_SINCE = f"{SINCE.year}年{SINCE.month}月{SINCE.day}日"


@pytest.fixture(scope="module", autouse=True)
def _contracts(app, stage, law):
    """One contract inside with eight people on two low posts, one with two, one elsewhere."""
    with app.app_context(), db.transaction() as session:
        inside = session.scalars(select(Case).where(Case.number == stage.inside.case)).one()
        outside = session.scalars(select(Case).where(Case.number == stage.outside.case)).one()
        few = Case(
            number="110108-2026-7777", kind="wage", way="own", origin="walked", year=2026,
            title="海淀示例小吃店", enterprise_id=inside.enterprise_id, district_code="110108",
            opened_on=SINCE, opened_at=stages.AT, state="effective",
            covers=[CaseEnterprise(enterprise_id=inside.enterprise_id, confirmed=True)],
        )  # fmt: skip
        session.add(few)
        session.add(Industry(code="F", name="批发和零售业", level="门类", section="F"))
        session.flush()
        rows = [
            (inside, "2600", 5, "保洁员"),
            (inside, "2650", 3, "洗碗工"),
            (inside, "2660", 9, "门迎"),
            (few, "2650", 2, "杂工"),
            (outside, "2600", 7, "保安员"),
        ]
        session.execute(
            insert(AgreedPost),
            [
                {
                    "case_id": case.id, "row": number, "post": post, "people": people,
                    "floor": "minimum_wage_monthly", "amount": Decimal(amount),
                    "place_code": case.district_code, "first_on": date(2026, 1, 1),
                    "last_on": SINCE + timedelta(days=300),
                    "last_year": (SINCE + timedelta(days=300)).year,
                    "effective_on": date(2026, 1, 1),
                }
                for number, (case, amount, people, post) in enumerate(rows, start=2)
            ],
        )  # fmt: skip
        db.audit.record(
            session, at=stages.AT, actor=db.OPERATOR, event="test.posts", subject="stage:1"
        )


@pytest.fixture(scope="module")
def admin(as_in_module):
    return as_in_module(Role.ADMIN)


@pytest.fixture(scope="module")
def district(as_in_module):
    return as_in_module(Role.DISTRICT)


def address(path=FLOOR, **query) -> str:
    return f"{path}?{urlencode(query)}"


def preview(browser, path=FLOOR, **changes):
    return browser.get(address(f"{path}/new", **(GIVEN | changes)))


def hidden_fields(text: str) -> dict[str, str]:
    """What the page under preview would send."""
    form = re.search(r'<form class="panel confirm".*?</form>', text, re.S).group(0)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def confirm(browser, page):
    given = hidden_fields(page.text)
    return browser.post(f"{FLOOR}/new", data=given)


class TestHistory:
    def test_every_entry_stands_with_source_verification_and_who_entered_it(self, district):
        text = district.get(FLOOR).text

        assert text.count("随系统提供") == 18
        assert "京人社劳发〔2025〕7号" in text
        assert "核对于 2026年11月21日" in text
        assert "<svg" in text
        assert "2004 年前后据信调整过两次" in text

    def test_only_an_administrator_may_change_it(self, district, admin):
        for word in ("录入新的数值", "更正", "撤下"):
            assert word not in district.get(FLOOR).text
            assert word in admin.get(FLOOR).text

    @pytest.mark.parametrize("name", ["minimum_wage_yearly", "x"])
    def test_an_unknown_name_is_not_there(self, admin, name):
        for page in ("", "/new", "/export.xlsx", "/withdraw", "/affected"):
            assert admin.get(f"/law/figures/{name}{page}").status_code == 404

    def test_a_place_nobody_knows_is_answered_for_the_usual_one(self, district):
        assert "2,540 元/月" in district.get(address(place="999999")).text

    def test_a_place_without_the_figure_says_so(self, district):
        text = district.get(address(place="120000")).text

        assert "还没有收录" in text

    def test_a_divided_one_lists_its_parts_and_each_has_its_page(self, district):
        path = "/law/figures/guideline_industry_upper"

        text = district.get(path).text
        part = district.get(address(path, scope="餐饮业")).text

        assert all(name in text for name in ("通用设备制造业", "餐饮业", "金融业"))
        assert "9.1 %" in part
        assert "2023年9月26日公布" in part
        assert district.get(address(path, scope="没有的行业")).status_code == 404

    def test_what_is_the_nations_is_not_taken_for_beijings(self, district):
        text = district.get("/law/figures/occupation_wage_p50").text

        def place(name):
            cut = re.search(rf">{name}</a>.*?</tr>", text, re.S).group(0)
            return re.search(r'data-label="哪里的数"><span>([^<]+)<', cut).group(1)

        assert place("高级技能人才") == "北京市"
        assert place("工程技术人员") == "全国"

    def test_one_that_has_both_shows_both(self, district):
        text = district.get("/law/figures/average_wage_non_private_annual").text

        assert "145,766 元/年" in text
        assert "266,921 元/年" in text

    def test_what_was_seen_on_a_day_is_no_verdict(self, district):
        text = district.get(address("/law/figures/minimum_wage_monthly_as_of", place="130000")).text

        assert "不用来判断" in text
        assert "一类" in text

    def test_it_leaves_as_a_spreadsheet_with_every_entry(self, district):
        for path, rows in ((FLOOR, 18), ("/law/figures/average_wage_private_annual", 14)):
            answer = district.get(f"{path}/export.xlsx")
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
            assert len(sheet.to_python()) == rows + 1


class TestForm:
    def test_it_asks_what_the_kind_needs(self, admin):
        standing = admin.get(f"{FLOOR}/new").text
        yearly = admin.get("/law/figures/guideline_lower/new").text

        assert "从哪一天起适用" in standing
        assert 'name="year"' not in standing
        assert 'name="year"' in yearly
        assert "公布日" in yearly
        assert 'name="reason"' not in standing

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"title": " "}, "请写明出处"),
            ({"value": "两千"}, "看不明白"),
            ({"value": ""}, "请填写数值"),
            ({"value": "2540元/年"}, "单位应为"),
            ({"since": ""}, "请填写从哪一天起适用"),
            ({"since": "2025-09-01"}, "已经收录（2,540 元/月）"),
            ({"since": "明天"}, "日期"),
            ({"link": "www.example.com"}, "https://"),
            ({"status": "maybe"}, "请从列出的选项中选择"),
        ],
    )
    def test_what_is_amiss_is_said_and_the_typing_is_kept(self, admin, changes, said):
        answer = preview(admin, **changes)

        assert answer.status_code == 422
        assert said in answer.text
        kept = changes.get("document_number", GIVEN["document_number"])
        assert f'value="{kept}"' in answer.text
        assert "确认录入" not in answer.text

    def test_what_is_empty_is_said_all_at_once(self, admin):
        text = preview(admin, value="", since="", title="").text

        summary = text[: text.index("您填的内容都还在")]
        for said in ("请填写数值", "请填写从哪一天起适用", "请写明出处"):
            assert said in summary
        unpublished = preview(admin, status="not_published", value="", since="").text
        assert "请填写数值" not in unpublished
        assert "请填写从哪一天起适用" in unpublished

    def test_a_new_part_asks_for_its_name(self, admin):
        path = "/law/figures/guideline_industry_upper"

        assert "国民经济行业代码" in admin.get(address(f"{path}/new", part="1")).text
        given = {"part": "1", "value": "8%", "since": "", "year": str(clock.today().year)}
        assert "请填写名称" in preview(admin, path, **given).text
        wrong = preview(admin, path, scope_name="零售业", scope_code="9Z", **given)
        assert "没有代码为“9Z”的行业" in wrong.text
        right = preview(admin, path, scope_name="零售业", scope_code="F", **given)
        assert "行业工资指导线上线（零售业）" in right.text


class TestPreview:
    def test_it_names_posts_and_contracts_that_fall_under_it_and_lists_them(self, admin):
        text = html.unescape(preview(admin).text)

        assert f"自{CHINESE_SINCE}起，2 份在效合同的 3 个岗位（10 人）低于 2,660 元/月" in text
        assert "海淀示例餐饮有限公司" in text
        assert "2,660 元/月" in text

    def test_the_administrator_sees_neither_posts_nor_cases_nor_small_numbers(self, admin):
        text = preview(admin).text

        assert "保洁员" not in text
        assert 'href="/cases/' not in text
        assert not re.search(r">2 人<", text)

    def test_trying_values_out_tells_the_administrator_of_no_small_post(self, admin):
        under, over = (preview(admin, value=value).text for value in ("2650", "2651"))

        for text in (under, over):
            assert "7777" not in text
        assert "其中 1 个岗位不足 3 人，只计入合计" in over
        assert "只计入合计" not in under

    def test_what_was_understood_of_a_rate_is_read_out(self, admin):
        path = "/law/figures/guideline_lower"
        given = {"value": "3.1", "since": "", "year": str(clock.today().year)}

        text = preview(admin, path, **given).text

        assert "3.1 %" in text
        assert "没有写百分号" in text
        assert "下一次检查工资方案时会用到" in text or "以后检查的工资方案会用到" in text

    def test_a_doubt_is_said_beside_the_button(self, admin):
        text = preview(admin, value="25400").text

        assert "变动超过 30 %" in text
        assert "确认录入" in text

    def test_the_list_can_be_sorted_narrowed_and_taken_along(self, admin):
        def names(**query):
            text = preview(admin, **query).text
            return re.findall(r'<th role="rowheader" scope="row" class="">([^<]+)<small', text)

        assert len(names(sort="-people")) == len(names(sort="people")) == 1
        assert len(names(text="海淀")) == 1
        assert names(text="7777") == []
        assert names(district="110105") == []
        sheet = admin.get(address(f"{FLOOR}/affected.xlsx", amount="2660", since=SINCE.isoformat()))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0)
        assert [row[4] for row in rows.to_python()[1:]] == ["8 人"]

    def test_the_number_of_queries_does_not_grow_with_the_rows(self, admin, counted):
        preview(admin)

        one = counted(lambda: preview(admin, value="2601"))

        assert one == counted(lambda: preview(admin))


class TestEntering:
    def test_it_is_entered_once_however_often_it_is_sent(self, admin, rows):
        page = preview(admin)

        first, second = confirm(admin, page), confirm(admin, page)

        assert first.status_code == second.status_code == 302
        with rows() as session:
            starts = LawChange.detail["effective_from"].astext == SINCE.isoformat()
            (change,) = session.scalars(select(LawChange).where(starts)).all()
            assert change.detail["value"] == "2660"
            (told,) = session.scalars(
                select(AuditEntry).where(AuditEntry.subject == f"law_change:{change.id}")
            ).all()
            assert told.event == "law.change_figure"
        text = admin.get(FLOOR).text
        assert f"以后：{CHINESE_SINCE}　2,660 元/月" in text
        assert "试拟的通知" in text
        assert "测试员录入" in text
        written = admin.get(f"/law/changes/{change.id}").text
        assert "试拟的通知" in written
        assert f"{FLOOR}?place=110000" in written

    def test_another_administrator_who_was_slower_is_told_and_keeps_the_typing(self, as_, admin):
        day = (SINCE + timedelta(days=1)).isoformat()
        slower = as_(Role.ADMIN)
        given = hidden_fields(preview(slower, since=day, value="2670").text)
        confirm(admin, preview(admin, since=day))

        answer = slower.post(f"{FLOOR}/new", data=given)

        assert answer.status_code == 409
        assert "已经收录（2,660 元/月）" in answer.text
        assert 'value="2670"' in answer.text

    def test_a_wrong_one_is_corrected_with_a_reason_and_then_withdrawn(self, admin):
        day = (SINCE + timedelta(days=2)).isoformat()
        assert confirm(admin, preview(admin, since=day, value="2,668")).status_code == 302
        text = admin.get(FLOOR).text
        entry = re.search(r"/new\?[^\"]*entry=(\d+)", html.unescape(text)).group(1)

        form = admin.get(address(f"{FLOOR}/new", entry=entry)).text
        assert 'value="2668"' in form
        assert 'name="reason"' in form
        assert "为什么更正" in preview(admin, entry=entry, since=day, value="2661").text
        page = preview(admin, entry=entry, since=day, value="2661", reason="看错一位")
        assert "原来的一条" in page.text
        assert confirm(admin, page).status_code == 302
        text = admin.get(FLOOR).text
        assert "<s>2,668 元/月</s>" in text
        assert "2,661 元/月" in text

        entry = re.search(r"withdraw\?[^\"]*entry=(\d+)", html.unescape(text)).group(1)
        ask = admin.get(address(f"{FLOOR}/withdraw", entry=entry))
        assert "撤下的原因" in ask.text
        sent = {"entry": entry, "place": "110000", "reason": ""}
        bare = admin.submit(f"{FLOOR}/withdraw", page=FLOOR, **sent)
        assert (bare.status_code, "为什么撤下" in bare.text) == (409, True)
        done = admin.submit(f"{FLOOR}/withdraw", page=FLOOR, **{**sent, "reason": "录错"})
        assert done.status_code == 302
        assert "<s>2,661 元/月</s>" in admin.get(FLOOR).text


class TestAffected:
    @pytest.fixture(autouse=True)
    def _recorded(self, rows, admin):
        """The value is recorded: nobody from above asks for one that is not."""
        with rows() as session:
            book = law_queries.law_book(session)
            known = book.figure_history("minimum_wage_monthly", place="110000").find(SINCE)
        if known is None or known.value != Decimal(2660):
            confirm(admin, preview(admin))

    def asked(self, browser, **more):
        return browser.get(
            address(f"{FLOOR}/affected", **({"amount": "2660", "since": SINCE.isoformat()} | more))
        )

    def test_an_official_sees_the_contracts_of_the_own_territory(self, district, as_, stage):
        text = self.asked(district).text

        assert "您能看到的 2 份在效合同的 3 个岗位" in text
        assert f'href="/cases/{stage.inside.case}"' in text
        elsewhere = self.asked(as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)).text
        assert stage.inside.case not in elsewhere
        assert "没有低于" in elsewhere

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.CITY, Role.INSTRUCTOR])
    @pytest.mark.parametrize("path", ["affected", "affected.xlsx"])
    def test_nobody_tries_values_out_to_learn_a_posts_wage(self, as_, role, path):
        browser = as_(role)
        asked = {"amount": "2660", "since": SINCE.isoformat()}

        assert browser.get(address(f"{FLOOR}/{path}", **asked)).status_code == 200
        for other in ({"amount": "2650.01"}, {"since": (SINCE + timedelta(days=9)).isoformat()}):
            assert browser.get(address(f"{FLOOR}/{path}", **asked | other)).status_code == 404

    def test_the_city_sees_figures_and_no_contract(self, as_, stage):
        city = as_(Role.CITY)
        text = self.asked(city).text

        assert "2 份在效合同的 3 个岗位（10 人）" in text
        assert "海淀区" in text
        assert stage.inside.case not in text
        assert "海淀示例" not in text
        sheet = city.get(address(f"{FLOOR}/affected.xlsx", amount="2660", since=SINCE.isoformat()))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0)
        assert rows.to_python()[1:] == [["海淀区", 2, 3, "10 人"]]

    def test_a_row_of_one_or_two_people_says_so_and_no_more(self, district):
        text = self.asked(district).text

        assert "不足 3 人" in text
        assert not re.search(r">2 人<", text)

    def test_who_is_elsewhere_sees_the_own_citys_floor_only(self, district, stage):
        # Shanghai answers to a floor of its own, which is not recorded here.
        assert stage.outside.case not in self.asked(district).text

    @pytest.mark.parametrize(
        "query", [{"amount": "x"}, {"since": "x"}, {"amount": ""}, {"since": "2026-13-01"}]
    )
    def test_an_address_nobody_can_read_asks_for_the_newest_value(self, district, query):
        assert self.asked(district, **query).status_code == 200

    @pytest.mark.parametrize("amount", ["NaN", "-1", "1e30"])
    def test_an_amount_out_of_reach_is_not_there(self, district, amount):
        assert self.asked(district, amount=amount).status_code == 404

    def test_only_floors_have_such_a_list(self, district):
        assert district.get("/law/figures/gdp_growth_rate/affected").status_code == 404
