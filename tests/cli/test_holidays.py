"""`bargaining law holidays` and `law enter-notice`: a year's days off by command."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bargaining import cli, db, factory
from bargaining.queries import law as law_queries
from bargaining.queries import redating as redating_queries
from bargaining.rules import holiday_plans
from bargaining.rules.roles import OPERATOR
from tests import holiday_years
from tests.office import furnished

REAL = holiday_years.real_notice()


@pytest.fixture
def office(make_furnished, tmp_path):
    """A system whose law book ends with 2025, and a case that waits for the notice."""
    with furnished(make_furnished(), tmp_path / "instance") as made:
        with made.app.app_context(), db.transaction(OPERATOR) as session:
            holiday_years.forget(session)
        made.filed_case(on=date(2026, 9, 18))
        yield made


@pytest.fixture
def call(office, monkeypatch, capsys):
    """Run one command; give its exit code, what it printed, and what it said on stderr."""
    monkeypatch.setenv("DATABASE_URL", office.url)
    monkeypatch.setenv("BARGAINING_INSTANCE", str(office.instance))

    def run(*arguments):
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, arguments=["law", *arguments])
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return run


@pytest.fixture
def entering(call, tmp_path):
    """Enter the notice of 2026 from a file."""

    def run(*more, days=None, title=REAL.title):
        file = tmp_path / "2026.json"
        file.write_text(json.dumps({"year": 2026, "days": days or every_day()}))
        return call(
            "enter-notice", str(file), "--year", "2026", "--title", title,
            "--number", REAL.document_number, "--issued-on", "2025-11-04", *more,
        )  # fmt: skip

    return run


def every_day():
    return [
        {"name": one.festival, "date": on.isoformat(), "isOffDay": off}
        for one in REAL.holidays
        for off, days in ((True, one.days_off), (False, one.workdays))
        for on in days
    ]


def noticed(office):
    with office.app.app_context():
        return holiday_plans.days_of(law_queries.law_book(db.db.session()).holidays, 2026)


class TestListing:
    def test_a_noticed_year_is_listed_with_its_notice(self, call):
        code, out, err = call("holidays", "--year", "2025")

        assert (code, err) == (0, "")
        assert "国办发明电〔2024〕12号" in out
        assert "补班 2025-01-26、2025-02-08" in out

    def test_json_has_the_days_and_where_the_law_was_read(self, call):
        code, out, _err = call("holidays", "--year", "2025", "--json")
        told = json.loads(out)

        assert (code, told["noticed"], told["law_source"]) == (0, True, "database")
        assert told["statutory"]["2025-10-06"] == "中秋节"
        (new_year,) = [one for one in told["holidays"] if one["festival"] == "元旦"]
        assert new_year == {"festival": "元旦", "days_off": ["2025-01-01"], "workdays": []}

    def test_a_year_not_noticed_answers_no_and_lists_the_festivals(self, call):
        code, out, _err = call("holidays", "--year", "2026")

        assert code == 1
        assert "尚未公布" in out
        assert "元旦 2026-01-01" in out

    def test_a_year_beyond_the_record_is_not_ready(self, call):
        code, _out, err = call("holidays", "--year", "2040")

        assert code == 3
        assert len(err.splitlines()) == 1


class TestEntering:
    def test_a_dry_run_says_what_would_move_and_enters_nothing(self, entering, office):
        code, out, err = entering("--dry-run")

        assert (code, err) == (0, "")
        assert "[2026-10-04, 2026-10-09] → 2026-10-08，1 个" in out
        assert noticed(office) == {}

    def test_it_is_entered_and_waits_for_the_worker(self, entering, office):
        code, out, err = entering()

        assert (code, err) == (0, "")
        assert "已录入" in out
        assert len(noticed(office)) == len(every_day())
        with office.app.app_context():
            assert len(redating_queries.waiting_changes(db.db.session())) == 1

    def test_what_is_unusual_needs_a_yes(self, entering, office):
        code, _out, err = entering(title="关于节假日安排的通知")
        assert code == 1
        assert "请先确认" in err
        assert noticed(office) == {}

        assert entering("--yes", title="关于节假日安排的通知")[0] == 0
        assert noticed(office) != {}

    def test_a_notice_that_cannot_be_is_unusable(self, entering, office):
        code, _out, err = entering("--yes", days=every_day()[1:])

        assert code == 2
        assert "2026年1月1日（周四） 是法定节日（元旦）" in err
        assert noticed(office) == {}
