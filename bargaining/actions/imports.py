"""Bring a whole file in: read it, take its rows, and hand the user's own file back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bargaining.actions import backfill, import_result
from bargaining.actions import enterprises as enterprise_actions
from bargaining.actions.import_result import ImportResult, Tell
from bargaining.actions.persons import PersonKey
from bargaining.errors import Unusable
from bargaining.readers import contracts, registers, returned_files
from bargaining.readers.contracts import LedgerFile
from bargaining.readers.registers import RegisterFile
from bargaining.rules.roles import Actor

Sent = RegisterFile | LedgerFile


@dataclass(frozen=True)
class Bringing:
    """Who brings a file in, when, and whether only for a trial (导入条件)."""

    actor: Actor
    at: datetime
    today: date
    key: PersonKey
    dry_run: bool
    tell: Tell = import_result.untold


@dataclass(frozen=True)
class Kind:
    """One kind of file that can be brought in (导入种类)."""

    label: str
    columns: Sequence[str]
    read: Callable[[Session, str, bytes], Sent]
    take: Callable[[Session, Sent, str, Bringing], ImportResult]


def bring_in(
    session: Session, kind: str, name: str, content: bytes, bringing: Bringing
) -> tuple[Sent, ImportResult]:
    """Read a file and take its rows in, or on trial (导入); raise Unusable, Refused."""
    sent = KINDS[kind].read(session, name, content)
    return sent, KINDS[kind].take(session, sent, name, bringing)


def with_reasons(sent: Sent, reasons: Mapping[int, str]) -> bytes:
    """Write the user's own file with what became of every row (带结果的原表)."""
    return returned_files.write_returned_file(sent.sheet, header=sent.header, reasons=reasons)


def _read_register(session: Session, name: str, content: bytes) -> Sent:
    return enterprise_actions.read_register(session, content, name=name)


def _take_register(session: Session, sent: Sent, name: str, bringing: Bringing) -> ImportResult:
    if not isinstance(sent, RegisterFile):
        raise Unusable("这不是企业名册。", field="file")
    return enterprise_actions.import_enterprises(
        session,
        sent,
        actor=bringing.actor,
        at=bringing.at,
        today=bringing.today,
        key=bringing.key,
        source=f"企业名册 {name}",
        dry_run=bringing.dry_run,
        tell=bringing.tell,
    )


def _read_ledger(_session: Session, name: str, content: bytes) -> Sent:
    return contracts.read_contracts(content, name=name)


def _take_ledger(session: Session, sent: Sent, _name: str, bringing: Bringing) -> ImportResult:
    if not isinstance(sent, LedgerFile):
        raise Unusable("这不是合同台账。", field="file")
    result = backfill.import_contracts(
        session,
        sent.rows,
        actor=bringing.actor,
        at=bringing.at,
        today=bringing.today,
        dry_run=bringing.dry_run,
        tell=bringing.tell,
    )
    rejected = sorted((*sent.problems, *result.rejected), key=lambda one: one.row)
    return replace(result, read=sent.read, rejected=tuple(rejected))


KINDS: Mapping[str, Kind] = {
    "enterprises": Kind("企业名册", tuple(registers.NAMES), _read_register, _take_register),
    "contracts": Kind("合同台账", tuple(contracts.NAMES), _read_ledger, _take_ledger),
}
