"""What stands in the papers of no single case: 派遣函、走访单、主席交接清单, from plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bargaining.documents import values
from bargaining.documents.contexts_parties import Context
from bargaining.queries.dossier import Dossier
from bargaining.rules import ladder, next_steps, refusal_words
from bargaining.rules.events import Event
from bargaining.rules.procedure_talks import RECORD_CONTACT
from bargaining.rules.states import HOLDER_LABELS

ADVISER, DELEGATE = "adviser", "delegate"
_CAPACITIES = {ADVISER: "顾问", DELEGATE: "外聘协商代表"}


@dataclass(frozen=True)
class Sending:
    """An instructor on the way to an enterprise (派遣).

    `capacity` is adviser or delegate; `workers_name` is empty where there is no union. Without
    `to_on` the sending lasts until the bargaining is done; without `tasks` the usual ones print.
    """

    issuer_name: str
    employer_name: str
    workers_name: str
    instructor_name: str
    capacity: str
    reason: str
    from_on: date
    to_on: date | None = None
    year: int | None = None
    number: str = ""
    instructor_post: str = ""
    instructor_phone: str = ""
    tasks: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    signed_on: date | None = None


def dispatch_letter(of: Sending) -> Context:
    """Fill in the letter an instructor brings along (派遣函内容)."""
    return _known(
        {
            **asdict(of),
            "workers_name": of.workers_name or f"{of.employer_name}职工方",
            "has_union": bool(of.workers_name),
            "as_delegate": of.capacity == DELEGATE,
            "capacity": _CAPACITIES[of.capacity],
            "tasks": list(of.tasks),
        }
    )


@dataclass(frozen=True)
class Visit:
    """What is known of an enterprise before somebody goes there (走访).

    Every field but the name may be left empty and is then written by hand; `union_name` empty
    prints 未建立工会. `points` are what to talk about; `visit_on` and below are what came of it.
    """

    employer_name: str
    street: str = ""
    address: str = ""
    workers: int | None = None
    legal_representative: str = ""
    union_name: str = ""
    chair_name: str = ""
    contact_phone: str = ""
    case_number: str = ""
    state: str = ""
    waiting: str = ""
    since_on: date | None = None
    holder: str = ""
    due_label: str = ""
    due_on: date | None = None
    current_contract: str = ""
    last_contact: str = ""
    findings: str = ""
    points: tuple[str, ...] = ()
    visit_on: date | None = None
    visitor_name: str = ""
    met: str = ""
    result: str = ""
    next_step: str = ""


def visit_sheet(of: Visit) -> Context:
    """Fill in the sheet for a visit (走访单内容): one page, with room to write."""
    return _known({**asdict(of), "points": list(of.points) or [OPEN_POINT] * 3})


# A line to write on where nothing is proposed to talk about.
OPEN_POINT = values.LINE * 18


def visit_of_case(of: Dossier) -> Context:
    """Fill in the sheet for a visit with what one case knows (走访单内容)."""
    enterprise, facts = of.enterprise, of.facts
    step = next_steps.next_step(facts)
    due = of.next_deadline
    return visit_sheet(
        Visit(
            employer_name=enterprise.name if enterprise else of.case.title,
            street=f"{of.district}{of.street}",
            address=(enterprise.operates_at or enterprise.registered_at) if enterprise else "",
            workers=enterprise.workers if enterprise else None,
            legal_representative=enterprise.legal_representative if enterprise else "",
            union_name=of.union.name if of.union else "",
            chair_name=enterprise.chair_name if enterprise else "",
            contact_phone=of.phone,
            case_number=of.case.number,
            state=refusal_words.state_label(facts.state, ladder.confirmed(facts)),
            waiting=step.sentence if step.move else "",
            since_on=facts.state_since,
            holder=HOLDER_LABELS[step.holder] if step.move else "",
            due_label=due.proof.get("label", "") if due else "",
            due_on=due.due_on if due else None,
            current_contract=_term(*facts.term),
            last_contact=_contact(facts.last("record_contact")),
        )
    )


def _term(first: date | None, last: date | None) -> str:
    return f"{values.day(first)}至{values.day(last)}" if first and last else ""


def _contact(event: Event | None) -> str:
    if event is None:
        return ""
    said = event.payload
    ask = next(one for one in RECORD_CONTACT.asks if one.name == "method")
    words = [
        values.day(event.occurred_on),
        dict(ask.choices).get(said.get("method", ""), ""),
        said.get("with_whom", ""),
    ]
    return f"{'，'.join(word for word in words if word)}：{said.get('result', '')}"


@dataclass(frozen=True)
class HandedCase:
    """A case that goes over to the next chair (移交的案件)."""

    employer_name: str
    number: str = ""
    state: str = ""
    waiting: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class HandedContract:
    """A contract in force that goes over (移交的合同)."""

    employer_name: str
    title: str
    term_from: date | None = None
    term_to: date | None = None


@dataclass(frozen=True)
class HandedPaper:
    """A paper or thing that goes over (移交的文书和物品)."""

    name: str
    copies: str = ""
    note: str = ""


@dataclass(frozen=True)
class Handing:
    """A union's chair that passes to somebody else (主席交接).

    `on_day` is the old chair's last day. `vacant`: nobody was elected yet, and `to_name` looks
    after the union until then, or is empty. `upper_name` is the union above, which watches.
    """

    workers_name: str
    from_name: str
    on_day: date
    to_name: str = ""
    upper_name: str = ""
    vacant: bool = False
    union_has_seal: bool = True
    cases: tuple[HandedCase, ...] = ()
    contracts: tuple[HandedContract, ...] = ()
    papers: tuple[HandedPaper, ...] = ()
    note: str = ""
    signed_on: date | None = None


def handover_list(of: Handing) -> Context:
    """Fill in the list of what a chair hands over (交接清单内容)."""
    return _known(
        {
            **asdict(of),
            "cases": [_known(asdict(one)) for one in of.cases],
            "contracts": [_known(asdict(one)) for one in of.contracts],
            "papers": [_known(asdict(one)) for one in of.papers],
        }
    )


def _known(context: dict[str, Any]) -> Context:
    return {name: value for name, value in context.items() if value not in (None, "", [])}
