"""How is a stored deadline read out? One plain sentence, then its counting line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bargaining.rules.basis import titled
from bargaining.rules.day_words import day_beside, long_day, month_day
from bargaining.rules.festivals import ONE_DAY

Proof = Mapping[str, Any]

# What is to be done, by duty; it follows the day in the sentence.
DEEDS: Final[Mapping[str, str]] = {
    "reply": "书面答复",
    "data": "按对方的要求提供真实情况和资料",
    "representatives_appoint": "产生协商代表，并书面告知对方",
    "representatives_publish": "公布协商代表",
    "representative_vacancy": "补选协商代表",
    "suspend": "恢复协商，或者申请协调处理",
    "congress_document": "把提交职代会的事项书面送交工会",
    "file": "报送集体合同文本一式三份和说明",
    "file_industry": "报送行业工资集体合同一式三份和说明",
    "review": "审查完毕，有异议的提出异议",
    "review_objection": "把审查意见书送达双方协商代表",
    "refile": "把修改后的文本重新报送",
    "publish": "向本方全体人员公布工资专项集体合同",
    "publish_general": "公布集体合同",
    "renew_wage": "书面提出新一轮工资协商",
    "renew_general": "提出重新签订或者续订",
    "coordinate": "结束协调处理",
    "terminate_file": "把解除、终止报人社部门备案",
    "change_file": "报送变更后的集体合同",
    "annual_report": "报告集体合同履行情况",
    "union_demand_reply": "书面答复工会",
    "government_feedback": "把处理结果书面告知工会",
    "arbitration_accept": "决定是否受理仲裁申请",
    "arbitration_notice": "把受理情况一次性通知双方当事人",
    "sue": "向人民法院起诉",
    "delayed_pay": "付清延期支付的工资",
    "minimum_wage_notice": "向本单位全体劳动者公示最低工资标准",
    "minimum_wage_adjust": "至少调整一次最低工资标准",
    "platform_cycle": "就劳动规则和算法协商",
    "platform_publish": "向适用的全体劳动者公布协商成果",
}
# Owed to nobody, though the time for it ends.
MAY: Final = frozenset({"sue", "renew_wage", "renew_general"})
_EACH: Final = re.compile("（各[^）]*）")
OLD_LABELS: Final = ("起算：", "依据：")


@dataclass(frozen=True)
class Line:
    """One line of a proof as it is read (推算的一行): what it is about, and the sentence."""

    label: str
    text: str


def sentence(proof: Proof) -> str:
    """Say in one plain sentence who does what by when, and how sure the day is (结论句).

    Reads the stored form, so that proofs stored by earlier versions read the same.
    """
    due_on = _day(proof, "due_on")
    if due_on is None:
        said = proof.get("note") or "条文没有规定日数，没有固定的截止日。"
        return f"{_who(proof)}应{_deed(proof)}：{said}"
    window = proof.get("window")
    if window:
        return _window(proof, *(date.fromisoformat(window[end]) for end in _ENDS))
    if not proof.get("certain", True):
        return _interval(proof)
    by = f"在 {long_day(due_on)}前（含当天）"
    return f"{_who(proof)}{_modal(proof)}{by}{_deed(proof)}{_rest(proof, due_on)}。"


def sure(proof: Proof) -> str:
    """Say whether the day is certain, or what it waits for (是否确定)."""
    if _day(proof, "due_on") is None:
        return "没有规定日数"
    return "确定" if proof.get("certain", True) else f"待定：{_awaited(proof)}还没有公布"


def day(proof: Proof) -> str:
    """Write the day itself: one, both ends of a window, or how far it is open (截止日写法)."""
    due_on, window = _day(proof, "due_on"), proof.get("window")
    earliest, latest = _day(proof, "earliest"), _day(proof, "latest")
    if due_on is None:
        return "没有固定日数"
    if window:
        opens_on, closes_on = (date.fromisoformat(window[end]) for end in _ENDS)
        return f"{long_day(opens_on)}至 {day_beside(closes_on, opens_on)}"
    if earliest is None or latest is None or earliest == latest:
        return long_day(due_on)
    return f"{long_day(earliest)}至 {day_beside(latest, earliest)}"


def lines(proof: Proof) -> tuple[Line, ...]:
    """Read the counting line by line, days off for one reason put together (推算各行)."""
    return tuple(_grouped(proof.get("steps", ())))


def lines_in_full(proof: Proof) -> tuple[Line, ...]:
    """Read the counting, and after it who owes it, what follows and what to mind (推算全文)."""
    more = [
        Line("依据", _articles(proof.get("basis", ()))),
        Line("义务人", f"{_who(proof)}。" if _who(proof) else ""),
        Line("后果", _with_basis(proof.get("consequence", ""), proof.get("consequence_basis", ()))),
        Line("说明", proof.get("note", "")),
    ]
    told = {line.text for line in lines(proof)}
    return (*lines(proof), *(line for line in more if line.text and line.text not in told))


# ── the sentence ─────────────────────────────────────────────────────────────────────────────

_ENDS: Final = ("opens_on", "closes_on")


def _who(proof: Proof) -> str:
    """Name who owes it; what is said in brackets of each side's own people is in the deed."""
    return _EACH.sub("", str(proof.get("holder") or "义务人"))


def _modal(proof: Proof) -> str:
    return "可以" if proof.get("duty") in MAY else "应"


def _deed(proof: Proof) -> str:
    return DEEDS.get(str(proof.get("duty")), f"办理“{proof.get('label', '')}”")


def _window(proof: Proof, opens_on: date, closes_on: date) -> str:
    between = f"从 {long_day(opens_on)}到 {day_beside(closes_on, opens_on)}"
    if proof.get("overdue_after") is None:
        return f"{between}，{_who(proof)}都可以{_deed(proof)}；这是权利，不提也不算逾期。"
    return (
        f"{_who(proof)}应在 {long_day(closes_on)}前（含当天）{_deed(proof)}，"
        f"建议不晚于 {day_beside(opens_on, closes_on)}。"
    )


def _interval(proof: Proof) -> str:
    earliest, latest = _day(proof, "earliest"), _day(proof, "latest")
    if earliest is None or latest is None:
        return f"{_awaited(proof)}还没有公布，公布后自动重新推算。"
    return (
        f"{_who(proof)}{_deed(proof)}的截止日还没有定：最早 {long_day(earliest)}，"
        f"最晚 {day_beside(latest, earliest)}。{_awaited(proof)}还没有公布，公布后自动重新推算。"
    )


def _rest(proof: Proof, due_on: date) -> str:
    """Add what a reader must not miss: when it takes effect, and what other sources say."""
    effective_on, last = _day(proof, "effective_on"), _day(proof, "overdue_after")
    remind_on, raw = _day(proof, "remind_on"), _day(proof, "raw_due_on")
    if effective_on is not None:
        return f"；到期没有提出异议的，从 {day_beside(effective_on, due_on)}起生效"
    if last is not None and last > due_on:
        return f"；另有规定期限更长，过了 {day_beside(last, due_on)}才算逾期"
    if last is not None and last < due_on:
        return f"；按所选的口径，过了 {day_beside(last, due_on)}就算逾期"
    if remind_on is not None and raw is not None and remind_on < min(raw, due_on):
        return f"；另有规定期限更短，最好在 {day_beside(remind_on, due_on)}前办"
    return ""


def _awaited(proof: Proof) -> str:
    years = [int(year) for year in proof.get("awaits", ())]
    latest = _day(proof, "latest")
    if not years and latest is not None:
        years = [latest.year]
    return f"{'、'.join(f'{year} 年' for year in years)}的放假安排" if years else "放假安排"


# ── the counting ─────────────────────────────────────────────────────────────────────────────


def _grouped(steps: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    run: list[Mapping[str, Any]] = []
    for step in steps:
        if run and (step.get("kind") != "skip" or _reason(step) != _reason(run[0])):
            yield _off(run)
            run = []
        if step.get("kind") == "skip":
            run.append(step)
        else:
            yield Line(_label(step), _without_label(step))
    if run:
        yield _off(run)


def _off(run: Sequence[Mapping[str, Any]]) -> Line:
    """Put days off for one reason into one line, days in a row from first to last."""
    rows: list[list[Mapping[str, Any]]] = []
    for step in run:
        if rows and _follows(rows[-1][-1], step):
            rows[-1].append(step)
        else:
            rows.append([step])
    days = "、".join(
        _written(row[0]) if len(row) == 1 else f"{_written(row[0])}至 {_written(row[-1])}"
        for row in rows
    )
    return Line(_label(run[0]) or "放假", f"{days}：{_reason(run[0])}")


def _follows(before: Mapping[str, Any], step: Mapping[str, Any]) -> bool:
    first, second = _day(before, "on"), _day(step, "on")
    return first is not None and second is not None and second - first == ONE_DAY


def _written(step: Mapping[str, Any]) -> str:
    on = _day(step, "on")
    return month_day(on) if on else str(step["text"]).partition(" ")[0]


def _reason(step: Mapping[str, Any]) -> str:
    reason = str(step["text"]).partition(" ")[2]
    return reason if reason.endswith("。") else f"{reason}。"


def _label(step: Mapping[str, Any]) -> str:
    """Proofs stored by earlier versions carry no label, but some begin their words with it."""
    if step.get("label"):
        return str(step["label"])
    found = next((word for word in OLD_LABELS if str(step["text"]).startswith(word)), "")
    return found.removesuffix("：")


def _without_label(step: Mapping[str, Any]) -> str:
    text = str(step["text"])
    return text if step.get("label") else text.removeprefix(f"{_label(step)}：")


def _articles(cited: Sequence[Mapping[str, str]]) -> str:
    return "；".join(f"{titled(one['text'])}{one['article']}" for one in cited)


def _with_basis(words: str, cited: Sequence[Mapping[str, str]]) -> str:
    if not words or not cited:
        return words
    return f"{words}（{_articles(cited)}）"


def _day(proof: Mapping[str, Any], name: str) -> date | None:
    value = proof.get(name)
    return date.fromisoformat(value) if value else None
