"""The week's digest: which supervisor gets one, of what is stuck where, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bargaining import clock
from bargaining.jobs import digests
from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries.deliveries import DROPPED, SENT
from bargaining.rules.contact_ways import Channel
from bargaining.rules.roles import Role
from tests.office import furnished
from tests.told import DAY, TODAY, told_by_mail

MAIL = {Channel.EMAIL: "li@example.cn"}
MONDAY = TODAY - TODAY.weekday() * DAY
SITE = "https://xieshang.example.cn"


def text_of(mail):
    return mail.get_body(["plain"]).get_content()


def late_case(told, days=40):
    return told.offered_case(on=TODAY - days * DAY)


def ask_week(told, *, on=MONDAY, hour=9):
    at = datetime.combine(on, time(hour), clock.LEGAL_ZONE).astimezone(UTC)
    with told.app.app_context():
        return digests.run_weekly(on=on, at=at).done


def moved(told, number, *, street):
    """Let a case and its enterprise be of another street."""
    with told.writing() as session:
        case = session.query(Case).filter_by(number=number).one()
        for one in (case, session.get_one(Enterprise, case.enterprise_id)):
            one.street_code, one.district_code = street, street[:6]


class TestTheWeek:
    def test_a_supervisor_reads_what_is_stuck_with_whom_and_since_when(self, told, post):
        user = told.person(role=Role.DISTRICT, place="110108", ways=MAIL, name="王干部")
        instructor = told.person(role=Role.INSTRUCTOR, place="110108", name="赵指导")
        number = late_case(told, days=60)
        with told.writing() as session:
            case = session.query(Case).filter_by(number=number).one()
            session.add(
                Assignment(
                    user_id=instructor, enterprise_id=case.enterprise_id, from_on=MONDAY - 90 * DAY
                )
            )

        assert ask_week(told) == 1
        told.work()

        (mail,) = post.taken
        said = text_of(mail)
        assert "[工资集体协商] 本周督办：逾期" in mail["Subject"]
        assert number in said
        assert "书面答复，应由企业办理" in said
        assert "指导员 赵指导" in said
        assert "海淀街道 1" in said
        assert "https://xieshang.example.cn/duties?list=overdue&street=110108012" in said
        assert told.deliveries(user)[0].state == SENT

    def test_the_oldest_comes_first(self, told, post):
        told.person(role=Role.STREET, ways=MAIL)
        newer, older = late_case(told, days=35), late_case(told, days=90)

        ask_week(told)
        told.work()

        said = text_of(post.taken[0])
        assert said.index(older) < said.index(newer)

    def test_once_a_week_and_role_and_way(self, told):
        told.person(role=Role.STREET, ways=MAIL)

        assert ask_week(told) == 1
        assert ask_week(told) == 0
        assert ask_week(told, on=MONDAY + 6 * DAY) == 0
        assert ask_week(told, on=MONDAY + 7 * DAY) == 1

    def test_after_a_stop_over_monday_the_first_day_of_the_week_does_it(self, told):
        told.person(role=Role.STREET, ways=MAIL)

        assert ask_week(told, on=MONDAY + 2 * DAY, hour=1) == 1

    @pytest.mark.parametrize(("hour", "asked"), [(7, 0), (8, 1)])
    def test_on_monday_not_before_eight(self, told, hour, asked):
        told.person(role=Role.STREET, ways=MAIL)

        assert ask_week(told, hour=hour) == asked

    @pytest.mark.parametrize(
        ("role", "timing", "weekly", "asked"),
        [(Role.STREET, "morning", True, 1), (Role.STREET, "now", True, 1),
         (Role.STREET, "morning", False, 0), (Role.STREET, "never", True, 0),
         (Role.STREET_STAFF, "morning", True, 0), (Role.INSTRUCTOR, "morning", True, 0),
         (Role.CITY, "morning", True, 1)],
    )  # fmt: skip
    def test_supervisors_who_want_it(self, told, role, timing, weekly, asked):
        place = {Role.CITY: "110000"}.get(role, "110108012")
        told.person(role=role, place=place, timing=timing, weekly=weekly, ways=MAIL)

        assert ask_week(told) == asked

    def test_nobody_reads_of_another_territory(self, told, post):
        number, theirs = late_case(told), late_case(told)
        moved(told, theirs, street="110105001")
        told.person(role=Role.DISTRICT, place="110105", ways=MAIL)
        told.person(role=Role.STREET, place="110105001", ways=MAIL)
        elsewhere = told.person(role=Role.STREET, place="110105002", ways=MAIL)

        assert ask_week(told) == 3
        told.work()

        assert len(post.taken) == 2
        for mail in post.taken:
            assert theirs in text_of(mail)
            assert number not in text_of(mail)
        assert told.deliveries(elsewhere)[0].state == DROPPED  # nothing is stuck there

    def test_what_it_says_is_found_when_it_is_sent(self, told, post):
        user = told.person(role=Role.STREET, ways=MAIL)
        number, left = late_case(told, days=3000), late_case(told, days=2900)
        ask_week(told)
        told.office.take(number, "record_reply", TODAY, reply_method="letter")

        told.work()

        (mail,) = post.taken
        assert left in text_of(mail)
        assert number not in text_of(mail)
        assert len(told.deliveries(user)) == 1


class TestWhatItNames:
    """What a whole territory has, in a system that has nothing else."""

    @pytest.fixture
    def told(self, make_furnished, tmp_path, post):
        with furnished(make_furnished(), tmp_path) as made:
            yield told_by_mail(made, post)

    def sent(self, told, post):
        assert ask_week(told) == 1
        told.work()
        (mail,) = post.taken
        return mail

    def test_the_city_reads_how_many_each_district_has(self, told, post):
        told.person(role=Role.CITY, place="110000", ways=MAIL)
        for _ in range(2):
            late_case(told)
        moved(told, late_case(told), street="110105001")

        said = text_of(self.sent(told, post))

        places = said[said.index("各地逾期") :]
        for name, number, code in (("海淀区", 2, "110108"), ("朝阳区", 1, "110105")):
            assert (
                f"{name} {number}　{SITE}/duties?list=overdue&district={code}"
                in places.splitlines()
            )
        assert "街道" not in places

    def test_a_street_reads_no_list_of_places(self, told, post):
        told.person(role=Role.STREET, ways=MAIL)
        number = late_case(told)

        said = text_of(self.sent(told, post))

        assert number in said
        assert "各地逾期" not in said
        assert "street=" not in said

    def test_where_nothing_is_late_the_silence_to_come_is_told(self, told, post):
        told.person(role=Role.STREET, ways=MAIL)
        told.office.filed_case(on=TODAY - 3 * DAY)

        mail = self.sent(told, post)

        assert "本周督办：逾期 0 项" in mail["Subject"]
        said = text_of(mail)
        assert f"默示生效将至 1　{SITE}/duties?list=silence" in said
        assert "尚未答复 0" in said
        assert "待派指导员 0" in said
        assert "没有逾期的事项" in said
