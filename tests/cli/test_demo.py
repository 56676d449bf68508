"""The example data: whole, made by the actions people use, and never beside real data."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest
from flask_security.utils import verify_password
from sqlalchemy import func, select

from bargaining import audit, cli, config, db, factory
from bargaining.actions import demo as demo_actions
from bargaining.actions import demo_wages, rebuild_register, reference
from bargaining.actions import enterprises as enterprise_actions
from bargaining.actions import rebuild as rebuild_actions
from bargaining.actions import users as user_actions
from bargaining.actions.demo import Size
from bargaining.actions.demo_accounts import PASSWORD
from bargaining.actions.demo_names import TRADES
from bargaining.actions.demo_register import Firm
from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.deadline import Deadline
from bargaining.models.enterprise import Enterprise
from bargaining.models.enterprise_contact import EnterpriseContact
from bargaining.models.place import Place
from bargaining.models.union_body import UnionBody
from bargaining.models.user import User
from bargaining.models.wage_table import WageTable
from bargaining.queries import case_view, missing
from bargaining.queries import cases as case_queries
from bargaining.queries import coverage as coverage_queries
from bargaining.queries import users as user_queries
from bargaining.readers import wage_tables
from bargaining.rules import passwords, uscc
from bargaining.rules.coverage import Denominator, Grouping, Numerator, Question, Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.ledger_contract import Lack
from bargaining.rules.roles import OPERATOR, Role
from bargaining.rules.states import CaseState, ContractWay
from tests.office import AT, KEY

TODAY = date(2026, 11, 21)
ACCOUNTS = [
    f"{name}@demo"
    for name in (
        "chair", "staff", "instructor", "street", "district", "city", "reviewer", "admin",
    )
]  # fmt: skip
ELSEWHERE = {"work": ("bargaining.jobs.schedule:work", "定时任务")}


def run_command(url, instance, *words):
    """Run a command; return its exit code and what it said."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("BARGAINING_INSTANCE", str(instance))
        said, complained = [], []
        monkeypatch.setattr(
            "click.echo", lambda text="", err=False: (complained if err else said).append(text)
        )
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, elsewhere=ELSEWHERE, arguments=words)
    return SimpleNamespace(code=ended.value.code, out="\n".join(said), err="\n".join(complained))


@pytest.fixture(scope="module")
def demo(make_database, tmp_path_factory):
    """A database in which the example data were made once."""
    place = SimpleNamespace(url=make_database(), instance=tmp_path_factory.mktemp("instance"))
    _furnish(place)
    place.made = run_command(place.url, place.instance, "demo", "--on", TODAY.isoformat(), "--json")
    place.app = _app(place)
    yield place
    with place.app.app_context():
        db.db.engine.dispose()


def _app(place):
    return factory.create_app(
        config.Settings.from_env(
            {"DATABASE_URL": place.url, "BARGAINING_INSTANCE": str(place.instance)}
        )
    )


def _furnish(place):
    app = _app(place)
    with app.app_context(), db.transaction(OPERATOR) as session:
        reference.load_reference(session, actor=OPERATOR, at=AT)
    with app.app_context():
        db.db.engine.dispose()


@pytest.fixture
def session(demo):
    with demo.app.app_context(), db.transaction(OPERATOR) as open_session:
        yield open_session


@pytest.fixture
def own(make_database, tmp_path):
    """A system of somebody's own, with nothing in it yet."""
    place = SimpleNamespace(url=make_database(), instance=tmp_path / "instance")
    _furnish(place)
    return place


class TestWhatIsThere:
    def test_the_command_tells_the_accounts_and_their_password(self, demo):
        answer = json.loads(demo.made.out)

        assert demo.made.code == 0
        assert answer["made"] is True
        assert [account["name"] for account in answer["accounts"]] == ACCOUNTS
        assert answer["accounts"][0]["title"].startswith("企业工会主席（北京示例和顺餐饮有限公司")
        assert answer["password"] == PASSWORD

    def test_every_account_signs_in_with_it_and_has_its_role(self, demo, session):
        users = session.scalars(select(User)).all()

        assert {user.email for user in users} > set(ACCOUNTS)
        assert all(user.is_demo and not user.must_change_password for user in users)
        assert all(
            verify_password(passwords.normal_password(PASSWORD), user.password) for user in users
        )
        roles = {
            user_queries.find_actor(user, on=TODAY, wanted=None).role: user.email for user in users
        }
        assert set(roles) == set(Role)
        assert all(passwords.why_weak(PASSWORD, login=user.email) is None for user in users)

    def test_every_enterprise_says_that_it_is_an_example_and_has_a_right_code(self, session):
        firms = session.scalars(select(Enterprise)).all()

        assert len(firms) == 150
        assert all("示例" in firm.name for firm in firms)
        assert len({firm.name for firm in firms}) == 150
        assert all(uscc.is_valid(firm.code) for firm in firms if firm.code)
        assert 0 < sum(firm.code is None for firm in firms) < 10
        assert {firm.street_code for firm in firms} == {"110108012"}
        assert {firm.union_form for firm in firms} == {"", "单独", "联合"}
        assert any(not firm.operating for firm in firms)
        assert len({firm.industry_code for firm in firms}) > 8
        assert len({firm.ownership for firm in firms}) > 6

    def test_there_is_a_case_in_every_state(self, session):
        states = set(session.scalars(select(Case.state).where(Case.origin == "walked")))

        assert states == {state.value for state in CaseState}
        ways = set(session.scalars(select(Case.way)))
        assert ways == {way.value for way in ContractWay}
        kinds = set(session.scalars(select(Case.kind).where(Case.origin == "backfilled")))
        assert kinds == {kind.value for kind in ContractKind}

    def test_what_happens_in_life_happens_here(self, session):
        """Each of these gives a first screen something to say."""
        count = dict(
            session.execute(select(CaseEvent.kind, func.count()).group_by(CaseEvent.kind)).all()
        )
        for kind in ("take_effect_by_silence", "record_no_objection", "record_objection", "refile",
                     "record_refusal", "record_performance", "close", "record_interview",
                     "issue_reminder", "issue_opinion", "offer_for_union", "record_vacancy",
                     "record_dispute", "agree_change"):  # fmt: skip
            assert count[kind] > 0, kind
        verdicts = set(session.scalars(select(WageTable.verdict)))
        assert "blocked" in verdicts
        overdue = set(
            session.scalars(
                select(Deadline.rule_id)
                .join(Case, Case.id == Deadline.case_id)
                .where(
                    Case.origin == "walked", Deadline.ended_on.is_(None), Deadline.latest < TODAY
                )
            )
        )
        assert overdue >= {"T-OFFER-REPLY", "T-FILE-WAGE", "T-REVIEW"}

    def test_the_figures_have_something_to_say(self, session):
        report = coverage_queries.report(
            session, actor=OPERATOR, kind=ContractKind.WAGE, known_on=TODAY,
            question=Question(
                on=TODAY, denominator=Denominator.UNIONISED, numerator=Numerator.ANY,
                stage=Stage.LIVE, by=Grouping.STREET,
            ),
        )  # fmt: skip

        for column in ("covered_own", "covered_region", "presumed", "lapsing_90", "expired"):
            assert getattr(report.total, column) > 0, column
        assert report.total.covered < report.total.enterprises

    def test_the_chair_has_a_clean_start_and_a_contract_that_ends_soon(self, session):
        chair = user_queries.find_user_by_login(session, "chair@demo")
        actor = user_queries.find_actor(chair, on=TODAY, wanted=None)
        cases = session.scalars(case_queries.visible_cases(actor, on=TODAY)).all()
        begun = next(case for case in cases if case.origin == "walked")
        wages = [one for one in cases if (one.origin, one.kind) == ("backfilled", "wage")]
        before = max(wages, key=lambda case: case.term_to)

        seen = case_view.view(session, begun.number, actor=actor, on=TODAY)

        assert seen.next.move.name == "prepare_proposal"
        assert 0 < (before.term_to - TODAY).days < 60
        firm = session.get(Enterprise, begun.enterprise_id)
        assert firm.industry_code == "6210"
        assert 45 <= firm.workers <= 55

    def test_staff_and_instructor_see_their_work(self, session):
        for login, least in (("staff@demo", 100), ("instructor@demo", 50)):
            user = user_queries.find_user_by_login(session, login)
            actor = user_queries.find_actor(user, on=TODAY, wanted=None)
            seen = session.scalars(case_queries.visible_cases(actor, on=TODAY)).all()
            assert len(seen) >= least, login

    def test_what_an_office_has_to_do_is_there(self, session):
        """Empty chairs, terms that are over, entries that lack something, calls long ago."""
        unions = session.scalars(select(UnionBody).where(UnionBody.kind == "single")).all()
        assert any(not union.chair_name for union in unions)
        assert any(union.term_ends_on and union.term_ends_on < TODAY for union in unions)
        assert any(union.agreed_to_help_on is None for union in unions)
        register = missing.list_enterprises(
            session, actor=OPERATOR, on=TODAY, narrow=missing.EnterpriseFilter()
        )
        assert all(register.counts[lack.value] > 0 for lack in missing.RegisterLack)
        assert register.counts["phone"] < 0.3 * session.scalar(select(func.count(Enterprise.id)))
        contracts = missing.list_contracts(
            session, actor=OPERATOR, on=TODAY, narrow=missing.ContractFilter(with_ended=True)
        )
        for lack in (Lack.SIGNED, Lack.FILED, Lack.EFFECTIVE, Lack.RECEIPT, Lack.SCAN):
            assert contracts.counts[lack.value] > 0, lack
        assert session.scalar(select(func.count(EnterpriseContact.id))) > 0
        prechecks = set(session.scalars(select(Case.precheck)))
        assert prechecks == {"", "pass", "return"}

    def test_three_years_of_contracts_are_there(self, session):
        years = set(
            session.scalars(
                select(Case.year).where(Case.kind == "wage", Case.origin == "backfilled")
            )
        )
        assert {TODAY.year - 2, TODAY.year - 1, TODAY.year} <= years

    def test_projections_equal_their_events_and_the_audit_chain_is_whole(self, session):
        found = rebuild_actions.compare(session, after_id=0)

        assert found.cases > 100
        assert found.found == ()
        assert list(audit.verify(session)) == []

    def test_nothing_happened_after_the_day(self, session):
        assert session.scalar(select(func.max(CaseEvent.occurred_on))) <= TODAY
        newest = session.scalar(select(func.max(CaseEvent.recorded_at)))
        assert newest.date() <= TODAY

    def test_the_clock_has_nothing_left_to_do_that_day(self, demo):
        done = run_command(demo.url, demo.instance, "work", "--once", "--on", TODAY.isoformat())

        assert done.code == 0
        assert "默示生效：登记 0 件。" in done.out.splitlines()


class TestADistrict:
    def test_it_has_all_its_streets_and_an_instructor_for_every_part(
        self, make_database, tmp_path, monkeypatch
    ):
        """The district as it is, only with fewer enterprises."""
        monkeypatch.setitem(demo_actions.ENTERPRISES, Size.DISTRICT, 180)
        place = SimpleNamespace(url=make_database(), instance=tmp_path / "instance")
        _furnish(place)

        done = run_command(
            place.url, place.instance, "demo", "--size", "district", "--on", TODAY.isoformat(),
            "--json",
        )  # fmt: skip

        answer = json.loads(done.out)
        assert [one["name"] for one in answer["accounts"]] == ACCOUNTS
        app = _app(place)
        with app.app_context(), db.transaction(OPERATOR) as session:
            streets = set(session.scalars(select(Enterprise.street_code)))
            all_of_them = select(func.count(Place.code)).where(Place.parent_code == "110108")
            assert len(streets) == session.scalar(all_of_them)
            books = session.execute(
                select(Assignment.user_id, func.count()).group_by(Assignment.user_id)
            ).all()
            assert len(books) == 12
            assert min(many for _user, many in books) > 5
            assert rebuild_actions.compare(session, after_id=0).found == ()
            for subject in rebuild_register.Subject:
                assert rebuild_register.compare(session, subject, after_id=0).found == ()
            assert list(audit.verify(session)) == []
        with app.app_context():
            db.db.engine.dispose()


class TestWhereItIsMade:
    def test_a_second_time_it_is_refused_and_with_if_empty_left_as_it_is(self, demo, session):
        events = session.scalar(select(func.count(CaseEvent.id)))

        refused = run_command(demo.url, demo.instance, "demo")
        again = run_command(demo.url, demo.instance, "demo", "--if-empty", "--json")

        assert refused.code == 1
        assert "--replace" in refused.err
        assert again.code == 0
        answer = json.loads(again.out)
        assert answer["made"] is False
        assert [account["name"] for account in answer["accounts"]] == ACCOUNTS
        assert answer["password"] == PASSWORD
        assert session.scalar(select(func.count(CaseEvent.id))) == events

    @pytest.mark.parametrize("words", [(), ("--replace",)])
    @pytest.mark.parametrize("begin", ["account", "register"])
    def test_real_data_are_never_mixed_with_it_nor_wiped(self, own, begin, words):
        app = _app(own)
        with app.app_context(), db.transaction(OPERATOR) as session:
            if begin == "account":
                new = user_actions.NewAccount("wang", "王芳", "!")
                user_actions.add_user(session, new, actor=OPERATOR, at=AT)
            else:
                enterprise_actions.register_enterprise(
                    session, {"name": "北京某某有限公司", "street_code": "110108012"},
                    source="测试", actor=OPERATOR, at=AT, today=TODAY, key=KEY,
                )  # fmt: skip
        with app.app_context():
            db.db.engine.dispose()

        done = run_command(own.url, own.instance, "demo", *words)
        quiet = run_command(own.url, own.instance, "demo", "--if-empty", "--json")

        assert done.code == 1
        assert "正式数据" in done.err
        assert json.loads(quiet.out) == {
            "made": False, "password": None, "accounts": [], "more_accounts": [],
        }  # fmt: skip
        with app.app_context(), db.transaction(OPERATOR) as session:
            kept = (User, Enterprise)[begin == "register"]
            assert session.scalar(select(func.count(kept.id))) == 1
        with app.app_context():
            db.db.engine.dispose()

    @pytest.mark.parametrize("size", ["city", "nation"])
    def test_a_size_of_a_later_version_is_refused_in_words(self, own, size):
        done = run_command(own.url, own.instance, "demo", "--size", size)

        assert done.code == 1
        assert size in done.err
        assert "本版本" in done.err

    def test_replacing_makes_the_same_data_anew(self, demo, session):
        first = _fingerprint(session)
        session.rollback()
        db.db.session.remove()
        db.db.engine.dispose()

        done = run_command(demo.url, demo.instance, "demo", "--replace", "--on", TODAY.isoformat())

        assert done.code == 0
        with demo.app.app_context(), db.transaction(OPERATOR) as again:
            assert _fingerprint(again) == first


def _fingerprint(session):
    names = session.scalars(select(Enterprise.name).order_by(Enterprise.id)).all()
    cases = session.execute(
        select(Case.number, Case.state, Case.term_to).order_by(Case.number)
    ).all()
    return names, [tuple(case) for case in cases]


class TestTheWageTables:
    @pytest.mark.parametrize("trade", TRADES, ids=lambda trade: trade.code)
    @pytest.mark.parametrize("workers", [6, 25, 53, 300])
    def test_every_worker_stands_in_it_once(self, trade, workers):
        firm = Firm("北京示例", trade, {"workers": workers})

        table = wage_tables.read_wage_table(
            demo_wages.wage_sheet(firm, rise_percent=4), name="x.xlsx"
        )

        assert sum(post.people for post in table.posts) == workers
        assert len(table.posts) == len(trade.posts)
        assert all(post.people > 0 for post in table.posts)
        assert all(post.proposed_amount > post.before_amount for post in table.posts)

    def test_the_same_table_has_the_same_bytes(self):
        firm = Firm("北京示例", TRADES[0], {"workers": 40})

        assert demo_wages.wage_sheet(firm, rise_percent=4) == demo_wages.wage_sheet(
            firm, rise_percent=4
        )
