"""How is a contract kept? The ledger of promises, the yearly report, and where disputes go."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.errors import NotVisible
from bargaining.queries import case_view
from bargaining.queries import pay_checks as pay_queries
from bargaining.queries.case_view import CaseView
from bargaining.queries.known import Known
from bargaining.rules import promise_lines, promises
from bargaining.rules.facts import CaseFacts
from bargaining.rules.move import Move
from bargaining.rules.periods import SPAN_LABELS, Span
from bargaining.rules.promises import Ledger
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.web import downloads, due_shapes, next_cards, performance_shapes, shapes
from bargaining.web.access import open_to

pages = Blueprint("performance", __name__, url_prefix="/cases/<number>/performance")

READERS = (*RECORDERS, Role.STREET, Role.DISTRICT)
_STEPS = ("record_promises", "record_performance", "record_pay", "publish", "record_dispute")


@pages.get("")
@open_to(*READERS)
def index(number: str) -> ResponseReturnValue:
    """Show what was promised and how it was kept, period by period (履约台账)."""
    seen, today = _seen(number), clock.today()
    laid_out = _ledger(seen)
    waiting = promises.due(seen.facts, span=laid_out.span, on=today)
    may_record = _may(seen, "record_performance")
    return render_template(
        "performance/index.html",
        case=seen.case,
        seen=seen,
        full=seen.sight is Sight.FULL,
        ledger=laid_out,
        listed=promises.promises(seen.facts),
        span_words=SPAN_LABELS[laid_out.span],
        spans=performance_shapes.spans(number, laid_out.span),
        tiles=performance_shapes.tiles(laid_out, waiting=len(waiting)),
        unplaced=performance_shapes.unplaced(laid_out),
        columns=performance_shapes.columns(laid_out),
        rows=performance_shapes.rows(seen, laid_out, on=today, may_record=may_record),
        due=performance_shapes.due(seen, waiting, laid_out) if may_record else [],
        waiting=len(waiting),
        entries=performance_shapes.entries(seen, promises.records(seen.facts)),
        may_record=may_record,
        steps=_steps(seen),
        published=performance_shapes.published(seen, on=today),
        published_papers=next_cards.paper_links(number, ("publication_record",))
        if seen.sight is Sight.FULL and seen.facts.published_on
        else [],
        pays=_pays(seen),
        report=_report_due(seen),
        dispute=performance_shapes.open_dispute(seen, on=today),
        export_href=url_for(".export", number=number, span=laid_out.span.value),
    )


@pages.get("/export.xlsx")
@open_to(*READERS)
def export(number: str) -> ResponseReturnValue:
    """Send the ledger as a spreadsheet, as much of it as the page shows (导出履约台账)."""
    seen = _seen(number)
    return downloads.sent(
        performance_shapes.exported(seen, _ledger(seen)),
        media_type=lists.MEDIA_TYPE,
        name=f"{seen.case.title}-履约台账.xlsx",
        inline=False,
    )


@pages.get("/report")
@open_to(*READERS)
def report(number: str) -> ResponseReturnValue:
    """Show what a yearly report to the congress would say (履行情况报告)."""
    seen = _seen(number)
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    laid_out = _ledger(seen)
    told = promises.reports(seen.facts)
    return render_template(
        "performance/report.html",
        case=seen.case,
        seen=seen,
        ledger=laid_out,
        columns=performance_shapes.columns(laid_out),
        rows=performance_shapes.rows(seen, laid_out, on=clock.today(), may_record=False),
        told=performance_shapes.entries(seen, told),
        pays=_pays(seen),
        due=_report_due(seen),
        papers=next_cards.paper_links(number, ("performance_report",)),
        may_record=_may(seen, "record_performance"),
        waiting=len(promises.due(seen.facts, span=laid_out.span, on=clock.today())),
        **_report_years(seen),
    )


def _report_years(seen: CaseView) -> dict[str, Any]:
    years = promises.report_years(seen.facts, until=clock.today())
    return {
        "years": [
            (year.words, f"已报告 {len(told)} 次" if told else "尚未登记报告")
            for year, told in years
        ],
        "this_year": years[-1][0].words if years else None,
    }


def _pays(seen: CaseView) -> list[dict[str, Any]]:
    found = pay_queries.list_checks(db.session(), seen.case, left=seen.left)
    return performance_shapes.pays(seen, found)


def _seen(number: str) -> CaseView:
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    if seen.sight not in (Sight.FULL, Sight.FINDINGS):
        raise NotVisible(number)
    return seen


def _ledger(seen: CaseView) -> Ledger:
    asked = request.args.get("span", "")
    span = Span(asked) if asked in set(Span) else promises.usual_span(seen.facts)
    return promises.ledger(seen.facts, span=span, until=clock.today())


def _may(seen: CaseView, name: str) -> bool:
    return any(one.move.name == name and one.why_not is None for one in seen.steps)


def _steps(seen: CaseView) -> list[dict[str, str]]:
    open_ones = {one.move.name: one.move for one in seen.steps if one.why_not is None}
    return [
        {
            "label": open_ones[name].label,
            "href": next_cards.move_href(seen.case.number, open_ones[name]),
            "note": "",
        }
        for name in _STEPS
        if name in open_ones
    ]


def _report_due(seen: CaseView) -> dict[str, Any] | None:
    """The clock of the yearly report, running or met; a place without the duty has none."""
    found = [one for one in seen.deadlines if one.rule_id == "T-ANNUAL-REPORT"]
    if not found:
        return None
    return due_shapes.deadline(found[-1], on=clock.today(), still=shapes.why_still(seen.case))


# ── on other pages ───────────────────────────────────────────────────────────────────────────


def panel(seen: CaseView) -> dict[str, Any] | None:
    """Shape how a contract in force is kept, for the case's own page (履行情况); None before."""
    if seen.facts.effective_on is None or seen.sight not in (Sight.FULL, Sight.FINDINGS):
        return None
    today = clock.today()
    span = promises.usual_span(seen.facts)
    laid_out = promises.ledger(seen.facts, span=span, until=today)
    return {
        "href": url_for("performance.index", number=seen.case.number),
        "pay_href": url_for("pay.index", number=seen.case.number),
        "listed": len(promises.promises(seen.facts)),
        "records": len(promises.records(seen.facts)),
        "waiting": len(promises.due(seen.facts, span=span, on=today)),
        "tiles": performance_shapes.tiles(laid_out, waiting=0)[:3],
        "unplaced": performance_shapes.unplaced(laid_out),
        "published": performance_shapes.published(seen, on=today),
        "dispute": performance_shapes.open_dispute(seen, on=today),
    }


def in_words(step: Move, given: dict[str, Any], facts: CaseFacts) -> dict[str, Any]:
    """Write a promise that was chosen by its number in its own words (履约事项全文)."""
    chosen = str(given.get("promise") or "") if step.name == "record_performance" else ""
    found = promise_lines.find(chosen, promises.promises(facts)) if chosen else None
    return given if found is None else {**given, "promise": found}


def from_address(step: Move) -> dict[str, Known]:
    """Take from the address what a link of the ledger has chosen already (带出的选择)."""
    if step.name != "record_performance":
        return {}
    offered = {ask.name: {value for _head, pairs in ask.offers for value, _label in pairs}
               for ask in step.asks}  # fmt: skip
    chosen = {name: request.args.get(name, "") for name in ("promise", "period")}
    found = {
        name: Known(value, "")
        for name, value in chosen.items()
        if value and value in offered.get(name, ())
    }
    reported = {"reported": Known(value=True, source="")}
    return found | (reported if request.args.get("reported") == "yes" else {})
