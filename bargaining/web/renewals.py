"""What does this round keep of the last contract, and what does it change? Before anybody signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists, wage_sheets
from bargaining.errors import NotVisible
from bargaining.queries import case_view
from bargaining.queries import renewal as renewal_queries
from bargaining.queries.case_view import CaseView
from bargaining.queries.renewal import Before
from bargaining.readers import wage_tables
from bargaining.rules import moves, renewal, renewal_terms, wage_compare
from bargaining.rules.renewal_terms import Term
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.rules.states import CaseState
from bargaining.rules.wage_compare import MatrixRow
from bargaining.web import downloads, next_cards, paging, renewal_shapes, shapes, wage_trials
from bargaining.web.access import open_to

pages = Blueprint("renewals", __name__, url_prefix="/cases/<number>/renewal")

_IN_FORCE = frozenset({CaseState.EFFECTIVE.value, CaseState.PUBLISHED.value})
_MAY_OPEN = frozenset({Role.UNION_CHAIR, *moves.HELPERS})

PAGE_SIZE = 50
DIFFERING = "differing"


@dataclass(frozen=True)
class _Laid:
    """The old contract and the new round, side by side."""

    old: Before
    terms: tuple[Term, ...]
    posts: tuple[MatrixRow, ...]
    has_old_table: bool

    @property
    def is_narrowed(self) -> bool:
        return request.args.get("rows") == DIFFERING

    @property
    def shown_terms(self) -> tuple[Term, ...]:
        return renewal_terms.differing(self.terms) if self.is_narrowed else self.terms

    @property
    def shown_posts(self) -> list[MatrixRow]:
        return self.changed_posts if self.is_narrowed else list(self.posts)

    @property
    def changed_posts(self) -> list[MatrixRow]:
        """Beside a table that nobody entered no post is a change."""
        return [row for row in self.posts if row.differs] if self.has_old_table else []


@pages.get("")
@open_to(*RECORDERS)
def index(number: str) -> ResponseReturnValue:
    """Show the last contract beside this round: terms, posts, the few figures (上期对照)."""
    seen = _seen(number)
    laid = _laid(seen)
    return render_template(
        "renewals/index.html",
        case=seen.case,
        laid=None if laid is None else _shaped(seen, laid),
        write=_steps(seen),
    )


@pages.get("/export.xlsx")
@open_to(*RECORDERS)
def export(number: str) -> ResponseReturnValue:
    """Send the comparison as a spreadsheet, narrowed as it stands (导出上期对照)."""
    seen = _seen(number)
    laid = _laid(seen)
    if laid is None:
        raise NotVisible(number)
    head = renewal_shapes.head_rows(laid.old.facts, seen.facts)
    return downloads.sent(
        renewal_shapes.book(head, laid.shown_terms, laid.shown_posts),
        media_type=lists.MEDIA_TYPE,
        name=f"{seen.case.title}-上期对照-{clock.today().isoformat()}.xlsx",
        inline=False,
    )


@pages.get("/wages.xlsx")
@open_to(*RECORDERS)
def wages(number: str) -> ResponseReturnValue:
    """Send the last wage table drawn up for this round, its new wages open (沿用上期工资表)."""
    seen = _seen(number)
    session = db.session()
    old = renewal_queries.before(session, seen.case)
    table = None if old is None else renewal_queries.wage_table(session, old)
    if table is None:
        raise NotVisible(number)
    drawn_up = renewal_terms.carried_wages(wage_trials.read_file(table))
    titles = {field: names[0] for field, names in wage_tables.NAMES.items()}
    return downloads.sent(
        wage_sheets.write_wage_table(drawn_up, titles=titles),
        media_type=lists.MEDIA_TYPE,
        name=f"{seen.case.title}-工资表底稿-{seen.case.year}.xlsx",
        inline=False,
    )


def wages_href(seen: CaseView) -> str:
    """Name where the last wage table is drawn up for this round (工资表底稿), "" without one."""
    session = db.session()
    old = None if seen.sight is not Sight.FULL else renewal_queries.before(session, seen.case)
    if old is None or renewal_queries.wage_table(session, old) is None:
        return ""
    return url_for("renewals.wages", number=seen.case.number)


def again(seen: CaseView, today: date) -> dict[str, Any] | None:
    """Offer the next round on the page of the contract it follows on (开始新一轮), or lead to it.

    None where it may not begin yet, and for those who open no cases.
    """
    until = seen.facts.term[1]
    if seen.case.state not in _IN_FORCE or until is None or seen.case.kind != "wage":
        return None
    if g.actor.role not in _MAY_OPEN or seen.agreed_to_help is None:
        return None
    opened = renewal_queries.following(db.session(), seen.case)
    if opened is not None:
        href = url_for("cases.show", number=opened.number)
        return {"until": until, "href": href, "year": opened.year, "is_over": until < today}
    year = renewal.year_after(until, last_year=seen.case.year)
    helps = g.actor.role not in moves.HELPERS or seen.agreed_to_help
    if not helps or year > today.year + 1 or not renewal.may_begin(until, on=today):
        return None
    return {"until": until, "href": "", "year": year, "is_over": until < today}


def panel(seen: CaseView) -> dict[str, Any] | None:
    """Say in a few words what this round keeps (上期对照), for a step's page; None without."""
    if seen.sight is not Sight.FULL or seen.case.origin == "backfilled":
        return None
    old = renewal_queries.before(db.session(), seen.case)
    return None if old is None else renewal_shapes.panel(seen, old)


def _seen(number: str) -> CaseView:
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    return seen


def _laid(seen: CaseView) -> _Laid | None:
    session = db.session()
    old = renewal_queries.before(session, seen.case)
    if old is None:
        return None
    return _Laid(
        old,
        renewal_terms.terms(old.facts, seen.facts),
        wage_compare.matrix(renewal_queries.posts(session, old, seen.case, seen.facts)),
        has_old_table=renewal_queries.wage_table(session, old) is not None,
    )


def _shaped(seen: CaseView, laid: _Laid) -> dict[str, Any]:
    number, old, page = seen.case.number, laid.old, paging.asked_page()
    posts = laid.shown_posts
    return {
        "old": old.case,
        "old_state": shapes.case_state(old.case),
        "old_href": url_for("cases.show", number=old.case.number),
        "is_backfilled": old.facts.is_backfilled,
        "amended": renewal_shapes.amended(old),
        "is_written": seen.facts.last("record_clauses") is not None,
        "wages_href": wages_href(seen) if seen.facts.wages is None else "",
        "has_table": seen.facts.wages is not None,
        "head": renewal_shapes.head_rows(old.facts, seen.facts),
        "terms": renewal_shapes.term_rows(laid.shown_terms),
        "posts": renewal_shapes.post_rows(
            posts[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], has_old=laid.has_old_table
        ),
        "all_terms": len(laid.terms),
        "changed_terms": len(renewal_terms.differing(laid.terms)),
        "all_posts": len(laid.posts),
        "changed_posts": len(laid.changed_posts),
        "has_old_terms": renewal_terms.is_entered(old.facts),
        "has_old_table": laid.has_old_table,
        "is_signed": seen.facts.signed_on is not None,
        "is_narrowed": laid.is_narrowed,
        "page": page,
        "pages": paging.count_pages(len(posts), PAGE_SIZE),
        "total": len(posts),
        "query": {"rows": DIFFERING} if laid.is_narrowed else {},
        "export_href": url_for(
            ".export", number=number, rows=DIFFERING if laid.is_narrowed else None
        ),
        "head_columns": renewal_shapes.HEAD_COLUMNS,
        "term_columns": renewal_shapes.TERM_COLUMNS,
        "post_columns": renewal_shapes.POST_COLUMNS,
    }


def _steps(seen: CaseView) -> list[dict[str, str]]:
    """The steps in which the two sides write down what is kept, where they are open."""
    wanted = ("record_clauses", "submit_wages")
    return [
        {"label": one.move.label, "href": next_cards.move_href(seen.case.number, one.move)}
        for one in seen.steps
        if one.move.name in wanted and one.why_not is None
    ]
