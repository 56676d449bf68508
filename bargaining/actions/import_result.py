"""What did an import do? The same shape for every file, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bargaining.errors import RowProblem

CREATED, UPDATED, UNCHANGED, REJECTED = "created", "updated", "unchanged", "rejected"
OUTCOMES: Mapping[str, str] = {
    CREATED: "已导入：新增",
    UPDATED: "已导入：更新",
    UNCHANGED: "无变化",
    REJECTED: "未导入",
}


Tell = Callable[[int, int], None]


def untold(_done: int, _total: int) -> None:
    """Tell nobody how far an import is (不报进度)."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do (导入结果).

    The counts are of rows; `rejected` and `notes` are findings, of which one row may have several.
    """

    read: int
    created: int
    updated: int
    unchanged: int
    rejected: tuple[RowProblem, ...]
    notes: tuple[RowProblem, ...] = ()
    outcomes: Mapping[int, str] = field(default_factory=dict)

    @property
    def rejected_rows(self) -> int:
        """Count the rows that were not taken (未导入行数)."""
        return len({problem.row for problem in self.rejected})

    def counts(self) -> dict[str, int]:
        """Count the rows by what became of them (行数)."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected_rows,
        }

    def as_json(self, *, error_file: str | None) -> dict[str, Any]:
        """Write the result as the command answers it (导入结果 JSON)."""
        return {
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [_as_json(problem) for problem in self.rejected],
            "error_file": error_file,
            "rejected_rows": self.rejected_rows,
            "notes": [_as_json(note) for note in self.notes],
        }

    def reasons(self) -> dict[int, str]:
        """Say of every row what became of it and why, for the file that goes back (逐行说明)."""
        said: defaultdict[int, list[str]] = defaultdict(list)
        for finding in (*self.rejected, *self.notes):
            said[finding.row].append(finding.reason)
        refused = {problem.row for problem in self.rejected}
        outcomes = {**self.outcomes, **dict.fromkeys(refused, REJECTED)}
        return {
            row: "：".join(filter(None, (OUTCOMES[outcome], "；".join(said[row]))))
            for row, outcome in sorted(outcomes.items())
        }


def _as_json(problem: RowProblem) -> dict[str, Any]:
    return {"row": problem.row, "column": problem.column, "reason": problem.reason}
