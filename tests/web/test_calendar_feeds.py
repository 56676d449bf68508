"""A subscribed calendar: opened and closed on its page, read by programs that know a secret."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import icalendar
import pytest
import vobject
from sqlalchemy import func, select, update

from bargaining import audit, clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import reference
from bargaining.actions import users as user_actions
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.models.contact_way import CalendarFeed
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.law_change import LawChange, Redating
from bargaining.models.user import User
from bargaining.queries import calendar_feeds as feed_queries
from bargaining.rules.roles import CASE_READERS, OPERATOR, Role
from tests import app_fixtures, stage, street_office

TODAY = clock.today()
DAY = timedelta(days=1)
PAGE = "/calendar/subscription"
ADDRESS = re.compile(r"<code>(http://localhost(/calendar/feed/([^/<]+)\.ics))</code>")
NAME = "北京示例第001商贸有限公司"
ADDED = 100


@pytest.fixture(scope="module", autouse=True)
def office(app):
    """One firm that was offered, with its case; and one of another street."""
    with app.app_context(), db.transaction(OPERATOR) as session:
        reference.load_reference(session, actor=OPERATOR, at=clock.now())
        (firm,) = street_office.add_firms(session, 1)
        far = street_office.add_firm(
            session, "北京示例别区有限公司", street=street_office.ELSEWHERE
        )
        for one in (firm, far):
            case = case_actions.open_case(
                session, one, year=TODAY.year, on=TODAY - 20 * DAY, actor=OPERATOR,
                at=clock.now(), today=TODAY,
            )  # fmt: skip
            take(session, case.number, "send_proposal", TODAY - 3 * DAY)


def take(session, number, move, on, **given):
    step = case_actions.Step(move, on, given)
    case_actions.take(session, number, step, actor=OPERATOR, at=clock.now(), today=TODAY)


@pytest.fixture
def as_(app, office):
    """Sign somebody in whose union and book are the first firm's."""
    with app.app_context():
        firm = db.db.session().scalars(select(Enterprise).where(Enterprise.name == NAME)).one()
        side = stage.Side(enterprise=firm.id, union=firm.union_id, case="")
    return app_fixtures.signer(app, stage.Stage(side, side))


@pytest.fixture
def chair(as_):
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def reader(app):
    """A calendar program: nobody is signed in."""
    return app_fixtures.new_browser(app)


def address(browser):
    found = ADDRESS.search(unescape(browser.get(PAGE).text))
    return found.group(2) if found else ""


def subscribe(browser):
    assert browser.submit(PAGE, page=PAGE).status_code == 303
    return address(browser)


def read(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200
    return {
        str(event["UID"]): event
        for event in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    }


def own_deadlines(rows):
    with rows() as session:
        return {
            (one.rule_id, one.start_sequence): one
            for one in session.scalars(
                select(Deadline)
                .join(Case, Case.id == Deadline.case_id)
                .where(Case.title == NAME, Deadline.ended_on.is_(None))
            )
        }


@pytest.fixture
def extra(rows):
    """Add deadlines to the case, each a duty of its own, and take them away again."""

    def add(wanted):
        with rows() as session:
            case = case_of(session)
            for number, (rule, on) in enumerate(wanted, start=ADDED):
                session.add(
                    Deadline(
                        case_id=case.id, rule_id=rule, start_sequence=number, start_on=on,
                        holder="union", due_on=on, remind_on=on, overdue_after=on, earliest=on,
                        latest=on, certain=True, rule_version="1",
                        proof={"label": rule, "due_on": on.isoformat()},
                    )
                )  # fmt: skip
            done(session)

    yield add
    with rows() as session:
        for one in session.scalars(select(Deadline).where(Deadline.start_sequence >= ADDED)):
            session.delete(one)
        done(session)


def case_of(session):
    return session.scalars(select(Case).where(Case.title == NAME)).one()


class TestThePage:
    @pytest.mark.parametrize("role", sorted(CASE_READERS))
    def test_every_role_with_cases_opens_one_and_it_is_a_calendar(self, as_, reader, role):
        browser = as_(role)
        assert "还没有开通" in browser.get(PAGE).text

        path = subscribe(browser)

        assert reader.get(path).mimetype == "text/calendar"
        assert "还没有开通" not in browser.get(PAGE).text

    def test_it_names_both_kinds_of_address_and_how_to_enter_them(self, chair):
        path = subscribe(chair)

        text = chair.get(PAGE).text

        assert f'data-copy="http://localhost{path}"' in text
        assert f'href="webcal://localhost{path}"' in text
        for words in ("手机日历", "Outlook", "企业微信日历", "别的设备连不上这个地址"):
            assert words in text

    def test_a_second_click_changes_nothing(self, chair):
        assert subscribe(chair) == subscribe(chair)

    def test_nobody_keeps_the_page_and_no_other_site_learns_it(self, chair):
        answer = chair.get(PAGE)

        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    def test_another_address_takes_the_place_of_the_old_one_at_once(self, chair, reader):
        old = subscribe(chair)

        chair.submit(f"{PAGE}/renew", page=PAGE)

        new = address(chair)
        assert new != old
        assert reader.get(old).status_code == 404
        assert reader.get(new).status_code == 200

    def test_a_closed_one_is_dead_at_once_and_looks_like_one_that_never_was(self, chair, reader):
        path = subscribe(chair)

        assert chair.submit(f"{PAGE}/revoke", page=PAGE).status_code == 303

        gone, never = reader.get(path), reader.get("/calendar/feed/never.ics")
        assert gone.status_code == never.status_code == 404
        assert gone.text == never.text
        assert "还没有开通" in chair.get(PAGE).text
        assert chair.submit(f"{PAGE}/revoke", page=PAGE).status_code == 303

    @pytest.mark.parametrize("what", ["renew", "names"])
    def test_what_is_not_open_cannot_be_changed(self, chair, what):
        assert chair.submit(f"{PAGE}/{what}", page=PAGE).status_code == 404

    def test_the_secret_is_long_and_stands_nowhere_in_the_open(self, chair, rows):
        token = subscribe(chair).removeprefix("/calendar/feed/").removesuffix(".ics")
        chair.submit(f"{PAGE}/renew", page=PAGE)

        assert len(token) >= 22  # 128 bits in this writing
        with rows() as session:
            feed = session.scalars(
                select(CalendarFeed).where(CalendarFeed.user_id == chair.user_id)
            ).one()
            again = address_of(chair)
            assert again not in f"{feed.token_hash} {feed.token!r}"
            written = session.scalars(
                select(AuditEntry).where(AuditEntry.subject == f"calendar:{feed.id}")
            ).all()
            assert [one.event for one in written] == ["calendar.subscribe", "calendar.renew"]
            for one in written:
                assert token not in str(one.detail)
                assert again not in str(one.detail)


def address_of(browser):
    return address(browser).removeprefix("/calendar/feed/").removesuffix(".ics")


def _rename(rows, title, new):
    with rows() as session:
        session.execute(update(Case).where(Case.title == title).values(title=new))
        audit.record(session, at=clock.now(), actor=OPERATOR, event="test.name", subject="case:1")
        db.finish(session)


class TestTheEntries:
    def test_each_running_deadline_is_one_whole_day_or_its_window(self, chair, reader, rows):
        found = read(reader, subscribe(chair))

        wanted = own_deadlines(rows)
        assert len(found) == len(wanted)
        for uid, event in found.items():
            (one,) = [each for key, each in wanted.items() if f"-{key[0]}-{key[1]}@" in uid]
            until = one.due_on if one.opens_on else one.remind_on
            assert event.decoded("dtstart") == (one.opens_on or one.remind_on)
            assert event.decoded("dtend") == until + DAY

    def test_another_reader_finds_the_same(self, chair, reader):
        path = subscribe(chair)

        events = vobject.readOne(reader.get(path).text).vevent_list

        assert {one.uid.value for one in events} == set(read(reader, path))
        assert all("依据：《" in one.description.value for one in events)

    def test_without_names_outsiders_learn_number_and_step_only(self, chair, reader):
        text = icalendar.Calendar.from_ical(reader.get(subscribe(chair)).data).to_ical().decode()
        plain = text.replace("\r\n ", "")

        assert "书面答复" in plain
        for secret in ("示例第001", "张主席", "李经理", "测试员", "wage", "元"):
            assert secret not in plain

    def test_names_stand_there_only_by_choice_and_nobody_elses_ever(self, chair, reader):
        path = subscribe(chair)

        chair.submit(f"{PAGE}/names", page=PAGE, with_names="1")
        named = read(reader, path)
        assert 'name="with_names" value="1" checked' in chair.get(PAGE).text
        chair.submit(f"{PAGE}/names", page=PAGE)

        assert all(NAME in event["SUMMARY"] for event in named.values())
        assert not any("主席" in str(event["DESCRIPTION"]) for event in named.values())
        assert not any(NAME in event["SUMMARY"] for event in read(reader, path).values())

    def test_the_page_says_when_it_was_last_set_not_that_the_address_is_as_new(self, chair, rows):
        subscribe(chair)
        with rows() as session:
            session.execute(update(CalendarFeed).values(set_at=clock.now() - 40 * DAY))
            done(session)
        old = unescape(chair.get(PAGE).text)
        chair.submit(f"{PAGE}/names", page=PAGE, with_names="1")
        new = unescape(chair.get(PAGE).text)

        before, after = (re.search("请不要转发。最近设定：([^。<]+)。", one) for one in (old, new))
        assert before.group(1) != after.group(1)
        assert "起用" not in new
        assert address(chair) in old

    def test_a_telephone_number_in_a_name_stays_in_the_house(self, chair, reader, rows):
        path = subscribe(chair)
        chair.submit(f"{PAGE}/names", page=PAGE, with_names="1")

        _rename(rows, NAME, f"{NAME} 138 0013 8000")
        named = read(reader, path)
        _rename(rows, f"{NAME} 138 0013 8000", NAME)
        chair.submit(f"{PAGE}/names", page=PAGE)

        assert named
        assert all(f"{NAME} （号码略）" in event["SUMMARY"] for event in named.values())

    def test_a_case_outside_is_in_nobodys_calendar(self, as_, reader, rows):
        numbers = {
            uid.rpartition("-T-")[0]
            for role in (Role.UNION_CHAIR, Role.STREET, Role.INSTRUCTOR)
            for uid in read(reader, subscribe(as_(role)))
        }

        with rows() as session:
            assert numbers == {case_of(session).number}

    def test_what_is_done_vanishes(self, chair, reader, rows):
        path = subscribe(chair)
        with rows() as session:
            reply = session.scalars(
                select(Deadline).where(
                    Deadline.case_id == case_of(session).id, Deadline.rule_id == "T-OFFER-REPLY"
                )
            ).one()
            reply.ended_on, known = TODAY, reply.id
            done(session)

        assert not any("T-OFFER-REPLY" in uid for uid in read(reader, path))

        with rows() as session:
            session.get_one(Deadline, known).ended_on = None
            done(session)
        assert any("T-OFFER-REPLY" in uid for uid in read(reader, path))

    def test_a_day_that_moves_keeps_its_name_and_counts_up(self, chair, reader, rows):
        path = subscribe(chair)
        before = read(reader, path)
        with rows() as session:
            change = LawChange(
                kind="holidays", place_code="000000", title="放假", detail={},
                recorded_at=clock.now(), actor_name="管理员",
            )  # fmt: skip
            session.add(change)
            session.flush()
            case = case_of(session)
            for one in session.scalars(select(Deadline).where(Deadline.case_id == case.id)):
                one.remind_on, one.due_on = one.remind_on + DAY, one.due_on + DAY
                one.opens_on = one.opens_on and one.opens_on + DAY
                session.add(
                    Redating(
                        law_change_id=change.id, case_id=case.id, rule_id=one.rule_id,
                        start_sequence=one.start_sequence, label="", before={}, after={},
                        recorded_at=clock.now() + timedelta(minutes=1),
                    )
                )  # fmt: skip
            done(session)

        after = read(reader, path)

        assert set(after) == set(before)
        for uid, event in after.items():
            assert event.decoded("dtstart") == before[uid].decoded("dtstart") + DAY
            assert event["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
            assert event.decoded("dtstamp") > before[uid].decoded("dtstamp")

    def test_a_further_entry_of_the_case_counts_up_too(self, chair, reader, rows):
        path = subscribe(chair)
        before = read(reader, path)
        with rows() as session:
            take(session, case_of(session).number, "record_contact", TODAY, method="phone",
                 result="已联系")  # fmt: skip
            done(session)

        after = read(reader, path)

        assert all(after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"] for uid in before)

    @pytest.mark.parametrize(
        ("days", "shown"), [(-61, False), (-60, True), (0, True), (400, True), (401, False)]
    )
    def test_it_reaches_sixty_days_back_and_four_hundred_ahead(
        self, chair, reader, extra, days, shown
    ):
        path = subscribe(chair)
        extra([(f"T-{days}", TODAY + days * DAY)])

        assert any(f"-T-{days}-" in uid for uid in read(reader, path)) is shown

    def test_many_take_no_more_statements_than_few_and_end_somewhere(
        self, chair, reader, extra, counted
    ):
        path = subscribe(chair)
        few = counted(lambda: reader.get(path))
        extra([(f"T-N{number}", TODAY + DAY) for number in range(feed_queries.MOST + 5)])

        assert counted(lambda: reader.get(path)) == few
        assert len(read(reader, path)) == feed_queries.MOST

    @pytest.mark.parametrize(
        ("left_out", "gone"),
        [(0, []), (1, ["P40"]), (2, ["P40", "P2"]), (3, ["P40", "P2", "F390"])],
    )
    def test_of_too_many_the_coming_ones_are_kept_and_it_says_so(
        self, chair, reader, extra, monkeypatch, left_out, gone
    ):
        path = subscribe(chair)
        days = {"P40": -40, "P2": -2, "F0": 0, "F390": 390}
        extra([(f"T-{name}", TODAY + number * DAY) for name, number in days.items()])
        every = read(reader, path)

        monkeypatch.setattr(feed_queries, "MOST", len(every) - left_out)
        kept = read(reader, path)

        missing = [uid for uid in every if uid not in kept]
        assert len(missing) == left_out
        assert all(any(f"-T-{name}-" in uid for uid in missing) for name in gone)
        assert list(kept) == [uid for uid in every if uid in kept]
        assert f"最多 {len(every) - left_out} 项" in unescape(chair.get(PAGE).text)

    def test_an_entry_leads_to_its_case_where_the_site_has_an_address(
        self, app, chair, reader, monkeypatch
    ):
        path = subscribe(chair)
        assert all("URL" not in event for event in read(reader, path).values())

        known = app.extensions["bargaining_settings"]
        monkeypatch.setitem(
            app.extensions,
            "bargaining_settings",
            replace(known, public_url="https://xieshang.example.cn"),
        )

        for uid, event in read(reader, path).items():
            number = uid.rpartition("-T-")[0]
            assert event["URL"] == f"https://xieshang.example.cn/cases/{number}"
        text = unescape(chair.get(PAGE).text)
        assert f"https://xieshang.example.cn{path}" in text
        assert "别的设备连不上" not in text


def done(session):
    audit.record(session, at=clock.now(), actor=OPERATOR, event="test.change", subject="test:1")
    db.finish(session)


class TestWhoMayRead:
    def test_nothing_is_written_by_reading(self, chair, reader, rows):
        path = subscribe(chair)
        with rows() as session:
            before = session.scalar(select(func.count()).select_from(AuditEntry))
            row = select(CalendarFeed.set_at, CalendarFeed.token_hash).where(
                CalendarFeed.user_id == chair.user_id
            )
            feed = session.execute(row).one()

        for _ in range(3):
            reader.get(path)

        with rows() as session:
            assert session.scalar(select(func.count()).select_from(AuditEntry)) == before
            assert session.execute(row).one() == feed

    def test_who_asks_again_is_told_that_nothing_changed(self, chair, reader):
        path = subscribe(chair)
        first = reader.get(path)

        again = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})
        chair.submit(f"{PAGE}/names", page=PAGE, with_names="1")
        changed = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})

        assert (again.status_code, again.data) == (304, b"")
        assert changed.status_code == 200

    def test_no_proxy_keeps_it_no_machine_lists_it_no_site_learns_of_it(self, chair, reader):
        answer = reader.get(subscribe(chair))

        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"

    def test_a_disabled_account_shows_nothing_until_it_is_enabled_again(self, chair, reader, rows):
        path = subscribe(chair)

        with rows() as session:
            session.get_one(User, chair.user_id).active = False
            done(session)
        assert reader.get(path).status_code == 404

        with rows() as session:
            session.get_one(User, chair.user_id).active = True
            done(session)
        assert reader.get(path).status_code == 200

    def test_an_account_whose_password_was_reset_shows_nothing_until_it_is_changed(
        self, chair, reader, rows
    ):
        path = subscribe(chair)

        with rows() as session:
            session.get_one(User, chair.user_id).must_change_password = True
            done(session)

        assert reader.get(path).status_code == 404

    def test_a_grant_that_ends_ends_the_feed_though_another_role_goes_on(self, chair, reader, rows):
        path = subscribe(chair)
        with rows() as session:
            user_actions.grant_role(
                session, chair.user_id,
                user_actions.NewGrant(Role.CITY, app_fixtures.SINCE, place_code=stage.CITY),
                actor=OPERATOR, at=clock.now(),
            )  # fmt: skip
            (grant,) = [
                one
                for one in session.get_one(User, chair.user_id).grants
                if one.role == Role.UNION_CHAIR
            ]
            grant.to_on = TODAY
            db.finish(session)
        assert reader.get(path).status_code == 200

        with rows() as session:
            (grant,) = [
                one
                for one in session.get_one(User, chair.user_id).grants
                if one.role == Role.UNION_CHAIR
            ]
            grant.to_on = TODAY - DAY
            done(session)

        assert reader.get(path).status_code == 404

    def test_every_role_of_an_account_has_a_calendar_of_its_own(self, app, as_, reader):
        browser = as_(Role.STREET)
        with app.app_context(), db.transaction(OPERATOR) as session:
            user_actions.grant_role(
                session, browser.user_id,
                user_actions.NewGrant(Role.CITY, app_fixtures.SINCE, place_code=stage.CITY),
                actor=OPERATOR, at=clock.now(),
            )  # fmt: skip
        street = subscribe(browser)
        browser.submit("/role", page=PAGE, role="city")
        assert "各开各的" in browser.get(PAGE).text

        city = subscribe(browser)

        assert street != city
        assert len(read(reader, city)) > len(read(reader, street)) > 0

    @pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "喆", "..", "%F0%9F%98%80"])
    def test_any_made_up_secret_is_answered_alike(self, reader, token):
        assert reader.get(f"/calendar/feed/{token}.ics").status_code == 404
