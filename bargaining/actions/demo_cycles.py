"""How far has each enterprise of the example data come this year, and what happened on the way?"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bargaining.actions.demo_names import Names
from bargaining.actions.demo_register import Firm
from bargaining.rules import periods, procedure_talks
from bargaining.rules.asks import AskKind
from bargaining.rules.congress import needed_in_favour, needed_present
from bargaining.rules.periods import Span

OPEN = "open"
_SLOWER = 3  # days that a step may take longer than usual


@dataclass(frozen=True)
class Act:
    """One thing that happens in a cycle, some days after the one before (示例步骤)."""

    move: str
    after: int
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Station:
    """Where a cycle stands (示例进度): its acts, how many days ago the last one was, how many such.

    `age` is drawn between its two days. `before` tells whether a contract of last year went
    before it, and how many days from now that one ends.
    """

    name: str
    acts: tuple[Act, ...]
    age: tuple[int, int]
    count: int
    before: tuple[int, int] | None = (-50, 85)


@dataclass(frozen=True)
class Planned:
    """One act on its day, to be taken when all days before it are done (拟办步骤)."""

    on: date
    order: int
    firm: Firm
    act: Act
    given: Mapping[str, Any] = field(default_factory=dict)


TALKS = (
    Act(OPEN, 0),
    Act("record_opinions", 4),
    Act("send_proposal", 6),
    Act("record_reply", 8),
    Act("appoint_representatives", 3),
    Act("record_meeting", 8, {"conclusion": "continue"}),
    Act("submit_wages", 2),
    Act("record_clauses", 3),
    Act("record_meeting", 5, {"conclusion": "agreed"}),
    Act("adopt_draft", 3),
)
_VOTED = (*TALKS, Act("record_congress", 9))
_SIGNED = (*_VOTED, Act("sign", 2))
_RECEIPT = {"proof": "receipt"}
_RETURNED = {"result": "return", "notes": "审议决议缺签到表\n第三条的增幅与工资方案不一致"}
_FILED = (*_SIGNED, Act("file", 4, _RECEIPT))
_OPINION = (*_FILED, Act("record_no_objection", 9))
PUBLISHED = (*_OPINION, Act("publish", 3))
_OBJECTED = (*_FILED, Act("record_objection", 8))

STATIONS = (
    Station("preparing", TALKS[:2], (2, 20), 5),
    Station("proposed", TALKS[:3], (2, 15), 5),
    Station("proposed_overdue", TALKS[:3], (33, 44), 3),
    Station("posted", (*TALKS[:2], Act("send_proposal", 6, {"delivered": False})), (2, 6), 1),
    Station("employer_offered",
            (*TALKS[:2], Act("send_proposal", 6, {"initiator": "employer"})), (3, 9), 1),
    Station("declined", (*TALKS[:3], Act("record_refusal", 10)), (3, 20), 2),
    Station("accepted", TALKS[:4], (2, 9), 3),
    Station("talking", TALKS[:7], (1, 10), 3),
    Station("talking_low", (*TALKS[:6], Act("submit_wages", 2, {"flaw": "floor"})), (1, 6), 1),
    Station("talking_open", (*TALKS[:6], Act("submit_wages", 2, {"flaw": "absent"})), (1, 6), 1),
    Station("drafted", TALKS, (1, 6), 3),
    Station("vote_failed", (*TALKS, Act("record_congress", 9, {"fails": True})), (2, 9), 2),
    Station("vote_passed", _VOTED, (1, 5), 3),
    Station("signed", _SIGNED, (1, 5), 2),
    Station("signed_checked", (*_SIGNED, Act("record_precheck", 1, {"result": "pass"})), (1, 3), 1),
    Station("signed_returned", (*_SIGNED, Act("record_precheck", 1, _RETURNED)), (1, 4), 1),
    Station("signed_overdue", _SIGNED, (21, 30), 1),
    Station("signed_unvoted", (*TALKS, Act("sign", 2)), (2, 5), 1),
    Station("filed", _FILED, (2, 9), 3),
    Station("filed_unproved", (*_SIGNED, Act("file", 4, {"proof": "none"})), (2, 8), 1),
    Station("filed_presumed", (*_SIGNED, Act("file", 4, {"proof": "none"})), (30, 40), 1),
    Station("objected", _OBJECTED, (2, 8), 1),
    Station("refiled", (*_OBJECTED, Act("refile", 7, _RECEIPT)), (2, 7), 1),
    Station("effective", _OPINION, (1, 3), 2),
    Station("effective_silent", _FILED, (31, 45), 3),
    Station("published", PUBLISHED, (6, 90), 7, before=(-110, -60)),
    Station("published_cut", tuple(
        Act("submit_wages", 2, {"flaw": "cut"}) if act.move == "submit_wages" else act
        for act in PUBLISHED), (20, 60), 1, before=(-110, -60)),
    Station("published_late", tuple(
        Act("file", 16, _RECEIPT) if act.move == "file" else act for act in PUBLISHED),
        (10, 60), 1, before=(-110, -60)),
    Station("performed",
            (*PUBLISHED, Act("record_performance", 60, {"reported": True, "span": Span.YEAR})),
            (5, 30), 2, before=(-190, -150)),
    Station("withdrawn", (*TALKS[:4], Act("close", 30, {"reason": "withdrawn"})), (10, 40), 1),
    # Nothing begun this year: what last year's contract comes to is all there is.
    Station("expired", (), (0, 0), 4, before=(-60, -5)),
    Station("lapsing", (), (0, 0), 4, before=(5, 88)),
    Station("in_force", (), (0, 0), 5, before=(100, 240)),
    Station("never", (), (0, 0), 5, before=None),
)  # fmt: skip


def deal_stations(
    chance: random.Random, firms: Sequence[Firm], *, stations: Sequence[Station]
) -> list[tuple[Firm, Station]]:
    """Give every enterprise with its own union its station (分配进度), every station its share.

    The first enterprise has just begun, and its contract ends soon.
    """
    first = Station("begun", TALKS[:2], (6, 6), 1, before=(40, 40))
    one_of_each = list(stations)  # first, so that none is missing where the enterprises are few
    others = [station for station in stations for _time in range(station.count - 1)]
    chance.shuffle(one_of_each)
    chance.shuffle(others)
    deck = [*one_of_each, *others]
    rest = [firm for firm in firms[1:] if firm.has_own_union and firm.operates]
    dealt = [(firm, deck[number % len(deck)]) for number, firm in enumerate(rest)]
    return [(firms[0], first), *dealt]


def plan(
    chance: random.Random, names: Names, firm: Firm, station: Station, *, today: date
) -> Iterator[Planned]:
    """Lay a cycle's acts out over the days before today (排定步骤), on working days."""
    gaps = [act.after + (chance.randint(0, _SLOWER) if act.after else 0) for act in station.acts]
    day = today - timedelta(days=sum(gaps) + chance.randint(*station.age))
    story = _Story(chance, names, firm)
    for order, (act, gap) in enumerate(zip(station.acts, gaps, strict=True)):
        day += timedelta(days=gap)
        on = working_day(day)
        yield Planned(on, order, firm, act, story.given(act, on=on))


def working_day(day: date) -> date:
    """Name the working day on or before a day (最近的工作日)."""
    return day - timedelta(days=max(0, day.weekday() - 4))


class _Story:
    """What the papers of one cycle say, so that they agree with one another."""

    def __init__(self, chance: random.Random, names: Names, firm: Firm) -> None:
        self._chance, self._firm = chance, firm
        self._names = names
        self._last_named = ""
        self._says: Mapping[str, Callable[[date], dict[str, Any]]] = {
            "record_opinions": self._opinions,
            "send_proposal": self._proposal,
            "record_reply": self._reply,
            "record_refusal": lambda _on: {"reason": "企业近期订单减少，希望明年再谈。"},
            "appoint_representatives": self._representatives,
            "record_meeting": self._meeting,
            "submit_wages": self._term,
            "record_clauses": lambda _on: _suggested_clauses(),
            "adopt_draft": lambda on: {"sent_to_union_on": on.isoformat()},
            "record_congress": self._vote,
            "sign": self._signing,
            "file": self._filing,
            "refile": self._refiling,
            "record_no_objection": self._opinion,
            "record_objection": lambda _on: {
                "clause": "overtime_base",
                "article": "第七条",
                "opinion": "加班工资基数的约定低于国家规定，请修改。",
            },
            "offer_for_union": lambda on: {"entrusted_on": working_day(on).isoformat()},
            "record_vacancy": self._vacancy,
            "publish": lambda _on: {"method": "公开栏和职工群"},
        }

    def given(self, act: Act, *, on: date) -> dict[str, Any]:
        """Fill in what an act asks for."""
        says = self._says.get(act.move)
        answers = {**(says(on) if says else {}), **act.given}
        if act.move == "record_performance":
            span = answers.pop("span", Span.MONTH)
            answers["period"] = _period_before(on, span).words
        if answers.pop("fails", False):
            answers["in_favour"] = needed_in_favour(answers["entitled"]) - 2
        return answers

    def _opinions(self, _on: date) -> dict[str, Any]:
        people = max(3, self._firm.workers * self._chance.randint(40, 90) // 100)
        return {
            "method": "survey",
            "people": people,
            "demands": "工资合理增长，夜班、高温津贴按时发放",
        }

    def _proposal(self, on: date) -> dict[str, Any]:
        return {
            "counterpart": self._firm.fields["legal_representative"],
            "meeting_on": (on + timedelta(days=21)).isoformat(),
            "meeting_place": "企业会议室",
            "received_by": self._firm.fields["legal_representative"],
        }

    def _reply(self, on: date) -> dict[str, Any]:
        return {
            "meeting_on": (on + timedelta(days=11)).isoformat(),
            "meeting_place": "企业会议室",
            "employer_chief": self._firm.fields["legal_representative"],
        }

    def _representatives(self, on: date) -> dict[str, Any]:
        chiefs = {
            "union": (self._firm.fields["chair_name"], "工会主席"),
            "employer": (self._firm.fields["legal_representative"], "法定代表人"),
        }
        people: list[dict[str, Any]] = []
        for side, (chief, title) in chiefs.items():
            others: list[str] = []
            while len(others) < 2:
                name = self._names.person()
                if name not in {chief, *others, *(one["name"] for one in people)}:
                    others.append(name)
            people.append({"name": chief, "side": side, "title": title, "chief": True})
            people += [{"name": name, "side": side, "title": "代表"} for name in others]
        self._last_named = people[-1]["name"]
        return {"people": people, "published_on": on.isoformat()}

    def _vacancy(self, _on: date) -> dict[str, Any]:
        """Whoever of the employer's side came last on the list has left."""
        return {"name": self._last_named, "notes": "本人离职。"}

    def _meeting(self, _on: date) -> dict[str, Any]:
        return {
            "chair": self._firm.fields["chair_name"],
            "place": "企业会议室",
            "recorder": self._names.person(),
            "notes": "双方就工资水平、津贴和支付办法交换了意见。",
        }

    def _term(self, on: date) -> dict[str, Any]:
        first = on.replace(day=1)
        last = first.replace(year=first.year + 1) - timedelta(days=1)
        return {"term_from": first.isoformat(), "term_to": last.isoformat()}

    def _vote(self, _on: date) -> dict[str, Any]:
        whole = self._firm.workers <= 100
        entitled = self._firm.workers if whole else max(30, self._firm.workers // 10)
        present = self._chance.randint(needed_present(entitled), entitled)
        in_favour = self._chance.randint(min(needed_in_favour(entitled) + 1, present), present)
        return {
            "form": "assembly" if whole else "congress",
            "entitled": entitled,
            "present": present,
            "in_favour": in_favour,
            "against": present - in_favour,
        }

    def _signing(self, on: date) -> dict[str, Any]:
        return {
            **self._term(on),
            "workers_covered": self._firm.workers,
            "rise_rate": f"{self._chance.randint(30, 65) / 10}%",
            "union_signer": self._firm.fields["chair_name"],
            "employer_signer": self._firm.fields["legal_representative"],
        }

    def _filing(self, on: date) -> dict[str, Any]:
        return {"method": "window", "receipt_number": _receipt_number(self._firm, on)}

    def _refiling(self, on: date) -> dict[str, Any]:
        signed_on = working_day(on - timedelta(days=2)).isoformat()
        changes = "加班工资基数改为本人岗位月工资标准。"
        return {"signed_on": signed_on, "changes": changes, **self._filing(on)}

    def _opinion(self, on: date) -> dict[str, Any]:
        return {"opinion_number": f"示例审字〔{on.year}〕{self._firm.id}号"}


def _period_before(on: date, span: Span) -> periods.Period:
    """A month is looked back upon when it is over, a year is reported on while it runs."""
    looked_at = on - timedelta(days=on.day) if span is Span.MONTH else on
    return periods.period_of(looked_at, span)


def _suggested_clauses() -> dict[str, Any]:
    return {
        ask.name: ask.suggest
        for ask in procedure_talks.RECORD_CLAUSES.asks
        if ask.suggest and ask.kind in (AskKind.TEXT, AskKind.LONG_TEXT)
    }


def _receipt_number(firm: Firm, on: date) -> str:
    return f"示例受字〔{on.year}〕{firm.id:04d}号"
