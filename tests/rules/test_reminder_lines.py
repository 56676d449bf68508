"""What a reminder says of its deadline, on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bargaining.rules import reminder_lines
from bargaining.rules.reminder_lines import Dated
from bargaining.rules.reminders import PLACEHOLDERS
from bargaining.rules.states import Holder

DAY = timedelta(days=1)
ACT_BY, LAST_ON = date(2026, 10, 1), date(2026, 10, 8)
NOW = Dated(ACT_BY, LAST_ON)


def given(on=date(2026, 9, 26), **more):
    usual = {
        "title": "示例餐饮", "number": "110108-2026-0001", "label": "书面答复截止",
        "holder": Holder.EMPLOYER, "act_by": ACT_BY, "last_on": LAST_ON, "latest": LAST_ON,
        "certain": True,
    }  # fmt: skip
    return reminder_lines.given(**{**usual, **more}, on=on)


def test_every_placeholder_has_its_value_and_none_is_missing():
    assert given().keys() == PLACEHOLDERS.keys()


def test_the_days_are_written_with_their_weekday_and_the_duty_with_its_holder():
    assert given() == {
        "单位": "示例餐饮",
        "案号": "110108-2026-0001",
        "事项": "书面答复截止",
        "义务方": "企业",
        "期限": "10月1日（周四）",
        "最后": "10月8日（周四）",
        "还剩": "还剩 5 天",
        "余地": "，按最长的算法到10月8日（周四）",
        "已过": "已过 0 天",
    }


@pytest.mark.parametrize("holder", list(Holder))
def test_every_side_has_its_words(holder):
    assert given(holder=holder)["义务方"]


@pytest.mark.parametrize(
    ("days", "said"),
    [(5, "还剩 5 天"), (1, "还剩 1 天"), (0, "就是今天"), (-1, "已过 1 天"), (-7, "已过 7 天")],
)
def test_the_days_left_are_counted_to_the_day_to_act_by(days, said):
    assert given(on=ACT_BY - days * DAY)["还剩"] == said


@pytest.mark.parametrize(("days", "said"), [(-1, "0 天"), (0, "0 天"), (1, "1 天"), (15, "15 天")])
def test_the_days_gone_are_counted_from_the_last_day_in_time(days, said):
    assert given(on=LAST_ON + days * DAY)["已过"] == f"已过 {said}"


def test_the_year_is_named_only_where_it_is_another():
    assert given(on=date(2025, 12, 31))["期限"] == "2026年10月1日（周四）"
    assert given(on=date(2026, 1, 1))["期限"] == "10月1日（周四）"


class TestWhileTheNoticeIsNotOut:
    def test_the_day_is_said_to_be_between_two(self):
        said = given(certain=False, last_on=date(2026, 10, 9), latest=date(2026, 10, 9))

        assert said["期限"] == "10月1日（周四）至10月9日（周五）之间（放假安排公布后确定）"
        assert said["最后"] == "10月9日（周五，放假安排公布后确定）"

    def test_one_day_is_no_interval(self):
        assert given(certain=False, latest=ACT_BY)["期限"] == "10月1日（周四）"
        assert given(certain=False, latest=None)["期限"] == "10月1日（周四）"


class TestWhereNobodyCanBeLate:
    def test_the_last_day_is_the_latest_known_else_the_day_to_act_by(self):
        assert given(last_on=None)["最后"] == "10月8日（周四）"
        assert given(last_on=None, latest=None)["最后"] == "10月1日（周四）"


class TestANewDate:
    def moved(self, before, now=NOW, *, certain=True):
        return reminder_lines.moved(
            title="示例餐饮", label="审查期限届满", before=before, now=now, certain=certain,
            why="2026年放假安排", on=date(2026, 9, 26),
        )  # fmt: skip

    def test_where_only_the_last_day_moved_the_day_to_act_by_stays(self):
        assert self.moved(Dated(ACT_BY, date(2026, 10, 9))) == (
            "示例餐饮：“审查期限届满”的最后一天重新推算，原来最晚10月9日（周五），现在10月8日（周四）"
            "（2026年放假安排）。请仍按10月1日（周四）办理。"
        )

    def test_while_it_is_still_open_the_new_last_day_is_the_latest(self):
        assert "现在最晚10月8日（周四）" in self.moved(
            Dated(ACT_BY, date(2026, 10, 9)), certain=False
        )

    def test_where_the_day_to_act_by_moved_the_old_one_stands_beside_the_new(self):
        assert self.moved(Dated(date(2026, 9, 30), LAST_ON)) == (
            "示例餐饮：“审查期限届满”的期限重新推算，原来9月30日（周三），现在10月1日（周四），"
            "最后一天是10月8日（周四）（2026年放假安排）。"
        )

    def test_of_a_deadline_with_one_day_no_second_is_named(self):
        said = self.moved(Dated(date(2026, 9, 30), ACT_BY), Dated(ACT_BY, ACT_BY))

        assert said == (
            "示例餐饮：“审查期限届满”的期限重新推算，原来9月30日（周三），现在10月1日（周四）"
            "（2026年放假安排）。"
        )

    @pytest.mark.parametrize("before", [Dated(ACT_BY, LAST_ON), Dated(None, None)])
    def test_where_no_day_is_another_the_last_day_is_named_as_settled(self, before):
        assert self.moved(before) == (
            "示例餐饮：“审查期限届满”的日子已经重新推算，最后一天是10月8日（周四）"
            "（2026年放假安排）。请仍按10月1日（周四）办理。"
        )
