"""When has the staff congress adopted a draft? 集体合同规定 第36条, 北京市集体合同条例 第38条."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.errors import Refusal

FORMS: tuple[tuple[str, str], ...] = (
    ("congress", "职工代表大会"),
    ("assembly", "职工大会"),
    ("meeting", "职工代表会议"),
)


@dataclass(frozen=True)
class Vote:
    """One vote on a draft (审议表决).

    `entitled` is 应到: all representatives, or all workers when the form is 职工大会.
    """

    entitled: int
    present: int
    in_favour: int

    @property
    def has_quorum(self) -> bool:
        """Tell whether at least two thirds came (三分之二以上出席)."""
        return self.present * 3 >= self.entitled * 2

    @property
    def has_majority(self) -> bool:
        """Tell whether at least half of all, present or not, agreed (全体半数以上同意).

        以上 includes the number itself (民法典 第1259条).
        """
        return self.in_favour * 2 >= self.entitled

    @property
    def is_exact_half(self) -> bool:
        """Tell whether exactly half of all agreed (恰为半数).

        企业民主管理规定 第20条 asks for more than half, so this vote can be contested.
        """
        return self.in_favour * 2 == self.entitled

    @property
    def passed(self) -> bool:
        """Tell whether the draft was adopted (审议通过)."""
        return self.entitled > 0 and self.has_quorum and self.has_majority


def impossible(
    *, entitled: int, present: int, in_favour: int, against: int | None, abstained: int | None
) -> Refusal | None:
    """Say which numbers cannot be, whatever the law asks for (不可能的票数)."""
    if entitled < 1:
        return Refusal("impossible_vote", "应到人数至少为 1 人。", field="entitled")
    if present > entitled:
        return Refusal(
            "impossible_vote", f"实到 {present} 人多于应到 {entitled} 人，请核对。", field="present"
        )
    cast = in_favour + (against or 0) + (abstained or 0)
    if in_favour > present:
        return Refusal(
            "impossible_vote",
            f"赞成 {in_favour} 票多于实到 {present} 人，请核对。",
            field="in_favour",
        )
    if cast > present:
        return Refusal(
            "impossible_vote",
            f"赞成、反对、弃权合计 {cast} 票多于实到 {present} 人，请核对。",
            field="against",
        )
    return None


def needed_present(entitled: int) -> int:
    """Count how many must come (最少出席人数): two thirds, rounded up."""
    return -(-entitled * 2 // 3)


def needed_in_favour(entitled: int) -> int:
    """Count how many must agree (最少赞成人数): half of all, rounded up."""
    return -(-entitled // 2)
