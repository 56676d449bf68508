"""How are the enterprises and people of the example data called? Invented, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bargaining.rules import uscc

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = (
    "建国", "秀英", "志强", "丽华", "海燕", "文博", "晓东", "淑芬", "永刚", "雪梅", "子轩", "春生",
    "玉兰", "国栋", "佳宁", "明辉", "红梅", "思远", "立新", "慧敏", "长青", "静怡", "卫东", "雅琴",
    "宏伟", "桂芳", "一鸣", "翠萍", "振华", "若曦", "宝山", "玲玲", "新民", "凤霞", "天佑", "亚男",
)  # fmt: skip
_FIRST = "和瑞鑫恒安嘉盛华德信源泰博远润康隆祥通达启明辰兴美佳荣景文汇福顺永昌"
_SECOND = "顺成达丰源悦宁居科创益通禾泽舟川帆岭野桥岸晨星林海石光穗苑庭和"
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Post:
    """One post of a trade: how many of a hundred people hold it, and what it pays a month."""

    name: str
    share: int
    amount: int


@dataclass(frozen=True)
class Trade:
    """One trade of the example street (行业): its code, its words, its posts, its usual size."""

    code: str
    words: tuple[str, ...]
    posts: tuple[Post, ...]
    largest: int
    weight: int


def _posts(*posts: tuple[str, int, int]) -> tuple[Post, ...]:
    return tuple(Post(*post) for post in posts)


CATERING = Trade(
    "6210", ("餐饮", "餐饮管理", "酒楼"),
    _posts(("店长", 4, 9200), ("厨师", 22, 7600), ("切配", 14, 5300), ("服务员", 42, 4700),
           ("收银员", 8, 4900), ("洗碗工", 10, 4100)), 260, 16,
)  # fmt: skip
TRADES = (
    CATERING,
    Trade("6220", ("快餐", "食品"), _posts(
        ("店长", 6, 8400), ("制作员", 44, 4900), ("配送员", 34, 5600), ("保洁员", 16, 4050)),
        120, 8),
    Trade("6513", ("软件", "信息技术", "科技"), _posts(
        ("项目经理", 10, 19800), ("开发工程师", 56, 15200), ("测试工程师", 18, 11300),
        ("行政", 16, 7200)), 420, 22),
    Trade("7020", ("物业管理", "物业服务"), _posts(
        ("项目经理", 5, 9800), ("秩序维护员", 40, 4500), ("保洁员", 32, 4000),
        ("工程维修", 15, 5800), ("客服", 8, 5200)), 640, 14),
    Trade("5212", ("超市", "商贸"), _posts(
        ("店长", 6, 8000), ("理货员", 46, 4500), ("收银员", 32, 4600), ("仓管", 16, 4800)),
        220, 14),
    Trade("6110", ("酒店", "宾馆"), _posts(
        ("部门经理", 8, 9600), ("前台", 20, 5200), ("客房服务员", 44, 4600), ("后厨", 28, 5700)),
        300, 8),
    Trade("6020", ("快运", "速递"), _posts(
        ("站点主管", 6, 8800), ("快递员", 66, 6900), ("分拣员", 28, 5200)), 240, 8),
    Trade("8391", ("职业培训", "教育科技"), _posts(
        ("教研主管", 12, 12600), ("讲师", 52, 8900), ("教务", 36, 5900)), 90, 10),
    Trade("7271", ("保安服务",), _posts(
        ("队长", 8, 6600), ("保安员", 84, 4600), ("内勤", 8, 5200)), 520, 6),
    Trade("8040", ("美容美发",), _posts(
        ("店长", 8, 8600), ("技师", 60, 6400), ("助理", 32, 4300)), 60, 8),
    Trade("3919", ("电子", "智能装备"), _posts(
        ("工程师", 24, 12400), ("装配工", 56, 6300), ("检验员", 20, 6100)), 360, 6),
    Trade("7320", ("检测", "技术研究"), _posts(
        ("高级工程师", 22, 17600), ("工程师", 54, 11800), ("实验员", 24, 7400)), 180, 6),
)  # fmt: skip


class Names:
    """Invented names and codes, none given twice (示例名称)."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def person(self) -> str:
        """Invent a person's name (示例姓名); two people may share one, as in life."""
        return self._chance.choice(_SURNAMES) + self._chance.choice(_GIVEN)

    def brand(self) -> str:
        """Invent an enterprise's trade name (示例字号)."""
        return self._once(self._brands())

    def code(self, *, district: str) -> str:
        """Invent a 统一社会信用代码 that passes both checks (示例代码)."""
        return self._once(self._codes(district))

    def _once(self, candidates: Iterator[str]) -> str:
        fresh = next(one for one in candidates if one not in self._taken)
        self._taken.add(fresh)
        return fresh

    def _brands(self) -> Iterator[str]:
        length = 2
        while True:
            for _attempt in range(20):
                rest = (self._chance.choice(_SECOND) for _sign in range(length - 1))
                yield self._chance.choice(_FIRST) + "".join(rest)
            length = 3  # two characters do not go far enough for a whole district

    def _codes(self, district: str) -> Iterator[str]:
        while True:
            body = "MA" + "".join(self._chance.choice(_CODE_SIGNS) for _sign in range(6))
            front = f"91{district}{body}{uscc.organisation_check_digit(body)}"
            yield front + uscc.check_digit(front)
