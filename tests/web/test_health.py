"""Alive, ready, and how busy."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import create_engine, text

from tests import app_fixtures


def test_alive(client):
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok\n")


def test_ready_when_the_structure_is_the_newest(client):
    assert client.get("/readyz").json == {
        "ready": True,
        "database": "answers",
        "structure": "current",
    }


def test_not_ready_with_an_older_structure(make_database, policy, tmp_path):
    url = make_database()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    engine.dispose()

    for app in app_fixtures.application(url, policy, tmp_path):
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["structure"]) == (503, "old")


def counted(client, line):
    found = [one for one in client.get("/metrics").text.splitlines() if one.startswith(line)]
    return float(found[0].rpartition(" ")[2]) if found else 0.0


def test_answers_are_counted_by_page_and_outcome(client):
    line = 'bargaining_requests_total{endpoint="security.login",method="GET",status="200"}'
    before = counted(client, line)

    client.get("/login")
    client.get("/login")

    assert counted(client, line) == before + 2
    assert counted(client, 'bargaining_database_connections{state="idle"}') >= 1


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1"])
def test_neighbours_may_read_the_counters(client, address):
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["8.8.8.8", "unknown", ""])
def test_strangers_may_not(client, address):
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 404


def test_what_comes_through_a_gate_may_not(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 404


def test_the_log_names_no_person(client, caplog):
    with caplog.at_level(logging.INFO, logger="bargaining.web.health"):
        client.sign_in("13812345678", "a-secret-9")

    assert [one.endpoint for one in caplog.records][-1] == "security.login"
    assert not any("13812345678" in str(vars(one)) for one in caplog.records)
