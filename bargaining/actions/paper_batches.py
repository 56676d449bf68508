"""Print several papers at once: the pack of one occasion, or one paper for many cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from bargaining.actions import papers as paper_actions
from bargaining.actions import persons
from bargaining.actions.papers import Making, Sheet
from bargaining.documents import contexts, contexts_parties, packs, papers, pdf
from bargaining.errors import NotVisible, Refusal, Refused, Unusable
from bargaining.models.case import Case
from bargaining.queries import cases as case_queries
from bargaining.queries import dossier as dossier_queries
from bargaining.queries import papers as paper_queries
from bargaining.queries.dossier import Dossier
from bargaining.rules.packs import PACKS, PackedPaper, meeting_to_print, pack
from bargaining.rules.papers import paper
from bargaining.rules.roles import Actor, Role, Sight, sight
from bargaining.store import Store

PDF_TYPE = "application/pdf"
# So many cases go to the press together: more print no faster, and the progress stands still.
TOGETHER = 10
# Of these a list without names is the form to write them in, and no draft.
_ROSTERS = ("representatives", "representatives_notice")

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class LeftOut:
    """One case of a batch that nothing was printed for, and why (未打印的案件)."""

    number: str
    title: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """What came of printing for many cases (批量打印): `printed` names those inside, in order."""

    title: str
    content: bytes
    printed: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    media_type: str = PDF_TYPE


@dataclass(frozen=True)
class Workshop:
    """What printing for many cases needs (制作条件): the folders, and the key to telephones."""

    instance: Path
    store: Store
    key: persons.PersonKey

    def making(self, session: Session, case: Case) -> Making:
        """Gather what one case's papers need."""
        return paper_actions.making(
            session, case, instance=self.instance, store=self.store, key=self.key
        )


def print_pack(
    session: Session, number: str, name: str, *, making: Making, actor: Actor, today: date
) -> Sheet:
    """Print the papers of one occasion as one PDF (打印包), each so many times.

    Raises NotVisible to whom the papers of the case are not open.
    """
    named = pack(name)
    case = case_queries.get_case(session, number, actor=actor, on=today)
    if _closed(session, case, actor=actor, today=today):
        raise NotVisible(number)
    run = pdf.PrintRun(instance=making.instance)
    for content, copies in _packed(session, case, named.name, making=making, today=today):
        run.add(content, copies=copies)
    title = f"{named.title}-{case.title}"
    return Sheet(title=named.title, content=run.printed(title), media_type=PDF_TYPE)


def print_batch(
    session: Session,
    numbers: Iterable[str],
    what: str,
    *,
    workshop: Workshop,
    actor: Actor,
    today: date,
    tell: Tell | None = None,
) -> Batch:
    """Print one paper or pack for many cases as one PDF (批量打印文书).

    `what` is a paper's kind or a pack's name. A case whose papers are not open to the actor, or
    that something stands against, is named with its reason and the others are printed. `tell`
    hears how many of the cases are done. Raises Refused when none can be printed.
    """
    title = _title(what)
    wanted = list(dict.fromkeys(numbers))
    left_out: list[LeftOut] = []
    printed: list[str] = []
    books: list[bytes] = []
    for start in range(0, len(wanted), TOGETHER):
        run = pdf.PrintRun(instance=workshop.instance)
        for number in wanted[start : start + TOGETHER]:
            refused = _take_in(
                session, number, what, run=run, workshop=workshop, actor=actor, today=today
            )
            if refused:
                left_out.append(refused)
            else:
                printed.append(number)
        if run.proofs:
            books.append(run.printed(title))
        if tell is not None:
            tell(min(start + TOGETHER, len(wanted)), len(wanted))
    if not books:
        raise Refused(_nothing(left_out))
    content = books[0] if len(books) == 1 else packs.join(books)
    return Batch(title, content, tuple(printed), tuple(left_out))


def _title(what: str) -> str:
    if what in PACKS:
        return pack(what).title
    named = paper(what)
    if not named.of_case:
        raise Unusable(f"{named.title}不是按案件填写的文书，不能按案件批量打印。", field="kind")
    return named.title


def _nothing(left_out: Sequence[LeftOut]) -> Refusal:
    reasons = "；".join(f"{one.title or one.number}：{one.reason}" for one in left_out[:3])
    return Refusal("nothing_to_print", f"没有可以打印的案件。{reasons}", field="numbers")


def _take_in(
    session: Session,
    number: str,
    what: str,
    *,
    run: pdf.PrintRun,
    workshop: Workshop,
    actor: Actor,
    today: date,
) -> LeftOut | None:
    """Add a case's papers to a run, all of them or none; say why where it is none."""
    try:
        case = case_queries.get_case(session, number, actor=actor, on=today)
    except NotVisible:
        return LeftOut(number, "", "没有这个案号，或者不在您的工作范围内。")
    reason = _closed(session, case, actor=actor, today=today)
    if reason:
        return LeftOut(number, case.title, reason)
    making = workshop.making(session, case)
    before = len(run.proofs)
    try:
        for content, copies in _contents(session, case, what, making=making, today=today):
            run.add(content, copies=copies)
    except Refused as problem:
        del run.proofs[before:]
        return LeftOut(number, case.title, problem.refusal.message)
    return None


def _closed(session: Session, case: Case, *, actor: Actor, today: date) -> str:
    """Say why the papers of a visible case are not open to an actor; empty where they are."""
    helps = case_queries.agreed_to_help(session, case, actor=actor, on=today)
    if sight(actor, agreed_to_help=helps) is Sight.FULL:
        return ""
    if actor.role is Role.STREET_STAFF and helps is False:
        return "工会还没有同意代录，文书由工会主席自己打印。"
    return "按您的身份只看办理情况，不打印文书。"


def _contents(
    session: Session, case: Case, what: str, *, making: Making, today: date
) -> Iterator[tuple[bytes, int]]:
    if what in PACKS:
        yield from _packed(session, case, what, making=making, today=today)
        return
    dossier = dossier_queries.dossier(session, case, phone=making.phone, on=today)
    filled = contexts.context(what, dossier)
    place = case.district_code
    yield papers.render_docx(what, filled, draft=True, blank=False, place=place).content, 1


def _packed(
    session: Session, case: Case, name: str, *, making: Making, today: date
) -> Iterator[tuple[bytes, int]]:
    """Fill the papers of a pack, each with its copies."""
    dossier = dossier_queries.dossier(session, case, phone=making.phone, on=today)
    mandated = bool(contexts_parties.mandated(dossier))
    for one in pack(name).contents(mandated=mandated):
        for content in _filled(session, one, dossier, store=making.store):
            yield content, one.copies


def _filled(session: Session, one: PackedPaper, of: Dossier, *, store: Store) -> Iterator[bytes]:
    """The contract goes out as it was issued, the rest as the case knows it now."""
    if one.kind == "agreement":
        issued = paper_queries.list_issued(session, of.case)
        newest = next((each for each in issued if each.kind == one.kind), None)
        if newest is not None:
            yield store.get(newest.docx_hash)
            return
    meeting = meeting_to_print(of.facts) if one.kind == "minutes" else None
    filled = contexts.context(one.kind, of, meeting=meeting)
    nameless = one.kind in _ROSTERS and not of.facts.representatives
    for each in _apart(filled):
        place = of.case.district_code
        yield papers.render_docx(one.kind, each, draft=True, blank=nameless, place=place).content


def _apart(filled: contexts.Context) -> list[contexts.Context]:
    """Two mandates belong to two sides and never stand on one sheet of paper."""
    if filled.get("workers_mandate") and filled.get("employer_mandate"):
        return [{**filled, "employer_mandate": False}, {**filled, "workers_mandate": False}]
    return [filled]
