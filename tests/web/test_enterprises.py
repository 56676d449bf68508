"""The register's pages: the list, one enterprise, its changes, its union's consent."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from bargaining import clock, db
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.rules.roles import Role
from tests import register_office
from tests.register_office import ELSEWHERE, STREET

PHONE = "010-62000001"


@pytest.fixture(scope="module", autouse=True)
def register(database_url, app):
    """Two enterprises of one street, and one without a code elsewhere."""
    register_office.furnish(database_url)
    return (
        register_office.import_one(app, database_url),
        register_office.import_one(
            app, database_url, 2, 单位名称="北京示例清净物业有限公司", 是否建会="否",
            建会形式="", 会员人数="", 工会主席="", 国民经济行业代码="7020", 职工人数="300",
            是否正常经营="否",
        ),
        register_office.import_one(
            app, database_url, 3, 统一社会信用代码="", 单位名称="北京示例缺码商店", 区="东城区",
            **{"街道（乡镇）": "东华门街道"},
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def sign(app, register):
    return register_office.signs_in(app)


@pytest.fixture(scope="module")
def staff(sign):
    return sign(Role.STREET_STAFF, place=STREET)


@pytest.fixture(scope="module")
def city(sign):
    return sign(Role.CITY)


@pytest.fixture(scope="module")
def chair(sign, register):
    return sign(Role.UNION_CHAIR, union=register[0].union_id)


@pytest.fixture
def first(register):
    return f"/enterprises/{register[0].id}"


def names(browser, address="/enterprises"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return list(re.findall(r'<a href="/enterprises/\d+">([^<]+)</a>', answer.text))


def reload(rows, enterprise):
    with rows() as session:
        return session.get(Enterprise, enterprise.id)


def form_of(browser, path):
    """Read what the form on a page holds already."""
    text = browser.get(path).text
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', text))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen.group(1) if chosen else ""
    for name, value in re.findall(r'<input checked[^>]*name="(\w+)"[^>]*value="(\w+)"', text):
        found[name] = value
    return {name: unescape(value) for name, value in found.items() if name != "csrf_token"}


class TestTheList:
    def test_everybody_sees_the_enterprises_of_their_own_territory(self, staff, city, chair):
        assert names(chair) == ["北京示例餐饮有限公司1"]
        assert sorted(names(staff)) == ["北京示例清净物业有限公司", "北京示例餐饮有限公司1"]
        assert len(names(city)) == 3

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("text=清净", ["北京示例清净物业有限公司"]),
            ("text=qjwy", ["北京示例清净物业有限公司"]),
            ("text=91110108MA000001", ["北京示例餐饮有限公司1"]),
            ("unionised=no", ["北京示例清净物业有限公司"]),
            ("operating=no", ["北京示例清净物业有限公司"]),
            ("section=H", ["北京示例餐饮有限公司1", "北京示例缺码商店"]),
            ("code=missing", ["北京示例缺码商店"]),
            ("district=110101", ["北京示例缺码商店"]),
            (f"street={ELSEWHERE}", ["北京示例缺码商店"]),
            ("text=没有这一家", []),
        ],
    )
    def test_it_is_narrowed_by_the_address(self, city, query, expected):
        assert sorted(names(city, f"/enterprises?{query}")) == sorted(expected)

    def test_it_is_sorted_by_the_address_both_ways(self, staff):
        up = names(staff, "/enterprises?sort=workers")
        down = names(staff, "/enterprises?sort=-workers")

        assert up == list(reversed(down)) == ["北京示例餐饮有限公司1", "北京示例清净物业有限公司"]

    def test_an_order_that_nobody_knows_is_the_usual_one(self, staff):
        assert names(staff, "/enterprises?sort=colour") == names(staff)

    def test_the_count_stands_below_and_an_empty_list_says_so(self, city):
        assert "共 3 家" in city.get("/enterprises").text
        assert "没有符合条件的企业。" in city.get("/enterprises?text=没有这一家").text

    def test_what_is_missing_or_does_not_operate_says_so_in_words(self, city):
        assert "缺码" in city.get("/enterprises?code=missing").text
        assert "不在正常经营</small>" in city.get("/enterprises?operating=no").text

    def test_the_export_holds_what_the_list_shows(self, city):
        link = unescape(
            re.search(r'<a href="([^"]*export[^"]*)"', city.get("/enterprises?operating=no").text)[
                1
            ]
        )

        answer = city.get(link)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)

        rows = sheet.to_python()
        assert [row[0] for row in rows] == ["单位名称", "北京示例清净物业有限公司"]
        assert "attachment" in answer.headers["Content-Disposition"]
        assert PHONE not in str(rows)

    def test_the_number_of_statements_does_not_grow_with_the_rows(self, app, staff, city):
        def count(browser, address):
            seen = []
            with app.app_context():
                engine = db.db.engine
            listener = lambda *args: seen.append(args[2])  # noqa: E731
            event.listen(engine, "before_cursor_execute", listener)
            browser.get(address)
            event.remove(engine, "before_cursor_execute", listener)
            return len(seen)

        one, three = (
            count(city, "/enterprises?code=missing"),
            count(city, "/enterprises"),
        )
        assert one == three


class TestOneEnterprise:
    def test_it_shows_the_register_and_the_union_up_to_the_city(self, staff, first):
        text = staff.get(first).text

        line = re.search(r'<ol class="union-line">(.*?)</ol>', text, re.S)[1]
        assert re.findall(r"<strong>([^<]+)</strong>", line) == [
            "北京市总工会", "海淀区总工会", "中关村街道总工会", "北京示例餐饮有限公司1工会委员会",
        ]  # fmt: skip
        assert "正餐服务（6210）" in text
        assert "50 人" in text

    def test_what_nobody_said_is_marked_as_missing(self, staff, first):
        text = staff.get(first).text

        assert re.search(r"<dt>注册地</dt><dd><span[^>]*>待补</span>", text)

    def test_the_number_is_for_those_who_call(self, staff, chair, first, sign):
        for browser in (staff, chair):
            assert PHONE in browser.get(first).text
        for role in (Role.STREET, Role.DISTRICT, Role.CITY):
            text = sign(role, place=STREET if role is Role.STREET else None).get(first).text
            assert PHONE not in text
            assert "按您的权限不显示号码" in text

    def test_outside_the_territory_it_is_not_there(self, staff, register):
        assert staff.get(f"/enterprises/{register[2].id}").status_code == 404
        assert staff.get("/enterprises/999999").status_code == 404

    def test_a_case_is_opened_from_here_and_then_stands_here(self, staff, sign, register):
        page = f"/enterprises/{register[1].id}"
        year = clock.today().year
        assert f"为 {year} 年度立案" in staff.get(page).text

        answer = staff.submit("/cases/open", page=page, enterprise=register[1].id, year=year)

        # Without a union the workers first elect those who speak for them.
        number, onward = answer.location.removeprefix("/cases/").split("/", 1)
        assert onward == "moves/record_election?then=1"
        text = staff.get(page).text
        assert f"为 {year} 年度立案" not in text
        assert number in text
        assert "准备" in staff.get("/enterprises?text=清净").text

    def test_officials_above_open_no_case(self, city, first):
        assert "年度立案" not in city.get(first).text

    def test_the_history_says_who_when_and_from_which_paper(self, staff, first):
        text = staff.get(first).text

        assert "企业首次登记" in text
        assert "依据：名册" in text
        assert "没有写明起始日，视为一直如此" in text


class TestChanging:
    def test_a_keeper_changes_from_a_day_with_its_ground(self, staff, register, rows):
        page = f"/enterprises/{register[0].id}/edit"
        given = {**form_of(staff, page), "workers": "64", "source": "企业来函"}

        answer = staff.submit(page, page=page, **given)

        assert answer.status_code == 302
        assert reload(rows, register[0]).workers == 64
        text = staff.get(f"/enterprises/{register[0].id}").text
        assert "依据：企业来函" in text
        assert "测试员登记" in text

    def test_saving_without_a_change_writes_nothing(self, staff, register, rows):
        page = f"/enterprises/{register[0].id}/edit"
        before = reload(rows, register[0]).last_sequence

        staff.submit(page, page=page, **{**form_of(staff, page), "source": "走访"})

        assert reload(rows, register[0]).last_sequence == before
        assert "没有需要保存的变动" in staff.get(f"/enterprises/{register[0].id}").text

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"name": ""}, "请填写单位名称。"),
            ({"source": ""}, "请写明依据。"),
            ({"phone": "打不通"}, "联系电话不像电话号码"),
            ({"code": "91110108MA000001XX"}, "统一社会信用代码"),
            ({"workers": "-1"}, "应在 0 与"),
            ({"women": "500"}, "女职工数 500 多于职工人数"),
            ({"effective_on": "2999-01-01"}, "还没有到"),
            ({"operating": "no", "operating_ground": ""}, "请写明不在正常经营的依据。"),
            ({"street_code": ELSEWHERE}, "请从列出的选项中选择。"),
        ],
    )
    def test_what_cannot_be_comes_back_with_its_sentence_and_the_typing(
        self, staff, register, rows, fields, sentence
    ):
        page = f"/enterprises/{register[0].id}/edit"
        before = reload(rows, register[0]).last_sequence
        given = {**form_of(staff, page), "source": "走访", "legal_representative": "改过的人"}

        answer = staff.submit(page, page=page, **{**given, **fields})

        assert answer.status_code == 422
        assert sentence in answer.text
        assert "改过的人" in answer.text
        assert reload(rows, register[0]).last_sequence == before

    def test_a_page_that_was_overtaken_writes_over_nobody(self, staff, register, rows):
        page = f"/enterprises/{register[0].id}/edit"
        stale = {**form_of(staff, page), "source": "走访", "workers": "70"}
        staff.submit(page, page=page, **{**stale, "workers": "71"})

        answer = staff.submit(page, page=page, **stale)

        assert answer.status_code == 422
        assert "已有人修改" in answer.text
        assert reload(rows, register[0]).workers == 71

    def test_a_chair_corrects_the_own_matters_and_sees_no_others(self, chair, register, rows):
        page = f"/enterprises/{register[0].id}/edit"
        text = chair.get(page).text
        assert 'name="workers"' in text
        assert 'name="code"' not in text

        chair.submit(
            page, page=page,
            **{**form_of(chair, page), "workers": "72", "name": "别名", "unionised": "no"},
        )  # fmt: skip

        changed = reload(rows, register[0])
        assert (changed.workers, changed.name, changed.unionised) == (
            72, "北京示例餐饮有限公司1", True,
        )  # fmt: skip

    def test_a_chair_finds_no_other_enterprise_to_change(self, chair, register):
        assert chair.get(f"/enterprises/{register[1].id}/edit").status_code == 404

    def test_an_empty_telephone_field_leaves_the_number(self, staff, register, first):
        page = f"/enterprises/{register[0].id}/edit"

        staff.submit(page, page=page, **{**form_of(staff, page), "workers": "73", "source": "走访"})

        assert PHONE in staff.get(first).text

    def test_a_number_that_changed_is_not_in_the_history(self, staff, register, first, rows):
        page = f"/enterprises/{register[0].id}/edit"

        staff.submit(
            page, page=page,
            **{**form_of(staff, page), "phone": "010-62009999", "source": "走访"},
        )  # fmt: skip

        text = staff.get(first).text
        assert text.count("010-62009999") == 1
        with rows() as session:
            details = session.scalars(
                select(AuditEntry.detail).where(AuditEntry.event == "enterprise.change")
            ).all()
        assert "62009999" not in str(details)


class TestConsent:
    def agreed_on(self, rows, register):
        with rows() as session:
            return session.get(UnionBody, register[0].union_id).agreed_to_help_on

    def test_the_chair_agrees_with_one_press_and_may_take_it_back(
        self, chair, register, first, rows
    ):
        today = clock.today()

        chair.submit(f"{first}/help", page=first, agreed_on=today.isoformat())
        given = self.agreed_on(rows, register)
        chair.submit(f"{first}/help/withdraw", page=first)

        assert given == today
        assert self.agreed_on(rows, register) is None

    def test_the_street_needs_the_paper(self, staff, register, first, rows):
        today = clock.today().isoformat()

        refused = staff.submit(f"{first}/help", page=first, agreed_on=today, ground="")
        silent = self.agreed_on(rows, register)
        staff.submit(f"{first}/help", page=first, agreed_on=today, ground="王某签字，原件存街道")

        assert refused.status_code == 422
        assert "请写明依据" in refused.text
        assert silent is None
        assert self.agreed_on(rows, register) == clock.today()
        assert "凭纸面登记：王某签字，原件存街道" in staff.get(first).text

    def test_without_a_day_it_is_asked_for(self, chair, first):
        chair.submit(f"{first}/help/withdraw", page=first)

        answer = chair.submit(f"{first}/help", page=first, agreed_on="")

        assert answer.status_code == 422
        assert "请填写同意的日期。" in answer.text

    def test_those_who_do_not_speak_for_the_union_see_no_form(self, city, first):
        assert 'name="agreed_on"' not in city.get(first).text

    def test_what_was_not_given_is_not_taken_back(self, staff, register):
        other = f"/enterprises/{register[1].id}"

        answer = staff.submit(f"{other}/help/withdraw", page=other, reason="来函")

        assert answer.status_code == 404  # it has no union
