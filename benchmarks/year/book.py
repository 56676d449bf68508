"""The program's own book: who has done what, in which case, and what is therefore done with.

It knows nothing of the system's deadlines; it answers whether a duty was done from what was
done, written down by hand here beside what the procedure says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benchmarks.year.town import Firm

_AFTER = {
    "T-OFFER-REPLY": ("record_reply", "sign", "close"),
    "T-SUSPEND": ("resume_talks", "record_meeting", "adopt_draft", "record_congress", "sign"),
    "T-FILE-WAGE": ("file", "adopt_draft"),
    "T-FILE-BJ": ("file", "adopt_draft"),
    "T-FILE-GEN": ("file", "adopt_draft"),
    "T-REVIEW": ("record_no_objection", "record_objection", "take_effect_by_silence"),
    "T-REVIEW-OBJ": ("record_objection",),
}
_EVER = {
    "T-REP-APPOINT": ("appoint_representatives",),
    "T-DATA": ("record_meeting",),
    "T-CONGRESS-DOC": ("record_congress",),
}
_OF_FILING = ("T-FILE-WAGE", "T-FILE-BJ", "T-FILE-GEN", "T-REFILE", "T-REFILE-WAGE")


@dataclass
class Entry:
    """One thing that was done: its place in the case, its day, what was said of it, and when."""

    place: int
    kind: str
    on: date
    given: dict[str, Any]
    written_as: int
    written_on: date


@dataclass
class CaseBook:
    """One case as its people remember it."""

    number: str
    firm: Firm
    opened_on: date
    year: int
    entries: list[Entry] = field(default_factory=list)
    before: CaseBook | None = None
    next: CaseBook | None = None

    def note(self, kind: str, on: date, given: dict[str, Any], sequence: int, today: date) -> None:
        self.entries.append(Entry(sequence, kind, on, given, sequence, today))

    def take_back(self) -> None:
        """The newest entry was a mistake."""
        self.entries.pop()

    def amend(self, place: int, on: date, sequence: int) -> None:
        entry = self.at(place)
        entry.on, entry.written_as = on, sequence

    def last(self, *kinds: str) -> Entry | None:
        return next((one for one in reversed(self.entries) if one.kind in kinds), None)

    @property
    def closed(self) -> bool:
        return self.last("close") is not None

    @property
    def term_to(self) -> date | None:
        signed = self.last("sign")
        return date.fromisoformat(signed.given["term_to"]) if signed else None

    @property
    def effect(self) -> Entry | None:
        return self.last("record_no_objection", "take_effect_by_silence")

    @property
    def offered(self) -> bool:
        """Tell whether the other side holds an offer, or has signed already."""
        if self.last("record_delivery", "sign"):
            return True
        sent = self.last("send_proposal")
        return sent is not None and sent.given["delivered"] == "yes"

    def pending_review(self) -> Entry | None:
        """The filing that is being reviewed, None where nothing waits for the authority."""
        filing = self.last("file", "refile")
        if filing is None or self.closed or self.done("T-REVIEW", filing.place):
            return None
        return filing

    def receipt_day(self) -> date | None:
        """The day the filing under review was provably received, None without a proof."""
        filing = self.pending_review()
        if filing is None:
            return None
        if filing.given["proof"] != "none":
            return filing.on
        later = [one for one in self._after(filing.place) if one.kind == "record_receipt"]
        return later[0].on if later else None

    def done(self, rule: str, place: int) -> bool:
        """Tell whether a duty that began with an entry was done, or fell away."""
        if self.closed:
            return True
        if rule in _OF_FILING and self.at(place).kind == "refile":
            return True  # they begin with the filing that ends them
        if rule in _AFTER:
            kinds = _AFTER[rule]
            return any(
                one.kind in kinds or _answers_in_writing(rule, one) for one in self._after(place)
            )
        if rule in _EVER:
            return self.last(*_EVER[rule]) is not None
        return self._kept(rule)

    def _kept(self, rule: str) -> bool:
        if rule == "T-PUBLISH-WAGE":
            return self._published()
        if rule == "T-ANNUAL-REPORT":
            return any(
                one.kind == "record_performance" and one.given["reported"] == "yes"
                for one in self.entries
            )
        if rule == "T-RENEW-WAGE":
            return self._renewed()
        if rule == "T-REP-PUBLISH":
            return False
        raise LookupError(rule)

    def _renewed(self) -> bool:
        following = self.next
        while following is not None:
            given_up = following.closed and following.last("sign") is None
            later = following.opened_on > self.opened_on
            if following.offered and later and not given_up:
                return True
            following = following.next
        return False

    def _published(self) -> bool:
        effect = self.effect
        sides = {
            side
            for one in self.entries
            if one.kind == "publish" and effect is not None and one.on >= effect.on
            for side in (("union", "employer") if one.given["side"] == "both"
                         else (one.given["side"],))
        }  # fmt: skip
        return len(sides) == 2

    def at(self, place: int) -> Entry:
        return next(one for one in self.entries if one.place == place)

    def _after(self, place: int) -> list[Entry]:
        return [one for one in self.entries if one.place > place]


def _answers_in_writing(rule: str, one: Entry) -> bool:
    return (
        rule == "T-OFFER-REPLY"
        and one.kind == "record_refusal"
        and one.given.get("written") == "yes"
    )
