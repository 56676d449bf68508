"""Every step that a case can wait for is asked for in one polite sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.rules.reminder_words import day_words, sentence, sentence_of
from bargaining.rules.states import CaseState, Holder, Side
from bargaining.rules.waiting import Waiting, waiting_for

TODAY = date(2026, 9, 25)
DUE = date(2026, 10, 8)  # a Thursday
NAME = "北京示例餐饮有限公司"


def every_waiting() -> list[Waiting]:
    """All that `waiting_for` can answer, each once."""
    found = {
        waiting.words: waiting
        for state in CaseState
        for initiator in (None, *Side)
        for delivered in (True, False)
        for received in (True, False)
        for published in (True, False)
        if (
            waiting := waiting_for(
                state,
                initiator=initiator,
                delivered=delivered,
                received=received,
                published=published,
            )
        )
    }
    return list(found.values())


WAITINGS = every_waiting()

# What each sentence must ask for, in the words of people who do it.
ASKS_FOR = {
    "等送达要约书": ("时间和地点", "送达回证"),
    "等对方签收要约书": ("送达回证", "写明日期", "拍照"),
    "等企业书面答复": ("盖章", "书面答复", "拍照"),
    "等工会书面答复": ("工会名义", "书面答复"),
    "对方暂不同意，等再联系": ("方便见面的时间", "上门"),
    "等开协商会议": ("代表名单", "会议记录"),
    "协商中止，等恢复": ("恢复协商的时间",),
    "协商不成，等继续协商或者申请协调": ("双方各是什么意见", "协调"),
    "等人社部门协调": ("协调处理协议书", "拍照"),
    "等形成草案": ("工资方案", "草案"),
    "审议未通过，等修改草案": ("职工的意见", "再审议"),
    "等职代会审议": ("决议", "签到表", "应到"),
    "等双方签字": ("首席代表", "盖章", "签字页"),
    "等报送": ("一式三份", "报送说明", "受理单"),
    "等补记收到凭证": ("受理单", "快递"),
    "等人社部门审查": ("审查意见书", "送达日期"),
    "审查有异议，等修改后重报": ("重新签字", "新文本"),
    "等双方公布": ("全体职工", "公布的照片"),
    "等另一方公布": ("另一方", "公布的照片"),
    "已终止，等备案": ("备案", "拍照"),
}
BLAME = ("违法", "拒绝", "拒不", "逾期", "责令", "催促", "不配合", "必须", "警告")


def test_the_examples_name_every_step_there_is():
    assert {one.words for one in WAITINGS} == ASKS_FOR.keys()


@pytest.mark.parametrize("waiting", WAITINGS, ids=lambda one: one.words)
def test_each_step_says_what_to_do_or_bring_and_by_which_weekday(waiting):
    words = sentence(NAME, waiting, DUE, TODAY)

    assert words.startswith(f"您好，{NAME}：")
    assert "10月8日（周四）" in words
    for asked in ASKS_FOR[waiting.words]:
        assert asked in words


@pytest.mark.parametrize("waiting", WAITINGS, ids=lambda one: one.words)
@pytest.mark.parametrize("due_on", [None, TODAY, DUE, date(2026, 9, 1), date(2027, 1, 4)])
def test_it_is_one_sentence_that_blames_nobody(waiting, due_on):
    words = sentence(NAME, waiting, due_on, TODAY)

    assert words.count("。") == 1
    assert words.endswith("。")
    assert "\n" not in words
    assert "{" not in words
    assert "None" not in words
    assert "请" in words
    assert not [word for word in BLAME if word in words]


def test_without_a_day_no_day_is_named():
    for waiting in WAITINGS:
        words = sentence(NAME, waiting, None, TODAY)
        assert "月" not in words.replace(NAME, "")


def test_the_last_day_itself_is_called_today():
    waiting = next(one for one in WAITINGS if one.words == "等报送")

    assert "请在今天（9月25日，周五）把盖章的合同文本" in sentence(NAME, waiting, TODAY, TODAY)


def test_a_day_that_has_passed_is_told_without_reproach():
    waiting = next(one for one in WAITINGS if one.words == "等企业书面答复")

    words = sentence(NAME, waiting, date(2026, 9, 24), TODAY)

    assert "9月24日（周四）的期限已过，请尽快给一份盖章的书面答复" in words


def test_the_review_is_waited_for_by_nobody_and_only_its_end_is_told():
    waiting = next(one for one in WAITINGS if one.words == "等人社部门审查")

    assert "审查期到10月8日（周四）为止" in sentence(NAME, waiting, DUE, TODAY)
    assert "已经届满" in sentence(NAME, waiting, date(2026, 9, 24), TODAY)
    assert "审查结果出来后" in sentence(NAME, waiting, None, TODAY)


@dataclass
class Clock:
    """What `sentence_of` reads of a deadline."""

    remind_on: date | None
    overdue_after: date | None
    proof: Mapping[str, Any]


def filing(today, *, remind_on=date(2026, 9, 28), last_on=date(2026, 10, 8), proved=True):
    waiting = next(one for one in WAITINGS if one.words == "等报送")
    return sentence_of(NAME, waiting, Clock(remind_on, last_on, {"proved": proved}), today)


def test_the_shortest_source_is_asked_for_first_and_the_longest_makes_late():
    assert "请最晚在9月28日（周一）" in filing(date(2026, 9, 27))
    assert "请在今天（9月28日，周一）" in filing(date(2026, 9, 28))
    assert "请最晚在10月8日（周四）" in filing(date(2026, 9, 29))
    assert "请在今天（10月8日，周四）" in filing(date(2026, 10, 8))
    assert "10月8日（周四）的期限已过" in filing(date(2026, 10, 9))


def test_a_clock_whose_start_is_not_proved_names_no_day():
    assert "请这几天抽空" in filing(date(2026, 9, 27), proved=False)


def test_a_review_whose_end_is_not_sure_is_told_at_its_latest():
    waiting = next(one for one in WAITINGS if one.words == "等人社部门审查")
    clock = Clock(date(2027, 1, 2), date(2027, 1, 4), {"proved": True})

    assert "审查期最迟到2027年1月4日（周一）为止" in sentence_of(NAME, waiting, clock, TODAY)
    assert "已经届满" not in sentence_of(NAME, waiting, clock, date(2027, 1, 3))


def test_where_nothing_has_begun_the_year_is_opened():
    words = sentence(NAME, None, None, TODAY)

    assert "还没有开始" in words
    assert "去年的合同" in words


def test_a_step_nobody_has_written_a_sentence_for_is_still_asked_for():
    words = sentence(NAME, Waiting("close", "等办结", Holder.UNION), DUE, TODAY)

    assert words.startswith(f"您好，{NAME}：今年的工资集体协商现在“等办结”，")
    assert words.endswith("请最晚在10月8日（周四）和我们联系，一起把这一步办好。")


@given(
    st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.dates(date(2025, 1, 1), date(2030, 12, 31))
)
def test_the_year_is_named_exactly_where_it_is_another_one(day, today):
    assert (f"{day.year}年" in day_words(day, today=today)) is (day.year != today.year)
