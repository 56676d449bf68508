"""The thirty-four cases a labour lawyer would try, E1 to E34, each by its number.

The rules are asked with the law as shipped; what a case needs of the procedure is told by its
events. Variations of each stand in the tests of the rule's own module.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bargaining.errors import Unusable
from bargaining.readers import seeds
from bargaining.rules import (
    chief_conflicts,
    coverage,
    deadlines,
    delegate_protection,
    disputes,
    filing_authority,
    papers,
    representatives,
    wage_check,
    wage_law,
    without_union,
    women_clauses,
)
from bargaining.rules.agreed_pay import AgreedPay, PayPart
from bargaining.rules.calendar import add_days, add_months
from bargaining.rules.congress import Vote
from bargaining.rules.coverage import Member, Stage
from bargaining.rules.deadline_rules import Circumstances, ContractKind
from bargaining.rules.derivation import derive
from bargaining.rules.disputes import Dispute
from bargaining.rules.facts import fold
from bargaining.rules.notices import Notice, notices
from bargaining.rules.wage_findings import Finding, Rule, Severity
from bargaining.rules.wage_posts import Form
from bargaining.rules.wage_question import Clauses, ParentContract
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
    STRAIGHT,
    TERM,
    VOTE,
    day,
    history,
)
from tests.rules.wage_figures import post, table

BOOK = seeds.load_law_book()
BEIJING = "110000"
CASES: dict[str, Callable[[], None]] = {}


def case(number: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Enter a case under its number; two of one number are a mistake."""

    def enter(check: Callable[[], None]) -> Callable[[], None]:
        assert number not in CASES
        CASES[number] = check
        return check

    return enter


@pytest.mark.parametrize("number", [f"E{number}" for number in range(1, 35)])
def test_the_lawyers_case(number):
    CASES[number]()


# ── asking ───────────────────────────────────────────────────────────────────────────────────


def due(rule: str, start: str, *, kind: ContractKind | None = None, **more) -> deadlines.Due:
    return deadlines.due(
        rule, day(start), place=BEIJING, book=BOOK, calendar=BOOK.calendar(), contract_kind=kind,
        **more,
    )  # fmt: skip


def said(*steps, last_days=None) -> dict[str, Notice]:
    found = notices(fold(history(*steps)), last_days=last_days or {})
    return {one.rule_id: one for one in found}


def found(
    *posts, rule: Rule, first: str = "2026-01-01", last: str = "2026-12-31", **clauses
) -> list[Finding]:
    answer = wage_check.check(
        table(*posts),
        law=wage_law.wage_law(BOOK, place=BEIJING),
        term=wage_law.Term(day(first), day(last)),
        clauses=Clauses(**clauses),
    )
    return [finding for finding in answer.findings if finding.rule is rule]


def team(members: int, outsiders: int, **chief) -> set[str]:
    """Name what is said about a workers' side of so many, against as many of the employer."""
    mine = [
        {"name": f"甲{number}", "side": "union", "chief": number == 0,
         "outside": number >= members - outsiders}
        for number in range(members)
    ]  # fmt: skip
    mine[0] |= chief
    theirs = [
        {"name": f"乙{number}", "side": "employer", "chief": number == 0, "outside": False}
        for number in range(members)
    ]
    everyone = representatives.read([*mine, *theirs])
    return {one.rule_id for one in representatives.shortfalls(everyone)}


# ── counting days ────────────────────────────────────────────────────────────────────────────


def ends(rule: str, start: str, *, raw: str, by_a: str, by_b: str) -> deadlines.Due:
    answer = due(rule, start)
    assert (answer.raw_due_on, answer.reading_a, answer.reading_b) == (
        day(raw), day(by_a), day(by_b)
    )  # fmt: skip
    assert answer.certain
    return answer


@case("E1")
def _the_answer_falls_into_the_national_day():
    answer = ends(
        "T-OFFER-REPLY", "2026-09-11", raw="2026-10-01", by_a="2026-10-04", by_b="2026-10-08"
    )
    assert (answer.remind_on, answer.overdue_after) == (day("2026-10-01"), day("2026-10-08"))


@case("E2")
def _the_filing_falls_into_labour_day():
    ends("T-FILE-BJ", "2026-04-21", raw="2026-05-01", by_a="2026-05-03", by_b="2026-05-06")


@case("E3")
def _a_saturday_that_is_worked_is_a_last_day():
    ends("T-FILE-BJ", "2026-02-04", raw="2026-02-14", by_a="2026-02-14", by_b="2026-02-14")


@case("E4")
def _silence_takes_effect_on_the_day_after_the_last():
    answer = ends("T-REVIEW", "2026-03-06", raw="2026-03-21", by_a="2026-03-21", by_b="2026-03-23")
    assert answer.effective_on == day("2026-03-24")


@case("E5")
def _coordination_is_extended_from_its_own_last_day_and_rolls_over_once():
    ends("T-COORD", "2026-01-17", raw="2026-02-16", by_a="2026-02-20", by_b="2026-02-24")
    longer = due("T-COORD", "2026-01-17", circumstances=Circumstances(extended_by=15))
    assert longer.raw_due_on == add_days(day("2026-01-17"), days=45) == day("2026-03-03")
    with pytest.raises(Unusable):
        due("T-COORD", "2026-01-17", circumstances=Circumstances(extended_by=16))


@case("E6")
def _the_day_of_receipt_is_not_counted_and_an_answer_on_it_is_in_time():
    answer = due("T-OFFER-REPLY", "2026-03-02")
    assert answer.raw_due_on == add_days(day("2026-03-02"), days=20) == day("2026-03-22")
    same_day = ("record_reply", OFFER[1], {"answer": "agree"})
    assert fold(history(OFFER, same_day)).answer.occurred_on == day(OFFER[1])


@case("E7")
def _material_is_due_before_the_meeting_and_five_days_are_only_advised():
    answer = due("T-DATA", "2026-10-09")
    assert answer.window == deadlines.Window(day("2026-10-04"), day("2026-10-08"))
    assert answer.overdue_after == day("2026-10-08")


@case("E8")
def _seven_days_remind_and_ten_judge():
    wage = due("T-FILE-WAGE", "2026-04-21", kind=ContractKind.WAGE)
    general = due("T-FILE-GEN", "2026-04-21", kind=ContractKind.GENERAL)
    assert (wage.remind_on, wage.overdue_after) == (day("2026-04-28"), day("2026-05-06"))
    assert (general.remind_on, general.overdue_after) == (day("2026-05-01"), day("2026-05-06"))


# ── review and effect ────────────────────────────────────────────────────────────────────────


@case("E9")
def _no_objection_takes_effect_on_the_later_day_of_service_for_wage_contracts_only():
    days = {"served_union_on": "2026-04-20", "served_employer_on": "2026-04-22"}
    served = ("record_no_objection", "2026-04-20", {**days, "silence_on": "2026-04-28"})
    assert fold(history(*STRAIGHT, served)).effective_on == day("2026-04-22")
    assert fold(history(*STRAIGHT, served, kind="general")).effective_on == day("2026-04-28")


@case("E10")
def _an_objection_served_after_the_fifteenth_day_goes_to_a_person():
    objected = ("record_objection", "2026-04-27", {"about": "content", "opinion": "x"})
    late = said(*STRAIGHT, objected, last_days={("T-REVIEW", 9): day("2026-04-26")})
    assert late["T-REVIEW-OBJ"].to_verify
    intime = said(*STRAIGHT, objected, last_days={("T-REVIEW", 9): day("2026-04-27")})
    assert "T-REVIEW-OBJ" not in intime


@case("E11")
def _fifteen_days_run_from_the_first_receipt_unless_completion_was_asked_for_in_writing():
    first = due("T-REVIEW", "2026-04-10")
    completed = due(
        "T-REVIEW", "2026-04-10", circumstances=Circumstances(completed_on=day("2026-04-15"))
    )
    assert (first.start, first.counted_from) == (day("2026-04-10"), day("2026-04-10"))
    assert (completed.start, completed.counted_from) == (day("2026-04-10"), day("2026-04-15"))
    assert completed.raw_due_on == add_days(day("2026-04-15"), days=15)
    for written, starts in ((True, "2026-04-15"), (False, "2026-04-10")):
        made_whole = ("record_completion", "2026-04-15",
                      {"told_in_writing": written, "told_on": "2026-04-12"})  # fmt: skip
        derived = derive(fold(history(*STRAIGHT, made_whole)), place="110108", book=BOOK)
        (review,) = (row for row in derived.deadlines if row["rule_id"] == "T-REVIEW")
        assert review["due_on"] == due("T-REVIEW", starts).due_on


# ── votes ────────────────────────────────────────────────────────────────────────────────────


@case("E12")
def _exactly_half_of_all_is_enough_for_the_contract_and_contested_by_another_text():
    vote = Vote(entitled=90, present=60, in_favour=45)
    assert vote.passed
    assert vote.is_exact_half
    exact = ("record_congress", "2026-04-02", {**VOTE, "present": 60, "in_favour": 45})
    assert "C-EXACT-HALF" in said(OFFER, REPLY, NAMED, MEETING, DRAFT, exact)
    assert Vote(entitled=180, present=120, in_favour=90).passed
    assert not Vote(entitled=90, present=60, in_favour=46).is_exact_half


@case("E13")
def _one_short_of_two_thirds_adopts_nothing():
    vote = Vote(entitled=90, present=59, in_favour=59)
    assert (vote.has_quorum, vote.has_majority, vote.passed) == (False, True, False)


@case("E14")
def _most_of_those_present_are_not_half_of_all():
    vote = Vote(entitled=90, present=80, in_favour=44)
    assert (vote.has_quorum, vote.has_majority, vote.passed) == (True, False, False)


# ── who sits at the table ────────────────────────────────────────────────────────────────────


@case("E15")
def _a_third_may_come_from_outside():
    assert "R-OUTSIDERS" not in team(3, 1)
    assert "R-OUTSIDERS" in team(5, 2)
    assert "R-OUTSIDERS" not in team(6, 2)


@case("E16")
def _an_instructor_is_never_the_workers_chief():
    assert "R-CHIEF-INSIDE" in team(3, 1, outside=True)


@case("E17")
def _a_chair_who_is_also_head_of_personnel_is_asked_about_not_barred():
    people = representatives.read(
        [{**one, "title": "工会主席兼人力资源总监"} if one["chief"] else one for one in PEOPLE]
    )
    asked = chief_conflicts.post_conflict(people, on=day("2026-06-01"), place=BEIJING)
    assert asked is not None
    assert (asked.rule_id, asked.severity) == ("R-CHIEF-POST", "note")
    twice = [*PEOPLE, {"name": "甲一", "side": "employer", "chief": False, "outside": False}]
    both = representatives.shortfalls(representatives.read(twice))
    assert "R-BOTH-SIDES" in {one.rule_id for one in both}
    same = {"chair": "张三", "legal_representative": "张三", "place": BEIJING}
    before = chief_conflicts.chair_conflict(**same, on=day("2026-04-30"))
    after = chief_conflicts.chair_conflict(**same, on=day("2026-05-01"))
    assert (before.to_person, before.basis[0].article) == (False, "第14条")
    assert after.to_person
    assert before.rule_id == after.rule_id == "R-CHAIR-EMPLOYER"
    kin = chief_conflicts.relative_in_committee(on=day("2026-05-01"), place=BEIJING)
    assert (kin.rule_id, kin.basis[0].article) == ("R-CHAIR-RELATIVE", "第9条第3款")


@case("E18")
def _a_signature_before_the_vote_is_shown_and_a_signed_draft_is_not():
    late = ("record_congress", "2026-04-09", VOTE)
    assert said(OFFER, REPLY, NAMED, MEETING, DRAFT, SIGNED, late)["P-VOTE-FIRST"].to_verify
    assert "P-VOTE-FIRST" not in said(OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, SIGNED)


@case("E19")
def _a_late_no_is_both_late_and_no_and_nobody_is_fined():
    late = ("record_refusal", "2026-10-09", {"reason": "效益差，不谈", "written": True})
    offer = ("send_proposal", "2026-09-11", {"initiator": "union", "delivered": True})
    last = due("T-OFFER-REPLY", "2026-09-11").overdue_after
    told = said(offer, late, last_days={("T-OFFER-REPLY", 2): last})
    assert {"T-OFFER-REPLY", "C-REFUSE"} <= told.keys()
    assert {basis.article for basis in told["C-REFUSE"].basis} >= {"第21条", "第55条"}
    assert "罚款" not in told["C-REFUSE"].message


# ── wages ────────────────────────────────────────────────────────────────────────────────────


@case("E23")
def _a_probation_wage_answers_to_the_highest_of_three():
    short = post(form=Form.PROBATION, proposed_amount="3539.99", agreed_amount="2800")
    enough = post(form=Form.PROBATION, proposed_amount="3540", agreed_amount="2800")
    (finding,) = found(short, rule=Rule.PROBATION)
    assert (finding.value, finding.limit) == (Decimal("2539.99"), Decimal("2540.00"))
    assert not found(enough, rule=Rule.PROBATION)


@case("E20")
def _an_industry_contract_that_was_confirmed_is_the_floor():
    parent = ParentContract(name="餐饮行业集体合同", lowest_monthly_amount=Decimal(3500))
    (below,) = found(
        post(proposed_amount="3300"), rule=Rule.PARENT, lowest_monthly_amount=Decimal(3300),
        parents=(parent,),
    )[:1]  # fmt: skip
    assert (below.severity, below.value, below.limit) == (
        Severity.BLOCK, Decimal("3300.00"), Decimal("3500.00")
    )  # fmt: skip
    assert "第25条" in {basis.article for basis in below.basis}
    (later,) = found(
        post(proposed_amount="3300"), rule=Rule.PARENT, first="2026-05-01", parents=(parent,)
    )
    assert "第22条" in {basis.article for basis in later.basis}


@case("E21")
def _a_minimum_that_includes_the_workers_own_insurance_is_too_low_in_beijing():
    (below,) = found(
        post(proposed_amount="5000"), rule=Rule.MONTHLY, basic_amount=Decimal(2540),
        includes_own_contributions=True,
    )  # fmt: skip
    assert below.severity is Severity.BLOCK
    assert below.value < below.limit == Decimal("2540.00")
    assert "《劳动合同法》第27条" in {str(basis) for basis in below.basis}


@case("E22")
def _without_material_the_minimum_holds_sick_pay_and_living_pay_are_shares_of_it():
    piece = found(post(form=Form.PIECE_RATE, proposed_amount="3300", note=""), rule=Rule.MONTHLY)
    assert piece[0].value == Decimal("2300.00")
    for clause, rule, limit in (
        ("sick_pay", Rule.SICK, "2032.00"), ("idle_living", Rule.IDLE, "1778.00"),
    ):  # fmt: skip
        for cents, blocks in ((Decimal(0), False), (Decimal("0.01"), True)):
            agreed = AgreedPay((PayPart(amount=Decimal(limit) - cents),), "约定")
            told = found(post(proposed_amount="5000"), rule=rule, **{clause: agreed})
            assert [finding.limit for finding in told] == [Decimal(limit)] * blocks


# ── terms ────────────────────────────────────────────────────────────────────────────────────


@case("E24")
def _sixty_days_and_three_months_before_the_end():
    wage = due("T-RENEW-WAGE", "2026-12-31").window
    general = due("T-RENEW-GEN", "2026-12-31", kind=ContractKind.GENERAL).window
    assert wage == deadlines.Window(day("2026-11-01"), day("2026-12-30"))
    assert general.opens_on == add_months(day("2026-12-31"), months=-3) == day("2026-09-30")
    assert general.opens_on <= day("2026-10-15") < wage.opens_on
    assert due("T-RENEW-WAGE", "2026-12-31").overdue_after is None


@case("E25")
def _sixty_one_days_of_suspension_are_too_long_in_beijing_only():
    answer = due("T-SUSPEND", "2026-03-02")
    assert answer.raw_due_on == add_days(day("2026-03-02"), days=60)
    assert BOOK.rule("T-SUSPEND", on=day("2026-03-02"), place="000000").length is None


@case("E26")
def _five_years_are_warned_of_not_barred():
    long = ("sign", "2026-04-08", {**TERM, "term_to": "2031-06-30"})
    told = said(OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, long)["W-TERM"]
    assert told.severity == "warn"


@case("E27")
def _a_term_that_begins_before_the_effect_counts_from_the_effect():
    signed = coverage.Contract(
        number="1", way=coverage.ContractWay.OWN, signed_on=day("2026-04-10"),
        received_on=day("2026-04-20"), effective_on=day("2026-05-06"),
        term_from=day("2026-01-01"), term_to=day("2026-12-31"),
    )  # fmt: skip
    assert not covered(signed, on="2026-05-05")
    assert covered(signed, on="2026-05-06")


@case("E28")
def _a_negotiators_labour_contract_is_carried_on():
    carried = delegate_protection.prolonging(
        contract_ends_on=day("2026-04-30"), duty_from=day("2026-03-02"), duty_to=None, place=BEIJING
    )
    assert carried.asked_needed
    assert {str(one) for one in carried.basis} == {
        "《集体合同规定》第28条", "《北京市集体合同条例》第18条"
    }  # fmt: skip


@case("E29")
def _without_a_union_half_of_all_workers_agree_and_no_union_seal_is_asked():
    assert without_union.needed_consent(53) == 27
    assert without_union.is_elected(workers=53, consenting=27)
    assert not without_union.is_elected(workers=53, consenting=26)
    for paper in papers.of_case():
        signers = papers.signers(paper, has_union=False, union_has_seal=False)
        assert not any("工会" in signer.seal for signer in signers)


@case("E30")
def _concluding_is_coordinated_and_performing_arbitrated():
    ways = disputes.ways_out(Dispute.CONCLUDING, place=BEIJING)
    concluding = {way.name: way.open for way in ways}
    assert concluding == {"人社部门协调处理": True, "劳动争议仲裁": False}
    arbitration, court = disputes.ways_out(Dispute.PERFORMANCE, place=BEIJING)
    assert arbitration.open
    assert "三方" in arbitration.words
    assert court.rule_id == "T-SUE"


@case("E31")
def _a_chief_replaced_after_the_signature_changes_nothing():
    signed = ("sign", "2026-04-08", {**TERM, "union_signer": "甲一", "employer_signer": "乙一"})
    objected = ("record_objection", "2026-04-20", {"about": "content", "opinion": "x"})
    others = [{**one, "name": f"{one['name']}新"} if one["chief"] else one for one in PEOPLE]
    replaced = ("appoint_representatives", "2026-04-21",
                {"people": others, "consulted": True, "published_on": "2026-03-13"})  # fmt: skip
    way = (*STRAIGHT[:-2], signed, FILED, objected)
    found = said(*way, replaced)
    kindly = found.pop("R-CHIEF-AFTER")
    assert (kindly.severity, "效力不受影响" in kindly.message) == ("note", True)
    assert found == said(*way)
    unknown = ("sign", "2026-04-08", {**TERM, "union_signer": "甲一新"})
    assert "P-SIGNER" in said(*STRAIGHT[:-2], unknown, FILED, objected, replaced)


@case("E32")
def _a_centrally_governed_enterprise_is_assigned_by_a_person():
    central = filing_authority.filing_authority(
        place="110108", centrally_governed=True, across_provinces=False
    )
    assert central.by_person
    plain = filing_authority.filing_authority(
        place="110108", centrally_governed=False, across_provinces=False
    )
    assert not plain.by_person


@case("E33")
def _a_missing_chapter_for_women_is_warned_of_or_reminded():
    general = women_clauses.women_notice(ContractKind.GENERAL, has_clause=False)
    wage = women_clauses.women_notice(ContractKind.WAGE, has_clause=False)
    assert (general.severity, wage.severity) == ("warn", "note")
    assert general.basis[0].article == "第44条第2款"
    assert women_clauses.women_notice(ContractKind.GENERAL, has_clause=True) is None


@case("E34")
def _the_last_day_still_counts():
    whole = coverage.Contract(
        number="1", way=coverage.ContractWay.OWN, signed_on=day("2025-12-01"),
        received_on=day("2025-12-05"), effective_on=day("2025-12-25"),
        term_from=day("2026-01-01"), term_to=day("2026-12-31"),
    )  # fmt: skip
    assert covered(whole, on="2026-12-31")
    assert not covered(whole, on="2027-01-01")


def covered(contract: coverage.Contract, *, on: str) -> bool:
    member = Member(
        id=1, code="91110108MA0000000X", name="示例公司", district="110108", street="110108012",
        section="H", ownership="私营有限责任公司", workers=53, unionised=True, separate=True,
        operating=True, contracts=(contract,),
    )  # fmt: skip
    question = coverage.Question(on=date.fromisoformat(on), stage=Stage.LIVE)
    return coverage.standing(member, question).covered
