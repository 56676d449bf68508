"""What is overdue and by whose duty, what silence will do, which case is hard, who has no chair."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select

from bargaining.actions import backfill
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.union_body import UnionBody
from bargaining.queries import duties, official_desk, union_terms
from bargaining.queries.duties import Narrow
from bargaining.rules.coverage import Grouping
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.silence_watch import Certainty
from bargaining.rules.states import Holder
from tests import instructors_stage, ledger_rows
from tests.ledger_cases import (
    ANSWER_LAST,
    DAY,
    OFFERED,
    filed,
    firm,
    offered,
    opened,
    signed,
    take,
)
from tests.ledger_rows import AT, OTHER, TODAY, row

TONGZHOU, CHAOYANG = "110112", "110105"


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


def district(code=TONGZHOU):
    return Actor(1, "区", Role.DISTRICT, places=frozenset({code}))


def late(session, *, today=TODAY, actor=OPERATOR, page=None, **narrowed):
    return duties.list_overdue(session, actor, today=today, narrow=Narrow(**narrowed), page=page)


class TestOverdue:
    @pytest.mark.parametrize(("today", "found"), [(ANSWER_LAST, 0), (ANSWER_LAST + DAY, 1)])
    def test_from_the_day_after_the_last_day(self, session, today, found):
        offered(session)

        assert len(late(session, today=today)) == found

    def test_it_says_whose_and_how_long(self, session):
        case = offered(session)

        (one,) = late(session, today=ANSWER_LAST + 3 * DAY)

        assert (one.case, one.last_on, one.days(today=ANSWER_LAST + 3 * DAY)) == (
            case,
            ANSWER_LAST,
            3,
        )
        assert one.deadline.holder == Holder.EMPLOYER.value

    def test_the_union_owes_the_answer_to_the_employers_offer(self, session):
        offered(session, initiator="employer")

        counts = duties.count_overdue(session, OPERATOR, today=TODAY)

        assert counts == {
            Holder.EMPLOYER: 0, Holder.UNION: 1, Holder.BOTH: 0, Holder.AUTHORITY: 0,
            Holder.GOVERNMENT: 0,
        }  # fmt: skip

    def test_several_sources_of_one_duty_are_one(self, session):
        signed(session, on=date(2026, 9, 1))
        filing = session.scalars(select(Deadline).where(Deadline.rule_id.like("T-FILE-%"))).all()

        assert len(filing) == 3
        assert len(late(session)) == 1

    def test_an_answer_in_the_end_ends_it(self, session):
        case = offered(session)
        take(session, case, "record_reply", ANSWER_LAST + DAY)

        assert late(session) == []

    def test_a_closed_case_owes_nothing(self, session):
        case = offered(session)
        take(session, case, "close", ANSWER_LAST + DAY, reason="withdrawn")

        assert late(session) == []

    def test_a_finished_cycle_taken_from_its_papers_is_never_late(self, session):
        rows = [row(filed_on=None, effective_on=None, signed_on=date(2026, 1, 5))]
        backfill.import_contracts(session, rows, actor=OPERATOR, at=AT, today=TODAY)

        assert session.scalars(select(Deadline).where(Deadline.ended_on.is_(None))).all()
        assert late(session) == []

    def test_nothing_is_late_before_the_latest_day_of_an_open_calendar(self, session):
        case = opened(session)
        take(session, case, "send_proposal", OFFERED)
        one = session.scalars(select(Deadline).where(Deadline.rule_id == "T-OFFER-REPLY")).one()
        one.latest, one.certain = ANSWER_LAST + 4 * DAY, False
        session.flush()

        assert late(session, today=ANSWER_LAST + 4 * DAY) == []
        assert len(late(session, today=ANSWER_LAST + 5 * DAY)) == 1

    def test_without_proof_of_the_start_nobody_is_late(self, session):
        filed(session, proof="none", on=date(2026, 11, 3))

        assert [one.deadline.rule_id for one in late(session)] == []

    def test_it_is_ordered_by_whose_it_is_and_the_oldest_first(self, session):
        offered(session, initiator="employer")
        offered(session, code=OTHER)

        assert [one.deadline.holder for one in late(session)] == ["employer", "union"]
        assert [one.case.title for one in late(session, sort="-name")] == sorted(
            (one.case.title for one in late(session)), reverse=True
        )


class TestNarrowing:
    @pytest.fixture
    def both(self, session):
        offered(session)
        offered(session, code=OTHER, initiator="employer")
        return session

    @pytest.mark.parametrize(
        ("narrowed", "found"),
        [
            ({}, 2),
            ({"holder": "union"}, 1),
            ({"rule": "T-OFFER-REPLY"}, 2),
            ({"rule": "T-REVIEW"}, 0),
            ({"district": TONGZHOU}, 1),
            ({"street": "110108012"}, 0),
            ({"text": "%"}, 0),
            ({"days": (TODAY - ANSWER_LAST).days}, 2),
            ({"days": (TODAY - ANSWER_LAST).days + 1}, 0),
        ],
    )
    def test_by_each_of_the_filters(self, both, narrowed, found):
        assert len(late(both, **narrowed)) == found
        assert sum(
            duties.count_overdue(
                both, OPERATOR, today=TODAY, narrow=Narrow(**narrowed)
            ).values()
        ) == found  # fmt: skip

    def test_by_number(self, both):
        (one,) = late(both, holder="union")

        assert late(both, text=one.case.number)[0].case is one.case

    def test_another_district_finds_nothing(self, both):
        assert len(late(both, actor=district())) == 1
        assert late(both, actor=district("110108")) == []
        assert late(both, actor=district(), district=CHAOYANG) == []

    def test_what_can_be_chosen_is_what_there_is(self, both):
        assert duties.late_rules(both, OPERATOR, today=TODAY) == [("T-OFFER-REPLY", "书面答复截止")]
        assert {one for one, _ in duties.places(both, district(), today=TODAY)} == {TONGZHOU}

    def test_pages(self, both):
        assert len(late(both, page=1)) == 2
        assert late(both, page=2) == []


class TestSilence:
    """Received on 3 November: the review ends on the 18th, it takes effect on the 19th."""

    def silent(self, session, *, today, **narrowed):
        return duties.list_silent(
            session, OPERATOR, today=today, narrow=Narrow(**narrowed), page=None
        )

    def test_on_which_day_and_how_sure(self, session):
        case = filed(session)

        (one,) = self.silent(session, today=date(2026, 11, 10))

        assert one.case is case
        assert one.silence.certainty is Certainty.CERTAIN
        assert one.silence.first_on == one.silence.last_on == date(2026, 11, 19)

    def test_without_proof_it_is_said(self, session):
        filed(session, proof="none")

        (one,) = self.silent(session, today=TODAY)

        assert one.silence.certainty is Certainty.UNPROVED
        assert one.silence.passed

    def test_what_is_signed_only_or_answered_is_not_there(self, session):
        signed(session)
        answered = filed(session, code=OTHER)
        take(
            session, answered, "record_no_objection", date(2026, 11, 9),
            served_union_on="2026-11-09", served_employer_on="2026-11-09",
        )  # fmt: skip

        assert self.silent(session, today=TODAY) == []

    @pytest.mark.parametrize(("days", "found"), [(8, 0), (9, 1), (None, 1)])
    def test_within_so_many_days(self, session, days, found):
        filed(session)
        today = date(2026, 11, 10)

        assert len(self.silent(session, today=today, days=days)) == found
        assert duties.count_silent(
            session, OPERATOR, today=today, narrow=Narrow(days=days)
        ) == found  # fmt: skip

    @pytest.mark.parametrize(
        ("state", "found"), [("proved", "receipt"), ("unproved", "none"), ("", "both")]
    )
    def test_by_proof(self, session, state, found):
        filed(session)
        filed(session, code=OTHER, proof="none")

        shown = self.silent(session, today=date(2026, 11, 10), state=state)

        proofs = {"receipt" if one.case.received_on else "none" for one in shown}
        assert proofs == ({found} if state else {"receipt", "none"})

    def test_an_open_calendar_makes_an_interval(self, session):
        filed(session)
        one = session.scalars(select(Deadline).where(Deadline.rule_id == "T-REVIEW")).one()
        one.earliest, one.latest, one.certain = one.due_on - DAY, one.due_on + DAY, False
        session.flush()

        (shown,) = self.silent(session, today=date(2026, 11, 10), days=8)

        assert shown.silence.certainty is Certainty.INTERVAL
        assert (shown.silence.first_on, shown.silence.last_on) == (
            date(2026, 11, 18), date(2026, 11, 20),
        )  # fmt: skip


class TestHardCases:
    def hard(self, session, actor=OPERATOR, today=TODAY):
        found = duties.list_hard(session, actor, today=today, narrow=Narrow(), page=1)
        assert len(found) == duties.count_hard(session, actor, today=today)
        return [(one.case.title, one.reason) for one in found]

    def test_the_other_side_did_not_agree(self, session):
        case = offered(session)
        take(session, case, "record_refusal", OFFERED + DAY, reason="暂缓")

        assert self.hard(session) == [(case.title, "对方暂不同意")]

    @pytest.mark.parametrize(("today", "found"), [(ANSWER_LAST, 0), (ANSWER_LAST + DAY, 1)])
    def test_the_other_side_is_overdue(self, session, today, found):
        offered(session)

        assert len(self.hard(session, today=today)) == found

    def test_the_unions_own_delay_needs_nobody_sent(self, session):
        offered(session, initiator="employer")

        assert self.hard(session) == []

    def test_the_vote_failed(self, session):
        case = opened(session)
        take(session, case, "record_meeting", date(2026, 3, 2), conclusion="agreed")
        take(session, case, "adopt_draft", date(2026, 3, 3))
        take(
            session, case, "record_congress", date(2026, 3, 20), form="congress", entitled=30,
            present=29, in_favour=3,
        )  # fmt: skip

        assert self.hard(session) == [(case.title, "审议未通过")]

    def test_who_has_an_instructor_or_was_sent_one_is_left_out(self, session):
        offered(session)
        sent = instructors_stage.instructor(session, "指导员丙", place=TONGZHOU)
        sending = instructors_stage.send(
            session, firm(session), sent, actor=district(), today=TODAY
        )
        assert self.hard(session) == []

        instructors_stage.decline(session, sending, sent, today=TODAY)
        assert len(self.hard(session)) == 1

        instructors_stage.carry(session, sent, firm(session), to_on=TODAY)
        assert self.hard(session) == []
        assert len(self.hard(session, today=TODAY + DAY)) == 1

    def test_another_district_finds_nothing(self, session):
        offered(session)

        assert self.hard(session, actor=district(CHAOYANG)) == []


class TestUnionsToElect:
    def listed(self, session, actor=OPERATOR, **narrowed):
        narrow = Narrow(**narrowed)
        found = union_terms.list_unions(session, actor, today=TODAY, narrow=narrow, page=1)
        assert len(found) == union_terms.count_unions(session, actor, today=TODAY, narrow=narrow)
        return found

    @pytest.fixture
    def union(self, session):
        for one in session.scalars(select(UnionBody)):
            one.chair_name, one.term_ends_on = "张主席", TODAY
        session.flush()
        return session.get_one(UnionBody, firm(session).union_id)

    def test_a_term_holds_on_its_last_day(self, session, union):
        assert self.listed(session) == []

        union.term_ends_on = TODAY - DAY
        session.flush()

        (one,) = self.listed(session)
        assert (one.union, one.state) == (union, "ended")

    def test_a_vacant_chair_is_vacant_whenever_the_term_ends(self, session, union):
        union.chair_name, union.term_ends_on = "", TODAY - DAY
        session.flush()

        (one,) = self.listed(session)

        assert one.state == "vacant"
        assert self.listed(session, state="ended") == []
        assert len(self.listed(session, state="vacant", text=union.name)) == 1

    def test_only_of_working_enterprises_in_ones_own_territory(self, session, union):
        union.chair_name = ""
        session.flush()
        assert len(self.listed(session, actor=district())) == 1
        assert self.listed(session, actor=district(CHAOYANG)) == []
        assert self.listed(session, district=CHAOYANG) == []

        for one in session.scalars(select(Enterprise).where(Enterprise.union_id == union.id)):
            one.operating = False
        session.flush()
        assert self.listed(session) == []


class TestTheDesk:
    def test_it_counts_what_the_lists_list(self, session):
        offered(session)
        signed(session, code=OTHER, on=date(2026, 9, 1))

        found = official_desk.desk(session, OPERATOR, today=TODAY, by=Grouping.DISTRICT)

        assert (found.hard, found.overdue, found.in_hand) == (1, 2, 2)
        assert found.late_by_place == {TONGZHOU: 1, CHAOYANG: 1}
        assert found.to_elect == union_terms.count_unions(session, OPERATOR, today=TODAY)
        assert found.to_verify == sum(one.to_verify for one in session.scalars(select(Case)))

    def test_silence_is_counted_within_a_week_and_with_proof(self, session):
        filed(session)
        filed(session, code=OTHER, proof="none")

        counts = [
            official_desk.desk(session, OPERATOR, today=today, by=Grouping.STREET).silent
            for today in (date(2026, 11, 11), date(2026, 11, 12))
        ]

        assert counts == [0, 1]

    def test_the_number_of_statements_does_not_grow(self, session):
        sent: list[str] = []
        listener = lambda *given: sent.append(given[2])  # noqa: E731
        engine = session.get_bind().engine
        session.scalar(select(Case.id))  # what a session sends once, it has sent
        event.listen(engine, "before_cursor_execute", listener)

        official_desk.desk(session, OPERATOR, today=TODAY, by=Grouping.STREET)
        few = len(sent)
        event.remove(engine, "before_cursor_execute", listener)
        offered(session)
        signed(session, code=OTHER, on=date(2026, 9, 1))
        event.listen(engine, "before_cursor_execute", listener)
        sent.clear()
        official_desk.desk(session, OPERATOR, today=TODAY, by=Grouping.STREET)
        event.remove(engine, "before_cursor_execute", listener)

        assert len(sent) == few == 6
