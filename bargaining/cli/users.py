"""`bargaining user`: accounts, above all the first administrator."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click
from flask_security.utils import hash_password
from sqlalchemy.orm import Session

from bargaining import clock, db
from bargaining.actions import users as user_actions
from bargaining.cli import edge
from bargaining.errors import Unusable
from bargaining.queries import users as user_queries
from bargaining.rules import passwords
from bargaining.rules.roles import OPERATOR, Role

DAY = click.DateTime(formats=["%Y-%m-%d"])
ROLES = click.Choice([role.value for role in Role])


@dataclass(frozen=True)
class _Password:
    """What an account begins with: the password, and whether it must be changed at once."""

    text: str
    one_time: bool


@click.group("user", help="账号")
def user() -> None:
    """Hold the commands about accounts."""


@user.command("add")
@click.option("--login", help="登录名：手机号码，或者便于记住的名称。")
@click.option("--name", help="姓名。")
@click.option("--role", type=ROLES, help="身份。")
@click.option("--place", help="负责的地方，行政区划代码，例如 110108。")
@click.option("--union", "union", help="所在工会（主席）：全称或法人代码。")
@click.option("--from", "from_", type=DAY, help="自哪一天起，默认今天。")
@click.option("--to", type=DAY, help="至哪一天止，默认长期。")
@click.option("--password-stdin", is_flag=True, help="密码由标准输入给出；否则生成一次性密码。")
@click.option("--first", is_flag=True, help="询问并建立第一位系统管理员；已有管理员时什么也不做。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def add(ctx: click.Context, /, *, as_json: bool, first: bool, **given: Any) -> None:  # noqa: ANN401
    """新建账号并授权；不给密码的，输出一个只显示这一次的一次性密码。"""
    with edge.open_app(ctx):
        answer = _add_first(given) if first else _add(given, _given_password(given))
    _print(answer, as_json=as_json)


@user.command("reset-password")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@click.pass_context
def reset_password(ctx: click.Context, *, login: str, as_json: bool) -> None:
    """重置密码，输出一次性密码；该账号正在使用的登录全部退出。"""
    password = user_actions.one_time_password()
    with edge.open_app(ctx):
        hashed = hash_password(password)
        with db.transaction(OPERATOR) as session:
            account = user_actions.reset_password(
                session,
                _id_of(session, login),
                password_hash=hashed,
                actor=OPERATOR,
                at=clock.now(),
            )
            answer = {"login": account.email, "name": account.name, "one_time_password": password}
    _print(answer, as_json=as_json)


@user.command("unlock")
@click.argument("login")
@click.pass_context
def unlock(ctx: click.Context, *, login: str) -> None:
    """解除登录失败造成的暂停登录。"""
    with edge.open_app(ctx), db.transaction(OPERATOR) as session:
        user_actions.unlock(session, _id_of(session, login), actor=OPERATOR, at=clock.now())
    click.echo("已解除，现在可以登录。")


def _add(given: dict[str, Any], password: _Password) -> dict[str, Any]:
    for name, label in (("login", "登录名"), ("name", "姓名"), ("role", "身份")):
        if not given[name]:
            raise Unusable(f"请用 --{name} 写明{label}。", field=name)
    hashed = hash_password(passwords.normal_password(password.text))
    account = user_actions.NewAccount(
        given["login"], given["name"], hashed, one_time=password.one_time
    )
    with db.transaction(OPERATOR) as session:
        made = user_actions.add_user(session, account, actor=OPERATOR, at=clock.now())
        grant = user_actions.grant_role(
            session, made.id, _grant(session, given), actor=OPERATOR, at=clock.now()
        )
        answer = {
            "id": made.id,
            "login": made.email,
            "name": made.name,
            "role": grant.role,
            "place": grant.place_code,
            "union": grant.union_id,
        }
    return answer | ({"one_time_password": password.text} if password.one_time else {})


def _add_first(given: dict[str, Any]) -> dict[str, Any]:
    if user_queries.has_administrator(db.db.session(), on=clock.today()):
        return {"message": "系统已有管理员，没有新建账号。"}
    asked = dict(given, role=Role.ADMIN.value)
    asked["login"] = given["login"] or click.prompt("管理员登录名")
    asked["name"] = given["name"] or click.prompt("管理员姓名")
    password = _given_password(given) if given["password_stdin"] else _asked(asked["login"])
    return _add(asked, password)


def _asked(login: str) -> _Password:
    while True:
        text = click.prompt("密码", hide_input=True, confirmation_prompt="再输入一次密码")
        weak = passwords.why_weak(passwords.normal_password(text), login=login)
        if weak is None:
            return _Password(text, one_time=False)
        click.echo(weak, err=True)


def _given_password(given: dict[str, Any]) -> _Password:
    if not given["password_stdin"]:
        return _Password(user_actions.one_time_password(), one_time=True)
    text = sys.stdin.readline().rstrip("\r\n")
    weak = passwords.why_weak(passwords.normal_password(text), login=given["login"] or "")
    if weak is not None:
        raise Unusable(weak, field="password")
    return _Password(text, one_time=False)


def _grant(session: Session, given: dict[str, Any]) -> user_actions.NewGrant:
    union = given["union"]
    return user_actions.NewGrant(
        role=Role(given["role"]),
        from_on=_day(given["from_"]) or clock.today(),
        to_on=_day(given["to"]),
        place_code=given["place"] or None,
        union_id=user_queries.get_union(session, union).id if union else None,
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _id_of(session: Session, login: str) -> int:
    found = user_queries.find_user_by_login(session, login)
    if found is None:
        raise Unusable(f"没有账号“{login}”，请核对登录名。", field="login")
    return found.id


def _print(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif "message" in answer:
        click.echo(answer["message"])
    else:
        click.echo(f"账号：{answer['login']}（{answer['name']}）")
        if "one_time_password" in answer:
            click.echo(f"一次性密码（只显示这一次）：{answer['one_time_password']}")
