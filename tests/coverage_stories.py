"""What may happen to a few enterprises, played through the real actions, and counted naively.

The counting here shares nothing with the system's own but the law's calendar: it walks the raw
entries of register and cases once for every day, as a clerk with a pencil would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bargaining import audit, db
from bargaining.actions import backfill, cases, corrections, entries, law, places, relocations
from bargaining.models.assignment import Assignment
from bargaining.models.case import Case
from bargaining.models.case_event import CaseEvent
from bargaining.models.enterprise import Enterprise
from bargaining.models.register_change import RegisterChange
from bargaining.queries import law as law_queries
from bargaining.queries import register as register_queries
from bargaining.readers import seeds
from bargaining.rules import deadlines, register
from bargaining.rules.deadline_rules import ContractKind
from bargaining.rules.roles import OPERATOR
from bargaining.rules.states import ContractWay
from tests.ledger_rows import AT, row

DAY = timedelta(days=1)
BASE = date(2026, 6, 1)
LATER = BASE + 200 * DAY  # "today" for the actions: everything told lies before it
HERE, ELSEWHERE = "110108", "110105"
STREETS = {HERE: "110108012", ELSEWHERE: "110105001"}
MANY = 3
KINDS = (ContractKind.WAGE, ContractKind.WOMEN)
NEXT_ROUND = BASE.year + 1  # one open case a year; this year's are taken from the ledger
NEXT = ("record_meeting", "sign", "file", "record_effect", "close")
VOIDED = (
    "close", "record_effect", "file", "sign", "terminate", "file_termination",
    "record_change_review", "record_succession",
)  # fmt: skip

_days = st.integers(-1, 4)
_maybe = st.none() | _days
_which = st.integers(0, MANY - 1)
_kind = st.sampled_from([kind.value for kind in KINDS])
# Month ends and their neighbours too: the days a trend is asked about.
_far = st.sampled_from([-40, -32, -31, -1, 0, 2, 29, 30, 31, 60])


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """What happened, and when each of it was written down; at most ten entries."""
    term = {"signed_on": _maybe, "filed_on": _maybe, "effective_on": _maybe}
    told = st.one_of(
        st.tuples(
            st.just("row"), _days, _which, _kind,
            st.sampled_from(["own", "region", "industry"]), st.sampled_from(["甲", "乙"]),
            st.fixed_dictionaries(
                {**term, "term_to": st.none() | _days | _far, "workers": st.none() | _days}
            ),
        ),
        st.tuples(st.just("opened"), _days, _which, _kind, _far),
        st.tuples(st.just("stepped"), _days, st.integers(0, 3), _days, _far, st.booleans()),
        st.tuples(
            st.just("register"), _days, _which, _far,
            st.sampled_from(["unionised", "operating", "district_code", "union_form", "workers"]),
        ),
        st.tuples(st.just("changed"), _days, st.integers(0, 3), _far, st.none() | _far,
                  st.booleans()),
        st.tuples(st.just("ended"), _days, st.integers(0, 3), _far, st.none() | _far),
        st.tuples(st.just("moved"), _days, st.integers(0, 3), _far, st.booleans()),
        st.tuples(st.just("void"), _days, st.integers(0, 3)),
        st.tuples(st.just("booked"), _days, _which, _far, st.none() | _far),
    )  # fmt: skip
    return sorted(draw(st.lists(told, min_size=1, max_size=10)), key=lambda one: one[1])


def prepare(url: str) -> None:
    """Write law and places into a database, for good; no enterprise."""
    engine = create_engine(url)
    with Session(engine) as session:
        law.load_law(session, seeds.load_law_book(), actor=OPERATOR, at=AT)
        places.load_reference_tables(session, at=AT, actor=OPERATOR)
        db.finish(session)
    engine.dispose()


def moment(shift: int) -> datetime:
    """Noon of a day, in the legal zone."""
    day = BASE + shift * DAY
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def day_of(shift: int | None) -> date | None:
    return None if shift is None else BASE + shift * DAY


class Played:
    """A story, played through the real actions."""

    def __init__(self, session: Session, *, instructor: int) -> None:
        self.session, self.instructor = session, instructor
        self.ids: list[int] = []
        for number in range(MANY):
            fields = {
                "code": f"TEST{number:014d}", "name": f"企业{number}", "district_code": HERE,
                "street_code": STREETS[HERE], "workers": 99 + number, "unionised": number != 1,
                "union_form": "单独" if number else "联合", "operating": True,
            }  # fmt: skip
            one = Enterprise(initials="qy", last_sequence=1, **fields)
            session.add(one)
            session.flush()
            self.ids.append(one.id)
            self._change(one, None, moment(-60), fields)
        audit.record(session, at=AT, actor=OPERATOR, event="test.play", subject="play:1")

    def play(self, story: list[tuple[Any, ...]]) -> None:
        """Take every entry in the order it was written."""
        for kind, shift, *rest in story:
            getattr(self, f"_{kind}")(shift, *rest)

    def _change(
        self, one: Enterprise, effective_on: date | None, at: datetime, fields: Mapping[str, Any]
    ) -> None:
        self.session.add(
            RegisterChange(
                enterprise_id=one.id, sequence=one.last_sequence, effective_on=effective_on,
                recorded_at=at, source="测试", actor_id=None, actor_name="测试",
                fields=dict(fields),
            )
        )  # fmt: skip
        self.session.flush()

    def _row(
        self, shift: int, number: int, kind: str, way: str, name: str, days: Mapping[str, Any]
    ) -> None:
        stated = {key: day_of(value) for key, value in days.items() if key != "workers"}
        one = row(
            code=self._enterprise(number).code,
            kind=ContractKind(kind),
            way=ContractWay(way),
            filing_number=f"{kind}{way}{name}{number if way == 'own' else ''}",
            deliberated_on=None,
            term_from=None,
            workers=days["workers"],
            **stated,
        )
        backfill.import_contracts(
            self.session, [one], actor=OPERATOR, at=moment(shift), today=LATER
        )

    def _register(self, shift: int, number: int, effective: int, field: str) -> None:
        one = self._enterprise(number)
        fields = _turned(one, field)
        one.last_sequence += 1
        self._change(one, day_of(effective), moment(shift), fields)
        told = register_queries.enterprise_histories(self.session, [one.id])[one.id]
        now = register.fields_on(told, on=None) or {}
        for name in fields:
            setattr(one, name, now[name])

    def _opened(self, shift: int, number: int, kind: str, on: int) -> None:
        one = self._enterprise(number)
        open_already = self.session.scalar(
            select(Case.id).where(
                Case.enterprise_id == one.id, Case.kind == kind, Case.year == NEXT_ROUND,
                Case.state != "closed",
            )
        )  # fmt: skip
        if open_already is None:
            cases.open_case(
                self.session, one, year=NEXT_ROUND, kind=kind, on=BASE + on * DAY, actor=OPERATOR,
                at=moment(shift), today=LATER,
            )  # fmt: skip

    def _stepped(self, shift: int, number: int, on: int, far: int, yes: bool) -> None:
        """Take the next step of a walked case; with `yes` proved, or ended early."""
        walked = [one for one in self._cases() if one.origin == "walked"]
        if number >= len(walked):
            return
        case = walked[number]
        done = {one.kind for one in _standing(self.session, case.id, before=None)}
        move = next((one for one in NEXT if one not in done), None)
        if move is None:
            return
        last = (BASE + far * DAY).isoformat()
        payload: dict[str, Any] = {
            "record_meeting": {"conclusion": "agreed"},
            "sign": {"term_from": None, "term_to": last, "workers_covered": far % 7},
            "file": {"method": "online", "proof": "receipt" if yes else "none"},
            "record_effect": {"source": "文书"},
            "close": {"reason": "terminated" if yes else "expired"},
        }[move]
        self._append(case, move, on, shift, payload)

    def _changed(self, shift: int, number: int, on: int, far: int | None, agreed: bool) -> None:
        """Change a contract in effect, its last day perhaps; with `agreed` nobody objects."""
        for case in self._in_effect(number):
            term = {} if far is None else {"term_to": (BASE + far * DAY).isoformat()}
            result = "no_objection" if agreed else "objection"
            self._append(case, "agree_change", on, shift, {"ground": "agreed", **term})
            self._append(case, "file_change", on, shift, {"proof": "receipt"})
            self._append(case, "record_change_review", on, shift, {"result": result})

    def _ended(self, shift: int, number: int, on: int, filed: int | None) -> None:
        """End a contract in effect, and perhaps file that it was."""
        for case in self._in_effect(number):
            self._append(case, "terminate", on, shift, {"ground": "agreed"})
            if filed is not None:
                self._append(case, "file_termination", filed, shift, {})

    def _moved(self, shift: int, number: int, on: int, known: bool) -> None:
        """Record in a case that its enterprise moved; with `known` the street is named."""
        own = [one for one in self._cases() if one.enterprise_id and one.state != "closed"]
        for case in own[number : number + 1]:
            new = {HERE: ELSEWHERE, ELSEWHERE: HERE}[case.district_code]
            street = {"street_code": STREETS[new]} if known else {}
            known_before = relocations.before(self.session, case)
            payload = {"kind": "moved", "place_code": new, **known_before, **street}
            self._append(case, "record_succession", on, shift, payload)
            relocations.take_along(
                self.session, case, payload, on=BASE + on * DAY, actor=OPERATOR, at=moment(shift)
            )

    def _in_effect(self, number: int) -> list[Case]:
        return [one for one in self._cases() if one.state == "effective"][number : number + 1]

    def _append(
        self, case: Case, move: str, on: int, shift: int, payload: Mapping[str, Any]
    ) -> None:
        entries.append(
            self.session, case, move, on=BASE + on * DAY, payload=dict(payload), actor=OPERATOR,
            at=moment(shift),
        )  # fmt: skip

    def _void(self, shift: int, number: int) -> None:
        """Take the last entry of a case back, if it is one of those that can be."""
        found = self._cases()
        if number >= len(found):
            return
        told = _standing(self.session, found[number].id, before=None)
        last = max(told, key=lambda one: one.sequence)
        if last.kind in VOIDED and last.sequence > 1:
            corrections.void_entry(
                self.session, found[number], last.sequence, reason="测试", actor=OPERATOR,
                at=moment(shift),
            )  # fmt: skip

    def _booked(self, _shift: int, number: int, first: int, last: int | None) -> None:
        if last is not None and last < first:
            return
        self.session.add(
            Assignment(
                user_id=self.instructor, enterprise_id=self.ids[number],
                from_on=BASE + first * DAY, to_on=day_of(last),
            )
        )  # fmt: skip
        self.session.flush()

    def _enterprise(self, number: int) -> Enterprise:
        return self.session.get_one(Enterprise, self.ids[number])

    def _cases(self) -> list[Case]:
        return list(self.session.scalars(select(Case).order_by(Case.id)))


def _turned(one: Enterprise, field: str) -> dict[str, Any]:
    if field == "district_code":
        new = {HERE: ELSEWHERE, ELSEWHERE: HERE}[one.district_code]
        return {"district_code": new, "street_code": STREETS[new]}
    if field == "union_form":
        return {"union_form": {"单独": "联合", "联合": "单独"}[one.union_form]}
    if field == "workers":
        return {"workers": 199 - (one.workers or 0)}
    return {field: not getattr(one, field)}


# ── the naive count ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Asked:
    """A question, in plain words."""

    on: date
    known_on: date
    denominator: str
    numerator: str
    stage: str
    kind: str
    district: str | None = None
    instructor: int | None = None


def _standing(session: Session, case_id: int, *, before: datetime | None) -> list[CaseEvent]:
    told = [
        one
        for one in session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.sequence)
        )
        if before is None or one.recorded_at < before
    ]
    gone = {sequence for one in told for sequence in one.voids}
    return [one for one in told if one.sequence not in gone and one.kind != "void_event"]


def recount(session: Session, ids: list[int], asked: Asked) -> dict[int, dict[str, Any]]:
    """Say of every enterprise in the denominator how it stands, from the raw entries."""
    end = datetime.combine(asked.known_on, datetime.min.time(), UTC) + timedelta(hours=16)
    found = {}
    for enterprise_id in ids:
        said = _fields(session, enterprise_id, asked.on, end)
        if said is None or not _sees(session, enterprise_id, said, asked):
            continue
        if asked.denominator not in _denominators(said):
            continue
        found[enterprise_id] = _standing_of(session, enterprise_id, said, asked, end)
    return found


def _fields(session: Session, enterprise_id: int, on: date, end: datetime) -> dict[str, Any] | None:
    told = [
        one
        for one in session.scalars(
            select(RegisterChange).where(RegisterChange.enterprise_id == enterprise_id)
        )
        if one.recorded_at < end and (one.effective_on is None or one.effective_on <= on)
    ]
    if not told:
        return None
    told.sort(key=lambda one: (one.effective_on or date.min, one.sequence))
    return {name: value for one in told for name, value in one.fields.items()}


def _sees(session: Session, enterprise_id: int, said: Mapping[str, Any], asked: Asked) -> bool:
    if asked.instructor is not None:
        return any(
            one.from_on <= asked.on and (one.to_on is None or asked.on <= one.to_on)
            for one in session.scalars(
                select(Assignment).where(
                    Assignment.user_id == asked.instructor,
                    Assignment.enterprise_id == enterprise_id,
                )
            )
        )
    return asked.district is None or said["district_code"] == asked.district


def _denominators(said: Mapping[str, Any]) -> set[str]:
    found = {"all"}
    if said["operating"]:
        found.add("operating")
    if said["unionised"]:
        found.add("unionised")
        if said["union_form"] == "单独":
            found.add("separate")
        if said["workers"] >= 100:
            found.add("unionised_100")
            if said["operating"]:
                found.add("unionised_100_operating")
    return found


def _standing_of(
    session: Session, enterprise_id: int, said: Mapping[str, Any], asked: Asked, end: datetime
) -> dict[str, Any]:
    on = asked.on
    contracts = list(_contracts(session, enterprise_id, asked.kind, end, on=on))
    live = [one for one in contracts if _reached(one, "live", on)]
    ended = [one for one in contracts if _reached(one, "effective", on) and _over(one, on)]
    presumed = not live and any(
        one["presumed"] is not None and one["presumed"] <= on
        and not _reached(one, "effective", on) and not _over(one, on)
        for one in contracts
    )  # fmt: skip
    expired = bool(ended) and not live
    new_round = bool(ended) and any(
        one["walked"] and max(each["opened"] for each in ended) <= one["opened"] <= on
        and not _reached(one, "effective", on) and not _over(one, on)
        and not (one["closed"] is not None and one["closed"] <= on)
        for one in contracts
    )  # fmt: skip
    last = max((one["to"] for one in live), default=None)
    ways = {"any": {"own", "region", "industry"}}.get(asked.numerator, {asked.numerator})
    counted = [one for one in contracts if _reached(one, asked.stage, on)]
    chosen = [one for one in counted if one["way"] in ways]
    stated = [one["workers"] for one in chosen if one["workers"] is not None]
    return {
        "district": said["district_code"],
        "enterprises": 1,
        "covered": int(bool(chosen)),
        "covered_own": int(any(one["way"] == "own" for one in counted)),
        "covered_region": int(any(one["way"] == "region" for one in counted)),
        "covered_industry": int(any(one["way"] == "industry" for one in counted)),
        "presumed": int(presumed),
        "lapsing_90": int(last is not None and (last - on).days <= 90),
        "expired": int(expired),
        "in_talks": int(expired and (presumed or new_round)),
        "lapsed": int(expired and not presumed and not new_round),
        "workers": said["workers"],
        "workers_covered": 0 if not chosen else max(stated) if stated else said["workers"],
    }


def _reached(one: Mapping[str, Any], stage: str, on: date) -> bool:
    def by(name: str) -> bool:
        return one[name] is not None and one[name] <= on

    if stage == "signed":
        return by("signed") or by("received") or by("effect")
    if stage == "filed":
        return by("received") or by("effect")
    if stage == "effective":
        return by("effect")
    return by("effect") and one["to"] is not None and not _over(one, on)


def _over(one: Mapping[str, Any], on: date) -> bool:
    run_out = one["to"] is not None and one["to"] < on
    return run_out or (one["ended"] is not None and one["ended"] <= on)


def _contracts(
    session: Session, enterprise_id: int, kind: str, end: datetime, *, on: date
) -> Iterator[dict[str, Any]]:
    for case in session.scalars(select(Case).where(Case.kind == kind)):
        entries_told = _standing(session, case.id, before=end)
        told = {one.kind: one for one in entries_told}
        if "open" not in told:
            continue
        opening = told["open"].payload
        listed = {one["enterprise_id"]: one.get("workers") for one in opening.get("covers", [])}
        if enterprise_id not in (listed or [case.enterprise_id]):
            continue
        sign, filing, effect, closing = map(told.get, ("sign", "file", "record_effect", "close"))
        terms = sign.payload if sign else opening
        proved = filing is not None and filing.payload.get("proof", "none") != "none"
        terminated, filed_end = told.get("terminate"), told.get("file_termination")
        done = closing or filed_end
        stated = date.fromisoformat(terms["term_to"]) if terms.get("term_to") else None
        yield {
            "way": case.way,
            "walked": opening["origin"] == "walked",
            "opened": told["open"].occurred_on,
            "signed": sign.occurred_on if sign else None,
            "received": filing.occurred_on if filing and proved else None,
            "effect": effect.occurred_on if effect else None,
            "to": _to(stated, entries_told, on=on),
            "closed": done.occurred_on if done else None,
            "ended": terminated.occurred_on + DAY  # on the day itself it holds still
            if terminated
            else closing.occurred_on
            if closing and closing.payload["reason"] != "expired"
            else None,
            "presumed": _presumed(session, filing, kind)
            if filing and not proved and not effect and not closing
            else None,
            "workers": listed[enterprise_id] if listed else terms.get("workers_covered"),
        }


def _to(last: date | None, told: list[CaseEvent], *, on: date) -> date | None:
    """The last day as it stands on a day: changed by what nobody objected to, from that day on.

    What has run out before is not brought back, and what is cut short held until the day before.
    """
    signed: CaseEvent | None = None
    for one in told:
        if one.kind == "agree_change":
            signed = one
        if one.kind != "record_change_review" or signed is None or last is None:
            continue
        new = signed.payload.get("term_to")
        if one.payload["result"] == "objection" or not new or on < one.occurred_on:
            continue
        if last >= one.occurred_on - DAY:
            last = max(date.fromisoformat(new), one.occurred_on - DAY)
    return last


def _presumed(session: Session, filing: CaseEvent, kind: str) -> date | None:
    book = law_queries.law_book(session)
    due = deadlines.due(
        "T-REVIEW", filing.occurred_on, place=HERE, book=book, calendar=book.calendar(),
        contract_kind=ContractKind(kind),
    )  # fmt: skip
    return due.latest + DAY if due.latest else None


def share(covered: int, enterprises: int) -> Decimal | None:
    """A rate, by long division to four places, half to even."""
    if not enterprises:
        return None
    return (Decimal(covered) / enterprises).quantize(Decimal("0.0001"))
