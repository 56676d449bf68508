"""Is a messy wage table read as what it means, and never as something else?

Every file is made from a known table, by a seed. An ordinary run makes a hundred of each kind;
`WAGE_FUZZ=5000 pytest tests/readers/test_wage_fuzz.py` makes five thousand of each.
A failure names kind and seed: `messy_tables.make(seed, kind)` makes the same table again.
"""

from __future__ import annotations

import os

import pytest

from bargaining import errors
from bargaining.readers import wage_tables
from tests.readers import messy_files, messy_tables, messy_words

EACH = int(os.environ.get("WAGE_FUZZ", "100"))


def test_every_accepted_name_is_among_those_that_are_drawn():
    assert {key: set(names) for key, names in wage_tables.NAMES.items()} == {
        key: set(names) for key, names in messy_words.TITLES.items()
    }


@pytest.mark.parametrize("kind", messy_tables.KINDS)
def test_plain_mess_is_read_exactly(kind):
    for seed in range(EACH):
        made = messy_tables.make(seed, kind)
        content = messy_files.written(made)
        where = f"{kind}, seed {seed}"
        try:
            table = wage_tables.read_wage_table(content, name="工资表")
        except errors.Unusable as problem:
            pytest.fail(f"{where}: refused: {problem}")

        assert table.posts == made.posts, where
        assert table.columns == set(made.keys), where
        assert {line.row for line in table.skipped} <= {row + 1 for row in made.lines}, where
        assert {post.row for post, _words in table.remarks} == made.remarked, where
