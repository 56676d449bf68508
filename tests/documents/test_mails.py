"""What a message says, in every form it leaves in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.documents import mails
from bargaining.documents.mails import Count, Reader, Stuck, Thing, Week

ON = date(2026, 10, 5)
SITE = "https://xieshang.example.cn"
READER = Reader("张主席", "企业工会主席", SITE)
DAY = timedelta(days=1)


def thing(
    *, about_on: date = date(2026, 10, 8), is_late: bool = False, number: str = "110108-2026-0001",
    told_on: date = ON, words: str = "", title: str = "北京示例餐饮有限公司", sure: str = "",
    last_on: date | None = None, proved: bool = True,
) -> Thing:  # fmt: skip
    said = words or f"{title}：企业应在10月8日（周四）前书面答复要约，还剩 3 天。"
    return Thing(
        title=title, number=number, label="书面答复", words=said, told_on=told_on,
        about_on=about_on, is_late=is_late, sure=sure, last_on=last_on, proved=proved,
        basis=("《工资集体协商试行办法》第17条", "《北京市集体合同条例》第32条", "《第三》第1条"),
    )  # fmt: skip


def told(*things: Thing, kind: str = "now", older: int = 0, reader: Reader = READER):
    return mails.reminders(things, reader=reader, kind=kind, older=older, on=ON)


class TestTheSubject:
    def test_one_thing(self):
        assert told(thing()).subject == "[工资集体协商] 1 件事要办：最晚10月8日（周四）"

    def test_several(self):
        later = thing(about_on=date(2026, 10, 20))

        subject = told(thing(), later, later).subject

        assert subject == "[工资集体协商] 3 件事要办：最近一件最晚10月8日（周四）"

    def test_some_of_them_late(self):
        late = thing(about_on=date(2026, 9, 30), is_late=True)

        assert told(late, thing()).subject == (
            "[工资集体协商] 2 件事要办：其中 1 件期限已过，最近一件最晚10月8日（周四）"
        )
        assert told(late).subject == "[工资集体协商] 1 件事要办：期限已过"

    def test_another_year_is_named(self):
        assert "最晚2027年1月4日（周一）" in told(thing(about_on=date(2027, 1, 4))).subject


class TestAMail:
    def test_it_says_whose_what_by_when_how_sure_and_why(self):
        message = told(thing(sure="待定：2027年的放假安排还没有公布"))

        for said in (message.text, message.html):
            for words in (
                "张主席，您好", "北京示例餐饮有限公司", "书面答复",
                "最晚10月8日（周四），还剩 3 天",
                "待定：2027年的放假安排还没有公布", "《工资集体协商试行办法》第17条",
                f"{SITE}/cases/110108-2026-0001", f"{SITE}/inbox", f"{SITE}/inbox/settings",
                "企业工会主席", "马上通知", "系统按登记的日期给出的提示",
            ):  # fmt: skip
                assert words in said, words
        assert "《第三》" not in message.text

    def test_the_enterprise_is_named_once_a_thing(self):
        assert told(thing()).text.count("北京示例餐饮有限公司") == 1

    def test_the_case_is_numbered_once_a_thing(self):
        title = "北京示例餐饮有限公司"
        one = thing(words=f"{title}（110108-2026-0001）：企业仍未答复要约。")

        assert "   企业仍未答复要约。\n" in told(one).text

    def test_without_an_address_of_the_site_no_link_stands_in_it(self):
        message = told(thing(), reader=Reader("张主席", "企业工会主席"))

        assert "http" not in message.text
        assert "href" not in message.html
        assert "请登录系统" in message.text
        assert message.settings_href == ""

    def test_what_was_told_days_ago_says_when(self):
        assert "10月3日（周六）提醒" in told(thing(told_on=date(2026, 10, 3))).text

    def test_a_late_one_names_the_last_day(self):
        late = thing(about_on=date(2026, 9, 30), is_late=True)

        assert "最后一天9月30日（周三），已过 5 天" in told(late).text

    def test_names_are_text_and_never_markup(self):
        message = told(thing(title="<b>甲&乙</b>公司", words="<script>x</script>"))

        assert "<script>" not in message.html
        assert "&lt;b&gt;甲&amp;乙&lt;/b&gt;公司" in message.html
        assert "<b>甲&乙</b>公司" in message.text

    def test_no_name_breaks_a_line(self):
        """What people typed must not look like a line of ours, nor like a head of the mail."""
        evil = "甲\r\nBcc: evil@x.cn\n\u2028公司"
        named = thing(title=evil, number="N\n1", words=f"{evil}：请\n答复。", sure="待定\n")
        reader = Reader(evil, evil, SITE)
        stuck = Stuck(evil, "N\n2", "答\n复", "企\n业", evil, date(2026, 9, 14), 21)
        week = Week(1, (stuck,), (Count(evil, 2, "/duties"),), (Count(evil, 3, "/duties"),))
        messages = (
            told(named, reader=reader),
            mails.week(week, reader=reader, on=ON),
            mails.trial(reader=reader, channel_label=evil, on=ON),
        )

        for message in messages:
            for said in (message.subject, message.text, message.brief, message.sms):
                assert not any(line.strip().startswith("Bcc") for line in said.splitlines())
                assert "N\n" not in said
            assert "甲 Bcc: evil@x.cn 公司" in message.text
            assert "\n" not in message.subject + message.sms
        assert "   请 答复。\n" in messages[0].text
        assert messages[0].text.splitlines() != [messages[0].text]

    def test_a_digest_tells_how_many_older_ones_are_open(self):
        message = told(thing(), kind="morning", older=4)

        assert "现在还没有办的另有 4 件" in message.text
        assert "现在还没有办的另有 4 件" in message.html
        assert "每天汇总成一条" in message.text
        assert "没有办的另有" not in told(thing(), kind="morning").text

    @given(st.integers(mails.MOST - 1, mails.MOST + 1))
    def test_so_many_are_told_one_by_one(self, count):
        message = told(*(thing(number=f"N-{place}") for place in range(count)))

        assert message.text.count("案件 N-") == min(count, mails.MOST)
        assert ("没有逐条列出" in message.text) is (count > mails.MOST)
        assert f"{count} 件事要办" in message.subject

    def test_it_loads_nothing_from_anywhere(self):
        html = told(thing()).html

        for tag in ("<img", "<link", "<script", "url(", "@import", "<iframe"):
            assert tag not in html


class TestShortForms:
    def test_a_group_reads_cases_by_number_and_no_names(self):
        brief = told(*(thing(number=f"N-{place}") for place in range(7)), older=3).brief

        assert "餐饮" not in brief
        assert "张主席" not in brief
        assert brief.count("N-") == mails.MOST_BRIEF
        assert "另有 2 件" in brief
        assert "工资集体协商" in brief  # the word by which a DingTalk robot may know it
        assert len(brief.encode()) <= 2048  # what WeCom takes

    @given(st.integers(1, 10_000), st.integers(0, 400), st.booleans())
    def test_a_short_message_is_short_and_names_nobody(self, count, days, late):
        things = [thing(about_on=ON + days * DAY)] * min(count, 3)
        if late:
            things += [thing(about_on=ON - DAY, is_late=True)] * min(count, 3)

        sms = told(*things).sms

        assert len(sms) <= mails.LONGEST_SMS
        assert sms.startswith("【工资集体协商】")
        assert f"{len(things)} 件事要办" in sms
        assert "餐饮" not in sms
        assert "张" not in sms


class TestTheWeek:
    def week(self, *, total: int = 2):
        stuck = Stuck(
            "北京示例物业有限公司", "110108-2026-0002", "书面答复", "企业（工会协助）",
            "指导员 王指导", date(2026, 9, 14), 21,
        )  # fmt: skip
        alone = Stuck(
            "北京示例货运有限公司", "110108-2026-0003", "公布", "双方", "", date(2026, 9, 30), 5
        )
        return Week(
            total=total,
            stuck=(stuck, alone)[:total],
            by_place=(Count("中关村街道", 2, "/duties?list=overdue&street=110108012"),),
            figures=(Count("默示生效将至", 3, "/duties?list=silence"),),
        )

    def test_it_says_what_is_stuck_with_whom_and_since_when(self):
        message = mails.week(self.week(), reader=READER, on=ON)

        assert message.subject == "[工资集体协商] 本周督办：逾期 2 项"
        for said in (message.text, message.html):
            for words in (
                "北京示例物业有限公司", "逾期 21 天", "书面答复，应由企业（工会协助）办理",
                "最后一天 9月14日（周一）", "指导员 王指导", "还没有指导员", "中关村街道",
                "默示生效将至 3", f"{SITE}/cases/110108-2026-0002",
            ):  # fmt: skip
                assert words in said, words
        assert "物业" not in message.brief + message.sms
        assert "王指导" not in message.brief + message.sms

    def test_the_oldest_only_are_told_one_by_one(self):
        found = self.week()
        more = Week(40, found.stuck, found.by_place, found.figures)

        assert "另有 38 项" in mails.week(more, reader=READER, on=ON).text

    def test_nothing_late_is_said_so(self):
        quiet = Week(0, (), (), (Count("默示生效将至", 3, "/duties?list=silence"),))

        message = mails.week(quiet, reader=READER, on=ON)

        assert "没有逾期的事项" in message.text
        assert "没有逾期的事项" in message.html


def test_a_trial_says_that_it_is_one():
    message = mails.trial(reader=READER, channel_label="电子邮件", on=ON)

    for said in (message.text, message.html, message.brief, message.sms):
        assert "试发" in said
        assert "这次没有要办的事" in said


def test_a_code_says_nothing_of_whoever_asked_for_it():
    """It may come to a stranger."""
    message = mails.code("012345", reader=READER, channel_label="电子邮件", on=ON)

    for said in (message.text, message.html, message.brief, message.sms):
        assert "012345" in said
        assert "不用理会" in said
        assert READER.name not in said
        assert READER.role_label not in said
    assert "012345" not in message.subject
    assert len(message.sms) <= mails.LONGEST_SMS
    assert f"{SITE}/inbox/settings" in message.text


@pytest.mark.parametrize("kind", ["reminders", "week", "trial", "code"])
def test_every_mail_has_both_its_forms(kind):
    assert (mails.TEMPLATES / "mails" / f"{kind}.txt").is_file()
    assert (mails.TEMPLATES / "mails" / f"{kind}.html").is_file()


class TestTheDayThatMattersNext:
    def test_once_the_shortest_day_is_over_the_last_in_time_is_named(self):
        late = thing(about_on=ON - DAY, last_on=ON + 3 * DAY)

        message = told(late)

        assert message.subject.endswith("1 件事要办：最晚10月8日（周四）")
        assert "10月4日（周日）已过，最晚10月8日（周四），还剩 3 天" in message.text

    def test_while_it_lies_ahead_it_is_the_shortest(self):
        assert "最晚10月8日（周四），还剩 3 天" in told(thing(last_on=ON + 9 * DAY)).text

    def test_a_day_that_nobody_proved_makes_nobody_late(self):
        """A filing without a receipt: what to do has no last day."""
        unproved = thing(about_on=ON - 10 * DAY, proved=False)

        alone, beside = told(unproved), told(unproved, thing())

        assert alone.subject.endswith("1 件事要办：请尽快办理")
        assert beside.subject.endswith("2 件事要办：最近一件最晚10月8日（周四）")
        for said in (alone.text, alone.html, alone.brief):
            assert "按报送之日推算到9月25日（周五），还没有收到凭证" in said
        assert "没有凭证，日子不能确定" in alone.text
        assert "日子确定" not in alone.text + alone.html
        assert "期限已过" not in alone.text + alone.sms
        assert "#a11a12" not in alone.html

    def test_a_day_that_is_over_without_a_last_one_is_not_named_as_one_to_come(self):
        assert "最晚" not in told(thing(about_on=ON - DAY)).subject

    def test_today_is_called_so(self):
        assert told(thing(about_on=ON)).subject.endswith("1 件事要办：今天到期")
        assert told(thing(about_on=ON), thing()).subject.endswith("最近一件今天到期")
