"""What is on its way out, for the administrator: what failed and why, again or no more."""

from __future__ import annotations

import io
import itertools
from datetime import timedelta
from html import unescape

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bargaining import audit, clock, db
from bargaining.actions import job_runs as run_actions
from bargaining.jobs import runner
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.contact_way import ContactWay
from bargaining.models.delivery import Delivery
from bargaining.queries import deliveries as delivery_queries
from bargaining.rules.roles import OPERATOR, SYSTEM, Role
from tests import app_fixtures

PAGE = "/admin/deliveries"
_keys = itertools.count()


@pytest.fixture
def admin(as_):
    return as_(Role.ADMIN)


@pytest.fixture
def add(app, admin):
    """Write messages to an account, and forget those of earlier tests."""
    _login, user_id = app_fixtures.add_account(app)
    with app.app_context():
        session = db.db.session()
        for row in session.scalars(select(Delivery)):
            session.delete(row)
        session.add(
            ContactWay(
                user_id=user_id, channel="email", address=b"sealed", shown="z***@example.cn",
                set_at=clock.now(),
            )
        )  # fmt: skip
        audit.record(session, at=clock.now(), actor=OPERATOR, event="test.way", subject="user:1")
        db.finish(session)

    def made(state="failed", *, channel="email", kind="morning", attempts=7, asked_ago=0, later=0):
        at = clock.now() - timedelta(minutes=asked_ago)
        over = state != "waiting"
        with app.app_context():
            session = db.db.session()
            row = Delivery(
                user_id=user_id, role="union_chair", channel=channel, kind=kind,
                key=f"key:{next(_keys)}", for_on=clock.today(), message_id=f"<{next(_keys)}@x>",
                state=state, attempts=attempts, created_at=at,
                problem="对方邮箱不存在或者不收信（550）。" if state == "failed" else "",
                next_try_at=None if over else at + timedelta(minutes=later),
                ended_at=at if over else None,
            )  # fmt: skip
            session.add(row)
            session.flush()
            number = row.id
            db.finish(session)
        return number

    return made


@pytest.fixture
def states(app):
    def read(*numbers):
        with app.app_context():
            return [
                db.db.session().get_one(Delivery, number, populate_existing=True).state
                for number in numbers
            ]

    return read


def test_before_the_first_one_it_says_how_they_come_about(add, admin):
    assert "还没有发过消息" in admin.get(PAGE).text


def test_a_failed_one_shows_its_reason_and_a_masked_address(add, admin):
    add("failed")

    page = admin.get(PAGE).text

    at = clock.now().astimezone(clock.LEGAL_ZONE)
    assert f"<span>{at:%m-%d %H:}" in page
    for words in ("没有发出", "对方邮箱不存在或者不收信（550）。", "z***@example.cn", "7 次",
                  "每日汇总", "企业工会主席", "测试员"):  # fmt: skip
        assert words in page


def test_the_list_is_narrowed_by_its_address_and_exported_as_it_stands(add, admin):
    add("failed")
    add("sent", kind="weekly", attempts=1)

    narrowed = admin.get(f"{PAGE}?state=sent").text
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(admin.get(f"{PAGE}/export.xlsx?state=sent").data)
    )

    assert "督办周报" in narrowed
    assert "对方邮箱不存在" not in narrowed
    head, *rows = book.get_sheet_by_index(0).to_python()
    assert head[0] == "收件人"
    assert [row[4] for row in rows] == ["督办周报"]
    assert "没有符合条件的消息" in admin.get(f"{PAGE}?channel=sms").text


def test_what_makes_no_sense_narrows_nothing(add, admin):
    add("failed")

    assert "550" in admin.get(f"{PAGE}?state=x&channel=y&kind=z&sort=q").text


def test_it_is_sorted_by_its_address(add, admin):
    add("failed", attempts=3, asked_ago=5)
    add("failed", attempts=5, asked_ago=9)

    up, down = (admin.get(f"{PAGE}?sort={way}").text for way in ("attempts", "-attempts"))

    assert up.index("3 次") < up.index("5 次")
    assert down.index("5 次") < down.index("3 次")


def test_a_page_holds_fifty_in_a_constant_number_of_statements(add, admin, counted):
    add("failed")
    admin.get(PAGE)
    few = counted(lambda: admin.get(PAGE))
    for place in range(delivery_queries.PAGE_SIZE):
        add("failed", asked_ago=place)

    assert counted(lambda: admin.get(PAGE)) == few
    assert admin.get(PAGE).text.count('name="pick"') == delivery_queries.PAGE_SIZE
    assert admin.get(f"{PAGE}?page=2").text.count('name="pick"') == 1


def test_a_page_beyond_the_last_says_so_and_leads_to_the_first(add, admin):
    add("failed")

    page = unescape(admin.get(f"{PAGE}?state=failed&page=2").text)

    assert "这一页没有消息了" in page
    assert "没有符合条件" not in page
    assert "还没有发过消息" not in unescape(admin.get(f"{PAGE}?page=2").text)
    assert f'href="{PAGE}?state=failed">看第一页<' in page


class TestAgain:
    def test_chosen_ones_are_put_back_and_a_worker_takes_them_up(self, app, add, admin, states):
        chosen, other = add("failed"), add("failed")

        answer = admin.submit(PAGE, page=PAGE, do="again", pick=[chosen])

        assert answer.status_code == 302
        assert states(chosen, other) == ["waiting", "failed"]
        runner.work_off(app)
        assert states(chosen) == ["dropped"]  # its receiver has no such role
        assert "已重新排队 1 条" in admin.get(PAGE).text

    def test_all_failed_ones_as_the_list_is_narrowed(self, add, admin, states):
        mails = [add("failed"), add("failed")]
        other = add("failed", channel="sms")
        sent = add("sent")

        admin.submit(f"{PAGE}?channel=email", page=PAGE, do="again", which="failed")

        assert states(*mails, other, sent) == ["waiting", "waiting", "failed", "sent"]

    @pytest.mark.parametrize("state", ["sent", "dropped", "waiting"])
    def test_what_went_or_is_in_the_queue_does_not_go_again(self, add, admin, states, state):
        number = add(state, attempts=3)

        admin.submit(PAGE, page=PAGE, do="again", pick=[number])

        assert states(number) == [state]
        said = admin.get(PAGE).text
        assert "已经在排队，或者已经发出、不用发了" in said
        assert "3 次" in said

    def test_one_that_waits_for_its_pause_goes_at_once(self, app, add, admin, states):
        waiting = add("waiting", attempts=3, later=120)
        assert ">等待再试<" in admin.get(PAGE).text

        admin.submit(PAGE, page=PAGE, do="again", pick=[waiting])

        said = admin.get(PAGE).text
        assert "已重新排队 1 条，定时任务启动以后马上发" in said
        assert ">等待再试<" not in said
        runner.work_off(app)
        assert states(waiting) == ["dropped"]  # its receiver has no such role

    def test_with_a_worker_it_says_when_they_go(self, add, admin, rows):
        with rows(), db.transaction(SYSTEM) as session:
            run_actions.beat(session, at=clock.now())

        admin.submit(PAGE, page=PAGE, do="again", pick=[add("failed")])

        assert "一般几分钟内发出" in admin.get(PAGE).text

    def test_one_that_was_never_tried_waits_to_be_sent(self, add, admin):
        add("waiting", attempts=0)

        assert ">等待再试<" not in admin.get(PAGE).text

    def test_pressed_twice_it_goes_once(self, app, add, admin, states):
        number = add("failed")
        admin.submit(PAGE, page=PAGE, do="again", pick=[number])

        admin.submit(PAGE, page=PAGE, do="again", pick=[number])

        assert states(number) == ["waiting"]
        with app.app_context():
            written = db.db.session().scalars(
                select(AuditEntry).where(
                    AuditEntry.event == "delivery.send_again",
                    AuditEntry.subject == f"delivery:{number}",
                )
            )
            assert len(list(written)) == 1


class TestNoMore:
    def test_chosen_ones_that_failed_or_wait_are_let_go(self, add, admin, states):
        failed, waiting, sent = add("failed"), add("waiting"), add("sent")

        admin.submit(PAGE, page=PAGE, do="stop", pick=[failed, waiting, sent])

        assert states(failed, waiting, sent) == ["dropped", "dropped", "sent"]
        assert "管理员停止发送" in admin.get(PAGE).text

    def test_all_failed_ones(self, add, admin, states):
        failed, waiting = add("failed"), add("waiting")

        admin.submit(PAGE, page=PAGE, do="stop", which="failed")

        assert states(failed, waiting) == ["dropped", "waiting"]


def test_without_a_choice_nothing_happens(add, admin, states):
    number = add("failed")

    answer = admin.submit(PAGE, page=PAGE, do="again")

    assert answer.status_code == 302
    assert states(number) == ["failed"]
    assert "请先勾选消息" in admin.get(PAGE).text


def test_the_list_stays_as_it_was_narrowed(add, admin):
    number = add("failed")

    answer = admin.submit(f"{PAGE}?state=failed&sort=who", page=PAGE, do="again", pick=[number])

    assert answer.location.endswith(f"{PAGE}?state=failed&sort=who")


def test_the_audit_names_what_was_done(add, admin):
    admin.submit(PAGE, page=PAGE, do="again", pick=[add("failed")])

    page = admin.get("/audit").text
    assert "再发没有发出的消息" in page


class TestTheFirstScreen:
    """Where an administrator arrives it is said that messages did not go."""

    def test_failed_ones_of_the_last_days_are_told_with_their_list(self, add, admin):
        add("failed")
        add("failed", asked_ago=6 * 24 * 60)
        add("failed", asked_ago=8 * 24 * 60)
        add("sent")

        page = admin.get("/admin/users").text

        assert "最近 7 天有 2 条消息没有发出" in page
        assert 'href="/admin/deliveries?state=failed"' in page

    def test_without_any_nothing_is_said(self, add, admin):
        add("sent")
        add("waiting")

        assert "条消息没有发出" not in admin.get("/admin/users").text
