"""How are figures, enterprises and finished contracts spoken of? The words beside the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bargaining.rules import coverage_words, ledger_contract
from bargaining.rules.coverage import Contract, Numerator, Question, Stage, Standing
from bargaining.rules.coverage_terms import Denominator
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract, Papers
from bargaining.rules.states import ContractWay
from tests.rules import golden

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def test_the_words_of_the_figures():
    asked = [
        Question(on=TODAY, denominator=denominator, numerator=numerator, stage=stage)
        for denominator, numerator, stage in zip(
            Denominator, (*Numerator, *Numerator), (*Stage, *Stage), strict=False
        )
    ]
    told = {
        f"{one.denominator} {one.numerator} {one.stage}": [
            coverage_words.denominator_in_words(one),
            coverage_words.numerator_in_words(one, kind=ContractKind.WOMEN),
        ]
        for one in asked
    }

    golden.check("coverage_words", told)


def standing(**more) -> Standing:
    usual = {"member": None, "contract": None, "covered": False, "own": False, "region": False,
             "industry": False, "presumed": False, "lapses_on": None, "expired": False,
             "workers_covered": 0}  # fmt: skip
    return Standing(**{**usual, **more})


def test_how_an_enterprise_stands_in_words():
    ended = ledger_coverage()
    walked = ended._replace(
        walked=True, opened_on=TODAY - DAY, effective_on=None, received_on=None, term_to=None
    )
    told = {
        name: [coverage_words.state(one, on=TODAY)]
        for name, one in {
            "当天期满": standing(covered=True, lapses_on=TODAY),
            "还有十天": standing(covered=True, lapses_on=TODAY + 10 * DAY),
            "到期": standing(expired=True, contract=ended),
            "到期在谈": standing(expired=True, contract=ended, in_talks=True),
            "到期仍计入": standing(expired=True, covered=True, contract=ended),
            "推定": standing(presumed=True, contract=ended),
            "有效": standing(covered=True, contract=ended),
            "没有": standing(),
            "有合同未生效": standing(contract=ended._replace(effective_on=TODAY + DAY,
                                                        term_to=TODAY + 99 * DAY)),
            "有合同没有生效日": standing(contract=ended._replace(effective_on=None)),
            "当天签字": standing(contract=walked._replace(signed_on=TODAY)),
            "明天签字": standing(contract=walked._replace(signed_on=TODAY + DAY)),
            "在谈": standing(contract=walked._replace(signed_on=None)),
            "已办结": standing(contract=walked._replace(signed_on=None, closed_on=TODAY)),
        }.items()
    }  # fmt: skip

    golden.check("coverage_state", told)


def ledger_coverage():
    return Contract(
        number="110108-2025-0001", way=ContractWay.OWN, signed_on=date(2025, 6, 1),
        received_on=date(2025, 6, 5), effective_on=date(2025, 6, 21),
        term_from=date(2025, 7, 1), term_to=date(2026, 6, 30),
    )  # fmt: skip


def test_what_a_finished_contract_lacks():
    whole = LedgerContract(
        kind=ContractKind.WAGE, way=ContractWay.OWN, signed_on=date(2026, 4, 8),
        filed_on=date(2026, 4, 10), effective_on=date(2026, 4, 26), term_from=date(2026, 5, 1),
        term_to=date(2027, 4, 30), covers=(Covered(1, 53),),
        papers=Papers(proof="receipt"),
    )  # fmt: skip
    changed = (
        {}, {"kind": ContractKind.GENERAL}, {"signed_on": None}, {"filed_on": None},
        {"effective_on": None}, {"term_to": None}, {"effective_on": TODAY + DAY},
        {"term_to": TODAY - DAY}, {"term_to": TODAY}, {"signed_on": TODAY + DAY},
        {"filed_on": date(2026, 4, 7)}, {"effective_on": date(2026, 4, 7)},
        {"term_from": date(2027, 5, 1)}, {"deliberated_on": TODAY + DAY},
        {"signed_on": None, "filed_on": None, "effective_on": None, "term_from": None,
         "term_to": None},
        {"papers": Papers(received_on=date(2026, 4, 9))},
        {"papers": Papers(received_on=TODAY + DAY)},
        {"papers": Papers(published_on=date(2026, 4, 7))},
        {"papers": Papers(entitled=9, present=10)}, {"papers": Papers(present=9, in_favour=10)},
        {"papers": Papers(entitled=9, present=9, in_favour=9)}, {"papers": Papers(women=54)},
        {"papers": Papers(women=53)},
    )  # fmt: skip
    golden.check(
        "ledger_contract",
        {
            golden.told(more): [
                [lack.value for lack in ledger_contract.lacks(one)],
                ledger_contract.counting(one, on=TODAY),
                ledger_contract.counting_in_words(one, on=TODAY),
                *ledger_contract.impossible(one, today=TODAY),
            ]
            for more in changed
            if (one := replace(whole, **more))
        },
    )
