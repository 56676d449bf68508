"""Is it a calendar to those who read it? Two readers that are none of ours take it in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from bargaining.documents import calendar_feed
from bargaining.documents.calendar_feed import Entry

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ON = date(2026, 11, 30)
ONE = Entry(
    key="110108-2026-0001-T-OFFER-REPLY-3",
    first_on=ON,
    last_on=ON,
    summary="110108-2026-0001 书面答复",
    description="企业应在 2026年11月30日前书面答复。\n依据：《集体合同规定》第32条。",
    revision=7,
    changed_at=AT,
    url="https://xieshang.example.cn/cases/110108-2026-0001",
)
# Everything that has a meaning of its own in such a file, and long names.
TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [",", ";", ":", "\\", "\\n", "\\,", '"', "\n", "\r\n", "\r", "\t", " ", "BEGIN:VEVENT",
         "END:VCALENDAR", "😀", "👩‍👧", "喆", "北京示例餐饮管理有限责任公司" * 8,
         "\u2028", "\x85", "\x0b"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def by_icalendar(content):
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event


def by_vobject(content):
    return vobject.readOne(content.decode()).vevent


def test_both_readers_find_every_entry_with_its_days():
    later = replace(
        ONE, key="b", first_on=ON, last_on=ON + timedelta(days=9), summary="续签", url=""
    )

    content = calendar_feed.write_calendar("期限", [ONE, later])

    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [(one.decoded("dtstart"), one.decoded("dtend")) for one in found] == [
        (ON, date(2026, 12, 1)),
        (ON, date(2026, 12, 10)),
    ]
    read = vobject.readOne(content.decode()).vevent_list
    assert [(one.dtstart.value, one.dtend.value) for one in read] == [
        (ON, date(2026, 12, 1)),
        (ON, date(2026, 12, 10)),
    ]
    assert read[0].url.value == ONE.url
    assert not hasattr(read[1], "url")


def test_it_says_what_it_is_and_how_often_to_ask():
    content = calendar_feed.write_calendar("工资集体协商期限", [ONE])

    calendar = icalendar.Calendar.from_ical(content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["VERSION"] == "2.0"
    assert calendar["X-WR-CALNAME"] == "工资集体协商期限"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content
    assert vobject.readOne(content.decode()).x_wr_calname.value == "工资集体协商期限"
    assert b"VALARM" not in content


def test_an_empty_calendar_is_one_all_the_same():
    content = calendar_feed.write_calendar("期限", [])

    assert icalendar.Calendar.from_ical(content).walk("VEVENT") == []


def test_every_line_is_folded_and_ends_as_the_format_asks():
    content = calendar_feed.write_calendar("期限", [replace(ONE, summary="很长的名称" * 60)])

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n")


def test_an_entry_that_is_dated_anew_keeps_its_name_and_counts_up():
    moved = replace(ONE, first_on=ON + timedelta(days=3), last_on=ON + timedelta(days=3))
    moved = replace(moved, revision=8, changed_at=AT + timedelta(days=1))

    before = by_icalendar(calendar_feed.write_calendar("期限", [ONE]))
    after = by_icalendar(calendar_feed.write_calendar("期限", [moved]))

    assert after["UID"] == before["UID"] == f"{ONE.key}@{calendar_feed.OUR_NAME}"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("dtstamp") > before.decoded("dtstamp")
    assert after.decoded("dtstamp") == after.decoded("last-modified")


def test_the_same_entries_make_the_same_bytes():
    assert calendar_feed.write_calendar("期限", [ONE]) == calendar_feed.write_calendar(
        "期限", [ONE]
    )


@given(TEXTS, TEXTS)
@example("a;b,c\\n", "第一行\n第二行；，\\,")
@example("\u2028\x85\x0b\x1c", "\r\r\n\n")
@example("BEGIN:VEVENT\nEND:VCALENDAR", "x" * 300)
def test_any_text_comes_out_of_both_readers_as_it_went_in(summary, description):
    entry = replace(ONE, summary=summary, description=description)

    content = calendar_feed.write_calendar("期限", [entry])

    wanted = (calendar_feed.plain(summary), calendar_feed.plain(description))
    event = by_icalendar(content)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == wanted
    read = by_vobject(content)
    assert (read.summary.value, read.description.value) == wanted


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80))
def test_what_people_write_is_changed_in_nothing(text):
    assert calendar_feed.plain(text) == text


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_becomes_one(ending):
    assert calendar_feed.plain(f"甲{ending}乙") == "甲\n乙"


def test_what_no_calendar_can_hold_is_left_out():
    assert calendar_feed.plain("甲\x00\x07\ud800乙") == "甲乙"
