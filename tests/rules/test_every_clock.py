"""Every deadline rule at every place: how long, which way, and by which article on which day."""

from __future__ import annotations

from datetime import date

import pytest

from bargaining import errors
from bargaining.readers import seeds
from bargaining.rules.deadline_rules import ContractKind, Direction, Unit

BOOK = seeds.load_law_book()
BEFORE, AFTER = date(2026, 4, 30), date(2026, 5, 1)
NATION, BEIJING, SHANGHAI = "000000", "110000", "310000"
DAYS, WORKDAYS, MONTHS, NONE = Unit.NATURAL_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.NONE
FORWARD, BACKWARD, WINDOW = Direction.FORWARD, Direction.BACKWARD, Direction.WINDOW

TRIAL, RULES = "工资集体协商试行办法", "集体合同规定"
LOCAL, MEASURES = "北京市集体合同条例", "北京市实施《中华人民共和国工会法》办法"
SHANGHAIS, LABOUR, CONTRACT = "上海市集体合同条例", "劳动法", "劳动合同法"
WAGE_FLOOR, ARBITRATION = "最低工资规定", "劳动人事争议仲裁办案规则"

# rule, length, unit, direction, and the articles cited for a wage contract (else a general one).
NATIONAL = [
    ("T-OFFER-REPLY", 20, DAYS, FORWARD, [(TRIAL, "第17条"), (RULES, "第32条")]),
    ("T-DATA", 5, DAYS, WINDOW, [(TRIAL, "第18条")]),
    ("T-REP-VACANCY", 15, DAYS, FORWARD, [(RULES, "第31条")]),
    ("T-SUSPEND", None, NONE, FORWARD, [(RULES, "第35条")]),
    ("T-FILE-WAGE", 7, DAYS, FORWARD, [(TRIAL, "第21条")]),
    ("T-FILE-GEN", 10, DAYS, FORWARD, [(RULES, "第42条第1款")]),
    ("T-FILE-INDUSTRY", 10, DAYS, FORWARD,
     [("全国总工会关于开展行业性工资集体协商工作的指导意见", "第五部分第（五）项")]),
    ("T-REVIEW", 15, DAYS, FORWARD,
     [(LABOUR, "第34条"), (TRIAL, "第22条第4款"), (RULES, "第47条"), (CONTRACT, "第54条第1款")]),
    ("T-REVIEW-OBJ", 15, DAYS, FORWARD, [(TRIAL, "第22条第3款"), (RULES, "第45条")]),
    ("T-REFILE", 10, DAYS, FORWARD, [(RULES, "第46条")]),
    ("T-REFILE-WAGE", 7, DAYS, FORWARD, [(TRIAL, "第22条第3款"), (TRIAL, "第21条")]),
    ("T-PUBLISH-WAGE", 5, DAYS, FORWARD, [(TRIAL, "第23条")]),
    ("T-PUBLISH-GEN", None, NONE, FORWARD, [(RULES, "第48条")]),
    ("T-RENEW-WAGE", 60, DAYS, WINDOW, [(TRIAL, "第24条")]),
    ("T-RENEW-GEN", 3, MONTHS, WINDOW, [(RULES, "第38条第2款")]),
    ("T-COORD", 30, DAYS, FORWARD, [(RULES, "第52条")]),
    ("T-CHANGE-FILE", 10, DAYS, FORWARD, [(RULES, "第42条第1款")]),
    ("T-ARB-ACCEPT", 5, WORKDAYS, FORWARD, [(ARBITRATION, "第64条"), (ARBITRATION, "第80条")]),
    ("T-ARB-NOTICE", 5, WORKDAYS, FORWARD, [(ARBITRATION, "第64条"), (ARBITRATION, "第80条")]),
    ("T-SUE", 15, DAYS, FORWARD, [(LABOUR, "第84条第2款")]),
    ("T-MW-NOTICE", 10, DAYS, FORWARD, [(WAGE_FLOOR, "第11条")]),
    ("T-MW-ADJUST", 24, MONTHS, FORWARD, [(WAGE_FLOOR, "第10条")]),
    ("T-PLATFORM-PUBLISH", 10, DAYS, FORWARD,
     [("新就业形态劳动者权益协商指引", "（条号未核）")]),
    ("T-PLATFORM-CYCLE", None, NONE, FORWARD,
     [("平台劳动规则和算法协商指引（试行）", "（条号未核）")]),
]  # fmt: skip
# The same for Beijing, with the articles before and from 2026-05-01 where they differ.
BEIJINGS = [
    ("T-OFFER-REPLY", 20, DAYS, FORWARD,
     [(TRIAL, "第17条"), (RULES, "第32条"), (LOCAL, "第32条第2款")], None),
    ("T-REP-PUBLISH", None, NONE, FORWARD, [(LOCAL, "第11条")], None),
    ("T-SUSPEND", 60, DAYS, FORWARD, [(LOCAL, "第37条")], None),
    ("T-CONGRESS-DOC", 7, DAYS, BACKWARD, [(MEASURES, "第46条第2款")],
     [(MEASURES, "第41条第2款")]),
    ("T-FILE-BJ", 10, DAYS, FORWARD, [(LOCAL, "第39条")], None),
    ("T-REVIEW", 15, DAYS, FORWARD,
     [(LABOUR, "第34条"), (TRIAL, "第22条第4款"), (RULES, "第47条"), (LOCAL, "第39条"),
      (CONTRACT, "第54条第1款")], None),
    ("T-REFILE", 10, DAYS, FORWARD, [(RULES, "第46条"), (LOCAL, "第39条")], None),
    ("T-PUBLISH-GEN", None, NONE, FORWARD, [(RULES, "第48条"), (LOCAL, "第13条第5项")], None),
    ("T-RENEW-GEN", 3, MONTHS, WINDOW, [(RULES, "第38条第2款"), (LOCAL, "第43条")], None),
    ("T-COORD", 30, DAYS, FORWARD, [(RULES, "第52条"), (LOCAL, "第50条")], None),
    ("T-CHANGE-FILE", 10, DAYS, FORWARD, [(RULES, "第42条第1款"), (LOCAL, "第47条")], None),
    ("T-TERMINATE-FILE", 10, DAYS, FORWARD, [(LOCAL, "第48条")], None),
    ("T-ANNUAL-REPORT", None, NONE, FORWARD, [(LOCAL, "第41条第2款")], None),
    ("T-UNION-DEMAND-REPLY", 15, DAYS, FORWARD, [(MEASURES, "第28条第1款")],
     [(MEASURES, "第26条第1款")]),
    ("T-GOV-FEEDBACK", 15, WORKDAYS, FORWARD,
     [(MEASURES, "第28条第2款"), (MEASURES, "第63条第2款")],
     [(MEASURES, "第26条第2款"), (MEASURES, "第51条第2款")]),
    ("T-DELAY-PAY", 30, DAYS, FORWARD, [("北京市工资支付规定", "第26条")], None),
]  # fmt: skip
IN_SHANGHAI = [
    ("T-OFFER-REPLY", 15, DAYS, FORWARD, [(SHANGHAIS, "第15条第1款")]),
    ("T-REP-APPOINT", 15, DAYS, FORWARD, [(SHANGHAIS, "第17条第1项")]),
    ("T-FILE-WAGE", 7, DAYS, FORWARD, [(TRIAL, "第21条")]),
    ("T-FILE-GEN", 10, DAYS, FORWARD, [(SHANGHAIS, "第23条第1款")]),
    ("T-REVIEW", 15, DAYS, FORWARD,
     [(LABOUR, "第34条"), (TRIAL, "第22条第4款"), (RULES, "第47条"), (CONTRACT, "第54条第1款"),
      (SHANGHAIS, "第23条第3款")]),
]  # fmt: skip


def shape(rule_id: str, place: str, on: date):
    rule = BOOK.rule(rule_id, on=on, place=place)
    kind = ContractKind.WAGE if ContractKind.WAGE in rule.kinds else rule.default_kind
    cited = [(each.text, each.article) for each in rule.cited(on=on, kind=kind)]
    return rule.place, rule.length, rule.unit, rule.direction, cited


@pytest.mark.parametrize(
    ("rule_id", "length", "unit", "direction", "cited"), NATIONAL, ids=lambda one: str(one)[:20]
)
def test_a_rule_of_the_nation(rule_id, length, unit, direction, cited):
    assert shape(rule_id, NATION, AFTER) == (NATION, length, unit, direction, cited)


@pytest.mark.parametrize(
    ("rule_id", "length", "unit", "direction", "before", "after"),
    BEIJINGS,
    ids=[row[0] for row in BEIJINGS],
)
def test_a_rule_of_beijing_before_and_after_the_renumbering(
    rule_id, length, unit, direction, before, after
):
    assert shape(rule_id, BEIJING, BEFORE) == (BEIJING, length, unit, direction, before)
    assert shape(rule_id, BEIJING, AFTER) == (BEIJING, length, unit, direction, after or before)


@pytest.mark.parametrize(
    ("rule_id", "length", "unit", "direction", "cited"), IN_SHANGHAI, ids=lambda one: str(one)[:20]
)
def test_a_rule_of_shanghai(rule_id, length, unit, direction, cited):
    for on in (BEFORE, AFTER):
        assert shape(rule_id, SHANGHAI, on) == (SHANGHAI, length, unit, direction, cited)


@pytest.mark.parametrize("place", [BEIJING, SHANGHAI])
def test_what_a_place_does_not_state_is_the_nations(place):
    stated = {rule.id for rule in BOOK.rules if rule.place == place}

    for rule_id, *told in NATIONAL:
        if rule_id not in stated:
            assert shape(rule_id, place, AFTER) == (NATION, *told), rule_id


def test_no_rule_stands_beside_these():
    listed = {(rule.id, rule.place) for rule in BOOK.rules}

    assert listed == {
        *((row[0], NATION) for row in NATIONAL),
        *((row[0], BEIJING) for row in BEIJINGS),
        *((row[0], SHANGHAI) for row in IN_SHANGHAI),
    }


@pytest.mark.parametrize(
    "rule_id",
    ["T-REP-PUBLISH", "T-CONGRESS-DOC", "T-FILE-BJ", "T-TERMINATE-FILE", "T-ANNUAL-REPORT",
     "T-UNION-DEMAND-REPLY", "T-GOV-FEEDBACK", "T-DELAY-PAY"],
)  # fmt: skip
def test_what_beijing_alone_states_is_missing_in_shanghai(rule_id):
    with pytest.raises(errors.LawMissing):
        BOOK.rule(rule_id, on=AFTER, place=SHANGHAI)


def test_what_shanghai_alone_states_is_missing_in_beijing():
    with pytest.raises(errors.LawMissing):
        BOOK.rule("T-REP-APPOINT", on=AFTER, place=BEIJING)


@pytest.mark.parametrize("on", [BEFORE, AFTER])
@pytest.mark.parametrize(("place", "other"), [(SHANGHAI, "北京市"), (BEIJING, "上海市")])
def test_no_place_cites_the_text_of_another(on, place, other):
    for rule in BOOK.list_rules(on=on, place=place):
        for kind in rule.kinds:
            cited = (*rule.cited(on=on, kind=kind), *rule.cited_for_consequence(on=on, kind=kind))
            assert not [each for each in cited if each.text.startswith(other)], rule.version


def test_the_consequence_of_the_unions_demand_is_worded_as_of_its_day():
    before = BOOK.rule("T-UNION-DEMAND-REPLY", on=BEFORE, place=BEIJING)
    after = BOOK.rule("T-UNION-DEMAND-REPLY", on=AFTER, place=BEIJING)

    assert "逾期不予答复又不改正" in before.consequence
    assert "拒不改正" in after.consequence
    assert "逾期不予答复" not in after.consequence


@pytest.mark.parametrize(
    ("on", "articles"), [(BEFORE, {"第20条第1款", "第20条"}), (AFTER, {"第20条第1款", "第18条"})]
)
def test_the_congress_papers_are_backed_by_the_article_of_the_day(on, articles):
    rule = BOOK.rule("T-CONGRESS-DOC", on=on, place=BEIJING)
    cited = rule.cited_for_consequence(on=on, kind=ContractKind.WAGE)

    assert {each.article for each in cited} == articles


@pytest.mark.parametrize("rule_id", ["T-ANNUAL-REPORT", "T-PLATFORM-CYCLE"])
def test_a_yearly_duty_names_no_day(rule_id):
    rule = BOOK.rule(rule_id, on=AFTER, place=BEIJING)

    assert (rule.every, rule.length) == (1, None)
    assert "没有写明" in rule.note


def test_what_was_not_checked_says_so():
    for rule_id in ("T-PLATFORM-CYCLE", "T-PLATFORM-PUBLISH"):
        assert "没有核对" in BOOK.rule(rule_id, on=AFTER, place=NATION).note


def test_delayed_pay_is_defined_and_never_waits_for_a_day_after_a_holiday():
    rule = BOOK.rule("T-DELAY-PAY", on=AFTER, place=BEIJING)
    cited = rule.cited_for_consequence(on=AFTER, kind=ContractKind.WAGE)

    assert [each.article for each in cited] == ["第26条", "第42条第2款"]
    assert "提前到最近的工作日（第9条第3款）" in rule.note
