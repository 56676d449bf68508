"""What is unusual about the people at the table, on each list and on each day that counts?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from bargaining.rules import (
    chief_conflicts,
    delegate_protection,
    people,
    representatives,
    without_union,
)
from bargaining.rules.basis import Basis
from bargaining.rules.chief_conflicts import Conflict
from bargaining.rules.day_words import plain_day
from bargaining.rules.events import Event
from bargaining.rules.facts import CaseFacts
from bargaining.rules.notice import Notice
from bargaining.rules.representatives import Representative, Shortfall
from bargaining.rules.states import SIDE_LABELS, Side

NATIONAL = "集体合同规定"
BEIJING = "北京市集体合同条例"
SHANGHAI = "上海市集体合同条例"
VACANCY = "T-REP-VACANCY"

# Nobody knows when talks will end: whose contract runs for a year from now is not spoken of.
_FORESEEN = timedelta(days=366)


def notices(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    """List what is unusual about the negotiators (协商代表的系统提示).

    Each new list is judged anew, and so are the people of the day on which the two sides met or
    signed. A 补录 is never called late.
    """
    yield from _elections(facts)
    yield from _newest_list(facts)
    yield from _acts(facts)
    yield from _vacancies(facts, {} if facts.is_backfilled else last_days)
    yield from _contracts(facts)
    yield from _signers(facts)
    yield from _later_chiefs(facts)


def _elections(facts: CaseFacts) -> Iterator[Notice]:
    """An election that fell short asks for another one, until one reached half of all workers."""
    newest = without_union.election(facts)
    settled = newest is not None and without_union.is_valid(newest)
    for event in facts.every(without_union.ELECTED):
        if without_union.is_valid(event):
            continue
        workers, consenting = event.payload["workers"], event.payload["consenting"]
        yield Notice(
            "R-ELECTED", "note" if settled else "warn",
            f"同意 {consenting} 人，不足全体职工 {workers} 人的半数"
            f"（至少 {without_union.needed_consent(workers)} 人），这一次推举不成立"
            + ("，以后来推举的为准。" if settled else "，请再次推举。"),
            without_union.BASIS, event.sequence,
        )  # fmt: skip


def _newest_list(facts: CaseFacts) -> Iterator[Notice]:
    appointed = facts.last("appoint_representatives")
    if appointed is None:
        return
    for one in representatives.shortfalls(facts.representatives, place=facts.place):
        yield Notice(one.rule_id, one.severity, one.message, one.basis, appointed.sequence)
    for conflict in _conflicts(facts, appointed):
        yield Notice(
            conflict.rule_id, conflict.severity, conflict.message, conflict.basis,
            appointed.sequence, to_verify=conflict.to_person,
        )  # fmt: skip
    if not appointed.payload.get("women_included"):
        yield Notice(
            "R-WOMEN", "note",
            "建立女职工委员会的，职工方应当有女性协商代表；登记的名单没有写明，请核对。",
            (Basis(SHANGHAI, "第7条"),), appointed.sequence,
        )  # fmt: skip
    if not without_union.has_union(facts):
        yield from _unelected(facts, appointed)
    elif not appointed.payload.get("consulted", True):
        yield Notice(
            "R-CONSULTED", "warn", "职工方代表由工会征求职工意见后选派，本次登记为未征求。",
            (Basis(BEIJING, "第8条"),), appointed.sequence,
        )  # fmt: skip


def _conflicts(facts: CaseFacts, appointed: Event) -> Iterator[Conflict]:
    """E17: whose man the chief is, and who may not sit on the union's committee."""
    on, place = appointed.occurred_on, facts.place
    if found := chief_conflicts.post_conflict(facts.representatives, on=on, place=place):
        yield found
    if not without_union.has_union(facts):
        return
    chair, head = chief_conflicts.heads(facts.representatives, counterpart=_counterpart(facts))
    if found := chief_conflicts.chair_conflict(
        chair=chair, legal_representative=head, on=on, place=place
    ):
        yield found
    if appointed.payload.get("relatives"):
        relative = chief_conflicts.relative_in_committee(on=on, place=place)
        if relative is not None:
            yield relative


def _counterpart(facts: CaseFacts) -> str:
    """Whom the union's offer was addressed to: as a rule the legal representative."""
    offer = facts.last("send_proposal", "prepare_proposal")
    if offer is None or offer.payload.get("initiator", "union") != Side.UNION.value:
        return ""
    return str(offer.payload.get("counterpart") or "")


def _unelected(facts: CaseFacts, appointed: Event) -> Iterator[Notice]:
    """Where there is no union, half of all workers agree to who speaks for them."""
    election = without_union.election(facts)
    if election is None or election.occurred_on > appointed.occurred_on:
        words = "代表产生之前没有登记推举，请补记推举情况。"
        if election is not None:
            words = f"登记的推举之日（{plain_day(election.occurred_on)}）晚于代表产生之日，请核对。"
        yield Notice(
            "R-ELECTION", "note",
            f"没有建立工会的，职工方代表由职工民主推举，经半数以上职工同意；{words}",
            without_union.BASIS, appointed.sequence,
        )  # fmt: skip
        return
    inside = [one for one in facts.representatives if one.side is Side.UNION and not one.outside]
    if {one.name for one in inside} - without_union.words(election):
        yield Notice(
            "R-ELECTION", "note",
            "职工方名单中有人不在登记的推举名单上；没有建立工会的，更换代表也要经半数以上职工同意，"
            "请核对。",
            (*without_union.BASIS[1:], Basis(NATIONAL, "第30条")), appointed.sequence,
        )  # fmt: skip


_WORDS = {"record_meeting": "开会", "sign": "签字", "refile": "签字"}


def _days(facts: CaseFacts) -> Iterator[tuple[Event, date]]:
    """Go through the meetings and the signatures, each with its day."""
    for event in facts.every("record_meeting"):
        yield event, event.occurred_on
    yield from people.signings(facts)


def _acts(facts: CaseFacts) -> Iterator[Notice]:
    for event, day in _days(facts):
        wanting = [one for one in people.vacancies(facts) if one.open_on(day)]
        for side in dict.fromkeys(one.side for one in wanting):
            count = sum(1 for one in wanting if one.side is side)
            yield Notice(
                VACANCY, "note",
                f"{SIDE_LABELS[side]}有 {count} 名代表空缺，{_WORDS[event.kind]}时还没有补齐；"
                "空缺期间不宜开会、签字，补齐后请双方确认。",
                (Basis(NATIONAL, "第31条"),), event.sequence,
            )  # fmt: skip
        yield from _people_of(facts, event, day, wanting)


def _people_of(
    facts: CaseFacts, event: Event, day: date, wanting: Sequence[people.Vacancy]
) -> Iterator[Notice]:
    """Judge who sat there that day; what the newest list is told already is not said twice."""
    seats = people.people_on(facts, day)
    if seats:
        said = {
            one.message
            for one in representatives.shortfalls(facts.representatives, place=facts.place)
        }
        for one in representatives.shortfalls(seats, place=facts.place):
            if one.message not in said and not (wanting and one.rule_id in people.INCOMPLETE):
                yield _that_day(one, event, day)
    for seat in seats:
        if seat.mandate_until is not None and seat.mandate_until < day:
            yield _lapsed(seat, event, day)


def _that_day(one: Shortfall, event: Event, day: date) -> Notice:
    lead = f"按{_WORDS[event.kind]}当日（{plain_day(day)}）的代表："
    return Notice(one.rule_id, one.severity, f"{lead}{one.message}", one.basis, event.sequence)


def _lapsed(seat: Representative, event: Event, day: date) -> Notice:
    until = plain_day(seat.mandate_until) if seat.mandate_until else ""
    return Notice(
        "R-MANDATE", "warn",
        f"{SIDE_LABELS[seat.side]}代表{seat.name}的委托 {until} 到期，"
        f"{_WORDS[event.kind]}之日（{plain_day(day)}）没有新的委托，请补办委托书，"
        "并请委托人书面确认。",
        _mandate_basis(seat), event.sequence,
    )  # fmt: skip


def _mandate_basis(seat: Representative) -> tuple[Basis, ...]:
    if seat.outside:
        return (Basis(NATIONAL, "第23条"), Basis(NATIONAL, "第22条"), Basis(BEIJING, "第10条"))
    article = "第20条" if seat.side is Side.UNION else "第21条"
    return (Basis(NATIONAL, "第22条"), Basis(NATIONAL, article))


def _vacancies(facts: CaseFacts, last_days: Mapping[tuple[str, int], date]) -> Iterator[Notice]:
    for vacancy in people.vacancies(facts):
        before = people.list_on(facts, vacancy.event.occurred_on)
        side = SIDE_LABELS[vacancy.side]
        listed = [one.name for one in people.named(before) if one.side is vacancy.side]
        if before is not None and vacancy.name not in listed:
            yield Notice(
                "R-VACANCY-NAME", "note", f"{side}名单上没有登记的空缺代表，请核对姓名。",
                (Basis(NATIONAL, "第31条"),), vacancy.event.sequence,
            )  # fmt: skip
        last = last_days.get((VACANCY, vacancy.event.sequence))
        if last is not None:
            yield from _late(facts, vacancy, last)


def _late(facts: CaseFacts, vacancy: people.Vacancy, last: date) -> Iterator[Notice]:
    """Named too late, or never, though the two sides met or signed after the last day."""
    side = SIDE_LABELS[vacancy.side]
    due = f"{side}代表空缺后，应当在 15 日内（最迟 {plain_day(last)}）产生新的代表，"
    basis = (Basis(NATIONAL, "第31条"),)
    if vacancy.filled is not None and vacancy.filled.occurred_on > last:
        day = plain_day(vacancy.filled.occurred_on)
        yield Notice(
            VACANCY, "warn", f"{due}登记的产生之日是 {day}。", basis, vacancy.filled.sequence
        )
        return
    if vacancy.filled is None:
        after = [event for event, day in _days(facts) if day > last]
        if after:
            yield Notice(VACANCY, "warn", f"{due}至今没有登记。", basis, after[0].sequence)


def _contracts(facts: CaseFacts) -> Iterator[Notice]:
    """A workers' negotiator's labour contract is carried on until the duty is done (E28)."""
    newest = facts.last("appoint_representatives")
    for one in people.named(newest):
        if newest is None or one.capacity is not representatives.Capacity.OWN:
            continue
        duty = people.duty(facts, one.name, one.side)
        if one.side is not Side.UNION or one.contract_ends_on is None or duty is None:
            continue
        found = delegate_protection.prolonging(
            contract_ends_on=one.contract_ends_on, duty_from=duty.begins_on,
            duty_to=duty.ends_on, place=facts.place,
        )  # fmt: skip
        if found is None or (duty.ends_on is None and found.ends_on > duty.begins_on + _FORESEEN):
            continue
        until = f"，早于履职完成之日 {plain_day(found.until)}" if found.until else ""
        yield Notice(
            "R-CONTRACT", "note",
            f"职工方代表{one.name}的劳动合同 {plain_day(found.ends_on)} 期满{until}。{found.words}",
            found.basis, newest.sequence,
        )  # fmt: skip


def _signers(facts: CaseFacts) -> Iterator[Notice]:
    """The chief of the day signs; who was chief before or came after is another person."""
    signing = facts.last("sign")
    if signing is None:
        return
    standing = people.list_on(facts, signing.occurred_on)
    for side in Side:
        signer = signing.payload.get(f"{side.value}_signer")
        chiefs = {one.name for one in people.named(standing) if one.chief and one.side is side}
        if signer and chiefs and signer not in chiefs:
            yield Notice(
                "P-SIGNER", "note",
                f"{SIDE_LABELS[side]}签字人{signer}不是登记的首席代表"
                f"（{'、'.join(sorted(chiefs))}）。",
                (Basis(NATIONAL, "第37条"), Basis(SHANGHAI, "第22条")), signing.sequence,
            )  # fmt: skip


def _later_chiefs(facts: CaseFacts) -> Iterator[Notice]:
    """E31: whoever takes over after the signature changes nothing about what was signed."""
    signed = list(people.signings(facts))
    if not signed:
        return
    day = signed[-1][1]
    standing = _chiefs(people.list_on(facts, day))
    for event in people.lists(facts):
        now = _chiefs(event)
        if event.occurred_on <= day:
            continue
        for side in Side:
            if side in standing and side in now and now[side] != standing[side]:
                yield Notice(
                    "R-CHIEF-AFTER", "note",
                    f"{SIDE_LABELS[side]}首席代表在签字（{plain_day(day)}）之后更换，已签合同的效力"
                    "不受影响；报送、公布等后续事项由新任首席代表办理，请书面告知对方。",
                    (Basis(NATIONAL, "第30条"), Basis(NATIONAL, "第37条")), event.sequence,
                )  # fmt: skip
        standing = standing | now


def _chiefs(event: Event | None) -> dict[Side, str]:
    return {one.side: one.name for one in people.named(event) if one.chief}
