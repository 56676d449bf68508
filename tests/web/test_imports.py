"""Imports by a browser: a trial first, then for real, and one's own file back."""

from __future__ import annotations

import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from bargaining import clock
from bargaining.actions import trials
from bargaining.jobs import long_jobs, runner
from bargaining.models.audit_entry import AuditEntry
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.long_job import LongJob
from bargaining.rules.roles import Role
from bargaining.web import imports
from tests import register_files, register_office

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture(scope="module", autouse=True)
def office(database_url):
    register_office.furnish(database_url)


@pytest.fixture(scope="module")
def sign(app, office):
    return register_office.signs_in(app)


@pytest.fixture(scope="module")
def city(sign):
    return sign(Role.CITY)


def send(browser, content, name, *, kind="enterprises"):
    """Choose a file and press 试读."""
    return browser.submit(
        "/import",
        page="/import",
        kind=kind,
        file=(io.BytesIO(content), name),
    )


def send_sample(browser, name, **more):
    return send(browser, (SAMPLES / name).read_bytes(), name, **more)


def tiles(text):
    """Read the counts: 读到, 新增, 更新, 无变化, 不能导入."""
    found = re.findall(r'<span class="tile-value">\s*([\d,]+)', text)
    return tuple(int(one.replace(",", "")) for one in found)


def confirm(browser, address):
    return browser.submit(address, page=address)


def sheet_of(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def counted(rows, row_class):
    with rows() as session:
        return session.scalar(select(func.count()).select_from(row_class))


class TestTheTrial:
    def test_it_says_what_would_come_and_writes_nothing(self, city, rows):
        before = counted(rows, Enterprise), counted(rows, AuditEntry)

        sent = send_sample(city, "enterprises.xlsx")
        text = city.get(sent.location).text

        assert sent.status_code == 302
        assert tiles(text) == (120, 120, 0, 0, 0)
        assert "确认导入 120 行" in text
        assert (counted(rows, Enterprise), counted(rows, AuditEntry)) == before

    def test_rows_that_cannot_be_taken_are_named_with_their_reasons(self, city):
        text = city.get(send_sample(city, "enterprises_with_errors.csv").location).text

        rows = re.findall(r">\s*第 (\d+) 行\s*<", text)
        assert tiles(text) == (12, 4, 0, 0, 8)
        assert rows == ["3", "5", "6", "7", "8", "9", "10", "11"]
        assert "没有“海定区”这个区" in text

    def test_ones_own_file_comes_back_with_a_reason_beside_every_row(self, city):
        page = send_sample(city, "enterprises_with_errors.csv").location

        lines = sheet_of(city.get(f"{page}/file.xlsx"))

        results = [line[-1] for line in lines]
        assert results[0] == "导入结果"
        assert results[1].startswith("试读：将新增")
        assert results[2].startswith("试读：不能导入：统一社会信用代码校验位不符")
        assert sum(text.startswith("试读：不能导入") for text in results) == 8

    def test_a_file_that_is_no_register_is_refused_with_what_is_missing(self, city):
        answer = send_sample(city, "wages_retail_2026.xlsx")

        assert answer.status_code == 422
        assert "前 10 行里没有找到表头" in answer.text

    @pytest.mark.parametrize("content", [b"", b"\x00\x01 nothing that anybody could read"])
    def test_a_file_that_is_no_table_is_refused_in_words(self, city, content):
        answer = send(city, content, "名册.xlsx")

        assert answer.status_code == 422
        assert 'class="field-error"' in answer.text

    def test_without_a_file_it_is_asked_for(self, city):
        answer = city.submit("/import", page="/import", kind="enterprises")

        assert answer.status_code == 422
        assert "请选择文件。" in answer.text

    def test_an_unknown_kind_is_asked_for(self, city):
        assert send_sample(city, "enterprises.xlsx", kind="people").status_code == 422

    @pytest.mark.parametrize(("above", "status"), [(0, 400), (1, 413)])
    def test_a_file_above_the_limit_is_refused_in_words(self, city, above, status):
        answer = city.post(
            "/import",
            content_type="multipart/form-data; boundary=edge",
            environ_overrides={"CONTENT_LENGTH": str(30 * 1024 * 1024 + above)},
        )

        assert answer.status_code == status
        assert ("一次最多上传 30 MB" in answer.text) == (status == 413)

    def test_the_blank_tables_have_the_columns_that_are_read(self, city):
        for kind, first in (("enterprises", "统一社会信用代码"), ("contracts", "合同种类")):
            assert first in sheet_of(city.get(f"/import/blank/{kind}.xlsx"))[0]
        assert city.get("/import/blank/people.xlsx").status_code == 404


class TestWhoseFileItIs:
    def test_nobody_else_opens_a_file_on_trial_or_takes_it_in(self, city, sign, rows):
        page = send_sample(city, "enterprises_with_errors.csv").location
        other = sign(Role.CITY)

        for answer in (other.get(page), other.get(f"{page}/file.xlsx")):
            assert answer.location == "/import"
        other.submit(page, page="/import")

        assert city.get(page).status_code == 200
        with rows() as session:
            taken = session.scalars(
                select(AuditEntry).where(
                    AuditEntry.event == "register.import", AuditEntry.actor_id == other.user_id
                )
            ).all()
        assert taken == []

    @pytest.mark.parametrize("ticket", ["0" * 64, "made-up", "..%2f..%2fsecret_key"])
    def test_a_ticket_that_nobody_gave_opens_nothing(self, city, ticket):
        answer = city.get(f"/import/check/{ticket}")

        assert answer.status_code in (302, 404)
        assert answer.location in ("/import", None)

    def test_a_file_is_kept_for_a_day_and_then_gone(self, app, city):
        page = send_sample(city, "enterprises_with_errors.csv").location
        folder = app.extensions["bargaining_settings"].instance / "incoming"
        long_ago = (clock.now() - timedelta(days=1, minutes=1)).timestamp()
        for path in folder.glob("*/*/*"):
            os.utime(path, (long_ago, long_ago))

        send_sample(city, "enterprises.xlsx")

        assert city.get(page).location == "/import"
        assert "请重新上传" in city.get("/import").text


class TestForReal:
    def test_the_register_comes_in_once(self, city, rows):
        page = send_sample(city, "enterprises.xlsx").location
        before = counted(rows, Enterprise)

        done = confirm(city, page)
        text = city.get(done.location).text

        assert counted(rows, Enterprise) - before == 120
        assert tiles(text) == (120, 120, 0, 0, 0)
        assert "已导入：新增 120 行" in text
        assert confirm_again(city, page) == "/import"
        again = city.get(send_sample(city, "enterprises.xlsx").location).text
        assert tiles(again) == (120, 0, 0, 120, 0)
        assert "确认导入" not in again

    def test_the_good_rows_come_in_and_the_file_says_what_became_of_each(self, city):
        page = send_sample(city, "enterprises_with_errors.csv").location

        done = confirm(city, page).location
        text = city.get(done).text
        results = [line[-1] for line in sheet_of(city.get(f"{done}/file.xlsx"))]

        assert tiles(text) == (12, 4, 0, 0, 8)
        assert sum(one.startswith("已导入：新增") for one in results) == 4
        assert sum(one.startswith("未导入：") for one in results) == 8

    def test_what_was_sent_does_not_lie_about_afterwards(self, app, city):
        content = (SAMPLES / "enterprises_with_errors.csv").read_bytes() + b"\n"
        page = send(city, content, "名册.csv").location
        confirm(city, page)

        folder = app.extensions["bargaining_settings"].instance / "incoming"
        assert all(path.read_bytes() != content for path in folder.glob("*/*/*"))

    def test_rows_outside_the_territory_are_rejected_with_the_reason(self, sign):
        staff = sign(Role.STREET_STAFF, place=register_office.STREET)
        content = register_files.register_csv(
            register_files.enterprise(801),
            register_files.enterprise(802, 区="东城区", **{"街道（乡镇）": "东华门街道"}),
        )

        text = staff.get(send(staff, content, "名册.csv").location).text

        assert tiles(text) == (2, 1, 0, 0, 1)
        assert "不在您的辖区内" in text

    def test_a_ledger_becomes_finished_cycles(self, city, rows):
        send_and_confirm(city, "enterprises.xlsx")
        page = send_sample(city, "contracts.xlsx", kind="contracts").location
        before = counted(rows, Case)

        trial = city.get(page).text
        confirm(city, page)

        assert tiles(trial)[:2] == (40, 40)
        assert counted(rows, Case) - before == 37
        assert "补录" in city.get("/cases").text


def confirm_again(browser, page):
    return browser.submit(page, page="/import").location


def send_and_confirm(browser, name):
    page = send_sample(browser, name).location
    return confirm(browser, page) if "确认导入" in browser.get(page).text else None


class TestAFileOfManyRows:
    def test_it_is_taken_in_by_a_worker_and_leads_to_its_result(self, app, sign, monkeypatch):
        monkeypatch.setattr(imports, "LONG", 2)
        browser = sign(Role.CITY)
        content = register_files.register_csv(*map(register_files.enterprise, range(851, 855)))
        page = send(browser, content, "册.csv").location

        first = confirm(browser, page)
        again = browser.post(page, data={"csrf_token": browser.token()})

        assert first.location.startswith("/jobs/")
        assert again.location == first.location
        assert "排队中" in browser.get(first.location).text
        runner.work_off(app)
        done = browser.get(first.location)
        assert done.location.startswith("/import/done/")
        assert "导入结果" in browser.get(done.location).text
        renewed = browser.get(first.location, headers={"HX-Request": "true"})
        assert renewed.headers["HX-Redirect"] == done.location

    def test_a_press_before_the_first_one_was_noted_leads_to_the_same_work(
        self, app, sign, monkeypatch
    ):
        monkeypatch.setattr(imports, "LONG", 2)
        browser = sign(Role.CITY)
        content = register_files.register_csv(*map(register_files.enterprise, range(861, 865)))
        page = send(browser, content, "册.csv").location
        first = confirm(browser, page)
        for mark in (app.extensions["bargaining_settings"].instance / "incoming").rglob("*.job"):
            mark.unlink()  # as it is between the two

        assert confirm(browser, page).location == first.location

    def test_a_worker_that_dies_right_after_the_rows_has_told_what_it_did(
        self, app, sign, monkeypatch
    ):
        monkeypatch.setattr(imports, "LONG", 2)
        browser = sign(Role.CITY)
        content = register_files.register_csv(*map(register_files.enterprise, range(871, 875)))
        work = confirm(browser, send(browser, content, "册.csv").location).location
        number = int(work.rpartition("/")[2])

        def killed(*_given):
            raise SystemExit

        with monkeypatch.context() as here:
            here.setattr(trials.Trials, "drop", killed)
            with pytest.raises(SystemExit):
                long_jobs.run(app, number)
        runner.work_off(app)

        done = browser.get(browser.get(work).location).text
        assert tiles(done)[:2] == (4, 4)

    def test_what_lies_on_trial_cannot_be_read_from_the_disk(self, app, city):
        send_sample(city, "enterprises_with_errors.csv")

        folder = app.extensions["bargaining_settings"].instance / "incoming"
        kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        assert kept
        assert not any("单位名称".encode("gb18030") in one for one in kept)

    def test_it_tells_how_far_it_is_up_to_its_last_row(self, app, sign, monkeypatch, rows):
        monkeypatch.setattr(imports, "LONG", 2)
        browser = sign(Role.CITY)
        content = register_files.register_csv(*map(register_files.enterprise, range(9101, 9106)))
        page = confirm(browser, send(browser, content, "册.csv").location).location

        runner.work_off(app)

        with rows() as session:
            job = session.get_one(LongJob, int(page.rpartition("/")[2]))
            assert (job.done, job.total) == (5, 5)
