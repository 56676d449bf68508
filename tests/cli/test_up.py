"""Starting everything, or the web server alone, and ending it without leaving anything behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from bargaining import config, errors
from bargaining.cli import embedded, up
from tests.running import (
    MAIN,
    alive,
    free_port,
    postmaster,
    processes_of,
    ready,
    recorded,
    status,
    until,
)


class TestServe:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_it_answers_until_it_is_told_to_end_and_leaves_nothing(self, run, instance, number):
        port = free_port()
        serving = run("serve", "--port", str(port))
        serving.says(f"http://127.0.0.1:{port}/")
        assert status(port)

        code, _said, complaint = serving.end(number)

        assert (code, complaint) == (0, "")
        assert status(port) == 0
        assert embedded.find_running(instance) is None
        assert processes_of(instance) == []
        assert not (instance / "serve.json").exists()

    def test_a_killed_web_server_is_started_again(self, run, instance):
        port = free_port()
        serving = run("serve", "--port", str(port))
        serving.says(f":{port}/")
        [first] = recorded(instance, name="serve.json")

        os.kill(first, signal.SIGKILL)

        until(lambda: recorded(instance, name="serve.json") != [first])
        until(lambda: status(port))
        code, _said, complaint = serving.end()
        assert code == 0
        assert "重新启动" in complaint

    def test_the_children_of_a_killed_parent_end(self, run, instance):
        port = free_port()
        serving = run("serve", "--port", str(port))
        serving.says(f":{port}/")
        [child] = recorded(instance, name="serve.json")

        serving.process.kill()

        until(lambda: not alive(child))
        until(lambda: processes_of(instance) == [])
        assert status(port) == 0

    def test_it_uses_a_running_database_and_leaves_it_running(self, run, instance):
        url = embedded.start(instance, durable=False)
        port = free_port()
        serving = run("serve", "--port", str(port))
        serving.says(f":{port}/")

        assert serving.end()[0] == 0
        assert embedded.find_running(instance) == url

    def test_a_port_in_use_is_named(self, run, instance):
        with socket.socket() as stranger:
            stranger.bind(("127.0.0.1", 0))
            stranger.listen()
            port = stranger.getsockname()[1]

            code, said, complaint = run("serve", "--port", str(port)).wait()

        assert (code, said) == (3, "")
        assert f"端口 {port} 已被其他程序占用" in complaint
        assert len(complaint.splitlines()) == 1
        assert embedded.find_running(instance) is None

    def test_an_address_this_machine_does_not_have_is_named(self, run):
        code, _said, complaint = run(
            "serve", BARGAINING_HOST="192.0.2.1", BARGAINING_PORT=str(free_port())
        ).wait()

        assert code == 3
        assert "192.0.2.1" in complaint


class TestUp:
    def test_one_command_starts_everything_and_its_end_leaves_nothing(self, run, instance):
        port = free_port()
        system = run("up", "--empty", "--port", str(port))
        system.says(f"http://127.0.0.1:{port}/")
        assert ready(port)
        assert len(recorded(instance)) == 2

        code, said, complaint = system.end(signal.SIGINT)

        assert (code, complaint) == (0, "")
        assert "bargaining user add --first" in said
        assert "@demo" not in said
        assert embedded.find_running(instance) is None
        assert processes_of(instance) == []
        assert not (instance / "up.json").exists()

    def test_without_more_words_it_brings_example_data_and_tells_their_accounts(
        self, run, instance
    ):
        port = free_port()
        system = run("up", "--port", str(port))
        system.says("密码")
        system.says("chair@demo")
        system.says("admin@demo")
        assert ready(port)
        assert system.end()[0] == 0

        again = run("up", "--port", str(port))
        again.says("chair@demo")
        assert again.end()[0] == 0

    def test_a_system_begun_as_ones_own_gets_no_example_data_later(self, run):
        port = free_port()
        first = run("up", "--empty", "--port", str(port))
        first.says("Ctrl-C")
        first.end()

        second = run("up", "--port", str(port))
        second.says(f":{port}/")
        code, said, _complaint = second.end()

        assert code == 0
        assert "@demo" not in said

    def test_a_second_one_is_told_where_the_first_one_runs(self, run, instance):
        port = free_port()
        first = run("up", "--empty", "--port", str(port))
        first.says("Ctrl-C")

        code, said, complaint = run("up", "--empty", "--port", str(free_port())).wait()

        assert (code, said, len(complaint.splitlines())) == (3, "", 1)
        assert f"http://127.0.0.1:{port}/" in complaint
        assert ready(port)
        assert first.end()[0] == 0

    def test_what_a_killed_parent_left_is_adopted_by_the_next_start(self, run, instance):
        port = free_port()
        first = run("up", "--empty", "--port", str(port))
        first.says("Ctrl-C")
        server, children_before = postmaster(instance), recorded(instance)

        first.process.kill()
        second = run("up", "--empty", "--port", str(port))
        second.says("Ctrl-C")

        assert ready(port)
        assert postmaster(instance) == server
        assert not any(alive(pid) for pid in children_before)
        assert second.end()[0] == 0
        assert processes_of(instance) == []
        assert embedded.find_running(instance) is None

    def test_a_killed_database_comes_back(self, run, instance):
        port = free_port()
        system = run("up", "--empty", "--port", str(port))
        system.says("Ctrl-C")
        server = postmaster(instance)

        os.kill(server, signal.SIGKILL)

        until(lambda: embedded.find_running(instance) and postmaster(instance) != server)
        until(lambda: ready(port))
        assert system.end()[0] == 0

    @pytest.mark.parametrize("which", [0, 1])
    def test_a_killed_child_comes_back(self, run, instance, which):
        port = free_port()
        system = run("up", "--empty", "--port", str(port))
        system.says("Ctrl-C")
        victim = recorded(instance)[which]

        os.kill(victim, signal.SIGKILL)

        until(lambda: len(recorded(instance)) == 2 and victim not in recorded(instance))
        until(lambda: ready(port))
        assert system.end()[0] == 0

    def test_tied_to_its_parent_it_ends_in_order_when_that_is_killed(self, instance):
        port = free_port()
        maker = subprocess.Popen(
            [
                "sh",
                "-c",
                f'"$0" -c "{MAIN}" up --tied --empty --port {port}; exit',
                sys.executable,
            ],
            env={**os.environ, "BARGAINING_INSTANCE": str(instance)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=config.CHECKOUT,
        )
        until(lambda: ready(port))

        maker.kill()
        maker.wait()

        until(lambda: processes_of(instance) == [])
        until(lambda: embedded.find_running(instance) is None)


class TestWhatCannotStart:
    def test_malformed_settings_are_refused_in_one_line(self, run):
        code, said, complaint = run("up", DATABASE_URL="sqlite:///x.db").wait()

        assert (code, said, len(complaint.splitlines())) == (3, "", 1)
        assert "DATABASE_URL" in complaint

    def test_a_database_that_does_not_answer_is_named_in_one_line(self, run):
        url = f"postgresql://somebody@127.0.0.1:{free_port()}/nothing"

        code, _said, complaint = run("up", "--port", str(free_port()), DATABASE_URL=url).wait()

        assert (code, len(complaint.splitlines())) == (3, 1)
        assert "无法连接 DATABASE_URL" in complaint

    def test_a_structure_that_cannot_be_brought_up_to_date_is_said(self, run, bare_database_url):
        nobody = bare_database_url.replace(embedded.OWNER, "nobody_there")

        code, _said, complaint = run(
            "up",
            "--port",
            str(free_port()),
            DATABASE_URL=bare_database_url,
            DATABASE_OWNER_URL=nobody,
        ).wait()

        assert code == 3
        assert complaint.splitlines()[-1].startswith("数据库结构更新失败。")

    def test_a_folder_that_cannot_be_made_is_named(self, run, instance):
        instance.parent.mkdir(exist_ok=True)
        blocked = instance.parent / "file"
        blocked.touch()

        code, _said, complaint = run("up", BARGAINING_INSTANCE=str(blocked / "instance")).wait()

        assert code == 3
        assert str(blocked) in complaint


class TestAnotherServer:
    def test_one_that_is_new_enough_is_taken(self, bare_database_url):
        up._check_server(bare_database_url)

    def test_one_that_is_too_old_is_named(self, bare_database_url, monkeypatch):
        monkeypatch.setattr(up, "OLDEST_SERVER", 19)

        with pytest.raises(errors.NotReady, match="版本是 18，本系统需要 PostgreSQL 19"):
            up._check_server(bare_database_url)
