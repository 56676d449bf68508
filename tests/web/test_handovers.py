"""Does a union's chair pass on a day: the rights, the name, and nothing that was signed?"""

from __future__ import annotations

import html
import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from bargaining import clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import drafts
from bargaining.actions import handovers as handover_actions
from bargaining.actions import law as law_actions
from bargaining.actions import users as user_actions
from bargaining.actions.cases import Step
from bargaining.actions.persons import phone_of
from bargaining.jobs import handovers as handover_jobs
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.enterprise import Enterprise
from bargaining.models.form_draft import FormDraft
from bargaining.models.handover import Handover
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.person import Person
from bargaining.models.register_change import RegisterChange
from bargaining.models.stored_file import StoredFile
from bargaining.models.union_body import UnionBody
from bargaining.models.user import RoleGrant, User
from bargaining.queries import register as register_queries
from bargaining.queries import users as user_queries
from bargaining.readers import seeds
from bargaining.rules import register
from bargaining.rules.roles import OPERATOR, Role
from tests import app_fixtures
from tests import stage as stages
from tests.web.test_chairs import (
    account_of,
    mobile,
    new_union,
    open_account,
    password_of,
    person_key,
    written,
)

DAY = timedelta(days=1)
ELSEWHERE = "110105-2026-0007"
__all__ = ["mobile"]
_NUMBERS = iter(range(13800000000, 13800009999))


@pytest.fixture
def union(rows):
    """A union with its one enterprise; the chair is 王某."""
    return new_union(rows, phone=str(next(_NUMBERS)))


@pytest.fixture
def old(as_, union, app):
    """The old chair, signed in with an account for this union alone."""
    return as_(Role.UNION_CHAIR, union=union)


def page_of(union):
    return f"/unions/{union}/handover"


def hand_over(browser, union, *, on_day=None, **given):
    on_day = on_day or clock.today()
    return browser.submit(page_of(union), page=page_of(union), on_day=on_day.isoformat(), **given)


def last(rows, union):
    with rows() as session:
        return session.scalars(
            select(Handover).where(Handover.union_id == union).order_by(Handover.id.desc())
        ).first()


def body_of(rows, union):
    with rows() as session:
        body = session.get(UnionBody, union)
        return body.chair_name, body.term_ends_on


def the_clock_comes_to(app, day):
    with app.app_context():
        return handover_jobs.write_due(on=day, at=clock.now()).done


class TestTheRights:
    def test_the_old_one_acts_through_the_day_and_the_new_one_from_the_next(
        self, as_, old, union, mobile, rows
    ):
        hand_over(as_(Role.STREET_STAFF), union, to_name="李某", to_mobile=mobile)

        assert old.get(page_of(union)).status_code == 200
        with rows() as session:
            mine = {
                grant.user_id: (grant.from_on, grant.to_on)
                for grant in session.scalars(select(RoleGrant).where(RoleGrant.union_id == union))
            }
        new = account_of(rows, mobile)
        assert mine[old.user_id] == (app_fixtures.SINCE, clock.today())
        assert mine[new.id] == (clock.today() + DAY, None)

    def test_a_day_that_is_over_ends_the_old_account_at_once_and_begins_the_new(
        self, as_, old, union, mobile, app
    ):
        answer = hand_over(
            as_(Role.STREET), union, on_day=clock.today() - DAY, to_name="李某", to_mobile=mobile
        )

        gone = old.get("/")
        assert gone.status_code == 403
        assert "没有可用的身份" in gone.text
        new = app_fixtures.new_browser(app)
        assert new.sign_in(mobile, password_of(answer.text)).status_code == 302

    def test_an_account_with_another_grant_keeps_that_one(self, as_, old, union, rows, stage):
        with rows() as session:
            user = user_queries.get_user(session, old.user_id, actor=OPERATOR)
            session.add(
                RoleGrant(
                    user_id=user.id,
                    role="union_chair",
                    union_id=stage.inside.union,
                    from_on=app_fixtures.SINCE,
                )  # fmt: skip
            )
            written(session)
        hand_over(as_(Role.STREET), union, on_day=clock.today() - DAY)

        assert old.get("/").status_code == 200
        assert old.get(page_of(union)).status_code == 404
        assert old.get(page_of(stage.inside.union)).status_code == 200

    def test_an_account_that_is_there_is_given_the_union_and_keeps_its_password(
        self, as_, old, union, mobile, app, rows, stage
    ):
        elsewhere = user_actions.NewGrant(
            Role.UNION_CHAIR, app_fixtures.SINCE, union_id=stage.inside.union
        )
        app_fixtures.add_account(app, elsewhere, login=mobile)
        before = account_of(rows, mobile).password
        answer = hand_over(as_(Role.STREET), union, to_name="测试员", to_mobile=mobile)

        assert answer.status_code == 302
        assert account_of(rows, mobile).password == before

    def test_the_chair_may_hand_over_and_does_not_get_the_next_ones_slip(
        self, old, union, mobile, rows
    ):
        answer = hand_over(old, union, to_name="李某", to_mobile=mobile)

        assert answer.status_code == 302
        page = old.get(answer.location).text
        assert "登录单请到所在街道总工会" in page
        assert "一次性密码" not in page
        assert account_of(rows, mobile).must_change_password

    def test_of_several_accounts_one_has_to_be_named(self, as_, old, union, mobile, rows):
        other = as_(Role.UNION_CHAIR, union=union)
        street = as_(Role.STREET)
        unnamed = hand_over(street, union, to_name="李某")
        hand_over(street, union, to_name="李某", from_user=str(old.user_id),
                  on_day=clock.today() - DAY)  # fmt: skip

        assert "请选择是哪一位交接" in unnamed.text
        assert old.get("/").status_code == 403
        assert other.get("/").status_code == 200

    def test_an_account_of_another_union_cannot_be_named(self, as_, old, union, rows, stage):
        other = as_(Role.UNION_CHAIR)
        answer = hand_over(as_(Role.STREET), union, from_user=str(other.user_id))

        assert answer.status_code == 422
        assert other.get("/").status_code == 200
        assert last(rows, union) is None


class TestTheRegister:
    def test_the_name_changes_on_the_new_ones_first_day_and_not_before(
        self, as_, old, union, rows, app, mobile
    ):
        hand_over(as_(Role.STREET), union, to_name="李某", to_mobile=mobile,
                  term_ends_on="2031-05-31")  # fmt: skip
        assert body_of(rows, union) == ("王某", None)
        assert the_clock_comes_to(app, clock.today()) == 0
        assert body_of(rows, union) == ("王某", None)

        assert the_clock_comes_to(app, clock.today() + DAY) >= 1
        assert body_of(rows, union) == ("李某", date(2031, 5, 31))
        assert the_clock_comes_to(app, clock.today() + 2 * DAY) == 0

    def test_the_history_holds_both_names_each_for_its_days(self, as_, old, union, rows):
        on_day = clock.today() - 9 * DAY
        hand_over(as_(Role.STREET), union, on_day=on_day, to_name="李某")

        with rows() as session:
            changes = session.scalars(
                select(RegisterChange).where(RegisterChange.union_id == union)
            ).all()
            assert [(one.effective_on, one.fields) for one in changes] == [
                (on_day + DAY, {"chair_name": "李某"})
            ]
            firm = session.scalars(select(Enterprise).where(Enterprise.union_id == union)).one()
            assert firm.chair_name == "李某"
            history = register_queries.enterprise_histories(session, [firm.id])[firm.id]
            assert register.fields_on(history, on=on_day + DAY)["chair_name"] == "李某"

    def test_a_joint_unions_enterprises_keep_their_own_people(self, as_, rows):
        joint = new_union(rows, kind="joint", phone=str(next(_NUMBERS)))
        hand_over(as_(Role.STREET), joint, on_day=clock.today() - DAY, to_name="李某")

        with rows() as session:
            firm = session.scalars(select(Enterprise).where(Enterprise.union_id == joint)).one()
            assert firm.chair_name == "王某"
        assert body_of(rows, joint)[0] == "李某"

    def test_the_new_ones_number_stands_in_the_place_of_the_old_encrypted(
        self, as_, union, rows, mobile
    ):
        street, before = as_(Role.STREET), str(next(_NUMBERS))
        open_account(street, union, name="王某", mobile=before)
        with rows() as session:
            grant = session.scalars(select(RoleGrant).where(RoleGrant.union_id == union)).one()
            grant.from_on = app_fixtures.SINCE
            written(session)
        hand_over(street, union, on_day=clock.today() - DAY, to_name="李某", to_mobile=mobile)

        with rows() as session:
            person = session.get(Person, session.get(UnionBody, union).chair_person_id)
            assert (person.name, phone_of(person, person_key())) == ("李某", mobile)

    def test_nobody_follows_and_the_old_ones_number_is_erased(self, as_, union, rows):
        street, before = as_(Role.STREET), str(next(_NUMBERS))
        open_account(street, union, name="王某", mobile=before)
        with rows() as session:
            number = session.get(UnionBody, union).chair_person_id
            session.scalars(
                select(RoleGrant).where(RoleGrant.union_id == union)
            ).one().from_on = app_fixtures.SINCE
            written(session)
        hand_over(street, union, on_day=clock.today() - DAY)

        assert body_of(rows, union)[0] == ""
        with rows() as session:
            person = session.get(Person, number)
            assert (person.name, person.phone) == ("", None)
            assert person.erased_at is not None
        assert "主席空缺" in street.get(f"/unions/{union}").text


@pytest.fixture(scope="module")
def law(app, stage):
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=stages.AT)


class TestWhatGoesOver:
    @pytest.fixture
    def handed(self, as_, old, union, rows, law, app):
        """An open case led by the old chair, a signed contract, a paper, a draft."""
        numbers = []
        with app.app_context(), db.transaction() as session:
            firm = session.scalars(select(Enterprise).where(Enterprise.union_id == union)).one()
            for year, steps in ((2025, self.signed()), (2026, self.begun())):
                case = case_actions.open_case(
                    session, firm, year=year, on=stages.TODAY, actor=OPERATOR, at=stages.AT,
                    today=clock.today(),
                )  # fmt: skip
                for step in steps:
                    case_actions.take(session, case.number, step, actor=OPERATOR, at=stages.AT,
                                      today=clock.today())  # fmt: skip
                numbers.append(case.number)
            session.add(StoredFile(hash=f"{union:064d}", size=1, media_type="x", name="x",
                                   stored_at=stages.AT))  # fmt: skip
            session.flush()
            session.add(
                IssuedPaper(
                    case_id=case.id,
                    kind="proposal",
                    version=1,
                    issued_on=stages.TODAY,
                    issued_at=stages.AT,
                    actor_name="王某",
                    template_version="1",
                    context={},
                    docx_hash=f"{union:064d}",
                    pdf_hash=f"{union:064d}",
                    code=f"{union:012d}",
                )  # fmt: skip
            )
            # The second is of another union's case, whose chair the same person may be.
            for number, move in ((case.number, "record_meeting"), (ELSEWHERE, "sign")):
                session.add(FormDraft(user_id=old.user_id, form=drafts.of_step(number, move),
                                      given={}, saved_at=stages.AT))  # fmt: skip
        return numbers

    @staticmethod
    def signed():
        return (
            Step("send_proposal", date(2026, 3, 3)),
            Step("record_meeting", date(2026, 3, 10), {"conclusion": "agreed"}),
            Step("sign", date(2026, 4, 9), {"term_from": "2026-07-01", "term_to": "2099-06-30",
                 "workers_covered": "24", "union_signer": "王某"}),
        )  # fmt: skip

    @staticmethod
    def begun():
        people = [{"name": "王某", "side": "union", "chief": True},
                  {"name": "孙丙", "side": "employer", "chief": True}]  # fmt: skip
        return (
            Step("send_proposal", date(2026, 3, 3)),
            Step("appoint_representatives", date(2026, 3, 12), {"people": people}),
        )

    def test_the_page_lists_it_before_and_the_record_keeps_it_after(self, as_, handed, union, rows):
        street = as_(Role.STREET)
        before = html.unescape(street.get(page_of(union)).text)
        answer = hand_over(street, union, on_day=clock.today() - DAY, to_name="李某")
        after = html.unescape(street.get(answer.location).text)

        for text in (before, after):
            assert all(number in text for number in handed)
            assert "要约书" in text
            assert "登记协商会议" in text
            assert "已经签字的，仍为原主席的签字" in text
        assert "职工方首席代表仍为原主席，请更换代表" in before
        contents = last(rows, union).contents
        assert contents["drafts"] == [{"case": handed[1], "step": "登记协商会议"}]
        assert ELSEWHERE not in before + after
        assert [one["step"] for one in contents["cases"] if one["number"] == handed[1]] == [
            "等企业书面答复"
        ]
        assert contents["contracts"][0]["term_to"] == "2099-06-30"

    def test_the_list_prints_with_both_names(self, as_, handed, union):
        street = as_(Role.STREET)
        answer = hand_over(street, union, on_day=clock.today() - DAY, to_name="李某")
        printed = street.get(f"{answer.location}/list.pdf")
        text = "".join(
            page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.data)).pages
        )

        assert printed.headers["Content-Disposition"].startswith("inline")
        for words in ("王某", "李某", handed[1], "交接清单"):
            assert words in text
        assert street.get(f"{answer.location}/list.docx").data.startswith(b"PK")

    def test_what_was_signed_keeps_the_old_name(self, as_, handed, union, rows, old):
        before = old.get(f"/cases/{handed[0]}").text
        hand_over(as_(Role.STREET), union, on_day=clock.today() - DAY, to_name="李某")
        again = as_(Role.UNION_CHAIR, union=union).get(f"/cases/{handed[0]}").text

        assert "王某" in before
        assert "王某" in again.split('id="story"')[1]

    def test_a_signed_contract_whose_term_is_over_does_not_go_over(
        self, as_, union, rows, law, app
    ):
        with app.app_context(), db.transaction() as session:
            firm = session.scalars(select(Enterprise).where(Enterprise.union_id == union)).one()
            case = case_actions.open_case(session, firm, year=2020, on=stages.TODAY, actor=OPERATOR,
                                          at=stages.AT, today=clock.today())  # fmt: skip
            for step in self.signed()[:2]:
                case_actions.take(session, case.number, step, actor=OPERATOR, at=stages.AT,
                                  today=clock.today())  # fmt: skip
            step = Step("sign", date(2026, 4, 9), {"term_from": "2026-05-01",
                        "term_to": "2026-05-31", "workers_covered": "24"})  # fmt: skip
            case_actions.take(session, case.number, step, actor=OPERATOR, at=stages.AT,
                              today=clock.today())  # fmt: skip

        assert "期内合同 0 份" in as_(Role.STREET).get(page_of(union)).text


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("given", "words"),
        [({"to_name": "王某"}, "同一个人"),
         ({"to_mobile": "13900000000"}, "同时填写新主席的姓名"),
         ({"to_name": "李某", "to_mobile": "139"}, "11 位手机号码"),
         ({"to_name": "李某", "term_ends_on": "2020-01-01"}, "应在交接日以后"),
         ({"to_name": "李某", "on_day": clock.today() + 61 * DAY}, "最多提前 60 天"),
         ({"to_name": "李某", "on_day": app_fixtures.SINCE - DAY}, "一年以前")],
    )  # fmt: skip
    def test_it_is_said_and_nothing_is_written(self, as_, old, union, rows, given, words):
        answer = hand_over(as_(Role.STREET), union, **given)

        assert answer.status_code == 409
        assert words in html.unescape(answer.text)
        assert last(rows, union) is None
        assert old.get("/").status_code == 200

    def test_a_number_that_is_somebody_elses_leaves_no_trace(
        self, as_, old, union, rows, mobile, app
    ):
        app_fixtures.add_account(app, login=mobile)
        answer = hand_over(as_(Role.STREET), union, to_name="李某", to_mobile=mobile)

        assert "登记的姓名与您填的不同" in answer.text
        assert account_of(rows, mobile).grants == []

    def test_twice_on_one_day_is_refused(self, as_, old, union):
        street = as_(Role.STREET)
        hand_over(street, union, on_day=clock.today() - DAY, to_name="李某")

        assert (
            "已经登记过一次交接"
            in hand_over(street, union, on_day=clock.today() - DAY, to_name="赵某").text
        )

    def test_a_vacant_chair_is_filled_again(self, as_, old, union, rows):
        street = as_(Role.STREET)
        hand_over(street, union, on_day=clock.today() - 5 * DAY)
        assert "主席本来空缺" in hand_over(street, union, on_day=clock.today() - DAY).text
        hand_over(street, union, on_day=clock.today() - DAY, to_name="李某")

        assert body_of(rows, union)[0] == "李某"
        assert last(rows, union).from_name == ""

    def test_a_chair_or_a_street_elsewhere_finds_nothing(self, as_, union, stage):
        for browser in (
            as_(Role.UNION_CHAIR),
            as_(Role.STREET, place=stages.STREET_ELSEWHERE),
        ):
            assert browser.get(page_of(union)).status_code == 404
            answer = browser.submit(page_of(union), page="/change-password",
                                    on_day=clock.today().isoformat(), to_name="李某")  # fmt: skip
            assert answer.status_code == 404

    def test_another_unions_record_is_not_shown_under_this_one(self, as_, old, union, rows, stage):
        street = as_(Role.STREET)
        hand_over(street, union, on_day=clock.today() - DAY, to_name="李某")
        number = last(rows, union).id

        for end in ("", "/list.pdf"):
            path = f"/unions/{stage.inside.union}/handovers/{number}{end}"
            assert street.get(path).status_code == 404


def test_the_audit_tells_of_it_by_numbers_alone(as_, old, union, rows, mobile):
    hand_over(as_(Role.STREET), union, on_day=clock.today() - DAY, to_name="李某",
              to_mobile=mobile)  # fmt: skip

    with rows() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"union:{union}")
        ).all()
        assert {"union.hand_over", "union.change"} <= {one.event for one in entries}
        told = str([one.detail for one in entries])
        assert "李某" not in told
        assert mobile not in told
        new = session.scalars(select(User).where(User.email == mobile)).one()
        assert f"'to_user': {new.id}" in told


def test_a_change_is_taken_once_even_where_the_clock_runs_twice(as_, old, union, rows, app):
    hand_over(as_(Role.STREET), union, to_name="李某")
    with app.app_context(), db.transaction() as session:
        given = {"actor": OPERATOR, "at": clock.now(), "key": person_key()}
        first = handover_actions.write_due(session, on=clock.today() + DAY, **given)
        second = handover_actions.write_due(session, on=clock.today() + DAY, **given)

    assert (first >= 1, second) == (True, 0)
