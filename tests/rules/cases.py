"""Case histories as values, for the tests of the rules."""

from datetime import UTC, date, datetime

from bargaining.rules.events import Event

AT = datetime(2026, 3, 1, 2, tzinfo=UTC)


def day(text: str) -> date:
    """Read a day, for short: 2026-09-11."""
    return date.fromisoformat(text)


def history(
    *steps: tuple, kind: str = "wage", origin: str = "walked", place: str | None = None
) -> list[Event]:
    """Make a history: each step is (move, day, payload)."""
    opening = {"year": 2026, "kind": kind, "origin": origin}
    if place is not None:
        opening["place"] = place
    events = [Event(1, "open", day("2026-01-05"), opening)]
    for number, (move, on, *payload) in enumerate(steps, start=2):
        given = dict(payload[0]) if payload else {}
        voids = tuple(given.pop("voids", ()))
        events.append(Event(number, move, day(on), given, voids, recorded_at=AT))
    return events


PEOPLE = [
    {"name": "甲一", "side": "union", "title": "工会主席", "chief": True, "outside": False},
    {"name": "甲二", "side": "union", "title": "", "chief": False, "outside": False},
    {"name": "甲三", "side": "union", "title": "", "chief": False, "outside": False},
    {"name": "乙一", "side": "employer", "title": "总经理", "chief": True, "outside": False},
    {"name": "乙二", "side": "employer", "title": "", "chief": False, "outside": False},
    {"name": "乙三", "side": "employer", "title": "", "chief": False, "outside": False},
]
VOTE = {"form": "congress", "entitled": 90, "present": 60, "in_favour": 50}
TERM = {"term_from": "2026-07-01", "term_to": "2027-06-30", "workers_covered": 53}

OFFER = ("send_proposal", "2026-03-02", {"initiator": "union", "delivered": True})
REPLY = ("record_reply", "2026-03-10", {"answer": "agree"})
NAMED = ("appoint_representatives", "2026-03-12",
         {"people": PEOPLE, "consulted": True, "published_on": "2026-03-13"})  # fmt: skip
MEETING = ("record_meeting", "2026-03-20", {"conclusion": "agreed"})
DRAFT = ("adopt_draft", "2026-03-25", {})
CONGRESS = ("record_congress", "2026-04-02", VOTE)
SIGNED = ("sign", "2026-04-08", TERM)
FILED = ("file", "2026-04-10", {"method": "window", "proof": "receipt"})
STRAIGHT = (OFFER, REPLY, NAMED, MEETING, DRAFT, CONGRESS, SIGNED, FILED)
