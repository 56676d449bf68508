"""What does a new edition of the shipped law change in a book that people have worked on?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bargaining.rules import lawbook_rows
from bargaining.rules.primitives import Row

Key = tuple[str, ...]
# Other entries stand on these, so they stay although a newer edition no longer names them.
_STOOD_ON = frozenset({"figures", "places", "notices"})


@dataclass(frozen=True)
class Recorded:
    """One entry of the book as it is recorded (已收录的条目).

    `retired_by` names the person who took it out; an entry that a newer edition took out is
    `retired` too, by nobody.
    """

    id: int
    part: str
    body: Row
    position: int = 0
    seeded: bool = True
    retired: bool = False
    retired_by: str = ""


@dataclass(frozen=True)
class Shipped:
    """One entry of the shipped edition (随版本的条目)."""

    part: str
    position: int
    body: Row


@dataclass(frozen=True)
class Conflict:
    """A shipped entry that stays out because a person decided otherwise (与录入不同的条目).

    `own` is what the person entered; it is None where the person took the shipped entry out.
    """

    shipped: Shipped
    own: Recorded | None


@dataclass(frozen=True)
class Upgrade:
    """What is to be done so that the book has the shipped edition (升级方案)."""

    added: tuple[Shipped, ...] = ()
    retired: tuple[Recorded, ...] = ()
    moved: tuple[tuple[Recorded, int], ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def changes_anything(self) -> bool:
        """Say whether the book would be another one (是否有变动)."""
        return bool(self.added or self.retired)


def plan(rows: Mapping[str, Sequence[Row]], recorded: Iterable[Recorded]) -> Upgrade:
    """Compare the shipped edition with the book (升级方案).

    New entries are added, shipped ones that read otherwise now are replaced, those no longer
    shipped are retired. What a person entered or took out stays as the person left it.
    """
    held: defaultdict[tuple[str, Key], list[Recorded]] = defaultdict(list)
    for one in sorted(recorded, key=lambda one: one.id):
        held[one.part, lawbook_rows.key_of(one.part, one.body)].append(one)
    plan = _Plan()
    skipped = _notices_of_own_years(rows, held)
    wanted = set()
    for shipped in _shipped(rows):
        key = shipped.part, lawbook_rows.key_of(shipped.part, shipped.body)
        wanted.add(key)
        own = skipped.get(_notice_of(shipped))
        if own is None:
            plan.weigh(shipped, held[key][-1] if held[key] else None)
        elif shipped.part == "notices":
            plan.conflicts.append(Conflict(shipped, own))
    plan.retired.extend(_no_longer_shipped(held, wanted))
    return Upgrade(
        added=tuple(plan.added),
        retired=tuple(plan.retired),
        moved=tuple(plan.moved),
        conflicts=tuple(plan.conflicts),
    )


@dataclass
class _Plan:
    """The lists of an upgrade while they are being made."""

    added: list[Shipped] = field(default_factory=list)
    retired: list[Recorded] = field(default_factory=list)
    moved: list[tuple[Recorded, int]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def weigh(self, shipped: Shipped, last: Recorded | None) -> None:
        """Hold a shipped entry against the one recorded last under its key."""
        if last is not None and _is_a_persons(last):
            if last.retired or not _same(shipped, last):
                self.conflicts.append(Conflict(shipped, None if last.retired else last))
            return
        if last is not None and not last.retired:
            if _same(shipped, last):
                self._move(shipped, last)
                return
            self.retired.append(last)
        self.added.append(shipped)

    def _move(self, shipped: Shipped, last: Recorded) -> None:
        # The order of the entries is the order people read them in.
        if last.position != shipped.position:
            self.moved.append((last, shipped.position))


def _shipped(rows: Mapping[str, Sequence[Row]]) -> Iterator[Shipped]:
    for part, bodies in rows.items():
        for position, body in enumerate(bodies):
            yield Shipped(part, position, body)


def _is_a_persons(entry: Recorded) -> bool:
    """Say whether a person had the last word on an entry."""
    return bool(entry.retired_by) if entry.retired else not entry.seeded


def _same(shipped: Shipped, recorded: Recorded) -> bool:
    if shipped.body == recorded.body:
        return True
    part = shipped.part
    ours = lawbook_rows.whole_row(part, shipped.body)
    return bool(ours == lawbook_rows.whole_row(part, recorded.body))


def _no_longer_shipped(
    held: Mapping[tuple[str, Key], list[Recorded]], wanted: set[tuple[str, Key]]
) -> Iterator[Recorded]:
    for key, entries in held.items():
        if key in wanted or key[0] in _STOOD_ON:
            continue
        yield from (one for one in entries if one.seeded and not one.retired)


# ── a year's holidays are one thing: a person's notice for it leaves the shipped one out ─────


def _notices_of_own_years(
    rows: Mapping[str, Sequence[Row]], held: Mapping[tuple[str, Key], list[Recorded]]
) -> dict[str, Recorded]:
    own = {
        one.body.get("year"): one
        for (part, _key), entries in held.items()
        for one in entries
        if part == "notices" and not one.seeded and not one.retired
    }
    shipped = rows.get("notices", ())
    return {str(one["key"]): own[one["year"]] for one in shipped if one["year"] in own}


def _notice_of(shipped: Shipped) -> str:
    names = {"notices": "key", "noticed_days": "notice"}
    return str(shipped.body.get(names[shipped.part])) if shipped.part in names else ""
