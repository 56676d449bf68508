"""An office moves in: register and ledger come in, what is missing is filled in, none doubled."""

from __future__ import annotations

from bargaining.rules.roles import Role
from tests import cluster
from tests.journeys.conftest import SAMPLES

GAP = "SELECT district_code FROM bargaining_case WHERE effective_on IS NULL ORDER BY id LIMIT 1"


def covered(bargaining):
    words = (
        "coverage",
        "--as-of",
        "2026-11-21",
        "--known-on",
        "2100-01-01",
        "--denominator",
        "all",
    )
    return bargaining(*words, "--json").json["total"]["covered"]


def test_a_gap_of_the_ledger_is_filled_on_its_page_and_counts_and_nothing_is_doubled(
    bargaining, site, sign_in, system_url
):
    address, open_account = site
    bargaining("import", "enterprises", SAMPLES / "enterprises.xlsx", "--json")
    first = bargaining("import", "contracts", SAMPLES / "contracts.xlsx", "--json")
    assert (first.json["created"], first.json["rejected"]) == (40, [])
    assert covered(bargaining) == 32

    (district,) = cluster.ask(system_url, GAP)
    open_account("official", Role.DISTRICT, place=district)
    page = sign_in("official")
    page.goto(f"{address}/backfill/missing?lack=effective&range=all")
    page.click("table.sheet tbody th a")
    page.fill("input[name=effective_on]", "2026-07-11")
    page.click("button:text-is('保存')")
    page.wait_for_selector("text=已保存")

    assert covered(bargaining) == 33
    again = bargaining("import", "contracts", SAMPLES / "contracts.xlsx", "--json")
    assert (again.json["created"], again.json["updated"], again.json["rejected"]) == (0, 0, [])
    assert covered(bargaining) == 33
    assert bargaining("rebuild", "--check").code == 0
    assert bargaining("audit", "verify").code == 0
