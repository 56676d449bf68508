"""`make mutants`: how many small changes of the rules do the tests of the rules notice?"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
NOTICED = ("killed", "timeout", "caught by type check")


def main(names: list[str]) -> int:
    """Change every rule, or only those named, and print what the tests noticed."""
    ran = subprocess.run([MUTMUT, "run", *names], cwd=TOP, check=False)
    if ran.returncode:
        return ran.returncode
    noticed, number = table(results())
    sys.stdout.write(f"\n共 {number} 处改动，测试发现 {noticed}（{noticed / number:.1%}）\n")
    return 0 if noticed >= 0.9 * number else 1


def results() -> dict[str, Counter[str]]:
    """Read what came of every change, by module."""
    told = subprocess.run(
        [MUTMUT, "results", "--all", "true"], cwd=TOP, check=True, capture_output=True, text=True
    )
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in told.stdout.splitlines():
        name, _, state = line.strip().rpartition(": ")
        if name.startswith("bargaining.rules.") and state != "not checked":
            found[name.split(".")[2]][state] += 1
    return found


def table(found: dict[str, Counter[str]]) -> tuple[int, int]:
    """Print the modules, the least held first; return how many were noticed of how many."""
    noticed = number = 0
    shares = []
    for module, states in found.items():
        of_module = sum(states[state] for state in NOTICED)
        shares.append((of_module / states.total(), module, of_module, states.total()))
        noticed, number = noticed + of_module, number + states.total()
    for share, module, of_module, total in sorted(shares):
        sys.stdout.write(f"{module:28} {of_module:6} / {total:<6} {share:7.1%}\n")
    return noticed, number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
