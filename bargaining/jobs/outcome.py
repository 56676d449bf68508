"""What came of one run of a job?"""

from __future__ import annotations

from dataclasses import dataclass

_NAMED = 5


@dataclass(frozen=True)
class Outcome:
    """What one run did (运行结果).

    `failed` names the cases it could not do; `broken` says that it broke off as a whole. `remark`
    is what the administrator should know though nothing went wrong.
    """

    label: str
    done: int
    failed: tuple[str, ...] = ()
    verb: str = "登记"
    broken: str = ""
    remark: str = ""

    @property
    def problem(self) -> str:
        """Say in a sentence what went wrong (未办情况); empty where nothing did."""
        if not self.failed:
            return self.broken
        named = "、".join(self.failed[:_NAMED])
        more = "等" if len(self.failed) > _NAMED else ""
        return f"{self.label}有 {len(self.failed)} 件未能{self.verb}：{named}{more}，原因见日志。"
