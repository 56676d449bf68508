"""The figures of any day, as known on any day, against the sample and against a plain recount."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from bargaining import audit
from bargaining.actions import backfill, corrections, entries
from bargaining.models.case import Case, CaseEnterprise
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.queries import cases as case_queries
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import law as law_queries
from bargaining.queries import register as register_queries
from bargaining.rules import deadlines, register
from bargaining.rules.coverage import Denominator, Grouping, Numerator, Question, Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR, Actor, Role
from bargaining.rules.states import ContractWay
from tests import ledger_rows
from tests.ledger_rows import AT, OTHER, TODAY, UNION, row

DAY = timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _register(database_url):
    ledger_rows.prepare(database_url)


@pytest.fixture
def sample(session):
    """The sample ledger, taken in."""
    backfill.import_contracts(session, ledger_rows.sample(), actor=OPERATOR, at=AT, today=TODAY)
    return session


def take(session, *rows, at=AT):
    numbered = [replace(one, row=line) for line, one in enumerate(rows, start=2)]
    result = backfill.import_contracts(session, numbered, actor=OPERATOR, at=at, today=TODAY)
    assert not result.rejected
    return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


def ask(session, *, actor=OPERATOR, on=TODAY, known_on=TODAY, kind=ContractKind.WAGE,
        district=None, **asked):  # fmt: skip
    return coverage_queries.report(
        session,
        actor=actor,
        question=Question(on=on, **asked),
        kind=kind,
        known_on=known_on,
        district=district,
    )


def standing_of(report, code):
    return next(one for one in report.standings if one.member.code == code)


def step(session, case, kind, on, *, at=AT, **payload) -> None:
    entries.append(session, case, kind, on=on, payload=payload, actor=OPERATOR, at=at)


class TestTheSample:
    def test_all_enterprises(self, sample):
        total = ask(sample, denominator=Denominator.ALL).total

        assert (total.enterprises, total.covered, total.covered_own, total.covered_region) == (
            120, 32, 28, 4,
        )  # fmt: skip
        assert (total.lapsing_90, total.expired, total.presumed) == (4, 6, 2)

    def test_those_with_a_union(self, sample):
        total = ask(sample).total

        assert (total.enterprises, total.covered, total.covered_own, total.covered_region) == (
            104, 28, 25, 3,
        )  # fmt: skip

    def test_every_stage_holds_the_next_one(self, sample):
        covered = [
            ask(sample, denominator=Denominator.ALL, stage=stage).total.covered for stage in Stage
        ]

        assert covered == [40, 38, 38, 32]

    def test_another_kind_of_contract_is_another_question(self, sample):
        assert ask(sample, kind=ContractKind.WOMEN).total.covered == 0

    def test_the_workers_covered_are_those_of_the_signed_lists(self, sample):
        found = ask(sample, denominator=Denominator.ALL, numerator=Numerator.REGION)

        assert found.total.workers_covered == 28 + 18 + 44 + 93

    @pytest.mark.parametrize("by", Grouping)
    def test_every_grouping_adds_up_and_names_its_groups(self, sample, by):
        found = ask(sample, denominator=Denominator.ALL, by=by)

        assert sum(line.enterprises for line in found.lines) == 120
        assert sum(line.covered for line in found.lines) == 32
        assert all(line.name and not line.name.isdigit() for line in found.lines)

    def test_a_figure_opens_the_list_it_counts(self, sample):
        found = ask(sample, denominator=Denominator.ALL)

        for line in found.lines:
            assert len(found.behind("covered", key=line.key)) == line.covered
            assert len(found.behind("uncovered", key=line.key)) == line.enterprises - line.covered
        assert len(found.behind("lapsing_90")) == 4
        assert {one.member.district for one in found.behind("covered", key="110108")} == {"110108"}

    def test_one_district_alone(self, sample):
        whole = ask(sample)

        one = ask(sample, district="110108", by=Grouping.STREET)

        (line,) = (line for line in whole.lines if line.key == "110108")
        assert one.total.covered == line.covered
        assert {each.member.district for each in one.standings} == {"110108"}

    def test_the_number_of_statements_is_the_same_for_one_and_for_all(self, sample):
        engine = sample.get_bind().engine
        asked: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        district = Actor(1, "区", Role.DISTRICT, places=frozenset({"110108"}))

        ask(sample, actor=district)
        few = len(asked)
        ask(sample)

        assert len(asked) == 2 * few


class TestWhoSeesWhat:
    def test_a_district_sees_its_own(self, sample):
        found = ask(sample, actor=Actor(1, "区", Role.DISTRICT, places=frozenset({"110108"})))

        assert [line.key for line in found.lines] == ["110108"]

    def test_a_chair_sees_the_own_enterprise_also_when_a_region_covers_it(self, sample):
        code = "91110115MA7H399895"
        one = sample.scalars(select(Enterprise).where(Enterprise.code == code)).one()
        chair = Actor(1, "主席", Role.UNION_CHAIR, union_ids=frozenset({one.union_id}))

        found = ask(sample, actor=chair, denominator=Denominator.ALL)

        assert code in {each.member.code for each in found.standings}
        assert standing_of(found, code).region
        assert len(found.standings) < 120

    def test_an_administrator_sees_nothing(self, sample):
        assert ask(sample, actor=Actor(1, "管理员", Role.ADMIN)).standings == ()


class TestPastDays:
    def test_a_past_day_counts_what_was_live_then(self, sample):
        found = ask(sample, on=date(2026, 6, 30), denominator=Denominator.ALL)

        assert found.total.covered == 6 + 4 + 4  # the expired, the four ending in 2026, the region

    def test_before_it_was_recorded_nobody_knew(self, sample):
        assert ask(sample, known_on=TODAY - DAY).standings == ()

    def test_what_was_known_then_is_told_from_what_had_been_written(self, session):
        take(session, row(), at=AT)
        later = AT + 10 * DAY
        take(session, row(effective_on=date(2026, 7, 20)), at=later)

        then = ask(session, on=date(2026, 7, 11), known_on=TODAY)
        now = ask(session, on=date(2026, 7, 11), known_on=TODAY + 10 * DAY)

        assert standing_of(then, UNION).covered
        assert not standing_of(now, UNION).covered

    def test_a_day_ends_at_midnight_of_the_legal_zone(self, session):
        take(session, row(), at=AT)
        last_moment = datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)
        take(session, row(effective_on=date(2026, 7, 20)), at=last_moment)

        found = ask(session, on=date(2026, 7, 11), known_on=TODAY + DAY)

        assert not standing_of(found, UNION).covered

    def test_the_signed_list_is_the_one_known_then(self, session):
        shared = row(way=ContractWay.REGION, filing_number="区域-1")
        take(session, shared, at=AT)
        take(session, replace(shared, code=OTHER), at=AT + DAY)

        assert not standing_of(ask(session), OTHER).covered
        assert standing_of(ask(session), UNION).covered
        assert standing_of(ask(session, known_on=TODAY + DAY), OTHER).covered

    @pytest.mark.parametrize("known_on", [TODAY, TODAY + DAY])
    def test_another_kind_is_not_counted_whenever_it_was_known(self, session, known_on):
        case = take(session, row(kind=ContractKind.WOMEN))
        step(session, case, "issue_paper", TODAY, at=AT + DAY, paper="agreement")

        assert not standing_of(ask(session, known_on=known_on), UNION).covered

    @pytest.mark.parametrize("known_on", [TODAY, TODAY + DAY])
    def test_contracts_of_others_do_not_show_whenever_they_were_known(self, session, known_on):
        case = take(session, row())
        step(session, case, "issue_paper", TODAY, at=AT + DAY, paper="agreement")
        elsewhere = Actor(1, "区", Role.DISTRICT, places=frozenset({"110108"}))

        assert ask(session, actor=elsewhere, known_on=known_on).total.covered == 0

    @pytest.mark.parametrize("known_on", [TODAY, TODAY + DAY])
    def test_an_enterprise_that_did_not_confirm_is_not_counted(self, session, known_on):
        case = take(session, row())
        session.scalars(select(CaseEnterprise)).one().confirmed = False
        step(session, case, "issue_paper", TODAY, at=AT + DAY, paper="agreement")

        assert not standing_of(ask(session, known_on=known_on), UNION).covered


class TestPresumed:
    """Filed 2026-06-25: the review ends on 2026-07-10."""

    @pytest.mark.parametrize(
        ("on", "presumed"),
        [(date(2026, 7, 10), False), (date(2026, 7, 11), True), (TODAY, True)],
    )
    @pytest.mark.parametrize("known_on", [TODAY, TODAY + DAY], ids=["folded again", "from the row"])
    def test_from_the_day_after_the_review_where_nobody_proved_the_receipt(
        self, session, on, presumed, known_on
    ):
        case = take(session, row(effective_on=None))
        step(session, case, "issue_paper", TODAY, at=AT + DAY, paper="agreement")

        found = standing_of(ask(session, on=on, known_on=known_on), UNION)

        assert (found.presumed, found.covered) == (presumed, False)

    def test_a_proved_receipt_leaves_it_to_the_clock_to_write_the_effect(self, session):
        case = take(session, row(effective_on=None))

        step(session, case, "record_receipt", date(2026, 6, 25), proof="receipt")

        assert not standing_of(ask(session), UNION).presumed
        assert standing_of(ask(session, stage=Stage.FILED), UNION).covered

    @pytest.mark.parametrize(
        ("on", "presumed"), [(date(2027, 1, 11), False), (date(2027, 1, 12), True)]
    )
    def test_a_proved_receipt_with_an_uncertain_last_day_is_presumed_after_the_latest(
        self, session, on, presumed
    ):
        case = take(session, row(effective_on=None))

        step(session, case, "record_receipt", date(2026, 12, 25), proof="receipt")

        review = next(
            one for one in case_queries.deadlines(session, case) if one.rule_id == "T-REVIEW"
        )
        assert (review.certain, review.latest) == (False, date(2027, 1, 11))
        assert standing_of(ask(session, on=on), UNION).presumed is presumed

    @pytest.mark.parametrize("kind", ["record_no_objection", "record_objection"])
    def test_an_opinion_ends_the_presumption(self, session, kind):
        case = take(session, row(effective_on=None))

        step(session, case, kind, date(2026, 7, 9))

        assert not standing_of(ask(session), UNION).presumed


class TestEndings:
    @pytest.mark.parametrize(
        ("reason", "on", "covered"),
        [
            ("expired", date(2026, 11, 20), True),
            ("terminated", date(2026, 11, 19), True),
            ("terminated", date(2026, 11, 20), False),
            ("merged", date(2026, 11, 20), False),
            ("withdrawn", date(2026, 11, 20), False),
        ],
    )
    @pytest.mark.parametrize("known_on", [TODAY, TODAY + DAY], ids=["folded again", "from the row"])
    def test_a_closing_ends_the_contract_unless_it_only_says_that_the_term_runs_out(
        self, session, reason, on, covered, known_on
    ):
        case = take(session, row())
        step(session, case, "close", date(2026, 11, 20), reason=reason)
        step(session, case, "void_event", TODAY, at=AT + DAY)  # it takes nothing back

        assert standing_of(ask(session, on=on, known_on=known_on), UNION).covered is covered

    def test_a_closing_that_was_taken_back_ends_nothing(self, session):
        case = take(session, row())
        step(session, case, "close", date(2026, 11, 20), reason="expired")
        corrections.void_entry(session, case, 5, reason="更正", actor=OPERATOR, at=AT)
        step(session, case, "close", date(2026, 11, 20), reason="terminated")

        assert not standing_of(ask(session), UNION).covered


# ── against a plain recount ──────────────────────────────────────────────────────────────────

BASE = date(2026, 6, 1)
NOON = timedelta(hours=4)  # in the legal zone, from midnight in UTC
_days = st.integers(-1, 4)
_maybe = st.none() | _days


@st.composite
def stories(draw):
    """What happened to three enterprises, and when each of it was written down."""
    told = draw(
        st.lists(
            st.one_of(
                st.tuples(
                    st.just("row"), _days, st.integers(0, 2), st.sampled_from(["own", "region"]),
                    st.sampled_from(["甲", "乙"]),
                    st.fixed_dictionaries(
                        {"signed_on": _maybe, "filed_on": _maybe, "effective_on": _maybe,
                         "term_to": _maybe, "workers": st.none() | st.integers(0, 9)}
                    ),
                ),
                st.tuples(st.just("register"), _days, st.integers(0, 2), _days,
                          st.sampled_from(["unionised", "operating", "district_code"])),
                st.tuples(st.just("close"), _days, st.integers(0, 3), _days,
                          st.sampled_from(["expired", "terminated"])),
                st.tuples(st.just("void"), _days, st.integers(0, 3)),
            ),
            min_size=1, max_size=8,
        )
    )  # fmt: skip
    return sorted(told, key=lambda one: one[1])


def moment(shift: int) -> datetime:
    day = BASE + shift * DAY
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + NOON


def day_of(shift: int | None) -> date | None:
    return None if shift is None else BASE + shift * DAY


class Played:
    """The story, played through the real actions."""

    def __init__(self, session) -> None:
        self.session = session
        self.codes = []
        for number in range(3):
            one = Enterprise(
                code=f"TEST{number:014d}", name=f"企业{number}", initials="qy",
                district_code="110108", street_code="110108012", workers=100 + number,
                unionised=number != 1, union_form="单独", operating=True, last_sequence=1,
            )  # fmt: skip
            session.add(one)
            session.flush()
            self.codes.append(one.code)
            self._change(one, None, moment(-1), {
                "code": one.code, "name": one.name, "district_code": "110108",
                "street_code": "110108012", "workers": one.workers, "unionised": one.unionised,
                "union_form": "单独", "operating": True,
            })  # fmt: skip
        audit.record(session, at=AT, actor=OPERATOR, event="test.play", subject="play:1")

    def _change(self, one, effective_on, at, fields) -> None:
        self.session.add(
            RegisterChange(
                enterprise_id=one.id, sequence=one.last_sequence, effective_on=effective_on,
                recorded_at=at, source="测试", actor_id=None, actor_name="测试", fields=fields,
            )
        )  # fmt: skip
        self.session.flush()

    def play(self, story) -> None:
        for kind, shift, *rest in story:
            getattr(self, f"_{kind}")(shift, *rest)

    def _row(self, shift, number, way, name, days) -> None:
        stated = {key: day_of(value) for key, value in days.items() if key != "workers"}
        one = row(
            code=self.codes[number],
            way=ContractWay(way),
            filing_number=f"{name}{number if way == 'own' else ''}",
            deliberated_on=None,
            term_from=None,
            workers=days["workers"],
            **stated,
        )
        backfill.import_contracts(
            self.session, [one], actor=OPERATOR, at=moment(shift), today=BASE + 90 * DAY
        )

    def _register(self, shift, number, effective, field) -> None:
        one = self.session.scalars(
            select(Enterprise).where(Enterprise.code == self.codes[number])
        ).one()
        old = getattr(one, field)
        new = {"110108": "110105", "110105": "110108"}[old] if isinstance(old, str) else not old
        one.last_sequence += 1
        self._change(one, day_of(effective), moment(shift), {field: new})
        told = register_queries.enterprise_histories(self.session, [one.id])[one.id]
        setattr(one, field, register.fields_on(told, on=None)[field])

    def _case(self, number) -> Case | None:
        found = self.session.scalars(select(Case).order_by(Case.id)).all()
        return found[number] if number < len(found) else None

    def _close(self, shift, number, on, reason) -> None:
        case = self._case(number)
        if case is not None and case.state != "closed":
            step(self.session, case, "close", day_of(on), at=moment(shift), reason=reason)

    def _void(self, shift, number) -> None:
        case = self._case(number)
        if case is None:
            return
        last = self.session.scalars(
            select(CaseEvent)
            .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(["close", "record_effect"]))
            .order_by(CaseEvent.sequence.desc())
        ).first()
        taken = {
            sequence
            for voids in self.session.scalars(
                select(CaseEvent.voids).where(CaseEvent.case_id == case.id)
            )
            for sequence in voids
        }
        if last is not None and last.sequence not in taken:
            corrections.void_entry(
                self.session, case, last.sequence, reason="测试", actor=OPERATOR, at=moment(shift)
            )


def recount(session, codes, *, on: date, known_on: date, denominator: Denominator):
    """Count once more from the raw entries, as plainly as can be."""
    end = datetime(known_on.year, known_on.month, known_on.day, 16, tzinfo=UTC)
    fields, ids = {}, {}
    for change in session.scalars(select(RegisterChange).order_by(RegisterChange.sequence)):
        fields.setdefault(change.enterprise_id, []).append(change)
    for one in session.scalars(select(Enterprise).where(Enterprise.code.in_(codes))):
        ids[one.id] = one.code
    counted = {}
    for enterprise_id, code in ids.items():
        told = [one for one in fields[enterprise_id] if one.recorded_at < end]
        told = [one for one in told if one.effective_on is None or one.effective_on <= on]
        told.sort(key=lambda one: (one.effective_on or date.min, one.sequence))
        said = {name: value for one in told for name, value in one.fields.items()}
        if not said or (denominator is Denominator.UNIONISED and not said["unionised"]):
            continue
        if denominator is Denominator.OPERATING and not said["operating"]:
            continue
        own, region, presumed, ended = False, False, False, False
        for contract in contracts_of(session, enterprise_id, end):
            over = (contract["to"] is not None and contract["to"] < on) or (
                contract["ended"] is not None and contract["ended"] <= on
            )
            in_effect = contract["effect"] is not None and contract["effect"] <= on
            live = in_effect and contract["to"] is not None and not over
            own |= live and contract["way"] == "own"
            region |= live and contract["way"] == "region"
            ended |= in_effect and over
            presumed |= (
                contract["presumed"] is not None
                and contract["presumed"] <= on
                and not in_effect
                and not over
            )
        live = own or region
        counted[code] = (said["district_code"], live, own, region,
                         presumed and not live, ended and not live)  # fmt: skip
    return counted


def contracts_of(session, enterprise_id, end):
    book = law_queries.law_book(session)
    for case in session.scalars(select(Case)):
        told = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.sequence)
        )
        told = [one for one in told if one.recorded_at < end]
        gone = {sequence for one in told for sequence in one.voids}
        told = {one.kind: one for one in told
                if one.sequence not in gone and one.kind != "void_event"}  # fmt: skip
        if "open" not in told:
            continue
        listed = [one["enterprise_id"] for one in told["open"].payload.get("covers", [])]
        if enterprise_id not in (listed or [case.enterprise_id]):
            continue
        terms = told.get("sign", told["open"]).payload
        last = terms.get("term_to")
        closing, effect, filing = map(told.get, ("close", "record_effect", "file"))
        presumed = None
        if filing is not None and effect is None and closing is None:
            due = deadlines.due(
                "T-REVIEW", filing.occurred_on, place="110108", book=book,
                calendar=book.calendar(), contract_kind=ContractKind.WAGE,
            )  # fmt: skip
            presumed = due.latest + DAY
        early = closing is not None and closing.payload["reason"] != "expired"
        yield {
            "way": case.way,
            "effect": effect.occurred_on if effect else None,
            "to": date.fromisoformat(last) if last else None,
            "ended": closing.occurred_on if early else None,
            "presumed": presumed,
        }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    story=stories(),
    shift=st.sampled_from([-1, 0, 1, 2, 3, 4, 14, 15, 16, 17, 18, 19, 20, 21, 95]),
    known=st.integers(-2, 5),
    denominator=st.sampled_from([Denominator.ALL, Denominator.UNIONISED, Denominator.OPERATING]),
)
def test_the_figures_are_those_of_a_plain_recount(session, story, shift, known, denominator):
    with session.begin_nested() as savepoint:
        played = Played(session)
        played.play(story)
        on, known_on = BASE + shift * DAY, BASE + known * DAY

        found = ask(session, on=on, known_on=known_on, denominator=denominator)

        expected = recount(session, played.codes, on=on, known_on=known_on, denominator=denominator)
        counted = {
            one.member.code: (one.member.district, one.covered, one.own, one.region,
                              one.presumed, one.expired)
            for one in found.standings if one.member.code in played.codes
        }  # fmt: skip
        assert counted == expected
        audit.forget(session)
        savepoint.rollback()
    session.expire_all()
