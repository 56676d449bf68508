"""Where do the two sides stand on each clause? The newest word of each, and what is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bargaining.rules import bargained_clauses, meetings
from bargaining.rules.bargained_clauses import OWN, Clause
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.states import SIDE_LABELS, Side


@dataclass(frozen=True)
class Position:
    """What a side wants a clause to say (意见), with its amount or rate where it has one."""

    words: str
    amount: Decimal | None = None
    rate: Decimal | None = None

    def is_same(self, other: Position | None) -> bool:
        """Tell whether two sides want the same (意见是否一致), however the lines are broken."""
        return other is not None and self._measure() == other._measure()

    def _measure(self) -> tuple[str, Decimal | None, Decimal | None]:
        return "".join(self.words.split()), self.amount, self.rate


@dataclass(frozen=True)
class Saying:
    """One proposal or counter-proposal (一次提议); `agreed` where the other side took it up."""

    sequence: int
    on: date
    side: Side
    position: Position
    reason: str
    meeting: int | None
    agreed: bool


@dataclass(frozen=True)
class Standing:
    """Where one clause stands (条款协商情况): what each side said last, and all that was said."""

    clause: Clause
    title: str
    union: Position | None
    employer: Position | None
    history: tuple[Saying, ...]

    @property
    def settled(self) -> Position | None:
        """Find what both sides agree on (谈定的内容); None while they do not."""
        return self.union if self.union and self.union.is_same(self.employer) else None

    @property
    def amount_apart(self) -> Decimal | None:
        """Work out by how much the two amounts differ (金额差距); None where one is missing."""
        union, employer = self.union, self.employer
        return _apart(union.amount, employer.amount) if union and employer else None

    @property
    def rate_apart(self) -> Decimal | None:
        """Work out by how much the two rates differ (比例差距); None where one is missing."""
        union, employer = self.union, self.employer
        return _apart(union.rate, employer.rate) if union and employer else None

    def of(self, side: Side) -> Position | None:
        """Find what one side said last (一方意见)."""
        return self.union if side is Side.UNION else self.employer


def _apart(union: Decimal | None, employer: Decimal | None) -> Decimal | None:
    return None if union is None or employer is None else abs(union - employer)


def positions(facts: CaseFacts) -> tuple[Standing, ...]:
    """List where every clause stands that anybody spoke of (各条款协商情况), in the usual order."""
    return standings(facts.every("propose_clause"))


def standings(entries: Iterable[Event]) -> tuple[Standing, ...]:
    """List where clauses stand after some proposals (若干提议之后的情况).

    The newest day counts, of one day the newest entry: proposals are often written down later.
    """
    said: dict[tuple[str, str], list[Saying]] = {}
    for entry in sorted(entries, key=lambda one: (one.occurred_on, one.sequence)):
        said.setdefault(_named(entry), []).extend(_sayings(entry))
    found = [_standing(*named, tuple(sayings)) for named, sayings in said.items()]
    return tuple(sorted(found, key=_usual_order))


_ORDER: Mapping[str, int] = {one.key: n for n, one in enumerate(bargained_clauses.CLAUSES)}


def _usual_order(one: Standing) -> tuple[int, int]:
    return _ORDER[one.clause.key], one.history[0].sequence


def _named(entry: Event) -> tuple[str, str]:
    """A clause by its key; what has none, by the name the two sides gave it."""
    key: str = entry.payload["clause"]
    return key, str(entry.payload.get("own", "")).strip() if key == OWN else ""


def _sayings(entry: Event) -> Iterator[Saying]:
    """What was proposed, and what the other side said to it at once."""
    said = entry.payload
    proposed = Saying(
        sequence=entry.sequence,
        on=entry.occurred_on,
        side=Side(said["side"]),
        position=Position(said["position"].strip(), _number(said, "amount"), _number(said, "rate")),
        reason=said.get("reason", ""),
        meeting=said.get("meeting"),
        agreed=bool(said.get("agreed")),
    )
    yield proposed
    if said.get("answer"):
        yield replace(
            proposed,
            side=_other(proposed.side),
            position=Position(
                said["answer"].strip(),
                _number(said, "answer_amount"),
                _number(said, "answer_rate"),
            ),
            reason="",
            agreed=False,
        )


def _number(said: Mapping[str, object], name: str) -> Decimal | None:
    written = said.get(name)
    return None if written is None else Decimal(str(written))


def _standing(key: str, own: str, history: tuple[Saying, ...]) -> Standing:
    latest: dict[Side, Position] = {}
    for one in history:
        latest[one.side] = one.position
        if one.agreed:
            latest[_other(one.side)] = one.position
    clause = bargained_clauses.BY_KEY[key]
    return Standing(
        clause=clause,
        title=own or clause.label,
        union=latest.get(Side.UNION),
        employer=latest.get(Side.EMPLOYER),
        history=history,
    )


def _other(side: Side) -> Side:
    return Side.EMPLOYER if side is Side.UNION else Side.UNION


def still_open(facts: CaseFacts) -> tuple[Standing, ...]:
    """List the clauses that are not settled yet (尚未谈定的条款)."""
    return tuple(one for one in positions(facts) if one.settled is None)


def at_meeting(facts: CaseFacts, number: int) -> tuple[Event, ...]:
    """List what was proposed at a meeting (某次会议上的提议), counted from one.

    Without the number of a meeting the day tells, where only one meeting was held on it.
    """
    held = meetings.held(facts)
    held_on = held[number - 1].occurred_on if number <= len(held) else None
    alone = sum(one.occurred_on == held_on for one in held) == 1
    return tuple(
        one
        for one in facts.every("propose_clause")
        if one.payload.get("meeting", number if alone and one.occurred_on == held_on else None)
        == number
    )


def settled_at(facts: CaseFacts, number: int) -> tuple[Standing, ...]:
    """List the clauses that stood settled when a meeting ended (会议结束时已谈定的条款)."""
    return tuple(one for one in _until(facts, number) if one.settled)


def open_at(facts: CaseFacts, number: int) -> tuple[Standing, ...]:
    """List the clauses that stood open when a meeting ended (会议结束时尚未谈定的条款)."""
    return tuple(one for one in _until(facts, number) if not one.settled)


def _until(facts: CaseFacts, number: int) -> tuple[Standing, ...]:
    held = meetings.held(facts)
    last_on = held[number - 1].occurred_on if number <= len(held) else date.max
    here = {one.sequence for one in at_meeting(facts, number)}
    return standings(
        one
        for one in facts.every("propose_clause")
        if one.sequence in here or one.occurred_on <= last_on and _not_later(one, number)
    )


def _not_later(entry: Event, number: int) -> bool:
    meeting = entry.payload.get("meeting")
    return meeting is None or meeting <= number


def words_of(position: Position) -> str:
    """Say a position in one line, its figures behind it unless it names them (意见的写法)."""
    words = "；".join(line.strip(" ；。") for line in position.words.splitlines() if line.strip())
    figures = figures_of(position)
    return f"{words}（{figures}）" if figures else words


def figures_of(position: Position) -> str:
    """Say the amount and the rate that the words of a position do not name (意见中的数字)."""
    words = _bare(position.words)
    figures = []
    if position.amount is not None and f"{position.amount.normalize():f}" not in words:
        figures.append(f"{position.amount.quantize(Decimal('0.01')):,f} 元")
    if position.rate is not None:
        rate = f"{(position.rate * 100).normalize():f}%"
        figures += [] if rate in words else [rate]
    return "，".join(figures)


def _bare(words: str) -> str:
    return words.replace(",", "").replace("％", "%").replace(" ", "")


def lines_of(side: Side, standing: Iterable[Standing]) -> Iterator[str]:
    """Say what one side holds on some clauses, a line each (一方对各条款的意见)."""
    for one in standing:
        position = one.of(side)
        yield f"{one.title}：{words_of(position) if position else '尚未提出意见'}"


def said_lines(entries: Iterable[Event], side: Side) -> Iterator[str]:
    """Say what a side proposed, a line each, with its reasons (一方的提议)."""
    for entry in entries:
        title = _named(entry)[1] or bargained_clauses.BY_KEY[entry.payload["clause"]].label
        yield from (_said_line(title, one) for one in _sayings(entry) if one.side is side)


def _said_line(title: str, one: Saying) -> str:
    reason = f"；理由：{one.reason.strip()}" if one.reason.strip() else ""
    taken = f"（{SIDE_LABELS[_other(one.side)]}同意）" if one.agreed else ""
    return f"{title}：{words_of(one.position)}{reason}{taken}"
