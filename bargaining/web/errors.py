"""How is no answered? One place turns every refusal and every failure into a page."""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import asdict
from typing import Any

from flask import (
    Flask,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from psycopg import errors as pg_errors
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from bargaining import clock, db
from bargaining.errors import LawMissing, NotPublished, NotReady, NotVisible, Refused, Unusable
from bargaining.queries import cases as case_queries

_TEMPLATES = frozenset({400, 403, 404, 409, 413, 429, 500, 503})
_FROM_A_CASE = frozenset({403, 409})  # their pages also lead back to the case they are about
# Whoever knows the address of a calendar reads it, of a telephone's upload sends photos to it.
_SECRET_ADDRESS = re.compile(r"((?:/calendar/feed|(?<![\w/])/p)/)[^/\s?\]]+")
_LONGEST_KEPT = 200_000  # characters of typing that a page hands back to its writer
_PLAIN_FORMAT = logging.Formatter()
_SECRET = ("password", "csrf_token")

_OTHERS = {
    401: ("请先登录", "登录后再打开这一页。"),
    405: ("这个地址不能这样打开", "请从页面上的按钮或链接进入。"),
    422: ("内容不能识别", "请核对后再试。"),
}


def init_app(app: Flask) -> None:
    """Answer every expected problem, and the unexpected ones, with a page in words."""
    logging.getLogger(app.name).addFilter(_without_secrets)
    for kind, handler in (
        (Unusable, _unusable),
        (Refused, _refused),
        (NotVisible, _not_visible),
        (NotPublished, _not_published),
        (LawMissing, _law_missing),
        (NotReady, _not_ready),
        (StaleDataError, _somebody_was_faster),
        (IntegrityError, _integrity),
        (DataError, _unreadable),
        (OperationalError, _database_gone),
        (InterfaceError, _database_gone),
        (PoolTimeout, _database_gone),
        (CSRFError, _lost_token),
        (InternalServerError, _bug),
        (HTTPException, _http),
    ):
        app.register_error_handler(kind, handler)


def _without_secrets(record: logging.LogRecord) -> bool:
    """Let no address into the log that opens to whoever knows it."""
    said = record.getMessage()
    if (left := _masked(said)) != said:
        record.msg, record.args = left, ()
    if record.exc_info and not record.exc_text:
        record.exc_text = _masked(_PLAIN_FORMAT.formatException(record.exc_info))
    return True


def _masked(said: str) -> str:
    return _SECRET_ADDRESS.sub(r"\1***", said)


# ── what others ask ──────────────────────────────────────────────────────────────────────────


def wants_json() -> bool:
    """Tell whether a program asks and not a browser."""
    return request.path.startswith("/api/") or (request.accept_mimetypes.best == "application/json")


def is_fragment() -> bool:
    """Tell whether a script asks for a part of a page."""
    return "HX-Request" in request.headers


def page_behind() -> str:
    """Name the page of ours that a form or a part of a page belongs to, "" where none is known."""
    said = request.headers.get("HX-Current-URL") or request.referrer or ""
    if said.startswith(request.host_url):
        return "/" + said.removeprefix(request.host_url)
    return ""


def answer(
    status: int,
    *,
    heading: str = "",
    message: str = "",
    **more: Any,  # noqa: ANN401 -- what the page may be given
) -> ResponseReturnValue:
    """Say no in the form that was asked for: a page, a part of a page, or JSON."""
    if status in _FROM_A_CASE:
        more.setdefault("case_href", _case_href())
    heading, message = heading or _other(status, 0), message or _other(status, 1)
    if wants_json():
        return jsonify(error={"code": str(status), "message": message or heading}), status
    if is_fragment():
        return render_template("errors/_fragment.html", message=message or heading, **more), status
    name = status if status in _TEMPLATES else 400
    return (
        render_template(f"errors/{name}.html", heading=heading, message=message, **more),
        status,
    )


def _case_href() -> str:
    """Name the case an address is about, for who may see it; "" elsewhere."""
    number, actor = (request.view_args or {}).get("number"), g.get("actor")
    if not number or actor is None or not request.path.startswith("/cases/"):
        return ""
    try:
        case_queries.get_case(db.db.session(), number, actor=actor, on=clock.today())
    except (NotVisible, SQLAlchemyError):
        return ""
    return url_for("cases.show", number=number)


def ask_again(*, signed_out: bool = False, sign_in: str = "") -> ResponseReturnValue:
    """Hand back what somebody typed into a form that came without a valid token or session.

    Only to a form of our own pages: what a foreign page sends is not offered for sending again.
    """
    status = 401 if signed_out else 400
    kept = _typed() if _is_our_own() else []
    if not kept:
        return answer(status, heading="请重新打开这一页", back_href=sign_in)
    return (
        render_template(
            "errors/again.html",
            kept=kept,
            files=bool(request.files),
            signed_out=signed_out,
            sign_in=sign_in,
            action=request.full_path.rstrip("?"),
        ),
        status,
    )


def _typed() -> list[tuple[str, str]]:
    pairs = [
        (name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)
    ]
    return pairs if sum(len(value) for _, value in pairs) <= _LONGEST_KEPT else []


def _is_secret(name: str) -> bool:
    """A code is secret where somebody signs in with it; elsewhere it is an enterprise's."""
    if name == "code" and (request.endpoint or "").startswith("security."):
        return True
    return any(word in name for word in _SECRET)


def _is_our_own() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return f"{request.headers.get('Origin') or request.referrer}/".startswith(request.host_url)


# ── expected ─────────────────────────────────────────────────────────────────────────────────


def _unusable(problem: Unusable) -> ResponseReturnValue:
    return _said(422, problem, heading="这次填写的内容不能使用")


def _refused(problem: Refused) -> ResponseReturnValue:
    is_others = problem.refusal.code == "wrong_role"
    return _said(409, problem, heading="由别人办理" if is_others else "这一步现在不能办理")


def _said(status: int, problem: Refused, *, heading: str) -> ResponseReturnValue:
    refusal = problem.refusal
    if wants_json():
        return jsonify(error=asdict(refusal)), status
    return answer(
        status,
        heading=heading,
        message=refusal.message,
        basis=refusal.basis,
        back_href=page_behind(),
    )


def _not_visible(_problem: NotVisible) -> ResponseReturnValue:
    return answer(404)


def _not_published(problem: NotPublished) -> ResponseReturnValue:
    return answer(409, heading="这项标准没有发布", message=str(problem), back_href=page_behind())


def _law_missing(problem: LawMissing) -> ResponseReturnValue:
    current_app.logger.warning(
        "a figure is missing",
        extra={"figure": problem.figure, "on": problem.on.isoformat(), "place": problem.place},
    )
    return answer(409, heading="缺少一项标准", message=str(problem), back_href=page_behind())


def _not_ready(problem: NotReady) -> ResponseReturnValue:
    current_app.logger.error("not ready", exc_info=problem)
    return answer(503, message=str(problem))


def _somebody_was_faster(_problem: Exception) -> ResponseReturnValue:
    return answer(409, back_href=page_behind(), back_label="看看现在的情况")


def _integrity(problem: IntegrityError) -> ResponseReturnValue:
    # Two people who take the same step at once may also meet at a unique constraint.
    if isinstance(problem.orig, pg_errors.UniqueViolation):
        return _somebody_was_faster(problem)
    raise problem


def _unreadable(_problem: DataError) -> ResponseReturnValue:
    # A number longer than any of ours, or a sign that no text can hold: nobody typed that.
    _let_go()
    return answer(404 if request.method in {"GET", "HEAD"} else 422)


def _database_gone(problem: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    original = getattr(problem, "orig", None)
    if isinstance(original, pg_errors.SerializationFailure | pg_errors.DeadlockDetected):
        return _somebody_was_faster(problem)
    current_app.logger.error("the database does not answer", exc_info=problem)
    return answer(503, heading="数据库暂时没有回答")


def _lost_token(_problem: CSRFError) -> ResponseReturnValue:
    if wants_json():
        return answer(400, message="请求缺少有效的令牌。")
    if (request.endpoint or "").startswith("security."):
        flash("页面放得太久，请再填一次。", "info")
        return redirect(request.full_path.rstrip("?"))
    return ask_again()


# ── everything else ──────────────────────────────────────────────────────────────────────────


def _http(problem: HTTPException) -> ResponseReturnValue:
    if problem.response is not None or problem.code is None:
        return problem
    answered = current_app.make_response(answer(problem.code))
    if problem.code == 405:
        answered.headers.extend(
            [header for header in problem.get_headers() if header[0] == "Allow"]
        )
    return answered


def _bug(problem: InternalServerError) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    current_app.logger.error("an error page was shown", extra={"reference": reference})
    _let_go()
    try:
        return answer(500, reference=reference)
    except Exception:
        # The frame itself may be what is broken; then these words have to do.
        current_app.logger.exception("the error page itself failed")
        return f"<!doctype html><meta charset=utf-8><p>系统出了问题，编号 {reference}。</p>", 500


def _let_go() -> None:
    """Leave a transaction that failed, so that the error page may still ask the database."""
    try:
        db.db.session.rollback()
    except SQLAlchemyError:
        db.db.session.remove()


def _other(status: int, part: int) -> str:
    return _OTHERS[status][part] if status in _OTHERS else ""
