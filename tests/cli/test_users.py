"""`bargaining user`: the first administrator and others, on a real database."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pytest
from sqlalchemy import create_engine, text

from bargaining import cli, factory

PASSWORD = "Correct-horse-9"


@pytest.fixture(scope="module")
def environ(database_url, tmp_path_factory):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO place (code, name, kind) VALUES ('110108', '海淀区', 'district')")
        )
    engine.dispose()
    instance = tmp_path_factory.mktemp("instance")
    return {"DATABASE_URL": database_url, "BARGAINING_INSTANCE": str(instance)}


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def bargaining(environ, monkeypatch, capsys):
    def run(*words, given="", **more):
        for name, value in {**environ, **more}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, arguments=words)
        said = capsys.readouterr()
        return Done(ended.value.code, said.out, said.err)

    return run


def add(bargaining, login, *words, given=f"{PASSWORD}\n"):
    return bargaining(
        "user", "add", "--login", login, "--name", "王芳", "--password-stdin", *words, given=given
    )


def test_the_first_administrator_is_made_once(bargaining):
    first = ("user", "add", "--first", "--login", "root", "--name", "管理员", "--password-stdin")

    made = bargaining(*first, given=f"{PASSWORD}\n")
    again = bargaining(*first, given=f"{PASSWORD}\n")

    assert (made.returncode, made.stdout) == (0, "账号：root（管理员）\n")
    assert (again.returncode, again.stdout) == (0, "系统已有管理员，没有新建账号。\n")


def test_without_a_password_a_one_time_one_is_made(bargaining):
    done = bargaining(
        "user", "add", "--login", "li", "--name", "李静",
        "--role", "district", "--place", "110108", "--json",
    )  # fmt: skip

    answer = json.loads(done.stdout)
    assert (answer["login"], answer["role"], answer["place"]) == ("li", "district", "110108")
    assert len(answer["one_time_password"]) == 14


@pytest.mark.parametrize(
    ("words", "given", "code", "sentence"),
    [
        (("--role", "admin"), "short-1\n", 2, "密码至少 8 位"),
        (("--role", "district"), f"{PASSWORD}\n", 1, "请选择区总工会负责的地方。"),
        (
            ("--role", "district", "--place", "119999"),
            f"{PASSWORD}\n",
            1,
            "没有代码为 119999 的地方",
        ),
        (("--role", "union_chair", "--union", "无"), f"{PASSWORD}\n", 2, "名册里没有“无”这家工会"),
        (("--role", "king"), f"{PASSWORD}\n", 2, "king"),
        ((), f"{PASSWORD}\n", 2, "请用 --role 写明身份。"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(bargaining, words, given, code, sentence):
    done = add(bargaining, "zhao", *words, given=given)

    assert done.returncode == code
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_is_kept_of_an_account_whose_role_was_refused(bargaining):
    add(bargaining, "qian", "--role", "district")

    assert add(bargaining, "qian", "--role", "admin").returncode == 0


def test_an_account_is_reset_and_an_unknown_one_is_not_found(bargaining):
    add(bargaining, "sun", "--role", "admin")

    assert "一次性密码（只显示这一次）：" in bargaining("user", "reset-password", "sun").stdout
    assert bargaining("user", "reset-password", "nobody").returncode == 2
    assert bargaining("user", "unlock", "sun").returncode == 1


def test_a_database_without_our_structure_is_not_ready(bargaining, bare_database_url):
    done = bargaining("user", "unlock", "sun", DATABASE_URL=bare_database_url)

    assert done.returncode == 3
    assert done.stderr == "数据库结构不是最新，请先运行：bargaining migrate\n"


def test_a_database_that_is_not_there_is_not_ready(bargaining, database_url):
    nowhere = database_url.replace("/test_", "/none_")

    done = bargaining("user", "unlock", "sun", DATABASE_URL=nowhere)

    assert done.returncode == 3
    assert done.stderr.startswith("数据库没有回答：")
