"""The action and table of DynamoDB statements in PartiQL."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.recording.partiql import partiql_actions


@pytest.mark.parametrize(
    ("statement", "action", "resource"),
    [
        ("SELECT * FROM orders WHERE id='1'", "PartiQLSelect", "orders"),
        ('select a,\n b from "shop.orders"', "PartiQLSelect", "shop.orders"),
        ('SELECT * FROM "orders"."by-day"', "PartiQLSelect", "orders/index/by-day"),
        ("INSERT INTO orders VALUE {'id': '1'}", "PartiQLInsert", "orders"),
        ('UPDATE "orders" SET a=1 WHERE id=?', "PartiQLUpdate", "orders"),
        ("DELETE FROM orders WHERE id=?", "PartiQLDelete", "orders"),
        ("EXISTS(SELECT * FROM orders WHERE id=?)", "PartiQLSelect", "orders"),
    ],
)
def test_statement(statement: str, action: str, resource: str) -> None:
    found = partiql_actions({"Statement": statement}, "eu-west-1", "111122223333")
    arn = f"arn:aws:dynamodb:eu-west-1:111122223333:table/{resource}"
    assert found == [(f"dynamodb:{action}", arn)]


@pytest.mark.parametrize("name", ["Statements", "TransactStatements"])
def test_several_statements(name: str) -> None:
    rows = [{"Statement": "DELETE FROM a WHERE id=?"}, {"Statement": "SELECT * FROM b"}]
    found = partiql_actions({name: rows}, "eu-west-1", "111122223333")
    assert [action for action, _ in found] == ["dynamodb:PartiQLDelete", "dynamodb:PartiQLSelect"]


@pytest.mark.parametrize("members", [{}, {"Statement": "GRANT a"}, {"Statements": "a"}])
def test_no_statement(members: dict[str, Any]) -> None:
    assert partiql_actions(members, "eu-west-1", "111122223333") == []
