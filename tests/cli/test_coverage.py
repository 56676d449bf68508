"""`bargaining coverage`: the figures by command."""

from __future__ import annotations

import json

import pytest

from bargaining import cli, factory
from bargaining.rules.coverage import Denominator, Grouping, Numerator, Stage
from bargaining.rules.deadline_rules import ContractKind
from tests import ledger_rows

KEYS = {
    "key", "name", "enterprises", "covered", "covered_own", "covered_region", "covered_industry",
    "presumed", "lapsing_90", "expired", "in_talks", "lapsed", "workers", "workers_covered", "rate",
    "target", "missing",
}  # fmt: skip
THEN = ("--as-of", "2026-11-21", "--known-on", "2026-11-21")


@pytest.fixture(scope="module", autouse=True)
def _sample(database_url):
    ledger_rows.prepare(database_url)
    ledger_rows.take_sample(database_url)


@pytest.fixture
def ask(database_url, tmp_path, monkeypatch, capsys):
    """Run the command; give its exit code, what it printed, and what it said on stderr."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BARGAINING_INSTANCE", str(tmp_path / "instance"))

    def run(*words, on=THEN):
        with pytest.raises(SystemExit) as ended:
            cli.run(factory.create_app, arguments=["coverage", *on, *words])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def told(answer):
    code, out, err = answer
    assert (code, err) == (0, "")
    return json.loads(out)


def test_json_has_the_agreed_shape(ask):
    answer = told(ask("--json"))

    assert answer["as_of"] == answer["known_on"] == "2026-11-21"
    assert answer["denominator"] == "unionised"
    assert len(answer["list_hash"]) == 64
    assert answer["total"].keys() == KEYS
    assert all(one.keys() == KEYS for one in answer["rows"])
    assert [one["name"] for one in answer["rows"]][:2] == ["东城区", "西城区"]


def test_the_sample_answers_as_its_readme_says(ask):
    total = told(ask("--json"))["total"]
    everybody = told(ask("--json", "--denominator", "all"))["total"]

    assert (total["enterprises"], total["covered"]) == (104, 28)
    assert (total["covered_own"], total["covered_region"], total["rate"]) == (25, 3, "0.2692")
    assert (everybody["enterprises"], everybody["covered"], everybody["lapsing_90"]) == (
        120, 32, 4,
    )  # fmt: skip
    assert (everybody["expired"], everybody["presumed"]) == (6, 2)


@pytest.mark.parametrize("by", Grouping)
def test_rows_always_add_up_to_the_total(ask, by):
    answer = told(ask("--json", "--by", by.value, "--denominator", "all"))

    for name in KEYS - {"key", "name", "rate", "target", "missing"}:
        assert sum(one[name] for one in answer["rows"]) == answer["total"][name]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--denominator", Denominator),
        ("--numerator", Numerator),
        ("--stage", Stage),
        ("--kind", ContractKind),
    ],
)
def test_every_choice_is_answered(ask, option, words):
    for word in words:
        answer = told(ask("--json", option, word.value))
        assert answer[option.removeprefix("--")] == word.value


def test_numerator_and_stage_and_kind_change_what_counts(ask):
    def covered(*words):
        return told(ask("--json", "--denominator", "all", *words))["total"]["covered"]

    assert covered("--numerator", "region") == 4
    assert covered("--stage", "signed") == 40
    assert covered("--kind", "women") == 0


def test_a_rate_of_nobody_is_null(ask):
    answer = told(ask("--json", on=("--as-of", "2026-11-21", "--known-on", "2026-11-20")))

    assert (answer["rows"], answer["total"]["rate"]) == ([], None)


def test_a_past_day_and_what_was_known_are_asked_apart(ask):
    answer = told(
        ask("--json", "--denominator", "all",
            on=("--as-of", "2026-06-30", "--known-on", "2026-11-21"))
    )  # fmt: skip

    assert (answer["as_of"], answer["known_on"]) == ("2026-06-30", "2026-11-21")
    assert answer["total"]["covered"] == 14


def test_for_people_it_is_a_table_with_its_terms_in_words(ask):
    code, out, err = ask("--denominator", "all")
    lines = out.splitlines()

    assert (code, err) == (0, "")
    assert "分母：该日名册上的全部企业，不论是否建会。" in lines
    total = next(line for line in lines if line.startswith("合计"))
    assert total.split()[1:3] == ["120", "32"]
    assert total.endswith("26.7 %")


@pytest.mark.parametrize(
    "words", [("--by", "colour"), ("--denominator", "none"), ("--as-of", "昨天")]
)
def test_what_it_does_not_know_is_said_in_one_line(ask, words):
    code, out, err = ask(*words)

    assert (code, out, len(err.splitlines())) == (2, "", 1)
