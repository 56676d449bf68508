"""Checking a paper: open to everybody who holds it, by its code alone."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from bargaining import clock
from bargaining.db import db
from bargaining.queries import verification as verification_queries
from bargaining.queries.verification import Verified
from bargaining.rules import verification
from bargaining.web import filters
from bargaining.web.access import open_to_public
from bargaining.web.pace import Pace

pages = Blueprint("verify", __name__, url_prefix="/verify")

LARGEST = 8 * 1024 * 1024
# What holds the contract itself also says what is not known of it yet.
_CONTRACTS = frozenset({"agreement"})
_PIECE = 64 * 1024


@pages.get("")
@open_to_public
def index() -> ResponseReturnValue:
    """Ask for a code (文书核验); one that was typed leads on to its page."""
    typed = request.args.get("code")
    if typed is None:
        return _page()
    problem = verification.why_no_code(typed)
    if problem:
        return _page(typed=typed, problem=problem, status=422)
    code = verification.grouped(verification.normal_code(typed))
    return redirect(url_for("verify.show", code=code))


@pages.get("/<code>")
@open_to_public
def show(code: str) -> ResponseReturnValue:
    """Show the few words that let a paper be checked (核验结果)."""
    found = _found(code)
    return _no_such_code(code) if found is None else _page(found)


@pages.post("/<code>")
@open_to_public
def compare(code: str) -> ResponseReturnValue:
    """Compare a file with the one that was issued (比对电子文件); nothing of it is kept.

    Who holds a code may compare: guessing gets no further than on the page itself.
    """
    found = _found(code)
    if found is None:
        return _no_such_code(code)
    if not _pace("compare", limit=60).allows(request.remote_addr or "", at=clock.now()):
        return _page(found, problem="比对得太频繁了，请过几分钟再试。", status=429)
    digest, problem = _digest(request.files.get("file"))
    if problem:
        return _page(found, problem=problem, status=422)
    return _page(found, same=digest in (found.docx_hash, found.pdf_hash), compared=True)


def _digest(upload: FileStorage | None) -> tuple[str, str]:
    """Hash a file piece by piece, or say why not."""
    if upload is None or not upload.filename:
        return "", "请先选择要比对的 PDF 或 Word 文件。"
    taken, size = hashlib.sha256(), 0
    while piece := upload.stream.read(_PIECE):
        size += len(piece)
        if size > LARGEST:
            return "", f"文件超过 {LARGEST // 1024 // 1024} MB，系统生成的文书没有这么大。"
        taken.update(piece)
    if not size:
        return "", "这个文件是空的，请重新选择。"
    return taken.hexdigest(), ""


def _found(typed: str) -> Verified | None:
    code = verification.normal_code(typed)
    if not verification.is_code(code):
        return None
    return verification_queries.find(db.session(), code)


def _no_such_code(typed: str) -> ResponseReturnValue:
    """Answer a code that opens nothing, the more seldom the more often somebody tries.

    A code that exists is answered always: whoever holds a paper is not turned away because
    somebody behind the same line guesses, and sixty bits are not guessed.
    """
    problem = verification.why_no_code(typed)
    if not _pace("miss", limit=30).allows(request.remote_addr or "", at=clock.now()):
        return _page(typed=typed, problem="试得太频繁了，请过几分钟再试。", status=429)
    said = problem or "没有查到这个核验码。请对照文书下方的核验码，逐位再看一遍。"
    return _page(typed=typed, problem=said, status=404)


def _page(
    found: Verified | None = None,
    *,
    typed: str = "",
    problem: str = "",
    same: bool = False,
    compared: bool = False,
    status: int = 200,
) -> Response:
    page = render_template(
        "verify/show.html" if found else "verify/index.html",
        typed=typed,
        problem=problem,
        paper=_shaped(found) if found else None,
        compared=compared,
        same=same,
        largest=LARGEST // 1024 // 1024,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _shaped(found: Verified) -> dict[str, Any]:
    return {
        "code": verification.grouped(found.code),
        "title": found.title,
        "rows": _rows(found),
        "warnings": _warnings(found),
        "files": [
            {"label": "PDF 文件", "short": _short(found.pdf_hash), "full": found.pdf_hash},
            {"label": "Word 文件", "short": _short(found.docx_hash), "full": found.docx_hash},
        ],
    }


def _rows(found: Verified) -> list[tuple[str, str]]:
    days = found.dates
    term = ""
    if days.term_from or days.term_to:
        term = f"{filters.plain_day(days.term_from)}至{filters.plain_day(days.term_to)}"
    rows = [
        ("文书", f"{found.title}（第 {found.version} 版）"),
        ("案件编号", found.number),
        ("用人单位方", found.employer),
        ("职工方", found.workers),
        ("文书生成日期", filters.plain_day(found.issued_on)),
        ("签订日期", filters.plain_day(days.signed_on) if days.signed_on else ""),
        ("合同期限", term),
        ("生效日期", filters.plain_day(days.effective_on) if days.effective_on else ""),
    ]
    unknown = "尚未登记" if found.kind in _CONTRACTS else ""
    return [(label, said or unknown) for label, said in rows if said or unknown]


def _warnings(found: Verified) -> list[str]:
    """Say what the holder of this sheet of paper cannot see on it."""
    days, said = found.dates, []
    if found.withdrawn:
        said.append("这份文书的生成登记已经撤回，请以另行生成的文书为准。")
    if found.replaced:
        said.append(
            f"已有新的一版：本页是第 {found.version} 版，最新是第 {found.newest} 版，请以新版为准。"
        )
    if found.corrected:
        labels = "、".join(found.corrected)
        said.append(f"{labels}在这份文书生成以后更正过，本页所示是更正以后的。")
    if days.changed_on and days.changed_on >= found.issued_on:
        said.append(f"合同已于{filters.plain_day(days.changed_on)}经双方签字变更。")
    if days.terminated_on:
        said.append(f"合同已于{filters.plain_day(days.terminated_on)}解除、终止。")
    elif days.term_to and days.term_to < clock.today():
        said.append(f"合同期限已于{filters.plain_day(days.term_to)}届满。")
    return said


def _short(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def _pace(kind: str, *, limit: int) -> Pace:
    paces: dict[str, Pace] = current_app.extensions.setdefault("verify_paces", {})
    return paces.setdefault(kind, Pace(limit, per=timedelta(minutes=10)))
