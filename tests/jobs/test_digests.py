"""The morning's digest: who gets one, of what, and never twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining import clock, queue
from bargaining.actions import deliveries as delivery_actions
from bargaining.actions import users as user_actions
from bargaining.jobs import digests
from bargaining.models.contact_way import ReminderChoice
from bargaining.queries.deliveries import DROPPED, FAILED, SENT
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import OPERATOR, SYSTEM, Role
from tests.office import AT
from tests.told import DAY, TODAY, by_day

MAIL = {Channel.EMAIL: "li@example.cn"}


def morning(told, *, on=TODAY, hour=12):
    with told.app.app_context():
        return digests.morning(on=on, at=by_day(), hour=hour).done


def kinds(told, user):
    return [one.kind for one in told.deliveries(user)]


def text_of(mail):
    return mail.get_body(["plain"]).get_content()


class TestMorning:
    def test_whoever_never_chose_gets_one_mail_with_all_that_is_new(self, told, post):
        user = told.person(ways=MAIL)
        numbers = [told.offered_case() for _ in range(3)]
        for number in numbers:
            told.remind(user, number)

        assert morning(told) == 1
        told.work()

        assert "3 件事要办" in post.taken[0]["Subject"]
        assert all(number in text_of(post.taken[0]) for number in numbers)
        assert "每天汇总成一条" in text_of(post.taken[0])
        (delivery,) = told.deliveries(user)
        assert delivery.key == f"morning:{user}:street_staff:email:{TODAY.isoformat()}"

    def test_again_it_finds_nobody(self, told):
        user = told.person(ways=MAIL)
        told.remind(user, told.offered_case())

        assert [morning(told), morning(told)] == [1, 0]
        told.work()
        assert morning(told, on=TODAY + DAY) == 0
        assert len(told.deliveries(user)) == 1

    @pytest.mark.parametrize("timing", ["morning", "now"])
    def test_two_schedulers_at_once_ask_for_one(self, told, timing):
        users = [told.person(timing=timing, ways=MAIL) for _ in range(5)]
        number = told.offered_case()
        for user in users:
            told.remind(user, number)
        both = [threading.Thread(target=morning, args=(told,)) for _ in range(2)]

        for one in both:
            one.start()
        for one in both:
            one.join()

        assert [len(told.deliveries(user)) for user in users] == [1] * 5

    def test_nothing_new_makes_no_mail(self, told):
        user = told.person(ways=MAIL)

        assert morning(told) == 0
        assert told.deliveries(user) == []

    @settings(max_examples=4, suppress_health_check=list(HealthCheck))
    @given(hour=st.sampled_from([6, 7]))
    def test_nobody_is_told_before_their_hour(self, told, hour):
        user = told.person(timing="morning", hour=7, ways=MAIL)
        told.remind(user, told.offered_case())

        morning(told, hour=hour)

        assert len(told.deliveries(user)) == (hour >= 7)

    def test_the_hour_is_that_of_the_legal_day(self, told):
        user = told.person(timing="morning", hour=7, ways=MAIL)
        told.remind(user, told.offered_case())
        seven = datetime.combine(TODAY, time(7), clock.LEGAL_ZONE)

        with told.app.app_context():
            digests.run(on=TODAY, at=(seven - timedelta(minutes=1)).astimezone(UTC))
            before = kinds(told, user)
            digests.run(on=TODAY, at=seven.astimezone(UTC))

        assert (before, kinds(told, user)) == ([], ["morning"])

    def test_who_wants_the_inbox_only_gets_nothing(self, told):
        user = told.person(timing="never", ways=MAIL)
        told.remind(user, told.offered_case())

        assert morning(told) == 0
        assert told.deliveries(user) == []

    def test_the_next_one_tells_what_is_new_and_counts_what_is_older(self, told, post):
        user = told.person(ways=MAIL)
        first, second = told.offered_case(), told.offered_case()
        told.remind(user, first, told_on=TODAY - DAY)
        morning(told, on=TODAY - DAY)
        told.work()
        told.remind(user, second)

        morning(told)
        told.work()

        said = text_of(post.taken[1])
        assert second in said
        assert first not in said
        assert "现在还没有办的另有 1 件" in said

    def test_each_way_is_told_of_what_it_did_not_tell(self, told):
        user = told.person(ways=MAIL)
        reminder = told.remind(user, told.offered_case())
        morning(told)
        with told.writing() as session:
            told.add_way(session, user, Channel.WECOM, "0a1b2c3d-1111-2222-3333-44445555abcd")
        assert morning(told, on=TODAY + DAY) == 1

        mail, robot = told.deliveries(user)
        assert (mail.channel, robot.channel) == ("email", "wecom")
        assert told.told_of(robot) == {reminder}

    def test_what_could_not_be_sent_is_in_the_next_one(self, told, post):
        user = told.person(ways=MAIL)
        reminder = told.remind(user, told.offered_case(), told_on=TODAY - DAY)
        post.at_recipient = "550 no such user"
        morning(told, on=TODAY - DAY)
        told.work()
        assert told.deliveries(user)[0].state == FAILED

        assert morning(told) == 1
        assert told.told_of(told.deliveries(user)[1]) == {reminder}

    def test_several_roles_are_several_mails(self, told):
        user = told.person(ways=MAIL)
        with told.writing() as session:
            grant = user_actions.NewGrant(
                role=Role.DISTRICT, from_on=TODAY - 9 * DAY, to_on=None, place_code="110108",
                union_id=None,
            )  # fmt: skip
            user_actions.grant_role(session, user, grant, actor=OPERATOR, at=AT)
        number = told.offered_case()
        told.remind(user, number)
        told.remind(user, number, role=Role.DISTRICT, stage="escalate:7")

        morning(told)

        assert {one.role for one in told.deliveries(user)} == {"street_staff", "district"}

    def test_old_news_is_no_news(self, told):
        user = told.person(ways=MAIL)
        told.remind(user, told.offered_case(), told_on=TODAY - 60 * DAY)
        other = told.person(ways=MAIL)
        told.remind(other, told.offered_case(), told_on=TODAY - 61 * DAY)

        morning(told)

        assert (kinds(told, user), kinds(told, other)) == (["morning"], [])

    def test_who_lost_the_role_is_not_written_for(self, told):
        user = told.person(ways=MAIL)
        told.remind(user, told.offered_case(), role=Role.INSTRUCTOR)

        assert morning(told) == 0


class TestPutOff:
    @pytest.mark.parametrize("timing", ["", "now"])
    def test_what_was_put_off_comes_again_on_its_day(self, told, post, timing):
        user = told.person(timing=timing, ways=MAIL)
        reminder = told.remind(user, told.offered_case(), told_on=TODAY - 3 * DAY)
        if timing:
            told.post(reminder, on=TODAY - 3 * DAY)
        else:
            morning(told, on=TODAY - 3 * DAY)
        told.work()
        told.change(reminder, snoozed_until=TODAY)

        assert morning(told, on=TODAY - DAY) == 0
        assert morning(told) == 1
        assert morning(told, on=TODAY + DAY) == 0
        told.work()

        assert len(post.taken) == 2

    def test_after_a_stop_of_days_it_still_comes(self, told):
        user = told.person(ways=MAIL)
        reminder = told.remind(user, told.offered_case(), told_on=TODAY - 3 * DAY)
        morning(told, on=TODAY - 3 * DAY)
        told.change(reminder, snoozed_until=TODAY)

        assert morning(told, on=TODAY + 5 * DAY) == 1

    def test_who_was_told_at_once_gets_no_digest_of_it(self, told):
        user = told.person(timing="now", ways=MAIL)
        told.post(told.remind(user, told.offered_case()))

        assert morning(told) == 0


class TestChangedBetween:
    """What was planned for somebody as they were, told to them as they are."""

    def test_who_wants_it_at_once_since_it_was_planned_is_told_within_the_hour(self, told, post):
        user = told.person(timing="morning", hour=20, ways=MAIL)
        reminders = [told.remind(user, told.offered_case()) for _ in range(6)]
        assert told.post(*reminders) == 0
        with told.writing() as session:
            session.get_one(ReminderChoice, user).timing = "now"

        assert [morning(told, hour=9), morning(told, hour=10)] == [1, 0]
        (delivery,) = told.deliveries(user)
        assert told.told_of(delivery) == set(reminders)
        told.work()
        assert "6 件事要办" in post.taken[0]["Subject"]
        assert "有提醒马上通知" in text_of(post.taken[0])

    def test_a_way_that_is_entered_later_tells_it_too(self, told):
        user = told.person(timing="now", ways=MAIL)
        reminder = told.remind(user, told.offered_case())
        told.post(reminder)
        with told.writing() as session:
            told.add_way(session, user, Channel.WECOM, "0a1b2c3d-1111-2222-3333-44445555abcd")

        assert [morning(told), morning(told)] == [1, 0]
        mail, robot = told.deliveries(user)
        assert (mail.channel, robot.channel) == ("email", "wecom")
        assert told.told_of(robot) == {reminder}

    def test_several_may_come_on_one_day(self, told):
        user = told.person(timing="now", ways=MAIL)
        for _ in range(2):
            told.remind(user, told.offered_case())
            assert morning(told) == 1

        assert len({one.key for one in told.deliveries(user)}) == 2


class TestTheAdministrator:
    @pytest.fixture
    def failed(self, told, post):
        """Somebody whose digest of yesterday failed, and what it was to tell."""
        user = told.person(ways=MAIL)
        reminder = told.remind(user, told.offered_case(), told_on=TODAY - DAY)
        post.at_recipient = "550 no such user"
        morning(told, on=TODAY - DAY)
        told.work()
        (delivery,) = told.deliveries(user)
        assert delivery.state == FAILED
        post.at_recipient = "250 OK"
        return user, reminder, delivery.id

    def does(self, told, act, number):
        with told.writing() as session:
            changed = act(session, [number], actor=SYSTEM, at=clock.now())
            assert changed == [number]
            queue.send(session, changed)

    def test_what_was_let_go_by_a_person_is_not_made_anew(self, told, post, failed):
        user, reminder, number = failed
        self.does(told, delivery_actions.give_up, number)

        assert morning(told) == 0
        # Put off by its reader it comes again on its day.
        told.change(reminder, snoozed_until=TODAY)
        assert morning(told) == 1
        assert len(told.deliveries(user)) == 2

    def test_what_had_nothing_to_say_any_more_was_told_by_nobody(self, told, post, failed):
        user, reminder, _number = failed
        morning(told)
        told.change(reminder, snoozed_until=TODAY + DAY)
        told.work()
        assert told.deliveries(user)[1].state == DROPPED
        told.change(reminder, snoozed_until=None)

        assert morning(told, on=TODAY + DAY) == 1

    @pytest.mark.parametrize("is_sent", [True, False])
    def test_what_a_newer_message_tells_is_not_told_again(self, told, post, failed, is_sent):
        user, _reminder, number = failed
        assert morning(told) == 1
        if is_sent:
            told.work()
        self.does(told, delivery_actions.send_again, number)
        told.work()

        old, new = told.deliveries(user)
        assert (old.state, new.state) == (DROPPED, SENT)
        assert "另一条消息" in old.problem
        assert len(post.taken) == 1

    def test_what_the_newer_message_does_not_tell_is_still_told(self, told, post):
        user = told.person(ways=MAIL)
        numbers = [told.offered_case() for _ in range(2)]
        first, second = (told.remind(user, one, told_on=TODAY - DAY) for one in numbers)
        post.at_recipient = "550 no such user"
        morning(told, on=TODAY - DAY)
        told.work()
        told.change(second, snoozed_until=TODAY + DAY)
        post.at_recipient = "250 OK"
        morning(told)
        told.work()
        told.change(second, snoozed_until=None)
        self.does(told, delivery_actions.send_again, told.deliveries(user)[0].id)
        told.work()

        assert [one.state for one in told.deliveries(user)] == [SENT, SENT]
        assert told.told_of(told.deliveries(user)[1]) == {first}
        assert numbers[0] not in text_of(post.taken[1])
        assert numbers[1] in text_of(post.taken[1])
