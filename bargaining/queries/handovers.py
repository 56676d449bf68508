"""What goes over when a union's chair changes, and which handings over were there?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bargaining.errors import NotVisible
from bargaining.models.base import iso
from bargaining.models.case import Case
from bargaining.models.enterprise import Enterprise
from bargaining.models.form_draft import FormDraft
from bargaining.models.handover import Handover
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.register_change import RegisterChange
from bargaining.models.union_body import UnionBody
from bargaining.queries import cases as case_queries
from bargaining.queries import chairs, standing
from bargaining.rules import facts as case_facts
from bargaining.rules import papers
from bargaining.rules.moves import TABLE
from bargaining.rules.roles import Actor
from bargaining.rules.states import KIND_WORDS, CaseState, Side


def visible_handovers(union: UnionBody) -> Select[Handover]:
    """Select the handings over of a union that the actor was found to see (交接记录)."""
    return select(Handover).where(Handover.union_id == union.id)


def list_handovers(session: Session, union: UnionBody) -> Sequence[Handover]:
    """List a union's handings over, newest first (交接记录)."""
    return session.scalars(
        visible_handovers(union).order_by(Handover.on_day.desc(), Handover.id.desc())
    ).all()


def get_handover(
    session: Session, union_id: int, handover_id: int, *, actor: Actor, on: date
) -> tuple[UnionBody, Handover]:
    """Find a handing over with its union (交接记录); NotVisible where it is not the actor's."""
    union = chairs.get_union(session, union_id, actor=actor, on=on)
    found = session.scalars(
        visible_handovers(union).where(Handover.id == handover_id)
    ).one_or_none()
    if found is None:
        raise NotVisible(handover_id)
    return union, found


def source_of(handover_id: int) -> str:
    """Name the register's entry that a handing over makes (登记来源)."""
    return f"主席交接第 {handover_id} 号"


def unwritten(session: Session, *, on: date) -> Sequence[Handover]:
    """List the handings over whose last day is over and that the register lacks (待登记的交接)."""
    due = session.scalars(
        select(Handover).where(Handover.on_day < on).order_by(Handover.on_day, Handover.id)
    ).all()
    if not due:
        return []
    known = set(
        session.scalars(
            select(RegisterChange.source).where(
                RegisterChange.union_id.in_({one.union_id for one in due}),
                RegisterChange.source.in_([source_of(one.id) for one in due]),
            )
        )
    )
    return [one for one in due if source_of(one.id) not in known]


# ── what goes over ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Contents:
    """What goes over, as JSON (交接清单内容), and who leads the talks in the old chair's name."""

    as_json: dict[str, Any]
    mandates: Sequence[tuple[str, str]]  # case number, title


def contents(
    session: Session, union: UnionBody, *, user_id: int | None, name: str, on: date
) -> Contents:
    """Gather what a union's chair hands over on a day (交接清单内容).

    Its open cases with what they wait for and until when; its contracts in force, which keep
    the name that signed them; the papers issued in either; drafts that were not sent.
    """
    cases = _cases(session, union)
    open_cases = [one for one in cases if _is_open(one)]
    shown = [one for one in cases if _is_open(one) or _is_live(one, on=on)]
    issued = _issued(session, [one.id for one in shown])
    due = case_queries.next_deadlines(session, [one.id for one in open_cases])
    listed = {
        "cases": [_case(one, due.get(one.id)) for one in open_cases],
        "contracts": [_contract(one) for one in cases if _is_live(one, on=on)],
        "papers": [
            {"name": _paper_name(paper.kind, paper.version), "case": one.number,
             "on": iso(paper.issued_on)}
            for one in shown for paper in issued.get(one.id, [])
        ],
        "drafts": _drafts(session, user_id, numbers={one.number for one in open_cases}),
    }  # fmt: skip
    return Contents(listed, _mandates(session, open_cases, name))


def _cases(session: Session, union: UnionBody) -> Sequence[Case]:
    mine = select(Enterprise.id).where(Enterprise.union_id == union.id)
    return session.scalars(
        select(Case).where(Case.enterprise_id.in_(mine)).order_by(Case.title, Case.year, Case.id)
    ).all()


def _is_open(case: Case) -> bool:
    return case.origin == "walked" and case.state != CaseState.CLOSED.value


def _is_live(case: Case, *, on: date) -> bool:
    signed = case.signed_on is not None and case.signed_on <= on
    stands = case.terminated_on is None or case.terminated_on >= on
    return signed and stands and case.term_to is not None and case.term_to >= on


def _case(case: Case, due: Any) -> dict[str, Any]:  # noqa: ANN401 -- a deadline's row or None
    waits = standing.waiting(case)
    return {
        "number": case.number,
        "title": case.title,
        "year": case.year,
        "state": CaseState(case.state).label,
        "step": waits.words if waits else "",
        "due": iso(due.due_on) if due is not None else None,
    }


def _contract(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "title": case.title,
        "name": f"{case.year}年度{KIND_WORDS[case.kind]}",
        "signed_on": iso(case.signed_on),
        "term_from": iso(case.term_from),
        "term_to": iso(case.term_to),
    }


def _paper_name(kind: str, version: int) -> str:
    title = papers.CATALOGUE[kind].title if kind in papers.CATALOGUE else kind
    return title if version == 1 else f"{title}（第 {version} 版）"


def _issued(session: Session, case_ids: Sequence[int]) -> dict[int, list[IssuedPaper]]:
    found: dict[int, list[IssuedPaper]] = {}
    for row in session.scalars(
        select(IssuedPaper)
        .where(IssuedPaper.case_id.in_(case_ids))
        .order_by(IssuedPaper.issued_on, IssuedPaper.id)
    ):
        found.setdefault(row.case_id, []).append(row)
    return found


def _drafts(
    session: Session, user_id: int | None, *, numbers: Collection[str]
) -> list[dict[str, Any]]:
    """What the old chair began in these cases; of another union's nothing is said here."""
    if user_id is None:
        return []
    rows = session.scalars(
        select(FormDraft).where(FormDraft.user_id == user_id).order_by(FormDraft.saved_at)
    )
    begun = (_draft(row.form) for row in rows)
    return [{"case": number, "step": step} for number, step in begun if number in numbers]


def _draft(form: str) -> tuple[str, str]:
    """Read a draft's name, such as `case 110108-2026-0001:sign`."""
    name, _colon, move = form.rpartition(":")
    label = TABLE[move].label if move in TABLE else "没有填完的一页"
    return name.removeprefix("case "), label


def _mandates(session: Session, cases: Sequence[Case], name: str) -> Sequence[tuple[str, str]]:
    """The open cases whose union side is led by the old chair: the name stands until changed."""
    if not name.strip():
        return []
    histories = case_queries.histories(session, [one.id for one in cases])
    found = []
    for one in cases:
        people = case_facts.fold(histories.get(one.id, [])).representatives
        if any(
            each.chief and each.side is Side.UNION and each.name.strip() == name.strip()
            for each in people
        ):
            found.append((one.number, one.title))
    return found
