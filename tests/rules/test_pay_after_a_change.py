"""Pay held against a contract that was changed: the table is the one as signed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bargaining.rules import contract_changes, pay_check
from bargaining.rules.facts import fold
from bargaining.rules.wage_findings import Severity
from tests.rules.cases import history
from tests.rules.stories_changes import CHANGE, CHANGE_FILED, IN_FORCE, NO_ANSWER
from tests.rules.test_pay_check import LAW, MONTH, agreed_post, paid_post, said
from tests.rules.wage_figures import table


def checked(agreed, paid, *, changes=()):
    return pay_check.check([agreed], table(paid), month=MONTH, law=LAW, changes=changes)


def change_of(*steps):
    return contract_changes.changes(fold(history(*IN_FORCE, *steps)))


def effective(on):
    """A change that takes effect by silence on a day."""
    answer = (*NO_ANSWER[:2], {**NO_ANSWER[2], "silence_on": on})
    return change_of(CHANGE, CHANGE_FILED, answer)


class TestAContractThatWasChanged:
    @pytest.mark.parametrize(
        ("on", "works"), [("2026-10-01", True), ("2026-10-31", True), ("2026-11-01", False)]
    )
    def test_from_the_month_of_its_effect_less_is_only_to_be_looked_at(self, on, works):
        answer = checked(agreed_post(), paid_post(amount="4400"), changes=effective(on))

        (short,) = said(answer, "K-PAY-SHORT")
        assert short.severity is (Severity.NOTE if works else Severity.WARN)
        assert bool(answer.short) is not works
        named = said(answer, "K-PAY-TERM")
        assert len(named) == int(works)
        if works:
            assert "第四条夜班津贴 20 元改为 30 元" in named[0].message
            assert "请按变更后的内容核对" in short.message

    def test_one_without_effect_changes_nothing(self):
        for steps in ((CHANGE,), (CHANGE, CHANGE_FILED)):
            answer = checked(agreed_post(), paid_post(amount="4400"), changes=change_of(*steps))
            assert said(answer, "K-PAY-SHORT")[0].severity is Severity.WARN
            assert said(answer, "K-PAY-TERM") == []

    def test_a_rise_that_was_changed_is_not_called_unpaid(self):
        agreed = agreed_post(amount="4500", before_amount=Decimal(4000))
        paid = paid_post(amount="4000")

        assert said(checked(agreed, paid), "K-PAY-RISE")
        assert not said(checked(agreed, paid, changes=effective("2026-10-01")), "K-PAY-RISE")
