"""How far is it to a target? In enterprises, so that somebody can go and see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from bargaining.errors import Refusal
from bargaining.rules.coverage_terms import Denominator, Numerator
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import Actor, Role

SETTERS = frozenset({Role.DISTRICT, Role.CITY})
YEARS = range(2000, 2100)
_FINEST = Decimal("0.0001")


@dataclass(frozen=True)
class Target:
    """A share that an office wants covered (覆盖目标), a fraction of 1.

    `place_code` is where it was set: a district without one of its own answers to the city's.
    """

    place_code: str
    year: int
    denominator: Denominator
    numerator: Numerator
    kind: ContractKind
    rate: Decimal
    source: str = ""


def gap(rate: Decimal, *, enterprises: int, covered: int) -> int:
    """Count the enterprises still missing (还差家数): never below none.

    A target is met by whole enterprises: 80 % of 7 asks for 6.
    """
    wanted = (rate * enterprises).to_integral_value(rounding=ROUND_CEILING)
    return max(0, int(wanted) - covered)


def nearest(
    targets: Mapping[str, Target], place_code: str | None, parents: Mapping[str, str | None]
) -> Target | None:
    """Find the target of a place, else of the nearest place above it (适用目标)."""
    return next((targets[one] for one in upward(place_code, parents) if one in targets), None)


def upward(place_code: str | None, parents: Mapping[str, str | None]) -> Iterator[str]:
    """Walk from a place to those above it (逐级向上), itself first."""
    walked: set[str] = set()
    while place_code is not None and place_code not in walked:
        yield place_code
        walked.add(place_code)
        place_code = parents.get(place_code)


def why_not_set(
    actor: Actor, *, place_code: str, parents: Mapping[str, str | None]
) -> Refusal | None:
    """Say why somebody may not set a place's target, or None when they may (能否设定目标).

    A district sets them for itself and its streets, a city for every place in it.
    """
    if place_code not in parents:
        return Refusal("no_place", "没有这个地方，请从列出的地方中选择。", field="place_code")
    if actor.role is None:
        return None
    if actor.role not in SETTERS:
        return Refusal("wrong_role", f"{actor.role.label}不设定覆盖目标。")
    if not actor.places & set(upward(place_code, parents)):
        return Refusal("elsewhere", "这个地方不在您的辖区内。", field="place_code")
    return None


def impossible(target: Target) -> Sequence[Refusal]:
    """Say what no target can be (不可能的目标)."""
    found = []
    if target.year not in YEARS:
        found.append(Refusal("year", "请填写四位年份，例如 2026。", field="year"))
    if not 0 < target.rate <= 1:
        found.append(Refusal("rate", "目标应大于 0、不超过 100 %。", field="rate"))
    elif target.rate != target.rate.quantize(_FINEST):
        found.append(Refusal("rate", "目标最多写到百分数的两位小数，例如 80.25。", field="rate"))
    return found
