"""The same re-check in pandas and in OpenFisca-Core, on the same rows held in memory.

Each as somebody who knows the library would write it for speed: amounts in whole cents or in its
own number, words as categories, the narrowest condition first. Only with requirements/bench.txt.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from sqlalchemy import Engine

from bargaining.queries.floor_recheck import Affected, Tally
from benchmarks.floors import CHANGE

_POSTS = (
    "SELECT case_id, people, floor, (amount * 100)::int AS cents, place_code, first_on, last_on,"
    " effective_on FROM agreed_post"
)
_CONTRACTS = (
    "SELECT c.id AS case_id, c.number, c.title, c.enterprise_id, e.name, c.district_code,"
    " c.term_from, c.term_to, c.effective_on FROM bargaining_case c"
    " JOIN enterprise e ON e.id = c.enterprise_id ORDER BY c.id"
)
_DAYS = ["first_on", "last_on", "effective_on"]
_PREFIX = CHANGE.place[:2]


def read(engine: Engine, statement: str, **how: Any) -> pd.DataFrame:
    """Read rows from the database, as fast as it gives them out."""
    buffer = io.BytesIO()
    connection = engine.raw_connection()
    try:
        with connection.cursor().copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)") as rows:
            for some in rows:
                buffer.write(some)
    finally:
        connection.close()
    buffer.seek(0)
    return pd.read_csv(buffer, **how)


def read_posts(engine: Engine) -> pd.DataFrame:
    """Read the agreed posts, with narrow types."""
    narrow = {"case_id": "int32", "people": "int32", "cents": "int32"}
    words = {"floor": "category", "place_code": "category"}
    return read(engine, _POSTS, dtype={**narrow, **words}, parse_dates=_DAYS)


def read_contracts(engine: Engine) -> pd.DataFrame:
    """Read what names each contract."""
    days = ["term_from", "term_to", "effective_on"]
    found = read(engine, _CONTRACTS, dtype={"district_code": str}, parse_dates=days)
    return found.set_index("case_id")


def _plain(days: Sequence[Any]) -> list[date | None]:
    return [None if pd.isna(day) else day.date() for day in days]


class WithPandas:
    """One row a post, in a DataFrame."""

    name = "pandas"

    def __init__(self, engine: Engine) -> None:
        self.posts, self.contracts = read_posts(engine), read_contracts(engine)

    def _under(self) -> pd.DataFrame:
        """Keep the posts under the new value on a day they bind."""
        posts = self.posts
        under = posts[posts["cents"] < int(CHANGE.amount * 100)]
        places = under["place_code"].cat.categories
        here = [place for place in places if str(place).startswith(_PREFIX)]
        kept = (under["floor"] == CHANGE.floor) & under["place_code"].isin(here)
        kept &= under["last_on"] >= pd.Timestamp(CHANGE.since)
        return under[kept & ~(under["effective_on"] > under["last_on"])]

    def tally(self) -> Tally:
        """Count the posts, people and contracts in force."""
        under = self._under()
        under = under[under["effective_on"].notna()]
        return Tally(len(under), int(under["people"].sum()), int(under["case_id"].nunique()))

    def _grouped(self) -> pd.DataFrame:
        return (
            self._under()
            .groupby("case_id", sort=False)
            .agg(
                posts=("people", "size"),
                people=("people", "sum"),
                first_on=("first_on", "first"),
                last_on=("last_on", "first"),
                effective_on=("effective_on", "first"),
            )
        )

    def affected(self) -> list[Affected]:
        """List the contracts, each with its posts, people and days."""
        found = self._grouped()
        columns = (
            found.index.tolist(), found["posts"].tolist(), found["people"].tolist(),
            *(_plain(found[day]) for day in _DAYS),
        )  # fmt: skip
        return list(map(Affected._make, zip(*columns, strict=True)))

    def named(self) -> list[tuple[object, ...]]:
        """List the contracts with number, title and enterprise, most people first."""
        names = self.contracts[["number", "title", "enterprise_id", "name", "district_code"]]
        found = self._grouped().join(names).sort_values("people", ascending=False, kind="stable")
        texts = ("number", "title", "enterprise_id", "name", "district_code", "posts", "people")
        columns = (
            found.index.tolist(), *(found[name].tolist() for name in texts),
            *(_plain(found[day]) for day in _DAYS),
        )  # fmt: skip
        return list(zip(*columns, strict=True))


# ── OpenFisca-Core ───────────────────────────────────────────────────────────────────────────

POST = build_entity(key="post", plural="posts", label="post", is_person=True)
CONTRACT = build_entity(
    key="contract", plural="contracts", label="contract",
    roles=[{"key": "member", "plural": "members", "label": "member"}],
)  # fmt: skip
ETERNITY, DAY = periods.DateUnit.ETERNITY, periods.DateUnit.DAY
MONTHLY, BEIJING = 1, 11


class floor(Variable):  # noqa: N801 -- OpenFisca names a variable after its class
    value_type, entity, definition_period, label = int, POST, ETERNITY, "which floor"


class province(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, POST, ETERNITY, "where"


class amount(Variable):  # noqa: N801
    value_type, entity, definition_period, label = float, POST, ETERNITY, "what counts"


class people(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, POST, ETERNITY, "people"


class last_on(Variable):  # noqa: N801
    value_type, entity, definition_period, label = date, POST, ETERNITY, "the last day"


class effective_on(Variable):  # noqa: N801
    value_type, entity, definition_period, label = date, POST, ETERNITY, "in effect from"


class sinks(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, POST, DAY, "under its floor"

    def formula(post, period, parameters):  # noqa: N805 -- as OpenFisca calls it
        """Compare with the minimum wage of the day, where the contract binds."""
        under = post("amount", period) < parameters(period).minimum_wage.monthly.beijing
        here = (post("floor", period) == MONTHLY) & (post("province", period) == BEIJING)
        last = post("last_on", period)
        binds = last >= np.datetime64(str(period.start))
        return under & here & binds & ~(post("effective_on", period) > last)


class contract_posts(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, CONTRACT, DAY, "posts that sink"

    def formula(contract, period, parameters):  # noqa: N805
        """Count the posts of each contract."""
        return contract.sum(contract.members("sinks", period))


class contract_people(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, CONTRACT, DAY, "their people"

    def formula(contract, period, parameters):  # noqa: N805
        """Add up the people on these posts."""
        members = contract.members
        return contract.sum(members("sinks", period) * members("people", period))


_VARIABLES = (
    floor, province, amount, people, last_on, effective_on, sinks, contract_posts, contract_people,
)  # fmt: skip
_ANSWERS = ("sinks", "contract_posts", "contract_people")


class WithOpenFisca:
    """One array a variable, posts as persons and contracts as their group."""

    name = "OpenFisca-Core"

    def __init__(self, engine: Engine) -> None:
        posts, self.contracts = read_posts(engine), read_contracts(engine)
        self.day = periods.period(CHANGE.since.isoformat())
        self.simulation = self._simulation(posts)
        self.first_on = self.contracts["term_from"].to_numpy("datetime64[D]")
        self.last_on = self.contracts["term_to"].to_numpy("datetime64[D]")
        self.effective_on = self.contracts["effective_on"].to_numpy("datetime64[D]")

    def _simulation(self, posts: pd.DataFrame) -> Any:
        system = TaxBenefitSystem([POST, CONTRACT])
        wages = {"2025-09-01": 2540, CHANGE.since.isoformat(): int(CHANGE.amount)}
        values = {day: {"value": value} for day, value in wages.items()}
        tree = {"minimum_wage": {"monthly": {"beijing": {"values": values}}}}
        system.parameters = ParameterNode("", data=tree)
        system.add_variables(*_VARIABLES)
        simulation = SimulationBuilder().build_default_simulation(system, len(posts))
        group = simulation.populations["contract"]
        group.count = len(self.contracts)
        group.ids = self.contracts.index.to_numpy()
        group.members_entity_id = np.searchsorted(group.ids, posts["case_id"].to_numpy())
        kinds = posts["floor"].cat.categories
        given = {
            "floor": (posts["floor"].cat.codes == kinds.get_loc(CHANGE.floor)).to_numpy("int32"),
            "province": posts["place_code"].astype("int32").to_numpy() // 10_000,
            "amount": (posts["cents"] / 100).to_numpy("float32"),
            "people": posts["people"].to_numpy(),
            "last_on": posts["last_on"].to_numpy("datetime64[D]"),
            "effective_on": posts["effective_on"].to_numpy("datetime64[D]"),
        }
        for name, values_of in given.items():
            simulation.set_input(name, self.day, values_of)
        return simulation

    def _calculated(self) -> tuple[Any, Any, Any]:
        """Let it calculate; what it remembers of the last time is dropped first."""
        for name in _ANSWERS:
            self.simulation.delete_arrays(name, self.day)
        posts = self.simulation.calculate("contract_posts", self.day)
        people_of = self.simulation.calculate("contract_people", self.day)
        return np.flatnonzero(posts), posts, people_of

    def tally(self) -> Tally:
        """Count the posts, people and contracts in force."""
        hit, posts, people_of = self._calculated()
        hit = hit[~np.isnat(self.effective_on[hit])]
        return Tally(int(posts[hit].sum()), int(people_of[hit].sum()), len(hit))

    def affected(self) -> list[Affected]:
        """List the contracts, each with its posts, people and days."""
        hit, posts, people_of = self._calculated()
        columns = (
            self.contracts.index.to_numpy()[hit].tolist(), posts[hit].tolist(),
            people_of[hit].tolist(), self.first_on[hit].tolist(), self.last_on[hit].tolist(),
            self.effective_on[hit].tolist(),
        )  # fmt: skip
        return list(map(Affected._make, zip(*columns, strict=True)))

    def named(self) -> list[tuple[object, ...]]:
        """List the contracts with number, title and enterprise, most people first."""
        hit, posts, people_of = self._calculated()
        hit = hit[np.argsort(-people_of[hit], kind="stable")]
        rows = self.contracts.iloc[hit]
        texts = ("number", "title", "enterprise_id", "name", "district_code")
        columns = (
            rows.index.tolist(), *(rows[name].tolist() for name in texts), posts[hit].tolist(),
            people_of[hit].tolist(), self.first_on[hit].tolist(), self.last_on[hit].tolist(),
            self.effective_on[hit].tolist(),
        )  # fmt: skip
        return list(zip(*columns, strict=True))
