"""How is the embedded database started, found, shared and stopped?

Its processes outlive whoever started them, so every question is asked of the system (the pid
file, the process table, file locks that die with their holder), never remembered.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from bargaining import config
from bargaining.cli import server_home
from bargaining.cli.server_home import Home
from bargaining.errors import NotReady

OWNER, DATABASE, SUPERUSER = "bargaining_owner", "bargaining", "postgres"
MAJOR = "18"
PATIENCE = 300.0  # recovery after a power cut reads back all that was not yet on disk
LOCK_PATIENCE = PATIENCE + 60
LEAVING_CHECKS, LEAVING_PAUSE = 20, 0.1  # seconds between two looks at who is still connected


@dataclass(frozen=True)
class _Server:
    """What the pid file says of a server that is really there."""

    pid: int
    socket: str
    ready: bool


def find_running(instance: Path) -> str | None:
    """Return the address of an instance's running database, None where none answers to us.

    Looks at files only: no connection is made and no driver is imported.
    """
    with suppress(NotReady, OSError):
        home = server_home.find_home(instance)
        server = _server(home) if home else None
        if server and server.ready:
            return address(server.socket)
    return None


def address(socket: str, *, user: str = OWNER, database: str = DATABASE) -> str:
    """Write the SQLAlchemy URL of a database behind a socket folder."""
    return f"{config.DRIVER}://{user}@/{database}?host={quote(socket, safe='/')}"


def start(instance: Path, *, durable: bool = True) -> str:
    """Start an instance's database, or adopt the one that is running, and return its address.

    `durable=False` gives up safety against a power cut and is for tests alone.
    """
    with _locked(instance):
        return _start(instance, durable=durable)


def stop(instance: Path) -> None:
    """Stop an instance's database; does nothing where none is running."""
    with _locked(instance):
        _stop(instance)


@contextmanager
def owned(instance: Path) -> Iterator[str]:
    """Own the database while the block runs: start or adopt it, and stop it at the end."""
    with _user_lock(instance) as users:
        try:
            with _locked(instance):
                url = _start(instance, durable=True)
                _loan(instance).unlink(missing_ok=True)
                fcntl.flock(users, fcntl.LOCK_SH)
            yield url
        finally:
            stop(instance)


@contextmanager
def database(settings: config.Settings, *, durable: bool = True) -> Iterator[str]:
    """Give a command its database: the one that is set, else the running one, else a new one.

    A server that another owns is never stopped. One that a command had to start is stopped by
    the last command that leaves it, provided nobody else is connected.
    """
    if settings.database_url is not None:
        yield settings.database_url
        return
    instance, name = settings.instance, f"bargaining-{os.getpid()}"
    with _user_lock(instance) as users:
        with _locked(instance):
            url = find_running(instance)
            if url is None:
                url = _start(instance, durable=durable)
                _loan(instance).touch()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield f"{url}&application_name={name}"
        finally:
            with _locked(instance):
                if _loan(instance).exists() and _alone(users, instance, name=name):
                    _stop(instance)
                    _loan(instance).unlink(missing_ok=True)


def _alone(users: IO[str], instance: Path, *, name: str) -> bool:
    """Tell whether no command holds the database and no stranger is connected to it."""
    import psycopg

    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    home = server_home.find_home(instance)
    server = _server(home) if home else None
    if server is None:
        return True
    with psycopg.connect(
        host=server.socket, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        # A session that has just been closed is listed until its process is gone.
        for _ in range(LEAVING_CHECKS):
            strangers = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND pid <> pg_backend_pid() AND application_name <> %s",
                [name],
            ).fetchone()
            if strangers == (0,):
                return True
            time.sleep(LEAVING_PAUSE)
    return False


# ── starting and stopping, under the lock ────────────────────────────────────────────────────


def _start(instance: Path, *, durable: bool) -> str:
    home = server_home.find_home(instance)
    server = _settled(home) if home else None
    if server is None:
        server = _start_anew(server_home.make_home(instance), durable=durable)
    _make_database(server.socket)
    return address(server.socket)


def _start_anew(home: Home, *, durable: bool) -> _Server:
    _clear_remains(home)
    _make_cluster(home, durable=durable)
    _write_settings(home, durable=durable)
    _launch(home)
    server = _server(home)
    if server is None:
        raise NotReady(f"内置数据库启动后又停止了，请查看 {home.log}。")
    return server


def _settled(home: Home) -> _Server | None:
    """Wait for a server that is starting or ending; return it, or None when it is gone."""
    until = time.monotonic() + PATIENCE
    while (server := _server(home)) is not None and not _answers(server):
        if time.monotonic() > until:
            raise NotReady(f"内置数据库长时间没有就绪，请查看 {home.log}。")
        time.sleep(0.1)
    return server


def _answers(server: _Server) -> bool:
    import psycopg

    if not server.ready:
        return False
    try:
        psycopg.connect(host=server.socket, user=SUPERUSER, dbname="postgres").close()
    except psycopg.OperationalError:  # killed a moment ago, its pid file and process still there
        return False
    return True


def _server(home: Home) -> _Server | None:
    """Read the pid file, believing it only if that process is this folder's server.

    After a crash or a restart of the machine the number may belong to anybody, or to a dead
    process that its parent has not yet buried.
    """
    try:
        lines = (home.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except PermissionError as problem:
        raise NotReady(
            f"无权读取内置数据库的文件夹 {home.data}，请用建立它的用户运行。"
        ) from problem
    except (OSError, IndexError, ValueError):
        return None
    if os.fsencode(home.data) not in words:
        return None
    status = lines[7].strip() if len(lines) > 7 else "starting"
    return _Server(pid, socket=lines[4] if len(lines) > 4 else "", ready=status == "ready")


def _clear_remains(home: Home) -> None:
    """Remove what a killed server left, once the last of its processes has ended."""
    since = time.monotonic()
    while remains := _remaining_processes(home):
        waited = time.monotonic() - since
        if waited > 20:
            raise NotReady(f"上次的数据库进程 {remains[0]} 没有结束，请先结束它。")
        if waited > 5:
            for pid in remains:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT if waited < 10 else signal.SIGKILL)
        time.sleep(0.1)
    socket = home.socket / server_home.SOCKET_NAME
    for left in (home.data / "postmaster.pid", socket, Path(f"{socket}.lock")):
        left.unlink(missing_ok=True)


def _remaining_processes(home: Home) -> list[int]:
    title = f"postgres: {home.tag}: ".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if (folder / "cmdline").read_bytes().startswith(title):
                    found.append(int(folder.name))
    return found


def _make_cluster(home: Home, *, durable: bool) -> None:
    version = home.data / "PG_VERSION"
    if version.exists():
        found = version.read_text(encoding="utf-8").strip()
        if found != MAJOR:
            raise NotReady(
                f"{home.data} 是 PostgreSQL {found} 的数据，本系统自带的是 {MAJOR}，请先迁移数据。"
            )
        return
    part = home.path / "data.part"
    if part.exists():
        shutil.rmtree(part)
    home.open_folder(part)
    made = home.run(
        "initdb", "-D", str(part), "-U", SUPERUSER, "--encoding=UTF8", "--locale=C",
        "--auth-local=trust", "--auth-host=reject", *([] if durable else ["--no-sync"]),
    )  # fmt: skip
    if made.returncode != 0:
        raise NotReady(f"无法建立内置数据库：{_last_line(made.stderr)}")
    part.rename(home.data)


def _write_settings(home: Home, *, durable: bool) -> None:
    """Write the server's settings whole at every start; `own.conf` beside them is the office's."""
    safety = {} if durable else {"fsync": "off", "synchronous_commit": "off"}
    values = {
        "listen_addresses": "",
        "unix_socket_directories": str(home.socket),
        "unix_socket_permissions": "0700",
        "cluster_name": home.tag,
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "logging_collector": "on",
        "log_directory": str(home.log),
        "log_filename": "postgres-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        **safety,
    }
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in values.items()]
    part = home.data / "postgresql.conf.part"
    part.write_text("\n".join([*lines, "include_if_exists = 'own.conf'", ""]), encoding="utf-8")
    part.chmod(0o600)
    if home.account is not None:
        os.chown(part, home.account.pw_uid, home.account.pw_gid)
    part.rename(home.data / "postgresql.conf")


def _launch(home: Home) -> None:
    done = home.run(
        "pg_ctl", "start", "-D", str(home.data), "-w", "-t", str(int(PATIENCE)),
        "-l", str(home.log / "start.log"),
    )  # fmt: skip
    if done.returncode != 0:
        raise NotReady(f"内置数据库无法启动，原因见 {home.log}。")


def _make_database(socket: str) -> None:
    """Make the owner's role and the database where they are missing."""
    import psycopg

    with psycopg.connect(
        host=socket, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
        if found.fetchone() is None:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template0")


def _stop(instance: Path) -> None:
    home = server_home.find_home(instance)
    if home is None or _server(home) is None:
        return
    for manner in ("fast", "immediate"):
        home.run("pg_ctl", "stop", "-D", str(home.data), "-m", manner, "-w", "-t", "60")
        if _server(home) is None:
            break
    else:
        raise NotReady(f"内置数据库没有停止，请查看 {home.log}。")
    if not home.socket.is_relative_to(home.path):
        with suppress(OSError):
            home.socket.rmdir()


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else "没有给出原因"


# ── locks ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _locked(instance: Path) -> Iterator[None]:
    """Let one process at a time find, start or stop the database."""
    with _lock_file(instance, "postgres.lock") as file:
        until = time.monotonic() + LOCK_PATIENCE
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as problem:
                if time.monotonic() > until:
                    raise NotReady(
                        "另一个进程一直在启动或停止内置数据库，请稍后再试。"
                    ) from problem
                time.sleep(0.05)
        yield


@contextmanager
def _user_lock(instance: Path) -> Iterator[IO[str]]:
    """Open the file on which everybody who uses the database holds a shared lock."""
    with _lock_file(instance, "postgres.users") as file:
        yield file


@contextmanager
def _lock_file(instance: Path, name: str) -> Iterator[IO[str]]:
    try:
        instance.mkdir(parents=True, exist_ok=True)
        file = (instance / name).open("a", encoding="utf-8")
    except OSError as problem:
        raise NotReady(f"无权写入文件夹 {instance}，请用建立它的用户运行。") from problem
    with file:
        yield file


def _loan(instance: Path) -> Path:
    """Name the mark of a server that a command started and nobody owns."""
    return instance / "postgres.loan"
