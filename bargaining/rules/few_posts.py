"""What of a wage table may be shown above the enterprise? No post of one or two people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEW = 3  # people; an average over fewer tells what somebody earns
OTHERS = "其他岗位"
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class PostRow:
    """One row of a wage table (岗位行): who does what, and its amounts by name."""

    post: str
    form: str
    people: int
    amounts: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class ShownPost:
    """One line as it is shown above the enterprise (可见岗位): averages over its people.

    `rows` are the table's rows that went into it, by their place in the list that was given;
    `posts` says how many posts they are. An amount that would tell of fewer than three people
    is None.
    """

    post: str
    form: str
    people: int
    posts: int
    rows: tuple[int, ...]
    amounts: Mapping[str, Decimal | None]
    is_merged: bool = False


@dataclass(frozen=True)
class _Group:
    """Some rows taken together, with how many people stand behind each amount."""

    rows: tuple[tuple[int, PostRow], ...]

    @property
    def people(self) -> int:
        return sum(row.people for _place, row in self.rows)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys((row.post.strip(), row.form) for _place, row in self.rows))

    def behind(self, amount: str) -> int:
        return sum(row.people for _place, row in self.rows if row.amounts.get(amount) is not None)

    def average(self, amount: str) -> Decimal | None:
        people = self.behind(amount)
        if people < FEW:
            return None
        total = sum(
            (value * row.people for _p, row in self.rows if (value := row.amounts.get(amount))),
            Decimal(0),
        )
        return (total / people).quantize(_CENT, rounding=ROUND_HALF_UP)

    def is_told_apart(self, amounts: Iterable[str]) -> bool:
        """Tell whether one or two people stand alone here, for the whole or for one amount."""
        return self.people < FEW or any(0 < self.behind(name) < FEW for name in amounts)


def shown_above(rows: Sequence[PostRow]) -> tuple[ShownPost, ...]:
    """Gather a wage table as it may be shown above the enterprise (对上级显示的工资表).

    Rows of one post and form are one line. Posts of fewer than three people become 其他岗位,
    together with so many more, the smallest first, that at least two posts and three people are
    in it, for every amount: what is left when the shown lines are taken from the totals is
    never one post, and never one or two people. A table of one or two people shows nothing.

    An amount that only one or two people of the whole table have cannot be hidden among others;
    no line shows it, and whoever shows a total of it has to ask `may_be_totalled`.
    """
    amounts = sorted({name for row in rows for name in row.amounts})
    groups = _by_post(rows)
    thin = [one for one in groups if one.is_told_apart(amounts)]
    plain = sorted((one for one in groups if one not in thin), key=_size)
    while thin and (more := _hidden_with(thin, plain, amounts)) is not None:
        plain.remove(more)
        thin.append(more)
    if thin and _together(thin).people < FEW:
        return ()
    if len(thin) == 1:
        plain, thin = thin, []  # one post is the whole table, and has people enough
    shown = [_shown(one, amounts) for one in sorted(plain, key=lambda one: one.rows[0][0])]
    if thin:
        shown.append(_others(thin, amounts))
    return tuple(shown)


def may_be_totalled(rows: Iterable[PostRow], amount: str) -> bool:
    """Tell whether an average over a whole table tells of nobody singly (合计可见)."""
    return sum(row.people for row in rows if row.amounts.get(amount) is not None) >= FEW


def _by_post(rows: Sequence[PostRow]) -> list[_Group]:
    found: dict[tuple[str, str], list[tuple[int, PostRow]]] = {}
    for place, row in enumerate(rows):
        if row.people > 0:
            found.setdefault((row.post.strip(), row.form), []).append((place, row))
    return [_Group(tuple(one)) for one in found.values()]


def _size(group: _Group) -> tuple[int, int]:
    return group.people, group.rows[0][0]


def _hidden_with(
    thin: Sequence[_Group], plain: Sequence[_Group], amounts: Iterable[str]
) -> _Group | None:
    """Find the smallest post that has to hide the thin ones too, None where they are hidden."""
    together = _together(thin)
    if len(thin) < 2 or together.people < FEW:
        return plain[0] if plain else None
    for name in amounts:
        if 0 < together.behind(name) < FEW:
            found = next((one for one in plain if one.behind(name)), None)
            if found is not None:
                return found
    return None


def _together(groups: Iterable[_Group]) -> _Group:
    return _Group(tuple(row for group in groups for row in group.rows))


def _shown(group: _Group, amounts: Iterable[str]) -> ShownPost:
    post, form = group.names[0]
    return ShownPost(
        post=post,
        form=form,
        people=group.people,
        posts=1,
        rows=tuple(place for place, _row in group.rows),
        amounts={name: group.average(name) for name in amounts},
    )


def _others(thin: Sequence[_Group], amounts: Iterable[str]) -> ShownPost:
    together = _together(thin)
    forms = {row.form for _place, row in together.rows}
    return ShownPost(
        post=OTHERS,
        form=forms.pop() if len(forms) == 1 else "",
        people=together.people,
        posts=len(thin),
        rows=tuple(sorted(place for place, _row in together.rows)),
        amounts={name: together.average(name) for name in amounts},
        is_merged=True,
    )
