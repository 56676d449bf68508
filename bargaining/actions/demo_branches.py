"""Where cycles of the example data leave the straight path, and how far each has come there."""

from __future__ import annotations

from bargaining.actions.demo_cycles import OPEN, PUBLISHED, TALKS, Act, Station

_UNION = "海淀区总工会"
_OFFER = TALKS[:3]
_TALKING = TALKS[:7]

_URGED = (
    *_OFFER,
    Act("record_urging", 12, {"method": "phone", "result": "企业说负责人出差，下周答复。"}),
    Act("record_urging", 10, {"method": "message", "result": "看过微信，没有回复。"}),
)
_VISITED = (
    *_URGED,
    Act(
        "record_interview", 6,
        {"attending": "街道总工会、街道司法所", "with_whom": "企业行政负责人",
         "result": "企业表示经营压力大，要向总部请示。", "agreed": "一周内书面答复。"},
    ),
)  # fmt: skip
_REMINDED = (
    *_VISITED,
    Act(
        "issue_reminder", 9,
        {"issuer": _UNION, "number": "示例工提〔2026〕1号",
         "facts_found": "企业收到协商要约书满二十日，没有书面答复。",
         "asked_for": "请书面答复，并与工会商定协商的时间和地点。"},
    ),
)  # fmt: skip
_OPINED = (
    *_REMINDED,
    Act(
        "issue_opinion", 16,
        {"issuer": _UNION, "number": "示例工意〔2026〕1号",
         "facts_found": "提示函送达后，企业仍没有书面答复。",
         "asked_for": "请在十五日内书面答复并开始协商。"},
    ),
)  # fmt: skip
_REFUSED = (*_OFFER, Act("record_refusal", 10), Act("record_urging", 8, {
    "method": "visit", "result": "企业说年底再看订单情况，愿意先谈津贴。"}))  # fmt: skip
_BY_UNION_ABOVE = (
    Act(OPEN, 0),
    Act("offer_for_union", 8, {"upper_union": _UNION, "received_by": "企业前台"}),
)
_SUSPENDED = (
    *_TALKING,
    Act(
        "suspend_talks", 6,
        {"reason": "企业要等总部批复年度工资总额。", "agreed": True,
         "open_items": "年度平均工资增幅"},
    ),
)  # fmt: skip
_DEADLOCKED = (
    *_TALKING,
    Act(
        "record_deadlock", 12,
        {"items": "年度平均工资增幅", "union_position": "不低于 5%", "employer_position": "不调整"},
    ),
)  # fmt: skip
_COORDINATED = (
    *_DEADLOCKED,
    Act(
        "apply_coordination", 5,
        {"applicant": "union", "authority": "海淀区人力资源和社会保障局",
         "facts_found": "双方协商三次，对增幅没有达成一致。",
         "asked_for": "请协调双方就增幅继续协商。"},
    ),
    Act("accept_coordination", 5, {"authority": "海淀区人力资源和社会保障局"}),
)  # fmt: skip
_VACANT = (
    *_TALKING,
    Act("record_vacancy", 4, {"side": "employer", "reason": "left"}),
)
_PROMISED = (
    *PUBLISHED,
    Act("record_promises", 10, {"promises": "年度平均工资增长\n夜班津贴按月发放"}),
)
_DISPUTED = (
    *_PROMISED,
    Act("record_performance", 45, {
        "promise": "夜班津贴按月发放", "state": "disputed",
        "notes": "部分班组没有发放。"}),
    Act("record_dispute", 6, {"about": "夜班津贴没有按约定发放。"}),
)  # fmt: skip
_CHANGED = (
    *PUBLISHED,
    Act("agree_change", 60, {"ground": "agreed", "changes": "夜班津贴由每班 20 元调整为 25 元。"}),
)
_TERMINATED = (
    *PUBLISHED,
    Act("terminate", 70, {"ground": "agreed", "notes": "双方商定提前终止，另行签订综合集体合同。"}),
)

STATIONS = (
    Station("urged", _URGED, (2, 8), 2),
    Station("visited", _VISITED, (2, 8), 1),
    Station("reminded", _REMINDED, (2, 9), 1),
    Station("opined", _OPINED, (2, 9), 1),
    Station("refused_visited", _REFUSED, (2, 9), 1),
    Station("offered_for_union", _BY_UNION_ABOVE, (3, 12), 1),
    Station("suspended", _SUSPENDED, (5, 30), 1),
    Station("deadlocked", _DEADLOCKED, (2, 8), 1),
    Station("coordinated", _COORDINATED, (3, 20), 1),
    Station("vacant", _VACANT, (2, 9), 1),
    Station("disputed", _DISPUTED, (3, 15), 1, before=(-190, -150)),
    Station("changed", _CHANGED, (2, 6), 1, before=(-190, -150)),
    Station("terminated", _TERMINATED, (2, 8), 1, before=(-190, -150)),
)
