"""Whose territory a place lies in."""

from __future__ import annotations

import pytest

from bargaining.rules.territory import Territory

ZONE = "110115403"


@pytest.mark.parametrize(
    ("places", "district", "street", "inside"),
    [
        ({"000000"}, "310101", "310101002", True),
        ({"110000"}, "110108", "110108011", True),
        ({"110000"}, ZONE, "110115012", True),
        ({"110000"}, "310101", "310101002", False),
        ({"110108"}, "110108", "110108011", True),
        ({"110108"}, "110105", "110105001", False),
        ({"110108011"}, "110108", "110108011", True),
        ({"110108011"}, "110108", "110108012", False),
        ({"110115"}, "110115", "110115002", True),
        ({"110115"}, ZONE, "110115012", False),
        ({ZONE}, ZONE, "110115012", True),
        ({ZONE}, ZONE, ZONE, True),
        ({ZONE}, "110115", "110115002", False),
        ({"110105", "110108011"}, "110108", "110108011", True),
        (set(), "110108", "110108011", False),
    ],
)
def test_a_place_lies_inside_where_it_is_counted(places, district, street, inside):
    territory = Territory.of(places)

    assert territory.covers(district_code=district, street_code=street) is inside
