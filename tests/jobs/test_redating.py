"""A notice comes: every open case is dated anew, once, whatever happens on the way."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from bargaining import db
from bargaining.actions import holidays, law_changes, rebuild, redating
from bargaining.actions import law as law_actions
from bargaining.errors import Refused
from bargaining.jobs import redating as job
from bargaining.jobs import silence
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.models.deadline import Deadline
from bargaining.models.law_change import LawChange, Redating
from bargaining.models.law_entry import LawEntry
from bargaining.queries import foreseen
from bargaining.queries import law as law_queries
from bargaining.queries import redating as redating_queries
from bargaining.rules import holiday_plans
from bargaining.rules.roles import OPERATOR
from tests import holiday_years
from tests.office import AT, TODAY, furnished

ISSUED = date(2025, 11, 4)


@pytest.fixture
def office(make_furnished, tmp_path):
    """A system whose law book ends with 2025."""
    with furnished(make_furnished(), tmp_path) as made:
        with made.app.app_context(), db.transaction(OPERATOR) as session:
            holiday_years.forget(session)
        yield made


def enter(office, draft=None, *, confirmed=False, before_commit=lambda _session: None):
    """Enter a notice as the page does, and return the number of the change."""
    draft = draft or holiday_years.real_notice()
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        outlook = holidays.preview(session, draft, today=TODAY)
        change = holidays.enter(
            session, draft, seen=outlook.seen, confirmed=confirmed, actor=OPERATOR, at=AT,
            today=TODAY,
        )  # fmt: skip
        before_commit(session)
        return change.id


def settle(office, change_id):
    with office.app.app_context():
        told = []
        tally = job.settle(change_id, at=AT, tell=lambda done, total: told.append((done, total)))
        return tally, told


def deadline(office, number, rule_id):
    with office.app.app_context():
        return db.db.session().scalars(
            select(Deadline)
            .join(Case, Case.id == Deadline.case_id)
            .where(Case.number == number, Deadline.rule_id == rule_id)
            .order_by(Deadline.start_sequence.desc())
        ).first()  # fmt: skip


def rows(office, model):
    with office.app.app_context():
        return db.db.session().scalars(select(model).order_by(*model.__table__.primary_key)).all()


def differs(office):
    """Fold every case again: what is stored must be what follows."""
    with office.app.app_context():
        batch = rebuild.compare(db.db.session(), after_id=0)
        return () if batch is None else batch.found


class TestTheNoticeOf2026:
    def test_an_interval_becomes_the_day_the_notice_makes(self, office):
        # 15 days from 2026-09-18 end on 3 October; the real notice gives off 1 to 7 October
        number = office.filed_case(on=date(2026, 9, 18))
        before = deadline(office, number, "T-REVIEW")
        assert (before.certain, before.earliest) == (False, date(2026, 10, 4))
        assert before.latest == date(2026, 10, 9)

        change_id = enter(office)
        tally, _ = settle(office, change_id)

        after = deadline(office, number, "T-REVIEW")
        assert (after.certain, after.due_on, after.latest) == (
            True, date(2026, 10, 8), date(2026, 10, 8),
        )  # fmt: skip
        assert (tally.cases, tally.moved > 0, tally.broken) == (1, True, [])
        (row,) = [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"]
        assert (row.before["latest"], row.after["latest"]) == ("2026-10-09", "2026-10-08")
        assert (row.before["certain"], row.after["certain"]) == (False, True)
        assert rows(office, LawChange)[-1].settled_at == AT
        assert differs(office) == ()

    def test_what_it_does_not_move_is_left_alone(self, office):
        number = office.filed_case(on=date(2026, 3, 3))
        kept = deadline(office, number, "T-REVIEW")

        settle(office, enter(office))

        after = deadline(office, number, "T-REVIEW")
        assert (kept.due_on, kept.earliest) == (date(2026, 3, 18), date(2026, 3, 18))
        assert (after.due_on, after.certain) == (kept.due_on, True)
        assert [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"] == []

    def test_a_second_run_writes_nothing_twice(self, office):
        office.filed_case(on=date(2026, 9, 18))
        change_id = enter(office)
        settle(office, change_id)
        written = [len(rows(office, each)) for each in (Redating, AuditEntry)]

        tally, _ = settle(office, change_id)

        assert tally.moved == 0
        assert [len(rows(office, each)) for each in (Redating, AuditEntry)] == written

    def test_the_preview_foretells_what_the_job_does(self, office):
        for on in (date(2026, 9, 18), date(2026, 9, 11), date(2026, 1, 20), date(2026, 3, 3)):
            office.filed_case(on=on)
        done = office.filed_case(on=date(2026, 9, 15))
        office.take(done, "record_objection", date(2026, 9, 20), opinion="请修改")
        with office.app.app_context():
            outlook = holidays.preview(db.db.session(), holiday_years.real_notice(), today=TODAY)

        settle(office, enter(office))

        with office.app.app_context():
            running, quiet = (
                db.db.session().scalar(
                    select(func.count(Redating.id))
                    .join(Case, Case.id == Redating.case_id)
                    .join(Deadline, (Deadline.case_id == Redating.case_id)
                          & (Deadline.rule_id == Redating.rule_id)
                          & (Deadline.start_sequence == Redating.start_sequence))
                    .where(condition)
                )
                for condition in (Deadline.ended_on.is_(None), Deadline.ended_on.is_not(None))
            )  # fmt: skip
        assert outlook.foreseen is not None
        assert (outlook.foreseen.deadlines, outlook.foreseen.quiet) == (running, quiet)
        assert running > 0
        assert quiet > 0

    def test_looking_at_it_writes_nothing(self, office):
        office.filed_case(on=date(2026, 9, 18))
        entries = len(rows(office, LawEntry))
        with office.app.app_context():
            holidays.preview(db.db.session(), holiday_years.real_notice(), today=TODAY)

        assert len(rows(office, LawEntry)) == entries
        assert rows(office, LawChange) == []

    def test_every_batch_is_written_down(self, office, monkeypatch):
        monkeypatch.setattr(job, "BATCH", 1)
        for on in (date(2026, 9, 18), date(2026, 9, 19)):
            office.filed_case(on=on)

        _, told = settle(office, enter(office))

        batches = [one for one in rows(office, AuditEntry) if one.event == "law.redate"]
        assert [one.detail["cases"] for one in batches] == [1, 1]
        assert told == [(1, 2), (2, 2)]
        assert rows(office, AuditEntry)[-1].event == "law.settle"


class TestOnTheWay:
    def test_killed_in_the_middle_it_goes_on_where_it_was(self, office, monkeypatch):
        monkeypatch.setattr(job, "BATCH", 1)
        for on in (date(2026, 9, 18), date(2026, 9, 19), date(2026, 9, 20)):
            office.filed_case(on=on)
        change_id = enter(office)
        done = []

        def killed(_done, _total):
            done.append(1)
            if len(done) == 2:
                raise KeyboardInterrupt

        with office.app.app_context(), pytest.raises(KeyboardInterrupt):
            job.settle(change_id, at=AT, tell=killed)
        assert rows(office, LawChange)[-1].settled_at is None
        half = len(rows(office, Redating))

        settle(office, change_id)

        whole = rows(office, Redating)
        assert 0 < half < len(whole)
        keys = [(one.case_id, one.rule_id, one.start_sequence) for one in whole]
        assert len(set(keys)) == len(keys)
        assert differs(office) == ()

    def test_the_clock_takes_up_what_nobody_settled(self, office):
        number = office.filed_case(on=date(2026, 9, 18))
        enter(office)

        with office.app.app_context():
            outcome = job.settle_waiting(on=TODAY, at=AT)
            again = job.settle_waiting(on=TODAY, at=AT)

        assert (outcome.done > 0, outcome.failed, again.done) == (True, (), 0)
        assert deadline(office, number, "T-REVIEW").certain
        assert rows(office, LawChange)[-1].settled_at == AT

    def test_two_workers_at_once_do_not_disturb_each_other(self, office, monkeypatch):
        monkeypatch.setattr(job, "BATCH", 2)
        for day in range(10, 20):
            office.filed_case(on=date(2026, 9, day))
        change_id = enter(office)
        failed = []

        def work():
            try:
                settle(office, change_id)
            except Exception as problem:  # whatever it is, the test tells
                failed.append(problem)

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert failed == []
        keys = [(one.case_id, one.rule_id, one.start_sequence) for one in rows(office, Redating)]
        assert len(set(keys)) == len(keys)
        assert differs(office) == ()

    def test_a_case_somebody_is_writing_to_is_not_waited_for(self, office):
        busy = office.filed_case(on=date(2026, 9, 18))
        change_id = enter(office)
        with office.app.app_context():
            engine = db.db.engine
            with engine.connect() as other, other.begin():
                held = other.execute(
                    select(Case.id).where(Case.number == busy).with_for_update()
                ).scalar_one()
                with db.transaction(OPERATOR) as session:
                    settled = redating.settle(session, change_id, [held], at=AT)
            assert (settled.cases, settled.busy) == (0, (held,))

        tally, _ = settle(office, change_id)

        assert tally.moved > 0

    def test_a_step_between_notice_and_job_is_dated_by_the_notice_and_remembered(self, office):
        number = office.filed_case(on=date(2026, 9, 18))
        change_id = enter(office)
        office.take(number, "record_contact", date(2026, 9, 21), method="phone", result="已联系")

        assert deadline(office, number, "T-REVIEW").certain
        told = [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"]
        assert [one.before["latest"] for one in told] == ["2026-10-09"]

        settle(office, change_id)

        again = [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"]
        assert [one.id for one in again] == [one.id for one in told]

    def test_a_rebuild_between_notice_and_job_is_remembered_too(self, office):
        office.filed_case(on=date(2026, 9, 18))
        change_id = enter(office)
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            rebuild.rebuild(session, after_id=0, actor=OPERATOR, at=AT)
        settle(office, change_id)

        (told,) = [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"]
        assert told.before["latest"] == "2026-10-09"
        assert differs(office) == ()

    def test_what_the_step_itself_moves_is_not_put_down_to_the_notice(self, office):
        settle(office, enter(office))
        number = office.filed_case(on=date(2026, 9, 18))
        before = deadline(office, number, "T-REVIEW").due_on
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            law_changes.record(
                session, kind=law_changes.COUNTING, place="110000", title="口径", detail={},
                actor=OPERATOR, at=AT,
            )  # fmt: skip

        office.take(
            number, "record_completion", date(2026, 9, 24), told_in_writing="yes",
            told_on="2026-09-21",
        )  # fmt: skip

        assert deadline(office, number, "T-REVIEW").due_on > before
        assert [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"] == []

    def test_a_case_opened_in_between_is_right_from_the_start(self, office):
        change_id = enter(office)
        number = office.filed_case(on=date(2026, 9, 18))

        assert deadline(office, number, "T-REVIEW").due_on == date(2026, 10, 8)
        settle(office, change_id)
        assert [one for one in rows(office, Redating) if one.rule_id == "T-REVIEW"] == []

    def test_a_transaction_that_began_under_the_old_law_is_outlasted(self, office, monkeypatch):
        seen = []
        monkeypatch.setattr(job, "PAUSE", 0.01)
        change_id = enter(office)
        with office.app.app_context():
            other = db.db.engine.connect()
            outer = other.begin()
            other.execute(select(func.pg_current_xact_id()))
            once = redating_queries.writers

            def watched(session):
                found = once(session)
                seen.append(found)
                if len(seen) == 3:
                    outer.rollback()
                    other.close()
                return found

            monkeypatch.setattr(redating_queries, "writers", watched)
            job.settle(change_id, at=AT, tell=lambda _done, _total: None)

        assert len(seen[0]) == 1
        assert seen[-1] & seen[0] == frozenset()


class TestSilence:
    def test_a_step_before_the_job_does_not_hide_that_the_effect_is_on_another_day(self, office):
        settle(office, enter(office))
        number = office.filed_case(on=date(2026, 9, 18))
        with office.app.app_context():
            silence.fall_silent(on=date(2026, 10, 9), at=AT)
        longer = holiday_years.with_days(
            holiday_years.real_notice(), "国庆节",
            off="10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08", worked="09-20 10-10 10-11",
        )  # fmt: skip
        longer = replace(longer, document_number="国办发明电〔2026〕3号")
        change_id = enter(office, longer, confirmed=True)

        office.take(number, "record_contact", date(2026, 10, 12), method="phone", result="已联系")
        settle(office, change_id)

        (marked,) = [one for one in rows(office, Redating) if "effect_on" in one.after]
        assert (marked.rule_id, marked.after["effect_on"]) == ("T-REVIEW", "2026-10-09")

    def test_nothing_falls_silent_between_a_correction_and_its_job(self, office):
        settle(office, enter(office))
        number = office.filed_case(on=date(2026, 9, 18))
        longer = holiday_years.with_days(
            holiday_years.real_notice(), "国庆节",
            off="10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08", worked="09-20 10-10 10-11",
        )  # fmt: skip
        longer = replace(longer, document_number="国办发明电〔2026〕3号")
        change_id = enter(office, longer, confirmed=True)

        with office.app.app_context():
            assert silence.fall_silent(on=date(2026, 10, 9), at=AT).done == 0
        assert office.entries(number)[-1][0] == "file"

        settle(office, change_id)
        assert deadline(office, number, "T-REVIEW").due_on == date(2026, 10, 9)
        with office.app.app_context():
            assert silence.fall_silent(on=date(2026, 10, 9), at=AT).done == 0
            assert silence.fall_silent(on=date(2026, 10, 10), at=AT).done == 1
        assert office.entries(number)[-1] == ("take_effect_by_silence", date(2026, 10, 10))

    def test_a_silent_effect_on_a_day_that_is_not_its_own_any_more_is_marked(self, office):
        settle(office, enter(office))
        number = office.filed_case(on=date(2026, 9, 18))
        with office.app.app_context():
            silence.fall_silent(on=date(2026, 10, 9), at=AT)
        longer = holiday_years.with_days(
            holiday_years.real_notice(), "国庆节",
            off="10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08", worked="09-20 10-10 10-11",
        )  # fmt: skip
        longer = replace(longer, document_number="国办发明电〔2026〕3号")
        with office.app.app_context():
            outlook = holidays.preview(db.db.session(), longer, today=TODAY)
        assert outlook.foreseen is not None
        assert outlook.foreseen.disputed == 1

        settle(office, enter(office, longer, confirmed=True))

        (marked,) = [one for one in rows(office, Redating) if "effect_on" in one.after]
        assert (marked.rule_id, marked.after["effect_on"]) == ("T-REVIEW", "2026-10-09")
        assert office.entries(number)[-1] == ("take_effect_by_silence", date(2026, 10, 9))


class TestEntering:
    def test_entered_twice_it_is_one_change(self, office):
        first = enter(office)
        draft = holiday_years.real_notice()
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            second = holidays.enter(
                session, draft, seen="anything", confirmed=False, actor=OPERATOR, at=AT,
                today=TODAY,
            ).id  # fmt: skip

        assert second == first
        assert len(rows(office, LawChange)) == 1

    def test_somebody_elses_entry_is_never_replaced_unseen(self, office):
        draft = holiday_years.real_notice()
        with office.app.app_context():
            seen = holidays.preview(db.db.session(), draft, today=TODAY).seen
        enter(office)
        other = holiday_years.with_days(draft, "元旦", off="01-01", worked="")

        with (
            office.app.app_context(),
            pytest.raises(Refused, match="刚才有人改过"),
            db.transaction(OPERATOR) as session,
        ):
            holidays.enter(
                session, other, seen=seen, confirmed=True, actor=OPERATOR, at=AT, today=TODAY
            )

    def test_what_is_unusual_waits_for_a_person(self, office):
        draft = holiday_years.with_days(
            holiday_years.real_notice(), "元旦", off="01-01 01-02 01-03", worked=""
        )
        draft = replace(draft, title="国务院办公厅关于部分节假日安排的通知")
        with pytest.raises(Refused):
            enter(office, draft)

        draft = replace(holiday_years.real_notice(), title="国务院办公厅关于部分节假日安排的通知")
        with pytest.raises(Refused, match="请先确认"):
            enter(office, draft)
        assert enter(office, draft, confirmed=True)

    def test_a_correction_keeps_what_it_replaces(self, office):
        enter(office)
        draft = holiday_years.with_days(
            holiday_years.real_notice(), "劳动节", off="05-01 05-02 05-03", worked=""
        )
        draft = replace(draft, document_number="国办发明电〔2026〕3号")
        enter(office, draft, confirmed=True)

        with office.app.app_context():
            record = law_queries.law_book(db.db.session()).holidays
        days = holiday_plans.days_of(record, 2026)
        assert date(2026, 5, 9) not in days
        assert days[date(2026, 5, 1)].notice == "2026"
        assert [one.key for one in record.notices if one.year == 2026] == ["2026", "2026-2"]
        retired = [
            one for one in rows(office, LawEntry)
            if one.retired_at and one.body.get("on") == "2026-05-09" and not one.seeded
        ]  # fmt: skip
        assert len(retired) == 1
        assert rows(office, LawChange)[-1].detail["days_out"] != []

    def test_under_the_same_number_it_puts_that_notice_right(self, office):
        draft = replace(holiday_years.real_notice(), link="")
        enter(office, draft)
        enter(office)

        with office.app.app_context():
            record = law_queries.law_book(db.db.session()).holidays
        (notice,) = [one for one in record.notices if one.year == 2026]
        assert notice.link == holiday_years.real_notice().link

    def test_a_figure_waits_for_no_deadline(self, office):
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            law_changes.record(
                session, kind=law_changes.FIGURE, place="110000", title="最低工资", detail={},
                actor=OPERATOR, at=AT,
            )  # fmt: skip
            assert redating_queries.waiting_changes(session) == []
            assert redating_queries.unsettled(session) is None

    def test_a_change_of_counting_looks_at_every_case_of_its_place(self, office):
        office.filed_case(on=date(2025, 3, 3))
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            for place, expected in (("110000", 1), ("110108", 1), ("310000", 0), ("000000", 1)):
                change = law_changes.record(
                    session, kind=law_changes.COUNTING, place=place, title="口径", detail={},
                    actor=OPERATOR, at=AT,
                )  # fmt: skip
                assert redating_queries.count_cases(session, change) == expected
            # the plain book moves nothing: the seeds are what the deadlines were derived from
            book = law_queries.law_book(session)
            found = foreseen.foresee(session, redating_queries.Scope("110000"), book)
            assert (found.shifts, found.quiet) == ((), 0)


class TestANewEdition:
    def test_a_notice_that_comes_with_an_update_dates_anew_too(self, office):
        number = office.filed_case(on=date(2026, 9, 18))
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            holiday_years.as_if_never_shipped(session)
            law_actions.load_law(session, holiday_years.WHOLE, actor=OPERATOR, at=AT)
        with office.app.app_context():
            job.settle_waiting(on=TODAY, at=AT)

        assert deadline(office, number, "T-REVIEW").due_on == date(2026, 10, 8)
        (change,) = rows(office, LawChange)
        assert (change.kind, change.title) == ("holidays", "放假安排随系统更新")
        assert differs(office) == ()

    def test_an_update_of_figures_moves_nothing(self, office):
        with office.app.app_context(), db.transaction(OPERATOR) as session:
            first = holiday_years.WHOLE.figures[0]
            other = replace(
                holiday_years.WHOLE,
                figures=(replace(first, label="改了名的标准"), *holiday_years.WHOLE.figures[1:]),
            )
            law_actions.load_law(session, other, actor=OPERATOR, at=AT)

        assert rows(office, LawChange) == []
