"""The lawyer's cases about votes and people, each walked in the system by its number."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import enterprises
from bargaining.documents import contexts, papers
from bargaining.errors import Refused
from bargaining.queries import case_view, dossier
from bargaining.queries import cases as case_queries
from bargaining.rules import papers as catalogue
from bargaining.rules.roles import OPERATOR
from tests.documents import reading
from tests.office import AT, DAY, KEY, TODAY, furnished
from tests.rules.cases import PEOPLE

STREET = "110108012"
TERM = {"term_from": "2026-07-01", "term_to": "2027-06-30", "workers_covered": 90}
ELECTED = [
    {"name": "周小楠", "side": "union", "title": "厨师长", "chief": True},
    {"name": "李堃", "side": "union", "title": "收银员"},
    {"name": "王五", "side": "union", "title": "理货员"},
    *PEOPLE[3:],
]


@pytest.fixture(scope="module")
def office(make_furnished, tmp_path_factory):
    with furnished(make_furnished(), tmp_path_factory.mktemp("lawyer")) as made:
        yield made


def opened(office, **fields):
    """Open a case of a new enterprise in the street, on the second of March."""
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        firm = enterprises.register_enterprise(
            session,
            {"name": f"北京示例第{next(office.numbers)}餐饮有限公司", "street_code": STREET,
             "workers": 90, **fields},
            source="测试", actor=OPERATOR, at=AT, today=TODAY, key=KEY,
        )  # fmt: skip
        return case_actions.open_case(
            session, firm, year=2026, on=date(2026, 3, 2), actor=OPERATOR, at=AT, today=TODAY
        ).number


@pytest.fixture
def number(office):
    return opened(office)


def seen(office, number):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        return case_view.as_json(case_view.view(session, number, actor=OPERATOR, on=TODAY))


def told(office, number):
    return {one["rule"]: one for one in seen(office, number)["notices"]}


def clocks(office, number, rule):
    return [one for one in seen(office, number)["deadlines"] if one["rule"] == rule]


def go(office, number, *steps):
    for move, on, *given in steps:
        office.take(number, move, date.fromisoformat(on), **(given[0] if given else {}))


def paper(office, number, kind):
    with office.app.app_context(), db.transaction(OPERATOR) as session:
        case = case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
        filled = contexts.context(kind, dossier.dossier(session, case, phone="", on=TODAY))
    rendered = papers.render_docx(kind, filled, draft=True, blank=False, place="110108")
    return "\n".join(reading.lines(rendered.content))


def named(on, people=PEOPLE, **more):
    return "appoint_representatives", on, {"people": people, "published_on": on, **more}


def changed(who, **fields):
    return [{**one, **fields} if one["name"] == who else one for one in PEOPLE]


def side(members, outsiders):
    """Both sides with so many members, of whom some of the workers' come from outside."""
    mine = [
        {"name": f"甲{place}", "side": "union", "chief": place == 0,
         "outside": place >= members - outsiders}
        for place in range(members)
    ]  # fmt: skip
    theirs = [
        {"name": f"乙{place}", "side": "employer", "chief": place == 0} for place in range(members)
    ]
    return [*mine, *theirs]


OFFER = ("send_proposal", "2026-03-02")
REPLY = ("record_reply", "2026-03-10", {"answer": "agree"})
MEETING = ("record_meeting", "2026-03-20", {"conclusion": "agreed"})
DRAFT = ("adopt_draft", "2026-03-25")
DRAFTED = (OFFER, REPLY, named("2026-03-12"), MEETING, DRAFT)
SIGNED = ("sign", "2026-04-08", {**TERM, "union_signer": "甲一", "employer_signer": "乙一"})
FILED = ("file", "2026-04-10", {"method": "window", "proof": "receipt"})


def vote(on, present, in_favour, entitled=90):
    return "record_congress", on, {"form": "congress", "entitled": entitled, "present": present,
                                   "in_favour": in_favour}  # fmt: skip


# ── votes ────────────────────────────────────────────────────────────────────────────────────


def test_e12_half_of_all_adopts_the_draft_and_is_shown_as_contested(office, number):
    go(office, number, *DRAFTED, vote("2026-04-02", 60, 45))

    found = told(office, number)["C-EXACT-HALF"]
    assert seen(office, number)["state"] == "vote_passed"
    assert {"民法典第1259条", "企业民主管理规定第20条"} <= {
        f"{one['text']}{one['article']}" for one in found["basis"]
    }
    go(office, number, SIGNED, FILED)
    assert seen(office, number)["state"] == "filed"
    assert "P-VOTE-FIRST" not in told(office, number)


def test_e12_one_vote_more_is_contested_by_nobody(office, number):
    go(office, number, *DRAFTED, vote("2026-04-02", 60, 46))

    assert not {"C-EXACT-HALF", "C-QUORUM", "C-MAJORITY"} & told(office, number).keys()


def test_e13_one_short_of_two_thirds_adopts_nothing_and_the_vote_is_held_again(office, number):
    go(office, number, *DRAFTED, vote("2026-04-02", 59, 59))

    after = seen(office, number)
    assert (after["state"], after["next"]["move"]) == ("vote_failed", "adopt_draft")
    assert "至少 60 人" in told(office, number)["C-QUORUM"]["message"]
    go(office, number, ("adopt_draft", "2026-04-03"), vote("2026-04-09", 60, 46))
    assert seen(office, number)["state"] == "vote_passed"


def test_e14_most_of_those_present_are_not_half_of_all(office, number):
    go(office, number, *DRAFTED, vote("2026-04-02", 80, 44))

    assert seen(office, number)["state"] == "vote_failed"
    assert "至少 45 票" in told(office, number)["C-MAJORITY"]["message"]


@pytest.mark.parametrize(("present", "in_favour"), [(59, 59), (80, 44)])
def test_e13_e14_a_signature_after_a_failed_vote_is_recorded_and_shown(
    office, number, present, in_favour
):
    go(office, number, *DRAFTED, vote("2026-04-02", present, in_favour), SIGNED)

    after = seen(office, number)
    assert after["state"] == "signed"
    assert "没有登记审议通过的决议" in told(office, number)["P-VOTE-FIRST"]["message"]
    assert after["facts"]["to_verify"]


def test_more_votes_than_people_cannot_be_recorded(office, number):
    go(office, number, *DRAFTED)

    with pytest.raises(Refused):
        go(office, number, vote("2026-04-02", 91, 46))
    assert seen(office, number)["state"] == "drafted"


# ── who sits at the table ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("members", "outsiders", "too_many"), [(3, 1, False), (5, 2, True), (6, 2, False)]
)
def test_e15_a_third_of_a_side_may_come_from_outside(office, number, members, outsiders, too_many):
    go(office, number, OFFER, REPLY, named("2026-03-12", side(members, outsiders)), MEETING)

    assert ("R-OUTSIDERS" in told(office, number)) == too_many
    assert seen(office, number)["state"] == "talking"


def test_e15_the_third_is_counted_again_when_somebody_leaves(office, number):
    go(office, number, OFFER, REPLY, named("2026-03-12", side(3, 1)), MEETING)
    assert "R-OUTSIDERS" not in told(office, number)

    go(office, number,
       ("record_vacancy", "2026-03-23", {"side": "union", "name": "甲1", "reason": "resigned"}),
       ("record_meeting", "2026-03-27", {"conclusion": "continue"}))  # fmt: skip
    assert "2 人中最多 0 人" in told(office, number)["R-OUTSIDERS"]["message"]

    go(office, number, named("2026-03-30", side(3, 1)))
    (clock,) = clocks(office, number, "T-REP-VACANCY")
    assert (clock["start"], clock["overdue_after"], clock["ended_on"]) == (
        "2026-03-23", "2026-04-07", "2026-03-30")  # fmt: skip


def test_e16_an_instructor_is_an_adviser_without_a_seat(office, number):
    adviser = {"name": "赵指导", "side": "union", "title": "集体协商指导员", "adviser": True}
    go(office, number, OFFER, REPLY, named("2026-03-12", [*PEOPLE, adviser]), MEETING)

    after = seen(office, number)
    assert [one["name"] for one in after["facts"]["advisers"]] == ["赵指导"]
    assert len(after["facts"]["representatives"]) == 6
    assert not [rule for rule in told(office, number) if rule.startswith("R-")]
    assert "赵指导" not in paper(office, number, "representatives")


def test_e16_an_instructor_with_a_mandate_fills_a_seat(office, number):
    people = changed("甲三", name="赵指导", title="集体协商指导员", outside=True,
                     chosen_by="mandated", mandate_until="2026-06-30")  # fmt: skip
    go(office, number, OFFER, REPLY, named("2026-03-12", people), MEETING)

    assert not [rule for rule in told(office, number) if rule.startswith("R-")]
    assert "1\t赵指导\t集体协商指导员\t2026年6月30日" in paper(office, number, "expert_mandate")


def test_e16_an_instructor_as_chief_is_recorded_and_shown(office, number):
    people = changed("甲一", name="赵指导", title="集体协商指导员", outside=True)
    go(office, number, OFFER, REPLY, named("2026-03-12", people), MEETING)

    assert "首席代表不得由非本单位人员担任" in told(office, number)["R-CHIEF-INSIDE"]["message"]


def test_e16_an_adviser_as_chief_cannot_be_recorded(office, number):
    adviser = {"name": "赵指导", "side": "union", "adviser": True, "chief": True}
    go(office, number, OFFER, REPLY)

    with pytest.raises(Refused, match="不能同时是首席代表"):
        go(office, number, named("2026-03-12", [*PEOPLE[1:], adviser]))


@pytest.mark.parametrize("title", ["工会主席、人力资源总监", "工会主席、副总经理"])
def test_e17_a_chair_with_an_office_of_the_employer_is_a_hint_and_holds_nothing_back(
    office, number, title
):
    go(office, number, OFFER, REPLY, named("2026-05-06", changed("甲一", title=title)),
       ("record_meeting", "2026-05-12", {"conclusion": "agreed"}))  # fmt: skip

    after = seen(office, number)
    hint = told(office, number)["R-CHIEF-POST"]
    assert (hint["severity"], after["state"], after["facts"]["to_verify"]) == (
        "note", "talking", False)  # fmt: skip
    assert "委托其他职工代表任首席，或者请指导员到场" in hint["message"]


def test_e17_one_person_on_both_lists_is_shown(office, number):
    go(office, number, OFFER, REPLY, named("2026-03-12", changed("乙三", name="甲二")))

    assert "双方代表不得相互兼任" in told(office, number)["R-BOTH-SIDES"]["message"]


@pytest.mark.parametrize(("on", "by_person"), [("2026-04-30", False), ("2026-05-01", True)])
def test_e17_a_chair_who_is_the_legal_representative_goes_to_a_person_since_may(
    office, number, on, by_person
):
    go(office, number, ("send_proposal", "2026-03-02", {"counterpart": "甲一"}), REPLY, named(on))

    assert "R-CHAIR-EMPLOYER" in told(office, number)
    assert seen(office, number)["facts"]["to_verify"] == by_person


def test_e17_a_leaders_relative_on_the_committee_is_shown(office, number):
    go(office, number, OFFER, REPLY, named("2026-05-06", relatives="yes"))

    basis = told(office, number)["R-CHAIR-RELATIVE"]["basis"]
    assert [one["article"] for one in basis] == ["第9条第3款"]


# ── how long a duty lasts ────────────────────────────────────────────────────────────────────


def test_e28_a_labour_contract_that_ends_during_the_talks_is_carried_on(office, number):
    people = changed("甲二", contract_ends_on="2026-04-15")
    go(office, number, OFFER, REPLY, named("2026-03-12", people), MEETING)

    during = told(office, number)["R-CONTRACT"]
    assert "自动延长至完成履行职责之时" in during["message"]
    assert "本人同时书面提出顺延要求" in during["message"]
    assert {one["text"] for one in during["basis"]} == {"集体合同规定", "北京市集体合同条例"}

    go(office, number, DRAFT, vote("2026-04-02", 60, 46), SIGNED, FILED)
    go(office, number, ("record_no_objection", "2026-04-20"))
    go(office, number, ("publish", "2026-04-22", {"side": "both"}))
    assert "早于履职完成之日 2027年6月30日" in told(office, number)["R-CONTRACT"]["message"]


def test_a_mandate_that_lapses_before_the_signature_is_renewed_in_time(office, number):
    short = changed("甲三", outside=True, mandate_until="2026-04-07")
    longer = changed("甲三", outside=True, mandate_until="2026-06-30")
    before = (OFFER, REPLY, named("2026-03-12", short), MEETING, DRAFT)
    go(office, number, *before, vote("2026-04-02", 60, 46), SIGNED)
    assert "签字之日（2026年4月8日）没有新的委托" in told(office, number)["R-MANDATE"]["message"]

    other = opened(office)
    go(office, other, *before, named("2026-04-01", longer), vote("2026-04-02", 60, 46), SIGNED)
    assert "R-MANDATE" not in told(office, other)


# ── without a union ──────────────────────────────────────────────────────────────────────────


def election(on, consenting, people="周小楠 厨师长 首席\n李堃 收银员\n王五 理货员"):
    return "record_election", on, {"workers": 90, "consenting": consenting, "elected": people,
                                   "guided_by": "中关村街道总工会"}  # fmt: skip


def test_e29_without_a_union_half_of_all_workers_elect_who_speaks_for_them(office):
    number = opened(office, unionised=False)
    assert seen(office, number)["next"]["move"] == "record_election"

    go(office, number, election("2026-03-03", 44))
    assert "至少 45 人" in told(office, number)["R-ELECTED"]["message"]
    assert seen(office, number)["next"]["move"] == "record_election"

    go(office, number, election("2026-03-05", 45))
    after = seen(office, number)
    assert (after["next"]["move"], after["facts"]["has_union"]) == ("prepare_proposal", False)


def test_e29_no_paper_of_the_whole_way_has_a_place_for_a_union_seal(office):
    number = opened(office, unionised=False)
    go(office, number, election("2026-03-02", 60), OFFER, REPLY, named("2026-03-12", ELECTED),
       MEETING, DRAFT, vote("2026-04-02", 60, 46), SIGNED, FILED)  # fmt: skip

    assert not [rule for rule in told(office, number) if rule.startswith("R-")]
    for kind in (one.kind for one in catalogue.of_case()):
        text = paper(office, number, kind)
        assert "工会盖章" not in text, kind
        assert "工会主席（签字）" not in text, kind


def test_e29_naming_people_whom_nobody_elected_is_shown(office):
    number = opened(office, unionised=False)
    go(office, number, OFFER, REPLY, named("2026-03-12"))
    assert "请补记推举情况" in told(office, number)["R-ELECTION"]["message"]

    other = opened(office, unionised=False)
    go(office, other, election("2026-03-02", 60), OFFER, REPLY, named("2026-03-12"))
    assert "不在登记的推举名单上" in told(office, other)["R-ELECTION"]["message"]


def test_e29_where_nobody_said_whether_there_is_a_union_none_is_taken_as_missing(office, number):
    go(office, number, OFFER, REPLY, named("2026-03-12"), MEETING)

    assert not [rule for rule in told(office, number) if rule.startswith("R-ELEC")]
    assert seen(office, number)["facts"]["has_union"]


def test_e29_an_election_is_refused_where_there_is_a_union(office):
    number = opened(office, unionised=True, union_form="单独")

    with pytest.raises(Refused, match="已经建立工会"):
        go(office, number, election("2026-03-03", 60))


def test_e29_a_union_founded_during_the_year_speaks_for_the_workers(office):
    number = opened(office, unionised=False)
    go(office, number, election("2026-03-02", 60), OFFER, REPLY, named("2026-03-12", ELECTED),
       ("record_union_founded", "2026-03-16", {"union": "示例工会"}), named("2026-03-18"),
       MEETING)  # fmt: skip

    assert seen(office, number)["facts"]["has_union"]
    assert "R-ELECTION" not in told(office, number)


# ── after the signature ──────────────────────────────────────────────────────────────────────


def test_e31_a_chief_replaced_on_the_day_after_the_signature_changes_nothing(office, number):
    go(office, number, *DRAFTED, vote("2026-04-02", 60, 46), SIGNED)
    before = seen(office, number)
    successor = [{**one, "name": "甲新"} if one["name"] == "甲一" else one for one in PEOPLE]
    go(office, number, named("2026-04-09", successor))

    after = seen(office, number)
    kindly = told(office, number)["R-CHIEF-AFTER"]
    assert (kindly["severity"], "效力不受影响" in kindly["message"]) == ("note", True)
    assert after["state"] == before["state"] == "signed"
    assert after["facts"]["signed_on"] == before["facts"]["signed_on"]
    assert not after["facts"]["to_verify"]
    assert "P-SIGNER" not in told(office, number)
    days = {(one["rule"], one["due_on"]) for one in after["deadlines"]}
    assert days == {(one["rule"], one["due_on"]) for one in before["deadlines"]}

    go(office, number, FILED, ("record_no_objection", "2026-04-20"))
    assert seen(office, number)["facts"]["effective_on"] == "2026-04-20"


@pytest.mark.parametrize(("after", "late"), [(15, False), (16, True)])
def test_a_seat_is_filled_within_fifteen_days(office, number, after, late):
    gone = {"side": "union", "name": "甲三", "reason": "left"}
    go(office, number, *DRAFTED[:4], ("record_vacancy", "2026-03-23", gone))
    on = date(2026, 3, 23) + after * DAY
    go(office, number, named(on.isoformat(), changed("甲三", name="甲四")))

    assert ("T-REP-VACANCY" in told(office, number)) == late
    notice = paper(office, number, "replacement_notice")
    assert "甲三因离开本单位，自2026年3月23日起不再担任" in notice
    assert "甲四" in notice
