"""The embedded database: started, adopted, shared, killed, stopped."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from bargaining import config, errors
from bargaining.cli import embedded, server_home
from tests import cluster
from tests.cluster import ask
from tests.running import postmaster, run_python


def settings_for(instance: Path, **more: str) -> config.Settings:
    return config.Settings.from_env({"BARGAINING_INSTANCE": str(instance), **more})


class TestStart:
    def test_a_new_database_is_postgresql_18_in_utf8_owned_by_a_role_that_is_no_superuser(
        self, instance
    ):
        url = embedded.start(instance, durable=False)

        assert ask(url, "SHOW server_encoding") == ("UTF8",)
        assert ask(url, "SELECT current_setting('server_version_num')::int / 10000") == (18,)
        assert ask(
            url, "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ) == (False, True)
        assert ask(
            url, "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()"
        ) == (embedded.OWNER,)

    def test_it_listens_on_a_socket_that_only_its_user_may_enter_and_on_no_network(self, instance):
        url = embedded.start(instance, durable=False)

        assert ask(url, "SHOW listen_addresses") == ("",)
        assert Path(cluster.socket_of(url)).stat().st_mode & 0o777 == 0o700

    def test_users_get_a_database_that_survives_a_power_cut(self, instance):
        url = embedded.start(instance)

        assert ask(url, "SHOW fsync") == ("on",)
        assert ask(url, "SHOW synchronous_commit") == ("on",)

    def test_starting_again_adopts_the_running_server(self, instance):
        url = embedded.start(instance, durable=False)
        first = postmaster(instance)

        assert embedded.start(instance) == url
        assert postmaster(instance) == first

    def test_data_stay_from_one_start_to_the_next(self, instance):
        url = embedded.start(instance, durable=False)
        ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        embedded.stop(instance)

        assert ask(embedded.start(instance, durable=False), "SELECT answer FROM kept") == (42,)

    def test_an_office_keeps_its_own_server_settings(self, instance):
        embedded.start(instance, durable=False)
        embedded.stop(instance)
        own = instance / "postgres/data/own.conf"
        own.write_text("work_mem = '7MB'\n")
        own.chmod(0o644)

        assert ask(embedded.start(instance, durable=False), "SHOW work_mem") == ("7MB",)

    def test_data_of_another_major_version_are_not_touched(self, instance):
        embedded.start(instance, durable=False)
        embedded.stop(instance)
        (instance / "postgres/data/PG_VERSION").write_text("17\n")

        with pytest.raises(errors.NotReady, match="PostgreSQL 17"):
            embedded.start(instance, durable=False)

    def test_an_interrupted_first_start_is_begun_anew(self, instance):
        home = server_home.make_home(instance)
        (home.path / "data.part").mkdir()
        (home.path / "data.part" / "half").touch()

        assert ask(embedded.start(instance, durable=False), "SELECT 1") == (1,)


class TestAfterAKill:
    def test_a_killed_server_is_started_again_with_its_data(self, instance):
        url = embedded.start(instance)
        ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        os.kill(postmaster(instance), signal.SIGKILL)

        assert ask(embedded.start(instance), "SELECT answer FROM kept") == (42,)

    def test_a_killed_server_is_not_found(self, instance):
        embedded.start(instance, durable=False)
        os.kill(postmaster(instance), signal.SIGKILL)
        until = time.monotonic() + 5
        while embedded.find_running(instance) and time.monotonic() < until:
            time.sleep(0.02)

        assert embedded.find_running(instance) is None

    def test_a_pid_file_that_names_somebody_elses_process_is_stale(self, instance):
        embedded.start(instance, durable=False)
        pid_file = instance / "postgres/data/postmaster.pid"
        lines = pid_file.read_text().splitlines()
        embedded.stop(instance)
        stranger = run_python("import sys; sys.stdin.read()")
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")

        assert embedded.find_running(instance) is None
        assert ask(embedded.start(instance, durable=False), "SELECT 1") == (1,)
        stranger.communicate()

    def test_a_server_left_by_a_killed_owner_is_adopted_and_stopped_at_the_end(self, instance):
        owner = run_python(
            "import sys; from pathlib import Path; from bargaining.cli import embedded\n"
            "with embedded.owned(Path(sys.argv[1])) as url:\n"
            "    print(url, flush=True); sys.stdin.read()",
            instance,
        )
        url = owner.stdout.readline().strip()
        first = postmaster(instance)
        owner.kill()
        owner.communicate()

        with embedded.owned(instance) as adopted:
            assert adopted == url
            assert postmaster(instance) == first
            assert ask(adopted, "SELECT 1") == (1,)
        assert embedded.find_running(instance) is None

    def test_two_starts_at_once_make_one_server(self, instance):
        code = (
            "import sys; from pathlib import Path; from bargaining.cli import embedded\n"
            "print(embedded.start(Path(sys.argv[1]), durable=False))"
        )
        starters = [run_python(code, instance) for _ in range(3)]
        answers = {starter.communicate(timeout=60)[0].strip() for starter in starters}

        assert answers == {embedded.find_running(instance)}
        assert all(starter.returncode == 0 for starter in starters)


class TestStop:
    def test_a_stopped_server_leaves_no_process_and_no_socket(self, instance):
        url = embedded.start(instance, durable=False)
        home = server_home.find_home(instance)

        embedded.stop(instance)

        assert embedded.find_running(instance) is None
        assert embedded._remaining_processes(home) == []
        assert list(Path(cluster.socket_of(url)).iterdir()) == []

    def test_stopping_what_is_not_running_does_nothing(self, instance):
        embedded.stop(instance)

        assert embedded.find_running(instance) is None


class TestADatabaseForACommand:
    def test_the_one_that_is_set_is_used_and_none_is_started(self, instance):
        given = "postgresql+psycopg://somebody@somewhere/there"

        with embedded.database(settings_for(instance, DATABASE_URL=given)) as url:
            assert url == given
        assert not (instance / "postgres").exists()

    def test_a_command_that_started_it_stops_it(self, instance):
        with embedded.database(settings_for(instance), durable=False) as url:
            assert ask(url, "SELECT 1") == (1,)
        assert embedded.find_running(instance) is None

    def test_a_command_that_found_it_running_leaves_it_running(self, instance):
        embedded.start(instance, durable=False)

        with embedded.database(settings_for(instance)) as url:
            assert ask(url, "SELECT 1") == (1,)
        assert embedded.find_running(instance) is not None

    def test_it_runs_until_the_last_of_the_commands_has_left(self, instance):
        with embedded.database(settings_for(instance), durable=False):
            second = run_python(
                "import os, sys\n"
                "from bargaining import config; from bargaining.cli import embedded\n"
                "settings = config.Settings.from_env({'BARGAINING_INSTANCE': sys.argv[1]})\n"
                "with embedded.database(settings) as url:\n"
                "    print(url, flush=True); sys.stdin.read()",
                instance,
            )
            second.stdout.readline()
        between = embedded.find_running(instance)
        second.communicate(timeout=60)

        assert between is not None
        assert embedded.find_running(instance) is None

    def test_it_is_not_stopped_under_a_stranger_who_is_connected(self, instance):
        with embedded.database(settings_for(instance), durable=False) as url:
            stranger = psycopg.connect(
                host=cluster.socket_of(url),
                user=embedded.OWNER,
                dbname=embedded.DATABASE,
                autocommit=True,
            )

        with stranger:
            assert stranger.execute("SELECT 1").fetchone() == (1,)

    def test_the_commands_own_open_connections_are_no_stranger(self, instance):
        with embedded.database(settings_for(instance), durable=False) as url:
            mine = psycopg.connect(url.replace("+psycopg", ""))
        mine.close()

        assert embedded.find_running(instance) is None

    def test_an_owner_who_comes_later_keeps_it_when_the_command_ends(self, instance):
        with embedded.database(settings_for(instance), durable=False):
            owner = run_python(
                "import sys; from pathlib import Path; from bargaining.cli import embedded\n"
                "with embedded.owned(Path(sys.argv[1])) as url:\n"
                "    print(url, flush=True); sys.stdin.read()",
                instance,
            )
            owner.stdout.readline()
        between = embedded.find_running(instance)
        owner.communicate(timeout=60)

        assert between is not None
        assert embedded.find_running(instance) is None
