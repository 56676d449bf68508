"""What is answered where it turns on place, day or kind? Word by word, for a lawyer to read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from bargaining.rules import (
    basis,
    chief_conflicts,
    counting_setting,
    delegate_protection,
    disputes,
    filing_authority,
    guideline_share,
    local_basis,
    representatives,
    without_union,
    women_clauses,
)
from bargaining.rules import move as steps
from bargaining.rules.calendar import Reading
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.disputes import Dispute
from bargaining.rules.representatives import Representative
from bargaining.rules.states import CaseState, Side
from bargaining.rules.wage_question import SHARE_OF_WORKFORCE
from tests.rules import golden

DAY = timedelta(days=1)
BEIJING, SHANGHAI, ELSEWHERE = "110108", "310101", "130100"
PLACES = {"北京": BEIJING, "上海": SHANGHAI, "别处": ELSEWHERE}


def test_where_a_dispute_goes():
    golden.check(
        "disputes",
        {
            f"{disputes.DISPUTE_LABELS[kind]}，{name}": disputes.ways_out(kind, place=place)
            for kind in Dispute
            for name, place in PLACES.items()
        },
    )


def test_where_a_contract_is_filed():
    asked = product((None, False, True), (None, False, True), PLACES.items())
    golden.check(
        "filing_authority",
        golden.together(
            {
                f"{name}：中央管辖 {central}，跨省 {across}": [
                    filing_authority.filing_authority(
                        place=place, centrally_governed=central, across_provinces=across
                    )
                ]
                for central, across, (name, place) in asked
            }
        ),
    )


def chief(title: str, **more: object) -> Representative:
    return Representative(**{"name": "甲一", "side": Side.UNION, "title": title, "chief": True,
                             **more})  # fmt: skip


def test_whose_man_the_chief_is():
    days = (date(2026, 4, 30), date(2026, 5, 1))
    told = {}
    for on, (name, place) in product(days, PLACES.items()):
        at = f"{name} {on}"
        told |= {
            f"{at}：{people}": [chief_conflicts.post_conflict(found, on=on, place=place)]
            for people, found in {
                "人力总监任首席": (chief("人力资源总监"),),
                "工会主席任首席": (chief("工会主席"),),
                "人事专员不是首席": (chief("人事专员", chief=False),),
                "企业方首席": (chief("总经理", side=Side.EMPLOYER),),
                "企业方在前": (chief("总经理", side=Side.EMPLOYER), chief("厂长", name="甲二")),
                "没有代表": (),
            }.items()
        }
        told |= {
            f"{at}：主席{chair!r}，法定代表人{leader!r}": [
                chief_conflicts.chair_conflict(
                    chair=chair, legal_representative=leader, on=on, place=place
                )
            ]
            for chair, leader in (
                ("张三", " 张三 "),
                ("张三 ", "张三"),
                ("张三", "李四"),
                (" ", ""),
            )
        }
        told[f"{at}：近亲属任委员"] = [chief_conflicts.relative_in_committee(on=on, place=place)]

    said = {story: found for story, found in told.items() if found != [None]}
    golden.check("chief_conflicts", golden.together(said))


@pytest.mark.parametrize(
    "title",
    ["人力资源经理", "人事主管", "劳资科长", "行政负责人", "行政总监", "行政经理", "总经理",
     "副总", "厂长", "董事", "企业负责人"],
)  # fmt: skip
def test_posts_that_answer_for_personnel_or_lead_the_firm(title):
    found = chief_conflicts.post_conflict((chief(title),), on=date(2026, 6, 1), place=BEIJING)

    assert found is not None
    assert title in found.message


@pytest.mark.parametrize("title", ["", "工会主席", "车间主任", "行政专员", "班组长"])
def test_other_posts_are_no_matter(title):
    assert (
        chief_conflicts.post_conflict((chief(title),), on=date(2026, 6, 1), place=BEIJING) is None
    )


def test_a_negotiators_labour_contract():
    begins, ends = date(2026, 3, 1), date(2026, 6, 30)
    golden.check(
        "delegate_protection",
        golden.together(
            {
                f"{name}：合同 {on} 期满，职责到 {until}": [
                    delegate_protection.prolonging(
                        contract_ends_on=on, duty_from=begins, duty_to=until, place=place
                    )
                ]
                for (name, place), on, until in product(
                    PLACES.items(), (begins - DAY, begins, ends - DAY, ends), (ends, None)
                )
            }
        ),
    )


def test_terms_for_women_workers():
    golden.check(
        "women_clauses",
        golden.together(
            {
                f"{kind.value}，条款 {clause}，专项 {own}": [
                    women_clauses.women_notice(kind, has_clause=clause, has_own_contract=own)
                ]
                for kind, clause, own in product(ContractKind, (False, True), (False, True))
            }
            | {"没说另订专项": [women_clauses.women_notice(ContractKind.WAGE, has_clause=False)]}
        ),
    )


@pytest.mark.parametrize(
    ("workers", "needed"), [(0, 0), (1, 1), (2, 1), (3, 2), (50, 25), (51, 26)]
)
def test_half_of_all_workers_choose_who_speaks_for_them(workers, needed):
    assert without_union.needed_consent(workers) == needed
    assert without_union.is_elected(workers=workers, consenting=needed) is (workers > 0)
    assert not without_union.is_elected(workers=workers, consenting=needed - 1)


NAMES = {Side.UNION: "甲", Side.EMPLOYER: "乙"}


def people(
    union: int, employer: int, *, outside: int = 0, chiefs: int = 1, outside_chief: bool = False
) -> list[Representative]:
    """Make a list; who is from outside comes last, or is the first where the chief is."""
    return [
        Representative(
            f"{NAMES[side]}{number}", side, chief=number < (chiefs if side is Side.UNION else 1),
            outside=side is Side.UNION
            and (number == 0 if outside_chief else number >= union - outside),
        )
        for side, count in ((Side.UNION, union), (Side.EMPLOYER, employer))
        for number in range(count)
    ]  # fmt: skip


def test_who_may_sit_at_the_table():
    lists = {
        "三对三": people(3, 3),
        "三对四": people(3, 4),
        "四对三": people(4, 3),
        "两对两": people(2, 2),
        "没有人": [],
        "十对十": people(10, 10),
        "十一对十一": people(11, 11),
        "三人外聘一人": people(3, 3, outside=1),
        "五人外聘两人": people(5, 5, outside=2),
        "六人外聘两人": people(6, 6, outside=2),
        "六人外聘三人": people(6, 6, outside=3),
        "没有首席": people(3, 3, chiefs=0),
        "两名首席": people(3, 3, chiefs=2),
        "首席外聘": people(3, 3, outside_chief=True),
        "重名": [*people(3, 3), Representative("甲1", Side.UNION),
                Representative("甲1", Side.UNION), Representative("甲0", Side.UNION)],
        "列入双方": [*people(3, 3), Representative("甲2", Side.EMPLOYER),
                   Representative("甲1", Side.EMPLOYER)],
    }  # fmt: skip
    golden.check(
        "representatives",
        golden.together(
            {
                f"{name}（{where}）": representatives.shortfalls(one, place=place)
                for name, one in lists.items()
                for where, place in PLACES.items()
            }
        ),
    )
    assert representatives.shortfalls(people(11, 11)) == representatives.shortfalls(
        people(11, 11), place="110000"
    )


def test_a_list_is_read_with_what_it_leaves_out():
    read = representatives.read(
        [{"name": "甲", "side": "union"},
         {"name": "乙", "side": "employer", "title": "经理", "chief": True, "outside": True}]
    )  # fmt: skip

    assert read == (
        Representative("甲", Side.UNION, title="", chief=False, outside=False),
        Representative("乙", Side.EMPLOYER, title="经理", chief=True, outside=True),
    )


def test_which_articles_speak_of_a_matter():
    days = (date(2015, 12, 31), date(2016, 1, 1), date(2021, 12, 31), date(2022, 1, 1),
            date(2026, 4, 30), date(2026, 5, 1))  # fmt: skip
    told = {}
    for name, place in PLACES.items():
        told |= {f"{name}：拒绝协商，{on}": local_basis.of_refusal(on, place=place) for on in days}
        told[f"{name}：拒绝协商的后果"] = [local_basis.refusal_words(place)]
        told[f"{name}：书面答复"] = local_basis.of_answer(place)
        told[f"{name}：报送"] = local_basis.of_filing(place)
    told |= {f"会前送交，{on}": local_basis.of_congress_papers(on) for on in days}
    told |= {
        f"{text}": [f"{name}：{basis.holds_at(text, place)}" for name, place in PLACES.items()]
        for text in ("劳动法", "北京市实施《工会法》办法", "上海市集体合同条例")
    }
    told["书名号"] = [basis.Basis("北京市实施《工会法》办法", "第9条")]

    golden.check("local_basis", golden.together(told))


def test_by_which_reading_an_office_counts():
    for reading in Reading:
        stored = counting_setting.as_setting(reading)
        assert stored == {"reading": reading.value}
        assert counting_setting.read_setting(stored) is reading
    for unsaid in (None, {}, {"reading": None}, {"reading": "C"}):
        assert counting_setting.read_setting(unsaid) is Reading.B


@pytest.mark.parametrize(
    ("typed", "share"),
    [("50", "0.5"), ("49.99", None), (" 62.5 ％ ", "0.625"), ("80 %%", "0.8"), ("100%", "1"),
     ("100.01", None), ("多", None), ("", None), ("NaN", None), ("Infinity", None)],
)  # fmt: skip
def test_the_share_of_a_guideline_line_as_it_is_typed(typed, share):
    told = guideline_share.as_setting(typed)

    if share is None:
        assert told is None
    else:
        assert told == {"share": share}
        assert guideline_share.read_setting(told) == Decimal(share)


@pytest.mark.parametrize("stored", [None, {}, {"share": "0.49"}, {"share": "多"}])
def test_an_office_that_set_no_share_has_the_usual_one(stored):
    assert guideline_share.read_setting(stored) == SHARE_OF_WORKFORCE


def test_steps_that_stay_and_steps_that_lead_on():
    stayed = steps.stays(CaseState.TALKING, CaseState.SIGNED)
    led = steps.leads(CaseState.TALKING, CaseState.SIGNED, to=CaseState.CLOSED)

    assert stayed == {CaseState.TALKING: CaseState.TALKING, CaseState.SIGNED: CaseState.SIGNED}
    assert led == {CaseState.TALKING: CaseState.CLOSED, CaseState.SIGNED: CaseState.CLOSED}
