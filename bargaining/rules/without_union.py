"""How do workers without a union of their own sit at the table? 集体合同规定 第20条."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bargaining.errors import Refusal
from bargaining.rules.basis import Basis
from bargaining.rules.representatives import Representative
from bargaining.rules.states import HOLDER_LABELS, SIDE_LABELS, Holder, Side

if TYPE_CHECKING:
    from bargaining.rules.events import Event
    from bargaining.rules.facts import CaseFacts

BASIS = (
    Basis("劳动合同法", "第51条"),
    Basis("集体合同规定", "第20条"),
    Basis("工资集体协商试行办法", "第9条"),
)

FOUNDED, ELECTED = "record_union_founded", "record_election"


def needed_consent(workers: int) -> int:
    """Count how many workers must agree to their representatives (推举代表的最少同意人数).

    Half of ALL workers of the enterprise, the half included (半数以上, 民法典 第1259条).
    """
    return -(-workers // 2)


def is_elected(*, workers: int, consenting: int) -> bool:
    """Tell whether enough of all workers agreed to the representatives (推举是否成立)."""
    return workers > 0 and consenting >= needed_consent(workers)


def has_union(facts: CaseFacts) -> bool:
    """Tell whether the enterprise of a case has a union of its own (本案企业是否建会).

    Stated when the case is opened; a union founded during the year is an entry of its own.
    Where nobody stated it, only an election of representatives tells that there is none.
    """
    if facts.last(FOUNDED) is not None:
        return True
    stated = _stated(facts)
    return facts.last(ELECTED) is None if stated is None else stated


def is_unstated(facts: CaseFacts) -> bool:
    """Tell that nobody said whether there is a union (是否建会未写明), by now at least."""
    said_since = facts.last(FOUNDED, ELECTED) is not None
    return _stated(facts) is None and not said_since and not facts.is_backfilled


def _stated(facts: CaseFacts) -> bool | None:
    said: bool | None = facts.opening.payload.get("union")
    return said


def election(facts: CaseFacts) -> Event | None:
    """Find the election of representatives as last recorded (职工推举)."""
    return facts.last(ELECTED)


def is_valid(election: Event) -> bool:
    """Tell whether an election that was recorded reached half of all workers (推举是否成立)."""
    given = election.payload
    return is_elected(workers=given["workers"], consenting=given["consenting"])


def elected(election: Event) -> tuple[Representative, ...]:
    """Read whom the workers elected (推举的代表): one a line, name, post, 首席 for the chief."""
    people = []
    for line in str(election.payload.get("elected", "")).splitlines():
        said = _split(line)
        if said:
            title = next((word for word in said[1:] if word not in _CHIEF), "")
            chief = any(word in _CHIEF for word in said[1:])
            people.append(
                Representative(said[0][:40], Side.UNION, title[:60], chief, chosen_by="elected")
            )
    return tuple(people)


def words(election: Event) -> frozenset[str]:
    """List every word that an election names (推举名单上的字样), however its lines are written."""
    return frozenset(_split(str(election.payload.get("elected", ""))))


def _split(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,，、；;：:（）()]+", text) if word]


_CHIEF = frozenset({"首席", "首席代表"})


def prints(kind: str, facts: CaseFacts) -> bool:
    """Tell whether a case has use for a paper (可用文书): who has a union elects nobody."""
    if kind != "workers_election":
        return True
    return is_unstated(facts) or not has_union(facts) or election(facts) is not None


def holder_label(holder: Holder, facts: CaseFacts) -> str:
    """Name whose duty a step is in a case (义务人): without a union it is the workers' side's."""
    if holder is Holder.UNION and not has_union(facts):
        return SIDE_LABELS[Side.UNION]
    return HOLDER_LABELS[holder]


def impossible(payload: Mapping[str, Any]) -> Refusal | None:
    """Say why an election cannot have come out like that (不可能的推举结果)."""
    workers, consenting = payload["workers"], payload["consenting"]
    if not workers:
        return Refusal("no_workers", "全体职工人数应当大于 0。", field="workers")
    if consenting > workers:
        return Refusal(
            "more_than_all",
            f"同意的职工（{consenting} 人）多于全体职工（{workers} 人），请核对。",
            field="consenting",
        )
    present = payload.get("present")
    if present is not None and present > workers:
        return Refusal(
            "more_than_all",
            f"到会的职工（{present} 人）多于全体职工（{workers} 人），请核对。",
            field="present",
        )
    return None


def why_not(name: str, facts: CaseFacts) -> Refusal | None:
    """Say why a step of enterprises with or without a union is not theirs (建会与否)."""
    if name == ELECTED and has_union(facts):
        if _stated(facts) is None and facts.last(FOUNDED) is None:
            return None  # nobody stated it, so the election does
        words = "本案企业已经建立工会，职工方代表由工会选派，不需要推举。"
        return Refusal("has_union", words, basis=str(BASIS[1]))
    if name == FOUNDED and has_union(facts):
        return Refusal("has_union", "本案按已经建立工会办理，不需要再登记。", basis="工会法第12条")
    return None
