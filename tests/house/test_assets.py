"""What is fetched from elsewhere: exact versions, known hashes, no addresses, nothing unchecked."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_socket

from bargaining import config

PACKAGE = json.loads((config.CHECKOUT / "package.json").read_text(encoding="utf-8"))
HASHES = (config.CHECKOUT / "requirements" / "assets.sha256").read_text(encoding="utf-8")


def tracked_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=config.CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.splitlines()


class TestLocks:
    def test_every_browser_library_has_one_exact_version(self):
        versions = {**PACKAGE["dependencies"], **PACKAGE["devDependencies"]}

        assert [v for v in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []

    def test_every_file_that_is_copied_has_its_hash(self):
        wanted = {**PACKAGE["vendor"], **PACKAGE["vendorForTests"]}

        assert {line.split("  ")[1] for line in HASHES.splitlines()} == set(wanted)

    def test_every_vendor_file_a_page_asks_for_is_brought(self):
        asked = {
            f"static/{name}"
            for page in (config.CHECKOUT / "templates").rglob("*.html")
            for name in re.findall(r"vendor/[\w.-]+", page.read_text(encoding="utf-8"))
        }

        assert asked - set(PACKAGE["vendor"]) == set()

    def test_every_python_package_has_hashes(self):
        for lock in (config.CHECKOUT / "requirements").glob("*.txt"):
            blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
            assert [block for block in blocks if "--hash=sha256:" not in block] == []

    def test_no_lock_records_where_it_was_downloaded(self):
        names = {Path(name).name for name in tracked_files()}

        assert names & {"package-lock.json", "npm-shrinkwrap.json", "uv.lock", "yarn.lock"} == set()
        for lock in (config.CHECKOUT / "requirements").iterdir():
            assert "://" not in lock.read_text(encoding="utf-8")


class TestCopying:
    @pytest.fixture
    def checkout(self, tmp_path: Path) -> Path:
        """A small checkout whose one library lies beside it, so that nothing is downloaded."""
        (tmp_path / "deploy").mkdir()
        shutil.copy(config.CHECKOUT / "deploy" / "assets.py", tmp_path / "deploy")
        (tmp_path / "library").mkdir()
        (tmp_path / "library" / "package.json").write_text('{"name":"library","version":"1.0.0"}')
        (tmp_path / "library" / "library.js").write_text("let it = 'be';")
        package = {
            "private": True,
            "dependencies": {"library": "file:./library"},
            "vendor": {"static/vendor/library.js": "library/library.js"},
            "vendorForTests": {},
        }
        (tmp_path / "package.json").write_text(json.dumps(package))
        (tmp_path / "requirements").mkdir()
        digest = hashlib.sha256(b"let it = 'be';").hexdigest()
        hashes = tmp_path / "requirements" / "assets.sha256"
        hashes.write_text(f"{digest}  static/vendor/library.js\n")
        return tmp_path

    def copy(self, checkout: Path, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "deploy/assets.py", *options],
            cwd=checkout,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_file_with_the_known_hash_is_copied_and_no_lock_is_left(self, checkout):
        assert self.copy(checkout).returncode == 0

        assert (checkout / "static/vendor/library.js").read_text() == "let it = 'be';"
        assert not (checkout / "package-lock.json").exists()

    def test_a_file_that_differs_is_named_and_not_copied(self, checkout):
        (checkout / "library" / "library.js").write_text("let it = 'bad';")

        done = self.copy(checkout)

        assert done.returncode == 1
        assert "library.js" in done.stderr
        assert not (checkout / "static/vendor/library.js").exists()

    def test_a_copy_that_was_changed_is_put_right(self, checkout):
        self.copy(checkout)
        (checkout / "static/vendor/library.js").write_text("changed")

        assert self.copy(checkout).returncode == 0
        assert (checkout / "static/vendor/library.js").read_text() == "let it = 'be';"

    def test_a_version_changed_on_purpose_is_locked_anew(self, checkout):
        (checkout / "library" / "library.js").write_text("let it = 'new';")

        assert self.copy(checkout, "--lock").returncode == 0
        assert (checkout / "static/vendor/library.js").read_text() == "let it = 'new';"
        assert self.copy(checkout).returncode == 0


def test_no_test_reaches_beyond_this_machine():
    blocked = (pytest_socket.SocketConnectBlockedError, UserWarning)

    with pytest.raises(blocked, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)
