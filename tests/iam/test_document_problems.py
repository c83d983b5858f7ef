"""What is wrong with the shape of a document, part by part, in the document's order."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.document_problems import PolicyType, document_problems
from influmojo_cfn.iam.unknown import Unknown

STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
REFERENCE = {"Ref": "Parameter"}


def places_of(document: object, kind: PolicyType = "identity") -> list[Path]:
    return [path for path, _ in document_problems(document, kind)]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"Statement": STATEMENT}, id="one statement"),
        pytest.param({"Version": "2012-10-17", "Id": "x", "Statement": [STATEMENT]}, id="a list"),
        pytest.param({"Statement": []}, id="no statement"),
        pytest.param(Unknown("not known"), id="a document that is not known"),
        pytest.param({"Statement": REFERENCE}, id="statements that are not known"),
        pytest.param({"Statement": {**STATEMENT, "Effect": REFERENCE}}, id="an effect"),
        pytest.param({"Statement": {**STATEMENT, "Sid": REFERENCE}}, id="a Sid"),
        pytest.param({"Statement": {**STATEMENT, "Action": [REFERENCE]}}, id="an action"),
        pytest.param({"Statement": {**STATEMENT, "Condition": {"Bool": REFERENCE}}}, id="keys"),
        pytest.param(
            {"Statement": {**STATEMENT, "Condition": {"Bool": {"a:b": [True, 1, "x"]}}}},
            id="values of conditions",
        ),
    ],
)
def test_nothing_is_wrong_with(document: object) -> None:
    assert places_of(document) == []


def test_problems_come_in_the_order_of_the_document() -> None:
    statement = {
        "Effects": "Allow",
        "Action": [5, "s3:GetObject"],
        "NotAction": "s3:PutObject",
        "Principal": "*",
        "Condition": {"Bool": "x"},
        "Sid": 5,
    }
    assert places_of({"Version": "2012", "Statements": [], "Statement": [statement]}) == [
        ("Statements",),
        ("Version",),
        ("Statement", 0, "Effects"),
        ("Statement", 0, "Effect"),
        ("Statement", 0, "NotAction"),
        ("Statement", 0, "Action", 0),
        ("Statement", 0),
        ("Statement", 0, "Principal"),
        ("Statement", 0, "Condition", "Bool"),
        ("Statement", 0, "Sid"),
    ]


@pytest.mark.parametrize(
    ("kind", "element", "value", "expected"),
    [
        pytest.param("trust", "Principal", None, ["", "Resource"], id="trust without a principal"),
        pytest.param("resource", "Principal", "*", [], id="a resource policy for everyone"),
        pytest.param("resource", "Principal", "a", ["Principal"], id="a string that is not *"),
        pytest.param("resource", "Principal", {"aws": "*"}, ["Principal.aws"], id="a wrong kind"),
        pytest.param("resource", "NotPrincipal", {"AWS": [5]}, ["NotPrincipal.AWS.0"], id="a text"),
        pytest.param("identity", "NotPrincipal", "*", ["NotPrincipal"], id="of an identity"),
    ],
)
def test_principals(kind: PolicyType, element: str, value: Any, expected: list[str]) -> None:
    statement = {**STATEMENT, **({} if value is None else {element: value})}
    found = places_of({"Statement": statement}, kind)
    assert sorted(".".join(map(str, path[1:])) for path in found) == expected
