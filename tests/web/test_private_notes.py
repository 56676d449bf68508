"""What the union's side writes down for itself: read by its own people, and by nobody else."""

from __future__ import annotations

import html
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import url_for
from sqlalchemy import func, select

from bargaining import audit, clock, db
from bargaining.actions import help_consent
from bargaining.actions import private_notes as note_actions
from bargaining.errors import NotVisible
from bargaining.models.assignment import Assignment
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.enterprise import Enterprise
from bargaining.models.private_note import PrivateNote
from bargaining.models.union_body import UnionBody
from bargaining.queries import case_view
from bargaining.queries import cases as case_queries
from bargaining.queries import private_notes as note_queries
from bargaining.rules import papers
from bargaining.rules.roles import OPERATOR, Actor, Role
from tests import stage as stages
from tests.chair_stage import DAY, TODAY
from tests.stage import AT
from tests.talks_stage import FIRST, apart, page, paper, sit_down, take

# They let somebody in or out, and so would end the walk from door to door.
SIGN_IN_ITSELF = {"security.login", "security.logout", "security.two_factor_token_validation"}
SECRET = "底线是百分之五，班车可以让"


@pytest.fixture
def talking(rows, own_chair):
    """The chair of a case in which both sides have named their people."""
    sit_down(rows, own_chair.number)
    return own_chair


@pytest.fixture
def noted(talking, rows):
    """A case in which the chair kept a note."""
    here = f"{talking.case}/talks"
    sent = talking.submit(f"{here}/notes", page=here, text=SECRET)
    assert sent.status_code == 302
    apart(talking)
    return talking


def instructor_of(as_, rows, chair):
    browser = as_(Role.INSTRUCTOR)
    with rows() as session:
        session.add(Assignment(user_id=browser.user_id, enterprise_id=chair.firm,
                               from_on=TODAY - DAY))  # fmt: skip
        audit.record(session, at=AT, actor=OPERATOR, event="test.assign", subject="user:1")
        db.finish(session)
    return browser


class TestNotesOfOnesOwnSide:
    def test_the_chair_and_the_assigned_instructor_read_and_write_them(self, noted, as_, rows):
        helper = instructor_of(as_, rows, noted)
        assert SECRET in page(noted, noted.number)
        assert SECRET in page(helper, noted.number)

        here = f"{noted.case}/talks"
        helper.submit(f"{here}/notes", page=here, text="我下周到场")
        assert "我下周到场" in page(noted, noted.number)

    def test_street_staff_read_them_only_while_the_union_agrees(self, noted, as_, rows):
        staff = as_(Role.STREET_STAFF)
        here = f"{noted.case}/talks"
        assert staff.get(here).status_code == 404
        assert staff.submit(f"{here}/notes", page="/cases", text="我也记").status_code == 404

        with rows() as session:
            union = session.get_one(Enterprise, noted.firm).union_id
            help_consent.agree_to_help(
                session, union, agreed_on=TODAY - DAY, actor=OPERATOR, at=AT, today=TODAY
            )
            db.finish(session)
        assert SECRET in page(staff, noted.number)

    @pytest.mark.parametrize(
        "role", [Role.STREET, Role.DISTRICT, Role.CITY, Role.REVIEWER, Role.ADMIN]
    )
    def test_nobody_else_comes_through_the_door(self, noted, as_, role):
        browser = as_(role)
        here = f"{noted.case}/talks"

        assert browser.get(here).status_code == 403
        assert browser.submit(
            f"{here}/notes", page="/change-password", text="看看"
        ).status_code == (403)

    def test_another_unions_chair_and_an_instructor_of_others_find_nothing(self, noted, as_, stage):
        for browser in (as_(Role.UNION_CHAIR, union=stage.outside.union), as_(Role.INSTRUCTOR)):
            assert browser.get(f"{noted.case}/talks").status_code == 404

    @pytest.mark.parametrize("role", [*Role, None])
    @pytest.mark.parametrize("agreed", [True, False, None])
    def test_the_query_gives_them_to_nobody_but_that_side(self, noted, rows, role, agreed):
        with rows() as session:
            case = case_queries.get_case(session, noted.number, actor=OPERATOR, on=TODAY)
            firm = session.get_one(Enterprise, noted.firm)
            union = session.get_one(UnionBody, firm.union_id)
            was = union.agreed_to_help_on
            union.agreed_to_help_on = TODAY if agreed else None
            session.flush()
            actor = Actor(
                noted.user_id, "某人", role, places=frozenset({stages.DISTRICT}),
                union_ids=frozenset({firm.union_id}),
            )  # fmt: skip
            found = note_queries.list_notes(session, case, actor=actor, on=TODAY)
            reads = role is Role.UNION_CHAIR or (role is Role.STREET_STAFF and agreed)
            assert [one.text for one in found] == ([SECRET] if reads else [])
            if agreed is None:  # a contract of several enterprises is nobody's alone
                wanted = note_queries.visible_notes(actor, on=TODAY, agreed_to_help=None)
                assert session.scalars(wanted).all() == []
            union.agreed_to_help_on = was
            session.rollback()

    def test_what_the_other_side_might_write_is_not_for_the_unions_people(self, noted, rows, as_):
        helper = instructor_of(as_, rows, noted)
        with rows() as session:
            case = case_queries.get_case(session, noted.number, actor=OPERATOR, on=TODAY)
            session.add(
                PrivateNote(
                    case_id=case.id,
                    side="employer",
                    author_user_id=None,
                    author_name="某经理",
                    text="最多七个点",
                    written_at=AT,
                )
            )
            audit.record(session, at=AT, actor=OPERATOR, event="note.write", subject="case:1")
            db.finish(session)

        for browser in (noted, helper):
            assert "最多七个点" not in page(browser, noted.number)
            assert SECRET in page(browser, noted.number)

    def test_an_instructor_reads_them_only_while_sent_to_the_enterprise(self, noted, as_, rows):
        browser = as_(Role.INSTRUCTOR)
        with rows() as session:
            session.add(
                Assignment(
                    user_id=browser.user_id,
                    enterprise_id=noted.firm,
                    from_on=TODAY - 30 * DAY,
                    to_on=TODAY - DAY,
                )
            )
            audit.record(session, at=AT, actor=OPERATOR, event="test.assign", subject="user:1")
            db.finish(session)

        assert browser.get(f"{noted.case}/talks").status_code == 404

    def test_a_double_click_keeps_one_note(self, noted, rows):
        here = f"{noted.case}/talks"
        for text in ("再问一次", " 再问一次\r\n", SECRET):
            noted.submit(f"{here}/notes", page=here, text=text)

        with rows() as session:
            case = case_queries.get_case(session, noted.number, actor=OPERATOR, on=TODAY)
            wanted = select(PrivateNote.text).where(PrivateNote.case_id == case.id)
            kept = session.scalars(wanted.order_by(PrivateNote.id)).all()
            told = session.scalar(
                select(func.count()).where(
                    AuditEntry.event == "note.write", AuditEntry.subject == f"case:{case.number}"
                )
            )
        assert kept == [SECRET, "再问一次", SECRET]
        assert told == 3

    def test_two_clicks_at_once_keep_one_note(self, noted, rows, app):
        def click(_):
            with app.app_context(), db.transaction(OPERATOR) as session:
                firm = session.get_one(Enterprise, noted.firm)
                actor = Actor(noted.user_id, "某人", Role.UNION_CHAIR,
                              union_ids=frozenset({firm.union_id}))  # fmt: skip
                note_actions.write(session, noted.number, text="同时", actor=actor,
                                   at=clock.now(), today=TODAY)  # fmt: skip

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(click, range(2)))
        with rows() as session:
            wanted = select(func.count()).where(PrivateNote.text == "同时")
            assert session.scalar(wanted) == 1

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.REVIEWER, None])
    def test_the_action_itself_refuses_whom_the_door_would_not_let_in(self, noted, rows, role):
        actor = Actor(None, "某人", role, places=frozenset({stages.DISTRICT}))
        with rows() as session, pytest.raises(NotVisible):
            note_actions.write(
                session, noted.number, text="看看", actor=actor, at=clock.now(), today=TODAY
            )

    def test_nothing_of_it_stands_on_any_other_page_paper_export_or_answer(self, noted, as_, rows):
        number, case = noted.number, noted.case
        helper = instructor_of(as_, rows, noted)
        for browser in (noted, helper, as_(Role.DISTRICT), as_(Role.STREET), as_(Role.CITY)):
            for path in ("/", "/cases", case, f"{case}/moves/record_deadlock",
                         f"{case}/moves/apply_coordination", f"{case}/papers"):  # fmt: skip
                assert SECRET not in browser.get(path, follow_redirects=True).text, path
            export = browser.get("/cases/export.xlsx")
            assert SECRET.encode() not in unpacked(export.data)
        for kind in (
            one.kind for one in papers.of_case() if not (one.of_office or one.of_authority)
        ):
            assert SECRET not in str(paper(rows, number, kind)), kind
        with rows() as session:
            for role in (None, Role.UNION_CHAIR):
                actor = Actor(1, "某人", role, union_ids=frozenset({
                    session.get_one(Enterprise, noted.firm).union_id}))  # fmt: skip
                seen = case_view.view(session, number, actor=actor, on=TODAY)
                told = json.dumps(case_view.as_json(seen), ensure_ascii=False, default=str)
                assert SECRET not in told

    def test_no_other_door_of_the_whole_house_shows_it(self, noted, as_, rows, app):
        helper = instructor_of(as_, rows, noted)
        take(noted, noted.number, "apply_coordination", FIRST, facts_found="x", asked_for="y")
        others = [as_(role) for role in (Role.DISTRICT, Role.REVIEWER, Role.ADMIN)]
        opened = set()
        for path in doors(app, noted):
            for browser in (noted, helper, *others):
                answer = browser.get(path)
                opened |= {path} if answer.status_code == 200 else set()
                assert SECRET.encode() not in unpacked(answer.data), path
        assert {f"{noted.case}/papers", "/audit", "/cases/export.xlsx", noted.case} <= opened

    def test_the_audit_says_that_one_was_written_and_not_what(self, noted, rows, as_):
        with rows() as session:
            entry = session.scalars(
                select(AuditEntry).where(AuditEntry.event == "note.write")
                .order_by(AuditEntry.number.desc()).limit(1)
            ).one()  # fmt: skip
            assert entry.subject == f"case:{noted.number}"
            assert entry.detail.keys() == {"note"}
        admin = as_(Role.ADMIN)
        assert "记本方备忘" in admin.get("/audit").text
        assert SECRET not in admin.get("/audit").text

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ("  ", "请写一句要记的内容"),
            ("打 13900001234 问", "请不要写手机号码"),
            ("长" * 2001, "2000"),
            ("钟\x07声", "无法显示的字符"),
        ],
    )
    def test_what_cannot_be_kept_is_refused_and_stays_typed(self, talking, given, words, rows):
        here = f"{talking.case}/talks"
        sent = talking.submit(f"{here}/notes", page=here, text=given)

        assert sent.status_code == 422
        assert words in html.unescape(sent.text)
        assert given.strip() in html.unescape(sent.text)
        with rows() as session:
            wanted = select(func.count()).where(PrivateNote.text == given.strip())
            assert session.scalar(wanted) == 0

    @pytest.mark.parametrize("text", ["长" * 2000, "长" * 999 + "\r\n" + "长" * 1000])
    def test_a_note_of_the_longest_length_is_kept(self, talking, text):
        here = f"{talking.case}/talks"

        assert talking.submit(f"{here}/notes", page=here, text=text).status_code == 302
        assert text.replace("\r", "") in page(talking, talking.number).replace("\r", "")

    def test_a_note_is_never_printed(self, noted):
        shown = noted.get(f"{noted.case}/talks").text

        assert shown.index("no-print") < shown.index(SECRET)


def doors(app, chair):
    """Every page there is to read, of this case and enterprise where it is about one."""
    given = {"number": chair.number, "enterprise_id": chair.firm, "user_id": chair.user_id}
    leaving = {"talks.show", "static", *SIGN_IN_ITSELF}
    with app.test_request_context():
        return [
            url_for(rule.endpoint, **{key: given[key] for key in rule.arguments})
            for rule in app.url_map.iter_rules()
            if rule.arguments <= given.keys()
            and "GET" in (rule.methods or ())
            and rule.endpoint not in leaving
        ]


def unpacked(content):
    """Put together all parts of a spreadsheet."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return b"".join(package.read(name) for name in package.namelist())
