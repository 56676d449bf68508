"""What is asked of somebody who signs in, and when does a name stay locked?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from flask_security import current_user
from flask_security.forms import (
    ChangePasswordForm,
    LoginForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.password_util import PasswordUtil
from flask_security.utils import get_message, hash_password
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField, SubmitField
from wtforms.validators import DataRequired, EqualTo

from bargaining import clock, db
from bargaining.actions import users as user_actions
from bargaining.models.user import User
from bargaining.queries import users as user_queries
from bargaining.rules import passwords
from bargaining.web import filters, forms

POLICY = "SIGN_IN_LOCK"

_NAME = [DataRequired("请填写登录名。")]
_PASSWORD = [DataRequired("请填写密码。")]
_CURRENT = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}


class _Meta(forms.Meta, FlaskForm.Meta):  # type: ignore[misc]
    """The library's forms speak as ours do."""


class SignInForm(LoginForm):
    """Name and password; the lock is asked first, so that a locked name answers no guesses."""

    Meta = _Meta
    email: StringField = StringField(  # type: ignore[assignment]
        "登录名", _NAME, render_kw={"autocomplete": "username"}
    )
    password = PasswordField("密码", _PASSWORD, render_kw=_CURRENT)
    remember = None  # type: ignore[assignment]
    submit = SubmitField("登录")

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 -- the library's own
        """Find the account and check the password; every failure counts against the name."""
        # The library's own order checks the password first and names the lock only when it was
        # right: that would tell a guesser.
        if not super(LoginForm, self).validate(**kwargs):
            return False
        name = passwords.normal_name(self.email.data or "")
        password = passwords.normal_password(self.password.data or "")
        self.ifield = self.email
        if (until := locked_until(name)) is not None:
            return self._no(locked_sentence(until), password)
        self.user = user_queries.find_user_by_login(db.db.session(), name)
        if self.user is None:
            return self._no(note_failure(name), password)
        if not self.user.verify_and_update_password(password):
            self.user.track_failed_authn("password")
            return self._no(after_failure(name))
        self.user_authenticated = True
        reason = _closed(self.user, at=clock.now())
        return self._no(reason) if reason else True

    def _no(self, sentence: str, to_hash: str = "") -> bool:
        # A name without an account must not be told by a quicker answer.
        if to_hash:
            hash_password(to_hash)
        self.form_errors.append(sentence)
        return False


class AgainForm(VerifyForm):
    """The password once more, before something that concerns the safety of accounts."""

    Meta = _Meta
    password = PasswordField("密码", _PASSWORD, render_kw=_CURRENT)
    submit = SubmitField("确认")

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 -- the library's own
        """Check the password; failures count as they do at the sign-in."""
        return _open_name(self, self.user.email) and bool(super().validate(**kwargs))


class OwnPasswordForm(ChangePasswordForm):
    """A new password of one's own."""

    Meta = _Meta
    password = PasswordField("现在的密码", _PASSWORD, render_kw=_CURRENT)
    new_password = PasswordField("新密码", [DataRequired("请填写新密码。")], render_kw=_NEW)
    new_password_confirm = PasswordField(
        "再填一次新密码",
        [DataRequired("请再填一次新密码。"), EqualTo("new_password", "两次填写的新密码不一样。")],
        render_kw=_NEW,
    )
    submit = SubmitField("修改密码")

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 -- the library's own
        """Check both passwords; a wrong present one counts as it does at the sign-in."""
        if not _open_name(self, current_user.email):
            return False
        fine = bool(super().validate(**kwargs))
        if get_message("INVALID_PASSWORD")[0] in self.password.errors:
            current_user.track_failed_authn("password")
        return fine


class CodeForm(TwoFactorVerifyCodeForm):
    """The six digits of the second factor."""

    Meta = _Meta
    code = StringField(
        "动态码",
        [DataRequired("请填写动态码。")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "7"},
    )
    submit = SubmitField("确认")

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 -- the library's own
        """Check the code; failures count as they do at the sign-in."""
        assert self.user is not None  # noqa: S101 -- the library sets it before
        return _open_name(self, self.user.email) and bool(super().validate(**kwargs))


class SecondFactorForm(TwoFactorSetupForm):
    """Set the second factor up, or give it up; the page's buttons say which."""

    Meta = _Meta
    setup: StringField = StringField()  # type: ignore[assignment]


class RescueForm(TwoFactorRescueForm):
    """What the library builds beside the code; a lost telephone is the administrator's matter."""

    Meta = _Meta
    help_setup = RadioField(choices=forms.choices([("help", "联系系统管理员")]))


class Passwords(PasswordUtil):
    """Passwords are written in one form and weighed by our own rule."""

    def normalize(self, password: str) -> str:
        """Write a password in the one form that is hashed."""
        return passwords.normal_password(password)

    def validate(
        self,
        password: str,
        is_register: bool,
        **kwargs: Any,  # noqa: ANN401 -- the library's own
    ) -> tuple[list[str] | None, str]:
        """Say what is wrong with a new password."""
        normal = passwords.normal_password(password)
        user: User | None = kwargs.get("user")
        weak = passwords.why_weak(normal, login=user.email if user else "")
        return ([weak] if weak else None), normal


# ── the lock ─────────────────────────────────────────────────────────────────────────────────


def lock_rule() -> passwords.LockRule:
    """Return the rule in force in this installation."""
    rule: passwords.LockRule = current_app.config[POLICY]
    return rule


def locked_until(name: str) -> datetime | None:
    """Say until when a name is locked, None when it is open."""
    return user_queries.locked_until(db.db.session(), name, at=clock.now())


def note_failure(name: str) -> str:
    """Count one failure of a name, for good, and return the sentence that answers it."""
    session = db.db.session()
    user_actions.note_failed_sign_in(session, name, at=clock.now(), rule=lock_rule())
    current_app.extensions["security"].datastore.commit()
    return after_failure(name)


def after_failure(name: str) -> str:
    """Say what a failed sign-in leads to; the same whether or not the name exists."""
    until = locked_until(name)
    if until is not None:
        return locked_sentence(until)
    rule = lock_rule()
    return (
        "登录名或密码不对，请再核对一次。"
        f"连续 {rule.failures} 次不对，会暂停登录 {rule.minutes} 分钟。"
    )


def locked_sentence(until: datetime) -> str:
    """Say politely until when."""
    return (
        f"连续多次没有通过，为保护账号，{filters.moment(until)} 以前暂停登录。"
        "急用时请联系管理员解除。"
    )


def _open_name(form: FlaskForm, name: str) -> bool:
    until = locked_until(name)
    if until is None:
        return True
    form.form_errors.append(locked_sentence(until))
    return False


def _closed(user: User, *, at: datetime) -> str:
    if not user.active:
        return "这个账号已经停用，请联系管理员。"
    if user.password_until is not None and at > user.password_until:
        return "一次性密码已经过期，请联系管理员重新打印。"
    return ""
