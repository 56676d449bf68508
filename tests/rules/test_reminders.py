"""Which line of a schedule is due on a day, for whom; and what no schedule may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import Unusable
from bargaining.rules import reminders
from bargaining.rules.reminders import (
    GRACE,
    LATE,
    LATE_ENTRY,
    Days,
    Line,
    Schedule,
    Schedules,
    When,
)
from bargaining.rules.roles import Role
from bargaining.rules.states import Holder

DAY = timedelta(days=1)
START = date(2026, 9, 11)
CHAIR, STAFF, STREET = Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET
INSTRUCTOR, DISTRICT = Role.INSTRUCTOR, Role.DISTRICT
# The reply to an offer of 11 September: by 1 October, in time until the 8th.
REPLY = Days(
    start_on=START, opens_on=None, act_by=date(2026, 10, 1), last_on=date(2026, 10, 8),
    holder=Holder.EMPLOYER, proved=True,
)  # fmt: skip


LAST = date(2026, 10, 8)


def line(when, days=0, *to, **more):
    return Line(When(when), to or (CHAIR,), "{单位}：{期限}", days, **more)


SCHEDULE = (
    line("before", 5), line("on_day", 0, CHAIR, INSTRUCTOR), line("after", 1, CHAIR, INSTRUCTOR),
    line("escalate", 7, STREET), line("escalate", 15, DISTRICT),
)  # fmt: skip


def stages(days, on, lines=SCHEDULE):
    return {role: one.line.stage for role, one in reminders.due(lines, days, on=on).items()}


class TestTheDayOfALine:
    @pytest.mark.parametrize(
        ("one", "expected"),
        [
            (line("started"), START),
            (line("before", 5), date(2026, 9, 26)),
            (line("before", 1), date(2026, 9, 30)),
            (line("on_day"), date(2026, 10, 1)),
            (line("after", 1), date(2026, 10, 9)),
            (line("escalate", 7), date(2026, 10, 15)),
        ],
    )
    def test_what_lies_ahead_counts_from_the_shortest_day_what_is_late_from_the_longest(
        self, one, expected
    ):
        assert reminders.fires_on(one, REPLY) == expected

    def test_a_window_is_told_of_when_it_opens(self):
        window = replace(REPLY, opens_on=date(2026, 8, 2), last_on=None)

        assert reminders.fires_on(line("opens"), window) == date(2026, 8, 2)
        assert reminders.fires_on(line("opens"), REPLY) is None

    def test_nobody_is_late_by_a_right(self):
        right = replace(REPLY, last_on=None)

        assert reminders.fires_on(line("after", 1), right) is None
        assert reminders.fires_on(line("escalate", 7), right) is None
        assert reminders.fires_on(line("on_day"), right) == right.act_by

    def test_nobody_is_called_late_on_an_unproved_start(self):
        unproved = replace(REPLY, proved=False)

        assert reminders.fires_on(line("after", 1), unproved) is None
        assert reminders.fires_on(line("before", 5), unproved) == date(2026, 9, 26)

    @pytest.mark.parametrize("holder", list(Holder))
    def test_a_line_for_one_sides_duty_is_told_of_no_others(self, holder):
        one = line("on_day", holder=Holder.UNION)

        told = reminders.fires_on(one, replace(REPLY, holder=holder))

        assert (told is not None) is (holder is Holder.UNION)

    @pytest.mark.parametrize("proved", [True, False])
    @pytest.mark.parametrize("wanted", [True, False])
    def test_a_line_for_what_is_proved_is_not_told_of_what_is_not(self, proved, wanted):
        one = line("on_day", proved=wanted)

        told = reminders.fires_on(one, replace(REPLY, proved=proved))

        assert (told is not None) is (proved is wanted)


class TestWhatIsDue:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2026, 9, 25), {}),
            (date(2026, 9, 26), {CHAIR: "before:5"}),
            (date(2026, 9, 30), {CHAIR: "before:5"}),
            (date(2026, 10, 1), {CHAIR: "on_day", INSTRUCTOR: "on_day"}),
            (date(2026, 10, 8), {CHAIR: "on_day", INSTRUCTOR: "on_day"}),
            (date(2026, 10, 9), {CHAIR: "after:1", INSTRUCTOR: "after:1"}),
            (date(2026, 10, 14), {CHAIR: "after:1", INSTRUCTOR: "after:1"}),
            (date(2026, 10, 15), {CHAIR: "after:1", INSTRUCTOR: "after:1", STREET: "escalate:7"}),
            (date(2026, 10, 23), {
                CHAIR: "after:1", INSTRUCTOR: "after:1", STREET: "escalate:7",
                DISTRICT: "escalate:15",
            }),
            (date(2026, 10, 24), {STREET: "escalate:7", DISTRICT: "escalate:15"}),
            (date(2026, 10, 30), {DISTRICT: "escalate:15"}),
            (date(2026, 11, 6), {DISTRICT: "escalate:15"}),
            (date(2026, 11, 7), {}),
        ],
    )  # fmt: skip
    def test_each_audience_hears_the_newest_line_whose_day_has_come(self, on, expected):
        assert stages(REPLY, on) == expected

    def test_after_a_stop_of_days_only_the_newest_is_told(self):
        late = reminders.due(SCHEDULE, REPLY, on=date(2026, 10, 20))[CHAIR]

        assert (late.line.stage, late.fired_on) == ("after:1", date(2026, 10, 9))

    @pytest.mark.parametrize(("days", "told"), [(0, True), (14, True), (15, False)])
    def test_what_came_more_than_a_fortnight_ago_is_let_go(self, days, told):
        one = line("started")
        far = replace(REPLY, act_by=START + 90 * DAY, last_on=START + 90 * DAY)

        assert bool(reminders.due([one], far, on=START + days * DAY)) is told

    def test_once_the_last_day_is_over_nobody_is_asked_to_be_in_time(self):
        ahead = [line("before", 5), line("on_day", 0, INSTRUCTOR)]

        assert stages(REPLY, date(2026, 10, 8), ahead) == {
            CHAIR: "before:5", INSTRUCTOR: "on_day",
        }  # fmt: skip
        assert stages(REPLY, date(2026, 10, 9), ahead) == {}

    def test_a_right_that_is_over_is_not_spoken_of(self):
        right = replace(REPLY, last_on=None)

        assert stages(right, right.act_by) == {CHAIR: "on_day", INSTRUCTOR: "on_day"}
        assert stages(right, right.act_by + DAY) == {}

    def test_what_lies_ahead_speaks_of_the_day_to_act_by_what_is_late_of_the_last(self):
        assert reminders.due(SCHEDULE, REPLY, on=REPLY.act_by)[CHAIR].about_on == REPLY.act_by
        late = reminders.due(SCHEDULE, REPLY, on=date(2026, 10, 9))[CHAIR]
        assert late.about_on == REPLY.last_on

    def test_of_two_lines_of_one_day_the_later_in_the_schedule_is_told(self):
        both = [line("before", 20), line("started")]

        assert stages(REPLY, START, both) == {CHAIR: "started"}


# ── drawn to the boundary ────────────────────────────────────────────────────────────────────

LENGTHS = st.sampled_from([1, 2, 5, 7, 13, 14, 15, 30, 120])
ROLES = st.lists(st.sampled_from(reminders.AUDIENCES), min_size=1, max_size=6, unique=True)


@st.composite
def lines(draw):
    when = draw(st.sampled_from(When))
    return Line(
        when,
        tuple(draw(ROLES)),
        "{单位}",
        draw(LENGTHS) if when in reminders.COUNTED else 0,
        holder=draw(st.sampled_from([None, Holder.EMPLOYER, Holder.UNION])),
        proved=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def deadlines(draw):
    length = draw(st.sampled_from([0, 1, 5, 15, 20, 60]))
    more = draw(st.sampled_from([None, 0, 1, 7]))
    act_by = START + length * DAY
    return Days(
        start_on=START,
        opens_on=draw(st.sampled_from([None, act_by - 60 * DAY, START])),
        act_by=act_by,
        last_on=None if more is None else act_by + more * DAY,
        holder=draw(st.sampled_from([Holder.EMPLOYER, Holder.UNION])),
        proved=draw(st.booleans()),
    )


@st.composite
def told_days(draw):
    """A schedule, a deadline, and a day at the edge of one of its lines or of its last day."""
    schedule = draw(st.lists(lines(), min_size=1, max_size=8))
    days = draw(deadlines())
    edges = [day for one in schedule if (day := reminders.fires_on(one, days))]
    edges += [one + GRACE * DAY for one in edges] + [days.act_by, days.last_on or days.act_by]
    on = draw(st.sampled_from(edges)) + draw(st.integers(-2, 2)) * DAY
    return schedule, days, on


@given(told_days())
def test_each_audience_gets_one_line_that_names_it_and_came_within_the_fortnight(drawn):
    schedule, days, on = drawn

    for role, chosen in reminders.due(schedule, days, on=on).items():
        assert role in chosen.line.to
        assert chosen.fired_on == reminders.fires_on(chosen.line, days)
        assert on - GRACE * DAY <= chosen.fired_on <= on
        came = [
            fired
            for one in schedule
            if role in one.to and (fired := reminders.fires_on(one, days)) and fired <= on
            and (one.when in LATE or on <= max(days.act_by, days.last_on or days.act_by))
        ]  # fmt: skip
        assert chosen.fired_on == max(came)


@given(told_days())
def test_nobody_is_called_late_before_the_last_day_is_over_nor_asked_to_be_in_time_after(drawn):
    schedule, days, on = drawn

    for chosen in reminders.due(schedule, days, on=on).values():
        if chosen.line.when in LATE:
            assert days.proved or chosen.line.proved is False
            assert days.last_on is not None
            assert on > days.last_on
            assert chosen.about_on == days.last_on
        else:
            in_time = on <= max(days.act_by, days.last_on or days.act_by)
            assert in_time or (days.is_open_ended and chosen.line.when is When.ON_DAY)
            assert chosen.about_on == days.act_by


@given(told_days())
def test_the_same_day_asked_again_tells_the_same(drawn):
    schedule, days, on = drawn

    assert reminders.due(schedule, days, on=on) == reminders.due(schedule, days, on=on)


@given(told_days(), st.integers(1, GRACE))
def test_what_a_stopped_clock_tells_late_is_what_the_newest_day_would_have_told(drawn, stopped):
    """Whoever was told nothing since hears no more than one thing, never an older one."""
    schedule, days, on = drawn
    later = reminders.due(schedule, days, on=on + stopped * DAY)

    for role, chosen in reminders.due(schedule, days, on=on).items():
        if role in later:
            assert later[role].fired_on >= chosen.fired_on


@pytest.mark.parametrize(("after", "told"), [(0, True), (GRACE, True), (GRACE + 1, False)])
def test_what_was_entered_late_is_told_from_the_day_it_was_known(after, told):
    known = LAST + 40 * DAY
    days = replace(REPLY, known_on=known)

    assert bool(reminders.due([line("after", 1)], days, on=known + after * DAY)) is told


@pytest.mark.parametrize(("after", "told"), [(0, True), (GRACE, True), (GRACE + 1, False)])
def test_the_day_of_what_has_no_last_day_is_told_late_as_well(after, told):
    days = replace(REPLY, last_on=None, is_open_ended=True)

    assert bool(reminders.due([line("on_day")], days, on=days.act_by + after * DAY)) is told


def test_the_day_of_a_window_is_not_told_late():
    days = replace(REPLY, last_on=None)

    assert not reminders.due([line("on_day")], days, on=days.act_by + DAY)


def test_of_a_missing_proof_a_line_may_still_speak_when_the_day_is_over():
    days = replace(REPLY, proved=False)
    about_proof = replace(line("after", 1), proved=False)

    assert reminders.due([about_proof, line("after", 1)], days, on=LAST + DAY) == {
        Role.UNION_CHAIR: reminders.Chosen(about_proof, LAST + DAY, LAST)
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (("before", 5), "到期前 5 天"), (("after", 1), "逾期 1 天后"),
        (("escalate", 7), "逾期 7 天上报"), (("on_day",), "到期当天"),
    ],
)  # fmt: skip
def test_a_line_says_when_it_is_told(written, said):
    assert line(*written).label == said


# ── what is refused ──────────────────────────────────────────────────────────────────────────


def row(**more):
    given = {"when": "before", "days": 5, "to": ["union_chair"], "words": "{单位}：{期限}"}
    return {**given, **more}


def read(*rows, **more):
    return reminders.read_schedule({"rule": "T-OFFER-REPLY", "lines": list(rows), **more})


class TestReadSchedule:
    def test_a_whole_schedule_is_read_as_it_stands(self):
        held = read(row(), row(when="on_day", days=0, to=["union_chair", "instructor"]),
                    move="record_reply")  # fmt: skip

        assert held == Schedule(
            "T-OFFER-REPLY",
            "record_reply",
            lines=(line("before", 5), line("on_day", 0, CHAIR, INSTRUCTOR)),
        )
        assert reminders.read_schedule(reminders.as_setting(held)) == held

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"to": []}, "第 1 条：请选择提醒谁。"),
            ({"to": ["city"]}, "第 1 条：请选择提醒谁。"),
            ({"to": ["admin", "union_chair"]}, "第 1 条：请选择提醒谁。"),
            ({"days": 0}, "第 1 条：天数应在 1 至 120 之间。"),
            ({"days": 121}, "第 1 条：天数应在 1 至 120 之间。"),
            ({"days": -1}, "第 1 条：天数应在 1 至 120 之间。"),
            ({"when": "on_day"}, "第 1 条：“到期当天”不用填天数。"),
            ({"words": "   "}, "第 1 条：请写提醒语。"),
            ({"words": "好" * 301}, "第 1 条：提醒语最多 300 个字，现在 301 个。"),
            ({"words": "{主席}请办"}, "花括号里只能写：{单位}、{案号}、{事项}"),
            ({"words": "{单位"}, "花括号里只能写"),
            ({"words": "单位}"}, "花括号里只能写"),
            ({"words": "{}请办"}, "花括号里只能写"),
            ({"words": "请打 13800138000"}, "不要写电话、证件号码这样的长数字"),
            ({"words": "请打 6255234"}, "不要写电话、证件号码这样的长数字"),
        ],
    )
    def test_what_nobody_could_tell_is_refused_in_words(self, wrong, said):
        with pytest.raises(Unusable, match=".") as refused:
            read(row(**wrong))

        assert said in str(refused.value)
        assert refused.value.refusal.field == "lines"

    @pytest.mark.parametrize("days", [1, 120])
    def test_the_first_and_the_last_number_of_days_are_allowed(self, days):
        assert read(row(days=days)).lines[0].days == days

    def test_words_of_the_longest_and_a_short_number_are_allowed(self):
        words = "好" * 294 + "123456"

        assert read(row(words=words)).lines[0].words == words

    def test_at_most_twelve_lines(self):
        twelve = [row(days=days) for days in range(1, 13)]

        assert len(read(*twelve).lines) == 12
        with pytest.raises(Unusable, match="最多 12 条"):
            read(*twelve, row(days=13))

    @pytest.mark.parametrize("note", ["", "  "])
    def test_without_lines_the_reason_is_asked_for(self, note):
        with pytest.raises(Unusable, match="请写明原因") as refused:
            read(note=note)

        assert refused.value.refusal.field == "note"
        assert read(note="不推算").note == "不推算"

    def test_two_lines_that_tell_the_same_people_at_the_same_moment_are_one_too_many(self):
        with pytest.raises(Unusable, match="第 2 条：“到期前 5 天”提醒企业工会主席，前面已经写了"):
            read(row(), row(to=["union_chair", "instructor"]))

    @pytest.mark.parametrize(
        "other",
        [{"days": 6}, {"to": ["instructor"]}, {"holder": "employer"}, {"proved": True},
         {"when": "after"}],
    )  # fmt: skip
    def test_two_lines_that_differ_in_the_least_are_two(self, other):
        assert len(read(row(), row(**other)).lines) == 2

    def test_every_line_is_complained_of_by_its_number(self):
        good, bad = line("before", 5), line("before", 0)

        assert reminders.problems([good, bad, good, bad]) == {
            2: "天数应在 1 至 120 之间。",
            3: "“到期前 5 天”提醒企业工会主席，前面已经写了一条，请合成一条。",
            4: "天数应在 1 至 120 之间。",
        }

    @pytest.mark.parametrize(
        "broken", [{"when": "someday"}, {"to": ["nobody"]}, {"colour": "red"}, {"days": "5"}]
    )
    def test_what_is_no_schedule_is_refused(self, broken):
        with pytest.raises(Unusable):
            read(row(**broken))


class TestSay:
    def test_every_placeholder_is_filled_and_the_rest_stays(self):
        words = "{单位}（{案号}）：{已过}"

        given_ = {"单位": "示例餐饮", "案号": "一号", "已过": "3 天"}
        assert reminders.say(words, given_) == "示例餐饮（一号）：3 天"

    def test_what_is_filled_in_is_not_read_again(self):
        assert reminders.say("{单位}", {"单位": "{案号}公司"}) == "{案号}公司"


# ── whose schedule holds ─────────────────────────────────────────────────────────────────────


class TestWhoseScheduleHolds:
    standard = Schedule("T-SUE", "record_arbitration", lines=(line("before", 7),))
    citys = Schedule("T-SUE", "record_arbitration", lines=(line("before", 6),))
    streets = Schedule("T-SUE", "record_arbitration", lines=(line("before", 2),))
    places = ("110108012", "110108", "110000")

    def test_the_nearest_offices_prevails_then_the_standard(self):
        held = Schedules({"T-SUE": self.standard}, {"110000": {"T-SUE": self.citys}})

        assert held.of("T-SUE", places=self.places) == self.citys
        assert held.of("T-SUE", places=["310101"]) == self.standard
        nearer = held.with_own("110108012", ["T-SUE"], self.streets)
        assert nearer.of("T-SUE", places=self.places) == self.streets
        assert held.of("T-SUE", places=self.places) == self.citys
        back = nearer.with_own("110108012", ["T-SUE"], None)
        assert back.of("T-SUE", places=self.places) == self.citys

    def test_several_rules_are_set_each_under_its_own_name(self):
        held = Schedules({}, {}).with_own("110108", ["T-A", "T-B"], self.citys)

        assert held.of("T-B", places=["110108"]) == replace(self.citys, rule="T-B")

    def test_of_a_rule_nobody_knows_nobody_is_reminded(self):
        assert Schedules({}, {}).of("T-NEW", places=self.places) == Schedule("T-NEW")

    def test_the_reach_is_that_of_the_farthest_line_of_any_office(self):
        far = Schedule("T-SUE", lines=(line("before", 90), line("escalate", 60, DISTRICT)))
        held = Schedules({"T-SUE": self.standard}, {"110000": {"T-SUE": far}})

        assert held.reach() == (90, 60 + GRACE + LATE_ENTRY)
        assert Schedules({}, {}).reach() == (0, GRACE + LATE_ENTRY)
