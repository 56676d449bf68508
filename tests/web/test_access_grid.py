"""Every route × every role × inside and outside the territory.

The grid is made from the application's own list of routes: a route that is not in the table
fails, and so does a line in the table without its route. A new page adds one line to GRID.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bargaining import clock, db
from bargaining.actions import users as user_actions
from bargaining.queries import users as user_queries
from bargaining.rules.roles import (
    CASE_READERS,
    OFFICIALS,
    OPERATOR,
    RECORDERS,
    REGISTER_KEEPERS,
    REGISTER_READERS,
    SIGNED_IN,
    Role,
)
from tests import app_fixtures
from tests import stage as stages

ADMIN = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Only:
    """Open to these roles; `of` names whose territory counts, `values` fill the address.

    `deeper`: roles that need more than the territory to see anything there, so that inside it
    they may be answered 404 as well.
    """

    roles: frozenset[Role]
    of: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    deeper: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Public:
    """Open to everybody."""

    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """Open to whoever is signed in."""

    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Closed:
    """Open to nobody: it answers as if it were not there."""


def only(*roles: Role, of: str = "", deeper: Iterable[Role] = (), **values: object) -> Only:
    return Only(frozenset(roles), of=of, values=values, deeper=frozenset(deeper))


UNTIL_FILED = (Role.REVIEWER,)  # a reviewer sees a case once it was filed
OFFER_NOTHING = (Role.STREET_STAFF, Role.INSTRUCTOR)  # only unions above offer for a union
MAY_RECORD = (*RECORDERS, Role.STREET, Role.DISTRICT, Role.REVIEWER)
MAY_AGREE = (Role.UNION_CHAIR, Role.STREET_STAFF, Role.STREET)
STREETS = (Role.STREET_STAFF, Role.STREET)
MAY_CORRECT = (*RECORDERS, Role.STREET)
LETTER_WRITERS = (Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT)
MAY_BACKFILL = (*RECORDERS, Role.STREET, Role.DISTRICT, Role.CITY)
BATCHERS = (Role.STREET_STAFF, Role.STREET)
MAY_LOOK = (Role.STREET_STAFF, Role.INSTRUCTOR, Role.STREET, Role.DISTRICT)
GAP_READERS = (*OFFICIALS, Role.STREET_STAFF, Role.INSTRUCTOR)

GRID: dict[str, Only | Public | Account | Closed] = {
    # signing in and looking after the machine
    "static": Public({"filename": "img/mark.svg"}),
    "security.login": Public(),
    "security.two_factor_setup": Public(),
    "security.two_factor_token_validation": Public(),
    "security.two_factor_setup_validate": Account({"token": "made-up"}),
    "security.two_factor_rescue": Closed(),
    "security.tf_select": Closed(),
    "security.logout": Account(),
    "security.change_password": Account(),
    "security.verify": Account(),
    "health.healthz": Public(),
    "health.readyz": Public(),
    "health.metrics": Public(),
    # accounts and audit
    "users.switch_role": only(*SIGNED_IN),
    "users.index": only(*ADMIN),
    "users.export": only(*ADMIN),
    "users.new": only(*ADMIN),
    "users.show": only(*ADMIN, user_id=1),
    "users.grant": only(*ADMIN, user_id=1),
    "users.end_grant": only(*ADMIN, user_id=1, grant_id=1),
    "users.disable": only(*ADMIN, user_id=1),
    "users.enable": only(*ADMIN, user_id=1),
    "users.unlock": only(*ADMIN, user_id=1),
    "users.reset_password": only(*ADMIN, user_id=1),
    "users.reset_second_factor": only(*ADMIN, user_id=1),
    "deliveries.index": only(*ADMIN),
    "deliveries.export": only(*ADMIN),
    "deliveries.change": only(*ADMIN),
    "admin_jobs.index": only(*ADMIN),
    "admin_jobs.export": only(*ADMIN),
    "admin_jobs.run": only(*ADMIN, name="silence"),
    "audit.index": only(*ADMIN),
    "audit.export": only(*ADMIN),
    "audit.chain": only(*ADMIN),
    "jobs.index": only(*SIGNED_IN),
    "jobs.show": only(*SIGNED_IN, job_id=1),
    "jobs.result": only(*SIGNED_IN, job_id=1),
    # the work
    "home.index": only(*SIGNED_IN),
    "holidays.index": only(*SIGNED_IN),
    "holidays.new": only(*ADMIN),
    "holidays.confirm": only(*ADMIN),
    "law_changes.index": only(*SIGNED_IN),
    "law_changes.export": only(*SIGNED_IN),
    "law_changes.show": only(*SIGNED_IN, change_id=1),
    "law_changes.export_lines": only(*CASE_READERS, change_id=1),
    "law_changes.note": only(*SIGNED_IN, change_id=1),
    "cases.index": only(*CASE_READERS),
    "cases.export": only(*CASE_READERS),
    "cases.open_case": only(*MAY_CORRECT),
    "cases.show": only(*CASE_READERS, of="case", deeper=UNTIL_FILED),
    "amendments.amend": only(
        *MAY_CORRECT, Role.DISTRICT, Role.REVIEWER, of="case", deeper=Role, sequence=1
    ),
    "cases.correct": only(
        *MAY_CORRECT, Role.DISTRICT, Role.REVIEWER, of="case", deeper=Role, sequence=1
    ),
    "cases.day_proof": only(
        *CASE_READERS, of="case", deeper=Role, rule_id="T-OFFER-REPLY", sequence=99
    ),
    "cases.look": only(*CASE_READERS, of="case", deeper=UNTIL_FILED),
    "cases.file": only(*RECORDERS, Role.REVIEWER, of="case", deeper=Role, digest="0" * 64),
    "moves.take": only(*MAY_RECORD, of="case", deeper=UNTIL_FILED, name="record_opinions"),
    "moves.consequence": only(*MAY_RECORD, of="case", deeper=UNTIL_FILED, name="record_opinions"),
    "talks.show": only(*RECORDERS, of="case", deeper={Role.STREET_STAFF}),
    "talks.keep_note": only(*RECORDERS, of="case", deeper={Role.STREET_STAFF}),
    "photos.show": only(*MAY_RECORD, of="case", deeper=UNTIL_FILED, name="sign"),
    "photos.open_link": only(*MAY_RECORD, of="case", deeper=Role, name="sign"),
    "photos.close": only(*MAY_RECORD, of="case", deeper=Role, name="sign"),
    "photos.discard": only(*MAY_RECORD, of="case", deeper=Role, name="sign"),
    "photos.picture": only(*MAY_RECORD, of="case", deeper=Role, name="sign", photo_id=1),
    "photos.phone": Public({"token": "made-up"}),
    "photos.take_back": Public({"token": "made-up"}),
    "photos.phone_picture": Public({"token": "made-up", "photo_id": 1}),
    "review_desk.index": only(Role.REVIEWER),
    "review_desk.export": only(Role.REVIEWER),
    "review_opinions.write": only(Role.REVIEWER, of="case", deeper=UNTIL_FILED),
    "review_opinions.blank": only(Role.REVIEWER, of="case", deeper=UNTIL_FILED, form="pdf"),
    "verify.index": Public(),
    "verify.show": Public({"code": "0000-0000-0000"}),
    "verify.compare": Public({"code": "0000-0000-0000"}),
    "drafts.keep": only(*MAY_RECORD, of="case", deeper=UNTIL_FILED, name="record_opinions"),
    "drafts.forget": only(*MAY_RECORD, of="case", deeper=UNTIL_FILED, name="record_opinions"),
    "filing_values.show": only(*RECORDERS, of="case", deeper=Role),
    "filing_values.setting": only(Role.STREET, Role.DISTRICT, Role.CITY),
    "guideline_share.setting": only(Role.STREET, Role.DISTRICT, Role.CITY),
    "counting.index": only(Role.DISTRICT, Role.CITY, Role.ADMIN),
    "reminder_settings.index": only(*OFFICIALS, Role.ADMIN),
    "reminder_settings.export": only(*OFFICIALS, Role.ADMIN),
    "reminder_settings.edit": only(*OFFICIALS, Role.ADMIN, deeper=Role, rule="T-OFFER-REPLY"),
    "reminder_settings.example": only(*OFFICIALS, Role.ADMIN, deeper=Role, rule="T-OFFER-REPLY"),
    "reminder_preview.index": only(*OFFICIALS),
    "reminder_preview.export": only(*OFFICIALS),
    "wages.index": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "wages.open_table": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "performance.index": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "performance.export": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "performance.report": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "pay.index": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "pay.export": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "wages.export": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "wage_compare.index": only(*RECORDERS, of="case", deeper=Role),
    "wage_compare.export": only(*RECORDERS, of="case", deeper=Role),
    "wage_compare.proposal": only(*RECORDERS, of="case", deeper=Role),
    "renewals.index": only(*RECORDERS, of="case", deeper={Role.STREET_STAFF}),
    "renewals.export": only(*RECORDERS, of="case", deeper=Role),
    "renewals.wages": only(*RECORDERS, of="case", deeper=Role),
    "wage_reference.index": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case", deeper=Role),
    "papers.index": only(*RECORDERS, of="case", deeper=Role),
    "papers.download": only(*RECORDERS, of="case", deeper=Role, kind="proposal", form="docx"),
    "packs.download": only(*RECORDERS, of="case", deeper=Role, pack="offer"),
    "papers.issue": only(*RECORDERS, of="case", deeper=Role, kind="proposal"),
    "papers.issued": only(
        *RECORDERS,
        Role.REVIEWER,
        Role.STREET,
        Role.DISTRICT,
        of="case",
        deeper=Role,
        kind="proposal",
        version=1,
        form="docx",
    ),
    "office_papers.write": only(
        *LETTER_WRITERS, of="case", deeper=OFFER_NOTHING, kind="entrust_offer"
    ),
    "office_papers.sheet": only(
        *LETTER_WRITERS, of="case", deeper=Role, kind="entrust_offer", form="docx"
    ),
    # the register and its figures
    "enterprises.index": only(*REGISTER_READERS),
    "enterprises.export": only(*REGISTER_READERS),
    "enterprises.show": only(*REGISTER_READERS, of="enterprise"),
    "enterprises.edit": only(*REGISTER_KEEPERS, Role.UNION_CHAIR, of="enterprise"),
    "enterprises.agree": only(*MAY_AGREE, of="enterprise"),
    "enterprises.withdraw": only(*MAY_AGREE, of="enterprise"),
    # the street's day
    "street.index": only(*BATCHERS),
    "street.export": only(*BATCHERS),
    "street_batches.form": only(*BATCHERS),
    "street_batches.check": only(*BATCHERS),
    "street_batches.table": only(*BATCHERS),
    "street_batches.table_in": only(*BATCHERS),
    "street_batches.preview": only(*BATCHERS, ticket="made-up"),
    "street_batches.confirm": only(*BATCHERS, ticket="made-up"),
    "street_batches.done": only(*BATCHERS, ticket="made-up"),
    "street_batches.done_file": only(*BATCHERS, ticket="made-up"),
    "street_calls.index": only(*BATCHERS),
    "street_calls.export": only(*BATCHERS),
    "street_calls.tick": only(*BATCHERS, of="enterprise"),
    "street_papers.index": only(Role.STREET_STAFF),
    "street_papers.print_many": only(Role.STREET_STAFF, kind="proposal"),
    "street_papers.printed": only(Role.STREET_STAFF, kind="proposal"),
    "street_packs.index": only(*BATCHERS),
    "street_packs.out": only(*BATCHERS),
    "street_packs.back": only(*BATCHERS),
    "prechecks.show": only(*MAY_LOOK, of="case", deeper=Role),
    "unions.index": only(*REGISTER_KEEPERS),
    "unions.export": only(*REGISTER_KEEPERS),
    "unions.show": only(*STREETS, of="union"),
    "chairs.account": only(*STREETS, of="union"),
    "chairs.reset": only(*STREETS, of="union"),
    "chairs.slips": only(*STREETS),
    "handovers.change": only(*MAY_AGREE, of="union"),
    "handovers.show": only(*MAY_AGREE, of="union", deeper=Role, handover_id=1),
    "handovers.listed": only(*MAY_AGREE, of="union", deeper=Role, handover_id=1, form="pdf"),
    "imports.index": only(*REGISTER_KEEPERS),
    "imports.blank": only(*REGISTER_KEEPERS, kind="enterprises"),
    "imports.check": only(*REGISTER_KEEPERS, ticket="made-up"),
    "imports.confirm": only(*REGISTER_KEEPERS, ticket="made-up"),
    "imports.checked_file": only(*REGISTER_KEEPERS, ticket="made-up"),
    "imports.done": only(*REGISTER_KEEPERS, ticket="made-up"),
    "imports.done_file": only(*REGISTER_KEEPERS, ticket="made-up"),
    "backfill.index": only(*MAY_BACKFILL),
    "backfill.summary": only(*MAY_BACKFILL),
    "backfill.complete": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case"),
    "backfill.complete_summary": only(*RECORDERS, Role.STREET, Role.DISTRICT, of="case"),
    "missing.index": only(*MAY_BACKFILL),
    "missing.export": only(*MAY_BACKFILL),
    "missing.enterprises": only(*REGISTER_READERS),
    "missing.enterprises_export": only(*REGISTER_READERS),
    # instructors: contacts, books, sendings
    "contacts.log": only(*RECORDERS, Role.STREET, Role.DISTRICT),
    "instructor_desk.export": only(Role.INSTRUCTOR),
    "visits.today": only(Role.INSTRUCTOR),
    "visits.sheets": only(Role.INSTRUCTOR),
    "instructors.index": only(*OFFICIALS),
    "instructors.export": only(*OFFICIALS),
    "instructors.show": only(*OFFICIALS, Role.INSTRUCTOR, user_id=1),
    "instructors.send": only(*OFFICIALS),
    "instructors.letter": only(*OFFICIALS, Role.INSTRUCTOR, dispatch_id=1, form="pdf"),
    "books.hand_over": only(*OFFICIALS, user_id=1),
    "dispatches.show": only(*OFFICIALS, Role.INSTRUCTOR, dispatch_id=1),
    "dispatches.accept": only(Role.INSTRUCTOR, dispatch_id=1),
    "dispatches.decline": only(Role.INSTRUCTOR, dispatch_id=1),
    "dispatches.end": only(*OFFICIALS, dispatch_id=1),
    "coverage.index": only(*REGISTER_READERS),
    "coverage.named": only(*REGISTER_READERS),
    "coverage.export": only(*REGISTER_READERS),
    "coverage.export_named": only(*REGISTER_READERS),
    "targets.index": only(*OFFICIALS),
    "targets.export": only(*OFFICIALS),
    "targets.set_one": only(Role.DISTRICT, Role.CITY),
    "targets.drop": only(Role.DISTRICT, Role.CITY, deeper=Role, target_id=1),
    "inbox.index": only(*CASE_READERS),
    "inbox.export": only(*CASE_READERS),
    "inbox.go": only(*CASE_READERS, reminder_id=1),
    "inbox.done": only(*CASE_READERS, reminder_id=1),
    "inbox.later": only(*CASE_READERS, reminder_id=1),
    "inbox.restore": only(*CASE_READERS, reminder_id=1),
    "inbox.chosen": only(*CASE_READERS),
    "inbox_settings.index": only(*CASE_READERS),
    "inbox_settings.set_way": only(*CASE_READERS, channel="wecom"),
    "inbox_settings.remove_way": only(*CASE_READERS, channel="wecom"),
    "inbox_settings.test_way": only(*CASE_READERS, channel="wecom"),
    "inbox_settings.send_code": only(*CASE_READERS, channel="wecom"),
    "inbox_settings.prove_way": only(*CASE_READERS, channel="wecom"),
    "inbox_settings.drop_way": only(*CASE_READERS, channel="wecom"),
    "duties.index": only(*GAP_READERS),
    "duties.export": only(*GAP_READERS),
    "calendar.index": only(*CASE_READERS),
    "calendar.export": only(*CASE_READERS),
    "calendar_feeds.show": only(*CASE_READERS),
    "calendar_feeds.subscribe": only(*CASE_READERS),
    "calendar_feeds.renew": only(*CASE_READERS),
    "calendar_feeds.set_names": only(*CASE_READERS),
    "calendar_feeds.revoke": only(*CASE_READERS),
    "calendar_feeds.feed": Public({"token": "made-up"}),
    "wall_calendar.show": only(*LETTER_WRITERS),
    "wall_calendar.sheet": only(*LETTER_WRITERS),
    "gap.index": only(*GAP_READERS),
    "gap.export": only(*GAP_READERS),
    "gap.reminders": only(*GAP_READERS),
    "gap.offers": only(*GAP_READERS),
    "gap.offer": only(*GAP_READERS, of="enterprise"),
    "law.index": only(*SIGNED_IN),
    "figures.show": only(*SIGNED_IN, name="minimum_wage_monthly"),
    "figures.export": only(*SIGNED_IN, name="minimum_wage_monthly"),
    "figures.new": only(*ADMIN, name="minimum_wage_monthly"),
    "figures.enter": only(*ADMIN, name="minimum_wage_monthly"),
    "figures.withdraw": only(*ADMIN, name="minimum_wage_monthly"),
    "figures.affected": only(*GAP_READERS, Role.ADMIN, name="minimum_wage_monthly"),
    "figures.affected_export": only(*GAP_READERS, Role.ADMIN, name="minimum_wage_monthly"),
    "calculator.index": only(*SIGNED_IN),
}

# They answer whoever is signed in by leading to the sign-in page; test_sign_in walks them.
SIGN_IN_ITSELF = {"security.login", "security.logout", "security.two_factor_token_validation"}

# What an address needs to name one enterprise or case, on either side of the border.
OBJECTS = {
    "case": lambda side: {"number": side.case},
    "enterprise": lambda side: {"enterprise_id": side.enterprise},
    "union": lambda side: {"union_id": side.union},
}


@pytest.fixture(scope="module")
def people(as_in_module):
    """One browser for each role, each inside the usual territory."""
    return {role: as_in_module(role) for role in Role}


@pytest.fixture
def routes(app):
    """Every route and method, as the application knows them."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    ]


def address(rule, expected, side=None):
    values = dict(getattr(expected, "values", {}))
    if side is not None and getattr(expected, "of", ""):
        values |= OBJECTS[expected.of](side)
    built = rule.build(values)
    assert built is not None, f"{rule.rule} needs more values than {values}"
    return built[1]


def ask(browser, method, path):
    """Ask without a token: a form that gets past the door is stopped by its missing token."""
    return browser.open(path, method=method)


def is_stopped_at_the_door(answer):
    return answer.status_code in {401, 403} or (answer.location or "").startswith("/login")


def test_every_route_has_a_line_and_every_line_a_route(app):
    known = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert sorted(known ^ GRID.keys()) == []


def test_every_object_route_says_whose_territory_counts(app):
    named = {"number": "case", "enterprise_id": "enterprise", "union_id": "union"}
    for rule in app.url_map.iter_rules():
        wanted = {of for name, of in named.items() if name in rule.arguments}
        assert wanted == ({GRID[rule.endpoint].of} if wanted else set()), rule.rule


def test_signed_out_only_public_doors_open(app, routes, stage):
    for rule, method in routes:
        expected = GRID[rule.endpoint]
        answer = ask(app_fixtures.new_browser(app), method, address(rule, expected, stage.inside))
        if isinstance(expected, Closed):
            assert answer.status_code == 404, rule.rule
        elif isinstance(expected, Public):
            assert answer.status_code != 401, rule.rule
            assert "next=" not in (answer.location or ""), rule.rule
        else:
            assert is_stopped_at_the_door(answer), (method, rule.rule)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_exactly_its_doors(routes, people, stage, role):
    for rule, method in routes:
        expected = GRID[rule.endpoint]
        if rule.endpoint in SIGN_IN_ITSELF:
            continue
        answer = ask(people[role], method, address(rule, expected, stage.inside))
        case = (role.value, method, rule.rule)
        if isinstance(expected, Closed):
            assert answer.status_code == 404, case
        elif isinstance(expected, Only) and role not in expected.roles:
            assert answer.status_code == 403, case
        else:
            assert not is_stopped_at_the_door(answer), case
            assert answer.status_code < 500, case


@pytest.mark.parametrize("role", list(Role))
def test_inside_the_territory_a_page_is_there(routes, people, stage, role):
    for rule, method, expected in of_an_object(routes, role):
        if method == "GET" and role not in expected.deeper:
            answer = people[role].get(address(rule, expected, stage.inside))
            assert answer.status_code in {200, 302}, (role.value, rule.rule)


@pytest.mark.parametrize("role", list(Role))
def test_outside_the_territory_nothing_is_there(routes, people, stage, role):
    for rule, method, expected in of_an_object(routes, role):
        path = address(rule, expected, stage.outside)
        if method == "GET":
            answer = people[role].get(path)
        else:
            answer = people[role].submit(path, page="/change-password")
        assert answer.status_code == 404, (role.value, method, rule.rule)


def of_an_object(routes, role):
    """The routes of an enterprise or case whose door is open to a role."""
    for rule, method in routes:
        expected = GRID[rule.endpoint]
        if isinstance(expected, Only) and expected.of and role in expected.roles:
            yield rule, method, expected


class TestTheDoor:
    def test_a_grant_holds_on_its_last_day(self, as_):
        assert as_(Role.ADMIN, to_on=clock.today()).get("/admin/users").status_code == 200

    def test_a_grant_that_ended_yesterday_opens_nothing(self, as_):
        browser = as_(Role.ADMIN, to_on=clock.today() - timedelta(days=1))

        answer = browser.get("/admin/users")

        assert answer.status_code == 403
        assert "没有可用的身份" in answer.text
        assert browser.get("/change-password").status_code == 200

    def test_a_grant_that_is_ended_stops_at_once(self, as_, rows):
        browser = as_(Role.CITY)
        assert browser.get("/cases").status_code == 200

        with rows() as session:
            (grant,) = user_queries.get_user(session, browser.user_id, actor=OPERATOR).grants
            user_actions.end_grant(
                session,
                grant.id,
                last_on=clock.today() - timedelta(days=1),
                actor=OPERATOR,
                at=clock.now(),
                on=clock.today(),
            )
            db.finish(session)

        assert browser.get("/cases").status_code == 403

    def test_an_account_that_is_disabled_is_signed_out_at_once(self, as_, rows):
        browser = as_(Role.CITY)

        with rows() as session:
            user_actions.disable_user(
                session, browser.user_id, actor=OPERATOR, at=clock.now(), on=clock.today()
            )
            db.finish(session)

        assert browser.get("/cases").location.startswith("/login")

    def test_several_roles_are_taken_one_at_a_time(self, app, client, stage):
        login, _ = app_fixtures.add_account(
            app,
            user_actions.NewGrant(Role.CITY, app_fixtures.SINCE, place_code=stages.CITY),
            user_actions.NewGrant(Role.ADMIN, app_fixtures.SINCE),
        )
        client.sign_in(login)
        assert client.get("/admin/users").status_code == 403

        client.submit("/role", page="/change-password", role="admin")
        assert client.get("/admin/users").status_code == 200
        assert client.get("/cases").status_code == 403

        client.submit("/role", page="/change-password", role="reviewer")
        assert client.get("/admin/users").status_code == 200

    def test_a_refused_role_is_told_which_of_its_own_would_do(self, app, client, stage):
        login, _ = app_fixtures.add_account(
            app,
            user_actions.NewGrant(Role.CITY, app_fixtures.SINCE, place_code=stages.CITY),
            user_actions.NewGrant(Role.ADMIN, app_fixtures.SINCE),
        )
        client.sign_in(login)

        assert "您另有“系统管理员”身份" in client.get("/audit").text

    def test_what_concerns_accounts_asks_for_the_password_again_after_a_while(self, as_):
        browser = as_(Role.ADMIN)
        assert browser.get("/admin/users/new").status_code == 200

        with browser.session_transaction() as held:
            held["fs_paa"] -= 31 * 60
            del held["fs_gexp"]

        answer = browser.get("/admin/users/new")
        assert answer.location == "/confirm-password?next=%2Fadmin%2Fusers%2Fnew"
        assert browser.get("/admin/users").status_code == 200

        again = browser.submit(
            answer.location, page="/confirm-password", password=app_fixtures.PASSWORD
        )
        assert again.location == "/admin/users/new"
        assert browser.get("/admin/users/new").status_code == 200

    def test_an_official_of_another_place_sees_no_case_of_ours(self, as_, stage):
        elsewhere = as_(Role.DISTRICT, place=stages.DISTRICT_ELSEWHERE)

        assert elsewhere.get(f"/cases/{stage.inside.case}").status_code == 404
        assert elsewhere.get(f"/cases/{stage.outside.case}").status_code == 200

    def test_a_chair_of_another_union_sees_no_case_of_ours(self, as_, stage):
        elsewhere = as_(Role.UNION_CHAIR, union=stage.outside.union)

        assert elsewhere.get(f"/cases/{stage.inside.case}").status_code == 404
        assert elsewhere.get(f"/cases/{stage.outside.case}").status_code == 200
