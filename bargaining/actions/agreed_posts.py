"""Keep the agreed posts of a case in line with its events and its standing wage table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from bargaining.models.agreed_post import AgreedPost
from bargaining.models.case import Case
from bargaining.queries import agreed_posts as agreed_queries
from bargaining.queries import cases as case_queries
from bargaining.rules import agreed_posts
from bargaining.rules.agreed_posts import Agreed, Agreement

Known = tuple[Agreed, ...]
_BACKFILLED = "backfilled"


def may_have_any(case: Case) -> bool:
    """Tell from a case's row whether posts may have been agreed in it (是否可能已有约定)."""
    return case.signed_on is not None or case.origin == _BACKFILLED


def project(
    session: Session, case: Case, binding: Agreement | None, *, stored: Known | None = None
) -> None:
    """Write the agreed posts of a case (写入约定岗位), where they are not as they must be.

    `stored` are those it has, where they have been read already, for many cases at once.
    """
    if stored is None:
        stored = agreed_queries.stored(session, [case.id]).get(case.id, ())
    wanted = derive(session, [(case, binding)])[case.id]
    if wanted == stored:
        return
    if stored:
        session.execute(delete(AgreedPost).where(AgreedPost.case_id == case.id))
    if wanted:
        session.execute(
            insert(AgreedPost), [{"case_id": case.id, **one._asdict()} for one in wanted]
        )


def derive(session: Session, bindings: Sequence[tuple[Case, Agreement | None]]) -> dict[int, Known]:
    """Work out the agreed posts of some cases (推导约定岗位) in one reading of their tables."""
    versions = {case.id: one.wages_version for case, one in bindings if one is not None}
    posts = agreed_queries.standing(session, versions)
    return {
        case.id: agreed_posts.agreed(binding, posts.get(case.id, ()), place=case.district_code)
        for case, binding in bindings
    }


def take_up(session: Session, case: Case) -> None:
    """Take a wage table up that has just been written (采用新一版工资表)."""
    if may_have_any(case):
        facts = case_queries.facts(session, case)
        project(session, case, agreed_posts.agreement(facts))


def differences(wanted: Sequence[Agreed], stored: Sequence[Agreed]) -> list[str]:
    """Name what the stored agreed posts have otherwise (比对约定岗位), for `rebuild --check`."""
    there, due = ({(one.row, one.floor): one for one in each} for each in (stored, wanted))
    found = [
        f"约定岗位第 {row} 行 {floor}：{'多余' if (row, floor) in there else '缺少'}"
        for row, floor in sorted(there.keys() ^ due.keys())
    ]
    for key in sorted(there.keys() & due.keys()):
        found += [
            f"约定岗位第 {key[0]} 行 {name}: {was!r} ≠ {value!r}"
            for name, was, value in zip(Agreed._fields, there[key], due[key], strict=True)
            if was != value
        ]
    if not found and len(stored) != len(wanted):
        found.append(f"约定岗位：{len(stored)} ≠ {len(wanted)}")
    return found
