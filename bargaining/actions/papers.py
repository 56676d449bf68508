"""Bring out a paper of a case: a draft at any time, or the issued one, kept as it was."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bargaining.actions import cases as case_actions
from bargaining.actions import files as file_actions
from bargaining.actions import paper_doors, persons
from bargaining.actions.cases import Step
from bargaining.documents import contexts, definitions, papers, pdf, stamps, values
from bargaining.errors import Refusal, Refused, Unusable
from bargaining.models.case import Case
from bargaining.models.issued_paper import IssuedPaper
from bargaining.models.person import Person
from bargaining.queries import cases as case_queries
from bargaining.queries import dossier as dossier_queries
from bargaining.queries import wages as wage_queries
from bargaining.rules import procedure_review, verification
from bargaining.rules.papers import CATALOGUE, of_case, paper
from bargaining.rules.roles import Actor
from bargaining.store import Store

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Sheet:
    """One paper as a file (文书文件); `missing` names what is still blank in it."""

    title: str
    content: bytes
    media_type: str
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Making:
    """What making papers needs besides the case (制作条件).

    `base` is the address of the site, under which anybody can check an issued paper; empty where
    nobody knows it.
    """

    instance: Path
    store: Store
    phone: str = ""
    base: str = ""


def making(
    session: Session,
    case: Case,
    *,
    instance: Path,
    store: Store,
    key: persons.PersonKey,
    base: str = "",
) -> Making:
    """Gather what making a case's papers needs (制作条件): the folders, the contact's phone."""
    person = None
    if case.enterprise is not None and case.enterprise.contact_id is not None:
        person = session.get(Person, case.enterprise.contact_id)
    phone = persons.phone_of(person, key)
    return Making(instance=instance, store=store, phone=phone, base=base)


def draft(
    session: Session,
    number: str,
    kind: str,
    *,
    form: str,
    blank: bool,
    making: Making,
    actor: Actor,
    today: date,
    meeting: int | None = None,
    given: Mapping[str, str] | None = None,
) -> Sheet:
    """Fill a paper with what the case knows (文书草稿), or print its blank form.

    `form` is docx or pdf; `meeting` says which meeting's minutes, the newest unless given;
    `given` is what an office above wrote itself. Raises NotVisible to whom the papers of the
    case are not open, Unusable for the filled form of a paper that belongs to no single case.
    """
    named = paper(kind)
    if blank and given is None:
        case = paper_doors.readable(session, number, actor=actor, today=today)
    else:
        case = paper_doors.to_fill(
            session, number, kind, by_office=given is not None, actor=actor, today=today
        )
    filled: contexts.Context = {}
    if named.of_case or not blank:
        dossier = dossier_queries.dossier(session, case, phone=making.phone, on=today)
        filled = contexts.context(kind, dossier, meeting=meeting, given=given)
    rendered = papers.render_docx(kind, filled, draft=True, blank=blank, place=case.district_code)
    return Sheet(
        title=f"{named.title}（空白）" if blank else named.title,
        content=_as(form, rendered.content, making),
        media_type=_media(form),
        missing=rendered.missing,
    )


def missing(
    session: Session, case: Case, *, making: Making, today: date
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Name what each paper of a case still lacks (待填项), by its kind."""
    dossier = dossier_queries.dossier(session, case, phone=making.phone, on=today)
    kinds = [each.kind for each in of_case()]
    return {kind: _blanks(kind, contexts.context(kind, dossier)) for kind in kinds}


def _blanks(kind: str, filled: contexts.Context) -> tuple[tuple[str, str], ...]:
    return tuple(values.fill(definitions.definition(kind), filled, blank=False).missing)


def issue(
    session: Session,
    number: str,
    kind: str,
    *,
    override_reason: str,
    making: Making,
    actor: Actor,
    at: datetime,
    today: date,
    seen_sequence: int | None = None,
    given: Mapping[str, str] | None = None,
) -> IssuedPaper:
    """Issue a paper (生成正式文书): stored with its context, template version, hash and file.

    It bears a code by which anybody who holds it can check it.

    Raises Refused with what holds it back; a person may override that with a reason. `given` is
    what an office above wrote itself.
    """
    by_office = given is not None or paper(kind).of_office
    case = paper_doors.to_fill(session, number, kind, by_office=by_office, actor=actor, today=today)
    if not paper(kind).of_case:
        raise Unusable(f"{paper(kind).title}不属于某一案件，不在这里生成。", field="paper")
    dossier = dossier_queries.dossier(session, case, phone=making.phone, on=today)
    filled = contexts.context(kind, dossier, given=given)
    held = held_back(session, case, kind, filled)
    if held and not override_reason.strip():
        raise Refused(held[0])
    code = _fresh_code()
    stamp = stamps.Stamp(code, making.base)
    rendered = papers.render_docx(
        kind, filled, draft=bool(held), blank=False, place=case.district_code, stamp=stamp
    )
    files = _keep_both(session, kind, rendered.content, making=making, at=at)
    version = _next_version(session, case, kind)
    reason = override_reason.strip()[:200] if held else ""
    answers = {"paper": kind, "version": str(version), "override_reason": reason}
    if paper(kind).of_authority:
        answers |= procedure_review.said(given or {})
    step = Step(_step_of(kind, by_office=by_office), today, answers, seen_sequence)
    case_actions.take(session, number, step, actor=actor, at=at, today=today, outcome=files)
    issued = IssuedPaper(
        case_id=case.id, kind=kind, version=version, issued_on=today, issued_at=at,
        actor_name=actor.name, template_version=definitions.definition(kind).version,
        context=_storable(filled), override_reason=reason, code=code, **files,
    )  # fmt: skip
    session.add(issued)
    session.flush()
    return issued


def _step_of(kind: str, *, by_office: bool) -> str:
    if paper(kind).of_authority:
        return procedure_review.ISSUE_REVIEW_OPINION.name
    return "issue_letter" if by_office else "issue_paper"


def _fresh_code() -> str:
    """Draw a code that nobody can guess: sixty bits."""
    return "".join(secrets.choice(verification.SIGNS) for _ in range(verification.LENGTH))


def _keep_both(
    session: Session, kind: str, content: bytes, *, making: Making, at: datetime
) -> dict[str, str]:
    title, store = paper(kind).title, making.store
    docx = file_actions.keep(session, f"{title}.docx", content, store=store, at=at)
    printed = pdf.render_pdf(content, instance=making.instance)
    as_pdf = file_actions.keep(session, f"{title}.pdf", printed, store=store, at=at)
    return {"docx_hash": docx.hash, "pdf_hash": as_pdf.hash}


def _next_version(session: Session, case: Case, kind: str) -> int:
    newest = session.scalar(
        select(func.max(IssuedPaper.version)).where(
            IssuedPaper.case_id == case.id, IssuedPaper.kind == kind
        )
    )
    return 1 + (newest or 0)


def held_back(
    session: Session, case: Case, kind: str, filled: contexts.Context
) -> Sequence[Refusal]:
    """Say what holds a paper back (暂缓生成的原因): blanks, and block findings in the wages."""
    found = []
    labels = "、".join(label for _, label in _blanks(kind, filled))
    if labels:
        found.append(
            Refusal("paper_incomplete", f"{paper(kind).title}还缺：{labels}。", field="paper")
        )
    facts = case_queries.facts(session, case)
    wages = wage_queries.find_standing(session, case, facts)
    if kind in ("agreement", "filing_statement") and wages and wages.verdict == "blocked":
        found.append(
            Refusal(
                "wages_blocked",
                "工资方案中有岗位低于最低工资标准，请先修改工资方案；确有理由的请写明。",
                basis="W-FLOOR-MONTHLY",
                field="paper",
            )
        )
    return found


def issued_file(
    session: Session, number: str, kind: str, version: int, *, form: str, store: Store,
    actor: Actor, today: date,
) -> Sheet:  # fmt: skip
    """Read an issued paper again as it was (调阅正式文书).

    To the reviewer only what was filed is open, to the offices above only what an office wrote;
    raises NotVisible for the rest.
    """
    issued = paper_doors.reread(session, number, kind, version, actor=actor, today=today)
    digest = issued.docx_hash if form == "docx" else issued.pdf_hash
    return Sheet(
        title=f"{CATALOGUE[kind].title}（第{version}版）",
        content=store.get(digest),
        media_type=_media(form),
    )


def _as(form: str, content: bytes, making: Making) -> bytes:
    return content if form == "docx" else pdf.render_pdf(content, instance=making.instance)


def _media(form: str) -> str:
    return DOCX_TYPE if form == "docx" else "application/pdf"


def says_the_same(
    session: Session, case: Case, before: IssuedPaper, given: Mapping[str, str], *, today: date
) -> bool:
    """Tell whether what was issued holds the words that are given now (内容没有改动)."""
    dossier = dossier_queries.dossier(session, case, phone="", on=today)
    filled: contexts.Context = contexts.context(before.kind, dossier, given=given)
    return bool(_storable(filled) == before.context)


def _storable(value: Any) -> Any:  # noqa: ANN401 -- primitives of any depth
    """Turn a context into JSON (存档内容); telephones stay out of what is kept for ever."""
    match value:
        case dict():
            return {k: _storable(v) for k, v in value.items() if k != "contact_phone"}
        case list():
            return [_storable(one) for one in value]
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value
