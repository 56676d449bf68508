"""Who sits at the table on which day, how a list of people is read, and who elects them?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.readers import seeds
from bargaining.rules import (
    asks_people,
    derivation,
    moves,
    next_steps,
    people,
    representatives,
    without_union,
)
from bargaining.rules.facts import fold
from bargaining.rules.notices import notices
from bargaining.rules.roles import OPERATOR
from bargaining.rules.states import Holder, Side
from tests.rules.cases import (
    CONGRESS,
    DRAFT,
    FILED,
    MEETING,
    NAMED,
    OFFER,
    PEOPLE,
    REPLY,
    SIGNED,
    TERM,
    day,
    history,
)
from tests.rules.stories_people import (
    ADVISER,
    FOUNDED,
    changed,
    elected,
    left,
    listed,
    met,
    unionless,
)

BOOK = seeds.load_law_book()
DAY = timedelta(days=1)
TALKING = (OFFER, REPLY, NAMED, MEETING)


def derived(events):
    return derivation.derive(fold(events), place="110108", book=BOOK)


def said(events):
    return {one.rule_id: one for one in derived(events).notices}


def names(found):
    return [one.name for one in found]


class TestAnEmptySeat:
    @given(after=st.integers(0, 40), side=st.sampled_from(["union", "employer"]))
    def test_is_late_exactly_after_the_last_day_of_its_clock(self, after, side):
        gone = "甲三" if side == "union" else "乙三"
        filled = (day("2026-03-23") + after * DAY).isoformat()
        told = derived(history(
            *TALKING, left("2026-03-23", gone, side), listed(filled, changed(gone, name="新人")),
        ))  # fmt: skip
        (clock,) = [one for one in told.deadlines if one["rule_id"] == "T-REP-VACANCY"]

        assert clock["overdue_after"] == day("2026-04-07")
        assert clock["ended_on"] == day(filled)
        assert clock["holder"] == side
        late = [one for one in told.notices if one.rule_id == "T-REP-VACANCY"]
        assert bool(late) == (day(filled) > day("2026-04-07"))

    @given(after=st.integers(0, 30))
    def test_is_told_at_a_meeting_until_the_day_somebody_new_is_named(self, after):
        on = (day("2026-03-23") + after * DAY).isoformat()
        filled = listed("2026-03-30", changed("甲三", name="新人"))
        told = derived(history(*TALKING, left("2026-03-23"), filled, met(on)))

        empty = [one for one in told.notices if one.rule_id == "T-REP-VACANCY"]
        assert bool(empty) == (day(on) < day("2026-03-30"))

    def test_nobody_sits_on_it_and_the_others_stay(self):
        facts = fold(history(*TALKING, left("2026-03-23")))

        assert "甲三" in names(people.people_on(facts, day("2026-03-22")))
        assert "甲三" not in names(people.people_on(facts, day("2026-03-23")))
        assert names(people.standing(facts)) == ["甲一", "甲二", "乙一", "乙二", "乙三"]
        assert people.people_on(facts, day("2026-03-11")) == ()

    def test_who_left_is_not_back_because_the_contract_was_signed_without_a_successor(self):
        facts = fold(history(*TALKING, left("2026-03-23"), DRAFT, CONGRESS, SIGNED))

        assert people.open_vacancies(facts) == ()
        assert "甲三" not in names(people.standing(facts))
        assert "甲三" not in names(people.carried_over(facts))

    @pytest.mark.parametrize(
        ("name", "side", "listed_there"),
        [("甲三", "union", True), (" 甲三 ", "union", True), ("甲三", "employer", False),
         ("某人", "union", False)],
    )  # fmt: skip
    def test_of_somebody_the_list_does_not_name_asks_for_the_name(self, name, side, listed_there):
        told = said(history(*TALKING, left("2026-03-23", name, side)))

        assert ("R-VACANCY-NAME" in told) == (not listed_there)

    def test_before_any_list_names_nobody_is_asked_nothing(self):
        assert "R-VACANCY-NAME" not in said(history(OFFER, left("2026-03-05")))

    def test_a_list_as_short_as_before_fills_nothing(self):
        shorter = [one for one in PEOPLE if one["name"] != "甲三"]
        facts = fold(history(*TALKING, left("2026-03-23"), listed("2026-03-30", shorter)))

        assert names(people.open_vacancies(facts)) == ["甲三"]

    def test_is_empty_again_when_the_list_that_filled_it_is_taken_back(self):
        filled = listed("2026-03-30", changed("甲三", name="甲四"))
        taken_back = ("void_event", "2026-03-31", {"voids": (7,), "reason": "姓名登记错了"})
        facts = fold(history(*TALKING, left("2026-03-23"), filled, taken_back))

        assert names(people.open_vacancies(facts)) == ["甲三"]
        assert "甲四" not in names(people.standing(facts))

    def test_of_a_backfilled_contract_it_is_never_called_late(self):
        events = history(
            *TALKING, left("2026-03-23"), listed("2026-05-20", changed("甲三", name="新人")),
            origin="backfilled",
        )  # fmt: skip

        assert "T-REP-VACANCY" not in said(events)


class TestAMandate:
    @given(ahead=st.integers(-5, 5))
    def test_has_lapsed_when_its_last_day_is_before_the_meeting(self, ahead):
        until = (day("2026-03-20") + ahead * DAY).isoformat()
        people_named = changed("甲三", outside=True, mandate_until=until)

        told = said(history(OFFER, REPLY, listed("2026-03-12", people_named), MEETING))

        assert ("R-MANDATE" in told) == (ahead < 0)

    def test_of_last_year_is_not_carried_over_into_a_new_round(self):
        named = listed("2026-03-12", changed("甲三", outside=True, mandate_until="2026-12-31"))
        (outsider,) = [one for one in people.carried_over(fold(history(OFFER, REPLY, named)))
                       if one.outside]  # fmt: skip

        assert outsider.mandate_until is None


class TestALabourContract:
    @given(ends=st.dates(day("2026-03-01"), day("2027-08-10")))
    def test_is_carried_on_when_it_ends_during_the_duty(self, ends):
        named = listed("2026-03-12", changed("甲二", contract_ends_on=ends.isoformat()))
        events = history(
            OFFER, REPLY, named, MEETING, DRAFT, CONGRESS, SIGNED, FILED,
            ("record_no_objection", "2026-04-20", {}), ("publish", "2026-04-22", {"side": "both"}),
        )  # fmt: skip

        last = day(TERM["term_to"])  # to watch over the keeping is a duty too
        assert ("R-CONTRACT" in said(events)) == (day("2026-03-12") <= ends < last)

    def test_of_somebody_who_left_before_it_ended_is_not_spoken_of(self):
        named = listed("2026-03-12", changed("甲三", contract_ends_on="2026-04-30"))
        events = history(OFFER, REPLY, named, MEETING, left("2026-03-23"))

        assert "R-CONTRACT" not in said(events)
        assert people.duty(fold(events), "甲三", Side.UNION) == people.Duty(
            day("2026-03-12"), day("2026-03-23")
        )

    @pytest.mark.parametrize("fields", [{"outside": True}, {"adviser": True}])
    def test_of_who_works_elsewhere_is_no_business_of_the_case(self, fields):
        more = {"name": "外人", "side": "union", "contract_ends_on": "2026-04-30", **fields}

        assert "R-CONTRACT" not in said(
            history(OFFER, REPLY, listed("2026-03-12", [*PEOPLE, more]))
        )

    def test_of_the_employers_side_is_its_own_affair(self):
        named = listed("2026-03-12", changed("乙二", contract_ends_on="2026-04-30"))

        assert "R-CONTRACT" not in said(history(OFFER, REPLY, named))


class TestAnAdviser:
    def test_takes_no_seat_and_is_counted_in_no_number(self):
        facts = fold(history(OFFER, REPLY, listed("2026-03-12", [*PEOPLE, ADVISER]), MEETING))

        assert names(people.advisers(facts)) == ["赵指导"]
        assert "赵指导" not in names(facts.representatives)
        assert "赵指导" not in names(people.people_on(facts, day("2026-03-20")))
        assert "赵指导" in names(people.standing(facts))
        assert not {one.rule_id for one in notices(facts, last_days={})} & {
            "R-EQUAL", "R-OUTSIDERS",
        }  # fmt: skip

    def test_is_never_chief(self):
        assert "不能同时是首席代表" in asks_people.read([{**ADVISER, "chief": True}])


class TestWhoLeadsTheWorkersSide:
    @pytest.mark.parametrize(
        ("title", "asked"),
        [("工会主席、人力资源总监", True), ("工会主席兼副总经理", True), ("工会主席", False),
         ("厨师长", False)],
    )  # fmt: skip
    def test_is_asked_about_only_with_an_office_of_the_employer(self, title, asked):
        told = said(history(OFFER, REPLY, listed("2026-05-06", changed("甲一", title=title))))

        assert ("R-CHIEF-POST" in told) == asked
        assert not any(one.to_verify for one in told.values())

    @pytest.mark.parametrize("initiator", ["union", "employer"])
    def test_is_compared_with_whom_the_unions_own_offer_was_addressed_to(self, initiator):
        offer = (OFFER[0], OFFER[1], {**OFFER[2], "counterpart": "甲一", "initiator": initiator})

        told = said(history(offer, REPLY, listed("2026-05-06", PEOPLE)))

        assert ("R-CHAIR-EMPLOYER" in told) == (initiator == "union")

    def test_is_no_business_of_a_union_where_there_is_none(self):
        named = changed("乙一", name="甲一", title="法定代表人")
        told = said(unionless(elected("2026-02-20", people="甲一\n甲二\n甲三"), OFFER, REPLY,
                              listed("2026-05-06", named, relatives=True)))  # fmt: skip

        assert not {"R-CHAIR-EMPLOYER", "R-CHAIR-RELATIVE"} & told.keys()
        assert "R-BOTH-SIDES" in told


class TestTheElection:
    @given(workers=st.integers(1, 5000), off=st.integers(-2, 2))
    def test_needs_half_of_all_workers_and_half_is_enough(self, workers, off):
        consenting = min(max(workers // 2 + off, 0), workers)

        assert without_union.is_elected(workers=workers, consenting=consenting) == (
            2 * consenting >= workers
        )

    @given(workers=st.integers(1, 300))
    def test_names_the_fewest_who_must_agree(self, workers):
        needed = without_union.needed_consent(workers)

        assert without_union.is_elected(workers=workers, consenting=needed)
        assert not without_union.is_elected(workers=workers, consenting=needed - 1)

    def test_reads_who_was_elected_however_the_lines_are_written(self):
        written = "周小楠 厨师长 首席\n李堃，收银员\n\n王五（理货员）\n赵六"
        held = fold(unionless(elected("2026-02-20", people=written))).last("record_election")

        assert [(one.name, one.title, one.chief) for one in without_union.elected(held)] == [
            ("周小楠", "厨师长", True), ("李堃", "收银员", False), ("王五", "理货员", False),
            ("赵六", "", False),
        ]  # fmt: skip
        assert without_union.words(held) >= {"周小楠", "李堃", "王五", "赵六"}

    @pytest.mark.parametrize("written", ["周小楠、李堃、王五", "周小楠 李堃 王五"])
    def test_knows_everybody_on_one_line_too(self, written):
        facts = fold(unionless(elected("2026-02-20", people=written)))

        assert without_union.words(facts.last("record_election")) == {"周小楠", "李堃", "王五"}

    def test_is_suggested_only_where_it_reached_half(self):
        short = fold(unionless(elected("2026-02-20", consenting=26)))
        enough = fold(unionless(elected("2026-02-20", consenting=27)))

        assert people.elected(short) == ()
        assert names(people.elected(enough)) == ["周小楠", "李堃", "王五"]

    @pytest.mark.parametrize(
        ("payload", "field"),
        [
            ({"workers": 0, "consenting": 0}, "workers"),
            ({"workers": 53, "consenting": 54}, "consenting"),
            ({"workers": 53, "consenting": 30, "present": 54}, "present"),
        ],
    )
    def test_cannot_count_more_than_there_are(self, payload, field):
        refusal = without_union.impossible(payload)

        assert refusal is not None
        assert refusal.field == field

    def test_comes_before_the_offer_and_holds_up_nothing_that_runs_already(self):
        assert next_steps.next_step(fold(unionless())).move.name == "record_election"
        assert next_steps.next_step(fold(unionless(OFFER))).move.name == "record_reply"
        assert next_steps.next_step(fold(unionless(OFFER, REPLY))).move.name == "record_election"
        enough = fold(unionless(elected("2026-02-20")))
        assert next_steps.next_step(enough).move.name == "prepare_proposal"

    def test_is_not_held_where_there_is_a_union(self):
        opening, *_ = unionless()
        stated = [type(opening)(1, "open", opening.occurred_on, {**opening.payload, "union": True})]
        refusal = moves.why_not(
            moves.get_move("record_election"), fold(stated), actor=OPERATOR, agreed_to_help=True
        )

        assert refusal is not None
        assert "已经建立工会" in refusal.message


class TestWhetherThereIsAUnion:
    def test_nobody_said_so_and_a_union_is_taken_for_granted(self):
        facts = fold(history())

        assert without_union.has_union(facts)
        assert without_union.is_unstated(facts)

    def test_an_election_says_that_there_is_none(self):
        facts = fold(history(elected("2026-02-20")))

        assert not without_union.has_union(facts)
        assert not without_union.is_unstated(facts)

    def test_one_founded_during_the_year_is_one(self):
        facts = fold(unionless(elected("2026-02-20"), FOUNDED))

        assert without_union.has_union(facts)

    def test_decides_whether_an_election_is_on_paper(self):
        opening, *_ = unionless()
        stated = [type(opening)(1, "open", opening.occurred_on, {**opening.payload, "union": True})]

        assert not without_union.prints("workers_election", fold(stated))
        assert without_union.prints("minutes", fold(stated))
        for events in (unionless(), history(), unionless(elected("2026-02-20"), FOUNDED)):
            assert without_union.prints("workers_election", fold(events))

    def test_decides_whose_duty_a_step_is(self):
        assert without_union.holder_label(Holder.UNION, fold(unionless())) == "职工方"
        assert without_union.holder_label(Holder.UNION, fold(history())) == "工会"
        assert without_union.holder_label(Holder.EMPLOYER, fold(unionless())) == "企业"


class TestReadingAList:
    def test_a_line_tells_the_marks_from_the_post_in_any_order(self):
        (one,) = asks_people.read(
            "林律师，职工方，外聘，某律师事务所律师，书面委托，委托至2026-06-30"
        )

        assert one == {
            "name": "林律师", "side": "union", "title": "某律师事务所律师", "chief": False,
            "outside": True, "chosen_by": "mandated", "mandate_until": "2026-06-30",
        }  # fmt: skip

    def test_what_nobody_stated_leaves_no_key(self):
        (one,) = asks_people.read("甲二，职工方")

        assert set(one) == {"name", "side", "title", "chief", "outside"}

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("甲二", "没有写全"),
            ("甲二，第三方", "没有写全"),
            ("，职工方", "没有写全"),
            ("甲二，职工方，合同至明年", "劳动合同期满日应为日期"),
            ("甲二，职工方，委托至1899-01-01", "委托到期日应为日期"),
            ("甲二，职工方，顾问，首席", "顾问，不占名额"),
        ],
    )
    def test_says_which_row_is_wrong_and_what_to_write(self, row, words):
        answer = asks_people.read(f"甲一，职工方，首席\n{row}")

        assert isinstance(answer, str)
        assert answer.startswith("第 2 位代表")
        assert words in answer

    def test_an_unknown_way_of_choosing_is_named(self):
        answer = asks_people.read([{"name": "甲", "side": "union", "chosen_by": "抽签"}])

        assert "产生方式请从这些中选择：工会选派、职工推举、法定代表人指派、书面委托" in answer

    @pytest.mark.parametrize(("count", "fits"), [(60, True), (61, False)])
    def test_takes_sixty_people_at_most(self, count, fits):
        rows = [{"name": f"甲{number}", "side": "union"} for number in range(count)]

        assert isinstance(asks_people.read(rows), list) == fits

    @given(
        st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.sampled_from(["甲一", "乙二", "王"]),
                    "side": st.sampled_from(["union", "employer"]),
                    "capacity": st.sampled_from(["own", "outside", "adviser"]),
                },
                optional={
                    "title": st.sampled_from(["", "厨师长"]),
                    "chosen_by": st.sampled_from(list(representatives.CHOSEN)),
                    "mandate_until": st.dates(day("1990-01-01"), day("2100-12-31")).map(str),
                    "contract_ends_on": st.dates(day("1990-01-01"), day("2100-12-31")).map(str),
                },
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_a_list_read_once_reads_the_same_again(self, rows):
        once = asks_people.read(rows)
        values = representatives.read(once)

        assert asks_people.read(once) == once
        assert asks_people.read([representatives.as_row(one) for one in values]) == once
