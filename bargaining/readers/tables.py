"""What do the shipped reference tables say? Places, industries, types of registration."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bargaining import errors

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
_SOURCE = "# 来源："


@dataclass(frozen=True)
class PlaceRow:
    """One place with its parent (地方)."""

    code: str
    name: str
    kind: str
    parent_code: str | None


@dataclass(frozen=True)
class IndustryRow:
    """One line of the industry table (国民经济行业)."""

    code: str
    name: str
    level: str
    section: str
    parent_code: str | None


@dataclass(frozen=True)
class RegistrationType:
    """One type of registration (登记注册类型)."""

    code: str
    name: str


def read_places(path: Path = SEEDS / "places.csv") -> tuple[PlaceRow, ...]:
    """Read the places, every parent before its children (地方表)."""
    return tuple(
        PlaceRow(row["code"], row["name"], row["kind"], row["parent_code"] or None)
        for row in _rows(path)
    )


def read_industries(path: Path = SEEDS / "industries.csv") -> tuple[IndustryRow, ...]:
    """Read the industries, every parent before its children (行业表)."""
    return tuple(
        IndustryRow(
            row["code"], row["name"], row["level"], row["section"], row["parent_code"] or None
        )
        for row in _rows(path)
    )


def read_registration_types(
    path: Path = SEEDS / "registration_types.csv",
) -> tuple[RegistrationType, ...]:
    """Read the types of registration (登记注册类型表)."""
    return tuple(RegistrationType(row["code"], row["name"]) for row in _rows(path))


def _rows(path: Path) -> list[Mapping[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    if not any(line.startswith(_SOURCE) and line != _SOURCE for line in comments):
        raise errors.Unusable(f"参考表 {path.name} 没有写明来源，不能使用。", field="file")
    return list(csv.DictReader(lines[len(comments) :]))
