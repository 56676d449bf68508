"""Does the street see which unions have no chair, and change what it may?"""

from __future__ import annotations

import html
import io
from datetime import timedelta

import pytest
import python_calamine
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.actions import help_consent
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.queries import union_list
from bargaining.queries.union_list import UnionFilter
from bargaining.rules import chair_terms
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import stage as stages
from tests.web.test_chairs import new_union, open_account

DAY = timedelta(days=1)
STREET = Actor(None, "某", Role.STREET, places=frozenset({stages.STREET}))


@pytest.fixture(scope="module")
def unions(app, stage):
    """Unions of the street in every state, with names to tell them by."""
    today = clock.today()
    made = {
        "vacant": ("", None), "vacant-term": ("", today + 9 * DAY), "unknown": ("王某", None),
        "expired": ("王某", today - DAY), "last": ("王某", today),
        "soon": ("王某", today + 60 * DAY),
        "running": ("王某", today + 61 * DAY),
    }  # fmt: skip
    ids = {}
    with app.app_context():
        session = db.db.session()
        for name, (chair, ends) in made.items():
            body = UnionBody(name=f"甲{name}工会", kind="single", place_code=stages.STREET,
                             chair_name=chair, term_ends_on=ends)  # fmt: skip
            session.add(body)
            session.flush()
            ids[name] = body.id
        session.add(UnionBody(name="甲街道总工会", kind="street", place_code=stages.STREET))
        session.add(UnionBody(name="甲别处工会", kind="single", place_code=stages.STREET_ELSEWHERE))
        audit.record(session, at=stages.AT, actor=OPERATOR, event="test.stage", subject="stage:3")
        db.finish(session)
    return ids


class TestTheList:
    def names(self, browser, **query):
        text = html.unescape(browser.get("/unions", query_string={"text": "甲", **query}).text)
        return {
            line.split("甲")[1].split("工会")[0] for line in text.split('aria-label="勾选 ')[1:]
        }

    @pytest.mark.parametrize(
        ("state", "named"),
        [("", {"vacant", "vacant-term", "unknown", "expired", "last", "soon", "running"}),
         ("vacant", {"vacant", "vacant-term"}), ("unknown", {"unknown"}),
         ("expired", {"expired"}), ("soon", {"last", "soon"}),
         ("made-up", {"vacant", "vacant-term", "unknown", "expired", "last", "soon", "running"})],
    )  # fmt: skip
    def test_each_state_lists_its_unions(self, as_, unions, state, named):
        assert self.names(as_(Role.STREET), state=state) == named

    def test_the_statement_and_the_rule_agree_on_every_union(self, unions, rows):
        today = clock.today()
        for state in chair_terms.TermState:
            with rows() as session:
                if state.value not in union_list.STATES:
                    continue
                lines = union_list.list_unions(
                    session, STREET, by=UnionFilter(state=state.value), on=today, page=None
                )
                assert lines
                assert {one.term for one in lines} == {state}

    def test_account_and_consent_narrow_it(self, as_, unions, rows, app):
        street = as_(Role.STREET)
        open_account(street, unions["running"], name="王某", mobile="13700000001")
        with app.app_context(), db.transaction() as session:
            help_consent.agree_to_help(
                session, unions["soon"], agreed_on=stages.TODAY, ground="书面同意", actor=OPERATOR,
                at=stages.AT, today=stages.TODAY,
            )  # fmt: skip

        assert "running" not in self.names(street, state="no_account")
        assert "soon" in self.names(street, state="no_account")
        assert self.names(street, state="agreed") == {"soon"}
        assert "soon" not in self.names(street, state="not_agreed")
        assert "13700000001" not in street.get("/unions").text

    def test_the_spreadsheet_has_the_same_rows_and_rights(self, as_, unions):
        def exported(browser, **query):
            answer = browser.get("/unions/export.xlsx", query_string={"text": "甲", **query})
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
            return [line[0] for line in book.get_sheet_by_index(0).to_python()[1:]]

        assert exported(as_(Role.STREET), state="expired") == ["甲expired工会"]
        assert len(exported(as_(Role.STREET))) == 7
        assert len(exported(as_(Role.DISTRICT))) == 7
        assert exported(as_(Role.STREET, place=stages.STREET_ELSEWHERE)) == ["甲别处工会"]

    @pytest.mark.parametrize("sort", ["name", "-term", "term", "chair", "place", "members", "x"])
    def test_every_order_answers(self, as_, unions, sort):
        assert as_(Role.STREET).get(f"/unions?sort={sort}").status_code == 200

    def test_a_district_reads_without_ticking_or_changing(self, as_, unions):
        text = as_(Role.DISTRICT).get("/unions").text

        assert "甲expired工会" in text
        assert 'name="union"' not in text
        assert "甲别处工会" not in text

    def test_the_number_of_statements_does_not_grow_with_the_rows(self, unions, app, counted, rows):
        def ask(size):
            with rows() as session:
                union_list.list_unions(session, STREET, by=UnionFilter(text=size), on=clock.today(),
                                       page=1)  # fmt: skip

        assert counted(lambda: ask("expired")) == counted(lambda: ask("甲"))


class TestOneUnion:
    def test_chair_and_term_change_through_the_register(self, as_, rows):
        union = new_union(rows)
        page = f"/unions/{union}"
        answer = as_(Role.STREET_STAFF).submit(
            page, page=page, chair_name="李某", term_ends_on="2030-05-31",
            effective_on=clock.today().isoformat(), source="换届报告单",
        )  # fmt: skip

        assert answer.status_code == 302
        with rows() as session:
            body = session.get(UnionBody, union)
            assert (body.chair_name, body.term_ends_on.isoformat()) == ("李某", "2030-05-31")
            (change,) = session.scalars(
                select(RegisterChange).where(RegisterChange.union_id == union)
            )
            assert (change.source, change.effective_on) == ("换届报告单", clock.today())

    def test_a_day_to_come_and_a_missing_ground_are_refused(self, as_, rows):
        union = new_union(rows)
        page = f"/unions/{union}"
        street = as_(Role.STREET)
        ahead = street.submit(
            page, page=page, chair_name="李某", source="换届",
            effective_on=(clock.today() + DAY).isoformat(),
        )  # fmt: skip
        without = street.submit(page, page=page, chair_name="李某",
                                effective_on=clock.today().isoformat())  # fmt: skip

        assert "还没有到" in ahead.text
        assert "请写明依据" in without.text
        assert 'value="李某"' in without.text

    def test_a_district_and_a_chair_have_no_door(self, as_, rows):
        union = new_union(rows)
        for role in (Role.DISTRICT, Role.CITY, Role.UNION_CHAIR, Role.INSTRUCTOR):
            assert as_(role).get(f"/unions/{union}").status_code == 403

    def test_an_empty_list_says_what_to_do(self, as_):
        assert "没有符合条件的工会" in as_(Role.STREET).get("/unions?text=查无此会").text
