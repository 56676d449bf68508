"""What does one row of the register come to? Planned without writing, then written in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bargaining.actions import enterprise_unions, register_entries
from bargaining.actions.enterprise_unions import Wish
from bargaining.actions.import_result import Tell, untold
from bargaining.actions.persons import PersonKey
from bargaining.actions.register_entries import Mark
from bargaining.models.enterprise import Enterprise
from bargaining.models.person import Person
from bargaining.queries import register as register_queries
from bargaining.readers.initials import initials
from bargaining.rules import register
from bargaining.rules.register import Change

_TOLD = 200  # so many rows between two words of progress


@dataclass
class Step:
    """One enterprise to be made or changed (一户登记).

    `enterprise` is None until a new one is made. `delta` holds what changes; `projected` what the
    row says afterwards, which differs where a later entry stands already.
    """

    enterprise: Enterprise | None
    delta: dict[str, Any]
    projected: dict[str, Any]
    wish: Wish | None = None
    phone: str | None = None
    contact: Person | None = None
    is_latest: bool = True
    is_new: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_new = self.enterprise is None

    @property
    def changes_nothing(self) -> bool:
        """Tell whether there is nothing to write (无变化)."""
        return not (self.is_new or self.delta or self.wish or self.phone)

    @property
    def inconsistency(self) -> str | None:
        """Say what does not add up in the row as it would stand (前后矛盾)."""
        women, workers = self.projected.get("women"), self.projected.get("workers")
        if women is not None and workers is not None and women > workers:
            return f"女职工数 {women} 多于职工人数 {workers}，请核对"
        return None


def plan_new(fields: Mapping[str, Any], *, phone: str | None, union_name: str | None) -> Step:
    """Plan a new enterprise (新增一户)."""
    return Step(
        enterprise=None,
        delta=dict(fields),
        projected=dict(fields),
        wish=enterprise_unions.wish_of_new(fields, union_name=union_name),
        phone=phone,
    )


def plan_change(
    enterprise: Enterprise,
    fields: Mapping[str, Any],
    *,
    history: Sequence[Change],
    effective_on: date,
    union_name: str | None = None,
    phone: str | None = None,
    contact: Person | None = None,
) -> Step:
    """Plan what some fields change about an enterprise from a day on (变更一户).

    They are compared with what held on that day. Where a later entry says which union it is in,
    the past is put right and nothing else: its union of then must be said, not worked out.
    """
    before = register.fields_on(history, on=effective_on) or {}

    def held(name: str) -> object:
        if name == "unionised" and before and name not in before:
            return None  # to say that there is none is news where nobody had said anything
        return before[name] if name in before else getattr(enterprise, name)

    delta = {name: value for name, value in fields.items() if held(name) != value}
    if "operating" in fields and "operating" not in delta:
        delta.pop("operating_ground", None)  # the ground that somebody looked up stands
    is_latest = not _is_overtaken(history, effective_on=effective_on)
    wish = None
    if is_latest:
        wish = enterprise_unions.wish_of_changed(enterprise, delta, union_name=union_name)
        if delta.get("unionised") is False and enterprise.union_id is not None:
            delta["union_id"] = None
    return Step(
        enterprise=enterprise,
        delta=delta,
        projected=_projected(enterprise, delta, history=history, effective_on=effective_on),
        wish=wish,
        phone=phone,
        contact=contact,
        is_latest=is_latest,
    )


def write_steps(
    session: Session,
    steps: Sequence[Step],
    *,
    effective_on: date | None,
    later_on: date,
    mark: Mark,
    key: PersonKey | None = None,
    tell: Tell = untold,
) -> None:
    """Write planned steps: rows, unions, contacts and the history of each (写入登记).

    Without a `key` no step may bring a telephone number.

    New ones hold from `effective_on`, from ever where it is None; changes from `later_on`. All
    that is new goes in batches; a changed row is one statement, for its version is checked.
    """
    writing = [step for step in steps if not step.changes_nothing]
    _write_contacts(session, writing, key=key)
    new = [step for step in writing if step.is_new]
    changed = [step for step in writing if not step.is_new]
    _join_unions(session, new, effective_on=effective_on, mark=mark)
    _join_unions(session, changed, effective_on=later_on, mark=mark)
    enterprise_unions.follow(
        session,
        [(each.enterprise, each.delta) for each in changed if each.enterprise and each.is_latest],
        effective_on=later_on,
        mark=mark,
    )
    made = [(_written_row(step), step.delta) for step in new]
    session.add_all([enterprise for enterprise, _delta in made])
    session.flush()
    for count, (enterprise, delta) in enumerate(made):
        register_entries.first_entry(
            session, enterprise, delta, effective_on=effective_on, mark=mark
        )
        if count % _TOLD == 0:
            tell(count, len(writing))
    for count, step in enumerate(changed, start=len(made)):
        if count % _TOLD == 0:
            tell(count, len(writing))
        register_entries.later_entry(
            session, _written_row(step), step.delta, effective_on=later_on, mark=mark
        )
    session.flush()
    tell(len(writing), len(writing))


def _join_unions(
    session: Session, steps: Sequence[Step], *, effective_on: date | None, mark: Mark
) -> None:
    wishing = [(step, step.wish) for step in steps if step.wish is not None]
    wishes = [wish for _step, wish in wishing]
    enterprise_unions.fulfil(session, wishes, effective_on=effective_on, mark=mark)
    for step, wish in wishing:
        step.delta["union_id"] = step.projected["union_id"] = wish.union_id


def _is_overtaken(history: Sequence[Change], *, effective_on: date) -> bool:
    return any(
        change.effective_on is not None
        and change.effective_on > effective_on
        and enterprise_unions.DECIDING & change.fields.keys()
        for change in history
    )


def _projected(
    enterprise: Enterprise,
    delta: Mapping[str, Any],
    *,
    history: Sequence[Change],
    effective_on: date,
) -> dict[str, Any]:
    now = {name: getattr(enterprise, name) for name in ("women", "workers")}
    if not delta:
        return now
    last = max((change.sequence for change in history), default=0)
    at = max((change.recorded_at for change in history), default=None)
    if at is None:
        return {**now, **delta}
    folded = register.fields_on([*history, Change(last + 1, effective_on, at, delta)], on=None)
    return {**now, **{name: (folded or {})[name] for name in delta}}


def _write_contacts(session: Session, steps: Sequence[Step], *, key: PersonKey | None) -> None:
    for step in steps:
        if step.phone is None or key is None:
            if step.contact is not None and step.contact.erased_at is None:
                step.contact.name = _contact_name(step)
            continue
        if step.contact is None:
            step.contact = Person(name="")
            session.add(step.contact)
        step.contact.name = _contact_name(step)
        step.contact.phone = key.seal(step.phone)
        step.contact.erased_at = None
    session.flush()
    for step in steps:
        if step.phone is not None and step.contact is not None:
            # The number stays out of the history; that it changed is written down.
            step.delta["contact_id"] = step.projected["contact_id"] = step.contact.id


def _contact_name(step: Step) -> str:
    for name in ("chair_name", "legal_representative"):
        said = step.delta.get(name) or (getattr(step.enterprise, name) if step.enterprise else "")
        if said:
            return str(said)
    return ""


def _written_row(step: Step) -> Enterprise:
    if step.enterprise is None:
        # All columns given: rows with the same columns go to the database in one statement.
        step.enterprise = Enterprise(last_sequence=1, **register_queries.BLANK)
    for name in step.delta:
        setattr(step.enterprise, name, step.projected[name])
    if "name" in step.delta:
        step.enterprise.initials = initials(step.enterprise.name)
    return step.enterprise
