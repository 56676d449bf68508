"""A whole cycle by command, from the register file to the coverage figure, dates by hand."""

from datetime import date

import pypdf
import pytest

from tests.journeys.conftest import SAMPLES

CODE = "91110112MA8BBF3369"  # 北京示例餐饮管理有限公司007, 建会


@pytest.fixture
def registered(bargaining):
    answer = bargaining("import", "enterprises", SAMPLES / "enterprises.xlsx", "--json")
    assert (answer.json["read"], answer.json["created"]) == (120, 120)
    return bargaining


@pytest.fixture
def case(registered):
    number = registered("case", "open", CODE, "--year", 2026, "--on", "2026-02-02").out.strip()

    def move(name, on, *more, code=0):
        words = []
        for pair in more:
            flag = "--file" if str(pair).startswith("file=") else "--set"
            words += [flag, pair]
        answer = registered("case", "move", number, name, "--on", on, *words, "--json")
        assert answer.code == code, answer.err
        return answer.json

    move.number = number
    return move


PEOPLE = (
    "people=徐一，职工方，工会主席，首席\n徐二，职工方，厨师\n徐三，职工方，服务员\n"
    "何一，企业方，总经理，首席\n何二，企业方，人事经理\n何三，企业方，财务经理"
)


def until_signed(case):
    case("record_opinions", "2026-03-02", "people=40")
    case("send_proposal", "2026-03-03", "counterpart=何一", "meeting_on=2026-03-24")
    case("record_reply", "2026-03-10", "meeting_on=2026-03-24")
    case("appoint_representatives", "2026-03-12", PEOPLE, "published_on=2026-03-13")
    case("record_meeting", "2026-03-24", "conclusion=agreed", "chair=徐一",
         "data_received_on=2026-03-18")  # fmt: skip
    case("submit_wages", "2026-03-25", "term_from=2026-07-01", "term_to=2027-06-30",
         f"file={SAMPLES / 'wages_retail_2026.xlsx'}")  # fmt: skip
    case("adopt_draft", "2026-03-27")
    case("record_congress", "2026-04-08", "entitled=24", "present=20", "in_favour=18")
    return case("sign", "2026-04-09", "term_from=2026-07-01", "term_to=2027-06-30",
                "workers_covered=24")  # fmt: skip


def deadline(shown, rule):
    return next(one for one in shown["deadlines"] if one["rule"] == rule)


def covered(run, **more):
    words = [word for key, value in more.items() for word in (f"--{key}", value)]
    return run("coverage", *words, "--json").json["total"]["covered"]


def test_the_cycle_from_the_offer_to_publication(case, registered, tmp_path):
    assert covered(registered, **{"as-of": "2026-06-01"}) == 0

    signed = until_signed(case)
    assert signed["state"] == "signed"
    reply = deadline(signed, "T-OFFER-REPLY")
    # 3 March + 20 days = 23 March, a Monday
    assert (reply["due_on"], reply["ended_on"]) == ("2026-03-23", "2026-03-10")
    # 9 April + 7 = 16 April (Thursday); + 10 = Sunday 19 April → Monday 20
    assert deadline(signed, "T-FILE-WAGE")["due_on"] == "2026-04-16"
    assert deadline(signed, "T-FILE-BJ")["raw_due_on"] == "2026-04-19"
    assert deadline(signed, "T-FILE-WAGE")["overdue_after"] == "2026-04-20"

    filed = case("file", "2026-04-15", "proof=receipt", "receipt_number=海备2026-77")
    # 15 April + 15 = 30 April (Thursday)
    assert deadline(filed, "T-REVIEW")["due_on"] == "2026-04-30"

    served = case("record_no_objection", "2026-04-22", "served_union_on=2026-04-21")
    assert served["facts"]["effective_on"] == "2026-04-22"
    # 22 April + 5 = 27 April (Monday)
    assert deadline(served, "T-PUBLISH-WAGE")["due_on"] == "2026-04-27"

    published = case("publish", "2026-04-24")
    assert published["state"] == "published"
    # The cleaners' row of the sample lies under the minimum wage: told, never in the way.
    assert [one["rule"] for one in published["notices"]] == ["W-FLOOR"]
    window = deadline(published, "T-RENEW-WAGE")["window"]
    assert window == {"opens_on": "2027-05-01", "closes_on": "2027-06-29"}

    assert covered(registered, **{"as-of": "2026-04-21"}) == 0
    assert covered(registered, **{"as-of": "2026-04-22"}) == 1
    assert covered(registered, **{"as-of": "2027-06-30"}) == 1
    assert covered(registered, **{"as-of": "2027-07-01"}) == 0
    for kind in ("proposal", "delivery_receipt", "congress_resolution", "agreement",
                 "filing_statement"):  # fmt: skip
        out = tmp_path / f"{kind}.pdf"
        answer = registered("paper", case.number, kind, "--format", "pdf", "--out", out, "--json")
        assert answer.code == 0, answer.err
        text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
        assert "北京示例餐饮管理有限公司007" in "".join(text.split())
    rebuilt = registered("rebuild", "--check")
    assert rebuilt.code == 0, rebuilt.out
    assert registered("audit", "verify").code == 0


def test_silence_takes_effect_on_the_day_after_the_last(case, registered):
    until_signed(case)
    case("file", "2026-04-15", "proof=courier", "received_on=2026-04-17")

    # 17 April + 15 = 2 May, within the holiday of 1 to 5 May → 6 May; in force from 7 May
    early = registered("case", "move", case.number, "take_effect_by_silence", "--on", "2026-05-06",
                       "--json")  # fmt: skip
    assert early.code == 1
    silent = case("take_effect_by_silence", "2026-05-07")

    assert silent["facts"]["effective_on"] == "2026-05-07"
    assert silent["facts"]["effective_by_silence"]


def test_an_opinion_found_later_but_served_in_time_takes_the_silent_effect_back(case):
    until_signed(case)
    case("file", "2026-04-15", "proof=receipt")
    case("take_effect_by_silence", "2026-05-06")

    shown = case("record_objection", "2026-04-28", "about=content", "opinion=第七条请补充")

    assert shown["state"] == "objected"
    assert shown["facts"]["effective_on"] is None
    silent = next(one for one in shown["events"] if one["kind"] == "take_effect_by_silence")
    assert silent["voided"]


def test_an_opinion_found_after_publication_takes_back_what_no_longer_follows(case):
    until_signed(case)
    case("file", "2026-04-15", "proof=receipt")
    case("take_effect_by_silence", "2026-05-06")
    case("record_performance", "2026-06-01", "period=2026年上半年")

    shown = case("record_objection", "2026-04-28", "about=content", "opinion=第七条请补充")

    assert shown["state"] == "objected"
    assert {one["kind"] for one in shown["events"] if one["voided"]} == {
        "take_effect_by_silence", "record_performance"}  # fmt: skip


def test_an_opinion_served_too_late_leaves_the_silent_effect_and_goes_to_a_person(case):
    until_signed(case)
    case("file", "2026-04-15", "proof=receipt")
    case("take_effect_by_silence", "2026-05-06")

    shown = case("record_objection", "2026-05-07", "about=content", "opinion=第七条请补充")

    assert shown["state"] == "effective"
    assert shown["facts"]["to_verify"]
    assert "T-REVIEW-OBJ" in {one["rule"] for one in shown["notices"]}


def test_a_wage_table_taken_back_no_longer_stands_in_the_papers(case, registered, tmp_path):
    until_signed(case)
    table = f"file={SAMPLES / 'wages_catering_2026.xlsx'}"
    shown = case("submit_wages", "2026-04-10", "term_from=2026-07-01", "term_to=2027-06-30", table)
    wrong = next(one for one in reversed(shown["events"]) if one["kind"] == "submit_wages")

    case("void_event", "2026-04-11", f"sequence={wrong['sequence']}", "reason=传错了表")

    out = tmp_path / "agreement.pdf"
    registered("paper", case.number, "agreement", "--format", "pdf", "--out", out)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert "收银员" in text
    assert "洗碗工" not in text


def test_without_proof_nothing_falls_silent(case, registered):
    until_signed(case)
    shown = case("file", "2026-04-15")

    assert not deadline(shown, "T-REVIEW")["proved"]
    answer = registered("case", "move", case.number, "take_effect_by_silence", "--on", "2026-06-01")
    assert answer.code == 1
    presumed = registered("coverage", "--as-of", "2026-06-01", "--json").json["total"]
    assert (presumed["covered"], presumed["presumed"]) == (0, 1)


def test_what_was_unlawful_is_recorded_and_shown_for_what_it_is(case):
    """Signed before the vote, the vote short, filed late."""
    case("send_proposal", "2026-03-03")
    case("record_reply", "2026-03-10")
    case("record_meeting", "2026-03-24", "conclusion=agreed")
    case("sign", "2026-04-01", "term_from=2026-07-01", "term_to=2027-06-30", "workers_covered=24")
    case("record_congress", "2026-04-08", "entitled=24", "present=15", "in_favour=15")
    shown = case("file", "2026-05-20", "proof=receipt")

    assert shown["state"] == "filed"
    rules = {one["rule"] for one in shown["notices"]}
    assert {"P-VOTE-FIRST", "C-QUORUM", "T-FILE", "R-RECORDED"} <= rules
    assert shown["facts"]["to_verify"]
    assert all(one["basis"] for one in shown["notices"])


def test_a_refused_move_says_why_and_changes_nothing(case, registered):
    answer = registered("case", "move", case.number, "record_reply", "--on", "2026-03-01", "--json")

    assert answer.code == 1
    assert answer.json["refused"]["code"] == "wrong_state"
    assert answer.err.count("\n") == 1
    shown = registered("case", "show", case.number, "--json").json
    assert len(shown["events"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("case", "move", "NUMBER", "dance", "--on", "2026-03-01"),
        ("case", "show", "110108-2026-9999"),
        ("case", "open", "91110000NOPE", "--year", "2026", "--on", "2026-03-01"),
        ("case", "move", "NUMBER", "send_proposal", "--on", "2026-03-01", "--set", "novalue"),
        ("paper", "NUMBER", "letter", "--out", "x.docx"),
    ],
)
def test_what_cannot_be_used_ends_with_two(case, registered, words):
    answer = registered(*(case.number if word == "NUMBER" else word for word in words))

    assert answer.code == 2
    assert answer.err.strip()


def test_a_correction_takes_back_what_no_longer_follows(case):
    case("send_proposal", "2026-03-03")
    case("record_reply", "2026-03-10")

    shown = case("void_event", str(date(2026, 3, 11)), "sequence=2", "reason=企业看错了")

    assert shown["state"] == "preparing"
    assert [one["sequence"] for one in shown["events"] if one["voided"]] == [2, 3]
    assert shown["deadlines"] == []


def test_no_correction_is_dated_tomorrow(case):
    case("send_proposal", "2026-03-03")

    case("void_event", "2099-01-01", "sequence=2", "reason=企业看错了", code=1)


def test_the_ledger_of_an_office_gives_the_figures_it_should(registered):
    answer = registered("import", "contracts", SAMPLES / "contracts.xlsx", "--json").json
    assert (answer["read"], answer["created"], answer["rejected"]) == (40, 40, [])

    everyone = registered("coverage", "--as-of", "2026-11-21", "--denominator", "all",
                          "--json").json["total"]  # fmt: skip
    assert (everyone["enterprises"], everyone["covered"]) == (120, 32)
    assert (everyone["covered_own"], everyone["covered_region"]) == (28, 4)
    assert (everyone["lapsing_90"], everyone["expired"]) == (4, 6)
    unionised = registered("coverage", "--as-of", "2026-11-21", "--json").json["total"]
    assert (unionised["enterprises"], unionised["covered"]) == (104, 28)
    assert (unionised["covered_own"], unionised["covered_region"]) == (25, 3)

    again = registered("import", "contracts", SAMPLES / "contracts.xlsx", "--json").json
    assert (again["created"], again["unchanged"]) == (0, 40)
    rebuilt = registered("rebuild", "--check")
    assert rebuilt.code == 0, rebuilt.out


def test_a_wrong_day_is_put_right_in_its_place(case, registered):
    signed = until_signed(case)
    wrong = next(one["sequence"] for one in signed["events"] if one["kind"] == "sign")

    words = ("case", "amend", case.number, str(wrong), "--on", "2026-04-10", "--reason", "看错了")
    put_right = registered(*words, "--json").json

    assert put_right["state"] == "signed"
    assert put_right["facts"]["signed_on"] == "2026-04-10"
    filing = deadline(put_right, "T-FILE-BJ")
    assert (filing["start"], filing["start_sequence"]) == ("2026-04-10", wrong)
    assert put_right["events"][-1]["payload"]["term_to"] == "2027-06-30"
    newest = str(put_right["events"][-1]["sequence"])
    refused = registered("case", "amend", case.number, newest, "--set", "term_to=2020-01-01",
                         "--reason", "看错了")  # fmt: skip
    assert refused.code != 0
    assert "起日晚于止日" in refused.err
