"""A newer edition of the shipped law comes into a book that people have worked on."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.readers import seeds
from bargaining.rules import law_upgrade, lawbook_rows
from bargaining.rules.law_upgrade import Recorded

ROWS = json.loads(json.dumps(lawbook_rows.as_rows(seeds.load_law_book())))
FLOOR = ("figure_values", "minimum_wage_monthly", "2025-09-01")


def recorded(rows) -> list[Recorded]:
    """The book as it is after a first loading."""
    found = [
        (part, position, body)
        for part, bodies in rows.items()
        for position, body in enumerate(bodies)
    ]
    return [
        Recorded(id=number, part=part, body=copy.deepcopy(body), position=position)
        for number, (part, position, body) in enumerate(found, start=1)
    ]


def find(rows, part, figure, start):
    for body in rows[part]:
        if body["figure"] == figure and body["effective_from"] == start and not body.get("scope"):
            return body
    raise AssertionError((part, figure, start))


def without(rows, body):
    return {part: [one for one in bodies if one is not body] for part, bodies in rows.items()}


def of(entries, body):
    return next(one for one in entries if one.body == body)


def changed(entries, one, **changes):
    made = Recorded(**{**one.__dict__, **changes})
    return [made if each.id == one.id else each for each in entries]


class TestPlan:
    def test_every_entry_is_known_by_a_key_of_its_own(self):
        keys = [
            (part, lawbook_rows.key_of(part, body))
            for part, bodies in ROWS.items()
            for body in bodies
        ]

        assert len(keys) == len(set(keys))

    def test_into_an_empty_book_all_of_it_is_added(self):
        plan = law_upgrade.plan(ROWS, [])

        assert len(plan.added) == sum(len(bodies) for bodies in ROWS.values())
        assert not plan.retired
        assert not plan.conflicts

    def test_the_same_edition_again_changes_nothing(self):
        plan = law_upgrade.plan(ROWS, recorded(ROWS))

        assert not plan.changes_anything
        assert not plan.moved

    def test_what_an_older_edition_wrote_more_briefly_is_the_same(self):
        entries = recorded(ROWS)
        body = find(ROWS, *FLOOR)
        brief = {name: value for name, value in body.items() if name not in {"definition", "note"}}
        assert body["definition"] == ""
        brief["note"] = body["note"]
        entries = changed(entries, of(entries, body), body=brief)

        assert not law_upgrade.plan(ROWS, entries).changes_anything

    def test_a_new_entry_is_added_beside_the_others(self):
        body = find(ROWS, *FLOOR)

        plan = law_upgrade.plan(ROWS, recorded(without(ROWS, body)))

        assert [one.body for one in plan.added] == [body]
        assert not plan.retired

    def test_one_that_reads_otherwise_now_takes_the_olds_place(self):
        entries = recorded(ROWS)
        body = find(ROWS, *FLOOR)
        old = of(entries, body)
        entries = changed(entries, old, body={**body, "value": "2539"})

        plan = law_upgrade.plan(ROWS, entries)

        assert [one.body for one in plan.added] == [body]
        assert [one.id for one in plan.retired] == [old.id]

    def test_one_that_is_no_longer_shipped_is_retired(self):
        entries = recorded(ROWS)
        body = find(ROWS, *FLOOR)

        plan = law_upgrade.plan(without(ROWS, body), entries)

        assert [one.body for one in plan.retired] == [body]

    def test_a_figure_itself_stays_for_what_may_hang_on_it(self):
        rows = {**ROWS, "figures": ROWS["figures"][1:], "places": ROWS["places"][:-1]}

        assert not law_upgrade.plan(rows, recorded(ROWS)).changes_anything

    def test_a_persons_own_value_for_the_day_is_kept_and_told(self):
        entries = recorded(ROWS)
        body = find(ROWS, *FLOOR)
        entries = changed(entries, of(entries, body), body={**body, "value": "2541"}, seeded=False)

        plan = law_upgrade.plan(ROWS, entries)

        assert not plan.changes_anything
        (conflict,) = plan.conflicts
        assert conflict.shipped.body == body
        assert conflict.own.body["value"] == "2541"

    def test_a_persons_own_value_that_says_the_same_is_no_conflict(self):
        entries = recorded(ROWS)
        entries = changed(entries, of(entries, find(ROWS, *FLOOR)), seeded=False)

        plan = law_upgrade.plan(ROWS, entries)

        assert not plan.changes_anything
        assert not plan.conflicts

    def test_what_a_person_took_out_does_not_come_back(self):
        entries = recorded(ROWS)
        old = of(entries, find(ROWS, *FLOOR))
        entries = changed(entries, old, retired=True, retired_by="管理员")

        plan = law_upgrade.plan(ROWS, entries)

        assert not plan.changes_anything
        assert plan.conflicts[0].own is None

    def test_what_an_edition_took_out_comes_back_with_an_edition(self):
        entries = recorded(ROWS)
        old = of(entries, find(ROWS, *FLOOR))
        entries = changed(entries, old, retired=True)

        plan = law_upgrade.plan(ROWS, entries)

        assert [one.body for one in plan.added] == [old.body]

    def test_the_last_word_counts(self):
        # The person took the shipped one out and entered another for the same day.
        entries = recorded(ROWS)
        body = find(ROWS, *FLOOR)
        old = of(entries, body)
        entries = changed(entries, old, retired=True, retired_by="管理员")
        own = Recorded(id=99_999, part=old.part, body={**body, "value": "2541"}, seeded=False)

        plan = law_upgrade.plan(ROWS, [*entries, own])

        assert not plan.changes_anything
        assert plan.conflicts[0].own == own

    def test_a_year_entered_by_a_person_is_one_whatever_its_day(self):
        body = find(ROWS, "figure_values", "guideline_lower", "2023-10-19")
        own = {**body, "effective_from": "2023-10-20", "value": "0.029"}
        entries = recorded(without(ROWS, body))
        entries.append(Recorded(id=99_999, part="figure_values", body=own, seeded=False))

        plan = law_upgrade.plan(ROWS, entries)

        assert not plan.changes_anything
        assert len(plan.conflicts) == 1

    def test_a_notice_entered_by_a_person_keeps_the_shipped_one_of_its_year_out(self):
        notice = {"key": "own-2027", "year": 2027, "title": "管理员录入的通知"}
        own = Recorded(id=99_999, part="notices", body=notice, seeded=False)
        shipped = {**ROWS["notices"][-1], "key": "2027", "year": 2027}
        day = {"on": "2027-02-06", "is_off": True, "festival": "春节", "notice": "2027"}
        rows = {
            **ROWS,
            "notices": [*ROWS["notices"], shipped],
            "noticed_days": [*ROWS["noticed_days"], day],
        }

        with_own = law_upgrade.plan(rows, [*recorded(ROWS), own])
        without_own = law_upgrade.plan(rows, recorded(ROWS))

        assert not with_own.changes_anything
        assert [one.own for one in with_own.conflicts] == [own]
        assert len(without_own.added) == 2

    def test_figures_stand_in_the_order_of_the_edition(self):
        rows = {**ROWS, "figures": [ROWS["figures"][-1], *ROWS["figures"][:-1]]}

        plan = law_upgrade.plan(rows, recorded(ROWS))

        assert not plan.changes_anything
        assert len(plan.moved) == len(ROWS["figures"])

    @settings(max_examples=40)
    @given(st.data())
    def test_carried_out_it_gives_the_edition_and_then_nothing_more(self, data):
        bodies = [body for body in ROWS["figure_values"] if not body.get("scope")][:60]
        small = {"figure_values": bodies}
        entries = recorded({"figure_values": data.draw(st.lists(st.sampled_from(bodies),
                                                                unique_by=id))})  # fmt: skip
        entries = [
            Recorded(
                **{
                    **one.__dict__,
                    "body": {**one.body, "note": data.draw(st.sampled_from(["", "旧"]))},
                    "retired": data.draw(st.booleans()),
                }
            )
            for one in entries
        ]

        plan = law_upgrade.plan(small, entries)

        gone = {one.id for one in plan.retired}
        left = [one for one in entries if one.id not in gone and not one.retired]
        left += [
            Recorded(id=9999 + number, part=one.part, body=one.body, position=one.position)
            for number, one in enumerate(plan.added)
        ]
        assert not law_upgrade.plan(small, left).changes_anything
        said = sorted(json.dumps(one.body, sort_keys=True) for one in left)
        assert said == sorted(json.dumps(body, sort_keys=True) for body in bodies)


class TestKeys:
    @pytest.mark.parametrize(
        ("part", "body", "key"),
        [
            ("places", {"code": "110000", "name": "北京市"}, ("110000",)),
            ("figures", {"name": "x", "place": "110000"}, ("x", "110000", "")),
            (
                "figures",
                {"name": "x", "place": "110000", "scope": {"kind": "industry", "name": "餐饮业"}},
                ("x", "110000", "餐饮业"),
            ),
            (
                "figure_values",
                {"figure": "x", "place": "1", "effective_from": "2026-01-01", "year": None},
                ("x", "1", "", "2026-01-01"),
            ),
            (
                "figure_values",
                {"figure": "x", "place": "1", "effective_from": "2026-10-01", "year": 2026},
                ("x", "1", "", "2026"),
            ),
            ("strange", {"a": 1}, ('{"a": 1}',)),
        ],
    )
    def test_what_an_entry_is_known_by(self, part, body, key):
        assert lawbook_rows.key_of(part, body) == key
