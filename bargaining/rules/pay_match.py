"""Which agreed post is a row of a pay table of? By name, else by the only post of its kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from bargaining.rules.pay_lines import Matched
from bargaining.rules.wage_posts import Category, Form, WagePost

# The form changes what the month's wage is held against; these are never each other's post.
_APART = (Form.PART_TIME, Form.PROBATION)
Key = tuple[str, Form | None]


def stands_apart(post: WagePost) -> Form | None:
    """Name the form that has wages of its own (单列的用工形式): 非全日制, 试用期; else None."""
    return post.answers_to if post.answers_to in _APART else None


def key(post: WagePost) -> Key:
    """Say which rows are of one post (同一岗位): those of its name and form of wage."""
    return post.same_post_name, stands_apart(post)


class AgreedPosts:
    """The agreed posts, to be found by the rows of a pay table (约定的岗位)."""

    def __init__(self, agreed: Sequence[WagePost]) -> None:
        self._named: dict[Key, list[WagePost]] = defaultdict(list)
        self._of_kind: dict[tuple[Category, Form | None], list[WagePost]] = defaultdict(list)
        for post in agreed:
            self._named[key(post)].append(post)
            if post.category:
                self._of_kind[post.category, stands_apart(post)].append(post)

    def of(self, post: WagePost) -> tuple[Matched, tuple[WagePost, ...]]:
        """Find the agreed posts of a paid row (对应岗位): all of its name, or one of its kind.

        A name may have several rows, such as grades; those of the row's own 用工形式 come before
        the others. By 岗位类别 a post is found only where it is the one of that kind.
        """
        named = self._named.get(key(post), [])
        if named:
            same_form = [one for one in named if one.form is post.form]
            return Matched.NAME, tuple(same_form or named)
        of_kind = (
            self._of_kind.get((post.category, stands_apart(post)), []) if post.category else []
        )
        if len(of_kind) == 1:
            return Matched.CATEGORY, tuple(of_kind)
        return Matched.NONE, ()

    def lowest_of_regulars(self, post: WagePost) -> Decimal | None:
        """Name the least agreed for a post's people past probation (同岗位最低档); None unknown."""
        alike = self._named.get((post.same_post_name, None), [])
        known = [one.proposed_amount for one in alike if one.proposed_amount is not None]
        return min(known, default=None)
