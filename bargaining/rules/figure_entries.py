"""May a figure be entered as it was typed? What was understood, what is amiss, what is doubtful."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bargaining.errors import Refusal, Refused, Unusable
from bargaining.rules import day_words, figure_words
from bargaining.rules.figure_words import RATE
from bargaining.rules.figures import Figure, FigureKind, FigureValue, Source, Status
from bargaining.rules.primitives import Row, as_primitive

FIRST_DAY = date(1949, 10, 1)
FARTHEST = timedelta(days=5 * 366)  # nobody fixes a figure longer ahead than this
JUMP = Decimal("0.3")  # a step of more than this is looked at twice
RATE_JUMP = Decimal("0.1")  # for rates: ten percentage points
MINIMUM_WAGE = "minimum_wage"
_TEN_THOUSAND = 10_000
_DIGITS, _PLACES = 14, 6
_READABLE = 28  # characters; what is longer would be rounded before its digits are counted
_ADDRESS = re.compile(r"https?://\w", re.IGNORECASE)
_NUMBER = re.compile(r"[¥￥]?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(.*)")
# By the value of the field: how an entry was verified, and whether it was reckoned.
VERIFICATIONS = {
    "notice": "已核：通知原文",
    "official": "已核：官方页面",
    "copy": "已核：通知转载",
    "press": "已核：报道",
    "secondary": "二手：未见原文",
    "computed": "推算：未见通知",
}
COMPUTED = "computed"
# What is said where nothing was typed.
NO_VALUE = "请填写数值；没有公布或已经废止的，在“状态”里选。"
NO_YEAR = "请填写年份，例如 2026。"
NO_DAY = "请填写从哪一天起适用。"


@dataclass(frozen=True)
class Understood:
    """What was read of a typed value (识别的数值), and what there is to say about it."""

    value: Decimal
    said: str = ""


@dataclass(frozen=True)
class Draft:
    """One entry of a figure as somebody means to record it (拟录入的标准).

    `figure` is the history it is to stand in. `replaces` is the entry it corrects, for
    `reason`.
    """

    figure: Figure
    entry: FigureValue
    replaces: FigureValue | None = None
    reason: str = ""

    @property
    def others(self) -> tuple[FigureValue, ...]:
        """List the entries it would stand beside (其余记录)."""
        return tuple(one for one in self.figure.values if one != self.replaces)

    @property
    def body(self) -> Row:
        """Write it as a row of the law book (数据行)."""
        scope = {"scope": self.figure.scope_name} if self.figure.scope else {}
        owner = {"figure": self.figure.name, "place": self.figure.place, **scope}
        return owner | dict(as_primitive(self.entry))

    @property
    def before(self) -> FigureValue | None:
        """Return the value that stands before it (上一条数值), or None."""
        earlier = [
            one
            for one in self.others
            if one.value is not None and one.effective_from < self.entry.effective_from
        ]
        return max(earlier, key=lambda one: one.effective_from, default=None)

    @property
    def after(self) -> FigureValue | None:
        """Return the entry that follows it (下一条), or None."""
        later = [one for one in self.others if one.effective_from > self.entry.effective_from]
        return min(later, key=lambda one: one.effective_from, default=None)


# ── what was typed ───────────────────────────────────────────────────────────────────────────


def read_value(text: str, *, unit: str) -> Understood:
    """Read a typed value in a figure's unit (识别数值): full width, separators, 元, 万, %.

    A rate typed without its sign is taken for hundredths from 1 on, below it for a fraction of
    one; what was understood is said. Raises Unusable with what to type instead.
    """
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    found = _NUMBER.fullmatch(typed)
    if found is None:
        raise Unusable(
            f"数值“{text.strip()}”看不明白，请只写数字，例如 {_sample(unit)}。", field="value"
        )
    if len(found.group(1)) > _READABLE:
        raise Unusable("数值的位数太多，请核对。", field="value")
    number = _trimmed(Decimal(found.group(1).replace(",", "")))
    understood = _rate(number, found.group(2)) if unit == RATE else _amount(number, found, unit)
    digits = understood.value.as_tuple()
    if len(digits.digits) > _DIGITS or -int(digits.exponent) > _PLACES:
        raise Unusable("数值的位数太多，请核对。", field="value")
    return understood


def _trimmed(number: Decimal) -> Decimal:
    """Drop the noughts at the end: 2,540.00 is 2,540."""
    short = number.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _sample(unit: str) -> str:
    return "5.1%" if unit == RATE else "2540"


def _rate(number: Decimal, suffix: str) -> Understood:
    if suffix not in {"", "%"}:
        raise Unusable(f"这一项是比率，不带单位“{suffix}”，请写成 5.1% 的样子。", field="value")
    value = number / 100 if suffix or abs(number) >= 1 else number
    read = figure_words.written(value, RATE)
    return Understood(value, "" if suffix else f"没有写百分号，按 {read} 理解。")


def _amount(number: Decimal, found: re.Match[str], unit: str) -> Understood:
    suffix = found.group(2)
    bare = unit.split("/")[0]
    if suffix in {"", unit, bare}:
        return Understood(number)
    if suffix in {"万", "万元"} and bare == "元":
        value = _trimmed(number * _TEN_THOUSAND)
        return Understood(value, f"按 {figure_words.written(value, unit)} 理解。")
    raise Unusable(f"单位应为“{unit}”，不是“{suffix}”。", field="value")


# ── what is amiss ────────────────────────────────────────────────────────────────────────────


def refuse_amiss(draft: Draft, *, on: date) -> None:
    """Raise Refused for what cannot be entered (不能录入): no source, a day taken, no such day."""
    for check in (_source_amiss, _value_amiss, _day_amiss, _taken):
        said = check(draft, on)
        if said is not None:
            raise Refused(said)


def _no(message: str, field: str) -> Refusal:
    return Refusal(code="figure_amiss", message=message, field=field)


def _source_amiss(draft: Draft, _on: date) -> Refusal | None:
    source = draft.entry.source
    if not source.title.strip():
        return _no("请写明出处，例如 关于调整北京市2026年最低工资标准的通知。", "title")
    if source.link and not _ADDRESS.match(source.link):
        return _no("原文地址应以 http:// 或 https:// 开头；没有地址的可以不填。", "link")
    if draft.replaces is not None and not draft.reason.strip():
        return _no("请写明为什么更正，例如 录入时看错了数字。", "reason")
    return None


def _value_amiss(draft: Draft, _on: date) -> Refusal | None:
    value = draft.entry.value
    if draft.entry.status is not Status.VALUE:
        return None
    if value is None:
        return _no(NO_VALUE, "value")
    if draft.figure.unit != RATE and value < 0:
        return _no("数值不能小于 0。", "value")
    if draft.figure.name.startswith(MINIMUM_WAGE) and value == 0:
        return _no("最低工资标准不能为 0；没有公布的，在“状态”里选。", "value")
    return None


def _day_amiss(draft: Draft, on: date) -> Refusal | None:
    entry = draft.entry
    field = "year" if draft.figure.kind is FigureKind.YEARLY else "since"
    if entry.effective_from < FIRST_DAY:
        return _no("起始日太早，请核对。", field)
    if entry.effective_from > on + FARTHEST:
        return _no("起始日离今天太远，请核对。", field)
    if entry.year is not None and entry.effective_from.year != entry.year:
        return _no(
            f"公布日不在 {entry.year} 年内；数据在以后年份才公布的，公布日不填。", "published_on"
        )
    if entry.effective_to is not None and entry.effective_to < entry.effective_from:
        return _no("最后一天早于起始日，请核对。", "until")
    return None


def _taken(draft: Draft, _on: date) -> Refusal | None:
    entry, figure = draft.entry, draft.figure
    for one in draft.others:
        same_year = entry.year is not None and one.year == entry.year
        if same_year or one.effective_from == entry.effective_from:
            said = figure_words.value_in_words(one, figure.unit)
            field = "year" if figure.kind is FigureKind.YEARLY else "since"
            return _no(
                f"{_when(one)}已经收录（{said}）。要改正它，请回到沿革，在那一条旁点“更正”。", field
            )
    return None


def _when(entry: FigureValue) -> str:
    if entry.year is not None:
        return f"{entry.year} 年的"
    return f"自{day_words.plain_day(entry.effective_from)}起的"


# ── what is doubtful ─────────────────────────────────────────────────────────────────────────


def doubts(draft: Draft) -> list[str]:
    """List what is worth a second look before it is entered (请再核对)."""
    return [*_steps(draft), *_beside(draft)]


def _steps(draft: Draft) -> list[str]:
    value, before, unit = draft.entry.value, draft.before, draft.figure.unit
    if value is None or before is None or before.value is None:
        return []
    said = f"上一条是{_when(before)} {figure_words.written(before.value, unit)}"
    if unit == RATE:
        far = abs(value - before.value) > RATE_JUMP
        return [f"{said}，相差超过 10 个百分点，请核对是不是写错了位数。"] if far else []
    found = []
    if draft.figure.name.startswith(MINIMUM_WAGE) and value < before.value:
        found.append(f"{said}，这一条反而低了；最低工资标准一般不下调，请核对。")
    if before.value and abs(value / before.value - 1) > JUMP:
        found.append(f"{said}，变动超过 30 %，请核对是不是写错了位数。")
    return found


def _beside(draft: Draft) -> list[str]:
    entry, found = draft.entry, []
    first = min((one.effective_from for one in draft.others), default=None)
    if first is not None and entry.effective_from < first:
        found.append(f"早于已收录的第一天（{day_words.plain_day(first)}），只补历史。")
    after = draft.after
    if after is not None and draft.figure.kind is FigureKind.STANDING:
        last = day_words.plain_day(after.effective_from - timedelta(days=1))
        found.append(f"以后已经收录了{_when(after)}一条，这一条只管到{last}。")
    return found


def draft_entry(
    figure: Figure,
    *,
    status: Status,
    value: Decimal | None,
    since: date | None,
    year: int | None,
    source: Source,
    verification: str,
    checked_on: date,
    until: date | None = None,
    onward: bool = False,
    note: str = "",
) -> FigureValue:
    """Put together what was typed (拼成一条记录) as the figure's kind has it.

    `since` is the first day, of a yearly figure the day it was published, if known. Raises
    Unusable where day or year is missing.
    """
    if figure.kind is FigureKind.YEARLY:
        if year is None:
            raise Unusable(NO_YEAR, field="year")
        since, until = since or date(year, 1, 1), None
    elif since is None:
        raise Unusable(NO_DAY, field="since")
    if figure.kind is FigureKind.OBSERVED:
        until = since
    is_yearly = figure.kind is FigureKind.YEARLY
    return FigureValue(
        effective_from=since,
        source=source,
        verification=VERIFICATIONS.get(verification, verification),
        checked_on=checked_on,
        status=status,
        value=value if status is Status.VALUE else None,
        effective_to=until,
        year=year if is_yearly else None,
        onward=onward and is_yearly and status is not Status.VALUE,
        computed=verification == COMPUTED,
        note=note,
    )
