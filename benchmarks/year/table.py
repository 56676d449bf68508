"""What came of the year, as a table; whatever must be nought and is not, with examples."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import timing
from benchmarks.year.running import Year

# What may not happen at all; each is counted where it is found.
NOUGHT = (
    "missing", "unexpected", "double", "to those who had acted", "on another day",
    "effects missing", "effects on a wrong day", "effects late", "reviews counted otherwise",
    "mails missing", "told under two numbers", "mails to those who had acted",
    "mails to those not in office", "mails nobody asked for", "mails that say nothing known",
    "personal data",
)  # fmt: skip


def faults(year: Year) -> dict[str, int]:
    """Count what must be nought and is not."""
    counts = year.ledger.counts
    found = {name: counts[name] for name in NOUGHT if counts[name]}
    told = list(year.ledger.redated.values())
    found |= {
        name: number
        for name, number in (
            ("re-dated told twice", sum(times > 1 for times in told)),
            ("re-dated never told", sum(times == 0 for times in told)),
            ("duties seen differently", len(year.ledger.oracle.disagreed)),
            ("kills not done", len(year.plan.kills) - sum(year.workers.landed.values())),
        )
        if number
    }
    return found


def lines(year: Year, *, seconds: float) -> Iterator[str]:
    """Write the table."""
    told = list(year.ledger.redated.values())
    acts, refused = year.crowd.done.total(), year.crowd.refused.total()
    kills = (f"{name} {times}" for name, times in sorted(year.workers.landed.items()))
    shown = {
        "steps taken, and refused": f"{acts:,}, {refused:,}",
        "inbox: expected, written": _counted(year, "expected", "written"),
        "  missing, unexpected, double": _counted(year, "missing", "unexpected", "double"),
        "  to those who had acted": _counted(year, "to those who had acted"),
        "  reaching nobody": f"{year.ledger.oracle.unreached:,}",
        "mail: expected, told by mail, fell away, still due": _counted(
            year, "mails expected", "mails paid", "mails fallen away", "mails still due"
        ),
        "  mails received, of them again": _counted(year, "mails received", "mails repeated"),
        "  turned away by a server that was down": f"{year.box.turned_away:,}",
        "  missing, under two numbers": _counted(year, "mails missing", "told under two numbers"),
        "  to those who had acted, or hold the office no more": _counted(
            year, "mails to those who had acted", "mails to those not in office"
        ),
        "  with personal data in them": _counted(year, "personal data"),
        "  supervisors' weeks": _counted(year, "weekly mails"),
        "silent effects: written, on their day": _counted(year, "effects", "effects on their day"),
        "  proved late, after a stop of the clock": _counted(
            year, "effects proved late", "effects after a stop"
        ),
        "  missing, on a wrong day, late": _counted(
            year, "effects missing", "effects on a wrong day", "effects late"
        ),
        "re-dated deadlines that run": f"{len(year.moved):,}",
        "  told to a person once, twice, never": ", ".join(
            f"{sum(min(one, 2) == times for one in told):,}" for times in (1, 2, 0)
        ),
        "kills in the middle of": ", ".join(kills) or "none",
        "  between two jobs": f"{year.workers.missed}",
        "days with two schedulers": f"{year.two_at_once}",
        "days on which the clock stood still": f"{len(year.ledger.stopped)}",
        "wall time, peak memory": f"{seconds:.0f} s, {timing.peak_memory():.0f} MB",
    }
    yield ""
    for title, words in shown.items():
        yield f"{title:56}{words}"
    yield from _examples(year)


def _counted(year: Year, *names: str) -> str:
    return ", ".join(f"{year.ledger.counts[name]:,}" for name in names)


def _examples(year: Year) -> Iterator[str]:
    for name, number in faults(year).items():
        yield f"MUST BE NOUGHT: {name} {number}"
        for words in year.ledger.amiss.get(name, [])[:8]:
            yield f"    {words}"
    for key, words in list(year.ledger.oracle.disagreed.items())[:8]:
        yield f"    {key}: {words}"
    if not faults(year):
        yield "all that must be nought is nought"
