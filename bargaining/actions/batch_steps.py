"""Take one step for many enterprises: what would follow first, then all good rows in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bargaining import audit
from bargaining.actions import cases as case_actions
from bargaining.errors import Invalid, NotVisible, Refusal, Refused
from bargaining.queries import batches as batch_queries
from bargaining.queries import enterprises as enterprise_queries
from bargaining.queries import law as law_queries
from bargaining.queries.batches import BATCH, Standing
from bargaining.rules import asks, batches, derivation, events, moves
from bargaining.rules import facts as case_facts
from bargaining.rules.events import Event
from bargaining.rules.lawbook import LawBook
from bargaining.rules.move import Move
from bargaining.rules.roles import Actor
from bargaining.rules.states import CaseState
from bargaining.rules.street_groups import OPEN

_BATCH_LOCK = 7_201_009
Photos = Sequence[Mapping[str, str]]

NOT_THERE = "名单里的这一家不在您的范围内，没有登记。"
TWICE = "名单里这一家重复了，只登记前一行。"
CHANGED = "在您核对之后有人先登记了一步，请看过最新情况再办。"
NOT_AGREED = "这家工会还没有同意代录；请先在企业页面登记“同意代录”。"


@dataclass(frozen=True)
class Wish:
    """One row somebody wants to have recorded (拟登记的一行).

    `seen_sequence` is the newest entry when the row was looked at, 0 where there was no case;
    `line` says where it stands in a file, such as 第 5 行.
    """

    enterprise_id: int
    move: str
    on: date
    given: Mapping[str, str] = field(default_factory=dict)
    seen_sequence: int | None = None
    line: str = ""


@dataclass(frozen=True)
class Outlook:
    """What one row would bring, or why it cannot be taken (一行的预览).

    `opens` is the year whose case is opened along with it; `due` the nearest day that starts to
    run; `sequence` the newest entry now.
    """

    wish: Wish
    name: str = ""
    number: str = ""
    refusal: str = ""
    opens: int | None = None
    state: str = ""
    due: Mapping[str, Any] | None = None
    sequence: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of one row (一行的结果); `refusal` is empty where it was recorded."""

    wish: Wish
    name: str
    number: str
    refusal: str = ""
    opened: bool = False


# ── before ───────────────────────────────────────────────────────────────────────────────────


def preview(
    session: Session, wishes: Sequence[Wish], *, actor: Actor, today: date
) -> list[Outlook]:
    """Say row by row what recording would bring (批量预览); nothing is written."""
    found = batch_queries.standings(
        session, [one.enterprise_id for one in wishes], actor=actor, today=today
    )
    book = law_queries.law_book(session)
    outlooks: list[Outlook] = []
    taken: set[tuple[int, str]] = set()
    for wish in wishes:
        standing = found.get(wish.enterprise_id)
        if standing is None:
            outlooks.append(Outlook(wish, refusal=NOT_THERE))
            continue
        outlook = _outlook(wish, standing, book, actor=actor, today=today)
        if _key(wish) in taken:
            outlook = Outlook(wish, outlook.name, outlook.number, refusal=TWICE)
        elif not outlook.refusal:
            taken.add(_key(wish))
        outlooks.append(outlook)
    return outlooks


def _key(wish: Wish) -> tuple[int, str]:
    return wish.enterprise_id, wish.move


def why_not(standing: Standing, move: Move, *, actor: Actor, today: date) -> str:
    """Say why a step is closed to an enterprise whatever is filled in (不可办理的原因)."""
    year = opening(standing, move, today=today)
    if year is not None:
        taken = f"{year} 年度的案件已经立案。" if year in standing.years else ""
        return taken or _why_not_open(standing, actor)
    if standing.facts is None:
        return "还没有立案，请先立案。"
    refusal = moves.why_not(move, standing.facts, actor=actor, agreed_to_help=standing.agreed)
    return refusal.message if refusal else ""


def opening(standing: Standing, move: Move, *, today: date) -> int | None:
    """Name the year whose case a step would open first (先行立案年度); None: one is at hand."""
    if move.name == OPEN:
        return standing.year_to_open(today=today)
    if move.name in batches.BEGINNINGS and (standing.case is None or standing.is_over):
        return standing.year_to_open(today=today)
    return None


def _why_not_open(standing: Standing, actor: Actor) -> str:
    helps = actor.role in moves.HELPERS and standing.union is not None
    return NOT_AGREED if helps and not standing.agreed else ""


def _outlook(
    wish: Wish, standing: Standing, book: LawBook, *, actor: Actor, today: date
) -> Outlook:
    name = standing.enterprise.name
    number = standing.case.number if standing.case else ""
    try:
        return _foresee(wish, standing, book, actor=actor, today=today)
    except Invalid as problem:
        words = "".join(one.message for one in problem.refusals)
        return Outlook(wish, name, number, refusal=words)
    except Refused as problem:
        return Outlook(wish, name, number, refusal=problem.refusal.message)


def _foresee(
    wish: Wish, standing: Standing, book: LawBook, *, actor: Actor, today: date
) -> Outlook:
    move = batches.get_step(wish.move)
    name = standing.enterprise.name
    year = _year(wish, standing, move, today=today)
    _refuse(wish, standing, move, year, actor=actor, today=today)
    sequence = _sequence(standing)
    history, number = standing.history, _number(standing)
    if year is not None:
        history, number = (Event(1, events.OPEN, wish.on, _opening(standing, year)),), ""
    facts = case_facts.fold(history)
    if move.name == OPEN:
        return Outlook(
            wish, name, number, opens=year, state=CaseState.PREPARING.label, sequence=sequence
        )
    if year is not None and (refused := _closed_to_new(move, facts, standing, actor)):
        raise Refused(refused)
    step = case_actions.Step(move.name, wish.on, wish.given)
    payload = case_actions.check_answers(move, facts, step, today=today)
    after = case_facts.fold([*history, Event(facts.last_sequence + 1, move.name, wish.on, payload)])
    derived = derivation.derive(after, place=standing.enterprise.district_code, book=book)
    started = [
        one for one in derived.deadlines
        if one["start_sequence"] == facts.last_sequence + 1 and one["ended_on"] is None
        and one["due_on"] is not None and one["opens_on"] is None
    ]  # fmt: skip
    due = min(started, key=lambda one: (one["due_on"], one["rule_id"]), default=None)
    return Outlook(
        wish, name, number, opens=year, state=after.state.label, due=due, sequence=sequence
    )


def _opening(standing: Standing, year: int) -> dict[str, Any]:
    return {"year": year, "place": standing.enterprise.district_code}


def _closed_to_new(
    move: Move, facts: case_facts.CaseFacts, standing: Standing, actor: Actor
) -> Refusal | None:
    return moves.why_not(move, facts, actor=actor, agreed_to_help=standing.agreed)


def _year(wish: Wish, standing: Standing, move: Move, *, today: date) -> int | None:
    """The year to be opened; one that was written down stands, whatever it is."""
    said = str(wish.given.get("year", "")).strip() if move.name == OPEN else ""
    if not said:
        return opening(standing, move, today=today)
    answers = asks.read_answers(move.asks, wish.given)
    if answers.refusals:
        raise Invalid(answers.refusals)
    return int(answers.payload["year"])


def _refuse(
    wish: Wish, standing: Standing, move: Move, year: int | None, *, actor: Actor, today: date
) -> None:
    """Raise Refused for what stands against a row whatever is filled in; recording asks it too."""
    if year is None:
        if refusal := why_not(standing, move, actor=actor, today=today):
            raise Refused(Refusal("not_open", refusal))
    else:
        if refusal := _why_not_open(standing, actor):
            raise Refused(Refusal("not_agreed", refusal))
        _refuse_year(standing, year, wish.on, today=today)
    _refuse_changed(wish, standing)


def _refuse_year(standing: Standing, year: int, on: date, *, today: date) -> None:
    if on > today:
        raise Refused(Refusal("future", "立案日期不能晚于今天。", field="on"))
    if not today.year - 1 <= year <= today.year + 1:
        raise Refused(Refusal("bad_year", f"年度应在 {today.year - 1} 至 {today.year + 1} 之间。"))
    if year in standing.years:
        raise Refused(Refusal("already_open", f"{year} 年度的案件已经立案。"))


def _refuse_changed(wish: Wish, standing: Standing) -> None:
    if wish.seen_sequence is not None and wish.seen_sequence != _sequence(standing):
        raise Refused(Refusal("changed", CHANGED))


def _number(standing: Standing) -> str:
    return standing.case.number if standing.case else ""


def _sequence(standing: Standing) -> int:
    return standing.case.last_sequence if standing.case else 0


# ── for real ─────────────────────────────────────────────────────────────────────────────────


def take_all(
    session: Session,
    wishes: Sequence[Wish],
    *,
    batch: str,
    photos: Mapping[int, Photos] | None = None,
    actor: Actor,
    at: datetime,
    today: date,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Outcome]:
    """Record many rows in one transaction (批量登记): the good ones, each an entry of its own.

    A row that is refused leaves nothing, the others stand. The same batch a second time, a
    double click for one, writes nothing again and answers as the first. `photos` are the files
    of each enterprise, kept before; `tell` hears how far it is.
    """
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, hashtext(:batch))"),
        {"lock": _BATCH_LOCK % 2**31, "batch": batch},
    )
    ids = [one.enterprise_id for one in wishes]
    batch_queries.hold(session, ids)
    found = batch_queries.standings(session, ids, actor=actor, today=today)
    done = batch_queries.written_in(
        session, batch, [one.case.id for one in found.values() if one.case]
    )
    outcomes: list[Outcome] = []
    taken: set[tuple[int, str]] = set()
    for count, wish in enumerate(wishes, start=1):
        standing = found.get(wish.enterprise_id)
        files = (photos or {}).get(wish.enterprise_id, ())
        writer = _Writer(session, batch, files, actor, at, today)
        if standing is None:
            outcome = Outcome(wish, "", "", refusal=NOT_THERE)
        elif _key(wish) in taken:
            outcome = Outcome(wish, standing.enterprise.name, "", refusal=TWICE)
        elif _is_done(wish, standing, done):
            outcome = Outcome(wish, standing.enterprise.name, _number(standing))
        else:
            outcome = _taken(writer, wish, standing)
        if not outcome.refusal:
            taken.add(_key(wish))
        outcomes.append(outcome)
        tell(count, len(wishes))
    _record(session, outcomes, batch=batch, actor=actor, at=at)
    return outcomes


def _is_done(wish: Wish, standing: Standing, done: frozenset[tuple[int, str]]) -> bool:
    kind = events.OPEN if wish.move == OPEN else wish.move
    return standing.case is not None and (standing.case.id, kind) in done


@dataclass(frozen=True)
class _Writer:
    session: Session
    batch: str
    photos: Photos
    actor: Actor
    at: datetime
    today: date


def _taken(writer: _Writer, wish: Wish, standing: Standing) -> Outcome:
    name = standing.enterprise.name
    try:
        with audit.attempt(writer.session):
            return _write(writer, wish, standing)
    except Invalid as problem:
        words = "".join(one.message for one in problem.refusals)
    except Refused as problem:
        words = problem.refusal.message
    except StaleDataError:
        words = CHANGED
    except NotVisible:
        return Outcome(wish, "", "", refusal=NOT_THERE)
    return Outcome(wish, name, _number(standing), refusal=words)


def _write(writer: _Writer, wish: Wish, standing: Standing) -> Outcome:
    move = batches.get_step(wish.move)
    year = _year(wish, standing, move, today=writer.today)
    _refuse(wish, standing, move, year, actor=writer.actor, today=writer.today)
    number, name = _number(standing), standing.enterprise.name
    if year is not None:
        number = _open(writer, wish, year)
    if move.name != OPEN:
        step = case_actions.Step(move.name, wish.on, wish.given)
        outcome: dict[str, Any] = {BATCH: writer.batch}
        if writer.photos:
            outcome["photos"] = [dict(one) for one in writer.photos]
        case_actions.take(
            writer.session, number, step, actor=writer.actor, at=writer.at, today=writer.today,
            outcome=outcome,
        )  # fmt: skip
    return Outcome(wish, name, number, opened=year is not None)


def _open(writer: _Writer, wish: Wish, year: int) -> str:
    enterprise = enterprise_queries.get_enterprise(
        writer.session, wish.enterprise_id, actor=writer.actor, on=writer.today
    )
    case = case_actions.open_case(
        writer.session,
        enterprise,
        year=year,
        on=wish.on,
        actor=writer.actor,
        at=writer.at,
        today=writer.today,
        outcome={BATCH: writer.batch},
    )
    return case.number


def _record(
    session: Session, outcomes: Sequence[Outcome], *, batch: str, actor: Actor, at: datetime
) -> None:
    taken = [one for one in outcomes if not one.refusal]
    if not taken:
        return
    steps = sorted({one.wish.move for one in taken})
    audit.record(
        session,
        at=at,
        actor=actor,
        event="batch.take",
        subject=f"batch:{batch[:16]}",
        detail={"steps": steps, "taken": len(taken), "refused": len(outcomes) - len(taken)},
    )
