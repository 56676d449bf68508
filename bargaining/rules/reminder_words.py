"""How is somebody asked, politely and in one sentence, for what their bargaining waits for?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from bargaining.rules.waiting import Waiting

_WEEKDAYS = "一二三四五六日"


class Running(Protocol):
    """A deadline that runs, as far as somebody is reminded of it (在算的期限)."""

    @property
    def remind_on(self) -> date | None:
        """Name the day of the shortest source (最短期限日)."""

    @property
    def overdue_after(self) -> date | None:
        """Name the last day in time over all sources (最长期限日)."""

    @property
    def proof(self) -> Mapping[str, Any]:
        """Say how it was reckoned, and whether its start is proved (推算依据)."""


def sentence_of(
    enterprise_name: str, waiting: Waiting | None, deadline: Running | None, today: date
) -> str:
    """Ask for the step a case waits for by its deadline (按期限写提醒语).

    Asked is for the shortest source's day as long as it has not passed, then for the last day in
    time; a clock whose start is not proved names no day.
    """
    if deadline is None or not deadline.proof.get("proved", True):
        return sentence(enterprise_name, waiting, None, today)
    return sentence(
        enterprise_name, waiting, deadline.remind_on, today, last_on=deadline.overdue_after
    )


def sentence(
    enterprise_name: str,
    waiting: Waiting | None,
    due_on: date | None,
    today: date,
    *,
    last_on: date | None = None,
) -> str:
    """Ask for the step a case waits for, ready to be sent by WeChat (提醒语).

    One sentence that blames nobody: what it is about, by which day, what to do or to bring.
    `waiting` is None where this year's bargaining has not begun, `due_on` where no day runs.
    `last_on` is the last day in time where that is a later one: other sources, or a holiday
    notice that is not out.
    """
    last_on = last_on or due_on
    if waiting is None:
        asked = _NOT_BEGUN
    elif waiting.words in _ASKED:
        asked = _ASKED[waiting.words]
    else:
        asked = f"今年的工资集体协商现在“{waiting.words}”，{{by}}和我们联系，一起把这一步办好。"
    words = asked.format(by=_by(due_on, last_on, today), review=_review(due_on, last_on, today))
    return f"您好，{enterprise_name}：{words}"


def day_words(day: date, *, today: date) -> str:
    """Name a day as people say it, the year only where it is another one (日期说法)."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _by(due_on: date | None, last_on: date | None, today: date) -> str:
    if due_on is None or last_on is None:
        return "请这几天抽空"
    if last_on < today:
        return f"{day_words(last_on, today=today)}的期限已过，请尽快"
    if due_on < today:
        due_on = last_on
    if due_on == today:
        return f"请在今天（{day_words(due_on, today=today)[:-1].replace('（', '，')}）"
    return f"请最晚在{day_words(due_on, today=today)}"


def _review(due_on: date | None, last_on: date | None, today: date) -> str:
    if due_on is None or last_on is None:
        return "审查结果出来后"
    end = day_words(last_on, today=today)
    if last_on < today:
        return f"审查期到{end}已经届满，如果收到过《审查意见书》"
    at_the_latest = "最迟" if due_on < last_on else ""
    return f"审查期{at_the_latest}到{end}为止，其间收到《审查意见书》后"


_NOT_BEGUN = (
    "今年的工资集体协商还没有开始，{by}和我们定一个时间，带上职工人数和去年的合同，"
    "要约书由我们帮您准备。"
)

# By the words of `waiting`: what one step waits for is asked for in one way.
_ASKED: Mapping[str, str] = {
    "等送达要约书": (
        "今年的工资集体协商要约书已经可以准备，{by}定下拟协商的时间和地点，盖好工会章，"
        "送给企业负责人并请对方在送达回证上签收。"
    ),
    "等对方签收要约书": (
        "要约书已经寄出，{by}请企业负责人在送达回证上签字并写明日期，签好后拍照发给我们。"
    ),
    "等企业书面答复": (
        "工会的工资集体协商要约书已经送到，{by}给一份盖章的书面答复（应约书），"
        "时间、地点想另外商量的也请写明，拍照发给我们就可以。"
    ),
    "等工会书面答复": (
        "企业提出的工资集体协商要约已经收到，{by}以工会名义书面答复并盖章，"
        "答复的样式由我们提供，盖好后拍照发给我们。"
    ),
    "对方暂不同意，等再联系": (
        "关于今年的工资集体协商，还想再听听您这边的考虑，{by}告诉我们方便见面的时间，"
        "我们带着政策材料上门一起商量。"
    ),
    "等开协商会议": (
        "今年的工资集体协商可以开会了，{by}和对方定好协商会议的时间、地点，"
        "带上双方代表名单，开完请把签了字的会议记录拍照发给我们。"
    ),
    "协商中止，等恢复": (
        "工资集体协商现在中止，{by}和对方商定恢复协商的时间、地点，"
        "定好以后告诉我们，需要我们到场请说一声。"
    ),
    "协商不成，等继续协商或者申请协调": (
        "这次协商还有几项没有谈拢，{by}告诉我们差在哪里、双方各是什么意见，"
        "我们一起商量是再谈一次还是书面申请人社部门协调。"
    ),
    "等人社部门协调": (
        "工资集体协商正由人社部门协调，请带上双方意见和有关材料参加，"
        "{by}把协调的结果和《协调处理协议书》拍照发给我们。"
    ),
    "等形成草案": (
        "协商会开过之后就差合同草案了，{by}把商定的工资方案和合同草案发给我们，"
        "双方首席代表在草案上签字就可以交职工审议。"
    ),
    "审议未通过，等修改草案": (
        "这次职工审议没有通过，{by}把职工的意见整理给我们，一起修改草案后再审议一次，"
        "需要我们到场请说一声。"
    ),
    "等职代会审议": (
        "合同草案已经有了，{by}召开职代会或职工大会审议，请把决议和签到表拍照发给我们，"
        "写明应到、实到和赞成人数。"
    ),
    "等双方签字": (
        "草案已经审议通过，{by}请双方首席代表在正式文本上签字、盖章，签好后把签字页拍照发给我们。"
    ),
    "等报送": (
        "合同已经签好，{by}把盖章的合同文本一式三份和报送说明送到区人社部门，"
        "请留好受理单或回执并拍照发给我们。"
    ),
    "等补记收到凭证": (
        "合同已经报送，还差人社部门收到的凭证，{by}把受理单、网上回执或快递签收记录拍照发给我们。"
    ),
    "等人社部门审查": ("合同正在区人社部门审查，{review}，请把意见书和送达日期拍照发给我们。"),
    "审查有异议，等修改后重报": (
        "人社部门对合同文本提出了意见，{by}和我们一起看一下要改的地方，"
        "双方重新签字后带上新文本再报一次。"
    ),
    "等双方公布": ("合同已经生效，{by}在公告栏或职工群里向全体职工公布，请把公布的照片发给我们。"),
    "等另一方公布": (
        "合同已有一方公布，{by}请另一方也向本方全体人员公布，请把公布的照片发给我们。"
    ),
    "已终止，等备案": (
        "合同已经解除或者终止，{by}和企业一起向人社部门备案，备案的凭证拍照发给我们。"
    ),
}
