"""What the audit's codes are called on its page: events, their subjects, the particulars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bargaining.actions import entries
from bargaining.rules import (
    contact_ways,
    coverage,
    deadline_rules,
    dispatches,
    moves,
    reminders,
)
from bargaining.rules.roles import Role
from bargaining.web import enterprise_shapes

EVENT_LABELS = {
    "user.add": "新建账号",
    "user.sign_in": "登录",
    "user.sign_out": "退出",
    "user.change_password": "修改密码",
    "user.reset_password": "重置密码",
    "user.set_second_factor": "启用动态码",
    "user.give_up_second_factor": "停用动态码",
    "user.reset_second_factor": "重置动态码",
    "user.disable": "停用账号",
    "user.enable": "启用账号",
    "user.unlock": "解除锁定",
    "user.grant": "授权",
    "user.end_grant": "结束授权",
    "union.found": "登记工会",
    "union.change": "变更工会",
    "union.agree_to_help": "同意代录",
    "union.withdraw_help": "撤回同意代录",
    "enterprise.register": "登记企业",
    "enterprise.change": "变更企业",
    "register.import": "导入企业名册",
    "case.backfill": "补录合同",
    "case.rebuild": "重算案件",
    "instructor.assign": "安排指导员",
    "person.erase": "删除个人信息",
    "file.keep": "存入文件",
    "law.load": "载入标准与时限",
    "law.upgrade": "更新标准与时限",
    "law.change_holidays": "录入放假安排",
    "law.redate": "重新推算期限",
    "law.settle": "重新推算完毕",
    "job.redating": "提出重新推算",
    "law.change_figure": "录入标准",
    "law.change_counting": "设定判断逾期的口径",
    "reference.load": "载入地方与行业",
    "setting.set": "办公设置",
    "setting.clear": "恢复沿用上级设置",
    "batch.take": "批量登记",
    "dispatch.hand_over": "移交联系企业",
    "enterprise.contact": "联系企业",
    "pack.out": "带出离线包",
    "register.rebuild": "重算登记",
    "union.hand_over": "主席交接",
    "union.open_account": "开通主席账号",
    "wages.open": "查看工资表",
    "note.write": "记本方备忘",
    "job.import": "排队导入",
    "job.batch": "排队批量登记",
    "job.offer_sheets": "排队印制要约书",
    "job.papers": "排队印制文书",
    "job.done": "办完后台任务",
    "job.sweep": "清理后台任务",
    "clock.ask": "提出现在就办定时任务",
    "calendar.subscribe": "开通日历订阅",
    "calendar.renew": "更换订阅地址",
    "calendar.set_names": "设定订阅带不带单位名称",
    "calendar.revoke": "停用日历订阅",
    "delivery.test": "试发消息",
    "delivery.code": "发送验证码",
    "delivery.send_again": "再发没有发出的消息",
    "delivery.give_up": "不再发送消息",
    "contact.set_way": "设定通知方式",
    "contact.remove_way": "停用通知方式",
    "contact.ask_way": "填写待验证的地址",
    "contact.wrong_code": "填错验证码",
    "contact.drop_way": "不用待验证的地址",
    "contact.choose": "设定提醒方式",
    "dispatch.send": "派指导员",
    "dispatch.accept": "接受派遣",
    "dispatch.decline": "不能接受派遣",
    "dispatch.end": "结束派遣",
    "photos.open": "打开拍照链接",
    "photos.add": "收到照片",
    "photos.remove": "移除照片",
    "photos.close": "关闭拍照链接",
    "photos.use": "照片合成扫描件",
    "target.set": "设定目标",
    "target.drop": "取消目标",
}
SUBJECT_LABELS = {
    "batch": "批量登记",
    "calendar": "日历订阅",
    "case": "案件",
    "clock": "定时任务",
    "delivery": "消息",
    "dispatch": "派遣",
    "enterprise": "企业",
    "file": "文件",
    "job": "任务",
    "law": "标准与时限",
    "law_change": "标准与规则变动",
    "pack": "离线包",
    "person": "个人信息",
    "place": "地方",
    "reference": "地方与行业",
    "register": "登记",
    "target": "目标",
    "union": "工会",
    "user": "账号",
}
DETAIL_LABELS = {
    "deadlines": "期限",
    "cases": "案件",
    "broken": "无法重算",
    "role": "身份",
    "place": "地方",
    "union": "工会",
    "from": "自",
    "to": "至",
    "last_on": "最后一天",
    "grant": "授权",
    "on": "日期",
    "sequence": "第几条",
    "sequences": "第几条",
    "voids": "更正",
    "dated_anew": "重算期限",
    "source": "依据",
    "rows": "行",
    "read": "读入",
    "created": "新增",
    "changed": "变更",
    "unchanged": "没有变化",
    "refused": "没有办成",
    "entries": "条数",
    "enterprise": "企业",
    "enterprises": "企业",
    "user": "账号",
    "from_user": "移交人账号",
    "to_user": "接收人账号",
    "handover": "交接",
    "vacant": "主席空缺",
    "new": "新开账号",
    "capacity": "派遣身份",
    "follows": "接续派遣",
    "instead_of": "接替账号",
    "method": "方式",
    "fields": "项目",
    "steps": "步骤",
    "taken": "办成",
    "differences": "不一致",
    "result": "结果",
    "opening": "查看记录",
    "link": "拍照链接",
    "move": "步骤",
    "names": "带单位名称",
    "channel": "方式",
    "deliveries": "消息",
    "numbers": "编号",
    "pictures": "张数",
    "name": "设置",
    "year": "年度",
    "denominator": "分母",
    "numerator": "签订方式",
    "kind": "合同种类",
    "rate": "目标",
    "before": "原来",
}
ROLE_LABELS = {**{role.value: role.label for role in Role}, "system": "系统"}
_METHODS = next(
    one.choices for one in moves.get_move("record_contact").asks if one.name == "method"
)
_VALUES: Mapping[str, Mapping[Any, str]] = {
    "role": ROLE_LABELS,
    "channel": contact_ways.LABELS,
    "capacity": dispatches.CAPACITY_LABELS,
    "method": dict(_METHODS),
    "fields": {**enterprise_shapes.UNION_LABELS, **enterprise_shapes.LABELS},
    "denominator": coverage.DENOMINATOR_LABELS,
    "numerator": coverage.NUMERATOR_LABELS,
    "kind": deadline_rules.CONTRACT_LABELS,
    "name": {"filing_values": "网上报送的项目", "counting": "判断逾期的口径"},
}


def event_label(event: str) -> str:
    """Name an event as people say it (事项); one that has no name keeps its code."""
    noun, _, verb = event.partition(".")
    if event in EVENT_LABELS:
        return EVENT_LABELS[event]
    return entries.entry_label(verb) if noun == "case" else event


def subject_label(subject: str) -> str:
    """Name what something was done to (对象), with the number it goes by."""
    noun, _, number = subject.partition(":")
    if noun not in SUBJECT_LABELS:
        return subject
    return f"{SUBJECT_LABELS[noun]} {number}" if number[:1].isdigit() else SUBJECT_LABELS[noun]


def detail_line(detail: Mapping[str, Any]) -> str:
    """Tell the particulars of an entry in one line (说明)."""
    return "；".join(
        f"{DETAIL_LABELS.get(key, key)} {_value(key, value)}"
        for key, value in detail.items()
        if value not in (None, [], {}, "")
    )


def _value(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_value(key, one) for one in value)
    if isinstance(value, dict):
        return "、".join(f"{one}：{_value(key, found)}" for one, found in value.items())
    if isinstance(value, str) and value.startswith(reminders.SETTING):
        return f"提醒安排 {value.removeprefix(reminders.SETTING)}"
    return _VALUES.get(key, {}).get(str(value), str(value))
