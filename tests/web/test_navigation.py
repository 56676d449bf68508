"""What leads where from every page: a row of links, what is rarely wanted behind 更多."""

from __future__ import annotations

import re

import pytest

from bargaining.rules.roles import Role
from bargaining.web import access

RARE = ["/import", "/backfill/missing", "/settings/filing-values", "/law"]


def links(text):
    return re.findall(r'<a href="([^"]+)"', text)


def parts(browser, path="/cases"):
    """The row, what stands under 更多, and the menu of a telephone."""
    page = browser.get(path).text
    row = page.split('aria-label="主导航">')[1].split("</nav>")[0]
    phone = page.split('aria-label="主导航（手机）">')[1].split("</nav>")[0]
    row, _, more = row.partition('<li class="nav-more">')
    return links(row), more, links(phone)


@pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.CITY])
def test_who_has_many_links_finds_the_rare_ones_behind_more(as_, role):
    row, more, phone = parts(as_(role))

    assert links(more) == RARE
    assert not set(row) & set(RARE)
    assert len(row) <= access.IN_A_ROW
    assert sorted(phone) == sorted(row + RARE)


@pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.INSTRUCTOR, Role.REVIEWER, Role.ADMIN])
def test_who_has_few_finds_all_in_the_row(as_, role):
    row, more, phone = parts(as_(role), "/law")

    assert more == ""
    assert row == phone
    assert "/law" in row


def test_on_a_page_behind_more_it_is_marked_and_elsewhere_not(as_):
    browser = as_(Role.STREET)

    assert '<summary class="is-current">更多' in parts(browser, "/law")[1]
    assert "<summary>更多" in parts(browser, "/cases")[1]
