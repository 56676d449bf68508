"""`python -m benchmarks`: what is measured here; `make bench` measures all of it in one run.

`python -m benchmarks all`, or the names of some. Each is a module of its own and can be run alone.
"""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.timing import say

# In this order: what needs most memory last, so that it weighs on nothing else.
MEASURED = {
    "commands": "law due and wages check, from start to answer",
    "due_days": "a million due days, and one with its proof",
    "wage_sheets": "a wage table of ten thousand rows, read and checked",
    "pages": "every first screen and every list of a district",
    "reminders": "the plan of a day of 100,000 open cases, and the inbox",
    "floors": "ten million agreed posts and a new minimum wage",
}


def main(names: list[str]) -> int:
    """Measure what is named; list what there is where nothing is."""
    if not names:
        for name, what in MEASURED.items():
            say(f"python -m benchmarks.{name:14} {what}")
        say(f"{'python -m benchmarks all':34} all of it, as make bench does")
        return 0
    unknown = sorted(set(names) - MEASURED.keys() - {"all"})
    if unknown:
        say(f"there is no measurement called {', '.join(unknown)}")
        return 2
    for name in MEASURED:
        if name in names or "all" in names:
            import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
