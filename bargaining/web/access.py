"""Which door is open to whom? Every view declares one; who comes through it is known before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_security.utils import check_and_update_authn_fresh
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from bargaining import clock, db
from bargaining.queries import users as user_queries
from bargaining.rules.roles import Actor, Role
from bargaining.web import errors, filters

View = TypeVar("View", bound=Callable[..., Any])

FRESH_FOR = timedelta(minutes=30)
LIVES_FOR = timedelta(hours=10)  # without any request; a working day's pauses fit in
_TOUCH_EVERY = 300  # seconds: the cookie is not written anew with every page
_ATTRIBUTE = "_door"


@dataclass(frozen=True)
class Door:
    """Who may come in (门).

    `public`: everybody. `account`: every signed-in account, even one without a role in force or
    with a one-time password. Otherwise the roles named; with none of the three nobody. `fresh`
    asks for the password again where it was given too long ago.
    """

    roles: frozenset[Role] = field(default=frozenset())
    public: bool = False
    account: bool = False
    fresh: bool = False


PUBLIC = Door(public=True)
ACCOUNT = Door(account=True)
CLOSED = Door()

# Routes that libraries bring along, and Flask's own. The library checks in its own sign-in
# session who may set up or give a second factor; what is closed here answers 404.
LIBRARY_DOORS: dict[str, Door] = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": ACCOUNT,
    "security.change_password": ACCOUNT,
    "security.verify": ACCOUNT,
    "security.two_factor_setup": PUBLIC,
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_setup_validate": ACCOUNT,
    "security.two_factor_rescue": CLOSED,
    "security.tf_select": CLOSED,
}

# The main navigation: shown to whom the door behind the path is open, once the page exists.
NAVIGATION = (
    ("/street", "本街道"),
    ("/cases", "案件"),
    ("/calendar", "日历"),
    ("/enterprises", "企业"),
    ("/unions", "工会"),
    ("/coverage", "覆盖"),
    ("/instructors", "指导员"),
    ("/duties", "督办"),
    ("/reviews", "审查"),
    ("/import", "导入"),
    ("/backfill/missing", "补录"),
    ("/settings/filing-values", "报送项目"),
    ("/law", "标准与时限"),
    ("/admin/users", "账号"),
    ("/admin/jobs", "定时任务"),
    ("/admin/deliveries", "消息发送"),
    ("/audit", "审计"),
)

# What one opens now and then. Whoever has more links than stand in a row finds these under 更多.
RARE = frozenset({"/import", "/backfill/missing", "/settings/filing-values", "/law"})
IN_A_ROW = 8

# Where a page shows one's own union instead of a territory, the link says so.
_OWN_WORDS = {"/coverage": "本单位合同", "/backfill/missing": "补录旧合同"}


def open_to(*roles: Role, fresh: bool = False) -> Callable[[View], View]:
    """Declare a view's door (开放给): the roles it is open to."""
    if not roles:
        raise ValueError("a door open to nobody is not declared but left out")
    return _declare(Door(roles=frozenset(roles), fresh=fresh))


def open_to_public(view: View) -> View:
    """Declare a view open to everybody (公开)."""
    return _declare(PUBLIC)(view)


def open_to_accounts(view: View) -> View:
    """Declare a view open to every signed-in account, with or without a role (登录即可)."""
    return _declare(ACCOUNT)(view)


def door_of(app: Flask, endpoint: str) -> Door | None:
    """Return the door of an endpoint, None where nobody declared one."""
    if endpoint in LIBRARY_DOORS:
        return LIBRARY_DOORS[endpoint]
    return getattr(app.view_functions.get(endpoint), _ATTRIBUTE, None)


def init_app(app: Flask) -> None:
    """Put the guard before every view, and what the frame of every page shows into the context."""
    app.before_request(guard)
    app.context_processor(_frame)
    app.jinja_env.filters.update(filters.FILTERS)


# ── the guard ────────────────────────────────────────────────────────────────────────────────


def guard() -> ResponseReturnValue | None:
    """Let a request through, or answer it here."""
    g.actor = None
    if request.endpoint is None:
        return None  # the router has its own answer
    door = door_of(current_app, request.endpoint)
    if door is None:
        current_app.logger.error("a view has no door", extra={"endpoint": request.endpoint})
        abort(403)
    if door == CLOSED:
        abort(404)
    if request.endpoint == "static":
        return None
    _know_the_actor()
    if door.public:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    _keep_alive()
    if door.account:
        return None
    return _one_time_password() or _refuse_role(door) or _ask_again(door)


def _know_the_actor() -> None:
    """Build the actor anew for every request: an ended grant stops at once."""
    if not current_user.is_authenticated:
        return
    connection = db.db.session()
    wanted = session.get("role")
    g.actor = user_queries.find_actor(
        current_user,
        on=clock.today(),
        wanted=Role(wanted) if wanted in set(Role) else None,
    )
    if g.actor is not None:
        db.set_actor(connection, g.actor)


def _ask_to_sign_in() -> ResponseReturnValue:
    if errors.wants_json():
        return errors.answer(401, message="请先登录。")
    if request.method in {"GET", "HEAD"} and not errors.is_fragment():
        return redirect(_sign_in_address(request.full_path.rstrip("?")))
    if errors.is_fragment():
        response = current_app.make_response(errors.answer(401, message="登录已过期，请重新登录。"))
        response.headers["HX-Redirect"] = _sign_in_address(errors.page_behind())
        return response
    return errors.ask_again(signed_out=True, sign_in=_sign_in_address(errors.page_behind()))


def _sign_in_address(next_path: str) -> str:
    address = url_for("security.login")
    return address if next_path in {"", "/"} else f"{address}?{urlencode({'next': next_path})}"


def _keep_alive() -> None:
    # The cookie's own signature carries its age; writing anything into it makes it young again.
    seconds = int(clock.now().timestamp())
    if seconds - session.get("at", 0) >= _TOUCH_EVERY:
        session["at"] = seconds


def _one_time_password() -> ResponseReturnValue | None:
    if not current_user.must_change_password:
        return None
    flash("您用的是一次性密码，请先换成自己的密码。", "warning")
    return redirect(url_for("security.change_password"))


def _refuse_role(door: Door) -> ResponseReturnValue | None:
    if g.actor is None:
        return errors.answer(
            403,
            heading="您的账号目前没有可用的身份",
            message="账号还没有授权，或者授权已经到期，请联系管理员。",
        )
    if g.actor.role not in door.roles:
        return errors.answer(403, message=_who_may(door))
    return None


def _who_may(door: Door) -> str:
    labels = "、".join(role.label for role in Role if role in door.roles)
    own = [role.label for role in g.actor.roles if role in door.roles]
    if own:
        return f"这一页由{labels}使用；您另有“{own[0]}”身份，请在右上角换身份后再打开。"
    return f"这一页由{labels}使用，您现在的身份是{g.actor.role_label}。"


def _ask_again(door: Door) -> ResponseReturnValue | None:
    if not door.fresh or check_and_update_authn_fresh(FRESH_FOR, FRESH_FOR, "session"):
        return None
    flash("这一页涉及账号安全，请再输入一次密码。", "info")
    # A form that was sent cannot be repeated by a redirect: the page it stands on is opened again.
    page = request.full_path.rstrip("?") if request.method == "GET" else errors.page_behind() or "/"
    return redirect(f"{url_for('security.verify')}?{urlencode({'next': page})}")


# ── the frame of every page ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RoleChoice:
    """One of the roles somebody may act in (可选身份)."""

    value: str
    label: str
    active: bool


@dataclass(frozen=True)
class Face:
    """The actor as the frame shows them (操作人)."""

    name: str
    role: Role | None
    role_label: str
    roles: Sequence[RoleChoice]


@dataclass(frozen=True)
class NavLink:
    """One link of the main navigation (导航); `aside` where it stands under 更多."""

    href: str
    label: str
    active: bool
    aside: bool = False


def _frame() -> dict[str, object]:
    # An error page is drawn with this too, at a moment when anything may be missing.
    actor: Actor | None = g.get("actor")
    return {
        "actor": _face(actor),
        "nav": _navigation(actor),
        "today": clock.today(),
        "demo": _is_demo(),
    }


def _face(actor: Actor | None) -> Face | None:
    if actor is not None:
        choices = [RoleChoice(one.value, one.label, one is actor.role) for one in actor.roles]
        return Face(actor.name, actor.role, actor.role_label, choices)
    if request and "actor" in g and current_user.is_authenticated:
        return Face(current_user.name, None, "没有可用的身份", [])
    return None


def _navigation(actor: Actor | None) -> list[NavLink]:
    if actor is None or actor.role is None:
        return []
    role = actor.role
    links = [
        NavLink(path, _nav_words(path, label, role), _is_at(path), path in RARE)
        for path, label in NAVIGATION
        if (door := _door_behind(path)) is not None and role in door.roles
    ]
    return links if len(links) > IN_A_ROW else [replace(one, aside=False) for one in links]


def _is_at(path: str) -> bool:
    return request.path == path or request.path.startswith(f"{path}/")


def _nav_words(path: str, label: str, role: Role) -> str:
    return _OWN_WORDS.get(path, label) if role is Role.UNION_CHAIR else label


def _door_behind(path: str) -> Door | None:
    try:
        endpoint, _values = current_app.url_map.bind("").match(path)
    except HTTPException:
        return None
    return door_of(current_app, endpoint)


def _is_demo() -> bool:
    try:
        return user_queries.has_demo_account(db.db.session())
    except SQLAlchemyError:
        return False


def _declare(door: Door) -> Callable[[View], View]:
    def mark(view: View) -> View:
        if hasattr(view, _ATTRIBUTE):
            raise ValueError(f"{view.__name__} has two doors")
        setattr(view, _ATTRIBUTE, door)
        return view

    return mark
