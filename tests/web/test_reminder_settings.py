"""An office changes its reminders by a browser: what holds, what would change, who was faster."""

from __future__ import annotations

import html
import html.parser
import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select

from bargaining import audit, db
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.office_setting import OfficeSetting
from bargaining.rules.roles import OPERATOR, Role
from tests import chair_stage
from tests import stage as stages
from tests.chair_stage import DAY, TODAY
from tests.stage import AT

PAGE = "/settings/reminders"
REPLY, FILING = f"{PAGE}/T-OFFER-REPLY", f"{PAGE}/T-FILE-BJ"
SUPERVISED = f"{PAGE}/T-SUSPEND"


class Boxes(html.parser.HTMLParser):
    """Everything a browser would send of the page's big form, boxes ticked more than once too."""

    def __init__(self):
        super().__init__()
        self.found, self.select, self.area = {}, "", ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name = said.get("name", "")
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in said:
            self.found.setdefault(self.select, []).append(said["value"])
        elif tag == "textarea":
            self.area = name
            self.found[name] = [""]
        elif tag == "input" and said.get("type") in ("text", "number", "hidden"):
            self.found.setdefault(name, []).append(said.get("value", ""))
        elif tag == "input" and said.get("type") == "checkbox" and "checked" in said:
            self.found.setdefault(name, []).append(said["value"])

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area][0] += data.removeprefix("\r\n").removeprefix("\n")


def typed(text, **changed):
    """Read the form as it stands on a page, with some boxes filled in otherwise."""
    boxes = Boxes()
    boxes.feed(text[text.index('id="lines"') - 2000 :])
    found = {name: said for name, said in boxes.found.items() if name not in ("csrf_token", "q")}
    named = {name.replace("__", "-"): said for name, said in changed.items()}
    return {name: said for name, said in {**found, **named}.items() if said is not None}


def send(browser, path, text, **changed):
    return browser.submit(path, page="/change-password", **typed(text, **changed))


def words(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def row_at(answer, number):
    """One row of the form, by its number."""
    part = answer.text.split(f'id="line-{number}"')
    return part[0].rpartition("<div ")[2] + part[1].split('<div class="rows-one')[0]


def row_of(answer, label):
    rows = re.findall(r'<tr role="row".*?</tr>', answer.text, re.S)
    return words_of(next(row for row in rows if label in row))


def words_of(text):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture(autouse=True)
def nothing_set(rows, stage):
    """Every test begins with the standard everywhere."""
    yield
    with rows() as session:
        session.execute(delete(OfficeSetting))
        audit.record(session, at=AT, actor=OPERATOR, event="test.clear", subject="setting:1")
        db.finish(session)


@pytest.fixture
def offered(rows, own_chair):
    """A case whose answer is due in five days, and one whose answer is due in eight."""
    with rows() as session:
        _firm, later = chair_stage.firm_with_case(session, name="海淀示例烘焙有限公司")
        for number, days in ((own_chair.number, 15), (later, 12)):
            chair_stage.take(
                session, number, "send_proposal", on=TODAY - days * DAY, initiator="union",
                delivered=True,
            )  # fmt: skip
        db.finish(session)
    return own_chair.number


class TestTheList:
    def test_each_duty_says_who_is_told_when_and_whose_schedule_it_is(self, as_, law):
        answer = as_(Role.DISTRICT).get(PAGE)

        said = row_of(answer, "书面答复截止")
        assert "到期前 5 天 → 企业工会主席（企业的义务）" in said
        assert "逾期 15 天上报 → 区总工会" in said
        assert "标准安排" in said

    def test_several_rules_of_one_duty_are_one_entry(self, as_, law):
        text = as_(Role.DISTRICT).get(PAGE).text

        assert text.count(">报送工资专项集体合同（7日）") == 1
        assert (
            "报送工资专项集体合同（7日）、报送集体合同（10日）、向所在地区人社部门备案（10日）"
            in text
        )

    def test_what_nobody_is_reminded_of_says_why_and_leads_nowhere(self, as_, law):
        answer = as_(Role.DISTRICT).get(PAGE)

        assert "按审查期限提醒" in row_of(answer, "审查意见书送达双方")
        assert f"{PAGE}/T-REVIEW-OBJ" not in answer.text
        assert as_(Role.DISTRICT).get(f"{PAGE}/T-REVIEW-OBJ").status_code == 404
        assert as_(Role.DISTRICT).get(f"{PAGE}/T-NONE").status_code == 404

    def test_a_rule_of_another_place_is_not_listed(self, as_, law):
        assert "产生协商代表" not in as_(Role.DISTRICT).get(PAGE).text
        shanghai = as_(Role.ADMIN).get(f"{PAGE}?place={stages.DISTRICT_ELSEWHERE}").text
        assert "T-REP-APPOINT" in shanghai
        assert "T-CONGRESS-DOC" not in shanghai

    def test_it_is_narrowed_and_sorted_by_its_address_and_exported_alike(self, as_, law):
        district = as_(Role.DISTRICT)

        few = district.get(f"{PAGE}?role=reviewer")
        assert "审查期限届满" in few.text
        assert "书面答复截止" not in few.text
        assert "书面答复截止" in district.get(f"{PAGE}?text=盖章的答复书").text
        assert "没有符合条件的事项" in district.get(f"{PAGE}?text=没有这样的词").text
        assert "书面答复截止" not in district.get(f"{PAGE}?origin=own").text
        labels = re.findall(
            r'scope="row">(?:<a[^>]*>)?([^<]+)', district.get(f"{PAGE}?sort=label").text
        )
        assert labels == sorted(labels)
        back = re.findall(
            r'scope="row">(?:<a[^>]*>)?([^<]+)', district.get(f"{PAGE}?sort=-label").text
        )
        assert back == sorted(labels, reverse=True)

        sheet = self.sheet(district.get(f"{PAGE}/export.xlsx?role=reviewer"))
        assert sheet[0][:4] == ["事项", "义务人", "什么时候", "提醒谁"]
        assert {line[0] for line in sheet[1:]} == {"审查期限届满"}
        assert [line[3] for line in sheet[1:3]] == ["人社审查人员", "人社审查人员"]

    def sheet(self, answer):
        return (
            CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
            .get_sheet_by_index(0)
            .to_python()
        )

    def test_a_setting_that_cannot_be_read_any_more_holds_nowhere(self, as_, law, rows):
        with rows() as session:
            session.add(
                OfficeSetting(
                    place_code=stages.DISTRICT, name="reminder:T-OFFER-REPLY",
                    value={"rule": "T-OFFER-REPLY", "colour": 1}, set_by_name="甲", set_at=AT,
                )
            )  # fmt: skip
            audit.record(session, at=AT, actor=OPERATOR, event="test.set", subject="setting:1")
            db.finish(session)

        assert "标准安排" in row_of(as_(Role.DISTRICT).get(PAGE), "书面答复截止")

    def test_nobody_sets_for_another_place_but_the_administrator(self, as_, law):
        street = as_(Role.STREET)

        assert street.get(f"{PAGE}?place={stages.DISTRICT}").status_code == 404
        assert street.get(f"{REPLY}?place={stages.DISTRICT}").status_code == 404
        text = street.get(REPLY).text
        refused = send(street, REPLY, text, place=stages.DISTRICT)
        assert refused.status_code == 404
        assert as_(Role.ADMIN).get(f"{REPLY}?place={stages.DISTRICT_ELSEWHERE}").status_code == 200


class TestChanging:
    def test_first_it_is_seen_what_would_change_and_then_it_is_saved(self, as_, law, rows, offered):
        district = as_(Role.DISTRICT)
        text = district.get(REPLY).text

        shown = send(district, REPLY, text, **{"lines-0-days": "8"})
        assert shown.status_code == 200
        top = shown.text.split('<form class="form"')[0]
        assert "还没有保存" in top
        assert 'form="plan">保存这样的安排<' in top
        assert re.search(
            r"按新的安排，未来七天会发 \d+ 条，其中新增 2 条、不再发 2 条", words(shown)
        )
        with rows() as session:
            assert session.scalars(select(OfficeSetting)).all() == []

        saved = send(district, REPLY, shown.text)
        assert saved.status_code == 302
        page = district.get(saved.location)
        assert "已保存“书面答复截止”的提醒安排" in page.text
        assert "海淀区自己的安排" in page.text
        said = row_of(district.get(PAGE), "书面答复截止")
        assert "到期前 8 天 → 企业工会主席" in said
        assert "本级自己的" in said
        assert "沿用海淀区的" in row_of(as_(Role.STREET).get(PAGE), "书面答复截止")

    def test_what_was_changed_after_the_preview_is_shown_again_first(self, as_, law, rows):
        district = as_(Role.DISTRICT)
        shown = send(district, REPLY, district.get(REPLY).text, **{"lines-0-days": "8"})

        again = send(district, REPLY, shown.text, **{"lines-0-days": "9"})

        assert again.status_code == 200
        assert "还没有保存" in again.text
        with rows() as session:
            assert session.scalars(select(OfficeSetting)).all() == []

    def test_all_rules_of_the_duty_are_set_at_once_and_the_audit_says_so(self, as_, law, rows):
        district = as_(Role.DISTRICT)
        shown = send(district, FILING, district.get(FILING).text, **{"lines-0-days": "4"})
        send(district, FILING, shown.text)

        with rows() as session:
            names = {row.name: row.value["rule"] for row in session.scalars(select(OfficeSetting))}
            entries = session.scalars(
                select(AuditEntry).where(AuditEntry.event == "setting.set")
            ).all()
            said = {entry.detail["name"] for entry in entries}
        assert names == {
            f"reminder:{rule}": rule for rule in ("T-FILE-BJ", "T-FILE-GEN", "T-FILE-WAGE")
        }
        assert set(names) <= said
        assert "设置 提醒安排 T-FILE-GEN" in as_(Role.ADMIN).get("/audit").text

    def test_every_refusal_stands_beside_its_line_and_nothing_typed_is_lost(self, as_, law):
        district = as_(Role.DISTRICT)

        answer = send(
            district, REPLY, district.get(REPLY).text,
            **{"lines-0-days": "0", "lines-1-to": None, "lines-3-words": "请打 13800138000",
               "lines-4-words": "{主席}请办"},
        )  # fmt: skip

        assert answer.status_code == 422
        summary = answer.text.split('role="alert"')[1].split("</ul>")[0]
        for number, field, said in (
            (1, "lines-0-days", "天数应在 1 至 120 之间。"),
            (2, "lines-1-to", "请选择提醒谁。"),
            (4, "lines-3-words", "提醒语里不要写电话、证件号码"),
            (5, "lines-4-words", "花括号里只能写：{单位}"),
        ):
            assert f'<a href="#{field}">第 {number} 条：{said}' in summary
            row = row_at(answer, number)
            assert said in row
            assert 'class="rows-one is-wrong"' in row
        assert "is-wrong" not in row_at(answer, 3)
        assert "请打 13800138000" in answer.text
        assert "还有几处需要改一下" in answer.text

    def test_all_that_is_wrong_with_one_line_is_said_at_once(self, as_, law):
        district = as_(Role.DISTRICT)

        answer = send(
            district, REPLY, district.get(REPLY).text,
            **{"lines-0-days": "五", "lines-0-to": None, "lines-0-words": "",
               "lines-1-words": "{主席}"},
        )  # fmt: skip

        first = row_at(answer, 1)
        for said in ("请填写整数", "请选择提醒谁。", "请写提醒语。"):
            assert first.count(said) == 1, said
        assert "花括号里只能写" in row_at(answer, 2)

    @pytest.mark.parametrize(
        "written", ["请拨 138 0013 8000 联系", "电话6888-1234或138-0013-8000", "010-68881234"]
    )
    def test_a_number_however_it_is_written_stands_in_no_words(self, as_, law, written):
        district = as_(Role.DISTRICT)

        answer = send(district, REPLY, district.get(REPLY).text, **{"lines-0-words": written})

        assert answer.status_code == 422
        assert "提醒语里不要写电话、证件号码" in row_at(answer, 1)

    @pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07", "\t", "\x9b"])
    def test_a_sign_that_nobody_sees_is_refused_in_words_and_reason(self, as_, law, sign):
        district = as_(Role.DISTRICT)
        text = district.get(REPLY).text

        answer = send(district, REPLY, text, **{"lines-0-words": f"请{sign}办", "note": "好"})
        other = send(district, REPLY, text, note=f"不{sign}要")

        assert (answer.status_code, other.status_code) == (422, 422)
        assert "看不见的控制符号" in row_at(answer, 1)
        assert "看不见的控制符号" in other.text

    def test_the_reason_is_no_novel(self, as_, law):
        district = as_(Role.DISTRICT)
        text = district.get(REPLY).text
        none = {f"lines-{number}-{name}": None for number in range(12)
                for name in ("words", "to", "days")}  # fmt: skip

        longest = send(district, REPLY, text, **none, note="不" * 300)
        answer = send(district, REPLY, text, **none, note="不" * 301)

        assert longest.status_code == 200, words(longest)
        assert answer.status_code == 422
        assert "原因最多 300 个字，现在 301 个。" in answer.text

    def test_a_number_that_is_none_is_said_so(self, as_, law):
        district = as_(Role.DISTRICT)

        answer = send(district, REPLY, district.get(REPLY).text, **{"lines-0-days": "五"})

        assert answer.status_code == 422
        assert "请填写整数" in answer.text
        assert 'value="五"' in answer.text

    def test_two_lines_of_the_same_are_refused_at_the_second(self, as_, law):
        district = as_(Role.DISTRICT)

        answer = send(
            district, REPLY, district.get(REPLY).text,
            **{"lines-1-when": "before", "lines-1-days": "5", "lines-1-to": ["union_chair"]},
        )  # fmt: skip

        assert "前面已经写了一条" in row_at(answer, 2)
        assert re.search('href="#line-2">第 2 条：[^<]*前面已经写了一条', answer.text)

    def test_the_sentences_that_change_are_read_out_before_they_are_saved(self, as_, law, offered):
        district = as_(Role.DISTRICT)

        shown = send(
            district, REPLY, district.get(REPLY).text,
            **{"lines-0-days": "8", "lines-0-words": "{单位}：本区另有说法，{期限}前答复。"},
        )  # fmt: skip

        top = shown.text.split('<form class="form"')[0]
        assert "改了以后，这几天会这样说" in top
        assert "：本区另有说法，" in top

    def test_what_changes_nothing_says_so(self, as_, law, offered):
        district = as_(Role.DISTRICT)

        shown = send(district, REPLY, district.get(REPLY).text)

        assert "条数和内容都没有变化" in shown.text
        assert "改了以后，这几天会这样说" not in shown.text

    def test_a_line_is_added_and_taken_out_without_a_script(self, as_, law):
        district = as_(Role.DISTRICT)
        text = district.get(SUPERVISED).text
        assert text.count('class="rows-one"') == 4

        more = send(district, SUPERVISED, text, add_row="1")
        assert more.text.count('class="rows-one"') == 5
        less = send(district, SUPERVISED, more.text, remove="1")
        assert less.text.count('class="rows-one"') == 4
        assert "中止协商到{最后}届满，请定下" not in html.unescape(less.text)
        shown = send(district, SUPERVISED, less.text)
        assert shown.status_code == 200, words(shown)
        assert "还没有保存" in shown.text

    @pytest.mark.parametrize("again", [False, True])
    def test_enter_in_a_text_field_looks_at_the_change_and_takes_no_line_out(self, as_, law, again):
        district = as_(Role.DISTRICT)
        text = district.get(SUPERVISED).text
        if again:
            text = send(district, SUPERVISED, text, **{"lines-0-days": "9"}).text
        lines = text.count('class="rows-one"')

        # What a browser presses then: the first button of the form.
        form = text[text.index('<form class="form"') :]
        first = re.search(r"<(?:button|input)\b[^>]*type=\"submit\"[^>]*>", form).group()
        pressed = dict(re.findall(r'(name|value)="([^"]*)"', first))
        entered = {pressed["name"]: pressed.get("value", "")} if "name" in pressed else {}
        shown = send(district, SUPERVISED, text, **{"lines-0-days": "8"}, **entered)

        assert entered == {}
        assert 'tabindex="-1"' in first
        assert 'aria-hidden="true"' in first
        assert shown.text.count('class="rows-one"') == lines == 4
        assert "还没有保存" in shown.text
        assert 'value="8"' in row_at(shown, 1)

    def test_a_choice_nobody_offered_is_refused(self, as_, law):
        district = as_(Role.DISTRICT)

        answer = send(
            district, REPLY, district.get(REPLY).text,
            **{"lines-0-when": "someday", "lines-1-to": ["city"], "lines-2-holder": "nobody"},
        )  # fmt: skip

        assert answer.status_code == 422
        assert "请从列出的选项中选择" in answer.text

    def test_without_any_line_the_reason_is_asked_for_and_then_kept(self, as_, law):
        district = as_(Role.DISTRICT)
        text = district.get(SUPERVISED).text
        none = {name: None for name in typed(text) if name.startswith("lines-")}

        refused = send(district, SUPERVISED, text, **none)
        assert refused.status_code == 422
        assert "没有提醒的，请写明原因" in refused.text
        shown = send(district, SUPERVISED, text, **{**none, "note": "本区由指导员逐户联系"})
        send(district, SUPERVISED, shown.text)
        said = row_of(district.get(PAGE), "中止协商届满")
        assert "本区由指导员逐户联系" in said
        assert "不提醒" in said

    def test_the_words_are_read_out_with_a_real_deadline_where_one_runs(self, as_, law, offered):
        answer = as_(Role.DISTRICT).get(REPLY)

        assert "按本地一个正在算的期限举例" in answer.text
        assert "海淀示例烘焙有限公司：企业" in answer.text

    def test_where_none_runs_it_is_made_up(self, as_, law):
        answer = as_(Role.DISTRICT).get(f"{PAGE}/T-COORD")

        assert "用的是举例的单位和日子" in answer.text
        assert "示例餐饮有限公司：人社部门协调处理到" in answer.text

    def test_while_one_types_the_words_are_read_out(self, as_, law):
        district = as_(Role.DISTRICT)
        text = district.get(REPLY).text

        answer = send(
            district, f"{REPLY}/example", text,
            **{"lines-0-words": "{单位}：请{义务方}答复。", "lines-1-words": "{错了}",
               "lines-2-when": "someday"},
        )  # fmt: skip

        assert answer.status_code == 200
        assert "：请企业答复。" in answer.text
        assert "错了" not in answer.text


class TestWhoWasFaster:
    def change(self, browser, text, days):
        shown = send(browser, REPLY, text, **{"lines-0-days": days})
        return shown, send(browser, REPLY, shown.text)

    def test_a_colleagues_schedule_is_not_overwritten_unread(self, as_, law, rows):
        first, second = as_(Role.DISTRICT), as_(Role.DISTRICT)
        text = second.get(REPLY).text
        assert self.change(first, first.get(REPLY).text, "7")[1].status_code == 302

        _, refused = self.change(second, text, "9")

        assert refused.status_code == 409
        assert "您打开页面以后，测试员保存了海淀区的安排" in refused.text
        assert 'value="9"' in refused.text
        _, saved = self.change(second, refused.text, "9")
        assert saved.status_code == 302
        assert "到期前 9 天" in row_of(second.get(PAGE), "书面答复截止")

    def test_nor_is_what_the_place_above_changed_meanwhile(self, as_, law):
        city, district = as_(Role.CITY), as_(Role.DISTRICT)
        text = district.get(REPLY).text
        self.change(city, city.get(REPLY).text, "6")

        _, refused = self.change(district, text, "9")

        assert refused.status_code == 409
        assert "保存了北京市的安排" in refused.text


class TestBackToTheStandard:
    def test_it_is_confirmed_first_with_what_will_hold(self, as_, law, offered):
        city, district = as_(Role.CITY), as_(Role.DISTRICT)
        for browser, days in ((city, "6"), (district, "9")):
            shown = send(browser, REPLY, browser.get(REPLY).text, **{"lines-0-days": days})
            assert send(browser, REPLY, shown.text).status_code == 302

        asked = send(district, REPLY, district.get(REPLY).text, clear="1")
        assert "撤销海淀区自己的安排，改用北京市的安排？" in asked.text
        assert "到期前 6 天 → 企业工会主席" in html.unescape(asked.text)
        assert "按新的安排，未来七天会发" in asked.text

        fields = dict(
            re.findall(r'type="hidden" name="(place|seen|confirmed)" value="([^"]*)"', asked.text)
        )
        fields = {name: html.unescape(value) for name, value in fields.items()}
        done = district.submit(REPLY, page="/change-password", clear="1", **fields)
        assert done.status_code == 302
        assert "沿用北京市的" in row_of(district.get(PAGE), "书面答复截止")
        again = district.submit(REPLY, page="/change-password", clear="1", **fields)
        assert again.status_code == 302
        assert "用的就是上级的" in district.get(again.location).text

    def test_where_the_place_above_reminds_of_nothing_both_pages_say_so(self, as_, law):
        city, district = as_(Role.CITY), as_(Role.DISTRICT)
        text = city.get(SUPERVISED).text
        none = {name: None for name in typed(text) if name.startswith("lines-")}
        shown = send(city, SUPERVISED, text, **{**none, "note": "由指导员逐户联系"})
        assert send(city, SUPERVISED, shown.text).status_code == 302

        text = district.get(SUPERVISED).text
        assert "现在这一项不提醒。保存以后，海淀区改用自己的安排" in text
        assert "不提醒安排" not in text

        more = send(district, SUPERVISED, text, add_row="1").text
        line = {"lines-0-when": "before", "lines-0-days": "3", "lines-0-words": "请办",
                "lines-0-to": ["union_chair"]}  # fmt: skip
        shown = send(district, SUPERVISED, more, **line)
        assert send(district, SUPERVISED, shown.text).status_code == 302
        asked = send(district, SUPERVISED, district.get(SUPERVISED).text, clear="1").text
        assert "撤销海淀区自己的安排，改用北京市的安排？" in asked
        assert "确认后，“中止协商届满”不提醒。" in asked
        assert "这样提醒" not in asked

    def test_where_it_reminds_both_pages_say_whose_words_these_are(self, as_, law):
        city, district = as_(Role.CITY), as_(Role.DISTRICT)
        assert "现在用的是标准安排。保存以后" in district.get(REPLY).text

        shown = send(city, REPLY, city.get(REPLY).text, **{"lines-0-days": "6"})
        send(city, REPLY, shown.text)

        assert "现在沿用北京市的安排。保存以后" in district.get(REPLY).text


class TestOfAWholeCity:
    def test_the_change_is_reckoned_for_one_district_at_a_time(self, as_, law, offered):
        city = as_(Role.CITY)
        text = city.get(REPLY).text
        assert "算哪个区的变化" in text
        assert stages.DISTRICT_ELSEWHERE not in text

        shown = send(city, REPLY, text, district=stages.DISTRICT, **{"lines-0-days": "8"})

        assert "其中新增" in words(shown)
        assert send(city, REPLY, shown.text).status_code == 302

    def test_the_administrator_sees_no_cases_and_is_told_who_does(self, as_, law, offered):
        admin = as_(Role.ADMIN)
        place = stages.DISTRICT
        text = admin.get(f"{REPLY}?place={place}").text
        assert "海淀示例烘焙" not in text

        shown = send(admin, REPLY, text, place=place, **{"lines-0-days": "8"})

        assert "系统管理员看不到案件" in shown.text
        assert send(admin, REPLY, shown.text).status_code == 302
