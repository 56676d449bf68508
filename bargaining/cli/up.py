"""How is everything started at once, kept running, and ended without leaving anything behind?"""

from __future__ import annotations

import errno
import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import click

from bargaining import cli, config
from bargaining.cli import children as child_programs
from bargaining.cli import embedded
from bargaining.cli.children import Children
from bargaining.errors import NotReady

CONSOLE = (sys.executable, "-c", "from bargaining.factory import main; main()")
READY_PATIENCE = 90.0
PORT_PATIENCE = 5.0  # a server that just ended may still be letting go of its port
PULSE = 0.2
DATABASE_BEATS = 5  # the embedded database is looked at every so many pulses
OLDEST_SERVER = 15
EXPECTED_CODES = (cli.UNUSABLE, cli.NOT_READY)  # a bug ends a command with 1, as "no" does
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

port_option = click.option("--port", type=click.IntRange(1, 65535), help="网站端口，默认 8000。")


@click.command("up")
@click.option("--empty", is_flag=True, help="不装入示例数据，建立自己的系统。")
@port_option
@click.option("--tied", is_flag=True, hidden=True)
def up(*, empty: bool, port: int | None, tied: bool) -> None:
    """启动全部：数据库、网站、定时任务；按 Ctrl-C 停止。"""
    if tied:
        child_programs.end_with_parent()
    settings = _settings(port)
    with _until_told(), _only_one(settings), _running_database(settings) as url:
        environ = _environ(settings, url)
        _ask(environ, "migrate", failure="数据库结构更新失败。")
        accounts = _first_contents(settings, environ, empty=empty)
        with _running_children(settings) as programs:
            programs.start("网站", _web_command(settings), environ=environ)
            programs.start("定时任务", [*CONSOLE, "work"], environ=environ)
            _await_ready(settings, programs)
            click.echo(f"工资集体协商办案系统已启动：{_site(settings)}")
            for line in accounts:
                click.echo(line)
            click.echo("按 Ctrl-C 停止。")
            _watch(settings, programs)


@click.command("serve")
@port_option
def serve(*, port: int | None) -> None:
    """只启动网站。"""
    settings = _settings(port)
    with _until_told():
        _check_port(settings)
        with (
            embedded.database(settings) as url,
            _running_children(settings, record="serve.json") as programs,
        ):
            programs.start("网站", _web_command(settings), environ=_environ(settings, url))
            _await_listening(settings, programs)
            click.echo(f"网站已启动：{_site(settings)}")
            while True:
                programs.tend()
                time.sleep(PULSE)


# ── one after the other ──────────────────────────────────────────────────────────────────────


@contextmanager
def _until_told() -> Iterator[None]:
    """Run the block until INT, TERM or a closed terminal, then unwind it and exit with 0.

    The signal becomes an exception, so that every block that opened something closes it; from
    then on further signals are ignored, for a second Ctrl-C must not cut the closing short.
    """

    def end(_number: int, _frame: object) -> NoReturn:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise SystemExit(0)

    before = {ending: signal.signal(ending, end) for ending in ENDINGS}
    try:
        yield
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)


@contextmanager
def _only_one(settings: config.Settings) -> Iterator[None]:
    """Refuse to start beside a running parent; clear away what a killed one left."""
    try:
        settings.instance.mkdir(parents=True, exist_ok=True)
        file = (settings.instance / "up.lock").open("a+", encoding="utf-8")
    except OSError as problem:
        raise NotReady(f"无权写入文件夹 {settings.instance}，请用建立它的用户运行。") from problem
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            file.seek(0)
            raise NotReady(f"系统已在运行：{file.read().strip() or '正在启动'}。") from problem
        child_programs.end_leftovers(settings.instance / "up.json")
        _check_port(settings)
        file.truncate(0)
        file.write(f"{_site(settings)} （进程 {os.getpid()}）")
        file.flush()
        yield


@contextmanager
def _running_database(settings: config.Settings) -> Iterator[str]:
    if settings.database_url is not None:
        _check_server(settings.database_url)
        yield settings.database_url
        return
    with embedded.owned(settings.instance) as url:
        yield url


@contextmanager
def _running_children(settings: config.Settings, *, record: str = "up.json") -> Iterator[Children]:
    programs = Children(settings.instance / record)
    try:
        yield programs
    finally:
        programs.end()


def _watch(settings: config.Settings, programs: Children) -> NoReturn:
    """Keep children and embedded database running until a signal ends this process."""
    beats = 0
    while True:
        programs.tend()
        ours = settings.database_url is None and beats % DATABASE_BEATS == 0
        if ours and embedded.find_running(settings.instance) is None:
            click.echo("数据库意外停止，正在重新启动。", err=True)
            embedded.start(settings.instance)
        beats += 1
        time.sleep(PULSE)


# ── what it starts with ──────────────────────────────────────────────────────────────────────


def _first_contents(
    settings: config.Settings, environ: Mapping[str, str], *, empty: bool
) -> list[str]:
    """Fill a new database as it was asked for; return what the reader must be told.

    A system once begun as one's own stays so, also when it is next started without `--empty`.
    """
    own = settings.instance / "own"
    if empty:
        own.touch()
    if own.exists():
        return _first_administrator(environ)
    answer = json.loads(_ask(environ, "demo", "--if-empty", "--json", failure="示例数据装入失败。"))
    return _account_lines(answer)


def _first_administrator(environ: Mapping[str, str]) -> list[str]:
    if not sys.stdin.isatty():
        return ["如尚未建立管理员，请运行：.venv/bin/bargaining user add --first"]
    done = subprocess.run(  # noqa: S603 -- our own program, on the reader's terminal
        [*CONSOLE, "user", "add", "--first"], env=dict(environ), check=False
    )
    if done.returncode != 0:
        raise NotReady("管理员账号没有建立，请重新启动后再试。")
    return []


def _account_lines(answer: Mapping[str, Any]) -> list[str]:
    accounts = answer.get("accounts", [])
    if not accounts:
        return []
    return [
        f"示例账号（密码均为 {answer['password']}）：",
        *(f"  {account['name']}  {account['title']}" for account in accounts),
    ]


def _ask(environ: Mapping[str, str], *words: str, failure: str) -> str:
    """Run one of our own commands to its end and return what it printed."""
    done = subprocess.run(  # noqa: S603 -- our own program, no shell
        [*CONSOLE, *words],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=child_programs.tie_to(os.getpid()),
    )
    if done.returncode in EXPECTED_CODES:
        raise NotReady(f"{failure}{' '.join(done.stderr.split())}")
    if done.returncode != 0:
        click.echo(done.stderr, err=True)
        raise NotReady(f"{failure}原因见上方信息。")
    return done.stdout


# ── the web server ───────────────────────────────────────────────────────────────────────────


def _settings(port: int | None) -> config.Settings:
    settings = config.Settings.from_env(os.environ)
    return settings if port is None else replace(settings, port=port)


def _environ(settings: config.Settings, url: str) -> dict[str, str]:
    known = settings.with_database(url)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": known.owner_url or url,
        "BARGAINING_INSTANCE": str(settings.instance),
        "BARGAINING_HOST": settings.host,
        "BARGAINING_PORT": str(settings.port),
    }


def _web_command(settings: config.Settings) -> list[str]:
    return [
        sys.executable, "-m", "gunicorn",
        "--config", str(config.CHECKOUT / "deploy" / "gunicorn.conf.py"),
        "--chdir", str(config.CHECKOUT),
        "--bind", f"{_written(settings.host)}:{settings.port}",
        "app:app",
    ]  # fmt: skip


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _nearby(settings: config.Settings) -> str:
    """Name the address by which this machine itself reaches the web server."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104


def _site(settings: config.Settings) -> str:
    return f"http://{_written(_nearby(settings))}:{settings.port}/"


def _check_port(settings: config.Settings) -> None:
    until = time.monotonic() + PORT_PATIENCE
    while (problem := _refusal_to_listen(settings)) is not None:
        if problem.errno == errno.EACCES:
            raise NotReady(
                f"无权使用端口 {settings.port}，请改用 1024 以上的端口，例如：make run PORT=8000。"
            )
        if problem.errno != errno.EADDRINUSE:
            raise NotReady(f"本机没有 BARGAINING_HOST 所写的地址 {settings.host}。") from problem
        if time.monotonic() > until:
            raise NotReady(
                f"端口 {settings.port} 已被其他程序占用，请关闭该程序，或换一个端口，"
                "例如：make run PORT=8080。"
            )
        time.sleep(PULSE)


def _refusal_to_listen(settings: config.Settings) -> OSError | None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            return problem
    return None


def _check_server(url: str) -> None:
    import psycopg

    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.OperationalError as problem:
        reason = " ".join(str(problem).split())
        raise NotReady(f"无法连接 DATABASE_URL 所指的数据库：{reason}") from problem
    if version < OLDEST_SERVER:
        raise NotReady(f"数据库的版本是 {version}，本系统需要 PostgreSQL {OLDEST_SERVER} 以上。")


def _await_ready(settings: config.Settings, programs: Children) -> None:
    _await(settings, programs, path="/readyz", wanted=range(200, 300))


def _await_listening(settings: config.Settings, programs: Children) -> None:
    _await(settings, programs, path="/healthz", wanted=range(100, 600))


def _await(settings: config.Settings, programs: Children, *, path: str, wanted: range) -> None:
    until = time.monotonic() + READY_PATIENCE
    while True:
        programs.tend()
        status = _status(settings, path)
        if status in wanted:
            return
        if time.monotonic() > until:
            raise NotReady(f"网站没有按时就绪（{path} 的回答是 {status}），原因见上方信息。")
        time.sleep(PULSE)


def _status(settings: config.Settings, path: str) -> int:
    """Ask the web server for one page; 0 where nobody answers yet."""
    connection = http.client.HTTPConnection(_nearby(settings), settings.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
