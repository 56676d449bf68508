"""A contract of one calendar year by command: kept, paid, disputed, arbitrated, to its last day."""

import pytest

from tests.journeys.test_by_command import PEOPLE, covered, deadline
from tests.journeys.test_by_command import case as case_by_command
from tests.journeys.test_by_command import registered as register_by_command

registered, case = register_by_command, case_by_command
TERM = ("term_from=2026-01-01", "term_to=2026-12-31")
AGREED = "岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金\n服务员,2,4200,4500,800,200\n"
PAID = (
    "姓名,岗位,应发工资,加班工资,个人社保,个人公积金\n"
    "甲,服务员,4700,200,800,200\n乙,服务员,4200,0,800,200\n"
)


@pytest.fixture
def in_force(case, tmp_path):
    """In force from 22 April on, published by both sides."""
    table = tmp_path / "工资.csv"
    table.write_text(AGREED, encoding="utf-8")
    case("send_proposal", "2026-03-03")
    case("record_reply", "2026-03-10")
    case("appoint_representatives", "2026-03-12", PEOPLE)
    case("record_meeting", "2026-03-24", "conclusion=agreed")
    case("submit_wages", "2026-03-25", *TERM, f"file={table}")
    case("adopt_draft", "2026-03-27")
    case("record_congress", "2026-04-08", "entitled=24", "present=20", "in_favour=18")
    case("sign", "2026-04-09", *TERM, "workers_covered=24")
    case("file", "2026-04-15", "proof=receipt")
    case("record_no_objection", "2026-04-22", "served_union_on=2026-04-22")
    case("publish", "2026-04-23", "side=union")
    shown = case("publish", "2026-04-24", "side=employer")
    assert deadline(shown, "T-PUBLISH-WAGE")["ended_on"] == "2026-04-24"
    return case


def rules(shown):
    return [one["rule"] for one in shown["notices"]]


def test_from_its_promises_to_the_award_and_on_to_its_last_day(in_force, registered, tmp_path):
    paid = tmp_path / "实发.csv"
    paid.write_text(PAID, encoding="utf-8")
    in_force("record_promises", "2026-05-06", "promises=1. 按月付清工资\n2. 夜班津贴每班三十元")
    in_force("record_performance", "2026-07-03", "promise=1", "period=2026年第二季度")
    shown = in_force("record_performance", "2026-07-03", "promise=2", "period=2026年第二季度",
                     "state=disputed")  # fmt: skip
    assert "P-PROMISE-OPEN" in rules(shown)

    shown = in_force("record_pay", "2026-07-10", "paid_month=2026-06-15", f"file={paid}")
    # of two waiters one was paid as before the rise; the other's overtime makes up nothing
    (pay,) = [one for one in shown["events"] if one["kind"] == "record_pay"]
    assert (pay["payload"]["short_posts"], pay["payload"]["short_people"]) == (1, 1)
    assert "K-PAY-SHORT" in rules(shown)

    in_force("record_dispute", "2026-07-14", "about=夜班津贴少发", "asked_for=补发差额")
    shown = in_force("apply_arbitration", "2026-07-24", "commission=海淀区仲裁委",
                     "asked_for=补发差额")  # fmt: skip
    # Friday 24 July + 5 working days = Friday 31 July
    assert deadline(shown, "T-ARB-ACCEPT")["due_on"] == "2026-07-31"
    assert "P-ARB-TALK" not in rules(shown)
    in_force("record_arbitration", "2026-07-29", "result=accepted", "notes=受理通知书")
    shown = in_force("record_arbitration", "2026-09-16", "result=award", "notes=裁决补发")
    # 16 September + 15 = 1 October; the holiday ends on the 7th
    assert deadline(shown, "T-SUE")["raw_due_on"] == "2026-10-01"
    assert deadline(shown, "T-SUE")["due_on"] == "2026-10-08"
    assert shown["state"] == "published"

    shown = in_force("record_performance", "2026-09-30", "promise=2", "period=2026年第二季度",
                     "notes=已经补发")  # fmt: skip
    assert "P-PROMISE-OPEN" not in rules(shown)
    shown = in_force("record_performance", "2026-11-10", "period=2026年", "reported=yes")
    assert deadline(shown, "T-ANNUAL-REPORT")["ended_on"] == "2026-11-10"

    for kind in ("publication_record", "performance_report", "arbitration_request"):
        out = tmp_path / f"{kind}.docx"
        answer = registered("paper", in_force.number, kind, "--format", "docx", "--out", out)
        assert answer.code == 0, answer.err
    # E34: 31 December counts and 1 January does not
    assert covered(registered, **{"as-of": "2026-12-31"}) == 1
    assert covered(registered, **{"as-of": "2027-01-01"}) == 0
    rebuilt = registered("rebuild", "--check")
    assert rebuilt.code == 0, rebuilt.out
    assert registered("audit", "verify").code == 0


def test_without_its_table_the_step_says_how_to_give_it(in_force, registered):
    answer = registered("case", "move", in_force.number, "record_pay", "--on", "2026-07-10",
                        "--set", "paid_month=2026-06-01")  # fmt: skip

    assert answer.code == 2
    assert "请用 --file file=路径 给出实发工资表" in answer.err


def test_a_table_that_cannot_be_read_leaves_the_case_as_it_was(in_force, registered, tmp_path):
    wrong = tmp_path / "实发.csv"
    wrong.write_text(PAID.replace("4200,0", "四千二,0"), encoding="utf-8")
    answer = registered("case", "move", in_force.number, "record_pay", "--on", "2026-07-10",
                        "--set", "paid_month=2026-06-01", "--file", f"file={wrong}")  # fmt: skip

    assert answer.code == 2
    assert "第 3 行" in answer.err
    shown = registered("case", "show", in_force.number, "--json").json
    assert "record_pay" not in {one["kind"] for one in shown["events"]}
