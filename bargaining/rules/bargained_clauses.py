"""Which clauses do the two sides talk about one by one? 工资集体协商试行办法 第7条."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# The nine matters a wage contract generally holds, as the article numbers them.
ITEMS: Mapping[int, str] = MappingProxyType(
    {
        1: "工资协议的期限",
        2: "工资分配制度、工资标准和工资分配形式",
        3: "职工年度平均工资水平及其调整幅度",
        4: "奖金、津贴、补贴等分配办法",
        5: "工资支付办法",
        6: "变更、解除工资协议的程序",
        7: "工资协议的终止条件",
        8: "工资协议的违约责任",
        9: "双方认为应当协商约定的其他事项",
    }
)
_NUMERALS = "一二三四五六七八九"
OWN = "own"


@dataclass(frozen=True)
class Clause:
    """One clause that is talked about (协商条款).

    `item` is its number in the article; `fills` names the answer of `record_clauses` that a
    settled position becomes, empty where none does; with `by_amount` its amount does, not its
    words.
    """

    key: str
    label: str
    item: int
    fills: str = ""
    by_amount: bool = False

    @property
    def choice(self) -> str:
        """Name the clause with its number in the article (条款选项)."""
        return f"（{_NUMERALS[self.item - 1]}）{self.label}"


CLAUSES: tuple[Clause, ...] = (
    Clause("term", "合同期限", 1),
    Clause("wage_system", "工资分配制度", 2, "wage_system"),
    Clause("wage_forms", "工资分配形式", 2, "wage_forms"),
    Clause("post_wages", "岗位工资标准", 2),
    Clause("lowest_wage", "最低月工资", 2, "lowest_wage", by_amount=True),
    Clause("piece_rule", "劳动定额和计件单价", 2, "piece_rule"),
    Clause("average_rise", "年度平均工资水平及调整幅度", 3),
    Clause("bonus_rule", "奖金分配办法", 4, "bonus_rule"),
    Clause("allowance_rule", "津贴、补贴", 4, "allowance_rule"),
    Clause("pay_day", "工资支付日", 5, "pay_day"),
    Clause("pay_method", "工资支付方式", 5, "pay_method"),
    Clause("overtime_base", "加班工资基数", 5, "overtime_base"),
    Clause("sick_pay_rule", "病假工资", 5, "sick_pay_rule"),
    Clause("leave_rule", "休假工资", 5, "leave_rule"),
    Clause("changing", "变更、解除的程序", 6),
    Clause("ending", "终止条件", 7),
    Clause("breach", "违约责任", 8),
    Clause("women_rule", "女职工工资的补充约定", 9, "women_rule"),
    Clause("probation_rule", "试用期工资", 9, "probation_rule"),
    Clause(OWN, "其他事项（另写名称）", 9),
)
BY_KEY: Mapping[str, Clause] = MappingProxyType({one.key: one for one in CLAUSES})
CHOICES = tuple((one.key, one.choice) for one in CLAUSES)
