"""协商参考 by a browser: what is recorded of city and economy, the enterprise's own beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import law_charts, reference_charts
from bargaining.errors import NotVisible
from bargaining.models.case import Case
from bargaining.queries import case_view
from bargaining.queries import law as law_queries
from bargaining.queries import wage_reference as reference_queries
from bargaining.queries import wages as wage_queries
from bargaining.queries.wage_reference import PastAgreement
from bargaining.rules import wage_cost, wage_market, wage_reference
from bargaining.rules.roles import RECORDERS, Role, Sight
from bargaining.rules.wage_cost import Cost, PricedPost
from bargaining.rules.wage_reference import Panel
from bargaining.web import filters, reference_shapes
from bargaining.web.access import open_to

pages = Blueprint("wage_reference", __name__, url_prefix="/cases/<number>/wages/reference")

STEPS = 6  # of the minimum wage; the whole history is one link away
MOST_OCCUPATIONS = 3


@dataclass(frozen=True)
class _Own:
    """The enterprise's own figures, as far as somebody sees them (本企业的数)."""

    version: int | None
    posts: Sequence[PricedPost]
    cost: Cost
    past: Sequence[PastAgreement]

    @property
    def lowest(self) -> PricedPost | None:
        return wage_cost.lowest_post(self.posts)


@pages.get("")
@open_to(*RECORDERS, Role.STREET, Role.DISTRICT)
def index(number: str) -> ResponseReturnValue:
    """Show what both sides may look at, for the screen and for one sheet of paper (协商参考)."""
    session, today = db.session(), clock.today()
    seen = case_view.view(session, number, actor=g.actor, on=today)
    if seen.sight not in (Sight.FULL, Sight.FINDINGS):
        raise NotVisible(number)
    on = min(today, seen.case.signed_on or today)
    book = law_queries.law_book(session)
    panel = wage_reference.panel(book, place=seen.case.district_code, on=on)
    own = _own(seen, on=today) if seen.sight is Sight.FULL else None
    industry = reference_queries.industry_chain(session, seen.case)
    of_industry = wage_market.industry_references(
        book,
        place=seen.case.district_code,
        on=on,
        codes=[one.code for one in industry],
        names=[one.name for one in industry],
    )
    families = wage_market.price_families(book, place=seen.case.district_code, on=on)
    return render_template(
        "wages/reference.html",
        case=seen.case,
        full=own is not None,
        on=on,
        signed=seen.case.signed_on is not None,
        place_name=panel.place_name,
        own=own,
        tiles=_tiles(seen.case, own, panel) if own else [],
        past=reference_shapes.past(own.past) if own else [],
        rises=_rises(panel, own, of_industry),
        averages=reference_shapes.averages(
            panel, own=own.cost.after_average_amount if own else None
        ),
        industry_name=industry[0].name if industry else "",
        industry=reference_shapes.industry(of_industry) if industry else [],
        guideline=reference_shapes.guideline(panel),
        economy=[reference_shapes.row(one) for one in (*panel.economy, *panel.productivity)],
        pairs=_pairs(seen.case, panel, own),
        floor=_floor(panel, own, signed=seen.case.signed_on is not None),
        families=reference_shapes.families(
            families,
            posts=[post.post for post in own.posts] if own else [],
            chosen=request.args.getlist("occupation")[:MOST_OCCUPATIONS],
        ),
        most_occupations=MOST_OCCUPATIONS,
        basis=wage_reference.EIGHT_FACTORS,
    )


def _own(seen: case_view.CaseView, *, on: date) -> _Own:
    """Read the version that stands and what was agreed before."""
    session = db.session()
    table = wage_queries.find_standing(session, seen.case, seen.facts)
    posts = reference_queries.list_priced(session, [table])[table.id] if table else []
    return _Own(
        version=table.version if table else None,
        posts=posts,
        cost=wage_cost.cost(posts),
        past=reference_queries.list_past(session, seen.case, actor=g.actor, on=on),
    )


def _tiles(case: Case, own: _Own, panel: Panel) -> list[dict[str, Any]]:
    """Put the enterprise's own into three figures (三个数), with where they come from."""
    here = url_for("wages.index", number=case.number)
    lowest, cost = own.lowest, own.cost
    average = ""
    if cost.before_average_amount is not None:
        average = f"{filters.money(cost.before_average_amount)} → "
        average += filters.money(cost.after_average_amount)
    share = _share(lowest, panel)
    times = "" if share is None else f"，为最低工资标准的 {_times(share)} 倍"
    before = own.past[0] if own.past else None
    return [
        {"label": "本方案平均增幅", "value": filters.rate(cost.rise_rate),
         "note": average or "还没有工资方案", "href": here},
        {"label": "最低岗位", "value": filters.money(lowest.countable_amount) if lowest else "—",
         "note": f"{lowest.post}{times}" if lowest else "", "href": here},
        {"label": "上轮协议增幅", "value": filters.rate(before.rise_rate if before else None),
         "note": _past_words(before),
         "href": url_for("cases.show", number=before.number) if before else ""},
    ]  # fmt: skip


def _past_words(before: PastAgreement | None) -> str:
    if before is None:
        return "没有登记过以前的协议"
    return f"{before.year} 年度" + ("" if before.rise_rate is not None else "，增幅没有登记")


def _share(lowest: PricedPost | None, panel: Panel) -> Decimal | None:
    if lowest is None or lowest.countable_amount is None:
        return None
    return wage_reference.share_of_floor(lowest.countable_amount, panel.floor)


def _rises(
    panel: Panel, own: _Own | None, of_industry: Sequence[wage_market.IndustryReference]
) -> dict[str, Any]:
    bars = reference_shapes.bars(
        panel,
        own_rate=own.cost.rise_rate if own else None,
        past_agreement=own.past[0] if own and own.past else None,
        of_industry=of_industry,
    )
    return {
        "chart": reference_charts.draw_rises(bars),
        "rows": [
            {"cells": {"label": {"text": bar.label,
                                 "note": "最近收录的一年，只供参考" if bar.is_earlier else ""},
                       "rate": bar.rate}}
            for bar in bars
        ],
    }  # fmt: skip


def _pairs(case: Case, panel: Panel, own: _Own | None) -> list[dict[str, Any]]:
    rate = own.cost.rise_rate if own else None
    pairs = [panel.income_pair, wage_reference.wage_pair(panel, rise_rate=rate, year=case.year)]
    return [reference_shapes.pair(one) for one in pairs]


def _times(share: Decimal) -> str:
    """Write a share of the minimum wage, cut off: below it never reads as 1.00 (倍数)."""
    return f"{share.quantize(Decimal('0.01'), rounding=ROUND_DOWN):f}"


def _next_words(panel: Panel) -> str:
    """Say which minimum wage is published but not yet in force (已公布的下一档)."""
    known = panel.floor_figure.values
    later = [one for one in known if one.effective_from > panel.on and one.value]
    entry = min(later, key=lambda one: one.effective_from, default=None)
    if entry is None or entry.value is None:
        return ""
    since = filters.plain_day(entry.effective_from)
    return f"下一档已经公布：{since}起 {filters.money(entry.value)}/月。"


def _floor(panel: Panel, own: _Own | None, *, signed: bool) -> dict[str, Any]:
    lowest = own.lowest if own else None
    share = _share(lowest, panel)
    entry = panel.floor
    return {
        "known": entry is not None,
        "label": panel.floor_figure.label,
        "amount": entry.value if entry else None,
        "since": entry.effective_from if entry else None,
        "source": reference_shapes.source(entry) if entry else None,
        "definition": panel.floor_figure.definition,
        "steps": reference_shapes.floor_steps(panel.floor_steps, limit=STEPS),
        "more": len(panel.floor_steps) > STEPS,
        "chart": law_charts.history(panel.floor_figure, on=panel.on),
        "lowest": None if lowest is None else lowest.countable_amount,
        "lowest_post": "" if lowest is None else lowest.post,
        "share": None if share is None else _times(share),
        "next_words": "" if signed else _next_words(panel),
        "href": reference_shapes.figure_href(panel.floor_figure),
    }
