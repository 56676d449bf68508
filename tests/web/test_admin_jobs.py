"""The clock by a browser: is it worked, what ran, once more at once, and who is told it stopped."""

from __future__ import annotations

import io
import re
import threading
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select, text, update

from bargaining import clock, db, queue
from bargaining.actions import job_runs as run_actions
from bargaining.jobs import clockwork
from bargaining.jobs import runner as queue_runner
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.delivery import Delivery
from bargaining.models.job_run import JobRecord, JobRun
from bargaining.rules import clock_jobs
from bargaining.rules.roles import SYSTEM, Role
from bargaining.web import job_shapes
from tests.running import until

PAGE = "/admin/jobs"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
STOPPED = "定时任务现在没有在运行"
UNATTENDED = "系统暂时没有自动办理到期事项"


@pytest.fixture
def admin(as_):
    return as_(Role.ADMIN)


@pytest.fixture(autouse=True)
def _forget(rows):
    with rows() as session:
        session.execute(delete(JobRun))
        session.execute(delete(JobRecord))
        session.execute(text("SET LOCAL search_path TO procrastinate"))
        session.execute(text("DELETE FROM procrastinate_jobs"))
        session.commit()


@pytest.fixture
def ran(rows):
    """Write down that a job ran, so long ago, for so long; without `took` it has no end."""

    def write(job, *, ago, took=None, done=0, problem=""):
        began = clock.now() - ago
        with rows(), db.transaction(SYSTEM) as session:
            record = run_actions.begin_run(session, job, on=clock.legal_day(began), at=began)
            if took is not None:
                run_actions.end_run(session, record, done=done, problem=problem, at=began + took)

    return write


@pytest.fixture
def beat(rows):
    """Write down that the worker showed itself, so long ago."""

    def write(*, ago=0 * SECOND):
        with rows(), db.transaction(SYSTEM) as session:
            run_actions.beat(session, at=clock.now() - ago)

    return write


def words(html):
    """The page's words without its tags, each gap one space."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def line_of(html, label):
    """The row of one job in the table of jobs."""
    rows_of_it = re.findall(r'<tr role="row".*?</tr>', html.partition('id="clock"')[2], re.DOTALL)
    return words(next(one for one in rows_of_it if f">{label}<" in one))


def listed(html):
    """The runs in the list, by the label of their job."""
    return re.findall(
        r'rowheader" scope="row" class="[^"]*">([^<]+)<', html.partition('id="list"')[2]
    )


class TestThePage:
    def test_before_anything_ran_it_says_what_to_do(self, admin):
        page = admin.get(PAGE).text

        assert STOPPED in page
        assert "启用以来还没有办理过。提醒和默示生效登记会推迟" in page
        assert page.count("还没有运行过") == len(clock_jobs.TABLE)
        assert "还没有运行记录：启动 bargaining up 或 bargaining work" in page

    def test_each_job_says_when_how_long_how_many_and_how_it_ended(self, admin, beat, ran):
        beat()
        ran("silence", ago=3 * MINUTE, took=125 * SECOND, done=7)
        ran("handovers", ago=2 * MINUTE, took=SECOND, problem="主席交接有 1 件未能登记。")

        page = admin.get(PAGE).text

        assert STOPPED not in page
        assert "正在运行" in page
        good, bad = line_of(page, "默示生效"), line_of(page, "主席交接")
        assert "用时 2 分 5 秒，办了 7 件" in good
        assert "办好了" in good
        assert "每小时一次" in good
        assert re.search(r"下次：(今天|明天) \d+:10", good)
        assert "没有办完" in bad
        assert "主席交接有 1 件未能登记。" in bad
        assert line_of(page, "期限重新推算").count("还没有运行过") == 1

    def test_a_later_failure_does_not_hide_when_it_last_went_well(self, admin, beat, ran):
        beat()
        ran("silence", ago=26 * 60 * MINUTE, took=SECOND)
        ran("silence", ago=MINUTE, took=SECOND, problem="有问题。")

        line = line_of(admin.get(PAGE).text, "默示生效")

        yesterday = clock.legal_day(clock.now() - 26 * 60 * MINUTE)
        assert f"{yesterday.month}月{yesterday.day}日" in line.rpartition("有问题。")[2]

    def test_a_run_without_an_end_was_broken_off_unless_somebody_is_at_it(
        self, admin, beat, ran, app
    ):
        beat()
        ran("silence", ago=3 * MINUTE)

        line = line_of(admin.get(PAGE).text, "默示生效")
        assert "中断" in line
        assert job_shapes.BROKEN_OFF in line
        assert "现在就办一次" in line

        with app.app_context(), clockwork._turn("silence"):
            page = admin.get(PAGE).text
        line = line_of(page, "默示生效")
        assert "用时 已 3 分" in line
        assert "正在办" in line
        assert "现在就办一次" not in line
        assert 'hx-trigger="every 3s"' in page

    def test_what_asks_again_renews_the_jobs_alone_and_keeps_every_button(
        self, admin, beat, ran, app
    ):
        beat()
        ran("silence", ago=3 * MINUTE)

        with app.app_context(), clockwork._turn("silence"):
            page = admin.get(f"{PAGE}?job=silence").text

        clock_part = re.search(r'<div id="clock"[^>]*>', page).group()
        assert 'hx-select="#clock"' in clock_part
        assert 'hx-swap="outerHTML"' in clock_part
        assert "oob" not in clock_part
        names = re.findall(rf'action="{PAGE}/([^"/]+)/?[^"]*"><input[^>]*><button([^>]*)>', page)
        assert names
        assert all(f'id="run-{name}"' in said for name, said in names)

    def test_the_queue_is_counted_and_since_when_its_oldest_waits(self, admin, rows):
        with rows() as session:
            for task in ("long_job", "long_job", "clock_job", "long_job"):
                queue.defer(session, task, name="x")
            session.execute(text("SET LOCAL search_path TO procrastinate"))
            first, put_off, taken, given_up = session.scalars(
                text("SELECT id FROM procrastinate_jobs ORDER BY id")
            )
            session.execute(
                text(
                    "UPDATE procrastinate_events SET at = '2026-03-04 05:06+00' WHERE job_id = :i"
                ),
                {"i": first},
            )
            session.execute(
                text("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'"
                     " WHERE id = :i"),
                {"i": put_off},
            )  # fmt: skip
            for number, state in ((taken, "doing"), (given_up, "failed")):
                session.execute(
                    text("UPDATE procrastinate_jobs SET status = cast(:s AS"
                         " procrastinate_job_status) WHERE id = :i"),
                    {"s": state, "i": number},
                )  # fmt: skip
            session.commit()

        page = words(admin.get(PAGE).text)

        assert "排队等待 1 件 最早的 2026年3月4日 13:06" in page
        assert "正在办 1 件" in page
        assert "到时再办 1 件" in page
        assert "没有办成 1 件 原因见日志" in page

    def test_messages_are_counted_and_each_figure_opens_its_list(self, admin, rows):
        with rows() as session:
            for number, state in enumerate(["waiting", "waiting", "failed"]):
                session.add(
                    Delivery(
                        user_id=admin.user_id, role="admin", channel="email", kind="test",
                        key=f"shown:{number}", for_on=clock.today(), state=state,
                        message_id=f"<{number}@shown>", created_at=clock.now(),
                        ended_at=clock.now() if state == "failed" else None,
                    )
                )  # fmt: skip
            session.commit()

        page = admin.get(PAGE).text

        assert "消息等待发送 2 条" in words(page)
        assert "消息没有发出 1 条" in words(page)
        assert "消息已发出 0 条" in words(page)
        assert 'href="/admin/deliveries?state=failed"' in page
        assert admin.get("/admin/deliveries?state=failed").status_code == 200

    def test_it_asks_as_often_however_much_there_is(self, admin, beat, ran, counted):
        beat()
        ran("silence", ago=3 * MINUTE, took=SECOND)
        few = counted(lambda: admin.get(PAGE))
        for number in range(60):
            ran("redating", ago=(5 + number) * MINUTE, took=SECOND)

        assert counted(lambda: admin.get(PAGE)) == few


class TestTheHistory:
    @pytest.fixture(autouse=True)
    def _ran(self, ran):
        ran("silence", ago=50 * MINUTE, took=9 * SECOND, done=2)
        ran("handovers", ago=40 * MINUTE, took=SECOND, problem="有问题。")
        ran("redating", ago=30 * MINUTE)
        ran("redating", ago=20 * MINUTE, took=3 * SECOND)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["期限重新推算", "期限重新推算", "主席交接", "默示生效"]),
            ("?job=silence", ["默示生效"]),
            ("?result=ok", ["期限重新推算", "默示生效"]),
            ("?result=failed", ["主席交接"]),
            ("?result=broken&job=redating", ["期限重新推算"]),
            ("?result=busy", ["默示生效"]),
            ("?result=running", []),
            ("?result=nonsense&job=", ["期限重新推算", "期限重新推算", "主席交接", "默示生效"]),
            ("?sort=started", ["默示生效", "主席交接", "期限重新推算", "期限重新推算"]),
            ("?sort=-took", ["默示生效", "期限重新推算", "主席交接", "期限重新推算"]),
            ("?sort=-done&result=ok", ["默示生效", "期限重新推算"]),
        ],
    )
    def test_it_is_narrowed_and_sorted_by_its_address(self, admin, query, expected):
        assert listed(admin.get(PAGE + query).text) == expected

    def test_a_narrowing_that_leaves_nothing_says_so(self, admin):
        page = admin.get(f"{PAGE}?job=sweep").text

        assert "没有符合条件的运行记录" in page

    def test_it_has_pages_of_fifty(self, admin, ran):
        for number in range(47):
            ran("sweep", ago=(100 + number) * MINUTE, took=SECOND)

        assert len(listed(admin.get(PAGE).text)) == 50
        assert listed(admin.get(f"{PAGE}?page=2").text) == ["清理暂存"]

    def test_it_is_exported_as_it_is_narrowed(self, admin):
        answer = admin.get(f"{PAGE}/export.xlsx?result=failed")

        head, line = CalamineWorkbook.from_filelike(
            io.BytesIO(answer.data)
        ).get_sheet_by_index(0).to_python()  # fmt: skip
        assert tuple(head) == job_shapes.EXPORTED
        assert (line[0], line[3], line[6], line[7]) == ("主席交接", 1, "没有办完", "有问题。")


def press(admin, name="silence"):
    return admin.submit(f"{PAGE}/{name}/run", page=PAGE)


def asked(rows):
    with rows() as session:
        return session.scalar(
            text("SELECT count(*) FROM procrastinate.procrastinate_jobs"
                 " WHERE task_name = 'clock_job'")
        )  # fmt: skip


def ran_so_far(rows, job="silence"):
    with rows() as session:
        found = session.scalars(select(JobRecord.ok).where(JobRecord.job == job)).all()
        session.rollback()
    return found


class TestOnceMoreAtOnce:
    def test_without_a_worker_it_says_that_it_waits_for_one(self, admin):
        press(admin)

        page = admin.get(PAGE).text
        assert "“默示生效”已记下，定时任务启动以后马上办。" in page
        assert "由定时任务进程马上办" not in page

    def test_a_worker_does_it_and_the_audit_says_who_asked(self, admin, beat, rows, app):
        beat()
        answer = press(admin)

        assert answer.status_code == 302
        assert ran_so_far(rows) == []
        page = admin.get(PAGE).text
        assert "已提出办理“默示生效”" in page
        assert "已提出，等待办理" in line_of(page, "默示生效")
        with rows() as session:
            entry = session.scalars(
                select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)
            ).one()
            assert (entry.event, entry.subject) == ("clock.ask", "clock:silence")
            assert entry.actor_id == admin.user_id

        queue_runner.work_off(app)

        assert ran_so_far(rows) == [True]
        assert "现在就办一次" in line_of(admin.get(PAGE).text, "默示生效")
        assert "提出现在就办定时任务" in admin.get("/audit?event=clock").text

    def test_pressed_twice_it_is_asked_for_once(self, admin, rows):
        press(admin)
        press(admin)

        assert asked(rows) == 1
        assert "没有重复提出" in admin.get(PAGE).text

    def test_pressed_again_right_after_a_quick_worker_did_it_is_still_once(self, admin, rows, app):
        press(admin)
        queue_runner.work_off(app)
        press(admin)

        assert asked(rows) == 0
        assert ran_so_far(rows) == [True]

    def test_pressed_in_two_places_at_the_same_moment_one_waits_for_the_other(self, rows, app):
        answers = []

        def ask():
            with app.app_context(), db.transaction(SYSTEM) as session:
                asked = run_actions.ask_run(session, "silence", actor=SYSTEM, at=clock.now())
                answers.append(asked)
                if asked:
                    queue.defer(session, queue.CLOCK_JOB, name="silence")

        with rows(), db.transaction(SYSTEM) as session:
            first = run_actions.ask_run(session, "silence", actor=SYSTEM, at=clock.now())
            queue.defer(session, queue.CLOCK_JOB, name="silence")
            second = threading.Thread(target=ask)
            second.start()
            until(lambda: session.scalar(
                text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
            ))  # fmt: skip
        second.join()

        assert (first, answers) == (True, [False])
        assert asked(rows) == 1

    def test_a_while_later_it_may_be_asked_for_again(self, admin, rows, app):
        press(admin)
        queue_runner.work_off(app)
        with rows() as session:
            session.execute(
                update(JobRun).values(started_at=clock.now() - run_actions.JUST_NOW - SECOND)
            )
            session.commit()
        press(admin)
        press(admin, name="handovers")

        assert asked(rows) == 2

    def test_a_job_that_is_not_there_is_not_found(self, admin, rows):
        assert press(admin, name="heartbeat").status_code == 404
        assert asked(rows) == 0

    def test_what_an_older_version_asked_for_is_passed_over(self, rows, app):
        with rows() as session:
            queue.defer(session, queue.CLOCK_JOB, name="gone")
            session.commit()

        queue_runner.work_off(app)

        assert asked(rows) == 0


class TestAStoppedWorkerIsNoticed:
    @pytest.mark.parametrize("role", [Role.STREET_STAFF, Role.STREET, Role.DISTRICT, Role.CITY])
    def test_on_the_first_screens_of_those_who_oversee(self, as_, role, beat, ran):
        somebody = as_(role)
        beat(ago=10 * MINUTE)
        ran("reminders", ago=8 * MINUTE, took=SECOND)
        ran("silence", ago=5 * MINUTE, took=SECOND, problem="有问题。")
        page = somebody.get("/").text

        assert UNATTENDED in page
        assert STOPPED not in page
        since = clock.now() - 8 * MINUTE + SECOND
        assert re.search(f"上次办理是 [^。]*{since.astimezone(clock.LEGAL_ZONE):%H:%M}。", page)
        assert "期限本身不受影响，重新启动后自动补办" in page
        assert "请告诉系统管理员" in page

        beat()
        assert UNATTENDED not in somebody.get("/").text

    @pytest.mark.parametrize("role", [Role.UNION_CHAIR, Role.INSTRUCTOR, Role.REVIEWER])
    def test_not_by_those_who_cannot_help_it(self, as_, role, beat):
        beat(ago=10 * MINUTE)

        assert UNATTENDED not in as_(role).get("/").text

    def test_elsewhere_officials_work_undisturbed(self, as_, beat):
        beat(ago=10 * MINUTE)

        assert UNATTENDED not in as_(Role.DISTRICT).get("/cases").text

    @pytest.mark.parametrize("page", ["/admin/users", "/audit", PAGE, "/law"])
    def test_an_administrator_sees_it_everywhere(self, admin, beat, page):
        beat(ago=10 * MINUTE)
        assert STOPPED in admin.get(page).text

        beat()
        assert STOPPED not in admin.get(page).text

    def test_it_takes_one_statement(self, as_, beat, counted):
        somebody = as_(Role.STREET_STAFF)
        somebody.get("/")
        never = counted(lambda: somebody.get("/"))
        beat()

        assert counted(lambda: somebody.get("/")) == never


@pytest.mark.parametrize(
    ("took", "said"),
    [
        (timedelta(milliseconds=999), "不到 1 秒"),
        (SECOND, "1 秒"),
        (59 * SECOND, "59 秒"),
        (MINUTE, "1 分"),
        (61 * SECOND, "1 分 1 秒"),
        (60 * MINUTE, "1 小时"),
        (125 * MINUTE + 3 * SECOND, "2 小时 5 分"),
    ],
)
def test_a_length_is_said_in_its_largest_units(took, said):
    assert job_shapes.length(took) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "今天 9:05"), (24, "明天 9:05"), (48, "后天 9:05"), (72, "2026年11月23日（周一） 9:05")],
)
def test_a_coming_moment_is_said_by_its_day(hours, said):
    nine = clock.now().astimezone(clock.LEGAL_ZONE).replace(2026, 11, 20, 9, 5, 0, 0)

    moment = nine + timedelta(hours=hours)

    assert job_shapes.near(moment, nine.date()) == said
