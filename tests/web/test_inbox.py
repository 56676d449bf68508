"""One's reminders by a browser: what asks for me, one press to it, put aside or off."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bargaining import audit, clock, db
from bargaining.models.assignment import Assignment
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.office_setting import OfficeSetting
from bargaining.models.place import Place
from bargaining.models.reminder import Reminder
from bargaining.models.union_body import UnionBody
from bargaining.rules import reminders
from bargaining.rules.roles import CASE_READERS, OPERATOR, Role
from tests import inbox_stage, statements, street_office
from tests import stage as stages

TODAY = clock.today()
DAY = timedelta(days=1)
COUNT = 3
UNTIL_FILED = (
    ("record_meeting", {"conclusion": "agreed"}),
    ("sign", {"workers_covered": 30, "term_from": "2026-03-02", "term_to": "2027-03-01"}),
    ("file", {"proof": "none"}),
)
NUMBER = re.compile(r'class="remind"[^>]*>提醒(?:<strong>([\d+]+)</strong>)?')


@pytest.fixture(scope="module")
def firms(app, stage, law):
    """Three small unions whose employers owe an answer, one day after the other."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        made = []
        for number, firm in enumerate(street_office.add_firms(session, COUNT), start=1):
            on = TODAY - (20 - number) * DAY
            case = street_office.open_case(session, firm)
            inbox_stage.offer(session, case, on, today=TODAY)
            made.append(case.number)
        return made


@pytest.fixture
def staff(as_, firms):
    return as_(Role.STREET_STAFF)


@pytest.fixture
def tell(rows):
    """Tell somebody of the answer owed in a case; return the reminder's number."""

    def told(browser, number, *, role=Role.STREET_STAFF, **more):
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            row = inbox_stage.remind(
                session, browser.user_id, role, case, **{"told_on": TODAY, **more}
            )
            found = row.id
            db.finish(session)
        return found

    return told


@pytest.fixture
def told(staff, firms, tell):
    """The staff's reminders, one for each firm."""
    return [tell(staff, one) for one in firms]


def page(browser, path="/inbox"):
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.text)


def shown(browser, path="/inbox"):
    return [int(one) for one in re.findall(r'id="reminder-(\d+)"', page(browser, path))]


def masthead(browser, path="/inbox/settings"):
    found = NUMBER.search(page(browser, path))
    return found.group(1) if found else None


def send(browser, path, **fields):
    answer = browser.submit(path, page="/inbox", **fields)
    assert answer.status_code == 302, answer.status_code
    return answer


def sheet(answer):
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


class TestTheList:
    def test_each_says_what_to_do_until_when_why_that_day_and_leads_there(self, staff, firms, told):
        said = page(staff)

        assert shown(staff) == told
        first = f'href="/cases/{firms[0]}">北京示例第001商贸有限公司</a>：企业'
        assert first in said
        assert said.count(f'href="/cases/{firms[0]}"') == 1
        assert f'href="/inbox/{told[0]}/go">登记应约' in said
        assert f'href="/cases/{firms[0]}"' in said
        assert "步骤办好后请在案件里登记" in said

    def test_why_that_day_is_one_press_away_on_a_page_of_its_own(self, staff, firms, told):
        (href, *_others) = re.findall(
            r'href="(/cases/[^"]+/days/[^"]+)">看这个日子怎么算的', page(staff)
        )

        assert href.startswith(f"/cases/{firms[0]}/days/{inbox_stage.REPLY}/")
        said = page(staff, href)
        assert "试行办法" in said
        assert "日期已经确定。" in said
        assert "在计算器中打开" in said

    def test_a_day_that_is_counted_anew_meanwhile_is_said_to_have_changed(self, staff, firms, told):
        answer = staff.get(f"/cases/{firms[0]}/days/{inbox_stage.REPLY}/999")

        assert answer.status_code == 404
        assert "期限已经变了，请刷新后再看。" in answer.text

    def test_the_tabs_count_and_open_their_lists(self, staff, told):
        send(staff, f"/inbox/{told[0]}/done")
        send(staff, f"/inbox/{told[1]}/later", days="3")

        assert re.findall(r">(要办|稍后) <strong>(\d+)<", page(staff)) == [
            ("要办", "1"), ("稍后", "1"),
        ]  # fmt: skip
        assert shown(staff) == [told[2]]
        assert shown(staff, "/inbox?tab=later") == [told[1]]
        assert shown(staff, "/inbox?tab=aside") == [told[0]]
        every = page(staff, "/inbox?tab=all")
        assert [one for one in ("要办", "稍后", "已收起") if f'">{one}</span>' in every] == [
            "要办", "稍后", "已收起",
        ]  # fmt: skip

    def test_a_step_that_was_recorded_is_told_of_as_done(self, staff, firms, tell, rows):
        tell(staff, firms[0])
        with rows() as session:
            running = session.scalars(
                select(Deadline).join(Case, Case.id == Deadline.case_id)
                .where(Case.number == firms[0], Deadline.rule_id == inbox_stage.REPLY)
            ).one()  # fmt: skip
            running.ended_on = TODAY
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.end", subject="deadline:1"
            )
            db.finish(session)
        try:
            assert "现在没有要办的提醒" in page(staff)
            assert "已办理" in page(staff, "/inbox?tab=all")
        finally:
            with rows() as session:
                session.execute(update(Deadline).values(ended_on=None))
                audit.record(
                    session, at=clock.now(), actor=OPERATOR, event="test.end", subject="deadline:1"
                )
                db.finish(session)

    def test_an_unknown_tab_or_sort_is_answered_with_the_usual(self, staff, told):
        assert shown(staff, "/inbox?tab=x&sort=y&rule=&page=0") == told

    def test_a_filter_stands_in_the_address_and_its_sheet_is_the_list(self, staff, told):
        asked = "/inbox?text=第002&rule=T-OFFER-REPLY"
        assert shown(staff, asked) == [told[1]]

        lines = sheet(staff.get(asked.replace("/inbox?", "/inbox/export.xlsx?")))

        assert [line[1] for line in lines[1:]] == ["北京示例第002商贸有限公司"]
        assert "没有符合条件的提醒" in page(staff, "/inbox?text=没有这家")

    def test_what_was_told_is_exported_with_what_became_of_it(self, staff, told):
        send(staff, f"/inbox/{told[0]}/done")

        lines = sheet(staff.get("/inbox/export.xlsx?tab=all&sort=name"))

        assert [line[-1] for line in lines] == ["情况", "已收起", "要办", "要办"]

    def test_an_empty_list_says_what_it_means(self, staff):
        for tab, words in (
            ("open", "现在没有要办的提醒"),
            ("later", "没有放到稍后的提醒"),
            ("aside", "没有收起的提醒"),
            ("all", "还没有提醒过您"),
        ):
            said = page(staff, f"/inbox?tab={tab}")
            assert words in said
            assert "共 0 条" not in said

    def test_three_hundred_take_as_many_statements_as_three(
        self, staff, firms, tell, told, counted, rows
    ):
        staff.get("/inbox")
        few = counted(lambda: staff.get("/inbox"))
        with rows() as session:
            for number in range(100):
                for one in session.scalars(select(Case).where(Case.number.in_(firms))).all():
                    case = one
                    session.add(_copy(session, staff.user_id, case, number))
            db.finish(session)

        assert len(shown(staff)) == 50
        assert "第 1 / 7 页" in page(staff)
        assert counted(lambda: staff.get("/inbox")) == few

    def test_the_days_in_its_words_are_todays(self, staff, firms, tell):
        """Of a line that still stands in the schedule the words are said anew each day."""
        tell(staff, firms[1], stage="before:5", told_on=TODAY - 3 * DAY, words="还剩 5 天。")

        said = page(staff)

        assert "还剩 2 天" in said
        assert "还剩 5 天" not in said

    def test_whoever_stands_in_for_others_is_told_so_in_the_list_and_on_the_first_screen(
        self, as_, firms, tell
    ):
        street, overseer = as_(Role.STREET), as_(Role.STREET)
        tell(street, firms[0], role=Role.STREET, stage="before:5")
        tell(overseer, firms[0], role=Role.STREET, stage="escalate:7")

        missing = "（该企业和街道社工没有账号，请转告）"
        assert missing in page(street)
        assert missing in page(street, "/")
        assert missing in sheet(street.get("/inbox/export.xlsx"))[1][0]
        assert "请转告" not in page(overseer)

    def test_of_a_contract_of_several_nobodys_account_is_missed(self, staff, firms, tell, rows):
        tell(staff, firms[0])

        def of_several(enterprise_id, way):
            with rows() as session:
                case = session.scalars(select(Case).where(Case.number == firms[0])).one()
                before = case.enterprise_id, case.way
                case.enterprise_id, case.way = enterprise_id, way
                audit.record(
                    session, at=clock.now(), actor=OPERATOR, event="test.case", subject="case:1"
                )
                db.finish(session)
            return before

        kept = of_several(None, "region")
        try:
            said = page(staff)
        finally:
            of_several(*kept)

        assert "（几家企业合订的合同，请转告各企业工会）" in said
        assert "没有账号" not in said

    def test_of_two_days_the_chip_says_the_nearer_and_the_last(self, staff, firms, tell, rows):
        about = select(Deadline).join(Case, Case.id == Deadline.case_id).where(
            Case.number == firms[0], Deadline.rule_id == inbox_stage.REPLY
        ).order_by(Deadline.start_sequence).limit(1)  # fmt: skip

        def remind_on(earlier):
            with rows() as session:
                row = session.scalars(about).one()
                row.remind_on = row.due_on - earlier * DAY
                audit.record(
                    session, at=clock.now(), actor=OPERATOR, event="test.day", subject="deadline:1"
                )
                db.finish(session)
                return row.due_on

        last_on = remind_on(1)
        try:
            tell(staff, firms[0])
            assert re.search(f"(还剩 \\d+ 天|今天)，最晚 {last_on:%m-%d}<", page(staff))
        finally:
            remind_on(0)

    def test_a_sentence_that_does_not_begin_with_the_name_has_it_below(self, staff, firms, tell):
        tell(staff, firms[0], stage="redated:1", words="期限重新推算。")

        said = page(staff)

        assert "期限重新推算。</p>" in said
        assert f'<a href="/cases/{firms[0]}">北京示例第001商贸有限公司</a>' in said

    def test_of_a_new_date_the_words_stay_as_they_were_told(self, staff, firms, tell):
        tell(staff, firms[1], stage="redated:1", words="期限重新推算，原来 3 月 1 日。")

        assert "期限重新推算，原来 3 月 1 日。" in page(staff)

    def test_an_offices_own_words_are_said_where_it_changed_them(self, staff, firms, tell, rows):
        line = reminders.Line(
            when=reminders.When.BEFORE, to=(Role.UNION_CHAIR,), words="{单位}，海淀的说法。",
            days=5,
        )  # fmt: skip
        value = reminders.as_setting(
            reminders.Schedule(rule=inbox_stage.REPLY, move="record_reply", lines=(line,))
        )
        with rows() as session:
            row = OfficeSetting(
                place_code=stages.CITY, name=reminders.setting_name(inbox_stage.REPLY),
                value=value, set_by_name="市", set_at=clock.now(),
            )  # fmt: skip
            session.add(row)
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="setting.set", subject="place:1"
            )
            db.finish(session)
            number = row.id
        tell(staff, firms[0], stage="before:5")
        try:
            said = page(staff)
            assert ">北京示例第001商贸有限公司</a>，海淀的说法。（该企业没有账号，请转告）<" in said
        finally:
            with rows() as session:
                session.delete(session.get_one(OfficeSetting, number))
                audit.record(
                    session, at=clock.now(), actor=OPERATOR, event="setting.clear",
                    subject="place:1",
                )  # fmt: skip
                db.finish(session)


def _copy(session, user_id, case, number):
    """One more deadline of a case that runs, and the word on it."""
    first = session.scalars(
        select(Deadline).where(Deadline.case_id == case.id, Deadline.rule_id == inbox_stage.REPLY)
        .order_by(Deadline.start_sequence).limit(1)
    ).one()  # fmt: skip
    kept = {
        column.key: getattr(first, column.key)
        for column in Deadline.__mapper__.column_attrs
        if column.key not in ("id", "start_sequence")
    }
    session.add(Deadline(**kept, start_sequence=1000 + number))
    audit.record(session, at=clock.now(), actor=OPERATOR, event="test.copy", subject="case:1")
    return Reminder(
        user_id=user_id, role=Role.STREET_STAFF.value, case_id=case.id,
        rule_id=inbox_stage.REPLY, start_sequence=1000 + number, stage="before:5",
        about_on=first.remind_on, words="请办理。", told_on=TODAY, told_at=clock.now(),
    )  # fmt: skip


class TestOnePress:
    def test_it_leads_to_the_step_of_whoever_may_record_it(self, staff, told, firms):
        answer = staff.get(f"/inbox/{told[0]}/go")

        assert answer.location == f"/cases/{firms[0]}/moves/record_reply"

    def test_where_proof_is_missing_it_leads_to_the_receipt(self, staff, rows, tell):
        with rows() as session:
            (firm,) = street_office.add_firms(session, 1)
            case = street_office.open_case(session, firm)
            for move, given in UNTIL_FILED:
                street_office.take(session, case, move, street_office.TODAY, **given)
            number = case.number
            db.finish(session)
        row = tell(staff, number, rule="T-REVIEW", stage="on_day")

        assert f'href="/inbox/{row}/go">登记收到凭证' in page(staff)
        assert staff.get(f"/inbox/{row}/go").location == f"/cases/{number}/moves/record_receipt"

    def test_whoever_only_watches_is_led_to_the_case(self, as_, tell, firms):
        district = as_(Role.DISTRICT)
        row = tell(district, firms[0], role=Role.DISTRICT, stage="escalate:7")

        assert "看案件" in page(district)
        assert district.get(f"/inbox/{row}/go").location == f"/cases/{firms[0]}"

    def test_a_step_that_is_closed_leads_to_the_case(self, staff, told, firms, rows):
        """The union took back that others record for it."""
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == firms[0])).one()
            union = case_union(session, case)
            union.agreed_to_help_on = None
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.union", subject="union:1"
            )
            db.finish(session)

        assert staff.get(f"/inbox/{told[0]}/go").location == f"/cases/{firms[0]}"

    def test_somebody_elses_is_not_there(self, as_, told):
        assert as_(Role.STREET_STAFF).get(f"/inbox/{told[0]}/go").status_code == 404

    def test_a_chair_who_handed_over_has_it_no_more(self, app, as_, own_union, rows, tell):
        union, number, _firm = own_union
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            inbox_stage.offer(session, case, TODAY - 15 * DAY, today=TODAY)
            db.finish(session)
        chair = as_(Role.UNION_CHAIR, union=union)
        row = tell(chair, number, role=Role.UNION_CHAIR)
        assert shown(chair) == [row]
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            case_firm(session, case).union_id = None
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.firm", subject="firm:1"
            )
            db.finish(session)

        assert shown(chair) == []
        assert chair.get(f"/inbox/{row}/go").status_code == 404


def case_firm(session, case):
    return session.get_one(Enterprise, case.enterprise_id)


def case_union(session, case):
    return session.get_one(UnionBody, case_firm(session, case).union_id)


class TestPuttingAside:
    def test_it_is_taken_back_as_easily(self, staff, told):
        send(staff, f"/inbox/{told[0]}/done")
        assert told[0] not in shown(staff)

        send(staff, f"/inbox/{told[0]}/restore")
        assert told[0] in shown(staff)

    def test_pressed_twice_it_does_no_harm(self, staff, told):
        for _ in range(2):
            send(staff, f"/inbox/{told[0]}/done")

        assert shown(staff, "/inbox?tab=aside") == [told[0]]

    @pytest.mark.parametrize(("days", "until"), [("1", 1), ("3", 3), ("7", 7)])
    def test_it_is_put_off_by_some_days(self, staff, told, rows, days, until):
        answer = send(staff, f"/inbox/{told[0]}/later", days=days)

        assert answer.location == "/inbox"
        with rows() as session:
            assert session.get_one(Reminder, told[0]).snoozed_until == TODAY + until * DAY

    def test_or_until_a_day_of_ones_choice(self, staff, told, rows):
        send(staff, f"/inbox/{told[0]}/later", until=(TODAY + 20 * DAY).isoformat())

        with rows() as session:
            assert session.get_one(Reminder, told[0]).snoozed_until == TODAY + 20 * DAY

    @pytest.mark.parametrize(
        "given",
        [
            {"until": TODAY.isoformat()},
            {"until": (TODAY + 61 * DAY).isoformat()},
            {"until": "明天"},
            {"until": ""},
            {"days": "2"},
        ],
    )
    def test_a_day_that_does_not_do_is_said_and_nothing_changes(self, staff, told, given):
        send(staff, f"/inbox/{told[0]}/later", **given)

        assert re.search("请选(明天或者更晚的|一个)日子", page(staff))
        assert shown(staff) == told

    def test_several_are_put_aside_put_off_and_taken_up_at_once(self, staff, told):
        send(staff, "/inbox/chosen", pick=[str(one) for one in told[:2]], do="done")
        assert shown(staff, "/inbox?tab=aside") == told[:2]

        send(staff, "/inbox/chosen", pick=[str(one) for one in told[:2]], do="restore")
        assert shown(staff) == told

        send(staff, "/inbox/chosen", pick=[str(one) for one in told[1:]], days="7")
        assert shown(staff, "/inbox?tab=later") == told[1:]

    def test_without_a_choice_nothing_happens(self, staff, told):
        send(staff, "/inbox/chosen", do="done")

        assert "请先勾选提醒。" in page(staff)
        assert shown(staff) == told

    @pytest.mark.parametrize("what", ["done", "later", "restore"])
    def test_somebody_elses_is_answered_as_if_it_were_not_there(self, as_, told, what, rows):
        other = as_(Role.STREET_STAFF)

        single = other.submit(f"/inbox/{told[0]}/{what}", page="/inbox", days="1")
        several = other.submit("/inbox/chosen", page="/inbox", pick=str(told[0]), do=what, days="1")

        assert (single.status_code, several.status_code) == (404, 404)
        with rows() as session:
            row = session.get_one(Reminder, told[0])
            assert (row.done_at, row.snoozed_until) == (None, None)

    def test_one_goes_back_to_where_one_was_and_never_out_of_here(self, staff, told):
        there = send(staff, f"/inbox/{told[0]}/done", back="/inbox?text=第&page=2")
        assert there.location == "/inbox?text=%E7%AC%AC&page=2"

        outside = send(staff, f"/inbox/{told[1]}/done", back="https://example.cn/")
        assert outside.location == "/inbox"

    @pytest.mark.parametrize("tab", ["open", "later", "aside", "all"])
    @pytest.mark.parametrize("narrowed", ["", "text=北京&sort=name"])
    def test_a_page_emptied_by_it_says_so_and_leads_to_the_first(self, staff, told, tab, narrowed):
        acts = {"later": {"days": "3"}, "aside": {"do": "done"}}
        if tab in acts:
            send(staff, "/inbox/chosen", pick=[str(one) for one in told], **acts[tab])

        said = page(staff, f"/inbox?tab={tab}&{narrowed}&page=2")

        assert "这一页没有提醒了" in said
        for other in ("没有要办的提醒", "没有放到稍后", "没有收起的", "还没有提醒过", "没有符合"):
            assert other not in said
        (first,) = re.findall(r'href="([^"]+)">看第一页<', said)
        assert ("sort=name" in first) is bool(narrowed)
        assert re.findall(r"示例第00\d", page(staff, first))

    def test_nothing_of_it_is_an_act_in_the_audit(self, staff, told, rows):
        with rows() as session:
            before = session.scalars(select(AuditEntry.number)).all()

        send(staff, f"/inbox/{told[0]}/done")

        with rows() as session:
            assert session.scalars(select(AuditEntry.number)).all() == before


class TestTheMasthead:
    def test_it_counts_what_is_open_on_every_page(self, staff, told):
        assert masthead(staff) == "3"
        assert masthead(staff, "/cases") == "3"

        send(staff, f"/inbox/{told[0]}/done")
        send(staff, f"/inbox/{told[1]}/later", days="1")

        assert masthead(staff) == "1"
        assert masthead(staff, "/inbox?tab=aside") == "1"

    def test_it_says_no_number_where_nothing_is_open(self, staff):
        assert NUMBER.search(page(staff, "/inbox"))
        assert masthead(staff) is None

    def test_it_says_no_more_than_99(self, staff, firms, rows):
        for many, words in ((99, "99"), (100, "99+")):
            with rows() as session:
                case = session.scalars(select(Case).where(Case.number == firms[0])).one()
                known = session.scalar(
                    select(func.count()).where(Reminder.user_id == staff.user_id)
                )
                for number in range(known, many):
                    session.add(_copy(session, staff.user_id, case, 2000 + number))
                db.finish(session)
            assert masthead(staff) == words

    @pytest.mark.parametrize("path", ["/", "/cases", "/inbox/settings"])
    def test_it_takes_one_statement(self, app, staff, told, path):
        staff.get(path)
        with app.app_context():
            engine = db.db.engine
        with statements.watched(Session(engine)) as sent:
            staff.get(path)

        assert sum("FROM reminder JOIN" in one for one in sent) == 1

    def test_an_administrator_has_none(self, as_):
        admin = as_(Role.ADMIN)

        assert 'class="remind"' not in page(admin, "/admin/users")
        assert admin.get("/inbox").status_code == 403

    def test_a_stranger_sees_none(self, client):
        assert 'class="remind"' not in client.get("/login").text


class TestTheFirstScreens:
    @pytest.mark.parametrize(  # a chair's own enterprise is another one: told below
        "role", [one for one in Role if one in CASE_READERS - {Role.UNION_CHAIR}]
    )
    def test_the_nearest_stand_there_with_the_whole_number(self, as_, tell, firms, rows, role):
        browser = as_(role)
        number = firms[0]
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            if role is Role.REVIEWER:
                case.filed_on = TODAY
            if role is Role.INSTRUCTOR:
                session.add(
                    Assignment(
                        user_id=browser.user_id, enterprise_id=case.enterprise_id, from_on=TODAY
                    )
                )
            audit.record(
                session, at=clock.now(), actor=OPERATOR, event="test.see", subject="case:1"
            )
            db.finish(session)
        row = tell(browser, number, role=role)

        said = page(browser, "/")

        assert "提醒 1 条" in said
        assert f'href="/inbox/{row}/go"' in said
        assert masthead(browser, "/") == "1"

    def test_the_chair_sees_them_below_the_next_step(self, as_, own_union, tell, rows):
        union, number, _firm = own_union
        with rows() as session:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            inbox_stage.offer(session, case, TODAY - 15 * DAY, today=TODAY)
            db.finish(session)
        chair = as_(Role.UNION_CHAIR, union=union)
        tell(chair, number, role=Role.UNION_CHAIR)

        said = page(chair, "/")

        assert said.index("下一步") < said.index("提醒 1 条")

    def test_nothing_open_takes_no_room(self, staff):
        assert "inbox-nearest" not in page(staff, "/")


def test_places_are_offered_by_name_where_there_are_several(as_, app, rows, tell, firms):
    city = as_(Role.CITY)
    with rows() as session:
        session.add(Place(code="110105", name="朝阳区", kind="district",
                          parent_code=stages.CITY))  # fmt: skip
        session.flush()
        session.add(Place(code="110105001", name="建外街道", kind="street", parent_code="110105"))
        session.flush()
        firm = street_office.add_firm(session, "北京示例朝阳有限公司", street="110105001")
        case = street_office.open_case(session, firm)
        inbox_stage.offer(session, case, TODAY - 19 * DAY, today=TODAY)
        far = case.number
        db.finish(session)
    near, other = (tell(city, one, role=Role.CITY) for one in (firms[0], far))

    said = page(city)

    assert '<option value="110105">朝阳区</option>' in said
    assert '<option value="110105001">建外街道</option>' in said
    assert shown(city, "/inbox?district=110105") == [other]
    assert shown(city, f"/inbox?street={stages.STREET}") == [near]
