"""补录 by a browser: one finished contract from its signed papers, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from bargaining import clock
from bargaining.actions import backfill_papers
from bargaining.actions.backfill_papers import MAY_TAKE, Hand
from bargaining.actions.files import Upload
from bargaining.db import db, transaction
from bargaining.errors import Invalid, Refusal, Refused, Unusable
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.queries import case_view
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries.case_view import CaseView
from bargaining.queries.enterprises import Filters
from bargaining.rules import ledger_contract, ledger_entries
from bargaining.rules.deadline_rules import CONTRACT_LABELS, ContractKind
from bargaining.rules.ledger_contract import Covered, LedgerContract
from bargaining.rules.roles import REGISTER_KEEPERS, Role, Sight
from bargaining.rules.states import WAY_LABELS, ContractWay
from bargaining.web import backfill_forms, backfill_lists, forms
from bargaining.web.access import open_to
from bargaining.web.backfill_forms import NewContractForm, PapersForm, SharedForm
from bargaining.web.settings import store

pages = Blueprint("backfill", __name__, url_prefix="/backfill")

# The city sees figures only, so it takes contracts in and leaves their correction to others.
MAY_COMPLETE = frozenset(MAY_TAKE - {Role.CITY})
SOMEBODY_WAS_FASTER = Refusal(
    "changed", "就在您保存的同时，有人先登记了一步。请看过最新情况再办，您填的内容还在。"
)
_CANDIDATES = 8


# ── a new one ────────────────────────────────────────────────────────────────────────────────


@pages.route("", methods=["GET", "POST"])
@open_to(*MAY_TAKE)
def index() -> ResponseReturnValue:
    """Take one finished contract in from its signed papers (补录一份合同)."""
    form = NewContractForm()
    if request.method == "GET":
        return _new_page(_fresh(form))
    fits = form.validate()
    found = _chosen(form)
    if "look" in request.form or not fits or not found.covers:
        status = 200 if "look" in request.form and fits else 422
        return _new_page(form, found, status=status)
    contract = _contract(form, found.covers)
    try:
        taken = _take(form, contract)
    except (Invalid, Refused, Unusable) as problem:
        _show(form, problem)
        return _new_page(form, found, status=422)
    flash(_told(contract, taken), "success")
    if "another" in request.form:
        return redirect(url_for(".index", kind=form.kind.data, way=form.way.data))
    return redirect(url_for("cases.show", number=taken[0]))


@pages.post("/summary")
@open_to(*MAY_TAKE)
def summary() -> ResponseReturnValue:
    """Say what is still missing of what is typed so far, and how it will count (补录小结)."""
    form = NewContractForm()
    form.validate()
    return render_template("backfill/_summary.html", **_summed(_contract(form, [Covered(0)]), form))


@dataclass(frozen=True)
class _Found:
    """Whose contract it is: the enterprises, or those that it may be."""

    covers: Sequence[Covered] = ()
    enterprise: Enterprise | None = None
    candidates: Sequence[Enterprise] = ()


def _fresh(form: NewContractForm) -> NewContractForm:
    for name, known in (("kind", set(ContractKind)), ("way", set(ContractWay))):
        if request.args.get(name) in known:
            form[name].data = request.args[name]
    enterprise_id = request.args.get("enterprise", type=int)
    if g.actor.role is Role.UNION_CHAIR and enterprise_id is None:
        own = _search("")
        enterprise_id = own[0].id if len(own) == 1 else None
    if enterprise_id is not None:
        one = enterprise_queries.get_enterprise(
            db.session(), enterprise_id, actor=g.actor, on=clock.today()
        )
        form.enterprise.data = one.code or one.name
    return form


def _search(words: str) -> list[Enterprise]:
    page = enterprise_queries.search_enterprises(
        db.session(), g.actor, on=clock.today(), filters=Filters(text=words), size=_CANDIDATES + 1
    )
    return [line.enterprise for line in page.lines]


def _chosen(form: NewContractForm) -> _Found:
    """Find whose contract it is; what cannot be told is said beside its field."""
    if form.way.data != ContractWay.OWN.value:
        return _Found(backfill_lists.listed(form))
    words = form.enterprise.data or ""
    if not words:
        form.enterprise.errors = [*form.enterprise.errors, "请填写企业。"]
        return _Found()
    found = _search(words)
    chosen = request.form.get("chosen", type=int)
    exact = [one for one in found if words in (one.code, one.name) or one.id == chosen]
    picked = next((one for one in exact if one.id == chosen), None)
    if picked is None and len(exact or found) == 1:
        picked = (exact or found)[0]
    if picked is not None:
        return _Found([Covered(picked.id)], picked)
    if not found:
        message = f"名册里没有找到“{words}”，请核对，或先到企业名册登记。"
    elif len(found) > _CANDIDATES:
        message = "符合的企业太多，请写全称或统一社会信用代码。"
    else:
        message = "符合的企业不止一家，请在下面选一家。"
    form.enterprise.errors = [*form.enterprise.errors, message]
    return _Found(candidates=found[:_CANDIDATES])


def _contract(form: NewContractForm, covers: Sequence[Covered]) -> LedgerContract:
    kind = ContractKind(form.kind.data) if form.kind.data in list(ContractKind) else None
    way = ContractWay(form.way.data) if form.way.data in list(ContractWay) else None
    return backfill_forms.contract_of(
        form, kind=kind or ContractKind.WAGE, way=way or ContractWay.OWN, covers=covers
    )


def _take(form: NewContractForm, contract: LedgerContract) -> list[str]:
    """Write it; return the numbers of its case and of its annex's."""
    with transaction(g.actor) as session:
        taken = backfill_papers.take_contract(
            session,
            contract,
            annex=backfill_forms.annex_of(form),
            uploads=_uploads(form),
            hand=_hand(),
        )
        return [one.number for one in (taken.case, taken.annex) if one is not None]


def _told(contract: LedgerContract, numbers: Sequence[str]) -> str:
    absent = [ledger_contract.LACK_LABELS[one] for one in ledger_contract.lacks(contract)]
    said = f"已补录：{'、'.join(numbers)}。"
    return f"{said}待补：{'、'.join(absent)}。" if absent else said


def _new_page(
    form: NewContractForm, found: _Found = _Found(), *, status: int = 200
) -> ResponseReturnValue:
    contract = _contract(form, found.covers or [Covered(0)])
    page = render_template(
        "backfill/new.html",
        form=form,
        candidates=found.candidates,
        shares=g.actor.role in REGISTER_KEEPERS,
        may_import=g.actor.role in REGISTER_KEEPERS,
        **_summed(contract, form),
    )
    return page, status


# ── one that is there ────────────────────────────────────────────────────────────────────────


@pages.route("/<number>", methods=["GET", "POST"])
@open_to(*MAY_COMPLETE)
def complete(number: str) -> ResponseReturnValue:
    """Fill in what was missing of a 补录, or put it right from its papers (补齐)."""
    today = clock.today()
    seen = case_view.view(db.session(), number, actor=g.actor, on=today)
    refusal = backfill_papers.why_not_complete(db.session(), seen.case, g.actor, today=today)
    if refusal is not None:
        flash(refusal.message, "warning")
        return redirect(url_for("cases.show", number=number))
    form = SharedForm() if seen.case.enterprise_id is None else PapersForm()
    shown = ledger_entries.shown(seen.facts, enterprise_id=seen.case.enterprise_id)
    if request.method == "GET":
        backfill_forms.fill(form, shown)
        form.seen_sequence.data = str(seen.case.last_sequence)
        if seen.case.enterprise_id is None:
            form.units.data = backfill_lists.as_lines(db.session(), shown)
        return _complete_page(seen, form, shown)
    fits = form.validate()
    asked = _asked(form, seen.case, shown) if fits else None
    if asked is None or "look" in request.form:
        status = 200 if asked is not None else 422
        return _complete_page(seen, form, asked or shown, status=status)
    try:
        changed = _complete(number, form, asked)
    except (Invalid, Refused, Unusable) as problem:
        _show(form, problem)
        return _complete_page(seen, form, asked, status=422)
    except StaleDataError:
        forms.show_refusal(form, SOMEBODY_WAS_FASTER)
        return _complete_page(seen, form, asked, status=422)
    flash("已保存，每一项改动都留在案件的经过里。" if changed else "与已登记的一样，没有改动。",
          "success" if changed else "info")  # fmt: skip
    return redirect(url_for(".complete", number=number))


@pages.post("/<number>/summary")
@open_to(*MAY_COMPLETE)
def complete_summary(number: str) -> ResponseReturnValue:
    """Say what will still be missing of a 补录 (补齐小结)."""
    seen = case_view.view(db.session(), number, actor=g.actor, on=clock.today())
    if seen.case.origin != "backfilled":
        return redirect(url_for("cases.show", number=number))
    shown = ledger_entries.shown(seen.facts, enterprise_id=seen.case.enterprise_id)
    form = SharedForm() if seen.case.enterprise_id is None else PapersForm()
    form.validate()
    asked = _asked(form, seen.case, shown) or shown
    return render_template("backfill/_summary.html", **_summed(asked, form))


def _asked(form: PapersForm, case: Case, shown: LedgerContract) -> LedgerContract | None:
    covers: Sequence[Covered] = shown.covers
    if isinstance(form, SharedForm):
        covers = backfill_lists.listed(form, before=shown.covers)
        if not covers:
            return None
    asked = backfill_forms.contract_of(
        form, kind=ContractKind(case.kind), way=ContractWay(case.way), covers=covers
    )
    return backfill_forms.with_untouched(asked, shown)


def _complete(number: str, form: PapersForm, asked: LedgerContract) -> bool:
    with transaction(g.actor) as session:
        return backfill_papers.complete_contract(
            session,
            number,
            asked,
            seen_sequence=forms.seen_sequence(form.seen_sequence.data),
            uploads=_uploads(form),
            hand=_hand(),
        )


def _complete_page(
    seen: CaseView, form: PapersForm, contract: LedgerContract, *, status: int = 200
) -> ResponseReturnValue:
    case = seen.case
    page = render_template(
        "backfill/complete.html",
        form=form,
        case=case,
        shared=case.enterprise_id is None,
        kind=CONTRACT_LABELS[ContractKind(case.kind)],
        way=WAY_LABELS[ContractWay(case.way)],
        annex=contract.annex,
        scans=_scans(seen),
        **_summed(contract, form),
    )
    return page, status


def _scans(seen: CaseView) -> list[dict[str, str]]:
    """Name the scans; only who sees the whole case opens them."""
    full = seen.sight is Sight.FULL
    kept = ledger_entries.stated(seen.facts.history, enterprise_id=seen.case.enterprise_id)
    return [
        {
            "label": one.name if full else f"扫描件 {number}",
            "href": url_for("cases.file", number=seen.case.number, digest=one.hash) if full else "",
        }
        for number, one in enumerate(kept.papers.scans, start=1)
    ]


# ── inside ───────────────────────────────────────────────────────────────────────────────────


def _summed(contract: LedgerContract, form: PapersForm) -> dict[str, Any]:
    """What is missing, what of it decides, and how the contract counts today."""
    absent = ledger_contract.lacks(contract)
    chosen = any(one and one.filename for one in form.scans.data or [])
    return {
        "lacks": [
            ledger_contract.LACK_LABELS[one]
            for one in absent
            if not (chosen and one is ledger_contract.Lack.SCAN)
        ],
        "counts": ledger_contract.counting(contract, on=clock.today()).value,
        "counting": ledger_contract.counting_in_words(contract, on=clock.today()),
    }


def _show(form: PapersForm, problem: Invalid | Refused | Unusable) -> None:
    refusals = problem.refusals if isinstance(problem, Invalid) else (problem.refusal,)
    for one in refusals:
        field = {"photos": "scans"}.get(one.field, one.field)
        forms.show_refusal(form, replace(one, field=field))


def _uploads(form: PapersForm) -> list[Upload]:
    chosen = [one for one in form.scans.data or [] if one and one.filename]
    return [Upload(one.filename, one.read()) for one in chosen]


def _hand() -> Hand:
    return Hand(g.actor, clock.now(), clock.today(), store())
