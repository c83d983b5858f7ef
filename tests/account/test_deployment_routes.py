"""The ways to deploy."""

from __future__ import annotations

from influmojo_cfn.account.deployment_routes import (
    CDK,
    SERVICE_ROLE,
    deployment_table,
    route_names,
)


def test_the_ways_in_which_others_make_calls_are_among_those_of_the_table() -> None:
    assert {CDK, SERVICE_ROLE} <= set(route_names())


def test_each_call_is_of_ways_that_there_are() -> None:
    rows = deployment_table()["calls"]
    assert rows
    assert {route for row in rows for route in row.get("routes", ())} <= set(route_names())
