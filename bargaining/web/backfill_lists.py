"""Signed lists on a page: what is typed or uploaded, as enterprises that the actor sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import g
from sqlalchemy.orm import Session

from bargaining import clock
from bargaining.db import db
from bargaining.errors import Unusable
from bargaining.queries import ledger as ledger_queries
from bargaining.queries.ledger import Parties, Party
from bargaining.readers import unit_lists
from bargaining.readers.unit_lists import Unit
from bargaining.rules.ledger_contract import Covered, LedgerContract
from bargaining.web.backfill_forms import NewContractForm, SharedForm

_SHOWN = 10


def listed(
    form: NewContractForm | SharedForm, *, before: Sequence[Covered] = ()
) -> tuple[Covered, ...]:
    """Read a signed list (签字名册); empty where a line cannot be told, said beside the field.

    Of the list before, those whom the actor does not see stay on it.
    """
    try:
        units = _units(form)
    except Unusable as problem:
        field = form.unit_file if problem.refusal.field in ("unit_file", "file") else form.units
        field.errors = [*field.errors, problem.refusal.message]
        return ()
    found = ledger_queries.parties(
        db.session(),
        codes={unit.code for unit in units if unit.code},
        names={unit.words for unit in units if not unit.code},
        actor=g.actor,
        on=clock.today(),
    )
    problems, covers = _matched(units, found)
    if not problems and not units:
        problems = ["请填写签字名册，一行一家，或者上传名册。"]
    if problems:
        form.units.errors = [*form.units.errors, *problems[:_SHOWN], *_and_more(problems)]
        return ()
    kept = {one.enterprise_id: one for one in _unseen(before)}
    return tuple((kept | covers).values())


def _units(form: NewContractForm | SharedForm) -> tuple[Unit, ...]:
    units = unit_lists.read_lines(form.units.data or "")
    upload = form.unit_file.data
    if upload and upload.filename:
        units += unit_lists.read_file(upload.read(), name=upload.filename)
        form.units.data = "\n".join(_line(unit.words, unit.workers) for unit in units)
    return units


def _matched(units: Iterable[Unit], found: Parties) -> tuple[list[str], dict[int, Covered]]:
    problems: list[str] = []
    covers: dict[int, Covered] = {}
    for unit in units:
        coded = found.coded(unit.code) if unit.code else None
        named = [coded] if coded else found.named(unit.words)
        if len(named) == 1 and named[0].id not in covers:
            covers[named[0].id] = Covered(named[0].id, workers=unit.workers)
        else:
            problems.append(f"第 {unit.line} 行“{unit.words}”：{_why(named)}")
    return problems, covers


def _why(named: Sequence[Party]) -> str:
    if not named:
        return "名册里没有，请核对全称或代码，或先导入企业名册。"
    return "写了两次。" if len(named) == 1 else f"有 {len(named)} 家同名，请写统一社会信用代码。"


def _and_more(problems: Sequence[str]) -> list[str]:
    more = len(problems) - _SHOWN
    return [f"还有 {more} 行也要改。"] if more > 0 else []


def _unseen(before: Sequence[Covered]) -> list[Covered]:
    ids = [one.enterprise_id for one in before]
    seen = ledger_queries.parties_by_id(db.session(), ids, actor=g.actor, on=clock.today())
    return [one for one in before if one.enterprise_id not in seen]


def as_lines(session: Session, contract: LedgerContract) -> str:
    """Write a signed list as it is typed (名册文本), as far as the actor sees it."""
    ids = [one.enterprise_id for one in contract.covers]
    seen = ledger_queries.parties_by_id(session, ids, actor=g.actor, on=clock.today())
    return "\n".join(
        _line(_known_by(seen[one.enterprise_id]), one.workers)
        for one in contract.covers
        if one.enterprise_id in seen
    )


def _known_by(party: Party) -> str:
    return f"{party.code} {party.name}" if party.code else party.name


def _line(words: str, workers: int | None) -> str:
    return words if workers is None else f"{words} {workers}"
