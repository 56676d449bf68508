"""A batch on its way: what was filled in, kept for its sender until it is confirmed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import files as file_actions
from bargaining.actions.batch_steps import Outcome, Wish
from bargaining.actions.offline_packs import Refused as RefusedRow
from bargaining.actions.trials import Outcome as Kept
from bargaining.actions.trials import Trials, Upload
from bargaining.documents import lists
from bargaining.rules import batches
from bargaining.rules.roles import Actor
from bargaining.store import Store

GONE = "这一批已经登记，或者放了超过一天；没有重复登记，请看最新情况。"
KIND, FILE_KIND = "street-batch", "street-file"
RESULT = ("企业", "案号", "步骤", "日期", "结果", "说明", "表中位置")


@dataclass(frozen=True)
class Attached:
    """One uploaded file and whose it is (附件); `owners` is empty where it is everybody's."""

    ticket: str
    name: str
    owners: tuple[int, ...] = ()


@dataclass(frozen=True)
class Batch:
    """What somebody is about to record (待确认的一批); `typed` is the form as it was sent."""

    label: str
    wishes: tuple[Wish, ...]
    refused: tuple[RefusedRow, ...] = ()
    files: tuple[Attached, ...] = ()
    unmatched: tuple[str, ...] = ()
    unfilled: int = 0
    query: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tickets:
    """One account's batches on their way (待确认的批次)."""

    trials: Trials
    store: Store
    actor: Actor
    at: datetime

    def keep(self, batch: Batch) -> str:
        """Keep a batch for its sender (暂存); the ticket is also the key it is written under."""
        told = asdict(batch)
        for wish in told["wishes"]:
            wish["on"] = wish["on"].isoformat()
        return self.trials.keep(
            KIND, batch.label, json.dumps(told, ensure_ascii=False).encode(), at=self.at
        )

    def keep_file(self, name: str, content: bytes, *, owners: Sequence[int] = ()) -> Attached:
        """Keep one uploaded file beside its batch (暂存附件)."""
        ticket = self.trials.keep(FILE_KIND, name, content, at=self.at)
        return Attached(ticket, name, tuple(owners))

    def find(self, ticket: str) -> Batch | None:
        """Find a batch that is not recorded yet (取待确认的一批), None where it is."""
        upload = self.trials.find(ticket)
        if upload is None or upload.kind != KIND:
            return None
        told = json.loads(upload.content)
        return Batch(
            label=told["label"],
            wishes=tuple(_wish(one) for one in told["wishes"]),
            refused=tuple(RefusedRow(**one) for one in told["refused"]),
            files=tuple(
                Attached(one["ticket"], one["name"], tuple(one["owners"])) for one in told["files"]
            ),
            unmatched=tuple(told["unmatched"]),
            unfilled=told["unfilled"],
            query=told["query"],
            typed=told["typed"],
        )

    def job_of(self, ticket: str) -> str:
        """Name the page of the work that records a batch (登记进度), empty where none does."""
        upload = self.trials.find(ticket)
        return upload.job if upload else ""

    def taken_up(self, ticket: str, *, job: str) -> None:
        """Note which work records a batch, so that a second press leads to the same (已排队)."""
        self.trials.taken_up(ticket, job=job)

    def photos(self, session: Session, batch: Batch) -> dict[int, list[dict[str, str]]]:
        """Keep a batch's files for good and give each enterprise its own (附件入库)."""
        found: dict[int, list[dict[str, str]]] = {}
        everybody = {one.enterprise_id for one in batch.wishes}
        for one in batch.files:
            upload = self.trials.find(one.ticket)
            if upload is None:
                continue
            row = file_actions.keep_photo(
                session, one.name, upload.content, store=self.store, actor=self.actor, at=self.at
            )
            for owner in one.owners or everybody:
                found.setdefault(owner, []).append({"hash": row.hash, "name": one.name})
        return found

    def finish(self, ticket: str, batch: Batch, outcomes: Sequence[Outcome]) -> str:
        """Put what came of a batch in its place (办结)."""
        done = self.keep_outcome(ticket, batch, outcomes)
        self.drop(ticket)
        return done

    def keep_outcome(self, ticket: str, batch: Batch, outcomes: Sequence[Outcome]) -> str:
        """Keep what came of a batch (存办理结果); the batch itself waits until it is dropped."""
        taken = [one for one in outcomes if not one.refusal]
        answer = {
            "label": batch.label,
            "steps": sorted({one.wish.move for one in taken}),
            "taken": [_told(one) for one in taken],
            "refused": [_told(one) for one in outcomes if one.refusal]
            + [{"name": one.name, "line": one.line, "reason": one.reason} for one in batch.refused],
        }
        returned = lists.write_list("办理结果", RESULT, [_line(one) for one in outcomes])
        upload = Upload(ticket, KIND, batch.label, b"")
        return self.trials.keep_outcome(upload, answer, returned, at=self.at)

    def drop(self, ticket: str) -> None:
        """Take a batch away that was recorded (移除批次); one that is gone already is fine."""
        upload = self.trials.find(ticket)
        if upload is not None:
            self.trials.drop(upload)

    def outcome(self, ticket: str) -> Kept | None:
        """Find what came of a batch (取办理结果), None where it is too old."""
        found = self.trials.outcome(ticket)
        return found if found is not None and found.kind == KIND else None


def _wish(told: Mapping[str, Any]) -> Wish:
    return Wish(**{**told, "on": date.fromisoformat(told["on"])})


def _told(one: Outcome) -> dict[str, Any]:
    return {
        "id": one.wish.enterprise_id,
        "name": one.name,
        "number": one.number,
        "line": one.wish.line,
        "reason": one.refusal,
        "opened": one.opened,
    }


def _line(one: Outcome) -> list[lists.Value]:
    step = batches.get_step(one.wish.move).label
    return [
        one.name, one.number, step, one.wish.on, "没有登记" if one.refusal else "已登记",
        one.refusal, one.wish.line,
    ]  # fmt: skip
