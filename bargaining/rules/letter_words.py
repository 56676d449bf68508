"""What do the letters of the upper union say, as far as a case knows it? To be read and changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bargaining.rules import basis as bases
from bargaining.rules import ladder, local_basis, moves, refusal_words
from bargaining.rules.basis import Basis
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.local_basis import BEIJING, SHANGHAI, TRIAL, UNION_LAW, UNION_MEASURES
from bargaining.rules.states import CaseState

REMINDER, OPINION, RECTIFICATION = "reminder_letter", "opinion_letter", "rectification_letter"
RECOMMENDATION, ORDER_REQUEST = "recommendation_letter", "order_request"
# Written to somebody else than the enterprise, which is then named in full.
_ABOUT = frozenset({RECOMMENDATION, ORDER_REQUEST})

_TWENTY_DAYS = Basis(TRIAL, "第17条")
_DUTY = (_TWENTY_DAYS, Basis(BEIJING, "第32条"), Basis(UNION_MEASURES, "第21条"),
         Basis(SHANGHAI, "第15条"))  # fmt: skip
_OWN_WORD = Basis(UNION_MEASURES, "第24条第2款")
# On pay Shanghai's authority orders nothing: it coordinates; who puts nothing right is entered.
_NOT_PUT_RIGHT = tuple(
    Basis(SHANGHAI, article) for article in ("第34条", "第39条第1款", "第39条第3款")
)
CITED: Mapping[str, tuple[Basis, ...]] = {
    REMINDER: (Basis(UNION_LAW, "第21条"), *_DUTY, _OWN_WORD),
    OPINION: (*_DUTY, _OWN_WORD),
    RECTIFICATION: (Basis(SHANGHAI, "第15条"), *_NOT_PUT_RIGHT, Basis(UNION_LAW, "第54条第4项")),
    RECOMMENDATION: (*_DUTY, _OWN_WORD, Basis(UNION_MEASURES, "第55条"), *_NOT_PUT_RIGHT),
    ORDER_REQUEST: (Basis(UNION_LAW, "第54条第4项"), *_DUTY, Basis(UNION_MEASURES, "第55条"),
                    Basis(UNION_MEASURES, "第51条第2款")),
}  # fmt: skip
_FULL_TITLES: Mapping[str, str] = {
    "工会法": "中华人民共和国工会法",
    UNION_MEASURES: "北京市实施《中华人民共和国工会法》办法",
}
_UNANSWERED = frozenset({CaseState.PROPOSED, CaseState.DECLINED})
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Parties:
    """Who a letter speaks of (函件当事人): both sides, and the district it is written in."""

    employer: str
    workers: str
    district: str


def cited(kind: str, *, place: str, on: date) -> tuple[Basis, ...]:
    """List the articles a letter cites at a place on a day (函件依据).

    Shanghai has a period of its own, so the nation's is not cited there.
    """
    stated = bases.at(CITED[kind], place)
    if place.startswith("31"):
        stated = tuple(one for one in stated if one != _TWENTY_DAYS)
    return local_basis.as_of(stated, on)


def in_full(stated: Iterable[Basis]) -> str:
    """Write articles out as letters do (条文全称): full titles, numbers in Chinese."""
    by_text: dict[str, list[str]] = {}
    for one in stated:
        by_text.setdefault(_FULL_TITLES.get(one.text, one.text), []).append(_spelt(one.article))
    return "、".join(f"{bases.titled(text)}{'、'.join(said)}" for text, said in by_text.items())


def _spelt(article: str) -> str:
    return re.sub(r"\d+", lambda found: _number(int(found.group())), article)


def _number(value: int) -> str:
    """Write a number below a hundred in Chinese."""
    tens, ones = divmod(value, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones or not tens else "")


def addressee(kind: str, of: Parties) -> str:
    """Name whom a letter is written to (主送单位)."""
    if kind == RECOMMENDATION:
        return f"{of.district}人力资源和社会保障局"
    if kind == ORDER_REQUEST:
        return f"{of.district}人民政府"
    return of.employer


def facts_found(kind: str, facts: CaseFacts, of: Parties, *, on: date, last_on: date | None) -> str:
    """Tell what has happened, from the entries alone (事实): offer, service, days, what was done.

    `last_on` is the last day in time for the answer, None where it is not settled. The day of an
    offer made for the union rests on no text that was found: a letter does not hold it against
    anybody.
    """
    party = "该单位" if kind in _ABOUT else "你单位"
    first = of.employer if kind in _ABOUT else party
    delivery = facts.delivery
    rests = delivery is not None and not ladder.is_for_union(facts, delivery)
    waits = rests and facts.state in _UNANSWERED and ladder.is_theirs(facts)
    sentences = [
        _offered(facts, of, first),
        f"按照规定，{party}最迟应当在{plain_day(last_on)}书面答复。" if last_on and waits else "",
        _answered(facts, party, on),
        _tried(facts),
    ]
    confirmed = refusal_words.CONFIRMED.get(ladder.confirmed(facts))
    if confirmed:
        sentences.append(f"经核实，认定{party}{confirmed}。")
    return "".join(sentences)


def _offered(facts: CaseFacts, of: Parties, party: str) -> str:
    year = facts.opening.payload.get("year", "")
    delivery = facts.delivery
    offered = ladder.offering(facts, delivery) if delivery else facts.last("offer_for_union")
    by_upper = offered is not None and offered.kind == "offer_for_union"
    who = (
        f"{offered.payload.get('upper_union', '')}受{of.workers}委托，"
        if by_upper and offered
        else (f"{of.workers}")
    )
    asked = f"{who}就{year}年度职工工资事项向{party}书面提出集体协商要求"
    if not ladder.is_theirs(facts):
        asked = f"{party}就{year}年度职工工资事项向{of.workers}书面提出集体协商要求"
    if delivery is None:
        return f"{asked}，要约书尚待签收。"
    return f"{asked}，要约书于{plain_day(delivery.occurred_on)}签收。"


def _answered(facts: CaseFacts, party: str, on: date) -> str:
    if facts.state is CaseState.PROPOSED:
        return f"截至{plain_day(on)}，尚未收到{party}的书面答复。" if facts.delivery else ""
    refused = facts.last("record_refusal")
    if facts.state is CaseState.DECLINED and refused is not None:
        day, reason = plain_day(refused.occurred_on), refusal_words.stated_reason(facts)
        why = f"说明的原因是：{reason}" if reason else refusal_words.NO_REASON
        return f"{party}于{day}答复暂不同意协商，{why}。"
    yes = facts.last("record_reply") if ladder.is_theirs(facts) else None
    answered = f"{party}于{plain_day(yes.occurred_on)}书面答复。" if yes else ""
    return f"{answered}截至{plain_day(on)}，本次协商的情况是：{facts.state.label}。"


def _tried(facts: CaseFacts) -> str:
    """What was done since, each with its day; what was said stays out."""
    taken = [
        *facts.every("record_urging", "record_interview", *ladder.LETTERS),
    ]
    if not taken:
        return ""
    return f"其间，{'，'.join(_did(event) for event in taken)}。"


def _did(event: Event) -> str:
    day = plain_day(event.occurred_on)
    if event.kind == "record_urging":
        ask = next(one for one in moves.TABLE[event.kind].asks if one.name == "method")
        return f"{day}以{dict(ask.choices).get(event.payload.get('method', ''), '电话')}方式催办"
    if event.kind == "record_interview":
        return f"{day}{'约谈' if event.payload.get('form') == 'interview' else '走访'}"
    number = event.payload.get("number")
    name = moves.TABLE[event.kind].label.removeprefix("发出")
    if event.kind == "request_order":
        return f"{day}提请责令改正"
    return f"{day}送达{name}{f'（{number}）' if number else ''}"


def duty(place: str) -> str:
    """Say which duty is explained in an interview (说明的法定义务), by the law of a place."""
    if place.startswith("31"):
        return "收到集体协商建议书之日起十五日内应当书面答复；拒绝集体协商的，应当有正当的理由。"
    if place.startswith("11"):
        return (
            "收到要约书之日起二十日内应当书面答复；劳动报酬事项，一方提出协商要求的，"
            "另一方不得拒绝或者拖延。"
        )
    return "收到要约书之日起二十日内应当书面答复，没有正当理由不得拒绝协商。"


def asked_for(kind: str, of: Parties, *, state: CaseState, place: str) -> str:
    """Say what a letter asks for (要求) at a place, to be changed by who writes it.

    Once the offer was answered it is the talks that are asked for.
    """
    asks = _ASKED if state in _UNANSWERED else _ASKED_TO_GO_ON
    return asks[kind].format(
        employer=of.employer,
        workers=of.workers,
        handle="依法协调处理" if place.startswith("31") else "依法处理",
        # That the union is told in writing, only Beijing's measures say.
        tell="请按规定书面告知我会" if place.startswith("11") else "请书面告知我会",
    )


_SETTLE = "与{workers}商定协商的时间、地点和内容"
_DIFFICULT = "确有困难的，请一并书面说明，我会可以派指导员到场协助。"
_OTHERWISE = (
    "不予改正的，我会将依法提请人力资源和社会保障部门协调处理，或者提请区人民政府责令改正。"
)
_ITEMS = "请你单位自收到本意见书之日起，办理下列事项：\n"
_ASKED: Mapping[str, str] = {
    REMINDER: f"请你单位收到本函后，就上述要约作出书面答复，{_SETTLE}，依法开展工资集体协商。"
    f"{_DIFFICULT}",
    OPINION: f"{_ITEMS}（一）就上述要约作出书面答复；\n"
    f"（二）{_SETTLE}，提供协商所需的情况和资料；\n（三）将办理结果书面告知我会。",
    RECTIFICATION: "请你单位自收到本意见书之日起予以改正，就上述要约作出书面答复，与{workers}开展"
    f"集体协商，并将改正情况书面告知我会。{_OTHERWISE}",
    RECOMMENDATION: "建议贵局{handle}，督促{employer}就上述要约作出书面答复、开展工资集体协商，"
    "并将处理结果书面告知我会。",
    ORDER_REQUEST: "提请区人民政府依法责令{employer}改正，就上述要约作出书面答复、"
    "开展工资集体协商；作出处理决定后，{tell}。",
}
_ASKED_TO_GO_ON: Mapping[str, str] = {
    REMINDER: f"请你单位收到本函后，{_SETTLE}，依法继续开展工资集体协商。{_DIFFICULT}",
    OPINION: f"{_ITEMS}（一）{_SETTLE}，提供协商所需的情况和资料，继续开展工资集体协商；\n"
    "（二）将办理结果书面告知我会。",
    RECTIFICATION: "请你单位自收到本意见书之日起予以改正，与{workers}继续开展集体协商，"
    f"并将改正情况书面告知我会。{_OTHERWISE}",
    RECOMMENDATION: "建议贵局{handle}，督促{employer}继续开展工资集体协商，"
    "并将处理结果书面告知我会。",
    ORDER_REQUEST: "提请区人民政府依法责令{employer}改正，继续开展工资集体协商；"
    "作出处理决定后，{tell}。",
}
