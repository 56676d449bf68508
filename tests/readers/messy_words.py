"""How people write the columns and the cells of a wage table: every way a fuzz test draws from."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

# The accepted names, each column's best first, as the office's instructions list them.
TITLES: Mapping[str, Sequence[str]] = {
    "post": ("岗位", "工种", "岗位（工种）", "职位", "岗位名称"),
    "people": ("人数", "职工人数"),
    "written_form": ("用工形式", "用工性质"),
    "before_amount": ("协商前月工资", "上年月工资", "原工资", "原月工资"),
    "proposed_amount": ("协商后月工资", "月工资", "拟定月工资", "应发工资"),
    "overtime_amount": ("加班工资", "加班费"),
    "allowance_amount": ("特殊津贴",),
    "welfare_amount": ("福利",),
    "own_insurance_amount": ("个人社保",),
    "own_housing_fund_amount": ("个人公积金",),
    "hourly_amount": ("小时工资",),
    "holiday_hourly_amount": ("法定节假日小时工资",),
    "agreed_amount": ("约定工资", "劳动合同约定工资", "转正工资", "转正后工资"),
    "category": ("岗位类别", "岗位类别（一线/技术/管理）"),
    "women": ("女职工人数", "女职工数"),
    "due_days": ("应出勤天数",),
    "attended_days": ("实出勤天数",),
    "hours_system": ("工时制度",),
    "month_hours": ("月工时",),
    "unit_price": ("计件单价",),
    "daily_quota": ("日定额",),
    "bonus_amount": ("年终奖等非按月发放",),
    "board_amount": ("折现食宿补贴",),
    "note": ("备注",),
}
PARTS = (
    "overtime_amount",
    "allowance_amount",
    "welfare_amount",
    "own_insurance_amount",
    "own_housing_fund_amount",
)
HOURLY = ("hourly_amount", "holiday_hourly_amount")
MONTHLY = ("before_amount", "proposed_amount", *PARTS, "agreed_amount", "board_amount")
MONEY = (*MONTHLY, *HOURLY, "bonus_amount")
COUNTS = ("people", "women")
MEASURES = ("due_days", "attended_days", "month_hours", "unit_price", "daily_quota")
NUMBERS = (*MONEY, *COUNTS, *MEASURES)
WORDS = ("post", "written_form", "category", "hours_system", "note")

# A group's head over its columns, and what stands below it.
GROUPS: Sequence[tuple[str, Mapping[str, str]]] = (
    ("月工资", {"before_amount": "协商前", "proposed_amount": "协商后"}),
    ("月工资（元）", {"before_amount": "协商前", "proposed_amount": "协商后"}),
    ("协商后", {"proposed_amount": "月工资"}),
    ("个人", {"own_insurance_amount": "社保", "own_housing_fund_amount": "公积金"}),
    ("其中", {key: TITLES[key][0] for key in PARTS}),
    ("其中：", {"bonus_amount": "年终奖等非按月发放", "overtime_amount": "加班工资"}),
    ("小时工资标准", {key: TITLES[key][0] for key in HOURLY}),
    ("职工", {"people": "人数"}),
    ("出勤", {"due_days": "应出勤天数", "attended_days": "实出勤天数"}),
)
FURTHER = (
    "序号",
    "部门",
    "实发工资",
    "涨幅",
    "级别",
    "工作地点",
    "调整日期",
    "基本工资",
    "岗位编号",
)
POSTS = (
    "木工",
    "油漆工",
    "保洁员",
    "会计",
    "统计",
    "设计",
    "总计划师",
    "学徒（试用期）",
    "搬运工",
    "门卫 (夜班)",
    "厨师长",
    "一线操作工",
    "合计员",
    "备注员",
    "制表员",
    "电工/焊工",
    "3号机操作工",
    "客服（劳务派遣）",
    "店长",
    "注塑工",
    "审核专员",
    "超龄保安",
    "Ａ级技工",
    "负责人",
    "平均温度监测员",
)
FORMS = (
    ("合同制", "contract"),
    ("合同 制", "contract"),
    ("固定期限", "contract"),
    ("全日制", "contract"),
    ("劳务派遣", "dispatch"),
    ("派遣制", "dispatch"),
    ("非全日制", "part_time"),
    ("非 全日制", "part_time"),
    ("计件", "piece_rate"),
    ("计件工资制", "piece_rate"),
    ("试用期", "probation"),
    ("超龄", "overage"),
    ("退休返聘", "overage"),
    ("实习", "intern"),
)
CATEGORIES = (
    ("一线", "frontline"),
    ("技术", "technical"),
    ("管理", "management"),
    ("生产一线", "frontline"),
    ("管理岗", "management"),
)
HOURS = (
    ("标准", "standard"),
    ("标准工时", "standard"),
    ("综合", "averaged"),
    ("综合计算工时制", "averaged"),
    ("不定时", "flexible"),
)
NOTES = (
    "农民工",
    "含以上合计",
    "夜班，另有补贴",
    "试用期三个月",
    "见附件；共计两页",
    "新增岗位",
    "1",
)
TOTALS = (
    "合计",
    "合 计",
    "总计",
    "小计",
    "合计：",
    "部门小计",
    "合计（元）",
    "共计",
    "本页合计",
    "合计人数",
    "平均",
    "人均工资",
    "总计29人",
    "总人数",
    "累计",
)
HEADINGS = ("一、后勤岗位", "（二）生产岗位", "部门：后勤部", "第三部分 管理岗位")
NOTES_BELOW = (
    "注：以上工资均为税前工资，不含加班费。",
    "说明：本表一式三份",
    "备注：1.本表自签字之日起生效",
    "1、本表所列工资为月工资；2、试用期工资另行约定。",
    "以上工资标准不含加班工资",
    "以下空白",
    "注1：人数以2026年1月为准",
    "本表经双方确认后生效",
    "填表说明：金额按元填写",
)
SIGNATURES = (
    ("制表：张三", "审核：李四"),
    ("制表人：", "审核人：", "日期：2026年3月1日"),
    ("企业方代表（签字）：", "职工方代表（签字）："),
    ("单位负责人：王五",),
    ("填表人：赵六", "联系电话：010-66668888"),
    ("（盖章）", "2026年3月1日"),
    ("企业（盖章）", "工会（盖章）"),
)
TITLE_LINES = (
    "北京示例家具制造有限公司2026年工资调整方案（拟）",
    "单位：元",
    "单位：元/月",
    "填报单位：北京万元百货有限公司",
    "注册资本：500万元",
    "2026年3月1日",
    "（单位：元、人）",
    "工资集体协商岗位工资表",
    "附件1",
    "职工人数：29人",
)
BLANK_NUMBERS = (None, None, None, "-", "——", "/", "无", "", "  ", "\u3000")

FULL = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
Chance = random.Random


def title(chance: Chance, key: str, name: str, *, is_part: bool = False) -> str:
    """Decorate a column's name as people do."""
    if chance.random() < 0.15 and len(name) == 2:
        name = chance.choice((" ", "\u3000", "  ")).join(name)
    if chance.random() < 0.1:
        name = name.replace("（", "(").replace("）", ")")
    if chance.random() < 0.1:
        name = name.replace("月工资", "\n月工资")
    unit = chance.choice(UNITS_OF.get(key, ("",)))
    written = chance.choice(("", "", "", unit))
    if is_part and not name.startswith("其中"):
        name = chance.choice(("其中：", "其中:", "其中", "其中： ")) + name
    mark = chance.choice(("*", "＊")) if chance.random() < 0.05 else ""
    return f"{mark}{name}{written}"


UNITS_OF: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(
        MONTHLY,
        (
            "（元）",
            "(元)",
            "（元/月）",
            "（单位：元）",
            "\n（元／月）",
            "（元/人/月）",
            "（人民币元）",
        ),
    ),
    **dict.fromkeys(HOURLY, ("（元）", "（元/小时）", "(元/时)")),
    **dict.fromkeys(COUNTS, ("（人）", "(人)", "（名）")),
    "due_days": ("（天）", "（日）"),
    "attended_days": ("（天）",),
    "month_hours": ("（小时）",),
    "unit_price": ("（元/件）", "（元）"),
    "daily_quota": ("（件）", "（件/天）"),
}


def money_written(chance: Chance, amount: Decimal, key: str) -> str:
    """Write an amount as a text, in one of the ways that all say the same."""
    exact = format(amount.normalize(), "f")
    written = chance.choice(
        (
            exact,
            f"{amount:.2f}",
            f"{amount:.4f}",
            f"{amount:,.2f}",
            f"{amount:,}",
            f"{amount:,.2f}".replace(",", "，"),
            f"{amount:,.2f}".replace(",", " "),
            f"{amount + Decimal('0.004'):.3f}",
            f"{amount - Decimal('0.005'):.3f}" if amount >= Decimal("0.01") else exact,
        )
    )
    spans = {
        **dict.fromkeys(MONTHLY, ("元/月", "元/人/月", "元／月")),
        **dict.fromkeys(HOURLY, ("元/小时", "元/时")),
    }
    head = chance.choice(("", "", "", "￥", "¥", "¥ ", "￥ ", "人民币"))
    tail = chance.choice(("", "", "", "元", " 元", "元整", "圆", *spans.get(key, ())))
    written = f"{head}{written}{tail}"
    if chance.random() < 0.3:
        written = written.translate(FULL)
    return _with_blanks(chance, written)


def count_written(chance: Chance, number: int) -> str:
    """Write a number of people as a text."""
    written = chance.choice(
        (str(number), f"{number}人", f"{number} 人", f"{number}名", f"{number}.0")
    )
    if chance.random() < 0.3:
        written = written.translate(FULL)
    return _with_blanks(chance, written)


def measure_written(chance: Chance, number: Decimal, key: str) -> str:
    """Write days, hours, a price or a quota as a text."""
    exact = format(number.normalize(), "f")
    tails = {
        "due_days": ("天", "日", "个工作日"),
        "attended_days": ("天", " 天"),
        "month_hours": ("小时", "h", "工时"),
        "unit_price": ("元", "元/件", "元/吨"),
        "daily_quota": ("件", "件/天", "吨/日"),
    }[key]
    written = exact + chance.choice(("", "", *tails))
    if chance.random() < 0.3:
        written = written.translate(FULL)
    return _with_blanks(chance, written)


def _with_blanks(chance: Chance, written: str) -> str:
    if chance.random() < 0.2:
        blanks = (" ", "\u3000", "\u00a0", "  ")
        return f"{chance.choice(blanks)}{written}{chance.choice(blanks)}"
    return written


WRITTEN: Mapping[str, Callable[..., str]] = {
    **dict.fromkeys(MONEY, money_written),
    **dict.fromkeys(MEASURES, measure_written),
}
