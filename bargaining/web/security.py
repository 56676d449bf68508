"""How is the accounts library set up? Its switches, its words, and what its signals mean to us."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self, cast

from flask import Flask, g, request, session
from flask_babel import Babel
from flask_login import signals as flask_login_signals  # type: ignore[import-untyped]
from flask_security import signals
from flask_security.core import Security, UserMixin, _default_messages
from flask_security.mail_util import MailUtil
from flask_security.totp import Totp
from flask_wtf.csrf import CSRFProtect

from bargaining import clock, db
from bargaining.actions import users as user_actions
from bargaining.config import Settings
from bargaining.errors import NotReady
from bargaining.models.user import User
from bargaining.queries import users as user_queries
from bargaining.rules import passwords
from bargaining.rules.roles import Actor
from bargaining.web import access, sign_in
from bargaining.web.datastore import Accounts

_OFF = "这项功能没有启用。"

WORDS: dict[str, tuple[str, str]] = {
    "API_ERROR": ("内容不能识别，请重新填写。", "error"),
    "GENERIC_AUTHN_FAILED": ("登录名或密码不对，请再核对一次。", "error"),
    "UNAUTHORIZED": ("您的身份不能打开这一页。", "error"),
    "UNAUTHENTICATED": ("请先登录。", "info"),
    "REAUTHENTICATION_REQUIRED": ("这一页涉及账号安全，请再输入一次密码。", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("密码正确，请继续办理。", "info"),
    "INVALID_REDIRECT": ("登录后将打开首页。", "info"),
    "USER_DOES_NOT_EXIST": ("登录名或密码不对，请再核对一次。", "error"),
    "INVALID_PASSWORD": ("密码不对，请再核对一次。", "error"),
    "DISABLED_ACCOUNT": ("这个账号已经停用，请联系管理员。", "error"),
    "EMAIL_NOT_PROVIDED": ("请填写登录名。", "error"),
    "INVALID_EMAIL_ADDRESS": ("登录名的写法不对。", "error"),
    "PASSWORD_NOT_PROVIDED": ("请填写密码。", "error"),
    "PASSWORD_MISMATCH": ("密码不对，请再核对一次。", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("两次填写的新密码不一样。", "error"),
    "PASSWORD_IS_THE_SAME": ("新密码不能与现在的密码相同。", "error"),
    "PASSWORD_CHANGE": ("密码已经修改，其他地方的登录都已退出。", "success"),
    "LOGIN": ("请先登录。", "info"),
    "REFRESH": ("请再输入一次密码。", "info"),
    "ANONYMOUS_USER_REQUIRED": ("您已经登录。", "info"),
    "INVALID_CODE": ("动态码不对，请填写手机上最新的六位数字。", "error"),
    "TWO_FACTOR_INVALID_TOKEN": ("动态码不对，请填写手机上最新的六位数字。", "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("动态码正确，已经登录。", "info"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": ("动态码已经启用，下次登录时使用。", "success"),
    "TWO_FACTOR_PERMISSION_DENIED": ("请先用登录名和密码登录。", "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("不能这样设置，请按页面上的按钮办理。", "error"),
    "TWO_FACTOR_DISABLED": ("动态码已经停用。", "success"),
    "TWO_FACTOR_SETUP_EXPIRED": ("页面放得太久，请重新设置动态码。", "error"),
}


@dataclass(frozen=True)
class Policy:
    """How strict this installation is with accounts.

    `https`: the site is reached by HTTPS only, so cookies are never sent without it.
    `require_totp`: officials and administrators cannot sign in without a second factor.
    """

    https: bool = False
    require_totp: bool = False
    lock: passwords.LockRule = field(default_factory=passwords.LockRule)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the policy; raise NotReady with a finished sentence where it is malformed."""
        return cls(
            https=_switch(environ, "BARGAINING_HTTPS"),
            require_totp=_switch(environ, "REQUIRE_TOTP"),
            lock=passwords.LockRule(
                failures=_number(environ, "SIGN_IN_FAILURES", default=5),
                minutes=_number(environ, "SIGN_IN_LOCK_MINUTES", default=15),
            ),
        )


def init_app(app: Flask, settings: Settings, policy: Policy) -> None:
    """Set up the session, the token of forms, the language and the accounts library."""
    app.config.update(_flask_settings(settings, policy))
    app.config.update(_library_settings(settings, policy))
    app.config[sign_in.POLICY] = policy.lock
    Babel(app)
    # The guard is there already: who is not signed in is told so before a token is looked at.
    CSRFProtect(app)
    security = _Library(
        app,
        Accounts(),
        login_form=sign_in.SignInForm,
        verify_form=sign_in.AgainForm,
        change_password_form=sign_in.OwnPasswordForm,
        two_factor_setup_form=sign_in.SecondFactorForm,
        two_factor_verify_code_form=sign_in.CodeForm,
        two_factor_rescue_form=sign_in.RescueForm,
        mail_util_cls=_Names,
        password_util_cls=sign_in.Passwords,
        totp_cls=_Codes,
    )
    security.want_json(lambda _request: False)  # its pages are for people only
    security.login_manager._session_identifier_generator = _browser
    _listen(app)


def _flask_settings(settings: Settings, policy: Policy) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-session" if policy.https else "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": policy.https,
        "SESSION_PROTECTION": "strong",
        "PERMANENT_SESSION_LIFETIME": access.LIVES_FOR,
        "WTF_CSRF_TIME_LIMIT": None,  # a form may be filled in slowly; the session ends it
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": clock.LEGAL_ZONE.key,
    }


def _library_settings(settings: Settings, policy: Policy) -> dict[str, object]:
    codes = hmac.new(settings.person_key.encode(), b"second factor", hashlib.sha256)
    switches: dict[str, object] = {
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        # Argon2 salts by itself; an HMAC with another key would tie every password to that key.
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": passwords.normal_name}}],
        "CHANGEABLE": True,
        "CHANGE_URL": "/change-password",
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "VERIFY_URL": "/confirm-password",
        "POST_LOGOUT_VIEW": "/login",
        "LOGOUT_METHODS": ["POST"],
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "JOIN_USER_ROLES": False,
        "FRESHNESS": access.FRESH_FOR,
        "FRESHNESS_GRACE_PERIOD": access.FRESH_FOR,
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": policy.require_totp,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_SETUP_WITHIN": timedelta(minutes=30),
        "TWO_FACTOR_SETUP_URL": "/second-factor",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/second-factor/code",
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
        "TOTP_SECRETS": {"1": codes.hexdigest()},
        "TOTP_ISSUER": "工资集体协商办案系统",
        "DATETIME_FACTORY": clock.now,
    }
    words = {f"MSG_{key}": WORDS.get(key, (_OFF, "error")) for key in _default_messages}
    return {f"SECURITY_{key}": value for key, value in (switches | words).items()}


# ── what the library lets us replace ─────────────────────────────────────────────────────────


class _Library(Security):
    def _check_modules(self, module: str, config_name: str) -> object:
        # The key of a second factor is shown as text and as a link; no picture is drawn.
        return None if module == "qrcode" else super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


class _Names(MailUtil):
    """Sign-in names where the library expects addresses."""

    def normalize(self, email: str) -> str:
        return passwords.normal_name(email)

    def validate(self, email: str) -> str:
        return passwords.normal_name(email)


class _Codes(Totp):
    """One-time codes that are good for one use."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        return _ours(user).tf_last_counter

    def set_last_counter(self, user: UserMixin, tmatch: Any) -> None:  # noqa: ANN401
        _ours(user).tf_last_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        return self.get_totp_uri(username, totp)


def _ours(user: UserMixin) -> User:
    return cast(User, user)


def _browser() -> str:
    # The address is left out: a phone changes it on its way through the city.
    return hashlib.sha256(request.headers.get("User-Agent", "").encode()).hexdigest()


# ── what the library's signals mean to us ────────────────────────────────────────────────────


def _listen(app: Flask) -> None:
    signals.user_failed_authn.connect(_on_failure, app)
    signals.user_authenticated.connect(_on_sign_in, app)
    signals.password_changed.connect(_on_password_change, app)
    signals.tf_profile_changed.connect(_on_second_factor, app)
    signals.tf_disabled.connect(_on_second_factor_given_up, app)
    flask_login_signals.user_logged_out.connect(_on_sign_out, app)


def _on_failure(_app: Flask, *, user: User, **_more: object) -> None:
    sign_in.note_failure(user.email)


def _on_sign_in(_app: Flask, *, user: User, authn_via: list[str] | None, **_more: object) -> None:
    if authn_via == ["change"]:  # the library signs in again after a change of password
        return
    # Whoever knew the session before the sign-in knows nothing of the one after it.
    for key in (g.get("csrf_field_name", "csrf_token"), "role", "at"):
        session.pop(key, None)
        g.pop(key, None)
    user_actions.note_sign_in(db.db.session(), user, actor=_as_actor(user), at=clock.now())


def _on_sign_out(app: Flask, *, user: User, **_more: object) -> None:
    for key in ("role", "at"):
        session.pop(key, None)
    user_actions.note_sign_out(db.db.session(), user, actor=_as_actor(user), at=clock.now())
    app.extensions["security"].datastore.commit()


def _on_password_change(_app: Flask, *, user: User, **_more: object) -> None:
    user_actions.note_password_change(db.db.session(), user, actor=_as_actor(user), at=clock.now())


def _on_second_factor(_app: Flask, *, user: User, **_more: object) -> None:
    user_actions.note_second_factor(
        db.db.session(), user, given_up=False, actor=_as_actor(user), at=clock.now()
    )


def _on_second_factor_given_up(_app: Flask, *, user: User, **_more: object) -> None:
    user_actions.note_second_factor(
        db.db.session(), user, given_up=True, actor=_as_actor(user), at=clock.now()
    )


def _as_actor(user: User) -> Actor:
    known: Actor | None = g.get("actor")
    if known is not None:
        return known
    found = user_queries.find_actor(user, on=clock.today(), wanted=None)
    return found or Actor(user_id=user.id, name=user.name, role=None)


# ── reading the policy ───────────────────────────────────────────────────────────────────────


def _switch(environ: Mapping[str, str], name: str) -> bool:
    given = environ.get(name, "").strip()
    if given not in {"", "0", "1"}:
        raise NotReady(f"{name} 应是 0 或 1，现在是“{given}”。")
    return given == "1"


def _number(environ: Mapping[str, str], name: str, *, default: int) -> int:
    given = environ.get(name, "").strip() or str(default)
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 1000):
        raise NotReady(f"{name} 应是 1 至 1000 的整数，现在是“{given}”。")
    return int(given)
