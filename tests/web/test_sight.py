"""Who sees how much of a case: names, wages, files and notices as deep as one's part goes."""

from __future__ import annotations

import html
import io
import os
import re
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining import audit, db
from bargaining.actions import cases as case_actions
from bargaining.actions import corrections as correction_actions
from bargaining.actions import files as file_actions
from bargaining.actions import help_consent
from bargaining.actions import law as law_actions
from bargaining.actions.cases import Step
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.stored_file import StoredFile
from bargaining.readers import seeds
from bargaining.rules import moves, notice_words
from bargaining.rules.notices import Notice
from bargaining.rules.roles import OPERATOR, Role, Sight
from bargaining.store import Store
from bargaining.web import downloads, errors, forms, settings, shapes
from bargaining.web import moves as move_pages
from tests import pictures
from tests import stage as stages

AT, TODAY = stages.AT, date(2026, 12, 31)
PEOPLE = [
    {"name": name, "side": side, "chief": chief}
    for side, name, chief in (
        ("union", "赵甲", True), ("union", "钱乙", False), ("union", "钱乙", False),
        ("employer", "孙丙", True), ("employer", "赵甲", False), ("employer", "周戊", False),
    )
]  # fmt: skip
NAMES = ("赵甲", "钱乙", "孙丙", "吴庚", "系统操作员")


@pytest.fixture(scope="module")
def case(app, stage):
    """The inside case, filed, with photos, a correction, papers, and names in its notices."""
    number = stage.inside.case
    with app.app_context():
        store = settings.store()
        with db.transaction() as session:
            law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
        hashes = {}
        with db.transaction() as session:
            for name in ("signing", "filing", "wrong"):
                row = file_actions.keep_photo(session, f"{name}-first.png",
                                              pictures.png(seed=len(name)),
                                              store=store, actor=OPERATOR, at=AT)  # fmt: skip
                hashes[name] = row.hash
        for step in _way(hashes):
            with db.transaction() as session:
                case_actions.take(session, number, step, actor=OPERATOR, at=AT, today=TODAY)
        with db.transaction() as session:
            last = session.query(Case).filter_by(number=number).one().last_sequence
            correction_actions.void(session, number, last, reason="吴庚看错了", actor=OPERATOR,
                                    at=AT, today=TODAY)  # fmt: skip
        with db.transaction() as session:
            _issue(session, number, hashes["filing"])
    return SimpleNamespace(number=number, page=f"/cases/{number}", hashes=hashes)


def _way(hashes):
    def photo(name):
        return [{"hash": hashes[name], "name": f"{name}-own.png"}]

    return (
        Step("send_proposal", date(2026, 3, 3), {"meeting_on": "2026-03-24"}),
        Step("appoint_representatives", date(2026, 3, 12), {"people": PEOPLE}),
        Step("record_meeting", date(2026, 3, 24), {"conclusion": "agreed"}),
        Step("sign", date(2026, 4, 9), {"term_from": "2026-07-01", "term_to": "2027-06-30",
             "workers_covered": "24", "union_signer": "吴庚", "photos": photo("signing")}),
        Step("file", date(2026, 4, 15), {"proof": "none", "photos": photo("filing")}),
        Step("record_receipt", date(2026, 4, 16), {"photos": photo("wrong")}),
    )  # fmt: skip


def _issue(session, number, digest):
    """Two agreements before the filing, one after it, and a paper that is not filed."""
    case = session.query(Case).filter_by(number=number).one()
    for kind, version, on in (("agreement", 1, date(2026, 4, 8)), ("agreement", 2, case.filed_on),
                              ("agreement", 3, date(2026, 4, 20)),
                              ("proposal", 1, date(2026, 3, 3))):  # fmt: skip
        session.add(
            IssuedPaper(
                case_id=case.id, kind=kind, version=version, issued_on=on, issued_at=AT,
                actor_name="某", template_version="1", context={}, docx_hash=digest,
                pdf_hash=digest, code=f"{kind[:6].upper()}{version:06d}",
            )
        )  # fmt: skip
    audit.record(session, at=AT, actor=OPERATOR, event="test.papers", subject=f"case:{number}")


class TestTheCasePage:
    def test_the_chair_reads_names_reasons_and_recorders(self, as_, case):
        text = as_(Role.UNION_CHAIR).get(case.page).text

        for name in NAMES:
            assert name in text

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.STREET_STAFF])
    def test_who_sees_findings_reads_notices_without_the_names_in_them(self, as_, case, role):
        text = as_(role).get(case.page).text

        assert "职工方签字人不是登记的首席代表。" in text
        assert "有人同时列入双方名单" in text
        assert "职工方名单中有人重复出现。" in text
        for name in ("赵甲", "钱乙", "孙丙"):
            assert name not in text

    @pytest.mark.parametrize("role", [Role.CITY, Role.REVIEWER])
    def test_who_sees_figures_or_the_filing_reads_no_notice_reason_or_recorder(
        self, as_, case, role
    ):
        text = as_(role).get(case.page).text

        assert "签字人" not in text
        assert 'id="notices"' not in text
        assert "已更正作废" in text
        for name in NAMES:
            assert name not in text


class TestTheReviewer:
    def test_the_page_links_to_what_was_filed_and_every_link_opens(self, as_, case):
        reviewer = as_(Role.REVIEWER)
        text = reviewer.get(case.page).text
        links = re.findall(r'href="(/cases/[^"]+/(?:files|papers)/[^"]+)"', text)

        assert sorted(links) == sorted(
            [f"{case.page}/papers/issued/agreement-2.pdf",
             f"{case.page}/files/{case.hashes['filing']}"]
        )  # fmt: skip
        assert [reviewer.get(link).status_code for link in links] == [200, 200]

    @pytest.mark.parametrize("paper", ["agreement-1", "agreement-3", "proposal-1"])
    def test_no_other_paper_opens_though_it_does_for_the_chair(self, as_, case, paper):
        address = f"{case.page}/papers/issued/{paper}.pdf"

        assert as_(Role.REVIEWER).get(address).status_code == 404
        assert as_(Role.UNION_CHAIR).get(address).status_code == 200

    @pytest.mark.parametrize("photo", ["signing", "wrong"])
    def test_no_other_photo_opens_though_it_does_for_the_chair(self, as_, case, photo):
        address = f"{case.page}/files/{case.hashes[photo]}"

        assert as_(Role.REVIEWER).get(address).status_code == 404
        assert as_(Role.UNION_CHAIR).get(address).status_code == 200

    def test_a_file_is_sent_under_the_name_of_the_cases_own_entry(self, as_, case):
        sent = as_(Role.UNION_CHAIR).get(f"{case.page}/files/{case.hashes['signing']}")

        assert 'filename="signing-own.png"' in sent.headers["Content-Disposition"]


class TestAStepThatIsNotTheirs:
    def test_its_preview_is_refused(self, as_, case):
        street = as_(Role.STREET_STAFF)
        answer = street.submit(f"{case.page}/moves/record_no_objection/preview", page=case.page,
                               on="2026-04-20")  # fmt: skip

        assert answer.status_code == 409
        assert "同意代录" in answer.text
        assert "登记以后" not in answer.text

    def test_its_form_is_refused_before_a_photo_is_kept(self, as_, case, rows):
        content = pictures.png(seed=21)
        before = _kept(rows)
        street = as_(Role.STREET_STAFF)
        answer = street.submit(
            f"{case.page}/moves/record_receipt", page=case.page, on="2026-04-20",
            proof="receipt", photos=(io.BytesIO(content), "a.png"),
        )  # fmt: skip

        assert answer.status_code == 409
        assert "登记以后" not in answer.text
        assert _kept(rows) == before

    def test_a_step_not_open_now_keeps_the_typing_but_no_photo(self, as_, case, rows):
        content = pictures.png(seed=22)
        before = _kept(rows)
        answer = as_(Role.UNION_CHAIR).submit(
            f"{case.page}/moves/sign", page=case.page, on="2026-04-20", term_from="2026-07-01",
            term_to="2027-06-30", workers_covered="777", photos=(io.BytesIO(content), "a.png"),
        )  # fmt: skip

        assert answer.status_code == 422
        assert 'value="777"' in answer.text
        assert "最新的登记" in answer.text
        assert _kept(rows) == before

    @pytest.mark.parametrize("sight", [sight for sight in Sight if sight is not Sight.FULL])
    def test_what_is_known_already_is_not_handed_to_who_does_not_see_it_all(self, sight):
        assert move_pages._known(SimpleNamespace(sight=sight), moves.get_move("sign")) == {}

    def test_the_correction_page_tells_what_the_entry_says_only_to_who_sees_it_all(
        self, as_, case, stage, app
    ):
        page = f"{case.page}/correct/3"
        with app.app_context(), db.transaction() as session:
            help_consent.agree_to_help(
                session, stage.inside.union, agreed_on=stages.TODAY, ground="书面同意",
                actor=OPERATOR, at=AT, today=TODAY,
            )  # fmt: skip
        street, chair = (as_(role).get(page) for role in (Role.STREET, Role.UNION_CHAIR))
        with app.app_context(), db.transaction() as session:
            help_consent.withdraw_help(
                session, stage.inside.union, ground="不再代录", actor=OPERATOR, at=AT, today=TODAY
            )

        assert (street.status_code, chair.status_code) == (200, 200)
        assert "周戊" in chair.text
        assert "周戊" not in street.text

    @pytest.mark.parametrize("role", [Role.STREET, Role.DISTRICT, Role.REVIEWER])
    def test_why_an_entry_was_corrected_is_read_by_who_reads_the_entry(self, as_, case, role):
        chair, other = (as_(one).get(case.page).text for one in (Role.UNION_CHAIR, role))

        assert chair.count("看错了") == 2  # beside the entry, and of the correction itself
        assert "看错了" not in other
        assert "更正了“" in other


def _kept(rows):
    with rows() as session:
        return session.query(StoredFile).count()


class TestWhatWasSeen:
    @pytest.mark.parametrize("said", ["abc", "-1", "²", "9" * 5000, "1 2", "", " "])
    def test_what_is_no_number_is_refused_in_words_and_the_page_can_be_sent_again(
        self, as_, case, said
    ):
        answer = as_(Role.UNION_CHAIR).submit(
            f"{case.page}/moves/record_contact", page=case.page, on="2026-04-20",
            method="phone", result="说好了", seen_sequence=said,
        )  # fmt: skip

        assert answer.status_code == 422
        assert "这一页的内容不完整" in answer.text
        assert re.search(r'name="seen_sequence"[^>]*value="\d+"', answer.text)

    @given(st.integers(0, 999_999_999))
    def test_a_number_is_read_as_it_stands(self, number):
        assert forms.seen_sequence(f" {number} ") == number
        assert forms.seen_sequence(None) is None


class TestWords:
    @pytest.mark.parametrize(
        ("rule", "message"),
        [("P-SIGNER", "企业方签字人某某不是登记的首席代表（某某）。"),
         ("R-BOTH-SIDES", "某某同时列入双方名单，双方代表不得相互兼任。"),
         ("R-TWICE", "职工方名单中某某重复出现。"),
         ("R-CHIEF-INSIDE", "企业方首席代表某某为外聘人员，首席代表不得由非本单位人员担任。")],
    )  # fmt: skip
    def test_a_notice_that_names_somebody_is_said_without(self, rule, message):
        said = notice_words.plain(Notice(rule, "warn", message, (), 1))

        assert "某某" not in said
        assert said.endswith("。")
        assert said[:3] == message[:3] or rule == "R-BOTH-SIDES"

    def test_every_other_notice_is_said_as_it_is(self):
        assert notice_words.plain(Notice("W-TERM", "warn", "合同期限超过三年。", (), 1)) == (
            "合同期限超过三年。"
        )

    @pytest.mark.parametrize(
        ("sight", "people", "shown"),
        [(Sight.FINDINGS, 2, False), (Sight.FINDINGS, 3, True), (Sight.FULL, 1, True)],
    )
    def test_an_average_of_one_or_two_people_is_for_those_who_see_it_all(
        self, sight, people, shown
    ):
        entry = SimpleNamespace(payload={"people": people, "rise_rate": "0.05"})

        assert (shapes.wages(entry, sight=sight)["rise_rate"] is not None) is shown


class TestNames:
    @pytest.mark.parametrize(
        ("name", "plain"),
        [("照片.png", "file.png"), ("照片.图片", "file.bin"), ('a".p"g', "file.bin"),
         ("照片", "file.bin"), ("a\r\nX: y.png", "aX: y.png"), ("plain.pdf", "plain.pdf")],
    )  # fmt: skip
    def test_the_plain_name_is_safe(self, app, name, plain):
        with app.app_context():
            sent = downloads.sent(b"", media_type="image/png", name=name, inline=True)

        assert f'filename="{plain}"' in sent.headers["Content-Disposition"]

    @given(st.text(max_size=30))
    def test_no_name_breaks_the_header(self, app, name):
        with app.app_context():
            sent = downloads.sent(b"", media_type="image/png", name=name, inline=False)

        said = sent.headers["Content-Disposition"]
        assert said.isascii()
        assert said.isprintable()
        assert said.count('"') == 2

    @pytest.mark.parametrize(
        ("path", "name", "secret"),
        [("/enterprises/new", "code", False), ("/enterprises/new", "street_code", False),
         ("/login", "street_code", False), ("/login", "code", True),
         ("/enterprises/new", "new_password", True), ("/cases", "csrf_token", True)],
    )  # fmt: skip
    def test_a_code_is_secret_only_where_somebody_signs_in_with_it(self, app, path, name, secret):
        with app.test_request_context(path):
            assert errors._is_secret(name) is secret


def test_what_is_put_again_is_as_young_as_if_it_were_new(tmp_path):
    store = Store(tmp_path)
    digest = store.put(b"old")
    path = tmp_path / digest[:2] / digest
    os.utime(path, (1, 1))

    assert store.put(b"old") == digest
    assert path.stat().st_mtime > 1
    path.unlink()
    assert store.put(b"old") == digest
    assert store.get(digest) == b"old"


WAGES = (
    "岗位,人数,协商前月工资,协商后月工资,个人社保,个人公积金\n服务员,{people},3000,3100,600,300\n"
)


class TestTheWageTable:
    def send(self, chair, number, people, **more):
        page = f"/cases/{number}/wages"
        upload = (io.BytesIO(WAGES.format(people=people).encode()), "工资.csv")
        return chair.submit(page, page=page, file=upload, term_from="2026-07-01",
                            term_to="2027-06-30", on="2026-03-20", **more)  # fmt: skip

    @pytest.mark.parametrize("people", [2, 3])
    def test_a_street_reads_no_lowest_post_and_nothing_of_two_people(
        self, as_, case, stage, people, app
    ):
        number = _new_case(app, stage, people)
        chair, street = as_(Role.UNION_CHAIR), as_(Role.STREET)
        sent = self.send(chair, number, people)
        assert sent.status_code == 302, html.unescape(sent.text)
        full, less = (one.get(f"/cases/{number}/wages").text for one in (chair, street))

        assert "最低岗位" in full
        assert "3,100.00" in full
        assert "最低岗位" not in less
        assert "服务员" not in less
        assert ("3,100.00" in less) is (people == 3)
        assert ("不足 3 人" in less) is (people == 2)

    def test_after_somebody_was_faster_the_page_can_be_sent_again(self, as_, case, stage, app):
        number = _new_case(app, stage, 9)
        chair = as_(Role.UNION_CHAIR)
        refused = self.send(chair, number, 5, seen_sequence="1")
        found = re.search(r'name="seen_sequence"[^>]*value="(\d+)"', refused.text)

        assert refused.status_code == 422
        assert "您打开页面之后" in refused.text
        assert "最新的登记" in refused.text
        assert self.send(chair, number, 5, seen_sequence="x").status_code == 422
        assert self.send(chair, number, 5, seen_sequence=found[1]).status_code == 302


def _new_case(app, stage, number):
    """Open one more case of the inside enterprise, at the table."""
    with app.app_context(), db.transaction() as session:
        enterprise = session.get(Enterprise, stage.inside.enterprise)
        opened = case_actions.open_case(
            session, enterprise, year=2010 + number, on=stages.TODAY, actor=OPERATOR, at=AT,
            today=TODAY,
        )  # fmt: skip
        name = opened.number
        for step in (
            Step("send_proposal", date(2026, 3, 3)),
            Step("record_meeting", date(2026, 3, 10), {"conclusion": "continue"}),
        ):
            case_actions.take(session, name, step, actor=OPERATOR, at=AT, today=TODAY)
    return name
