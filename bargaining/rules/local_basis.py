"""Which articles speak of a matter at a place, on a day?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bargaining.rules import basis as bases
from bargaining.rules.basis import Basis

TRIAL = "工资集体协商试行办法"
NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
UNION_LAW = "工会法"
UNION_MEASURES = "北京市实施《工会法》办法"
MEASURES_SINCE = date(2016, 1, 1)  # the second revision; what was said before is not recorded
RENUMBERED = date(2026, 5, 1)  # the day the third revision gave the articles new numbers
UNION_LAW_SINCE = date(2022, 1, 1)

_REFUSED: Mapping[str, str] = {
    "11": "劳动报酬事项，一方提出协商要求的，另一方不得拒绝或者拖延。"
    "可以请指导员、上级工会到场说明；仍不协商的，工会可以书面提出意见和建议，并提请市、区人民政府责令改正。",
    "31": "拒绝集体协商的，应当有正当的理由。可以提请上级工会指导，"
    "仍不能协商的，可以提请人社部门协调处理；没有正当理由的，市、区总工会可以作出整改意见书。",
    "": "没有正当理由拒绝协商的，可以请上级工会、指导员到场说明，并提请县级以上人民政府责令改正。",
}

_UNION_REFUSED: Mapping[str, str] = {
    "11": "这次要约是企业提出的，由工会书面答复。劳动报酬事项，一方提出协商要求的，"
    "另一方不得拒绝或者拖延。",
    "31": "这次要约是企业提出的，由工会书面答复。拒绝集体协商的，应当有正当的理由。",
    "": "这次要约是企业提出的，由工会书面答复。没有正当理由的，不得拒绝协商。",
}


def union_refusal_words(place: str) -> str:
    """Say what holds where the union will not talk though asked to (工会暂不同意), by place.

    What the unions and the government do about an employer is no matter then.
    """
    return _UNION_REFUSED.get(place[:2], _UNION_REFUSED[""])


def of_union_refusal(on: date, *, place: str) -> tuple[Basis, ...]:
    """List the articles on the union's own refusal, as of a day (工会不同意的依据)."""
    duty = (*_measures_on_refusal(on)[:1], Basis(BEIJING, "第32条"), Basis(SHANGHAI, "第15条"))
    return bases.at(duty, place) or (Basis(NATIONAL, "第32条"),)


def refusal_words(place: str) -> str:
    """Say what can be done where the other side will not talk (拒绝协商的后果), by place."""
    return _REFUSED.get(place[:2], _REFUSED[""])


def of_refusal(on: date, *, place: str) -> tuple[Basis, ...]:
    """List the articles on refusing to talk, the strictest first, as of a day (拒绝协商的依据)."""
    statute = [Basis(UNION_LAW, "第54条第4项")] if on >= UNION_LAW_SINCE else []
    measures = _measures_on_refusal(on)
    found = [
        *measures[:1], Basis(BEIJING, "第32条"), Basis(SHANGHAI, "第15条"), *statute,
        *measures[1:], Basis(SHANGHAI, "第34条"), Basis(SHANGHAI, "第39条"),
    ]  # fmt: skip
    return bases.at(found, place) or (Basis(NATIONAL, "第32条"),)


def _measures_on_refusal(on: date) -> list[Basis]:
    """The measures' numbers of the day: not to refuse, to be corrected, the union's own word."""
    numbers: tuple[str, ...] = ()
    if on >= RENUMBERED:
        numbers = ("第21条", "第55条", "第24条第2款")
    elif on >= MEASURES_SINCE:
        numbers = ("第24条", "第66条", "第21条第1款")
    return [Basis(UNION_MEASURES, number) for number in numbers]


# What an article of 2026 was called until then; the others kept no earlier counterpart.
_BEFORE: Mapping[str, str] = {
    "第21条": "第24条",
    "第24条": "第21条",
    "第24条第2款": "第21条第1款",
    "第26条第2款": "第28条第2款",
    "第41条第2款": "第46条第2款",
    "第51条第2款": "第63条第2款",
    "第55条": "第66条",
}


def as_of(stated: Iterable[Basis], on: date) -> tuple[Basis, ...]:
    """Cite the articles by the numbers of a day (按当日条号): the measures got new ones in 2026.

    An article that has no number on that day is left out, as the union law's fifty-fourth is
    before the text of 2022.
    """
    return tuple(dated for one in stated if (dated := _dated(one, on)) is not None)


def _dated(one: Basis, on: date) -> Basis | None:
    if one.text == UNION_MEASURES and on < RENUMBERED:
        article = _BEFORE.get(one.article) if on >= MEASURES_SINCE else None
        return Basis(one.text, article) if article else None
    if one.text == UNION_LAW and one.article.startswith("第54条") and on < UNION_LAW_SINCE:
        return None
    return one


def of_answer(place: str) -> tuple[Basis, ...]:
    """List the articles on answering an offer at a place (书面答复的依据).

    Shanghai gives fifteen days of its own, so the nation's twenty are not cited there.
    """
    if place.startswith("31"):
        return (Basis(SHANGHAI, "第15条"),)
    return bases.at((Basis(TRIAL, "第17条"), Basis(BEIJING, "第32条")), place)


def of_congress_papers(on: date) -> tuple[Basis, ...]:
    """List the article on handing the draft to the union, by its number of the day (会前送交)."""
    return (Basis(UNION_MEASURES, "第41条第2款" if on >= RENUMBERED else "第46条第2款"),)


def of_filing(place: str) -> tuple[Basis, ...]:
    """List the articles on filing at a place (报送的依据)."""
    if place.startswith("31"):
        return (Basis(SHANGHAI, "第23条"), Basis(TRIAL, "第21条"))
    stated = (Basis(NATIONAL, "第42条"), Basis(BEIJING, "第39条"), Basis(TRIAL, "第21条"))
    return bases.at(stated, place)
