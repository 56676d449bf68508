"""For whom does a command act?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bargaining import clock
from bargaining.actions.users import NewGrant
from bargaining.cli import edge
from bargaining.errors import Unusable
from bargaining.rules.roles import OPERATOR, Role
from tests import app_fixtures


def acting(app, account):
    with app.app_context():
        return edge.operator(account)


def test_without_an_account_it_is_the_operator(app):
    assert acting(app, None) == OPERATOR


def test_an_account_acts_in_its_own_role(app):
    login, user_id = app_fixtures.add_account(app, NewGrant(Role.ADMIN, app_fixtures.SINCE))

    actor = acting(app, login.upper())

    assert (actor.user_id, actor.role) == (user_id, Role.ADMIN)


def test_an_account_that_is_not_there_is_named(app):
    with pytest.raises(Unusable, match="没有可用的账号“nobody”"):
        acting(app, "nobody")


def test_an_account_without_a_role_today_cannot_act(app):
    over = clock.today() - timedelta(days=1)
    login, _ = app_fixtures.add_account(app, NewGrant(Role.ADMIN, app_fixtures.SINCE, to_on=over))

    with pytest.raises(Unusable, match="没有有效的身份"):
        acting(app, login)
