"""Which words of a paper are others where another local law holds?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from bargaining import errors

Words = tuple[tuple[str, str], ...]


def local_words(folder: Path, place: str) -> Words:
    """Read which words of a paper stand otherwise at a place (本地文字), in the order given.

    They lie beside the template in `local-310000.yaml`; a paper without one reads alike
    everywhere. The template itself is written for Beijing.
    """
    path = folder / f"local-{place[:2]}0000.yaml"
    if not place or not path.is_file():
        return ()
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, _stamp: int) -> Words:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return tuple((str(one["from"]), str(one["to"])) for one in found["words"])
    except (KeyError, TypeError) as problem:
        raise errors.Unusable(f"{path.name} 应写 words，每项有 from 和 to。") from problem


def put(source: str, words: Words) -> str:
    """Put the words of a place into a template's text, before anything is filled in."""
    for old, new in words:
        source = source.replace(old, new)
    return source
