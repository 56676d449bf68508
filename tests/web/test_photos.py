"""Does a telephone send pictures for one step, and nothing else by its link?"""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import select

from bargaining import clock, db
from bargaining.actions import cases as case_actions
from bargaining.actions import law as law_actions
from bargaining.actions import photos as photo_actions
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case_event import CaseEvent
from bargaining.models.photo import Photo, PhotoLink
from bargaining.models.stored_file import StoredFile
from bargaining.readers import seeds
from bargaining.rules.roles import OPERATOR, Role
from bargaining.web import settings
from tests import app_fixtures, pictures
from tests import stage as stages
from tests.readers.test_photos import blank_pdf

STEP = "record_meeting"
GONE = "这个拍照链接不能用了"


@pytest.fixture(scope="module")
def case(app, stage):
    """The inside case at the table, so that a meeting with photos can be recorded."""
    number = stage.inside.case
    with app.app_context(), db.transaction() as session:
        law_actions.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=stages.AT)
    with app.app_context(), db.transaction() as session:
        case_actions.take(
            session, number, case_actions.Step("send_proposal", stages.TODAY),
            actor=OPERATOR, at=stages.AT, today=stages.TODAY,
        )  # fmt: skip
    return number


@pytest.fixture
def chair(as_, case):
    return as_(Role.UNION_CHAIR)


@pytest.fixture
def phone(app):
    return app_fixtures.new_browser(app)


@pytest.fixture
def step(case):
    return f"/cases/{case}/moves/{STEP}"


def make_link(browser, step, **more):
    """Ask for a code as the button does; return the telephone's address."""
    answer = browser.submit(f"{step}/photos", page="/change-password", field="photos", **more)
    assert answer.status_code == 303, html.unescape(answer.text)
    token = re.search(r"link=([\w-]+)", answer.location).group(1)
    assert "<svg" in browser.get(answer.location).text
    return f"/p/{token}"


def send(phone, address, *contents, name="IMG_1.jpg"):
    return phone.submit(
        address, page=address, pictures=[(io.BytesIO(one), name) for one in contents]
    )


def photo_ids(text):
    return re.findall(r'name="photo" value="(\d+)"', text)


def take_step(browser, step, **more):
    return browser.submit(
        step, page=step, on=stages.TODAY.isoformat(), conclusion="continue",
        opinions="", place="会议室", **more
    )  # fmt: skip


class TestTheWayOfAPicture:
    def test_photographs_of_a_telephone_become_one_pdf_of_the_step(
        self, chair, phone, step, case, rows
    ):
        address = make_link(chair, step)
        assert send(phone, address, pictures.heic(120, 90), name="1.HEIC").location == address
        sent = send(
            phone, address, pictures.jpeg(120, 90, orientation=pictures.SIDEWAYS, told=True),
            pictures.jpeg(60, 30, seed=5),
        )  # fmt: skip
        assert sent.status_code == 303

        assert "手机已传 3 张" in chair.get(step).text
        taken = take_step(chair, step, photos=(io.BytesIO(pictures.png()), "桌签.png"))

        assert taken.location.startswith(f"/cases/{case}"), html.unescape(taken.text)
        with rows() as session:
            event = session.scalars(select(CaseEvent).where(CaseEvent.kind == STEP)).one()
            kept = event.payload["photos"]
        assert [one["name"] for one in kept] == ["桌签.jpg", "会议记录照片（3 张）.pdf"]
        file = chair.get(f"/cases/{case}/files/{kept[1]['hash']}")
        assert file.mimetype == "application/pdf"
        assert file.headers["Content-Disposition"].startswith("inline")
        assert pictures.SECRET.encode() not in file.data
        pages = pypdf.PdfReader(io.BytesIO(file.data)).pages
        shapes = [(p["/Resources"]["/XObject"]["/Photo"]["/Width"]) for p in pages]
        assert shapes == [120, 90, 60]
        assert kept[1]["name"] in html.unescape(chair.get(f"/cases/{case}").text)
        assert GONE in phone.get(address).text
        assert "手机已传" not in chair.get(step).text

    def test_a_refused_step_leaves_the_pictures_and_the_link(self, chair, phone, step):
        address = make_link(chair, step)
        send(phone, address, pictures.jpeg())

        refused = chair.submit(step, page=step, on="2999-01-01", conclusion="continue")

        assert refused.status_code == 422
        assert "手机已传 1 张" in refused.text
        assert phone.get(address).status_code == 200
        chair.submit(f"{step}/photos/discard", page=step, field="photos")

    def test_the_same_picture_sent_twice_is_one(self, chair, phone, step):
        address = make_link(chair, step)
        send(phone, address, pictures.jpeg(seed=3))
        send(phone, address, pictures.jpeg(seed=3))

        assert "已收到 1 张" in phone.get(address).text
        chair.submit(f"{step}/photos/discard", page=step, field="photos")

    def test_one_can_be_taken_back_on_the_telephone_and_on_the_screen(
        self, chair, phone, step, rows, app
    ):
        address = make_link(chair, step)
        send(phone, address, pictures.jpeg(seed=10), pictures.jpeg(seed=40), pictures.jpeg(seed=70))
        first, second, third = photo_ids(phone.get(address).text)
        with rows() as session:
            digests = {session.get(Photo, int(one)).file_hash for one in (first, second)}

        phone.submit(f"{address}/remove", page=address, photo=first)
        chair.submit(f"{step}/photos/discard", page=step, field="photos", photo=second)

        assert photo_ids(phone.get(address).text) == [third]
        with rows() as session, app.app_context():
            assert not session.scalars(select(StoredFile).where(StoredFile.hash.in_(digests))).all()
            assert not any(settings.store().holds(one) for one in digests)
        chair.submit(f"{step}/photos/discard", page=step, field="photos")
        assert "已收到" not in phone.get(address).text

    def test_thumbnails_open_for_both_and_are_small(self, chair, phone, step):
        address = make_link(chair, step)
        send(phone, address, pictures.jpeg(1600, 1200))
        (number,) = photo_ids(phone.get(address).text)

        for browser, path in ((phone, address), (chair, f"{step}/photos")):
            answer = browser.get(f"{path}/{number}.jpg")
            assert answer.mimetype == "image/jpeg"
            assert len(answer.data) < 40_000
        chair.submit(f"{step}/photos/discard", page=step, field="photos")

    def test_a_new_code_ends_the_old_link_and_keeps_its_pictures(self, chair, phone, step):
        first = make_link(chair, step)
        send(phone, first, pictures.jpeg())
        second = make_link(chair, step)

        assert GONE in phone.get(first).text
        assert "已收到 1 张" in phone.get(second).text
        chair.submit(f"{step}/photos/discard", page=step, field="photos")

    def test_twenty_pictures_and_not_one_more(self, chair, phone, step):
        address = make_link(chair, step)
        many = [pictures.jpeg(8, 8, seed=seed * 4) for seed in range(photo_actions.MOST + 1)]

        assert "还能再发 20 张" in html.unescape(send(phone, address, *many).text)
        assert send(phone, address, *many[:-1]).status_code == 303
        refused = send(phone, address, many[-1])
        assert refused.status_code == 422
        assert "还能再发 0 张" in html.unescape(refused.text)
        chair.submit(f"{step}/photos/discard", page=step, field="photos")


class TestWhatIsNoPicture:
    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"text with a picture's name", "不是照片"), (blank_pdf(), "只收照片"),
         (pictures.huge(), "画面太大"), (pictures.moving(), "会动")],
    )  # fmt: skip
    def test_the_telephone_is_told_and_nothing_is_kept(self, chair, phone, step, content, words):
        address = make_link(chair, step)
        answer = send(phone, address, pictures.jpeg(), content)

        assert answer.status_code == 422
        assert words in answer.text
        assert "还没有照片" in phone.get(address).text

    def test_nothing_chosen_is_said(self, chair, phone, step):
        address = make_link(chair, step)

        assert "请先拍照" in send(phone, address).text

    def test_the_form_on_the_screen_says_it_beside_the_field(self, chair, step):
        answer = take_step(chair, step, photos=(io.BytesIO(b"a text"), "签到.jpg"))

        assert answer.status_code == 422
        assert "“签到.jpg”不是照片" in html.unescape(answer.text)


class TestWhoHoldsALink:
    def test_sees_whose_step_it_is_and_nothing_of_the_case(self, chair, phone, step, case):
        page = phone.get(make_link(chair, step)).text

        assert "海淀示例餐饮有限公司" in page
        assert "会议记录照片" in page
        assert case not in page
        assert re.findall(r'href="(/(?!static|p/)[^"]*)"', page) == []
        assert phone.get(f"/cases/{case}").status_code == 302

    def test_cannot_reach_another_links_pictures(self, chair, as_, phone, step, stage):
        address = make_link(chair, step)
        send(phone, address, pictures.jpeg())
        (number,) = photo_ids(phone.get(address).text)
        other = as_(Role.INSTRUCTOR)
        _agree(other, stage)
        elsewhere = make_link(other, step)

        assert phone.get(f"{elsewhere}/{number}.jpg").status_code == 404
        assert phone.submit(f"{elsewhere}/remove", page=elsewhere, photo=number).status_code == 404
        assert other.get(f"{step}/photos/{number}.jpg").status_code == 404
        assert "手机已传" not in other.get(step).text
        assert photo_ids(phone.get(address).text) == [number]
        chair.submit(f"{step}/photos/discard", page=step, field="photos")

    def test_closed_over_used_and_unknown_answer_alike(self, chair, phone, step, rows):
        closed = make_link(chair, step)
        assert chair.submit(f"{step}/photos/close", page=step, field="photos").status_code == 303
        answers = [phone.get(closed)]
        over = make_link(chair, step)
        with rows() as session:
            link = session.scalars(select(PhotoLink).order_by(PhotoLink.id.desc())).first()
            link.open_until = clock.now()
            db.audit.record(session, at=stages.AT, actor=OPERATOR, event="test", subject="t:1")
            db.finish(session)
        answers += [phone.get(over), phone.get("/p/made-up")]
        answers += [send_anyway(phone, over), send_anyway(phone, "/p/made-up")]
        answers += [phone.get(f"{over}/1.jpg")]

        assert {one.status_code for one in answers} == {404}
        assert len({one.text for one in answers}) == 1
        assert GONE in answers[0].text

    def test_a_link_is_open_for_half_an_hour_and_only_its_hash_is_stored(self, chair, step, rows):
        address = make_link(chair, step)
        with rows() as session:
            link = session.scalars(select(PhotoLink).order_by(PhotoLink.id.desc())).first()
            assert timedelta() < link.open_until - clock.now() <= timedelta(minutes=30)
            assert address.removeprefix("/p/") not in str(vars(link))
            told = session.scalars(
                select(AuditEntry.detail).where(AuditEntry.event.like("photos%"))
            )
            assert all(address.removeprefix("/p/") not in str(one) for one in told)

    def test_a_flood_of_made_up_links_is_slowed(self, app):
        flood = app_fixtures.new_browser(app)
        answers = [
            flood.get(f"/p/made-up-{n}", environ_base={"REMOTE_ADDR": "127.9.9.9"}).status_code
            for n in range(61)
        ]

        assert answers == [404] * 60 + [429]

    def test_a_flood_of_pictures_is_slowed(self, app, chair, phone, step):
        address = make_link(chair, step)
        given = {"csrf_token": phone.token(address)}
        answers = [phone.post(address, data=given).status_code for _ in range(61)]

        assert answers == [422] * 60 + [429]


def send_anyway(phone, address):
    """Send to a page that has no form: with the token of another page of this browser."""
    return phone.submit(address, page="/login", pictures=(io.BytesIO(pictures.jpeg()), "a.jpg"))


def _agree(browser, stage):
    """Let the instructor record for the union."""
    from bargaining.actions import help_consent

    with browser.application.app_context(), db.transaction() as session:
        help_consent.agree_to_help(
            session, stage.inside.union, agreed_on=stages.TODAY, ground="书面同意",
            actor=OPERATOR, at=stages.AT, today=stages.TODAY,
        )  # fmt: skip


class TestWhoMayMakeALink:
    def test_a_chair_of_another_enterprise_gets_nothing(self, as_, step, stage):
        other = as_(Role.UNION_CHAIR, union=stage.outside.union)
        for path, given in (
            (f"{step}/photos", {"field": "photos"}),
            (f"{step}/photos/close", {"field": "photos"}),
            (f"{step}/photos/discard", {"field": "photos"}),
        ):
            assert other.submit(path, page="/change-password", **given).status_code == 404
        assert other.get(f"{step}/photos").status_code == 404

    def test_who_may_not_record_the_step_makes_no_link_for_it(self, as_, step):
        answer = as_(Role.DISTRICT).submit(f"{step}/photos", page="/change-password",
                                           field="photos")  # fmt: skip

        assert answer.status_code == 409

    def test_a_step_that_is_not_open_has_no_link(self, chair, case):
        answer = chair.submit(
            f"/cases/{case}/moves/publish/photos", page="/change-password", field="photos"
        )

        assert answer.status_code == 409

    @pytest.mark.parametrize("field", ["", "place", "made_up"])
    def test_a_field_that_takes_no_pictures_has_no_link(self, chair, step, field):
        answer = chair.submit(f"{step}/photos", page="/change-password", field=field)

        assert answer.status_code == 404

    def test_a_step_without_pictures_says_so(self, chair, case):
        assert "这一步不用照片" in chair.get(f"/cases/{case}/moves/send_proposal/photos").text


class TestWhatIsForgotten:
    def test_pictures_nobody_came_back_for_go_with_their_files(self, chair, phone, step, rows, app):
        send(phone, make_link(chair, step), pictures.jpeg(seed=77))
        with rows() as session:
            link = session.scalars(select(PhotoLink).order_by(PhotoLink.id.desc())).first()
            (digest,) = session.scalars(select(Photo.file_hash).where(Photo.link_id == link.id))
            link.made_at = clock.now() - timedelta(hours=24)
            link_id = link.id
            db.audit.record(session, at=stages.AT, actor=OPERATOR, event="test", subject="t:1")
            db.finish(session)
        assert "手机已传" not in chair.get(step).text

        make_link(chair, step)

        with rows() as session, app.app_context():
            assert session.scalars(select(Photo).where(Photo.link_id == link_id)).all() == []
            assert session.get(StoredFile, digest) is None
            assert not settings.store().holds(digest)
