"""Bytes under their hash: the same twice is one file, and what is dropped is gone."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from bargaining.store import Store

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_what_is_put_in_comes_out_and_the_same_twice_is_one_file(store):
    digest = store.put(b"wages")

    assert store.put(b"wages") == digest
    assert store.get(digest) == b"wages"
    assert len([path for path in store.folder.glob("*/*") if path.is_file()]) == 1


@pytest.mark.parametrize("name", ["", "../secret", "0" * 63, "G" * 64, "0" * 64])
def test_what_is_no_hash_or_not_there_is_not_found(store, name):
    with pytest.raises(FileNotFoundError):
        store.get(name)


def test_what_is_dropped_is_gone_and_dropping_it_again_is_fine(store):
    digest = store.put(b"on trial")

    store.drop(digest)
    store.drop(digest)

    assert not store.holds(digest)


def test_a_sweep_takes_what_is_older_and_leaves_the_rest(store):
    kept, gone = store.put(b"new"), store.put(b"old")
    for digest, age in ((kept, 0), (gone, 1)):
        (path,) = store.folder.glob(f"*/{digest}")
        written = (NOW - timedelta(seconds=age)).timestamp()
        os.utime(path, (written, written))

    store.sweep(before=NOW)

    assert (store.holds(kept), store.holds(gone)) == (True, False)


def test_a_sweep_of_an_empty_store_does_nothing(store):
    store.sweep(before=NOW)
