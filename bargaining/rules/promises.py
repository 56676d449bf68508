"""What has a contract promised, and how was it kept, period by period? The ledger of promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bargaining.rules import case_clauses, periods, promise_lines
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.periods import SPAN_LABELS, Period, Span, period_of
from bargaining.rules.wage_findings import per_cent, yuan

WHOLE = "整份合同"
_ONE_DAY = timedelta(days=1)
_SHORT = 60  # characters of a clause that a promise repeats


class Keeping(StrEnum):
    """How a promise was kept in a period (履行情况); unrecorded is said, never guessed."""

    DONE = "done"
    PARTLY = "partly"
    DISPUTED = "disputed"
    UNRECORDED = "unrecorded"


KEEPING_LABELS: Mapping[Keeping, str] = {
    Keeping.DONE: "已履行",
    Keeping.PARTLY: "部分履行",
    Keeping.DISPUTED: "有争议",
    Keeping.UNRECORDED: "未登记",
}
_GRAVEST = (Keeping.DISPUTED, Keeping.PARTLY, Keeping.DONE)


@dataclass(frozen=True)
class Record:
    """One entry of how a promise was kept (履行登记).

    `promise` is empty for the whole contract; `period` is None where its words name none.
    """

    event: Event
    promise: str
    period: Period | None
    state: Keeping

    @property
    def period_words(self) -> str:
        """Write the period the entry is about (所属期间)."""
        return self.period.words if self.period else str(self.event.payload.get("period") or "")

    @property
    def photos(self) -> int:
        """Count the photos that prove it (凭证张数)."""
        return len(self.event.payload.get("photos") or ())


@dataclass(frozen=True)
class Cell:
    """One promise in one period (台账一格): how it stands, by which entries, newest first."""

    period: Period
    state: Keeping
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Row:
    """One promise through all periods (台账一行); `listed` is False for one off the list."""

    promise: str
    cells: tuple[Cell, ...]
    listed: bool = True


@dataclass(frozen=True)
class Ledger:
    """How a contract was kept, promise by promise and period by period (履约台账).

    `others` are the entries that stand in no column: their period is not a part of a year, or
    lies outside of the days the contract binds.
    """

    span: Span
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    others: tuple[Record, ...]


# ── what was promised ────────────────────────────────────────────────────────────────────────


def promises(facts: CaseFacts) -> tuple[str, ...]:
    """List what the contract promises, as last recorded (履约事项)."""
    return _listed(facts.last("record_promises"))


def _listed(event: Event | None) -> tuple[str, ...]:
    return promise_lines.listed(event.payload if event else None)


def suggest(facts: CaseFacts) -> tuple[str, ...]:
    """Suggest what is to be kept, from the clauses and the wage table (建议的履约事项).

    Nothing is invented: what the case does not say is no promise; only the report to the
    congress stands in the law itself (北京市集体合同条例 第41条).
    """
    filled = facts.last("record_clauses")
    said: Mapping[str, Any] = filled.payload if filled else {}
    found = [
        *_of_the_table(facts),
        *_of_pay_day(said),
        *_of_lowest_wage(facts),
        *_of_clauses(said),
        *_of_training(said),
    ]
    if facts.place.startswith("11"):
        found.append("每年至少一次向职代会或职工大会报告履行情况")
    return tuple(dict.fromkeys(found))


def _of_the_table(facts: CaseFacts) -> Iterator[str]:
    if facts.wages is None:
        return
    first = facts.term[0] or facts.wages.day("term_from")
    since = f"自{first.year}年{first.month}月起" if first else ""
    rise = facts.wages.payload.get("rise_rate")
    rate = Decimal(str(rise)) if rise else Decimal(0)
    words = f"，平均增幅 {per_cent(rate)}" if rate > 0 else ""
    yield f"{since}按约定的工资表支付工资{words}"


def _of_pay_day(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("pay_day"):
        method = f"，{_brief(said['pay_method'])}" if said.get("pay_method") else ""
        yield f"工资支付日：{_brief(said['pay_day'])}{method}"


def _of_lowest_wage(facts: CaseFacts) -> Iterator[str]:
    lowest = case_clauses.stated_lowest_wage(facts)
    if lowest is not None:
        yield f"月工资不低于约定的最低标准 {yuan(lowest)}"


_CLAUSES = (
    ("overtime_base", "加班工资基数"),
    ("bonus_rule", "奖金"),
    ("allowance_rule", "津贴补贴"),
    ("piece_rule", "定额和计件单价"),
    ("sick_pay_rule", "病假工资"),
    ("leave_rule", "休假工资"),
    ("probation_rule", "试用期工资"),
    ("idle_rule", "停工生活费"),
    ("women_rule", "女职工"),
)


def _of_clauses(said: Mapping[str, Any]) -> Iterator[str]:
    for name, label in _CLAUSES:
        if said.get(name):
            yield f"{label}：{_brief(said[name])}"
    if said.get("escalator"):
        yield "期限内最低工资标准调整的，低于新标准的岗位补足"


def _of_training(said: Mapping[str, Any]) -> Iterator[str]:
    """Of what was agreed beside, training is looked after by itself; the rest line by line."""
    for line in promise_lines.read_lines(str(said.get("other_terms") or "")):
        label = "职工培训" if "培训" in line else "其他约定"
        yield f"{label}：{_brief(line)}"


def _brief(clause: object) -> str:
    """Take a clause's first sentence, cut where it would not fit a row."""
    first = " ".join(str(clause).split()).split("。")[0].strip("；; ")
    return first if len(first) <= _SHORT else f"{first[: _SHORT - 1]}…"


# ── how it was kept ──────────────────────────────────────────────────────────────────────────


def records(facts: CaseFacts) -> tuple[Record, ...]:
    """List the entries of how promises were kept, oldest first (历次履行登记)."""
    return tuple(_record(event, facts) for event in facts.every("record_performance"))


def _record(event: Event, facts: CaseFacts) -> Record:
    named = str(event.payload.get("promise") or "")
    before = [one for one in facts.every("record_promises") if one.sequence < event.sequence]
    known = promise_lines.find(named, _listed(before[-1] if before else None)) if named else ""
    return Record(
        event=event,
        promise=named if known is None else known,
        period=periods.read_period(str(event.payload.get("period") or "")),
        state=Keeping(event.payload.get("state") or Keeping.DONE),
    )


def binding(facts: CaseFacts, *, until: date) -> tuple[date, date] | None:
    """Name the days the contract has bound up to a day (履行期间), None before it took effect."""
    first, last = facts.effective_on, facts.term[1]
    if first is None:
        return None
    ended = facts.last("terminate", "close")
    days = [until, *([last] if last else []), *([ended.occurred_on] if ended else [])]
    return (first, min(days)) if first <= min(days) else None


def usual_span(facts: CaseFacts) -> Span:
    """Say in which parts a case is looked after (惯用周期): as recorded, else half a year."""
    used = Counter(one.period.span for one in records(facts) if one.period)
    if not used:
        return Span.HALF
    most = max(used.values())
    return next(span for span in reversed(Span) if used[span] == most)


def ledger(facts: CaseFacts, *, span: Span, until: date) -> Ledger:
    """Lay the entries out by promise and period, up to a day (履约台账)."""
    bound = binding(facts, until=until)
    columns = tuple(periods.periods_between(*bound, span)) if bound else ()
    found, listed = records(facts), promises(facts)
    kept = dict.fromkeys(one.promise for one in found)
    rows = [_row(name, found, columns) for name in listed]
    rows += [_row(name, found, columns, listed=False) for name in kept if name and
             name not in listed]  # fmt: skip
    if "" in kept or not listed:
        rows.append(_row("", found, columns, listed=not listed))
    placed = {one.event.sequence for row in rows for cell in row.cells for one in cell.records}
    others = tuple(one for one in found if one.event.sequence not in placed)
    return Ledger(span, columns, tuple(rows), others)


def _row(
    promise: str, found: Sequence[Record], columns: Sequence[Period], *, listed: bool = True
) -> Row:
    mine = [one for one in found if one.promise == promise]
    return Row(promise, tuple(_cell(period, mine) for period in columns), listed=listed)


def _cell(period: Period, mine: Sequence[Record]) -> Cell:
    """What was said of the whole period stands until something newer is said of a part of it.

    A part that is kept does not heal the whole: of both the graver one is shown. Said of the
    same days again, the newer entry counts: so a dispute is settled.
    """
    about = [one for one in mine if one.period and _touches(one.period, period)]
    if not about:
        return Cell(period, Keeping.UNRECORDED, ())
    whole = [one for one in about if one.period and one.period.covers(period)]
    newest = whole[-1] if whole else None
    parts: dict[Period, Record] = {}
    for one in about:
        if one not in whole and one.period and _is_newer(one, newest):
            parts[one.period] = one
    standing = [*([newest] if newest else []), *parts.values()]
    state = next(one for one in _GRAVEST if one in {record.state for record in standing})
    return Cell(period, state, tuple(reversed(about)))


def _touches(one: Period, other: Period) -> bool:
    return one.covers(other) or other.covers(one)


def _is_newer(one: Record, newest: Record | None) -> bool:
    return newest is None or one.event.sequence > newest.event.sequence


@dataclass(frozen=True)
class Due:
    """One thing that is to be looked at now (待核对): a promise and a period that is over."""

    promise: str
    period: Period


def due(facts: CaseFacts, *, span: Span, on: date) -> tuple[Due, ...]:
    """List what nobody recorded yet of the periods that are over on a day (到期待登记).

    A 补录 waits for nothing; neither does a case that is closed.
    """
    if facts.is_backfilled or facts.last("close"):
        return ()
    laid_out = ledger(facts, span=span, until=on)
    return tuple(
        Due(row.promise, cell.period)
        for row in laid_out.rows
        if row.listed
        for cell in row.cells
        if cell.state is Keeping.UNRECORDED and cell.period.last_on < on
    )


def open_disputes(facts: CaseFacts) -> tuple[Record, ...]:
    """List the promises in dispute that nothing newer settles (尚有争议的事项).

    What was recorded later of the same promise settles it for the same period, and for every
    shorter one within it.
    """
    newest: dict[tuple[str, str], Record] = {}
    for one in records(facts):
        newest[one.promise, one.period_words] = one
    return tuple(
        one
        for one in newest.values()
        if one.state is Keeping.DISPUTED
        and not any(_settles(later, one) for later in newest.values())
    )


def _settles(later: Record, disputed: Record) -> bool:
    return (
        later.promise == disputed.promise
        and later.event.sequence > disputed.event.sequence
        and later.period is not None
        and disputed.period is not None
        and later.period.covers(disputed.period)
    )


def reports(facts: CaseFacts) -> tuple[Record, ...]:
    """List the entries of a report to the congress (向职代会报告的登记), oldest first."""
    return tuple(one for one in records(facts) if one.event.payload.get("reported"))


def report_years(facts: CaseFacts, *, until: date) -> tuple[tuple[Period, tuple[Record, ...]], ...]:
    """List the reports to the congress year by year (每年的报告), up to a day.

    The law says once a year and names no day to count from, so the calendar's years are shown.
    """
    bound = binding(facts, until=until)
    years = periods.periods_between(*bound, Span.YEAR) if bound else ()
    told = reports(facts)
    return tuple(
        (year, tuple(one for one in told if period_of(one.event.occurred_on, Span.YEAR) == year))
        for year in years
    )


# ── the form ─────────────────────────────────────────────────────────────────────────────────


def fitted(move: Move, facts: CaseFacts, *, on: date) -> Move:
    """Give the step that records keeping this case's own choices (本案的可选项).

    The promises as listed, and the periods of the contract up to a day. A case without a list
    is asked for the whole contract only. Any other step stays as it is.
    """
    if move.name != "record_performance":
        return move
    listed = promises(facts)
    offered = {
        "promise": (("", (("", f"{WHOLE}（不分事项）"), *((name, name) for name in listed))),),
        "period": _offered_periods(facts, on=on),
    }
    asks = [
        replace(ask, offers=offered[ask.name]) if ask.name in offered else ask
        for ask in move.asks
        if ask.name != "promise" or listed
    ]
    return replace(move, asks=tuple(asks))


def _offered_periods(
    facts: CaseFacts, *, on: date
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    bound = binding(facts, until=on)
    if bound is None:
        return ()
    found = []
    for span in reversed(Span):
        newest_first = reversed([*periods.periods_between(*bound, span)])
        found.append((SPAN_LABELS[span], tuple((one.words, one.words) for one in newest_first)))
    return tuple(found)


def told_when(record: Record) -> str:
    """Say when an entry was made and by whom (登记人和日期)."""
    return f"{plain_day(record.event.occurred_on)} {record.event.actor_name}".strip()
