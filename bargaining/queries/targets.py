"""Which coverage target holds for a place and year? Its own, else that of the place above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bargaining.models.coverage_target import CoverageTarget
from bargaining.models.place import Place
from bargaining.queries.places import DISTRICT_KINDS
from bargaining.rules import targets
from bargaining.rules.coverage import Denominator, Numerator, Question, Stage
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import Actor
from bargaining.rules.targets import Target


def find_target(
    session: Session, place_code: str | None, year: int, question: Question, kind: ContractKind
) -> Target | None:
    """Find the target that holds for a place (适用目标): its own, else the nearest above it.

    A target asks for contracts in force, so the earlier stages have none.
    """
    return find_targets(session, [place_code], year, question, kind).get(place_code)


def find_targets(
    session: Session,
    place_codes: Iterable[str | None],
    year: int,
    question: Question,
    kind: ContractKind,
) -> dict[str | None, Target]:
    """Find the targets of many places at once (各地适用目标); who has none is left out."""
    if question.stage is not Stage.LIVE:
        return {}
    stated = {
        row.place_code: _target(row)
        for row in session.scalars(
            select(CoverageTarget).where(
                CoverageTarget.year == year,
                CoverageTarget.denominator == question.denominator.value,
                CoverageTarget.numerator == question.numerator.value,
                CoverageTarget.kind == kind.value,
            )
        )
    }
    if not stated:
        return {}
    parents = place_parents(session)
    found = ((code, targets.nearest(stated, code, parents)) for code in place_codes)
    return {code: target for code, target in found if target is not None}


def _target(row: CoverageTarget) -> Target:
    return Target(
        place_code=row.place_code,
        year=row.year,
        denominator=Denominator(row.denominator),
        numerator=Numerator(row.numerator),
        kind=ContractKind(row.kind),
        rate=row.rate,
        source=row.source,
    )


def place_parents(session: Session) -> dict[str, str | None]:
    """Return the place above each place (上级地方)."""
    return {row.code: row.parent_code for row in session.execute(
        select(Place.code, Place.parent_code)
    )}  # fmt: skip


def list_targets(session: Session, actor: Actor, *, year: int) -> Sequence[CoverageTarget]:
    """List the targets of a year that touch an actor's territory (覆盖目标), places in order.

    Those of the places above are shown too: they hold where nothing closer is set.
    """
    parents = place_parents(session)
    rows = session.scalars(
        select(CoverageTarget)
        .where(CoverageTarget.year == year)
        .order_by(
            CoverageTarget.place_code, CoverageTarget.kind, CoverageTarget.denominator,
            CoverageTarget.numerator,
        )
    )  # fmt: skip
    above = {one for code in actor.places for one in targets.upward(code, parents)}
    return [row for row in rows if row.place_code in above or _lies_in(actor, row, parents)]


def _lies_in(actor: Actor, row: CoverageTarget, parents: Mapping[str, str | None]) -> bool:
    return actor.role is None or bool(actor.places & set(targets.upward(row.place_code, parents)))


def find_row(session: Session, target_id: int, *, actor: Actor) -> CoverageTarget | None:
    """Find a target that an actor may change (可改的目标); None where there is none for them."""
    row = session.get(CoverageTarget, target_id)
    if row is None:
        return None
    refusal = targets.why_not_set(actor, place_code=row.place_code, parents=place_parents(session))
    return None if refusal else row


def list_settable(session: Session, actor: Actor) -> list[Place]:
    """List the places an actor may set targets for (可设目标的地方): cities, districts, streets."""
    places = list(session.scalars(select(Place).order_by(Place.code)))
    parents = {one.code: one.parent_code for one in places}
    inside = [one for one in places if actor.places & set(targets.upward(one.code, parents))]
    return sorted(inside, key=lambda one: (_rank(one), one.code))


def _rank(place: Place) -> int:
    if place.kind in ("country", "province"):
        return 0
    return 1 if place.kind in DISTRICT_KINDS else 2
