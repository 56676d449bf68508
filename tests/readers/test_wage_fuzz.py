"""Is a messy wage table read as what it means, or refused, and never read as something else?

Every file is made from a known table, by a seed. An ordinary run makes some hundreds of them;
`WAGE_FUZZ=1000 pytest tests/readers/test_wage_fuzz.py` makes a thousand plain ones of each kind,
and fifty of each kind with each fault. A failure names kind and seed, and
`messy_layouts.make(seed, kind)` makes the same table again.
"""

from __future__ import annotations

import os
import re

import pytest

from bargaining import errors
from bargaining.readers import wage_tables
from tests.readers import messy_faults, messy_files, messy_layouts, messy_tables, messy_words

PLAIN = int(os.environ.get("WAGE_FUZZ", "60"))
FAULTY = max(PLAIN // 20, 2)


def test_every_accepted_name_is_among_those_that_are_drawn():
    assert {key: set(names) for key, names in wage_tables.NAMES.items()} == {
        key: set(names) for key, names in messy_words.TITLES.items()
    }


@pytest.mark.parametrize("kind", messy_tables.KINDS)
def test_plain_mess_is_read_exactly(kind):
    for seed in range(PLAIN):
        made = messy_layouts.make(seed, kind)
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


@pytest.mark.parametrize("kind", messy_tables.KINDS)
@pytest.mark.parametrize("fault", messy_faults.FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_has_the_file_refused_with_its_row_or_its_column(fault, kind):
    for seed in range(FAULTY):
        made = messy_layouts.make(seed, kind)
        row = fault(made)
        if row is None:
            continue
        content = messy_files.written(made)
        where = f"{fault.__name__}, {kind}, seed {seed}"
        with pytest.raises(errors.Unusable) as refused:
            pytest.fail(f"{where}: {wage_tables.read_wage_table(content, name='工资表')}")

        words = str(refused.value)
        assert re.search(r"第 \d+ 行|“[^”]+”", words), f"{where}: {words}"
        assert not row or words.startswith(f"第 {row} 行："), f"{where}: {words}"
        assert words.endswith("。"), where


def test_every_fault_finds_a_place_and_every_kind_of_mess_is_made():
    seeds = [(seed, kind) for kind in messy_tables.KINDS for seed in range(40)]
    for fault in messy_faults.FAULTS:
        assert any(fault(messy_layouts.make(*seed)) is not None for seed in seeds), fault
    made = [messy_layouts.make(*seed) for seed in seeds]
    for each in ("subtotals", "others", "further", "lines"):
        assert any(getattr(table, each) for table in made), each
    for each in ("spans", "hidden_rows", "hidden_columns"):
        assert any(getattr(table.grid, each) for table in made), each
