"""Which source of a duty decides? The shortest reminds, the longest judges, each by its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bargaining.rules.basis import titled
from bargaining.rules.day_words import day_beside, long_day, plain_day
from bargaining.rules.deadline_rules import DatedBasis, DeadlineRule
from bargaining.rules.deadline_telling import Ruling, Step, Telling, length_in_words


def tell_sources(telling: Telling) -> Iterator[Step]:
    """Set the sources side by side where one duty is stated with different lengths (各项规定)."""
    if len({(each.rule.length, each.rule.unit) for each in telling.sources}) < 2:
        return
    for each in telling.sources:
        raw, by_b = each.span.raw, each.span.by_b
        if raw is None or by_b is None:
            continue
        rolled = "" if by_b == raw else f"，遇放假顺延到 {day_beside(by_b, raw)}"
        latest = each.span.bounds.latest if each.span.bounds else by_b
        if latest != by_b:
            rolled += f"，放假安排公布前按最晚的 {day_beside(latest, raw)}"
        text = (
            f"{_named(telling, each.rule)}：{length_in_words(each.rule)}，{long_day(raw)}{rolled}。"
        )
        yield Step("source", by_b, each.rule.length, text)


def tell_rulings(telling: Telling) -> Iterator[Step]:
    """Say which day reminds and which judges, and by which source (提醒与逾期)."""
    remind, judge = telling.remind, telling.judge
    if remind is None:
        return
    if judge is None:
        text = f"从 {long_day(remind.on)}起提醒。这是权利，不提也不算逾期。"
        yield Step("remind", remind.on, None, text)
    elif telling.span.opens_on is not None:
        text = f"从 {long_day(remind.on)}起提醒，{day_beside(judge.on, remind.on)}过后算逾期。"
        yield Step("overdue", judge.on, None, text)
    elif remind.on == judge.on:
        text = f"提醒、判断逾期都按 {long_day(judge.on)}，过了这天还没有办的算逾期。"
        yield Step("overdue", judge.on, None, text)
    else:
        yield Step("overdue", judge.on, None, _both(telling, remind, judge))


def _both(telling: Telling, remind: Ruling, judge: Ruling) -> str:
    """Say which source reminds and which judges, or that one source does both."""
    reminded, judged = long_day(remind.on), day_beside(judge.on, remind.on)
    if remind.rule.id == judge.rule.id:
        same = telling.span.by_a == telling.span.by_b
        by = "" if same or judge.on not in _readings_of(telling) else f"（口径{telling.reading}）"
        return f"提醒按较早的 {reminded}，留出余地；判断逾期从宽，按 {judged}{by}。"
    return (
        f"规定不一致，提醒按最短的（{_named(telling, remind.rule)}，"
        f"{length_in_words(remind.rule)}）{reminded}；判断逾期从宽，按最长的"
        f"（{_named(telling, judge.rule)}，{length_in_words(judge.rule)}）{judged}。"
    )


def _readings_of(telling: Telling) -> tuple[date | None, date | None]:
    return telling.span.by_a, telling.span.by_b


def _named(telling: Telling, rule: DeadlineRule) -> str:
    cited = rule.cited(on=telling.start, kind=telling.kind)
    return str(cited[0]) if cited else rule.label


def tell_versions(telling: Telling) -> Iterator[Step]:
    """Say which wording of a text is cited where another one was or will be in force (条文版本)."""
    everything = (*telling.rule.basis, *telling.rule.consequence_basis)
    for text in dict.fromkeys(one.text for one in everything):
        of_text = [one for one in everything if one.text == text and _speaks_of(one, telling)]
        cited = [one for one in of_text if one.holds(on=telling.start, kind=telling.kind)]
        others = [one for one in of_text if one not in cited]
        if cited and others:
            yield Step("version", cited[0].effective_from, None, _version(cited, others))


def _speaks_of(one: DatedBasis, telling: Telling) -> bool:
    return not one.kinds or telling.kind in one.kinds


def _version(cited: list[DatedBasis], others: list[DatedBasis]) -> str:
    title = titled(cited[0].text)
    since = plain_day(max(cited[0].effective_from, others[0].effective_from))
    old = cited[0].effective_from < others[0].effective_from
    when = f"起算日在 {since}之前" if old else f"起算日在 {since}或之后"
    other = f"{since}起引新文本" if old else f"{since}之前引旧文本"
    return f"{when}，引{title}当时施行的文本{_numbers(cited)}；{other}{_numbers(others)}。"


def _numbers(cited: list[DatedBasis]) -> str:
    return "、".join(dict.fromkeys(one.article for one in cited))
