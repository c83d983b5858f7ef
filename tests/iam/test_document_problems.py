"""What is wrong with the shape of a document, part by part, in the document's order."""

from __future__ import annotations

from datetime import date
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
        pytest.param(
            {"Statement": {**STATEMENT, "Condition": {"Bool": Unknown("why")}}}, id="keys not known"
        ),
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
        "Sid": {},
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
        pytest.param("resource", "NotPrincipal", {"AWS": [5]}, [], id="an unquoted account"),
        pytest.param("resource", "Principal", {"AWS": True}, ["Principal.AWS"], id="a Boolean"),
        pytest.param("identity", "NotPrincipal", "*", ["NotPrincipal"], id="of an identity"),
    ],
)
def test_principals(kind: PolicyType, element: str, value: Any, expected: list[str]) -> None:
    statement = {**STATEMENT, **({} if value is None else {element: value})}
    found = places_of({"Statement": statement}, kind)
    assert sorted(".".join(map(str, path[1:])) for path in found) == expected


MAPPING = "not a policy document; expected a mapping"
SHAPE = "a statement is a mapping, not"
VALUE = "is a string, a number or a Boolean, not"
NEITHER = "has no {0} and no Not{0}"


@pytest.mark.parametrize(
    ("document", "kind", "expected"),
    [
        pytest.param(5, "identity", [("", f"is a number, {MAPPING}")], id="a number"),
        pytest.param("x", "identity", [("", f"is a string, {MAPPING}")], id="a text"),
        pytest.param(None, "identity", [("", f"is nothing, {MAPPING}")], id="nothing"),
        pytest.param(True, "identity", [("", f"is a Boolean, {MAPPING}")], id="a boolean"),
        pytest.param([1], "identity", [("", f"is a list, {MAPPING}")], id="a list"),
        pytest.param(
            date(2026, 1, 1),
            "identity",
            [("", f"is date, {MAPPING}")],
            id="what JSON does not have",
        ),
        pytest.param(
            {"Statement": [None, [], 3.5, "x", STATEMENT]},
            "identity",
            [
                ("Statement 0", f"{SHAPE} nothing"),
                ("Statement 1", f"{SHAPE} a list"),
                ("Statement 2", f"{SHAPE} a number"),
                ("Statement 3", f"{SHAPE} a string"),
            ],
            id="statements",
        ),
        pytest.param(
            {"Version": "2012", "Versions": 1, 5: 1, "Statement": {}},
            "identity",
            [
                ("Versions", "is not an element of a policy; did you mean 'Version'?"),
                ("5", "is not an element of a policy"),
                ("Version", "is '2012'; expected 2012-10-17 or 2008-10-17"),
                ("Statement Effect", "is missing; expected Allow or Deny"),
                ("Statement", NEITHER.format("Action")),
                ("Statement", NEITHER.format("Resource")),
            ],
            id="elements",
        ),
        pytest.param(
            {"Statement": {**STATEMENT, "Effect": None, "NotResource": "x", "Actions": "x"}},
            "identity",
            [
                ("Statement Actions", "is not an element of a policy; did you mean 'Action'?"),
                ("Statement Effect", "is None; expected Allow or Deny"),
                ("Statement NotResource", "cannot be combined with Resource"),
            ],
            id="elements of a statement",
        ),
        pytest.param(
            {
                "Statement": {
                    **STATEMENT,
                    "Action": [
                        5,
                        None,
                        REFERENCE,
                        {"Fn::Sub": "x"},
                        {"Fnn": 1},
                        {"Ref": 1, "x": 2},
                        {1: 2},
                    ],
                    "Sid": ["x"],
                }
            },
            "identity",
            [
                ("Statement Action 0", "is a string, not a number"),
                ("Statement Action 1", "is a string, not nothing"),
                ("Statement Action 4", "is a string, not a mapping"),
                ("Statement Action 5", "is a string, not a mapping"),
                ("Statement Action 6", "is a string, not a mapping"),
                ("Statement Sid", "is a string, not a list"),
            ],
            id="texts",
        ),
        pytest.param(
            {"Statement": {"Effect": "Deny", "NotAction": 5, "NotResource": [True]}},
            "resource",
            [
                ("Statement NotAction", "is a string, not a number"),
                ("Statement NotResource 0", "is a string, not a Boolean"),
                ("Statement", NEITHER.format("Principal")),
            ],
            id="Not forms",
        ),
        pytest.param(
            {"Statement": {"Effect": "Deny"}},
            "trust",
            [("Statement", NEITHER.format("Action")), ("Statement", NEITHER.format("Principal"))],
            id="a trust policy needs no resource",
        ),
        pytest.param(
            {"Statement": {"Effect": "Deny", "Action": "*", "NotResource": "x", "Principal": "*"}},
            "trust",
            [("Statement Resource", "does not belong in a trust policy")],
            id="and takes none",
        ),
        pytest.param(
            {"Statement": {**STATEMENT, "Principal": "*", "NotPrincipal": "x"}},
            "identity",
            [
                ("Statement NotPrincipal", "cannot be combined with Principal"),
                ("Statement Principal", "does not belong in an identity policy"),
            ],
            id="both principals",
        ),
        pytest.param(
            {
                "Statement": {
                    **STATEMENT,
                    "Principal": {
                        "AWS": ["x", 5],
                        "Service": 5,
                        "Servic": "x",
                        "Federated": None,
                        "CanonicalUser": True,
                        5: 1,
                    },
                }
            },
            "resource",
            [
                (
                    "Statement Principal Servic",
                    "is not a kind of principal; did you mean 'Service'?",
                ),
                ("Statement Principal 5", "is not a kind of principal"),
                ("Statement Principal Service", "is a string, not a number"),
                ("Statement Principal Federated", "is a string, not nothing"),
                ("Statement Principal CanonicalUser", "is a string, not a Boolean"),
            ],
            id="kinds of principals",
        ),
        pytest.param(
            {"Statement": {**STATEMENT, "Principal": ["*"]}},
            "resource",
            [("Statement Principal", "is '*' or a mapping, not a list")],
            id="a list of principals",
        ),
        pytest.param(
            {"Statement": {**STATEMENT, "Principal": REFERENCE}}, "resource", [], id="unknown"
        ),
        pytest.param(
            {"Statement": {**STATEMENT, "Condition": 5}},
            "identity",
            [("Statement Condition", "is a mapping of operators, not a number")],
            id="a condition",
        ),
        pytest.param(
            {
                "Statement": {
                    **STATEMENT,
                    "Condition": {
                        "Bool": REFERENCE,
                        "Null": {"a:b": [None, "x", REFERENCE, [1]], "c:d": {}},
                        "X": [1],
                        5: {5: None},
                    },
                }
            },
            "identity",
            [
                ("Statement Condition Null a:b 0", f"{VALUE} nothing"),
                ("Statement Condition Null a:b 3", f"{VALUE} a list"),
                ("Statement Condition Null c:d", f"{VALUE} a mapping"),
                ("Statement Condition X", "is a mapping of condition keys, not a list"),
                ("Statement Condition 5 5", f"{VALUE} nothing"),
            ],
            id="conditions",
        ),
        pytest.param(
            {"Version": "2008-10-17", "Id": "x"}, "identity", [("", "has no Statement")], id="none"
        ),
    ],
)
def test_every_problem_with_its_place(
    document: object, kind: PolicyType, expected: list[tuple[str, str]]
) -> None:
    path = ("Policies", 0)
    found = list(document_problems(document, kind, path))
    assert all(place[:2] == path for place, _ in found)
    assert [(" ".join(map(str, place[2:])), message) for place, message in found] == expected


def test_a_document_is_of_an_identity_where_nothing_else_is_said() -> None:
    assert list(document_problems({"Statement": {"Effect": "Deny"}})) == [
        (("Statement",), NEITHER.format("Action")),
        (("Statement",), NEITHER.format("Resource")),
    ]
