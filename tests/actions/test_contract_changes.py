"""A contract in force is changed, ended, or runs out: each course to its end, E26 and E34."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections, rebuild
from bargaining.errors import Invalid, Refused
from bargaining.models.enterprise import Enterprise
from bargaining.queries import case_view, coverage_contracts
from bargaining.queries import cases as case_queries
from bargaining.rules.coverage_terms import Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR
from tests.office import AT, TODAY, furnished

TERM = {"term_from": "2026-01-01", "term_to": "2026-12-31", "workers_covered": "40"}
CHANGE = {"ground": "agreed", "changes": "夜班津贴 20 元改为 30 元", "deliberated_on": "2026-08-25"}


def day(text):
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    with furnished(make_furnished(), tmp_path_factory.mktemp("changes")) as made:
        yield made


@pytest.fixture
def number(office):
    """A contract in force since 2026-04-20, until the end of the year."""
    return signed(office)


def signed(office, **term):
    number = office.open_case(on=day("2026-03-01"))
    office.take(number, "record_meeting", day("2026-03-20"), conclusion="agreed")
    office.take(
        number, "record_congress", day("2026-04-02"), entitled="90", present="60", in_favour="50"
    )
    office.take(number, "sign", day("2026-04-08"), **{**TERM, **term})
    office.take(number, "file", day("2026-04-10"), proof="receipt")
    office.take(number, "record_no_objection", day("2026-04-20"))
    office.take(number, "publish", day("2026-04-22"), side="both")
    return number


def told(office, number):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        return case_view.as_json(case_view.view(session, number, actor=OPERATOR, on=TODAY))


def clocks(office, number, rule):
    found = [one for one in told(office, number)["deadlines"] if one["rule"] == rule]
    return sorted(found, key=lambda one: one["start_sequence"])


def said(office, number, rule):
    return [one["message"] for one in told(office, number)["notices"] if one["rule"] == rule]


def is_live(office, number, on):
    """Ask the statistics, not the case: does its enterprise count on a day?"""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        found = coverage_contracts.contracts_known(
            session, [case.enterprise_id], kinds=[ContractKind.WAGE], known_on=TODAY
        )
        contracts = found[ContractKind.WAGE].get(case.enterprise_id, [])
        return any(one.counts(Stage.LIVE, on=day(on)) for one in contracts)


def is_clean(office):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        after, batch = 0, rebuild.compare(session, after_id=0)
        while batch is not None:
            assert batch.found == ()
            after, batch = batch.last_id, rebuild.compare(session, after_id=batch.last_id)
        return after > 0


def taken_back(office, number, kind):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        entry = case_queries.facts(session, case).last(kind)
        corrections.void_entry(
            session, case, entry.sequence, reason="日期看错了", actor=OPERATOR, at=AT
        )


class TestAChange:
    def test_it_is_filed_within_ten_days_and_reviewed_for_fifteen_and_then_holds(
        self, office, number
    ):
        office.take(number, "agree_change", day("2026-09-01"), term_to="2027-06-30", **CHANGE)
        (filing,) = clocks(office, number, "T-CHANGE-FILE")
        assert (filing["due_on"], filing["holder"]) == ("2026-09-11", "employer")
        office.take(number, "file_change", day("2026-09-08"), proof="receipt")
        assert clocks(office, number, "T-CHANGE-FILE")[0]["ended_on"] == "2026-09-08"
        assert clocks(office, number, "T-REVIEW")[-1]["due_on"] == "2026-09-23"
        assert told(office, number)["facts"]["term_to"] == "2026-12-31"  # the old one meanwhile

        office.take(
            number, "record_change_review", day("2026-09-16"), result="no_objection",
            served_union_on="2026-09-16", served_employer_on="2026-09-18",
        )  # fmt: skip

        assert told(office, number)["facts"]["term_to"] == "2027-06-30"
        assert clocks(office, number, "T-RENEW-WAGE")[0]["window"]["closes_on"] == "2027-06-29"
        assert is_live(office, number, "2027-06-30")
        assert not is_live(office, number, "2027-07-01")
        assert said(office, number, "P-CHANGE-VOTE") == []
        assert told(office, number)["state"] == "published"
        assert is_clean(office)

    def test_silence_does_it_the_day_after_the_last_and_not_a_day_before(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), **CHANGE)
        office.take(number, "file_change", day("2026-09-08"), proof="receipt")

        with pytest.raises(Refused, match="2026年9月23日 才届满"):
            office.take(number, "record_change_review", day("2026-09-23"), result="silence")
        office.take(number, "record_change_review", day("2026-09-24"), result="silence")

        (event,) = [
            e for e in told(office, number)["events"] if e["kind"] == "record_change_review"
        ]
        assert event["payload"]["silence_on"] == "2026-09-24"

    def test_what_is_objected_to_changes_nothing_and_is_signed_and_filed_anew(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), term_to="2027-06-30", **CHANGE)
        office.take(number, "file_change", day("2026-09-08"), proof="receipt")
        with pytest.raises(Invalid, match="请照审查意见书写明异议内容"):
            office.take(number, "record_change_review", day("2026-09-15"), result="objection")
        office.take(
            number, "record_change_review", day("2026-09-15"), result="objection",
            opinion="第四条须写明计发办法",
        )  # fmt: skip
        assert told(office, number)["facts"]["term_to"] == "2026-12-31"
        assert told(office, number)["state"] == "published"

        office.take(number, "agree_change", day("2026-09-25"), term_to="2027-06-30", **CHANGE)
        assert clocks(office, number, "T-CHANGE-FILE")[-1]["due_on"] == "2026-10-08"
        office.take(number, "file_change", day("2026-09-28"), proof="receipt")
        office.take(number, "record_change_review", day("2026-10-10"), result="no_objection")

        assert told(office, number)["facts"]["term_to"] == "2027-06-30"

    def test_without_a_vote_it_is_recorded_and_shown_for_what_it_is(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), **{**CHANGE, "deliberated_on": ""})

        (words,) = said(office, number, "P-CHANGE-VOTE")
        assert "没有登记审议通过之日" in words
        assert told(office, number)["state"] == "published"

    def test_filed_too_late_is_the_employers_and_said(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), **CHANGE)
        office.take(number, "file_change", day("2026-09-14"), proof="receipt")

        (words,) = said(office, number, "T-CHANGE-FILE")
        assert "报送是企业的义务" in words

    def test_what_was_never_filed_is_reviewed_in_vain(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), **CHANGE)

        with pytest.raises(Refused, match="请先登记变更报送"):
            office.take(number, "record_change_review", day("2026-09-20"))

    def test_a_review_that_is_taken_back_takes_its_effect_back(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), term_to="2027-06-30", **CHANGE)
        office.take(number, "file_change", day("2026-09-08"), proof="receipt")
        office.take(number, "record_change_review", day("2026-09-16"), result="no_objection")
        assert is_live(office, number, "2027-03-01")

        taken_back(office, number, "record_change_review")

        assert not is_live(office, number, "2027-03-01")
        assert told(office, number)["facts"]["term_to"] == "2026-12-31"
        assert is_clean(office)

    def test_nothing_is_changed_before_it_is_in_force(self, office):
        early = office.filed_case(on=day("2026-04-10"))

        with pytest.raises(Refused, match="还不能登记变更签字"):
            office.take(early, "agree_change", day("2026-04-12"), **CHANGE)


class TestTheEnd:
    @pytest.mark.parametrize(
        ("filed", "late"), [("2026-10-19", False), ("2026-10-20", True)], ids=["last day", "late"]
    )
    def test_by_agreement_it_holds_that_day_still_and_is_filed_within_ten(
        self, office, number, filed, late
    ):
        office.take(
            number, "terminate", day("2026-10-09"), ground="agreed", deliberated_on="2026-09-29"
        )
        (filing,) = clocks(office, number, "T-TERMINATE-FILE")
        assert (filing["due_on"], filing["holder"]) == ("2026-10-19", "both")
        assert told(office, number)["next"]["move"] == "file_termination"
        assert is_live(office, number, "2026-10-09")
        assert not is_live(office, number, "2026-10-10")
        assert clocks(office, number, "T-RENEW-WAGE")[0]["ended_on"] == "2026-10-09"

        office.take(number, "file_termination", day(filed), receipt_number="海 99")

        assert told(office, number)["state"] == "closed"
        assert bool(said(office, number, "T-TERMINATE-FILE")) is late
        assert is_live(office, number, "2026-10-09")
        assert is_clean(office)

    def test_without_a_named_article_or_a_vote_it_is_recorded_and_shown(self, office, number):
        office.take(
            number, "terminate", day("2026-10-09"), ground="other", notes="企业决定不再履行"
        )

        (words,) = said(office, number, "P-CHANGE-GROUND")
        assert "没有写明是哪一部法律、法规的第几条" in words
        assert told(office, number)["state"] == "terminated"

    def test_by_agreement_without_a_vote_is_asked_about(self, office, number):
        office.take(number, "terminate", day("2026-10-09"), ground="agreed")

        assert len(said(office, number, "P-TERMINATE-VOTE")) == 1

    def test_an_end_that_is_taken_back_brings_the_contract_back(self, office, number):
        office.take(number, "terminate", day("2026-10-09"), ground="agreed")
        taken_back(office, number, "terminate")

        assert told(office, number)["state"] == "published"
        assert is_live(office, number, "2026-10-10")
        assert is_clean(office)

    def test_a_contract_that_runs_out_is_closed_and_counts_to_its_last_day(self, office, number):
        office.take(number, "close", day("2027-01-04"), reason="expired")

        assert told(office, number)["state"] == "closed"
        assert said(office, number, "P-CLOSE-IN-FORCE") == []
        assert is_live(office, number, "2026-12-31")
        assert not is_live(office, number, "2027-01-01")

    def test_closed_too_early_as_run_out_it_goes_on_counting_and_that_is_said(self, office, number):
        office.take(number, "close", day("2026-11-02"), reason="expired")

        assert "合同继续有效到 2026年12月31日" in said(office, number, "P-CLOSE-IN-FORCE")[0]
        assert is_live(office, number, "2026-12-31")


def next_round(office, number, *, on):
    """Open the round that follows on a contract, and offer talks on a day."""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        old = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        firm = session.get_one(Enterprise, old.enterprise_id)
        opened = case_actions.open_case(
            session, firm, year=2027, on=on, actor=OPERATOR, at=AT, today=TODAY
        ).number
    office.take(opened, "send_proposal", on, delivered="yes")
    return opened


class TestE24:
    """A contract until 2026-12-31: the window stands as a right, an early offer is only said."""

    def test_e24_the_window_is_shown_on_the_old_contract_and_never_overdue(self, office, number):
        (right,) = clocks(office, number, "T-RENEW-WAGE")

        assert right["window"] == {"opens_on": "2026-11-01", "closes_on": "2026-12-30"}
        assert right["overdue_after"] is None
        assert right["holder"] == "both"

    @pytest.mark.parametrize(
        ("on", "said_so"),
        [
            ("2026-09-29", "早于这两个时间"),
            ("2026-09-30", "集体合同规定允许在期满前三个月内"),
            ("2026-10-15", "集体合同规定允许在期满前三个月内"),
            ("2026-10-31", "集体合同规定允许在期满前三个月内"),
            ("2026-11-01", ""),
            ("2026-12-30", ""),
        ],
    )
    def test_e24_an_offer_too_early_is_recorded_and_a_hint(self, office, number, on, said_so):
        opened = next_round(office, number, on=day(on))

        hints = [one for one in told(office, opened)["notices"] if one["rule"] == "T-RENEW-WAGE"]
        assert told(office, opened)["state"] == "proposed"
        assert clocks(office, opened, "T-OFFER-REPLY")
        assert [one["severity"] for one in hints] == (["note"] if said_so else [])
        assert all(said_so in one["message"] for one in hints)

    def test_e24_a_last_day_that_was_changed_moves_the_window(self, office, number):
        office.take(number, "agree_change", day("2026-09-01"), term_to="2027-06-30", **CHANGE)
        office.take(number, "file_change", day("2026-09-08"), proof="receipt")
        office.take(number, "record_change_review", day("2026-09-16"), result="no_objection")

        opened = next_round(office, number, on=day("2026-11-01"))

        (words,) = said(office, opened, "T-RENEW-WAGE")
        assert "2027年5月1日" in words


def test_e26_five_years_are_warned_of_and_stand_as_they_were_signed(office):
    number = signed(office, term_to="2030-12-31")

    assert any("一般为一至三年" in words for words in said(office, number, "W-TERM"))
    assert told(office, number)["facts"]["term_to"] == "2030-12-31"
    assert told(office, number)["state"] == "published"
    assert is_live(office, number, "2030-12-31")


@pytest.mark.parametrize(
    ("on", "live"),
    [("2026-04-19", False), ("2026-04-20", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_e34_the_last_day_of_the_year_counts_and_new_years_day_no_more(office, number, on, live):
    assert is_live(office, number, on) is live
