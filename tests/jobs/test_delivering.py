"""A message on its way: written from what still stands, sent once, tried again, given up."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import threading
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql

from bargaining import clock, db, queue
from bargaining.actions import contact_codes as codes
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions import long_jobs as job_actions
from bargaining.actions import users as user_actions
from bargaining.actions.persons import PersonKey
from bargaining.errors import Refused
from bargaining.jobs import composing, deliveries_out, delivering, long_jobs, runner
from bargaining.jobs.piece import Result
from bargaining.jobs.ways import letter as letters
from bargaining.models.contact_way import ContactWay, UnprovedWay
from bargaining.models.deadline import Deadline
from bargaining.models.delivery import Delivery
from bargaining.models.reminder import Reminder
from bargaining.queries import duties
from bargaining.queries import users as user_queries
from bargaining.queries.deliveries import DROPPED, FAILED, SENT, WAITING
from bargaining.rules import contact_ways, mobiles
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, SYSTEM, Role
from tests import outside, running
from tests.told import DAY, TODAY, a_worker_died, emptied, told_by_mail

MAIL = {Channel.EMAIL: "li@example.cn"}


@pytest.fixture
def tls(tmp_path, monkeypatch):
    """How a server on this machine encrypts, and is trusted."""
    trusted, context = outside.papers(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


@pytest.fixture
def told(office, post):
    return told_by_mail(office, post)


@pytest.fixture
def queued_for(told):
    """For when the queue has a message."""

    def read(delivery_id):
        with told.app.app_context():
            return db.db.session().scalar(
                sql(
                    "SELECT scheduled_at FROM procrastinate.procrastinate_jobs"
                    " WHERE task_name = 'delivery' AND (args ->> 'delivery_id')::int = :number"
                ),
                {"number": delivery_id},
            )

    return read


@pytest.fixture
def at_once(told):
    """Somebody who wants mail at once, told of one case; the message waits to be sent."""
    user = told.person(timing="now", ways=MAIL)
    number = told.offered_case()
    reminder = told.remind(user, number)
    assert told.post(reminder) == 1
    return user, number, reminder


def only(told, user):
    (delivery,) = told.deliveries(user)
    return delivery


def test_whoever_wants_to_be_told_at_once_gets_a_mail(told, post, at_once):
    user, number, _reminder = at_once

    told.work()

    (got,) = post.taken
    delivery = only(told, user)
    assert (delivery.state, delivery.attempts, delivery.problem) == (SENT, 1, "")
    assert got["Message-ID"] == delivery.message_id
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.cn>", delivery.message_id)
    assert re.fullmatch(
        r"\[工资集体协商\] 1 件事要办：(最晚(\d{4}年)?\d+月\d+日（周.）|今天到期)", got["Subject"]
    )
    for part in got.iter_parts():
        said = part.get_content()
        assert "李社工，您好" in said
        assert number in said
        assert f"https://xieshang.example.cn/cases/{number}" in said
        assert "https://xieshang.example.cn/inbox/settings" in said
        assert "第32条" in said or "第17条" in said  # 依据
        assert "系统" in said


def test_once_the_day_to_act_by_is_over_the_last_day_in_time_is_named(told):
    """The twentieth day is a Saturday: the answer is in time until the Monday after it."""
    user = told.person(timing="now", ways=MAIL)
    number = told.offered_case(on=date(2026, 3, 1))
    told.post(told.remind(user, number))

    first, after = (composed(told, user, on=date(2026, 3, day)) for day in (21, 22))
    told.office.take(number, "close", TODAY, reason="merged")  # so that no worker tells of it

    assert "书面答复：最晚3月21日（周六），就是今天" in first
    assert "书面答复：3月21日（周六）已过，最晚3月23日（周一），" in after


def composed(told, user, *, on):
    with told.writing() as session:
        key = PersonKey(told.settings.person_key)
        return composing.compose(session, only(told, user), site="", key=key, on=on).text


def test_asked_twice_it_is_sent_once(told, post, at_once):
    user, _number, reminder = at_once
    assert told.post(reminder) == 0
    told.due_now(only(told, user).id)  # and stands in the queue twice

    told.work()
    told.work()

    assert len(post.taken) == 1


def test_the_pieces_of_one_plan_are_one_mail(told, post):
    user = told.person(timing="now", ways=MAIL)
    reminders = [told.remind(user, told.offered_case()) for _ in range(3)]

    assert told.post(*reminders) == 1
    told.work()

    assert "3 件事要办：最近一件" in post.taken[0]["Subject"]


def test_several_words_on_one_deadline_are_told_as_the_newest(told, post):
    user = told.person(timing="now", ways=MAIL)
    number = told.offered_case()
    first = told.remind(user, number, told_on=TODAY - DAY)
    second = told.remind(user, number, stage="redated:1", words="{}：今天请再联系一次。")

    told.post(first, second)
    told.work()

    assert "1 件事要办" in post.taken[0]["Subject"]
    assert "今天请再联系一次" in post.taken[0].get_body(["plain"]).get_content()


def test_what_was_told_days_ago_is_said_with_the_days_of_today(told, post):
    user = told.person(role=Role.STREET, timing="now", ways=MAIL)
    number = told.offered_case(on=TODAY - 60 * DAY)
    reminder = told.remind(
        user, number, role=Role.STREET, stage="escalate:7", told_on=TODAY - 10 * DAY,
        words="{}：最后一天已过，7 天仍未答复。",
    )  # fmt: skip
    with told.writing() as session:
        about_on = session.scalar(
            select(duties.last_day())
            .join(Reminder, Reminder.case_id == Deadline.case_id)
            .where(Reminder.id == reminder, Deadline.rule_id == Reminder.rule_id)
        )
    told.change(reminder, about_on=about_on)
    told.post(reminder)

    told.work()

    said = post.taken[0].get_body(["plain"]).get_content()
    assert "7 天仍未答复" not in said
    late = f"已过 {(TODAY - about_on).days} 天"
    assert said.count(late) == 2, said
    assert set(re.findall(r"已过 \d+ 天", said)) == {late}


@pytest.mark.parametrize("timing", ["morning", "never", ""])
def test_who_did_not_ask_for_it_is_not_told_at_once(told, timing):
    user = told.person(timing=timing, ways=MAIL)

    assert told.post(told.remind(user, told.offered_case())) == 0
    assert told.deliveries(user) == []


def test_what_the_office_did_not_open_is_not_asked_for(told):
    user = told.person(timing="now", ways={**MAIL, Channel.SMS: "13800138000"})

    assert told.post(told.remind(user, told.offered_case())) == 1
    assert only(told, user).channel == "email"


class TestNothingLeft:
    def dropped(self, told, post, user, *, why=delivering.NOTHING_LEFT):
        told.work()

        delivery = only(told, user)
        assert (delivery.state, delivery.problem) == (DROPPED, why)
        assert delivery.ended_at is not None
        assert post.taken == []

    def test_once_the_duty_is_done(self, told, post, at_once):
        user, number, _reminder = at_once
        told.office.take(number, "record_reply", TODAY, reply_method="letter")

        self.dropped(told, post, user)

    def test_once_the_day_has_moved(self, told, post, at_once):
        user, _number, reminder = at_once
        told.change(reminder, about_on=TODAY + 50 * DAY)

        self.dropped(told, post, user)

    def test_once_it_is_put_aside(self, told, post, at_once):
        user, _number, reminder = at_once
        told.change(reminder, done_at=clock.now())

        self.dropped(told, post, user)

    def test_while_it_is_put_off(self, told, post, at_once):
        user, _number, reminder = at_once
        told.change(reminder, snoozed_until=TODAY + DAY)

        self.dropped(told, post, user)

    def test_once_the_account_is_closed(self, told, post, at_once):
        user, *_ = at_once
        with told.writing() as session:
            user_queries.get_user(session, user, actor=OPERATOR).active = False

        self.dropped(told, post, user)

    def test_once_the_role_is_over(self, told, post, at_once):
        user, *_ = at_once
        with told.writing() as session:
            (grant,) = user_queries.get_user(session, user, actor=OPERATOR).grants
            user_actions.end_grant(
                session, grant.id, last_on=TODAY - DAY, actor=OPERATOR, at=clock.now(), on=TODAY
            )

        self.dropped(told, post, user)

    def test_once_the_case_is_out_of_sight(self, told, post, at_once):
        user, *_ = at_once
        with told.writing() as session:
            (grant,) = user_queries.get_user(session, user, actor=OPERATOR).grants
            grant.place_code = "110105001"

        self.dropped(told, post, user)

    def test_once_the_address_is_gone(self, told, post, at_once):
        user, *_ = at_once
        with told.writing() as session:
            session.query(ContactWay).filter_by(user_id=user).delete()

        self.dropped(told, post, user, why=delivering.NO_ADDRESS)

    def test_of_several_only_what_stands_is_told(self, told, post):
        user = told.person(timing="now", ways=MAIL)
        numbers = [told.offered_case() for _ in range(2)]
        told.post(*(told.remind(user, number) for number in numbers))
        told.office.take(numbers[0], "record_reply", TODAY, reply_method="letter")

        told.work()

        said = post.taken[0].get_body(["plain"]).get_content()
        assert numbers[0] not in said
        assert numbers[1] in said


class TestNotSent:
    def test_greylisting_is_waited_for_and_the_same_mail_goes_then(self, told, post, at_once):
        user, *_ = at_once
        post.at_recipient = "451 4.7.1 <li@example.cn> greylisted"
        before = clock.now()
        told.work()

        waits = only(told, user)
        assert (waits.state, waits.attempts) == (WAITING, 1)
        assert "451" in waits.problem
        assert "li@" not in waits.problem
        minute = timedelta(minutes=1)
        assert deliveries_out.awake(before + minute) <= waits.next_try_at
        assert waits.next_try_at <= deliveries_out.awake(clock.now() + minute)

        told.work()  # its pause is not over
        assert only(told, user).attempts == 1

        post.at_recipient = "250 OK"
        told.due_now(waits.id)
        told.work()

        went = only(told, user)
        assert (went.state, went.attempts, went.problem) == (SENT, 2, "")
        assert post.taken[0]["Message-ID"] == waits.message_id

    def test_an_address_that_does_not_exist_is_not_tried_again(self, told, post, at_once):
        user, *_ = at_once
        post.at_recipient = "550 5.1.1 <li@example.cn>: no such user"

        told.work()

        failed = only(told, user)
        assert (failed.state, failed.attempts, failed.next_try_at) == (FAILED, 1, None)
        assert failed.problem == "对方邮箱不存在或者不收信（550）。"

    def test_the_pauses_grow_and_come_to_an_end(self, told, post, at_once):
        user, *_ = at_once
        post.at_recipient = "451 later"
        for minutes in (1, 5, 30, 120, 360, 720):
            pause, before = timedelta(minutes=minutes), clock.now()
            told.work()
            waits = only(told, user)
            assert deliveries_out.awake(before + pause) <= waits.next_try_at
            assert waits.next_try_at <= deliveries_out.awake(clock.now() + pause)
            told.due_now(waits.id)
        told.work()

        failed = only(told, user)
        assert (failed.state, failed.attempts) == (FAILED, 7)

    def test_one_that_cannot_go_holds_up_no_other(self, told, post, at_once):
        first, *_ = at_once
        with told.writing() as session:
            way = session.query(ContactWay).filter_by(user_id=first).one()
            way.address = b"no seal of ours"
        second = told.person(timing="now", ways=MAIL)
        told.post(told.remind(second, told.offered_case()))

        told.work()

        assert (only(told, first).state, only(told, first).problem) == (WAITING, delivering.BROKEN)
        assert only(told, second).state == SENT

    def test_a_way_that_was_closed_waits_for_its_opening(self, told, at_once):
        user, *_ = at_once
        told.set(BARGAINING_PUBLIC_URL="https://xieshang.example.cn")

        told.work()

        assert (only(told, user).state, only(told, user).problem) == (WAITING, delivering.CLOSED)

    def test_several_go_at_once_so_that_slow_servers_keep_no_other_waiting(self, told, post):
        slow, came = threading.Event(), []

        def answer():
            came.append(1)
            if len(came) < runner.ABREAST[queue.MAIL]:
                slow.wait(10)

        post.on_content = answer
        users = [told.person(timing="now", ways=MAIL) for _ in range(runner.ABREAST[queue.MAIL])]
        for user in users:
            told.post(told.remind(user, told.offered_case()))
        thread = runner.Runner(told.app)
        thread.start()
        try:
            running.until(lambda: SENT in states(told, users))
            assert states(told, users).count(WAITING) == len(users) - 1
        finally:
            slow.set()
            running.until(lambda: set(states(told, users)) == {SENT})
            thread.end(patience=10)

    def test_a_dead_server_of_one_way_keeps_no_other_waiting(self, told, tls, monkeypatch):
        """A mail server that takes every call and never says a word."""
        monkeypatch.setattr(letters, "TIMEOUT", 5)
        with outside.web_server(tls=tls) as ear, socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen(50)
            told.set(
                BARGAINING_SMTP_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}?security=none",
                BARGAINING_MAIL_FROM="xieshang@example.cn",
                BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{ear.port}",
            )
            mailed = [told.person(timing="now", ways=MAIL) for _ in range(8)]
            hooked = told.person(timing="now", ways={Channel.WEBHOOK: f"{ear.address}/hook"})
            number = told.offered_case()
            for user in (*mailed, hooked):
                told.post(told.remind(user, number))
            began = time.monotonic()
            once = threading.Thread(target=told.work)
            once.start()
            try:
                running.until(lambda: ear.heard, patience=4)
                assert time.monotonic() - began < 4
                assert set(states(told, mailed)) == {WAITING}
            finally:
                once.join()

            assert only(told, hooked).state == SENT
            # All of it was worked off, the mails too.
            assert {only(told, user).attempts for user in mailed} == {1}

    def test_printing_keeps_no_message_waiting(self, told, at_once, monkeypatch):
        user, *_ = at_once
        printed, begun = threading.Event(), threading.Event()

        def print_long(_work):
            begun.set()
            assert printed.wait(20)
            return Result("印好了。")

        monkeypatch.setitem(long_jobs.KINDS, "long", print_long)
        with told.app.app_context(), db.transaction(OPERATOR) as session:
            account = user_queries.get_user(session, user, actor=OPERATOR)
            actor = user_queries.find_actor(account, on=TODAY, wanted=None)
            job = job_actions.ask(
                session, "long", title="印", asked={}, actor=actor, at=clock.now()
            )
            queue.defer(session, queue.LONG_JOB, job_id=job.id)
        thread = runner.Runner(told.app)
        thread.start()
        try:
            assert begun.wait(20)
            running.until(lambda: only(told, user).state == SENT)
            assert not printed.is_set()
        finally:
            printed.set()
            thread.end(patience=10)


def states(told, users):
    return [only(told, user).state for user in users]


class TestAtNight:
    """Nobody is woken by a message that nobody has to act on before morning."""

    def made(self, told, hour, queued_for, *, on=TODAY, minute=20):
        user = told.person(timing="now", ways=MAIL)
        at = datetime.combine(TODAY, time_of_day(hour, minute), clock.LEGAL_ZONE).astimezone(UTC)
        assert told.post(told.remind(user, told.offered_case()), on=on, at=at) == 1
        delivery = only(told, user)
        assert queued_for(delivery.id) == delivery.next_try_at
        return at, delivery.next_try_at.astimezone(clock.LEGAL_ZONE)

    @pytest.mark.parametrize(("hour", "day"), [(0, 0), (6, 0), (22, 1), (23, 1)])
    def test_it_waits_for_seven_in_the_queue(self, told, queued_for, hour, day):
        _at, goes = self.made(told, hour, queued_for)

        assert goes == datetime.combine(TODAY + day * DAY, time_of_day(7), clock.LEGAL_ZONE)

    @pytest.mark.parametrize("hour", [7, 12, 21])
    def test_by_day_it_goes_at_once(self, told, queued_for, hour):
        at, goes = self.made(told, hour, queued_for)

        assert goes == at

    def test_what_is_made_for_another_day_has_no_hour(self, told, queued_for):
        at, goes = self.made(told, 0, queued_for, on=TODAY + DAY)

        assert goes == at

    def test_one_that_is_tried_again_does_not_go_then_either(self, told, at_once):
        user, *_ = at_once
        evening = datetime.combine(TODAY, time_of_day(21, 59, 30), clock.LEGAL_ZONE)
        with told.writing() as session:
            delivery = session.get_one(Delivery, only(told, user).id)
            delivery_actions.not_sent(
                delivery, reason="忙。", permanent=False, at=evening, awake=deliveries_out.awake
            )

        assert only(told, user).next_try_at == datetime.combine(
            TODAY + DAY, time_of_day(7), clock.LEGAL_ZONE
        )


class TestDying:
    def test_killed_between_sending_and_noting_it_goes_once_more_under_its_number(
        self, told, post, at_once, office, tmp_path
    ):
        user, *_ = at_once
        place = tmp_path / "worker"
        place.mkdir()
        worker = running.Run(
            office.instance, "work", DATABASE_URL=office.url,
            BARGAINING_SMTP_URL=f"smtp://127.0.0.1:{post.port}?security=none",
            BARGAINING_MAIL_FROM="xieshang@example.cn",
        )  # fmt: skip
        post.on_content = lambda: os.kill(worker.process.pid, signal.SIGKILL)
        try:
            running.until(lambda: post.taken)
            worker.process.wait(10)
        finally:
            worker.process.kill()
            worker.process.communicate()
        assert only(told, user).state == WAITING

        post.on_content = lambda: None
        a_worker_died(office.url)
        told.work()

        assert only(told, user).state == SENT
        assert [mail["Message-ID"] for mail in post.taken] == [only(told, user).message_id] * 2

    def test_a_message_that_kills_every_worker_is_given_up(self, told, at_once, office):
        user, *_ = at_once
        a_worker_died(office.url, times=runner.TRIES + 1)

        told.work()

        assert (only(told, user).state, only(told, user).problem) == (FAILED, delivering.BROKEN)

    def test_one_in_somebodys_hand_is_left_to_them(self, told, post, at_once):
        user, *_ = at_once
        number = only(told, user).id
        with told.app.app_context(), db.transaction(SYSTEM) as session:
            assert delivery_actions.take_up(session, number, at=clock.now()) is not None
            other = threading.Thread(target=delivering.run, args=(told.app, number))
            other.start()
            other.join(10)

            assert not other.is_alive()
        assert post.taken == []
        assert only(told, user).state == WAITING

    def test_one_that_no_queue_knows_of_is_found_again(self, told, post, at_once, office):
        user, *_ = at_once
        told.due_now(only(told, user).id)
        emptied(office.url)
        soon = clock.now() + timedelta(minutes=29)
        late = clock.now() + timedelta(minutes=31)
        with told.app.app_context(), db.transaction(SYSTEM) as session:
            assert deliveries_out.take_up_lost(session, at=soon) == 0
            assert deliveries_out.take_up_lost(session, at=late) == 1
            assert deliveries_out.take_up_lost(session, at=late) == 0

        told.work()

        assert only(told, user).state == SENT


class TestOtherWays:
    def test_a_robot_a_webhook_and_a_telephone_are_told_too(self, told, tls):
        with outside.web_server(tls=tls) as ear:
            told.set(
                BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{ear.port}",
                BARGAINING_SMS_URL=f"{ear.address}/sms",
            )
            user = told.person(
                timing="now",
                ways={Channel.WEBHOOK: f"{ear.address}/hook", Channel.SMS: "13800138000"},
            )
            number = told.offered_case()
            assert told.post(told.remind(user, number)) == 2

            told.work()

        heard = {one.path: one.content for one in ear.heard}
        assert number in heard["/hook"]["message"]
        assert "商贸" not in heard["/hook"]["message"]  # others of the group read it
        assert heard["/sms"]["to"] == "13800138000"
        assert number not in heard["/sms"]["text"]
        assert {one.state for one in told.deliveries(user)} == {SENT}

    def test_a_trial_says_that_it_is_one_and_is_asked_for_once_a_minute(self, told, post):
        user = told.person(timing="never", ways=MAIL)
        at = clock.now()
        with told.app.app_context(), db.transaction(OPERATOR) as session:
            account = user_queries.get_user(session, user, actor=OPERATOR)
            actor = user_queries.find_actor(account, on=TODAY, wanted=None)
            made = delivery_actions.ask_test(
                session, actor=actor, channel=Channel.EMAIL, host="example.cn", on=TODAY, at=at
            )
            queue.send(session, [made])
            again = delivery_actions.ask_test(
                session, actor=actor, channel=Channel.EMAIL, host="example.cn", on=TODAY, at=at
            )
        assert again is None

        told.work()

        assert only(told, user).state == SENT
        assert post.taken[0]["Subject"] == "[工资集体协商] 试发：提醒能够收到"
        assert "这次没有要办的事" in post.taken[0].get_body(["plain"]).get_content()

    def test_a_code_alone_goes_to_an_address_that_is_not_proved(self, told, post):
        user = told.person(timing="now", ways=MAIL)
        asked = self.asked_for_code(told, user, "wang@example.cn")
        told.post(told.remind(user, told.offered_case()))
        told.work()

        by_address = {one["To"]: one for one in post.taken}
        assert set(by_address) == {"wang@example.cn", MAIL[Channel.EMAIL]}
        with told.writing() as session:
            row = session.get(UnprovedWay, (user, Channel.EMAIL.value))
            code = PersonKey(told.settings.person_key).open(row.code)
        said = by_address["wang@example.cn"].get_body(["plain"]).get_content()
        assert code in said
        assert "商贸" not in said
        assert "李社工" not in said
        assert "商贸" in by_address[MAIL[Channel.EMAIL]].get_body(["plain"]).get_content()
        assert [one.state for one in told.deliveries(user) if one.id == asked] == [SENT]

    def test_a_code_that_nobody_needs_any_more_is_not_sent(self, told, post):
        user = told.person(timing="never")
        asked = self.asked_for_code(told, user, "wang@example.cn")
        with told.writing() as session:
            session.delete(session.get(UnprovedWay, (user, Channel.EMAIL.value)))

        told.work()

        assert post.taken == []
        (delivery,) = told.deliveries(user)
        assert (delivery.id, delivery.state, delivery.problem) == (
            asked, DROPPED, delivering.CODE_USED,
        )  # fmt: skip

    def test_an_address_that_nobody_proved_is_let_go_after_a_day(self, told, post):
        user = told.person(timing="never")
        self.asked_for_code(told, user, "wang@example.cn")
        left = []
        for ago in (timedelta(hours=23), timedelta(hours=25)):
            with told.writing() as session:
                codes.sweep(session, at=clock.now() + ago)
                session.flush()
                left.append(session.get(UnprovedWay, (user, Channel.EMAIL.value)) is not None)

        assert left == [True, False]

    def asked_for_code(self, told, user, address):
        with told.app.app_context(), db.transaction(OPERATOR) as session:
            account = user_queries.get_user(session, user, actor=OPERATOR)
            actor = user_queries.find_actor(account, on=TODAY, wanted=None)
            way = contact_ways.read(Channel.EMAIL, address)
            key = PersonKey(told.settings.person_key)
            codes.ask_way(session, way, key=key, actor=actor, at=clock.now())
            made = delivery_actions.ask_code(
                session, actor=actor, channel=Channel.EMAIL, host="example.cn", on=TODAY,
                at=clock.now(),
            )  # fmt: skip
            queue.send(session, [made])
            return made

    def test_ten_trials_a_day_are_the_most_by_all_ways_together(self, told):
        user = told.person(timing="never", ways=MAIL)
        other = told.person(timing="never", ways=MAIL)
        for place in range(10):
            channel = (Channel.EMAIL, Channel.WECOM)[place % 2]
            assert self.tried(told, user, channel, minute=place) is not None

        with pytest.raises(Refused, match="今天试发和验证码已经有 10 条，请明天再试"):
            self.tried(told, user, Channel.EMAIL, minute=50)
        assert self.tried(told, other, Channel.EMAIL, minute=50) is not None
        assert self.tried(told, user, Channel.EMAIL, minute=50, on=TODAY + DAY) is not None

    def tried(self, told, user, channel, *, minute, on=TODAY):
        with told.app.app_context(), db.transaction(OPERATOR) as session:
            account = user_queries.get_user(session, user, actor=OPERATOR)
            return delivery_actions.ask_test(
                session, actor=user_queries.find_actor(account, on=TODAY, wanted=None),
                channel=channel, host="example.cn", on=on,
                at=clock.now() + timedelta(minutes=minute),
            )  # fmt: skip


def test_nothing_personal_leaves_in_a_message_a_log_or_a_reason(told, post, caplog, tls):
    """The register holds what people typed into it: telephones and numbers among it."""
    secrets = ("13912345678", "110108199001011234", "139 1234 5678")
    words = "{}：请联系王经理 13912345678，身份证 110108199001011234，电话 139 1234 5678。"
    with outside.web_server(tls=tls) as ear:
        told.set(
            BARGAINING_SMTP_URL=f"smtp://127.0.0.1:{post.port}?security=none",
            BARGAINING_MAIL_FROM="xieshang@example.cn",
            BARGAINING_WEBHOOK_HOSTS=f"127.0.0.1:{ear.port}",
            BARGAINING_SMS_URL=f"{ear.address}/sms",
        )
        user = told.person(
            name="13912345678", timing="now",
            ways={**MAIL, Channel.WEBHOOK: f"{ear.address}/hook", Channel.SMS: "13700137000"},
        )  # fmt: skip
        number = told.offered_case()
        with told.writing() as session:
            session.connection().exec_driver_sql(
                "UPDATE bargaining_case SET title = title || '（13912345678）' WHERE number = %s",
                (number,),
            )
        told.post(told.remind(user, number, stage="redated:1", words=words))
        with caplog.at_level(logging.DEBUG):
            told.work()
            ear.status, post.at_recipient = 500, f"451 <{MAIL[Channel.EMAIL]}> 13912345678 later"
            told.post(told.remind(user, number, stage="redated:2", words=words))
            told.work()

    mails = [part.get_content() for mail in post.taken for part in mail.iter_parts()]
    said = [mail["Subject"] for mail in post.taken] + mails
    said += [str(one.content) for one in ear.heard if one.path != "/sms"]
    said += [one.content["text"] for one in ear.heard if one.path == "/sms"]
    said += [one.problem for one in told.deliveries(user)]
    assert len(said) > 8
    for text in said:
        assert not mobiles.stands_in(text), text
        assert not any(secret in text for secret in secrets)
    ours = [
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if record.name.startswith(("bargaining", "apprise", "procrastinate"))
    ]
    assert ours
    for line in ours:
        assert not any(secret in line for secret in (*secrets, *MAIL.values(), "13700137000"))


def test_old_messages_are_let_go(told, at_once):
    user, *_ = at_once
    told.work()
    kept = only(told, user)

    with told.app.app_context():
        for days, gone in ((400, 0), (401, 1)):
            with db.transaction(SYSTEM) as session:
                later = kept.ended_at + timedelta(days=days - 1, hours=23, minutes=59)
                before = session.query(Delivery).filter_by(user_id=user).count()
                delivery_actions.sweep(session, at=later + timedelta(minutes=2 * gone))
                after = session.query(Delivery).filter_by(user_id=user).count()
                assert before - after == gone


def test_only_an_account_with_a_role_may_try_a_way(told):
    with told.app.app_context(), db.transaction(OPERATOR) as session:
        made = delivery_actions.ask_test(
            session, actor=OPERATOR, channel=Channel.EMAIL, host="x.cn", on=TODAY, at=clock.now()
        )
    assert made is None
