"""Which law answers at a place, and what is said where none does? Clocks of a case beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from bargaining.errors import LawMissing, NotPublished, Refused
from bargaining.readers import seeds
from bargaining.rules.calendar import Reading
from bargaining.rules.clock import Clock
from bargaining.rules.clocks import clocks, filing_starts, served_on
from bargaining.rules.deadline_rules import Circumstances, ContractKind, CountingMatter
from bargaining.rules.facts import fold
from bargaining.rules.figures import Figure, FigureKind, Scope, ScopeKind
from bargaining.rules.lawbook import INDUSTRIES, LawBook, Place, ReadingOfPlace
from tests.rules import golden
from tests.rules.cases import MEETING, NAMED, OFFER, PEOPLE, REPLY, STRAIGHT, history
from tests.rules.stories import STORIES
from tests.rules.wage_figures import entry

SEEDS = seeds.load_law_book()


def said(do: Any, *given: Any, **more: Any) -> Iterator[object]:
    try:
        yield do(*given, **more)
    except Refused as problem:
        yield f"{problem.refusal.message}（{problem.refusal.field}）"
    except (LawMissing, NotPublished) as problem:
        yield str(problem)


def told(clock: Clock) -> str:
    ended = f"，{clock.ended_on} 止" if clock.ended_on else ""
    moved = (
        "" if clock.circumstances == Circumstances() else f"，{golden.told(clock.circumstances)}"
    )
    return (
        f"{clock.rule_id} {clock.holder.name} 自 {clock.start_on}（{clock.start_sequence}）{ended}"
        f"{'' if clock.proved else '，没有凭证'}{moved}"
    )


OBJECTED = {"about": "content", "opinion": "第五条须修改", "served_union_on": "2026-04-21"}
REFILED = ("refile", "2026-04-28", {"signed_on": "2026-04-26", "proof": "none"})
FURTHER = {
    "异议后重报，又有异议": history(
        *STRAIGHT, ("record_objection", "2026-04-20", OBJECTED), REFILED,
        ("record_objection", "2026-05-08", {**OBJECTED, "served_union_on": "2026-05-09"}),
    ),
    "重报没有凭证，后来补": history(
        *STRAIGHT, ("record_objection", "2026-04-20", OBJECTED), REFILED,
        ("record_receipt", "2026-04-30", {"proof": "receipt", "received_on": "2026-04-29"}),
    ),
    "一方先定代表": history(
        OFFER, REPLY,
        (*NAMED[:2], {**NAMED[2], "people": [one for one in PEOPLE if one["side"] == "union"]}),
    ),
    "综合合同": history(*STRAIGHT, kind="general"),
    "应约前已定代表": history(OFFER, ("appoint_representatives", "2026-03-05", NAMED[2]), REPLY),
    "每年报告": history(
        *STRAIGHT, ("record_effect", "2026-04-25", {"effective_on": "2026-04-25"}),
        ("record_performance", "2026-12-01", {"reported": True}),
    ),
    "审议日改期": history(
        OFFER, REPLY, NAMED, MEETING,
        ("adopt_draft", "2026-03-25",
         {"sent_to_union_on": "2026-03-26", "congress_on": "2026-04-05"}),
    ),
}  # fmt: skip


def test_every_clock_of_every_story():
    shown: dict[tuple[str, ...], str] = {}
    lines = {}
    for story, events in {**STORIES, **FURTHER}.items():
        found = tuple(told(clock) for clock in clocks(fold(events)))
        alike = shown.setdefault(found, story)
        lines[story] = found if alike == story else [f"同“{alike}”"]

    golden.check("clocks", lines)


def test_from_when_the_duty_to_file_runs():
    golden.check(
        "filing_starts",
        {
            story: [f"{event.kind} {event.sequence}" for event in filing_starts(fold(events))]
            for story, events in STORIES.items()
            if any(event.kind in ("sign", "refile") for event in events)
        },
    )


def test_an_opinion_has_arrived_when_both_sides_have_it():
    def served(**more: str) -> date:
        [*_rest, event] = history(("record_objection", "2026-04-20", more))
        return served_on(event)

    assert served() == date(2026, 4, 20)
    assert served(served_union_on="2026-04-22") == date(2026, 4, 22)
    assert served(served_union_on="2026-04-22", served_employer_on="2026-04-23").day == 23
    assert served(served_union_on="2026-04-19", served_employer_on="2026-04-18").day == 20


# ── the book ─────────────────────────────────────────────────────────────────────────────────


def part(name: str, place: str, scope: str, code: str = "", edition: str = INDUSTRIES) -> Figure:
    return Figure(
        name, place, name, "元", FigureKind.STANDING,
        values=(entry("2020-01-01", str(len(scope))),),
        scope=Scope(ScopeKind.INDUSTRY, scope, code, edition),
    )  # fmt: skip


def whole(name: str, place: str, value: str | None = "1") -> Figure:
    values = (entry("2020-01-01", value),)
    return Figure(name, place, name, "元", FigureKind.STANDING, values=values)


BOOK = LawBook(
    places=(Place("000000", "全国"), Place("110000", "北京市"), Place("110108", "海淀区"),
            Place("310000", "上海市")),
    rules=SEEDS.rules,
    counting=SEEDS.counting,
    figures=(
        whole("floor", "110000"), whole("floor", "110108", "2"),
        replace(whole("floor", "310000", "3"), label="别的名称"),
        whole("silent", "110000", None),
        *(part("line", "110000", name, code) for name, code in
          (("餐饮业", "62"), ("零售业", "52"), ("建筑业", "E"), ("金融业", "J"), ("教育", "P"))),
        part("line", "110108", "餐饮业", "62"),
        part("line", "110000", "住宿业（旧）", "61", "GB/T 4754-2011"),
        whole("both", "000000"), part("both", "110000", "教育", "P"),
        part("few", "310000", "教育", "P"),
    ),
)  # fmt: skip


def test_which_figure_answers():
    def history_of(name: str, place: str = "110108012", scope: str = "") -> list[object]:
        found = list(said(BOOK.figure_history, name, place=place, scope=scope))
        return [
            [one.name, one.place, one.label, one.unit, one.kind, one.scope, len(one.values)]
            if isinstance(one, Figure)
            else one
            for one in found
        ]

    of_day = {"on": date(2026, 3, 2), "place": "110000"}
    golden.check(
        "law_book_figures",
        {
            "街道随区": history_of("floor"),
            "区外随市": history_of("floor", "110000"),
            "上海": history_of("floor", "310000"),
            "全国没有": history_of("floor", "000000"),
            "没有这个名称": history_of("nothing"),
            "要写明范围": history_of("line"),
            "写错范围": history_of("line", scope="渔业"),
            "按名称": history_of("line", scope="零售业"),
            "按代码": history_of("line", "110000", scope="J"),
            "区自己的": history_of("line", scope="62"),
            "这个地方没有按范围的": history_of("few"),
            "范围不多": history_of("few", "310000"),
            "既有总数也有分项": history_of("both"),
            "那天的数": said(BOOK.figure, "floor", **of_day),
            "那天没有": said(BOOK.figure, "floor", **{**of_day, "on": date(2019, 12, 31)}),
            "没有发布": said(BOOK.figure, "silent", **of_day),
            "某行业那天": said(BOOK.figure, "line", **of_day, scope="建筑业"),
            "全部": [
                f"{place}：" + "、".join(f"{one.name}@{one.place}" for one in
                                       BOOK.list_figures(place=place))
                for place in ("110108", "310000", "000000")
            ],
            "按范围的": [
                {name: [f"{one.scope_name}@{one.place}" for one in parts]
                 for name, parts in BOOK.list_divided(place=place).items()}
                for place in ("110108", "310000", "000000")
            ],
            "某行业的": [
                found and f"{found.scope_name}@{found.place}"
                for codes in (["6210", "621", "62"], ["61"], ["E"], [])
                for found in [BOOK.find_of_industry("line", place="110108", codes=codes)]
            ],
        },
    )  # fmt: skip


def test_which_rule_answers():
    on = date(2026, 6, 1)

    def of(rule_id: str, place: str, day: date = on) -> list[object]:
        return [
            getattr(one, "version", one) for one in said(BOOK.rule, rule_id, on=day, place=place)
        ]

    def sources(duty: str, place: str, kind: ContractKind) -> str:
        found = BOOK.sources(duty, on=on, place=place, kind=kind)
        return "、".join(rule.version for rule in found) or "没有"

    golden.check(
        "law_book_rules",
        {
            "北京自己的": of("T-OFFER-REPLY", "110108012"),
            "上海自己的": of("T-OFFER-REPLY", "310000"),
            "全国的": of("T-OFFER-REPLY", "000000"),
            "还没有北京的": of("T-OFFER-REPLY", "110000", date(2005, 10, 31)),
            "北京的第一天": of("T-OFFER-REPLY", "110000", date(2005, 11, 1)),
            "新版第一天": of("T-UNION-DEMAND-REPLY", "110000", date(2026, 5, 1)),
            "旧版最后一天": of("T-UNION-DEMAND-REPLY", "110000", date(2026, 4, 30)),
            "这个地方没有": of("T-REP-APPOINT", "110000"),
            "没有编号": of("T-NOTHING", "110000"),
            "同一义务": [
                sources("file", "110000", ContractKind.WAGE),
                sources("file", "110000", ContractKind.GENERAL),
                sources("file", "310000", ContractKind.WAGE),
                sources("nothing", "310000", ContractKind.WAGE),
            ],
            "期间计算": [
                f"{matter.value} {day}：{BOOK.counting_basis(matter, on=day)}"
                for matter in CountingMatter
                for day in (date(1986, 12, 31), date(2017, 9, 30), date(2020, 12, 31), on)
            ],
        },
    )  # fmt: skip


def test_how_a_place_is_named_and_whom_it_inherits_from():
    golden.check(
        "law_book_places",
        {
            place: [*said(BOOK.chain, place), *said(BOOK.place_name, place)]
            for place in ("000000", "110000", "110108", "110108012", "110108012001", "310101",
                          "1101", "11010801", "110108０12", "11010x", "990000", "")
        },
    )  # fmt: skip


def test_which_reading_judges_at_a_place():
    set_by_office = replace(
        BOOK, readings=(ReadingOfPlace("110108", Reading.A), ReadingOfPlace("310000", Reading.A))
    )

    assert BOOK.reading("nowhere") is Reading.B
    assert set_by_office.reading("110108012") is Reading.A
    assert set_by_office.reading("110000") is Reading.B
    overruled = replace(
        BOOK, readings=(ReadingOfPlace("110000", Reading.A), ReadingOfPlace("110108", Reading.B))
    )
    assert overruled.reading("110108012") is Reading.B
    assert overruled.reading("110000") is Reading.A


def test_a_calendar_that_is_cut_is_another_one_than_the_whole():
    assert SEEDS.calendar() is SEEDS.calendar()
    cut = SEEDS.calendar(known_until=date(2026, 5, 1))
    assert (cut.record, cut.known_until) == (SEEDS.holidays, date(2026, 5, 1))
    assert SEEDS.calendar().known_until is None
