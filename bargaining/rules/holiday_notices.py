"""Can this be the State Council's notice on a year's holidays? What is wrong, what is unusual."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bargaining import errors
from bargaining.rules.calendar import DECEMBER, NEW_YEAR_REACH_FROM, SATURDAY
from bargaining.rules.day_words import long_day, plain_day
from bargaining.rules.festivals import ONE_DAY, HolidayRecord

NEW_YEAR = "元旦"
LONGEST_SENSIBLE = 20  # a holiday of more days is a slip of the pen
FAR = 14  # days between a holiday and its make-up workday: the most so far are 11
NUMBER = re.compile(r"国(办)?(发明电|发|函|办发明电|办发|办函).?[〔\[（(]\d{4}[〕\]）)]\d+号")


@dataclass(frozen=True)
class PlannedHoliday:
    """One festival's days off and make-up workdays as a notice lists them (假期安排)."""

    festival: str
    days_off: tuple[date, ...]
    workdays: tuple[date, ...] = ()


@dataclass(frozen=True)
class NoticeDraft:
    """A notice as somebody enters it: the whole year's days off (拟录入的放假安排)."""

    year: int
    title: str
    document_number: str
    link: str
    issued_on: date | None
    holidays: tuple[PlannedHoliday, ...]

    @cached_property
    def off(self) -> dict[date, str]:
        """The days off with the festival they are for (放假日)."""
        return {on: each.festival for each in self.holidays for on in each.days_off}

    @cached_property
    def worked(self) -> dict[date, str]:
        """The make-up workdays with the festival they make up for (补班日)."""
        return {on: each.festival for each in self.holidays for on in each.workdays}


@dataclass(frozen=True)
class Stretch:
    """A festival's holiday from its first to its last day off, and its make-up days (放假区间)."""

    festival: str
    first: date | None
    last: date | None
    workdays: tuple[date, ...] = ()

    def days(self) -> tuple[date, ...]:
        """List the days off, both ends among them (放假日)."""
        if self.first is None or self.last is None:
            return ()
        return tuple(_between(self.first, self.last))

    def within(self, other: Stretch) -> bool:
        """Say whether another stretch holds this one whole (是否包含在内)."""
        days = self.days()
        return bool(days) and set(days) <= set(other.days())


def spread(stretches: Sequence[Stretch]) -> tuple[PlannedHoliday, ...]:
    """Turn stretches into days (展开放假区间).

    A festival within the holiday of another, as 中秋节 within 国庆节, keeps its own days; of two
    alike the first has them.
    """
    found = []
    for place, one in enumerate(stretches):
        taken = {
            day
            for number, other in enumerate(stretches)
            if number != place and other.within(one) and (number < place or not one.within(other))
            for day in other.days()
        }
        days = tuple(day for day in one.days() if day not in taken)
        if days or one.workdays:
            found.append(PlannedHoliday(one.festival, days, one.workdays))
    return tuple(found)


@dataclass(frozen=True)
class Remark:
    """What is wrong or unusual about a notice (录入问题); `field` is a festival or a field."""

    field: str
    message: str
    refused: bool = True


def remarks(draft: NoticeDraft, record: HolidayRecord, *, today: date) -> list[Remark]:
    """List what is wrong with a notice, then what is unusual about it (核对放假安排).

    What is wrong is refused; what is only unusual is entered once a person has confirmed it.
    A notice for a year that has one already is a correction: it may give more days off than are
    made up for, as in 2020.
    """
    if not date.min.year < draft.year < date.max.year:
        return [Remark("year", f"没有 {draft.year} 年，请填写四位年份，例如 2027。")]
    try:
        statutory = record.statutory(draft.year)
    except errors.LawMissing:
        return [
            Remark(
                "year",
                f"系统还没有收录 {draft.year} 年的节日日期（农历节日对应的公历日期），"
                "不能录入这一年的安排，请联系系统维护人员补充。",
            )
        ]
    found = [
        *_head(draft, today=today),
        *_days(draft),
        *_make_up_days(draft, statutory),
        *_statutory_days(draft, statutory),
        *_balance(draft, statutory, correction=draft.year in record.noticed_years),
        *_shape(draft, statutory, record),
    ]
    return sorted(found, key=lambda each: not each.refused)


def said(day: date) -> str:
    """Write a day with its weekday: 2027年2月6日（周六） (日期写法)."""
    return long_day(day)


# ── the head ─────────────────────────────────────────────────────────────────────────────────


def _head(draft: NoticeDraft, *, today: date) -> Iterator[Remark]:
    if not draft.title.strip():
        yield Remark(
            "title", "请填写通知的标题，例如“国务院办公厅关于2027年部分节假日安排的通知”。"
        )
    elif str(draft.year) not in draft.title:
        yield Remark(
            "title", f"标题里没有“{draft.year}”，请核对是不是这一年的通知。", refused=False
        )
    if not draft.document_number.strip():
        yield Remark("document_number", "请填写文号，例如“国办发明电〔2026〕7号”。")
    elif not NUMBER.search(draft.document_number):
        yield Remark(
            "document_number",
            f"文号“{draft.document_number}”和以往的写法（国办发明电〔年份〕几号）不同，请核对。",
            refused=False,
        )
    if draft.link and not re.match(r"https?://[^\s/]+\.[^\s/]+", draft.link):
        yield Remark("link", "网址要以 https:// 或 http:// 开头，请整行复制；没有可以不填。")
    elif draft.link and ".gov.cn" not in draft.link:
        yield Remark("link", "网址不是政府网站（gov.cn），请核对出处。", refused=False)
    yield from _issued(draft, today=today)


def _issued(draft: NoticeDraft, *, today: date) -> Iterator[Remark]:
    on = draft.issued_on
    if on is None:
        yield Remark("issued_on", "请填写通知的印发日期。")
    elif on > today:
        yield Remark("issued_on", f"印发日期 {plain_day(on)} 还没有到，请核对。")
    elif not draft.year - 1 <= on.year <= draft.year:
        yield Remark(
            "issued_on",
            f"印发日期 {plain_day(on)} 不在 {draft.year - 1} 年或 {draft.year} 年，请核对。",
            refused=False,
        )


# ── the days ─────────────────────────────────────────────────────────────────────────────────


def _days(draft: NoticeDraft) -> Iterator[Remark]:
    """Each day once, and within what the notice of this year may speak of."""
    seen: dict[date, str] = {}
    for each in draft.holidays:
        for days, what in ((each.days_off, "放假"), (each.workdays, "补班")):
            for on in days:
                named = f"{each.festival}{what}"
                if on in seen:
                    yield Remark(
                        each.festival, f"{said(on)} 写了两次：{seen[on]}、{named}，请只留一处。"
                    )
                seen.setdefault(on, named)
                yield from _in_year(on, each.festival, year=draft.year)
    if not draft.off:
        yield Remark("year", "一天放假也没有填，请按通知逐个节日填写。")


def _in_year(on: date, festival: str, *, year: int) -> Iterator[Remark]:
    if on.year == year:
        return
    if on.year == year - 1 and on.month == DECEMBER and on.day >= NEW_YEAR_REACH_FROM:
        if festival != NEW_YEAR:
            yield Remark(
                festival, f"{said(on)} 是上一年的日子，只有元旦的放假和补班可以在上一年 12 月。"
            )
        return
    yield Remark(
        festival,
        f"{said(on)} 不属于 {year} 年的安排：除元旦可以从上一年 12 月 {NEW_YEAR_REACH_FROM} 日起，"
        f"其余都应在 {year} 年之内。",
    )


def _make_up_days(draft: NoticeDraft, statutory: dict[date, str]) -> Iterator[Remark]:
    for on, festival in draft.worked.items():
        if on in statutory:
            yield Remark(
                festival, f"补班日 {said(on)} 是法定节日（{statutory[on]}），不能安排上班。"
            )
        elif on.weekday() < SATURDAY:
            yield Remark(
                festival, f"补班日 {said(on)} 本来就是工作日，补班只能在周六、周日，请核对日期。"
            )


def _statutory_days(draft: NoticeDraft, statutory: dict[date, str]) -> Iterator[Remark]:
    for on, names in statutory.items():
        if on not in draft.off and on.weekday() < SATURDAY:  # a weekend is off unless worked
            yield Remark(
                names.split("、")[0],
                f"{said(on)} 是法定节日（{names}），安排里没有放假，请把这一天包括进去。",
            )


def _balance(
    draft: NoticeDraft, statutory: dict[date, str], *, correction: bool
) -> Iterator[Remark]:
    """A weekday off that is no festival is worked off at a weekend, or stands for a festival.

    The decree lets a festival on a weekend be made good on a weekday; so it was done with two
    festivals on one day.
    """
    moved = [on for on in draft.off if on.weekday() < SATURDAY and on not in statutory]
    owed = sum(on.weekday() >= SATURDAY for on in statutory)
    owed += sum(names.count("、") for names in statutory.values())
    surplus = len(moved) - len(draft.worked) - owed
    if surplus > 0:
        yield Remark(
            draft.off[moved[-1]],
            f"工作日放假 {len(moved)} 天（{_listed(moved)}），补班 {len(draft.worked)} 天、"
            f"法定节日适逢周末应补 {owed} 天，多出 {surplus} 天没有来由，请核对放假日和补班日。",
            refused=not correction,
        )
    if surplus < 0:
        yield Remark(
            next(iter(draft.worked.values()), ""),
            f"工作日放假 {len(moved)} 天，少于补班 {len(draft.worked)} 天加上"
            f"法定节日适逢周末应补的 {owed} 天，少 {-surplus} 天，请核对。",
            refused=False,
        )


def _listed(days: Sequence[date]) -> str:
    return "、".join(f"{on:%m-%d}" for on in sorted(days))


# ── the shape of each holiday ────────────────────────────────────────────────────────────────


def _shape(
    draft: NoticeDraft, statutory: dict[date, str], record: HolidayRecord
) -> Iterator[Remark]:
    names = {name for each in statutory.values() for name in each.split("、")}
    for each in draft.holidays:
        if not each.days_off and not each.workdays:
            continue
        if each.festival not in names:
            yield Remark(
                each.festival,
                f"《全国年节及纪念日放假办法》里没有“{each.festival}”，请核对名称。",
                refused=False,
            )
        elif each.days_off:
            yield from _around_its_festival(each, draft, statutory)
        yield from _length(each, record)
        yield from _distance(each)


def _around_its_festival(
    each: PlannedHoliday, draft: NoticeDraft, statutory: dict[date, str]
) -> Iterator[Remark]:
    own = [on for on, names in statutory.items() if each.festival in names.split("、")]
    first, last = min(*each.days_off, *own), max(*each.days_off, *own)
    torn = [on for on in _between(first, last) if on not in draft.off and on not in statutory]
    torn = [on for on in torn if on.weekday() < SATURDAY or on in draft.worked]
    if torn:
        yield Remark(
            each.festival,
            f"{each.festival}的放假不连续：{said(torn[0])} 不放假，请核对第一天和最后一天。",
            refused=False,
        )


def _length(each: PlannedHoliday, record: HolidayRecord) -> Iterator[Remark]:
    if not each.days_off:
        return
    days = (max(each.days_off) - min(each.days_off)).days + 1
    longest = record.longest.get(each.festival, 0)
    if days > LONGEST_SENSIBLE:
        yield Remark(each.festival, f"{each.festival}写了 {days} 天，请核对第一天和最后一天。")
    elif longest and days > longest:
        yield Remark(
            each.festival,
            f"{each.festival}放假 {days} 天，比历年最长的 {longest} 天还长，请核对。",
            refused=False,
        )


def _distance(each: PlannedHoliday) -> Iterator[Remark]:
    for on in each.workdays:
        if not each.days_off:
            yield Remark(each.festival, f"{each.festival}只有补班没有放假，请核对。", refused=False)
            return
        apart = min(abs((on - off).days) for off in each.days_off)
        if apart > FAR:
            yield Remark(
                each.festival,
                f"补班日 {said(on)} 离{each.festival}假期有 {apart} 天，请核对月份。",
                refused=False,
            )


def _between(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
