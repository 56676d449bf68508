"""Did every mail arrive, under one number, and none for what was done? Read from the mails."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from benchmarks.year import postbox
from benchmarks.year.ledger import Ledger, Reminder
from benchmarks.year.oracle import Clock, Key
from benchmarks.year.postbox import Mail
from benchmarks.year.town import Person

_PATIENCE = timedelta(days=3)  # after which a mail that is still owed is missing
_MORE = "没有逐条列出"
_WEEK = "本周督办"
_PERSONAL = re.compile(r"\d{17}[\dXx]|1[3-9]\d{9}|\d元|¥")


@dataclass
class _Owed:
    """One reminder that somebody is to hear of by mail."""

    reminder: Reminder
    words: str
    day: str

    def is_in(self, lines: Sequence[str]) -> bool:
        """Tell whether a mail tells it: a line in its words, above it the day, below the case.

        Whoever stands in for somebody is asked, behind the words, to pass them on.
        """
        return any(
            # Not every line that begins alike: one stage's words may begin another's.
            (line == self.words or line.startswith(f"{self.words}（"))
            and self.day in above
            and self.reminder.number in below
            for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
        )


@dataclass
class Mailing:
    """What is owed to whom, and under which numbers it came."""

    ledger: Ledger
    owed: dict[int, dict[int, _Owed]] = field(default_factory=lambda: defaultdict(dict))
    # By reminder: under which numbers it came, and in the first mail of each when, saying what.
    numbers: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    weeks: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    bad_days: set[date] = field(default_factory=set)
    recent: dict[int, list[_Owed]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def owe(self, written: Sequence[Reminder]) -> None:
        """Whoever wants mail is to get what was just told."""
        for one in written:
            person = self.ledger.town.people[one.user_id]
            # Whose it is stands above, in the mail's own way.
            words = postbox.plain(one.words.removeprefix(one.title).partition("：")[2])
            owed = _Owed(one, words, f"{one.about_on.month}月{one.about_on.day}日")
            if person.told_by_mail:
                self.owed[one.user_id][one.id] = owed
                self.ledger.counts["mails expected"] += 1
            self.recent[one.user_id].append(owed)

    def arrived(self, mails: Sequence[Mail], *, on: date) -> None:
        """Read what came in a round."""
        by_mail = {person.mail: person for person in self.ledger.town.people.values()}
        for mail in mails:
            self.ledger.counts["mails received"] += 1
            self._personal(mail, by_mail[mail.to])
            if _WEEK in mail.subject:
                self.weeks[mail.to, f"{on.isocalendar()[:2]}"].add(mail.message_id)
                continue
            self._read(mail, by_mail[mail.to], on=on)

    def _read(self, mail: Mail, person: Person, *, on: date) -> None:
        lines = mail.lines
        if (mail.to, mail.message_id) in self._seen:
            self.ledger.counts["mails repeated"] += 1
        self._seen.add((mail.to, mail.message_id))
        found = [one.reminder for one in self.recent[person.id] if one.is_in(lines)]
        for one in found:
            self._told(one, mail, on=on)
        if not person.told_by_mail:
            self.ledger.wrong("mails nobody asked for", f"{on} {mail.to} {mail.subject}")
        if not found:
            self.ledger.wrong("mails that say nothing known", f"{on} {mail.to} {mail.subject}")
        if _MORE in mail.text:
            self.owed[person.id].clear()  # counted in it, and one click away

    def _told(self, one: Reminder, mail: Mail, *, on: date) -> None:
        """Somebody was told of something; was it still to be done, and by them?"""
        self.numbers[one.id].setdefault(mail.message_id, f"{on} {one}\n{mail.text}")
        # Of one deadline a mail tells the newest: what was told of it before is said with it.
        for number, owed in list(self.owed[one.user_id].items()):
            if owed.reminder.key == one.key and number <= one.id:
                del self.owed[one.user_id][number]
        if self.ledger.cases[one.number].done(one.rule, one.place):
            self.ledger.wrong("mails to those who had acted", f"{on} {one.told}")
        if not self.ledger.has_post(one, on):
            self.ledger.wrong("mails to those not in office", f"{on} {one.told}")

    def _personal(self, mail: Mail, person: Person) -> None:
        """No number of a person or telephone, no wage, no name but the reader's own.

        A supervisor's week names instructors too.
        """
        text = f"{mail.subject}{mail.text}".replace(person.actor.name, "")
        if _PERSONAL.search(text):
            self.ledger.wrong("personal data", mail.subject)
        if _WEEK in mail.subject:
            for name in self.ledger.town.instructors():
                text = text.replace(name, "")
        for firm in self.ledger.town.firms:
            if firm.name in text and (firm.chair in text or firm.director in text):
                self.ledger.wrong("personal data", f"{mail.subject}: a name")

    def settle(self, clocks: Mapping[Key, Clock], *, on: date) -> None:
        """At the end of a day let go what fell away, and name what is owed for too long."""
        for owed in self.owed.values():
            for number, one in list(owed.items()):
                if not self.ledger.still_stands(one.reminder, clocks, on=on):
                    self.ledger.counts["mails fallen away"] += 1
                    del owed[number]
                elif self._late(one.reminder, on):
                    ways = self.ledger.ways_of(one.reminder)
                    self.ledger.wrong("mails missing", f"{on} {ways} {one.reminder}")
                    del owed[number]
        if on.day == 1:
            self._forget(on)

    def _late(self, one: Reminder, on: date) -> bool:
        """Days on which nothing could be sent do not count."""
        since = one.told_on
        good = sum(
            since + timedelta(number) not in self.bad_days
            for number in range((on - since).days + 1)
        )
        return timedelta(good) > _PATIENCE

    def _forget(self, on: date) -> None:
        since = on - timedelta(days=70)
        for user_id, known in self.recent.items():
            self.recent[user_id] = [one for one in known if one.reminder.told_on >= since]

    def close(self) -> None:
        """Count under how many numbers each thing came."""
        for number, mails in self.numbers.items():
            if len(mails) > 1:
                told = "\n".join(mails.values())
                self.ledger.wrong("told under two numbers", f"reminder {number}:\n{told}")
        for (mail, week), message_ids in self.weeks.items():
            self.ledger.counts["weekly mails"] += 1
            if len(message_ids) > 1:
                self.ledger.wrong("told under two numbers", f"{mail} {week}")
        self.ledger.counts["mails paid"] = self.ledger.counts["mails expected"] - (
            self.ledger.counts["mails fallen away"] + self.ledger.counts["mails missing"]
            + sum(len(one) for one in self.owed.values())
        )  # fmt: skip
        self.ledger.counts["mails still due"] = sum(len(one) for one in self.owed.values())
