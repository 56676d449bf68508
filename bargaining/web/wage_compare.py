"""Proposals side by side: what each costs a year, where they differ, and what another would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bargaining import clock
from bargaining.db import db
from bargaining.documents import lists
from bargaining.errors import LawMissing, NotVisible, Refused, Unusable
from bargaining.models.wage_table import WageTable as StoredTable
from bargaining.queries import case_view
from bargaining.queries import law as law_queries
from bargaining.queries import wage_reference as reference_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import wage_compare, wage_cost, wage_law
from bargaining.rules.roles import RECORDERS, Sight
from bargaining.rules.wage_compare import MOST, MatrixRow
from bargaining.rules.wage_findings import per_cent
from bargaining.rules.wage_law import Term, WageLaw
from bargaining.web import downloads, filters, forms, paging, wage_columns, wage_trials
from bargaining.web.access import open_to
from bargaining.web.wage_columns import Column

pages = Blueprint("wage_compare", __name__, url_prefix="/cases/<number>/wages/compare")

PAGE_SIZE = 50
# What of the address is kept from one page of the comparison to the next.
KEPT = ("versions", "base", "rate", "each", "lowest", "on", "step", "employer", "rows")


@dataclass
class _Asked:
    """What one address asks about: the case, its versions, the trial."""

    seen: case_view.CaseView
    law: WageLaw
    versions: Sequence[StoredTable]
    taken_back: frozenset[int]
    chosen: list[int]
    form: wage_trials.TrialForm
    is_right: bool

    def table(self, version: int) -> StoredTable:
        return next(one for one in self.versions if one.version == version)


@pages.get("")
@open_to(*RECORDERS)
def index(number: str) -> ResponseReturnValue:
    """Show up to four proposals side by side, and what each costs a year (方案成本与对比)."""
    asked = _asked(number)
    columns, trial = _columns(asked)
    main = _main(asked, columns, trial)
    found = wage_compare.matrix([column.posts for column in columns])
    return render_template(
        "wages/compare.html",
        case=asked.seen.case,
        versions=asked.versions,
        taken_back=asked.taken_back,
        chosen=asked.chosen,
        most=MOST,
        form=asked.form,
        trial=trial,
        main=main,
        tiles=wage_columns.tiles(main) if main else [],
        summaries=wage_columns.summaries(columns) if len(columns) > 1 else [],
        matrix=_matrix(columns, found) if len(columns) > 1 else None,
        cost=_cost(main) if main else None,
        cost_columns=wage_columns.COST_COLUMNS,
        employer_words=wage_trials.employer_words(asked.law.place),
        floor=_floor(main, asked.law) if main else None,
        query=_query(),
        export_href=url_for(".export", number=number, **_query()),
        proposal_href=url_for(".proposal", number=number, **_query()),
    ), 200 if asked.is_right else 422


@pages.get("/export.xlsx")
@open_to(*RECORDERS)
def export(number: str) -> ResponseReturnValue:
    """Send the comparison as a spreadsheet (导出方案对比)."""
    asked = _asked(number)
    columns, _trial = _columns(asked)
    if not columns:
        raise NotVisible(number)
    found = wage_compare.matrix([column.posts for column in columns])
    return _sent(asked, wage_columns.book(columns, _narrowed(found)), name="方案对比")


@pages.get("/proposal.xlsx")
@open_to(*RECORDERS)
def proposal(number: str) -> ResponseReturnValue:
    """Send a trial as a wage table that can be handed in as a version (导出试算方案)."""
    asked = _asked(number)
    _columns_, trial = _columns(asked)
    if trial is None:
        raise NotVisible(number)
    return _sent(asked, trial.content, name="试算方案")


def _sent(asked: _Asked, content: bytes, *, name: str) -> ResponseReturnValue:
    return downloads.sent(
        content,
        media_type=lists.MEDIA_TYPE,
        name=f"{asked.seen.case.title}-{name}-{clock.today().isoformat()}.xlsx",
        inline=False,
    )


# ── what is asked ────────────────────────────────────────────────────────────────────────────


def _asked(number: str) -> _Asked:
    session = db.session()
    seen = case_view.view(session, number, actor=g.actor, on=clock.today())
    if seen.sight is not Sight.FULL:
        raise NotVisible(number)
    versions = wage_queries.list_versions(session, seen.case)
    standing = {one.payload.get("version") for one in seen.facts.every("submit_wages")}
    taken_back = frozenset({one.version for one in versions} - standing)
    chosen = _chosen(versions, taken_back)
    form = wage_trials.form_of(request.args)
    form.base.choices = forms.choices(
        (str(one.version), f"第 {one.version} 版") for one in versions
    )
    if form.base.data not in {str(one.version) for one in versions}:
        form.base.data = str(_usual_base(seen, chosen))
    law = wage_law.wage_law(law_queries.law_book(session), place=seen.case.district_code)
    return _Asked(seen, law, versions, taken_back, chosen, form, form.validate())


def _chosen(versions: Sequence[StoredTable], taken_back: frozenset[int]) -> list[int]:
    """Read which versions are asked for; without any, the newest that were not taken back.

    They may come as one list with commas or as boxes that were ticked.
    """
    there = [one.version for one in versions]
    words = ",".join(request.args.getlist("versions")).split(",")
    named = {str(version): version for version in there}
    chosen = list(dict.fromkeys(named[word.strip()] for word in words if word.strip() in named))
    if not chosen:
        chosen = sorted(version for version in there if version not in taken_back)[-MOST:]
    return (chosen or sorted(there)[-1:])[:MOST]


def _usual_base(seen: case_view.CaseView, chosen: Sequence[int]) -> int | str:
    standing = seen.facts.wages
    if standing is not None:
        return int(standing.payload["version"])
    return chosen[-1] if chosen else ""


def _query() -> dict[str, Any]:
    """Keep of the address what the comparison is made of, so that nothing else is passed on."""
    given = {key: ",".join(filter(None, request.args.getlist(key))) for key in KEPT}
    return {key: value for key, value in given.items() if value}


# ── the proposals ────────────────────────────────────────────────────────────────────────────


def _columns(asked: _Asked) -> tuple[list[Column], wage_trials.Trial | None]:
    """Shape the versions that are asked for, and the trial behind them; at most four in all."""
    trial = _trial(asked)
    chosen = asked.chosen[: MOST - 1] if trial else asked.chosen
    tables = [asked.table(version) for version in chosen]
    session = db.session()
    posts = reference_queries.list_priced(session, tables)
    counts = reference_queries.count_findings(session, tables)
    columns = [
        Column(
            version=table.version,
            label=f"第 {table.version} 版",
            said=_said(asked, table),
            href=url_for("wages.index", number=asked.seen.case.number, version=table.version),
            term=(table.term_from, table.term_to),
            posts=tuple(posts[table.id]),
            counts=counts[table.id],
            cost=wage_cost.cost(posts[table.id], employer_rate=asked.form.employer_rate()),
            floor=wage_trials.floor_of(asked.law, Term(table.term_from, table.term_to)),
            taken_back=table.version in asked.taken_back,
        )
        for table in tables
    ]
    return [*columns, trial.column] if trial else columns, trial


def _said(asked: _Asked, table: StoredTable) -> str:
    said = f"{table.actor_name}，{filters.plain_day(clock.legal_day(table.uploaded_at))}上传"
    return f"{said}，已更正作废" if table.version in asked.taken_back else said


def _main(
    asked: _Asked, columns: Sequence[Column], trial: wage_trials.Trial | None
) -> Column | None:
    """Choose whose cost stands on top: the trial, else the version that stands, else the last."""
    if trial is not None:
        return trial.column
    standing = asked.seen.facts.wages
    version = standing.payload["version"] if standing else None
    found = (column for column in columns if column.version == version)
    return next(found, columns[-1] if columns else None)


# ── the trial ────────────────────────────────────────────────────────────────────────────────


def _trial(asked: _Asked) -> wage_trials.Trial | None:
    """Try a rise out on the file that was handed in; None where none is asked for.

    What cannot be tried out is said beside its field.
    """
    form = asked.form
    if not (asked.is_right and form.is_a_trial and asked.versions):
        return None
    base = asked.table(int(form.base.data))
    try:
        return wage_trials.tried(
            asked.seen.case, base, form.what_if(), employer_rate=form.employer_rate()
        )
    except Refused as problem:
        forms.show_refusal(form, problem.refusal)
    except (Unusable, LawMissing) as problem:
        form.form_errors.append(str(problem))
    asked.is_right = False
    return None


# ── the page ─────────────────────────────────────────────────────────────────────────────────


def _narrowed(found: Iterable[MatrixRow]) -> list[MatrixRow]:
    if request.args.get("rows") == "differing":
        return [row for row in found if row.differs]
    return list(found)


def _matrix(columns: Sequence[Column], found: Sequence[MatrixRow]) -> dict[str, Any]:
    shown = _narrowed(found)
    page = paging.asked_page()
    part = shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "columns": wage_columns.matrix_columns(columns),
        "rows": wage_columns.matrix_rows(part),
        "all": len(found),
        "differing": sum(row.differs for row in found),
        "only_differing": request.args.get("rows") == "differing",
        "page": page,
        "pages": paging.count_pages(len(shown), PAGE_SIZE),
        "total": len(shown),
    }


def _cost(main: Column) -> dict[str, Any]:
    cost = main.cost
    return {
        "rows": wage_columns.cost_rows(cost.lines),
        "total": wage_columns.cost_total(cost),
        "left_out": wage_columns.left_out_in_words(cost),
        "bonus": cost.bonus_amount,
        "with_bonus": cost.yearly_amount + (cost.bonus_amount or 0),
        "employer": cost.employer_amount,
        "employer_rate": cost.employer_rate,
        "with_employer": None
        if cost.employer_amount is None
        else cost.yearly_amount + cost.employer_amount,
    }


def _floor(main: Column, law: WageLaw) -> dict[str, Any]:
    gap, floor = main.floor_cost, main.floor
    if gap is None or floor is None:
        return {"known": False, "place": law.place_name}
    return {
        "known": True,
        "place": law.place_name,
        "amount": floor.amount,
        "since": floor.entry.effective_from,
        "people": gap.people,
        "yearly": gap.yearly_amount,
        "further": None if gap.further_rate is None else per_cent(gap.further_rate),
        "further_amount": None
        if gap.further_rate is None
        else wage_cost.rise_of(main.posts, rate=gap.further_rate),
        "unknown": gap.unknown_people,
        "lines": wage_columns.gap_rows(gap.lines),
    }
