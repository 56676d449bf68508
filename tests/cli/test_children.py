"""Children are kept running, given up, ended, and swept up after a killed parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from bargaining import errors
from bargaining.cli import children
from tests.running import alive, until


class TestLeftovers:
    def test_a_process_recorded_by_a_killed_parent_is_ended(self, tmp_path):
        left = subprocess.Popen(["sleep", "60"], start_new_session=True)
        record = tmp_path / "up.json"
        record.write_text(json.dumps([[left.pid, children._birth(left.pid)]]))

        children.end_leftovers(record)

        assert left.wait(timeout=5) == -signal.SIGTERM
        assert not record.exists()

    def test_a_stranger_who_got_the_same_number_is_left_alone(self, tmp_path):
        stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
        record = tmp_path / "up.json"
        record.write_text(json.dumps([[stranger.pid, children._birth(stranger.pid) - 1]]))

        children.end_leftovers(record)

        assert stranger.poll() is None
        stranger.kill()
        stranger.wait()

    @pytest.mark.parametrize("text", ["", "{}", "[1]", "[[1]]", '[["a", 1]]', "null"])
    def test_a_damaged_record_is_no_obstacle(self, tmp_path, text):
        record = tmp_path / "up.json"
        record.write_text(text)

        children.end_leftovers(record)

        assert not record.exists()


class TestChildren:
    def test_one_that_dies_at_once_again_and_again_is_given_up_with_its_name(self, tmp_path):
        programs = children.Children(tmp_path / "up.json")
        programs.start("网站", [sys.executable, "-c", "raise SystemExit(7)"], environ=os.environ)

        with pytest.raises(errors.NotReady, match=r"网站.*退出码 7"):
            until(programs.tend, patience=90)
        programs.end()

    def test_one_that_does_not_listen_is_ended_all_the_same(self, tmp_path, monkeypatch):
        monkeypatch.setattr(children, "GRACE", 1.0)
        programs = children.Children(tmp_path / "up.json")
        code = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); "
        code += f"open({str(tmp_path / 'deaf')!r}, 'w').close(); time.sleep(60)"
        programs.start("定时任务", [sys.executable, "-c", code], environ=os.environ)
        until((tmp_path / "deaf").exists)
        ((pid, _birth),) = json.loads((tmp_path / "up.json").read_text())

        programs.end()

        assert not alive(pid)
