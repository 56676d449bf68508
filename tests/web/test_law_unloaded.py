"""The pages of the law before any law is loaded: they say what to do."""

from __future__ import annotations

import pytest

from bargaining.rules.roles import Role
from tests import register_office


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/law", "还没有载入标准与规则"),
        ("/law?place=310000&on=2026-01-01", "还没有载入标准与规则"),
        ("/law/calculator", "还没有载入时限规则"),
        ("/law/calculator?rule=T-REVIEW&start=2026-01-01", "还没有载入时限规则"),
    ],
)
def test_a_page_without_law_says_what_to_do(app, address, said):
    answer = register_office.signs_in(app)(Role.ADMIN).get(address)

    assert answer.status_code == 200
    assert said in answer.text
    assert "请系统管理员" in answer.text
