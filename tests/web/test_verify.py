"""Checking a paper without an account: what is shown, to whom, and that it is nothing more."""

from __future__ import annotations

import io
import re
from datetime import date
from types import SimpleNamespace

import docx
import pypdf
import pytest

from bargaining import db
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections as correction_actions
from bargaining.actions import law as law_actions
from bargaining.actions import papers as paper_actions
from bargaining.actions.cases import Step
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.enterprise import Enterprise
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.stored_file import StoredFile
from bargaining.readers import seeds
from bargaining.rules import verification
from bargaining.rules.roles import OPERATOR, Role
from bargaining.store import Store
from bargaining.web import verify
from tests import app_fixtures
from tests.rules import cases
from tests.stage import AT, TODAY

UNKNOWN = "0" * 12
SIGNING = {**cases.TERM, "union_signer": "吴庚", "employer_signer": "郑辛"}
WAY = (
    Step("send_proposal", date(2026, 2, 3), {"meeting_on": "2026-02-20"}),
    Step("record_reply", date(2026, 2, 10), {"answer": "agree"}),
    Step("appoint_representatives", date(2026, 2, 12), {"people": cases.PEOPLE}),
    Step("record_meeting", date(2026, 2, 14), {"conclusion": "agreed"}),
    Step("sign", date(2026, 2, 16), SIGNING),
)


@pytest.fixture(scope="module")
def desk(app, stage, tmp_path_factory):
    """What walks cases and issues their papers, beside the pages."""
    folder = tmp_path_factory.mktemp("papers")
    store = Store(folder / "store")
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)

    def issue(number, kind="agreement", **given):
        making = paper_actions.Making(folder, store, base="https://example.cn", **given)
        with app.app_context(), db.transaction() as session:
            return paper_actions.issue(
                session, number, kind, override_reason="先出文本", making=making,
                actor=OPERATOR, at=AT, today=TODAY,
            ).code  # fmt: skip

    def take(number, *steps):
        with app.app_context():
            for step in steps:
                with db.transaction() as session:
                    case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)

    def void(number, kind):
        with app.app_context(), db.transaction() as session:
            case = case_actions.case_queries.get_case(session, number, actor=OPERATOR, on=TODAY)
            facts = case_actions.case_queries.facts(session, case)
            correction_actions.void(
                session, number, facts.last(kind).sequence, reason="登错了", actor=OPERATOR,
                at=AT, today=TODAY,
            )  # fmt: skip

    def file(code, form):
        with app.app_context():
            row = db.db.session().query(IssuedPaper).filter_by(code=code).one()
            return store.get(row.docx_hash if form == "docx" else row.pdf_hash)

    years = iter(range(2000, 2026))

    def another():
        """One more case of the inside enterprise, walked up to its signing."""
        with app.app_context(), db.transaction() as session:
            firm = session.get_one(Enterprise, stage.inside.enterprise)
            number = case_actions.open_case(
                session, firm, year=next(years), on=TODAY, actor=OPERATOR, at=AT, today=TODAY
            ).number
        take(number, *WAY)
        return number

    return SimpleNamespace(issue=issue, take=take, void=void, file=file, another=another)


@pytest.fixture(scope="module")
def signed(desk):
    """A signed case and the code of its contract, to look at only."""
    number = desk.another()
    return SimpleNamespace(number=number, code=desk.issue(number))


def page(code):
    return f"/verify/{verification.grouped(code)}"


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


class TestWhatAnybodySees:
    def test_is_number_parties_days_and_hashes(self, client, signed, rows):
        answer = client.get(page(signed.code))

        assert answer.status_code == 200
        said = words(answer)
        for part in (
            "工资专项集体合同（第 1 版）", signed.number, "海淀示例餐饮有限公司",
            "海淀示例餐饮有限公司工会", "文书生成日期 2026年3月2日", "签订日期 2026年2月16日",
            "合同期限 2026年7月1日至2027年6月30日", "生效日期 尚未登记",
        ):  # fmt: skip
            assert part in said
        with rows() as session:
            row = session.query(IssuedPaper).filter_by(code=signed.code).one()
            for digest in (row.docx_hash, row.pdf_hash):
                assert digest in said
                assert " ".join(digest[at : at + 4] for at in range(0, 16, 4)) in said

    def test_is_no_person_and_no_way_into_the_system(self, client, signed):
        text = client.get(page(signed.code)).text

        for name in ("吴庚", "郑辛", *(one["name"] for one in cases.PEOPLE)):
            assert name not in text
        assert not re.search(r"\b53\b|人数|工资额|元", words(client.get(page(signed.code))))
        links = re.findall(r'(?:href|action|src)="([^"]+)"', text)
        assert links
        assert all(link.startswith(("/verify", "/static/")) for link in links)

    def test_is_the_same_to_who_is_signed_in(self, as_, client, signed):
        seen = as_(Role.ADMIN).get(page(signed.code))

        assert words(seen) == words(client.get(page(signed.code)))

    def test_is_never_of_another_case(self, client, signed, desk, stage):
        code = desk.issue(stage.outside.case, "proposal")

        mine, theirs = client.get(page(signed.code)).text, client.get(page(code)).text
        assert "黄浦" not in mine
        assert stage.outside.case not in mine
        assert "海淀" not in theirs
        assert signed.number not in theirs
        assert "黄浦示例物业有限公司" in theirs
        assert "签订日期" not in theirs  # an offer says nothing of days that are not there

    def test_is_kept_and_indexed_by_nobody(self, client, signed):
        for path in (page(signed.code), "/verify", page(UNKNOWN)):
            answer = client.get(path)
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert '<meta name="robots" content="noindex, nofollow">' in answer.text

    def test_costs_the_same_few_statements_always(self, client, signed, counted):
        assert counted(lambda: client.get(page(signed.code))) <= 6


class TestWhatIsToldBesides:
    def test_nothing_where_the_paper_is_the_newest_and_right(self, client, desk):
        number = desk.another()
        code = desk.issue(number, "reply")

        assert "逐项对照" in words(client.get(page(code)))
        assert "verify-warnings" not in client.get(page(code)).text

    def test_a_newer_version_of_the_same_paper_only(self, client, desk):
        number = desk.another()
        first, other = desk.issue(number), desk.issue(number, "reply")
        second = desk.issue(number)

        assert "已有新的一版：本页是第 1 版，最新是第 2 版" in words(client.get(page(first)))
        for code in (second, other):
            assert "已有新的一版" not in words(client.get(page(code)))

    def test_a_day_that_was_corrected_since(self, client, desk):
        number = desk.another()
        code = desk.issue(number)
        desk.void(number, "sign")
        desk.take(number, Step("sign", date(2026, 2, 17), SIGNING))
        later = desk.issue(number)

        said = words(client.get(page(code)))
        assert "签订日期在这份文书生成以后更正过" in said
        assert "签订日期 2026年2月17日" in said
        assert "更正过" not in words(client.get(page(later)))

    def test_that_its_issuing_was_taken_back(self, client, desk):
        number = desk.another()
        code = desk.issue(number)
        desk.void(number, "issue_paper")

        assert "生成登记已经撤回" in words(client.get(page(code)))

    def test_a_change_and_an_ending(self, client, desk):
        number = desk.another()
        code = desk.issue(number)
        desk.take(
            number,
            Step("file", date(2026, 2, 18), {"method": "window", "proof": "receipt"}),
            Step("record_no_objection", date(2026, 2, 24), {}),
        )
        assert "生效日期 2026年2月24日" in words(client.get(page(code)))
        desk.take(number, Step("terminate", TODAY, {"ground": "agreed"}))

        assert "合同已于2026年3月2日解除、终止" in words(client.get(page(code)))

    def test_a_term_that_is_over(self, client, desk, stage):
        number = desk.another()
        desk.void(number, "sign")
        over = {**SIGNING, "term_from": "2020-01-01", "term_to": "2020-12-31"}
        desk.take(number, Step("sign", date(2026, 2, 16), over))

        assert "期限已于2020年12月31日届满" in words(client.get(page(desk.issue(number))))


class TestTheForm:
    def test_leads_to_the_paper_however_the_code_is_typed(self, client, signed):
        code = verification.grouped(signed.code)
        for typed in (code.lower(), code.replace("-", " "), code.replace("0", "O"),
                      f"https://example.cn/verify/{code}"):  # fmt: skip
            answer = client.get("/verify", query_string={"code": typed})
            assert answer.location == page(signed.code)
        assert client.get(page(signed.code).lower()).status_code == 200

    @pytest.mark.parametrize(
        ("typed", "told"),
        [("", "请输入"), ("7KQ4", "现在是 4 位"), ("7KQ4-M2XP-9TRU", "没有字母 U")],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, client, typed, told):
        answer = client.get("/verify", query_string={"code": typed})

        assert answer.status_code == 422
        assert told in words(answer)
        assert f'value="{typed}"' in answer.text

    def test_answers_an_unknown_code_kindly_with_the_form(self, client):
        answer = client.get(page(UNKNOWN))

        assert answer.status_code == 404
        assert "没有查到这个核验码" in words(answer)
        assert 'value="0000-0000-0000"' in answer.text

    def test_what_is_typed_is_never_markup(self, client):
        answer = client.get("/verify", query_string={"code": '"><script>'})

        assert "<script" not in answer.text


class TestGuessing:
    @pytest.fixture
    def fresh(self, app):
        """Nobody has guessed yet; afterwards nobody has either."""
        app.extensions.pop("verify_paces", None)
        yield
        app.extensions.pop("verify_paces", None)

    def test_is_stopped_after_thirty_and_turns_nobody_with_a_paper_away(
        self, client, signed, fresh
    ):
        answers = [client.get(f"/verify/{at:012d}").status_code for at in range(31)]

        assert answers == [404] * 30 + [429]
        assert "过几分钟" in words(client.get(page(UNKNOWN)))
        assert client.get(page(signed.code)).status_code == 200

    def test_right_codes_are_no_guesses(self, client, signed, fresh):
        for _ in range(32):
            assert client.get(page(signed.code)).status_code == 200
        assert client.get(page(UNKNOWN)).status_code == 404

    def test_by_comparing_is_counted_too(self, client, signed, fresh):
        for _ in range(31):
            answer = send(client, UNKNOWN, b"x")
        assert answer.status_code == 429

    def test_comparing_without_end_is_stopped(self, client, signed, fresh):
        answers = [send(client, signed.code, b"x").status_code for _ in range(61)]

        assert answers == [200] * 60 + [429]


def send(client, code, content, name="合同.pdf"):
    # The sign-in page gives anybody a token.
    answer = client.submit(page(code), page="/login", file=(io.BytesIO(content), name))
    answer.request.environ["wsgi.input"].close()  # a large body lies in a file of the client's
    return answer


class TestComparingAFile:
    @pytest.mark.parametrize("form", ["pdf", "docx"])
    def test_the_issued_file_is_told_to_be_the_one(self, client, signed, desk, form):
        answer = send(client, signed.code, desk.file(signed.code, form))

        assert "指纹相同" in words(answer)

    def test_a_file_changed_by_one_byte_is_told_to_be_another(self, client, signed, desk):
        content = desk.file(signed.code, "pdf") + b"\n"

        said = words(send(client, signed.code, content))
        assert "指纹不同" in said
        assert "指纹相同：" not in said

    def test_the_contract_of_another_version_is_another(self, client, desk):
        number = desk.another()
        first, second = desk.issue(number), desk.issue(number)

        assert "指纹不同" in words(send(client, second, desk.file(first, "pdf")))

    def test_nothing_of_it_is_kept(self, app, client, signed, rows):
        def kept():
            with rows() as session:
                counts = [session.query(row).count() for row in (StoredFile, AuditEntry)]
            folder = app.extensions["bargaining_settings"].instance
            return counts, sorted(folder.rglob("*"))

        before = kept()
        assert "指纹不同" in words(send(client, signed.code, b"x" * 1000))

        assert kept() == before

    @pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 422)])
    def test_a_file_over_the_limit_is_refused_with_the_limit(self, client, signed, more, status):
        answer = send(client, signed.code, b"x" * (verify.LARGEST + more))

        assert answer.status_code == status
        assert ("文件超过 8 MB" in words(answer)) is bool(more)

    def test_an_empty_file_or_none_is_asked_for_again(self, client, signed):
        assert "是空的" in words(send(client, signed.code, b""))
        answer = client.submit(page(signed.code), page="/login")
        assert "请先选择" in words(answer)


class TestIssuingOnThePage:
    @pytest.fixture
    def issued(self, as_, stage, desk, rows):
        """A paper issued by the chair through the page."""
        chair, number = as_(Role.UNION_CHAIR), desk.another()
        papers = f"/cases/{number}/papers"
        chair.submit(f"{papers}/reply/issue", page=papers, override_reason="先出")
        with rows() as session:
            code = session.query(IssuedPaper).order_by(IssuedPaper.id.desc()).first().code
        return SimpleNamespace(chair=chair, papers=papers, code=code)

    def test_word_and_pdf_name_the_address_that_was_asked_and_the_page_lists_the_code(self, issued):
        file = issued.chair.get(f"{issued.papers}/issued/reply-1.docx").data
        foot = docx.Document(io.BytesIO(file)).sections[0].footer
        printed = issued.chair.get(f"{issued.papers}/issued/reply-1.pdf").data
        text = pypdf.PdfReader(io.BytesIO(printed)).pages[0].extract_text()

        code = verification.grouped(issued.code)
        lines = [f"核验码 {code}", "核验地址 http://localhost/verify"]
        assert [one.text for one in foot.paragraphs][1:3] == lines
        assert all("".join(line.split()) in "".join(text.split()) for line in lines)
        listed = issued.chair.get(issued.papers).text
        assert f'href="/verify/{code}">{code}</a>' in listed
        assert "只有这台电脑能打开" in listed  # localhost

    def test_drafts_and_blanks_of_the_same_paper_bear_none(self, issued):
        for query in ("", "?blank=1"):
            draft = issued.chair.get(f"{issued.papers}/reply.docx{query}").data
            foot = docx.Document(io.BytesIO(draft)).sections[0].footer
            assert "核验" not in "".join(one.text for one in foot.paragraphs)

    def test_what_was_issued_stays_byte_for_byte(self, issued, desk):
        first = issued.chair.get(f"{issued.papers}/issued/reply-1.pdf").data
        issued.chair.submit(
            f"{issued.papers}/reply/issue", page=issued.papers, override_reason="再出"
        )

        assert issued.chair.get(f"{issued.papers}/issued/reply-1.pdf").data == first

    def test_two_papers_have_two_codes_that_can_be_codes(self, desk):
        number = desk.another()
        codes = {desk.issue(number, "reply") for _ in range(3)}

        assert len(codes) == 3
        assert all(verification.is_code(code) for code in codes)


def test_no_account_is_asked_for(app, signed):
    answer = app_fixtures.new_browser(app).get(page(signed.code))

    assert answer.status_code == 200
